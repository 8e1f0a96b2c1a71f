package commissioning

import (
	"context"
	"fmt"
	"time"

	"hundredweight/models/bid"
	"hundredweight/models/refusal"
	"hundredweight/models/seal"
	"hundredweight/models/store"
	"hundredweight/models/tender"
)

// JobShutDrafts destroys the keys of working drafts; its payload is the tender's
// reference.
const JobShutDrafts = "tender.shut_drafts"

// queueForgetting makes the keys of drafts that were never lodged go once nobody
// is promised them any more.
func queueForgetting(tx *store.Tx, ref string, deadline time.Time) error {
	return tx.QueueJob(JobShutDrafts, deadline.Add(bid.DraftKept), ref, "forget:"+ref+":1")
}

// ShutDrafts destroys the keys of the working drafts of a tender that takes no
// bids any more: of lodged bids at once, of drafts that were never lodged after
// the time for which they are kept to be downloaded. It is the clock's. A key
// that is gone is no error, so it may run again after a crash.
func (s *Steps) ShutDrafts(ctx context.Context, ref string) error {
	now := s.now()
	q := s.DB.Reader().Read(ctx)
	t, err := q.TenderByRef(ref)
	if err != nil {
		return err
	}
	stage, err := q.StageOf(t.ID, 1)
	if err != nil {
		return err
	}
	if stage.DrainedAt.IsZero() && t.Status != tender.Cancelled {
		return refusal.Turn("This tender still takes bids, or writes down those that arrived in time.")
	}
	bids, err := q.BidsOfStage(stage.ID)
	if err != nil {
		return err
	}
	name := seal.StageName(t.Ref, stage.Seq)
	for _, b := range bids {
		if !bid.IsShut(b.Status, now, stage.Deadline.Time) {
			continue
		}
		if err := s.Keys.DestroyDraft(name, b.Ref); err != nil {
			return fmt.Errorf("shut the drafts of %s: %w", ref, err)
		}
	}
	return nil
}
