package store

// NextNumber raises a named counter and gives its new value, from 1.
func (tx *Tx) NextNumber(name string) (n int64, err error) {
	return n, tx.g.one(&n, "counter", `INSERT INTO settings (key, value) VALUES (?, '1')
		ON CONFLICT (key) DO UPDATE SET value = CAST(CAST(settings.value AS BIGINT) + 1 AS TEXT) RETURNING CAST(value AS BIGINT)`, name)
}
