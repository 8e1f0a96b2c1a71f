package handlers_test

import (
	"net/url"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/store"
	"hundredweight/models/tender"
)

func init() {
	const base = "/org/:org/tenders/:ref/"
	for _, page := range []string{"criteria", "questions", "conditions", "prices", "timetable"} {
		things[base+page] = func(w *world) thing {
			th := w.fullDraft(account.RoleAuthor)
			th.Params["criterion"], th.Params["lot"], th.Params["n"], th.Params["key"] = "quality", "1", "1", "q1"
			if page == "conditions" {
				th.Params["key"] = "c1"
			}
			th.Form = url.Values{"revision": {"1"}}
			return th
		}
	}
	for page, role := range map[string]account.Role{
		"preview": account.RoleAuthor, "check": account.RoleAuthor, "approval": account.RoleApprover, "publication": account.RoleAuthor, "withdrawal": account.RoleAuthor, "cancellation": account.RoleApprover,
		"amendment": account.RoleAuthor, "amendment/publication": account.RoleApprover, "questions-asked": account.RoleAuthor,
	} {
		things[base+page] = func(w *world) thing {
			th := w.fullDraft(role)
			th.Params["n"] = "1"
			return th
		}
	}
}

// fullDraft makes a tender's draft that holds one of everything, and who is
// appointed to it in a role.
func (w *world) fullDraft(role account.Role) thing {
	w.t.Helper()
	slug := w.buyer()
	q := w.site.DB.Reader().Read(w.t.Context())
	org, err := q.OrganisationBySlug(slug)
	if err != nil {
		w.t.Fatal(err)
	}
	right := w.member(slug, account.Author, account.Approve)
	c := tender.Content{
		Title: "Meals", Summary: "Hot meals", Need: "People who cannot cook", Category: "services", Ties: []string{"criterion:quality"},
		Lots:       []tender.Lot{{ID: "1", Title: "North", Prices: []tender.PriceLine{{Ref: "A1", Description: "Meal", Unit: "meal", QuantityMilli: 1000}}}, {ID: "2", Title: "South", Criteria: []tender.Criterion{{ID: "quality", Name: "Quality", Kind: "scored", WeightBP: 10_000}}}},
		Criteria:   []tender.Criterion{{ID: "quality", Name: "Quality", Kind: "scored", WeightBP: 6000}, {ID: "price", Name: "Price", Kind: "price", WeightBP: 4000, Formula: "relative_to_lowest"}},
		Questions:  []tender.Question{{Key: "q1", Stage: 1, Kind: "scored", Criterion: "quality", WeightBP: 10_000, Title: "Meals", Text: "How?", Max: 5, Required: true, Scale: []tender.Descriptor{{Score: 5, Label: "Good"}, {Label: "None"}}}},
		Conditions: []tender.Condition{{Key: "c1", Stage: 1, Kind: "insurance", Text: "Insurance of £5m", AmountPence: 5_000_000_00, Expires: true}},
	}
	ref, by, now := w.name("cwt"), account.System("test"), w.site.Clock.Now()
	err = w.site.DB.Write(w.t.Context(), by, func(tx *store.Tx) (audit.Event, error) {
		e := audit.New(by, now, "tender.made", audit.Subject{Kind: "test", Ref: ref})
		id, err := tx.AddTender(store.TenderRow{Ref: ref, Org: org.ID, Author: right, EditedBy: right, EditedAt: store.At(now), CreatedAt: store.At(now)}, c)
		if err != nil {
			return e, err
		}
		if _, err := tx.AddClarification(store.Clarification{Tender: id, AskedBy: right, Question: "How many?", AskedAt: store.At(now)}); err != nil {
			return e, err
		}
		return e, tx.Appoint(id, right, role, right, now)
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return thing{Params: map[string]string{"org": slug, "ref": ref}, Right: right}
}
