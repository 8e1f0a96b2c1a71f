package handlers_test

import (
	"time"

	"hundredweight/models/account"
	"hundredweight/models/addedvalue"
	"hundredweight/models/commissioning"
)

func init() {
	things["/org/:org/services/:ref"] = func(w *world) thing {
		slug := w.provider()
		by := w.site.Actor(w.t, w.member(slug, account.Contribute))
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
		by := w.site.Actor(w.t, w.member(slug, account.Contribute))
		ref, err := w.site.Steps.AddEvidence(w.t.Context(), by, by.Memberships[0].Organisation, commissioning.NewEvidence{
			Evidence: addedvalue.Evidence{Title: "Register", Kind: addedvalue.Dataset, Date: time.Date(2026, 5, 31, 0, 0, 0, 0, time.UTC), PersonalDataChecked: true},
			File:     w.site.StoredFile(w.t, "register.csv", "text/csv; charset=utf-8", "a,b\n1,2\n"),
		})
		if err != nil {
			w.t.Fatal(err)
		}
		return thing{Params: map[string]string{"org": slug, "evidence": ref}}
	}
	things["/services/:ref"] = func(w *world) thing {
		org, err := w.site.DB.Reader().Read(w.t.Context()).OrganisationBySlug(w.provider())
		if err != nil {
			w.t.Fatal(err)
		}
		made := w.site.Service(w.t, org.ID, w.name("Steady"), nil)
		return thing{Params: map[string]string{"ref": made.Ref, "n": "1", "evidence": made.Evidence}}
	}
	things["/organisations/:slug"] = func(w *world) thing { return thing{Params: map[string]string{"slug": w.provider()}} }
}
