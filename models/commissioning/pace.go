package commissioning

import (
	"sync"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/bid"
)

// Pace holds how often each organisation saves its bids. It lives in memory: a
// save costs no write of its own, and a restart forgives.
type Pace struct {
	most int
	mu   sync.Mutex
	due  map[paced]time.Time
}

// paced is what is counted by itself.
type paced struct {
	org  account.OrganisationID
	what string
}

// What is counted by itself.
const (
	paceSaves  = "saves"
	paceTyping = "typing"
	paceNotes  = "notes" // of saves that failed
)

// paceMost is how many organisations are remembered before those that have
// their whole allowance again are forgotten.
const paceMost = 4096

// NewPace allows each organisation so many saves a minute.
func NewPace(most int) *Pace { return &Pace{most: most, due: map[paced]time.Time{}} }

// take counts one, or refuses it. A nil Pace refuses nothing.
func (p *Pace) take(org account.OrganisationID, what string, wall time.Time) error {
	return p.ask(org, what, wall, true)
}

// ask tells whether one would be refused, and counts it when it is taken.
func (p *Pace) ask(org account.OrganisationID, what string, wall time.Time, count bool) error {
	if p == nil {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	key := paced{org, what}
	next, err := bid.MaySaveNow(p.due[key], wall, p.most)
	if err != nil || !count {
		return err
	}
	if len(p.due) >= paceMost {
		for k, due := range p.due {
			if !due.After(wall) {
				delete(p.due, k)
			}
		}
	}
	p.due[key] = next
	return nil
}

// mayStillSave counts a save of a bid by its organisation, or refuses it.
func (s *Steps) mayStillSave(r Save) error {
	what := paceSaves
	if r.Typing {
		what = paceTyping
	}
	return s.Pace.take(r.Org, what, s.wall())
}
