package public

import (
	"sort"
	"strconv"
	"strings"
	"time"

	"hundredweight/models/calendar"
	"hundredweight/models/money"
	"hundredweight/models/regime"
	"hundredweight/models/scoring"
	"hundredweight/models/tender"
	"hundredweight/templates/chart"
	"hundredweight/templates/components"
	"hundredweight/templates/layout"
	"hundredweight/templates/text"
)

// TenderFacts is what stands beside a tender's content on its page. A preview
// needs only the first five and Preview.
type TenderFacts struct {
	Lang      string
	Ref       string
	Buyer     string
	BuyerPage string        // address of its page, "" in a preview
	Status    tender.Status // as shown now
	Now       time.Time
	Preview   bool      // as bidders will see it, with nothing to press
	Deadline  time.Time // in force; the zero time takes the plan's
	Published time.Time
	Version   int
	Reason    string // why it was cancelled
	Notices   []TenderNotice
	Documents []TenderDocument
	Questions TenderQuestions
	Changes   []TenderChange // newest first
	Seal      TenderSeal
	Outcome   []Outcome // by lot, once the award is public
	Waiting   [2]string // the first and the last day of the waiting period, as stored; empty before there is one
	Start     *components.Link
	Follow    *FollowBox
	Old       *OldVersion // set when an earlier version is read
}

// OldVersion is a version that is read for the record.
type OldVersion struct {
	N         int
	Published string
	Hash      string // SHA-256 of the version as data
	Data      string // address of the version as data
}

// still tells whether there is nothing to press: the page is only read.
func (t Tender) still() bool { return t.Preview || t.Old != nil }

// TenderNotice is an official notice on the national platform.
type TenderNotice struct{ Code, ID, On string }

// TenderDocument is a file that belongs to the tender.
type TenderDocument struct {
	Title string
	Href  string // "" where it cannot be fetched, as in a preview
	About string // "PDF, 240 kB, added 3 November 2026"
}

// TenderQuestions is what was asked about the tender and answered.
type TenderQuestions struct {
	Answered int
	Latest   []components.ListRow
}

// TenderChange is an amendment in words.
type TenderChange struct {
	When   string
	Reason string
	What   []string
	Before string // address of the version that it replaced
}

// TenderSeal says how bids are sealed, and what was fixed when they closed.
type TenderSeal struct {
	Scheme      string
	PublicKey   string
	ClosingRoot string
	Opened      time.Time
	Bids        int // lodged; known to everybody only from the opening on
}

// Outcome is who is awarded a lot.
type Outcome struct {
	Lot      string
	Supplier string
	Value    string
	Contract *components.Link // once it is signed
	Ended    string           // why the lot ends without a contract
}

// FollowBox offers mail about a tender, or to end it. Strangers sign in first.
type FollowBox struct {
	SignIn    string // address, for a stranger
	Action    string // address of the form
	Following bool
}

// Tender is a tender as everybody reads it. Make it with TenderOf.
type Tender struct {
	TenderFacts
	Title      string
	Summary    string
	Tag        string
	Colour     string
	Kicker     string
	Close      components.Deadline
	Glance     []components.Summary
	Need       []string
	Plan       []components.Moment
	Scores     []TenderScore
	Ties       []string
	Asked      components.Table
	Full       []TenderQuestion
	Conditions []components.Summary
	Lots       []TenderLot
	Ask        string // how and until when to ask
	CanAsk     bool
}

// TenderScore is how the bids for some lots are scored.
type TenderScore struct {
	ID       string
	Title    string // of the lot, "" when all lots share it
	Weights  chart.Weights
	Equation string // "" without a price criterion
	Words    string
	Minimums []string
}

// TenderQuestion is one question in full.
type TenderQuestion struct {
	ID    string
	Title string
	Lines []string
	Rules []string // what is asked of the answer
	Scale components.Table
}

// TenderLot is a part of the tender that is awarded by itself.
type TenderLot struct {
	Title  string
	About  []components.Summary
	Prices components.Table
}

// TenderView is the page of a tender.
type TenderView struct {
	layout.View
	Tender Tender
}

// TenderOf makes the page's words and tables out of a tender's content. The
// public page and the buyer's preview share it, so that a preview shows what
// bidders will see and nothing else.
func TenderOf(c tender.Content, f TenderFacts) Tender {
	if f.Deadline.IsZero() && len(c.Stages) > 0 {
		f.Deadline = c.Stages[0].Deadline
	}
	t := Tender{TenderFacts: f, Title: c.Title, Summary: c.Summary, Need: paragraphs(c.Need)}
	t.Tag, t.Colour = TenderTag(f.Lang, f.Status)
	if f.Old != nil {
		t.Tag, t.Colour = text.Say(f.Lang, "Version {n}", "n", strconv.Itoa(f.Old.N)), "grey"
	}
	t.Kicker = text.Say(f.Lang, "Tender {ref}, {buyer}", "ref", f.Ref, "buyer", f.Buyer)
	t.Close = t.deadline()
	t.Glance = t.glance(c)
	t.Plan = t.plan(c)
	t.Scores, t.Ties = t.scores(c), t.ties(c)
	t.Asked, t.Full = t.asked(c), t.full(c)
	t.Conditions = t.conditions(c)
	t.Lots = t.lots(c)
	t.Ask, t.CanAsk = t.asking(c)
	return t
}

// TenderTag is a tender's status as a tag: its words and its colour.
func TenderTag(lang string, s tender.Status) (words, colour string) {
	switch s {
	case tender.Draft, tender.InternalReview, tender.Approved:
		return text.Say(lang, "Not published"), "grey"
	case tender.Open:
		return text.Say(lang, "Open"), "green"
	case tender.Closed, tender.Opening, tender.Evaluation, tender.AwardRecommended, tender.AwardApproved, tender.SummariesIssued:
		return text.Say(lang, "Being decided"), "blue"
	case tender.Standstill:
		return text.Say(lang, "Waiting period"), "blue"
	case tender.Suspended:
		return text.Say(lang, "Suspended"), "yellow"
	case tender.ReadyToSign, tender.Concluded:
		return text.Say(lang, "Decided"), "grey"
	case tender.Cancelled, tender.Withdrawn:
		return text.Say(lang, "Cancelled"), "red"
	}
	return text.Capital(s.Words()), "grey"
}

// paragraphs splits what somebody typed at its empty lines.
func paragraphs(typed string) []string {
	var all []string
	for _, p := range strings.Split(strings.ReplaceAll(typed, "\r\n", "\n"), "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			all = append(all, p)
		}
	}
	return all
}

func (t Tender) deadline() components.Deadline {
	switch {
	case t.Deadline.IsZero():
		return components.Deadline{Line: text.Say(t.Lang, "The closing day is not set yet")}
	case t.Old != nil:
		return components.Deadline{Line: text.Say(t.Lang, "Closes {when}", "when", text.When(t.Deadline)), Note: text.Say(t.Lang, "As this version said.")}
	case t.Status == tender.Cancelled:
		return components.Deadline{Line: text.Say(t.Lang, "Cancelled"), Note: text.Say(t.Lang, "Bids that were sent stay sealed: nobody reads them.")}
	case !t.Preview && !t.Now.Before(t.Deadline):
		return components.Deadline{
			Line: text.Say(t.Lang, "Closed {when}", "when", text.When(t.Deadline)), Away: text.Say(t.Lang, "That was {ago}.", "ago", text.Until(t.Now, t.Deadline)),
			Note: text.Say(t.Lang, "No bid can be added or changed any more."),
		}
	}
	d := components.Deadline{
		Line: text.Say(t.Lang, "Closes {when}", "when", text.When(t.Deadline)), Away: text.Say(t.Lang, "That is {away}.", "away", text.Until(t.Now, t.Deadline)),
		Note: text.Say(t.Lang, "A bid counts when all of it has arrived before {clock}. From {clock} on the system refuses bids, not a person.", "clock", text.Clock(t.Deadline)),
	}
	if !t.Preview {
		d.Calendar = "/tenders/" + t.Ref + "/deadline.ics"
	}
	return d
}

// Stands says in a sentence where a published tender stands, for those who did
// not follow it; "" while it is open.
func (t Tender) Stands() string {
	switch t.Status {
	case tender.Closed:
		return text.Say(t.Lang, "Bids are closed and still sealed. Two officers open them together.")
	case tender.Opening:
		return text.Say(t.Lang, "Two officers are opening the bids.")
	case tender.Evaluation:
		return text.Say(t.Lang, "The bids are being scored. Each is scored by people who do not see its price.")
	case tender.AwardRecommended, tender.AwardApproved:
		return text.Say(t.Lang, "The scores are agreed. The decision is being approved.")
	case tender.SummariesIssued:
		return text.Say(t.Lang, "Every bidder was told the result. The award notice follows.")
	case tender.Standstill:
		return text.Say(t.Lang, "The award was announced. The contract is not signed before the waiting period (standstill) has ended.")
	case tender.Suspended:
		return text.Say(t.Lang, "The award was questioned. Nothing is signed until that is settled.")
	case tender.ReadyToSign:
		return text.Say(t.Lang, "The contract can be signed now.")
	case tender.Concluded:
		return text.Say(t.Lang, "This tender is decided.")
	}
	return ""
}

func (t Tender) glance(c tender.Content) []components.Summary {
	rows := []components.Summary{
		{Key: text.Say(t.Lang, "Value"), Lines: t.value(c)},
		{Key: text.Say(t.Lang, "Where"), Lines: t.where(c)},
		{Key: text.Say(t.Lang, "Contract"), Lines: t.term(c.Term)},
	}
	if len(c.CPV) > 0 {
		var lines []string
		for _, code := range c.CPV {
			lines = append(lines, strings.TrimSpace(code.Title+" ("+code.Code+")"))
		}
		rows = append(rows, components.Summary{Key: text.Say(t.Lang, "Subject"), Lines: lines})
	}
	rows = append(rows, components.Summary{Key: text.Say(t.Lang, "Who can bid"), Value: t.who(c)})
	if words := howBought(t.Lang, c); words != "" {
		rows = append(rows, components.Summary{Key: text.Say(t.Lang, "How it is bought"), Value: words})
	}
	return append(rows, components.Summary{Key: text.Say(t.Lang, "If you are not chosen"), Value: text.Say(t.Lang, "You get your scores, the reasons, and the winner’s scores, all on one day")})
}

func (t Tender) who(c tender.Content) string {
	if len(c.Conditions) > 0 {
		return text.Say(t.Lang, "Any organisation that meets the conditions below. Partnerships welcome")
	}
	return text.Say(t.Lang, "Any organisation. Partnerships welcome")
}

// vatRates are the rates of VAT in basis points.
var vatRates = map[string]int{"standard": 2000, "reduced": 500}

func (t Tender) value(c tender.Content) []string {
	if !c.Budget.Published || c.Budget.NetPence <= 0 {
		return []string{text.Say(t.Lang, "The buyer has not published a value")}
	}
	lines := []string{t.withVAT(c.Budget.NetPence, c.Budget.VAT)}
	if c.Budget.OptionsPence > 0 {
		lines = append(lines, text.Say(t.Lang, "Up to {pounds} more, without VAT, if every option is taken", "pounds", text.Pounds(c.Budget.OptionsPence)))
	}
	if c.Budget.Note != "" {
		lines = append(lines, c.Budget.Note)
	}
	return lines
}

func (t Tender) withVAT(net int64, vat string) string {
	pounds := text.Pounds(net)
	if rate, ok := vatRates[vat]; ok {
		if tax, err := money.VAT(money.Pence(net), rate); err == nil {
			gross := text.Pounds(net + int64(tax))
			return text.Say(t.Lang, "{net} without VAT, {gross} with VAT at {rate}", "net", pounds, "gross", gross, "rate", text.Percent(rate))
		}
	}
	if vat == "exempt" || vat == "zero" {
		return text.Say(t.Lang, "{net}, no VAT is charged", "net", pounds)
	}
	return text.Say(t.Lang, "{net} without VAT", "net", pounds)
}

func (t Tender) where(c tender.Content) []string {
	var names []string
	for _, a := range c.Areas {
		if a.Name != "" {
			names = append(names, a.Name)
		} else {
			names = append(names, a.Code)
		}
	}
	lines := []string{text.List(names)}
	if len(names) == 0 {
		lines = []string{text.Say(t.Lang, "Not said yet")}
	}
	if n := len(c.Lots); n > 1 {
		lines = append(lines, text.Say(t.Lang, "In {n} parts (lots). Bid for one or for several", "n", strconv.Itoa(n)))
	}
	return lines
}

func (t Tender) term(p tender.Term) []string {
	if p.Start == "" || p.End == "" {
		return []string{text.Say(t.Lang, "Not said yet")}
	}
	start, end := text.Day(p.Start), text.Day(p.End)
	lines := []string{text.Say(t.Lang, "{start} to {end}", "start", start, "end", end)}
	if p.MaxEnd != "" && p.MaxEnd != p.End {
		lines = append(lines, text.Say(t.Lang, "It may be extended until {end}", "end", text.Day(p.MaxEnd)))
	}
	if p.Options != "" {
		lines = append(lines, p.Options)
	}
	return lines
}

func regimeOf(c tender.Content) regime.Regime {
	if c.Regime.Overruled != "" {
		return regime.Regime(c.Regime.Overruled)
	}
	return regime.Regime(c.Regime.Decided)
}

func howBought(lang string, c tender.Content) string {
	rules := regimeOf(c).Words()
	if rules == "" {
		return ""
	}
	if stages := strconv.Itoa(len(c.Stages)); len(c.Stages) > 1 {
		return text.Say(lang, "Competition in {n} stages: {rules}", "n", stages, "rules", rules)
	}
	return text.Say(lang, "Open competition: {rules}", "rules", rules)
}

// dated is a moment of the plan that can be put in order.
type dated struct {
	at time.Time
	m  components.Moment
}

// plan is what happens when. What has passed is marked, and now stands between.
func (t Tender) plan(c tender.Content) []components.Moment {
	all := t.dates(c)
	if t.still() {
		return moments(all, time.Time{}, nil)
	}
	var now *components.Moment
	switch {
	case t.Status == tender.Open:
		now = &components.Moment{When: text.Date(t.Now), Text: text.Say(t.Lang, "Open for bids. {answers}", "answers", answersOf(t.Lang, t.Questions.Answered)), Now: true}
	case t.Status == tender.Cancelled, t.Status == tender.Concluded:
	default:
		now = &components.Moment{When: text.Date(t.Now), Text: t.Stands(), Now: true}
	}
	if t.Status == tender.Cancelled {
		var past []dated
		for _, d := range all {
			if d.at.Before(t.Now) {
				past = append(past, d)
			}
		}
		return append(moments(past, t.Now, nil), components.Moment{When: text.Say(t.Lang, "Ended"), Text: text.Say(t.Lang, "Cancelled by the buyer"), Now: true})
	}
	return moments(all, t.Now, now)
}

func answersOf(lang string, n int) string {
	switch n {
	case 0:
		return text.Say(lang, "No question answered yet")
	case 1:
		return text.Say(lang, "1 question answered")
	}
	return text.Say(lang, "{n} questions answered", "n", text.Number(n))
}

// moments puts the dates in order, with now where it belongs.
func moments(all []dated, at time.Time, now *components.Moment) []components.Moment {
	sort.SliceStable(all, func(i, j int) bool { return all[i].at.Before(all[j].at) })
	var list []components.Moment
	for _, d := range all {
		if now != nil && d.at.After(at) {
			list = append(list, *now)
			now = nil
		}
		d.m.Done = !at.IsZero() && !d.at.After(at)
		list = append(list, d.m)
	}
	if now != nil {
		list = append(list, *now)
	}
	return list
}

func (t Tender) dates(c tender.Content) []dated {
	var all []dated
	add := func(at time.Time, when, what string) {
		if !at.IsZero() {
			all = append(all, dated{at, components.Moment{When: when, Text: what}})
		}
	}
	to := func(at time.Time) string { return text.Date(at) + ", " + text.Clock(at) }
	published := t.Published
	if published.IsZero() {
		published = c.Timetable.Publish
	}
	add(published, text.Date(published), text.Say(t.Lang, "Published on the national platform, then here"))
	add(c.Timetable.QuestionsClose, to(c.Timetable.QuestionsClose), text.Say(t.Lang, "Last moment to ask a question"))
	add(c.Timetable.AnswersBy, text.Date(c.Timetable.AnswersBy), text.Say(t.Lang, "Last answers published"))
	for i, s := range c.Stages {
		at, what := s.Deadline, text.Say(t.Lang, "Bids close. Two officers open them together")
		if i == 0 {
			at = t.Deadline
		} else {
			what = text.Say(t.Lang, "{stage} closes", "stage", s.Name)
		}
		add(at, to(at), what)
	}
	add(t.Seal.Opened, to(t.Seal.Opened), text.Say(t.Lang, "Bids opened"))
	all = append(all, t.deciding(c)...)
	if day, err := calendar.ParseDate(c.Term.Start); err == nil {
		add(day.At(0, 0), day.Words(), text.Say(t.Lang, "The contract starts"))
	}
	return all
}

// deciding are the decision and the waiting period: as planned, until they are
// known.
func (t Tender) deciding(c tender.Content) []dated {
	if last, err := calendar.ParseDate(t.Waiting[1]); err == nil {
		from, to := text.Day(t.Waiting[0]), text.Day(t.Waiting[1])
		return []dated{{last.At(23, 59), components.Moment{When: text.Say(t.Lang, "{first} to {last}", "first", from, "last", to), Text: text.Say(t.Lang, "Waiting period (standstill)")}}}
	}
	by, err := calendar.ParseDate(c.Timetable.DecisionBy)
	if err != nil || t.Status == tender.SummariesIssued || t.Status.ShowsAward() {
		return nil
	}
	all := []dated{{by.At(23, 59), components.Moment{When: text.Say(t.Lang, "By {day}", "day", by.Words()), Text: text.Say(t.Lang, "Everyone told, with reasons")}}}
	wait := components.Moment{When: text.Say(t.Lang, "8 working days"), Text: text.Say(t.Lang, "Waiting period (standstill), before anything is signed")}
	switch {
	case regimeOf(c) == regime.PublicContract:
	case c.VoluntaryStandstill:
		wait.Text = text.Say(t.Lang, "Waiting period (standstill), offered by choice")
	default:
		return all
	}
	return append(all, dated{by.Add(1).At(0, 0), wait})
}

// scores gives one tree for all lots, and one for each lot that has its own.
func (t Tender) scores(c tender.Content) []TenderScore {
	var all []TenderScore
	shared := len(c.Lots) == 0
	for _, l := range c.Lots {
		shared = shared || len(l.Criteria) == 0
	}
	if shared && len(c.Criteria) > 0 {
		all = append(all, t.score("w", "", c.Criteria))
	}
	for _, l := range c.Lots {
		if len(l.Criteria) > 0 {
			all = append(all, t.score("w-"+l.ID, lotName(t.Lang, l), l.Criteria))
		}
	}
	return all
}

func lotName(lang string, l tender.Lot) string {
	if l.Title == "" {
		return text.Say(lang, "Part (lot) {id}", "id", l.ID)
	}
	return text.Say(lang, "Part (lot) {id}: {title}", "id", l.ID, "title", l.Title)
}

func (t Tender) score(id, title string, criteria []tender.Criterion) TenderScore {
	s := TenderScore{ID: id, Title: title, Weights: chart.Weights{ID: id, About: text.Say(t.Lang, "How the 100 points are shared"), Finding: text.Say(t.Lang, "Price is not scored: quality alone decides")}}
	noted := false
	for _, cr := range criteria {
		noted = noted || cr.Description != ""
	}
	if noted {
		s.Weights.NoteHead = text.Say(t.Lang, "What it looks at")
	}
	for _, cr := range criteria {
		s.Weights.Items = append(s.Weights.Items, chart.Weight{Name: cr.Name, Points: float64(cr.WeightBP) / 100, Text: points(cr.WeightBP), Note: cr.Description})
		if cr.MinimumPercent != "" {
			s.Minimums = append(s.Minimums, text.Say(t.Lang, "A bid needs at least {percent}% of the points for {criterion}. Below that it is not considered further.", "percent", cr.MinimumPercent, "criterion", cr.Name))
		}
		if cr.Kind != "price" {
			continue
		}
		s.Weights.Finding = text.Say(t.Lang, "Price is {n} of the 100 points", "n", points(cr.WeightBP))
		if equation, err := scoring.Equation(cr.Formula, cr.WeightBP); err == nil {
			s.Equation = equation
		}
		for _, f := range scoring.Formulas() {
			if f.ID == cr.Formula {
				s.Words = text.Say(t.Lang, f.Words)
			}
		}
	}
	return s
}

// points writes basis points as points of a hundred: 2,550 is 25.5.
func points(bp int) string { return strings.TrimSuffix(text.Percent(bp), "%") }

func (t Tender) ties(c tender.Content) []string {
	var all []string
	for _, rule := range c.Ties {
		switch id, isCriterion := strings.CutPrefix(rule, "criterion:"); {
		case isCriterion:
			all = append(all, text.Say(t.Lang, "the bid with more points for {criterion}", "criterion", criterionName(c, id)))
		case rule == "lowest_price":
			all = append(all, text.Say(t.Lang, "the lower price"))
		case rule == "lot_drawn":
			all = append(all, text.Say(t.Lang, "a lot drawn before witnesses"))
		default:
			all = append(all, rule)
		}
	}
	return all
}

func criterionName(c tender.Content, id string) string {
	for _, cr := range c.Criteria {
		if cr.ID == id {
			return cr.Name
		}
	}
	for _, l := range c.Lots {
		for _, cr := range l.Criteria {
			if cr.ID == id {
				return cr.Name
			}
		}
	}
	return id
}

// worth is the points that a question can earn, of a hundred, in basis points:
// its share of the criterion's weight, half a point upwards.
func worth(c tender.Content, q tender.Question) (bp int, scored bool) {
	lot := ""
	if len(q.Lots) > 0 {
		lot = q.Lots[0]
	}
	for _, cr := range append(tender.CriteriaOf(c, lot), allCriteria(c)...) {
		if cr.ID == q.Criterion {
			return (cr.WeightBP*q.WeightBP + 5000) / 10_000, true
		}
	}
	return 0, false
}

func allCriteria(c tender.Content) []tender.Criterion {
	all := append([]tender.Criterion(nil), c.Criteria...)
	for _, l := range c.Lots {
		all = append(all, l.Criteria...)
	}
	return all
}

// asked lists the questions with what they are worth and how long answers may be.
func (t Tender) asked(c tender.Content) components.Table {
	table := components.Table{ID: "asked-c", Caption: text.Say(t.Lang, "Questions, points and word limits"), Hidden: true, Small: true, Columns: []components.Column{
		{Text: text.Say(t.Lang, "Question")}, {Text: text.Say(t.Lang, "Points"), Numeric: true}, {Text: text.Say(t.Lang, "Words"), Numeric: true},
	}}
	for i, q := range c.Questions {
		worthIt, words := "–", "–"
		if bp, ok := worth(c, q); ok && q.Kind == "scored" {
			worthIt = points(bp)
		} else if q.Kind == "pass_fail" {
			worthIt = text.Say(t.Lang, "pass or fail")
		}
		if q.WordLimit > 0 {
			words = text.Number(q.WordLimit)
		}
		name := strconv.Itoa(i+1) + ". " + q.Title
		if len(q.Lots) > 0 {
			name += " (" + lotsOf(t.Lang, q.Lots) + ")"
		}
		table.Rows = append(table.Rows, components.Row{Cells: []components.Cell{{Text: name}, {Text: worthIt}, {Text: words}}})
	}
	for _, cr := range c.Criteria {
		if cr.Kind == "price" {
			what := text.Say(t.Lang, "Price")
			if len(c.Lots) > 1 {
				what = text.Say(t.Lang, "Price for each part (lot) you bid for")
			}
			name := strconv.Itoa(len(table.Rows)+1) + ". " + what
			table.Rows = append(table.Rows, components.Row{Cells: []components.Cell{{Text: name}, {Text: points(cr.WeightBP)}, {Text: text.Say(t.Lang, "form")}}})
		}
	}
	return table
}

func lotsOf(lang string, lots []string) string {
	if len(lots) == 1 {
		return text.Say(lang, "part (lot) {id}", "id", lots[0])
	}
	return text.Say(lang, "parts (lots) {ids}", "ids", text.List(lots))
}

func (t Tender) full(c tender.Content) []TenderQuestion {
	var all []TenderQuestion
	for i, q := range c.Questions {
		one := TenderQuestion{ID: "question-" + q.Key, Title: strconv.Itoa(i+1) + ". " + q.Title, Lines: paragraphs(q.Text), Rules: t.rules(c, q)}
		one.Lines = append(one.Lines, paragraphs(q.Guidance)...)
		if len(q.Scale) > 0 {
			one.Scale = components.Table{ID: "scale-" + q.Key, Caption: text.Say(t.Lang, "What each score means: {question}", "question", q.Title), Hidden: true, Small: true, Columns: []components.Column{
				{Text: text.Say(t.Lang, "Score"), Numeric: true}, {Text: text.Say(t.Lang, "What it means")},
			}}
			for _, d := range q.Scale {
				means := d.Words
				if d.Label != "" {
					means = d.Label + ": " + d.Words
				}
				one.Scale.Rows = append(one.Scale.Rows, components.Row{Cells: []components.Cell{{Text: strconv.Itoa(d.Score)}, {Text: means}}})
			}
		}
		all = append(all, one)
	}
	return all
}

// rules says what is asked of an answer, and what it is worth.
func (t Tender) rules(c tender.Content, q tender.Question) []string {
	var all []string
	switch q.Kind {
	case "scored":
		if bp, ok := worth(c, q); ok {
			n, criterion := points(bp), criterionName(c, q.Criterion)
			all = append(all, text.Say(t.Lang, "Up to {n} of the 100 points, for {criterion}. Scored 0 to {max}", "n", n, "criterion", criterion, "max", strconv.Itoa(q.Max)))
		}
		if q.Minimum > 0 {
			all = append(all, text.Say(t.Lang, "A score below {min} means that the bid is not considered further", "min", strconv.Itoa(q.Minimum)))
		}
	case "pass_fail":
		all = append(all, text.Say(t.Lang, "Pass or fail. It passes when: {when}", "when", q.PassWhen))
	default:
		all = append(all, text.Say(t.Lang, "For information. It is not scored"))
	}
	if q.WordLimit > 0 {
		all = append(all, text.Say(t.Lang, "At most {n} words", "n", text.Number(q.WordLimit)))
	}
	if q.Files {
		all = append(all, text.Say(t.Lang, "Files can be attached"))
	}
	if q.Commitments {
		all = append(all, text.Say(t.Lang, "Answer with what you promise. It goes into the contract, word for word"))
	}
	if len(q.Lots) > 0 {
		all = append(all, text.Capital(text.Say(t.Lang, "only for {lots}", "lots", lotsOf(t.Lang, q.Lots))))
	}
	return all
}

func conditionName(lang, kind string) string {
	switch kind {
	case "insurance":
		return text.Say(lang, "Insurance")
	case "safeguarding":
		return text.Say(lang, "Safeguarding")
	case "registration":
		return text.Say(lang, "Registration")
	case "exclusion":
		return text.Say(lang, "Exclusion grounds")
	case "share_code":
		return text.Say(lang, "Share code")
	}
	return text.Say(lang, "Condition")
}

func (t Tender) conditions(c tender.Content) []components.Summary {
	var rows []components.Summary
	for _, one := range c.Conditions {
		lines := []string{one.Text}
		if one.AmountPence > 0 {
			lines = append(lines, text.Say(t.Lang, "Cover of at least {pounds}", "pounds", text.Pounds(one.AmountPence)))
		}
		if one.Expires {
			lines = append(lines, text.Say(t.Lang, "You give the day on which it ends"))
		}
		rows = append(rows, components.Summary{Key: conditionName(t.Lang, one.Kind), Lines: lines})
	}
	return rows
}

func (t Tender) lots(c tender.Content) []TenderLot {
	var all []TenderLot
	for _, l := range c.Lots {
		one := TenderLot{Title: lotName(t.Lang, l)}
		if len(c.Lots) == 1 {
			one.Title = ""
		}
		for _, p := range paragraphs(l.Description) {
			one.About = append(one.About, components.Summary{Key: text.Say(t.Lang, "What"), Value: p})
		}
		if l.NetPence > 0 && c.Budget.Published && len(c.Lots) > 1 {
			one.About = append(one.About, components.Summary{Key: text.Say(t.Lang, "Value"), Value: t.withVAT(l.NetPence, c.Budget.VAT)})
		}
		if l.Term != nil {
			one.About = append(one.About, components.Summary{Key: text.Say(t.Lang, "Contract"), Lines: t.term(*l.Term)})
		}
		one.Prices = t.prices(l)
		all = append(all, one)
	}
	return all
}

func (t Tender) prices(l tender.Lot) components.Table {
	table := components.Table{ID: "prices-" + l.ID, Caption: text.Say(t.Lang, "Price schedule of {lot}", "lot", lotName(t.Lang, l)), Hidden: true, Small: true, Columns: []components.Column{
		{Text: text.Say(t.Lang, "What you price")}, {Text: text.Say(t.Lang, "Quantity"), Numeric: true}, {Text: text.Say(t.Lang, "Unit")},
	}}
	for _, p := range l.Prices {
		what := p.Description
		if p.Option {
			what = text.Say(t.Lang, "{what} (option, counted in the price)", "what", what)
		}
		table.Rows = append(table.Rows, components.Row{Cells: []components.Cell{{Text: what, Note: p.Ref}, {Text: quantity(p.QuantityMilli)}, {Text: p.Unit}}})
	}
	return table
}

// quantity writes thousandths of a unit: 10,000 or 500.5.
func quantity(milli int64) string {
	whole, part, fraction := strings.Cut(money.Milli(milli).String(), ".")
	if n, err := strconv.Atoi(whole); err == nil {
		whole = text.Number(n)
	}
	if fraction {
		return whole + "." + part
	}
	return whole
}

// NoticeName says what kind of official notice a code is.
func NoticeName(lang, code string) string {
	switch code {
	case "UK4":
		return text.Say(lang, "Tender notice (UK4)")
	case "UK6":
		return text.Say(lang, "Award notice (UK6)")
	case "UK7":
		return text.Say(lang, "Contract details notice (UK7)")
	case "UK12":
		return text.Say(lang, "Termination notice (UK12)")
	}
	return code
}

func (t Tender) asking(c tender.Content) (words string, open bool) {
	until := c.Timetable.QuestionsClose
	if until.IsZero() {
		return text.Say(t.Lang, "Ask privately. The answer is published for everyone; who asked is not."), false
	}
	if !t.still() && (!t.Now.Before(until) || t.Status != tender.Open) {
		return text.Say(t.Lang, "Questions closed on {when}. The answers stay here for everyone.", "when", text.When(until)), false
	}
	return text.Say(t.Lang, "Ask privately. The answer is published for everyone; who asked is not. Questions close on {when}.", "when", text.When(until)), !t.still()
}

func (t Tender) lotsTitle() string {
	if len(t.Lots) > 1 {
		return text.Say(t.Lang, "Parts (lots) and what you will price")
	}
	return text.Say(t.Lang, "What you will price")
}

// bids says how many bids came in. It is called only after the opening.
func (t Tender) bids() string {
	switch t.Seal.Bids {
	case 0:
		return text.Say(t.Lang, "No bids came in.")
	case 1:
		return text.Say(t.Lang, "1 bid came in.")
	}
	return text.Say(t.Lang, "{n} bids came in.", "n", text.Number(t.Seal.Bids))
}

func itoa(n int) string { return strconv.Itoa(n) }
