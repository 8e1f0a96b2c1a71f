-- +goose Up
-- Drafts that were made from a published notice, so that the same notice is
-- taken in once while its draft stands.
CREATE TABLE notice_imports (
  tender_id BIGINT NOT NULL PRIMARY KEY REFERENCES tenders(id),
  org_id BIGINT NOT NULL REFERENCES organisations(id),
  ocid TEXT NOT NULL,
  release_id TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  imported_by BIGINT NOT NULL REFERENCES people(id),
  imported_at TEXT NOT NULL
);
CREATE INDEX notice_imports_by_notice ON notice_imports (org_id, ocid, release_id, tender_id);
