package store

import (
	"encoding/json"
	"fmt"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/tender"
)

// AmendmentRow is the change of an open tender while it is written.
type AmendmentRow struct {
	Tender      tender.ID        `db:"tender_id"`
	Revision    int64            `db:"revision"`
	ContentText string           `db:"content"`
	EditedBy    account.PersonID `db:"edited_by"`
	EditedAt    Time             `db:"edited_at"`
}

// Content reads the content as it would be after the change.
func (a AmendmentRow) Content() (tender.Content, error) {
	return TenderRow{ContentText: a.ContentText}.Content()
}

// AmendmentOf gives the change that is written for a tender; ok is false when
// there is none.
func (q Queries) AmendmentOf(id tender.ID) (a AmendmentRow, ok bool, err error) {
	var all []AmendmentRow
	if err := q.all(&all, `SELECT tender_id, revision, content, edited_by, edited_at FROM tender_amendments WHERE tender_id = ? LIMIT 1`, id); err != nil || len(all) == 0 {
		return AmendmentRow{}, false, err
	}
	return all[0], true, nil
}

// AddAmendment begins the change of a tender; a second one is a duplicate.
func (tx *Tx) AddAmendment(id tender.ID, revision int64, content string, by account.PersonID, at time.Time) error {
	_, err := tx.insert(`INSERT INTO tender_amendments (tender_id, revision, content, edited_by, edited_at) VALUES (?,?,?,?,?) RETURNING tender_id`, id, revision, content, by, at)
	return err
}

// SaveAmendment replaces the content of a change when it is still the one that
// was seen.
func (tx *Tx) SaveAmendment(id tender.ID, seen int64, c tender.Content, by account.PersonID, at time.Time) error {
	text, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("amendment of tender %d: %w", id, err)
	}
	return tx.move(`UPDATE tender_amendments SET content = ?, revision = revision + 1, edited_by = ?, edited_at = ? WHERE tender_id = ? AND revision = ?`, string(text), by, at, id, seen)
}

// DropAmendment takes a change away: it was published, or given up.
func (tx *Tx) DropAmendment(id tender.ID) error {
	return tx.move(`DELETE FROM tender_amendments WHERE tender_id = ?`, id)
}
