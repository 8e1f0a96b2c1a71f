-- +goose Up
-- A service. The columns from sort_key on are what the public list shows; they
-- are written when a version becomes public and emptied when it is no longer.
CREATE TABLE offers (
  id INTEGER PRIMARY KEY,
  ref TEXT NOT NULL UNIQUE,
  org_id BIGINT NOT NULL REFERENCES organisations(id),
  created_by BIGINT NOT NULL,
  created_at TEXT NOT NULL,
  latest_n INTEGER NOT NULL,
  live_n INTEGER NOT NULL,
  sort_key BIGINT NOT NULL,
  strength INTEGER NOT NULL,
  title TEXT NOT NULL,
  headline TEXT NOT NULL,
  price_words TEXT NOT NULL,
  room_words TEXT NOT NULL,
  places TEXT NOT NULL,
  org_name TEXT NOT NULL,
  org_kind TEXT NOT NULL,
  theme TEXT NOT NULL,
  price_basis TEXT NOT NULL,
  tags TEXT NOT NULL,
  published_at TEXT,
  expires_at TEXT
);
CREATE INDEX offers_newest ON offers (sort_key);
CREATE INDEX offers_strongest ON offers (strength, sort_key);
CREATE INDEX offers_by_org ON offers (org_id, id);
CREATE INDEX offers_expiring ON offers (expires_at) WHERE live_n > 0;

-- A version is written to while it is a draft and never after.
CREATE TABLE offer_versions (
  id INTEGER PRIMARY KEY,
  offer_id BIGINT NOT NULL REFERENCES offers(id),
  n INTEGER NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('draft','in_review','published','suspended','superseded','withdrawn','expired')),
  revision INTEGER NOT NULL,
  content TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  title TEXT NOT NULL,
  writers TEXT NOT NULL,
  saved_by BIGINT NOT NULL,
  saved_name TEXT NOT NULL,
  saved_at TEXT NOT NULL,
  submitted_by BIGINT NOT NULL,
  submitted_at TEXT,
  reviewed_by BIGINT NOT NULL,
  published_by BIGINT NOT NULL,
  published_at TEXT,
  ended_at TEXT,
  note TEXT NOT NULL,
  UNIQUE (offer_id, n)
);
-- +goose StatementBegin
CREATE TRIGGER offer_versions_frozen BEFORE UPDATE ON offer_versions
WHEN OLD.status <> 'draft' AND (NEW.content <> OLD.content OR NEW.sha256 <> OLD.sha256 OR NEW.title <> OLD.title OR NEW.offer_id <> OLD.offer_id OR NEW.n <> OLD.n OR NEW.writers <> OLD.writers)
BEGIN SELECT RAISE(ABORT, 'offer_versions: a version that was sent for review is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER offer_versions_kept BEFORE DELETE ON offer_versions
WHEN OLD.status <> 'draft'
BEGIN SELECT RAISE(ABORT, 'offer_versions: a version that was sent for review is never deleted'); END;
-- +goose StatementEnd

-- Where the services that are public work.
CREATE TABLE offer_areas (
  offer_id BIGINT NOT NULL REFERENCES offers(id),
  code TEXT NOT NULL,
  PRIMARY KEY (offer_id, code)
);
CREATE INDEX offer_areas_by_code ON offer_areas (code, offer_id);

-- How many public services have each value of each facet; kind 'all' is their number.
CREATE TABLE offer_facets (
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  label TEXT NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (kind, value)
);

CREATE TABLE evidence (
  id INTEGER PRIMARY KEY,
  ref TEXT NOT NULL UNIQUE,
  org_id BIGINT NOT NULL REFERENCES organisations(id),
  title TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('document','link','study','dataset','testimonial')),
  dated_on TEXT NOT NULL,
  covers TEXT NOT NULL,
  url TEXT NOT NULL,
  file_hash TEXT NOT NULL,
  file_name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  size BIGINT NOT NULL,
  personal_data_checked BOOLEAN NOT NULL,
  added_by BIGINT NOT NULL,
  added_at TEXT NOT NULL,
  removed_at TEXT
);
CREATE INDEX evidence_by_org ON evidence (org_id, id);
