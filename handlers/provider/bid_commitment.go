package provider

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/addedvalue"
	"hundredweight/models/bid"
	"hundredweight/models/refusal"
	"hundredweight/models/tender"
	"hundredweight/templates/components"
	templates "hundredweight/templates/provider"
)

// newPromise is the address of a promise that is not made yet.
const newPromise = "new"

// BidCommitment makes a promise specific: one that is there, one taken from a
// claim, or a new one.
func (p Pages) BidCommitment(c *gin.Context) error {
	o, one, err := p.promiseOfPath(c)
	if err != nil {
		return err
	}
	if c.Param("promise") == newPromise {
		claim, ok, err := p.claimOfOrganisation(c, o.m.Organisation, c.Query("claim"))
		if err != nil {
			return err
		}
		if ok {
			one = fromClaim(claim.Content.Claims[claim.Index])
		}
	}
	return p.showPromise(c, o, form.Prefill(keptPromise(one)), nil)
}

// fromClaim begins a promise with what the organisation claims. How many and by
// when are of this contract, so they are asked for.
func fromClaim(claim addedvalue.Claim) bid.Commitment {
	return bid.Commitment{Claim: claim.Ref, Outcome: claim.Outcome, Who: claim.Who, Unit: claim.UnitName(), Evidence: claim.HowWeKnow, Extra: claim.CoreOrAdded == addedvalue.Added}
}

func (p Pages) promiseOfPath(c *gin.Context) (o ownBid, one bid.Commitment, err error) {
	if o, err = p.ownBid(c); err != nil {
		return o, one, err
	}
	if !o.takesPromises() {
		return o, one, refusal.Missing("page")
	}
	if c.Param("promise") == newPromise {
		return o, one, nil
	}
	i := slices.IndexFunc(o.Promises, func(one bid.Commitment) bool { return one.Ref == c.Param("promise") })
	if i < 0 {
		return o, one, refusal.Missing("promise")
	}
	return o, o.Promises[i], nil
}

func keptPromise(one bid.Commitment) url.Values {
	v := url.Values{"question": {one.Question}, "claim": {one.Claim}, "outcome": {one.Outcome}, "who": {one.Who}, "quantity": {one.Quantity}, "unit": {one.Unit}, "evidence": {one.Evidence}}
	if one.By != "" {
		keepDay(v, "by", one.By)
	}
	if one.Ref != "" || one.Claim != "" {
		v.Set("extra", yesNo(one.Extra))
	}
	return v
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// promiseForm is a promise as it was typed.
type promiseForm struct {
	question, extra                        *form.Choice
	claim                                  string
	outcome, who, quantity, unit, evidence *form.Text
	by                                     *form.Day
}

func (o ownBid) readPromise(f *form.Form) promiseForm {
	var keys []string
	for _, q := range o.promiseQuestions() {
		keys = append(keys, q.Key)
	}
	return promiseForm{
		question: f.Choice("question", form.Ask{}, keys...), claim: f.Hidden("claim"),
		outcome: f.Text("outcome", form.Ask{Label: "What will change", Max: 600}), who: f.Text("who", form.Ask{Label: "Who it is for", Max: 600}),
		quantity: f.Text("quantity", form.Ask{Label: "How many"}), unit: f.Text("unit", form.Ask{Label: "What is counted", Max: 600}),
		by: f.Day("by", form.Ask{Label: "The date"}), evidence: f.Text("evidence", form.Ask{Label: "How you will show it", Max: 600, Lines: true}),
		extra: f.Choice("extra", form.Ask{Missing: "Select whether the contract pays for it"}, "yes", "no"),
	}
}

func (t promiseForm) commitment() bid.Commitment {
	one := bid.Commitment{Claim: t.claim, Question: t.question.Value, Outcome: t.outcome.Value, Who: t.who.Value, Quantity: t.quantity.Value, Unit: t.unit.Value, Evidence: t.evidence.Value, Extra: t.extra.Value == "yes"}
	if t.by.Set {
		one.By = t.by.Value.Format(time.DateOnly)
	}
	return one
}

func (o ownBid) promiseQuestions() []tender.Question {
	var all []tender.Question
	for _, q := range o.questions() {
		if q.Commitments {
			all = append(all, q)
		}
	}
	return all
}

// SaveCommitment keeps one promise with the others of the bid.
func (p Pages) SaveCommitment(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	o, had, err := p.promiseOfPath(c)
	if err != nil {
		return err
	}
	one := o.readPromise(f).commitment()
	one.Ref = had.Ref
	for _, wrong := range bid.CheckCommitment(o.Content, o.Stage.Seq, one) {
		f.Problem(wrong.Field, "%s", wrong.Reason)
	}
	if claim, ok, err := p.claimOfOrganisation(c, o.m.Organisation, one.Claim); err != nil {
		return err
	} else if !ok && one.Claim != had.Claim {
		one.Claim = ""
	} else if ok {
		one.Claim = claim.Content.Claims[claim.Index].Ref
	}
	if !f.OK() {
		return p.showPromise(c, o, f, nil)
	}
	if one.Ref == "" {
		if one.Ref, err = p.newFormKey(); err != nil {
			return err
		}
		one.Ref = one.Ref[:10]
	}
	all := slices.Clone(o.Promises)
	if i := slices.IndexFunc(all, func(have bid.Commitment) bool { return have.Ref == one.Ref }); i >= 0 {
		all[i] = one
	} else {
		all = append(all, one)
	}
	seen := f.HiddenNumber("revision")
	saved, err := p.Steps.SaveCommitments(c.Request.Context(), page.Actor(c), p.saveOf(c, o, f), seen, all)
	if f.Refuse(err) {
		return p.showPromise(c, o, f, nil)
	}
	if r, ok := refusal.As(err); ok && r.Kind == refusal.Stale {
		if err := p.noteAttempt(c, o, "Save a promise", r); err != nil {
			return err
		}
		if o, err = p.ownBid(c); err != nil {
			return err
		}
		return p.showPromise(c, o, f, r)
	}
	if err != nil {
		return p.bidRefused(c, o, "Save a promise", err, one.Outcome)
	}
	if o, err = p.ownBid(c); err != nil {
		return err
	}
	to := o.at("/commitments")
	if later(f) {
		to = o.at("")
	}
	return p.Redirect(c, to, o.saidOf(saved))
}

func (p Pages) showPromise(c *gin.Context, o ownBid, f *form.Form, stale *refusal.Error) error {
	if !o.mayEdit() && f.OK() {
		return p.Redirect(c, o.at("/commitments"), "")
	}
	t := o.readPromise(f)
	v := templates.BidCommitmentView{View: p.bidPage(c, "A promise", o, f), Heading: "What do you promise?", Action: o.at("/commitments/" + c.Param("promise")), Claim: t.claim, Revision: strconv.FormatInt(o.CommitmentsRevision(), 10), Side: o.side()}
	if stale != nil {
		v.Conflict = stale.Reason + " Your promise is still on this page: save it again to add it to what is saved now."
	}
	claim, ok, err := p.claimOfOrganisation(c, o.m.Organisation, t.claim)
	if err != nil {
		return err
	}
	if ok {
		v.From = "Taken from your claim “" + claim.Content.Claims[claim.Index].Outcome + "”, of your service “" + claim.Title + "”. Say what it means for this contract."
	}
	questions := o.promiseQuestions()
	if len(questions) == 1 {
		v.Only = questions[0].Key
	} else {
		radios := components.Radios{Legend: components.Legend{Text: "Which question does it belong to?", Size: "s"}}
		for _, q := range questions {
			radios.Options = append(radios.Options, components.Option{Value: q.Key, Text: q.Title})
		}
		radios = t.question.Radios(radios)
		radios.Error = f.Error("question")
		v.Question = &radios
	}
	input := func(field *form.Text, in components.Input) components.Input {
		in = field.Input(in)
		in.Error = f.Error(field.Name)
		return in
	}
	v.Outcome = input(t.outcome, components.Input{Label: "What will change?", Hint: "As a sentence, like: people who eat alone eat with others each week"})
	v.Who = input(t.who, components.Input{Label: "For whom?", Hint: "Counts only, no names"})
	v.Quantity = input(t.quantity, components.Input{Label: "How many?", Width: "10", InputMode: "decimal", Hint: "Over the whole contract"})
	v.Unit = input(t.unit, components.Input{Label: "What is counted?", Width: "20", Hint: "Like people, meals or hours"})
	v.By = t.by.Date(components.Date{Legend: components.Legend{Text: "By when will it have happened?", Size: "s"}, Hint: "For example, 31 3 2028"})
	v.By.Error = f.Error("by-day")
	v.Evidence = t.evidence.Textarea(components.Textarea{Label: "How will you show that it happened?", Rows: "3"})
	v.Evidence.Error = f.Error("evidence")
	v.Extra = t.extra.Radios(components.Radios{Legend: components.Legend{Text: "Does the contract pay for it?", Size: "s"}, Inline: true, Options: []components.Option{{Value: "no", Text: "Yes"}, {Value: "yes", Text: "No, it comes on top"}}})
	v.Extra.Error = f.Error("extra")
	return p.Render(c, staleStatus(f, stale), templates.BidCommitment(v))
}

// staleStatus is 409 for a form that somebody else was faster than, and the
// form's own otherwise.
func staleStatus(f *form.Form, stale *refusal.Error) int {
	if stale != nil {
		return http.StatusConflict
	}
	return f.Status()
}
