package components

import (
	"strings"

	"hundredweight/models/addedvalue"
)

// ClaimAs lays a claim of a service out for reading. evidence are the pieces it
// rests on, as the page may link to them.
func ClaimAs(c addedvalue.Claim, evidence []Link) Claim {
	rung := c.Level().Rung()
	out := Claim{
		Title: c.Outcome, ForWhom: c.Who, HowMany: howMany(c), HowWeKnow: c.HowWeKnow, NotClaimed: c.NotClaimedText(),
		Strength: Strength{Dots: rung.Dots, Text: rung.Name}, Evidence: evidence,
	}
	if out.Title == "" {
		out.Title = "A claim without a name"
	}
	if out.HowWeKnow == "" {
		out.HowWeKnow = "We think so, from what people tell us. We have no figures"
	}
	if words := extra(c); words != "" {
		out.More = claimExtra(words)
	}
	return out
}

// howMany says what is counted, how many, and the figure before.
func howMany(c addedvalue.Claim) string {
	s := c.HowMany()
	if c.Baseline.Known() {
		s += "; " + c.Baseline.String() + " before"
	}
	if c.Measure != "" {
		s = strings.TrimRight(c.Measure, ".") + ": " + s
	}
	return s
}

// extra says whether a contract pays for it anyway, and whether it is done already.
func extra(c addedvalue.Claim) string {
	var all []string
	switch c.CoreOrAdded {
	case addedvalue.Added:
		all = append(all, "It comes on top of what a contract pays for.")
	case addedvalue.Core:
		all = append(all, "It is what a contract would pay for.")
	}
	switch c.Existing {
	case addedvalue.Existing:
		all = append(all, "It is done already.")
	case addedvalue.New:
		all = append(all, "It would be new.")
	}
	return strings.Join(all, " ")
}
