package scoring

import (
	"math/big"
	"sort"
	"strings"

	"hundredweight/models/calculation"
)

// Formulas that are worked out.
const (
	RelativeToLowest    = "relative_to_lowest"   // F1
	PercentageDeduction = "percentage_deduction" // F2
)

// Formula turns prices into marks. The same row serves the arithmetic, the
// refusal of prices it cannot use, the printed equation and the help text.
type Formula struct {
	ID       string
	Name     string // as it is chosen on the page
	Words    string // what it does, in a sentence
	Weakness string // what a buyer should know before publishing it
	// Relative says that a bid's marks depend on who else bids.
	Relative bool
	// divides says that a price of zero or less cannot be used.
	divides bool
	// equation follows the weight in the printed equation.
	equation string
	// marks gives each bid's share of the criterion's marks, 0 to 1, from the
	// prices of all bids that are eligible, in the same order.
	marks func(prices []*big.Rat) []*big.Rat
	// settings are the criterion's keys that the formula needs.
	settings []string
}

// formulas are the price formulas by identifier. "Standard differential" is no
// name here: in use it means either of the two (reference: the label trap).
var formulas = map[string]Formula{
	RelativeToLowest: {
		ID: RelativeToLowest, Name: "Relative to the lowest price", Relative: true, divides: true,
		Words:    "The lowest price gets all the points. Every other price gets the lowest price divided by its own, times the points.",
		Weakness: "Each further pound costs fewer points the dearer a bid is, and one very low bid takes points from all the others.",
		equation: "lowest eligible price ÷ this price",
		marks: func(prices []*big.Rat) []*big.Rat {
			low := lowest(prices)
			return each(prices, func(p *big.Rat) *big.Rat { return new(big.Rat).Quo(low, p) })
		},
	},
	PercentageDeduction: {
		ID: PercentageDeduction, Name: "Percentage deduction from the lowest price", Relative: true, divides: true,
		Words:    "The lowest price gets all the points. A price that is 25% higher gets 25% fewer; twice the lowest price or more gets none.",
		Weakness: "One very low bid can take every point from all the others.",
		equation: "(1 − (this price − lowest eligible price) ÷ lowest eligible price), not below 0",
		marks: func(prices []*big.Rat) []*big.Rat {
			low := lowest(prices)
			return each(prices, func(p *big.Rat) *big.Rat {
				over := new(big.Rat).Sub(p, low)
				share := over.Sub(big.NewRat(1, 1), over.Quo(over, low))
				if share.Sign() < 0 {
					return new(big.Rat)
				}
				return share
			})
		},
	},
}

// Formulas lists the price formulas, for the page on which one is chosen.
func Formulas() []Formula {
	all := make([]Formula, 0, len(formulas))
	for _, f := range formulas {
		all = append(all, f)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].ID > all[j].ID })
	return all
}

// Equation prints the formula with its weight (basis points), as it must stand
// in the tender: "30 × lowest eligible price ÷ this price".
func Equation(formula string, weight int) (string, error) {
	f, err := formulaOf(formula, "")
	if err != nil {
		return "", err
	}
	return percent(weight) + " × " + f.equation, nil
}

// PriceMarks gives each price's share of a criterion's marks under a formula,
// 0 to 1, in the order given: for the page that tries a formula out.
func PriceMarks(formula string, prices []calculation.Decimal) ([]*big.Rat, error) {
	f, err := formulaOf(formula, "")
	if err != nil {
		return nil, err
	}
	exact := make([]*big.Rat, len(prices))
	for i, p := range prices {
		if p.Sign() <= 0 && f.divides {
			return nil, calculation.Refuse("zero_price", calculation.Pointer(i), "The price must be more than £0.00, because this formula divides by it")
		}
		exact[i] = p.Rat()
	}
	if len(exact) == 0 {
		return nil, nil
	}
	return f.marks(exact), nil
}

func formulaOf(id, at string) (Formula, error) {
	f, ok := formulas[id]
	if !ok {
		var known []string
		for k := range formulas {
			known = append(known, k)
		}
		sort.Sort(sort.Reverse(sort.StringSlice(known)))
		if id == "" {
			return f, calculation.Refuse("missing_formula", at, "Name the price formula: %s", strings.Join(known, " or "))
		}
		return f, calculation.Refuse("formula_not_available", at, "The formula %q is not available. Those that are: %s", id, strings.Join(known, ", "))
	}
	return f, nil
}

// percent writes a weight in basis points as a percentage: 3333 is "33.33".
func percent(weight int) string {
	s := big.NewRat(int64(weight), 100).FloatString(2)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

func lowest(prices []*big.Rat) *big.Rat {
	low := prices[0]
	for _, p := range prices[1:] {
		if p.Cmp(low) < 0 {
			low = p
		}
	}
	return low
}

func each(prices []*big.Rat, share func(*big.Rat) *big.Rat) []*big.Rat {
	out := make([]*big.Rat, len(prices))
	for i, p := range prices {
		out[i] = share(p)
	}
	return out
}
