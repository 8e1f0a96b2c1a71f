package provider_test

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hundredweight/handlers/browsertest"
	"hundredweight/handlers/sitetest"
	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/organisation"
	"hundredweight/models/store"
	"hundredweight/models/store/storetest"
)

// listing is the journey of one service, from a register number to a search.
type listing struct {
	t    *testing.T
	b    *browsertest.Browser
	s    *sitetest.Site
	org  string // slug
	file string
}

// as makes the browser that of another person.
func (l *listing) as(id account.PersonID) {
	l.t.Helper()
	c := l.s.SignedIn(l.t, id)
	u, err := url.Parse(l.s.URL)
	if err != nil {
		l.t.Fatal(err)
	}
	l.b.Cookies(l.s.URL, c.Jar.Cookies(u))
}

// fill types several fields, given as name and value in turn.
func (l *listing) fill(pairs ...string) {
	l.t.Helper()
	for i := 0; i+1 < len(pairs); i += 2 {
		l.b.Fill(pairs[i], pairs[i+1])
	}
}

// at fails the test unless the page has a heading, and holds it against what
// every page must hold.
func (l *listing) at(heading string) {
	l.t.Helper()
	if got := l.b.Heading(); got != heading {
		l.t.Fatalf("%s is headed %q, want %q:\n%s", l.b.Path(), got, heading, l.b.Words())
	}
	l.b.Check()
}

func loaded(t *testing.T, s *sitetest.Site) {
	t.Helper()
	by := account.System("test")
	err := s.DB.Write(t.Context(), by, func(tx *store.Tx) (audit.Event, error) {
		err := tx.PutRegisterEntry(store.RegisterEntry{Scheme: "GB-CHC", Identifier: "1123456", Name: "Elm Valley Movement Trust", LegalForm: "cio", Place: "Harrowick"}, s.Clock.Now())
		for _, a := range []store.Titled{{Code: "E07000901", Title: "Harrowick", Kind: "district"}, {Code: "E07000902", Title: "Elmsfold", Kind: "district"}, {Code: "E07000903", Title: "Skerrow Coast", Kind: "district"}} {
			if err == nil {
				err = tx.PutArea(a)
			}
		}
		return audit.New(by, s.Clock.Now(), "reference.loaded", audit.Subject{Kind: "test", Ref: "reference"}), err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestBrowserListsAServiceFromARegisterNumberToASearch(t *testing.T) {
	for _, script := range []bool{true, false} {
		t.Run(fmt.Sprintf("script %v", script), func(t *testing.T) {
			b := browsertest.Open(t)
			clock := storetest.NewClock()
			s := sitetest.New(t, storetest.SQLite(t, clock), clock)
			loaded(t, s)
			b.Script(script)
			l := &listing{t: t, b: b, s: s, file: filepath.Join(t.TempDir(), "comparison report.pdf")}
			if err := os.WriteFile(l.file, []byte("%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			ann, ben := s.Person(t, "Ann Writer", false), s.Person(t, "Ben Signer", false)
			l.organisation(ann)
			l.checkedWith(ben)
			ref := l.writes()
			l.claims()
			l.sends()
			l.as(ben)
			l.publishes(ref)
			l.found(ref)
		})
	}
}

// organisation sets the organisation up from its number.
func (l *listing) organisation(who account.PersonID) {
	l.t.Helper()
	l.as(who)
	l.b.Go(l.s.URL + "/account/organisations/new")
	l.fill("scheme", "GB-CHC", "identifier", "1123456")
	l.b.Press("Continue")
	l.b.Fill("mine", "yes")
	l.b.Press("Set up this organisation")
	l.org = strings.TrimPrefix(l.b.Path(), "/org/")
	l.b.Press("Services")
	l.at("Services")
	l.b.See("You have not listed a service yet.")
}

// checkedWith has the operator check the organisation, and a second person join.
func (l *listing) checkedWith(second account.PersonID) {
	l.t.Helper()
	op := l.s.Actor(l.t, l.s.Person(l.t, "Olu Operator", true))
	if err := l.s.Steps.CheckOrganisation(l.t.Context(), op, l.org, organisation.Confirm, "Called the number in the register."); err != nil {
		l.t.Fatal(err)
	}
	o, err := l.s.DB.Reader().Read(l.t.Context()).OrganisationBySlug(l.org)
	if err != nil {
		l.t.Fatal(err)
	}
	l.s.Join(l.t, second, o.ID, account.Contribute, account.Sign)
}

// writes fills in all but the added value.
func (l *listing) writes() (ref string) {
	l.t.Helper()
	b := l.b
	b.Press("List a service")
	l.at("List a service")
	b.Press("Continue")
	b.See("There is a problem", "Enter the name of the service")
	l.fill("title", "Steady at home: strength, balance and a safer house")
	b.Press("Continue")
	l.at("Steady at home: strength, balance and a safer house")
	ref = b.Path()[strings.LastIndex(b.Path(), "/")+1:]
	b.See("0 of 5 sections completed.")

	b.Press("Describe the service")
	l.fill("summary", "Twelve weekly classes near home, a visit to make the house safer, and a call at 3, 6 and 12 months. Run by people who have fallen themselves.")
	b.Press("Save and continue")
	b.See("Describe what happens, how often and who runs it", "Select the need it answers")
	l.at("Describe the service")
	l.fill("about", "A class every week for twelve weeks.\n\nOne visit at home.", "who", "People aged 65 or over who fell in the last year", "theme", "home", "cpv", "85312400", "other_codes", "85312500")
	b.Press("Save and continue")
	b.See("Describe the service: saved.", "1 of 5 sections completed.")

	b.Press("Where you work")
	l.fill("areas", "E07000901", "codes", "elmsfold\nNowhere", "room", "140", "room_unit", "people", "room_from", "January 2027", "when", "Weekdays, two evenings")
	b.Press("Save and continue")
	b.See("We do not know the place “Nowhere”")
	l.at("Where you work")
	l.fill("codes", "elmsfold")
	b.Press("Save and continue")

	b.Press("Price guide")
	l.at("Price guide")
	l.fill("basis", "person", "amount", "190", "note", "for the year, including the home visit")
	b.Press("Save and continue")

	b.Press("Contact")
	l.at("Contact")
	l.fill("name", "Bookings")
	b.Press("Save and come back later")
	b.See("In progress")
	b.Press("Contact")
	l.fill("email", "hello@elmvalley.example", "phone", "01632 960 001", "web", "https://elmvalley.example/steady")
	b.Press("Save and continue")

	b.Press("Insurance and safeguarding")
	l.at("Insurance and safeguarding")
	l.fill("has", "insured", "insured_until-day", "31", "insured_until-month", "2", "insured_until-year", "2099")
	b.Press("Save and continue")
	b.See("is not a real date")
	l.fill("insured_until-day", "31", "insured_until-month", "3", "insured_until-year", "2099")
	b.Press("Save and continue")
	b.See("5 of 6 sections completed.")
	return ref
}

// claims makes one claim in eight steps, with a file added on the way.
func (l *listing) claims() {
	l.t.Helper()
	b := l.b
	b.Press("Added value")
	l.at("Added value")
	b.Press("Add a claim")
	l.at("What changes because of this service?")
	b.Press("Continue")
	b.See("Select at least one thing that changes, or enter your own")
	l.fill("outcomes", "falls")
	b.Press("Continue")
	l.at("What changes?")
	b.Press("Save and continue")
	l.at("For whom, how many, over what time?")
	l.fill("who", "People aged 65 or over who fell in the last year", "quantity", "four hundred")
	b.Press("Save and continue")
	b.See("How many must be a number, like 12 or 12.5")
	l.fill("quantity", "412", "basis", "measured", "period", "April 2023 to March 2026", "baseline", "520")
	b.Press("Save and continue")
	l.at("How do you know?")
	l.fill("know", "E4", "how_we_know", "Calls at 3, 6 and 12 months, set against 390 people on the waiting list")
	b.Press("Save and continue")
	l.at("How much of it is yours?")
	l.fill("deadweight", "5")
	b.Press("Save and continue")
	b.See("5% is lower than most. Say in one line why, or keep the default of 35%")
	l.fill("deadweight_reason", "Three in a hundred of those who only waited fell less", "not_claimed", "The whole drop. Three points of it happened to people who were only waiting")
	b.Press("Save and continue")
	l.at("Is it what a contract pays for, or extra?")
	l.fill("core_or_added", "added", "existing", "existing")
	b.Press("Save and continue")
	l.at("What can people look at?")
	b.Press("Save and continue")
	b.See("Choose or add evidence, or tell us that you have none yet")
	b.Press("Add something to your library")
	l.at("Add evidence")
	l.fill("title", "Comparison report, 14 pages", "kind", "study", "date-day", "31", "date-month", "5", "date-year", "2024")
	b.Files("file", l.file)
	b.Press("Add to the library")
	b.See("Confirm that you checked the file for names, addresses and faces", "Choose the file again")
	l.at("Add evidence")
	l.fill("personal_data", "yes")
	b.Files("file", l.file)
	b.Press("Add to the library")
	l.at("What can people look at?")
	b.See("It is in your library.", "Comparison report, 14 pages")
	b.Press("Save and continue")
	l.at("Read it back")
	b.See("we claim about 44% of the change as ours", "4 of 5: compared with others")
	b.Press("Save and continue")
	l.at("Save this claim")
	b.Press("Save this claim")
	l.at("Added value")
	b.See("The claim is saved.", "Completed")
	b.Press("Continue")
	b.See("6 of 6 sections completed.")
}

// sends has the draft checked by somebody else.
func (l *listing) sends() {
	l.t.Helper()
	l.b.Press("Check your answers and publish")
	l.at("Check your answers")
	l.b.See("Somebody else checks it before it is public: Ben Signer.")
	l.b.Press("Send to be checked")
	l.at("Steady at home: strength, balance and a safer house")
	l.b.See("Waiting to be checked", "Ben Signer can check and publish it.")
}

// publishes is the second person: sends it back once, then publishes.
func (l *listing) publishes(ref string) {
	l.t.Helper()
	b := l.b
	b.Go(l.s.URL + "/org/" + l.org + "/services/" + ref)
	b.Press("Check and publish")
	l.at("Check before it is public")
	b.Press("Send it back to be changed")
	l.at("Send it back to be changed")
	b.Press("Send it back")
	b.See("Say what should be changed")
	l.fill("note", "Say who runs the classes.")
	b.Press("Send it back")
	b.See("Sent back to be changed", "Say who runs the classes.")
	b.Press("Check your answers and publish")
	b.Press("Send to be checked")
	b.See("Waiting to be checked")
	o, err := l.s.DB.Reader().Read(l.t.Context()).OrganisationBySlug(l.org)
	if err != nil {
		l.t.Fatal(err)
	}
	cat := l.s.Person(l.t, "Cat Signer", false)
	l.s.Join(l.t, cat, o.ID, account.Sign)
	l.as(cat)
	b.Go(l.s.URL + "/org/" + l.org + "/services/" + ref + "/publication")
	b.Press("Publish your listing")
	b.See("Your listing is public.", "Public")
	l.at("Steady at home: strength, balance and a safer house")
	b.Press("All versions")
	l.at("Versions")
}

// found is a stranger who looks for it.
func (l *listing) found(ref string) {
	l.t.Helper()
	b := l.b
	b.Cookies(l.s.URL, []*http.Cookie{{Name: l.s.Kit.Session.CookieName(), Value: "none"}})
	b.Go(l.s.URL + "/")
	b.See("Sign in")
	l.fill("q", "falls class", "where", "e07000902")
	b.Press("Search")
	b.See("1 of 1 service matches", "“falls class”")
	b.Go(l.s.URL + "/services?q=balance&where=e07000901&evidence=3")
	l.at("Services")
	b.See("1 of 1 service matches", "Steady at home: strength, balance and a safer house", "Elm Valley Movement Trust, charity", "From £190 a person", "Room for 140 people", "4 of 5: compared with others")
	b.Go(l.s.URL + "/services?q=zeppelin&where=e07000901")
	l.at("Services")
	b.See("No services match", "Without “zeppelin”: 1 service")
	b.Press("Without “zeppelin”: 1 service")
	b.Press("Steady at home: strength, balance and a safer house")
	l.at("Steady at home: strength, balance and a safer house")
	b.See("Service offered by Elm Valley Movement Trust", "The whole drop. Three points of it happened to people who were only waiting", "Comparison report, 14 pages (PDF, 48 bytes)", "hello@elmvalley.example", "Insurance to 31 March 2099.")
	b.Press("About this organisation")
	l.at("Elm Valley Movement Trust")
	b.See("1123456", "Steady at home")
	b.Go(l.s.URL + "/services/" + ref + "/versions/1")
	l.at("Steady at home: strength, balance and a safer house")
}

// TestBrowserLooksAfterServicesAndEvidence reads what is left of the pages: the
// library, and what can be done with a service that is public.
func TestBrowserLooksAfterServicesAndEvidence(t *testing.T) {
	b := browsertest.Open(t)
	clock := storetest.NewClock()
	s := sitetest.New(t, storetest.SQLite(t, clock), clock)
	org := s.Organisation(t, "provider", "elm")
	made := s.Service(t, org, "Steady at home", nil)
	both := s.Person(t, "Ann Both", false)
	s.Join(t, both, org, account.Contribute, account.Sign)
	l := &listing{t: t, b: b, s: s, org: "elm"}
	l.as(both)
	b.Go(s.URL + "/org/elm/services")
	l.at("Services")
	b.Press("Evidence library")
	l.at("Evidence library")
	b.Press("Register of Steady at home")
	l.at("Register of Steady at home")
	b.Press("Remove it from the library")
	l.at("Remove this evidence?")
	b.See("The public service “Steady at home” rests on it")

	at := s.URL + "/org/elm/services/" + made.Ref
	b.Go(at)
	b.Press("Hide it for now")
	l.at("Hide this service for now?")
	l.fill("reason", "The hall is closed")
	b.Press("Hide it for now")
	b.See("Hidden for now", "The hall is closed")
	b.Go(s.URL + "/services/" + made.Ref)
	l.at("This service is not listed now")
	b.Go(at)
	b.Press("Show it again")
	l.at("Show this service again?")
	b.Press("Show it again")
	b.Press("Begin a new version")
	l.at("Steady at home")
	b.See("Version 1 is there meanwhile: public.")
	b.Go(at + "/claims/" + made.Claim + "/removal")
	l.at("Take this claim out?")
	b.Press("Take it out")
	l.at("Added value")
	b.See("No claim yet.")
	b.Go(at)
	b.Press("Withdraw it")
	l.at("Withdraw this service?")
}
