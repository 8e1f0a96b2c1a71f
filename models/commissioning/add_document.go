package commissioning

import (
	"context"
	"strings"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/tender"
)

// mostDocuments bounds the files of one tender.
const mostDocuments = 100

// AddDocument adds a file to a tender and gives its reference. The file was
// inspected and stored under the hash of its bytes before. While bids are
// taken, everybody who follows or bids is told at once: all bidders have the
// same papers.
func (s *Steps) AddDocument(ctx context.Context, by account.Actor, ref, title string, f StoredFile) (doc string, err error) {
	now := s.now()
	if doc, err = s.letters(); err != nil {
		return "", err
	}
	err = s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		t, err := tx.TenderByRef(ref)
		if err != nil {
			return audit.Event{}, err
		}
		if err := appointed(tx, by, t, account.RoleAuthor); err != nil {
			return audit.Event{}, err
		}
		public := t.Status == tender.Open && tender.IsOpen(t.Status, now, t.ClosesAt.Time)
		if !public && !t.Status.MayEdit() {
			return audit.Event{}, refusal.Turn("This tender is %s, so no document can be added.", tender.Shown(t.Status, now, t.ClosesAt.Time).Words())
		}
		title := strings.TrimSpace(title)
		if err := documentProblems(tx, t.ID, title, f); err != nil {
			return audit.Event{}, err
		}
		if err := tx.AddTenderDocument(store.TenderDocument{Ref: doc, Tender: t.ID, Title: title, FileHash: f.Hash, FileName: f.Name, MediaType: f.MediaType, Size: f.Size, AddedBy: by.Person, AddedAt: store.At(now)}); err != nil {
			return audit.Event{}, err
		}
		e := audit.New(by, now, "tender.document_added", tenderSubject(ref)).On(int64(t.ID)).With("document", doc).With("sha256", f.Hash)
		if !public {
			return e, nil
		}
		return e.Shown(), s.tell(tx, t, "document_added", "a document was added", "A document was added: "+title+" ("+f.Name+").", now)
	})
	return doc, err
}

func documentProblems(tx *store.Tx, id tender.ID, title string, f StoredFile) error {
	all, err := tx.TenderDocuments(id)
	if err != nil {
		return err
	}
	var p []refusal.Problem
	switch {
	case title == "":
		p = append(p, refusal.Problem{Field: "title", Reason: "Enter a title"})
	case len([]rune(title)) > 200:
		p = append(p, refusal.Problem{Field: "title", Reason: "The title must be 200 characters or fewer"})
	}
	if f.Hash == "" {
		p = append(p, refusal.Problem{Field: "file", Reason: "Choose a file"})
	}
	for _, d := range all {
		if strings.EqualFold(d.Title, title) {
			p = append(p, refusal.Problem{Field: "title", Reason: "A document of this title is there already. Give this one another title"})
		}
		if d.FileHash == f.Hash {
			p = append(p, refusal.Problem{Field: "file", Reason: "This file is there already, as “" + d.Title + "”"})
		}
	}
	if len(all) >= mostDocuments {
		p = append(p, refusal.Problem{Field: "file", Reason: "A tender can have 100 documents at most"})
	}
	return refusal.Fields(p)
}

// RemoveDocument takes a file out of a draft. Once bidders may have read it, it
// stays.
func (s *Steps) RemoveDocument(ctx context.Context, by account.Actor, ref, doc string) error {
	now := s.now()
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		t, err := tx.TenderByRef(ref)
		if err != nil {
			return audit.Event{}, err
		}
		if err := appointed(tx, by, t, account.RoleAuthor); err != nil {
			return audit.Event{}, err
		}
		if !t.Status.MayEdit() {
			return audit.Event{}, refusal.Turn("This tender is %s. Its documents stay.", t.Status.Words())
		}
		d, err := tx.TenderDocumentByRef(t.ID, doc)
		if err != nil {
			return audit.Event{}, err
		}
		return audit.New(by, now, "tender.document_removed", tenderSubject(ref)).On(int64(t.ID)).With("document", doc).With("sha256", d.FileHash), tx.RemoveTenderDocument(t.ID, doc, now)
	})
}
