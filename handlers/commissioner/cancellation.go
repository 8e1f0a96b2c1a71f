package commissioner

import (
	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/models/tender"
	templates "hundredweight/templates/commissioner"
	"hundredweight/templates/components"
)

// Cancellation explains what it means to cancel a tender that is public.
func (p Pages) Cancellation(c *gin.Context) error { return p.showCancellation(c, form.Prefill(nil)) }

// Cancel cancels it.
func (p Pages) Cancel(c *gin.Context) error {
	return p.end(c, p.Steps.CancelTender, "The tender is cancelled. Everybody who follows it or started a bid is told.", p.showCancellation)
}

func (p Pages) showCancellation(c *gin.Context, f *form.Form) error {
	w, err := p.written(c)
	if err != nil {
		return err
	}
	if _, err := w.Row.Status.Move(tender.Cancelled); err != nil {
		return err
	}
	v := templates.EndingView{Head: p.head(c, w, "Cancel this tender?", f), Action: w.base() + "/cancellation", Button: "Cancel this tender"}
	v.Back = &components.Link{Text: "Back to the tender", Href: w.base()}
	v.Lines = []string{
		"It ends for everybody and for good. The public page stays, with your reason on it.",
		"Everybody who follows it or started a bid gets an email with the reason.",
		"Bids that are still sealed stay sealed for ever. Nobody has read or will read them.",
		"Publish a procurement termination notice (UK12) on the national platform as soon as you can.",
	}
	v.Reason = f.Kept("reason", "").Textarea(components.Textarea{Label: "Why is it cancelled?", Hint: "Everybody can read it. Say what happens with the service instead", Rows: "5"})
	return p.Render(c, f.Status(), templates.Withdrawal(v))
}
