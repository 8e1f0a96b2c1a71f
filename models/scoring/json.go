// Package scoring works out marks and ranks: quality by weights, price by a
// published formula, ties by a published rule. All arithmetic is on exact
// fractions; only what is printed is rounded. It never remembers a mark: every
// call works out everything from the bids that are eligible now.
package scoring

import "hundredweight/models/calculation"

// Engine names this arithmetic. It is stored with every ranking and changes
// whenever the same input could give another output.
const Engine = "scoring/1"

// Input is what "calc score" takes, and what is stored as the record of a
// ranking. Either Criteria and Bids are given, or Lots.
type Input struct {
	Criteria []Criterion `json:"criteria,omitempty"`
	Bids     []Bid       `json:"bids,omitempty"`
	Lots     []Lot       `json:"lots,omitempty"`

	// Ties are tried in order when totals are equal: criterion:<id> (more marks
	// wins), lowest_price, lot_drawn (the order in Drawn).
	Ties  []string `json:"ties,omitempty"`
	Drawn []string `json:"drawn,omitempty"` // bids in the order in which lots were drawn, witnessed and minuted

	MaxLotsPerSupplier int      `json:"max_lots_per_supplier,omitempty"` // s.23(4): needs LotOrder
	LotOrder           []string `json:"lot_order,omitempty"`             // lots in the order in which they are decided

	Sensitivity bool `json:"sensitivity,omitempty"`
}

// Lot is a part of the tender that is ranked by itself.
type Lot struct {
	ID       string      `json:"id"`
	Criteria []Criterion `json:"criteria,omitempty"`
	Bids     []Bid       `json:"bids,omitempty"`
	Ties     []string    `json:"ties,omitempty"` // instead of those of the whole input
	Drawn    []string    `json:"drawn,omitempty"`
}

// Criterion is an award criterion or a part of one. Weight is in basis points
// of what it is a part of: siblings add up to 10,000.
type Criterion struct {
	ID      string               `json:"id"`
	Kind    string               `json:"kind,omitempty"` // scored or price; only at the top level
	Weight  int                  `json:"weight"`
	Minimum *calculation.Decimal `json:"minimum,omitempty"` // with parts: percent of its marks; without: in its own scale
	Max     *calculation.Decimal `json:"max,omitempty"`     // without parts: the highest score
	Parts   []Criterion          `json:"parts,omitempty"`

	Formula         string               `json:"formula,omitempty"` // price only
	Lower           *calculation.Decimal `json:"lower,omitempty"`   // linear_between_bounds, pounds
	Upper           *calculation.Decimal `json:"upper,omitempty"`
	Cap             *calculation.Decimal `json:"cap,omitempty"` // budget_anchor, pounds
	Optimum         *calculation.Decimal `json:"optimum,omitempty"`
	QualityExponent string               `json:"quality_exponent,omitempty"` // value_for_money_index
	PoundsPerPoint  *calculation.Decimal `json:"pounds_per_point,omitempty"` // monetised_quality
}

// Kinds of criteria.
const (
	Scored = "scored"
	Price  = "price"
)

// Bid is one bid with its consensus scores, in the scale of each part, and its
// evaluated price in pounds.
type Bid struct {
	ID       string                         `json:"id"`
	Supplier string                         `json:"supplier,omitempty"` // who may win only so many lots; the bid's id when empty
	Status   string                         `json:"status,omitempty"`   // eligible when empty, disregarded or withdrawn
	Price    *calculation.Decimal           `json:"price,omitempty"`
	Prices   map[string]calculation.Decimal `json:"prices,omitempty"` // by price criterion, when there are several
	Scores   map[string]calculation.Decimal `json:"scores,omitempty"`
}

// Statuses of a bid. The first three are given, the others are worked out.
const (
	Eligible      = "eligible"
	Disregarded   = "disregarded"    // s.19: left out before anything is compared
	Withdrawn     = "withdrawn"      //
	Ranked        = "ranked"         // has a rank
	FailedMinimum = "failed_minimum" // below a published minimum; left out before prices are compared
	LotLimit      = "lot_limit"      // its supplier has won as many lots as one supplier may
)

// Output is what "calc score" prints. With lots, only Lots is filled, and the
// last two.
type Output struct {
	*Ranking
	Lots        []LotRanking `json:"lots,omitempty"`
	InputSHA256 string       `json:"input_sha256"` // of the canonical input (package calculation)
	Engine      string       `json:"engine"`
}

// LotRanking is the ranking of one lot.
type LotRanking struct {
	ID string `json:"id"`
	*Ranking
}

// Ranking is the result for one set of bids, best first.
type Ranking struct {
	Equation    map[string]string `json:"equation"` // by price criterion, in words and signs
	Bids        []RankedBid       `json:"bids"`
	TiesBroken  []TieBroken       `json:"ties_broken"`
	Warnings    []Warning         `json:"warnings"`
	Sensitivity *Sensitivity      `json:"sensitivity,omitempty"`
}

// RankedBid is one bid's result. Marks are out of 100 over everything, to 6
// places, for every criterion and part. A bid that is not ranked has no total.
type RankedBid struct {
	ID     string            `json:"id"`
	Status string            `json:"status"`
	Rank   int               `json:"rank,omitempty"` // equal ranks stay equal: 1, 1, 3
	Total  string            `json:"total,omitempty"`
	Marks  map[string]string `json:"marks,omitempty"`
	Failed []string          `json:"failed,omitempty"` // the criteria and parts below their minimum
}

// TieBroken tells how two neighbours with equal totals were parted.
type TieBroken struct {
	Bids  []string `json:"bids"` // the first was put above the second
	Total string   `json:"total"`
	By    string   `json:"by"` // the rule as published
}

// Warning is something a reader of the ranking should know.
type Warning struct {
	Code    string   `json:"code"` // rank_depends_on_other_bids, tie_unresolved, no_eligible_bids
	Message string   `json:"message"`
	Bids    []string `json:"bids,omitempty"`
	Example *Example `json:"example,omitempty"`
}

// Example is a losing bid whose absence would change the winner.
type Example struct {
	Remove       string `json:"remove"`
	WinnerBecome string `json:"winner_becomes"` // several, when they would be equal: "A = B"
}

// Sensitivity tells how the winner changes with the weight of price, in basis
// points; all other weights keep their proportions.
type Sensitivity struct {
	PublishedPriceWeight int              `json:"published_price_weight"`
	WinnerChangesAt      []WinnerChange   `json:"winner_changes_at"`
	Table                []WinnerAtWeight `json:"table"` // every 1,000
}

// WinnerChange is the lowest whole weight of price from which another wins.
type WinnerChange struct {
	PriceWeight int    `json:"price_weight"`
	From        string `json:"from"`
	To          string `json:"to"`
}

// WinnerAtWeight is who wins at one weight of price.
type WinnerAtWeight struct {
	PriceWeight int    `json:"price_weight"`
	Winner      string `json:"winner"` // several equal: "A = B"
}
