package commissioning

import (
	"context"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/tender"
)

func tenderSubject(ref string) audit.Subject { return audit.Subject{Kind: "tender", Ref: ref} }

// StartTender makes a draft from content: blank, a template's or an earlier
// tender's. Whoever starts it is appointed its author.
func (s *Steps) StartTender(ctx context.Context, by account.Actor, org account.OrganisationID, c tender.Content) (ref string, err error) {
	now := s.now()
	err = s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		if err := mayStart(tx, by, org); err != nil {
			return audit.Event{}, err
		}
		var id tender.ID
		if ref, id, err = addDraft(tx, by, org, c, now); err != nil {
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

// mayStart refuses who may not start a tender for an organisation: only people
// of a buyer that was checked and is not suspended.
func mayStart(tx *store.Tx, by account.Actor, org account.OrganisationID) error {
	return mayDo(tx, by, account.StartTender, account.Thing{Kind: "page", Organisation: org})
}

// addDraft saves a new draft and appoints its author.
func addDraft(tx *store.Tx, by account.Actor, org account.OrganisationID, c tender.Content, now time.Time) (ref string, id tender.ID, err error) {
	if c.Title == "" {
		return "", 0, refusal.Field("title", "Enter a title")
	}
	if ref, err = tenderRef(tx, now); err != nil {
		return "", 0, err
	}
	if id, err = tx.AddTender(store.TenderRow{Ref: ref, Org: org, Author: by.Person, CreatedAt: store.At(now)}, c); err != nil {
		return "", 0, err
	}
	return ref, id, tx.Appoint(id, by.Person, account.RoleAuthor, by.Person, now)
}
