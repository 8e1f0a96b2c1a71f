package award

import "hundredweight/models/refusal"

// Status is where an award stands. It is stored and moves only by a step.
type Status string

// The statuses of an award, in order; the last three are ways out.
const (
	Recommended     Status = "recommended"
	Approved        Status = "approved"
	Notified        Status = "notified" // every assessed bidder has its summary
	Standstill      Status = "standstill"
	Confirmed       Status = "confirmed" // the waiting period is over, nothing was notified
	ContractCreated Status = "contract_created"
	Rescinded       Status = "rescinded"
	Challenged      Status = "challenged" // a claim was notified: signing is suspended (s.101)
	Lapsed          Status = "lapsed"     // the supplier declined
)

// moves is the one table of moves, with who makes them. A rescinded or lapsed
// award never comes back: the next bid needs a recommendation, an approval,
// summaries and a notice of its own.
var moves = map[Status]map[Status]string{
	Recommended: {Approved: "award approver", Rescinded: "award approver"},
	Approved:    {Notified: "author", Rescinded: "award approver", Lapsed: "author"},
	Notified:    {Standstill: "author", Confirmed: "author", Rescinded: "award approver", Lapsed: "author"},
	Standstill:  {Confirmed: "clock", Challenged: "author", Rescinded: "award approver", Lapsed: "author"},
	Confirmed:   {ContractCreated: "award approver", Challenged: "author", Rescinded: "award approver", Lapsed: "author"},
	Challenged:  {Standstill: "author", Confirmed: "author", Rescinded: "award approver", Lapsed: "author"},
}

// Statuses lists every status.
func Statuses() []Status {
	return []Status{Recommended, Approved, Notified, Standstill, Confirmed, ContractCreated, Rescinded, Challenged, Lapsed}
}

// Move gives the new status, or refuses saying where the award stands.
func (s Status) Move(to Status) (Status, error) {
	if _, ok := moves[s][to]; ok {
		return to, nil
	}
	return s, refusal.Turn("This award is %s, so it cannot become %s.", s.Words(), to.Words())
}

// Who tells who makes a move; "" when there is none.
func (s Status) Who(to Status) string { return moves[s][to] }

// InForce tells whether the award takes its lot's place: there is one such
// award for a lot.
func (s Status) InForce() bool { return s != Rescinded && s != Lapsed }

// IsPublic tells whether anybody may see the award: from the award notice on.
// Before it only the bidders are told (Procurement Act 2023 s.50).
func (s Status) IsPublic() bool {
	switch s {
	case Standstill, Confirmed, ContractCreated, Challenged:
		return true
	}
	return false
}

// Words says the status as people read it.
func (s Status) Words() string {
	switch s {
	case Recommended:
		return "recommended"
	case Approved:
		return "approved"
	case Notified:
		return "told to every bidder"
	case Standstill:
		return "in the waiting period (standstill)"
	case Confirmed:
		return "confirmed"
	case ContractCreated:
		return "turned into a contract"
	case Rescinded:
		return "withdrawn by the buyer"
	case Challenged:
		return "challenged"
	case Lapsed:
		return "declined by the supplier"
	}
	return string(s)
}
