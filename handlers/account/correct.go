package account

import (
	"net/url"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/organisation"
	templates "hundredweight/templates/account"
	"hundredweight/templates/components"
)

// Correct shows the facts an organisation is checked by, to be corrected while
// they are not confirmed.
func (p Pages) Correct(c *gin.Context) error {
	o, err := p.Query(c).OrganisationByID(page.Org(c).Organisation)
	if err != nil {
		return err
	}
	if _, err := organisation.Corrects(organisation.Status(o.Status)); err != nil {
		return err
	}
	scheme := o.Scheme
	if scheme == "" {
		scheme = inNone
	}
	return p.showCorrect(c, form.Prefill(url.Values{"name": {o.Name}, "legal_form": {o.LegalForm}, "scheme": {scheme}, "identifier": {o.Identifier}}))
}

// SaveCorrect saves them; the organisation waits for a check again.
func (p Pages) SaveCorrect(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	d := organisation.Details{
		Name:       f.Text("name", form.Ask{Label: "The organisation’s name", Max: 1000}).Value,
		LegalForm:  f.Choice("legal_form", form.Ask{}, organisation.Values(organisation.LegalForms())...).Value,
		Scheme:     f.Choice("scheme", form.Ask{Missing: "Select the register your organisation is in"}, schemeValues()...).Value,
		Identifier: f.Text("identifier", form.Ask{Label: "The number"}).Value,
	}
	if d.Scheme == inNone {
		d.Scheme = ""
	}
	if !f.OK() {
		return p.showCorrect(c, f)
	}
	slug := page.Org(c).Slug
	err = p.Steps.CorrectOrganisation(c.Request.Context(), page.Actor(c), slug, d)
	if f.Refuse(err) {
		return p.showCorrect(c, f)
	}
	if err != nil {
		return err
	}
	return p.Redirect(c, "/org/"+slug+"/settings", "Saved. Your organisation waits to be checked.")
}

func (p Pages) showCorrect(c *gin.Context, f *form.Form) error {
	slug := page.Org(c).Slug
	name, number := f.Text("name", form.Ask{Max: 1000}), f.Text("identifier", form.Ask{})
	kind := f.Choice("legal_form", form.Ask{}, organisation.Values(organisation.LegalForms())...)
	scheme := f.Choice("scheme", form.Ask{}, schemeValues()...)
	name.Error, number.Error, kind.Error, scheme.Error = f.Error("name"), f.Error("identifier"), f.Error("legal_form"), f.Error("scheme")
	registers := components.Select{Label: "Register"}
	for _, s := range organisation.Schemes(organisation.Provider) {
		registers.Options = append(registers.Options, components.Option{Value: s.Code, Text: s.Name})
	}
	registers.Options = append(registers.Options, components.Option{Value: inNone, Text: "None of these"})
	v := templates.CorrectView{
		View: p.Refused(c, "Correct the details", f), Slug: slug,
		Name: name.Input(components.Input{Label: "Name", Hint: "As it stands in the register"}), Form: legalForms(kind),
		Register: scheme.Select(registers), Number: number.Input(components.Input{Label: "Number", Width: "20", NoSpell: true}),
	}
	v.Back = &components.Link{Text: "Settings", Href: "/org/" + slug + "/settings"}
	return p.Render(c, f.Status(), templates.Correct(v))
}
