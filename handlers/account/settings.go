package account

import (
	"net/url"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/commissioning"
	"hundredweight/models/organisation"
	"hundredweight/models/store"
	templates "hundredweight/templates/account"
	"hundredweight/templates/components"
	"hundredweight/templates/text"
)

// Settings shows what an organisation says about itself, and how it was checked.
func (p Pages) Settings(c *gin.Context) error {
	o, err := p.Query(c).OrganisationByID(page.Org(c).Organisation)
	if err != nil {
		return err
	}
	kept := url.Values{"about": {o.About}, "website": {o.Website}, "contact_email": {o.ContactEmail}, "place": {o.Place}}
	for flag, on := range map[string]bool{"vcse": o.VCSE, "sme": o.SME} {
		if on {
			kept.Add("flags", flag)
		}
	}
	return p.showSettings(c, form.Prefill(kept), o)
}

// Describe saves what an organisation says about itself.
func (p Pages) Describe(c *gin.Context) error {
	o, err := p.Query(c).OrganisationByID(page.Org(c).Organisation)
	if err != nil {
		return err
	}
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	d := commissioning.Description{
		About:        f.Text("about", form.Ask{Label: "What it does", Max: commissioning.MaxAbout, Lines: true}).Value,
		Place:        f.Text("place", form.Ask{Label: "Where it is", Max: 100}).Value,
		Website:      f.Text("website", form.Ask{Label: "Website address", Max: 300}).Value,
		ContactEmail: f.Text("contact_email", form.Ask{Label: "Email address", Max: 1000}).Value,
	}
	d.VCSE, d.SME = flags(f)
	if !f.OK() {
		return p.showSettings(c, f, o)
	}
	err = p.Steps.DescribeOrganisation(c.Request.Context(), page.Actor(c), o.Slug, d)
	if f.Refuse(err) {
		return p.showSettings(c, f, o)
	}
	if err != nil {
		return err
	}
	return p.Redirect(c, "/org/"+o.Slug+"/settings", "Saved.")
}

func (p Pages) showSettings(c *gin.Context, f *form.Form, o store.Organisation) error {
	checks, err := p.Query(c).OrganisationChecks(o.ID)
	if err != nil {
		return err
	}
	about, place, site, mail := f.Text("about", form.Ask{Max: 100_000, Lines: true}), f.Text("place", form.Ask{Max: 1000}), f.Text("website", form.Ask{Max: 1000}), f.Text("contact_email", form.Ask{Max: 1000})
	about.Error, place.Error, site.Error, mail.Error = f.Error("about"), f.Error("place"), f.Error("website"), f.Error("contact_email")
	v := templates.SettingsView{
		View: p.Refused(c, "Settings", f), Slug: o.Slug, CanManage: page.Org(c).Has(account.ManageTeam), IsBuyer: o.IsBuyer(),
		About:   about.Textarea(components.Textarea{Label: "What it does", Hint: "In a few sentences, for people who look for a service", Rows: "6"}),
		Place:   place.Input(components.Input{Label: "Where it is", Hint: "A postcode or a place", Width: "20"}),
		Website: site.Input(components.Input{Label: "Website (optional)", Hint: "Like https://www.example.org", Type: "url", NoSpell: true}),
		Email:   mail.Input(components.Input{Label: "Email address for questions (optional)", Hint: "Shown on its public page", Type: "email", NoSpell: true}),
		Flags:   flagBoxes(f),
	}
	v.Facts = organisationFacts(o)
	_, err = organisation.Corrects(organisation.Status(o.Status))
	v.CanCorrect = err == nil && v.CanManage && !o.IsBuyer()
	for _, k := range checks {
		v.Checks = append(v.Checks, components.Moment{When: text.When(k.At.Time), Text: checkWords(k.Decision) + " " + k.Reason, Done: true})
	}
	return p.Render(c, f.Status(), templates.Settings(v))
}

// organisationFacts are the facts that an organisation is checked by.
func organisationFacts(o store.Organisation) []components.Summary {
	rows := []components.Summary{
		{Key: "Name", Value: o.Name},
		{Key: "Number", Value: organisation.NumberWords(o.Scheme, o.Identifier)},
	}
	if o.IsBuyer() {
		rows = append(rows, components.Summary{Key: "Class of authority", Value: organisation.Say(organisation.Classes(), o.AuthorityClass)})
	} else {
		rows = append(rows, components.Summary{Key: "Legal form", Value: organisation.Say(organisation.LegalForms(), o.LegalForm)})
	}
	return append(rows, components.Summary{Key: "Checked", Value: organisation.Status(o.Status).Say()})
}

func checkWords(decision string) string {
	switch organisation.Decision(decision) {
	case organisation.Confirm:
		return "Confirmed."
	case organisation.Refuse:
		return "Could not be confirmed."
	case organisation.Suspend:
		return "Suspended."
	}
	return decision
}
