package scoring

import (
	"math/big"

	"hundredweight/models/calculation"
)

// step is the distance of the rows of the table, in basis points.
const step = 1_000

// line is a bid's total as a function of the weight of price: quality and price
// are shares of all marks for the one and the other, so the total at weight w
// is (1 − w) × quality + w × price, a straight line.
type line struct {
	c              *contender
	quality, slope *big.Rat
}

// sensitivity tells who would win at other weights of price. The formulas that
// add up give straight lines, so the weights at which the winner changes are
// worked out exactly and not searched for.
func (t *table) sensitivity(ranked []*contender) (*Sensitivity, error) {
	priceWeight := 0
	for _, p := range t.prices {
		priceWeight += p.Weight
	}
	if priceWeight == 0 || priceWeight == full {
		return nil, calculation.Refuse("sensitivity_not_possible", "/sensitivity", "Sensitivity compares price with quality: give a price criterion and a scored criterion, both with a weight above 0")
	}
	s := &Sensitivity{PublishedPriceWeight: priceWeight, WinnerChangesAt: []WinnerChange{}, Table: []WinnerAtWeight{}}
	if len(ranked) == 0 {
		return s, nil
	}
	lines := make([]line, 0, len(ranked))
	for _, c := range ranked {
		price, quality := new(big.Rat), new(big.Rat)
		for _, part := range t.criteria {
			into, of := quality, full-priceWeight
			if part.Kind == Price {
				into, of = price, priceWeight
			}
			share, _ := c.share(part.ID) // every ranked bid has a share of every criterion
			into.Add(into, new(big.Rat).Mul(big.NewRat(int64(part.Weight), int64(of)), share))
		}
		lines = append(lines, line{c: c, quality: quality, slope: price.Sub(price, quality)})
	}
	for w := 0; w <= full; w += step {
		s.Table = append(s.Table, WinnerAtWeight{PriceWeight: w, Winner: labelOf(t.winnersAt(lines, w))})
	}
	winners := t.winnersAt(lines, 0)
	for w := t.nextChange(lines, winners, 0); w <= full; w = t.nextChange(lines, winners, w) {
		then := t.winnersAt(lines, w)
		s.WinnerChangesAt = append(s.WinnerChangesAt, WinnerChange{PriceWeight: w, From: labelOf(winners), To: labelOf(then)})
		winners = then
	}
	return s, nil
}

func (l line) at(w int) *big.Rat {
	total := new(big.Rat).Mul(l.slope, big.NewRat(int64(w), full))
	return total.Add(total, l.quality)
}

// winnersAt gives who is first at a weight, several when no rule parts them.
func (t *table) winnersAt(lines []line, w int) []line {
	var best []line
	for _, l := range lines {
		if len(best) == 0 {
			best = []line{l}
			continue
		}
		cmp := t.compareAt(l, best[0], w)
		if cmp > 0 {
			best = []line{l}
		} else if cmp == 0 {
			best = append(best, l)
		}
	}
	return best
}

func (t *table) compareAt(a, b line, w int) int {
	if cmp := a.at(w).Cmp(b.at(w)); cmp != 0 {
		return cmp
	}
	cmp, _ := t.part(a.c, b.c)
	return cmp
}

// nextChange gives the lowest whole weight above w at which another bid beats
// one of the winners, or one more than the highest weight when none does.
func (t *table) nextChange(lines, winners []line, w int) int {
	next := full + 1
	for _, winner := range winners {
		for _, other := range lines {
			if other.slope.Cmp(winner.slope) <= 0 {
				continue // never overtakes as the weight of price grows
			}
			gap := new(big.Rat).Sub(winner.quality, other.quality)
			cross := gap.Quo(gap, new(big.Rat).Sub(other.slope, winner.slope))
			cross.Mul(cross, big.NewRat(full, 1))
			at := max(ceiling(cross), w+1)
			if at > full {
				continue
			}
			if t.compareAt(other, winner, at) <= 0 {
				at++ // equal at a whole weight, and no rule puts the other first
			}
			next = min(next, at)
		}
	}
	return next
}

// ceiling gives the lowest whole number not below r, at most full + 1 in size.
func ceiling(r *big.Rat) int {
	if r.Cmp(big.NewRat(full, 1)) > 0 {
		return full + 1
	}
	if r.Cmp(big.NewRat(-1, 1)) < 0 {
		return -1
	}
	q := new(big.Int).Div(r.Num(), r.Denom()) // rounds down for a positive denominator
	if new(big.Int).Mul(q, r.Denom()).Cmp(r.Num()) < 0 {
		q.Add(q, big.NewInt(1))
	}
	return int(q.Int64())
}

func labelOf(lines []line) string {
	cs := make([]*contender, 0, len(lines))
	for _, l := range lines {
		cs = append(cs, l.c)
	}
	return label(cs)
}
