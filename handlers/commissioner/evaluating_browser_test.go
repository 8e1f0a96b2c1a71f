package commissioner_test

import (
	"net/url"
	"testing"

	"hundredweight/handlers/browsertest"
	"hundredweight/handlers/sitetest"
	"hundredweight/models/account"
	"hundredweight/models/store/storetest"
	"hundredweight/models/tender"
)

func TestBrowserFromTheDeskToTheComparison(t *testing.T) {
	b := browsertest.Open(t)
	clock := storetest.NewClock()
	s := sitetest.New(t, storetest.SQLite(t, clock), clock)
	c := sitetest.NewBench(t, s)
	visit := func(who account.PersonID) {
		t.Helper()
		u, err := url.Parse(s.URL)
		if err != nil {
			t.Fatal(err)
		}
		b.Cookies(s.URL, s.SignedIn(t, who).Jar.Cookies(u))
	}
	ref := c.Published(func(c *tender.Content) { c.Ties = append(c.Ties, "lot_drawn") })
	first, second, third := c.Lodged(ref, 0, "1000.00"), c.Lodged(ref, 1, "1200.00"), c.Lodged(ref, 2, "1400.00")
	home := s.URL + at("/"+ref)
	visit(c.Author)
	b.Go(home + "/opening")
	b.Check()
	c.Declared(ref, c.Opener1, c.Opener2, c.Eval1, c.Eval2, c.Chair)
	c.Drained(ref)
	visit(c.Opener1)
	b.Go(s.URL + "/desk")
	b.Press("Home from hospital support")
	b.Check()
	b.Press("Start the opening")
	b.Check()
	visit(c.Opener2)
	b.Go(home + "/opening")
	b.Press("Join and open the bids")
	b.See("Opening record", "Brackenside Co-operative")
	b.Check()
	c.Declared(ref, c.Opener1, c.Opener2, c.Eval1, c.Eval2, c.Chair)
	visit(c.Chair)
	b.Go(home + "/moderation")
	b.Check()
	c.Scored(ref, map[string]int{first: 5, second: 4, third: 3})
	b.Go(s.URL + "/desk")
	b.Press("Home from hospital support")
	b.See("Widest apart first")
	b.Check()
	b.Press("Start with the widest apart")
	b.Press("Agree score")
	b.See("There is a problem")
	b.Check()
	marks := map[string]string{"A": "5", "B": "4", "C": "3"}
	for range 9 {
		letter := b.Heading()[4:5]
		b.Fill("agreed", marks[letter])
		b.Fill("reason", sitetest.BenchReason)
		b.Press("Agree score")
	}
	b.See("Lock scores")
	b.Press("Lock scores")
	b.See("The agreed scores were locked")
	b.Check()
	visit(c.Opener1)
	b.Go(home + "/prices-opening")
	b.Check()
	b.Press("Open prices")
	b.Check()
	visit(c.Opener2)
	b.Go(home + "/prices-opening")
	b.Press("Join and open prices")
	b.See("Brackenside Co-operative has the most points", "Most possible")
	b.Check()
	b.Go(home + "/prices-opening")
	b.Check()
	visit(c.Approver)
	b.Go(home + "/comparison")
	b.Check()
	b.Press("Leave a bid out")
	b.Press("Leave this bid out")
	b.Check()
	b.Fill("ground", "abnormally_low")
	b.Fill("before", "yes")
	b.Fill("reason", "The bidder was asked twice and could not show how it would do the work at this price.")
	b.Press("Leave this bid out")
	b.See("Not considered further", "Homeward Northmere CIC has the most points")
	b.Check()
	b.Press("Consider this bid again")
	b.Check()
	equal(t, s, c, b, visit)
}

// equal shows two bids that only lots part.
func equal(t *testing.T, s *sitetest.Site, c *sitetest.Bench, b *browsertest.Browser, visit func(account.PersonID)) {
	t.Helper()
	ref := c.Published(func(c *tender.Content) { c.Ties = append(c.Ties, "lot_drawn") })
	first, second := c.Lodged(ref, 0, "1000.00"), c.Lodged(ref, 1, "1000.00")
	c.Opened(ref)
	marks := map[string]int{first: 4, second: 4}
	c.Scored(ref, marks)
	c.Ranked(ref, marks)
	visit(c.Chair)
	b.Go(s.URL + at("/"+ref+"/comparison"))
	b.Check()
	b.Press("Record lots drawn between them")
	b.Press("Record the order drawn")
	b.See("There is a problem")
	b.Check()
}
