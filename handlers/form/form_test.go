package form

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"hundredweight/models/money"
	"hundredweight/models/refusal"
)

func request(t *testing.T, kind, body string) *gin.Context {
	t.Helper()
	gin.SetMode(gin.ReleaseMode)
	c, _ := gin.CreateTestContext(httptest.NewRecorder())
	c.Request = httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	c.Request.Header.Set("Content-Type", kind)
	return c
}

func read(t *testing.T, values url.Values) *Form {
	t.Helper()
	f, err := Read(request(t, "application/x-www-form-urlencoded", values.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestTextSaysWhatToDo(t *testing.T) {
	title := Ask{Label: "The title", Missing: "Enter a title", Max: 200}
	about := Ask{Label: "The answer", Missing: "Enter your answer", Max: 2000, Words: 5, Lines: true}
	for name, tc := range map[string]struct {
		ask   Ask
		typed string
		value string
		error string
	}{
		"plain words are kept":                    {title, "Meals at home", "Meals at home", ""},
		"spaces round it are dropped":             {title, "  Meals ", "Meals", ""},
		"nothing is missing":                      {title, "", "", "Enter a title"},
		"spaces only are nothing":                 {title, " \u00a0 ", "", "Enter a title"},
		"200 characters fit":                      {title, strings.Repeat("é", 200), strings.Repeat("é", 200), ""},
		"201 characters do not":                   {title, strings.Repeat("é", 201), strings.Repeat("é", 201), "The title must be 200 characters or fewer (you entered 201)"},
		"a megabyte is counted":                   {title, strings.Repeat("x", 1<<20), strings.Repeat("x", 1<<20), "The title must be 200 characters or fewer (you entered 1,048,576)"},
		"NUL is refused":                          {title, "a\x00b", "ab", "The title contains a character we cannot store"},
		"an escape character is refused":          {title, "a\x1b[31m", "a[31m", "The title contains a character we cannot store"},
		"a line end in one line is refused":       {title, "a\r\nBcc: x", "aBcc: x", "The title contains a character we cannot store"},
		"broken UTF-8 is refused":                 {title, "a\xffb", "ab", "The title contains a character we cannot store"},
		"half a surrogate is refused":             {title, "a\xed\xa0\x80b", "ab", "The title contains a character we cannot store"},
		"emoji are harmless":                      {title, "Meals 🍲", "Meals 🍲", ""},
		"a script is only text":                   {title, "<script>alert(1)</script>", "<script>alert(1)</script>", ""},
		"marks upon marks are only text":          {title, "e" + strings.Repeat("\u0301", 199), "e" + strings.Repeat("\u0301", 199), ""},
		"lines may have line ends":                {about, "one\r\ntwo", "one\ntwo", ""},
		"words are counted":                       {about, "one two three four five six", "one two three four five six", "The answer must be 5 words or fewer (you entered 6)"},
		"an optional field may be empty":          {Ask{Label: "The note"}, "", "", ""},
		"two hundred is the limit unless said":    {Ask{Label: "The note"}, strings.Repeat("x", 201), strings.Repeat("x", 201), "The note must be 200 characters or fewer (you entered 201)"},
		"a field without a label is the answer":   {Ask{}, "\x01", "", "The answer contains a character we cannot store"},
		"a template marker is only text":          {title, "{{7*7}}", "{{7*7}}", ""},
		"a change of direction is kept":           {title, "a\u202eb", "a\u202eb", ""},
		"a tab inside one line is refused":        {title, "a\tb", "ab", "The title contains a character we cannot store"},
		"a least length is asked for":             {Ask{Label: "Your reason", Least: 10}, "too short", "too short", "Your reason must be 10 characters or more"},
		"a least length does not force an answer": {Ask{Label: "Your reason", Least: 10}, "", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			f := read(t, url.Values{"title": {tc.typed}})
			got := f.Text("title", tc.ask)
			if got.Value != tc.value || got.Error != tc.error {
				t.Errorf("got %.60q, %q; want %.60q, %q", got.Value, got.Error, tc.value, tc.error)
			}
			if want := map[bool]int{true: 200, false: 422}[tc.error == ""]; f.Status() != want {
				t.Errorf("status %d, want %d", f.Status(), want)
			}
			if strings.ContainsRune(got.Raw, 0) {
				t.Error("NUL would be printed")
			}
		})
	}
}

func TestBodiesThatAreNoForm(t *testing.T) {
	for name, tc := range map[string]struct {
		kind, body string
		want       error
	}{
		"JSON is no form":                       {"application/json", `{"a":1}`, ErrKind},
		"plain text is no form":                 {"text/plain", "title=x", ErrKind},
		"no type is no form":                    {"", "title=x", ErrKind},
		"a file form is not read here":          {"multipart/form-data; boundary=x", "--x--", ErrKind},
		"more than the limit is too large":      {"application/x-www-form-urlencoded", "a=" + strings.Repeat("x", MaxBody), ErrTooLarge},
		"a broken escape is garbled":            {"application/x-www-form-urlencoded", "a=%zz", ErrGarbled},
		"a doubled field takes the first":       {"application/x-www-form-urlencoded", "title=one&title=two", nil},
		"a field nobody asked for is ignored":   {"application/x-www-form-urlencoded", "title=one&role=admin&status=awarded", nil},
		"an array for one value is not a value": {"application/x-www-form-urlencoded", "title[]=two&title=one", nil},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := Read(request(t, tc.kind, tc.body))
			if !errors.Is(err, tc.want) {
				t.Fatalf("got %v, want %v", err, tc.want)
			}
			if err == nil {
				if got := f.Text("title", Ask{}); got.Value != "one" {
					t.Errorf("got %q", got.Value)
				}
			}
		})
	}
}

func TestDays(t *testing.T) {
	ask := Ask{Label: "The closing date", Missing: "Enter the closing date"}
	for name, tc := range map[string]struct {
		d, m, y string
		want    string
		error   string
	}{
		"a date":                        {"27", "3", "2027", "2027-03-27", ""},
		"a month by name":               {"1", "July", "2027", "2027-07-01", ""},
		"a month by three letters":      {"1", "jul", "2027", "2027-07-01", ""},
		"a leap day":                    {"29", "2", "2028", "2028-02-29", ""},
		"nothing":                       {"", "", "", "", "Enter the closing date"},
		"no month":                      {"1", "", "2027", "", "The closing date must include a month"},
		"31 February":                   {"31", "02", "2027", "", "31 February is not a real date"},
		"29 February outside leap year": {"29", "02", "2027", "", "29 February 2027 is not a real date"},
		"31 April":                      {"31", "4", "2027", "", "31 April is not a real date"},
		"noughts":                       {"00", "00", "2027", "", "The closing date must be a real date"},
		"a year of five figures":        {"1", "1", "20256", "", "Year must include 4 numbers"},
		"a year of two figures":         {"1", "1", "27", "", "Year must include 4 numbers"},
		"a word for a day":              {"first", "1", "2027", "", "The closing date must be a real date"},
		"figures of another script":     {"１", "1", "2027", "", "The closing date must be a real date"},
		"a NUL":                         {"1\x00", "1", "2027", "", "The closing date contains a character we cannot store"},
		"month 13":                      {"1", "13", "2027", "", "The closing date must be a real date"},
		"minus one":                     {"-1", "1", "2027", "", "The closing date must be a real date"},
	} {
		t.Run(name, func(t *testing.T) {
			f := read(t, url.Values{"close-day": {tc.d}, "close-month": {tc.m}, "close-year": {tc.y}})
			got := f.Day("close", ask)
			if got.Error != tc.error || got.Set != (tc.error == "") {
				t.Errorf("error %q set %v, want %q", got.Error, got.Set, tc.error)
			}
			if got.Set && got.Value.Format("2006-01-02") != tc.want {
				t.Errorf("got %v", got.Value)
			}
			if tc.error != "" && f.Problems()[0].Field != "close-day" {
				t.Errorf("the summary links to %q", f.Problems()[0].Field)
			}
		})
	}
}

func TestTimesNumbersChoices(t *testing.T) {
	for typed, want := range map[string]string{"12:00": "12:00", "9.30": "9:30", "2pm": "14:00", "2:30 pm": "14:30", "12am": "0:00", "midday": "12:00", "24:00": "", "12": "", "25pm": "", "0pm": "", "12:5": "", "noonish": "", "12:60": ""} {
		f := read(t, url.Values{"at": {typed}})
		got := f.Time("at", Ask{Label: "The time"})
		text := ""
		if got.Set {
			text = fmt.Sprintf("%d:%02d", got.Hour, got.Minute)
		}
		if text != want || (want == "") != (got.Error == "The time must be a time, like 12:00 or 2:30pm") {
			t.Errorf("%q: got %q, %q; want %q", typed, text, got.Error, want)
		}
	}
	for typed, want := range map[string]string{"7": "", "1,000": "", "-1": "The number of places must be between 0 and 5,000", "6.5": "The number of places must be a whole number, like 12", "NaN": "The number of places must be a whole number, like 12", "１２": "The number of places must be a whole number, like 12", "99999999999999999999": "The number of places must be a whole number, like 12", "+5": "The number of places must be a whole number, like 12", "": "Enter the number of places", "5001": "The number of places must be between 0 and 5,000"} {
		f := read(t, url.Values{"n": {typed}})
		if got := f.Number("n", Ask{Label: "The number of places", Missing: "Enter the number of places"}, 0, 5000); got.Error != want || got.Set != (want == "") {
			t.Errorf("%q: got %q, want %q", typed, got.Error, want)
		}
	}
	f := read(t, url.Values{"one": {"c"}, "many": {"b", "a", "a"}, "odd": {"a", "x"}})
	if got := f.Choice("one", Ask{Missing: "Select a kind"}, "a", "b"); got.Value != "" || got.Error != "Select a kind" {
		t.Errorf("a value that was not offered: %+v", got)
	}
	if got := f.Choices("many", Ask{}, "a", "b", "c"); strings.Join(got.Values, "") != "ab" || got.Error != "" {
		t.Errorf("ticked boxes: %+v", got)
	}
	if got := f.Choices("odd", Ask{}, "a", "b"); got.Error == "" {
		t.Error("a box that was not offered is taken")
	}
	if got := f.Tick("agree", Ask{Missing: "Confirm that this is true"}); got.Error != "Confirm that this is true" {
		t.Errorf("a declaration left open: %+v", got)
	}
}

func TestPounds(t *testing.T) {
	const amount = "Enter an amount in pounds and pence, like 1,250.00"
	for typed, want := range map[string]struct {
		pence money.Pence
		error string
	}{
		"1250": {125000, ""}, "£1,250.00": {125000, ""}, " 0.01 ": {1, ""}, "1,000.555": {0, amount}, "-5": {0, amount}, "£1e9": {0, amount}, "１２": {0, amount}, "NaN": {0, amount},
		"12345678901234567890": {0, amount}, "1,00": {0, amount}, "": {0, "Enter the budget"}, "0": {0, "The budget must be £0.01 or more"}, "1\x00": {0, "The budget contains a character we cannot store"}, "+5": {0, amount}, "5.": {0, amount},
	} {
		f := read(t, url.Values{"budget": {typed}})
		got := f.Pounds("budget", Ask{Label: "The budget", Missing: "Enter the budget"}, 1)
		if got.Value != want.pence || got.Error != want.error || got.Set != (want.error == "") {
			t.Errorf("%q: got %d, %q; want %d, %q", typed, got.Value, got.Error, want.pence, want.error)
		}
	}
	f := read(t, url.Values{"q": {"2.125"}, "r": {"2.1255"}})
	if q, r := f.Quantity("q", Ask{}), f.Quantity("r", Ask{}); q.Value != 2125 || !q.Set || r.Set || r.Error == "" {
		t.Errorf("quantities %+v %+v", q, r)
	}
}

func TestPercents(t *testing.T) {
	const wrong = "The weight must be a number from 0 to 100 with up to 2 decimal places, like 33.33"
	for typed, want := range map[string]struct {
		bp    int
		error string
	}{
		"60": {6000, ""}, "33.33": {3333, ""}, " 12.5 % ": {1250, ""}, "0": {0, ""}, "100": {10000, ""}, "": {0, "Enter the weight"}, "100.01": {0, wrong}, "33.333": {0, wrong},
		"-5": {0, wrong}, "1e2": {0, wrong}, "１２": {0, wrong}, "5.": {0, wrong}, ".5": {0, wrong}, "NaN": {0, wrong}, "99999999999": {0, wrong}, "1\x00": {0, "The weight contains a character we cannot store"},
	} {
		f := read(t, url.Values{"weight": {typed}})
		if got := f.Percent("weight", Ask{Label: "The weight", Missing: "Enter the weight"}); got.Value != want.bp || got.Error != want.error || got.Set != (want.error == "") {
			t.Errorf("%q: got %d, %q; want %d, %q", typed, got.Value, got.Error, want.bp, want.error)
		}
	}
}

func TestWhatIsShownAgainIsWhatWasTypedElseWhatIsStored(t *testing.T) {
	f := read(t, url.Values{"title": {"a\x00b"}, "close-day": {"31"}, "close-month": {"2"}, "box": {"b"}})
	f.Text("title", Ask{Label: "The title"})
	f.Day("close", Ask{Label: "The date", Missing: "Enter the date"})
	before := len(f.Problems())
	if got := f.Kept("title", "old"); got.Raw != "ab" || got.Error != "The title contains a character we cannot store" {
		t.Errorf("title %+v", got)
	}
	if got := f.Kept("other", "old"); got.Raw != "old" || got.Error != "" {
		t.Errorf("other %+v", got)
	}
	if got := f.KeptDay("close", "2026-07-16"); got.Day != "31" || got.Month != "2" || got.Error != "The date must include a year" {
		t.Errorf("day %+v", got)
	}
	if got := f.KeptDay("open", "2026-07-16"); got.Day != "16" || got.Month != "7" || got.Year != "2026" {
		t.Errorf("stored day %+v", got)
	}
	if got := f.KeptChoices("box", "a"); !got.Has("b") || got.Has("a") {
		t.Errorf("boxes %+v", got)
	}
	if got := f.KeptChoices("none", "a"); got.Has("a") {
		t.Errorf("a box that was cleared is ticked again: %+v", got)
	}
	if got := Prefill(nil).KeptChoices("none", "a"); !got.Has("a") {
		t.Errorf("stored boxes %+v", got)
	}
	if len(f.Problems()) != before {
		t.Error("showing a form found more wrong with it")
	}
}

func TestNothingInAnAddressIsRefused(t *testing.T) {
	c := request(t, "", "")
	c.Request.URL.RawQuery = url.Values{"q": {"  meals\x00 at\thome " + strings.Repeat("x", 500)}, "page": {"-1"}, "sort": {"password"}, "kind": {"a", "b"}, "after": {"1e9"}}.Encode()
	f := Query(c)
	if got := f.Search("q", 20); got != "meals athome xxxxxxx" {
		t.Errorf("search %q", got)
	}
	if got := f.Number("page", Ask{}, 1, 1000); got.Set {
		t.Errorf("page %+v", got)
	}
	if got := f.Number("after", Ask{}, 1, 1000); got.Set {
		t.Errorf("after %+v", got)
	}
	if got := f.Choice("sort", Ask{}, "newest", "closing"); got.Value != "" {
		t.Errorf("sort %+v", got)
	}
	if got := f.Choice("kind", Ask{}, "a", "b"); got.Value != "a" {
		t.Errorf("kind %+v", got)
	}
	if !f.OK() || f.Status() != 200 {
		t.Errorf("refused: %v", f.Problems())
	}
}

func TestRefusedStepShowsBesideItsField(t *testing.T) {
	f := read(t, url.Values{"title": {"Meals"}, "close-day": {"1"}, "close-month": {"1"}, "close-year": {"2027"}})
	title, day := f.Text("title", Ask{}), f.Day("close", Ask{})
	if !f.Refuse(fmt.Errorf("create: %w", refusal.Fields([]refusal.Problem{{Field: "title", Reason: "This title is taken"}, {Field: "close", Reason: "Choose a working day"}, {Field: "", Reason: "Add a lot"}}))) {
		t.Fatal("an Invalid refusal is not taken")
	}
	if title.Error != "This title is taken" || day.Error != "Choose a working day" || title.Raw != "Meals" || f.Status() != 422 {
		t.Errorf("got %+v %+v %d", title, day, f.Status())
	}
	if got := len(f.Problems()); got != 3 {
		t.Errorf("%d problems in the summary", got)
	}
	if f.Refuse(refusal.Turn("The deadline has passed.")) || f.Refuse(io.EOF) {
		t.Error("another refusal is taken for a field's")
	}
}

func TestFormShownForTheFirstTimeHasNoProblems(t *testing.T) {
	f := Prefill(url.Values{"title": {"Meals"}})
	if got := f.Text("title", Ask{}); got.Value != "Meals" {
		t.Errorf("got %+v", got)
	}
	f.Text("need", Ask{Missing: "Enter the need"})
	f.Day("close", Ask{Missing: "Enter the closing date"})
	f.Choice("kind", Ask{Missing: "Select a kind"}, "a")
	if !f.OK() || f.Status() != 200 {
		t.Errorf("problems %v", f.Problems())
	}
}

func files(t *testing.T, build func(*multipart.Writer)) *gin.Context {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	build(w)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return request(t, w.FormDataContentType(), b.String())
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestPartsStreamsFilesAndKeepsText(t *testing.T) {
	c := files(t, func(w *multipart.Writer) {
		must(0, w.WriteField("title", "Policy"))
		must(must(w.CreateFormFile("file", `C:\docs\..\policy.pdf`)).Write([]byte("%PDF-1.7")))
		must(w.CreateFormFile("second", ""))
		must(0, w.WriteField("after", "yes"))
	})
	var got []string
	f, err := Parts(c, 1<<20, func(p *Part) error {
		b, err := io.ReadAll(p)
		got = append(got, p.Field+"="+p.Name+":"+string(b)+" title="+p.Form.Text("title", Ask{}).Value)
		return err
	})
	if err != nil || len(got) != 1 || got[0] != "file=policy.pdf:%PDF-1.7 title=Policy" {
		t.Fatalf("got %q, %v", got, err)
	}
	if f.Text("after", Ask{}).Value != "yes" {
		t.Error("text after the file is lost")
	}
}

func TestPartsRefuses(t *testing.T) {
	drain := func(p *Part) error { _, err := io.Copy(io.Discard, p); return err }
	stop := errors.New("not a PDF")
	cut := files(t, func(w *multipart.Writer) { must(must(w.CreateFormFile("file", "a.pdf")).Write(make([]byte, 5000))) })
	whole := must(io.ReadAll(cut.Request.Body))
	for name, tc := range map[string]struct {
		c    *gin.Context
		take func(*Part) error
		want error
	}{
		"a body over the limit":     {files(t, func(w *multipart.Writer) { must(must(w.CreateFormFile("f", "a.pdf")).Write(make([]byte, 2<<20))) }), drain, ErrTooLarge},
		"a long text beside a file": {files(t, func(w *multipart.Writer) { must(0, w.WriteField("t", strings.Repeat("x", maxTextPart+1))) }), drain, ErrTooLarge},
		"a thousand parts": {files(t, func(w *multipart.Writer) {
			for i := range 1000 {
				must(0, w.WriteField(fmt.Sprint(i), ""))
			}
		}), drain, ErrTooLarge},
		"no boundary":               {request(t, "multipart/form-data", "x"), drain, ErrKind},
		"not a form":                {request(t, "application/pdf", "%PDF"), drain, ErrKind},
		"what the taker says":       {files(t, func(w *multipart.Writer) { must(w.CreateFormFile("f", "a.exe")) }), func(*Part) error { return stop }, stop},
		"a connection cut half way": {request(t, cut.GetHeader("Content-Type"), string(whole[:3000])), drain, ErrCut},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Parts(tc.c, 1<<20, tc.take); !errors.Is(err, tc.want) {
				t.Errorf("got %v, want %v", err, tc.want)
			}
		})
	}
}

func TestFileNamesAreData(t *testing.T) {
	for given, want := range map[string]string{
		"policy.pdf": "policy.pdf", "../../etc/passwd": "passwd", `..\..\x.pdf`: "x.pdf", "a\nb.pdf": "ab.pdf",
		"..": "", "/": "", "": "", "\u202egpj.exe": "gpj.exe", `a"b.pdf`: "ab.pdf",
		strings.Repeat("n", 300) + ".pdf": strings.Repeat("n", 196) + ".pdf",
	} {
		if got := fileName(given); got != want {
			t.Errorf("%.40q: got %.40q, want %.40q", given, got, want)
		}
	}
}

func TestAFieldReadAgainKeepsItsProblemOnce(t *testing.T) {
	f := From(url.Values{"title": {""}, "day-day": {"1"}})
	for range 2 {
		title := f.Text("title", Ask{Missing: "Enter a title"})
		day := f.Day("day", Ask{Label: "The day"})
		if title.Error != "Enter a title" || day.Error != "The day must include a month" {
			t.Errorf("beside the fields: %q, %q", title.Error, day.Error)
		}
	}
	f.Problem("title", "Something else")
	if got := f.Problems(); len(got) != 2 {
		t.Errorf("the summary says %v", got)
	}
}

func TestHiddenFieldsAreNobodysToMend(t *testing.T) {
	for name, tc := range map[string]struct {
		sent   url.Values
		text   string
		number int64
	}{
		"as the page wrote it": {url.Values{"h": {" 12 "}}, "12", 12},
		"not sent":             {nil, "", 0},
		"a word":               {url.Values{"h": {"lot-1"}}, "lot-1", 0},
		"a NUL":                {url.Values{"h": {"1\x00"}}, "", 0},
		"broken UTF-8":         {url.Values{"h": {"1\xff"}}, "", 0},
		"too long":             {url.Values{"h": {strings.Repeat("1", 201)}}, "", 0},
		"minus one":            {url.Values{"h": {"-1"}}, "-1", 0},
		"more than a number":   {url.Values{"h": {"99999999999999999999"}}, "99999999999999999999", 0},
	} {
		f := From(tc.sent)
		if text, number := f.Hidden("h"), f.HiddenNumber("h"); text != tc.text || number != tc.number || !f.OK() {
			t.Errorf("%s: %q, %d, %v", name, text, number, f.Problems())
		}
	}
}

func TestAProblemLeadsToAFieldThatIsThere(t *testing.T) {
	f := From(url.Values{"codes": {"x"}})
	codes := f.Text("codes", Ask{})
	f.Problem("areas", "Select at least one area")
	f.Problem("gone", "Say more")
	f.Instead("areas", "codes")
	f.Instead("gone", "")
	if got := f.Problems(); got[0].Field != "codes" || got[1].Field != "" || codes.Error != "Select at least one area" {
		t.Errorf("%+v, %+v", got, codes)
	}
}
