package commissioning_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/award"
	"hundredweight/models/bid"
	"hundredweight/models/calendar"
	"hundredweight/models/commissioning"
	"hundredweight/models/evaluation"
	"hundredweight/models/refusal"
	"hundredweight/models/seal"
	"hundredweight/models/store"
	"hundredweight/models/store/storetest"
	"hundredweight/models/tender"
)

// because is an agreed reason that says enough to be sent.
const because = "The answer names every round, its driver and a second one, with lateness figures of two years."

// stood is a bid as the evaluation left it.
type stood struct {
	provider int
	score    int
	reason   string // because when empty
	meal     string // unit price of every lot's first line
	out      string // the ground on which it is not considered further
	lots     []string
}

// evaluated brings a published tender to its ranking with the rows that the
// evaluation leaves behind, and gives the references of the bids in order.
func (w *world) evaluated(ref string, bids ...stood) []string {
	w.t.Helper()
	ctx := w.t.Context()
	t, err := w.db.Reader().Read(ctx).TenderByRef(ref)
	w.fine(err)
	c, err := t.Content()
	w.fine(err)
	w.clock.Set(t.ClosesAt.Time)
	w.fine(w.steps.CloseTender(ctx, ref))
	w.clock.Add(commissioning.DrainTime)
	w.fine(w.steps.DrainTender(ctx, ref))
	key, err := w.steps.Keys.MakeEvaluationKey(seal.StageName(ref, 1))
	w.fine(err)
	text, err := json.Marshal(map[string]any{"commitments": promises()})
	w.fine(err)
	sealed, err := key.Seal(text)
	w.fine(err)
	refs := make([]string, len(bids))
	w.write(func(tx *store.Tx) error {
		now := w.clock.Now()
		stage, err := tx.StageOf(t.ID, 1)
		w.fine(err)
		w.fine(tx.MoveTender(t.ID, tender.Closed, tender.Opening))
		w.fine(tx.MoveTender(t.ID, tender.Opening, tender.Evaluation))
		w.fine(tx.SetOpened(stage.ID, now))
		w.fine(tx.SetPricesOpened(stage.ID, now))
		w.fine(tx.AddDeclaration(store.Declaration{Tender: t.ID, Person: w.moderator.Person, Moment: string(evaluation.KnownBidders), At: store.At(now)}))
		w.fine(tx.LockScores(t.ID, w.moderator.Person, now))
		for i, b := range bids {
			refs[i] = fmt.Sprintf("%s%d", strings.Repeat("b", 9), i)
			w.stands(tx, t, c, stage.ID, refs[i], b, sealed)
		}
		return nil
	})
	w.rank(ref)
	return refs
}

func (w *world) stands(tx *store.Tx, t store.TenderRow, c tender.Content, stage int64, ref string, b stood, sealed []byte) {
	w.t.Helper()
	now, p := w.clock.Now(), w.providers[b.provider]
	lots := b.lots
	if lots == nil {
		lots = []string{"1"}
	}
	id, err := tx.AddBid(store.BidRow{Ref: ref, Tender: t.ID, Stage: stage, Org: p.org, Status: bid.Assessed, LotsText: strings.Join(lots, ","), TenderVersion: 1, CreatedBy: p.signer.Person, CreatedAt: store.At(now)})
	w.fine(err)
	w.fine(tx.AddOpenedBid(store.OpenedBid{Bid: id, Version: 1, LotsText: strings.Join(lots, ","), Sealed: sealed, OpenedAt: store.At(now)}))
	reason := b.reason
	if reason == "" {
		reason = because
	}
	for _, q := range c.Questions {
		if q.Kind == "scored" {
			w.fine(tx.AddConsensus(store.ConsensusRow{Tender: t.ID, Bid: id, Question: q.Key, Score: b.score, Reason: reason, Person: w.moderator.Person, At: store.At(now)}))
		}
	}
	for _, lot := range c.Lots {
		if !slices.Contains(lots, lot.ID) {
			continue
		}
		typed := map[string]string{}
		for _, l := range lot.Prices {
			typed[l.Ref] = b.meal
		}
		price, err := bid.Price(lot, typed)
		w.fine(err)
		lines, err := json.Marshal(price.Lines)
		w.fine(err)
		w.fine(tx.AddPrice(store.PriceRow{Bid: id, Lot: lot.ID, TotalPence: price.TotalPence, Lines: string(lines)}, now))
	}
	if b.out != "" {
		w.fine(tx.MoveBid(id, bid.Assessed, bid.Disregarded, now))
		w.fine(tx.AddDisposition(store.Disposition{Bid: id, Kind: "disregarded", Ground: b.out, Reason: "The insurance certificate had ended in March and no other was sent when asked.", By: w.approver.Person, At: store.At(now)}))
	}
}

// rank works out every lot as things stand.
func (w *world) rank(ref string) {
	w.t.Helper()
	w.fine(w.steps.RankBids(w.t.Context(), w.moderator, ref))
}

func (w *world) decision(ref string) commissioning.Decision {
	w.t.Helper()
	d, err := w.steps.Decision(w.t.Context(), w.author, ref)
	w.fine(err)
	return d
}

// mails counts the mails of a kind, and gives their texts.
func (w *world) mails(kind string) (texts []string) {
	w.t.Helper()
	all, err := w.db.Reader().Read(w.t.Context()).MailNewest(500)
	w.fine(err)
	for _, m := range all {
		if m.Kind == kind {
			texts = append(texts, m.To+"\n"+m.Subject+"\n"+m.Body)
		}
	}
	return texts
}

func (w *world) happened(kind string) int64 {
	w.t.Helper()
	n, err := w.db.Reader().Read(w.t.Context()).CountEvents(audit.Kind(kind))
	w.fine(err)
	return n
}

// pick recommends one bid for the only lot.
func pick(ref string) map[string]commissioning.Pick {
	return map[string]commissioning.Pick{"1": {Bid: ref, Reason: "It came first by the published method.", LowPrice: "Asked on Monday; the supplier showed its wages and its kitchen's rota."}}
}

// three are a chosen bid, a close second and a bid that is left out.
func three() []stood {
	return []stood{{provider: 0, score: 5, meal: "4.00"}, {provider: 1, score: 4, meal: "4.00"}, {provider: 2, score: 3, meal: "3.90", out: "conditions"}}
}

// told brings a tender to the moment after its summaries were sent.
func (w *world) told(ref string, bids ...stood) []string {
	w.t.Helper()
	ctx := w.t.Context()
	refs := w.evaluated(ref, bids...)
	w.fine(w.steps.RecommendAward(ctx, w.moderator, ref, pick(refs[0]), true))
	w.fine(w.steps.ApproveAward(ctx, w.awarder, ref, true))
	w.fine(w.steps.ReleaseSummaries(ctx, w.author, ref, ""))
	return refs
}

// refused fails the test unless an error is the refusal that was expected.
func (w *world) refused(what string, got, want error, says string) {
	w.t.Helper()
	if !errors.Is(got, want) || !strings.Contains(got.Error(), says) {
		w.t.Errorf("%s: got %v", what, got)
	}
}

func TestARecommendationKeepsTheRankingItRestsOn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx, ref := t.Context(), w.published()
		w.refused("before the bids were opened", w.steps.RecommendAward(ctx, w.moderator, ref, nil, true), refusal.ErrOutOfTurn, "open")
		refs := w.evaluated(ref, three()...)
		good := pick(refs[0])
		w.refused("an evaluator", w.steps.RecommendAward(ctx, w.eval1, ref, good, true), refusal.ErrNotAllowed, "")
		w.refused("a stranger", w.steps.RecommendAward(ctx, w.providers[0].signer, ref, good, true), refusal.ErrNotFound, "")
		w.refused("without a bid", w.steps.RecommendAward(ctx, w.moderator, ref, nil, true), refusal.ErrInvalid, "bid-1: Select a bid")
		w.refused("the second bid", w.steps.RecommendAward(ctx, w.moderator, ref, pick(refs[1]), true), refusal.ErrInvalid, "came second")
		w.refused("a bid that is left out", w.steps.RecommendAward(ctx, w.moderator, ref, pick(refs[2]), true), refusal.ErrInvalid, "bid-1")
		w.refused("exclusions not looked at", w.steps.RecommendAward(ctx, w.moderator, ref, good, false), refusal.ErrInvalid, "checked: Confirm")
		w.refused("without a reason", w.steps.RecommendAward(ctx, w.moderator, ref, map[string]commissioning.Pick{"1": {Bid: refs[0]}}, true), refusal.ErrInvalid, "reason-1: Enter why")
		if w.decision(ref).Tender.Status != tender.Evaluation || len(w.decision(ref).Awards) != 0 {
			t.Fatal("a refused recommendation left something behind")
		}
		w.fine(w.steps.RecommendAward(ctx, w.moderator, ref, good, true))
		d := w.decision(ref)
		if d.Tender.Status != tender.AwardRecommended || len(d.Awards) != 1 {
			t.Fatalf("got %s, %+v", d.Tender.Status, d.Awards)
		}
		a := d.Awards[0]
		if a.Status != "recommended" || a.Ranking != d.Rankings["1"].ID || a.RecommendedBy != w.moderator.Person || a.TotalPence != d.Bidders[0].Prices["1"].TotalPence {
			t.Errorf("got %+v", a)
		}
		if n := w.happened("award.recommended"); n != 1 {
			t.Errorf("%d events", n)
		}
		if m := w.mails("award_please_approve"); len(m) != 1 || !strings.HasPrefix(m[0], w.awarder.Email) {
			t.Errorf("got mails %q", m)
		}
		w.refused("twice", w.steps.RecommendAward(ctx, w.moderator, ref, good, true), refusal.ErrOutOfTurn, "recommended for award")
	})
}

func TestARankingThatIsOutOfDateIsNotRecommended(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx, ref := t.Context(), w.published()
		refs := w.evaluated(ref, three()[:2]...)
		if d := w.decision(ref); d.Rankings["1"].Stale() {
			t.Fatal("a fresh ranking counts as out of date")
		}
		leftOut := func() {
			w.write(func(tx *store.Tx) error {
				b, err := tx.BidByRef(refs[1])
				w.fine(err)
				w.fine(tx.MoveBid(b.ID, bid.Assessed, bid.Disregarded, clock.Now()))
				return tx.AddDisposition(store.Disposition{Bid: b.ID, Kind: "disregarded", Ground: "excluded", Reason: "The supplier was entered in the debarment list.", By: w.approver.Person, At: store.At(clock.Now())})
			})
		}
		leftOut()
		w.refused("after a bid was left out", w.steps.RecommendAward(ctx, w.moderator, ref, pick(refs[0]), true), refusal.ErrStale, "Work it out again")
		w.rank(ref)
		w.fine(w.steps.RecommendAward(ctx, w.moderator, ref, pick(refs[0]), true))
		w.write(func(tx *store.Tx) error {
			again := w.decision(ref).Rankings["1"].Ranking
			_, err := tx.AddRanking(again)
			return err
		})
		w.refused("approved on an earlier ranking", w.steps.ApproveAward(ctx, w.awarder, ref, true), refusal.ErrStale, "changed since")
	})
}

func TestALowPriceIsAskedAboutFirst(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx, ref := t.Context(), w.published()
		refs := w.evaluated(ref, stood{provider: 0, score: 5, meal: "2.00"}, stood{provider: 1, score: 4, meal: "4.00"})
		p := pick(refs[0])
		one := p["1"]
		one.LowPrice = "ok"
		w.refused("nothing said about it", w.steps.RecommendAward(ctx, w.moderator, ref, map[string]commissioning.Pick{"1": one}, true), refusal.ErrInvalid, "low-price-1: Say what the supplier showed")
		w.fine(w.steps.RecommendAward(ctx, w.moderator, ref, p, true))
		if a := w.decision(ref).Awards[0]; !strings.Contains(a.LowPrice, "wages") {
			t.Errorf("what was found is not kept: %+v", a)
		}
	})
}

func TestAnAwardIsApprovedByNobodyWhoTookPart(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx, ref := t.Context(), w.published()
		refs := w.evaluated(ref, three()...)
		w.refused("before a recommendation", w.steps.ApproveAward(ctx, w.awarder, ref, true), refusal.ErrOutOfTurn, "")
		w.fine(w.steps.RecommendAward(ctx, w.moderator, ref, pick(refs[0]), true))
		for name, by := range map[string]account.Actor{"the author": w.author, "the moderator": w.moderator, "an evaluator": w.eval1} {
			w.refused(name, w.steps.ApproveAward(ctx, by, ref, true), refusal.ErrNotAllowed, "")
		}
		w.refused("without a second look", w.steps.ApproveAward(ctx, w.awarder, ref, false), refusal.ErrInvalid, "checked")
		w.refused("returned without a reason", w.steps.ReturnAward(ctx, w.awarder, ref, "no"), refusal.ErrInvalid, "reason")
		w.fine(w.steps.ReturnAward(ctx, w.awarder, ref, "The reason for question 2 names no figure of the answer."))
		d := w.decision(ref)
		if d.Tender.Status != tender.Evaluation || len(d.Awards) != 0 || len(d.Taken) != 1 || d.Taken[0].EndedReason == "" {
			t.Fatalf("got %s, %+v, %+v", d.Tender.Status, d.Awards, d.Taken)
		}
		if m := w.mails("award_returned"); len(m) != 2 {
			t.Errorf("%d people told, want author and moderator", len(m))
		}
		w.refused("returned twice", w.steps.ReturnAward(ctx, w.awarder, ref, "The reason for question 2 names no figure of the answer."), refusal.ErrOutOfTurn, "no recommendation")
		w.fine(w.steps.RecommendAward(ctx, w.moderator, ref, pick(refs[0]), true))
		w.fine(w.steps.ApproveAward(ctx, w.awarder, ref, true))
		d = w.decision(ref)
		if a := d.Awards[0]; d.Tender.Status != tender.AwardApproved || a.Status != "approved" || a.ApprovedBy == nil || *a.ApprovedBy != int64(w.awarder.Person) {
			t.Errorf("got %s, %+v", d.Tender.Status, a)
		}
		if w.happened("award.approved") != 1 || len(w.mails("award_approved")) != 2 {
			t.Error("no event or no mail of the approval")
		}
	})
}

func TestEverybodyIsToldTogetherAndNoMailHoldsAScore(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx, ref := t.Context(), w.published()
		bids := three()
		bids[1].reason = "Good answer overall." // the letter too thin to send
		refs := w.evaluated(ref, bids...)
		w.fine(w.steps.RecommendAward(ctx, w.moderator, ref, pick(refs[0]), true))
		w.refused("before the approval", w.steps.ReleaseSummaries(ctx, w.author, ref, ""), refusal.ErrOutOfTurn, "")
		w.fine(w.steps.ApproveAward(ctx, w.awarder, ref, true))
		w.refused("by the moderator", w.steps.ReleaseSummaries(ctx, w.moderator, ref, ""), refusal.ErrNotAllowed, "")
		w.refused("with thin reasons", w.steps.ReleaseSummaries(ctx, w.author, ref, ""), refusal.ErrInvalid, "too short for a bidder")
		if len(w.decision(ref).Summaries) != 0 || len(w.mails("decision_ready")) != 0 {
			t.Fatal("a refused release sent something")
		}
		if b, err := db.Reader().Read(ctx).BidByRef(refs[0]); err != nil || b.Status != bid.Assessed {
			t.Fatalf("a bidder could see the decision before it was told: %s, %v", b.Status, err)
		}
		w.write(func(tx *store.Tx) error { // the panel makes the reasons fuller
			b, err := tx.BidByRef(refs[1])
			w.fine(err)
			for _, q := range []string{"q1", "q2"} {
				w.fine(tx.AddConsensus(store.ConsensusRow{Tender: b.Tender, Bid: b.ID, Question: q, Score: 4, Reason: because, Person: w.moderator.Person, At: store.At(clock.Now())}))
			}
			return nil
		})
		w.fine(w.steps.ReleaseSummaries(ctx, w.author, ref, "The answer to question 3 is one sentence, and the guide says the rest."))
		d := w.decision(ref)
		if d.Tender.Status != tender.SummariesIssued || d.Awards[0].Status != "notified" || len(d.Summaries) != 3 {
			t.Fatalf("got %s, %s, %d summaries", d.Tender.Status, d.Awards[0].Status, len(d.Summaries))
		}
		for i, want := range []bid.Status{bid.Winner, bid.Reserve, bid.Disregarded} {
			b, err := db.Reader().Read(ctx).BidByRef(refs[i])
			w.fine(err)
			if b.Status != want {
				t.Errorf("bid %d is %s, want %s", i, b.Status, want)
			}
		}
		w.checkSummaries(d)
		texts := w.mails("decision_ready")
		if len(texts) != 6 { // two people of each of three bidders
			t.Errorf("%d mails", len(texts))
		}
		for _, m := range texts {
			if strings.Contains(m, "Provider") || strings.Contains(m, "chosen") || strings.Contains(m, "points") || !strings.Contains(m, "/feedback") {
				t.Errorf("a mail says too much or too little: %q", m)
			}
		}
		w.refused("twice", w.steps.ReleaseSummaries(ctx, w.author, ref, ""), refusal.ErrDuplicate, "sent already")
	})
}

// checkSummaries looks at a winner's and a loser's summary and at the letter to
// a bidder that is not considered further.
func (w *world) checkSummaries(d commissioning.Decision) {
	w.t.Helper()
	byRef := map[string]award.Summary{}
	for _, row := range d.Summaries {
		var s award.Summary
		w.fine(json.Unmarshal([]byte(row.Content), &s))
		byRef[s.Bid] = s
	}
	winner, loser, out := byRef[d.Bidders[0].Row.Ref], byRef[d.Bidders[1].Row.Ref], byRef[d.Bidders[2].Row.Ref]
	if len(winner.Lots) != 1 || !winner.Lots[0].Won || winner.Lots[0].Winner != nil {
		w.t.Errorf("the chosen bid: %+v", winner.Lots)
	}
	if l := loser.Lots; len(l) != 1 || l[0].Winner == nil || l[0].Winner.Organisation != "Provider 1" || l[0].WhyNot == "" {
		w.t.Errorf("the losing bid: %+v", l)
	}
	if len(out.Lots) != 0 || len(out.Questions) != 0 || !strings.Contains(out.NotConsidered, "condition of participation") || !strings.Contains(out.NotConsidered, "insurance certificate") {
		w.t.Errorf("the letter: %+v", out)
	}
}

func TestWhatIsWithheldIsLeftOutForTheOthers(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx, ref := t.Context(), w.published()
		refs := w.evaluated(ref, three()...)
		w.refused("before a recommendation", w.steps.WithholdReason(ctx, w.author, ref, refs[0], "q1", because), refusal.ErrOutOfTurn, "")
		w.fine(w.steps.RecommendAward(ctx, w.moderator, ref, pick(refs[0]), true))
		why := "It describes a machine that is being patented."
		w.refused("by an evaluator", w.steps.WithholdReason(ctx, w.eval1, ref, refs[0], "q1", why), refusal.ErrNotAllowed, "")
		w.refused("of a bid that was not chosen", w.steps.WithholdReason(ctx, w.author, ref, refs[1], "q1", why), refusal.ErrOutOfTurn, "")
		w.refused("of a question that is not there", w.steps.WithholdReason(ctx, w.author, ref, refs[0], "q9", why), refusal.ErrNotFound, "")
		w.refused("without a reason", w.steps.WithholdReason(ctx, w.author, ref, refs[0], "q1", ""), refusal.ErrInvalid, "why")
		w.fine(w.steps.WithholdReason(ctx, w.author, ref, refs[0], "q1", why))
		read := func() (own, others string) {
			all, _, err := w.decision(ref).Draft()
			w.fine(err)
			return all[0].Questions[0].Reason, all[1].Lots[0].Winner.Questions[0].Reason
		}
		if own, others := read(); own != because || !strings.Contains(others, "section 94") || strings.Contains(others, because) {
			t.Errorf("own %q, others %q", own, others)
		}
		w.fine(w.steps.ShowReason(ctx, w.author, ref, refs[0], "q1"))
		if _, others := read(); others != because {
			t.Errorf("others %q", others)
		}
		w.refused("shown twice", w.steps.ShowReason(ctx, w.author, ref, refs[0], "q1"), refusal.ErrNotFound, "")
	})
}

func TestTheNoticeStartsTheWaitingPeriod(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx, ref := t.Context(), w.published()
		w.told(ref, three()...)
		today := calendar.On(clock.Now())
		n := commissioning.PublishedNotice{ID: "099999-2026", PublishedOn: today, EstimatedSigning: today.Add(40)}
		w.refused("by the moderator", w.steps.RecordAwardNotice(ctx, w.moderator, ref, n), refusal.ErrNotAllowed, "")
		bad := n
		bad.ID = ""
		w.refused("without its number", w.steps.RecordAwardNotice(ctx, w.author, ref, bad), refusal.ErrInvalid, "notice: Enter the number")
		bad = n
		bad.PublishedOn = today.Add(1)
		w.refused("tomorrow", w.steps.RecordAwardNotice(ctx, w.author, ref, bad), refusal.ErrInvalid, "published")
		bad.PublishedOn = today.Add(-1)
		w.refused("before the summaries", w.steps.RecordAwardNotice(ctx, w.author, ref, bad), refusal.ErrInvalid, "section 50")
		bad = n
		bad.PublishedOn = ""
		w.refused("without a day", w.steps.RecordAwardNotice(ctx, w.author, ref, bad), refusal.ErrInvalid, "published: Enter the day")
		bad = n
		bad.EstimatedSigning = today.Add(2)
		w.refused("signing within it", w.steps.RecordAwardNotice(ctx, w.author, ref, bad), refusal.ErrInvalid, "estimated_signing")
		w.fine(w.steps.RecordAwardNotice(ctx, w.author, ref, n))
		d := w.decision(ref)
		if d.Tender.Status != tender.Standstill || d.Awards[0].Status != "standstill" {
			t.Fatalf("got %s, %s", d.Tender.Status, d.Awards[0].Status)
		}
		want, err := award.Begin(d.Regime, true, today, calendar.Union())
		w.fine(err)
		q := db.Reader().Read(ctx)
		row, ok, err := q.StandstillOf(d.Tender.ID)
		w.fine(err)
		if !ok || row.LastDay != string(want.Last) || row.Calendar != want.Calendar || !strings.Contains(row.Calendar, "read 22 November 2026") || !strings.Contains(row.Days, "Working day 8") {
			t.Errorf("got %+v", row)
		}
		notices, err := q.AwardNotices(d.Tender.ID)
		w.fine(err)
		var counts award.Counts
		w.fine(json.Unmarshal([]byte(notices[0].Counts), &counts))
		if counts.Received != 3 || counts.Assessed != 2 || counts.AssessedSME != 2 || counts.AssessedVCSE != 2 {
			t.Errorf("got %+v", counts)
		}
		due, err := q.JobsDue(want.Last.Add(1).At(0, 0), clock.Now().AddDate(1, 0, 0), 50)
		w.fine(err)
		if !slices.ContainsFunc(due, func(j store.JobRow) bool { return j.Kind == commissioning.JobStandstillEnds && j.Payload == ref }) {
			t.Error("nothing ends the waiting period")
		}
		// A corrected notice counts anew.
		clock.Add(24 * time.Hour)
		n.ID, n.PublishedOn = "100001-2026", calendar.On(clock.Now())
		w.fine(w.steps.RecordAwardNotice(ctx, w.author, ref, n))
		again, _, err := db.Reader().Read(ctx).StandstillOf(d.Tender.ID)
		w.fine(err)
		if again.NoticeID != "100001-2026" || again.LastDay <= row.LastDay {
			t.Errorf("a corrected notice left the days as they were: %+v", again)
		}
	})
}

// The days are those of the reference: one bank holiday of Scotland or Northern
// Ireland overlooked, and the contract is signed a day early.
func TestNobodySignsBeforeTheLawSays(t *testing.T) {
	for _, day := range []struct{ published, ends calendar.Date }{
		{"2026-06-01", "2026-06-10"}, {"2026-06-08", "2026-06-18"}, {"2026-07-06", "2026-07-16"}, {"2026-11-23", "2026-12-03"}, {"2026-12-21", "2027-01-05"},
	} {
		t.Run(string(day.published), func(t *testing.T) {
			clock := storetest.NewClock()
			clock.Set(day.published.Add(-40).At(12, 0))
			w := newWorld(t, storetest.SQLite(t, clock), clock)
			ctx, ref := t.Context(), w.published()
			w.told(ref, three()...)
			clock.Set(day.published.At(10, 0))
			w.fine(w.steps.RecordAwardNotice(ctx, w.author, ref, commissioning.PublishedNotice{ID: "099999-2026", PublishedOn: day.published}))
			row, _, err := w.db.Reader().Read(ctx).StandstillOf(w.decision(ref).Tender.ID)
			w.fine(err)
			if row.LastDay != string(day.ends) {
				t.Errorf("it ends on %s, want %s", row.LastDay, day.ends)
			}
			clock.Set(day.ends.At(23, 59))
			w.refused("confirmed on the last day", w.steps.ConfirmAward(ctx, ref), refusal.ErrOutOfTurn, day.ends.Add(1).Words())
			_, err = w.steps.SignContract(ctx, w.awarder, ref, w.signature())
			w.refused("signed on the last day", err, refusal.ErrOutOfTurn, "You cannot record a signature before "+day.ends.Add(1).Words())
			clock.Set(day.ends.Add(1).At(0, 0))
			w.fine(w.steps.ConfirmAward(ctx, ref))
			_, err = w.steps.SignContract(ctx, w.awarder, ref, w.signature())
			w.fine(err)
		})
	}
}

func TestWithoutAWaitingPeriodTheContractIsReadyToSign(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx := t.Context()
		ref := w.publishedWith(func(c *tender.Content) {
			c.VoluntaryStandstill = false
			c.Budget.NetPence = 50_000_00 // below the threshold: s.87 asks for no award notice
		})
		w.told(ref, three()...)
		if d := w.decision(ref); d.NeedsAwardNotice() {
			t.Fatalf("an award notice is owed under %s", d.Regime)
		}
		w.fine(w.steps.RecordAwardNotice(ctx, w.author, ref, commissioning.PublishedNotice{PublishedOn: calendar.On(clock.Now())}))
		d := w.decision(ref)
		_, waits, err := db.Reader().Read(ctx).StandstillOf(d.Tender.ID)
		w.fine(err)
		if d.Tender.Status != tender.ReadyToSign || d.Awards[0].Status != "confirmed" || waits {
			t.Errorf("got %s, %s, waits %v", d.Tender.Status, d.Awards[0].Status, waits)
		}
	})
}

// waiting brings a tender into its waiting period and gives its last day.
func (w *world) waiting(ref string, bids ...stood) (refs []string, last calendar.Date) {
	w.t.Helper()
	refs = w.told(ref, bids...)
	w.fine(w.steps.RecordAwardNotice(w.t.Context(), w.author, ref, commissioning.PublishedNotice{ID: "099999-2026", PublishedOn: calendar.On(w.clock.Now())}))
	row, _, err := w.db.Reader().Read(w.t.Context()).StandstillOf(w.decision(ref).Tender.ID)
	w.fine(err)
	return refs, calendar.Date(row.LastDay)
}

func TestAClaimStopsTheSigningUntilItIsOver(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx, ref := t.Context(), w.published()
		_, last := w.waiting(ref, three()...)
		why := "Provider 2 sent a claim form about question 1."
		w.refused("by the moderator", w.steps.PauseStandstill(ctx, w.moderator, ref, why, clock.Now()), refusal.ErrNotAllowed, "")
		w.refused("without what was notified", w.steps.PauseStandstill(ctx, w.author, ref, " ", clock.Now()), refusal.ErrInvalid, "reason")
		w.refused("tomorrow", w.steps.PauseStandstill(ctx, w.author, ref, why, clock.Now().Add(24*time.Hour)), refusal.ErrInvalid, "notified")
		w.refused("resumed while it runs", w.steps.ResumeStandstill(ctx, w.author, ref, why), refusal.ErrOutOfTurn, "not paused")
		w.fine(w.steps.PauseStandstill(ctx, w.author, ref, why, clock.Now()))
		d := w.decision(ref)
		claim, ok := d.Claim()
		if d.Tender.Status != tender.Suspended || d.Awards[0].Status != "challenged" || !ok || !claim.Automatic {
			t.Fatalf("got %s, %s, %+v", d.Tender.Status, d.Awards[0].Status, claim)
		}
		if n := len(w.mails("standstill_paused")); n != 3 {
			t.Errorf("%d people told, want author, approver and award approver", n)
		}
		clock.Set(last.Add(3).At(9, 0))
		w.fine(w.steps.ConfirmAward(ctx, ref)) // the clock leaves it alone
		_, err := w.steps.SignContract(ctx, w.awarder, ref, w.signature())
		w.refused("signed while it is paused", err, refusal.ErrOutOfTurn, "paused")
		w.refused("resumed without how it ended", w.steps.ResumeStandstill(ctx, w.author, ref, "over"), refusal.ErrInvalid, "outcome")
		w.fine(w.steps.ResumeStandstill(ctx, w.author, ref, "The claimant withdrew it in writing."))
		if d = w.decision(ref); d.Tender.Status != tender.Standstill || d.Awards[0].Status != "standstill" {
			t.Fatalf("got %s, %s", d.Tender.Status, d.Awards[0].Status)
		}
		w.fine(w.steps.ConfirmAward(ctx, ref))
		w.fine(w.steps.ConfirmAward(ctx, ref)) // twice is harmless
		if d = w.decision(ref); d.Tender.Status != tender.ReadyToSign || d.Awards[0].Status != "confirmed" || len(w.mails("standstill_over")) != 2 {
			t.Errorf("got %s, %s, %d mails", d.Tender.Status, d.Awards[0].Status, len(w.mails("standstill_over")))
		}
	})
}

func TestTheEndOfTheWaitingPeriodIsToldTheDayBefore(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx, ref := t.Context(), w.published()
		_, last := w.waiting(ref, three()...)
		w.refused("too early", w.steps.RemindStandstill(ctx, ref), refusal.ErrOutOfTurn, "")
		w.refused("confirmed too early", w.steps.ConfirmAward(ctx, ref), refusal.ErrOutOfTurn, "before "+last.Add(1).Words())
		clock.Set(last.Add(-1).At(9, 0))
		w.fine(w.steps.RemindStandstill(ctx, ref))
		if m := w.mails("standstill_soon"); len(m) != 2 || !strings.Contains(m[0], last.Words()) {
			t.Errorf("got %q", m)
		}
		clock.Set(last.Add(1).At(9, 0))
		w.fine(w.steps.RemindStandstill(ctx, ref)) // too late: nothing is sent
		if len(w.mails("standstill_soon")) != 2 {
			t.Error("a reminder came after the end")
		}
	})
}

func (w *world) signature() commissioning.Signature {
	return commissioning.Signature{On: calendar.On(w.clock.Now()), Starts: "2027-04-05", Ends: "2030-04-04", Checked: true}
}

func TestAContractHoldsWhatWasPromised(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx, ref := t.Context(), w.published()
		refs, last := w.waiting(ref, three()...)
		sign := func(by account.Actor, in commissioning.Signature) error {
			_, err := w.steps.SignContract(ctx, by, ref, in)
			return err
		}
		clock.Set(last.At(23, 59))
		w.refused("within the waiting period", sign(w.awarder, w.signature()), refusal.ErrOutOfTurn, "You cannot record a signature before "+last.Add(1).Words())
		clock.Set(last.Add(1).At(9, 0)) // the clock's job has not run: the day counts, not the job
		for name, by := range map[string]account.Actor{"the author": w.author, "the moderator": w.moderator} {
			w.refused(name, sign(by, w.signature()), refusal.ErrNotAllowed, "")
		}
		w.refused("a stranger", sign(w.providers[0].signer, w.signature()), refusal.ErrNotFound, "")
		bad := w.signature()
		bad.On = last
		w.refused("dated back", sign(w.awarder, bad), refusal.ErrInvalid, "signed")
		bad = w.signature()
		bad.Starts, bad.Ends = "", "2020-01-01"
		w.refused("without a start", sign(w.awarder, bad), refusal.ErrInvalid, "starts")
		w.refused("with nothing filled in", sign(w.awarder, commissioning.Signature{}), refusal.ErrInvalid, "signed: Enter the day of the signature; starts: Enter")
		bad = w.signature()
		bad.Checked = false
		w.refused("unchecked", sign(w.awarder, bad), refusal.ErrInvalid, "checked")
		if d := w.decision(ref); d.Tender.Status != tender.Standstill || len(d.Contracts) != 0 {
			t.Fatalf("a refused signature left %s, %d contracts", d.Tender.Status, len(d.Contracts))
		}
		number, err := w.steps.SignContract(ctx, w.awarder, ref, w.signature())
		w.fine(err)
		d := w.decision(ref)
		if d.Tender.Status != tender.Concluded || d.Awards[0].Status != "contract_created" {
			t.Errorf("got %s, %s", d.Tender.Status, d.Awards[0].Status)
		}
		c, err := db.Reader().Read(ctx).ContractByRef(number)
		w.fine(err)
		content, err := c.Content()
		w.fine(err)
		if c.Status != "signed" || c.SignedOn != string(last.Add(1)) || c.SupplierName != "Provider 1" || c.GrossPence != c.TotalPence*12/10 || len(content.Commitments) != 1 || len(content.KPIs) != 1 || len(content.Lines) != 2 {
			t.Errorf("got %+v, %+v", c, content)
		}
		b, err := db.Reader().Read(ctx).BidByRef(refs[1])
		w.fine(err)
		if b.Status != bid.Unsuccessful {
			t.Errorf("the bid in reserve is %s", b.Status)
		}
		if w.happened("contract.signed") != 1 || len(w.mails("contract_signed")) != 2 {
			t.Error("no event or no mail of the signature")
		}
		w.refused("twice", sign(w.awarder, w.signature()), refusal.ErrDuplicate, number)
		w.noticed(number)
	})
}

// noticed records what a signature started.
func (w *world) noticed(number string) {
	w.t.Helper()
	ctx := w.t.Context()
	q := w.db.Reader().Read(ctx)
	c, err := q.ContractByRef(number)
	w.fine(err)
	duties := commissioning.DutiesOf(c, nil)
	if len(duties) != 1 || duties[0].IsDone() || duties[0].By != calendar.Beginning(calendar.Date(c.SignedOn), 30) {
		w.t.Errorf("got %+v", duties)
	}
	day := calendar.On(w.clock.Now())
	record := func(by account.Actor, duty, id string, day calendar.Date) error {
		return w.steps.RecordContractNotice(ctx, by, number, duty, id, day)
	}
	w.refused("an evaluator", record(w.eval1, "details_notice", "1-2026", day), refusal.ErrNotAllowed, "")
	w.refused("the supplier", record(w.providers[0].signer, "details_notice", "1-2026", day), refusal.ErrNotFound, "")
	w.refused("something not owed", record(w.author, "contract_copy", "https://example.org/c", day), refusal.ErrNotFound, "")
	w.refused("without its number", record(w.author, "details_notice", " ", day), refusal.ErrInvalid, "notice")
	w.refused("before the signature", record(w.author, "details_notice", "1-2026", calendar.Date(c.SignedOn).Add(-1)), refusal.ErrInvalid, "published")
	w.fine(record(w.author, "details_notice", "1-2026", day))
	w.refused("twice", record(w.author, "details_notice", "2-2026", day), refusal.ErrDuplicate, "1-2026")
	done, err := q.ContractNotices(c.ID)
	w.fine(err)
	if !commissioning.DutiesOf(c, done)[0].IsDone() {
		w.t.Error("the notice is not noted")
	}
}

// twoLots makes a tender of two parts.
func twoLots(c *tender.Content) {
	second := c.Lots[0]
	second.ID, second.Title = "2", "Meals at weekends"
	c.Lots = append(slices.Clone(c.Lots), second)
}

func picks(first, second string) map[string]commissioning.Pick {
	p := pick(first)
	p["2"] = p["1"]
	if second == "" {
		delete(p, "2")
		return p
	}
	two := p["1"]
	two.Bid = second
	p["2"] = two
	return p
}

func TestEveryPartIsDecidedBeforeATenderIsConcluded(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx, ref := t.Context(), w.publishedWith(twoLots)
		both := []string{"1", "2"}
		refs := w.evaluated(ref, stood{provider: 0, score: 5, meal: "4.00", lots: both}, stood{provider: 1, score: 4, meal: "4.00", lots: both})
		w.refused("one part left out", w.steps.RecommendAward(ctx, w.moderator, ref, picks(refs[0], ""), true), refusal.ErrInvalid, "bid-2")
		w.fine(w.steps.RecommendAward(ctx, w.moderator, ref, picks(refs[0], refs[0]), true))
		w.fine(w.steps.ApproveAward(ctx, w.awarder, ref, true))
		w.fine(w.steps.ReleaseSummaries(ctx, w.author, ref, ""))
		w.refused("lapsed without how", w.steps.LapseAward(ctx, w.author, ref, "2", "no"), refusal.ErrInvalid, "reason")
		w.refused("lapsed by the moderator", w.steps.LapseAward(ctx, w.moderator, ref, "2", because), refusal.ErrNotAllowed, "")
		w.refused("taken back by the author", w.steps.RescindAward(ctx, w.author, ref, "2", because), refusal.ErrNotAllowed, "")
		w.refused("of a part that is not there", w.steps.RescindAward(ctx, w.awarder, ref, "7", because), refusal.ErrInvalid, "lot")
		w.fine(w.steps.RescindAward(ctx, w.awarder, ref, "2", "The price schedule of part 2 was read wrongly."))
		d := w.decision(ref)
		if d.Tender.Status != tender.SummariesIssued || len(d.Awards) != 1 || len(d.Taken) != 1 {
			t.Fatalf("the other part goes on: got %s, %d in force", d.Tender.Status, len(d.Awards))
		}
		w.fine(w.steps.RecordAwardNotice(ctx, w.author, ref, commissioning.PublishedNotice{ID: "099999-2026", PublishedOn: calendar.On(clock.Now())}))
		clock.Add(30 * 24 * time.Hour)
		w.fine(w.steps.ConfirmAward(ctx, ref))
		in := w.signature()
		in.Lot = "1"
		_, err := w.steps.SignContract(ctx, w.awarder, ref, in)
		w.fine(err)
		if d = w.decision(ref); d.Tender.Status != tender.Evaluation {
			t.Fatalf("part 2 is still open: got %s", d.Tender.Status)
		}
		w.refused("ended without a reason", w.steps.EndLot(ctx, w.author, ref, "2", ""), refusal.ErrInvalid, "reason")
		w.refused("a part with a contract", w.steps.EndLot(ctx, w.author, ref, "1", because), refusal.ErrOutOfTurn, "has an award")
		// Decided anew: its own summaries and its own notice.
		w.fine(w.steps.RecommendAward(ctx, w.moderator, ref, map[string]commissioning.Pick{"2": picks("", refs[0])["2"]}, true))
		w.fine(w.steps.ApproveAward(ctx, w.awarder, ref, true))
		w.fine(w.steps.ReleaseSummaries(ctx, w.author, ref, ""))
		if d = w.decision(ref); d.Round() != 2 || len(d.Summaries) != 4 {
			t.Fatalf("round %d, %d summaries", d.Round(), len(d.Summaries))
		}
		w.fine(w.steps.LapseAward(ctx, w.author, ref, "2", "The supplier wrote on Tuesday that it cannot staff weekends."))
		if d = w.decision(ref); d.Tender.Status != tender.Evaluation || d.Bidders[0].Ground != "declined" {
			t.Fatalf("got %s, %+v", d.Tender.Status, d.Bidders[0].Ground)
		}
		w.fine(w.steps.EndLot(ctx, w.author, ref, "2", "Nobody else offers weekends within the budget."))
		if d = w.decision(ref); d.Tender.Status != tender.Concluded || len(d.Ended) != 1 {
			t.Errorf("got %s, %+v", d.Tender.Status, d.Ended)
		}
	})
}

func TestACancelledTenderHasNoAwardAndItsOwnNotice(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx, ref := t.Context(), w.published()
		w.waiting(ref, three()...)
		day := calendar.On(clock.Now())
		w.refused("a notice of a tender that goes on", w.steps.RecordTermination(ctx, w.author, ref, "5-2026", day), refusal.ErrOutOfTurn, "UK12")
		w.fine(w.steps.CancelTender(ctx, w.approver, ref, "The budget for meals was withdrawn in June."))
		if d := w.decision(ref); d.Tender.Status != tender.Cancelled || len(d.Awards) != 0 || len(d.Taken) != 1 {
			t.Fatalf("got %s, %d in force", d.Tender.Status, len(d.Awards))
		}
		for _, m := range w.mails("tender_cancelled") {
			if strings.Contains(m, "stay sealed") {
				t.Error("the mail says that opened bids stay sealed")
			}
		}
		w.refused("by the moderator", w.steps.RecordTermination(ctx, w.moderator, ref, "5-2026", day), refusal.ErrNotAllowed, "")
		w.refused("without its number", w.steps.RecordTermination(ctx, w.author, ref, "", day), refusal.ErrInvalid, "notice")
		w.fine(w.steps.RecordTermination(ctx, w.author, ref, "5-2026", day))
		d := w.decision(ref)
		notices, err := db.Reader().Read(ctx).Notices(d.Tender.ID)
		w.fine(err)
		if last := notices[len(notices)-1]; last.Code != "UK12" || last.OfficialID != "5-2026" {
			t.Errorf("got %+v", last)
		}
	})
}

func TestWhoBidsReadsNothingOfTheDecision(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx, ref := t.Context(), w.published()
		refs := w.evaluated(ref, three()...)
		_, err := w.steps.Decision(ctx, w.providers[0].signer, ref)
		w.refused("a bidder", err, refusal.ErrNotFound, "")
		_, err = w.steps.Decision(ctx, w.operator, ref)
		w.refused("an operator", err, refusal.ErrNotFound, "")
		w.write(func(tx *store.Tx) error {
			return tx.AddMembership(w.moderator.Person, w.providers[2].org, []account.Permission{account.Contribute}, clock.Now())
		})
		_, err = w.steps.Decision(ctx, w.moderator, ref)
		w.refused("a moderator who is a member of a bidder", err, refusal.ErrNotAllowed, "have a bid")
		w.refused("and who recommends", w.steps.RecommendAward(ctx, w.moderator, ref, pick(refs[0]), true), refusal.ErrNotAllowed, "have a bid")
	})
}
