package account

import (
	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/commissioning"
	templates "hundredweight/templates/account"
	"hundredweight/templates/text"
)

// Invitation shows what a link of an invitation is for.
func (p Pages) Invitation(c *gin.Context) error {
	in, err := p.Steps.Invitation(c.Request.Context(), tokenField(c))
	if err != nil {
		return p.gone(c, err)
	}
	return p.showInvitation(c, form.Prefill(nil), in)
}

// AcceptInvitation joins: with the account that is signed in, or with a new
// one for the address that was invited.
func (p Pages) AcceptInvitation(c *gin.Context) error {
	ctx, by := c.Request.Context(), page.Actor(c)
	in, err := p.Steps.Invitation(ctx, tokenField(c))
	if err != nil {
		return p.gone(c, err)
	}
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	if by.Known() {
		slug, err := p.Steps.AcceptInvitation(ctx, by, tokenField(c))
		if err != nil {
			return p.gone(c, err)
		}
		return p.Redirect(c, "/org/"+slug, "You are in the team of "+in.Organisation.Name+".")
	}
	if in.HasAccount {
		return p.Redirect(c, "/sign-in?next="+c.Request.URL.Path, "")
	}
	_, called := name(f)
	_, typed := p.password(f, in.Email, called, in.Organisation.Name)
	if !f.OK() {
		return p.showInvitation(c, f, in)
	}
	hash, err := p.hashes.hash(ctx, typed)
	if err != nil {
		return err
	}
	id, slug, err := p.Steps.AcceptInvitationAsNew(ctx, tokenField(c), called, hash)
	if err != nil {
		return p.gone(c, err)
	}
	return p.enter(c, id, "/org/"+slug, "You have an account and are in the team of "+in.Organisation.Name+".")
}

func (p Pages) showInvitation(c *gin.Context, f *form.Form, in commissioning.Invited) error {
	by := page.Actor(c)
	v := templates.InvitationView{View: p.Refused(c, "Join "+in.Organisation.Name, f), To: c.Request.URL.Path, Organisation: in.Organisation.Name, By: in.By, Email: in.Email, Fields: chooseFields(f)}
	v.NoIndex = true
	switch {
	case by.Known() && by.Email == in.Email:
		v.Accept = true
	case by.Known():
		v.Other = by.Email
	case in.HasAccount:
		v.SignIn = "/sign-in?next=" + c.Request.URL.Path
	default:
		v.New = true
	}
	for _, w := range in.Permissions {
		v.Can = append(v.Can, w.Say())
	}
	if len(v.Can) == 0 {
		v.Can = []string{text.Say(v.Lang, "Can read what the team does")}
	}
	return p.Render(c, f.Status(), templates.Invitation(v))
}
