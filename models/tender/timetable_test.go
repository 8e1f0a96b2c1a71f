package tender

import (
	"strings"
	"testing"
	"time"

	"hundredweight/models/calendar"
)

func TestAProposedTimetableKeepsTheLegalMinimum(t *testing.T) {
	cal := calendar.Union()
	for s, least := range map[calendar.Situation]int{calendar.Electronic: 25, calendar.Neither: 35, calendar.LightTouch: 0, calendar.BelowThreshold: 0} {
		for day := calendar.Date("2026-11-22"); day < "2027-02-01"; day = day.Add(1) {
			p, err := Propose(cal, s, day, 2)
			if err != nil {
				t.Fatal(err)
			}
			first := calendar.On(p.Deadlines[0])
			if _, earliest, err := calendar.TenderMinimum(s, p.Publish); err != nil || first < earliest.Add(slackDays) {
				t.Errorf("%s from %s: %s is before the minimum of %d days", s, day, first, least)
			}
			for _, d := range p.Deadlines {
				if ok, why, err := cal.Working(calendar.On(d)); err != nil || !ok || calendar.On(d).Weekday() == time.Monday || d.In(calendar.London()).Hour() != 12 {
					t.Errorf("%s from %s: closes %s (%s %v)", s, day, d, why, err)
				}
			}
			if !p.QuestionsClose.Before(p.AnswersBy) || !p.AnswersBy.Before(p.Deadlines[0]) || !p.Deadlines[0].Before(p.Deadlines[1]) || calendar.On(p.QuestionsClose) <= p.Publish {
				t.Errorf("%s from %s: out of order: %+v", s, day, p)
			}
			c := Content{Stages: []Stage{{Seq: 1, Deadline: p.Deadlines[0]}}, Timetable: Timetable{Publish: p.Publish.At(12, 0), QuestionsClose: p.QuestionsClose, AnswersBy: p.AnswersBy}}
			for _, w := range Warnings(cal, c) {
				if !strings.Contains(w, "day after a weekend or a bank holiday") {
					t.Errorf("%s from %s: warned of its own proposal: %s", s, day, w)
				}
			}
		}
	}
	if _, err := Propose(cal, calendar.Electronic, "2027-12-20", 1); err == nil {
		t.Error("a timetable beyond the known bank holidays was proposed")
	}
}

func TestAClosingDayIsAWorkingDay(t *testing.T) {
	cal := calendar.Union()
	for day, want := range map[calendar.Date]string{"2026-12-10": "", "2026-12-05": "Choose a working day. Saturday 5 December 2026 is a weekend day", "2026-12-25": "Choose a working day. Friday 25 December 2026 is a bank holiday", "2026-11-30": "Choose a working day. Monday 30 November 2026 is a bank holiday in Scotland", "2030-01-05": ""} {
		err := CheckClosingDay(cal, "deadline", day)
		if got := ""; err != nil {
			got = err.Error()
			if got != "deadline: "+want {
				t.Errorf("%s: got %s", day, got)
			}
		} else if want != "" {
			t.Errorf("%s is taken", day)
		}
	}
}

func TestWarningsOfATimetable(t *testing.T) {
	cal := calendar.Union()
	for _, tc := range []struct {
		name     string
		deadline time.Time
		warns    string
	}{
		{"a Monday", calendar.Date("2026-12-07").At(12, 0), "closes on a Monday"},
		{"a Tuesday after a bank holiday", calendar.Date("2026-12-01").At(12, 0), "day after a weekend or a bank holiday"},
		{"the day before Christmas Eve", calendar.Date("2026-12-23").At(12, 0), "around Christmas"},
		{"an evening", calendar.Date("2026-12-10").At(23, 30), "closes at 11:30pm"},
		{"a year that is not known", calendar.Date("2028-03-02").At(12, 0), "bank holidays of 2028"},
		{"a Thursday at noon", calendar.Date("2026-12-10").At(12, 0), ""},
	} {
		got := strings.Join(Warnings(cal, Content{Stages: []Stage{{Seq: 1, Deadline: tc.deadline}}}), "; ")
		if tc.warns == "" && got != "" || !strings.Contains(got, tc.warns) {
			t.Errorf("%s: got %q", tc.name, got)
		}
	}
	c := Content{Stages: []Stage{{Seq: 1, Deadline: calendar.Date("2026-12-10").At(12, 0)}}, Timetable: Timetable{Publish: calendar.Date("2026-11-10").At(9, 0), QuestionsClose: calendar.Date("2026-11-13").At(17, 0), AnswersBy: calendar.Date("2026-12-09").At(17, 0)}}
	got := strings.Join(Warnings(cal, c), "; ")
	if !strings.Contains(got, "Bidders have 3 days to ask questions") || !strings.Contains(got, "The last answers come 1 day before bids close") {
		t.Errorf("got %q", got)
	}
}
