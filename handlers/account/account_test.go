package account_test

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"hundredweight/handlers/sitetest"
	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/organisation"
	"hundredweight/models/store"
)

const secret = "four grey herons waded"

// visitor is a browser with the page that it looks at.
type visitor struct {
	t      *testing.T
	site   *sitetest.Site
	client *http.Client
	status int
	to     string // where the answer leads
	body   string
}

func visit(t *testing.T, s *sitetest.Site) *visitor {
	return &visitor{t: t, site: s, client: s.Stranger(t)}
}

func (v *visitor) take(r *http.Response, err error) *visitor {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	if err := r.Body.Close(); err != nil {
		v.t.Fatal(err)
	}
	v.status, v.to, v.body = r.StatusCode, r.Header.Get("Location"), string(body)
	return v
}

func (v *visitor) get(path string) *visitor {
	v.t.Helper()
	return v.take(v.client.Get(v.site.URL + path))
}

// post sends a form of name, value, name, value …
func (v *visitor) post(path string, fields ...string) *visitor {
	v.t.Helper()
	values := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		values.Add(fields[i], fields[i+1])
	}
	return v.take(v.client.PostForm(v.site.URL+path, values))
}

// want fails unless the answer has a status and its page says each of the words.
func (v *visitor) want(status int, words ...string) *visitor {
	v.t.Helper()
	if v.status != status {
		v.t.Fatalf("status %d, want %d: %s", v.status, status, v.text())
	}
	for _, w := range words {
		if !strings.Contains(v.text(), w) {
			v.t.Fatalf("the page does not say %q: %s", w, v.text())
		}
	}
	return v
}

func (v *visitor) leads(to string) *visitor {
	v.t.Helper()
	v.want(http.StatusSeeOther)
	if v.to != to {
		v.t.Fatalf("leads to %q, want %q", v.to, to)
	}
	return v
}

func (v *visitor) text() string {
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(v.body))
	if err != nil {
		v.t.Fatal(err)
	}
	return strings.Join(strings.Fields(doc.Find("body").Text()), " ")
}

var link = regexp.MustCompile(`http://site\.test(/\S+/[A-Za-z0-9_-]{43})`)

// mail gives the newest mail to an address.
func mail(t *testing.T, s *sitetest.Site, to string) store.MailRow {
	t.Helper()
	all, err := s.DB.Reader().Read(t.Context()).MailNewest(100)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range all {
		if m.To == to {
			return m
		}
	}
	t.Fatalf("no mail to %s", to)
	return store.MailRow{}
}

// linkTo gives the address on the site that the newest mail to somebody leads to.
func linkTo(t *testing.T, s *sitetest.Site, to string) string {
	t.Helper()
	m := link.FindStringSubmatch(mail(t, s, to).Body)
	if m == nil {
		t.Fatalf("the mail to %s has no link: %s", to, mail(t, s, to).Body)
	}
	return m[1]
}

// register makes an account through the pages, and stays signed in.
func register(t *testing.T, s *sitetest.Site, name, email string) *visitor {
	t.Helper()
	v := visit(t, s)
	v.get("/account/new").want(http.StatusOK, "Create an account")
	v.post("/account/new", "email", email).leads("/account/check-email")
	at := linkTo(t, s, email)
	v.get(at).want(http.StatusOK, email)
	v.post(at, "name", name, "password", secret).leads("/account")
	return v
}

func person(t *testing.T, s *sitetest.Site, email string) store.Person {
	t.Helper()
	p, ok, err := s.DB.Reader().Read(t.Context()).PersonByEmail(email)
	if err != nil || !ok {
		t.Fatalf("nobody has %s: %v", email, err)
	}
	return p
}

func TestAnAccountIsMadeByTheLinkInTheMail(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		v := register(t, s, "Ann Archer", "ann@example.org")
		v.get("/account").want(http.StatusOK, "Ann Archer", "Signed in")
		p := person(t, s, "ann@example.org")
		if !strings.HasPrefix(p.PasswordHash, "$argon2id$v=19$m=19456,t=2,p=1$") {
			t.Errorf("the password is kept as %s", p.PasswordHash)
		}
		events, err := s.DB.Reader().Read(t.Context()).EventsAbout("person", fmt.Sprint("p", p.ID))
		if err != nil || len(events) != 1 || events[0].Kind != "person.registered" {
			t.Errorf("events %+v, %v", events, err)
		}
		other := visit(t, s)
		other.get(linkTo(t, s, "ann@example.org")).want(http.StatusConflict, "This link does not work")
		for _, typed := range []string{"", "no at sign", "a@b", "two@x@y.org", strings.Repeat("a", 300) + "@example.org", "ann@example.org\r\nBcc: all@example.org"} {
			other.post("/account/new", "email", typed).want(http.StatusUnprocessableEntity, "mail address")
		}
	})
}

func TestALinkEndsAfterHalfAnHour(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		v := visit(t, s)
		v.post("/account/new", "email", "late@example.org").leads("/account/check-email")
		at := linkTo(t, s, "late@example.org")
		s.Clock.Add(30 * time.Minute)
		v.get(at).want(http.StatusConflict, "This link does not work")
		v.post(at, "name", "Late", "password", secret).want(http.StatusConflict, "This link does not work")
	})
}

func TestPasswordsThatAreRefusedKeepWhatWasTyped(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		v := visit(t, s)
		v.post("/account/new", "email", "pat.person@example.org").leads("/account/check-email")
		at := linkTo(t, s, "pat.person@example.org")
		for typed, says := range map[string]string{
			"":                          "Enter a password",
			"elevenchars":               "12 characters or more",
			strings.Repeat("long ", 26): "128 characters or fewer",
			"qwertyuiop123":             "list of common passwords",
			"hundredweight1":            "mostly a name that others know",
			"PatPerson2026":             "mostly a name that others know",
			"\xff\xfe not text at all.": "cannot store",
		} {
			v.post(at, "name", "Pat Person", "password", typed).want(http.StatusUnprocessableEntity, says)
			if !strings.Contains(v.body, `value="Pat Person"`) {
				t.Errorf("the name is gone after %q", typed)
			}
		}
		v.post(at, "name", "Pat Person", "password", "  spaces count  ").leads("/account")
		again := visit(t, s)
		again.post("/sign-in", "email", "pat.person@example.org", "password", "spaces count").want(http.StatusUnprocessableEntity)
		again.post("/sign-in", "email", "pat.person@example.org", "password", "  spaces count  ").want(http.StatusSeeOther)
	})
}

// Known and unknown addresses: the same page, the same work.
func TestNobodyLearnsWhoHasAnAccount(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		register(t, s, "Known Person", "known@example.org")
		ask := func(path string, fields ...string) (known, unknown string) {
			t.Helper()
			answer := func(email string) string {
				v := visit(t, s).post(path, append([]string{"email", email}, fields...)...)
				return fmt.Sprint(v.status, v.to, strings.ReplaceAll(v.body, email, "ADDRESS"))
			}
			return answer("known@example.org"), answer("nobody@example.org")
		}
		for path, fields := range map[string][]string{
			"/account/new": nil, "/account/password": nil, "/sign-in": {"password", "wrong password here"}, "/sign-in#link": {"by", "link"},
		} {
			path, _, _ = strings.Cut(path, "#")
			if known, unknown := ask(path, fields...); known != unknown {
				t.Errorf("POST %s %v tells known from unknown:\n%s\n%s", path, fields, known, unknown)
			}
		}
		if m := mail(t, s, "nobody@example.org"); m.Kind != "account_unknown" && m.Kind != "account_new" {
			t.Errorf("an unknown address got %s", m.Kind)
		}
	})
}

func TestGuessingSlowsDownAndLocksNobodyOut(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		owner := register(t, s, "Olga Owner", "olga@example.org")
		owner.post("/sign-out").want(http.StatusSeeOther)
		owner.post("/sign-in", "email", "olga@example.org", "password", secret).want(http.StatusSeeOther) // this browser is known from here on
		owner.post("/sign-out").want(http.StatusSeeOther)
		thief, let, refused := visit(t, s), 0, 0
		for range 40 {
			thief.post("/sign-in", "email", "olga@example.org", "password", "is it this one then")
			switch thief.status {
			case http.StatusUnprocessableEntity:
				let++
			case http.StatusTooManyRequests:
				refused++
			default:
				t.Fatalf("status %d", thief.status)
			}
			s.Clock.Add(5 * time.Second)
		}
		if let > account.GuessesPerAccount || refused == 0 {
			t.Errorf("%d guesses were let through within five minutes, %d refused", let, refused)
		}
		thief.want(http.StatusTooManyRequests, "Wait", "then try again")
		owner.post("/sign-in", "email", "olga@example.org", "password", secret).want(http.StatusSeeOther)
	})
}

func TestANewPasswordEndsEverySession(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		first := register(t, s, "Rae Reset", "rae@example.org")
		second := visit(t, s)
		second.post("/account/password", "email", "rae@example.org").leads("/account/check-email")
		at := linkTo(t, s, "rae@example.org")
		second.get(at).want(http.StatusOK, "rae@example.org")
		second.post(at, "password", "another set of words").want(http.StatusSeeOther)
		first.get("/account").leads("/sign-in?next=%2Faccount")
		second.get("/account").want(http.StatusOK, "Rae Reset")
		third := visit(t, s)
		third.post("/sign-in", "email", "rae@example.org", "password", secret).want(http.StatusUnprocessableEntity, "Email address or password is wrong")
		third.post("/sign-in", "email", "rae@example.org", "password", "another set of words").want(http.StatusSeeOther)
		if m := mail(t, s, "rae@example.org"); m.Kind != "password_changed" {
			t.Errorf("the owner was told %s", m.Kind)
		}
		third.post(at, "password", "a third set of words").want(http.StatusConflict, "This link does not work")
	})
}

func TestSessionsAreListedAndEnded(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		here := register(t, s, "Sid Session", "sid@example.org")
		there := visit(t, s)
		there.post("/sign-in", "email", "sid@example.org", "password", secret).want(http.StatusSeeOther)
		here.get("/account").want(http.StatusOK)
		sessions, err := s.DB.Reader().Read(t.Context()).SessionsOf(person(t, s, "sid@example.org").ID, s.Clock.Now())
		if err != nil || len(sessions) != 2 {
			t.Fatalf("%d sessions, %v", len(sessions), err)
		}
		if n := strings.Count(here.body, `name="session"`); n < 2 {
			t.Errorf("%d sessions can be ended", n)
		}
		// Somebody else's session is not theirs to end.
		eve := register(t, s, "Eve Other", "eve@example.org")
		for _, one := range sessions {
			eve.post("/account/sessions", "session", fmt.Sprintf("%x", one.Hash)).want(http.StatusSeeOther)
		}
		there.get("/account").want(http.StatusOK)
		here.post("/account/sessions", "session", "others").leads("/account")
		there.get("/account").leads("/sign-in?next=%2Faccount")
		here.get("/account").want(http.StatusOK, "Sid Session")
		here.post("/account/password", "current", "wrong one, sorry", "password", "brand new words here").want(http.StatusUnprocessableEntity, "Current password is wrong")
		here.post("/account/password", "current", secret, "password", "brand new words here").leads("/account")
		here.post("/account/name", "name", "Sidney Session").leads("/account")
		here.get("/account").want(http.StatusOK, "Sidney Session")
		here.post("/account/name", "name", "").want(http.StatusUnprocessableEntity)
		here.post("/sign-out").leads("/")
		here.get("/account").leads("/sign-in?next=%2Faccount")
	})
}

func TestASignInByLinkIsUsedOnce(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		register(t, s, "Lin Link", "lin@example.org")
		v := visit(t, s)
		v.post("/sign-in", "email", "lin@example.org", "by", "link").leads("/account/check-email")
		at := linkTo(t, s, "lin@example.org")
		v.get(at).want(http.StatusOK, "lin@example.org") // looking uses nothing up
		v.get(at).want(http.StatusOK)
		v.post(at).want(http.StatusSeeOther)
		v.get("/account").want(http.StatusOK, "Lin Link")
		visit(t, s).post(at).want(http.StatusConflict, "This link does not work")
	})
}

func TestTheWayBackStaysOnTheSite(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		register(t, s, "Nat Next", "nat@example.org")
		for next, to := range map[string]string{"/help": "/help", "//evil.example": "", "https://evil.example/": "", "javascript:alert(1)": "", `/\evil.example`: ""} {
			v := visit(t, s).post("/sign-in", "email", "nat@example.org", "password", secret, "next", next).want(http.StatusSeeOther)
			if to != "" && v.to != to || to == "" && strings.Contains(v.to, "evil") || strings.Contains(v.to, "javascript") {
				t.Errorf("next=%q leads to %q", next, v.to)
			}
		}
	})
}

// seeRegister puts one entry of a register into the database.
func seeRegister(t *testing.T, s *sitetest.Site, e organisation.Entry) {
	t.Helper()
	if err := s.Steps.ImportRegister(t.Context(), []organisation.Entry{e}, make([]byte, 32)); err != nil {
		t.Fatal(err)
	}
}

func TestAnOrganisationComesFromItsRegisterAndWaits(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		seeRegister(t, s, organisation.Entry{Scheme: "GB-CHC", Identifier: "1123456", Name: "THE HARBOUR LIGHT TRUST", LegalForm: "cio", Place: "Whitby"})
		first, second := s.Person(t, "Olu Operator", true), s.Person(t, "Osa Operator", true)
		v := register(t, s, "Hal Harbour", "hal@example.org")
		v.get("/account/organisations/new").want(http.StatusOK, "register")
		v.post("/account/organisations/new", "scheme", "GB-CHC", "identifier", "12").want(http.StatusUnprocessableEntity, "like 1123456")
		v.post("/account/organisations/new", "scheme", "GB-CHC", "identifier", "1123456").want(http.StatusSeeOther)
		v.get(v.to).want(http.StatusOK, "Is this your organisation?")
		for _, known := range []string{"THE HARBOUR LIGHT TRUST", "Whitby"} {
			if !strings.Contains(v.body, known) {
				t.Errorf("%s, from the register, is not offered", known)
			}
		}
		v.post("/account/organisations/new/details", "scheme", "GB-CHC", "identifier", "1123456", "name", "The Harbour Light Trust", "legal_form", "cio").want(http.StatusUnprocessableEntity, "Confirm that you may act")
		v.post("/account/organisations/new/details", "scheme", "GB-CHC", "identifier", "1123456", "name", "The Harbour Light Trust", "legal_form", "cio", "flags", "vcse", "mine", "yes").leads("/org/the-harbour-light-trust")
		v.get("/org/the-harbour-light-trust").want(http.StatusOK, "waits to be checked")
		if got := status(t, s, "the-harbour-light-trust"); got != "unverified" {
			t.Errorf("status %s", got)
		}
		if m := mail(t, s, "olu.operator@example.org"); m.Kind != "organisation_waiting" {
			t.Errorf("the operator was told %s", m.Kind)
		}

		// Two operators run the site: one alone does not check it.
		a, b := signed(t, s, first), signed(t, s, second)
		a.get("/admin/organisations").want(http.StatusOK, "The Harbour Light Trust")
		at := "/admin/organisations/the-harbour-light-trust"
		a.get(at).want(http.StatusOK, "THE HARBOUR LIGHT TRUST", "hal@example.org")
		a.post(at, "decision", "verified").want(http.StatusUnprocessableEntity, "Enter the reason")
		a.post(at, "decision", "verified", "reason", "The register’s own contact answered and named Hal.").leads("/admin/organisations")
		if got := status(t, s, "the-harbour-light-trust"); got == "verified" {
			t.Error("one of two operators was enough")
		}
		a.post(at, "decision", "verified", "reason", "I am sure, really.")
		if got := status(t, s, "the-harbour-light-trust"); got == "verified" {
			t.Error("the same operator checked it twice")
		}
		b.post(at, "decision", "verified", "reason", "Looked at the register again.").leads("/admin/organisations")
		if got := status(t, s, "the-harbour-light-trust"); got != "verified" {
			t.Errorf("after two checks it is %s", got)
		}
		if m := mail(t, s, "hal@example.org"); m.Kind != "organisation_checked" {
			t.Errorf("the organisation was told %s", m.Kind)
		}

		// The number proves nothing: whoever types it later is not this organisation.
		thief := register(t, s, "Tim Thief", "tim@example.org")
		thief.post("/account/organisations/new/details", "scheme", "GB-CHC", "identifier", "1123456", "name", "The Harbour Light Trust", "legal_form", "cio", "mine", "yes").leads("/org/the-harbour-light-trust-2")
		thief.get("/org/the-harbour-light-trust").want(http.StatusNotFound)
		a.get("/admin/organisations/the-harbour-light-trust-2").want(http.StatusOK, "The Harbour Light Trust")
		a.post("/admin/organisations/the-harbour-light-trust-2", "decision", "verified", "reason", "Looks the same to me.")
		b.post("/admin/organisations/the-harbour-light-trust-2", "decision", "verified", "reason", "Looks the same to me too.")
		if got := status(t, s, "the-harbour-light-trust-2"); got == "verified" {
			t.Error("two organisations with one number are both checked")
		}
	})
}

func status(t *testing.T, s *sitetest.Site, slug string) string {
	t.Helper()
	o, err := s.DB.Reader().Read(t.Context()).OrganisationBySlug(slug)
	if err != nil {
		t.Fatal(err)
	}
	return o.Status
}

func signed(t *testing.T, s *sitetest.Site, id account.PersonID) *visitor {
	return &visitor{t: t, site: s, client: s.SignedIn(t, id)}
}

func TestTheFirstOperatorMakesABuyerWithItsTeam(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		token, err := s.Steps.MakeSetupLink(t.Context())
		if err != nil || token == "" {
			t.Fatalf("token %q, %v", token, err)
		}
		op := visit(t, s)
		op.get("/set-up/"+token).want(http.StatusOK, "Set up this site")
		op.post("/set-up/"+token, "name", "Olive Operator", "email", "olive@example.org", "password", secret).leads("/admin")
		if again, err := s.Steps.MakeSetupLink(t.Context()); again != "" || err != nil {
			t.Errorf("a second set-up link: %q, %v", again, err)
		}
		visit(t, s).get("/set-up/"+token).want(http.StatusConflict, "This link does not work")

		op.get("/admin/organisations/new").want(http.StatusOK, "Class of authority")
		op.post("/admin/organisations/new", "name", "Westhaven Council").want(http.StatusUnprocessableEntity)
		op.post("/admin/organisations/new", "name", "Westhaven Council", "class", "sub_central", "scheme", "none", "reason", "Called the number on its website.", "email", "meg@example.org", "second", "max@example.org").leads("/admin/organisations/westhaven-council")
		o, err := s.DB.Reader().Read(t.Context()).OrganisationBySlug("westhaven-council")
		if err != nil || o.AuthorityClass != "sub_central" || !o.IsBuyer() || !o.IsVerified() {
			t.Errorf("made %+v, %v", o, err)
		}
		var managers []*visitor
		for _, who := range []string{"meg", "max"} {
			v := visit(t, s)
			at := linkTo(t, s, who+"@example.org")
			v.get(at).want(http.StatusOK, "Westhaven Council", "Can manage the team")
			v.post(at, "name", strings.ToUpper(who[:1])+who[1:]+" Manager", "password", secret).leads("/org/westhaven-council")
			managers = append(managers, v)
		}
		meg, max := managers[0], managers[1]
		meg.get("/org/westhaven-council/team").want(http.StatusOK, "Max Manager", "Can write tenders")
		meg.post("/org/westhaven-council/team", "email", "oda@example.org", "permissions", "open_bids").leads("/org/westhaven-council/team")
		oda := visit(t, s)
		at := linkTo(t, s, "oda@example.org")
		oda.post(at, "name", "Oda Officer", "password", secret).leads("/org/westhaven-council")
		oda.get("/org/westhaven-council/team").want(http.StatusOK, "Oda Officer", "Can be an opening officer")
		oda.post("/org/westhaven-council/team", "email", "friend@example.org", "permissions", "open_bids").want(http.StatusForbidden, "can")

		// Nobody gives themselves a permission.
		members, err := s.DB.Reader().Read(t.Context()).Members(o.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range members {
			if m.Name == "Max Manager" {
				max.post(fmt.Sprintf("/org/westhaven-council/team/%d", m.Membership), "permissions", "manage_team", "permissions", "finance").want(http.StatusUnprocessableEntity)
				meg.post(fmt.Sprintf("/org/westhaven-council/team/%d", m.Membership), "permissions", "manage_team", "permissions", "finance").want(http.StatusSeeOther)
			}
		}
		if m := mail(t, s, "max@example.org"); m.Kind != "permissions_changed" {
			t.Errorf("Max was told %s", m.Kind)
		}
		for _, m := range members {
			if m.Name == "Oda Officer" {
				meg.post(fmt.Sprintf("/org/westhaven-council/team/%d/ending", m.Membership)).want(http.StatusSeeOther)
			}
		}
		oda.get("/org/westhaven-council").want(http.StatusNotFound)
	})
}

func TestTheMailOfAnotherIsNoInvitation(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		org := s.Organisation(t, "provider", "harbour")
		boss := s.Person(t, "Bo Boss", false)
		s.Join(t, boss, org, account.ManageTeam, account.Sign)
		b := signed(t, s, boss)
		b.post("/org/harbour/team", "email", "ivy@example.org", "permissions", "contribute").leads("/org/harbour/team")
		at := linkTo(t, s, "ivy@example.org")
		eve := register(t, s, "Eve Other", "eve@example.org")
		eve.post(at).want(http.StatusForbidden, "another address")
		b.get("/org/harbour/team").want(http.StatusOK, "ivy@example.org")
		ivy := visit(t, s)
		ivy.post(at, "name", "Ivy Invited", "password", secret).leads("/org/harbour")
		visit(t, s).get(at).want(http.StatusConflict)
		count, err := s.DB.Reader().Read(t.Context()).CountEvents(audit.Kind("organisation.member_joined"))
		if err != nil || count != 1 {
			t.Errorf("%d people joined, %v", count, err)
		}
	})
}
