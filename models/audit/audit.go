// Package audit owns the kinds of events that the platform records. Every
// write carries exactly one; its canonical JSON is what the public log commits
// to, so an Event never carries a price, an answer, a score's text or an
// address: only ids, references, hashes and short facts.
package audit

import (
	"time"

	"hundredweight/models/account"
)

// Kind names what happened, as noun.verb: "tender.published".
type Kind string

// Subject is the thing an event is about, by reference (never by key).
type Subject struct {
	Kind string `json:"kind"` // "tender", "bid", "organisation" …
	Ref  string `json:"ref"`
}

// Event is one thing that happened. The zero Event is refused by the store.
// Make events with New, so that Kind is never empty.
type Event struct {
	Kind    Kind                   `json:"kind"`
	At      time.Time              `json:"at"`               // UTC, business time, microseconds
	Person  account.PersonID       `json:"person,omitempty"` // 0 for the system
	System  string                 `json:"system,omitempty"` // "clock", "setup" …
	For     account.OrganisationID `json:"for,omitempty"`    // acting for this organisation
	Subject Subject                `json:"subject"`
	Tender  int64                  `json:"tender,omitempty"` // key of the tender it belongs to, for histories
	Public  bool                   `json:"public,omitempty"` // may be shown in the public history of the tender
	Facts   map[string]string      `json:"facts,omitempty"`  // from, to, reason, hashes, version …
}

// New makes an event by an actor about a subject.
func New(by account.Actor, at time.Time, kind Kind, subject Subject) Event {
	return Event{Kind: kind, At: at.UTC().Truncate(time.Microsecond), Person: by.Person, System: by.System, For: by.ActingFor, Subject: subject}
}

// With adds a fact and gives the event back.
func (e Event) With(name, value string) Event {
	facts := make(map[string]string, len(e.Facts)+1)
	for k, v := range e.Facts {
		facts[k] = v
	}
	facts[name] = value
	e.Facts = facts
	return e
}

// On ties the event to a tender's history.
func (e Event) On(tender int64) Event { e.Tender = tender; return e }

// Shown marks the event as part of the public history.
func (e Event) Shown() Event { e.Public = true; return e }

// IsZero tells whether the event was never made.
func (e Event) IsZero() bool { return e.Kind == "" }
