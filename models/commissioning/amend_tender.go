package commissioning

import (
	"context"
	"strings"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/tender"
)

// Amendment is a change to an open tender.
type Amendment struct {
	Reason   string
	Notice   string    // number of the republished notice
	Deadline time.Time // the new one; zero leaves it
	Edit     func(*tender.Content) error
}

// lastDays is how close to the deadline a change demands an extension.
const lastDays = 7 * 24 * time.Hour

// AmendTender publishes a new version of an open tender. Everybody who follows
// or bids is told, and bids lodged against an earlier version are asked to
// confirm. The deadline moves for everybody or for nobody, and never earlier.
func (s *Steps) AmendTender(ctx context.Context, by account.Actor, ref string, a Amendment) error {
	now := s.now()
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		t, err := tx.TenderByRef(ref)
		if err != nil {
			return audit.Event{}, err
		}
		if err := appointed(tx, by, t, account.RoleApprover); err != nil {
			return audit.Event{}, err
		}
		stage, err := tx.StageOf(t.ID, 1)
		if err != nil {
			return audit.Event{}, err
		}
		if !tender.IsOpen(t.Status, now, stage.Deadline.Time) {
			return audit.Event{}, refusal.Turn("Only an open tender can be amended.")
		}
		if strings.TrimSpace(a.Reason) == "" {
			return audit.Event{}, refusal.Field("reason", "Say why the tender changes. Everybody can read it")
		}
		if strings.TrimSpace(a.Notice) == "" {
			return audit.Event{}, refusal.Field("notice", "Enter the number of the republished notice")
		}
		old, err := t.Content()
		if err != nil {
			return audit.Event{}, err
		}
		c := old
		if a.Edit != nil {
			if err := a.Edit(&c); err != nil {
				return audit.Event{}, err
			}
		}
		deadline := stage.Deadline.Time
		if !a.Deadline.IsZero() {
			deadline = a.Deadline.UTC()
		}
		if deadline.Before(stage.Deadline.Time) {
			return audit.Event{}, refusal.Field("deadline", "A deadline can only be moved later")
		}
		c.Stages = append([]tender.Stage(nil), old.Stages...)
		c.Stages[0].Deadline = deadline
		changes := tender.Changes(old, c)
		if len(changes) == 0 {
			return audit.Event{}, refusal.Field("", "Nothing is changed")
		}
		moved := deadline.After(stage.Deadline.Time)
		if !moved && stage.Deadline.Sub(now) < lastDays {
			return audit.Event{}, refusal.Field("deadline", "A change in the last 7 days needs a later deadline, so that everybody has time for it")
		}
		n := t.Version + 1
		if err := s.addVersion(tx, t, c, n, a.Reason, strings.Join(changes, "\n"), a.Notice, now); err != nil {
			return audit.Event{}, err
		}
		if moved {
			if err := tx.SetDeadline(stage.ID, stage.DeadlineVersion+1, deadline, a.Reason, now); err != nil {
				return audit.Event{}, err
			}
			if err := tx.QueueJob(JobClose, deadline, ref, "close:"+ref+":1"); err != nil {
				return audit.Event{}, err
			}
		}
		if err := tx.SaveTender(t.ID, t.Revision, c, by.Person, now); err != nil {
			return audit.Event{}, err
		}
		if err := tx.AmendTender(t.ID, n, deadline); err != nil {
			return audit.Event{}, err
		}
		if err := tx.AddNotice(store.Notice{Tender: t.ID, Code: "UK4", OfficialID: a.Notice, PublishedOn: now.Format(time.DateOnly), By: by.Person, At: store.At(now)}); err != nil {
			return audit.Event{}, err
		}
		if err := indexTender(tx, t.ID, t.OrgName, c); err != nil {
			return audit.Event{}, err
		}
		if err := s.tell(tx, t, "tender_changed", "the tender changed", "The tender changed: "+a.Reason+"\n\n- "+strings.Join(changes, "\n- ")+"\n\nIf you have lodged a bid, it stands. Please confirm that it still holds, or change it.", now); err != nil {
			return audit.Event{}, err
		}
		return audit.New(by, now, "tender.amended", tenderSubject(ref)).On(int64(t.ID)).Shown().With("reason", a.Reason).With("notice", a.Notice).With("deadline", deadline.Format(time.RFC3339)), nil
	})
}
