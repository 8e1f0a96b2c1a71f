-- +goose Up
-- What is asked of one tender, and who runs the site, is found without reading
-- the whole table: a test looks at the plan of every statement.
CREATE INDEX awards_by_tender ON awards (tender_id, id);
CREATE INDEX contracts_by_tender ON contracts (tender_id, lot);
CREATE INDEX people_operators ON people (id) WHERE operator = TRUE;
CREATE INDEX summaries_by_bid ON summaries (bid_id, round);
CREATE INDEX tender_appointments_held ON tender_appointments (tender_id, person_id, role);
