package sitetest

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"hundredweight/models/account"
)

// Walk uses the site as a person with a plain browser does: it opens pages,
// fills the fields that stand there, presses what can be pressed and reads
// what the next page says. It has the methods of browsertest.Browser, so that
// one journey can be walked in both.
type Walk struct {
	t      testing.TB
	site   *Site
	client *http.Client
	doc    *goquery.Document
	at     *url.URL
	status int
	filled map[string][]string
	files  map[string][]string
}

// NewWalk starts a walk as a stranger.
func (s *Site) NewWalk(t testing.TB) *Walk {
	w := &Walk{t: t, site: s, client: s.Stranger(t)}
	w.client.CheckRedirect = nil
	return w
}

// As goes on as a person who is signed in.
func (w *Walk) As(id account.PersonID) {
	w.t.Helper()
	w.client = w.site.SignedIn(w.t, id)
	w.client.CheckRedirect = nil
}

// Go opens an address of the site.
func (w *Walk) Go(address string) {
	w.t.Helper()
	r, err := http.NewRequest(http.MethodGet, address, nil)
	w.take(r, err)
}

func (w *Walk) take(r *http.Request, err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
	if w.at != nil {
		r.Header.Set("Referer", w.at.String())
	}
	answer, err := w.client.Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	w.doc, err = goquery.NewDocumentFromReader(answer.Body)
	if err := errors.Join(err, answer.Body.Close()); err != nil {
		w.t.Fatal(err)
	}
	w.at, w.status, w.filled, w.files = answer.Request.URL, answer.StatusCode, map[string][]string{}, map[string][]string{}
	if answer.StatusCode >= http.StatusInternalServerError {
		w.t.Fatalf("%s: status %d: %s", w.at.Path, answer.StatusCode, w.Words())
	}
}

// Fill types into the field of a name, or chooses the value of radios,
// checkboxes or a list.
func (w *Walk) Fill(name, value string) {
	w.t.Helper()
	fields := w.doc.Find("input, textarea, select").FilterFunction(func(_ int, f *goquery.Selection) bool {
		return f.AttrOr("name", "") == name && f.AttrOr("type", "") != "hidden"
	})
	if fields.Length() == 0 {
		w.t.Fatalf("%s has no field %q:\n%s", w.Path(), name, w.Words())
	}
	kind := fields.First().AttrOr("type", goquery.NodeName(fields.First()))
	if kind == "radio" || kind == "checkbox" || kind == "select" {
		of := fields
		if kind == "select" {
			of = fields.Find("option")
		}
		if of.FilterFunction(func(_ int, o *goquery.Selection) bool { return o.AttrOr("value", "") == value }).Length() == 0 {
			w.t.Fatalf("%s: field %q does not take %q", w.Path(), name, value)
		}
	}
	if kind == "checkbox" {
		w.filled[name] = append(w.filled[name], value)
		return
	}
	w.filled[name] = []string{value}
}

// Files chooses files for the field of a name.
func (w *Walk) Files(name string, paths ...string) { w.files[name] = paths }

// Press presses the button or follows the link with these words. The page's
// own come before those of its frame.
func (w *Walk) Press(words string) {
	w.t.Helper()
	one := w.find(words)
	if one == nil {
		w.t.Fatalf("%s has no button or link %q:\n%s", w.Path(), words, w.Words())
		return
	}
	if goquery.NodeName(one) == "a" {
		to, err := w.at.Parse(one.AttrOr("href", ""))
		if err != nil {
			w.t.Fatal(err)
		}
		w.Go(to.String())
		return
	}
	form := one.Closest("form")
	if id, there := one.Attr("form"); there {
		form = w.doc.Find("form#" + id)
	}
	w.submit(form, one)
}

func (w *Walk) find(words string) *goquery.Selection {
	clean := func(s *goquery.Selection) string { return strings.Join(strings.Fields(s.Text()), " ") }
	for _, same := range []func(string) bool{func(s string) bool { return s == words }, func(s string) bool { return strings.HasPrefix(s, words) }} {
		for _, where := range []string{"main button", "main a[href]", "button, a[href]"} {
			hit := w.doc.Find(where).FilterFunction(func(_ int, s *goquery.Selection) bool { return same(clean(s)) })
			if hit.Length() > 0 {
				return hit.First()
			}
		}
	}
	return nil
}

func (w *Walk) submit(form, button *goquery.Selection) {
	w.t.Helper()
	values := url.Values{}
	form.Find("input, textarea, select").Each(func(_ int, f *goquery.Selection) { w.control(values, f) })
	if name := button.AttrOr("name", ""); name != "" {
		values.Add(name, button.AttrOr("value", ""))
	}
	action := button.AttrOr("formaction", form.AttrOr("action", w.at.String()))
	to, err := w.at.Parse(action)
	if err != nil {
		w.t.Fatal(err)
	}
	if strings.EqualFold(form.AttrOr("method", "get"), "get") {
		to.RawQuery = values.Encode()
		w.Go(to.String())
		return
	}
	kind, body := "application/x-www-form-urlencoded", io.Reader(strings.NewReader(values.Encode()))
	if form.AttrOr("enctype", "") == "multipart/form-data" {
		kind, body = w.multipart(values)
	}
	r, err := http.NewRequest(http.MethodPost, to.String(), body)
	if err == nil {
		r.Header.Set("Content-Type", kind)
		r.Header.Set("Origin", w.at.Scheme+"://"+w.at.Host)
	}
	w.take(r, err)
}

// control adds what one control sends.
func (w *Walk) control(values url.Values, f *goquery.Selection) {
	name, kind := f.AttrOr("name", ""), f.AttrOr("type", "")
	if _, off := f.Attr("disabled"); off || name == "" || kind == "file" || kind == "submit" || kind == "button" {
		return
	}
	typed, touched := w.filled[name]
	switch {
	case kind == "radio" || kind == "checkbox":
		value := f.AttrOr("value", "on")
		_, checked := f.Attr("checked")
		if kind == "radio" && touched {
			checked = typed[0] == value
		}
		for _, t := range typed {
			checked = checked || t == value
		}
		if checked {
			values.Add(name, value)
		}
	case goquery.NodeName(f) == "select":
		chosen := f.Find("option[selected]").First()
		if chosen.Length() == 0 {
			chosen = f.Find("option").First()
		}
		value := chosen.AttrOr("value", chosen.Text())
		if touched {
			value = typed[0]
		}
		values.Add(name, value)
	default:
		value := f.AttrOr("value", "")
		if goquery.NodeName(f) == "textarea" {
			value = strings.TrimPrefix(f.Text(), "\n")
		}
		if touched && kind != "hidden" {
			value = typed[0]
		}
		values.Add(name, value)
	}
}

func (w *Walk) multipart(values url.Values) (kind string, body io.Reader) {
	w.t.Helper()
	var out bytes.Buffer
	m := multipart.NewWriter(&out)
	must := func(err error) {
		w.t.Helper()
		if err != nil {
			w.t.Fatal(err)
		}
	}
	for name, all := range values {
		for _, v := range all {
			must(m.WriteField(name, v))
		}
	}
	for name, paths := range w.files {
		for _, path := range paths {
			content, err := os.ReadFile(path)
			must(err)
			part, err := m.CreatePart(textproto.MIMEHeader{
				"Content-Disposition": {mime.FormatMediaType("form-data", map[string]string{"name": name, "filename": filepath.Base(path)})}, "Content-Type": {"application/octet-stream"},
			})
			must(err)
			_, err = part.Write(content)
			must(err)
		}
	}
	must(m.Close())
	return m.FormDataContentType(), &out
}

// Heading gives the page's heading.
func (w *Walk) Heading() string { return strings.TrimSpace(w.doc.Find("h1").First().Text()) }

// Words gives what can be read on the page.
func (w *Walk) Words() string {
	return strings.Join(strings.Fields(w.doc.Find("body").Text()), " ")
}

// Path gives the page's address on its site.
func (w *Walk) Path() string { return w.at.RequestURI() }

// See fails the test unless the page can be read to say each of the words.
func (w *Walk) See(words ...string) {
	w.t.Helper()
	for _, one := range words {
		if !strings.Contains(w.Words(), one) {
			w.t.Errorf("%s does not say %q:\n%s", w.Path(), one, w.Words())
		}
	}
}

// Check does nothing: what a page must hold at each width is for a real browser.
func (w *Walk) Check() {}

// Doc is the page, for a test that looks at its markup.
func (w *Walk) Doc() *goquery.Document { return w.doc }
