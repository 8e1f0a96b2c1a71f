package store

import (
	"hundredweight/models/account"
	"hundredweight/models/tender"
)

// TenderAccess is a person's place on a tender, for the guard of its pages.
type TenderAccess struct {
	Tender tender.ID              `db:"id"`
	Buyer  account.OrganisationID `db:"org_id"`
	Slug   string                 `db:"slug"` // the buyer's address on the site
	Roles  []account.Role         `db:"-"`
}

// AccessTo gives a person's place on a tender, or refuses with NotFound where
// there is no such tender. Roles are empty for who is not appointed.
func (q Queries) AccessTo(ref string, person account.PersonID) (TenderAccess, error) {
	var a TenderAccess
	if err := q.one(&a, "tender", `SELECT t.id, t.org_id, o.slug FROM tenders t JOIN organisations o ON o.id = t.org_id WHERE t.ref = ?`, ref); err != nil {
		return TenderAccess{}, err
	}
	roles, err := q.RolesOn(a.Tender, person)
	a.Roles = roles
	return a, err
}

// WhoIs names the people appointed to a tender in any one of the roles.
func (q Queries) WhoIs(id tender.ID, anyOf []account.Role) ([]string, error) {
	rows, err := q.Appointments(id)
	if err != nil {
		return nil, err
	}
	var names []string
	seen := map[string]bool{}
	for _, r := range rows {
		for _, want := range anyOf {
			if r.Role == want && !seen[r.Name] {
				seen[r.Name] = true
				names = append(names, r.Name)
			}
		}
	}
	return names, nil
}
