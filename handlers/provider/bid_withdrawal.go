package provider

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/bid"
	"hundredweight/models/refusal"
	templates "hundredweight/templates/provider"
	"hundredweight/templates/text"
)

// BidWithdrawal says what withdrawing means, before it is done.
func (p Pages) BidWithdrawal(c *gin.Context) error {
	o, err := p.ownBid(c)
	if err != nil {
		return err
	}
	v := templates.BidWithdrawalView{View: p.bidPage(c, "Withdraw your bid", o, nil), Kicker: o.kicker(), Action: o.at("/withdrawal"), Keep: o.at(""), Until: text.When(o.deadline()), Side: o.side()}
	switch {
	case o.closed():
		v.Who = "This tender is closed, so the bid can no longer be withdrawn here. Write to the buyer."
	case o.Bid.Status != bid.Lodged:
		v.Who = "This bid is " + o.Bid.Status.Words() + ", so there is nothing to withdraw."
	case !o.m.Has(account.Sign):
		names, err := p.Query(c).WhoCan(o.m.Organisation, []account.Permission{account.Sign})
		if err != nil {
			return err
		}
		v.Who = "A signatory of your organisation must do this. " + account.WhoCan(names)
	default:
		v.CanDo = true
	}
	return p.Render(c, http.StatusOK, templates.BidWithdrawal(v))
}

// WithdrawBid withdraws a lodged bid.
func (p Pages) WithdrawBid(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	o, err := p.ownBid(c)
	if err != nil {
		return err
	}
	err = p.Steps.Withdraw(c.Request.Context(), page.Actor(c), p.saveOf(c, o, f))
	if errors.Is(err, refusal.ErrNotAllowed) {
		return err
	}
	if err != nil {
		return p.bidRefused(c, o, "Withdraw the bid", err, "")
	}
	return p.Redirect(c, o.at(""), "The bid is withdrawn. Nothing of it will be opened.")
}
