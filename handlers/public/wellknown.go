package public

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
)

// SecurityTxt says where to report a weakness (RFC 9116).
func (p Pages) SecurityTxt(c *gin.Context) error {
	contact := p.BaseURL + "/help"
	if p.Contact != "" {
		contact = "mailto:" + p.Contact
	}
	until := p.Wall().UTC().Truncate(24*time.Hour).AddDate(0, 6, 0)
	text := fmt.Sprintf("Contact: %s\nExpires: %s\nPreferred-Languages: en\nCanonical: %s/.well-known/security.txt\n", contact, until.Format(time.RFC3339), p.BaseURL)
	return p.Text(c, http.StatusOK, "text/plain; charset=utf-8", []byte(text))
}

// Robots keeps crawlers out of private pages and endless queries.
func (p Pages) Robots(c *gin.Context) error {
	lines := []string{"User-agent: *", "Disallow: /org/", "Disallow: /desk", "Disallow: /admin", "Disallow: /account", "Disallow: /sign-in", "Disallow: /*?", ""}
	return p.Text(c, http.StatusOK, "text/plain; charset=utf-8", []byte(strings.Join(lines, "\n")))
}
