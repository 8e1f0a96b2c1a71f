package provider

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/bid"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/tender"
	"hundredweight/templates/components"
	templates "hundredweight/templates/provider"
	"hundredweight/templates/text"
)

// Bids on a page of the list: those that can be changed stand on the first page
// all together.
const (
	openBidsMost = 200
	bidsMost     = 25
)

// Bids lists an organisation's own bids.
func (p Pages) Bids(c *gin.Context) error {
	m, q, now := page.Org(c), p.Query(c), p.Now()
	before, err := behindBid(q, m.Organisation, form.Query(c).Search("before", 40))
	if err != nil {
		return err
	}
	at := "/org/" + m.Slug + "/bids"
	v := templates.BidsView{View: p.View(c, "Bids"), First: before == 0}
	if v.First {
		open, err := q.OpenBidLines(m.Organisation, now, openBidsMost)
		if err != nil {
			return err
		}
		for _, b := range open {
			v.Open = append(v.Open, bidRow(m.Slug, b, now))
		}
	} else {
		v.Pages.Previous = at
	}
	past, err := q.PastBidLines(m.Organisation, now, before, bidsMost+1)
	if err != nil {
		return err
	}
	if len(past) > bidsMost {
		past = past[:bidsMost]
		v.Pages.Next, v.Pages.NextText = at+"?before="+url.QueryEscape(past[bidsMost-1].Ref), "Older bids"
	}
	for _, b := range past {
		v.Past = append(v.Past, bidRow(m.Slug, b, now))
	}
	return p.Render(c, http.StatusOK, templates.Bids(v))
}

func bidRow(slug string, b store.BidLine, now time.Time) components.ListRow {
	status := b.Status.Told(b.Decided)
	r := components.ListRow{Title: b.Title, Href: bidAt(slug, b.Ref), Meta: b.Buyer + ", " + b.TenderRef, Tag: text.Capital(status.Words()), Colour: bidColour(status)}
	switch {
	case b.TenderStatus == tender.Cancelled:
		r.Text, r.Tag, r.Colour = "The buyer cancelled this tender", "Tender cancelled", "grey"
	case b.IsOpen(now):
		r.Text = "Send by " + text.When(b.ClosesAt.Time) + ", " + text.Until(now, b.ClosesAt.Time)
	default:
		r.Text = "Closed " + text.When(b.ClosesAt.Time)
		if status == bid.Draft {
			r.Tag, r.Colour = text.Capital(bid.Lapsed.Words()), "grey"
		}
	}
	return r
}

// behindBid turns the reference that a page begins behind into its key. One that
// is not a bid of the organisation counts as not said.
func behindBid(q store.Queries, org account.OrganisationID, ref string) (bid.ID, error) {
	if ref == "" {
		return 0, nil
	}
	b, err := q.BidByRef(ref)
	if errors.Is(err, refusal.ErrNotFound) || err == nil && b.Org != org {
		return 0, nil
	}
	return b.ID, err
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
