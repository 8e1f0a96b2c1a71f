package page

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"hundredweight/models/account"
	"hundredweight/models/store"
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
		"a provider at work":                       {account.Actor{Person: 1, Memberships: []account.Membership{meals}}, meals, "/org/meals/bids/abc", "Bids* Services Find tenders"},
		"a buyer at work":                          {account.Actor{Person: 1, Memberships: []account.Membership{writers}}, writers, "/org/northmere", "Tenders Team Find services"},
		"a buyer at work who also scores":          {account.Actor{Person: 1, Memberships: []account.Membership{council}}, council, "/org/northmere", "Desk Tenders Team Find services"},
		"an evaluator elsewhere, six at the most":  {account.Actor{Person: 1, Memberships: []account.Membership{council, meals, {Slug: "third", Name: "Third"}}}, account.Membership{}, "/desk", "Northmere Meals CIC Desk* Tenders Services Help"},
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

func TestAPageOffersOnlyWhatThePersonMayOpen(t *testing.T) {
	const read, write, team = "/org/:org/tenders/:ref", "/org/:org/tenders/:ref/need", "/org/:org/team"
	k := Kit{Map: NewSiteMap()}
	k.Map.Add(read, Appointee(account.RoleAuthor, account.RoleEvaluator).Or(account.Audit))
	k.Map.Add(write, Appointee(account.RoleAuthor))
	k.Map.Add(team, Member())
	council := func(perms ...account.Permission) account.Membership {
		return account.Membership{Slug: "northmere", IsBuyer: true, Permissions: perms}
	}
	for name, tc := range map[string]struct {
		roles []account.Role
		org   account.Membership
		want  string
	}{
		"the author":                       {[]account.Role{account.RoleAuthor}, council(account.Author), "read write team"},
		"an evaluator":                     {[]account.Role{account.RoleEvaluator}, council(account.Evaluate), "read team"},
		"an auditor":                       {nil, council(account.Audit), "read team"},
		"an evaluator of another body":     {[]account.Role{account.RoleEvaluator}, account.Membership{}, "read"},
		"a colleague without a part in it": {nil, council(account.Author), "team"},
		"somebody of another organisation": {nil, account.Membership{}, ""},
	} {
		c, _ := gin.CreateTestContext(httptest.NewRecorder())
		c.Set(keyActor, account.Actor{Person: 1})
		c.Set(keyMembership, tc.org)
		c.Set(keyAppointment, store.TenderAccess{Roles: tc.roles})
		var got []string
		for _, p := range [][2]string{{"read", read}, {"write", write}, {"team", team}, {"nothing", "/org/:org/tenders/:ref/nothing"}} {
			if k.Opens(c, p[1]) {
				got = append(got, p[0])
			}
		}
		if strings.Join(got, " ") != tc.want {
			t.Errorf("%s opens %q, want %q", name, got, tc.want)
		}
		if (Kit{}).Opens(c, read) {
			t.Errorf("%s opens a page of a site without pages", name)
		}
	}
}
