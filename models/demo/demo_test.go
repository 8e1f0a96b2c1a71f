package demo_test

import (
	"crypto/rand"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"hundredweight/models/commissioning"
	"hundredweight/models/demo"
	"hundredweight/models/file"
	"hundredweight/models/seal"
	"hundredweight/models/store"
	"hundredweight/templates/email"
)

// The county must be there on whatever day somebody looks: the story is told
// backwards from today over weekends, bank holidays and clock changes.
func TestTheCountyCanBeBuiltOnAnyDay(t *testing.T) {
	for _, day := range []string{"2026-11-29", "2026-12-28", "2027-03-30"} {
		t.Run(day, func(t *testing.T) {
			today, err := time.Parse(time.DateOnly, day)
			if err != nil {
				t.Fatal(err)
			}
			wall := func() time.Time { return today.Add(7 * time.Hour) } // before noon
			w := world(t, wall)
			county, err := w.Build(t.Context(), "a hash")
			if err != nil {
				t.Fatal(err)
			}
			q := w.DB.Reader().Read(t.Context())
			for _, e := range county.Tenders {
				row, err := q.TenderByRef(e.Ref)
				if err != nil {
					t.Fatal(err)
				}
				if e.Stage == "open" && !wall().Before(row.ClosesAt.Time) || e.Stage == "sealed" && wall().Before(row.ClosesAt.Time) {
					t.Errorf("%s closes at %s", e.Title, row.ClosesAt)
				}
				t.Logf("%-22s %s", e.Stage, row.Status)
			}
			if now := w.Clock.Now(); !now.Equal(wall()) {
				t.Errorf("the clock shows %s", now)
			}
		})
	}
}

func world(t *testing.T, wall func() time.Time) *demo.World {
	t.Helper()
	dir := t.TempDir()
	clock := demo.NewClock(wall)
	db, err := store.Open(t.Context(), store.Options{URL: "sqlite:" + filepath.Join(dir, "demo.db"), Now: clock.Now, Rand: rand.Reader, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	keys, err := seal.OpenKeys(filepath.Join(dir, "keys"), false)
	if err != nil {
		t.Fatal(err)
	}
	files, err := file.Open(filepath.Join(dir, "files"))
	if err != nil {
		t.Fatal(err)
	}
	steps := &commissioning.Steps{DB: db, Now: clock.Now, Wall: wall, Rand: rand.Reader, Keys: keys, Files: files, BaseURL: "http://demo.test", Letter: email.Letters{Base: "http://demo.test", Operator: demo.Operator}.Write}
	return &demo.World{DB: db, Steps: steps, Clock: clock, Log: slog.New(slog.DiscardHandler)}
}
