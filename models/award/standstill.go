package award

import (
	"time"

	"hundredweight/models/calendar"
	"hundredweight/models/refusal"
)

// MaySign refuses a signature before the day after the waiting period
// (standstill): Procurement Act 2023 s.51. last is its last day; "" when there
// is none because it is neither owed nor offered.
func MaySign(now time.Time, last calendar.Date, paused string) error {
	if paused != "" {
		return refusal.Turn("The waiting period (standstill) is paused: %s", paused)
	}
	if last == "" {
		return nil
	}
	if today := calendar.On(now); today <= last {
		return refusal.Turn("You cannot record a signature before %s. The waiting period (standstill) runs to the end of %s", last.Add(1).Words(), last.Words())
	}
	return nil
}
