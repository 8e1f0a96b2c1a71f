package tender

import (
	"errors"
	"strconv"
	"testing"

	"hundredweight/models/refusal"
)

func TestMeasuresAreAddedChangedAndRemoved(t *testing.T) {
	var c Content
	for _, title := range []string{"On time", "Reach", "Views"} {
		if err := PutKPI(&c, 0, KPI{Title: title, Measure: "x", Target: "1"}); err != nil {
			t.Fatal(err)
		}
	}
	before := c.KPIs
	if err := PutKPI(&c, 2, KPI{Title: "Reached", Measure: "x", Target: "1"}); err != nil || c.KPIs[1].Title != "Reached" || before[1].Title != "Reach" {
		t.Errorf("changed to %+v: %v; before %+v", c.KPIs, err, before)
	}
	if err := PutKPI(&c, 3, KPI{Title: "ON TIME"}); !errors.Is(err, refusal.ErrInvalid) {
		t.Errorf("two of one title: %v", err)
	}
	for _, place := range []int{-1, 4} {
		if err := PutKPI(&c, place, KPI{Title: "x"}); !errors.Is(err, refusal.ErrNotFound) {
			t.Errorf("at place %d: %v", place, err)
		}
		if err := RemoveKPI(&c, place); !errors.Is(err, refusal.ErrNotFound) {
			t.Errorf("removed at place %d: %v", place, err)
		}
	}
	if err := RemoveKPI(&c, 1); err != nil || len(c.KPIs) != 2 || c.KPIs[0].Title != "Reached" || before[0].Title != "On time" {
		t.Errorf("left %+v: %v", c.KPIs, err)
	}
	for i := len(c.KPIs); i < mostKPIs; i++ {
		if err := PutKPI(&c, 0, KPI{Title: strconv.Itoa(i)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := PutKPI(&c, 0, KPI{Title: "One more"}); !errors.Is(err, refusal.ErrInvalid) {
		t.Errorf("one too many: %v", err)
	}
}

func TestThreeMeasuresAreOwedOnlyWhereTheDutyApplies(t *testing.T) {
	k := KPI{Title: "On time", Measure: "Meals on time", Target: "95%"}
	for name, tc := range map[string]struct {
		kpis []KPI
		need Needs
		want int
	}{
		"none, and none owed":       {nil, Needs{}, 0},
		"none, and three owed":      {nil, Needs{KPIs: true}, 1},
		"two, and three owed":       {[]KPI{k, k}, Needs{KPIs: true}, 1},
		"three owed and there":      {[]KPI{k, k, k}, Needs{KPIs: true}, 0},
		"one that has no target":    {[]KPI{{Title: "x", Measure: "y"}}, Needs{}, 1},
		"one that is not finished":  {[]KPI{k, {}}, Needs{KPIs: true}, 2},
		"one too few, all finished": {[]KPI{k}, Needs{}, 0},
	} {
		if got := measureProblems(Content{KPIs: tc.kpis}, tc.need); len(got) != tc.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
