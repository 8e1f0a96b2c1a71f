// Package htmlcheck owns what every page's HTML must hold: names for inputs,
// ids that stand once, one heading of the first rank and the others in order,
// and nothing that the content security policy would refuse. Page tests call
// Page on what the site answered.
package htmlcheck

import (
	"fmt"
	"io"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Page gives what is wrong with a page, one sentence each; none for a page
// that is fine.
func Page(r io.Reader) []string {
	root, err := html.Parse(r)
	if err != nil {
		return []string{"it cannot be read: " + err.Error()}
	}
	c := &check{ids: map[string]int{}, labels: map[string]bool{}, named: map[string]string{}}
	c.collect(root)
	c.walk(root)
	c.headings()
	c.references()
	return c.wrong
}

// reference is an attribute that names ids.
type reference struct{ attr, ids, tag string }

type check struct {
	wrong  []string
	ids    map[string]int
	labels map[string]bool   // ids that a label is for
	named  map[string]string // landmark names seen, by tag
	ranks  []int
	refs   []reference
	title  bool
	main   int
}

func (c *check) say(format string, a ...any) { c.wrong = append(c.wrong, fmt.Sprintf(format, a...)) }

func attr(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

func value(n *html.Node, name string) string {
	v, _ := attr(n, name)
	return v
}

// collect finds ids and labels before anything refers to them.
func (c *check) collect(n *html.Node) {
	if n.Type == html.ElementNode {
		if id, ok := attr(n, "id"); ok {
			c.ids[id]++
			switch {
			case id == "" || strings.ContainsAny(id, " \t\n"):
				c.say("<%s> has the id %q, which nothing can refer to", n.Data, id)
			case c.ids[id] == 2:
				c.say("the id %q stands more than once", id)
			}
		}
		if n.DataAtom == atom.Label {
			c.labels[value(n, "for")] = true
		}
	}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		c.collect(k)
	}
}

func (c *check) walk(n *html.Node) {
	if n.Type == html.ElementNode {
		c.element(n)
	}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		c.walk(k)
	}
}

func (c *check) element(n *html.Node) {
	for _, a := range n.Attr {
		switch {
		case a.Key == "style":
			c.say("<%s> has a style attribute, which the policy refuses", n.Data)
		case strings.HasPrefix(a.Key, "on"):
			c.say("<%s> has %s, which the policy refuses", n.Data, a.Key)
		case (a.Key == "href" || a.Key == "src" || a.Key == "action") && strings.HasPrefix(strings.ToLower(strings.TrimSpace(a.Val)), "javascript:"):
			c.say("<%s> runs script from its %s", n.Data, a.Key)
		case a.Key == "aria-describedby", a.Key == "aria-labelledby", a.Key == "aria-controls", a.Key == "for", a.Key == "headers":
			c.refs = append(c.refs, reference{a.Key, a.Val, n.Data})
		case a.Key == "src" && (strings.HasPrefix(a.Val, "http") || strings.HasPrefix(a.Val, "//")):
			c.say("<%s> asks another site for %s", n.Data, a.Val)
		}
	}
	switch n.DataAtom {
	case atom.Html:
		if value(n, "lang") == "" {
			c.say("the page does not say its language")
		}
	case atom.Title:
		if n.Parent != nil && n.Parent.DataAtom == atom.Head {
			c.title = strings.TrimSpace(words(n)) != ""
		}
	case atom.Main:
		c.main++
	case atom.Style:
		c.say("a <style> element, which the policy refuses")
	case atom.Script:
		if value(n, "src") == "" {
			c.say("a <script> without src, which the policy refuses")
		}
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		c.ranks = append(c.ranks, int(n.Data[1]-'0'))
		if strings.TrimSpace(words(n)) == "" {
			c.say("an empty <%s>", n.Data)
		}
	case atom.Input, atom.Select, atom.Textarea:
		c.field(n)
	case atom.Button:
		if strings.TrimSpace(words(n)) == "" && value(n, "aria-label") == "" {
			c.say("a button without words")
		}
	case atom.A:
		if _, ok := attr(n, "href"); ok && strings.TrimSpace(words(n)) == "" && value(n, "aria-label") == "" {
			c.say("a link to %q without words", value(n, "href"))
		}
		if strings.Contains(value(n, "href"), "TemplFailedSanitizationURL") {
			c.say("a link to an address that was refused")
		}
	case atom.Img:
		if _, ok := attr(n, "alt"); !ok {
			c.say("a picture without alternative text")
		}
	case atom.Fieldset:
		if first := firstElement(n); first == nil || first.DataAtom != atom.Legend {
			c.say("a fieldset that does not begin with its legend")
		}
	case atom.Table:
		c.table(n)
	case atom.Form:
		if m := strings.ToLower(value(n, "method")); m != "get" && m != "post" {
			c.say("a form to %q without method", value(n, "action"))
		}
	}
	if n.Data == "svg" && value(n, "role") == "img" && value(n, "aria-labelledby") == "" {
		c.say("a drawing without a name")
	}
}

func (c *check) field(n *html.Node) {
	kind := value(n, "type")
	if kind == "hidden" || kind == "submit" || kind == "button" {
		return
	}
	id := value(n, "id")
	inLabel := false
	for p := n.Parent; p != nil; p = p.Parent {
		inLabel = inLabel || p.DataAtom == atom.Label
	}
	if !inLabel && !c.labels[id] && value(n, "aria-label") == "" && value(n, "aria-labelledby") == "" {
		c.say("<%s name=%q> has no label", n.Data, value(n, "name"))
	}
	if value(n, "name") == "" {
		c.say("<%s id=%q> has no name, so it is never sent", n.Data, id)
	}
}

func (c *check) table(n *html.Node) {
	head := false
	var look func(*html.Node)
	look = func(k *html.Node) {
		if k.DataAtom == atom.Th {
			head = true
			if value(k, "scope") == "" {
				c.say("a table heading without scope: %s", strings.TrimSpace(words(k)))
			}
		}
		for m := k.FirstChild; m != nil; m = m.NextSibling {
			look(m)
		}
	}
	look(n)
	if !head {
		c.say("a table without headings")
	}
	if first := firstElement(n); first == nil || first.DataAtom != atom.Caption {
		c.say("a table without caption")
	}
}

func firstElement(n *html.Node) *html.Node {
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		if k.Type == html.ElementNode {
			return k
		}
	}
	return nil
}

func words(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	var b strings.Builder
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		b.WriteString(words(k))
	}
	return b.String()
}

func (c *check) headings() {
	first, last := 0, 0
	for _, r := range c.ranks {
		if r == 1 {
			first++
			last = 1
			continue
		}
		// The error summary and the flash stand above the heading.
		if first == 0 {
			continue
		}
		if r > last+1 {
			c.say("a heading of rank %d follows one of rank %d", r, last)
		}
		last = r
	}
	if first != 1 {
		c.say("%d headings of the first rank", first)
	}
	if !c.title {
		c.say("the page has no title")
	}
	if c.main != 1 {
		c.say("%d main parts", c.main)
	}
}

func (c *check) references() {
	for _, r := range c.refs {
		for _, id := range strings.Fields(r.ids) {
			if c.ids[id] == 0 {
				c.say("<%s %s=%q> names an id that is not there", r.tag, r.attr, id)
			}
		}
	}
}
