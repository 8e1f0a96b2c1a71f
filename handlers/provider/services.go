package provider

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/offer"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/templates/components"
	pages "hundredweight/templates/provider"
	"hundredweight/templates/text"
)

// servicesMost is how many services stand on a page of an organisation's own list.
const servicesMost = 25

// Services lists the organisation's own services, whatever their state.
func (p Pages) Services(c *gin.Context) error {
	m, q := page.Org(c), p.Query(c)
	before, err := behindService(q, m.Organisation, form.Query(c).Search("before", 40))
	if err != nil {
		return err
	}
	all, err := q.OffersOf(m.Organisation, before, servicesMost+1)
	if err != nil {
		return err
	}
	v := pages.ServicesView{View: p.View(c, "Services"), First: before == 0, New: servicesAt(m.Slug) + "/new", Library: evidenceAt(m.Slug), CanWrite: m.Has(account.Contribute) && !m.IsBuyer, IsBuyer: m.IsBuyer}
	if len(all) > servicesMost {
		all = all[:servicesMost]
		v.Pages.Next, v.Pages.NextText = servicesAt(m.Slug)+"?before="+url.QueryEscape(all[servicesMost-1].Ref), "Older services"
	}
	if !v.First {
		v.Pages.Previous = servicesAt(m.Slug)
	}
	for _, o := range all {
		v.Rows = append(v.Rows, serviceRow(m.Slug, o))
	}
	return p.Render(c, http.StatusOK, pages.Services(v))
}

// behindService turns the reference that a page begins behind into its key. One
// that is not a service of the organisation counts as not said.
func behindService(q store.Queries, org account.OrganisationID, ref string) (offer.ID, error) {
	if ref == "" {
		return 0, nil
	}
	o, err := q.OfferByRef(ref)
	if errors.Is(err, refusal.ErrNotFound) || err == nil && o.Org != org {
		return 0, nil
	}
	return o.ID, err
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
