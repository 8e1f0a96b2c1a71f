package evaluator

import (
	"github.com/a-h/templ"

	"hundredweight/templates/components"
	"hundredweight/templates/components/govuk"
)

// scale writes the published scale with what each score means.
func scale(r components.Radios) templ.Component {
	g := govuk.Radios{Name: r.Name, Classes: "hw-scale", Fieldset: &govuk.Fieldset{Legend: &govuk.Legend{Text: r.Legend.Text, Classes: "govuk-fieldset__legend--" + r.Legend.Size}}}
	if r.Error != "" {
		g.ErrorMessage = &govuk.ErrorMessage{Text: r.Error}
	}
	for _, o := range r.Options {
		item := &govuk.RadiosItem{Value: o.Value, HTML: scaleLabel(o)}
		if o.Checked {
			item.Checked = &o.Checked
		}
		g.Items = append(g.Items, item)
	}
	return g
}
