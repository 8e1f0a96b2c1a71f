package page

import (
	"strings"
	"testing"

	"hundredweight/models/account"
)

func TestTheNavigationLeadsOnlyWhereThePersonMayGo(t *testing.T) {
	m := NewSiteMap()
	for path, p := range map[string]Policy{
		"/tenders": Anyone, "/services": Anyone, "/help": Anyone, "/admin": Operator, "/desk": SignedIn, "/org/:org": Member(), "/org/:org/services": Member(account.Contribute),
		"/org/:org/bids": Member(account.Contribute), "/org/:org/team": Member(account.ManageTeam), "/org/:org/tenders": Member(),
	} {
		m.Add(path, p)
	}
	k := Kit{Map: m}
	meals := account.Membership{Slug: "meals", Name: "Meals CIC", Permissions: []account.Permission{account.Contribute}}
	council := account.Membership{Slug: "northmere", Name: "Northmere", IsBuyer: true, Permissions: []account.Permission{account.Evaluate, account.ManageTeam}}
	writers := account.Membership{Slug: "northmere", Name: "Northmere", IsBuyer: true, Permissions: []account.Permission{account.Author, account.ManageTeam}}
	for name, tc := range map[string]struct {
		who  account.Actor
		org  account.Membership
		path string
		want string
	}{
		"a stranger sees public lists that exist":  {account.Actor{}, account.Membership{}, "/tenders/cwt-2026-0001", "Tenders* Services Help"},
		"an operator sees the administration":      {account.Actor{Person: 1, Operator: true}, account.Membership{}, "/", "Administration Tenders Services Help"},
		"a provider at work":                       {account.Actor{Person: 1, Memberships: []account.Membership{meals}}, meals, "/org/meals/bids/abc", "Home Services Bids* Find tenders"},
		"a buyer at work":                          {account.Actor{Person: 1, Memberships: []account.Membership{writers}}, writers, "/org/northmere", "Home* Tenders Find services Team"},
		"a buyer at work who also scores":          {account.Actor{Person: 1, Memberships: []account.Membership{council}}, council, "/org/northmere", "Home* Desk Tenders Team"},
		"an evaluator elsewhere, five at the most": {account.Actor{Person: 1, Memberships: []account.Membership{council, meals, {Slug: "third", Name: "Third"}}}, account.Membership{}, "/desk", "Northmere Meals CIC Desk* Tenders Services"},
		"a page with a like beginning is not ours": {account.Actor{}, account.Membership{}, "/tendersome", "Tenders Services Help"},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, n := range k.nav(tc.who, tc.org, tc.path) {
				text := n.Text
				if n.Current {
					text += "*"
				}
				if strings.Contains(n.Href, ":") {
					t.Errorf("%s leads to %s", n.Text, n.Href)
				}
				got = append(got, text)
			}
			if strings.Join(got, " ") != tc.want {
				t.Errorf("got %q, want %q", strings.Join(got, " "), tc.want)
			}
		})
	}
}
