package job_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/commissioning"
	"hundredweight/models/job"
	"hundredweight/models/store"
	"hundredweight/models/store/storetest"
)

func runner(db *store.DB, clock *storetest.Clock) *job.Runner {
	return &job.Runner{DB: db, Log: slog.New(slog.DiscardHandler), Steps: &commissioning.Steps{DB: db, Now: clock.Now, Wall: clock.Now, Rand: rand.Reader}}
}

func queue(t *testing.T, db *store.DB, clock *storetest.Clock, do func(tx *store.Tx) error) {
	t.Helper()
	by := account.System("test")
	if err := db.Write(t.Context(), by, func(tx *store.Tx) (audit.Event, error) {
		return audit.New(by, clock.Now(), "test.queued", audit.Subject{Kind: "test", Ref: "1"}), do(tx)
	}); err != nil {
		t.Fatal(err)
	}
}

func TestMailIsSentOnceAndTriedAgainWhenItFails(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		queue(t, db, clock, func(tx *store.Tx) error {
			for i := range 3 {
				if err := tx.QueueMail(store.Mail{Kind: "test", To: fmt.Sprintf("p%d@example.org", i), Subject: "s", Body: "b"}); err != nil {
					return err
				}
			}
			return nil
		})
		var sent []string
		down := true
		r := runner(db, clock)
		r.Send = func(_ context.Context, m store.MailRow) error {
			if down && m.To == "p1@example.org" {
				return errors.New("421 try later")
			}
			sent = append(sent, m.To)
			return nil
		}
		tick := func() {
			t.Helper()
			if _, err := r.Tick(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		tick()
		tick()
		if fmt.Sprint(sent) != "[p0@example.org p2@example.org]" {
			t.Errorf("sent %v", sent)
		}
		down = false
		tick()
		if len(sent) != 2 {
			t.Error("tried again at once")
		}
		clock.Add(time.Minute)
		tick()
		tick()
		if fmt.Sprint(sent) != "[p0@example.org p2@example.org p1@example.org]" {
			t.Errorf("sent %v", sent)
		}
	})
}

func TestMailThatNeverLeavesIsGivenUp(t *testing.T) {
	clock := storetest.NewClock()
	db := storetest.SQLite(t, clock)
	queue(t, db, clock, func(tx *store.Tx) error {
		return tx.QueueMail(store.Mail{Kind: "test", To: "x@example.org", Subject: "s", Body: "b"})
	})
	r := runner(db, clock)
	count := 0
	r.Send = func(context.Context, store.MailRow) error { count++; return errors.New("550 no such user") }
	for range 40 {
		if _, err := r.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		clock.Add(15 * time.Minute)
	}
	all, err := db.Reader().Read(t.Context()).MailNewest(1)
	if err != nil || count != 12 || all[0].FailedAt.IsZero() || all[0].LastError != "550 no such user" {
		t.Errorf("%d tries, %+v, %v", count, all, err)
	}
}

func TestAJobThatFailsWaitsAndDoesNotStopTheOthers(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		queue(t, db, clock, func(tx *store.Tx) error {
			if err := tx.QueueJob("nobody.knows", clock.Now(), "x", "x"); err != nil {
				return err
			}
			return tx.QueueJob(commissioning.JobClose, clock.Now().Add(time.Hour), "cwt-2026-0001", "close")
		})
		r := runner(db, clock)
		due := func() int {
			t.Helper()
			all, err := db.Reader().Read(t.Context()).JobsDue(clock.Now(), clock.Now(), 10)
			if err != nil {
				t.Fatal(err)
			}
			return len(all)
		}
		if n, err := r.Tick(t.Context()); n != 0 || err != nil {
			t.Errorf("did %d, %v", n, err)
		}
		if due() != 0 {
			t.Error("a failed job is due at once")
		}
		clock.Add(2 * time.Second)
		if due() != 1 {
			t.Error("a failed job is not tried again")
		}
	})
}

func TestEndedSessionsAreForgotten(t *testing.T) {
	clock := storetest.NewClock()
	db := storetest.SQLite(t, clock)
	kept := store.Sessions{DB: db}
	for i, ends := range []time.Duration{-25 * time.Hour, time.Hour} { // a day is left for what was sent after the end
		if err := kept.SaveSession(t.Context(), account.Session{Hash: []byte{byte(i)}, Person: 1, Data: []byte{}, Created: clock.Now(), LastSeen: clock.Now(), Expires: clock.Now().Add(ends)}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := runner(db, clock).Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := kept.Session(t.Context(), []byte{0}); err == nil {
		t.Error("an ended session is kept")
	}
	if _, err := kept.Session(t.Context(), []byte{1}); err != nil {
		t.Error(err)
	}
}
