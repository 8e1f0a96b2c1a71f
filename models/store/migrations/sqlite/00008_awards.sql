-- +goose Up
CREATE TABLE awards (
  id INTEGER PRIMARY KEY,
  tender_id BIGINT NOT NULL REFERENCES tenders(id),
  lot TEXT NOT NULL,
  bid_id BIGINT NOT NULL REFERENCES bids(id),
  org_id BIGINT NOT NULL REFERENCES organisations(id),
  status TEXT NOT NULL CHECK (status IN ('recommended','approved','notified','standstill','confirmed','contract_created','rescinded','challenged','lapsed')),
  total_pence BIGINT NOT NULL,
  ranking_id BIGINT NOT NULL REFERENCES rankings(id),
  reason TEXT NOT NULL,
  recommended_by BIGINT NOT NULL REFERENCES people(id),
  recommended_at TEXT NOT NULL,
  approved_by BIGINT REFERENCES people(id),
  approved_at TEXT
);
CREATE UNIQUE INDEX awards_active ON awards (tender_id, lot) WHERE status NOT IN ('rescinded','lapsed');

CREATE TABLE summaries (
  id INTEGER PRIMARY KEY,
  tender_id BIGINT NOT NULL REFERENCES tenders(id),
  bid_id BIGINT NOT NULL REFERENCES bids(id),
  content TEXT NOT NULL,
  sent_by BIGINT NOT NULL REFERENCES people(id),
  sent_at TEXT NOT NULL,
  UNIQUE (tender_id, bid_id)
);

-- The waiting period of a tender, with the calendar it was counted by.
CREATE TABLE standstills (
  tender_id BIGINT PRIMARY KEY NOT NULL REFERENCES tenders(id),
  notice_id TEXT NOT NULL,
  published_on TEXT NOT NULL,
  first_day TEXT NOT NULL,
  last_day TEXT NOT NULL,
  calendar TEXT NOT NULL,
  days TEXT NOT NULL,
  voluntary BOOLEAN NOT NULL,
  paused_reason TEXT NOT NULL
);

CREATE TABLE contracts (
  id INTEGER PRIMARY KEY,
  ref TEXT NOT NULL UNIQUE,
  tender_id BIGINT NOT NULL REFERENCES tenders(id),
  award_id BIGINT NOT NULL UNIQUE REFERENCES awards(id),
  lot TEXT NOT NULL,
  buyer_id BIGINT NOT NULL REFERENCES organisations(id),
  supplier_id BIGINT NOT NULL REFERENCES organisations(id),
  title TEXT NOT NULL,
  total_pence BIGINT NOT NULL,
  starts_on TEXT NOT NULL,
  ends_on TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('drafting','signed','active','varying','expiring','ended','suspended')),
  content TEXT NOT NULL,
  signed_on TEXT NOT NULL,
  signed_by BIGINT REFERENCES people(id),
  created_at TEXT NOT NULL
);
CREATE INDEX contracts_newest ON contracts (id, status);
CREATE INDEX contracts_by_supplier ON contracts (supplier_id, id);
CREATE INDEX contracts_by_buyer ON contracts (buyer_id, id);

-- +goose StatementBegin
CREATE TRIGGER summaries_no_update BEFORE UPDATE ON summaries BEGIN SELECT RAISE(ABORT, 'summaries is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER summaries_no_delete BEFORE DELETE ON summaries BEGIN SELECT RAISE(ABORT, 'summaries is append-only'); END;
-- +goose StatementEnd
