package provider

import (
	"errors"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/refusal"
	"hundredweight/templates/components"
	templates "hundredweight/templates/provider"
	"hundredweight/templates/text"
)

// BidDeclaration shows the one declaration, and who can make it.
func (p Pages) BidDeclaration(c *gin.Context) error {
	o, err := p.ownBid(c)
	if err != nil {
		return err
	}
	return p.showDeclaration(c, o, form.Prefill(nil))
}

// Declare records the declaration of a signatory and lodges what is complete.
func (p Pages) Declare(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	o, err := p.ownBid(c)
	if err != nil {
		return err
	}
	f.Tick("agree", form.Ask{Missing: "Tick the box to declare"})
	if !f.OK() {
		return p.showDeclaration(c, o, f)
	}
	saved, err := p.Steps.Declare(c.Request.Context(), page.Actor(c), p.saveOf(c, o, f))
	if errors.Is(err, refusal.ErrNotAllowed) {
		return err
	}
	if err != nil {
		return p.bidRefused(c, o, "Submit the bid", err, "")
	}
	if saved.Receipt != "" {
		return p.Redirect(c, o.at("/receipts/"+saved.Receipt), "")
	}
	if o, err = p.ownBid(c); err != nil {
		return err
	}
	return p.Redirect(c, o.at(""), o.saidAfter("Declared.", saved))
}

func (p Pages) showDeclaration(c *gin.Context, o ownBid, f *form.Form) error {
	v := templates.BidDeclarationView{View: p.bidPage(c, "Declaration", o, f), Kicker: o.kicker(), Action: o.at("/declaration"), For: o.m.Name, CanSign: o.mayEdit() && o.m.Has(account.Sign), Incomplete: len(o.Ready) == 0, Side: o.side()}
	q := p.Query(c)
	var err error
	if v.Key, err = p.newFormKey(); err != nil {
		return err
	}
	switch {
	case !o.Bid.DeclaredAt.IsZero() && o.Bid.DeclaredBy != nil:
		who, err := q.PersonByID(account.PersonID(*o.Bid.DeclaredBy))
		if err != nil {
			return err
		}
		v.Made = "Made by " + who.Name + ", " + text.When(o.Bid.DeclaredAt.Time) + ". It stands for every later save."
	case o.closed():
		v.Who = "This tender is closed. Nothing can be declared any more."
	case !v.CanSign:
		names, err := q.WhoCan(o.m.Organisation, []account.Permission{account.Sign})
		if err != nil {
			return err
		}
		v.Who = "A signatory of your organisation must do this. " + account.WhoCan(names)
	}
	agree := f.Tick("agree", form.Ask{})
	agree.Error = f.Error("agree")
	v.Agree = agree.Checkbox(components.Checkboxes{Legend: components.Legend{Text: "Declare for " + o.m.Name, Size: "s"}, Options: []components.Option{{Value: "yes", Text: "I declare this, and I know that from now on every complete save is sent"}}})
	return p.Render(c, f.Status(), templates.BidDeclaration(v))
}
