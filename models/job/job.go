// Package job does what is due without anybody asking: tenders close at their
// deadline, mail leaves the outbox, ended sessions are forgotten. Deadlines
// never wait for it: every read and write compares them with the clock, and
// jobs only tidy up.
package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"hundredweight/models/commissioning"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
)

// Limits of the work.
const (
	batch    = 50
	lease    = 2 * time.Minute  // wall time after which another may try a job
	longest  = 10 * time.Minute // longest wait between two tries
	tries    = 12               // of a mail before it is given up: about an hour and a half
	sweeping = time.Hour        // between two times of tidying up
)

// Send sends one message; nil keeps mail in the outbox.
type Send func(ctx context.Context, m store.MailRow) error

// Runner does due work.
type Runner struct {
	DB    *store.DB
	Steps *commissioning.Steps
	Send  Send
	Log   *slog.Logger
	swept time.Time
}

// do runs one job by its kind.
func (r *Runner) do(ctx context.Context, j store.JobRow) error {
	switch j.Kind {
	case commissioning.JobClose:
		return r.Steps.CloseTender(ctx, j.Payload)
	case commissioning.JobDrain:
		return r.Steps.DrainTender(ctx, j.Payload)
	case commissioning.JobRemindBidders:
		return r.Steps.RemindBidders(ctx, j.Payload)
	case commissioning.JobShutDrafts:
		return r.Steps.ShutDrafts(ctx, j.Payload)
	case commissioning.JobStandstillEnds:
		return r.Steps.ConfirmAward(ctx, j.Payload)
	case commissioning.JobStandstillSoon:
		return r.Steps.RemindStandstill(ctx, j.Payload)
	}
	return fmt.Errorf("nobody does jobs of kind %q", j.Kind)
}

// Tick does everything that is due now, in order of time, and gives how much
// it did. A job may make another due; that one is done too.
func (r *Runner) Tick(ctx context.Context) (done int, err error) {
	for {
		n, err := r.jobs(ctx)
		done += n
		if err != nil || n == 0 {
			return done, errors.Join(err, r.mail(ctx), r.sweep(ctx))
		}
	}
}

// jobs does one batch, and gives how many were done.
func (r *Runner) jobs(ctx context.Context) (done int, err error) {
	due, err := r.DB.Reader().Read(ctx).JobsDue(r.Steps.Now(), r.Steps.Wall(), batch)
	if err != nil {
		return 0, fmt.Errorf("jobs due: %w", err)
	}
	for _, j := range due {
		ok, err := r.one(ctx, j)
		if err != nil {
			return done, err
		}
		if ok {
			done++
		}
		if ctx.Err() != nil {
			return done, ctx.Err()
		}
	}
	return done, nil
}

// one does a job and tells whether it succeeded. A job that fails waits longer
// after each try and never stops the others.
func (r *Runner) one(ctx context.Context, j store.JobRow) (bool, error) {
	var mine bool
	wall := r.Steps.Wall()
	if err := r.DB.Keep(ctx, store.KeepLeases, func(k *store.KeepTx) (err error) {
		mine, err = k.LeaseJob(j.ID, wall, wall.Add(lease))
		return err
	}); err != nil || !mine {
		return false, err
	}
	failed := r.do(ctx, j)
	problem, again := "", time.Time{}
	if failed != nil {
		problem, again = failed.Error(), r.Steps.Wall().Add(wait(j.Attempts))
		r.Log.Log(ctx, level(failed), "job failed", "kind", j.Kind, "attempts", j.Attempts+1, "err", failed)
	}
	return failed == nil, r.DB.Keep(context.WithoutCancel(ctx), store.KeepLeases, func(k *store.KeepTx) error {
		return k.FinishJob(j.ID, r.Steps.Now(), problem, again)
	})
}

// level is how loud a failed job is: a refusal is news, anything else a fault.
func level(err error) slog.Level {
	if _, ok := refusal.As(err); ok {
		return slog.LevelWarn
	}
	return slog.LevelError
}

// wait grows from a second to ten minutes.
func wait(attempts int) time.Duration {
	if attempts > 9 {
		return longest
	}
	return min(time.Second<<attempts, longest)
}

// mail sends what waits in the outbox.
func (r *Runner) mail(ctx context.Context) error {
	if r.Send == nil {
		return nil
	}
	due, err := r.DB.Reader().Read(ctx).MailDue(r.Steps.Now(), batch)
	if err != nil {
		return fmt.Errorf("mail due: %w", err)
	}
	for _, m := range due {
		failed := r.Send(ctx, m)
		now, problem, next := r.Steps.Now(), "", time.Time{}
		if failed != nil {
			problem = failed.Error()
			if m.Attempts+1 < tries {
				next = now.Add(wait(m.Attempts + 3))
			}
			r.Log.Warn("mail not sent", "id", m.ID, "kind", m.Kind, "attempts", m.Attempts+1, "err", failed)
		}
		if err := r.DB.Keep(context.WithoutCancel(ctx), store.KeepMail, func(k *store.KeepTx) error {
			return k.MarkMail(m.ID, now, failed == nil, next, problem)
		}); err != nil {
			return fmt.Errorf("mark mail %d: %w", m.ID, err)
		}
	}
	return nil
}

// sweep tidies up, once an hour: it ends listings that ran out, forgets ended
// sessions, links and tries, and removes files that no row refers to.
func (r *Runner) sweep(ctx context.Context) error {
	wall := r.Steps.Wall()
	if wall.Sub(r.swept) < sweeping {
		return nil
	}
	r.swept = wall
	files := func() error {
		n, err := r.Steps.SweepFiles(ctx)
		if n > 0 {
			r.Log.Info("files that nothing refers to were removed", "files", n)
		}
		return err
	}
	return errors.Join(r.listings(ctx), r.Steps.SweepSignIn(ctx), files())
}

// listings ends the listings that have run out. They are not shown even before.
func (r *Runner) listings(ctx context.Context) error {
	for {
		out, err := r.DB.Reader().Read(ctx).OffersExpired(r.Steps.Now(), batch)
		if err != nil || len(out) == 0 {
			return err
		}
		for _, o := range out {
			if err := r.Steps.ExpireOffer(ctx, o.Ref); err != nil {
				return fmt.Errorf("end the listing of %s: %w", o.Ref, err)
			}
		}
	}
}

// Run ticks every second until ctx ends. A failing database is logged and
// tried again.
func (r *Runner) Run(ctx context.Context) {
	every := time.NewTicker(time.Second)
	defer every.Stop()
	for {
		if _, err := r.Tick(ctx); err != nil && ctx.Err() == nil {
			r.Log.Error("due work", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		}
	}
}
