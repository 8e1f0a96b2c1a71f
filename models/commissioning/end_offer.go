package commissioning

import (
	"context"
	"strconv"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/offer"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
)

// SuspendOffer hides a public service for now, with a reason. Its organisation
// or the operator may. Bids that rely on it keep their copy.
func (s *Steps) SuspendOffer(ctx context.Context, by account.Actor, ref, reason string) error {
	return s.endOffer(ctx, by, ref, offer.Suspend, "offer.suspended", reason)
}

// WithdrawOffer takes a public service back for good, with a reason. It can be
// written anew as a next version.
func (s *Steps) WithdrawOffer(ctx context.Context, by account.Actor, ref, reason string) error {
	return s.endOffer(ctx, by, ref, offer.Withdraw, "offer.withdrawn", reason)
}

func (s *Steps) endOffer(ctx context.Context, by account.Actor, ref string, move offer.Move, kind audit.Kind, reason string) error {
	at := s.now()
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		o, v, err := liveOffer(tx, by, ref, move == offer.Suspend)
		if err != nil {
			return audit.Event{}, err
		}
		from := v.Status
		if v.Status, err = from.To(move); err != nil {
			return audit.Event{}, err
		}
		if reason == "" {
			return audit.Event{}, refusal.Field("reason", "Enter a reason")
		}
		v.Note = reason
		if move == offer.Withdraw {
			v.EndedAt = store.At(at)
		}
		if err := tx.MoveVersion(v, from); err != nil {
			return audit.Event{}, err
		}
		if err := tx.UnlistOffer(o); err != nil {
			return audit.Event{}, err
		}
		if move == offer.Withdraw {
			if err := tx.EndOffer(o); err != nil {
				return audit.Event{}, err
			}
		}
		return offerEvent(by, at, kind, ref).With("version", strconv.Itoa(v.N)), nil
	})
}

// liveOffer loads a service with the version that is public or hidden, for
// somebody who can sign for its organisation, or for the operator where the
// operator may. For others it does not exist.
func liveOffer(tx *store.Tx, by account.Actor, ref string, operatorToo bool) (store.OfferRow, store.OfferVersion, error) {
	o, err := tx.OfferByRef(ref)
	if err != nil {
		return o, store.OfferVersion{}, err
	}
	if !(operatorToo && by.Operator) {
		if _, ok := by.In(o.Org); !ok {
			return o, store.OfferVersion{}, refusal.Missing("service")
		}
		if _, err := memberFor(tx, by, o.Org, account.Sign); err != nil {
			return o, store.OfferVersion{}, err
		}
	}
	if o.Live == 0 {
		return o, store.OfferVersion{}, refusal.Turn("This service is not public.")
	}
	v, err := tx.VersionOf(o.ID, o.Live)
	return o, v, err
}

// ResumeOffer shows a hidden service again. What it claims must still hold.
func (s *Steps) ResumeOffer(ctx context.Context, by account.Actor, ref string) error {
	at := s.now()
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		o, v, err := liveOffer(tx, by, ref, false)
		if err != nil {
			return audit.Event{}, err
		}
		from := v.Status
		if v.Status, err = from.To(offer.Resume); err != nil {
			return audit.Event{}, err
		}
		org, err := tx.OrganisationByID(o.Org)
		if err != nil {
			return audit.Event{}, err
		}
		if err := mayPublish(tx, by, org, nil); err != nil {
			return audit.Event{}, err
		}
		c, err := v.Content()
		if err != nil {
			return audit.Event{}, err
		}
		if err := c.Valid(at); err != nil {
			return audit.Event{}, err
		}
		v.Note = ""
		if err := tx.MoveVersion(v, from); err != nil {
			return audit.Event{}, err
		}
		if err := tx.ListOffer(o, v.N, listing(c, org, at)); err != nil {
			return audit.Event{}, err
		}
		return offerEvent(by, at, "offer.resumed", ref).With("version", strconv.Itoa(v.N)), nil
	})
}

// ExpireOffer ends a listing whose year is over or whose insurance has ended.
// The clock does it; a listing that has run out is not shown even before.
func (s *Steps) ExpireOffer(ctx context.Context, ref string) error {
	at := s.now()
	by := account.Clock()
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		o, err := tx.OfferByRef(ref)
		if err != nil {
			return audit.Event{}, err
		}
		if o.Live == 0 || at.Before(o.Expires.Time) {
			return audit.Event{}, refusal.Turn("This listing has not run out.")
		}
		v, err := tx.VersionOf(o.ID, o.Live)
		if err != nil {
			return audit.Event{}, err
		}
		from := v.Status
		if v.Status, err = from.To(offer.Expire); err != nil {
			return audit.Event{}, err
		}
		v.EndedAt, v.Note = store.At(at), "The listing ran out."
		if err := tx.MoveVersion(v, from); err != nil {
			return audit.Event{}, err
		}
		if err := tx.UnlistOffer(o); err != nil {
			return audit.Event{}, err
		}
		if err := tx.EndOffer(o); err != nil {
			return audit.Event{}, err
		}
		return offerEvent(by, at, "offer.expired", ref).With("version", strconv.Itoa(v.N)), nil
	})
}
