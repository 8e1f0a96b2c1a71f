package store

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/tender"
)

// TenderRow is a tender as stored.
type TenderRow struct {
	ID          tender.ID              `db:"id"`
	Ref         string                 `db:"ref"`
	Org         account.OrganisationID `db:"org_id"`
	OrgName     string                 `db:"org_name"`
	OrgSlug     string                 `db:"org_slug"`
	Author      account.PersonID       `db:"author_id"`
	Status      tender.Status          `db:"status"`
	Revision    int64                  `db:"revision"`
	Version     int                    `db:"version"`
	Title       string                 `db:"title"`
	Summary     string                 `db:"summary"`
	ContentText string                 `db:"content"`
	EditedBy    account.PersonID       `db:"edited_by"`
	EditedAt    Time                   `db:"edited_at"`
	Regime      string                 `db:"regime"`
	NetPence    int64                  `db:"net_pence"`
	ClosesAt    Time                   `db:"closes_at"`
	ApprovedBy  *int64                 `db:"approved_by"`
	NoticeID    string                 `db:"notice_id"`
	PublishedAt Time                   `db:"published_at"`
	Reason      string                 `db:"reason"`
	CreatedAt   Time                   `db:"created_at"`
}

// Content reads the tender's content.
func (t TenderRow) Content() (tender.Content, error) {
	var c tender.Content
	if err := json.Unmarshal([]byte(t.ContentText), &c); err != nil {
		return c, fmt.Errorf("content of %s: %w", t.Ref, err)
	}
	return c, nil
}

const tenderColumns = `t.id, t.ref, t.org_id, o.name AS org_name, o.slug AS org_slug, t.author_id, t.status, t.revision, t.version, t.title, t.summary, t.content, t.edited_by, t.edited_at, t.regime, t.net_pence, t.closes_at, t.approved_by, t.notice_id, t.published_at, t.reason, t.created_at`

const tenderFrom = ` FROM tenders t JOIN organisations o ON o.id = t.org_id `

// TenderByRef gives one tender.
func (q Queries) TenderByRef(ref string) (TenderRow, error) {
	var t TenderRow
	return t, q.one(&t, "tender", `SELECT `+tenderColumns+tenderFrom+`WHERE t.ref = ?`, ref)
}

// TenderByID gives one tender.
func (q Queries) TenderByID(id tender.ID) (TenderRow, error) {
	var t TenderRow
	return t, q.one(&t, "tender", `SELECT `+tenderColumns+tenderFrom+`WHERE t.id = ?`, id)
}

// TenderLine is a tender in a list.
type TenderLine struct {
	ID          tender.ID     `db:"id"`
	Ref         string        `db:"ref"`
	Title       string        `db:"title"`
	Summary     string        `db:"summary"`
	Status      tender.Status `db:"status"`
	OrgName     string        `db:"org_name"`
	OrgSlug     string        `db:"org_slug"`
	NetPence    int64         `db:"net_pence"`   // for its buyer's own eyes
	ShownPence  int64         `db:"shown_pence"` // for everybody; 0 when the buyer does not publish it
	Places      string        `db:"places"`
	Regime      string        `db:"regime"`
	ClosesAt    Time          `db:"closes_at"`
	PublishedAt Time          `db:"published_at"`
}

const tenderLine = `t.id, t.ref, t.title, t.summary, t.status, o.name AS org_name, o.slug AS org_slug, t.net_pence, t.shown_pence, t.places, t.regime, t.closes_at, t.published_at`

// TendersOfOrganisation lists a buyer's tenders, newest first, from before a key (0 for the newest).
func (q Queries) TendersOfOrganisation(org account.OrganisationID, before tender.ID, limit int) ([]TenderLine, error) {
	var all []TenderLine
	if before == 0 {
		return all, q.all(&all, `SELECT `+tenderLine+tenderFrom+`WHERE t.org_id = ? ORDER BY t.id DESC LIMIT ?`, org, limit)
	}
	return all, q.all(&all, `SELECT `+tenderLine+tenderFrom+`WHERE t.org_id = ? AND t.id < ? ORDER BY t.id DESC LIMIT ?`, org, before, limit)
}

// OpenTenders lists tenders that take bids now, closing soonest first, after a
// place in the list (the zero time for its beginning).
func (q Queries) OpenTenders(now time.Time, after time.Time, afterID tender.ID, limit int) ([]TenderLine, error) {
	var all []TenderLine
	if after.IsZero() {
		return all, q.all(&all, `SELECT `+tenderLine+tenderFrom+`WHERE t.status = 'open' AND t.closes_at > ? ORDER BY t.closes_at, t.id LIMIT ?`, now, limit)
	}
	return all, q.all(&all, `SELECT `+tenderLine+tenderFrom+`WHERE t.status = 'open' AND (t.closes_at, t.id) > (?, ?) AND t.closes_at > ? ORDER BY t.closes_at, t.id LIMIT ?`, after, afterID, now, limit)
}

// PublishedTenders lists every published tender, newest first.
func (q Queries) PublishedTenders(before time.Time, beforeID tender.ID, limit int) ([]TenderLine, error) {
	var all []TenderLine
	if before.IsZero() {
		return all, q.all(&all, `SELECT `+tenderLine+tenderFrom+`WHERE t.published_at IS NOT NULL ORDER BY t.published_at DESC, t.id DESC LIMIT ?`, limit)
	}
	return all, q.all(&all, `SELECT `+tenderLine+tenderFrom+`WHERE t.published_at IS NOT NULL AND (t.published_at, t.id) < (?, ?) ORDER BY t.published_at DESC, t.id DESC LIMIT ?`, before, beforeID, limit)
}

// TendersByID gives published tenders by key, for search results.
func (q Queries) TendersByID(ids []int64) ([]TenderLine, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	var all []TenderLine
	return all, q.all(&all, `SELECT `+tenderLine+tenderFrom+`WHERE t.published_at IS NOT NULL AND t.id IN (?`+strings.Repeat(",?", len(ids)-1)+`) LIMIT 1000`, args...)
}

// TendersInArea gives the keys of published tenders in an area.
func (q Queries) TendersInArea(code string, limit int) ([]int64, error) {
	var all []int64
	return all, q.all(&all, `SELECT a.tender_id FROM tender_areas a JOIN tenders t ON t.id = a.tender_id WHERE a.code = ? AND t.published_at IS NOT NULL ORDER BY a.tender_id DESC LIMIT ?`, code, limit)
}

// CountOpenTenders counts tenders that take bids now, to a thousand.
func (q Queries) CountOpenTenders(now time.Time) (n int, err error) {
	return n, q.one(&n, "count", `SELECT COUNT(*) FROM (SELECT 1 FROM tenders WHERE status = 'open' AND closes_at > ? LIMIT 1001) found`, now)
}

// AddTender adds a draft.
func (tx *Tx) AddTender(t TenderRow, c tender.Content) (tender.ID, error) {
	text, err := json.Marshal(c)
	if err != nil {
		return 0, fmt.Errorf("content of %s: %w", t.Ref, err)
	}
	id, err := tx.insert(`INSERT INTO tenders (ref, org_id, author_id, status, revision, version, title, summary, content, edited_by, edited_at, regime, net_pence, notice_id, reason, created_at)
		VALUES (?,?,?,'draft',1,0,?,?,?,?,?,?,?,'','',?) RETURNING id`,
		t.Ref, t.Org, t.Author, c.Title, c.Summary, string(text), t.Author, t.CreatedAt, regimeOf(c), c.Budget.NetPence, t.CreatedAt)
	return tender.ID(id), err
}

func regimeOf(c tender.Content) string {
	if c.Regime.Overruled != "" {
		return c.Regime.Overruled
	}
	return c.Regime.Decided
}

// SaveTender replaces a draft's content when it is still the one that was seen.
func (tx *Tx) SaveTender(id tender.ID, seen int64, c tender.Content, by account.PersonID, at time.Time) error {
	text, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("content of tender %d: %w", id, err)
	}
	return tx.move(`UPDATE tenders SET content = ?, title = ?, summary = ?, regime = ?, net_pence = ?, revision = revision + 1, edited_by = ?, edited_at = ? WHERE id = ? AND revision = ?`,
		string(text), c.Title, c.Summary, regimeOf(c), c.Budget.NetPence, by, at, id, seen)
}

// MoveTender moves a tender's status; it must stand where it stood.
func (tx *Tx) MoveTender(id tender.ID, from, to tender.Status) error {
	return tx.move(`UPDATE tenders SET status = ? WHERE id = ? AND status = ?`, to, id, from)
}

// SetApproval records who approved.
func (tx *Tx) SetApproval(id tender.ID, by account.PersonID) error {
	return tx.move(`UPDATE tenders SET approved_by = ? WHERE id = ?`, by, id)
}

// SetReason records why a tender was withdrawn or cancelled.
func (tx *Tx) SetReason(id tender.ID, reason string) error {
	return tx.move(`UPDATE tenders SET reason = ? WHERE id = ?`, reason, id)
}

// PublishTender records the publication of a version.
func (tx *Tx) PublishTender(id tender.ID, version int, notice string, published, closes time.Time) error {
	return tx.move(`UPDATE tenders SET version = ?, notice_id = ?, published_at = ?, closes_at = ? WHERE id = ? AND version = ?`, version, notice, published, closes, id, version-1)
}

// AmendTender records a later version; the publication date stays.
func (tx *Tx) AmendTender(id tender.ID, version int, closes time.Time) error {
	return tx.move(`UPDATE tenders SET version = ?, closes_at = ? WHERE id = ? AND version = ?`, version, closes, id, version-1)
}

// TenderVersion is a published version. It never changes.
type TenderVersion struct {
	Tender      tender.ID        `db:"tender_id"`
	N           int              `db:"n"`
	ContentText string           `db:"content"`
	SHA256      string           `db:"sha256"`
	Reason      string           `db:"reason"`
	Changes     string           `db:"changes"` // one line each
	ApprovedBy  account.PersonID `db:"approved_by"`
	NoticeID    string           `db:"notice_id"`
	PublishedAt Time             `db:"published_at"`
}

// Content reads the version's content.
func (v TenderVersion) Content() (tender.Content, error) {
	return TenderRow{ContentText: v.ContentText}.Content()
}

const tenderVersionColumns = `tender_id, n, content, sha256, reason, changes, approved_by, notice_id, published_at`

// TenderVersionN gives a published version.
func (q Queries) TenderVersionN(id tender.ID, n int) (TenderVersion, error) {
	var v TenderVersion
	return v, q.one(&v, "version of the tender", `SELECT `+tenderVersionColumns+` FROM tender_versions WHERE tender_id = ? AND n = ?`, id, n)
}

// TenderVersions lists the published versions, newest first.
func (q Queries) TenderVersions(id tender.ID) ([]TenderVersion, error) {
	var all []TenderVersion
	return all, q.all(&all, `SELECT `+tenderVersionColumns+` FROM tender_versions WHERE tender_id = ? ORDER BY n DESC LIMIT 200`, id)
}

// AddTenderVersion adds a published version.
func (tx *Tx) AddTenderVersion(v TenderVersion) error {
	_, err := tx.insert(`INSERT INTO tender_versions (tender_id, n, content, sha256, reason, changes, approved_by, notice_id, published_at) VALUES (?,?,?,?,?,?,?,?,?) RETURNING id`,
		v.Tender, v.N, v.ContentText, v.SHA256, v.Reason, v.Changes, v.ApprovedBy, v.NoticeID, v.PublishedAt)
	return err
}

// StageRow is a stage with the one deadline that everything compares with.
type StageRow struct {
	ID              int64     `db:"id"`
	Tender          tender.ID `db:"tender_id"`
	Seq             int       `db:"seq"`
	Deadline        Time      `db:"deadline"`
	DeadlineVersion int       `db:"deadline_version"`
	Scheme          string    `db:"scheme"`
	PublicKey       string    `db:"public_key"`
	Wrapped         []byte    `db:"wrapped_private"`
	ClosingRoot     string    `db:"closing_root"`
	DrainedAt       Time      `db:"drained_at"`
	OpenedAt        Time      `db:"opened_at"`
	PricesOpenedAt  Time      `db:"prices_opened_at"`
}

const stageColumns = `id, tender_id, seq, deadline, deadline_version, scheme, public_key, wrapped_private, closing_root, drained_at, opened_at, prices_opened_at`

// StageOf gives a stage of a tender.
func (q Queries) StageOf(id tender.ID, seq int) (StageRow, error) {
	var s StageRow
	return s, q.one(&s, "stage", `SELECT `+stageColumns+` FROM tender_stages WHERE tender_id = ? AND seq = ?`, id, seq)
}

// StageByID gives a stage.
func (q Queries) StageByID(id int64) (StageRow, error) {
	var s StageRow
	return s, q.one(&s, "stage", `SELECT `+stageColumns+` FROM tender_stages WHERE id = ?`, id)
}

// Stages lists a tender's stages in order.
func (q Queries) Stages(id tender.ID) ([]StageRow, error) {
	var all []StageRow
	return all, q.all(&all, `SELECT `+stageColumns+` FROM tender_stages WHERE tender_id = ? ORDER BY seq LIMIT 20`, id)
}

// StagesExist tells whether any stage was ever sealed, so that a missing host
// key is noticed at start.
func (q Queries) StagesExist() (bool, error) {
	var n int
	err := q.one(&n, "count", `SELECT COUNT(*) FROM (SELECT 1 FROM tender_stages LIMIT 1) found`)
	return n > 0, err
}

// AddStage adds a stage with its key pair.
func (tx *Tx) AddStage(s StageRow) (int64, error) {
	return tx.insert(`INSERT INTO tender_stages (tender_id, seq, deadline, deadline_version, scheme, public_key, wrapped_private, closing_root) VALUES (?,?,?,?,?,?,?,'') RETURNING id`,
		s.Tender, s.Seq, s.Deadline, s.DeadlineVersion, s.Scheme, s.PublicKey, s.Wrapped)
}

// SetDeadline moves a stage's deadline and keeps the history of it.
func (tx *Tx) SetDeadline(stage int64, version int, deadline time.Time, reason string, at time.Time) error {
	if err := tx.move(`UPDATE tender_stages SET deadline = ?, deadline_version = ? WHERE id = ? AND deadline_version = ?`, deadline, version, stage, version-1); err != nil {
		return err
	}
	return tx.AddDeadline(stage, version, deadline, reason, at)
}

// AddDeadline keeps a deadline in the history.
func (tx *Tx) AddDeadline(stage int64, version int, deadline time.Time, reason string, at time.Time) error {
	_, err := tx.insert(`INSERT INTO tender_deadlines (stage_id, version, deadline, reason, set_at) VALUES (?,?,?,?,?) RETURNING id`, stage, version, deadline, reason, at)
	return err
}

// SetClosingRoot freezes a stage: after it no bid can be committed.
func (tx *Tx) SetClosingRoot(stage int64, root string, at time.Time) error {
	return tx.move(`UPDATE tender_stages SET closing_root = ?, drained_at = ? WHERE id = ? AND drained_at IS NULL`, root, at, stage)
}

// SetOpened records when a stage's bids were opened.
func (tx *Tx) SetOpened(stage int64, at time.Time) error {
	return tx.move(`UPDATE tender_stages SET opened_at = ? WHERE id = ? AND opened_at IS NULL`, at, stage)
}

// SetPricesOpened records when a stage's prices were opened.
func (tx *Tx) SetPricesOpened(stage int64, at time.Time) error {
	return tx.move(`UPDATE tender_stages SET prices_opened_at = ? WHERE id = ? AND prices_opened_at IS NULL`, at, stage)
}

// AppointmentRow is a person's role on a tender.
type AppointmentRow struct {
	ID     int64            `db:"id"`
	Tender tender.ID        `db:"tender_id"`
	Person account.PersonID `db:"person_id"`
	Name   string           `db:"name"`
	Email  string           `db:"email"`
	Role   account.Role     `db:"role"`
	At     Time             `db:"appointed_at"`
}

// Appointments lists who is appointed to a tender now.
func (q Queries) Appointments(id tender.ID) ([]AppointmentRow, error) {
	var all []AppointmentRow
	return all, q.all(&all, `SELECT a.id, a.tender_id, a.person_id, p.name, p.email, a.role, a.appointed_at FROM tender_appointments a JOIN people p ON p.id = a.person_id WHERE a.tender_id = ? AND a.ended_at IS NULL ORDER BY a.id LIMIT 200`, id)
}

// RolesOn lists a person's roles on a tender.
func (q Queries) RolesOn(id tender.ID, person account.PersonID) ([]account.Role, error) {
	var all []account.Role
	return all, q.all(&all, `SELECT role FROM tender_appointments WHERE tender_id = ? AND person_id = ? AND ended_at IS NULL ORDER BY id LIMIT 20`, id, person)
}

// AppointedTenders lists the tenders a person is appointed to, newest first.
func (q Queries) AppointedTenders(person account.PersonID, limit int) ([]struct {
	TenderLine
	Role account.Role `db:"role"`
}, error) {
	var all []struct {
		TenderLine
		Role account.Role `db:"role"`
	}
	return all, q.all(&all, `SELECT `+tenderLine+`, a.role FROM tender_appointments a JOIN tenders t ON t.id = a.tender_id JOIN organisations o ON o.id = t.org_id WHERE a.person_id = ? AND a.ended_at IS NULL ORDER BY a.tender_id DESC, a.id LIMIT ?`, person, limit)
}

// Appoint gives a person a role; the same role twice is a duplicate.
func (tx *Tx) Appoint(id tender.ID, person account.PersonID, role account.Role, by account.PersonID, at time.Time) error {
	_, err := tx.insert(`INSERT INTO tender_appointments (tender_id, person_id, role, appointed_by, appointed_at) VALUES (?,?,?,?,?) RETURNING id`, id, person, role, by, at)
	return err
}

// Dismiss ends an appointment; the row stays as the record of it.
func (tx *Tx) Dismiss(id tender.ID, appointment int64, at time.Time) error {
	return tx.move(`UPDATE tender_appointments SET ended_at = ? WHERE id = ? AND tender_id = ? AND ended_at IS NULL`, at, appointment, id)
}

// TenderDocument is a file that belongs to a tender.
type TenderDocument struct {
	Ref       string           `db:"ref"`
	Tender    tender.ID        `db:"tender_id"`
	Title     string           `db:"title"`
	FileHash  string           `db:"file_hash"`
	FileName  string           `db:"file_name"`
	MediaType string           `db:"media_type"`
	Size      int64            `db:"size"`
	AddedBy   account.PersonID `db:"added_by"`
	AddedAt   Time             `db:"added_at"`
}

const documentColumns = `ref, tender_id, title, file_hash, file_name, media_type, size, added_by, added_at`

// TenderDocuments lists a tender's documents.
func (q Queries) TenderDocuments(id tender.ID) ([]TenderDocument, error) {
	var all []TenderDocument
	return all, q.all(&all, `SELECT `+documentColumns+` FROM tender_documents WHERE tender_id = ? AND removed_at IS NULL ORDER BY id LIMIT 200`, id)
}

// TenderDocumentByRef gives one document.
func (q Queries) TenderDocumentByRef(id tender.ID, ref string) (TenderDocument, error) {
	var d TenderDocument
	return d, q.one(&d, "document", `SELECT `+documentColumns+` FROM tender_documents WHERE tender_id = ? AND ref = ? AND removed_at IS NULL`, id, ref)
}

// AddTenderDocument adds a document.
func (tx *Tx) AddTenderDocument(d TenderDocument) error {
	_, err := tx.insert(`INSERT INTO tender_documents (ref, tender_id, title, file_hash, file_name, media_type, size, added_by, added_at) VALUES (?,?,?,?,?,?,?,?,?) RETURNING id`,
		d.Ref, d.Tender, d.Title, d.FileHash, d.FileName, d.MediaType, d.Size, d.AddedBy, d.AddedAt)
	return err
}

// RemoveTenderDocument takes a document out of the list.
func (tx *Tx) RemoveTenderDocument(id tender.ID, ref string, at time.Time) error {
	return tx.move(`UPDATE tender_documents SET removed_at = ? WHERE tender_id = ? AND ref = ? AND removed_at IS NULL`, at, id, ref)
}

// Clarification is a question about a tender. Who asked is never published.
type Clarification struct {
	ID         int64                  `db:"id"`
	Tender     tender.ID              `db:"tender_id"`
	N          int                    `db:"n"`
	AskedBy    account.PersonID       `db:"asked_by"`
	AskedOrg   account.OrganisationID `db:"asked_org"`
	Question   string                 `db:"question"`
	AskedAt    Time                   `db:"asked_at"`
	Published  string                 `db:"published_question"` // as published, in the buyer's words when it named somebody
	Answer     string                 `db:"answer"`
	AnsweredAt Time                   `db:"answered_at"`
}

const clarificationColumns = `id, tender_id, n, asked_by, asked_org, question, asked_at, published_question, answer, answered_at`

// Clarifications lists the questions of a tender; only answered ones when public.
func (q Queries) Clarifications(id tender.ID, public bool) ([]Clarification, error) {
	var all []Clarification
	if public {
		return all, q.all(&all, `SELECT `+clarificationColumns+` FROM clarifications WHERE tender_id = ? AND answered_at IS NOT NULL ORDER BY n LIMIT 1000`, id)
	}
	return all, q.all(&all, `SELECT `+clarificationColumns+` FROM clarifications WHERE tender_id = ? ORDER BY n LIMIT 1000`, id)
}

// ClarificationN gives one question.
func (q Queries) ClarificationN(id tender.ID, n int) (Clarification, error) {
	var c Clarification
	return c, q.one(&c, "question", `SELECT `+clarificationColumns+` FROM clarifications WHERE tender_id = ? AND n = ?`, id, n)
}

// AddClarification adds a question under the next number.
func (tx *Tx) AddClarification(c Clarification) (int, error) {
	var n int
	if err := tx.one(&n, "number", `SELECT COALESCE(MAX(n), 0) + 1 FROM clarifications WHERE tender_id = ?`, c.Tender); err != nil {
		return 0, err
	}
	_, err := tx.insert(`INSERT INTO clarifications (tender_id, n, asked_by, asked_org, question, asked_at, published_question, answer) VALUES (?,?,?,?,?,?,'','') RETURNING id`,
		c.Tender, n, c.AskedBy, c.AskedOrg, c.Question, c.AskedAt)
	return n, err
}

// AnswerClarification publishes an answer.
func (tx *Tx) AnswerClarification(id tender.ID, n int, published, answer string, by account.PersonID, at time.Time) error {
	return tx.move(`UPDATE clarifications SET published_question = ?, answer = ?, answered_by = ?, answered_at = ? WHERE tender_id = ? AND n = ? AND answered_at IS NULL`, published, answer, by, at, id, n)
}

// Follow makes a person get mail about a tender.
func (tx *Tx) Follow(id tender.ID, person account.PersonID, at time.Time) error {
	_, err := tx.exec(`INSERT INTO tender_follows (tender_id, person_id, followed_at) VALUES (?,?,?) ON CONFLICT (tender_id, person_id) DO NOTHING`, id, person, at)
	return err
}

// Unfollow ends it.
func (tx *Tx) Unfollow(id tender.ID, person account.PersonID) error {
	_, err := tx.exec(`DELETE FROM tender_follows WHERE tender_id = ? AND person_id = ?`, id, person)
	return err
}

// Follows tells whether a person gets mail about a tender.
func (q Queries) Follows(id tender.ID, person account.PersonID) (bool, error) {
	var n int
	err := q.one(&n, "count", `SELECT COUNT(*) FROM tender_follows WHERE tender_id = ? AND person_id = ?`, id, person)
	return n > 0, err
}

// PeopleToTell lists who gets mail about a change: followers, and everybody who
// may contribute for an organisation that has a bid, each once.
func (q Queries) PeopleToTell(id tender.ID) ([]Person, error) {
	var all []Person
	return all, q.all(&all, `SELECT `+personColumns+` FROM people WHERE disabled_at IS NULL AND id IN (
		SELECT person_id FROM tender_follows WHERE tender_id = ?
		UNION SELECT m.person_id FROM memberships m JOIN bids b ON b.org_id = m.org_id WHERE b.tender_id = ? AND m.ended_at IS NULL
	) ORDER BY id LIMIT 5000`, id, id)
}

// Notice is an official notice that was recorded as published.
type Notice struct {
	Tender      tender.ID        `db:"tender_id"`
	Code        string           `db:"code"` // UK4, UK6, UK7, UK12
	OfficialID  string           `db:"official_id"`
	PublishedOn string           `db:"published_on"` // a day
	By          account.PersonID `db:"recorded_by"`
	At          Time             `db:"recorded_at"`
}

// AddNotice records a notice.
func (tx *Tx) AddNotice(n Notice) error {
	_, err := tx.insert(`INSERT INTO notices (tender_id, code, official_id, published_on, recorded_by, recorded_at) VALUES (?,?,?,?,?,?) RETURNING id`, n.Tender, n.Code, n.OfficialID, n.PublishedOn, n.By, n.At)
	return err
}

// Notices lists the recorded notices of a tender.
func (q Queries) Notices(id tender.ID) ([]Notice, error) {
	var all []Notice
	return all, q.all(&all, `SELECT tender_id, code, official_id, published_on, recorded_by, recorded_at FROM notices WHERE tender_id = ? ORDER BY id LIMIT 100`, id)
}

// SetTenderAreas replaces the areas of a tender, for the facets.
func (tx *Tx) SetTenderAreas(id tender.ID, codes []string) error {
	if _, err := tx.exec(`DELETE FROM tender_areas WHERE tender_id = ?`, id); err != nil {
		return err
	}
	for _, c := range codes {
		if _, err := tx.exec(`INSERT INTO tender_areas (tender_id, code) VALUES (?,?) ON CONFLICT (tender_id, code) DO NOTHING`, id, c); err != nil {
			return err
		}
	}
	return nil
}
