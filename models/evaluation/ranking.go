package evaluation

import (
	"hundredweight/models/bid"
	"hundredweight/models/calculation"
	"hundredweight/models/money"
	"hundredweight/models/refusal"
	"hundredweight/models/scoring"
	"hundredweight/models/tender"
)

// Assessed is a bid as it enters a ranking.
type Assessed struct {
	ID          bid.ID
	Ref         string // how the record names it
	Supplier    string // how the record names who bid, for limits on lots
	Lots        []string
	Disregarded bool
	Scores      map[string]int         // agreed scores by question
	Prices      map[string]money.Pence // evaluated price by lot, ex VAT
}

// Criteria turns a tender's criteria for a lot into those of the calculator:
// each scored criterion with its questions as parts. A minimum that cannot be
// read is refused, never left out.
func Criteria(c tender.Content, stage int, lot string) ([]scoring.Criterion, error) {
	var out []scoring.Criterion
	for _, cr := range tender.CriteriaOf(c, lot) {
		one := scoring.Criterion{ID: cr.ID, Kind: cr.Kind, Weight: cr.WeightBP, Formula: cr.Formula}
		if cr.Kind == scoring.Price {
			out = append(out, one)
			continue
		}
		if cr.MinimumPercent != "" {
			m, err := calculation.ParseDecimal(cr.MinimumPercent)
			if err != nil {
				return nil, refusal.Field("criteria", "Enter the minimum for %s as a number from 0 to 100", cr.Name)
			}
			one.Minimum = &m
		}
		for _, q := range c.Questions {
			if q.Kind != "scored" || q.Criterion != cr.ID || q.Stage != stage || !bid.Applies(q, lot) {
				continue
			}
			most := calculation.Int(int64(q.Max))
			part := scoring.Criterion{ID: q.Key, Weight: q.WeightBP, Max: &most}
			if q.Minimum > 0 {
				m := calculation.Int(int64(q.Minimum))
				part.Minimum = &m
			}
			one.Parts = append(one.Parts, part)
		}
		out = append(out, one)
	}
	return out, nil
}

// Input gives the input of a lot's ranking, exactly as "calc score" takes it. A
// bid below a minimum needs no price; every other eligible bid without an
// agreed score or a price is refused by the calculator itself.
func Input(c tender.Content, stage int, lot string, bids []Assessed, drawn []string) (scoring.Input, error) {
	criteria, err := Criteria(c, stage, lot)
	if err != nil {
		return scoring.Input{}, err
	}
	in := scoring.Input{Criteria: criteria, Ties: c.Ties, Drawn: drawn}
	var prices []string
	leaves := map[string]bool{}
	for _, cr := range in.Criteria {
		if cr.Kind == scoring.Price {
			prices = append(prices, cr.ID)
		}
		for _, p := range cr.Parts {
			leaves[p.ID] = true
		}
	}
	if len(prices) > 1 {
		return in, refusal.Field("criteria", "A tender's lot has one price criterion. This one has %d", len(prices))
	}
	for _, b := range bids {
		if !inLot(b.Lots, lot) {
			continue
		}
		one := scoring.Bid{ID: b.Ref, Supplier: b.Supplier}
		if b.Disregarded {
			one.Status = scoring.Disregarded
			in.Bids = append(in.Bids, one)
			continue
		}
		one.Scores = map[string]calculation.Decimal{}
		for key, score := range b.Scores {
			if leaves[key] {
				one.Scores[key] = calculation.Int(int64(score))
			}
		}
		if p, ok := b.Prices[lot]; ok && len(prices) == 1 {
			pounds := calculation.Pounds(int64(p))
			one.Price = &pounds
		}
		in.Bids = append(in.Bids, one)
	}
	return in, nil
}

func inLot(lots []string, lot string) bool {
	for _, l := range lots {
		if l == lot {
			return true
		}
	}
	return false
}

// Example tries a lot's criteria on made-up bids before publishing, so that the
// author sees what the formula rewards.
func Example(c tender.Content, stage int, lot string) (scoring.Output, error) {
	in, err := example(c, stage, lot)
	if err != nil {
		return scoring.Output{}, err
	}
	in.Sensitivity = Weighs(in)
	return scoring.Score(in)
}

func example(c tender.Content, stage int, lot string) (scoring.Input, error) {
	share := []struct {
		name    string
		percent int
		pence   money.Pence
	}{{"Cheap and thin", 40, 80_000_00}, {"Balanced", 70, 100_000_00}, {"Dear and rich", 95, 125_000_00}}
	var bids []Assessed
	for _, s := range share {
		b := Assessed{Ref: s.name, Lots: []string{lot}, Scores: map[string]int{}, Prices: map[string]money.Pence{lot: s.pence}}
		for _, q := range c.Questions {
			if q.Kind == "scored" {
				b.Scores[q.Key] = max(q.Minimum, (q.Max*s.percent+50)/100)
			}
		}
		bids = append(bids, b)
	}
	return Input(c, stage, lot, bids, nil)
}

// Weighs tells whether price counts, but does not count alone: then it can be
// shown what another weight of it would lead to.
func Weighs(in scoring.Input) bool {
	weight := 0
	for _, cr := range in.Criteria {
		if cr.Kind == scoring.Price {
			weight += cr.Weight
		}
	}
	return weight > 0 && weight < 10_000
}

// CheckRankable refuses a tender whose bids could not be ranked by what it is
// about to publish: every lot is tried on made-up bids, so that a criterion and
// a question of the same name or a rule for ties that does not exist is found
// before anybody bids and not after.
func CheckRankable(c tender.Content) error {
	stage := 1
	for _, s := range c.Stages {
		stage = max(stage, s.Seq) // award criteria belong to the last stage
	}
	var problems []refusal.Problem
	for _, l := range c.Lots {
		in, err := example(c, stage, l.ID)
		if err == nil {
			_, err = scoring.Score(in)
		}
		if err == nil {
			continue
		}
		reason := err.Error()
		if r, ok := refusal.As(err); ok && len(r.Problems) > 0 {
			reason = r.Problems[0].Reason
		}
		problems = append(problems, refusal.Problem{Field: "criteria", Reason: "Bids for part (lot) " + l.ID + " could not be ranked by these criteria. " + reason})
	}
	return refusal.Fields(problems)
}
