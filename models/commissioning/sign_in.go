package commissioning

import (
	"context"
	"encoding/hex"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/store"
)

// Guess is one try at a password.
type Guess struct {
	Email   string // as kept
	Network string // of the browser
	Browser string // the token of the browser's own cookie, "" for none
}

// Guessed is a try that was let through: what to forget when it succeeds.
type Guessed struct {
	Person  store.Person // the zero Person for an unknown address
	Known   bool         // there is such an account
	account string       // keys of the throttle
	network string
	at      time.Time
}

// TryPassword records a try and lets it through, or refuses it with how long
// to wait. It is recorded before the password is looked at, so that tries at
// the same moment count each other. An unknown address waits like a known one.
func (s *Steps) TryPassword(ctx context.Context, g Guess) (out Guessed, err error) {
	wall := s.wall()
	err = s.DB.Keep(ctx, store.KeepThrottles, func(k *store.KeepTx) error {
		out = Guessed{at: wall, network: "network " + g.Network, account: "account " + hex.EncodeToString(hashOf(g.Email))}
		q := k.Queries()
		var err error
		if out.Person, out.Known, err = q.PersonByEmail(g.Email); err != nil {
			return err
		}
		out.Known = out.Known && out.Person.DisabledAt.IsZero() && out.Person.PasswordHash != ""
		trusted, err := knownBrowser(q, g.Browser, out, wall)
		if err != nil {
			return err
		}
		if trusted {
			out.account, out.network = "browser "+hex.EncodeToString(hashOf(g.Browser)), ""
		}
		for _, t := range []struct {
			key  string
			most int
			grow bool
		}{{out.account, account.GuessesPerAccount, true}, {out.network, account.GuessesPerNetwork, false}} {
			if t.key == "" {
				continue
			}
			if err := try(k, t.key, t.most, t.grow, wall); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

func knownBrowser(q store.Queries, browser string, g Guessed, wall time.Time) (bool, error) {
	if browser == "" || len(browser) > 100 || !g.Known {
		return false, nil
	}
	return q.KnowsBrowser(hashOf(browser), g.Person.ID, wall)
}

func try(k *store.KeepTx, key string, most int, grow bool, wall time.Time) error {
	since := wall.Add(-account.GuessWindow)
	tried, err := k.Queries().TryTimes(key, since, most)
	if err != nil {
		return err
	}
	if wait := account.GuessDelay(tried, wall, most, grow); wait > 0 {
		return account.TooSoon(wait)
	}
	return k.AddTry(key, wall, since)
}

// PasswordRight forgets the tries of an account after a right one, and
// remembers the browser: the token is for its cookie, fresh when it had none.
func (s *Steps) PasswordRight(ctx context.Context, g Guessed, browser string) (token string, err error) {
	fresh, _, err := s.token()
	if err != nil {
		return "", err
	}
	wall := s.wall()
	err = s.DB.Keep(ctx, store.KeepThrottles, func(k *store.KeepTx) error {
		token = fresh
		if trusted, err := knownBrowser(k.Queries(), browser, g, wall); err != nil {
			return err
		} else if trusted {
			token = browser
		}
		if err := k.ForgetTries(g.account); err != nil {
			return err
		}
		if g.network != "" {
			if err := k.ForgetTry(g.network, g.at); err != nil {
				return err
			}
		}
		return k.RememberBrowser(hashOf(token), g.Person.ID, wall, wall.Add(account.KnownBrowser))
	})
	return token, err
}

// EndSession ends one of a person's own sessions.
func (s *Steps) EndSession(ctx context.Context, by account.Actor, hash []byte) error {
	return s.DB.Keep(ctx, store.KeepSessions, func(k *store.KeepTx) error { return k.EndSession(by.Person, hash) })
}

// EndOtherSessions ends all of a person's sessions but one.
func (s *Steps) EndOtherSessions(ctx context.Context, by account.Actor, spare []byte) error {
	return s.DB.Keep(ctx, store.KeepSessions, func(k *store.KeepTx) error { return k.EndSessions(by.Person, spare) })
}

// SweepSignIn forgets sessions, links, tries and browsers that ended a day ago.
func (s *Steps) SweepSignIn(ctx context.Context) error {
	before := s.wall().Add(-24 * time.Hour)
	return s.DB.Keep(ctx, store.KeepSessions, func(k *store.KeepTx) error {
		if _, err := k.SweepSessions(before); err != nil {
			return err
		}
		return k.SweepSignIn(before)
	})
}
