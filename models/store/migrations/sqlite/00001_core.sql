-- +goose Up
CREATE TABLE settings (
  key TEXT PRIMARY KEY NOT NULL,
  value TEXT NOT NULL
);

CREATE TABLE audit_events (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  kind TEXT NOT NULL,
  person_id BIGINT NOT NULL,
  system TEXT NOT NULL,
  for_org BIGINT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_ref TEXT NOT NULL,
  tender_id BIGINT NOT NULL,
  public BOOLEAN NOT NULL,
  body TEXT NOT NULL,
  salt BLOB NOT NULL,
  leaf_hash BLOB NOT NULL
);
CREATE INDEX audit_events_by_subject ON audit_events (subject_kind, subject_ref);
CREATE INDEX audit_events_by_tender ON audit_events (tender_id, id) WHERE tender_id <> 0;

CREATE TABLE ledger_leaves (
  seq BIGINT PRIMARY KEY NOT NULL,
  event_id BIGINT NOT NULL UNIQUE REFERENCES audit_events(id)
);
CREATE TABLE ledger_hashes (
  idx BIGINT PRIMARY KEY NOT NULL,
  hash BLOB NOT NULL
);
-- Committed events that wait for their number. SQLite numbers them at once.
CREATE TABLE ledger_queue (
  event_id BIGINT PRIMARY KEY NOT NULL
);
CREATE TABLE ledger_checkpoints (
  size BIGINT PRIMARY KEY NOT NULL,
  root BLOB NOT NULL,
  note TEXT NOT NULL,
  at TEXT NOT NULL
);

CREATE TABLE outbox (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  to_address TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  list_unsubscribe TEXT NOT NULL,
  unique_key TEXT UNIQUE,
  created_at TEXT NOT NULL,
  next_at TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  sent_at TEXT,
  failed_at TEXT,
  last_error TEXT NOT NULL
);
CREATE INDEX outbox_waiting ON outbox (next_at, id) WHERE sent_at IS NULL AND failed_at IS NULL;

CREATE TABLE jobs (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  run_at TEXT NOT NULL,
  lease_until TEXT,
  attempts INTEGER NOT NULL,
  payload TEXT NOT NULL,
  unique_key TEXT NOT NULL UNIQUE,
  done_at TEXT,
  last_error TEXT NOT NULL
);
CREATE INDEX jobs_waiting ON jobs (run_at, id) WHERE done_at IS NULL;

-- +goose StatementBegin
CREATE TRIGGER audit_events_no_update BEFORE UPDATE ON audit_events BEGIN SELECT RAISE(ABORT, 'audit_events is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_events_no_delete BEFORE DELETE ON audit_events BEGIN SELECT RAISE(ABORT, 'audit_events is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_leaves_no_update BEFORE UPDATE ON ledger_leaves BEGIN SELECT RAISE(ABORT, 'ledger_leaves is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_leaves_no_delete BEFORE DELETE ON ledger_leaves BEGIN SELECT RAISE(ABORT, 'ledger_leaves is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_hashes_no_update BEFORE UPDATE ON ledger_hashes BEGIN SELECT RAISE(ABORT, 'ledger_hashes is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_hashes_no_delete BEFORE DELETE ON ledger_hashes BEGIN SELECT RAISE(ABORT, 'ledger_hashes is append-only'); END;
-- +goose StatementEnd
