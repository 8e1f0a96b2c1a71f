package bid

import (
	"fmt"
	"strings"
	"time"

	"hundredweight/models/refusal"
	"hundredweight/models/tender"
)

// Words counts words as the page does: runs of characters between white space,
// so a hyphenated word counts as one.
func Words(text string) int {
	n := 0
	for range strings.FieldsSeq(text) {
		n++
	}
	return n
}

// State is what a bid holds at one moment, without reading any price.
type State struct {
	Lots        []string          // the lots the bidder chose
	Answers     map[string]Answer // by the question's or condition's key
	Priced      map[string]bool   // lots with a sealed price schedule in force
	Waiting     map[string]bool   // lots whose only price waits for a signatory
	Outdated    map[string]bool   // lots priced before the tender's schedule changed
	Files       map[string]int    // sealed files by question key
	Commitments []Commitment
}

// Gap is one thing missing. Lot is empty when it holds back every lot.
type Gap struct {
	Lot    string
	Key    string // the question, the condition or "price"
	Reason string
}

// Applies tells whether a question is asked of a lot.
func Applies(q tender.Question, lot string) bool {
	if len(q.Lots) == 0 {
		return true
	}
	for _, l := range q.Lots {
		if l == lot {
			return true
		}
	}
	return false
}

// Gaps lists what a stage's bid still needs, in the order of the page.
func Gaps(c tender.Content, stage int, s State) []Gap {
	var gaps []Gap
	if len(s.Lots) == 0 {
		gaps = append(gaps, Gap{Key: "lots", Reason: "Choose at least one part (lot) to bid for"})
	}
	for _, cond := range c.Conditions {
		if cond.Stage != stage {
			continue
		}
		a, ok := s.Answers[cond.Key]
		switch {
		case !ok || a.Choice == "":
			gaps = append(gaps, Gap{Key: cond.Key, Reason: "Answer the condition: " + cond.Text})
		case cond.Expires && a.Choice == "yes" && a.Expires == "":
			gaps = append(gaps, Gap{Key: cond.Key, Reason: "Enter the date on which it expires: " + cond.Text})
		}
	}
	for _, q := range c.Questions {
		if q.Stage != stage {
			continue
		}
		reason := wanting(q, s)
		if reason == "" {
			continue
		}
		if len(q.Lots) == 0 {
			gaps = append(gaps, Gap{Key: q.Key, Reason: reason})
			continue
		}
		for _, lot := range s.Lots {
			if Applies(q, lot) {
				gaps = append(gaps, Gap{Lot: lot, Key: q.Key, Reason: reason})
			}
		}
	}
	if !priced(c, stage) {
		return gaps
	}
	for _, lot := range s.Lots {
		if l, ok := findLot(c, lot); ok && len(l.Prices) > 0 && !s.Priced[lot] {
			gaps = append(gaps, Gap{Lot: lot, Key: "price", Reason: s.priceWanting(lot) + " " + lotName(c, l)})
		}
	}
	return gaps
}

func (s State) priceWanting(lot string) string {
	switch {
	case s.Waiting[lot]:
		return "A signatory must confirm the new prices for"
	case s.Outdated[lot]:
		return "The buyer changed the price schedule. Enter your prices again for"
	}
	return "Enter your prices for"
}

// wanting says what a question still needs, "" for nothing. What the bidder
// said to come back to is never lodged half-written.
func wanting(q tender.Question, s State) string {
	a := s.Answers[q.Key]
	n := Words(a.Text)
	switch {
	case q.Required && !answered(q, s):
		return "Answer the question: " + q.Title
	case q.WordLimit > 0 && n > q.WordLimit:
		return TooLong(q, n)
	case n > 0 && !a.Completed:
		return "Say that you have completed the question: " + q.Title
	}
	return ""
}

// TooLong is the sentence for an answer over its limit.
func TooLong(q tender.Question, words int) string {
	return fmt.Sprintf("Your answer must be %d words or fewer. It is %d words", q.WordLimit, words)
}

// priced tells whether a stage asks for prices: a questionnaire does not.
func priced(c tender.Content, stage int) bool {
	for _, s := range c.Stages {
		if s.Seq == stage {
			return s.Kind != "questionnaire"
		}
	}
	return true
}

// answered tells whether a required question has an answer of any kind it asks for.
func answered(q tender.Question, s State) bool {
	a := s.Answers[q.Key]
	if q.Kind == "pass_fail" {
		return a.Choice == "yes" || a.Choice == "no"
	}
	if strings.TrimSpace(a.Text) != "" || s.Files[q.Key] > 0 {
		return true
	}
	if q.Commitments {
		for _, c := range s.Commitments {
			if c.Question == q.Key {
				return true
			}
		}
	}
	return false
}

func findLot(c tender.Content, id string) (tender.Lot, bool) {
	for _, l := range c.Lots {
		if l.ID == id {
			return l, true
		}
	}
	return tender.Lot{}, false
}

func lotName(c tender.Content, l tender.Lot) string {
	if len(c.Lots) == 1 {
		return "this tender"
	}
	return l.Title
}

// CompleteLots gives the chosen lots that nothing holds back, in the bidder's
// order. Each lot is judged by itself: a gap in one never blocks another.
func CompleteLots(chosen []string, gaps []Gap) []string {
	held := map[string]bool{}
	for _, g := range gaps {
		if g.Lot == "" {
			return nil
		}
		held[g.Lot] = true
	}
	var out []string
	for _, l := range chosen {
		if !held[l] {
			out = append(out, l)
		}
	}
	return out
}

// CheckCondition refuses the answer to a condition that can never be lodged:
// no choice, and for one that expires no date, or a date that has passed.
func CheckCondition(c tender.Condition, a Answer, today string) []refusal.Problem {
	var p []refusal.Problem
	if a.Choice != "yes" && a.Choice != "no" {
		p = append(p, refusal.Problem{Field: ConditionField(c.Key), Reason: "Select yes or no: " + c.Text})
	}
	if !c.Expires || a.Choice != "yes" || a.Expires == "" {
		return p
	}
	if _, err := time.Parse(time.DateOnly, a.Expires); err != nil {
		return append(p, refusal.Problem{Field: ExpiryField(c.Key), Reason: "Enter the date on which it expires, like 31 3 2028"})
	}
	if a.Expires < today {
		p = append(p, refusal.Problem{Field: ExpiryField(c.Key), Reason: "This has expired. Enter the date on which the new one expires, or select no"})
	}
	return p
}

// ConditionKind says under what a condition's answer is remembered for the next
// bid: the same words of the same kind. Nothing is reused for other words.
func ConditionKind(c tender.Condition) string {
	return c.Kind + ": " + strings.ToLower(strings.Join(strings.Fields(c.Text), " "))
}

// ConditionField is the name of the field of a condition's answer.
func ConditionField(key string) string { return "condition-" + key }

// ExpiryField is the name of the date's field of a condition.
func ExpiryField(key string) string { return "expires-" + key }

// CheckAnswer refuses an answer that can never be lodged: a choice that is not
// one, a date that is not one. Length over the limit is kept and pointed out,
// never refused at save: nobody's text is lost because it is long.
func CheckAnswer(a Answer) error {
	var p []refusal.Problem
	if a.Choice != "" && a.Choice != "yes" && a.Choice != "no" {
		p = append(p, refusal.Problem{Field: "choice", Reason: "Select yes or no"})
	}
	if len([]rune(a.Text)) > 60_000 {
		p = append(p, refusal.Problem{Field: "answer", Reason: "Your answer must be 60,000 characters or fewer"})
	}
	return refusal.Fields(p)
}
