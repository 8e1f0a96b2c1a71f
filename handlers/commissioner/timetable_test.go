package commissioner_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"hundredweight/handlers/sitetest"
	"hundredweight/models/calendar"
	"hundredweight/models/tender"
)

// when fills the fields of a day and, where one is given, a time.
func when(v url.Values, name, day, clock string) url.Values {
	y, rest, _ := strings.Cut(day, "-")
	m, d, _ := strings.Cut(rest, "-")
	v.Set(name+"-day", d)
	v.Set(name+"-month", m)
	v.Set(name+"-year", y)
	if clock != "" {
		v.Set(name+"_time", clock)
	}
	return v
}

// days is a form of the timetable that is in order, from which a test departs.
func (d *desk) days(ref string) url.Values {
	v := d.form(ref, "period", "electronic_all_documents")
	when(v, "publish", "2026-12-01", "")
	when(v, "questions", "2026-12-15", "5pm")
	when(v, "answers", "2026-12-18", "5pm")
	when(v, "deadline-1", "2027-01-07", "12:00")
	return when(v, "decision", "2027-02-26", "")
}

func TestTheTimetableKeepsTheMinimumAndIsKind(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newDesk(t, s)
		s.Clock.Set(calendar.Date("2026-11-24").At(10, 0))
		ref := d.started("Advice", "blank")
		page := at("/" + ref + "/timetable")
		err := s.Steps.SaveTender(t.Context(), s.Actor(t, d.author), ref, 0, "records", func(c *tender.Content) error {
			c.Regime = tender.Regime{Decided: "public_contract", GrossPence: 300_000_00, ThresholdPence: 207_720_00}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		code, body := d.get(d.author, page)
		d.must("proposed dates", code, 200, body, "proposed from the legal minimums", "at least 25 days", "Which minimum applies?", `value="12:00"`, "!on a Monday")
		for name, tc := range map[string]struct {
			set  func(url.Values)
			says string
		}{
			"before the minimum":     {func(v url.Values) { when(v, "deadline-1", "2026-12-22", "12:00") }, "Bids must be able to come in for at least 25 days after the notice (section 54). The earliest closing day is Saturday 26 December 2026"},
			"a minimum of 35":        {func(v url.Values) { v.Set("period", "neither"); when(v, "deadline-1", "2026-12-30", "12:00") }, "at least 35 days"},
			"a Saturday":             {func(v url.Values) { when(v, "deadline-1", "2027-01-09", "12:00") }, "Choose a working day. Saturday 9 January 2027 is a weekend day"},
			"a bank holiday":         {func(v url.Values) { when(v, "deadline-1", "2027-01-01", "12:00") }, "Choose a working day. Friday 1 January 2027 is a bank holiday"},
			"midnight":               {func(v url.Values) { when(v, "deadline-1", "2027-01-07", "00:00") }, "Choose a time that is not midnight"},
			"a clock-change hour":    {func(v url.Values) { when(v, "deadline-1", "2027-03-28", "1:30am") }, "The clocks change at that hour"},
			"no time":                {func(v url.Values) { v.Set("deadline-1_time", "") }, "Enter a time, like 5pm"},
			"31 February":            {func(v url.Values) { when(v, "deadline-1", "2027-02-31", "12:00") }, "31 February is not a real date"},
			"a day in the past":      {func(v url.Values) { when(v, "deadline-1", "2026-11-20", "12:00") }, "The closing day must be in the future"},
			"published in the past":  {func(v url.Values) { when(v, "publish", "2026-11-20", "") }, "The day of publication must be today or later"},
			"questions after bids":   {func(v url.Values) { when(v, "questions", "2027-01-08", "5pm") }, "Questions must close before bids do"},
			"questions too early":    {func(v url.Values) { when(v, "questions", "2026-12-01", "5pm") }, "Questions must close after the tender is published"},
			"answers before":         {func(v url.Values) { when(v, "answers", "2026-12-10", "5pm") }, "The last answers must come after questions close"},
			"answers after bids":     {func(v url.Values) { when(v, "answers", "2027-01-07", "1pm") }, "The last answers must come before bids close"},
			"a decision before bids": {func(v url.Values) { when(v, "decision", "2027-01-07", "") }, "The decision must come after bids close"},
			"a minimum that is none": {func(v url.Values) { v.Set("period", "three days") }, "Select which minimum applies"},
		} {
			v := d.days(ref)
			tc.set(v)
			code, body := d.post(d.author, page, v)
			d.must(name, code, 422, body, tc.says, `value="2026"`)
		}
		if c := d.content(ref); len(c.Stages) > 0 && !c.Stages[0].Deadline.IsZero() {
			t.Errorf("a refused timetable was kept: %+v", c.Stages)
		}
		d.saves(d.author, page, d.days(ref))
		c := d.content(ref)
		if !c.Stages[0].Deadline.Equal(time.Date(2027, 1, 7, 12, 0, 0, 0, time.UTC)) || !c.Timetable.QuestionsClose.Equal(time.Date(2026, 12, 15, 17, 0, 0, 0, time.UTC)) || c.Timetable.DecisionBy != "2027-02-26" || c.Timetable.PeriodEntry != "electronic_all_documents" {
			t.Errorf("got %+v, %+v", c.Stages, c.Timetable)
		}
		v := d.days(ref)
		when(v, "deadline-1", "2027-01-11", "6pm")
		d.saves(d.author, page, v)
		code, body = d.get(d.author, page)
		d.must("an unkind timetable", code, 200, body, "closes on a Monday", "closes at 6:00pm", "!proposed from")
	})
}
