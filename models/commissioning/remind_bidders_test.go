package commissioning_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"hundredweight/models/bid"
	"hundredweight/models/commissioning"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/store/storetest"
	"hundredweight/models/tender"
)

// dueAt gives when the jobs of a kind are due, in order.
func (w *world) dueAt(kind string) (at []time.Time) {
	w.t.Helper()
	far := w.clock.Now().AddDate(1, 0, 0)
	all, err := w.db.Reader().Read(w.t.Context()).JobsDue(far, far, 500)
	w.fine(err)
	for _, j := range all {
		if j.Kind == kind {
			at = append(at, j.RunAt.Time)
		}
	}
	return at
}

func TestWhoHasNotLodgedIsRemindedThreeTimes(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx, ref, p := t.Context(), w.published(), w.providers[0]
		draft, err := w.steps.StartBid(ctx, p.signer, p.org, ref)
		w.fine(err)
		w.lodged(ref, 1, "4.25", "19.99")
		row, err := db.Reader().Read(ctx).TenderByRef(ref)
		w.fine(err)
		closes := row.ClosesAt.Time
		if got := w.dueAt(commissioning.JobRemindBidders); len(got) != 3 || !got[0].Equal(closes.Add(-7*24*time.Hour)) || !got[1].Equal(closes.Add(-48*time.Hour)) || !got[2].Equal(closes.Add(-3*time.Hour)) {
			t.Fatalf("reminders are due at %v", got)
		}
		w.refused("eight days before", w.steps.RemindBidders(ctx, ref), refusal.ErrOutOfTurn, "too early")
		for n, before := range bid.Reminders {
			clock.Set(closes.Add(-before))
			w.fine(w.steps.RemindBidders(ctx, ref))
			w.fine(w.steps.RemindBidders(ctx, ref)) // twice is harmless
			mails := w.mails("bid_reminder")
			if len(mails) != 2*(n+1) {
				t.Fatalf("%s before: %d mails, want one for each of two people", before, len(mails))
			}
			for _, m := range mails {
				if !strings.Contains(m, "/org/provider-1/bids/"+draft) || strings.Contains(m, "Provider 2") {
					t.Errorf("got %q", m)
				}
			}
		}
		// A deadline that moves brings them again; who has lodged meanwhile gets none.
		later := commissioning.Amendment{Reason: "More time", Notice: "083999-2026", Deadline: closes.AddDate(0, 0, 10), Edit: func(*tender.Content) error { return nil }}
		w.fine(w.steps.AmendTender(ctx, w.approver, ref, later))
		if got := w.dueAt(commissioning.JobRemindBidders); len(got) != 3 || !got[0].Equal(later.Deadline.Add(-7*24*time.Hour)) {
			t.Fatalf("reminders are due at %v", got)
		}
		clock.Set(later.Deadline.Add(-7 * 24 * time.Hour))
		w.fine(w.steps.RemindBidders(ctx, ref))
		if n := len(w.mails("bid_reminder")); n != 8 {
			t.Errorf("%d mails after the deadline moved", n)
		}
		save := commissioning.Save{Org: p.org, Bid: draft, Received: clock.Now()}
		_, err = w.steps.Confirm(ctx, p.signer, save)
		w.fine(err)
		w.fill(p, save, "5.00", "20.00")
		clock.Set(later.Deadline.Add(-48 * time.Hour))
		w.fine(w.steps.RemindBidders(ctx, ref))
		clock.Set(later.Deadline)
		w.fine(w.steps.RemindBidders(ctx, ref))
		if n := len(w.mails("bid_reminder")); n != 8 {
			t.Errorf("%d mails, though both have sent", n)
		}
		// The log tells nobody whether anybody was reminded.
		events, err := db.Reader().Read(ctx).TenderHistory(int64(row.ID), false)
		w.fine(err)
		if slices.ContainsFunc(events, func(e store.EventRow) bool { return e.Kind == "tender.reminded" }) || w.happened("tender.reminded") == 0 {
			t.Error("the buyer's history tells of reminders, or the log does not")
		}
	})
}

func TestWorkingCopiesAreShut(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx, ref := t.Context(), w.published()
		lodged, _ := w.lodged(ref, 0, "4.25", "19.99")
		draft, err := w.steps.StartBid(ctx, w.providers[1].signer, w.providers[1].org, ref)
		w.fine(err)
		shut := func(i int, ref string) bool {
			v, err := w.steps.Bid(ctx, w.providers[i].signer, w.providers[i].org, ref)
			w.fine(err)
			return v.KeyGone
		}
		w.refused("while bids are taken", w.steps.ShutDrafts(ctx, ref), refusal.ErrOutOfTurn, "still takes bids")
		row, err := db.Reader().Read(ctx).TenderByRef(ref)
		w.fine(err)
		clock.Set(row.ClosesAt.Time)
		w.fine(w.steps.CloseTender(ctx, ref))
		w.refused("while the last bids are written down", w.steps.ShutDrafts(ctx, ref), refusal.ErrOutOfTurn, "")
		clock.Add(commissioning.DrainTime)
		w.fine(w.steps.DrainTender(ctx, ref))
		if !shut(0, lodged) || shut(1, draft) {
			t.Errorf("after the drain: sent shut %v, draft shut %v", shut(0, lodged), shut(1, draft))
		}
		// The power went between the closing root and the key: the job runs again.
		_, err = w.steps.Keys.NewDraft(ref+"-s1", lodged)
		w.fine(err)
		w.fine(w.steps.DrainTender(ctx, ref))
		if _, err := w.steps.Keys.Draft(ref+"-s1", lodged); err == nil {
			t.Error("the key stayed after the job ran again")
		}
		due := w.dueAt(commissioning.JobShutDrafts)
		if len(due) != 1 || !due[0].Equal(row.ClosesAt.Add(bid.DraftKept)) {
			t.Fatalf("drafts are forgotten at %v", due)
		}
		clock.Set(due[0].Add(-time.Second))
		w.fine(w.steps.ShutDrafts(ctx, ref))
		if shut(1, draft) {
			t.Error("a draft was shut while it is promised")
		}
		clock.Set(due[0])
		w.fine(w.steps.ShutDrafts(ctx, ref))
		if !shut(1, draft) {
			t.Error("a draft that nobody is promised is still readable")
		}
	})
}

func TestACancelledTenderShutsWhatWasLodged(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx, ref := t.Context(), w.published()
		lodged, _ := w.lodged(ref, 0, "4.25", "19.99")
		row, err := db.Reader().Read(ctx).TenderByRef(ref)
		w.fine(err)
		clock.Set(row.ClosesAt.Time)
		w.fine(w.steps.CloseTender(ctx, ref))
		w.fine(w.steps.CancelTender(ctx, w.approver, ref, "The council stopped the service for lack of money."))
		due := w.dueAt(commissioning.JobShutDrafts)
		if len(due) != 2 || !due[0].Equal(clock.Now()) {
			t.Fatalf("drafts are shut at %v", due)
		}
		clock.Add(commissioning.DrainTime)
		w.fine(w.steps.DrainTender(ctx, ref)) // it was due already, and has nothing to freeze
		row, err = db.Reader().Read(ctx).TenderByRef(ref)
		w.fine(err)
		if _, err := w.steps.Keys.Draft(ref+"-s1", lodged); err == nil || row.Status != tender.Cancelled {
			t.Errorf("what was sent can still be read: %v, the tender is %s", err, row.Status)
		}
	})
}
