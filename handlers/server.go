package handlers

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"runtime/debug"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/handlers/session"
	"hundredweight/models/commissioning"
	"hundredweight/models/refusal"
)

// Limits of a connection: a slow or silent peer is cut off, whoever it is.
const (
	headerTimeout  = 10 * time.Second
	bodyTimeout    = 30 * time.Second // an ordinary form; uploads have their own
	writeTimeout   = 60 * time.Second
	idleTimeout    = 60 * time.Second
	maxHeaderBytes = 32 << 10
	slowestUpload  = 10 << 10 // bytes a second, below which an upload is cut off
	stopTimeout    = 30 * time.Second
)

// Config is what the site is built from.
type Config struct {
	Kit     page.Kit
	Steps   *commissioning.Steps
	Proxies []netip.Prefix
	Limits  map[Limit]Allowance
	Hosts   []string // host names the site answers to; none means any
}

// Server is the whole site behind one handler.
type Server struct {
	cfg    Config
	kit    page.Kit
	routes []Route
	inner  http.Handler
	limits *limiter
	hosts  map[string]bool
	heads  map[string][]string
}

// New builds the site. This is the only place where an engine or an
// http.Server is made, so that no address is without the protections below.
//
// The order is: request id and log, recovery, headers, checks of the request
// line, static files and pages kept ready, then cross-origin protection,
// session, body limits, rate limits, guard, page.
func New(cfg Config) (*Server, error) {
	cfg.Kit.Map = page.NewSiteMap()
	return build(cfg, Routes(cfg.Kit, cfg.Steps))
}

func build(cfg Config, routes []Route) (*Server, error) {
	if err := CheckRoutes(routes); err != nil {
		return nil, err
	}
	s := &Server{cfg: cfg, kit: cfg.Kit, routes: routes, limits: newLimiter(cfg.Limits), hosts: map[string]bool{}}
	for _, r := range routes {
		if r.Method == http.MethodGet && cfg.Kit.Map != nil {
			cfg.Kit.Map.Add(r.Path, r.Policy)
		}
	}
	for _, h := range cfg.Hosts {
		s.hosts[strings.ToLower(h)] = true
	}
	s.heads = securityHeaders(strings.HasPrefix(cfg.Kit.BaseURL, "https://"))
	engine, err := s.engine()
	if err != nil {
		return nil, err
	}
	guard := http.NewCrossOriginProtection()
	if strings.HasPrefix(cfg.Kit.BaseURL, "https://") {
		if err := guard.AddTrustedOrigin(cfg.Kit.BaseURL); err != nil {
			return nil, fmt.Errorf("base URL: %w", err)
		}
	}
	guard.SetDenyHandler(refuse(engine, errCrossSite))
	s.inner = guard.Handler(cfg.Kit.Session.Wrap(engine))
	return s, nil
}

// Routes gives the site map.
func (s *Server) Routes() []Route { return s.routes }

func (s *Server) engine() (*gin.Engine, error) {
	gin.SetMode(gin.ReleaseMode)
	e := gin.New()
	if err := e.SetTrustedProxies(nil); err != nil { // the peer is worked out in peer, once
		return nil, err
	}
	e.HandleMethodNotAllowed = true
	e.RedirectTrailingSlash = false
	e.RedirectFixedPath = false
	e.Use(s.recoverPage, s.refused)
	e.NoRoute(s.page(page.Anyone, s.unknown))
	e.NoMethod(s.page(page.Anyone, func(*gin.Context) error { return page.ErrMethod }))
	for _, r := range s.routes {
		chain := s.chain(r)
		e.Handle(r.Method, r.Path, chain...)
		if r.Method == http.MethodGet {
			e.Handle(http.MethodHead, r.Path, chain...)
		}
	}
	return e, nil
}

func (s *Server) page(p page.Policy, h page.Handler) gin.HandlerFunc { return s.kit.Guard(p, h) }

func (s *Server) chain(r Route) []gin.HandlerFunc {
	chain := []gin.HandlerFunc{s.named(r), s.body(r), s.limited(r)}
	if r.cached {
		chain = append(chain, s.kit.Cacheable)
	}
	return append(chain, s.kit.Guard(r.Policy, r.Handle))
}

// named tells the log which route it is: the pattern, never the address.
func (s *Server) named(r Route) gin.HandlerFunc {
	return func(c *gin.Context) {
		if t := traceOf(c.Request.Context()); t != nil {
			t.route = r.Path
			if id, _, ok := s.kit.Session.Who(c.Request.Context()); ok {
				t.person = int64(id)
			}
		}
	}
}

// body limits what may be sent. Uploads may take their time as long as they move.
func (s *Server) body(r Route) gin.HandlerFunc {
	return func(c *gin.Context) {
		if c.Request.Body == nil || c.Request.Body == http.NoBody {
			return
		}
		if r.upload == 0 {
			c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, form.MaxBody)
			return
		}
		if c.Request.ContentLength > r.upload {
			s.kit.Fail(c, form.ErrTooLarge)
			return
		}
		slow := &moving{from: http.MaxBytesReader(c.Writer, c.Request.Body, r.upload), control: http.NewResponseController(c.Writer), began: time.Now()}
		c.Request.Body = slow
	}
}

func (s *Server) limited(r Route) gin.HandlerFunc {
	return func(c *gin.Context) {
		if r.limit == Unlimited {
			return
		}
		if _, _, ok := s.kit.Session.Who(c.Request.Context()); ok && r.limit != Guesses {
			return
		}
		wait := s.limits.wait(r.limit, session.Network(c.Request.RemoteAddr), s.kit.Wall())
		if wait <= 0 {
			return
		}
		seconds := int(math.Ceil(wait.Seconds()))
		c.Writer.Header().Set("Retry-After", strconv.Itoa(seconds))
		s.kit.Fail(c, &refusal.Error{Kind: refusal.TooMany, Reason: "Too many requests came from your network. Wait " + inWords(seconds) + ", then try again."})
	}
}

func inWords(seconds int) string {
	if seconds <= 1 {
		return "a second"
	}
	if seconds < 120 {
		return strconv.Itoa(seconds) + " seconds"
	}
	return strconv.Itoa((seconds+59)/60) + " minutes"
}

// unknown answers an address without a route. A slash too many at the end is
// forgiven.
func (s *Server) unknown(c *gin.Context) error {
	p := c.Request.URL.Path
	if trimmed := strings.TrimRight(p, "/"); c.Request.Method == http.MethodGet && trimmed != p && trimmed != "" && !strings.Contains(p, "//") {
		c.Redirect(http.StatusMovedPermanently, (&url.URL{Path: trimmed, RawQuery: c.Request.URL.RawQuery}).String())
		c.Writer.WriteHeaderNow()
		return nil
	}
	return refusal.Missing("page")
}

// moving is a body that must arrive at a tolerable rate: each piece read
// moves the connection's deadlines on.
type moving struct {
	from interface {
		Read([]byte) (int, error)
		Close() error
	}
	control *http.ResponseController
	began   time.Time
	read    int64
	moved   int64
}

func (m *moving) Read(b []byte) (int, error) {
	if m.moved == 0 || m.read-m.moved >= 64<<10 {
		m.moved = max(m.read, 1)
		until := m.began.Add(bodyTimeout + time.Duration(m.read/slowestUpload)*time.Second + 7*time.Second)
		if err := m.control.SetReadDeadline(until); err != nil && !errors.Is(err, http.ErrNotSupported) {
			return 0, err
		}
		if err := m.control.SetWriteDeadline(until.Add(writeTimeout)); err != nil && !errors.Is(err, http.ErrNotSupported) {
			return 0, err
		}
	}
	n, err := m.from.Read(b)
	m.read += int64(n)
	return n, err
}

func (m *moving) Close() error { return m.from.Close() }

// trace is what the log line will say.
type trace struct {
	id     string
	route  string
	person int64
}

type traceKey struct{}

func traceOf(ctx context.Context) *trace {
	t, ok := ctx.Value(traceKey{}).(*trace)
	if !ok {
		return nil
	}
	return t
}

// recorder remembers what was answered.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int
}

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 && status >= 200 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(b)
	r.bytes += n
	return n, err
}

func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	began := time.Now()
	t := &trace{id: newID(), route: "none"}
	rec := &recorder{ResponseWriter: w}
	ctx := page.WithRequestID(context.WithValue(r.Context(), traceKey{}, t), t.id)
	r = r.WithContext(ctx)
	r.RemoteAddr = s.peer(r)
	h := w.Header()
	for name, value := range s.heads {
		h[name] = value
	}
	h["X-Request-Id"] = []string{t.id}
	defer s.finish(rec, r, t, began)
	s.answer(rec, r, t)
}

func (s *Server) answer(w http.ResponseWriter, r *http.Request, t *trace) {
	switch {
	case !wellFormed(r):
		refuse(s.inner, page.ErrBad).ServeHTTP(w, safe(r))
	case strings.HasPrefix(r.URL.Path, "/static/"):
		t.route = "/static/*"
		serveStatic(w, r)
	case !s.known(r):
		refuse(s.inner, page.ErrBad).ServeHTTP(w, safe(r))
	default:
		if !strings.Contains(r.Header.Get("Cookie"), "hw") {
			if route := s.kit.Cache.Serve(w, r); route != "" {
				t.route = route
				return
			}
		}
		s.inner.ServeHTTP(w, s.arrived(w, r))
	}
}

// arrived reads a form that changes a bid to its last byte before anything else
// is asked, and notes the moment: no lock, queue or disk of ours can make a bid
// late. Files of a bid arrive beforehand; for them the page notes it.
func (s *Server) arrived(w http.ResponseWriter, r *http.Request) *http.Request {
	if r.Method != http.MethodPost || r.Body == nil || !strings.Contains(r.URL.Path, "/bids/") || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		return r
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, form.MaxBody))
	if err == nil {
		err = io.EOF
	}
	r = r.WithContext(page.WithReceived(r.Context(), s.kit.Now()))
	r.Body = &whole{Reader: bytes.NewReader(body), end: err, Closer: r.Body}
	return r
}

// whole is a body that was read: its bytes, then how it ended.
type whole struct {
	*bytes.Reader
	io.Closer
	end error
}

func (b *whole) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if errors.Is(err, io.EOF) {
		err = b.end
	}
	return n, err
}

// finish writes the log line, and answers in plain words when something
// outside the pages panicked. Nothing of the request is ever dumped: headers
// carry the session.
func (s *Server) finish(rec *recorder, r *http.Request, t *trace, began time.Time) {
	if p := recover(); p != nil {
		if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
			panic(p)
		}
		s.kit.Log.Error("panic", "id", t.id, "route", t.route, "kind", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
		if rec.status == 0 {
			http.Error(rec, "Sorry, there is a problem with the service. Reference: "+t.id, http.StatusInternalServerError)
		}
	}
	attrs := []slog.Attr{
		slog.String("id", t.id), slog.String("method", method(r.Method)), slog.String("route", t.route),
		slog.Int("status", rec.status), slog.Int("bytes", rec.bytes), slog.Duration("took", time.Since(began)),
	}
	if t.person != 0 {
		attrs = append(attrs, slog.Int64("person", t.person))
	}
	s.kit.Log.LogAttrs(r.Context(), slog.LevelInfo, "request", attrs...)
}

// method keeps made-up methods out of the log.
func method(m string) string {
	switch m {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return m
	}
	return "other"
}

// recoverPage turns a panic in a page into the 500 page.
func (s *Server) recoverPage(c *gin.Context) {
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
			panic(p)
		}
		s.kit.Log.Error("panic", "id", page.RequestID(c.Request.Context()), "route", c.FullPath(), "kind", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
		s.kit.Fail(c, fmt.Errorf("panic in %s", c.FullPath()))
	}()
	c.Next()
}

type refusedKey struct{}

var errCrossSite = refusal.Forbidden("This form was sent from another site, so it was not accepted.", "Open the page here and fill it in again.")

// refuse answers with the page of an error, whatever the address.
func refuse(engine http.Handler, err error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		engine.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), refusedKey{}, err)))
	})
}

func (s *Server) refused(c *gin.Context) {
	if err, ok := c.Request.Context().Value(refusedKey{}).(error); ok {
		s.kit.Fail(c, err)
	}
}

// safe is the request reduced to one that any page can print.
func safe(r *http.Request) *http.Request {
	clean := r.Clone(r.Context())
	clean.URL = &url.URL{Path: "/"}
	clean.Method = http.MethodGet
	return clean
}

// wellFormed refuses what no page of ours is called and no database keeps:
// control characters and broken UTF-8 in the path or the query.
func wellFormed(r *http.Request) bool {
	if r.URL.Host != "" && !strings.EqualFold(r.URL.Host, r.Host) || !strings.HasPrefix(r.URL.Path, "/") {
		return false
	}
	if !printable(r.URL.Path) {
		return false
	}
	if r.URL.RawQuery == "" {
		return true
	}
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return false
	}
	for name, all := range values {
		for _, v := range append(all, name) {
			if !printable(v) {
				return false
			}
		}
	}
	return true
}

func printable(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' {
			return false
		}
	}
	return true
}

// known tells whether the request names a host of ours. Probes ask by address.
func (s *Server) known(r *http.Request) bool {
	if len(s.hosts) == 0 || r.URL.Path == "/healthz" || r.URL.Path == "/readyz" {
		return true
	}
	host := r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	host = strings.ToLower(strings.Trim(host, "[]"))
	if ip, err := netip.ParseAddr(host); err == nil && ip.IsLoopback() || host == "localhost" {
		return true
	}
	return s.hosts[host]
}

// peer is who is asking: the other end of the connection, or, when that is a
// proxy we were told to trust, the last address before the trusted ones.
func (s *Server) peer(r *http.Request) string {
	if len(s.cfg.Proxies) == 0 {
		return r.RemoteAddr
	}
	addr, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil || !s.trusted(addr.Addr()) {
		return r.RemoteAddr
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		ip, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			return r.RemoteAddr
		}
		if !s.trusted(ip) {
			return netip.AddrPortFrom(ip, 0).String()
		}
	}
	return r.RemoteAddr
}

func (s *Server) trusted(ip netip.Addr) bool {
	for _, p := range s.cfg.Proxies {
		if p.Contains(ip.Unmap()) {
			return true
		}
	}
	return false
}

// securityHeaders are on every response, errors and files too: trust.md 3.7.
func securityHeaders(https bool) map[string][]string {
	h := map[string][]string{
		"Content-Security-Policy": {"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
			"connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"},
		"X-Content-Type-Options":       {"nosniff"},
		"Referrer-Policy":              {"no-referrer"},
		"Cross-Origin-Opener-Policy":   {"same-origin"},
		"Cross-Origin-Resource-Policy": {"same-origin"},
		"Permissions-Policy":           {"camera=(), microphone=(), geolocation=(), payment=()"},
		"X-Frame-Options":              {"DENY"},
	}
	if https {
		h["Strict-Transport-Security"] = []string{"max-age=63072000; includeSubDomains"}
	}
	return h
}

// newID makes a request's id: 50 random bits in ten letters.
func newID() string {
	var b [7]byte
	if _, err := rand.Read(b[:]); err != nil {
		panic(err) // the system has no randomness: nothing is safe
	}
	return strings.ToLower(ids.EncodeToString(b[:])[:10])
}

var ids = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// Serve answers on the listener until ctx ends, then lets what is in flight
// finish, for half a minute at most.
func (s *Server) Serve(ctx context.Context, ln net.Listener) error {
	srv := s.http()
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(ln) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	if err := srv.Shutdown(stop); err != nil {
		return fmt.Errorf("stop: %w", err)
	}
	return nil
}

func (s *Server) http() *http.Server {
	return &http.Server{
		Handler:           s,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       bodyTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(s.kit.Log.Handler(), slog.LevelWarn),
	}
}
