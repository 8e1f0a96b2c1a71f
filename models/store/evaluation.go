package store

import (
	"time"

	"hundredweight/models/account"
	"hundredweight/models/bid"
	"hundredweight/models/tender"
)

// OpeningSession is an opening by two officers: of the bids, or of the prices.
type OpeningSession struct {
	ID          int64            `db:"id"`
	Stage       int64            `db:"stage_id"`
	Purpose     string           `db:"purpose"` // bids or prices
	First       account.PersonID `db:"first_officer"`
	FirstName   string           `db:"first_name"`
	StartedAt   Time             `db:"started_at"`
	Second      *int64           `db:"second_officer"`
	SecondName  *string          `db:"second_name"`
	CompletedAt Time             `db:"completed_at"`
	Record      string           `db:"record"` // JSON
}

// OpeningSessions lists the openings of a stage, newest first.
func (q Queries) OpeningSessions(stage int64, purpose string) ([]OpeningSession, error) {
	var all []OpeningSession
	return all, q.all(&all, `SELECT s.id, s.stage_id, s.purpose, s.first_officer, f.name AS first_name, s.started_at, s.second_officer, g.name AS second_name, s.completed_at, s.record
		FROM opening_sessions s JOIN people f ON f.id = s.first_officer LEFT JOIN people g ON g.id = s.second_officer WHERE s.stage_id = ? AND s.purpose = ? ORDER BY s.id DESC LIMIT 50`, stage, purpose)
}

// AddOpeningSession begins an opening by its first officer.
func (tx *Tx) AddOpeningSession(stage int64, purpose string, first account.PersonID, at time.Time) (int64, error) {
	return tx.insert(`INSERT INTO opening_sessions (stage_id, purpose, first_officer, started_at, record) VALUES (?,?,?,?,'') RETURNING id`, stage, purpose, first, at)
}

// CompleteOpening records the second officer and what was done.
func (tx *Tx) CompleteOpening(id int64, second account.PersonID, at time.Time, record string) error {
	return tx.move(`UPDATE opening_sessions SET second_officer = ?, completed_at = ?, record = ? WHERE id = ? AND completed_at IS NULL`, second, at, record, id)
}

// OpenedBid is a bid after its opening, sealed under the evaluation key.
type OpenedBid struct {
	Bid      bid.ID `db:"bid_id"`
	Version  int    `db:"version"`
	LotsText string `db:"lots"`
	Sealed   []byte `db:"sealed"`
	Problem  string `db:"problem"` // why it could not be opened, "" when it was
	OpenedAt Time   `db:"opened_at"`
}

// Lots gives the lots that the opened version bids for.
func (o OpenedBid) Lots() []string { return splitList(o.LotsText) }

// AddOpenedBid keeps an opened bid.
func (tx *Tx) AddOpenedBid(o OpenedBid) error {
	_, err := tx.exec(`INSERT INTO opened_bids (bid_id, version, lots, sealed, problem, opened_at) VALUES (?,?,?,?,?,?)`, o.Bid, o.Version, o.LotsText, o.Sealed, o.Problem, o.OpenedAt)
	return err
}

// OpenedBidOf gives an opened bid.
func (q Queries) OpenedBidOf(id bid.ID) (OpenedBid, error) {
	var o OpenedBid
	return o, q.one(&o, "opened bid", `SELECT bid_id, version, lots, sealed, problem, opened_at FROM opened_bids WHERE bid_id = ?`, id)
}

// OpenedFile is a file of an opened bid, under the evaluation key.
type OpenedFile struct {
	Bid      bid.ID `db:"bid_id"`
	Ref      string `db:"ref"`
	Question string `db:"question"`
	Label    []byte `db:"label_sealed"`
	Stored   string `db:"stored"`
	Hash     string `db:"hash"`
}

// AddOpenedFile keeps a file of an opened bid.
func (tx *Tx) AddOpenedFile(f OpenedFile) error {
	_, err := tx.insert(`INSERT INTO opened_files (bid_id, ref, question, label_sealed, stored, hash) VALUES (?,?,?,?,?,?) RETURNING id`, f.Bid, f.Ref, f.Question, f.Label, f.Stored, f.Hash)
	return err
}

// OpenedFiles lists the files of an opened bid.
func (q Queries) OpenedFiles(id bid.ID) ([]OpenedFile, error) {
	var all []OpenedFile
	return all, q.all(&all, `SELECT bid_id, ref, question, label_sealed, stored, hash FROM opened_files WHERE bid_id = ? ORDER BY id LIMIT 200`, id)
}

// AddSealedPrice keeps a price under the price key.
func (tx *Tx) AddSealedPrice(id bid.ID, lot string, sealed []byte) error {
	_, err := tx.exec(`INSERT INTO sealed_prices (bid_id, lot, sealed) VALUES (?,?,?)`, id, lot, sealed)
	return err
}

// SealedPrice is a price that waits for its opening.
type SealedPrice struct {
	Bid    bid.ID `db:"bid_id"`
	Lot    string `db:"lot"`
	Sealed []byte `db:"sealed"`
}

// SealedPrices lists the prices of a stage that wait for their opening.
func (q Queries) SealedPrices(stage int64) ([]SealedPrice, error) {
	var all []SealedPrice
	return all, q.all(&all, `SELECT p.bid_id, p.lot, p.sealed FROM sealed_prices p JOIN bids b ON b.id = p.bid_id WHERE b.stage_id = ? ORDER BY p.bid_id, p.lot LIMIT 10000`, stage)
}

// PriceRow is an opened price.
type PriceRow struct {
	Bid        bid.ID `db:"bid_id"`
	Lot        string `db:"lot"`
	TotalPence int64  `db:"total_pence"`
	Lines      string `db:"lines"` // JSON
}

// AddPrice keeps an opened price.
func (tx *Tx) AddPrice(p PriceRow, at time.Time) error {
	_, err := tx.exec(`INSERT INTO prices (bid_id, lot, total_pence, lines, opened_at) VALUES (?,?,?,?,?)`, p.Bid, p.Lot, p.TotalPence, p.Lines, at)
	return err
}

// Prices lists the opened prices of a stage.
func (q Queries) Prices(stage int64) ([]PriceRow, error) {
	var all []PriceRow
	return all, q.all(&all, `SELECT p.bid_id, p.lot, p.total_pence, p.lines FROM prices p JOIN bids b ON b.id = p.bid_id WHERE b.stage_id = ? ORDER BY p.lot, p.total_pence LIMIT 10000`, stage)
}

// Declaration is what somebody declared about their interests.
type Declaration struct {
	Tender   tender.ID        `db:"tender_id"`
	Person   account.PersonID `db:"person_id"`
	Name     string           `db:"name"`
	Moment   string           `db:"moment"` // before (the bids are opened) or bidders (are known)
	Interest bool             `db:"interest"`
	Words    string           `db:"words"`
	At       Time             `db:"declared_at"`
}

// AddDeclaration keeps a declaration; each moment is declared once.
func (tx *Tx) AddDeclaration(d Declaration) error {
	_, err := tx.insert(`INSERT INTO declarations (tender_id, person_id, moment, interest, words, declared_at) VALUES (?,?,?,?,?,?) RETURNING id`, d.Tender, d.Person, d.Moment, d.Interest, d.Words, d.At)
	return err
}

// Declarations lists the declarations of a tender.
func (q Queries) Declarations(id tender.ID) ([]Declaration, error) {
	var all []Declaration
	return all, q.all(&all, `SELECT d.tender_id, d.person_id, p.name, d.moment, d.interest, d.words, d.declared_at FROM declarations d JOIN people p ON p.id = d.person_id WHERE d.tender_id = ? ORDER BY d.id LIMIT 500`, id)
}

// ScoreRow is a score with its reason.
type ScoreRow struct {
	ID       int64            `db:"id"`
	Tender   tender.ID        `db:"tender_id"`
	Bid      bid.ID           `db:"bid_id"`
	Question string           `db:"question"`
	Person   account.PersonID `db:"person_id"`
	Name     string           `db:"name"`
	Score    int              `db:"score"`
	Reason   string           `db:"reason"`
	Note     string           `db:"note"` // private to the evaluator and the auditor
	At       Time             `db:"scored_at"`
}

// AddScore adds a score; the newest of an evaluator counts.
func (tx *Tx) AddScore(s ScoreRow) error {
	_, err := tx.insert(`INSERT INTO scores (tender_id, bid_id, question, person_id, score, reason, note, scored_at) VALUES (?,?,?,?,?,?,?,?) RETURNING id`, s.Tender, s.Bid, s.Question, s.Person, s.Score, s.Reason, s.Note, s.At)
	return err
}

const scoreColumns = `s.id, s.tender_id, s.bid_id, s.question, s.person_id, p.name, s.score, s.reason, s.note, s.scored_at`

// ScoresOf lists an evaluator's own scores, those that count.
func (q Queries) ScoresOf(id tender.ID, person account.PersonID) ([]ScoreRow, error) {
	var all []ScoreRow
	return all, q.all(&all, `SELECT `+scoreColumns+` FROM scores s JOIN people p ON p.id = s.person_id WHERE s.tender_id = ? AND s.person_id = ?
		AND s.id = (SELECT MAX(n.id) FROM scores n WHERE n.bid_id = s.bid_id AND n.question = s.question AND n.person_id = s.person_id) ORDER BY s.id LIMIT 20000`, id, person)
}

// SubmittedScores lists the scores that count of every evaluator who has submitted.
func (q Queries) SubmittedScores(id tender.ID) ([]ScoreRow, error) {
	var all []ScoreRow
	return all, q.all(&all, `SELECT `+scoreColumns+` FROM scores s JOIN people p ON p.id = s.person_id JOIN score_submissions u ON u.tender_id = s.tender_id AND u.person_id = s.person_id WHERE s.tender_id = ?
		AND s.id = (SELECT MAX(n.id) FROM scores n WHERE n.bid_id = s.bid_id AND n.question = s.question AND n.person_id = s.person_id) ORDER BY s.bid_id, s.question, s.person_id LIMIT 50000`, id)
}

// SubmitScores records that an evaluator is done.
func (tx *Tx) SubmitScores(id tender.ID, person account.PersonID, at time.Time) error {
	_, err := tx.exec(`INSERT INTO score_submissions (tender_id, person_id, submitted_at) VALUES (?,?,?)`, id, person, at)
	return err
}

// ScoreSubmissions lists who has submitted.
func (q Queries) ScoreSubmissions(id tender.ID) ([]account.PersonID, error) {
	var all []account.PersonID
	return all, q.all(&all, `SELECT person_id FROM score_submissions WHERE tender_id = ? ORDER BY person_id LIMIT 200`, id)
}

// ConsensusRow is an agreed score with its reason.
type ConsensusRow struct {
	Tender   tender.ID        `db:"tender_id"`
	Bid      bid.ID           `db:"bid_id"`
	Question string           `db:"question"`
	Score    int              `db:"score"`
	Reason   string           `db:"reason"`
	Person   account.PersonID `db:"person_id"`
	At       Time             `db:"agreed_at"`
}

// AddConsensus adds an agreed score; the newest counts.
func (tx *Tx) AddConsensus(c ConsensusRow) error {
	_, err := tx.insert(`INSERT INTO consensus (tender_id, bid_id, question, score, reason, person_id, agreed_at) VALUES (?,?,?,?,?,?,?) RETURNING id`, c.Tender, c.Bid, c.Question, c.Score, c.Reason, c.Person, c.At)
	return err
}

// Consensus lists the agreed scores that count.
func (q Queries) Consensus(id tender.ID) ([]ConsensusRow, error) {
	var all []ConsensusRow
	return all, q.all(&all, `SELECT c.tender_id, c.bid_id, c.question, c.score, c.reason, c.person_id, c.agreed_at FROM consensus c WHERE c.tender_id = ?
		AND c.id = (SELECT MAX(n.id) FROM consensus n WHERE n.bid_id = c.bid_id AND n.question = c.question) ORDER BY c.bid_id, c.question LIMIT 20000`, id)
}

// LockScores freezes the agreed scores.
func (tx *Tx) LockScores(id tender.ID, by account.PersonID, at time.Time) error {
	_, err := tx.exec(`INSERT INTO evaluations (tender_id, locked_at, locked_by) VALUES (?,?,?)`, id, at, by)
	return err
}

// ScoresLocked tells when the agreed scores were locked; zero when they are not.
func (q Queries) ScoresLocked(id tender.ID) (Time, error) {
	var all []Time
	if err := q.all(&all, `SELECT locked_at FROM evaluations WHERE tender_id = ? LIMIT 1`, id); err != nil || len(all) == 0 {
		return Time{}, err
	}
	return all[0], nil
}

// Disposition is a decision that a bid is not considered, or is again.
type Disposition struct {
	Bid    bid.ID           `db:"bid_id"`
	Kind   string           `db:"kind"` // disregarded or restored
	Ground string           `db:"ground"`
	Reason string           `db:"reason"`
	By     account.PersonID `db:"decided_by"`
	At     Time             `db:"decided_at"`
}

// AddDisposition adds a decision.
func (tx *Tx) AddDisposition(d Disposition) error {
	_, err := tx.insert(`INSERT INTO dispositions (bid_id, kind, ground, reason, decided_by, decided_at) VALUES (?,?,?,?,?,?) RETURNING id`, d.Bid, d.Kind, d.Ground, d.Reason, d.By, d.At)
	return err
}

// Dispositions lists the decisions about the bids of a stage, oldest first.
func (q Queries) Dispositions(stage int64) ([]Disposition, error) {
	var all []Disposition
	return all, q.all(&all, `SELECT d.bid_id, d.kind, d.ground, d.reason, d.decided_by, d.decided_at FROM dispositions d JOIN bids b ON b.id = d.bid_id WHERE b.stage_id = ? ORDER BY d.id LIMIT 2000`, stage)
}

// Ranking is a ranking as it was worked out: the input exactly as `calc score`
// takes it and the output exactly as it gives it.
type Ranking struct {
	ID          int64     `db:"id"`
	Tender      tender.ID `db:"tender_id"`
	Lot         string    `db:"lot"`
	Input       string    `db:"input"`
	Output      string    `db:"output"`
	InputSHA256 string    `db:"input_sha256"`
	Why         string    `db:"why"`
	At          Time      `db:"ranked_at"`
}

// AddRanking adds a ranking; the newest of a lot counts.
func (tx *Tx) AddRanking(r Ranking) (int64, error) {
	return tx.insert(`INSERT INTO rankings (tender_id, lot, input, output, input_sha256, why, ranked_at) VALUES (?,?,?,?,?,?,?) RETURNING id`, r.Tender, r.Lot, r.Input, r.Output, r.InputSHA256, r.Why, r.At)
}

// Rankings lists the rankings that count, one a lot.
func (q Queries) Rankings(id tender.ID) ([]Ranking, error) {
	var all []Ranking
	return all, q.all(&all, `SELECT r.id, r.tender_id, r.lot, r.input, r.output, r.input_sha256, r.why, r.ranked_at FROM rankings r WHERE r.tender_id = ?
		AND r.id = (SELECT MAX(n.id) FROM rankings n WHERE n.tender_id = r.tender_id AND n.lot = r.lot) ORDER BY r.lot LIMIT 200`, id)
}

// HasRankings tells whether a tender was ranked.
func (q Queries) HasRankings(id tender.ID) (bool, error) {
	var n int
	err := q.one(&n, "count", `SELECT COUNT(*) FROM (SELECT 1 FROM rankings WHERE tender_id = ? LIMIT 1) found`, id)
	return n > 0, err
}
