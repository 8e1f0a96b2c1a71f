package provider

import (
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

// servicesMost is how many services an organisation's own list shows.
const servicesMost = 200

// Services lists the organisation's own services, whatever their state.
func (p Pages) Services(c *gin.Context) error {
	m := page.Org(c)
	all, err := p.Query(c).OffersOf(m.Organisation, servicesMost)
	if err != nil {
		return err
	}
	v := pages.ServicesView{View: p.View(c, "Services"), New: servicesAt(m.Slug) + "/new", Library: evidenceAt(m.Slug), CanWrite: m.Has(account.Contribute) && !m.IsBuyer, IsBuyer: m.IsBuyer}
	for _, o := range all {
		v.Rows = append(v.Rows, serviceRow(m.Slug, o))
	}
	return p.Render(c, http.StatusOK, pages.Services(v))
}

func serviceRow(slug string, o store.OwnOffer) components.ListRow {
	r := components.ListRow{Title: o.Title, Href: serviceAt(slug, o.Ref), Tag: o.Status.Words(), Colour: statusColour(o.Status)}
	r.Meta = "Last saved by " + o.SavedName + " on " + text.ShortDate(o.SavedAt.Time)
	switch {
	case o.Status == offer.Draft && o.Note != "":
		r.Text = "Sent back: " + o.Note
	case o.LiveStatus != nil && o.Status != offer.Status(*o.LiveStatus):
		r.Text = "An earlier version is there already: " + lowerFirst(offer.Status(*o.LiveStatus).Words())
	case o.Status == offer.Published && !o.PublishedAt.IsZero():
		r.Text = "Public since " + text.ShortDate(o.PublishedAt.Time)
	}
	return r
}

// statusColour is the colour of a status on a tag.
func statusColour(s offer.Status) string {
	switch s {
	case offer.Published:
		return "green"
	case offer.Draft:
		return "blue"
	case offer.InReview, offer.Suspended:
		return "yellow"
	}
	return "grey"
}

func servicesAt(slug string) string     { return "/org/" + slug + "/services" }
func serviceAt(slug, ref string) string { return servicesAt(slug) + "/" + ref }
func evidenceAt(slug string) string     { return "/org/" + slug + "/library/evidence" }
