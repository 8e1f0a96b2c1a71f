package commissioning_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"hundredweight/models/account"
	"hundredweight/models/bid"
	"hundredweight/models/calculation"
	"hundredweight/models/commissioning"
	"hundredweight/models/evaluation"
	"hundredweight/models/refusal"
	"hundredweight/models/scoring"
	"hundredweight/models/store"
	"hundredweight/models/store/storetest"
	"hundredweight/models/tender"
)

// three lodges a bid of each provider and gives their references.
func (w *world) three(ref string) (a, b, c string) {
	w.t.Helper()
	a, _ = w.lodged(ref, 0, "4.00", "20.00")
	b, _ = w.lodged(ref, 1, "4.40", "20.00")
	c, _ = w.lodged(ref, 2, "5.00", "20.00")
	return a, b, c
}

func (w *world) output(ref string) scoring.Output {
	w.t.Helper()
	all := w.rankings(ref)
	if len(all) != 1 {
		w.t.Fatalf("%d rankings, want one a lot", len(all))
	}
	_, out, err := commissioning.ReadRanking(all[0])
	w.fine(err)
	return out
}

func order(out scoring.Output) (ids []string) {
	for _, b := range out.Bids {
		ids = append(ids, b.ID+" "+b.Status)
	}
	return ids
}

func TestEvaluatorsScoreApartFromEachOther(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx := t.Context()
		ref := w.published()
		b, _ := w.lodged(ref, 0, "4.25", "19.99")
		score := commissioning.Scoring{Bid: b, Question: "q1", Score: 4, Reason: reason, Note: "look at page 2"}
		if err := w.steps.ScoreAnswer(ctx, w.eval1, ref, score); !errors.Is(err, refusal.ErrOutOfTurn) {
			t.Fatalf("before the opening: %v", err)
		}
		w.declared(ref, w.opener1, w.opener2, w.eval1, w.moderator)
		w.drained(ref)
		w.fine(w.steps.StartOpening(ctx, w.opener1, ref))
		w.fine(w.steps.JoinOpening(ctx, w.opener2, ref))
		if err := w.steps.ScoreAnswer(ctx, w.eval1, ref, score); !errors.Is(err, refusal.ErrOutOfTurn) {
			t.Fatalf("before declaring against the list of bidders: %v", err)
		}
		w.declared(ref, w.opener1, w.opener2, w.eval1, w.eval2, w.moderator)
		for name, change := range map[string]func(*commissioning.Scoring){
			"off the scale": func(s *commissioning.Scoring) { s.Score = 6 }, "below it": func(s *commissioning.Scoring) { s.Score = -1 },
			"no reason": func(s *commissioning.Scoring) { s.Reason = " " }, "a question that is not scored": func(s *commissioning.Scoring) { s.Question = "q4" },
			"a note too long": func(s *commissioning.Scoring) { s.Note = strings.Repeat("x", commissioning.MostNote+1) },
		} {
			bad := score
			change(&bad)
			if err := w.steps.ScoreAnswer(ctx, w.eval1, ref, bad); !errors.Is(err, refusal.ErrInvalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		for name, who := range map[string]account.Actor{"the moderator": w.moderator, "an officer": w.opener1} {
			if err := w.steps.ScoreAnswer(ctx, who, ref, score); !errors.Is(err, refusal.ErrNotAllowed) {
				t.Errorf("%s scores: %v", name, err)
			}
		}
		missing := score
		missing.Bid = "0000000000"
		if err := w.steps.ScoreAnswer(ctx, w.eval1, ref, missing); !errors.Is(err, refusal.ErrNotFound) {
			t.Errorf("a bid of another tender: %v", err)
		}
		w.fine(w.steps.ScoreAnswer(ctx, w.eval1, ref, score))
		score.Score = 3
		w.fine(w.steps.ScoreAnswer(ctx, w.eval1, ref, score))
		own, err := w.steps.OwnScores(ctx, w.eval1, w.panel(w.eval1, ref))
		w.fine(err)
		if len(own) != 1 || own[0].Score != 3 || own[0].Note != "look at page 2" {
			t.Fatalf("got %+v, want the newest", own)
		}
		if err := w.steps.SubmitScores(ctx, w.eval1, ref); !errors.Is(err, refusal.ErrOutOfTurn) {
			t.Fatalf("submitted with answers unscored: %v", err)
		}
		for _, q := range []string{"q2", "q3"} {
			score.Question = q
			w.fine(w.steps.ScoreAnswer(ctx, w.eval1, ref, score))
		}
		if _, err := w.steps.PanelScores(ctx, w.panel(w.eval1, ref)); !errors.Is(err, refusal.ErrNotAllowed) {
			t.Fatalf("others' scores before submitting: %v", err)
		}
		w.fine(w.steps.SubmitScores(ctx, w.eval1, ref))
		if err := w.steps.ScoreAnswer(ctx, w.eval1, ref, score); !errors.Is(err, refusal.ErrOutOfTurn) {
			t.Fatalf("changed after submitting: %v", err)
		}
		if err := w.steps.SubmitScores(ctx, w.eval1, ref); !errors.Is(err, refusal.ErrDuplicate) {
			t.Fatalf("submitted twice: %v", err)
		}
		for name, who := range map[string]account.Actor{"who has submitted": w.eval1, "who has not": w.eval2, "the moderator": w.moderator} {
			if _, err := w.steps.PanelScores(ctx, w.panel(who, ref)); !errors.Is(err, refusal.ErrNotAllowed) {
				t.Fatalf("%s sees scores while one evaluator has not submitted: %v", name, err)
			}
		}
		if err := w.steps.AgreeScore(ctx, w.moderator, ref, commissioning.Agreement{Bid: b, Question: "q1", Score: 3, Reason: reason}); !errors.Is(err, refusal.ErrOutOfTurn) {
			t.Fatalf("agreed while one has not submitted: %v", err)
		}
		if len(w.mailed("scores_submitted")) != 0 {
			t.Fatal("the moderator was told too early")
		}
		if kinds := w.events(ref); !slices.Contains(kinds, "evaluation.scored") || !slices.Contains(kinds, "evaluation.submitted") {
			t.Fatalf("got events %v", kinds)
		}
	})
}

func TestScoresAreAgreedLockedAndRanked(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx := t.Context()
		ref := w.published()
		a, b, c := w.three(ref)
		w.opened(ref)
		marks := map[string]int{a: 3, b: 5, c: 4}
		w.scored(ref, marks)
		if n := len(w.mailed("scores_submitted")); n != 1 {
			t.Fatalf("the moderator was told %d times", n)
		}
		if got := w.panel(w.moderator, ref).Status(); got != evaluation.Moderation {
			t.Fatalf("got %s", got)
		}
		all, err := w.steps.PanelScores(ctx, w.panel(w.moderator, ref))
		w.fine(err)
		if len(all.Own) != 18 || all.Own[0].Note != "" {
			t.Fatalf("%d scores, note %q: want all of both without their notes", len(all.Own), all.Own[0].Note)
		}
		agree := commissioning.Agreement{Bid: a, Question: "q1", Score: 5, Reason: "As above."}
		if err := w.steps.AgreeScore(ctx, w.moderator, ref, agree); !errors.Is(err, refusal.ErrInvalid) {
			t.Fatalf("a score that nobody gave, without saying why: %v", err)
		}
		agree = commissioning.Agreement{Bid: a, Question: "q1", Score: 2, Reason: "The average of our scores."}
		if err := w.steps.AgreeScore(ctx, w.moderator, ref, agree); !errors.Is(err, refusal.ErrInvalid) {
			t.Fatalf("an average: %v", err)
		}
		agree = commissioning.Agreement{Bid: a, Question: "q1", Score: 2, Reason: reason}
		if err := w.steps.AgreeScore(ctx, w.eval1, ref, agree); !errors.Is(err, refusal.ErrNotAllowed) {
			t.Fatalf("an evaluator agrees: %v", err)
		}
		w.fine(w.steps.AgreeScore(ctx, w.moderator, ref, agree))
		if err := w.steps.LockScores(ctx, w.moderator, ref); !errors.Is(err, refusal.ErrOutOfTurn) {
			t.Fatalf("locked with answers left: %v", err)
		}
		if err := w.steps.StartPrices(ctx, w.opener1, ref); !errors.Is(err, refusal.ErrOutOfTurn) {
			t.Fatalf("prices before the lock: %v", err)
		}
		w.agreed(ref, marks)
		if err := w.steps.LockScores(ctx, w.eval1, ref); !errors.Is(err, refusal.ErrNotAllowed) {
			t.Fatalf("an evaluator locks: %v", err)
		}
		w.fine(w.steps.LockScores(ctx, w.moderator, ref))
		if got := w.bidRow(b).Status; got != bid.Assessed {
			t.Fatalf("the bid is %s", got)
		}
		if v := w.panel(w.eval1, ref); v.View.Prices || v.Status() != evaluation.Locked {
			t.Fatalf("got %s, prices %v", v.Status(), v.View.Prices)
		}
		agree.Score = 4
		if err := w.steps.AgreeScore(ctx, w.moderator, ref, agree); !errors.Is(err, refusal.ErrOutOfTurn) {
			t.Fatalf("another score after the lock: %v", err)
		}
		agree.Score, agree.Reason = 3, reason+" It also names who calls when nobody answers the door."
		w.fine(w.steps.AgreeScore(ctx, w.moderator, ref, agree)) // a fuller reason
		w.pricesAreOpenedByTwo(ref)
		out := w.output(ref)
		if got, want := order(out), []string{b + " ranked", c + " ranked", a + " ranked"}; !slices.Equal(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
		w.sameAsCalcScore(ref)
	})
}

func (w *world) pricesAreOpenedByTwo(ref string) {
	w.t.Helper()
	ctx := w.t.Context()
	w.fine(w.steps.StartPrices(ctx, w.opener1, ref))
	if err := w.steps.JoinPrices(ctx, w.opener1, ref); !errors.Is(err, refusal.ErrNotAllowed) {
		w.t.Fatalf("one officer twice: %v", err)
	}
	if err := w.steps.JoinPrices(ctx, w.moderator, ref); !errors.Is(err, refusal.ErrNotAllowed) {
		w.t.Fatalf("the moderator: %v", err)
	}
	w.fine(w.steps.JoinPrices(ctx, w.opener2, ref))
	v := w.panel(w.eval1, ref)
	prices, err := w.db.Reader().Read(ctx).Prices(v.Stage.ID)
	w.fine(err)
	if len(prices) != 3 || prices[0].TotalPence != 4_000_000+1_001_000 || !v.View.Prices || v.Status() != evaluation.Ranked {
		w.t.Fatalf("got %+v, prices %v, %s", prices, v.View.Prices, v.Status())
	}
	if err := w.steps.StartPrices(ctx, w.opener1, ref); !errors.Is(err, refusal.ErrDuplicate) {
		w.t.Fatalf("opened again: %v", err)
	}
}

// sameAsCalcScore works the stored input out again, as anybody can.
func (w *world) sameAsCalcScore(ref string) {
	w.t.Helper()
	for _, r := range w.rankings(ref) {
		var in scoring.Input
		d := json.NewDecoder(strings.NewReader(r.Input))
		d.DisallowUnknownFields()
		w.fine(d.Decode(&in))
		out, err := scoring.Score(in)
		w.fine(err)
		text, err := calculation.Print(out)
		w.fine(err)
		sum := sha256.Sum256([]byte(r.Input))
		if !bytes.Equal(text, []byte(r.Output)) || hex.EncodeToString(sum[:]) != r.InputSHA256 || out.InputSHA256 != r.InputSHA256 {
			w.t.Fatal("the stored ranking is not what its stored input gives")
		}
	}
}

func TestEveryBidIsRankedAgainWhenOneIsLeftOut(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx := t.Context()
		ref := w.published()
		a, b, c := w.three(ref)
		w.opened(ref)
		before := w.ranked(ref, map[string]int{a: 3, b: 5, c: 4})
		marks := func(id string) string {
			out := w.output(ref)
			return out.Bids[slices.IndexFunc(out.Bids, func(r scoring.RankedBid) bool { return r.ID == id })].Marks["price"]
		}
		was := marks(c)
		low := commissioning.Disregard{Bid: a, Ground: "abnormally_low", Reason: "The price is far below what the work costs and the bidder could not show how it would be done for it."}
		if err := w.steps.DisregardBid(ctx, w.approver, ref, low); !errors.Is(err, refusal.ErrInvalid) {
			t.Fatalf("without the step before it: %v", err)
		}
		low.StepDone = true
		for name, who := range map[string]account.Actor{"the moderator": w.moderator, "the author": w.author, "an evaluator": w.eval1} {
			if err := w.steps.DisregardBid(ctx, who, ref, low); !errors.Is(err, refusal.ErrNotAllowed) {
				t.Errorf("%s: %v", name, err)
			}
		}
		thin := low
		thin.Reason = "Too low"
		if err := w.steps.DisregardBid(ctx, w.approver, ref, thin); !errors.Is(err, refusal.ErrInvalid) {
			t.Fatalf("a thin reason: %v", err)
		}
		w.fine(w.steps.DisregardBid(ctx, w.approver, ref, low))
		if got := w.bidRow(a).Status; got != bid.Disregarded {
			t.Fatalf("the bid is %s", got)
		}
		if now := marks(c); now == was {
			t.Fatalf("the price marks of the others still rest on the bid that is out: %s", now)
		}
		if got, want := order(w.output(ref)), []string{b + " ranked", c + " ranked", a + " disregarded"}; !slices.Equal(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
		if err := w.steps.DisregardBid(ctx, w.approver, ref, low); !errors.Is(err, refusal.ErrOutOfTurn) {
			t.Fatalf("left out twice: %v", err)
		}
		if err := w.steps.RestoreBid(ctx, w.approver, ref, a, ""); !errors.Is(err, refusal.ErrInvalid) {
			t.Fatalf("restored without a reason: %v", err)
		}
		w.fine(w.steps.RestoreBid(ctx, w.approver, ref, a, "The bidder has now shown from its accounts how it delivers this work at the price in its bid."))
		after := w.rankings(ref)
		if got := w.bidRow(a).Status; got != bid.Assessed || after[0].InputSHA256 != before[0].InputSHA256 || after[0].ID == before[0].ID {
			t.Fatalf("the bid is %s; want a third ranking equal to the first", got)
		}
		all, err := db.Reader().Read(ctx).Dispositions(w.bidRow(a).Stage)
		w.fine(err)
		if len(all) != 2 || all[0].Kind != "disregarded" || all[1].Kind != "restored" {
			t.Fatalf("got %+v", all)
		}
		if kinds := w.events(ref); !slices.Contains(kinds, "bid.disregarded") || !slices.Contains(kinds, "bid.restored") {
			t.Fatalf("got events %v", kinds)
		}
		w.sameAsCalcScore(ref)
	})
}

func TestAConflictTakesAnEvaluatorOut(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx := t.Context()
		ref := w.published()
		third := w.person("Esme Three", w.buyer, account.Evaluate)
		w.fine(w.steps.AppointPerson(ctx, w.author, ref, third.Person, account.RoleEvaluator))
		a, _ := w.lodged(ref, 0, "4.25", "19.99")
		if err := w.steps.DeclareInterest(ctx, w.eval1, ref, true, " "); !errors.Is(err, refusal.ErrInvalid) {
			t.Fatalf("an interest without words: %v", err)
		}
		w.fine(w.steps.DeclareInterest(ctx, third, ref, false, ""))
		if err := w.steps.DeclareInterest(ctx, third, ref, false, ""); !errors.Is(err, refusal.ErrDuplicate) {
			t.Fatalf("declared twice: %v", err)
		}
		if err := w.steps.DeclareInterest(ctx, w.awarderless(), ref, false, ""); !errors.Is(err, refusal.ErrNotAllowed) {
			t.Fatalf("somebody not appointed: %v", err)
		}
		w.opened(ref)
		w.scored(ref, map[string]int{a: 4})
		if waiting := w.panel(w.moderator, ref).Waiting(); !slices.Equal(waiting, []string{"Esme Three"}) {
			t.Fatalf("waits for %v", waiting)
		}
		w.fine(w.steps.DeclareInterest(ctx, third, ref, true, "My sister chairs Provider 1."))
		if n := len(w.mailed("interest_declared")); n != 2 {
			t.Fatalf("%d told, want author and moderator", n)
		}
		if _, err := w.steps.OpenedBid(ctx, third, ref, a); !errors.Is(err, refusal.ErrNotAllowed) {
			t.Fatalf("reads with an interest: %v", err)
		}
		if err := w.steps.ScoreAnswer(ctx, third, ref, commissioning.Scoring{Bid: a, Question: "q1", Score: 5, Reason: reason}); !errors.Is(err, refusal.ErrNotAllowed) {
			t.Fatalf("scores with an interest: %v", err)
		}
		if waiting := w.panel(w.moderator, ref).Waiting(); len(waiting) != 0 {
			t.Fatalf("waits for %v", waiting)
		}
		w.agreed(ref, map[string]int{a: 4})
		w.evaluatorLeaves(ref)
	})
}

// awarderless is a member of the buyer without any appointment.
func (w *world) awarderless() account.Actor { return w.person("Nora None", w.buyer, account.Audit) }

// evaluatorLeaves dismisses an evaluator who has submitted: the scores stay, and
// are not counted; with one left the panel is not complete.
func (w *world) evaluatorLeaves(ref string) {
	w.t.Helper()
	p := w.panel(w.moderator, ref)
	for _, a := range p.People {
		if a.Person == w.eval2.Person {
			w.fine(w.steps.DismissPerson(w.t.Context(), w.author, ref, a.ID))
		}
	}
	if err := w.steps.LockScores(w.t.Context(), w.moderator, ref); !errors.Is(err, refusal.ErrOutOfTurn) {
		w.t.Fatalf("locked with one evaluator: %v", err)
	}
	rows, err := w.db.Reader().Read(w.t.Context()).SubmittedScores(p.Tender.ID)
	w.fine(err)
	if counted := w.panel(w.moderator, ref).Counting(rows); len(rows) != 6 || len(counted) != 3 {
		w.t.Fatalf("%d kept, %d counted: want 6 and 3", len(rows), len(counted))
	}
}

func TestEqualBidsArePartedByLotsWithWitnessAndMinutes(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx := t.Context()
		ref := w.publishedWith(func(c *tender.Content) { c.Ties = append(c.Ties, "lot_drawn") })
		a, _ := w.lodged(ref, 0, "4.00", "20.00")
		b, _ := w.lodged(ref, 1, "4.00", "20.00")
		w.opened(ref)
		draw := commissioning.Drawing{Lot: "1", Drawn: []string{b, a}, Witness: w.opener1.Person, Minutes: "Drawn from a hat in the committee room before both officers."}
		if err := w.steps.DrawLots(ctx, w.moderator, ref, draw); !errors.Is(err, refusal.ErrOutOfTurn) {
			t.Fatalf("before the prices: %v", err)
		}
		w.ranked(ref, map[string]int{a: 4, b: 4})
		if got := evaluation.Tied(*w.output(ref).Ranking); len(got) != 2 {
			t.Fatalf("got %v tied", got)
		}
		for name, change := range map[string]func(*commissioning.Drawing){
			"one bid left out": func(d *commissioning.Drawing) { d.Drawn = []string{b} }, "no minutes": func(d *commissioning.Drawing) { d.Minutes = "" },
			"who drew watches": func(d *commissioning.Drawing) { d.Witness = w.moderator.Person }, "a witness from elsewhere": func(d *commissioning.Drawing) { d.Witness = w.providers[0].signer.Person },
		} {
			bad := draw
			change(&bad)
			if err := w.steps.DrawLots(ctx, w.moderator, ref, bad); !errors.Is(err, refusal.ErrInvalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := w.steps.DrawLots(ctx, w.author, ref, draw); !errors.Is(err, refusal.ErrNotAllowed) {
			t.Fatalf("the author draws: %v", err)
		}
		w.fine(w.steps.DrawLots(ctx, w.moderator, ref, draw))
		out := w.output(ref)
		if got := order(out); out.Bids[0].ID != b || out.Bids[0].Rank != 1 || out.Bids[1].Rank != 2 || len(evaluation.Tied(*out.Ranking)) != 0 {
			t.Fatalf("got %v", got)
		}
		if err := w.steps.DrawLots(ctx, w.moderator, ref, draw); !errors.Is(err, refusal.ErrOutOfTurn) {
			t.Fatalf("drawn again: %v", err)
		}
		w.sameAsCalcScore(ref)
		w.fine(w.steps.RankBids(ctx, w.moderator, ref))
		if err := w.steps.RankBids(ctx, w.author, ref); !errors.Is(err, refusal.ErrNotAllowed) {
			t.Fatalf("the author ranks: %v", err)
		}
	})
}

func TestABidThatComesBackIsScoredBeforeTheLockOrNotAtAll(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx := t.Context()
		ref := w.published()
		a, b, c := w.three(ref)
		w.opened(ref)
		out := commissioning.Disregard{Bid: a, Ground: "conditions", Reason: "The bidder holds no public liability insurance and says that it will not take any out."}
		w.fine(w.steps.DisregardBid(ctx, w.approver, ref, out))
		out.Bid = c
		w.fine(w.steps.DisregardBid(ctx, w.approver, ref, out))
		back := "The certificate was in the second file of the bid, and covers what the tender asks for."
		marks := map[string]int{a: 4, b: 3}
		w.scored(ref, marks)
		w.fine(w.steps.RestoreBid(ctx, w.approver, ref, a, back))
		if waiting := w.panel(w.moderator, ref).Waiting(); len(waiting) != 2 {
			t.Fatalf("waits for %v, want both to score what came back", waiting)
		}
		for _, by := range []account.Actor{w.eval1, w.eval2} {
			for _, q := range []string{"q1", "q2", "q3"} {
				w.fine(w.steps.ScoreAnswer(ctx, by, ref, commissioning.Scoring{Bid: a, Question: q, Score: 4, Reason: reason}))
			}
		}
		w.agreed(ref, marks)
		w.fine(w.steps.LockScores(ctx, w.moderator, ref))
		if err := w.steps.RestoreBid(ctx, w.approver, ref, c, back); !errors.Is(err, refusal.ErrOutOfTurn) {
			t.Fatalf("restored without scores after the lock: %v", err)
		}
	})
}
