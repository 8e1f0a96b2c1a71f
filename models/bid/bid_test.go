package bid

import (
	"errors"
	"strings"
	"testing"
	"time"

	"hundredweight/models/refusal"
	"hundredweight/models/tender"
)

var noon = time.Date(2026, 12, 10, 12, 0, 0, 0, time.UTC)

func asked() tender.Content {
	line := []tender.PriceLine{{Ref: "A1", Description: "Meal", Unit: "meal", QuantityMilli: 2_500}, {Ref: "A2", Description: "Tasting", Unit: "day", QuantityMilli: 1_000, ZeroAllowed: true, Option: true}}
	return tender.Content{
		Lots:   []tender.Lot{{ID: "1", Title: "North", Prices: line}, {ID: "2", Title: "South", Prices: line}},
		Stages: []tender.Stage{{Seq: 1, Kind: "tender"}},
		Questions: []tender.Question{
			{Key: "q1", Stage: 1, Kind: "scored", Title: "Meals", Required: true, WordLimit: 3},
			{Key: "q4", Stage: 1, Kind: "scored", Title: "South only", Required: true, Lots: []string{"2"}},
			{Key: "q5", Stage: 1, Kind: "pass_fail", Title: "Kitchen", Required: true},
			{Key: "q6", Stage: 1, Kind: "scored", Title: "Value", Required: true, Commitments: true},
			{Key: "q7", Stage: 1, Kind: "information", Title: "Anything else"},
			{Key: "q8", Stage: 2, Kind: "scored", Title: "Later", Required: true},
		},
		Conditions: []tender.Condition{{Key: "c1", Stage: 1, Text: "Insurance", Expires: true}},
	}
}

func whole() State {
	return State{
		Lots:    []string{"1", "2"},
		Answers: map[string]Answer{"q1": {Text: "one two-three four", Completed: true}, "q4": {Text: "yes", Completed: true}, "q5": {Choice: "no", Completed: true}, "c1": {Choice: "yes", Expires: "2027-01-01"}},
		Priced:  map[string]bool{"1": true, "2": true}, Files: map[string]int{},
		Commitments: []Commitment{{Question: "q6"}},
	}
}

func TestEachLotIsJudgedByItself(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*State)
		ready  string
		says   string // of the first gap
	}{
		"nothing missing":                         {func(*State) {}, "1,2", ""},
		"lot 2 lacks its own question":            {func(s *State) { delete(s.Answers, "q4") }, "1", "Answer the question: South only"},
		"lot 2 lacks its price":                   {func(s *State) { s.Priced["2"] = false }, "1", "Enter your prices for South"},
		"lot 2's price waits for a signatory":     {func(s *State) { s.Priced["2"] = false; s.Waiting = map[string]bool{"2": true} }, "1", "A signatory must confirm the new prices for South"},
		"the schedule of lot 2 was changed":       {func(s *State) { s.Priced["2"] = false; s.Outdated = map[string]bool{"2": true} }, "1", "The buyer changed the price schedule. Enter your prices again for South"},
		"a question of a lot not bid for":         {func(s *State) { s.Lots = []string{"1"}; delete(s.Answers, "q4") }, "1", ""},
		"a shared question is missing":            {func(s *State) { delete(s.Answers, "q1") }, "", "Answer the question: Meals"},
		"an answer of spaces":                     {func(s *State) { s.Answers["q1"] = Answer{Text: " \n", Completed: true} }, "", "Answer the question: Meals"},
		"too long, hyphens count as one":          {func(s *State) { s.Answers["q1"] = Answer{Text: "a b c-d e", Completed: true} }, "", "Your answer must be 3 words or fewer. It is 4 words"},
		"something to come back to":               {func(s *State) { s.Answers["q1"] = Answer{Text: "one"} }, "", "Say that you have completed the question: Meals"},
		"an optional one to come back to":         {func(s *State) { s.Answers["q7"] = Answer{Text: "and"} }, "", "Say that you have completed the question: Anything else"},
		"no commitment where they are the answer": {func(s *State) { s.Commitments = nil }, "", "Answer the question: Value"},
		"a file is an answer":                     {func(s *State) { delete(s.Answers, "q1"); s.Files["q1"] = 1 }, "1,2", ""},
		"a condition without its date":            {func(s *State) { s.Answers["c1"] = Answer{Choice: "yes"} }, "", "Enter the date on which it expires: Insurance"},
		"a condition not answered":                {func(s *State) { delete(s.Answers, "c1") }, "", "Answer the condition: Insurance"},
		"a condition not met can be sent":         {func(s *State) { s.Answers["c1"] = Answer{Choice: "no"} }, "1,2", ""},
		"no lot":                                  {func(s *State) { s.Lots = nil }, "", "Choose at least one part (lot) to bid for"},
	} {
		t.Run(name, func(t *testing.T) {
			s := whole()
			tc.change(&s)
			gaps := Gaps(asked(), 1, s)
			if got := strings.Join(CompleteLots(s.Lots, gaps), ","); got != tc.ready {
				t.Errorf("got lots %q, want %q (%v)", got, tc.ready, gaps)
			}
			if tc.says == "" && len(gaps) > 0 || tc.says != "" && (len(gaps) == 0 || gaps[0].Reason != tc.says) {
				t.Errorf("got %v, want %q", gaps, tc.says)
			}
		})
	}
}

func TestAQuestionnaireAsksForNoPrice(t *testing.T) {
	c, s := asked(), whole()
	c.Stages[0].Kind, s.Priced = "questionnaire", nil
	if gaps := Gaps(c, 1, s); len(gaps) != 0 {
		t.Errorf("got %v", gaps)
	}
}

func TestAPriceIsExactOrRefused(t *testing.T) {
	lot := asked().Lots[0]
	got, err := Price(lot, map[string]string{"A1": "£1.01", "A2": "0"})
	if err != nil || got.TotalPence != 253 || len(got.Lines) != 2 { // 2.5 × 101 = 252.5, half away from zero
		t.Fatalf("got %+v, %v", got, err)
	}
	for name, typed := range map[string]map[string]string{
		"a cell left empty": {"A1": "1"}, "nought where it is not taken": {"A1": "0", "A2": "1"}, "a negative price": {"A1": "-1", "A2": "1"},
		"an exponent": {"A1": "1e9", "A2": "1"}, "three places": {"A1": "1.005", "A2": "1"}, "digits of another script": {"A1": "１２", "A2": "1"}, "not a number": {"A1": "NaN", "A2": "1"},
	} {
		if _, err := Price(lot, typed); !errors.Is(err, refusal.ErrInvalid) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestAPriceCountsOnlyForTheScheduleItWasMadeFor(t *testing.T) {
	old, now := asked(), asked()
	if !SameSchedule(old, now, "1") {
		t.Error("the same schedule counts as another")
	}
	now.Lots[0].Prices = append([]tender.PriceLine(nil), now.Lots[0].Prices...)
	now.Lots[0].Prices[0].QuantityMilli++
	if SameSchedule(old, now, "1") || !SameSchedule(old, now, "2") || SameSchedule(old, now, "9") {
		t.Error("a changed line does not count")
	}
}

func TestACommitmentSaysWhatWhoHowManyAndWhen(t *testing.T) {
	fine := Commitment{Question: "q6", Outcome: "People eat together", Who: "Older people", Quantity: "1,200.5", Unit: "meals", By: "2028-03-31", Evidence: "Attendance"}
	if p := CheckCommitment(asked(), 1, fine); len(p) != 0 {
		t.Fatalf("got %v", p)
	}
	for field, change := range map[string]func(*Commitment){
		"question": func(c *Commitment) { c.Question = "q1" }, "outcome": func(c *Commitment) { c.Outcome = " " }, "who": func(c *Commitment) { c.Who = "" },
		"quantity": func(c *Commitment) { c.Quantity = "0" }, "unit": func(c *Commitment) { c.Unit = "" }, "by": func(c *Commitment) { c.By = "soon" }, "evidence": func(c *Commitment) { c.Evidence = strings.Repeat("é", 601) },
	} {
		one := fine
		change(&one)
		if p := CheckCommitment(asked(), 1, one); len(p) != 1 || p[0].Field != field {
			t.Errorf("%s: got %v", field, p)
		}
	}
	second := fine
	second.Quantity = "many"
	var r *refusal.Error
	if err := CheckCommitments(asked(), 1, []Commitment{fine, second}); !errors.As(err, &r) || r.Problems[0].Field != "quantity-2" {
		t.Errorf("got %v", err)
	}
	if err := CheckCommitments(asked(), 1, make([]Commitment, MostCommitments+1)); !errors.Is(err, refusal.ErrInvalid) {
		t.Errorf("too many: %v", err)
	}
}

func TestAConditionThatExpiredIsRefused(t *testing.T) {
	c := asked().Conditions[0]
	for expires, want := range map[string]int{"2026-12-10": 0, "2026-12-09": 1, "": 0, "soon": 1} {
		if p := CheckCondition(c, Answer{Choice: "yes", Expires: expires}, "2026-12-10"); len(p) != want {
			t.Errorf("%q: got %v", expires, p)
		}
	}
	if p := CheckCondition(c, Answer{}, "2026-12-10"); len(p) != 1 || p[0].Field != "condition-c1" {
		t.Errorf("not answered: %v", p)
	}
	if ConditionKind(tender.Condition{Kind: "insurance", Text: "Cover  of £5m"}) != ConditionKind(tender.Condition{Kind: "insurance", Text: "cover of £5M"}) {
		t.Error("the same words are not found again")
	}
	if ConditionKind(tender.Condition{Kind: "insurance", Text: "Cover of £5m"}) == ConditionKind(tender.Condition{Kind: "insurance", Text: "Cover of £10m"}) {
		t.Error("other words are reused")
	}
}

func TestTheDeadlineIsHalfOpen(t *testing.T) {
	if !InTime(noon.Add(-time.Microsecond), noon) || InTime(noon, noon) {
		t.Error("11:59:59.999999 is in time, 12:00:00 is late")
	}
	for _, s := range Statuses() {
		err := MayChange(s, noon.Add(-time.Second), noon, false)
		if may := s == Draft || s == Lodged || s == Withdrawn; may != (err == nil) {
			t.Errorf("%s before the deadline: %v", s, err)
		}
		if MayChange(s, noon, noon, false) == nil || MayChange(s, noon.Add(-time.Hour), noon, true) == nil {
			t.Errorf("%s can be changed at the deadline or after the drain", s)
		}
	}
}

func TestEveryMoveOfABid(t *testing.T) {
	allowed := map[Status][]Status{
		Draft: {Lodged, Lapsed}, Lodged: {Lodged, Withdrawn, Sealed}, Withdrawn: {Lodged, Lapsed}, Sealed: {Opened, Failed}, Failed: {Opened}, Opened: {Disregarded, Assessed},
		Disregarded: {Opened}, Assessed: {Winner, Reserve, Unsuccessful, Disregarded}, Reserve: {Winner, Unsuccessful, Disregarded}, Winner: {Unsuccessful, Reserve, Disregarded},
	}
	for _, from := range Statuses() {
		for _, to := range Statuses() {
			want := false
			for _, a := range allowed[from] {
				want = want || a == to
			}
			if _, err := from.Move(to); (err == nil) != want {
				t.Errorf("%s to %s: %v", from, to, err)
			}
		}
	}
}

func TestWhatCameOfABidIsToldWithTheDecision(t *testing.T) {
	for _, s := range Statuses() {
		want := s
		if s == Disregarded || s == Assessed {
			want = Opened
		}
		if got := s.Told(false); got != want {
			t.Errorf("%s before the decision: got %s, want %s", s, got, want)
		}
		if got := s.Told(true); got != s {
			t.Errorf("%s after it: got %s", s, got)
		}
	}
}
