package account_test

import (
	"testing"

	"hundredweight/handlers/browsertest"
	"hundredweight/handlers/sitetest"
	"hundredweight/models/organisation"
	"hundredweight/models/store/storetest"
)

// TestBrowserFromFirstVisitToCheckedOrganisation walks the pages of accounts,
// organisations and teams as people do, once with script and once without.
func TestBrowserFromFirstVisitToCheckedOrganisation(t *testing.T) {
	for name, script := range map[string]bool{"script": true, "no script": false} {
		t.Run(name, func(t *testing.T) {
			b := browsertest.Open(t)
			clock := storetest.NewClock()
			s := sitetest.New(t, storetest.SQLite(t, clock), clock)
			seeRegister(t, s, organisation.Entry{Scheme: "GB-CHC", Identifier: "1123456", Name: "Harbour Light Trust", LegalForm: "cio", Place: "Whitby"})
			b.Script(script)
			operator := func() {
				token, err := s.Steps.MakeSetupLink(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				b.Go(s.URL + "/set-up/" + token)
				b.Check()
				b.Fill("name", "Olive Operator")
				b.Fill("email", "olive@example.org")
				b.Fill("password", secret)
				b.Press("Become the operator")
				b.See("You are the operator of this site")
				b.Check()
				b.Go(s.URL + "/admin/organisations/new")
				b.Check()
				b.Go(s.URL + "/admin/operators")
				b.Check()
				b.Go(s.URL + "/account")
				b.Press("Sign out")
			}
			operator()

			b.Go(s.URL + "/account/new")
			b.Check()
			b.Fill("email", "hal@example.org")
			b.Press("Send me the link")
			b.See("Check your email")
			b.Check()
			b.Go(s.URL + linkTo(t, s, "hal@example.org"))
			b.Check()
			b.Fill("name", "Hal Harbour")
			b.Fill("password", "password1234")
			b.Press("Create account")
			b.See("There is a problem", "list of common passwords")
			b.Check()
			b.Fill("password", secret)
			b.Press("Create account")
			b.See("You have an account")
			b.Check()

			b.Go(s.URL + "/account/organisations/new")
			b.Check()
			b.Fill("scheme", "GB-CHC")
			b.Fill("identifier", "1123456")
			b.Press("Continue")
			b.See("Is this your organisation?")
			b.Check()
			b.Fill("mine", "yes")
			b.Press("Set up this organisation")
			b.See("Your organisation is set up", "waits to be checked")
			b.Check()
			b.Go(s.URL + "/org/harbour-light-trust/team")
			b.Check()
			b.Fill("email", "ivy@example.org")
			b.Fill("permissions", "contribute")
			b.Press("Send invitation")
			b.See("We sent an invitation")
			b.Go(s.URL + "/org/harbour-light-trust/settings")
			b.Check()
			b.Go(s.URL + "/org/harbour-light-trust/settings/details")
			b.Check()
			b.Go(s.URL + "/account")
			b.Press("Sign out")
			b.Go(s.URL + linkTo(t, s, "ivy@example.org"))
			b.See("Harbour Light Trust", "Can write services")
			b.Check()

			b.Go(s.URL + "/sign-in")
			b.Check()
			b.Fill("email", "olive@example.org")
			b.Fill("password", "not the right words")
			b.Press("Sign in")
			b.See("Email address or password is wrong")
			b.Check()
			b.Fill("password", secret)
			b.Press("Sign in")
			b.Go(s.URL + "/admin/organisations")
			b.Check()
			b.Press("Harbour Light Trust")
			b.See("What it says, and what the register says", "hal@example.org")
			b.Check()
			b.Fill("decision", "verified")
			b.Fill("reason", "The register’s own contact answered.")
			b.Press("Record the decision")
			b.See("is recorded")
			if got := status(t, s, "harbour-light-trust"); got != "verified" {
				t.Errorf("the organisation is %s", got)
			}
			b.Go(s.URL + "/account/password")
			b.Check()
		})
	}
}
