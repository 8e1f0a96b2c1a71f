package public

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	pages "hundredweight/templates/public"
)

// Cookies lists the cookies that the site sets.
func (p Pages) Cookies(c *gin.Context) error {
	v := pages.Cookies{View: p.View(c, "Cookies")}
	before := ""
	if strings.HasPrefix(p.BaseURL, "https://") {
		before = "__Host-" // the browser then binds the cookie to this site alone
	}
	v.Cookies = []pages.Cookie{
		{Name: before + "hw", For: "Keeps you signed in", Ends: "After an hour without use, 12 hours in all, or when you sign out"},
		{Name: before + "hw-flash", For: "Shows once that what you sent was done", Ends: "When the next page is shown, or after a minute"},
	}
	return p.Render(c, http.StatusOK, pages.CookiesPage(v))
}
