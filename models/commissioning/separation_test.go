package commissioning_test

import (
	"testing"

	"hundredweight/models/account"
	"hundredweight/models/commissioning"
	"hundredweight/models/evaluation"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/store/storetest"
	"hundredweight/models/tender"
)

// joins makes somebody a member of another organisation as well.
func (w *world) joins(who account.Actor, org account.OrganisationID, perms ...account.Permission) account.Actor {
	w.t.Helper()
	w.write(func(tx *store.Tx) error { return tx.AddMembership(who.Person, org, perms, w.clock.Now()) })
	return w.actor(who.Person, who.ActingFor)
}

// unchanged runs what must be refused, and fails when it left an event behind.
func (w *world) unchanged(what, ref string, do func() error, want error, says string) {
	w.t.Helper()
	before := len(w.events(ref))
	w.refused(what, do(), want, says)
	if n := len(w.events(ref)) - before; n != 0 {
		w.t.Errorf("%s: refused, and yet there are %d new events", what, n)
	}
}

// TestNobodyActsOnATenderInWhichTheyBid is rule S10: whoever belongs to a
// bidder does nothing more on the buyer's side, and reads nothing of the rivals.
func TestNobodyActsOnATenderInWhichTheyBid(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx := t.Context()
		ref := w.published()
		n, err := w.steps.AskQuestion(ctx, w.providers[1].signer, ref, "How many meals?")
		w.fine(err)
		auditor := w.person("Aud Auditor", w.buyer, account.Audit)
		w.lodged(ref, 0, "4.00", "20.00")
		w.lodged(ref, 1, "4.40", "20.00")
		author, approver := w.joins(w.author, w.providers[0].org), w.joins(w.approver, w.providers[0].org)
		auditor = w.joins(auditor, w.providers[0].org)
		says := "You, or an interest you declared, have a bid in this tender"
		why := "The need is met in another way since the grant was given."
		for what, do := range map[string]func() error{
			"answers a question": func() error { return w.steps.AnswerQuestion(ctx, author, ref, n, "How many?", "Ten") },
			"adds a document": func() error {
				_, err := w.steps.AddDocument(ctx, author, ref, "Plan", commissioning.StoredFile{Hash: "x", Name: "a.txt"})
				return err
			},
			"starts a change": func() error { return w.steps.StartAmendment(ctx, author, ref) },
			"appoints somebody": func() error {
				return w.steps.AppointPerson(ctx, author, ref, w.moderator.Person, account.RoleModerator)
			},
			"publishes a change": func() error {
				return w.steps.AmendTender(ctx, approver, ref, commissioning.Amendment{Reason: "x", Notice: "x", Edit: func(c *tender.Content) error { c.Title = "Other"; return nil }})
			},
			"cancels": func() error { return w.steps.CancelTender(ctx, approver, ref, why) },
		} {
			w.unchanged("a member of a bidder "+what, ref, do, refusal.ErrNotAllowed, says)
		}
		w.fine(w.steps.DeclareInterest(ctx, author, ref, true, "I am a trustee of Provider 1"))
		w.opened(ref)
		v := w.panel(auditor, ref)
		if v.View != (evaluation.View{Why: v.View.Why}) {
			t.Errorf("an auditor who belongs to a bidder may read: %+v", v.View)
		}
		_, err = w.steps.Decision(ctx, auditor, ref)
		w.refused("an auditor who belongs to a bidder reads the decision", err, refusal.ErrNotAllowed, says)
		other := w.person("Aud Two", w.buyer, account.Audit)
		if v := w.panel(other, ref); !v.View.Bids {
			t.Errorf("an auditor without an interest reads no bids: %+v", v.View)
		}
	})
}

// TestWhoDeclaredAnInterestTakesNoFurtherPart is rule S10 for an interest that
// no membership shows.
func TestWhoDeclaredAnInterestTakesNoFurtherPart(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx, ref := t.Context(), w.published()
		w.fine(w.steps.DeclareInterest(ctx, w.author, ref, true, "My sister runs a bidder"))
		w.unchanged("starts a change", ref, func() error { return w.steps.StartAmendment(ctx, w.author, ref) }, refusal.ErrNotAllowed, "You declared an interest")
		w.fine(w.steps.CancelTender(ctx, w.approver, ref, "The author has an interest, and nobody else can write it."))
	})
}

// TestWhoSawTheScoresOfOthersIsNoEvaluatorAfterwards is rule S4 against the way
// round: first chair the panel and read, then be appointed to score.
func TestWhoSawTheScoresOfOthersIsNoEvaluatorAfterwards(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx, ref := t.Context(), w.published()
		a, _ := w.lodged(ref, 0, "4.00", "20.00")
		auditor := w.person("Aud Auditor", w.buyer, account.Audit, account.Evaluate)
		chair := w.person("Cher Chair", w.buyer, account.Moderate, account.Evaluate)
		fresh := w.person("Fre Fresh", w.buyer, account.Evaluate)
		w.fine(w.steps.AppointPerson(ctx, w.author, ref, chair.Person, account.RoleModerator))
		w.opened(ref)
		w.scored(ref, map[string]int{a: 5})
		w.declared(ref, chair)
		if v := w.panel(chair, ref); !v.View.OtherScores {
			t.Fatal("the chair does not see the scores, so this tests nothing")
		}
		for what, who := range map[string]account.Actor{"the chair": chair, "an auditor": auditor} {
			w.unchanged(what, ref, func() error { return w.steps.AppointPerson(ctx, w.author, ref, who.Person, account.RoleEvaluator) }, refusal.ErrInvalid, "could read the scores of others")
		}
		w.fine(w.steps.AppointPerson(ctx, w.author, ref, fresh.Person, account.RoleEvaluator))
	})
}
