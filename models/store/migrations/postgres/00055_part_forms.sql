-- +goose Up
-- The form that sealed a part: a price cannot be compared with what was sealed
-- before, so a form that is sent twice is known by its key.
ALTER TABLE bid_parts ADD COLUMN form_key TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX bid_parts_by_form ON bid_parts (bid_id, form_key) WHERE form_key <> '';
