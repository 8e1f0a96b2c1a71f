// Package refusal holds the ways Hundredweight says no. Every rule, step and
// page that declines to do something returns one of these, so that the status
// a person sees is decided in one place (handlers/page) and the sentence they
// read was written by the rule that knows why.
package refusal

import (
	"errors"
	"fmt"
	"strings"
)

// Kind says which way of saying no this is. It decides the HTTP status.
type Kind int

const (
	// NotFound: the thing does not exist, or it belongs to somebody else (404).
	NotFound Kind = iota + 1
	// NotAllowed: your own organisation's thing, but not your part (403).
	NotAllowed
	// OutOfTurn: the thing is not in a state in which this can be done (409).
	OutOfTurn
	// Stale: somebody changed it since you looked (409).
	Stale
	// Duplicate: it was done already, or the name is taken (409).
	Duplicate
	// Invalid: what was typed cannot be used as it is (422).
	Invalid
	// Busy: the server cannot take it now; try again shortly (503).
	Busy
	// TooMany: the person or network asked too often (429).
	TooMany
)

// Problem is one thing wrong with what was typed: the field it belongs to and
// a sentence that says what to do.
type Problem struct {
	Field  string // the form field's name, or a JSON pointer for imports; "" for the whole form
	Reason string // a whole sentence for the person, such as "Enter the closing date"
}

// Error is a refusal. Reason is shown to people; Who, for NotAllowed, says who can.
type Error struct {
	Kind     Kind
	Reason   string
	Who      string
	Problems []Problem
	After    int // for TooMany: seconds to wait, 0 when not known
}

// Error gives the sentence, with every problem for Invalid.
func (e *Error) Error() string {
	if len(e.Problems) == 0 {
		return e.Reason
	}
	all := make([]string, 0, len(e.Problems))
	for _, p := range e.Problems {
		if p.Field == "" {
			all = append(all, p.Reason)
			continue
		}
		all = append(all, p.Field+": "+p.Reason)
	}
	return strings.Join(all, "; ")
}

// Is lets errors.Is(err, refusal.ErrNotFound) and its like compare by kind.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Reason == "" && len(t.Problems) == 0 && t.Kind == e.Kind
}

// Sentinels for errors.Is.
var (
	ErrNotFound   = &Error{Kind: NotFound}
	ErrNotAllowed = &Error{Kind: NotAllowed}
	ErrOutOfTurn  = &Error{Kind: OutOfTurn}
	ErrStale      = &Error{Kind: Stale}
	ErrDuplicate  = &Error{Kind: Duplicate}
	ErrInvalid    = &Error{Kind: Invalid}
	ErrBusy       = &Error{Kind: Busy}
	ErrTooMany    = &Error{Kind: TooMany}
)

// Missing refuses with NotFound; thing is a noun such as "tender".
func Missing(thing string) error {
	return &Error{Kind: NotFound, Reason: "We could not find that " + thing + "."}
}

// Forbidden refuses with NotAllowed and says who can do it instead.
func Forbidden(reason, who string) error {
	return &Error{Kind: NotAllowed, Reason: reason, Who: who}
}

// Turn refuses with OutOfTurn.
func Turn(format string, a ...any) error {
	return &Error{Kind: OutOfTurn, Reason: fmt.Sprintf(format, a...)}
}

// Changed refuses with Stale.
func Changed(format string, a ...any) error {
	return &Error{Kind: Stale, Reason: fmt.Sprintf(format, a...)}
}

// Already refuses with Duplicate.
func Already(format string, a ...any) error {
	return &Error{Kind: Duplicate, Reason: fmt.Sprintf(format, a...)}
}

// Field refuses one field.
func Field(field, format string, a ...any) error {
	return &Error{Kind: Invalid, Problems: []Problem{{Field: field, Reason: fmt.Sprintf(format, a...)}}}
}

// Fields refuses with all the problems at once, or gives nil when there are none.
func Fields(problems []Problem) error {
	if len(problems) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Problems: problems}
}

// As gives the refusal inside err, if there is one.
func As(err error) (*Error, bool) {
	var e *Error
	ok := errors.As(err, &e)
	return e, ok
}
