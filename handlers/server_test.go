package handlers_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"

	"hundredweight/handlers"
	accountpages "hundredweight/handlers/account"
	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/handlers/sitetest"
	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/store/storetest"
	"hundredweight/static"
)

func words(format string, a ...any) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := fmt.Fprintf(w, "<p>"+format+"</p>", a...)
		return err
	})
}

// site runs a site with a map of its own: one page for each thing to see.
func site(t *testing.T, change func(*handlers.Config)) *sitetest.Site {
	t.Helper()
	clock := storetest.NewClock()
	s := sitetest.Parts(t, storetest.SQLite(t, clock), clock)
	if change != nil {
		change(&s.Config)
	}
	k := s.Config.Kit
	renders := 0
	says := func(err error) page.Handler { return func(*gin.Context) error { return err } }
	hello := func(c *gin.Context) error {
		return k.Render(c, 200, words("hello %s for %s", page.Actor(c).Name, page.Org(c).Name))
	}
	server, err := handlers.NewWith(s.Config, []handlers.Route{
		handlers.Get("/", page.Anyone, hello),
		handlers.Get("/list", page.Anyone, func(c *gin.Context) error {
			renders++
			return k.Render(c, 200, words("page %d %s", renders, strings.Repeat("long ", 600)))
		}).Cached(),
		handlers.Get("/missing", page.Anyone, says(refusal.Missing("tender"))),
		handlers.Get("/forbidden", page.Anyone, says(refusal.Forbidden("Not your part.", "Sam can do this."))),
		handlers.Get("/turn", page.Anyone, says(refusal.Turn("Bids are still sealed."))),
		handlers.Get("/stale", page.Anyone, says(refusal.Changed("Sam changed this at 10:42."))),
		handlers.Get("/duplicate", page.Anyone, says(refusal.Already("That name is taken."))),
		handlers.Get("/invalid", page.Anyone, says(refusal.Field("title", "Enter a title"))),
		handlers.Get("/busy", page.Anyone, says(fmt.Errorf("save: %w", store.ErrBusy))),
		handlers.Get("/toomany", page.Anyone, says(&refusal.Error{Kind: refusal.TooMany, Reason: "Wait a little."})),
		handlers.Get("/broken", page.Anyone, says(errors.New("constraint failed: secret_table"))),
		handlers.Get("/panic", page.Anyone, func(*gin.Context) error { panic("secret in a panic") }),
		handlers.Get("/halfway", page.Anyone, func(c *gin.Context) error {
			return k.Render(c, 200, templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
				if _, err := io.WriteString(w, "half a page"); err != nil {
					return err
				}
				return errors.New("the second half is broken")
			}))
		}),
		handlers.Post("/form", page.Anyone, func(c *gin.Context) error {
			f, err := form.Read(c)
			if err != nil {
				return err
			}
			title := f.Text("title", form.Ask{Label: "The title", Missing: "Enter a title"})
			if f.OK() {
				return k.Redirect(c, "/list", "Saved")
			}
			return k.Render(c, f.Status(), words("%s|%s|%s", title.Raw, title.Error, f.Text("note", form.Ask{}).Raw))
		}),
		handlers.Post("/file", page.Anyone, func(c *gin.Context) error {
			_, err := form.Parts(c, 2<<20, func(p *form.Part) error { _, err := io.Copy(io.Discard, p); return err })
			if err != nil {
				return err
			}
			return k.Redirect(c, "/", "")
		}).Uploads(2 << 20),
		handlers.Post("/guess", page.Anyone, hello).Limited(handlers.Guesses),
		handlers.Get("/mine", page.SignedIn, hello),
		handlers.Get(page.KeptAt, page.SignedIn, accountpages.New(k, s.Steps).Kept),
		handlers.Get("/admin", page.Operator, hello),
		handlers.Get("/org/:org", page.Member(), hello),
		handlers.Get("/org/:org/sign", page.Member(account.Sign, account.ManageTeam), hello),
		handlers.Post("/org/:org/sign", page.Member(account.Sign, account.ManageTeam), hello),
		handlers.Get("/org/:org/tenders/:ref", page.Appointee(account.RoleAuthor).Or(account.Audit), hello),
		handlers.Get("/desk/:ref", page.Appointee(account.RoleEvaluator), hello),
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Run(t, server)
	return s
}

func do(t *testing.T, c *http.Client, method, address string, body io.Reader, head ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, body)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(head); i += 2 {
		r.Header.Set(head[i], head[i+1])
		if head[i] == "Host" {
			r.Host = head[i+1]
		}
	}
	resp, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(b)
}

func sent(t *testing.T, c *http.Client, address string, values url.Values, head ...string) (*http.Response, string) {
	t.Helper()
	return do(t, c, "POST", address, strings.NewReader(values.Encode()), append([]string{"Content-Type", "application/x-www-form-urlencoded"}, head...)...)
}

var protections = []string{"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Permissions-Policy", "X-Frame-Options", "X-Request-Id"}

func TestEveryResponseIsProtected(t *testing.T) {
	s := site(t, nil)
	c := s.Stranger(t)
	large := strings.NewReader("title=" + strings.Repeat("x", form.MaxBody+1))
	for name, tc := range map[string]struct {
		method, path string
		body         io.Reader
		want         int
	}{
		"a page":              {"GET", "/", nil, 200},
		"the head of a page":  {"HEAD", "/", nil, 200},
		"a page kept ready":   {"GET", "/list", nil, 200},
		"no such page":        {"GET", "/nowhere", nil, 404},
		"a wrong method":      {"DELETE", "/list", nil, 405},
		"a method nobody has": {"BREW", "/list", nil, 405},
		"a trace":             {"TRACE", "/", nil, 405},
		"a redirect":          {"GET", "/mine", nil, 303},
		"a slash too many":    {"GET", "/list/", nil, 301},
		"an error":            {"GET", "/broken", nil, 500},
		"a panic":             {"GET", "/panic", nil, 500},
		"a broken template":   {"GET", "/halfway", nil, 500},
		"busy":                {"GET", "/busy", nil, 503},
		"too large":           {"POST", "/form", large, 413},
		"a static file":       {"GET", static.Path("app.css"), nil, 200},
		"no static file":      {"GET", "/static/x/none.css", nil, 404},
		"a posted style":      {"POST", static.Path("app.css"), nil, 405},
		"a control character": {"GET", "/list?q=%00", nil, 400},
		"broken UTF-8":        {"GET", "/list?q=%ff", nil, 400},
		"a broken escape":     {"GET", "/list?q=%zz", nil, 400},
		"a NUL in the path":   {"GET", "/%00", nil, 400},
		"climbing out":        {"GET", "/..%2f..%2fetc/passwd", nil, 404},
		"a folder of tools":   {"GET", "/.git/config", nil, 404},
		"two slashes":         {"GET", "//", nil, 404},
		"not a form":          {"POST", "/form", strings.NewReader("title=x"), 415},
	} {
		t.Run(name, func(t *testing.T) {
			head := []string{}
			if name == "too large" {
				head = []string{"Content-Type", "application/x-www-form-urlencoded"}
			}
			resp, body := do(t, c, tc.method, s.URL+tc.path, tc.body, head...)
			if resp.StatusCode != tc.want {
				t.Errorf("status %d, want %d", resp.StatusCode, tc.want)
			}
			for _, h := range protections {
				if resp.Header.Get(h) == "" {
					t.Errorf("no %s", h)
				}
			}
			if csp := resp.Header.Get("Content-Security-Policy"); strings.Contains(csp, "unsafe") || !strings.Contains(csp, "default-src 'none'") {
				t.Errorf("policy %q", csp)
			}
			for _, leak := range []string{"secret", "constraint", "half a page", "goroutine"} {
				if strings.Contains(body, leak) {
					t.Errorf("the answer shows %q", leak)
				}
			}
			if tc.want == 500 && !strings.Contains(body, resp.Header.Get("X-Request-Id")) {
				t.Error("no reference to quote")
			}
		})
	}
}

func TestHTTPSAddsTransportSecurityAndASecureCookie(t *testing.T) {
	s := site(t, func(c *handlers.Config) { c.Kit.BaseURL = "https://site.test" })
	resp, _ := do(t, s.Stranger(t), "GET", s.URL+"/", nil)
	if got := resp.Header.Get("Strict-Transport-Security"); got != "max-age=63072000; includeSubDomains" {
		t.Errorf("got %q", got)
	}
}

func TestEachRefusalHasItsStatusAndAWayOn(t *testing.T) {
	s := site(t, nil)
	for path, want := range map[string]struct {
		status int
		says   []string
	}{
		"/missing":   {404, []string{"Page not found", "We could not find that tender."}},
		"/forbidden": {403, []string{"Not your part.", "Sam can do this."}},
		"/turn":      {409, []string{"Bids are still sealed."}},
		"/stale":     {409, []string{"Sam changed this at 10:42.", "Nothing was overwritten."}},
		"/duplicate": {409, []string{"That name is taken."}},
		"/invalid":   {422, []string{"Enter a title"}},
		"/busy":      {503, []string{"busy"}},
		"/toomany":   {429, []string{"Wait a little."}},
		"/broken":    {500, []string{"Sorry, there is a problem with the service"}},
	} {
		resp, body := do(t, s.Stranger(t), "GET", s.URL+path, nil)
		if resp.StatusCode != want.status {
			t.Errorf("%s: %d, want %d", path, resp.StatusCode, want.status)
		}
		for _, text := range want.says {
			if !strings.Contains(body, text) {
				t.Errorf("%s does not say %q: %s", path, text, body)
			}
		}
		if (want.status == 503 || want.status == 429) != (resp.Header.Get("Retry-After") != "") {
			t.Errorf("%s: Retry-After %q", path, resp.Header.Get("Retry-After"))
		}
		if resp.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s may be kept", path)
		}
	}
}

func TestFormsFromOtherSitesAreRefused(t *testing.T) {
	s := site(t, nil)
	host := strings.TrimPrefix(s.URL, "http://")
	for name, tc := range map[string]struct {
		method string
		head   []string
		kind   string
		want   int
	}{
		"the own site":                 {"POST", []string{"Sec-Fetch-Site", "same-origin"}, "", 303},
		"an older browser, own origin": {"POST", []string{"Origin", "http://" + host}, "", 303},
		"a plain client":               {"POST", nil, "", 303},
		"typed by the person":          {"POST", []string{"Sec-Fetch-Site", "none"}, "", 303},
		"another site":                 {"POST", []string{"Sec-Fetch-Site", "cross-site"}, "", 403},
		"a sister site":                {"POST", []string{"Sec-Fetch-Site", "same-site"}, "", 403},
		"a foreign origin":             {"POST", []string{"Origin", "https://evil.example"}, "", 403},
		"a null origin":                {"POST", []string{"Origin", "null"}, "", 403},
		"plain text from another site": {"POST", []string{"Sec-Fetch-Site", "cross-site"}, "text/plain", 403},
		"plain text from nowhere":      {"POST", nil, "text/plain", 415},
		"a GET changes nothing":        {"GET", []string{"Sec-Fetch-Site", "cross-site"}, "", 405},
		"a HEAD changes nothing":       {"HEAD", []string{"Sec-Fetch-Site", "cross-site"}, "", 405},
		"a method in a header is none": {"GET", []string{"X-HTTP-Method-Override", "POST"}, "", 405},
	} {
		t.Run(name, func(t *testing.T) {
			kind := tc.kind
			if kind == "" {
				kind = "application/x-www-form-urlencoded"
			}
			resp, _ := do(t, s.Stranger(t), tc.method, s.URL+"/form", strings.NewReader("title=x"), append([]string{"Content-Type", kind}, tc.head...)...)
			if resp.StatusCode != tc.want {
				t.Errorf("got %d, want %d", resp.StatusCode, tc.want)
			}
			if tc.want == 403 && resp.Header.Get("X-Frame-Options") != "DENY" {
				t.Error("the refusal has no headers")
			}
		})
	}
}

func TestARefusedFormKeepsWhatWasTyped(t *testing.T) {
	s := site(t, nil)
	resp, body := sent(t, s.Stranger(t), s.URL+"/form", url.Values{"title": {strings.Repeat("é", 201)}, "note": {"kept"}})
	if resp.StatusCode != 422 || body != "<p>"+strings.Repeat("é", 201)+"|The title must be 200 characters or fewer (you entered 201)|kept</p>" {
		t.Errorf("%d %.300s", resp.StatusCode, body)
	}
	resp, _ = sent(t, s.Stranger(t), s.URL+"/form", url.Values{"title": {"x"}})
	if resp.StatusCode != 303 || resp.Header.Get("Location") != "/list" || !strings.HasPrefix(resp.Header.Get("Set-Cookie"), "hw-flash=") {
		t.Errorf("accepted: %d %v", resp.StatusCode, resp.Header)
	}
}

func TestUploadsOverTheLimitAreRefusedBeforeTheyArrive(t *testing.T) {
	s := site(t, nil)
	resp, _ := do(t, s.Stranger(t), "POST", s.URL+"/file", bytes.NewReader(make([]byte, 3<<20)), "Content-Type", "multipart/form-data; boundary=x")
	if resp.StatusCode != 413 {
		t.Errorf("got %d", resp.StatusCode)
	}
}

func TestTheGuardLetsInWhoMayAndNobodyElse(t *testing.T) {
	s := site(t, nil)
	org := s.Organisation(t, "buyer", "northmere")
	other := s.Organisation(t, "provider", "meals")
	operator := s.Person(t, "Olu Operator", true)
	author := s.Person(t, "Ann Author", false)
	member := s.Person(t, "Mo Member", false)
	evaluator := s.Person(t, "Eve Elsewhere", false)
	auditor := s.Person(t, "Al Auditor", false)
	rival := s.Person(t, "Rae Rival", false)
	s.Join(t, author, org, account.Author, account.Sign)
	s.Join(t, member, org, account.Evaluate)
	s.Join(t, auditor, org, account.Audit)
	s.Join(t, rival, other, account.Sign, account.ManageTeam)
	s.Tender(t, org, "cwt-2026-0001", map[account.PersonID]account.Role{author: account.RoleAuthor, evaluator: account.RoleEvaluator})
	signIn := func(path string) string { return "/sign-in?next=" + url.QueryEscape(path) }
	for _, tc := range []struct {
		name string
		who  account.PersonID
		path string
		want int
		says string // in the body, or the Location
	}{
		{"a stranger is sent to sign in", 0, "/mine", 303, signIn("/mine")},
		{"a stranger's query is kept for later", 0, "/org/northmere?due=week", 303, signIn("/org/northmere?due=week")},
		{"a stranger learns nothing of an organisation", 0, "/org/nobody", 303, signIn("/org/nobody")},
		{"anybody signed in sees their own page", rival, "/mine", 200, "hello Rae Rival for"},
		{"a person does not find the operator's pages", author, "/admin", 404, "Page not found"},
		{"an operator does", operator, "/admin", 200, "Olu"},
		{"an operator does not find an organisation's pages", operator, "/org/northmere", 404, "Page not found"},
		{"a member opens the organisation's home", member, "/org/northmere", 200, "for Northmere"},
		{"a rival does not find it", rival, "/org/northmere", 404, "Page not found"},
		{"an organisation nobody has is not found", member, "/org/nobody", 404, "Page not found"},
		{"a member without the permission reads who has it", member, "/org/northmere/sign", 403, "Ann Author can do this."},
		{"a member with it passes", author, "/org/northmere/sign", 200, "hello"},
		{"a rival with it elsewhere does not", rival, "/org/northmere/sign", 404, ""},
		{"the author opens the tender", author, "/org/northmere/tenders/cwt-2026-0001", 200, "hello"},
		{"a colleague without the part reads who has it", member, "/org/northmere/tenders/cwt-2026-0001", 403, "Ann Author can do this."},
		{"an auditor reads it", auditor, "/org/northmere/tenders/cwt-2026-0001", 200, "hello"},
		{"a rival does not find it", rival, "/org/northmere/tenders/cwt-2026-0001", 404, ""},
		{"not under the rival's own address either", rival, "/org/meals/tenders/cwt-2026-0001", 404, ""},
		{"nor a tender that is none", author, "/org/northmere/tenders/cwt-2026-9999", 404, ""},
		{"an evaluator of another organisation opens the desk", evaluator, "/desk/cwt-2026-0001", 200, "hello"},
		{"that evaluator is not the author", evaluator, "/org/northmere/tenders/cwt-2026-0001", 403, "Ann Author can do this."},
		{"the author is not an evaluator", author, "/desk/cwt-2026-0001", 403, ""},
		{"a stranger to the tender does not find the desk", rival, "/desk/cwt-2026-0001", 404, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := s.Stranger(t)
			if tc.who != 0 {
				c = s.SignedIn(t, tc.who)
			}
			resp, body := do(t, c, "GET", s.URL+tc.path, nil)
			if resp.StatusCode != tc.want || !strings.Contains(body+resp.Header.Get("Location"), tc.says) {
				t.Errorf("%d %s %s", resp.StatusCode, resp.Header.Get("Location"), body)
			}
			if resp.Header.Get("Cache-Control") != "no-store" {
				t.Error("the answer may be kept")
			}
			if tc.want == 404 && strings.Contains(body, "Northmere") {
				t.Error("what was not found is named")
			}
		})
	}
}

func TestAPersonWhoWasDisabledIsAStranger(t *testing.T) {
	s := site(t, nil)
	c := s.SignedIn(t, 99) // a person that is not there any more
	resp, _ := do(t, c, "GET", s.URL+"/mine", nil)
	if resp.StatusCode != 303 {
		t.Errorf("got %d", resp.StatusCode)
	}
}

func TestAPageKeptReadyIsTheSameUntilSomethingIsWritten(t *testing.T) {
	s := site(t, nil)
	c := s.Stranger(t)
	first, one := do(t, c, "GET", s.URL+"/list", nil)
	again, two := do(t, c, "GET", s.URL+"/list", nil)
	if one != two || !strings.Contains(one, "page 1 ") {
		t.Fatalf("%.40s, then %.40s", one, two)
	}
	tag := first.Header.Get("Etag")
	if tag == "" || tag != again.Header.Get("Etag") || first.Header.Get("Cache-Control") != "public, no-cache" {
		t.Errorf("headers %v", first.Header)
	}
	resp, body := do(t, c, "GET", s.URL+"/list", nil, "If-None-Match", tag)
	if resp.StatusCode != 304 || body != "" || resp.Header.Get("X-Frame-Options") == "" {
		t.Errorf("unchanged: %d %q", resp.StatusCode, body)
	}
	if resp, _ := do(t, c, "GET", s.URL+"/list", nil, "If-None-Match", `"other"`); resp.StatusCode != 200 {
		t.Errorf("another version: %d", resp.StatusCode)
	}
	if _, other := do(t, c, "GET", s.URL+"/list?q=1", nil); !strings.Contains(other, "page 2 ") {
		t.Errorf("another query: %.40s", other)
	}
	person := s.Person(t, "Pat Person", false) // a write
	if _, three := do(t, c, "GET", s.URL+"/list", nil); !strings.Contains(three, "page 3 ") {
		t.Errorf("after a write: %.40s", three)
	}
	s.Clock.Add(30 * time.Second)
	if _, four := do(t, c, "GET", s.URL+"/list", nil); !strings.Contains(four, "page 4 ") {
		t.Errorf("half a minute later: %.40s", four)
	}
	signed := s.SignedIn(t, person)
	resp, five := do(t, signed, "GET", s.URL+"/list", nil)
	if !strings.Contains(five, "page 5 ") || resp.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("signed in: %.40s %v", five, resp.Header)
	}
	if _, still := do(t, c, "GET", s.URL+"/list", nil); !strings.Contains(still, "page 4 ") {
		t.Errorf("a signed-in page was kept for strangers: %.40s", still)
	}
}

func TestGzipIsSentWhenAsked(t *testing.T) {
	s := site(t, nil)
	plain := &http.Client{Transport: &http.Transport{DisableCompression: true}}
	for _, twice := range []int{1, 2} {
		resp, body := do(t, plain, "GET", s.URL+"/list", nil, "Accept-Encoding", "br, gzip;q=0.8")
		if resp.Header.Get("Content-Encoding") != "gzip" || len(body) > 600 {
			t.Errorf("time %d: %v %d bytes", twice, resp.Header, len(body))
		}
		resp, body = do(t, plain, "GET", s.URL+"/list", nil, "Accept-Encoding", "gzip;q=0")
		if resp.Header.Get("Content-Encoding") != "" || len(body) < 3000 {
			t.Errorf("refused: %v %d bytes", resp.Header, len(body))
		}
	}
}

func TestTooManyGuessesWait(t *testing.T) {
	s := site(t, func(c *handlers.Config) { c.Limits = handlers.DefaultLimits() })
	c := s.Stranger(t)
	for i := range 60 {
		if resp, _ := sent(t, c, s.URL+"/guess", nil); resp.StatusCode != 200 {
			t.Fatalf("guess %d: %d", i, resp.StatusCode)
		}
	}
	resp, body := sent(t, c, s.URL+"/guess", nil)
	if resp.StatusCode != 429 || resp.Header.Get("Retry-After") == "" || !strings.Contains(body, "Wait") {
		t.Errorf("%d %v %s", resp.StatusCode, resp.Header, body)
	}
	if resp, _ := sent(t, c, s.URL+"/form", url.Values{"title": {"x"}}); resp.StatusCode != 303 {
		t.Errorf("another kind of page: %d", resp.StatusCode)
	}
	s.Clock.Add(5 * time.Minute)
	if resp, _ := sent(t, c, s.URL+"/guess", nil); resp.StatusCode != 200 {
		t.Errorf("five minutes later: %d", resp.StatusCode)
	}
}

func TestForgedAddressesAreNotBelieved(t *testing.T) {
	for name, tc := range map[string]struct {
		proxies []netip.Prefix
		head    string
		shared  bool // all requests count as one network
	}{
		"without a proxy the header is nothing":        {nil, "198.51.%d.7", true},
		"a trusted proxy says who asks":                {[]netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, "198.51.%d.7", false},
		"what the asker adds in front is not believed": {[]netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, "198.51.%d.7, 203.0.113.9", true},
	} {
		t.Run(name, func(t *testing.T) {
			s := site(t, func(c *handlers.Config) { c.Limits, c.Proxies = handlers.DefaultLimits(), tc.proxies })
			last := 0
			for i := range 61 {
				resp, _ := sent(t, s.Stranger(t), s.URL+"/guess", nil, "X-Forwarded-For", fmt.Sprintf(tc.head, i))
				last = resp.StatusCode
			}
			if (last == 429) != tc.shared {
				t.Errorf("the last of 61: %d", last)
			}
		})
	}
}

func TestOnlyOurHostsAreAnswered(t *testing.T) {
	s := site(t, func(c *handlers.Config) { c.Hosts = []string{"northmere.example"} })
	for host, want := range map[string]int{"northmere.example": 200, "Northmere.example:8443": 200, "localhost": 200, "127.0.0.1:8080": 200, "evil.example": 400, "northmere.example.evil": 400} {
		if resp, _ := do(t, s.Stranger(t), "GET", s.URL+"/", nil, "Host", host); resp.StatusCode != want {
			t.Errorf("%s: %d, want %d", host, resp.StatusCode, want)
		}
	}
}

func TestTheLogHoldsPatternsAndNoSecrets(t *testing.T) {
	s := site(t, nil)
	person := s.Person(t, "Pat Person", false)
	c := s.SignedIn(t, person)
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	token := c.Jar.Cookies(u)[0].Value
	for _, path := range []string{"/org/canary-org?q=canary-query", "/panic?q=canary-query", "/broken", "/nowhere/canary-path"} {
		do(t, c, "GET", s.URL+path, nil)
	}
	sent(t, c, s.URL+"/form", url.Values{"title": {"canary-body"}})
	log := s.Log.String()
	for _, secret := range []string{"canary", token, "Pat Person", "pat.person"} {
		if strings.Contains(log, secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
	for _, want := range []string{`"route":"/org/:org"`, `"status":404`, `"kind":"string"`, fmt.Sprintf(`"person":%d`, person), `"route":"none"`} {
		if !strings.Contains(log, want) {
			t.Errorf("the log lacks %s:\n%s", want, log)
		}
	}
}

func TestABrokenConnectionDuringAPanicIsNotDumped(t *testing.T) {
	clock := storetest.NewClock()
	s := sitetest.Parts(t, storetest.SQLite(t, clock), clock)
	began := make(chan struct{})
	server, err := handlers.NewWith(s.Config, []handlers.Route{handlers.Get("/late", page.Anyone, func(c *gin.Context) error {
		close(began)
		<-c.Request.Context().Done()
		panic(fmt.Errorf("write: %w", &net.OpError{Op: "write", Err: errors.New("broken pipe")}))
	})})
	if err != nil {
		t.Fatal(err)
	}
	s.Run(t, server)
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, "GET /late HTTP/1.1\r\nHost: x\r\nCookie: hw=canary-token\r\nX-Secret: canary-header\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	<-began
	if err := conn.Close(); err != nil {
		t.Fatal(err)
	}
	for range 200 {
		if strings.Contains(s.Log.String(), `"msg":"request"`) {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if log := s.Log.String(); strings.Contains(log, "canary") || !strings.Contains(log, `"msg":"panic"`) {
		t.Errorf("log: %s", log)
	}
}

func TestASiteMapWithoutAPolicyDoesNotStart(t *testing.T) {
	clock := storetest.NewClock()
	s := sitetest.Parts(t, storetest.SQLite(t, clock), clock)
	ok := func(*gin.Context) error { return nil }
	for name, routes := range map[string][]handlers.Route{
		"no policy":                    {{Method: "GET", Path: "/x", Handle: ok}},
		"no page":                      {handlers.Get("/x", page.Anyone, nil)},
		"a member of no organisation":  {handlers.Get("/x", page.Member(), ok)},
		"an appointee of no tender":    {handlers.Get("/org/:org/x", page.Appointee(account.RoleAuthor), ok)},
		"an appointee in no role":      {handlers.Get("/desk/:ref", page.Appointee(), ok)},
		"an address that stands twice": {handlers.Get("/x", page.Anyone, ok), handlers.Get("/x", page.SignedIn, ok)},
	} {
		if _, err := handlers.NewWith(s.Config, routes); err == nil {
			t.Errorf("%s: the site starts", name)
		}
	}
}

func TestNextLeadsNowhereElse(t *testing.T) {
	for asked, want := range map[string]string{
		"/org/northmere?due=week": "/org/northmere?due=week", "/": "/", "//evil.example": "/home", "https://evil.example": "/home", "javascript:alert(1)": "/home",
		"/\\evil.example": "/home", "\\\\evil": "/home", "": "/home", "evil": "/home", "///evil": "/home", "/sign-in?next=/": "/home", "/a\r\nSet-Cookie: x": "/home", "/%2f%2fevil": "/home",
	} {
		if got := page.Next(asked, "/home"); got != want {
			t.Errorf("%q: got %q, want %q", asked, got, want)
		}
	}
}

func TestASlowOrMalformedPeerIsCutOff(t *testing.T) {
	clock := storetest.NewClock()
	s := sitetest.Parts(t, storetest.SQLite(t, clock), clock)
	server, err := handlers.NewWith(s.Config, []handlers.Route{handlers.Get("/", page.Anyone, func(c *gin.Context) error { return s.Kit.Render(c, 200, words("home")) })})
	if err != nil {
		t.Fatal(err)
	}
	h := server.HTTP()
	if h.ReadHeaderTimeout != 10*time.Second || h.IdleTimeout != 60*time.Second || h.MaxHeaderBytes != 32<<10 || h.ReadTimeout == 0 || h.WriteTimeout == 0 {
		t.Errorf("deadlines %+v", h)
	}
	h.ReadHeaderTimeout = 200 * time.Millisecond
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		if err := h.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	}()
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	for name, tc := range map[string]struct{ sends, want string }{
		"a header that never ends":   {"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ", "|HTTP/1.1 408|HTTP/1.1 400"},
		"two lengths":                {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", "HTTP/1.1 400"},
		"a length and chunks":        {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked, identity\r\n\r\nabc", "HTTP/1.1 501|HTTP/1.1 400"},
		"a header of 64 kB":          {"GET / HTTP/1.1\r\nHost: x\r\nX-Big: " + strings.Repeat("x", 64<<10) + "\r\n\r\n", "HTTP/1.1 431"},
		"the oldest HTTP":            {"GET /\r\n\r\n", "HTTP/1.1 400"},
		"no host":                    {"GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 400"},
		"an address of another site": {"GET http://evil.example/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "HTTP/1.1 400|HTTP/1.1 200"},
		"a whole address of a foreign host is not followed": {"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n", "HTTP/1.1 400|HTTP/1.1 405"},
		"a whole request": {"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "HTTP/1.1 200"},
	} {
		t.Run(name, func(t *testing.T) {
			conn, err := net.Dial("tcp", ln.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			if err := conn.SetDeadline(time.Now().Add(3 * time.Second)); err != nil {
				t.Fatal(err)
			}
			if _, err := io.WriteString(conn, tc.sends); err != nil {
				t.Logf("while sending: %v", err)
			}
			b, err := io.ReadAll(conn)
			var timeout net.Error
			if errors.As(err, &timeout) && timeout.Timeout() {
				t.Fatal("the connection stays open")
			}
			fine := false
			for _, w := range strings.Split(tc.want, "|") {
				fine = fine || strings.HasPrefix(string(b), w) && (w != "" || len(b) == 0)
			}
			if !fine {
				t.Errorf("got %.60q, want one of %q", b, tc.want)
			}
		})
	}
}

func TestStoppingLetsWhatIsInFlightFinish(t *testing.T) {
	clock := storetest.NewClock()
	s := sitetest.Parts(t, storetest.SQLite(t, clock), clock)
	began, finish := make(chan struct{}), make(chan struct{})
	server, err := handlers.NewWith(s.Config, []handlers.Route{handlers.Get("/slow", page.Anyone, func(c *gin.Context) error {
		close(began)
		<-finish
		return s.Kit.Render(c, 200, words("done"))
	})})
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stopped := make(chan error, 1)
	go func() { stopped <- server.Serve(ctx, ln) }()
	answer := make(chan int, 1)
	go func() {
		resp, err := http.DefaultClient.Get("http://" + ln.Addr().String() + "/slow")
		if err != nil {
			answer <- 0
			return
		}
		defer resp.Body.Close()
		answer <- resp.StatusCode
	}()
	<-began
	stop()
	time.Sleep(20 * time.Millisecond)
	close(finish)
	if got := <-answer; got != 200 {
		t.Errorf("in flight: %d", got)
	}
	if err := <-stopped; err != nil {
		t.Errorf("stop: %v", err)
	}
}

// event is what the steps of these tests leave behind.
func event(by account.Actor, at time.Time) audit.Event {
	return audit.New(by, at, "test.done", audit.Subject{Kind: "test", Ref: "1"})
}

func TestEndedSessionsAreEndedAtOnce(t *testing.T) {
	s := site(t, nil)
	person := s.Person(t, "Pat Person", false)
	one, two := s.SignedIn(t, person), s.SignedIn(t, person)
	status := func(c *http.Client) int { resp, _ := do(t, c, "GET", s.URL+"/mine", nil); return resp.StatusCode }
	if status(one) != 200 || status(two) != 200 {
		t.Fatal("not signed in")
	}
	by := account.System("test")
	if err := s.DB.Write(t.Context(), by, func(tx *store.Tx) (audit.Event, error) {
		return event(by, s.Clock.Now()), tx.EndSessions(person, nil)
	}); err != nil {
		t.Fatal(err)
	}
	if status(one) != 303 || status(two) != 303 {
		t.Error("an ended session is still believed")
	}
}
