package commissioning

import (
	"context"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/award"
	"hundredweight/models/calendar"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/tender"
)

// ConfirmAward ends the waiting period (standstill) when its last day is over
// and no claim stops it. It is the clock's; running it twice is harmless.
func (s *Steps) ConfirmAward(ctx context.Context, ref string) error {
	now := s.now()
	by := account.Clock()
	err := s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		d, err := s.readDecision(tx.Queries, ref)
		if err != nil {
			return audit.Event{}, err
		}
		if d.Tender.Status != tender.Standstill {
			return audit.Event{}, errDone
		}
		if _, err := s.confirm(tx, d); err != nil {
			return audit.Event{}, err
		}
		if err := s.mailHolders(tx, d, "standstill_over", facts{}, account.RoleAuthor, account.RoleAwardApprover, account.RoleContractManager); err != nil {
			return audit.Event{}, err
		}
		return audit.New(by, now, "award.confirmed", tenderSubject(ref)).On(int64(d.Tender.ID)).Shown(), nil
	})
	if err == errDone { //nolint:errorlint // the sentinel itself
		return nil
	}
	return err
}

// confirm moves the awards and the tender past a waiting period that is over,
// and gives the decision as it then stands.
func (s *Steps) confirm(tx *store.Tx, d Decision) (Decision, error) {
	row, ok, err := tx.StandstillOf(d.Tender.ID)
	if err != nil {
		return d, err
	}
	if ok {
		if err := award.MaySign(s.now(), calendar.Date(row.LastDay), row.Paused); err != nil {
			return d, err
		}
	}
	for _, a := range d.pending() {
		if award.Status(a.Status) == award.Standstill {
			if err := moveAward(tx, a, award.Confirmed); err != nil {
				return d, err
			}
		}
	}
	to, err := d.Tender.Status.Move(tender.ReadyToSign)
	if err != nil {
		return d, err
	}
	if err := tx.MoveTender(d.Tender.ID, d.Tender.Status, to); err != nil {
		return d, err
	}
	return s.readDecision(tx.Queries, d.Tender.Ref)
}

// RemindStandstill tells, on the day before the last, that a waiting period is
// about to end. It is the clock's.
func (s *Steps) RemindStandstill(ctx context.Context, ref string) error {
	now := s.now()
	by := account.Clock()
	err := s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		d, err := s.readDecision(tx.Queries, ref)
		if err != nil {
			return audit.Event{}, err
		}
		row, ok, err := tx.StandstillOf(d.Tender.ID)
		if err != nil {
			return audit.Event{}, err
		}
		last := calendar.Date(row.LastDay)
		if !ok || d.Tender.Status != tender.Standstill || calendar.On(now) > last {
			return audit.Event{}, errDone
		}
		if calendar.On(now) < last.Add(-1) {
			return audit.Event{}, refusal.Turn("The waiting period (standstill) is not about to end.")
		}
		if err := s.mailHolders(tx, d, "standstill_soon", facts{"last": last.Words(), "from": last.Add(1).Words()}, account.RoleAuthor, account.RoleAwardApprover, account.RoleContractManager); err != nil {
			return audit.Event{}, err
		}
		return audit.New(by, now, "award.standstill_ending", tenderSubject(ref)).On(int64(d.Tender.ID)), nil
	})
	if err == errDone { //nolint:errorlint // the sentinel itself
		return nil
	}
	return err
}
