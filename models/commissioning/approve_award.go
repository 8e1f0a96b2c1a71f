package commissioning

import (
	"context"
	"strings"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/award"
	"hundredweight/models/evaluation"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/tender"
)

// ApproveAward approves every recommended award, by somebody who neither wrote
// the tender, scored nor chaired (S6). checked says that the suppliers are still
// neither excluded nor debarred.
func (s *Steps) ApproveAward(ctx context.Context, by account.Actor, ref string, checked bool) error {
	now := s.now()
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		d, p, err := s.toApprove(tx, by, ref)
		if err != nil {
			return audit.Event{}, err
		}
		to, err := d.Tender.Status.Move(tender.AwardApproved)
		if err != nil {
			return audit.Event{}, err
		}
		if err := award.MayApprove(p, checked); err != nil {
			return audit.Event{}, err
		}
		for _, a := range d.Awards {
			r := d.Rankings[a.Lot]
			if award.Status(a.Status) == award.Recommended && (a.Ranking != r.ID || r.Stale()) {
				return audit.Event{}, refusal.Changed("The bids have changed since this was recommended. Return it to evaluation, rank again and recommend again.")
			}
		}
		if err := tx.ApproveAwards(d.Tender.ID, by.Person, now); err != nil {
			return audit.Event{}, err
		}
		if err := s.mailHolders(tx, d, "award_approved", facts{"person": by.Name}, account.RoleAuthor, account.RoleModerator); err != nil {
			return audit.Event{}, err
		}
		e := audit.New(by, now, "award.approved", tenderSubject(ref)).On(int64(d.Tender.ID))
		return e, tx.MoveTender(d.Tender.ID, d.Tender.Status, to)
	})
}

// ReturnAward sends a recommendation back to the evaluation, with the reason.
func (s *Steps) ReturnAward(ctx context.Context, by account.Actor, ref, reason string) error {
	now := s.now()
	reason = strings.TrimSpace(reason)
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		d, p, err := s.toApprove(tx, by, ref)
		if err != nil {
			return audit.Event{}, err
		}
		if err := evaluation.MayApproveAward(p); err != nil {
			return audit.Event{}, err
		}
		if d.Tender.Status != tender.AwardRecommended {
			return audit.Event{}, refusal.Turn("This tender is %s, so there is no recommendation to return.", d.Tender.Status.Words())
		}
		if err := award.CheckReason("reason", reason, "why the recommendation goes back to the evaluation"); err != nil {
			return audit.Event{}, err
		}
		for _, a := range d.Awards {
			if award.Status(a.Status) == award.Recommended {
				if err := tx.EndAward(a.ID, a.Status, string(award.Rescinded), reason); err != nil {
					return audit.Event{}, err
				}
			}
		}
		if err := s.mailHolders(tx, d, "award_returned", facts{"person": by.Name, "reason": reason}, account.RoleAuthor, account.RoleModerator); err != nil {
			return audit.Event{}, err
		}
		e := audit.New(by, now, "award.returned", tenderSubject(ref)).On(int64(d.Tender.ID)).With("reason", reason)
		return e, tx.MoveTender(d.Tender.ID, d.Tender.Status, tender.Evaluation)
	})
}

// toApprove reads the decision for an award approver of the tender.
func (s *Steps) toApprove(tx *store.Tx, by account.Actor, ref string) (Decision, evaluation.Person, error) {
	d, err := s.readDecision(tx.Queries, ref)
	if err != nil {
		return d, evaluation.Person{}, err
	}
	if err := appointed(tx, by, d.Tender, account.RoleAwardApprover); err != nil {
		return d, evaluation.Person{}, err
	}
	p, err := d.person(tx.Queries, by)
	return d, p, err
}
