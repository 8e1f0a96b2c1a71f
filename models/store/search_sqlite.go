package store

import "strings"

// searchSQLite asks FTS5 for the newest matches; words are quoted, so that no
// input is syntax. Row numbers grow with publication, so newest is highest.
func searchSQLite(what Searchable, terms []string) (query, match string) {
	quoted := make([]string, len(terms))
	for i, t := range terms {
		quoted[i] = `"` + t + `"`
	}
	quoted[len(quoted)-1] += "*"
	name := "search_" + string(what)
	return `SELECT d.doc_id, d.title FROM ` + name + ` d WHERE d.id IN (SELECT rowid FROM ` + name + `_fts WHERE ` + name + `_fts MATCH ? ORDER BY rowid DESC LIMIT ?) ORDER BY d.id DESC`,
		strings.Join(quoted, " AND ")
}
