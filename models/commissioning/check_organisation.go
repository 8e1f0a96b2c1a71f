package commissioning

import (
	"context"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/organisation"
	"hundredweight/models/store"
)

// CheckOrganisation records an operator's decision about an organisation, and
// moves its status: to checked by one operator where one runs the site, by two
// where more do.
func (s *Steps) CheckOrganisation(ctx context.Context, by account.Actor, slug string, d organisation.Decision, reason string) error {
	now := s.now()
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		if err := mayDo(tx, by, account.CheckOrganisations, account.Thing{Kind: "page"}); err != nil {
			return audit.Event{}, err
		}
		o, err := tx.OrganisationBySlug(slug)
		if err != nil {
			return audit.Event{}, err
		}
		if o.Status, err = s.decide(tx, by, o, d, reason, now); err != nil {
			return audit.Event{}, err
		}
		if err := s.tellManagers(tx, o, reason, now); err != nil {
			return audit.Event{}, err
		}
		return organisationEvent(by, now, "organisation.checked", o).With("decision", string(d)).With("reason", reason), nil
	})
}

// decide saves a decision and the status that follows from it.
func (s *Steps) decide(tx *store.Tx, by account.Actor, o store.Organisation, d organisation.Decision, reason string, now time.Time) (status string, err error) {
	operators, err := tx.Operators()
	if err != nil {
		return "", err
	}
	checks, err := tx.OrganisationChecks(o.ID)
	if err != nil {
		return "", err
	}
	taken, err := numberTaken(tx, o)
	if err != nil {
		return "", err
	}
	fresh, err := tx.Actor(by.Person)
	if err != nil {
		return "", err
	}
	_, member := fresh.In(o.ID)
	to, err := organisation.Decide(organisation.Check{
		Status: organisation.Status(o.Status), Decision: d, Reason: reason, By: by.Person, Member: member,
		Operators: len(operators), First: firstCheck(checks), Taken: taken,
	})
	if err != nil {
		return "", err
	}
	if err := tx.AddOrganisationCheck(store.OrganisationCheck{Org: o.ID, Person: by.Person, Decision: string(d), Reason: reason, At: store.At(now)}); err != nil {
		return "", err
	}
	return string(to), tx.MoveOrganisation(o.ID, o.Status, string(to), now)
}

// firstCheck gives who made the first of two checks: the last decision, when
// it was to confirm.
func firstCheck(checks []store.OrganisationCheck) account.PersonID {
	if len(checks) == 0 || checks[len(checks)-1].Decision != string(organisation.Confirm) {
		return 0
	}
	return checks[len(checks)-1].Person
}

func numberTaken(tx *store.Tx, o store.Organisation) (bool, error) {
	if o.Identifier == "" {
		return false, nil
	}
	other, ok, err := tx.VerifiedOrganisation(o.Scheme, o.Identifier)
	return ok && other.ID != o.ID, err
}

// outcomes say in a mail what a check came to and what follows.
var outcomes = map[organisation.Status][2]string{
	organisation.SecondCheck: {"checked once, a second check follows", "You need do nothing. A second person checks it, and then you hear from us again."},
	organisation.Verified:    {"checked", "You can publish now."},
	organisation.Refused:     {"could not be confirmed", "Correct the name or the number in its settings. It is then checked again. What you have written is kept."},
	organisation.Suspended:   {"suspended", "Nothing new can be published. Answer this to the people who run the site."},
}

func (s *Steps) tellManagers(tx *store.Tx, o store.Organisation, reason string, now time.Time) error {
	said, ok := outcomes[organisation.Status(o.Status)]
	if !ok {
		return nil
	}
	members, err := tx.Members(o.ID)
	if err != nil {
		return err
	}
	for _, m := range members {
		if !m.Has(account.ManageTeam) {
			continue
		}
		if err := s.post(tx, m.Email, "organisation_checked", facts{"organisation": o.Name, "outcome": said[0], "next": said[1], "reason": reason, "slug": o.Slug, "when": moment(now)}); err != nil {
			return err
		}
	}
	return nil
}
