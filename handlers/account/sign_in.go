package account

import (
	"net/http"
	"strconv"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/handlers/session"
	"hundredweight/models/account"
	"hundredweight/models/commissioning"
	"hundredweight/models/refusal"
	templates "hundredweight/templates/account"
	"hundredweight/templates/components"
)

// wrong is the one sentence for an address or password that is not right.
const wrong = "Email address or password is wrong. Check both, or ask for a new password"

// SignIn shows the form to sign in, and in the demonstration whom to be.
func (p Pages) SignIn(c *gin.Context) error {
	if a := page.Actor(c); a.Known() {
		return p.Redirect(c, page.Next(c.Query("next"), home(a)), "")
	}
	return p.showSignIn(c, form.Query(c), http.StatusOK)
}

// EnterSignIn signs in, or sends a link by mail.
func (p Pages) EnterSignIn(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	_, address := email(f)
	if f.Text("by", form.Ask{}).Value == "link" {
		return p.mailLink(c, f, address)
	}
	typed := f.Values().Get("password")
	if typed == "" {
		f.Text("password", form.Ask{Missing: "Enter your password"})
	}
	if !f.OK() {
		return p.showSignIn(c, f, f.Status())
	}
	if !utf8.ValidString(typed) || utf8.RuneCountInString(typed) > account.MaxPassword {
		typed = "no password is this long"
	}
	return p.trySignIn(c, f, address, typed)
}

func (p Pages) trySignIn(c *gin.Context, f *form.Form, address, typed string) error {
	ctx := c.Request.Context()
	browser := p.browser(c)
	g, err := p.Steps.TryPassword(ctx, commissioning.Guess{Email: address, Network: session.Network(c.Request.RemoteAddr), Browser: browser})
	if r, ok := refusal.As(err); ok && r.Kind == refusal.TooMany {
		c.Writer.Header().Set("Retry-After", strconv.Itoa(r.After))
		f.Problem("email", "%s", r.Reason)
		return p.showSignIn(c, f, http.StatusTooManyRequests)
	}
	if err != nil {
		return err
	}
	hash := ""
	if g.Known {
		hash = g.Person.PasswordHash
	}
	ok, err := p.hashes.match(ctx, typed, hash)
	if err != nil {
		return err
	}
	if !ok {
		f.Problem("email", wrong)
		return p.showSignIn(c, f, f.Status())
	}
	token, err := p.Steps.PasswordRight(ctx, g, browser)
	if err != nil {
		return err
	}
	p.rememberBrowser(c, token)
	return p.enter(c, g.Person.ID, f.Text("next", form.Ask{Max: 2000}).Value, "")
}

func (p Pages) mailLink(c *gin.Context, f *form.Form, address string) error {
	if !f.OK() {
		return p.showSignIn(c, f, f.Status())
	}
	if err := p.Steps.AskForLink(c.Request.Context(), address, commissioning.WishSignIn); err != nil {
		return err
	}
	return p.Redirect(c, "/account/check-email", "")
}

func (p Pages) showSignIn(c *gin.Context, f *form.Form, status int) error {
	v := templates.SignInView{
		View:     p.Refused(c, "Sign in", f),
		Next:     page.Next(f.Text("next", form.Ask{Max: 2000}).Value, ""),
		Email:    f.Text("email", form.Ask{Max: 1000}).Input(components.Input{Label: "Email address", LabelSize: "s", Type: "email", Autocomplete: "username", NoSpell: true}),
		Password: components.Password{Name: "password", Label: "Password", Error: f.Error("password"), Autocomplete: "current-password"},
	}
	v.Email.Error = f.Error("email")
	v.NoIndex = true
	if p.Demo != nil {
		v.Place = p.Demo.Place
		all, err := p.Demo.SignIns(c.Request.Context())
		if err != nil {
			return err
		}
		for _, d := range all {
			v.SignIns = append(v.SignIns, templates.DemoSignIn{Role: d.Role, Hint: d.Hint})
		}
	}
	return p.Render(c, status, templates.SignIn(v))
}

// browserCookie holds the token of a browser on which somebody signed in.
func (p Pages) browserCookie() string {
	if p.secure() {
		return "__Host-browser"
	}
	return "browser"
}

func (p Pages) browser(c *gin.Context) string {
	cookie, err := c.Request.Cookie(p.browserCookie())
	if err != nil {
		return ""
	}
	return cookie.Value
}

func (p Pages) rememberBrowser(c *gin.Context, token string) {
	http.SetCookie(c.Writer, &http.Cookie{Name: p.browserCookie(), Value: token, Path: "/", MaxAge: int(account.KnownBrowser.Seconds()), HttpOnly: true, Secure: p.secure(), SameSite: http.SameSiteLaxMode})
}

// SignOut ends the session.
func (p Pages) SignOut(c *gin.Context) error {
	if err := p.Session.SignOut(c.Request.Context()); err != nil {
		return err
	}
	return p.Redirect(c, "/", "You are signed out.")
}

// DemoSignIn makes the visitor of a demonstration somebody in it.
func (p Pages) DemoSignIn(c *gin.Context) error {
	if p.Demo == nil {
		return refusal.Missing("page")
	}
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	all, err := p.Demo.SignIns(c.Request.Context())
	if err != nil {
		return err
	}
	role := f.Text("role", form.Ask{}).Value
	for _, d := range all {
		if d.Role == role {
			return p.enter(c, d.Person, d.To, "You are now the "+d.Role+" of this demonstration.")
		}
	}
	return refusal.Missing("person")
}
