package page

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
)

// Cache keeps public pages as strangers see them, ready to send. A page is
// kept for as long as nothing was written and the same half minute lasts: a
// deadline falls on a whole minute, so no page shows "open" after it.
type Cache struct {
	// Version changes with every write that a public page could show.
	Version func() int64
	// Now is business time: what is open depends on it.
	Now func() time.Time

	mu      sync.RWMutex
	entries map[string]*entry
	size    int
}

// Bounds of the cache: what one installation's public pages need many times over.
const (
	cacheBytes  = 32 << 20
	cacheQuery  = 512              // longest query string that is kept
	cachePeriod = 30 * time.Second // divides a minute
)

// moment is a state of the store and a half minute.
type moment struct {
	version int64
	period  int64
}

type entry struct {
	moment
	route  string
	plain  []byte
	zipped []byte
	etag   string
}

// NewCache makes a cache.
func NewCache(version func() int64, now func() time.Time) *Cache {
	return &Cache{Version: version, Now: now, entries: map[string]*entry{}}
}

func (ca *Cache) moment() moment {
	return moment{ca.Version(), ca.Now().UnixNano() / int64(cachePeriod)}
}

// Cacheable marks a route whose page is the same for every stranger.
func (k Kit) Cacheable(c *gin.Context) {
	if k.Cache != nil {
		c.Set(keyCacheable, k.Cache.moment())
	}
}

// Serve answers from the cache and gives the route's pattern for the log, or
// "" when it has nothing fresh.
func (ca *Cache) Serve(w http.ResponseWriter, r *http.Request) (route string) {
	if ca == nil || (r.Method != http.MethodGet && r.Method != http.MethodHead) || len(r.URL.RawQuery) > cacheQuery {
		return ""
	}
	ca.mu.RLock()
	e := ca.entries[cacheKey(r.URL)]
	ca.mu.RUnlock()
	if e == nil {
		return ""
	}
	if e.moment != ca.moment() {
		return ""
	}
	e.serve(w, r)
	return e.route
}

// put keeps a page. The version is the one before it was read, so that a
// write in between leaves an entry that is already old.
func (ca *Cache) put(r *http.Request, route string, at moment, body []byte) (*entry, error) {
	e := &entry{moment: at, route: route, plain: bytes.Clone(body)}
	var z bytes.Buffer
	if err := zip(&z, body); err != nil {
		return nil, err
	}
	e.zipped = z.Bytes()
	sum := sha256.Sum256(body)
	e.etag = `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
	if len(r.URL.RawQuery) <= cacheQuery {
		ca.keep(cacheKey(r.URL), e)
	}
	return e, nil
}

func (ca *Cache) keep(key string, e *entry) {
	ca.mu.Lock()
	defer ca.mu.Unlock()
	weight := len(e.plain) + len(e.zipped) + len(key)
	if ca.size+weight > cacheBytes {
		ca.entries, ca.size = map[string]*entry{}, 0
	}
	if old := ca.entries[key]; old != nil {
		ca.size -= len(old.plain) + len(old.zipped) + len(key)
	}
	ca.entries[key] = e
	ca.size += weight
}

func cacheKey(u *url.URL) string {
	if u.RawQuery == "" {
		return u.Path
	}
	return u.Path + "?" + u.RawQuery
}

func (e *entry) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Etag", e.etag)
	h.Set("Cache-Control", "public, no-cache")
	h.Set("Vary", "Cookie, Accept-Encoding")
	if strings.Contains(r.Header.Get("If-None-Match"), e.etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := e.plain
	if accepts(r) {
		h.Set("Content-Encoding", "gzip")
		body = e.zipped
	}
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodHead {
		return
	}
	if _, err := w.Write(body); err != nil {
		return // the reader left
	}
}
