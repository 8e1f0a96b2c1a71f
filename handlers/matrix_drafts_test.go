package handlers_test

import (
	"hundredweight/models/account"
	"hundredweight/models/commissioning"
	"hundredweight/models/tender"
)

func init() {
	things["/org/:org/tenders"] = func(w *world) thing { return thing{Params: map[string]string{"org": w.buyer()}} }
	things["/org/:org/tenders/:ref"] = func(w *world) thing { return w.draft() }
}

// draft is a tender's draft of two parts with a document: its author may, a
// colleague without a part in it may not.
func (w *world) draft() thing {
	ctx, slug := w.t.Context(), w.buyer()
	org, err := w.site.DB.Reader().Read(ctx).OrganisationBySlug(slug)
	if err != nil {
		w.t.Fatal(err)
	}
	id := w.member(slug, account.Author)
	author, err := w.site.DB.Reader().Read(ctx).Actor(id)
	if err != nil {
		w.t.Fatal(err)
	}
	content := tender.Blank("A tender of " + slug)
	if _, err := tender.PutLot(&content, tender.Lot{Title: "A second part"}); err != nil {
		w.t.Fatal(err)
	}
	content.KPIs = []tender.KPI{{Title: "On time"}, {Title: "Reach"}}
	ref, err := w.site.Steps.StartTender(ctx, author, org.ID, content)
	if err != nil {
		w.t.Fatal(err)
	}
	return thing{Params: map[string]string{"org": slug, "ref": ref, "n": "2", "doc": w.document(author, ref)}, Right: id, Wrong: w.member(slug)}
}

// document adds a document to a draft.
func (w *world) document(by account.Actor, ref string) string {
	f, err := w.site.Steps.Files.Create()
	if err != nil {
		w.t.Fatal(err)
	}
	if _, err := f.Write([]byte("terms")); err != nil {
		w.t.Fatal(err)
	}
	hash, size, err := f.Commit()
	if err != nil {
		w.t.Fatal(err)
	}
	doc, err := w.site.Steps.AddDocument(w.t.Context(), by, ref, "Terms", commissioning.StoredFile{Hash: hash, Name: "terms.txt", MediaType: "text/plain", Size: size})
	if err != nil {
		w.t.Fatal(err)
	}
	return doc
}
