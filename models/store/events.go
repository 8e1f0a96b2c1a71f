package store

import (
	"fmt"
	"io"

	"hundredweight/models/audit"
	"hundredweight/models/ledger"
)

// saveEvent writes the audit row of a step, with the salt and the leaf hash.
func (tx *Tx) saveEvent(e audit.Event) error {
	body, err := ledger.Canonical(e)
	if err != nil {
		return fmt.Errorf("audit event %s: %w", e.Kind, err)
	}
	salt := make([]byte, ledger.SaltSize)
	if _, err := io.ReadFull(tx.db.opt.Rand, salt); err != nil {
		return fmt.Errorf("audit event %s: %w", e.Kind, err)
	}
	leaf, err := ledger.LeafHash(salt, body)
	if err != nil {
		return err
	}
	id, err := tx.insert(`INSERT INTO audit_events (at, kind, person_id, system, for_org, subject_kind, subject_ref, tender_id, public, body, salt, leaf_hash)
		VALUES (?,?,?,?,?,?,?,?,?,?,?,?) RETURNING id`,
		e.At, e.Kind, e.Person, e.System, e.For, e.Subject.Kind, e.Subject.Ref, e.Tender, e.Public, string(body), salt, leaf[:])
	if err != nil {
		return fmt.Errorf("audit event %s: %w", e.Kind, err)
	}
	tx.event, tx.leaf, tx.ending = id, leaf, e
	if tx.g.engine == "postgres" && !tx.db.opt.WithoutLedger {
		_, err = tx.exec(`INSERT INTO ledger_queue (event_id) VALUES (?)`, id)
	}
	return err
}

// EventRow is an audit event as stored, with its entry in the public log.
type EventRow struct {
	ID          int64  `db:"id"`
	At          Time   `db:"at"`
	Kind        string `db:"kind"`
	Person      int64  `db:"person_id"`
	System      string `db:"system"`
	For         int64  `db:"for_org"`
	SubjectKind string `db:"subject_kind"`
	SubjectRef  string `db:"subject_ref"`
	Body        string `db:"body"`
	LeafHash    []byte `db:"leaf_hash"`
	LeafIndex   *int64 `db:"seq"` // nil until numbered
}

const eventColumns = `e.id, e.at, e.kind, e.person_id, e.system, e.for_org, e.subject_kind, e.subject_ref, e.body, e.leaf_hash, l.seq`

// TenderHistory lists the events of a tender, oldest first; only those shown
// to everybody when public is set. The index leaves out events of no tender, so
// the query says that it does not want them.
func (q Queries) TenderHistory(tender int64, public bool) ([]EventRow, error) {
	var all []EventRow
	if public {
		return all, q.all(&all, `SELECT `+eventColumns+` FROM audit_events e LEFT JOIN ledger_leaves l ON l.event_id = e.id WHERE e.tender_id = ? AND e.tender_id <> 0 AND e.public = TRUE ORDER BY e.id LIMIT 5000`, tender)
	}
	return all, q.all(&all, `SELECT `+eventColumns+` FROM audit_events e LEFT JOIN ledger_leaves l ON l.event_id = e.id WHERE e.tender_id = ? AND e.tender_id <> 0 ORDER BY e.id LIMIT 5000`, tender)
}

// EventsAbout lists the events about one thing, newest first.
func (q Queries) EventsAbout(kind, ref string) ([]EventRow, error) {
	var all []EventRow
	return all, q.all(&all, `SELECT `+eventColumns+` FROM audit_events e LEFT JOIN ledger_leaves l ON l.event_id = e.id WHERE e.subject_kind = ? AND e.subject_ref = ? ORDER BY e.id DESC LIMIT 500`, kind, ref)
}

// CountEvents counts the audit events of a kind, for tests and the doctor.
func (q Queries) CountEvents(kind audit.Kind) (n int64, err error) {
	return n, q.one(&n, "count", `SELECT COUNT(*) FROM audit_events WHERE kind = ?`, kind)
}
