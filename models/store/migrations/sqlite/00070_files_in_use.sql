-- +goose Up
-- Which rows refer to a stored file, asked once a day for each file.
CREATE INDEX evidence_by_file ON evidence (file_hash);
CREATE INDEX tender_documents_by_file ON tender_documents (file_hash);
CREATE INDEX bid_parts_by_file ON bid_parts (hash);
CREATE INDEX opened_files_by_file ON opened_files (hash);
