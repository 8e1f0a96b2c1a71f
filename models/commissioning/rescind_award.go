package commissioning

import (
	"context"
	"strings"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/award"
	"hundredweight/models/bid"
	"hundredweight/models/evaluation"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/tender"
)

// declined is the ground under which a bid leaves the comparison because its
// supplier declined the contract.
const declined = "declined"

// RescindAward takes an award back. The next one needs a recommendation, an
// approval, summaries and a notice of its own.
func (s *Steps) RescindAward(ctx context.Context, by account.Actor, ref, lot, reason string) error {
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
		a, err := d.endAward(tx, lot, award.Rescinded, reason, "why the award is taken back")
		if err != nil {
			return audit.Event{}, err
		}
		if err := s.afterEnd(tx, d, a, reason, now, bid.Reserve); err != nil {
			return audit.Event{}, err
		}
		return audit.New(by, now, "award.rescinded", tenderSubject(ref)).On(int64(d.Tender.ID)).With("lot", a.Lot).With("reason", reason), nil
	})
}

// LapseAward records that the supplier declined the contract. Its bid leaves the
// comparison, and the part (lot) is decided anew.
func (s *Steps) LapseAward(ctx context.Context, by account.Actor, ref, lot, reason string) error {
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
		a, err := d.endAward(tx, lot, award.Lapsed, reason, "how and when the supplier declined")
		if err != nil {
			return audit.Event{}, err
		}
		if err := tx.AddDisposition(store.Disposition{Bid: a.Bid, Kind: "disregarded", Ground: declined, Reason: reason, By: by.Person, At: store.At(now)}); err != nil {
			return audit.Event{}, err
		}
		if err := s.afterEnd(tx, d, a, reason, now, bid.Disregarded); err != nil {
			return audit.Event{}, err
		}
		return audit.New(by, now, "award.lapsed", tenderSubject(ref)).On(int64(d.Tender.ID)).With("lot", a.Lot).With("reason", reason), nil
	})
}

// endAward takes a lot's award out of force.
func (d Decision) endAward(tx *store.Tx, lot string, to award.Status, reason, what string) (store.AwardRow, error) {
	lot, err := d.oneLot(lot)
	if err != nil {
		return store.AwardRow{}, err
	}
	a, ok := d.AwardOf(lot)
	if !ok {
		return a, refusal.Turn("Part (lot) %s has no award.", lot)
	}
	if _, err := award.Status(a.Status).Move(to); err != nil {
		return a, err
	}
	if err := award.CheckReason("reason", reason, what); err != nil {
		return a, err
	}
	return a, tx.EndAward(a.ID, a.Status, string(to), reason)
}

// afterEnd settles the bid and the tender after an award went out of force, and
// tells the people who decide.
func (s *Steps) afterEnd(tx *store.Tx, d Decision, a store.AwardRow, reason string, now time.Time, to bid.Status) error {
	b, ok := d.byID(a.Bid)
	if ok && (to == bid.Disregarded || b.Row.Status == bid.Winner) {
		if err := moveBid(tx, b.Row, to, now); err != nil {
			return err
		}
	}
	if claim, ok := d.Claim(); ok && len(d.pending()) == 1 {
		if err := tx.EndChallenge(claim.ID, "The award was taken back. "+reason, now); err != nil {
			return err
		}
	}
	if _, err := s.follow(tx, d.Tender.Ref); err != nil {
		return err
	}
	return s.mailHolders(tx, d, "award_ended", facts{"reason": reason, "status": award.Status(a.Status).Words()}, account.RoleAuthor, account.RoleModerator, account.RoleAwardApprover)
}

// EndLot ends a part (lot) without a contract.
func (s *Steps) EndLot(ctx context.Context, by account.Actor, ref, lot, reason string) error {
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
		switch d.Tender.Status {
		case tender.Evaluation, tender.AwardRecommended, tender.AwardApproved, tender.SummariesIssued, tender.Standstill, tender.Suspended, tender.ReadyToSign:
		default:
			return audit.Event{}, refusal.Turn("This tender is %s.", d.Tender.Status.Words())
		}
		if lot, err = d.oneLot(lot); err != nil {
			return audit.Event{}, err
		}
		if err := award.MayEnd(d.Lots(), lot, reason); err != nil {
			return audit.Event{}, err
		}
		if err := tx.EndLot(store.EndedLot{Tender: d.Tender.ID, Lot: lot, Reason: reason, By: by.Person, At: store.At(now)}); err != nil {
			return audit.Event{}, err
		}
		to, err := s.follow(tx, d.Tender.Ref)
		if err != nil {
			return audit.Event{}, err
		}
		if to == tender.Concluded {
			if err := d.freeReserves(tx, now); err != nil {
				return audit.Event{}, err
			}
		}
		return audit.New(by, now, "tender.lot_ended", tenderSubject(ref)).On(int64(d.Tender.ID)).Shown().With("lot", lot).With("reason", reason), nil
	})
}

// rescindAll takes back every award of a tender that is cancelled. One that has
// a contract is refused: the contract is ended, not the tender.
func rescindAll(tx *store.Tx, t store.TenderRow, reason string) error {
	all, err := tx.Awards(t.ID)
	if err != nil {
		return err
	}
	for _, a := range all {
		if award.Status(a.Status) == award.ContractCreated {
			return refusal.Turn("A part (lot) of this tender has a contract, so it cannot be cancelled. End the parts that have none.")
		}
		if _, err := award.Status(a.Status).Move(award.Rescinded); err != nil {
			return err
		}
		if err := tx.EndAward(a.ID, a.Status, string(award.Rescinded), reason); err != nil {
			return err
		}
	}
	return nil
}
