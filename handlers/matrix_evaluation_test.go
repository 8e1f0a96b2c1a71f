package handlers_test

import "hundredweight/models/account"

func init() {
	things["/desk/:ref"] = func(w *world) thing { return w.tenderWith(account.RoleEvaluator) }
	for path, role := range map[string]account.Role{
		"opening": account.RoleOpener, "prices-opening": account.RoleOpener,
		"moderation": account.RoleModerator, "lock": account.RoleModerator, "comparison": account.RoleModerator, "ranking": account.RoleModerator, "lots-drawn": account.RoleModerator,
		"bids": account.RoleApprover,
	} {
		things["/org/:org/tenders/:ref/"+path] = func(w *world) thing { return w.tenderWith(role) }
	}
}

// tenderWith is a tender to which somebody is appointed in a role. What its
// pages show once there is something to open and score is tested beside them.
func (w *world) tenderWith(role account.Role) thing {
	slug := w.buyer()
	org, err := w.site.DB.Reader().Read(w.t.Context()).OrganisationBySlug(slug)
	if err != nil {
		w.t.Fatal(err)
	}
	right := w.member(slug)
	ref := w.name("cwt-2026-panel")
	w.site.Tender(w.t, org.ID, ref, map[account.PersonID]account.Role{right: role})
	return thing{Params: map[string]string{"org": slug, "ref": ref}, Right: right, Wrong: w.member(slug)}
}
