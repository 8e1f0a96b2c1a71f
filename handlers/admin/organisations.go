package admin

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/models/account"
	"hundredweight/models/organisation"
	"hundredweight/models/store"
	templates "hundredweight/templates/admin"
	"hundredweight/templates/components"
	"hundredweight/templates/text"
)

// perPage is how many organisations a page lists.
const perPage = 25

// statuses are the lists there are, waiting first.
var statuses = []organisation.Status{organisation.Unverified, organisation.Verified, organisation.Refused, organisation.Suspended}

// Organisations lists those that wait for a check, oldest first, or those of
// another status by name.
func (p Pages) Organisations(c *gin.Context) error {
	f := form.Query(c)
	status := organisation.Status(f.Choice("status", form.Ask{}, "verified", "refused", "suspended").Value)
	v := templates.OrganisationsView{View: p.View(c, "Organisations")}
	var list []store.Organisation
	var err error
	if status == "" {
		status = organisation.Unverified
		list, err = p.Query(c).OrganisationsWaiting()
	} else {
		after, convErr := strconv.ParseInt(f.Text("after", form.Ask{}).Value, 10, 64)
		if convErr != nil {
			after = 0
		}
		list, err = p.Query(c).OrganisationsIn(string(status), f.Text("name", form.Ask{}).Value, account.OrganisationID(after), perPage+1)
	}
	if err != nil {
		return err
	}
	if status != organisation.Unverified && len(list) > perPage {
		list = list[:perPage]
		last := list[perPage-1]
		q := url.Values{"status": {string(status)}, "name": {last.Name}, "after": {strconv.FormatInt(int64(last.ID), 10)}}
		v.Pages = components.Pages{Next: "/admin/organisations?" + q.Encode(), NextText: "Next page"}
	}
	for _, s := range statuses {
		l := templates.StatusLink{Text: listName(s), Href: "/admin/organisations", Current: s == status}
		if s != organisation.Unverified {
			l.Href += "?status=" + string(s)
		}
		v.Statuses = append(v.Statuses, l)
	}
	for _, o := range list {
		r := components.ListRow{Title: o.Name, Href: "/admin/organisations/" + o.Slug, Text: organisation.NumberWords(o.Scheme, o.Identifier), Meta: "Set up " + text.When(o.CreatedAt.Time)}
		if o.Status == string(organisation.SecondCheck) {
			r.Tag, r.Colour = "Second check", "yellow"
		}
		v.Rows = append(v.Rows, r)
	}
	return p.Render(c, http.StatusOK, templates.Organisations(v))
}

func listName(s organisation.Status) string {
	if s == organisation.Unverified {
		return "Waiting"
	}
	return s.Say()
}
