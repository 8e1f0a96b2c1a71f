package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	_ "github.com/mattn/go-sqlite3" // the driver "sqlite3"

	"hundredweight/models/ledger"
)

// Sizes of the writer, measured in the stack notes: a bounded queue answers
// Busy instead of hanging, and 256 steps in a commit are where durable writing
// stops getting cheaper.
const (
	queueSize = 1024
	batchSize = 256
	slowStep  = 50 * time.Millisecond
)

// sqliteEngine is one writer connection owned by one goroutine, and a
// read-only pool beside it.
type sqliteEngine struct {
	db    *DB
	path  string
	pool  *sqlx.DB
	conn  *sqlx.Conn
	stmts map[string]*sqlx.Stmt
	queue chan *work
	bulk  chan *work
	ctx   context.Context
	next  int64 // number of the next leaf
	batch []leafRow
}

type leafRow struct {
	event int64
	hash  ledger.Hash
}

// work is one waiting step.
type work struct {
	ctx   context.Context
	step  func(*Tx) error
	reply chan error
}

func sqliteDSN(path, mode string) string {
	v := url.Values{}
	v.Set("_journal_mode", "WAL")
	v.Set("_synchronous", "FULL")
	v.Set("_txlock", "immediate")
	v.Set("_busy_timeout", "5000")
	v.Set("_foreign_keys", "on")
	v.Set("_secure_delete", "on")
	if mode != "" {
		v.Set("mode", mode)
		v.Del("_journal_mode")
		v.Del("_secure_delete")
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + v.Encode()
}

func (db *DB) openSQLite(ctx, run context.Context, path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	pool, err := sqlx.Open("sqlite3", sqliteDSN(path, ""))
	if err != nil {
		return err
	}
	pool.SetMaxOpenConns(1)
	e := &sqliteEngine{db: db, path: path, pool: pool, stmts: map[string]*sqlx.Stmt{}, queue: make(chan *work, queueSize), bulk: make(chan *work), ctx: run}
	db.engine = e
	if err := requireFTS5(ctx, pool); err != nil {
		return errors.Join(err, pool.Close())
	}
	if err := migrate(ctx, pool.DB, "sqlite"); err != nil {
		return errors.Join(err, pool.Close())
	}
	if e.conn, err = pool.Connx(ctx); err != nil {
		return errors.Join(err, pool.Close())
	}
	for _, c := range e.check(ctx) {
		if !c.OK {
			return errors.Join(fmt.Errorf("%s. %s", c.Found, c.Mend), e.close())
		}
	}
	readers, err := sqlx.Open("sqlite3", sqliteDSN(path, "ro"))
	if err != nil {
		return errors.Join(err, e.close())
	}
	readers.SetMaxOpenConns(8)
	readers.SetMaxIdleConns(8)
	db.reader = &readPool{engine: "sqlite", db: readers}
	if err := e.loadNext(ctx); err != nil {
		return errors.Join(err, e.close(), readers.Close())
	}
	db.wg.Go(e.loop)
	return nil
}

func requireFTS5(ctx context.Context, pool *sqlx.DB) error {
	var on bool
	if err := pool.GetContext(ctx, &on, `SELECT sqlite_compileoption_used('ENABLE_FTS5')`); err != nil {
		return err
	}
	if !on {
		return errors.New("this program was built without full-text search. Build it with: make build (or: go build -tags sqlite_fts5 ./cmd/hundredweight)")
	}
	return nil
}

func (e *sqliteEngine) name() string { return "sqlite" }

func (e *sqliteEngine) loadNext(ctx context.Context) error {
	var n sql.NullInt64
	if err := e.conn.GetContext(ctx, &n, `SELECT MAX(seq) FROM ledger_leaves`); err != nil {
		return err
	}
	e.next = 0
	if n.Valid {
		e.next = n.Int64 + 1
	}
	return nil
}

func (e *sqliteEngine) write(ctx context.Context, bulk bool, step func(*Tx) error) error {
	w := &work{ctx: ctx, step: step, reply: make(chan error, 1)}
	if bulk {
		select {
		case e.bulk <- w:
		case <-ctx.Done():
			return ctx.Err()
		case <-e.ctx.Done():
			return ErrBusy
		}
	} else {
		select {
		case e.queue <- w:
		case <-e.ctx.Done():
			return ErrBusy
		default:
			return ErrBusy
		}
	}
	// A step that began is always answered truthfully, so this waits for the
	// writer even when the caller has left.
	select {
	case err := <-w.reply:
		return err
	case <-e.db.done:
		select {
		case err := <-w.reply:
			return err
		default:
			return ErrBusy
		}
	}
}

func (e *sqliteEngine) loop() {
	defer close(e.db.done)
	for {
		var first *work
		select {
		case first = <-e.queue:
		default:
			select {
			case first = <-e.queue:
			case first = <-e.bulk:
			case <-e.ctx.Done():
				e.drain()
				return
			}
		}
		e.runBatch(e.gather(first))
	}
}

// drain runs what was already queued when the store is closed.
func (e *sqliteEngine) drain() {
	for {
		select {
		case w := <-e.queue:
			e.runBatch(e.gather(w))
		default:
			return
		}
	}
}

func (e *sqliteEngine) gather(first *work) []*work {
	batch := []*work{first}
	for len(batch) < batchSize {
		select {
		case w := <-e.queue:
			batch = append(batch, w)
		default:
			return batch
		}
	}
	return batch
}

// errBatch says that the whole batch was rolled back and each step must run alone.
var errBatch = errors.New("batch rolled back")

func (e *sqliteEngine) runBatch(batch []*work) {
	results, err := e.tryBatch(batch)
	if err == nil {
		for i, w := range batch {
			w.reply <- results[i]
		}
		return
	}
	if len(batch) == 1 {
		batch[0].reply <- err
		return
	}
	e.db.opt.Log.Warn("a batch of writes was rolled back; each runs alone", "steps", len(batch), "err", err)
	for _, w := range batch {
		results, err := e.tryBatch([]*work{w})
		if err != nil {
			w.reply <- err
			continue
		}
		w.reply <- results[0]
	}
}

// tryBatch runs steps in one transaction, a savepoint each. An error means that
// nothing was committed.
func (e *sqliteEngine) tryBatch(batch []*work) (results []error, err error) {
	if err := e.raw("BEGIN IMMEDIATE"); err != nil {
		return nil, mapError(err)
	}
	e.batch = e.batch[:0]
	defer func() {
		if err != nil {
			if rb := e.raw("ROLLBACK"); rb != nil {
				e.db.opt.Log.Error("rollback failed", "err", rb)
			}
		}
	}()
	results = make([]error, len(batch))
	for i, w := range batch {
		if w.ctx.Err() != nil { // not begun: the caller left
			results[i] = w.ctx.Err()
			continue
		}
		if results[i], err = e.runOne(w, len(batch) == 1); err != nil {
			return nil, err
		}
	}
	if err := e.appendLeaves(); err != nil {
		return nil, err
	}
	if err := e.raw("COMMIT"); err != nil {
		return nil, mapError(err)
	}
	e.next += int64(len(e.batch))
	return results, nil
}

// runOne runs a step in its savepoint. failed is the step's own answer; err
// means that the batch cannot be kept.
func (e *sqliteEngine) runOne(w *work, alone bool) (failed, err error) {
	if err := e.raw("SAVEPOINT step"); err != nil {
		return nil, err
	}
	started := time.Now()
	tx := &Tx{Queries: Queries{&gate{run: e, engine: "sqlite"}}, db: e.db}
	failed = protect(tx, w.step)
	if d := time.Since(started); d > slowStep {
		e.db.opt.Log.Warn("slow step", "took", d, "kind", tx.ending.Kind)
	}
	if failed == nil && tx.g.broken != nil {
		failed = tx.g.broken
	}
	var crashed *panicked
	if errors.As(failed, &crashed) && !alone {
		return nil, errBatch
	}
	if failed != nil {
		if err := e.raw("ROLLBACK TO step"); err != nil {
			return nil, err
		}
		return failed, e.raw("RELEASE step")
	}
	if err := e.raw("RELEASE step"); err != nil {
		return nil, err
	}
	if tx.event != 0 {
		e.batch = append(e.batch, leafRow{tx.event, tx.leaf})
	}
	return nil, nil
}

// panicked is a step that crashed; the person sees a plain 500.
type panicked struct {
	value any
	stack []byte
}

func (p *panicked) Error() string { return fmt.Sprintf("a step panicked: %v\n%s", p.value, p.stack) }

func protect(tx *Tx, step func(*Tx) error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &panicked{v, debug.Stack()}
		}
	}()
	return step(tx)
}

// appendLeaves hashes the batch's events into the tree, just before COMMIT.
func (e *sqliteEngine) appendLeaves() error {
	if len(e.batch) == 0 || e.db.opt.WithoutLedger {
		return nil
	}
	fresh := map[int64]ledger.Hash{}
	read := hashReader(func(ix int64) (ledger.Hash, error) {
		if h, ok := fresh[ix]; ok {
			return h, nil
		}
		var b []byte
		if err := e.get(&b, `SELECT hash FROM ledger_hashes WHERE idx = ?`, []any{ix}); err != nil {
			return ledger.Hash{}, fmt.Errorf("log hash %d: %w", ix, err)
		}
		return ledger.Hash(b), nil
	})
	for i, l := range e.batch {
		n := e.next + int64(i)
		hashes, err := ledger.Append(n, l.hash, read)
		if err != nil {
			return err
		}
		if _, err := e.exec(`INSERT INTO ledger_leaves (seq, event_id) VALUES (?,?)`, []any{n, l.event}); err != nil {
			return err
		}
		first := ledger.FirstIndex(n)
		for j, h := range hashes {
			fresh[first+int64(j)] = h
			if _, err := e.exec(`INSERT INTO ledger_hashes (idx, hash) VALUES (?,?)`, []any{first + int64(j), h[:]}); err != nil {
				return err
			}
		}
	}
	return nil
}

// raw runs a transaction statement on the writer's connection.
func (e *sqliteEngine) raw(stmt string) error {
	s, err := e.prepared(stmt)
	if err != nil {
		return err
	}
	_, err = s.Exec()
	return err
}

func (e *sqliteEngine) prepared(query string) (*sqlx.Stmt, error) {
	if s, ok := e.stmts[query]; ok {
		return s, nil
	}
	s, err := e.conn.PreparexContext(context.Background(), query)
	if err != nil {
		return nil, err
	}
	if len(query) < 2000 {
		e.stmts[query] = s
	}
	return s, nil
}

func (e *sqliteEngine) get(dest any, query string, args []any) error {
	s, err := e.prepared(query)
	if err != nil {
		return err
	}
	return s.Get(dest, args...)
}

func (e *sqliteEngine) all(dest any, query string, args []any) error {
	s, err := e.prepared(query)
	if err != nil {
		return err
	}
	return s.Select(dest, args...)
}

func (e *sqliteEngine) exec(query string, args []any) (int64, error) {
	s, err := e.prepared(query)
	if err != nil {
		return 0, err
	}
	r, err := s.Exec(args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

func (e *sqliteEngine) close() error {
	var errs []error
	for _, s := range e.stmts {
		errs = append(errs, s.Close())
	}
	if e.conn != nil {
		errs = append(errs, e.conn.Close())
	}
	return errors.Join(append(errs, e.pool.Close())...)
}

// check tells whether the database keeps what it is told.
func (e *sqliteEngine) check(ctx context.Context) []Check {
	var out []Check
	add := func(name, pragma, want, mend string) {
		var got string
		if err := e.conn.GetContext(ctx, &got, pragma); err != nil {
			out = append(out, Check{Name: name, Found: err.Error(), Mend: mend})
			return
		}
		out = append(out, Check{Name: name, OK: strings.EqualFold(got, want), Found: fmt.Sprintf("%s is %s, it must be %s", name, got, want), Mend: mend})
	}
	add("the journal mode", "PRAGMA journal_mode", "wal", "Put the data folder on a local disk (not a network share) and run: sqlite3 "+e.path+" 'PRAGMA journal_mode=WAL'")
	add("synchronous", "PRAGMA synchronous", "2", "Start the program without settings of its own in the database address")
	add("foreign keys", "PRAGMA foreign_keys", "1", "Build the program with: make build")
	return out
}

// hashReader reads stored hashes one by one.
type hashReader func(index int64) (ledger.Hash, error)

// ReadHashes gives the hashes at the indexes.
func (f hashReader) ReadHashes(indexes []int64) ([]ledger.Hash, error) {
	out := make([]ledger.Hash, len(indexes))
	for i, ix := range indexes {
		h, err := f(ix)
		if err != nil {
			return nil, err
		}
		out[i] = h
	}
	return out, nil
}
