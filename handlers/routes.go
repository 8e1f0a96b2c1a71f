// Package handlers joins the journeys to one site: routes.go is the site map,
// server.go the one hardened constructor.
package handlers

import (
	"fmt"
	"net/http"

	"hundredweight/handlers/account"
	"hundredweight/handlers/admin"
	"hundredweight/handlers/commissioner"
	"hundredweight/handlers/contracts"
	"hundredweight/handlers/evaluator"
	"hundredweight/handlers/page"
	"hundredweight/handlers/provider"
	"hundredweight/handlers/public"
	"hundredweight/models/commissioning"
)

// Route is one line of the site map.
type Route struct {
	Method, Path string
	Policy       page.Policy
	Handle       page.Handler
	upload       int64 // most bytes of the body, when it carries files
	cached       bool  // the same for every stranger: kept ready to send
	limit        Limit // how often strangers of one network may ask
}

// Cached marks a public page that is the same for every stranger.
func (r Route) Cached() Route { r.cached = true; return r }

// Uploads lets the body weigh up to most bytes and arrive slowly.
func (r Route) Uploads(most int64) Route { r.upload = most; return r }

// Limited sets how often one network may ask.
func (r Route) Limited(l Limit) Route { r.limit = l; return r }

func get(path string, p page.Policy, h page.Handler) Route {
	return Route{Method: http.MethodGet, Path: path, Policy: p, Handle: h}
}

func post(path string, p page.Policy, h page.Handler) Route {
	return Route{Method: http.MethodPost, Path: path, Policy: p, Handle: h, limit: Changes}
}

// Routes gives the site map with its pages.
func Routes(kit page.Kit, steps *commissioning.Steps) []Route {
	return siteMap(public.New(kit, steps), account.New(kit, steps), admin.New(kit, steps), provider.New(kit, steps),
		commissioner.New(kit, steps), evaluator.New(kit, steps), contracts.New(kit, steps))
}

// siteMap is THE SITE MAP: method, path, policy, page; one line a route. A
// route without a policy does not start.
func siteMap(pub public.Pages, acc account.Pages, adm admin.Pages, prov provider.Pages, com commissioner.Pages, eval evaluator.Pages, contr contracts.Pages) []Route {
	return []Route{
		// Public: home, help, the words, the public log
		get("/ledger", page.Anyone, pub.Ledger),
		get("/", page.Anyone, pub.Home).Cached(),
		get("/help", page.Anyone, pub.Help).Cached(),
		get("/help/glossary", page.Anyone, pub.Glossary).Cached(),
		get("/accessibility", page.Anyone, pub.Accessibility).Cached(),
		get("/privacy", page.Anyone, pub.Privacy).Cached(),
		get("/cookies", page.Anyone, pub.Cookies).Cached(),
		get("/about", page.Anyone, pub.About).Cached(),
		get("/ledger/checkpoint", page.Anyone, pub.Checkpoint),
		get("/ledger/entries/:n", page.Anyone, pub.LedgerEntry).Limited(Searches),
		get("/.well-known/security.txt", page.Anyone, pub.SecurityTxt),
		get("/robots.txt", page.Anyone, pub.Robots),
		get("/healthz", page.Anyone, pub.Healthz),
		get("/readyz", page.Anyone, pub.Readyz),
		get("/version", page.Anyone, pub.Build),

		// Public: tenders, services, organisations

		// Public: contracts

		// Signing in and the own account
		get(page.KeptAt, page.SignedIn, acc.Kept),

		// An organisation: home, team, settings

		// A provider: services, evidence

		// A provider: bids

		// A buyer: tenders, from draft to publication

		// A buyer: opening, moderation, award

		// The desk: declaration, scores

		// Contracts: signature, record

		// The operator
	}
}

// CheckRoutes refuses a site map with a route that has no policy, no handler,
// or an address that stands twice.
func CheckRoutes(routes []Route) error {
	seen := map[string]bool{}
	for _, r := range routes {
		name := r.Method + " " + r.Path
		if wrong := r.Policy.Check(r.Path); wrong != "" {
			return fmt.Errorf("route %s: %s", name, wrong)
		}
		if r.Handle == nil {
			return fmt.Errorf("route %s has no page", name)
		}
		if seen[name] {
			return fmt.Errorf("route %s stands twice", name)
		}
		seen[name] = true
	}
	return nil
}
