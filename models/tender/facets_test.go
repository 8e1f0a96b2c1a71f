package tender

import (
	"fmt"
	"testing"
	"time"
)

func TestATenderIsFoundByWhatItsContentSays(t *testing.T) {
	c := Content{
		Areas:  []Area{{Code: "E08000033", Name: "Calderdale"}, {Code: "UKH25"}, {Code: "E08000033"}},
		CPV:    []CPV{{Code: "85311100"}, {Code: "85312000"}, {Code: "9999"}},
		Budget: Budget{NetPence: 100_000_00, Published: true},
	}
	if got, want := fmt.Sprint(c.Tags()), "[{where E08000033 Calderdale} {where UKH25 UKH25} {theme 85 Health and social work services} {value 3 £100,000 to £500,000}]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	c.Budget.Published = false
	for _, tag := range c.Tags() {
		if tag.Facet == ByValue {
			t.Error("a value that is not published can be searched for")
		}
	}
	first := map[byte]bool{}
	for _, f := range []Facet{ByArea, ByTheme, ByValue} {
		if first[f[0]] {
			t.Errorf("two facets begin with %c", f[0])
		}
		first[f[0]] = true
	}
}

func TestAValueHasOneBand(t *testing.T) {
	for pence, want := range map[int64]string{1: "1", 24_999_99: "1", 25_000_00: "2", 99_999_99: "2", 499_999_99: "3", 500_000_00: "4", 5_000_000_00: "5", 9_000_000_000_00: "5"} {
		if got := BandOf(pence); got != want {
			t.Errorf("%d: got %s, want %s", pence, got, want)
		}
	}
	if BandName("4") != "£500,000 to £5 million" || BandName("9") != "9" || DivisionName("00") != "00" || len(divisions) != 45 {
		t.Error("names are missing")
	}
}

func TestATenderPastItsDeadlineIsNotFoundAsOpen(t *testing.T) {
	at := time.Date(2026, 12, 10, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		status Status
		now    time.Time
		want   Phase
	}{
		{Open, at.Add(-time.Microsecond), TakesBids}, {Open, at, BeingDecided}, {Closed, at, BeingDecided}, {SummariesIssued, at, BeingDecided},
		{Standstill, at, IsDecided}, {Concluded, at, IsDecided}, {Cancelled, at, WasCancelled},
	} {
		if got := PhaseOf(Shown(c.status, c.now, at)); got != c.want {
			t.Errorf("%s: got %s, want %s", c.status, got, c.want)
		}
	}
	for _, p := range Phases {
		if p.Name() == string(p) {
			t.Errorf("%s has no words", p)
		}
	}
}

func TestWhatEverybodyMayReadLeavesTheBuyersRecordsOut(t *testing.T) {
	c := Content{Title: "Meals", Budget: Budget{NetPence: 1, OptionsPence: 2, VAT: "standard", Note: "from reserves"}, Regime: Regime{Decided: "light_touch", GrossPence: 3}, Lots: []Lot{{ID: "1", NetPence: 4}}, Open: []OpenQuestion{{Key: "x"}}, ConflictsAssessed: "none", SocialValueNote: "jobs"}
	got := c.Public()
	if got.Title != "Meals" || got.Regime.Decided != "light_touch" || got.Lots[0].ID != "1" {
		t.Errorf("too little is left: %+v", got)
	}
	if got.Budget.NetPence+got.Budget.OptionsPence+got.Regime.GrossPence+got.Lots[0].NetPence != 0 || got.Budget.Note+got.ConflictsAssessed+got.SocialValueNote != "" || got.Open != nil {
		t.Errorf("too much is left: %+v", got)
	}
	if c.Lots[0].NetPence != 4 {
		t.Error("the content itself was changed")
	}
	c.Budget.Published = true
	if got := c.Public(); got.Budget.NetPence != 1 || got.Lots[0].NetPence != 4 || got.ConflictsAssessed != "" {
		t.Errorf("got %+v", got)
	}
}
