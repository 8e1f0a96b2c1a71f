package public

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/models/addedvalue"
	"hundredweight/models/offer"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/templates/components"
	pages "hundredweight/templates/public"
	"hundredweight/templates/text"
)

// Bounds of the public list of services.
const (
	servicesPage   = 25
	mostWords      = 200 // characters of a search
	mostValues     = 20  // of one facet, in an address
	mostShown      = 15  // values of a facet beside the list; chosen ones always
	countedAtMost  = 1000
	moreThanCounts = "1,000+"
)

// search is what an address asks of the list of services. Nothing in an
// address is ever refused: what is not usable counts as not said.
type search struct {
	filter   store.OfferFilter
	evidence string // the fewest dots, "" for any
}

func readSearch(f *form.Form, raw url.Values) search {
	s := search{filter: store.OfferFilter{Words: f.Search("q", mostWords), Tags: map[offer.Facet][]string{}, After: f.Search("after", 20)}}
	if len(store.Terms(s.filter.Words)) == 0 {
		s.filter.Words = ""
	}
	for _, facet := range offer.Facets {
		if facet == offer.ByStrength {
			s.readStrength(raw[string(facet)])
			continue
		}
		for _, v := range raw[string(facet)] {
			if isValue(v) && len(s.filter.Tags[facet]) < mostValues && !slices.Contains(s.filter.Tags[facet], v) {
				s.filter.Tags[facet] = append(s.filter.Tags[facet], v)
			}
		}
	}
	switch store.Order(f.Search("sort", 20)) {
	case store.Newest:
		s.filter.Order = store.Newest
	case store.Best:
		if s.filter.Words != "" {
			s.filter.Order = store.Best
		}
	}
	if s.filter.Order == "" {
		s.filter.Order = store.Strongest
	}
	return s
}

// strengths are the dots that can be asked for at least, in the order of the
// page, with what they mean.
var strengths = []offer.Named{{Key: "2", Name: "2 or more: own records"}, {Key: "3", Name: "3 or more: checked records"}, {Key: "4", Name: "4 or more: compared with others"}, {Key: "5", Name: "5: a trial, or repeated elsewhere"}}

// readStrength takes the fewest dots that were asked for: whoever ticks two
// boxes wants what either of them lets in.
func (s *search) readStrength(values []string) {
	for _, one := range strengths {
		if !slices.Contains(values, one.Key) {
			continue
		}
		s.evidence = one.Key
		for _, above := range strengths {
			if above.Key >= one.Key {
				s.filter.Tags[offer.ByStrength] = append(s.filter.Tags[offer.ByStrength], above.Key)
			}
		}
		return
	}
}

// isValue tells whether a text can be a value of a facet: letters and digits.
func isValue(v string) bool {
	return v != "" && len(v) <= 60 && strings.Trim(v, "0123456789abcdefghijklmnopqrstuvwxyz") == ""
}

// empty tells whether the whole list is wanted.
func (s search) empty() bool { return s.filter.Words == "" && len(s.filter.Tags) == 0 }

// address is the shareable address of a search, without its place in the list.
func (s search) address() string {
	v := url.Values{}
	if s.filter.Words != "" {
		v.Set("q", s.filter.Words)
	}
	for facet, values := range s.filter.Tags {
		if facet == offer.ByStrength {
			values = []string{s.evidence}
		}
		v[string(facet)] = values
	}
	if s.filter.Order != store.Strongest {
		v.Set("sort", string(s.filter.Order))
	}
	if len(v) == 0 {
		return "/services"
	}
	return "/services?" + v.Encode()
}

// sorted is the same search in another order.
func (s search) sorted(o store.Order) search { s.filter.Order = o; return s }

// without is the same search without one facet, or without its words ("").
func (s search) without(facet offer.Facet) search {
	if facet == "" {
		s.filter.Words = ""
		if s.filter.Order == store.Best {
			s.filter.Order = store.Strongest
		}
		return s
	}
	tags := map[offer.Facet][]string{}
	for k, v := range s.filter.Tags {
		if k != facet {
			tags[k] = v
		}
	}
	s.filter.Tags = tags
	if facet == offer.ByStrength {
		s.evidence = ""
	}
	return s
}

// after is the address of the page behind a service.
func (s search) after(ref string) string {
	to := s.address()
	if strings.Contains(to, "?") {
		return to + "&after=" + ref
	}
	return to + "?after=" + ref
}

// Services is the public list: searched, narrowed, in pages, with an address
// that can be shared.
func (p Pages) Services(c *gin.Context) error {
	s := readSearch(form.Query(c), c.Request.URL.Query())
	s.filter.Now = p.Now()
	q := p.Query(c)
	whole, all, err := q.OfferFacets()
	if err != nil {
		return err
	}
	lines, more, counted, err := find(q, s, all)
	if errors.Is(err, refusal.ErrNotFound) { // the service behind which the page begins is no longer listed
		s.filter.After = ""
		lines, more, counted, err = find(q, s, all)
	}
	if err != nil {
		return err
	}
	var labels map[string]string
	if !s.empty() { // the whole list names no filter in use
		labels = labelsOf(whole)
	}
	v := pages.ServicesView{View: p.View(c, servicesTitle(s, counted, all)), Heading: servicesTitle(s, counted, all)}
	v.Crumbs = []components.Link{{Text: "Home", Href: "/"}}
	if v.Filter, err = p.sidebar(c, s, whole, counted); err != nil {
		return err
	}
	v.Chips = chips(s, labels)
	v.Showing, v.Sorts = showing(s, len(lines))
	if !s.empty() {
		v.Clear = "/services"
	}
	v.Rows = make([]pages.ServiceRow, 0, len(lines))
	for _, l := range lines {
		v.Rows = append(v.Rows, pages.ServiceRow{Title: l.Title, Href: "/services/" + l.Ref, Org: orgLine(l.Org, l.OrgKind), Text: l.Headline, Strength: strengthOf(l.Strength), Price: l.Price, Room: l.Room, Places: l.Places})
	}
	if s.filter.After != "" {
		v.Pages.Previous = s.address()
	}
	if more {
		v.Pages.Next, v.Pages.NextText = s.after(lines[len(lines)-1].Ref), "Next "+text.Number(servicesPage)
	}
	if len(lines) == 0 {
		if v.Help, err = p.helpWith(q, s, labels, all); err != nil {
			return err
		}
	}
	return p.Render(c, http.StatusOK, pages.Services(v))
}

// find gives a page of the list and counts it; the whole list's counts are kept.
func find(q store.Queries, s search, all int) ([]store.OfferLine, bool, store.Counted, error) {
	if s.empty() {
		lines, more, err := q.ListOffers(s.filter, servicesPage)
		return lines, more, store.Counted{N: all}, err
	}
	return q.FindOffers(s.filter, servicesPage)
}

func servicesTitle(s search, n store.Counted, all int) string {
	switch {
	case s.empty():
		return text.Plural(all, "service", "services")
	case n.More:
		return "More than " + text.Number(countedAtMost) + " of " + text.Plural(all, "service", "services") + " match"
	case n.N == 0:
		return "No services match"
	}
	of := text.Number(n.N) + " of " + text.Plural(all, "service", "services")
	if n.N == 1 {
		return of + " matches"
	}
	return of + " match"
}

func orgLine(name, kind string) string {
	if kind == "" {
		return name
	}
	return name + ", " + strings.ToLower(kind[:1]) + kind[1:]
}

// strengthOf is the dots of a list with their words. The list keeps the dots
// alone; the lowest rung that has them says what they mean.
func strengthOf(dots int) components.Strength {
	for _, r := range addedvalue.Ladder {
		if r.Dots == dots {
			return components.Strength{Dots: dots, Text: r.Name}
		}
	}
	return components.Strength{Dots: dots}
}

// labelsOf gives the words of facet values.
func labelsOf(whole []store.FacetCount) map[string]string {
	labels := map[string]string{}
	for _, one := range whole {
		labels[string(one.Facet)+one.Value] = one.Label
	}
	return labels
}

func labelOf(labels map[string]string, f offer.Facet, value string) string {
	if l := labels[string(f)+value]; l != "" {
		return l
	}
	if t, ok := addedvalue.ThemeByKey(value); ok && f == offer.ByTheme {
		return t.Name
	}
	return strings.ToUpper(value)
}

// chips are the filters in use, one for each property.
func chips(s search, labels map[string]string) []components.Chip {
	var all []components.Chip
	if s.filter.Words != "" {
		all = append(all, components.Chip{Text: "“" + s.filter.Words + "”", Remove: s.without("").address()})
	}
	for _, f := range offer.Facets {
		if len(s.filter.Tags[f]) > 0 {
			all = append(all, components.Chip{Text: chosenWords(s, f, labels), Remove: s.without(f).address()})
		}
	}
	return all
}

func chosenWords(s search, f offer.Facet, labels map[string]string) string {
	if f == offer.ByStrength {
		if s.evidence == "5" {
			return "Evidence 5 of 5"
		}
		return "Evidence " + s.evidence + " or more"
	}
	var words []string
	for _, v := range s.filter.Tags[f] {
		words = append(words, labelOf(labels, f, v))
	}
	if n := len(words); n > 1 {
		return strings.Join(words[:n-1], ", ") + " or " + words[n-1]
	}
	return words[0]
}

// showing says what is listed in which order, and which other orders there are.
func showing(s search, n int) (string, []components.Link) {
	orders := []struct {
		order store.Order
		now   string
		link  string
	}{{store.Strongest, "strongest evidence first", "Sort by strongest evidence"}, {store.Newest, "newest first", "Sort by newest"}, {store.Best, "best match first", "Sort by best match"}}
	var said string
	var links []components.Link
	for _, o := range orders {
		if o.order == s.filter.Order {
			said = o.now
			continue
		}
		if o.order == store.Best && s.filter.Words == "" {
			continue
		}
		links = append(links, components.Link{Text: o.link, Href: s.sorted(o.order).address()})
	}
	if n == 0 {
		return "", nil
	}
	if s.filter.After != "" {
		return "Showing the next " + text.Number(n) + ", " + said + ".", links
	}
	return "Showing 1 to " + text.Number(n) + ", " + said + ".", links
}

// helpWith is what to try when nothing matches: each filter left out, with what
// would then be found.
func (p Pages) helpWith(q store.Queries, s search, labels map[string]string, all int) ([]components.Link, error) {
	var help []components.Link
	try := func(facet offer.Facet, words string) error {
		less := s.without(facet)
		if less.empty() {
			return nil
		}
		n, err := q.CountOffers(less.filter)
		if err == nil && n.N > 0 {
			help = append(help, components.Link{Text: "Without " + words + ": " + text.Plural(n.N, "service", "services"), Href: less.address()})
		}
		return err
	}
	if s.filter.Words != "" {
		if err := try("", "“"+s.filter.Words+"”"); err != nil {
			return nil, err
		}
	}
	for _, f := range offer.Facets {
		if len(s.filter.Tags[f]) == 0 {
			continue
		}
		if err := try(f, "“"+chosenWords(s, f, labels)+"”"); err != nil {
			return nil, err
		}
	}
	if all > 0 {
		help = append(help, components.Link{Text: "See all " + text.Plural(all, "service", "services"), Href: "/services"})
	}
	return help, nil
}

// facetTitles are the names of the facets on the page.
var facetTitles = map[offer.Facet]string{offer.ByStrength: "Strength of evidence", offer.ByArea: "Where", offer.ByTheme: "Need", offer.ByKind: "Kind of organisation", offer.ByPrice: "Price guide"}

// sidebars are the filters of the whole list as they were written, one for each
// order. A hundred boxes cost more than the rows beside them, and they change
// with the counts only.
type sidebars struct {
	mu     sync.Mutex
	whole  []store.FacetCount // that they were written of
	orders map[store.Order]templ.Component
}

// sidebar is the filter beside the list. Of the whole list it is remembered.
func (p Pages) sidebar(c *gin.Context, s search, whole []store.FacetCount, counted store.Counted) (templ.Component, error) {
	if !s.empty() || len(whole) == 0 {
		return components.FacetsOf(facets(s, whole, counted)), nil
	}
	p.kept.mu.Lock()
	defer p.kept.mu.Unlock()
	if len(p.kept.whole) == 0 || &p.kept.whole[0] != &whole[0] { // counts that were read again are another list
		p.kept.whole, p.kept.orders = whole, map[store.Order]templ.Component{}
	}
	if had := p.kept.orders[s.filter.Order]; had != nil {
		return had, nil
	}
	written, err := components.Written(c.Request.Context(), components.FacetsOf(facets(s, whole, counted)))
	if err != nil {
		return nil, fmt.Errorf("filter of the list: %w", err)
	}
	p.kept.orders[s.filter.Order] = written
	return written, nil
}

// facets is the filter beside the list, with what each value would leave.
func facets(s search, whole []store.FacetCount, counted store.Counted) components.Facets {
	out := components.Facets{Action: "/services", Query: s.filter.Words, Label: "Keywords"}
	if s.filter.Order != store.Strongest {
		out.Hidden = append(out.Hidden, components.Hide{Name: "sort", Value: string(s.filter.Order)})
	}
	for _, f := range offer.Facets {
		one := components.Facet{Name: string(f), Title: facetTitles[f], Open: f == offer.ByStrength || f == offer.ByArea}
		if f == offer.ByStrength {
			one.Values = strengthValues(s, whole, counted)
		} else {
			one.Values = facetValues(s, f, whole, counted)
		}
		if len(one.Values) > 0 {
			out.Facets = append(out.Facets, one)
		}
	}
	return out
}

// countOf is what a value of a facet would leave: under filters it was counted,
// for the whole list it is kept.
func countOf(f offer.Facet, one store.FacetCount, counted store.Counted) int {
	if by, ok := counted.By[f]; ok {
		return by[one.Value]
	}
	return one.N
}

func facetValues(s search, f offer.Facet, whole []store.FacetCount, counted store.Counted) []components.FacetValue {
	values := make([]components.FacetValue, 0, mostShown)
	listed := map[string]bool{}
	for _, one := range whole {
		if one.Facet != f {
			continue
		}
		chosen := slices.Contains(s.filter.Tags[f], one.Value)
		if len(values) >= mostShown && !chosen {
			continue
		}
		n := countOf(f, one, counted)
		if n == 0 && !chosen {
			continue
		}
		listed[one.Value] = true
		values = append(values, components.FacetValue{Value: one.Value, Text: one.Label, Count: count(n), Checked: chosen})
	}
	for _, v := range s.filter.Tags[f] { // what nobody offers, in an old address
		if !listed[v] {
			values = append(values, components.FacetValue{Value: v, Text: labelOf(nil, f, v), Count: "0", Checked: true})
		}
	}
	return values
}

func strengthValues(s search, whole []store.FacetCount, counted store.Counted) []components.FacetValue {
	var values []components.FacetValue
	for _, least := range strengths {
		n := 0
		for _, one := range whole {
			if one.Facet == offer.ByStrength && one.Value >= least.Key {
				n += countOf(offer.ByStrength, one, counted)
			}
		}
		if n > 0 || s.evidence == least.Key {
			values = append(values, components.FacetValue{Value: least.Key, Text: least.Name, Count: count(n), Checked: s.evidence == least.Key})
		}
	}
	return values
}

func count(n int) string {
	if n > countedAtMost {
		return moreThanCounts
	}
	return text.Number(n)
}
