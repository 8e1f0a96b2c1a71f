package ocds

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"hundredweight/models/calendar"
	"hundredweight/models/refusal"
	"hundredweight/models/tender"
)

func mustSettle(t *testing.T, c tender.Content, key, answer string) tender.Content {
	t.Helper()
	out, err := Settle(c, key, answer)
	if err != nil {
		t.Fatalf("%s = %s: %v", key, answer, err)
	}
	return out
}

// small is a notice of one lot; more goes into its tender.
func small(more string) string {
	return `{"ocid": "ocds-213czf-0002", "id": "2", "date": "2026-10-01T09:00:00+01:00", "tag": ["tender"], "tender": {"title": "Advice", "mainProcurementCategory": "services", ` + more + `}}`
}

func TestAnAnswerChangesTheDraft(t *testing.T) {
	c := mustDraft(t, meals, noon(2026, 10, 2))

	one := mustSettle(t, c, "stages", "1:0")
	if len(one.Stages) != 1 || one.Stages[0].Kind != "tender" || questionOf(t, one, "stages").Answer != "1:0" {
		t.Errorf("one stage: %+v", one.Stages)
	}
	two := mustSettle(t, one, "stages", "2:3")
	if len(two.Stages) != 2 || two.Stages[0].Kind != "questionnaire" || two.Stages[1].MostInvited != 3 {
		t.Errorf("and two again: %+v", two.Stages)
	}
	if len(c.Stages) != 2 || questionOf(t, c, "stages").Answer != "" {
		t.Error("the content that was given changed")
	}

	text := mustSettle(t, c, "deadline_disagrees", "2026-11-06T17:00:00Z")
	if !text.Stages[0].Deadline.Equal(time.Date(2026, 11, 6, 17, 0, 0, 0, time.UTC)) {
		t.Errorf("deadline %v", text.Stages[0].Deadline)
	}
	if want := time.Date(2026, 10, 20, 16, 0, 0, 0, time.UTC); !text.Timetable.QuestionsClose.Equal(want) {
		t.Errorf("questions close %v, want %v as the notice says", text.Timetable.QuestionsClose, want)
	}
	if later := mustSettle(t, text, "deadline_disagrees", "later"); !later.Stages[0].Deadline.IsZero() {
		t.Error("later leaves a deadline")
	}

	pounds := mustSettle(t, c, "lot_2_currency", "GBP:40000000")
	if pounds.Lots[1].Currency != "" || pounds.Lots[1].NetPence != 400_000_00 || pounds.Budget.NetPence != 900_000_00 {
		t.Errorf("lot 2 %+v, budget %+v", pounds.Lots[1], pounds.Budget)
	}
	if entered := mustSettle(t, c, "lot_2_currency", "enter"); entered.Lots[1].Currency != "" || entered.Lots[1].NetPence != 0 {
		t.Errorf("a value to enter: %+v", entered.Lots[1])
	}

	weighed := mustSettle(t, c, "lot_2_weights", "7000,3000")
	if weighed.Lots[1].Criteria[0].WeightBP != 7000 || weighed.Lots[1].Criteria[1].WeightBP != 3000 || c.Lots[1].Criteria[0].WeightBP != 0 {
		t.Errorf("weights %+v", weighed.Lots[1].Criteria)
	}
	formula := mustSettle(t, c, "price_formula", "percentage_deduction")
	if formula.Criteria[1].Formula != "percentage_deduction" || formula.Lots[1].Criteria[1].Formula != "percentage_deduction" {
		t.Errorf("formula %+v %+v", formula.Criteria, formula.Lots[1].Criteria)
	}
}

func TestADraftWithEveryQuestionAnsweredHasNothingLeftToSettle(t *testing.T) {
	c := mustDraft(t, meals, noon(2026, 10, 2))
	for _, q := range c.Open {
		c = mustSettle(t, c, q.Key, q.Choices[0].Value)
	}
	for _, task := range tender.Tasks(c, tender.Needs{}, tender.People{}) {
		if task.Key == "questions-to-settle" && !task.Done() {
			t.Errorf("left: %v", task.Problems)
		}
		if task.Key == "lots" && !task.Done() {
			t.Errorf("lots: %v", task.Problems)
		}
	}
}

func TestAnAnswerThatIsNoneIsRefusedAndChangesNothing(t *testing.T) {
	c := mustDraft(t, meals, noon(2026, 10, 2))
	before, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range []struct{ key, answer, want string }{
		{"stages", "", "Choose one of the answers"}, {"stages", "7:0", "Choose one of the answers"}, {"deadline_disagrees", "2030-01-01T00:00:00Z", "Choose one of the answers"},
	} {
		got, err := Settle(c, one.key, one.answer)
		r, ok := refusal.As(err)
		if !ok || r.Problems[0].Field != one.key || r.Problems[0].Reason != one.want {
			t.Errorf("%s = %q: %v", one.key, one.answer, err)
		}
		if after, err := json.Marshal(got); err != nil || string(after) != string(before) {
			t.Errorf("%s = %q changed the draft", one.key, one.answer)
		}
	}
	if _, err := Settle(c, "no_such_question", "yes"); !errors.Is(err, refusal.ErrNotFound) {
		t.Errorf("a question that was not asked: %v", err)
	}
}

func TestWhatIsNotRunHereCannotBeAnsweredAway(t *testing.T) {
	c := mustDraft(t, small(`"description": "The Council uses the competitive process of the Provider Selection Regime."`), noon(2026, 10, 2))
	if _, err := Settle(c, "psr", "yes"); !errors.Is(err, refusal.ErrInvalid) || !strings.Contains(err.Error(), "Withdraw this draft") {
		t.Errorf("health care: %v", err)
	}
	one := mustDraft(t, small(`"lots": [{"id": "1", "title": "A", "status": "cancelled"}]`), noon(2026, 10, 2))
	if _, err := Settle(one, "lot_1_status", "drop"); !errors.Is(err, refusal.ErrInvalid) {
		t.Errorf("the only lot: %v", err)
	}
}

func TestDatesThatHavePassedAreProposedAnew(t *testing.T) {
	c := mustDraft(t, small(`"tenderPeriod": {"endDate": "2026-10-31T12:00:00Z"}, "enquiryPeriod": {"endDate": "2026-10-20T12:00:00Z"}, "awardPeriod": {"endDate": "2026-11-20T12:00:00Z"},
		"contractPeriod": {"startDate": "2026-12-01T00:00:00Z", "endDate": "2028-11-30T23:59:59Z", "maxExtentDate": "2029-11-30T23:59:59Z"}`), noon(2026, 11, 25))
	if want := []string{"deadline_past", "term_past"}; !slices.Equal(keys(c), want) {
		t.Fatalf("questions %v, want %v", keys(c), want)
	}
	q := questionOf(t, c, "deadline_past")
	c = mustSettle(t, c, q.Key, q.Choices[0].Value)
	closes := c.Stages[0].Deadline
	if closes.Before(noon(2026, 11, 25).AddDate(0, 0, 37)) || closes.Weekday() == time.Saturday || closes.Weekday() == time.Sunday || closes.Weekday() == time.Monday {
		t.Errorf("proposed %v: thirty days after a week for approval, on a working day that is no Monday", closes)
	}
	if atChristmas(calendar.On(closes)) {
		t.Errorf("proposed %v, at Christmas", closes)
	}
	tt := c.Timetable
	if !tt.QuestionsClose.After(noon(2026, 11, 25)) || !tt.QuestionsClose.Before(tt.AnswersBy) || !tt.AnswersBy.Before(closes) || tt.DecisionBy != "" {
		t.Errorf("timetable %+v before %v", tt, closes)
	}
	c = mustSettle(t, c, "term_past", questionOf(t, c, "term_past").Choices[0].Value)
	if c.Term.Start != "2027-04-01" || c.Term.End != "2029-03-31" || c.Term.MaxEnd != "2030-03-31" {
		t.Errorf("term %+v: two years and one more, from April", c.Term)
	}
	if none := mustSettle(t, c, "term_past", "enter"); none.Term.Start != "" || none.Term.End != "" {
		t.Errorf("dates to enter: %+v", none.Term)
	}
}

func TestEachLotKeepsItsLengthWhenPeriodsMove(t *testing.T) {
	c := tender.Content{Term: tender.Term{Start: "2026-11-04", End: "2028-11-16"}, Open: []tender.OpenQuestion{{Key: "term_past", Choices: []tender.Choice{{Value: "2027-03-01"}}}},
		Lots: []tender.Lot{{ID: "1", Term: &tender.Term{Start: "2026-11-04", End: "2028-11-03"}}, {ID: "2", Term: &tender.Term{Start: "2026-11-17", End: "2028-11-16"}}}}
	got := mustSettle(t, c, "term_past", "2027-03-01")
	if *got.Lots[0].Term != (tender.Term{Start: "2027-03-01", End: "2029-02-28"}) || *got.Lots[1].Term != (tender.Term{Start: "2027-03-14", End: "2029-03-13"}) {
		t.Errorf("lots %+v %+v", got.Lots[0].Term, got.Lots[1].Term)
	}
	if c.Lots[0].Term.Start != "2026-11-04" {
		t.Error("the content that was given changed")
	}
}

func TestOtherQuestionsAndTheirAnswers(t *testing.T) {
	value := `"value": {"amount": 100000, "amountGross": 120000, "currency": "GBP"}`
	for _, one := range []struct {
		name, more, key, answer string
		check                   func(tender.Content) bool
	}{
		{"VAT that nobody says", `"value": {"amount": 100000, "currency": "GBP"}`, "vat", "exempt", func(c tender.Content) bool { return c.Budget.VAT == "exempt" && c.Budget.NetPence == 100_000_00 }},
		{"net and gross alike", `"value": {"amount": 100000, "amountGross": 100000, "currency": "GBP"}`, "vat", "zero", func(c tender.Content) bool { return c.Budget.VAT == "zero" }},
		{"only the value with VAT", `"value": {"amountGross": 120000, "currency": "GBP"}`, "vat", "standard", func(c tender.Content) bool { return c.Budget.NetPence == 100_000_00 }},
		{"another currency", `"value": {"amount": 100000, "amountGross": 120000, "currency": "EUR"}`, "currency", "enter", func(c tender.Content) bool { return c.Budget.NetPence == 0 }},
		{"parts that do not add up", value + `, "lots": [{"id": "1", "title": "A", "value": {"amount": 40000, "currency": "GBP"}}, {"id": "2", "title": "B", "value": {"amount": 50000, "currency": "GBP"}}]`, "lots_sum", "9000000", func(c tender.Content) bool { return c.Budget.NetPence == 90_000_00 }},
		{"a lot that was ended", value + `, "lots": [{"id": "1", "title": "A", "status": "active"}, {"id": "2", "title": "B", "status": "cancelled"}]`, "lot_2_status", "drop", func(c tender.Content) bool { return len(c.Lots) == 1 && c.Lots[0].Title == "A" }},
		{"a day without a time", `"tenderPeriod": {"endDate": "2026-12-04"}`, "deadline_time", "2026-12-04T17:00:00Z", func(c tender.Content) bool { return c.Stages[0].Deadline.Hour() == 17 }},
		{"midnight", `"tenderPeriod": {"endDate": "2026-12-04T00:00:00Z"}`, "deadline_time", "2026-12-03T23:59:00Z", func(c tender.Content) bool { return c.Stages[0].Deadline.Day() == 3 }},
		{"a deadline in the text only", `"description": "Closing date: 12 noon on Friday 4 December 2026"`, "deadline_in_text", "2026-12-04T12:00:00Z", func(c tender.Content) bool { return c.Stages[0].Deadline.Day() == 4 }},
		{"a weekday that the date is not", `"description": "Deadline: Monday 4 December 2026 at 12 noon", "tenderPeriod": {"endDate": "2026-12-04T12:00:00Z"}`, "deadline_disagrees", "2026-12-04T12:00:00Z", func(c tender.Content) bool { return c.Stages[0].Deadline.Day() == 4 }},
		{"questions close on two days", `"description": "The deadline for clarification questions is 12 November 2026", "tenderPeriod": {"endDate": "2026-12-04T12:00:00Z"}, "enquiryPeriod": {"endDate": "2026-11-13T17:00:00Z"}`, "questions_close_disagrees", "2026-11-13T17:00:00Z", func(c tender.Content) bool { return c.Timetable.QuestionsClose.Day() == 13 }},
		{"periods that disagree", `"description": "The contract will run from 1 April 2027 to 31 March 2029.", "contractPeriod": {"startDate": "2027-04-01T00:00:00+01:00", "endDate": "2030-03-31T23:59:59+01:00"}`, "term_disagrees", "2027-04-01/2029-03-31", func(c tender.Content) bool { return c.Term.End == "2029-03-31" }},
		{"a length without a start", `"contractPeriod": {"durationInDays": 365}`, "term_start", "2027-04-01", func(c tender.Content) bool { return c.Term.Start == "2027-04-01" && c.Term.End == "2028-03-30" }},
		{"no kind of contract", `"x": 1`, "category", "works", func(c tender.Content) bool { return c.Category == "works" }},
		{"weights in the text", `"description": "We award on 60% quality and 40% price.", "awardCriteria": {"criteria": [{"type": "quality", "name": "Quality", "numbers": [{"number": 70, "weight": "percentageExact"}]}, {"type": "price", "description": "Lowest price, others in proportion", "numbers": [{"number": 30, "weight": "percentageExact"}]}]}`, "weights_disagree", "6000,4000", func(c tender.Content) bool { return c.Criteria[0].WeightBP == 6000 && c.Criteria[1].WeightBP == 4000 }},
		{"weights that do not add up", `"awardCriteria": {"criteria": [{"type": "quality", "name": "A", "description": "60"}, {"type": "quality", "name": "B", "description": "40"}, {"type": "price", "description": "30"}]}`, "weights", "4200,2800,3000", func(c tender.Content) bool { return c.Criteria[0].WeightBP == 4200 }},
		{"an order of importance", `"awardCriteria": {"criteria": [{"type": "quality", "name": "A", "numbers": [{"number": 1, "weight": "order"}]}, {"type": "price", "numbers": [{"number": 2, "weight": "order"}]}]}`, "weights", "enter", func(c tender.Content) bool { return c.Criteria[0].WeightBP == 0 }},
		{"health care", `"description": "The Council uses the competitive process of the Provider Selection Regime."`, "psr", "no", func(c tender.Content) bool { return true }},
		{"a framework", `"techniques": {"hasFrameworkAgreement": true}`, "framework", "contract", func(c tender.Content) bool { return true }},
		{"a procurement that was ended", `"status": "cancelled"`, "notice_kind", "yes", func(c tender.Content) bool { return true }},
		{"a restricted procedure", `"procurementMethodDetails": "Restricted procedure"`, "stages", "1:0", func(c tender.Content) bool { return len(c.Stages) == 1 }},
		{"rules that codes do not lead to", value + `, "aboveThreshold": true, "classification": {"scheme": "CPV", "id": "92521000"}`, "regime", "notice:public_contract", func(c tender.Content) bool {
			return c.Regime.Overruled == "public_contract" && c.Regime.Reason != ""
		}},
	} {
		file := small(one.more)
		if one.key == "category" {
			file = strings.Replace(file, `"mainProcurementCategory": "services", `, "", 1)
		}
		c := mustDraft(t, file, noon(2026, 10, 2))
		if want := []string{one.key}; !slices.Equal(slices.DeleteFunc(keys(c), func(k string) bool { return k == "price_formula" }), want) {
			t.Errorf("%s: questions %v, want %v", one.name, keys(c), want)
			continue
		}
		got := mustSettle(t, c, one.key, one.answer)
		if !one.check(got) {
			t.Errorf("%s: %s = %s gives %+v", one.name, one.key, one.answer, got)
		}
	}
}

func TestNobodyHasToFinishABidAtChristmas(t *testing.T) {
	if got := mustDraft(t, small(`"tenderPeriod": {"endDate": "2026-10-31T12:00:00Z"}`), noon(2026, 11, 20)); !strings.Contains(got.Open[0].Choices[0].Label, "January 2027") {
		t.Errorf("proposed at Christmas: %s", got.Open[0].Choices[0].Label)
	}
}

func TestWhatAgreesIsNotAsked(t *testing.T) {
	for name, more := range map[string]string{
		"one stage, though the procedure is flexible": `"procurementMethodDetails": "Competitive flexible procedure", "description": "This is a single-stage procedure."`,
		"the same deadline in other words":            `"description": "Bids must be received by noon on Friday, 4th December 2026.", "tenderPeriod": {"endDate": "2026-12-04T12:00:00+00:00"}`,
		"a day in figures":                            `"description": "The deadline is 04/12/2026.", "tenderPeriod": {"endDate": "2026-12-04T12:00:00+00:00"}`,
		"a date that is no deadline":                  `"description": "The deadline is below. The contract will be awarded on 1 February 2027.", "tenderPeriod": {"endDate": "2026-12-04T12:00:00+00:00"}`,
		"the same weights":                            `"description": "Quality 70%, price 30%.", "awardCriteria": {"criteria": [{"type": "quality", "name": "Quality", "numbers": [{"number": 70}]}, {"type": "price", "description": "Lowest gets all, others in proportion", "numbers": [{"number": 30}]}]}`,
		"a value to the pound":                        `"value": {"amount": 33721.33, "amountGross": 40465, "currency": "GBP"}`,
		"a stand-in of a penny":                       `"value": {"amount": 0.01, "currency": "GBP"}`,
		"lots with no more than a title":              `"lots": [{"id": "1", "title": "A", "description": null}, {"id": "2", "title": "B"}]`,
	} {
		if c := mustDraft(t, small(more), noon(2026, 10, 2)); len(c.Open) > 0 {
			t.Errorf("%s: asked %s: %s", name, c.Open[0].Key, c.Open[0].Ask)
		}
	}
}
