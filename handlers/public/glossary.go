package public

import (
	"net/http"

	"github.com/gin-gonic/gin"

	pages "hundredweight/templates/public"
)

// Glossary explains the words, each at an address of its own.
func (p Pages) Glossary(c *gin.Context) error {
	return p.Render(c, http.StatusOK, pages.GlossaryPage(pages.Glossary{View: p.View(c, "Words we use"), Terms: pages.Terms()}))
}
