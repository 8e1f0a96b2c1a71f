package assessment

import (
	"strings"
	"testing"

	"hundredweight/models/award"
)

func summary() award.Summary {
	return award.Summary{
		Questions: []award.Explanation{{Key: "q1", Title: "Safety", Score: 4, Max: 5, Means: "Complete and specific", Next: 5, Better: "With proof", Reason: "Own reason"}},
		Lots: []award.LotSummary{{
			ID: "1", Title: "Meals", Rank: 2, Of: 2, Total: "80.800000", WhyNot: "Your bid came second of two.",
			Winner: &award.Winner{Organisation: "Homeward", Total: "88.4", Questions: []award.Explanation{{Key: "q1", Score: 5, Max: 5, Reason: "Their reason"}}},
			Criteria: []award.Marks{
				{ID: "quality", Name: "Quality", Available: "60", Marks: "40.8", Winner: "56.4", Parts: []award.Marks{{ID: "q1", Name: "Safety", Available: "42", Marks: "33.6", Winner: "42"}}},
				{ID: "price", Name: "Price", How: "40 × lowest ÷ this price", Available: "40", Marks: "37.333333", Winner: "32", Why: "Your price was £100.00."},
				{ID: "added", Name: "Added value", Available: "0", Marks: "5", Winner: "5"},
			},
		}},
	}
}

func TestABidderReadsMarksReasonsAndWhatWouldHaveHelped(t *testing.T) {
	all := Of(summary())
	if len(all) != 1 || len(all[0].Reasons) != 3 {
		t.Fatalf("got %+v", all)
	}
	q, price := all[0].Reasons[0], all[0].Reasons[1]
	if q.Own.Text != "33.6 of 42" || q.Chosen.Text != "42 of 42" || q.Why != "Own reason" || q.Theirs != "Their reason" || !strings.Contains(q.Score, "Complete and specific") || !strings.HasSuffix(q.Better, "With proof") || !strings.Contains(q.Better, "score of 5") {
		t.Errorf("a question: got %+v", q)
	}
	if price.Own.Text != "37.33 of 40" || price.Why != "Your price was £100.00. Points = 40 × lowest ÷ this price." {
		t.Errorf("price: got %+v", price)
	}
	if rows := all[0].Totals.Rows; len(rows) != 4 || rows[3].Cells[1].Text != "80.8" || rows[3].Cells[2].Text != "88.4" || rows[1].Cells[1].Text != "37.33" {
		t.Errorf("totals: got %+v", rows)
	}
	if got := all[0].Difference; got != "The chosen bid has 15.6 more for “Quality”. You have 5.33 more for “Price”. The points are the same for “Added value”." {
		t.Errorf("got %q", got)
	}
}

func TestTheChosenBidReadsOnlyItsOwn(t *testing.T) {
	s := summary()
	l := &s.Lots[0]
	l.Won, l.Winner, l.WhyNot, l.Rank = true, nil, "", 1
	for i := range l.Criteria {
		l.Criteria[i].Winner = ""
		for j := range l.Criteria[i].Parts {
			l.Criteria[i].Parts[j].Winner = ""
		}
	}
	got := Of(s)[0]
	if got.Result != "Your bid came first of 2 with 80.8 points." || got.Difference != "" || len(got.Totals.Columns) != 3 || got.Reasons[0].Chosen != nil || got.Reasons[0].Theirs != "" {
		t.Errorf("got %+v", got)
	}
}
