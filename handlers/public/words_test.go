package public_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"hundredweight/handlers/sitetest"
	"hundredweight/templates/htmlcheck"
)

func TestWordsCanBeReadByEverybody(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		s.Organisation(t, "provider", "ninefold")
		for path, must := range map[string][]string{
			"/":              {"Find, buy and check local services from charities and social enterprises", "I provide a service", "I buy services", "I live here", "providers, each checked", `name="place"`},
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
