package demo

import (
	"encoding/json"
	"fmt"
	"strings"

	"hundredweight/models/calendar"
	"hundredweight/models/commissioning"
	"hundredweight/models/scoring"
	"hundredweight/models/tender"
)

// after adds what happens to a tender once its bids are closed, as far as its
// plan goes. Days are counted from its deadline.
func (b *builder) after(r *run, closed int) {
	on := func(days, hour, minute int, what string, do func() error) {
		b.on(closed-days, hour, minute, r.title+": "+what, do)
	}
	if r.far < opened {
		return
	}
	on(-1, 9, 0, "interests declared", func() error { return b.declare(r) })
	on(1, 9, 30, "the first officer", func() error { return b.Steps.StartOpening(b.ctx, b.by(r, "opener"), r.ref) })
	on(1, 9, 45, "the second officer", func() error { return b.Steps.JoinOpening(b.ctx, b.by(r, "second opener"), r.ref) })
	on(1, 14, 0, "interests declared again", func() error { return b.declare(r) })
	for i, who := range []string{"evaluator", "second evaluator", "third evaluator"} {
		on(2+i/2, 10+2*i, 0, "scores of the "+who, func() error { return b.score(r, who, i) })
	}
	if r.far < scored {
		return
	}
	on(6, 11, 0, "the panel meets", func() error { return b.agree(r) })
	if r.far < ranked {
		return
	}
	on(7, 10, 0, "scores locked", func() error { return b.Steps.LockScores(b.ctx, b.by(r, "moderator"), r.ref) })
	on(8, 9, 30, "prices, the first officer", func() error { return b.Steps.StartPrices(b.ctx, b.by(r, "second opener"), r.ref) })
	on(8, 9, 40, "prices, the second officer", func() error { return b.Steps.JoinPrices(b.ctx, b.by(r, "opener"), r.ref) })
	if r.far < decided {
		return
	}
	on(9, 15, 0, "recommended", func() error { return b.recommend(r) })
	on(11, 11, 0, "award approved", func() error { return b.Steps.ApproveAward(b.ctx, b.by(r, "award approver"), r.ref, true) })
	if r.far < waiting {
		return
	}
	told := closed - 14 // days ago
	if r.far == waiting {
		told = standstillDay
	}
	b.on(told+1, 10, 0, r.title+": summaries sent", func() error { return b.Steps.ReleaseSummaries(b.ctx, b.by(r, "author"), r.ref, "") })
	b.on(told, 9, 0, r.title+": award notice", func() error {
		today := calendar.On(b.Clock.Now())
		return b.Steps.RecordAwardNotice(b.ctx, b.by(r, "author"), r.ref, commissioning.PublishedNotice{ID: fmt.Sprintf("%06d-%d", 97000+len(r.title)*31, b.today.Year()), PublishedOn: today, EstimatedSigning: today.Add(21)})
	})
	if r.far < signed {
		return
	}
	b.on(told-20, 11, 0, r.title+": signed", func() error {
		today := calendar.On(b.Clock.Now())
		_, err := b.Steps.SignContract(b.ctx, b.by(r, "award approver"), r.ref, commissioning.Signature{Lot: "1", On: today, Starts: today.Add(7), Ends: today.Add(7 + 3*365), Checked: true})
		return err
	})
}

// standstillDay is how many days ago the award notice of the tender in its
// waiting period was published: about its fourth working day is today.
const standstillDay = 5

// recommend recommends the bid that ranks first in every part (lot).
func (b *builder) recommend(r *run) error {
	d, err := b.Steps.Decision(b.ctx, b.by(r, "moderator"), r.ref)
	if err != nil {
		return err
	}
	picks := map[string]commissioning.Pick{}
	for lot, ranking := range d.Rankings {
		var out scoring.Output
		if err := json.Unmarshal([]byte(ranking.Output), &out); err != nil {
			return err
		}
		for _, one := range out.Bids {
			if one.Rank == 1 {
				picks[lot] = commissioning.Pick{Bid: one.ID, Reason: "It ranks first on the published criteria, and every condition is met. The panel found nothing that speaks against it.", LowPrice: "Within what was expected."}
			}
		}
	}
	return b.Steps.RecommendAward(b.ctx, b.by(r, "moderator"), r.ref, picks, true)
}

// panel are those who declare their interests before and after the opening.
var panel = []string{"opener", "second opener", "evaluator", "second evaluator", "third evaluator", "moderator", "award approver", "author", "approver"}

func (b *builder) declare(r *run) error {
	for _, part := range panel {
		if _, there := b.bodies[r.body].people[part]; !there {
			continue
		}
		if err := b.Steps.DeclareInterest(b.ctx, b.by(r, part), r.ref, false, ""); err != nil {
			return fmt.Errorf("%s: %w", part, err)
		}
	}
	return nil
}

// mark is what the panel agrees on for an answer: the offering's marks, in the
// order of the scored questions.
func (r *run) mark(bid string, nth int) int {
	for i, ref := range r.bids {
		if ref == bid {
			return r.plan.bids[i].marks[nth%len(r.plan.bids[i].marks)]
		}
	}
	return 0
}

// own is what one evaluator gives: near what is agreed later, and in one case
// far from it.
func (r *run) own(bid string, nth, who int) int {
	agreed := r.mark(bid, nth)
	switch {
	case who == 2 && r.far == scored && bid == r.bids[0] && nth == 1:
		return max(0, agreed-3)
	case who == 1 && nth%2 == 0:
		return max(0, agreed-1)
	case who == 2 && nth%3 == 1:
		return min(5, agreed+1)
	}
	return agreed
}

// score lets an evaluator score every answer and submit. At the stage of
// scoring the first one has only begun: the rest waits for a visitor.
func (b *builder) score(r *run, who string, nth int) error {
	if _, there := b.bodies[r.body].people[who]; !there {
		return nil
	}
	by := b.by(r, who)
	v, err := b.Steps.Panel(b.ctx, by, r.ref)
	if err != nil {
		return err
	}
	for i, one := range v.Bids {
		if r.far == opened && nth == 0 && i > 0 {
			return nil
		}
		for n, q := range v.ToScore(one) {
			score := r.own(one.Ref, n, nth)
			if err := b.Steps.ScoreAnswer(b.ctx, by, r.ref, commissioning.Scoring{Bid: one.Ref, Question: q.Key, Score: score, Reason: why(q, score, nth)}); err != nil {
				return fmt.Errorf("%s: %w", q.Key, err)
			}
		}
	}
	if r.far == opened && nth == 0 {
		return nil
	}
	return b.Steps.SubmitScores(b.ctx, by, r.ref)
}

// agree brings the scores together. At the stage of moderation the panel has
// not yet talked about answers that it saw differently.
func (b *builder) agree(r *run) error {
	by := b.by(r, "moderator")
	v, err := b.Steps.Panel(b.ctx, by, r.ref)
	if err != nil {
		return err
	}
	for i, one := range v.Bids {
		for n, q := range v.ToScore(one) {
			if r.far == scored && (i > 1 || n == 1) {
				continue
			}
			reason := why(q, r.mark(one.Ref, n), 3)
			if r.far == decided && i == len(v.Bids)-1 && n == len(v.ToScore(one))-1 {
				reason = "Good, but not enough." // the letter that is too thin to send
			}
			if err := b.Steps.AgreeScore(b.ctx, by, r.ref, commissioning.Agreement{Bid: one.Ref, Question: q.Key, Score: r.mark(one.Ref, n), Reason: reason}); err != nil {
				return fmt.Errorf("%s: %w", q.Key, err)
			}
		}
	}
	return nil
}

// What an answer did well and what it left open, by score.
var (
	did = []string{
		"nothing that can be used",
		"good will, and one example from another place",
		"who would do the work, and in which places first",
		"who does the work, where it starts, and how people are asked what they think",
		"who does the work by name, the first eight weeks step by step, and what changed last year because people were asked",
		"who does the work by name, the first eight weeks step by step, what changed last year because people were asked, and figures that can be checked",
	}
	missed = []string{
		"The question was left unanswered.",
		"We could not see how it would work here, and no figures support it.",
		"What happens when somebody is ill or a van fails is not said, and there are no figures.",
		"It would have scored higher with figures from an earlier year and a named stand-in.",
		"It would have scored full marks with evidence that somebody outside had checked the figures.",
		"Nothing that we asked for is missing.",
	}
)

// why is the reason of a score, which the bidder will read.
func why(q tender.Question, score, voice int) string {
	began := [...]string{"The answer describes", "We are told", "It sets out", "The panel found"}[voice]
	return fmt.Sprintf("%s %s. On “%s” this is what the guide calls %s. %s", began, did[score], lowerFirst(q.Title), strings.ToLower(label(q, score)), missed[score])
}

func label(q tender.Question, score int) string {
	for _, d := range q.Scale {
		if d.Score == score {
			return d.Label
		}
	}
	return "this score"
}
