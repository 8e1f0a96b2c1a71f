package account

import "hundredweight/models/refusal"

// Verb is one thing an actor asks to do to an organisation or a tender.
type Verb string

// Verbs. Each stands once in the table below, with who may.
const (
	SeeOrganisation      Verb = "see the organisation"
	ManageMembers        Verb = "manage the team"
	DescribeOrganisation Verb = "change the organisation's page"
	WriteService         Verb = "write services and evidence"
	PublishService       Verb = "publish services"
	WriteBid             Verb = "write bids"
	LodgeBid             Verb = "send bids"
	WithdrawBid          Verb = "withdraw bids"
	SignContract         Verb = "sign contracts"
	StartTender          Verb = "start tenders"
	EditTender           Verb = "change the tender"
	ApproveTender        Verb = "approve the tender"
	PublishTender        Verb = "publish the tender"
	AppointPeople        Verb = "appoint people to the tender"
	OpenTenderBids       Verb = "open bids"
	ScoreBids            Verb = "score bids"
	AgreeScores          Verb = "agree scores"
	RecommendAward       Verb = "recommend an award"
	ApproveAward         Verb = "approve the award"
	ManageContract       Verb = "manage the contract"
	ReadTender           Verb = "read the tender's file"
	CheckOrganisations   Verb = "check organisations"
)

// right says who may do a verb: members of the organisation with any one of
// the permissions, or people appointed to the tender in any one of the roles.
type right struct {
	needs    []Permission
	roles    []Role
	operator bool
	verified bool // the organisation must have been checked
	buyer    bool // buyers only
	provider bool // providers only
}

var rights = map[Verb]right{
	SeeOrganisation:      {needs: []Permission{Contribute, Sign, ManageTeam, Author, Approve, OpenBids, Evaluate, Moderate, AwardRight, Contracts, Finance, Audit}},
	ManageMembers:        {needs: []Permission{ManageTeam}},
	DescribeOrganisation: {needs: []Permission{ManageTeam}},
	WriteService:         {needs: []Permission{Contribute, Sign}, provider: true},
	PublishService:       {needs: []Permission{Sign}, verified: true, provider: true},
	WriteBid:             {needs: []Permission{Contribute, Sign}, provider: true},
	LodgeBid:             {needs: []Permission{Sign}, provider: true},
	WithdrawBid:          {needs: []Permission{Sign}, provider: true},
	SignContract:         {needs: []Permission{Sign, Contracts}},
	StartTender:          {needs: []Permission{Author}, verified: true, buyer: true},
	EditTender:           {roles: []Role{RoleAuthor}, buyer: true},
	ApproveTender:        {roles: []Role{RoleApprover}, buyer: true},
	PublishTender:        {roles: []Role{RoleAuthor, RoleApprover}, verified: true, buyer: true},
	AppointPeople:        {roles: []Role{RoleAuthor}, buyer: true},
	OpenTenderBids:       {roles: []Role{RoleOpener}, buyer: true},
	ScoreBids:            {roles: []Role{RoleEvaluator}, buyer: true},
	AgreeScores:          {roles: []Role{RoleModerator}, buyer: true},
	RecommendAward:       {roles: []Role{RoleAuthor, RoleModerator}, buyer: true},
	ApproveAward:         {roles: []Role{RoleAwardApprover}, buyer: true},
	ManageContract:       {needs: []Permission{Contracts}, roles: []Role{RoleContractManager}, buyer: true},
	ReadTender:           {needs: []Permission{Audit}, roles: []Role{RoleAuthor, RoleApprover, RoleOpener, RoleEvaluator, RoleModerator, RoleAwardApprover, RoleContractManager}, buyer: true},
	CheckOrganisations:   {operator: true},
}

// Verbs lists every verb of the table.
func Verbs() []Verb {
	var all []Verb
	for v := range rights {
		all = append(all, v)
	}
	return all
}

// Needs tells which permissions and roles a verb asks for, any one of them, so
// that a refusal can name who has one.
func Needs(v Verb) ([]Permission, []Role) { return rights[v].needs, rights[v].roles }

// Thing is what a verb is done to: an organisation, or a tender of one.
type Thing struct {
	Kind         string // "organisation", "tender", "service" …: the noun of a refusal
	Organisation OrganisationID
	Roles        []Role   // the actor's appointments to the tender
	Holders      []string // names of people who can, to say in a refusal
}

// Can answers whether an actor may do a verb to a thing: nil, or a refusal.
// Somebody else's thing does not exist for them; of their own organisation's
// they are told who can. A verb that is not in the table is nobody's.
func Can(a Actor, v Verb, th Thing) error {
	r, known := rights[v]
	if !known || !a.Known() {
		return refusal.Missing(th.Kind)
	}
	if r.operator {
		if !a.Operator {
			return refusal.Missing(th.Kind)
		}
		return nil
	}
	m, member := a.In(th.Organisation)
	if !member && len(th.Roles) == 0 {
		return refusal.Missing(th.Kind)
	}
	if !hasRole(th.Roles, r.roles) && !hasAny(m, r.needs) {
		return refusal.Forbidden("You do not have permission to "+string(v)+".", WhoCan(th.Holders))
	}
	switch {
	case r.buyer && member && !m.IsBuyer:
		return refusal.Forbidden("Only a buyer can "+string(v)+".", "The operator of this site sets up buyers.")
	case r.provider && m.IsBuyer:
		return refusal.Forbidden("Only a provider can "+string(v)+".", "Create an organisation for the provider first.")
	case r.verified && member && !m.Verified:
		return refusal.Forbidden(m.Name+" has not been checked yet, so it cannot "+string(v)+".", "The operator of this site checks it. You can go on writing until then.")
	}
	return nil
}

func hasRole(have, anyOf []Role) bool {
	for _, h := range have {
		for _, w := range anyOf {
			if h == w {
				return true
			}
		}
	}
	return false
}

func hasAny(m Membership, anyOf []Permission) bool {
	for _, p := range anyOf {
		if m.Has(p) {
			return true
		}
	}
	return false
}
