package commissioner

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/models/money"
	"hundredweight/models/refusal"
	"hundredweight/models/tender"
	templates "hundredweight/templates/commissioner"
	"hundredweight/templates/components"
	"hundredweight/templates/text"
)

// Prices shows the price schedule of each lot: the lines that bidders price.
func (p Pages) Prices(c *gin.Context) error {
	return p.write(c, func(w writing) error {
		v := templates.PricesView{Head: p.head(c, w, "Price schedule", nil)}
		for _, l := range w.Content.Lots {
			one := templates.LotPrices{ID: "lot-" + l.ID, Name: lotShown(w.Content, l), Add: priceAt(w, l.ID, "/lines/new"), Paste: priceAt(w, l.ID, "/paste")}
			one.Priced = hasPrice(tender.CriteriaOf(w.Content, l.ID))
			one.Table = components.Table{ID: "lines-" + l.ID, Caption: "Lines of " + lotShown(w.Content, l), Hidden: true, Small: true, Columns: []components.Column{{Text: "What is priced"}, {Text: "Quantity", Numeric: true}, {Text: "Unit"}}}
			for i, line := range l.Prices {
				one.Table.Rows = append(one.Table.Rows, priceRow(w, l.ID, i, line))
			}
			v.Lots = append(v.Lots, one)
		}
		return p.Render(c, http.StatusOK, templates.Prices(v))
	})
}

func priceAt(w writing, lot, more string) string {
	return w.base() + "/prices/" + url.PathEscape(lot) + more
}

func priceRow(w writing, lot string, i int, line tender.PriceLine) components.Row {
	what := line.Description
	if line.Option {
		what += " (option)"
	}
	if line.ZeroAllowed {
		what += " (may be £0.00)"
	}
	return components.Row{Cells: []components.Cell{{Text: what, Note: line.Ref, Href: priceAt(w, lot, "/lines/"+strconv.Itoa(i+1))}, {Text: text.Quantity(line.QuantityMilli)}, {Text: line.Unit}}}
}

// lotOf gives the lot of the address.
func lotOf(c *gin.Context, w writing) (int, tender.Lot, error) {
	for i, l := range w.Content.Lots {
		if l.ID == c.Param("lot") {
			return i, l, nil
		}
	}
	return 0, tender.Lot{}, refusal.Missing("part (lot)")
}

// PriceLine shows one line of a price schedule, or the form to add one.
func (p Pages) PriceLine(c *gin.Context) error {
	return p.write(c, func(w writing) error { return p.showPriceLine(c, w, form.Prefill(nil)) })
}

// lineOf gives the line of the address and its place; −1 for one that is added.
func lineOf(c *gin.Context, l tender.Lot) (int, tender.PriceLine, error) {
	if c.Param("n") == newOne {
		return -1, tender.PriceLine{}, nil
	}
	n, err := strconv.Atoi(c.Param("n"))
	if err != nil || n < 1 || n > len(l.Prices) {
		return 0, tender.PriceLine{}, refusal.Missing("price line")
	}
	return n - 1, l.Prices[n-1], nil
}

// SavePriceLine adds a line or changes it.
func (p Pages) SavePriceLine(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	return p.write(c, func(w writing) error {
		at, l, err := lotOf(c, w)
		if err != nil {
			return err
		}
		i, _, err := lineOf(c, l)
		if err != nil {
			return err
		}
		line := readPriceLine(f)
		done, err := p.save(c, f, &w, "prices", func(ct *tender.Content) error { return putPriceLine(&ct.Lots[at], i, line) })
		if err != nil {
			return err
		}
		if !done {
			return p.showPriceLine(c, w, f)
		}
		if f.Has("another") {
			return p.Redirect(c, priceAt(w, l.ID, "/lines/new"), "Line "+line.Ref+" is saved.")
		}
		return p.Redirect(c, w.base()+"/prices#lot-"+l.ID, "Line "+line.Ref+" is saved.")
	})
}

func readPriceLine(f *form.Form) tender.PriceLine {
	line := tender.PriceLine{
		Ref:         f.Text("ref", form.Ask{Label: "The reference", Missing: "Enter a reference, like A1", Max: 30}).Value,
		Description: f.Text("description", form.Ask{Label: "The description", Missing: "Enter what is priced", Max: 300}).Value,
		Unit:        f.Text("unit", form.Ask{Label: "The unit", Missing: "Enter the unit, like meal, hour or month", Max: 40}).Value,
	}
	q := f.Quantity("quantity", form.Ask{Label: "The quantity", Missing: "Enter the quantity"})
	if q.Set && q.Value == 0 {
		f.Problem("quantity", "The quantity must be more than 0")
	}
	line.QuantityMilli = int64(q.Value)
	flags := f.Choices("flags", form.Ask{}, "option", "zero")
	line.Option, line.ZeroAllowed = flags.Has("option"), flags.Has("zero")
	return line
}

func putPriceLine(l *tender.Lot, i int, line tender.PriceLine) error {
	for k, have := range l.Prices {
		if k != i && have.Ref == line.Ref {
			return refusal.Field("ref", "There is a line with the reference %s already", line.Ref)
		}
	}
	switch {
	case i >= len(l.Prices):
		return refusal.Missing("price line")
	case i >= 0:
		l.Prices[i] = line
	case len(l.Prices) >= tender.MostPriceLines:
		return refusal.Field("ref", "A price schedule has up to %d lines", tender.MostPriceLines)
	default:
		l.Prices = append(l.Prices, line)
	}
	return nil
}

func (p Pages) showPriceLine(c *gin.Context, w writing, f *form.Form) error {
	_, l, err := lotOf(c, w)
	if err != nil {
		return err
	}
	i, line, err := lineOf(c, l)
	if err != nil {
		return err
	}
	title, n := "Change a price line", strconv.Itoa(i+1)
	if i < 0 {
		title, n = "Add a price line", newOne
	}
	v := templates.PriceLineView{Head: p.head(c, w, title, f), Action: priceAt(w, l.ID, "/lines/"+n), IsNew: i < 0, Lot: lotShown(w.Content, l)}
	v.Back = &components.Link{Text: "Price schedule", Href: w.base() + "/prices"}
	if i >= 0 {
		v.Remove = priceAt(w, l.ID, "/lines/"+n+"/removal")
	}
	quantity := ""
	if line.QuantityMilli > 0 {
		quantity = money.Milli(line.QuantityMilli).String()
	}
	v.Ref = f.Kept("ref", line.Ref).Input(components.Input{Label: "Reference", Hint: "Like A1. Bidders and the contract use it", Width: "10"})
	v.Description = f.Kept("description", line.Description).Input(components.Input{Label: "What is priced", Hint: "Like “Hot meal delivered at midday”"})
	v.Unit = f.Kept("unit", line.Unit).Input(components.Input{Label: "Unit", Hint: "Like meal, hour or month. Bidders give the price of one", Width: "20"})
	v.Quantity = f.Kept("quantity", quantity).Input(components.Input{Label: "Quantity over the contract", Hint: "Up to 3 decimal places. It weighs the price, and is no promise to buy", Width: "10", InputMode: "decimal"})
	var flags []string
	if line.Option {
		flags = append(flags, "option")
	}
	if line.ZeroAllowed {
		flags = append(flags, "zero")
	}
	v.Flags = f.KeptChoices("flags", flags...).Checkboxes(components.Checkboxes{Legend: components.Legend{Text: "Is there anything special about it?", Size: "s"}, Options: []components.Option{
		{Value: "option", Text: "It is an option", Hint: "Priced now, bought if it is wanted. It counts in the price that is compared"},
		{Value: "zero", Text: "A price of £0.00 is allowed", Hint: "Otherwise a zero is refused as a slip"},
	}})
	return p.Render(c, w.status(f), templates.PriceLine(v))
}

// PriceLineRemoval asks before a line is taken out.
func (p Pages) PriceLineRemoval(c *gin.Context) error {
	return p.write(c, func(w writing) error { return p.showPriceLineRemoval(c, w, form.Prefill(nil)) })
}

// RemovePriceLine takes a line out.
func (p Pages) RemovePriceLine(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	return p.write(c, func(w writing) error {
		at, l, err := lotOf(c, w)
		if err != nil {
			return err
		}
		i, line, err := lineOf(c, l)
		if err != nil || i < 0 {
			return orMissing(err, "price line")
		}
		done, err := p.save(c, f, &w, "prices", func(ct *tender.Content) error {
			lot := &ct.Lots[at]
			lot.Prices = append(append([]tender.PriceLine(nil), lot.Prices[:i]...), lot.Prices[i+1:]...)
			return nil
		})
		if err != nil {
			return err
		}
		if !done {
			return p.showPriceLineRemoval(c, w, f)
		}
		return p.Redirect(c, w.base()+"/prices", "Line "+line.Ref+" was taken out.")
	})
}

func (p Pages) showPriceLineRemoval(c *gin.Context, w writing, f *form.Form) error {
	_, l, err := lotOf(c, w)
	if err != nil {
		return err
	}
	i, line, err := lineOf(c, l)
	if err != nil || i < 0 {
		return orMissing(err, "price line")
	}
	v := templates.RemovalView{Head: p.head(c, w, "Take out line "+line.Ref+"?", f), Action: priceAt(w, l.ID, "/lines/"+strconv.Itoa(i+1)+"/removal"), Lines: []string{line.Description, lotShown(w.Content, l)}, Button: "Take it out"}
	v.Back = &components.Link{Text: "Price schedule", Href: w.base() + "/prices"}
	return p.Render(c, w.status(f), templates.Removal(v))
}

// PastePrices takes lines as a spreadsheet copies them.
func (p Pages) PastePrices(c *gin.Context) error {
	return p.write(c, func(w writing) error { return p.showPastePrices(c, w, form.Prefill(nil)) })
}

// SavePastedPrices adds the pasted lines, or puts them in place of those there.
// A line that cannot be read means that nothing is changed.
func (p Pages) SavePastedPrices(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	return p.write(c, func(w writing) error {
		at, l, err := lotOf(c, w)
		if err != nil {
			return err
		}
		typed := f.Text("lines", form.Ask{Label: "The rows", Missing: "Paste at least one row", Max: 400_000, Lines: true})
		mode := f.Choice("mode", form.Ask{Missing: "Select what happens to the lines that are there"}, "add", "replace").Value
		var lines []tender.PriceLine
		if typed.Error == "" {
			// As it was sent: a first column that is empty is an empty column.
			lines, err = tender.PastedLines(typed.Raw)
			refuseRows(f, err)
		}
		done, err := p.save(c, f, &w, "prices", func(ct *tender.Content) error { return pasteInto(&ct.Lots[at], lines, mode == "replace") })
		if err != nil {
			return err
		}
		if !done {
			return p.showPastePrices(c, w, f)
		}
		return p.Redirect(c, w.base()+"/prices#lot-"+l.ID, text.Plural(len(lines), "line is", "lines are")+" saved.")
	})
}

// refuseRows lists every row that is wrong: the first beside the field, all in
// the summary.
func refuseRows(f *form.Form, err error) {
	r, ok := refusal.As(err)
	if !ok {
		return
	}
	for i, row := range r.Problems {
		field := ""
		if i == 0 {
			field = row.Field
		}
		f.Problem(field, "%s", row.Reason)
	}
}

func pasteInto(l *tender.Lot, lines []tender.PriceLine, replace bool) error {
	all := l.Prices
	if replace {
		all = nil
	}
	for _, line := range lines {
		for _, have := range all {
			if have.Ref == line.Ref {
				return refusal.Field("lines", "There is a line with the reference %s already. Change its reference, or replace all lines", line.Ref)
			}
		}
	}
	if len(all)+len(lines) > tender.MostPriceLines {
		return refusal.Field("lines", "A price schedule has up to %d lines. This would make %d", tender.MostPriceLines, len(all)+len(lines))
	}
	l.Prices = append(append([]tender.PriceLine(nil), all...), lines...)
	return nil
}

func (p Pages) showPastePrices(c *gin.Context, w writing, f *form.Form) error {
	_, l, err := lotOf(c, w)
	if err != nil {
		return err
	}
	v := templates.PastePricesView{Head: p.head(c, w, "Paste price lines from Excel", f), Action: priceAt(w, l.ID, "/paste"), Lot: lotShown(w.Content, l)}
	v.Back = &components.Link{Text: "Price schedule", Href: w.base() + "/prices"}
	v.Rows = f.Kept("lines", "").Textarea(components.Textarea{Label: "The rows", Hint: "Copy the cells in Excel and paste them here", Rows: "10"})
	v.Mode = form.Choice{Field: f.Kept("mode", "add")}.Radios(components.Radios{Legend: components.Legend{Text: "What about the " + text.Plural(len(l.Prices), "line", "lines") + " that are there?", Size: "s"}, Options: []components.Option{{Value: "add", Text: "Add these to the lines that are there"}, {Value: "replace", Text: "Replace all lines with these"}}})
	if len(l.Prices) == 1 {
		v.Mode.Legend.Text = "What about the line that is there?"
	}
	v.HasLines = len(l.Prices) > 0
	v.Columns = components.Table{ID: "columns", Caption: "The columns, in this order", Small: true, Columns: []components.Column{{Text: "Column"}, {Text: "Holds"}, {Text: "Like"}}, Rows: []components.Row{
		{Cells: []components.Cell{{Text: "Reference"}, {Text: "A short mark, each once"}, {Text: "A1"}}},
		{Cells: []components.Cell{{Text: "Description"}, {Text: "What is priced"}, {Text: "Hot meal delivered"}}},
		{Cells: []components.Cell{{Text: "Unit"}, {Text: "What one is"}, {Text: "meal"}}},
		{Cells: []components.Cell{{Text: "Quantity"}, {Text: "Above 0, up to 3 decimal places"}, {Text: "52,000"}}},
		{Cells: []components.Cell{{Text: "Option"}, {Text: "yes or no; may be left out"}, {Text: "no"}}},
		{Cells: []components.Cell{{Text: "Zero allowed"}, {Text: "yes or no; may be left out"}, {Text: "no"}}},
	}}
	return p.Render(c, w.status(f), templates.PastePrices(v))
}
