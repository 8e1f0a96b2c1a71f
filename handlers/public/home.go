package public

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"hundredweight/models/offer"
	"hundredweight/models/store"
	"hundredweight/templates/components"
	pages "hundredweight/templates/public"
	"hundredweight/templates/text"
)

// homeTenders is how many tenders the first page lists.
const homeTenders = 4

// Home is the first page: search, three doors, three counts taken when it is
// asked for, and the tenders that close soonest.
func (p Pages) Home(c *gin.Context) error {
	h := pages.Home{View: p.View(c, "")}
	h.Wide = true
	q := p.Query(c)
	facets, services, err := q.OfferFacets()
	if err != nil {
		return err
	}
	if h.Open, err = q.CountOpenTenders(p.Now()); err != nil {
		return err
	}
	steps, err := q.LogSize()
	if err != nil {
		return err
	}
	closing, err := q.OpenTenders(p.Now(), p.Now(), 0, homeTenders)
	if err != nil {
		return err
	}
	h.Closing = p.closing(closing)
	h.Where = string(offer.ByArea)
	h.Places = places(facets)
	h.Counts = []components.Fact{
		{Value: text.Number(services), What: text.Say(h.Lang, "services listed, free"), Lead: true},
		{Value: text.Number(h.Open), What: text.Say(h.Lang, "tenders open for bids")},
		{Value: text.Number(int(steps)), What: text.Say(h.Lang, "steps in the public log")},
	}
	return p.Render(c, http.StatusOK, pages.HomePage(h))
}

func (p Pages) closing(lines []store.TenderLine) []components.ListRow {
	var rows []components.ListRow
	for _, t := range lines {
		closes, meta := t.ClosesAt.Time, t.OrgName
		if t.ShownPence > 0 {
			meta = text.Say("", "{buyer}, {pounds} without VAT", "buyer", meta, "pounds", text.Pounds(t.ShownPence))
		}
		rows = append(rows, components.ListRow{
			Title: t.Title, Href: "/tenders/" + t.Ref, Meta: meta,
			Strong: text.Capital(text.Until(p.Now(), closes)) + ",", Side: text.When(closes),
		})
	}
	return rows
}

// places are the places that services are offered in, as the search offers them.
func places(facets []store.FacetCount) []components.Option {
	options := []components.Option{{Text: "Everywhere"}}
	for _, f := range facets {
		if f.Facet == offer.ByArea {
			options = append(options, components.Option{Value: f.Value, Text: f.Label})
		}
	}
	return options
}
