// Package account owns who people are and what they may do: persons,
// memberships of organisations, appointments to one tender, and Can, the one
// place that answers whether an actor may do a verb to a thing.
package account

import "time"

// PersonID is the key of a person. It never leaves the server.
type PersonID int64

// OrganisationID is the key of an organisation. It lives here, not in package
// organisation, because memberships need it and organisation imports account.
type OrganisationID int64

// Permission is one thing a member may do for an organisation, kept as text.
type Permission string

// Permissions of a member. Provider organisations use the first three, buyers
// the others; ManageTeam is for both. The words shown are in Words.
const (
	Contribute Permission = "contribute" // write services, evidence and bids
	Sign       Permission = "sign"       // publish services, declare, withdraw, sign contracts
	ManageTeam Permission = "manage_team"
	Author     Permission = "author"    // write tenders
	Approve    Permission = "approve"   // approve a tender for publication
	OpenBids   Permission = "open_bids" // may be appointed opening officer
	Evaluate   Permission = "evaluate"  // may be appointed evaluator
	Moderate   Permission = "moderate"  // may chair a panel
	AwardRight Permission = "award"     // approve awards
	Contracts  Permission = "contracts" // manage contracts
	Finance    Permission = "finance"   // record payments
	Audit      Permission = "audit"     // read everything of the own organisation, change nothing
)

// Role is an appointment to one tender.
type Role string

// Appointments. The author is appointed when the tender is created.
const (
	RoleAuthor          Role = "author"
	RoleApprover        Role = "approver"
	RoleOpener          Role = "opening_officer"
	RoleEvaluator       Role = "evaluator"
	RoleModerator       Role = "moderator"
	RoleAwardApprover   Role = "award_approver"
	RoleContractManager Role = "contract_manager"
)

// Membership is a person's place in an organisation.
type Membership struct {
	Organisation OrganisationID
	Slug         string // the organisation's address on the site
	Name         string
	IsBuyer      bool
	Verified     bool // the organisation was checked by the operator
	Suspended    bool // the operator took it out of use
	Permissions  []Permission
}

// Has tells whether the membership carries the permission.
func (m Membership) Has(p Permission) bool {
	for _, have := range m.Permissions {
		if have == p {
			return true
		}
	}
	return false
}

// Actor is who is asking, read from the database for each request. The zero
// Actor is a stranger. A system actor (the clock, the set-up) has System set
// and no Person.
type Actor struct {
	Person      PersonID
	Name        string
	Email       string
	Operator    bool // runs the platform: checks organisations, never reads bids or scores
	Memberships []Membership
	ActingFor   OrganisationID // the organisation in the address, 0 for none
	System      string         // "clock", "setup", "import" …; empty for people
	SignedInAt  time.Time      // when this session signed in, for fresh sign-in checks
}

// Clock is the actor of things that happen because time passed.
func Clock() Actor { return Actor{System: "clock"} }

// System is the actor of things the program does by itself, such as an import.
func System(name string) Actor { return Actor{System: name} }

// Known tells whether somebody is signed in.
func (a Actor) Known() bool { return a.Person != 0 }

// In gives the actor's membership of an organisation.
func (a Actor) In(org OrganisationID) (Membership, bool) {
	for _, m := range a.Memberships {
		if m.Organisation == org {
			return m, true
		}
	}
	return Membership{}, false
}
