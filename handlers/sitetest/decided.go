package sitetest

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/bid"
	"hundredweight/models/calendar"
	"hundredweight/models/commissioning"
	"hundredweight/models/tender"
)

// Offered is a bid in a tender that is taken to its decision.
type Offered struct {
	Name   string         // of the bidder; the county's provider when empty
	Score  int            // agreed for every question
	Reason string         // of every agreed score, a whole sentence when empty
	Price  string         // unit price of every line
	File   string         // what a file of the second question says, "" for none
	Signer account.Actor  // filled in
	Bid    string         // its reference, filled in
	Slug   string         // the bidder's address, filled in
	Out    string         // the ground on which it is not considered further
	Scores map[string]int // instead of Score, by question
}

// Because is a reason that says enough to be sent.
const Because = "Four rounds are named with driver and second, and lateness is given for two years with its causes."

// Phase is how far an evaluation is taken.
type Phase int

// Phases of an evaluation.
const (
	Lodged Phase = iota + 1 // the bids are lodged, and the tender is open
	Drained
	OpeningStarted
	Opened // and everybody has declared, again
	Submitted
	Agreed
	Locked
	PricesStarted
	RankedBids
)

// Ranked takes a tender with bids through opening, scores and prices by the real
// steps, as far as its ranking.
func (c *County) Ranked(t testing.TB, bids []Offered, edits ...func(*tender.Content)) (ref string, out []Offered) {
	t.Helper()
	ref, out = c.Evaluated(t, RankedBids, bids, edits...)
	for _, o := range out {
		if o.Out == "" {
			continue
		}
		if err := c.Site.Steps.DisregardBid(t.Context(), c.Approver, ref, commissioning.Disregard{Bid: o.Bid, Ground: o.Out, StepDone: true, Reason: "The insurance certificate had ended in March and no other was sent when asked for it."}); err != nil {
			t.Fatal(err)
		}
	}
	return ref, out
}

// Evaluated takes a tender with bids as far as a phase by the real steps.
func (c *County) Evaluated(t testing.TB, to Phase, bids []Offered, edits ...func(*tender.Content)) (ref string, out []Offered) {
	t.Helper()
	ctx, steps := t.Context(), c.Site.Steps
	ref = c.Published(t, edits...)
	out = append(out, bids...)
	do := []func() error{
		func() error {
			for i := range out {
				c.lodge(t, ref, i, &out[i])
			}
			return nil
		},
		func() error { return errors.Join(c.declare(t, ref), c.drain(t, ref)) },
		func() error { return steps.StartOpening(ctx, c.Opener1, ref) },
		func() error { return errors.Join(steps.JoinOpening(ctx, c.Opener2, ref), c.declare(t, ref)) },
		func() error { c.score(t, ref, out); return nil },
		func() error { c.agree(t, ref, out); return nil },
		func() error { return steps.LockScores(ctx, c.Moderator, ref) },
		func() error { return steps.StartPrices(ctx, c.Opener1, ref) },
		func() error { return steps.JoinPrices(ctx, c.Opener2, ref) },
	}
	for _, one := range do[:to] {
		if err := one(); err != nil {
			t.Fatal(err)
		}
	}
	return ref, out
}

// declare declares no interest for everybody who opens, scores or leads.
func (c *County) declare(t testing.TB, ref string) (all error) {
	for _, p := range []account.Actor{c.Opener1, c.Opener2, c.Eval1, c.Eval2, c.Moderator} {
		all = errors.Join(all, c.Site.Steps.DeclareInterest(t.Context(), p, ref, false, ""))
	}
	return all
}

// drain closes a tender at its deadline and writes its closing root.
func (c *County) drain(t testing.TB, ref string) error {
	row, err := c.Site.DB.Reader().Read(t.Context()).TenderByRef(ref)
	if err != nil {
		return err
	}
	c.Site.Clock.Set(row.ClosesAt.Time)
	if err := c.Site.Steps.CloseTender(t.Context(), ref); err != nil {
		return err
	}
	c.Site.Clock.Add(commissioning.DrainTime)
	return c.Site.Steps.DrainTender(t.Context(), ref)
}

// lodge makes one complete lodged bid.
func (c *County) lodge(t testing.TB, ref string, nth int, o *Offered) {
	t.Helper()
	ctx, steps := t.Context(), c.Site.Steps
	fine := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	org := c.Provider
	o.Slug, o.Signer = c.ProviderSlug, c.Signer
	if o.Name != "" {
		o.Slug = fmt.Sprintf("%s-%d", c.ProviderSlug, nth)
		org = c.Site.verified(t, "provider", o.Slug, o.Name)
		o.Signer = c.Site.Member(t, fmt.Sprintf("Signer %d of %s", nth, c.ProviderSlug), org, account.Contribute, account.Sign)
	}
	var err error
	o.Bid, err = steps.StartBid(ctx, o.Signer, org, ref)
	fine(err)
	row, err := c.Site.DB.Reader().Read(ctx).TenderByRef(ref)
	fine(err)
	content, err := row.Content()
	fine(err)
	save := commissioning.Save{Org: org, Bid: o.Bid, Received: c.Site.Clock.Now()}
	if len(content.Lots) > 1 {
		var all []string
		for _, l := range content.Lots {
			all = append(all, l.ID)
		}
		_, err = steps.ChooseLots(ctx, o.Signer, save, all)
		fine(err)
	}
	for _, q := range content.Questions {
		_, err := steps.SaveAnswer(ctx, o.Signer, save, 0, bid.Answer{Key: q.Key, Text: "Fourteen rounds, each with a driver and a second.", Completed: true})
		fine(err)
	}
	for _, x := range content.Conditions {
		_, err := steps.SaveAnswer(ctx, o.Signer, save, 0, bid.Answer{Key: x.Key, Choice: "yes", Expires: "2028-12-31", Completed: true})
		fine(err)
	}
	_, err = steps.SaveCommitments(ctx, o.Signer, save, 0, []bid.Commitment{{Ref: "p1", Question: "q3", Outcome: "People who live alone eat in company once a week", Who: "Older people in Harrowick", Quantity: "120", Unit: "people", By: "2028-03-31", Evidence: "Attendance sheets, checked each quarter"}})
	fine(err)
	if o.File != "" {
		f, err := steps.SealFile(ctx, o.Signer, save, "q2", "plan.txt", strings.NewReader(o.File))
		fine(err)
		_, err = steps.AddFiles(ctx, o.Signer, save, "q2", false, []*commissioning.SealedFile{f})
		fine(err)
	}
	for _, lot := range content.Lots {
		typed := map[string]string{}
		for _, l := range lot.Prices {
			typed[l.Ref] = o.Price
		}
		_, _, err = steps.SealPrice(ctx, o.Signer, save, lot.ID, typed)
		fine(err)
	}
	saved, err := steps.Declare(ctx, o.Signer, save)
	fine(err)
	if saved.Receipt == "" {
		text, err := json.Marshal(saved)
		t.Fatalf("the bid of %s is not sent: %s %v", o.Slug, text, err)
	}
}

// each does something with every answer that somebody scores.
func (c *County) each(t testing.TB, by account.Actor, ref string, bids []Offered, do func(o Offered, question string, score int) error) {
	t.Helper()
	p, err := c.Site.Steps.Panel(t.Context(), by, ref)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range bids {
		b, err := p.Bid(o.Bid)
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range p.ToScore(b) {
			score := o.Score
			if s, ok := o.Scores[q.Key]; ok {
				score = s
			}
			if err := do(o, q.Key, score); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// score lets both evaluators score and submit.
func (c *County) score(t testing.TB, ref string, bids []Offered) {
	t.Helper()
	ctx, steps := t.Context(), c.Site.Steps
	for _, by := range []account.Actor{c.Eval1, c.Eval2} {
		c.each(t, by, ref, bids, func(o Offered, question string, score int) error {
			return steps.ScoreAnswer(ctx, by, ref, commissioning.Scoring{Bid: o.Bid, Question: question, Score: score, Reason: Because})
		})
		if err := steps.SubmitScores(ctx, by, ref); err != nil {
			t.Fatal(err)
		}
	}
}

// agree lets the moderator agree every score.
func (c *County) agree(t testing.TB, ref string, bids []Offered) {
	t.Helper()
	c.each(t, c.Moderator, ref, bids, func(o Offered, question string, score int) error {
		reason := o.Reason
		if reason == "" {
			reason = Because
		}
		return c.Site.Steps.AgreeScore(t.Context(), c.Moderator, ref, commissioning.Agreement{Bid: o.Bid, Question: question, Score: score, Reason: reason})
	})
}

// Stage is how far a decision is taken.
type Stage int

// Stages of a decision.
const (
	Recommended Stage = iota + 1
	AwardApproved
	Told
	Waiting
	Signed
)

// Decided takes a ranked tender on: the first of the bids is chosen. It gives
// the number of the contract, when it is signed.
func (c *County) Decided(t testing.TB, ref string, bids []Offered, to Stage) (contract string) {
	t.Helper()
	ctx, steps, clock := t.Context(), c.Site.Steps, c.Site.Clock
	do := []func() error{
		func() error {
			return steps.RecommendAward(ctx, c.Moderator, ref, map[string]commissioning.Pick{"1": {Bid: bids[0].Bid, Reason: "It came first by the published method.", LowPrice: "Asked on Monday; the supplier showed its rota and wages."}}, true)
		},
		func() error { return steps.ApproveAward(ctx, c.Awarder, ref, true) },
		func() error {
			return steps.ReleaseSummaries(ctx, c.Author, ref, "The guide says the rest of what the short reasons leave out.")
		},
		func() error {
			return steps.RecordAwardNotice(ctx, c.Author, ref, commissioning.PublishedNotice{ID: "099112-2026", PublishedOn: calendar.On(clock.Now())})
		},
		func() (err error) {
			clock.Add(40 * 24 * time.Hour)
			contract, err = steps.SignContract(ctx, c.Awarder, ref, commissioning.Signature{On: calendar.On(clock.Now()), Starts: "2027-04-05", Ends: "2030-04-04", Checked: true})
			return err
		},
	}
	for _, one := range do[:to] {
		if err := one(); err != nil {
			t.Fatal(err)
		}
	}
	return contract
}
