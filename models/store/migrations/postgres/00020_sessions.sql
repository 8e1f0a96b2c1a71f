-- +goose Up
-- token_hash is the SHA-256 of the token in the browser's cookie.
CREATE TABLE sessions (
  token_hash BYTEA PRIMARY KEY NOT NULL,
  person_id BIGINT NOT NULL,
  data BYTEA NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  last_seen_at TIMESTAMPTZ NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL,
  browser TEXT NOT NULL,
  network TEXT NOT NULL
);
CREATE INDEX sessions_by_person ON sessions (person_id, last_seen_at);
CREATE INDEX sessions_by_end ON sessions (expires_at);
