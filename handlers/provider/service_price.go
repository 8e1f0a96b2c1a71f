package provider

import (
	"net/url"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/models/money"
	"hundredweight/models/offer"
	"hundredweight/templates/components"
)

// priceForm is the task "Price guide".
type priceForm struct {
	basis, kind  *form.Choice
	amount, most *form.Pounds
	note         *form.Text
}

// Ways in which an amount is meant.
const (
	priceFrom  = "from"
	priceExact = "exact"
)

func readPrice(f *form.Form) priceForm {
	return priceForm{
		basis:  f.Choice("basis", form.Ask{}, keysOf(offer.Bases)...),
		amount: f.Pounds("amount", form.Ask{Label: "The amount"}, 0),
		most:   f.Pounds("at_most", form.Ask{Label: "The highest amount"}, 0),
		kind:   f.Choice("exact", form.Ask{}, priceFrom, priceExact),
		note:   f.Text("note", form.Ask{Label: "What the price includes", Max: offer.MaxLine}),
	}
}

func (d priceForm) set(c *offer.Content) {
	c.Price = offer.Price{Basis: offer.Basis(d.basis.Value), Note: d.note.Value}
	if c.Price.Basis.HasAmount() {
		c.Price.Amount, c.Price.AtMost, c.Price.Exact = d.amount.Value, d.most.Value, d.kind.Value == priceExact
	}
}

func keptPrice(c offer.Content) url.Values {
	kept := url.Values{"basis": {string(c.Price.Basis)}, "note": {c.Price.Note}, "exact": {priceFrom}}
	for name, amount := range map[string]money.Pence{"amount": c.Price.Amount, "at_most": c.Price.AtMost} {
		if amount > 0 {
			kept.Set(name, amount.Plain())
		}
	}
	if c.Price.Exact {
		kept.Set("exact", priceExact)
	}
	return kept
}

// ServicePrice asks for a guide price.
func (p Pages) ServicePrice(c *gin.Context) error {
	o, gone, err := p.draft(c)
	if err != nil || gone {
		return err
	}
	f := form.Prefill(keptPrice(o.c))
	return p.showPrice(c, o, f, readPrice(f))
}

// SaveServicePrice saves it.
func (p Pages) SaveServicePrice(c *gin.Context) error {
	o, gone, err := p.draft(c)
	if err != nil || gone {
		return err
	}
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	d := readPrice(f)
	return p.saveSection(c, o, f, offer.PriceGuide, d.set, func(o ownService) error { return p.showPrice(c, o, f, d) })
}

func (p Pages) showPrice(c *gin.Context, o ownService, f *form.Form, d priceForm) error {
	t := p.task(c, o, f, offer.PriceGuide.Title(), "/price")
	t.Lines = []string{"A guide helps buyers to see whether it is worth asking. It is shown as a guide, never as a quote."}
	basis := components.Radios{Legend: components.Legend{Text: "What is the price for?", Size: "s"}}
	for _, b := range offer.Bases {
		basis.Options = append(basis.Options, components.Option{Value: b.Key, Text: b.Name})
	}
	t.Fields = append(t.Fields,
		components.RadiosOf(d.basis.Radios(basis)),
		components.InputOf(d.amount.Input(components.Input{Label: "Amount", LabelSize: "s", Hint: "Without VAT. Leave it empty if the service is free or it depends", Prefix: "£", Width: "10", InputMode: "decimal"})),
		components.RadiosOf(d.kind.Radios(components.Radios{Legend: components.Legend{Text: "Is that the price, or where prices begin?", Size: "s"}, Inline: true, Options: []components.Option{{Value: priceFrom, Text: "Prices begin there"}, {Value: priceExact, Text: "It is the price"}}})),
		components.InputOf(d.most.Input(components.Input{Label: "Highest amount (optional)", LabelSize: "s", Hint: "If you want to show a range", Prefix: "£", Width: "10", InputMode: "decimal"})),
		components.InputOf(d.note.Input(components.Input{Label: "What does it include? (optional)", LabelSize: "s", Hint: "Like for the year, including the home visit"})),
	)
	return p.showTask(c, f, t)
}
