//go:build sqlite_fts5

package main

// fullText tells that SQLite's full-text search was compiled in.
const fullText = true
