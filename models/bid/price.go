package bid

import (
	"fmt"
	"slices"
	"strings"

	"hundredweight/models/money"
	"hundredweight/models/refusal"
	"hundredweight/models/tender"
)

// Price works out a lot's evaluated price from the unit prices typed, by line
// reference. Every line needs a price; 0 is taken only where the line allows
// it. Line total = quantity × unit price, rounded to the penny half away from
// zero; the evaluated price is their sum, ex VAT, with priced options.
func Price(lot tender.Lot, typed map[string]string) (LotPrice, error) {
	out := LotPrice{Lot: lot.ID}
	var problems []refusal.Problem
	for _, line := range lot.Prices {
		field := PriceField(lot.ID, line.Ref)
		raw := strings.TrimSpace(typed[line.Ref])
		if raw == "" {
			problems = append(problems, refusal.Problem{Field: field, Reason: "Enter a unit price for " + line.Description})
			continue
		}
		unit, err := money.Parse(raw)
		if err != nil {
			problems = append(problems, refusal.Problem{Field: field, Reason: err.Error()})
			continue
		}
		if unit == 0 && !line.ZeroAllowed {
			problems = append(problems, refusal.Problem{Field: field, Reason: fmt.Sprintf("The price of %s must be more than £0.00", line.Description)})
			continue
		}
		total, err := money.LineTotal(money.Milli(line.QuantityMilli), unit)
		if err != nil {
			problems = append(problems, refusal.Problem{Field: field, Reason: err.Error()})
			continue
		}
		out.Lines = append(out.Lines, LinePrice{Ref: line.Ref, UnitPence: int64(unit)})
		out.TotalPence += int64(total)
	}
	if err := refusal.Fields(problems); err != nil {
		return LotPrice{}, err
	}
	return out, nil
}

// PriceField is the name of the form field of one line.
func PriceField(lot, line string) string { return "price-" + lot + "-" + line }

// SameSchedule tells whether a lot is priced by the same lines in two versions
// of a tender. A price for other lines cannot be compared, so it counts no more.
func SameSchedule(old, now tender.Content, lot string) bool {
	was, ok := findLot(old, lot)
	is, still := findLot(now, lot)
	return ok && still && slices.Equal(was.Prices, is.Prices)
}
