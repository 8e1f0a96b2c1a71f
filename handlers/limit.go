package handlers

import (
	"hash/maphash"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limit names how often one network may ask for a kind of page.
type Limit string

// Limits on strangers. Bids are limited by organisation in their step, never
// by network: an office shares one address.
const (
	Unlimited Limit = ""
	Searches  Limit = "searches" // public lists and searches
	Changes   Limit = "changes"  // forms sent by strangers
	Guesses   Limit = "guesses"  // passwords, codes and links tried
	SignUps   Limit = "sign-ups" // registrations
)

// Allowance is how many in how long.
type Allowance struct {
	Times int
	In    time.Duration
}

// DefaultLimits are the limits of trust.md 3.10.
func DefaultLimits() map[Limit]Allowance {
	return map[Limit]Allowance{
		Searches: {120, time.Minute},
		Changes:  {60, time.Minute},
		Guesses:  {60, 5 * time.Minute},
		SignUps:  {20, time.Hour},
	}
}

// limiter counts by limit and network, in shards so that one lock does not
// stand in front of every request.
type limiter struct {
	allowed map[Limit]Allowance
	seed    maphash.Seed
	shards  [64]shard
}

type shard struct {
	mu      sync.Mutex
	buckets map[string]*rate.Limiter
}

// shardMost is how many networks a shard remembers before it forgets those
// that have their whole allowance again.
const shardMost = 2048

func newLimiter(allowed map[Limit]Allowance) *limiter {
	l := &limiter{allowed: allowed, seed: maphash.MakeSeed()}
	for i := range l.shards {
		l.shards[i].buckets = map[string]*rate.Limiter{}
	}
	return l
}

// wait is how long a network must wait, 0 when it may go on.
func (l *limiter) wait(limit Limit, network string, now time.Time) time.Duration {
	a, ok := l.allowed[limit]
	if !ok || a.Times <= 0 {
		return 0
	}
	key := string(limit) + " " + network
	s := &l.shards[maphash.String(l.seed, key)%uint64(len(l.shards))]
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.buckets[key]
	if b == nil {
		s.sweep(now)
		b = rate.NewLimiter(rate.Every(a.In/time.Duration(a.Times)), a.Times)
		s.buckets[key] = b
	}
	r := b.ReserveN(now, 1)
	delay := r.DelayFrom(now)
	if delay > 0 {
		r.CancelAt(now)
	}
	return delay
}

func (s *shard) sweep(now time.Time) {
	if len(s.buckets) < shardMost {
		return
	}
	for key, b := range s.buckets {
		if b.TokensAt(now) >= float64(b.Burst()) {
			delete(s.buckets, key)
		}
	}
	if len(s.buckets) >= shardMost { // a flood of networks: forgetting is the lesser harm
		clear(s.buckets)
	}
}
