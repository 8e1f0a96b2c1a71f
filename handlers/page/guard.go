package page

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"hundredweight/models/account"
	"hundredweight/models/refusal"
)

// Guard runs a handler for those whom the policy lets in.
func (k Kit) Guard(p Policy, h Handler) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := k.admit(c, p); err != nil {
			k.Fail(c, err)
			return
		}
		if c.Writer.Written() { // sent to sign in
			return
		}
		if err := h(c); err != nil {
			k.Fail(c, err)
		}
	}
}

func (k Kit) admit(c *gin.Context, p Policy) error {
	actor, err := k.load(c)
	if err != nil {
		return err
	}
	if p.Kind == KindAnyone {
		return nil
	}
	if !actor.Known() {
		k.toSignIn(c)
		return nil
	}
	switch p.Kind {
	case KindSignedIn:
		return nil
	case KindOperator:
		if !actor.Operator {
			return refusal.Missing("page")
		}
		return nil
	case KindMember:
		return k.admitMember(c, p, actor)
	case KindAppointee:
		return k.admitAppointee(c, p, actor)
	}
	return fmt.Errorf("guard %s: policy %q is of no kind", c.FullPath(), p.Kind)
}

// load puts the person of the session into the context. A person who was
// removed while signed in is a stranger.
func (k Kit) load(c *gin.Context) (account.Actor, error) {
	ctx := c.Request.Context()
	id, at, ok := k.Session.Who(ctx)
	if !ok {
		return account.Actor{}, nil
	}
	actor, err := k.Query(c).Actor(id)
	if errors.Is(err, refusal.ErrNotFound) {
		return account.Actor{}, k.Session.SignOut(ctx)
	}
	if err != nil {
		return account.Actor{}, fmt.Errorf("who is asking: %w", err)
	}
	actor.SignedInAt = at
	c.Set(keyActor, actor)
	return actor, nil
}

func (k Kit) admitMember(c *gin.Context, p Policy, actor account.Actor) error {
	m, ok := memberAt(actor, c.Param("org"))
	if !ok {
		return refusal.Missing("page")
	}
	k.actFor(c, actor, m)
	if len(p.Needs) == 0 || hasAny(m, p.Needs) {
		return nil
	}
	names, err := k.Query(c).WhoCan(m.Organisation, p.Needs)
	if err != nil {
		return fmt.Errorf("who can: %w", err)
	}
	return refusal.Forbidden("You do not have permission to do this for "+m.Name+".", who(names))
}

func (k Kit) admitAppointee(c *gin.Context, p Policy, actor account.Actor) error {
	q := k.Query(c)
	at, err := q.AccessTo(c.Param("ref"), actor.Person)
	if err != nil {
		return err
	}
	if org := c.Param("org"); org != "" && org != at.Slug {
		return refusal.Missing("tender")
	}
	m, own := actor.In(at.Buyer)
	if own {
		k.actFor(c, actor, m)
	}
	if hasRole(at.Roles, p.Roles) || own && hasAny(m, p.Needs) {
		c.Set(keyAppointment, at)
		return nil
	}
	if !own && len(at.Roles) == 0 {
		return refusal.Missing("tender")
	}
	names, err := q.WhoIs(at.Tender, p.Roles)
	if err != nil {
		return fmt.Errorf("who is appointed: %w", err)
	}
	return refusal.Forbidden("You are not appointed to this part of the tender.", who(names))
}

func hasRole(have, anyOf []account.Role) bool {
	for _, h := range have {
		for _, want := range anyOf {
			if h == want {
				return true
			}
		}
	}
	return false
}

func (k Kit) actFor(c *gin.Context, actor account.Actor, m account.Membership) {
	actor.ActingFor = m.Organisation
	c.Set(keyActor, actor)
	c.Set(keyMembership, m)
}

func memberAt(actor account.Actor, slug string) (account.Membership, bool) {
	for _, m := range actor.Memberships {
		if m.Slug == slug && slug != "" {
			return m, true
		}
	}
	return account.Membership{}, false
}

func hasAny(m account.Membership, anyOf []account.Permission) bool {
	for _, p := range anyOf {
		if m.Has(p) {
			return true
		}
	}
	return false
}

// who says who can do what the person may not: a 403 never leaves them stuck.
func who(names []string) string {
	switch len(names) {
	case 0:
		return "Nobody in your organisation can do this yet. Ask whoever manages your team to give somebody the permission."
	case 1:
		return names[0] + " can do this."
	}
	if len(names) > 5 {
		names = append(append([]string(nil), names[:5]...), "others")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1] + " can do this."
}

// toSignIn sends a stranger to sign in, and back to where they were going. A
// form whose sender was signed out meanwhile is kept.
func (k Kit) toSignIn(c *gin.Context) {
	noStore(c)
	next := c.Request.URL.RequestURI()
	if k.keepForm(c) {
		next = KeptAt
	}
	c.Redirect(http.StatusSeeOther, "/sign-in?next="+url.QueryEscape(next))
	c.Writer.WriteHeaderNow()
	c.Abort()
}

// Next gives the address to go to after signing in, when the one that was
// asked for is an address of this site; else fallback.
func Next(asked, fallback string) string {
	u, err := url.Parse(asked)
	if err != nil || u.Scheme != "" || u.Host != "" || u.Opaque != "" || u.User != nil {
		return fallback
	}
	if !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(u.Path, "//") || strings.ContainsAny(asked, "\\\r\n\t\x00") || strings.HasPrefix(asked, "//") {
		return fallback
	}
	if u.Path == "/sign-in" || u.Path == "/sign-out" {
		return fallback
	}
	return (&url.URL{Path: u.Path, RawQuery: u.RawQuery}).String()
}
