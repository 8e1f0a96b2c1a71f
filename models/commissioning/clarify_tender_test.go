package commissioning_test

import (
	"errors"
	"strings"
	"testing"

	"hundredweight/models/account"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/store/storetest"
)

func TestAQuestionIsAnsweredForEverybodyAndItsAskerIsNotNamed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx, p, ref := t.Context(), w.providers[0], w.published()
		other := w.providers[1].writer
		w.fine(w.steps.FollowTender(ctx, other, ref))
		n, err := w.steps.AskQuestion(ctx, p.writer, ref, "  May we, Provider 1, use our own kitchen? ")
		w.fine(err)
		q := db.Reader().Read(ctx)
		row, err := q.TenderByRef(ref)
		w.fine(err)
		if public, err := q.Clarifications(row.ID, true); err != nil || len(public) != 0 {
			t.Fatalf("before its answer: %+v, %v", public, err)
		}
		events, err := q.TenderHistory(int64(row.ID), false)
		w.fine(err)
		asked := events[len(events)-1]
		if asked.Kind != "tender.question_asked" || asked.Person != 0 || strings.Contains(asked.Body, "Provider 1") || strings.Contains(asked.Body, `"for"`) {
			t.Fatalf("the log says who asked: %s", asked.Body)
		}
		w.fine(w.steps.AnswerQuestion(ctx, w.author, ref, n, "May a bidder use its own kitchen?", "Yes."))
		all, err := q.Clarifications(row.ID, true)
		w.fine(err)
		if len(all) != 1 || all[0].Published != "May a bidder use its own kitchen?" || all[0].Answer != "Yes." {
			t.Fatalf("got %+v", all)
		}
		for _, who := range []account.Actor{p.writer, other} {
			if got := mailsTo(t, db, who, "question_answered"); got != 1 {
				t.Errorf("%s got %d mails about the answer, want 1", who.Name, got)
			}
		}
		w.fine(w.steps.UnfollowTender(ctx, other, ref))
		if still, err := q.Follows(row.ID, other.Person); err != nil || still {
			t.Fatalf("still follows: %v", err)
		}
	})
}

func TestQuestionsThatAreNotTaken(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx, p, ref := t.Context(), w.providers[0], w.published()
		stranger := w.person("No Organisation", 0)
		draft, err := w.steps.StartTender(ctx, w.author, w.buyer, content(clock.Now()))
		w.fine(err)
		for _, c := range []struct {
			name, ref, question string
			by                  account.Actor
			want                error
		}{
			{"an empty one", ref, " \n ", p.writer, refusal.ErrInvalid},
			{"one that is too long", ref, strings.Repeat("é", 2001), p.writer, refusal.ErrInvalid},
			{"of a person without an organisation", ref, "Where?", stranger, refusal.ErrNotAllowed},
			{"of the buyer", ref, "Where?", w.author, refusal.ErrNotAllowed},
			{"about a draft", draft, "Where?", p.writer, refusal.ErrNotFound},
			{"about nothing", "cwt-1999-0001", "Where?", p.writer, refusal.ErrNotFound},
		} {
			if _, err := w.steps.AskQuestion(ctx, c.by, c.ref, c.question); !errors.Is(err, c.want) {
				t.Errorf("%s: got %v", c.name, err)
			}
		}
		if err := w.steps.FollowTender(ctx, p.writer, draft); !errors.Is(err, refusal.ErrNotFound) {
			t.Errorf("a draft is followed: %v", err)
		}
		if err := w.steps.UnfollowTender(ctx, p.writer, draft); !errors.Is(err, refusal.ErrNotFound) {
			t.Errorf("a draft is no longer followed: %v", err)
		}
		n, err := w.steps.AskQuestion(ctx, p.writer, ref, "Where?")
		w.fine(err)
		if err := w.steps.AnswerQuestion(ctx, w.approver, ref, n, "Where?", "Here."); !errors.Is(err, refusal.ErrNotAllowed) {
			t.Errorf("an approver answered: %v", err)
		}
		if err := w.steps.AnswerQuestion(ctx, w.author, ref, n, "", ""); !errors.Is(err, refusal.ErrInvalid) {
			t.Errorf("an empty answer: %v", err)
		}
		clock.Set(clock.Now().AddDate(0, 0, 15)) // the very moment at which questions close
		if _, err := w.steps.AskQuestion(ctx, p.writer, ref, "Where?"); !errors.Is(err, refusal.ErrOutOfTurn) {
			t.Errorf("after questions closed: got %v", err)
		}
	})
}

func mailsTo(t *testing.T, db *store.DB, who account.Actor, kind string) (n int) {
	t.Helper()
	person, err := db.Reader().Read(t.Context()).PersonByID(who.Person)
	if err != nil {
		t.Fatal(err)
	}
	all, err := db.Reader().Read(t.Context()).MailNewest(100)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range all {
		if m.To == person.Email && m.Kind == kind {
			n++
		}
	}
	return n
}
