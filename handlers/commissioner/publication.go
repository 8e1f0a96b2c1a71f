package commissioner

import (
	"time"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/calendar"
	"hundredweight/models/commissioning"
	"hundredweight/models/refusal"
	"hundredweight/models/tender"
	templates "hundredweight/templates/commissioner"
	"hundredweight/templates/components"
	"hundredweight/templates/text"
)

// Publication says what becomes public and who is told, before it does.
func (p Pages) Publication(c *gin.Context) error { return p.showPublication(c, form.Prefill(nil)) }

// MarkPublished records the official notice and makes the tender public.
func (p Pages) MarkPublished(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	notice := f.Text("notice", form.Ask{Label: "The number of the official notice", Missing: "Enter the number of the official notice, like 083563-2026", Max: 60})
	day := f.Day("published", form.Ask{Label: "The day of publication", Missing: "Enter the day on which the notice was published"})
	f.Tick("sure", form.Ask{Missing: "Confirm that the notice can be read on the national platform"})
	if !f.OK() {
		return p.showPublication(c, f)
	}
	err = p.Steps.MarkPublished(c.Request.Context(), page.Actor(c), c.Param("ref"), notice.Value, calendar.Date(day.Value.Format(time.DateOnly)))
	if r, ok := refusal.As(err); ok && r.Kind == refusal.Invalid {
		for _, one := range r.Problems {
			field := one.Field
			if field == "deadline" {
				field = "" // it is mended in the timetable
			}
			f.Problem(field, "%s", one.Reason)
		}
		return p.showPublication(c, f)
	}
	if err != nil {
		return err
	}
	return p.Redirect(c, tenderAt(c), "The tender is public and open for bids.")
}

func (p Pages) showPublication(c *gin.Context, f *form.Form) error {
	w, err := p.written(c)
	if err != nil {
		return err
	}
	if w.Row.Status != tender.Approved {
		return refusal.Turn("This tender is %s, so it cannot be published now.", w.Row.Status.Words())
	}
	people, err := p.Query(c).Appointments(w.Row.ID)
	if err != nil {
		return err
	}
	v := templates.PublicationView{Head: p.head(c, w, "Mark as published", f)}
	names := map[string]bool{}
	for _, a := range people {
		if !names[a.Name] {
			names[a.Name] = true
			v.Told = append(v.Told, a.Name)
		}
	}
	first := w.Content.Stages[0].Deadline
	v.Closes = text.When(first)
	if days, earliest, err := calendar.TenderMinimum(commissioning.SituationOf(w.Content), calendar.On(p.Now())); err == nil && days > 0 {
		v.Minimum = "Bids must be able to come in for at least " + text.Plural(days, "day", "days") + " after the notice. For a notice of today that is until " + earliest.Words() + "."
	}
	v.Notice = f.Kept("notice", "").Input(components.Input{Label: "Number of the official notice", Hint: "As the national platform gave it, like 083563-2026", Width: "20", NoSpell: true})
	v.Day = f.KeptDay("published", string(calendar.On(p.Now()))).Date(components.Date{Legend: components.Legend{Text: "When was the notice published?", Size: "s"}, Hint: "The minimum time for bids is counted from this day"})
	v.Sure = f.KeptChoices("sure").Checkboxes(components.Checkboxes{Legend: components.Legend{Text: "Before you go on", Size: "s"}, Options: []components.Option{{Value: "yes", Text: "The notice can be read on the national platform"}}})
	return p.Render(c, f.Status(), templates.Publication(v))
}
