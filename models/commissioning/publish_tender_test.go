package commissioning_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/calendar"
	"hundredweight/models/commissioning"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/store/storetest"
	"hundredweight/models/tender"
)

// ready makes a complete draft with its people.
func (w *world) ready() string {
	w.t.Helper()
	ctx := w.t.Context()
	c := content(w.clock.Now())
	o, err := w.db.Reader().Read(ctx).OrganisationByID(w.buyer)
	w.fine(err)
	w.fine(commissioning.SetRegime(&c, o, w.clock.Now(), "", ""))
	ref, err := w.steps.StartTender(ctx, w.author, w.buyer, c)
	w.fine(err)
	for role, people := range map[account.Role][]account.Actor{
		account.RoleApprover: {w.approver}, account.RoleOpener: {w.opener1, w.opener2}, account.RoleEvaluator: {w.eval1, w.eval2},
		account.RoleModerator: {w.moderator}, account.RoleAwardApprover: {w.awarder},
	} {
		for _, p := range people {
			w.fine(w.steps.AppointPerson(ctx, w.author, ref, p.Person, role))
		}
	}
	return ref
}

// standsAfter checks a tender's status and its last event.
func (w *world) standsAfter(ref string, status tender.Status, event string) store.TenderRow {
	w.t.Helper()
	q := w.db.Reader().Read(w.t.Context())
	row, err := q.TenderByRef(ref)
	w.fine(err)
	events, err := q.TenderHistory(int64(row.ID), false)
	w.fine(err)
	if last := events[len(events)-1]; row.Status != status || last.Kind != event {
		w.t.Fatalf("the tender is %s after %s, want %s after %s", row.Status, last.Kind, status, event)
	}
	return row
}

func TestFromDraftToPublication(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx, ref, today := t.Context(), w.ready(), calendar.On(clock.Now())
		w.refused("a stranger submits", w.steps.SubmitTender(ctx, w.providers[0].signer, ref), refusal.ErrNotFound, "")
		w.refused("the approver submits", w.steps.SubmitTender(ctx, w.approver, ref), refusal.ErrNotAllowed, "You are not appointed")
		w.refused("a draft is approved", w.steps.ApproveTender(ctx, w.approver, ref), refusal.ErrOutOfTurn, "a draft")
		w.refused("a draft is published", w.steps.MarkPublished(ctx, w.author, ref, "083563-2026", today), refusal.ErrOutOfTurn, "a draft")
		w.fine(w.steps.SubmitTender(ctx, w.author, ref))
		w.standsAfter(ref, tender.InternalReview, "tender.submitted")
		if got := mailsTo(t, db, w.approver, "please_approve"); got != 1 {
			t.Errorf("the approver got %d mails", got)
		}
		w.refused("submitted twice", w.steps.SubmitTender(ctx, w.author, ref), refusal.ErrOutOfTurn, "waiting for approval")
		w.refused("sent back without a reason", w.steps.ReturnTender(ctx, w.approver, ref, ""), refusal.ErrInvalid, "Say what should be changed")
		w.fine(w.steps.ReturnTender(ctx, w.approver, ref, "The need is unclear"))
		w.standsAfter(ref, tender.Draft, "tender.returned")
		w.fine(w.steps.SubmitTender(ctx, w.author, ref))
		w.refused("the author approves", w.steps.ApproveTender(ctx, w.author, ref), refusal.ErrNotAllowed, "")
		w.fine(w.steps.ApproveTender(ctx, w.approver, ref))
		if row := w.standsAfter(ref, tender.Approved, "tender.approved"); row.ApprovedBy == nil || account.PersonID(*row.ApprovedBy) != w.approver.Person {
			t.Error("it is not recorded who approved")
		}
		w.refused("no number", w.steps.MarkPublished(ctx, w.author, ref, " ", today), refusal.ErrInvalid, "Enter the number of the official notice")
		w.refused("a notice of tomorrow", w.steps.MarkPublished(ctx, w.author, ref, "x", today.Add(1)), refusal.ErrInvalid, "in the future")
		w.refused("the approver publishes", w.steps.MarkPublished(ctx, w.approver, ref, "x", today), refusal.ErrNotAllowed, "You are not appointed")
		w.fine(w.steps.MarkPublished(ctx, w.author, ref, "083563-2026", today))
		row := w.standsAfter(ref, tender.Open, "tender.published")
		if row.Version != 1 || row.NoticeID != "083563-2026" {
			t.Errorf("got %+v", row)
		}
		for _, who := range []account.Actor{w.author, w.approver, w.opener1, w.eval2, w.moderator, w.awarder} {
			if got := mailsTo(t, db, who, "tender_published"); got != 1 {
				t.Errorf("%s got %d mails about the publication", who.Name, got)
			}
		}
		w.refused("withdrawn in public", w.steps.WithdrawTender(ctx, w.author, ref, "why not"), refusal.ErrOutOfTurn, "open")
	})
}

func TestDatesAreCheckedBeforeApproval(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	plan := func(publish, deadline time.Time) tender.Content {
		return tender.Content{Regime: tender.Regime{Decided: "public_contract"}, Stages: []tender.Stage{{Seq: 1, Deadline: deadline}}, Timetable: tender.Timetable{Publish: publish}}
	}
	for name, tc := range map[string]struct {
		c    tender.Content
		want string
	}{
		"25 days after today":            {plan(time.Time{}, now.AddDate(0, 0, 25)), ""},
		"24 days after today":            {plan(time.Time{}, now.AddDate(0, 0, 24)), "at least 25 days"},
		"25 days after the planned day":  {plan(now.AddDate(0, 0, 7), now.AddDate(0, 0, 32)), ""},
		"24 days after the planned day":  {plan(now.AddDate(0, 0, 7), now.AddDate(0, 0, 31)), "at least 25 days"},
		"a planned day that has gone by": {plan(now.AddDate(0, 0, -7), now.AddDate(0, 0, 20)), "at least 25 days"},
		"a deadline that has passed":     {plan(time.Time{}, now), "The closing day has passed"},
		"no stage":                       {tender.Content{}, "Enter when bids close"},
	} {
		err := commissioning.CheckDates(tc.c, now)
		if tc.want == "" && err != nil || tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want)) {
			t.Errorf("%s: got %v, want %q", name, err, tc.want)
		}
	}
}

func TestABuyerThatWasNotCheckedCannotPublish(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx, ref := t.Context(), w.ready()
		w.fine(w.steps.SubmitTender(ctx, w.author, ref))
		w.fine(w.steps.ApproveTender(ctx, w.approver, ref))
		w.write(func(tx *store.Tx) error { return tx.MoveOrganisation(w.buyer, "verified", "suspended", clock.Now()) })
		w.refused("a suspended buyer publishes", w.steps.MarkPublished(ctx, w.author, ref, "083563-2026", calendar.On(clock.Now())), refusal.ErrNotAllowed, "was not checked yet")
		w.standsAfter(ref, tender.Approved, "tender.approved")
	})
}

func TestATenderIsWithdrawnOrCancelled(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx, ref := t.Context(), w.ready()
		w.refused("no reason", w.steps.WithdrawTender(ctx, w.author, ref, ""), refusal.ErrInvalid, "Say why")
		w.refused("the approver withdraws", w.steps.WithdrawTender(ctx, w.approver, ref, "x"), refusal.ErrNotAllowed, "You are not appointed")
		w.fine(w.steps.WithdrawTender(ctx, w.author, ref, "The money went elsewhere"))
		w.standsAfter(ref, tender.Withdrawn, "tender.withdrawn")
		w.refused("saved after that", w.steps.SaveTender(ctx, w.author, ref, 0, "need", func(*tender.Content) error { return nil }), refusal.ErrOutOfTurn, "withdrawn")

		ref = w.published()
		b, _ := w.lodged(ref, 0, "4.25", "19.99")
		const why = "The council stopped the service for lack of money."
		w.refused("the author alone", w.steps.CancelTender(ctx, w.author, ref, why), refusal.ErrNotAllowed, "You are not appointed")
		w.refused("a thin reason", w.steps.CancelTender(ctx, w.approver, ref, "No money"), refusal.ErrInvalid, "at least 20 characters")
		w.fine(w.steps.CancelTender(ctx, w.approver, ref, why))
		w.standsAfter(ref, tender.Cancelled, "tender.cancelled")
		if got := mailsTo(t, db, w.providers[0].signer, "tender_cancelled"); got != 1 {
			t.Errorf("the bidder got %d mails", got)
		}
		if _, err := w.steps.Bid(ctx, w.author, w.buyer, b); !errors.Is(err, refusal.ErrNotFound) {
			t.Errorf("the buyer reads a bid of a cancelled tender: %v", err)
		}
	})
}

func TestATenderOfTwoStagesIsNotSubmitted(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx, ref := t.Context(), w.ready()
		two := func(c *tender.Content) error {
			c.Stages = append([]tender.Stage{{Seq: 1, Kind: "questionnaire", Name: "Selection questionnaire", Deadline: c.Stages[0].Deadline.AddDate(0, 0, -1)}}, c.Stages...)
			c.Stages[1].Seq = 2
			return nil
		}
		w.fine(w.steps.SaveTender(ctx, w.author, ref, 0, "open", two))
		w.refused("two stages", w.steps.SubmitTender(ctx, w.author, ref), refusal.ErrInvalid, "This tender has 2 stages. Tenders of one stage can be run here so far")
	})
}
