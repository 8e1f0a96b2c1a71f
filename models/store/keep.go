package store

import (
	"context"
	"fmt"
)

// KeepTable names a table that housekeeping may write without an audit event.
// The list is fixed by a test: nothing that a decision rests on is in it.
type KeepTable string

// The tables of housekeeping.
const (
	KeepSessions   KeepTable = "sessions"
	KeepThrottles  KeepTable = "throttles"
	KeepLeases     KeepTable = "jobs"
	KeepMail       KeepTable = "outbox"
	KeepLinks      KeepTable = "person_links"   // the hashed single-use links that e-mails carry
	KeepBrowsers   KeepTable = "known_browsers" // browsers on which a person signed in before
	KeepDrafts     KeepTable = "bid_answers"    // unlodged draft text, sealed
	KeepAttempts   KeepTable = "bid_attempts"
	KeepConditions KeepTable = "organisation_conditions"
	KeepRollups    KeepTable = "offer_facets"
	KeepStaging    KeepTable = "import_staging"
	KeepReference  KeepTable = "register_entries" // registers, CPV and areas as imported
	KeepHeartbeat  KeepTable = "settings"
	KeepCheckpoint KeepTable = "ledger_checkpoints"
)

var keepTables = map[KeepTable]bool{
	KeepSessions: true, KeepThrottles: true, KeepLeases: true, KeepMail: true, KeepLinks: true, KeepBrowsers: true, KeepDrafts: true,
	KeepAttempts: true, KeepConditions: true, KeepRollups: true, KeepStaging: true, KeepReference: true,
	KeepHeartbeat: true, KeepCheckpoint: true,
}

// KeepTx is a transaction of housekeeping. Its methods reach only the tables
// in the list above.
type KeepTx struct{ tx *Tx }

func (k *KeepTx) exec(query string, args ...any) (int64, error) { return k.tx.exec(query, args...) }

// Queries gives the reads inside the housekeeping transaction.
func (k *KeepTx) Queries() Queries { return k.tx.Queries }

// Keep writes housekeeping: no audit event, no leaf, the same durability.
func (db *DB) Keep(ctx context.Context, what KeepTable, step func(*KeepTx) error) error {
	if !keepTables[what] {
		return fmt.Errorf("keep: %q is not a table of housekeeping", what)
	}
	var done *Tx
	err := db.engine.write(ctx, false, func(tx *Tx) error {
		done = tx
		return step(&KeepTx{tx})
	})
	if err != nil {
		return err
	}
	db.commits.Add(1)
	db.changed(done)
	return nil
}
