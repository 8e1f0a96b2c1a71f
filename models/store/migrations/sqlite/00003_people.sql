-- +goose Up
CREATE TABLE people (
  id INTEGER PRIMARY KEY,
  email TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  operator BOOLEAN NOT NULL,
  created_at TEXT NOT NULL,
  disabled_at TEXT
);

-- Single-use links that e-mails carry; only their hash is kept.
CREATE TABLE person_links (
  hash BLOB PRIMARY KEY NOT NULL,
  purpose TEXT NOT NULL CHECK (purpose IN ('register','reset','invite','setup')),
  email TEXT NOT NULL,
  payload TEXT NOT NULL,
  created_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  used_at TEXT
);
CREATE INDEX person_links_by_email ON person_links (email, created_at);

CREATE TABLE organisations (
  id INTEGER PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('provider','buyer')),
  legal_form TEXT NOT NULL,
  scheme TEXT NOT NULL,
  identifier TEXT NOT NULL,
  authority_class TEXT NOT NULL,
  vcse BOOLEAN NOT NULL,
  sme BOOLEAN NOT NULL,
  about TEXT NOT NULL,
  website TEXT NOT NULL,
  contact_email TEXT NOT NULL,
  place TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('unverified','second_check','verified','refused','suspended')),
  verified_at TEXT,
  created_by BIGINT NOT NULL,
  created_at TEXT NOT NULL
);
CREATE UNIQUE INDEX organisations_verified_identifier ON organisations (scheme, identifier) WHERE status = 'verified' AND identifier <> '';
CREATE INDEX organisations_waiting ON organisations (status, id) WHERE status IN ('unverified','second_check');
CREATE INDEX organisations_by_kind ON organisations (kind, name);

CREATE TABLE organisation_checks (
  id INTEGER PRIMARY KEY,
  org_id BIGINT NOT NULL REFERENCES organisations(id),
  person_id BIGINT NOT NULL REFERENCES people(id),
  decision TEXT NOT NULL CHECK (decision IN ('verified','refused','suspended')),
  reason TEXT NOT NULL,
  checked_at TEXT NOT NULL
);
CREATE INDEX organisation_checks_by_org ON organisation_checks (org_id, id);

CREATE TABLE memberships (
  id INTEGER PRIMARY KEY,
  person_id BIGINT NOT NULL REFERENCES people(id),
  org_id BIGINT NOT NULL REFERENCES organisations(id),
  permissions TEXT NOT NULL,
  created_at TEXT NOT NULL,
  ended_at TEXT
);
CREATE UNIQUE INDEX memberships_active ON memberships (person_id, org_id) WHERE ended_at IS NULL;
CREATE INDEX memberships_by_org ON memberships (org_id, id);

CREATE TABLE invitations (
  id INTEGER PRIMARY KEY,
  org_id BIGINT NOT NULL REFERENCES organisations(id),
  email TEXT NOT NULL,
  permissions TEXT NOT NULL,
  invited_by BIGINT NOT NULL REFERENCES people(id),
  created_at TEXT NOT NULL,
  accepted_at TEXT,
  withdrawn_at TEXT
);
CREATE INDEX invitations_by_org ON invitations (org_id, id);

CREATE TABLE throttles (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL,
  tried_at TEXT NOT NULL
);
CREATE INDEX throttles_by_key ON throttles (key, tried_at);

-- Registers as imported; never more than their published facts.
CREATE TABLE register_entries (
  scheme TEXT NOT NULL,
  identifier TEXT NOT NULL,
  name TEXT NOT NULL,
  legal_form TEXT NOT NULL,
  place TEXT NOT NULL,
  website TEXT NOT NULL,
  imported_at TEXT NOT NULL,
  PRIMARY KEY (scheme, identifier)
);
CREATE TABLE cpv_codes (
  code TEXT PRIMARY KEY NOT NULL,
  title TEXT NOT NULL
);
CREATE TABLE areas (
  code TEXT PRIMARY KEY NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL
);
CREATE INDEX areas_by_name ON areas (name);
