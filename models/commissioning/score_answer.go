package commissioning

import (
	"context"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/evaluation"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/tender"
)

// MostNote is the longest private note, in characters.
const MostNote = 4000

// Scoring is one person's score of one answer.
type Scoring struct {
	Bid      string // reference
	Question string
	Score    int
	Reason   string // the bidder reads it
	Note     string // private to the evaluator and the auditor
}

// ScoreAnswer adds an evaluator's score of an answer with its reason. An earlier
// one stays as it was; the newest counts until the scores are submitted.
func (s *Steps) ScoreAnswer(ctx context.Context, by account.Actor, ref string, in Scoring) error {
	now := s.now()
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		p, err := s.panel(tx.Queries, ref)
		if err != nil {
			return audit.Event{}, err
		}
		if err := s.mayScore(tx, p, by); err != nil {
			return audit.Event{}, err
		}
		b, q, err := p.answer(in.Bid, in.Question)
		if err != nil {
			return audit.Event{}, err
		}
		if p.submitted[by.Person] && p.HasScored(by.Person, evaluation.ToScore{Bid: b.ID, Question: q.Key}) {
			return audit.Event{}, refusal.Turn("You have submitted your scores, so this one stays. What the panel sees differently is agreed at its meeting.")
		}
		if err := evaluation.CheckScore(q, in.Score, in.Reason); err != nil {
			return audit.Event{}, err
		}
		if len([]rune(in.Note)) > MostNote {
			return audit.Event{}, refusal.Field("note", "Your note must be 4,000 characters or fewer")
		}
		row := store.ScoreRow{Tender: p.Tender.ID, Bid: b.ID, Question: q.Key, Person: by.Person, Score: in.Score, Reason: in.Reason, Note: in.Note, At: store.At(now)}
		return audit.New(by, now, "evaluation.scored", bidSubject(b.Ref)).On(int64(p.Tender.ID)).With("question", q.Key), tx.AddScore(row)
	})
}

// mayScore refuses who does not score this tender, or cannot now.
func (s *Steps) mayScore(tx *store.Tx, p Panel, by account.Actor) error {
	if err := appointed(tx, by, p.Tender, account.RoleEvaluator); err != nil {
		return err
	}
	me, err := p.actor(tx.Queries, by)
	if err != nil {
		return err
	}
	if err := evaluation.MayScore(me); err != nil {
		return err
	}
	if err := inEvaluation(p); err != nil {
		return err
	}
	if err := evaluation.MayRead(p.Declarations, by.Person, p.BiddersKnown()); err != nil {
		return err
	}
	if !p.LockedAt.IsZero() {
		return refusal.Turn("The agreed scores of this tender are locked.")
	}
	return nil
}

// answer gives the answer of a bid that takes part in the comparison.
func (p Panel) answer(bidRef, question string) (store.Bidder, tender.Question, error) {
	b, err := p.Bid(bidRef)
	if err != nil {
		return b, tender.Question{}, err
	}
	if !IsAssessed(b) {
		return b, tender.Question{}, refusal.Turn("This bid is %s, so it is not scored.", b.Status.Words())
	}
	q, err := p.Asked(b, question)
	return b, q, err
}
