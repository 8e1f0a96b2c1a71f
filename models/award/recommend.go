package award

import (
	"math/big"
	"slices"
	"strings"

	"hundredweight/models/evaluation"
	"hundredweight/models/money"
	"hundredweight/models/refusal"
	"hundredweight/models/scoring"
)

// Proposal is a recommendation of one bid for one lot, with what it rests on.
type Proposal struct {
	Lot     string
	Bid     string // its reference, as in the ranking
	Reason  string
	Ranking scoring.Ranking
	// RankedHash is the hash of the stored ranking's input, CurrentHash that of
	// the input as it would be now. A bid left out since then makes them differ.
	RankedHash, CurrentHash string
	ScoresLocked            bool
	// Checked says that somebody looked again at exclusions, the debarment list
	// and conflicts of interest (ss.26, 28, 83).
	Checked bool
	// LowPrices are bids told that their price looks abnormally low, without a
	// decision yet (s.19(4)).
	LowPrices []string
}

// MayRecommend refuses a recommendation that does not rest on a frozen ranking
// of locked scores, or is not for the bid that came first.
func MayRecommend(p Proposal) error {
	switch {
	case !p.ScoresLocked:
		return refusal.Turn("Lock the agreed scores and open the prices first.")
	case p.RankedHash == "" || p.RankedHash != p.CurrentHash:
		return refusal.Changed("The bids have changed since this ranking was worked out. Work it out again, then recommend.")
	case len(p.LowPrices) > 0:
		return refusal.Turn("A price that looks too low is still being looked into: %s. Decide about it first.", strings.Join(p.LowPrices, ", "))
	}
	i := slices.IndexFunc(p.Ranking.Bids, func(b scoring.RankedBid) bool { return b.ID == p.Bid })
	if i < 0 || p.Ranking.Bids[i].Status != scoring.Ranked {
		return refusal.Field("bid", "Select a bid that was ranked in this part (lot)")
	}
	first := 0
	for _, b := range p.Ranking.Bids {
		if b.Status == scoring.Ranked && b.Rank == 1 {
			first++
		}
	}
	switch {
	case p.Ranking.Bids[i].Rank != 1:
		return refusal.Field("bid", "This bid came %s. The published method names the winner: if the first bid cannot be chosen, leave it out with a reason and rank again", ordinal(p.Ranking.Bids[i].Rank))
	case first > 1:
		return refusal.Turn("Two or more bids are equal. Settle the tie by the published rule, such as a drawn lot, then rank again.")
	}
	var problems []refusal.Problem
	if strings.TrimSpace(p.Reason) == "" {
		problems = append(problems, refusal.Problem{Field: "reason", Reason: "Enter why this bid is recommended"})
	}
	if !p.Checked {
		problems = append(problems, refusal.Problem{Field: "checked", Reason: "Confirm that exclusions, the debarment list and conflicts of interest were checked again"})
	}
	return refusal.Fields(problems)
}

// MayApprove refuses an approver who wrote, scored or chaired (S6), and an
// approval without a second look at exclusions.
func MayApprove(p evaluation.Person, checked bool) error {
	if err := evaluation.MayApproveAward(p); err != nil {
		return err
	}
	if !checked {
		return refusal.Field("checked", "Confirm that the supplier is still neither excluded nor debarred")
	}
	return nil
}

// LowPrice says why a price deserves a question before an award. It is advice:
// the Act names no percentage, and a bid is never left out for it unheard.
type LowPrice struct {
	UnderMean bool // 40% or more under the mean of the others
	UnderNext bool // 30% or more under the next higher price
}

// Flagged tells whether any limb fired.
func (l LowPrice) Flagged() bool { return l.UnderMean || l.UnderNext }

// LooksLow applies the two limbs that Prozorro publishes to the winning price:
// 40% under the mean of the others, 30% under the next. With no other bid there
// is nothing to compare with.
func LooksLow(winner money.Pence, others []money.Pence) LowPrice {
	if len(others) == 0 {
		return LowPrice{}
	}
	sum := new(big.Int)
	next := others[0]
	for _, o := range others {
		sum.Add(sum, big.NewInt(int64(o)))
		next = min(next, o)
	}
	mean := new(big.Rat).SetFrac(sum, big.NewInt(int64(len(others))))
	price := new(big.Rat).SetInt64(int64(winner))
	below := func(of *big.Rat, percent int64) bool {
		return price.Cmp(new(big.Rat).Mul(of, big.NewRat(100-percent, 100))) <= 0
	}
	return LowPrice{UnderMean: below(mean, 40), UnderNext: below(new(big.Rat).SetInt64(int64(next)), 30)}
}
