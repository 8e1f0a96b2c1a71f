package commissioner

import (
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/page"
	"hundredweight/models/commissioning"
	templates "hundredweight/templates/commissioner"
	"hundredweight/templates/components"
	"hundredweight/templates/text"
)

// PricesOpening shows the opening of the prices by the two officers, once the
// agreed scores are locked.
func (p Pages) PricesOpening(c *gin.Context) error {
	v, err := p.evaluating(c)
	if err != nil {
		return err
	}
	state, err := p.Steps.OpeningState(c.Request.Context(), v, true)
	if err != nil {
		return err
	}
	view := templates.PricesOpeningView{View: p.headed(c, v, "Open prices"), Kicker: kicker(v), Base: tenderHome(v.Tender)}
	switch {
	case !v.Stage.PricesOpenedAt.IsZero():
		var r commissioning.PricesRecord
		if err := json.Unmarshal([]byte(state.Record), &r); err != nil {
			return fmt.Errorf("record of the prices of %s: %w", v.Tender.Ref, err)
		}
		view.Lede = "The prices were opened on " + text.When(r.Completed) + "."
		view.Facts = []components.Summary{
			{Key: "Opened by", Value: r.Officers[0] + ", who started at " + text.Clock(r.Started) + ", and " + r.Officers[1]},
			{Key: "Prices", Value: text.Number(r.Prices)},
			{Key: "Scores locked", Value: text.When(v.LockedAt)},
		}
		view.Comparison = view.Base + "/comparison"
	case v.LockedAt.IsZero():
		view.Lede = "Prices stay sealed until every agreed score is locked."
		view.Words = []string{"Then two opening officers open them together, and the bids are ranked by the published method."}
	default:
		s := sessionOf(v, state, "the prices")
		view.Lede, view.Words = "The agreed scores were locked on "+text.When(v.LockedAt)+". Two opening officers open the prices together.", s.words
		view.CanStart, view.CanJoin, view.Declare = s.start, s.join, s.declare
	}
	return p.Render(c, http.StatusOK, templates.PricesOpening(view))
}

// StartPrices is the first officer's part.
func (p Pages) StartPrices(c *gin.Context) error {
	if err := p.Steps.StartPrices(c.Request.Context(), page.Actor(c), c.Param("ref")); err != nil {
		return err
	}
	return p.Redirect(c, "/org/"+c.Param("org")+"/tenders/"+c.Param("ref")+"/prices-opening", "You started the opening. The other officer has 30 minutes to join.")
}

// JoinPrices is the second officer's part: the prices are opened and the bids
// ranked.
func (p Pages) JoinPrices(c *gin.Context) error {
	if err := p.Steps.JoinPrices(page.Quiet(c), page.Actor(c), c.Param("ref")); err != nil {
		return err
	}
	return p.Redirect(c, "/org/"+c.Param("org")+"/tenders/"+c.Param("ref")+"/comparison", "The prices are open and the bids are ranked.")
}
