package text

import (
	"testing"
	"time"
)

func TestDatesAndTimesAreWrittenInLondon(t *testing.T) {
	summer := time.Date(2026, 7, 16, 11, 0, 0, 0, time.UTC)
	if got := When(summer); got != "Thursday 16 July 2026 at 12 midday" {
		t.Errorf("got %q", got)
	}
	if got := Clock(time.Date(2026, 12, 4, 23, 59, 0, 0, time.UTC)); got != "11:59pm" {
		t.Errorf("got %q", got)
	}
	if got := Clock(time.Date(2026, 12, 4, 17, 0, 0, 0, time.UTC)); got != "5pm" {
		t.Errorf("got %q", got)
	}
	if got := Date(time.Date(2026, 7, 15, 23, 30, 0, 0, time.UTC)); got != "Thursday 16 July 2026" {
		t.Errorf("half past eleven UTC in summer is the next day in London: got %q", got)
	}
}

func TestDaysAreCountedOnLondonsCalendar(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	for add, want := range map[int]string{0: "today", 1: "tomorrow", 17: "in 17 days", -1: "yesterday", -3: "3 days ago"} {
		if got := Until(now, now.AddDate(0, 0, add).Add(time.Hour)); got != want {
			t.Errorf("%d days: got %q, want %q", add, got, want)
		}
	}
}

func TestSentencesAreFilled(t *testing.T) {
	if got := Say("en", "{n} of {m} tasks completed", "n", "5", "m", "9"); got != "5 of 9 tasks completed" {
		t.Errorf("got %q", got)
	}
	if got := Plural(1, "bid", "bids") + ", " + Plural(1200, "bid", "bids"); got != "1 bid, 1,200 bids" {
		t.Errorf("got %q", got)
	}
	if got := Quantity(52_000_500) + " " + Quantity(1000) + " " + Quantity(5); got != "52,000.5 1 0.005" {
		t.Errorf("got %q", got)
	}
	if got := Percent(3333) + " " + Percent(2500); got != "33.33% 25%" {
		t.Errorf("got %q", got)
	}
}
