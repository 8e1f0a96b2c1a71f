package handlers_test

import (
	"io"
	"strings"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/addedvalue"
	"hundredweight/models/commissioning"
)

// writer is a new member of an organisation who writes.
func (w *world) writer(slug string) account.Actor {
	w.t.Helper()
	by, err := w.site.DB.Reader().Read(w.t.Context()).Actor(w.member(slug, account.Contribute))
	if err != nil {
		w.t.Fatal(err)
	}
	return by
}

func init() {
	things["/org/:org/services/:ref"] = func(w *world) thing {
		slug := w.provider()
		by := w.writer(slug)
		org := by.Memberships[0].Organisation
		ref, err := w.site.Steps.StartOffer(w.t.Context(), by, org, "Steady at home")
		if err != nil {
			w.t.Fatal(err)
		}
		claims, _, err := w.site.Steps.AddClaims(w.t.Context(), by, commissioning.OfferEdit{Org: org, Ref: ref, Revision: 1}, []addedvalue.Claim{{Outcome: "Fewer people fall"}})
		if err != nil {
			w.t.Fatal(err)
		}
		return thing{Params: map[string]string{"org": slug, "ref": ref, "claim": claims[0], "step": "people"}}
	}
	things["/org/:org/library/evidence/:evidence"] = func(w *world) thing {
		slug := w.provider()
		by := w.writer(slug)
		file, err := w.site.Steps.Files.Create()
		if err != nil {
			w.t.Fatal(err)
		}
		if _, err := io.Copy(file, strings.NewReader("a,b\n1,2\n")); err != nil {
			w.t.Fatal(err)
		}
		hash, size, err := file.Commit()
		if err != nil {
			w.t.Fatal(err)
		}
		ref, err := w.site.Steps.AddEvidence(w.t.Context(), by, by.Memberships[0].Organisation, commissioning.NewEvidence{
			Evidence: addedvalue.Evidence{Title: "Register", Kind: addedvalue.Dataset, Date: time.Date(2026, 5, 31, 0, 0, 0, 0, time.UTC), PersonalDataChecked: true},
			File:     commissioning.StoredFile{Hash: hash, Name: "register.csv", MediaType: "text/csv", Size: size},
		})
		if err != nil {
			w.t.Fatal(err)
		}
		return thing{Params: map[string]string{"org": slug, "evidence": ref}}
	}
}
