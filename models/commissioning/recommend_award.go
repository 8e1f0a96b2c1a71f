package commissioning

import (
	"context"
	"strings"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/award"
	"hundredweight/models/money"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/tender"
)

// Pick is the bid recommended for a part (lot).
type Pick struct {
	Bid      string // its reference
	Reason   string
	LowPrice string // what was found about a price that looks low
}

// RecommendAward recommends one bid for every part (lot) that is still open, on
// the rankings as they stand: they are kept as they were, with the hash of what
// went in. checked says that exclusions, the debarment list and conflicts of
// interest were looked at again.
func (s *Steps) RecommendAward(ctx context.Context, by account.Actor, ref string, picks map[string]Pick, checked bool) error {
	now := s.now()
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		d, err := s.readDecision(tx.Queries, ref)
		if err != nil {
			return audit.Event{}, err
		}
		if err := d.mayAct(tx, by, account.RoleModerator, account.RoleAuthor); err != nil {
			return audit.Event{}, err
		}
		to, err := d.Tender.Status.Move(tender.AwardRecommended)
		if err != nil {
			return audit.Event{}, err
		}
		e := audit.New(by, now, "award.recommended", tenderSubject(ref)).On(int64(d.Tender.ID))
		var problems []refusal.Problem
		var add []store.AwardRow
		for _, lot := range d.Lots() {
			if !lot.Open() {
				continue
			}
			row, err := d.recommend(lot.ID, picks[lot.ID], checked)
			if r, ok := refusal.As(err); ok && r.Kind == refusal.Invalid {
				problems = append(problems, ofLot(r.Problems, lot.ID)...)
				continue
			}
			if err != nil {
				return audit.Event{}, err
			}
			row.RecommendedBy, row.RecommendedAt = by.Person, store.At(now)
			add = append(add, row)
			e = e.With("bid_"+lot.ID, picks[lot.ID].Bid).With("ranking_"+lot.ID, d.Rankings[lot.ID].InputSHA256)
		}
		if err := refusal.Fields(once(problems)); err != nil {
			return audit.Event{}, err
		}
		if len(add) == 0 {
			return audit.Event{}, refusal.Turn("No part (lot) of this tender waits for a decision.")
		}
		for _, row := range add {
			if _, err := tx.AddAward(row); err != nil {
				return audit.Event{}, err
			}
		}
		if err := s.mailHolders(tx, d, "award_please_approve", facts{"person": by.Name}, account.RoleAwardApprover); err != nil {
			return audit.Event{}, err
		}
		return e, tx.MoveTender(d.Tender.ID, d.Tender.Status, to)
	})
}

// recommend decides about one part (lot) and gives the award to keep.
func (d Decision) recommend(lot string, p Pick, checked bool) (store.AwardRow, error) {
	r, ok := d.Rankings[lot]
	if !ok {
		return store.AwardRow{}, refusal.Turn("Part (lot) %s has not been ranked yet.", lot)
	}
	if err := award.MayRecommend(award.Proposal{Lot: lot, Bid: p.Bid, Reason: p.Reason, Ranking: r.Result, RankedHash: r.InputSHA256, CurrentHash: r.Current, ScoresLocked: d.Locked, Checked: checked}); err != nil {
		return store.AwardRow{}, err
	}
	b, ok := d.Bidder(p.Bid)
	price, priced := b.Prices[lot]
	if !ok || !priced {
		return store.AwardRow{}, refusal.Field("bid", "Select a bid that was ranked in this part (lot)")
	}
	low := strings.TrimSpace(p.LowPrice)
	if award.LooksLow(money.Pence(price.TotalPence), d.Others(lot, p.Bid)).Flagged() {
		if err := award.CheckReason("low-price", low, "what the supplier showed about its price when asked (section 19), or why no question was needed"); err != nil {
			return store.AwardRow{}, err
		}
	}
	return store.AwardRow{Tender: d.Tender.ID, Lot: lot, Bid: b.Row.ID, Org: b.Row.Org, TotalPence: price.TotalPence, Ranking: r.ID, Reason: strings.TrimSpace(p.Reason), LowPrice: low}, nil
}

// ofLot ties problems to the fields of one part (lot).
func ofLot(problems []refusal.Problem, lot string) []refusal.Problem {
	out := make([]refusal.Problem, len(problems))
	for i, p := range problems {
		if p.Field != "checked" {
			p.Field += "-" + lot
		}
		out[i] = p
	}
	return out
}

// once leaves out what is said twice, such as a box that every part asks for.
func once(problems []refusal.Problem) []refusal.Problem {
	seen := map[refusal.Problem]bool{}
	var out []refusal.Problem
	for _, p := range problems {
		if !seen[p] {
			seen[p] = true
			out = append(out, p)
		}
	}
	return out
}
