package demo

import (
	"fmt"
	"strconv"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/bid"
	"hundredweight/models/calendar"
	"hundredweight/models/commissioning"
	"hundredweight/models/tender"
)

// plan is one tender of the county: what it is and how far it has come.
type plan struct {
	stage    string // the key in demo.json
	far      int    // how far it has come
	template string
	title    string
	summary  string
	body     int   // of buyers
	areas    []int // of areas
	net      int64 // pence, without VAT and options
	started  int   // days ago
	open     int   // days ago of publication
	closes   int   // days ago of the deadline; negative for days from now
	bids     []offering
	ask      []asked
}

// How far a tender has come.
const (
	drafted = iota
	submitted
	approved
	published
	closed
	opened
	scored
	ranked
	decided
	waiting
	signed
	cancelled = -1
)

// offering is a bid that somebody makes.
type offering struct {
	firm   int      // of firms
	prices []string // unit prices, in the order of the schedule
	marks  []int    // what the panel agrees on, in the order of the scored questions
	left   bool     // left as a draft: two questions and the price are missing
}

// asked is a question before bids close.
type asked struct {
	firm             int
	question, answer string // an empty answer is still owed
}

// plans are the tenders, one at every stage.
var plans = []plan{
	{stage: "draft", far: drafted, template: "small-community-service", title: "Repair cafés in five villages", summary: "A repair café every month in five villages, run with the people who come.", areas: []int{0}, net: 48_000_00, started: 6},
	{stage: "waiting_for_approval", far: submitted, template: "advice-and-information", title: "Advice in libraries, east of the borough", summary: "Debt, benefits and housing advice in four libraries and by telephone.", areas: []int{0}, net: 420_000_00, started: 12, closes: -38},
	{stage: "approved", far: approved, template: "small-community-service", title: "A warm room and a hot drink, winter", summary: "Warm rooms with company in eight neighbourhoods, from January to March.", areas: []int{0}, net: 66_000_00, started: 15, closes: -24},
	{stage: "open", far: published, template: "community-meals", title: "Community meals and company at home", summary: "Hot midday meals and a word at the door for people who find it hard to shop or cook.", areas: []int{0, 1}, net: 1_240_000_00, started: 34, open: 13, closes: -17,
		bids: []offering{{firm: 1, prices: []string{"7.35", "0.60", "18.00", "2.10"}}, {firm: 3, prices: []string{"6.90", "0.85", "22.00", "2.45"}}, {firm: 0, left: true}},
		ask: []asked{
			{1, "May two kitchens share the work, with one organisation as lead?", "Yes. Name both in question 6, and say who answers for what. The lead signs the contract."},
			{3, "Are the 50,000 meals a year or for the whole contract?", "They are an estimate for one year, for comparing bids. They promise nothing."},
			{0, "Can drivers be shared with school transport outside meal times?", ""},
			{1, "Is the evening round limited to two hours?", ""},
		}},
	{stage: "open_elsewhere", far: published, template: "small-community-service", body: 1, title: "Gardens that bring people together", summary: "Three shared gardens, and people to run them who have somewhere else to be less often.", areas: []int{1}, net: 85_000_00, started: 21, open: 9, closes: -12, bids: []offering{{firm: 19, prices: []string{"81500"}}}},
	{stage: "sealed", far: closed, template: "small-community-service", title: "Counselling for young adults", summary: "Somebody to talk to within a week, for people between 18 and 25.", areas: []int{0}, net: 190_000_00, started: 62, open: 38, closes: 1,
		bids: []offering{{firm: 15, prices: []string{"171200"}}, {firm: 13, prices: []string{"182900"}}, {firm: 8, prices: []string{"164800"}}}},
	{stage: "scoring", far: opened, template: "small-community-service", title: "Breaks for carers", summary: "Regular breaks for people who look after somebody, with a worker they know.", areas: []int{0, 1}, net: 310_000_00, started: 70, open: 47, closes: 8,
		bids: []offering{{firm: 12, prices: []string{"286000"}, marks: []int{4, 5}}, {firm: 0, prices: []string{"271500"}, marks: []int{4, 3}}, {firm: 3, prices: []string{"259900"}, marks: []int{3, 2}}}},
	{stage: "moderation", far: scored, template: "advice-and-information", title: "Debt and benefits advice across Harrowick", summary: "Independent advice on debt, benefits and housing, face to face and by telephone.", areas: []int{0}, net: 760_000_00, started: 84, open: 60, closes: 16,
		bids: []offering{{firm: 8, prices: []string{"182000", "118", "9500", "120"}, marks: []int{5, 4, 4, 3, 4}}, {firm: 2, prices: []string{"176500", "131", "4000", "140"}, marks: []int{3, 3, 4, 3, 4}}, {firm: 12, prices: []string{"169000", "125", "0", "130"}, marks: []int{3, 3, 2, 3, 3}}}},
	{stage: "close_call", far: ranked, template: "small-community-service", title: "Key workers for people with a new tenancy", summary: "One person who stays with a new tenant until the home holds.", areas: []int{0}, net: 240_000_00, started: 90, open: 66, closes: 24,
		bids: []offering{{firm: 4, prices: []string{"235500"}, marks: []int{4, 4}}, {firm: 10, prices: []string{"189000"}, marks: []int{4, 3}}, {firm: 3, prices: []string{"214000"}, marks: []int{3, 2}}}},
	{stage: "explaining", far: decided, template: "small-community-service", title: "Holiday clubs with a hot lunch", summary: "Clubs with a hot lunch in the school holidays, in six neighbourhoods.", areas: []int{0}, net: 150_000_00, started: 96, open: 74, closes: 31,
		bids: []offering{{firm: 11, prices: []string{"141000"}, marks: []int{4, 4}}, {firm: 2, prices: []string{"133500"}, marks: []int{3, 3}}, {firm: 9, prices: []string{"146800"}, marks: []int{3, 2}}}},
	{stage: "standstill", far: waiting, template: "small-community-service", title: "Strength and balance classes", summary: "Classes that make a fall less likely, within a bus ride of everybody over sixty.", areas: []int{0}, net: 205_000_00, started: 110, open: 86, closes: 42,
		bids: []offering{{firm: 5, prices: []string{"188000"}, marks: []int{5, 4}}, {firm: 0, prices: []string{"179500"}, marks: []int{4, 3}}, {firm: 7, prices: []string{"196000"}, marks: []int{3, 3}}}},
	{stage: "contract", far: signed, template: "small-community-service", title: "Home from hospital", summary: "A person at the door on the day you come home, and visits for six weeks.", areas: []int{0, 1}, net: 390_000_00, started: 128, open: 112, closes: 78,
		bids: []offering{{firm: 0, prices: []string{"358000"}, marks: []int{5, 4}}, {firm: 3, prices: []string{"349900"}, marks: []int{3, 3}}, {firm: 12, prices: []string{"372000"}, marks: []int{4, 3}}}},
	{stage: "cancelled", far: cancelled, template: "small-community-service", body: 2, title: "Night-time drop-in on the coast", summary: "A place to go at night for people who are not safe where they are.", areas: []int{2}, net: 120_000_00, started: 60, open: 44, closes: 20,
		bids: []offering{{firm: 10, prices: []string{"117000"}}}},
}

// story adds what happened to every tender.
func (b *builder) story() {
	for i := range plans {
		b.tender(&plans[i], i)
	}
}

// run is a tender on its way: what later moments need of earlier ones.
type run struct {
	*plan
	ref      string
	bids     []string // references, in the order of the plan
	deadline time.Time
}

// deadline is the day on which bids close, and how many days ago that is: a
// day that the rules propose, at midday. One that is to lie behind us is never
// moved past today.
func (b *builder) deadline(daysAgo int) (at time.Time, closed int) {
	day := calendar.On(b.today.AddDate(0, 0, -daysAgo))
	at, err := calendar.Union().Propose(day)
	for daysAgo > 0 && err == nil && calendar.On(at) != day {
		day, daysAgo = day.Add(-1), daysAgo+1
		at, err = calendar.Union().Propose(day)
	}
	if err != nil {
		return time.Time{}, daysAgo // the draft is refused for want of a deadline
	}
	return at, daysAgo
}

func (b *builder) tender(p *plan, i int) {
	r := &run{plan: p, bids: make([]string, len(p.bids))}
	var closed int // days ago
	r.deadline, closed = b.deadline(p.closes)
	b.on(p.started, 9, i, p.title+": draft", func() error { return b.draft(r) })
	if p.far == drafted {
		return
	}
	b.on(p.started-2, 10, i, p.title+": sent for approval", func() error {
		return b.Steps.SubmitTender(b.ctx, b.by(r, "author"), r.ref)
	})
	if p.far == submitted {
		return
	}
	b.on(p.started-3, 14, i, p.title+": approved", func() error { return b.Steps.ApproveTender(b.ctx, b.by(r, "approver"), r.ref) })
	if p.far == approved {
		return
	}
	b.on(p.open, 9, 30+i, p.title+": published", func() error {
		number := fmt.Sprintf("%06d-%d", 91000+i*137, b.today.Year())
		return b.Steps.MarkPublished(b.ctx, b.by(r, "author"), r.ref, number, calendar.On(b.Clock.Now()))
	})
	for n, a := range p.ask {
		b.on(p.open-3-2*n, 15, n, p.title+": a question", func() error {
			f := b.firms[a.firm]
			_, err := b.Steps.AskQuestion(b.ctx, b.as(f.signer, f.id), r.ref, a.question)
			return err
		})
		if a.answer != "" {
			b.on(p.open-4-2*n, 16, n, p.title+": an answer", func() error {
				return b.Steps.AnswerQuestion(b.ctx, b.by(r, "author"), r.ref, n+1, a.question, a.answer)
			})
		}
	}
	for n := range p.bids {
		b.on(max(closed, 0)+5-n, 12, n, p.title+": a bid", func() error { return b.bid(r, n) })
	}
	if p.far == cancelled {
		b.on(closed-2, 11, 0, p.title+": cancelled", func() error {
			return b.Steps.CancelTender(b.ctx, b.by(r, "approver"), r.ref, "The building was sold before the contract could start. We will ask again when another is found.")
		})
		return
	}
	b.after(r, closed)
}

// by gives somebody of the buyer, as they are now.
func (b *builder) by(r *run, part string) account.Actor {
	body := b.bodies[r.body]
	return b.as(body.people[part], body.id)
}

// parts of a tender's people: part in the buyer → role on the tender.
var parts = []struct {
	part string
	role account.Role
}{
	{"approver", account.RoleApprover}, {"opener", account.RoleOpener}, {"second opener", account.RoleOpener},
	{"evaluator", account.RoleEvaluator}, {"second evaluator", account.RoleEvaluator}, {"third evaluator", account.RoleEvaluator},
	{"moderator", account.RoleModerator}, {"award approver", account.RoleAwardApprover}, {"contracts", account.RoleContractManager},
}

func (b *builder) draft(r *run) (err error) {
	body := b.bodies[r.body]
	c, err := b.content(r)
	if err != nil {
		return err
	}
	if r.ref, err = b.Steps.StartTender(b.ctx, b.by(r, "author"), body.id, c); err != nil {
		return err
	}
	b.tenders[r.stage] = r.ref
	b.county.Tenders = append(b.county.Tenders, Exhibit{Stage: r.stage, Title: r.title, Ref: r.ref, At: "/org/" + body.slug + "/tenders/" + r.ref, Public: r.far == cancelled || r.far >= published})
	if r.far == drafted {
		return nil
	}
	for _, p := range parts {
		person, ok := body.people[p.part]
		if !ok || person == body.people["author"] {
			continue
		}
		if err := b.Steps.AppointPerson(b.ctx, b.by(r, "author"), r.ref, person, p.role); err != nil {
			return fmt.Errorf("%s: %w", p.part, err)
		}
	}
	return nil
}

// content fills a template with what the county says.
func (b *builder) content(r *run) (tender.Content, error) {
	t, ok := tender.TemplateOf(r.template)
	if !ok {
		return tender.Content{}, fmt.Errorf("no template %q", r.template)
	}
	c := t.Content
	c.Title, c.Summary = r.title, r.summary
	c.Lots[0].Title = r.title
	for _, a := range r.areas {
		c.Areas = append(c.Areas, tender.Area{Code: areas[a][0], Name: areas[a][1]})
	}
	c.Budget = tender.Budget{NetPence: r.net, VAT: "exempt", Published: true}
	if r.far == drafted {
		return c, nil
	}
	c.Stages[0].Deadline = r.deadline
	end := calendar.On(r.deadline)
	c.Timetable = tender.Timetable{
		QuestionsClose: end.Add(-9).At(17, 0), AnswersBy: end.Add(-6).At(17, 0), DecisionBy: string(end.Add(40)),
	}
	start := end.Add(75)
	c.Term = tender.Term{Start: string(start), End: string(start.Add(3*365 - 1)), MaxEnd: string(start.Add(5*365 - 1)), Options: c.Term.Options}
	c.LotsReason = "One team serves the whole area: two would mean two first visits for the same person. Small organisations may bid together."
	c.SocialValueNote = "We considered local work, isolation and what stays when the contract ends, and asked people at three open afternoons what matters to them. What they said is in the questions under added value."
	c.ConflictsAssessed = "Everybody on the panel and every officer was asked. Nobody is a trustee, employee or relative of anybody at a likely bidder. We look again when the bidders are known."
	o, err := b.org(b.bodies[r.body].id)
	if err != nil {
		return c, err
	}
	return c, commissioning.SetRegime(&c, o, b.Clock.Now(), "", "")
}

// bid writes a bid and, unless it is left as a draft, lodges it.
func (b *builder) bid(r *run, n int) (err error) {
	o := r.plan.bids[n]
	f := b.firms[o.firm]
	writer, signer := b.as(f.writer, f.id), b.as(f.signer, f.id)
	if r.bids[n], err = b.Steps.StartBid(b.ctx, writer, f.id, r.ref); err != nil {
		return err
	}
	v, err := b.Steps.Bid(b.ctx, writer, f.id, r.bids[n])
	if err != nil {
		return err
	}
	save := commissioning.Save{Org: f.id, Bid: r.bids[n], Received: b.Clock.Now()}
	for i, q := range v.Content.Questions {
		if o.left && i > 2 {
			break
		}
		a := bid.Answer{Key: q.Key, Text: answer(firms[o.firm], q), Completed: !o.left || i < 2}
		if q.Kind == "pass_fail" {
			a.Choice = "yes"
		}
		if _, err := b.Steps.SaveAnswer(b.ctx, writer, save, 0, a); err != nil {
			return fmt.Errorf("%s: %w", q.Key, err)
		}
		if q.Commitments && !o.left {
			if _, err := b.Steps.SaveCommitments(b.ctx, writer, save, 0, promises(f, q, calendar.On(v.Stage.Deadline.Time).Add(400))); err != nil {
				return err
			}
		}
	}
	for _, c := range v.Content.Conditions {
		a := bid.Answer{Key: c.Key, Choice: "yes", Completed: true}
		if c.Expires {
			a.Expires = string(calendar.On(b.today).Add(420))
		}
		if _, err := b.Steps.SaveAnswer(b.ctx, writer, save, 0, a); err != nil {
			return fmt.Errorf("%s: %w", c.Key, err)
		}
	}
	if o.left {
		return nil
	}
	for _, l := range v.Content.Lots {
		typed := map[string]string{}
		for i, line := range l.Prices {
			typed[line.Ref] = o.prices[i]
		}
		if _, _, err := b.Steps.SealPrice(b.ctx, writer, save, l.ID, typed); err != nil {
			return err
		}
	}
	saved, err := b.Steps.Declare(b.ctx, signer, save)
	if err == nil && saved.Receipt == "" {
		err = fmt.Errorf("the bid of %s was not sent: %+v", firms[o.firm].name, saved.Waiting)
	}
	return err
}

// answer writes what a provider says to a question.
func answer(f firm, q tender.Question) string {
	if q.Kind == "information" {
		return f.signer + ", " + f.name + ", 01632 960 001."
	}
	return f.about + " For “" + lowerFirst(q.Title) + "” that means three things. First, the same small team from the first day to the last, who know the streets and are known in them: we name them in our plan and say who stands in for whom. " +
		"Second, we ask the people it is for before we start, after a month and every quarter, and change what does not work; last year that moved our first visits from the morning to the evening. " +
		"Third, we write down what we do as we do it, so that you can see at any time how many people were reached, how soon, and what they said. " +
		"We start in the places where we are already trusted, " + f.place + " first, and add the others within eight weeks. If somebody is ill, a second worker from the same team comes; if a van fails, we share one with our neighbours and have done so twice."
}

func lowerFirst(s string) string {
	if s == "" {
		return s
	}
	return string(s[0]|0x20) + s[1:]
}

// promises makes one claim of the provider specific, or offers places for volunteers.
func promises(f company, q tender.Question, by calendar.Date) []bid.Commitment {
	one := bid.Commitment{Ref: "p1", Question: q.Key, Outcome: "People who were helped now help others", Who: "People who use the service", Quantity: "12", Unit: "volunteers", By: string(by), Evidence: "Volunteer agreements and the sign-in book, counted every quarter", Extra: true}
	out := []bid.Commitment{one}
	if len(f.claims) > 0 {
		c := f.claims[0]
		out = append(out, bid.Commitment{Ref: "p2", Claim: c.Ref, Question: q.Key, Outcome: c.Outcome, Who: c.Who, Quantity: strconv.Itoa(24), Unit: c.UnitName(), By: string(by), Evidence: "Our own records, shown to you every quarter", Extra: true})
	}
	return out
}
