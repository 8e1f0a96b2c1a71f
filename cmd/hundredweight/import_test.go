package main

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/sharedtest"
	"hundredweight/models/store"
)

// withBuyers makes a data folder with one buyer for each list of authors.
func withBuyers(t *testing.T, authors ...[]string) config {
	t.Helper()
	cfg := config{Addr: "127.0.0.1:0", Data: filepath.Join(t.TempDir(), "data"), BaseURL: "http://127.0.0.1:0", Operator: "Northmere"}
	s, err := openSite(t.Context(), cfg, wallClock(), slog.New(slog.DiscardHandler), nil)
	must(t, err)
	by, now := account.System("test"), time.Now()
	for i, emails := range authors {
		must(t, s.db.Write(t.Context(), by, func(tx *store.Tx) (audit.Event, error) {
			org, err := tx.AddOrganisation(store.Organisation{Slug: []string{"harrowick", "elmsfold"}[i], Name: []string{"Harrowick Borough Council", "Elmsfold District Council"}[i], Kind: "buyer", AuthorityClass: "sub_central", Status: "verified", VerifiedAt: store.At(now), CreatedAt: store.At(now)})
			for _, e := range emails {
				if err != nil {
					break
				}
				var id account.PersonID
				if id, err = tx.AddPerson(store.Person{Email: e, Name: e, CreatedAt: store.At(now)}); err == nil {
					err = tx.AddMembership(id, org, []account.Permission{account.Author}, now)
				}
			}
			return audit.New(by, now, "test.made", audit.Subject{Kind: "test", Ref: "buyer"}), err
		}))
	}
	must(t, s.close())
	return cfg
}

// read looks something up in a data folder.
func read(t *testing.T, cfg config, look func(store.Queries) error) {
	t.Helper()
	s, err := openSite(t.Context(), cfg, wallClock(), slog.New(slog.DiscardHandler), nil)
	must(t, err)
	must(t, look(s.db.Reader().Read(t.Context())))
	must(t, s.close())
}

func paper(t *testing.T, body string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(path, []byte(body), 0o600))
	return path
}

const smallNotice = `{"ocid": "ocds-213czf-0009", "id": "000009-2026", "tag": ["tender"], "tender": {"title": "Advice on debt", "mainProcurementCategory": "services", "status": "active",
	"value": {"amount": 100000, "currency": "GBP"}, "documents": [{"id": "1", "documentType": "biddingDocuments", "title": "Pack", "url": "http://127.0.0.1:1/pack"}], "submissionTerms": {"languages": ["en"]}}}`

func TestANoticeIsTakenInAtTheShell(t *testing.T) {
	cfg := withBuyers(t, []string{"ada@example.org"})
	path := paper(t, smallNotice)
	status, out, errOut := shell(t, "import", "ocds", "--as", "tender-draft", "--data", cfg.Data, path)
	if status != 0 {
		t.Fatalf("%d %s", status, errOut)
	}
	for _, want := range []string{"Advice on debt", "/org/harrowick/tenders/cwt-", "A draft of Harrowick Borough Council", "1 question to answer before approval", "vat  at /tender/value", "- Exempt", "They were not fetched", "http://127.0.0.1:1/pack", "Not taken over: ", "/tender/submissionTerms", "SHA-256 "} {
		if !strings.Contains(out, want) {
			t.Errorf("the output does not say %q:\n%s", want, out)
		}
	}
	ref := strings.Fields(out)[0]
	read(t, cfg, func(q store.Queries) error {
		row, err := q.TenderByRef(ref)
		if err == nil && (row.Title != "Advice on debt" || row.OrgSlug != "harrowick" || row.Status != "draft") {
			t.Errorf("%+v", row)
		}
		return err
	})
	status, again, _ := shell(t, "import", "ocds", "--as", "tender-draft", "--data", cfg.Data, "--org", "harrowick", "--by", "ada@example.org", path)
	if status != 0 || strings.Fields(again)[0] != ref || !strings.Contains(again, "imported before") {
		t.Errorf("again: %d %s", status, again)
	}
	if n, err := readHead(cfg.logHead()); err != nil || n == 0 {
		t.Errorf("the log's head was not signed: %d %v", n, err)
	}
}

func TestTheSupportedLivingNoticeAtTheShellAsksThreeQuestions(t *testing.T) {
	path := sharedtest.Path(t, "ocds-uk/find-a-tender/fts-094476-2026-UK4-supported-living-light-touch.json")
	cfg := withBuyers(t, []string{"ada@example.org"})
	status, out, errOut := shell(t, "import", "ocds", "--as", "tender-draft", "--data", cfg.Data, path)
	if status != 0 || !strings.Contains(out, "3 questions to answer before approval") {
		t.Fatalf("%d %s%s", status, out, errOut)
	}
	for _, key := range []string{"lot_1_currency", "stages", "deadline_disagrees"} {
		if !strings.Contains(out, "\n  "+key+"  at /tender/") {
			t.Errorf("%s is not asked:\n%s", key, out)
		}
	}
}

func TestAnImportThatIsRefusedSaysWhyAndChangesNothing(t *testing.T) {
	cfg := withBuyers(t, []string{"ada@example.org", "abe@example.org"}, nil)
	good := paper(t, smallNotice)
	draft := []string{"import", "ocds", "--as", "tender-draft", "--data", cfg.Data}
	for name, c := range map[string]struct {
		args   []string
		status int
		want   string
	}{
		"nothing named":                 {[]string{"import"}, 2, "hundredweight import register"},
		"something unknown":             {[]string{"import", "pdf", good}, 2, "Nothing called"},
		"no file":                       {draft, 2, "Use:"},
		"a flag nobody knows":           {append(draft, "--at-once", good), 2, "import ocds --help"},
		"it is not said what it is for": {[]string{"import", "ocds", "--data", cfg.Data, good}, 2, "Say what the notice becomes"},
		"a file that is not there":      {append(draft, good+"x"), 1, "there is no file"},
		"two buyers and none named":     {append(draft, good), 1, "say whose draft it is with --org: "},
		"a buyer that is not there":     {append(draft, "--org", "nowhere", good), 1, "there is no organisation nowhere"},
		"two authors and none named":    {append(draft, "--org", "harrowick", good), 1, "say who writes it with --by: ada@example.org, abe@example.org"},
		"a buyer without an author":     {append(draft, "--org", "elmsfold", good), 1, "nobody at Elmsfold District Council may write tenders"},
		"an author nobody knows":        {append(draft, "--org", "harrowick", "--by", "x@example.org", good), 1, "nobody has the e-mail address x@example.org"},
		"an author of another buyer":    {append(draft, "--org", "elmsfold", "--by", "ada@example.org", good), 1, "could not find"},
		"a file that is no notice":      {append(draft, paper(t, strings.Replace(smallNotice, `100000`, `"lots"`, 1))), 1, "tender/value/amount: must be a number, not text"},
		"a register with no column":     {[]string{"import", "register", "--data", cfg.Data, paper(t, "a,b\n1,2\n")}, 1, "no column org_id"},
		"a register with a bad row":     {[]string{"import", "register", "--data", cfg.Data, paper(t, "org_id,name\nGB-CHC-1018726,Hope\nXX-1,Bad\n")}, 1, "Row 3: XX-1 is not a number of a register we know"},
		"a code of seven figures":       {[]string{"import", "cpv", "--data", cfg.Data, paper(t, "code,description\n8531100,Care\n")}, 1, "Row 2: 8531100 is not an eight-figure code"},
		"areas of another kind":         {[]string{"import", "areas", "--data", cfg.Data, paper(t, "code,name\nE08000033,Calderdale\n")}, 1, "must be LADCD, UTLACD, CAUTHCD or RGNCD"},
	} {
		status, out, errOut := shell(t, c.args...)
		if status != c.status || !strings.Contains(errOut, c.want) || out != "" {
			t.Errorf("%s: %d %q %q; want %d %q", name, status, out, errOut, c.status, c.want)
		}
	}
	read(t, cfg, func(q store.Queries) error {
		n, err := q.LogSize()
		if n != 2 { // the two buyers of the test
			t.Errorf("%d entries in the log after refused imports", n)
		}
		return err
	})
}

func TestRegistersCodesAndAreasAreTakenInAtTheShell(t *testing.T) {
	cfg := withBuyers(t)
	for _, c := range []struct{ kind, body, want string }{
		{"register", "org_id,name,postcode,active\nGB-CHC-1018726,Hope,DL16 6EB,True\nGB-CHC-1018727,Gone,DL16 6EB,False\n", "1 organisations of file can be looked up. 1 that were removed from the register were left out."},
		{"cpv", "code,description\n85311000,Social work services with accommodation\n", "1 procurement codes"},
		{"areas", "LADCD,LADNM\nE08000033,Calderdale\n", "1 areas"},
	} {
		path := paper(t, c.body)
		for range 2 { // the same file again changes nothing
			if status, out, errOut := shell(t, "import", c.kind, "--data", cfg.Data, path); status != 0 || !strings.Contains(out, c.want) {
				t.Errorf("%s: %d %s%s", c.kind, status, out, errOut)
			}
		}
	}
	var o, e bytes.Buffer
	if status := run([]string{"import", "cpv", "--data", cfg.Data, "-"}, strings.NewReader("code,description\n85320000,Social services\n"), &o, &e); status != 0 {
		t.Errorf("from the standard input: %d %s", status, e.String())
	}
	read(t, cfg, func(q store.Queries) error {
		entry, ok, err := q.RegisterEntryOf("GB-CHC", "1018726")
		if err != nil || !ok || entry.Name != "Hope" {
			t.Errorf("%+v %v %v", entry, ok, err)
		}
		n, err := q.RegisterSize()
		if err != nil || n != 1 {
			t.Errorf("%d entries %v", n, err)
		}
		for code, want := range map[string]string{"85311000": "Social work services with accommodation", "85320000": "Social services"} {
			if title, err := q.CPVTitle(code); err != nil || title != want {
				t.Errorf("%s: %q %v", code, title, err)
			}
		}
		name, err := q.AreaName("E08000033")
		if name != "Calderdale" {
			t.Errorf("area %q", name)
		}
		return err
	})
}

func TestTheSharedReferenceFilesAreTakenIn(t *testing.T) {
	cfg := withBuyers(t)
	for _, c := range []struct{ kind, rel, want string }{
		{"register", "reference/charity/charities-sample.csv", "organisations"},
		{"cpv", "reference/cpv/cpv-2008-en.csv", "9454 procurement codes"},
		{"areas", "reference/geography/la_all_codes.csv", "415 areas"},
		{"areas", "reference/geography/utla_all_codes.csv", "218 areas"},
		{"areas", "reference/geography/rgn_all_codes.csv", "9 areas"},
		{"areas", "reference/geography/cauth_all_codes.csv", "10 areas"},
	} {
		status, out, errOut := shell(t, "import", c.kind, "--data", cfg.Data, sharedtest.Path(t, c.rel))
		if status != 0 || !strings.Contains(out, c.want) {
			t.Errorf("%s: %d %s%s", c.rel, status, out, errOut)
		}
	}
}

func TestADemonstrationTakesANoticeInByItsOwnClock(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "demo")
	x := demoAt(t, folder, false)
	must(t, x.world.Move(t.Context(), account.Actor{}, x.kit.Now().Add(72*time.Hour)))
	moved := x.kit.Now()
	q := x.db.Reader().Read(t.Context())
	buyers, err := q.OrganisationsOf("buyer", 10)
	must(t, err)
	var org, by string
	for _, b := range buyers {
		members, err := q.Members(b.ID)
		must(t, err)
		for _, m := range members {
			if m.Has(account.Author) {
				org, by = b.Slug, m.Email
			}
		}
	}
	must(t, x.close())
	status, out, errOut := shell(t, "import", "ocds", "--as", "tender-draft", "--data", folder, "--org", org, "--by", by, paper(t, smallNotice))
	if status != 0 {
		t.Fatalf("%d %s", status, errOut)
	}
	x = demoAt(t, folder, false)
	row, err := x.db.Reader().Read(t.Context()).TenderByRef(strings.Fields(out)[0])
	must(t, err)
	if row.CreatedAt.Before(moved.Add(-time.Minute)) {
		t.Errorf("made at %v, though the clock stood at %v", row.CreatedAt, moved)
	}
	must(t, x.close())
}
