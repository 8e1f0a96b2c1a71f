package admin

import (
	"net/http"

	"github.com/gin-gonic/gin"

	templates "hundredweight/templates/admin"
	"hundredweight/templates/components"
	"hundredweight/templates/text"
)

// Home shows the operator what waits, and where the rest is.
func (p Pages) Home(c *gin.Context) error {
	q := p.Query(c)
	waiting, err := q.OrganisationsWaiting()
	if err != nil {
		return err
	}
	operators, err := q.Operators()
	if err != nil {
		return err
	}
	entries, err := q.RegisterSize()
	if err != nil {
		return err
	}
	v := templates.HomeView{View: p.View(c, "Run this site"), Alone: len(operators) < 2}
	v.Rows = []components.ListRow{
		{Title: "Organisations", Href: "/admin/organisations", Text: "Check them against their registers", Strong: text.Plural(len(waiting), "waits", "wait")},
		{Title: "Set up a public body", Href: "/admin/organisations/new", Text: "Buyers are set up by you, with their class of authority"},
		{Title: "Operators", Href: "/admin/operators", Text: "Who runs this site", Strong: text.Plural(len(operators), "operator", "operators")},
	}
	v.Register = text.Number(entries)
	return p.Render(c, http.StatusOK, templates.Home(v))
}
