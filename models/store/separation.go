package store

import (
	"time"

	"hundredweight/models/account"
	"hundredweight/models/bid"
	"hundredweight/models/tender"
)

// HeldRole is a role that a person has or had on a tender.
type HeldRole struct {
	Person account.PersonID `db:"person_id"`
	Role   account.Role     `db:"role"`
}

// HeldRoles lists every role that anybody ever had on a tender: ending an
// appointment does not undo what was done in it.
func (q Queries) HeldRoles(id tender.ID) ([]HeldRole, error) {
	var all []HeldRole
	return all, q.all(&all, `SELECT DISTINCT person_id, role FROM tender_appointments WHERE tender_id = ? ORDER BY person_id, role LIMIT 1000`, id)
}

// MembersWhoBid lists the people who had a role on a tender, or are members of
// its buyer, and are, or were since a moment, members of an organisation that
// bids in it.
func (q Queries) MembersWhoBid(id tender.ID, since time.Time) ([]account.PersonID, error) {
	var all []account.PersonID
	return all, q.all(&all, `SELECT DISTINCT m.person_id FROM bids b JOIN memberships m ON m.org_id = b.org_id JOIN tenders t ON t.id = b.tender_id
		WHERE b.tender_id = ? AND b.status NOT IN ('lapsed','withdrawn') AND (m.ended_at IS NULL OR m.ended_at > ?)
		AND (EXISTS (SELECT 1 FROM tender_appointments a WHERE a.tender_id = b.tender_id AND a.person_id = m.person_id) OR EXISTS (SELECT 1 FROM memberships o WHERE o.org_id = t.org_id AND o.person_id = m.person_id AND o.ended_at IS NULL))
		ORDER BY m.person_id LIMIT 1000`, id, since)
}

// BidsIn tells whether a person is, or was since a moment, a member of an
// organisation that bids in a tender.
func (q Queries) BidsIn(id tender.ID, person account.PersonID, since time.Time) (bool, error) {
	var n int
	err := q.one(&n, "count", `SELECT COUNT(*) FROM memberships m JOIN bids b ON b.org_id = m.org_id
		WHERE m.person_id = ? AND b.tender_id = ? AND b.status NOT IN ('lapsed','withdrawn') AND (m.ended_at IS NULL OR m.ended_at > ?)`, person, id, since)
	return n > 0, err
}

// BidderMember is somebody of an organisation that bids, now or since a moment.
type BidderMember struct {
	Org    account.OrganisationID `db:"org_id"`
	Name   string                 `db:"org_name"`
	Person account.PersonID       `db:"person_id"`
	Email  string                 `db:"email"`
}

// BidderMembers lists who is, or was since a moment, a member of an
// organisation that bids in a stage.
func (q Queries) BidderMembers(stage int64, since time.Time) ([]BidderMember, error) {
	var all []BidderMember
	return all, q.all(&all, `SELECT DISTINCT b.org_id, o.name AS org_name, m.person_id, p.email FROM bids b JOIN organisations o ON o.id = b.org_id JOIN memberships m ON m.org_id = b.org_id JOIN people p ON p.id = m.person_id
		WHERE b.stage_id = ? AND b.status NOT IN ('lapsed','withdrawn') AND (m.ended_at IS NULL OR m.ended_at > ?) ORDER BY o.name, b.org_id, m.person_id LIMIT 20000`, stage, since)
}

// Scored is an answer that somebody has scored, without the score.
type Scored struct {
	Person   account.PersonID `db:"person_id"`
	Bid      bid.ID           `db:"bid_id"`
	Question string           `db:"question"`
}

// ScoredAnswers lists who has scored what, without any score.
func (q Queries) ScoredAnswers(id tender.ID) ([]Scored, error) {
	var all []Scored
	return all, q.all(&all, `SELECT DISTINCT person_id, bid_id, question FROM scores WHERE tender_id = ? ORDER BY person_id, bid_id, question LIMIT 100000`, id)
}

// Bidder is an organisation with its bid in a stage.
type Bidder struct {
	BidRow
	OrgName   string `db:"org_name"`
	OrgSlug   string `db:"org_slug"`
	OrgStatus string `db:"org_status"`
	Opened    string `db:"opened_lots"` // of the version that was opened
	Problem   string `db:"problem"`     // why it could not be opened
}

// OpenedLots gives the lots of the version that was opened.
func (b Bidder) OpenedLots() []string { return splitList(b.Opened) }

// Bidders lists the bids of a stage that were opened, or could not be, with
// their organisations. Before the opening there are none.
func (q Queries) Bidders(stage int64) ([]Bidder, error) {
	var all []Bidder
	return all, q.all(&all, `SELECT b.id, b.ref, b.tender_id, b.stage_id, b.org_id, b.status, b.lots, b.tender_version, b.draft_revision, b.version, b.declared_by, b.declared_at, b.created_by, b.created_at, b.updated_at,
		o.name AS org_name, o.slug AS org_slug, o.status AS org_status, x.lots AS opened_lots, x.problem
		FROM opened_bids x JOIN bids b ON b.id = x.bid_id JOIN organisations o ON o.id = b.org_id WHERE b.stage_id = ? ORDER BY o.name, b.ref LIMIT 10000`, stage)
}

// LotDraw is lots drawn between equal bids.
type LotDraw struct {
	ID        int64            `db:"id"`
	Tender    tender.ID        `db:"tender_id"`
	Lot       string           `db:"lot"`
	DrawnText string           `db:"drawn"` // references of bids in the order drawn
	Minutes   string           `db:"minutes"`
	Witness   account.PersonID `db:"witness"`
	By        account.PersonID `db:"drawn_by"`
	ByName    string           `db:"by_name"`
	Watched   string           `db:"witness_name"`
	At        Time             `db:"drawn_at"`
}

// Drawn gives the references of the bids in the order in which they were drawn.
func (d LotDraw) Drawn() []string { return splitList(d.DrawnText) }

// AddLotDraw keeps a drawing with its minutes; the newest of a lot counts.
func (tx *Tx) AddLotDraw(d LotDraw) error {
	_, err := tx.insert(`INSERT INTO lot_draws (tender_id, lot, drawn, minutes, witness, drawn_by, drawn_at) VALUES (?,?,?,?,?,?,?) RETURNING id`, d.Tender, d.Lot, d.DrawnText, d.Minutes, d.Witness, d.By, d.At)
	return err
}

// LotDraws lists the drawings of a tender, oldest first.
func (q Queries) LotDraws(id tender.ID) ([]LotDraw, error) {
	var all []LotDraw
	return all, q.all(&all, `SELECT d.id, d.tender_id, d.lot, d.drawn, d.minutes, d.witness, d.drawn_by, p.name AS by_name, w.name AS witness_name, d.drawn_at
		FROM lot_draws d JOIN people p ON p.id = d.drawn_by JOIN people w ON w.id = d.witness WHERE d.tender_id = ? ORDER BY d.id LIMIT 1000`, id)
}
