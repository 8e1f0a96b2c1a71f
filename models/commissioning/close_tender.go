package commissioning

import (
	"context"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/bid"
	"hundredweight/models/refusal"
	"hundredweight/models/seal"
	"hundredweight/models/store"
	"hundredweight/models/tender"
)

// DrainTime is how long requests that were fully received before the deadline
// may still be written down after it.
const DrainTime = 2 * time.Minute

// CloseTender closes a tender at its deadline: the stored status follows what
// every read already compares. It is the clock's; running it twice is harmless.
func (s *Steps) CloseTender(ctx context.Context, ref string) error {
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
		if t.Status != tender.Open {
			return audit.Event{}, errDone
		}
		if now.Before(stage.Deadline.Time) {
			return audit.Event{}, refusal.Turn("The deadline of this tender has not passed.")
		}
		if err := tx.QueueJob(JobDrain, stage.Deadline.Add(DrainTime), ref, "drain:"+ref+":1"); err != nil {
			return audit.Event{}, err
		}
		return audit.New(by, now, "tender.closed", tenderSubject(ref)).On(int64(t.ID)).Shown(), tx.MoveTender(t.ID, t.Status, tender.Closed)
	})
	if err == errDone { //nolint:errorlint // the sentinel itself
		return nil
	}
	return err
}

// errDone ends a clock's step that finds its work done.
var errDone = &refusal.Error{Kind: refusal.Duplicate, Reason: "This was done already."}

// JobDrain freezes a stage after the drain; its payload is the tender's reference.
const JobDrain = "tender.drain"

// DrainTender freezes a closed stage: every bid received in time is committed,
// the sorted list of (bid, package hash) becomes the closing root, written to
// the public log and mailed to every bidder. Then the keys of the lodged bids'
// working drafts are destroyed (ShutDrafts). Drafts that were never lodged keep
// theirs for a while, so that their writers can download them.
func (s *Steps) DrainTender(ctx context.Context, ref string) error {
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
		if !stage.DrainedAt.IsZero() || t.Status == tender.Cancelled {
			return audit.Event{}, errDone
		}
		if t.Status != tender.Closed || now.Before(stage.Deadline.Add(DrainTime)) {
			return audit.Event{}, refusal.Turn("This tender is not closed, or bids that arrived in time are still being written down.")
		}
		bids, err := tx.BidsOfStage(stage.ID)
		if err != nil {
			return audit.Event{}, err
		}
		var entries []seal.Entry
		for _, b := range bids {
			to := bid.Lapsed
			if b.Status == bid.Lodged {
				v, err := tx.BidVersion(b.ID, b.Version)
				if err != nil {
					return audit.Event{}, err
				}
				entries = append(entries, seal.Entry{Bid: b.Ref, Hash: v.PackageHash})
				to = bid.Sealed
			}
			if err := tx.MoveBid(b.ID, b.Status, to, now); err != nil {
				return audit.Event{}, err
			}
		}
		if err := queueForgetting(tx, ref, stage.Deadline.Time); err != nil {
			return audit.Event{}, err
		}
		root := seal.ClosingRoot(entries)
		if err := tx.SetClosingRoot(stage.ID, root, now); err != nil {
			return audit.Event{}, err
		}
		if err := s.tell(tx, t, "tender_closed", "bids are closed", "Bids are closed. This is the fingerprint of all bids that were received:\n\n"+root+"\n\nIt is in the public log: after it no bid can be added, changed or lost unseen.", now); err != nil {
			return audit.Event{}, err
		}
		return audit.New(by, now, "tender.closing_root", tenderSubject(ref)).On(int64(t.ID)).Shown().With("root", root), nil
	})
	if err != nil && err != errDone { //nolint:errorlint // the sentinel itself
		return err
	}
	return s.ShutDrafts(ctx, ref)
}
