-- +goose Up
-- Browsers on which a person signed in before: guesses made elsewhere do not
-- slow them down. Only the hash of the cookie is kept.
CREATE TABLE known_browsers (
  hash BYTEA PRIMARY KEY NOT NULL,
  person_id BIGINT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX known_browsers_by_person ON known_browsers (person_id);
CREATE INDEX organisations_by_status ON organisations (status, name, id);
CREATE INDEX organisations_by_maker ON organisations (created_by) WHERE status IN ('unverified','second_check');
