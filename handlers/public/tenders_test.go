package public_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"hundredweight/handlers/sitetest"
	"hundredweight/models/calendar"
	"hundredweight/models/commissioning"
	"hundredweight/models/tender"
)

// ask sends a request as a browser would and gives the answer with its words.
func ask(t *testing.T, s *sitetest.Site, c *http.Client, method, path string, form url.Values) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	resp, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(b)
}

// words gives what can be read on a page.
func words(t *testing.T, page string) string {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(doc.Find("main, .govuk-main-wrapper").First().Text()), " ")
}

// shows fails unless a stranger's page says all of it and nothing of not.
func shows(t *testing.T, s *sitetest.Site, path string, says, not []string) string {
	t.Helper()
	status, page := fetch(t, s, path)
	if status != http.StatusOK {
		t.Fatalf("%s: %d", path, status)
	}
	read := words(t, page)
	for _, w := range says {
		if !strings.Contains(read, w) {
			t.Errorf("%s does not say %q:\n%s", path, w, read)
		}
	}
	for _, w := range not {
		if strings.Contains(page, w) {
			t.Errorf("%s says %q", path, w)
		}
	}
	return page
}

func TestATenderSaysAllThatABidderNeeds(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		c := s.County(t, "north")
		ref := c.Published(t)
		page := shows(t, s, "/tenders/"+ref, []string{
			"Open Tender " + ref + ", Harrowick Borough Council", "Community meals and company at home",
			"Closes Wednesday 23 December 2026 at 12 midday", "in 30 days", "before 12 midday",
			"£1,550,000 without VAT, £1,860,000 with VAT at 20%", "Harrowick and Elmsfold", "Open competition: light touch contract",
			"Price is 30 of the 100 points", "Price points = 30 × lowest eligible price ÷ this price", "the bid with more points for Meals and care people can rely on, the lower price and a lot drawn before witnesses",
			"1. Meals people look forward to", "42", "500", "Cover of at least £5,000,000", "Visit of half an hour", "500.5",
			"The tender’s public key (scheme host/1)", "age1", "Tender notice (UK4) ", "10,000", "the official notice counts", "Questions close on Tuesday 8 December 2026 at 5pm",
		}, []string{"bids came in", "Who was chosen", "No conflicts found", "Considered local jobs"})
		if strings.Contains(page, "What has changed") {
			t.Error("a first version has changes")
		}
		for _, next := range []string{"/tenders/" + ref + "/bid", "/sign-in?next=/tenders/" + ref, "/tenders/" + ref + "/deadline.ics", "/tenders/" + ref + "/history"} {
			if !strings.Contains(page, `href="`+next) {
				t.Errorf("nothing leads to %s", next)
			}
		}
	})
}

func TestABidIsStartedOnceAndFoundAgain(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		c := s.County(t, "north")
		ref := c.Published(t)
		at := "/tenders/" + ref
		bidder, buyer, nobody := s.SignedIn(t, c.Signer.Person), s.SignedIn(t, c.Eval1.Person), s.SignedIn(t, s.Person(t, "Nora New", false))
		for who, want := range map[*http.Client]string{bidder: "Start your bid", nobody: "Start your bid", buyer: "", s.Stranger(t): "Start your bid"} {
			_, page := ask(t, s, who, http.MethodGet, at, nil)
			if got := strings.Contains(page, "Start your bid"); got != (want != "") {
				t.Errorf("starting is offered: %v, want %q", got, want)
			}
		}
		b, err := s.Steps.StartBid(t.Context(), c.Signer, c.Provider, ref)
		if err != nil {
			t.Fatal(err)
		}
		if _, page := ask(t, s, bidder, http.MethodGet, at, nil); !strings.Contains(page, `href="/org/`+c.ProviderSlug+`/bids/`+b+`"`) || strings.Contains(page, "Start your bid") {
			t.Error("the bid that was started is not found again")
		}
		if _, page := ask(t, s, buyer, http.MethodGet, at, nil); strings.Contains(page, b) {
			t.Error("the buyer reads that there is a bid")
		}
	})
}

func TestADraftIsMissingForEverybody(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		c := s.County(t, "north")
		ref := c.Approved(t)
		for _, path := range []string{"", "/questions", "/history", "/versions/1", "/versions/1/data.json", "/deadline.ics"} {
			for who, client := range map[string]*http.Client{"a stranger": s.Stranger(t), "its author": s.SignedIn(t, c.Author.Person), "a bidder": s.SignedIn(t, c.Signer.Person)} {
				if resp, body := ask(t, s, client, http.MethodGet, "/tenders/"+ref+path, nil); resp.StatusCode != http.StatusNotFound || strings.Contains(body, "Community meals") {
					t.Errorf("%s reads %s of a draft: %d", who, path, resp.StatusCode)
				}
			}
		}
		shows(t, s, "/tenders", []string{"No tender was published here yet"}, []string{ref})
		shows(t, s, "/", []string{"No tender is open for bids today"}, []string{ref})
		if resp, _ := ask(t, s, s.SignedIn(t, c.Signer.Person), http.MethodPost, "/tenders/"+ref+"/questions", url.Values{"question": {"Where?"}}); resp.StatusCode != http.StatusNotFound {
			t.Errorf("a draft was asked about: %d", resp.StatusCode)
		}
	})
}

func TestABuyersValueStaysTheBuyers(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		ref := s.County(t, "north").Published(t, func(c *tender.Content) { c.Budget.Published = false })
		kept := []string{"1,550,000", "155000000", "1,860,000", "186000000", "516,666"}
		for _, path := range []string{"/tenders/" + ref, "/tenders", "/tenders?value=4", "/tenders/" + ref + "/versions/1", "/tenders/" + ref + "/versions/1/data.json"} {
			_, page := fetch(t, s, path)
			for _, k := range kept {
				if strings.Contains(page, k) {
					t.Errorf("%s says %s", path, k)
				}
			}
		}
		shows(t, s, "/tenders?value=4", []string{"0 tenders match", "No tender matches all of this"}, []string{ref})
	})
}

func TestTheListIsNarrowedByItsAddress(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		c := s.County(t, "north")
		meals := c.Published(t)
		roads := c.Published(t, func(c *tender.Content) {
			c.Title, c.Summary, c.Need = "Mending roads", "Potholes in two towns.", "Roads."
			c.CPV = []tender.CPV{{Code: "85312300"}}
			c.Areas = []tender.Area{{Code: "E08000035", Name: "Skerrow Coast"}}
			c.Budget.NetPence, c.Budget.OptionsPence = 600_000_00, 0
			c.Stages[0].Deadline = c.Stages[0].Deadline.AddDate(0, 0, -10)
			c.Timetable.AnswersBy = c.Stages[0].Deadline.AddDate(0, 0, -2)
		})
		page := shows(t, s, "/tenders", []string{"2 tenders, 2 open for bids", "Mending roads", "Harrowick Borough Council · Skerrow Coast · £600,000 without VAT", "Health and social work services (2)", "Skerrow Coast (1)", "Closes in 20 days,"}, nil)
		if strings.Index(page, "/tenders/"+roads) > strings.Index(page, "/tenders/"+meals) {
			t.Error("what closes sooner does not come first")
		}
		page = shows(t, s, "/tenders?q=potholes&where=E08000035&sort=best", []string{"1 tender matches", "“potholes” Remove", "Skerrow Coast Remove", "Best match"}, []string{meals})
		if !strings.Contains(page, `href="/tenders?sort=best&amp;where=E08000035"`) && !strings.Contains(page, `href="/tenders?where=E08000035"`) {
			t.Error("the words cannot be taken away")
		}
		shows(t, s, "/tenders?closing=7", []string{"0 tenders match", "check the spelling"}, []string{meals})
		for _, odd := range []string{"/tenders?status=draft&theme=00&where=nowhere&closing=-1&value=99&sort=price", "/tenders?q=%22%20OR%20*%20)", "/tenders?q=" + strings.Repeat("a", 3000), "/tenders?q=&where="} {
			if status, _ := fetch(t, s, odd); status != http.StatusOK {
				t.Errorf("%.80s: %d", odd, status)
			}
		}
		for _, gone := range []string{"/tenders?after=cwt-1999-0001", "/tenders/cwt-1999-0001", "/tenders/x", "/tenders/" + meals + "/versions/2", "/tenders/" + meals + "/versions/0", "/tenders/" + meals + "/versions/-1", "/tenders/" + meals + "/versions/99999999999999999999"} {
			if status, _ := fetch(t, s, gone); status != http.StatusNotFound {
				t.Errorf("%s: %d", gone, status)
			}
		}
		s.Clock.Set(s.Clock.Now().AddDate(0, 0, 20)) // the roads' deadline, to the second
		shows(t, s, "/tenders?status=open", []string{"1 tender matches", "Community meals"}, []string{roads})
		shows(t, s, "/tenders?status=deciding", []string{"1 tender matches", "Mending roads", "Being decided"}, []string{"/tenders/" + meals})
		shows(t, s, "/tenders/"+roads, []string{"Closed Sunday 13 December 2026 at 12 midday", "No bid can be added or changed any more"}, []string{"Start your bid", "deadline.ics"})
	})
}

func TestTheListGoesOnPageByPage(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		c := s.County(t, "north")
		for i := range 27 {
			c.Published(t, func(c *tender.Content) { c.Title = fmt.Sprintf("Tender number %d", i) })
		}
		page := shows(t, s, "/tenders", []string{"27 tenders, 27 open for bids", "Tender number 24", "More tenders"}, []string{"Tender number 25"})
		doc, err := goquery.NewDocumentFromReader(strings.NewReader(page))
		if err != nil {
			t.Fatal(err)
		}
		next := doc.Find(".govuk-pagination__next a").AttrOr("href", "")
		shows(t, s, next, []string{"27 tenders", "Tender number 25", "Tender number 26", "Back to the first page"}, []string{"Tender number 24"})
	})
}

func TestTheDeadlineGoesIntoACalendar(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		ref := s.County(t, "north").Published(t, func(c *tender.Content) {
			c.Title = "Meals; hot, and\nlots of them, for everybody in every town of the county"
		})
		resp, body := ask(t, s, s.Stranger(t), http.MethodGet, "/tenders/"+ref+"/deadline.ics", nil)
		if resp.StatusCode != http.StatusOK || resp.Header.Get("Content-Type") != "text/calendar; charset=utf-8" || !strings.HasPrefix(resp.Header.Get("Content-Disposition"), "attachment") {
			t.Fatalf("got %d %v", resp.StatusCode, resp.Header)
		}
		whole := strings.ReplaceAll(body, "\r\n ", "")
		for _, line := range []string{"DTEND:20261223T120000Z", "DTSTART:20261223T113000Z", `SUMMARY:Bids close at 12 midday: Meals\; hot\, and\nlots of them\, for`, "URL:http://site.test/tenders/" + ref, "END:VCALENDAR"} {
			if !strings.Contains(whole, line) {
				t.Errorf("no %s in\n%s", line, body)
			}
		}
		for _, l := range strings.Split(body, "\r\n") {
			if len(l) > 75 {
				t.Errorf("a line of %d octets: %s", len(l), l)
			}
		}
	})
}

func TestQuestionsAreAskedPrivatelyAndAnsweredForEverybody(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		c := s.County(t, "north")
		ref := c.Published(t)
		path := "/tenders/" + ref + "/questions"
		shows(t, s, path, []string{"No answer is published yet", "Sign in to ask", "Get emails about this tender"}, []string{"<textarea"})
		if resp, _ := ask(t, s, s.Stranger(t), http.MethodPost, path, url.Values{"question": {"Where?"}}); resp.StatusCode != http.StatusSeeOther || !strings.HasPrefix(resp.Header.Get("Location"), "/sign-in?next=") {
			t.Errorf("a stranger asked: %d", resp.StatusCode)
		}
		if _, page := ask(t, s, s.SignedIn(t, c.Author.Person), http.MethodGet, path, nil); strings.Contains(page, "<textarea") || !strings.Contains(page, "Questions are asked by people of a provider") {
			t.Error("the buyer is offered to ask itself")
		}
		asker := s.SignedIn(t, c.Writer.Person)
		for typed, says := range map[string]string{" ": "Enter your question", strings.Repeat("é", 2001): "must be 2,000 characters or fewer"} {
			resp, page := ask(t, s, asker, http.MethodPost, path, url.Values{"question": {typed}})
			if resp.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(page, says) || !strings.Contains(page, `href="#question"`) || !strings.Contains(page, strings.TrimSpace(typed)) {
				t.Errorf("%.20q: %d", typed, resp.StatusCode)
			}
		}
		question := "May Wharf Lane Kitchen use the canteen?"
		if resp, _ := ask(t, s, asker, http.MethodPost, path, url.Values{"question": {question}}); resp.StatusCode != http.StatusSeeOther || resp.Header.Get("Location") != path {
			t.Fatalf("got %d to %s", resp.StatusCode, resp.Header.Get("Location"))
		}
		if _, page := ask(t, s, asker, http.MethodGet, path, nil); !strings.Contains(page, "Your question was sent to the buyer") || !strings.Contains(page, "Stop emails about this tender") {
			t.Error("asking says nothing, or does not follow")
		}
		names := []string{question, "Wharf Lane Kitchen", "Wren Writer"}
		for _, where := range []string{path, "/tenders/" + ref, "/tenders/" + ref + "/history"} {
			shows(t, s, where, nil, names)
		}
		if err := s.Steps.AnswerQuestion(t.Context(), c.Author, ref, 1, "May a bidder use the canteen?", "Yes, until 4pm."); err != nil {
			t.Fatal(err)
		}
		shows(t, s, path, []string{"May a bidder use the canteen?", "Yes, until 4pm.", "Question 1, answered Monday 23 November 2026"}, names)
		shows(t, s, "/tenders/"+ref, []string{"1 question answered", "May a bidder use the canteen?", "All questions and answers (1)"}, names)
		shows(t, s, "/tenders/"+ref+"/history", []string{"A question was answered for everybody", "Question 1"}, names)
		s.Clock.Set(calendar.On(s.Clock.Now().AddDate(0, 0, 15)).At(17, 0))
		shows(t, s, path, []string{"Questions closed on Tuesday 8 December 2026 at 5pm", "Yes, until 4pm."}, []string{"Ask a question", "Sign in to ask"})
		if resp, page := ask(t, s, s.SignedIn(t, c.Writer.Person), http.MethodPost, path, url.Values{"question": {"And now?"}}); resp.StatusCode != http.StatusConflict || !strings.Contains(page, "closed on Tuesday 8 December 2026") {
			t.Errorf("after questions closed: %d to %s", resp.StatusCode, resp.Header.Get("Location"))
		}
	})
}

func TestMailAboutATenderBeginsAndEnds(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		c := s.County(t, "north")
		ref := c.Published(t)
		reader := s.Person(t, "Rita Reader", false)
		client := s.SignedIn(t, reader)
		follows := func() bool {
			t.Helper()
			q := s.DB.Reader().Read(t.Context())
			row, err := q.TenderByRef(ref)
			if err != nil {
				t.Fatal(err)
			}
			yes, err := q.Follows(row.ID, reader)
			if err != nil {
				t.Fatal(err)
			}
			return yes
		}
		for _, step := range []struct {
			send string
			want bool
		}{{"yes", true}, {"yes", true}, {"no", false}, {"no", false}} {
			resp, _ := ask(t, s, client, http.MethodPost, "/tenders/"+ref+"/following", url.Values{"follow": {step.send}})
			if resp.StatusCode != http.StatusSeeOther || follows() != step.want {
				t.Errorf("%s: %d, follows %v", step.send, resp.StatusCode, follows())
			}
		}
	})
}

// amended publishes a second version of a tender: the meals are for more people.
func amended(t *testing.T, s *sitetest.Site, c *sitetest.County, ref string) {
	t.Helper()
	err := s.Steps.AmendTender(t.Context(), c.Approver, ref, commissioning.Amendment{
		Reason: "A second town joins", Notice: "090000-2026", Deadline: s.Clock.Now().AddDate(0, 0, 40),
		Edit: func(c *tender.Content) error { c.Summary = "Hot meals for 1,200 people."; return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAChangeIsToldInWordsAndTheOldVersionStays(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		c := s.County(t, "north")
		ref := c.Published(t)
		s.Clock.Add(24 * time.Hour)
		amended(t, s, c, ref)
		page := shows(t, s, "/tenders/"+ref, []string{
			"Hot meals for 1,200 people.", "Changed on Tuesday 24 November 2026", "Because: A second town joins", "The summary changed", "The deadline moved from Wednesday 23 December 2026 at 12:00 to Sunday 3 January 2027 at 12:00", "Closes Sunday 3 January 2027 at 12 midday", "090000-2026",
		}, []string{"for about 900 people a week who find it hard to shop, cook or eat alone.</p>"})
		if !strings.Contains(page, `href="/tenders/`+ref+`/versions/1"`) {
			t.Error("nothing leads to the version before")
		}
		shows(t, s, "/tenders/"+ref+"/versions/1", []string{
			"Version 1", "You are reading version 1", "It was replaced", "for about 900 people a week", "Closes Wednesday 23 December 2026 at 12 midday", "Fingerprint (SHA-256)",
		}, []string{"1,200 people", "<form", "Ask a question", "Get emails"})
		shows(t, s, "/tenders/"+ref+"/versions/2", []string{"It is the one in force", "1,200 people"}, nil)
		shows(t, s, "/tenders/"+ref+"/history", []string{"Published here, after its official notice", "Changed: a new version was published", "Because: A second town joins", "Version 2", "Version 1", "Fingerprint"}, []string{"Ada Author", "Amir Approver"})
	})
}

func TestAVersionsFingerprintIsThatOfItsData(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		ref := s.County(t, "north").Published(t)
		_, page := fetch(t, s, "/tenders/"+ref+"/versions/1")
		resp, data := ask(t, s, s.Stranger(t), http.MethodGet, "/tenders/"+ref+"/versions/1/data.json", nil)
		if sum := sha(data); !strings.Contains(page, sum) || !strings.HasPrefix(resp.Header.Get("Content-Disposition"), "attachment") {
			t.Errorf("the page does not say %s", sum)
		}
		for _, own := range []string{"No conflicts found", "Considered local jobs"} {
			if strings.Contains(data, own) {
				t.Errorf("the data holds the buyer's own record %q", own)
			}
		}
	})
}

func TestHistoryLeadsIntoThePublicLog(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		ref := s.County(t, "north").Published(t)
		size, err := s.DB.Reader().Read(t.Context()).LogSize()
		if err != nil {
			t.Fatal(err)
		}
		s.Numbered(t, max(size, 1))
		time.Sleep(200 * time.Millisecond) // PostgreSQL numbers a moment later
		s.Sign(t)
		_, page := fetch(t, s, "/tenders/"+ref+"/history")
		doc, err := goquery.NewDocumentFromReader(strings.NewReader(page))
		if err != nil {
			t.Fatal(err)
		}
		entry := doc.Find(`a[href^="/ledger/entries/"]`).First().AttrOr("href", "")
		if status, proof := fetch(t, s, entry); status != http.StatusOK || !strings.HasPrefix(proof, "c2sp.org/tlog-proof@v1") {
			t.Errorf("%q: %d %.80s", entry, status, proof)
		}
	})
}

func TestACancelledTenderSaysWhy(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		c := s.County(t, "north")
		ref := c.Published(t)
		if err := s.Steps.CancelTender(t.Context(), c.Approver, ref, "The kitchen burned down last night."); err != nil {
			t.Fatal(err)
		}
		shows(t, s, "/tenders/"+ref, []string{"Cancelled", "Cancelled, because: The kitchen burned down last night.", "stay sealed"}, []string{"Start your bid", "Get emails", "Ask a question"})
		if _, body := ask(t, s, s.Stranger(t), http.MethodGet, "/tenders/"+ref+"/deadline.ics", nil); !strings.Contains(body, "STATUS:CANCELLED") {
			t.Error("the calendar still holds the deadline")
		}
		shows(t, s, "/tenders?status=cancelled", []string{"1 tender matches", "Cancelled"}, nil)
		shows(t, s, "/tenders/"+ref+"/history", []string{"Cancelled. Bids that were sent stay sealed"}, nil)
	})
}

func TestNothingOfTheBidsShowsBeforeTheyAreOpened(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		c := s.County(t, "north")
		ref := c.Published(t)
		if _, err := s.Steps.StartBid(t.Context(), c.Signer, c.Provider, ref); err != nil {
			t.Fatal(err)
		}
		hidden := []string{"Wharf Lane Kitchen", "bid came in", "bids came in", "1 bid"}
		look := func() {
			t.Helper()
			for _, path := range []string{"", "/questions", "/history"} {
				shows(t, s, "/tenders/"+ref+path, nil, hidden)
			}
		}
		look()
		s.Clock.Set(calendar.On(s.Clock.Now().AddDate(0, 0, 30)).At(12, 0))
		if err := s.Steps.CloseTender(t.Context(), ref); err != nil {
			t.Fatal(err)
		}
		look()
		s.Clock.Add(commissioning.DrainTime)
		if err := s.Steps.DrainTender(t.Context(), ref); err != nil {
			t.Fatal(err)
		}
		look()
		row, err := s.DB.Reader().Read(t.Context()).TenderByRef(ref)
		if err != nil {
			t.Fatal(err)
		}
		stage, err := s.DB.Reader().Read(t.Context()).StageOf(row.ID, 1)
		if err != nil {
			t.Fatal(err)
		}
		shows(t, s, "/tenders/"+ref, []string{"Being decided", "Bids are closed and still sealed", stage.ClosingRoot}, nil)
		shows(t, s, "/tenders/"+ref+"/history", []string{"Closed: no bid is taken any more", "The fingerprint of all bids received was fixed", stage.ClosingRoot}, nil)
	})
}

func TestContractsAreReadByEverybody(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		c := s.County(t, "north")
		shows(t, s, "/contracts", []string{"No contract is signed yet"}, nil)
		tenderRef := c.Published(t)
		ref := c.Contract(t, tenderRef)
		shows(t, s, "/contracts", []string{"Community meals and company at home", "Harrowick Borough Council with Wharf Lane Kitchen", "£1,480,000", "without VAT, signed 15 February 2027"}, nil)
		shows(t, s, "/contracts/"+ref, []string{
			"Signed Contract " + ref, "£1,480,000", "5 April 2027 to 4 April 2030", "People who live alone meet each other every week", "120 people by 31 March 2028", "Attendance sheets", "Beyond what the contract pays for",
			"Meals within 20 minutes of the time agreed", "95%", "Every quarter", "Meals and care people can rely on 60, Added value 10 and Price 30 of 100 points", "Wharf Lane Kitchen was chosen", "Signed on 15 February 2027",
		}, nil)
		for _, gone := range []string{"/contracts/none", "/contracts?after=none"} {
			if status, _ := fetch(t, s, gone); status != http.StatusNotFound {
				t.Errorf("%s: %d", gone, status)
			}
		}
	})
}

func sha(data string) string {
	sum := sha256.Sum256([]byte(data))
	return hex.EncodeToString(sum[:])
}

func TestDocumentsAreSavedNeverShown(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		c := s.County(t, "north")
		ref := c.Published(t)
		doc, err := s.Steps.AddDocument(t.Context(), c.Author, ref, "Floor plan of the kitchen", s.StoredFile(t, "plan ä.csv", "text/csv; charset=utf-8", "a,b\n1,2\n"))
		if err != nil {
			t.Fatal(err)
		}
		shows(t, s, "/tenders/"+ref, []string{"Floor plan of the kitchen", "plan ä.csv, 8 bytes, added 23 November 2026"}, []string{"No files."})
		resp, body := ask(t, s, s.Stranger(t), http.MethodGet, "/tenders/"+ref+"/documents/"+doc, nil)
		h := resp.Header
		if resp.StatusCode != http.StatusOK || body != "a,b\n1,2\n" || !strings.HasPrefix(h.Get("Content-Disposition"), "attachment") || h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("got %d %v", resp.StatusCode, h)
		}
		other := c.Published(t)
		for _, gone := range []string{"/tenders/" + other + "/documents/" + doc, "/tenders/" + ref + "/documents/none"} {
			if status, _ := fetch(t, s, gone); status != http.StatusNotFound {
				t.Errorf("%s: %d", gone, status)
			}
		}
		draft := c.Approved(t)
		if status, _ := fetch(t, s, "/tenders/"+draft+"/documents/"+doc); status != http.StatusNotFound {
			t.Errorf("through a draft: %d", status)
		}
		shows(t, s, "/tenders/"+ref+"/history", []string{"A document was added, and everybody was told"}, nil)
	})
}
