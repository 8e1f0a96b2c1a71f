package commissioning

import (
	"context"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/evaluation"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/tender"
)

// What an opening is of.
const (
	openBids   = "bids"
	openPrices = "prices"
)

// StartOpening is the first officer's part of an opening: after the deadline and
// the drain. Nothing is opened by it; the second officer has 30 minutes to join.
func (s *Steps) StartOpening(ctx context.Context, by account.Actor, ref string) error {
	now := s.now()
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		p, err := s.panel(tx.Queries, ref)
		if err != nil {
			return audit.Event{}, err
		}
		if err := s.startSession(tx, p, by, openBids, now); err != nil {
			return audit.Event{}, err
		}
		if p.Tender.Status == tender.Closed {
			if err := tx.MoveTender(p.Tender.ID, p.Tender.Status, tender.Opening); err != nil {
				return audit.Event{}, err
			}
		}
		return audit.New(by, now, "opening.started", tenderSubject(ref)).On(int64(p.Tender.ID)), nil
	})
}

// startSession checks the first officer and starts a session of either purpose.
func (s *Steps) startSession(tx *store.Tx, p Panel, by account.Actor, purpose string, now time.Time) error {
	officer, err := s.officer(tx, p, by)
	if err != nil {
		return err
	}
	if err := mayBeOpened(p, purpose, now); err != nil {
		return err
	}
	last, _, err := p.lastSession(tx.Queries, purpose)
	if err != nil {
		return err
	}
	if err := evaluation.MayStart(last, officer, now); err != nil {
		return err
	}
	if _, err := tx.AddOpeningSession(p.Stage.ID, purpose, by.Person, now); err != nil {
		return err
	}
	return s.tellOfficers(tx, p, by, purpose)
}

func (s *Steps) tellOfficers(tx *store.Tx, p Panel, by account.Actor, purpose string) error {
	page := map[string]string{openBids: "/opening", openPrices: "/prices-opening"}[purpose]
	for _, a := range p.People {
		if a.Role != account.RoleOpener || a.Person == by.Person {
			continue
		}
		if err := tx.QueueMail(store.Mail{Kind: "opening_started", To: a.Email, Subject: p.Tender.Title + ": join the opening within 30 minutes",
			Body: by.Name + " started to open the " + purpose + " of this tender. Two officers open them together: join within 30 minutes.\n\n" + s.link("/org/"+p.Tender.OrgSlug+"/tenders/"+p.Tender.Ref+page) + "\n"}); err != nil {
			return err
		}
	}
	return nil
}

// officer refuses who may not open: not an officer now, or kept apart by what
// they did, whom they belong to or what they declared (S2, S9, S10).
func (s *Steps) officer(tx *store.Tx, p Panel, by account.Actor) (evaluation.Person, error) {
	if err := appointed(tx, by, p.Tender, account.RoleOpener); err != nil {
		return evaluation.Person{}, err
	}
	me, err := p.actor(tx.Queries, by)
	if err != nil {
		return me, err
	}
	if err := evaluation.MayOpenAlone(me); err != nil {
		return me, err
	}
	return me, evaluation.MayRead(p.Declarations, by.Person, p.BiddersKnown())
}

// mayBeOpened refuses an opening before its time.
func mayBeOpened(p Panel, purpose string, now time.Time) error {
	if purpose == openPrices {
		if err := inEvaluation(p); err != nil {
			return err
		}
		switch {
		case !p.Stage.PricesOpenedAt.IsZero():
			return refusal.Already("The prices are open already.")
		case p.LockedAt.IsZero():
			return refusal.Turn("Prices stay sealed until every agreed score is locked.")
		}
		return nil
	}
	switch {
	case p.Tender.Status == tender.Cancelled:
		return refusal.Turn("This tender was cancelled. Its bids stay sealed.")
	case !p.Stage.OpenedAt.IsZero():
		return refusal.Already("The bids are open already.")
	case now.Before(p.Stage.Deadline.Time):
		return refusal.Turn("These bids cannot be opened before the deadline has passed.")
	case p.Stage.DrainedAt.IsZero():
		return refusal.Turn("The bids that arrived in time are still being written down. Try again in two minutes.")
	}
	return nil
}

// lastSession gives the newest session of an opening, as the rules see it and
// as it is stored; both are zero when there was none.
func (p Panel) lastSession(q store.Queries, purpose string) (evaluation.Session, store.OpeningSession, error) {
	all, err := q.OpeningSessions(p.Stage.ID, purpose)
	if err != nil || len(all) == 0 {
		return evaluation.Session{}, store.OpeningSession{}, err
	}
	row := all[0]
	return evaluation.Session{First: p.Person(row.First, row.FirstName, false), StartedAt: row.StartedAt.Time, Completed: !row.CompletedAt.IsZero()}, row, nil
}
