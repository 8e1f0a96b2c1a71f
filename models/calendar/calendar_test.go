package calendar

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"hundredweight/models/refusal"
	"hundredweight/models/sharedtest"
)

// The vectors of the domain notes: notice published, last day under the Act,
// last day for representations under the Provider Selection Regime.
func TestStandstillEndsWhenTheLawSays(t *testing.T) {
	for _, c := range []struct{ published, act, wrong, nhs Date }{
		{"2026-06-01", "2026-06-10", "2026-06-10", "2026-06-12"},
		{"2026-06-08", "2026-06-18", "2026-06-17", "2026-06-19"},
		{"2026-07-06", "2026-07-16", "2026-07-15", "2026-07-17"},
		{"2026-11-23", "2026-12-03", "2026-12-02", "2026-12-04"},
		{"2026-12-21", "2027-01-05", "2027-01-04", "2027-01-06"},
	} {
		act, err := Standstill(Union(), c.published, StandstillDays)
		if err != nil || act.Last != c.act || act.SignFrom != c.act.Add(1) || act.First != c.published {
			t.Errorf("%s: got %+v, %v; want to end on %s", c.published, act, err, c.act)
		}
		if england, err := Standstill(England(), c.published, StandstillDays); err != nil || england.Last != c.wrong {
			t.Errorf("%s on England's calendar: got %s, %v; want %s", c.published, england.Last, err, c.wrong)
		}
		if nhs, err := NHSStandstill(England(), c.published); err != nil || nhs.Last != c.nhs {
			t.Errorf("%s for the NHS: got %s, %v; want %s", c.published, nhs.Last, err, c.nhs)
		}
	}
}

func TestANoticeOnASaturdayStartsOnMonday(t *testing.T) {
	p, err := Standstill(Union(), "2026-06-06", StandstillDays)
	if err != nil || p.First != "2026-06-08" || p.Last != "2026-06-18" {
		t.Fatalf("got %+v, %v", p, err)
	}
}

func TestPeriodsBeginWithTheirDay(t *testing.T) {
	for _, c := range []struct {
		from Date
		n    int
		want Date
	}{{"2026-09-01", 30, "2026-09-30"}, {"2026-09-01", 120, "2026-12-29"}, {"2026-09-01", 90, "2026-11-29"}, {"2026-09-01", 180, "2027-02-27"}} {
		if got := Beginning(c.from, c.n); got != c.want {
			t.Errorf("%d days beginning with %s: got %s, want %s", c.n, c.from, got, c.want)
		}
	}
}

func TestTenderingPeriods(t *testing.T) {
	for s, want := range map[Situation]Date{Urgent: "2026-09-11", Electronic: "2026-09-26", LaterDocuments: "2026-10-01", Neither: "2026-10-06", LightTouch: "2026-09-01"} {
		if _, got, err := TenderMinimum(s, "2026-09-01"); err != nil || got != want {
			t.Errorf("%s: got %s, %v; want %s", s, got, err, want)
		}
	}
	if _, _, err := TenderMinimum("soon", "2026-09-01"); !errors.Is(err, refusal.ErrInvalid) {
		t.Errorf("an unknown situation: %v", err)
	}
}

func TestADateBeyondTheCalendarIsRefused(t *testing.T) {
	if _, err := Standstill(Union(), "2027-12-24", StandstillDays); !errors.Is(err, refusal.ErrInvalid) {
		t.Fatalf("got %v, want a refusal", err)
	}
	if _, err := Standstill(Union(), "2026-06-08", 7); err == nil {
		t.Fatal("seven days are accepted")
	}
}

func TestDeadlinesAvoidMidnightAndTheClockChange(t *testing.T) {
	noon, err := Deadline("2026-07-16", 12, 0)
	if err != nil || !noon.Equal(time.Date(2026, 7, 16, 11, 0, 0, 0, time.UTC)) {
		t.Fatalf("got %v, %v", noon, err)
	}
	for _, c := range []struct {
		day          Date
		hour, minute int
	}{{"2026-07-16", 0, 0}, {"2026-10-25", 1, 30}, {"2027-03-28", 1, 30}, {"2026-02-31", 12, 0}} {
		if at, err := Deadline(c.day, c.hour, c.minute); err == nil {
			t.Errorf("%s %d:%02d was taken as %v", c.day, c.hour, c.minute, at)
		}
	}
}

func TestTheProposalIsNoonOnAWorkingDayThatIsNoMonday(t *testing.T) {
	at, err := Union().Propose("2026-12-25") // Friday, a bank holiday; Monday 28 too
	if err != nil || On(at) != "2026-12-29" || at.Hour() != 12 {
		t.Fatalf("got %v, %v", at, err)
	}
}

func TestTheShippedDaysAreThoseOfGovUK(t *testing.T) {
	file, err := os.ReadFile(sharedtest.Path(t, "reference/bank-holidays/bank-holidays-2024-2027.json"))
	if err != nil {
		t.Fatal(err)
	}
	union, england, err := Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	compare := func(name string, ours, theirs Calendar, expected map[Date]bool) {
		for d := range ours.Holidays {
			if _, ok := theirs.Holidays[d]; !ok && !expected[d] {
				t.Errorf("%s: %s is no bank holiday in the file", name, d)
			}
		}
		for d := range theirs.Holidays {
			if _, ok := ours.Holidays[d]; !ok && d >= ours.First && d <= ours.Last {
				t.Errorf("%s: %s is missing", name, d)
			}
		}
	}
	compare("union", Union(), union, map[Date]bool{"2026-06-15": true}) // proclaimed after the file was made
	compare("England", England(), england, nil)
	var raw map[string]struct {
		Events []struct {
			Date Date `json:"date"`
		} `json:"events"`
	}
	if err := json.Unmarshal(file, &raw); err != nil {
		t.Fatal(err)
	}
	for division, days := range shipped {
		theirs := map[Date]bool{}
		for _, e := range raw[division].Events {
			theirs[e.Date] = true
			if !strings.Contains(days, string(e.Date)) {
				t.Errorf("%s: %s is missing", division, e.Date)
			}
		}
		for _, d := range strings.Fields(days) {
			if !theirs[Date(d)] && !(division == scotland && d == "2026-06-15") {
				t.Errorf("%s: %s is no bank holiday in the file", division, d)
			}
		}
	}
}
