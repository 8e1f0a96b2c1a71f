package commissioner

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/models/account"
	"hundredweight/models/commissioning"
	"hundredweight/models/money"
	"hundredweight/models/refusal"
	"hundredweight/models/regime"
	"hundredweight/models/store"
	"hundredweight/models/tender"
	templates "hundredweight/templates/commissioner"
	"hundredweight/templates/components"
	"hundredweight/templates/text"
)

// regimes are the rules that a tender may fall under.
var regimes = []regime.Regime{regime.PublicContract, regime.LightTouch, regime.BelowThreshold}

// Records shows which rules apply and why. Its author is asked for the records
// that they ask for, while they can be changed; everybody else reads them.
func (p Pages) Records(c *gin.Context) error {
	w, err := p.written(c)
	if err != nil {
		return err
	}
	if w.Writable && roleOf(c, account.RoleAuthor) {
		return p.showRecords(c, w, form.Prefill(nil))
	}
	return p.readRecords(c, w)
}

// readRecords shows the records as they are kept.
func (p Pages) readRecords(c *gin.Context, w writing) error {
	ct, r := w.Content, w.Content.Regime
	v := templates.RecordsView{Head: p.head(c, w, "Social value, conflicts and the rules that apply", form.Prefill(nil))}
	kept := func(words string) string {
		if words == "" {
			return "Nothing is recorded"
		}
		return words
	}
	if r.Decided == "" {
		v.Kept = append(v.Kept, components.Summary{Key: "Rules", Value: "Not worked out yet"})
	} else {
		v.Kept = append(v.Kept, components.Summary{Key: "Rules", Value: text.Capital(commissioning.RegimeOf(ct).Words())},
			components.Summary{Key: "Value as thresholds count it", Value: money.Pence(r.GrossPence).Whole() + ", with VAT and all options"},
			components.Summary{Key: "Threshold", Value: money.Pence(r.ThresholdPence).Whole()})
	}
	if r.Overruled != "" {
		v.Kept = append(v.Kept, components.Summary{Key: "Worked out from the facts", Value: text.Capital(regime.Regime(r.Decided).Words())}, components.Summary{Key: "Why it was decided otherwise", Value: r.Reason})
	}
	v.Kept = append(v.Kept, components.Summary{Key: "How social value was considered", Value: kept(ct.SocialValueNote)}, components.Summary{Key: "Conflicts assessment", Value: kept(ct.ConflictsAssessed)})
	if len(ct.Lots) == 1 {
		v.Kept = append(v.Kept, components.Summary{Key: "Why it is not divided into parts (lots)", Value: kept(ct.LotsReason)})
	}
	v.Duties = dutyTable(commissioning.RegimeOf(ct), ct, regime.Decision{})
	return p.Render(c, http.StatusOK, templates.Records(v))
}

// SaveRecords decides the regime and keeps the records.
func (p Pages) SaveRecords(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	return p.write(c, func(w writing) error {
		o, err := p.Query(c).OrganisationByID(w.Row.Org)
		if err != nil {
			return err
		}
		r := recordsIn(f)
		now := p.Now()
		return p.keep(c, f, w, "records", func(ct *tender.Content) error {
			if err := asRegime(commissioning.SetRegime(ct, o, now, r.regime, r.reason)); err != nil && !r.later {
				return err
			}
			ct.SocialValueNote, ct.ConflictsAssessed, ct.VoluntaryStandstill = r.social, r.conflicts, r.standstill
			return r.complete(*ct)
		}, func(w writing) error { return p.showRecords(c, w, f) })
	})
}

// asRegime puts what stops the decision at the question it answers: it is
// mended on other pages, to which this one leads.
func asRegime(err error) error {
	r, ok := refusal.As(err)
	if !ok || r.Kind != refusal.Invalid {
		return err
	}
	var out []refusal.Problem
	for _, p := range r.Problems {
		if p.Field != "reason" {
			p.Field = "regime"
		}
		out = append(out, p)
	}
	return refusal.Fields(out)
}

type records struct {
	regime, reason, social, conflicts string
	standstill                        bool
	later                             bool
}

func recordsIn(f *form.Form) (r records) {
	var allowed []string
	for _, one := range regimes {
		allowed = append(allowed, string(one))
	}
	r.later = f.Has(later)
	r.regime = f.Choice("regime", form.Ask{Missing: "Select which rules apply"}, allowed...).Value
	r.reason = f.Text("reason", form.Ask{Label: "The reason", Max: 2000, Lines: true}).Value
	r.standstill = f.Choices("standstill", form.Ask{}, "yes").Has("yes")
	r.social = f.Text("social_value_note", form.Ask{Label: "The record", Max: textMost, Lines: true}).Value
	r.conflicts = f.Text("conflicts", form.Ask{Label: "The assessment", Max: textMost, Lines: true}).Value
	return r
}

// complete refuses to go on without the records that the decided rules ask for.
func (r records) complete(c tender.Content) error {
	if r.later {
		return nil
	}
	need := commissioning.Needs(c)
	var wrong []refusal.Problem
	if need.SocialValue && r.social == "" {
		wrong = append(wrong, refusal.Problem{Field: "social_value_note", Reason: "Record how you considered social, economic and environmental well-being (Social Value Act 2012)"})
	}
	if need.Conflicts && r.conflicts == "" {
		wrong = append(wrong, refusal.Problem{Field: "conflicts", Reason: "Record the conflicts assessment (section 83)"})
	}
	return refusal.Fields(wrong)
}

func (p Pages) showRecords(c *gin.Context, w writing, f *form.Form) error {
	o, err := p.Query(c).OrganisationByID(w.Row.Org)
	if err != nil {
		return err
	}
	ct := w.Content
	d, err := regime.Decide(commissioning.RegimeInput(ct, o, p.Now()))
	v := templates.RecordsView{Head: p.head(c, w, "Social value, conflicts and the rules that apply", f), Buttons: w.buttons()}
	if err != nil {
		r, ok := refusal.As(err)
		if !ok || r.Kind != refusal.Invalid {
			return err
		}
		v.Stopped = r.Error()
		if len(r.Problems) > 0 {
			v.Stopped = r.Problems[0].Reason
		}
	}
	v.Budget, v.Scope = w.base()+"/lots", w.base()+"/scope"
	v.Facts = p.regimeFacts(ct, o, d)
	v.Because = d.Because
	chosen := ct.Regime.Overruled
	if chosen == "" {
		chosen = string(d.Regime)
	}
	radios := components.Radios{Legend: components.Legend{Text: "Which rules apply?", Size: "m"}, Hint: "We worked out one of them from your facts. This is not legal advice: you decide, and give the reason where you decide otherwise"}
	for _, r := range regimes {
		option := components.Option{Value: string(r), Text: text.Capital(r.Words())}
		if r == d.Regime {
			option.Hint = "Worked out from your facts"
		}
		radios.Options = append(radios.Options, option)
	}
	v.Regime = form.Choice{Field: f.Kept("regime", chosen)}.Radios(radios)
	v.Reason = f.Kept("reason", ct.Regime.Reason).Textarea(components.Textarea{Label: "If you decide otherwise: why?", LabelSize: "s", Hint: "Name who decided and on what grounds. It is kept with your name", Rows: "3"})
	v.Duties = dutyTable(regime.Regime(chosen), ct, d)
	v.Standstill = f.KeptChoices("standstill", yes(ct.VoluntaryStandstill)...).Checkboxes(components.Checkboxes{Legend: components.Legend{Text: "Waiting period (standstill)", Size: "m"}, Hint: "A public contract always has one. For others it is your choice, and once offered it is kept", Options: []components.Option{{Value: "yes", Text: "Wait 8 working days between telling bidders and signing", Hint: "So that a mistake can still be put right"}}})
	v.Social = f.Kept("social_value_note", ct.SocialValueNote).Textarea(components.Textarea{Label: "How you considered social value", LabelSize: "m", Hint: "How this could improve social, economic and environmental well-being in the area, how you will secure it, and whether you asked people. Public Services (Social Value) Act 2012, section 1", Rows: "6"})
	v.Conflicts = f.Kept("conflicts", ct.ConflictsAssessed).Textarea(components.Textarea{Label: "Conflicts assessment", LabelSize: "m", Hint: "Conflicts of interest, actual, possible or seeming, of everybody who takes part, and what is done about each. Procurement Act 2023, section 83", Rows: "6"})
	return p.Render(c, w.status(f), templates.Records(v))
}

// regimeFacts are what the decision rests on.
func (p Pages) regimeFacts(ct tender.Content, o store.Organisation, d regime.Decision) []components.Summary {
	rows := []components.Summary{
		{Key: "Buyer", Value: o.Name + ", " + authorityWords(o.AuthorityClass)},
		{Key: "Value without VAT", Value: valueWords(ct.Budget)},
	}
	if d.Regime != "" {
		side := "below"
		if d.Gross >= d.Threshold {
			side = "at or above"
		}
		rows = append(rows, components.Summary{Key: "Value as thresholds count it", Value: d.Gross.Whole() + ", with VAT and all options"},
			components.Summary{Key: "Threshold", Value: d.Threshold.Whole() + " (" + d.Row.Source + ", from " + text.Day(d.Row.From) + "): your value is " + side + " it"})
	}
	light := "No. Every code would have to be in Schedule 1, Table 1 of the Procurement Regulations 2024"
	if len(ct.CPV) > 0 && allLight(ct) {
		light = "Yes. Every code is in Schedule 1, Table 1 of the Procurement Regulations 2024 (section 9)"
	}
	return append(rows, components.Summary{Key: "Light touch services?", Value: light})
}

func allLight(ct tender.Content) bool {
	for _, code := range ct.CPV {
		if !regime.IsLightTouch(code.Code) {
			return false
		}
	}
	return ct.Category == "services"
}

func valueWords(b tender.Budget) string {
	if b.NetPence <= 0 {
		return "Not entered yet. A value that is not known counts as above the threshold (Schedule 3)"
	}
	words := money.Pence(b.NetPence).Whole()
	if b.OptionsPence > 0 {
		words += " and " + money.Pence(b.OptionsPence).Whole() + " of options"
	}
	return words
}

func authorityWords(class string) string {
	switch regime.Authority(class) {
	case regime.Central:
		return "central government"
	case regime.SubCentral:
		return "a council or other local body"
	case regime.NHS:
		return "a health body"
	case regime.Utility:
		return "a utility"
	}
	return "whose class is not set"
}

// dutyWords says the duties of the matrix as people read them.
var dutyWords = map[string]string{
	"lots_reason":          "Say why, when it is not divided into parts (lots)",
	"social_value":         "Consider social value before you start",
	"conflicts":            "Assess conflicts of interest before the notice",
	"assessment_summaries": "Tell every bidder how their bid scored and why",
	"award_notice":         "Publish an award notice before signing",
	"standstill":           "Wait 8 working days before signing (standstill)",
	"kpis":                 "Set at least three measures (KPIs)",
	"contract_details":     "Publish the contract’s details after signing",
}

// dutyTable shows what the rules ask for.
func dutyTable(r regime.Regime, ct tender.Content, d regime.Decision) *components.Table {
	if r == "" {
		return nil
	}
	gross := d.Gross
	if gross == 0 {
		gross = money.Pence(ct.Regime.GrossPence)
	}
	t := &components.Table{ID: "duties", Caption: "What these rules ask of you: " + r.Words(), Small: true, Columns: []components.Column{{Text: "Duty"}, {Text: "Applies"}, {Text: "Where it says so"}}}
	for _, duty := range regime.Duties(r, gross) {
		applies := "No"
		if duty.Applies {
			applies = "Yes"
		}
		t.Rows = append(t.Rows, components.Row{Cells: []components.Cell{{Text: dutyWords[duty.Key]}, {Text: applies}, {Text: duty.Section}}})
	}
	return t
}
