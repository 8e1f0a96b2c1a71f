package commissioning

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/bid"
	"hundredweight/models/calculation"
	"hundredweight/models/evaluation"
	"hundredweight/models/money"
	"hundredweight/models/refusal"
	"hundredweight/models/scoring"
	"hundredweight/models/store"
	"hundredweight/models/tender"
)

// RankBids works out every lot again from the bids that are eligible now. It is
// done by itself whenever they change; the moderator can ask for it too, when a
// lot could not be ranked before.
func (s *Steps) RankBids(ctx context.Context, by account.Actor, ref string) error {
	now := s.now()
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		p, err := s.panel(tx.Queries, ref)
		if err != nil {
			return audit.Event{}, err
		}
		if err := s.mayModerate(tx, p, by, false); err != nil {
			return audit.Event{}, err
		}
		if err := inEvaluation(p); err != nil {
			return audit.Event{}, err
		}
		if p.Stage.PricesOpenedAt.IsZero() {
			return audit.Event{}, refusal.Turn("Open the prices first. Then the bids can be ranked.")
		}
		return s.rankAgain(tx, p, audit.New(by, now, "evaluation.ranked", tenderSubject(ref)), "Worked out again", now)
	})
}

// rankAgain ranks every lot from what the transaction sees now, and adds to the
// event what came of it. It reads the panel afresh.
func (s *Steps) rankAgain(tx *store.Tx, was Panel, e audit.Event, why string, now time.Time) (audit.Event, error) {
	p, err := panelOf(tx.Queries, was.Tender, now)
	if err != nil {
		return e, err
	}
	lots, err := p.Rank(tx.Queries)
	if err != nil {
		return e, err
	}
	e = e.On(int64(p.Tender.ID))
	var hashes []string
	for _, l := range lots {
		if l.Problem != "" {
			e = e.With("not_ranked_"+l.Lot.ID, l.Problem)
			continue
		}
		if _, err := tx.AddRanking(store.Ranking{Tender: p.Tender.ID, Lot: l.Lot.ID, Input: l.InputText, Output: l.OutputText, InputSHA256: l.Output.InputSHA256, Why: why, At: store.At(now)}); err != nil {
			return e, err
		}
		hashes = append(hashes, l.Output.InputSHA256)
	}
	return e.With("inputs", strings.Join(hashes, " ")), nil
}

// RankedLot is a lot's ranking, or why there is none.
type RankedLot struct {
	Lot        tender.Lot
	Input      scoring.Input
	Output     scoring.Output
	InputText  string // exactly as "calc score" takes it
	OutputText string // exactly as "calc score" prints it
	Problem    string // why the lot could not be ranked, "" when it was
}

// Rank works out every lot that has a bid from what is stored now. It changes
// nothing: a stored ranking whose input has another hash is out of date.
func (p Panel) Rank(q store.Queries) ([]RankedLot, error) {
	bids, err := p.Assessed(q)
	if err != nil {
		return nil, err
	}
	draws, err := q.LotDraws(p.Tender.ID)
	if err != nil {
		return nil, err
	}
	var out []RankedLot
	for _, lot := range p.Content.Lots {
		var drawn []string
		for _, d := range draws {
			if d.Lot == lot.ID {
				drawn = d.Drawn()
			}
		}
		one := RankedLot{Lot: lot}
		if one.Input, err = evaluation.Input(p.Content, p.Stage.Seq, lot.ID, bids, drawn); err != nil {
			one.Problem = err.Error()
			out = append(out, one)
			continue
		}
		if len(one.Input.Bids) == 0 {
			continue
		}
		if err := one.rank(); err != nil {
			return nil, fmt.Errorf("rank lot %s of %s: %w", lot.ID, p.Tender.Ref, err)
		}
		out = append(out, one)
	}
	return out, nil
}

// rank fills in the output. A drawing that does not cover the ties of today is
// left out: the tie shows, and lots are drawn again.
func (l *RankedLot) rank() (err error) {
	l.Input.Sensitivity = evaluation.Weighs(l.Input)
	l.Output, err = scoring.Score(l.Input)
	var refused *calculation.Refusal
	if errors.As(err, &refused) && refused.Code == "bad_drawn" {
		l.Input.Drawn = nil
		l.Output, err = scoring.Score(l.Input)
	}
	if errors.As(err, &refused) {
		l.Problem = refused.Message
		return nil
	}
	if err != nil {
		return err
	}
	in, err := calculation.Canonical(l.Input)
	if err != nil {
		return err
	}
	out, err := calculation.Print(l.Output)
	if err != nil {
		return err
	}
	l.InputText, l.OutputText = string(in), string(out)
	return nil
}

// Assessed gives the opened bids as they enter a ranking: agreed scores and
// opened prices. Those that are not considered further are named, with neither.
func (p Panel) Assessed(q store.Queries) ([]evaluation.Assessed, error) {
	agreed, err := q.Consensus(p.Tender.ID)
	if err != nil {
		return nil, err
	}
	scores := map[bid.ID]map[string]int{}
	for _, c := range agreed {
		if scores[c.Bid] == nil {
			scores[c.Bid] = map[string]int{}
		}
		scores[c.Bid][c.Question] = c.Score
	}
	rows, err := q.Prices(p.Stage.ID)
	if err != nil {
		return nil, err
	}
	prices := map[bid.ID]map[string]money.Pence{}
	for _, r := range rows {
		if prices[r.Bid] == nil {
			prices[r.Bid] = map[string]money.Pence{}
		}
		prices[r.Bid][r.Lot] = money.Pence(r.TotalPence)
	}
	var out []evaluation.Assessed
	for _, b := range p.Bids {
		if b.Status == bid.Failed {
			continue // nobody knows what it says
		}
		out = append(out, evaluation.Assessed{ID: b.ID, Ref: b.Ref, Supplier: b.OrgSlug, Lots: b.OpenedLots(), Disregarded: b.Status == bid.Disregarded, Scores: scores[b.ID], Prices: prices[b.ID]})
	}
	return out, nil
}

// ReadRanking reads a stored ranking.
func ReadRanking(r store.Ranking) (in scoring.Input, out scoring.Output, err error) {
	if err := json.Unmarshal([]byte(r.Input), &in); err != nil {
		return in, out, fmt.Errorf("input of ranking %d: %w", r.ID, err)
	}
	if err := json.Unmarshal([]byte(r.Output), &out); err != nil {
		return in, out, fmt.Errorf("output of ranking %d: %w", r.ID, err)
	}
	return in, out, nil
}
