package commissioning

import (
	"context"
	"errors"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/tender"
)

// ImportTender makes a draft from a published notice, as ocds.TenderDraft read
// it. A notice whose draft still stands is not taken in twice: its author gets
// that draft and again is true; anybody else is told who has it. Titles of
// codes and names of areas are added where they are loaded.
func (s *Steps) ImportTender(ctx context.Context, by account.Actor, org account.OrganisationID, c tender.Content) (ref string, again bool, err error) {
	if c.Source == nil {
		return "", false, refusal.Field("file", "This draft names no notice that it was made from")
	}
	source := *c.Source
	if source.ReleaseID == "" {
		source.ReleaseID = source.SHA256 // a publisher that gives no ids: the file stands for it
	}
	now := s.now()
	var standing string
	err = s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		standing = ""
		if err := mayStart(tx, by, org); err != nil {
			return audit.Event{}, err
		}
		t, found, err := tx.DraftFromNotice(org, source)
		if err != nil {
			return audit.Event{}, err
		}
		if found {
			standing = t.Ref
			return audit.Event{}, alreadyImported(tx, by, t)
		}
		named := c
		if err := nameScope(tx, &named); err != nil {
			return audit.Event{}, err
		}
		var id tender.ID
		if ref, id, err = addDraft(tx, by, org, named, now); err != nil {
			return audit.Event{}, err
		}
		return audit.New(by, now, "tender.imported", tenderSubject(ref)).On(int64(id)).With("source", source.OCID).With("release", source.ReleaseID).With("source_sha256", source.SHA256),
			tx.AddNoticeImport(id, org, source, by.Person, now)
	})
	if errors.Is(err, errStands) {
		return standing, true, nil
	}
	return ref, false, err
}

// errStands ends the transaction of an import that has nothing to do.
var errStands = errors.New("the draft of this notice stands")

// alreadyImported gives errStands to the author of the draft, and a refusal
// that names the authors to anybody else.
func alreadyImported(tx *store.Tx, by account.Actor, t store.TenderRow) error {
	people, err := tx.Appointments(t.ID)
	if err != nil {
		return err
	}
	var names []string
	for _, p := range people {
		if p.Role != account.RoleAuthor {
			continue
		}
		if p.Person == by.Person {
			return errStands
		}
		names = append(names, p.Name)
	}
	return refusal.Already("This notice was imported already, as the draft %s. %s", t.Ref, list(names))
}

// nameScope adds the titles of codes and the names of areas that are loaded.
func nameScope(tx *store.Tx, c *tender.Content) (err error) {
	c.CPV, c.Areas = append([]tender.CPV(nil), c.CPV...), append([]tender.Area(nil), c.Areas...)
	for i, code := range c.CPV {
		if code.Title != "" {
			continue
		}
		if c.CPV[i].Title, err = tx.CPVTitle(code.Code); err != nil {
			return err
		}
	}
	for i, area := range c.Areas {
		if area.Name != "" {
			continue
		}
		if c.Areas[i].Name, err = tx.AreaName(area.Code); err != nil {
			return err
		}
	}
	return nil
}
