// Package sheet owns how a file of rows is read: whole or not at all, with
// every problem named by its row as a spreadsheet numbers it.
package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"hundredweight/models/refusal"
)

// Limits of a file. They are said in the refusals.
const (
	MaxBytes    = 200 << 20
	MaxRows     = 1_000_000
	maxColumns  = 200
	maxField    = 100_000 // bytes of one cell
	maxProblems = 100
)

// Row is one row under its header.
type Row struct {
	Number int // as a spreadsheet numbers it: the header is row 1
	cells  []string
	at     map[string]int
}

// Get gives a cell by its column's header; "" where there is no such column.
func (r Row) Get(column string) string {
	if i, ok := r.at[column]; ok {
		return r.cells[i]
	}
	return ""
}

// Table is a file that was read whole.
type Table struct {
	Columns []string
	Rows    []Row
}

// Problems collects what is wrong with a file, the first hundred.
type Problems struct {
	first []refusal.Problem
	count int
}

// Add notes what is wrong with a row.
func (p *Problems) Add(row Row, reason string) {
	p.count++
	if len(p.first) < maxProblems {
		p.first = append(p.first, refusal.Problem{Field: fmt.Sprintf("row-%d", row.Number), Reason: fmt.Sprintf("Row %d: %s", row.Number, reason)})
	}
}

// Refusal gives everything wrong, or nil.
func (p *Problems) Refusal() error {
	if p.count > len(p.first) {
		return refusal.Fields(append(p.first, refusal.Problem{Reason: fmt.Sprintf("And %d more rows. Nothing was taken in", p.count-len(p.first))}))
	}
	return refusal.Fields(p.first)
}

// Say is fmt.Sprintf, for reasons that name what was found.
func Say(format string, a ...any) string { return fmt.Sprintf(format, a...) }

func whole(format string, a ...any) error { return refusal.Field("", format, a...) }

// Read reads a file with the columns it must have. UTF-8 with or without a
// mark and UTF-16 with one are read as they are; other encodings are refused
// with what to do.
func Read(file []byte, needs []string) (Table, error) {
	text, err := decode(file)
	if err != nil {
		return Table{}, err
	}
	comma, err := separator(text)
	if err != nil {
		return Table{}, err
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.ReuseRecord = comma, -1, false
	header, err := r.Read()
	if err != nil {
		return Table{}, unreadable(err)
	}
	t := Table{}
	at, err := columns(header, needs)
	if err != nil {
		return Table{}, err
	}
	t.Columns = header
	return t, t.read(r, at)
}

func (t *Table) read(r *csv.Reader, at map[string]int) error {
	var wrong Problems
	for number := 2; ; number++ {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return unreadable(err)
		}
		if number > MaxRows+1 {
			return whole("The file has more than 1,000,000 rows. Split it and import the parts")
		}
		row := Row{Number: number, cells: cells, at: at}
		switch {
		case len(cells) == 1 && strings.TrimSpace(cells[0]) == "" && len(t.Columns) > 1:
			continue // an empty line
		case len(cells) != len(t.Columns):
			wrong.Add(row, fmt.Sprintf("has %s, expected %d", plural(len(cells), "column"), len(t.Columns)))
			continue
		}
		if reason := cellProblem(cells, t.Columns); reason != "" {
			wrong.Add(row, reason)
			continue
		}
		t.Rows = append(t.Rows, row)
	}
	if err := wrong.Refusal(); err != nil {
		return err
	}
	if len(t.Rows) == 0 {
		return whole("The file has headers and no rows")
	}
	return nil
}

func cellProblem(cells, columns []string) string {
	for i, c := range cells {
		if len(c) > maxField {
			return columns[i] + " is longer than 100,000 characters"
		}
		if strings.ContainsFunc(c, func(r rune) bool { return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0x7f }) {
			return columns[i] + " contains a character we cannot store"
		}
	}
	return ""
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// FirstColumn gives the header of the first column.
func FirstColumn(file []byte) (string, error) {
	text, err := decode(file)
	if err != nil {
		return "", err
	}
	comma, err := separator(text)
	if err != nil {
		return "", err
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma, r.FieldsPerRecord = comma, -1
	header, err := r.Read()
	if err != nil {
		return "", unreadable(err)
	}
	return strings.TrimSpace(header[0]), nil
}

func columns(header, needs []string) (map[string]int, error) {
	if len(header) > maxColumns {
		return nil, whole("The file has %d columns. The most is %d", len(header), maxColumns)
	}
	at := map[string]int{}
	for i, h := range header {
		h = strings.TrimSpace(h)
		if _, doubled := at[h]; doubled && h != "" {
			return nil, whole("The column %s stands twice. Take one away", clip(h))
		}
		at[h] = i
	}
	var missing []string
	for _, n := range needs {
		if _, ok := at[n]; !ok {
			missing = append(missing, n)
		}
	}
	if len(missing) > 0 {
		return nil, whole("The file has no column %s. Its columns are: %s", strings.Join(missing, " and no column "), clip(strings.Join(header, ", ")))
	}
	return at, nil
}

func clip(s string) string {
	r := []rune(s)
	if len(r) > 200 {
		return string(r[:200]) + "…"
	}
	return s
}

const saveAs = "Save the file as “CSV UTF-8” and try again"

func decode(file []byte) ([]byte, error) {
	switch {
	case len(file) > MaxBytes:
		return nil, whole("The file is larger than 200 MB. Split it and import the parts")
	case len(bytes.TrimSpace(file)) == 0:
		return nil, whole("The file is empty")
	case bytes.HasPrefix(file, []byte{0xEF, 0xBB, 0xBF}):
		file = file[3:]
	case bytes.HasPrefix(file, []byte{0xFF, 0xFE}):
		return utf16Text(file[2:], false)
	case bytes.HasPrefix(file, []byte{0xFE, 0xFF}):
		return utf16Text(file[2:], true)
	case bytes.HasPrefix(file, []byte("PK\x03\x04")):
		return nil, whole("The file is a workbook, not a CSV file. %s", saveAs)
	}
	if bytes.IndexByte(file, 0) >= 0 {
		return nil, whole("The file is not text we can read. %s", saveAs)
	}
	if !utf8.Valid(file) {
		return nil, whole("The file has letters in an encoding that is not UTF-8, near “%s”. %s", near(file), saveAs)
	}
	if len(bytes.TrimSpace(file)) == 0 {
		return nil, whole("The file is empty")
	}
	return lineEnds(file), nil
}

func utf16Text(b []byte, big bool) ([]byte, error) {
	if len(b)%2 != 0 {
		return nil, whole("The file ends in the middle of a character. %s", saveAs)
	}
	units := make([]uint16, len(b)/2)
	for i := range units {
		lo, hi := b[2*i], b[2*i+1]
		if big {
			lo, hi = hi, lo
		}
		units[i] = uint16(hi)<<8 | uint16(lo)
	}
	text := []byte(string(utf16.Decode(units)))
	if len(bytes.TrimSpace(text)) == 0 {
		return nil, whole("The file is empty")
	}
	return lineEnds(text), nil
}

// lineEnds turns a file whose lines end in CR alone into one that can be read.
func lineEnds(text []byte) []byte {
	if bytes.IndexByte(text, '\n') >= 0 {
		return text
	}
	return bytes.ReplaceAll(text, []byte{'\r'}, []byte{'\n'})
}

// near gives a few readable characters around the first that are not UTF-8.
func near(file []byte) string {
	i := 0
	for i < len(file) {
		r, n := utf8.DecodeRune(file[i:])
		if r == utf8.RuneError && n == 1 {
			break
		}
		i += n
	}
	from, to := max(0, i-15), min(len(file), i+15)
	return strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(string(file[from:to]), "?"))
}

// separator finds what parts the columns: a comma, or what a spreadsheet of
// another country or a copied table has in its place.
func separator(text []byte) (rune, error) {
	line := text
	if i := bytes.IndexByte(text, '\n'); i >= 0 {
		line = text[:i]
	}
	if len(line) > maxField {
		return 0, whole("The first line is longer than 100,000 characters. Check that the file has line ends")
	}
	best, count := ',', bytes.Count(line, []byte{','})
	for _, c := range []rune{';', '\t'} {
		if n := strings.Count(string(line), string(c)); n > count {
			best, count = c, n
		}
	}
	return best, nil
}

func unreadable(err error) error {
	var p *csv.ParseError
	if !errors.As(err, &p) {
		return whole("The file ends too early. %s", saveAs)
	}
	switch {
	case errors.Is(p.Err, csv.ErrQuote) && p.Line > p.StartLine, errors.Is(p.Err, csv.ErrQuote) && strings.Contains(err.Error(), "extraneous"):
		return whole("A quotation mark that opens in line %d is never closed, or stands inside a cell without being doubled", p.StartLine)
	case errors.Is(p.Err, csv.ErrBareQuote), errors.Is(p.Err, csv.ErrQuote):
		return whole("Line %d has a quotation mark in the middle of a cell. Double it, or take it out", p.Line)
	}
	return whole("Line %d cannot be read. %s", p.Line, saveAs)
}
