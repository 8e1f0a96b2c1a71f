package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	"github.com/jmoiron/sqlx"

	"hundredweight/models/ledger"
)

// Sizes of PostgreSQL mode.
const (
	pgConnections = 24
	pgRetries     = 12
	pgTimeout     = 15 * time.Second
	sequenceEvery = 50 * time.Millisecond
	sequenceLock  = 7306312 // advisory lock of the one appender of the log
)

// postgresEngine runs each step in its own serializable transaction. The log is
// numbered by one sequencer, never by a head row in the step.
type postgresEngine struct {
	db   *DB
	pool *sqlx.DB
	ctx  context.Context
}

func (db *DB) openPostgres(ctx, run context.Context, url string) error {
	pool, err := sqlx.Open("pgx", url)
	if err != nil {
		return err
	}
	pool.SetMaxOpenConns(pgConnections)
	pool.SetMaxIdleConns(pgConnections)
	e := &postgresEngine{db: db, pool: pool, ctx: run}
	db.engine = e
	if err := migrate(ctx, pool.DB, "postgres"); err != nil {
		return errors.Join(err, pool.Close())
	}
	for _, c := range e.check(ctx) {
		if !c.OK {
			return errors.Join(fmt.Errorf("%s. %s", c.Found, c.Mend), pool.Close())
		}
	}
	readers, err := sqlx.Open("pgx", url)
	if err != nil {
		return errors.Join(err, pool.Close())
	}
	readers.SetMaxOpenConns(8)
	readers.SetMaxIdleConns(8)
	db.reader = &readPool{engine: "postgres", db: readers}
	close(db.done)
	if !db.opt.WithoutLedger {
		db.wg.Go(e.sequence)
	}
	return nil
}

func (e *postgresEngine) name() string { return "postgres" }

func (e *postgresEngine) close() error { return e.pool.Close() }

func (e *postgresEngine) write(ctx context.Context, _ bool, step func(*Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), pgTimeout)
	defer cancel()
	wait := 2 * time.Millisecond
	for range pgRetries {
		err := e.once(ctx, step)
		if err == nil || !errors.Is(err, errRetry) {
			return err
		}
		select {
		case <-time.After(wait/2 + rand.N(wait)):
		case <-ctx.Done():
			return ErrBusy
		}
		wait += wait / 2
	}
	return ErrBusy
}

func (e *postgresEngine) once(ctx context.Context, step func(*Tx) error) error {
	t, err := e.pool.BeginTxx(ctx, &sql.TxOptions{Isolation: sql.LevelSerializable})
	if err != nil {
		return mapError(err)
	}
	tx := &Tx{Queries: Queries{&gate{run: &pgRunner{ctx, t}, engine: "postgres"}}, db: e.db}
	started := time.Now()
	err = protect(tx, step)
	if d := time.Since(started); d > slowStep {
		e.db.opt.Log.Debug("slow step", "took", d, "kind", tx.ending.Kind)
	}
	if err == nil && tx.g.broken != nil {
		err = tx.g.broken
	}
	if tx.g.broken != nil && errors.Is(tx.g.broken, errRetry) {
		err = tx.g.broken // a step must not hide that it has to run again
	}
	if err != nil {
		if rb := t.Rollback(); rb != nil && !errors.Is(rb, sql.ErrTxDone) {
			return errors.Join(err, rb)
		}
		return err
	}
	if err := t.Commit(); err != nil {
		return mapError(err)
	}
	return nil
}

type pgRunner struct {
	ctx context.Context
	tx  *sqlx.Tx
}

func (r *pgRunner) get(dest any, query string, args []any) error {
	return r.tx.GetContext(r.ctx, dest, query, args...)
}

func (r *pgRunner) all(dest any, query string, args []any) error {
	return r.tx.SelectContext(r.ctx, dest, query, args...)
}

func (r *pgRunner) exec(query string, args []any) (int64, error) {
	res, err := r.tx.ExecContext(r.ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// sequence gives leaf numbers to committed events until the store is closed.
func (e *postgresEngine) sequence() {
	tick := time.NewTicker(sequenceEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-e.ctx.Done():
			e.sequenceOnce(context.WithoutCancel(e.ctx))
			return
		}
		e.sequenceOnce(e.ctx)
	}
}

func (e *postgresEngine) sequenceOnce(ctx context.Context) {
	for {
		n, err := e.number(ctx)
		if err != nil && !errors.Is(err, context.Canceled) {
			e.db.opt.Log.Error("numbering the public log", "err", err)
		}
		if err != nil || n < sequenceBatch {
			return
		}
	}
}

const sequenceBatch = 2000

// number appends waiting events to the log in one short transaction. Two
// programs on one database take turns through the advisory lock.
func (e *postgresEngine) number(ctx context.Context) (n int, err error) {
	ctx, cancel := context.WithTimeout(ctx, pgTimeout)
	defer cancel()
	tx, err := e.pool.BeginTxx(ctx, &sql.TxOptions{Isolation: sql.LevelReadCommitted})
	if err != nil {
		return 0, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, tx.Rollback())
		}
	}()
	if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock($1)`, int64(sequenceLock)); err != nil {
		return 0, err
	}
	var rows []struct {
		ID   int64  `db:"id"`
		Hash []byte `db:"leaf_hash"`
	}
	if err := tx.SelectContext(ctx, &rows, `SELECT e.id, e.leaf_hash FROM ledger_queue q JOIN audit_events e ON e.id = q.event_id ORDER BY q.event_id LIMIT $1`, sequenceBatch); err != nil {
		return 0, err
	}
	if len(rows) == 0 {
		return 0, tx.Rollback()
	}
	var next int64
	if err := tx.GetContext(ctx, &next, `SELECT COALESCE(MAX(seq), -1) + 1 FROM ledger_leaves`); err != nil {
		return 0, err
	}
	fresh := map[int64]ledger.Hash{}
	read := hashReader(func(ix int64) (ledger.Hash, error) {
		if h, ok := fresh[ix]; ok {
			return h, nil
		}
		var b []byte
		if err := tx.GetContext(ctx, &b, `SELECT hash FROM ledger_hashes WHERE idx = $1`, ix); err != nil {
			return ledger.Hash{}, fmt.Errorf("log hash %d: %w", ix, err)
		}
		return ledger.Hash(b), nil
	})
	seqs, events := make([]int64, 0, len(rows)), make([]int64, 0, len(rows))
	var idx []int64
	var hashes [][]byte
	for i, r := range rows {
		leaf := next + int64(i)
		more, err := ledger.Append(leaf, ledger.Hash(r.Hash), read)
		if err != nil {
			return 0, err
		}
		seqs, events = append(seqs, leaf), append(events, r.ID)
		for j, h := range more {
			at := ledger.FirstIndex(leaf) + int64(j)
			fresh[at] = h
			idx, hashes = append(idx, at), append(hashes, h[:])
		}
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO ledger_leaves (seq, event_id) SELECT * FROM unnest($1::bigint[], $2::bigint[])`, seqs, events); err != nil {
		return 0, err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO ledger_hashes (idx, hash) SELECT * FROM unnest($1::bigint[], $2::bytea[])`, idx, hashes); err != nil {
		return 0, err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM ledger_queue WHERE event_id = ANY($1::bigint[])`, events); err != nil {
		return 0, err
	}
	return len(rows), tx.Commit()
}

// check refuses a server that would forget acknowledged bids.
func (e *postgresEngine) check(ctx context.Context) []Check {
	var out []Check
	for _, name := range []string{"fsync", "synchronous_commit", "full_page_writes"} {
		var got string
		c := Check{Name: name, Mend: "Set " + name + " = on in postgresql.conf and reload the server"}
		if err := e.pool.GetContext(ctx, &got, "SHOW "+name); err != nil {
			c.Found = err.Error()
		} else {
			c.OK = got != "off" && got != "local"
			c.Found = fmt.Sprintf("PostgreSQL has %s = %s, it must be on", name, got)
		}
		out = append(out, c)
	}
	return out
}
