package commissioning

import (
	"context"
	"fmt"
	"slices"

	"hundredweight/models/account"
	"hundredweight/models/award"
	"hundredweight/models/bid"
	"hundredweight/models/calendar"
	"hundredweight/models/evaluation"
	"hundredweight/models/money"
	"hundredweight/models/refusal"
	"hundredweight/models/regime"
	"hundredweight/models/scoring"
	"hundredweight/models/store"
	"hundredweight/models/tender"
)

// Decision is a tender with all that its award rests on, as it stands now.
type Decision struct {
	Tender    store.TenderRow
	Content   tender.Content
	Regime    regime.Regime
	Stage     store.StageRow // the last one: awards are made on it
	Locked    bool           // the agreed scores are locked
	Bidders   []Bidder       // whose bids were opened, or could not be
	Rankings  map[string]Ranked
	Awards    []store.AwardRow // in force
	Taken     []store.AwardRow // taken back or declined
	Ended     []store.EndedLot
	Contracts []store.ContractRow
	Summaries []store.SummaryRow // every round, the newest first
	Withheld  []store.WithheldReason
	Claims    []store.Challenge // newest first

	panel Panel
}

// Bidder is a bid that was opened, with what was agreed about it.
type Bidder struct {
	Row    store.BidRow
	Org    store.Organisation
	Lots   []string
	Ground string // why it is not considered further, from the closed list; "" when it is
	Why    string
	Agreed map[string]award.Agreed
	Prices map[string]store.PriceRow
}

// Out tells whether the bid is not considered further.
func (b Bidder) Out() bool { return b.Ground != "" }

// Ranked is a lot's ranking that counts.
type Ranked struct {
	store.Ranking
	Result  scoring.Ranking
	Current string // hash of the input as it would be now
}

// Stale tells whether bids, scores or prices changed since it was worked out.
func (r Ranked) Stale() bool { return r.Current != r.InputSHA256 }

// Gross gives a price of the tender with VAT.
func (d Decision) Gross(net int64) money.Pence {
	gross, err := regime.Gross(money.Pence(net), d.Content.Budget.VAT)
	if err != nil {
		return money.Pence(net) // an import without a rate: the net is the least it can be
	}
	return gross
}

// Lots gives where each part (lot) stands.
func (d Decision) Lots() []award.Lot {
	out := make([]award.Lot, len(d.Content.Lots))
	for i, l := range d.Content.Lots {
		out[i].ID = l.ID
		for _, a := range d.Awards {
			if a.Lot == l.ID {
				out[i].Award = award.Status(a.Status)
			}
		}
		for _, e := range d.Ended {
			out[i].Ended = out[i].Ended || e.Lot == l.ID
		}
	}
	return out
}

// AwardOf gives the award in force of a part (lot).
func (d Decision) AwardOf(lot string) (store.AwardRow, bool) {
	for _, a := range d.Awards {
		if a.Lot == lot {
			return a, true
		}
	}
	return store.AwardRow{}, false
}

// LotTitle names a part (lot).
func (d Decision) LotTitle(id string) string {
	for _, l := range d.Content.Lots {
		if l.ID == id {
			return l.Title
		}
	}
	return id
}

// Bidder finds a bid by its reference.
func (d Decision) Bidder(ref string) (Bidder, bool) {
	for _, b := range d.Bidders {
		if b.Row.Ref == ref {
			return b, true
		}
	}
	return Bidder{}, false
}

func (d Decision) byID(id bid.ID) (Bidder, bool) {
	for _, b := range d.Bidders {
		if b.Row.ID == id {
			return b, true
		}
	}
	return Bidder{}, false
}

// Round is the number of the decision that is being made or was told last.
func (d Decision) Round() int {
	if len(d.Summaries) == 0 {
		return 1
	}
	last := d.Summaries[0].Round
	if s := d.Tender.Status; s == tender.Evaluation || s == tender.AwardRecommended || s == tender.AwardApproved {
		return last + 1
	}
	return last
}

// Claim gives the claim that stops the signing now.
func (d Decision) Claim() (store.Challenge, bool) {
	for _, c := range d.Claims {
		if c.EndedAt.IsZero() {
			return c, true
		}
	}
	return store.Challenge{}, false
}

// Others gives the prices of a lot but one bid's, of the bids that are compared.
func (d Decision) Others(lot, ref string) []money.Pence {
	var out []money.Pence
	for _, b := range d.Bidders {
		if p, ok := b.Prices[lot]; ok && b.Row.Ref != ref && !b.Out() {
			out = append(out, money.Pence(p.TotalPence))
		}
	}
	return out
}

// Decision reads a tender's decision, for the people who have a part in it and
// for auditors of the buyer. Who bids, or whose declared interest does, reads
// nothing.
func (s *Steps) Decision(ctx context.Context, by account.Actor, ref string) (Decision, error) {
	q := s.DB.Reader().Read(ctx)
	d, err := s.readDecision(q, ref)
	if err != nil {
		return Decision{}, err
	}
	roles, err := q.RolesOn(d.Tender.ID, by.Person)
	if err != nil {
		return Decision{}, err
	}
	if err := account.Can(by, account.ReadTender, account.Thing{Kind: "tender", Organisation: d.Tender.Org, Roles: roles}); err != nil {
		return Decision{}, err
	}
	p, err := d.person(q, by)
	if err != nil {
		return Decision{}, err
	}
	return d, evaluation.MayAct(p)
}

// readDecision reads all that an award rests on. Agreed scores are left out
// until they are locked.
func (s *Steps) readDecision(q store.Queries, ref string) (Decision, error) {
	t, err := q.TenderByRef(ref)
	if err != nil {
		return Decision{}, err
	}
	d := Decision{Tender: t, Rankings: map[string]Ranked{}}
	if d.Content, err = t.Content(); err != nil {
		return Decision{}, err
	}
	d.Regime = RegimeOf(d.Content)
	if !t.Status.IsPublic() {
		return d, nil // no stage is sealed yet
	}
	if d.panel, err = panelOf(q, t, s.now()); err != nil {
		return Decision{}, err
	}
	d.Stage, d.Locked = d.panel.Stage, !d.panel.LockedAt.IsZero()
	for _, read := range []func(store.Queries) error{d.readBidders, d.readRankings, d.readAwards} {
		if err := read(q); err != nil {
			return Decision{}, fmt.Errorf("decision of %s: %w", ref, err)
		}
	}
	return d, nil
}

func (d *Decision) readBidders(q store.Queries) error {
	out, err := q.Dispositions(d.Stage.ID)
	if err != nil {
		return err
	}
	agreed, err := q.Consensus(d.Tender.ID)
	if err != nil {
		return err
	}
	prices, err := q.Prices(d.Stage.ID)
	if err != nil {
		return err
	}
	for _, row := range d.panel.Bids {
		b := Bidder{Row: row.BidRow, Lots: row.OpenedLots(), Agreed: map[string]award.Agreed{}, Prices: map[string]store.PriceRow{}}
		if b.Org, err = q.OrganisationByID(row.Org); err != nil {
			return err
		}
		if row.Status == bid.Failed {
			b.Ground, b.Why = unreadable, row.Problem
		}
		for _, x := range out {
			if x.Bid == row.ID && row.Status == bid.Disregarded {
				b.Ground, b.Why = x.Ground, x.Reason // the newest counts
			}
		}
		for _, a := range agreed {
			if a.Bid == row.ID && d.Locked {
				b.Agreed[a.Question] = award.Agreed{Score: a.Score, Reason: a.Reason}
			}
		}
		for _, p := range prices {
			if p.Bid == row.ID {
				b.Prices[p.Lot] = p
			}
		}
		d.Bidders = append(d.Bidders, b)
	}
	return nil
}

// unreadable is the ground of a bid that could not be opened.
const unreadable = "unreadable"

// readRankings reads the rankings that count, each with the hash of its input
// as it would be now.
func (d *Decision) readRankings(q store.Queries) error {
	rows, err := q.Rankings(d.Tender.ID)
	if err != nil || len(rows) == 0 {
		return err
	}
	now, err := d.panel.Rank(q)
	if err != nil {
		return err
	}
	for _, r := range rows {
		one := Ranked{Ranking: r}
		_, out, err := ReadRanking(r)
		if err != nil {
			return err
		}
		if out.Ranking != nil {
			one.Result = *out.Ranking
		}
		for _, l := range now {
			if l.Lot.ID == r.Lot {
				one.Current = l.Output.InputSHA256
			}
		}
		d.Rankings[r.Lot] = one
	}
	return nil
}

func (d *Decision) readAwards(q store.Queries) (err error) {
	if d.Awards, err = q.Awards(d.Tender.ID); err != nil {
		return err
	}
	if d.Taken, err = q.EndedAwards(d.Tender.ID); err != nil {
		return err
	}
	if d.Ended, err = q.EndedLots(d.Tender.ID); err != nil {
		return err
	}
	if d.Contracts, err = q.ContractsOf(d.Tender.ID); err != nil {
		return err
	}
	if d.Summaries, err = q.Summaries(d.Tender.ID); err != nil {
		return err
	}
	if d.Withheld, err = q.WithheldReasons(d.Tender.ID); err != nil {
		return err
	}
	d.Claims, err = q.Challenges(d.Tender.ID)
	return err
}

// person is who acts on the decision, as the rules of separation see them.
func (d Decision) person(q store.Queries, by account.Actor) (evaluation.Person, error) {
	p, err := d.panel.actor(q, by)
	if err != nil {
		return p, err
	}
	_, interest := evaluation.Declared(d.panel.Declarations, by.Person, evaluation.KnownBidders)
	p.Bids = p.Bids || interest
	return p, nil
}

// mayAct refuses somebody who is not appointed in one of the roles, who runs
// the site, or who bids (S9, S10).
func (d Decision) mayAct(tx *store.Tx, by account.Actor, anyOf ...account.Role) error {
	if err := appointed(tx, by, d.Tender, anyOf...); err != nil {
		return err
	}
	p, err := d.person(tx.Queries, by)
	if err != nil {
		return err
	}
	return evaluation.MayAct(p)
}

// holders gives the people appointed in one of the roles now, each once.
func (d Decision) holders(q store.Queries, anyOf ...account.Role) ([]store.AppointmentRow, error) {
	all, err := q.Appointments(d.Tender.ID)
	if err != nil {
		return nil, err
	}
	seen := map[account.PersonID]bool{}
	var out []store.AppointmentRow
	for _, a := range all {
		if slices.Contains(anyOf, a.Role) && !seen[a.Person] {
			seen[a.Person] = true
			out = append(out, a)
		}
	}
	return out, nil
}

// mailHolders queues a mail to the people appointed in one of the roles.
func (s *Steps) mailHolders(tx *store.Tx, d Decision, kind string, f facts, anyOf ...account.Role) error {
	people, err := d.holders(tx.Queries, anyOf...)
	if err != nil {
		return err
	}
	f["title"], f["ref"], f["slug"] = d.Tender.Title, d.Tender.Ref, d.Tender.OrgSlug
	for _, p := range people {
		if err := s.post(tx, p.Email, kind, f); err != nil {
			return err
		}
	}
	return nil
}

// mailBidder queues a mail to the people of a bidder who write or sign for it.
func (s *Steps) mailBidder(tx *store.Tx, d Decision, b Bidder, kind string, f facts) error {
	members, err := tx.Members(b.Row.Org)
	if err != nil {
		return err
	}
	f["title"], f["ref"], f["slug"], f["bid"], f["buyer"] = d.Tender.Title, d.Tender.Ref, b.Org.Slug, b.Row.Ref, d.Tender.OrgName
	for _, m := range members {
		if !m.Has(account.Contribute) && !m.Has(account.Sign) {
			continue
		}
		if err := s.post(tx, m.Email, kind, f); err != nil {
			return err
		}
	}
	return nil
}

// union is the calendar that standstills are counted on.
func (s *Steps) union() calendar.Calendar {
	if s.Union.Version == "" {
		return calendar.Union()
	}
	return s.Union
}

// follow moves the tender when nothing of its decision is on the way any more:
// to its conclusion, or back to be decided again.
func (s *Steps) follow(tx *store.Tx, ref string) (tender.Status, error) {
	d, err := s.readDecision(tx.Queries, ref)
	if err != nil {
		return "", err
	}
	from := d.Tender.Status
	to := map[award.Outlook]tender.Status{award.Underway: from, award.Concluded: tender.Concluded, award.Deciding: tender.Evaluation}[award.Look(d.Lots())]
	if to == from {
		return to, nil
	}
	if _, err := from.Move(to); err != nil {
		return "", err
	}
	if to == tender.Evaluation {
		if err := tx.RemoveStandstill(d.Tender.ID); err != nil {
			return "", err
		}
	}
	return to, tx.MoveTender(d.Tender.ID, from, to)
}

// moveAward moves an award through its table.
func moveAward(tx *store.Tx, a store.AwardRow, to award.Status) error {
	if _, err := award.Status(a.Status).Move(to); err != nil {
		return err
	}
	return tx.MoveAward(a.ID, a.Status, string(to))
}

// pending gives the awards that are on the way to a contract.
func (d Decision) pending() []store.AwardRow {
	var out []store.AwardRow
	for _, a := range d.Awards {
		if award.Status(a.Status) != award.ContractCreated {
			out = append(out, a)
		}
	}
	return out
}

// oneLot gives the part (lot) that a form means: the only one when none is named.
func (d Decision) oneLot(id string) (string, error) {
	if id == "" && len(d.Content.Lots) == 1 {
		return d.Content.Lots[0].ID, nil
	}
	for _, l := range d.Content.Lots {
		if l.ID == id {
			return id, nil
		}
	}
	return "", refusal.Field("lot", "Select a part (lot)")
}
