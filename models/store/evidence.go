package store

import (
	"strings"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/addedvalue"
)

// EvidenceRow is a piece of evidence in an organisation's library.
type EvidenceRow struct {
	ID                  int64                   `db:"id"`
	Ref                 string                  `db:"ref"`
	Org                 account.OrganisationID  `db:"org_id"`
	Title               string                  `db:"title"`
	Kind                addedvalue.EvidenceKind `db:"kind"`
	DatedOn             string                  `db:"dated_on"` // 2026-05-31
	Covers              string                  `db:"covers"`
	URL                 string                  `db:"url"`
	FileHash            string                  `db:"file_hash"` // hex SHA-256 of the stored bytes; "" for a link
	FileName            string                  `db:"file_name"` // data, never a path
	MediaType           string                  `db:"media_type"`
	Size                int64                   `db:"size"`
	PersonalDataChecked bool                    `db:"personal_data_checked"`
	AddedBy             account.PersonID        `db:"added_by"`
	AddedAt             Time                    `db:"added_at"`
	RemovedAt           Time                    `db:"removed_at"`
}

// Removed tells whether it was taken out of the library.
func (e EvidenceRow) Removed() bool { return !e.RemovedAt.IsZero() }

const evidenceColumns = `id, ref, org_id, title, kind, dated_on, covers, url, file_hash, file_name, media_type, size, personal_data_checked, added_by, added_at, removed_at`

// EvidenceOf lists an organisation's library, newest first.
func (q Queries) EvidenceOf(org account.OrganisationID, limit int) ([]EvidenceRow, error) {
	var all []EvidenceRow
	return all, q.all(&all, `SELECT `+evidenceColumns+` FROM evidence WHERE org_id = ? AND removed_at IS NULL ORDER BY id DESC LIMIT ?`, org, limit)
}

// EvidenceByRef gives a piece of evidence of an organisation, removed or not;
// another organisation's is not found.
func (q Queries) EvidenceByRef(org account.OrganisationID, ref string) (EvidenceRow, error) {
	var e EvidenceRow
	return e, q.one(&e, "evidence", `SELECT `+evidenceColumns+` FROM evidence WHERE ref = ? AND org_id = ?`, ref, org)
}

// EvidenceCited gives the pieces of an organisation with the references, at
// most 100 of them.
func (q Queries) EvidenceCited(org account.OrganisationID, refs []string) (map[string]EvidenceRow, error) {
	out := map[string]EvidenceRow{}
	if len(refs) > 100 {
		refs = refs[:100]
	}
	if len(refs) == 0 {
		return out, nil
	}
	args := []any{org}
	for _, r := range refs {
		args = append(args, r)
	}
	var all []EvidenceRow
	if err := q.all(&all, `SELECT `+evidenceColumns+` FROM evidence WHERE org_id = ? AND ref IN (?`+strings.Repeat(",?", len(refs)-1)+`) LIMIT 100`, args...); err != nil {
		return nil, err
	}
	for _, e := range all {
		out[e.Ref] = e
	}
	return out, nil
}

// EvidenceNamed finds a file of the same name in the library; ok is false when
// there is none.
func (q Queries) EvidenceNamed(org account.OrganisationID, fileName string) (e EvidenceRow, ok bool, err error) {
	var all []EvidenceRow
	if err := q.all(&all, `SELECT `+evidenceColumns+` FROM evidence WHERE org_id = ? AND file_name = ? AND file_name <> '' AND removed_at IS NULL ORDER BY id DESC LIMIT 1`, org, fileName); err != nil || len(all) == 0 {
		return EvidenceRow{}, false, err
	}
	return all[0], true, nil
}

// EvidenceCount counts an organisation's library.
func (q Queries) EvidenceCount(org account.OrganisationID) (n int, err error) {
	return n, q.one(&n, "count", `SELECT COUNT(*) FROM evidence WHERE org_id = ? AND removed_at IS NULL`, org)
}

// AddEvidence adds a piece of evidence.
func (tx *Tx) AddEvidence(e EvidenceRow) error {
	_, err := tx.insert(`INSERT INTO evidence (ref, org_id, title, kind, dated_on, covers, url, file_hash, file_name, media_type, size, personal_data_checked, added_by, added_at)
		VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?) RETURNING id`,
		e.Ref, e.Org, e.Title, e.Kind, e.DatedOn, e.Covers, e.URL, e.FileHash, e.FileName, e.MediaType, e.Size, e.PersonalDataChecked, e.AddedBy, e.AddedAt)
	return err
}

// RemoveEvidence takes a piece of evidence out of the library. Old versions of
// services still name it.
func (tx *Tx) RemoveEvidence(id int64, at time.Time) error {
	return tx.move(`UPDATE evidence SET removed_at = ? WHERE id = ? AND removed_at IS NULL`, at, id)
}

// FileUsed tells whether any row refers to a stored file: evidence, a tender's
// document, a sealed part of a bid or what was opened of one. Rows that were
// taken out or replaced count too: what a version or a receipt names stays.
func (q Queries) FileUsed(hash string) (bool, error) {
	var n int
	err := q.one(&n, "file", `SELECT COUNT(*) FROM (
		SELECT 1 AS used FROM evidence WHERE file_hash = ? UNION ALL SELECT 1 FROM tender_documents WHERE file_hash = ?
		UNION ALL SELECT 1 FROM bid_parts WHERE hash = ? UNION ALL SELECT 1 FROM opened_files WHERE hash = ?) AS rows_of`, hash, hash, hash, hash)
	return n > 0, err
}
