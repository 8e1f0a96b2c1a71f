package store

import (
	"time"

	"hundredweight/models/account"
)

// TryTimes gives the times of tries under a throttle key since a moment,
// newest first.
func (q Queries) TryTimes(key string, since time.Time, limit int) ([]time.Time, error) {
	var rows []Time
	if err := q.all(&rows, `SELECT tried_at FROM throttles WHERE key = ? AND tried_at >= ? ORDER BY tried_at DESC LIMIT ?`, key, since, limit); err != nil {
		return nil, err
	}
	all := make([]time.Time, len(rows))
	for i, r := range rows {
		all[i] = r.Time
	}
	return all, nil
}

// ForgetTries forgets the tries under a key, after one that succeeded.
func (k *KeepTx) ForgetTries(key string) error {
	_, err := k.exec(`DELETE FROM throttles WHERE key = ?`, key)
	return err
}

// ForgetTry forgets one try, such as a successful one under its network.
func (k *KeepTx) ForgetTry(key string, at time.Time) error {
	_, err := k.exec(`DELETE FROM throttles WHERE key = ? AND tried_at = ?`, key, at)
	return err
}

// KnowsBrowser tells whether a person signed in on a browser before.
func (q Queries) KnowsBrowser(hash []byte, person account.PersonID, wall time.Time) (bool, error) {
	var n int
	err := q.one(&n, "count", `SELECT COUNT(*) FROM known_browsers WHERE hash = ? AND person_id = ? AND expires_at > ?`, hash, person, wall)
	return n > 0, err
}

// RememberBrowser notes that a person signed in on a browser.
func (k *KeepTx) RememberBrowser(hash []byte, person account.PersonID, at, until time.Time) error {
	_, err := k.exec(`INSERT INTO known_browsers (hash, person_id, created_at, expires_at) VALUES (?,?,?,?)
		ON CONFLICT (hash) DO UPDATE SET person_id = excluded.person_id, expires_at = excluded.expires_at`, hash, person, at, until)
	return err
}

// ForgetBrowsers forgets the browsers of a person, as when a password is reset.
func (tx *Tx) ForgetBrowsers(person account.PersonID) error {
	_, err := tx.exec(`DELETE FROM known_browsers WHERE person_id = ?`, person)
	return err
}

// SweepSignIn removes links, tries and browsers that ended before a moment.
func (k *KeepTx) SweepSignIn(before time.Time) error {
	if _, err := k.exec(`DELETE FROM person_links WHERE expires_at < ?`, before); err != nil {
		return err
	}
	if _, err := k.exec(`DELETE FROM throttles WHERE tried_at < ?`, before); err != nil {
		return err
	}
	_, err := k.exec(`DELETE FROM known_browsers WHERE expires_at < ?`, before)
	return err
}
