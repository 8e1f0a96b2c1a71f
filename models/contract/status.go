// Package contract owns what was agreed and when it binds: the commitments,
// measures and prices copied out of the chosen bid, the moves from drafting to
// the end, and the duties that begin with a signature.
package contract

import "hundredweight/models/refusal"

// Status is where a contract stands. It is stored and moves only by a step.
type Status string

// The statuses of a contract, in order.
const (
	Drafting  Status = "drafting"
	Signed    Status = "signed"
	Active    Status = "active"
	Varying   Status = "varying" // a change is being agreed
	Expiring  Status = "expiring"
	Suspended Status = "suspended"
	Ended     Status = "ended"
)

// moves is the one table of moves, with who makes them.
var moves = map[Status]map[Status]string{
	Drafting:  {Signed: "award approver"},
	Signed:    {Active: "clock", Ended: "contract manager"},
	Active:    {Varying: "contract manager", Suspended: "contract manager", Expiring: "clock", Ended: "contract manager"},
	Varying:   {Active: "contract manager", Ended: "contract manager"},
	Suspended: {Active: "contract manager", Ended: "contract manager"},
	Expiring:  {Varying: "contract manager", Ended: "clock"},
}

// Statuses lists every status.
func Statuses() []Status {
	return []Status{Drafting, Signed, Active, Varying, Expiring, Suspended, Ended}
}

// Move gives the new status, or refuses saying where the contract stands.
func (s Status) Move(to Status) (Status, error) {
	if _, ok := moves[s][to]; ok {
		return to, nil
	}
	return s, refusal.Turn("This contract is %s, so it cannot become %s.", s.Words(), to.Words())
}

// Who tells who makes a move; "" when there is none.
func (s Status) Who(to Status) string { return moves[s][to] }

// IsPublic tells whether anybody may see the contract: from its signature on.
func (s Status) IsPublic() bool { return s != Drafting }

// Words says the status as people read it.
func (s Status) Words() string {
	switch s {
	case Drafting:
		return "being drafted"
	case Signed:
		return "signed"
	case Active:
		return "running"
	case Varying:
		return "being changed"
	case Expiring:
		return "near its end"
	case Suspended:
		return "suspended"
	case Ended:
		return "ended"
	}
	return string(s)
}

// EndedReason says why a contract ended.
type EndedReason string

// Reasons for an end. Any of them starts the 30 days of the termination notice (UK11).
const (
	Expired               EndedReason = "expired"
	Completed             EndedReason = "completed"
	TerminatedBreach      EndedReason = "terminated_breach"
	TerminatedConvenience EndedReason = "terminated_convenience"
	TerminatedS78         EndedReason = "terminated_s78" // the supplier became excluded
	SetAside              EndedReason = "set_aside"
)

// CheckEnd refuses an end without one of the reasons.
func CheckEnd(why EndedReason) error {
	switch why {
	case Expired, Completed, TerminatedBreach, TerminatedConvenience, TerminatedS78, SetAside:
		return nil
	}
	return refusal.Field("why", "Select why the contract ended")
}
