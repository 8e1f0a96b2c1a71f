package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/sqlite/*.sql migrations/postgres/*.sql
var migrations embed.FS

// Check is one thing that start-up and the doctor look at.
type Check struct {
	Name  string
	OK    bool
	Found string // what was found, as a sentence
	Mend  string // what to do, as a sentence
}

// Checks tells whether the open database keeps what it is told.
func (db *DB) Checks(ctx context.Context) []Check { return db.engine.check(ctx) }

// migrate brings the schema forward. It never goes back, and refuses a schema
// that it does not know.
func migrate(ctx context.Context, pool *sql.DB, engine string) error {
	tree, err := fs.Sub(migrations, "migrations/"+engine)
	if err != nil {
		return err
	}
	dialect := goose.DialectSQLite3
	if engine == "postgres" {
		dialect = goose.DialectPostgres
	}
	p, err := goose.NewProvider(dialect, pool, tree, goose.WithVerbose(false))
	if err != nil {
		return err
	}
	current, err := p.GetDBVersion(ctx)
	if err != nil {
		return fmt.Errorf("read the schema version: %w", err)
	}
	sources := p.ListSources()
	newest := sources[len(sources)-1].Version
	if current > newest {
		return fmt.Errorf("this database was made by a newer Hundredweight (schema %d, this program knows %d). Use the newer program, or restore a backup made before the upgrade with: hundredweight restore FILE", current, newest)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("bring the schema forward: %w", err)
	}
	return nil
}

// BackupTo copies a running SQLite database into a new file, complete at one
// moment. On PostgreSQL use its own tools.
func (db *DB) BackupTo(ctx context.Context, path string) error {
	if db.engine.name() != "sqlite" {
		return fmt.Errorf("back up PostgreSQL with pg_dump")
	}
	if _, err := db.reader.db.ExecContext(ctx, `VACUUM INTO ?`, path); err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	return nil
}
