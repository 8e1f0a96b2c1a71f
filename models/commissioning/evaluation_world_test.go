package commissioning_test

import (
	"hundredweight/models/account"
	"hundredweight/models/commissioning"
	"hundredweight/models/store"
)

// drained closes a tender at its deadline and writes its closing root.
func (w *world) drained(ref string) {
	w.t.Helper()
	t, err := w.db.Reader().Read(w.t.Context()).TenderByRef(ref)
	w.fine(err)
	w.clock.Set(t.ClosesAt.Time)
	w.fine(w.steps.CloseTender(w.t.Context(), ref))
	w.clock.Add(commissioning.DrainTime)
	w.fine(w.steps.DrainTender(w.t.Context(), ref))
}

// declared declares no interest for everybody named.
func (w *world) declared(ref string, people ...account.Actor) {
	w.t.Helper()
	for _, p := range people {
		w.fine(w.steps.DeclareInterest(w.t.Context(), p, ref, false, ""))
	}
}

// opened takes a tender with lodged bids through its opening: everybody has
// declared, before it and against the list of bidders.
func (w *world) opened(ref string) {
	w.t.Helper()
	all := []account.Actor{w.opener1, w.opener2, w.eval1, w.eval2, w.moderator}
	w.declared(ref, all...)
	w.drained(ref)
	w.fine(w.steps.StartOpening(w.t.Context(), w.opener1, ref))
	w.fine(w.steps.JoinOpening(w.t.Context(), w.opener2, ref))
	w.declared(ref, all...)
}

// panel reads the evaluation as somebody may see it.
func (w *world) panel(by account.Actor, ref string) commissioning.PanelView {
	w.t.Helper()
	v, err := w.steps.Panel(w.t.Context(), by, ref)
	w.fine(err)
	return v
}

// reason is long enough to say something.
const reason = "The answer names fourteen rounds, the people it reaches and how late meals are noticed, with figures."

// scored lets both evaluators score every answer and submit: the first by
// marks[bid] for every question, the second one less where there is room.
func (w *world) scored(ref string, marks map[string]int) {
	w.t.Helper()
	for i, by := range []account.Actor{w.eval1, w.eval2} {
		p := w.panel(by, ref)
		for _, b := range p.Bids {
			if !commissioning.IsAssessed(b) {
				continue
			}
			for _, q := range p.ToScore(b) {
				w.fine(w.steps.ScoreAnswer(w.t.Context(), by, ref, commissioning.Scoring{Bid: b.Ref, Question: q.Key, Score: max(0, marks[b.Ref]-i), Reason: reason, Note: "private"}))
			}
		}
		w.fine(w.steps.SubmitScores(w.t.Context(), by, ref))
	}
}

// agreed agrees on marks[bid] for every answer of every bid.
func (w *world) agreed(ref string, marks map[string]int) {
	w.t.Helper()
	p := w.panel(w.moderator, ref)
	for _, b := range p.Bids {
		if !commissioning.IsAssessed(b) {
			continue
		}
		for _, q := range p.ToScore(b) {
			w.fine(w.steps.AgreeScore(w.t.Context(), w.moderator, ref, commissioning.Agreement{Bid: b.Ref, Question: q.Key, Score: marks[b.Ref], Reason: reason}))
		}
	}
}

// ranked takes an opened tender to its ranking.
func (w *world) ranked(ref string, marks map[string]int) []store.Ranking {
	w.t.Helper()
	w.scored(ref, marks)
	w.agreed(ref, marks)
	w.fine(w.steps.LockScores(w.t.Context(), w.moderator, ref))
	w.fine(w.steps.StartPrices(w.t.Context(), w.opener2, ref))
	w.fine(w.steps.JoinPrices(w.t.Context(), w.opener1, ref))
	return w.rankings(ref)
}

func (w *world) rankings(ref string) []store.Ranking {
	w.t.Helper()
	q := w.db.Reader().Read(w.t.Context())
	t, err := q.TenderByRef(ref)
	w.fine(err)
	all, err := q.Rankings(t.ID)
	w.fine(err)
	return all
}
