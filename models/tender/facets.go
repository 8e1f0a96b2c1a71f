package tender

import "strings"

// Facet is one thing the public list of tenders can be narrowed by.
type Facet string

// The facets of the public list. Status and closing are compared with now;
// the others are what the content says.
const (
	ByStatus  Facet = "status"
	ByClosing Facet = "closing"
	ByArea    Facet = "where"
	ByTheme   Facet = "theme"
	ByValue   Facet = "value"
)

// Facets lists them in the order of the page.
var Facets = []Facet{ByStatus, ByClosing, ByArea, ByTheme, ByValue}

// Tag is one value of a facet that a tender has.
type Tag struct {
	Facet Facet
	Value string
	Label string
}

// Term is the tag as the search index keeps it: letters and digits only.
func (t Tag) Term() string { return TagTerm(t.Facet, t.Value) }

// TagTerm writes a facet's value as one word of the index, so that no typed word
// can be one: tags are kept in a field of their own.
func TagTerm(f Facet, value string) string {
	var b strings.Builder
	b.WriteString(string(f[0]) + "x")
	for _, r := range strings.ToLower(value) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Tags gives the values that the content has. A value that the buyer does not
// publish has no band.
func (c Content) Tags() []Tag {
	var tags []Tag
	seen := map[string]bool{}
	add := func(t Tag) {
		if term := t.Term(); t.Value != "" && !seen[term] {
			seen[term] = true
			tags = append(tags, t)
		}
	}
	for _, a := range c.Areas {
		label := a.Name
		if label == "" {
			label = a.Code
		}
		add(Tag{ByArea, a.Code, label})
	}
	for _, code := range c.CPV {
		if ValidCPV(code.Code) {
			add(Tag{ByTheme, code.Code[:2], DivisionName(code.Code[:2])})
		}
	}
	if c.Budget.Published && c.Budget.NetPence > 0 {
		add(Tag{ByValue, BandOf(c.Budget.NetPence), BandName(BandOf(c.Budget.NetPence))})
	}
	return tags
}

// ValueBand is a range of estimated values without VAT, up to but not with Below.
type ValueBand struct {
	Key   string
	Name  string
	Below int64 // pence; 0 for no end
}

// ValueBands lists them, smallest first.
var ValueBands = []ValueBand{
	{"1", "Under £25,000", 25_000_00},
	{"2", "£25,000 to £100,000", 100_000_00},
	{"3", "£100,000 to £500,000", 500_000_00},
	{"4", "£500,000 to £5 million", 5_000_000_00},
	{"5", "£5 million and over", 0},
}

// BandOf gives the band of a value in pence.
func BandOf(pence int64) string {
	for _, b := range ValueBands {
		if b.Below == 0 || pence < b.Below {
			return b.Key
		}
	}
	return ""
}

// BandName gives a band's words.
func BandName(key string) string {
	for _, b := range ValueBands {
		if b.Key == key {
			return b.Name
		}
	}
	return key
}

// Phase is where a public tender stands, as people look for it.
type Phase string

// The phases of a public tender.
const (
	TakesBids    Phase = "open"
	BeingDecided Phase = "deciding"
	IsDecided    Phase = "decided"
	WasCancelled Phase = "cancelled"
)

// Phases lists them in order.
var Phases = []Phase{TakesBids, BeingDecided, IsDecided, WasCancelled}

// Name gives its words.
func (p Phase) Name() string {
	switch p {
	case TakesBids:
		return "Open for bids"
	case BeingDecided:
		return "Being decided"
	case IsDecided:
		return "Decided"
	case WasCancelled:
		return "Cancelled"
	}
	return string(p)
}

// PhaseOf gives the phase of a status as it is shown at a moment (Shown). From
// the award notice on a tender counts as decided.
func PhaseOf(shown Status) Phase {
	switch {
	case shown == Open:
		return TakesBids
	case shown == Cancelled || shown == Withdrawn:
		return WasCancelled
	case shown.ShowsAward():
		return IsDecided
	}
	return BeingDecided
}
