package commissioning

import (
	"context"
	"strings"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/calendar"
	"hundredweight/models/evaluation"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/tender"
)

// Amendment is a change to an open tender. Without Edit it is the change that
// was written for it (StartAmendment, SaveTender).
type Amendment struct {
	Reason   string
	Notice   string    // number of the republished notice
	Deadline time.Time // the new one; zero leaves it
	Seen     int64     // the revision of the written change that was looked at; 0 for any
	Edit     func(*tender.Content) error
}

// StartAmendment begins to write the change of an open tender: a copy of its
// content, which bidders do not see until it is published.
func (s *Steps) StartAmendment(ctx context.Context, by account.Actor, ref string) error {
	now := s.now()
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		t, err := tx.TenderByRef(ref)
		if err != nil {
			return audit.Event{}, err
		}
		if err := appointed(tx, by, t, account.RoleAuthor); err != nil {
			return audit.Event{}, err
		}
		if !tender.IsOpen(t.Status, now, t.ClosesAt.Time) {
			return audit.Event{}, refusal.Turn("Only an open tender can be amended.")
		}
		_, ok, err := tx.AmendmentOf(t.ID)
		if err != nil {
			return audit.Event{}, err
		}
		if ok {
			return audit.Event{}, refusal.Already("A change to this tender is being written already.")
		}
		// Revisions begin with the moment, so that a form of an earlier change
		// is never taken for one of this.
		return audit.New(by, now, "tender.amendment_started", tenderSubject(ref)).On(int64(t.ID)), tx.AddAmendment(t.ID, now.UnixMicro(), t.ContentText, by.Person, now)
	})
}

// DropAmendment gives up the change that is written for a tender. Nothing of
// it was ever public.
func (s *Steps) DropAmendment(ctx context.Context, by account.Actor, ref string) error {
	now := s.now()
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		t, err := tx.TenderByRef(ref)
		if err != nil {
			return audit.Event{}, err
		}
		if err := appointed(tx, by, t, account.RoleAuthor); err != nil {
			return audit.Event{}, err
		}
		_, ok, err := tx.AmendmentOf(t.ID)
		if err != nil {
			return audit.Event{}, err
		}
		if !ok {
			return audit.Event{}, refusal.Turn("No change to this tender is being written.")
		}
		return audit.New(by, now, "tender.amendment_dropped", tenderSubject(ref)).On(int64(t.ID)), tx.DropAmendment(t.ID)
	})
}

// OfferAmendment asks the approvers to publish the change that was written.
func (s *Steps) OfferAmendment(ctx context.Context, by account.Actor, ref string) error {
	now := s.now()
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		t, err := tx.TenderByRef(ref)
		if err != nil {
			return audit.Event{}, err
		}
		if err := appointed(tx, by, t, account.RoleAuthor); err != nil {
			return audit.Event{}, err
		}
		old, err := t.Content()
		if err != nil {
			return audit.Event{}, err
		}
		c, _, _, err := Amendment{}.changed(tx, t, old)
		if err != nil {
			return audit.Event{}, err
		}
		changes := tender.Changes(old, c)
		if len(changes) == 0 {
			return audit.Event{}, refusal.Field("", "Nothing is changed")
		}
		people, err := tx.Appointments(t.ID)
		if err != nil {
			return audit.Event{}, err
		}
		for _, p := range people {
			if p.Role != account.RoleApprover {
				continue
			}
			if err := tx.QueueMail(store.Mail{Kind: "please_amend", To: p.Email, Subject: t.Title + ": a change waits for you", Body: "A change to the tender “" + t.Title + "” (" + t.Ref + ") waits for you to publish it:\n\n- " + strings.Join(changes, "\n- ") + "\n\n" + s.link("/org/"+t.OrgSlug+"/tenders/"+t.Ref+"/amendment") + "\n"}); err != nil {
				return audit.Event{}, err
			}
		}
		return audit.New(by, now, "tender.amendment_offered", tenderSubject(ref)).On(int64(t.ID)), nil
	})
}

// changed gives the content after the change and the deadline that goes with it.
func (a Amendment) changed(tx *store.Tx, t store.TenderRow, old tender.Content) (c tender.Content, deadline time.Time, written bool, err error) {
	if a.Edit != nil {
		c = old
		return c, a.Deadline, false, a.Edit(&c)
	}
	row, ok, err := tx.AmendmentOf(t.ID)
	switch {
	case err != nil:
		return c, deadline, false, err
	case !ok:
		return c, deadline, false, refusal.Turn("No change to this tender is being written.")
	case a.Seen != 0 && a.Seen != row.Revision:
		return c, deadline, false, refusal.Changed("The change was edited since you looked at it. Look at it again before you publish it.")
	}
	if c, err = row.Content(); err != nil {
		return c, deadline, false, err
	}
	if len(c.Stages) > 0 {
		deadline = c.Stages[0].Deadline
	}
	return c, deadline, true, nil
}

// mayReplace refuses content that cannot be published in the place of what
// bidders read. A value that brings other rules brings their minimum period.
func (s *Steps) mayReplace(tx *store.Tx, t store.TenderRow, old, c tender.Content, deadline time.Time) error {
	if err := tender.MayReplace(old, c); err != nil {
		return err
	}
	people, err := tx.Appointments(t.ID)
	if err != nil {
		return err
	}
	if err := tender.Ready(c, Needs(c), countPeople(people)); err != nil {
		return err
	}
	if err := evaluation.CheckRankable(c); err != nil {
		return err
	}
	notices, err := tx.Notices(t.ID)
	if err != nil || len(notices) == 0 {
		return err
	}
	return CheckPeriod(c, calendar.Date(notices[0].PublishedOn), deadline)
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
		c, deadline, written, err := a.changed(tx, t, old)
		if err != nil {
			return audit.Event{}, err
		}
		if deadline.IsZero() {
			deadline = stage.Deadline.Time
		}
		deadline = deadline.UTC()
		if deadline.Before(stage.Deadline.Time) {
			return audit.Event{}, refusal.Field("deadline", "A deadline can only be moved later")
		}
		c.Stages = append([]tender.Stage(nil), old.Stages...)
		c.Stages[0].Deadline = deadline
		changes := tender.Changes(old, c)
		if len(changes) == 0 {
			return audit.Event{}, refusal.Field("", "Nothing is changed")
		}
		if err := s.mayReplace(tx, t, old, c, deadline); err != nil {
			return audit.Event{}, err
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
			if err := queueReminders(tx, ref, now, deadline); err != nil {
				return audit.Event{}, err
			}
		}
		if err := tx.SaveTender(t.ID, t.Revision, c, by.Person, now); err != nil {
			return audit.Event{}, err
		}
		if err := tx.AmendTender(t.ID, n, deadline); err != nil {
			return audit.Event{}, err
		}
		if written {
			if err := tx.DropAmendment(t.ID); err != nil {
				return audit.Event{}, err
			}
		}
		if err := tx.AddNotice(store.Notice{Tender: t.ID, Code: "UK4", OfficialID: a.Notice, PublishedOn: now.Format(time.DateOnly), By: by.Person, At: store.At(now)}); err != nil {
			return audit.Event{}, err
		}
		if err := indexTender(tx, t.ID, t.OrgName, c); err != nil {
			return audit.Event{}, err
		}
		if err := s.tell(tx, t, "tender_changed", "the tender changed", "The tender changed: "+a.Reason+"\n\n- "+strings.Join(changes, "\n- ")+"\n\nIf you have sent a bid, it stands. Please confirm that it still holds, or change it.", now); err != nil {
			return audit.Event{}, err
		}
		return audit.New(by, now, "tender.amended", tenderSubject(ref)).On(int64(t.ID)).Shown().With("reason", a.Reason).With("notice", a.Notice).With("deadline", deadline.Format(time.RFC3339)), nil
	})
}
