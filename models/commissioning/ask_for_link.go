package commissioning

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
)

// Purposes of the single-use links that mail carries.
const (
	linkRegister = "register"
	linkReset    = "reset"
	linkInvite   = "invite"
	linkSetup    = "setup"
)

// payloadSignIn marks a reset link that signs in and changes nothing.
const payloadSignIn = "sign-in"

// Wish is what a stranger asks for by typing an address.
type Wish string

// Wishes. Each is answered by the same page, whether the address is known or not.
const (
	WishAccount  Wish = "account"
	WishPassword Wish = "password"
	WishSignIn   Wish = "sign-in"
)

// AskForLink sends the mail that answers a wish. Known and unknown addresses
// cause the same work: one link, one mail. An address that had its mails of
// the hour gets no more, and nobody is told.
func (s *Steps) AskForLink(ctx context.Context, email string, wish Wish) error {
	token, hash, err := s.token()
	if err != nil {
		return err
	}
	wall := s.wall()
	until := wall.Add(account.LinkLifetime)
	return s.DB.Keep(ctx, store.KeepLinks, func(k *store.KeepTx) error {
		sent, err := k.Queries().LinksSince(email, wall.Add(-time.Hour))
		if err != nil || sent >= account.MailsPerHour {
			return err
		}
		person, known, err := k.Queries().PersonByEmail(email)
		if err != nil {
			return err
		}
		known = known && person.DisabledAt.IsZero()
		kind, purpose, payload := letterFor(wish, known)
		if err := k.AddLink(store.Link{Hash: hash, Purpose: purpose, Email: email, Payload: payload, CreatedAt: store.At(wall), ExpiresAt: store.At(until)}); err != nil {
			return err
		}
		m, err := s.letter(email, kind, facts{"token": token, "until": moment(until), "name": person.Name})
		if err != nil {
			return err
		}
		return k.QueueMail(m)
	})
}

func letterFor(wish Wish, known bool) (kind, purpose, payload string) {
	switch {
	case wish == WishAccount && known:
		return "account_exists", linkReset, ""
	case wish == WishAccount:
		return "account_new", linkRegister, ""
	case !known:
		return "account_unknown", linkRegister, ""
	case wish == WishSignIn:
		return "account_sign_in", linkReset, payloadSignIn
	}
	return "account_reset", linkReset, ""
}

// token makes the secret of a link and the hash under which it is kept.
func (s *Steps) token() (token string, hash []byte, err error) {
	b := make([]byte, 32)
	if _, err := io.ReadFull(s.Rand, b); err != nil {
		return "", nil, fmt.Errorf("random link: %w", err)
	}
	token = base64.RawURLEncoding.EncodeToString(b)
	return token, hashOf(token), nil
}

func hashOf(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// facts are what a mail's text names.
type facts map[string]string

// moment writes a time as mails take it.
func moment(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// letter writes a mail to one address.
func (s *Steps) letter(to, kind string, f facts) (store.Mail, error) {
	subject, body, err := s.Letter(kind, f)
	if err != nil {
		return store.Mail{}, err
	}
	return store.Mail{Kind: kind, To: to, Subject: subject, Body: body}, nil
}

// post writes a mail and puts it into the outbox with the step.
func (s *Steps) post(tx *store.Tx, to, kind string, f facts) error {
	m, err := s.letter(to, kind, f)
	if err != nil {
		return err
	}
	return tx.QueueMail(m)
}

// Sentences about links that no longer work.
const linkGone = "This link does not work. Links are used once, and those in an email for an account end after 30 minutes. Ask for a new one."

// checkLink refuses a link that does not exist, is for something else, was
// used, or ended. What a stranger learns of each is the same.
func checkLink(q store.Queries, token, purpose string, wall time.Time) (store.Link, error) {
	if len(token) > 100 {
		return store.Link{}, refusal.Turn(linkGone)
	}
	l, err := q.LinkByHash(hashOf(token))
	if r, ok := refusal.As(err); ok && r.Kind == refusal.NotFound {
		return store.Link{}, refusal.Turn(linkGone)
	}
	if err != nil {
		return store.Link{}, err
	}
	if l.Purpose != purpose || !l.UsedAt.IsZero() || !wall.Before(l.ExpiresAt.Time) {
		return store.Link{}, refusal.Turn(linkGone)
	}
	return l, nil
}

// spendLink checks a link and uses it up.
func (s *Steps) spendLink(tx *store.Tx, token, purpose string) (store.Link, error) {
	wall := s.wall()
	l, err := checkLink(tx.Queries, token, purpose, wall)
	if err != nil {
		return store.Link{}, err
	}
	return l, tx.UseLink(l.Hash, wall)
}

// LinkEmail tells whose a link is, for the page that it opens. It uses nothing up.
func (s *Steps) linkEmail(ctx context.Context, token, purpose, payload string) (string, error) {
	l, err := checkLink(s.DB.Reader().Read(ctx), token, purpose, s.wall())
	if err != nil {
		return "", err
	}
	if l.Payload != payload {
		return "", refusal.Turn(linkGone)
	}
	return l.Email, nil
}
