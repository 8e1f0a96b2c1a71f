package store

import (
	"strings"
)

// like makes what was typed a pattern that matches it alone: its % and _ are
// taken as they are. The escape is "!".
func like(typed string) string {
	return strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(strings.ToLower(typed))
}

// FindCPV lists loaded codes whose title has every word, or whose code begins
// with what was typed.
func (q Queries) FindCPV(typed string, limit int) ([]Titled, error) {
	words := Terms(typed)
	if len(words) == 0 {
		return nil, nil
	}
	if len(words) > 4 {
		words = words[:4]
	}
	var all []Titled
	if len(words) == 1 && strings.Trim(words[0], "0123456789") == "" {
		return all, q.all(&all, `SELECT code, title, '' AS kind FROM cpv_codes WHERE code LIKE ? ORDER BY code LIMIT ?`, words[0]+"%", limit)
	}
	args := make([]any, 0, len(words)+1)
	for _, w := range words {
		args = append(args, "%"+like(w)+"%")
	}
	return all, q.all(&all, `SELECT code, title, '' AS kind FROM cpv_codes WHERE LOWER(title) LIKE ? ESCAPE '!'`+strings.Repeat(` AND LOWER(title) LIKE ? ESCAPE '!'`, len(words)-1)+` ORDER BY code LIMIT ?`, append(args, limit)...)
}

// AreasNamed lists the loaded areas of a name, in any case: a region and a
// combined authority may share one.
func (q Queries) AreasNamed(name string, limit int) ([]Titled, error) {
	var all []Titled
	return all, q.all(&all, `SELECT code, name AS title, kind FROM areas WHERE LOWER(name) = LOWER(?) ORDER BY code LIMIT ?`, name, limit)
}

// AreasLike lists loaded areas whose name begins as typed.
func (q Queries) AreasLike(typed string, limit int) ([]Titled, error) {
	var all []Titled
	return all, q.all(&all, `SELECT code, name AS title, kind FROM areas WHERE LOWER(name) LIKE ? ESCAPE '!' ORDER BY name, code LIMIT ?`, like(typed)+"%", limit)
}
