package page

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/models/refusal"
)

// Errors of the request itself, before any page is asked.
var (
	ErrMethod = errors.New("page: the address has no such method") // 405
	ErrBad    = errors.New("page: the address cannot be read")     // 400
)

// Failure is a refusal or an error as a person sees it.
type Failure struct {
	Status    int
	Title     string   // the heading
	Lines     []string // paragraphs
	Back      string   // where to go from here, an address of this site
	BackText  string
	Reference string // for an error of ours, to quote; "" otherwise
}

// Fail is the one place where an error becomes a response.
func (k Kit) Fail(c *gin.Context, err error) {
	f := k.failure(c, err)
	if r, ok := refusal.As(err); ok && r.After > 0 {
		c.Writer.Header().Set("Retry-After", strconv.Itoa(r.After))
	}
	if f.Status >= http.StatusInternalServerError && f.Reference != "" {
		k.Log.Error("page failed", "id", f.Reference, "route", c.FullPath(), "err", err)
	}
	if c.Writer.Written() {
		c.Abort()
		return
	}
	if f.Status == http.StatusServiceUnavailable || f.Status == http.StatusTooManyRequests {
		if c.Writer.Header().Get("Retry-After") == "" {
			c.Writer.Header().Set("Retry-After", "5")
		}
	}
	if WantsJSON(c) {
		if err := k.JSON(c, f.Status, map[string]string{"said": strings.Join(f.Lines, " ")}); err == nil {
			c.Abort()
			return
		}
	}
	if err := k.Render(c, f.Status, k.failurePage(c, f)); err != nil {
		k.Log.Error("error page failed", "id", RequestID(c.Request.Context()), "err", err)
		noStore(c)
		c.String(http.StatusInternalServerError, "Sorry, there is a problem with the service. Reference: %s\n", RequestID(c.Request.Context()))
	}
	c.Abort()
}

func (k Kit) failure(c *gin.Context, err error) Failure {
	f := Failure{Back: "/", BackText: "Go to the home page"}
	if r, ok := refusal.As(err); ok {
		refused(&f, r, c.Request)
		return f
	}
	switch {
	case errors.Is(err, form.ErrTooLarge):
		f.Status, f.Title = http.StatusRequestEntityTooLarge, "What you sent is too large"
		f.Lines = []string{"Go back and send less at once. Nothing was changed."}
	case errors.Is(err, form.ErrKind):
		f.Status, f.Title = http.StatusUnsupportedMediaType, "We could not read what was sent"
		f.Lines = []string{"Use the form on the page. Nothing was changed."}
	case errors.Is(err, ErrMethod):
		f.Status, f.Title = http.StatusMethodNotAllowed, "This page cannot be used that way"
		f.Lines = []string{"Go to the page and use the form or the links on it."}
	case errors.Is(err, ErrBad):
		f.Status, f.Title = http.StatusBadRequest, "We could not read that address"
		f.Lines = []string{"If you typed or pasted the address, check it is whole and correct."}
	case errors.Is(err, form.ErrGarbled), errors.Is(err, form.ErrCut):
		f.Status, f.Title = http.StatusBadRequest, "What you sent did not arrive whole"
		f.Lines = []string{"Nothing was changed. Go back and try again."}
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		f.Status, f.Title = http.StatusServiceUnavailable, "This is taking too long"
		f.Lines = []string{"Nothing is wrong with what you sent. Try again in a few seconds."}
	default:
		f.Status, f.Title, f.Reference = http.StatusInternalServerError, "Sorry, there is a problem with the service", RequestID(c.Request.Context())
		f.Lines = []string{"Try again in a few minutes. If it happens again, tell us this reference:"}
	}
	return f
}

// refused gives each way of saying no its status and heading.
func refused(f *Failure, r *refusal.Error, req *http.Request) {
	f.Lines = []string{r.Reason}
	switch r.Kind {
	case refusal.NotFound:
		f.Status, f.Title = http.StatusNotFound, "Page not found"
		f.Lines = append(f.Lines, "If you typed or pasted the address, check it is whole and correct.")
	case refusal.NotAllowed:
		f.Status, f.Title = http.StatusForbidden, "You cannot do this"
		if r.Who != "" {
			f.Lines = append(f.Lines, r.Who)
		}
	case refusal.OutOfTurn:
		f.Status, f.Title = http.StatusConflict, "This cannot be done now"
		back(f, req)
	case refusal.Stale:
		f.Status, f.Title = http.StatusConflict, "Somebody changed this"
		f.Lines = append(f.Lines, "Nothing was overwritten.")
		back(f, req)
	case refusal.Duplicate:
		f.Status, f.Title = http.StatusConflict, "This was done already"
		back(f, req)
	case refusal.Invalid:
		f.Status, f.Title = http.StatusUnprocessableEntity, "There is a problem"
		for _, p := range r.Problems {
			f.Lines = append(f.Lines, p.Reason)
		}
		back(f, req)
	case refusal.TooMany:
		f.Status, f.Title = http.StatusTooManyRequests, "You have done this too often"
	case refusal.Busy:
		f.Status, f.Title = http.StatusServiceUnavailable, "The service is busy"
		f.Lines = append(f.Lines, "Nothing is wrong with what you sent. Try again in a few seconds.")
	default:
		f.Status, f.Title = http.StatusInternalServerError, "Sorry, there is a problem with the service"
	}
	lines := f.Lines[:0]
	for _, l := range f.Lines {
		if l != "" {
			lines = append(lines, l)
		}
	}
	f.Lines = lines
}

// back leads to the page at the same address, which each form's target has.
func back(f *Failure, r *http.Request) {
	f.Back, f.BackText = Next(r.URL.Path, "/"), "Go back and see how it stands"
}

type requestKey struct{}

// WithRequestID puts the request's id into a context.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestKey{}, id)
}

// RequestID is the random id of the request: in the log, in the X-Request-Id
// header, and on an error page as the reference to quote.
func RequestID(ctx context.Context) string {
	id, ok := ctx.Value(requestKey{}).(string)
	if !ok {
		return "unknown"
	}
	return id
}

// SessionFailed answers when the session could not be read or saved: in plain
// words, because every page would ask for the session again.
func (k Kit) SessionFailed(w http.ResponseWriter, r *http.Request, err error) {
	if !errors.Is(err, context.Canceled) { // the reader left
		k.Log.Error("session failed", "id", RequestID(r.Context()), "err", err)
	}
	w.Header().Set("Retry-After", "5")
	w.Header().Set("Cache-Control", "no-store")
	http.Error(w, "Sorry, there is a problem with the service. Try again in a few seconds. Reference: "+RequestID(r.Context()), http.StatusServiceUnavailable)
}

// NotFound answers an address that no route has.
func (k Kit) NotFound(c *gin.Context) error { return refusal.Missing("page") }
