package store

import (
	"time"

	"hundredweight/models/account"
	"hundredweight/models/tender"
)

// AddNoticeImport records which published notice a draft was made from.
func (tx *Tx) AddNoticeImport(id tender.ID, org account.OrganisationID, s tender.Source, by account.PersonID, at time.Time) error {
	_, err := tx.exec(`INSERT INTO notice_imports (tender_id, org_id, ocid, release_id, sha256, imported_by, imported_at) VALUES (?,?,?,?,?,?,?)`,
		id, org, s.OCID, s.ReleaseID, s.SHA256, by, at)
	return err
}

// DraftFromNotice gives an organisation's draft that was made from a notice and
// is still one; the newest, if there are several.
func (q Queries) DraftFromNotice(org account.OrganisationID, s tender.Source) (t TenderRow, ok bool, err error) {
	var all []TenderRow
	err = q.all(&all, `SELECT `+tenderColumns+` FROM notice_imports n JOIN tenders t ON t.id = n.tender_id JOIN organisations o ON o.id = t.org_id
		WHERE n.org_id = ? AND n.ocid = ? AND n.release_id = ? AND t.status = 'draft' ORDER BY n.tender_id DESC LIMIT 1`, org, s.OCID, s.ReleaseID)
	if err != nil || len(all) == 0 {
		return t, false, err
	}
	return all[0], true, nil
}
