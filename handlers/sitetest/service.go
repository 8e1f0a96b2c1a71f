package sitetest

import (
	"io"
	"strings"
	"testing"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/addedvalue"
	"hundredweight/models/commissioning"
	"hundredweight/models/offer"
)

// Service is a public service: written by one person, published by another.
type Service struct {
	Ref      string
	Claim    string // reference of its one claim
	Evidence string // of the file that the claim rests on
	Writer   account.PersonID
	Signer   account.PersonID
}

// EvidenceText is what the evidence file of a Service holds.
const EvidenceText = "name,fell\nA,no\nB,yes\n"

// Service writes and publishes a service of a checked provider. change may
// change what is written, nil for nothing.
func (s *Site) Service(t testing.TB, org account.OrganisationID, title string, change func(*offer.Content)) Service {
	t.Helper()
	made := Service{Writer: s.Person(t, "Writer Of "+title, false), Signer: s.Person(t, "Signer Of "+title, false)}
	s.Join(t, made.Writer, org, account.Contribute)
	s.Join(t, made.Signer, org, account.Sign)
	writer, signer := s.Actor(t, made.Writer), s.Actor(t, made.Signer)
	ctx, revision := t.Context(), 1
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	var err error
	made.Ref, err = s.Steps.StartOffer(ctx, writer, org, title)
	must(err)
	edit := func() commissioning.OfferEdit {
		return commissioning.OfferEdit{Org: org, Ref: made.Ref, Revision: revision}
	}
	made.Evidence, err = s.Steps.AddEvidence(ctx, writer, org, commissioning.NewEvidence{
		Evidence: addedvalue.Evidence{Title: "Register of " + title, Kind: addedvalue.Dataset, Date: time.Date(2026, 5, 31, 0, 0, 0, 0, time.UTC), PersonalDataChecked: true},
		File:     s.StoredFile(t, made.Ref+".csv", "text/csv; charset=utf-8", EvidenceText),
	})
	must(err)
	revision, err = s.Steps.SaveOfferSection(ctx, writer, edit(), offer.Describe, true, func(c *offer.Content) {
		room := int64(140)
		c.Summary, c.About, c.Who, c.Theme = "Twelve weekly classes near home.", "Classes, a home visit and calls.", "People aged 65 or over", "home"
		c.CPV = []offer.CPV{{Code: "85312400"}}
		c.Areas, c.Capacity = []offer.Area{{Code: "E07000901", Name: "Harrowick"}}, offer.Capacity{Room: &room, Unit: "people"}
		c.Price = offer.Price{Basis: offer.PerPerson, Amount: 190_00}
		c.Contact = offer.Contact{Name: "Bookings", Email: "hello@elmvalley.example"}
		if change != nil {
			change(c)
		}
	})
	must(err)
	claims, revision2, err := s.Steps.AddClaims(ctx, writer, edit(), []addedvalue.Claim{{Outcome: "Fewer people fall", Measure: "People who fell in the year after", Unit: "people"}})
	must(err)
	made.Claim, revision = claims[0], revision2
	revision, err = s.Steps.SaveClaimStep(ctx, writer, edit(), made.Claim, addedvalue.StepSave, false, func(c *addedvalue.Claim) {
		c.Who, c.Quantity, c.Basis, c.Period = "People who fell in the last year", "412", addedvalue.Measured, "April 2023 to March 2026"
		c.Know, c.HowWeKnow, c.CoreOrAdded, c.Existing, c.Evidence = addedvalue.E3, "Calls at 3, 6 and 12 months", addedvalue.Added, addedvalue.Existing, []string{made.Evidence}
		c.Deadweight, c.Attribution, c.Displacement, c.DropOff = addedvalue.AskDeadweight.Keep(), addedvalue.AskAttribution.Keep(), addedvalue.AskDisplacement.Keep(), addedvalue.AskDropOff.Keep()
	})
	must(err)
	must(s.Steps.SubmitOffer(ctx, writer, edit()))
	must(s.Steps.PublishOffer(ctx, signer, edit()))
	return made
}

// StoredFile keeps a file as an upload would.
func (s *Site) StoredFile(t testing.TB, name, mediaType, text string) commissioning.StoredFile {
	t.Helper()
	w, err := s.Steps.Files.Create()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(w, strings.NewReader(text)); err != nil {
		t.Fatal(err)
	}
	hash, size, err := w.Commit()
	if err != nil {
		t.Fatal(err)
	}
	return commissioning.StoredFile{Hash: hash, Name: name, MediaType: mediaType, Size: size}
}
