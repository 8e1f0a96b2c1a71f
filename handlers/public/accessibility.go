package public

import (
	"net/http"

	"github.com/gin-gonic/gin"

	pages "hundredweight/templates/public"
)

// Accessibility is the accessibility statement.
func (p Pages) Accessibility(c *gin.Context) error {
	w := pages.Words{View: p.View(c, "Accessibility")}
	w.Parts = pages.AccessibilityParts(w.Lang, p.Contact)
	return p.Render(c, http.StatusOK, pages.AccessibilityPage(w))
}
