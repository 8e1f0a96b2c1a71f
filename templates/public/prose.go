// Package public holds the pages that everybody sees.
package public

import (
	"hundredweight/templates/components"
	"hundredweight/templates/layout"
	"strings"

	"hundredweight/templates/text"
)

// Part is a part of a page of words. A line may hold links: [words](/address).
type Part struct {
	ID    string // anchor; "" for none
	Title string
	Lines []string
	List  []string
}

// Words is a page of words.
type Words struct {
	layout.View
	Lede  string
	Parts []Part
}

// run is a piece of a line: words, or a link.
type run struct{ text, href string }

// runs takes the links out of a line.
func runs(line string) []run {
	var all []run
	for line != "" {
		open := strings.IndexByte(line, '[')
		if open < 0 {
			break
		}
		middle := strings.Index(line[open:], "](")
		if middle < 0 {
			break
		}
		end := strings.IndexByte(line[open+middle:], ')')
		if end < 0 {
			break
		}
		if open > 0 {
			all = append(all, run{text: line[:open]})
		}
		all = append(all, run{text: line[open+1 : open+middle], href: line[open+middle+2 : open+middle+end]})
		line = line[open+middle+end+1:]
	}
	if line != "" {
		all = append(all, run{text: line})
	}
	return all
}

// Home is the first page.
type Home struct {
	layout.View
	Place   string              // "Northmere"; "" for none
	Where   string              // name of the place's field
	Places  []components.Option // places that services are offered in
	Counts  []components.Fact   // three, counted when the page is asked for
	Closing []components.ListRow
	Open    int               // how many tenders are open
	Free    []components.Link // what can be tried without an account
}

func (h Home) doors() []components.Door {
	return []components.Door{
		{For: text.Say(h.Lang, "Charities, co-operatives, social enterprises"), Title: text.Say(h.Lang, "I provide a service"), Href: "/help#provide", Text: text.Say(h.Lang, "List it free, with the evidence that it works. Find work, and find partners."), Links: []components.Link{{Text: text.Say(h.Lang, "Find open tenders"), Href: "/tenders?status=open"}, {Text: text.Say(h.Lang, "Create an account"), Href: "/account/new"}}},
		{For: text.Say(h.Lang, "Councils, health and police"), Title: text.Say(h.Lang, "I buy services"), Href: "/help#buy", Text: text.Say(h.Lang, "Find providers, get quotes, or run a tender that anyone can check afterwards."), Links: []components.Link{{Text: text.Say(h.Lang, "Find services"), Href: "/services"}, {Text: text.Say(h.Lang, "See how others buy"), Href: "/tenders"}}},
		{For: text.Say(h.Lang, "Everyone"), Title: text.Say(h.Lang, "I live here"), Href: "/help#live", Text: text.Say(h.Lang, "See what is being bought, how it is decided and what was promised. No account needed."), Links: []components.Link{{Text: text.Say(h.Lang, "Tenders"), Href: "/tenders"}, {Text: text.Say(h.Lang, "Contracts"), Href: "/contracts"}}},
	}
}

func (h Home) allTenders() string {
	if h.Open == 1 {
		return text.Say(h.Lang, "See the one open tender")
	}
	return text.Say(h.Lang, "All {n} open tenders", "n", text.Number(h.Open))
}
