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
	"hundredweight/models/refusal"
	"hundredweight/models/tender"
	templates "hundredweight/templates/commissioner"
	"hundredweight/templates/components"
	"hundredweight/templates/text"
)

// amendable are the parts of a tender that a change can be about.
var amendable = []struct{ at, text string }{
	{"need", "The need and who it is for"}, {"scope", "What, where and when"}, {"lots", "Budget and parts (lots)"}, {"criteria", "How you will score"}, {"questions", "Questions and conditions"},
	{"prices", "Price schedule"}, {"measures", "Measures (KPIs)"}, {"timetable", "Timetable, with the deadline"}, {"records", "Social value, conflicts and the rules that apply"},
}

// Amendment shows the change that is written for an open tender: what it
// changes so far, and how to go on.
func (p Pages) Amendment(c *gin.Context) error { return p.showAmendment(c, form.Prefill(nil)) }

// StartAmendment begins to write a change.
func (p Pages) StartAmendment(c *gin.Context) error {
	if err := p.Steps.StartAmendment(c.Request.Context(), page.Actor(c), c.Param("ref")); err != nil {
		return err
	}
	return p.Redirect(c, tenderAt(c)+"/amendment", "You can write the change now. Bidders see nothing of it until it is published.")
}

// OfferAmendment asks the approvers to publish the change.
func (p Pages) OfferAmendment(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	err = p.Steps.OfferAmendment(c.Request.Context(), page.Actor(c), c.Param("ref"))
	if f.Refuse(err) {
		return p.showAmendment(c, f)
	}
	if err != nil {
		return err
	}
	return p.Redirect(c, tenderAt(c)+"/amendment", "The approver has an email.")
}

func (p Pages) showAmendment(c *gin.Context, f *form.Form) error {
	w, err := p.written(c)
	if err != nil {
		return err
	}
	if !tender.IsOpen(w.Row.Status, p.Now(), w.Row.ClosesAt.Time) {
		return refusal.Turn("Only an open tender can be amended. This one is %s.", tender.Shown(w.Row.Status, p.Now(), w.Row.ClosesAt.Time).Words())
	}
	v := templates.AmendmentView{Head: p.head(c, w, "Change this tender", f), Written: w.Amends, IsAuthor: roleOf(c, account.RoleAuthor), IsApprover: roleOf(c, account.RoleApprover), Closes: text.When(w.Row.ClosesAt.Time)}
	v.Back = &components.Link{Text: "Back to the tender", Href: w.base()}
	if w.Amends {
		old, err := w.Row.Content()
		if err != nil {
			return err
		}
		v.Changes = tender.Changes(old, w.Content)
		for _, part := range amendable {
			if p.Opens(c, tenderPattern+"/"+part.at) {
				v.Parts = append(v.Parts, components.Link{Text: part.text, Href: w.base() + "/" + part.at})
			}
		}
	}
	approvers, err := p.Query(c).WhoIs(w.Row.ID, []account.Role{account.RoleApprover})
	if err != nil {
		return err
	}
	v.Approvers = text.List(approvers)
	return p.Render(c, f.Status(), templates.Amendment(v))
}

// AmendmentPublication shows what a change does, before it is published.
func (p Pages) AmendmentPublication(c *gin.Context) error {
	return p.showAmendmentPublication(c, form.Prefill(nil))
}

// PublishAmendment publishes the change as a new version.
func (p Pages) PublishAmendment(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	a := commissioning.Amendment{
		Reason: f.Text("reason", form.Ask{Label: "The reason", Missing: "Say why the tender changes. Everybody can read it", Max: 2000, Lines: true}).Value,
		Notice: f.Text("notice", form.Ask{Label: "The number of the notice", Missing: "Enter the number of the republished notice", Max: 60}).Value,
	}
	seen, err := strconv.ParseInt(f.Values().Get("revision"), 10, 64)
	if err != nil || seen <= 0 {
		seen = -1 // no page of ours sent this
	}
	a.Seen = seen
	if !f.OK() {
		return p.showAmendmentPublication(c, f)
	}
	err = p.Steps.AmendTender(c.Request.Context(), page.Actor(c), c.Param("ref"), a)
	if r, ok := refusal.As(err); ok && r.Kind == refusal.Invalid {
		for _, one := range r.Problems {
			field := one.Field
			if field != "reason" && field != "notice" {
				field = "" // it is mended on a page of its own
			}
			f.Problem(field, "%s", one.Reason)
		}
		return p.showAmendmentPublication(c, f)
	}
	if err != nil {
		return err
	}
	return p.Redirect(c, tenderAt(c), "The change is published. Everybody who follows the tender or started a bid is told, and whoever sent a bid is asked to confirm it.")
}

func (p Pages) showAmendmentPublication(c *gin.Context, f *form.Form) error {
	w, err := p.written(c)
	if err != nil {
		return err
	}
	if !w.Amends {
		return refusal.Turn("No change to this tender is being written.")
	}
	old, err := w.Row.Content()
	if err != nil {
		return err
	}
	v := templates.AmendmentPublicationView{Head: p.head(c, w, "Publish this change", f), Changes: tender.Changes(old, w.Content), Version: strconv.Itoa(w.Row.Version + 1)}
	v.Back = &components.Link{Text: "Back to the change", Href: w.base() + "/amendment"}
	v.Deadline = "It stays: " + text.When(w.Row.ClosesAt.Time)
	if len(w.Content.Stages) > 0 && w.Content.Stages[0].Deadline.After(w.Row.ClosesAt.Time) {
		v.Deadline = "It moves from " + text.When(w.Row.ClosesAt.Time) + " to " + text.When(w.Content.Stages[0].Deadline) + ", for everybody"
	}
	v.Warnings = tender.Warnings(calendar.Union(), w.Content)
	v.Reason = f.Kept("reason", "").Textarea(components.Textarea{Label: "Why does the tender change?", Hint: "Everybody can read it", Rows: "3"})
	v.Notice = f.Kept("notice", "").Input(components.Input{Label: "Number of the republished notice", Hint: "Republish the tender notice on the national platform first (section 31)", Width: "20", NoSpell: true})
	return p.Render(c, f.Status(), templates.AmendmentPublication(v))
}

// AmendmentWithdrawal asks before a change is given up.
func (p Pages) AmendmentWithdrawal(c *gin.Context) error {
	w, err := p.written(c)
	if err != nil {
		return err
	}
	if !w.Amends {
		return refusal.Turn("No change to this tender is being written.")
	}
	v := templates.RemovalView{Head: p.head(c, w, "Give up this change?", nil), Action: w.base() + "/amendment/withdrawal", Lines: []string{"What you wrote for it is lost. The tender stays as bidders read it now."}, Button: "Give it up"}
	v.Back = &components.Link{Text: "Back to the change", Href: w.base() + "/amendment"}
	return p.Render(c, http.StatusOK, templates.Removal(v))
}

// DropAmendment gives the change up.
func (p Pages) DropAmendment(c *gin.Context) error {
	if err := p.Steps.DropAmendment(c.Request.Context(), page.Actor(c), c.Param("ref")); err != nil {
		return err
	}
	return p.Redirect(c, tenderAt(c), "The change was given up. The tender is as it was.")
}
