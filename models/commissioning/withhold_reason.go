package commissioning

import (
	"context"
	"strings"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/award"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/tender"
)

// WithholdReason leaves the explanation of one score of a chosen bid out of the
// summaries of all others, which say that it is withheld and why (s.94).
func (s *Steps) WithholdReason(ctx context.Context, by account.Actor, ref, chosen, question, why string) error {
	now := s.now()
	why = strings.TrimSpace(why)
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		d, b, err := s.toTell(tx, by, ref, chosen, account.RoleAuthor)
		if err != nil {
			return audit.Event{}, err
		}
		if !d.chosen(b) {
			return audit.Event{}, refusal.Turn("Only what is said about the chosen bid can be withheld. Every bidder reads all about its own.")
		}
		if _, err := scored(d.Content, question); err != nil {
			return audit.Event{}, err
		}
		if err := award.CheckReason("why", why, "why this is withheld. Section 94 asks for an overriding public interest"); err != nil {
			return audit.Event{}, err
		}
		if err := tx.WithholdReason(store.WithheldReason{Tender: d.Tender.ID, Bid: b.Row.ID, Question: question, Reason: why, By: by.Person, At: store.At(now)}); err != nil {
			return audit.Event{}, err
		}
		return audit.New(by, now, "award.reason_withheld", tenderSubject(ref)).On(int64(d.Tender.ID)).With("bid", chosen).With("question", question), nil
	})
}

// ShowReason no longer withholds an explanation.
func (s *Steps) ShowReason(ctx context.Context, by account.Actor, ref, chosen, question string) error {
	now := s.now()
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		d, b, err := s.toTell(tx, by, ref, chosen, account.RoleAuthor)
		if err != nil {
			return audit.Event{}, err
		}
		for _, w := range d.Withheld {
			if w.Bid == b.Row.ID && w.Question == question {
				return audit.New(by, now, "award.reason_shown", tenderSubject(ref)).On(int64(d.Tender.ID)).With("bid", chosen).With("question", question), tx.ShowReason(d.Tender.ID, b.Row.ID, question)
			}
		}
		return audit.Event{}, refusal.Missing("explanation")
	})
}

// toTell reads a decision whose bidders have not been told yet, and one bid of it.
func (s *Steps) toTell(tx *store.Tx, by account.Actor, ref, bidder string, anyOf ...account.Role) (Decision, Bidder, error) {
	d, err := s.readDecision(tx.Queries, ref)
	if err != nil {
		return d, Bidder{}, err
	}
	if err := d.mayAct(tx, by, anyOf...); err != nil {
		return d, Bidder{}, err
	}
	switch d.Tender.Status {
	case tender.AwardRecommended, tender.AwardApproved:
	default:
		return d, Bidder{}, refusal.Turn("This tender is %s, so what bidders are told can no longer be changed.", d.Tender.Status.Words())
	}
	b, ok := d.Bidder(bidder)
	if !ok {
		return d, b, refusal.Missing("bid")
	}
	return d, b, nil
}

// chosen tells whether a bid has an award in force.
func (d Decision) chosen(b Bidder) bool {
	for _, a := range d.Awards {
		if a.Bid == b.Row.ID {
			return true
		}
	}
	return false
}

// scored finds a scored question.
func scored(c tender.Content, key string) (tender.Question, error) {
	for _, q := range c.Questions {
		if q.Key == key && q.Kind == "scored" {
			return q, nil
		}
	}
	return tender.Question{}, refusal.Missing("question")
}
