package commissioner

import (
	"context"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/refusal"
	"hundredweight/models/tender"
	templates "hundredweight/templates/commissioner"
	"hundredweight/templates/components"
)

// Withdrawal explains what it means to withdraw a tender that was never public.
func (p Pages) Withdrawal(c *gin.Context) error { return p.showWithdrawal(c, form.Prefill(nil)) }

// Withdraw withdraws it.
func (p Pages) Withdraw(c *gin.Context) error {
	return p.end(c, p.Steps.WithdrawTender, "The tender is withdrawn.", p.showWithdrawal)
}

// end ends a tender by a step that takes a reason.
func (p Pages) end(c *gin.Context, step func(context.Context, account.Actor, string, string) error, done string, show func(*gin.Context, *form.Form) error) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	reason := f.Text("reason", form.Ask{Label: "The reason", Max: 2000, Lines: true})
	if !f.OK() {
		return show(c, f)
	}
	err = step(c.Request.Context(), page.Actor(c), c.Param("ref"), reason.Value)
	if f.Refuse(err) {
		return show(c, f)
	}
	if err != nil {
		return err
	}
	return p.Redirect(c, tenderAt(c), done)
}

func (p Pages) showWithdrawal(c *gin.Context, f *form.Form) error {
	w, err := p.written(c)
	if err != nil {
		return err
	}
	if _, err := w.Row.Status.Move(tender.Withdrawn); err != nil {
		return refusal.Turn("This tender is %s. What is public is cancelled, not withdrawn.", w.Row.Status.Words())
	}
	v := templates.EndingView{Head: p.head(c, w, "Withdraw this tender?", f), Action: w.base() + "/withdrawal", Button: "Withdraw this tender"}
	v.Lines = []string{"It was never public, so nobody outside your organisation is told.", "It stays in your list as withdrawn and cannot be opened again. You can start a new tender from a copy of it."}
	v.Reason = f.Kept("reason", "").Textarea(components.Textarea{Label: "Why is it withdrawn?", Hint: "Kept in the record of this tender", Rows: "4"})
	return p.Render(c, f.Status(), templates.Withdrawal(v))
}
