package account

import (
	"net/http"

	"github.com/gin-gonic/gin"

	templates "hundredweight/templates/account"
)

// SignInLink shows the button that a link from a mail leads to: programs that
// look at mail open links, and press nothing.
func (p Pages) SignInLink(c *gin.Context) error {
	address, err := p.Steps.SignInEmail(c.Request.Context(), tokenField(c))
	if err != nil {
		return p.gone(c, err)
	}
	v := templates.SignInLinkView{View: p.View(c, "Sign in"), Email: address, To: c.Request.URL.Path}
	v.NoIndex = true
	return p.Render(c, http.StatusOK, templates.SignInLink(v))
}

// EnterSignInLink uses the link up.
func (p Pages) EnterSignInLink(c *gin.Context) error {
	id, err := p.Steps.SignInByLink(c.Request.Context(), tokenField(c))
	if err != nil {
		return p.gone(c, err)
	}
	return p.enter(c, id, "", "")
}
