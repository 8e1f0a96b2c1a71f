package commissioning

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/award"
	"hundredweight/models/bid"
	"hundredweight/models/calendar"
	"hundredweight/models/contract"
	"hundredweight/models/refusal"
	"hundredweight/models/seal"
	"hundredweight/models/store"
	"hundredweight/models/tender"
)

// Signature is what is typed about a contract that was signed.
type Signature struct {
	Lot      string
	On       calendar.Date
	Starts   calendar.Date
	Ends     calendar.Date
	WhyFewer string // why there are fewer measures than section 52 asks for
	Checked  bool   // exclusions and the debarment list were looked at once more
}

// SignContract records a signature: refused before the day after the waiting
// period (standstill), while a claim stops it, or without a confirmed award. What
// the chosen bid promised, the measures and the prices are copied in and never
// follow a later change of the tender or the bid.
func (s *Steps) SignContract(ctx context.Context, by account.Actor, ref string, in Signature) (contractRef string, err error) {
	now := s.now()
	first, err := s.readDecision(s.DB.Reader().Read(ctx), ref)
	if err != nil {
		return "", err
	}
	promised, err := s.promisedBy(ctx, first, in.Lot)
	if err != nil {
		return "", err
	}
	err = s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		d, err := s.readDecision(tx.Queries, ref)
		if err != nil {
			return audit.Event{}, err
		}
		if err := d.mayAct(tx, by, account.RoleAwardApprover); err != nil {
			return audit.Event{}, err
		}
		row, err := s.toSign(tx, &d, in)
		if err != nil {
			return audit.Event{}, err
		}
		a, _ := d.AwardOf(row.Lot)
		content, err := d.copyIn(a, promised)
		if err != nil {
			return audit.Event{}, err
		}
		if row.Ref, err = contractNumber(tx, now); err != nil {
			return audit.Event{}, err
		}
		contractRef = row.Ref
		if err := s.keepContract(tx, row, content, a, in, by); err != nil {
			return audit.Event{}, err
		}
		if err := s.concludeSigned(tx, d, a, row); err != nil {
			return audit.Event{}, err
		}
		return audit.New(by, now, "contract.signed", audit.Subject{Kind: "contract", Ref: row.Ref}).On(int64(d.Tender.ID)).Shown().With("lot", row.Lot).With("signed", string(in.On)), nil
	})
	return contractRef, err
}

// toSign decides whether the contract of a part (lot) may be signed now and
// gives its row. A waiting period that is over counts as over, whether or not
// the clock's job has run.
func (s *Steps) toSign(tx *store.Tx, d *Decision, in Signature) (store.ContractRow, error) {
	lot, err := d.oneLot(in.Lot)
	if err != nil {
		return store.ContractRow{}, err
	}
	waiting, waits, err := tx.StandstillOf(d.Tender.ID)
	if err != nil {
		return store.ContractRow{}, err
	}
	if waits && d.Tender.Status == tender.Standstill && award.MaySign(s.now(), calendar.Date(waiting.LastDay), waiting.Paused) == nil {
		if *d, err = s.confirm(tx, *d); err != nil {
			return store.ContractRow{}, err
		}
	}
	if one, ok := d.contractOf(lot); ok {
		return store.ContractRow{}, refusal.Already("The signature of this contract is recorded already: %s.", one.Ref)
	}
	a, ok := d.AwardOf(lot)
	if !ok {
		return store.ContractRow{}, refusal.Turn("Part (lot) %s has no award, so there is nothing to sign.", lot)
	}
	gross := d.Gross(a.TotalPence)
	claim, _ := d.Claim()
	_, err = contract.Sign(contract.Signing{Status: contract.Drafting, Award: award.Status(a.Status), Last: calendar.Date(waiting.LastDay), Paused: claim.Reason, On: in.On, Regime: d.Regime, Gross: gross, KPIs: d.Content.KPIs, WhyFewer: in.WhyFewer, Starts: in.Starts, Ends: in.Ends}, s.now())
	if err := together(err, checkTerm(in)); err != nil {
		return store.ContractRow{}, err
	}
	title := d.Tender.Title
	if len(d.Content.Lots) > 1 {
		title += ": " + d.LotTitle(lot)
	}
	return store.ContractRow{Tender: d.Tender.ID, Award: a.ID, Lot: lot, Buyer: d.Tender.Org, Supplier: a.Org, Title: title, TotalPence: a.TotalPence, GrossPence: int64(gross), Regime: string(d.Regime), WhyFewer: strings.TrimSpace(in.WhyFewer),
		StartsOn: string(in.Starts), EndsOn: string(in.Ends), Status: string(contract.Drafting), CreatedAt: store.At(s.now())}, nil
}

// checkTerm refuses a signature without its days and its last check.
func checkTerm(in Signature) error {
	var p []refusal.Problem
	if _, err := calendar.ParseDate(string(in.Starts)); err != nil {
		p = append(p, refusal.Problem{Field: "starts", Reason: "Enter the day on which the contract starts"})
	}
	if _, err := calendar.ParseDate(string(in.Ends)); err != nil {
		p = append(p, refusal.Problem{Field: "ends", Reason: "Enter the day on which the contract ends"})
	}
	if len([]rune(in.WhyFewer)) > 4000 {
		p = append(p, refusal.Problem{Field: "why-fewer", Reason: "Shorten this to 4,000 characters"})
	}
	if !in.Checked {
		p = append(p, refusal.Problem{Field: "checked", Reason: "Confirm that the supplier is still neither excluded nor debarred"})
	}
	return refusal.Fields(p)
}

// together joins what is wrong with the fields of one form; any other error goes
// first.
func together(errs ...error) error {
	var all []refusal.Problem
	for _, err := range errs {
		r, ok := refusal.As(err)
		if err != nil && (!ok || r.Kind != refusal.Invalid) {
			return err
		}
		if ok {
			all = append(all, r.Problems...)
		}
	}
	return refusal.Fields(all)
}

// contractOf gives the contract of a part (lot).
func (d Decision) contractOf(lot string) (store.ContractRow, bool) {
	for _, c := range d.Contracts {
		if c.Lot == lot {
			return c, true
		}
	}
	return store.ContractRow{}, false
}

// promised is what the chosen bid promised, as it was opened.
type promised struct {
	Commitments []bid.Commitment `json:"commitments"`
	bid         bid.ID
}

// promisedBy reads the commitments of a lot's chosen bid under the evaluation
// key, before the transaction: nothing is unsealed inside a step.
func (s *Steps) promisedBy(ctx context.Context, d Decision, lot string) (promised, error) {
	lot, err := d.oneLot(lot)
	if err != nil {
		return promised{}, nil //nolint:nilerr // the step says it, after it has checked who asks
	}
	a, ok := d.AwardOf(lot)
	if !ok {
		return promised{}, nil
	}
	out := promised{bid: a.Bid}
	row, err := s.DB.Reader().Read(ctx).OpenedBidOf(a.Bid)
	if err != nil {
		return out, err
	}
	key, err := s.Keys.Evaluation(seal.StageName(d.Tender.Ref, d.Stage.Seq))
	if err != nil {
		return out, err
	}
	plain, err := key.Open(row.Sealed)
	if err != nil {
		return out, fmt.Errorf("read what bid %d promised: %w", a.Bid, err)
	}
	if err := json.Unmarshal(plain, &out); err != nil {
		return out, fmt.Errorf("read what bid %d promised: %w", a.Bid, err)
	}
	return out, nil
}

// Promised lists what the chosen bid of a part (lot) promised, for those who
// read the decision: it is what a signature copies into the contract.
func (s *Steps) Promised(ctx context.Context, d Decision, lot string) ([]bid.Commitment, error) {
	p, err := s.promisedBy(ctx, d, lot)
	return p.Commitments, err
}

// copyIn copies what was promised, the measures and the prices into the contract.
func (d Decision) copyIn(a store.AwardRow, p promised) (contract.Content, error) {
	if p.bid != a.Bid {
		return contract.Content{}, refusal.Changed("The award changed a moment ago. Look at it again.")
	}
	price := bid.LotPrice{Lot: a.Lot, TotalPence: a.TotalPence}
	if b, ok := d.byID(a.Bid); ok {
		if err := json.Unmarshal([]byte(b.Prices[a.Lot].Lines), &price.Lines); err != nil {
			return contract.Content{}, fmt.Errorf("prices of bid %s: %w", b.Row.Ref, err)
		}
	}
	return contract.Copy(d.Content, a.Lot, p.Commitments, price), nil
}

// contractNumber gives the next reference of a year: cwt-c-2026-0031.
func contractNumber(tx *store.Tx, at time.Time) (string, error) {
	year := at.UTC().Year()
	n, err := tx.NextNumber(fmt.Sprintf("contract-numbers-%d", year))
	if err != nil {
		return "", fmt.Errorf("next contract reference: %w", err)
	}
	return fmt.Sprintf("cwt-c-%04d-%04d", year, n), nil
}

func (s *Steps) keepContract(tx *store.Tx, row store.ContractRow, content contract.Content, a store.AwardRow, in Signature, by account.Actor) error {
	text, err := json.Marshal(content)
	if err != nil {
		return fmt.Errorf("contract %s: %w", row.Ref, err)
	}
	row.ContentText = string(text)
	id, err := tx.AddContract(row)
	if err != nil {
		return err
	}
	if err := tx.SignContract(id, string(in.On), by.Person); err != nil {
		return err
	}
	return moveAward(tx, a, award.ContractCreated)
}

// concludeSigned tells both sides, and ends the tender when every part (lot)
// has a contract or was ended: then nobody is in reserve any more.
func (s *Steps) concludeSigned(tx *store.Tx, d Decision, a store.AwardRow, row store.ContractRow) error {
	to, err := s.follow(tx, d.Tender.Ref)
	if err != nil {
		return err
	}
	if winner, ok := d.byID(a.Bid); ok {
		if err := s.mailBidder(tx, d, winner, "contract_signed", facts{"contract": row.Ref}); err != nil {
			return err
		}
	}
	if to != tender.Concluded {
		return nil
	}
	return d.freeReserves(tx, s.now())
}

// freeReserves lets the bids in reserve of a concluded tender go: nobody is
// chosen in anybody's place any more.
func (d Decision) freeReserves(tx *store.Tx, now time.Time) error {
	for _, b := range d.Bidders {
		if b.Row.Status == bid.Reserve {
			if err := moveBid(tx, b.Row, bid.Unsuccessful, now); err != nil {
				return err
			}
		}
	}
	return nil
}
