package store

// ExecForTest runs a statement as it is.
func (tx *Tx) ExecForTest(stmt string) error {
	_, err := tx.exec(stmt)
	return err
}

// BreakForTest makes the database refuse a statement.
func (tx *Tx) BreakForTest() error { return tx.ExecForTest(`INSERT INTO settings (key) VALUES (NULL)`) }
