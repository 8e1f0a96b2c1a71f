// Package award owns the decision after the scores: what every bidder is told,
// when a contract may be signed, and how an award moves.
package award

import (
	"encoding/json"
	"fmt"
	"strings"

	"hundredweight/models/evaluation"
	"hundredweight/models/refusal"
)

// Summary is the assessment summary of one bid: Procurement Act 2023 s.50 and
// reg 31 of the Procurement Regulations 2024. It is sent to every assessed
// bidder at the same time, before the award notice. It is also the stored form.
type Summary struct {
	Tender        string        `json:"tender"`
	Title         string        `json:"title"`
	Buyer         string        `json:"buyer"`
	Organisation  string        `json:"organisation"`
	Address       string        `json:"address,omitempty"`
	Identifier    string        `json:"identifier,omitempty"`
	Bid           string        `json:"bid"`
	Lots          []LotSummary  `json:"lots"`
	Questions     []Explanation `json:"questions"`                // how each answer scored and why
	NotConsidered string        `json:"not_considered,omitempty"` // why the bid was not considered further
	AskBy         string        `json:"ask_by,omitempty"`         // until when questions about it are answered
}

// LotSummary is the result in one lot.
type LotSummary struct {
	ID       string  `json:"id"`
	Title    string  `json:"title"`
	Won      bool    `json:"won"`
	Rank     int     `json:"rank,omitempty"`
	Of       int     `json:"of,omitempty"` // how many were ranked
	Total    string  `json:"total,omitempty"`
	Criteria []Marks `json:"criteria"`
	Winner   *Winner `json:"winner,omitempty"` // for those who did not win
	WhyNot   string  `json:"why_not,omitempty"`
}

// Marks are the marks for one criterion or question, out of its share of 100.
type Marks struct {
	ID        string  `json:"id"`
	Name      string  `json:"name"`
	How       string  `json:"how"` // how it is scored, with the equation for price
	Available string  `json:"available"`
	Marks     string  `json:"marks"`
	Winner    string  `json:"winner,omitempty"`
	Why       string  `json:"why,omitempty"` // for price, in a sentence
	Parts     []Marks `json:"parts,omitempty"`
}

// Winner is what a losing bidder is told about the winning bid.
type Winner struct {
	Organisation string        `json:"organisation"`
	Total        string        `json:"total"`
	Questions    []Explanation `json:"questions"`
}

// Explanation is an agreed score with its reason, drawn from that bid.
type Explanation struct {
	Key    string `json:"key"`
	Title  string `json:"title"`
	Score  int    `json:"score"`
	Max    int    `json:"max"`
	Means  string `json:"means,omitempty"`  // what the score means in the published guide
	Next   int    `json:"next,omitempty"`   // the next score up that the guide describes; 0 for none
	Better string `json:"better,omitempty"` // what that score means: what would have helped
	Reason string `json:"reason"`
}

// Thin tells whether a reason is too thin to send, and how many words it has.
// The rule is the panel's own (package evaluation).
func Thin(reason string) (words int, thin bool) {
	thin, _ = evaluation.Thin(reason)
	return len(strings.Fields(reason)), thin
}

// Gap is a reason in a summary that is too thin to send.
type Gap struct {
	Bid      string
	Question string
	Title    string
	Words    int
}

// Gaps lists the thin reasons of a summary.
func (s Summary) Gaps() []Gap {
	var out []Gap
	for _, q := range s.Questions {
		if n, thin := Thin(q.Reason); thin {
			out = append(out, Gap{Bid: s.Bid, Question: q.Key, Title: q.Title, Words: n})
		}
	}
	return out
}

// MaySend refuses a batch in which a reason is too thin, unless it was
// confirmed with a reason that the thin ones say enough.
func MaySend(all []Summary, confirmed string) error {
	n := 0
	for _, s := range all {
		n += len(s.Gaps())
	}
	if n > 0 && strings.TrimSpace(confirmed) == "" {
		return refusal.Field("confirmed", "%d reasons are too short for a bidder to understand. Agree longer reasons, or say why they are enough", n)
	}
	return nil
}

// ReadSummary reads a summary as it was stored.
func ReadSummary(text string) (Summary, error) {
	var s Summary
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		return s, fmt.Errorf("stored summary: %w", err)
	}
	return s, nil
}
