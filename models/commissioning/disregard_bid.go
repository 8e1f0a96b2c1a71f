package commissioning

import (
	"context"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/bid"
	"hundredweight/models/evaluation"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
)

// Disregard is a decision that a bid is not considered further.
type Disregard struct {
	Bid      string // reference
	Ground   string // of evaluation.Grounds
	StepDone bool   // the step that comes before this ground was taken
	Reason   string
}

// DisregardBid takes a bid out of the comparison on a ground of the closed list,
// by the approver. Its scores are kept; every lot is ranked again.
func (s *Steps) DisregardBid(ctx context.Context, by account.Actor, ref string, in Disregard) error {
	return s.dispose(ctx, by, ref, in, bid.Disregarded)
}

// RestoreBid takes a bid back into the comparison: the decision that left it out
// was wrong, or its ground is gone.
func (s *Steps) RestoreBid(ctx context.Context, by account.Actor, ref, bidRef, reason string) error {
	return s.dispose(ctx, by, ref, Disregard{Bid: bidRef, Reason: reason}, bid.Opened)
}

func (s *Steps) dispose(ctx context.Context, by account.Actor, ref string, in Disregard, to bid.Status) error {
	now := s.now()
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		p, err := s.panel(tx.Queries, ref)
		if err != nil {
			return audit.Event{}, err
		}
		if err := s.mayDispose(tx, p, by); err != nil {
			return audit.Event{}, err
		}
		b, err := p.Bid(in.Bid)
		if err != nil {
			return audit.Event{}, err
		}
		if _, err := b.Status.Move(to); err != nil {
			return audit.Event{}, err
		}
		d := store.Disposition{Bid: b.ID, Kind: "disregarded", Ground: in.Ground, Reason: in.Reason, By: by.Person, At: store.At(now)}
		if to == bid.Disregarded {
			err = evaluation.CheckDisregard(in.Ground, in.StepDone, in.Reason)
		} else {
			d.Kind, d.Ground = "restored", ""
			err = s.mayRestore(tx, p, b, in.Reason)
		}
		if err != nil {
			return audit.Event{}, err
		}
		if err := tx.AddDisposition(d); err != nil {
			return audit.Event{}, err
		}
		if err := s.moveDisposed(tx, p, b, to, now); err != nil {
			return audit.Event{}, err
		}
		e := audit.New(by, now, audit.Kind("bid."+d.Kind), bidSubject(b.Ref)).On(int64(p.Tender.ID))
		if d.Ground != "" {
			e = e.With("ground", d.Ground)
		}
		if p.Stage.PricesOpenedAt.IsZero() {
			return e, nil
		}
		return s.rankAgain(tx, p, e, map[string]string{"disregarded": "A bid is not considered further", "restored": "A bid is considered again"}[d.Kind], now)
	})
}

// mayDispose refuses who does not decide about bids, or cannot now.
func (s *Steps) mayDispose(tx *store.Tx, p Panel, by account.Actor) error {
	if err := appointed(tx, by, p.Tender, account.RoleApprover); err != nil {
		return err
	}
	me, err := p.actor(tx.Queries, by)
	if err != nil {
		return err
	}
	if err := evaluation.MayAct(me); err != nil {
		return err
	}
	if _, interest := evaluation.Declared(p.Declarations, by.Person, p.Moment()); interest {
		return refusal.Forbidden("You declared an interest, so you take no further part in this evaluation.", "The moderator of the panel knows.")
	}
	return inEvaluation(p)
}

// mayRestore refuses to bring back a bid without a reason, or one that was never
// scored while the scores are locked: a score given now would know the prices.
func (s *Steps) mayRestore(tx *store.Tx, p Panel, b store.Bidder, reason string) error {
	if thin, why := evaluation.Thin(reason); thin {
		return refusal.Field("reason", "Enter the reason for considering this bid again. %s", why)
	}
	if p.LockedAt.IsZero() {
		return nil
	}
	agreed, err := tx.Consensus(p.Tender.ID)
	if err != nil {
		return err
	}
	want := evaluation.Answers(p.Content, p.Stage.Seq, []evaluation.Eligible{{Bid: b.ID, Lots: b.OpenedLots()}})
	if len(evaluation.Missing(want, consensusOf(agreed))) > 0 {
		return refusal.Turn("The scores are locked, and this bid was left out before every answer had an agreed score. It cannot be scored now.")
	}
	return nil
}

// moveDisposed moves the bid; one that comes back after the lock is assessed.
func (s *Steps) moveDisposed(tx *store.Tx, p Panel, b store.Bidder, to bid.Status, now time.Time) error {
	if err := tx.MoveBid(b.ID, b.Status, to, now); err != nil {
		return err
	}
	if to == bid.Opened && !p.LockedAt.IsZero() {
		return tx.MoveBid(b.ID, bid.Opened, bid.Assessed, now)
	}
	return nil
}
