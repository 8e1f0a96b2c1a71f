package account

import (
	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/models/commissioning"
	templates "hundredweight/templates/account"
	"hundredweight/templates/components"
)

// New asks for the address of a new account.
func (p Pages) New(c *gin.Context) error { return p.showNew(c, form.Prefill(nil)) }

// AskNew sends the mail, whoever has the address.
func (p Pages) AskNew(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	_, address := email(f)
	if !f.OK() {
		return p.showNew(c, f)
	}
	if err := p.Steps.AskForLink(c.Request.Context(), address, commissioning.WishAccount); err != nil {
		return err
	}
	return p.Redirect(c, "/account/check-email", "")
}

func (p Pages) showNew(c *gin.Context, f *form.Form) error {
	v := templates.NewView{View: p.Refused(c, "Create an account", f), Email: emailInput(f)}
	return p.Render(c, f.Status(), templates.New(v))
}

// emailInput is the field in which an address is typed.
func emailInput(f *form.Form) components.Input {
	in := f.Text("email", form.Ask{Max: 1000}).Input(components.Input{Label: "Email address", Type: "email", Autocomplete: "email", NoSpell: true})
	in.Error = f.Error("email")
	return in
}
