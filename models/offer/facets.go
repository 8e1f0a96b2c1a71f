package offer

import (
	"strings"

	"hundredweight/models/addedvalue"
)

// Facet is one thing the public list can be narrowed by.
type Facet string

// The facets of the public list, in the order of the page.
const (
	ByStrength Facet = "evidence"
	ByArea     Facet = "where"
	ByTheme    Facet = "need"
	ByKind     Facet = "kind"
	ByPrice    Facet = "price"
)

// Facets lists them in the order of the page.
var Facets = []Facet{ByStrength, ByArea, ByTheme, ByKind, ByPrice}

// Tag is one value of a facet that a service has.
type Tag struct {
	Facet Facet
	Value string
	Label string
}

// Term is the tag as the search index keeps it: letters and digits only.
func (t Tag) Term() string { return Term(t.Facet, t.Value) }

// Term writes a facet's value as one word of the index: "w" and the code for a
// place. No typed word can be one, because tags are kept in a field of their own.
func Term(f Facet, value string) string {
	var b strings.Builder
	b.WriteString(string(f[0]) + "x")
	for _, r := range strings.ToLower(value) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Tags gives all values a service has; kind is the sort of organisation that
// offers it, with its words.
func (c Content) Tags(kind, kindName string) []Tag {
	tags := []Tag{{ByStrength, dots(c.Level()), ""}}
	for _, a := range c.Areas {
		tags = append(tags, Tag{ByArea, a.Code, a.Label()})
	}
	if t, ok := addedvalue.ThemeByKey(c.Theme); ok {
		tags = append(tags, Tag{ByTheme, t.Key, t.Name})
	}
	if kind != "" {
		tags = append(tags, Tag{ByKind, kind, kindName})
	}
	return append(tags, Tag{ByPrice, string(c.Price.Basis), BasisName(string(c.Price.Basis))})
}

func dots(l addedvalue.Level) string { return string(rune('0' + l.Dots())) }
