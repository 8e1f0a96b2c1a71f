package admin

import (
	"strings"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/organisation"
	"hundredweight/models/store"
	templates "hundredweight/templates/admin"
	"hundredweight/templates/components"
	"hundredweight/templates/text"
)

// Organisation shows what an organisation says beside what its register says,
// and what was decided so far.
func (p Pages) Organisation(c *gin.Context) error {
	o, err := p.Query(c).OrganisationBySlug(c.Param("slug"))
	if err != nil {
		return err
	}
	return p.showOrganisation(c, form.Prefill(nil), o)
}

// Check records a decision.
func (p Pages) Check(c *gin.Context) error {
	o, err := p.Query(c).OrganisationBySlug(c.Param("slug"))
	if err != nil {
		return err
	}
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	decision := f.Choice("decision", form.Ask{Missing: "Select what you decide"}, decisions(o)...)
	reason := f.Text("reason", form.Ask{Label: "The reason", Missing: "Enter the reason: what you compared and what you found", Max: organisation.MaxReason, Lines: true})
	if !f.OK() {
		return p.showOrganisation(c, f, o)
	}
	err = p.Steps.CheckOrganisation(c.Request.Context(), page.Actor(c), o.Slug, organisation.Decision(decision.Value), reason.Value)
	if f.Refuse(err) {
		return p.showOrganisation(c, f, o)
	}
	if err != nil {
		return err
	}
	return p.Redirect(c, "/admin/organisations", "Your decision about "+o.Name+" is recorded.")
}

// decisions are what can be decided as an organisation stands.
func decisions(o store.Organisation) []string {
	switch organisation.Status(o.Status) {
	case organisation.Unverified, organisation.SecondCheck:
		return []string{string(organisation.Confirm), string(organisation.Refuse)}
	case organisation.Verified:
		return []string{string(organisation.Suspend)}
	case organisation.Suspended:
		return []string{string(organisation.Confirm)}
	}
	return nil
}

// decisionWords say a decision as a choice.
var decisionWords = map[string]components.Option{
	string(organisation.Confirm): {Text: "It is this organisation, and whoever set it up acts for it", Hint: "It can publish then"},
	string(organisation.Refuse):  {Text: "I could not confirm it", Hint: "It reads your reason, and can correct its details"},
	string(organisation.Suspend): {Text: "Suspend it", Hint: "It can publish nothing new. What is public stays"},
}

func (p Pages) showOrganisation(c *gin.Context, f *form.Form, o store.Organisation) error {
	q := p.Query(c)
	checks, err := q.OrganisationChecks(o.ID)
	if err != nil {
		return err
	}
	members, err := q.Members(o.ID)
	if err != nil {
		return err
	}
	entry, found, err := q.RegisterEntryOf(o.Scheme, o.Identifier)
	if err != nil {
		return err
	}
	other, taken, err := q.VerifiedOrganisation(o.Scheme, o.Identifier)
	if err != nil {
		return err
	}
	v := templates.OrganisationView{View: p.Refused(c, o.Name, f), Name: o.Name, Slug: o.Slug, Status: organisation.Status(o.Status).Say(), Found: found, Facts: compared(o, entry, found)}
	v.Back = &components.Link{Text: "Organisations", Href: "/admin/organisations"}
	if taken && other.ID != o.ID {
		v.Other = &components.Link{Text: other.Name, Href: "/admin/organisations/" + other.Slug}
	}
	for _, m := range members {
		v.People = append(v.People, m.Name+", "+m.Email)
	}
	for _, k := range checks {
		v.Checks = append(v.Checks, components.Moment{When: text.When(k.At.Time) + ", " + k.Name, Text: said(k.Decision) + ": " + k.Reason, Done: true})
	}
	v.Decision, v.Reason, v.CanDecide = checkFields(f, o)
	return p.Render(c, f.Status(), templates.Organisation(v))
}

func said(decision string) string {
	switch organisation.Decision(decision) {
	case organisation.Confirm:
		return "Confirmed"
	case organisation.Refuse:
		return "Could not be confirmed"
	case organisation.Suspend:
		return "Suspended"
	}
	return decision
}

func checkFields(f *form.Form, o store.Organisation) (components.Radios, components.Textarea, bool) {
	allowed := decisions(o)
	decision, reason := f.Choice("decision", form.Ask{}, allowed...), f.Text("reason", form.Ask{Max: 100_000, Lines: true})
	decision.Error, reason.Error = f.Error("decision"), f.Error("reason")
	radios := components.Radios{Legend: components.Legend{Text: "What do you decide?", Size: "s"}}
	for _, d := range allowed {
		option := decisionWords[d]
		option.Value = d
		radios.Options = append(radios.Options, option)
	}
	return decision.Radios(radios), reason.Textarea(components.Textarea{Label: "Reason", Hint: "What you compared and what you found. The organisation reads it", Rows: "4"}), len(allowed) > 0
}

// compared sets what the organisation says beside what its register says.
func compared(o store.Organisation, e store.RegisterEntry, found bool) components.Table {
	t := components.Table{ID: "compared", Caption: "What it says, and what the register says", Columns: []components.Column{{Text: "Fact"}, {Text: "The organisation says"}, {Text: "The register says"}, {Text: "Same"}}}
	add := func(fact, says, register string) {
		same := "–"
		if found && register != "" {
			same = "No"
			if strings.EqualFold(strings.TrimSpace(says), strings.TrimSpace(register)) {
				same = "Yes"
			}
		}
		if register == "" {
			register = "Not said"
		}
		if says == "" {
			says = "Not said"
		}
		t.Rows = append(t.Rows, components.Row{Cells: []components.Cell{{Text: fact}, {Text: says}, {Text: register}, {Text: same}}})
	}
	add("Name", o.Name, e.Name)
	if o.IsBuyer() {
		add("Class of authority", organisation.Say(organisation.Classes(), o.AuthorityClass), "")
	} else {
		add("Legal form", organisation.Say(organisation.LegalForms(), o.LegalForm), organisation.Say(organisation.LegalForms(), e.LegalForm))
	}
	add("Number", organisation.OrgID(o.Scheme, o.Identifier), organisation.OrgID(e.Scheme, e.Identifier))
	add("Place", o.Place, e.Place)
	add("Website", o.Website, e.Website)
	return t
}
