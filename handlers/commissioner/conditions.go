package commissioner

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/models/money"
	"hundredweight/models/refusal"
	"hundredweight/models/tender"
	templates "hundredweight/templates/commissioner"
	"hundredweight/templates/components"
	"hundredweight/templates/text"
)

// conditionKinds are the conditions a tender may have, with their usual words.
var conditionKinds = []struct{ value, name, hint string }{
	{"insurance", "Insurance", "In place when the contract starts: it may not be demanded before the award (section 22)"},
	{"safeguarding", "Safeguarding", "Like a policy and checks of people who work with children or adults at risk"},
	{"registration", "Registration", "Like with the Care Quality Commission"},
	{"exclusion", "Exclusion grounds", "None of the grounds of Schedules 6 and 7 applies"},
	{"share_code", "Share code", "Up-to-date core information on the central platform, shared by its code"},
	{"other", "Something else", "It must be in proportion to the contract"},
}

func conditionName(kind string) string {
	for _, k := range conditionKinds {
		if k.value == kind {
			return k.name
		}
	}
	return "Something else"
}

// Conditions lists what an organisation must have to take part.
func (p Pages) Conditions(c *gin.Context) error {
	return p.write(c, func(w writing) error {
		v := templates.ConditionsView{Head: p.head(c, w, "Conditions", nil)}
		v.Back = &components.Link{Text: "Questions and conditions", Href: w.base() + "/questions"}
		for _, cond := range w.Content.Conditions {
			v.Rows = append(v.Rows, conditionRow(w, cond))
		}
		return p.Render(c, http.StatusOK, templates.Conditions(v))
	})
}

func conditionRow(w writing, cond tender.Condition) components.ListRow {
	row := components.ListRow{Title: conditionName(cond.Kind), Href: w.base() + "/conditions/" + cond.Key, Text: cond.Text}
	var meta []string
	if cond.AmountPence > 0 {
		meta = append(meta, "at least "+money.Pence(cond.AmountPence).Whole())
	}
	if cond.Expires {
		meta = append(meta, "with the date on which it expires")
	}
	if len(w.Content.Stages) > 1 {
		meta = append(meta, "stage "+strconv.Itoa(cond.Stage))
	}
	if len(meta) > 0 {
		row.Meta = text.Capital(text.List(meta))
	}
	return row
}

// Condition shows one condition, or the form to add one.
func (p Pages) Condition(c *gin.Context) error {
	return p.write(c, func(w writing) error { return p.showCondition(c, w, form.Query(c)) })
}

// SaveCondition adds a condition or changes it.
func (p Pages) SaveCondition(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	return p.write(c, func(w writing) error {
		now, err := conditionOf(c, w)
		if err != nil {
			return err
		}
		readCondition(f, w.Content, &now)
		taken, err := p.earlier(c, w)
		if err != nil {
			return err
		}
		done, err := p.save(c, f, &w, "conditions", func(ct *tender.Content) error { return putCondition(ct, now, taken) })
		if err != nil {
			return err
		}
		if !done {
			return p.showCondition(c, w, f)
		}
		return p.Redirect(c, w.base()+"/questions", "The condition is saved.")
	})
}

func conditionOf(c *gin.Context, w writing) (tender.Condition, error) {
	key := c.Param("key")
	for _, cond := range w.Content.Conditions {
		if cond.Key == key {
			return cond, nil
		}
	}
	if key != newOne {
		return tender.Condition{}, refusal.Missing("condition")
	}
	return tender.Condition{Stage: 1}, nil
}

func readCondition(f *form.Form, c tender.Content, now *tender.Condition) {
	var kinds []string
	for _, k := range conditionKinds {
		kinds = append(kinds, k.value)
	}
	now.Kind = f.Choice("kind", form.Ask{Missing: "Select what the condition is about"}, kinds...).Value
	now.Text = f.Text("text", form.Ask{Label: "The condition", Missing: "Enter the condition as bidders will read it", Max: 1000, Lines: true}).Value
	amount := f.Pounds("amount", form.Ask{Label: "The amount"}, 1)
	if amount.Set && now.Kind != "insurance" && now.Kind != "" {
		f.Problem("amount", "Only insurance has an amount. Leave it empty, or select Insurance")
	}
	now.AmountPence = int64(amount.Value)
	now.Expires = f.Tick("expires", form.Ask{}).Value == "yes"
	now.Stage = readStage(f, c, now.Stage)
}

// mostConditions is how many conditions a tender may have.
const mostConditions = 30

func putCondition(ct *tender.Content, now tender.Condition, earlier []tender.Content) error {
	if now.Key == "" {
		if len(ct.Conditions) >= mostConditions {
			return refusal.Field("text", "A tender has up to %d conditions", mostConditions)
		}
		now.Key = tender.NewKey("c", append(earlier, *ct)...)
		ct.Conditions = append(ct.Conditions, now)
		return nil
	}
	for i, cond := range ct.Conditions {
		if cond.Key == now.Key {
			ct.Conditions[i] = now
			return nil
		}
	}
	return refusal.Missing("condition")
}

func (p Pages) showCondition(c *gin.Context, w writing, f *form.Form) error {
	cond, err := conditionOf(c, w)
	if err != nil {
		return err
	}
	title := "Change a condition"
	if cond.Key == "" {
		title = "Add a condition"
	}
	v := templates.ConditionView{Head: p.head(c, w, title, f), Key: cond.Key}
	v.Back = &components.Link{Text: "Questions and conditions", Href: w.base() + "/questions"}
	if v.Key == "" {
		v.Key = newOne
	} else {
		v.Remove = w.base() + "/conditions/" + cond.Key + "/removal"
	}
	kinds := components.Radios{Legend: components.Legend{Text: "What is it about?", Size: "m"}}
	for _, k := range conditionKinds {
		kinds.Options = append(kinds.Options, components.Option{Value: k.value, Text: k.name, Hint: k.hint})
	}
	v.Kind = form.Choice{Field: f.Kept("kind", cond.Kind)}.Radios(kinds)
	v.Text = f.Kept("text", cond.Text).Textarea(components.Textarea{Label: "The condition", Hint: "Bidders answer yes or no to it, like “We will hold public liability insurance when the contract starts”", Rows: "3"})
	amount := ""
	if cond.AmountPence > 0 {
		amount = money.Pence(cond.AmountPence).Plain()
	}
	v.Amount = f.Kept("amount", amount).Input(components.Input{Label: "Insurance: the least cover (optional)", Prefix: "£", Width: "10", InputMode: "decimal"})
	var expires []string
	if cond.Expires {
		expires = []string{"yes"}
	}
	v.Expires = f.KeptChoices("expires", expires...).Checkboxes(components.Checkboxes{Legend: components.Legend{Text: "Does the answer run out?", Size: "s"}, Options: []components.Option{{Value: "yes", Text: "Ask for the date on which it expires", Hint: "The answer can be used again in other bids until then"}}})
	v.Stage = stageRadios(f, w.Content, cond.Stage)
	return p.Render(c, w.status(f), templates.Condition(v))
}

// ConditionRemoval asks before a condition is taken out.
func (p Pages) ConditionRemoval(c *gin.Context) error {
	return p.write(c, func(w writing) error { return p.showConditionRemoval(c, w, form.Prefill(nil)) })
}

// RemoveCondition takes a condition out.
func (p Pages) RemoveCondition(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	return p.write(c, func(w writing) error {
		cond, err := conditionOf(c, w)
		if err != nil || cond.Key == "" {
			return orMissing(err, "condition")
		}
		done, err := p.save(c, f, &w, "conditions", func(ct *tender.Content) error {
			var rest []tender.Condition
			for _, one := range ct.Conditions {
				if one.Key != cond.Key {
					rest = append(rest, one)
				}
			}
			ct.Conditions = rest
			return nil
		})
		if err != nil {
			return err
		}
		if !done {
			return p.showConditionRemoval(c, w, f)
		}
		return p.Redirect(c, w.base()+"/questions", "The condition was taken out.")
	})
}

func (p Pages) showConditionRemoval(c *gin.Context, w writing, f *form.Form) error {
	cond, err := conditionOf(c, w)
	if err != nil || cond.Key == "" {
		return orMissing(err, "condition")
	}
	v := templates.RemovalView{Head: p.head(c, w, "Take out this condition?", f), Action: w.base() + "/conditions/" + cond.Key + "/removal", Lines: []string{conditionName(cond.Kind) + ": “" + cond.Text + "”"}, Button: "Take it out"}
	v.Back = &components.Link{Text: "Questions and conditions", Href: w.base() + "/questions"}
	return p.Render(c, w.status(f), templates.Removal(v))
}
