package bid

import (
	"time"

	"hundredweight/models/calendar"
	"hundredweight/models/refusal"
)

// Status is where a bid stands. It is stored and moves only by a step.
type Status string

// The statuses of a bid, in the order in which they are usually met.
const (
	Draft        Status = "draft"
	Lodged       Status = "submitted" // a complete version is sealed and has a receipt
	Withdrawn    Status = "withdrawn"
	Sealed       Status = "sealed" // the deadline has passed and the closing root is written
	Opened       Status = "opened"
	Failed       Status = "failed_to_open" // kept and reported to its bidder
	Disregarded  Status = "disregarded"
	Assessed     Status = "assessed"
	Winner       Status = "winner"
	Reserve      Status = "reserve"
	Unsuccessful Status = "unsuccessful"
	Lapsed       Status = "lapsed" // a draft that was never lodged, after the deadline
)

// moves is the one table of a bid's status moves, with who makes them.
var moves = map[Status]map[Status]string{
	Draft:       {Lodged: "signatory", Lapsed: "clock"},
	Lodged:      {Lodged: "contributor", Withdrawn: "signatory", Sealed: "clock"},
	Withdrawn:   {Lodged: "signatory", Lapsed: "clock"},
	Sealed:      {Opened: "opening officers", Failed: "opening officers"},
	Failed:      {Opened: "opening officers"},
	Opened:      {Disregarded: "approver", Assessed: "moderator"},
	Disregarded: {Opened: "approver"},
	Assessed:    {Winner: "award approver", Reserve: "award approver", Unsuccessful: "award approver", Disregarded: "approver"},
	Reserve:     {Winner: "award approver", Unsuccessful: "award approver", Disregarded: "approver"},
	Winner:      {Unsuccessful: "award approver", Reserve: "award approver", Disregarded: "approver"},
}

// Statuses lists every status, for checks in the store and in tests.
func Statuses() []Status {
	return []Status{Draft, Lodged, Withdrawn, Sealed, Opened, Failed, Disregarded, Assessed, Winner, Reserve, Unsuccessful, Lapsed}
}

// Move gives the new status, or refuses with the sentence for a person.
func (s Status) Move(to Status) (Status, error) {
	if _, ok := moves[s][to]; ok {
		return to, nil
	}
	return s, refusal.Turn("This bid is %s, so it cannot become %s.", s.Words(), to.Words())
}

// Words says the status as people read it.
func (s Status) Words() string {
	switch s {
	case Draft:
		return "not sent yet"
	case Lodged:
		return "sent"
	case Withdrawn:
		return "withdrawn"
	case Sealed:
		return "sealed"
	case Opened:
		return "opened"
	case Failed:
		return "could not be opened"
	case Disregarded:
		return "not considered further"
	case Assessed:
		return "assessed"
	case Winner:
		return "chosen"
	case Reserve:
		return "in reserve"
	case Unsuccessful:
		return "not chosen"
	case Lapsed:
		return "never sent"
	}
	return string(s)
}

// Told gives the status that its bidder is shown. What came of a bid is told
// with the decision, to everybody on one day (Procurement Act 2023 s.50), and
// never before.
func (s Status) Told(decided bool) Status {
	if !decided && (s == Disregarded || s == Assessed) {
		return Opened
	}
	return s
}

// InTime tells whether a request whose last byte was read at received met the
// deadline. Half-open: 11:59:59.999999 is in time, 12:00:00 is late.
func InTime(received, deadline time.Time) bool { return received.Before(deadline) }

// MayChange refuses a change to a bid that is not open for changes. received is
// the moment the last byte of the request was read; drained says that the
// closing root was written, after which nothing more can be committed.
func MayChange(s Status, received, deadline time.Time, drained bool) error {
	if !InTime(received, deadline) || drained {
		return refusal.Turn("This tender closed before your change reached us, at %s (UK time). Nothing was lost: your draft is kept and you can download it.", received.In(calendar.London()).Format("15:04:05 on 2 January 2006"))
	}
	switch s {
	case Draft, Lodged, Withdrawn:
		return nil
	}
	return refusal.Turn("This bid is %s and cannot be changed any more.", s.Words())
}
