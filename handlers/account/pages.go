// Package account shows signing in, the own account, joining an organisation,
// and an organisation's home, team and settings.
package account

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/commissioning"
	"hundredweight/models/refusal"
	"hundredweight/static"
	"hundredweight/templates/components"
	"hundredweight/templates/layout"
)

// Pages are the handlers of this journey. Reading goes through the Kit's
// Reader, writing through Steps.
type Pages struct {
	page.Kit
	Steps  *commissioning.Steps
	hashes *hasher
}

// New makes the pages.
func New(kit page.Kit, steps *commissioning.Steps) Pages {
	return Pages{Kit: kit, Steps: steps, hashes: newHasher()}
}

// email reads the field "email" as an address is kept.
func email(f *form.Form) (*form.Text, string) {
	t := f.Text("email", form.Ask{Label: "Email address", Max: 1000})
	if t.Error != "" {
		return t, ""
	}
	address, err := account.Email(t.Value)
	f.Refuse(err)
	return t, address
}

// password reads the field "password" exactly as typed and checks it against
// the rules; context are names that it must not mostly consist of.
func (p Pages) password(f *form.Form, context ...string) (*form.Text, string) {
	t := f.Text("password", form.Ask{Label: "Password", Max: form.MaxBody})
	typed := f.Values().Get("password")
	if t.Error == "" {
		f.Refuse(account.Password(typed, static.CommonPassword, append(context, p.Operator)))
	}
	return t, typed
}

// name reads the field "name" as a person's name is kept.
func name(f *form.Form) (*form.Text, string) {
	t := f.Text("name", form.Ask{Label: "Full name", Max: 1000})
	if t.Error != "" {
		return t, ""
	}
	n, err := account.Name(t.Value)
	f.Refuse(err)
	return t, n
}

// newPassword is the field in which a password is chosen.
func newPassword(t *form.Text) components.Password {
	return t.Password(components.Password{Label: "Create a password", Hint: "At least 12 characters. Three words you will remember are a good one", Autocomplete: "new-password"})
}

// enter signs a person in on this browser and leads to where they were going.
func (p Pages) enter(c *gin.Context, id account.PersonID, next, flash string) error {
	if err := p.Session.SignIn(c.Request.Context(), id); err != nil {
		return err
	}
	if next == "" {
		actor, err := p.Query(c).Actor(id)
		if err != nil {
			return err
		}
		next = home(actor)
	}
	return p.Redirect(c, page.Next(next, "/account"), flash)
}

// home is where a person's work begins.
func home(a account.Actor) string {
	switch {
	case len(a.Memberships) > 0:
		return "/org/" + a.Memberships[0].Slug
	case a.Operator:
		return "/admin"
	}
	return "/account"
}

// gone shows that a link does not work any more, with what to do instead.
func (p Pages) gone(c *gin.Context, err error) error {
	r, ok := refusal.As(err)
	if !ok || r.Kind != refusal.OutOfTurn && r.Kind != refusal.Stale && r.Kind != refusal.Duplicate {
		return err
	}
	v := layout.Problem{View: p.View(c, "This link does not work"), Heading: "This link does not work", Lines: []string{r.Reason}}
	if r.Kind == refusal.Stale {
		v.Lines = []string{"This link was used already, perhaps by a second press of the button."}
	}
	v.NoIndex = true
	v.Links = []components.Link{{Text: "Sign in", Href: "/sign-in"}, {Text: "Ask for a new password", Href: "/account/password"}, {Text: "Create an account", Href: "/account/new"}}
	return p.Render(c, http.StatusConflict, layout.ProblemPage(v))
}

// secure tells whether cookies travel over https alone.
func (p Pages) secure() bool { return strings.HasPrefix(p.BaseURL, "https://") }

// tokenField reads the secret of a link from the path.
func tokenField(c *gin.Context) string { return c.Param("token") }
