package contract

import (
	"errors"
	"strings"
	"testing"

	"hundredweight/models/award"
	"hundredweight/models/bid"
	"hundredweight/models/calendar"
	"hundredweight/models/money"
	"hundredweight/models/refusal"
	"hundredweight/models/regime"
	"hundredweight/models/tender"
)

func TestEveryStatusMovesOnlyWhereTheTableSays(t *testing.T) {
	allowed := map[string]string{
		"drafting>signed": "award approver", "signed>active": "clock", "signed>ended": "contract manager",
		"active>varying": "contract manager", "active>suspended": "contract manager", "active>expiring": "clock", "active>ended": "contract manager",
		"varying>active": "contract manager", "varying>ended": "contract manager",
		"suspended>active": "contract manager", "suspended>ended": "contract manager",
		"expiring>varying": "contract manager", "expiring>ended": "clock",
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
		if from.IsPublic() != (from != Drafting) {
			t.Errorf("%s: public %v", from, from.IsPublic())
		}
	}
	if err := CheckEnd(SetAside); err != nil {
		t.Error(err)
	}
	if err := CheckEnd("tired of it"); !errors.Is(err, refusal.ErrInvalid) {
		t.Errorf("got %v", err)
	}
}

func content() tender.Content {
	return tender.Content{
		Questions: []tender.Question{{Key: "q1"}, {Key: "q2", Lots: []string{"2"}}},
		KPIs:      []tender.KPI{{Title: "Visits", Measure: "Visits made", Target: "1200"}},
	}
}

func TestWhatWasPromisedIsCopiedAndStays(t *testing.T) {
	c := content()
	promised := []bid.Commitment{{Ref: "a", Question: "q1"}, {Ref: "b", Question: "q2"}, {Ref: "c"}}
	price := bid.LotPrice{Lot: "1", Lines: []bid.LinePrice{{Ref: "day", UnitPence: 100}}}
	got := Copy(c, "1", promised, price)
	if len(got.Commitments) != 2 || got.Commitments[0].Ref != "a" || got.Commitments[1].Ref != "c" {
		t.Errorf("got %+v", got.Commitments)
	}
	if two := Copy(c, "2", promised, price); len(two.Commitments) != 3 {
		t.Errorf("lot 2: got %+v", two.Commitments)
	}
	c.KPIs[0].Title, promised[0].Ref, price.Lines[0].UnitPence = "changed", "changed", 1
	if got.KPIs[0].Title != "Visits" || got.Commitments[0].Ref != "a" || got.Lines[0].UnitPence != 100 {
		t.Errorf("the contract follows a later change: %+v", got)
	}
}

func kpis(n int) []tender.KPI {
	var out []tender.KPI
	for range n {
		out = append(out, tender.KPI{Title: "Visits", Measure: "Visits made", Target: "1200"})
	}
	return out
}

func TestMeasuresAreOwedAboveFiveMillionPounds(t *testing.T) {
	for _, c := range []struct {
		name   string
		r      regime.Regime
		gross  money.Pence
		n      int
		reason string
		ok     bool
	}{
		{"at £5 million none are owed", regime.PublicContract, 5_000_000_00, 0, "", true},
		{"a penny above, three are", regime.PublicContract, 5_000_000_01, 2, "", false},
		{"three suffice", regime.PublicContract, 5_000_000_01, 3, "", true},
		{"a reason suffices", regime.PublicContract, 5_000_000_01, 0, "A single delivery", true},
		{"light touch owes none", regime.LightTouch, 9_000_000_00, 0, "", true},
		{"below the threshold none", regime.BelowThreshold, 9_000_000_00, 0, "", true},
	} {
		if err := CheckKPIs(c.r, c.gross, kpis(c.n), c.reason); (err == nil) != c.ok {
			t.Errorf("%s: got %v", c.name, err)
		}
	}
	if err := CheckKPIs(regime.LightTouch, 1, []tender.KPI{{Title: "Visits"}}, ""); !errors.Is(err, refusal.ErrInvalid) {
		t.Errorf("a measure without a target: got %v", err)
	}
}

func TestASignatureNeedsAConfirmedAwardAfterTheWaitingPeriod(t *testing.T) {
	good := Signing{Status: Drafting, Award: award.Confirmed, Last: "2026-07-15", On: "2026-07-16", Regime: regime.PublicContract, Gross: 1_000_000_00, Partners: 2, Consenting: 2, Starts: "2026-09-01", Ends: "2029-08-31"}
	now := calendar.Date("2026-07-17").At(9, 0)
	if got, err := Sign(good, now); err != nil || got != Signed {
		t.Fatalf("got %s, %v", got, err)
	}
	with := func(change func(*Signing)) Signing { s := good; change(&s); return s }
	for _, c := range []struct {
		name string
		s    Signing
		want error
		says string
	}{
		{"signed already", with(func(s *Signing) { s.Status = Signed }), refusal.ErrOutOfTurn, "signed"},
		{"within the waiting period", with(func(s *Signing) { s.Last = "2026-07-17" }), refusal.ErrOutOfTurn, "before Saturday 18 July 2026"},
		{"paused", with(func(s *Signing) { s.Paused = "a claim" }), refusal.ErrOutOfTurn, "paused"},
		{"award only approved", with(func(s *Signing) { s.Award = award.Approved; s.Last = "" }), refusal.ErrOutOfTurn, "approved"},
		{"award challenged", with(func(s *Signing) { s.Award = award.Challenged }), refusal.ErrOutOfTurn, "challenged"},
		{"a partner has not agreed", with(func(s *Signing) { s.Consenting = 1 }), refusal.ErrOutOfTurn, "1 of 2"},
		{"no day", with(func(s *Signing) { s.On = "" }), refusal.ErrInvalid, "day of the signature"},
		{"tomorrow", with(func(s *Signing) { s.On = "2026-07-18" }), refusal.ErrInvalid, "today or earlier"},
		{"dated back into the waiting period", with(func(s *Signing) { s.On = "2026-07-15" }), refusal.ErrInvalid, "after the waiting period"},
		{"ends before it starts", with(func(s *Signing) { s.Ends = "2026-08-01" }), refusal.ErrInvalid, "end after it starts"},
		{"no measures above £5 million", with(func(s *Signing) { s.Gross = 6_000_000_00 }), refusal.ErrInvalid, "at least 3"},
	} {
		got, err := Sign(c.s, now)
		if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) || got != c.s.Status {
			t.Errorf("%s: got %s, %v", c.name, got, err)
		}
	}
	if _, err := Sign(with(func(s *Signing) { s.Last = ""; s.On = "2026-07-01" }), now); err != nil {
		t.Errorf("without a waiting period: %v", err)
	}
}

func TestDutiesBeginWithTheDayOfTheSignature(t *testing.T) {
	for _, c := range []struct {
		r            regime.Regime
		gross        money.Pence
		notice, copy calendar.Date
		n            int
	}{
		{regime.PublicContract, 6_000_000_00, "2026-09-30", "2026-11-29", 2},
		{regime.PublicContract, 5_000_000_00, "2026-09-30", "", 1},
		{regime.LightTouch, 6_000_000_00, "2026-12-29", "2027-02-27", 2},
		{regime.BelowThreshold, 6_000_000_00, "", "", 1},
	} {
		got := Duties(c.r, c.gross, "2026-09-01")
		if len(got) != c.n || got[0].By != c.notice || c.n == 2 && got[1].By != c.copy {
			t.Errorf("%s, %s: got %+v", c.r, c.gross, got)
		}
	}
}
