package store_test

import (
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"

	"hundredweight/models/store"
	"hundredweight/models/store/storetest"
)

// schema is what the steps rely on, a line for each fact: columns with their
// kinds, keys, indexes, the values that a check allows, tables that only grow.
type schema []string

func (s *schema) add(format string, a ...any) { *s = append(*s, fmt.Sprintf(format, a...)) }

// kinds says the columns' types in the words of both engines: SQLite keeps a
// time as text of one width.
var kinds = map[string]string{
	"INTEGER": "whole", "BIGINT": "whole", "bigint": "whole", "integer": "whole", "BLOB": "bytes", "bytea": "bytes",
	"TEXT": "text", "text": "text", "timestamp with time zone": "text", "BOOLEAN": "truth", "boolean": "truth", "REAL": "real", "double precision": "real",
}

// engineOnly are what each engine's full-text search needs for itself.
var engineOnly = regexp.MustCompile(`^search_[a-z]+(_fts.*|\.tsv|_tsv|_tags)$|^goose_db_version|^sqlite_`)

var (
	quoted    = regexp.MustCompile(`'[^']*'`)
	checks    = regexp.MustCompile(`CHECK \(((?:[^()]|\([^()]*\))*)\)`)
	indexKeys = regexp.MustCompile(`^CREATE (UNIQUE )?INDEX ([a-z_0-9]+) ON (?:public\.)?([a-z_0-9]+) (?:USING btree )?\((.*?)\)(?: WHERE (.*))?$`)
	nameOnly  = regexp.MustCompile(`[a-z_]{3,}`)
)

// words gives the sorted words of a condition that name columns or values,
// without the way in which an engine writes it down again.
func words(condition string) string {
	all := nameOnly.FindAllString(strings.NewReplacer("::text", "", "false", "").Replace(strings.ToLower(condition)), -1)
	all = slices.DeleteFunc(all, func(w string) bool {
		return slices.Contains([]string{"all", "and", "any", "array", "not", "null", "true"}, w)
	})
	slices.Sort(all)
	return strings.Join(slices.Compact(all), " ")
}

func (s *schema) index(sql string) {
	m := indexKeys.FindStringSubmatch(strings.Join(strings.Fields(sql), " "))
	if m == nil || engineOnly.MatchString(m[2]) || strings.HasSuffix(m[2], "_pkey") || strings.HasSuffix(m[2], "_key") {
		return
	}
	s.add("index %s of %s: %s%s where %s", m[2], m[3], m[1], words(m[4]), words(m[5]))
}

// guard notes a trigger that refuses changes of a table's rows, or their end.
func (s *schema) guard(table string, changes, deletes bool) {
	if changes {
		s.add("%s: changes of rows are guarded", table)
	}
	if deletes {
		s.add("%s: deleting rows is guarded", table)
	}
}

func (s *schema) check(table, sql string) {
	all := quoted.FindAllString(sql, -1)
	slices.Sort(all)
	s.add("%s: a check allows %s", table, strings.Join(slices.Compact(all), " "))
}

func sqliteSchema(t *testing.T) (s schema) {
	path := filepath.Join(t.TempDir(), "whole.db")
	made, err := store.Open(t.Context(), store.Options{URL: "sqlite:" + path, Now: storetest.NewClock().Now, Rand: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	if err := made.Close(); err != nil {
		t.Fatal(err)
	}
	db := sqlx.MustOpen("sqlite3", path)
	defer db.Close() //nolint:errcheck // read only
	var things []struct{ Type, Name, Table, SQL string }
	mustSelect(t, db, &things, `SELECT type, name, tbl_name AS "table", COALESCE(sql, '') AS sql FROM sqlite_master ORDER BY name`)
	for _, thing := range things {
		if engineOnly.MatchString(thing.Name) || engineOnly.MatchString(thing.Table) {
			continue
		}
		switch thing.Type {
		case "index":
			s.index(thing.SQL)
		case "trigger":
			s.guard(thing.Table, strings.Contains(thing.SQL, "BEFORE UPDATE"), strings.Contains(thing.SQL, "BEFORE DELETE"))
		case "table":
			s.add("table %s", thing.Name)
			for _, m := range checks.FindAllStringSubmatch(thing.SQL, -1) {
				s.check(thing.Name, m[1])
			}
			s.sqliteTable(t, db, thing.Name)
		}
	}
	return s
}

func (s *schema) sqliteTable(t *testing.T, db *sqlx.DB, table string) {
	var columns []struct {
		Name, Type string
		NotNull    bool
		Value      string
		PK         int
	}
	mustSelect(t, db, &columns, `SELECT name, type, "notnull", COALESCE(dflt_value, '') AS value, pk FROM pragma_table_info(?)`, table)
	key := map[int]string{}
	for _, c := range columns {
		if c.PK > 0 {
			key[c.PK] = c.Name
			c.NotNull = true
		}
		s.add("%s.%s: %s, must be there %t, else %s", table, c.Name, kinds[c.Type], c.NotNull, c.Value)
	}
	for i := range len(key) {
		s.add("%s: key %d is %s", table, i+1, key[i+1])
	}
	var unique []struct{ Columns string }
	mustSelect(t, db, &unique, `SELECT (SELECT GROUP_CONCAT(name, ',') FROM (SELECT name FROM pragma_index_info(l.name) ORDER BY seqno)) AS columns FROM pragma_index_list(?) l WHERE origin = 'u'`, table)
	for _, u := range unique {
		s.add("%s: one for each %s", table, u.Columns)
	}
	var foreign []struct{ Column, Other string }
	mustSelect(t, db, &foreign, `SELECT "from" AS "column", "table" AS other FROM pragma_foreign_key_list(?)`, table)
	for _, f := range foreign {
		s.add("%s.%s: belongs to %s", table, f.Column, f.Other)
	}
}

func postgresSchema(t *testing.T) (s schema) {
	db := sqlx.MustOpen("pgx", storetest.PostgresURL(t))
	defer db.Close() //nolint:errcheck // read only
	var columns []struct {
		Table, Name, Type, Null, Value string
	}
	mustSelect(t, db, &columns, `SELECT c.table_name AS "table", c.column_name AS name, c.data_type AS type, c.is_nullable AS "null", COALESCE(c.column_default, '') AS value
		FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name) WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' ORDER BY 1, c.ordinal_position`)
	last := ""
	for _, c := range columns {
		if engineOnly.MatchString(c.Table) || engineOnly.MatchString(c.Table+"."+c.Name) {
			continue
		}
		if c.Table != last {
			s.add("table %s", c.Table)
			last = c.Table
		}
		s.add("%s.%s: %s, must be there %t, else %s", c.Table, c.Name, kinds[c.Type], c.Null == "NO", strings.ReplaceAll(c.Value, "::text", ""))
	}
	var rules []struct{ Table, Type, Text, Columns, Other string }
	mustSelect(t, db, &rules, `SELECT k.conrelid::regclass::text AS "table", k.contype::text AS type, pg_get_constraintdef(k.oid) AS text,
		COALESCE((SELECT STRING_AGG(a.attname, ',' ORDER BY o) FROM UNNEST(k.conkey) WITH ORDINALITY u(n, o) JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.n), '') AS columns,
		CASE WHEN k.confrelid = 0 THEN '' ELSE k.confrelid::regclass::text END AS other
		FROM pg_constraint k WHERE k.connamespace = 'public'::regnamespace AND k.conrelid <> 0`)
	for _, r := range rules {
		if engineOnly.MatchString(r.Table) {
			continue
		}
		switch r.Type {
		case "p":
			for i, c := range strings.Split(r.Columns, ",") {
				s.add("%s: key %d is %s", r.Table, i+1, c)
			}
		case "u":
			s.add("%s: one for each %s", r.Table, r.Columns)
		case "f":
			s.add("%s.%s: belongs to %s", r.Table, r.Columns, r.Other)
		case "c":
			s.check(r.Table, r.Text)
		}
	}
	var indexes []struct{ SQL string }
	mustSelect(t, db, &indexes, `SELECT indexdef AS sql FROM pg_indexes WHERE schemaname = 'public'`)
	for _, i := range indexes {
		s.index(i.SQL)
	}
	var triggers []struct {
		Table            string
		Changes, Deletes bool
	}
	mustSelect(t, db, &triggers, `SELECT tgrelid::regclass::text AS "table", tgtype & 16 <> 0 AS changes, tgtype & 8 <> 0 AS deletes FROM pg_trigger WHERE NOT tgisinternal`)
	for _, g := range triggers {
		if !engineOnly.MatchString(g.Table) {
			s.guard(g.Table, g.Changes, g.Deletes)
		}
	}
	return s
}

func mustSelect(t *testing.T, db *sqlx.DB, dest any, query string, args ...any) {
	t.Helper()
	if err := db.Select(dest, query, args...); err != nil {
		t.Fatal(err)
	}
}

func TestBothEnginesHaveTheSameSchema(t *testing.T) {
	lite, server := sqliteSchema(t), postgresSchema(t)
	only := func(engine string, these, others schema) {
		slices.Sort(these)
		for _, line := range slices.Compact(these) {
			if !slices.Contains(others, line) {
				t.Errorf("only %s has: %s", engine, line)
			}
		}
	}
	if len(lite) < 300 {
		t.Fatalf("only %d facts were read", len(lite))
	}
	only("SQLite", slices.Clone(lite), server)
	only("PostgreSQL", slices.Clone(server), lite)
}

func TestBothTreesHaveTheSameMigrations(t *testing.T) {
	names := func(engine string) (all []string) {
		entries, err := os.ReadDir(filepath.Join("migrations", engine))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			all = append(all, e.Name())
		}
		return all
	}
	if lite, server := names("sqlite"), names("postgres"); !slices.Equal(lite, server) {
		t.Errorf("sqlite has %v, postgres has %v", lite, server)
	}
}
