package commissioning

import (
	"context"
	"strings"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/organisation"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
)

func organisationSubject(slug string) audit.Subject {
	return audit.Subject{Kind: "organisation", Ref: slug}
}

// NewOrganisation is what a person says of the organisation they set up.
type NewOrganisation struct {
	organisation.Details
	VCSE    bool
	SME     bool
	Place   string
	Website string
}

// maxWaiting is how many unchecked organisations one person may have.
const maxWaiting = 3

// CreateOrganisation sets up a provider. It is unverified until an operator
// has checked it: typing a number gives nothing of the organisation that has
// it. Who sets it up can do everything for it.
func (s *Steps) CreateOrganisation(ctx context.Context, by account.Actor, n NewOrganisation) (slug string, err error) {
	n.Kind = organisation.Provider
	if n.Details, err = organisation.CheckDetails(n.Details); err != nil {
		return "", err
	}
	if n.Website, err = organisation.Website(n.Website); err != nil {
		return "", err
	}
	now := s.now()
	err = s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		waiting, err := tx.WaitingBy(by.Person)
		if err != nil {
			return audit.Event{}, err
		}
		if waiting >= maxWaiting {
			return audit.Event{}, refusal.Turn("You have %d organisations that wait to be checked. Wait until one is, then set up another.", waiting)
		}
		o := row(n.Details, by, now)
		o.VCSE, o.SME, o.Place, o.Website, o.Status = n.VCSE, n.SME, strings.TrimSpace(n.Place), n.Website, string(organisation.Unverified)
		if o, err = addOrganisation(tx, o); err != nil {
			return audit.Event{}, err
		}
		slug = o.Slug
		if err := tx.AddMembership(by.Person, o.ID, []account.Permission{account.Contribute, account.Sign, account.ManageTeam}, now); err != nil {
			return audit.Event{}, err
		}
		return organisationEvent(by, now, "organisation.created", o), s.tellOperators(tx, by, o, now)
	})
	return slug, err
}

func row(d organisation.Details, by account.Actor, now time.Time) store.Organisation {
	return store.Organisation{Name: d.Name, Kind: string(d.Kind), LegalForm: d.LegalForm, AuthorityClass: d.Class, Scheme: d.Scheme, Identifier: d.Identifier, CreatedBy: by.Person, CreatedAt: store.At(now)}
}

func organisationEvent(by account.Actor, now time.Time, kind audit.Kind, o store.Organisation) audit.Event {
	by.ActingFor = o.ID
	e := audit.New(by, now, kind, organisationSubject(o.Slug)).With("status", o.Status)
	if id := organisation.OrgID(o.Scheme, o.Identifier); id != "" {
		e = e.With("identifier", id)
	}
	return e
}

// addOrganisation finds the address that is free and adds the organisation.
func addOrganisation(tx *store.Tx, o store.Organisation) (store.Organisation, error) {
	for n := 1; n < 1000; n++ {
		o.Slug = organisation.SlugTry(o.Name, n)
		taken, err := tx.SlugTaken(o.Slug)
		if err != nil {
			return o, err
		}
		if !taken {
			o.ID, err = tx.AddOrganisation(o)
			return o, err
		}
	}
	return o, refusal.Field("name", "There are too many organisations with this name. Enter it as it stands in the register")
}

func (s *Steps) tellOperators(tx *store.Tx, by account.Actor, o store.Organisation, now time.Time) error {
	operators, err := tx.Operators()
	if err != nil {
		return err
	}
	for _, p := range operators {
		if p.ID == by.Person {
			continue
		}
		if err := s.post(tx, p.Email, "organisation_waiting", facts{"organisation": o.Name, "number": organisation.NumberWords(o.Scheme, o.Identifier), "person": by.Name, "slug": o.Slug, "when": moment(now)}); err != nil {
			return err
		}
	}
	return nil
}

// NewBuyer is what the operator says of a public body that will buy.
type NewBuyer struct {
	organisation.Details
	Reason string   // how the operator knows that it is this body
	Emails []string // of the people who will manage its team, one or two
}

// firstPermissions are what the first people of a buyer get. Opening, award
// and payment are given by one of two managers to another.
var firstPermissions = []account.Permission{account.Author, account.Approve, account.Evaluate, account.Moderate, account.Contracts, account.Audit, account.ManageTeam}

// CreateBuyer sets up a public body, which only operators do, and invites the
// people who will manage its team. Where two people run the site, the other
// one checks it before it publishes.
func (s *Steps) CreateBuyer(ctx context.Context, by account.Actor, n NewBuyer) (slug string, err error) {
	n.Kind = organisation.Buyer
	if n.Details, err = organisation.CheckDetails(n.Details); err != nil {
		return "", err
	}
	emails, err := cleanEmails(n.Emails)
	if err != nil {
		return "", err
	}
	tokens, err := s.tokens(len(emails))
	if err != nil {
		return "", err
	}
	now := s.now()
	err = s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		if err := mayDo(tx, by, account.CheckOrganisations, account.Thing{Kind: "page"}); err != nil {
			return audit.Event{}, err
		}
		o := row(n.Details, by, now)
		o.Status = string(organisation.Unverified)
		if o, err = addOrganisation(tx, o); err != nil {
			return audit.Event{}, err
		}
		slug = o.Slug
		if o.Status, err = s.decide(tx, by, o, organisation.Confirm, n.Reason, now); err != nil {
			return audit.Event{}, err
		}
		for i, email := range emails {
			if err := s.invite(tx, by, o, email, firstPermissions, tokens[i], now); err != nil {
				return audit.Event{}, err
			}
		}
		return organisationEvent(by, now, "organisation.buyer_created", o).With("class", o.AuthorityClass), nil
	})
	return slug, err
}

func cleanEmails(typed []string) ([]string, error) {
	var out []string
	for i, t := range typed {
		field := "email"
		if i > 0 {
			field = "second"
		}
		if i > 0 && strings.TrimSpace(t) == "" {
			continue
		}
		e, err := account.Email(t)
		if err != nil {
			r, _ := refusal.As(err)
			return nil, refusal.Field(field, "%s", r.Problems[0].Reason)
		}
		if len(out) > 0 && out[0] == e {
			return nil, refusal.Field(field, "Enter the address of another person")
		}
		out = append(out, e)
	}
	if len(out) == 0 {
		return nil, refusal.Field("email", "Enter an email address")
	}
	return out, nil
}
