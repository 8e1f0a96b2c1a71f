package provider

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/page"
	"hundredweight/models/bid"
	"hundredweight/templates/components"
	templates "hundredweight/templates/provider"
	"hundredweight/templates/text"
)

// bidsMost is how many bids the list shows.
const bidsMost = 200

// Bids lists an organisation's own bids.
func (p Pages) Bids(c *gin.Context) error {
	m := page.Org(c)
	all, err := p.Query(c).BidLines(m.Organisation, bidsMost)
	if err != nil {
		return err
	}
	v := templates.BidsView{View: p.View(c, "Bids")}
	now := p.Now()
	for _, b := range all {
		if b.Status == bid.Disregarded || b.Status == bid.Assessed {
			b.Status = bid.Opened // what came of it is told with the decision
		}
		r := components.ListRow{Title: b.Title, Href: bidAt(m.Slug, b.Ref), Meta: b.Buyer + ", " + b.TenderRef, Tag: text.Capital(b.Status.Words()), Colour: bidColour(b.Status)}
		open := now.Before(b.ClosesAt.Time) && (b.Status == bid.Draft || b.Status == bid.Lodged || b.Status == bid.Withdrawn)
		if open {
			r.Text = "Send by " + text.When(b.ClosesAt.Time) + ", " + text.Until(now, b.ClosesAt.Time)
			v.Open = append(v.Open, r)
			continue
		}
		r.Text = "Closed " + text.When(b.ClosesAt.Time)
		if b.Status == bid.Draft {
			r.Tag, r.Colour = text.Capital(bid.Lapsed.Words()), "grey"
		}
		v.Past = append(v.Past, r)
	}
	return p.Render(c, http.StatusOK, templates.Bids(v))
}

func bidColour(s bid.Status) string {
	switch s {
	case bid.Lodged, bid.Winner:
		return "green"
	case bid.Draft, bid.Sealed, bid.Opened, bid.Assessed:
		return "blue"
	case bid.Withdrawn, bid.Failed, bid.Disregarded:
		return "yellow"
	}
	return "grey"
}
