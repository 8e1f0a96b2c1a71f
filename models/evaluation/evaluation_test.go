package evaluation

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hundredweight/models/account"
	"hundredweight/models/bid"
	"hundredweight/models/money"
	"hundredweight/models/refusal"
	"hundredweight/models/scoring"
	"hundredweight/models/tender"
)

func TestEveryStatusMovesOnlyWhereTheTableSays(t *testing.T) {
	allowed := map[string]string{
		"setup>conflict_declarations": "moderator", "conflict_declarations>individual": "clock", "individual>moderation": "moderator",
		"moderation>consensus_locked": "moderator", "consensus_locked>price_open": "opening officers", "price_open>combined": "clock",
		"combined>ranked": "clock", "ranked>reopened": "award approver", "reopened>conflict_declarations": "moderator",
		"reopened>moderation": "moderator", "reopened>combined": "clock",
	}
	for _, from := range Statuses() {
		for _, to := range Statuses() {
			who, ok := allowed[string(from)+">"+string(to)]
			got, err := from.Move(to)
			switch {
			case ok && (err != nil || got != to || from.Who(to) != who):
				t.Errorf("%s to %s by %s: got %s, %v, %s", from, to, who, got, err, from.Who(to))
			case !ok && (!errors.Is(err, refusal.ErrOutOfTurn) || got != from || from.Who(to) != ""):
				t.Errorf("%s to %s is not refused: %s, %v", from, to, got, err)
			}
		}
		if from.Words() == string(from) && from != "ranked" && from != "reopened" {
			t.Errorf("%s has no words", from)
		}
	}
	if Status("else").Words() != "else" {
		t.Error("an unknown status is not shown as it is")
	}
}

func TestTheStatusIsWhatTheStoredFactsAmountTo(t *testing.T) {
	f := Facts{}
	for _, c := range []struct {
		set  func()
		want Status
	}{
		{func() {}, Setup},
		{func() { f.PanelComplete = true }, Declarations},
		{func() { f.AllDeclared = true }, Individual},
		{func() { f.AllSubmitted = true }, Moderation},
		{func() { f.ScoresLocked = true }, Locked},
		{func() { f.PricesOpened = true }, PriceOpen},
		{func() { f.RankingStored = true }, Ranked},
	} {
		c.set()
		if got := Stand(f); got != c.want {
			t.Errorf("%+v: got %s, want %s", f, got, c.want)
		}
	}
}

func person(id int, roles ...account.Role) Person {
	return Person{ID: account.PersonID(id), Name: fmt.Sprint("Person ", id), Roles: roles}
}

func TestDutiesAreKeptApart(t *testing.T) {
	author, approver := person(1, account.RoleAuthor), person(2, account.RoleApprover)
	opener, second := person(3, account.RoleOpener), person(4, account.RoleOpener)
	evaluator, moderator := person(5, account.RoleEvaluator), person(6, account.RoleModerator)
	award := person(7, account.RoleAwardApprover)
	operator := Person{ID: 8, Operator: true, Roles: []account.Role{account.RoleApprover, account.RoleOpener, account.RoleEvaluator, account.RoleModerator, account.RoleAwardApprover}}
	bidder := Person{ID: 9, Bids: true, Roles: operator.Roles}
	both := person(10, account.RoleEvaluator, account.RoleOpener)
	scoredOnce := person(11, account.RoleEvaluator, account.RoleAwardApprover)
	for _, c := range []struct {
		name string
		err  error
		ok   bool
	}{
		{"S1: an approver approves the publication", MayApprovePublication(approver), true},
		{"S1: the author does not", MayApprovePublication(author), false},
		{"S1: nor somebody who was author too", MayApprovePublication(person(12, account.RoleAuthor, account.RoleApprover)), false},
		{"S2: two officers open", MayOpen(opener, second), true},
		{"S2: one officer does not open twice", MayOpen(opener, opener), false},
		{"S2: an evaluator does not open", MayOpen(opener, both), false},
		{"S2: nor as the first", MayOpen(both, opener), false},
		{"S2: somebody who is no officer does not open", MayOpen(opener, author), false},
		{"S2: platform staff do not open", MayOpen(opener, operator), false},
		{"S2, S10: a bidder's member does not open", MayOpen(bidder, opener), false},
		{"an evaluator scores", MayScore(evaluator), true},
		{"an author does not score", MayScore(author), false},
		{"S2: an officer does not score", MayScore(both), false},
		{"S6: who approves the award does not score", MayScore(scoredOnce), false},
		{"S9: platform staff do not score", MayScore(operator), false},
		{"S10: a bidder does not score", MayScore(bidder), false},
		{"S5: a moderator agrees scores", MayAgree(moderator), true},
		{"S5: an evaluator does not", MayAgree(evaluator), false},
		{"S10: a bidder does not agree scores", MayAgree(bidder), false},
		{"S6: an award approver approves", MayApproveAward(award), true},
		{"S6: the author does not", MayApproveAward(person(13, account.RoleAuthor, account.RoleAwardApprover)), false},
		{"S6: an evaluator does not", MayApproveAward(scoredOnce), false},
		{"S6: the moderator does not", MayApproveAward(person(14, account.RoleModerator, account.RoleAwardApprover)), false},
		{"S6: somebody without the role does not", MayApproveAward(approver), false},
		{"S9: platform staff do not approve an award", MayApproveAward(operator), false},
		{"S9: nor a publication", MayApprovePublication(operator), false},
		{"S10: a bidder approves nothing", MayApproveAward(bidder), false},
	} {
		if (c.err == nil) != c.ok {
			t.Errorf("%s: got %v", c.name, c.err)
		}
		if r, isRefusal := refusal.As(c.err); c.err != nil && (!isRefusal || r.Kind != refusal.NotAllowed || r.Who == "") {
			t.Errorf("%s: the refusal does not say who can: %v", c.name, c.err)
		}
	}
}

func TestNobodySeesWhatTheyMustNotSee(t *testing.T) {
	evaluator := Viewer{Person: person(1, account.RoleEvaluator), Declared: true}
	done := evaluator
	done.Submitted = true
	undeclared := evaluator
	undeclared.Declared = false
	conflicted := done
	conflicted.Conflicted = true
	moderator := Viewer{Person: person(2, account.RoleModerator), Declared: true}
	opener := Viewer{Person: person(3, account.RoleOpener)}
	author := Viewer{Person: person(4, account.RoleAuthor)}
	award := Viewer{Person: person(5, account.RoleAwardApprover)}
	auditor := Viewer{Person: person(6), Auditor: true}
	stranger := Viewer{Person: person(7)}
	operator := Viewer{Person: Person{ID: 8, Operator: true, Roles: []account.Role{account.RoleEvaluator}}, Declared: true, Submitted: true}
	bidder := Viewer{Person: Person{ID: 9, Bids: true, Roles: []account.Role{account.RoleModerator}}, Declared: true}
	type sees struct{ bids, own, others, prices bool }
	nothing := sees{}
	for _, c := range []struct {
		name   string
		v      Viewer
		status Status
		all    bool
		want   sees
	}{
		{"an evaluator before submitting", evaluator, Individual, false, sees{bids: true, own: true}},
		{"an evaluator who submitted, the others have not (S4)", done, Individual, false, sees{bids: true, own: true}},
		{"an evaluator when all have submitted", done, Individual, true, sees{bids: true, own: true, others: true}},
		{"an evaluator who has not submitted sees no other's even when told that all have", evaluator, Individual, true, sees{bids: true, own: true}},
		{"an evaluator while scores are agreed (S3)", done, Moderation, true, sees{bids: true, own: true, others: true}},
		{"an evaluator after the lock, prices sealed (S3)", done, Locked, true, sees{bids: true, own: true, others: true}},
		{"an evaluator when prices are open", done, PriceOpen, true, sees{bids: true, own: true, others: true, prices: true}},
		{"an evaluator who has not declared", undeclared, Individual, false, nothing},
		{"an evaluator with an interest", conflicted, Moderation, true, nothing},
		{"an evaluator with an interest, even at the end", conflicted, Ranked, true, nothing},
		{"the moderator before all have submitted", moderator, Individual, false, sees{bids: true, own: true}},
		{"the moderator after", moderator, Moderation, true, sees{bids: true, own: true, others: true}},
		{"an opening officer while scoring", opener, Individual, false, nothing},
		{"an opening officer after the lock", opener, Locked, true, sees{others: true}},
		{"the author while scoring", author, Individual, false, nothing},
		{"the author while scores are agreed", author, Moderation, true, nothing},
		{"the author after the ranking", author, Ranked, true, sees{bids: true, others: true, prices: true}},
		{"the award approver while scores are agreed", award, Moderation, true, nothing},
		{"the award approver after the ranking", award, Ranked, true, sees{bids: true, others: true, prices: true}},
		{"the auditor while scoring", auditor, Individual, false, sees{bids: true}},
		{"the auditor after all have submitted", auditor, Moderation, true, sees{bids: true, others: true}},
		{"a stranger", stranger, Ranked, true, nothing},
		{"platform staff, even appointed (S9)", operator, Ranked, true, nothing},
		{"a bidder, even appointed (S10)", bidder, Ranked, true, nothing},
	} {
		v := MaySee(c.v, c.status, c.all)
		if got := (sees{v.Bids, v.OwnScores, v.OtherScores, v.Prices}); got != c.want {
			t.Errorf("%s: got %+v, want %+v", c.name, got, c.want)
		}
		if !v.Prices && v.Why == "" {
			t.Errorf("%s: is not told why something is hidden", c.name)
		}
	}
}

// small is a tender with two lots, three scored questions and one that is not.
func small() tender.Content {
	return tender.Content{
		Lots: []tender.Lot{{ID: "1"}, {ID: "2"}},
		Ties: []string{"criterion:quality", "lowest_price"},
		Criteria: []tender.Criterion{
			{ID: "quality", Name: "Quality", Kind: "scored", WeightBP: 6000, MinimumPercent: "50"},
			{ID: "added", Name: "Added value", Kind: "scored", WeightBP: 1000},
			{ID: "price", Name: "Price", Kind: "price", WeightBP: 3000, Formula: "relative_to_lowest"},
		},
		Questions: []tender.Question{
			{Key: "q1", Stage: 1, Kind: "scored", Criterion: "quality", WeightBP: 7000, Max: 5, Title: "Safety"},
			{Key: "q2", Stage: 1, Kind: "scored", Criterion: "quality", WeightBP: 3000, Max: 5, Minimum: 2, Title: "Staff"},
			{Key: "q3", Stage: 1, Kind: "scored", Criterion: "added", WeightBP: 10000, Max: 5, Title: "Added"},
			{Key: "q4", Stage: 1, Kind: "pass_fail"},
		},
	}
}

func TestAPanelHasTwoEvaluatorsForEveryQualityCriterion(t *testing.T) {
	e := func(id int, criteria ...string) Member {
		return Member{Person: person(id, account.RoleEvaluator), Criteria: criteria}
	}
	conflicted := e(3)
	conflicted.Conflicted = true
	for _, c := range []struct {
		name       string
		panel      []Member
		moderators int
		problems   int
	}{
		{"two who score everything", []Member{e(1), e(2)}, 1, 0},
		{"one", []Member{e(1)}, 1, 2},
		{"nobody", nil, 0, 3},
		{"two, of whom one scores quality alone", []Member{e(1), e(2, "quality")}, 1, 1},
		{"three, of whom two share the criteria", []Member{e(1), e(2, "quality"), e(3, "added")}, 1, 0},
		{"two, of whom one has an interest", []Member{e(1), conflicted}, 1, 2},
		{"no moderator", []Member{e(1), e(2)}, 0, 1},
		{"an evaluator who also opens", []Member{e(1), {Person: person(2, account.RoleEvaluator, account.RoleOpener)}}, 1, 1},
	} {
		err := CheckPanel(small(), c.panel, c.moderators)
		r, _ := refusal.As(err)
		if got := problems(r); got != c.problems {
			t.Errorf("%s: got %v", c.name, err)
		}
	}
	lots := small()
	lots.Lots[0].Criteria = []tender.Criterion{{ID: "speed", Name: "Speed", Kind: "scored", WeightBP: 10000}}
	if err := CheckPanel(lots, []Member{e(1, "quality", "added"), e(2)}, 1); err == nil || !strings.Contains(err.Error(), "Speed") {
		t.Errorf("a lot's own criterion with one evaluator: got %v", err)
	}
}

func problems(r *refusal.Error) int {
	if r == nil {
		return 0
	}
	return len(r.Problems)
}

func TestDeclarationsComeBeforeBids(t *testing.T) {
	clean := Declaration{Person: 1, Moment: BeforeOpening}
	again := Declaration{Person: 1, Moment: KnownBidders}
	interest := Declaration{Person: 1, Moment: KnownBidders, Interest: true, Words: "My sister works for a bidder."}
	for _, c := range []struct {
		name  string
		have  []Declaration
		known bool
		want  error
	}{
		{"nothing declared", nil, false, refusal.ErrOutOfTurn},
		{"somebody else declared", []Declaration{{Person: 2, Moment: BeforeOpening}}, false, refusal.ErrOutOfTurn},
		{"declared before the opening", []Declaration{clean}, false, nil},
		{"not yet against the bidders", []Declaration{clean}, true, refusal.ErrOutOfTurn},
		{"declared against the bidders", []Declaration{clean, again}, true, nil},
		{"appointed later, declared once against the bidders", []Declaration{again}, true, nil},
		{"an interest", []Declaration{clean, interest}, true, refusal.ErrNotAllowed},
		{"an interest declared at first stays", []Declaration{{Person: 1, Moment: BeforeOpening, Interest: true}, again}, true, refusal.ErrNotAllowed},
	} {
		if err := MayRead(c.have, 1, c.known); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v", c.name, err)
		}
	}
	if got := Undeclared([]account.PersonID{1, 2, 3}, []Declaration{clean, {Person: 2, Moment: KnownBidders}}, KnownBidders); !slices.Equal(got, []account.PersonID{1, 3}) {
		t.Errorf("got %v", got)
	}
	for name, d := range map[string]Declaration{
		"an interest without words": {Moment: BeforeOpening, Interest: true, Words: " "},
		"another moment":            {Moment: "later"},
		"too many words":            {Moment: BeforeOpening, Words: strings.Repeat("a", 4001)},
	} {
		if err := CheckDeclaration(d); !errors.Is(err, refusal.ErrInvalid) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if err := CheckDeclaration(interest); err != nil {
		t.Error(err)
	}
}

const good = "Four home checks and three early visits are specific and timed, with figures from two years."

func TestScoresAreOnTheScaleAndHaveReasons(t *testing.T) {
	q := tender.Question{Kind: "scored", Max: 5}
	for _, c := range []struct {
		score  int
		reason string
		ok     bool
	}{{0, good, true}, {5, good, true}, {6, good, false}, {-1, good, false}, {3, "", false}, {3, " \n", false}, {3, strings.Repeat("a", 6001), false}, {3, strings.Repeat("é", 6000), true}} {
		if err := CheckScore(q, c.score, c.reason); (err == nil) != c.ok {
			t.Errorf("%d, %.20q: got %v", c.score, c.reason, err)
		}
	}
	if err := CheckScore(tender.Question{Kind: "information", Max: 5}, 3, good); err == nil {
		t.Error("a question that is not scored takes a score")
	}
	for typed, want := range map[string]int{"0": 0, " 5 ": 5} {
		if got, err := ReadScore(q, typed); err != nil || got != want {
			t.Errorf("%q: got %d, %v", typed, got, err)
		}
	}
	for _, typed := range []string{"", "6", "-1", "2.5", "three", "1e0", "+1", "05", "５", "99999999999999999999"} {
		if got, err := ReadScore(q, typed); !errors.Is(err, refusal.ErrInvalid) {
			t.Errorf("%q was read as %d, %v", typed, got, err)
		}
	}
}

func TestThinReasonsAreFlagged(t *testing.T) {
	for reason, want := range map[string]bool{
		"":                              true,
		"Good answer.":                  true,
		"Meets  requirements":           true,
		"The rota on page 2 is strong.": true,
		"good good good good good good good good good good good good good": true,
		good: false,
	} {
		got, why := Thin(reason)
		if got != want || got != (why != "") {
			t.Errorf("%q: got %v, %q", reason, got, why)
		}
	}
	if _, why := Thin("Only this."); why != "Only 2 words. Name what in the answer earned or lost points" {
		t.Errorf("got %q", why)
	}
}

func TestSubmissionNeedsEveryScore(t *testing.T) {
	c := small()
	c.Questions[2].Lots = []string{"2"}
	want := Answers(c, 1, []Eligible{{Bid: 1, Lots: []string{"1"}}, {Bid: 2, Lots: []string{"1", "2"}}})
	if len(want) != 5 {
		t.Fatalf("got %v: q3 is asked of lot 2 alone, and each answer once", want)
	}
	if got := Answers(c, 2, []Eligible{{Bid: 1, Lots: []string{"1"}}}); got != nil {
		t.Errorf("another stage's questions: %v", got)
	}
	var have []Score
	for _, w := range want {
		have = append(have, Score{Bid: w.Bid, Question: w.Question, Person: 1, Reason: good})
	}
	if err := MaySubmit(want, have, 1, false); err != nil {
		t.Error(err)
	}
	if err := MaySubmit(want, have, 1, true); !errors.Is(err, refusal.ErrDuplicate) {
		t.Errorf("twice: got %v", err)
	}
	if err := MaySubmit(want, have, 2, false); !errors.Is(err, refusal.ErrOutOfTurn) {
		t.Errorf("with somebody else's scores: got %v", err)
	}
	if err := MaySubmit(want, have[1:], 1, false); !errors.Is(err, refusal.ErrOutOfTurn) || !strings.Contains(err.Error(), "1 answer still") {
		t.Errorf("one missing: got %v", err)
	}
	have[0].Reason = ""
	if err := MaySubmit(want, have, 1, false); err == nil {
		t.Error("a score without a reason is taken")
	}
	if err := MayModerate(nil); err != nil {
		t.Error(err)
	}
	if err := MayModerate([]string{"Ann", "Bob"}); !errors.Is(err, refusal.ErrOutOfTurn) || !strings.Contains(err.Error(), "Ann, Bob") {
		t.Errorf("got %v", err)
	}
}

func TestAnAgreedScoreIsAJudgementAndNotAnAverage(t *testing.T) {
	q := tender.Question{Kind: "scored", Max: 5}
	for _, c := range []struct {
		name   string
		own    []int
		score  int
		reason string
		want   error
	}{
		{"one that somebody gave", []int{2, 4, 5}, 4, "Cover is in the rota on page 2.", nil},
		{"one that nobody gave, explained", []int{2, 4}, 3, good, nil},
		{"one that nobody gave, unexplained", []int{2, 4}, 3, "Cover is in the rota.", refusal.ErrInvalid},
		{"below everybody, unexplained", []int{4, 4}, 1, "Changed.", refusal.ErrInvalid},
		{"an average", []int{2, 4}, 3, "We took the average of the two scores because nobody would move any further.", refusal.ErrInvalid},
		{"a midpoint that somebody gave", []int{2, 3, 4}, 3, "The mean of ours.", refusal.ErrInvalid},
		{"the word in a full reason", []int{2, 4}, 4, "The average waiting time of 70 minutes is shown with its source, the ward figures are shared by agreement, and the cover rota names two people for each evening.", nil},
		{"no reason", []int{4, 4}, 4, "", refusal.ErrInvalid},
		{"off the scale", []int{4, 4}, 6, good, refusal.ErrInvalid},
		{"nobody scored", nil, 4, good, refusal.ErrOutOfTurn},
	} {
		if err := CheckConsensus(q, c.own, c.score, c.reason); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v", c.name, err)
		}
	}
	if Spread([]int{2, 4, 5}) != 3 || Spread(nil) != 0 {
		t.Error("the spread is wrong")
	}
}

func TestTheLockNeedsEveryAgreedScore(t *testing.T) {
	want := []ToScore{{1, "q1"}, {1, "q2"}}
	have := []Consensus{{Bid: 1, Question: "q1", Reason: good}, {Bid: 1, Question: "q2", Reason: good}}
	if err := MayLock(want, have, false); err != nil {
		t.Error(err)
	}
	for name, err := range map[string]error{
		"one missing":      MayLock(want, have[:1], false),
		"without a reason": MayLock(want, []Consensus{have[0], {Bid: 1, Question: "q2"}}, false),
		"of another bid":   MayLock(want, []Consensus{have[0], {Bid: 2, Question: "q2", Reason: good}}, false),
		"no bid left":      MayLock(nil, have, false),
	} {
		if !errors.Is(err, refusal.ErrOutOfTurn) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if err := MayLock(want, have, true); !errors.Is(err, refusal.ErrDuplicate) {
		t.Errorf("twice: got %v", err)
	}
	if MayReword(true, 3, 3) != nil || MayReword(false, 3, 4) != nil {
		t.Error("a fuller reason, or another score before the lock, is refused")
	}
	if err := MayReword(true, 3, 4); !errors.Is(err, refusal.ErrOutOfTurn) {
		t.Errorf("another score after the lock: got %v", err)
	}
	first, second := person(1, account.RoleOpener), person(2, account.RoleOpener)
	if err := MayOpenPrices(true, first, second); err != nil {
		t.Error(err)
	}
	if err := MayOpenPrices(false, first, second); !errors.Is(err, refusal.ErrOutOfTurn) {
		t.Errorf("prices before the lock: got %v", err)
	}
	if err := MayOpenPrices(true, first, first); !errors.Is(err, refusal.ErrNotAllowed) {
		t.Errorf("prices by one officer: got %v", err)
	}
}

func TestABidIsLeftOutOnlyOnAGroundOfTheList(t *testing.T) {
	for _, g := range Grounds() {
		if g.Section == "" || g.Words == "" {
			t.Errorf("%s lacks its section or words", g.Key)
		}
		err := CheckDisregard(g.Key, false, good)
		if (err != nil) != (g.Before != "") {
			t.Errorf("%s without its prior step: got %v", g.Key, err)
		}
		if err := CheckDisregard(g.Key, true, good); err != nil {
			t.Errorf("%s: %v", g.Key, err)
		}
		if err := CheckDisregard(g.Key, true, "No."); !errors.Is(err, refusal.ErrInvalid) {
			t.Errorf("%s without a reason: got %v", g.Key, err)
		}
	}
	if err := CheckDisregard("dislike", true, good); !errors.Is(err, refusal.ErrInvalid) {
		t.Errorf("another ground: got %v", err)
	}
}

func TestATenderIsRankedAsTheCalculatorWould(t *testing.T) {
	c := small()
	bids := []Assessed{
		{Ref: "aaaaaaaaaa", Lots: []string{"1", "2"}, Scores: map[string]int{"q1": 4, "q2": 3, "q3": 5}, Prices: map[string]money.Pence{"1": 100_000_00, "2": 50_000_00}},
		{Ref: "bbbbbbbbbb", Lots: []string{"1"}, Scores: map[string]int{"q1": 5, "q2": 4, "q3": 2}, Prices: map[string]money.Pence{"1": 125_000_00}},
		{Ref: "cccccccccc", Lots: []string{"1"}, Disregarded: true, Scores: map[string]int{"q1": 5}, Prices: map[string]money.Pence{"1": 1}},
		{Ref: "dddddddddd", Lots: []string{"1"}, Scores: map[string]int{"q1": 5, "q2": 1, "q3": 2}}, // below the minimum, price never opened
	}
	in, err := Input(c, 1, "1", bids, nil)
	if err != nil {
		t.Fatal(err)
	}
	out, err := scoring.Score(in)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, b := range out.Bids {
		got = append(got, strings.TrimSpace(b.ID[:1]+" "+b.Status+" "+b.Total))
	}
	// a: 33.6 + 10.8 + 10 + 30; b: 42 + 14.4 + 4 + 24.
	if want := []string{"b ranked 84.400000", "a ranked 84.400000", "c disregarded", "d failed_minimum"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if len(out.TiesBroken) != 1 || out.TiesBroken[0].Bids[0] != "bbbbbbbbbb" || out.TiesBroken[0].By != "criterion:quality" {
		t.Errorf("the tie: got %+v", out.TiesBroken)
	}
	two, err := Input(c, 1, "2", bids, nil)
	if err != nil || len(two.Bids) != 1 {
		t.Errorf("lot 2 has one bid: got %+v, %v", two.Bids, err)
	}
	bids[1].Prices = nil
	if in, err = Input(c, 1, "1", bids, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := scoring.Score(in); err == nil || !strings.Contains(err.Error(), "no price") {
		t.Errorf("a bid without a price is ranked: %v", err)
	}
	c.Criteria = append(c.Criteria, tender.Criterion{ID: "price2", Kind: "price"})
	if _, err := Input(c, 1, "1", bids, nil); err == nil {
		t.Error("a second price criterion is taken")
	}
}

func TestTheExampleBeforePublishingIsRankedAndTried(t *testing.T) {
	out, err := Example(small(), 1, "1")
	if err != nil || len(out.Bids) != 3 || out.Sensitivity == nil {
		t.Fatalf("got %+v, %v", out, err)
	}
}

func TestATenderThatCouldNotBeRankedIsNotPublished(t *testing.T) {
	if err := CheckRankable(small()); err != nil {
		t.Fatal(err)
	}
	qualityOnly := small()
	qualityOnly.Criteria[2].WeightBP, qualityOnly.Criteria[0].WeightBP = 0, 9000
	if err := CheckRankable(qualityOnly); err != nil {
		t.Errorf("price without weight: %v", err)
	}
	if out, err := Example(qualityOnly, 1, "1"); err != nil || out.Sensitivity != nil {
		t.Errorf("price without weight: got %+v, %v", out.Sensitivity, err)
	}
	for name, change := range map[string]func(*tender.Content){
		"a minimum that is no number":         func(c *tender.Content) { c.Criteria[0].MinimumPercent = "50%" },
		"a minimum above 100":                 func(c *tender.Content) { c.Criteria[0].MinimumPercent = "101" },
		"a question named as a criterion":     func(c *tender.Content) { c.Questions[0].Key = "quality" },
		"a rule for ties that does not exist": func(c *tender.Content) { c.Ties = []string{"criterion:speed"} },
		"a formula that is not available":     func(c *tender.Content) { c.Criteria[2].Formula = "mean_based" },
		"weights that do not add up":          func(c *tender.Content) { c.Criteria[0].WeightBP = 5999 },
		"a criterion without questions in one lot": func(c *tender.Content) {
			c.Questions[2].Lots = []string{"2"}
		},
	} {
		c := small()
		change(&c)
		if err := CheckRankable(c); !errors.Is(err, refusal.ErrInvalid) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestNoSetOfScoresLocksWithAGap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "answers")
		var want []ToScore
		var have []Consensus
		gaps := 0
		for i := range n {
			w := ToScore{bid.ID(i / 3), fmt.Sprint("q", i%3)}
			want = append(want, w)
			if rapid.Bool().Draw(t, "agreed") {
				have = append(have, Consensus{Bid: w.Bid, Question: w.Question, Reason: good})
			} else {
				gaps++
			}
		}
		if err := MayLock(want, have, false); (err == nil) != (gaps == 0) {
			t.Fatalf("%d gaps: got %v", gaps, err)
		}
	})
}
