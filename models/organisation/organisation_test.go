package organisation_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"hundredweight/models/organisation"
	"hundredweight/models/refusal"
	"hundredweight/models/sharedtest"
)

func said(err error) string {
	if err == nil {
		return ""
	}
	if r, ok := refusal.As(err); ok && len(r.Problems) > 0 {
		return r.Problems[0].Reason
	}
	return err.Error()
}

func TestIdentifiersAreNeverMendedInSilence(t *testing.T) {
	for name, tc := range map[string]struct{ scheme, typed, want, error string }{
		"a charity":                             {"GB-CHC", "1123456", "1123456", ""},
		"an old charity of six figures":         {"GB-CHC", "213890", "213890", ""},
		"a linked charity":                      {"GB-CHC", "1123456-1", "1123456-1", ""},
		"space around it":                       {"GB-CHC", " 1123456 ", "1123456", ""},
		"space within it":                       {"GB-CHC", "1 123 456", "", "Write the charity number as 1123456, if that is yours"},
		"a Scottish number under England":       {"GB-CHC", "SC012345", "", "SC012345 looks like a Scottish charity number. Select that register, or check the number"},
		"words":                                 {"GB-CHC", "none", "", "Enter a charity number in the correct format, like 1123456"},
		"nothing":                               {"GB-CHC", "", "", "Enter the charity number"},
		"a company":                             {"GB-COH", "01234567", "01234567", ""},
		"a company of Scotland":                 {"GB-COH", "SC123456", "SC123456", ""},
		"a society at Companies House":          {"GB-COH", "IP12345R", "IP12345R", ""},
		"a company without its nought":          {"GB-COH", "1234567", "", "Write the company number as 01234567, if that is yours"},
		"a company in small letters":            {"GB-COH", "sc123456", "", "Write the company number as SC123456, if that is yours"},
		"nine figures":                          {"GB-COH", "123456789", "", "Enter a company number in the correct format, like 01234567"},
		"a Scottish charity":                    {"GB-SC", "SC012345", "SC012345", ""},
		"a Scottish charity without its prefix": {"GB-SC", "12345", "", "Write the Scottish charity number as SC012345, if that is yours"},
		"Northern Ireland":                      {"GB-NIC", "NIC100002", "NIC100002", ""},
		"Northern Ireland without its prefix":   {"GB-NIC", "100002", "", "Write the Northern Ireland charity number as NIC100002, if that is yours"},
		"a society":                             {"GB-MPR", "7890R", "7890R", ""},
		"a UKPRN":                               {"GB-UKPRN", "10012345", "10012345", ""},
		"a UKPRN that begins otherwise":         {"GB-UKPRN", "20012345", "", "Enter a UKPRN in the correct format, like 10012345"},
		"a supplier number":                     {"GB-PPON", "PABC-1234-DEFG", "PABC-1234-DEFG", ""},
		"a council":                             {"GB-LAE", "DUR", "DUR", ""},
		"an NHS trust":                          {"GB-NHS", "RX4", "RX4", ""},
		"a government department":               {"GB-GOR", "D2", "D2", ""},
		"a register we do not know":             {"GB-FTS", "1234", "", "Select the register"},
		"figures of another script":             {"GB-CHC", "１１２３４５６", "", "Enter a charity number in the correct format, like 1123456"},
		"SQL":                                   {"GB-CHC", "1123456'; DROP TABLE people", "", "Enter a charity number in the correct format, like 1123456"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := organisation.Identifier(tc.scheme, tc.typed)
			if got != tc.want || said(err) != tc.error {
				t.Errorf("got %q, %q; want %q, %q", got, said(err), tc.want, tc.error)
			}
		})
	}
}

func TestDetailsNameEverythingThatIsWrong(t *testing.T) {
	good := organisation.Details{Kind: organisation.Provider, Name: "  The   Willow Trust ", LegalForm: "cio", Scheme: "GB-CHC", Identifier: "1123456"}
	got, err := organisation.CheckDetails(good)
	if err != nil || got.Name != "The Willow Trust" {
		t.Fatalf("got %+v, %v", got, err)
	}
	none := good
	none.Scheme, none.Identifier = "", "left over"
	if got, err := organisation.CheckDetails(none); err != nil || got.Identifier != "" {
		t.Errorf("in no register: got %+v, %v", got, err)
	}
	_, err = organisation.CheckDetails(organisation.Details{Kind: organisation.Provider, Scheme: "GB-COH", Identifier: "x"})
	r, ok := refusal.As(err)
	if !ok || len(r.Problems) != 3 || r.Problems[0].Field != "name" || r.Problems[1].Field != "legal_form" || r.Problems[2].Field != "identifier" {
		t.Errorf("got %+v", r)
	}
	if _, err := organisation.CheckDetails(organisation.Details{Kind: organisation.Buyer, Name: "Northmere", LegalForm: "cio"}); said(err) != "Select the class of authority" {
		t.Errorf("a buyer without a class: %v", err)
	}
	for _, name := range []string{strings.Repeat("a", 201), "•••", "https://example.org"} {
		bad := good
		bad.Name = name
		if _, err := organisation.CheckDetails(bad); err == nil {
			t.Errorf("%.20q is taken for a name", name)
		}
	}
}

func TestWhoIsSmallAndWhoIsVoluntary(t *testing.T) {
	for name, tc := range map[string]struct {
		size organisation.Size
		want bool
	}{
		"a small charity":                      {organisation.Size{Staff: 12, Turnover: 400_000, Balance: 90_000}, true},
		"249 staff at the limit of turnover":   {organisation.Size{Staff: 249, Turnover: 44_000_000, Balance: 90_000_000}, true},
		"a large turnover and a small balance": {organisation.Size{Staff: 100, Turnover: 44_000_001, Balance: 38_000_000}, true},
		"a pound over both":                    {organisation.Size{Staff: 100, Turnover: 44_000_001, Balance: 38_000_001}, false},
		"250 staff":                            {organisation.Size{Staff: 250, Turnover: 1, Balance: 1}, false},
	} {
		if got := tc.size.IsSME(); got != tc.want {
			t.Errorf("%s: got %v", name, got)
		}
	}
	for n := range 8 {
		p := organisation.Purpose{NonGovernmental: n&1 > 0, ValueDriven: n&2 > 0, Reinvests: n&4 > 0}
		if p.IsVCSE() != (n == 7) {
			t.Errorf("%+v: got %v", p, p.IsVCSE())
		}
	}
}

func TestAddresses(t *testing.T) {
	for name, want := range map[string]string{
		"The Willow Trust": "the-willow-trust", "Plas Tŷ Gwyn": "plas-ty-gwyn", "Mother's & Toddlers’ Club": "mothers-and-toddlers-club", "  --A.B.C.-- ": "a-b-c", "•": "", "用户": "",
		"New": "the-new", "GB CHC 1123456": "the-gb-chc-1123456", "Admin": "the-admin",
		strings.Repeat("community ", 20): "community-community-community-community-community-community",
		strings.Repeat("x", 100):         strings.Repeat("x", 60),
	} {
		if got := organisation.Slug(name); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
	if got := organisation.SlugTry("Willow", 3); got != "willow-3" {
		t.Errorf("got %q", got)
	}
}

func TestWebsites(t *testing.T) {
	for typed, ok := range map[string]bool{"": true, "https://www.example.org": true, "http://example.org/a?b=c": true, "www.example.org": false, "javascript:alert(1)": false, "https://user:pw@example.org": false, "https://localhost": false, "https://example.org/\"><script>": false, "data:text/html,x": false, "https://" + strings.Repeat("a", 300) + ".org": false} {
		if _, err := organisation.Website(typed); (err == nil) != ok {
			t.Errorf("%.40q: got %v", typed, err)
		}
	}
}

func TestChecks(t *testing.T) {
	const reason = "Name and number agree with the register."
	type c = organisation.Check
	for name, tc := range map[string]struct {
		check c
		want  organisation.Status
		error string
	}{
		"one operator confirms":                     {c{Status: organisation.Unverified, Decision: organisation.Confirm, Reason: reason, By: 1, Operators: 1}, organisation.Verified, ""},
		"where two operate the first check is half": {c{Status: organisation.Unverified, Decision: organisation.Confirm, Reason: reason, By: 1, Operators: 2}, organisation.SecondCheck, ""},
		"the other makes it whole":                  {c{Status: organisation.SecondCheck, Decision: organisation.Confirm, Reason: reason, By: 2, First: 1, Operators: 2}, organisation.Verified, ""},
		"the same operator does not":                {c{Status: organisation.SecondCheck, Decision: organisation.Confirm, Reason: reason, By: 1, First: 1, Operators: 2}, "", "You made the first check."},
		"left alone, the same operator may":         {c{Status: organisation.SecondCheck, Decision: organisation.Confirm, Reason: reason, By: 1, First: 1, Operators: 1}, organisation.Verified, ""},
		"either may refuse":                         {c{Status: organisation.SecondCheck, Decision: organisation.Refuse, Reason: reason, By: 1, First: 1, Operators: 2}, organisation.Refused, ""},
		"a reason is needed":                        {c{Status: organisation.Unverified, Decision: organisation.Confirm, Reason: " fine ", By: 1, Operators: 1}, "", "Enter the reason: what you compared and what you found"},
		"a reason of 2,001 characters is too long":  {c{Status: organisation.Unverified, Decision: organisation.Confirm, Reason: strings.Repeat("é", 2001), By: 1, Operators: 1}, "", "The reason must be 2,000 characters or fewer"},
		"nobody checks their own":                   {c{Status: organisation.Unverified, Decision: organisation.Confirm, Reason: reason, By: 1, Member: true, Operators: 1}, "", "You cannot check an organisation that you belong to."},
		"a number is confirmed once":                {c{Status: organisation.Unverified, Decision: organisation.Confirm, Reason: reason, By: 1, Operators: 1, Taken: true}, "", "Another checked organisation has this number. Refuse this one, or suspend the other first"},
		"what is checked is not checked again":      {c{Status: organisation.Verified, Decision: organisation.Confirm, Reason: reason, By: 1, Operators: 1}, "", "This organisation does not wait for a check. It stands as: Checked."},
		"what is checked is not refused":            {c{Status: organisation.Verified, Decision: organisation.Refuse, Reason: reason, By: 1, Operators: 1}, "", "This organisation does not wait for a check. It stands as: Checked."},
		"what is checked can be suspended":          {c{Status: organisation.Verified, Decision: organisation.Suspend, Reason: reason, By: 1, Operators: 1}, organisation.Suspended, ""},
		"what waits is not suspended":               {c{Status: organisation.Unverified, Decision: organisation.Suspend, Reason: reason, By: 1, Operators: 1}, "", "Only a checked organisation can be suspended. It stands as: Not checked yet."},
		"what was suspended is checked as if new":   {c{Status: organisation.Suspended, Decision: organisation.Confirm, Reason: reason, By: 1, Operators: 2}, organisation.SecondCheck, ""},
		"what was refused corrects itself first":    {c{Status: organisation.Refused, Decision: organisation.Confirm, Reason: reason, By: 1, Operators: 1}, "", "This organisation does not wait for a check. It stands as: Could not be confirmed."},
		"no decision":                               {c{Status: organisation.Unverified, Reason: reason, By: 1, Operators: 1}, "", "Select what you decide"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := organisation.Decide(tc.check)
			if got != tc.want || said(err) != tc.error {
				t.Errorf("got %q, %q; want %q, %q", got, said(err), tc.want, tc.error)
			}
		})
	}
	for from, want := range map[organisation.Status]organisation.Status{organisation.Unverified: organisation.Unverified, organisation.SecondCheck: organisation.Unverified, organisation.Refused: organisation.Unverified, organisation.Verified: "", organisation.Suspended: ""} {
		if got, _ := organisation.Corrects(from); got != want {
			t.Errorf("a correction from %s gives %q", from, got)
		}
	}
}

func TestTheWholeSampleOfTheRegisterIsRead(t *testing.T) {
	file, err := os.ReadFile(sharedtest.Path(t, "reference/charity/charities-sample.csv"))
	if err != nil {
		t.Fatal(err)
	}
	entries, removed, err := organisation.ReadRegister(file)
	if err != nil || len(entries) != 727 || removed != 1 {
		t.Fatalf("got %d entries, %d removed, %v; want 727 and 1", len(entries), removed, err)
	}
	scotland, companies, sites := 0, 0, 0
	for _, e := range entries {
		if e.Scheme == "GB-SC" && strings.HasPrefix(e.Identifier, "SC") {
			scotland++
		}
		if e.LegalForm == "charitable_company" {
			companies++
		}
		if e.Website != "" {
			sites++
		}
	}
	if scotland != 3 || companies < 270 || sites < 400 {
		t.Errorf("got %d of Scotland, %d companies, %d sites", scotland, companies, sites)
	}
}

func TestARegisterWithABadRowIsRefusedWhole(t *testing.T) {
	for name, tc := range map[string]struct{ file, error string }{
		"a number of no register":  {"org_id,name\nGB-CHC-1123456,Willow\nGB-CHC-12,Oak\n", "Row 3: GB-CHC-12 is not a number of a register we know, like GB-CHC-1123456"},
		"no name":                  {"org_id,name\nGB-CHC-1123456,\n", "Row 2: name is empty"},
		"no number":                {"org_id,name\n,Willow\n", "Row 2: org_id is empty"},
		"the same number twice":    {"org_id,name\nGB-CHC-1123456,Willow\nGB-CHC-1123456,Oak\n", "Row 3: GB-CHC-1123456 stands in row 2 already"},
		"a name of 201 characters": {"org_id,name\nGB-CHC-1123456," + strings.Repeat("é", 201) + "\n", "Row 2: name is longer than 200 characters"},
		"no column of numbers":     {"number,name\n1123456,Willow\n", "The file has no column org_id. Its columns are: number, name"},
		"a row that is short":      {"org_id,name\nGB-CHC-1123456\n", "Row 2: has 1 column, expected 2"},
		"only removed charities":   {"org_id,name,active\nGB-CHC-1123456,Willow,False\n", "The file has no organisation in it"},
	} {
		t.Run(name, func(t *testing.T) {
			entries, _, err := organisation.ReadRegister([]byte(tc.file))
			if said(err) != tc.error || entries != nil {
				t.Errorf("got %d entries, %q; want %q", len(entries), said(err), tc.error)
			}
		})
	}
}

func TestTheWholeListsOfCodesAndAreasAreRead(t *testing.T) {
	read := func(path string) []byte {
		b, err := os.ReadFile(sharedtest.Path(t, path))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	codes, err := organisation.ReadCPV(read("reference/cpv/cpv-2008-en.csv"))
	if err != nil || len(codes) != 9454 {
		t.Fatalf("got %d codes, %v; want 9,454", len(codes), err)
	}
	for file, want := range map[string]int{"la_all_codes": 415, "utla_all_codes": 218, "rgn_all_codes": 9, "cauth_all_codes": 10} {
		areas, err := organisation.ReadAreas(read("reference/geography/" + file + ".csv"))
		if err != nil || len(areas) != want {
			t.Errorf("%s: got %d areas, %v; want %d", file, len(areas), err, want)
		}
		for _, a := range areas {
			if a.Kind == "area" {
				t.Errorf("%s %s is of no kind", a.Code, a.Title)
			}
		}
	}
	if _, err := organisation.ReadAreas([]byte("name,code\nDurham,E06000047\n")); err == nil || !strings.Contains(err.Error(), "first column must be LADCD") {
		t.Errorf("another file: %v", err)
	}
	if _, err := organisation.ReadCPV([]byte("code,description\n85000000,Health\n8500000,Social\n85000000,Again\n85100000,\n")); err == nil || !strings.Contains(err.Error(), "Row 3: 8500000 is not an eight-figure code") || !strings.Contains(err.Error(), "Row 4: 85000000 stands in row 2 already") || !strings.Contains(err.Error(), "Row 5: description is empty") {
		t.Errorf("bad rows: %v", err)
	}
}

func TestNumbersInWords(t *testing.T) {
	if got := organisation.NumberWords("GB-CHC", "1123456"); got != "Charity Commission for England and Wales, 1123456" {
		t.Errorf("got %q", got)
	}
	if got := organisation.NumberWords("", ""); got != "In no register" {
		t.Errorf("got %q", got)
	}
	if s, id, ok := organisation.SplitOrgID("GB-SC-SC018242"); s != "GB-SC" || id != "SC018242" || !ok {
		t.Errorf("got %q %q %v", s, id, ok)
	}
	if bytes.Contains([]byte(organisation.OrgID("", "1")), []byte("1")) {
		t.Error("a number of no register has an id")
	}
}

func TestEveryLegalFormIsOfASort(t *testing.T) {
	for _, form := range organisation.LegalForms() {
		if key, words := organisation.Sort(form.Value); key == "" || words == "" {
			t.Errorf("%s is of no sort", form.Value)
		}
	}
	for _, form := range []string{"cio", "charitable_company", "charitable_trust"} {
		if key, words := organisation.Sort(form); key != "charity" || words != "Charity" {
			t.Errorf("%s is sorted as %s, %s", form, key, words)
		}
	}
	if key, words := organisation.Sort("sole <trader>"); key != "" || words != "" {
		t.Errorf("a form that is none is sorted as %s, %s", key, words)
	}
}
