-- +goose Up
-- People type the names of places in any case.
CREATE INDEX areas_by_lower_name ON areas (LOWER(name));
