package commissioner_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"hundredweight/handlers/sitetest"
	"hundredweight/models/account"
	"hundredweight/models/store"
	"hundredweight/models/tender"
)

func TestTwoOfficersOpenOnTheirPages(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		c := sitetest.NewBench(t, s)
		ref := c.Published(nil)
		c.Lodged(ref, 0, "1000.00")
		b := c.Lodged(ref, 1, "1200.00")
		page := at("/" + ref + "/opening")

		code, body := c.Get(c.Author, page)
		c.Must("before the deadline", code, 200, body, "Bids are sealed until the deadline", "Ola Opener and Owen Opener", "!Brackenside", "!Start the opening")
		code, body = c.Post(c.Opener1, page, nil)
		c.Must("starting before the deadline", code, 409, body)
		c.Drained(ref)
		code, body = c.Get(c.Opener1, page)
		c.Must("an officer who has not declared", code, 200, body, "Declare your interests", "Fingerprint of all bids", "!Start the opening", "!Brackenside")
		c.Declared(ref, c.Opener1, c.Opener2)
		code, body = c.Get(c.Opener1, page)
		c.Must("an officer", code, 200, body, "Start the opening", "Owen Opener has 30 minutes to join")
		code, body = c.Get(c.Chair, page)
		c.Must("the moderator", code, 200, body, "Ola Opener and Owen Opener open the bids together", "!Start the opening")
		code, body = c.Post(c.Eval1, page, nil)
		c.Must("an evaluator starts", code, 403, body, "Ola Opener")
		code, body = c.Post(c.Opener1, page, nil)
		c.Must("started", code, 303, body, page)
		code, body = c.Get(c.Opener1, page)
		c.Must("who started", code, 200, body, "You started at", "!Join and open", "!Brackenside")
		code, body = c.Post(c.Opener1, page+"/joining", nil)
		c.Must("joined alone", code, 403, body, "two different people")
		code, body = c.Get(c.Opener2, page)
		c.Must("the second officer", code, 200, body, "Ola Opener started at", "Join and open the bids", "!Brackenside")
		code, body = c.Post(c.Opener2, page+"/joining", nil)
		c.Must("joined", code, 303, body, page)
		code, body = c.Get(c.Author, page)
		c.Must("the record", code, 200, body, "Opening record", "Two officers opened 2 bids", "Brackenside Co-operative", "Homeward Northmere CIC", "Ola Opener, who started at", "!1,000", "!Not checked yet", "!Leave this bid out")
		code, body = c.Get(c.Approver, page)
		c.Must("the record of the approver", code, 200, body, "Leave this bid out", "/bids/"+b+"/disregard")
		code, body = c.Get(c.Auditor, page)
		c.Must("the record of the auditor", code, 200, body, "Brackenside Co-operative")
		code, body = c.Get(c.Providers[0].Signer, page)
		c.Must("a bidder", code, 404, body)
	})
}

func TestTheRecordSaysWhoWasNotCheckedAndWhatFailed(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		c := sitetest.NewBench(t, s)
		ref := c.Published(nil)
		c.Lodged(ref, 0, "1000.00")
		broken := c.Lodged(ref, 1, "1200.00")
		d := &desk{t: t, site: s}
		d.write("organisation", func(tx *store.Tx) error {
			return tx.MoveOrganisation(c.Providers[0].Org, "verified", "unverified", s.Clock.Now())
		})
		d.write("package", func(tx *store.Tx) error {
			b, err := tx.BidByRef(broken)
			if err != nil {
				return err
			}
			v, err := tx.BidVersion(b.ID, b.Version)
			if err != nil {
				return err
			}
			body := []byte("not the package that was sent")
			sum := sha256.Sum256(body)
			v.N, v.PackageHash, v.Receipt, v.SubmissionKey = b.Version+1, hex.EncodeToString(sum[:]), "other", "other"
			if err := tx.PutBlob(v.PackageHash, body, s.Clock.Now()); err != nil {
				return err
			}
			return tx.LodgeBid(b, v)
		})
		c.Opened(ref)
		code, body := c.Get(c.Author, at("/"+ref+"/opening"))
		c.Must("the record", code, 200, body, "Two officers opened 1 bid on", "Not checked yet", "1 organisation was not checked yet", "Could not be opened.", "is not the one that its receipt names", "It is kept as it is")
		code, body = c.Get(c.Eval1, "/desk/"+ref)
		c.Must("the desk", code, 200, body, "0 of 3 answers scored", "Homeward Northmere CIC (could not be opened)")
		code, body = c.Get(c.Eval1, "/desk/"+ref+"/bids/"+broken+"/questions/q1")
		c.Must("an answer of what could not be opened", code, 409, body)
	})
}

func TestScoresAreAgreedAndLockedOnTheirPages(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		c := sitetest.NewBench(t, s)
		ref := c.Published(nil)
		a, b := c.Lodged(ref, 0, "1000.00"), c.Lodged(ref, 1, "1234.00")
		c.Opened(ref)
		list := at("/" + ref + "/moderation")
		one := list + "/q1/" + a
		for name, who := range map[string]account.PersonID{"an evaluator": c.Eval1, "the moderator": c.Chair, "the author": c.Author, "the auditor": c.Auditor} {
			code, body := c.Get(who, list)
			c.Must(name+" before the scores are in", code, 200, body, "hidden", "!Readmission", "!apart")
			code, body = c.Get(who, one)
			c.Must(name+" at an answer before the scores are in", code, 409, body, "!Readmission")
		}
		code, body := c.Get(c.Chair, list)
		c.Must("the moderator is told who is missing", code, 200, body, "Eva One and Evan Two")
		c.Scored(ref, map[string]int{a: 4, b: 2})
		code, body = c.Get(c.Chair, list)
		c.Must("the list", code, 200, body, "Bid A, question 1", "1 apart", "Start with the widest apart", "6 answers still need an agreed score", "Eva One", "Brackenside Co-operative", "!Lock scores", "!1,234")
		code, body = c.Get(c.Author, list)
		c.Must("the author before the lock", code, 200, body, "!Bid A, question 1")
		code, body = c.Get(c.Eval2, one)
		c.Must("an evaluator at an answer", code, 200, body, "Eva One: 4", "Evan Two: 3", "Readmission figures", "We meet each person", "The moderator records", "!Agree score")
		code, body = c.Post(c.Eval2, one, url.Values{"agreed": {"4"}, "reason": {sitetest.BenchReason}})
		c.Must("an evaluator agrees", code, 403, body, "Mo Moderator")
		code, body = c.Post(c.Chair, one, url.Values{"reason": {"kept as typed"}})
		c.Must("no score", code, 422, body, "Enter the agreed score, from 0 to 5", "kept as typed")
		code, body = c.Post(c.Chair, one, url.Values{"agreed": {"3"}, "reason": {"The average of both."}})
		c.Must("an average", code, 422, body, "An average is not an agreed score")
		code, body = c.Post(c.Chair, one, url.Values{"agreed": {"5"}, "reason": {"Better."}})
		c.Must("a score nobody gave", code, 422, body, "Nobody on the panel gave 5")
		code, body = c.Post(c.Chair, one, url.Values{"later": {"yes"}})
		c.Must("later", code, 303, body, list)
		code, body = c.Get(c.Chair, list+"/q9/"+a)
		c.Must("a question that is none", code, 404, body)
		for _, bid := range []string{a, b} {
			for _, q := range []string{"q1", "q2", "q3"} {
				code, body = c.Post(c.Chair, list+"/"+q+"/"+bid, url.Values{"agreed": {map[string]string{a: "4", b: "2"}[bid]}, "reason": {sitetest.BenchReason}})
				c.Must("agreed", code, 303, body)
			}
		}
		code, body = c.Get(c.Chair, list)
		c.Must("all agreed", code, 200, body, "Lock scores")
		code, body = c.Post(c.Author, at("/"+ref+"/lock"), nil)
		c.Must("the author locks", code, 403, body)
		code, body = c.Get(c.Opener1, at("/"+ref+"/prices-opening"))
		c.Must("prices before the lock", code, 200, body, "Prices stay sealed until", "!Open prices</button")
		code, body = c.Post(c.Chair, at("/"+ref+"/lock"), nil)
		c.Must("locked", code, 303, body, list)
		code, body = c.Post(c.Chair, one, url.Values{"agreed": {"3"}, "reason": {sitetest.BenchReason}})
		c.Must("another score after the lock", code, 409, body, "the score stays 4")
		code, body = c.Post(c.Chair, one, url.Values{"agreed": {"4"}, "reason": {sitetest.BenchReason + " And the rota covers evenings."}})
		c.Must("a fuller reason after the lock", code, 303, body, list)
		pricesOpened(c, ref)
	})
}

func pricesOpened(c *sitetest.Bench, ref string) {
	page, compare := at("/"+ref+"/prices-opening"), at("/"+ref+"/comparison")
	for name, who := range map[string]account.PersonID{"an evaluator": c.Eval1, "the author": c.Author, "the moderator": c.Chair} {
		code, body := c.Get(who, compare)
		c.Must(name+" compares before the prices are open", code, 200, body, "Prices stay sealed", "!£", "!Most possible")
		code, body = c.Get(who, compare+"/1")
		c.Must(name+" downloads before the prices are open", code, 409, body)
	}
	code, body := c.Post(c.Opener1, page, nil)
	c.Must("started", code, 303, body, page)
	code, body = c.Post(c.Opener1, page+"/joining", nil)
	c.Must("joined alone", code, 403, body)
	code, body = c.Get(c.Opener2, page)
	c.Must("the second officer", code, 200, body, "Join and open prices")
	code, body = c.Post(c.Opener2, page+"/joining", nil)
	c.Must("joined", code, 303, body, compare)
	code, body = c.Get(c.Author, page)
	c.Must("the record", code, 200, body, "The prices were opened on", "Compare the bids")
	code, body = c.Get(c.Author, compare)
	c.Must("the comparison", code, 200, body, "Brackenside Co-operative has the most points", "£910,010.00", "£1,120,610.00", "Price points = 30 × lowest eligible price ÷ this price", "Most possible", "Information only", "!Rank again")
	code, body = c.Get(c.Author, compare+"/1")
	c.Must("the input", code, 200, body, `"criteria"`)
	sum := sha256.Sum256([]byte(body))
	_, html := c.Get(c.Author, compare)
	if !strings.Contains(html, hex.EncodeToString(sum[:])) {
		c.Must("the hash of the input", 0, 1, html)
	}
	code, body = c.Get(c.Author, compare+"/9")
	c.Must("the input of no lot", code, 404, body)
	code, body = c.Post(c.Chair, at("/"+ref+"/ranking"), nil)
	c.Must("ranked again", code, 303, body, compare)
}

func TestABidIsLeftOutAndTakenBackOnItsPage(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		c := sitetest.NewBench(t, s)
		ref := c.Published(nil)
		a, b, low := c.Lodged(ref, 0, "1000.00"), c.Lodged(ref, 1, "1200.00"), c.Lodged(ref, 2, "900.00")
		c.Opened(ref)
		marks := map[string]int{a: 4, b: 4, low: 1}
		c.Scored(ref, marks)
		marks[low] = 0 // below the minimum for added value
		c.Ranked(ref, marks)
		page, compare := at("/"+ref+"/bids/"+a+"/disregard"), at("/"+ref+"/comparison")
		code, body := c.Get(c.Approver, compare)
		c.Must("below the minimum", code, 200, body, "Ninefold Community Trust is below the published minimum for “Added value”", "Leave a bid out")
		code, body = c.Get(c.Author, page)
		c.Must("the author", code, 403, body, "Amir Approver")
		code, body = c.Get(c.Approver, page)
		c.Must("the page", code, 200, body, "Leave out the bid of Brackenside Co-operative", "Abnormally low price", "s.19(3)(b)")
		code, body = c.Post(c.Approver, page, url.Values{"reason": {"kept as typed"}})
		c.Must("no ground", code, 422, body, "Select the ground", "kept as typed")
		why := "The bidder could not show how it would do the work at this price when it was asked twice."
		code, body = c.Post(c.Approver, page, url.Values{"ground": {"abnormally_low"}, "reason": {why}})
		c.Must("without the step before", code, 422, body, "First: The supplier was told")
		code, body = c.Post(c.Approver, page, url.Values{"ground": {"abnormally_low"}, "before": {"yes"}, "reason": {"Too low"}})
		c.Must("a thin reason", code, 422, body, "Enter the reason for not considering this bid further")
		code, body = c.Post(c.Approver, page, url.Values{"ground": {"abnormally_low"}, "before": {"yes"}, "reason": {why}})
		c.Must("left out", code, 303, body, compare)
		code, body = c.Get(c.Author, compare)
		c.Must("the comparison without it", code, 200, body, "Not considered further", why, "Abnormally low price (s.19(3)(b), (4), (5))", "Homeward Northmere CIC is the only bid that is ranked", "!Consider this bid again")
		code, body = c.Get(c.Approver, page)
		c.Must("the page of what is out", code, 200, body, "Consider the bid of Brackenside Co-operative again", why)
		code, body = c.Post(c.Approver, strings.Replace(page, "disregard", "restoring", 1), url.Values{"reason": {""}})
		c.Must("taken back without a reason", code, 422, body, "Enter the reason for considering this bid again")
		code, body = c.Post(c.Approver, strings.Replace(page, "disregard", "restoring", 1), url.Values{"reason": {"It has now shown from its accounts how it delivers the work at this price."}})
		c.Must("taken back", code, 303, body, compare)
		code, body = c.Get(c.Author, compare)
		c.Must("the comparison with it", code, 200, body, "Brackenside Co-operative has the most points", "!Not considered further")
	})
}

func TestEveryPartIsRankedByItself(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		c := sitetest.NewBench(t, s)
		ref := c.Published(func(c *tender.Content) {
			second := c.Lots[0]
			second.ID, second.Title = "2", "Home from hospital at weekends"
			c.Lots = append(c.Lots, second)
			c.Ties = []string{"criterion:added", "lowest_price"}
			c.Questions[1].Lots = []string{"1"} // the first part asks one question more
			c.Lots[1].Criteria = []tender.Criterion{{ID: "added", Name: "Added value", Kind: "scored", WeightBP: 7000}, {ID: "price", Name: "Price", Kind: "price", WeightBP: 3000, Formula: "relative_to_lowest"}}
		})
		a, b := c.Lodged(ref, 0, "1000.00"), c.Lodged(ref, 1, "1200.00")
		c.Opened(ref)
		marks := map[string]int{a: 4, b: 5}
		c.Scored(ref, marks)
		c.Ranked(ref, marks)
		code, body := c.Get(c.Chair, at("/"+ref+"/comparison"))
		c.Must("two parts", code, 200, body, "Part (lot) 1: Home from hospital", "Part (lot) 2: Home from hospital at weekends", `id="points-1"`, `id="points-2"`, `id="bids-2-t"`)
		code, body = c.Get(c.Chair, at("/"+ref+"/comparison/2"))
		c.Must("the input of the second part", code, 200, body, `"id":"added"`, "!\"quality\"")
		code, body = c.Get(c.Author, at("/"+ref+"/opening"))
		c.Must("the record", code, 200, body, "1 and 2")
	})
}

func TestEqualBidsArePartedOnTheirPage(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		c := sitetest.NewBench(t, s)
		ref := c.Published(func(c *tender.Content) { c.Ties = append(c.Ties, "lot_drawn") })
		a, b := c.Lodged(ref, 0, "1000.00"), c.Lodged(ref, 1, "1000.00")
		c.Opened(ref)
		marks := map[string]int{a: 4, b: 4}
		c.Scored(ref, marks)
		c.Ranked(ref, marks)
		page, compare := at("/"+ref+"/lots-drawn/1"), at("/"+ref+"/comparison")
		code, body := c.Get(c.Chair, compare)
		c.Must("a tie", code, 200, body, "Two or more bids are equal", "Record lots drawn between them", page)
		code, body = c.Get(c.Author, compare)
		c.Must("a tie for the author", code, 200, body, "!Record lots drawn between them")
		code, body = c.Get(c.Chair, page)
		c.Must("the page", code, 200, body, "Brackenside Co-operative", "Homeward Northmere CIC", "Ola Opener, opening officer", "!Mo Moderator, moderator")
		code, body = c.Post(c.Chair, page, url.Values{"place-" + a: {"1"}, "place-" + b: {"1"}, "minutes": {"kept as typed"}})
		c.Must("one place twice", code, 422, body, "Give every equal bid its own place", "Select a witness", "kept as typed")
		form := url.Values{"place-" + a: {"2"}, "place-" + b: {"1"}, "witness": {fmt.Sprint(c.Opener1)}, "minutes": {"Drawn from a hat in the committee room."}}
		code, body = c.Post(c.Approver, page, form)
		c.Must("the approver draws", code, 403, body)
		code, body = c.Post(c.Chair, page, form)
		c.Must("drawn", code, 303, body, compare)
		code, body = c.Get(c.Author, compare)
		c.Must("after the drawing", code, 200, body, "Homeward Northmere CIC was put above Brackenside Co-operative", "lots were drawn", "Drawn from a hat in the committee room.", "Ola Opener as witness")
		code, body = c.Get(c.Chair, page)
		c.Must("drawing again", code, 409, body)
	})
}

func TestATendersHomeLeadsThroughTheEvaluation(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		c := sitetest.NewBench(t, s)
		ref := c.Published(nil)
		a := c.Lodged(ref, 0, "1000.00")
		c.Opened(ref)
		code, body := c.Get(c.Chair, at("/"+ref))
		c.Must("while it is scored", code, 200, body, "Agree scores", at("/"+ref+"/moderation"))
		c.Scored(ref, map[string]int{a: 4})
		c.Ranked(ref, map[string]int{a: 4})
		code, body = c.Get(c.Author, at("/"+ref))
		c.Must("when it is ranked", code, 200, body, "Compare the bids", at("/"+ref+"/comparison"))
	})
}
