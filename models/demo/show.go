package demo

import (
	"context"
	"time"

	"hundredweight/models/tender"
)

// Stand is where an exhibit stands now, and what happens next by itself.
type Stand struct {
	Exhibit
	Status string    // in words
	Next   time.Time // zero for nothing
	What   string    // "bids close"
}

// Stands tells where each exhibit stands now: visitors move them on.
func (w *World) Stands(ctx context.Context, all []Exhibit) ([]Stand, error) {
	q, now := w.DB.Reader().Read(ctx), w.Clock.Now()
	var out []Stand
	for _, e := range all {
		t, err := q.TenderByRef(e.Ref)
		if err != nil {
			return nil, err
		}
		s := Stand{Exhibit: e, Status: t.Status.Words()}
		switch t.Status {
		case tender.Open:
			stage, err := q.StageOf(t.ID, 1)
			if err != nil {
				return nil, err
			}
			s.Status = tender.Shown(t.Status, now, stage.Deadline.Time).Words()
			s.Next, s.What = stage.Deadline.Time, "bids close"
		case tender.Standstill:
			period, ok, err := q.StandstillOf(t.ID)
			if err != nil {
				return nil, err
			}
			if ok {
				if last, err := time.Parse(time.DateOnly, period.LastDay); err == nil {
					s.Next, s.What = last.AddDate(0, 0, 1).Add(time.Hour), "the waiting period is over"
				}
			}
		}
		out = append(out, s)
	}
	return out, nil
}
