package commissioner

import (
	"strconv"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/commissioning"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/tender"
	templates "hundredweight/templates/commissioner"
	"hundredweight/templates/components"
	"hundredweight/templates/text"
)

// part is a role on a tender, in words.
type part struct {
	role    account.Role
	title   string
	about   string
	least   int
	missing string // said while fewer are appointed
}

// parts are the roles of a tender, in the order of its way.
var parts = []part{
	{account.RoleApprover, "Approver", "Reads the finished tender and approves it, or sends it back.", 1, "One is needed"},
	{account.RoleOpener, "Opening officers", "Open the sealed bids together after the deadline, and the prices once scores are agreed.", 2, "Two are needed, and they open together"},
	{account.RoleEvaluator, "Evaluators", "Score the answers, each alone, with reasons. They see no price and no other score.", 2, "At least two are needed"},
	{account.RoleModerator, "Moderator", "Leads the panel to agreed scores. Individual scores stay as they were.", 1, "One is needed"},
	{account.RoleAwardApprover, "Award approver", "Approves the award after the ranking.", 1, "One is needed"},
	{account.RoleContractManager, "Contract manager", "Follows what was promised once the contract is signed. Can be named later.", 0, ""},
}

// Panel shows who has which part in a tender.
func (p Pages) Panel(c *gin.Context) error { return p.showPanel(c, form.Prefill(nil)) }

// Appoint gives somebody a part, or takes it from them.
func (p Pages) Appoint(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	if f.Has("ending") {
		return p.endPart(c, f)
	}
	one, ok := partOf(f.Search("role", 40))
	if !ok {
		return p.refusePart(c, f, "", "Select a role")
	}
	m, found, err := p.candidate(c, f.Search(personField(one.role), 20))
	if err != nil {
		return err
	}
	if !found {
		return p.refusePart(c, f, personField(one.role), "Select a person")
	}
	err = p.Steps.AppointPerson(c.Request.Context(), page.Actor(c), c.Param("ref"), m.Person, one.role)
	if r, invalid := refusal.As(err); invalid && r.Kind == refusal.Invalid && len(r.Problems) > 0 {
		return p.refusePart(c, f, personField(one.role), r.Problems[0].Reason)
	}
	if err != nil {
		return err
	}
	return p.Redirect(c, panelOf(c), m.Name+" is "+commissioning.RoleWords(one.role)+" now, and was told by email.")
}

func (p Pages) endPart(c *gin.Context, f *form.Form) error {
	id, err := strconv.ParseInt(f.Search("ending", 20), 10, 64)
	if err != nil {
		return refusal.Missing("appointment")
	}
	if err := p.Steps.DismissPerson(c.Request.Context(), page.Actor(c), c.Param("ref"), id); err != nil {
		return err
	}
	return p.Redirect(c, panelOf(c), "The appointment is ended. What was done stays.")
}

func panelOf(c *gin.Context) string {
	return "/org/" + c.Param("org") + "/tenders/" + c.Param("ref") + "/panel"
}

func personField(r account.Role) string { return "person-" + string(r) }

func partOf(role string) (part, bool) {
	for _, one := range parts {
		if string(one.role) == role {
			return one, true
		}
	}
	return part{}, false
}

func (p Pages) refusePart(c *gin.Context, f *form.Form, field, reason string) error {
	f.Problem(field, "%s", reason)
	return p.showPanel(c, f)
}

// candidate finds a member of the buyer by the number of the membership.
func (p Pages) candidate(c *gin.Context, membership string) (store.Member, bool, error) {
	members, err := p.Query(c).Members(page.Appointed(c).Buyer)
	if err != nil {
		return store.Member{}, false, err
	}
	for _, m := range members {
		if strconv.FormatInt(m.Membership, 10) == membership {
			return m, true, nil
		}
	}
	return store.Member{}, false, nil
}

func (p Pages) showPanel(c *gin.Context, f *form.Form) error {
	q := p.Query(c)
	row, err := q.TenderByRef(c.Param("ref"))
	if err != nil {
		return err
	}
	people, err := q.Appointments(row.ID)
	if err != nil {
		return err
	}
	members, err := q.Members(row.Org)
	if err != nil {
		return err
	}
	w := writing{Row: row, Revision: row.Revision}
	v := templates.PanelView{Head: p.head(c, w, "Panel and opening officers", f), Action: panelOf(c), Over: ended(row.Status)}
	if p.Opens(c, "/org/:org/team") {
		v.Team = "/org/" + row.OrgSlug + "/team"
	}
	have := map[account.PersonID][]account.Role{}
	for _, a := range people {
		have[a.Person] = append(have[a.Person], a.Role)
	}
	for _, one := range parts {
		v.Parts = append(v.Parts, partView(f, one, people, members, have, page.Actor(c).Person))
	}
	return p.Render(c, f.Status(), templates.Panel(v))
}

// ended tells whether nobody is appointed any more.
func ended(s tender.Status) bool {
	return s == tender.Concluded || s == tender.Cancelled || s == tender.Withdrawn
}

func partView(f *form.Form, one part, people []store.AppointmentRow, members []store.Member, have map[account.PersonID][]account.Role, me account.PersonID) templates.PanelPart {
	v := templates.PanelPart{Role: string(one.role), Title: one.title, About: one.about}
	for _, a := range people {
		if a.Role == one.role {
			v.People = append(v.People, templates.PanelPerson{Name: a.Name, Since: text.ShortDate(a.At.Time), Key: strconv.FormatInt(a.ID, 10)})
		}
	}
	if len(v.People) < one.least {
		v.Missing = one.missing
	}
	name := personField(one.role)
	s := components.Select{Label: "Person", Options: []components.Option{{Text: "Select a person"}}}
	permission := commissioning.PermissionFor(one.role)
	for _, m := range members {
		if m.Person != me && m.Has(permission) && !holds(have[m.Person], one.role) && commissioning.MayHold(have[m.Person], one.role) == nil {
			s.Options = append(s.Options, components.Option{Value: strconv.FormatInt(m.Membership, 10), Text: m.Name})
		}
	}
	if len(s.Options) == 1 && f.Error(name) == "" {
		if len(v.People) > 0 && v.Missing == "" {
			return v // nobody is missing
		}
		v.Nobody = "Nobody else in your organisation can take this part. It needs the permission “" + permission.Say() + "” and no part that must be kept apart from it."
		return v
	}
	in := f.Kept(name, "").Select(s)
	v.Person = &in
	return v
}

func holds(have []account.Role, role account.Role) bool {
	for _, h := range have {
		if h == role {
			return true
		}
	}
	return false
}
