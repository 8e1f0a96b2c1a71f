package commissioning_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hundredweight/models/bid"
	"hundredweight/models/calendar"
	"hundredweight/models/commissioning"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/store/storetest"
	"hundredweight/models/tender"
)

// life is a tender on its way, with what its steps need to be asked properly:
// a step that is refused is refused for its time, not for what was sent.
type life struct {
	*world
	ref  string
	bids []string // of the first two providers, lodged
}

// place is a moment of a tender's life and how it is reached from the one before.
type place struct {
	name   string
	status tender.Status
	from   string
	go_    func(l *life) error
}

// moved says what a step gave, without its result.
func moved[T any](_ T, err error) error { return err }

func ctx(l *life) context.Context { return l.t.Context() }

var places = []place{
	{"draft", tender.Draft, "", func(l *life) error { l.ref = l.ready(); return nil }},
	{"withdrawn", tender.Withdrawn, "draft", withdraw},
	{"review", tender.InternalReview, "draft", submit},
	{"approved", tender.Approved, "review", approve},
	{"open", tender.Open, "approved", publish},
	{"changing", tender.Open, "open", func(l *life) error { return firstOf(startChange(l), writeChange(l)) }},
	{"bids", tender.Open, "open", func(l *life) error {
		for i := range 2 {
			b, _ := l.lodged(l.ref, i, []string{"4.00", "4.40"}[i], "20.00")
			l.bids = append(l.bids, b)
		}
		if err := moved(l.steps.AskQuestion(ctx(l), l.providers[0].signer, l.ref, "How many?")); err != nil {
			return err
		}
		l.declared(l.ref, l.opener1, l.opener2, l.eval1, l.eval2, l.moderator)
		return nil
	}},
	{"cancelled", tender.Cancelled, "bids", cancel},
	{"closed", tender.Closed, "bids", closes},
	{"drained", tender.Closed, "closed", drains},
	{"opening", tender.Opening, "drained", startOpening},
	{"opened", tender.Evaluation, "opening", func(l *life) error {
		err := joinOpening(l)
		l.declared(l.ref, l.opener1, l.opener2, l.eval1, l.eval2, l.moderator)
		return err
	}},
	{"submitted", tender.Evaluation, "opened", func(l *life) error {
		l.scored(l.ref, map[string]int{l.bids[0]: 5, l.bids[1]: 4})
		return nil
	}},
	{"agreed", tender.Evaluation, "submitted", func(l *life) error {
		l.agreed(l.ref, map[string]int{l.bids[0]: 5, l.bids[1]: 4})
		return nil
	}},
	{"locked", tender.Evaluation, "agreed", lock},
	{"prices", tender.Evaluation, "locked", startPrices},
	{"ranked", tender.Evaluation, "prices", joinPrices},
	{"recommended", tender.AwardRecommended, "ranked", recommend},
	{"award", tender.AwardApproved, "recommended", approveAward},
	{"told", tender.SummariesIssued, "award", release},
	{"standstill", tender.Standstill, "told", awardNotice},
	{"paused", tender.Suspended, "standstill", pause},
	{"over", tender.Standstill, "standstill", func(l *life) error {
		row, _, err := l.db.Reader().Read(ctx(l)).StandstillOf(l.row().ID)
		l.clock.Set(calendar.Date(row.LastDay).Add(1).At(9, 0))
		return err
	}},
	{"ready to sign", tender.ReadyToSign, "over", func(l *life) error { return l.steps.ConfirmAward(ctx(l), l.ref) }},
	{"concluded", tender.Concluded, "ready to sign", sign},
	{"cancelled late", tender.Cancelled, "standstill", cancel},
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

const longReason = "The need is met in another way since the grant was given last week."

// The steps, each asked as it should be by who may.
func submit(l *life) error      { return l.steps.SubmitTender(ctx(l), l.author, l.ref) }
func approve(l *life) error     { return l.steps.ApproveTender(ctx(l), l.approver, l.ref) }
func giveBack(l *life) error    { return l.steps.ReturnTender(ctx(l), l.approver, l.ref, longReason) }
func withdraw(l *life) error    { return l.steps.WithdrawTender(ctx(l), l.author, l.ref, longReason) }
func cancel(l *life) error      { return l.steps.CancelTender(ctx(l), l.approver, l.ref, longReason) }
func startChange(l *life) error { return l.steps.StartAmendment(ctx(l), l.author, l.ref) }
func dropChange(l *life) error  { return l.steps.DropAmendment(ctx(l), l.author, l.ref) }
func offerChange(l *life) error { return l.steps.OfferAmendment(ctx(l), l.author, l.ref) }
func closes(l *life) error {
	l.clock.Set(l.row().ClosesAt.Time)
	return l.steps.CloseTender(ctx(l), l.ref)
}
func drains(l *life) error {
	l.clock.Add(commissioning.DrainTime)
	return l.steps.DrainTender(ctx(l), l.ref)
}
func startOpening(l *life) error { return l.steps.StartOpening(ctx(l), l.opener1, l.ref) }
func joinOpening(l *life) error  { return l.steps.JoinOpening(ctx(l), l.opener2, l.ref) }
func lock(l *life) error         { return l.steps.LockScores(ctx(l), l.moderator, l.ref) }
func startPrices(l *life) error  { return l.steps.StartPrices(ctx(l), l.opener1, l.ref) }
func joinPrices(l *life) error   { return l.steps.JoinPrices(ctx(l), l.opener2, l.ref) }
func recommend(l *life) error {
	return l.steps.RecommendAward(ctx(l), l.moderator, l.ref, pick(l.bid(0)), true)
}
func approveAward(l *life) error { return l.steps.ApproveAward(ctx(l), l.awarder, l.ref, true) }
func release(l *life) error {
	return l.steps.ReleaseSummaries(ctx(l), l.author, l.ref, "The guide says the rest of what the short reasons leave out.")
}
func awardNotice(l *life) error {
	return l.steps.RecordAwardNotice(ctx(l), l.author, l.ref, commissioning.PublishedNotice{ID: "099999-2026", PublishedOn: calendar.On(l.clock.Now())})
}
func pause(l *life) error {
	return l.steps.PauseStandstill(ctx(l), l.author, l.ref, "Provider 2 sent a claim form about question 1.", l.clock.Now())
}
func sign(l *life) error {
	return moved(l.steps.SignContract(ctx(l), l.awarder, l.ref, l.signature()))
}
func publish(l *life) error {
	return l.steps.MarkPublished(ctx(l), l.author, l.ref, "083563-2026", calendar.On(l.clock.Now()))
}

// writeChange makes the written change differ from what is published.
func writeChange(l *life) error {
	return l.steps.SaveTender(ctx(l), l.author, l.ref, 0, "need", func(c *tender.Content) error {
		c.Summary, c.Stages = c.Summary+" More.", slices.Clone(c.Stages)
		c.Stages[0].Deadline = c.Stages[0].Deadline.AddDate(0, 0, 7)
		return nil
	})
}

func publishChange(l *life) error {
	return l.steps.AmendTender(ctx(l), l.approver, l.ref, commissioning.Amendment{Reason: "Clearer", Notice: "083564-2026"})
}

// step is one thing that somebody does to a tender.
type step struct {
	name string
	do   func(l *life) error
	at   string        // the places at which it is taken, with spaces between; every other refuses it
	to   tender.Status // where it leads, "" for nowhere else
}

var lifeSteps = []step{
	{"submit", submit, "draft", tender.InternalReview},
	{"edit", func(l *life) error {
		return l.steps.SaveTender(ctx(l), l.author, l.ref, 0, "need", func(c *tender.Content) error { c.Summary += " Also."; return nil })
	}, "draft changing", ""},
	{"approve", approve, "review", tender.Approved},
	{"give back", giveBack, "review approved", tender.Draft},
	{"withdraw", withdraw, "draft review approved", tender.Withdrawn},
	{"publish", publish, "approved", tender.Open},
	{"cancel", cancel, "open changing bids closed drained opening opened submitted agreed locked prices ranked recommended award told standstill over paused ready_to_sign", tender.Cancelled},
	{"start a change", startChange, "open bids", ""},
	{"offer a change", offerChange, "changing", ""},
	{"publish a change", publishChange, "changing", ""},
	{"drop a change", dropChange, "changing", ""},
	{"ask a question", func(l *life) error {
		return moved(l.steps.AskQuestion(ctx(l), l.providers[1].signer, l.ref, "And where?"))
	}, "open changing bids", ""},
	{"add a document", func(l *life) error {
		return moved(l.steps.AddDocument(ctx(l), l.author, l.ref, "Plan", commissioning.StoredFile{Hash: "aa", Name: "plan.txt", MediaType: "text/plain", Size: 1}))
	}, "draft open changing bids", ""},
	{"start a bid", func(l *life) error {
		return moved(l.steps.StartBid(ctx(l), l.providers[2].signer, l.providers[2].org, l.ref))
	}, "open changing bids", ""},
	{"save an answer", func(l *life) error {
		return moved(l.steps.SaveAnswer(ctx(l), l.providers[0].signer, l.save(), 1, bid.Answer{Key: "q1", Text: "More", Completed: true}))
	}, "bids", ""},
	{"seal a price", func(l *life) error {
		_, _, err := l.steps.SealPrice(ctx(l), l.providers[0].signer, l.save(), "1", map[string]string{"A1": "3", "A2": "20"})
		return err
	}, "bids", ""},
	{"withdraw a bid", func(l *life) error { return l.steps.Withdraw(ctx(l), l.providers[0].signer, l.save()) }, "bids", ""},
	{"start the opening", startOpening, "drained", tender.Opening},
	{"join the opening", joinOpening, "opening", tender.Evaluation},
	{"score", func(l *life) error {
		return l.steps.ScoreAnswer(ctx(l), l.eval1, l.ref, commissioning.Scoring{Bid: l.bid(0), Question: "q1", Score: 4, Reason: reason})
	}, "opened", ""},
	{"agree", func(l *life) error {
		return l.steps.AgreeScore(ctx(l), l.moderator, l.ref, commissioning.Agreement{Bid: l.bid(0), Question: "q1", Score: 5, Reason: reason})
	}, "submitted agreed locked prices ranked recommended award", ""},
	{"agree another score", func(l *life) error {
		return l.steps.AgreeScore(ctx(l), l.moderator, l.ref, commissioning.Agreement{Bid: l.bid(0), Question: "q1", Score: 4, Reason: reason})
	}, "submitted agreed", ""},
	{"lock", lock, "agreed", ""},
	{"start the prices", startPrices, "locked", ""},
	{"join the prices", joinPrices, "prices", ""},
	{"rank", func(l *life) error { return l.steps.RankBids(ctx(l), l.moderator, l.ref) }, "ranked", ""},
	{"disregard", func(l *life) error {
		return l.steps.DisregardBid(ctx(l), l.approver, l.ref, commissioning.Disregard{Bid: l.bid(1), Ground: "procedure", StepDone: true, Reason: reason})
	}, "opened submitted agreed locked prices ranked", ""},
	{"recommend", recommend, "ranked", tender.AwardRecommended},
	{"approve the award", approveAward, "recommended", tender.AwardApproved},
	{"return the award", func(l *life) error { return l.steps.ReturnAward(ctx(l), l.awarder, l.ref, longReason) }, "recommended", tender.Evaluation},
	{"withhold", func(l *life) error {
		return l.steps.WithholdReason(ctx(l), l.author, l.ref, l.bid(0), "q1", longReason)
	}, "recommended award", ""},
	{"send the summaries", release, "award", tender.SummariesIssued},
	{"record the award notice", awardNotice, "told standstill over paused", ""},
	{"pause", pause, "standstill over ready_to_sign", tender.Suspended},
	{"resume", func(l *life) error { return l.steps.ResumeStandstill(ctx(l), l.author, l.ref, longReason) }, "paused", tender.Standstill},
	{"sign", sign, "over ready_to_sign", tender.Concluded},
	{"rescind", func(l *life) error { return l.steps.RescindAward(ctx(l), l.awarder, l.ref, "1", longReason) }, "recommended award told standstill over paused ready_to_sign", tender.Evaluation},
	{"record its termination", func(l *life) error {
		return l.steps.RecordTermination(ctx(l), l.approver, l.ref, "083599-2026", calendar.On(l.clock.Now()))
	}, "cancelled cancelled_late", ""},
}

func (l *life) bid(i int) string {
	if i < len(l.bids) {
		return l.bids[i]
	}
	return "zzzzzzzzzz"
}

func (l *life) save() commissioning.Save {
	return commissioning.Save{Org: l.providers[0].org, Bid: l.bid(0), Received: l.clock.Now()}
}

func (l *life) row() store.TenderRow {
	l.t.Helper()
	t, err := l.db.Reader().Read(l.t.Context()).TenderByRef(l.ref)
	l.fine(err)
	return t
}

// at takes a new tender to a place.
func lifeAt(w *world, name string) *life {
	w.t.Helper()
	w.clock.Set(storetest.Noon)
	l := &life{world: w}
	var way []place
	for name != "" {
		i := slices.IndexFunc(places, func(p place) bool { return p.name == name })
		way, name = append(way, places[i]), places[i].from
	}
	slices.Reverse(way)
	for _, p := range way {
		if err := p.go_(l); err != nil {
			w.t.Fatalf("on the way to %s: %v", p.name, err)
		}
		if got := l.row().Status; got != p.status {
			w.t.Fatalf("at %s the tender is %s, want %s", p.name, got, p.status)
		}
	}
	return l
}

// arrow tells whether a step may lead from one status to another: it stays, or
// moves along the table. A signature after the last day of the waiting period
// also makes the move that the clock has not made yet.
func arrow(from, to tender.Status) bool {
	if from == tender.Standstill && to == tender.Concluded {
		from = tender.ReadyToSign
	}
	_, err := from.Move(to)
	return from == to || err == nil
}

// TestEveryStepAtEveryMomentOfATender asks for every step at every place: it is
// taken where the table says, along an arrow of status.go, and refused
// everywhere else with nothing changed.
func TestEveryStepAtEveryMomentOfATender(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		taken := map[string]bool{}
		for _, p := range places {
			l := lifeAt(w, p.name)
			was := clock.Now()
			for _, s := range lifeSteps {
				if slices.Contains(strings.Fields(s.at), strings.ReplaceAll(p.name, " ", "_")) {
					continue
				}
				before, events := l.row(), len(l.events(l.ref))
				err := s.do(l)
				r, refused := refusal.As(err)
				if !refused || r.Kind == refusal.Busy || strings.Contains(err.Error(), "onstraint") { // the rule says no, before the database has to
					t.Errorf("%s at %s: %v", s.name, p.name, err)
				}
				if after := l.row(); after.Status != before.Status || after.Revision != before.Revision || len(l.events(l.ref)) != events {
					t.Errorf("%s at %s: refused, and yet something changed", s.name, p.name)
					l = lifeAt(w, p.name)
				}
				clock.Set(was)
			}
			for _, s := range lifeSteps {
				if !slices.Contains(strings.Fields(s.at), strings.ReplaceAll(p.name, " ", "_")) {
					continue
				}
				l := lifeAt(w, p.name)
				if err := s.do(l); err != nil {
					t.Errorf("%s at %s: %v", s.name, p.name, err)
					continue
				}
				taken[s.name] = true
				after := l.row().Status
				if !arrow(p.status, after) {
					t.Errorf("%s at %s led to %s, which is no move of the table", s.name, p.name, after)
				}
				if s.to != "" && after != s.to || s.to == "" && s.name != "record the award notice" && after != p.status {
					t.Errorf("%s at %s led to %s", s.name, p.name, after)
				}
			}
		}
		for _, s := range lifeSteps {
			if !taken[s.name] {
				t.Errorf("%s was never taken, so its refusals show nothing", s.name)
			}
		}
	})
}

// TestNoOrderOfStepsLeavesTheTable walks tenders in any order of steps: a status
// moves only along the arrows of status.go, and a refusal changes nothing.
func TestNoOrderOfStepsLeavesTheTable(t *testing.T) {
	clock := storetest.NewClock()
	w := newWorld(t, storetest.SQLite(t, clock), clock)
	starts := []string{"draft", "approved", "bids", "drained", "submitted", "ranked", "told", "paused", "over"}
	rapid.Check(t, func(r *rapid.T) {
		l := lifeAt(w, rapid.SampledFrom(starts).Draw(r, "start"))
		for range rapid.IntRange(1, 12).Draw(r, "steps") {
			if rapid.IntRange(0, 9).Draw(r, "later") == 0 {
				clock.Add(24 * time.Hour)
			}
			s := rapid.SampledFrom(lifeSteps).Draw(r, "step")
			before, events := l.row().Status, len(l.events(l.ref))
			err := s.do(l)
			after := l.row().Status
			_, refused := refusal.As(err)
			switch {
			case err != nil && !refused:
				r.Fatalf("%s while %s: %v", s.name, before, err)
			case refused && (after != before || len(l.events(l.ref)) != events):
				r.Fatalf("%s while %s was refused (%v), and yet it is %s", s.name, before, err, after)
			case err == nil && !arrow(before, after):
				r.Fatalf("%s led from %s to %s", s.name, before, after)
			}
		}
	})
}
