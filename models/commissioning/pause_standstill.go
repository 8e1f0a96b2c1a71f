package commissioning

import (
	"context"
	"strings"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/award"
	"hundredweight/models/calendar"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/tender"
)

// PauseStandstill records a claim that was notified: signing stops at once,
// until it is recorded how the claim ended.
func (s *Steps) PauseStandstill(ctx context.Context, by account.Actor, ref, reason string, notified time.Time) error {
	now := s.now()
	reason = strings.TrimSpace(reason)
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		d, err := s.readDecision(tx.Queries, ref)
		if err != nil {
			return audit.Event{}, err
		}
		if err := d.mayAct(tx, by, account.RoleAuthor); err != nil {
			return audit.Event{}, err
		}
		to, err := d.Tender.Status.Move(tender.Suspended)
		if err != nil {
			return audit.Event{}, err
		}
		row, _, err := tx.StandstillOf(d.Tender.ID)
		if err != nil {
			return audit.Event{}, err
		}
		automatic, err := award.MayPause(notified, calendar.Date(row.LastDay), reason)
		if err != nil {
			return audit.Event{}, err
		}
		if err := checkNotified(notified, now, reason); err != nil {
			return audit.Event{}, err
		}
		for _, a := range d.pending() {
			if err := moveAward(tx, a, award.Challenged); err != nil {
				return audit.Event{}, err
			}
		}
		if err := tx.AddChallenge(store.Challenge{Tender: d.Tender.ID, NotifiedAt: store.At(notified), Reason: reason, Automatic: automatic, By: by.Person, At: store.At(now)}); err != nil {
			return audit.Event{}, err
		}
		if err := tx.PauseStandstill(d.Tender.ID, reason); err != nil {
			return audit.Event{}, err
		}
		if err := s.mailHolders(tx, d, "standstill_paused", facts{"person": by.Name, "reason": reason, "when": moment(now)}, account.RoleAuthor, account.RoleApprover, account.RoleAwardApprover, account.RoleContractManager); err != nil {
			return audit.Event{}, err
		}
		e := audit.New(by, now, "award.paused", tenderSubject(ref)).On(int64(d.Tender.ID)).With("reason", reason).With("notified", moment(notified))
		if automatic {
			e = e.With("section", "101")
		}
		return e, tx.MoveTender(d.Tender.ID, d.Tender.Status, to)
	})
}

func checkNotified(notified, now time.Time, reason string) error {
	var p []refusal.Problem
	if notified.After(now) {
		p = append(p, refusal.Problem{Field: "notified", Reason: "The day of the claim must be today or earlier"})
	}
	if len([]rune(reason)) > 4000 {
		p = append(p, refusal.Problem{Field: "reason", Reason: "Shorten this to 4,000 characters"})
	}
	return refusal.Fields(p)
}

// ResumeStandstill records how a claim ended, so that signing may go on: the
// waiting period keeps its days, and the clock confirms the award when they are
// over.
func (s *Steps) ResumeStandstill(ctx context.Context, by account.Actor, ref, outcome string) error {
	now := s.now()
	outcome = strings.TrimSpace(outcome)
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		d, err := s.readDecision(tx.Queries, ref)
		if err != nil {
			return audit.Event{}, err
		}
		if err := d.mayAct(tx, by, account.RoleAuthor); err != nil {
			return audit.Event{}, err
		}
		claim, ok := d.Claim()
		if d.Tender.Status != tender.Suspended || !ok {
			return audit.Event{}, refusal.Turn("The waiting period (standstill) is not paused.")
		}
		if err := award.CheckReason("outcome", outcome, "how the claim ended"); err != nil {
			return audit.Event{}, err
		}
		for _, a := range d.pending() {
			if err := moveAward(tx, a, award.Standstill); err != nil {
				return audit.Event{}, err
			}
		}
		if err := tx.EndChallenge(claim.ID, outcome, now); err != nil {
			return audit.Event{}, err
		}
		if err := tx.PauseStandstill(d.Tender.ID, ""); err != nil {
			return audit.Event{}, err
		}
		row, waits, err := tx.StandstillOf(d.Tender.ID)
		if err != nil {
			return audit.Event{}, err
		}
		due := now
		if waits {
			due = maxTime(now, calendar.Date(row.LastDay).Add(1).At(0, 0))
		}
		if err := tx.QueueJob(JobStandstillEnds, due, ref, "standstill-ends:"+ref); err != nil {
			return audit.Event{}, err
		}
		if err := s.mailHolders(tx, d, "standstill_resumed", facts{"person": by.Name, "outcome": outcome, "when": moment(now)}, account.RoleAuthor, account.RoleApprover, account.RoleAwardApprover, account.RoleContractManager); err != nil {
			return audit.Event{}, err
		}
		e := audit.New(by, now, "award.resumed", tenderSubject(ref)).On(int64(d.Tender.ID)).With("outcome", outcome)
		return e, tx.MoveTender(d.Tender.ID, d.Tender.Status, tender.Standstill)
	})
}

func maxTime(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
