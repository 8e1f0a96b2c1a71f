package store

import (
	"time"

	"hundredweight/models/account"
)

// Organisation is an organisation as stored.
type Organisation struct {
	ID             account.OrganisationID `db:"id"`
	Slug           string                 `db:"slug"`
	Name           string                 `db:"name"`
	Kind           string                 `db:"kind"` // provider or buyer
	LegalForm      string                 `db:"legal_form"`
	Scheme         string                 `db:"scheme"`     // GB-CHC, GB-COH …, "" for none
	Identifier     string                 `db:"identifier"` // as in the register
	AuthorityClass string                 `db:"authority_class"`
	VCSE           bool                   `db:"vcse"`
	SME            bool                   `db:"sme"`
	About          string                 `db:"about"`
	Website        string                 `db:"website"`
	ContactEmail   string                 `db:"contact_email"`
	Place          string                 `db:"place"`
	Status         string                 `db:"status"`
	VerifiedAt     Time                   `db:"verified_at"`
	CreatedBy      account.PersonID       `db:"created_by"`
	CreatedAt      Time                   `db:"created_at"`
}

// IsVerified tells whether the operator checked the organisation.
func (o Organisation) IsVerified() bool { return o.Status == "verified" }

// IsBuyer tells whether the organisation buys.
func (o Organisation) IsBuyer() bool { return o.Kind == "buyer" }

const organisationColumns = `id, slug, name, kind, legal_form, scheme, identifier, authority_class, vcse, sme, about, website, contact_email, place, status, verified_at, created_by, created_at`

// OrganisationBySlug gives an organisation by its address.
func (q Queries) OrganisationBySlug(slug string) (Organisation, error) {
	var o Organisation
	return o, q.one(&o, "organisation", `SELECT `+organisationColumns+` FROM organisations WHERE slug = ?`, slug)
}

// OrganisationByID gives an organisation.
func (q Queries) OrganisationByID(id account.OrganisationID) (Organisation, error) {
	var o Organisation
	return o, q.one(&o, "organisation", `SELECT `+organisationColumns+` FROM organisations WHERE id = ?`, id)
}

// VerifiedOrganisation finds the one verified organisation of a register entry.
func (q Queries) VerifiedOrganisation(scheme, identifier string) (o Organisation, ok bool, err error) {
	var all []Organisation
	if err := q.all(&all, `SELECT `+organisationColumns+` FROM organisations WHERE scheme = ? AND identifier = ? AND status = 'verified' AND identifier <> '' LIMIT 1`, scheme, identifier); err != nil || len(all) == 0 {
		return Organisation{}, false, err
	}
	return all[0], true, nil
}

// SlugTaken tells whether an address is in use.
func (q Queries) SlugTaken(slug string) (bool, error) {
	var n int
	err := q.one(&n, "count", `SELECT COUNT(*) FROM organisations WHERE slug = ?`, slug)
	return n > 0, err
}

// OrganisationsWaiting lists organisations that wait for a check, oldest first.
func (q Queries) OrganisationsWaiting() ([]Organisation, error) {
	var all []Organisation
	return all, q.all(&all, `SELECT `+organisationColumns+` FROM organisations WHERE status IN ('unverified','second_check') ORDER BY id LIMIT 200`)
}

// OrganisationsOf lists organisations of a kind by name.
func (q Queries) OrganisationsOf(kind string, limit int) ([]Organisation, error) {
	var all []Organisation
	return all, q.all(&all, `SELECT `+organisationColumns+` FROM organisations WHERE kind = ? ORDER BY name, id LIMIT ?`, kind, limit)
}

// AddOrganisation adds an organisation.
func (tx *Tx) AddOrganisation(o Organisation) (account.OrganisationID, error) {
	id, err := tx.insert(`INSERT INTO organisations (slug, name, kind, legal_form, scheme, identifier, authority_class, vcse, sme, about, website, contact_email, place, status, verified_at, created_by, created_at)
		VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) RETURNING id`,
		o.Slug, o.Name, o.Kind, o.LegalForm, o.Scheme, o.Identifier, o.AuthorityClass, o.VCSE, o.SME, o.About, o.Website, o.ContactEmail, o.Place, o.Status, o.VerifiedAt, o.CreatedBy, o.CreatedAt)
	return account.OrganisationID(id), err
}

// MoveOrganisation moves an organisation's status; it must stand where it stood.
func (tx *Tx) MoveOrganisation(id account.OrganisationID, from, to string, at time.Time) error {
	if to == "verified" {
		return tx.move(`UPDATE organisations SET status = ?, verified_at = ? WHERE id = ? AND status = ?`, to, at, id, from)
	}
	return tx.move(`UPDATE organisations SET status = ? WHERE id = ? AND status = ?`, to, id, from)
}

// UpdateOrganisation saves what the organisation says about itself. Name and
// number are the operator's to check, so they are not among it.
func (tx *Tx) UpdateOrganisation(o Organisation) error {
	return tx.move(`UPDATE organisations SET about = ?, website = ?, contact_email = ?, place = ?, vcse = ?, sme = ? WHERE id = ?`, o.About, o.Website, o.ContactEmail, o.Place, o.VCSE, o.SME, o.ID)
}

// OrganisationCheck is one operator's decision.
type OrganisationCheck struct {
	Org      account.OrganisationID `db:"org_id"`
	Person   account.PersonID       `db:"person_id"`
	Name     string                 `db:"name"`
	Decision string                 `db:"decision"`
	Reason   string                 `db:"reason"`
	At       Time                   `db:"checked_at"`
}

// AddOrganisationCheck records a decision.
func (tx *Tx) AddOrganisationCheck(c OrganisationCheck) error {
	_, err := tx.insert(`INSERT INTO organisation_checks (org_id, person_id, decision, reason, checked_at) VALUES (?,?,?,?,?) RETURNING id`, c.Org, c.Person, c.Decision, c.Reason, c.At)
	return err
}

// OrganisationChecks lists the decisions about an organisation, oldest first.
func (q Queries) OrganisationChecks(org account.OrganisationID) ([]OrganisationCheck, error) {
	var all []OrganisationCheck
	return all, q.all(&all, `SELECT c.org_id, c.person_id, p.name, c.decision, c.reason, c.checked_at FROM organisation_checks c JOIN people p ON p.id = c.person_id WHERE c.org_id = ? ORDER BY c.id LIMIT 200`, org)
}

// Invitation is an invitation to join an organisation.
type Invitation struct {
	ID              int64                  `db:"id"`
	Org             account.OrganisationID `db:"org_id"`
	Email           string                 `db:"email"`
	PermissionsText string                 `db:"permissions"`
	InvitedBy       account.PersonID       `db:"invited_by"`
	CreatedAt       Time                   `db:"created_at"`
	AcceptedAt      Time                   `db:"accepted_at"`
	WithdrawnAt     Time                   `db:"withdrawn_at"`
}

// Permissions gives what the invited person will be able to do.
func (i Invitation) Permissions() []account.Permission { return permissions(i.PermissionsText) }

const invitationColumns = `id, org_id, email, permissions, invited_by, created_at, accepted_at, withdrawn_at`

// InvitationsOpen lists invitations that were not answered yet.
func (q Queries) InvitationsOpen(org account.OrganisationID) ([]Invitation, error) {
	var all []Invitation
	return all, q.all(&all, `SELECT `+invitationColumns+` FROM invitations WHERE org_id = ? AND accepted_at IS NULL AND withdrawn_at IS NULL ORDER BY id LIMIT 200`, org)
}

// InvitationByID gives an invitation.
func (q Queries) InvitationByID(id int64) (Invitation, error) {
	var i Invitation
	return i, q.one(&i, "invitation", `SELECT `+invitationColumns+` FROM invitations WHERE id = ?`, id)
}

// AddInvitation adds an invitation.
func (tx *Tx) AddInvitation(org account.OrganisationID, email string, perms []account.Permission, by account.PersonID, at time.Time) (int64, error) {
	return tx.insert(`INSERT INTO invitations (org_id, email, permissions, invited_by, created_at) VALUES (?,?,?,?,?) RETURNING id`, org, email, permissionText(perms), by, at)
}

// AcceptInvitation closes an invitation as accepted.
func (tx *Tx) AcceptInvitation(id int64, at time.Time) error {
	return tx.move(`UPDATE invitations SET accepted_at = ? WHERE id = ? AND accepted_at IS NULL AND withdrawn_at IS NULL`, at, id)
}

// WithdrawInvitation takes an invitation back.
func (tx *Tx) WithdrawInvitation(id int64, at time.Time) error {
	return tx.move(`UPDATE invitations SET withdrawn_at = ? WHERE id = ? AND accepted_at IS NULL AND withdrawn_at IS NULL`, at, id)
}

// RegisterEntry is what a register says about an organisation.
type RegisterEntry struct {
	Scheme     string `db:"scheme"`
	Identifier string `db:"identifier"`
	Name       string `db:"name"`
	LegalForm  string `db:"legal_form"`
	Place      string `db:"place"`
	Website    string `db:"website"`
}

// RegisterEntryOf looks a number up; ok is false when it is not loaded.
func (q Queries) RegisterEntryOf(scheme, identifier string) (e RegisterEntry, ok bool, err error) {
	var all []RegisterEntry
	if err := q.all(&all, `SELECT scheme, identifier, name, legal_form, place, website FROM register_entries WHERE scheme = ? AND identifier = ? LIMIT 1`, scheme, identifier); err != nil || len(all) == 0 {
		return RegisterEntry{}, false, err
	}
	return all[0], true, nil
}

// PutRegisterEntry adds or refreshes an entry during an import.
func (tx *Tx) PutRegisterEntry(e RegisterEntry, at time.Time) error {
	_, err := tx.exec(`INSERT INTO register_entries (scheme, identifier, name, legal_form, place, website, imported_at) VALUES (?,?,?,?,?,?,?)
		ON CONFLICT (scheme, identifier) DO UPDATE SET name = excluded.name, legal_form = excluded.legal_form, place = excluded.place, website = excluded.website, imported_at = excluded.imported_at`,
		e.Scheme, e.Identifier, e.Name, e.LegalForm, e.Place, e.Website, at)
	return err
}

// Titled is a code with its title: a CPV code or an area.
type Titled struct {
	Code  string `db:"code"`
	Title string `db:"title"`
	Kind  string `db:"kind"`
}

// PutCPV adds or refreshes a code of the Common Procurement Vocabulary.
func (tx *Tx) PutCPV(code, title string) error {
	_, err := tx.exec(`INSERT INTO cpv_codes (code, title) VALUES (?,?) ON CONFLICT (code) DO UPDATE SET title = excluded.title`, code, title)
	return err
}

// CPVTitle gives the title of a code; "" when it is not loaded.
func (q Queries) CPVTitle(code string) (string, error) {
	var all []string
	if err := q.all(&all, `SELECT title FROM cpv_codes WHERE code = ? LIMIT 1`, code); err != nil || len(all) == 0 {
		return "", err
	}
	return all[0], nil
}

// PutArea adds or refreshes an area.
func (tx *Tx) PutArea(a Titled) error {
	_, err := tx.exec(`INSERT INTO areas (code, name, kind) VALUES (?,?,?) ON CONFLICT (code) DO UPDATE SET name = excluded.name, kind = excluded.kind`, a.Code, a.Title, a.Kind)
	return err
}

// Areas lists the loaded areas of a kind by name.
func (q Queries) Areas(kind string, limit int) ([]Titled, error) {
	var all []Titled
	return all, q.all(&all, `SELECT code, name AS title, kind FROM areas WHERE kind = ? ORDER BY name LIMIT ?`, kind, limit)
}

// AreaName gives the name of an area; "" when it is not loaded.
func (q Queries) AreaName(code string) (string, error) {
	var all []string
	if err := q.all(&all, `SELECT name FROM areas WHERE code = ? LIMIT 1`, code); err != nil || len(all) == 0 {
		return "", err
	}
	return all[0], nil
}

// AreaNamed finds an area by its name, in any case; ok is false when none is
// loaded. Where several have the name, the one nearest to people is given: a
// district before a county or a region.
func (q Queries) AreaNamed(name string) (a Titled, ok bool, err error) {
	var all []Titled
	if err := q.all(&all, `SELECT code, name AS title, kind FROM areas WHERE LOWER(name) = LOWER(?) ORDER BY CASE kind WHEN 'district' THEN 0 WHEN 'county' THEN 1 ELSE 2 END, code LIMIT 1`, name); err != nil || len(all) == 0 {
		return Titled{}, false, err
	}
	return all[0], true, nil
}

// AreasLoaded lists loaded areas that councils cover, by name.
func (q Queries) AreasLoaded(limit int) ([]Titled, error) {
	var all []Titled
	return all, q.all(&all, `SELECT code, name AS title, kind FROM areas WHERE kind IN ('district', 'county') ORDER BY name, code LIMIT ?`, limit)
}

// CorrectOrganisation saves the facts that an organisation is checked by, and
// its status; it must stand where it stood.
func (tx *Tx) CorrectOrganisation(o Organisation, from string) error {
	return tx.move(`UPDATE organisations SET name = ?, legal_form = ?, scheme = ?, identifier = ?, status = ? WHERE id = ? AND status = ?`, o.Name, o.LegalForm, o.Scheme, o.Identifier, o.Status, o.ID, from)
}

// WaitingBy counts the organisations of a person that wait for a check.
func (q Queries) WaitingBy(person account.PersonID) (n int, err error) {
	return n, q.one(&n, "count", `SELECT COUNT(*) FROM organisations WHERE created_by = ? AND status IN ('unverified','second_check')`, person)
}

// OrganisationsIn lists organisations of a status by name, after a name and key.
func (q Queries) OrganisationsIn(status, afterName string, after account.OrganisationID, limit int) ([]Organisation, error) {
	var all []Organisation
	return all, q.all(&all, `SELECT `+organisationColumns+` FROM organisations WHERE status = ? AND (name > ? OR (name = ? AND id > ?)) ORDER BY name, id LIMIT ?`, status, afterName, afterName, after, limit)
}

// RegisterSize counts the entries of the registers as imported.
func (q Queries) RegisterSize() (n int, err error) {
	return n, q.one(&n, "count", `SELECT COUNT(*) FROM register_entries`)
}
