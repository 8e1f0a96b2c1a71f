package commissioning

import (
	"context"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/tender"
)

func tenderSubject(ref string) audit.Subject { return audit.Subject{Kind: "tender", Ref: ref} }

// StartTender makes a draft from content: blank, a template's or an import's.
// Whoever starts it is appointed its author.
func (s *Steps) StartTender(ctx context.Context, by account.Actor, org account.OrganisationID, c tender.Content) (ref string, err error) {
	now := s.now()
	err = s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		if err := member(tx, by, org, account.Author); err != nil {
			return audit.Event{}, err
		}
		o, err := tx.OrganisationByID(org)
		if err != nil {
			return audit.Event{}, err
		}
		if !o.IsBuyer() {
			return audit.Event{}, refusal.Forbidden("Only buyers run tenders.", "Ask the operator to set your organisation up as a buyer.")
		}
		if c.Title == "" {
			return audit.Event{}, refusal.Field("title", "Enter a title")
		}
		if ref, err = tenderRef(tx, now); err != nil {
			return audit.Event{}, err
		}
		row := store.TenderRow{Ref: ref, Org: org, Author: by.Person, CreatedAt: store.At(now)}
		id, err := tx.AddTender(row, c)
		if err != nil {
			return audit.Event{}, err
		}
		if err := tx.Appoint(id, by.Person, account.RoleAuthor, by.Person, now); err != nil {
			return audit.Event{}, err
		}
		e := audit.New(by, now, "tender.started", tenderSubject(ref)).On(int64(id))
		if c.Source != nil {
			e = e.With("source", c.Source.OCID).With("source_sha256", c.Source.SHA256)
		}
		return e, nil
	})
	return ref, err
}
