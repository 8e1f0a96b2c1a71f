-- +goose Up
-- The change of an open tender while it is written: the content as it would
-- read. Publishing it makes a version and takes the row away.
CREATE TABLE tender_amendments (
  tender_id BIGINT PRIMARY KEY NOT NULL REFERENCES tenders(id),
  revision BIGINT NOT NULL,
  content TEXT NOT NULL,
  edited_by BIGINT NOT NULL REFERENCES people(id),
  edited_at TIMESTAMPTZ NOT NULL
);
