package tender

import (
	"strings"

	"hundredweight/models/refusal"
)

// Limits of a tender's measures (KPIs).
const (
	leastKPIs = 3 // s.52(1), where the duty applies
	mostKPIs  = 50
)

// measureProblems checks the measures: a public contract above £5 million sets
// and publishes at least three.
func measureProblems(c Content, need Needs) (out []refusal.Problem) {
	if need.KPIs && len(c.KPIs) < leastKPIs {
		out = append(out, problem("measures", "Set at least three measures (KPIs). Section 52 asks for them above £5 million"))
	}
	for _, k := range c.KPIs {
		if k.Title == "" || k.Measure == "" || k.Target == "" {
			out = append(out, problem("measures", "Each measure (KPI) needs a title, what is counted and a target"))
			break
		}
	}
	return out
}

// PutKPI changes the measure at a place, the first being 1, or adds one at 0.
// Two measures of one title could not be told apart in the contract.
func PutKPI(c *Content, place int, k KPI) error {
	kpis := append([]KPI(nil), c.KPIs...)
	for i, other := range kpis {
		if i+1 != place && strings.EqualFold(other.Title, k.Title) {
			return refusal.Field("title", "Another measure has this title")
		}
	}
	switch {
	case place < 0 || place > len(kpis):
		return refusal.Missing("measure")
	case place > 0:
		kpis[place-1] = k
	case len(kpis) >= mostKPIs:
		return refusal.Field("title", "A tender can have %d measures at most", mostKPIs)
	default:
		kpis = append(kpis, k)
	}
	c.KPIs = kpis
	return nil
}

// RemoveKPI takes the measure at a place out.
func RemoveKPI(c *Content, place int) error {
	if place < 1 || place > len(c.KPIs) {
		return refusal.Missing("measure")
	}
	c.KPIs = append(append([]KPI(nil), c.KPIs[:place-1]...), c.KPIs[place:]...)
	return nil
}
