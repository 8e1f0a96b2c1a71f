package scoring

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hundredweight/models/calculation"
)

func mustScore(t testing.TB, doc string) Output {
	t.Helper()
	in, err := Read([]byte(doc))
	if err != nil {
		t.Fatalf("%v in %s", err, doc)
	}
	out, err := Score(in)
	if err != nil {
		t.Fatalf("%v in %s", err, doc)
	}
	return out
}

func refusalOf(t testing.TB, doc string) *calculation.Refusal {
	t.Helper()
	in, err := Read([]byte(doc))
	if err == nil {
		_, err = Score(in)
	}
	var r *calculation.Refusal
	if !errors.As(err, &r) {
		t.Fatalf("got %v, want a refusal of %s", err, doc)
	}
	return r
}

// of finds one bid's result.
func of(t testing.TB, r *Ranking, id string) RankedBid {
	t.Helper()
	for _, b := range r.Bids {
		if b.ID == id {
			return b
		}
	}
	t.Fatalf("bid %s is missing", id)
	return RankedBid{}
}

// sample is the worked case of the format's description, with a third bid.
const sample = `{
  "criteria": [
    {"id": "quality", "kind": "scored", "weight": 6000, "minimum": "50",
     "parts": [{"id": "q1", "weight": 7000, "max": 5}, {"id": "q2", "weight": 3000, "max": 5, "minimum": 2}]},
    {"id": "added", "kind": "scored", "weight": 1000, "max": 5},
    {"id": "price", "kind": "price", "weight": 3000, "formula": "relative_to_lowest"}
  ],
  "ties": ["criterion:quality", "lowest_price"],
  "bids": [
    {"id": "A", "price": "100000.00", "scores": {"q1": 4, "q2": 3, "added": 5}},
    {"id": "B", "price": "125000.00", "scores": {"q1": 5, "q2": 4, "added": 2}, "status": "disregarded"},
    {"id": "C", "price": "120000.00", "scores": {"q1": 3, "q2": "3.5", "added": "4"}}
  ]
}`

func TestTheSampleOfTheFormat(t *testing.T) {
	out := mustScore(t, sample)
	a := of(t, out.Ranking, "A")
	want := map[string]string{"quality": "44.400000", "q1": "33.600000", "q2": "10.800000", "added": "10.000000", "price": "30.000000"}
	if a.Status != Ranked || a.Rank != 1 || a.Total != "84.400000" || fmt.Sprint(a.Marks) != fmt.Sprint(want) {
		t.Errorf("got %+v", a)
	}
	if b := of(t, out.Ranking, "B"); b.Status != Disregarded || b.Rank != 0 || b.Total != "" || b.Marks != nil {
		t.Errorf("a disregarded bid has a place: %+v", b)
	}
	if got := out.Equation["price"]; got != "30 × lowest eligible price ÷ this price" {
		t.Errorf("got %q", got)
	}
	if len(out.InputSHA256) != 64 || out.Engine != "scoring/1" {
		t.Errorf("got %q, %q", out.InputSHA256, out.Engine)
	}
}

// priceOnly is a tender with a price criterion of a weight and a scored rest.
func priceOnly(formula string, weight int, scores string, prices ...string) string {
	var bids []string
	for i, p := range prices {
		bids = append(bids, fmt.Sprintf(`{"id": "%c", "price": %q, "scores": %s}`, 'A'+i, p, scores))
	}
	scored, key := "", fmt.Sprintf(`{"id": "quality", "kind": "scored", "weight": %d, "max": 5}, `, full-weight)
	if weight < full {
		scored = key
	}
	return fmt.Sprintf(`{"criteria": [%s{"id": "price", "kind": "price", "weight": %d, "formula": %q}], "bids": [%s]}`, scored, weight, formula, strings.Join(bids, ", "))
}

func TestPublishedWorkedExamples(t *testing.T) {
	for _, c := range []struct {
		name, formula string
		weight        int
		prices, want  []string
	}{
		{"WE1: inverse proportional, three places", RelativeToLowest, 10_000, []string{"15000", "10000", "30000"}, []string{"66.666667", "100.000000", "33.333333"}},
		{"WE2: 60/40, printed without places as 40, 38, 37", RelativeToLowest, 4_000, []string{"100", "105", "108"}, []string{"40.000000", "38.095238", "37.037037"}},
		{"WE5: 25% dearer is 25% fewer, 210 is clipped at 0", PercentageDeduction, 10_000, []string{"100", "125", "140", "200", "210"}, []string{"100.000000", "75.000000", "60.000000", "0.000000", "0.000000"}},
	} {
		scores := `{}`
		if c.weight < full {
			scores = `{"quality": 5}`
		}
		out := mustScore(t, priceOnly(c.formula, c.weight, scores, c.prices...))
		for i, want := range c.want {
			if got := of(t, out.Ranking, string(rune('A'+i))).Marks["price"]; got != want {
				t.Errorf("%s: price %s: got %s, want %s", c.name, c.prices[i], got, want)
			}
		}
	}
}

func TestDisplayRoundingOfTheWorkedExamples(t *testing.T) {
	// WE1 is published to three places, WE2 without any.
	for _, c := range []struct {
		price  int64
		low    int64
		weight int64
		places int
		want   string
	}{{15000, 10000, 1, 3, "0.667"}, {30000, 10000, 1, 3, "0.333"}, {105, 100, 40, 0, "38"}, {108, 100, 40, 0, "37"}, {105, 100, 40, 2, "38.10"}, {108, 100, 40, 2, "37.04"}} {
		shares, err := PriceMarks(RelativeToLowest, []calculation.Decimal{calculation.Int(c.low), calculation.Int(c.price)})
		if err != nil {
			t.Fatal(err)
		}
		if got := calculation.Round(shares[1].Mul(shares[1], big.NewRat(c.weight, 1)), c.places); got != c.want {
			t.Errorf("%d: got %s, want %s", c.price, got, c.want)
		}
	}
}

// D3: the threshold is applied before the lowest price is taken.
func TestABidBelowAMinimumLeavesBeforePricesAreCompared(t *testing.T) {
	out := mustScore(t, `{"criteria": [
		{"id": "quality", "kind": "scored", "weight": 6000, "minimum": 65, "max": 100},
		{"id": "price", "kind": "price", "weight": 4000, "formula": "relative_to_lowest"}],
		"bids": [{"id": "A", "price": "800000", "scores": {"quality": 72}},
		         {"id": "B", "price": "900000", "scores": {"quality": 84}},
		         {"id": "C", "price": "760000", "scores": {"quality": 64}}]}`)
	if got := of(t, out.Ranking, "A").Marks["price"]; got != "40.000000" {
		t.Errorf("the lowest price is taken from a bid that left: A has %s", got)
	}
	c := of(t, out.Ranking, "C")
	if c.Status != FailedMinimum || c.Rank != 0 || c.Total != "" || !slices.Equal(c.Failed, []string{"quality"}) {
		t.Errorf("got %+v", c)
	}
	if _, ok := c.Marks["price"]; ok {
		t.Error("a bid below a minimum has marks for price")
	}
	if c.Marks["quality"] != "38.400000" {
		t.Errorf("it is not told its marks: %v", c.Marks)
	}
}

func TestAMinimumOnAGroupIsInPercentAndOnAPartInItsScale(t *testing.T) {
	doc := func(q1, q2 string) string {
		return fmt.Sprintf(`{"criteria": [{"id": "quality", "kind": "scored", "weight": 10000, "minimum": "60",
			"parts": [{"id": "q1", "weight": 5000, "max": 5}, {"id": "q2", "weight": 5000, "max": 5, "minimum": 2}]}],
			"bids": [{"id": "A", "scores": {"q1": %s, "q2": %s}}]}`, q1, q2)
	}
	for _, c := range []struct {
		q1, q2 string
		failed []string
	}{{"3", "3", nil}, {"3", "2.9", []string{"quality"}}, {"5", "1", []string{"q2"}}, {"0", "0", []string{"q2", "quality"}}, {"4", "2", nil}} {
		if got := of(t, mustScore(t, doc(c.q1, c.q2)).Ranking, "A"); !slices.Equal(got.Failed, c.failed) {
			t.Errorf("%s, %s: got %v, want %v", c.q1, c.q2, got.Failed, c.failed)
		}
	}
}

// D5: thirds as basis points add up to exactly 100, and nearly equal is not equal.
func TestThirdsAddUpAndNearlyEqualIsNoTie(t *testing.T) {
	thirds := func(a, b string) string {
		return fmt.Sprintf(`{"criteria": [{"id": "x", "kind": "scored", "weight": 3333, "max": 5}, {"id": "y", "kind": "scored", "weight": 3333, "max": 5}, {"id": "z", "kind": "scored", "weight": 3334, "max": 100}],
			"bids": [{"id": "A", "scores": {"x": 5, "y": 5, "z": %s}}, {"id": "B", "scores": {"x": 5, "y": 5, "z": %s}}]}`, a, b)
	}
	if got := of(t, mustScore(t, thirds("100", "0")).Ranking, "A").Total; got != "100.000000" {
		t.Errorf("got %s", got)
	}
	out := mustScore(t, thirds("46.0228", "45.9988")) // 82.004 and 81.996, equal to two places
	a, b := of(t, out.Ranking, "A"), of(t, out.Ranking, "B")
	if a.Rank != 1 || b.Rank != 2 || len(out.TiesBroken) != 0 {
		t.Errorf("nearly equal totals were treated as a tie: %+v, %+v", a, b)
	}
	if a.Total != "82.004002" || b.Total != "81.996000" {
		t.Errorf("got %s and %s", a.Total, b.Total)
	}
}

// stale: the lowest bidder is disregarded and everything is worked out again.
func TestDisregardingTheLowestBidChangesEveryMarkForPrice(t *testing.T) {
	doc := priceOnly(RelativeToLowest, 4_000, `{"quality": 5}`, "100", "125", "150")
	if got := of(t, mustScore(t, doc).Ranking, "B").Marks["price"]; got != "32.000000" {
		t.Fatalf("got %s", got)
	}
	without := strings.Replace(doc, `"id": "A"`, `"id": "A", "status": "disregarded"`, 1)
	out := mustScore(t, without)
	if b, c := of(t, out.Ranking, "B").Marks["price"], of(t, out.Ranking, "C").Marks["price"]; b != "40.000000" || c != "33.333333" {
		t.Errorf("got %s and %s", b, c)
	}
}

func TestTiesAreBrokenByThePublishedRulesInOrder(t *testing.T) {
	doc := func(ties, drawn, aScores, bScores, aPrice, bPrice string) string {
		return fmt.Sprintf(`{"criteria": [{"id": "q", "kind": "scored", "weight": 5000, "max": 5}, {"id": "s", "kind": "scored", "weight": 5000, "max": 5}, {"id": "price", "kind": "price", "weight": 0, "formula": "percentage_deduction"}],
			"ties": %s, "drawn": %s, "bids": [{"id": "A", "price": %q, "scores": %s}, {"id": "B", "price": %q, "scores": %s}]}`, ties, drawn, aPrice, aScores, bPrice, bScores)
	}
	const high, low, same = `{"q": 3, "s": 4}`, `{"q": 4, "s": 3}`, `{"q": 4, "s": 4}`
	for _, c := range []struct {
		name, doc, first, by string
	}{
		{"by the heaviest criterion", doc(`["criterion:q", "lowest_price"]`, `[]`, high, low, "100", "120"), "B", "criterion:q"},
		{"by the next criterion", doc(`["criterion:s"]`, `[]`, high, low, "100", "120"), "A", "criterion:s"},
		{"by the lower price", doc(`["criterion:q", "lowest_price"]`, `[]`, same, same, "120", "110"), "B", "lowest_price"},
		{"by lots drawn", doc(`["criterion:q", "lowest_price", "lot_drawn"]`, `["B", "A"]`, same, same, "100", "100"), "B", "lot_drawn"},
	} {
		out := mustScore(t, c.doc)
		if out.Bids[0].ID != c.first || out.Bids[0].Rank != 1 || out.Bids[1].Rank != 2 {
			t.Errorf("%s: got %+v", c.name, out.Bids)
		}
		if len(out.TiesBroken) != 1 || out.TiesBroken[0].By != c.by || out.TiesBroken[0].Bids[0] != c.first {
			t.Errorf("%s: got %+v", c.name, out.TiesBroken)
		}
	}
	out := mustScore(t, doc(`["criterion:q", "lot_drawn"]`, `[]`, same, same, "100", "100"))
	if out.Bids[0].Rank != 1 || out.Bids[1].Rank != 1 || len(out.Warnings) != 1 || out.Warnings[0].Code != "tie_unresolved" {
		t.Errorf("a tie that no rule parts: got %+v, %+v", out.Bids, out.Warnings)
	}
	if r := refusalOf(t, doc(`["lot_drawn"]`, `["A"]`, same, same, "100", "100")); r.Code != "bad_drawn" {
		t.Errorf("a drawing without one of the two: got %+v", r)
	}
}

func TestEqualRanksLeaveAGap(t *testing.T) {
	out := mustScore(t, priceOnly(RelativeToLowest, 4_000, `{"quality": 5}`, "100", "100", "150"))
	if out.Bids[0].Rank != 1 || out.Bids[1].Rank != 1 || out.Bids[2].Rank != 3 {
		t.Errorf("got %+v", out.Bids)
	}
}

// depends: a very low, poor bid decides between two others.
const depends = `{"criteria": [{"id": "quality", "kind": "scored", "weight": 6000, "max": 100}, {"id": "price", "kind": "price", "weight": 4000, "formula": "relative_to_lowest"}],
	"bids": [{"id": "A", "price": 100, "scores": {"quality": 70}}, {"id": "B", "price": 140, "scores": {"quality": 85}}, {"id": "C", "price": 50, "scores": {"quality": 10}}]%s}`

func TestAWinnerThatDependsOnALosingBidIsReported(t *testing.T) {
	// With C: A 42 + 20 = 62, B 51 + 14.29 = 65.29. Without: A 82, B 51 + 28.57 = 79.57.
	out := mustScore(t, fmt.Sprintf(depends, ""))
	if out.Bids[0].ID != "B" {
		t.Fatalf("got %+v", out.Bids)
	}
	if len(out.Warnings) != 1 || out.Warnings[0].Code != "rank_depends_on_other_bids" || *out.Warnings[0].Example != (Example{Remove: "C", WinnerBecome: "A"}) {
		t.Errorf("got %+v", out.Warnings)
	}
	if calm := mustScore(t, sample); len(calm.Warnings) != 0 {
		t.Errorf("warned without a cause: %+v", calm.Warnings)
	}
}

func TestSensitivityFindsTheExactWeights(t *testing.T) {
	out := mustScore(t, fmt.Sprintf(depends, `, "sensitivity": true`))
	s := out.Sensitivity
	// Shares: A 0.70, 0.50; B 0.85, 50/140; C 0.10, 1. B and A meet at w where
	// 0.85 − w·0.492857 = 0.70 − w·0.2, w = 0.5122; A and C where 0.7 − 0.2w =
	// 0.1 + 0.9w, w = 0.5455.
	want := []WinnerChange{{PriceWeight: 5122, From: "B", To: "A"}, {PriceWeight: 5455, From: "A", To: "C"}}
	if s.PublishedPriceWeight != 4000 || !slices.Equal(s.WinnerChangesAt, want) {
		t.Errorf("got %+v", s)
	}
	if len(s.Table) != 11 || s.Table[0].Winner != "B" || s.Table[5].Winner != "B" || s.Table[6].Winner != "C" || s.Table[10].Winner != "C" {
		t.Errorf("got %+v", s.Table)
	}
	for _, doc := range []string{
		strings.Replace(priceOnly(RelativeToLowest, 10_000, `{}`, "1", "2"), `"bids"`, `"sensitivity": true, "bids"`, 1),
		`{"sensitivity": true, "criteria": [{"id": "q", "kind": "scored", "weight": 10000, "max": 5}], "bids": [{"id": "A", "scores": {"q": 1}}]}`,
	} {
		if r := refusalOf(t, doc); r.Code != "sensitivity_not_possible" || r.Field != "/sensitivity" {
			t.Errorf("got %+v", r)
		}
	}
}

func TestLotsAreRankedByThemselves(t *testing.T) {
	lot := func(id, bids string) string {
		return fmt.Sprintf(`{"id": %q, "criteria": [{"id": "q", "kind": "scored", "weight": 5000, "max": 5}, {"id": "p", "kind": "price", "weight": 5000, "formula": "relative_to_lowest"}], "bids": [%s]}`, id, bids)
	}
	bid := func(id string, price, q int) string {
		return fmt.Sprintf(`{"id": %q, "price": %d, "scores": {"q": %d}}`, id, price, q)
	}
	first := lot("L1", bid("A", 100, 5)+","+bid("B", 200, 4))
	second := lot("L2", bid("A", 100, 5)+","+bid("B", 200, 4)+","+bid("C", 400, 4))
	out := mustScore(t, fmt.Sprintf(`{"lots": [%s, %s]}`, first, second))
	if len(out.Lots) != 2 || out.Lots[1].Bids[0].ID != "A" || out.Ranking != nil {
		t.Fatalf("got %+v", out)
	}
	out = mustScore(t, fmt.Sprintf(`{"lots": [%s, %s], "max_lots_per_supplier": 1, "lot_order": ["L1", "L2"]}`, first, second))
	l2 := out.Lots[1].Ranking
	if a := of(t, l2, "A"); a.Status != LotLimit || a.Rank != 0 {
		t.Errorf("A wins more lots than it may: %+v", a)
	}
	if b := of(t, l2, "B"); b.Rank != 1 || b.Marks["p"] != "50.000000" {
		t.Errorf("marks for price were not worked out again over those left: %+v", b)
	}
	out = mustScore(t, fmt.Sprintf(`{"lots": [%s, %s], "max_lots_per_supplier": 1, "lot_order": ["L2", "L1"]}`, first, second))
	if out.Lots[0].ID != "L1" || of(t, out.Lots[0].Ranking, "A").Status != LotLimit {
		t.Errorf("the published order is not followed: %+v", out.Lots[0].Bids)
	}
	same := lot("L1", `{"id": "A1", "supplier": "acme", "price": 1, "scores": {"q": 5}}`)
	other := lot("L2", `{"id": "A2", "supplier": "acme", "price": 1, "scores": {"q": 5}}`)
	out = mustScore(t, fmt.Sprintf(`{"lots": [%s, %s], "max_lots_per_supplier": 1, "lot_order": ["L1", "L2"]}`, same, other))
	if l2 := out.Lots[1]; l2.Bids[0].Status != LotLimit || l2.Warnings[0].Code != "no_eligible_bids" {
		t.Errorf("two bids of one supplier: got %+v", l2)
	}
	tied := lot("L1", bid("A", 100, 5)+","+bid("B", 100, 5))
	out = mustScore(t, fmt.Sprintf(`{"lots": [%s, %s], "max_lots_per_supplier": 1, "lot_order": ["L1", "L2"]}`, tied, second))
	if w := out.Lots[0].Warnings; len(w) != 2 || w[1].Code != "lot_limit_open" {
		t.Errorf("a tie in a limited lot: got %+v", w)
	}
}

func TestSeveralPriceCriteria(t *testing.T) {
	out := mustScore(t, `{"criteria": [
		{"id": "day", "kind": "price", "weight": 6000, "formula": "relative_to_lowest"},
		{"id": "night", "kind": "price", "weight": 4000, "formula": "percentage_deduction"}],
		"ties": ["lowest_price"],
		"bids": [{"id": "A", "prices": {"day": 100, "night": 50}}, {"id": "B", "prices": {"day": 120, "night": 40}}]}`)
	a, b := of(t, out.Ranking, "A"), of(t, out.Ranking, "B")
	if a.Marks["day"] != "60.000000" || a.Marks["night"] != "30.000000" || b.Marks["day"] != "50.000000" || b.Marks["night"] != "40.000000" {
		t.Errorf("got %v, %v", a.Marks, b.Marks)
	}
	if a.Total != b.Total || out.TiesBroken[0].By != "lowest_price" || a.Rank != 1 {
		t.Errorf("got %+v, %+v, %+v", a, b, out.TiesBroken)
	}
}

func TestBadInputsAreRefusedByNameAndPlace(t *testing.T) {
	const quality = `{"id": "q", "kind": "scored", "weight": 6000, "max": 5}`
	const price = `{"id": "p", "kind": "price", "weight": 4000, "formula": "relative_to_lowest"}`
	doc := func(criteria, bids, more string) string {
		return fmt.Sprintf(`{"criteria": [%s], "bids": [%s]%s}`, criteria, bids, more)
	}
	const bid = `{"id": "A", "price": 100, "scores": {"q": 3}}`
	swap := func(old, with string) string {
		s := doc(quality+","+price, bid, "")
		if !strings.Contains(s, old) {
			t.Fatalf("%s is not in the document", old)
		}
		return strings.Replace(s, old, with, 1)
	}
	for _, c := range []struct{ name, doc, code, field string }{
		{"an unknown key", swap(`"max"`, `"maximum"`), "unknown_key", "/criteria/0/maximum"},
		{"weights of 99.99%", swap(`6000`, `5999`), "weights", "/criteria"},
		{"weights of parts", doc(`{"id": "q", "kind": "scored", "weight": 6000, "parts": [{"id": "q1", "weight": 9999, "max": 5}]},`+price, bid, ""), "weights", "/criteria/0/parts"},
		{"a negative weight", doc(`{"id": "q", "kind": "scored", "weight": -1, "max": 5}, {"id": "r", "kind": "scored", "weight": 10001, "max": 5}`, bid, ""), "out_of_range", "/criteria/0/weight"},
		{"a missing score", swap(`{"q": 3}`, `{}`), "missing_score", "/bids/0/scores/q"},
		{"a score that is null", swap(`"q": 3`, `"q": null`), "bad_number", "/bids/0/scores/q"},
		{"a score above the scale", swap(`"q": 3`, `"q": 5.01`), "score_out_of_range", "/bids/0/scores/q"},
		{"a score below the scale", swap(`"q": 3`, `"q": -1`), "score_out_of_range", "/bids/0/scores/q"},
		{"a score for nothing", swap(`"q": 3`, `"q": 3, "z": 3`), "unknown_score", "/bids/0/scores/z"},
		{"a price of zero", swap(`"price": 100`, `"price": "0.00"`), "zero_price", "/bids/0/price"},
		{"a negative price", swap(`"price": 100`, `"price": -5`), "zero_price", "/bids/0/price"},
		{"no price", swap(`"price": 100, `, ``), "missing_price", "/bids/0/price"},
		{"price and prices", swap(`"price": 100`, `"price": 100, "prices": {"p": 100}`), "price_and_prices", "/bids/0/prices"},
		{"a price for nothing", swap(`"price": 100`, `"prices": {"z": 100}`), "unknown_price", "/bids/0/prices/z"},
		{"a price with a comma", swap(`"price": 100`, `"price": "1,000"`), "bad_number", "/bids/0/price"},
		{"no formula", swap(`, "formula": "relative_to_lowest"`, ``), "missing_formula", "/criteria/1/formula"},
		{"a formula by its label", swap(`relative_to_lowest`, `standard differential`), "formula_not_available", "/criteria/1/formula"},
		{"a formula to come", swap(`relative_to_lowest`, `price_per_quality_point`), "formula_not_available", "/criteria/1/formula"},
		{"a setting that the formula does not use", swap(`"relative_to_lowest"`, `"relative_to_lowest", "cap": 5`), "unused_setting", "/criteria/1/cap"},
		{"a formula on a scored criterion", swap(`"max": 5`, `"max": 5, "formula": "relative_to_lowest"`), "unused_setting", "/criteria/0/formula"},
		{"a price criterion with a scale", swap(`"weight": 4000`, `"weight": 4000, "max": 5`), "unused_setting", "/criteria/1/max"},
		{"a price criterion with a minimum", swap(`"weight": 4000`, `"weight": 4000, "minimum": 5`), "unused_setting", "/criteria/1/minimum"},
		{"a price criterion with parts", swap(`"weight": 4000`, `"weight": 4000, "parts": []`), "unused_setting", "/criteria/1/parts"},
		{"an unknown kind", swap(`"kind": "scored"`, `"kind": "quality"`), "unknown_kind", "/criteria/0/kind"},
		{"no kind", swap(`"kind": "scored", `, ``), "unknown_kind", "/criteria/0/kind"},
		{"a price inside a criterion", doc(`{"id": "q", "kind": "scored", "weight": 10000, "parts": [{"id": "x", "kind": "price", "weight": 10000, "formula": "relative_to_lowest"}]}`, bid, ""), "unknown_kind", "/criteria/0/parts/0/kind"},
		{"a criterion without a scale", swap(`, "max": 5`, ``), "missing_max", "/criteria/0/max"},
		{"a scale of zero", swap(`"max": 5`, `"max": 0`), "missing_max", "/criteria/0/max"},
		{"a scale beside parts", doc(`{"id": "q", "kind": "scored", "weight": 10000, "max": 5, "parts": [{"id": "x", "weight": 10000, "max": 5}]}`, bid, ""), "unused_setting", "/criteria/0/max"},
		{"no parts", swap(`"max": 5`, `"parts": []`), "missing_parts", "/criteria/0/parts"},
		{"a minimum above the scale", swap(`"max": 5`, `"max": 5, "minimum": 6`), "out_of_range", "/criteria/0/minimum"},
		{"a minimum above 100 percent", doc(`{"id": "q", "kind": "scored", "weight": 10000, "minimum": 101, "parts": [{"id": "x", "weight": 10000, "max": 5}]}`, bid, ""), "out_of_range", "/criteria/0/minimum"},
		{"two criteria with one id", doc(quality+","+strings.Replace(price, `"p"`, `"q"`, 1), bid, ""), "duplicate_id", "/criteria/1/id"},
		{"two bids with one id", doc(quality+","+price, bid+","+bid, ""), "duplicate_id", "/bids/1/id"},
		{"a bid without id", swap(`{"id": "A", `, `{`), "missing_id", "/bids/0/id"},
		{"a status that we work out", swap(`"price": 100`, `"status": "ranked", "price": 100`), "unknown_status", "/bids/0/status"},
		{"no bids", doc(quality+","+price, "", ""), "missing_bids", "/bids"},
		{"no criteria", `{"bids": [{"id": "A"}]}`, "missing_criteria", "/criteria"},
		{"criteria beside lots", doc(quality, bid, `, "lots": [{"id": "1"}]`), "criteria_and_lots", "/lots"},
		{"a limit without lots", doc(quality+","+price, bid, `, "max_lots_per_supplier": 1`), "unused_setting", "/max_lots_per_supplier"},
		{"an order without lots", doc(quality+","+price, bid, `, "lot_order": ["1"]`), "unused_setting", "/lot_order"},
		{"a tie rule for no criterion", doc(quality+","+price, bid, `, "ties": ["criterion:z"]`), "unknown_tie_rule", "/ties/0"},
		{"a tie rule that is none", doc(quality+","+price, bid, `, "ties": ["coin"]`), "unknown_tie_rule", "/ties/0"},
		{"a tie rule twice", doc(quality+","+price, bid, `, "ties": ["lot_drawn", "lot_drawn"]`), "duplicate_id", "/ties/1"},
		{"ties by price without price", `{"criteria": [{"id": "q", "kind": "scored", "weight": 10000, "max": 5}], "ties": ["lowest_price"], "bids": [{"id": "A", "scores": {"q": 1}}]}`, "unknown_tie_rule", "/ties/0"},
		{"a drawing that no rule asks for", doc(quality+","+price, bid, `, "drawn": ["A"]`), "unused_setting", "/drawn"},
		{"a drawing of a bid that is not there", doc(quality+","+price, bid, `, "ties": ["lot_drawn"], "drawn": ["Z"]`), "bad_drawn", "/drawn/0"},
		{"lots without criteria", `{"lots": [{"id": "1", "bids": []}]}`, "missing_criteria", "/lots/0/criteria"},
		{"two lots with one id", `{"lots": [{"id": "1", "criteria": [{"id": "q", "kind": "scored", "weight": 10000, "max": 5}]}, {"id": "1"}]}`, "duplicate_id", "/lots/1/id"},
	} {
		r := refusalOf(t, c.doc)
		if r.Code != c.code || r.Field != c.field {
			t.Errorf("%s: got %s at %s (%s), want %s at %s", c.name, r.Code, r.Field, r.Message, c.code, c.field)
		}
	}
	lots := `{"lots": [{"id": "1", "criteria": [{"id": "q", "kind": "scored", "weight": 10000, "max": 5}]}], %s}`
	for more, code := range map[string]string{
		`"max_lots_per_supplier": 1`:                            "missing_lot_order",
		`"max_lots_per_supplier": -1`:                           "out_of_range",
		`"lot_order": ["1"]`:                                    "unused_setting",
		`"max_lots_per_supplier": 1, "lot_order": ["2"]`:        "bad_lot_order",
		`"max_lots_per_supplier": 1, "lot_order": ["1", "1"]`:   "bad_lot_order",
		`"max_lots_per_supplier": 1, "lot_order": ["1"], "x":1`: "unknown_key",
	} {
		if r := refusalOf(t, fmt.Sprintf(lots, more)); r.Code != code {
			t.Errorf("%s: got %+v", more, r)
		}
	}
	if r := refusalOf(t, swap(`relative_to_lowest`, `price_per_quality_point`)); !strings.Contains(r.Message, "relative_to_lowest, percentage_deduction") {
		t.Errorf("the formulas that are available are not named: %s", r.Message)
	}
	if r := refusalOf(t, swap(`"price": 100`, `"price": 0`)); !strings.Contains(r.Message, `"A"`) {
		t.Errorf("the bid is not named: %s", r.Message)
	}
}

func TestABidThatIsNotConsideredNeedsNeitherScoresNorPrice(t *testing.T) {
	out := mustScore(t, `{"criteria": [{"id": "q", "kind": "scored", "weight": 6000, "max": 5, "minimum": 3}, {"id": "p", "kind": "price", "weight": 4000, "formula": "percentage_deduction"}],
		"bids": [{"id": "A", "status": "disregarded"}, {"id": "B", "status": "withdrawn"}, {"id": "C", "scores": {"q": 2}}, {"id": "D", "status": "eligible", "price": 10, "scores": {"q": 3}}]}`)
	var got []string
	for _, b := range out.Bids {
		got = append(got, b.ID+" "+b.Status)
	}
	if want := []string{"D ranked", "A disregarded", "B withdrawn", "C failed_minimum"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// drawn inputs for the properties.
func someInput(t *rapid.T) Input {
	formula := rapid.SampledFrom([]string{RelativeToLowest, PercentageDeduction}).Draw(t, "formula")
	weight := rapid.IntRange(0, full).Draw(t, "price weight")
	part := rapid.IntRange(0, full).Draw(t, "part weight")
	max := calculation.Int(5)
	in := Input{
		Criteria: []Criterion{
			{ID: "quality", Kind: Scored, Weight: full - weight, Parts: []Criterion{{ID: "q1", Weight: part, Max: &max}, {ID: "q2", Weight: full - part, Max: &max}}},
			{ID: "price", Kind: Price, Weight: weight, Formula: formula},
		},
		Ties: rapid.SampledFrom([][]string{nil, {"criterion:q1"}, {"lowest_price", "criterion:quality"}}).Draw(t, "ties"),
	}
	for i := range rapid.IntRange(1, 7).Draw(t, "bids") {
		price := calculation.Pounds(rapid.Int64Range(1, 400).Draw(t, "pence"))
		in.Bids = append(in.Bids, Bid{ID: string(rune('A' + i)), Price: &price, Scores: map[string]calculation.Decimal{
			"q1": calculation.Int(rapid.Int64Range(0, 5).Draw(t, "q1")), "q2": calculation.Int(rapid.Int64Range(0, 5).Draw(t, "q2")),
		}})
	}
	in.Sensitivity = weight > 0 && weight < full
	return in
}

func TestTheOrderOfTheInputNeverMatters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := someInput(t)
		got, err := Score(in)
		if err != nil {
			t.Fatal(err)
		}
		turned := in
		turned.Bids = rapid.Permutation(in.Bids).Draw(t, "bids in another order")
		turned.Criteria = rapid.Permutation(in.Criteria).Draw(t, "criteria in another order")
		again, err := Score(turned)
		if err != nil {
			t.Fatal(err)
		}
		again.InputSHA256 = got.InputSHA256 // the input was another text
		a, errA := calculation.Print(got)
		b, errB := calculation.Print(again)
		if errA != nil || errB != nil || string(a) != string(b) {
			t.Fatalf("got\n%s\nand\n%s", a, b)
		}
	})
}

func TestAHigherScoreNeverLowersARank(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := someInput(t)
		before, err := Score(in)
		if err != nil {
			t.Fatal(err)
		}
		i := rapid.IntRange(0, len(in.Bids)-1).Draw(t, "who")
		key := rapid.SampledFrom([]string{"q1", "q2"}).Draw(t, "which")
		better := in
		better.Bids = slices.Clone(in.Bids)
		scores := map[string]calculation.Decimal{}
		for k, v := range in.Bids[i].Scores {
			scores[k] = v
		}
		if scores[key].Rat().Cmp(big.NewRat(5, 1)) == 0 {
			t.Skip("already the highest")
		}
		raised, err := calculation.ParseDecimal(new(big.Rat).Add(scores[key].Rat(), big.NewRat(1, 1)).FloatString(0))
		if err != nil {
			t.Fatal(err)
		}
		scores[key] = raised
		better.Bids[i].Scores = scores
		after, err := Score(better)
		if err != nil {
			t.Fatal(err)
		}
		if was, is := rankOf(before, in.Bids[i].ID), rankOf(after, in.Bids[i].ID); is > was {
			t.Fatalf("from rank %d to %d", was, is)
		}
	})
}

func rankOf(out Output, id string) int {
	for _, b := range out.Bids {
		if b.ID == id {
			return b.Rank
		}
	}
	return 0
}

func TestTotalsAreExactlyTheSumOfTheirParts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := someInput(t)
		all, err := tables(in)
		if err != nil {
			t.Fatal(err)
		}
		var cs []*contender
		for i, b := range in.Bids {
			c := &contender{bid: b, index: i, scored: map[string]*big.Rat{}, quality: new(big.Rat)}
			all[0].quality(c)
			c.prices = []*big.Rat{b.Price.Rat()}
			cs = append(cs, c)
		}
		for _, c := range all[0].order(cs) {
			m := all[0].marks(c)
			if parts := new(big.Rat).Add(m["q1"], m["q2"]); parts.Cmp(m["quality"]) != 0 {
				t.Fatalf("parts of quality: %s, quality: %s", parts, m["quality"])
			}
			if whole := new(big.Rat).Add(m["quality"], m["price"]); whole.Cmp(c.total) != 0 {
				t.Fatalf("criteria: %s, total: %s", whole, c.total)
			}
			if c.total.Sign() < 0 || c.total.Cmp(big.NewRat(100, 1)) > 0 {
				t.Fatalf("total %s is not from 0 to 100", c.total)
			}
		}
	})
}

// The exact weights agree with working out the ranking again at each of them.
func TestSensitivityAgreesWithRankingAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := someInput(t)
		if !in.Sensitivity {
			t.Skip("no two sides")
		}
		out, err := Score(in)
		if err != nil {
			t.Fatal(err)
		}
		winnerAt := func(w int) string {
			at := in
			at.Sensitivity = false
			at.Criteria = slices.Clone(in.Criteria)
			at.Criteria[0].Weight, at.Criteria[1].Weight = full-w, w
			r, err := Score(at)
			if err != nil {
				t.Fatal(err)
			}
			var first []string
			for _, b := range r.Bids {
				if b.Rank == 1 {
					first = append(first, b.ID)
				}
			}
			return strings.Join(first, " = ")
		}
		now := out.Sensitivity.Table[0].Winner
		for _, row := range out.Sensitivity.Table {
			if got := winnerAt(row.PriceWeight); got != row.Winner {
				t.Fatalf("at %d: got %s, want %s", row.PriceWeight, row.Winner, got)
			}
		}
		for _, change := range out.Sensitivity.WinnerChangesAt {
			if change.From != now || winnerAt(change.PriceWeight) != change.To {
				t.Fatalf("at %d: from %s to %s, but %s wins and before %s", change.PriceWeight, change.From, change.To, winnerAt(change.PriceWeight), now)
			}
			now = change.To
		}
		if last := winnerAt(full); !strings.Contains(last, now) {
			t.Fatalf("at the end %s wins, but the last change was to %s", last, now)
		}
	})
}

// largest is an input at the limit of bids, with forty questions.
func largest() Input {
	in := Input{Sensitivity: true, Ties: []string{"criterion:quality", "lowest_price"}}
	max := calculation.Int(7)
	var parts []Criterion
	for i := range 40 {
		parts = append(parts, Criterion{ID: fmt.Sprint("q", i), Weight: 250, Max: &max})
	}
	in.Criteria = []Criterion{{ID: "quality", Kind: Scored, Weight: 6000, Parts: parts}, {ID: "price", Kind: Price, Weight: 4000, Formula: RelativeToLowest}}
	for i := range mostBids {
		price := calculation.Pounds(int64(10_000_019 + i*7919))
		b := Bid{ID: fmt.Sprint("bid", i), Price: &price, Scores: map[string]calculation.Decimal{}}
		for j := range 40 {
			b.Scores[fmt.Sprint("q", j)] = calculation.Int(int64((i*j + i) % 8))
		}
		in.Bids = append(in.Bids, b)
	}
	return in
}

func TestTheLargestInputIsWorkedOut(t *testing.T) {
	if _, err := Score(largest()); err != nil {
		t.Fatal(err)
	}
}

// BenchmarkTheLargestInput shows what an input at the limit costs.
func BenchmarkTheLargestInput(b *testing.B) {
	in := largest()
	for b.Loop() {
		if _, err := Score(in); err != nil {
			b.Fatal(err)
		}
	}
}
