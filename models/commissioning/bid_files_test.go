package commissioning_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/bid"
	"hundredweight/models/commissioning"
	"hundredweight/models/file"
	"hundredweight/models/refusal"
	"hundredweight/models/seal"
	"hundredweight/models/store"
	"hundredweight/models/store/storetest"
	"hundredweight/models/tender"
)

const canaryFile = "canaryfile text that nobody may read"

func pdf(size int) []byte {
	return append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte(canaryFile+"\n"), size/len(canaryFile)+1)...)
}

// upload seals a file and puts it into the draft.
func (w *world) upload(by account.Actor, save commissioning.Save, name string, body []byte, replace bool) (commissioning.Saved, error) {
	w.t.Helper()
	f, err := w.steps.SealFile(w.t.Context(), by, save, "q2", name, bytes.NewReader(body))
	if err != nil {
		return commissioning.Saved{}, err
	}
	defer func() { w.fine(f.Discard()) }()
	return w.steps.AddFiles(w.t.Context(), by, save, "q2", replace, []*commissioning.SealedFile{f})
}

// clear fails the test when a file below the folder holds a canary.
func (w *world) clear(canaries ...string) {
	w.t.Helper()
	if w.db.Engine() == "sqlite" {
		w.fine(w.db.BackupTo(w.t.Context(), filepath.Join(w.dir, fmt.Sprintf("copy-%d.db", w.clock.Now().UnixNano()))))
	}
	w.fine(filepath.WalkDir(w.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, c := range canaries {
			if bytes.Contains(body, []byte(c)) {
				w.t.Errorf("%s holds %q in clear", path, c)
			}
		}
		return nil
	}))
}

func TestAFileOfABidIsSealedAsItArrives(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx, p := t.Context(), w.providers[0]
		b, first := w.lodged(w.published(), 0, "4.25", "19.99")
		save := commissioning.Save{Org: p.org, Bid: b, Received: clock.Now()}
		small, large := pdf(2_000), pdf(300_000)
		saved, err := w.upload(p.writer, save, "plan.pdf", small, false)
		w.fine(err)
		if saved.Receipt == "" || saved.Receipt == first {
			t.Fatalf("a file of a sent bid was not sent: %+v", saved)
		}
		_, err = w.upload(p.writer, save, "annex.pdf", large, false)
		w.fine(err)
		v, err := w.steps.Bid(ctx, p.signer, p.org, b)
		w.fine(err)
		files := v.FilesOf("q2")
		if len(files) != 2 || files[0].Name != "plan.pdf" || files[0].Bytes != int64(len(small)) || files[1].Stored != "file" || files[0].Stored != "row" {
			t.Fatalf("got %+v", files)
		}
		sum := sha256.Sum256(large)
		if files[1].ContentHash != hex.EncodeToString(sum[:]) {
			t.Error("the hash of the content is not that of the file")
		}
		w.clear(canaryFile, "plan.pdf", "annex.pdf")
		w.opens(v, files[0], small)
		w.opens(v, files[1], large)

		before := len(v.Versions)
		_, err = w.upload(p.writer, save, "plan.pdf", small, false)
		w.fine(err) // the same file again is the same file
		if _, err = w.upload(p.writer, save, "plan.pdf", large, false); !errors.Is(err, refusal.ErrInvalid) {
			t.Fatalf("another file of the same name: %v", err)
		}
		v, err = w.steps.Bid(ctx, p.signer, p.org, b)
		w.fine(err)
		if len(v.FilesOf("q2")) != 2 || len(v.Versions) != before {
			t.Fatalf("got %d files, %d versions, want 2 and %d", len(v.FilesOf("q2")), len(v.Versions), before)
		}
		_, err = w.upload(p.writer, save, "plan.pdf", large, true)
		w.fine(err)
		if _, err := w.steps.RemoveFile(ctx, w.providers[1].writer, commissioning.Save{Org: w.providers[1].org, Bid: b, Received: clock.Now()}, files[0].Ref); !errors.Is(err, refusal.ErrNotFound) {
			t.Fatalf("a rival removes a file: %v", err)
		}
		other, err := w.steps.StartBid(ctx, w.providers[1].signer, w.providers[1].org, v.Tender.Ref)
		w.fine(err)
		if _, err := w.steps.RemoveFile(ctx, w.providers[1].writer, commissioning.Save{Org: w.providers[1].org, Bid: other, Received: clock.Now()}, files[1].Ref); !errors.Is(err, refusal.ErrNotFound) {
			t.Fatalf("a rival's file in one's own bid: %v", err)
		}
		_, err = w.steps.RemoveFile(ctx, p.writer, save, files[1].Ref)
		w.fine(err)
		v, err = w.steps.Bid(ctx, p.signer, p.org, b)
		w.fine(err)
		if got := v.FilesOf("q2"); len(got) != 1 || got[0].Name != "plan.pdf" || got[0].Bytes != int64(len(large)) {
			t.Fatalf("got %+v", got)
		}
		events, err := db.Reader().Read(ctx).EventsAbout("bid", b)
		w.fine(err)
		sealed := 0
		for _, e := range events {
			if e.Kind == "bid.part_sealed" && strings.Contains(e.Body, v.Parts[0].Hash) {
				sealed++
			}
		}
		if sealed != 1 {
			t.Errorf("%d events carry the hash of the file", sealed)
		}
	})
}

// opens holds a sealed part against what was sealed, with the key that is
// released at the opening.
func (w *world) opens(v commissioning.BidView, p commissioning.PartView, want []byte) {
	w.t.Helper()
	deadline := v.Stage.Deadline.Time
	o, err := w.steps.Keys.Release(seal.Stage{Scheme: v.Stage.Scheme, Public: v.Stage.PublicKey, Wrapped: v.Stage.Wrapped}, seal.Witness{Now: deadline, Deadline: deadline, Drained: true, Officers: [2]account.PersonID{1, 2}})
	w.fine(err)
	var sealed []byte
	if p.Stored == "row" {
		sealed, err = w.db.Reader().Read(w.t.Context()).Blob(p.Hash)
		w.fine(err)
	} else {
		f, err := w.steps.Files.Open(p.Hash)
		w.fine(err)
		defer func() { w.fine(f.Close()) }()
		sealed, err = io.ReadAll(f)
		w.fine(err)
	}
	part, body, err := o.OpenPart(sealed, p.Commitment)
	w.fine(err)
	if part.Name != p.Name || part.Bid != v.Bid.Ref || !bytes.Equal(body, want) {
		w.t.Fatalf("got %+v and %d bytes, want %d", part, len(body), len(want))
	}
}

// failing is a body that ends early.
type failing struct{ left int }

var errCut = errors.New("the connection ended")

func (f *failing) Read(p []byte) (int, error) {
	if f.left <= 0 {
		return 0, errCut
	}
	n := min(f.left, len(p))
	copy(p, pdf(n)[:n])
	f.left -= n
	return n, nil
}

func TestAFileThatCannotBeTakenLeavesNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx, p := t.Context(), w.providers[0]
		ref := w.published()
		b, err := w.steps.StartBid(ctx, p.signer, p.org, ref)
		w.fine(err)
		save := commissioning.Save{Org: p.org, Bid: b, Received: clock.Now()}
		for name, tc := range map[string]struct {
			by       account.Actor
			save     commissioning.Save
			question string
			file     string
			body     io.Reader
			want     error
			says     string
		}{
			"an empty file":              {p.writer, save, "q2", "plan.pdf", bytes.NewReader(nil), refusal.ErrInvalid, "plan.pdf: The selected file is empty"},
			"a program in disguise":      {p.writer, save, "q2", "plan.pdf", strings.NewReader("MZ\x90"), refusal.ErrInvalid, "is a program"},
			"a kind that is not taken":   {p.writer, save, "q2", "plan.pdf.exe", strings.NewReader("MZ"), refusal.ErrInvalid, "ending in .exe"},
			"a byte too much":            {p.writer, save, "q2", "plan.pdf", bytes.NewReader(append(pdf(file.Most)[:file.Most], 'x')), refusal.ErrInvalid, "too big: 25 MB is the limit"},
			"a connection that ends":     {p.writer, save, "q2", "plan.pdf", &failing{200_000}, errCut, ""},
			"a question without files":   {p.writer, save, "q1", "plan.pdf", bytes.NewReader(pdf(10)), refusal.ErrNotFound, ""},
			"a question of nothing":      {p.writer, save, "q99", "plan.pdf", bytes.NewReader(pdf(10)), refusal.ErrNotFound, ""},
			"a rival's bid":              {w.providers[1].writer, commissioning.Save{Org: w.providers[1].org, Bid: b}, "q2", "plan.pdf", bytes.NewReader(pdf(10)), refusal.ErrNotFound, ""},
			"somebody who may only read": {w.person("Reader", p.org), save, "q2", "plan.pdf", bytes.NewReader(pdf(10)), refusal.ErrNotAllowed, ""},
		} {
			_, err := w.steps.SealFile(ctx, tc.by, tc.save, tc.question, tc.file, tc.body)
			if !errors.Is(err, tc.want) || !strings.Contains(err.Error(), tc.says) {
				t.Errorf("%s: got %v", name, err)
			}
		}
		v, err := w.steps.Bid(ctx, p.signer, p.org, b)
		w.fine(err)
		if len(v.Parts) != 0 {
			t.Fatalf("got %+v", v.Parts)
		}
		left := 0
		w.fine(filepath.WalkDir(filepath.Join(w.dir, "files"), func(_ string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				left++
			}
			return err
		}))
		if left != 0 {
			t.Errorf("%d files are left", left)
		}

		f, err := w.steps.SealFile(ctx, p.writer, save, "q2", "plan.pdf", bytes.NewReader(pdf(300_000)))
		w.fine(err)
		late := save
		late.Received = v.Stage.Deadline.Time
		if _, err := w.steps.AddFiles(ctx, p.writer, late, "q2", false, []*commissioning.SealedFile{f}); !errors.Is(err, refusal.ErrOutOfTurn) {
			t.Errorf("a file whose last byte came at the deadline: %v", err)
		}
		w.fine(f.Discard())
		twice := make([]*commissioning.SealedFile, 2)
		for i := range twice {
			twice[i], err = w.steps.SealFile(ctx, p.writer, save, "q2", "plan.pdf", bytes.NewReader(pdf(1_000*(i+1))))
			w.fine(err)
		}
		if _, err := w.steps.AddFiles(ctx, p.writer, save, "q2", true, twice); !errors.Is(err, refusal.ErrInvalid) {
			t.Errorf("two files of one name: %v", err)
		}
		many := make([]*commissioning.SealedFile, commissioning.BidFilesMost+1)
		for i := range many {
			many[i], err = w.steps.SealFile(ctx, p.writer, save, "q2", strings.Repeat("n", i+1)+".pdf", bytes.NewReader(pdf(100)))
			w.fine(err)
		}
		if _, err := w.steps.AddFiles(ctx, p.writer, save, "q2", false, many); !errors.Is(err, refusal.ErrInvalid) {
			t.Errorf("one file too many: %v", err)
		}
		_, err = w.steps.AddFiles(ctx, p.writer, save, "q2", false, many[1:])
		w.fine(err)
	})
}

func TestWhatIsTypedIsKeptAndNotLodged(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx, p := t.Context(), w.providers[0]
		b, first := w.lodged(w.published(), 0, "4.25", "19.99")
		v, err := w.steps.Bid(ctx, p.signer, p.org, b)
		w.fine(err)
		typing := commissioning.Save{Org: p.org, Bid: b, Received: clock.Now(), Typing: true}
		saved, err := w.steps.SaveAnswer(ctx, p.writer, typing, v.Revision["q1"], bid.Answer{Key: "q1", Text: "We will", Completed: true})
		w.fine(err)
		if saved.Receipt != "" || saved.Revision != v.Revision["q1"]+1 {
			t.Fatalf("half a sentence was sent: %+v", saved)
		}
		save := commissioning.Save{Org: p.org, Bid: b, Received: clock.Now()}
		next, err := w.steps.SaveAnswer(ctx, p.writer, save, v.Revision["q2"], bid.Answer{Key: "q2", Text: "Other words", Completed: true})
		w.fine(err)
		if next.Receipt != "" || len(next.Waiting) != 1 || next.Waiting[0].Key != "q1" {
			t.Fatalf("a bid with half a sentence was sent: %+v", next)
		}
		v, err = w.steps.Bid(ctx, p.signer, p.org, b)
		w.fine(err)
		if v.Bid.Status != bid.Lodged || v.Versions[0].Receipt != first {
			t.Fatal("the earlier version must stay sent")
		}
		whole := bid.Answer{Key: "q1", Text: "We will cook.", Completed: true}
		one, err := w.steps.SaveAnswer(ctx, p.writer, save, saved.Revision, whole)
		w.fine(err)
		again, err := w.steps.SaveAnswer(ctx, p.writer, save, saved.Revision, whole)
		w.fine(err)
		if one.Receipt == "" || one.Receipt != again.Receipt || again.Revision != one.Revision {
			t.Fatalf("the same form twice: %+v and %+v", one, again)
		}
	})
}

func TestAFormThatIsSentTwiceSealsOnePrice(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx, p := t.Context(), w.providers[0]
		b, err := w.steps.StartBid(ctx, p.signer, p.org, w.published())
		w.fine(err)
		save := commissioning.Save{Org: p.org, Bid: b, Received: clock.Now(), Key: "form-1"}
		typed := map[string]string{"A1": "4.25", "A2": "19.99"}
		saved, price, err := w.steps.SealPrice(ctx, p.signer, save, "1", typed)
		w.fine(err)
		content, err := json.Marshal(price)
		w.fine(err)
		if got := commitmentOf(t, *saved.Copy, content); got != saved.Copy.Commitment {
			t.Errorf("the bidder's copy does not prove the price: %s, want %s", got, saved.Copy.Commitment)
		}
		if _, _, err := w.steps.SealPrice(ctx, p.signer, save, "1", typed); !errors.Is(err, refusal.ErrDuplicate) {
			t.Fatalf("the form again: %v", err)
		}
		if _, _, err := w.steps.SealPrice(ctx, p.signer, save, "9", typed); !errors.Is(err, refusal.ErrNotFound) {
			t.Fatalf("a lot not bid for: %v", err)
		}
		parts, err := db.Reader().Read(ctx).BidParts(mustBid(w, p, b).Bid.ID)
		w.fine(err)
		if len(parts) != 1 {
			t.Fatalf("got %d parts", len(parts))
		}
	})
}

// commitmentOf works a part's commitment out as its bidder can.
func commitmentOf(t *testing.T, c commissioning.PartCopy, content []byte) string {
	t.Helper()
	nonce, err := hex.DecodeString(c.Nonce)
	if err != nil {
		t.Fatal(err)
	}
	about, err := json.Marshal(c.Part)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(content)
	all := sha256.Sum256(append(append(append([]byte("part-v1"), nonce...), about...), sum[:]...))
	return hex.EncodeToString(all[:])
}

func mustBid(w *world, p provider, ref string) commissioning.BidView {
	w.t.Helper()
	v, err := w.steps.Bid(w.t.Context(), p.signer, p.org, ref)
	w.fine(err)
	return v
}

func TestTheBiddersCopyProvesWhatWasLodged(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx, p := t.Context(), w.providers[0]
		b, _ := w.lodged(w.published(), 0, "4.25", "19.99")
		save := commissioning.Save{Org: p.org, Bid: b, Received: clock.Now()}
		saved, err := w.upload(p.writer, save, "plan.pdf", pdf(100), false)
		w.fine(err)
		got, err := w.steps.CopyOfBid(ctx, p.writer, p.org, b, saved.Receipt)
		w.fine(err)
		var m seal.Manifest
		w.fine(json.Unmarshal(got.Manifest, &m))
		nonce, err := hex.DecodeString(m.Nonce)
		w.fine(err)
		sum := sha256.Sum256(append(append([]byte("bid-v1"), nonce...), got.Manifest...))
		packed := sha256.Sum256(got.Package)
		if hex.EncodeToString(sum[:]) != got.Receipt.Commitment || hex.EncodeToString(packed[:]) != got.Receipt.PackageHash || len(got.Parts) != 2 {
			t.Fatalf("the copy proves nothing: %+v", got.Receipt)
		}
		if _, err := w.steps.CopyOfBid(ctx, w.providers[1].signer, w.providers[1].org, b, saved.Receipt); !errors.Is(err, refusal.ErrNotFound) {
			t.Errorf("a rival's copy: %v", err)
		}
		v := mustBid(w, p, b)
		_, err = w.steps.SaveAnswer(ctx, p.writer, commissioning.Save{Org: p.org, Bid: b, Received: clock.Now(), Typing: true}, v.Revision["q1"], bid.Answer{Key: "q1", Text: "Other"})
		w.fine(err)
		if _, err := w.steps.CopyOfBid(ctx, p.writer, p.org, b, saved.Receipt); !errors.Is(err, refusal.ErrOutOfTurn) {
			t.Errorf("a copy of words that were changed: %v", err)
		}
	})
}

func TestConditionsAreRememberedForTheNextBid(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx, p := t.Context(), w.providers[0]
		b, err := w.steps.StartBid(ctx, p.signer, p.org, w.published())
		w.fine(err)
		save := commissioning.Save{Org: p.org, Bid: b, Received: clock.Now()}
		all := []bid.Answer{{Key: "c1", Choice: "yes", Expires: "2026-01-01"}, {Key: "c2", Choice: "yes"}}
		if _, err := w.steps.SaveConditions(ctx, p.writer, save, nil, all); !errors.Is(err, refusal.ErrInvalid) {
			t.Fatalf("an insurance that has expired: %v", err)
		}
		all[0].Expires = "2027-12-31"
		_, err = w.steps.SaveConditions(ctx, p.writer, save, nil, all)
		w.fine(err)
		kept, err := db.Reader().Read(ctx).OrganisationConditions(p.org)
		w.fine(err)
		if len(kept) != 2 {
			t.Fatalf("got %+v", kept)
		}
		all[1].Choice = "no"
		if _, err := w.steps.SaveConditions(ctx, p.writer, save, nil, all); !errors.Is(err, refusal.ErrStale) {
			t.Fatalf("a stale form: %v", err)
		}
		if v := mustBid(w, p, b); v.Answers["c2"].Choice != "yes" || v.Answers["c1"].Expires != "2027-12-31" {
			t.Fatalf("half a form was kept: %+v", v.Answers)
		}
	})
}

func TestASuspendedOrganisationDoesNotBid(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx, p := t.Context(), w.providers[0]
		ref := w.published()
		b, _ := w.lodged(ref, 0, "4.25", "19.99")
		for _, org := range []account.OrganisationID{p.org, w.providers[1].org} {
			w.write(func(tx *store.Tx) error { return tx.MoveOrganisation(org, "verified", "suspended", clock.Now()) })
		}
		if _, err := w.steps.SaveAnswer(ctx, p.writer, commissioning.Save{Org: p.org, Bid: b, Received: clock.Now()}, 1, bid.Answer{Key: "q1", Text: "x"}); !errors.Is(err, refusal.ErrOutOfTurn) {
			t.Errorf("a save: %v", err)
		}
		if _, err := w.steps.StartBid(ctx, w.providers[1].signer, w.providers[1].org, ref); !errors.Is(err, refusal.ErrOutOfTurn) {
			t.Errorf("a start: %v", err)
		}
		if v := mustBid(w, p, b); v.Bid.Status != bid.Lodged {
			t.Errorf("what was sent became %s", v.Bid.Status)
		}
	})
}

func TestAPriceForLinesThatWereChangedCountsNoMore(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx, p := t.Context(), w.providers[0]
		ref := w.published()
		b, first := w.lodged(ref, 0, "4.25", "19.99")
		w.fine(w.steps.AmendTender(ctx, w.approver, ref, commissioning.Amendment{Reason: "More meals", Notice: "083999-2026", Edit: func(c *tender.Content) error {
			lot := c.Lots[0]
			lot.Prices = slices.Clone(lot.Prices)
			lot.Prices[0].QuantityMilli *= 2
			c.Lots = []tender.Lot{lot}
			return nil
		}}))
		save := commissioning.Save{Org: p.org, Bid: b, Received: clock.Now()}
		saved, err := w.steps.Confirm(ctx, p.signer, save)
		w.fine(err)
		if saved.Receipt != "" || len(saved.Waiting) != 1 || saved.Waiting[0].Key != "price" {
			t.Fatalf("a price for other lines was sent: %+v", saved)
		}
		if v := mustBid(w, p, b); v.Versions[0].Receipt != first || v.Bid.Status != bid.Lodged {
			t.Fatal("the earlier version must stay sent")
		}
		saved, _, err = w.steps.SealPrice(ctx, p.signer, save, "1", map[string]string{"A1": "4", "A2": "20"})
		w.fine(err)
		if saved.Receipt == "" {
			t.Fatalf("not sent with new prices: %+v", saved)
		}
	})
}

func TestFailedTriesAreKeptForTheirBidder(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx, p := t.Context(), w.providers[0]
		b, err := w.steps.StartBid(ctx, p.signer, p.org, w.published())
		w.fine(err)
		w.fine(w.steps.NoteAttempt(ctx, p.writer, p.org, b, "Save question 1", "This tender closed."))
		if err := w.steps.NoteAttempt(ctx, w.providers[1].writer, w.providers[1].org, b, "x", "y"); !errors.Is(err, refusal.ErrNotFound) {
			t.Errorf("a rival's try: %v", err)
		}
		got, err := w.steps.Attempts(ctx, mustBid(w, p, b))
		w.fine(err)
		if len(got) != 1 || got[0].Said != "This tender closed." {
			t.Fatalf("got %+v", got)
		}
		clock.Add(49 * time.Hour)
		if got, err = w.steps.Attempts(ctx, mustBid(w, p, b)); err != nil || len(got) != 0 {
			t.Fatalf("after two days: %+v, %v", got, err)
		}
	})
}

// TestAnOrganisationSavesItsBidsSixtyTimesAMinute is about one organisation at a
// time: nobody else, and nobody who only types, is ever held up by it.
func TestAnOrganisationSavesItsBidsSixtyTimesAMinute(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx, ref := t.Context(), w.published()
		w.steps.Pace = commissioning.NewPace(bid.SavesMost)
		start := func(i int) (provider, commissioning.Save) {
			p := w.providers[i]
			b, err := w.steps.StartBid(ctx, p.signer, p.org, ref)
			w.fine(err)
			return p, commissioning.Save{Org: p.org, Bid: b, Received: clock.Now()}
		}
		p, save := start(0)
		answer := bid.Answer{Key: "q1", Text: "Meals"}
		rival := w.providers[1].signer
		for range 70 { // somebody who is no member uses up nothing
			_, err := w.steps.SaveAnswer(ctx, rival, save, 0, answer)
			w.refused("a rival", err, refusal.ErrNotFound, "")
		}
		for i := range bid.SavesMost {
			who := []account.Actor{p.writer, p.signer}[i%2]
			if _, err := w.steps.SaveAnswer(ctx, who, save, int64(i), answer); err != nil {
				t.Fatalf("save %d: %v", i, err)
			}
		}
		for what, do := range map[string]func() error{
			"an answer": func() error { _, err := w.steps.SaveAnswer(ctx, p.writer, save, 60, answer); return err },
			"a price": func() error {
				_, _, err := w.steps.SealPrice(ctx, p.signer, save, "1", map[string]string{"A1": "4", "A2": "20"})
				return err
			},
			"a file":        func() error { _, err := w.upload(p.writer, save, "a.txt", []byte("words"), false); return err },
			"a declaration": func() error { _, err := w.steps.Declare(ctx, p.signer, save); return err },
			"a withdrawal":  func() error { return w.steps.Withdraw(ctx, p.signer, save) },
		} {
			w.unchanged(what, ref, do, refusal.ErrTooMany, "60 times in a minute")
		}
		typing := save
		typing.Typing = true
		_, err := w.steps.SaveAnswer(ctx, p.writer, typing, 60, answer)
		w.fine(err)
		other, theirs := start(1)
		_, err = w.steps.SaveAnswer(ctx, other.signer, theirs, 0, answer)
		w.fine(err)
		clock.Add(time.Second)
		_, err = w.steps.SaveAnswer(ctx, p.writer, save, 61, answer)
		w.fine(err)
		for range 70 {
			w.fine(w.steps.NoteAttempt(ctx, p.writer, p.org, save.Bid, "Save", "Too often."))
		}
		got, err := w.steps.Attempts(ctx, mustBid(w, p, save.Bid))
		w.fine(err)
		if len(got) != bid.SavesMost {
			t.Errorf("%d failed saves were written down", len(got))
		}
	})
}
