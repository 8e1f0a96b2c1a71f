package public_test

import (
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"hundredweight/handlers/sitetest"
	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/store"
	"hundredweight/models/tender"
	"hundredweight/templates/htmlcheck"
)

func TestWordsCanBeReadByEverybody(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		s.Organisation(t, "provider", "ninefold")
		for path, must := range map[string][]string{
			"/":              {"Find, buy and check local services from charities and social enterprises", "I provide a service", "I buy services", "I live here", "services listed, free", `name="where"`},
			"/help":          {"I provide a service", `id="buy"`, "/help/glossary"},
			"/help/glossary": {`id="waiting-period"`, "Waiting period", "(standstill)", "(assessment summary)", `id="mark-as-published"`},
			"/accessibility": {"Web Content Accessibility Guidelines 2.2"},
			"/privacy":       {"Westhaven Commissioning runs this site", "no trackers"},
			"/cookies":       {"hw-flash", "nothing to accept"},
			"/about":         {"Not a government service. Built with the open-source GOV.UK Frontend.", `id="sealing"`, "What sealing does not protect", "two officers"},
		} {
			resp, err := s.Stranger(t).Get(s.URL + path)
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
			page := string(body)
			if resp.StatusCode != http.StatusOK {
				t.Errorf("%s: %s", path, resp.Status)
				continue
			}
			for _, m := range append(must, "Not a GOV.UK service", "Made with Hundredweight") {
				if !strings.Contains(page, m) {
					t.Errorf("%s lacks %q", path, m)
				}
			}
			for _, not := range []string{"!</", "Sorry", "gov.uk/", "TODO"} {
				if strings.Contains(page, not) {
					t.Errorf("%s holds %q", path, not)
				}
			}
			for _, wrong := range htmlcheck.Page(strings.NewReader(page)) {
				t.Errorf("%s: %s", path, wrong)
			}
			if len(resp.Cookies()) != 0 {
				t.Errorf("%s sets a cookie for a stranger", path)
			}
		}
	})
}

func get(t *testing.T, s *sitetest.Site, path string) string {
	t.Helper()
	resp, err := s.Stranger(t).Get(s.URL + path)
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
	return string(body)
}

func TestTheFirstPageListsWhatClosesSoonest(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		org, by := s.Organisation(t, "buyer", "harrowick"), s.Person(t, "Wren Okafor", false)
		add := func(ref, title string, closes time.Time) {
			t.Helper()
			system := account.System("test")
			err := s.DB.Write(t.Context(), system, func(tx *store.Tx) (audit.Event, error) {
				row := store.TenderRow{Ref: ref, Org: org, Author: by, EditedBy: by, Title: title, Regime: "light_touch", CreatedAt: store.At(s.Clock.Now()), EditedAt: store.At(s.Clock.Now())}
				id, err := tx.AddTender(row, tender.Content{Title: title})
				if err == nil {
					err = tx.PublishTender(id, 1, "2026/S 000-000001", s.Clock.Now(), closes)
				}
				if err == nil {
					err = tx.MoveTender(id, tender.Draft, tender.Open)
				}
				return audit.New(system, s.Clock.Now(), "tender.published", audit.Subject{Kind: "tender", Ref: ref}), err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		now := s.Clock.Now()
		add("cwt-2026-0002", "Repair cafes", now.AddDate(0, 0, 20))
		add("cwt-2026-0001", "Community meals", now.AddDate(0, 0, 3))
		page := get(t, s, "/")
		for _, must := range []string{"Community meals", "Repair cafes", `href="/tenders/cwt-2026-0001"`, "In 3 days,", "All 2 open tenders"} {
			if !strings.Contains(page, must) {
				t.Errorf("the first page lacks %q", must)
			}
		}
		if strings.Index(page, "Community meals") > strings.Index(page, "Repair cafes") {
			t.Error("what closes later stands first")
		}
		s.Clock.Add(4 * 24 * time.Hour)
		if page = get(t, s, "/"); strings.Contains(page, "Community meals") || !strings.Contains(page, "See the one open tender") {
			t.Error("a closed tender is still listed")
		}
	})
}

// TestAFirstVisitIsSmall weighs what a browser loads for the first page, as it
// is sent: experience.md section 5 allows 100 kB.
func TestAFirstVisitIsSmall(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		total := 0
		weigh := func(path string) {
			t.Helper()
			req, err := http.NewRequest(http.MethodGet, s.URL+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Accept-Encoding", "gzip") // so that the length is that of the wire
			resp, err := http.DefaultTransport.RoundTrip(req)
			if err != nil {
				t.Fatal(err)
			}
			n, err := io.Copy(io.Discard, resp.Body)
			if err != nil {
				t.Fatal(err)
			}
			if err := resp.Body.Close(); err != nil {
				t.Fatal(err)
			}
			if resp.StatusCode != http.StatusOK {
				t.Errorf("%s: %s", path, resp.Status)
			}
			t.Logf("%7d bytes %s", n, path)
			total += int(n)
		}
		weigh("/")
		for _, m := range regexp.MustCompile(`(?:href|src)="(/static/[^"]+)"`).FindAllStringSubmatch(get(t, s, "/"), -1) {
			weigh(m[1])
		}
		t.Logf("%7d bytes together", total)
		if total > 100_000 || total < 20_000 {
			t.Errorf("a first visit is %d bytes", total)
		}
	})
}

func TestErrorPagesAreWholePages(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		resp, err := s.Stranger(t).Get(s.URL + "/nothing-here")
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
		if resp.StatusCode != http.StatusNotFound || !strings.Contains(string(body), "Page not found") {
			t.Errorf("%s: %s", resp.Status, body)
		}
		for _, wrong := range htmlcheck.Page(strings.NewReader(string(body))) {
			t.Error(wrong)
		}
	})
}
