package organisation

import (
	"strings"

	"hundredweight/models/refusal"
	"hundredweight/models/sheet"
)

// Entry is what a register says about an organisation.
type Entry struct {
	Scheme     string
	Identifier string
	Name       string
	LegalForm  string // "" where the file does not say
	Place      string // postcode
	Website    string
}

// registerColumns are the columns a register's file needs; others are left alone.
var registerColumns = []string{"org_id", "name"}

// ReadRegister reads a file of charities: org_id, name, and where there are
// any postcode, active, web and company_number. It is taken whole or not at
// all; the problems name rows as a spreadsheet numbers them. Organisations
// that were removed from the register are left out and counted.
func ReadRegister(file []byte) (entries []Entry, removed int, err error) {
	t, err := sheet.Read(file, registerColumns)
	if err != nil {
		return nil, 0, err
	}
	var wrong sheet.Problems
	seen := map[string]int{}
	for _, row := range t.Rows {
		e, reason := entryOf(row)
		if reason == "" {
			if first, doubled := seen[OrgID(e.Scheme, e.Identifier)]; doubled {
				reason = sheet.Say("%s stands in row %d already", OrgID(e.Scheme, e.Identifier), first)
			}
		}
		if reason != "" {
			wrong.Add(row, reason)
			continue
		}
		seen[OrgID(e.Scheme, e.Identifier)] = row.Number
		if strings.EqualFold(row.Get("active"), "false") {
			removed++
			continue
		}
		entries = append(entries, e)
	}
	if err := wrong.Refusal(); err != nil {
		return nil, 0, err
	}
	if len(entries) == 0 {
		return nil, 0, refusal.Field("", "The file has no organisation in it")
	}
	return entries, removed, nil
}

func entryOf(row sheet.Row) (Entry, string) {
	orgID, name := strings.TrimSpace(row.Get("org_id")), strings.Join(strings.Fields(row.Get("name")), " ")
	scheme, id, ok := SplitOrgID(orgID)
	switch {
	case orgID == "":
		return Entry{}, "org_id is empty"
	case !ok:
		return Entry{}, sheet.Say("%s is not a number of a register we know, like GB-CHC-1123456", clip(orgID))
	case name == "":
		return Entry{}, "name is empty"
	case len([]rune(name)) > MaxName:
		return Entry{}, "name is longer than 200 characters"
	}
	e := Entry{Scheme: scheme, Identifier: id, Name: name, Place: strings.TrimSpace(row.Get("postcode"))}
	if strings.TrimSpace(row.Get("company_number")) != "" {
		e.LegalForm = "charitable_company"
	}
	web := strings.TrimSpace(row.Get("web"))
	if web != "" && !strings.Contains(web, "://") {
		web = "https://" + web
	}
	if w, err := Website(web); err == nil { // a website that cannot be one is left out, not the charity
		e.Website = w
	}
	if len([]rune(e.Place)) > 100 {
		return Entry{}, "postcode is longer than 100 characters"
	}
	return e, ""
}

func clip(s string) string {
	r := []rune(s)
	if len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
