package commissioning

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/award"
	"hundredweight/models/bid"
	"hundredweight/models/calendar"
	"hundredweight/models/refusal"
	"hundredweight/models/regime"
	"hundredweight/models/store"
	"hundredweight/models/tender"
)

// PublishedNotice is what is typed about an award notice that was published.
type PublishedNotice struct {
	ID               string
	PublishedOn      calendar.Date
	EstimatedSigning calendar.Date // "" when not said
}

// NeedsAwardNotice tells whether the contract award notice (UK6) is owed.
func (d Decision) NeedsAwardNotice() bool {
	return regime.Applies(regime.Duties(d.Regime, 0), "award_notice")
}

// Counts gives the figures of the award notice from the bids themselves.
func (d Decision) Counts() award.Counts {
	var all []award.Counted
	var value int64
	for _, a := range d.Awards {
		value += a.TotalPence
	}
	for _, b := range d.Bidders {
		all = append(all, award.Counted{Organisation: b.Org.Name, InTime: true, Withdrawn: b.Row.Status == bid.Withdrawn, Assessed: !b.Out(), Won: d.chosen(b), SME: b.Org.SME, VCSE: b.Org.VCSE})
	}
	return award.Count(all, d.Gross(value))
}

// DecidedOn is the day of the newest approval; "" before it.
func (d Decision) DecidedOn() calendar.Date {
	var last calendar.Date
	for _, a := range d.Awards {
		if !a.ApprovedAt.IsZero() {
			last = max(last, calendar.On(a.ApprovedAt.Time))
		}
	}
	return last
}

// SummariesOn is the day on which this decision's summaries were sent; "" before.
func (d Decision) SummariesOn() calendar.Date {
	for _, one := range d.Summaries {
		if one.Round == d.Round() {
			return calendar.On(one.SentAt.Time)
		}
	}
	return ""
}

// Waiting gives the waiting period (standstill) that a notice published on a
// day would start, on the calendar of every part of the United Kingdom.
func (s *Steps) Waiting(d Decision, published calendar.Date) (award.Waiting, error) {
	return award.Begin(d.Regime, d.Content.VoluntaryStandstill, published, s.union())
}

// RecordAwardNotice records that the award notice (UK6) is on the national
// platform, with the figures it had to carry, and starts the waiting period
// (standstill) where one is owed or offered. A corrected notice starts it anew:
// an inaccurate one counts as not published (s.105(4)).
func (s *Steps) RecordAwardNotice(ctx context.Context, by account.Actor, ref string, n PublishedNotice) error {
	now := s.now()
	n.ID = strings.TrimSpace(n.ID)
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		d, err := s.readDecision(tx.Queries, ref)
		if err != nil {
			return audit.Event{}, err
		}
		if err := d.mayAct(tx, by, account.RoleAuthor); err != nil {
			return audit.Event{}, err
		}
		w, err := s.checkNotice(d, n, calendar.On(now))
		if err != nil {
			return audit.Event{}, err
		}
		if err := s.keepNotice(tx, d, n, by, w); err != nil {
			return audit.Event{}, err
		}
		e := audit.New(by, now, "award.notice_published", tenderSubject(ref)).On(int64(d.Tender.ID)).Shown().With("notice", n.ID).With("published", string(n.PublishedOn))
		if w.Any() {
			e = e.With("standstill_ends", string(w.Last)).With("calendar", w.Calendar)
		}
		return e, s.begin(tx, d, w)
	})
}

// checkNotice refuses a notice that cannot be recorded now.
func (s *Steps) checkNotice(d Decision, n PublishedNotice, today calendar.Date) (award.Waiting, error) {
	switch d.Tender.Status {
	case tender.SummariesIssued, tender.Standstill, tender.Suspended:
	case tender.ReadyToSign:
		return award.Waiting{}, refusal.Turn("The waiting period (standstill) is over. To record a corrected notice, pause it first: the correction starts it anew.")
	case tender.AwardApproved, tender.AwardRecommended, tender.Evaluation:
		return award.Waiting{}, refusal.Turn("Assessment summaries must be sent before the award notice.")
	default:
		return award.Waiting{}, refusal.Turn("This tender is %s.", d.Tender.Status.Words())
	}
	rule := award.Notice{ID: n.ID, PublishedOn: n.PublishedOn, DecidedOn: d.DecidedOn(), SummariesOn: d.SummariesOn(), EstimatedSigning: n.EstimatedSigning}
	if !d.NeedsAwardNotice() && n.ID == "" {
		rule.ID = "not owed" // below the threshold: s.87 asks for no award notice
	}
	if len(n.ID) > 60 {
		return award.Waiting{}, refusal.Field("notice", "The number of the notice must be 60 characters or fewer")
	}
	w, err := s.Waiting(d, n.PublishedOn)
	if _, day := calendar.ParseDate(string(n.PublishedOn)); day != nil {
		return w, award.CheckNotice(rule, today, "")
	}
	if err := award.CheckNotice(rule, today, w.Last); err != nil {
		return w, err
	}
	if r, ok := refusal.As(err); ok && r.Kind == refusal.Invalid && len(r.Problems) > 0 {
		return w, refusal.Field("published", "%s", r.Problems[0].Reason) // beyond the calendar
	}
	return w, err
}

func (s *Steps) keepNotice(tx *store.Tx, d Decision, n PublishedNotice, by account.Actor, w award.Waiting) error {
	now := store.At(s.now())
	counts, err := json.Marshal(d.Counts())
	if err != nil {
		return fmt.Errorf("award notice of %s: %w", d.Tender.Ref, err)
	}
	if err := tx.AddAwardNotice(store.AwardNotice{Tender: d.Tender.ID, NoticeID: n.ID, PublishedOn: string(n.PublishedOn), DecidedOn: string(d.DecidedOn()), SummariesOn: string(d.SummariesOn()), EstimatedSigning: string(n.EstimatedSigning), Counts: string(counts), By: by.Person, At: now}); err != nil {
		return err
	}
	if n.ID != "" {
		if err := tx.AddNotice(store.Notice{Tender: d.Tender.ID, Code: "UK6", OfficialID: n.ID, PublishedOn: string(n.PublishedOn), By: by.Person, At: now}); err != nil {
			return err
		}
	}
	if !w.Any() {
		return nil
	}
	days, err := json.Marshal(w.Days)
	if err != nil {
		return fmt.Errorf("standstill of %s: %w", d.Tender.Ref, err)
	}
	return tx.AddStandstill(store.StandstillRow{Tender: d.Tender.ID, NoticeID: n.ID, PublishedOn: string(n.PublishedOn), FirstDay: string(w.First), LastDay: string(w.Last), Calendar: w.Calendar, Days: string(days), Voluntary: w.Offered})
}

// begin moves the awards and the tender into the waiting period, or past it
// where there is none, and makes its end due.
func (s *Steps) begin(tx *store.Tx, d Decision, w award.Waiting) error {
	to, next := award.Confirmed, tender.ReadyToSign
	if w.Any() {
		to, next = award.Standstill, tender.Standstill
		if err := s.dueStandstill(tx, d.Tender.Ref, w.Last); err != nil {
			return err
		}
	}
	if d.Tender.Status == tender.Suspended {
		claim, _ := d.Claim()
		return tx.PauseStandstill(d.Tender.ID, claim.Reason) // it stays paused, on the new days
	}
	for _, a := range d.pending() {
		if award.Status(a.Status) == to {
			continue
		}
		if err := moveAward(tx, a, to); err != nil {
			return err
		}
	}
	if d.Tender.Status == next {
		return nil
	}
	if _, err := d.Tender.Status.Move(next); err != nil {
		return err
	}
	return tx.MoveTender(d.Tender.ID, d.Tender.Status, next)
}

// Jobs of the clock in a waiting period; their payload is the tender's reference.
const (
	JobStandstillEnds = "standstill.ends"
	JobStandstillSoon = "standstill.soon" // the day before its last
)

func (s *Steps) dueStandstill(tx *store.Tx, ref string, last calendar.Date) error {
	if err := tx.QueueJob(JobStandstillSoon, last.Add(-1).At(9, 0), ref, "standstill-soon:"+ref); err != nil {
		return err
	}
	return tx.QueueJob(JobStandstillEnds, last.Add(1).At(0, 0), ref, "standstill-ends:"+ref)
}
