package store

import (
	"context"
	"time"

	"hundredweight/models/account"
)

// Sessions keeps who is signed in where, for handlers/session. Times are wall time.
type Sessions struct{ DB *DB }

type sessionRow struct {
	Hash     []byte           `db:"token_hash"`
	Person   account.PersonID `db:"person_id"`
	Data     []byte           `db:"data"`
	Created  Time             `db:"created_at"`
	LastSeen Time             `db:"last_seen_at"`
	Expires  Time             `db:"expires_at"`
	Browser  string           `db:"browser"`
	Network  string           `db:"network"`
}

const sessionColumns = `token_hash, person_id, data, created_at, last_seen_at, expires_at, browser, network`

func (r sessionRow) session() account.Session {
	return account.Session{
		Hash: r.Hash, Person: r.Person, Data: r.Data, Created: r.Created.Time, LastSeen: r.LastSeen.Time,
		Expires: r.Expires.Time, Browser: r.Browser, Network: r.Network,
	}
}

// Session gives the session of a token's hash, or refuses with NotFound.
func (q Queries) Session(hash []byte) (account.Session, error) {
	var r sessionRow
	err := q.one(&r, "session", `SELECT `+sessionColumns+` FROM sessions WHERE token_hash = ?`, hash)
	return r.session(), err
}

// SessionsOf lists where a person is signed in at a moment, newest use first.
func (q Queries) SessionsOf(person account.PersonID, wall time.Time) ([]account.Session, error) {
	var rows []sessionRow
	if err := q.all(&rows, `SELECT `+sessionColumns+` FROM sessions WHERE person_id = ? AND expires_at > ? ORDER BY last_seen_at DESC LIMIT 100`, person, wall); err != nil {
		return nil, err
	}
	all := make([]account.Session, len(rows))
	for i, r := range rows {
		all[i] = r.session()
	}
	return all, nil
}

// BidDueSoon tells whether an organisation of the person has a draft or a bid
// whose deadline is after now and not after until: nobody is signed out then.
func (q Queries) BidDueSoon(person account.PersonID, now, until time.Time) (bool, error) {
	var n int
	err := q.one(&n, "count", `SELECT COUNT(*) FROM memberships m JOIN bids b ON b.org_id = m.org_id JOIN tender_stages s ON s.id = b.stage_id
		WHERE m.person_id = ? AND m.ended_at IS NULL AND b.status IN ('draft','submitted') AND s.deadline > ? AND s.deadline <= ?`, person, now, until)
	return n > 0, err
}

// EndSessions ends every session of a person but the one with the given hash
// (nil for none to spare), in the transaction of a step such as a changed
// password or a disabled account.
func (tx *Tx) EndSessions(person account.PersonID, spare []byte) error {
	if spare == nil {
		spare = []byte{}
	}
	tx.signed = true
	_, err := tx.exec(`DELETE FROM sessions WHERE person_id = ? AND token_hash <> ?`, person, spare)
	return err
}

// EndSessions is the same as housekeeping: signing out everywhere else.
func (k *KeepTx) EndSessions(person account.PersonID, spare []byte) error {
	return k.tx.EndSessions(person, spare)
}

// EndSession ends one session of a person.
func (k *KeepTx) EndSession(person account.PersonID, hash []byte) error {
	k.tx.signed = true
	_, err := k.exec(`DELETE FROM sessions WHERE person_id = ? AND token_hash = ?`, person, hash)
	return err
}

// SweepSessions removes sessions that ended before a moment.
func (k *KeepTx) SweepSessions(wall time.Time) (int64, error) {
	k.tx.signed = true
	return k.exec(`DELETE FROM sessions WHERE expires_at < ?`, wall)
}

// Session gives the session of a token's hash, or refuses with NotFound.
func (s Sessions) Session(ctx context.Context, hash []byte) (account.Session, error) {
	return s.DB.Reader().Read(ctx).Session(hash)
}

// SaveSession keeps a session. Saving it again keeps when it was created.
func (s Sessions) SaveSession(ctx context.Context, one account.Session) error {
	return s.DB.Keep(ctx, KeepSessions, func(k *KeepTx) error {
		k.tx.signed = true
		_, err := k.exec(`INSERT INTO sessions (`+sessionColumns+`) VALUES (?,?,?,?,?,?,?,?)
			ON CONFLICT (token_hash) DO UPDATE SET person_id = excluded.person_id, data = excluded.data, last_seen_at = excluded.last_seen_at, expires_at = excluded.expires_at`,
			one.Hash, one.Person, one.Data, one.Created, one.LastSeen, one.Expires, one.Browser, one.Network)
		return err
	})
}

// TouchSession notes that a session was used.
func (s Sessions) TouchSession(ctx context.Context, hash []byte, wall time.Time) error {
	return s.DB.Keep(ctx, KeepSessions, func(k *KeepTx) error {
		k.tx.signed = true
		_, err := k.exec(`UPDATE sessions SET last_seen_at = ? WHERE token_hash = ?`, wall, hash)
		return err
	})
}

// EndSession ends the session of a token's hash.
func (s Sessions) EndSession(ctx context.Context, hash []byte) error {
	return s.DB.Keep(ctx, KeepSessions, func(k *KeepTx) error {
		k.tx.signed = true
		_, err := k.exec(`DELETE FROM sessions WHERE token_hash = ?`, hash)
		return err
	})
}

// Changes changes with every commit that changed who is signed in: the rush
// before a deadline does not.
func (s Sessions) Changes() int64 { return s.DB.signs.Load() }
