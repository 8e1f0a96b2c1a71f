package bid

import (
	"errors"
	"testing"
	"time"

	"hundredweight/models/refusal"
)

func TestSixtySavesAMinute(t *testing.T) {
	now := time.Date(2026, 11, 23, 11, 59, 30, 0, time.UTC)
	var due time.Time
	save := func(what string, taken bool) {
		t.Helper()
		next, err := MaySaveNow(due, now, SavesMost)
		r, _ := refusal.As(err)
		if taken != (err == nil) || !taken && (!errors.Is(err, refusal.ErrTooMany) || r.After != 1) {
			t.Fatalf("%s: %v", what, err)
		}
		due = next
	}
	for range 60 {
		save("sixty at once", true)
	}
	save("the sixty-first", false)
	save("a refused one costs nothing", false)
	now = now.Add(time.Second)
	save("a second later", true)
	save("and one more", false)
	now = now.Add(time.Minute)
	for range 60 {
		save("sixty again after a minute", true)
	}
	save("the sixty-first again", false)
	if _, err := MaySaveNow(now.Add(time.Hour), now, SavesMost); err == nil {
		t.Error("a clock that was set back lets everything through")
	}
}
