package commissioning_test

import (
	"errors"
	"testing"

	"hundredweight/models/account"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/store/storetest"
)

func TestAnAppointmentEndsButNotTheAuthors(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx := t.Context()
		ref, err := w.steps.StartTender(ctx, w.author, w.buyer, content(clock.Now()))
		w.fine(err)
		w.fine(w.steps.AppointPerson(ctx, w.author, ref, w.eval1.Person, account.RoleEvaluator))
		read := db.Reader().Read(ctx)
		row, err := read.TenderByRef(ref)
		w.fine(err)
		ids := map[account.Role]int64{}
		all, err := read.Appointments(row.ID)
		w.fine(err)
		for _, a := range all {
			ids[a.Role] = a.ID
		}
		if err := w.steps.DismissPerson(ctx, w.author, ref, ids[account.RoleAuthor]); !errors.Is(err, refusal.ErrOutOfTurn) {
			t.Errorf("the author was removed: %v", err)
		}
		if err := w.steps.DismissPerson(ctx, w.eval1, ref, ids[account.RoleEvaluator]); !errors.Is(err, refusal.ErrNotAllowed) {
			t.Errorf("an evaluator removed somebody: %v", err)
		}
		w.fine(w.steps.DismissPerson(ctx, w.author, ref, ids[account.RoleEvaluator]))
		if err := w.steps.DismissPerson(ctx, w.author, ref, ids[account.RoleEvaluator]); !errors.Is(err, refusal.ErrNotFound) {
			t.Errorf("an appointment ended twice: %v", err)
		}
		all, err = read.Appointments(row.ID)
		w.fine(err)
		if len(all) != 1 || all[0].Role != account.RoleAuthor {
			t.Errorf("left %+v", all)
		}
	})
}
