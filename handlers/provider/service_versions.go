package provider

import (
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/offer"
	"hundredweight/models/store"
	"hundredweight/templates/components"
	pages "hundredweight/templates/provider"
	"hundredweight/templates/text"
)

// ServiceVersions lists the versions of a service.
func (p Pages) ServiceVersions(c *gin.Context) error {
	o, err := p.ownService(c)
	if err != nil {
		return err
	}
	published, err := p.Query(c).VersionsPublished(o.row.ID)
	if err != nil {
		return err
	}
	live, err := p.liveVersion(c, o)
	if err != nil {
		return err
	}
	v := pages.ServiceVersionsView{View: p.View(c, "Versions"), Title: o.c.Title, Action: o.at() + "/versions"}
	v.Back = &components.Link{Text: "Back to the service", Href: o.at()}
	v.CanRevise = o.m.Has(account.Contribute) && o.v.Status != offer.Draft && o.v.Status != offer.InReview
	v.Table = components.Table{ID: "versions", Caption: "Versions, newest first", Hidden: true, Columns: []components.Column{{Text: "Version"}, {Text: "Status"}, {Text: "Published"}, {Text: "Ended"}, {Text: "Fingerprint (SHA-256)"}}}
	if o.v.PublishedAt.IsZero() {
		v.Table.Rows = append(v.Table.Rows, versionCells(store.VersionLine{N: o.v.N, Status: o.v.Status}, ""))
	}
	for _, one := range published {
		href := ""
		if isPublic(o.row, live, p.Now()) && readable(one.Status) {
			href = fmt.Sprintf("/services/%s/versions/%d", o.row.Ref, one.N)
		}
		v.Table.Rows = append(v.Table.Rows, versionCells(one, href))
	}
	return p.Render(c, http.StatusOK, pages.ServiceVersions(v))
}

// readable tells whether everybody can read a version while its service is public.
func readable(s offer.Status) bool { return s == offer.Published || s == offer.Superseded }

func versionCells(one store.VersionLine, href string) components.Row {
	day := func(t store.Time) string {
		if t.IsZero() {
			return "–"
		}
		return text.ShortDate(t.Time)
	}
	sum := components.Cell{Text: "–"}
	if one.SHA256 != "" {
		sum = components.Cell{Rich: pages.Fingerprint(one.SHA256)}
	}
	return components.Row{Cells: []components.Cell{{Text: fmt.Sprintf("Version %d", one.N), Href: href}, {Text: one.Status.Words()}, {Text: day(one.PublishedAt)}, {Text: day(one.EndedAt)}, sum}}
}

// ReviseService begins the next version.
func (p Pages) ReviseService(c *gin.Context) error {
	o, err := p.ownService(c)
	if err != nil {
		return err
	}
	if err := p.Steps.ReviseOffer(c.Request.Context(), page.Actor(c), o.m.Organisation, o.row.Ref); err != nil {
		return err
	}
	return p.Redirect(c, o.at(), "This is the next version. What is public stays as it is until you publish this one.")
}
