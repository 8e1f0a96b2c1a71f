package provider

import (
	"strconv"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/addedvalue"
	"hundredweight/templates/components"
	pages "hundredweight/templates/provider"
)

// outcomesForm chooses what changes, from what services for the need often claim.
type outcomesForm struct {
	chosen *form.Choices
	own    *form.Text
	theme  addedvalue.Theme
	found  bool // the service says which need it answers
}

func readOutcomes(f *form.Form, o ownService) outcomesForm {
	d := outcomesForm{}
	d.theme, d.found = addedvalue.ThemeByKey(o.c.Theme)
	var keys []string
	for _, l := range d.theme.Likely {
		keys = append(keys, l.Key)
	}
	d.chosen = f.Choices("outcomes", form.Ask{}, keys...)
	d.own = f.Text("own", form.Ask{Label: "What changes", Max: 200})
	return d
}

// claims are what was chosen, as claims to begin.
func (d outcomesForm) claims() []addedvalue.Claim {
	var all []addedvalue.Claim
	for _, l := range d.theme.Likely {
		if d.chosen.Has(l.Key) {
			all = append(all, l.From(""))
		}
	}
	if d.own.Value != "" {
		all = append(all, addedvalue.Claim{Outcome: d.own.Value})
	}
	return all
}

// NewClaim offers what services of the kind often change.
func (p Pages) NewClaim(c *gin.Context) error {
	o, gone, err := p.draft(c)
	if err != nil || gone {
		return err
	}
	f := form.Prefill(nil)
	return p.showNewClaim(c, o, f, readOutcomes(f, o))
}

// AddClaims begins a claim for each that was chosen.
func (p Pages) AddClaims(c *gin.Context) error {
	o, gone, err := p.draft(c)
	if err != nil || gone {
		return err
	}
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	d := readOutcomes(f, o)
	if !f.OK() {
		return p.showNewClaim(c, o, f, d)
	}
	refs, _, err := p.Steps.AddClaims(c.Request.Context(), page.Actor(c), o.edit(f), d.claims())
	if err == nil {
		return p.Redirect(c, claimAt(o, refs[0], addedvalue.StepOutcome), "")
	}
	again, err := p.refused(c, f, &o, err)
	if again {
		return p.showNewClaim(c, o, f, d)
	}
	return err
}

func (p Pages) showNewClaim(c *gin.Context, o ownService, f *form.Form, d outcomesForm) error {
	if !d.found {
		f.Instead("outcomes", "own")
	}
	t := p.task(c, o, f, "What changes because of this service?", "/claims/new")
	t.Back = &components.Link{Text: "Added value", Href: claimsAt(o)}
	t.Save, t.Later = "Continue", false
	t.Lines = []string{"Choose up to " + strconv.Itoa(addedvalue.MostAtOnce) + " to begin with. You can change the words in the next step, and add others later."}
	boxes := components.Checkboxes{Legend: components.Legend{Text: "Services for this need often claim", Size: "s"}}
	for _, l := range d.theme.Likely {
		boxes.Options = append(boxes.Options, components.Option{Value: l.Key, Text: l.Outcome, Hint: "Counted as: " + lowerFirst(l.Measure)})
	}
	own := components.Input{Label: "Something else (optional)", LabelSize: "s", Hint: "What changes, in one sentence, like people feel safe at home"}
	if d.found {
		t.Fields = append(t.Fields, components.CheckboxesOf(d.chosen.Checkboxes(boxes)))
	} else {
		t.Inset = pages.NeedFirst(o.at() + "/describe")
		own.Label = "What changes?"
	}
	t.Fields = append(t.Fields, components.InputOf(d.own.Input(own)))
	return p.showTask(c, f, t)
}
