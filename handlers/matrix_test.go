package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"hundredweight/handlers"
	"hundredweight/handlers/page"
	"hundredweight/handlers/sitetest"
	"hundredweight/models/account"
	"hundredweight/models/store/storetest"
)

// The role matrix asks every route of the site map as a stranger, as another
// organisation, in the wrong role and in the right one, and compares each
// answer with what the route's policy declares.
//
// A route whose path has parameters needs a thing to stand for them: register
// how to make it in a file matrix_<journey>_test.go of this folder:
//
//	func init() {
//		things["/org/:org/services/:ref"] = func(w *world) thing {
//			return thing{Params: map[string]string{"org": w.provider(), "ref": …}}
//		}
//	}
//
// The longest registered beginning of a route's path makes its thing. A route
// without one fails the test.

// thing is what a route's parameters stand for.
type thing struct {
	Params map[string]string // by name, without the colon
	Right  account.PersonID  // who may; 0 for a member with one of the needed permissions
	Wrong  account.PersonID  // of the same organisation, but not their part; 0 for a member with none of them
	Other  account.PersonID  // of another organisation; 0 for one of the world's
	Form   url.Values        // what a POST sends; nothing is fine, since 422 counts as let in
	Query  string            // what a GET needs behind the path, such as "step=2"
}

// things makes the thing of a route, by the beginning of its path.
var things = map[string]func(w *world) thing{}

// free are routes with parameters that any value will do for, such as a
// single-use link that is unknown: 404 is then the right answer for everybody.
var free = map[string]bool{}

// world is the site on which the matrix is asked.
type world struct {
	t    *testing.T
	site *sitetest.Site
	n    int
	memo map[string]thing
	told map[string]bool // dead links found
}

// provider makes a verified provider and gives its slug.
func (w *world) provider() string { return w.organisation("provider") }

// buyer makes a verified buyer and gives its slug.
func (w *world) buyer() string { return w.organisation("buyer") }

func (w *world) organisation(kind string) string {
	w.t.Helper()
	slug := w.name(kind)
	w.site.Organisation(w.t, kind, slug)
	return slug
}

// name makes a name that nothing else has.
func (w *world) name(begin string) string {
	w.n++
	return begin + "-" + string(rune('a'+w.n/676%26)) + string(rune('a'+w.n/26%26)) + string(rune('a'+w.n%26))
}

// member makes a member of an organisation.
func (w *world) member(slug string, perms ...account.Permission) account.PersonID {
	w.t.Helper()
	org, err := w.site.DB.Reader().Read(w.t.Context()).OrganisationBySlug(slug)
	if err != nil {
		w.t.Fatal(err)
	}
	id := w.site.Person(w.t, w.name("person"), false)
	w.site.Join(w.t, id, org.ID, perms...)
	return id
}

// every is all there is to be permitted: the other organisation's visitor has
// it all, and must find nothing.
var every = []account.Permission{account.Contribute, account.Sign, account.ManageTeam, account.Author, account.Approve, account.OpenBids, account.Evaluate, account.Moderate, account.AwardRight, account.Contracts, account.Finance, account.Audit}

func without(all, some []account.Permission) []account.Permission {
	var out []account.Permission
	for _, p := range all {
		keep := true
		for _, s := range some {
			keep = keep && s != p
		}
		if keep {
			out = append(out, p)
		}
	}
	return out
}

// make gives the thing of a route. GETs share one, POSTs have their own, since
// they change it.
func (w *world) make(r handlers.Route) (thing, bool) {
	best := ""
	for prefix := range things {
		if (r.Path == prefix || strings.HasPrefix(r.Path, prefix+"/")) && len(prefix) > len(best) {
			best = prefix
		}
	}
	if best == "" {
		if strings.Count(r.Path, ":") == 1 && strings.Contains(r.Path+"/", "/:org/") {
			return thing{Params: map[string]string{"org": w.provider()}}, true
		}
		return thing{}, !strings.Contains(r.Path, ":") || free[r.Path]
	}
	if r.Method != http.MethodGet {
		return things[best](w), true
	}
	if _, ok := w.memo[best]; !ok {
		w.memo[best] = things[best](w)
	}
	return w.memo[best], true
}

func (th thing) address(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if name, ok := strings.CutPrefix(p, ":"); ok {
			parts[i] = "none"
			if v := th.Params[name]; v != "" {
				parts[i] = url.PathEscape(v)
			}
		}
	}
	return strings.Join(parts, "/")
}

// visitors gives the four sorts for a route; nil for one that the policy does
// not tell apart.
func (w *world) visitors(r handlers.Route, th *thing) map[string]*http.Client {
	slug, p := th.Params["org"], r.Policy
	all := map[string]*http.Client{"stranger": w.site.Stranger(w.t)}
	if th.Other == 0 {
		th.Other = w.member(w.provider(), every...)
		if slug != "" {
			if org, err := w.site.DB.Reader().Read(w.t.Context()).OrganisationBySlug(slug); err == nil && org.IsBuyer() {
				th.Other = w.member(w.buyer(), every...)
			}
		}
	}
	all["other"] = w.site.SignedIn(w.t, th.Other)
	right, wrong := th.Right, th.Wrong
	switch p.Kind {
	case page.KindOperator:
		if right == 0 {
			right = w.site.Person(w.t, w.name("operator"), true)
		}
	case page.KindMember:
		if right == 0 {
			right = w.member(slug, p.Needs...)
		}
		if wrong == 0 {
			wrong = w.member(slug, without(every, p.Needs)...)
		}
	case page.KindAppointee:
		if right == 0 {
			w.t.Errorf("%s %s: its thing does not say who is appointed", r.Method, r.Path)
		}
		if wrong == 0 && slug != "" {
			wrong = w.member(slug, without(every, p.Needs)...)
		}
	}
	if right != 0 {
		all["right"] = w.site.SignedIn(w.t, right)
	} else {
		all["right"] = all["other"]
	}
	if wrong != 0 {
		all["wrong"] = w.site.SignedIn(w.t, wrong)
	}
	return all
}

func (w *world) ask(c *http.Client, r handlers.Route, th thing) (*http.Response, string) {
	address := w.site.URL + th.address(r.Path)
	if r.Method == http.MethodPost {
		return sent(w.t, c, address, th.Form, "Sec-Fetch-Site", "same-origin")
	}
	if th.Query != "" {
		address += "?" + th.Query
	}
	return do(w.t, c, r.Method, address, nil)
}

// agrees compares an answer with the outcome a policy declares.
func agrees(want page.Outcome, resp *http.Response, mayMiss bool) bool {
	toSignIn := resp.StatusCode == http.StatusSeeOther && strings.HasPrefix(resp.Header.Get("Location"), "/sign-in?next=")
	switch want {
	case page.ToSignIn:
		return toSignIn
	case page.Pass:
		switch resp.StatusCode {
		case http.StatusOK, http.StatusConflict, http.StatusUnprocessableEntity, http.StatusTooManyRequests, http.StatusMovedPermanently:
			return true
		case http.StatusSeeOther:
			return !toSignIn
		case http.StatusNotFound:
			return mayMiss
		}
		return false
	}
	return resp.StatusCode == want.Status()
}

func TestEveryRouteAnswersEverySortOfVisitorAsItsPolicyDeclares(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		w := &world{t: t, site: s, memo: map[string]thing{}, told: map[string]bool{}}
		cells := 0
		for _, r := range handlers.Routes(page.Kit{}, nil) {
			th, ok := w.make(r)
			if !ok {
				t.Errorf("%s %s: nothing stands for its parameters. Register a thing in handlers/matrix_<journey>_test.go", r.Method, r.Path)
				continue
			}
			want := r.Policy.Expect()
			visitors := w.visitors(r, &th)
			for _, cell := range []struct {
				sort string
				want page.Outcome
			}{{"stranger", want.Stranger}, {"other", want.Other}, {"wrong", want.WrongRole}, {"right", want.Right}} {
				c := visitors[cell.sort]
				if c == nil {
					continue
				}
				cells++
				resp, body := w.ask(c, r, th)
				if resp.StatusCode == http.StatusOK && strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html") {
					w.leads(r, cell.sort, body)
				}
				if !agrees(cell.want, resp, free[r.Path]) {
					t.Errorf("%s %s as %s: %d (%s), declared %s\n%.300s", r.Method, r.Path, cell.sort, resp.StatusCode, resp.Header.Get("Location"), cell.want, body)
				}
			}
		}
		t.Logf("%d cells", cells)
	})
}

// leads follows every link and form of a page to the site map: one that leads
// to no route is found here, whoever sees it. Each is told once.
func (w *world) leads(r handlers.Route, visitor, body string) {
	w.t.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	check := func(method, address string) {
		u, err := url.Parse(address)
		if err != nil || u.Scheme == "" && u.Host == "" && u.Path != "" && !strings.HasPrefix(u.Path, "/") {
			w.t.Errorf("%s as %s: %q is no address of this site", r.Path, visitor, address)
			return
		}
		if u.Scheme != "" || u.Host != "" || u.Path == "" || strings.HasPrefix(u.Path, "/static/") || w.told[method+u.Path] {
			return
		}
		if !routed(method, u.Path) {
			w.told[method+u.Path] = true
			w.t.Errorf("%s as %s leads to %s %s, which is not on the site map", r.Path, visitor, method, u.Path)
		}
	}
	doc.Find("a[href]").Each(func(_ int, a *goquery.Selection) { check(http.MethodGet, a.AttrOr("href", "")) })
	doc.Find("form").Each(func(_ int, f *goquery.Selection) {
		check(strings.ToUpper(f.AttrOr("method", "get")), f.AttrOr("action", ""))
	})
}

// routed tells whether a route answers an address.
func routed(method, path string) bool {
	want := strings.Split(strings.TrimSuffix(path, "/"), "/")
	for _, r := range handlers.Routes(page.Kit{}, nil) {
		have := strings.Split(strings.TrimSuffix(r.Path, "/"), "/")
		if r.Method != method || len(have) != len(want) {
			continue
		}
		same := true
		for i := range have {
			same = same && (have[i] == want[i] || strings.HasPrefix(have[i], ":") && want[i] != "")
		}
		if same {
			return true
		}
	}
	return false
}

// TestNoFormOfAnotherSiteIsTaken asks every route that changes something as a
// browser would that another site made to ask.
func TestNoFormOfAnotherSiteIsTaken(t *testing.T) {
	clock := storetest.NewClock()
	s := sitetest.New(t, storetest.SQLite(t, clock), clock)
	c := s.SignedIn(t, s.Person(t, "Pat Person", true))
	for _, r := range s.Server.Routes() {
		if r.Method == http.MethodGet {
			continue
		}
		address := s.URL + thing{}.address(r.Path)
		for name, head := range map[string][]string{
			"another site": {"Sec-Fetch-Site", "cross-site"}, "a sister site": {"Sec-Fetch-Site", "same-site"},
			"a foreign origin": {"Origin", "https://evil.example"}, "no origin": {"Origin", "null"},
		} {
			if resp, _ := sent(t, c, address, nil, head...); resp.StatusCode != http.StatusForbidden {
				t.Errorf("%s %s from %s: %d", r.Method, r.Path, name, resp.StatusCode)
			}
		}
		if resp, _ := do(t, c, r.Method, address, strings.NewReader("a=b"), "Content-Type", "text/plain"); resp.StatusCode < 400 && resp.StatusCode != http.StatusSeeOther {
			t.Errorf("%s %s as plain text: %d", r.Method, r.Path, resp.StatusCode)
		}
	}
}

// TestTheMatrixFindsAWrongPolicy is the control: a page that lets everybody in
// though its policy says otherwise must be found.
func TestTheMatrixFindsAWrongPolicy(t *testing.T) {
	for _, tc := range []struct {
		want     page.Outcome
		status   int
		location string
		agrees   bool
	}{
		{page.ToSignIn, 303, "/sign-in?next=%2Faccount", true}, {page.ToSignIn, 200, "", false}, {page.ToSignIn, 303, "/", false},
		{page.Hidden, 404, "", true}, {page.Hidden, 403, "", false}, {page.Hidden, 200, "", false},
		{page.Forbidden, 403, "", true}, {page.Forbidden, 404, "", false}, {page.Forbidden, 422, "", false},
		{page.Pass, 200, "", true}, {page.Pass, 422, "", true}, {page.Pass, 303, "/org/x", true}, {page.Pass, 303, "/sign-in?next=%2F", false}, {page.Pass, 403, "", false}, {page.Pass, 404, "", false}, {page.Pass, 500, "", false}, {page.Pass, 405, "", false},
	} {
		resp := &http.Response{StatusCode: tc.status, Header: http.Header{"Location": {tc.location}}}
		if got := agrees(tc.want, resp, false); got != tc.agrees {
			t.Errorf("declared %s, answered %d %s: %v", tc.want, tc.status, tc.location, got)
		}
	}
}
