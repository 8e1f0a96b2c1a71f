package award

import (
	"fmt"
	"strings"

	"hundredweight/models/calendar"
	"hundredweight/models/money"
	"hundredweight/models/refusal"
)

// BigContract is the value above which, not at which, a contract has key
// performance indicators, a published copy and an award notice with the names
// of assessed losers: Procurement Act 2023 s.52, reg 27. With VAT.
const BigContract money.Pence = 5_000_000_00

// Counted is a bid as the award notice counts it.
type Counted struct {
	Organisation string
	InTime       bool // received by the deadline
	Withdrawn    bool
	Assessed     bool
	Won          bool
	SME          bool // fewer than 250 staff and turnover or balance sheet within s.123
	VCSE         bool // reg 9
}

// Counts are the figures of the award notice (UK6), taken from the bids
// themselves: an inaccurate notice counts as not published (s.105(4)).
type Counts struct {
	Received     int      `json:"received"` // in time, without those withdrawn
	Assessed     int      `json:"assessed"`
	AssessedSME  int      `json:"assessed_sme"`
	AssessedVCSE int      `json:"assessed_vcse"`
	Losers       []string `json:"losers,omitempty"` // assessed and not chosen; only above £5 million
}

// Count works out the figures. value is the contract's, with VAT.
func Count(bids []Counted, value money.Pence) Counts {
	var c Counts
	for _, b := range bids {
		if !b.InTime || b.Withdrawn {
			continue
		}
		c.Received++
		if !b.Assessed {
			continue
		}
		c.Assessed++
		if b.SME {
			c.AssessedSME++
		}
		if b.VCSE {
			c.AssessedVCSE++
		}
		if value > BigContract && !b.Won {
			c.Losers = append(c.Losers, b.Organisation)
		}
	}
	return c
}

// Notice is what is recorded about the award notice once it was published on
// the national platform. Days are dates in London.
type Notice struct {
	ID               string // the platform's number of the notice
	PublishedOn      calendar.Date
	DecidedOn        calendar.Date
	SummariesOn      calendar.Date // summaries come before the notice (s.50)
	EstimatedSigning calendar.Date // "" when not said
}

// CheckNotice refuses a notice without its number, dated in the future, or
// before the summaries were sent; and an estimated signing within the waiting
// period, whose last day is last ("" for none).
func CheckNotice(n Notice, today, last calendar.Date) error {
	var problems []refusal.Problem
	add := func(field, format string, a ...any) {
		problems = append(problems, refusal.Problem{Field: field, Reason: fmt.Sprintf(format, a...)})
	}
	if strings.TrimSpace(n.ID) == "" {
		add("notice", "Enter the number of the award notice")
	}
	if _, err := calendar.ParseDate(string(n.PublishedOn)); err != nil {
		add("published", "Enter the day on which the award notice was published")
		return refusal.Fields(problems)
	}
	switch {
	case n.PublishedOn > today:
		add("published", "The day of publication must be today or earlier")
	case n.SummariesOn == "":
		add("published", "Send the assessment summaries first: they come before the award notice (section 50)")
	case n.PublishedOn < n.SummariesOn:
		add("published", "The award notice must not be published before the assessment summaries were sent, on %s (section 50)", n.SummariesOn.Words())
	}
	if n.EstimatedSigning != "" && last != "" && n.EstimatedSigning <= last {
		add("estimated_signing", "The estimated signing must come after the waiting period (standstill) ends on %s", last.Words())
	}
	return refusal.Fields(problems)
}
