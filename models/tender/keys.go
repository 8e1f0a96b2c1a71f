package tender

import (
	"fmt"
	"strconv"
	"strings"
)

// NewCriterionID makes the id of a new criterion from its name. Criteria and
// questions stand in one ranking, so no question has it either.
func NewCriterionID(c Content, name string) string {
	taken := map[string]bool{"new": true, "lots": true} // addresses of their own
	for _, cr := range c.Criteria {
		taken[cr.ID] = true
	}
	for _, l := range c.Lots {
		for _, cr := range l.Criteria {
			taken[cr.ID] = true
		}
	}
	for _, q := range c.Questions {
		taken[q.Key] = true
	}
	id := slug(name)
	for n := 2; taken[id]; n++ {
		id = slug(name) + "-" + strconv.Itoa(n)
	}
	return id
}

// slug makes an id of a name: small letters, digits and single hyphens.
func slug(name string) string {
	var b strings.Builder
	gap := false
	for _, r := range strings.ToLower(name) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(r)
			continue
		}
		gap = true
	}
	id := b.String()
	if len(id) > 40 {
		id = strings.Trim(id[:40], "-")
	}
	if id == "" {
		return "criterion"
	}
	return id
}

// NewKey gives the next key of a question ("q") or a condition ("c"). Keys stay
// with what they were given to, over every version: one that was used before is
// never given to something else, or an old answer would stand under it.
func NewKey(prefix string, versions ...Content) string {
	most := 0
	note := func(key string) {
		if n, err := strconv.Atoi(strings.TrimPrefix(key, prefix)); err == nil && strings.HasPrefix(key, prefix) && n > most && n < 1_000_000 {
			most = n
		}
	}
	for _, c := range versions {
		for _, q := range c.Questions {
			note(q.Key)
		}
		for _, cond := range c.Conditions {
			note(cond.Key)
		}
		for _, cr := range c.Criteria {
			note(cr.ID)
		}
		for _, l := range c.Lots {
			for _, cr := range l.Criteria {
				note(cr.ID)
			}
		}
	}
	return fmt.Sprintf("%s%d", prefix, most+1)
}

// WithoutCriterion takes a criterion out of the criteria of a lot ("" for those
// that all share), and the rules for ties that name it.
func WithoutCriterion(c *Content, lot, id string) {
	drop := func(all []Criterion) (out []Criterion) {
		for _, cr := range all {
			if cr.ID != id {
				out = append(out, cr)
			}
		}
		return out
	}
	if lot == "" {
		c.Criteria = drop(c.Criteria)
	}
	for i := range c.Lots {
		if c.Lots[i].ID == lot && lot != "" {
			c.Lots[i].Criteria = drop(c.Lots[i].Criteria)
		}
	}
	if _, ok := FindCriterion(*c, id); ok {
		return // another tree still has it
	}
	var ties []string
	for _, t := range c.Ties {
		if t != "criterion:"+id {
			ties = append(ties, t)
		}
	}
	c.Ties = ties
}

// FindCriterion gives a criterion by its id, from whichever criteria hold it.
func FindCriterion(c Content, id string) (Criterion, bool) {
	for _, cr := range c.Criteria {
		if cr.ID == id {
			return cr, true
		}
	}
	for _, l := range c.Lots {
		for _, cr := range l.Criteria {
			if cr.ID == id {
				return cr, true
			}
		}
	}
	return Criterion{}, false
}

// ScoredCriteria lists every criterion under which questions can be scored, each
// once: those that all lots share first.
func ScoredCriteria(c Content) (out []Criterion) {
	seen := map[string]bool{}
	add := func(all []Criterion) {
		for _, cr := range all {
			if cr.Kind == "scored" && !seen[cr.ID] {
				seen[cr.ID] = true
				out = append(out, cr)
			}
		}
	}
	add(c.Criteria)
	for _, l := range c.Lots {
		add(l.Criteria)
	}
	return out
}
