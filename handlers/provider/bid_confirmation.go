package provider

import (
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/bid"
	"hundredweight/models/tender"
	templates "hundredweight/templates/provider"
	"hundredweight/templates/text"
)

// BidConfirmation shows what changed in the tender since the bid was made.
func (p Pages) BidConfirmation(c *gin.Context) error {
	o, err := p.ownBid(c)
	if err != nil {
		return err
	}
	if !o.NeedsConfirming() {
		return p.Redirect(c, o.at(""), "There is nothing to confirm: your bid is for the tender as it stands.")
	}
	q := p.Query(c)
	was, err := q.TenderVersionN(o.Tender.ID, o.Bid.TenderVersion)
	if err != nil {
		return err
	}
	old, err := was.Content()
	if err != nil {
		return err
	}
	v := templates.BidConfirmationView{View: p.bidPage(c, "The buyer changed the tender", o, nil), Kicker: o.kicker(), Action: o.at("/confirmation"), Changes: tender.Changes(old, o.Content), CanDo: o.mayEdit(), Bid: o.at(""), Side: o.side()}
	if v.Key, err = p.newFormKey(); err != nil {
		return err
	}
	versions, err := q.TenderVersions(o.Tender.ID)
	if err != nil {
		return err
	}
	for _, one := range versions {
		if one.N > o.Bid.TenderVersion && one.Reason != "" {
			v.Reasons = append(v.Reasons, "Version "+text.Number(one.N)+", "+text.ShortDate(one.PublishedAt.Time)+": "+one.Reason)
		}
	}
	v.Stands = "Your bid is not sent yet; confirm that you have seen the changes."
	if newest, lodged := o.Newest(); lodged && o.Bid.Status == bid.Lodged {
		v.Stands = fmt.Sprintf("Version %d of your bid still stands as it is until you confirm or change it.", newest.N)
	}
	for _, l := range o.pricedLots() {
		if sealed, _ := o.PriceOf(l.ID); sealed != nil && sealed.Outdated {
			v.Outdated = append(v.Outdated, o.priceHeading(l)+": the lines to price have changed. Enter your prices again after you confirm.")
		}
	}
	return p.Render(c, http.StatusOK, templates.BidConfirmation(v))
}

// ConfirmBid says that the bid still holds after the tender changed.
func (p Pages) ConfirmBid(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	o, err := p.ownBid(c)
	if err != nil {
		return err
	}
	saved, err := p.Steps.Confirm(c.Request.Context(), page.Actor(c), p.saveOf(c, o, f))
	if err != nil {
		return p.bidRefused(c, o, "Confirm the bid", err, "")
	}
	if saved.Receipt != "" {
		return p.Redirect(c, o.at("/receipts/"+saved.Receipt), "Confirmed and sent.")
	}
	if o, err = p.ownBid(c); err != nil {
		return err
	}
	return p.Redirect(c, o.at(""), o.saidAfter("Confirmed.", saved))
}
