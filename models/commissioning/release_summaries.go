package commissioning

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/award"
	"hundredweight/models/bid"
	"hundredweight/models/evaluation"
	"hundredweight/models/money"
	"hundredweight/models/refusal"
	"hundredweight/models/scoring"
	"hundredweight/models/store"
	"hundredweight/models/tender"
)

// roundLots are the parts (lots) that this round of summaries is about: those
// whose award waits to be told, and those that ended before anybody was told.
func (d Decision) roundLots() []string {
	var out []string
	for _, l := range d.Lots() {
		switch {
		case l.Award == award.Recommended || l.Award == award.Approved:
			out = append(out, l.ID)
		case l.Ended && d.Round() == 1:
			out = append(out, l.ID)
		}
	}
	return out
}

// Draft gives the summaries as they would be sent now: one for each assessed
// bid, built from the agreed reasons, with what is withheld left out; and a
// letter with the ground for each bid that is not considered further.
func (d Decision) Draft() (summaries, letters []award.Summary, err error) {
	lots := d.roundLots()
	in := award.Decision{Tender: d.Tender.Ref, Title: d.Tender.Title, Buyer: d.Tender.OrgName, Content: d.Content, Stage: d.Stage.Seq, Rankings: map[string]scoring.Ranking{}, Winners: map[string]string{}}
	for lot, r := range d.Rankings {
		in.Rankings[lot] = r.Result
	}
	for _, lot := range lots {
		if a, ok := d.AwardOf(lot); ok {
			winner, _ := d.byID(a.Bid)
			in.Winners[lot] = winner.Row.Ref
		}
	}
	var bidders []award.Bidder
	for _, b := range d.Bidders {
		one := award.Bidder{Bid: b.Row.Ref, Organisation: b.Org.Name, Address: b.Org.Place, Identifier: identifierOf(b.Org), Agreed: b.Agreed, Prices: map[string]money.Pence{}}
		for _, lot := range b.Lots {
			if slices.Contains(lots, lot) {
				one.Lots = append(one.Lots, lot)
			}
		}
		if b.Out() {
			if d.Round() == 1 || !d.told(b) {
				letters = append(letters, d.letterTo(b))
			}
			continue
		}
		if len(one.Lots) == 0 {
			continue
		}
		for lot, p := range b.Prices {
			one.Prices[lot] = money.Pence(p.TotalPence)
		}
		bidders = append(bidders, one)
	}
	if summaries, err = award.Summaries(in, bidders); err != nil {
		return nil, nil, err
	}
	summaries, err = d.withhold(summaries, in.Winners)
	return summaries, letters, err
}

func identifierOf(o store.Organisation) string {
	if o.Identifier == "" {
		return ""
	}
	return o.Scheme + "-" + o.Identifier
}

// told tells whether a bidder has a letter of an earlier round already.
func (d Decision) told(b Bidder) bool {
	return slices.ContainsFunc(d.Summaries, func(s store.SummaryRow) bool { return s.Bid == b.Row.ID })
}

// letterTo is what a bidder is told whose bid is not considered further: the
// ground and the reason, and nothing about any other bid.
func (d Decision) letterTo(b Bidder) award.Summary {
	words := "Your bid could not be opened"
	if b.Ground == declined {
		words = "You declined the contract"
	}
	for _, g := range evaluation.Grounds() {
		if g.Key == b.Ground {
			words = g.Words + " (" + g.Section + ")"
		}
	}
	return award.Summary{Tender: d.Tender.Ref, Title: d.Tender.Title, Buyer: d.Tender.OrgName, Organisation: b.Org.Name, Address: b.Org.Place, Identifier: identifierOf(b.Org), Bid: b.Row.Ref, Lots: []award.LotSummary{}, Questions: []award.Explanation{}, NotConsidered: words + ". " + b.Why}
}

// withhold leaves out of every other bidder's summary what is withheld of a
// chosen bid's explanations.
func (d Decision) withhold(all []award.Summary, winners map[string]string) ([]award.Summary, error) {
	for _, w := range d.Withheld {
		chosen, ok := d.byID(w.Bid)
		if !ok {
			continue
		}
		for i, s := range all {
			for _, l := range s.Lots {
				if l.Winner == nil || winners[l.ID] != chosen.Row.Ref {
					continue
				}
				changed, err := award.Withhold(all[i], l.ID, w.Question, w.Reason)
				if errors.Is(err, refusal.ErrNotFound) {
					continue // not asked in this part
				}
				if err != nil {
					return nil, err
				}
				all[i] = changed
			}
		}
	}
	return all, nil
}

// Assessed lists the bids that this round's summaries go to.
func (d Decision) Assessed() []string {
	lots := d.roundLots()
	var out []string
	for _, b := range d.Bidders {
		if !b.Out() && slices.ContainsFunc(b.Lots, func(l string) bool { return slices.Contains(lots, l) }) {
			out = append(out, b.Row.Ref)
		}
	}
	return out
}

// ReleaseSummaries sends every assessed bidder its summary, all together (reg
// 31), and the letters to the others. Reasons that are too thin must have been
// made fuller, or confirmed says why they are enough. The mail says only that
// the decision is ready: no score, no name.
func (s *Steps) ReleaseSummaries(ctx context.Context, by account.Actor, ref, confirmed string) error {
	now := s.now()
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		d, err := s.readDecision(tx.Queries, ref)
		if err != nil {
			return audit.Event{}, err
		}
		if err := d.mayAct(tx, by, account.RoleAuthor); err != nil {
			return audit.Event{}, err
		}
		if d.Tender.Status != tender.AwardApproved && len(d.Summaries) > 0 {
			return audit.Event{}, award.MayRelease(nil, nil, len(d.Summaries), "")
		}
		to, err := d.Tender.Status.Move(tender.SummariesIssued)
		if err != nil {
			return audit.Event{}, err
		}
		summaries, letters, err := d.Draft()
		if err != nil {
			return audit.Event{}, err
		}
		if err := award.MayRelease(summaries, d.Assessed(), 0, confirmed); err != nil {
			return audit.Event{}, err
		}
		for _, one := range append(summaries, letters...) {
			if err := s.send(tx, d, one, by.Person); err != nil {
				return audit.Event{}, err
			}
		}
		if err := d.settleBids(tx, now); err != nil {
			return audit.Event{}, err
		}
		for _, a := range d.Awards {
			if award.Status(a.Status) == award.Approved {
				if err := moveAward(tx, a, award.Notified); err != nil {
					return audit.Event{}, err
				}
			}
		}
		e := audit.New(by, now, "award.summaries_sent", tenderSubject(ref)).On(int64(d.Tender.ID)).Shown().With("summaries", fmt.Sprint(len(summaries))).With("letters", fmt.Sprint(len(letters)))
		if confirmed != "" {
			e = e.With("thin_reasons", confirmed)
		}
		return e, tx.MoveTender(d.Tender.ID, d.Tender.Status, to)
	})
}

// send keeps one summary or letter and queues its mail.
func (s *Steps) send(tx *store.Tx, d Decision, one award.Summary, by account.PersonID) error {
	text, err := json.Marshal(one)
	if err != nil {
		return fmt.Errorf("summary of %s: %w", one.Bid, err)
	}
	b, ok := d.Bidder(one.Bid)
	if !ok {
		return fmt.Errorf("summary of %s: no such bid", one.Bid)
	}
	if err := tx.AddSummary(store.SummaryRow{Tender: d.Tender.ID, Bid: b.Row.ID, Round: d.Round(), Content: string(text), SentAt: store.At(s.now())}, by); err != nil {
		return err
	}
	return s.mailBidder(tx, d, b, "decision_ready", facts{})
}

// settleBids moves every bid to what the decision made of it. It happens when
// the bidders are told and no moment earlier, since they see it.
func (d Decision) settleBids(tx *store.Tx, now time.Time) error {
	for _, b := range d.Bidders {
		if b.Out() {
			continue
		}
		to := bid.Unsuccessful
		for _, lot := range b.Lots {
			a, ok := d.AwardOf(lot)
			switch {
			case ok && a.Bid == b.Row.ID:
				to = bid.Winner
			case ok && to != bid.Winner && d.rankedIn(lot, b.Row.Ref):
				to = bid.Reserve
			}
		}
		if err := moveBid(tx, b.Row, to, now); err != nil {
			return err
		}
	}
	return nil
}

func (d Decision) rankedIn(lot, ref string) bool {
	return slices.ContainsFunc(d.Rankings[lot].Result.Bids, func(r scoring.RankedBid) bool {
		return r.ID == ref && r.Status == scoring.Ranked
	})
}

// moveBid moves a bid to a status that its table reaches; one that stays where
// it is, is left alone.
func moveBid(tx *store.Tx, b store.BidRow, to bid.Status, now time.Time) error {
	if b.Status == to || b.Status == bid.Unsuccessful {
		return nil
	}
	if b.Status == bid.Opened { // scored, and not marked as assessed yet
		if err := tx.MoveBid(b.ID, b.Status, bid.Assessed, now); err != nil {
			return err
		}
		b.Status = bid.Assessed
	}
	if _, err := b.Status.Move(to); err != nil {
		return err
	}
	return tx.MoveBid(b.ID, b.Status, to, now)
}
