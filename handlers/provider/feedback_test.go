package provider_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"hundredweight/handlers/browsertest"
	"hundredweight/handlers/sitetest"
	"hundredweight/models/account"
	"hundredweight/models/store/storetest"
)

func offered() []sitetest.Offered {
	return []sitetest.Offered{
		{Score: 5, Scores: map[string]int{"q2": 3}, Price: "4.00"},
		{Name: "Ninefold Community Trust", Score: 4, Scores: map[string]int{"q3": 5}, Price: "4.25"},
		{Name: "Late Papers CIC", Score: 3, Price: "3.80", Out: "conditions"},
	}
}

func read(t *testing.T, s *sitetest.Site, who account.Actor, path string) (int, string) {
	t.Helper()
	resp, err := s.SignedIn(t, who.Person).Get(s.URL + path)
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

func TestABidderReadsHowItsBidScoredAndNothingOfRivals(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		c := s.County(t, "westhaven")
		ref, bids := c.Ranked(t, offered())
		at := func(i int, more string) string { return "/org/" + bids[i].Slug + "/bids/" + bids[i].Bid + more }
		c.Decided(t, ref, bids, sitetest.AwardApproved)
		for i := range bids {
			if status, body := read(t, s, bids[i].Signer, at(i, "/feedback")); status != http.StatusConflict || !strings.Contains(body, "not ready yet") {
				t.Errorf("bid %d before the release: %d", i, status)
			}
			if _, body := read(t, s, bids[i].Signer, at(i, "")); !strings.Contains(body, "The decision is not ready yet") || strings.Contains(body, "not considered further") {
				t.Errorf("bid %d says what came of it before everybody is told", i)
			}
			if _, body := read(t, s, bids[i].Signer, "/org/"+bids[i].Slug+"/bids"); strings.Contains(body, "Not considered further") || strings.Contains(body, "Chosen") {
				t.Errorf("the list of bidder %d says what came of it before everybody is told", i)
			}
		}
		if err := s.Steps.ReleaseSummaries(t.Context(), c.Author, ref, ""); err != nil {
			t.Fatal(err)
		}
		for i, want := range [][]string{
			{"You were chosen", "Your bid came first of 2", "The buyer contacts you to sign"},
			{"You were not chosen this time", "Your bid came second of two", "from Wharf Lane Kitchen", "What made the difference", "What would have helped", "If you think we got it wrong", "starts when the award notice is published"},
			{"Your bid was not considered further", "condition of participation", "insurance certificate"},
		} {
			status, body := read(t, s, bids[i].Signer, at(i, "/feedback"))
			if status != http.StatusOK {
				t.Fatalf("bid %d: %d", i, status)
			}
			for _, w := range want {
				if !strings.Contains(body, w) {
					t.Errorf("bid %d does not read %q", i, w)
				}
			}
			for _, rival := range []string{"Ninefold", "Late Papers"} {
				if !strings.Contains(bids[i].Name, rival) && strings.Contains(body, rival) {
					t.Errorf("bid %d reads about %s", i, rival)
				}
			}
			if _, body := read(t, s, bids[i].Signer, at(i, "")); !strings.Contains(body, "Read how your bid scored and why") {
				t.Errorf("bid %d does not lead to the decision", i)
			}
		}
		if _, body := read(t, s, bids[2].Signer, at(2, "/feedback")); strings.Contains(body, "Wharf Lane") || strings.Contains(body, "points") {
			t.Error("a bidder that was left out reads scores or who was chosen")
		}
		if status, _ := read(t, s, bids[0].Signer, "/org/"+bids[0].Slug+"/bids/"+bids[1].Bid+"/feedback"); status != http.StatusNotFound {
			t.Errorf("a rival's letter: %d", status)
		}
	})
}

func TestBrowserReadsTheFeedback(t *testing.T) {
	b := browsertest.Open(t)
	clock := storetest.NewClock()
	s := sitetest.New(t, storetest.SQLite(t, clock), clock)
	c := s.County(t, "westhaven")
	ref, bids := c.Ranked(t, offered())
	c.Decided(t, ref, bids, sitetest.Waiting)
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	for i, heading := range []string{"You were chosen", "You were not chosen this time", "Your bid was not considered further"} {
		b.Cookies(s.URL, s.SignedIn(t, bids[i].Signer.Person).Jar.Cookies(u))
		b.Go(s.URL + "/org/" + bids[i].Slug + "/bids/" + bids[i].Bid)
		b.Press("Read how your bid scored and why")
		b.See(heading)
		b.Check()
	}
	b.Cookies(s.URL, s.SignedIn(t, bids[1].Signer.Person).Jar.Cookies(u))
	b.Go(s.URL + "/org/" + bids[1].Slug + "/bids/" + bids[1].Bid + "/feedback")
	b.See("The contract cannot be signed before Friday 8 January 2027", "Ask by Thursday 7 January 2027")
}
