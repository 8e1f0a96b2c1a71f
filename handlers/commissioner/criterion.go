package commissioner

import (
	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/models/refusal"
	"hundredweight/models/scoring"
	"hundredweight/models/tender"
	templates "hundredweight/templates/commissioner"
	"hundredweight/templates/components"
	"hundredweight/templates/text"
)

// newOne stands in an address for what is added.
const newOne = "new"

// Criterion shows one criterion, or the form to add one.
func (p Pages) Criterion(c *gin.Context) error {
	return p.write(c, func(w writing) error {
		f := form.Query(c)
		return p.showCriterion(c, w, f)
	})
}

// SaveCriterion adds a criterion or changes it.
func (p Pages) SaveCriterion(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	return p.write(c, func(w writing) error {
		t := treeOf(w.Content, f.Hidden("lot"))
		was, err := criterionOf(c, w, t, f)
		if err != nil {
			return err
		}
		now := readCriterion(f, was)
		done, err := p.save(c, f, &w, "criteria", func(ct *tender.Content) error { return putCriterion(ct, t, was.ID, now) })
		if err != nil {
			return err
		}
		if !done {
			return p.showCriterion(c, w, f)
		}
		return p.Redirect(c, w.base()+"/criteria"+t.query(), "“"+now.Name+"” is saved.")
	})
}

// criterionOf gives the criterion of the address; for a new one, what it begins
// with: the kind that was asked for and the points that are left.
func criterionOf(c *gin.Context, w writing, t tree, f *form.Form) (tender.Criterion, error) {
	id := c.Param("criterion")
	left := whole
	for _, cr := range t.criteria {
		if cr.ID == id {
			return cr, nil
		}
		left -= cr.WeightBP
	}
	if id != newOne {
		return tender.Criterion{}, refusal.Missing("criterion")
	}
	cr := tender.Criterion{Kind: "scored", WeightBP: max(left, 0)}
	if f.Choice("kind", form.Ask{}, "scored", "price").Value == scoring.Price {
		cr.Kind, cr.Name, cr.Formula = scoring.Price, "Price", scoring.RelativeToLowest
	}
	return cr, nil
}

func readCriterion(f *form.Form, was tender.Criterion) tender.Criterion {
	now := was
	now.Name = f.Text("name", form.Ask{Label: "The name", Missing: "Enter what you will score, like Quality", Max: 100}).Value
	now.WeightBP = f.Percent("weight", form.Ask{Label: "The weight", Missing: "Enter the weight"}).Value
	now.Description = f.Text("description", form.Ask{Label: "The description", Max: 1000, Lines: true}).Value
	if was.Kind == scoring.Price {
		now.Formula = f.Choice("formula", form.Ask{Missing: "Select how price points are worked out"}, formulaIDs()...).Value
		return now
	}
	now.MinimumPercent = ""
	if m := f.Percent("minimum", form.Ask{Label: "The minimum"}); m.Set && m.Value > 0 {
		now.MinimumPercent = points(m.Value)
	}
	return now
}

func formulaIDs() (all []string) {
	for _, f := range scoring.Formulas() {
		all = append(all, f.ID)
	}
	return all
}

// putCriterion puts a criterion into its tree: in the place of the one with the
// id, or for "" at its end.
func putCriterion(ct *tender.Content, t tree, id string, now tender.Criterion) error {
	all := t.in(ct)
	for i, cr := range *all {
		if cr.ID != id && cr.Name == now.Name {
			return refusal.Field("name", "There is a criterion %s already", now.Name)
		}
		if cr.ID != id && cr.Kind == scoring.Price && now.Kind == scoring.Price {
			return refusal.Field("name", "Use one price criterion. There is one already: %s", cr.Name)
		}
		if cr.ID == id && id != "" {
			(*all)[i] = now
			return nil
		}
	}
	if id != "" {
		return refusal.Missing("criterion")
	}
	if len(*all) >= mostCriteria {
		return refusal.Field("name", "A tender has up to %d criteria. Put more questions under one of them instead", mostCriteria)
	}
	now.ID = tender.NewCriterionID(*ct, now.Name)
	*all = append(*all, now)
	if len(ct.Ties) == 0 && now.Kind == "scored" {
		ct.Ties = []string{"criterion:" + now.ID, "lowest_price"}
	}
	return nil
}

// mostCriteria is how many criteria a tender may have beside each other.
const mostCriteria = 12

func (p Pages) showCriterion(c *gin.Context, w writing, f *form.Form) error {
	t := treeOf(w.Content, f.Hidden("lot"))
	cr, err := criterionOf(c, w, t, f)
	if err != nil {
		return err
	}
	isNew := cr.ID == ""
	title := cr.Name
	if isNew {
		title = "Add a criterion to score"
		if cr.Kind == scoring.Price {
			title = "Add price"
		}
	}
	v := templates.CriterionView{Head: p.head(c, w, title, f), ID: cr.ID, Lot: t.lot, Kind: cr.Kind, IsPrice: cr.Kind == scoring.Price}
	v.Back = &components.Link{Text: "How you will score", Href: w.base() + "/criteria" + t.query()}
	if isNew {
		v.ID = newOne
	} else {
		v.Remove = w.base() + "/criteria/" + cr.ID + "/removal" + t.query()
	}
	v.Name = f.Kept("name", cr.Name).Input(components.Input{Label: "What you will score", Hint: "Like “Meals and care people can rely on”. It must be about the service, clear and in proportion (section 23)"})
	v.Weight = percentInput(f, "weight", cr.WeightBP, components.Input{Label: "Weight", Hint: "Of the 100 points. All weights together must make 100"})
	v.Description = f.Kept("description", cr.Description).Textarea(components.Textarea{Label: "What it covers (optional)", Hint: "One or two sentences for bidders", Rows: "3"})
	if v.IsPrice {
		v.Name.Label, v.Name.Hint = "Name", ""
		v.Formula = formulaRadios(f, cr)
		v.Example = example(w.Content, cr.WeightBP, formulaIDs()...)
	} else {
		v.Minimum = f.Kept("minimum", cr.MinimumPercent).Input(components.Input{Label: "Lowest share of these points that passes (optional)", Hint: "A bid below it is not considered further, whatever its price. Leave empty for none", Width: "5", Suffix: "%", InputMode: "decimal"})
	}
	return p.Render(c, w.status(f), templates.Criterion(v))
}

func formulaRadios(f *form.Form, cr tender.Criterion) components.Radios {
	ch := form.Choice{Field: f.Kept("formula", cr.Formula)}
	r := components.Radios{Legend: components.Legend{Text: "How does price become points?", Size: "m"}, Hint: "The equation is printed in the tender, never only a name"}
	for _, one := range scoring.Formulas() {
		equation, err := scoring.Equation(one.ID, cr.WeightBP)
		if err != nil {
			continue
		}
		r.Options = append(r.Options, components.Option{Value: one.ID, Text: one.Name, Hint: "Price points = " + equation + ". " + one.Words + " " + one.Weakness})
	}
	return ch.Radios(r)
}

// CriterionRemoval asks before a criterion is taken out.
func (p Pages) CriterionRemoval(c *gin.Context) error {
	return p.write(c, func(w writing) error { return p.showCriterionRemoval(c, w, form.Query(c)) })
}

// RemoveCriterion takes a criterion out.
func (p Pages) RemoveCriterion(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	return p.write(c, func(w writing) error {
		t := treeOf(w.Content, f.Hidden("lot"))
		cr, err := criterionIn(t, c.Param("criterion"))
		if err != nil {
			return err
		}
		done, err := p.save(c, f, &w, "criteria", func(ct *tender.Content) error {
			tender.WithoutCriterion(ct, t.lot, cr.ID)
			return nil
		})
		if err != nil {
			return err
		}
		if !done {
			return p.showCriterionRemoval(c, w, f)
		}
		return p.Redirect(c, w.base()+"/criteria"+t.query(), "“"+cr.Name+"” was taken out.")
	})
}

func criterionIn(t tree, id string) (tender.Criterion, error) {
	for _, cr := range t.criteria {
		if cr.ID == id {
			return cr, nil
		}
	}
	return tender.Criterion{}, refusal.Missing("criterion")
}

func (p Pages) showCriterionRemoval(c *gin.Context, w writing, f *form.Form) error {
	t := treeOf(w.Content, f.Hidden("lot"))
	cr, err := criterionIn(t, c.Param("criterion"))
	if err != nil {
		return err
	}
	v := templates.RemovalView{Head: p.head(c, w, "Take out “"+cr.Name+"”?", f), Action: w.base() + "/criteria/" + cr.ID + "/removal", Lot: t.lot, Button: "Take it out"}
	v.Back = &components.Link{Text: "How you will score", Href: w.base() + "/criteria" + t.query()}
	v.Lines = []string{"It counts " + points(cr.WeightBP) + " of the 100 points. The other weights must then make 100 without it."}
	if n := len(tender.QuestionsUnder(w.Content, cr.ID, t.lot)); n > 0 {
		v.Lines = append(v.Lines, text.Plural(n, "question is", "questions are")+" scored under it. They stay, and must be put under another criterion.")
	}
	return p.Render(c, w.status(f), templates.Removal(v))
}
