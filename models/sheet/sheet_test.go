package sheet_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"hundredweight/models/sheet"
)

func utf16le(s string) []byte {
	b := []byte{0xFF, 0xFE}
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return b
}

func TestFilesAreReadWholeOrNotAtAll(t *testing.T) {
	big := bytes.NewBufferString("code,title\n")
	for i := range sheet.MaxRows + 1 {
		fmt.Fprintf(big, "%d,x\n", i)
	}
	for name, tc := range map[string]struct {
		file  []byte
		rows  int
		error string // a part of it
	}{
		"an ordinary file":                     {[]byte("code,title\n1,one\n2,two\n"), 2, ""},
		"a mark before the first header":       {[]byte("\xEF\xBB\xBFcode,title\n1,one\n"), 1, ""},
		"UTF-16 with its mark":                 {utf16le("code,title\n1,Siân\n"), 1, ""},
		"semicolons":                           {[]byte("code;title\n1;one\n"), 1, ""},
		"tabs":                                 {[]byte("code\ttitle\n1\tone\n"), 1, ""},
		"lines that end in CR alone":           {[]byte("code,title\r1,one\r2,two\r"), 2, ""},
		"lines that end in CR and LF":          {[]byte("code,title\r\n1,one\r\n"), 1, ""},
		"a comma within quotation marks":       {[]byte("code,title\n1,\"one, two\"\n"), 1, ""},
		"an empty line at the end":             {[]byte("code,title\n1,one\n\n  \n"), 1, ""},
		"more columns than are needed":         {[]byte("code,other,title\n1,x,one\n"), 1, ""},
		"nothing":                              {nil, 0, "The file is empty"},
		"only space":                           {[]byte(" \n\n"), 0, "The file is empty"},
		"a mark and nothing":                   {[]byte("\xEF\xBB\xBF"), 0, "The file is empty"},
		"headers alone":                        {[]byte("code,title\n"), 0, "The file has headers and no rows"},
		"a wrong header":                       {[]byte("kode,title\n1,one\n"), 0, "The file has no column code. Its columns are: kode, title"},
		"a doubled header":                     {[]byte("code,title,code\n1,one,2\n"), 0, "The column code stands twice"},
		"Windows-1252":                         {[]byte("code,title\n1,\xA3 5 a week\n"), 0, "Save the file as “CSV UTF-8”"},
		"a row that is short":                  {[]byte("code,title\n1,one\n2\n"), 0, "Row 3: has 1 column, expected 2"},
		"a row that is long":                   {[]byte("code,title\n1,one,more\n"), 0, "Row 2: has 3 columns, expected 2"},
		"a quotation mark that is not closed":  {[]byte("code,title\n1,\"one\n2,two\n"), 0, "is never closed"},
		"a quotation mark inside a cell":       {[]byte("code,title\n1,on\"e\n"), 0, "Line 2 has a quotation mark"},
		"a NUL":                                {[]byte("code,title\n1,on\x00e\n"), 0, "not text we can read"},
		"a control character":                  {[]byte("code,title\n1,on\x07e\n"), 0, "Row 2: title contains a character we cannot store"},
		"a workbook":                           {[]byte("PK\x03\x04rest"), 0, "The file is a workbook"},
		"10 MB on one line":                    {[]byte("code,title" + strings.Repeat("x", 10<<20)), 0, "The first line is longer than"},
		"10 MB in one cell":                    {[]byte("code,title\n1," + strings.Repeat("x", 10<<20) + "\n"), 0, "Row 2: title is longer than 100,000 characters"},
		"a row over a million":                 {big.Bytes(), 0, "more than 1,000,000 rows"},
		"UTF-16 cut in the middle of a letter": {utf16le("code,title\n1,one\n")[:21], 0, "ends in the middle of a character"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := sheet.Read(tc.file, []string{"code", "title"})
			switch {
			case tc.error == "" && (err != nil || len(got.Rows) != tc.rows):
				t.Errorf("got %d rows, %v; want %d", len(got.Rows), err, tc.rows)
			case tc.error != "" && (err == nil || !strings.Contains(err.Error(), tc.error)):
				t.Errorf("got %v, want %q", err, tc.error)
			}
		})
	}
}

func TestRowsAreNumberedAsASpreadsheetDoes(t *testing.T) {
	got, err := sheet.Read([]byte("code,title\n1,one\n2,two\n"), []string{"code"})
	if err != nil || got.Rows[1].Number != 3 || got.Rows[1].Get("title") != "two" || got.Rows[1].Get("missing") != "" {
		t.Fatalf("got %+v, %v", got.Rows, err)
	}
}

func TestTheFirstHundredProblemsAreListed(t *testing.T) {
	file := "code,title\n" + strings.Repeat("1\n", 250)
	_, err := sheet.Read([]byte(file), []string{"code"})
	if err == nil || !strings.Contains(err.Error(), "Row 101: has 1 column") || strings.Contains(err.Error(), "Row 102:") || !strings.Contains(err.Error(), "And 150 more rows. Nothing was taken in") {
		t.Fatalf("got %v", err)
	}
}

func FuzzReadNeverPanics(f *testing.F) {
	for _, s := range []string{"code,title\n1,one\n", "\xFF\xFEc\x00", "a;b\n\"", "\xEF\xBB\xBF,\n,\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := sheet.Read(b, []string{"code"}); err == nil && len(b) == 0 {
			t.Error("nothing was read as something")
		}
	})
}
