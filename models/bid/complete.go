package bid

import (
	"fmt"
	"strings"

	"hundredweight/models/refusal"
	"hundredweight/models/tender"
)

// Words counts words as the page does: runs of characters between white space,
// so a hyphenated word counts as one.
func Words(text string) int { return len(strings.Fields(text)) }

// State is what a bid holds at one moment, without reading any price.
type State struct {
	Lots        []string          // the lots the bidder chose
	Answers     map[string]Answer // by the question's or condition's key
	Priced      map[string]bool   // lots with a sealed price schedule
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
		if q.Stage != stage || !q.Required {
			continue
		}
		if answered(q, s) {
			continue
		}
		if len(q.Lots) == 0 {
			gaps = append(gaps, Gap{Key: q.Key, Reason: "Answer the question: " + q.Title})
			continue
		}
		for _, lot := range s.Lots {
			if Applies(q, lot) {
				gaps = append(gaps, Gap{Lot: lot, Key: q.Key, Reason: "Answer the question: " + q.Title})
			}
		}
	}
	for _, q := range c.Questions {
		if q.Stage == stage && q.WordLimit > 0 {
			if n := Words(s.Answers[q.Key].Text); n > q.WordLimit {
				gaps = append(gaps, Gap{Key: q.Key, Reason: TooLong(q, n)})
			}
		}
	}
	for _, lot := range s.Lots {
		l, ok := findLot(c, lot)
		if ok && len(l.Prices) > 0 && !s.Priced[lot] && priced(c, stage) {
			gaps = append(gaps, Gap{Lot: lot, Key: "price", Reason: "Enter your prices for " + lotName(c, l)})
		}
	}
	return gaps
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
