package evaluation

import (
	"slices"
	"strings"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/refusal"
	"hundredweight/models/tender"
)

// FewestEvaluators is how many score each quality criterion at least, so that
// no score rests on one person.
const FewestEvaluators = 2

// Member is an evaluator of the panel.
type Member struct {
	Person
	Criteria   []string // the criteria this person scores; all when empty
	Conflicted bool
}

// Scores tells whether the member scores a criterion.
func (m Member) Scores(criterion string) bool {
	return !m.Conflicted && (len(m.Criteria) == 0 || slices.Contains(m.Criteria, criterion))
}

// CheckPanel refuses a panel with fewer than two evaluators without an interest
// for any scored criterion, with somebody who may not score, or without a
// moderator.
func CheckPanel(c tender.Content, evaluators []Member, moderators int) error {
	var problems []refusal.Problem
	for _, m := range evaluators {
		if err := MayScore(m.Person); err != nil {
			problems = append(problems, refusal.Problem{Field: "panel", Reason: m.Name + ": " + err.Error()})
		}
	}
	seen := map[string]bool{}
	check := func(criteria []tender.Criterion) {
		for _, cr := range criteria {
			if cr.Kind == "price" || seen[cr.ID] {
				continue
			}
			seen[cr.ID] = true
			n := 0
			for _, m := range evaluators {
				if m.Scores(cr.ID) {
					n++
				}
			}
			if n < FewestEvaluators {
				problems = append(problems, refusal.Problem{Field: "panel", Reason: "Appoint at least two evaluators without an interest for " + cr.Name})
			}
		}
	}
	check(c.Criteria)
	for _, l := range c.Lots {
		check(l.Criteria)
	}
	if moderators == 0 {
		problems = append(problems, refusal.Problem{Field: "panel", Reason: "Appoint a moderator"})
	}
	return refusal.Fields(problems)
}

// Moment is when somebody declares: on what was known then.
type Moment string

// Moments of declaring (trust: conflicts 2 and 3).
const (
	BeforeOpening Moment = "before"  // before any bid is visible
	KnownBidders  Moment = "bidders" // again, against the list of bidders
)

// Declaration is what somebody declared. It is added, never changed.
type Declaration struct {
	Person   account.PersonID
	Moment   Moment
	Interest bool
	Words    string // what the interest is, and what was decided about it
	At       time.Time
}

// CheckDeclaration refuses an interest without its description.
func CheckDeclaration(d Declaration) error {
	if d.Moment != BeforeOpening && d.Moment != KnownBidders {
		return refusal.Field("moment", "Declare before the bids are opened, or when the bidders are known")
	}
	if d.Interest && strings.TrimSpace(d.Words) == "" {
		return refusal.Field("words", "Describe the interest: who, and what connects you")
	}
	if len([]rune(d.Words)) > 4000 {
		return refusal.Field("words", "Describe the interest in up to 4,000 characters")
	}
	return nil
}

// Declared tells what a person has declared: whether for a moment, and whether
// an interest at any moment.
func Declared(all []Declaration, person account.PersonID, moment Moment) (declared, interest bool) {
	for _, d := range all {
		if d.Person != person {
			continue
		}
		declared = declared || d.Moment == moment
		interest = interest || d.Interest
	}
	return declared, interest
}

// MayRead refuses bids to somebody who has not declared: before the opening on
// what is known, and again once the bidders are known.
func MayRead(all []Declaration, person account.PersonID, biddersKnown bool) error {
	before, interest := Declared(all, person, BeforeOpening)
	again, _ := Declared(all, person, KnownBidders)
	switch {
	case interest:
		return refusal.Forbidden("You declared an interest, so you take no further part in this evaluation.", "The moderator of the panel knows.")
	case !before && !again:
		return refusal.Turn("Declare your interests before you read any bid.")
	case biddersKnown && !again:
		return refusal.Turn("The bidders are known now. Declare your interests against their names before you read on.")
	}
	return nil
}

// Undeclared lists those of a panel who have yet to declare for a moment.
func Undeclared(panel []account.PersonID, all []Declaration, moment Moment) []account.PersonID {
	var missing []account.PersonID
	for _, p := range panel {
		if ok, _ := Declared(all, p, moment); !ok {
			missing = append(missing, p)
		}
	}
	return missing
}
