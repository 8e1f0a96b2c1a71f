package organisation

import (
	"fmt"
	"regexp"
	"strings"

	"hundredweight/models/refusal"
)

// Scheme is a register that numbers organisations, by its org-id.guide code.
type Scheme struct {
	Code    string
	Name    string // of the register
	Number  string // what people call the number
	Example string
	Buyers  bool // numbers public bodies
	pattern *regexp.Regexp
}

// schemes are the registers of the United Kingdom: org-id.guide and the
// patterns seen in UK notices. Read 22 Nov 2026.
var schemes = []Scheme{
	{"GB-CHC", "Charity Commission for England and Wales", "charity number", "1123456", false, regexp.MustCompile(`^[0-9]{6,7}(-[0-9]{1,3})?$`)},
	{"GB-SC", "Office of the Scottish Charity Regulator", "Scottish charity number", "SC012345", false, regexp.MustCompile(`^SC[0-9]{6}$`)},
	{"GB-NIC", "Charity Commission for Northern Ireland", "Northern Ireland charity number", "NIC100002", false, regexp.MustCompile(`^NIC[0-9]{6}$`)},
	{"GB-COH", "Companies House", "company number", "01234567", false, regexp.MustCompile(`^([0-9]{8}|[A-Z]{2}[0-9]{6}|[A-Z]{2}[0-9]{5}[A-Z])$`)},
	{"GB-MPR", "Mutuals Public Register", "society number", "IP12345R", false, regexp.MustCompile(`^([0-9]{1,6}[A-Z]?|IP[0-9]{5}[A-Z])$`)},
	{"GB-UKPRN", "UK Register of Learning Providers", "UKPRN", "10012345", false, regexp.MustCompile(`^1[0-9]{7}$`)},
	{"GB-PPON", "Find a Tender supplier number (PPON)", "PPON", "PABC-1234-DEFG", true, regexp.MustCompile(`^[A-Z]{4}-[0-9]{4}-[A-Z]{4}$`)},
	{"GB-NHS", "NHS organisation codes", "NHS organisation code", "RX4", true, regexp.MustCompile(`^[A-Z0-9]{3,6}$`)},
	{"GB-LAE", "Local authorities for England", "local authority code", "DUR", true, regexp.MustCompile(`^[A-Z]{3,4}$`)},
	{"GB-LAS", "Local authorities for Scotland", "local authority code", "ABE", true, regexp.MustCompile(`^[A-Z]{3}$`)},
	{"GB-LANI", "Local authorities for Northern Ireland", "local authority code", "BFS", true, regexp.MustCompile(`^[A-Z]{3}$`)},
	{"GB-PLA", "Principal local authorities for Wales", "local authority code", "CRF", true, regexp.MustCompile(`^[A-Z]{3}$`)},
	{"GB-GOR", "Government Organisation Register", "government organisation code", "D2", true, regexp.MustCompile(`^[A-Z]{1,3}[0-9]+$`)},
}

// Schemes lists the registers that number providers, or those that number buyers.
func Schemes(kind Kind) []Scheme {
	var all []Scheme
	for _, s := range schemes {
		if s.Buyers == (kind == Buyer) || s.Code == "GB-PPON" || s.Code == "GB-COH" {
			all = append(all, s)
		}
	}
	return all
}

// SchemeOf finds a register by its code.
func SchemeOf(code string) (Scheme, bool) {
	for _, s := range schemes {
		if s.Code == code {
			return s, true
		}
	}
	return Scheme{}, false
}

// Identifier gives a number as its register writes it. A number that is nearly
// right is not mended in silence: the sentence says how to write it, so that
// nobody becomes another organisation by a slip.
func Identifier(scheme, typed string) (string, error) {
	s, ok := SchemeOf(scheme)
	if !ok {
		return "", refusal.Field("scheme", "Select the register")
	}
	id := strings.TrimSpace(typed)
	if id == "" {
		return "", refusal.Field("identifier", "Enter the %s", s.Number)
	}
	if s.pattern.MatchString(id) {
		return id, nil
	}
	if better, ok := s.suggest(id); ok {
		return "", refusal.Field("identifier", "Write the %s as %s, if that is yours", s.Number, better)
	}
	if other, ok := elsewhere(s, id); ok {
		return "", refusal.Field("identifier", "%s looks like a %s. Select that register, or check the number", printable(id), other.Number)
	}
	return "", refusal.Field("identifier", "Enter a %s in the correct format, like %s", s.Number, s.Example)
}

// suggest tries the usual slips: spaces, small letters, noughts left out, a
// prefix left out.
func (s Scheme) suggest(id string) (string, bool) {
	tight := strings.ToUpper(strings.Join(strings.Fields(id), ""))
	tries := []string{tight}
	switch s.Code {
	case "GB-COH":
		tries = append(tries, pad(tight, 8))
	case "GB-SC":
		tries = append(tries, "SC"+pad(strings.TrimPrefix(tight, "SC"), 6))
	case "GB-NIC":
		tries = append(tries, "NIC"+tight)
	}
	for _, t := range tries {
		if s.pattern.MatchString(t) {
			return t, true
		}
	}
	return "", false
}

func pad(digits string, to int) string {
	if digits == "" || len(digits) >= to || strings.Trim(digits, "0123456789") != "" {
		return digits
	}
	return fmt.Sprintf("%0*s", to, digits)
}

// elsewhere finds a register with numbers of an unmistakable form.
func elsewhere(not Scheme, id string) (Scheme, bool) {
	for _, code := range []string{"GB-SC", "GB-NIC", "GB-PPON"} {
		if s, ok := SchemeOf(code); ok && code != not.Code && s.pattern.MatchString(id) {
			return s, true
		}
	}
	return Scheme{}, false
}

func printable(s string) string {
	if len(s) > 40 {
		return "This"
	}
	return s
}

// SplitOrgID cuts an org-id such as GB-SC-SC012345 into register and number.
func SplitOrgID(orgID string) (scheme, identifier string, ok bool) {
	for _, s := range schemes {
		if rest, found := strings.CutPrefix(orgID, s.Code+"-"); found {
			return s.Code, rest, s.pattern.MatchString(rest)
		}
	}
	return "", "", false
}

// OrgID writes register and number as one: "GB-CHC-1123456"; "" for none.
func OrgID(scheme, identifier string) string {
	if scheme == "" || identifier == "" {
		return ""
	}
	return scheme + "-" + identifier
}

// NumberWords says a number with its register: "Charity Commission for England
// and Wales, 1123456".
func NumberWords(scheme, identifier string) string {
	if scheme == "" || identifier == "" {
		return "In no register"
	}
	if s, ok := SchemeOf(scheme); ok {
		return s.Name + ", " + identifier
	}
	return scheme + " " + identifier
}
