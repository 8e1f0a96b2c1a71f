-- +goose Up
-- A decision can be taken back and made again, each time with summaries of its
-- own: the table is made anew, since SQLite cannot widen a unique key.
CREATE TABLE summaries_by_round (
  id INTEGER PRIMARY KEY,
  tender_id BIGINT NOT NULL REFERENCES tenders(id),
  bid_id BIGINT NOT NULL REFERENCES bids(id),
  round INTEGER NOT NULL,
  content TEXT NOT NULL,
  sent_by BIGINT NOT NULL REFERENCES people(id),
  sent_at TEXT NOT NULL,
  UNIQUE (tender_id, bid_id, round)
);
INSERT INTO summaries_by_round (id, tender_id, bid_id, round, content, sent_by, sent_at) SELECT id, tender_id, bid_id, 1, content, sent_by, sent_at FROM summaries;
DROP TABLE summaries;
ALTER TABLE summaries_by_round RENAME TO summaries;
-- +goose StatementBegin
CREATE TRIGGER summaries_no_update BEFORE UPDATE ON summaries BEGIN SELECT RAISE(ABORT, 'summaries is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER summaries_no_delete BEFORE DELETE ON summaries BEGIN SELECT RAISE(ABORT, 'summaries is append-only'); END;
-- +goose StatementEnd

ALTER TABLE awards ADD COLUMN low_price TEXT NOT NULL DEFAULT '';
ALTER TABLE awards ADD COLUMN ended_reason TEXT NOT NULL DEFAULT '';

-- Explanations about a chosen bid that other bidders do not read (s.94).
CREATE TABLE withheld_reasons (
  tender_id BIGINT NOT NULL REFERENCES tenders(id),
  bid_id BIGINT NOT NULL REFERENCES bids(id),
  question TEXT NOT NULL,
  reason TEXT NOT NULL,
  person_id BIGINT NOT NULL REFERENCES people(id),
  withheld_at TEXT NOT NULL,
  PRIMARY KEY (tender_id, bid_id, question)
);

-- The award notice as it was published, with the figures it had to carry. A
-- corrected notice is a further row; the newest counts.
CREATE TABLE award_notices (
  id INTEGER PRIMARY KEY,
  tender_id BIGINT NOT NULL REFERENCES tenders(id),
  notice_id TEXT NOT NULL,
  published_on TEXT NOT NULL,
  decided_on TEXT NOT NULL,
  summaries_on TEXT NOT NULL,
  estimated_signing TEXT NOT NULL,
  counts TEXT NOT NULL,
  recorded_by BIGINT NOT NULL REFERENCES people(id),
  recorded_at TEXT NOT NULL
);
CREATE INDEX award_notices_by_tender ON award_notices (tender_id, id);

-- Claims that were notified and stop the signing.
CREATE TABLE challenges (
  id INTEGER PRIMARY KEY,
  tender_id BIGINT NOT NULL REFERENCES tenders(id),
  notified_at TEXT NOT NULL,
  reason TEXT NOT NULL,
  automatic BOOLEAN NOT NULL,
  recorded_by BIGINT NOT NULL REFERENCES people(id),
  recorded_at TEXT NOT NULL,
  outcome TEXT NOT NULL,
  ended_at TEXT
);
CREATE INDEX challenges_by_tender ON challenges (tender_id, id);

-- Parts (lots) that end without a contract.
CREATE TABLE ended_lots (
  tender_id BIGINT NOT NULL REFERENCES tenders(id),
  lot TEXT NOT NULL,
  reason TEXT NOT NULL,
  person_id BIGINT NOT NULL REFERENCES people(id),
  ended_at TEXT NOT NULL,
  PRIMARY KEY (tender_id, lot)
);

ALTER TABLE contracts ADD COLUMN gross_pence BIGINT NOT NULL DEFAULT 0;
ALTER TABLE contracts ADD COLUMN regime TEXT NOT NULL DEFAULT '';
ALTER TABLE contracts ADD COLUMN why_fewer TEXT NOT NULL DEFAULT '';

-- Notices and copies owed for a contract that were recorded as published.
CREATE TABLE contract_notices (
  id INTEGER PRIMARY KEY,
  contract_id BIGINT NOT NULL REFERENCES contracts(id),
  duty TEXT NOT NULL,
  official_id TEXT NOT NULL,
  published_on TEXT NOT NULL,
  recorded_by BIGINT NOT NULL REFERENCES people(id),
  recorded_at TEXT NOT NULL
);
CREATE INDEX contract_notices_by_contract ON contract_notices (contract_id, id);
