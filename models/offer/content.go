// Package offer owns what a service offer is ("service" on pages): what the
// provider writes about it, when it is complete, who may publish it, and, in
// status.go, the one table of status moves.
package offer

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"time"

	"hundredweight/models/addedvalue"
	"hundredweight/models/money"
)

// ID is the key of an offer. It never leaves the server; people see the
// reference, ten Crockford letters.
type ID int64

// Content is all that a provider writes about a service. A draft is edited; at
// publication it becomes an immutable version, stored as canonical JSON with
// its hash, so the struct is also the stored format.
type Content struct {
	Title   string `json:"title"`
	Summary string `json:"summary"` // one or two sentences, shown in lists
	About   string `json:"about"`   // what happens, how often, who runs it
	Who     string `json:"who"`     // whom it is for
	Theme   string `json:"theme"`   // key of an addedvalue.Theme
	CPV     []CPV  `json:"cpv"`     // at least one service code

	Areas    []Area   `json:"areas"`
	When     string   `json:"when,omitempty"` // days and times, in words
	Capacity Capacity `json:"capacity"`

	Price Price `json:"price"`

	Claims []addedvalue.Claim `json:"claims"`

	Contact Contact `json:"contact"`
	Cover   Cover   `json:"cover"`
}

// CPV is a code of the Common Procurement Vocabulary, eight digits.
type CPV struct {
	Code  string `json:"code"`
	Title string `json:"title,omitempty"` // empty: title not loaded
}

// Area is a place by its GSS code, such as E08000033.
type Area struct {
	Code string `json:"code"`
	Name string `json:"name,omitempty"` // empty: title not loaded
}

// Label gives the area's name, or its code while the name is not loaded.
func (a Area) Label() string {
	if a.Name != "" {
		return a.Name
	}
	return a.Code
}

// Capacity is how much more the provider can take on.
type Capacity struct {
	Room *int64 `json:"room,omitempty"` // nil is not said; 0 is full
	Unit string `json:"unit,omitempty"` // a key of CapacityUnits
	From string `json:"from,omitempty"` // in words: January 2027
}

// Price is a guide, never a quote.
type Price struct {
	Basis  Basis       `json:"basis,omitempty"`
	Amount money.Pence `json:"amount_pence,omitempty"`
	AtMost money.Pence `json:"at_most_pence,omitempty"` // 0 for "from" the amount up
	Exact  bool        `json:"exact,omitempty"`         // the amount itself, not "from"
	Note   string      `json:"note,omitempty"`          // what it includes
}

// Contact is whom to ask. It is public.
type Contact struct {
	Name  string `json:"name"`
	Email string `json:"email"`
	Phone string `json:"phone,omitempty"`
	Web   string `json:"web,omitempty"` // https only
}

// Cover is what is claimed about insurance and safeguarding, with dates.
type Cover struct {
	Insured      bool   `json:"insured,omitempty"`
	InsuredUntil string `json:"insured_until,omitempty"` // a date: 2027-03-31
	Safeguarding bool   `json:"safeguarding,omitempty"`
	ReviewedOn   string `json:"reviewed_on,omitempty"` // when the policy was last reviewed
}

// DateForm is how dates are kept in the content.
const DateForm = "2006-01-02"

// Named is a key with its words.
type Named struct{ Key, Name string }

// Basis says what the guide price is for.
type Basis string

// What a guide price is for.
const (
	PerPerson  Basis = "person"
	PerSession Basis = "session"
	PerVisit   Basis = "visit"
	PerHour    Basis = "hour"
	PerDay     Basis = "day"
	PerMeal    Basis = "meal"
	PerYear    Basis = "year"
	Fixed      Basis = "fixed"
	Free       Basis = "free"
	OnRequest  Basis = "ask"
)

// Bases are the price bases with their words, in the order of the page.
var Bases = []Named{
	{string(PerPerson), "A person"}, {string(PerSession), "A session"}, {string(PerVisit), "A visit"}, {string(PerHour), "An hour"},
	{string(PerDay), "A day"}, {string(PerMeal), "A meal"}, {string(PerYear), "A year, for the whole service"}, {string(Fixed), "A fixed price"},
	{string(Free), "Nothing: it is free"}, {string(OnRequest), "It depends: ask us"},
}

var each = map[Basis]string{PerPerson: "a person", PerSession: "a session", PerVisit: "a visit", PerHour: "an hour", PerDay: "a day", PerMeal: "a meal", PerYear: "a year"}

// HasAmount tells whether the basis comes with an amount.
func (b Basis) HasAmount() bool { return b != Free && b != OnRequest && b != "" }

// String is the guide price in a few words: "From £190 a person".
func (p Price) String() string {
	switch p.Basis {
	case Free:
		return "Free"
	case OnRequest:
		return "Price on request"
	case "":
		return ""
	}
	s := p.Amount.Whole()
	switch {
	case p.AtMost > p.Amount:
		s += " to " + p.AtMost.Whole()
	case !p.Exact && p.Basis != Fixed:
		s = "From " + s
	}
	if words := each[p.Basis]; words != "" {
		s += " " + words
	}
	return s
}

// CapacityUnits say of what there is room for how many.
var CapacityUnits = []Named{
	{"people", "people"}, {"people-month", "people a month"}, {"people-week", "people a week"}, {"households", "households"},
	{"homes", "homes"}, {"visits-week", "visits a week"}, {"sessions-week", "sessions a week"}, {"meals-day", "meals a day"}, {"places", "places"},
}

// String is the room in a few words: "Room for 140 people".
func (c Capacity) String() string {
	if c.Room == nil {
		return ""
	}
	if *c.Room == 0 {
		return "Full at present"
	}
	s := "Room for " + group(*c.Room) + " " + name(CapacityUnits, c.Unit)
	if c.From != "" {
		s += " from " + c.From
	}
	return s
}

// Short is the room without the date, for lists.
func (c Capacity) Short() string { c.From = ""; return c.String() }

func group(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func name(all []Named, key string) string {
	for _, n := range all {
		if n.Key == key {
			return n.Name
		}
	}
	return ""
}

// BasisName gives a price basis in words.
func BasisName(key string) string { return name(Bases, key) }

// Strongest is the claim shown in lists: the one that is known best; of equal
// ones the first.
func (c Content) Strongest() (addedvalue.Claim, bool) {
	best := -1
	for i, claim := range c.Claims {
		if best < 0 || claim.Level() > c.Claims[best].Level() {
			best = i
		}
	}
	if best < 0 {
		return addedvalue.Claim{}, false
	}
	return c.Claims[best], true
}

// Level is how well the best claim is known; E0 without claims.
func (c Content) Level() addedvalue.Level {
	if claim, ok := c.Strongest(); ok {
		return claim.Level()
	}
	return addedvalue.E0
}

// Headline is the best claim in one line, for lists.
func (c Content) Headline() string {
	claim, ok := c.Strongest()
	if !ok {
		return ""
	}
	s := strings.TrimRight(claim.Outcome, ".")
	if claim.Quantity.Known() {
		s += ": " + claim.HowMany()
	}
	return s + "."
}

// Claim gives the claim with a reference.
func (c Content) Claim(ref string) (addedvalue.Claim, int, bool) {
	for i, claim := range c.Claims {
		if claim.Ref == ref {
			return claim, i, true
		}
	}
	return addedvalue.Claim{}, -1, false
}

// Cites tells whether any claim rests on a piece of evidence.
func (c Content) Cites(evidence string) bool {
	for _, claim := range c.Claims {
		for _, e := range claim.Evidence {
			if e == evidence {
				return true
			}
		}
	}
	return false
}

// EvidenceRefs lists every piece of evidence the claims rest on, once, sorted.
func (c Content) EvidenceRefs() []string {
	seen := map[string]bool{}
	var out []string
	for _, claim := range c.Claims {
		for _, e := range claim.Evidence {
			if !seen[e] {
				seen[e] = true
				out = append(out, e)
			}
		}
	}
	sort.Strings(out)
	return out
}

// Places is where the service works in a few words: at most three names.
func (c Content) Places() string {
	var names []string
	for _, a := range c.Areas {
		names = append(names, a.Label())
	}
	if n := len(names); n > 3 {
		return strings.Join(names[:3], ", ") + fmt.Sprintf(" and %d more", n-3)
	} else if n > 1 {
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return strings.Join(names, "")
}

// Words is what a search looks through, beside the title.
func (c Content) Words() string {
	var b strings.Builder
	for _, s := range []string{c.Summary, c.About, c.Who, c.When} {
		b.WriteString(s + "\n")
	}
	if t, ok := addedvalue.ThemeByKey(c.Theme); ok {
		b.WriteString(t.Name + "\n")
	}
	for _, v := range c.CPV {
		b.WriteString(v.Title + "\n")
	}
	for _, a := range c.Areas {
		b.WriteString(a.Name + "\n")
	}
	for _, claim := range c.Claims {
		b.WriteString(claim.Outcome + "\n" + claim.Who + "\n")
	}
	return b.String()
}

// Seal gives the content as it is stored in a version, and its SHA-256.
func (c Content) Seal() (body []byte, sum string, err error) {
	body, err = json.Marshal(c)
	if err != nil {
		return nil, "", fmt.Errorf("content of an offer: %w", err)
	}
	h := sha256.Sum256(body)
	return body, hex.EncodeToString(h[:]), nil
}

// Expiry is the day from which a listing is no longer shown as checked: a year
// after publication, or when its insurance ends, whichever is first.
func (c Content) Expiry(published time.Time) time.Time {
	end := published.AddDate(1, 0, 0)
	if c.Cover.Insured {
		if t, err := time.Parse(DateForm, c.Cover.InsuredUntil); err == nil && t.AddDate(0, 0, 1).Before(end) {
			end = t.AddDate(0, 0, 1)
		}
	}
	return end
}
