package public_test

import (
	"strings"
	"testing"
	"time"

	"hundredweight/handlers/browsertest"
	"hundredweight/handlers/sitetest"
	"hundredweight/models/calendar"
	"hundredweight/models/commissioning"
	"hundredweight/models/store/storetest"
)

// offers are two bids: the first one wins.
func offers() []sitetest.Offered {
	return []sitetest.Offered{{Score: 5, Price: "4.25"}, {Name: "Lossen Bakery", Score: 3, Price: "5.10"}}
}

func TestWhoWasChosenShowsFromTheAwardNoticeOn(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		c := s.County(t, "north")
		ref, bids := c.Ranked(t, offers())
		at := "/tenders/" + ref
		everywhere := []string{at, at + "/history", at + "/questions", at + "/versions/1", "/tenders", "/tenders?status=decided", "/contracts"}
		names := []string{"Wharf Lane Kitchen", "Lossen Bakery", "4.25", "5.10", bids[0].Bid, bids[1].Bid}
		hidden := func(says string) {
			t.Helper()
			shows(t, s, at, []string{says, "Being decided", "2 bids came in. Opened Wednesday 23 December 2026"}, []string{"Who was chosen"})
			for _, path := range everywhere {
				shows(t, s, path, nil, names)
			}
		}
		hidden("The bids are being scored")
		shows(t, s, at+"/history", []string{"Two officers opened the 2 bids together, and found them as they were when bids closed"}, []string{"Ola Opener"})
		for i, says := range []string{"The decision is being approved", "The decision is being approved", "Every bidder was told the result"} {
			moveTo(t, c, ref, bids, sitetest.Stage(i+1))
			hidden(says)
		}
		moveTo(t, c, ref, bids, sitetest.Waiting)
		shows(t, s, at, []string{"Waiting period", "Who was chosen", "Wharf Lane Kitchen", "without VAT", "Award notice (UK6) 099112-2026", "Waiting period (standstill)"}, names[1:])
		shows(t, s, at+"/history", []string{"Every bidder was told the result, on one day", "The award was announced in its official notice", "Official notice 099112-2026. The waiting period (standstill) runs to the end of"}, names)
		shows(t, s, "/tenders?status=decided", []string{"1 tender matches"}, names)
		shows(t, s, "/contracts", []string{"No contract is signed yet"}, names)
		contract := sign(t, c, ref)
		shows(t, s, at, []string{"Decided", "Who was chosen", "Contract " + contract}, names[1:])
		shows(t, s, "/contracts", []string{"Community meals and company at home", contract, "Harrowick Borough Council with Wharf Lane Kitchen"}, names[1:])
		page := shows(t, s, "/contracts/"+contract, []string{
			"Signed Contract " + contract, "People who live alone eat in company once a week", "120 people by 31 March 2028", "2 bids, opened by two officers together", "Award notice (UK6)", "099112-2026", "Wharf Lane Kitchen was chosen", "with VAT", "Light touch contract",
		}, names[1:])
		for _, to := range []string{at, "/organisations/" + c.BuyerSlug, "/organisations/" + c.ProviderSlug} {
			if !strings.Contains(page, `href="`+to+`"`) {
				t.Errorf("the contract does not lead to %s", to)
			}
		}
		shows(t, s, at+"/history", []string{"The waiting period (standstill) ended", "The contract was signed", "Contract " + contract}, names)
	})
}

func TestBrowserReadsADecision(t *testing.T) {
	b := browsertest.Open(t)
	clock := storetest.NewClock()
	s := sitetest.New(t, storetest.SQLite(t, clock), clock)
	c := s.County(t, "north")
	ref, bids := c.Ranked(t, offers())
	c.Decided(t, ref, bids, sitetest.Waiting)
	b.Go(s.URL + "/tenders/" + ref)
	b.See("Who was chosen", "2 bids came in.")
	b.Check()
	b.Press("Every step of this tender")
	b.See("The award was announced in its official notice")
	b.Check()
	contract := sign(t, c, ref)
	b.Go(s.URL + "/tenders/" + ref + "?signed")
	b.Press("Contract " + contract)
	b.See("What was promised", "How it came about")
	b.Check()
	b.Press("Contracts")
	b.Check()
}

// moveTo takes one step of a decision.
func moveTo(t *testing.T, c *sitetest.County, ref string, bids []sitetest.Offered, to sitetest.Stage) {
	t.Helper()
	ctx, steps := t.Context(), c.Site.Steps
	var err error
	switch to {
	case sitetest.Recommended:
		err = steps.RecommendAward(ctx, c.Moderator, ref, map[string]commissioning.Pick{"1": {Bid: bids[0].Bid, Reason: "It came first by the published method."}}, true)
	case sitetest.AwardApproved:
		err = steps.ApproveAward(ctx, c.Awarder, ref, true)
	case sitetest.Told:
		err = steps.ReleaseSummaries(ctx, c.Author, ref, "")
	case sitetest.Waiting:
		err = steps.RecordAwardNotice(ctx, c.Author, ref, commissioning.PublishedNotice{ID: "099112-2026", PublishedOn: calendar.On(c.Site.Clock.Now())})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// sign signs the contract of a tender whose waiting period is over.
func sign(t *testing.T, c *sitetest.County, ref string) (contract string) {
	t.Helper()
	c.Site.Clock.Add(40 * 24 * time.Hour)
	if err := c.Site.Steps.ConfirmAward(t.Context(), ref); err != nil {
		t.Fatal(err)
	}
	contract, err := c.Site.Steps.SignContract(t.Context(), c.Awarder, ref, commissioning.Signature{Lot: "1", On: calendar.On(c.Site.Clock.Now()), Starts: "2027-04-05", Ends: "2030-04-04", Checked: true})
	if err != nil {
		t.Fatal(err)
	}
	return contract
}
