package addedvalue

import (
	"fmt"
	"math/big"
	"strings"
)

// Share is a part of a whole in basis points (10,000 is all of it), with where
// it comes from. The zero Share was not answered.
type Share struct {
	BP     int    `json:"bp"`
	Source Source `json:"source,omitempty"`
	Reason string `json:"reason,omitempty"`
}

// Source says whose figure a share is.
type Source string

// Where a share comes from.
const (
	FromDefault  Source = "default"
	FromProvider Source = "provider"
	FromStudy    Source = "study"
)

// Whole is all of something in basis points.
const Whole = 10_000

// Given tells whether the question was answered.
func (s Share) Given() bool { return s.Source != "" }

// String writes the share as a percentage: "35%".
func (s Share) String() string {
	if s.BP%100 == 0 {
		return fmt.Sprintf("%d%%", s.BP/100)
	}
	return strings.TrimRight(fmt.Sprintf("%d.%02d", s.BP/100, s.BP%100), "0") + "%"
}

// Question is one of the shares that are taken off, with its cautious default:
// the upper quartile found in 383 published reports (displacement: set by the
// project, as no quartiles were published). A reason is asked below Least.
type Question struct {
	Field   string // the form's field
	Ask     string // in plain words
	Hint    string
	Default int // basis points
	Least   int // basis points below which a reason is asked
}

// The four questions of step 4. Source: sroi-adjustment-benchmarks, March 2026.
var (
	AskDeadweight   = Question{"deadweight", "How much of this would have happened anyway?", "Think of people who would have got better or found help without you.", 3500, 1000}
	AskAttribution  = Question{"attribution", "How much of this was down to others?", "Families, the NHS, the council, other charities. Enter the part that is theirs, not yours.", 4200, 1500}
	AskDisplacement = Question{"displacement", "How much of it only moved from somewhere else?", "For example a job that somebody else would have had. Often nothing.", 2000, 0}
	AskDropOff      = Question{"drop_off", "How much of it is lost with each year that passes?", "Nothing is lost in the first year.", 5000, 1000}
)

// Questions are the four in the order of the page.
var Questions = []Question{AskDeadweight, AskAttribution, AskDisplacement, AskDropOff}

// Keep is the cautious default as a share.
func (q Question) Keep() Share { return Share{BP: q.Default, Source: FromDefault} }

// Share gives the claim's answer to a question.
func (c Claim) Share(field string) Share {
	switch field {
	case AskDeadweight.Field:
		return c.Deadweight
	case AskAttribution.Field:
		return c.Attribution
	case AskDisplacement.Field:
		return c.Displacement
	case AskDropOff.Field:
		return c.DropOff
	}
	return Share{}
}

func (c Claim) checkShares(p *problems) {
	for _, q := range Questions {
		s := c.Share(q.Field)
		switch {
		case !s.Given():
			p.add(q.Field, "Enter a percentage, or keep the default of %s", q.Keep())
		case s.BP < 0 || s.BP > Whole:
			p.add(q.Field, "Enter a percentage from 0 to 100")
		case c.needsReason(q, s) && strings.TrimSpace(s.Reason) == "":
			p.add(q.Field+"_reason", "%s", whyReason(q, s))
		}
		p.most(q.Field+"_reason", "The reason", s.Reason, maxLine)
	}
	if c.Years < 0 || c.Years > maxYears {
		p.add("years", "How long it lasts must be between 1 and %d years", maxYears)
	}
	p.most("not_claimed", "What you do not claim", c.NotClaimed, maxPara)
}

// needsReason: a share well below what others take off needs a line of
// explanation; displacement needs one when it is not nought, and always when
// the outcome is a job (added-value 2.1).
func (c Claim) needsReason(q Question, s Share) bool {
	if s.Source != FromProvider && s.Source != FromStudy {
		return false
	}
	if q.Field == AskDisplacement.Field {
		return s.BP > 0 && s.BP != q.Default || c.Unit == "jobs"
	}
	return s.BP < q.Least
}

func whyReason(q Question, s Share) string {
	if q.Field == AskDisplacement.Field {
		return "Say in one line why it is " + s.String()
	}
	return fmt.Sprintf("%s is lower than most. Say in one line why, or keep the default of %s", s, q.Keep())
}

// ourShare is what is left when the three deductions are multiplied, never
// added (added-value 2.1).
func (c Claim) ourShare() (*big.Rat, bool) {
	left := big.NewRat(1, 1)
	for _, s := range []Share{c.Deadweight, c.Displacement, c.Attribution} {
		if !s.Given() {
			return nil, false
		}
		left.Mul(left, big.NewRat(int64(Whole-s.BP), Whole))
	}
	return left, true
}

// Ours is the provider's own share of the change as a whole percentage.
func (c Claim) Ours() (string, bool) {
	left, ok := c.ourShare()
	if !ok {
		return "", false
	}
	return round(left.Mul(left, big.NewRat(100, 1))).String() + "%", true
}

// Impact is the change that is the provider's own, in thousandths of the unit
// rounded half away from zero; false when the quantity is not known.
func (c Claim) Impact() (milli int64, ok bool) {
	q, known := c.Quantity.Milli()
	left, given := c.ourShare()
	if !known || !given {
		return 0, false
	}
	return round(left.Mul(left, big.NewRat(q, 1))).Int64(), true
}

// round rounds half away from zero.
func round(r *big.Rat) *big.Int {
	num, den := new(big.Int).Abs(r.Num()), r.Denom()
	out := new(big.Int).Mul(num, big.NewInt(2))
	out.Add(out, den).Quo(out, new(big.Int).Mul(den, big.NewInt(2)))
	if r.Sign() < 0 {
		out.Neg(out)
	}
	return out
}
