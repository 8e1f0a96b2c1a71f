package account_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/refusal"
)

func TestEmailAddresses(t *testing.T) {
	const format = "Enter an email address in the correct format, like name@example.com"
	for name, tc := range map[string]struct{ typed, want, error string }{
		"an ordinary address":                {"mo@example.org", "mo@example.org", ""},
		"capitals are one person":            {" Mo.Ahmed@Example.ORG ", "mo.ahmed@example.org", ""},
		"a plus-address is kept":             {"mo+bids@example.org", "mo+bids@example.org", ""},
		"an apostrophe":                      {"mo.o'neil@example.org", "mo.o'neil@example.org", ""},
		"an encoded domain":                  {"mo@xn--caf-dma.example", "mo@xn--caf-dma.example", ""},
		"254 characters":                     {strings.Repeat("a", 64) + "@" + strings.Repeat("b", 62) + "." + strings.Repeat("c", 62) + "." + strings.Repeat("d", 58) + ".org", strings.Repeat("a", 64) + "@" + strings.Repeat("b", 62) + "." + strings.Repeat("c", 62) + "." + strings.Repeat("d", 58) + ".org", ""},
		"nothing":                            {"  ", "", "Enter an email address"},
		"a line end before another header":   {"mo@example.org\r\nBcc: all@example.org", "", format},
		"a line feed inside":                 {"mo\n@example.org", "", format},
		"a NUL":                              {"mo\x00@example.org", "", format},
		"300 characters":                     {strings.Repeat("a", 300) + "@example.org", "", "Email address must be 254 characters or fewer"},
		"a quoted local part":                {`"mo ahmed"@example.org`, "", "We cannot send email to an address with quotation marks. Enter another address"},
		"an international domain":            {"mo@café.example", "", "We cannot send email to an address with accented or non-Latin letters. Enter another address"},
		"a non-Latin local part":             {"用户@example.org", "", "We cannot send email to an address with accented or non-Latin letters. Enter another address"},
		"no at sign":                         {"mo.example.org", "", format},
		"two at signs":                       {"mo@ahmed@example.org", "", format},
		"no domain":                          {"mo@", "", format},
		"no dot in the domain":               {"mo@localhost", "", format},
		"an address of a machine":            {"mo@[127.0.0.1]", "", format},
		"a number for a domain":              {"mo@127.0.0.1", "", format},
		"two dots":                           {"mo..ahmed@example.org", "", format},
		"a dot at the end of the name":       {"mo.@example.org", "", format},
		"a dot at the end of the domain":     {"mo@example.org.", "", format},
		"a hyphen at the edge of a label":    {"mo@-example.org", "", format},
		"a name with the address":            {"Mo <mo@example.org>", "", format},
		"two addresses":                      {"mo@example.org, jo@example.org", "", format},
		"a local part over 64 characters":    {strings.Repeat("a", 65) + "@example.org", "", format},
		"a label over 63 characters":         {"mo@" + strings.Repeat("a", 64) + ".org", "", format},
		"broken UTF-8":                       {"mo\xff@example.org", "", format},
		"a last label of one letter":         {"mo@example.o", "", format},
		"a space inside":                     {"mo ahmed@example.org", "", format},
		"a right-to-left override in a name": {"mo\u202e@example.org", "", format},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := account.Email(tc.typed)
			if got != tc.want || said(err) != tc.error {
				t.Errorf("got %q, %q; want %q, %q", got, said(err), tc.want, tc.error)
			}
		})
	}
}

// said gives the one sentence of a refusal, or "".
func said(err error) string {
	r, ok := refusal.As(err)
	if !ok || len(r.Problems) != 1 {
		if err != nil {
			return err.Error()
		}
		return ""
	}
	return r.Problems[0].Reason
}

func TestNames(t *testing.T) {
	for typed, want := range map[string]string{"  Mo   Ahmed ": "", "": "Enter your full name", strings.Repeat("é", 100): "", strings.Repeat("é", 101): "Full name must be 100 characters or fewer", "Buy at www.example.com": "Full name must not include an address of a website or an email address", "a\x00b": "Full name contains a character we cannot store", "Siân O’Neil-Πέτρος": ""} {
		_, err := account.Name(typed)
		if said(err) != want {
			t.Errorf("%q: got %q, want %q", typed, said(err), want)
		}
	}
}

func TestPasswords(t *testing.T) {
	common := func(p string) bool { return strings.EqualFold(p, "passwordpassword") }
	context := []string{"Northmere Commissioning", "mo.ahmed@willowtrust.example", "Willow Trust"}
	const guess = "Choose a password that is harder to guess. This one is "
	for name, tc := range map[string]struct{ typed, error string }{
		"nothing":                             {"", "Enter a password"},
		"11 characters":                       {"elevenchar!", "Password must be 12 characters or more. Three words you will remember are a good one"},
		"12 characters":                       {"twelvechars!", ""},
		"128 characters":                      {strings.Repeat("a b ", 32), ""},
		"129 characters":                      {strings.Repeat("a b ", 32) + "c", "Password must be 128 characters or fewer"},
		"a list entry in other letters":       {"PasswordPassword", guess + "on a list of common passwords"},
		"the organisation's name":             {"Willow Trust 12", guess + "mostly a name that others know, such as yours or this site’s"},
		"the site's name":                     {"Northmere2026!", guess + "mostly a name that others know, such as yours or this site’s"},
		"their own name":                      {"ahmedahmedahmed1", guess + "mostly a name that others know, such as yours or this site’s"},
		"a role":                              {"evaluator123", guess + "mostly a name that others know, such as yours or this site’s"},
		"a name within a longer sentence":     {"our willow weighs a ton", ""},
		"eleven emoji are eleven characters":  {strings.Repeat("🦉", 11), "Password must be 12 characters or more. Three words you will remember are a good one"},
		"twelve emoji":                        {strings.Repeat("🦉", 12), ""},
		"a trailing space counts":             {"elevenchar! ", ""},
		"broken UTF-8":                        {"twelvechars!\xff", "Password contains a character we cannot read"},
		"no figure, no capital, no character": {"three weights on a beam", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := said(account.Password(tc.typed, common, context)); got != tc.error {
				t.Errorf("got %q, want %q", got, tc.error)
			}
		})
	}
}

func TestGuessesSlowDownAndNobodyIsLockedOut(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	ago := func(seconds ...int) (all []time.Time) {
		for _, s := range seconds {
			all = append(all, now.Add(-time.Duration(s)*time.Second))
		}
		return all
	}
	for name, tc := range map[string]struct {
		failed []time.Time
		grow   bool
		want   time.Duration
	}{
		"nobody tried":                           {nil, true, 0},
		"two slips cost nothing":                 {ago(0, 1), true, 0},
		"the third slip costs a second":          {ago(0, 1, 2), true, time.Second},
		"the fourth two":                         {ago(0, 1, 2, 3), true, 2 * time.Second},
		"the eighth half a minute":               {ago(2, 3, 4, 5, 6, 7, 8, 9), true, 30 * time.Second},
		"the ninth a minute":                     {ago(0, 3, 4, 5, 6, 7, 8, 9, 10), true, time.Minute},
		"waiting is credited":                    {ago(40, 41, 42, 43, 44, 45, 46, 47), true, 0},
		"ten in five minutes wait for the first": {ago(10, 20, 30, 40, 50, 60, 70, 80, 90, 200), true, 100 * time.Second},
		"what is over five minutes old is over":  {ago(300, 301, 302, 303, 400, 500, 600, 700, 800, 900, 1000), true, 0},
		"a network waits only at its allowance":  {ago(0, 0, 0, 0, 0, 0, 0, 0, 0), false, 0},
	} {
		t.Run(name, func(t *testing.T) {
			if got := account.GuessDelay(tc.failed, now, account.GuessesPerAccount, tc.grow); got != tc.want {
				t.Errorf("got %v, want %v", got, tc.want)
			}
		})
	}
}

// A guesser who waits exactly as told gets no more than ten guesses into any
// five minutes, and is never told to wait longer than five minutes.
func TestNoFiveMinutesHoldMoreThanTenGuesses(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	var failed []time.Time
	for len(failed) < 100 {
		wait := account.GuessDelay(failed, now, account.GuessesPerAccount, true)
		if wait > account.GuessWindow {
			t.Fatalf("told to wait %v", wait)
		}
		now = now.Add(wait)
		failed = append(failed, now)
	}
	for i := range failed {
		n := 0
		for _, u := range failed[i:] {
			if u.Sub(failed[i]) < account.GuessWindow {
				n++
			}
		}
		if n > account.GuessesPerAccount {
			t.Fatalf("%d guesses within five minutes of guess %d", n, i)
		}
	}
}

func TestGrants(t *testing.T) {
	type p = account.Permission
	for name, tc := range map[string]struct {
		g     account.Grant
		error string
	}{
		"a manager lets somebody write":         {account.Grant{Gets: []p{account.Contribute}, Managers: 1}, ""},
		"nobody gives themselves a permission":  {account.Grant{Self: true, Had: []p{account.ManageTeam}, Gets: []p{account.ManageTeam, account.Sign}, Managers: 2}, "You cannot give yourself a permission. Somebody else who manages the team can"},
		"giving up one's own is allowed":        {account.Grant{Self: true, Had: []p{account.ManageTeam, account.Sign}, Gets: []p{account.ManageTeam}, Managers: 1}, ""},
		"the last manager stays":                {account.Grant{Self: true, Had: []p{account.ManageTeam}, Managers: 0}, "Somebody must be able to manage the team. Give another person “Can manage the team and settings” first"},
		"an opening officer needs two managers": {account.Grant{IsBuyer: true, Gets: []p{account.OpenBids}, Managers: 1}, "“Can be an opening officer” needs two people who can manage the team, so that nobody decides alone. Give a second person “Can manage the team and settings” first"},
		"with two managers it is given":         {account.Grant{IsBuyer: true, Gets: []p{account.OpenBids, account.AwardRight, account.Finance}, Managers: 2}, ""},
		"what was had before is kept":           {account.Grant{IsBuyer: true, Had: []p{account.AwardRight}, Gets: []p{account.AwardRight, account.Author}, Managers: 1}, ""},
		"a provider has no opening officers":    {account.Grant{Gets: []p{account.OpenBids}, Managers: 2}, "Select from the answers shown"},
		"a permission that does not exist":      {account.Grant{Gets: []p{"operator"}, Managers: 2}, "Select from the answers shown"},
		"a buyer's people publish no services":  {account.Grant{IsBuyer: true, Gets: []p{account.Sign}, Managers: 2}, "Select from the answers shown"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := said(account.Grants(tc.g)); got != tc.error {
				t.Errorf("got %q, want %q", got, tc.error)
			}
		})
	}
}

func TestEveryPermissionHasWords(t *testing.T) {
	for _, buyer := range []bool{true, false} {
		for _, w := range account.PermissionsOf(buyer) {
			if !strings.HasPrefix(w.Text, "Can ") || w.Permission.Say() == string(w.Permission) {
				t.Errorf("%s is said %q", w.Permission, w.Text)
			}
		}
	}
}

func TestCan(t *testing.T) {
	buyer := account.Membership{Organisation: 1, Name: "Northmere", IsBuyer: true, Verified: true, Permissions: []account.Permission{account.Author, account.Audit}}
	provider := account.Membership{Organisation: 2, Name: "Willow", Permissions: []account.Permission{account.Contribute, account.Sign}}
	officer := account.Actor{Person: 1, Memberships: []account.Membership{buyer}}
	writer := account.Actor{Person: 2, Memberships: []account.Membership{provider}}
	checked := writer
	checked.Memberships = []account.Membership{{Organisation: 2, Name: "Willow", Verified: true, Permissions: provider.Permissions}}
	operator := account.Actor{Person: 3, Operator: true}
	own, others := account.Thing{Kind: "service", Organisation: 2}, account.Thing{Kind: "service", Organisation: 9}
	tender := func(roles ...account.Role) account.Thing {
		return account.Thing{Kind: "tender", Organisation: 1, Roles: roles, Holders: []string{"Sam", "Ash"}}
	}
	for name, tc := range map[string]struct {
		a    account.Actor
		v    account.Verb
		th   account.Thing
		want *refusal.Error // nil for yes
	}{
		"a stranger sees nothing":                    {account.Actor{}, account.SeeOrganisation, own, refusal.ErrNotFound},
		"a member sees their organisation":           {writer, account.SeeOrganisation, own, nil},
		"another's organisation does not exist":      {writer, account.WriteService, others, refusal.ErrNotFound},
		"the operator sees no tender":                {operator, account.ReadTender, tender(), refusal.ErrNotFound},
		"the operator checks organisations":          {operator, account.CheckOrganisations, own, nil},
		"a member is not the operator":               {writer, account.CheckOrganisations, own, refusal.ErrNotFound},
		"an unchecked provider writes":               {writer, account.WriteService, own, nil},
		"an unchecked provider sends a bid":          {writer, account.LodgeBid, own, nil},
		"an unchecked provider does not publish":     {writer, account.PublishService, own, refusal.ErrNotAllowed},
		"a checked provider publishes":               {checked, account.PublishService, own, nil},
		"a writer does not manage the team":          {writer, account.ManageMembers, own, refusal.ErrNotAllowed},
		"a provider starts no tender":                {writer, account.StartTender, own, refusal.ErrNotAllowed},
		"a buyer writes no service":                  {officer, account.WriteService, account.Thing{Kind: "service", Organisation: 1}, refusal.ErrNotAllowed},
		"an author starts tenders":                   {officer, account.StartTender, tender(), nil},
		"a permission is no appointment":             {officer, account.EditTender, tender(), refusal.ErrNotAllowed},
		"the appointed author changes the tender":    {officer, account.EditTender, tender(account.RoleAuthor), nil},
		"the author does not approve":                {officer, account.ApproveTender, tender(account.RoleAuthor), refusal.ErrNotAllowed},
		"an auditor reads":                           {officer, account.ReadTender, tender(), nil},
		"an auditor does not score":                  {officer, account.ScoreBids, tender(), refusal.ErrNotAllowed},
		"an evaluator from elsewhere scores":         {writer, account.ScoreBids, tender(account.RoleEvaluator), nil},
		"an evaluator from elsewhere does not agree": {writer, account.AgreeScores, tender(account.RoleEvaluator), refusal.ErrNotAllowed},
		"a verb of nobody's":                         {officer, account.Verb("delete scores"), tender(account.RoleAuthor), refusal.ErrNotFound},
		"a provider's signatory signs":               {writer, account.SignContract, own, nil},
	} {
		t.Run(name, func(t *testing.T) {
			err := account.Can(tc.a, tc.v, tc.th)
			if tc.want == nil && err != nil || tc.want != nil && !sameKind(err, tc.want) {
				t.Errorf("got %v, want %v", err, tc.want)
			}
		})
	}
	r, ok := refusal.As(account.Can(officer, account.ApproveTender, tender(account.RoleAuthor)))
	if !ok || r.Who != "Sam and Ash can do this." {
		t.Errorf("a refusal must say who can: %+v", r)
	}
}

func sameKind(err error, want *refusal.Error) bool { return errors.Is(err, want) }

func TestEveryVerbIsRefusedToStrangersAndOthers(t *testing.T) {
	stranger, other := account.Actor{}, account.Actor{Person: 1, Memberships: []account.Membership{{Organisation: 7, IsBuyer: true, Verified: true, Permissions: []account.Permission{account.Author, account.ManageTeam, account.Sign, account.Audit}}}}
	for _, v := range account.Verbs() {
		for _, a := range []account.Actor{stranger, other} {
			if err := account.Can(a, v, account.Thing{Kind: "tender", Organisation: 8}); !errors.Is(err, refusal.ErrNotFound) {
				t.Errorf("%s: got %v", v, err)
			}
		}
	}
}

func TestWhoCan(t *testing.T) {
	for _, tc := range []struct {
		names []string
		want  string
	}{
		{nil, "Nobody in your organisation can do this yet. Ask whoever manages your team to give somebody the permission."},
		{[]string{"Sam"}, "Sam can do this."},
		{[]string{"Sam", "Ash", "Jo"}, "Sam, Ash and Jo can do this."},
		{[]string{"a", "b", "c", "d", "e", "f"}, "a, b, c, d, e and others can do this."},
	} {
		if got := account.WhoCan(tc.names); got != tc.want {
			t.Errorf("got %q, want %q", got, tc.want)
		}
	}
}
