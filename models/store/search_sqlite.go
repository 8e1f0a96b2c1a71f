package store

import "strings"

// matchSQLite asks FTS5 for the newest rows.
func matchSQLite(what Searchable) string {
	fts := "search_" + string(what) + "_fts"
	return `SELECT rowid FROM ` + fts + ` WHERE ` + fts + ` MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?`
}

// sqlite writes what is wanted for FTS5. Words are quoted, so that no input is
// syntax; the last one may be the beginning of a word.
func (n Narrow) sqlite() string {
	var parts []string
	if terms := Terms(n.Words); len(terms) > 0 {
		parts = append(parts, `{title body} : (`+quoted(terms, `"`, " AND ")+`*)`)
	}
	for _, group := range n.Tags {
		parts = append(parts, `tags : (`+quoted(group, `"`, " OR ")+`)`)
	}
	return strings.Join(parts, " AND ")
}

func quoted(words []string, mark, between string) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = mark + strings.ReplaceAll(w, mark, "") + mark
	}
	return strings.Join(out, between)
}
