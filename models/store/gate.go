package store

import (
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/mattn/go-sqlite3"

	"hundredweight/models/refusal"
)

// runner is one way to reach a database: the read pool or a transaction.
type runner interface {
	get(dest any, query string, args []any) error
	all(dest any, query string, args []any) error
	exec(query string, args []any) (int64, error)
}

// gate is what every statement passes. It rebinds, turns times into UTC
// microseconds, maps driver errors and, after any database error, refuses
// further calls, so that both engines behave alike.
type gate struct {
	run    runner
	engine string
	broken error
	framed bool // a tender, stage or organisation was changed: see BidFrame
}

func (g *gate) do(call func(query string, args []any) error, query string, args []any) error {
	if g.broken != nil {
		return fmt.Errorf("an earlier statement failed: %w", g.broken)
	}
	err := call(rebind(g.engine, query), bind(g.engine, args))
	if err == nil || errors.Is(err, sql.ErrNoRows) {
		return err
	}
	err = mapError(err)
	g.broken = err
	return err
}

// one reads a single row or value; it refuses with NotFound naming the thing.
func (g *gate) one(dest any, thing, query string, args ...any) error {
	err := g.do(func(q string, a []any) error { return g.run.get(dest, q, a) }, query, args)
	if errors.Is(err, sql.ErrNoRows) {
		return refusal.Missing(thing)
	}
	return err
}

func (g *gate) all(dest any, query string, args ...any) error {
	return g.do(func(q string, a []any) error { return g.run.all(dest, q, a) }, query, args)
}

func (g *gate) exec(query string, args ...any) (n int64, err error) {
	if strings.HasPrefix(query, "UPDATE tender") || strings.HasPrefix(query, "UPDATE organisations") {
		g.framed = true
	}
	err = g.do(func(q string, a []any) (err error) { n, err = g.run.exec(q, a); return err }, query, args)
	return n, err
}

// one reads one row or one value into dest, or refuses with NotFound.
func (q Queries) one(dest any, thing, query string, args ...any) error {
	return q.g.one(dest, thing, query, args...)
}

// all reads rows into the slice that dest points to.
func (q Queries) all(dest any, query string, args ...any) error {
	return q.g.all(dest, query, args...)
}

// exec runs a statement and tells how many rows it changed.
func (tx *Tx) exec(query string, args ...any) (int64, error) { return tx.g.exec(query, args...) }

// insert runs an INSERT … RETURNING id.
func (tx *Tx) insert(query string, args ...any) (id int64, err error) {
	return id, tx.g.one(&id, "row", query, args...)
}

// move runs a guarded update, which must change exactly one row.
func (tx *Tx) move(query string, args ...any) error {
	n, err := tx.g.exec(query, args...)
	if err != nil {
		return err
	}
	if n != 1 {
		return refusal.Changed("Somebody changed this a moment ago. Look at it again before you go on.")
	}
	return nil
}

// Time is an instant as stored: UTC, microseconds. The zero Time is NULL.
type Time struct{ time.Time }

// At makes a stored time.
func At(t time.Time) Time {
	if t.IsZero() {
		return Time{}
	}
	return Time{t.UTC().Truncate(time.Microsecond)}
}

// sqliteTime is fixed in width, so that text order is time order.
const sqliteTime = "2006-01-02T15:04:05.000000Z"

// Scan reads either engine's form, and SQLite's text from max().
func (t *Time) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*t = Time{}
		return nil
	case time.Time:
		*t = At(v)
		return nil
	case []byte:
		return t.Scan(string(v))
	case string:
		at, err := time.Parse(time.RFC3339Nano, v)
		if err != nil {
			return fmt.Errorf("stored time %q: %w", v, err)
		}
		*t = At(at)
		return nil
	}
	return fmt.Errorf("stored time of type %T", v)
}

// bind turns arguments into what the engine's driver takes.
func bind(engine string, args []any) []any {
	out := make([]any, len(args))
	for i, a := range args {
		out[i] = bindOne(engine, a)
	}
	return out
}

func bindOne(engine string, a any) any {
	switch v := a.(type) {
	case nil, int64, string, []byte, bool, int, float64:
		return v
	case Time:
		return bindTime(engine, v.Time)
	case time.Time:
		return bindTime(engine, v)
	case *time.Time:
		if v == nil {
			return nil
		}
		return bindTime(engine, *v)
	}
	r := reflect.ValueOf(a)
	switch r.Kind() {
	case reflect.Pointer:
		if r.IsNil() {
			return nil
		}
		return bindOne(engine, r.Elem().Interface())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return r.Int()
	case reflect.String:
		return r.String()
	case reflect.Bool:
		return r.Bool()
	}
	return a
}

func bindTime(engine string, t time.Time) any {
	if t.IsZero() {
		return nil
	}
	t = t.UTC().Truncate(time.Microsecond)
	if engine == "sqlite" {
		return t.Format(sqliteTime)
	}
	return t
}

var rebound sync.Map // query text → with $n

// rebind turns ? into $n for PostgreSQL. Query texts hold no ? in quotes.
func rebind(engine, query string) string {
	if engine == "sqlite" || !strings.Contains(query, "?") {
		return query
	}
	if s, ok := rebound.Load(query); ok {
		return s.(string)
	}
	var b strings.Builder
	n := 0
	for _, r := range query {
		if r == '?' {
			n++
			b.WriteString("$" + strconv.Itoa(n))
			continue
		}
		b.WriteRune(r)
	}
	if len(query) < 2000 { // long IN lists are not worth keeping
		rebound.Store(query, b.String())
	}
	return b.String()
}

// errRetry marks what PostgreSQL asks to be run again.
var errRetry = errors.New("serialization failure")

// mapError turns what a driver says into our ways of saying no.
func mapError(err error) error {
	var lite sqlite3.Error
	if errors.As(err, &lite) {
		switch {
		case lite.ExtendedCode == sqlite3.ErrConstraintUnique, lite.ExtendedCode == sqlite3.ErrConstraintPrimaryKey, lite.ExtendedCode == sqlite3.ErrConstraintRowID:
			return fmt.Errorf("%w (%v)", ErrDuplicate, err)
		case lite.Code == sqlite3.ErrBusy, lite.Code == sqlite3.ErrLocked:
			return fmt.Errorf("%w (%v)", ErrBusy, err)
		}
		return err
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch pg.Code {
		case "23505":
			return fmt.Errorf("%w (%v)", ErrDuplicate, err)
		case "40001", "40P01":
			return fmt.Errorf("%w (%v)", errRetry, err)
		case "53300", "57P03":
			return fmt.Errorf("%w (%v)", ErrBusy, err)
		}
	}
	return err
}
