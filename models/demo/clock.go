// Package demo owns the demonstration: a made-up county built by calling the
// real steps, and a clock that a visitor moves forward.
package demo

import (
	"context"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/commissioning"
	"hundredweight/models/job"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
)

// Clock is the business time of a demonstration: that of the wall, moved
// forward by as much as visitors asked for. While the county is built it stands
// still at moments of the story.
type Clock struct {
	wall  func() time.Time
	mu    sync.Mutex
	ahead time.Duration
	story time.Time // zero once the county is built
}

// NewClock makes a clock that shows the wall's time.
func NewClock(wall func() time.Time) *Clock { return &Clock{wall: wall} }

// Now gives business time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.story.IsZero() {
		return c.story
	}
	return c.wall().Add(c.ahead)
}

// tell sets a moment of the story. It never goes back.
func (c *Clock) tell(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if at.After(c.story) {
		c.story = at
	}
}

// live ends the story: from here on the clock runs, as far ahead as it was.
func (c *Clock) live(ahead time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.story, c.ahead = time.Time{}, ahead
}

// forward moves the running clock to a moment, unless it is past already.
func (c *Clock) forward(to time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if ahead := to.Sub(c.wall()); ahead > c.ahead {
		c.ahead = ahead
	}
}

// settingAhead keeps how far the clock was moved, in nanoseconds.
const settingAhead = "demo-clock-ahead"

// furthest is how far a demonstration can be moved into the future altogether:
// the calendar of bank holidays ends with next year.
const furthest = 365 * 24 * time.Hour

// World is a running demonstration.
type World struct {
	DB    *store.DB
	Steps *commissioning.Steps
	Clock *Clock
	Log   *slog.Logger
	mu    sync.Mutex // one visitor moves the clock at a time
}

// Restore brings the clock back to where visitors had moved it before the
// program stopped.
func (w *World) Restore(ctx context.Context) error {
	said, err := w.DB.Reader().Read(ctx).Setting(settingAhead)
	if err != nil || said == "" {
		return err
	}
	n, err := strconv.ParseInt(said, 10, 64)
	if err != nil {
		return fmt.Errorf("clock of the demonstration: %w", err)
	}
	w.Clock.live(time.Duration(n))
	return nil
}

// Move moves business time forward to a moment. What falls due on the way is
// done in order of time, each at its own moment, before Move returns: tenders
// close, standstills end, as if the visitor had waited.
func (w *World) Move(ctx context.Context, by account.Actor, to time.Time) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.Clock.Now()
	switch {
	case !to.After(now):
		return refusal.Field("to", "Choose a moment after now. The clock only goes forward")
	case to.Sub(w.Clock.wall()) > furthest:
		return refusal.Field("to", "The clock can go at most a year ahead. To begin again, start the demonstration with --reset")
	}
	if err := w.due(ctx, to); err != nil {
		return err
	}
	w.Clock.forward(to)
	if err := w.record(ctx, by, now, to); err != nil {
		return err
	}
	_, err := w.runner().Tick(ctx)
	return err
}

// due does the work that falls due until a moment, each at its own time.
func (w *World) due(ctx context.Context, to time.Time) error {
	for range 10_000 {
		next, err := w.DB.Reader().Read(ctx).JobsDue(to, w.Steps.Wall(), 1)
		if err != nil {
			return fmt.Errorf("work due: %w", err)
		}
		if len(next) == 0 {
			return nil
		}
		if at := next[0].RunAt.Time; at.After(w.Clock.Now()) {
			w.step(at)
		}
		done, err := w.runner().Tick(ctx)
		if err != nil {
			return err
		}
		if done == 0 {
			return nil // what is left fails, and is tried again by the wall's clock
		}
	}
	return nil
}

// step brings the clock to a moment, in the story or live.
func (w *World) step(at time.Time) {
	w.Clock.mu.Lock()
	building := !w.Clock.story.IsZero()
	w.Clock.mu.Unlock()
	if building {
		w.Clock.tell(at)
	} else {
		w.Clock.forward(at)
	}
}

func (w *World) runner() *job.Runner {
	return &job.Runner{DB: w.DB, Steps: w.Steps, Log: w.Log}
}

// record keeps the offset, as an event of the log like everything else.
func (w *World) record(ctx context.Context, by account.Actor, from, to time.Time) error {
	ahead := to.Sub(w.Clock.wall())
	if by.Person == 0 {
		by = account.System("visitor")
	}
	return w.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		e := audit.New(by, to, "demo.clock_moved", audit.Subject{Kind: "demo", Ref: "clock"}).With("from", from.UTC().Format(time.RFC3339)).With("to", to.UTC().Format(time.RFC3339))
		return e, tx.SetSetting(settingAhead, strconv.FormatInt(int64(ahead), 10))
	})
}
