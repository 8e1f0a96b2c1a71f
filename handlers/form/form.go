// Package form owns how what people type is read: each field as it was typed,
// its value, and what is wrong with it in a sentence that says what to do.
// Bodies are limited, files are streamed, nothing is ever bound by name to a
// struct, so a field nobody asked for is ignored.
package form

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"hundredweight/models/refusal"
)

// MaxBody is the most an ordinary form may weigh, in bytes: a megabyte of
// typing and room for the fields around it.
const MaxBody = 1<<20 + 256<<10

// Ways a body cannot be read at all. handlers/page gives them their statuses.
var (
	ErrTooLarge = errors.New("form: the body is larger than allowed")            // 413
	ErrKind     = errors.New("form: the body is not a form")                     // 415
	ErrGarbled  = errors.New("form: the body is not well formed")                // 400
	ErrCut      = errors.New("form: the connection ended before the body's end") // 400
)

// Cannot is said of NUL, control characters and bytes that are no text.
const cannot = "contains a character we cannot store"

// Form is one filled-in form. Fields are read from it in the order of the
// page, so that the summary lists problems in that order.
type Form struct {
	values   url.Values
	quiet    bool // shown for the first time: nothing is wrong yet
	fields   map[string]*Field
	problems []refusal.Problem
	received bool
}

// Field is what all fields have: the name, what was typed, what is wrong.
type Field struct {
	Name  string
	Raw   string // as typed, made safe to print: never NUL or broken UTF-8
	Error string // "" when nothing is wrong
}

// Invalid tells whether something is wrong with the field.
func (f Field) Invalid() bool { return f.Error != "" }

// Read reads an ordinary form from the request's body. It never looks at the
// query string. Forms with files are read by Parts.
func Read(c *gin.Context) (*Form, error) {
	kind, _, err := mime.ParseMediaType(c.GetHeader("Content-Type"))
	if c.Request.ContentLength == 0 {
		return From(nil), nil
	}
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return nil, ErrKind
	}
	body, err := io.ReadAll(http.MaxBytesReader(c.Writer, c.Request.Body, MaxBody))
	if err != nil {
		return nil, readError(err)
	}
	values, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrGarbled, err)
	}
	return From(values), nil
}

func readError(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return ErrTooLarge
	}
	return fmt.Errorf("%w: %v", ErrCut, err)
}

// From makes a form of values that were received.
func From(values url.Values) *Form {
	return &Form{values: values, fields: map[string]*Field{}, received: true}
}

// Prefill makes a form to show for the first time, filled with what is kept.
// Empty fields of it are no problems yet.
func Prefill(values url.Values) *Form {
	return &Form{values: values, fields: map[string]*Field{}, quiet: true}
}

// Query makes a form of the address's query, for filters and pages of a list.
// Nothing in an address is ever refused: what is not usable counts as not said.
func Query(c *gin.Context) *Form { return Prefill(c.Request.URL.Query()) }

// Search gives words to search for: without control characters, trimmed, and
// cut after most characters.
func (f *Form) Search(name string, most int) string {
	raw, _ := clean(f.first(name), false)
	words := []rune(strings.TrimSpace(raw))
	if len(words) > most {
		words = words[:most]
	}
	return strings.TrimSpace(string(words))
}

// Hidden gives what a page put into a field by itself, such as which of its
// forms was sent. Nobody types it, so nobody is told to mend it: what no page of
// ours would send counts as not sent.
func (f *Form) Hidden(name string) string {
	raw, fine := clean(f.first(name), false)
	if !fine || utf8.RuneCountInString(raw) > DefaultMax {
		return ""
	}
	return strings.TrimSpace(raw)
}

// HiddenNumber is Hidden for a whole number that is not negative; 0 for none.
func (f *Form) HiddenNumber(name string) int64 {
	n, err := strconv.ParseInt(f.Hidden(name), 10, 64)
	if err != nil || n < 0 || n > 1<<53 {
		return 0
	}
	return n
}

// Instead moves what is wrong with a field that the page does not show now to
// one that it does; shown is "" for the whole form. A summary's link leads to an
// input that is there, or nowhere.
func (f *Form) Instead(field, shown string) {
	for i, p := range f.problems {
		if p.Field != field {
			continue
		}
		f.problems[i].Field = shown
		if have, ok := f.fields[shown]; ok && shown != "" && have.Error == "" {
			have.Error = p.Reason
		}
	}
}

// Has tells whether a field was sent at all, such as the button pressed.
func (f *Form) Has(name string) bool { return f.values.Has(name) }

// Values gives what was sent, for pages that show it again as hidden fields.
func (f *Form) Values() url.Values { return f.values }

// OK tells whether nothing is wrong so far.
func (f *Form) OK() bool { return len(f.problems) == 0 }

// Status is 422 for a refused form and 200 for one shown for the first time.
func (f *Form) Status() int {
	if f.received && !f.OK() {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

// Problems gives everything wrong, in the order of the page.
func (f *Form) Problems() []refusal.Problem { return f.problems }

// Problem adds something wrong with a field ("" for the whole form). The
// first one said of a field is the one shown beside it.
func (f *Form) Problem(field, format string, a ...any) {
	reason := fmt.Sprintf(format, a...)
	if have, ok := f.fields[field]; ok {
		if have.Error != "" {
			return
		}
		have.Error = reason
		field = have.Name // of a date, its first input
	}
	f.problems = append(f.problems, refusal.Problem{Field: field, Reason: reason})
}

// Error gives what is wrong with a field, or "".
func (f *Form) Error(field string) string {
	for _, p := range f.problems {
		if p.Field == field {
			return p.Reason
		}
	}
	return ""
}

// Refuse puts a step's Invalid refusal beside the fields it names and tells
// whether it did; any other error is the caller's to return.
func (f *Form) Refuse(err error) bool {
	r, ok := refusal.As(err)
	if !ok || r.Kind != refusal.Invalid {
		return false
	}
	for _, p := range r.Problems {
		f.Problem(p.Field, "%s", p.Reason)
	}
	if len(r.Problems) == 0 {
		f.Problem("", "%s", r.Reason)
	}
	return true
}

// Refusal gives everything wrong as one refusal, or nil.
func (f *Form) Refusal() error { return refusal.Fields(f.problems) }

// add registers a field so that later problems reach it. A field that is read
// again, to be shown, keeps what was found wrong with it.
func (f *Form) add(field *Field) {
	if before, again := f.fields[field.Name]; again {
		field.Error = before.Error
	}
	f.fields[field.Name] = field
}

// wrong records a problem found while reading, unless the form is new.
func (f *Form) wrong(field *Field, format string, a ...any) {
	if f.quiet {
		return
	}
	f.Problem(field.Name, format, a...)
}

// first gives the first value sent under a name: a doubled field is not an array.
func (f *Form) first(name string) string {
	if v := f.values[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// clean makes text printable and tells whether it was: NUL, control characters
// and broken UTF-8 are taken out. Lines may keep line ends and tabs.
func clean(raw string, lines bool) (string, bool) {
	fine := utf8.ValidString(raw)
	if lines {
		raw = strings.ReplaceAll(raw, "\r\n", "\n")
		raw = strings.ReplaceAll(raw, "\r", "\n")
	}
	out := strings.Map(func(r rune) rune {
		if lines && (r == '\n' || r == '\t') {
			return r
		}
		if unicode.IsControl(r) || r == '\uFFFE' || r == '\uFFFF' {
			fine = false
			return -1
		}
		return r
	}, strings.ToValidUTF8(raw, ""))
	return out, fine
}

// grouped writes a count with thousands separated: 1,048,576.
func grouped(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
