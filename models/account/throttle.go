package account

import (
	"fmt"
	"time"

	"hundredweight/models/refusal"
)

// Limits of guessing (trust: 3.10). Nobody is ever locked out: the delay grows
// and ends, and a browser on which the person signed in before has an allowance
// of its own, so that guesses by others do not keep its owner out.
const (
	GuessWindow       = 5 * time.Minute
	GuessesPerAccount = 10
	GuessesPerNetwork = 60
	freeGuesses       = 3 // before the delay begins
	longestDelay      = time.Minute
)

// MailsPerHour is how many mails one address gets in an hour for being typed
// into our forms.
const MailsPerHour = 5

// GuessDelay tells how long to wait before the next guess at one account.
// failed are the times of failed guesses, in any order; those that were turned
// away for being too early are not among them. most is the allowance within
// GuessWindow; grow makes the delay grow with each failure.
func GuessDelay(failed []time.Time, now time.Time, most int, grow bool) time.Duration {
	var recent int
	var last time.Time
	oldest := now
	for _, t := range failed {
		if now.Sub(t) >= GuessWindow {
			continue
		}
		recent++
		if t.After(last) {
			last = t
		}
		if t.Before(oldest) {
			oldest = t
		}
	}
	if recent >= most {
		return oldest.Add(GuessWindow).Sub(now)
	}
	if !grow || recent < freeGuesses {
		return 0
	}
	delay := min(time.Second<<(recent-freeGuesses), longestDelay)
	return max(last.Add(delay).Sub(now), 0)
}

// TooSoon refuses a guess that came before its time, in whole seconds.
func TooSoon(wait time.Duration) error {
	seconds := int((wait + time.Second - 1) / time.Second)
	said := fmt.Sprintf("%d seconds", seconds)
	if seconds <= 1 {
		said = "a second"
	}
	if seconds >= 120 {
		said = fmt.Sprintf("%d minutes", (seconds+59)/60)
	}
	return &refusal.Error{Kind: refusal.TooMany, After: seconds, Reason: "There were several wrong passwords for this account. Wait " + said + ", then try again. If you have forgotten your password, ask for a new one."}
}

// Lifetimes of the links that mail carries. A link is used once.
const (
	LinkLifetime   = 30 * time.Minute
	InviteLifetime = 7 * 24 * time.Hour
	// KnownBrowser is how long a browser is remembered after a sign-in.
	KnownBrowser = 180 * 24 * time.Hour
)
