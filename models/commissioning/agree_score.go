package commissioning

import (
	"context"
	"slices"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/evaluation"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/tender"
)

// Agreement is the score that a panel agrees on for an answer.
type Agreement struct {
	Bid      string // reference
	Question string
	Score    int
	Reason   string // the bidder reads it
}

// AgreeScore adds the panel's agreed score of an answer, by its moderator.
// Everybody's own scores and earlier agreed ones stay. After the lock only the
// words of a reason can be made fuller, until the summaries are sent.
func (s *Steps) AgreeScore(ctx context.Context, by account.Actor, ref string, in Agreement) error {
	now := s.now()
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		p, err := s.panel(tx.Queries, ref)
		if err != nil {
			return audit.Event{}, err
		}
		if err := s.mayModerate(tx, p, by, p.LockedAt.IsZero()); err != nil {
			return audit.Event{}, err
		}
		b, q, err := p.answer(in.Bid, in.Question)
		if err != nil {
			return audit.Event{}, err
		}
		own, err := p.ownScores(tx.Queries, b, q)
		if err != nil {
			return audit.Event{}, err
		}
		if err := evaluation.CheckConsensus(q, own, in.Score, in.Reason); err != nil {
			return audit.Event{}, err
		}
		was, err := tx.Consensus(p.Tender.ID)
		if err != nil {
			return audit.Event{}, err
		}
		i := slices.IndexFunc(was, func(c store.ConsensusRow) bool { return c.Bid == b.ID && c.Question == q.Key })
		if !p.LockedAt.IsZero() {
			if i < 0 {
				return audit.Event{}, refusal.Turn("The agreed scores are locked, and this answer has none.")
			}
			if err := evaluation.MayReword(true, was[i].Score, in.Score); err != nil {
				return audit.Event{}, err
			}
		}
		row := store.ConsensusRow{Tender: p.Tender.ID, Bid: b.ID, Question: q.Key, Score: in.Score, Reason: in.Reason, Person: by.Person, At: store.At(now)}
		return audit.New(by, now, "evaluation.agreed", bidSubject(b.Ref)).On(int64(p.Tender.ID)).With("question", q.Key), tx.AddConsensus(row)
	})
}

// mayModerate refuses who does not chair the panel, or cannot now. scoring says
// that the scores are still being agreed, so that everybody must have submitted.
func (s *Steps) mayModerate(tx *store.Tx, p Panel, by account.Actor, scoring bool) error {
	if err := appointed(tx, by, p.Tender, account.RoleModerator); err != nil {
		return err
	}
	me, err := p.actor(tx.Queries, by)
	if err != nil {
		return err
	}
	if err := evaluation.MayAgree(me); err != nil {
		return err
	}
	if err := evaluation.MayRead(p.Declarations, by.Person, p.BiddersKnown()); err != nil {
		return err
	}
	switch p.Tender.Status {
	case tender.Evaluation:
	case tender.AwardRecommended, tender.AwardApproved:
		if scoring {
			return inEvaluation(p)
		}
	default:
		return inEvaluation(p)
	}
	if !scoring {
		return nil
	}
	if !p.Facts().PanelComplete {
		return refusal.Turn("The panel is not complete: at least two evaluators without an interest score each criterion. Ask the author to appoint another.")
	}
	return evaluation.MayModerate(p.Waiting())
}

// ownScores gives the scores that count of an answer: of evaluators who are
// appointed, have no interest and have submitted.
func (p Panel) ownScores(q store.Queries, b store.Bidder, question tender.Question) ([]int, error) {
	rows, err := q.SubmittedScores(p.Tender.ID)
	if err != nil {
		return nil, err
	}
	var own []int
	for _, r := range p.Counting(rows) {
		if r.Bid == b.ID && r.Question == question.Key {
			own = append(own, r.Score)
		}
	}
	return own, nil
}

// Counting leaves out the scores of people who are not on the panel any more.
// They are kept; they are not counted.
func (p Panel) Counting(rows []store.ScoreRow) []store.ScoreRow {
	counts := map[account.PersonID]bool{}
	for _, e := range p.Evaluators() {
		counts[e.Person] = true
	}
	var out []store.ScoreRow
	for _, r := range rows {
		if counts[r.Person] {
			out = append(out, r)
		}
	}
	return out
}
