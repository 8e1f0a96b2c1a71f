package scoring

import (
	"math/big"
	"sort"
	"strings"

	"hundredweight/models/calculation"
)

// Limits of what is worked out at once.
const (
	mostBids  = 300 // in one lot
	mostLots  = 200
	mostParts = 300 // criteria and parts of one lot
	mostDepth = 5
	mostID    = 200 // characters
)

// full is the whole of a weight in basis points.
const full = 10_000

// Read reads an input as "calc score" takes it. It refuses what it does not
// know; Score checks the rest.
func Read(data []byte) (Input, error) {
	var in Input
	err := calculation.Read(data, &in)
	return in, err
}

// table is one set of criteria and bids, checked, with where it stands in the
// input.
type table struct {
	id       string // of the lot; "" without lots
	at       string // JSON pointer
	criteria []Criterion
	bids     []Bid
	ties     []string
	drawn    []string
	scored   []Criterion
	prices   []Criterion
	ids      map[string]bool // every criterion and part
}

func tables(in Input) ([]table, error) {
	if len(in.Lots) == 0 {
		switch {
		case len(in.LotOrder) > 0:
			return nil, calculation.Refuse("unused_setting", "/lot_order", "lot_order needs lots. Give the lots, or take it out")
		case in.MaxLotsPerSupplier != 0:
			return nil, calculation.Refuse("unused_setting", "/max_lots_per_supplier", "max_lots_per_supplier needs lots. Give the lots, or take it out")
		case len(in.Bids) == 0:
			return nil, calculation.Refuse("missing_bids", "/bids", "Give at least one bid")
		}
		one := table{criteria: in.Criteria, bids: in.Bids, ties: in.Ties, drawn: in.Drawn}
		return []table{one}, one.check()
	}
	if len(in.Criteria) > 0 || len(in.Bids) > 0 {
		return nil, calculation.Refuse("criteria_and_lots", "/lots", "Give criteria and bids either for the whole or inside each lot, not both")
	}
	if len(in.Lots) > mostLots {
		return nil, calculation.Refuse("too_many", "/lots", "There are more than %d lots. Work them out in several goes", mostLots)
	}
	var all []table
	seen := map[string]bool{}
	for i, l := range in.Lots {
		t := table{id: l.ID, at: calculation.Pointer("lots", i), criteria: l.Criteria, bids: l.Bids, ties: l.Ties, drawn: l.Drawn}
		if err := newID(l.ID, t.at+"/id", seen); err != nil {
			return nil, err
		}
		if l.Ties == nil {
			t.ties = in.Ties
		}
		if l.Drawn == nil {
			t.drawn = in.Drawn
		}
		if err := t.check(); err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return all, checkLotLimit(in, seen)
}

func checkLotLimit(in Input, lots map[string]bool) error {
	if in.MaxLotsPerSupplier < 0 {
		return calculation.Refuse("out_of_range", "/max_lots_per_supplier", "Give 1 or more, or leave it out for no limit")
	}
	if in.MaxLotsPerSupplier == 0 && len(in.LotOrder) == 0 {
		return nil
	}
	if in.MaxLotsPerSupplier == 0 {
		return calculation.Refuse("unused_setting", "/lot_order", "lot_order is used only with max_lots_per_supplier. Give both, or neither")
	}
	if len(in.LotOrder) == 0 {
		return calculation.Refuse("missing_lot_order", "/lot_order", "Give lot_order: a limit on lots needs a published order in which lots are decided")
	}
	seen := map[string]bool{}
	for i, id := range in.LotOrder {
		if !lots[id] || seen[id] {
			return calculation.Refuse("bad_lot_order", calculation.Pointer("lot_order", i), "Name every lot exactly once in lot_order. Look at %q", id)
		}
		seen[id] = true
	}
	if len(seen) != len(lots) {
		return calculation.Refuse("bad_lot_order", "/lot_order", "Name every lot exactly once in lot_order")
	}
	return nil
}

func newID(id, at string, seen map[string]bool) error {
	switch {
	case strings.TrimSpace(id) == "":
		return calculation.Refuse("missing_id", at, "Give an id")
	case len(id) > mostID:
		return calculation.Refuse("out_of_range", at, "Give a shorter id, up to %d characters", mostID)
	case seen[id]:
		return calculation.Refuse("duplicate_id", at, "The id %q is given twice. Give each its own", id)
	}
	seen[id] = true
	return nil
}

func (t *table) check() error {
	if len(t.criteria) == 0 {
		return calculation.Refuse("missing_criteria", t.at+"/criteria", "Give at least one criterion")
	}
	t.ids = map[string]bool{}
	if err := t.checkParts(t.criteria, t.at+"/criteria", 1); err != nil {
		return err
	}
	for _, c := range t.criteria {
		if c.Kind == Price {
			t.prices = append(t.prices, c)
		} else {
			t.scored = append(t.scored, c)
		}
	}
	if len(t.bids) > mostBids {
		return calculation.Refuse("too_many", t.at+"/bids", "There are more than %d bids. Work them out in several goes", mostBids)
	}
	seen := map[string]bool{}
	for i, b := range t.bids {
		at := t.at + calculation.Pointer("bids", i)
		if err := newID(b.ID, at+"/id", seen); err != nil {
			return err
		}
		if err := t.checkBid(b, at); err != nil {
			return err
		}
	}
	return t.checkTies(seen)
}

// checkParts checks the siblings of one level and everything under them.
func (t *table) checkParts(parts []Criterion, at string, depth int) error {
	if depth > mostDepth {
		return calculation.Refuse("too_many", at, "Criteria go at most %d levels deep", mostDepth)
	}
	sum := 0
	for i, c := range parts {
		here := at + calculation.Pointer(i)
		if err := newID(c.ID, here+"/id", t.ids); err != nil {
			return err
		}
		if len(t.ids) > mostParts {
			return calculation.Refuse("too_many", at, "There are more than %d criteria and parts", mostParts)
		}
		if c.Weight < 0 || c.Weight > full {
			return calculation.Refuse("out_of_range", here+"/weight", "Give a weight in basis points, from 0 to 10000 (3000 is 30%%)")
		}
		sum += c.Weight
		if err := t.checkOne(c, here, depth); err != nil {
			return err
		}
	}
	if sum != full {
		return calculation.Refuse("weights", at, "The weights here add up to %s%%. Make them add up to 100%%, which is 10000", percent(sum))
	}
	return nil
}

func (t *table) checkOne(c Criterion, at string, depth int) error {
	if depth == 1 && c.Kind != Scored && c.Kind != Price {
		return calculation.Refuse("unknown_kind", at+"/kind", "Say whether the criterion %q is scored or price", c.ID)
	}
	if depth > 1 && c.Kind != "" && c.Kind != Scored {
		return calculation.Refuse("unknown_kind", at+"/kind", "Only a criterion has a kind. A part of %q is always scored", c.ID)
	}
	if c.Kind == Price {
		return checkPriceCriterion(c, at)
	}
	if name := firstSetting(c); name != "" {
		return calculation.Refuse("unused_setting", at+"/"+name, "%s belongs to a price criterion. Take it out of %q", name, c.ID)
	}
	if len(c.Parts) > 0 {
		if c.Max != nil {
			return calculation.Refuse("unused_setting", at+"/max", "%q has parts, so its parts carry the scale. Take max out", c.ID)
		}
		if c.Minimum != nil && (c.Minimum.Sign() < 0 || c.Minimum.Rat().Cmp(big.NewRat(100, 1)) > 0) {
			return calculation.Refuse("out_of_range", at+"/minimum", "The minimum of %q is in percent of its marks: give 0 to 100", c.ID)
		}
		return t.checkParts(c.Parts, at+"/parts", depth+1)
	}
	if c.Parts != nil {
		return calculation.Refuse("missing_parts", at+"/parts", "Give parts of %q, or leave parts out and give max", c.ID)
	}
	if c.Max == nil || c.Max.Sign() <= 0 {
		return calculation.Refuse("missing_max", at+"/max", "Give the highest score of %q, more than 0", c.ID)
	}
	if c.Minimum != nil && (c.Minimum.Sign() < 0 || c.Minimum.Rat().Cmp(c.Max.Rat()) > 0) {
		return calculation.Refuse("out_of_range", at+"/minimum", "The minimum of %q is in its own scale: give 0 to %s", c.ID, c.Max)
	}
	return nil
}

func checkPriceCriterion(c Criterion, at string) error {
	f, err := formulaOf(c.Formula, at+"/formula")
	if err != nil {
		return err
	}
	switch {
	case c.Max != nil:
		return calculation.Refuse("unused_setting", at+"/max", "A price criterion has no max. Take it out")
	case c.Minimum != nil:
		return calculation.Refuse("unused_setting", at+"/minimum", "A price criterion has no minimum. Take it out")
	case c.Parts != nil:
		return calculation.Refuse("unused_setting", at+"/parts", "A price criterion has no parts. Give several price criteria instead")
	}
	for _, name := range given(c) {
		used := name == "formula"
		for _, s := range f.settings {
			used = used || s == name
		}
		if !used {
			return calculation.Refuse("unused_setting", at+"/"+name, "The formula %s has no use for %s. Take it out", c.Formula, name)
		}
	}
	return nil
}

// given lists the settings of price formulas that a criterion carries.
func given(c Criterion) []string {
	set := map[string]bool{
		"formula": c.Formula != "", "lower": c.Lower != nil, "upper": c.Upper != nil, "cap": c.Cap != nil,
		"optimum": c.Optimum != nil, "quality_exponent": c.QualityExponent != "", "pounds_per_point": c.PoundsPerPoint != nil,
	}
	var names []string
	for name, on := range set {
		if on {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	return names
}

func firstSetting(c Criterion) string {
	for _, name := range given(c) {
		return name
	}
	return ""
}

func (t *table) checkBid(b Bid, at string) error {
	switch b.Status {
	case "", Eligible, Disregarded, Withdrawn:
	default:
		return calculation.Refuse("unknown_status", at+"/status", "Give eligible, disregarded or withdrawn, or leave the status out. %q is none of them", b.Status)
	}
	leaves := map[string]Criterion{}
	for _, c := range t.scored {
		collect(c, leaves)
	}
	for id, s := range sorted(b.Scores) {
		leaf, ok := leaves[id]
		if !ok {
			return calculation.Refuse("unknown_score", at+calculation.Pointer("scores", id), "Nothing is scored under %q. Take it out, or check its spelling", id)
		}
		if s.Sign() < 0 || s.Rat().Cmp(leaf.Max.Rat()) > 0 {
			return calculation.Refuse("score_out_of_range", at+calculation.Pointer("scores", id), "The score of bid %q for %q must be from 0 to %s", b.ID, id, leaf.Max)
		}
	}
	for id := range sorted(b.Prices) {
		if !t.isPrice(id) {
			return calculation.Refuse("unknown_price", at+calculation.Pointer("prices", id), "There is no price criterion %q. Take it out, or check its spelling", id)
		}
	}
	if !b.isEligible() {
		return nil
	}
	for _, id := range t.leafOrder() {
		if _, ok := b.Scores[id]; !ok {
			return calculation.Refuse("missing_score", at+calculation.Pointer("scores", id), "Bid %q has no score for %q. A missing score is never counted as zero: give the score", b.ID, id)
		}
	}
	if b.Price != nil && len(b.Prices) > 0 {
		return calculation.Refuse("price_and_prices", at+"/prices", "Give bid %q either price or prices, not both", b.ID)
	}
	if b.Price != nil && len(t.prices) != 1 {
		return calculation.Refuse("unused_setting", at+"/price", "There are %d price criteria. Give bid %q its prices by criterion, in prices", len(t.prices), b.ID)
	}
	return nil
}

func (b Bid) isEligible() bool { return b.Status == "" || b.Status == Eligible }

func (t *table) isPrice(id string) bool {
	for _, c := range t.prices {
		if c.ID == id {
			return true
		}
	}
	return false
}

// priceOf gives a bid's price for a price criterion. It is asked only of bids
// that are compared by price, so a bid below a minimum may stay unopened.
func (t *table) priceOf(i int, c Criterion) (*big.Rat, error) {
	b := t.bids[i]
	at := t.at + calculation.Pointer("bids", i)
	field := at + "/price"
	p := b.Price
	if p == nil {
		if one, ok := b.Prices[c.ID]; ok {
			p = &one
			field = at + calculation.Pointer("prices", c.ID)
		} else if len(t.prices) > 1 || len(b.Prices) > 0 {
			field = at + calculation.Pointer("prices", c.ID)
		}
	}
	if p == nil {
		return nil, calculation.Refuse("missing_price", field, "Bid %q has no price for %q. Give its evaluated price in pounds", b.ID, c.ID)
	}
	if formulas[c.Formula].divides && p.Sign() <= 0 {
		return nil, calculation.Refuse("zero_price", field, "The price of bid %q is %s. It must be more than 0, because the formula %s divides by prices", b.ID, p, c.Formula)
	}
	return p.Rat(), nil
}

func collect(c Criterion, into map[string]Criterion) {
	if len(c.Parts) == 0 {
		into[c.ID] = c
		return
	}
	for _, p := range c.Parts {
		collect(p, into)
	}
}

// leafOrder lists what is scored, in the order of the input.
func (t *table) leafOrder() []string {
	var ids []string
	var walk func(Criterion)
	walk = func(c Criterion) {
		if len(c.Parts) == 0 {
			ids = append(ids, c.ID)
		}
		for _, p := range c.Parts {
			walk(p)
		}
	}
	for _, c := range t.scored {
		walk(c)
	}
	return ids
}

func (t *table) checkTies(bids map[string]bool) error {
	lots := false
	seen := map[string]bool{}
	for i, rule := range t.ties {
		at := t.tieAt(i)
		id, byCriterion := strings.CutPrefix(rule, "criterion:")
		switch {
		case seen[rule]:
			return calculation.Refuse("duplicate_id", at, "The rule %q for ties is given twice", rule)
		case byCriterion && !t.ids[id]:
			return calculation.Refuse("unknown_tie_rule", at, "The rule for ties names the criterion %q, which does not exist", id)
		case rule == "lowest_price" && len(t.prices) == 0:
			return calculation.Refuse("unknown_tie_rule", at, "Ties cannot be parted by price: there is no price criterion")
		case rule == "lot_drawn":
			lots = true
		case !byCriterion && rule != "lowest_price":
			return calculation.Refuse("unknown_tie_rule", at, "Write a rule for ties as criterion:<id>, lowest_price or lot_drawn. %q is none of them", rule)
		}
		seen[rule] = true
	}
	if len(t.drawn) > 0 && !lots {
		return calculation.Refuse("unused_setting", t.at+"/drawn", "An order was drawn, but lot_drawn is not among the rules for ties")
	}
	drawn := map[string]bool{}
	for i, id := range t.drawn {
		if drawn[id] || t.id == "" && !bids[id] {
			return calculation.Refuse("bad_drawn", t.at+calculation.Pointer("drawn", i), "Name each bid once in the order drawn. Look at %q", id)
		}
		drawn[id] = true
	}
	return nil
}

func (t *table) tieAt(i int) string { return t.at + calculation.Pointer("ties", i) }
