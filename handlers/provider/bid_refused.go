package provider

import (
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/page"
	"hundredweight/models/bid"
	"hundredweight/models/refusal"
	"hundredweight/templates/components"
	templates "hundredweight/templates/provider"
	"hundredweight/templates/text"
)

// bidRefused answers a save that was not taken: it is kept in the bid's record,
// and what was typed is given back. Anything but a refusal is the caller's.
func (p Pages) bidRefused(c *gin.Context, o ownBid, what string, err error, typed string) error {
	r, ok := refusal.As(err)
	if !ok {
		return err
	}
	if noted := p.noteAttempt(c, o, what, r); noted != nil {
		return noted
	}
	status := http.StatusConflict
	switch {
	case page.WantsJSON(c):
		return err
	case r.Kind == refusal.TooMany:
		status = http.StatusTooManyRequests
		c.Header("Retry-After", strconv.Itoa(max(r.After, 1)))
	case r.Kind != refusal.OutOfTurn && r.Kind != refusal.Stale && r.Kind != refusal.Duplicate:
		return err
	}
	received := p.Received(c)
	v := templates.BidRefusedView{View: p.View(c, "Not saved"), Heading: "This was not saved", Lines: []string{r.Reason}, Typed: typed, Bid: o.at("")}
	if !o.KeyGone {
		v.Draft = o.at("/draft")
	}
	if !bid.InTime(received, o.deadline()) {
		v.Heading = "This tender closed on " + text.When(o.deadline())
		v.Times = []components.Summary{
			{Key: "Your change reached us", Value: exactly(received)},
			{Key: "The deadline", Value: exactly(o.deadline()) + ". In time is what arrived before it"},
		}
	}
	v.Title = v.Heading
	return p.Render(c, status, templates.BidRefused(v))
}

// exactly writes an instant as receipts do: UTC to the microsecond, and UK time.
func exactly(t time.Time) string {
	return t.UTC().Format("2 January 2006, 15:04:05.000000") + " UTC; " + text.Stamp(t)
}

// noteAttempt keeps that a save failed. What was typed is never in it.
func (p Pages) noteAttempt(c *gin.Context, o ownBid, what string, r *refusal.Error) error {
	said := r.Reason
	switch r.Kind {
	case refusal.Invalid:
		said = "What was sent could not be taken as it was; the page said what to change."
	case refusal.OutOfTurn, refusal.Stale, refusal.Duplicate, refusal.Busy, refusal.TooMany:
	default:
		return nil
	}
	return p.Steps.NoteAttempt(page.Quiet(c), page.Actor(c), o.m.Organisation, o.Bid.Ref, what, said)
}
