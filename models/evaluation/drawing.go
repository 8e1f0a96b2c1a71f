package evaluation

import (
	"slices"
	"strings"

	"hundredweight/models/account"
	"hundredweight/models/refusal"
	"hundredweight/models/scoring"
)

// Drawing is lots drawn between equal bids.
type Drawing struct {
	Ties    []string           // the published rules
	Tied    []string           // the bids that share a rank
	Drawn   []string           // in the order in which they were drawn
	By      account.PersonID   // who drew
	Witness account.PersonID   // who watched
	Present []account.PersonID // who is appointed to the tender
	Minutes string
}

// Tied lists the bids of a ranking that share a rank with another.
func Tied(r scoring.Ranking) []string {
	var out []string
	for _, w := range r.Warnings {
		if w.Code == "tie_unresolved" {
			out = append(out, w.Bids...)
		}
	}
	return out
}

// CheckDrawing refuses lots drawn where the tender did not publish it or nobody
// is equal, a drawing that leaves one of them out, and one without a witness
// and minutes (procurement notes, 3.6: drawn lot, witnessed and minuted).
func CheckDrawing(d Drawing) error {
	if !slices.Contains(d.Ties, "lot_drawn") {
		return refusal.Turn("This tender did not publish that lots are drawn between equal bids.")
	}
	if len(d.Tied) == 0 {
		return refusal.Turn("No bids are equal here, so there is nothing to draw.")
	}
	var problems []refusal.Problem
	drawn, tied := slices.Sorted(slices.Values(d.Drawn)), slices.Sorted(slices.Values(d.Tied))
	if !slices.Equal(drawn, tied) {
		problems = append(problems, refusal.Problem{Field: "drawn", Reason: "Give every equal bid its own place in the order drawn"})
	}
	if d.Witness == d.By || !slices.Contains(d.Present, d.Witness) {
		problems = append(problems, refusal.Problem{Field: "witness", Reason: "Select a witness: another person appointed to this tender"})
	}
	switch {
	case strings.TrimSpace(d.Minutes) == "":
		problems = append(problems, refusal.Problem{Field: "minutes", Reason: "Enter the minutes: how, where and before whom lots were drawn"})
	case len([]rune(d.Minutes)) > 4000:
		problems = append(problems, refusal.Problem{Field: "minutes", Reason: "The minutes must be 4,000 characters or fewer"})
	}
	return refusal.Fields(problems)
}
