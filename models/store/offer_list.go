package store

import (
	"fmt"
	"sort"
	"strings"
	"time"

	"hundredweight/models/offer"
)

// OfferLine is a service in the public list: what the row shows and no more.
type OfferLine struct {
	Ref      string `db:"ref"`
	Key      int64  `db:"sort_key"`
	Strength int    `db:"strength"` // dots, of five
	Title    string `db:"title"`
	Headline string `db:"headline"`
	Price    string `db:"price_words"`
	Room     string `db:"room_words"`
	Places   string `db:"places"`
	Org      string `db:"org_name"`
	OrgKind  string `db:"org_kind"`
}

const lineColumns = `ref, sort_key, strength, title, headline, price_words, room_words, places, org_name, org_kind`

// Order is how the public list is sorted.
type Order string

// The orders of the public list.
const (
	Strongest Order = "strongest"
	Newest    Order = "newest"
	Best      Order = "best" // needs words
)

// OfferFilter is what is wanted of the public list.
type OfferFilter struct {
	Words string
	Tags  map[offer.Facet][]string // any of each
	Order Order
	After string // reference of the last service seen, "" for the beginning
	Now   time.Time
}

// strengths are the dots, strongest first.
var strengths = []string{"5", "4", "3", "2", "1"}

// narrow gives the filter as the search index takes it.
func (f OfferFilter) narrow() Narrow {
	n := Narrow{Words: f.Words}
	for _, facet := range offer.Facets {
		values := f.Tags[facet]
		if len(values) == 0 {
			continue
		}
		group := make([]string, len(values))
		for i, v := range values {
			group[i] = offer.Term(facet, v)
		}
		n.Tags = append(n.Tags, group)
	}
	return n
}

// without gives the filter without one facet.
func (f OfferFilter) without(facet offer.Facet) OfferFilter {
	tags := make(map[offer.Facet][]string, len(f.Tags))
	for k, v := range f.Tags {
		if k != facet {
			tags[k] = v
		}
	}
	f.Tags = tags
	return f
}

const (
	newestSQL    = `SELECT ` + lineColumns + ` FROM offers WHERE sort_key > 0 AND sort_key < ? AND expires_at > ? ORDER BY sort_key DESC LIMIT ?`
	strongestSQL = `SELECT ` + lineColumns + ` FROM offers WHERE (strength, sort_key) < (?, ?) AND strength > 0 AND sort_key > 0 AND expires_at > ? ORDER BY strength DESC, sort_key DESC LIMIT ?`
	placeSQL     = `SELECT sort_key, strength FROM offers WHERE ref = ? AND sort_key > 0`
)

func (q Queries) matchedSQL() string {
	return `SELECT ` + lineColumns + ` FROM offers WHERE sort_key IN (` + q.matchSQL(SearchOffers) + `) AND expires_at > ? ORDER BY sort_key DESC`
}

// rankedSQL asks for what ranking needs; counting needs the tags too.
func (q Queries) rankedSQL(tags bool) string {
	columns := `sort_key, strength, title`
	if tags {
		columns += `, tags`
	}
	return `SELECT ` + columns + ` FROM offers WHERE sort_key IN (` + q.matchSQL(SearchOffers) + `) AND expires_at > ? ORDER BY sort_key DESC`
}

// ListOffers gives one page of the public list. more says that others follow.
func (q Queries) ListOffers(f OfferFilter, limit int) (page []OfferLine, more bool, err error) {
	var after place
	if f.After != "" {
		if after, err = q.placeOf(f.After); err != nil {
			return nil, false, err
		}
	}
	switch {
	case f.Order == Best && len(Terms(f.Words)) > 0:
		return q.listBest(f, limit)
	case f.Order == Newest:
		page, err = q.listNewest(f, after.Key, limit+1)
	default:
		page, err = q.listStrongest(f, after, limit+1)
	}
	if err != nil {
		return nil, false, fmt.Errorf("list of services: %w", err)
	}
	if len(page) > limit {
		return page[:limit], true, nil
	}
	return page, false, nil
}

// place is where a service stands in the list.
type place struct {
	Key      int64 `db:"sort_key"`
	Strength int   `db:"strength"`
}

func (q Queries) placeOf(ref string) (place, error) {
	var at place
	return at, q.one(&at, "place in the list", placeSQL, ref)
}

func (q Queries) listNewest(f OfferFilter, below int64, limit int) ([]OfferLine, error) {
	page := make([]OfferLine, 0, limit)
	args, narrowed := q.matchArgs(f.narrow(), below, limit)
	if narrowed {
		return page, q.all(&page, q.matchedSQL(), append(args, f.Now)...)
	}
	if below <= 0 {
		below = newestRow
	}
	return page, q.all(&page, newestSQL, below, f.Now, limit)
}

// listStrongest goes down the strengths; within one, newest first.
func (q Queries) listStrongest(f OfferFilter, after place, limit int) ([]OfferLine, error) {
	if f.narrow().Empty() {
		from, below := 9, newestRow
		if after.Key > 0 {
			from, below = after.Strength, after.Key
		}
		page := make([]OfferLine, 0, limit)
		return page, q.all(&page, strongestSQL, from, below, f.Now, limit)
	}
	wanted := f.Tags[offer.ByStrength]
	var page []OfferLine
	for _, dots := range strengths {
		if len(page) >= limit {
			break
		}
		if after.Key > 0 && dots > fmt.Sprint(after.Strength) || len(wanted) > 0 && !has(wanted, dots) {
			continue
		}
		one := f.without(offer.ByStrength)
		one.Tags[offer.ByStrength] = []string{dots}
		below := int64(0)
		if dots == fmt.Sprint(after.Strength) {
			below = after.Key
		}
		some, err := q.listNewest(one, below, limit-len(page))
		if err != nil {
			return nil, err
		}
		page = append(page, some...)
	}
	return page, nil
}

func has(all []string, one string) bool {
	for _, v := range all {
		if v == one {
			return true
		}
	}
	return false
}

// matched is a match before it is ranked or counted.
type matched struct {
	Key      int64  `db:"sort_key"`
	Strength int    `db:"strength"`
	Title    string `db:"title"`
	Tags     string `db:"tags"`
}

func (q Queries) matches(f OfferFilter, tags bool) ([]matched, error) {
	args, _ := q.matchArgs(f.narrow(), 0, searchBound+1)
	all := make([]matched, 0, 64)
	return all, q.all(&all, q.rankedSQL(tags), append(args, f.Now)...)
}

// listBest ranks the newest thousand matches: more of the words in the title
// first, then the stronger evidence, then the newer.
func (q Queries) listBest(f OfferFilter, limit int) ([]OfferLine, bool, error) {
	all, err := q.matches(f, false)
	if err != nil {
		return nil, false, fmt.Errorf("search services: %w", err)
	}
	return q.bestOf(f, all, limit)
}

// bestOf is listBest of what matches.
func (q Queries) bestOf(f OfferFilter, all []matched, limit int) ([]OfferLine, bool, error) {
	if len(all) > searchBound {
		all = all[:searchBound]
	}
	rankMatches(all, Terms(f.Words))
	if f.After != "" {
		last, err := q.placeOf(f.After)
		if err != nil {
			return nil, false, err
		}
		for i, m := range all {
			if m.Key == last.Key {
				all = all[i+1:]
				break
			}
		}
	}
	more := len(all) > limit
	if more {
		all = all[:limit]
	}
	page, err := q.linesByKey(all)
	return page, more, err
}

func rankMatches(all []matched, terms []string) {
	score := make(map[int64]int, len(all))
	phrase := strings.Join(terms, " ")
	for _, m := range all {
		title := strings.ToLower(m.Title)
		n := m.Strength
		for _, t := range terms {
			if strings.Contains(title, t) {
				n += 20
			}
		}
		if strings.Contains(title, phrase) {
			n += 10
		}
		score[m.Key] = n
	}
	sort.SliceStable(all, func(i, j int) bool { return score[all[i].Key] > score[all[j].Key] })
}

// pageKeys is how many keys linesByKey asks for at once, so that its text is
// always the same and prepared once.
const pageKeys = 25

var linesSQL = `SELECT ` + lineColumns + ` FROM offers WHERE sort_key IN (?` + strings.Repeat(",?", pageKeys-1) + `) LIMIT 25`

func (q Queries) linesByKey(wanted []matched) ([]OfferLine, error) {
	byKey := make(map[int64]OfferLine, len(wanted))
	for start := 0; start < len(wanted); start += pageKeys {
		args := make([]any, pageKeys)
		for i := range args {
			args[i] = int64(-1)
			if start+i < len(wanted) {
				args[i] = wanted[start+i].Key
			}
		}
		var some []OfferLine
		if err := q.all(&some, linesSQL, args...); err != nil {
			return nil, err
		}
		for _, l := range some {
			byKey[l.Key] = l
		}
	}
	var page []OfferLine
	for _, m := range wanted {
		if l, ok := byKey[m.Key]; ok {
			page = append(page, l)
		}
	}
	return page, nil
}

// FacetCount is how many services have a value of a facet.
type FacetCount struct {
	Facet offer.Facet `db:"kind"`
	Value string      `db:"value"`
	Label string      `db:"label"`
	N     int         `db:"n"`
}

// facetCounts are the counts of the whole list as they were read.
type facetCounts struct {
	counts []FacetCount
	all    int
	listed int64     // DB.listed before they were read
	at     time.Time // and when
}

// facetsFor is how long counts that were read are believed: another process may
// publish on the same PostgreSQL. What this one publishes shows at once.
const facetsFor = 5 * time.Second

// OfferFacets gives the counts of the whole list, which are kept on write; the
// largest first, at most 400. all is the number of public services. They change
// with a publication only, and reading them again for every page took half of
// its time: outside a transaction they are remembered. The list is not to be
// changed.
func (q Queries) OfferFacets() (counts []FacetCount, all int, err error) {
	pool, ok := q.g.run.(*poolRunner)
	if !ok {
		f, err := q.readFacets()
		return f.counts, f.all, err
	}
	listed, now := pool.db.listed.Load(), pool.db.opt.Now()
	if f := pool.db.facets.Load(); f != nil && f.listed == listed && !now.Before(f.at) && now.Sub(f.at) < facetsFor {
		return f.counts, f.all, nil
	}
	f, err := q.readFacets()
	if err != nil {
		return nil, 0, err
	}
	f.listed, f.at = listed, now
	pool.db.facets.Store(&f)
	return f.counts, f.all, nil
}

func (q Queries) readFacets() (f facetCounts, err error) {
	var rows []FacetCount
	if err := q.all(&rows, `SELECT kind, value, label, n FROM offer_facets WHERE n > 0 ORDER BY n DESC, label, value LIMIT 400`); err != nil {
		return f, err
	}
	for _, r := range rows {
		if r.Facet == facetAll {
			f.all = r.N
			continue
		}
		f.counts = append(f.counts, r)
	}
	return f, nil
}

// Counted is what a filter leaves, counted to a thousand.
type Counted struct {
	N    int
	More bool // more than a thousand; the facets then count the newest thousand
	By   map[offer.Facet]map[string]int
}

// CountOffers counts what a filter leaves and, for each facet, what each value
// would leave if it were chosen: the facet's own choice is left out for that.
func (q Queries) CountOffers(f OfferFilter) (Counted, error) {
	all, err := q.matches(f, true)
	if err != nil {
		return Counted{}, fmt.Errorf("count services: %w", err)
	}
	return q.countOf(f, all)
}

// FindOffers is ListOffers and CountOffers of one filter. What is sorted by the
// best match is counted from the same thousand matches, which are read once.
func (q Queries) FindOffers(f OfferFilter, limit int) (page []OfferLine, more bool, n Counted, err error) {
	if f.Order != Best || len(Terms(f.Words)) == 0 {
		if page, more, err = q.ListOffers(f, limit); err != nil {
			return nil, false, n, err
		}
		n, err = q.CountOffers(f)
		return page, more, n, err
	}
	all, err := q.matches(f, true)
	if err != nil {
		return nil, false, n, fmt.Errorf("search services: %w", err)
	}
	if n, err = q.countOf(f, all); err != nil {
		return nil, false, n, err
	}
	page, more, err = q.bestOf(f, all, limit)
	return page, more, n, err
}

// countOf is CountOffers of what matches, newest first.
func (q Queries) countOf(f OfferFilter, all []matched) (_ Counted, err error) {
	out := Counted{N: min(len(all), searchBound), More: len(all) > searchBound, By: map[offer.Facet]map[string]int{}}
	for _, facet := range offer.Facets {
		rows := all
		if len(f.Tags[facet]) > 0 {
			rest := f.without(facet)
			if rest.narrow().Empty() {
				continue // the whole list's counts hold
			}
			if rows, err = q.matches(rest, true); err != nil {
				return Counted{}, fmt.Errorf("count services: %w", err)
			}
		}
		out.By[facet] = tally(rows[:min(len(rows), searchBound)], offer.Term(facet, ""))
	}
	return out, nil
}

// tally counts the values of one facet.
func tally(rows []matched, prefix string) map[string]int {
	n := map[string]int{}
	for _, r := range rows {
		for _, term := range strings.Fields(r.Tags) {
			if value, ok := strings.CutPrefix(term, prefix); ok {
				n[value]++
			}
		}
	}
	return n
}
