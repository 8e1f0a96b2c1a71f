package offer

import (
	"sort"

	"hundredweight/models/account"
	"hundredweight/models/refusal"
)

// Status is where one version of a service stands. A new version begins as a
// draft beside the one that is published.
type Status string

// Statuses of a version.
const (
	Draft      Status = "draft"
	InReview   Status = "in_review"
	Published  Status = "published"
	Suspended  Status = "suspended"
	Superseded Status = "superseded"
	Withdrawn  Status = "withdrawn"
	Expired    Status = "expired"
)

// Move is something done to a version.
type Move string

// Moves.
const (
	Submit    Move = "submit"
	Return    Move = "return" // the reviewer asks for changes
	Publish   Move = "publish"
	Suspend   Move = "suspend"
	Resume    Move = "resume"
	Supersede Move = "supersede" // a newer version was published
	Withdraw  Move = "withdraw"
	Expire    Move = "expire" // the clock
)

// moves is THE table: what may be done to a version in each status, and what
// it becomes. Nothing else moves a status.
var moves = map[Status]map[Move]Status{
	Draft:     {Submit: InReview},
	InReview:  {Return: Draft, Publish: Published},
	Published: {Suspend: Suspended, Supersede: Superseded, Withdraw: Withdrawn, Expire: Expired},
	Suspended: {Resume: Published, Supersede: Superseded, Withdraw: Withdrawn, Expire: Expired},
}

// Statuses and Moves list all, for tests and pages.
var (
	Statuses = []Status{Draft, InReview, Published, Suspended, Superseded, Withdrawn, Expired}
	Moves    = []Move{Submit, Return, Publish, Suspend, Resume, Supersede, Withdraw, Expire}
)

// why says in words why a move is not possible.
var why = map[Status]string{
	Draft:      "This service is still a draft.",
	InReview:   "This service is waiting to be checked by somebody else.",
	Published:  "This service is public.",
	Suspended:  "This service is hidden for now.",
	Superseded: "A newer version of this service was published.",
	Withdrawn:  "This service was withdrawn.",
	Expired:    "This listing has expired.",
}

// To gives the status after a move, or refuses it.
func (s Status) To(m Move) (Status, error) {
	if next, ok := moves[s][m]; ok {
		return next, nil
	}
	if words := why[s]; words != "" {
		return s, refusal.Turn("%s", words)
	}
	return s, refusal.Turn("This service is in a state that we do not know.")
}

// Can tells whether a move is possible.
func (s Status) Can(m Move) bool { _, ok := moves[s][m]; return ok }

// Editable tells whether what is written may still be changed.
func (s Status) Editable() bool { return s == Draft }

// Words is the status as shown on pages.
func (s Status) Words() string {
	switch s {
	case Draft:
		return "Draft"
	case InReview:
		return "Waiting to be checked"
	case Published:
		return "Public"
	case Suspended:
		return "Hidden for now"
	case Superseded:
		return "Replaced"
	case Withdrawn:
		return "Withdrawn"
	case Expired:
		return "Expired"
	}
	return ""
}

// Gone says to everybody what became of a service that is not listed any more.
func (s Status) Gone() string {
	switch s {
	case Suspended:
		return "It is hidden for now."
	case Withdrawn:
		return "The provider has withdrawn it."
	case Expired:
		return "Its listing ran out and was not confirmed again."
	}
	return "It is not listed at present."
}

// MayPublish decides whether a person may make a version public: the
// organisation was checked, and where it has another person who can sign,
// that is not the one who wrote or submitted it.
func MayPublish(by account.PersonID, verified bool, writers, signers []account.PersonID) error {
	if !verified {
		return refusal.Turn("Your organisation has to be checked by the operator before its services can be public. You can go on writing. We will email you when it is done.")
	}
	wrote := false
	for _, w := range writers {
		wrote = wrote || w == by
	}
	if wrote && NeedsAnother(by, signers) {
		return refusal.Forbidden("Somebody else in your organisation has to check this service before it is public.", "Anyone else who can sign for your organisation can do this.")
	}
	return nil
}

// NeedsAnother tells whether there is another person who can sign.
func NeedsAnother(by account.PersonID, signers []account.PersonID) bool {
	for _, s := range signers {
		if s != by {
			return true
		}
	}
	return false
}

// Possible lists the moves from a status, sorted, for pages.
func (s Status) Possible() []Move {
	var out []Move
	for m := range moves[s] {
		out = append(out, m)
	}
	sort.Slice(out, func(i, j int) bool { return out[i] < out[j] })
	return out
}
