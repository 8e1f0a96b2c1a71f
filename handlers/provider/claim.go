package provider

import (
	"net/url"
	"strconv"

	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/addedvalue"
	"hundredweight/models/refusal"
	"hundredweight/templates/components"
	pages "hundredweight/templates/provider"
)

// claimStep is how one of the eight steps is asked: what is kept of it, how its
// fields are read, and what the page says around them.
type claimStep struct {
	kept  func(one addedvalue.Claim) url.Values
	read  func(f *form.Form, s stepOf) claimFields
	lines []string
	save  string // of the first button, "Save and continue" when empty
}

// stepOf is what a step may need beside the form.
type stepOf struct {
	o       ownService
	one     addedvalue.Claim
	library []evidenceOption
	add     string // a piece of evidence that was just added, to be ticked
}

// claimFields are the fields of a step as they were read: what they change in
// the claim, and how they are shown again.
type claimFields struct {
	set  func(*addedvalue.Claim)
	show func() []templ.Component
}

var claimSteps = map[addedvalue.Step]claimStep{
	addedvalue.StepOutcome:  {kept: keptOutcome, read: readOutcome},
	addedvalue.StepPeople:   {kept: keptPeople, read: readPeople, lines: []string{"Counts only: no names, no addresses."}},
	addedvalue.StepKnow:     {kept: keptKnow, read: readKnow},
	addedvalue.StepShare:    {kept: keptShare, read: readShare, lines: []string{"Some of every change would have come anyway, or was helped by others. The defaults are careful ones, from 383 published reports: keep them if you have no better figure."}},
	addedvalue.StepExtra:    {kept: keptExtra, read: readExtra},
	addedvalue.StepEvidence: {kept: keptEvidence, read: readEvidence, lines: []string{"A report, a sheet of survey answers, a web page, a photo of a register. One thing is enough."}},
	addedvalue.StepReadBack: {kept: keptValue, read: readValue, lines: []string{"This is what people will read."}},
	addedvalue.StepSave:     {kept: func(addedvalue.Claim) url.Values { return nil }, read: readSave, save: "Save this claim"},
}

// evidenceOption is a piece of the organisation's library to choose.
type evidenceOption struct{ ref, title, hint string }

// claimOf loads the claim and the step that the path names.
func (p Pages) claimOf(c *gin.Context, o ownService) (s stepOf, step addedvalue.Step, err error) {
	step = addedvalue.Step(c.Param("step"))
	one, ok := ownClaim(c, o)
	if !ok || step.Number() == 0 {
		return s, step, refusal.Missing("claim")
	}
	s = stepOf{o: o, one: one, add: form.Query(c).Search("add", 20)}
	s.library, err = p.libraryOptions(c, one.Evidence)
	return s, step, err
}

// Claim asks one of the eight steps of a claim.
func (p Pages) Claim(c *gin.Context) error {
	o, gone, err := p.draft(c)
	if err != nil || gone {
		return err
	}
	s, step, err := p.claimOf(c, o)
	if err != nil {
		return err
	}
	f := form.Prefill(claimSteps[step].kept(s.one))
	return p.showClaim(c, s, step, f, claimSteps[step].read(f, s))
}

// SaveClaim saves it and leads to the next.
func (p Pages) SaveClaim(c *gin.Context) error {
	o, gone, err := p.draft(c)
	if err != nil || gone {
		return err
	}
	s, step, err := p.claimOf(c, o)
	if err != nil {
		return err
	}
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	fields := claimSteps[step].read(f, s)
	if !f.OK() {
		return p.showClaim(c, s, step, f, fields)
	}
	_, err = p.Steps.SaveClaimStep(c.Request.Context(), page.Actor(c), o.edit(f), s.one.Ref, step, later(f), fields.set)
	if err == nil {
		return p.afterClaim(c, o, s.one.Ref, step, later(f))
	}
	again, err := p.refused(c, f, &s.o, err)
	if again {
		return p.showClaim(c, s, step, f, fields)
	}
	return err
}

// afterClaim leads on: to the next step, after the last one to the next claim
// that is not finished, and to the list of claims when all are or it is late.
func (p Pages) afterClaim(c *gin.Context, o ownService, ref string, step addedvalue.Step, later bool) error {
	switch {
	case later:
		return p.Redirect(c, claimsAt(o), "Saved. You can come back to it.")
	case step != addedvalue.StepSave:
		return p.Redirect(c, claimAt(o, ref, step.Next()), "")
	}
	for _, one := range o.c.Claims {
		if one.Ref != ref && !one.Complete() {
			return p.Redirect(c, claimAt(o, one.Ref, one.NextStep()), "The claim is saved. Here is the next one.")
		}
	}
	return p.Redirect(c, claimsAt(o), "The claim is saved. You can use it in any bid.")
}

func (p Pages) showClaim(c *gin.Context, s stepOf, step addedvalue.Step, f *form.Form, fields claimFields) error {
	ask := claimSteps[step]
	switch {
	case step == addedvalue.StepEvidence && len(s.library) == 0:
		f.Instead("evidence", "unevidenced")
	case step == addedvalue.StepSave: // it has no fields: what is missing leads to its steps below
		for _, wrong := range f.Problems() {
			f.Instead(wrong.Field, "")
		}
	}
	t := p.task(c, s.o, f, stepTitle(step), "/claims/"+s.one.Ref+"/"+string(step))
	t.Caption = "Added value, step " + strconv.Itoa(step.Number()) + " of 8: " + claimTitle(s.one)
	t.Back = &components.Link{Text: "Added value", Href: claimsAt(s.o)}
	if n := step.Number(); n > 1 {
		t.Back = &components.Link{Text: "Step " + strconv.Itoa(n-1), Href: claimAt(s.o, s.one.Ref, addedvalue.Steps[n-2])}
	}
	t.Lines, t.Fields = ask.lines, fields.show()
	t.Save = first(ask.save, t.Save)
	t.Remove = &components.Link{Text: "Take this claim out", Href: claimsAt(s.o) + "/" + s.one.Ref + "/removal"}
	if step == addedvalue.StepSave {
		return p.showSave(c, f, t, s)
	}
	return p.showTask(c, f, t)
}

// showSave is the last step: what is missing, with the way there, or the button.
func (p Pages) showSave(c *gin.Context, f *form.Form, t pages.ServiceTask, s stepOf) error {
	t.Later = false
	t.Lines = []string{"It is kept with this service and can be used in any bid, where you say how much of it you would do for that contract."}
	var missing []components.Link
	for _, step := range addedvalue.Steps {
		for _, one := range s.one.Check(step) {
			missing = append(missing, components.Link{Text: one.Reason, Href: claimAt(s.o, s.one.Ref, step)})
		}
	}
	if len(missing) > 0 {
		t.Inset, t.Save = pages.ClaimMissing(missing), ""
	}
	return p.showTask(c, f, t)
}

func readSave(f *form.Form, _ stepOf) claimFields {
	return claimFields{set: func(*addedvalue.Claim) {}, show: func() []templ.Component { return nil }}
}
