package store

import "strings"

// matchPostgres asks for the newest rows: words in the 'english' configuration
// (stems; so "meals" finds "meal"), tags as they are. The two are told apart by
// their weights.
func matchPostgres(what Searchable) string {
	return `SELECT id FROM search_` + string(what) + ` WHERE tsv @@ (to_tsquery('english', ?) && to_tsquery('simple', ?)) AND id < ? ORDER BY id DESC LIMIT ?`
}

// postgres writes what is wanted as two queries: of words and of tags.
func (n Narrow) postgres() (words, tags string) {
	if terms := Terms(n.Words); len(terms) > 0 {
		words = strings.ReplaceAll(quoted(terms, "'", " & ")+":*A", "' &", "':A &")
	}
	var groups []string
	for _, group := range n.Tags {
		groups = append(groups, "("+strings.ReplaceAll(quoted(group, "'", " | ")+":B", "' |", "':B |")+")")
	}
	return words, strings.Join(groups, " & ")
}
