package commissioning

import (
	"context"
	"slices"
	"strconv"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/offer"
	"hundredweight/models/organisation"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
)

// SubmitOffer sends a draft to another person of the organisation to be
// checked. It is then not changed until it is given back.
func (s *Steps) SubmitOffer(ctx context.Context, by account.Actor, e OfferEdit) error {
	at := s.now()
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		m, err := memberFor(tx, by, e.Org, account.Contribute)
		if err != nil {
			return audit.Event{}, err
		}
		_, v, err := ownOffer(tx, e.Org, e.Ref)
		if err != nil {
			return audit.Event{}, err
		}
		if err := submit(tx, by, at, e, &v); err != nil {
			return audit.Event{}, err
		}
		mayCheck := func(one store.Member) bool { return one.Has(account.Sign) && one.Person != by.Person }
		if err := s.tellOfOffer(tx, m, "service_waiting", facts{"title": v.Title, "ref": e.Ref, "person": by.Name}, mayCheck); err != nil {
			return audit.Event{}, err
		}
		return offerEvent(by, at, "offer.submitted", e.Ref).With("version", strconv.Itoa(v.N)).With("sha256", v.SHA256), nil
	})
}

// submit moves a complete draft to review.
func submit(tx *store.Tx, by account.Actor, at time.Time, e OfferEdit, v *store.OfferVersion) error {
	to, err := v.Status.To(offer.Submit)
	if err != nil {
		return err
	}
	if v.Revision != e.Revision {
		return refusal.Changed("%s changed this service on %s. Read it again before you send it.", v.SavedName, ukTime(v.SavedAt.Time))
	}
	c, err := v.Content()
	if err != nil {
		return err
	}
	if err := c.Ready(); err != nil {
		return err
	}
	from := v.Status
	v.Status, v.SubmittedBy, v.SubmittedAt, v.Note = to, by.Person, store.At(at), ""
	return tx.MoveVersion(*v, from)
}

// ReturnOffer gives a version back to be changed, with what to change.
func (s *Steps) ReturnOffer(ctx context.Context, by account.Actor, org account.OrganisationID, ref, note string) error {
	at := s.now()
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		m, ok := by.In(org)
		if !ok {
			return audit.Event{}, refusal.Missing("organisation")
		}
		_, v, err := ownOffer(tx, org, ref)
		if err != nil {
			return audit.Event{}, err
		}
		// Whoever sent it may take it back; others need to be able to sign.
		if !m.Has(account.Sign) && v.SubmittedBy != by.Person {
			_, err := memberFor(tx, by, org, account.Sign)
			return audit.Event{}, err
		}
		from := v.Status
		if v.Status, err = from.To(offer.Return); err != nil {
			return audit.Event{}, err
		}
		if note == "" {
			return audit.Event{}, refusal.Field("note", "Say what should be changed")
		}
		v.Note = note
		if err := tx.MoveVersion(v, from); err != nil {
			return audit.Event{}, err
		}
		if err := s.tellOfOffer(tx, m, "service_returned", facts{"title": v.Title, "ref": ref, "person": by.Name, "reason": note}, wroteIt(v, by)); err != nil {
			return audit.Event{}, err
		}
		return offerEvent(by, at, "offer.returned", ref).With("version", strconv.Itoa(v.N)), nil
	})
}

// PublishOffer makes a version public: the organisation was checked, the dates
// it claims hold, and where another person can sign, that is who does it. In an
// organisation with one signatory a draft is checked and published at once. The
// version that was public until now is kept as superseded.
func (s *Steps) PublishOffer(ctx context.Context, by account.Actor, e OfferEdit) error {
	at := s.now()
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		m, err := memberFor(tx, by, e.Org, account.Sign)
		if err != nil {
			return audit.Event{}, err
		}
		o, v, err := ownOffer(tx, e.Org, e.Ref)
		if err != nil {
			return audit.Event{}, err
		}
		org, err := tx.OrganisationByID(e.Org)
		if err != nil {
			return audit.Event{}, err
		}
		writers := append(v.Writers(), v.SubmittedBy)
		if v.Status == offer.Draft {
			writers = append(v.Writers(), by.Person) // nobody else has looked at it
		}
		if err := mayPublish(tx, by, org, writers); err != nil {
			return audit.Event{}, err
		}
		if v.Status == offer.Draft {
			if err := submit(tx, by, at, e, &v); err != nil {
				return audit.Event{}, err
			}
		}
		until, err := publish(tx, by, at, o, v, org)
		if err != nil {
			return audit.Event{}, err
		}
		if err := s.tellOfOffer(tx, m, "service_public", facts{"title": v.Title, "ref": e.Ref, "person": by.Name, "until": moment(until)}, wroteIt(v, by)); err != nil {
			return audit.Event{}, err
		}
		return offerEvent(by, at, "offer.published", e.Ref).With("version", strconv.Itoa(v.N)).With("sha256", v.SHA256), nil
	})
}

func mayPublish(tx *store.Tx, by account.Actor, org store.Organisation, writers []account.PersonID) error {
	signers, err := signersOf(tx.Queries, org.ID)
	if err != nil {
		return err
	}
	return offer.MayPublish(by.Person, org.IsVerified(), writers, signers)
}

// signersOf lists who can sign for an organisation.
func signersOf(q store.Queries, org account.OrganisationID) ([]account.PersonID, error) {
	members, err := q.Members(org)
	if err != nil {
		return nil, err
	}
	var out []account.PersonID
	for _, m := range members {
		if m.Has(account.Sign) {
			out = append(out, m.Person)
		}
	}
	return out, nil
}

// publish makes a version public and gives the moment until which it is listed.
func publish(tx *store.Tx, by account.Actor, at time.Time, o store.OfferRow, v store.OfferVersion, org store.Organisation) (until time.Time, err error) {
	from := v.Status
	to, err := from.To(offer.Publish)
	if err != nil {
		return until, err
	}
	c, err := v.Content()
	if err != nil {
		return until, err
	}
	if err := c.Valid(at); err != nil {
		return until, err
	}
	if o.Live > 0 {
		if err := supersede(tx, at, o); err != nil {
			return until, err
		}
	}
	v.Status, v.ReviewedBy, v.PublishedBy, v.PublishedAt = to, by.Person, by.Person, store.At(at)
	if err := tx.MoveVersion(v, from); err != nil {
		return until, err
	}
	return c.Expiry(at), tx.ListOffer(o, v.N, listing(c, org, at))
}

// wroteIt picks those who wrote a version or sent it to be checked, other than
// who acts.
func wroteIt(v store.OfferVersion, by account.Actor) func(store.Member) bool {
	return func(one store.Member) bool {
		return one.Person != by.Person && (one.Person == v.SubmittedBy || slices.Contains(v.Writers(), one.Person))
	}
}

// tellOfOffer queues a mail about a service to those of its team who are picked.
func (s *Steps) tellOfOffer(tx *store.Tx, m account.Membership, kind string, f facts, picked func(store.Member) bool) error {
	members, err := tx.Members(m.Organisation)
	if err != nil {
		return err
	}
	f["organisation"], f["slug"] = m.Name, m.Slug
	for _, one := range members {
		if !picked(one) {
			continue
		}
		if err := s.post(tx, one.Email, kind, f); err != nil {
			return err
		}
	}
	return nil
}

func supersede(tx *store.Tx, at time.Time, o store.OfferRow) error {
	old, err := tx.VersionOf(o.ID, o.Live)
	if err != nil {
		return err
	}
	from := old.Status
	if old.Status, err = from.To(offer.Supersede); err != nil {
		return err
	}
	old.EndedAt = store.At(at)
	return tx.MoveVersion(old, from)
}

// listing is what the public list will show of a version.
func listing(c offer.Content, org store.Organisation, at time.Time) store.Listing {
	kind, words := organisation.Sort(org.LegalForm)
	return store.Listing{Content: c, OrgName: org.Name, OrgKind: kind, KindName: words, At: at}
}
