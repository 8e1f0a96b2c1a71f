package store

import (
	"fmt"
	"time"

	"hundredweight/models/tender"
)

// ExecForTest runs a statement as it is.
func (tx *Tx) ExecForTest(stmt string) error {
	_, err := tx.exec(stmt)
	return err
}

// BreakForTest makes the database refuse a statement.
func (tx *Tx) BreakForTest() error { return tx.ExecForTest(`INSERT INTO settings (key) VALUES (NULL)`) }

// MatchesForTest gives the documents that match, newest first.
func (q Queries) MatchesForTest(what Searchable, n Narrow) (string, error) {
	args, ok := q.matchArgs(n, 0, 100)
	if !ok {
		return "none", nil
	}
	var ids []int64
	err := q.all(&ids, `SELECT doc_id FROM search_`+string(what)+` WHERE id IN (`+q.matchSQL(what)+`) ORDER BY id DESC`, args...)
	return fmt.Sprint(ids), err
}

// PlansForTest gives SQLite's plan of each query of the public lists of tenders
// and contracts.
func (q Queries) PlansForTest(now time.Time) (map[string][]string, error) {
	plans := map[string][]string{}
	watch := &planner{runner: q.g.run, plans: plans}
	w := Queries{&gate{run: watch, engine: q.g.engine}}
	for _, f := range []TenderFilter{{Now: now}, {Now: now, Order: NewestTender}, {Now: now, Words: "meals"}, {Now: now, Tags: map[tender.Facet][]string{tender.ByArea: {"E1"}}}} {
		if _, err := w.ListTenders(f, 25); err != nil {
			return nil, err
		}
	}
	if _, err := w.OpenTenders(now, now, 7, 25); err != nil {
		return nil, err
	}
	if _, err := w.PublishedTenders(now, 7, 25); err != nil {
		return nil, err
	}
	if _, err := w.TendersByID([]int64{1, 2}); err != nil {
		return nil, err
	}
	for _, before := range []int64{0, 7} {
		if _, err := w.SignedContracts(before, 25); err != nil {
			return nil, err
		}
	}
	return plans, nil
}

// planner asks for the plan of every query that passes it.
type planner struct {
	runner
	plans map[string][]string
}

func (p *planner) all(dest any, query string, args []any) error {
	var steps []struct {
		ID      int    `db:"id"`
		Parent  int    `db:"parent"`
		NotUsed int    `db:"notused"`
		Detail  string `db:"detail"`
	}
	if err := p.runner.all(&steps, "EXPLAIN QUERY PLAN "+query, args); err != nil {
		return err
	}
	for _, s := range steps {
		p.plans[query] = append(p.plans[query], s.Detail)
	}
	return p.runner.all(dest, query, args)
}

// EventsForTest gives what is kept of every event, with its salt and leaf.
func (q Queries) EventsForTest() (all []struct {
	Body string `db:"body"`
	Salt []byte `db:"salt"`
	Leaf []byte `db:"leaf_hash"`
}, err error) {
	return all, q.all(&all, `SELECT body, salt, leaf_hash FROM audit_events ORDER BY id`)
}
