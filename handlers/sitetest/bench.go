package sitetest

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/bid"
	"hundredweight/models/calendar"
	"hundredweight/models/commissioning"
	"hundredweight/models/store"
	"hundredweight/models/tender"
)

// Bench is a buyer with everybody that a tender needs, and three providers, on
// a site: for tests of pages that begin where bids have been lodged.
type Bench struct {
	t    testing.TB
	Site *Site
	Org  account.OrganisationID // of the buyer, whose address is harrowick

	Author, Approver, Opener1, Opener2, Eval1, Eval2, Chair, Awards, Auditor account.PersonID
	Providers                                                                [3]BenchProvider
}

// BenchProvider is a provider with somebody who signs for it.
type BenchProvider struct {
	Org    account.OrganisationID
	Name   string
	Signer account.PersonID
}

// NewBench makes it.
func NewBench(t testing.TB, s *Site) *Bench {
	t.Helper()
	c := &Bench{t: t, Site: s}
	c.Org = c.organisation("harrowick", "Harrowick Borough Council", "buyer")
	member := func(name string, perms ...account.Permission) account.PersonID {
		id := s.Person(t, name, false)
		s.Join(t, id, c.Org, perms...)
		return id
	}
	c.Author, c.Approver, c.Auditor = member("Ada Author", account.Author), member("Amir Approver", account.Approve), member("Aud Auditor", account.Audit)
	c.Opener1, c.Opener2 = member("Ola Opener", account.OpenBids), member("Owen Opener", account.OpenBids)
	c.Eval1, c.Eval2 = member("Eva One", account.Evaluate), member("Evan Two", account.Evaluate)
	c.Chair, c.Awards = member("Mo Moderator", account.Moderate), member("Asha Award", account.AwardRight)
	for i, name := range []string{"Brackenside Co-operative", "Homeward Northmere CIC", "Ninefold Community Trust"} {
		slug := strings.ToLower(strings.Fields(name)[0])
		c.Providers[i] = BenchProvider{Org: c.organisation(slug, name, "provider"), Name: name, Signer: s.Person(t, "Sig "+name, false)}
		s.Join(t, c.Providers[i].Signer, c.Providers[i].Org, account.Contribute, account.Sign)
	}
	return c
}

func (c *Bench) organisation(slug, name, kind string) (id account.OrganisationID) {
	c.t.Helper()
	c.Site.write(c.t, "organisation.made", slug, func(tx *store.Tx) (err error) {
		at := store.At(c.Site.Clock.Now())
		id, err = tx.AddOrganisation(store.Organisation{Slug: slug, Name: name, Kind: kind, AuthorityClass: "sub_central", Status: "verified", VerifiedAt: at, CreatedAt: at})
		return err
	})
	return id
}

func (c *Bench) fine(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

// Actor gives a person as they are signed in.
func (c *Bench) Actor(id account.PersonID) account.Actor {
	c.t.Helper()
	a, err := c.Site.DB.Reader().Read(c.t.Context()).Actor(id)
	c.fine(err)
	a.SignedInAt = c.Site.Clock.Now()
	if len(a.Memberships) > 0 {
		a.ActingFor = a.Memberships[0].Organisation
	}
	return a
}

// BenchTender is a complete small tender of one lot and three scored questions.
func BenchTender(now time.Time) tender.Content {
	scale := []tender.Descriptor{{Score: 5, Label: "Full", Words: "Complete, specific, and shown to work in a place like this"}, {Score: 4, Label: "Good", Words: "Complete and specific, with some evidence"}, {Score: 3, Label: "Fair", Words: "Covers the main points, some detail missing"}, {Score: 2, Label: "Weak", Words: "Gaps that would affect people"}, {Score: 1, Label: "Poor", Words: "Little that answers the question"}, {Score: 0, Label: "None", Words: "No answer"}}
	return tender.Content{
		Title: "Home from hospital support", Summary: "Help for people on their first days at home.", Need: "About 900 people a year.", Category: "services",
		CPV: []tender.CPV{{Code: "79411000", Title: "General management consultancy services"}}, Areas: []tender.Area{{Code: "E08000033", Name: "Calderdale"}},
		Budget: tender.Budget{NetPence: 300_000_00, VAT: "standard", Published: true}, Term: tender.Term{Start: "2027-04-05", End: "2030-04-04"},
		Lots:     []tender.Lot{{ID: "1", Title: "Home from hospital", Prices: []tender.PriceLine{{Ref: "A1", Description: "Person supported", Unit: "person", QuantityMilli: 900_000}, {Ref: "A2", Description: "Night visit", Unit: "visit", QuantityMilli: 500_500}}}},
		Stages:   []tender.Stage{{Seq: 1, Kind: "tender", Name: "Tender", Deadline: calendar.On(now.AddDate(0, 0, 30)).At(12, 0)}},
		Criteria: []tender.Criterion{{ID: "quality", Name: "Quality", Kind: "scored", WeightBP: 5000}, {ID: "added", Name: "Added value", Kind: "scored", WeightBP: 2000, MinimumPercent: "20"}, {ID: "price", Name: "Price", Kind: "price", WeightBP: 3000, Formula: "relative_to_lowest"}},
		Questions: []tender.Question{
			{Key: "q1", Stage: 1, Kind: "scored", Criterion: "quality", WeightBP: 6000, Title: "The first 72 hours at home", Text: "How will you make sure the first 72 hours at home are safe and settled?", WordLimit: 400, Required: true, Max: 5, Scale: scale},
			{Key: "q2", Stage: 1, Kind: "scored", Criterion: "quality", WeightBP: 4000, Title: "Staff and volunteers", Text: "Who does the work, and who covers for them?", WordLimit: 400, Required: true, Files: true, Max: 5, Scale: scale},
			{Key: "q3", Stage: 1, Kind: "scored", Criterion: "added", WeightBP: 10000, Title: "Added value", Text: "What else will change?", WordLimit: 300, Required: true, Commitments: true, Max: 5, Scale: scale},
		},
		Conditions: []tender.Condition{{Key: "c1", Stage: 1, Kind: "insurance", Text: "Public liability insurance of £5m", Expires: true}},
		Ties:       []string{"criterion:quality", "lowest_price"},
		KPIs:       []tender.KPI{{Title: "On time", Measure: "Visits on the day of discharge", Target: "95%", Every: "quarter"}},
		Timetable:  tender.Timetable{QuestionsClose: now.AddDate(0, 0, 15), AnswersBy: now.AddDate(0, 0, 20), DecisionBy: "2027-01-29"},
		LotsReason: "One team serves the whole area.", SocialValueNote: "Considered local jobs and isolation.", ConflictsAssessed: "No conflicts found; reviewed with the panel.", VoluntaryStandstill: true,
	}
}

// Published makes an open tender; change may be nil.
func (c *Bench) Published(change func(*tender.Content)) string {
	c.t.Helper()
	ctx, steps, author := c.t.Context(), c.Site.Steps, c.Actor(c.Author)
	content := BenchTender(c.Site.Clock.Now())
	if change != nil {
		change(&content)
	}
	o, err := c.Site.DB.Reader().Read(ctx).OrganisationByID(c.Org)
	c.fine(err)
	c.fine(commissioning.SetRegime(&content, o, c.Site.Clock.Now(), "", ""))
	ref, err := steps.StartTender(ctx, author, c.Org, content)
	c.fine(err)
	for role, people := range map[account.Role][]account.PersonID{
		account.RoleApprover: {c.Approver}, account.RoleOpener: {c.Opener1, c.Opener2}, account.RoleEvaluator: {c.Eval1, c.Eval2},
		account.RoleModerator: {c.Chair}, account.RoleAwardApprover: {c.Awards},
	} {
		for _, p := range people {
			c.fine(steps.AppointPerson(ctx, author, ref, p, role))
		}
	}
	c.fine(steps.SubmitTender(ctx, author, ref))
	c.fine(steps.ApproveTender(ctx, c.Actor(c.Approver), ref))
	c.fine(steps.MarkPublished(ctx, author, ref, "083563-2026", calendar.On(c.Site.Clock.Now())))
	return ref
}

// Lodged lodges a complete bid of a provider for every lot, at a price for a
// person supported.
func (c *Bench) Lodged(tenderRef string, i int, price string) string {
	c.t.Helper()
	ctx, steps, p := c.t.Context(), c.Site.Steps, c.Providers[i]
	by := c.Actor(p.Signer)
	ref, err := steps.StartBid(ctx, by, p.Org, tenderRef)
	c.fine(err)
	save := commissioning.Save{Org: p.Org, Bid: ref, Received: c.Site.Clock.Now()}
	for key, a := range map[string]bid.Answer{
		"q1": {Text: "We meet each person on the ward the day before they leave.\n\nA named worker stays for the first two hours. Answer of " + p.Name + "."},
		"q2": {Text: "Twelve staff and forty volunteers, with a rota for evenings."}, "q3": {Text: "More company for people who live alone."},
		"c1": {Choice: "yes", Expires: "2027-12-31"},
	} {
		a.Key, a.Completed = key, true
		_, err := steps.SaveAnswer(ctx, by, save, 0, a)
		c.fine(err)
	}
	_, err = steps.SaveCommitments(ctx, by, save, 0, []bid.Commitment{{Ref: "p1", Question: "q3", Outcome: "People meet others every week", Who: "Older people who live alone", Quantity: "120", Unit: "people", By: "2028-03-31", Evidence: "Attendance sheet"}})
	c.fine(err)
	v, err := steps.Bid(ctx, by, p.Org, ref)
	c.fine(err)
	var lots []string
	for _, l := range v.Content.Lots {
		lots = append(lots, l.ID)
	}
	if len(lots) > 1 {
		_, err := steps.ChooseLots(ctx, by, save, lots)
		c.fine(err)
	}
	for _, lot := range lots {
		_, _, err = steps.SealPrice(ctx, by, save, lot, map[string]string{"A1": price, "A2": "20.00"})
		c.fine(err)
	}
	saved, err := steps.Declare(ctx, by, save)
	c.fine(err)
	if saved.Receipt == "" {
		c.t.Fatalf("not sent: %+v", saved.Waiting)
	}
	return ref
}

// Drained closes a tender at its deadline and writes its closing root.
func (c *Bench) Drained(ref string) {
	c.t.Helper()
	t, err := c.Site.DB.Reader().Read(c.t.Context()).TenderByRef(ref)
	c.fine(err)
	c.Site.Clock.Set(t.ClosesAt.Time)
	c.fine(c.Site.Steps.CloseTender(c.t.Context(), ref))
	c.Site.Clock.Add(commissioning.DrainTime)
	c.fine(c.Site.Steps.DrainTender(c.t.Context(), ref))
}

// Declared declares no interest for people.
func (c *Bench) Declared(ref string, people ...account.PersonID) {
	c.t.Helper()
	for _, p := range people {
		c.fine(c.Site.Steps.DeclareInterest(c.t.Context(), c.Actor(p), ref, false, ""))
	}
}

// Opened opens the bids of a tender; officers, evaluators and moderator have
// declared before and after.
func (c *Bench) Opened(ref string) {
	c.t.Helper()
	all := []account.PersonID{c.Opener1, c.Opener2, c.Eval1, c.Eval2, c.Chair}
	c.Declared(ref, all...)
	c.Drained(ref)
	c.fine(c.Site.Steps.StartOpening(c.t.Context(), c.Actor(c.Opener1), ref))
	c.fine(c.Site.Steps.JoinOpening(c.t.Context(), c.Actor(c.Opener2), ref))
	c.Declared(ref, all...)
}

// BenchReason is a reason that says something.
const BenchReason = "Four checks at home and three early visits are specific and timed. Readmission figures are given with a fair caution."

// Scored lets both evaluators score every answer of every bid and submit: the
// first gives marks[bid], the second one less.
func (c *Bench) Scored(ref string, marks map[string]int) {
	c.t.Helper()
	ctx := c.t.Context()
	for i, who := range []account.PersonID{c.Eval1, c.Eval2} {
		by := c.Actor(who)
		v, err := c.Site.Steps.Panel(ctx, by, ref)
		c.fine(err)
		for _, b := range v.Bids {
			for _, q := range v.ToScore(b) {
				c.fine(c.Site.Steps.ScoreAnswer(ctx, by, ref, commissioning.Scoring{Bid: b.Ref, Question: q.Key, Score: max(0, marks[b.Ref]-i), Reason: BenchReason}))
			}
		}
		c.fine(c.Site.Steps.SubmitScores(ctx, by, ref))
	}
}

// Ranked agrees on marks[bid] for every answer, locks, and opens the prices.
func (c *Bench) Ranked(ref string, marks map[string]int) {
	c.t.Helper()
	ctx, steps, chair := c.t.Context(), c.Site.Steps, c.Actor(c.Chair)
	v, err := steps.Panel(ctx, chair, ref)
	c.fine(err)
	for _, b := range v.Bids {
		for _, q := range v.ToScore(b) {
			c.fine(steps.AgreeScore(ctx, chair, ref, commissioning.Agreement{Bid: b.Ref, Question: q.Key, Score: marks[b.Ref], Reason: BenchReason}))
		}
	}
	c.fine(steps.LockScores(ctx, chair, ref))
	c.fine(steps.StartPrices(ctx, c.Actor(c.Opener1), ref))
	c.fine(steps.JoinPrices(ctx, c.Actor(c.Opener2), ref))
}

// Get opens a page as a person.
func (c *Bench) Get(who account.PersonID, path string) (int, string) {
	c.t.Helper()
	return c.ask(who, http.MethodGet, path, nil)
}

// Post sends a form as a person, and gives where it leads in place of the body
// when it was accepted.
func (c *Bench) Post(who account.PersonID, path string, form url.Values) (int, string) {
	c.t.Helper()
	return c.ask(who, http.MethodPost, path, form)
}

func (c *Bench) ask(who account.PersonID, method, path string, form url.Values) (int, string) {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.Site.URL+path, strings.NewReader(form.Encode()))
	c.fine(err)
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	resp, err := c.Site.SignedIn(c.t, who).Do(req)
	c.fine(err)
	body, err := io.ReadAll(resp.Body)
	c.fine(err)
	c.fine(resp.Body.Close())
	if resp.StatusCode == http.StatusSeeOther {
		return resp.StatusCode, resp.Header.Get("Location")
	}
	return resp.StatusCode, string(body)
}

// Must checks a status and what a page says; what begins with ! it must not say.
func (c *Bench) Must(what string, code, want int, body string, says ...string) {
	c.t.Helper()
	if code != want {
		c.t.Errorf("%s: %d, want %d\n%.1500s", what, code, want, body)
		return
	}
	for _, s := range says {
		not, negated := strings.CutPrefix(s, "!")
		if negated && strings.Contains(body, not) {
			c.t.Errorf("%s says %q", what, not)
		} else if !negated && !strings.Contains(body, s) {
			c.t.Errorf("%s does not say %q\n%.3000s", what, s, body)
		}
	}
}
