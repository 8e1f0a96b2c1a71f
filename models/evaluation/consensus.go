package evaluation

import (
	"slices"
	"strings"

	"hundredweight/models/bid"
	"hundredweight/models/refusal"
	"hundredweight/models/tender"
)

// Consensus is an agreed score of one answer. The newest of an answer counts;
// earlier ones and everybody's own stay.
type Consensus struct {
	Bid      bid.ID
	Question string
	Score    int
	Reason   string // the bidder reads it
}

// averaged are words of a reason that gives arithmetic for a judgement.
var averaged = []string{"average", "averaged", "mean of", "the mean", "median", "split the difference", "midpoint", "mid-point", "half way", "halfway"}

// CheckConsensus refuses an agreed score off the scale, without a reason, that
// nobody gave unless the reason explains itself, or that is only an average:
// the panel agrees on what the answer deserves (procurement notes, section 4).
func CheckConsensus(q tender.Question, own []int, score int, reason string) error {
	if err := CheckScore(q, score, reason); err != nil {
		return err
	}
	if len(own) == 0 {
		return refusal.Turn("Nobody has scored this answer yet.")
	}
	differ := slices.Min(own) != slices.Max(own)
	lower := strings.ToLower(reason)
	if differ && len(strings.Fields(reason)) < 2*FewestWords {
		for _, w := range averaged {
			if strings.Contains(lower, w) {
				return refusal.Field("reason", "An average is not an agreed score. Say what in the answer earned or lost points")
			}
		}
	}
	if !slices.Contains(own, score) {
		if thin, _ := Thin(reason); thin {
			return refusal.Field("reason", "Nobody on the panel gave %d. Say in at least %d words what the panel now sees differently in the answer", score, FewestWords)
		}
	}
	return nil
}

// Spread is how far apart the highest and the lowest score of an answer are, in
// points of its scale. From 2 on the panel talks about it first.
func Spread(own []int) int {
	if len(own) == 0 {
		return 0
	}
	return slices.Max(own) - slices.Min(own)
}

// Missing lists the answers without an agreed score and reason.
func Missing(want []ToScore, have []Consensus) []ToScore {
	done := map[ToScore]bool{}
	for _, c := range have {
		done[ToScore{c.Bid, c.Question}] = strings.TrimSpace(c.Reason) != ""
	}
	var out []ToScore
	for _, w := range want {
		if !done[w] {
			out = append(out, w)
		}
	}
	return out
}

// MayLock refuses to lock before every answer of every eligible bid has an
// agreed score with its reason. Locking is what allows prices to be opened.
func MayLock(want []ToScore, have []Consensus, locked bool) error {
	if locked {
		return refusal.Already("The agreed scores are locked already.")
	}
	if len(want) == 0 {
		return refusal.Turn("There is no bid left to score.")
	}
	if n := len(Missing(want, have)); n > 0 {
		return refusal.Turn("%s still without an agreed score. Agree every score, then lock them.", plural(n, "answer"))
	}
	return nil
}

// MayReword refuses, after the lock, any change but to the words of a reason:
// the score stays what the panel locked.
func MayReword(locked bool, was, is int) error {
	if locked && was != is {
		return refusal.Turn("The agreed scores are locked. You can make the reason fuller, but the score stays %d.", was)
	}
	return nil
}

// MayOpenPrices refuses prices before quality is locked (S3), to anybody but
// two officers (S2).
func MayOpenPrices(locked bool, first, second Person) error {
	if !locked {
		return refusal.Turn("Prices stay sealed until every agreed score is locked.")
	}
	return MayOpen(first, second)
}

// Ground is a ground on which a bid may be left out, from the closed list of
// the Act.
type Ground struct {
	Key     string
	Words   string
	Section string
	Must    bool   // the Act leaves no choice
	Before  string // the step that comes first; "" for none
}

// Grounds lists the closed list of grounds: Procurement Act 2023.
func Grounds() []Ground {
	return []Ground{
		{Key: "conditions", Words: "Does not meet a condition of participation", Section: "s.19(3)(a)", Must: true},
		{Key: "excluded", Words: "Excluded supplier, or connected with one", Section: "ss.26, 28", Must: true, Before: "The supplier was heard and could replace the associated person or sub-contractor (ss.26(3), 28(5), 58)"},
		{Key: "excludable", Words: "Excludable supplier", Section: "s.26", Before: "The supplier was heard (s.58)"},
		{Key: "reserved", Words: "Not in the class the tender is reserved for", Section: "ss.32, 33", Must: true},
		{Key: "procedure", Words: "Breaks a procedural requirement set out in the tender", Section: "s.19(3)(c)"},
		{Key: "abnormally_low", Words: "Abnormally low price", Section: "s.19(3)(b), (4), (5)", Before: "The supplier was told and had a reasonable chance to show that it can perform"},
		{Key: "treaty", Words: "Not a United Kingdom or treaty state supplier", Section: "s.19(3)(a)"},
	}
}

// CheckDisregard refuses to leave a bid out without a ground from the list, its
// prior step and a reason.
func CheckDisregard(ground string, stepDone bool, reason string) error {
	i := slices.IndexFunc(Grounds(), func(g Ground) bool { return g.Key == ground })
	if i < 0 {
		return refusal.Field("ground", "Select the ground on which this bid is not considered further")
	}
	g := Grounds()[i]
	if g.Before != "" && !stepDone {
		return refusal.Field("before", "First: %s", g.Before)
	}
	if thin, why := Thin(reason); thin {
		return refusal.Field("reason", "Enter the reason for not considering this bid further. %s", why)
	}
	return nil
}
