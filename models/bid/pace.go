package bid

import (
	"fmt"
	"time"

	"hundredweight/models/refusal"
)

// SavesMost is how often one organisation may save its bids in a minute (trust
// notes, section 3.10): by organisation and never by network, since an office
// shares one address. What a page saves while somebody types counts apart, so
// that a colleague who types never keeps a bid from being lodged.
const SavesMost = 60

// MaySaveNow refuses one save more than most in a minute. All of them may come
// at once; then each waits its share of a minute, so that nobody is shut out
// for a whole one. due is what the save before gave, zero for none; next is for
// the one after.
func MaySaveNow(due, now time.Time, most int) (next time.Time, err error) {
	share := time.Minute / time.Duration(most)
	if due.Before(now) {
		due = now
	}
	if wait := due.Sub(now) - time.Minute + share; wait > 0 {
		seconds := int((wait + time.Second - 1) / time.Second)
		said := "a second"
		if seconds > 1 {
			said = fmt.Sprintf("%d seconds", seconds)
		}
		return due, &refusal.Error{Kind: refusal.TooMany, After: seconds, Reason: fmt.Sprintf("Your organisation has saved its bids %d times in a minute, which is the most. Wait %s, then save again. What was saved before stays saved.", most, said)}
	}
	return due.Add(share), nil
}
