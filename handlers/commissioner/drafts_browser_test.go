package commissioner_test

import (
	"net/url"
	"testing"

	"hundredweight/handlers/browsertest"
	"hundredweight/handlers/sitetest"
	"hundredweight/models/account"
	"hundredweight/models/store/storetest"
)

// visit signs a person in on the browser.
func (d *desk) visit(b *browsertest.Browser, who account.PersonID) {
	d.t.Helper()
	u, err := url.Parse(d.site.URL)
	if err != nil {
		d.t.Fatal(err)
	}
	b.Cookies(d.site.URL, d.site.SignedIn(d.t, who).Jar.Cookies(u))
}

func TestBrowserDraftsATender(t *testing.T) {
	b := browsertest.Open(t)
	clock := storetest.NewClock()
	d := newDesk(t, sitetest.New(t, storetest.SQLite(t, clock), clock))
	d.visit(b, d.author)
	b.Go(d.site.URL + at(""))
	b.See("No tenders yet")
	b.Check()
	b.Press("Start a tender")
	b.Check()
	b.Press("Start a tender")
	b.See("There is a problem", "Enter a title", "Select what to start from")
	b.Check()
	b.Fill("title", "Community meals and company at home")
	b.Fill("from", "community-meals")
	b.Press("Start a tender")
	b.See("What to do now", "Set how you will score")
	b.Check()
	b.Press("All tenders")
	b.See("Community meals and company at home", "Draft")
	b.Check()
	b.Press("Start a tender")
	b.Press("An earlier tender of yours")
	b.Check()
}
