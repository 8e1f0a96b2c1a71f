package commissioner

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/calendar"
	"hundredweight/models/commissioning"
	"hundredweight/models/money"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/tender"
	templates "hundredweight/templates/commissioner"
	"hundredweight/templates/components"
	"hundredweight/templates/text"
)

// Approval shows what an approver answers for: the tender in short, and the
// decision. Its author can take it back there.
func (p Pages) Approval(c *gin.Context) error { return p.showApproval(c, form.Prefill(nil)) }

// DecideApproval approves a tender, or sends it back with a reason.
func (p Pages) DecideApproval(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	ref := c.Param("ref")
	switch f.Choice("decision", form.Ask{Missing: "Select whether you approve it"}, "approve", "return").Value {
	case "approve":
		if f.Tick("read", form.Ask{Missing: "Confirm that you have read it as a bidder will see it"}); !f.OK() {
			break
		}
		if err = p.Steps.ApproveTender(c.Request.Context(), page.Actor(c), ref); err == nil {
			return p.Redirect(c, tenderAt(c), "The tender is approved. It is public once its author has marked it as published.")
		}
	case "return":
		reason := f.Text("reason", form.Ask{Label: "The reason", Missing: "Say what should be changed", Max: 2000, Lines: true})
		if !f.OK() {
			break
		}
		if err = p.Steps.ReturnTender(c.Request.Context(), page.Actor(c), ref, reason.Value); err == nil {
			return p.Redirect(c, tenderAt(c), "The tender is a draft again.")
		}
	}
	if r, ok := refusal.As(err); ok && r.Kind == refusal.Invalid {
		for _, one := range r.Problems {
			f.Problem("", "%s", one.Reason)
		}
		err = nil
	}
	if err != nil {
		return err
	}
	return p.showApproval(c, f)
}

// tenderAt is the address of the home of the tender in the path.
func tenderAt(c *gin.Context) string { return "/org/" + c.Param("org") + "/tenders/" + c.Param("ref") }

func (p Pages) showApproval(c *gin.Context, f *form.Form) error {
	w, err := p.written(c)
	if err != nil {
		return err
	}
	if w.Row.Status != tender.InternalReview && w.Row.Status != tender.Approved {
		return refusal.Turn("This tender is %s, so there is nothing to approve.", w.Row.Status.Words())
	}
	people, err := p.Query(c).Appointments(w.Row.ID)
	if err != nil {
		return err
	}
	waits, me := w.Row.Status == tender.InternalReview, page.Actor(c).Person
	can := waits && roleOf(c, account.RoleApprover) && w.Row.Author != me && w.Row.EditedBy != me
	if !can {
		f.Instead("decision", "")
	}
	v := templates.ApprovalView{Head: p.head(c, w, "Approve this tender", f), CanApprove: can, Facts: inShort(w, people), Warnings: tender.Warnings(calendar.Union(), w.Content)}
	if !v.CanApprove {
		v.Heading, v.Title = "Take the tender back to draft", "Take the tender back to draft"
		v.Waits = waits
	}
	v.Decision = form.Choice{Field: f.Kept("decision", "")}.Radios(components.Radios{Legend: components.Legend{Text: "Do you approve it for publication?", Size: "m"}, Options: []components.Option{
		{Value: "approve", Text: "Yes, approve it"}, {Value: "return", Text: "No, send it back to the author", Hint: "Say below what should be changed"},
	}})
	v.Read = f.KeptChoices("read").Checkboxes(components.Checkboxes{Legend: components.Legend{Text: "If you approve", Size: "s"}, Options: []components.Option{{Value: "yes", Text: "I have read the tender as a bidder will see it"}}})
	v.Reason = f.Kept("reason", "").Textarea(components.Textarea{Label: "If you send it back: what should be changed?", Rows: "4"})
	if !v.CanApprove {
		v.Reason.Label = "What will you change?"
		v.Reason.Hint = "It is kept in the record. The tender must be approved again afterwards"
	}
	return p.Render(c, statusOf(f), templates.Approval(v))
}

func statusOf(f *form.Form) int {
	if f == nil {
		return http.StatusOK
	}
	return f.Status()
}

// inShort is a tender in the few lines that an approver answers for.
func inShort(w writing, people []store.AppointmentRow) []components.Summary {
	c := w.Content
	rows := []components.Summary{{Key: "What is bought", Lines: []string{c.Title, c.Summary}}}
	value := money.Pence(c.Budget.NetPence).Whole() + " without VAT"
	if c.Budget.OptionsPence > 0 {
		value += ", and options of " + money.Pence(c.Budget.OptionsPence).Whole()
	}
	rows = append(rows, components.Summary{Key: "Value", Value: value})
	if r := commissioning.RegimeOf(c); r != "" {
		rules := []string{text.Capital(r.Words())}
		if c.Regime.Overruled != "" {
			rules = append(rules, "Decided by a named person against the calculation: "+c.Regime.Reason)
		}
		rows = append(rows, components.Summary{Key: "Rules that apply", Lines: rules})
	}
	var weights []string
	for _, cr := range c.Criteria {
		weights = append(weights, cr.Name+" "+points(cr.WeightBP))
	}
	scored, other := 0, 0
	for _, q := range c.Questions {
		if q.Kind == "scored" {
			scored++
		} else {
			other++
		}
	}
	rows = append(rows,
		components.Summary{Key: "Points", Value: text.List(weights)},
		components.Summary{Key: "Asked", Value: text.Plural(scored, "scored question", "scored questions") + ", " + text.Plural(other, "other", "others") + ", " + text.Plural(len(c.Conditions), "condition", "conditions")},
		components.Summary{Key: "Dates", Lines: dateLines(c)},
	)
	for _, one := range []struct{ key, value string }{{"Not divided because", c.LotsReason}, {"Social value", c.SocialValueNote}, {"Conflicts assessment", c.ConflictsAssessed}} {
		if one.value != "" {
			rows = append(rows, components.Summary{Key: one.key, Value: one.value})
		}
	}
	var team []string
	for _, a := range people {
		team = append(team, a.Name+", "+commissioning.RoleWords(a.Role))
	}
	return append(rows, components.Summary{Key: "Who does what", Lines: team})
}

func dateLines(c tender.Content) (all []string) {
	if at := c.Timetable.Publish; !at.IsZero() {
		all = append(all, "Planned publication: "+text.Date(at))
	}
	if at := c.Timetable.QuestionsClose; !at.IsZero() {
		all = append(all, "Questions close: "+text.When(at))
	}
	for i, s := range c.Stages {
		name := "Bids close: "
		if len(c.Stages) > 1 {
			name = "Stage " + strconv.Itoa(i+1) + " closes: "
		}
		all = append(all, name+text.When(s.Deadline))
	}
	if day := c.Timetable.DecisionBy; day != "" {
		all = append(all, "Decision by: "+text.Day(day))
	}
	return all
}
