package store

import (
	"encoding/json"
	"fmt"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/bid"
	"hundredweight/models/tender"
)

// AwardRow is an award of one lot.
type AwardRow struct {
	ID            int64                  `db:"id"`
	Tender        tender.ID              `db:"tender_id"`
	Lot           string                 `db:"lot"`
	Bid           bid.ID                 `db:"bid_id"`
	Org           account.OrganisationID `db:"org_id"`
	OrgName       string                 `db:"org_name"`
	Status        string                 `db:"status"`
	TotalPence    int64                  `db:"total_pence"`
	Ranking       int64                  `db:"ranking_id"`
	Reason        string                 `db:"reason"`
	RecommendedBy account.PersonID       `db:"recommended_by"`
	RecommendedAt Time                   `db:"recommended_at"`
	ApprovedBy    *int64                 `db:"approved_by"`
	ApprovedAt    Time                   `db:"approved_at"`
}

// Awards lists a tender's awards in force, by lot.
func (q Queries) Awards(id tender.ID) ([]AwardRow, error) {
	var all []AwardRow
	return all, q.all(&all, `SELECT a.id, a.tender_id, a.lot, a.bid_id, a.org_id, o.name AS org_name, a.status, a.total_pence, a.ranking_id, a.reason, a.recommended_by, a.recommended_at, a.approved_by, a.approved_at
		FROM awards a JOIN organisations o ON o.id = a.org_id WHERE a.tender_id = ? AND a.status NOT IN ('rescinded','lapsed') ORDER BY a.lot LIMIT 200`, id)
}

// AddAward adds a recommended award; a second one for the lot is a duplicate.
func (tx *Tx) AddAward(a AwardRow) (int64, error) {
	return tx.insert(`INSERT INTO awards (tender_id, lot, bid_id, org_id, status, total_pence, ranking_id, reason, recommended_by, recommended_at) VALUES (?,?,?,?,'recommended',?,?,?,?,?) RETURNING id`,
		a.Tender, a.Lot, a.Bid, a.Org, a.TotalPence, a.Ranking, a.Reason, a.RecommendedBy, a.RecommendedAt)
}

// MoveAwards moves every award of a tender that stands in one status.
func (tx *Tx) MoveAwards(id tender.ID, from, to string) error {
	_, err := tx.exec(`UPDATE awards SET status = ? WHERE tender_id = ? AND status = ?`, to, id, from)
	return err
}

// ApproveAwards records who approved the recommended awards.
func (tx *Tx) ApproveAwards(id tender.ID, by account.PersonID, at time.Time) error {
	n, err := tx.exec(`UPDATE awards SET status = 'approved', approved_by = ?, approved_at = ? WHERE tender_id = ? AND status = 'recommended'`, by, at, id)
	if err == nil && n == 0 {
		err = fmt.Errorf("tender %d has no recommended award", id)
	}
	return err
}

// SummaryRow is an assessment summary as it was sent.
type SummaryRow struct {
	Tender  tender.ID `db:"tender_id"`
	Bid     bid.ID    `db:"bid_id"`
	Content string    `db:"content"` // JSON of package award's Summary
	SentAt  Time      `db:"sent_at"`
}

// AddSummary keeps a summary that was sent.
func (tx *Tx) AddSummary(s SummaryRow, by account.PersonID) error {
	_, err := tx.insert(`INSERT INTO summaries (tender_id, bid_id, content, sent_by, sent_at) VALUES (?,?,?,?,?) RETURNING id`, s.Tender, s.Bid, s.Content, by, s.SentAt)
	return err
}

// SummaryOf gives the summary of a bid.
func (q Queries) SummaryOf(id bid.ID) (SummaryRow, error) {
	var s SummaryRow
	return s, q.one(&s, "assessment summary", `SELECT tender_id, bid_id, content, sent_at FROM summaries WHERE bid_id = ?`, id)
}

// Summaries lists the summaries of a tender.
func (q Queries) Summaries(id tender.ID) ([]SummaryRow, error) {
	var all []SummaryRow
	return all, q.all(&all, `SELECT tender_id, bid_id, content, sent_at FROM summaries WHERE tender_id = ? ORDER BY bid_id LIMIT 2000`, id)
}

// StandstillRow is the waiting period of a tender.
type StandstillRow struct {
	Tender      tender.ID `db:"tender_id"`
	NoticeID    string    `db:"notice_id"`
	PublishedOn string    `db:"published_on"`
	FirstDay    string    `db:"first_day"`
	LastDay     string    `db:"last_day"`
	Calendar    string    `db:"calendar"`
	Days        string    `db:"days"` // JSON
	Voluntary   bool      `db:"voluntary"`
	Paused      string    `db:"paused_reason"`
}

// AddStandstill keeps a waiting period.
func (tx *Tx) AddStandstill(s StandstillRow) error {
	_, err := tx.exec(`INSERT INTO standstills (tender_id, notice_id, published_on, first_day, last_day, calendar, days, voluntary, paused_reason) VALUES (?,?,?,?,?,?,?,?,'')`,
		s.Tender, s.NoticeID, s.PublishedOn, s.FirstDay, s.LastDay, s.Calendar, s.Days, s.Voluntary)
	return err
}

// StandstillOf gives a tender's waiting period; ok is false when there is none.
func (q Queries) StandstillOf(id tender.ID) (s StandstillRow, ok bool, err error) {
	var all []StandstillRow
	if err := q.all(&all, `SELECT tender_id, notice_id, published_on, first_day, last_day, calendar, days, voluntary, paused_reason FROM standstills WHERE tender_id = ? LIMIT 1`, id); err != nil || len(all) == 0 {
		return StandstillRow{}, false, err
	}
	return all[0], true, nil
}

// ContractContent is what was promised, copied in at signature.
type ContractContent struct {
	Commitments []bid.Commitment `json:"commitments"`
	KPIs        []tender.KPI     `json:"kpis"`
	Lines       []bid.LinePrice  `json:"lines"`
}

// ContractRow is a contract.
type ContractRow struct {
	ID           int64                  `db:"id"`
	Ref          string                 `db:"ref"`
	Tender       tender.ID              `db:"tender_id"`
	TenderRef    string                 `db:"tender_ref"`
	Award        int64                  `db:"award_id"`
	Lot          string                 `db:"lot"`
	Buyer        account.OrganisationID `db:"buyer_id"`
	BuyerName    string                 `db:"buyer_name"`
	Supplier     account.OrganisationID `db:"supplier_id"`
	SupplierName string                 `db:"supplier_name"`
	SupplierSlug string                 `db:"supplier_slug"`
	Title        string                 `db:"title"`
	TotalPence   int64                  `db:"total_pence"`
	StartsOn     string                 `db:"starts_on"`
	EndsOn       string                 `db:"ends_on"`
	Status       string                 `db:"status"`
	ContentText  string                 `db:"content"`
	SignedOn     string                 `db:"signed_on"`
	CreatedAt    Time                   `db:"created_at"`
}

// Content reads what was promised.
func (c ContractRow) Content() (ContractContent, error) {
	var out ContractContent
	if err := json.Unmarshal([]byte(c.ContentText), &out); err != nil {
		return out, fmt.Errorf("content of contract %s: %w", c.Ref, err)
	}
	return out, nil
}

const contractColumns = `c.id, c.ref, c.tender_id, t.ref AS tender_ref, c.award_id, c.lot, c.buyer_id, b.name AS buyer_name, c.supplier_id, s.name AS supplier_name, s.slug AS supplier_slug, c.title, c.total_pence, c.starts_on, c.ends_on, c.status, c.content, c.signed_on, c.created_at`

const contractFrom = ` FROM contracts c JOIN tenders t ON t.id = c.tender_id JOIN organisations b ON b.id = c.buyer_id JOIN organisations s ON s.id = c.supplier_id `

// AddContract adds a contract.
func (tx *Tx) AddContract(c ContractRow) (int64, error) {
	return tx.insert(`INSERT INTO contracts (ref, tender_id, award_id, lot, buyer_id, supplier_id, title, total_pence, starts_on, ends_on, status, content, signed_on, created_at) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?) RETURNING id`,
		c.Ref, c.Tender, c.Award, c.Lot, c.Buyer, c.Supplier, c.Title, c.TotalPence, c.StartsOn, c.EndsOn, c.Status, c.ContentText, c.SignedOn, c.CreatedAt)
}

// SignContract records a signature.
func (tx *Tx) SignContract(id int64, day string, by account.PersonID) error {
	return tx.move(`UPDATE contracts SET status = 'signed', signed_on = ?, signed_by = ? WHERE id = ? AND status = 'drafting'`, day, by, id)
}

// ContractByRef gives a contract.
func (q Queries) ContractByRef(ref string) (ContractRow, error) {
	var c ContractRow
	return c, q.one(&c, "contract", `SELECT `+contractColumns+contractFrom+`WHERE c.ref = ?`, ref)
}

// ContractsOf lists the contracts of a tender.
func (q Queries) ContractsOf(id tender.ID) ([]ContractRow, error) {
	var all []ContractRow
	return all, q.all(&all, `SELECT `+contractColumns+contractFrom+`WHERE c.tender_id = ? ORDER BY c.lot LIMIT 200`, id)
}

// SignedContracts lists signed contracts, newest first, before a key (0 for the newest).
func (q Queries) SignedContracts(before int64, limit int) ([]ContractRow, error) {
	var all []ContractRow
	if before == 0 {
		return all, q.all(&all, `SELECT `+contractColumns+contractFrom+`WHERE c.status <> 'drafting' ORDER BY c.id DESC LIMIT ?`, limit)
	}
	return all, q.all(&all, `SELECT `+contractColumns+contractFrom+`WHERE c.status <> 'drafting' AND c.id < ? ORDER BY c.id DESC LIMIT ?`, before, limit)
}
