package scoring

import (
	"fmt"
	"math/big"
	"slices"
	"sort"
	"strings"

	"hundredweight/models/calculation"
)

// sortAndRank puts the best first. Totals are compared unrounded: 82.004 and
// 81.996 are no tie. Bids that no rule parts share a rank: 1, 1, 3.
func (t *table) sortAndRank(in []*contender) {
	sort.SliceStable(in, func(i, j int) bool {
		if cmp := t.compare(in[i], in[j]); cmp != 0 {
			return cmp > 0
		}
		return in[i].bid.ID < in[j].bid.ID
	})
	for i, c := range in {
		c.rank = i + 1
		if i > 0 && t.compare(in[i-1], c) == 0 {
			c.rank = in[i-1].rank
		}
	}
}

// compare is above 0 when a goes before b.
func (t *table) compare(a, b *contender) int {
	if cmp := a.total.Cmp(b.total); cmp != 0 {
		return cmp
	}
	cmp, _ := t.part(a, b)
	return cmp
}

// part tells which of two equal bids goes first by the published rules, and by
// which rule. Criteria are compared by their own share of marks.
func (t *table) part(a, b *contender) (int, string) {
	for _, rule := range t.ties {
		cmp := 0
		switch id, byCriterion := strings.CutPrefix(rule, "criterion:"); {
		case byCriterion:
			x, _ := a.share(id) // both have it: the rule names a criterion that exists
			y, _ := b.share(id)
			cmp = x.Cmp(y)
		case rule == "lowest_price":
			cmp = sum(b.prices).Cmp(sum(a.prices))
		default:
			cmp = t.byLot(a.bid.ID, b.bid.ID)
		}
		if cmp != 0 {
			return cmp, rule
		}
	}
	return 0, ""
}

// byLot goes by the order drawn. A bid that was not drawn goes after those that
// were, so that the order is one order; checkDrawn refuses a tie in which that
// would decide.
func (t *table) byLot(a, b string) int {
	place := func(id string) int {
		if i := slices.Index(t.drawn, id); i >= 0 {
			return i
		}
		return len(t.drawn)
	}
	return place(b) - place(a)
}

// checkDrawn refuses a drawing that left out one of the bids it should part.
func (t *table) checkDrawn(ranked []*contender) error {
	for i := 1; i < len(ranked); i++ {
		above, below := ranked[i-1], ranked[i]
		if above.total.Cmp(below.total) != 0 || slices.Contains(t.drawn, below.bid.ID) {
			continue
		}
		if _, rule := t.part(above, below); rule == "lot_drawn" {
			return calculation.Refuse("bad_drawn", t.at+"/drawn", "Bids %q and %q are equal, but only one of them was in the drawing. Draw lots between all that are equal", above.bid.ID, below.bid.ID)
		}
	}
	return nil
}

func sum(prices []*big.Rat) *big.Rat {
	s := new(big.Rat)
	for _, p := range prices {
		s.Add(s, p)
	}
	return s
}

func (t *table) tiesBroken(ranked []*contender) []TieBroken {
	var out []TieBroken
	for i := 1; i < len(ranked); i++ {
		above, below := ranked[i-1], ranked[i]
		if above.total.Cmp(below.total) != 0 {
			continue
		}
		if cmp, rule := t.part(above, below); cmp != 0 {
			out = append(out, TieBroken{Bids: []string{above.bid.ID, below.bid.ID}, Total: calculation.Round(above.total, places), By: rule})
		}
	}
	return out
}

func (t *table) warnings(ranked []*contender) []Warning {
	if len(ranked) == 0 {
		return []Warning{{Code: "no_eligible_bids", Message: "No bid is left to rank."}}
	}
	var out []Warning
	for i := 0; i < len(ranked); {
		j := i + 1
		for j < len(ranked) && ranked[j].rank == ranked[i].rank {
			j++
		}
		if j-i > 1 {
			equal := ids(bidsOf(ranked[i:j]))
			out = append(out, Warning{Code: "tie_unresolved", Bids: equal, Message: fmt.Sprintf("Bids %s share rank %d: the published rules for ties do not part them.", list(equal), ranked[i].rank)})
		}
		i = j
	}
	if w, ok := t.dependsOnOthers(ranked); ok {
		out = append(out, w)
	}
	return out
}

// dependsOnOthers looks for a losing bid whose absence would change the winner.
func (t *table) dependsOnOthers(ranked []*contender) (Warning, bool) {
	relative := false
	for _, p := range t.prices {
		relative = relative || formulas[p.Formula].Relative
	}
	now := label(first(ranked))
	losers := slices.Clone(ranked)
	sort.Slice(losers, func(i, j int) bool { return losers[i].bid.ID < losers[j].bid.ID })
	for _, loser := range losers {
		if loser.rank == 1 || !relative {
			continue
		}
		var rest []*contender
		for _, c := range ranked {
			if c != loser {
				rest = append(rest, c)
			}
		}
		if then := label(first(t.order(rest))); then != now {
			return Warning{
				Code:    "rank_depends_on_other_bids",
				Message: fmt.Sprintf("Without bid %s, which does not win, the winner would be %s instead of %s: under this formula the points for price depend on who else bids.", loser.bid.ID, then, now),
				Example: &Example{Remove: loser.bid.ID, WinnerBecome: then},
			}, true
		}
	}
	return Warning{}, false
}

// label names the winner, or several that are equal: "A = B".
func label(winners []*contender) string {
	names := ids(bidsOf(winners))
	sort.Strings(names)
	return strings.Join(names, " = ")
}

func list(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}
