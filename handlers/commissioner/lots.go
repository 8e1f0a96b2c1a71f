package commissioner

import (
	"strings"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/models/commissioning"
	"hundredweight/models/money"
	"hundredweight/models/tender"
	templates "hundredweight/templates/commissioner"
	"hundredweight/templates/components"
	"hundredweight/templates/text"
)

// vatRates are the rates of VAT, in the order shown.
var vatRates = []components.Option{
	{Value: "standard", Text: "Standard rate (20%)"},
	{Value: "reduced", Text: "Reduced rate (5%)"},
	{Value: "zero", Text: "Zero rate"},
	{Value: "exempt", Text: "Exempt", Hint: "Such as welfare services of charities and public bodies"},
}

// Lots asks what it may cost, and shows the parts (lots) it is divided into.
func (p Pages) Lots(c *gin.Context) error {
	return p.write(c, func(w writing) error { return p.showLots(c, w, form.Prefill(nil)) })
}

// SaveBudget keeps the value, VAT, and why it is not divided.
func (p Pages) SaveBudget(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	return p.write(c, func(w writing) error {
		b, reason := readBudget(f, w.Content)
		o, err := p.Query(c).OrganisationByID(w.Row.Org)
		if err != nil {
			return err
		}
		now := p.Now()
		return p.keep(c, f, w, "lots", func(ct *tender.Content) error {
			ct.Budget = b
			if len(ct.Lots) == 1 {
				ct.LotsReason = reason
				if ct.Lots[0].NetPence = b.NetPence; b.NetPence > 0 { // not divided: the part is the whole
					ct.Lots[0].Currency = ""
				}
			}
			commissioning.Reconsider(ct, o, now)
			return nil
		}, func(w writing) error { return p.showLots(c, w, f) })
	})
}

func readBudget(f *form.Form, ct tender.Content) (b tender.Budget, reason string) {
	net := f.Pounds("budget", form.Ask{Label: "The value", Missing: unlessLater(f, "Enter the estimated value without VAT")}, 1)
	options := f.Pounds("options_value", form.Ask{Label: "The value of options"}, 0)
	b.NetPence, b.OptionsPence = int64(net.Value), int64(options.Value)
	var allowed []string
	for _, r := range vatRates {
		allowed = append(allowed, r.Value)
	}
	b.VAT = f.Choice("vat", form.Ask{Missing: unlessLater(f, "Select whether VAT is charged")}, allowed...).Value
	b.Published = f.Choices("published", form.Ask{}, "yes").Has("yes")
	b.Note = f.Text("note", form.Ask{Label: "The note", Max: 1000, Lines: true}).Value
	missing := ""
	if len(ct.Lots) == 1 && commissioning.Needs(ct).LotsReason {
		missing = unlessLater(f, "Say why the tender is not divided into parts (lots). Section 18 asks for the reason")
	}
	if len(ct.Lots) == 1 {
		reason = f.Text("lots_reason", form.Ask{Label: "The reason", Missing: missing, Max: 2000, Lines: true}).Value
	}
	return b, reason
}

// pounds writes an amount for a field; nothing for none.
func pounds(pence int64) string {
	if pence == 0 {
		return ""
	}
	return strings.TrimSuffix(money.Pence(pence).Plain(), ".00")
}

func (p Pages) showLots(c *gin.Context, w writing, f *form.Form) error {
	ct := w.Content
	v := templates.LotsView{Head: p.head(c, w, "Budget and parts (lots)", f), Buttons: w.buttons(), Divided: len(ct.Lots) > 1}
	v.Net = f.Kept("budget", pounds(ct.Budget.NetPence)).Input(components.Input{Label: "Estimated value without VAT", LabelSize: "s", Hint: "The most you expect to pay over the whole contract, without extensions", Prefix: "£", Width: "10", InputMode: "decimal", NoSpell: true})
	v.Options = f.Kept("options_value", pounds(ct.Budget.OptionsPence)).Input(components.Input{Label: "Value of all options and extensions, without VAT (optional)", LabelSize: "s", Hint: "Thresholds count them in full", Prefix: "£", Width: "10", InputMode: "decimal", NoSpell: true})
	v.VAT = form.Choice{Field: f.Kept("vat", ct.Budget.VAT)}.Radios(components.Radios{Legend: components.Legend{Text: "Is VAT charged?", Size: "s"}, Hint: "Thresholds count VAT, even where you can reclaim it", Options: vatRates})
	published := f.KeptChoices("published", yes(ct.Budget.Published)...)
	v.Published = published.Checkboxes(components.Checkboxes{Legend: components.Legend{Text: "Who sees the value?", Size: "s"}, Options: []components.Option{{Value: "yes", Text: "Show it to bidders", Hint: "Leave this empty to keep it to your organisation"}}})
	v.Note = f.Kept("note", ct.Budget.Note).Textarea(components.Textarea{Label: "Note on the value (optional)", LabelSize: "s", Hint: "For bidders, like “subject to the budget of February”", Rows: "3"})
	hint := "Say it in a sentence or two"
	if commissioning.Needs(ct).LotsReason {
		hint = "Section 18 of the Procurement Act asks for the reason"
	}
	v.Reason = f.Kept("lots_reason", ct.LotsReason).Textarea(components.Textarea{Label: "Why is it not divided into parts (lots)?", LabelSize: "s", Hint: hint + ". Smaller parts let smaller organisations bid", Rows: "3"})
	sum := int64(0)
	for _, l := range ct.Lots {
		v.Rows = append(v.Rows, lotRow(w, l))
		sum += l.NetPence
	}
	if v.Divided && sum != ct.Budget.NetPence && sum > 0 {
		v.Differs = "The parts (lots) come to " + money.Pence(sum).Whole() + " together, the whole tender to " + money.Pence(ct.Budget.NetPence).Whole() + "."
	}
	return p.Render(c, w.status(f), templates.Lots(v))
}

func yes(is bool) []string {
	if is {
		return []string{"yes"}
	}
	return nil
}

// lotRow is a part (lot) in the list, with what it lacks.
func lotRow(w writing, l tender.Lot) components.ListRow {
	r := components.ListRow{Title: lotName(l), Href: w.base() + "/lots/" + l.ID, Text: clip(l.Description), Meta: text.Plural(len(l.Prices), "price line", "price lines")}
	switch {
	case l.Currency != "" && l.Currency != "GBP":
		r.Tag, r.Colour, r.Side = "Problem", "yellow", "In "+l.Currency+". Tenders here are in pounds"
	case l.NetPence > 0:
		r.Side = money.Pence(l.NetPence).Whole() + " without VAT"
	}
	if l.Term != nil {
		r.Meta += ", " + text.Day(l.Term.Start) + " to " + text.Day(l.Term.End)
	}
	return r
}
