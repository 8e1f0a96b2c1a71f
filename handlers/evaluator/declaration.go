package evaluator

import (
	"encoding/json"
	"fmt"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/commissioning"
	"hundredweight/models/evaluation"
	"hundredweight/templates/components"
	templates "hundredweight/templates/evaluator"
	"hundredweight/templates/text"
)

// Declaration asks about interests: before any bid is opened, and again once
// the bidders are known.
func (p Pages) Declaration(c *gin.Context) error {
	return p.showDeclaration(c, form.Prefill(nil))
}

// Declare takes the declaration.
func (p Pages) Declare(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	answer := f.Choice("interest", form.Ask{Missing: "Select whether you have an interest"}, "no", "yes")
	words := f.Text("words", form.Ask{Label: "The interest", Max: 4000, Lines: true})
	if !f.OK() {
		return p.showDeclaration(c, f)
	}
	ref := c.Param("ref")
	said := words.Value
	if answer.Value == "no" {
		said = ""
	}
	err = p.Steps.DeclareInterest(c.Request.Context(), page.Actor(c), ref, answer.Value == "yes", said)
	if f.Refuse(err) {
		return p.showDeclaration(c, f)
	}
	if err != nil {
		return err
	}
	if answer.Value == "yes" {
		return p.Redirect(c, deskPath(ref, "/declaration"), "Your interest is recorded. The author and the moderator know that you take no further part.")
	}
	v, err := p.panel(c)
	if err != nil {
		return err
	}
	if v.HasRole(account.RoleEvaluator) && v.BiddersKnown() {
		return p.Redirect(c, deskPath(ref, ""), "Your declaration is recorded. You can read and score the bids.")
	}
	return p.Redirect(c, "/desk", "Your declaration is recorded.")
}

func (p Pages) showDeclaration(c *gin.Context, f *form.Form) error {
	v, err := p.panel(c)
	if err != nil {
		return err
	}
	view := templates.DeclarationView{View: p.Refused(c, "Declare your interests", f), Ref: v.Tender.Ref, Tender: v.Tender.Title, Buyer: v.Tender.OrgName, Known: v.BiddersKnown()}
	view.Back = toDesk()
	for _, d := range v.Declarations {
		if d.Person != v.Me.ID {
			continue
		}
		one := templates.Declared{When: text.When(d.At), Interest: d.Interest, Words: d.Words, Known: d.Moment == evaluation.KnownBidders}
		view.Earlier = append(view.Earlier, one)
		view.Done = view.Done || d.Moment == v.Moment() || d.Interest
	}
	for _, b := range v.Bids {
		view.Bidders = append(view.Bidders, b.OrgName)
	}
	if view.Noticed, err = p.noticed(c, v); err != nil {
		return err
	}
	view.Interest, view.Words = interestFields(f)
	return p.Render(c, f.Status(), templates.Declaration(view))
}

// noticed says what the comparison at the opening found about the person, as a
// question and never as a finding.
func (p Pages) noticed(c *gin.Context, v commissioning.PanelView) ([]string, error) {
	if !v.BiddersKnown() {
		return nil, nil
	}
	state, err := p.Steps.OpeningState(c.Request.Context(), v, false)
	if err != nil || state.Record == "" {
		return nil, err
	}
	var r commissioning.OpeningRecord
	if err := json.Unmarshal([]byte(state.Record), &r); err != nil {
		return nil, fmt.Errorf("opening record of %s: %w", v.Tender.Ref, err)
	}
	var out []string
	for _, one := range r.Connections {
		switch {
		case one.Person != v.Me.ID:
		case one.Member:
			out = append(out, "You are, or were in the last three years, a member of "+one.Organisation+" on this site.")
		default:
			out = append(out, "You and people of "+one.Organisation+" write from the same email domain, "+one.Domain+".")
		}
	}
	return out, nil
}

func interestFields(f *form.Form) (components.Radios, components.Textarea) {
	answer := f.Choice("interest", form.Ask{}, "no", "yes")
	words := f.Text("words", form.Ask{Max: 4000, Lines: true})
	radios := answer.Radios(components.Radios{
		Legend: components.Legend{Text: "Do you, or somebody close to you, have an interest here?", Size: "m"},
		Hint:   "Work, trusteeship, shares, family or close friendship, a past dispute, or anything that a fair person would want to know",
		Options: []components.Option{
			{Value: "no", Text: "No, I have no interest"},
			{Value: "yes", Text: "Yes, I have an interest", Hint: "You then take no further part, and somebody else is appointed"},
		},
	})
	radios.Error = f.Error("interest")
	area := words.Textarea(components.Textarea{Label: "If yes: who is it, and what connects you?", LabelSize: "s", Hint: "The moderator, the author and the auditor can be asked to show this", Rows: "4"})
	area.Error = f.Error("words")
	return radios, area
}
