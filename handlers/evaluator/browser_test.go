package evaluator_test

import (
	"net/url"
	"testing"

	"hundredweight/handlers/browsertest"
	"hundredweight/handlers/sitetest"
	"hundredweight/models/account"
	"hundredweight/models/store/storetest"
)

// visit signs a person in on the browser.
func visit(t *testing.T, s *sitetest.Site, b *browsertest.Browser, who account.PersonID) {
	t.Helper()
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	b.Cookies(s.URL, s.SignedIn(t, who).Jar.Cookies(u))
}

func TestBrowserScores(t *testing.T) {
	b := browsertest.Open(t)
	clock := storetest.NewClock()
	s := sitetest.New(t, storetest.SQLite(t, clock), clock)
	c := sitetest.NewBench(t, s)
	ref := c.Published(nil)
	c.Lodged(ref, 0, "1000.00")
	c.Lodged(ref, 1, "1200.00")
	c.Declared(ref, c.Opener1, c.Opener2, c.Eval1)
	c.Drained(ref)
	if err := s.Steps.StartOpening(t.Context(), c.Actor(c.Opener1), ref); err != nil {
		t.Fatal(err)
	}
	if err := s.Steps.JoinOpening(t.Context(), c.Actor(c.Opener2), ref); err != nil {
		t.Fatal(err)
	}
	visit(t, s, b, c.Eval1)
	b.Go(s.URL + "/desk")
	b.See("Declare your interests against their names")
	b.Check()
	b.Press("Home from hospital support")
	b.Press("Declare")
	b.See("Select whether you have an interest")
	b.Check()
	b.Fill("interest", "no")
	b.Press("Declare")
	b.See("0 of 6 answers scored")
	b.Check()
	b.Press("Score the next answer")
	b.Press("Save and next bid")
	b.See("Select a score from 0 to 5", "Enter a reason")
	b.Check()
	for i := range 6 {
		b.Fill("score", "4")
		b.Fill("reason", sitetest.BenchReason)
		if i == 1 {
			b.Check()
		}
		b.Press("Save and next bid")
	}
	b.See("Every answer is scored")
	b.Check()
	b.Press("Submit your scores")
	b.See("You have submitted your scores")
	b.Check()
	b.Go(s.URL + "/desk")
	b.Check()
}
