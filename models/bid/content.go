// Package bid owns what a bid is and when it may be saved, lodged, replaced
// and withdrawn, and the receipt that proves it.
package bid

import "time"

// ID is the key of a bid. People see its reference, ten Crockford letters.
type ID int64

// Answer is what a bidder typed for one question or condition.
type Answer struct {
	Key       string    `json:"key"` // the question's or condition's key
	Text      string    `json:"text,omitempty"`
	Choice    string    `json:"choice,omitempty"`  // yes or no for pass/fail and conditions
	Expires   string    `json:"expires,omitempty"` // a date, for conditions that expire
	Completed bool      `json:"completed"`         // "Have you completed this section?"
	SavedAt   time.Time `json:"saved_at"`
}

// Commitment is a claim of the organisation made specific for this contract.
type Commitment struct {
	Ref      string `json:"ref"`
	Claim    string `json:"claim,omitempty"` // the claim it was taken from, by reference
	Question string `json:"question"`        // the question it feeds
	Outcome  string `json:"outcome"`         // what changes
	Who      string `json:"who"`             // for whom
	Quantity string `json:"quantity"`        // exact decimal text
	Unit     string `json:"unit"`
	By       string `json:"by"`       // a date
	Evidence string `json:"evidence"` // how it will be shown
	Extra    bool   `json:"extra"`    // beyond what the contract pays for
}

// LinePrice is the unit price entered for one line of a lot's schedule.
type LinePrice struct {
	Ref       string `json:"ref"`
	UnitPence int64  `json:"unit_pence"`
}

// LotPrice is a bidder's price for one lot. It is sealed as one part.
type LotPrice struct {
	Lot        string      `json:"lot"`
	Lines      []LinePrice `json:"lines"`
	TotalPence int64       `json:"total_pence"` // evaluated price, ex VAT, with options
}
