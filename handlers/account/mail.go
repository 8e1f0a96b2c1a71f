package account

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"hundredweight/models/refusal"
	templates "hundredweight/templates/account"
	"hundredweight/templates/components"
	"hundredweight/templates/text"
)

// Mail shows one mail of the demonstration's outbox, its links at work.
func (p Pages) Mail(c *gin.Context) error {
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if p.Demo == nil || err != nil {
		return refusal.Missing("page")
	}
	m, err := p.Query(c).MailByID(id)
	if err != nil {
		return err
	}
	v := templates.MailView{View: p.View(c, m.Subject), Subject: m.Subject, To: m.To, When: text.When(m.CreatedAt.Time), Lines: p.lines(m.Body)}
	v.Back = &components.Link{Text: "Outbox", Href: "/outbox"}
	return p.Render(c, http.StatusOK, templates.Mail(v))
}

var address = regexp.MustCompile(`https?://[^\s<>"]+`)

// lines cuts a mail into lines of words and links. A link to this site leads
// to this site whatever its name; any other stays text.
func (p Pages) lines(body string) [][]templates.MailPiece {
	var all [][]templates.MailPiece
	for _, line := range strings.Split(strings.TrimRight(body, "\n"), "\n") {
		var pieces []templates.MailPiece
		at := 0
		for _, found := range address.FindAllStringIndex(line, -1) {
			u, err := url.Parse(line[found[0]:found[1]])
			if err != nil || !strings.HasPrefix(line[found[0]:found[1]], p.BaseURL+"/") {
				continue
			}
			pieces = append(pieces, templates.MailPiece{Text: line[at:found[0]]}, templates.MailPiece{Text: line[found[0]:found[1]], Href: u.RequestURI()})
			at = found[1]
		}
		all = append(all, append(pieces, templates.MailPiece{Text: line[at:]}))
	}
	return all
}
