package commissioner_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"hundredweight/handlers/sitetest"
	"hundredweight/models/account"
	"hundredweight/models/tender"
)

// form makes a form as a page of the tender sends it now; pairs are names and values.
func (d *desk) form(ref string, pairs ...string) url.Values {
	d.t.Helper()
	q := d.site.DB.Reader().Read(d.t.Context())
	row, err := q.TenderByRef(ref)
	if err != nil {
		d.t.Fatal(err)
	}
	v := url.Values{"revision": {strconv.FormatInt(row.Revision, 10)}}
	if a, ok, err := q.AmendmentOf(row.ID); err != nil {
		d.t.Fatal(err)
	} else if ok {
		v.Set("revision", strconv.FormatInt(a.Revision, 10))
	}
	for i := 0; i < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

// saves posts a form that must be accepted.
func (d *desk) saves(who account.PersonID, path string, form url.Values) string {
	d.t.Helper()
	code, to := d.post(who, path, form)
	if code != http.StatusSeeOther {
		d.t.Fatalf("%s: %d\n%.3000s", path, code, problemsOf(to))
	}
	return to
}

// problemsOf cuts a page to its error summary, for the message of a failed test.
func problemsOf(body string) string {
	if i := strings.Index(body, "There is a problem"); i >= 0 {
		return body[i:]
	}
	return body
}

func TestCriteriaOfABlankTender(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newDesk(t, s)
		ref := d.started("Meals", "blank")
		page := at("/" + ref + "/criteria")
		code, body := d.get(d.author, page)
		d.must("the empty page", code, 200, body, "There are no criteria yet", "Add a criterion to score", "Add price")
		code, body = d.post(d.author, page+"/new", d.form(ref, "kind", "scored", "weight", "60.001"))
		d.must("a criterion without a name", code, 422, body, "Enter what you will score", "The weight must be a number from 0 to 100", `value="60.001"`)
		d.saves(d.author, page+"/new", d.form(ref, "kind", "scored", "name", "Quality", "weight", "60", "minimum", "50"))
		code, body = d.post(d.author, page+"/new", d.form(ref, "kind", "scored", "name", "Quality", "weight", "40"))
		d.must("a name that is taken", code, 422, body, "There is a criterion Quality already")
		code, body = d.get(d.author, page+"/new?kind=price")
		d.must("adding price", code, 200, body, "40 × lowest eligible price ÷ this price", "Worked example", `value="40"`)
		code, body = d.post(d.author, page+"/new", d.form(ref, "kind", "price", "name", "Price", "weight", "35"))
		d.must("no formula", code, 422, body, "Select how price points are worked out")
		d.saves(d.author, page+"/new", d.form(ref, "kind", "price", "name", "Price", "weight", "35", "formula", "percentage_deduction"))
		code, body = d.post(d.author, page+"/new", d.form(ref, "kind", "price", "name", "More price", "weight", "5", "formula", "percentage_deduction"))
		d.must("a second price", code, 422, body, "Use one price criterion")
		code, body = d.get(d.author, page)
		d.must("the page", code, 200, body, "The weights add up to 95, not to 100 yet", "not below 0", "!Add price", "less than 50% of these points")

		code, body = d.post(d.author, page, d.form(ref, "weight-1", "60", "weight-2", "35", "tie-1", "criterion:quality"))
		d.must("weights of 95", code, 422, body, "Weights must add up to 100. Yours add up to 95", `value="35"`)
		if c := d.content(ref); c.Criteria[1].WeightBP != 3500 {
			t.Errorf("a refused form changed the weights: %+v", c.Criteria)
		}
		code, body = d.post(d.author, page, d.form(ref, "weight-1", "66.67", "weight-2", "33.33", "tie-1", "", "tie-2", ""))
		d.must("no rule for ties", code, 422, body, "Say how a tie is settled")
		code, body = d.post(d.author, page, d.form(ref, "weight-1", "66.67", "weight-2", "33.33", "tie-1", "lowest_price", "tie-2", "lowest_price"))
		d.must("a rule twice", code, 422, body, "Select each rule for ties once")
		d.saves(d.author, page, d.form(ref, "weight-1", "66.67", "weight-2", "33.33", "tie-1", "criterion:quality", "tie-2", "lowest_price"))
		c := d.content(ref)
		if c.Criteria[0].WeightBP != 6667 || c.Criteria[1].WeightBP != 3333 || len(c.Ties) != 2 || c.Criteria[0].MinimumPercent != "50" {
			t.Errorf("got %+v, ties %v", c.Criteria, c.Ties)
		}

		code, body = d.get(d.author, page+"/quality/removal")
		d.must("asking before it is taken out", code, 200, body, "Take out “Quality”?", "66.67 of the 100 points")
		d.saves(d.author, page+"/quality/removal", d.form(ref))
		if c := d.content(ref); len(c.Criteria) != 1 || strings.Join(c.Ties, "") != "lowest_price" {
			t.Errorf("got %+v, ties %v", c.Criteria, c.Ties)
		}
		code, body = d.get(d.author, page+"/quality")
		d.must("what was taken out", code, 404, body)
	})
}

func TestAPartOfATenderMayHaveCriteriaOfItsOwn(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newDesk(t, s)
		ref := d.started("Community meals", "community-meals")
		row, err := s.DB.Reader().Read(t.Context()).TenderByRef(ref)
		if err != nil {
			t.Fatal(err)
		}
		err = s.Steps.SaveTender(t.Context(), s.Actor(t, d.author), ref, row.Revision, "lots", func(c *tender.Content) error {
			c.Lots = append(c.Lots, tender.Lot{ID: "2", Title: "Elmsfold"})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		page := at("/" + ref + "/criteria")
		code, body := d.get(d.author, page)
		d.must("the shared criteria", code, 200, body, "Uses the shared criteria", "Give it its own criteria")
		d.saves(d.author, page+"/lots", d.form(ref, "lot", "2", "criteria", "own"))
		c := d.content(ref)
		if len(c.Lots[1].Criteria) != len(c.Criteria) {
			t.Fatalf("the lot has %+v", c.Lots[1].Criteria)
		}
		code, body = d.get(d.author, page+"?lot=2")
		d.must("the lot's criteria", code, 200, body, "How you will score: Part (lot) 2: Elmsfold", "Use the shared criteria")
		id := c.Criteria[0].ID
		d.saves(d.author, page+"/"+id, d.form(ref, "lot", "2", "name", "Only here", "weight", "10"))
		c = d.content(ref)
		if c.Criteria[0].Name == "Only here" || c.Lots[1].Criteria[0].Name != "Only here" {
			t.Errorf("the wrong tree changed: %+v", c)
		}
		d.saves(d.author, page+"/lots", d.form(ref, "lot", "2", "criteria", "shared"))
		if c := d.content(ref); len(c.Lots[1].Criteria) != 0 {
			t.Errorf("the lot still has %+v", c.Lots[1].Criteria)
		}
		code, body = d.post(d.author, page+"/lots", d.form(ref, "lot", "9", "criteria", "own"))
		d.must("a lot that is none", code, 422, body, "There is no part (lot) 9")
	})
}

func TestWhatSomebodyElseSavedIsNotOverwritten(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newDesk(t, s)
		ref := d.started("Meals", "blank")
		seen := d.form(ref, "kind", "scored", "name", "Typed in vain?", "weight", "60")
		d.saves(d.author, at("/"+ref+"/criteria/new"), d.form(ref, "kind", "scored", "name", "Quality", "weight", "60"))
		code, body := d.post(d.author, at("/"+ref+"/criteria/new"), seen)
		d.must("an old page", code, 409, body, "Ada Author changed this tender at", "Nothing of yours is saved yet", "Typed in vain?")
		if c := d.content(ref); len(c.Criteria) != 1 {
			t.Errorf("got %+v", c.Criteria)
		}
		code, body = d.post(d.author, at("/"+ref+"/criteria/new"), url.Values{"name": {"Without a page"}, "weight": {"1"}})
		d.must("a form that no page sent", code, 409, body)
	})
}

func TestATenderThatIsSettledSaysHowItIsChanged(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newDesk(t, s)
		ref := d.started("Meals", "blank")
		row, err := s.DB.Reader().Read(t.Context()).TenderByRef(ref)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Steps.WithdrawTender(t.Context(), s.Actor(t, d.author), ref, "Not needed any more"); err != nil {
			t.Fatal(err)
		}
		for _, page := range []string{"/criteria", "/questions", "/conditions", "/prices", "/timetable"} {
			code, body := d.get(d.author, at("/"+row.Ref+page))
			d.must(page, code, 409, body, "This tender cannot be changed now", "It is withdrawn")
		}
		code, body := d.post(d.author, at("/"+ref+"/criteria/new"), d.form(ref, "kind", "scored", "name", "Late", "weight", "1"))
		d.must("saving", code, 409, body, "This tender cannot be changed now")
	})
}
