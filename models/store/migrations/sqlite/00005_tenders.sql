-- +goose Up
CREATE TABLE tenders (
  id INTEGER PRIMARY KEY,
  ref TEXT NOT NULL UNIQUE,
  org_id BIGINT NOT NULL REFERENCES organisations(id),
  author_id BIGINT NOT NULL REFERENCES people(id),
  status TEXT NOT NULL CHECK (status IN ('draft','internal_review','approved','open','closed','opening','evaluation','award_recommended','award_approved','summaries_issued','standstill','ready_to_sign','concluded','withdrawn','cancelled','suspended')),
  revision BIGINT NOT NULL,
  version INTEGER NOT NULL,
  title TEXT NOT NULL,
  summary TEXT NOT NULL,
  content TEXT NOT NULL,
  edited_by BIGINT NOT NULL REFERENCES people(id),
  edited_at TEXT NOT NULL,
  regime TEXT NOT NULL,
  net_pence BIGINT NOT NULL,
  closes_at TEXT,
  approved_by BIGINT REFERENCES people(id),
  notice_id TEXT NOT NULL,
  published_at TEXT,
  reason TEXT NOT NULL,
  created_at TEXT NOT NULL
);
CREATE INDEX tenders_by_org ON tenders (org_id, id);
CREATE INDEX tenders_closing ON tenders (status, closes_at, id);
CREATE INDEX tenders_published ON tenders (published_at, id) WHERE published_at IS NOT NULL;

CREATE TABLE tender_versions (
  id INTEGER PRIMARY KEY,
  tender_id BIGINT NOT NULL REFERENCES tenders(id),
  n INTEGER NOT NULL,
  content TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  reason TEXT NOT NULL,
  changes TEXT NOT NULL,
  approved_by BIGINT NOT NULL REFERENCES people(id),
  notice_id TEXT NOT NULL,
  published_at TEXT NOT NULL,
  UNIQUE (tender_id, n)
);

CREATE TABLE tender_stages (
  id INTEGER PRIMARY KEY,
  tender_id BIGINT NOT NULL REFERENCES tenders(id),
  seq INTEGER NOT NULL,
  deadline TEXT NOT NULL,
  deadline_version INTEGER NOT NULL,
  scheme TEXT NOT NULL,
  public_key TEXT NOT NULL,
  wrapped_private BLOB NOT NULL,
  closing_root TEXT NOT NULL,
  drained_at TEXT,
  opened_at TEXT,
  prices_opened_at TEXT,
  UNIQUE (tender_id, seq)
);
CREATE TABLE tender_deadlines (
  id INTEGER PRIMARY KEY,
  stage_id BIGINT NOT NULL REFERENCES tender_stages(id),
  version INTEGER NOT NULL,
  deadline TEXT NOT NULL,
  reason TEXT NOT NULL,
  set_at TEXT NOT NULL,
  UNIQUE (stage_id, version)
);

CREATE TABLE tender_appointments (
  id INTEGER PRIMARY KEY,
  tender_id BIGINT NOT NULL REFERENCES tenders(id),
  person_id BIGINT NOT NULL REFERENCES people(id),
  role TEXT NOT NULL CHECK (role IN ('author','approver','opening_officer','evaluator','moderator','award_approver','contract_manager')),
  appointed_by BIGINT NOT NULL REFERENCES people(id),
  appointed_at TEXT NOT NULL,
  ended_at TEXT
);
CREATE UNIQUE INDEX tender_appointments_active ON tender_appointments (tender_id, person_id, role) WHERE ended_at IS NULL;
CREATE INDEX tender_appointments_by_person ON tender_appointments (person_id, tender_id);

CREATE TABLE tender_documents (
  id INTEGER PRIMARY KEY,
  ref TEXT NOT NULL UNIQUE,
  tender_id BIGINT NOT NULL REFERENCES tenders(id),
  title TEXT NOT NULL,
  file_hash TEXT NOT NULL,
  file_name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  size BIGINT NOT NULL,
  added_by BIGINT NOT NULL REFERENCES people(id),
  added_at TEXT NOT NULL,
  removed_at TEXT
);
CREATE INDEX tender_documents_by_tender ON tender_documents (tender_id, id);

CREATE TABLE clarifications (
  id INTEGER PRIMARY KEY,
  tender_id BIGINT NOT NULL REFERENCES tenders(id),
  n INTEGER NOT NULL,
  asked_by BIGINT NOT NULL REFERENCES people(id),
  asked_org BIGINT NOT NULL,
  question TEXT NOT NULL,
  asked_at TEXT NOT NULL,
  published_question TEXT NOT NULL,
  answer TEXT NOT NULL,
  answered_by BIGINT REFERENCES people(id),
  answered_at TEXT,
  UNIQUE (tender_id, n)
);

CREATE TABLE tender_follows (
  tender_id BIGINT NOT NULL REFERENCES tenders(id),
  person_id BIGINT NOT NULL REFERENCES people(id),
  followed_at TEXT NOT NULL,
  PRIMARY KEY (tender_id, person_id)
);

CREATE TABLE notices (
  id INTEGER PRIMARY KEY,
  tender_id BIGINT NOT NULL REFERENCES tenders(id),
  code TEXT NOT NULL,
  official_id TEXT NOT NULL,
  published_on TEXT NOT NULL,
  recorded_by BIGINT NOT NULL REFERENCES people(id),
  recorded_at TEXT NOT NULL
);
CREATE INDEX notices_by_tender ON notices (tender_id, id);

CREATE TABLE tender_areas (
  tender_id BIGINT NOT NULL REFERENCES tenders(id),
  code TEXT NOT NULL,
  PRIMARY KEY (tender_id, code)
);
CREATE INDEX tender_areas_by_code ON tender_areas (code, tender_id);

-- +goose StatementBegin
CREATE TRIGGER tender_versions_no_update BEFORE UPDATE ON tender_versions BEGIN SELECT RAISE(ABORT, 'tender_versions is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tender_versions_no_delete BEFORE DELETE ON tender_versions BEGIN SELECT RAISE(ABORT, 'tender_versions is append-only'); END;
-- +goose StatementEnd
