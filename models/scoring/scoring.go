package scoring

import (
	"iter"
	"maps"
	"math/big"
	"slices"
	"sort"

	"hundredweight/models/calculation"
)

// places is how many decimal places marks are printed to.
const places = 6

// Score works out the whole ranking from the input, from nothing that was kept
// before. It refuses an input it cannot rank with a *calculation.Refusal.
func Score(in Input) (Output, error) {
	all, err := tables(in)
	if err != nil {
		return Output{}, err
	}
	hash, err := calculation.Hash(in)
	if err != nil {
		return Output{}, err
	}
	out := Output{InputSHA256: hash, Engine: Engine}
	if len(in.Lots) == 0 {
		out.Ranking, _, err = all[0].rank(nil, in.Sensitivity)
		return out, err
	}
	out.Lots, err = rankLots(in, all)
	return out, err
}

// rankLots ranks every lot; with a limit, in the published order, leaving out
// of each lot the suppliers who have won as many as they may (s.23(4)). Relative
// prices are worked out over those who are left.
func rankLots(in Input, all []table) ([]LotRanking, error) {
	order := in.LotOrder
	if len(order) == 0 {
		for _, l := range in.Lots {
			order = append(order, l.ID)
		}
	}
	byID := map[string]*Ranking{}
	won := map[string]int{}
	for _, id := range order {
		t := all[slices.IndexFunc(all, func(t table) bool { return t.id == id })]
		barred := map[string]bool{}
		for supplier, n := range won {
			barred[supplier] = in.MaxLotsPerSupplier > 0 && n >= in.MaxLotsPerSupplier
		}
		r, winners, err := t.rank(barred, in.Sensitivity)
		if err != nil {
			return nil, err
		}
		if len(winners) == 1 {
			won[winners[0].supplier()]++
		} else if in.MaxLotsPerSupplier > 0 && len(winners) > 1 {
			r.Warnings = append(r.Warnings, Warning{Code: "lot_limit_open", Bids: ids(winners), Message: "No single bid wins this lot, so it does not count towards the limit on lots yet. Work out the lots after it again once the tie is settled."})
		}
		byID[id] = r
	}
	out := make([]LotRanking, 0, len(all))
	for _, t := range all {
		out = append(out, LotRanking{ID: t.id, Ranking: byID[t.id]})
	}
	return out, nil
}

func (b Bid) supplier() string {
	if b.Supplier != "" {
		return b.Supplier
	}
	return b.ID
}

// contender is a bid that is being compared.
type contender struct {
	bid        Bid
	index      int                 // in the input
	scored     map[string]*big.Rat // of each scored criterion's and part's own marks, 0 to 1
	quality    *big.Rat            // marks for everything scored
	prices     []*big.Rat          // pounds, by price criterion
	priceShare map[string]*big.Rat // of each price criterion's marks, over the bids compared
	total      *big.Rat            // marks out of 100
	rank       int
}

// share gives the share of a criterion's or part's own marks, 0 to 1.
func (c *contender) share(id string) (*big.Rat, bool) {
	if s, ok := c.scored[id]; ok {
		return s, true
	}
	s, ok := c.priceShare[id]
	return s, ok
}

// rank ranks one table and gives the bids on the first rank.
func (t *table) rank(barred map[string]bool, sensitivity bool) (*Ranking, []Bid, error) {
	r := &Ranking{Equation: map[string]string{}, Bids: []RankedBid{}, TiesBroken: []TieBroken{}, Warnings: []Warning{}}
	for _, c := range t.prices {
		r.Equation[c.ID] = percent(c.Weight) + " × " + formulas[c.Formula].equation
	}
	var in []*contender
	var rest []RankedBid
	for i, b := range t.bids {
		if !b.isEligible() {
			rest = append(rest, RankedBid{ID: b.ID, Status: b.Status})
			continue
		}
		c := &contender{bid: b, index: i, scored: map[string]*big.Rat{}, quality: new(big.Rat)}
		failed := t.quality(c)
		switch {
		case len(failed) > 0:
			rest = append(rest, RankedBid{ID: b.ID, Status: FailedMinimum, Marks: t.printed(c), Failed: failed})
		case barred[b.supplier()]:
			rest = append(rest, RankedBid{ID: b.ID, Status: LotLimit, Marks: t.printed(c)})
		default:
			in = append(in, c)
		}
	}
	// One order for everything that follows, so that the order of the input
	// never matters.
	sort.Slice(in, func(i, j int) bool { return in[i].bid.ID < in[j].bid.ID })
	for _, c := range in {
		for _, p := range t.prices {
			price, err := t.priceOf(c.index, p)
			if err != nil {
				return nil, nil, err
			}
			c.prices = append(c.prices, price)
		}
	}
	ranked := t.order(in)
	if err := t.checkDrawn(ranked); err != nil {
		return nil, nil, err
	}
	for _, c := range ranked {
		r.Bids = append(r.Bids, RankedBid{ID: c.bid.ID, Status: Ranked, Rank: c.rank, Total: calculation.Round(c.total, places), Marks: t.printed(c)})
	}
	sort.Slice(rest, func(i, j int) bool { return rest[i].ID < rest[j].ID })
	r.Bids = append(r.Bids, rest...)
	r.TiesBroken = append(r.TiesBroken, t.tiesBroken(ranked)...)
	r.Warnings = append(r.Warnings, t.warnings(ranked)...)
	if sensitivity {
		s, err := t.sensitivity(ranked)
		if err != nil {
			return nil, nil, err
		}
		r.Sensitivity = s
	}
	return r, bidsOf(first(ranked)), nil
}

// quality fills the shares of everything scored and lists what is below its
// minimum.
func (t *table) quality(c *contender) (failed []string) {
	var work func(part Criterion) *big.Rat
	work = func(part Criterion) *big.Rat {
		share := new(big.Rat)
		if len(part.Parts) == 0 {
			score := c.bid.Scores[part.ID]
			share.Quo(score.Rat(), part.Max.Rat())
			if part.Minimum != nil && score.Rat().Cmp(part.Minimum.Rat()) < 0 {
				failed = append(failed, part.ID)
			}
		} else {
			for _, p := range part.Parts {
				share.Add(share, new(big.Rat).Mul(big.NewRat(int64(p.Weight), full), work(p)))
			}
			if part.Minimum != nil && new(big.Rat).Mul(share, big.NewRat(100, 1)).Cmp(part.Minimum.Rat()) < 0 {
				failed = append(failed, part.ID)
			}
		}
		c.scored[part.ID] = share
		return share
	}
	for _, part := range t.scored {
		c.quality.Add(c.quality, new(big.Rat).Mul(big.NewRat(int64(part.Weight), full/100), work(part)))
	}
	sort.Strings(failed)
	return failed
}

// order works out the price marks over exactly these bids, the totals and the
// ranks, best first. It gives new contenders, so it may be asked again for
// fewer bids.
func (t *table) order(in []*contender) []*contender {
	if len(in) == 0 {
		return nil
	}
	out := make([]*contender, len(in))
	for i, c := range in {
		copied := *c
		copied.priceShare = make(map[string]*big.Rat, len(t.prices))
		copied.total = new(big.Rat).Set(c.quality)
		out[i] = &copied
	}
	for k, p := range t.prices {
		prices := make([]*big.Rat, len(out))
		for i, c := range out {
			prices[i] = c.prices[k]
		}
		for i, share := range formulas[p.Formula].marks(prices) {
			out[i].priceShare[p.ID] = share
			out[i].total.Add(out[i].total, new(big.Rat).Mul(big.NewRat(int64(p.Weight), full/100), share))
		}
	}
	t.sortAndRank(out)
	return out
}

// marks gives the marks out of 100 of every criterion and part, exactly.
func (t *table) marks(c *contender) map[string]*big.Rat {
	out := map[string]*big.Rat{}
	var walk func(part Criterion, of *big.Rat)
	walk = func(part Criterion, of *big.Rat) {
		weight := new(big.Rat).Mul(of, big.NewRat(int64(part.Weight), full))
		if share, ok := c.share(part.ID); ok {
			out[part.ID] = new(big.Rat).Mul(weight, share)
		}
		for _, p := range part.Parts {
			walk(p, weight)
		}
	}
	for _, part := range t.criteria {
		walk(part, big.NewRat(100, 1))
	}
	return out
}

func (t *table) printed(c *contender) map[string]string {
	out := map[string]string{}
	for id, m := range t.marks(c) {
		out[id] = calculation.Round(m, places)
	}
	return out
}

// sorted walks a map in the order of its keys, so that the first problem found
// is always the same one.
func sorted[V any](m map[string]V) iter.Seq2[string, V] {
	return func(yield func(string, V) bool) {
		for _, k := range slices.Sorted(maps.Keys(m)) {
			if !yield(k, m[k]) {
				return
			}
		}
	}
}

func first(ranked []*contender) []*contender {
	var out []*contender
	for _, c := range ranked {
		if c.rank == 1 {
			out = append(out, c)
		}
	}
	return out
}

func bidsOf(cs []*contender) []Bid {
	out := make([]Bid, 0, len(cs))
	for _, c := range cs {
		out = append(out, c.bid)
	}
	return out
}

func ids(bids []Bid) []string {
	out := make([]string, 0, len(bids))
	for _, b := range bids {
		out = append(out, b.ID)
	}
	return out
}
