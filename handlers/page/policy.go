package page

import (
	"net/http"
	"strings"

	"hundredweight/models/account"
)

// Kind is the sort of policy a route has.
type Kind string

// The five sorts. A route whose policy is of no sort does not start.
const (
	KindAnyone    Kind = "anyone"    // public
	KindSignedIn  Kind = "signed in" // any person with an account
	KindOperator  Kind = "operator"  // runs the platform
	KindMember    Kind = "member"    // of the organisation in the path, with one of the permissions
	KindAppointee Kind = "appointee" // appointed to the tender in the path, in one of the roles
)

// Policy says who may open a route. It stands beside the route in
// handlers/routes.go and drives the guard, the navigation, `routes --json` and
// the role matrix test. Rights over the single object are decided in the step.
type Policy struct {
	Kind  Kind                 `json:"kind"`
	Needs []account.Permission `json:"needs,omitempty"` // any one of them; none means any member
	Roles []account.Role       `json:"roles,omitempty"` // any one of them
}

var (
	// Anyone lets everybody in.
	Anyone = Policy{Kind: KindAnyone}
	// SignedIn lets in whoever has an account; strangers are sent to sign in.
	SignedIn = Policy{Kind: KindSignedIn}
	// Operator lets in the people who run the platform; for others the page does not exist.
	Operator = Policy{Kind: KindOperator}
)

// Member lets in members of the organisation named by :org in the path who
// have any one of the permissions; with none named, every member.
func Member(anyOf ...account.Permission) Policy {
	return Policy{Kind: KindMember, Needs: anyOf}
}

// Appointee lets in people appointed to the tender named by :ref in the path
// in any one of the roles. A path with :org must name the tender's buyer.
func Appointee(anyOf ...account.Role) Policy {
	return Policy{Kind: KindAppointee, Roles: anyOf}
}

// Or also lets in members of the buyer with any one of the permissions, as an
// auditor who reads everything of the own organisation.
func (p Policy) Or(anyOf ...account.Permission) Policy {
	p.Needs = append(append([]account.Permission(nil), p.Needs...), anyOf...)
	return p
}

// IsZero tells whether the policy was never set.
func (p Policy) IsZero() bool { return p.Kind == "" }

// Public tells whether strangers are let in.
func (p Policy) Public() bool { return p.Kind == KindAnyone }

// String names the policy for people: "member: contribute or sign".
func (p Policy) String() string {
	var words []string
	for _, r := range p.Roles {
		words = append(words, string(r))
	}
	for _, n := range p.Needs {
		words = append(words, string(n))
	}
	if len(words) == 0 {
		return string(p.Kind)
	}
	return string(p.Kind) + ": " + strings.Join(words, " or ")
}

// Check tells what is wrong with the policy for the path, or "".
func (p Policy) Check(path string) string {
	switch p.Kind {
	case KindAnyone, KindSignedIn, KindOperator:
		return ""
	case KindMember:
		if !strings.Contains(path+"/", "/:org/") {
			return "a member's page needs :org in its path"
		}
		return ""
	case KindAppointee:
		if !strings.Contains(path+"/", "/:ref/") {
			return "an appointee's page needs :ref in its path"
		}
		if len(p.Roles) == 0 {
			return "an appointee's page names at least one role"
		}
		return ""
	}
	return "no policy"
}

// Outcome is what the guard does with one sort of visitor.
type Outcome string

// Outcomes.
const (
	Pass      Outcome = "pass"
	ToSignIn  Outcome = "303 /sign-in"
	Hidden    Outcome = "404"
	Forbidden Outcome = "403"
)

// Status is the HTTP status of an outcome, 0 for Pass.
func (o Outcome) Status() int {
	switch o {
	case ToSignIn:
		return http.StatusSeeOther
	case Hidden:
		return http.StatusNotFound
	case Forbidden:
		return http.StatusForbidden
	}
	return 0
}

// Expectations says what each of the four sorts of visitor gets. The role
// matrix test asks every route for every one of them.
type Expectations struct {
	Stranger  Outcome `json:"stranger"`
	Other     Outcome `json:"other_organisation"`
	WrongRole Outcome `json:"wrong_role"`
	Right     Outcome `json:"right_role"`
}

// Expect gives the expectations of the policy.
func (p Policy) Expect() Expectations {
	switch p.Kind {
	case KindAnyone:
		return Expectations{Pass, Pass, Pass, Pass}
	case KindSignedIn:
		return Expectations{ToSignIn, Pass, Pass, Pass}
	case KindOperator:
		return Expectations{ToSignIn, Hidden, Hidden, Pass}
	case KindMember:
		if len(p.Needs) == 0 {
			return Expectations{ToSignIn, Hidden, Pass, Pass}
		}
		return Expectations{ToSignIn, Hidden, Forbidden, Pass}
	case KindAppointee:
		return Expectations{ToSignIn, Hidden, Forbidden, Pass}
	}
	return Expectations{Hidden, Hidden, Hidden, Hidden}
}
