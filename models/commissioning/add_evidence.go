package commissioning

import (
	"context"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/addedvalue"
	"hundredweight/models/audit"
	"hundredweight/models/calendar"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
)

// mostEvidence bounds one organisation's library.
const mostEvidence = 500

// NewEvidence is a piece of evidence to add. A file was inspected and stored
// under the hash of its bytes before the step runs.
type NewEvidence struct {
	addedvalue.Evidence
	File StoredFile // zero for a link
}

// StoredFile is a file that passed inspection and is kept.
type StoredFile struct {
	Hash      string // hex SHA-256 of the stored bytes
	Name      string // as the browser gave it; data, never a path
	MediaType string // from our own list
	Size      int64
}

// AddEvidence adds to the organisation's library and gives the reference.
func (s *Steps) AddEvidence(ctx context.Context, by account.Actor, org account.OrganisationID, e NewEvidence) (ref string, err error) {
	if ref, err = s.letters(); err != nil {
		return "", err
	}
	at := s.now()
	e.HasFile = e.File.Hash != ""
	err = s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		if _, err := memberFor(tx, by, org, account.Contribute); err != nil {
			return audit.Event{}, err
		}
		if err := refusal.Fields(e.Check(day(at))); err != nil {
			return audit.Event{}, err
		}
		n, err := tx.EvidenceCount(org)
		if err != nil {
			return audit.Event{}, err
		}
		if n >= mostEvidence {
			return audit.Event{}, refusal.Turn("Your library holds %d pieces of evidence, which is the most. Remove one first.", mostEvidence)
		}
		if e.HasFile {
			if had, ok, err := tx.EvidenceNamed(org, e.File.Name); err != nil {
				return audit.Event{}, err
			} else if ok && had.FileHash == e.File.Hash {
				return audit.Event{}, refusal.Field("file", "This file is in your library already, as “%s”", had.Title)
			} else if ok {
				return audit.Event{}, refusal.Field("file", "A file called %s is in your library already. Give this one another name, or remove the other first", had.FileName)
			}
		}
		if err := tx.AddEvidence(evidenceRow(ref, org, by, at, e)); err != nil {
			return audit.Event{}, err
		}
		return audit.New(by, at, "evidence.added", audit.Subject{Kind: "evidence", Ref: ref}).With("file_sha256", e.File.Hash), nil
	})
	return ref, err
}

// day is the date of an instant in London, as midnight UTC.
func day(at time.Time) time.Time {
	y, m, d := at.In(calendar.London()).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

func evidenceRow(ref string, org account.OrganisationID, by account.Actor, at time.Time, e NewEvidence) store.EvidenceRow {
	return store.EvidenceRow{Ref: ref, Org: org, Title: e.Title, Kind: e.Kind, DatedOn: e.Date.Format(time.DateOnly), Covers: e.Covers, URL: e.URL,
		FileHash: e.File.Hash, FileName: e.File.Name, MediaType: e.File.MediaType, Size: e.File.Size,
		PersonalDataChecked: e.PersonalDataChecked, AddedBy: by.Person, AddedAt: store.At(at)}
}

// RemoveEvidence takes a piece of evidence out of the library. What a public
// service rests on stays until the service is changed.
func (s *Steps) RemoveEvidence(ctx context.Context, by account.Actor, org account.OrganisationID, ref string) error {
	at := s.now()
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		if _, err := memberFor(tx, by, org, account.Contribute); err != nil {
			return audit.Event{}, err
		}
		e, err := tx.EvidenceByRef(org, ref)
		if err != nil {
			return audit.Event{}, err
		}
		if e.Removed() {
			return audit.Event{}, refusal.Already("This was removed already.")
		}
		title, err := tx.OfferCiting(org, ref)
		if err != nil {
			return audit.Event{}, err
		}
		if title != "" {
			return audit.Event{}, refusal.Turn("The public service “%s” rests on this evidence. Take it out of the service first.", title)
		}
		if err := tx.RemoveEvidence(e.ID, at); err != nil {
			return audit.Event{}, err
		}
		return audit.New(by, at, "evidence.removed", audit.Subject{Kind: "evidence", Ref: ref}), nil
	})
}
