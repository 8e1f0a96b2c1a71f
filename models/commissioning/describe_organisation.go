package commissioning

import (
	"context"
	"strings"
	"unicode/utf8"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/organisation"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
)

// Description is what an organisation says about itself.
type Description struct {
	About        string
	Website      string
	ContactEmail string
	Place        string
	VCSE         bool
	SME          bool
}

// Most characters of what an organisation says about itself.
const (
	MaxAbout = 2000
	maxPlace = 100
)

// DescribeOrganisation saves what an organisation says about itself.
func (s *Steps) DescribeOrganisation(ctx context.Context, by account.Actor, slug string, d Description) error {
	d, err := checkDescription(d)
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		o, err := organisationFor(tx, by, slug, account.DescribeOrganisation)
		if err != nil {
			return audit.Event{}, err
		}
		o.About, o.Website, o.ContactEmail, o.Place, o.VCSE, o.SME = d.About, d.Website, d.ContactEmail, d.Place, d.VCSE, d.SME
		return organisationEvent(by, s.now(), "organisation.described", o), tx.UpdateOrganisation(o)
	})
}

func checkDescription(d Description) (Description, error) {
	var wrong []refusal.Problem
	note := func(field string, err error) {
		if r, ok := refusal.As(err); ok {
			for _, p := range r.Problems {
				wrong = append(wrong, refusal.Problem{Field: field, Reason: p.Reason})
			}
		}
	}
	d.About, d.Place = strings.TrimSpace(d.About), strings.Join(strings.Fields(d.Place), " ")
	if utf8.RuneCountInString(d.About) > MaxAbout {
		note("about", refusal.Field("about", "What you do must be 2,000 characters or fewer"))
	}
	site, err := organisation.Website(d.Website)
	note("website", err)
	d.Website = site
	if strings.TrimSpace(d.ContactEmail) != "" {
		email, err := account.Email(d.ContactEmail)
		note("contact_email", err)
		d.ContactEmail = email
	}
	if utf8.RuneCountInString(d.Place) > maxPlace {
		note("place", refusal.Field("place", "Where you are must be 100 characters or fewer"))
	}
	return d, refusal.Fields(wrong)
}

// CorrectOrganisation changes the name, form or number of an organisation that
// is not checked yet, or could not be confirmed. It waits for a check again.
func (s *Steps) CorrectOrganisation(ctx context.Context, by account.Actor, slug string, d organisation.Details) error {
	now := s.now()
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		o, err := organisationFor(tx, by, slug, account.DescribeOrganisation)
		if err != nil {
			return audit.Event{}, err
		}
		d := d
		d.Kind, d.Class = organisation.Kind(o.Kind), o.AuthorityClass
		if d, err = organisation.CheckDetails(d); err != nil {
			return audit.Event{}, err
		}
		from := o.Status
		to, err := organisation.Corrects(organisation.Status(from))
		if err != nil {
			return audit.Event{}, err
		}
		o.Name, o.LegalForm, o.Scheme, o.Identifier, o.Status = d.Name, d.LegalForm, d.Scheme, d.Identifier, string(to)
		if err := tx.CorrectOrganisation(o, from); err != nil {
			return audit.Event{}, err
		}
		return organisationEvent(by, now, "organisation.corrected", o), s.tellOperators(tx, by, o, now)
	})
}
