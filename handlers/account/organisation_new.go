package account

import (
	"net/url"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/models/organisation"
	templates "hundredweight/templates/account"
	"hundredweight/templates/components"
)

// inNone is the choice of an organisation that no register numbers.
const inNone = "none"

// OrganisationNew asks in which register the organisation is, and its number.
func (p Pages) OrganisationNew(c *gin.Context) error {
	return p.showOrganisationNew(c, form.Query(c))
}

// LookUp checks the number's form and goes on to the details. The number is in
// the address: it is public, and so the step can be taken again.
func (p Pages) LookUp(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	scheme := f.Choice("scheme", form.Ask{Missing: "Select the register your organisation is in"}, schemeValues()...)
	typed := f.Text("identifier", form.Ask{Label: "The number"})
	if !f.OK() {
		return p.showOrganisationNew(c, f)
	}
	q := url.Values{}
	if scheme.Value != inNone {
		id, err := organisation.Identifier(scheme.Value, typed.Value)
		if f.Refuse(err) {
			return p.showOrganisationNew(c, f)
		}
		q.Set("scheme", scheme.Value)
		q.Set("identifier", id)
	}
	return p.Redirect(c, "/account/organisations/new/details?"+q.Encode(), "")
}

func schemeValues() []string {
	var all []string
	for _, s := range organisation.Schemes(organisation.Provider) {
		all = append(all, s.Code)
	}
	return append(all, inNone)
}

func (p Pages) showOrganisationNew(c *gin.Context, f *form.Form) error {
	scheme := f.Choice("scheme", form.Ask{}, schemeValues()...)
	scheme.Error = f.Error("scheme")
	number := f.Text("identifier", form.Ask{})
	number.Error = f.Error("identifier")
	radios := components.Radios{Legend: components.Legend{Text: "Which register is it in?", Size: "m"}, Hint: "If it is in several, select the one for charities"}
	for _, s := range organisation.Schemes(organisation.Provider) {
		radios.Options = append(radios.Options, components.Option{Value: s.Code, Text: s.Name, Hint: "Numbers look like " + s.Example})
	}
	radios.Options = append(radios.Options, components.Option{Value: inNone, Text: "None of these", Hint: "Such as a club or a new group. It can still be checked, and takes longer"})
	v := templates.OrganisationNewView{
		View:   p.Refused(c, "Set up your organisation", f),
		Scheme: scheme.Radios(radios),
		Number: number.Input(components.Input{Label: "Its number in that register", Hint: "Leave empty for none of these", Width: "20", NoSpell: true}),
	}
	return p.Render(c, f.Status(), templates.OrganisationNew(v))
}
