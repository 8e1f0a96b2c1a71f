package store_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/store"
	"hundredweight/models/store/storetest"
)

// fsyncs is the yardstick F: how many times a second this disk makes 4 KB
// durable, measured for a moment.
func fsyncs(b *testing.B, dir string) float64 {
	b.Helper()
	f, err := os.CreateTemp(dir, "fsync")
	if err != nil {
		b.Fatal(err)
	}
	defer func() {
		if err := f.Close(); err != nil {
			b.Error(err)
		}
	}()
	page := make([]byte, 4096)
	began, n := time.Now(), 0
	for time.Since(began) < 700*time.Millisecond {
		if _, err := f.WriteAt(page, int64(n%64)*4096); err != nil {
			b.Fatal(err)
		}
		if err := f.Sync(); err != nil {
			b.Fatal(err)
		}
		n++
	}
	return float64(n) / time.Since(began).Seconds()
}

// callers lets many call at once until n calls are made, and gives the rate a
// second, the 99th percentile, and how many failed.
func callers(many, n int, call func(i int) error) (rate float64, p99 time.Duration, failed int64) {
	var next, bad atomic.Int64
	took := make([]time.Duration, n)
	began := time.Now()
	var wg sync.WaitGroup
	for range many {
		wg.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				at := time.Now()
				if err := call(i); err != nil {
					bad.Add(1)
				}
				took[i] = time.Since(at)
			}
		})
	}
	wg.Wait()
	all := time.Since(began)
	slices.Sort(took)
	return float64(n) / all.Seconds(), took[n*99/100], bad.Load()
}

func stepOf(db *store.DB, i int) error {
	by := account.System("benchmark")
	return db.Write(context.Background(), by, func(tx *store.Tx) (audit.Event, error) {
		return audit.New(by, storetest.Noon, "benchmark.step", audit.Subject{Kind: "benchmark", Ref: fmt.Sprint(i)}), tx.SetSetting(fmt.Sprint("k", i%4096), "a value of the size that a small step writes")
	})
}

// BenchmarkStepsSQLite holds steps at 256 callers against F: at least 4.
func BenchmarkStepsSQLite(b *testing.B) {
	dir := b.TempDir()
	db, err := store.Open(context.Background(), store.Options{URL: "sqlite:" + filepath.Join(dir, "a.db"), Now: time.Now, Rand: rand.Reader, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			b.Error(err)
		}
	}()
	var f, rate, bad float64
	var worst time.Duration
	const rounds = 3
	n := max(b.N/rounds, 20_000)
	b.ResetTimer()
	for range rounds { // turn about, so that a busy neighbour slows both
		f += fsyncs(b, dir)
		r, p99, failed := callers(256, n, func(i int) error { return stepOf(db, i) })
		rate, bad, worst = rate+r, bad+float64(failed), max(worst, p99)
	}
	b.ReportMetric(rate/f, "F")
	b.ReportMetric(rate/rounds, "steps/s")
	b.ReportMetric(f/rounds, "fsyncs/s")
	b.ReportMetric(float64(worst.Microseconds())/1000, "p99-ms")
	b.ReportMetric(bad, "failed")
}

// BenchmarkStepsPostgres holds 32 writers with the public log against the same
// without it: at least 0.85, and no call fails.
func BenchmarkStepsPostgres(b *testing.B) {
	clock := storetest.NewClock()
	with := storetest.Postgres(b, clock)
	without, err := store.Open(context.Background(), store.Options{URL: storetest.PostgresURL(b), Now: clock.Now, Rand: rand.Reader, Log: slog.New(slog.DiscardHandler), WithoutLedger: true})
	if err != nil {
		b.Fatal(err)
	}
	defer func() {
		if err := without.Close(); err != nil {
			b.Error(err)
		}
	}()
	var a, c, bad float64
	const rounds = 4
	n := max(b.N/rounds, 4_000)
	for _, db := range []*store.DB{with, without} { // warm
		if _, _, failed := callers(32, 1_000, func(i int) error { return stepOf(db, i) }); failed > 0 {
			b.Fatalf("%d calls failed", failed)
		}
	}
	b.ResetTimer()
	for range rounds {
		r, _, failed := callers(32, n, func(i int) error { return stepOf(with, i) })
		a, bad = a+r, bad+float64(failed)
		r, _, failed = callers(32, n, func(i int) error { return stepOf(without, i) })
		c, bad = c+r, bad+float64(failed)
	}
	b.ReportMetric(a/c, "of-without-ledger")
	b.ReportMetric(a/rounds, "steps/s")
	b.ReportMetric(bad, "failed")
}

// BenchmarkSearchAMillion searches a million services for a word that nearly a
// fifth of them have, for two words, and for a rare pair, at eight callers:
// the 99th percentile is at most 50 ms.
func BenchmarkSearchAMillion(b *testing.B) {
	clock := storetest.NewClock()
	db := storetest.SQLite(b, clock)
	began := time.Now()
	n := storetest.Many(b)
	storetest.Offers(b, db, clock, n)
	b.Logf("%d services written in %.0f s", n, time.Since(began).Seconds())
	q := db.Reader().Read(context.Background())
	for _, c := range []struct {
		name string
		ask  store.OfferFilter
	}{
		{"common word, best first", store.OfferFilter{Words: "community", Order: store.Best, Now: clock.Now()}},
		{"two common words", store.OfferFilter{Words: "community support", Order: store.Best, Now: clock.Now()}},
		{"words nobody wrote", store.OfferFilter{Words: "zebra xylophone", Order: store.Best, Now: clock.Now()}},
		{"newest, no words", store.OfferFilter{Order: store.Newest, Now: clock.Now()}},
	} {
		b.Run(c.name, func(b *testing.B) {
			if _, _, err := q.ListOffers(c.ask, 25); err != nil { // warm
				b.Fatal(err)
			}
			runtime.GC()
			times := max(b.N, 400)
			b.ResetTimer()
			rate, p99, failed := callers(8, times, func(int) error {
				_, _, err := q.ListOffers(c.ask, 25)
				return err
			})
			b.ReportMetric(float64(p99.Microseconds())/1000, "p99-ms")
			b.ReportMetric(rate, "lists/s")
			b.ReportMetric(float64(failed), "failed")
		})
	}
}
