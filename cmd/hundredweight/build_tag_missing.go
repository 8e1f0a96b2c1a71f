//go:build !sqlite_fts5

package main

// fullText tells that SQLite's full-text search was left out: without the tag
// the program would run until the first migration and fail there, so it stops
// at once and says what to do.
const fullText = false
