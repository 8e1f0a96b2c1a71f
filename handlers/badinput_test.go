package handlers_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"

	"hundredweight/handlers"
	"hundredweight/handlers/page"
	"hundredweight/handlers/sitetest"
	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/store"
	"hundredweight/models/store/storetest"
)

// The attack opens every page of the site map as somebody who may, and sends
// each form it finds again and again, with one field at a time replaced by what
// nobody should send (trust.md section 4). scenes_test.go says how the site
// stands when a page is opened, so that its form is there.

// nonsense is what is put into a field.
type nonsense struct {
	name, value string
	text        bool // harmless as text: it is kept when the form is refused
}

// canary is a word that only markup of ours would turn into something else.
const canary = "hwx"

var (
	markup   = nonsense{"markup", `<script>` + canary + `()</script>"><img src=x onerror=` + canary + `()>`, true}
	megabyte = nonsense{"a megabyte", strings.Repeat("x", 1<<20), false}
	bad      = []nonsense{
		{"nothing", "", false}, {"spaces", "   ", false}, megabyte,
		{"a NUL", "a\x00b", false}, {"control characters", "a\x1b[31m\x07b", false}, {"broken UTF-8", "a\xff\xfeb", false}, {"a lone surrogate", "a\xed\xa0\x80b", false},
		{"an RTL override", "a\u202eb\u2066c", true}, {"300 combining marks", "a" + strings.Repeat("\u0301", 300), true}, {"lines", "a\r\nSubject: b", false},
		markup, {"a template", "{{7*7}}${7*7}", true}, {"a script for a link", "javascript:" + canary + "()", true}, {"SQL", `' OR "x"='x'; --`, true}, {"a pattern", "%s%d%!n%00", true}, {"a path", "../../../etc/passwd", true},
		{"minus one", "-1", true}, {"nought", "0", true}, {"1e9", "1e9", true}, {"three places", "1,000.555", true}, {"wide figures", "１２", true}, {"NaN", "NaN", true}, {"20 digits", "99999999999999999999", true}, {"a date that is none", "31/02/2027", true}, {"an unknown choice", "no-such-choice", true},
	}
	// inHidden are those for what nobody types: a page of ours reads no more of it.
	inHidden = []string{"nothing", "a NUL", "broken UTF-8", markup.name, "SQL", "minus one", "20 digits", "an unknown choice"}
	days     = [][3]string{{"31", "02", "2027"}, {"29", "02", "2027"}, {"00", "00", "0000"}, {"1", "1", "20256"}, {"1", "13", "2027"}, {"-1", "1", "2027"}, {"1", "", ""}, {"30", "6", "0001"}, {"31", "12", "9999"}}
	// assigned is what a form never says, however often it is sent.
	assigned = url.Values{"role": {"admin"}, "org_id": {"1"}, "operator": {"1"}, "status": {"awarded"}, "received_at": {"2020-01-01T00:00:00Z"}, "id": {"1"}, "permissions": {"manage_team"}, "approved_by": {"1"}, "_method": {"DELETE"}}
	// leaks are words of a database, a library or the language, in small letters.
	leaks = []string{
		"sqlite", "sqlstate", " sql:", "pq:", "constraint failed", "syntax error", "no rows in result", "runtime error", "goroutine ", "panic:", "strconv.", "invalid syntax", "multipart:",
		"unexpected eof", ".go:", "nil pointer", "unmarshal", "mime:", "%!s(", "%!d(", "%!v(", "%!q(", "%!w(", "%!(extra", "%!(novar", "(missing)", "invalid url escape", "templfailed",
	}
)

// field is one name of a form.
type field struct {
	name, kind string // kind is text, area, hidden, choice, file
	now        []string
	options    []string
}

// sheet is one form of a page.
type sheet struct {
	action string
	files  bool
	script bool // a script of ours sends it and reads the answer
	fields []field
	button url.Values
}

// sheets reads the forms of a page that change something.
func sheets(doc *goquery.Document) (out []sheet) {
	doc.Find("form").Each(func(_ int, f *goquery.Selection) {
		s := sheet{action: f.AttrOr("action", ""), files: strings.HasPrefix(f.AttrOr("enctype", ""), "multipart/"), button: url.Values{}}
		if !strings.EqualFold(f.AttrOr("method", "get"), "post") {
			return
		}
		f.Find("input, textarea, select, button").Each(func(_ int, in *goquery.Selection) { s.read(in) })
		out = append(out, s)
		if to := f.AttrOr("data-autosave", ""); to != "" { // the script sends the same fields there
			s.action, s.script = to, true
			out = append(out, s)
		}
	})
	return out
}

func (s *sheet) read(in *goquery.Selection) {
	name := in.AttrOr("name", "")
	if name == "" {
		return
	}
	kind := in.AttrOr("type", "text")
	one := field{name: name, kind: "text", now: []string{in.AttrOr("value", "")}}
	switch {
	case goquery.NodeName(in) == "button":
		if len(s.button) == 0 {
			s.button.Set(name, in.AttrOr("value", ""))
		}
		return
	case goquery.NodeName(in) == "textarea":
		one.kind, one.now = "area", []string{in.Text()}
	case goquery.NodeName(in) == "select":
		one.kind, one.now = "choice", nil
		in.Find("option").Each(func(_ int, o *goquery.Selection) {
			one.options = append(one.options, o.AttrOr("value", o.Text()))
			if _, ok := o.Attr("selected"); ok {
				one.now = []string{o.AttrOr("value", o.Text())}
			}
		})
		if len(one.now) == 0 && len(one.options) > 0 {
			one.now = one.options[:1]
		}
	case kind == "radio" || kind == "checkbox":
		one.kind, one.options, one.now = "choice", []string{in.AttrOr("value", "on")}, nil
		if _, ok := in.Attr("checked"); ok {
			one.now = one.options
		}
	case kind == "hidden" || kind == "file":
		one.kind = kind
	}
	i := slices.IndexFunc(s.fields, func(f field) bool { return f.name == name })
	if i < 0 {
		s.fields = append(s.fields, one)
		return
	}
	s.fields[i].now = append(s.fields[i].now, one.now...)
	s.fields[i].options = append(s.fields[i].options, one.options...)
}

// stands gives the form as it stands; filled also says something plausible in
// every field that is empty, so that the nonsense is what it is refused for.
func (s sheet) stands(filled bool) url.Values {
	out := url.Values{}
	for name, v := range s.button {
		out[name] = v
	}
	for _, f := range s.fields {
		out[f.name] = append([]string(nil), f.now...)
		if filled && strings.Join(f.now, "") == "" && f.kind != "hidden" {
			if v := f.plausible(); v != "" {
				out[f.name] = []string{v}
			}
		}
	}
	return out
}

func (f field) plausible() string {
	for _, o := range f.options {
		if o != "" {
			return o
		}
	}
	for end, v := range map[string]string{"-day": "12", "-month": "3", "-year": "2027", "email": "somebody@example.org", "password": "horses walk slowly uphill", "reason": "The answer names four rounds with driver and second, and gives lateness for two years with its causes."} {
		if strings.HasSuffix(f.name, end) {
			return v
		}
	}
	if f.kind == "area" {
		return "The answer names four rounds with driver and second, and gives lateness for two years with its causes."
	}
	return "12"
}

// attack is one run over the site.
type attack struct {
	*world
	sent    int
	skipped map[string]int // by form, because it is gone once it is taken
	reached map[string]bool
	told    map[string]bool // findings, each once
	report  func(string)
}

// scene is a page as somebody sees it who may.
type scene struct {
	client  *http.Client
	who     account.PersonID // 0 for a stranger
	address string           // of the page
	doc     *goquery.Document
}

// found tells of a weakness, once for each form, field and kind.
func (a *attack) found(where, format string, args ...any) {
	a.t.Helper()
	said := where + ": " + fmt.Sprintf(format, args...)
	key := regexp.MustCompile(`[0-9a-z]{10}|cwt-[-0-9c]+|-[a-z]{3}\b`).ReplaceAllString(said, "_")
	if len(key) > 220 {
		key = key[:220]
	}
	if !a.told[key] {
		a.told[key] = true
		a.report(fmt.Sprintf("%.700s", said))
	}
}

// body makes the bytes of a form.
func (s sheet) body(values url.Values) (string, []byte) {
	if !s.files {
		return "application/x-www-form-urlencoded", []byte(values.Encode())
	}
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for name, all := range values {
		if i := slices.IndexFunc(s.fields, func(f field) bool { return f.name == name && f.kind == "file" }); i >= 0 {
			continue
		}
		for _, v := range all {
			_ = m.WriteField(name, v) //nolint:errcheck // memory
		}
	}
	for _, f := range s.fields {
		if f.kind != "file" || !values.Has(f.name) {
			continue
		}
		name := values.Get(f.name)
		if name == "" || name == "12" {
			name = "plan.txt"
		}
		h := textproto.MIMEHeader{"Content-Disposition": {`form-data; name="` + f.name + `"; filename="` + strings.NewReplacer("\\", "\\\\", `"`, "\\\"", "\r", "", "\n", "").Replace(name) + `"`}, "Content-Type": {"text/plain"}}
		part, err := m.CreatePart(h)
		if err == nil {
			_, err = io.WriteString(part, "words "+name)
		}
		if err != nil {
			panic(err)
		}
	}
	if err := m.Close(); err != nil {
		panic(err)
	}
	return m.FormDataContentType(), b.Bytes()
}

// send sends a form and looks at what comes back. It tells whether it was taken.
func (a *attack) send(at *scene, where string, s sheet, values url.Values, one nonsense, name string) (status int) {
	a.t.Helper()
	a.sent++
	kind, body := s.body(values)
	before, rights := a.events(), a.rights(at)
	req, err := http.NewRequestWithContext(a.t.Context(), http.MethodPost, a.site.URL+s.action, bytes.NewReader(body))
	if err != nil {
		a.found(where, "its action is no address: %v", err)
		return 0
	}
	req.Header.Set("Content-Type", kind)
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	if s.script {
		req.Header.Set("Accept", "application/json")
	}
	resp, text := a.do(at.client, req)
	what := where + " " + name + " = " + one.name
	a.page(what, resp, text)
	for right := range a.rights(at) {
		if org, _, _ := strings.Cut(right, ": "); !rights[right] && rights[org] {
			a.found(what, "gave the sender %q", right)
		}
	}
	switch {
	case resp.StatusCode == http.StatusOK && !s.script:
		a.beyond(at, where, text)
	case resp.StatusCode == http.StatusSeeOther:
		if one.text {
			a.follow(at, what, resp.Header.Get("Location"))
		}
	case resp.StatusCode >= 400:
		if n := a.events() - before; n != 0 {
			a.found(what, "refused with %d, and yet %d events were written", resp.StatusCode, n)
		}
		if resp.StatusCode == http.StatusUnprocessableEntity && !s.script {
			a.refused(what, s, text, one, name)
		}
	}
	return resp.StatusCode
}

func (a *attack) do(c *http.Client, req *http.Request) (*http.Response, string) {
	a.t.Helper()
	resp, err := c.Do(req)
	if err != nil {
		a.t.Fatal(err)
	}
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		a.t.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil {
		a.t.Fatal(err)
	}
	return resp, string(b)
}

// rights are what the sender may do: each organisation by its name, with each
// permission there.
func (a *attack) rights(at *scene) map[string]bool {
	a.t.Helper()
	out := map[string]bool{"site": true}
	if at.who == 0 {
		return out
	}
	actor, err := a.site.DB.Reader().Read(a.t.Context()).Actor(at.who)
	if err != nil {
		a.t.Fatal(err)
	}
	if actor.Operator {
		out["site: operator"] = true
	}
	for _, m := range actor.Memberships {
		out[m.Slug] = true
		for _, p := range m.Permissions {
			out[m.Slug+": "+string(p)] = true
		}
		if m.Verified {
			out[m.Slug+": checked"] = true
		}
	}
	return out
}

// events counts what was written: every change leaves an event.
func (a *attack) events() int64 {
	a.t.Helper()
	n, err := a.site.DB.Reader().Read(a.t.Context()).LogSize()
	if err != nil {
		a.t.Fatal(err)
	}
	return n
}

// page holds of every answer, whatever was sent.
func (a *attack) page(what string, resp *http.Response, text string) {
	a.t.Helper()
	if resp.StatusCode >= 500 {
		a.found(what, "status %d: %.300s", resp.StatusCode, a.lastError())
	}
	if resp.StatusCode >= 400 && !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html") && !strings.HasPrefix(resp.Header.Get("Content-Type"), "application/json") {
		a.found(what, "status %d is no page: %s", resp.StatusCode, resp.Header.Get("Content-Type"))
	}
	if small := strings.ToLower(text); len(text) < 1<<20 {
		for _, m := range leaks {
			if strings.Contains(small, m) {
				a.found(what, "says %q: …%s…", m, around(small, m))
			}
		}
	}
	if !strings.Contains(text, canary) {
		return
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(text))
	if err != nil {
		a.found(what, "the page cannot be read: %v", err)
		return
	}
	if doc.Find("[onerror], script:contains("+canary+"), img[src='x']").Length() > 0 {
		a.found(what, "typed markup came back as markup: …%s…", around(text, canary))
	}
	doc.Find("[href], [src], [action], [formaction]").Each(func(_ int, e *goquery.Selection) {
		for _, attr := range []string{"href", "src", "action", "formaction"} {
			if v := strings.ToLower(strings.TrimSpace(e.AttrOr(attr, ""))); strings.HasPrefix(v, "javascript:") || strings.HasPrefix(v, "data:text") {
				a.found(what, "a link runs a script: %s", v)
			}
		}
	})
}

func around(text, m string) string {
	i := strings.Index(text, m)
	return text[max(0, i-80):min(len(text), i+len(m)+80)]
}

// lastError is the last error that the site logged.
func (a *attack) lastError() string {
	all := strings.Split(a.site.Log.String(), "\n")
	for i := len(all) - 1; i >= 0; i-- {
		if strings.Contains(all[i], `"level":"ERROR"`) {
			return all[i]
		}
	}
	return ""
}

// refused holds of a form that comes back: a summary whose links lead
// somewhere, and what was typed.
func (a *attack) refused(what string, s sheet, text string, one nonsense, name string) {
	a.t.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(text))
	if err != nil {
		a.found(what, "the page cannot be read: %v", err)
		return
	}
	summary := doc.Find(".govuk-error-summary")
	if summary.Length() == 0 {
		a.found(what, "422 without an error summary: %s", strings.Join(strings.Fields(doc.Find("main").Text()), " "))
		return
	}
	if summary.Find("li").Length() == 0 {
		a.found(what, "the error summary is empty")
	}
	summary.Find("a").Each(func(_ int, l *goquery.Selection) {
		id := strings.TrimPrefix(l.AttrOr("href", ""), "#")
		if doc.Find("[id='"+strings.ReplaceAll(id, "'", `\'`)+"']").Length() != 1 {
			a.found(what, "the error summary leads to %q, which is there %d times (%s)", id, doc.Find("[id='"+id+"']").Length(), l.Text())
		}
	})
	if !one.text {
		return
	}
	for _, f := range s.fields {
		if f.name != name || f.kind != "text" && f.kind != "area" || strings.Contains(strings.ToLower(name), "password") {
			continue
		}
		in := doc.Find("[name='" + name + "']")
		if got := in.AttrOr("value", in.Text()); in.Length() == 0 || strings.TrimSpace(got) != strings.TrimSpace(one.value) {
			a.found(what, "what was typed is not kept: %q", got)
		}
	}
}

// beyond attacks a form that only the page shows which a taken form leads to.
func (a *attack) beyond(at *scene, where, text string) {
	a.t.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(text))
	if err != nil {
		a.found(where, "the page cannot be read: %v", err)
		return
	}
	for _, s := range sheets(doc) {
		if s.action == "/sign-out" || !a.reaches(s.action) {
			continue
		}
		for _, f := range s.fields {
			for _, v := range variants(f) {
				values := s.stands(true)
				one, name := v(values)
				a.send(at, where+" → "+s.action, s, values, one, name)
			}
		}
	}
}

// reaches notes the route that a form leads to, and tells whether it is new.
func (a *attack) reaches(action string) (first bool) {
	for _, r := range a.site.Server.Routes() {
		if r.Method == http.MethodPost && answers(r.Path, action) {
			first = first || !a.reached[r.Path]
			a.reached[r.Path] = true
		}
	}
	return first
}

// follow reads the page that a taken form leads to.
func (a *attack) follow(at *scene, what, to string) {
	a.t.Helper()
	if u, err := url.Parse(to); err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") {
		a.found(what, "leads off the site: %q", to)
		return
	}
	req, err := http.NewRequestWithContext(a.t.Context(), http.MethodGet, a.site.URL+to, nil)
	if err != nil {
		a.found(what, "leads to no address: %q", to)
		return
	}
	resp, text := a.do(at.client, req)
	a.page(what+", then "+to, resp, text)
}

// look opens a page.
func (a *attack) look(at *scene) bool {
	a.t.Helper()
	req, err := http.NewRequestWithContext(a.t.Context(), http.MethodGet, a.site.URL+at.address, nil)
	if err != nil {
		a.t.Fatal(err)
	}
	resp, text := a.do(at.client, req)
	a.page(at.address, resp, text)
	if at.doc, err = goquery.NewDocumentFromReader(strings.NewReader(text)); err != nil {
		a.t.Fatal(err)
	}
	return resp.StatusCode == http.StatusOK
}

// forms gives the forms of the scene's page, without the one that signs out.
func (at *scene) forms() (out []sheet) {
	for _, s := range sheets(at.doc) {
		if s.action != "/sign-out" {
			out = append(out, s)
		}
	}
	return out
}

// target is a form of a page that is attacked again and again: nth of its
// forms. A new scene is made when what was sent took the form away.
type target struct {
	route string
	nth   int
	make  func() *scene
	at    *scene
	again int // scenes made because a form was taken
}

// mostScenes is how often one form that is gone once it is taken may be taken,
// and its scene made anew. What is left then is not sent: it was taken ten times.
const mostScenes = 10

// ready gives the form as it is now.
func (x *target) ready(a *attack, changed bool) (sheet, bool) {
	a.t.Helper()
	if x.at != nil && !changed {
		if all := x.at.forms(); x.nth < len(all) {
			return all[x.nth], true
		}
	}
	if x.at != nil && a.look(x.at) {
		if all := x.at.forms(); x.nth < len(all) {
			return all[x.nth], true
		}
	}
	if x.again > mostScenes {
		return sheet{}, false
	}
	x.again++
	x.at = x.make()
	if !a.look(x.at) {
		a.found(x.route, "a new page is not there")
		return sheet{}, false
	}
	all := x.at.forms()
	if x.nth >= len(all) {
		a.found(x.route, "a new page has not its form %d", x.nth)
		return sheet{}, false
	}
	return all[x.nth], true
}

// variants are the ways in which one field is sent.
func variants(f field) (out []func(url.Values) (nonsense, string)) {
	put := func(one nonsense) {
		out = append(out, func(v url.Values) (nonsense, string) { v[f.name] = []string{one.value}; return one, f.name })
	}
	for _, one := range bad {
		switch {
		case f.kind == "hidden" && !slices.Contains(inHidden, one.name), f.kind == "choice" && (one.name == megabyte.name || one.text && one.name != markup.name && one.name != "minus one" && one.name != "an unknown choice"):
			continue // the same as others to us
		}
		put(one)
	}
	other := func(name string, change func(url.Values)) {
		out = append(out, func(v url.Values) (nonsense, string) { change(v); return nonsense{name: name}, f.name })
	}
	other("missing", func(v url.Values) { v.Del(f.name) })
	other("doubled", func(v url.Values) { v[f.name] = append(v[f.name], append([]string{markup.value}, v[f.name]...)...) })
	other("an array", func(v url.Values) { v[f.name+"[]"], v[f.name+"[0][x]"] = v[f.name], v[f.name]; v.Del(f.name) })
	if base, isDay := strings.CutSuffix(f.name, "-day"); isDay {
		for _, d := range days {
			other("the date "+strings.Join(d[:], " "), func(v url.Values) { v.Set(base+"-day", d[0]); v.Set(base+"-month", d[1]); v.Set(base+"-year", d[2]) })
		}
	}
	return out
}

// form attacks one form of a page.
func (a *attack) form(x *target) {
	a.t.Helper()
	s, ok := x.ready(a, true)
	if !ok {
		return
	}
	a.reaches(s.action)
	where := x.route + " → " + s.action
	changed := false
	try := func(filled bool, change func(url.Values) (nonsense, string)) {
		a.t.Helper()
		now, ok := x.ready(a, changed)
		if !ok {
			a.skipped[where]++
			return
		}
		values := now.stands(filled)
		one, name := change(values)
		status := a.send(x.at, where, now, values, one, name)
		changed = status < 400
	}
	// The first of every field, then the second of every field: where only so many
	// can be sent, every field has its share.
	for i, more := 0, true; more; i++ {
		more = false
		for _, f := range s.fields {
			if all := variants(f); i < len(all) {
				more = true
				try(true, all[i])
			}
		}
	}
	for _, f := range s.fields {
		for _, one := range []nonsense{{name: "nothing, the rest as it stands"}, markup} {
			try(false, func(v url.Values) (nonsense, string) { v[f.name] = []string{one.value}; return one, f.name })
		}
	}
	try(false, func(v url.Values) (nonsense, string) {
		for name, more := range assigned {
			if !v.Has(name) {
				v[name] = more
			}
		}
		return nonsense{name: "fields nobody asked for"}, ""
	})
	try(false, func(v url.Values) (nonsense, string) {
		clear(v)
		return nonsense{name: "nothing at all"}, ""
	})
	try(false, func(url.Values) (nonsense, string) { return nonsense{name: "as it stands"}, "" })
}

// answers tells whether a route's pattern is that of an address.
func answers(pattern, address string) bool {
	path, _, _ := strings.Cut(address, "?")
	want, have := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(want) != len(have) {
		return false
	}
	for i := range want {
		if want[i] != have[i] && !strings.HasPrefix(want[i], ":") {
			return false
		}
	}
	return true
}

// newAttack makes a site to attack; routes are its own when there are any.
func newAttack(t *testing.T, routes ...func(s *sitetest.Site) []handlers.Route) *attack {
	t.Helper()
	clock := storetest.NewClock()
	s := sitetest.Moving(t, storetest.SQLite(t, clock), clock)
	server, err := handlers.New(s.Config)
	for _, own := range routes {
		server, err = handlers.NewWith(s.Config, own(s))
	}
	if err != nil {
		t.Fatal(err)
	}
	s.Server = server
	s.Run(t, server)
	return &attack{world: &world{t: t, site: s, memo: map[string]thing{}, told: map[string]bool{}}, reached: map[string]bool{}, told: map[string]bool{}, skipped: map[string]int{}, report: func(said string) { t.Error(said) }}
}

// notThere are pages that the attack does not see, with why.
var notThere = map[string]string{
	"/account/kept": "it is there after a session ended",
	"/demo":         "only a demonstration has it",
	"/outbox":       "only a demonstration has it",
	"/outbox/:id":   "only a demonstration has it",
}

// unreached are targets of forms that no page of the attack shows, with why.
var unreached = map[string]string{
	"/sign-out":     "every page has it, and it has no field",
	"/demo/sign-in": "only a demonstration has it",
	"/demo/clock":   "only a demonstration has it",
}

func TestNoFormIsBrokenByWhatIsTyped(t *testing.T) {
	a := newAttack(t)
	began := time.Now()
	for _, sc := range a.scenes() {
		at := sc.make()
		if !a.look(at) {
			if notThere[sc.route] == "" {
				t.Errorf("%s: the page is not there: %s", sc.route, at.address)
			}
			continue
		}
		for n := range at.forms() {
			x := &target{route: sc.route, nth: n, make: sc.make, at: at}
			a.form(x)
		}
	}
	var missed []string
	for _, r := range a.site.Server.Routes() {
		if r.Method == http.MethodPost && !a.reached[r.Path] && unreached[r.Path] == "" {
			missed = append(missed, r.Path)
		}
	}
	sort.Strings(missed)
	if len(missed) > 0 {
		t.Errorf("no form leads to these, so they were not attacked:\n%s", strings.Join(missed, "\n"))
	}
	for where, n := range a.skipped {
		t.Logf("skipped %d %s", n, where)
	}
	t.Logf("%d forms sent in %.0f s", a.sent, time.Since(began).Seconds())
}

// queries are addresses that nobody should ask for, behind any page.
var queries = []string{
	"page=-1", "page=1e9", "page=0", "page=99999999999999999999", "after=%27", "after=zzzz&before=zzzz", "after=" + strings.Repeat("9", 400), "sort=password", "sort=", "sort[]=newest", "order=id;drop%20table%20people",
	"q=%27%20OR%201=1--", "q=%22", "q=*", "q=(((", "q=NEAR(a%20b)", "q=AND", "q=a%20NOT", "q=%3Cscript%3E" + canary + "()%3C/script%3E", "q=%E2%80%AEabc", "q=" + strings.Repeat("%CC%81", 300), "q=%20%20", "q=a%0D%0ASet-Cookie:x=1",
	"q=a&q=b&sort=a&sort=b&page=1&page=2", "id=../..", "lot=../../etc", "kind=" + canary, "step=-1", "add=%27", "next=//evil.example", "next=javascript:" + canary + "()", "theme=none&area=none&price=none&strength=9&status=none",
	"%00", "q=%00", "q=%FF%FE", "q=%zz", "%=%", "&&&;;;=", "q=" + strings.Repeat("a", 100<<10), strings.Repeat("a=1&", 2000), "scheme=%27&identifier=%27", "bid=none&question=none", "claim=none", "service=none",
}

// TestNoAddressIsBrokenByItsQuery opens every page with queries that no link of
// ours has: the page, another page, or a plain refusal.
func TestNoAddressIsBrokenByItsQuery(t *testing.T) {
	a := newAttack(t)
	asked := 0
	for _, sc := range a.scenes() {
		at := sc.make()
		path, _, _ := strings.Cut(at.address, "?")
		for _, c := range []*http.Client{at.client, a.site.Stranger(t)} {
			for _, query := range queries {
				u, err := url.Parse(a.site.URL + path)
				if err != nil {
					t.Fatal(err)
				}
				u.RawQuery = query
				asked++
				resp, text := a.do(c, &http.Request{Method: http.MethodGet, URL: u, Header: http.Header{}})
				what := sc.route + "?" + query[:min(len(query), 60)]
				a.page(what, resp, text)
				switch resp.StatusCode {
				case http.StatusOK, http.StatusBadRequest, http.StatusForbidden, http.StatusNotFound, http.StatusConflict, http.StatusUnprocessableEntity, http.StatusMovedPermanently:
				case http.StatusSeeOther:
					a.follow(&scene{client: c}, what, resp.Header.Get("Location"))
				default:
					a.found(what, "status %d", resp.StatusCode)
				}
				if resp.Header.Get("Set-Cookie") == "x=1" {
					a.found(what, "a query wrote a header")
				}
			}
		}
	}
	t.Logf("%d addresses asked", asked)
}

// TestTheAttackFindsWhatIsBroken is the control: a page that is broken in every
// way that the attack looks for.
func TestTheAttackFindsWhatIsBroken(t *testing.T) {
	var s *sitetest.Site
	show := func(c *gin.Context, status int, more, typed string) error {
		return s.Kit.Render(c, status, templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
			_, err := io.WriteString(w, `<!doctype html><title>x</title><main>`+more+`<form method="post" action="/broken"><input name="title" id="title" value="`+typed+`"><input type="hidden" name="n" value="1"></form></main>`)
			return err
		}))
	}
	summary := `<div class="govuk-error-summary"><ul><li><a href="#%s">Enter a title</a></li></ul></div>`
	a := newAttack(t, func(site *sitetest.Site) []handlers.Route {
		s = site
		return []handlers.Route{
			handlers.Get("/broken", page.SignedIn, func(c *gin.Context) error { return show(c, 200, "", "") }),
			handlers.Post("/broken", page.SignedIn, func(c *gin.Context) error {
				switch typed := c.PostForm("title"); {
				case strings.Contains(typed, "\x00"):
					return errors.New("broken")
				case typed == "":
					return show(c, 422, fmt.Sprintf(summary, "gone"), "")
				case strings.HasPrefix(typed, "  "):
					return show(c, 422, "", "")
				case strings.Contains(typed, "<script>"):
					return show(c, 422, fmt.Sprintf(summary, "title")+typed, "")
				case strings.HasPrefix(typed, "javascript:"):
					return show(c, 422, fmt.Sprintf(summary, "title")+`<a href="`+typed+`">x</a>`, typed)
				case typed == "NaN":
					return show(c, 422, fmt.Sprintf(summary, "title")+`strconv.Atoi: parsing "NaN": invalid syntax`, typed)
				case typed == "-1":
					s.Person(t, "Half Saved", false)
					return show(c, 422, fmt.Sprintf(summary, "title"), typed)
				case typed == "0":
					by, now := page.Actor(c), s.Clock.Now()
					members, err := s.DB.Reader().Read(c).Members(by.Memberships[0].Organisation)
					for _, m := range members {
						err = errors.Join(err, s.DB.Write(c, by, func(tx *store.Tx) (audit.Event, error) {
							return audit.New(by, now, "test.made", audit.Subject{Kind: "test", Ref: "x"}), tx.SetPermissions(m.Membership, []account.Permission{account.Sign})
						}))
					}
					if err != nil {
						return err
					}
					return s.Kit.Redirect(c, "/broken", "")
				case typed == "1e9":
					c.Header("Location", "//evil.example")
					c.Status(303)
					return nil
				}
				return s.Kit.Redirect(c, "/broken", "")
			}),
		}
	})
	var said []string
	a.report = func(one string) { said = append(said, one) }
	who := a.member(a.provider())
	make := func() *scene { return a.as(account.Actor{Person: who}, "/broken") }
	at := make()
	if !a.look(at) {
		t.Fatal("the page is not there")
	}
	a.form(&target{route: "/broken", make: make, at: at})
	all := strings.Join(said, "\n")
	for _, want := range []string{
		"title = a NUL: status 500", `title = nothing: the error summary leads to "gone"`, "title = spaces: 422 without an error summary", "title = markup: typed markup came back as markup", "title = markup: what was typed is not kept",
		"title = a script for a link: a link runs a script", `title = NaN: says "strconv."`, "title = minus one: refused with 422, and yet", "title = nought: gave the sender", "title = 1e9: leads off the site",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("not found: %s", want)
		}
	}
	if t.Failed() {
		t.Logf("found:\n%s", all)
	}
}
