package commissioning_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"hundredweight/models/commissioning"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/store/storetest"
)

func TestReceiveFile(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		kept, err := w.steps.ReceiveFile("file", "report.pdf", strings.NewReader("%PDF-1.7 a report"))
		if err != nil || kept.Name != "report.pdf" || kept.MediaType != "application/pdf" || kept.Size != 17 {
			t.Fatalf("got %+v, %v", kept, err)
		}
		f, err := w.steps.ReadFile(kept.Hash)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(f)
		if err := errors.Join(err, f.Close()); err != nil || string(body) != "%PDF-1.7 a report" {
			t.Errorf("read %q, %v", body, err)
		}
		tooBig := io.MultiReader(strings.NewReader("%PDF-1.7"), io.LimitReader(zeros{}, commissioning.UploadMost))
		if _, err := w.steps.ReceiveFile("file", "large.pdf", tooBig); !errors.Is(err, refusal.ErrInvalid) || !strings.Contains(err.Error(), "smaller than 25MB") {
			t.Errorf("a file over the limit: %v", err)
		}
		if _, err := w.steps.ReceiveFile("file", "page.html", strings.NewReader("<html>")); !errors.Is(err, refusal.ErrInvalid) {
			t.Errorf("a web page: %v", err)
		}
	})
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }
