package page

import (
	"strings"

	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/models/account"
	"hundredweight/models/refusal"
	"hundredweight/templates/components"
	"hundredweight/templates/layout"
)

// View fills what every page has: title, who is asking, navigation, flash,
// banner. A page's own view embeds it.
func (k Kit) View(c *gin.Context, title string) layout.View {
	actor, m := Actor(c), desk(c)
	v := layout.View{
		Title: title, BaseURL: k.BaseURL, Operator: k.Operator, Banner: k.Banner, BannerTo: k.BannerTo,
		Nav: k.nav(actor, m, c.Request.URL.Path), Person: actor.Name, Flash: k.flash(c),
		NoIndex: actor.Known() || m.Slug != "",
	}
	if m.Slug != "" {
		v.Org, v.OrgHref = m.Name, "/org/"+m.Slug
	}
	return v
}

// desk is whose navigation a page shows: that of the organisation in its
// address, and on a person's own pages that of the only one they work for.
func desk(c *gin.Context) account.Membership {
	m, own := Org(c), Actor(c).Memberships
	path := c.Request.URL.Path
	if m.Slug == "" && len(own) == 1 && (path == "/desk" || path == "/account" || strings.HasPrefix(path, "/desk/") || strings.HasPrefix(path, "/account/")) {
		return own[0]
	}
	return m
}

// Refused is View with a form's problems in the summary.
func (k Kit) Refused(c *gin.Context, title string, f *form.Form) layout.View {
	v := k.View(c, title)
	v.Errors = Errors(f.Problems())
	return v
}

// Errors turns problems into the lines of the error summary.
func Errors(problems []refusal.Problem) []components.FieldError {
	var all []components.FieldError
	for _, p := range problems {
		all = append(all, components.FieldError{Field: p.Field, Text: p.Reason})
	}
	return all
}

// SiteMap tells the navigation which pages there are and for whom. It is
// filled from the routes when the site is built.
type SiteMap struct{ policies map[string]Policy }

// NewSiteMap makes an empty site map.
func NewSiteMap() *SiteMap { return &SiteMap{policies: map[string]Policy{}} }

// Add notes a page that can be linked to.
func (m *SiteMap) Add(path string, p Policy) { m.policies[path] = p }

// opens tells whether there is such a page and the person may open it.
func (m *SiteMap) opens(path string, actor account.Actor, org account.Membership) bool {
	if m == nil {
		return false
	}
	p, ok := m.policies[path]
	switch {
	case !ok:
		return false
	case p.Kind == KindAnyone:
		return true
	case p.Kind == KindOperator:
		return actor.Operator
	case p.Kind == KindMember:
		return org.Slug != "" && (len(p.Needs) == 0 || hasAny(org, p.Needs))
	}
	return actor.Known()
}

// Opens tells whether the site has a page, by the pattern of its route, and
// whether its policy lets in whoever asks: so that a page offers only what
// works. For a tender's pages the place on the tender counts that the guard
// found for this request.
func (k Kit) Opens(c *gin.Context, pattern string) bool {
	if k.Map == nil {
		return false
	}
	if p := k.Map.policies[pattern]; p.Kind == KindAppointee {
		return hasRole(Appointed(c).Roles, p.Roles) || hasAny(Org(c), p.Needs)
	}
	return k.Map.opens(pattern, Actor(c), Org(c))
}

// entry is one entry that the navigation may have: a pattern of the site map.
type navEntry struct{ text, path string }

var (
	navPublic   = []navEntry{{"Tenders", "/tenders"}, {"Services", "/services"}, {"Contracts", "/contracts"}, {"Help", "/help"}}
	navProvider = []navEntry{{"Bids", "/org/:org/bids"}, {"Services", "/org/:org/services"}, {"Evidence", "/org/:org/library/evidence"}, {"Team", "/org/:org/team"}, {"Settings", "/org/:org/settings"}, {"Find tenders", "/tenders"}}
	navBuyer    = []navEntry{{"Tenders", "/org/:org/tenders"}, {"Contracts", "/org/:org/contracts"}, {"Team", "/org/:org/team"}, {"Settings", "/org/:org/settings"}, {"Find services", "/services"}}
	navPanel    = []navEntry{{"Desk", "/desk"}, {"Tenders", "/org/:org/tenders"}, {"Contracts", "/org/:org/contracts"}, {"Team", "/org/:org/team"}, {"Settings", "/org/:org/settings"}, {"Find services", "/services"}}
)

// navMost is the most entries of a navigation, beside the organisation's name,
// which leads to its home.
const navMost = 6

func (k Kit) nav(actor account.Actor, m account.Membership, path string) []layout.NavItem {
	var items []layout.NavItem
	add := func(text, pattern string, org account.Membership) {
		if len(items) < navMost && k.Map.opens(pattern, actor, org) {
			items = append(items, layout.NavItem{Text: text, Href: strings.Replace(pattern, ":org", org.Slug, 1)})
		}
	}
	switch {
	case m.Slug != "" && m.IsBuyer && onPanels(actor):
		addAll(add, navPanel, m)
	case m.Slug != "" && m.IsBuyer:
		addAll(add, navBuyer, m)
	case m.Slug != "":
		addAll(add, navProvider, m)
	default:
		if actor.Operator {
			add("Administration", "/admin", m)
		}
		for _, one := range actor.Memberships {
			if len(items) < 2 {
				add(one.Name, "/org/:org", one)
			}
		}
		if onPanels(actor) {
			add("Desk", "/desk", m)
		}
		addAll(add, navPublic, m)
	}
	mark(items, path)
	return items
}

func addAll(add func(string, string, account.Membership), entries []navEntry, m account.Membership) {
	for _, e := range entries {
		add(e.text, e.path, m)
	}
}

// onPanels tells whether somebody may open, score or chair, so that a desk waits
// for them.
func onPanels(actor account.Actor) bool {
	for _, m := range actor.Memberships {
		if m.Has(account.Evaluate) || m.Has(account.Moderate) || m.Has(account.OpenBids) {
			return true
		}
	}
	return false
}

// mark makes current the entry that leads nearest to where we are.
func mark(items []layout.NavItem, path string) {
	best, length := -1, 0
	for i, n := range items {
		if (path == n.Href || strings.HasPrefix(path, n.Href+"/")) && len(n.Href) > length {
			best, length = i, len(n.Href)
		}
	}
	if best >= 0 {
		items[best].Current = true
	}
}

func (k Kit) failurePage(c *gin.Context, f Failure) templ.Component {
	lines := f.Lines
	if f.Reference != "" {
		lines = append(append([]string(nil), lines...), f.Reference)
	}
	p := layout.Problem{View: k.View(c, f.Title), Heading: f.Title, Lines: lines}
	p.NoIndex = true
	if f.Back != "" {
		p.Links = []components.Link{{Text: f.BackText, Href: f.Back}}
	}
	return layout.ProblemPage(p)
}
