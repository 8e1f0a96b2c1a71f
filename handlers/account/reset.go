package account

import (
	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	templates "hundredweight/templates/account"
)

// Reset asks for the new password behind the link of a mail.
func (p Pages) Reset(c *gin.Context) error {
	address, err := p.Steps.ResetEmail(c.Request.Context(), tokenField(c))
	if err != nil {
		return p.gone(c, err)
	}
	return p.showReset(c, form.Prefill(nil), address)
}

// SetPassword sets it, ends every session, and signs in on this browser.
func (p Pages) SetPassword(c *gin.Context) error {
	ctx := c.Request.Context()
	address, err := p.Steps.ResetEmail(ctx, tokenField(c))
	if err != nil {
		return p.gone(c, err)
	}
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	_, typed := p.password(f, address)
	if !f.OK() {
		return p.showReset(c, f, address)
	}
	hash, err := p.hashes.hash(ctx, typed)
	if err != nil {
		return err
	}
	id, err := p.Steps.ResetPassword(ctx, tokenField(c), hash)
	if err != nil {
		return p.gone(c, err)
	}
	return p.enter(c, id, "", "Your password is changed. You were signed out everywhere else.")
}

func (p Pages) showReset(c *gin.Context, f *form.Form, address string) error {
	word := f.Text("password", form.Ask{Max: form.MaxBody})
	word.Error = f.Error("password")
	v := templates.ResetView{View: p.Refused(c, "Choose a new password", f), Email: address, To: c.Request.URL.Path, Password: newPassword(word)}
	v.NoIndex = true
	return p.Render(c, f.Status(), templates.Reset(v))
}
