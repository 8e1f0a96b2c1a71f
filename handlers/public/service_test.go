package public_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"hundredweight/handlers/sitetest"
	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/offer"
	"hundredweight/models/store"
	"hundredweight/templates/htmlcheck"
)

// visit gives a public page and its status, held against what every page must hold.
func visit(t *testing.T, s *sitetest.Site, c *http.Client, path string) (string, *http.Response) {
	t.Helper()
	resp, err := c.Get(s.URL + path)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil {
		t.Fatal(err)
	}
	if strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html") && resp.StatusCode != http.StatusFound {
		for _, wrong := range htmlcheck.Page(strings.NewReader(string(body))) {
			t.Errorf("%s: %s", path, wrong)
		}
	}
	return string(body), resp
}

// reads asks a stranger's browser and looks for words that must and must not
// be there, the latter behind a "!".
func reads(t *testing.T, s *sitetest.Site, path string, status int, words ...string) {
	t.Helper()
	body, resp := visit(t, s, s.Stranger(t), path)
	if resp.StatusCode != status {
		t.Errorf("%s: %d, want %d", path, resp.StatusCode, status)
	}
	for _, w := range words {
		if not, found := strings.CutPrefix(w, "!"); found {
			if strings.Contains(body, not) {
				t.Errorf("%s says %q", path, not)
			}
		} else if !strings.Contains(body, w) {
			t.Errorf("%s does not say %q", path, w)
		}
	}
}

func TestServicesAreFoundNarrowedAndShared(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		org := s.Organisation(t, "provider", "elm")
		s.Service(t, org, "Steady at home", nil)
		s.Service(t, org, "Repair cafe <b>", func(c *offer.Content) {
			c.Theme, c.Areas = "green", []offer.Area{{Code: "E07000902", Name: "Elmsfold"}}
			c.Price = offer.Price{Basis: offer.Free}
		})
		reads(t, s, "/services", 200, "2 services", "Steady at home", "Repair cafe &lt;b&gt;", "Showing 1 to 2, strongest evidence first.", `(1)`, "3 or more: checked records", "From £190 a person", "!Clear all", "!Remove")
		reads(t, s, "/services?q=steady", 200, "1 of 2 services matches", "“steady”", "!Repair cafe", "Sort by best match", "Clear all")
		reads(t, s, "/services?where=e07000902&need=green", 200, "1 of 2 services matches", "Repair cafe", "!Twelve", `value="e07000902" checked`, "Elmsfold <a", `href="/services?need=green"`)
		reads(t, s, "/services?where=e07000901&where=e07000902", 200, "2 of 2 services match", "Harrowick or Elmsfold")
		reads(t, s, "/services?evidence=2&evidence=3", 200, "2 of 2 services match", "Evidence 2 or more")
		reads(t, s, "/services?evidence=4", 200, "No services match", "!Without", "See all 2 services")
		reads(t, s, "/services?q=zeppelin&where=e07000901", 200, "No services match", "Without “zeppelin”: 1 service", "!Without “Harrowick”")
		// What is not usable in an address counts as not said.
		for _, query := range []string{"?page=-1", "?sort=password", "?evidence=9", "?where=%00", "?where='%20OR%201=1", "?after=../..", "?after=zzzzzzzzzz", "?q=%ff%fe", "?q=!!!", "?need[]=home", "?q=" + strings.Repeat("a", 5000)} {
			body, resp := visit(t, s, s.Stranger(t), "/services"+query)
			if resp.StatusCode != http.StatusOK && resp.StatusCode != http.StatusBadRequest {
				t.Errorf("%s: %d", query, resp.StatusCode)
			}
			if strings.Contains(body, "SELECT") {
				t.Errorf("%s shows SQL", query)
			}
		}
		reads(t, s, "/services?where=atlantis", 200, "No services match", "ATLANTIS")
		reads(t, s, "/", 200, `action="/services"`, `href="/services"`)
		// What is remembered of the whole list changes with it, in every order.
		reads(t, s, "/services", 200, "(2)", "!(3)", "!Third of all")
		reads(t, s, "/services?sort=newest", 200, "(2)", "!(3)", `name="sort" value="newest"`)
		s.Service(t, org, "Third of all", nil)
		reads(t, s, "/services", 200, "3 services", "(3)", "!name=\"sort\"")
		reads(t, s, "/services?sort=newest", 200, "3 services", "(3)", `name="sort" value="newest"`)
	})
}

func TestServicesComeInPages(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		reads(t, s, "/services", 200, "0 services", "No service is listed here yet.")
		org := s.Organisation(t, "provider", "elm")
		for i := range 27 {
			s.Service(t, org, "Class "+string(rune('a'+i%26))+string(rune('a'+i/26)), nil)
			s.Clock.Add(time.Second)
		}
		seen := map[string]bool{}
		path := "/services?sort=newest"
		for range 3 {
			body, resp := visit(t, s, s.Stranger(t), path)
			if resp.StatusCode != http.StatusOK {
				t.Fatalf("%s: %d", path, resp.StatusCode)
			}
			for _, part := range strings.Split(body, `hw-row__title"><a class="govuk-link" href="`)[1:] {
				href, _, _ := strings.Cut(part, `"`)
				if seen[href] {
					t.Errorf("%s stands twice", href)
				}
				seen[href] = true
			}
			_, rest, more := strings.Cut(body, "Next 25")
			if !more || rest == "" {
				break
			}
			at := strings.LastIndex(body[:len(body)-len(rest)], `href="`)
			next, _, _ := strings.Cut(body[at+6:], `"`)
			path = strings.ReplaceAll(next, "&amp;", "&")
		}
		if len(seen) != 27 {
			t.Errorf("%d of 27 services were listed", len(seen))
		}
	})
}

func TestAServiceShowsItsClaimsAndEveryVersion(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		org := s.Organisation(t, "provider", "elm")
		made := s.Service(t, org, "Steady at home", nil)
		at := "/services/" + made.Ref
		reads(t, s, at, 200, "Service offered by Elm", "For whom", "People who fell in the last year", "How many", "412 people, April 2023 to March 2026", "How we know", "Calls at 3, 6 and 12 months",
			"Not claimed", "35% that would have happened anyway", "3 of 5: own records, checked", "Register of Steady at home (CSV, 21 bytes)", "From £190 a person. Not a quote.", "hello@elmvalley.example", "!In pounds", "!replaced on", `href="/organisations/elm"`)
		evidence := at + "/versions/1/evidence/" + made.Evidence
		body, resp := visit(t, s, s.Stranger(t), evidence)
		if body != sitetest.EvidenceText || !strings.HasPrefix(resp.Header.Get("Content-Disposition"), "attachment") || resp.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("the evidence is %q, %v", body, resp.Header)
		}

		writer := s.SignedIn(t, made.Writer)
		if resp, err := writer.PostForm(s.URL+"/org/elm/services/"+made.Ref+"/versions", nil); err != nil || resp.StatusCode != http.StatusSeeOther {
			t.Fatal(resp, err)
		}
		s.Clock.Add(24 * time.Hour)
		reads(t, s, at+"/versions/2", 404) // a draft
		reads(t, s, at+"/versions/2/evidence/"+made.Evidence, 404)
		for _, post := range []struct {
			who  account.PersonID
			path string
		}{{made.Writer, "/submission"}, {made.Signer, "/publication"}} {
			resp, err := s.SignedIn(t, post.who).PostForm(s.URL+"/org/elm/services/"+made.Ref+post.path, map[string][]string{"revision": {"1"}})
			if err != nil || resp.StatusCode != http.StatusSeeOther {
				t.Fatal(resp, err)
			}
		}
		reads(t, s, at, 200, "Version 2", "Version 1", "!This is version")
		reads(t, s, at+"/versions/1", 200, "This is version 1, published on 23 November 2026. It was replaced on 24 November 2026.", "Read the current version", `content="noindex"`)
		reads(t, s, evidence, 200)
		for _, path := range []string{"/versions/0", "/versions/3", "/versions/-1", "/versions/x", "/versions/99999999999999999999", "/versions/1/evidence/" + made.Claim, "/versions/1/evidence/none"} {
			reads(t, s, at+path, 404)
		}
	})
}

func TestAServiceThatIsNotListedShowsNothingOfItself(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		org := s.Organisation(t, "provider", "elm")
		made := s.Service(t, org, "Steady at home", nil)
		at, signer := "/services/"+made.Ref, s.SignedIn(t, made.Signer)
		hidden := []string{"!Fewer people fall", "!hello@elmvalley.example"}
		post := func(path string) {
			t.Helper()
			resp, err := signer.PostForm(s.URL+"/org/elm/services/"+made.Ref+path, map[string][]string{"reason": {"A secret reason"}})
			if err != nil || resp.StatusCode != http.StatusSeeOther {
				t.Fatal(resp, err)
			}
		}
		gone := func(words string) {
			t.Helper()
			reads(t, s, at, 404, append(hidden, words, "This service is not listed now", "!A secret reason")...)
			reads(t, s, at+"/versions/1", 404, hidden...)
			reads(t, s, at+"/versions/1/evidence/"+made.Evidence, 404, "!"+sitetest.EvidenceText)
			reads(t, s, "/services", 200, "0 services")
			reads(t, s, "/organisations/elm", 200, "It lists no service at present.")
		}
		post("/suspension")
		gone("It is hidden for now.")
		post("/resumption")
		reads(t, s, at, 200, "Fewer people fall")
		s.Clock.Add(366 * 24 * time.Hour)
		reads(t, s, at, 404, append(hidden, "Its listing ran out and was not confirmed again.")...) // before the clock's own step
		s.Clock.Add(-366 * 24 * time.Hour)
		post("/withdrawal")
		gone("The provider has withdrawn it.")
	})
}

func TestAnOrganisationIsPublicOnceItWasChecked(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		org := s.Organisation(t, "provider", "elm")
		s.Service(t, org, "Steady at home", nil)
		by := account.System("test")
		var waits account.OrganisationID
		err := s.DB.Write(t.Context(), by, func(tx *store.Tx) (audit.Event, error) {
			o := store.Organisation{Slug: "tide", Name: "Tideline Walkers", Kind: "provider", LegalForm: "cic", Scheme: "GB-COH", Identifier: "01234567", About: "Walks <b>for</b> all.", Status: "unverified", CreatedAt: store.At(s.Clock.Now())}
			var err error
			waits, err = tx.AddOrganisation(o)
			return audit.New(by, s.Clock.Now(), "organisation.made", audit.Subject{Kind: "test", Ref: "tide"}), err
		})
		if err != nil {
			t.Fatal(err)
		}
		reads(t, s, "/organisations/elm", 200, "Elm", "Steady at home", "3 of 5")
		reads(t, s, "/organisations/tide", 404, "!Tideline")
		reads(t, s, "/organisations/gb-coh-01234567", 404)
		reads(t, s, "/organisations/none", 404)
		member := s.Person(t, "Tia Tide", false)
		s.Join(t, member, waits, account.Contribute)
		for who, c := range map[string]*http.Client{"its team": s.SignedIn(t, member), "the operator": s.SignedIn(t, s.Person(t, "Olu Operator", true))} {
			if body, resp := visit(t, s, c, "/organisations/tide"); resp.StatusCode != http.StatusOK || !strings.Contains(body, "Only your team and the people who run this site can see this page") {
				t.Errorf("%s: %d", who, resp.StatusCode)
			}
		}
		err = s.DB.Write(t.Context(), by, func(tx *store.Tx) (audit.Event, error) {
			return audit.New(by, s.Clock.Now(), "organisation.checked", audit.Subject{Kind: "test", Ref: "tide"}), tx.MoveOrganisation(waits, "unverified", "verified", s.Clock.Now())
		})
		if err != nil {
			t.Fatal(err)
		}
		reads(t, s, "/organisations/tide", 200, "Tideline Walkers", "Community interest company", "GB-COH-01234567", "Walks &lt;b&gt;for&lt;/b&gt; all.", "23 November 2026", "!Only your team")
		_, resp := visit(t, s, s.Stranger(t), "/organisations/gb-coh-01234567")
		if resp.StatusCode != http.StatusFound || resp.Header.Get("Location") != "/organisations/tide" {
			t.Errorf("by its number: %d %s", resp.StatusCode, resp.Header.Get("Location"))
		}
	})
}
