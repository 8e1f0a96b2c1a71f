package commissioning

import (
	"context"
	"strconv"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
)

func personSubject(id account.PersonID) audit.Subject {
	return audit.Subject{Kind: "person", Ref: "p" + strconv.FormatInt(int64(id), 10)}
}

// RegisterEmail gives the address that a link for a new account was sent to.
func (s *Steps) RegisterEmail(ctx context.Context, token string) (string, error) {
	return s.linkEmail(ctx, token, linkRegister, "")
}

// RegisterPerson makes an account with the link that was sent to its address.
// hash is the password's, made outside the transaction.
func (s *Steps) RegisterPerson(ctx context.Context, token, name, hash string) (id account.PersonID, err error) {
	name, err = account.Name(name)
	if err != nil {
		return 0, err
	}
	by := account.System("registration")
	err = s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		l, err := s.spendLink(tx, token, linkRegister)
		if err != nil {
			return audit.Event{}, err
		}
		id, err = s.addPerson(tx, l.Email, name, hash, false)
		return audit.New(account.Actor{Person: id}, s.now(), "person.registered", personSubject(id)), err
	})
	return id, err
}

// addPerson adds a person, unless their address has an account already.
func (s *Steps) addPerson(tx *store.Tx, email, name, hash string, operator bool) (account.PersonID, error) {
	if _, known, err := tx.PersonByEmail(email); err != nil {
		return 0, err
	} else if known {
		return 0, refusal.Already("You have an account with this address already. Sign in, or choose a new password.")
	}
	return tx.AddPerson(store.Person{Email: email, Name: name, PasswordHash: hash, Operator: operator, CreatedAt: store.At(s.now())})
}

// MakeSetupLink makes the link with which the first operator is set up. There
// is none once somebody operates the site: token is "" then. An unused link of
// an earlier start ends by itself.
func (s *Steps) MakeSetupLink(ctx context.Context) (token string, err error) {
	fresh, hash, err := s.token()
	if err != nil {
		return "", err
	}
	wall := s.wall()
	err = s.DB.Keep(ctx, store.KeepLinks, func(k *store.KeepTx) error {
		token = ""
		operators, err := k.Queries().Operators()
		if err != nil || len(operators) > 0 {
			return err
		}
		token = fresh
		return k.AddLink(store.Link{Hash: hash, Purpose: linkSetup, CreatedAt: store.At(wall), ExpiresAt: store.At(wall.Add(account.LinkLifetime))})
	})
	return token, err
}

// CheckSetupLink refuses a set-up link that no longer works.
func (s *Steps) CheckSetupLink(ctx context.Context, token string) error {
	_, err := s.linkEmail(ctx, token, linkSetup, "")
	return err
}

// SetUpOperator makes the first operator with the link that serve printed. Two
// people with two links do not both become it.
func (s *Steps) SetUpOperator(ctx context.Context, token, name, email, hash string) (id account.PersonID, err error) {
	if name, err = account.Name(name); err != nil {
		return 0, err
	}
	if email, err = account.Email(email); err != nil {
		return 0, err
	}
	by := account.System("setup")
	err = s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		if _, err := s.spendLink(tx, token, linkSetup); err != nil {
			return audit.Event{}, err
		}
		operators, err := tx.Operators()
		if err != nil {
			return audit.Event{}, err
		}
		if len(operators) > 0 {
			return audit.Event{}, refusal.Turn("This site has an operator already. Ask them to make you one.")
		}
		id, err = s.addPerson(tx, email, name, hash, true)
		return audit.New(by, s.now(), "operator.set_up", personSubject(id)), err
	})
	return id, err
}
