package calendar

import (
	"errors"
	"strings"
	"testing"

	"hundredweight/models/calculation"
)

func TestDatesAreWorkedOutFromTheirDocument(t *testing.T) {
	for _, c := range []struct{ doc, first, last, sign string }{
		{`{"regime": "act", "event": "standstill", "published": "2026-06-08"}`, "2026-06-08", "2026-06-18", "2026-06-19"},
		{`{"regime": "act", "event": "standstill", "published": "2026-06-06"}`, "2026-06-08", "2026-06-18", "2026-06-19"},
		{`{"regime": "nhs", "event": "standstill", "published": "2026-06-08"}`, "2026-06-09", "2026-06-19", "2026-06-20"},
	} {
		in, err := ReadDates([]byte(c.doc))
		if err != nil {
			t.Fatal(err)
		}
		p, err := Dates(in, Union(), England())
		if err != nil || string(p.First) != c.first || string(p.Last) != c.last || string(p.SignFrom) != c.sign {
			t.Errorf("%s: got %+v, %v", c.doc, p, err)
		}
		counted := 0
		for _, d := range p.Days {
			if d.Counted {
				counted++
			}
			if d.Why == "" {
				t.Errorf("%s: %s has no reason", c.doc, d.Date)
			}
		}
		if counted != StandstillDays {
			t.Errorf("%s: %d days counted", c.doc, counted)
		}
	}
}

func TestTheScottishHolidayIsNamed(t *testing.T) {
	p, err := Standstill(Union(), "2026-06-08", StandstillDays)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range p.Days {
		if d.Date == "2026-06-15" && (d.Counted || !strings.Contains(d.Why, "Scotland")) {
			t.Errorf("got %+v", d)
		}
	}
}

func TestDatesThatCannotBeWorkedOutAreRefused(t *testing.T) {
	for doc, want := range map[string][2]string{
		`{"regime": "act"}`: {"missing_event", "/event"},
		`{"regime": "act", "event": "tender_minimum", "published": "2026-06-08"}`:          {"event_not_available", "/event"},
		`{"event": "standstill", "published": "2026-06-08"}`:                               {"unknown_regime", "/regime"},
		`{"regime": "uk", "event": "standstill", "published": "2026-06-08"}`:               {"unknown_regime", "/regime"},
		`{"regime": "act", "event": "standstill"}`:                                         {"missing_date", "/published"},
		`{"regime": "act", "event": "standstill", "published": "2026-02-30"}`:              {"bad_date", "/published"},
		`{"regime": "act", "event": "standstill", "published": "8 June 2026"}`:             {"bad_date", "/published"},
		`{"regime": "act", "event": "standstill", "published": "2027-12-24"}`:              {"beyond_calendar", "/published"},
		`{"regime": "nhs", "event": "standstill", "published": "2019-06-08"}`:              {"beyond_calendar", "/published"},
		`{"regime": "act", "event": "standstill", "published": "2026-06-08", "days": "8"}`: {"unknown_key", "/days"},
	} {
		in, err := ReadDates([]byte(doc))
		if err == nil {
			_, err = Dates(in, Union(), England())
		}
		var r *calculation.Refusal
		if !errors.As(err, &r) || r.Code != want[0] || r.Field != want[1] {
			t.Errorf("%s: got %v, want %v", doc, err, want)
		}
	}
}
