package award

import "math/big"

// Difference is how far a bid's marks for a criterion are from the chosen bid's.
type Difference struct {
	Name  string
	By    string // marks, as a plain decimal; "0" when equal
	Ahead bool   // more marks than the chosen bid
}

// Differences compares the marks of each criterion with the chosen bid's; none
// for the chosen bid itself and where a bid was not compared.
func (l LotSummary) Differences() []Difference {
	if l.Winner == nil || l.Rank == 0 {
		return nil
	}
	var out []Difference
	for _, c := range l.Criteria {
		own, ok := new(big.Rat).SetString(c.Marks)
		best, fine := new(big.Rat).SetString(c.Winner)
		if !ok || !fine {
			continue
		}
		by := new(big.Rat).Sub(own, best)
		ahead := by.Sign() > 0
		out = append(out, Difference{Name: c.Name, By: points(by.Abs(by).FloatString(6)), Ahead: ahead})
	}
	return out
}

// Points writes marks to two places, without needless zeros, as they are printed
// for people: 76.25. The ranking keeps six places.
func Points(marks string) string {
	r, ok := new(big.Rat).SetString(marks)
	if !ok {
		return marks
	}
	return points(r.FloatString(2))
}

// Less gives the difference of two marks, to two places.
func Less(more, less string) string {
	a, ok := new(big.Rat).SetString(more)
	b, fine := new(big.Rat).SetString(less)
	if !ok || !fine {
		return ""
	}
	return points(a.Sub(a, b).FloatString(2))
}
