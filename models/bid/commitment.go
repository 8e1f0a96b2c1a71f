package bid

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"hundredweight/models/money"
	"hundredweight/models/refusal"
	"hundredweight/models/tender"
)

// MostCommitments is how many commitments one bid makes: more than a contract
// manager can follow is no promise.
const MostCommitments = 30

// CheckCommitments refuses commitments that nobody could hold a bidder to: each
// says what changes, for whom, how many, by when and how it will be shown, and
// feeds one question that takes commitments.
func CheckCommitments(c tender.Content, stage int, all []Commitment) error {
	if len(all) > MostCommitments {
		return refusal.Field("", "A bid can make %d promises. Keep those that matter most", MostCommitments)
	}
	var p []refusal.Problem
	for i, one := range all {
		for _, wrong := range CheckCommitment(c, stage, one) {
			p = append(p, refusal.Problem{Field: fmt.Sprintf("%s-%d", wrong.Field, i+1), Reason: fmt.Sprintf("Promise %d: %s", i+1, lower(wrong.Reason))})
		}
	}
	return refusal.Fields(p)
}

// CheckCommitment gives all that is wrong with one commitment. The fields are
// the names of the form's inputs.
func CheckCommitment(c tender.Content, stage int, one Commitment) []refusal.Problem {
	var p []refusal.Problem
	wrong := func(field, reason string) { p = append(p, refusal.Problem{Field: field, Reason: reason}) }
	if !takesCommitments(c, stage, one.Question) {
		wrong("question", "Choose the question it belongs to")
	}
	for _, f := range []struct{ name, label, missing, value string }{
		{"outcome", "What will change", "Say what will change", one.Outcome},
		{"who", "Who it is for", "Say who it is for", one.Who},
		{"unit", "What is counted", "Enter what is counted, such as people", one.Unit},
		{"evidence", "How you will show it", "Say how you will show that it happened", one.Evidence},
	} {
		switch n := utf8.RuneCountInString(strings.TrimSpace(f.value)); {
		case n == 0:
			wrong(f.name, f.missing)
		case n > 600:
			wrong(f.name, f.label+" must be 600 characters or fewer")
		}
	}
	switch q, err := money.ParseQuantity(one.Quantity); {
	case strings.TrimSpace(one.Quantity) == "":
		wrong("quantity", "Enter how many")
	case err != nil:
		wrong("quantity", err.Error())
	case q == 0:
		wrong("quantity", "How many must be more than 0")
	}
	if _, err := time.Parse(time.DateOnly, one.By); err != nil {
		wrong("by", "Enter the date by which it will have happened")
	}
	return p
}

func takesCommitments(c tender.Content, stage int, key string) bool {
	for _, q := range c.Questions {
		if q.Key == key && q.Stage == stage && q.Commitments {
			return true
		}
	}
	return false
}

// lower writes the first letter small, for a sentence after a colon.
func lower(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}
