package public

import (
	"net/http"

	"github.com/gin-gonic/gin"

	pages "hundredweight/templates/public"
)

// Privacy says what is kept about people.
func (p Pages) Privacy(c *gin.Context) error {
	w := pages.Words{View: p.View(c, "Privacy")}
	w.Parts = pages.PrivacyParts(w.Lang, p.Operator, p.Contact)
	return p.Render(c, http.StatusOK, pages.PrivacyPage(w))
}
