// Package organisation owns what an organisation is: its kind and legal form,
// its number in a register, the class of a buyer, what makes it small or
// voluntary, its address on the site, and how it comes to be checked.
package organisation

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"hundredweight/models/refusal"
)

// Kind says on which side of a tender an organisation stands.
type Kind string

// Kinds.
const (
	Provider Kind = "provider"
	Buyer    Kind = "buyer"
)

// Choice is a value with the words people read.
type Choice struct {
	Value string
	Text  string
	Hint  string
}

// LegalForms lists the forms a provider may have, in the order shown.
func LegalForms() []Choice {
	return []Choice{
		{"cio", "Charitable incorporated organisation (CIO or SCIO)", ""},
		{"charitable_company", "Charitable company", "Limited by guarantee and registered as a charity"},
		{"charitable_trust", "Charitable trust or association", "A registered charity that is not a company"},
		{"cic", "Community interest company (CIC)", ""},
		{"community_benefit_society", "Community benefit society", ""},
		{"cooperative", "Co-operative society", ""},
		{"guarantee_company", "Company limited by guarantee", "Not a charity"},
		{"share_company", "Company limited by shares", "Such as a social enterprise or a small firm"},
		{"partnership", "Partnership or limited liability partnership", ""},
		{"sole_trader", "Sole trader", ""},
		{"unincorporated", "Unincorporated group", "A club or association in no register"},
		{"public_body", "Public body", ""},
	}
}

// Sort gives the sort of organisation that a legal form is, as people sort
// them: for the filter of the public list and for the line under a name.
func Sort(legalForm string) (key, words string) {
	switch legalForm {
	case "cio", "charitable_company", "charitable_trust":
		return "charity", "Charity"
	case "cic":
		return "cic", "Community interest company"
	case "community_benefit_society", "cooperative":
		return "society", "Co-operative or community benefit society"
	case "guarantee_company", "share_company":
		return "company", "Company"
	case "partnership", "sole_trader":
		return "trader", "Partnership or sole trader"
	case "unincorporated":
		return "group", "Community group"
	case "public_body":
		return "public", "Public body"
	}
	return "", ""
}

// Classes lists the classes of buyers, which decide thresholds and duties.
func Classes() []Choice {
	return []Choice{
		{"sub_central", "Local or other sub-central authority", "Council, police, fire and rescue, school, housing association that buys under the Act"},
		{"central", "Central government authority", "Departments and bodies listed for the central threshold"},
		{"nhs", "NHS body", "Trust, foundation trust or integrated care board"},
		{"utility", "Utility", ""},
	}
}

// Say gives the words of a value, or the value where there are none.
func Say(all []Choice, value string) string {
	for _, c := range all {
		if c.Value == value {
			return c.Text
		}
	}
	return value
}

func offered(all []Choice, value string) bool {
	for _, c := range all {
		if c.Value == value {
			return true
		}
	}
	return false
}

// Values lists the values of choices.
func Values(all []Choice) []string {
	var out []string
	for _, c := range all {
		out = append(out, c.Value)
	}
	return out
}

// Size is what decides whether an organisation is small or medium-sized.
// Money is in whole pounds, of the last financial year.
type Size struct {
	Staff    int   // people employed, full-time equivalents
	Turnover int64 // pounds
	Balance  int64 // total of the balance sheet, pounds
}

// Limits of a small or medium-sized enterprise: Procurement Act 2023, s.123.
const (
	smeStaff    = 250
	smeTurnover = 44_000_000
	smeBalance  = 38_000_000
)

// IsSME tells whether the size is that of a small or medium-sized enterprise:
// fewer than 250 staff, and a turnover of at most £44 million or a balance
// sheet of at most £38 million.
func (s Size) IsSME() bool {
	return s.Staff < smeStaff && (s.Turnover <= smeTurnover || s.Balance <= smeBalance)
}

// SMEWords says the definition on pages.
const SMEWords = "Fewer than 250 staff, and either a turnover of £44 million or less or a balance sheet of £38 million or less"

// Purpose is what decides whether an organisation is a voluntary, community or
// social enterprise: Procurement Regulations 2024, reg. 9.
type Purpose struct {
	NonGovernmental bool // not controlled by a public body
	ValueDriven     bool // exists for a social, environmental or cultural purpose
	Reinvests       bool // principally reinvests its surpluses in that purpose
}

// IsVCSE tells whether all three hold.
func (p Purpose) IsVCSE() bool { return p.NonGovernmental && p.ValueDriven && p.Reinvests }

// VCSEWords says the definition on pages.
const VCSEWords = "It is not run by government, exists for a social, environmental or cultural purpose, and puts its surpluses mainly back into that purpose"

// Details are the facts that an organisation is checked by.
type Details struct {
	Kind       Kind
	Name       string
	LegalForm  string // of providers
	Class      string // of buyers
	Scheme     string // "" for an organisation in no register
	Identifier string
}

// MaxName is the most characters a name may have.
const MaxName = 200

// CheckDetails gives the details as they are kept, or refuses with everything
// that is wrong. Nothing but space around a name is changed.
func CheckDetails(d Details) (Details, error) {
	var wrong []refusal.Problem
	add := func(field, reason string) { wrong = append(wrong, refusal.Problem{Field: field, Reason: reason}) }
	d.Name = strings.Join(strings.Fields(d.Name), " ")
	switch n := utf8.RuneCountInString(d.Name); {
	case d.Name == "":
		add("name", "Enter the organisation’s name")
	case n > MaxName:
		add("name", "The organisation’s name must be 200 characters or fewer")
	case Slug(d.Name) == "":
		add("name", "The organisation’s name must have letters or numbers in it")
	case strings.ContainsFunc(d.Name, unicode.IsControl) || strings.Contains(d.Name, "://"):
		add("name", "Enter the organisation’s name as it stands in its register")
	}
	if d.Kind == Provider && !offered(LegalForms(), d.LegalForm) {
		add("legal_form", "Select the organisation’s legal form")
	}
	if d.Kind == Buyer && !offered(Classes(), d.Class) {
		add("class", "Select the class of authority")
	}
	if d.Scheme == "" {
		d.Identifier = ""
	} else if id, err := Identifier(d.Scheme, d.Identifier); err != nil {
		r, _ := refusal.As(err)
		wrong = append(wrong, r.Problems...)
	} else {
		d.Identifier = id
	}
	return d, refusal.Fields(wrong)
}

// Website gives the address of an organisation's own site as it is kept: https
// or http, a host with a dot, no name or password in it. Nothing is fine too.
func Website(typed string) (string, error) {
	w := strings.TrimSpace(typed)
	if w == "" {
		return "", nil
	}
	u, err := url.Parse(w)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || !strings.Contains(u.Hostname(), ".") || u.User != nil || len(w) > 300 || strings.ContainsAny(w, " \"<>") {
		return "", refusal.Field("website", "Enter a website address that begins with https://, like https://www.example.org")
	}
	return w, nil
}
