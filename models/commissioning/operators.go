package commissioning

import (
	"context"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
)

// AppointOperator makes somebody with an account an operator of the site.
func (s *Steps) AppointOperator(ctx context.Context, by account.Actor, email string) error {
	email, err := account.Email(email)
	if err != nil {
		return err
	}
	now := s.now()
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		if err := mayDo(tx, by, account.CheckOrganisations, account.Thing{Kind: "page"}); err != nil {
			return audit.Event{}, err
		}
		p, known, err := tx.PersonByEmail(email)
		if err != nil {
			return audit.Event{}, err
		}
		if !known || !p.DisabledAt.IsZero() {
			return audit.Event{}, refusal.Field("email", "Nobody has an account with this address. Ask them to create one first")
		}
		if p.Operator {
			return audit.Event{}, refusal.Field("email", "%s is an operator already", p.Name)
		}
		if err := tx.SetOperator(p.ID, true); err != nil {
			return audit.Event{}, err
		}
		return audit.New(by, now, "operator.appointed", personSubject(p.ID)), s.post(tx, p.Email, "operator_appointed", facts{"person": by.Name, "when": moment(now)})
	})
}

// DismissOperator ends somebody's part as an operator. One always stays.
func (s *Steps) DismissOperator(ctx context.Context, by account.Actor, id account.PersonID) error {
	now := s.now()
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		if err := mayDo(tx, by, account.CheckOrganisations, account.Thing{Kind: "page"}); err != nil {
			return audit.Event{}, err
		}
		operators, err := tx.Operators()
		if err != nil {
			return audit.Event{}, err
		}
		if len(operators) < 2 {
			return audit.Event{}, refusal.Turn("The last operator stays. Make somebody else an operator first.")
		}
		p, err := tx.PersonByID(id)
		if err != nil {
			return audit.Event{}, err
		}
		if err := tx.SetOperator(id, false); err != nil {
			return audit.Event{}, err
		}
		return audit.New(by, now, "operator.dismissed", personSubject(id)), s.post(tx, p.Email, "operator_dismissed", facts{"person": by.Name, "when": moment(now)})
	})
}
