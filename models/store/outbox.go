package store

import "time"

// Mail is a message to be sent after the step that queued it has committed.
type Mail struct {
	Kind        string // the template, such as "bid_receipt"
	To          string
	Subject     string
	Body        string // plain text
	Unsubscribe string // address for one-click leaving, for optional mail only
	UniqueKey   string // a second mail with the same key is not queued; "" for none
}

// QueueMail puts a message into the outbox.
func (tx *Tx) QueueMail(m Mail) error {
	var unique *string
	if m.UniqueKey != "" {
		unique = &m.UniqueKey
	}
	now := tx.db.opt.Now()
	_, err := tx.exec(`INSERT INTO outbox (kind, to_address, subject, body, list_unsubscribe, unique_key, created_at, next_at, attempts, last_error)
		VALUES (?,?,?,?,?,?,?,?,0,'') ON CONFLICT (unique_key) DO NOTHING`, m.Kind, m.To, m.Subject, m.Body, m.Unsubscribe, unique, now, now)
	return err
}

// QueueMail puts a message into the outbox of a housekeeping step, such as the
// same answer for known and unknown addresses.
func (k *KeepTx) QueueMail(m Mail) error { return k.tx.QueueMail(m) }

// MailRow is a message in the outbox.
type MailRow struct {
	ID          int64  `db:"id"`
	Kind        string `db:"kind"`
	To          string `db:"to_address"`
	Subject     string `db:"subject"`
	Body        string `db:"body"`
	Unsubscribe string `db:"list_unsubscribe"`
	CreatedAt   Time   `db:"created_at"`
	Attempts    int    `db:"attempts"`
	SentAt      Time   `db:"sent_at"`
	FailedAt    Time   `db:"failed_at"`
	LastError   string `db:"last_error"`
}

const mailColumns = `id, kind, to_address, subject, body, list_unsubscribe, created_at, attempts, sent_at, failed_at, last_error`

// MailDue lists messages to send, oldest first.
func (q Queries) MailDue(now time.Time, limit int) ([]MailRow, error) {
	var all []MailRow
	return all, q.all(&all, `SELECT `+mailColumns+` FROM outbox WHERE sent_at IS NULL AND failed_at IS NULL AND next_at <= ? ORDER BY next_at, id LIMIT ?`, now, limit)
}

// MailNewest lists messages, newest first, for the demonstration's outbox.
func (q Queries) MailNewest(limit int) ([]MailRow, error) {
	var all []MailRow
	return all, q.all(&all, `SELECT `+mailColumns+` FROM outbox ORDER BY id DESC LIMIT ?`, limit)
}

// MailByID gives one message.
func (q Queries) MailByID(id int64) (MailRow, error) {
	var m MailRow
	return m, q.one(&m, "message", `SELECT `+mailColumns+` FROM outbox WHERE id = ?`, id)
}

// MarkMail records the outcome of a try: sent, to be tried again at next, or
// given up when next is zero.
func (k *KeepTx) MarkMail(id int64, now time.Time, sent bool, next time.Time, problem string) error {
	if sent {
		_, err := k.exec(`UPDATE outbox SET sent_at = ?, attempts = attempts + 1, last_error = '' WHERE id = ?`, now, id)
		return err
	}
	if next.IsZero() {
		_, err := k.exec(`UPDATE outbox SET failed_at = ?, attempts = attempts + 1, last_error = ? WHERE id = ?`, now, problem, id)
		return err
	}
	_, err := k.exec(`UPDATE outbox SET next_at = ?, attempts = attempts + 1, last_error = ? WHERE id = ?`, next, problem, id)
	return err
}

// JobRow is work that waits for its time.
type JobRow struct {
	ID        int64  `db:"id"`
	Kind      string `db:"kind"`
	RunAt     Time   `db:"run_at"`
	Attempts  int    `db:"attempts"`
	Payload   string `db:"payload"`
	LastError string `db:"last_error"`
}

// QueueJob makes work due at runAt. The same unique key moves the job that is
// not done yet to the new time, so a changed deadline moves its closing.
func (tx *Tx) QueueJob(kind string, runAt time.Time, payload, unique string) error {
	_, err := tx.exec(`INSERT INTO jobs (kind, run_at, attempts, payload, unique_key, last_error) VALUES (?,?,0,?,?,'')
		ON CONFLICT (unique_key) DO UPDATE SET run_at = excluded.run_at, payload = excluded.payload, done_at = NULL, lease_until = NULL, attempts = 0`,
		kind, runAt, payload, unique)
	return err
}

// CancelJob takes work back that is not done.
func (tx *Tx) CancelJob(unique string) error {
	_, err := tx.exec(`DELETE FROM jobs WHERE unique_key = ? AND done_at IS NULL`, unique)
	return err
}

// JobsDue lists work that is due and not leased, in order of time.
func (q Queries) JobsDue(now, wall time.Time, limit int) ([]JobRow, error) {
	var all []JobRow
	return all, q.all(&all, `SELECT id, kind, run_at, attempts, payload, last_error FROM jobs
		WHERE done_at IS NULL AND run_at <= ? AND (lease_until IS NULL OR lease_until < ?) ORDER BY run_at, id LIMIT ?`, now, wall, limit)
}

// LeaseJob takes a job for a while; false when somebody else has it.
func (k *KeepTx) LeaseJob(id int64, wall, until time.Time) (bool, error) {
	n, err := k.exec(`UPDATE jobs SET lease_until = ?, attempts = attempts + 1 WHERE id = ? AND done_at IS NULL AND (lease_until IS NULL OR lease_until < ?)`, until, id, wall)
	return n == 1, err
}

// FinishJob records that a job is done, or when it is tried again and why.
func (k *KeepTx) FinishJob(id int64, done time.Time, problem string, again time.Time) error {
	if problem == "" {
		_, err := k.exec(`UPDATE jobs SET done_at = ?, lease_until = NULL, last_error = '' WHERE id = ?`, done, id)
		return err
	}
	_, err := k.exec(`UPDATE jobs SET lease_until = ?, last_error = ? WHERE id = ?`, again, problem, id)
	return err
}

// Setting gives one setting; "" when it was never set.
func (q Queries) Setting(key string) (string, error) {
	var all []string
	if err := q.all(&all, `SELECT value FROM settings WHERE key = ? LIMIT 1`, key); err != nil || len(all) == 0 {
		return "", err
	}
	return all[0], nil
}

// SetSetting sets one setting.
func (tx *Tx) SetSetting(key, value string) error {
	_, err := tx.exec(`INSERT INTO settings (key, value) VALUES (?,?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`, key, value)
	return err
}
