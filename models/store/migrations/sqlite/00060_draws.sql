-- +goose Up
-- Lots drawn between equal bids: who drew, who watched, and the minutes.
CREATE TABLE lot_draws (
  id INTEGER PRIMARY KEY,
  tender_id BIGINT NOT NULL REFERENCES tenders(id),
  lot TEXT NOT NULL,
  drawn TEXT NOT NULL,
  minutes TEXT NOT NULL,
  witness BIGINT NOT NULL REFERENCES people(id),
  drawn_by BIGINT NOT NULL REFERENCES people(id),
  drawn_at TEXT NOT NULL
);
CREATE INDEX lot_draws_by_tender ON lot_draws (tender_id, lot, id);

-- +goose StatementBegin
CREATE TRIGGER lot_draws_no_update BEFORE UPDATE ON lot_draws BEGIN SELECT RAISE(ABORT, 'lot_draws is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER lot_draws_no_delete BEFORE DELETE ON lot_draws BEGIN SELECT RAISE(ABORT, 'lot_draws is append-only'); END;
-- +goose StatementEnd
