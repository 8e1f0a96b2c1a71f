package handlers_test

import (
	"fmt"
	"net/url"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/store"
)

func init() {
	free["/account/kept"] = true // nothing is kept for most
	free["/demo/sign-in"] = true // there is none in service
	free["/demo"] = true
	free["/demo/clock"] = true
	free["/outbox"] = true
	free["/outbox/:id"] = true
	for _, link := range []string{"/sign-in/:token", "/account/new/:token", "/account/password/:token", "/invitations/:token", "/set-up/:token"} {
		free[link] = true // links that are unknown
	}
	things["/org/:org/team/:n"] = func(w *world) thing {
		slug := w.provider()
		member := w.member(slug, account.Contribute)
		org, err := w.site.DB.Reader().Read(w.t.Context()).OrganisationBySlug(slug)
		if err != nil {
			w.t.Fatal(err)
		}
		members, err := w.site.DB.Reader().Read(w.t.Context()).Members(org.ID)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, m := range members {
			if m.Person == member {
				return thing{Params: map[string]string{"org": slug, "n": fmt.Sprint(m.Membership)}}
			}
		}
		w.t.Fatal("the member is not in the team")
		return thing{}
	}
	free["/org/:org/team/:n/ending"] = true // one of the two who may came first
	things["/admin/operators/ending"] = func(w *world) thing {
		return thing{Form: url.Values{"operator": {fmt.Sprint(w.site.Person(w.t, w.name("operator"), true))}}}
	}
	things["/org/:org/team/invitations/:n"] = func(w *world) thing {
		slug := w.provider()
		org, err := w.site.DB.Reader().Read(w.t.Context()).OrganisationBySlug(slug)
		if err != nil {
			w.t.Fatal(err)
		}
		var id int64
		by := account.System("test")
		err = w.site.DB.Write(w.t.Context(), by, func(tx *store.Tx) (audit.Event, error) {
			var err error
			id, err = tx.AddInvitation(org.ID, "new@example.org", nil, org.CreatedBy, w.site.Clock.Now())
			return audit.New(by, w.site.Clock.Now(), "invitation.made", audit.Subject{Kind: "test", Ref: slug}), err
		})
		if err != nil {
			w.t.Fatal(err)
		}
		return thing{Params: map[string]string{"org": slug, "n": fmt.Sprint(id)}}
	}
	things["/org/:org/settings/details"] = func(w *world) thing {
		return thing{Params: map[string]string{"org": w.provider()}} // checked: 409 is the answer
	}
	things["/admin/organisations/:slug"] = func(w *world) thing {
		return thing{Params: map[string]string{"slug": w.provider()}, Form: url.Values{"decision": {"suspended"}}}
	}
}
