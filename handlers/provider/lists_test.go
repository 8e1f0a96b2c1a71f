package provider_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"hundredweight/handlers/sitetest"
	"hundredweight/models/account"
)

var (
	rowTitle = regexp.MustCompile(`hw-row__title"><a class="govuk-link" href="([^"]+)"`)
	further  = regexp.MustCompile(`href="([^"]+\?before=[^"]+)"`)
)

// walk reads a list to its end and gives what stands on it, each once.
func walk(t *testing.T, get func(path string) string, path, next string) (seen map[string]bool, pages int) {
	t.Helper()
	seen = map[string]bool{}
	for path != "" && pages < 9 {
		body := get(path)
		pages++
		for _, m := range rowTitle.FindAllStringSubmatch(body, -1) {
			if seen[m[1]] {
				t.Errorf("%s stands twice", m[1])
			}
			seen[m[1]] = true
		}
		path = ""
		if m := further.FindStringSubmatch(body); m != nil && strings.Contains(body, next) {
			path = m[1]
		}
	}
	return seen, pages
}

func TestAnOrganisationsServicesComeInPages(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newDesk(t, s, "elm", account.Contribute)
		for i := range 49 {
			s.Service(t, d.o, "Class "+string(rune('a'+i%26))+string(rune('a'+i/26)), nil)
		}
		seen, pages := walk(t, func(path string) string { return d.read(path, http.StatusOK) }, "/org/elm/services", "Older services")
		if len(seen) != 49 || pages != 2 {
			t.Errorf("%d of 49 services on %d pages", len(seen), pages)
		}
		says(t, d.read("/org/elm/services?before=nobodys", http.StatusOK), "List a service")
	})
}

func TestBidsComeInPagesAndACancelledTenderIsNotOpen(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newBidder(t, s)
		start := func() {
			if _, err := s.Steps.StartBid(t.Context(), d.county.Signer, d.county.Provider, d.tender); err != nil {
				t.Fatal(err)
			}
		}
		start()
		for range 27 {
			d.tender = d.county.Published(t)
			start()
		}
		at := "/org/" + d.county.ProviderSlug + "/bids"
		code, body := d.get(d.writer, at)
		d.must("all open", code, 200, body, "You can still change these", "!Older bids", "!Closed")
		if err := s.Steps.CancelTender(t.Context(), d.county.Approver, d.tender, "The council stopped the service for lack of money."); err != nil {
			t.Fatal(err)
		}
		code, body = d.get(d.writer, at)
		d.must("one is cancelled", code, 200, body, "You can still change these", "Closed", "The buyer cancelled this tender")
		code, body = d.get(d.writer, "/org/"+d.county.ProviderSlug)
		d.must("the home", code, 200, body, "Finish it and send it")
		s.Clock.Add(60 * 24 * time.Hour)
		d.writer = s.SignedIn(t, d.county.Writer.Person)
		seen, pages := walk(t, func(path string) string {
			code, body := d.get(d.writer, path)
			d.must(path, code, 200, body, "!You can still change these")
			return body
		}, at, "Older bids")
		if len(seen) != 28 || pages != 2 {
			t.Errorf("%d of 28 bids on %d pages", len(seen), pages)
		}
		code, body = d.get(d.writer, "/org/"+d.county.ProviderSlug)
		d.must("the home when all are closed", code, 200, body, "!Finish it and send it")
	})
}
