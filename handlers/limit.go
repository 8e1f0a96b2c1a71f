package handlers

// Limit names how often one network may ask for a kind of page: trust.md 3.10.
type Limit string

// Limits.
const (
	Unlimited Limit = ""
	Searches  Limit = "searches" // public lists and searches
	Changes   Limit = "changes"  // forms sent by strangers
	Guesses   Limit = "guesses"  // passwords, codes and links tried
	SignUps   Limit = "sign-ups" // registrations
	Lodging   Limit = "lodging"  // bids: by organisation only, never by network
)
