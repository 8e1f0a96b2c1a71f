package commissioning

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/calendar"
	"hundredweight/models/refusal"
	"hundredweight/models/regime"
	"hundredweight/models/store"
	"hundredweight/models/tender"
)

// RegimeOf gives the rules a tender runs under: a named person's decision, or
// the one worked out.
func RegimeOf(c tender.Content) regime.Regime {
	if c.Regime.Overruled != "" {
		return regime.Regime(c.Regime.Overruled)
	}
	return regime.Regime(c.Regime.Decided)
}

// SituationOf gives the row of s.54 a tender's period is measured by.
func SituationOf(c tender.Content) calendar.Situation {
	switch {
	case RegimeOf(c) == regime.LightTouch:
		return calendar.LightTouch
	case RegimeOf(c) == regime.BelowThreshold:
		return calendar.BelowThreshold
	case c.Timetable.PeriodEntry != "":
		return calendar.Situation(c.Timetable.PeriodEntry)
	}
	return calendar.Electronic
}

// CheckPeriod refuses a deadline that comes before the minimum tendering period
// is over, counted from the day of the official notice (s.54).
func CheckPeriod(c tender.Content, noticeDay calendar.Date, deadline time.Time) error {
	days, earliest, err := calendar.TenderMinimum(SituationOf(c), noticeDay)
	if err != nil {
		return err
	}
	if calendar.On(deadline) < earliest {
		return refusal.Field("deadline", "Bids must be able to come in for at least %d days after the notice (section 54). The earliest closing day is %s", days, earliest.Words())
	}
	return nil
}

// CheckDates refuses a plan whose first deadline has passed, or could not be kept
// by a notice that is published today or on the planned day, whichever is later.
func CheckDates(c tender.Content, now time.Time) error {
	if len(c.Stages) == 0 {
		return refusal.Field("timetable", "Enter when bids close")
	}
	deadline := c.Stages[0].Deadline
	if !deadline.After(now) {
		return refusal.Field("timetable", "The closing day has passed. Choose a later one")
	}
	day := calendar.On(now)
	if planned := calendar.On(c.Timetable.Publish); !c.Timetable.Publish.IsZero() && planned > day {
		day = planned
	}
	err := CheckPeriod(c, day, deadline)
	if r, ok := refusal.As(err); ok && len(r.Problems) > 0 {
		return refusal.Field("timetable", "%s", r.Problems[0].Reason)
	}
	return err
}

// tellTeam queues a mail to everybody who is appointed to a tender, each once.
// The body says what is their part.
func (s *Steps) tellTeam(tx *store.Tx, t store.TenderRow, kind, what string, body func(roles []account.Role) string) error {
	people, err := tx.Appointments(t.ID)
	if err != nil {
		return err
	}
	roles := map[account.PersonID][]account.Role{}
	for _, p := range people {
		roles[p.Person] = append(roles[p.Person], p.Role)
	}
	for _, p := range people {
		if roles[p.Person] == nil {
			continue
		}
		if err := tx.QueueMail(store.Mail{Kind: kind, To: p.Email, Subject: t.Title + ": " + what, Body: body(roles[p.Person]), UniqueKey: fmt.Sprintf("%s:%s:%d", kind, t.Ref, p.Person)}); err != nil {
			return err
		}
		roles[p.Person] = nil
	}
	return nil
}

// publishedMail says to one of the team that a tender is public and what is
// theirs.
func (s *Steps) publishedMail(t store.TenderRow, closes time.Time, roles []account.Role) string {
	var words []string
	for _, r := range roles {
		words = append(words, RoleWords(r))
	}
	return "The tender “" + t.Title + "” (" + t.Ref + ") of " + t.OrgName + " is public.\n\nYour part: " + strings.Join(words, ", ") + ". Bids close and can be opened from " + closes.In(calendar.London()).Format("Monday 2 January 2006 at 15:04") + " (UK time).\n\nThe public page: " + s.link("/tenders/"+t.Ref) + "\n"
}

// MarkPublished records that the official notice is on the national platform,
// and only then makes the tender public and open.
func (s *Steps) MarkPublished(ctx context.Context, by account.Actor, ref, noticeID string, noticeDay calendar.Date) error {
	now := s.now()
	first, err := s.DB.Reader().Read(ctx).TenderByRef(ref)
	if err != nil {
		return err
	}
	content, err := first.Content()
	if err != nil {
		return err
	}
	keys, err := s.stageKeys(content)
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		t, err := tx.TenderByRef(ref)
		if err != nil {
			return audit.Event{}, err
		}
		if err := appointed(tx, by, t, account.RoleAuthor); err != nil {
			return audit.Event{}, err
		}
		c, err := t.Content()
		if err != nil {
			return audit.Event{}, err
		}
		if err := checkNotice(noticeID, noticeDay, now); err != nil {
			return audit.Event{}, err
		}
		if t.Status == tender.Open { // the table has this arrow for changes
			return audit.Event{}, refusal.Already("This tender is published already.")
		}
		to, err := t.Status.Move(tender.Open)
		if err != nil {
			return audit.Event{}, err
		}
		buyer, err := tx.OrganisationByID(t.Org)
		if err != nil {
			return audit.Event{}, err
		}
		if !buyer.IsVerified() {
			return audit.Event{}, refusal.Forbidden(buyer.Name+" was not checked yet, so it cannot publish.", "The people who run this site check it. Everything is kept until then.")
		}
		if len(keys) != len(c.Stages) {
			return audit.Event{}, refusal.Changed("The tender changed a moment ago. Look at it again.")
		}
		for i, stage := range c.Stages {
			if !stage.Deadline.After(now) {
				return audit.Event{}, refusal.Field("deadline", "Stage %d closes in the past. Take the tender back to draft and choose a later day", stage.Seq)
			}
			if i == 0 {
				if err := CheckPeriod(c, noticeDay, stage.Deadline); err != nil {
					return audit.Event{}, err
				}
			}
			id, err := tx.AddStage(store.StageRow{Tender: t.ID, Seq: stage.Seq, Deadline: store.At(stage.Deadline), DeadlineVersion: 1, Scheme: keys[i].Scheme, PublicKey: keys[i].Public, Wrapped: keys[i].Wrapped})
			if err != nil {
				return audit.Event{}, err
			}
			if err := tx.AddDeadline(id, 1, stage.Deadline, "As published", now); err != nil {
				return audit.Event{}, err
			}
		}
		if err := s.addVersion(tx, t, c, 1, "", "", noticeID, now); err != nil {
			return audit.Event{}, err
		}
		if err := tx.PublishTender(t.ID, 1, noticeID, now, c.Stages[0].Deadline); err != nil {
			return audit.Event{}, err
		}
		if err := tx.AddNotice(store.Notice{Tender: t.ID, Code: "UK4", OfficialID: noticeID, PublishedOn: string(noticeDay), By: by.Person, At: store.At(now)}); err != nil {
			return audit.Event{}, err
		}
		if err := indexTender(tx, t.ID, t.OrgName, c); err != nil {
			return audit.Event{}, err
		}
		if err := tx.QueueJob(JobClose, c.Stages[0].Deadline, ref, "close:"+ref+":1"); err != nil {
			return audit.Event{}, err
		}
		if err := queueReminders(tx, ref, now, c.Stages[0].Deadline); err != nil {
			return audit.Event{}, err
		}
		if err := s.tellTeam(tx, t, "tender_published", "published", func(roles []account.Role) string { return s.publishedMail(t, c.Stages[0].Deadline, roles) }); err != nil {
			return audit.Event{}, err
		}
		e := audit.New(by, now, "tender.published", tenderSubject(ref)).On(int64(t.ID)).Shown().With("notice", noticeID).With("deadline", c.Stages[0].Deadline.UTC().Format(time.RFC3339)).With("public_key", keys[0].Public)
		return e, tx.MoveTender(t.ID, t.Status, to)
	})
}

func checkNotice(id string, day calendar.Date, now time.Time) error {
	var p []refusal.Problem
	if id = strings.TrimSpace(id); id == "" {
		p = append(p, refusal.Problem{Field: "notice", Reason: "Enter the number of the official notice, like 083563-2026"})
	} else if len(id) > 60 {
		p = append(p, refusal.Problem{Field: "notice", Reason: "The number of the official notice must be 60 characters or fewer"})
	}
	if _, err := calendar.ParseDate(string(day)); err != nil {
		p = append(p, refusal.Problem{Field: "published-day", Reason: "Enter the day on which the notice was published"})
	} else if day > calendar.On(now) {
		p = append(p, refusal.Problem{Field: "published-day", Reason: "The notice must be on the national platform before it is public here. That day is in the future"})
	}
	return refusal.Fields(p)
}

// addVersion freezes the content as a published version.
func (s *Steps) addVersion(tx *store.Tx, t store.TenderRow, c tender.Content, n int, reason, changes, notice string, now time.Time) error {
	text, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("publish %s: %w", t.Ref, err)
	}
	sum := sha256.Sum256(text)
	approver := t.Author
	if t.ApprovedBy != nil {
		approver = account.PersonID(*t.ApprovedBy)
	}
	return tx.AddTenderVersion(store.TenderVersion{Tender: t.ID, N: n, ContentText: string(text), SHA256: hex.EncodeToString(sum[:]), Reason: reason, Changes: changes, ApprovedBy: approver, NoticeID: notice, PublishedAt: store.At(now)})
}

func indexTender(tx *store.Tx, id tender.ID, buyer string, c tender.Content) error {
	words := []string{c.Summary, c.Need, buyer}
	var areas []string
	for _, a := range c.Areas {
		words = append(words, a.Name, a.Code)
		areas = append(areas, a.Code)
	}
	for _, code := range c.CPV {
		words = append(words, code.Code, code.Title)
	}
	for _, l := range c.Lots {
		words = append(words, l.Title, l.Description)
	}
	if err := tx.SetTenderAreas(id, areas); err != nil {
		return err
	}
	if err := tx.ShowTender(id, c); err != nil {
		return err
	}
	var terms []string
	for _, t := range c.Tags() {
		terms = append(terms, t.Term())
	}
	_, err := tx.IndexTagged(store.SearchTenders, int64(id), c.Title, strings.Join(words, " "), terms)
	return err
}

// JobClose closes a tender's stage at its deadline; its payload is the tender's reference.
const JobClose = "tender.close"

// WithdrawTender withdraws a tender before it was public.
func (s *Steps) WithdrawTender(ctx context.Context, by account.Actor, ref, reason string) error {
	now := s.now()
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		t, err := tx.TenderByRef(ref)
		if err != nil {
			return audit.Event{}, err
		}
		if err := appointed(tx, by, t, account.RoleAuthor); err != nil {
			return audit.Event{}, err
		}
		to, err := t.Status.Move(tender.Withdrawn)
		if err != nil {
			return audit.Event{}, err
		}
		if reason == "" {
			return audit.Event{}, refusal.Field("reason", "Say why the tender is withdrawn")
		}
		if err := tx.SetReason(t.ID, reason); err != nil {
			return audit.Event{}, err
		}
		return audit.New(by, now, "tender.withdrawn", tenderSubject(ref)).On(int64(t.ID)).With("reason", reason), tx.MoveTender(t.ID, t.Status, to)
	})
}

// CancelTender cancels a published tender, with every award in it. Bids that
// were not opened stay sealed for ever; everybody concerned is told.
func (s *Steps) CancelTender(ctx context.Context, by account.Actor, ref, reason string) error {
	now := s.now()
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		t, err := tx.TenderByRef(ref)
		if err != nil {
			return audit.Event{}, err
		}
		if err := appointed(tx, by, t, account.RoleApprover); err != nil {
			return audit.Event{}, err
		}
		to, err := t.Status.Move(tender.Cancelled)
		if err != nil {
			return audit.Event{}, err
		}
		if len([]rune(strings.TrimSpace(reason))) < 20 {
			return audit.Event{}, refusal.Field("reason", "Say why the tender is cancelled, in at least 20 characters. Everybody can read it")
		}
		if err := tx.SetReason(t.ID, reason); err != nil {
			return audit.Event{}, err
		}
		if err := shutWith(tx, t, now); err != nil {
			return audit.Event{}, err
		}
		sealed := "\n\nBids that were sent stay sealed. Nobody has read or will read them."
		if t.Status != tender.Open && t.Status != tender.Closed {
			sealed = "" // they were opened
		}
		if err := rescindAll(tx, t, reason); err != nil {
			return audit.Event{}, err
		}
		if err := s.tell(tx, t, "tender_cancelled", "cancelled", "This tender was cancelled: "+reason+sealed, now); err != nil {
			return audit.Event{}, err
		}
		return audit.New(by, now, "tender.cancelled", tenderSubject(ref)).On(int64(t.ID)).Shown().With("reason", reason), tx.MoveTender(t.ID, t.Status, to)
	})
}

// shutWith makes the keys of the drafts go with a tender that is cancelled before
// they were shut.
func shutWith(tx *store.Tx, t store.TenderRow, now time.Time) error {
	stage, err := tx.StageOf(t.ID, 1)
	if err != nil || !stage.DrainedAt.IsZero() {
		return err
	}
	if err := tx.QueueJob(JobShutDrafts, now, t.Ref, "shut:"+t.Ref+":1"); err != nil {
		return err
	}
	return queueForgetting(tx, t.Ref, stage.Deadline.Time)
}

// tell queues a mail to everybody who follows the tender or bids in it.
func (s *Steps) tell(tx *store.Tx, t store.TenderRow, kind, what, body string, now time.Time) error {
	people, err := tx.PeopleToTell(t.ID)
	if err != nil {
		return err
	}
	for _, p := range people {
		if err := tx.QueueMail(store.Mail{Kind: kind, To: p.Email, Subject: t.Title + ": " + what, Body: body + "\n\n" + s.link("/tenders/"+t.Ref) + "\n",
			UniqueKey: fmt.Sprintf("%s:%s:%d:%d", kind, t.Ref, p.ID, now.UnixMicro())}); err != nil {
			return err
		}
	}
	return nil
}

// link makes an address for a mail.
func (s *Steps) link(path string) string { return s.BaseURL + path }
