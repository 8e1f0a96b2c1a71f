package store

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"hundredweight/models/offer"
	"hundredweight/models/tender"
)

// PlanForTest is how an engine would run one statement.
type PlanForTest struct {
	Method string // the first that ran it
	Query  string
	Steps  []string
}

// ScansForTest calls every method that reads or writes with arguments of every
// kind, runs none of their statements, asks the engine for the plan of each and
// gives those that read a whole table. all is the number of statements.
func ScansForTest(ctx context.Context, db *DB, now time.Time) (scans []PlanForTest, all int, err error) {
	conn, err := db.reader.db.Connx(ctx)
	if err != nil {
		return nil, 0, err
	}
	defer func() {
		if e := conn.Close(); err == nil {
			err = e
		}
	}()
	if db.Engine() == "postgres" { // an empty table is always read whole, unless that costs more than anything
		if _, err := conn.ExecContext(ctx, `SET enable_seqscan = off`); err != nil {
			return nil, 0, err
		}
	}
	x := &explainer{ctx: ctx, conn: conn, engine: db.Engine(), plans: map[string]PlanForTest{}}
	for _, x.rows = range []bool{false, true} {
		for _, yes := range []bool{false, true} {
			tx := &Tx{Queries: Queries{&gate{run: x, engine: db.Engine()}}, db: db}
			for _, on := range []any{tx, &KeepTx{tx}} {
				x.each(reflect.ValueOf(on), made{now: now, yes: yes})
			}
		}
		x.lists(db.Engine(), now)
	}
	for _, p := range x.plans {
		if p.scans(db.Engine()) {
			scans = append(scans, p)
		}
	}
	return scans, len(x.plans), x.err
}

// lists asks for the public lists in every order and narrowed in every way.
func (x *explainer) lists(engine string, now time.Time) {
	offers := map[offer.Facet][]string{offer.ByArea: {"e1"}}
	tenders := map[tender.Facet][]string{tender.ByArea: {"E1"}}
	for _, words := range []string{"", "meals at home"} {
		for _, after := range []string{"", "b1"} {
			for _, order := range []Order{Strongest, Newest, Best} {
				for _, tags := range []map[offer.Facet][]string{nil, offers} {
					x.method = "ListOffers"
					q := Queries{&gate{run: x, engine: engine}}
					f := OfferFilter{Words: words, Order: order, After: after, Tags: tags, Now: now}
					x.note(func() error { _, _, err := q.ListOffers(f, 25); return err })
					x.note(func() error { _, _, _, err := q.FindOffers(f, 25); return err })
				}
			}
			for _, order := range []TenderOrder{"", NewestTender, BestTender} {
				for _, tags := range []map[tender.Facet][]string{nil, tenders} {
					x.method = "ListTenders"
					q := Queries{&gate{run: x, engine: engine}}
					f := TenderFilter{Words: words, Order: order, After: after, Tags: tags, Now: now}
					x.note(func() error { _, err := q.ListTenders(f, 25); return err })
				}
			}
		}
	}
}

// note runs a list; what it makes of answers that are none is of no interest.
func (x *explainer) note(call func() error) {
	defer func() { _ = recover() }()
	if err := call(); err != nil {
		return
	}
}

// each calls every method of a value.
func (x *explainer) each(on reflect.Value, m made) {
	for i := range on.NumMethod() {
		x.method = on.Type().Method(i).Name
		if strings.HasSuffix(x.method, "ForTest") {
			continue
		}
		x.note(func() error {
			call := on.Method(i)
			args := make([]reflect.Value, call.Type().NumIn())
			for k := range args {
				args[k] = m.value(call.Type().In(k))
			}
			if call.Type().IsVariadic() {
				call.CallSlice(args)
				return nil
			}
			call.Call(args)
			return nil
		})
	}
}

// made makes arguments.
type made struct {
	now time.Time
	yes bool
}

func (m made) value(t reflect.Type) reflect.Value {
	v := reflect.New(t).Elem()
	switch {
	case t == reflect.TypeFor[time.Time]():
		return reflect.ValueOf(m.now)
	case t == reflect.TypeFor[Time]():
		return reflect.ValueOf(At(m.now))
	}
	switch t.Kind() {
	case reflect.String:
		v.SetString("x")
		if t == reflect.TypeFor[Searchable]() {
			v.SetString(string(SearchOffers))
		}
	case reflect.Bool:
		v.SetBool(m.yes)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		if m.yes {
			v.SetInt(25)
		}
	case reflect.Slice:
		v.Set(reflect.Append(v, m.value(t.Elem())))
	case reflect.Struct:
		for i := range t.NumField() {
			if f := v.Field(i); f.CanSet() && f.Kind() != reflect.Pointer && f.Kind() != reflect.Map {
				f.Set(m.value(f.Type()))
			}
		}
	}
	return v
}

// explainer is a runner that asks for the plan of what it is given and answers
// with nothing, or with one empty row.
type explainer struct {
	ctx    context.Context
	conn   *sqlx.Conn
	engine string
	rows   bool
	method string
	plans  map[string]PlanForTest
	err    error
}

func (x *explainer) get(_ any, query string, args []any) error { return x.explain(query, args) }

func (x *explainer) all(dest any, query string, args []any) error {
	if err := x.explain(query, args); err != nil {
		return err
	}
	if x.rows {
		all := reflect.ValueOf(dest).Elem()
		all.Set(reflect.Append(all, reflect.Zero(all.Type().Elem())))
	}
	return nil
}

func (x *explainer) exec(query string, args []any) (int64, error) { return 1, x.explain(query, args) }

func (x *explainer) explain(query string, args []any) error {
	if _, done := x.plans[query]; done {
		return nil
	}
	p := PlanForTest{Method: x.method, Query: query}
	how := "EXPLAIN QUERY PLAN "
	if x.engine == "postgres" {
		how = "EXPLAIN (COSTS OFF) "
	}
	rows, err := x.conn.QueryxContext(x.ctx, how+query, args...)
	if err != nil {
		if x.err == nil {
			x.err = fmt.Errorf("%s: %w\n%s", x.method, err, query)
		}
		return nil
	}
	for rows.Next() {
		cells, err := rows.SliceScan()
		if err != nil {
			x.err = err
			break
		}
		p.Steps = append(p.Steps, fmt.Sprint(cells[len(cells)-1]))
	}
	if err := rows.Close(); err != nil && x.err == nil {
		x.err = err
	}
	x.plans[query] = p
	return nil
}

// scans tells whether a table is read from its beginning to its end. A part of
// the query itself is no table, and of an INSERT the plan shows checks of other
// tables that are only made when a row was taken out before.
func (p PlanForTest) scans(engine string) bool {
	parts := map[string]bool{"CONSTANT": true}
	for _, s := range p.Steps {
		if engine == "postgres" && strings.Contains(s, "Seq Scan") {
			return true
		}
		words := strings.Fields(s)
		switch {
		case words[0] == "CO-ROUTINE" || words[0] == "MATERIALIZE":
			parts[words[1]] = true
		case words[0] == "SCAN" && !parts[words[1]] && !strings.Contains(s, "VIRTUAL TABLE"):
			return !strings.HasPrefix(p.Query, "INSERT")
		}
	}
	return false
}
