-- +goose Up
CREATE TABLE opening_sessions (
  id INTEGER PRIMARY KEY,
  stage_id BIGINT NOT NULL REFERENCES tender_stages(id),
  purpose TEXT NOT NULL CHECK (purpose IN ('bids','prices')),
  first_officer BIGINT NOT NULL REFERENCES people(id),
  started_at TEXT NOT NULL,
  second_officer BIGINT REFERENCES people(id),
  completed_at TEXT,
  record TEXT NOT NULL
);
CREATE INDEX opening_sessions_by_stage ON opening_sessions (stage_id, purpose, id);

-- What two officers opened, sealed again under the evaluation key, which lies
-- outside the database.
CREATE TABLE opened_bids (
  bid_id BIGINT PRIMARY KEY NOT NULL REFERENCES bids(id),
  version INTEGER NOT NULL,
  lots TEXT NOT NULL,
  sealed BLOB NOT NULL,
  problem TEXT NOT NULL,
  opened_at TEXT NOT NULL
);
CREATE TABLE opened_files (
  id INTEGER PRIMARY KEY,
  bid_id BIGINT NOT NULL REFERENCES bids(id),
  ref TEXT NOT NULL UNIQUE,
  question TEXT NOT NULL,
  label_sealed BLOB NOT NULL,
  stored TEXT NOT NULL CHECK (stored IN ('row','file')),
  hash TEXT NOT NULL
);
CREATE INDEX opened_files_by_bid ON opened_files (bid_id, id);
-- Prices under a second key, released when the quality scores are locked.
CREATE TABLE sealed_prices (
  bid_id BIGINT NOT NULL REFERENCES bids(id),
  lot TEXT NOT NULL,
  sealed BLOB NOT NULL,
  PRIMARY KEY (bid_id, lot)
);
CREATE TABLE prices (
  bid_id BIGINT NOT NULL REFERENCES bids(id),
  lot TEXT NOT NULL,
  total_pence BIGINT NOT NULL,
  lines TEXT NOT NULL,
  opened_at TEXT NOT NULL,
  PRIMARY KEY (bid_id, lot)
);

CREATE TABLE declarations (
  id INTEGER PRIMARY KEY,
  tender_id BIGINT NOT NULL REFERENCES tenders(id),
  person_id BIGINT NOT NULL REFERENCES people(id),
  moment TEXT NOT NULL CHECK (moment IN ('before','bidders')),
  interest BOOLEAN NOT NULL,
  words TEXT NOT NULL,
  declared_at TEXT NOT NULL,
  UNIQUE (tender_id, person_id, moment)
);

-- Scores are only ever added: the newest row of an evaluator counts, and every
-- earlier one stays readable to the auditor.
CREATE TABLE scores (
  id INTEGER PRIMARY KEY,
  tender_id BIGINT NOT NULL REFERENCES tenders(id),
  bid_id BIGINT NOT NULL REFERENCES bids(id),
  question TEXT NOT NULL,
  person_id BIGINT NOT NULL REFERENCES people(id),
  score INTEGER NOT NULL,
  reason TEXT NOT NULL,
  note TEXT NOT NULL,
  scored_at TEXT NOT NULL
);
CREATE INDEX scores_by_tender ON scores (tender_id, person_id, id);
CREATE INDEX scores_by_bid ON scores (bid_id, question, id);
CREATE TABLE score_submissions (
  tender_id BIGINT NOT NULL REFERENCES tenders(id),
  person_id BIGINT NOT NULL REFERENCES people(id),
  submitted_at TEXT NOT NULL,
  PRIMARY KEY (tender_id, person_id)
);
CREATE TABLE consensus (
  id INTEGER PRIMARY KEY,
  tender_id BIGINT NOT NULL REFERENCES tenders(id),
  bid_id BIGINT NOT NULL REFERENCES bids(id),
  question TEXT NOT NULL,
  score INTEGER NOT NULL,
  reason TEXT NOT NULL,
  person_id BIGINT NOT NULL REFERENCES people(id),
  agreed_at TEXT NOT NULL
);
CREATE INDEX consensus_by_tender ON consensus (tender_id, id);

CREATE TABLE evaluations (
  tender_id BIGINT PRIMARY KEY NOT NULL REFERENCES tenders(id),
  locked_at TEXT,
  locked_by BIGINT REFERENCES people(id)
);

-- Bids taken out of, or back into, the comparison.
CREATE TABLE dispositions (
  id INTEGER PRIMARY KEY,
  bid_id BIGINT NOT NULL REFERENCES bids(id),
  kind TEXT NOT NULL CHECK (kind IN ('disregarded','restored')),
  ground TEXT NOT NULL,
  reason TEXT NOT NULL,
  decided_by BIGINT NOT NULL REFERENCES people(id),
  decided_at TEXT NOT NULL
);
CREATE INDEX dispositions_by_bid ON dispositions (bid_id, id);

CREATE TABLE rankings (
  id INTEGER PRIMARY KEY,
  tender_id BIGINT NOT NULL REFERENCES tenders(id),
  lot TEXT NOT NULL,
  input TEXT NOT NULL,
  output TEXT NOT NULL,
  input_sha256 TEXT NOT NULL,
  why TEXT NOT NULL,
  ranked_at TEXT NOT NULL
);
CREATE INDEX rankings_by_tender ON rankings (tender_id, lot, id);

-- +goose StatementBegin
CREATE TRIGGER scores_no_update BEFORE UPDATE ON scores BEGIN SELECT RAISE(ABORT, 'scores is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER scores_no_delete BEFORE DELETE ON scores BEGIN SELECT RAISE(ABORT, 'scores is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER consensus_no_update BEFORE UPDATE ON consensus BEGIN SELECT RAISE(ABORT, 'consensus is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER consensus_no_delete BEFORE DELETE ON consensus BEGIN SELECT RAISE(ABORT, 'consensus is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER rankings_no_update BEFORE UPDATE ON rankings BEGIN SELECT RAISE(ABORT, 'rankings is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER rankings_no_delete BEFORE DELETE ON rankings BEGIN SELECT RAISE(ABORT, 'rankings is append-only'); END;
-- +goose StatementEnd
