package store_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"
	"pgregory.net/rapid"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/ledger"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/store/storetest"
)

var clockActor = account.Clock()

func event(n int) audit.Event {
	return audit.New(clockActor, storetest.Noon, "test.done", audit.Subject{Kind: "test", Ref: fmt.Sprint(n)})
}

func setting(t *testing.T, db *store.DB, key string) string {
	t.Helper()
	v, err := db.Reader().Read(t.Context()).Setting(key)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestOneFailingStepFailsOnlyItsCaller(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, _ *storetest.Clock) {
		var wg sync.WaitGroup
		var good, bad atomic.Int64
		for i := range 200 {
			wg.Go(func() {
				err := db.Write(t.Context(), clockActor, func(tx *store.Tx) (audit.Event, error) {
					if err := tx.SetSetting(fmt.Sprint("k", i), "v"); err != nil {
						return audit.Event{}, err
					}
					if i%3 == 0 {
						return audit.Event{}, refusal.Turn("not now")
					}
					return event(i), nil
				})
				switch {
				case err == nil:
					good.Add(1)
				case errors.Is(err, refusal.ErrOutOfTurn):
					bad.Add(1)
				default:
					t.Errorf("step %d: %v", i, err)
				}
			})
		}
		wg.Wait()
		if good.Load() != 133 || bad.Load() != 67 {
			t.Fatalf("got %d good and %d refused, want 133 and 67", good.Load(), bad.Load())
		}
		if got := setting(t, db, "k3"); got != "" {
			t.Fatalf("a refused step left %q behind", got)
		}
		if got := setting(t, db, "k4"); got != "v" {
			t.Fatalf("a good step left %q, want v", got)
		}
		n, err := db.Reader().Read(t.Context()).CountEvents("test.done")
		if err != nil || n != 133 {
			t.Fatalf("got %d events, %v; want 133", n, err)
		}
	})
}

func TestAPanicFailsOnlyItsCaller(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, _ *storetest.Clock) {
		var wg sync.WaitGroup
		var failed atomic.Int64
		for i := range 60 {
			wg.Go(func() {
				err := db.Write(t.Context(), clockActor, func(tx *store.Tx) (audit.Event, error) {
					if i == 30 {
						panic("a crash")
					}
					return event(i), tx.SetSetting(fmt.Sprint("p", i), "v")
				})
				if err != nil {
					failed.Add(1)
				}
			})
		}
		wg.Wait()
		if failed.Load() != 1 {
			t.Fatalf("%d steps failed, want the one that crashed", failed.Load())
		}
	})
}

func TestAWriteWithoutAnEventIsRefused(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, _ *storetest.Clock) {
		err := db.Write(t.Context(), clockActor, func(tx *store.Tx) (audit.Event, error) {
			return audit.Event{}, tx.SetSetting("quiet", "v")
		})
		if err == nil || setting(t, db, "quiet") != "" {
			t.Fatalf("a write without an event was kept (err %v)", err)
		}
	})
}

func TestADatabaseErrorRefusesTheCommitEvenWhenTheStepHidesIt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, _ *storetest.Clock) {
		q := func(tx *store.Tx) (audit.Event, error) {
			if err := tx.SetSetting("hidden", "v"); err != nil {
				return audit.Event{}, err
			}
			if err := tx.BreakForTest(); err == nil {
				t.Error("the broken statement worked")
			}
			return event(1), nil
		}
		if err := db.Write(t.Context(), clockActor, q); err == nil {
			t.Fatal("a step that hid a database error was committed")
		}
		if setting(t, db, "hidden") != "" {
			t.Fatal("its neighbours' rows stayed")
		}
	})
}

func TestACallerThatLeftBeforeItsStepBeganIsSkipped(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, _ *storetest.Clock) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		err := db.Write(ctx, clockActor, func(tx *store.Tx) (audit.Event, error) {
			return event(1), tx.SetSetting("late", "v")
		})
		if err == nil || setting(t, db, "late") != "" {
			t.Fatalf("a step ran for a caller that had left (err %v)", err)
		}
	})
}

func TestTheLogHoldsEveryEventOnceAndProvesIt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, _ *storetest.Clock) {
		const writers, each = 32, 20
		receipts := make([]store.Receipt, writers*each)
		var wg sync.WaitGroup
		for w := range writers {
			wg.Go(func() {
				for i := range each {
					n := w*each + i
					r, err := db.WriteReceipt(t.Context(), clockActor, func(*store.Tx) (audit.Event, error) { return event(n), nil })
					if err != nil {
						t.Errorf("write %d: %v", n, err)
						return
					}
					receipts[n] = r
				}
			})
		}
		wg.Wait()
		q := db.Reader().Read(t.Context())
		var head ledger.Checkpoint
		for range 100 {
			var err error
			if head, err = q.LogHead("hundredweight/test"); err != nil {
				t.Fatal(err)
			}
			if head.Size == writers*each {
				break
			}
			time.Sleep(20 * time.Millisecond)
		}
		if head.Size != writers*each {
			t.Fatalf("the log has %d entries, want %d", head.Size, writers*each)
		}
		seen := map[int64]bool{}
		for n, r := range receipts {
			rows, err := q.EventsAbout("test", fmt.Sprint(n))
			if err != nil || len(rows) != 1 || rows[0].LeafIndex == nil {
				t.Fatalf("event %d: %d rows, %v", n, len(rows), err)
			}
			at := *rows[0].LeafIndex
			if seen[at] {
				t.Fatalf("entry %d is there twice", at)
			}
			seen[at] = true
			proof, err := ledger.ProveInclusion(head.Size, at, q.LogHashes())
			if err != nil {
				t.Fatal(err)
			}
			if err := ledger.CheckInclusion(proof, head.Size, head.Root, at, r.LeafHash); err != nil {
				t.Fatalf("event %d is not proved: %v", n, err)
			}
		}
	})
}

func TestALeafIsWorkedOutAgainFromItsRow(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, _ *storetest.Clock) {
		for i := range 3 {
			if err := db.Write(t.Context(), clockActor, func(*store.Tx) (audit.Event, error) { return event(i).With("reason", "<&> “said”"), nil }); err != nil {
				t.Fatal(err)
			}
		}
		rows, err := db.Reader().Read(t.Context()).EventsForTest()
		if err != nil || len(rows) != 3 {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		salts := map[string]bool{}
		for i, r := range rows {
			sum := sha256.Sum256([]byte(r.Body))
			leaf := sha256.Sum256(slices.Concat([]byte{0}, []byte("hw-leaf/1"), r.Salt, sum[:]))
			if len(r.Salt) != 32 || !bytes.Equal(leaf[:], r.Leaf) {
				t.Errorf("event %d: salt of %d bytes, leaf %x, want %x", i, len(r.Salt), r.Leaf, leaf)
			}
			salts[string(r.Salt)] = true
		}
		if len(salts) != 3 {
			t.Error("two events have one salt")
		}
	})
}

func TestEventsCannotBeChangedOrDeleted(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, _ *storetest.Clock) {
		if err := db.Write(t.Context(), clockActor, func(*store.Tx) (audit.Event, error) { return event(1), nil }); err != nil {
			t.Fatal(err)
		}
		for _, stmt := range []string{`UPDATE audit_events SET kind = 'x'`, `DELETE FROM audit_events`} {
			if err := db.Write(t.Context(), clockActor, func(tx *store.Tx) (audit.Event, error) { return event(2), tx.ExecForTest(stmt) }); err == nil {
				t.Fatalf("%s was allowed", stmt)
			}
		}
	})
}

func TestKeepReachesOnlyTheListedTables(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, _ *storetest.Clock) {
		if err := db.Keep(t.Context(), "bids", func(*store.KeepTx) error { return nil }); err == nil {
			t.Fatal("housekeeping reached bids")
		}
	})
}

func TestJobsAndMailAreDueOnceAndInOrder(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		now := clock.Now()
		err := db.Write(t.Context(), clockActor, func(tx *store.Tx) (audit.Event, error) {
			if err := tx.QueueJob("later", now.Add(time.Hour), "b", "two"); err != nil {
				return audit.Event{}, err
			}
			if err := tx.QueueJob("sooner", now.Add(time.Minute), "a", "one"); err != nil {
				return audit.Event{}, err
			}
			for range 2 {
				if err := tx.QueueMail(store.Mail{Kind: "k", To: "a@example.org", Subject: "s", Body: "b", UniqueKey: "once"}); err != nil {
					return audit.Event{}, err
				}
			}
			return event(1), nil
		})
		if err != nil {
			t.Fatal(err)
		}
		q := db.Reader().Read(t.Context())
		due, err := q.JobsDue(now.Add(2*time.Hour), now, 10)
		if err != nil || len(due) != 2 || due[0].Kind != "sooner" {
			t.Fatalf("got %+v, %v", due, err)
		}
		if !due[0].RunAt.Equal(now.Add(time.Minute)) {
			t.Fatalf("the time came back as %v", due[0].RunAt)
		}
		mail, err := q.MailDue(now, 10)
		if err != nil || len(mail) != 1 {
			t.Fatalf("got %d mails, %v; want one", len(mail), err)
		}
		lease := func() (ok bool) {
			err := db.Keep(t.Context(), store.KeepLeases, func(k *store.KeepTx) (err error) {
				ok, err = k.LeaseJob(due[0].ID, now, now.Add(time.Minute))
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return ok
		}
		if !lease() || lease() {
			t.Fatal("a job must be leased once")
		}
	})
}

func TestSearchFindsStemsAndNeverFails(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, _ *storetest.Clock) {
		docs := []string{"Community meals for older people", "Advice on debts and benefits", "Meal deliveries in rural Northmere"}
		for i, d := range docs {
			if err := db.Write(t.Context(), clockActor, func(tx *store.Tx) (audit.Event, error) {
				return event(i), tx.IndexDoc(store.SearchOffers, int64(i+1), d, "A service in Northmere")
			}); err != nil {
				t.Fatal(err)
			}
		}
		q := db.Reader().Read(t.Context())
		hits, more, err := q.Search(store.SearchOffers, "meal", 10)
		if err != nil || more || len(hits) != 2 {
			t.Fatalf("got %v, %v, %v; want the two about meals", hits, more, err)
		}
		if err := db.Write(t.Context(), clockActor, func(tx *store.Tx) (audit.Event, error) {
			return event(9), tx.UnindexDoc(store.SearchOffers, 1)
		}); err != nil {
			t.Fatal(err)
		}
		if hits, _, _ = q.Search(store.SearchOffers, "community", 10); len(hits) != 0 {
			t.Fatalf("a removed document is still found: %v", hits)
		}
		rapid.Check(t, func(rt *rapid.T) {
			typed := rapid.String().Draw(rt, "typed")
			if _, _, err := db.Reader().Read(t.Context()).Search(store.SearchOffers, typed, 5); err != nil {
				rt.Fatalf("%q: %v", typed, err)
			}
		})
	})
}

func TestADatabaseOfANewerProgramIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new.db")
	opt := store.Options{URL: "sqlite:" + path, Now: storetest.NewClock().Now, Rand: rand.Reader}
	db, err := store.Open(t.Context(), opt)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	raw, err := sqlx.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := raw.Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, 1)`); err != nil {
		t.Fatal(err)
	}
	if err := raw.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = store.Open(t.Context(), opt)
	if err == nil || !strings.Contains(err.Error(), "newer Hundredweight") {
		t.Fatalf("got %v, want the sentence about a newer program", err)
	}
}

func TestSQLiteKeepsWhatItIsTold(t *testing.T) {
	db := storetest.SQLite(t, storetest.NewClock())
	for _, c := range db.Checks(t.Context()) {
		if !c.OK {
			t.Errorf("%s: %s", c.Name, c.Found)
		}
	}
	if got := len(db.Checks(t.Context())); got != 3 {
		t.Fatalf("got %d checks, want journal mode, synchronous and foreign keys", got)
	}
}

func TestTagsNarrowASearchAndNoWordIsEverATag(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, _ *storetest.Clock) {
		for i, tags := range [][]string{{"ex3", "wxe07"}, {"ex4", "wxe07"}, {"ex4", "wxe08"}, nil} {
			err := db.Write(t.Context(), clockActor, func(tx *store.Tx) (audit.Event, error) {
				_, err := tx.IndexTagged(store.SearchOffers, int64(i+1), "Community meals", "ex4 is only a word here", tags)
				return event(i), err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		for _, tc := range []struct {
			name string
			n    store.Narrow
			want string
		}{
			{"a tag", store.Narrow{Tags: [][]string{{"ex4"}}}, "[3 2]"},
			{"either of two tags", store.Narrow{Tags: [][]string{{"ex3", "ex4"}}}, "[3 2 1]"},
			{"two groups of tags", store.Narrow{Tags: [][]string{{"ex3", "ex4"}, {"wxe07"}}}, "[2 1]"},
			{"a word and a tag", store.Narrow{Words: "meal", Tags: [][]string{{"wxe08"}}}, "[3]"},
			{"a word that looks like a tag finds the word", store.Narrow{Words: "wxe07"}, "[]"},
			{"a tag that looks like syntax", store.Narrow{Tags: [][]string{{`x" OR "ex4`, "x' | 'ex4"}}}, "[]"},
			{"nothing wanted is everything, not asked here", store.Narrow{}, "none"},
		} {
			got, err := db.Reader().Read(t.Context()).MatchesForTest(store.SearchOffers, tc.n)
			if err != nil || got != tc.want {
				t.Errorf("%s: got %s (%v), want %s", tc.name, got, err, tc.want)
			}
		}
	})
}
