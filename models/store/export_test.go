package store

import "fmt"

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
