package account

import (
	"bytes"
	"encoding/hex"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/account"
	templates "hundredweight/templates/account"
	"hundredweight/templates/components"
	"hundredweight/templates/text"
)

// Account shows the own account: organisations, name, where one is signed in.
func (p Pages) Account(c *gin.Context) error { return p.showAccount(c, form.Prefill(nil)) }

// Rename changes the own name.
func (p Pages) Rename(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	_, called := name(f)
	if !f.OK() {
		return p.showAccount(c, f)
	}
	if err := p.Steps.RenamePerson(c.Request.Context(), page.Actor(c), called); err != nil {
		return err
	}
	return p.Redirect(c, "/account", "Your name is changed.")
}

// EndSessions ends one of the own sessions, or all but this one.
func (p Pages) EndSessions(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	ctx, by := c.Request.Context(), page.Actor(c)
	which := f.Text("session", form.Ask{}).Value
	if which == "others" {
		if err := p.Steps.EndOtherSessions(ctx, by, p.Session.Hash(ctx)); err != nil {
			return err
		}
		return p.Redirect(c, "/account", "You were signed out everywhere else.")
	}
	hash, err := hex.DecodeString(which)
	if err != nil || len(hash) != 32 {
		return p.Redirect(c, "/account", "")
	}
	if err := p.Steps.EndSession(ctx, by, hash); err != nil {
		return err
	}
	if bytes.Equal(hash, p.Session.Hash(ctx)) {
		return p.SignOut(c)
	}
	return p.Redirect(c, "/account", "That browser was signed out.")
}

func (p Pages) showAccount(c *gin.Context, f *form.Form) error {
	ctx, by := c.Request.Context(), page.Actor(c)
	sessions, err := p.Query(c).SessionsOf(by.Person, p.Wall())
	if err != nil {
		return err
	}
	called := f.Text("name", form.Ask{Max: 1000})
	if called.Raw == "" && f.OK() {
		called.Raw = by.Name
	}
	called.Error = f.Error("name")
	v := templates.AccountView{
		View: p.Refused(c, "Your account", f), Email: by.Email, Operator: by.Operator,
		Name: called.Input(components.Input{Label: "Full name", Autocomplete: "name", NoSpell: true}),
	}
	for _, m := range by.Memberships {
		v.Organisations = append(v.Organisations, organisationRow(m))
	}
	here := p.Session.Hash(ctx)
	for _, s := range sessions {
		v.Sessions = append(v.Sessions, templates.SessionRow{Key: hex.EncodeToString(s.Hash), Browser: s.Browser, Seen: text.When(s.LastSeen), Since: text.When(s.Created), Here: bytes.Equal(s.Hash, here)})
	}
	return p.Render(c, f.Status(), templates.Account(v))
}

func organisationRow(m account.Membership) components.ListRow {
	r := components.ListRow{Title: m.Name, Href: "/org/" + m.Slug, Text: "Provider"}
	if m.IsBuyer {
		r.Text = "Buyer"
	}
	if !m.Verified {
		r.Tag, r.Colour = "Not checked yet", "yellow"
	}
	return r
}
