// Package storetest opens real databases for tests: SQLite always, PostgreSQL
// when HW_TEST_POSTGRES names a server.
package storetest

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	"github.com/jmoiron/sqlx"

	"hundredweight/models/store"
)

// Noon is the fixed moment that tests begin at: a Monday.
var Noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// Clock is a clock that a test moves.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// NewClock starts at Noon.
func NewClock() *Clock { return &Clock{at: Noon} }

// Now gives the time.
func (c *Clock) Now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.at }

// Set moves the clock to a moment.
func (c *Clock) Set(at time.Time) { c.mu.Lock(); c.at = at; c.mu.Unlock() }

// Add moves the clock on.
func (c *Clock) Add(d time.Duration) { c.mu.Lock(); c.at = c.at.Add(d); c.mu.Unlock() }

// Each runs a test on SQLite and, where HW_TEST_POSTGRES is set, on PostgreSQL,
// with a fresh database and a fixed clock. REQUIRE_POSTGRES=1 makes a missing
// server a failure.
func Each(t *testing.T, f func(t *testing.T, db *store.DB, clock *Clock)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		clock := NewClock()
		f(t, SQLite(t, clock), clock)
	})
	t.Run("postgres", func(t *testing.T) {
		clock := NewClock()
		f(t, Postgres(t, clock), clock)
	})
}

// SQLite opens a fresh SQLite database.
func SQLite(t testing.TB, clock *Clock) *store.DB {
	t.Helper()
	return open(t, "sqlite:"+filepath.Join(t.TempDir(), "hundredweight.db"), clock)
}

var (
	templateOnce sync.Once
	templateErr  error
	templateName string
	counter      int64
	counterMu    sync.Mutex
)

// Postgres opens a fresh database, copied from a migrated template.
func Postgres(t testing.TB, clock *Clock) *store.DB {
	t.Helper()
	return open(t, PostgresURL(t), clock)
}

// PostgresURL makes a fresh migrated database and gives its address. It is
// dropped when the test ends.
func PostgresURL(t testing.TB) string {
	t.Helper()
	server := os.Getenv("HW_TEST_POSTGRES")
	if server == "" {
		if os.Getenv("REQUIRE_POSTGRES") == "1" {
			t.Fatal("PostgreSQL is required and HW_TEST_POSTGRES is not set")
		}
		t.Skip("left out: HW_TEST_POSTGRES names no PostgreSQL server")
	}
	admin, err := sqlx.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	templateOnce.Do(func() { templateErr = makeTemplate(admin, server) })
	if templateErr != nil {
		t.Fatal(templateErr)
	}
	counterMu.Lock()
	counter++
	name := fmt.Sprintf("%s_%d", templateName, counter)
	_, err = admin.Exec(`CREATE DATABASE ` + name + ` TEMPLATE ` + templateName)
	counterMu.Unlock()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := admin.Exec(`DROP DATABASE IF EXISTS ` + name + ` WITH (FORCE)`); err != nil {
			t.Error(err)
		}
		if err := admin.Close(); err != nil {
			t.Error(err)
		}
	})
	return with(server, name)
}

// makeTemplate migrates once per test program, so that a fresh database costs a copy.
func makeTemplate(admin *sqlx.DB, server string) error {
	templateName = fmt.Sprintf("hw_%d_%d", os.Getpid(), time.Now().UnixNano()%1_000_000)
	if _, err := admin.Exec(`CREATE DATABASE ` + templateName); err != nil {
		return err
	}
	db, err := store.Open(context.Background(), store.Options{URL: with(server, templateName), Now: time.Now, Rand: rand.Reader})
	if err != nil {
		return err
	}
	return db.Close()
}

func with(server, name string) string {
	u, err := url.Parse(server)
	if err != nil {
		return server
	}
	u.Path = "/" + name
	return u.String()
}

func open(t testing.TB, address string, clock *Clock) *store.DB {
	t.Helper()
	db, err := store.Open(context.Background(), store.Options{URL: address, Now: clock.Now, Rand: rand.Reader, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return db
}
