package bid

import (
	"testing"
	"time"
)

func TestARemindersTurn(t *testing.T) {
	noon := time.Date(2026, 12, 23, 12, 0, 0, 0, time.UTC)
	for name, tc := range map[string]struct {
		left time.Duration
		want time.Duration
		ok   bool
	}{
		"eight days before":        {8 * 24 * time.Hour, 0, false},
		"seven days before":        {7 * 24 * time.Hour, 7 * 24 * time.Hour, true},
		"three days before":        {3 * 24 * time.Hour, 7 * 24 * time.Hour, true},
		"two days before":          {2 * 24 * time.Hour, 2 * 24 * time.Hour, true},
		"three hours before":       {3 * time.Hour, 3 * time.Hour, true},
		"a second before":          {time.Second, 3 * time.Hour, true},
		"at the deadline: no more": {0, 0, false},
		"after it":                 {-time.Hour, 0, false},
	} {
		if got, ok := ReminderDue(noon.Add(-tc.left), noon); got != tc.want || ok != tc.ok {
			t.Errorf("%s: got %s, %v", name, got, ok)
		}
	}
}

func TestWhenAWorkingCopyIsShut(t *testing.T) {
	noon := time.Date(2026, 12, 23, 12, 0, 0, 0, time.UTC)
	for _, s := range Statuses() {
		lodged := s != Draft && s != Withdrawn && s != Lapsed
		if IsShut(s, noon, noon) != lodged || IsShut(s, noon.Add(DraftKept-time.Second), noon) != lodged {
			t.Errorf("%s at the deadline: shut %v, want %v", s, !lodged, lodged)
		}
		if !IsShut(s, noon.Add(DraftKept), noon) {
			t.Errorf("%s is not shut after 30 days", s)
		}
	}
}
