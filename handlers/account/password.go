package account

import (
	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/handlers/session"
	"hundredweight/models/commissioning"
	templates "hundredweight/templates/account"
	"hundredweight/templates/components"
)

// Password asks a stranger for the address of a forgotten password, and lets
// somebody who is signed in change theirs.
func (p Pages) Password(c *gin.Context) error { return p.showPassword(c, form.Prefill(nil)) }

// NewPassword sends the mail, or changes the password.
func (p Pages) NewPassword(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	if page.Actor(c).Known() {
		return p.changePassword(c, f)
	}
	_, address := email(f)
	if !f.OK() {
		return p.showPassword(c, f)
	}
	if err := p.Steps.AskForLink(c.Request.Context(), address, commissioning.WishPassword); err != nil {
		return err
	}
	return p.Redirect(c, "/account/check-email", "")
}

func (p Pages) changePassword(c *gin.Context, f *form.Form) error {
	ctx, by := c.Request.Context(), page.Actor(c)
	current := f.Values().Get("current")
	f.Text("current", form.Ask{Missing: "Enter your current password", Max: form.MaxBody})
	_, typed := p.password(f, by.Email, by.Name)
	if !f.OK() {
		return p.showPassword(c, f)
	}
	g, err := p.Steps.TryPassword(ctx, commissioning.Guess{Email: by.Email, Network: session.Network(c.Request.RemoteAddr), Browser: p.browser(c)})
	if err != nil {
		return err
	}
	ok, err := p.hashes.match(ctx, current, g.Person.PasswordHash)
	if err != nil {
		return err
	}
	if !ok {
		f.Problem("current", "Current password is wrong")
		return p.showPassword(c, f)
	}
	hash, err := p.hashes.hash(ctx, typed)
	if err != nil {
		return err
	}
	if err := p.Steps.ChangePassword(ctx, by, hash, p.Session.Hash(ctx)); err != nil {
		return err
	}
	return p.Redirect(c, "/account", "Your password is changed. You were signed out everywhere else.")
}

func (p Pages) showPassword(c *gin.Context, f *form.Form) error {
	v := templates.PasswordView{Change: page.Actor(c).Known()}
	if v.Change {
		word := f.Text("password", form.Ask{Max: form.MaxBody})
		word.Error = f.Error("password")
		v.View = p.Refused(c, "Change your password", f)
		v.Current = components.Password{Name: "current", Label: "Current password", Error: f.Error("current"), Autocomplete: "current-password"}
		v.Password = newPassword(word)
	} else {
		v.View = p.Refused(c, "Choose a new password", f)
		v.Email = emailInput(f)
	}
	return p.Render(c, f.Status(), templates.Password(v))
}
