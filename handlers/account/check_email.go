package account

import (
	"net/http"

	"github.com/gin-gonic/gin"

	templates "hundredweight/templates/account"
)

// CheckEmail says that a mail was sent, whether or not anybody has the address.
func (p Pages) CheckEmail(c *gin.Context) error {
	v := templates.CheckEmailView{View: p.View(c, "Check your email"), Demo: p.Demo != nil}
	return p.Render(c, http.StatusOK, templates.CheckEmail(v))
}
