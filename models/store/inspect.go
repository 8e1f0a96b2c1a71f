package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/jmoiron/sqlx"
)

// Schema is how far a database's schema has come.
type Schema struct {
	Have   int64 // 0 for a database that was never used
	Newest int64 // what this program knows
}

// Inspect reads how far a database's schema has come, and changes nothing: the
// doctor looks before start-up would bring the schema forward.
func Inspect(ctx context.Context, url string) (s Schema, err error) {
	engine, driver, dsn := "postgres", "pgx", url
	if path, ok := strings.CutPrefix(url, "sqlite:"); ok {
		if _, err := os.Stat(path); err != nil {
			return s, err
		}
		engine, driver, dsn = "sqlite", "sqlite3", sqliteDSN(path, "ro")
	}
	if s.Newest, err = newestMigration(engine); err != nil {
		return s, err
	}
	db, err := sqlx.Open(driver, dsn)
	if err != nil {
		return s, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var have sql.NullInt64
	if err := db.GetContext(ctx, &have, `SELECT MAX(version_id) FROM goose_db_version WHERE is_applied = TRUE`); err != nil {
		if strings.Contains(err.Error(), "goose_db_version") {
			return s, nil // never used
		}
		return s, fmt.Errorf("read the schema version: %w", err)
	}
	s.Have = have.Int64
	return s, nil
}

func newestMigration(engine string) (newest int64, err error) {
	entries, err := migrations.ReadDir("migrations/" + engine)
	if err != nil {
		return 0, err
	}
	for _, e := range entries {
		var n int64
		if _, err := fmt.Sscanf(e.Name(), "%d_", &n); err != nil {
			return 0, fmt.Errorf("migration %s has no number", e.Name())
		}
		newest = max(newest, n)
	}
	return newest, nil
}

// CopySQLite writes a whole and consistent copy of a database in use to a new
// file. Writers are not stopped: the copy is of one moment.
func CopySQLite(ctx context.Context, path, to string) (err error) {
	db, err := sqlx.Open("sqlite3", sqliteDSN(path, "ro"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if _, err := db.ExecContext(ctx, `VACUUM INTO ?`, to); err != nil {
		return fmt.Errorf("copy the database: %w", err)
	}
	return CheckSQLite(ctx, to)
}

// CheckSQLite reads a whole database file and tells whether it is sound.
func CheckSQLite(ctx context.Context, path string) (err error) {
	db, err := sqlx.Open("sqlite3", sqliteDSN(path, "ro"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var found []string
	if err := db.SelectContext(ctx, &found, `PRAGMA integrity_check`); err != nil {
		return fmt.Errorf("check the database: %w", err)
	}
	if len(found) != 1 || found[0] != "ok" {
		return fmt.Errorf("the database is damaged: %s", strings.Join(found, "; "))
	}
	return nil
}
