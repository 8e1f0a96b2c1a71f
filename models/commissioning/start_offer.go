package commissioning

import (
	"context"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/offer"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
)

// mostOffersADay bounds what one organisation may begin in a day: trust.md 3.10.
const mostOffersADay = 50

// StartOffer begins a service as a draft and gives its reference.
func (s *Steps) StartOffer(ctx context.Context, by account.Actor, org account.OrganisationID, title string) (ref string, err error) {
	if ref, err = s.letters(); err != nil {
		return "", err
	}
	at := s.now()
	v := store.OfferVersion{SavedBy: by.Person, SavedName: by.Name, SavedAt: store.At(at)}
	v.Wrote(by.Person)
	if err := v.Fill(offer.Content{Title: title}); err != nil {
		return "", err
	}
	err = s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		m, err := memberFor(tx, by, org, account.Contribute)
		if err != nil {
			return audit.Event{}, err
		}
		if m.IsBuyer {
			return audit.Event{}, refusal.Turn("%s buys services on this site, so it cannot list one.", m.Name)
		}
		if title == "" {
			return audit.Event{}, refusal.Field("title", "Enter the name of the service")
		}
		n, err := tx.OffersStartedSince(org, at.Add(-24*time.Hour))
		if err != nil {
			return audit.Event{}, err
		}
		if n >= mostOffersADay {
			return audit.Event{}, &refusal.Error{Kind: refusal.TooMany, Reason: "Your organisation began 50 services today. Come back tomorrow."}
		}
		if _, err := tx.AddOffer(ref, org, v); err != nil {
			return audit.Event{}, err
		}
		return offerEvent(by, at, "offer.started", ref), nil
	})
	return ref, err
}

// ReviseOffer begins the next version of a service as a draft, beside the one
// that is public. It starts from what was last written.
func (s *Steps) ReviseOffer(ctx context.Context, by account.Actor, org account.OrganisationID, ref string) error {
	at := s.now()
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		if _, err := memberFor(tx, by, org, account.Contribute); err != nil {
			return audit.Event{}, err
		}
		o, last, err := ownOffer(tx, org, ref)
		if err != nil {
			return audit.Event{}, err
		}
		if last.Status == offer.Draft || last.Status == offer.InReview {
			return audit.Event{}, refusal.Already("A change to this service has begun already.")
		}
		next := store.OfferVersion{ContentJSON: last.ContentJSON, SHA256: last.SHA256, Title: last.Title, SavedBy: by.Person, SavedName: by.Name, SavedAt: store.At(at)}
		next.Wrote(by.Person)
		if err := tx.AddVersion(o, next); err != nil {
			return audit.Event{}, err
		}
		return offerEvent(by, at, "offer.revised", ref), nil
	})
}
