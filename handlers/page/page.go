// Package page owns what every page has in common: who is asking and whether
// they may (policy, guard), how a page is rendered, and which status and words
// a refusal becomes. Journeys embed Kit and return errors; nothing else in the
// program turns an error into a response.
package page

import (
	"context"
	"io"
	"log/slog"
	"time"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/session"
	"hundredweight/models/account"
	"hundredweight/models/store"
	"hundredweight/templates/components"
)

// Handler is one page or one form's target. An error it returns becomes the
// response in Fail; it must not have written anything by then.
type Handler func(c *gin.Context) error

// Kit is what every journey's Pages embeds.
type Kit struct {
	Reader   store.Reader
	Session  *session.Sessions
	BaseURL  string           // "https://northmere.example", no slash at the end; links in mail begin with it
	Operator string           // the operator's name, shown in the header
	Contact  string           // the operator's e-mail address for help; "" for none
	Version  string           // of the program
	LogKey   string           // the public half of the key that signs the public log
	Banner   string           // "Demonstration …", shown on every page; "" for none
	BannerTo *components.Link // what the banner offers, such as the clock
	Map      *SiteMap         // which pages the navigation can lead to
	Now      func() time.Time // business time: rules, events, deadlines
	Wall     func() time.Time // wall time: sessions, links, throttles
	Rand     io.Reader
	Log      *slog.Logger
	Ready    func(ctx context.Context) error // whether the site can take work
	Kept     *Kept                           // forms sent after the session had ended; nil keeps none
	Cache    *Cache                          // pages for strangers; nil for none
	Demo     *Demo                           // what only a demonstration has; nil in service
}

// Demo is what only a demonstration has: sign-ins without a password, and an
// outbox that everybody may read.
type Demo struct {
	Place   string // "Northmere"
	SignIns func(ctx context.Context) ([]DemoSignIn, error)
	Tour    func(ctx context.Context) ([]DemoPlace, error)                  // a tender at every stage
	Move    func(ctx context.Context, by account.Actor, to time.Time) error // moves business time forward
}

// DemoPlace is one thing worth looking at in the demonstration.
type DemoPlace struct {
	Stage string // "open", "standstill" …
	Title string
	At    string    // an address of this site
	Next  time.Time // what happens next by itself, zero for nothing
	What  string    // "bids close"
}

// DemoSignIn is one role that a visitor of the demonstration can take.
type DemoSignIn struct {
	Role   string // "bid writer": the value and the words of its button
	Hint   string // "Has a bid due in 17 days"
	Person account.PersonID
	To     string // where it begins, an address of this site
}

// Query gives the reads, bound to the request: p.Query(c).TenderByRef(ref).
func (k Kit) Query(c *gin.Context) store.Queries { return k.Reader.Read(c.Request.Context()) }

// Keys of what the guard leaves in the gin context.
const (
	keyActor       = "hw.actor"
	keyAppointment = "hw.appointment"
	keyMembership  = "hw.membership"
	keyCacheable   = "hw.cacheable"
)

// Actor is who is asking: the zero Actor for a stranger. ActingFor is set on
// pages under /org/:org and on a buyer's tender.
func Actor(c *gin.Context) account.Actor {
	if v, ok := c.Get(keyActor); ok {
		if a, ok := v.(account.Actor); ok {
			return a
		}
	}
	return account.Actor{}
}

// Org is the membership in the organisation of the path, on Member pages and
// on Appointee pages of the person's own organisation; the zero Membership
// elsewhere.
func Org(c *gin.Context) account.Membership {
	if v, ok := c.Get(keyMembership); ok {
		if m, ok := v.(account.Membership); ok {
			return m
		}
	}
	return account.Membership{}
}

// Appointed is the person's place on the tender of the path, on Appointee pages.
func Appointed(c *gin.Context) store.TenderAccess {
	if v, ok := c.Get(keyAppointment); ok {
		if a, ok := v.(store.TenderAccess); ok {
			return a
		}
	}
	return store.TenderAccess{}
}

type receivedKey struct{}

// WithReceived puts the moment at which the last byte of the request was read
// into a context.
func WithReceived(ctx context.Context, at time.Time) context.Context {
	return context.WithValue(ctx, receivedKey{}, at)
}

// Received is the moment at which the last byte of the request was read, as
// rules compare it with a deadline. Call it after the form was read: for a body
// that arrived while it was read, such as files, it is now.
func (k Kit) Received(c *gin.Context) time.Time {
	at, ok := c.Request.Context().Value(receivedKey{}).(time.Time)
	if !ok {
		at = k.Now()
	}
	return at.UTC().Truncate(time.Microsecond)
}
