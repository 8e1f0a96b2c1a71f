package store

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/refusal"
)

// Person is a person as stored.
type Person struct {
	ID           account.PersonID `db:"id"`
	Email        string           `db:"email"`
	Name         string           `db:"name"`
	PasswordHash string           `db:"password_hash"`
	Operator     bool             `db:"operator"`
	CreatedAt    Time             `db:"created_at"`
	DisabledAt   Time             `db:"disabled_at"`
}

const personColumns = `id, email, name, password_hash, operator, created_at, disabled_at`

// PersonByEmail gives a person by normalised address; ok is false when there is none.
func (q Queries) PersonByEmail(email string) (p Person, ok bool, err error) {
	var all []Person
	if err := q.all(&all, `SELECT `+personColumns+` FROM people WHERE email = ? LIMIT 1`, email); err != nil || len(all) == 0 {
		return Person{}, false, err
	}
	return all[0], true, nil
}

// PersonByID gives a person.
func (q Queries) PersonByID(id account.PersonID) (Person, error) {
	var p Person
	return p, q.one(&p, "person", `SELECT `+personColumns+` FROM people WHERE id = ?`, id)
}

// Operators lists the people who run the platform.
func (q Queries) Operators() ([]Person, error) {
	var all []Person
	return all, q.all(&all, `SELECT `+personColumns+` FROM people WHERE operator = TRUE AND disabled_at IS NULL ORDER BY id LIMIT 100`)
}

// AddPerson adds a person.
func (tx *Tx) AddPerson(p Person) (account.PersonID, error) {
	id, err := tx.insert(`INSERT INTO people (email, name, password_hash, operator, created_at) VALUES (?,?,?,?,?) RETURNING id`, p.Email, p.Name, p.PasswordHash, p.Operator, p.CreatedAt)
	return account.PersonID(id), err
}

// SetPassword replaces a person's password hash.
func (tx *Tx) SetPassword(id account.PersonID, hash string) error {
	return tx.move(`UPDATE people SET password_hash = ? WHERE id = ?`, hash, id)
}

// actorRow is a person and one membership; Organisation is 0 when there is none.
type actorRow struct {
	Membership   int64                  `db:"membership"`
	Name         string                 `db:"name"`
	Email        string                 `db:"email"`
	Operator     bool                   `db:"operator"`
	Organisation account.OrganisationID `db:"org_id"`
	Slug         string                 `db:"slug"`
	OrgName      string                 `db:"org_name"`
	Kind         string                 `db:"kind"`
	Status       string                 `db:"status"`
	Permissions  string                 `db:"permissions"`
}

const actorSQL = `SELECT COALESCE(m.id, 0) AS membership, p.name, p.email, p.operator, COALESCE(o.id, 0) AS org_id, COALESCE(o.slug, '') AS slug, COALESCE(o.name, '') AS org_name, COALESCE(o.kind, '') AS kind, COALESCE(o.status, '') AS status, COALESCE(m.permissions, '') AS permissions
	FROM people p LEFT JOIN memberships m ON m.person_id = p.id AND m.ended_at IS NULL LEFT JOIN organisations o ON o.id = m.org_id
	WHERE p.id = ? AND p.disabled_at IS NULL LIMIT 50`

// Actor gives a person with what they may do, read afresh and at once: every
// page of somebody signed in begins with it. Sorting the few rows here costs a
// hundredth of what it costs SQLite, which makes a table of its own for it. A
// person who was disabled is not found.
func (q Queries) Actor(id account.PersonID) (account.Actor, error) {
	var rows []actorRow
	if err := q.all(&rows, actorSQL, id); err != nil {
		return account.Actor{}, err
	}
	if len(rows) == 0 {
		return account.Actor{}, refusal.Missing("person")
	}
	slices.SortFunc(rows, func(a, b actorRow) int { return cmp.Compare(a.Membership, b.Membership) })
	a := account.Actor{Person: id, Name: rows[0].Name, Email: rows[0].Email, Operator: rows[0].Operator}
	for _, r := range rows {
		if r.Organisation == 0 {
			continue
		}
		a.Memberships = append(a.Memberships, account.Membership{Organisation: r.Organisation, Slug: r.Slug, Name: r.OrgName, IsBuyer: r.Kind == "buyer", Verified: r.Status == "verified", Suspended: r.Status == "suspended", Permissions: permissions(r.Permissions)})
	}
	return a, nil
}

func permissions(text string) []account.Permission {
	var out []account.Permission
	for _, s := range splitList(text) {
		out = append(out, account.Permission(s))
	}
	return out
}

func permissionText(all []account.Permission) string {
	text := make([]string, len(all))
	for i, p := range all {
		text[i] = string(p)
	}
	return strings.Join(text, ",")
}

func splitList(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}

// Member is a person in an organisation.
type Member struct {
	Membership      int64            `db:"id"`
	Person          account.PersonID `db:"person_id"`
	Name            string           `db:"name"`
	Email           string           `db:"email"`
	PermissionsText string           `db:"permissions"`
	Since           Time             `db:"created_at"`
}

// Permissions gives what the member may do.
func (m Member) Permissions() []account.Permission { return permissions(m.PermissionsText) }

// Has tells whether the member has a permission.
func (m Member) Has(p account.Permission) bool {
	return account.Membership{Permissions: m.Permissions()}.Has(p)
}

// Members lists the people of an organisation.
func (q Queries) Members(org account.OrganisationID) ([]Member, error) {
	var all []Member
	return all, q.all(&all, `SELECT m.id, m.person_id, p.name, p.email, m.permissions, m.created_at FROM memberships m JOIN people p ON p.id = m.person_id WHERE m.org_id = ? AND m.ended_at IS NULL AND p.disabled_at IS NULL ORDER BY m.id LIMIT 500`, org)
}

// WhoCan names the members of an organisation with any one of the permissions.
func (q Queries) WhoCan(org account.OrganisationID, anyOf []account.Permission) ([]string, error) {
	members, err := q.Members(org)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, m := range members {
		for _, p := range anyOf {
			if m.Has(p) {
				names = append(names, m.Name)
				break
			}
		}
	}
	return names, nil
}

// AddMembership makes a person a member; a second active membership is a duplicate.
func (tx *Tx) AddMembership(person account.PersonID, org account.OrganisationID, perms []account.Permission, at time.Time) error {
	_, err := tx.insert(`INSERT INTO memberships (person_id, org_id, permissions, created_at) VALUES (?,?,?,?) RETURNING id`, person, org, permissionText(perms), at)
	return err
}

// SetPermissions changes what a member may do.
func (tx *Tx) SetPermissions(membership int64, perms []account.Permission) error {
	return tx.move(`UPDATE memberships SET permissions = ? WHERE id = ? AND ended_at IS NULL`, permissionText(perms), membership)
}

// EndMembership ends a membership; the row stays as the record of it.
func (tx *Tx) EndMembership(membership int64, at time.Time) error {
	return tx.move(`UPDATE memberships SET ended_at = ? WHERE id = ? AND ended_at IS NULL`, at, membership)
}

// Link is a single-use link of an e-mail, known by the hash of its token.
type Link struct {
	Hash      []byte `db:"hash"`
	Purpose   string `db:"purpose"` // register, reset, invite or setup
	Email     string `db:"email"`
	Payload   string `db:"payload"`
	CreatedAt Time   `db:"created_at"`
	ExpiresAt Time   `db:"expires_at"`
	UsedAt    Time   `db:"used_at"`
}

// LinkByHash gives a link.
func (q Queries) LinkByHash(hash []byte) (Link, error) {
	var l Link
	return l, q.one(&l, "link", `SELECT hash, purpose, email, payload, created_at, expires_at, used_at FROM person_links WHERE hash = ?`, hash)
}

// LinksSince counts links sent to an address, for the limit of mails an hour.
func (q Queries) LinksSince(email string, since time.Time) (n int, err error) {
	return n, q.one(&n, "count", `SELECT COUNT(*) FROM person_links WHERE email = ? AND created_at >= ?`, email, since)
}

// AddLink keeps a new link.
func (k *KeepTx) AddLink(l Link) error { return k.tx.AddLink(l) }

// AddLink keeps a new link in a step.
func (tx *Tx) AddLink(l Link) error {
	_, err := tx.exec(`INSERT INTO person_links (hash, purpose, email, payload, created_at, expires_at) VALUES (?,?,?,?,?,?)`, l.Hash, l.Purpose, l.Email, l.Payload, l.CreatedAt, l.ExpiresAt)
	return err
}

// UseLink spends a link; a second use changes nothing and is refused.
func (tx *Tx) UseLink(hash []byte, at time.Time) error {
	return tx.move(`UPDATE person_links SET used_at = ? WHERE hash = ? AND used_at IS NULL`, at, hash)
}

// Tries counts tries under a throttle key since a moment.
func (q Queries) Tries(key string, since time.Time) (n int, err error) {
	return n, q.one(&n, "count", `SELECT COUNT(*) FROM throttles WHERE key = ? AND tried_at >= ?`, key, since)
}

// AddTry records a try and forgets those before a moment.
func (k *KeepTx) AddTry(key string, at, forget time.Time) error {
	if _, err := k.exec(`DELETE FROM throttles WHERE key = ? AND tried_at < ?`, key, forget); err != nil {
		return err
	}
	_, err := k.exec(`INSERT INTO throttles (key, tried_at) VALUES (?,?)`, key, at)
	return err
}

// SetName changes a person's name.
func (tx *Tx) SetName(id account.PersonID, name string) error {
	return tx.move(`UPDATE people SET name = ? WHERE id = ?`, name, id)
}

// SetOperator makes a person an operator, or takes that from them.
func (tx *Tx) SetOperator(id account.PersonID, operator bool) error {
	return tx.move(`UPDATE people SET operator = ? WHERE id = ? AND operator <> ?`, operator, id, operator)
}

// MemberByID gives one member of an organisation by the key of the membership.
func (q Queries) MemberByID(org account.OrganisationID, membership int64) (Member, error) {
	var m Member
	return m, q.one(&m, "member of the team", `SELECT m.id, m.person_id, p.name, p.email, m.permissions, m.created_at FROM memberships m JOIN people p ON p.id = m.person_id WHERE m.org_id = ? AND m.id = ? AND m.ended_at IS NULL`, org, membership)
}

// EndAppointments ends a person's appointments to the tenders of an
// organisation that they leave. What they did stays.
func (tx *Tx) EndAppointments(person account.PersonID, org account.OrganisationID, at time.Time) (int64, error) {
	return tx.exec(`UPDATE tender_appointments SET ended_at = ? WHERE person_id = ? AND ended_at IS NULL AND tender_id IN (SELECT id FROM tenders WHERE org_id = ?)`, at, person, org)
}
