package main

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf16"

	"hundredweight/handlers"
	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/bid"
	"hundredweight/models/demo"
)

// canaries are texts that a bid holds and nobody may read before its opening.
var canaries = map[string]string{
	"answer":     "canaryanswer quiet herons at the weir",
	"price":      "917.83",
	"price sum":  "45891500",
	"file name":  "canaryname-plan.pdf",
	"small file": "canarysmall lapwings over the marsh",
	"large file": "canarylarge curlews along the shore",
	"commitment": "canarypromise seventeen otters",
}

// needles are the forms in which a canary could lie about: as it is, UTF-16,
// hex and the three ways in which base64 can begin.
func needles(canary string) [][]byte {
	plain := []byte(canary)
	var wide bytes.Buffer
	for _, u := range utf16.Encode([]rune(canary)) {
		wide.Write([]byte{byte(u), byte(u >> 8)})
	}
	all := [][]byte{plain, wide.Bytes(), []byte(hex.EncodeToString(plain)), []byte(url.QueryEscape(canary))}
	for skip := range 3 {
		coded := base64.StdEncoding.EncodeToString(append(make([]byte, skip), plain...))
		from, to := (skip*8+5)/6, len(coded)-4
		if to > from+8 {
			all = append(all, []byte(coded[from:to]))
		}
	}
	return all
}

// found tells which canaries lie in a body, also where parts of it are deflated.
func found(body []byte) (names []string) {
	views := append([][]byte{body}, inflated(body)...)
	for name, canary := range canaries {
		for _, n := range needles(canary) {
			hit := false
			for _, v := range views {
				hit = hit || bytes.Contains(v, n)
			}
			if hit {
				names = append(names, name)
				break
			}
		}
	}
	return names
}

// inflated unpacks every gzip and zip stream that begins somewhere in a body.
func inflated(body []byte) (all [][]byte) {
	for at := 0; at+30 < len(body); at++ {
		data := 0
		switch {
		case body[at] == 0x1f && body[at+1] == 0x8b && body[at+2] == 8:
			data = at + 10
		case bytes.HasPrefix(body[at:], []byte("PK\x03\x04")) && body[at+8] == 8:
			data = at + 30 + int(body[at+26]) + int(body[at+27])<<8 + int(body[at+28]) + int(body[at+29])<<8
		default:
			continue
		}
		if data >= len(body) {
			continue
		}
		out, _ := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(body[data:])), 1<<20)) //nolint:errcheck // what can be unpacked is looked at
		if len(out) > 0 {
			all = append(all, out)
		}
	}
	return all
}

// scan looks into every file of a folder.
func scan(t *testing.T, dir string, leave func(path string) bool) map[string][]string {
	t.Helper()
	hits := map[string][]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || leave != nil && leave(path) {
			return err
		}
		body, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if names := found(append([]byte(path+"\n"), body...)); len(names) > 0 {
			hits[path] = names
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return hits
}

// kept is a log that can be read while it is written.
type kept struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (k *kept) Write(p []byte) (int, error) { k.mu.Lock(); defer k.mu.Unlock(); return k.text.Write(p) }
func (k *kept) bytes() []byte               { k.mu.Lock(); defer k.mu.Unlock(); return bytes.Clone(k.text.Bytes()) }

func TestNothingOfABidCanBeReadBeforeItsOpening(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	data := filepath.Join(t.TempDir(), "data")
	cfg := config{Data: data, BaseURL: "http://127.0.0.1:8080", Operator: "Northmere"}
	log := &kept{}
	clock := demo.NewClock(time.Now)
	s, err := openSite(t.Context(), cfg, clocks{now: clock.Now, wall: time.Now}, slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})), nil)
	if err != nil {
		t.Fatal(err)
	}
	open := true
	defer func() {
		if open {
			if err := s.close(); err != nil {
				t.Error(err)
			}
		}
	}()
	world := &demo.World{DB: s.db, Steps: s.steps, Clock: clock, Log: s.log}
	county, err := world.Build(t.Context(), "nobody’s")
	if err != nil {
		t.Fatal(err)
	}
	ref := ""
	for _, e := range county.Tenders {
		if e.Stage == "open" {
			ref = e.Ref
		}
	}
	site := httptest.NewServer(s.server)
	defer site.Close()
	b := &bidder{t: t, base: site.URL, cookie: cookieOf(t, s, "jo.penhale@tideline.example"), org: "tideline-walkers"}
	b.bid(ref)

	// What the same scan must find: the control.
	control := filepath.Join(t.TempDir(), "control")
	if err := os.MkdirAll(control, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, canary := range canaries {
		var packed bytes.Buffer
		w, err := flate.NewWriter(&packed, 6)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte("a control that is long enough to be packed, with " + canary + " in its midst")); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		for form, body := range map[string][]byte{
			"plain": []byte("a " + canary + " b"), "base64": []byte(base64.StdEncoding.EncodeToString([]byte("ab" + canary + " and more behind it"))),
			"gzip": append([]byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3}, packed.Bytes()...),
		} {
			if err := os.WriteFile(filepath.Join(control, form), body, 0o600); err != nil {
				t.Fatal(err)
			}
			if hits := scan(t, control, nil); len(hits) == 0 && !(form == "base64" && len(canary) < 9) {
				t.Errorf("the scan does not find the %s in %s", name, form)
			}
			if err := os.Remove(filepath.Join(control, form)); err != nil {
				t.Fatal(err)
			}
		}
	}

	check := func(when string) {
		t.Helper()
		for path, names := range scan(t, data, nil) {
			t.Errorf("%s: %s lies in clear in %s", when, names, path)
		}
		for path, names := range scan(t, temp, nil) {
			t.Errorf("%s: %s lies in the temp folder, in %s", when, names, path)
		}
		if names := found(log.bytes()); len(names) > 0 {
			t.Errorf("%s: %s is in the log", when, names)
		}
	}
	check("after sending")
	file := filepath.Join(t.TempDir(), "backup.tar")
	if status, _, errOut := shell(t, "backup", "--data", data, file); status != 0 {
		t.Fatalf("backup: %s", errOut)
	}
	if hits := scan(t, filepath.Dir(file), nil); len(hits) > 0 {
		t.Errorf("the backup holds %v", hits)
	}
	b.nobodyReads(s, ref)
	check("after everybody looked")

	// At the deadline the working copies are shut: still nothing is to be read.
	row, err := s.db.Reader().Read(t.Context()).TenderByRef(ref)
	if err != nil {
		t.Fatal(err)
	}
	if err := world.Move(t.Context(), s.actorOf(t, "olive.marchant@northmere.example"), row.ClosesAt.Add(5*time.Minute)); err != nil {
		t.Fatal(err)
	}
	check("after the deadline")
	b.nobodyReads(s, ref)
	open = false
	if err := s.close(); err != nil {
		t.Fatal(err)
	}
	check("after the end")
}

// bidder lodges a bid through the pages.
type bidder struct {
	t      *testing.T
	base   string
	cookie *http.Cookie
	org    string
	at     string // of the bid's page
}

func (b *bidder) send(method, path, kind string, body io.Reader) (int, string, []byte) {
	b.t.Helper()
	return ask(b.t, method, b.base+path, kind, body, b.cookie)
}

func ask(t *testing.T, method, address, kind string, body io.Reader, cookie *http.Cookie) (int, string, []byte) {
	t.Helper()
	r, err := http.NewRequest(method, address, body)
	if err != nil {
		t.Fatal(err)
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	if cookie != nil {
		r.AddCookie(cookie)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(answer.Body)
	if err := errors.Join(err, answer.Body.Close()); err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, answer.Header.Get("Location"), text
}

// form sends a form that must be taken, and gives where it leads and what it says.
func (b *bidder) form(path string, fields url.Values) (string, []byte) {
	b.t.Helper()
	status, to, body := b.send(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(fields.Encode()))
	if status != http.StatusSeeOther && status != http.StatusOK {
		b.t.Fatalf("POST %s: %d %.2000s", path, status, body)
	}
	return to, body
}

func (b *bidder) bid(ref string) {
	b.t.Helper()
	b.at, _ = b.form("/tenders/"+ref+"/bid", url.Values{"organisation": {b.org}, "lots": {"1"}})
	for n := 1; n <= 6; n++ {
		b.form(fmt.Sprintf("%s/questions/q%d", b.at, n), url.Values{"answer": {"We would begin with " + canaries["answer"] + "."}, "done": {"yes"}, "revision": {"0"}})
	}
	b.upload("q4", "canaryname-plan.pdf", "%PDF-1.7 "+canaries["small file"])
	b.upload("q4", "second.pdf", "%PDF-1.7 "+strings.Repeat(canaries["large file"]+"\n", 8_000))
	b.form(b.at+"/commitments/new", url.Values{"outcome": {canaries["commitment"]}, "question": {"q5"}, "who": {"Neighbours"}, "quantity": {"17"}, "unit": {"otters"}, "by-day": {"1"}, "by-month": {"6"}, "by-year": {"2028"}, "evidence": {"A count"}, "extra": {"yes"}})
	_, shown := b.form(b.at+"/prices/1", url.Values{"price-1-A1": {canaries["price"]}, "price-1-A2": {"1.25"}, "price-1-A3": {"19"}, "price-1-A4": {"2"}})
	if !bytes.Contains(shown, []byte("917.83")) {
		b.t.Error("the page that seals the price does not show it once")
	}
	conditions := url.Values{}
	for n := 1; n <= 6; n++ {
		key := fmt.Sprintf("c%d", n)
		conditions.Set(bid.ConditionField(key), "yes")
		for field, value := range map[string]string{"-day": "1", "-month": "2", "-year": "2029"} {
			conditions.Set(bid.ExpiryField(key)+field, value)
		}
	}
	b.form(b.at+"/conditions", conditions)
	if to, body := b.form(b.at+"/declaration", url.Values{"agree": {"yes"}}); !strings.Contains(to, "/receipts/") {
		b.t.Fatalf("the bid was not sent: %s %s", to, body)
	}
}

func (b *bidder) upload(question, name, text string) {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, err := w.CreateFormFile("files", name)
	if err != nil {
		b.t.Fatal(err)
	}
	if _, err := io.WriteString(part, text); err != nil {
		b.t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		b.t.Fatal(err)
	}
	if status, _, said := b.send(http.MethodPost, b.at+"/questions/"+question+"/files", w.FormDataContentType(), &body); status != http.StatusSeeOther {
		b.t.Fatalf("upload: %d %.2000s", status, said)
	}
}

// nobodyReads opens every page of the site map as a stranger, as a rival, and
// as each person of the buyer and of the site: none of it shows a canary.
func (b *bidder) nobodyReads(s *site, ref string) {
	b.t.Helper()
	visitors := map[string]*http.Cookie{"a stranger": nil}
	for _, email := range []string{"lena.cruz@saltmarsh.example", "dana.okafor@harrowick.example", "ravi.menon@harrowick.example", "lin.hughes@harrowick.example", "priya.nair@harrowick.example",
		"colm.darcy@harrowick.example", "helen.strand@harrowick.example", "bisi.adeyemi@harrowick.example", "wes.calder@harrowick.example", "olive.marchant@northmere.example"} {
		visitors[email] = cookieOf(b.t, s, email)
	}
	own := strings.TrimPrefix(b.at, "/org/"+b.org+"/bids/")
	read := 0
	for _, r := range s.server.Routes() {
		if r.Method != http.MethodGet || r.Policy.Kind == page.KindAnyone && strings.Contains(r.Path, ":token") {
			continue
		}
		for _, org := range orgsOf(r) {
			path := strings.NewReplacer(":org", org, ":ref", map[bool]string{true: own, false: ref}[strings.Contains(r.Path, "/bids/:ref")], ":slug", b.org, ":bid", own, ":lot", "1", ":key", "q1", ":q", "q1", ":n", "1", ":receipt", own, ":part", own, ":file", own, ":promise", "p1", ":id", "1", ":claim", "c", ":step", "outcome", ":version", "1", ":doc", own).Replace(r.Path)
			for who, cookie := range visitors {
				status, _, body := ask(b.t, http.MethodGet, b.base+path, "", nil, cookie)
				read++
				if names := found(body); len(names) > 0 {
					b.t.Errorf("%s reads %s at %s (%d)", who, names, path, status)
				}
			}
		}
	}
	for _, words := range []string{"canaryanswer", "canarypromise", "canarylarge", "917.83"} {
		for _, list := range []string{"/tenders?q=", "/services?q="} {
			if _, _, body := ask(b.t, http.MethodGet, b.base+list+url.QueryEscape(words), "", nil, nil); bytes.Contains(body, []byte("herons")) || bytes.Contains(body, []byte("otters")) {
				b.t.Errorf("searching for %s finds a bid", words)
			}
		}
	}
	b.t.Logf("%d pages read", read)
}

func orgsOf(r handlers.Route) []string {
	if strings.Contains(r.Path, ":org") {
		return []string{"harrowick-borough-council", "tideline-walkers"}
	}
	return []string{""}
}

// actorOf gives a person of the county as who acts.
func (s *site) actorOf(t *testing.T, email string) account.Actor {
	t.Helper()
	p, ok, err := s.db.Reader().Read(t.Context()).PersonByEmail(email)
	if err != nil || !ok {
		t.Fatalf("nobody has the address %s: %v", email, err)
	}
	a, err := s.db.Reader().Read(t.Context()).Actor(p.ID)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func cookieOf(t *testing.T, s *site, email string) *http.Cookie {
	t.Helper()
	return signedCookie(t, s, s.actorOf(t, email).Person)
}
