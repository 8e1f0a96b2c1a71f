package handlers_test

import (
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"hundredweight/handlers"
	"hundredweight/handlers/page"
	"hundredweight/handlers/sitetest"
	"hundredweight/models/account"
	"hundredweight/models/addedvalue"
	"hundredweight/models/commissioning"
	"hundredweight/models/store"
	"hundredweight/models/store/storetest"
)

// estate is all that two organisations, a buyer and a provider, have on the
// site: one thing for every parameter of the site map that names an object of
// somebody's.
type estate struct {
	c                     *sitetest.County
	open, ranked, decided string                       // tenders
	params                map[string]map[string]string // by the beginning of a route's path, the longest counts
}

// estate makes one.
func (a *attack) estate() *estate {
	a.t.Helper()
	ctx, steps := a.t.Context(), a.site.Steps
	e := &estate{c: a.county()}
	a.site.Clock.Set(storetest.Noon)
	var bids, scored []sitetest.Offered
	e.decided, bids = e.c.Ranked(a.t, two)
	contract := e.c.Decided(a.t, e.decided, bids, sitetest.Signed)
	a.site.Clock.Set(storetest.Noon)
	e.ranked, scored = e.c.Evaluated(a.t, sitetest.RankedBids, []sitetest.Offered{{Score: 5, Price: "4.00", File: "Rounds of " + e.c.ProviderSlug}})
	opened, err := steps.OpenedBid(ctx, e.c.Eval1, e.ranked, scored[0].Bid)
	a.fine(err)
	a.site.Clock.Set(storetest.Noon)
	service := a.site.Service(a.t, e.c.Provider, a.name("Steady"), nil)
	draft, err := steps.StartOffer(ctx, e.c.Signer, e.c.Provider, a.name("Draft"))
	a.fine(err)
	claims, _, err := steps.AddClaims(ctx, e.c.Signer, commissioning.OfferEdit{Org: e.c.Provider, Ref: draft, Revision: 1}, []addedvalue.Claim{{Outcome: a.name("Fewer people fall")}})
	a.fine(err)
	e.params = map[string]map[string]string{
		"/org/:org/team":               e.team(a, e.c.ProviderSlug, e.c.Provider, "membership"),
		"/org/:org/team/invitations":   e.team(a, e.c.ProviderSlug, e.c.Provider, "invitation"),
		"/org/:org/services":           {"org": e.c.ProviderSlug, "ref": draft, "claim": claims[0], "step": "people"},
		"/org/:org/library/evidence":   {"org": e.c.ProviderSlug, "evidence": service.Evidence},
		"/services":                    {"ref": service.Ref, "n": "1", "evidence": service.Evidence},
		"/org/:org/bids/:ref/feedback": {"org": e.c.ProviderSlug, "ref": bids[0].Bid},
		"/org/:org/contracts":          {"org": e.c.BuyerSlug, "ref": contract},
		"/desk":                        {"ref": e.ranked, "bid": scored[0].Bid, "q": "q1", "file": opened.Files[0].Ref},
		"/organisations":               {"slug": e.c.ProviderSlug},
		"/contracts":                   {"ref": contract},
	}
	for _, path := range []string{"award", "summaries", "notice", "standstill", "signature"} {
		e.params["/org/:org/tenders/:ref/"+path] = map[string]string{"org": e.c.BuyerSlug, "ref": e.decided, "bid": bids[1].Bid}
	}
	for _, path := range []string{"opening", "moderation", "lock", "prices-opening", "comparison", "ranking", "bids", "lots-drawn"} {
		e.params["/org/:org/tenders/:ref/"+path] = map[string]string{"org": e.c.BuyerSlug, "ref": e.ranked, "bid": scored[0].Bid, "q": "q1", "lot": "1"}
	}
	e.takesBids(a)
	return e
}

// takesBids adds an open tender with a bid.
func (e *estate) takesBids(a *attack) {
	a.t.Helper()
	ctx, steps := a.t.Context(), a.site.Steps
	e.open = e.c.Published(a.t)
	a.fine(changing(a, e.c, e.open))
	doc, err := steps.AddDocument(ctx, e.c.Author, e.open, "Floor plan", a.site.StoredFile(a.t, a.name("plan")+".csv", "text/csv; charset=utf-8", a.name("a,b")))
	a.fine(err)
	_, err = steps.AskQuestion(ctx, e.c.Signer, e.open, "How many?")
	a.fine(err)
	e.params["/org/:org/tenders"] = map[string]string{"org": e.c.BuyerSlug, "ref": e.open, "n": "1", "criterion": "quality", "key": "q1", "lot": "1", "doc": doc}
	e.params["/tenders"] = map[string]string{"ref": e.open, "n": "1", "document": doc}
	e.params["/org/:org/bids"] = a.bidIn(e.c.Signer, e.c.Provider, e.c.ProviderSlug, e.open)
}

// bidIn lodges a bid and gives all that its pages are about.
func (a *attack) bidIn(by account.Actor, org account.OrganisationID, slug, tenderRef string) map[string]string {
	a.t.Helper()
	ref, err := a.site.Steps.StartBid(a.t.Context(), by, org, tenderRef)
	a.fine(err)
	save := commissioning.Save{Org: org, Bid: ref, Received: a.site.Clock.Now()}
	c := &sitetest.County{Signer: by, Writer: by, Provider: org}
	a.fine(withFile(a, c, save))
	a.fine(lodged(a, c, save))
	view, err := a.site.Steps.Bid(a.t.Context(), by, org, ref)
	a.fine(err)
	return map[string]string{"org": slug, "ref": ref, "key": "q2", "part": view.FilesOf("q2")[0].Ref, "promise": "p1", "lot": "1", "receipt": view.Versions[0].Receipt}
}

// team names a member or an invitation of an organisation.
func (e *estate) team(a *attack, slug string, org account.OrganisationID, what string) map[string]string {
	a.t.Helper()
	manager := a.site.Actor(a.t, a.member(slug, every...))
	q := a.site.DB.Reader().Read(a.t.Context())
	members, err := q.Members(org)
	a.fine(err)
	n := members[0].Membership
	if what == "invitation" {
		a.fine(a.site.Steps.InviteMember(a.t.Context(), manager, slug, a.name("guest")+"@example.org", nil))
		all, err := q.InvitationsOpen(org)
		a.fine(err)
		n = all[0].ID
	}
	return map[string]string{"org": slug, "n": strconv.FormatInt(n, 10)}
}

// of gives the parameters of a route.
func (e *estate) of(path string) map[string]string {
	best := ""
	for prefix := range e.params {
		if (path == prefix || strings.HasPrefix(path, prefix+"/")) && len(prefix) > len(best) {
			best = prefix
		}
	}
	return maps.Clone(e.params[best])
}

// objects are the parameters whose values name one object on the whole site,
// with a value that nothing has. n names one only in a team.
var objects = map[string]string{"ref": "zzzzzzzzzz", "bid": "zzzzzzzzzz", "receipt": "zzzzzzzzzz", "part": "zzzzzzzzzz", "claim": "zzzzzzzzzz", "evidence": "zzzzzzzzzz", "doc": "zzzzzzzzzz", "document": "zzzzzzzzzz", "file": "zzzzzzzzzz", "n": "999999999"}

func isObject(path, param string) bool {
	_, ok := objects[param]
	return ok && (param != "n" || strings.Contains(path, "/team"))
}

func params(path string) (out []string) {
	for _, p := range strings.Split(path, "/") {
		if name, ok := strings.CutPrefix(p, ":"); ok {
			out = append(out, name)
		}
	}
	return out
}

// visitor is somebody of an estate whom a route lets in.
func (a *attack) visitor(e *estate, r handlers.Route) *http.Client {
	a.t.Helper()
	if r.Policy.Kind == page.KindAppointee {
		who := map[account.Role]account.Actor{account.RoleAuthor: e.c.Author, account.RoleApprover: e.c.Approver, account.RoleOpener: e.c.Opener1, account.RoleEvaluator: e.c.Eval1, account.RoleModerator: e.c.Moderator, account.RoleAwardApprover: e.c.Awarder}[r.Policy.Roles[0]]
		return a.site.SignedIn(a.t, who.Person)
	}
	slug := e.of(r.Path)["org"]
	if slug == "" {
		slug = e.c.ProviderSlug
	}
	return a.site.SignedIn(a.t, a.member(slug, every...))
}

// answer asks and gives the status with the page, in which what was asked for is
// left out: two pages that say the same are the same.
func (a *attack) answer(c *http.Client, r handlers.Route, values map[string]string) (int, string) {
	a.t.Helper()
	th := thing{Params: values, Form: url.Values{"revision": {"1"}, "reason": {"The answer names four rounds with driver and second."}}}
	resp, body := a.ask(c, r, th)
	for name, v := range values {
		if isObject(r.Path, name) && v != "" {
			body = strings.ReplaceAll(body, "/"+v, "/_")
		}
	}
	return resp.StatusCode, regexp.MustCompile(`\s+`).ReplaceAllString(body, " ")
}

// swapped asks every route of the people of an estate for objects that are not
// theirs, and compares with what does not exist at all.
func (a *attack) swapped(mine *estate, theirs func(handlers.Route) map[string]string, c func(handlers.Route) *http.Client) (asked int) {
	a.t.Helper()
	for _, r := range a.site.Server.Routes() {
		other := theirs(r)
		if other == nil || r.Policy.Kind != page.KindMember && r.Policy.Kind != page.KindAppointee {
			continue
		}
		own, who := mine.of(r.Path), c(r)
		var named []string
		for _, p := range params(r.Path) {
			if isObject(r.Path, p) && other[p] != own[p] {
				named = append(named, p)
			}
		}
		// From each object on, everything is theirs: first all of it, last the
		// innermost alone.
		for i := range named {
			foreign, unknown := maps.Clone(own), maps.Clone(own)
			for _, p := range named[i:] {
				foreign[p], unknown[p] = other[p], objects[p]
			}
			if foreign[named[i]] == "" {
				a.t.Errorf("%s %s: nothing of theirs stands for %s", r.Method, r.Path, named[i])
				continue
			}
			asked++
			status, body := a.answer(who, r, foreign)
			want, same := a.answer(who, r, unknown)
			if status != http.StatusNotFound || status != want || body != same {
				a.t.Errorf("%s %s with their %s: %d, an unknown one %d, the same page %v\n%.300s\n%.300s", r.Method, r.Path, named[i], status, want, body == same, body, same)
			}
		}
	}
	return asked
}

// TestNobodyElsesThingIsThere puts another organisation's objects into the
// paths of one's own: the answer is that of a thing that does not exist.
func TestNobodyElsesThingIsThere(t *testing.T) {
	a := newAttack(t)
	mine, theirs := a.estate(), a.estate()
	asked := a.swapped(mine, func(r handlers.Route) map[string]string { return theirs.of(r.Path) }, func(r handlers.Route) *http.Client { return a.visitor(mine, r) })
	t.Logf("%d objects of others asked for", asked)
	if asked < 200 {
		t.Errorf("only %d objects of others were asked for", asked)
	}
}

// TestARivalInTheSameTenderIsNotThere puts a rival's bid, receipt, file and
// promise into the paths of one's own bid in the same tender.
func TestARivalInTheSameTenderIsNotThere(t *testing.T) {
	a := newAttack(t)
	e, other := a.estate(), a.county()
	rival := a.bidIn(other.Signer, other.Provider, other.ProviderSlug, e.open)
	asked := a.swapped(e, func(r handlers.Route) map[string]string {
		if !strings.HasPrefix(r.Path, "/org/:org/bids/") || strings.HasSuffix(r.Path, "/feedback") {
			return nil
		}
		return rival
	}, func(handlers.Route) *http.Client { return a.site.SignedIn(t, e.c.Signer.Person) })
	t.Logf("%d objects of a rival asked for", asked)
	if asked < 30 {
		t.Errorf("only %d objects of a rival were asked for", asked)
	}
}

// TestABidOfAnotherTenderIsNotInThisOne puts the bid of another tender of the
// same buyer into the paths of a tender, as people appointed to both, and asks
// for the other tender as somebody who is appointed to one only.
func TestABidOfAnotherTenderIsNotInThisOne(t *testing.T) {
	a := newAttack(t)
	e := a.estate()
	a.site.Clock.Set(storetest.Noon)
	ref, bids := e.c.Evaluated(t, sitetest.RankedBids, []sitetest.Offered{{Score: 3, Price: "5.00", File: "Other rounds"}})
	opened, err := a.site.Steps.OpenedBid(t.Context(), e.c.Eval1, ref, bids[0].Bid)
	a.fine(err)
	asked := a.swapped(e, func(r handlers.Route) map[string]string {
		own := e.of(r.Path)
		if own["bid"] == "" {
			return nil
		}
		own["bid"], own["file"] = bids[0].Bid, opened.Files[0].Ref
		return own
	}, func(r handlers.Route) *http.Client { return a.visitor(e, r) })
	if asked < 8 {
		t.Errorf("only %d bids of another tender were asked for", asked)
	}
	one := a.site.Member(t, "Only One Of "+e.c.BuyerSlug, e.c.Buyer, every...)
	a.fine(a.site.Steps.AppointPerson(t.Context(), e.c.Author, ref, one.Person, account.RoleContractManager))
	c := a.site.SignedIn(t, one.Person)
	for _, r := range a.site.Server.Routes() {
		if r.Policy.Kind != page.KindAppointee || len(r.Policy.Needs) > 0 {
			continue
		}
		if status, body := a.answer(c, r, e.of(r.Path)); status != http.StatusForbidden {
			t.Errorf("%s %s as somebody of another tender: %d\n%.300s", r.Method, r.Path, status, body)
		}
	}
}

// TestNoMembershipNoThing asks for everything as somebody whose membership ended
// while they were signed in, and whose appointments ended with it.
func TestNoMembershipNoThing(t *testing.T) {
	a := newAttack(t)
	e := a.estate()
	gone := map[bool]account.Actor{true: e.c.Author, false: e.c.Signer}
	browsers := map[bool]*http.Client{}
	for buyer, who := range gone {
		browsers[buyer] = a.site.SignedIn(t, who.Person)
		slug, org := e.c.ProviderSlug, e.c.Provider
		if buyer {
			slug, org = e.c.BuyerSlug, e.c.Buyer
		}
		members, err := a.site.DB.Reader().Read(t.Context()).Members(org)
		a.fine(err)
		for _, m := range members {
			if m.Person == who.Person {
				a.fine(a.site.Steps.EndMembership(t.Context(), a.site.Actor(t, a.member(slug, every...)), slug, m.Membership))
			}
		}
	}
	asked := 0
	for _, r := range a.site.Server.Routes() {
		if r.Policy.Kind != page.KindMember && r.Policy.Kind != page.KindAppointee {
			continue
		}
		own := e.of(r.Path)
		if own == nil {
			own = map[string]string{"org": e.c.ProviderSlug}
		}
		asked++
		if status, body := a.answer(browsers[r.Policy.Kind == page.KindAppointee || own["org"] == e.c.BuyerSlug], r, own); status != http.StatusNotFound {
			t.Errorf("%s %s after the membership ended: %d\n%.300s", r.Method, r.Path, status, body)
		}
	}
	t.Logf("%d routes asked", asked)
}

// TestASuspendedProviderChangesNoBid sends every form of a bid for an
// organisation that was suspended after it began: nothing of it is taken.
func TestASuspendedProviderChangesNoBid(t *testing.T) {
	a := newAttack(t)
	c := a.county()
	own := a.bidIn(c.Signer, c.Provider, c.ProviderSlug, c.Published(t))
	a.write("organisation.checked", func(tx *store.Tx) error {
		return tx.MoveOrganisation(c.Provider, "verified", "suspended", a.site.Clock.Now())
	})
	browser, before := a.site.SignedIn(t, c.Signer.Person), a.events()
	for _, r := range a.site.Server.Routes() {
		if r.Method != http.MethodPost || !strings.HasPrefix(r.Path, "/org/:org/bids/") {
			continue
		}
		if status, body := a.answer(browser, r, own); status < 400 {
			t.Errorf("%s: %d\n%.300s", r.Path, status, body)
		}
	}
	if n := a.events() - before; n != 0 {
		t.Errorf("%d changes were taken", n)
	}
}
