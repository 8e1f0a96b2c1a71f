package store

import (
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/note"

	"hundredweight/models/ledger"
)

// LogSize gives the number of numbered entries of the public log.
func (q Queries) LogSize() (n int64, err error) {
	return n, q.one(&n, "log", `SELECT COALESCE(MAX(seq), -1) + 1 FROM ledger_leaves`)
}

// LogHashes reads stored hashes of the log's tree.
func (q Queries) LogHashes() ledger.HashReader { return hashReader(q.logHash) }

func (q Queries) logHash(ix int64) (ledger.Hash, error) {
	var b []byte
	if err := q.one(&b, "log hash", `SELECT hash FROM ledger_hashes WHERE idx = ?`, ix); err != nil {
		return ledger.Hash{}, err
	}
	if len(b) != len(ledger.Hash{}) {
		return ledger.Hash{}, fmt.Errorf("log hash %d has %d bytes", ix, len(b))
	}
	return ledger.Hash(b), nil
}

// LogEntry gives the leaf hash of one entry.
func (q Queries) LogEntry(seq int64) (ledger.Hash, error) {
	var b []byte
	if err := q.one(&b, "log entry", `SELECT e.leaf_hash FROM ledger_leaves l JOIN audit_events e ON e.id = l.event_id WHERE l.seq = ?`, seq); err != nil {
		return ledger.Hash{}, err
	}
	return ledger.Hash(b), nil
}

// LogHead gives the size and the root of the log now.
func (q Queries) LogHead(origin string) (ledger.Checkpoint, error) {
	size, err := q.LogSize()
	if err != nil {
		return ledger.Checkpoint{}, err
	}
	root, err := ledger.Root(size, q.LogHashes())
	if err != nil {
		return ledger.Checkpoint{}, fmt.Errorf("log root: %w", err)
	}
	return ledger.Checkpoint{Origin: origin, Size: size, Root: root}, nil
}

// Checkpoint signs the head of the log and keeps it.
func (db *DB) Checkpoint(ctx context.Context, signer note.Signer) ([]byte, error) {
	head, err := db.Reader().Read(ctx).LogHead(signer.Name())
	if err != nil {
		return nil, err
	}
	signed, err := head.Sign(signer)
	if err != nil {
		return nil, fmt.Errorf("sign checkpoint: %w", err)
	}
	err = db.Keep(ctx, KeepCheckpoint, func(k *KeepTx) error {
		_, err := k.exec(`INSERT INTO ledger_checkpoints (size, root, note, at) VALUES (?,?,?,?) ON CONFLICT (size) DO NOTHING`, head.Size, head.Root[:], string(signed), db.opt.Now())
		return err
	})
	return signed, err
}
