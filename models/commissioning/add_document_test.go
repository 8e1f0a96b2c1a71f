package commissioning_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"hundredweight/models/commissioning"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/store/storetest"
)

func TestDocumentsAreQuietInADraftAndToldWhileBidsAreTaken(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx, read := t.Context(), db.Reader().Read(t.Context())
		file := func(c, name string) commissioning.StoredFile {
			return commissioning.StoredFile{Hash: strings.Repeat(c, 64), Name: name, MediaType: "application/pdf", Size: 10}
		}
		ref, err := w.steps.StartTender(ctx, w.author, w.buyer, content(clock.Now()))
		w.fine(err)
		row, err := read.TenderByRef(ref)
		w.fine(err)
		doc, err := w.steps.AddDocument(ctx, w.author, ref, " Terms ", file("a", "terms.pdf"))
		w.fine(err)
		all, err := read.TenderDocuments(row.ID)
		w.fine(err)
		if len(all) != 1 || all[0].Ref != doc || all[0].Title != "Terms" || all[0].FileHash != strings.Repeat("a", 64) {
			t.Fatalf("kept %+v", all)
		}
		for _, tc := range []struct {
			name, title string
			file        commissioning.StoredFile
		}{{"no title", "", file("b", "b.pdf")}, {"no file", "B", commissioning.StoredFile{}}, {"the same title", "terms", file("b", "b.pdf")}, {"the same file", "B", file("a", "b.pdf")}, {"a long title", strings.Repeat("x", 201), file("b", "b.pdf")}} {
			if _, err := w.steps.AddDocument(ctx, w.author, ref, tc.title, tc.file); !errors.Is(err, refusal.ErrInvalid) {
				t.Errorf("%s: %v", tc.name, err)
			}
		}
		if _, err := w.steps.AddDocument(ctx, w.approver, ref, "B", file("b", "b.pdf")); !errors.Is(err, refusal.ErrNotAllowed) {
			t.Errorf("a colleague added a document: %v", err)
		}
		if err := w.steps.RemoveDocument(ctx, w.approver, ref, doc); !errors.Is(err, refusal.ErrNotAllowed) {
			t.Errorf("a colleague removed a document: %v", err)
		}
		w.fine(w.steps.RemoveDocument(ctx, w.author, ref, doc))
		if err := w.steps.RemoveDocument(ctx, w.author, ref, doc); !errors.Is(err, refusal.ErrNotFound) {
			t.Errorf("removed twice: %v", err)
		}

		open := w.published()
		w.fine(w.steps.FollowTender(ctx, w.providers[0].writer, open))
		before := len(w.mailed("document_added"))
		doc, err = w.steps.AddDocument(ctx, w.author, open, "Plan of the kitchen", file("c", "plan.pdf"))
		w.fine(err)
		if n := len(w.mailed("document_added")) - before; n != 1 {
			t.Errorf("%d were told", n)
		}
		if err := w.steps.RemoveDocument(ctx, w.author, open, doc); !errors.Is(err, refusal.ErrOutOfTurn) {
			t.Errorf("a published document was removed: %v", err)
		}
		clock.Add(40 * 24 * time.Hour)
		if _, err := w.steps.AddDocument(ctx, w.author, open, "Too late", file("d", "late.pdf")); !errors.Is(err, refusal.ErrOutOfTurn) {
			t.Errorf("a document after the deadline: %v", err)
		}
	})
}
