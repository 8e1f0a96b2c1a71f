package store

import (
	"strings"
	"sync"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/bid"
	"hundredweight/models/refusal"
	"hundredweight/models/tender"
)

// BidRow is a bid as stored: never a price, never an answer.
type BidRow struct {
	ID            bid.ID                 `db:"id"`
	Ref           string                 `db:"ref"`
	Tender        tender.ID              `db:"tender_id"`
	Stage         int64                  `db:"stage_id"`
	Org           account.OrganisationID `db:"org_id"`
	Status        bid.Status             `db:"status"`
	LotsText      string                 `db:"lots"`
	TenderVersion int                    `db:"tender_version"`
	DraftRevision int64                  `db:"draft_revision"`
	Version       int                    `db:"version"`
	DeclaredBy    *int64                 `db:"declared_by"`
	DeclaredAt    Time                   `db:"declared_at"`
	CreatedBy     account.PersonID       `db:"created_by"`
	CreatedAt     Time                   `db:"created_at"`
	UpdatedAt     Time                   `db:"updated_at"`
}

// Lots gives the lots that the bidder chose.
func (b BidRow) Lots() []string { return splitList(b.LotsText) }

const bidColumns = `id, ref, tender_id, stage_id, org_id, status, lots, tender_version, draft_revision, version, declared_by, declared_at, created_by, created_at, updated_at`

// BidByRef gives one bid.
func (q Queries) BidByRef(ref string) (BidRow, error) {
	var b BidRow
	return b, q.one(&b, "bid", `SELECT `+bidColumns+` FROM bids WHERE ref = ?`, ref)
}

// BidByID gives one bid.
func (q Queries) BidByID(id bid.ID) (BidRow, error) {
	var b BidRow
	return b, q.one(&b, "bid", `SELECT `+bidColumns+` FROM bids WHERE id = ?`, id)
}

// BidOf gives an organisation's bid in a stage; ok is false when there is none.
func (q Queries) BidOf(stage int64, org account.OrganisationID) (b BidRow, ok bool, err error) {
	var all []BidRow
	if err := q.all(&all, `SELECT `+bidColumns+` FROM bids WHERE stage_id = ? AND org_id = ? LIMIT 1`, stage, org); err != nil || len(all) == 0 {
		return BidRow{}, false, err
	}
	return all[0], true, nil
}

// BidsOfStage lists a stage's bids by reference. Only the clock and the
// opening call it before the opening: how many bids there are is hidden too.
func (q Queries) BidsOfStage(stage int64) ([]BidRow, error) {
	var all []BidRow
	return all, q.all(&all, `SELECT `+bidColumns+` FROM bids WHERE stage_id = ? ORDER BY ref LIMIT 10000`, stage)
}

// CountOpened counts the bids of a stage that were opened or failed to open.
// Before the opening it is 0: how many bids wait is nobody's to know.
func (q Queries) CountOpened(stage int64) (n int, err error) {
	return n, q.one(&n, "count", `SELECT COUNT(*) FROM bids WHERE stage_id = ? AND status NOT IN ('draft','submitted','withdrawn','sealed','lapsed')`, stage)
}

// bidFrames are the tenders and stages of bids as they were read.
type bidFrames struct {
	mu   sync.Mutex
	read map[int64]bidFrame // by the stage's key
}

type bidFrame struct {
	tender TenderRow
	stage  StageRow
	framed int64     // DB.framed before they were read
	at     time.Time // and when
}

// Bounds of what is remembered of bids: stages that are open at a time, and how
// long another process on the same PostgreSQL may have changed them unnoticed.
// Whatever is saved is compared with BidGateOf inside its transaction.
const (
	framesMost = 64
	framesFor  = 5 * time.Second
)

// BidFrame gives the tender and the stage of a bid. All bids of a tender have
// the same, and before a deadline they are asked for at every save: outside a
// transaction they are remembered until one changes.
func (q Queries) BidFrame(b BidRow) (TenderRow, StageRow, error) {
	pool, ok := q.g.run.(*poolRunner)
	if !ok {
		f, err := q.readFrame(b)
		return f.tender, f.stage, err
	}
	framed, now, m := pool.db.framed.Load(), pool.db.opt.Now(), &pool.db.frames
	m.mu.Lock()
	f, ok := m.read[b.Stage]
	m.mu.Unlock()
	if ok && f.framed == framed && !now.Before(f.at) && now.Sub(f.at) < framesFor {
		return f.tender, f.stage, nil
	}
	f, err := q.readFrame(b)
	if err != nil {
		return f.tender, f.stage, err
	}
	f.framed, f.at = framed, now
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.read == nil || len(m.read) >= framesMost {
		m.read = map[int64]bidFrame{}
	}
	m.read[b.Stage] = f
	return f.tender, f.stage, nil
}

func (q Queries) readFrame(b BidRow) (f bidFrame, err error) {
	if f.tender, err = q.TenderByID(b.Tender); err != nil {
		return f, err
	}
	f.stage, err = q.StageByID(b.Stage)
	return f, err
}

// BidGate is what decides whether a bid can still be changed.
type BidGate struct {
	Status        bid.Status    `db:"status"`
	Tender        tender.Status `db:"tender_status"`
	TenderVersion int           `db:"tender_version"`
	Deadline      Time          `db:"deadline"`
	DrainedAt     Time          `db:"drained_at"`
	OrgName       string        `db:"org_name"` // of the bidder
	OrgStatus     string        `db:"org_status"`
}

// BidGateOf reads it at once: every save asks for it inside its transaction.
func (q Queries) BidGateOf(id bid.ID) (BidGate, error) {
	var g BidGate
	return g, q.one(&g, "bid", `SELECT b.status, t.status AS tender_status, t.version AS tender_version, s.deadline, s.drained_at, o.name AS org_name, o.status AS org_status
		FROM bids b JOIN tenders t ON t.id = b.tender_id JOIN tender_stages s ON s.id = b.stage_id JOIN organisations o ON o.id = b.org_id WHERE b.id = ?`, id)
}

// AddBid starts a draft.
func (tx *Tx) AddBid(b BidRow) (bid.ID, error) {
	id, err := tx.insert(`INSERT INTO bids (ref, tender_id, stage_id, org_id, status, lots, tender_version, draft_revision, version, created_by, created_at, updated_at)
		VALUES (?,?,?,?,?,?,?,0,0,?,?,?) RETURNING id`,
		b.Ref, b.Tender, b.Stage, b.Org, b.Status, b.LotsText, b.TenderVersion, b.CreatedBy, b.CreatedAt, b.CreatedAt)
	return bid.ID(id), err
}

// SetBidLots records which lots the bidder bids for.
func (tx *Tx) SetBidLots(id bid.ID, lots []string, revision int64, at time.Time) error {
	return tx.move(`UPDATE bids SET lots = ?, draft_revision = draft_revision + 1, updated_at = ? WHERE id = ? AND draft_revision = ?`, strings.Join(lots, ","), at, id, revision)
}

// Declare records the one declaration that stands for later saves.
func (tx *Tx) Declare(id bid.ID, by account.PersonID, at time.Time) error {
	return tx.move(`UPDATE bids SET declared_by = ?, declared_at = ?, updated_at = ? WHERE id = ? AND declared_at IS NULL`, by, at, at, id)
}

// AcknowledgeVersion records that the bidder saw the tender's version and keeps the bid.
func (tx *Tx) AcknowledgeVersion(id bid.ID, version int, at time.Time) error {
	return tx.move(`UPDATE bids SET tender_version = ?, draft_revision = draft_revision + 1, updated_at = ? WHERE id = ? AND tender_version < ?`, version, at, id, version)
}

// MoveBid moves a bid's status; it must still stand where it stood.
func (tx *Tx) MoveBid(id bid.ID, from, to bid.Status, at time.Time) error {
	return tx.move(`UPDATE bids SET status = ?, updated_at = ? WHERE id = ? AND status = ?`, to, at, id, from)
}

// BidAnswerRow is one typed answer, sealed under the draft's key.
type BidAnswerRow struct {
	Bid       bid.ID           `db:"bid_id"`
	Key       string           `db:"key"`
	Revision  int64            `db:"revision"`
	Sealed    []byte           `db:"sealed"`
	Completed bool             `db:"completed"`
	SavedBy   account.PersonID `db:"saved_by"`
	SavedAt   Time             `db:"saved_at"`
}

// BidAnswers lists a draft's answers, without the notes that are kept beside
// them: there is one for each lodging.
func (q Queries) BidAnswers(id bid.ID) ([]BidAnswerRow, error) {
	var all []BidAnswerRow
	return all, q.all(&all, `SELECT bid_id, key, revision, sealed, completed, saved_by, saved_at FROM bid_answers WHERE bid_id = ? AND key NOT LIKE 'nonce-%' ORDER BY key LIMIT 1000`, id)
}

// BidAnswer gives one answer; ok is false when it was never saved.
func (q Queries) BidAnswer(id bid.ID, key string) (a BidAnswerRow, ok bool, err error) {
	var all []BidAnswerRow
	if err := q.all(&all, `SELECT bid_id, key, revision, sealed, completed, saved_by, saved_at FROM bid_answers WHERE bid_id = ? AND key = ? LIMIT 1`, id, key); err != nil || len(all) == 0 {
		return BidAnswerRow{}, false, err
	}
	return all[0], true, nil
}

// BidPartRow is a sealed price schedule or file.
type BidPartRow struct {
	ID            int64            `db:"id"`
	Ref           string           `db:"ref"`
	Bid           bid.ID           `db:"bid_id"`
	Kind          string           `db:"kind"`   // price or file
	Key           string           `db:"key"`    // the lot, or the question
	Status        string           `db:"status"` // current, pending (waits for a signatory) or replaced
	Stored        string           `db:"stored"` // row or file
	Hash          string           `db:"hash"`   // hex SHA-256 of the ciphertext
	Commitment    string           `db:"commitment"`
	Label         []byte           `db:"label_sealed"` // name and size, under the draft's key
	Size          int64            `db:"size"`         // of the ciphertext, bytes
	TenderVersion int              `db:"tender_version"`
	SealedBy      account.PersonID `db:"sealed_by"`
	SealedAt      Time             `db:"sealed_at"`
	FormKey       string           `db:"form_key"` // of the form that sealed it, "" for none
}

const partColumns = `id, ref, bid_id, kind, key, status, stored, hash, commitment, label_sealed, size, tender_version, sealed_by, sealed_at, form_key`

// BidParts lists a bid's parts, newest first, replaced ones included.
func (q Queries) BidParts(id bid.ID) ([]BidPartRow, error) {
	var all []BidPartRow
	return all, q.all(&all, `SELECT `+partColumns+` FROM bid_parts WHERE bid_id = ? ORDER BY id DESC LIMIT 2000`, id)
}

// BidPartsStanding lists the parts that are not replaced, newest first.
func (q Queries) BidPartsStanding(id bid.ID) ([]BidPartRow, error) {
	var all []BidPartRow
	return all, q.all(&all, `SELECT `+partColumns+` FROM bid_parts WHERE bid_id = ? AND status <> 'replaced' ORDER BY id DESC LIMIT 1000`, id)
}

// BidPartByForm gives the part that a form sealed; ok is false when there is none.
func (q Queries) BidPartByForm(id bid.ID, formKey string) (p BidPartRow, ok bool, err error) {
	var all []BidPartRow
	if err := q.all(&all, `SELECT `+partColumns+` FROM bid_parts WHERE bid_id = ? AND form_key = ? LIMIT 1`, id, formKey); err != nil || len(all) == 0 {
		return BidPartRow{}, false, err
	}
	return all[0], true, nil
}

// AddBidPart adds a sealed part, replacing the parts of the same kind and key
// that stand in the given status (a new file is added beside the others).
func (tx *Tx) AddBidPart(p BidPartRow, replace bool) (int64, error) {
	if replace {
		if _, err := tx.exec(`UPDATE bid_parts SET status = 'replaced' WHERE bid_id = ? AND kind = ? AND key = ? AND status = ?`, p.Bid, p.Kind, p.Key, p.Status); err != nil {
			return 0, err
		}
	}
	if p.Status == "current" && replace {
		if _, err := tx.exec(`UPDATE bid_parts SET status = 'replaced' WHERE bid_id = ? AND kind = ? AND key = ? AND status = 'pending'`, p.Bid, p.Kind, p.Key); err != nil {
			return 0, err
		}
	}
	return tx.insert(`INSERT INTO bid_parts (ref, bid_id, kind, key, status, stored, hash, commitment, label_sealed, size, tender_version, sealed_by, sealed_at, form_key)
		VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?) RETURNING id`,
		p.Ref, p.Bid, p.Kind, p.Key, p.Status, p.Stored, p.Hash, p.Commitment, p.Label, p.Size, p.TenderVersion, p.SealedBy, p.SealedAt, p.FormKey)
}

// PromotePending makes the parts that waited for a signatory the current ones.
func (tx *Tx) PromotePending(id bid.ID) (int64, error) {
	if _, err := tx.exec(`UPDATE bid_parts SET status = 'replaced' WHERE bid_id = ? AND status = 'current' AND kind = 'price'
		AND key IN (SELECT key FROM bid_parts WHERE bid_id = ? AND status = 'pending' AND kind = 'price')`, id, id); err != nil {
		return 0, err
	}
	return tx.exec(`UPDATE bid_parts SET status = 'current' WHERE bid_id = ? AND status = 'pending'`, id)
}

// RemoveBidPart takes a file out of the draft; its ciphertext stays with the
// versions that hold it.
func (tx *Tx) RemoveBidPart(id bid.ID, ref string) error {
	return tx.move(`UPDATE bid_parts SET status = 'replaced' WHERE bid_id = ? AND ref = ? AND kind = 'file' AND status <> 'replaced'`, id, ref)
}

// TouchBid makes later lodgings notice that the draft changed.
func (tx *Tx) TouchBid(id bid.ID, at time.Time) error {
	return tx.move(`UPDATE bids SET draft_revision = draft_revision + 1, updated_at = ? WHERE id = ?`, at, id)
}

// PutBlob keeps ciphertext of up to 64 KB under its hash; the same twice is one.
func (tx *Tx) PutBlob(hash string, body []byte, at time.Time) error {
	_, err := tx.exec(`INSERT INTO bid_blobs (hash, body, added_at) VALUES (?,?,?) ON CONFLICT (hash) DO NOTHING`, hash, body, at)
	return err
}

// Blob gives ciphertext kept in the database.
func (q Queries) Blob(hash string) ([]byte, error) {
	var body []byte
	return body, q.one(&body, "sealed part", `SELECT body FROM bid_blobs WHERE hash = ?`, hash)
}

// BidVersionRow is one lodging: the receipt.
type BidVersionRow struct {
	ID            int64            `db:"id"`
	Bid           bid.ID           `db:"bid_id"`
	N             int              `db:"n"`
	Receipt       string           `db:"receipt"`
	ReceivedAt    Time             `db:"received_at"`
	Deadline      Time             `db:"deadline"`
	TenderVersion int              `db:"tender_version"`
	LotsText      string           `db:"lots"`
	PartsText     string           `db:"parts"` // references of the sealed parts it holds
	Commitment    string           `db:"commitment"`
	PackageHash   string           `db:"package_hash"`
	Size          int64            `db:"size"`
	SubmissionKey string           `db:"submission_key"`
	ContentHash   string           `db:"content_hash"`
	LodgedBy      account.PersonID `db:"lodged_by"`
}

// Lots gives the lots this version bids for.
func (v BidVersionRow) Lots() []string { return splitList(v.LotsText) }

// Parts gives the references of the sealed parts this version holds.
func (v BidVersionRow) Parts() []string { return splitList(v.PartsText) }

const bidVersionColumns = `id, bid_id, n, receipt, received_at, deadline, tender_version, lots, parts, commitment, package_hash, size, submission_key, content_hash, lodged_by`

// BidVersions lists a bid's lodgings, newest first.
func (q Queries) BidVersions(id bid.ID) ([]BidVersionRow, error) {
	return q.NewestBidVersions(id, 1000)
}

// NewestBidVersions lists a bid's last lodgings, newest first.
func (q Queries) NewestBidVersions(id bid.ID, limit int) ([]BidVersionRow, error) {
	var all []BidVersionRow
	return all, q.all(&all, `SELECT `+bidVersionColumns+` FROM bid_versions WHERE bid_id = ? ORDER BY n DESC LIMIT ?`, id, limit)
}

// BidVersion gives one lodging.
func (q Queries) BidVersion(id bid.ID, n int) (BidVersionRow, error) {
	var v BidVersionRow
	return v, q.one(&v, "receipt", `SELECT `+bidVersionColumns+` FROM bid_versions WHERE bid_id = ? AND n = ?`, id, n)
}

// BidVersionByKey finds the lodging made by one submission key.
func (q Queries) BidVersionByKey(id bid.ID, key string) (v BidVersionRow, ok bool, err error) {
	var all []BidVersionRow
	if err := q.all(&all, `SELECT `+bidVersionColumns+` FROM bid_versions WHERE bid_id = ? AND submission_key = ? LIMIT 1`, id, key); err != nil || len(all) == 0 {
		return BidVersionRow{}, false, err
	}
	return all[0], true, nil
}

// LodgeBid adds a version and moves the bid. The draft must still be the one
// that was packed (revision), and the version the next one. Answers that were
// packed but not kept yet are kept with it, each in place of the revision that
// it names; when one of them changed meanwhile the step is refused as stale.
func (tx *Tx) LodgeBid(b BidRow, v BidVersionRow, answers ...BidAnswerRow) error {
	if err := tx.move(`UPDATE bids SET status = ?, version = ?, draft_revision = draft_revision + ?, updated_at = ? WHERE id = ? AND version = ? AND draft_revision = ? AND status = ?`,
		bid.Lodged, v.N, len(answers), v.ReceivedAt, b.ID, v.N-1, b.DraftRevision, b.Status); err != nil {
		return err
	}
	for _, a := range answers {
		written, err := tx.writeBidAnswer(a, a.Revision)
		if err != nil {
			return err
		}
		if !written {
			return refusal.Changed("Somebody changed this answer a moment ago. Look at it again before you save.")
		}
	}
	_, err := tx.insert(`INSERT INTO bid_versions (bid_id, n, receipt, received_at, deadline, tender_version, lots, parts, commitment, package_hash, size, submission_key, content_hash, lodged_by)
		VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?) RETURNING id`,
		v.Bid, v.N, v.Receipt, v.ReceivedAt, v.Deadline, v.TenderVersion, v.LotsText, v.PartsText, v.Commitment, v.PackageHash, v.Size, v.SubmissionKey, v.ContentHash, v.LodgedBy)
	return err
}

// SaveBidAnswer writes a draft answer when the one it replaces is still the one
// the person saw: first saves have revision 0. It tells whether it was written.
func (k *KeepTx) SaveBidAnswer(a BidAnswerRow, seen int64) (bool, error) {
	written, err := k.tx.writeBidAnswer(a, seen)
	if err != nil || !written {
		return false, err
	}
	_, err = k.exec(`UPDATE bids SET draft_revision = draft_revision + 1, updated_at = ? WHERE id = ?`, a.SavedAt, a.Bid)
	return err == nil, err
}

func (tx *Tx) writeBidAnswer(a BidAnswerRow, seen int64) (bool, error) {
	if seen == 0 {
		n, err := tx.exec(`INSERT INTO bid_answers (bid_id, key, revision, sealed, completed, saved_by, saved_at) VALUES (?,?,1,?,?,?,?) ON CONFLICT (bid_id, key) DO NOTHING`,
			a.Bid, a.Key, a.Sealed, a.Completed, a.SavedBy, a.SavedAt)
		return n > 0, err
	}
	n, err := tx.exec(`UPDATE bid_answers SET revision = revision + 1, sealed = ?, completed = ?, saved_by = ?, saved_at = ? WHERE bid_id = ? AND key = ? AND revision = ?`,
		a.Sealed, a.Completed, a.SavedBy, a.SavedAt, a.Bid, a.Key, seen)
	return n > 0, err
}

// AddBidAttempt records a save or lodging that failed, and what was said.
func (k *KeepTx) AddBidAttempt(id bid.ID, person account.PersonID, at time.Time, what, said string) error {
	_, err := k.exec(`INSERT INTO bid_attempts (bid_id, person_id, at, what, said) VALUES (?,?,?,?,?)`, id, person, at, what, said)
	return err
}

// BidAttempt is one failed try.
type BidAttempt struct {
	At   Time   `db:"at"`
	What string `db:"what"`
	Said string `db:"said"`
}

// BidAttempts lists the failed tries since a moment, newest first.
func (q Queries) BidAttempts(id bid.ID, since time.Time) ([]BidAttempt, error) {
	var all []BidAttempt
	return all, q.all(&all, `SELECT at, what, said FROM bid_attempts WHERE bid_id = ? AND at >= ? ORDER BY id DESC LIMIT 200`, id, since)
}

// OrganisationCondition is a condition's answer that may be used again.
type OrganisationCondition struct {
	Kind    string `db:"kind"`
	Choice  string `db:"choice"`
	Expires string `db:"expires"`
	SavedAt Time   `db:"saved_at"`
}

// OrganisationConditions lists what an organisation told about itself.
func (q Queries) OrganisationConditions(org account.OrganisationID) ([]OrganisationCondition, error) {
	var all []OrganisationCondition
	return all, q.all(&all, `SELECT kind, choice, expires, saved_at FROM organisation_conditions WHERE org_id = ? ORDER BY kind LIMIT 100`, org)
}

// SaveOrganisationCondition keeps a condition's answer for the next bid.
func (k *KeepTx) SaveOrganisationCondition(org account.OrganisationID, c OrganisationCondition, by account.PersonID, at time.Time) error {
	_, err := k.exec(`INSERT INTO organisation_conditions (org_id, kind, choice, expires, saved_by, saved_at) VALUES (?,?,?,?,?,?)
		ON CONFLICT (org_id, kind) DO UPDATE SET choice = excluded.choice, expires = excluded.expires, saved_by = excluded.saved_by, saved_at = excluded.saved_at`,
		org, c.Kind, c.Choice, c.Expires, by, at)
	return err
}

// PutBidNote keeps or replaces a note under the draft's key, such as a nonce,
// without touching the draft's revision.
func (tx *Tx) PutBidNote(a BidAnswerRow) error {
	_, err := tx.exec(`INSERT INTO bid_answers (bid_id, key, revision, sealed, completed, saved_by, saved_at) VALUES (?,?,1,?,TRUE,?,?)
		ON CONFLICT (bid_id, key) DO UPDATE SET sealed = excluded.sealed, saved_at = excluded.saved_at`, a.Bid, a.Key, a.Sealed, a.SavedBy, a.SavedAt)
	return err
}

// ClearDeclaration takes the declaration back when a bid is withdrawn.
func (tx *Tx) ClearDeclaration(id bid.ID) error {
	return tx.move(`UPDATE bids SET declared_by = NULL, declared_at = NULL WHERE id = ?`, id)
}

// BidLine is one of an organisation's own bids, for its home and its list.
type BidLine struct {
	ID           bid.ID        `db:"id"`
	Ref          string        `db:"ref"`
	Status       bid.Status    `db:"status"`
	TenderRef    string        `db:"tender_ref"`
	TenderStatus tender.Status `db:"tender_status"`
	Title        string        `db:"title"`
	Buyer        string        `db:"buyer"`
	ClosesAt     Time          `db:"closes_at"`
	Decided      bool          `db:"decided"` // its bidder was told what came of it
}

// IsOpen tells whether the bid can still be changed at a moment.
func (b BidLine) IsOpen(now time.Time) bool {
	return tender.IsOpen(b.TenderStatus, now, b.ClosesAt.Time)
}

const bidLineSQL = `SELECT b.id, b.ref, b.status, t.ref AS tender_ref, t.status AS tender_status, t.title, o.name AS buyer, t.closes_at, EXISTS (SELECT 1 FROM summaries s WHERE s.bid_id = b.id) AS decided
	FROM bids b JOIN tenders t ON t.id = b.tender_id JOIN organisations o ON o.id = t.org_id WHERE b.org_id = ?`

// OpenBidLines lists an organisation's bids in tenders that are open, the first
// to close first.
func (q Queries) OpenBidLines(org account.OrganisationID, now time.Time, limit int) ([]BidLine, error) {
	var all []BidLine
	return all, q.all(&all, bidLineSQL+` AND t.status = 'open' AND t.closes_at > ? ORDER BY t.closes_at, b.id LIMIT ?`, org, now, limit)
}

// PastBidLines lists an organisation's bids in tenders that are not open any
// more, newest first, behind a bid; 0 is the first page.
func (q Queries) PastBidLines(org account.OrganisationID, now time.Time, before bid.ID, limit int) ([]BidLine, error) {
	if before == 0 {
		before = bid.ID(newestRow)
	}
	var all []BidLine
	return all, q.all(&all, bidLineSQL+` AND NOT (t.status = 'open' AND t.closes_at > ?) AND b.id < ? ORDER BY b.id DESC LIMIT ?`, org, now, before, limit)
}
