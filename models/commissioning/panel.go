package commissioning

import (
	"context"
	"slices"
	"strconv"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/bid"
	"hundredweight/models/evaluation"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/tender"
)

// Panel is an evaluation as its rules see it: who scores and what they
// declared, which bids are assessed, and how far it has come. It holds no
// answer, no score and no price.
type Panel struct {
	Tender       store.TenderRow
	Stage        store.StageRow
	Content      tender.Content
	People       []store.AppointmentRow // appointed now
	Declarations []evaluation.Declaration
	Bids         []store.Bidder // that were opened or could not be; none before the opening
	LockedAt     time.Time      // when the agreed scores were locked, zero before
	Ranked       bool

	roles     map[account.PersonID][]account.Role // ever held
	bidders   map[account.PersonID]bool           // members of a bidder
	submitted map[account.PersonID]bool
	scored    map[store.Scored]bool
}

// panelOf reads the panel of a tender's stage.
func panelOf(q store.Queries, t store.TenderRow, now time.Time) (p Panel, err error) {
	p = Panel{Tender: t, roles: map[account.PersonID][]account.Role{}, bidders: map[account.PersonID]bool{}, submitted: map[account.PersonID]bool{}, scored: map[store.Scored]bool{}}
	if p.Content, err = t.Content(); err != nil {
		return p, err
	}
	if p.Stage, err = q.StageOf(t.ID, 1); err != nil {
		return p, err
	}
	if p.People, err = q.Appointments(t.ID); err != nil {
		return p, err
	}
	if err := p.readPeople(q, now); err != nil {
		return p, err
	}
	if p.Bids, err = q.Bidders(p.Stage.ID); err != nil {
		return p, err
	}
	locked, err := q.ScoresLocked(t.ID)
	if err != nil {
		return p, err
	}
	p.LockedAt = locked.Time
	p.Ranked, err = q.HasRankings(t.ID)
	return p, err
}

func (p *Panel) readPeople(q store.Queries, now time.Time) error {
	held, err := q.HeldRoles(p.Tender.ID)
	if err != nil {
		return err
	}
	for _, h := range held {
		p.roles[h.Person] = append(p.roles[h.Person], h.Role)
	}
	bidders, err := q.MembersWhoBid(p.Tender.ID, now.AddDate(-evaluation.ConnectedYears, 0, 0))
	if err != nil {
		return err
	}
	for _, id := range bidders {
		p.bidders[id] = true
	}
	if p.Declarations, err = declarations(q, p.Tender.ID); err != nil {
		return err
	}
	submissions, err := q.ScoreSubmissions(p.Tender.ID)
	if err != nil {
		return err
	}
	for _, id := range submissions {
		p.submitted[id] = true
	}
	scored, err := q.ScoredAnswers(p.Tender.ID)
	if err != nil {
		return err
	}
	for _, s := range scored {
		p.scored[s] = true
	}
	return nil
}

// declarations reads what everybody declared about a tender.
func declarations(q store.Queries, id tender.ID) ([]evaluation.Declaration, error) {
	rows, err := q.Declarations(id)
	if err != nil {
		return nil, err
	}
	var out []evaluation.Declaration
	for _, d := range rows {
		out = append(out, evaluation.Declaration{Person: d.Person, Moment: evaluation.Moment(d.Moment), Interest: d.Interest, Words: d.Words, At: d.At.Time})
	}
	return out, nil
}

// panel reads a tender's panel by the tender's reference.
func (s *Steps) panel(q store.Queries, ref string) (Panel, error) {
	t, err := q.TenderByRef(ref)
	if err != nil {
		return Panel{}, err
	}
	if !t.Status.IsPublic() {
		return Panel{}, refusal.Turn("This tender is %s.", t.Status.Words())
	}
	return panelOf(q, t, s.now())
}

// BiddersKnown tells whether the bids were opened, so that everybody knows who bid.
func (p Panel) BiddersKnown() bool { return !p.Stage.OpenedAt.IsZero() }

// Person gives somebody as the rules of separation see them.
func (p Panel) Person(id account.PersonID, name string, operator bool) evaluation.Person {
	return evaluation.Person{ID: id, Name: name, Roles: p.roles[id], Operator: operator, Bids: p.bidders[id]}
}

// actor gives the person who acts, read afresh.
func (p Panel) actor(q store.Queries, by account.Actor) (evaluation.Person, error) {
	fresh, err := q.Actor(by.Person)
	if err != nil {
		return evaluation.Person{}, err
	}
	return p.Person(fresh.Person, fresh.Name, fresh.Operator), nil
}

// Evaluators are those whose scores count: appointed now, and with no interest.
func (p Panel) Evaluators() []store.AppointmentRow {
	var out []store.AppointmentRow
	for _, a := range p.People {
		if a.Role == account.RoleEvaluator && !p.Conflicted(a.Person) {
			out = append(out, a)
		}
	}
	return out
}

// Conflicted tells whether somebody declared an interest, or is a member of a
// bidder: they take no further part, and what they did is kept, not counted.
func (p Panel) Conflicted(id account.PersonID) bool {
	_, interest := evaluation.Declared(p.Declarations, id, evaluation.KnownBidders)
	return interest || p.bidders[id]
}

// Declared tells whether somebody has declared all that they have to by now.
func (p Panel) Declared(id account.PersonID) bool {
	return evaluation.MayRead(p.Declarations, id, p.BiddersKnown()) == nil
}

// Eligible are the bids that are being assessed.
func (p Panel) Eligible() []evaluation.Eligible {
	var out []evaluation.Eligible
	for _, b := range p.Bids {
		if IsAssessed(b) {
			out = append(out, evaluation.Eligible{Bid: b.ID, Lots: b.OpenedLots()})
		}
	}
	return out
}

// IsAssessed tells whether a bid takes part in the comparison.
func IsAssessed(b store.Bidder) bool {
	switch b.Status {
	case bid.Failed, bid.Disregarded:
		return false
	}
	return true
}

// Want lists every answer that has to be scored, bid by bid.
func (p Panel) Want() []evaluation.ToScore {
	return evaluation.Answers(p.Content, p.Stage.Seq, p.Eligible())
}

// HasScored tells whether somebody has scored an answer.
func (p Panel) HasScored(id account.PersonID, w evaluation.ToScore) bool {
	return p.scored[store.Scored{Person: id, Bid: w.Bid, Question: w.Question}]
}

// Left counts the answers that somebody has yet to score.
func (p Panel) Left(id account.PersonID) (n int) {
	for _, w := range p.Want() {
		if !p.HasScored(id, w) {
			n++
		}
	}
	return n
}

// Submitted tells whether somebody's scores are submitted and complete: a bid
// that came back into the comparison has to be scored too.
func (p Panel) Submitted(id account.PersonID) bool { return p.submitted[id] && p.Left(id) == 0 }

// HasSubmitted tells whether somebody has submitted, whatever came back since:
// what they scored before it stays.
func (p Panel) HasSubmitted(id account.PersonID) bool { return p.submitted[id] }

// Waiting names the evaluators who have not submitted all their scores.
func (p Panel) Waiting() []string {
	var names []string
	for _, e := range p.Evaluators() {
		if !p.Submitted(e.Person) {
			names = append(names, e.Name)
		}
	}
	return names
}

// Facts gives what the status of the evaluation rests on.
func (p Panel) Facts() evaluation.Facts {
	f := evaluation.Facts{ScoresLocked: !p.LockedAt.IsZero(), PricesOpened: !p.Stage.PricesOpenedAt.IsZero(), RankingStored: p.Ranked}
	var members []evaluation.Member
	moderators := 0
	f.AllDeclared = p.BiddersKnown()
	for _, a := range p.People {
		switch a.Role {
		case account.RoleEvaluator:
			if p.Conflicted(a.Person) {
				continue
			}
			members = append(members, evaluation.Member{Person: p.Person(a.Person, a.Name, false)})
			f.AllDeclared = f.AllDeclared && p.Declared(a.Person)
		case account.RoleModerator:
			moderators++
		}
	}
	f.PanelComplete = evaluation.CheckPanel(p.Content, members, moderators) == nil
	f.AllSubmitted = f.PanelComplete && len(p.Want()) > 0 && len(p.Waiting()) == 0
	return f
}

// Status tells where the evaluation stands.
func (p Panel) Status() evaluation.Status { return evaluation.Stand(p.Facts()) }

// Bid gives one of the opened bids by its reference.
func (p Panel) Bid(ref string) (store.Bidder, error) {
	i := slices.IndexFunc(p.Bids, func(b store.Bidder) bool { return b.Ref == ref })
	if i < 0 {
		return store.Bidder{}, refusal.Missing("bid")
	}
	return p.Bids[i], nil
}

// Asked gives a question of the stage that is asked of a bid.
func (p Panel) Asked(b store.Bidder, key string) (tender.Question, error) {
	for _, q := range p.Content.Questions {
		if q.Key == key && q.Stage == p.Stage.Seq && slices.ContainsFunc(b.OpenedLots(), func(lot string) bool { return bid.Applies(q, lot) }) {
			return q, nil
		}
	}
	return tender.Question{}, refusal.Missing("question")
}

// ToScore gives the scored questions asked of a bid, in the tender's order.
func (p Panel) ToScore(b store.Bidder) []tender.Question {
	var out []tender.Question
	for _, q := range p.Content.Questions {
		if _, err := p.Asked(b, q.Key); err == nil && q.Kind == "scored" {
			out = append(out, q)
		}
	}
	return out
}

// PanelView is a panel as one person may see it.
type PanelView struct {
	Panel
	Me   evaluation.Person
	View evaluation.View
}

// Panel reads a tender's evaluation for somebody with a part in it. View says
// what they may read; who bid is left out of it until the opening.
func (s *Steps) Panel(ctx context.Context, by account.Actor, ref string) (PanelView, error) {
	q := s.DB.Reader().Read(ctx)
	p, err := s.panel(q, ref)
	if err != nil {
		return PanelView{}, err
	}
	me, err := p.actor(q, by)
	if err != nil {
		return PanelView{}, err
	}
	m, own := by.In(p.Tender.Org)
	if !own && len(me.Roles) == 0 {
		return PanelView{}, refusal.Missing("tender")
	}
	v := evaluation.Viewer{Person: me, Auditor: own && m.Has(account.Audit), Declared: p.Declared(me.ID), Conflicted: p.Conflicted(me.ID), Submitted: p.Submitted(me.ID)}
	v.Roles = p.rolesNow(me.ID)
	f := p.Facts()
	return PanelView{Panel: p, Me: me, View: evaluation.MaySee(v, evaluation.Stand(f), f.AllSubmitted)}, nil
}

// rolesNow gives the roles that somebody has now. What they may read rests on
// these; what they may do also on those they had.
func (p Panel) rolesNow(id account.PersonID) []account.Role {
	var out []account.Role
	for _, a := range p.People {
		if a.Person == id {
			out = append(out, a.Role)
		}
	}
	return out
}

// HasRole tells whether the viewer is appointed in a role now.
func (v PanelView) HasRole(role account.Role) bool {
	return slices.Contains(v.rolesNow(v.Me.ID), role)
}

// inEvaluation refuses what can only be done while the bids are evaluated.
func inEvaluation(p Panel) error {
	if p.Tender.Status != tender.Evaluation {
		return refusal.Turn("This tender is %s, so its bids are not being evaluated.", p.Tender.Status.Words())
	}
	return nil
}

// Letter names a bid on the pages of a panel: A, B, C by the names of the
// bidders, so that a drawing has room for it.
func (p Panel) Letter(b store.Bidder) string {
	for i, one := range p.Bids {
		if one.ID == b.ID {
			return letter(i)
		}
	}
	return "?"
}

// letter is A to Z, then 27 and on.
func letter(i int) string {
	if i < 26 {
		return string(rune('A' + i))
	}
	return strconv.Itoa(i + 1)
}

// Number is the place of a question among the scored ones of the stage, from 1.
func (p Panel) Number(key string) int {
	n := 0
	for _, q := range p.Content.Questions {
		if q.Kind != "scored" || q.Stage != p.Stage.Seq {
			continue
		}
		n++
		if q.Key == key {
			return n
		}
	}
	return 0
}

// Scored lists the scored questions of the stage in the tender's order.
func (p Panel) Scored() []tender.Question {
	var out []tender.Question
	for _, q := range p.Content.Questions {
		if q.Kind == "scored" && q.Stage == p.Stage.Seq {
			out = append(out, q)
		}
	}
	return out
}
