package commissioning

import (
	"context"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
)

// ResetEmail gives the address that a link for a new password was sent to.
func (s *Steps) ResetEmail(ctx context.Context, token string) (string, error) {
	return s.linkEmail(ctx, token, linkReset, "")
}

// SignInEmail gives the address that a link to sign in was sent to.
func (s *Steps) SignInEmail(ctx context.Context, token string) (string, error) {
	return s.linkEmail(ctx, token, linkReset, payloadSignIn)
}

// ResetPassword sets a new password with the link that was sent to the
// account's address. Every session ends, and every browser has to prove itself
// again.
func (s *Steps) ResetPassword(ctx context.Context, token, hash string) (id account.PersonID, err error) {
	err = s.DB.Write(ctx, account.System("reset"), func(tx *store.Tx) (audit.Event, error) {
		p, err := s.personOfLink(tx, token, "")
		if err != nil {
			return audit.Event{}, err
		}
		id = p.ID
		if err := tx.ForgetBrowsers(p.ID); err != nil {
			return audit.Event{}, err
		}
		return s.setPassword(tx, p, hash, nil, "person.password_reset")
	})
	return id, err
}

// SignInByLink uses up a link to sign in and says who it signs in.
func (s *Steps) SignInByLink(ctx context.Context, token string) (id account.PersonID, err error) {
	err = s.DB.Write(ctx, account.System("sign-in"), func(tx *store.Tx) (audit.Event, error) {
		p, err := s.personOfLink(tx, token, payloadSignIn)
		if err != nil {
			return audit.Event{}, err
		}
		id = p.ID
		return audit.New(account.Actor{Person: p.ID}, s.now(), "person.signed_in_by_link", personSubject(p.ID)), nil
	})
	return id, err
}

func (s *Steps) personOfLink(tx *store.Tx, token, payload string) (store.Person, error) {
	l, err := s.spendLink(tx, token, linkReset)
	if err != nil {
		return store.Person{}, err
	}
	p, known, err := tx.PersonByEmail(l.Email)
	if err != nil {
		return store.Person{}, err
	}
	if !known || !p.DisabledAt.IsZero() || l.Payload != payload {
		return store.Person{}, refusal.Turn(linkGone)
	}
	return p, nil
}

// ChangePassword sets a new password for somebody who is signed in. Their other
// sessions end; spare is the one on which they changed it.
func (s *Steps) ChangePassword(ctx context.Context, by account.Actor, hash string, spare []byte) error {
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		p, err := tx.PersonByID(by.Person)
		if err != nil {
			return audit.Event{}, err
		}
		return s.setPassword(tx, p, hash, spare, "person.password_changed")
	})
}

func (s *Steps) setPassword(tx *store.Tx, p store.Person, hash string, spare []byte, kind audit.Kind) (audit.Event, error) {
	if err := tx.SetPassword(p.ID, hash); err != nil {
		return audit.Event{}, err
	}
	if err := tx.EndSessions(p.ID, spare); err != nil {
		return audit.Event{}, err
	}
	if err := s.post(tx, p.Email, "password_changed", facts{"when": moment(s.now())}); err != nil {
		return audit.Event{}, err
	}
	return audit.New(account.Actor{Person: p.ID}, s.now(), kind, personSubject(p.ID)), nil
}

// RenamePerson changes the name under which a person is shown.
func (s *Steps) RenamePerson(ctx context.Context, by account.Actor, name string) error {
	name, err := account.Name(name)
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		return audit.New(by, s.now(), "person.renamed", personSubject(by.Person)), tx.SetName(by.Person, name)
	})
}
