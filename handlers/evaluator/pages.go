// Package evaluator shows the desk of people who open, score and agree on bids.
package evaluator

import (
	"github.com/gin-gonic/gin"

	"hundredweight/handlers/page"
	"hundredweight/models/commissioning"
	"hundredweight/models/store"
	"hundredweight/models/tender"
	"hundredweight/templates/components"
)

// Pages are the handlers of this journey. Reading goes through the Kit's
// Reader, writing through Steps.
type Pages struct {
	page.Kit
	Steps *commissioning.Steps
}

// New makes the pages.
func New(kit page.Kit, steps *commissioning.Steps) Pages {
	return Pages{Kit: kit, Steps: steps}
}

// panel reads the evaluation of the path's tender as the person may see it.
func (p Pages) panel(c *gin.Context) (commissioning.PanelView, error) {
	return p.Steps.Panel(c.Request.Context(), page.Actor(c), c.Param("ref"))
}

// deskPath is the address of a tender on the desk.
func deskPath(ref, more string) string { return "/desk/" + ref + more }

// scorePath is the address of one answer.
func scorePath(ref, bid, question string) string {
	return deskPath(ref, "/bids/"+bid+"/questions/"+question)
}

// toDesk leads back to everything that waits.
func toDesk() *components.Link { return &components.Link{Text: "Back to your desk", Href: "/desk"} }

// bidName names a bid on the pages of a panel.
func bidName(v commissioning.PanelView, b store.Bidder) string { return "Bid " + v.Letter(b) }

// assessed lists the bids that are compared.
func assessed(v commissioning.PanelView) []store.Bidder {
	var out []store.Bidder
	for _, b := range v.Bids {
		if commissioning.IsAssessed(b) {
			out = append(out, b)
		}
	}
	return out
}

// own gives the person's own scores by answer.
type own map[answer]store.ScoreRow

// answer is one question of one bid.
type answer struct {
	bid      int64
	question string
}

func (p Pages) own(c *gin.Context, v commissioning.PanelView) (own, error) {
	rows, err := p.Steps.OwnScores(c.Request.Context(), page.Actor(c), v)
	if err != nil {
		return nil, err
	}
	out := own{}
	for _, r := range rows {
		out[answer{int64(r.Bid), r.Question}] = r
	}
	return out, nil
}

func (o own) of(b store.Bidder, q tender.Question) (store.ScoreRow, bool) {
	r, ok := o[answer{int64(b.ID), q.Key}]
	return r, ok
}

// done counts the scored ones of what has to be scored.
func (o own) done(v commissioning.PanelView) (n int) {
	for _, w := range v.Want() {
		if _, ok := o[answer{int64(w.Bid), w.Question}]; ok {
			n++
		}
	}
	return n
}
