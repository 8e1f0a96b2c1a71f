package store

import (
	"fmt"
	"sort"
	"strings"
	"unicode"
)

// Searchable names what can be searched. Each has its own index, so that a
// common word in one never slows the other.
type Searchable string

// What can be searched.
const (
	SearchOffers  Searchable = "offers"
	SearchTenders Searchable = "tenders"
)

// searchBound is how many of the newest matches are ranked. Ranking every match
// of a common word over a million rows takes seconds; the newest thousand, a
// few milliseconds (stack notes, section 5).
const searchBound = 1000

// maxTerms bounds the words of a query.
const maxTerms = 8

// Hit is one match, best first.
type Hit struct {
	ID    int64  `db:"doc_id"`
	Title string `db:"title"`
}

// Terms gives the words of what a person typed, in lower case: letters and
// digits only, so that no input is ever search syntax.
func Terms(typed string) []string {
	words := strings.FieldsFunc(strings.ToLower(typed), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	var out []string
	seen := map[string]bool{}
	for _, w := range words {
		if r := []rune(w); len(r) > 40 {
			w = string(r[:40])
		}
		if !seen[w] && len(out) < maxTerms {
			seen[w] = true
			out = append(out, w)
		}
	}
	return out
}

// Search gives the best of the newest matches; every word must occur, the last
// one may be the beginning of a word. more says that there were more than were
// ranked. No words give no hits.
func (q Queries) Search(what Searchable, typed string, limit int) (hits []Hit, more bool, err error) {
	terms := Terms(typed)
	if len(terms) == 0 {
		return nil, false, nil
	}
	query := `SELECT doc_id, title FROM search_` + string(what) + ` WHERE id IN (` + q.matchSQL(what) + `) ORDER BY id DESC`
	args, _ := q.matchArgs(Narrow{Words: typed}, 0, searchBound+1)
	if err := q.all(&hits, query, args...); err != nil {
		return nil, false, fmt.Errorf("search %s: %w", what, err)
	}
	if len(hits) > searchBound {
		hits, more = hits[:searchBound], true
	}
	rank(hits, terms)
	if len(hits) > limit {
		hits = hits[:limit]
	}
	return hits, more, nil
}

// rank puts titles that hold more of the words first; equal ones stay newest first.
func rank(hits []Hit, terms []string) {
	score := make(map[int64]int, len(hits))
	for _, h := range hits {
		title := strings.ToLower(h.Title)
		n := 0
		for _, t := range terms {
			if strings.Contains(title, t) {
				n += 2
			}
		}
		if strings.Contains(title, strings.Join(terms, " ")) {
			n++
		}
		score[h.ID] = n
	}
	sort.SliceStable(hits, func(i, j int) bool { return score[hits[i].ID] > score[hits[j].ID] })
}

// Narrow says which documents are wanted: every word typed, and of every group
// of tags at least one.
type Narrow struct {
	Words string
	Tags  [][]string // tags are letters and digits; no typed word ever meets them
}

// Empty tells whether everything is wanted.
func (n Narrow) Empty() bool { return len(Terms(n.Words)) == 0 && len(n.Tags) == 0 }

// newestRow is above every row of an index.
const newestRow = int64(1) << 62

// matchSQL is the query for the rows of an index that match, newest first. Row
// numbers grow with publication. Its arguments are those of matchArgs.
func (q Queries) matchSQL(what Searchable) string {
	if q.g.engine == "postgres" {
		return matchPostgres(what)
	}
	return matchSQLite(what)
}

// matchArgs gives the arguments of matchSQL: rows below a row (0 for all), at
// most limit of them. ok is false when everything is wanted: the index is then
// not asked at all.
func (q Queries) matchArgs(n Narrow, below int64, limit int) (args []any, ok bool) {
	if below <= 0 {
		below = newestRow
	}
	if q.g.engine == "postgres" {
		words, tags := n.postgres()
		return []any{words, tags, below, limit}, !n.Empty()
	}
	return []any{n.sqlite(), below, limit}, !n.Empty()
}

// IndexDoc puts a document into the index, replacing what it had before.
func (tx *Tx) IndexDoc(what Searchable, id int64, title, body string) error {
	_, err := tx.IndexTagged(what, id, title, body, nil)
	return err
}

// IndexTagged is IndexDoc with tags to narrow by. It gives the row in the
// index, which is higher than every row before it.
func (tx *Tx) IndexTagged(what Searchable, id int64, title, body string, tags []string) (row int64, err error) {
	if err := tx.UnindexDoc(what, id); err != nil {
		return 0, err
	}
	tagged := strings.Join(tags, " ")
	row, err = tx.insert(`INSERT INTO search_`+string(what)+` (doc_id, title, body, tags) VALUES (?,?,?,?) RETURNING id`, id, title, body, tagged)
	if err != nil || tx.g.engine == "postgres" {
		return row, err
	}
	_, err = tx.exec(`INSERT INTO search_`+string(what)+`_fts (rowid, title, body, tags) VALUES (?,?,?,?)`, row, title, body, tagged)
	return row, err
}

// UnindexDoc takes a document out of the index.
func (tx *Tx) UnindexDoc(what Searchable, id int64) error {
	if tx.g.engine == "sqlite" {
		var old []struct {
			ID    int64  `db:"id"`
			Title string `db:"title"`
			Body  string `db:"body"`
			Tags  string `db:"tags"`
		}
		if err := tx.all(&old, `SELECT id, title, body, tags FROM search_`+string(what)+` WHERE doc_id = ? LIMIT 1`, id); err != nil {
			return err
		}
		for _, o := range old {
			if _, err := tx.exec(`INSERT INTO search_`+string(what)+`_fts (search_`+string(what)+`_fts, rowid, title, body, tags) VALUES ('delete',?,?,?,?)`, o.ID, o.Title, o.Body, o.Tags); err != nil {
				return err
			}
		}
	}
	_, err := tx.exec(`DELETE FROM search_`+string(what)+` WHERE doc_id = ?`, id)
	return err
}
