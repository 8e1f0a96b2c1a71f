package commissioning

import (
	"context"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/evaluation"
	"hundredweight/models/store"
)

// SubmitScores ends an evaluator's own scoring, once every answer of every bid
// has a score with a reason. Only then may they see what others gave.
func (s *Steps) SubmitScores(ctx context.Context, by account.Actor, ref string) error {
	now := s.now()
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		p, err := s.panel(tx.Queries, ref)
		if err != nil {
			return audit.Event{}, err
		}
		if err := s.mayScore(tx, p, by); err != nil {
			return audit.Event{}, err
		}
		rows, err := tx.ScoresOf(p.Tender.ID, by.Person)
		if err != nil {
			return audit.Event{}, err
		}
		var have []evaluation.Score
		for _, r := range rows {
			have = append(have, evaluation.Score{Bid: r.Bid, Question: r.Question, Person: r.Person, Score: r.Score, Reason: r.Reason})
		}
		if err := evaluation.MaySubmit(p.Want(), have, by.Person, p.submitted[by.Person]); err != nil {
			return audit.Event{}, err
		}
		if err := tx.SubmitScores(p.Tender.ID, by.Person, now); err != nil {
			return audit.Event{}, err
		}
		p.submitted[by.Person] = true
		if len(p.Waiting()) == 0 {
			if err := s.tellPeople(tx, p, "scores_submitted", "everybody has scored", "Every evaluator has submitted their scores. Agree the scores with the panel: the answers they see most differently come first.",
				"/org/"+p.Tender.OrgSlug+"/tenders/"+ref+"/moderation", account.RoleModerator); err != nil {
				return audit.Event{}, err
			}
		}
		return audit.New(by, now, "evaluation.submitted", tenderSubject(ref)).On(int64(p.Tender.ID)), nil
	})
}
