package admin

import (
	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/commissioning"
	"hundredweight/models/organisation"
	templates "hundredweight/templates/admin"
	"hundredweight/templates/components"
)

// inNone is the choice of a body that no register numbers.
const inNone = "none"

// OrganisationNew asks for a public body that will buy.
func (p Pages) OrganisationNew(c *gin.Context) error {
	return p.showOrganisationNew(c, form.Prefill(nil))
}

// CreateBuyer sets it up and invites the people who will manage its team.
func (p Pages) CreateBuyer(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	n := commissioning.NewBuyer{
		Details: organisation.Details{
			Name:       f.Text("name", form.Ask{Label: "The organisation’s name", Max: 1000}).Value,
			Class:      f.Choice("class", form.Ask{}, organisation.Values(organisation.Classes())...).Value,
			Scheme:     f.Choice("scheme", form.Ask{Missing: "Select the register the body is in"}, schemeValues()...).Value,
			Identifier: f.Text("identifier", form.Ask{Label: "The number"}).Value,
		},
		Reason: f.Text("reason", form.Ask{Label: "The reason", Max: organisation.MaxReason, Lines: true}).Value,
		Emails: []string{f.Text("email", form.Ask{Label: "Email address", Max: 1000}).Value, f.Text("second", form.Ask{Label: "Email address", Max: 1000}).Value},
	}
	if n.Scheme == inNone {
		n.Scheme = ""
	}
	if !f.OK() {
		return p.showOrganisationNew(c, f)
	}
	slug, err := p.Steps.CreateBuyer(c.Request.Context(), page.Actor(c), n)
	if f.Refuse(err) {
		return p.showOrganisationNew(c, f)
	}
	if err != nil {
		return err
	}
	return p.Redirect(c, "/admin/organisations/"+slug, n.Name+" is set up, and its people were invited.")
}

func schemeValues() []string {
	var all []string
	for _, s := range organisation.Schemes(organisation.Buyer) {
		all = append(all, s.Code)
	}
	return append(all, inNone)
}

func (p Pages) showOrganisationNew(c *gin.Context, f *form.Form) error {
	text := func(name string) *form.Text {
		t := f.Text(name, form.Ask{Max: 100_000, Lines: name == "reason"})
		t.Error = f.Error(name)
		return t
	}
	class := f.Choice("class", form.Ask{}, organisation.Values(organisation.Classes())...)
	scheme := f.Choice("scheme", form.Ask{}, schemeValues()...)
	class.Error, scheme.Error = f.Error("class"), f.Error("scheme")
	classes := components.Radios{Legend: components.Legend{Text: "Class of authority", Size: "s"}, Hint: "Decides which thresholds and duties apply"}
	for _, k := range organisation.Classes() {
		classes.Options = append(classes.Options, components.Option{Value: k.Value, Text: k.Text, Hint: k.Hint})
	}
	registers := components.Select{Label: "Register", Options: []components.Option{{Text: "Select a register"}}}
	for _, s := range organisation.Schemes(organisation.Buyer) {
		registers.Options = append(registers.Options, components.Option{Value: s.Code, Text: s.Name + ", like " + s.Example})
	}
	registers.Options = append(registers.Options, components.Option{Value: inNone, Text: "None of these"})
	v := templates.OrganisationNewView{
		View: p.Refused(c, "Set up a public body", f),
		Name: text("name").Input(components.Input{Label: "Name"}), Class: class.Radios(classes),
		Register: scheme.Select(registers), Number: text("identifier").Input(components.Input{Label: "Number or code", Width: "20", NoSpell: true}),
		Reason: text("reason").Textarea(components.Textarea{Label: "How do you know that it is this body?", Hint: "Such as whom you called, and on which number", Rows: "3"}),
		Email:  text("email").Input(components.Input{Label: "Email address of who will manage its team", Type: "email", NoSpell: true}),
		Second: text("second").Input(components.Input{Label: "Email address of a second person (recommended)", Hint: "Opening officers, award approvers and finance can only be named once two people manage the team", Type: "email", NoSpell: true}),
	}
	v.Back = &components.Link{Text: "Run this site", Href: "/admin"}
	return p.Render(c, f.Status(), templates.OrganisationNew(v))
}
