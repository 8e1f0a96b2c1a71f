package handlers_test

import (
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"hundredweight/handlers/browsertest"
	"hundredweight/handlers/sitetest"
	"hundredweight/models/account"
	"hundredweight/models/job"
	"hundredweight/models/sharedtest"
	"hundredweight/models/store"
	"hundredweight/models/store/storetest"
	"hundredweight/models/tender"
)

// walker is a person at the site, in a real browser or over plain HTTP.
type walker interface {
	Go(address string)
	Fill(name, value string)
	Files(name string, paths ...string)
	Press(words string)
	See(words ...string)
	Words() string
	Path() string
	Check()
	As(id account.PersonID)
}

// inBrowser makes a walker of a browser.
type inBrowser struct {
	*browsertest.Browser
	t testing.TB
	s *sitetest.Site
}

func (b inBrowser) As(id account.PersonID) {
	b.t.Helper()
	u, err := url.Parse(b.s.URL)
	if err != nil {
		b.t.Fatal(err)
	}
	b.Cookies(b.s.URL, b.s.SignedIn(b.t, id).Jar.Cookies(u))
}

// journey is the main path: from a published notice to a signed contract.
type journey struct {
	walker
	t      *testing.T
	s      *sitetest.Site
	notice string
	people map[string]account.PersonID
	firms  []string // slugs of the bidders
	bids   []string // their bids, by the same order
	ref    string
	at     string // of the tender in its buyer
}

// cast adds a buyer with one person for each part, and three bidders.
func (j *journey) cast() {
	buyer := j.s.Organisation(j.t, "buyer", "westhaven")
	j.people = map[string]account.PersonID{}
	for part, may := range map[string]account.Permission{
		"author": account.Author, "approver": account.Approve, "opener": account.OpenBids, "second": account.OpenBids, "evaluator": account.Evaluate,
		"other": account.Evaluate, "moderator": account.Moderate, "awarder": account.AwardRight, "manager": account.ManageTeam,
	} {
		j.people[part] = j.s.Person(j.t, "Wes "+strings.ToUpper(part[:1])+part[1:], false)
		j.s.Join(j.t, j.people[part], buyer, may)
	}
	j.firms = []string{"harbour", "kiln", "lantern"}
	for _, slug := range j.firms {
		org := j.s.Organisation(j.t, "provider", slug)
		j.people[slug] = j.s.Person(j.t, "Sig "+slug, false)
		j.s.Join(j.t, j.people[slug], org, account.Contribute, account.Sign)
	}
}

// to opens a page of the tender as somebody.
func (j *journey) to(part, page string) {
	j.t.Helper()
	j.As(j.people[part])
	j.Go(j.s.URL + j.at + page)
}

func (j *journey) day(name string, at time.Time) {
	j.t.Helper()
	j.Fill(name+"-day", fmt.Sprint(at.Day()))
	j.Fill(name+"-month", fmt.Sprint(int(at.Month())))
	j.Fill(name+"-year", fmt.Sprint(at.Year()))
}

// row reads the tender as it is stored.
func (j *journey) row() store.TenderRow {
	j.t.Helper()
	t, err := j.s.DB.Reader().Read(j.t.Context()).TenderByRef(j.ref)
	if err != nil {
		j.t.Fatal(err)
	}
	return t
}

func (j *journey) stands(want tender.Status) {
	j.t.Helper()
	if got := j.row().Status; got != want {
		j.t.Fatalf("the tender is %s, want %s; the page says:\n%s", got, want, j.Words())
	}
}

// tick does what is due.
func (j *journey) tick() {
	j.t.Helper()
	r := job.Runner{DB: j.s.DB, Steps: j.s.Steps, Log: slog.New(slog.DiscardHandler)}
	if _, err := r.Tick(j.t.Context()); err != nil {
		j.t.Fatal(err)
	}
}

// walk is the whole journey.
func (j *journey) walk() {
	j.cast()
	j.imported()
	j.drafted()
	j.published()
	for i := range j.firms {
		j.bidFrom(i)
	}
	j.opened()
	j.scored()
	j.awarded()
	j.signed()
}

// imported makes a draft of the notice and answers what the import asks.
func (j *journey) imported() {
	j.As(j.people["author"])
	j.Go(j.s.URL + "/org/westhaven/tenders/import")
	j.Check()
	j.Files("file", j.notice)
	j.Press("Make a draft")
	j.See("The notice is now a draft", "Nothing was guessed")
	j.Check()
	parts := strings.Split(j.Path(), "/")
	j.ref = parts[4]
	j.at = "/org/westhaven/tenders/" + j.ref
	j.See("weighs the price and does not say how price points are worked out", "has passed. When do bids close?", "Which rules does your tender follow?")
	j.to("author", "/check")
	j.See("missing before it can be approved")
	j.to("author", "/open")
	j.Fill("answer-1", "relative_to_lowest")
	j.Fill("answer-2", "2027-01-05T12:00:00Z")
	j.Fill("answer-3", "2027-04-01")
	j.Fill("answer-4", "notice:public_contract")
	j.Press("Save and continue")
}

// drafted fills what the notice does not hold.
func (j *journey) drafted() {
	j.to("author", "/questions/new")
	j.Check()
	j.Fill("title", "Making it work and last")
	j.Fill("text", "How will you make an interactive that thousands of hands use every day, and mend it?")
	j.Fill("criterion", "quality")
	j.Press("Save question")
	j.Check()
	j.to("author", "/criteria")
	j.Check()
	j.Fill("weight-1", "25")
	j.Press("Save weights")
	j.See("Weights must add up to 100. Yours add up to 95")
	j.Check()
	j.Fill("weight-1", "30")
	j.Fill("tie-1", "criterion:quality")
	j.Fill("tie-2", "lowest_price")
	j.Press("Save weights")
	for lot := 1; lot <= 5; lot++ {
		j.to("author", fmt.Sprintf("/prices/%d/paste", lot))
		if lot == 1 {
			j.Check()
		}
		j.Fill("lines", "A1\tDesign and making\tsum\t1\nA2\tDay of repair\tday\t12.5")
		j.Press("Save these lines")
	}
	j.to("author", "/prices")
	j.Check()
	j.to("author", "/timetable")
	j.Check()
	j.Press("Save timetable")
	j.to("author", "/records")
	j.Check()
	j.Fill("social_value_note", "Considered apprentices, access and the museum’s neighbours.")
	j.Fill("conflicts", "Everybody was asked. No conflict was found.")
	j.Press("Save and continue")
	j.to("author", "/panel")
	j.Check()
	j.appoint("approver", account.RoleApprover, "Approver")
	j.appoint("opener", account.RoleOpener, "Opening officers")
	j.appoint("second", account.RoleOpener, "Opening officers")
	j.appoint("evaluator", account.RoleEvaluator, "Evaluators")
	j.appoint("other", account.RoleEvaluator, "Evaluators")
	j.appoint("moderator", account.RoleModerator, "Moderator")
	j.appoint("awarder", account.RoleAwardApprover, "Award approver")
	j.to("author", "/preview")
	j.See("Preview", "Making it work and last")
	j.Check()
	j.to("author", "/check")
	j.Check()
	j.Press("Hand over for approval")
	j.stands(tender.InternalReview)
}

// appoint gives somebody a part on the panel's page.
func (j *journey) appoint(part string, role account.Role, words string) {
	j.t.Helper()
	j.to("author", "/panel")
	j.Fill("person-"+string(role), j.membership(part))
	j.Press("Appoint: " + words)
}

// membership gives the key by which the panel's page names a member.
func (j *journey) membership(part string) string {
	j.t.Helper()
	q := j.s.DB.Reader().Read(j.t.Context())
	o, err := q.OrganisationBySlug("westhaven")
	if err != nil {
		j.t.Fatal(err)
	}
	members, err := q.Members(o.ID)
	if err != nil {
		j.t.Fatal(err)
	}
	i := slices.IndexFunc(members, func(m store.Member) bool { return m.Person == j.people[part] })
	return fmt.Sprint(members[i].Membership)
}

// published lets somebody else approve, and records the official notice first.
func (j *journey) published() {
	j.to("author", "/approval")
	j.to("approver", "/approval")
	j.Check()
	j.Fill("decision", "approve")
	j.Fill("read", "yes")
	j.Press("Save decision")
	j.stands(tender.Approved)
	j.As(j.people["harbour"])
	j.Go(j.s.URL + "/tenders/" + j.ref)
	j.See("not found")
	j.to("author", "/publication")
	j.Check()
	j.Fill("notice", "083563-2026")
	j.day("published", j.s.Clock.Now())
	j.Fill("sure", "yes")
	j.Press("Mark as published")
	j.stands(tender.Open)
	j.Go(j.s.URL + "/tenders/" + j.ref)
	j.See("Closes", "083563-2026", "30 × lowest eligible price ÷ this price")
	j.Check()
}

// prices of the three bidders, for each lot.
var journeyPrices = [][2]string{{"41000", "410"}, {"38500.50", "395"}, {"36000", "520.25"}}

// bidFrom writes and lodges a bid for the first two lots.
func (j *journey) bidFrom(i int) {
	slug := j.firms[i]
	look := func() {
		if i == 0 {
			j.Check()
		}
	}
	j.As(j.people[slug])
	j.Go(j.s.URL + "/tenders/" + j.ref + "/bid")
	look()
	j.Fill("lots", "1")
	j.Fill("lots", "2")
	j.Press("Start your bid")
	parts := strings.Split(j.Path(), "/")
	bid := parts[4]
	j.bids = append(j.bids, bid)
	at := j.s.URL + "/org/" + slug + "/bids/" + bid
	look()
	j.Go(at + "/questions/q1")
	look()
	j.Fill("answer", strings.Repeat("We build it of steel and oak, and come within two days. ", 12))
	j.Fill("done", "yes")
	j.Press("Save and continue")
	for _, lot := range []string{"1", "2"} {
		j.Go(at + "/prices/" + lot)
		look()
		j.Fill("price-"+lot+"-A1", journeyPrices[i][0])
		j.Fill("price-"+lot+"-A2", journeyPrices[i][1])
		j.Press("Save and seal these prices")
		look()
	}
	j.Go(at + "/check")
	look()
	if strings.Contains(j.Words(), journeyPrices[i][1]) {
		j.t.Errorf("the check page shows a sealed price")
	}
	j.Go(at + "/declaration")
	look()
	j.Fill("agree", "yes")
	j.Press("Submit bid")
	j.See("Bid received", "Entry in the public log")
	look()
	if slug == j.firms[2] {
		j.Go(at + "/questions/q1")
		j.Fill("answer", strings.Repeat("We build it of ash and brass, and come the next day. ", 12))
		j.Press("Save and continue")
		j.Go(at)
		j.See("Version 2")
	}
}

// opened closes the tender, and lets two officers open it.
func (j *journey) opened() {
	team := []string{"author", "approver", "opener", "second", "evaluator", "other", "moderator", "awarder"}
	for _, part := range team {
		j.declare(part)
	}
	j.to("opener", "/opening")
	j.Check()
	j.s.Clock.Set(j.row().ClosesAt.Time)
	j.tick()
	j.s.Clock.Add(2 * time.Minute)
	j.tick()
	j.stands(tender.Closed)
	j.to("opener", "/opening")
	j.Check()
	j.Press("Start the opening")
	j.to("second", "/opening")
	j.Check()
	j.Press("Join and open the bids")
	j.stands(tender.Evaluation)
	j.See("Harbour", "Kiln", "Lantern")
	j.Check()
	for _, part := range team {
		j.declare(part)
	}
}

func (j *journey) declare(part string) {
	j.t.Helper()
	j.As(j.people[part])
	j.Go(j.s.URL + "/desk/" + j.ref + "/declaration")
	if part == "evaluator" {
		j.Check()
	}
	j.Fill("interest", "no")
	j.Press("Declare")
}

// scored lets two evaluators score alone, and the panel agree.
func (j *journey) scored() {
	scores := map[string]map[string]string{"evaluator": {"harbour": "4", "kiln": "3", "lantern": "3"}, "other": {"harbour": "4", "kiln": "4", "lantern": "1"}}
	for _, part := range []string{"evaluator", "other"} {
		j.As(j.people[part])
		j.Go(j.s.URL + "/desk")
		j.Check()
		for i, slug := range j.firms {
			j.Go(j.s.URL + "/desk/" + j.ref + "/bids/" + j.bids[i] + "/questions/q1")
			for _, price := range []string{journeyPrices[i][0], journeyPrices[i][1]} {
				if strings.Contains(j.Words(), price) {
					j.t.Errorf("an evaluator sees the price %s", price)
				}
			}
			j.Fill("score", scores[part][slug])
			j.Fill("reason", "The answer says what is built of what, who comes and how soon, and gives one figure from an earlier year.")
			if i == 0 {
				j.Check()
			}
			j.Press("Save and next bid")
		}
		j.Go(j.s.URL + "/desk/" + j.ref)
		j.Check()
		j.Go(j.s.URL + "/desk/" + j.ref + "/submission")
		j.Check()
		j.Press("Submit your scores")
	}
	j.to("moderator", "/moderation")
	j.Check()
	for i, score := range []string{"4", "4", "2"} {
		j.to("moderator", "/moderation/q1/"+j.bids[i])
		if i == 0 {
			j.Check()
		}
		j.Fill("agreed", score)
		j.Fill("reason", "The panel found the build convincing and the promise of repair clear, with figures for one year only.")
		j.Press("Agree score")
	}
	j.to("moderator", "/moderation")
	j.Check()
	j.Press("Lock scores")
	j.to("opener", "/prices-opening")
	j.Check()
	j.Press("Open prices")
	j.to("second", "/prices-opening")
	j.Press("Join and open prices")
	j.to("moderator", "/comparison")
	j.See("30 × lowest eligible price ÷ this price")
	j.Check()
}

// awarded recommends, approves, tells and announces.
func (j *journey) awarded() {
	for _, lot := range []string{"3", "4", "5"} { // nobody bid for them
		j.to("author", "/award/ending")
		if lot == "3" {
			j.Check()
		}
		j.Fill("how", "end")
		j.Fill("lot", lot)
		j.Fill("reason", "Nobody bid for this part. It will be asked for again next year.")
		j.Press("Record this")
	}
	j.to("moderator", "/award")
	j.Check()
	for _, lot := range []string{"1", "2"} {
		j.Fill("reason-"+lot, "First on the published criteria, and every condition is met.")
	}
	j.Fill("checked", "yes")
	j.Press("Recommend award")
	j.stands(tender.AwardRecommended)
	j.to("awarder", "/award")
	j.Check()
	j.Fill("checked", "yes")
	j.Press("Approve award")
	j.stands(tender.AwardApproved)
	j.to("author", "/summaries")
	j.Check()
	j.Press("Send assessment summaries")
	j.stands(tender.SummariesIssued)
	j.As(j.people["lantern"])
	j.Go(j.s.URL + "/org/lantern/bids/" + j.bids[2] + "/feedback")
	j.See("You were not chosen this time")
	j.Check()
}

// signed announces the award, waits, signs, and reads the contract.
func (j *journey) signed() {
	j.to("author", "/notice")
	j.Check()
	j.Fill("notice", "097001-2027")
	j.day("published", j.s.Clock.Now())
	j.Press("Mark as published")
	j.stands(tender.Standstill)
	j.to("author", "/standstill")
	j.See("8")
	j.Check()
	j.to("awarder", "/signature")
	j.See("You cannot record a signature before")
	j.Check()
	period, ok, err := j.s.DB.Reader().Read(j.t.Context()).StandstillOf(j.row().ID)
	if err != nil || !ok {
		j.t.Fatalf("no waiting period: %v", err)
	}
	last, err := time.Parse(time.DateOnly, period.LastDay)
	if err != nil {
		j.t.Fatal(err)
	}
	j.s.Clock.Set(last.AddDate(0, 0, 1).Add(9 * time.Hour))
	j.tick()
	j.stands(tender.ReadyToSign)
	for _, lot := range []string{"1", "2"} {
		j.to("awarder", "/signature")
		if lot == "1" {
			j.Check()
		}
		j.Fill("lot", lot)
		j.day("signed", j.s.Clock.Now())
		j.day("starts", j.s.Clock.Now().AddDate(0, 2, 0))
		j.day("ends", j.s.Clock.Now().AddDate(2, 2, 0))
		j.Fill("checked", "yes")
		j.Press("Record signature")
	}
	j.stands(tender.Concluded)
	contracts, err := j.s.DB.Reader().Read(j.t.Context()).ContractsOf(j.row().ID)
	if err != nil || len(contracts) != 2 {
		j.t.Fatalf("%d contracts, %v", len(contracts), err)
	}
	j.Go(j.s.URL + "/contracts/" + contracts[0].Ref)
	j.See("Kiln", "£43,438")
	j.Check()
	j.As(j.people["awarder"])
	j.Go(j.s.URL + "/org/westhaven/contracts/" + contracts[0].Ref)
	j.See("Kiln")
	j.Check()
	j.Go(j.s.URL + "/tenders/" + j.ref)
	j.See("Kiln")
	j.Check()
}

// fiveLots is the published notice that the journey begins with.
const fiveLots = "ocds-uk/find-a-tender/fts-083563-2026-UK4-five-lots.json"

func noticeFile(t *testing.T) string {
	t.Helper()
	path := sharedtest.Path(t, fiveLots)
	if _, err := os.Stat(path); err != nil {
		t.Fatal(err)
	}
	return filepath.Clean(path)
}

func TestFromAPublishedNoticeToASignedContract(t *testing.T) {
	notice := noticeFile(t)
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		(&journey{walker: s.NewWalk(t), t: t, s: s, notice: notice}).walk()
	})
}

func TestBrowserFromAPublishedNoticeToASignedContract(t *testing.T) {
	notice := noticeFile(t)
	t.Run("with script on SQLite", func(t *testing.T) {
		b := browsertest.Open(t)
		clock := storetest.NewClock()
		s := sitetest.New(t, storetest.SQLite(t, clock), clock)
		(&journey{walker: inBrowser{b, t, s}, t: t, s: s, notice: notice}).walk()
	})
	t.Run("without script on PostgreSQL", func(t *testing.T) {
		b := browsertest.Open(t)
		clock := storetest.NewClock()
		s := sitetest.New(t, storetest.Postgres(t, clock), clock)
		b.Script(false)
		(&journey{walker: inBrowser{b, t, s}, t: t, s: s, notice: notice}).walk()
	})
}
