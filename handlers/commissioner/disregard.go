package commissioner

import (
	"slices"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/bid"
	"hundredweight/models/commissioning"
	"hundredweight/models/evaluation"
	"hundredweight/models/store"
	"hundredweight/models/tender"
	templates "hundredweight/templates/commissioner"
	"hundredweight/templates/components"
)

// Disregard asks on what ground a bid is not considered further; for one that
// is out already, why it is considered again.
func (p Pages) Disregard(c *gin.Context) error { return p.showDisregard(c, form.Prefill(nil)) }

// DisregardBid leaves a bid out.
func (p Pages) DisregardBid(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	ground := f.Choice("ground", form.Ask{Missing: "Select the ground on which this bid is not considered further"}, grounds()...)
	done := f.Tick("before", form.Ask{})
	reason := f.Text("reason", form.Ask{Label: "The reason", Max: evaluation.MostReason, Lines: true, Missing: "Enter the reason for not considering this bid further"})
	if !f.OK() {
		return p.showDisregard(c, f)
	}
	return p.disposed(c, f, p.Steps.DisregardBid(c.Request.Context(), page.Actor(c), c.Param("ref"), commissioning.Disregard{Bid: c.Param("bid"), Ground: ground.Value, StepDone: done.Value == "yes", Reason: reason.Value}),
		"The bid is not considered further. Everything that rests on the bids was worked out again.")
}

// RestoreBid takes a bid back into the comparison.
func (p Pages) RestoreBid(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	reason := f.Text("reason", form.Ask{Label: "The reason", Max: evaluation.MostReason, Lines: true, Missing: "Enter the reason for considering this bid again"})
	if !f.OK() {
		return p.showDisregard(c, f)
	}
	return p.disposed(c, f, p.Steps.RestoreBid(c.Request.Context(), page.Actor(c), c.Param("ref"), c.Param("bid"), reason.Value), "The bid is considered again. Everything that rests on the bids was worked out again.")
}

func (p Pages) disposed(c *gin.Context, f *form.Form, err error, flash string) error {
	if f.Refuse(err) {
		return p.showDisregard(c, f)
	}
	if err != nil {
		return err
	}
	v, err := p.evaluating(c)
	if err != nil {
		return err
	}
	to := "/opening"
	if !v.Stage.PricesOpenedAt.IsZero() {
		to = "/comparison"
	}
	return p.Redirect(c, tenderHome(v.Tender)+to, flash)
}

func grounds() []string {
	var all []string
	for _, g := range evaluation.Grounds() {
		all = append(all, g.Key)
	}
	return all
}

func (p Pages) showDisregard(c *gin.Context, f *form.Form) error {
	v, err := p.evaluating(c)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(v.Bids, func(b store.Bidder) bool { return b.Ref == c.Param("bid") })
	if i < 0 {
		_, err := v.Bid(c.Param("bid"))
		return err
	}
	b := v.Bids[i]
	title := "Leave out the bid of " + b.OrgName
	view := templates.DisregardView{Out: b.Status == bid.Disregarded, Action: tenderHome(v.Tender) + "/bids/" + b.Ref + "/disregard", Kicker: kicker(v)}
	if view.Out {
		title, view.Action = "Consider the bid of "+b.OrgName+" again", tenderHome(v.Tender)+"/bids/"+b.Ref+"/restoring"
	}
	view.View = p.Refused(c, title, f)
	view.Back = &components.Link{Text: "Back to the opening record", Href: tenderHome(v.Tender) + "/opening"}
	if !v.Stage.PricesOpenedAt.IsZero() {
		view.Back = &components.Link{Text: "Back to the comparison", Href: tenderHome(v.Tender) + "/comparison"}
	}
	if b.Status == bid.Failed || v.Tender.Status != tender.Evaluation {
		view.Stop = "This bid is " + b.Status.Words() + ", and the tender is " + v.Tender.Status.Words() + ". Nothing can be decided about it here."
	}
	view.Ground, view.Before, view.Reason = disregardFields(f)
	if view.Out {
		view.Reason.Label, view.Reason.Hint = "Why is it considered again?", "This stays in the record beside the decision that left it out"
		decisions, err := p.Query(c).Dispositions(v.Stage.ID)
		if err != nil {
			return err
		}
		for _, d := range decisions {
			if d.Bid == b.ID && d.Kind == "disregarded" {
				view.Was, view.WasReason = groundWords(d.Ground), d.Reason
			}
		}
	}
	return p.Render(c, f.Status(), templates.Disregard(view))
}

func disregardFields(f *form.Form) (components.Radios, components.Checkboxes, components.Textarea) {
	radios := components.Radios{Legend: components.Legend{Text: "On what ground?", Size: "m"}, Hint: "The Act has a closed list. There is no other ground"}
	for _, g := range evaluation.Grounds() {
		hint := g.Section
		if g.Must {
			hint += ". The Act leaves no choice"
		}
		if g.Before != "" {
			hint += ". First: " + g.Before
		}
		radios.Options = append(radios.Options, components.Option{Value: g.Key, Text: g.Words, Hint: hint})
	}
	ground := f.Choice("ground", form.Ask{}, grounds()...)
	before := f.Tick("before", form.Ask{})
	reason := f.Text("reason", form.Ask{Max: evaluation.MostReason, Lines: true})
	r := ground.Radios(radios)
	b := before.Checkbox(components.Checkboxes{Legend: components.Legend{Text: "The step that comes first", Size: "s"}, Options: []components.Option{{Value: "yes", Text: "Where the ground asks for a step first, it was taken"}}})
	t := reason.Textarea(components.Textarea{Label: "What makes this ground apply?", LabelSize: "s", Hint: "The bidder will read this", Rows: "5"})
	r.Error, b.Error, t.Error = f.Error("ground"), f.Error("before"), f.Error("reason")
	return r, b, t
}
