-- +goose Up
CREATE TABLE bids (
  id INTEGER PRIMARY KEY,
  ref TEXT NOT NULL UNIQUE,
  tender_id BIGINT NOT NULL REFERENCES tenders(id),
  stage_id BIGINT NOT NULL REFERENCES tender_stages(id),
  org_id BIGINT NOT NULL REFERENCES organisations(id),
  status TEXT NOT NULL CHECK (status IN ('draft','submitted','withdrawn','sealed','opened','failed_to_open','disregarded','assessed','winner','reserve','unsuccessful','lapsed')),
  lots TEXT NOT NULL,
  tender_version INTEGER NOT NULL,
  draft_revision BIGINT NOT NULL,
  version INTEGER NOT NULL,
  declared_by BIGINT REFERENCES people(id),
  declared_at TEXT,
  created_by BIGINT NOT NULL REFERENCES people(id),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  UNIQUE (stage_id, org_id)
);
CREATE INDEX bids_by_org ON bids (org_id, id);
CREATE INDEX bids_by_tender ON bids (tender_id, id);

-- Typed answers of a draft, each sealed under the draft's own key, which is
-- never in the database.
CREATE TABLE bid_answers (
  bid_id BIGINT NOT NULL REFERENCES bids(id),
  key TEXT NOT NULL,
  revision BIGINT NOT NULL,
  sealed BLOB NOT NULL,
  completed BOOLEAN NOT NULL,
  saved_by BIGINT NOT NULL REFERENCES people(id),
  saved_at TEXT NOT NULL,
  PRIMARY KEY (bid_id, key)
);

-- Ciphertext up to 64 KB, by its own hash. Rows are only ever added.
CREATE TABLE bid_blobs (
  hash TEXT PRIMARY KEY,
  body BLOB NOT NULL,
  added_at TEXT NOT NULL
);

-- Prices and files: sealed to the tender's key on arrival, never readable here.
CREATE TABLE bid_parts (
  id INTEGER PRIMARY KEY,
  ref TEXT NOT NULL UNIQUE,
  bid_id BIGINT NOT NULL REFERENCES bids(id),
  kind TEXT NOT NULL CHECK (kind IN ('price','file')),
  key TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('current','pending','replaced')),
  stored TEXT NOT NULL CHECK (stored IN ('row','file')),
  hash TEXT NOT NULL,
  commitment TEXT NOT NULL,
  label_sealed BLOB NOT NULL,
  size BIGINT NOT NULL,
  tender_version INTEGER NOT NULL,
  sealed_by BIGINT NOT NULL REFERENCES people(id),
  sealed_at TEXT NOT NULL
);
CREATE INDEX bid_parts_by_bid ON bid_parts (bid_id, id);

-- One row for each lodging. Never changed; the receipt is this row.
CREATE TABLE bid_versions (
  id INTEGER PRIMARY KEY,
  bid_id BIGINT NOT NULL REFERENCES bids(id),
  n INTEGER NOT NULL,
  receipt TEXT NOT NULL UNIQUE,
  received_at TEXT NOT NULL,
  deadline TEXT NOT NULL,
  tender_version INTEGER NOT NULL,
  lots TEXT NOT NULL,
  parts TEXT NOT NULL,
  commitment TEXT NOT NULL,
  package_hash TEXT NOT NULL,
  size BIGINT NOT NULL,
  submission_key TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  lodged_by BIGINT NOT NULL REFERENCES people(id),
  UNIQUE (bid_id, n),
  UNIQUE (bid_id, submission_key)
);

-- Failed saves and lodgings of the last 48 hours, shown to the bidder.
CREATE TABLE bid_attempts (
  id INTEGER PRIMARY KEY,
  bid_id BIGINT NOT NULL REFERENCES bids(id),
  person_id BIGINT NOT NULL REFERENCES people(id),
  at TEXT NOT NULL,
  what TEXT NOT NULL,
  said TEXT NOT NULL
);
CREATE INDEX bid_attempts_by_bid ON bid_attempts (bid_id, id);

-- What an organisation told about itself once and may use again: insurance,
-- registration, safeguarding, with the day it expires. No bid text.
CREATE TABLE organisation_conditions (
  org_id BIGINT NOT NULL REFERENCES organisations(id),
  kind TEXT NOT NULL,
  choice TEXT NOT NULL,
  expires TEXT NOT NULL,
  saved_by BIGINT NOT NULL REFERENCES people(id),
  saved_at TEXT NOT NULL,
  PRIMARY KEY (org_id, kind)
);

-- +goose StatementBegin
CREATE TRIGGER bid_versions_no_update BEFORE UPDATE ON bid_versions BEGIN SELECT RAISE(ABORT, 'bid_versions is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER bid_versions_no_delete BEFORE DELETE ON bid_versions BEGIN SELECT RAISE(ABORT, 'bid_versions is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER bid_blobs_no_update BEFORE UPDATE ON bid_blobs BEGIN SELECT RAISE(ABORT, 'bid_blobs is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER bid_blobs_no_delete BEFORE DELETE ON bid_blobs BEGIN SELECT RAISE(ABORT, 'bid_blobs is append-only'); END;
-- +goose StatementEnd
