package store

// CountVerified counts the organisations of a kind, provider or buyer, that
// were checked.
func (q Queries) CountVerified(kind string) (n int64, err error) {
	err = q.one(&n, "count", `SELECT count(*) FROM organisations WHERE kind = ? AND status = 'verified'`, kind)
	return n, err
}
