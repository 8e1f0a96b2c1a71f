package provider

import (
	"context"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/offer"
	"hundredweight/models/store"
	"hundredweight/templates/components"
	pages "hundredweight/templates/provider"
)

// ending is one of the ways in which a public service is hidden or taken back.
type ending struct {
	move    offer.Move
	path    string
	heading string
	lines   []string
	button  string
	done    string
}

var (
	hiding = ending{
		move: offer.Suspend, path: "/suspension", heading: "Hide this service for now?", button: "Hide it for now", done: "Nobody outside your team can see it now.",
		lines: []string{"It is taken out of the list at once. You can show it again whenever you like. Bids that use its claims keep their copy."},
	}
	withdrawing = ending{
		move: offer.Withdraw, path: "/withdrawal", heading: "Withdraw this service?", button: "Withdraw it", done: "It was withdrawn.",
		lines: []string{"It is taken out of the list for good. What you wrote is kept: you can begin a new version. Bids that use its claims keep their copy."},
	}
)

// HideService asks why a service is to be hidden for now.
func (p Pages) HideService(c *gin.Context) error { return p.askEnd(c, hiding) }

// SuspendService hides it.
func (p Pages) SuspendService(c *gin.Context) error { return p.end(c, hiding, p.Steps.SuspendOffer) }

// EndService asks why a service is to be withdrawn.
func (p Pages) EndService(c *gin.Context) error { return p.askEnd(c, withdrawing) }

// WithdrawService withdraws it.
func (p Pages) WithdrawService(c *gin.Context) error {
	return p.end(c, withdrawing, p.Steps.WithdrawOffer)
}

func endReason(f *form.Form) *form.Text {
	return f.Text("reason", form.Ask{Label: "The reason", Missing: "Enter a reason", Max: 500, Lines: true})
}

func (p Pages) askEnd(c *gin.Context, e ending) error {
	o, err := p.ownService(c)
	if err != nil {
		return err
	}
	live, err := p.liveVersion(c, o)
	if err != nil {
		return err
	}
	if !live.Status.Can(e.move) {
		return p.Redirect(c, o.at(), "")
	}
	f := form.Prefill(nil)
	return p.showEnd(c, o, e, f, endReason(f))
}

// liveVersion is the version that is public or hidden, or none.
func (p Pages) liveVersion(c *gin.Context, o ownService) (store.OfferVersion, error) {
	switch o.row.Live {
	case 0:
		return store.OfferVersion{}, nil
	case o.row.Latest:
		return o.v, nil
	}
	return p.Query(c).VersionOf(o.row.ID, o.row.Live)
}

func (p Pages) end(c *gin.Context, e ending, step func(context.Context, account.Actor, string, string) error) error {
	o, err := p.ownService(c)
	if err != nil {
		return err
	}
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	reason := endReason(f)
	if !f.OK() {
		return p.showEnd(c, o, e, f, reason)
	}
	err = step(c.Request.Context(), page.Actor(c), o.row.Ref, reason.Value)
	if f.Refuse(err) {
		return p.showEnd(c, o, e, f, reason)
	}
	if err != nil {
		return err
	}
	return p.Redirect(c, o.at(), e.done)
}

func (p Pages) showEnd(c *gin.Context, o ownService, e ending, f *form.Form, reason *form.Text) error {
	t := p.task(c, o, f, e.heading, e.path)
	t.Save, t.Later, t.Lines = e.button, false, e.lines
	t.Fields = append(t.Fields, components.TextareaOf(reason.Textarea(components.Textarea{Label: "Why?", LabelSize: "s", Hint: "For your own team and the record", Rows: "3"})))
	return p.Render(c, f.Status(), pages.ServiceTaskPage(t))
}

// ShowService asks whether a hidden service is to be shown again.
func (p Pages) ShowService(c *gin.Context) error {
	o, err := p.ownService(c)
	if err != nil {
		return err
	}
	live, err := p.liveVersion(c, o)
	if err != nil {
		return err
	}
	if !live.Status.Can(offer.Resume) {
		return p.Redirect(c, o.at(), "")
	}
	return p.showResume(c, o, form.Prefill(nil))
}

// ResumeService shows it again.
func (p Pages) ResumeService(c *gin.Context) error {
	o, err := p.ownService(c)
	if err != nil {
		return err
	}
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	err = p.Steps.ResumeOffer(c.Request.Context(), page.Actor(c), o.row.Ref)
	if f.Refuse(err) {
		return p.showResume(c, o, f)
	}
	if err != nil {
		return err
	}
	return p.Redirect(c, o.at(), "Your listing is public again.")
}

func (p Pages) showResume(c *gin.Context, o ownService, f *form.Form) error {
	t := p.task(c, o, f, "Show this service again?", "/resumption")
	for i := range t.Errors {
		t.Errors[i].Field = "" // about what was published, which this page does not ask
	}
	t.Save, t.Later, t.Lines = "Show it again", false, []string{"It is listed again at once, as it was published. Check that what it says still holds."}
	return p.Render(c, f.Status(), pages.ServiceTaskPage(t))
}
