package account

import (
	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	templates "hundredweight/templates/account"
	"hundredweight/templates/components"
)

// Create asks for a name and a password behind the link of a mail.
func (p Pages) Create(c *gin.Context) error {
	address, err := p.Steps.RegisterEmail(c.Request.Context(), tokenField(c))
	if err != nil {
		return p.gone(c, err)
	}
	return p.showCreate(c, form.Prefill(nil), address)
}

// MakeAccount makes the account and signs in.
func (p Pages) MakeAccount(c *gin.Context) error {
	ctx := c.Request.Context()
	address, err := p.Steps.RegisterEmail(ctx, tokenField(c))
	if err != nil {
		return p.gone(c, err)
	}
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	_, called := name(f)
	_, typed := p.password(f, address, called)
	if !f.OK() {
		return p.showCreate(c, f, address)
	}
	hash, err := p.hashes.hash(ctx, typed)
	if err != nil {
		return err
	}
	id, err := p.Steps.RegisterPerson(ctx, tokenField(c), called, hash)
	if f.Refuse(err) {
		return p.showCreate(c, f, address)
	}
	if err != nil {
		return p.gone(c, err)
	}
	return p.enter(c, id, "/account", "You have an account. Set up your organisation next, or wait for an invitation.")
}

func (p Pages) showCreate(c *gin.Context, f *form.Form, address string) error {
	v := templates.CreateView{View: p.Refused(c, "Create your account", f), Email: address, To: c.Request.URL.Path, Fields: chooseFields(f)}
	v.NoIndex = true
	return p.Render(c, f.Status(), templates.Create(v))
}

// chooseFields are the fields of a new account: the name and the password.
func chooseFields(f *form.Form) templates.ChooseFields {
	called, word := f.Text("name", form.Ask{Max: 1000}), f.Text("password", form.Ask{Max: form.MaxBody})
	called.Error, word.Error = f.Error("name"), f.Error("password")
	return templates.ChooseFields{
		Name:     called.Input(components.Input{Label: "Full name", Hint: "Your colleagues and, where you decide something, the public log’s readers see who did it", Autocomplete: "name", NoSpell: true}),
		Password: newPassword(word),
	}
}
