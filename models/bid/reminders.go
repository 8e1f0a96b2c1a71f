package bid

import "time"

// Reminders are how long before the deadline the writers of a bid that is not
// lodged are told so, the earliest first.
var Reminders = []time.Duration{7 * 24 * time.Hour, 2 * 24 * time.Hour, 3 * time.Hour}

// ReminderDue gives the reminder whose turn it is at a moment: the last one whose
// time has come, so that one which was missed is not sent beside the next. There
// is none before the first, nor from the deadline on.
func ReminderDue(now, deadline time.Time) (before time.Duration, ok bool) {
	if !InTime(now, deadline) {
		return 0, false
	}
	for _, r := range Reminders {
		if !now.Before(deadline.Add(-r)) {
			before, ok = r, true
		}
	}
	return before, ok
}

// DraftKept is how long after the deadline a draft that was never lodged can
// still be downloaded. The key of one that was lodged goes at the deadline.
const DraftKept = 30 * 24 * time.Hour

// IsShut tells whether the working copy of a bid is to be shut at a moment after
// its tender was closed or cancelled: at once when it was lodged, and after
// DraftKept when nothing of it was.
func IsShut(s Status, now, deadline time.Time) bool {
	switch s {
	case Draft, Withdrawn, Lapsed:
		return !now.Before(deadline.Add(DraftKept))
	}
	return true
}
