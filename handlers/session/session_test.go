package session_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"hundredweight/handlers/session"
	"hundredweight/models/account"
	"hundredweight/models/store"
	"hundredweight/models/store/storetest"
)

type browser struct {
	t        *testing.T
	sessions *session.Sessions
	cookie   *http.Cookie
}

// visit runs do inside a request of the browser and keeps the cookie it gets.
func (b *browser) visit(do func(ctx context.Context)) {
	b.t.Helper()
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Header.Set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
	r.RemoteAddr = "198.51.100.77:5000"
	if b.cookie != nil {
		r.AddCookie(b.cookie)
	}
	w := httptest.NewRecorder()
	b.sessions.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { do(r.Context()); w.WriteHeader(204) })).ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if c.Name == b.sessions.CookieName() {
			b.cookie = c
		}
	}
}

func (b *browser) who() account.PersonID {
	b.t.Helper()
	var id account.PersonID
	b.visit(func(ctx context.Context) { id, _, _ = b.sessions.Who(ctx) })
	return id
}

func (b *browser) signIn(id account.PersonID) {
	b.t.Helper()
	b.visit(func(ctx context.Context) {
		if err := b.sessions.SignIn(ctx, id); err != nil {
			b.t.Error(err)
		}
	})
}

func open(t *testing.T, db *store.DB, clock *storetest.Clock, https bool) *browser {
	t.Helper()
	failed := func(w http.ResponseWriter, _ *http.Request, err error) { t.Error(err) }
	return &browser{t: t, sessions: session.New(store.Sessions{DB: db}, https, clock.Now, failed)}
}

func TestASessionLastsAnHourUnusedAndTwelveInAll(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		for name, tc := range map[string]struct {
			every time.Duration // how often the person comes by
			times int
			want  account.PersonID
		}{
			"just under an hour":                    {59 * time.Minute, 1, 7},
			"an hour":                               {60*time.Minute + 5*time.Minute, 1, 0},
			"used every half hour for eleven hours": {30 * time.Minute, 22, 7},
			"used every half hour for twelve hours": {30 * time.Minute, 24, 0},
		} {
			t.Run(name, func(t *testing.T) {
				clock.Set(time.Now().UTC().Truncate(time.Second)) // scs sets the absolute end by the clock on the wall
				b := open(t, db, clock, false)
				b.signIn(7)
				var got account.PersonID
				for range tc.times {
					clock.Add(tc.every)
					got = b.who()
				}
				if got != tc.want {
					t.Errorf("got %d, want %d", got, tc.want)
				}
			})
		}
	})
}

func TestNobodyIsSignedOutShortlyBeforeTheirDeadline(t *testing.T) {
	clock := storetest.NewClock()
	db := storetest.SQLite(t, clock)
	clock.Set(time.Now().UTC())
	b := open(t, db, clock, false)
	due := true
	b.sessions.StayFor(func(_ context.Context, id account.PersonID) (bool, error) { return due && id == 7, nil })
	b.signIn(7)
	clock.Add(90 * time.Minute)
	if b.who() != 7 {
		t.Error("signed out with a deadline close")
	}
	due = false
	clock.Add(90 * time.Minute)
	if b.who() != 0 {
		t.Error("still signed in without one")
	}
	b.signIn(8)
	clock.Add(90 * time.Minute)
	if b.who() != 0 {
		t.Error("somebody else stays signed in")
	}
	due = true
	b.signIn(7)
	clock.Add(12*time.Hour + time.Second)
	if b.who() != 0 {
		t.Error("the twelve hours are not the end")
	}
}

func TestSigningInAgainGivesANewToken(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		clock.Set(time.Now().UTC())
		b := open(t, db, clock, false)
		b.signIn(7)
		old := b.cookie
		b.signIn(7)
		if old.Value == b.cookie.Value {
			t.Fatal("the token is the same")
		}
		if b.who() != 7 {
			t.Error("not signed in under the new token")
		}
		stolen := &browser{t: t, sessions: b.sessions, cookie: old}
		if stolen.who() != 0 {
			t.Error("the old token is still good")
		}
	})
}

func TestOnlyTheHashOfTheTokenIsKept(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		clock.Set(time.Now().UTC())
		b := open(t, db, clock, false)
		b.signIn(7)
		kept, err := db.Reader().Read(t.Context()).SessionsOf(7, clock.Now())
		if err != nil || len(kept) != 1 {
			t.Fatalf("kept %v, %v", kept, err)
		}
		if strings.Contains(string(kept[0].Hash)+string(kept[0].Data), b.cookie.Value) || len(kept[0].Hash) != 32 {
			t.Error("the token is kept")
		}
		if kept[0].Browser != "Firefox on Linux" || kept[0].Network != "198.51.100.0" {
			t.Errorf("shown as %q from %q", kept[0].Browser, kept[0].Network)
		}
		b.visit(func(ctx context.Context) {
			if string(b.sessions.Hash(ctx)) != string(kept[0].Hash) {
				t.Error("this browser's session is not told apart")
			}
		})
	})
}

func TestSigningOutAndEndingSessions(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		clock.Set(time.Now().UTC())
		one, two := open(t, db, clock, false), open(t, db, clock, false)
		one.signIn(7)
		two.sessions = one.sessions
		two.signIn(7)
		before := one.cookie
		one.visit(func(ctx context.Context) {
			if err := one.sessions.SignOut(ctx); err != nil {
				t.Error(err)
			}
		})
		if one.cookie.MaxAge >= 0 {
			t.Error("the cookie stays")
		}
		if (&browser{t: t, sessions: one.sessions, cookie: before}).who() != 0 {
			t.Error("a signed-out token is still good")
		}
		if two.who() != 7 {
			t.Error("the other browser was signed out too")
		}
		if err := db.Keep(t.Context(), store.KeepSessions, func(k *store.KeepTx) error { return k.EndSessions(7, nil) }); err != nil {
			t.Fatal(err)
		}
		if two.who() != 0 {
			t.Error("an ended session is still believed")
		}
	})
}

func TestTheCookieIsClosedToScriptsAndOtherSites(t *testing.T) {
	clock := storetest.NewClock()
	db := storetest.SQLite(t, clock)
	for https, name := range map[bool]string{false: "hw", true: "__Host-hw"} {
		b := open(t, db, clock, https)
		b.signIn(7)
		if c := b.cookie; c == nil || c.Name != name || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Secure != https || c.Path != "/" || c.Domain != "" || c.MaxAge != 0 || len(c.Value) < 43 {
			t.Errorf("https %v: %+v", https, c)
		}
	}
}

func TestAStrangerAndAForgedTokenWriteNothing(t *testing.T) {
	clock := storetest.NewClock()
	db := storetest.SQLite(t, clock)
	before := db.Commits()
	b := open(t, db, clock, false)
	for _, token := range []string{"", "x", strings.Repeat("x", 43), strings.Repeat("x", 5000), "' OR 1=1 --"} {
		b.cookie = &http.Cookie{Name: "hw", Value: token}
		if b.who() != 0 {
			t.Errorf("%.10q is signed in", token)
		}
	}
	if db.Commits() != before {
		t.Error("a stranger's visit was written")
	}
}

func TestLastSeenIsWrittenAtMostEveryFiveMinutes(t *testing.T) {
	clock := storetest.NewClock()
	db := storetest.SQLite(t, clock)
	clock.Set(time.Now().UTC())
	b := open(t, db, clock, false)
	b.signIn(7)
	before := db.Commits()
	for range 29 {
		clock.Add(10 * time.Second)
		b.who()
	}
	if got := db.Commits() - before; got != 0 {
		t.Errorf("%d writes in less than five minutes", got)
	}
	clock.Add(20 * time.Second)
	b.who()
	if got := db.Commits() - before; got != 1 {
		t.Errorf("%d writes after five minutes", got)
	}
}

func TestBrowserAndNetworkInAFewWords(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1": "Safari on iPhone",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0":                   "Edge on Windows",
		"":              "A browser",
		"<script>":      "A browser",
		"curl/8.0 evil": "curl",
	} {
		if got := session.Browser(agent); got != want {
			t.Errorf("%q: got %q, want %q", agent, got, want)
		}
	}
	for addr, want := range map[string]string{"198.51.100.77:5000": "198.51.100.0", "[2001:db8:1:2ff:3::1]:9": "2001:db8:1:200::", "nonsense": "unknown"} {
		if got := session.Network(addr); got != want {
			t.Errorf("%q: got %q, want %q", addr, got, want)
		}
	}
}
