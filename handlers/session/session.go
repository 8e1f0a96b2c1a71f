// Package session owns who is signed in on which browser: a random token in
// one cookie, its SHA-256 in the store, ended after an hour without use and
// twelve hours in all.
package session

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"

	"hundredweight/models/account"
	"hundredweight/models/refusal"
)

// Limits of a session: trust.md 3.6.
const (
	Idle     = 60 * time.Minute
	Absolute = 12 * time.Hour
	touch    = 5 * time.Minute // last seen is written at most this often
	remember = 5 * time.Second // a session read is believed this long, or until one changes
)

// Store is where sessions are kept; models/store has it by shape. Hash is the
// SHA-256 of the token: the token itself is never kept.
type Store interface {
	// Session gives refusal.NotFound for a token that is not kept.
	Session(ctx context.Context, hash []byte) (account.Session, error)
	SaveSession(ctx context.Context, s account.Session) error
	TouchSession(ctx context.Context, hash []byte, at time.Time) error
	EndSession(ctx context.Context, hash []byte) error
	Changes() int64 // changes with every commit that changed a session
}

// Sessions is the session manager of the site.
type Sessions struct {
	scs  *scs.SessionManager
	kept *store
}

// New makes the session manager. Over https the cookie is __Host-hw and
// Secure; over plain http, which only a demonstration uses, it is hw.
func New(kept Store, https bool, wall func() time.Time, failed func(http.ResponseWriter, *http.Request, error)) *Sessions {
	m := scs.New()
	m.Lifetime = Absolute
	m.IdleTimeout = 0 // it would write on every GET; store.Find keeps the idle limit
	m.Cookie.Name = "hw"
	if https {
		m.Cookie.Name, m.Cookie.Secure = "__Host-hw", true
	}
	m.Cookie.HttpOnly = true
	m.Cookie.Path = "/"
	m.Cookie.SameSite = http.SameSiteLaxMode
	m.Cookie.Persist = false
	m.Codec = codec{}
	m.ErrorFunc = failed
	s := &store{kept: kept, wall: wall, read: map[[32]byte]seen{}}
	m.Store = s
	return &Sessions{scs: m, kept: s}
}

// StayFor sets who is not signed out for want of use, such as somebody whose
// bid closes within two hours. It is asked only when the hour is over.
func (s *Sessions) StayFor(stays func(context.Context, account.PersonID) (bool, error)) {
	s.kept.stays = stays
}

// CookieName is the name of the session cookie.
func (s *Sessions) CookieName() string { return s.scs.Cookie.Name }

// Carried tells whether a request carries a session cookie at all.
func (s *Sessions) Carried(r *http.Request) bool {
	_, err := r.Cookie(s.CookieName())
	return err == nil
}

// Wrap loads the session before next and saves it with the response. A
// request without the cookie costs nothing.
func (s *Sessions) Wrap(next http.Handler) http.Handler {
	load := s.scs.LoadAndSave(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := client{browser: Browser(r.UserAgent()), network: Network(r.RemoteAddr)}
		load.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), clientKey{}, c)))
	})
}

// Keys of the session's two values.
const (
	keyPerson = "person"
	keyAt     = "at"
)

// Who tells whose session it is and when it signed in.
func (s *Sessions) Who(ctx context.Context) (account.PersonID, time.Time, bool) {
	id := s.scs.GetInt64(ctx, keyPerson)
	return account.PersonID(id), time.Unix(s.scs.GetInt64(ctx, keyAt), 0).UTC(), id != 0
}

// SignIn begins a session for a person under a new token, and saves it before
// it returns. Signing in again (a fresh check) gives a new token too.
func (s *Sessions) SignIn(ctx context.Context, id account.PersonID) error {
	if err := s.scs.RenewToken(ctx); err != nil {
		return err
	}
	s.scs.Put(ctx, keyPerson, int64(id))
	s.scs.Put(ctx, keyAt, s.kept.wall().Unix())
	_, _, err := s.scs.Commit(ctx)
	return err
}

// SignOut ends the session.
func (s *Sessions) SignOut(ctx context.Context) error { return s.scs.Destroy(ctx) }

// Hash is the key of the request's session in the store, to tell "this
// browser" in a list of sessions and to spare it when the others are ended.
func (s *Sessions) Hash(ctx context.Context) []byte {
	token := s.scs.Token(ctx)
	if token == "" {
		return nil
	}
	h := sha256.Sum256([]byte(token))
	return h[:]
}

type clientKey struct{}

type client struct{ browser, network string }

// Network gives the network of an address for throttles and for the list of
// sessions: the /24 of an IPv4 address, the /56 of an IPv6 one.
func Network(addr string) string {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		host = addr
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	if ip == nil {
		return "unknown"
	}
	if v4 := ip.To4(); v4 != nil {
		return v4.Mask(net.CIDRMask(24, 32)).String()
	}
	return ip.Mask(net.CIDRMask(56, 128)).String()
}

// Browser says in a few words what browser a user agent is, for the list of
// sessions: no more is kept of it.
func Browser(agent string) string {
	name := "A browser"
	for _, b := range [][2]string{{"Edg", "Edge"}, {"OPR/", "Opera"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}, {"curl/", "curl"}} {
		if strings.Contains(agent, b[0]) {
			name = b[1]
			break
		}
	}
	for _, o := range [][2]string{{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"}, {"Mac OS", "a Mac"}, {"CrOS", "a Chromebook"}, {"Linux", "Linux"}} {
		if strings.Contains(agent, o[0]) {
			return name + " on " + o[1]
		}
	}
	return name
}

// store gives scs the store it wants.
type store struct {
	kept  Store
	wall  func() time.Time
	stays func(context.Context, account.PersonID) (bool, error)

	mu   sync.Mutex
	read map[[32]byte]seen
}

type seen struct {
	row     account.Session
	at      time.Time
	changes int64
}

// maxRead is how many sessions are remembered between two reads.
const maxRead = 4096

func (s *store) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	if len(token) > 64 {
		return nil, false, nil
	}
	hash := sha256.Sum256([]byte(token))
	now := s.wall()
	row, err := s.load(ctx, hash, now)
	if errors.Is(err, refusal.ErrNotFound) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	over, err := s.over(ctx, row, now)
	if err != nil {
		return nil, false, err
	}
	if over {
		return nil, false, s.kept.EndSession(ctx, hash[:])
	}
	if now.Sub(row.LastSeen) >= touch {
		if err := s.kept.TouchSession(ctx, hash[:], now); err != nil {
			return nil, false, err
		}
	}
	return row.Data, true, nil
}

// over tells whether a session has come to its end.
func (s *store) over(ctx context.Context, row account.Session, now time.Time) (bool, error) {
	if !now.Before(row.Expires) {
		return true, nil
	}
	if now.Sub(row.LastSeen) < Idle {
		return false, nil
	}
	if s.stays == nil {
		return true, nil
	}
	stays, err := s.stays(ctx, row.Person)
	return !stays, err
}

func (s *store) load(ctx context.Context, hash [32]byte, now time.Time) (account.Session, error) {
	changes := s.kept.Changes()
	s.mu.Lock()
	have, ok := s.read[hash]
	s.mu.Unlock()
	if ok && have.changes == changes && now.Sub(have.at) < remember {
		return have.row, nil
	}
	row, err := s.kept.Session(ctx, hash[:])
	if err != nil {
		return account.Session{}, err
	}
	s.mu.Lock()
	if len(s.read) >= maxRead {
		clear(s.read)
	}
	s.read[hash] = seen{row: row, at: now, changes: changes}
	s.mu.Unlock()
	return row, nil
}

func (s *store) CommitCtx(ctx context.Context, token string, b []byte, expiry time.Time) error {
	hash := sha256.Sum256([]byte(token))
	c, ok := ctx.Value(clientKey{}).(client)
	if !ok {
		c = client{browser: "A browser", network: "unknown"}
	}
	now := s.wall()
	if at, ok := signedInAt(b); ok {
		expiry = at.Add(Absolute) // by our clock: scs reckons with the machine's
	}
	s.forget(hash)
	return s.kept.SaveSession(ctx, account.Session{
		Hash: hash[:], Person: personOf(b), Data: b,
		Created: now, LastSeen: now, Expires: expiry, Browser: c.browser, Network: c.network,
	})
}

func (s *store) DeleteCtx(ctx context.Context, token string) error {
	hash := sha256.Sum256([]byte(token))
	s.forget(hash)
	return s.kept.EndSession(ctx, hash[:])
}

func (s *store) forget(hash [32]byte) {
	s.mu.Lock()
	delete(s.read, hash)
	s.mu.Unlock()
}

// The methods without a context are part of scs's interface and are not used
// when those with one exist.
func (s *store) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}
func (s *store) Commit(token string, b []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, b, expiry)
}
func (s *store) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

// codec keeps a session in 24 bytes: person, signed in at, deadline.
type codec struct{}

var errCodec = errors.New("session: the kept session cannot be read")

func (codec) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	b := make([]byte, 24)
	for i, key := range []string{keyPerson, keyAt} {
		v, ok := values[key].(int64)
		if !ok && values[key] != nil {
			return nil, errCodec
		}
		binary.BigEndian.PutUint64(b[i*8:], uint64(v))
	}
	binary.BigEndian.PutUint64(b[16:], uint64(deadline.Unix()))
	return b, nil
}

func (codec) Decode(b []byte) (time.Time, map[string]any, error) {
	if len(b) != 24 {
		return time.Time{}, nil, errCodec
	}
	values := map[string]any{
		keyPerson: int64(binary.BigEndian.Uint64(b)),
		keyAt:     int64(binary.BigEndian.Uint64(b[8:])),
	}
	return time.Unix(int64(binary.BigEndian.Uint64(b[16:])), 0).UTC(), values, nil
}

func signedInAt(b []byte) (time.Time, bool) {
	if len(b) < 16 {
		return time.Time{}, false
	}
	at := int64(binary.BigEndian.Uint64(b[8:]))
	return time.Unix(at, 0).UTC(), at != 0
}

func personOf(b []byte) account.PersonID {
	if len(b) < 8 {
		return 0
	}
	return account.PersonID(binary.BigEndian.Uint64(b))
}
