package contracts_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"hundredweight/handlers/sitetest"
	"hundredweight/models/account"
	"hundredweight/models/calendar"
	"hundredweight/models/tender"
)

// ask opens a page or sends a form as a person.
func ask(t *testing.T, s *sitetest.Site, who account.Actor, path string, form url.Values) (int, string) {
	t.Helper()
	method := http.MethodGet
	if form != nil {
		method = http.MethodPost
	}
	req, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	resp, err := s.SignedIn(t, who.Person).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

func want(t *testing.T, what string, status, wanted int, body string, words ...string) {
	t.Helper()
	if status != wanted {
		t.Fatalf("%s: %d, want %d", what, status, wanted)
	}
	for _, w := range words {
		if !strings.Contains(body, w) {
			t.Errorf("%s does not say %q", what, w)
		}
	}
}

func date(in url.Values, name string, day calendar.Date) url.Values {
	parts := strings.Split(string(day), "-")
	in[name+"-year"], in[name+"-month"], in[name+"-day"] = parts[:1], parts[1:2], parts[2:]
	return in
}

func bids() []sitetest.Offered {
	return []sitetest.Offered{{Score: 5, Price: "4.00"}, {Name: "Ninefold Community Trust", Score: 4, Price: "4.25"}}
}

func TestASignatureWaitsAndAContractIsRecorded(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		c := s.County(t, "westhaven")
		ref, offered := c.Ranked(t, bids())
		c.Decided(t, ref, offered, sitetest.Waiting)
		at := "/org/" + c.BuyerSlug + "/tenders/" + ref + "/signature"
		status, body := ask(t, s, c.Awarder, at, nil)
		want(t, "within the waiting period", status, 200, body, "You cannot record a signature before Friday 8 January 2027", "Promises from the bid")
		if strings.Contains(body, "On which day was it signed") {
			t.Error("a form is offered that would be refused")
		}
		status, body = ask(t, s, c.Awarder, at, date(url.Values{"checked": {"yes"}}, "signed", "2027-01-07"))
		want(t, "a form sent all the same", status, 409, body, "You cannot record a signature before Friday 8 January 2027")
		s.Clock.Set(calendar.Date("2027-01-08").At(9, 0))
		status, body = ask(t, s, c.Author, at, nil)
		want(t, "as the author", status, 200, body, "You do not record signatures", "Asha Awarder of westhaven can do this")
		status, body = ask(t, s, c.Awarder, at, url.Values{})
		want(t, "with nothing filled in", status, 422, body, "Enter the day of the signature", "Enter the day on which the contract starts", "Confirm that the supplier")
		form := date(date(date(url.Values{"checked": {"yes"}}, "signed", "2027-01-08"), "starts", "2027-04-05"), "ends", "2027-01-01")
		status, body = ask(t, s, c.Awarder, at, form)
		want(t, "ending before it starts", status, 422, body, "must end after it starts", `value="2027"`)
		status, _ = ask(t, s, c.Awarder, at, date(form, "ends", "2030-04-04"))
		want(t, "the signature", status, 303, "")
		status, body = ask(t, s, c.Awarder, at, nil)
		want(t, "afterwards", status, 200, body, "Every contract of this tender is signed", "cwt-c-2027-0001")
		recorded(t, s, c, offered)
	})
}

// recorded reads the contract from both sides, and from no third one.
func recorded(t *testing.T, s *sitetest.Site, c *sitetest.County, offered []sitetest.Offered) {
	t.Helper()
	at := "/org/" + c.BuyerSlug + "/contracts"
	status, body := ask(t, s, c.Author, at, nil)
	want(t, "the buyer's list", status, 200, body, "Community meals and company at home", "Wharf Lane Kitchen", "Signed")
	at += "/cwt-c-2027-0001"
	status, body = ask(t, s, c.Author, at, nil)
	want(t, "the record", status, 200, body, "People who live alone eat in company", "Due Friday 7 May 2027", "Mark as published", "£40,000.00", "10,000")
	status, body = ask(t, s, c.Eval1, at, nil)
	want(t, "as an evaluator", status, 200, body, "Notices that are owed")
	if strings.Contains(body, "Mark as published") {
		t.Error("an evaluator is offered to record a notice")
	}
	status, body = ask(t, s, c.Signer, "/org/"+c.ProviderSlug+"/contracts/cwt-c-2027-0001", nil)
	want(t, "as the supplier", status, 200, body, "What was promised")
	if strings.Contains(body, "Notices that are owed") {
		t.Error("the supplier is told to publish the buyer's notices")
	}
	status, _ = ask(t, s, offered[1].Signer, "/org/"+offered[1].Slug+"/contracts/cwt-c-2027-0001", nil)
	want(t, "as a losing bidder", status, 404, "")
	status, body = ask(t, s, offered[1].Signer, "/org/"+offered[1].Slug+"/contracts", nil)
	want(t, "an empty list", status, 200, body, "No contracts yet")
	notice := url.Values{"duty": {"details_notice"}, "notice": {"100001-2027"}}
	status, body = ask(t, s, c.Author, at+"/notices", notice)
	want(t, "a notice without its day", status, 422, body, "Enter the day on which", "100001-2027")
	status, _ = ask(t, s, c.Author, at+"/notices", date(notice, "published", "2027-01-08"))
	want(t, "the notice", status, 303, "")
	status, body = ask(t, s, c.Author, at, nil)
	want(t, "the record with its notice", status, 200, body, "number 100001-2027")
	if strings.Contains(body, "Mark as published") {
		t.Error("nothing is owed any more, and the page asks for it")
	}
}

func TestAContractAboveFiveMillionAsksForItsMeasures(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		c := s.County(t, "westhaven")
		dear := bids()
		dear[0].Price, dear[1].Price = "450.00", "460.00"
		ref, offered := c.Ranked(t, dear, func(x *tender.Content) {
			x.CPV = []tender.CPV{{Code: "79411000"}}                                       // not light touch
			x.Budget.NetPence, x.Budget.OptionsPence, x.KPIs = 4_000_000_00, 0, x.KPIs[:1] // the estimate owes no measures; the price does
		})
		c.Decided(t, ref, offered, sitetest.Waiting)
		s.Clock.Set(calendar.Date("2027-01-08").At(9, 0))
		at := "/org/" + c.BuyerSlug + "/tenders/" + ref + "/signature"
		status, body := ask(t, s, c.Awarder, at, nil)
		want(t, "the form", status, 200, body, "Why are there fewer than 3 measures", "Publish a copy of the contract")
		form := date(date(date(url.Values{"checked": {"yes"}}, "signed", "2027-01-08"), "starts", "2027-04-05"), "ends", "2030-04-04")
		status, body = ask(t, s, c.Awarder, at, form)
		want(t, "without a reason", status, 422, body, "at least 3 measures")
		form.Set("why-fewer", "One measure covers the whole service.")
		status, _ = ask(t, s, c.Awarder, at, form)
		want(t, "with a reason", status, 303, "")
	})
}
