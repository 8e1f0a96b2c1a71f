// Package sitetest runs the real site for tests: the real router, the real
// store, a clock that the test moves. Only the network is that of the machine.
package sitetest

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"hundredweight/handlers"
	"hundredweight/handlers/page"
	"hundredweight/handlers/session"
	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/commissioning"
	"hundredweight/models/file"
	"hundredweight/models/seal"
	"hundredweight/models/store"
	"hundredweight/models/store/storetest"
	"hundredweight/models/tender"
	"hundredweight/templates/email"
)

// Site is a running site.
type Site struct {
	DB      *store.DB
	Clock   *storetest.Clock // business and wall time
	Steps   *commissioning.Steps
	Kit     page.Kit
	Config  handlers.Config
	Log     *Log
	URL     string
	Handler http.Handler
	Server  *handlers.Server
	server  *httptest.Server
}

// Log keeps what was logged.
type Log struct {
	mu   sync.Mutex
	text strings.Builder
}

// Write keeps a line.
func (l *Log) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

// String gives all lines.
func (l *Log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// Parts makes everything but the server, for a test that changes some of it.
func Parts(t testing.TB, db *store.DB, clock *storetest.Clock) *Site {
	t.Helper()
	log := &Log{}
	s := &Site{DB: db, Clock: clock, Log: log}
	keys, err := seal.OpenKeys(filepath.Join(t.TempDir(), "keys"), false)
	if err != nil {
		t.Fatal(err)
	}
	files, err := file.Open(filepath.Join(t.TempDir(), "files"))
	if err != nil {
		t.Fatal(err)
	}
	s.Steps = &commissioning.Steps{Files: files, DB: db, Now: clock.Now, Wall: clock.Now, Rand: rand.Reader, Keys: keys, BaseURL: "http://site.test", Letter: email.Letters{Base: "http://site.test", Operator: "Westhaven Commissioning"}.Write}
	s.Kit = page.Kit{
		Reader: db.Reader(), BaseURL: "http://site.test", Operator: "Westhaven Commissioning",
		Now: clock.Now, Wall: clock.Now, Rand: rand.Reader, Log: slog.New(slog.NewJSONHandler(log, nil)),
		Cache: page.NewCache(db.Writes, clock.Now), Version: "test", Kept: page.NewKept(), LogKey: s.Sign(t),
		Ready: func(ctx context.Context) error { _, err := db.Reader().Read(ctx).LogSize(); return err },
	}
	s.Kit.Session = session.New(store.Sessions{DB: db}, false, clock.Now, s.Kit.SessionFailed)
	s.Config = handlers.Config{Kit: s.Kit, Steps: s.Steps}
	return s
}

// Sign signs the head of the log, as serve does every minute, and gives the
// public half of the key.
func (s *Site) Sign(t testing.TB) string {
	t.Helper()
	private, public, err := note.GenerateKey(rand.Reader, "hundredweight/site.test")
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(private)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.DB.Checkpoint(t.Context(), signer); err != nil {
		t.Fatal(err)
	}
	return public
}

// Numbered waits until the log holds n numbered entries: PostgreSQL numbers
// them a moment after the commit.
func (s *Site) Numbered(t testing.TB, n int64) {
	t.Helper()
	for range 200 {
		size, err := s.DB.Reader().Read(t.Context()).LogSize()
		if err != nil {
			t.Fatal(err)
		}
		if size >= n {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("the log did not reach %d entries", n)
}

// New runs the site on a store.
func New(t testing.TB, db *store.DB, clock *storetest.Clock) *Site {
	t.Helper()
	s := Parts(t, db, clock)
	server, err := handlers.New(s.Config)
	if err != nil {
		t.Fatal(err)
	}
	s.Server = server
	s.Run(t, server)
	return s
}

// Run serves a handler until the test ends.
func (s *Site) Run(t testing.TB, h http.Handler) {
	t.Helper()
	s.Handler = h
	s.server = httptest.NewServer(h)
	s.URL = s.server.URL
	t.Cleanup(s.server.Close)
}

// Each runs a test on a site on each database.
func Each(t *testing.T, f func(t *testing.T, s *Site)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) { f(t, New(t, db, clock)) })
}

// Moving makes everything but the server for a test that moves the clock by
// days: sessions go by the machine's own clock, so that nobody is signed out.
func Moving(t testing.TB, db *store.DB, clock *storetest.Clock) *Site {
	t.Helper()
	s := Parts(t, db, clock)
	s.Kit.Session = session.New(store.Sessions{DB: db}, false, time.Now, s.Kit.SessionFailed)
	s.Config.Kit = s.Kit
	return s
}

// EachMoving is Each for a test that moves the clock by days.
func EachMoving(t *testing.T, f func(t *testing.T, s *Site)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		s := Moving(t, db, clock)
		server, err := handlers.New(s.Config)
		if err != nil {
			t.Fatal(err)
		}
		s.Server = server
		s.Run(t, server)
		f(t, s)
	})
}

// Stranger is a browser without a session. It follows no redirects.
func (s *Site) Stranger(t testing.TB) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// SignedIn is a browser on which a person is signed in.
func (s *Site) SignedIn(t testing.TB, id account.PersonID) *http.Client {
	t.Helper()
	c := s.Stranger(t)
	rec := httptest.NewRecorder()
	s.Kit.Session.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := s.Kit.Session.SignIn(r.Context(), id); err != nil {
			t.Error(err)
		}
		w.WriteHeader(http.StatusNoContent)
	})).ServeHTTP(rec, httptest.NewRequest(http.MethodPost, "/", nil))
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	c.Jar.SetCookies(u, rec.Result().Cookies())
	return c
}

// Person adds a person.
func (s *Site) Person(t testing.TB, name string, operator bool) account.PersonID {
	t.Helper()
	var id account.PersonID
	s.write(t, "person.made", name, func(tx *store.Tx) (err error) {
		id, err = tx.AddPerson(store.Person{Name: name, Email: strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@example.org", Operator: operator, CreatedAt: store.At(s.Clock.Now())})
		return err
	})
	return id
}

// Organisation adds a verified organisation; kind is provider or buyer.
func (s *Site) Organisation(t testing.TB, kind, slug string) account.OrganisationID {
	t.Helper()
	var id account.OrganisationID
	by := s.Person(t, "Maker Of "+slug, false)
	s.write(t, "organisation.made", slug, func(tx *store.Tx) (err error) {
		id, err = tx.AddOrganisation(store.Organisation{Slug: slug, Name: strings.ToUpper(slug[:1]) + slug[1:], Kind: kind, Status: "verified", CreatedBy: by, CreatedAt: store.At(s.Clock.Now())})
		return err
	})
	return id
}

// Join makes a person a member with permissions.
func (s *Site) Join(t testing.TB, id account.PersonID, org account.OrganisationID, perms ...account.Permission) {
	t.Helper()
	s.write(t, "membership.made", fmt.Sprint(id), func(tx *store.Tx) error { return tx.AddMembership(id, org, perms, s.Clock.Now()) })
}

// Tender adds a tender's draft with people appointed to it.
func (s *Site) Tender(t testing.TB, org account.OrganisationID, ref string, roles map[account.PersonID]account.Role) tender.ID {
	t.Helper()
	var id tender.ID
	s.write(t, "tender.made", ref, func(tx *store.Tx) (err error) {
		var author account.PersonID
		for who := range roles {
			author = who
		}
		if id, err = tx.AddTender(store.TenderRow{Ref: ref, Org: org, Author: author, EditedBy: author, Status: tender.Draft, EditedAt: store.At(s.Clock.Now()), CreatedAt: store.At(s.Clock.Now())}, tender.Content{}); err != nil {
			return err
		}
		for who, role := range roles {
			if err := tx.Appoint(id, who, role, author, s.Clock.Now()); err != nil {
				return err
			}
		}
		return nil
	})
	return id
}

func (s *Site) write(t testing.TB, kind audit.Kind, ref string, do func(*store.Tx) error) {
	t.Helper()
	by := account.System("test")
	err := s.DB.Write(t.Context(), by, func(tx *store.Tx) (audit.Event, error) {
		return audit.New(by, s.Clock.Now(), kind, audit.Subject{Kind: "test", Ref: ref}), do(tx)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Actor is a person as the guard would read them, for calling steps.
func (s *Site) Actor(t testing.TB, id account.PersonID) account.Actor {
	t.Helper()
	a, err := s.DB.Reader().Read(t.Context()).Actor(id)
	if err != nil {
		t.Fatal(err)
	}
	a.SignedInAt = s.Clock.Now()
	return a
}
