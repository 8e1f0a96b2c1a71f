package commissioning

import (
	"hundredweight/models/account"
	"hundredweight/models/evaluation"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
)

// member refuses somebody who is not a member of the organisation with any one
// of the permissions. Rights are read again inside the step's transaction, so
// that a membership that ended a moment ago no longer counts.
func member(tx *store.Tx, by account.Actor, org account.OrganisationID, anyOf ...account.Permission) error {
	fresh, err := tx.Actor(by.Person)
	if err != nil {
		return err
	}
	m, ok := fresh.In(org)
	if !ok {
		return refusal.Missing("page")
	}
	for _, p := range anyOf {
		if m.Has(p) {
			return nil
		}
	}
	names, err := tx.WhoCan(org, anyOf)
	if err != nil {
		return err
	}
	return refusal.Forbidden("You do not have permission to do this for "+m.Name+".", list(names))
}

// appointed refuses somebody who is not appointed to the tender in any one of
// the roles, or who is kept apart from it by a bid of their own (S10). Somebody
// else's tender does not exist for them; their own organisation's names who can.
func appointed(tx *store.Tx, by account.Actor, t store.TenderRow, anyOf ...account.Role) error {
	if err := holds(tx, by, t, anyOf...); err != nil {
		return err
	}
	return takesPart(tx, by, t)
}

// holds is appointed for what somebody does who is kept apart, too: to declare
// an interest.
func holds(tx *store.Tx, by account.Actor, t store.TenderRow, anyOf ...account.Role) error {
	all, err := tx.Appointments(t.ID)
	if err != nil {
		return err
	}
	var names []string
	mine := false
	for _, a := range all {
		for _, role := range anyOf {
			if a.Role != role {
				continue
			}
			if a.Person == by.Person && by.Person != 0 {
				return nil
			}
			names = append(names, a.Name)
		}
		mine = mine || a.Person == by.Person
	}
	if _, own := by.In(t.Org); !own && !mine {
		return refusal.Missing("tender")
	}
	return refusal.Forbidden("You are not appointed to this part of the tender.", list(names))
}

// takesPart refuses somebody of a bidder, or who declared an interest, anything
// more on the buyer's side of a tender. It tells nobody else who bids.
func takesPart(tx *store.Tx, by account.Actor, t store.TenderRow) error {
	if !t.Status.IsPublic() {
		return nil // nobody can have bid
	}
	bids, err := tx.BidsIn(t.ID, by.Person, t.CreatedAt.AddDate(-evaluation.ConnectedYears, 0, 0))
	if err != nil {
		return err
	}
	declared, err := declarations(tx.Queries, t.ID)
	if err != nil {
		return err
	}
	return evaluation.MayTakePart(evaluation.Person{ID: by.Person, Bids: bids}, declared)
}

func list(names []string) string {
	switch len(names) {
	case 0:
		return "Nobody is appointed to it yet."
	case 1:
		return names[0] + " can."
	}
	out := names[0]
	for _, n := range names[1 : len(names)-1] {
		out += ", " + n
	}
	return out + " or " + names[len(names)-1] + " can."
}
