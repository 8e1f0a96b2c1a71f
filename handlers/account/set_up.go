package account

import (
	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	templates "hundredweight/templates/account"
)

// SetUp makes the first operator, behind the link that serve prints.
func (p Pages) SetUp(c *gin.Context) error {
	if err := p.Steps.CheckSetupLink(c.Request.Context(), tokenField(c)); err != nil {
		return p.gone(c, err)
	}
	return p.showSetUp(c, form.Prefill(nil))
}

// MakeOperator makes the operator and signs in.
func (p Pages) MakeOperator(c *gin.Context) error {
	ctx := c.Request.Context()
	if err := p.Steps.CheckSetupLink(ctx, tokenField(c)); err != nil {
		return p.gone(c, err)
	}
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	_, called := name(f)
	_, address := email(f)
	_, typed := p.password(f, address, called)
	if !f.OK() {
		return p.showSetUp(c, f)
	}
	hash, err := p.hashes.hash(ctx, typed)
	if err != nil {
		return err
	}
	id, err := p.Steps.SetUpOperator(ctx, tokenField(c), called, address, hash)
	if err != nil {
		return p.gone(c, err)
	}
	return p.enter(c, id, "/admin", "You are the operator of this site. Make a second person one too, so that two check organisations.")
}

func (p Pages) showSetUp(c *gin.Context, f *form.Form) error {
	v := templates.SetUpView{View: p.Refused(c, "Set up this site", f), To: c.Request.URL.Path, Email: emailInput(f), Fields: chooseFields(f)}
	v.NoIndex = true
	return p.Render(c, f.Status(), templates.SetUp(v))
}
