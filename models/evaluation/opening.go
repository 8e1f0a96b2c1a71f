package evaluation

import (
	"time"

	"hundredweight/models/calendar"
	"hundredweight/models/refusal"
)

// JoinWithin is how long the second officer has to join an opening that the
// first one started (trust notes, section 3.1).
const JoinWithin = 30 * time.Minute

// Session is an opening that one officer started.
type Session struct {
	First     Person
	StartedAt time.Time
	Completed bool
}

// Waits tells whether the session still waits for the second officer.
func (s Session) Waits(now time.Time) bool {
	return !s.StartedAt.IsZero() && !s.Completed && now.Sub(s.StartedAt) <= JoinWithin
}

// MayStart refuses to start an opening beside one that waits. last is the
// newest session; its zero value when there was none.
func MayStart(last Session, first Person, now time.Time) error {
	switch {
	case last.Completed:
		return refusal.Already("The opening is done already.")
	case last.Waits(now) && last.First.ID == first.ID:
		return refusal.Already("You started the opening. The other officer has until %s to join.", clock(last.StartedAt.Add(JoinWithin)))
	case last.Waits(now):
		return refusal.Already("%s started the opening. Join it.", last.First.Name)
	}
	return nil
}

// MayJoin refuses to join an opening that nobody started, that is done, or
// whose time has run out.
func MayJoin(last Session, now time.Time) error {
	switch {
	case last.StartedAt.IsZero():
		return refusal.Turn("Nobody has started the opening yet. Start it, then the other officer joins.")
	case last.Completed:
		return refusal.Already("The opening is done already.")
	case !last.Waits(now):
		return refusal.Turn("The second officer has to join within 30 minutes. %s started at %s, so start the opening again.", last.First.Name, clock(last.StartedAt))
	}
	return nil
}

// clock writes a time of day as the pages do: London time.
func clock(t time.Time) string { return t.In(calendar.London()).Format("3:04pm") }
