package addedvalue

import (
	"fmt"
	"math/big"
	"strings"

	"hundredweight/models/money"
	"hundredweight/models/refusal"
)

// Value is what one unit of the change is worth in pounds, for those who want
// to show it. It is printed for information and never added to a price or a
// score.
type Value struct {
	Proxy     string      `json:"proxy,omitempty"`   // code of the proxy, when it is one
	Version   string      `json:"version,omitempty"` // of the set of proxies
	Source    string      `json:"source"`            // where the figure is from
	PerUnit   money.Pence `json:"per_unit_pence"`    // a year; negative for harm
	PriceYear int         `json:"price_year"`
	Schedule  string      `json:"schedule,omitempty"` // discount schedule; none is asked for here
}

// CheckValue tells what is wrong with the optional figure in pounds.
func (c Claim) CheckValue() []refusal.Problem {
	if c.Value == nil {
		return nil
	}
	var all problems
	if c.Value.PerUnit == 0 {
		all.add("per_unit", "Enter an amount in pounds and pence, like 1,250.00")
	}
	all.text("source", "Where the figure is from", "Enter where the figure is from", c.Value.Source, maxLine)
	if c.Value.PriceYear < 1990 || c.Value.PriceYear > 2100 {
		all.add("price_year", "Enter the year of the prices, like 2025")
	}
	return all
}

// Working is the sum in pounds, line by line, so that anybody can do it again.
type Working struct {
	Lines []string
	Year  money.Pence // a year, after all deductions
}

// InPounds works out what the provider's own part of the change is worth in a
// year: quantity × pounds × the three shares that are left, then less the
// correction for how well it is known. Full precision, rounded once at the end.
func (c Claim) InPounds() (Working, bool) {
	q, known := c.Quantity.Milli()
	left, given := c.ourShare()
	if c.Value == nil || !known || !given {
		return Working{}, false
	}
	sum := big.NewRat(q, 1000)
	sum.Mul(sum, big.NewRat(int64(c.Value.PerUnit), 1)).Mul(sum, left)
	rung := c.Level().Rung()
	before := money.Pence(round(sum).Int64())
	sum.Mul(sum, big.NewRat(int64(Whole-rung.CorrectionBP), Whole))
	after := money.Pence(round(sum).Int64())
	lines := []string{
		fmt.Sprintf("%s × %s × (1 − %s) × (1 − %s) × (1 − %s) = %s a year", c.quantity(), c.Value.PerUnit, decimal(c.Deadweight), decimal(c.Displacement), decimal(c.Attribution), before),
		fmt.Sprintf("%s prices. Source: %s.", fmt.Sprint(c.Value.PriceYear), strings.TrimRight(c.Value.Source, ".")),
	}
	if rung.CorrectionBP > 0 {
		lines = append(lines, fmt.Sprintf("Less %s because of how well it is known (%s): %s a year.", Share{BP: rung.CorrectionBP}, rung.Name, after))
	}
	return Working{Lines: lines, Year: after}, true
}

func (c Claim) quantity() string { return c.Quantity.String() + " " + c.UnitName() }

func decimal(s Share) string {
	return strings.TrimRight(strings.TrimRight(fmt.Sprintf("%d.%04d", s.BP/Whole, s.BP%Whole), "0"), ".")
}
