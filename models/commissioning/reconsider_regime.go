package commissioning

import (
	"time"

	"hundredweight/models/store"
	"hundredweight/models/tender"
)

// Reconsider works the regime of a draft out again after something changed
// that it rests on: value, VAT, codes or category. Where the answer changes, or
// cannot be given any more, the decision is taken away, so that somebody looks
// at it again before approval; what was overruled was overruled for other facts.
func Reconsider(c *tender.Content, o store.Organisation, now time.Time) {
	if c.Regime.Decided == "" {
		return
	}
	next := *c
	err := SetRegime(&next, o, now, c.Regime.Overruled, c.Regime.Reason)
	if err != nil || next.Regime.Decided != c.Regime.Decided {
		c.Regime = tender.Regime{}
		return
	}
	c.Regime = next.Regime
}
