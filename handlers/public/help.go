package public

import (
	"net/http"

	"github.com/gin-gonic/gin"

	pages "hundredweight/templates/public"
)

// Help says how to use the site.
func (p Pages) Help(c *gin.Context) error {
	w := pages.Words{View: p.View(c, "Help"), Lede: "What you can do here, and what to do when something goes wrong."}
	w.Parts = pages.HelpParts(w.Lang, p.Contact)
	return p.Render(c, http.StatusOK, pages.HelpPage(w))
}
