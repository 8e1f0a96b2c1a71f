package store

// CheckpointRow is a signed head of the public log.
type CheckpointRow struct {
	Size int64  `db:"size"`
	Note string `db:"note"`
	At   Time   `db:"at"`
}

// NewestCheckpoint gives the newest signed head of the log, or refuses with
// NotFound before the first was signed.
func (q Queries) NewestCheckpoint() (CheckpointRow, error) {
	var c CheckpointRow
	return c, q.one(&c, "checkpoint", `SELECT size, note, at FROM ledger_checkpoints ORDER BY size DESC LIMIT 1`)
}

// Heartbeat writes a word durably: the proof that the disk still takes what it
// is given.
func (k *KeepTx) Heartbeat(name, value string) error {
	return k.tx.SetSetting("heartbeat-"+name, value)
}
