package commissioning

import (
	"context"
	"slices"
	"strings"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/evaluation"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
)

// Drawing is lots drawn between bids that no other published rule parts.
type Drawing struct {
	Lot     string
	Drawn   []string // references of bids in the order in which they were drawn
	Witness account.PersonID
	Minutes string // how, where and before whom
}

// DrawLots records lots drawn between equal bids, with a witness and minutes,
// and ranks again. It is the last of the published rules for ties, never the
// program's own dice.
func (s *Steps) DrawLots(ctx context.Context, by account.Actor, ref string, in Drawing) error {
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
		tied, err := p.tied(tx.Queries, in.Lot)
		if err != nil {
			return audit.Event{}, err
		}
		var people []account.PersonID
		for _, a := range p.People {
			people = append(people, a.Person)
		}
		if err := evaluation.CheckDrawing(evaluation.Drawing{Ties: p.Content.Ties, Tied: tied, Drawn: in.Drawn, By: by.Person, Witness: in.Witness, Present: people, Minutes: in.Minutes}); err != nil {
			return audit.Event{}, err
		}
		if err := tx.AddLotDraw(store.LotDraw{Tender: p.Tender.ID, Lot: in.Lot, DrawnText: strings.Join(in.Drawn, ","), Minutes: in.Minutes, Witness: in.Witness, By: by.Person, At: store.At(now)}); err != nil {
			return audit.Event{}, err
		}
		return s.rankAgain(tx, p, audit.New(by, now, "evaluation.lots_drawn", tenderSubject(ref)).With("lot", in.Lot), "Lots were drawn", now)
	})
}

// tied lists the bids of a lot that share a rank.
func (p Panel) tied(q store.Queries, lot string) ([]string, error) {
	if p.Stage.PricesOpenedAt.IsZero() {
		return nil, refusal.Turn("Open the prices first. Then the bids can be ranked.")
	}
	all, err := p.Rank(q)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(l RankedLot) bool { return l.Lot.ID == lot })
	if i < 0 || all[i].Problem != "" {
		return nil, refusal.Missing("part (lot)")
	}
	return evaluation.Tied(*all[i].Output.Ranking), nil
}
