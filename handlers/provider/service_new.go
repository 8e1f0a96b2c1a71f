package provider

import (
	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/offer"
	"hundredweight/templates/components"
	pages "hundredweight/templates/provider"
)

// NewService asks what a service is called.
func (p Pages) NewService(c *gin.Context) error {
	f := form.Prefill(nil)
	return p.showNewService(c, f, serviceTitle(f))
}

// StartService begins a service.
func (p Pages) StartService(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	title := serviceTitle(f)
	if !f.OK() {
		return p.showNewService(c, f, title)
	}
	m := page.Org(c)
	ref, err := p.Steps.StartOffer(c.Request.Context(), page.Actor(c), m.Organisation, title.Value)
	if f.Refuse(err) {
		return p.showNewService(c, f, title)
	}
	if err != nil {
		return err
	}
	return p.Redirect(c, serviceAt(m.Slug, ref), "Your draft is kept. Only your own team can see it.")
}

func serviceTitle(f *form.Form) *form.Text {
	return f.Text("title", form.Ask{Label: "The name of the service", Missing: "Enter the name of the service", Max: offer.MaxTitle})
}

func (p Pages) showNewService(c *gin.Context, f *form.Form, title *form.Text) error {
	m := page.Org(c)
	v := pages.NewServiceView{View: p.Refused(c, "List a service", f), Action: servicesAt(m.Slug) + "/new"}
	v.Back = &components.Link{Text: "Services", Href: servicesAt(m.Slug)}
	v.Name = title.Input(components.Input{Label: "What is the service called?", LabelSize: "m", Hint: "As people would look for it, like Steady at home: strength, balance and a safer house"})
	return p.Render(c, f.Status(), pages.NewService(v))
}
