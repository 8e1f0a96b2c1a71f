package account

import (
	"strings"

	"hundredweight/models/refusal"
)

// Words says a permission as a person reads it: "Can publish services".
type Words struct {
	Permission Permission
	Text       string
	Hint       string
}

// ProviderPermissions are those a provider's people can have, in the order shown.
func ProviderPermissions() []Words {
	return []Words{
		{Contribute, "Can write services, evidence and bids", "Everything up to publishing and lodging"},
		{Sign, "Can publish services and sign bids and contracts", "Declares for the organisation, withdraws bids"},
		{ManageTeam, "Can manage the team and settings", "Invites people and says what they can do"},
	}
}

// BuyerPermissions are those a buyer's people can have, in the order shown.
func BuyerPermissions() []Words {
	return []Words{
		{Author, "Can write tenders", "Drafts, answers questions, changes"},
		{Approve, "Can approve tenders for publication", "Not their own"},
		{OpenBids, "Can be an opening officer", "Two open bids together"},
		{Evaluate, "Can be an evaluator", "Scores answers, sees no price"},
		{Moderate, "Can lead a panel", "Agrees scores with reasons"},
		{AwardRight, "Can approve awards", "Not of a tender they wrote or scored"},
		{Contracts, "Can manage contracts", "Signature, measures, record"},
		{Finance, "Can record payments", ""},
		{Audit, "Can read everything, change nothing", "For auditors"},
		{ManageTeam, "Can manage the team and settings", "Invites people and says what they can do"},
	}
}

// PermissionsOf lists what people of a buyer or of a provider can be given.
func PermissionsOf(isBuyer bool) []Words {
	if isBuyer {
		return BuyerPermissions()
	}
	return ProviderPermissions()
}

// Say gives a permission in words.
func (p Permission) Say() string {
	for _, w := range append(BuyerPermissions(), ProviderPermissions()...) {
		if w.Permission == p {
			return w.Text
		}
	}
	return string(p)
}

// twoManagers are permissions that an organisation gives only once two people
// can manage its team, so that nobody opens, awards or pays alone (S8).
var twoManagers = []Permission{OpenBids, AwardRight, Finance}

// Grant is a change of what one person may do for an organisation.
type Grant struct {
	IsBuyer  bool
	Self     bool         // the person changes their own
	Had      []Permission // before
	Gets     []Permission // after
	Managers int          // people who can manage the team once the change is made
}

// Grants refuses permissions that the organisation's kind does not have,
// granting oneself, sensitive permissions before there are two managers, and a
// team that nobody could manage any more. Giving up a permission of one's own
// is allowed.
func Grants(g Grant) error {
	for _, p := range g.Gets {
		if !offered(p, g.IsBuyer) {
			return refusal.Field("permissions", "Select from the answers shown")
		}
		if has(g.Had, p) {
			continue
		}
		if g.Self {
			return refusal.Field("permissions", "You cannot give yourself a permission. Somebody else who manages the team can")
		}
		if has(twoManagers, p) && g.Managers < 2 {
			return refusal.Field("permissions", "“%s” needs two people who can manage the team, so that nobody decides alone. Give a second person “%s” first", p.Say(), ManageTeam.Say())
		}
	}
	if g.Managers < 1 {
		return refusal.Field("permissions", "Somebody must be able to manage the team. Give another person “%s” first", ManageTeam.Say())
	}
	return nil
}

func offered(p Permission, isBuyer bool) bool {
	for _, w := range PermissionsOf(isBuyer) {
		if w.Permission == p {
			return true
		}
	}
	return false
}

func has(all []Permission, p Permission) bool { return Membership{Permissions: all}.Has(p) }

// WhoCan says who can do what the person may not: a refusal never leaves them
// stuck.
func WhoCan(names []string) string {
	switch len(names) {
	case 0:
		return "Nobody in your organisation can do this yet. Ask whoever manages your team to give somebody the permission."
	case 1:
		return names[0] + " can do this."
	}
	if len(names) > 5 {
		names = append(append([]string(nil), names[:5]...), "others")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1] + " can do this."
}
