package tender

import (
	"time"

	"hundredweight/models/refusal"
)

// Status is where a tender stands. It is stored and moves only by a step.
// Open is also compared: a stored "open" tender whose deadline has passed is
// closed in every read (IsOpen).
type Status string

// The statuses of a tender, in order.
const (
	Draft            Status = "draft"
	InternalReview   Status = "internal_review"
	Approved         Status = "approved"
	Open             Status = "open"
	Closed           Status = "closed"
	Opening          Status = "opening"
	Evaluation       Status = "evaluation"
	AwardRecommended Status = "award_recommended"
	AwardApproved    Status = "award_approved"
	SummariesIssued  Status = "summaries_issued"
	Standstill       Status = "standstill"
	ReadyToSign      Status = "ready_to_sign"
	Concluded        Status = "concluded"
	Withdrawn        Status = "withdrawn"
	Cancelled        Status = "cancelled"
	Suspended        Status = "suspended"
)

// move is one arrow of the table: where to and who makes it.
type move struct {
	to  Status
	who string
}

// moves is the one table of a tender's status moves. Back to evaluation leads a
// decision that was taken back, or that the supplier declined: the next one is
// recommended, approved, told and noticed anew.
var moves = map[Status][]move{
	Draft:            {{InternalReview, "author"}, {Withdrawn, "author"}},
	InternalReview:   {{Approved, "approver"}, {Draft, "approver"}, {Withdrawn, "author"}},
	Approved:         {{Open, "author"}, {Draft, "author"}, {Withdrawn, "author"}},
	Open:             {{Open, "author and approver"}, {Closed, "clock"}, {Cancelled, "author and approver"}},
	Closed:           {{Opening, "opening officers"}, {Cancelled, "author and approver"}},
	Opening:          {{Evaluation, "opening officers"}, {Cancelled, "author and approver"}},
	Evaluation:       {{AwardRecommended, "moderator"}, {Concluded, "author"}, {Cancelled, "author and approver"}},
	AwardRecommended: {{AwardApproved, "award approver"}, {Evaluation, "award approver"}, {Cancelled, "author and approver"}},
	AwardApproved:    {{SummariesIssued, "author"}, {Evaluation, "award approver"}, {Cancelled, "author and approver"}},
	SummariesIssued:  {{Standstill, "author"}, {ReadyToSign, "author"}, {Evaluation, "award approver"}, {Cancelled, "author and approver"}},
	Standstill:       {{Suspended, "author"}, {ReadyToSign, "clock"}, {Evaluation, "award approver"}, {Cancelled, "author and approver"}},
	Suspended:        {{Standstill, "author"}, {Evaluation, "award approver"}, {Cancelled, "author and approver"}},
	ReadyToSign:      {{Concluded, "award approver"}, {Suspended, "author"}, {Evaluation, "award approver"}, {Cancelled, "author and approver"}},
}

// Statuses lists every status.
func Statuses() []Status {
	return []Status{Draft, InternalReview, Approved, Open, Closed, Opening, Evaluation, AwardRecommended, AwardApproved, SummariesIssued, Standstill, ReadyToSign, Concluded, Withdrawn, Cancelled, Suspended}
}

// Move gives the new status, or refuses saying where the tender stands.
func (s Status) Move(to Status) (Status, error) {
	for _, m := range moves[s] {
		if m.to == to {
			return to, nil
		}
	}
	return s, refusal.Turn("This tender is %s, so it cannot become %s.", s.Words(), to.Words())
}

// Who tells who makes a move; "" when there is none.
func (s Status) Who(to Status) string {
	for _, m := range moves[s] {
		if m.to == to {
			return m.who
		}
	}
	return ""
}

// Words says the status as people read it.
func (s Status) Words() string {
	switch s {
	case Draft:
		return "a draft"
	case InternalReview:
		return "waiting for approval"
	case Approved:
		return "approved, waiting for its official notice"
	case Open:
		return "open"
	case Closed:
		return "closed"
	case Opening:
		return "being opened"
	case Evaluation:
		return "being evaluated"
	case AwardRecommended:
		return "recommended for award"
	case AwardApproved:
		return "approved for award"
	case SummariesIssued:
		return "decided, and everyone told"
	case Standstill:
		return "in the waiting period (standstill)"
	case ReadyToSign:
		return "ready to sign"
	case Concluded:
		return "concluded"
	case Withdrawn:
		return "withdrawn"
	case Cancelled:
		return "cancelled"
	case Suspended:
		return "suspended"
	}
	return string(s)
}

// IsPublic tells whether anybody may see the tender: from its publication on.
func (s Status) IsPublic() bool {
	switch s {
	case Draft, InternalReview, Approved, Withdrawn:
		return false
	}
	return true
}

// ShowsAward tells whether anybody may see who was chosen: from the award
// notice on. Before it only the bidders are told (Procurement Act 2023 s.50).
func (s Status) ShowsAward() bool {
	switch s {
	case Standstill, Suspended, ReadyToSign, Concluded:
		return true
	}
	return false
}

// MayEdit tells whether the content may be changed without an amendment.
func (s Status) MayEdit() bool { return s == Draft }

// IsOpen tells whether bids are taken now: half-open, the stored status alone
// is never believed.
func IsOpen(s Status, now, deadline time.Time) bool { return s == Open && now.Before(deadline) }

// Shown gives the status to show at a moment: open becomes closed at the
// deadline, whether or not the clock's job has run.
func Shown(s Status, now, deadline time.Time) Status {
	if s == Open && !now.Before(deadline) {
		return Closed
	}
	return s
}
