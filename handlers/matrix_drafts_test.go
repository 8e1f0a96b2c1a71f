package handlers_test

import (
	"hundredweight/models/account"
)

func init() {
	buyer := func(w *world) thing { return thing{Params: map[string]string{"org": w.buyer()}} }
	things["/org/:org/tenders"] = buyer
	things["/org/:org/tenders/:ref"] = func(w *world) thing { return w.draft() }
}

// draft is a tender's draft: its author may, an auditor of another part may not.
func (w *world) draft() thing {
	slug := w.buyer()
	org, err := w.site.DB.Reader().Read(w.t.Context()).OrganisationBySlug(slug)
	if err != nil {
		w.t.Fatal(err)
	}
	author := w.member(slug, account.Author)
	ref := w.name("cwt-2026-draft")
	w.site.Tender(w.t, org.ID, ref, map[account.PersonID]account.Role{author: account.RoleAuthor})
	return thing{Params: map[string]string{"org": slug, "ref": ref}, Right: author, Wrong: w.member(slug)}
}
