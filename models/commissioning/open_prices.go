package commissioning

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/bid"
	"hundredweight/models/seal"
	"hundredweight/models/store"
)

// PricesRecord is what an opening of prices led to, as it is kept.
type PricesRecord struct {
	Officers  [2]string `json:"officers"`
	Started   time.Time `json:"started"`
	Completed time.Time `json:"completed"`
	Prices    int       `json:"prices"`
}

// StartPrices is the first officer's part of opening the prices, once the agreed
// scores are locked.
func (s *Steps) StartPrices(ctx context.Context, by account.Actor, ref string) error {
	now := s.now()
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		p, err := s.panel(tx.Queries, ref)
		if err != nil {
			return audit.Event{}, err
		}
		return audit.New(by, now, "opening.prices_started", tenderSubject(ref)).On(int64(p.Tender.ID)), s.startSession(tx, p, by, openPrices, now)
	})
}

// JoinPrices is the second officer's part: the prices of every opened bid are
// opened together, and every lot is ranked.
func (s *Steps) JoinPrices(ctx context.Context, by account.Actor, ref string) error {
	now := s.now()
	q := s.DB.Reader().Read(ctx)
	p, err := s.panel(q, ref)
	if err != nil {
		return err
	}
	officers, err := s.bothOfficers(q, p, by, openPrices, now)
	if err != nil {
		return err
	}
	prices, err := s.readPrices(q, p, officers)
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		fresh, err := s.panel(tx.Queries, ref)
		if err != nil {
			return audit.Event{}, err
		}
		session, err := s.joinSession(tx, fresh, by, openPrices, now)
		if err != nil {
			return audit.Event{}, err
		}
		for _, row := range prices {
			if err := tx.AddPrice(row, now); err != nil {
				return audit.Event{}, err
			}
		}
		text, err := json.Marshal(PricesRecord{Officers: [2]string{session.FirstName, by.Name}, Started: session.StartedAt.Time, Completed: now, Prices: len(prices)})
		if err != nil {
			return audit.Event{}, fmt.Errorf("record of the prices of %s: %w", ref, err)
		}
		if err := tx.CompleteOpening(session.ID, by.Person, now, string(text)); err != nil {
			return audit.Event{}, err
		}
		if err := tx.SetPricesOpened(p.Stage.ID, now); err != nil {
			return audit.Event{}, err
		}
		if err := s.tellPeople(tx, fresh, "prices_opened", "the bids are ranked", "Two officers opened the prices. The bids are ranked by the published method.", "/org/"+p.Tender.OrgSlug+"/tenders/"+ref+"/comparison",
			account.RoleModerator, account.RoleAuthor); err != nil {
			return audit.Event{}, err
		}
		return s.rankAgain(tx, fresh, audit.New(by, now, "opening.prices_opened", tenderSubject(ref)).With("prices", strconv.Itoa(len(prices))), "Prices opened", now)
	})
}

// readPrices gets the key of the prices, which is given only once quality is
// locked and to two officers, and reads them.
func (s *Steps) readPrices(q store.Queries, p Panel, officers [2]account.PersonID) ([]store.PriceRow, error) {
	sealed, err := q.SealedPrices(p.Stage.ID)
	if err != nil || len(sealed) == 0 {
		return nil, err
	}
	key, err := s.Keys.ReleasePrices(seal.StageName(p.Tender.Ref, p.Stage.Seq), seal.PriceWitness{QualityLocked: !p.LockedAt.IsZero(), Officers: officers})
	if err != nil {
		return nil, err
	}
	var out []store.PriceRow
	for _, one := range sealed {
		plain, err := key.Open(one.Sealed)
		if err != nil {
			return nil, fmt.Errorf("open the price of bid %d for lot %s: %w", one.Bid, one.Lot, err)
		}
		var price bid.LotPrice
		if err := json.Unmarshal(plain, &price); err != nil {
			return nil, fmt.Errorf("read the price of bid %d for lot %s: %w", one.Bid, one.Lot, err)
		}
		lines, err := json.Marshal(price.Lines)
		if err != nil {
			return nil, fmt.Errorf("read the price of bid %d for lot %s: %w", one.Bid, one.Lot, err)
		}
		out = append(out, store.PriceRow{Bid: one.Bid, Lot: one.Lot, TotalPence: price.TotalPence, Lines: string(lines)})
	}
	return out, nil
}
