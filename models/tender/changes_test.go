package tender

import (
	"fmt"
	"testing"
	"time"
)

func TestChangesAreSaidInWords(t *testing.T) {
	noon := time.Date(2026, 7, 16, 11, 0, 0, 0, time.UTC) // summer time: 12:00 in London
	old := Content{Title: "Meals", Questions: []Question{{Key: "q1", Title: "How"}, {Key: "q2", Title: "Where"}}, Stages: []Stage{{Seq: 1, Deadline: noon}}}
	for _, c := range []struct {
		name string
		edit func(*Content)
		want string
	}{
		{"nothing", func(*Content) {}, "[]"},
		{"a title", func(c *Content) { c.Title = "Hot meals" }, "[The title changed]"},
		{"questions", func(c *Content) { c.Questions = []Question{{Key: "q1", Title: "How much"}, {Key: "q3", Title: "When"}} }, "[Question “How much” changed Question “When” was added Question “Where” was removed]"},
		{"a deadline", func(c *Content) { c.Stages = []Stage{{Seq: 1, Deadline: noon.AddDate(0, 0, 7)}} }, "[The deadline moved from Thursday 16 July 2026 at 12:00 to Thursday 23 July 2026 at 12:00]"},
		{"a measure", func(c *Content) { c.KPIs = []KPI{{Title: "On time"}} }, "[The measures for the contract changed]"},
		{"the waiting period", func(c *Content) { c.VoluntaryStandstill = true }, "[Whether a waiting period (standstill) is offered changed]"},
	} {
		now := old
		c.edit(&now)
		if got := fmt.Sprint(Changes(old, now)); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
	two := Content{Stages: []Stage{{Seq: 1, Deadline: noon}, {Seq: 2, Deadline: noon.AddDate(0, 1, 0)}}}
	later := Content{Stages: []Stage{{Seq: 1, Deadline: noon}, {Seq: 2, Deadline: noon.AddDate(0, 1, 1)}}}
	if got := fmt.Sprint(Changes(two, later)); got != "[The deadline of stage 2 moved from Sunday 16 August 2026 at 12:00 to Monday 17 August 2026 at 12:00]" {
		t.Errorf("got %s", got)
	}
}
