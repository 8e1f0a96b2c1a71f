package evaluation

import (
	"fmt"
	"strconv"
	"strings"

	"hundredweight/models/account"
	"hundredweight/models/bid"
	"hundredweight/models/refusal"
	"hundredweight/models/tender"
)

// FewestWords is how many words a reason needs before it stops looking thin. It
// is our own figure: shorter ones seldom name anything in the answer.
const FewestWords = 12

// MostReason is the longest reason, in characters.
const MostReason = 6000

// Score is one person's score of one answer.
type Score struct {
	Bid      bid.ID
	Question string
	Person   account.PersonID
	Score    int
	Reason   string
}

// ReadScore reads a score as typed, on the published scale 0 to the question's
// highest. Only whole scores are on it.
func ReadScore(q tender.Question, typed string) (int, error) {
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return 0, refusal.Field("score", "Select a score from 0 to %d", q.Max)
	}
	n, err := strconv.Atoi(typed)
	if err != nil || n < 0 || n > q.Max || typed != strconv.Itoa(n) {
		return 0, refusal.Field("score", "The score must be a whole number from 0 to %d, as published", q.Max)
	}
	return n, nil
}

// CheckScore refuses a score off the published scale or without a reason. A
// question that is not scored takes none.
func CheckScore(q tender.Question, score int, reason string) error {
	if q.Kind != "scored" {
		return refusal.Field("score", "This question is not scored")
	}
	var problems []refusal.Problem
	if score < 0 || score > q.Max {
		problems = append(problems, refusal.Problem{Field: "score", Reason: fmt.Sprintf("The score must be a whole number from 0 to %d, as published", q.Max)})
	}
	problems = append(problems, checkReason(reason)...)
	return refusal.Fields(problems)
}

func checkReason(reason string) []refusal.Problem {
	switch {
	case strings.TrimSpace(reason) == "":
		return []refusal.Problem{{Field: "reason", Reason: "Enter a reason. The bidder will read it: say what in the answer earned or lost points"}}
	case len([]rune(reason)) > MostReason:
		return []refusal.Problem{{Field: "reason", Reason: "Shorten the reason to 6,000 characters"}}
	}
	return nil
}

// empty are reasons that fit any answer to any question.
var empty = []string{"good answer", "very good", "meets requirements", "meets the requirement", "as above", "see above", "agreed", "ok", "fine", "n/a", "satisfactory"}

// Thin tells whether a reason says too little to send to a bidder, and what to
// add. It flags; a person decides, and release waits until they have.
func Thin(reason string) (bool, string) {
	words := strings.Fields(reason)
	switch {
	case len(words) == 0:
		return true, "There is no reason. Say what in the answer earned or lost points"
	case isEmpty(reason):
		return true, "This would fit any answer. Name something in this one"
	case len(words) < FewestWords:
		return true, fmt.Sprintf("Only %s. Name what in the answer earned or lost points", plural(len(words), "word"))
	}
	distinct := map[string]bool{}
	for _, w := range words {
		distinct[strings.ToLower(strings.Trim(w, ".,;:!?"))] = true
	}
	if len(distinct) < FewestWords/2 {
		return true, "The same words come again and again. Name what in the answer earned or lost points"
	}
	return false, ""
}

func isEmpty(reason string) bool {
	plain := strings.ToLower(strings.Trim(strings.Join(strings.Fields(reason), " "), ".,;:! "))
	for _, e := range empty {
		if plain == e {
			return true
		}
	}
	return false
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// ToScore is one answer that has to be scored: a bid that is not disregarded,
// and a scored question asked of a lot it bids for.
type ToScore struct {
	Bid      bid.ID
	Question string
}

// Eligible is a bid that is being assessed, with the lots it bids for.
type Eligible struct {
	Bid  bid.ID
	Lots []string
}

// Answers lists what has to be scored in a stage, bid by bid in the order of
// the questions.
func Answers(c tender.Content, stage int, bids []Eligible) []ToScore {
	var out []ToScore
	for _, b := range bids {
		for _, q := range c.Questions {
			if q.Kind != "scored" || q.Stage != stage {
				continue
			}
			for _, lot := range b.Lots {
				if bid.Applies(q, lot) {
					out = append(out, ToScore{Bid: b.Bid, Question: q.Key})
					break
				}
			}
		}
	}
	return out
}

// Unscored lists what a person has yet to score.
func Unscored(want []ToScore, have []Score, person account.PersonID) []ToScore {
	done := map[ToScore]bool{}
	for _, s := range have {
		if s.Person == person && strings.TrimSpace(s.Reason) != "" {
			done[ToScore{s.Bid, s.Question}] = true
		}
	}
	var missing []ToScore
	for _, w := range want {
		if !done[w] {
			missing = append(missing, w)
		}
	}
	return missing
}

// MaySubmit refuses a submission that is not complete: a missing score is never
// counted as zero. After it own scores cannot change; a correction is a new row.
func MaySubmit(want []ToScore, have []Score, person account.PersonID, submitted bool) error {
	if submitted {
		return refusal.Already("You have submitted your scores already.")
	}
	if n := len(Unscored(want, have, person)); n > 0 {
		return refusal.Turn("%s still to score. Score every answer of every bid, with a reason, then submit.", plural(n, "answer"))
	}
	return nil
}

// MayModerate refuses to begin agreeing scores while somebody has not
// submitted. missing are the names of those.
func MayModerate(missing []string) error {
	if len(missing) == 0 {
		return nil
	}
	return refusal.Turn("Not everybody has submitted their scores yet: %s. Agree the scores when they have.", strings.Join(missing, ", "))
}
