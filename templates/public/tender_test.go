package public_test

import (
	"strings"
	"testing"
	"time"

	"hundredweight/models/tender"
	"hundredweight/templates/public"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func meals() tender.Content {
	return tender.Content{
		Title: "Meals", Summary: "Hot meals.", Need: "Nine hundred people.\n\nVisits matter.",
		CPV:    []tender.CPV{{Code: "85311100"}},
		Areas:  []tender.Area{{Code: "E08000033", Name: "Calderdale"}, {Code: "E08000034"}},
		Budget: tender.Budget{NetPence: 300_000_00, VAT: "standard", Published: true},
		Lots:   []tender.Lot{{ID: "1", Title: "North", NetPence: 100_000_00}, {ID: "2", Title: "South", Criteria: []tender.Criterion{{ID: "q", Name: "Quality", Kind: "scored", WeightBP: 10_000}}}},
		Stages: []tender.Stage{{Seq: 1, Name: "Tender", Deadline: time.Date(2026, 12, 10, 12, 0, 0, 0, time.UTC)}},
		Criteria: []tender.Criterion{
			{ID: "quality", Name: "Quality", Kind: "scored", WeightBP: 7000, MinimumPercent: "60"},
			{ID: "price", Name: "Price", Kind: "price", WeightBP: 3000, Formula: "relative_to_lowest"},
		},
		Questions: []tender.Question{
			{Key: "q1", Kind: "scored", Criterion: "quality", WeightBP: 3333, Title: "Rounds", Text: "How?", WordLimit: 1500, Max: 5},
			{Key: "q2", Kind: "pass_fail", Title: "Cover", Text: "Insured?", PassWhen: "the answer is yes"},
		},
		Ties:      []string{"criterion:quality", "lowest_price", "lot_drawn"},
		Timetable: tender.Timetable{QuestionsClose: time.Date(2026, 11, 30, 17, 0, 0, 0, time.UTC)},
	}
}

func facts() public.TenderFacts {
	return public.TenderFacts{Ref: "cwt-2026-0143", Buyer: "Harrowick", Status: tender.Open, Now: noon}
}

func TestATenderSaysItsRulesInWords(t *testing.T) {
	got := public.TenderOf(meals(), facts())
	for name, c := range map[string][2]string{
		"the deadline":   {got.Close.Line, "Closes Thursday 10 December 2026 at 12 midday"},
		"how far off":    {got.Close.Away, "That is in 17 days."},
		"the value":      {got.Glance[0].Lines[0], "£300,000 without VAT, £360,000 with VAT at 20%"},
		"the places":     {got.Glance[1].Lines[0], "Calderdale and E08000034"},
		"a code alone":   {got.Glance[3].Lines[0], "(85311100)"},
		"the formula":    {got.Scores[0].Equation, "30 × lowest eligible price ÷ this price"},
		"a lot's tree":   {got.Scores[1].Title, "Part (lot) 2: South"},
		"no price":       {got.Scores[1].Weights.Finding, "Price is not scored: quality alone decides"},
		"a minimum":      {got.Scores[0].Minimums[0], "A bid needs at least 60% of the points for Quality. Below that it is not considered further."},
		"points":         {got.Asked.Rows[0].Cells[1].Text, "23.33"},
		"words":          {got.Asked.Rows[0].Cells[2].Text, "1,500"},
		"pass or fail":   {got.Asked.Rows[1].Cells[1].Text, "pass or fail"},
		"price is asked": {got.Asked.Rows[2].Cells[0].Text, "3. Price for each part (lot) you bid for"},
		"ties":           {strings.Join(got.Ties, "; "), "the bid with more points for Quality; the lower price; a lot drawn before witnesses"},
		"asking":         {got.Ask, "Ask privately. The answer is published for everyone; who asked is not. Questions close on Monday 30 November 2026 at 5pm."},
	} {
		if c[0] != c[1] {
			t.Errorf("%s: got %q, want %q", name, c[0], c[1])
		}
	}
	if len(got.Need) != 2 || !got.CanAsk {
		t.Errorf("got %q, can ask %v", got.Need, got.CanAsk)
	}
}

func TestAValueThatTheBuyerKeepsIsNowhere(t *testing.T) {
	c := meals()
	c.Budget.Published = false
	got := public.TenderOf(c, facts())
	if got.Glance[0].Lines[0] != "The buyer has not published a value" {
		t.Errorf("got %q", got.Glance[0].Lines)
	}
	for _, l := range got.Lots {
		for _, row := range l.About {
			if strings.Contains(row.Value, "£") {
				t.Errorf("%s says %q", l.Title, row.Value)
			}
		}
	}
}

func TestNowStandsInTheTimetableWhereItBelongs(t *testing.T) {
	f := facts()
	f.Published = noon.AddDate(0, 0, -13)
	got := public.TenderOf(meals(), f)
	var order []string
	for _, m := range got.Plan {
		mark := "later"
		if m.Done {
			mark = "done"
		}
		if m.Now {
			mark = "now"
		}
		order = append(order, mark)
	}
	if s := strings.Join(order, " "); s != "done now later later" {
		t.Errorf("got %s: %+v", s, got.Plan)
	}
	f.Status, f.Now = tender.Closed, time.Date(2026, 12, 10, 12, 0, 0, 0, time.UTC)
	got = public.TenderOf(meals(), f)
	if last := got.Plan[len(got.Plan)-1]; !last.Now || got.Close.Line != "Closed Thursday 10 December 2026 at 12 midday" || got.CanAsk {
		t.Errorf("at the deadline: %+v, %+v", last, got.Close)
	}
}

func TestAPreviewOffersNothingToPress(t *testing.T) {
	f := facts()
	f.Status, f.Preview = tender.Draft, true
	got := public.TenderOf(meals(), f)
	if got.Close.Calendar != "" || got.CanAsk || got.Tag != "Not published" {
		t.Errorf("got %+v", got.Close)
	}
	var out strings.Builder
	if err := public.TenderBody(got).Render(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	for _, not := range []string{"<button", "<form", `class="govuk-button`, "/tenders/"} {
		if strings.Contains(out.String(), not) {
			t.Errorf("a preview holds %q", not)
		}
	}
	if !strings.Contains(out.String(), "Preview") {
		t.Error("it does not say that it is a preview")
	}
	var empty strings.Builder
	if err := public.TenderBody(public.TenderOf(tender.Content{Title: "New"}, f)).Render(t.Context(), &empty); err != nil {
		t.Fatal(err)
	}
}

func TestEveryStatusHasItsTag(t *testing.T) {
	for _, s := range tender.Statuses() {
		words, colour := public.TenderTag("", s)
		if words == "" || colour == "" {
			t.Errorf("%s: %q %q", s, words, colour)
		}
		if s.ShowsAward() && !s.IsPublic() {
			t.Errorf("%s shows its award and is not public", s)
		}
	}
}

func TestTheDecisionIsPlannedUntilItIsKnown(t *testing.T) {
	c := meals()
	c.Timetable.DecisionBy, c.VoluntaryStandstill, c.Term.Start = "2027-01-29", true, "2027-04-05"
	read := func(f public.TenderFacts) string {
		var all []string
		for _, m := range public.TenderOf(c, f).Plan {
			all = append(all, m.When+": "+m.Text)
		}
		return strings.Join(all, "\n")
	}
	f := facts()
	planned := read(f)
	if !strings.Contains(planned, "By Friday 29 January 2027: Everyone told, with reasons\n8 working days: Waiting period (standstill), offered by choice\nMonday 5 April 2027: The contract starts") {
		t.Errorf("got\n%s", planned)
	}
	f.Status, f.Now, f.Waiting = tender.Standstill, time.Date(2026, 12, 24, 9, 0, 0, 0, time.UTC), [2]string{"2026-12-23", "2027-01-07"}
	f.Seal.Opened = time.Date(2026, 12, 10, 12, 2, 0, 0, time.UTC)
	known := read(f)
	if strings.Contains(known, "Everyone told") || strings.Contains(known, "8 working days") || !strings.Contains(known, "Bids opened\nThursday 24 December 2026: The award was announced") || !strings.Contains(known, "\n23 December 2026 to 7 January 2027: Waiting period (standstill)\nMonday 5 April") {
		t.Errorf("got\n%s", known)
	}
}
