package commissioning_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"hundredweight/models/addedvalue"
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

func TestOnlyFilesThatNothingRefersToAreSwept(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		clock.Set(time.Now().UTC()) // files have the time of the wall
		keep := func(text string) commissioning.StoredFile {
			t.Helper()
			kept, err := w.steps.ReceiveFile("file", "report.pdf", strings.NewReader("%PDF-1.7 "+text))
			w.fine(err)
			return kept
		}
		cited, orphan := keep("cited"), keep("orphan")
		_, err := w.steps.AddEvidence(t.Context(), w.providers[0].signer, w.providers[0].org, commissioning.NewEvidence{
			Evidence: addedvalue.Evidence{Title: "Report", Kind: addedvalue.Document, Date: clock.Now().AddDate(0, -1, 0).Truncate(24 * time.Hour), Covers: "2026", PersonalDataChecked: true}, File: cited})
		w.fine(err)
		if n, err := w.steps.SweepFiles(t.Context()); n != 0 || err != nil {
			t.Errorf("%d young files were swept, %v", n, err)
		}
		clock.Add(25 * time.Hour)
		if n, err := w.steps.SweepFiles(t.Context()); n != 1 || err != nil {
			t.Errorf("%d files were swept, %v", n, err)
		}
		if _, err := w.steps.ReadFile(orphan.Hash); !errors.Is(err, refusal.ErrNotFound) {
			t.Errorf("the orphan is still there: %v", err)
		}
		f, err := w.steps.ReadFile(cited.Hash)
		w.fine(err)
		w.fine(f.Close())
	})
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }
