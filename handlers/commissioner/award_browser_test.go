package commissioner_test

import (
	"net/url"
	"strconv"
	"testing"
	"time"

	"hundredweight/handlers/browsertest"
	"hundredweight/handlers/sitetest"
	"hundredweight/models/account"
	"hundredweight/models/calendar"
	"hundredweight/models/store/storetest"
)

// as signs a person in on the browser.
func as(t *testing.T, b *browsertest.Browser, s *sitetest.Site, who account.Actor) {
	t.Helper()
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	b.Cookies(s.URL, s.SignedIn(t, who.Person).Jar.Cookies(u))
}

// four are bids for one contract: a chosen one, two that lose, the last of them
// with a reason that is too thin to send, and one that is left out.
func four() []sitetest.Offered {
	return []sitetest.Offered{
		{Score: 5, Scores: map[string]int{"q2": 3}, Price: "4.00"},
		{Name: "Ninefold Community Trust", Score: 4, Scores: map[string]int{"q3": 5}, Price: "4.25"},
		{Name: "Saltmarsh Co-operative", Score: 3, Price: "3.90", Reason: "Good answer overall."},
		{Name: "Late Papers CIC", Score: 3, Price: "3.80", Out: "conditions"},
	}
}

func TestBrowserDecidesAnAward(t *testing.T) {
	b := browsertest.Open(t)
	clock := storetest.NewClock()
	s := sitetest.New(t, storetest.SQLite(t, clock), clock)
	c := s.County(t, "westhaven")
	ref, _ := c.Ranked(t, four())
	home := s.URL + "/org/" + c.BuyerSlug + "/tenders/" + ref
	as(t, b, s, c.Moderator)
	b.Go(home + "/award")
	b.See("Recommend an award", "Wharf Lane Kitchen", "The published method names", "Not considered further")
	b.Check()
	b.Press("Recommend award")
	b.See("There is a problem", "Enter why this bid is recommended", "Confirm that exclusions")
	b.Check()
	b.Fill("reason-1", "It came first by the published method, and its answer on rounds is specific.")
	b.Fill("checked", "yes")
	b.Press("Recommend award")
	b.See("waits for the approval of Asha Awarder", "1 feedback letter is too thin to send")

	as(t, b, s, c.Awarder)
	b.Go(home + "/award")
	b.See("Your approval")
	b.Check()
	b.Press("Approve award")
	b.See("There is a problem", "Confirm that the supplier")
	b.Fill("checked", "yes")
	b.Press("Approve award")
	b.See("The award is approved")
	b.Check()

	as(t, b, s, c.Moderator)
	b.Press("See which, and what to add")
	b.See("Tell every bidder", "1 feedback letter is too thin to send", "3 reasons are too thin to send")
	b.Check()
	b.Press("Saltmarsh Co-operative")
	b.See("You", "Chosen", "What made the difference.", "What would have helped.", "Too thin to send: 3 words", "3 reasons are too thin to send")
	b.Check()
	for _, q := range []string{"q1", "q2", "q3"} {
		b.Fill("reason-"+q, sitetest.Because)
		b.Press(map[string]string{"q1": "Save reason: Meals", "q2": "Save reason: Reaching", "q3": "Save reason: Added"}[q])
		b.See("The reason is fuller now")
	}
	as(t, b, s, c.Author)
	b.Press("Back to all letters")
	b.Check()
	b.Press("Ninefold Community Trust")
	b.Check()
	b.Press("Back to all letters")
	b.Press("Late Papers CIC")
	b.See("Not considered further", "insurance certificate")
	b.Check()
	b.Press("Back to all letters")
	b.Press("Send assessment summaries")
	b.See("Every bidder was told", "Sent to every bidder")
	b.Check()

	b.Press("Record the award notice")
	b.See("Bids received in time", "Wharf Lane Kitchen")
	b.Check()
	b.Press("Mark as published")
	b.See("There is a problem", "Enter the number of the award notice", "Enter the day on which")
	b.Check()
	b.Fill("notice", "099112-2026")
	fill(b, "published", clock.Now())
	b.Press("Mark as published")
	b.See("The waiting period (standstill) ends", "Today is day 1 of 8", "bank holidays are not counted")
	b.Check()
	b.Press("Pause the waiting period")
	b.See("A claim was notified")
	b.Check()
	b.Press("Pause standstill")
	b.See("There is a problem", "Enter the day on which the claim")
	b.Press("Back to the award")
	b.Press("End an award or a part (lot)")
	b.See("What happened?")
	b.Check()
	as(t, b, s, c.Awarder)
	b.Go(home + "/signature")
	b.See("You cannot record a signature before Friday 8 January 2027", "What is copied into the contract")
	b.Check()
	clock.Set(calendar.Date("2027-01-08").At(9, 0))
	as(t, b, s, c.Awarder) // the night has ended the session
	b.Go(home + "/signature")
	b.See("Promises from the bid", "People who live alone eat in company once a week")
	b.Check()
	b.Press("Record signature")
	b.See("There is a problem", "Enter the day of the signature", "Confirm that the supplier")
	b.Check()
	fill(b, "signed", clock.Now())
	b.Fill("checked", "yes")
	b.Press("Record signature")
	b.See("The signature is recorded", "cwt-c-2027-0001", "What was promised", "Prices as agreed", "contract details notice")
	b.Check()
	b.Press("All contracts")
	b.See("Community meals and company at home", "Signed")
	b.Check()
	as(t, b, s, c.Author)
	b.Press("Community meals and company at home")
	b.Press("Mark as published")
	b.See("There is a problem", "Enter the number of the notice")
	b.Check()
	b.Fill("notice", "100001-2027")
	fill(b, "published", clock.Now())
	b.Press("Mark as published")
	b.See("It is recorded as published", "number 100001-2027")
	b.Go(home + "/award")
	b.See("The contract is signed", "Completed")
	b.Check()
	as(t, b, s, c.Signer)
	b.Go(s.URL + "/org/" + c.ProviderSlug + "/contracts")
	b.Press("Community meals and company at home")
	b.See("What was promised")
	b.Check()
}

// fill types a day.
func fill(b *browsertest.Browser, name string, day time.Time) {
	b.Fill(name+"-day", strconv.Itoa(day.Day()))
	b.Fill(name+"-month", strconv.Itoa(int(day.Month())))
	b.Fill(name+"-year", strconv.Itoa(day.Year()))
}
