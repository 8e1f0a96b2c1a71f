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
	LowPrice      string                 `db:"low_price"`    // what was found about a price that looks low
	EndedReason   string                 `db:"ended_reason"` // why it was taken back, or the supplier declined
}

const awardColumns = `a.id, a.tender_id, a.lot, a.bid_id, a.org_id, o.name AS org_name, a.status, a.total_pence, a.ranking_id, a.reason, a.recommended_by, a.recommended_at, a.approved_by, a.approved_at, a.low_price, a.ended_reason`

// Awards lists a tender's awards in force, by lot.
func (q Queries) Awards(id tender.ID) ([]AwardRow, error) {
	var all []AwardRow
	return all, q.all(&all, `SELECT `+awardColumns+` FROM awards a JOIN organisations o ON o.id = a.org_id WHERE a.tender_id = ? AND a.status NOT IN ('rescinded','lapsed') ORDER BY a.lot LIMIT 200`, id)
}

// EndedAwards lists a tender's awards that were taken back or declined, newest first.
func (q Queries) EndedAwards(id tender.ID) ([]AwardRow, error) {
	var all []AwardRow
	return all, q.all(&all, `SELECT `+awardColumns+` FROM awards a JOIN organisations o ON o.id = a.org_id WHERE a.tender_id = ? AND a.status IN ('rescinded','lapsed') ORDER BY a.id DESC LIMIT 200`, id)
}

// AddAward adds a recommended award; a second one for the lot is a duplicate.
func (tx *Tx) AddAward(a AwardRow) (int64, error) {
	return tx.insert(`INSERT INTO awards (tender_id, lot, bid_id, org_id, status, total_pence, ranking_id, reason, recommended_by, recommended_at, low_price) VALUES (?,?,?,?,'recommended',?,?,?,?,?,?) RETURNING id`,
		a.Tender, a.Lot, a.Bid, a.Org, a.TotalPence, a.Ranking, a.Reason, a.RecommendedBy, a.RecommendedAt, a.LowPrice)
}

// MoveAward moves one award; it must stand where it stood.
func (tx *Tx) MoveAward(id int64, from, to string) error {
	return tx.move(`UPDATE awards SET status = ? WHERE id = ? AND status = ?`, to, id, from)
}

// EndAward takes an award out of force with its reason.
func (tx *Tx) EndAward(id int64, from, to, reason string) error {
	return tx.move(`UPDATE awards SET status = ?, ended_reason = ? WHERE id = ? AND status = ?`, to, reason, id, from)
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

// SummaryRow is an assessment summary, or the letter to a bidder that was not
// considered further, as it was sent. A decision that was taken back and made
// again is a further round.
type SummaryRow struct {
	Tender  tender.ID `db:"tender_id"`
	Bid     bid.ID    `db:"bid_id"`
	Round   int       `db:"round"`
	Content string    `db:"content"` // JSON of package award's Summary
	SentAt  Time      `db:"sent_at"`
}

// AddSummary keeps a summary that was sent.
func (tx *Tx) AddSummary(s SummaryRow, by account.PersonID) error {
	_, err := tx.insert(`INSERT INTO summaries (tender_id, bid_id, round, content, sent_by, sent_at) VALUES (?,?,?,?,?,?) RETURNING id`, s.Tender, s.Bid, s.Round, s.Content, by, s.SentAt)
	return err
}

// SummaryOf gives the newest summary of a bid.
func (q Queries) SummaryOf(id bid.ID) (SummaryRow, error) {
	var s SummaryRow
	return s, q.one(&s, "assessment summary", `SELECT tender_id, bid_id, round, content, sent_at FROM summaries WHERE bid_id = ? ORDER BY round DESC LIMIT 1`, id)
}

// Summaries lists the summaries of a tender, newest round first.
func (q Queries) Summaries(id tender.ID) ([]SummaryRow, error) {
	var all []SummaryRow
	return all, q.all(&all, `SELECT tender_id, bid_id, round, content, sent_at FROM summaries WHERE tender_id = ? ORDER BY round DESC, bid_id LIMIT 2000`, id)
}

// WithheldReason is an explanation about a chosen bid that others do not read.
type WithheldReason struct {
	Tender   tender.ID        `db:"tender_id"`
	Bid      bid.ID           `db:"bid_id"`
	Question string           `db:"question"`
	Reason   string           `db:"reason"`
	By       account.PersonID `db:"person_id"`
	At       Time             `db:"withheld_at"`
}

// WithheldReasons lists what is withheld in a tender's summaries.
func (q Queries) WithheldReasons(id tender.ID) ([]WithheldReason, error) {
	var all []WithheldReason
	return all, q.all(&all, `SELECT tender_id, bid_id, question, reason, person_id, withheld_at FROM withheld_reasons WHERE tender_id = ? ORDER BY bid_id, question LIMIT 2000`, id)
}

// WithholdReason withholds an explanation, or changes why.
func (tx *Tx) WithholdReason(w WithheldReason) error {
	_, err := tx.exec(`INSERT INTO withheld_reasons (tender_id, bid_id, question, reason, person_id, withheld_at) VALUES (?,?,?,?,?,?)
		ON CONFLICT (tender_id, bid_id, question) DO UPDATE SET reason = excluded.reason, person_id = excluded.person_id, withheld_at = excluded.withheld_at`, w.Tender, w.Bid, w.Question, w.Reason, w.By, w.At)
	return err
}

// ShowReason no longer withholds an explanation.
func (tx *Tx) ShowReason(id tender.ID, b bid.ID, question string) error {
	return tx.move(`DELETE FROM withheld_reasons WHERE tender_id = ? AND bid_id = ? AND question = ?`, id, b, question)
}

// AwardNotice is the award notice as it was published.
type AwardNotice struct {
	Tender           tender.ID        `db:"tender_id"`
	NoticeID         string           `db:"notice_id"`
	PublishedOn      string           `db:"published_on"` // a day, as the ones below
	DecidedOn        string           `db:"decided_on"`
	SummariesOn      string           `db:"summaries_on"`
	EstimatedSigning string           `db:"estimated_signing"`
	Counts           string           `db:"counts"` // JSON of package award's Counts
	By               account.PersonID `db:"recorded_by"`
	At               Time             `db:"recorded_at"`
}

// AddAwardNotice keeps an award notice; a corrected one is added.
func (tx *Tx) AddAwardNotice(n AwardNotice) error {
	_, err := tx.insert(`INSERT INTO award_notices (tender_id, notice_id, published_on, decided_on, summaries_on, estimated_signing, counts, recorded_by, recorded_at) VALUES (?,?,?,?,?,?,?,?,?) RETURNING id`,
		n.Tender, n.NoticeID, n.PublishedOn, n.DecidedOn, n.SummariesOn, n.EstimatedSigning, n.Counts, n.By, n.At)
	return err
}

// AwardNotices lists a tender's award notices, newest first.
func (q Queries) AwardNotices(id tender.ID) ([]AwardNotice, error) {
	var all []AwardNotice
	return all, q.all(&all, `SELECT tender_id, notice_id, published_on, decided_on, summaries_on, estimated_signing, counts, recorded_by, recorded_at FROM award_notices WHERE tender_id = ? ORDER BY id DESC LIMIT 100`, id)
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

// AddStandstill keeps a waiting period. A corrected notice begins it anew.
func (tx *Tx) AddStandstill(s StandstillRow) error {
	_, err := tx.exec(`INSERT INTO standstills (tender_id, notice_id, published_on, first_day, last_day, calendar, days, voluntary, paused_reason) VALUES (?,?,?,?,?,?,?,?,'')
		ON CONFLICT (tender_id) DO UPDATE SET notice_id = excluded.notice_id, published_on = excluded.published_on, first_day = excluded.first_day, last_day = excluded.last_day, calendar = excluded.calendar, days = excluded.days, voluntary = excluded.voluntary, paused_reason = ''`,
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

// RemoveStandstill forgets the waiting period of a decision that was taken back.
func (tx *Tx) RemoveStandstill(id tender.ID) error {
	_, err := tx.exec(`DELETE FROM standstills WHERE tender_id = ?`, id)
	return err
}

// PauseStandstill records why signing stops; "" when it may go on.
func (tx *Tx) PauseStandstill(id tender.ID, reason string) error {
	_, err := tx.exec(`UPDATE standstills SET paused_reason = ? WHERE tender_id = ?`, reason, id)
	return err
}

// Challenge is a claim that was notified.
type Challenge struct {
	ID         int64            `db:"id"`
	Tender     tender.ID        `db:"tender_id"`
	NotifiedAt Time             `db:"notified_at"`
	Reason     string           `db:"reason"`
	Automatic  bool             `db:"automatic"` // the law itself stops the signing (s.101)
	By         account.PersonID `db:"recorded_by"`
	At         Time             `db:"recorded_at"`
	Outcome    string           `db:"outcome"`
	EndedAt    Time             `db:"ended_at"`
}

// AddChallenge keeps a claim.
func (tx *Tx) AddChallenge(c Challenge) error {
	_, err := tx.insert(`INSERT INTO challenges (tender_id, notified_at, reason, automatic, recorded_by, recorded_at, outcome) VALUES (?,?,?,?,?,?,'') RETURNING id`, c.Tender, c.NotifiedAt, c.Reason, c.Automatic, c.By, c.At)
	return err
}

// EndChallenge records how a claim ended.
func (tx *Tx) EndChallenge(id int64, outcome string, at time.Time) error {
	return tx.move(`UPDATE challenges SET outcome = ?, ended_at = ? WHERE id = ? AND ended_at IS NULL`, outcome, at, id)
}

// Challenges lists the claims of a tender, newest first.
func (q Queries) Challenges(id tender.ID) ([]Challenge, error) {
	var all []Challenge
	return all, q.all(&all, `SELECT id, tender_id, notified_at, reason, automatic, recorded_by, recorded_at, outcome, ended_at FROM challenges WHERE tender_id = ? ORDER BY id DESC LIMIT 100`, id)
}

// EndedLot is a part (lot) that ends without a contract.
type EndedLot struct {
	Tender tender.ID        `db:"tender_id"`
	Lot    string           `db:"lot"`
	Reason string           `db:"reason"`
	By     account.PersonID `db:"person_id"`
	At     Time             `db:"ended_at"`
}

// EndLot ends a part (lot) without a contract.
func (tx *Tx) EndLot(l EndedLot) error {
	_, err := tx.exec(`INSERT INTO ended_lots (tender_id, lot, reason, person_id, ended_at) VALUES (?,?,?,?,?)`, l.Tender, l.Lot, l.Reason, l.By, l.At)
	return err
}

// EndedLots lists the parts (lots) that end without a contract.
func (q Queries) EndedLots(id tender.ID) ([]EndedLot, error) {
	var all []EndedLot
	return all, q.all(&all, `SELECT tender_id, lot, reason, person_id, ended_at FROM ended_lots WHERE tender_id = ? ORDER BY lot LIMIT 200`, id)
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
	TotalPence   int64                  `db:"total_pence"` // ex VAT
	GrossPence   int64                  `db:"gross_pence"` // with VAT
	Regime       string                 `db:"regime"`
	WhyFewer     string                 `db:"why_fewer"` // why there are fewer measures than s.52 asks for
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

const contractColumns = `c.id, c.ref, c.tender_id, t.ref AS tender_ref, c.award_id, c.lot, c.buyer_id, b.name AS buyer_name, c.supplier_id, s.name AS supplier_name, s.slug AS supplier_slug, c.title, c.total_pence, c.gross_pence, c.regime, c.why_fewer, c.starts_on, c.ends_on, c.status, c.content, c.signed_on, c.created_at`

const contractFrom = ` FROM contracts c JOIN tenders t ON t.id = c.tender_id JOIN organisations b ON b.id = c.buyer_id JOIN organisations s ON s.id = c.supplier_id `

// AddContract adds a contract.
func (tx *Tx) AddContract(c ContractRow) (int64, error) {
	return tx.insert(`INSERT INTO contracts (ref, tender_id, award_id, lot, buyer_id, supplier_id, title, total_pence, gross_pence, regime, why_fewer, starts_on, ends_on, status, content, signed_on, created_at) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) RETURNING id`,
		c.Ref, c.Tender, c.Award, c.Lot, c.Buyer, c.Supplier, c.Title, c.TotalPence, c.GrossPence, c.Regime, c.WhyFewer, c.StartsOn, c.EndsOn, c.Status, c.ContentText, c.SignedOn, c.CreatedAt)
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

// ContractsOfOrganisation lists the contracts of a buyer or a supplier, newest
// first, before a key (0 for the newest).
func (q Queries) ContractsOfOrganisation(org account.OrganisationID, before int64, limit int) ([]ContractRow, error) {
	var all []ContractRow
	if before == 0 {
		return all, q.all(&all, `SELECT `+contractColumns+contractFrom+`WHERE c.id IN (SELECT id FROM contracts WHERE buyer_id = ? UNION SELECT id FROM contracts WHERE supplier_id = ?) ORDER BY c.id DESC LIMIT ?`, org, org, limit)
	}
	return all, q.all(&all, `SELECT `+contractColumns+contractFrom+`WHERE c.id < ? AND c.id IN (SELECT id FROM contracts WHERE buyer_id = ? UNION SELECT id FROM contracts WHERE supplier_id = ?) ORDER BY c.id DESC LIMIT ?`, before, org, org, limit)
}

// ContractNotice is a duty of a contract that was recorded as done.
type ContractNotice struct {
	Contract    int64            `db:"contract_id"`
	Duty        string           `db:"duty"`         // of package contract
	OfficialID  string           `db:"official_id"`  // the notice's number, or the address of the copy
	PublishedOn string           `db:"published_on"` // a day
	By          account.PersonID `db:"recorded_by"`
	At          Time             `db:"recorded_at"`
}

// AddContractNotice records it.
func (tx *Tx) AddContractNotice(n ContractNotice) error {
	_, err := tx.insert(`INSERT INTO contract_notices (contract_id, duty, official_id, published_on, recorded_by, recorded_at) VALUES (?,?,?,?,?,?) RETURNING id`, n.Contract, n.Duty, n.OfficialID, n.PublishedOn, n.By, n.At)
	return err
}

// ContractNotices lists what was recorded for a contract.
func (q Queries) ContractNotices(contract int64) ([]ContractNotice, error) {
	var all []ContractNotice
	return all, q.all(&all, `SELECT contract_id, duty, official_id, published_on, recorded_by, recorded_at FROM contract_notices WHERE contract_id = ? ORDER BY id LIMIT 100`, contract)
}
