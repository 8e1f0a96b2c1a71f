package commissioning_test

import (
	"strings"
	"testing"

	"hundredweight/models/calendar"
	"hundredweight/models/commissioning"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/store/storetest"
	"hundredweight/models/tender"
)

func TestAChangeIsWrittenBesideWhatBiddersRead(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx, draft, ref := t.Context(), w.ready(), w.published()
		q := db.Reader().Read(ctx)
		w.refused("of a draft", w.steps.StartAmendment(ctx, w.author, draft), refusal.ErrOutOfTurn, "Only an open tender")
		w.refused("by the approver", w.steps.StartAmendment(ctx, w.approver, ref), refusal.ErrNotAllowed, "You are not appointed")
		edit := func(c *tender.Content) error { c.Need += " A kitchen is available."; return nil }
		w.refused("saving without a change begun", w.steps.SaveTender(ctx, w.author, ref, 0, "need", edit), refusal.ErrOutOfTurn, "amend it")
		w.refused("offering none", w.steps.OfferAmendment(ctx, w.author, ref), refusal.ErrOutOfTurn, "No change")
		w.refused("giving up none", w.steps.DropAmendment(ctx, w.author, ref), refusal.ErrOutOfTurn, "No change")
		w.refused("publishing none", w.steps.AmendTender(ctx, w.approver, ref, commissioning.Amendment{Reason: "x", Notice: "y"}), refusal.ErrOutOfTurn, "No change")

		w.fine(w.steps.StartAmendment(ctx, w.author, ref))
		row := w.standsAfter(ref, tender.Open, "tender.amendment_started")
		w.refused("beginning twice", w.steps.StartAmendment(ctx, w.author, ref), refusal.ErrDuplicate, "already")
		w.refused("publishing nothing", w.steps.AmendTender(ctx, w.approver, ref, commissioning.Amendment{Reason: "x", Notice: "y"}), refusal.ErrInvalid, "Nothing is changed")
		w.refused("offering nothing", w.steps.OfferAmendment(ctx, w.author, ref), refusal.ErrInvalid, "Nothing is changed")
		first, ok, err := q.AmendmentOf(row.ID)
		w.fine(err)
		if !ok || first.Revision <= row.Revision {
			t.Fatalf("got %+v", first)
		}
		w.refused("a page of the draft", w.steps.SaveTender(ctx, w.author, ref, row.Revision, "need", edit), refusal.ErrStale, "Ada Author changed this tender")
		w.fine(w.steps.SaveTender(ctx, w.author, ref, first.Revision, "need", edit))
		if after := w.standsAfter(ref, tender.Open, "tender.amendment_edited"); after.ContentText != row.ContentText || after.Revision != row.Revision {
			t.Fatal("what bidders read changed before it was published")
		}
		w.fine(w.steps.OfferAmendment(ctx, w.author, ref))
		if got := mailsTo(t, db, w.approver, "please_amend"); got != 1 {
			t.Errorf("the approver got %d mails", got)
		}
		w.refused("an older state", w.steps.AmendTender(ctx, w.approver, ref, commissioning.Amendment{Reason: "x", Notice: "y", Seen: first.Revision}), refusal.ErrStale, "edited since")
		w.refused("by the author", w.steps.AmendTender(ctx, w.author, ref, commissioning.Amendment{Reason: "x", Notice: "y"}), refusal.ErrNotAllowed, "You are not appointed")
		w.fine(w.steps.AmendTender(ctx, w.approver, ref, commissioning.Amendment{Reason: "A kitchen was added", Notice: "083999-2026", Seen: first.Revision + 1}))
		after := w.standsAfter(ref, tender.Open, "tender.amended")
		c, err := after.Content()
		w.fine(err)
		if after.Version != 2 || c.Need == "" || after.ContentText == row.ContentText {
			t.Errorf("got version %d", after.Version)
		}
		if _, ok, err := q.AmendmentOf(row.ID); err != nil || ok {
			t.Errorf("the written change is still there: %v", err)
		}

		w.fine(w.steps.StartAmendment(ctx, w.author, ref))
		w.refused("giving up another's", w.steps.DropAmendment(ctx, w.approver, ref), refusal.ErrNotAllowed, "You are not appointed")
		w.fine(w.steps.DropAmendment(ctx, w.author, ref))
		w.standsAfter(ref, tender.Open, "tender.amendment_dropped")
	})
}

func TestTheBudgetAndPartsAreChangedWhileBidsAreTaken(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx, ref := t.Context(), w.publishedWith(func(c *tender.Content) {
			two := c.Lots[0]
			two.ID, two.Title = "2", "Lunch club"
			c.Lots, c.LotsReason = append(c.Lots, two), ""
			c.Budget.NetPence = 100_000_00 // below the threshold
		})
		o, err := db.Reader().Read(ctx).OrganisationByID(w.buyer)
		w.fine(err)
		w.fine(w.steps.StartAmendment(ctx, w.author, ref))
		save := func(edit func(*tender.Content) error) error {
			return w.steps.SaveTender(ctx, w.author, ref, 0, "lots", edit)
		}
		w.refused("taking a part out", save(func(c *tender.Content) error { return tender.RemoveLot(c, "2") }), refusal.ErrInvalid, "Lunch club is published")
		w.refused("publishing it all the same", w.steps.AmendTender(ctx, w.approver, ref, commissioning.Amendment{Reason: "x", Notice: "y", Edit: func(c *tender.Content) error { return tender.RemoveLot(c, "2") }}), refusal.ErrInvalid, "Lunch club is published")
		w.fine(save(func(c *tender.Content) error {
			_, err := tender.PutLot(c, tender.Lot{Title: "Breakfast club", Prices: c.Lots[0].Prices})
			return err
		}))
		w.fine(save(func(c *tender.Content) error {
			c.Budget.NetPence = 400_000_00
			commissioning.Reconsider(c, o, clock.Now())
			return nil
		}))
		change := commissioning.Amendment{Reason: "More money, a third part", Notice: "083999-2026"}
		w.refused("above the threshold, with the rules of below", w.steps.AmendTender(ctx, w.approver, ref, change), refusal.ErrInvalid, "Check which rules apply")
		w.fine(save(func(c *tender.Content) error { return commissioning.SetRegime(c, o, clock.Now(), "", "") }))
		short := func(c *tender.Content) error { c.Timetable.PeriodEntry = string(calendar.Neither); return nil }
		w.fine(save(short))
		w.refused("sooner than those rules ask", w.steps.AmendTender(ctx, w.approver, ref, change), refusal.ErrInvalid, "35 days")
		w.fine(save(func(c *tender.Content) error {
			c.Stages[0].Deadline = c.Stages[0].Deadline.AddDate(0, 0, 7)
			return nil
		}))
		w.fine(w.steps.AmendTender(ctx, w.approver, ref, change))
		row := w.standsAfter(ref, tender.Open, "tender.amended")
		c, err := row.Content()
		w.fine(err)
		if len(c.Lots) != 3 || c.Budget.NetPence != 400_000_00 || c.Regime.Decided != "public_contract" {
			t.Errorf("got %d parts, %d, %s", len(c.Lots), c.Budget.NetPence, c.Regime.Decided)
		}
		versions, err := db.Reader().Read(ctx).TenderVersions(row.ID)
		w.fine(err)
		if !strings.Contains(versions[0].Changes, "The budget changed") || !strings.Contains(versions[0].Changes, "The parts (lots)") {
			t.Errorf("bidders are told %q", versions[0].Changes)
		}
	})
}

func TestAChangeThatDoesNotHoldTogetherIsNotPublished(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx, ref := t.Context(), w.published()
		for name, edit := range map[string]func(*tender.Content) error{
			"weights of 95":        func(c *tender.Content) error { c.Criteria[0].WeightBP -= 500; return nil },
			"no scoring guide":     func(c *tender.Content) error { c.Questions[0].Scale = nil; return nil },
			"a tie rule for none":  func(c *tender.Content) error { c.Ties = []string{"criterion:none"}; return nil },
			"questions after bids": func(c *tender.Content) error { c.Timetable.QuestionsClose = c.Stages[0].Deadline; return nil },
		} {
			err := w.steps.AmendTender(ctx, w.approver, ref, commissioning.Amendment{Reason: "x", Notice: "y", Edit: edit})
			w.refused(name, err, refusal.ErrInvalid, "")
		}
		w.standsAfter(ref, tender.Open, "tender.published")
	})
}
