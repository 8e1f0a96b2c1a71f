package store

import (
	"fmt"
	"sort"
	"strings"
	"time"

	"hundredweight/models/tender"
)

// TenderOrder is how the public list of tenders is sorted.
type TenderOrder string

// The orders of the public list.
const (
	ClosingSoonest TenderOrder = "closing" // open ones first, closing soonest; then the others, last closed first
	NewestTender   TenderOrder = "newest"
	BestTender     TenderOrder = "best" // needs words
)

// TenderFilter is what is wanted of the public list. Open is always compared
// with Now, never believed.
type TenderFilter struct {
	Words string
	Tags  map[tender.Facet][]string // any of each
	Order TenderOrder
	After string // reference of the last tender seen, "" for the beginning
	Now   time.Time
}

func (f TenderFilter) plain() bool {
	for _, values := range f.Tags {
		if len(values) > 0 {
			return false
		}
	}
	return len(Terms(f.Words)) == 0
}

// narrow gives the filter as the search index takes it: the words, and the
// facets that the content decides.
func (f TenderFilter) narrow() Narrow {
	n := Narrow{Words: f.Words}
	for _, facet := range []tender.Facet{tender.ByArea, tender.ByTheme, tender.ByValue} {
		values := f.Tags[facet]
		if len(values) == 0 {
			continue
		}
		group := make([]string, len(values))
		for i, v := range values {
			group[i] = tender.TagTerm(facet, v)
		}
		n.Tags = append(n.Tags, group)
	}
	return n
}

func (f TenderFilter) without(facet tender.Facet) TenderFilter {
	tags := make(map[tender.Facet][]string, len(f.Tags))
	for k, v := range f.Tags {
		if k != facet {
			tags[k] = v
		}
	}
	f.Tags = tags
	return f
}

// Windows are the choices of the closing facet: at most this many days off.
var Windows = []int{7, 14, 30}

// timely tells whether a match is wanted by the facets that compare with now.
func (f TenderFilter) timely(m tenderMatch) bool {
	if wanted := f.Tags[tender.ByStatus]; len(wanted) > 0 && !has(wanted, string(m.phase(f.Now))) {
		return false
	}
	wanted := f.Tags[tender.ByClosing]
	return len(wanted) == 0 || anyOf(wanted, m.windows(f.Now))
}

func anyOf(wanted, have []string) bool {
	for _, h := range have {
		if has(wanted, h) {
			return true
		}
	}
	return false
}

// tenderMatch is a published tender before it is sorted or counted.
type tenderMatch struct {
	ID          tender.ID     `db:"id"`
	Ref         string        `db:"ref"`
	Status      tender.Status `db:"status"`
	ClosesAt    Time          `db:"closes_at"`
	PublishedAt Time          `db:"published_at"`
	Title       string        `db:"title"`
	Tags        string        `db:"tags"`
}

func (m tenderMatch) open(now time.Time) bool {
	return tender.IsOpen(m.Status, now, m.ClosesAt.Time)
}

func (m tenderMatch) phase(now time.Time) tender.Phase {
	return tender.PhaseOf(tender.Shown(m.Status, now, m.ClosesAt.Time))
}

// windows gives the closing windows that an open tender is in.
func (m tenderMatch) windows(now time.Time) []string {
	var in []string
	for _, days := range Windows {
		if m.open(now) && m.ClosesAt.Before(now.AddDate(0, 0, days)) {
			in = append(in, fmt.Sprint(days))
		}
	}
	return in
}

const (
	matchColumns   = `t.id, t.ref, t.status, t.closes_at, t.published_at, s.title, s.tags`
	newestMatchSQL = `SELECT ` + matchColumns + ` FROM search_tenders s JOIN tenders t ON t.id = s.doc_id WHERE t.published_at IS NOT NULL ORDER BY s.id DESC LIMIT ?`
	oneMatchSQL    = `SELECT ` + matchColumns + ` FROM tenders t JOIN search_tenders s ON s.doc_id = t.id WHERE t.ref = ? AND t.published_at IS NOT NULL`
	pastTendersSQL = `SELECT ` + tenderLine + tenderFrom + `WHERE t.published_at IS NOT NULL AND (t.closes_at, t.id) < (?, ?) AND NOT (t.status = 'open' AND t.closes_at > ?) ORDER BY t.closes_at DESC, t.id DESC LIMIT ?`
)

func (q Queries) matchedTendersSQL() string {
	return `SELECT ` + matchColumns + ` FROM search_tenders s JOIN tenders t ON t.id = s.doc_id WHERE s.id IN (` + q.matchSQL(SearchTenders) + `) AND t.published_at IS NOT NULL ORDER BY s.id DESC`
}

// matchTenders gives the newest thousand that the index finds, and one more
// when there are others.
func (q Queries) matchTenders(f TenderFilter) ([]tenderMatch, error) {
	all := make([]tenderMatch, 0, 64)
	args, narrowed := q.matchArgs(f.narrow(), 0, searchBound+1)
	if !narrowed {
		return all, q.all(&all, newestMatchSQL, searchBound+1)
	}
	return all, q.all(&all, q.matchedTendersSQL(), args...)
}

// TenderList is a page of the public list with what the filter leaves in all.
type TenderList struct {
	Lines []TenderLine
	More  bool // others follow
	N     int  // what the filter leaves
	Over  bool // more than a thousand: the counts are of the newest thousand
	By    map[tender.Facet]map[string]int
}

// ListTenders gives one page of the public list and its counts: for each value
// of a facet, what would be left if it were chosen. It looks at the newest
// thousand that match; without any filter the list itself has no such bound.
func (q Queries) ListTenders(f TenderFilter, limit int) (TenderList, error) {
	all, err := q.matchTenders(f)
	if err != nil {
		return TenderList{}, fmt.Errorf("list of tenders: %w", err)
	}
	list := TenderList{Over: len(all) > searchBound}
	all = all[:min(len(all), searchBound)]
	if list.By, err = q.countTenders(f, all); err != nil {
		return TenderList{}, fmt.Errorf("count tenders: %w", err)
	}
	wanted := make([]tenderMatch, 0, len(all))
	for _, m := range all {
		if f.timely(m) {
			wanted = append(wanted, m)
		}
	}
	list.N = len(wanted)
	if f.plain() && f.Order != BestTender {
		list.Lines, err = q.everyTender(f, limit+1)
	} else {
		list.Lines, err = q.someTenders(f, wanted, limit+1)
	}
	if err != nil {
		return TenderList{}, fmt.Errorf("list of tenders: %w", err)
	}
	if len(list.Lines) > limit {
		list.Lines, list.More = list.Lines[:limit], true
	}
	return list, nil
}

// countTenders counts each facet without its own choice.
func (q Queries) countTenders(f TenderFilter, all []tenderMatch) (map[tender.Facet]map[string]int, error) {
	by := map[tender.Facet]map[string]int{}
	for _, facet := range tender.Facets {
		rest, rows := f.without(facet), all
		static := facet != tender.ByStatus && facet != tender.ByClosing
		if static && len(f.Tags[facet]) > 0 {
			var err error
			if rows, err = q.matchTenders(rest); err != nil {
				return nil, err
			}
			rows = rows[:min(len(rows), searchBound)]
		}
		n := map[string]int{}
		for _, m := range rows {
			if rest.timely(m) {
				for _, v := range m.values(facet, f.Now) {
					n[v]++
				}
			}
		}
		by[facet] = n
	}
	return by, nil
}

// values gives a match's values of a facet, as the index writes them.
func (m tenderMatch) values(facet tender.Facet, now time.Time) []string {
	switch facet {
	case tender.ByStatus:
		return []string{string(m.phase(now))}
	case tender.ByClosing:
		return m.windows(now)
	}
	var all []string
	for _, term := range strings.Fields(m.Tags) {
		if v, ok := strings.CutPrefix(term, tender.TagTerm(facet, "")); ok {
			all = append(all, v)
		}
	}
	return all
}

// everyTender goes through the whole list without a filter.
func (q Queries) everyTender(f TenderFilter, limit int) (lines []TenderLine, err error) {
	var after tenderMatch
	if f.After != "" {
		if after, err = q.tenderMatch(f.After); err != nil {
			return nil, err
		}
	}
	if f.Order == NewestTender {
		return q.PublishedTenders(after.PublishedAt.Time, after.ID, limit)
	}
	before, beforeID := f.Now.AddDate(100, 0, 0), after.ID
	if f.After == "" || after.open(f.Now) {
		from := f.Now
		if f.After != "" {
			from = after.ClosesAt.Time
		}
		if lines, err = q.OpenTenders(f.Now, from, after.ID, limit); err != nil || len(lines) == limit {
			return lines, err
		}
		beforeID = 0
	} else {
		before = after.ClosesAt.Time
	}
	past := make([]TenderLine, 0, limit)
	if err := q.all(&past, pastTendersSQL, before, beforeID, f.Now, limit-len(lines)); err != nil {
		return nil, err
	}
	return append(lines, past...), nil
}

func (q Queries) tenderMatch(ref string) (tenderMatch, error) {
	var m tenderMatch
	return m, q.one(&m, "place in the list", oneMatchSQL, ref)
}

// someTenders sorts what the filter left and gives the page after a place in it.
func (q Queries) someTenders(f TenderFilter, wanted []tenderMatch, limit int) ([]TenderLine, error) {
	if f.Order == BestTender && len(Terms(f.Words)) > 0 {
		rankTenders(wanted, f)
	} else {
		sort.SliceStable(wanted, func(i, j int) bool { return f.before(wanted[i], wanted[j]) })
	}
	if f.After != "" {
		rest, err := q.restOf(f, wanted)
		if err != nil {
			return nil, err
		}
		wanted = rest
	}
	wanted = wanted[:min(len(wanted), limit)]
	ids := make([]int64, len(wanted))
	for i, m := range wanted {
		ids[i] = int64(m.ID)
	}
	lines, err := q.TendersByID(ids)
	if err != nil {
		return nil, err
	}
	byID := make(map[tender.ID]TenderLine, len(lines))
	for _, l := range lines {
		byID[l.ID] = l
	}
	page := make([]TenderLine, 0, len(wanted))
	for _, m := range wanted {
		if l, ok := byID[m.ID]; ok {
			page = append(page, l)
		}
	}
	return page, nil
}

// restOf gives what follows the place in the list that was seen last. When that
// tender has left the list meanwhile, its place still holds.
func (q Queries) restOf(f TenderFilter, sorted []tenderMatch) ([]tenderMatch, error) {
	for i, m := range sorted {
		if m.Ref == f.After {
			return sorted[i+1:], nil
		}
	}
	last, err := q.tenderMatch(f.After)
	if err != nil || f.Order == BestTender {
		return nil, err
	}
	for i, m := range sorted {
		if f.before(last, m) {
			return sorted[i:], nil
		}
	}
	return nil, nil
}

// before tells whether a comes before b in the order of the filter.
func (f TenderFilter) before(a, b tenderMatch) bool {
	if f.Order == NewestTender {
		if !a.PublishedAt.Equal(b.PublishedAt.Time) {
			return a.PublishedAt.After(b.PublishedAt.Time)
		}
		return a.ID > b.ID
	}
	first, second := a.open(f.Now), b.open(f.Now)
	switch {
	case first != second:
		return first
	case a.ClosesAt.Equal(b.ClosesAt.Time):
		return first == (a.ID < b.ID)
	case first:
		return a.ClosesAt.Before(b.ClosesAt.Time)
	}
	return a.ClosesAt.After(b.ClosesAt.Time)
}

// rankTenders puts titles that hold more of the words first, then open ones.
func rankTenders(all []tenderMatch, f TenderFilter) {
	hits := make([]Hit, len(all))
	sort.SliceStable(all, func(i, j int) bool { return f.before(all[i], all[j]) })
	for i, m := range all {
		hits[i] = Hit{ID: int64(m.ID), Title: m.Title}
	}
	rank(hits, Terms(f.Words))
	place := make(map[tender.ID]int, len(hits))
	for i, h := range hits {
		place[tender.ID(h.ID)] = i
	}
	sort.SliceStable(all, func(i, j int) bool { return place[all[i].ID] < place[all[j].ID] })
}

// ShowTender keeps what the public list shows of a tender, and the words of the
// places that it names.
func (tx *Tx) ShowTender(id tender.ID, c tender.Content) error {
	var places []string
	for _, t := range c.Tags() {
		if t.Facet != tender.ByArea {
			continue
		}
		places = append(places, t.Label)
		if _, err := tx.exec(`INSERT INTO tender_labels (kind, value, label) VALUES (?,?,?) ON CONFLICT (kind, value) DO UPDATE SET label = excluded.label`, t.Facet, t.Value, t.Label); err != nil {
			return err
		}
	}
	shown := int64(0)
	if c.Budget.Published {
		shown = c.Budget.NetPence
	}
	return tx.move(`UPDATE tenders SET places = ?, shown_pence = ? WHERE id = ?`, strings.Join(places, ", "), shown, id)
}

// TenderPlaces gives the words of the places that published tenders name, by
// code, at most a thousand.
func (q Queries) TenderPlaces() (map[string]string, error) {
	var rows []struct {
		Value string `db:"value"`
		Label string `db:"label"`
	}
	if err := q.all(&rows, `SELECT value, label FROM tender_labels WHERE kind = ? ORDER BY value LIMIT 1000`, tender.ByArea); err != nil {
		return nil, err
	}
	places := make(map[string]string, len(rows))
	for _, r := range rows {
		places[r.Value] = r.Label
	}
	return places, nil
}
