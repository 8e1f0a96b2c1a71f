package commissioning

import (
	"context"
	"fmt"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/bid"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/tender"
)

// JobRemindBidders reminds those whose bid is not lodged; its payload is the
// tender's reference.
const JobRemindBidders = "tender.remind_bidders"

// queueReminders makes the reminders before a deadline due. A deadline that moved
// moves those whose time has not come.
func queueReminders(tx *store.Tx, ref string, now, deadline time.Time) error {
	for _, before := range bid.Reminders {
		at := deadline.Add(-before)
		if !at.After(now) {
			continue
		}
		if err := tx.QueueJob(JobRemindBidders, at, ref, fmt.Sprintf("remind:%s:1:%s", ref, before)); err != nil {
			return err
		}
	}
	return nil
}

// RemindBidders tells the writers of every bid that is not lodged when bids
// close, each once a reminder. It is the clock's. The event is the same whether
// or not there was anybody to tell: how many bids wait is nobody's to know.
func (s *Steps) RemindBidders(ctx context.Context, ref string) error {
	now := s.now()
	by := account.Clock()
	err := s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		t, err := tx.TenderByRef(ref)
		if err != nil {
			return audit.Event{}, err
		}
		stage, err := tx.StageOf(t.ID, 1)
		if err != nil {
			return audit.Event{}, err
		}
		if !tender.IsOpen(t.Status, now, stage.Deadline.Time) {
			return audit.Event{}, errDone
		}
		before, due := bid.ReminderDue(now, stage.Deadline.Time)
		if !due {
			return audit.Event{}, refusal.Turn("It is too early to remind bidders of this deadline.")
		}
		bids, err := tx.BidsOfStage(stage.ID)
		if err != nil {
			return audit.Event{}, err
		}
		for _, b := range bids {
			if b.Status != bid.Draft {
				continue
			}
			if err := s.remind(tx, t, b, stage.Deadline.Time, before); err != nil {
				return audit.Event{}, err
			}
		}
		return audit.New(by, now, "tender.reminded", tenderSubject(ref)), nil
	})
	if err == errDone { //nolint:errorlint // the sentinel itself
		return nil
	}
	return err
}

// remind queues a reminder for those who write or sign a bid.
func (s *Steps) remind(tx *store.Tx, t store.TenderRow, b store.BidRow, deadline time.Time, before time.Duration) error {
	o, err := tx.OrganisationByID(b.Org)
	if err != nil {
		return err
	}
	members, err := tx.Members(b.Org)
	if err != nil {
		return err
	}
	for _, m := range members {
		if !m.Has(account.Contribute) && !m.Has(account.Sign) {
			continue
		}
		letter, err := s.letter(m.Email, "bid_reminder", facts{"title": t.Title, "ref": t.Ref, "buyer": t.OrgName, "organisation": o.Name, "slug": o.Slug, "bid": b.Ref, "until": moment(deadline)})
		if err != nil {
			return err
		}
		letter.UniqueKey = fmt.Sprintf("bid_reminder:%s:%d:%d:%s", b.Ref, m.Person, deadline.Unix(), before)
		if err := tx.QueueMail(letter); err != nil {
			return err
		}
	}
	return nil
}
