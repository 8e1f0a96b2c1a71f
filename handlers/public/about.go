package public

import (
	"net/http"

	"github.com/gin-gonic/gin"

	pages "hundredweight/templates/public"
)

// About says what the site is, and what sealing protects and does not.
func (p Pages) About(c *gin.Context) error {
	w := pages.Words{View: p.View(c, "About this site"), Parts: pages.AboutParts()}
	return p.Render(c, http.StatusOK, pages.AboutPage(w))
}
