// Package store remembers. It is the only SQL in Hundredweight, one query text
// for SQLite and PostgreSQL, behind one gate. Every write names its actor and
// returns an audit event, which is saved in the same transaction and becomes a
// leaf of the public log.
//
// To add an area: a migration in both trees (migrations/sqlite and
// migrations/postgres, next number, same tables and columns) and one file
// named after the area's noun with
//
//	func (q Queries) ThingByRef(ref string) (ThingRow, error)   // reads
//	func (tx *Tx) AddThing(t ThingRow) (int64, error)           // writes
//
// built on the gate's helpers: q.one, q.all, tx.exec, tx.insert (with RETURNING
// id) and tx.move (must change exactly one row). Columns are named, values are
// `?`, every list has a limit. Housekeeping without an event goes through
// db.Keep and is listed in keep.go.
package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jmoiron/sqlx"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/refusal"
)

// Options say which database to open and what it may use.
type Options struct {
	URL  string           // "sqlite:PATH" or "postgres://…"
	Now  func() time.Time // business time, for the ledger and outbox
	Rand io.Reader        // for the salts of leaves
	Log  *slog.Logger
	// WithoutLedger leaves out leaves; only the benchmark that measures what
	// the ledger costs sets it.
	WithoutLedger bool
}

// DB is an open database of either engine.
type DB struct {
	opt     Options
	engine  engine
	reader  *readPool
	commits atomic.Int64 // raised after every commit
	writes  atomic.Int64 // raised after every commit that is not housekeeping, for page caches
	listed  atomic.Int64 // raised after every commit that changed the list of services
	signs   atomic.Int64 // raised after every commit that changed who is signed in
	framed  atomic.Int64 // raised after every commit that changed a tender, a stage or an organisation
	facets  atomic.Pointer[facetCounts]
	frames  bidFrames
	done    chan struct{}
	stop    context.CancelFunc
	wg      sync.WaitGroup
}

// engine is what SQLite and PostgreSQL do differently.
type engine interface {
	name() string
	// write runs a step in a transaction. save is called with the step's own
	// transaction after the step succeeded.
	write(ctx context.Context, bulk bool, step func(*Tx) error) error
	check(ctx context.Context) []Check
	close() error
}

// Open opens the database, brings its schema forward and checks that it keeps
// what it is told. It refuses, with the command to use, a binary without FTS5,
// a database not on WAL and FULL, and a schema newer than the program.
func Open(ctx context.Context, opt Options) (*DB, error) {
	if opt.Now == nil || opt.Rand == nil {
		return nil, errors.New("open store: a clock and a source of randomness are needed")
	}
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	run, stop := context.WithCancel(context.WithoutCancel(ctx))
	db := &DB{opt: opt, done: make(chan struct{}), stop: stop}
	var err error
	switch {
	case strings.HasPrefix(opt.URL, "sqlite:"):
		err = db.openSQLite(ctx, run, strings.TrimPrefix(opt.URL, "sqlite:"))
	case strings.HasPrefix(opt.URL, "postgres://"), strings.HasPrefix(opt.URL, "postgresql://"):
		err = db.openPostgres(ctx, run, opt.URL)
	default:
		err = fmt.Errorf("the database address must begin with sqlite: or postgres://")
	}
	if err != nil {
		stop()
		return nil, fmt.Errorf("open store: %w", err)
	}
	return db, nil
}

// Close lets what runs finish and closes the database.
func (db *DB) Close() error {
	db.stop()
	db.wg.Wait()
	return errors.Join(db.reader.close(), db.engine.close()) // the writer last: it folds the WAL into the database
}

// Engine names the engine: sqlite or postgres.
func (db *DB) Engine() string { return db.engine.name() }

// Commits counts what was committed since the start, housekeeping too.
func (db *DB) Commits() int64 { return db.commits.Load() }

// Writes counts the commits of steps since the start. A cache of public pages
// that saw the same number may answer with what it has.
func (db *DB) Writes() int64 { return db.writes.Load() }

// Queries are the reads. They are bound to one context or one transaction.
type Queries struct{ g *gate }

// Reader gives reads outside any write.
type Reader struct{ db *DB }

// Reader gives the reads.
func (db *DB) Reader() Reader { return Reader{db} }

// Read binds the reads to a request.
func (r Reader) Read(ctx context.Context) Queries {
	return Queries{&gate{run: &poolRunner{ctx: ctx, db: r.db, pool: r.db.reader}, engine: r.db.reader.engine}}
}

// Commits is DB.Commits.
func (r Reader) Commits() int64 { return r.db.Commits() }

// Tx is a transaction in which a step believes that it is alone. Its methods
// take no context: a cancelled statement would undo the neighbours too.
type Tx struct {
	Queries
	db     *DB
	by     account.Actor
	event  int64 // key of the audit row, once saved
	leaf   [32]byte
	ending audit.Event
	listed bool // the list of services changes with this transaction
	signed bool // and this, who is signed in
}

// Receipt says under which entry of the public log a write stands.
type Receipt struct {
	EventID   int64
	LeafHash  [32]byte
	LeafIndex int64 // -1 until numbered (PostgreSQL, some 50 ms later)
	At        time.Time
}

// Write runs a step and saves its audit event in the same transaction. It
// answers after the commit is durable. A step may run twice: it assigns
// results, never appends, and has no side effect but its transaction.
func (db *DB) Write(ctx context.Context, by account.Actor, step func(*Tx) (audit.Event, error)) error {
	_, err := db.write(ctx, false, by, step)
	return err
}

// WriteBulk is Write in the second lane: it waits while anybody else writes.
// Imports use it in chunks.
func (db *DB) WriteBulk(ctx context.Context, by account.Actor, step func(*Tx) (audit.Event, error)) error {
	_, err := db.write(ctx, true, by, step)
	return err
}

// WriteReceipt is Write that says where in the public log the event stands.
func (db *DB) WriteReceipt(ctx context.Context, by account.Actor, step func(*Tx) (audit.Event, error)) (Receipt, error) {
	out, err := db.write(ctx, false, by, step)
	if err != nil || db.engine.name() != "sqlite" || db.opt.WithoutLedger {
		return out, err
	}
	var n int64
	if err := db.Reader().Read(ctx).g.one(&n, "log entry", `SELECT seq FROM ledger_leaves WHERE event_id = ?`, out.EventID); err == nil {
		out.LeafIndex = n
	}
	return out, nil
}

func (db *DB) write(ctx context.Context, bulk bool, by account.Actor, step func(*Tx) (audit.Event, error)) (Receipt, error) {
	var out Receipt
	var done *Tx
	err := db.engine.write(ctx, bulk, func(tx *Tx) error {
		tx.by = by
		event, err := step(tx)
		if err != nil {
			return err
		}
		if event.IsZero() {
			return errors.New("a write must return its audit event")
		}
		if err := tx.saveEvent(event); err != nil {
			return err
		}
		done = tx
		out = Receipt{EventID: tx.event, LeafHash: tx.leaf, LeafIndex: -1, At: event.At}
		return nil
	})
	if err != nil {
		return Receipt{}, err
	}
	db.commits.Add(1)
	db.writes.Add(1)
	db.changed(done)
	return out, nil
}

// changed says what a transaction that was committed has changed of what is
// remembered between two of them.
func (db *DB) changed(tx *Tx) {
	if tx.listed {
		db.listed.Add(1)
	}
	if tx.signed {
		db.signs.Add(1)
	}
	if tx.g.framed {
		db.framed.Add(1)
	}
}

// ErrDuplicate says that a row with this key is there already.
var ErrDuplicate = &refusal.Error{Kind: refusal.Duplicate, Reason: "That is there already."}

// ErrBusy says that the database cannot take more now.
var ErrBusy = &refusal.Error{Kind: refusal.Busy, Reason: "The service is very busy. Nothing was lost: try again in a few seconds."}

// readPool is the read-only side with its prepared statements.
type readPool struct {
	engine string
	db     *sqlx.DB
	stmts  sync.Map // query text → *sqlx.Stmt
}

func (p *readPool) close() error { return p.db.Close() }

func (p *readPool) prepared(query string) (*sqlx.Stmt, error) {
	if s, ok := p.stmts.Load(query); ok {
		return s.(*sqlx.Stmt), nil
	}
	s, err := p.db.Preparex(query)
	if err != nil {
		return nil, err
	}
	if had, loaded := p.stmts.LoadOrStore(query, s); loaded {
		return had.(*sqlx.Stmt), s.Close()
	}
	return s, nil
}

type poolRunner struct {
	ctx  context.Context
	db   *DB
	pool *readPool
}

func (r *poolRunner) get(dest any, query string, args []any) error {
	s, err := r.pool.prepared(query)
	if err != nil {
		return err
	}
	return s.GetContext(r.ctx, dest, args...)
}

func (r *poolRunner) all(dest any, query string, args []any) error {
	s, err := r.pool.prepared(query)
	if err != nil {
		return err
	}
	return s.SelectContext(r.ctx, dest, args...)
}

func (r *poolRunner) exec(string, []any) (int64, error) {
	return 0, errors.New("the reader cannot write")
}
