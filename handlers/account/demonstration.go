package account

import (
	"time"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/refusal"
	templates "hundredweight/templates/account"
	"hundredweight/templates/components"
	"hundredweight/templates/text"
)

// Demonstration shows what there is to see in the made-up county, and its clock.
func (p Pages) Demonstration(c *gin.Context) error {
	return p.showDemonstration(c, form.Prefill(nil))
}

// jumps are the moves of the clock on offer beside those to the next event.
var jumps = []struct {
	value, words string
	by           time.Duration
}{
	{"hour", "One hour on", time.Hour},
	{"day", "One day on", 24 * time.Hour},
	{"week", "One week on", 7 * 24 * time.Hour},
	{"month", "Four weeks on", 28 * 24 * time.Hour},
}

// MoveClock moves the demonstration's time forward.
func (p Pages) MoveClock(c *gin.Context) error {
	if p.Demo == nil {
		return refusal.Missing("page")
	}
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	to, ok := p.chosen(f)
	if !ok {
		f.Problem("to", "Choose how far the clock moves")
		return p.showDemonstration(c, f)
	}
	err = p.Demo.Move(c.Request.Context(), page.Actor(c), to)
	if f.Refuse(err) {
		return p.showDemonstration(c, f)
	}
	if err != nil {
		return err
	}
	return p.Redirect(c, "/demo", "It is now "+text.When(p.Now())+". What fell due on the way was done.")
}

// chosen reads a jump, or the moment of an event.
func (p Pages) chosen(f *form.Form) (time.Time, bool) {
	said := f.Text("to", form.Ask{}).Value
	for _, j := range jumps {
		if said == j.value {
			return p.Now().Add(j.by), true
		}
	}
	at, err := time.Parse(time.RFC3339, said)
	return at, err == nil
}

// justAfter is how far behind an event the clock is set: closing, and the two
// minutes in which what arrived in time is written down, are then over.
const justAfter = 3 * time.Minute

func (p Pages) showDemonstration(c *gin.Context, f *form.Form) error {
	if p.Demo == nil {
		return refusal.Missing("page")
	}
	places, err := p.Demo.Tour(c.Request.Context())
	if err != nil {
		return err
	}
	v := templates.DemonstrationView{View: p.Refused(c, "The demonstration", f), Place: p.Demo.Place, Time: text.When(p.Now())}
	var events []components.Option
	for _, at := range places {
		row := components.ListRow{Title: at.Title, Href: at.At, Text: at.Stage}
		if !at.Next.IsZero() && at.Next.After(p.Now()) {
			row.Side = text.Capital(at.What) + " " + text.When(at.Next)
			events = append(events, components.Option{Value: at.Next.Add(justAfter).UTC().Format(time.RFC3339), Text: at.Title + ": " + at.What, Hint: text.When(at.Next)})
		}
		v.Places = append(v.Places, row)
	}
	for _, j := range jumps {
		v.Jumps.Options = append(v.Jumps.Options, components.Option{Value: j.value, Text: j.words})
	}
	v.Jumps.Options = append(v.Jumps.Options, events...)
	v.Jumps.Name, v.Jumps.Legend, v.Jumps.Error = "to", components.Legend{Text: "Move the clock to"}, f.Error("to")
	return p.Render(c, f.Status(), templates.Demonstration(v))
}
