// Package evaluation owns how a panel scores bids: who may be on it and see
// what, declarations of interest, scores with reasons, the agreed score that
// replaces nobody's own, and the lock after which prices may be opened.
package evaluation

import "hundredweight/models/refusal"

// Status is where the evaluation of a stage stands. It moves only by a step.
type Status string

// The statuses of an evaluation, in order.
const (
	Setup        Status = "setup"
	Declarations Status = "conflict_declarations"
	Individual   Status = "individual"
	Moderation   Status = "moderation"
	Locked       Status = "consensus_locked"
	PriceOpen    Status = "price_open"
	Combined     Status = "combined"
	Ranked       Status = "ranked"
	Reopened     Status = "reopened" // the old result is kept; everything that rested on it is not
)

// moves is the one table of moves, with who makes them.
var moves = map[Status]map[Status]string{
	Setup:        {Declarations: "moderator"},
	Declarations: {Individual: "clock"},
	Individual:   {Moderation: "moderator"},
	Moderation:   {Locked: "moderator"},
	Locked:       {PriceOpen: "opening officers"},
	PriceOpen:    {Combined: "clock"},
	Combined:     {Ranked: "clock"},
	Ranked:       {Reopened: "award approver"},
	Reopened:     {Declarations: "moderator", Moderation: "moderator", Combined: "clock"},
}

// Statuses lists every status.
func Statuses() []Status {
	return []Status{Setup, Declarations, Individual, Moderation, Locked, PriceOpen, Combined, Ranked, Reopened}
}

// Move gives the new status, or refuses saying where the evaluation stands.
func (s Status) Move(to Status) (Status, error) {
	if _, ok := moves[s][to]; ok {
		return to, nil
	}
	return s, refusal.Turn("The evaluation is at: %s. It cannot go on to: %s.", s.Words(), to.Words())
}

// Who tells who makes a move; "" when there is none.
func (s Status) Who(to Status) string { return moves[s][to] }

// Words says the status as people read it.
func (s Status) Words() string {
	switch s {
	case Setup:
		return "setting up the panel"
	case Declarations:
		return "declaring interests"
	case Individual:
		return "scoring"
	case Moderation:
		return "agreeing scores"
	case Locked:
		return "scores agreed and locked"
	case PriceOpen:
		return "prices opened"
	case Combined:
		return "quality and price added up"
	case Ranked:
		return "ranked"
	case Reopened:
		return "reopened"
	}
	return string(s)
}

// Facts are what a stored evaluation consists of.
type Facts struct {
	PanelComplete bool // CheckPanel has nothing to say
	AllDeclared   bool // every evaluator against the list of bidders
	AllSubmitted  bool
	ScoresLocked  bool
	PricesOpened  bool
	RankingStored bool
}

// Stand gives the status that stored facts amount to: where the rows say it,
// no second column can disagree with them.
func Stand(f Facts) Status {
	switch {
	case f.RankingStored:
		return Ranked
	case f.PricesOpened:
		return PriceOpen
	case f.ScoresLocked:
		return Locked
	case f.AllSubmitted:
		return Moderation
	case f.AllDeclared && f.PanelComplete:
		return Individual
	case f.PanelComplete:
		return Declarations
	}
	return Setup
}

// locked tells whether the agreed scores can no longer change.
func (s Status) locked() bool {
	switch s {
	case Locked, PriceOpen, Combined, Ranked:
		return true
	}
	return false
}

// pricesOpened tells whether prices may be read.
func (s Status) pricesOpened() bool {
	switch s {
	case PriceOpen, Combined, Ranked:
		return true
	}
	return false
}
