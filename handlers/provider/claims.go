package provider

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"hundredweight/models/account"
	"hundredweight/models/addedvalue"
	"hundredweight/templates/components"
	pages "hundredweight/templates/provider"
)

// Claims lists what a service says that changes.
func (p Pages) Claims(c *gin.Context) error {
	o, err := p.ownService(c)
	if err != nil {
		return err
	}
	v := pages.ClaimsView{View: p.View(c, "Added value"), Title: o.c.Title, Service: o.at(), CanWrite: o.m.Has(account.Contribute) && o.v.Status.Editable()}
	v.Back = &components.Link{Text: "Back to the service", Href: o.at()}
	v.CanAdd = v.CanWrite && len(o.c.Claims) < addedvalue.MostClaims
	for _, one := range o.c.Claims {
		v.Rows = append(v.Rows, claimRow(o, one, v.CanWrite))
	}
	return p.Render(c, http.StatusOK, pages.Claims(v))
}

func claimRow(o ownService, one addedvalue.Claim, write bool) components.ListRow {
	next := one.NextStep()
	r := components.ListRow{Title: claimTitle(one), Href: claimAt(o, one.Ref, addedvalue.StepReadBack), Tag: "In progress", Colour: "blue"}
	rung := one.Level().Rung()
	r.Meta = strconv.Itoa(rung.Dots) + " of 5: " + rung.Name
	if one.Complete() {
		r.Tag, r.Colour = "Completed", "green"
		r.Text = one.ReadBack()
		return r
	}
	if write {
		r.Href = claimAt(o, one.Ref, next)
	}
	r.Text = "Next: step " + strconv.Itoa(next.Number()) + " of 8, " + lowerFirst(stepTitle(next))
	return r
}

func claimTitle(one addedvalue.Claim) string {
	return first(one.Outcome, "A claim without a name")
}

func claimsAt(o ownService) string { return o.at() + "/claims" }

func claimAt(o ownService, ref string, step addedvalue.Step) string {
	return claimsAt(o) + "/" + ref + "/" + string(step)
}

// stepTitle is the heading of one of the eight steps.
func stepTitle(s addedvalue.Step) string {
	switch s {
	case addedvalue.StepOutcome:
		return "What changes?"
	case addedvalue.StepPeople:
		return "For whom, how many, over what time?"
	case addedvalue.StepKnow:
		return "How do you know?"
	case addedvalue.StepShare:
		return "How much of it is yours?"
	case addedvalue.StepExtra:
		return "Is it what a contract pays for, or extra?"
	case addedvalue.StepEvidence:
		return "What can people look at?"
	case addedvalue.StepReadBack:
		return "Read it back"
	case addedvalue.StepSave:
		return "Save this claim"
	}
	return ""
}

// ownClaim is a claim of the draft that the path names.
func ownClaim(c *gin.Context, o ownService) (addedvalue.Claim, bool) {
	one, _, ok := o.c.Claim(c.Param("claim"))
	return one, ok
}
