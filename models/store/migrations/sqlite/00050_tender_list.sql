-- +goose Up
-- What the public list shows of a tender and may not work out from its content:
-- where it is, and its value when the buyer publishes it (0 otherwise).
ALTER TABLE tenders ADD COLUMN places TEXT NOT NULL DEFAULT '';
ALTER TABLE tenders ADD COLUMN shown_pence BIGINT NOT NULL DEFAULT 0;
CREATE INDEX tenders_by_deadline ON tenders (closes_at, id) WHERE published_at IS NOT NULL;

-- The words of the places that published tenders name.
CREATE TABLE tender_labels (
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  label TEXT NOT NULL,
  PRIMARY KEY (kind, value)
);
