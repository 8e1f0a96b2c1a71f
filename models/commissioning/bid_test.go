package commissioning_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"hundredweight/models/bid"
	"hundredweight/models/commissioning"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/store/storetest"
	"hundredweight/models/tender"
)

func answers(p provider) map[string]bid.Answer {
	return map[string]bid.Answer{
		"q1": {Text: fmt.Sprintf("canaryanswer of %d about meals", p.org), Completed: true}, "q2": {Text: "We run fourteen rounds.", Completed: true}, "q3": {Text: "More company.", Completed: true},
		"c1": {Choice: "yes", Expires: "2027-12-31", Completed: true}, "c2": {Choice: "yes", Completed: true},
	}
}

func promises() []bid.Commitment {
	return []bid.Commitment{{Ref: "p1", Question: "q3", Outcome: "canarypromise people meet weekly", Who: "Older people", Quantity: "120", Unit: "people", By: "2028-03-31", Evidence: "Attendance sheet"}}
}

func TestABidIsLodgedReplacedAndWithdrawn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx, p := t.Context(), w.providers[0]
		ref := w.published()
		b, receipt := w.lodged(ref, 0, "4.25", "19.99")
		got, err := w.steps.Receipt(ctx, p.signer, p.org, b, receipt)
		w.fine(err)
		if got.Version != 1 || got.PackageHash == "" || got.LeafHash == "" || !got.Received.Equal(clock.Now()) {
			t.Fatalf("got %+v", got)
		}
		if _, err := w.steps.Receipt(ctx, w.providers[1].signer, w.providers[1].org, b, receipt); !errors.Is(err, refusal.ErrNotFound) {
			t.Fatalf("a rival's receipt: %v", err)
		}
		if _, err := w.steps.Bid(ctx, w.author, w.buyer, b); !errors.Is(err, refusal.ErrNotFound) {
			t.Fatalf("the buyer reads a sealed bid: %v", err)
		}
		save := commissioning.Save{Org: p.org, Bid: b, Received: clock.Now()}
		v, err := w.steps.Bid(ctx, p.signer, p.org, b)
		w.fine(err)
		saved, err := w.steps.SaveAnswer(ctx, p.writer, save, v.Revision["q1"], bid.Answer{Key: "q1", Text: "A better answer", Completed: true})
		w.fine(err)
		if saved.Receipt == "" || saved.Receipt == receipt {
			t.Fatalf("a complete save of a declared bid did not send: %+v", saved)
		}
		if _, err := w.steps.SaveAnswer(ctx, p.writer, save, v.Revision["q1"], bid.Answer{Key: "q1", Text: "stale"}); !errors.Is(err, refusal.ErrStale) {
			t.Fatalf("a stale save: %v", err)
		}
		again, err := w.steps.Confirm(ctx, p.signer, save)
		if !errors.Is(err, refusal.ErrStale) {
			t.Fatalf("confirming what did not change: %+v %v", again, err)
		}
		if err := w.steps.Withdraw(ctx, p.writer, save); !errors.Is(err, refusal.ErrNotAllowed) {
			t.Fatalf("a contributor withdrew: %v", err)
		}
		w.fine(w.steps.Withdraw(ctx, p.signer, save))
		v, err = w.steps.Bid(ctx, p.signer, p.org, b)
		w.fine(err)
		if v.Bid.Status != bid.Withdrawn || len(v.Versions) != 2 {
			t.Fatalf("got %s with %d versions, want withdrawn with both kept", v.Bid.Status, len(v.Versions))
		}
	})
}

func TestAChangedPriceOfAContributorWaitsForASignatory(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx, p := t.Context(), w.providers[0]
		b, first := w.lodged(w.published(), 0, "4.25", "19.99")
		save := commissioning.Save{Org: p.org, Bid: b, Received: clock.Now()}
		saved, price, err := w.steps.SealPrice(ctx, p.writer, save, "1", map[string]string{"A1": "5.00", "A2": "20.00"})
		w.fine(err)
		if price.TotalPence != 5_000_000+1_001_000 {
			t.Fatalf("got %d pence", price.TotalPence)
		}
		if saved.Receipt != first {
			t.Fatalf("a price that waits was sent under %s", saved.Receipt)
		}
		saved, err = w.steps.ConfirmPrices(ctx, p.signer, save)
		w.fine(err)
		if saved.Receipt == "" || saved.Receipt == first {
			t.Fatal("the signatory's word did not send the new price")
		}
	})
}

func TestTheDeadlineIsHalfOpenAndDecidedByArrival(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx, p := t.Context(), w.providers[0]
		ref := w.published()
		b, err := w.steps.StartBid(ctx, p.signer, p.org, ref)
		w.fine(err)
		row, err := db.Reader().Read(ctx).TenderByRef(ref)
		w.fine(err)
		deadline := row.ClosesAt.Time
		clock.Set(deadline.Add(time.Second)) // the server is slow: it is past the deadline when it writes
		late := commissioning.Save{Org: p.org, Bid: b, Received: deadline}
		if _, err := w.steps.SaveAnswer(ctx, p.writer, late, 0, bid.Answer{Key: "q1", Text: "x"}); !errors.Is(err, refusal.ErrOutOfTurn) {
			t.Fatalf("at the deadline: %v", err)
		}
		inTime := commissioning.Save{Org: p.org, Bid: b, Received: deadline.Add(-time.Microsecond)}
		if receipt := w.fill(p, inTime, "4.00", "20.00"); receipt == "" {
			t.Fatal("a request that arrived a microsecond before the deadline was refused")
		}
		w.fine(w.steps.CloseTender(ctx, ref))
		if err := w.steps.DrainTender(ctx, ref); !errors.Is(err, refusal.ErrOutOfTurn) {
			t.Fatalf("drained too early: %v", err)
		}
		clock.Add(commissioning.DrainTime)
		w.fine(w.steps.DrainTender(ctx, ref))
		w.fine(w.steps.DrainTender(ctx, ref)) // twice is harmless
		if _, err := w.steps.SaveAnswer(ctx, p.writer, inTime, 1, bid.Answer{Key: "q1", Text: "y"}); !errors.Is(err, refusal.ErrOutOfTurn) {
			t.Fatalf("after the closing root: %v", err)
		}
		v, err := w.steps.Bid(ctx, p.signer, p.org, b)
		w.fine(err)
		if v.Bid.Status != bid.Sealed || !v.KeyGone || len(v.Answers) != 0 {
			t.Fatalf("got %s, key gone %v, %d answers readable", v.Bid.Status, v.KeyGone, len(v.Answers))
		}
	})
}

func TestNothingOfABidIsReadableBeforeTheOpening(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		w.lodged(w.published(), 0, "4321.77", "19.99")
		canaries := []string{"canaryanswer", "canarypromise", "4321.77", "432177"}
		if db.Engine() == "sqlite" {
			path := filepath.Join(w.dir, "copy.db")
			w.fine(db.BackupTo(t.Context(), path))
		}
		found := false
		err := filepath.Walk(w.dir, func(path string, info os.FileInfo, err error) error {
			if err != nil || info.IsDir() {
				return err
			}
			body, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for _, c := range canaries {
				if bytes.Contains(body, []byte(c)) {
					t.Errorf("%s holds %q in clear", filepath.Base(path), c)
				}
			}
			found = found || bytes.Contains(body, []byte("Harrowick Borough Council"))
			return nil
		})
		w.fine(err)
		if db.Engine() == "sqlite" && !found {
			t.Error("the control was not found: the scan sees nothing")
		}
	})
}

func TestSixteenSavesAtOnceLoseNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx, p := t.Context(), w.providers[0]
		b, _ := w.lodged(w.published(), 0, "4.25", "19.99")
		var wg sync.WaitGroup
		for i := range 16 {
			wg.Go(func() {
				for range 40 {
					v, err := w.steps.Bid(ctx, p.signer, p.org, b)
					if err != nil {
						t.Error(err)
						return
					}
					_, err = w.steps.SaveAnswer(ctx, p.writer, commissioning.Save{Org: p.org, Bid: b, Received: clock.Now()}, v.Revision["q4"], bid.Answer{Key: "q4", Text: strings.Repeat("x", i+1)})
					if err == nil {
						return
					}
					if !errors.Is(err, refusal.ErrStale) && !errors.Is(err, refusal.ErrBusy) {
						t.Error(err)
						return
					}
				}
			})
		}
		wg.Wait()
		v, err := w.steps.Bid(ctx, p.signer, p.org, b)
		w.fine(err)
		seen := map[int]bool{}
		for _, one := range v.Versions {
			if seen[one.N] {
				t.Fatalf("version %d twice", one.N)
			}
			seen[one.N] = true
		}
		if v.Bid.Version != len(v.Versions) {
			t.Fatalf("version %d, %d rows", v.Bid.Version, len(v.Versions))
		}
	})
}

func TestOnlyTheRightPeopleMoveATender(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx := t.Context()
		c := content(clock.Now())
		o, err := db.Reader().Read(ctx).OrganisationByID(w.buyer)
		w.fine(err)
		w.fine(commissioning.SetRegime(&c, o, clock.Now(), "", ""))
		if _, err := w.steps.StartTender(ctx, w.eval1, w.buyer, c); !errors.Is(err, refusal.ErrNotAllowed) {
			t.Fatalf("an evaluator started a tender: %v", err)
		}
		ref, err := w.steps.StartTender(ctx, w.author, w.buyer, c)
		w.fine(err)
		if err := w.steps.SubmitTender(ctx, w.author, ref); !errors.Is(err, refusal.ErrInvalid) {
			t.Fatalf("a tender without a panel was submitted: %v", err)
		}
		if err := w.steps.AppointPerson(ctx, w.author, ref, w.author.Person, "approver"); !errors.Is(err, refusal.ErrNotAllowed) {
			t.Fatalf("the author appointed themself: %v", err)
		}
		w.fine(w.steps.AppointPerson(ctx, w.author, ref, w.opener1.Person, "opening_officer"))
		if err := w.steps.ApproveTender(ctx, w.approver, ref); !errors.Is(err, refusal.ErrNotAllowed) {
			t.Fatalf("somebody not appointed approved: %v", err)
		}
		if err := w.steps.SaveTender(ctx, w.providers[0].signer, ref, 0, "need", func(*tender.Content) error { return nil }); !errors.Is(err, refusal.ErrNotFound) {
			t.Fatalf("a stranger edits: %v", err)
		}
		if err := w.steps.SaveTender(ctx, w.author, ref, 99, "need", func(*tender.Content) error { return nil }); !errors.Is(err, refusal.ErrStale) {
			t.Fatalf("a stale edit: %v", err)
		}
	})
}

func TestAnAmendmentTellsEverybodyAndAsksForConfirmation(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx, p := t.Context(), w.providers[0]
		ref := w.published()
		b, first := w.lodged(ref, 0, "4.25", "19.99")
		row, err := db.Reader().Read(ctx).TenderByRef(ref)
		w.fine(err)
		clock.Set(row.ClosesAt.AddDate(0, 0, -3))
		change := commissioning.Amendment{Reason: "A kitchen was added", Notice: "083999-2026", Edit: func(c *tender.Content) error { c.Need += " A kitchen is available."; return nil }}
		if err := w.steps.AmendTender(ctx, w.approver, ref, change); !errors.Is(err, refusal.ErrInvalid) {
			t.Fatalf("a change in the last week without extension: %v", err)
		}
		change.Deadline = row.ClosesAt.AddDate(0, 0, 10)
		old, err := w.steps.BidToSave(ctx, p.writer, p.org, b)
		w.fine(err)
		w.fine(w.steps.AmendTender(ctx, w.approver, ref, change))
		unseen, err := w.steps.SaveAnswer(ctx, p.writer, commissioning.Save{Org: p.org, Bid: b, Received: clock.Now(), Read: &old}, old.Revision["q1"], bid.Answer{Key: "q1", Text: "Typed before the change was seen", Completed: true})
		w.fine(err)
		if unseen.Receipt != "" || unseen.Revision != old.Revision["q1"]+1 {
			t.Errorf("a save that began before the change was sent after it: %+v", unseen)
		}
		v, err := w.steps.Bid(ctx, p.signer, p.org, b)
		w.fine(err)
		if !v.NeedsConfirming() || v.Bid.Status != bid.Lodged || v.Versions[0].Receipt != first {
			t.Fatalf("the sent bid must stand and be marked: %+v", v.Bid)
		}
		mail, err := db.Reader().Read(ctx).MailNewest(50)
		w.fine(err)
		told := 0
		for _, m := range mail {
			if m.Kind == "tender_changed" {
				told++
			}
		}
		if told != 2 {
			t.Fatalf("%d people told, want both of the bidding organisation", told)
		}
		saved, err := w.steps.Confirm(ctx, p.signer, commissioning.Save{Org: p.org, Bid: b, Received: clock.Now()})
		w.fine(err)
		if saved.Receipt == "" {
			t.Fatal("the confirmed bid was not sent against the new version")
		}
	})
}

func TestASaveOfADeclaredBidIsKeptAndLodgedAtOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx, p := t.Context(), w.providers[0]
		b, _ := w.lodged(w.published(), 0, "4.25", "19.99")
		read := func() *commissioning.BidView {
			v, err := w.steps.BidToSave(ctx, p.writer, p.org, b)
			w.fine(err)
			return &v
		}
		first := read()
		save := commissioning.Save{Org: p.org, Bid: b, Received: clock.Now(), Key: strings.Repeat("a", 32), Read: first}
		before := db.Commits()
		saved, err := w.steps.SaveAnswer(ctx, p.writer, save, first.Revision["q1"], bid.Answer{Key: "q1", Text: "A better answer", Completed: true})
		w.fine(err)
		if n := db.Commits() - before; n != 1 {
			t.Errorf("%d transactions, want one", n)
		}
		now, err := w.steps.Bid(ctx, p.writer, p.org, b)
		w.fine(err)
		v := saved.View
		if v == nil {
			t.Fatal("the step does not say how the bid stands")
		}
		v.Bid.DeclaredBy, now.Bid.DeclaredBy = nil, nil // the same person at two addresses
		if now.Bid != v.Bid || len(now.Versions) != 2 || now.Versions[0].Receipt != saved.Receipt || v.Versions[0].Receipt != saved.Receipt {
			t.Fatalf("the step left %+v, it is %+v", v.Bid, now.Bid)
		}
		if now.Answers["q1"].Text != "A better answer" || v.Answers["q1"].Text != "A better answer" || now.Revision["q1"] != saved.Revision || len(v.Ready) != len(now.Ready) {
			t.Errorf("kept %+v, the step says %+v", now.Answers["q1"], v.Answers["q1"])
		}
		if first.Answers["q1"].Text == "A better answer" {
			t.Error("what was read before the save was changed by it")
		}
		if _, err := w.steps.CopyOfBid(ctx, p.writer, p.org, b, saved.Receipt); err != nil {
			t.Errorf("the bidder's own copy: %v", err)
		}

		// The same form twice is one lodging, whatever was read for it.
		twice, err := w.steps.SaveAnswer(ctx, p.writer, save, first.Revision["q1"], bid.Answer{Key: "q1", Text: "A better answer", Completed: true})
		w.fine(err)
		if twice.Receipt != saved.Receipt {
			t.Errorf("sent twice: receipt %s, want %s", twice.Receipt, saved.Receipt)
		}
		// A colleague saved another answer since the page was read: both stand.
		old := read()
		_, err = w.steps.SaveAnswer(ctx, p.signer, commissioning.Save{Org: p.org, Bid: b, Received: clock.Now()}, old.Revision["q2"], bid.Answer{Key: "q2", Text: "Fifteen rounds", Completed: true})
		w.fine(err)
		save.Key, save.Read = strings.Repeat("b", 32), old
		saved, err = w.steps.SaveAnswer(ctx, p.writer, save, old.Revision["q1"], bid.Answer{Key: "q1", Text: "The best answer", Completed: true})
		w.fine(err)
		now, err = w.steps.Bid(ctx, p.writer, p.org, b)
		w.fine(err)
		if now.Answers["q1"].Text != "The best answer" || now.Answers["q2"].Text != "Fifteen rounds" || len(now.Versions) != 4 || now.Versions[0].Receipt != saved.Receipt {
			t.Errorf("%d versions, the newest %s, receipt %s, answers %+v", len(now.Versions), now.Versions[0].Receipt, saved.Receipt, now.Answers)
		}
		// The same answer: neither is overwritten before the person has seen it.
		save.Key, save.Read = strings.Repeat("c", 32), old
		if _, err := w.steps.SaveAnswer(ctx, p.writer, save, old.Revision["q1"], bid.Answer{Key: "q1", Text: "Too late", Completed: true}); !errors.Is(err, refusal.ErrStale) {
			t.Errorf("an answer that changed meanwhile: %v", err)
		}
		// Another organisation's request never goes on from this bid.
		rival := w.providers[1]
		if _, err := w.steps.SaveAnswer(ctx, rival.writer, commissioning.Save{Org: rival.org, Bid: b, Received: clock.Now(), Read: read()}, 1, bid.Answer{Key: "q1", Text: "x"}); !errors.Is(err, refusal.ErrNotFound) {
			t.Errorf("a rival's save: %v", err)
		}
	})
}
