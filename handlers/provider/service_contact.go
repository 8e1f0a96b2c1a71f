package provider

import (
	"net/url"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/models/offer"
	"hundredweight/templates/components"
)

// contactForm is the task "Contact".
type contactForm struct{ name, email, phone, web *form.Text }

func readContact(f *form.Form) contactForm {
	return contactForm{
		name:  f.Text("name", form.Ask{Label: "The name", Max: offer.MaxLine}),
		email: f.Text("email", form.Ask{Label: "The email address", Max: 254}),
		phone: f.Text("phone", form.Ask{Label: "The phone number", Max: 40}),
		web:   f.Text("web", form.Ask{Label: "The web address", Max: 500}),
	}
}

func (d contactForm) set(c *offer.Content) {
	c.Contact = offer.Contact{Name: d.name.Value, Email: d.email.Value, Phone: d.phone.Value, Web: d.web.Value}
}

// ServiceContact asks whom buyers can ask.
func (p Pages) ServiceContact(c *gin.Context) error {
	o, gone, err := p.draft(c)
	if err != nil || gone {
		return err
	}
	k := o.c.Contact
	f := form.Prefill(url.Values{"name": {k.Name}, "email": {k.Email}, "phone": {k.Phone}, "web": {k.Web}})
	return p.showContact(c, o, f, readContact(f))
}

// SaveServiceContact saves it.
func (p Pages) SaveServiceContact(c *gin.Context) error {
	o, gone, err := p.draft(c)
	if err != nil || gone {
		return err
	}
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	d := readContact(f)
	return p.saveSection(c, o, f, offer.Ask, d.set, func(o ownService) error { return p.showContact(c, o, f, d) })
}

func (p Pages) showContact(c *gin.Context, o ownService, f *form.Form, d contactForm) error {
	t := p.task(c, o, f, offer.Ask.Title(), "/contact")
	t.Lines = []string{"This is shown to everybody. A shared address, like bookings@, saves you from changing it when somebody leaves."}
	t.Fields = append(t.Fields,
		components.InputOf(d.name.Input(components.Input{Label: "Name or job title", LabelSize: "s", Autocomplete: "name"})),
		components.InputOf(d.email.Input(components.Input{Label: "Email address", LabelSize: "s", Type: "email", Autocomplete: "email", NoSpell: true})),
		components.InputOf(d.phone.Input(components.Input{Label: "Phone number (optional)", LabelSize: "s", Type: "tel", Width: "20", Autocomplete: "tel"})),
		components.InputOf(d.web.Input(components.Input{Label: "Web page (optional)", LabelSize: "s", Hint: "Like https://www.example.org/classes", Type: "url", NoSpell: true})),
	)
	return p.showTask(c, f, t)
}
