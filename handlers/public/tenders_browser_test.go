package public_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"hundredweight/handlers/browsertest"
	"hundredweight/handlers/sitetest"
	"hundredweight/models/store/storetest"
	"hundredweight/models/tender"
)

// signIn gives the browser a person's session.
func signIn(t *testing.T, b *browsertest.Browser, s *sitetest.Site, c *http.Client) {
	t.Helper()
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	b.Cookies(s.URL, c.Jar.Cookies(u))
}

// fiveLots turns a tender into one of five parts, each with its own prices.
func fiveLots(c *tender.Content) {
	c.Title = "Support for people who live with frailty, at home and in the community, across five areas"
	first := c.Lots[0]
	c.Lots, c.LotsReason = nil, ""
	for i, where := range []string{"Harrowick", "Elmsfold", "Skerrow Coast", "Upper Vale", "North Islands"} {
		l := first
		l.ID, l.Title, l.Description, l.NetPence = string(rune('1'+i)), "Support in "+where, "Visits, meals and small repairs for people in "+where+", with somebody who answers the telephone every day of the year.", 310_000_00
		c.Lots = append(c.Lots, l)
	}
	c.Questions[1].Lots = []string{"1", "3"}
	c.Questions[1].WeightBP = 3000
}

func TestBrowserReadsTendersAndContracts(t *testing.T) {
	b := browsertest.Open(t)
	clock := storetest.NewClock()
	s := sitetest.New(t, storetest.SQLite(t, clock), clock)
	c := s.County(t, "north")
	b.Go(s.URL + "/tenders")
	b.See("No tender was published here yet")
	b.Check()
	b.Go(s.URL + "/contracts")
	b.Check()

	ref := c.Published(t)
	lots := c.Published(t, func(c *tender.Content) {
		fiveLots(c)
		c.Questions[0].WeightBP, c.Questions[1].WeightBP, c.Questions[1].Lots = 7000, 3000, nil
	})
	past := c.Published(t, func(c *tender.Content) {
		c.Title, c.Stages[0].Deadline = "Winter transport", c.Stages[0].Deadline.AddDate(0, 0, -5)
		c.Timetable.AnswersBy = c.Stages[0].Deadline.AddDate(0, 0, -2)
	})
	for i, q := range []string{"May a partner deliver only the weekend rounds?", "Is the kitchen at Wharf Lane available?"} {
		if _, err := s.Steps.AskQuestion(t.Context(), c.Writer, ref, q); err != nil {
			t.Fatal(err)
		}
		if err := s.Steps.AnswerQuestion(t.Context(), c.Author, ref, i+1, q, "Yes. Name them in question 2, and say who answers the telephone on a Saturday."); err != nil {
			t.Fatal(err)
		}
	}
	clock.Add(30 * time.Hour)
	amended(t, s, c, ref)
	contract := c.Contract(t, past)

	for _, script := range []bool{true, false} {
		b.Script(script)
		b.Go(s.URL + "/tenders")
		b.Fill("q", "meals alone")
		b.Press("Apply filters")
		b.See("Community meals and company at home", "“meals alone”")
		b.Press("Community meals and company at home")
		b.See("Closes", "Price points")
		b.Press("All questions and answers (2)")
		b.See("Question 2")
	}
	b.Script(true)
	for _, path := range []string{
		"/", "/tenders", "/tenders?q=meals&status=open&where=E08000033", "/tenders?q=spaceships", "/tenders/" + ref, "/tenders/" + lots, "/tenders/" + ref + "/questions",
		"/tenders/" + ref + "/history", "/tenders/" + ref + "/versions/1", "/contracts", "/contracts/" + contract,
	} {
		b.Go(s.URL + path)
		b.Check()
	}

	signIn(t, b, s, s.SignedIn(t, c.Writer.Person))
	b.Go(s.URL + "/tenders/" + lots + "/questions")
	b.Press("Send question")
	b.See("There is a problem", "Enter your question")
	b.Check()
	b.Fill("question", "May two organisations bid together for one part (lot)?")
	b.Press("Send question")
	b.See("Your question was sent to the buyer")
	b.Check()
	b.Press("Stop emails about this tender")
	b.See("You get no more emails about this tender")
	b.Press("Get emails about this tender")
	b.See("You get an email when a question is answered")

	clock.Set(clock.Now().AddDate(0, 0, 45))
	if err := s.Steps.CloseTender(t.Context(), ref); err != nil {
		t.Fatal(err)
	}
	clock.Add(time.Hour)
	if err := s.Steps.DrainTender(t.Context(), ref); err != nil {
		t.Fatal(err)
	}
	b.Go(s.URL + "/tenders/" + ref + "?closed")
	b.See("Bids are closed and still sealed")
	b.Check()
}
