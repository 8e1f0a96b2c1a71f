package store

import "strings"

// searchPostgres asks the 'english' configuration (stems; so "meals" finds
// "meal") for the newest matches.
func searchPostgres(what Searchable, terms []string) (query, match string) {
	quoted := make([]string, len(terms))
	for i, t := range terms {
		quoted[i] = `'` + t + `'`
	}
	quoted[len(quoted)-1] += ":*"
	return `SELECT doc_id, title FROM search_` + string(what) + ` WHERE tsv @@ to_tsquery('english', ?) ORDER BY id DESC LIMIT ?`,
		strings.Join(quoted, " & ")
}
