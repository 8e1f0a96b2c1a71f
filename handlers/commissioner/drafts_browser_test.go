package commissioner_test

import (
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"hundredweight/handlers/browsertest"
	"hundredweight/handlers/sitetest"
	"hundredweight/models/account"
	"hundredweight/models/store"
	"hundredweight/models/store/storetest"
	"hundredweight/models/tender"
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
	d.lookups()
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
	d.draftInBrowser(b)
	b.Press("All tenders")
	b.See("Community meals and company at home", "Draft")
	b.Check()
	b.Press("Start a tender")
	b.Press("An earlier tender of yours")
	b.Check()

	ref := d.started("From a notice", "blank")
	d.change(ref, func(c *tender.Content) {
		c.Source = &tender.Source{OCID: "ocds-h6vhtk-05e2f3", ReleaseID: "094476-2026", NoticeID: "094476-2026", Buyer: "Another council", SHA256: strings.Repeat("ab12", 16)}
		c.Open = []tender.OpenQuestion{{Key: "notice_kind", Ask: "Is this the notice that you want to start from?", Note: "It is a tender notice of June 2026.", Choices: []tender.Choice{{Value: "yes", Label: "Yes"}, {Value: "no", Label: "No, but it is close enough"}}}, {Key: "why", Ask: "Why is it published again?"}}
	})
	b.Go(d.site.URL + at("/"+ref))
	b.Press("Questions from the import")
	b.Check()
	b.Fill("answer-1", "yes")
	b.Press("Save and come back later")
	b.See("1 of")
	d.visit(b, d.auditor)
	b.Go(d.site.URL + at("/"+ref+"/records"))
	b.See("Not worked out yet")
	b.Check()
}

// draftInBrowser goes through the pages of a draft, from its home and back.
func (d *desk) draftInBrowser(b *browsertest.Browser) {
	d.t.Helper()
	b.Press("The need and who it is for")
	b.Check()
	b.Fill("need", "")
	b.Press("Save and continue")
	b.See("There is a problem", "Describe the need")
	b.Fill("summary", "Hot meals and company for people who find it hard to cook or get out.")
	b.Fill("need", "About 900 people a week eat alone and badly.")
	b.Press("Save and continue")
	b.See("What, where and when")
	b.Check()
	b.Fill("words", "catering")
	b.Press("Find codes")
	b.Fill("add", "55520000")
	b.Fill("areas", "Calderdale\nE08000034")
	for name, parts := range map[string][3]string{"start": {"5", "4", "2027"}, "end": {"4", "4", "2030"}} {
		b.Fill(name+"-day", parts[0])
		b.Fill(name+"-month", parts[1])
		b.Fill(name+"-year", parts[2])
	}
	b.Check()
	b.Press("Save and continue")
	b.See("Budget and parts (lots)")
	b.Check()
	b.Fill("budget", "540,000")
	b.Fill("options_value", "180000")
	b.Fill("vat", "standard")
	b.Press("Save and come back later")
	b.See("What to do now", "Saved.")
	b.Press("Budget and parts (lots)")
	b.Press("Add a second part (lot)")
	b.Check()
	b.Fill("title", "Weekend rounds")
	b.Fill("value", "120,000")
	b.Press("Save part (lot)")
	b.See("Part (lot) 2: Weekend rounds", "come to")
	b.Check()
	b.Press("Part (lot) 2")
	b.Press("Remove this part (lot)")
	b.Check()
	b.Press("Leave it as it is")
	b.Press("Budget and parts (lots)")
	b.Press("Back to the tender")
	b.Press("Social value, conflicts")
	b.Check()
	b.Press("Save and continue")
	b.See("Record how you considered")
	b.Fill("social_value_note", "Local jobs, and company for people who live alone.")
	b.Fill("conflicts", "Asked everybody named on the panel page. None has an interest.")
	b.Check()
	b.Press("Save and continue")
	b.See("Panel and opening officers", "Two are needed")
	b.Check()
	d.appoint(b, "approver", "Amir Approver")
	b.See("Amir Approver is approver now")
	b.Check()
	b.Press("Back to the tender")
	b.Press("Measures (KPIs)")
	b.Check()
	b.Press("Add a measure")
	b.Check()
	b.Fill("title", "New people reached")
	b.Fill("measure", "People who did not use the service before")
	b.Fill("target", "120")
	b.Fill("unit", "people")
	b.Press("Save measure")
	b.See("“New people reached” is saved", "Target: 120 people")
	b.Press("New people reached")
	b.Press("Take it out")
	b.Check()
	b.Press("Leave it as it is")
	b.Press("Measures (KPIs)")
	b.Press("Back to the tender")
	b.Press("Documents")
	b.Check()
	b.Press("Add document")
	b.See("Enter a title", "Choose a file")
	b.Fill("title", "Terms and conditions")
	b.Files("file", d.file("terms.txt", "Pay within 30 days."))
	b.Press("Add document")
	b.See("“Terms and conditions” is added", "terms.txt")
	b.Check()
	b.Press("Back to the tender")
	b.Check()
}

// appoint gives a person a part, by the name shown in the list.
func (d *desk) appoint(b *browsertest.Browser, role, name string) {
	d.t.Helper()
	b.Fill("person-"+role, d.membership(name))
	b.Press("Appoint: " + map[string]string{"approver": "Approver"}[role])
}

// membership gives the number of a member of the buyer.
func (d *desk) membership(name string) string {
	d.t.Helper()
	members, err := d.site.DB.Reader().Read(d.t.Context()).Members(d.org)
	if err != nil {
		d.t.Fatal(err)
	}
	for _, m := range members {
		if m.Name == name {
			return strconv.FormatInt(m.Membership, 10)
		}
	}
	d.t.Fatalf("%s is no member", name)
	return ""
}

// file writes a file to upload.
func (d *desk) file(name, text string) string {
	d.t.Helper()
	path := filepath.Join(d.t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		d.t.Fatal(err)
	}
	return path
}

// lookups loads a few codes and areas.
func (d *desk) lookups() {
	d.t.Helper()
	d.write("lookups", func(tx *store.Tx) error {
		for _, c := range [][2]string{{"55520000", "Catering services"}, {"55521100", "Meals-on-wheels services"}, {"55524000", "School catering services"}, {"85311000", "Social work services with accommodation"}} {
			if err := tx.PutCPV(c[0], c[1]); err != nil {
				return err
			}
		}
		for _, a := range []store.Titled{{Code: "E08000033", Title: "Calderdale", Kind: "district"}, {Code: "E08000034", Title: "Kirklees", Kind: "district"}, {Code: "E12000001", Title: "North East", Kind: "region"}, {Code: "E47000010", Title: "North East", Kind: "combined authority"}} {
			if err := tx.PutArea(a); err != nil {
				return err
			}
		}
		return nil
	})
}
