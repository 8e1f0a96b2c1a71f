package provider

import (
	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/refusal"
	"hundredweight/templates/components"
)

// RemoveClaim asks whether a claim is to be taken out of the draft.
func (p Pages) RemoveClaim(c *gin.Context) error {
	o, gone, err := p.draft(c)
	if err != nil || gone {
		return err
	}
	return p.showRemoveClaim(c, o, form.Prefill(nil))
}

// TakeClaimOut takes it out.
func (p Pages) TakeClaimOut(c *gin.Context) error {
	o, gone, err := p.draft(c)
	if err != nil || gone {
		return err
	}
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	_, err = p.Steps.RemoveClaim(c.Request.Context(), page.Actor(c), o.edit(f), c.Param("claim"))
	if err == nil {
		return p.Redirect(c, claimsAt(o), "The claim was taken out of this draft.")
	}
	again, err := p.refused(c, f, &o, err)
	if again {
		return p.showRemoveClaim(c, o, f)
	}
	return err
}

func (p Pages) showRemoveClaim(c *gin.Context, o ownService, f *form.Form) error {
	one, ok := ownClaim(c, o)
	if !ok {
		return refusal.Missing("claim")
	}
	t := p.task(c, o, f, "Take this claim out?", "/claims/"+one.Ref+"/removal")
	t.Back = &components.Link{Text: "Added value", Href: claimsAt(o)}
	t.Save, t.Later = "Take it out", false
	t.Lines = []string{claimTitle(one) + ".", "It is taken out of this draft alone. A version that is public stays as it is until the draft is published."}
	return p.showTask(c, f, t)
}
