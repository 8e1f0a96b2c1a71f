// Package addedvalue owns what a claim of added value is: what changes, for
// whom, how much, how much of it is the provider's own doing, how well that is
// known, and whether the contract pays for it anyway. Pounds are never asked
// for, and a figure that is not known is never nought.
package addedvalue

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"hundredweight/models/refusal"
)

// Claim is one claim of added value, in the groups of fields of the five
// dimensions (what, who, how much, contribution, risk). It is stored as JSON
// inside the version of the service that makes it.
type Claim struct {
	Ref string `json:"ref"` // ten letters, the same in every version; a bid's commitment cites it

	Outcome   string   `json:"outcome"`              // what changes, as a sentence
	Codes     []string `json:"codes,omitempty"`      // framework codes, optional
	Pillar    Pillar   `json:"pillar,omitempty"`     // social, economic or environmental
	Measure   string   `json:"measure"`              // the indicator: what is counted
	Unit      string   `json:"unit"`                 // a key of Units, or UnitOther
	UnitOther string   `json:"unit_other,omitempty"` // the unit in words, when Unit is UnitOther
	Direction string   `json:"direction,omitempty"`  // More or Fewer: which way is better

	Who       string `json:"who"`                  // the people it is for; counts only, no personal data
	GroupSize *int64 `json:"group_size,omitempty"` // how many such people there are
	Place     string `json:"place,omitempty"`      // code of an area, when narrower than the service
	Barrier   string `json:"barrier,omitempty"`    // a group facing barriers, in words

	Baseline    Number `json:"baseline,omitempty"`     // the figure before
	Quantity    Number `json:"quantity,omitempty"`     // how much change; "" is not counted, never nought
	Basis       string `json:"basis,omitempty"`        // Measured or Expected
	Period      string `json:"period,omitempty"`       // over what time, in words
	StartOffset int    `json:"start_offset,omitempty"` // years until the change begins
	Years       int    `json:"years,omitempty"`        // how long it lasts, 0 not said

	Deadweight   Share  `json:"deadweight"`   // would have happened anyway
	Displacement Share  `json:"displacement"` // only moved from somewhere or somebody else
	Attribution  Share  `json:"attribution"`  // due to others
	DropOff      Share  `json:"drop_off"`     // lost in each year after the first
	NotClaimed   string `json:"not_claimed,omitempty"`

	Know       Level  `json:"know,omitempty"`       // the picture chosen for "How do you know?"
	Repeated   bool   `json:"repeated,omitempty"`   // a study that was a UK trial, or was repeated elsewhere
	HowWeKnow  string `json:"how_we_know"`          // in the provider's words
	Confidence string `json:"confidence,omitempty"` // a note on what is uncertain

	Value *Value `json:"value,omitempty"` // in pounds, only when switched on

	CoreOrAdded string `json:"core_or_added,omitempty"` // Core or Added
	Existing    string `json:"existing,omitempty"`      // Existing or New activity

	Evidence    []string `json:"evidence,omitempty"`    // references in the evidence library
	Unevidenced bool     `json:"unevidenced,omitempty"` // said to have none
	Saved       bool     `json:"saved"`                 // all eight steps were gone through
}

// Pillar is what kind of value it is.
type Pillar string

// The three pillars.
const (
	Social        Pillar = "social"
	Economic      Pillar = "economic"
	Environmental Pillar = "environmental"
)

// Answers with two choices.
const (
	Core     = "core"  // the contract pays for it
	Added    = "added" // it comes on top
	Measured = "measured"
	Expected = "expected"
	Existing = "existing"
	New      = "new"
	More     = "more"
	Fewer    = "fewer"
)

// MostAtOnce is how many outcomes are chosen in one go: added-value 5.8, step 1.
const MostAtOnce = 3

// MostClaims is how many claims one service makes.
const MostClaims = 12

// Step is one of the eight pages of the form.
type Step string

// The eight steps of added-value 5.8, in order.
const (
	StepOutcome  Step = "outcome"
	StepPeople   Step = "people"
	StepKnow     Step = "know"
	StepShare    Step = "share"
	StepExtra    Step = "extra"
	StepEvidence Step = "evidence"
	StepReadBack Step = "read-back"
	StepSave     Step = "save"
)

// Steps are the eight in order.
var Steps = []Step{StepOutcome, StepPeople, StepKnow, StepShare, StepExtra, StepEvidence, StepReadBack, StepSave}

// Number gives the step's place, from 1; 0 for no step.
func (s Step) Number() int {
	for i, one := range Steps {
		if one == s {
			return i + 1
		}
	}
	return 0
}

// Next gives the step after, or the last one.
func (s Step) Next() Step {
	n := s.Number()
	if n == 0 || n == len(Steps) {
		return StepSave
	}
	return Steps[n]
}

// Longest texts, in characters.
const (
	maxLine  = 200
	maxPara  = 600
	maxYears = 30
)

// Check tells what is wrong with the answers of one step. The fields are the
// names of the form's inputs.
func (c Claim) Check(s Step) []refusal.Problem {
	var p problems
	switch s {
	case StepOutcome:
		p.text("outcome", "What changes", "Enter what changes", c.Outcome, maxLine)
		p.text("measure", "What you count", "Enter what you count, like people who had another fall", c.Measure, maxLine)
		c.checkUnit(&p)
	case StepPeople:
		c.checkPeople(&p)
	case StepKnow:
		c.checkKnow(&p)
	case StepShare:
		c.checkShares(&p)
	case StepExtra:
		p.choice("core_or_added", "Select whether the contract pays for this, or it is extra", c.CoreOrAdded, Core, Added)
		p.choice("existing", "Select whether you do this already", c.Existing, Existing, New)
	case StepEvidence:
		if len(c.Evidence) == 0 && !c.Unevidenced {
			p.add("evidence", "Choose or add evidence, or tell us that you have none yet")
		}
		if len(c.Evidence) > 0 && c.Unevidenced {
			p.add("evidence", "Either choose evidence, or tell us that you have none yet")
		}
	case StepReadBack:
		p = append(p, c.CheckValue()...)
	}
	return p
}

func (c Claim) checkUnit(p *problems) {
	if _, ok := units[c.Unit]; !ok && c.Unit != UnitOther {
		p.add("unit", "Select what one of them is, like people or homes")
	}
	if c.Unit == UnitOther {
		p.text("unit_other", "The unit", "Enter the unit in words", c.UnitOther, 40)
	}
}

func (c Claim) checkPeople(p *problems) {
	p.text("who", "Who it is for", "Enter who it is for", c.Who, maxLine)
	p.number("quantity", "How many", c.Quantity)
	p.number("baseline", "The figure before", c.Baseline)
	if c.Quantity.Known() {
		p.choice("basis", "Select whether you counted this or expect it", c.Basis, Measured, Expected)
		p.text("period", "Over what time", "Enter over what time, like April 2025 to March 2026", c.Period, 100)
	} else {
		p.most("period", "Over what time", c.Period, 100)
	}
	if c.GroupSize != nil && *c.GroupSize < 0 {
		p.add("group_size", "The size of the group must be 0 or more")
	}
	// Rule 6 of added-value 2.7: distinct people cannot exceed the group.
	if q, ok := c.Quantity.Milli(); ok && c.Unit == "people" && c.GroupSize != nil && q > *c.GroupSize*1000 {
		p.add("quantity", "You counted %s people in a group of %d. Check both figures", c.Quantity, *c.GroupSize)
	}
	p.most("barrier", "The group facing barriers", c.Barrier, maxLine)
}

func (c Claim) checkKnow(p *problems) {
	if !c.Know.Valid() || c.Know == E5 { // E5 is derived, never chosen
		p.add("know", "Select how you know")
	}
	if c.Repeated && c.Know != E4 {
		p.add("repeated", "Only a study can be a trial or repeated elsewhere. Select the study, or untick this")
	}
	if c.Know != E0 {
		p.text("how_we_know", "How you know", "Tell us how you will show this happened", c.HowWeKnow, maxPara)
	} else {
		p.most("how_we_know", "How you know", c.HowWeKnow, maxPara)
	}
	p.most("confidence", "What is uncertain", c.Confidence, maxPara)
}

// Complete tells whether every step was answered and the claim saved.
func (c Claim) Complete() bool { return c.Saved && len(c.Problems()) == 0 }

// Problems gives everything that keeps the service from being sent for
// review: each claim has an outcome, a measure and a unit, and evidence or the
// word that there is none.
func (c Claim) Problems() []refusal.Problem {
	var all []refusal.Problem
	for _, s := range Steps {
		all = append(all, c.Check(s)...)
	}
	return all
}

// NextStep is the first step whose answers are missing.
func (c Claim) NextStep() Step {
	for _, s := range Steps[:6] {
		if len(c.Check(s)) > 0 {
			return s
		}
	}
	return StepReadBack
}

// UnitName gives the unit in words, in the plural.
func (c Claim) UnitName() string {
	if c.Unit == UnitOther {
		return c.UnitOther
	}
	return units[c.Unit]
}

// HowMany says how many and over what time, or that it was not counted.
func (c Claim) HowMany() string {
	if !c.Quantity.Known() {
		return "Not counted yet"
	}
	s := c.Quantity.String()
	if u := c.UnitName(); u != "" {
		s += " " + u
	}
	if c.Basis == Expected {
		s += " expected"
	}
	if c.Period != "" {
		s += ", " + c.Period
	}
	return s
}

// NotClaimedText says what is not claimed, in the provider's words or, where
// there are none, from the shares that are taken off.
func (c Claim) NotClaimedText() string {
	if c.NotClaimed != "" {
		return c.NotClaimed
	}
	var parts []string
	for _, s := range []struct {
		share Share
		words string
	}{{c.Deadweight, "would have happened anyway"}, {c.Displacement, "only moved from somewhere else"}, {c.Attribution, "was down to others"}} {
		if s.share.Given() && s.share.BP > 0 {
			parts = append(parts, s.share.String()+" that "+s.words)
		}
	}
	if len(parts) == 0 {
		return "Nothing taken off"
	}
	return upper(strings.Join(parts, "; "))
}

// ReadBack is the claim in one sentence, for the provider to recognise.
func (c Claim) ReadBack() string {
	var b strings.Builder
	if c.Who != "" {
		fmt.Fprintf(&b, "For %s: ", lower(trim(c.Who)))
	}
	b.WriteString(lower(trim(c.Outcome)))
	if c.Quantity.Known() {
		fmt.Fprintf(&b, " (%s)", c.HowMany())
	} else {
		b.WriteString(" (not counted yet)")
	}
	fmt.Fprintf(&b, "; %s", c.Level().sentence())
	if s, ok := c.Ours(); ok {
		fmt.Fprintf(&b, "; we claim about %s of the change as ours", s)
	}
	switch c.CoreOrAdded {
	case Added:
		b.WriteString("; it comes on top of what a contract pays for")
	case Core:
		b.WriteString("; it is what a contract would pay for")
	}
	return upper(b.String()) + "."
}

func trim(s string) string { return strings.TrimRight(strings.TrimSpace(s), ".") }

// lower makes the first letter small unless the word is all capitals or has a
// digit, such as "NHS staff".
func lower(s string) string {
	word, _, _ := strings.Cut(s, " ")
	if len(word) > 1 && (word == strings.ToUpper(word) || word[1] >= 'A' && word[1] <= 'Z') {
		return s
	}
	r, n := utf8.DecodeRuneInString(s)
	return strings.ToLower(string(r)) + s[n:]
}

func upper(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return strings.ToUpper(string(r)) + s[n:]
}

// problems collects what is wrong.
type problems []refusal.Problem

func (p *problems) add(field, format string, a ...any) {
	*p = append(*p, refusal.Problem{Field: field, Reason: fmt.Sprintf(format, a...)})
}

func (p *problems) text(field, label, missing, value string, most int) {
	if strings.TrimSpace(value) == "" {
		p.add(field, "%s", missing)
		return
	}
	p.most(field, label, value, most)
}

func (p *problems) most(field, label, value string, most int) {
	if n := utf8.RuneCountInString(value); n > most {
		p.add(field, "%s must be %d characters or fewer (you entered %d)", label, most, n)
	}
}

func (p *problems) choice(field, missing, value string, allowed ...string) {
	for _, a := range allowed {
		if value == a {
			return
		}
	}
	p.add(field, "%s", missing)
}

func (p *problems) number(field, label string, n Number) {
	if n.Known() && !n.Valid() {
		p.add(field, "%s must be a number, like 12 or 12.5", label)
	}
}
