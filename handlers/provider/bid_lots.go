package provider

import (
	"net/url"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/refusal"
	"hundredweight/templates/components"
	templates "hundredweight/templates/provider"
)

// BidLots asks which parts (lots) to bid for.
func (p Pages) BidLots(c *gin.Context) error {
	o, err := p.ownBid(c)
	if err != nil {
		return err
	}
	return p.showLots(c, o, form.Prefill(url.Values{"lots": o.Bid.Lots()}))
}

// ChooseLots changes which parts (lots) the bid is for.
func (p Pages) ChooseLots(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	o, err := p.ownBid(c)
	if err != nil {
		return err
	}
	lots := o.lotChoices(f).Values
	if !f.OK() {
		return p.showLots(c, o, f)
	}
	saved, err := p.Steps.ChooseLots(c.Request.Context(), page.Actor(c), p.saveOf(c, o, f), lots)
	if f.Refuse(err) {
		return p.showLots(c, o, f)
	}
	if err != nil {
		return p.bidRefused(c, o, "Choose parts (lots)", err, "")
	}
	if o, err = p.ownBid(c); err != nil {
		return err
	}
	to := o.after("/lots")
	if later(f) {
		to = o.at("")
	}
	return p.Redirect(c, to, o.saidOf(saved))
}

func (o ownBid) lotChoices(f *form.Form) *form.Choices {
	return starting{c: o.Content}.lotBoxes(f)
}

func (p Pages) showLots(c *gin.Context, o ownBid, f *form.Form) error {
	if len(o.Content.Lots) < 2 {
		return refusal.Missing("page")
	}
	chosen := o.lotChoices(f)
	chosen.Error = f.Error("lots")
	v := templates.BidLotsView{View: p.bidPage(c, "Which parts (lots) do you bid for?", o, f), Action: o.at("/lots"), Side: o.side()}
	v.Lots = chosen.Checkboxes(components.Checkboxes{Legend: components.Legend{Text: "Which parts (lots) do you bid for?", Size: "l", Heading: true}, Options: lotOptions(o.Content)})
	return p.Render(c, f.Status(), templates.BidLots(v))
}
