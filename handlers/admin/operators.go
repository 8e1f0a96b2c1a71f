package admin

import (
	"strconv"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/refusal"
	templates "hundredweight/templates/admin"
	"hundredweight/templates/components"
)

// Operators lists who runs the site.
func (p Pages) Operators(c *gin.Context) error { return p.showOperators(c, form.Prefill(nil)) }

// Appoint makes somebody with an account an operator.
func (p Pages) Appoint(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	email := f.Text("email", form.Ask{Label: "Email address", Max: 1000})
	if !f.OK() {
		return p.showOperators(c, f)
	}
	err = p.Steps.AppointOperator(c.Request.Context(), page.Actor(c), email.Value)
	if f.Refuse(err) {
		return p.showOperators(c, f)
	}
	if err != nil {
		return err
	}
	return p.Redirect(c, "/admin/operators", "They are an operator now, and were told by email.")
}

// Dismiss ends somebody's part as an operator.
func (p Pages) Dismiss(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	id, err := strconv.ParseInt(f.Text("operator", form.Ask{}).Value, 10, 64)
	if err != nil {
		return refusal.Missing("operator")
	}
	if err := p.Steps.DismissOperator(c.Request.Context(), page.Actor(c), account.PersonID(id)); err != nil {
		return err
	}
	to := "/admin/operators"
	if account.PersonID(id) == page.Actor(c).Person {
		to = "/account"
	}
	return p.Redirect(c, to, "They are no longer an operator.")
}

func (p Pages) showOperators(c *gin.Context, f *form.Form) error {
	all, err := p.Query(c).Operators()
	if err != nil {
		return err
	}
	v := templates.OperatorsView{View: p.Refused(c, "Operators", f), Alone: len(all) < 2}
	for _, o := range all {
		v.Operators = append(v.Operators, templates.OperatorRow{Key: strconv.FormatInt(int64(o.ID), 10), Name: o.Name, Email: o.Email, You: o.ID == page.Actor(c).Person})
	}
	email := f.Text("email", form.Ask{Max: 1000})
	email.Error = f.Error("email")
	v.Email = email.Input(components.Input{Label: "Their email address", Hint: "They must have an account on this site", Type: "email", NoSpell: true})
	v.Back = &components.Link{Text: "Run this site", Href: "/admin"}
	return p.Render(c, f.Status(), templates.Operators(v))
}
