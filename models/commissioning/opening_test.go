package commissioning_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/bid"
	"hundredweight/models/commissioning"
	"hundredweight/models/evaluation"
	"hundredweight/models/refusal"
	"hundredweight/models/seal"
	"hundredweight/models/store"
	"hundredweight/models/store/storetest"
	"hundredweight/models/tender"
)

func (w *world) events(ref string) []string {
	w.t.Helper()
	q := w.db.Reader().Read(w.t.Context())
	t, err := q.TenderByRef(ref)
	w.fine(err)
	rows, err := q.TenderHistory(int64(t.ID), false)
	w.fine(err)
	var kinds []string
	for _, r := range rows {
		kinds = append(kinds, string(r.Kind))
	}
	return kinds
}

func (w *world) mailed(kind string) (to []string) {
	w.t.Helper()
	all, err := w.db.Reader().Read(w.t.Context()).MailNewest(1000)
	w.fine(err)
	for _, m := range all {
		if m.Kind == kind {
			to = append(to, m.To)
		}
	}
	return to
}

func (w *world) bidRow(ref string) store.BidRow {
	w.t.Helper()
	b, err := w.db.Reader().Read(w.t.Context()).BidByRef(ref)
	w.fine(err)
	return b
}

func (w *world) record(ref string) commissioning.OpeningRecord {
	w.t.Helper()
	state, err := w.steps.OpeningState(w.t.Context(), w.panel(w.opener1, ref), false)
	w.fine(err)
	var r commissioning.OpeningRecord
	w.fine(json.Unmarshal([]byte(state.Record), &r))
	return r
}

func TestTwoOfficersOpenTheBids(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx := t.Context()
		ref := w.published()
		a, receipt := w.lodged(ref, 0, "4321.77", "19.99")
		b, _ := w.lodged(ref, 1, "4.10", "21.00")
		if _, err := w.steps.StartBid(ctx, w.providers[2].signer, w.providers[2].org, ref); err != nil {
			t.Fatal(err)
		}
		w.declared(ref, w.opener1, w.opener2)
		if err := w.steps.StartOpening(ctx, w.opener1, ref); !errors.Is(err, refusal.ErrOutOfTurn) {
			t.Fatalf("before the deadline: %v", err)
		}
		w.drained(ref)
		if v := w.panel(w.opener1, ref); len(v.Bids) != 0 {
			t.Fatal("who bid is known before the opening")
		}
		w.fine(w.steps.StartOpening(ctx, w.opener1, ref))
		if got := w.panel(w.author, ref).Tender.Status; got != tender.Opening {
			t.Fatalf("got %s, want opening", got)
		}
		if err := w.steps.StartOpening(ctx, w.opener2, ref); !errors.Is(err, refusal.ErrDuplicate) {
			t.Fatalf("a second start beside one that waits: %v", err)
		}
		w.fine(w.steps.JoinOpening(ctx, w.opener2, ref))
		if err := w.steps.JoinOpening(ctx, w.opener2, ref); !errors.Is(err, refusal.ErrDuplicate) {
			t.Fatalf("joined twice: %v", err)
		}

		r := w.record(ref)
		if r.Officers != [2]string{"Ola Opener", "Owen Opener"} || len(r.Bids) != 2 || r.Failed() != 0 || r.Root == "" || len(r.Connections) != 0 {
			t.Fatalf("got %+v", r)
		}
		i := slices.IndexFunc(r.Bids, func(e commissioning.OpeningEntry) bool { return e.Bid == a })
		if e := r.Bids[i]; e.Receipt != receipt || e.Organisation != "Provider 1" || !e.Checked || !slices.Equal(e.Lots, []string{"1"}) {
			t.Fatalf("got %+v", e)
		}
		for _, ref := range []string{a, b} {
			if got := w.bidRow(ref).Status; got != bid.Opened {
				t.Fatalf("bid %s is %s", ref, got)
			}
		}
		if got := w.panel(w.author, ref).Tender.Status; got != tender.Evaluation {
			t.Fatalf("got %s, want evaluation", got)
		}
		if kinds := w.events(ref); !slices.Contains(kinds, "opening.started") || !slices.Contains(kinds, "opening.bids_opened") {
			t.Fatalf("got events %v", kinds)
		}
		if n := len(w.mailed("bid_opened")); n != 4 {
			t.Fatalf("%d bidders' people told, want both of both", n)
		}
		if n := len(w.mailed("opening_started")); n != 1 {
			t.Fatalf("%d officers told, want the other one", n)
		}
		w.onlyThePanelReads(ref, a)
		w.noPriceInClear("4321.77", "432177", "canaryanswer", "canarypromise")
	})
}

// onlyThePanelReads checks who reads an opened bid, and that it holds what was lodged.
func (w *world) onlyThePanelReads(ref, b string) {
	w.t.Helper()
	ctx := w.t.Context()
	if _, err := w.steps.OpenedBid(ctx, w.eval1, ref, b); !errors.Is(err, refusal.ErrNotAllowed) {
		w.t.Fatalf("read without declaring: %v", err)
	}
	w.declared(ref, w.eval1)
	got, err := w.steps.OpenedBid(ctx, w.eval1, ref, b)
	w.fine(err)
	if !strings.HasPrefix(got.Content.Answers["q1"].Text, "canaryanswer") || len(got.Content.Commitments) != 1 {
		w.t.Fatalf("got %+v", got.Content)
	}
	text, err := json.Marshal(got)
	w.fine(err)
	if bytes.Contains(text, []byte("4321.77")) || bytes.Contains(text, []byte("432177")) {
		w.t.Fatal("an evaluator reads a price")
	}
	for name, who := range map[string]account.Actor{"the author": w.author, "an officer": w.opener1} {
		if _, err := w.steps.OpenedBid(ctx, who, ref, b); !errors.Is(err, refusal.ErrNotAllowed) {
			w.t.Fatalf("%s reads a bid before the lock: %v", name, err)
		}
	}
	if _, err := w.steps.OpenedBid(ctx, w.providers[1].signer, ref, b); !errors.Is(err, refusal.ErrNotFound) {
		w.t.Fatalf("a rival reads a bid: %v", err)
	}
}

// noPriceInClear looks for canaries in everything on the disk but the keys.
func (w *world) noPriceInClear(canaries ...string) {
	w.t.Helper()
	if w.db.Engine() == "sqlite" {
		w.fine(w.db.BackupTo(w.t.Context(), filepath.Join(w.dir, "opened.db")))
	}
	w.fine(filepath.Walk(w.dir, func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		body, err := os.ReadFile(path)
		for _, c := range canaries {
			if bytes.Contains(body, []byte(c)) {
				w.t.Errorf("%s holds %q in clear", filepath.Base(path), c)
			}
		}
		return err
	}))
}

func TestWhoMayNotOpenDoesNot(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx := t.Context()
		ref := w.published()
		w.lodged(ref, 0, "4.25", "19.99")
		w.drained(ref)
		if err := w.steps.StartOpening(ctx, w.opener1, ref); !errors.Is(err, refusal.ErrOutOfTurn) {
			t.Fatalf("an officer who has not declared: %v", err)
		}
		w.declared(ref, w.opener1, w.opener2)
		for name, who := range map[string]account.Actor{"an evaluator": w.eval1, "the author": w.author} {
			if err := w.steps.StartOpening(ctx, who, ref); !errors.Is(err, refusal.ErrNotAllowed) {
				t.Fatalf("%s: %v", name, err)
			}
		}
		if err := w.steps.StartOpening(ctx, w.providers[0].signer, ref); !errors.Is(err, refusal.ErrNotFound) {
			t.Fatalf("a bidder: %v", err)
		}
		if err := w.steps.JoinOpening(ctx, w.opener2, ref); !errors.Is(err, refusal.ErrOutOfTurn) {
			t.Fatalf("joined what nobody started: %v", err)
		}
		w.fine(w.steps.StartOpening(ctx, w.opener1, ref))
		if err := w.steps.JoinOpening(ctx, w.opener1, ref); !errors.Is(err, refusal.ErrNotAllowed) {
			t.Fatalf("one person twice: %v", err)
		}
		clock.Add(evaluation.JoinWithin + time.Second)
		if err := w.steps.JoinOpening(ctx, w.opener2, ref); !errors.Is(err, refusal.ErrOutOfTurn) {
			t.Fatalf("joined after 30 minutes: %v", err)
		}
		w.fine(w.steps.StartOpening(ctx, w.opener1, ref))
		w.write(func(tx *store.Tx) error {
			return tx.AddMembership(w.opener1.Person, w.providers[0].org, []account.Permission{account.Contribute}, clock.Now())
		})
		if err := w.steps.JoinOpening(ctx, w.opener2, ref); !errors.Is(err, refusal.ErrNotAllowed) {
			t.Fatalf("with a first officer who belongs to a bidder: %v", err)
		}
		if got := w.panel(w.author, ref).Stage.OpenedAt; !got.IsZero() {
			t.Fatal("something was opened")
		}
	})
}

func TestABidThatCannotBeOpenedIsKeptAndTheOthersOpen(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ref := w.published()
		good, _ := w.lodged(ref, 0, "4.25", "19.99")
		broken, _ := w.lodged(ref, 1, "4.30", "18.00")
		swapped, _ := w.lodged(ref, 2, "4.40", "17.00")
		w.lodgedForged(broken, func(seal.Manifest) seal.Manifest { return seal.Manifest{} })
		rival := w.parts(good)
		w.write(func(tx *store.Tx) error { // the rival's sealed price, as if it were this bidder's
			rival[0].Ref = "swappedpart"
			p := store.BidPartRow{Ref: rival[0].Ref, Bid: w.bidRow(swapped).ID, Kind: "price", Key: "1", Status: "current", Stored: "row", Hash: rival[0].Hash, Commitment: rival[0].Commitment, Label: []byte("x"), TenderVersion: 1, SealedBy: w.providers[2].signer.Person, SealedAt: store.At(clock.Now())}
			_, err := tx.AddBidPart(p, false)
			return err
		})
		w.lodgedForged(swapped, func(m seal.Manifest) seal.Manifest { m.Parts = rival; return m })
		w.opened(ref)

		for b, want := range map[string]bid.Status{good: bid.Opened, broken: bid.Failed, swapped: bid.Failed} {
			if got := w.bidRow(b).Status; got != want {
				t.Errorf("bid %s is %s, want %s", b, got, want)
			}
		}
		r := w.record(ref)
		if r.Failed() != 2 {
			t.Fatalf("got %+v", r)
		}
		for _, e := range r.Bids {
			if e.Bid == swapped && e.Problem != "A sealed price belongs to something else." {
				t.Errorf("got %q", e.Problem)
			}
		}
		if p := w.panel(w.eval1, ref); len(p.Want()) != 3 {
			t.Fatalf("%d answers to score, want only those of the bid that opened", len(p.Want()))
		}
		if _, err := w.steps.OpenedBid(t.Context(), w.eval1, ref, broken); !errors.Is(err, refusal.ErrOutOfTurn) {
			t.Fatalf("a bid that could not be opened is read: %v", err)
		}
	})
}

// parts gives the parts of a bid as its manifest names them.
func (w *world) parts(ref string) []seal.ManifestPart {
	w.t.Helper()
	rows, err := w.db.Reader().Read(w.t.Context()).BidParts(w.bidRow(ref).ID)
	w.fine(err)
	var out []seal.ManifestPart
	for _, p := range rows {
		out = append(out, seal.ManifestPart{Commitment: p.Commitment, Hash: p.Hash, Key: p.Key, Kind: p.Kind, Ref: p.Ref})
	}
	return out
}

// lodgedForged lodges a version of a bid behind the steps' back.
func (w *world) lodgedForged(ref string, forge func(seal.Manifest) seal.Manifest) {
	w.t.Helper()
	q := w.db.Reader().Read(w.t.Context())
	b := w.bidRow(ref)
	t, err := q.TenderByID(b.Tender)
	w.fine(err)
	stage, err := q.StageByID(b.Stage)
	w.fine(err)
	was, err := q.BidVersion(b.ID, b.Version)
	w.fine(err)
	m := seal.Manifest{Answers: map[string]string{}, Bid: ref, Lots: was.Lots(), Organisation: strconv.Itoa(int(b.Org)), Stage: "1", Tender: t.Ref, Version: strconv.Itoa(b.Version + 1)}
	m = forge(m)
	pack, err := seal.Pack(stage.PublicKey, m)
	w.fine(err)
	w.write(func(tx *store.Tx) error {
		if err := tx.PutBlob(pack.Hash, pack.Sealed, w.clock.Now()); err != nil {
			return err
		}
		v := was
		for _, p := range m.Parts {
			v.PartsText += "," + p.Ref
		}
		v.N, v.PackageHash, v.Commitment, v.Receipt, v.SubmissionKey = b.Version+1, pack.Hash, pack.Commitment, "forged"+ref[:4], "forged"
		if err := tx.LodgeBid(b, v); err != nil || b.Status != bid.Sealed {
			return err
		}
		return tx.MoveBid(b.ID, bid.Lodged, bid.Sealed, w.clock.Now())
	})
}

func TestBidsThatAreNotThoseOfTheClosingRootStaySealed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx := t.Context()
		ref := w.published()
		b, _ := w.lodged(ref, 0, "4.25", "19.99")
		w.declared(ref, w.opener1, w.opener2)
		w.drained(ref)
		w.lodgedForged(b, func(m seal.Manifest) seal.Manifest { return m })
		w.fine(w.steps.StartOpening(ctx, w.opener1, ref))
		if err := w.steps.JoinOpening(ctx, w.opener2, ref); !errors.Is(err, refusal.ErrOutOfTurn) {
			t.Fatalf("got %v", err)
		}
		if got := w.bidRow(b).Status; got != bid.Sealed {
			t.Fatalf("the bid is %s", got)
		}
		if kinds := w.events(ref); !slices.Contains(kinds, "opening.root_differs") {
			t.Fatalf("got events %v", kinds)
		}
	})
}

func TestFilesOfABidAreReadByThePanelOnly(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx := t.Context()
		ref := w.published()
		b, _ := w.lodged(ref, 0, "4.25", "19.99")
		small, large := []byte("canaryfile one page"), bytes.Repeat([]byte("canaryfile "), 9000)
		var parts []seal.ManifestPart
		for name, content := range map[string][]byte{"small.txt": small, "large.txt": large} {
			parts = append(parts, w.sealedFile(b, "q2", name, content))
		}
		priced := w.parts(b)
		w.lodgedForged(b, func(m seal.Manifest) seal.Manifest { m.Parts = append(parts, priced...); return m })
		w.opened(ref)
		v, err := w.steps.OpenedBid(ctx, w.eval1, ref, b)
		w.fine(err)
		if len(v.FilesOf("q2")) != 2 || len(v.FilesOf("q1")) != 0 {
			t.Fatalf("got %+v", v.Files)
		}
		for _, f := range v.Files {
			label, body, err := w.steps.OpenedFile(ctx, w.eval1, ref, b, f.Ref)
			w.fine(err)
			want := map[string][]byte{"small.txt": small, "large.txt": large}[label.Name]
			if !bytes.Equal(body, want) || label.Type != "text/plain" || label.Bytes != int64(len(want)) {
				t.Fatalf("%s: got %d bytes of %s", label.Name, len(body), label.Type)
			}
			if _, _, err := w.steps.OpenedFile(ctx, w.author, ref, b, f.Ref); !errors.Is(err, refusal.ErrNotAllowed) {
				t.Fatalf("the author reads a file: %v", err)
			}
		}
		if _, _, err := w.steps.OpenedFile(ctx, w.eval1, ref, b, "nosuchfile"); !errors.Is(err, refusal.ErrNotFound) {
			t.Fatalf("a file of somebody else: %v", err)
		}
		w.noPriceInClear("canaryfile")
	})
}

// sealedFile puts a sealed file where an upload would, small ones as a row.
func (w *world) sealedFile(b, question, name string, content []byte) seal.ManifestPart {
	w.t.Helper()
	stage, err := w.db.Reader().Read(w.t.Context()).StageByID(w.bidRow(b).Stage)
	w.fine(err)
	var sealed bytes.Buffer
	pw, err := seal.NewPart(&sealed, stage.PublicKey, seal.Part{Bid: b, Kind: "file", Key: question, Name: name, Type: "text/plain"})
	w.fine(err)
	_, err = pw.Write(content)
	w.fine(err)
	known, err := pw.Close()
	w.fine(err)
	f, err := w.steps.Files.Create()
	w.fine(err)
	_, err = f.Write(sealed.Bytes())
	w.fine(err)
	_, _, err = f.Commit()
	w.fine(err)
	sum := sha256.Sum256(sealed.Bytes())
	if hex.EncodeToString(sum[:]) != known.Hash {
		w.t.Fatal("the hash of the sealed file differs")
	}
	return seal.ManifestPart{Commitment: known.Commitment, Hash: known.Hash, Key: question, Kind: "file", Ref: "file" + name[:1]}
}
