package tender

import (
	"reflect"
	"testing"
)

func TestKeysAreNeverGivenTwice(t *testing.T) {
	c := Content{
		Criteria:   []Criterion{{ID: "quality", Kind: "scored"}, {ID: "price", Kind: "price"}},
		Lots:       []Lot{{ID: "1", Criteria: []Criterion{{ID: "access", Kind: "scored"}, {ID: "quality", Kind: "scored"}}}},
		Questions:  []Question{{Key: "q1"}, {Key: "q7"}},
		Conditions: []Condition{{Key: "c2"}},
		Ties:       []string{"criterion:quality", "lowest_price"},
	}
	for name, want := range map[string]string{"Social value": "social-value", "Quality": "quality-2", "Access!": "access-2", "Q7": "q7-2", "  ": "criterion", "Gwerth": "gwerth", "New": "new-2", "Lots": "lots-2"} {
		if got := NewCriterionID(c, name); got != want {
			t.Errorf("%q: got %s, want %s", name, got, want)
		}
	}
	if got := NewKey("q", c, Content{Questions: []Question{{Key: "q9"}}}); got != "q10" {
		t.Errorf("a key of an earlier version is given again: %s", got)
	}
	if got := NewKey("c", c); got != "c3" {
		t.Errorf("condition: %s", got)
	}
	if got := ScoredCriteria(c); len(got) != 2 || got[0].ID != "quality" || got[1].ID != "access" {
		t.Errorf("scored criteria: %+v", got)
	}
	WithoutCriterion(&c, "", "quality")
	if len(c.Criteria) != 1 || len(c.Ties) != 2 {
		t.Errorf("a rule for ties is gone though a lot still has its criterion: %+v", c.Ties)
	}
	WithoutCriterion(&c, "1", "quality")
	if !reflect.DeepEqual(c.Ties, []string{"lowest_price"}) || len(c.Lots[0].Criteria) != 1 {
		t.Errorf("got %v, %+v", c.Ties, c.Lots[0].Criteria)
	}
}
