package public

import (
	"net/http"
	"net/url"
	"sort"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/models/store"
	"hundredweight/models/tender"
	"hundredweight/templates/components"
	templates "hundredweight/templates/public"
	"hundredweight/templates/text"
)

// Bounds of the list: tenders on a page, characters of a search, values of a
// facet that the page offers.
const (
	tendersOnPage = 25
	searchMost    = 200
	facetMost     = 40
)

// tenderSearch is what the address of the list asks for. Everything is in the
// address, so that a search can be shared.
type tenderSearch struct {
	words  string
	tags   map[tender.Facet][]string
	order  store.TenderOrder
	after  string
	places map[string]string // of published tenders, by code
}

// readTenderSearch reads the address; what it does not know it leaves out.
func readTenderSearch(f *form.Form, places map[string]string) tenderSearch {
	s := tenderSearch{words: f.Search("q", searchMost), tags: map[tender.Facet][]string{}, order: store.ClosingSoonest, places: places}
	values := f.Values()
	for _, facet := range tender.Facets {
		for _, v := range values[string(facet)] {
			if v != "" && s.label(facet, v) != "" && !contains(s.tags[facet], v) && len(s.tags[facet]) < facetMost {
				s.tags[facet] = append(s.tags[facet], v)
			}
		}
	}
	switch order := store.TenderOrder(values.Get("sort")); {
	case order == store.NewestTender, order == store.BestTender && s.words != "":
		s.order = order
	}
	if after := values.Get("after"); len(after) <= 40 {
		s.after = after
	}
	return s
}

func contains(all []string, one string) bool {
	for _, v := range all {
		if v == one {
			return true
		}
	}
	return false
}

// label gives the words of a facet's value, "" for one that there is not.
func (s tenderSearch) label(facet tender.Facet, value string) string {
	switch facet {
	case tender.ByStatus:
		for _, p := range tender.Phases {
			if string(p) == value {
				return text.Say("", p.Name())
			}
		}
	case tender.ByClosing:
		for _, days := range store.Windows {
			if n := strconv.Itoa(days); n == value {
				return text.Say("", "In the next {n} days", "n", n)
			}
		}
	case tender.ByArea:
		return s.places[value]
	case tender.ByTheme:
		if name := tender.DivisionName(value); name != value {
			return name
		}
	case tender.ByValue:
		if name := tender.BandName(value); name != value {
			return name
		}
	}
	return ""
}

func facetTitle(facet tender.Facet) string {
	switch facet {
	case tender.ByStatus:
		return "Status"
	case tender.ByClosing:
		return "Closing"
	case tender.ByArea:
		return "Where"
	case tender.ByTheme:
		return "Subject"
	}
	return "Value, without VAT"
}

// address writes the search as an address, in one order whatever was typed.
func (s tenderSearch) address() string {
	v := url.Values{}
	if s.words != "" {
		v.Set("q", s.words)
	}
	for facet, values := range s.tags {
		v[string(facet)] = values
	}
	if s.order != store.ClosingSoonest {
		v.Set("sort", string(s.order))
	}
	if s.after != "" {
		v.Set("after", s.after)
	}
	if len(v) == 0 {
		return "/tenders"
	}
	return "/tenders?" + v.Encode()
}

func (s tenderSearch) from(ref string) tenderSearch            { s.after = ref; return s }
func (s tenderSearch) sorted(o store.TenderOrder) tenderSearch { s.order, s.after = o, ""; return s }
func (s tenderSearch) narrowed() bool                          { return s.words != "" || len(s.tags) > 0 }
func (s tenderSearch) without(facet tender.Facet, v string) tenderSearch {
	tags := make(map[tender.Facet][]string, len(s.tags))
	for k, values := range s.tags {
		for _, one := range values {
			if k != facet || one != v {
				tags[k] = append(tags[k], one)
			}
		}
	}
	s.tags, s.after = tags, ""
	return s
}

func (s tenderSearch) wordless() tenderSearch {
	s.words, s.after = "", ""
	if s.order == store.BestTender {
		s.order = store.ClosingSoonest
	}
	return s
}

// Tenders lists what public bodies buy: open tenders first, closing soonest.
func (p Pages) Tenders(c *gin.Context) error {
	q := p.Query(c)
	places, err := q.TenderPlaces()
	if err != nil {
		return err
	}
	s := readTenderSearch(form.Query(c), places)
	list, err := q.ListTenders(store.TenderFilter{Words: s.words, Tags: s.tags, Order: s.order, After: s.after, Now: p.Now()}, tendersOnPage)
	if err != nil {
		return err
	}
	v := templates.TendersView{View: p.View(c, "Tenders"), Found: found(s, list), Chips: s.chips(), Sorts: s.sorts(), Filter: s.facets(list), Narrowed: s.narrowed(), Open: "/tenders?status=open"}
	v.Crumbs = []components.Link{{Text: "Home", Href: "/"}}
	for _, t := range list.Lines {
		v.Rows = append(v.Rows, p.tenderRow(t))
	}
	if s.after != "" {
		v.Pages.Previous = s.from("").address()
	}
	if list.More {
		v.Pages.Next = s.from(list.Lines[len(list.Lines)-1].Ref).address()
		v.Pages.NextText = text.Say("", "More tenders")
	}
	return p.Render(c, http.StatusOK, templates.TendersPage(v))
}

func found(s tenderSearch, list store.TenderList) string {
	n := text.Plural(list.N, "tender", "tenders")
	if list.Over {
		n = text.Say("", "More than {n} tenders", "n", text.Number(list.N))
	}
	if s.narrowed() {
		verb := "match"
		if list.N == 1 {
			verb = "matches"
		}
		return n + " " + verb
	}
	return text.Say("", "{tenders}, {n} open for bids", "tenders", n, "n", text.Number(list.By[tender.ByStatus][string(tender.TakesBids)]))
}

func (p Pages) tenderRow(t store.TenderLine) components.ListRow {
	now, closes := p.Now(), t.ClosesAt.Time
	status := tender.Shown(t.Status, now, closes)
	r := components.ListRow{Title: t.Title, Href: "/tenders/" + t.Ref, Text: t.Summary}
	meta := []string{t.OrgName}
	if t.Places != "" {
		meta = append(meta, t.Places)
	}
	if t.ShownPence > 0 {
		meta = append(meta, text.Say("", "{pounds} without VAT", "pounds", text.Pounds(t.ShownPence)))
	}
	r.Meta = strings.Join(append(meta, t.Ref), " · ")
	if status == tender.Open {
		r.Strong, r.Side = text.Say("", "Closes {away},", "away", text.Until(now, closes)), text.When(closes)
		return r
	}
	r.Tag, r.Colour = templates.TenderTag("", status)
	r.Side = text.Say("", "Closed {day}", "day", text.ShortDate(closes))
	if status == tender.Cancelled {
		r.Side = ""
	}
	return r
}

// chips are the filters in use, each with the address without it.
func (s tenderSearch) chips() []components.Chip {
	var all []components.Chip
	if s.words != "" {
		all = append(all, components.Chip{Text: "“" + s.words + "”", Remove: s.wordless().address()})
	}
	for _, facet := range tender.Facets {
		for _, v := range s.tags[facet] {
			all = append(all, components.Chip{Text: s.label(facet, v), Remove: s.without(facet, v).address()})
		}
	}
	return all
}

// sorts are the orders there are; the one in use has no address.
func (s tenderSearch) sorts() []components.Link {
	orders := []struct {
		order store.TenderOrder
		words string
	}{{store.ClosingSoonest, "Closing soonest"}, {store.NewestTender, "Newest"}, {store.BestTender, "Best match"}}
	var all []components.Link
	for _, o := range orders {
		if o.order == store.BestTender && s.words == "" {
			continue
		}
		link := components.Link{Text: o.words}
		if o.order != s.order {
			link.Href = s.sorted(o.order).address()
		}
		all = append(all, link)
	}
	return all
}

func (s tenderSearch) facets(list store.TenderList) components.Facets {
	f := components.Facets{Action: "/tenders", Query: s.words, Label: "Keywords"}
	if s.order != store.ClosingSoonest {
		f.Hidden = []components.Hide{{Name: "sort", Value: string(s.order)}}
	}
	for _, facet := range tender.Facets {
		one := components.Facet{Name: string(facet), Title: facetTitle(facet), Open: facet == tender.ByStatus}
		for _, v := range s.choices(facet, list) {
			n := list.By[facet][countKey(facet, v)]
			one.Values = append(one.Values, components.FacetValue{Value: v, Text: s.label(facet, v), Count: counted(n, list.Over), Checked: contains(s.tags[facet], v)})
		}
		if len(one.Values) > 0 {
			f.Facets = append(f.Facets, one)
		}
	}
	return f
}

// countKey is a value as the counts write it.
func countKey(facet tender.Facet, v string) string {
	if facet == tender.ByStatus || facet == tender.ByClosing {
		return v
	}
	return strings.TrimPrefix(tender.TagTerm(facet, v), tender.TagTerm(facet, ""))
}

func counted(n int, over bool) string {
	if over && n >= 1000 {
		return "1,000+"
	}
	return text.Number(n)
}

// choices are the values that a facet offers: all of a short list; of places
// and subjects those that would find something, most first.
func (s tenderSearch) choices(facet tender.Facet, list store.TenderList) []string {
	var all []string
	switch facet {
	case tender.ByStatus:
		for _, p := range tender.Phases {
			all = append(all, string(p))
		}
		return all
	case tender.ByClosing:
		for _, days := range store.Windows {
			all = append(all, strconv.Itoa(days))
		}
		return all
	case tender.ByValue:
		for _, b := range tender.ValueBands {
			all = append(all, b.Key)
		}
		return all
	case tender.ByArea:
		for code := range s.places {
			all = append(all, code)
		}
	case tender.ByTheme:
		for digits := range list.By[facet] {
			all = append(all, digits)
		}
		for _, v := range s.tags[facet] {
			if !contains(all, v) {
				all = append(all, v)
			}
		}
	}
	n := func(v string) int { return list.By[facet][countKey(facet, v)] }
	useful := all[:0]
	for _, v := range all {
		if n(v) > 0 || contains(s.tags[facet], v) {
			useful = append(useful, v)
		}
	}
	sort.Slice(useful, func(i, j int) bool {
		a, b := useful[i], useful[j]
		if n(a) != n(b) {
			return n(a) > n(b)
		}
		return s.label(facet, a)+a < s.label(facet, b)+b
	})
	return useful[:min(len(useful), facetMost)]
}
