package award

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"hundredweight/models/account"
	"hundredweight/models/calendar"
	"hundredweight/models/evaluation"
	"hundredweight/models/money"
	"hundredweight/models/refusal"
	"hundredweight/models/regime"
	"hundredweight/models/scoring"
	"hundredweight/models/tender"
)

func TestEveryStatusMovesOnlyWhereTheTableSays(t *testing.T) {
	allowed := map[string]string{
		"recommended>approved": "award approver", "recommended>rescinded": "award approver",
		"approved>notified": "author", "approved>rescinded": "award approver", "approved>lapsed": "author",
		"notified>standstill": "author", "notified>confirmed": "author", "notified>rescinded": "award approver", "notified>lapsed": "author",
		"standstill>confirmed": "clock", "standstill>challenged": "author", "standstill>rescinded": "award approver", "standstill>lapsed": "author",
		"confirmed>contract_created": "award approver", "confirmed>challenged": "author", "confirmed>rescinded": "award approver", "confirmed>lapsed": "author",
		"challenged>standstill": "author", "challenged>confirmed": "author", "challenged>rescinded": "award approver", "challenged>lapsed": "author",
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
		if from.IsPublic() == (from == Recommended || from == Approved || from == Notified || from == Rescinded || from == Lapsed) {
			t.Errorf("%s: public %v", from, from.IsPublic())
		}
		if from.InForce() == (from == Rescinded || from == Lapsed) {
			t.Errorf("%s: in force %v", from, from.InForce())
		}
	}
}

func TestARecommendationRestsOnAFrozenRanking(t *testing.T) {
	ranking := scoring.Ranking{Bids: []scoring.RankedBid{{ID: "a", Status: scoring.Ranked, Rank: 1}, {ID: "b", Status: scoring.Ranked, Rank: 2}, {ID: "c", Status: scoring.FailedMinimum}}}
	tied := scoring.Ranking{Bids: []scoring.RankedBid{{ID: "a", Status: scoring.Ranked, Rank: 1}, {ID: "b", Status: scoring.Ranked, Rank: 1}}}
	good := Proposal{Lot: "1", Bid: "a", Reason: "It came first.", Ranking: ranking, RankedHash: "h", CurrentHash: "h", ScoresLocked: true, Checked: true}
	if err := MayRecommend(good); err != nil {
		t.Fatal(err)
	}
	with := func(change func(*Proposal)) Proposal { p := good; change(&p); return p }
	for _, c := range []struct {
		name string
		p    Proposal
		want error
	}{
		{"scores not locked", with(func(p *Proposal) { p.ScoresLocked = false }), refusal.ErrOutOfTurn},
		{"no ranking", with(func(p *Proposal) { p.RankedHash = "" }), refusal.ErrStale},
		{"a bid was left out since", with(func(p *Proposal) { p.CurrentHash = "other" }), refusal.ErrStale},
		{"a low price under question", with(func(p *Proposal) { p.LowPrices = []string{"b"} }), refusal.ErrOutOfTurn},
		{"the second bid", with(func(p *Proposal) { p.Bid = "b" }), refusal.ErrInvalid},
		{"a bid below a minimum", with(func(p *Proposal) { p.Bid = "c" }), refusal.ErrInvalid},
		{"a bid that is not there", with(func(p *Proposal) { p.Bid = "z" }), refusal.ErrInvalid},
		{"a tie", with(func(p *Proposal) { p.Ranking = tied }), refusal.ErrOutOfTurn},
		{"no reason", with(func(p *Proposal) { p.Reason = " " }), refusal.ErrInvalid},
		{"exclusions not checked again", with(func(p *Proposal) { p.Checked = false }), refusal.ErrInvalid},
	} {
		if err := MayRecommend(c.p); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v", c.name, err)
		}
	}
}

func TestApprovalIsByAnotherPerson(t *testing.T) {
	for role, ok := range map[account.Role]bool{account.RoleAuthor: false, account.RoleEvaluator: false, account.RoleModerator: false, account.RoleApprover: true, account.RoleOpener: true} {
		p := evaluation.Person{ID: 1, Roles: []account.Role{account.RoleAwardApprover, role}}
		if err := MayApprove(p, true); (err == nil) != ok {
			t.Errorf("an award approver who was %s: got %v", role, err)
		}
	}
	if err := MayApprove(evaluation.Person{ID: 1, Roles: []account.Role{account.RoleAwardApprover}}, false); !errors.Is(err, refusal.ErrInvalid) {
		t.Errorf("without a second look at exclusions: got %v", err)
	}
}

// WE7: the published low-price test.
func TestLowPricesAreFlagged(t *testing.T) {
	for _, c := range []struct {
		winner     money.Pence
		others     []money.Pence
		mean, next bool
	}{
		{60, []money.Pence{100, 100}, true, true},
		{61, []money.Pence{100, 100}, false, true},
		{71, []money.Pence{100, 105}, false, false},
		{1, nil, false, false},
	} {
		if got := LooksLow(c.winner, c.others); got != (LowPrice{c.mean, c.next}) || got.Flagged() != (c.mean || c.next) {
			t.Errorf("%d against %v: got %+v", c.winner, c.others, got)
		}
	}
}

func TestTheStandstillIsCountedFromTheNotice(t *testing.T) {
	for _, c := range []struct {
		name    string
		r       regime.Regime
		offered bool
		any     bool
		last    calendar.Date
	}{
		{"a public contract owes one", regime.PublicContract, false, true, "2026-07-16"},
		{"light touch by choice is as long", regime.LightTouch, true, true, "2026-07-16"},
		{"light touch without", regime.LightTouch, false, false, ""},
		{"below the threshold by choice", regime.BelowThreshold, true, true, "2026-07-16"},
		{"below the threshold without", regime.BelowThreshold, false, false, ""},
	} {
		w, err := Begin(c.r, c.offered, "2026-07-06", calendar.Union())
		if err != nil || w.Any() != c.any || w.Last != c.last || w.Owed && w.Offered {
			t.Errorf("%s: got %+v, %v", c.name, w, err)
		}
	}
	if _, err := Begin(regime.PublicContract, false, "2027-12-24", calendar.Union()); !errors.Is(err, refusal.ErrInvalid) {
		t.Errorf("beyond the calendar: got %v", err)
	}
	if auto, err := MayPause(calendar.Date("2026-07-16").At(23, 59), "2026-07-16", "Claim by a bidder"); err != nil || !auto {
		t.Errorf("a claim on the last day suspends by law: %v, %v", auto, err)
	}
	if auto, err := MayPause(calendar.Date("2026-07-17").At(0, 1), "2026-07-16", "Claim by a bidder"); err != nil || auto {
		t.Errorf("a claim on the day after does not: %v, %v", auto, err)
	}
	if _, err := MayPause(calendar.Date("2026-07-10").At(9, 0), "2026-07-16", " "); !errors.Is(err, refusal.ErrInvalid) {
		t.Errorf("without a reason: got %v", err)
	}
}

func TestTheNoticeCountsTheBidsThemselves(t *testing.T) {
	bids := []Counted{
		{Organisation: "A", InTime: true, Assessed: true, Won: true, SME: true, VCSE: true},
		{Organisation: "B", InTime: true, Assessed: true, SME: true},
		{Organisation: "C", InTime: true}, // not considered further
		{Organisation: "D", InTime: true, Withdrawn: true},
		{Organisation: "E"}, // late
	}
	got := Count(bids, 5_000_000_00)
	if got.Received != 3 || got.Assessed != 2 || got.AssessedSME != 2 || got.AssessedVCSE != 1 || got.Losers != nil {
		t.Errorf("got %+v", got)
	}
	if got := Count(bids, 5_000_000_01); !slices.Equal(got.Losers, []string{"B"}) {
		t.Errorf("above £5 million: got %+v", got)
	}
}

func TestTheNoticeComesAfterTheSummaries(t *testing.T) {
	good := Notice{ID: "2026/S 000-012345", PublishedOn: "2026-07-06", SummariesOn: "2026-07-06", DecidedOn: "2026-07-01", EstimatedSigning: "2026-07-17"}
	if err := CheckNotice(good, "2026-07-06", "2026-07-16"); err != nil {
		t.Fatal(err)
	}
	with := func(change func(*Notice)) Notice { n := good; change(&n); return n }
	for name, n := range map[string]Notice{
		"no number":                     with(func(n *Notice) { n.ID = " " }),
		"no day":                        with(func(n *Notice) { n.PublishedOn = "" }),
		"tomorrow":                      with(func(n *Notice) { n.PublishedOn = "2026-07-07" }),
		"before the summaries":          with(func(n *Notice) { n.PublishedOn = "2026-07-05" }),
		"without summaries":             with(func(n *Notice) { n.SummariesOn = "" }),
		"signing in the waiting period": with(func(n *Notice) { n.EstimatedSigning = "2026-07-16" }),
	} {
		if err := CheckNotice(n, "2026-07-06", "2026-07-16"); !errors.Is(err, refusal.ErrInvalid) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

const reason = "Four home checks and three early visits are specific and timed, with figures from two years."

// decided is a tender of one lot, ranked, with a chosen bid, a losing one, one
// below a minimum and one that is not considered further.
func decided(t *testing.T) (Decision, []Bidder) {
	t.Helper()
	c := tender.Content{
		Lots: []tender.Lot{{ID: "1", Title: "Home from hospital"}},
		Ties: []string{"criterion:quality"},
		Criteria: []tender.Criterion{
			{ID: "quality", Name: "Quality", Kind: "scored", WeightBP: 6000},
			{ID: "price", Name: "Price", Kind: "price", WeightBP: 4000, Formula: "relative_to_lowest"},
		},
		Questions: []tender.Question{
			{Key: "q1", Stage: 1, Kind: "scored", Criterion: "quality", WeightBP: 7000, Max: 5, Title: "Safety", Scale: []tender.Descriptor{{Score: 5, Label: "Full", Words: "With proof"}, {Score: 4, Label: "Good", Words: "Complete and specific"}}},
			{Key: "q2", Stage: 1, Kind: "scored", Criterion: "quality", WeightBP: 3000, Max: 5, Minimum: 2, Title: "Staff"},
		},
	}
	agreed := func(q1, q2 int, who string) map[string]Agreed {
		return map[string]Agreed{"q1": {q1, who + ": " + reason}, "q2": {q2, who + ": " + reason}}
	}
	bidders := []Bidder{
		{Bid: "aaa", Organisation: "Homeward CIC", Identifier: "GB-COH-1", Address: "1 High Street", Lots: []string{"1"}, Agreed: agreed(5, 4, "homeward"), Prices: map[string]money.Pence{"1": 125_000_00}},
		{Bid: "bbb", Organisation: "Ninefold Trust", Lots: []string{"1"}, Agreed: agreed(4, 2, "ninefold"), Prices: map[string]money.Pence{"1": 100_000_00}},
		{Bid: "ccc", Organisation: "Third Co-op", Lots: []string{"1"}, Agreed: agreed(4, 1, "third"), Prices: map[string]money.Pence{"1": 90_000_00}},
		{Bid: "ddd", Organisation: "Left Out Ltd", Lots: []string{"1"}, Disregarded: true},
	}
	var assessed []evaluation.Assessed
	for _, b := range bidders {
		a := evaluation.Assessed{Ref: b.Bid, Lots: b.Lots, Disregarded: b.Disregarded, Prices: b.Prices, Scores: map[string]int{}}
		for k, v := range b.Agreed {
			a.Scores[k] = v.Score
		}
		assessed = append(assessed, a)
	}
	in, err := evaluation.Input(c, 1, "1", assessed, nil)
	if err != nil {
		t.Fatal(err)
	}
	out, err := scoring.Score(in)
	if err != nil {
		t.Fatal(err)
	}
	return Decision{Tender: "cwt-2026-0098", Title: "Home from hospital support", Buyer: "Harrowick", Content: c, Stage: 1, Rankings: map[string]scoring.Ranking{"1": *out.Ranking}, Winners: map[string]string{"1": "aaa"}}, bidders
}

func TestSummariesSayWhatRegulation31Asks(t *testing.T) {
	d, bidders := decided(t)
	all, err := Summaries(d, bidders)
	if err != nil || len(all) != 3 {
		t.Fatalf("got %d summaries, %v", len(all), err)
	}
	winner, loser, failed := all[0], all[1], all[2]
	if w := winner.Lots[0]; !w.Won || w.Winner != nil || w.WhyNot != "" || w.Total != "88.400000" || w.Rank != 1 || w.Of != 2 {
		t.Errorf("the chosen bid: got %+v", w)
	}
	if winner.Address == "" || winner.Identifier == "" {
		t.Errorf("the supplier is not named in full: %+v", winner)
	}
	l := loser.Lots[0]
	if l.Won || l.WhyNot != "Your bid came second of two with 80.8 points. The chosen bid, from Homeward CIC, has 88.4." {
		t.Errorf("the losing bid: got %q", l.WhyNot)
	}
	if l.Winner == nil || len(l.Winner.Questions) != 2 || l.Winner.Questions[0].Score != 5 || !strings.HasPrefix(l.Winner.Questions[0].Reason, "homeward") {
		t.Errorf("the chosen bid's scores and explanations are missing: %+v", l.Winner)
	}
	if q := loser.Questions; len(q) != 2 || q[0].Means != "Complete and specific" || q[0].Score != 4 || q[0].Max != 5 || !strings.HasPrefix(q[0].Reason, "ninefold") {
		t.Errorf("its own scores: got %+v", q)
	}
	if q := loser.Questions[0]; q.Next != 5 || q.Better != "With proof" {
		t.Errorf("what would have helped: got %+v", q)
	}
	if q := winner.Questions[0]; q.Next != 0 || q.Better != "" {
		t.Errorf("full marks have no next score: got %+v", q)
	}
	if d := l.Differences(); len(d) != 2 || d[0] != (Difference{Name: "Quality", By: "15.6"}) || d[1] != (Difference{Name: "Price", By: "8", Ahead: true}) {
		t.Errorf("differences: got %+v", d)
	}
	if winner.Lots[0].Differences() != nil || failed.Lots[0].Differences() != nil {
		t.Error("the chosen bid, or one that was not compared, has differences")
	}
	quality, price := l.Criteria[0], l.Criteria[1]
	if quality.Available != "60" || quality.Marks != "40.8" || quality.Winner != "56.4" || len(quality.Parts) != 2 {
		t.Errorf("quality: got %+v", quality)
	}
	if p := quality.Parts[1]; p.Available != "18" || p.Marks != "7.2" || p.Winner != "14.4" || !strings.Contains(p.How, "At least 2") {
		t.Errorf("a question: got %+v", p)
	}
	if price.Marks != "40" || price.How != "40 × lowest eligible price ÷ this price" || !strings.Contains(price.Why, "£100,000. ") {
		t.Errorf("price: got %+v", price)
	}
	f := failed.Lots[0]
	if f.Rank != 0 || f.WhyNot != "Your bid is below the minimum that the tender set for “Staff”, so its price was not compared." || f.Winner == nil {
		t.Errorf("below a minimum: got %+v", f)
	}
	if strings.Contains(f.Criteria[1].Why, "90,000") {
		t.Error("a price that was not compared is commented on")
	}
	for _, s := range all {
		for _, q := range s.Questions {
			for _, other := range []string{"homeward", "ninefold", "third"} {
				own := strings.HasPrefix(strings.ToLower(s.Organisation), other)
				if !own && strings.HasPrefix(q.Reason, other) {
					t.Errorf("%s reads the reason of %s", s.Organisation, other)
				}
			}
		}
		for _, lot := range s.Lots {
			if lot.Winner != nil && lot.Winner.Organisation != "Homeward CIC" {
				t.Errorf("%s reads about a rival that was not chosen", s.Organisation)
			}
		}
	}
}

func TestSummariesAreNotMadeFromHalfADecision(t *testing.T) {
	d, bidders := decided(t)
	broken := slices.Clone(bidders)
	broken[1].Agreed = map[string]Agreed{"q1": {4, reason}}
	if _, err := Summaries(d, broken); !errors.Is(err, refusal.ErrOutOfTurn) {
		t.Errorf("a missing reason: got %v", err)
	}
	for name, change := range map[string]func(*Decision){
		"no ranking":               func(d *Decision) { d.Rankings = nil },
		"a ranking without a bid":  func(d *Decision) { d.Rankings = map[string]scoring.Ranking{"1": {}} },
		"a winner not assessed":    func(d *Decision) { d.Winners = map[string]string{"1": "ddd"} },
		"a winner that is nowhere": func(d *Decision) { d.Winners = map[string]string{"1": "zzz"} },
	} {
		other := d
		change(&other)
		if _, err := Summaries(other, bidders); err == nil {
			t.Errorf("%s: summaries are made", name)
		}
	}
	d.Winners = nil
	all, err := Summaries(d, bidders)
	if err != nil || all[0].Lots[0].Won || !strings.Contains(all[0].Lots[0].WhyNot, "No bid was chosen") {
		t.Errorf("a part (lot) without a chosen bid: got %v", err)
	}
}

func TestATieIsExplainedByItsRule(t *testing.T) {
	d, bidders := decided(t)
	d.Rankings = map[string]scoring.Ranking{"1": {
		Bids:       []scoring.RankedBid{{ID: "aaa", Status: scoring.Ranked, Rank: 1, Total: "80.000000"}, {ID: "bbb", Status: scoring.Ranked, Rank: 2, Total: "80.000000"}, {ID: "ccc", Status: scoring.LotLimit}},
		TiesBroken: []scoring.TieBroken{{Bids: []string{"aaa", "bbb"}, By: "criterion:quality"}},
	}}
	all, err := Summaries(d, bidders)
	if err != nil {
		t.Fatal(err)
	}
	if got := all[1].Lots[0].WhyNot; !strings.HasSuffix(got, "parted by the published rule: more points for “Quality”.") {
		t.Errorf("got %q", got)
	}
	if got := all[2].Lots[0].WhyNot; !strings.Contains(got, "as many parts (lots)") {
		t.Errorf("got %q", got)
	}
	for rule, want := range map[string]string{"lowest_price": "the lower price", "lot_drawn": "lots were drawn"} {
		if got := d.tieWords("1", rule); got != want {
			t.Errorf("%s: got %q", rule, got)
		}
	}
}

func TestSummariesAreReleasedTogetherOrNotAtAll(t *testing.T) {
	d, bidders := decided(t)
	all, err := Summaries(d, bidders)
	if err != nil {
		t.Fatal(err)
	}
	assessed := []string{"aaa", "bbb", "ccc"}
	if err := MayRelease(all, assessed, 0, ""); err != nil {
		t.Fatal(err)
	}
	thin := slices.Clone(all)
	thin[1].Questions = []Explanation{{Key: "q1", Title: "Safety", Reason: "Good answer."}}
	silent := slices.Clone(all)
	silent[1].Lots = []LotSummary{{ID: "1"}}
	for _, c := range []struct {
		name     string
		all      []Summary
		assessed []string
		sent     int
		want     error
	}{
		{"one of three", all[:1], assessed, 0, refusal.ErrOutOfTurn},
		{"one to a bid that was not assessed", all, assessed[:2], 0, refusal.ErrOutOfTurn},
		{"one twice", []Summary{all[0], all[0], all[1]}, assessed, 0, refusal.ErrOutOfTurn},
		{"a second time", all, assessed, 3, refusal.ErrDuplicate},
		{"to nobody", nil, nil, 0, refusal.ErrOutOfTurn},
		{"without why not", silent, assessed, 0, refusal.ErrOutOfTurn},
		{"with a thin reason", thin, assessed, 0, refusal.ErrInvalid},
	} {
		if err := MayRelease(c.all, c.assessed, c.sent, ""); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v", c.name, err)
		}
	}
	if err := MayRelease(thin, assessed, 0, "The guide says the rest"); err != nil {
		t.Errorf("a thin reason that somebody vouched for: got %v", err)
	}
}

func TestWhatIsWithheldIsSaidToBe(t *testing.T) {
	d, bidders := decided(t)
	all, err := Summaries(d, bidders)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Withhold(all[1], "1", "q1", "it describes a patented device")
	if err != nil {
		t.Fatal(err)
	}
	q := got.Lots[0].Winner.Questions[0]
	if !strings.Contains(q.Reason, "section 94") || strings.Contains(q.Reason, reason) || q.Score != 5 {
		t.Errorf("got %+v", q)
	}
	if strings.Contains(all[1].Lots[0].Winner.Questions[0].Reason, "withheld") {
		t.Error("the summary that was handed in is changed")
	}
	if _, err := Withhold(all[1], "1", "q1", ""); !errors.Is(err, refusal.ErrInvalid) {
		t.Errorf("without a reason: got %v", err)
	}
	if _, err := Withhold(all[0], "1", "q1", "why"); !errors.Is(err, refusal.ErrNotFound) {
		t.Errorf("of the chosen bid's own: got %v", err)
	}
}

func TestPointsAreShownToTwoPlaces(t *testing.T) {
	for marks, want := range map[string]string{"76.250000": "76.25", "37.333333": "37.33", "6.666667": "6.67", "40": "40", "": ""} {
		if got := Points(marks); got != want {
			t.Errorf("%q: got %q", marks, got)
		}
	}
	if got := Less("88.4", "80.866667"); got != "7.53" {
		t.Errorf("got %q", got)
	}
}

func TestPlacesAreWrittenInWords(t *testing.T) {
	for n, want := range map[int]string{1: "first", 10: "tenth", 11: "11th", 12: "12th", 13: "13th", 21: "21st", 22: "22nd", 23: "23rd", 24: "24th", 112: "112th"} {
		if got := ordinal(n); got != want {
			t.Errorf("%d: got %s, want %s", n, got, want)
		}
	}
	if count(2) != "two" || count(11) != "11" {
		t.Error("numbers in words are wrong")
	}
}
