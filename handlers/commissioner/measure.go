package commissioner

import (
	"strconv"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/models/refusal"
	"hundredweight/models/tender"
	templates "hundredweight/templates/commissioner"
	"hundredweight/templates/components"
)

// newMeasure stands in an address for a measure that is to be added.
const newMeasure = "new"

// every says how often a measure is reported.
var every = []components.Option{{Value: "month", Text: "Month"}, {Value: "quarter", Text: "Quarter"}, {Value: "year", Text: "Year"}}

// measureOf gives the measure of the address and its place, the first being 1;
// an empty one at 0 for a new one.
func measureOf(c *gin.Context, ct tender.Content) (tender.KPI, int, error) {
	if c.Param("n") == newMeasure {
		return tender.KPI{Every: "quarter"}, 0, nil
	}
	n, err := strconv.Atoi(c.Param("n"))
	if err != nil || n < 1 || n > len(ct.KPIs) {
		return tender.KPI{}, 0, refusal.Missing("measure")
	}
	return ct.KPIs[n-1], n, nil
}

// Measure asks about one measure, or a new one.
func (p Pages) Measure(c *gin.Context) error {
	return p.write(c, func(w writing) error {
		k, n, err := measureOf(c, w.Content)
		if err != nil {
			return err
		}
		return p.showMeasure(c, w, k, n, form.Prefill(nil))
	})
}

// SaveMeasure keeps a measure, or adds it.
func (p Pages) SaveMeasure(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	return p.write(c, func(w writing) error {
		k, n, err := measureOf(c, w.Content)
		if err != nil {
			return err
		}
		typed := readMeasure(f)
		done, err := p.save(c, f, &w, "measures", func(ct *tender.Content) error { return tender.PutKPI(ct, n, typed) })
		switch {
		case err != nil:
			return err
		case !done:
			return p.showMeasure(c, w, k, n, f)
		}
		return p.Redirect(c, w.base()+"/measures", "“"+typed.Title+"” is saved.")
	})
}

func readMeasure(f *form.Form) (k tender.KPI) {
	k.Title = f.Text("title", form.Ask{Label: "The title", Missing: "Enter a title", Max: 100}).Value
	k.Measure = f.Text("measure", form.Ask{Label: "What is counted", Missing: "Say what is counted", Max: 500, Lines: true}).Value
	k.Target = f.Text("target", form.Ask{Label: "The target", Missing: "Enter the target", Max: 100}).Value
	k.Unit = f.Text("unit", form.Ask{Label: "The unit", Max: 50}).Value
	k.Every = f.Choice("every", form.Ask{Missing: "Select how often it is reported"}, "month", "quarter", "year").Value
	return k
}

func (p Pages) showMeasure(c *gin.Context, w writing, k tender.KPI, n int, f *form.Form) error {
	title, at := "Add a measure", w.base()+"/measures/"+newMeasure
	if n > 0 {
		title, at = k.Title, w.base()+"/measures/"+strconv.Itoa(n)
	}
	v := templates.MeasureView{Head: p.head(c, w, title, f), Action: at}
	v.Back = &components.Link{Text: "Measures (KPIs)", Href: w.base() + "/measures"}
	if n > 0 {
		v.Remove = at + "/removal"
	}
	v.Name = f.Kept("title", k.Title).Input(components.Input{Label: "Title", LabelSize: "s", Hint: "A few words, like “Meals on time”"})
	v.Measure = f.Kept("measure", k.Measure).Textarea(components.Textarea{Label: "What is counted", LabelSize: "s", Hint: "So that two people who count it come to the same number", Rows: "3"})
	v.Target = f.Kept("target", k.Target).Input(components.Input{Label: "Target", LabelSize: "s", Width: "10"})
	v.Unit = f.Kept("unit", k.Unit).Input(components.Input{Label: "Unit (optional)", LabelSize: "s", Hint: "Like %, people or days", Width: "10"})
	v.Every = form.Choice{Field: f.Kept("every", k.Every)}.Radios(components.Radios{Legend: components.Legend{Text: "How often is it reported?", Size: "s"}, Inline: true, Options: every})
	return p.Render(c, w.status(f), templates.Measure(v))
}

// MeasureRemoval asks before a measure is taken out.
func (p Pages) MeasureRemoval(c *gin.Context) error {
	return p.write(c, func(w writing) error { return p.showMeasureRemoval(c, w, form.Prefill(nil)) })
}

// RemoveMeasure takes it out.
func (p Pages) RemoveMeasure(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	return p.write(c, func(w writing) error {
		k, n, err := measureOf(c, w.Content)
		if err != nil {
			return err
		}
		done, err := p.save(c, f, &w, "measures", func(ct *tender.Content) error { return tender.RemoveKPI(ct, n) })
		switch {
		case err != nil:
			return err
		case !done:
			return p.showMeasureRemoval(c, w, f)
		}
		return p.Redirect(c, w.base()+"/measures", "“"+k.Title+"” was taken out.")
	})
}

func (p Pages) showMeasureRemoval(c *gin.Context, w writing, f *form.Form) error {
	k, n, err := measureOf(c, w.Content)
	if err != nil {
		return err
	}
	if n == 0 {
		return refusal.Missing("measure")
	}
	at := w.base() + "/measures/" + strconv.Itoa(n)
	v := templates.RemovalView{Head: p.head(c, w, "Take out this measure?", f), Action: at + "/removal", Lines: []string{"“" + k.Title + "”"}, Button: "Take it out"}
	v.Back = &components.Link{Text: k.Title, Href: at}
	return p.Render(c, w.status(f), templates.Removal(v))
}
