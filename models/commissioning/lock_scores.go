package commissioning

import (
	"context"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/bid"
	"hundredweight/models/evaluation"
	"hundredweight/models/store"
)

// LockScores freezes the agreed scores of a tender. It is what allows the
// prices to be opened.
func (s *Steps) LockScores(ctx context.Context, by account.Actor, ref string) error {
	now := s.now()
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		p, err := s.panel(tx.Queries, ref)
		if err != nil {
			return audit.Event{}, err
		}
		if err := s.mayModerate(tx, p, by, p.LockedAt.IsZero()); err != nil {
			return audit.Event{}, err
		}
		agreed, err := tx.Consensus(p.Tender.ID)
		if err != nil {
			return audit.Event{}, err
		}
		if err := evaluation.MayLock(p.Want(), consensusOf(agreed), !p.LockedAt.IsZero()); err != nil {
			return audit.Event{}, err
		}
		for _, b := range p.Bids {
			if b.Status != bid.Opened {
				continue
			}
			if err := tx.MoveBid(b.ID, b.Status, bid.Assessed, now); err != nil {
				return audit.Event{}, err
			}
		}
		if err := s.tellPeople(tx, p, "scores_locked", "open the prices", "The agreed scores are locked. Two opening officers can open the prices now.", "/org/"+p.Tender.OrgSlug+"/tenders/"+ref+"/prices-opening", account.RoleOpener); err != nil {
			return audit.Event{}, err
		}
		return audit.New(by, now, "evaluation.locked", tenderSubject(ref)).On(int64(p.Tender.ID)), tx.LockScores(p.Tender.ID, by.Person, now)
	})
}

func consensusOf(rows []store.ConsensusRow) []evaluation.Consensus {
	var out []evaluation.Consensus
	for _, r := range rows {
		out = append(out, evaluation.Consensus{Bid: r.Bid, Question: r.Question, Score: r.Score, Reason: r.Reason})
	}
	return out
}
