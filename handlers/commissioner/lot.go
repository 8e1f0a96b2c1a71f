package commissioner

import (
	"strings"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/models/money"
	"hundredweight/models/refusal"
	"hundredweight/models/tender"
	templates "hundredweight/templates/commissioner"
	"hundredweight/templates/components"
)

// newLot stands in an address for a part (lot) that is to be added.
const newLot = "new"

// Lot asks about one part (lot), or a new one.
func (p Pages) Lot(c *gin.Context) error {
	return p.write(c, func(w writing) error {
		l, err := lotOfPath(c, w.Content)
		if err != nil {
			return err
		}
		return p.showLot(c, w, l, form.Prefill(nil))
	})
}

// lotOfPath gives the part (lot) of the address; an empty one for a new one.
func lotOfPath(c *gin.Context, ct tender.Content) (tender.Lot, error) {
	id := c.Param("n")
	if id == newLot {
		return tender.Lot{}, nil
	}
	l, ok := tender.LotByID(ct, id)
	if !ok {
		return l, refusal.Missing("part (lot)")
	}
	return l, nil
}

// SaveLot keeps a part (lot), or adds it.
func (p Pages) SaveLot(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	return p.write(c, func(w writing) error {
		l, err := lotOfPath(c, w.Content)
		if err != nil {
			return err
		}
		typed := readLot(f)
		done, err := p.save(c, f, &w, "lots", func(ct *tender.Content) error {
			now := tender.Lot{}
			if l.ID != "" {
				var there bool
				if now, there = tender.LotByID(*ct, l.ID); !there {
					return refusal.Missing("part (lot)")
				}
			}
			_, err := tender.PutLot(ct, typed.into(now))
			return err
		})
		switch {
		case err != nil:
			return err
		case !done:
			return p.showLot(c, w, l, f)
		}
		return p.Redirect(c, w.base()+"/lots", "The part (lot) is saved.")
	})
}

// typedLot is what was typed about a part (lot).
type typedLot struct {
	title, description string
	net                money.Pence
	valued             bool
	term               tender.Term
}

func readLot(f *form.Form) (l typedLot) {
	l.title = f.Text("title", form.Ask{Label: "The title", Missing: "Enter a title", Max: titleMost}).Value
	l.description = f.Text("description", form.Ask{Label: "The description", Max: textMost, Lines: true}).Value
	net := f.Pounds("value", form.Ask{Label: "The value"}, 0)
	l.net, l.valued = net.Value, net.Set
	l.term = readTerm(f, func(*form.Form, string) string { return "" })
	if f.OK() && (l.term.Start == "") != (l.term.End == "") {
		f.Problem("start", "Enter both when this part (lot) starts and when it ends, or neither")
	}
	return l
}

// into puts what was typed into a part (lot). Its prices and criteria stay. A
// value in another currency stays too until one in pounds is entered.
func (t typedLot) into(l tender.Lot) tender.Lot {
	l.Title, l.Description = t.title, t.description
	if foreign := l.Currency != "" && l.Currency != "GBP"; t.valued || !foreign {
		l.NetPence, l.Currency = int64(t.net), ""
	}
	l.Term = nil
	if t.term != (tender.Term{}) {
		l.Term = &t.term
	}
	return l
}

func (p Pages) showLot(c *gin.Context, w writing, l tender.Lot, f *form.Form) error {
	title, at := "Add a part (lot)", "/lots/"+newLot
	if l.ID != "" {
		title, at = lotName(l), "/lots/"+l.ID
	}
	v := templates.LotView{Head: p.head(c, w, title, f), Action: w.base() + at}
	v.Back = &components.Link{Text: "Budget and parts (lots)", Href: w.base() + "/lots"}
	if l.ID != "" && len(w.Content.Lots) > 1 {
		v.Remove = w.base() + at + "/removal"
	}
	value, hint := pounds(l.NetPence), ""
	if l.Currency != "" && l.Currency != "GBP" {
		hint = "The notice gives " + l.Currency + " " + strings.TrimPrefix(money.Pence(l.NetPence).Whole(), "£") + ". Enter the value in pounds"
		value = ""
	}
	term := tender.Term{}
	if l.Term != nil {
		term = *l.Term
	}
	v.Name = f.Kept("title", l.Title).Input(components.Input{Label: "Title", LabelSize: "s"})
	v.Description = f.Kept("description", l.Description).Textarea(components.Textarea{Label: "What this part (lot) is (optional)", LabelSize: "s", Rows: "5"})
	v.Value = f.Kept("value", value).Input(components.Input{Label: "Estimated value without VAT (optional)", LabelSize: "s", Hint: hint, Prefix: "£", Width: "10", InputMode: "decimal", NoSpell: true})
	v.Term = termFields(f, term)
	v.OwnTerm = l.Term != nil || !f.OK()
	return p.Render(c, w.status(f), templates.Lot(v))
}
