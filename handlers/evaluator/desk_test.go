package evaluator_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"hundredweight/handlers/sitetest"
)

func score(path, n, why string) (string, url.Values) {
	return path, url.Values{"score": {n}, "reason": {why}, "note": {"page 2"}}
}

func TestAnEvaluatorDeclaresScoresAndSubmits(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		c := sitetest.NewBench(t, s)
		ref := c.Published(nil)
		a, b := c.Lodged(ref, 0, "1000.00"), c.Lodged(ref, 1, "1234.56")
		desk := "/desk/" + ref

		code, body := c.Get(c.Eval1, "/desk")
		c.Must("the desk before the opening", code, 200, body, "Home from hospital support", "Declare your interests before any bid is opened", "!Homeward")
		code, body = c.Get(c.Author, "/desk")
		c.Must("the desk of the author", code, 200, body, "Nothing waits for you")
		code, to := c.Get(c.Eval1, desk)
		if code != http.StatusSeeOther || to != desk+"/declaration" {
			t.Fatalf("scores before declaring: %d %s", code, to)
		}
		code, body = c.Get(c.Eval1, desk+"/declaration")
		c.Must("the declaration", code, 200, body, "Nobody has opened a bid yet", "!Homeward")
		code, body = c.Post(c.Eval1, desk+"/declaration", url.Values{})
		c.Must("nothing selected", code, 422, body, "Select whether you have an interest")
		code, body = c.Post(c.Eval1, desk+"/declaration", url.Values{"interest": {"yes"}})
		c.Must("an interest without words", code, 422, body, "Describe the interest: who, and what connects you")
		code, to = c.Post(c.Eval1, desk+"/declaration", url.Values{"interest": {"no"}})
		if code != http.StatusSeeOther || to != "/desk" {
			t.Fatalf("declared: %d %s", code, to)
		}
		code, body = c.Get(c.Eval1, desk)
		c.Must("the grid while the bids are sealed", code, 200, body, "The bids are sealed until", "!Homeward")

		c.Declared(ref, c.Opener1, c.Opener2, c.Eval2, c.Chair)
		c.Drained(ref)
		code, body = c.Get(c.Opener1, "/desk")
		c.Must("the desk of an officer", code, 200, body, "Open them with the other opening officer", "/org/harrowick/tenders/"+ref+"/opening")
		if err := s.Steps.StartOpening(t.Context(), c.Actor(c.Opener1), ref); err != nil {
			t.Fatal(err)
		}
		if err := s.Steps.JoinOpening(t.Context(), c.Actor(c.Opener2), ref); err != nil {
			t.Fatal(err)
		}
		q1 := desk + "/bids/" + a + "/questions/q1"
		code, to = c.Get(c.Eval1, q1)
		if code != http.StatusSeeOther || to != desk+"/declaration" {
			t.Fatalf("an answer before declaring again: %d %s", code, to)
		}
		code, body = c.Get(c.Eval1, desk+"/declaration")
		c.Must("the second declaration", code, 200, body, "Brackenside Co-operative", "Homeward Northmere CIC", "Before the bids were opened")
		code, to = c.Post(c.Eval1, desk+"/declaration", url.Values{"interest": {"no"}})
		if code != http.StatusSeeOther || to != desk {
			t.Fatalf("declared again: %d %s", code, to)
		}
		c.Declared(ref, c.Eval2)
		code, body = c.Get(c.Eval1, desk)
		c.Must("the grid", code, 200, body, "0 of 6 answers scored", "Not scored", "Bid A", "Brackenside Co-operative", "Score the next answer", "!1,000", "!1234")
		scoresOneByOne(c, ref, a, b)
	})
}

func scoresOneByOne(c *sitetest.Bench, ref, a, b string) {
	desk := "/desk/" + ref
	q1 := desk + "/bids/" + a + "/questions/q1"
	code, body := c.Get(c.Eval1, q1)
	c.Must("an answer", code, 200, body, "Bid A: The first 72 hours at home", "We meet each person on the ward", "Complete and specific, with some evidence", "Question 1 of 3, worth 30 points", "Bid 1 of 2", "0 of 6 scored", "Save and next bid", "!1000", "!1,000")
	code, body = c.Get(c.Eval1, desk+"/bids/"+a+"/questions/q3")
	c.Must("an answer with a promise", code, 200, body, "What is promised", "People meet others every week", "120 people")
	code, body = c.Post(c.Eval1, q1, url.Values{"reason": {"kept as typed"}})
	c.Must("no score", code, 422, body, "Select a score from 0 to 5", "kept as typed")
	code, body = c.Post(c.Eval1, q1, url.Values{"score": {"6"}, "reason": {"x"}})
	c.Must("a score off the scale", code, 422, body, "The score must be a whole number from 0 to 5, as published")
	code, body = c.Post(c.Eval1, q1, url.Values{"score": {"NaN"}, "reason": {""}})
	c.Must("no number and no reason", code, 422, body, "The score must be a whole number", "Enter a reason")
	for path, want := range map[string]int{desk + "/bids/0000000000/questions/q1": 404, desk + "/bids/" + a + "/questions/q9": 404} {
		code, body = c.Get(c.Eval1, path)
		c.Must(path, code, want, body)
	}
	code, to := c.Post(c.Eval1, first(score(q1, "4", sitetest.BenchReason)), second(score(q1, "4", sitetest.BenchReason)))
	c.Must("saved", code, 303, to, desk+"/bids/"+b+"/questions/q1")
	form := second(score(q1, "4", sitetest.BenchReason))
	form.Set("next", "question")
	code, to = c.Post(c.Eval1, q1, form)
	c.Must("saved, then the next question", code, 303, to, desk+"/bids/"+a+"/questions/q2")
	code, body = c.Get(c.Eval2, q1)
	c.Must("the answer for another evaluator", code, 200, body, "!Readmission figures", "!page 2")
	code, body = c.Get(c.Eval1, desk+"/submission")
	c.Must("checking too early", code, 200, body, "5 answers are still to be scored", "!Submit your scores")
	code, body = c.Post(c.Eval1, desk+"/submission", nil)
	c.Must("submitting too early", code, 409, body, "5 answers still to score")
	last := ""
	for _, bid := range []string{a, b} {
		for _, q := range []string{"q1", "q2", "q3"} {
			why := sitetest.BenchReason
			if bid == b && q == "q3" {
				why = "Good answer."
			}
			_, last = c.Post(c.Eval1, first(score(desk+"/bids/"+bid+"/questions/"+q, "3", why)), second(score("", "3", why)))
		}
	}
	c.Must("the last one", 303, 303, last, desk+"/submission")
	code, body = c.Get(c.Eval1, desk+"/submission")
	c.Must("checking", code, 200, body, "Thin reason", "This would fit any answer", "Submit your scores", "Some reasons say little (1)")
	code, to = c.Post(c.Eval1, desk+"/submission", nil)
	c.Must("submitted", code, 303, to, desk)
	code, body = c.Get(c.Eval1, q1)
	c.Must("an answer after submitting", code, 200, body, "They stay as they are", "3 of 5", "Private note: page 2", "!Save and next bid")
	code, body = c.Post(c.Eval1, q1, second(score("", "5", sitetest.BenchReason)))
	c.Must("changing after submitting", code, 409, body, "You have submitted your scores")
	code, body = c.Get(c.Eval1, "/desk")
	c.Must("the desk after submitting", code, 200, body, "Waits for scores from Evan Two", "!For you</")
}

func first(path string, _ url.Values) string      { return path }
func second(_ string, form url.Values) url.Values { return form }

func TestTheDeskIsForThoseAppointed(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		c := sitetest.NewBench(t, s)
		ref := c.Published(nil)
		a := c.Lodged(ref, 0, "1000.00")
		c.Opened(ref)
		for _, path := range []string{"", "/submission", "/bids/" + a + "/questions/q1"} {
			code, body := c.Get(c.Author, "/desk/"+ref+path)
			c.Must("the author at "+path, code, 403, body, "Eva One", "!We meet each person")
			code, body = c.Get(c.Providers[1].Signer, "/desk/"+ref+path)
			c.Must("a provider at "+path, code, 404, body)
		}
		code, to := c.Post(c.Eval2, "/desk/"+ref+"/declaration", url.Values{"interest": {"yes"}, "words": {"My brother works there."}})
		c.Must("declared twice", code, 409, to)
		late := s.Person(t, "Lea Late", false)
		code, body := c.Get(late, "/desk")
		c.Must("an empty desk", code, 200, body, "Nothing waits for you")
	})
}

func TestAnInterestEndsTheEvaluatorsPart(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		c := sitetest.NewBench(t, s)
		ref := c.Published(nil)
		c.Lodged(ref, 0, "1000.00")
		c.Declared(ref, c.Opener1, c.Opener2)
		code, to := c.Post(c.Eval1, "/desk/"+ref+"/declaration", url.Values{"interest": {"yes"}, "words": {"My brother works at Brackenside."}})
		c.Must("an interest", code, 303, to, "/desk/"+ref+"/declaration")
		code, body := c.Get(c.Eval1, "/desk/"+ref+"/declaration")
		c.Must("what was declared", code, 200, body, "My brother works at Brackenside.", "!Select", "!name=\"interest\"")
		code, body = c.Get(c.Eval1, "/desk/"+ref)
		c.Must("the grid", code, 200, body, "sealed until")
		code, body = c.Get(c.Eval1, "/desk")
		c.Must("the desk", code, 200, body, "you take no further part")
		if strings.Contains(body, "For you</strong>") {
			t.Error("something is still to be done")
		}
	})
}
