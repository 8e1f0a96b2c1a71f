package account

import (
	"strings"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/commissioning"
	"hundredweight/models/organisation"
	"hundredweight/models/store"
	templates "hundredweight/templates/account"
	"hundredweight/templates/components"
)

// OrganisationDetails shows what the register says of a number, to be
// confirmed, or asks for everything where it says nothing.
func (p Pages) OrganisationDetails(c *gin.Context) error {
	return p.showDetails(c, form.Query(c))
}

// CreateOrganisation sets the organisation up.
func (p Pages) CreateOrganisation(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	n := commissioning.NewOrganisation{
		Details: organisation.Details{
			Scheme: f.Hidden("scheme"), Identifier: f.Hidden("identifier"),
			Name:      f.Text("name", form.Ask{Label: "The organisation’s name", Max: 1000}).Value,
			LegalForm: f.Choice("legal_form", form.Ask{}, organisation.Values(organisation.LegalForms())...).Value,
		},
		Place:   f.Text("place", form.Ask{Label: "Where it is", Max: 100}).Value,
		Website: f.Text("website", form.Ask{Label: "Website address", Max: 300}).Value,
	}
	n.VCSE, n.SME = flags(f)
	if f.Tick("mine", form.Ask{Missing: "Confirm that you may act for this organisation"}); !f.OK() {
		return p.showDetails(c, f)
	}
	slug, err := p.Steps.CreateOrganisation(c.Request.Context(), page.Actor(c), n)
	if f.Refuse(err) {
		return p.showDetails(c, f)
	}
	if err != nil {
		return err
	}
	return p.Redirect(c, "/org/"+slug, "Your organisation is set up. You can write services and bids now, and publish once it has been checked.")
}

// flags reads the two boxes that say what an organisation is.
func flags(f *form.Form) (vcse, sme bool) {
	boxes := f.Choices("flags", form.Ask{}, "vcse", "sme")
	return boxes.Has("vcse"), boxes.Has("sme")
}

// flagBoxes are the two boxes with their definitions in law.
func flagBoxes(f *form.Form) components.Checkboxes {
	return f.Choices("flags", form.Ask{}, "vcse", "sme").Checkboxes(components.Checkboxes{
		Legend: components.Legend{Text: "What kind of organisation is it?", Size: "m"}, Hint: "Select all that are true",
		Options: []components.Option{
			{Value: "vcse", Text: "A voluntary, community or social enterprise", Hint: organisation.VCSEWords},
			{Value: "sme", Text: "A small or medium-sized enterprise", Hint: organisation.SMEWords},
		},
	})
}

func (p Pages) showDetails(c *gin.Context, f *form.Form) error {
	scheme, id := f.Hidden("scheme"), f.Hidden("identifier")
	if scheme != "" {
		if _, err := organisation.Identifier(scheme, id); err != nil {
			return p.Redirect(c, "/account/organisations/new", "")
		}
	}
	entry, found, err := p.Query(c).RegisterEntryOf(scheme, id)
	if err != nil {
		return err
	}
	there, checked, err := p.Query(c).VerifiedOrganisation(scheme, id)
	if err != nil {
		return err
	}
	v := templates.OrganisationDetailsView{View: p.Refused(c, "Is this your organisation?", f), Scheme: scheme, Identifier: id, Number: organisation.NumberWords(scheme, id), Found: found}
	if !found {
		v.Title = "Tell us about your organisation"
	}
	if checked {
		v.There = &components.Link{Text: there.Name, Href: "/organisations/" + there.Slug}
	}
	fillDetails(&v, f, entry)
	return p.Render(c, f.Status(), templates.OrganisationDetails(v))
}

func fillDetails(v *templates.OrganisationDetailsView, f *form.Form, entry store.RegisterEntry) {
	name, place, site := f.Text("name", form.Ask{Max: 1000}), f.Text("place", form.Ask{}), f.Text("website", form.Ask{Max: 300})
	kind := f.Choice("legal_form", form.Ask{}, organisation.Values(organisation.LegalForms())...)
	name.Error, place.Error, site.Error, kind.Error = f.Error("name"), f.Error("place"), f.Error("website"), f.Error("legal_form")
	if f.OK() && !f.Has("name") {
		name.Raw, place.Raw, site.Raw, kind.Raw = entry.Name, entry.Place, entry.Website, entry.LegalForm
	}
	tick := f.Choice("mine", form.Ask{}, "yes")
	tick.Error = f.Error("mine")
	v.Name = name.Input(components.Input{Label: "Name", Hint: "As it stands in the register"})
	v.Place = place.Input(components.Input{Label: "Where it is", Hint: "A postcode or a place", Width: "20"})
	v.Website = site.Input(components.Input{Label: "Website (optional)", Hint: "Like https://www.example.org", Type: "url", NoSpell: true})
	v.Form = legalForms(kind)
	v.Flags = flagBoxes(f)
	v.Mine = tick.Checkbox(components.Checkboxes{Legend: components.Legend{Text: "Before you go on", Size: "m"}, Options: []components.Option{{Value: "yes", Text: "I may act for this organisation, and what I say about it is true"}}})
}

func legalForms(kind *form.Choice) components.Select {
	s := components.Select{Label: "Legal form", Options: []components.Option{{Text: "Select a legal form"}}}
	for _, l := range organisation.LegalForms() {
		words := l.Text
		if l.Hint != "" {
			words += " (" + strings.ToLower(l.Hint[:1]) + l.Hint[1:] + ")"
		}
		s.Options = append(s.Options, components.Option{Value: l.Value, Text: words})
	}
	return kind.Select(s)
}
