package award

import (
	"strings"
	"time"

	"hundredweight/models/calendar"
	"hundredweight/models/refusal"
	"hundredweight/models/regime"
)

// Waiting says whether there is a waiting period (standstill), and its days.
type Waiting struct {
	Owed    bool // mandatory: Procurement Act 2023 s.51
	Offered bool // by choice, at least as long: it keeps the automatic suspension (s.101)
	calendar.Period
}

// Any tells whether there is a waiting period.
func (w Waiting) Any() bool { return w.Owed || w.Offered }

// Owed tells whether a regime asks for a standstill: public contracts, but
// neither light touch contracts nor those below the threshold (s.51(3)).
func Owed(r regime.Regime) bool { return r == regime.PublicContract }

// Begin counts the waiting period from the day on which the award notice was
// published, on the calendar of every part of the United Kingdom: one bank
// holiday overlooked and the contract is signed a day early, which is a ground
// for setting it aside. A corrected notice begins it anew.
func Begin(r regime.Regime, offered bool, published calendar.Date, union calendar.Calendar) (Waiting, error) {
	w := Waiting{Owed: Owed(r)}
	w.Offered = offered && !w.Owed
	if !w.Any() {
		return w, nil
	}
	var err error
	w.Period, err = calendar.Standstill(union, published, calendar.StandstillDays)
	return w, err
}

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

// MayPause refuses a pause without its reason. automatic tells whether the law
// itself suspends signing, because the claim was notified within an applicable
// waiting period (s.101), or whether the buyer waits by choice.
func MayPause(notified time.Time, last calendar.Date, reason string) (automatic bool, err error) {
	if strings.TrimSpace(reason) == "" {
		return false, refusal.Field("reason", "Enter what was notified, by whom and when")
	}
	return last != "" && calendar.On(notified) <= last, nil
}
