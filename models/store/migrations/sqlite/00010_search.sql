-- +goose Up
CREATE TABLE search_offers (
  id INTEGER PRIMARY KEY,
  doc_id BIGINT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  tags TEXT NOT NULL
);
CREATE TABLE search_tenders (
  id INTEGER PRIMARY KEY,
  doc_id BIGINT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  tags TEXT NOT NULL
);
CREATE VIRTUAL TABLE search_offers_fts USING fts5(title, body, tags, content='search_offers', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE search_tenders_fts USING fts5(title, body, tags, content='search_tenders', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2');
