package page

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"
	"github.com/klauspost/compress/gzip"
)

// gzipFrom is the size in bytes from which a page is worth compressing: less
// fits into one packet as it is.
const gzipFrom = 1400

var (
	buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}
	zippers = sync.Pool{New: func() any {
		z, err := gzip.NewWriterLevel(nil, gzip.BestSpeed)
		if err != nil {
			panic(err) // the level is a constant
		}
		return z
	}}
)

func buffer() *bytes.Buffer {
	b, ok := buffers.Get().(*bytes.Buffer)
	if !ok {
		b = new(bytes.Buffer)
	}
	b.Reset()
	return b
}

func release(b *bytes.Buffer) {
	if b.Cap() <= 1<<20 {
		buffers.Put(b)
	}
}

// Render renders the page into memory first, so that an error in the middle
// of it becomes a proper 500, and then writes it.
func (k Kit) Render(c *gin.Context, status int, component templ.Component) error {
	b := buffer()
	defer release(b)
	if err := component.Render(c.Request.Context(), b); err != nil {
		return fmt.Errorf("render %s: %w", c.FullPath(), err)
	}
	if at, ok := k.keep(c, status); ok {
		return k.writeCached(c, at, b.Bytes())
	}
	noStore(c)
	return write(c, status, "text/html; charset=utf-8", b.Bytes())
}

// keep tells whether the page is the same for every stranger, and of which
// moment it is: the one before it was read.
func (k Kit) keep(c *gin.Context, status int) (moment, bool) {
	v, ok := c.Get(keyCacheable)
	if !ok || status != http.StatusOK || Actor(c).Known() || c.Writer.Header().Get("Set-Cookie") != "" {
		return moment{}, false
	}
	at, ok := v.(moment)
	return at, ok
}

func (k Kit) writeCached(c *gin.Context, at moment, body []byte) error {
	e, err := k.Cache.put(c.Request, c.FullPath(), at, body)
	if err != nil {
		return fmt.Errorf("keep %s: %w", c.FullPath(), err)
	}
	e.serve(c.Writer, c.Request)
	return nil
}

func write(c *gin.Context, status int, kind string, body []byte) error {
	h := c.Writer.Header()
	h.Set("Content-Type", kind)
	h.Add("Vary", "Accept-Encoding")
	if len(body) >= gzipFrom && accepts(c.Request) {
		z := buffer()
		defer release(z)
		if err := zip(z, body); err != nil {
			return fmt.Errorf("compress: %w", err)
		}
		h.Set("Content-Encoding", "gzip")
		body = z.Bytes()
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	c.Status(status)
	c.Writer.WriteHeaderNow()
	if c.Request.Method == http.MethodHead {
		return nil
	}
	// A reader who left is no error of the page.
	if _, err := c.Writer.Write(body); err != nil {
		c.Abort()
	}
	return nil
}

func zip(into *bytes.Buffer, body []byte) error {
	z, ok := zippers.Get().(*gzip.Writer)
	if !ok {
		return fmt.Errorf("no compressor")
	}
	defer zippers.Put(z)
	z.Reset(into)
	if _, err := z.Write(body); err != nil {
		return err
	}
	return z.Close()
}

// accepts tells whether the reader takes gzip.
func accepts(r *http.Request) bool {
	for _, one := range strings.Split(r.Header.Get("Accept-Encoding"), ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(one), ";")
		if strings.EqualFold(name, "gzip") {
			return strings.ReplaceAll(q, " ", "") != "q=0"
		}
	}
	return false
}

func noStore(c *gin.Context) { c.Writer.Header().Set("Cache-Control", "no-store") }

// Text writes plain text or another ready-made body that is not a page.
func (k Kit) Text(c *gin.Context, status int, kind string, body []byte) error {
	if c.Writer.Header().Get("Cache-Control") == "" {
		noStore(c)
	}
	return write(c, status, kind, body)
}

// JSON answers a script of ours, such as autosave.
func (k Kit) JSON(c *gin.Context, status int, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("answer of %s: %w", c.FullPath(), err)
	}
	return k.Text(c, status, "application/json; charset=utf-8", body)
}

// WantsJSON tells whether a script of ours asks, not a person.
func WantsJSON(c *gin.Context) bool {
	return strings.Contains(c.GetHeader("Accept"), "application/json")
}

// Redirect answers a form that was accepted: 303 to a page of this site, which
// shows the flash once. The flash is a short-lived cookie of its own, so that
// it writes no session.
func (k Kit) Redirect(c *gin.Context, to, flash string) error {
	if flash != "" {
		k.setFlash(c, flash)
	}
	noStore(c)
	c.Redirect(http.StatusSeeOther, Next(to, "/"))
	c.Writer.WriteHeaderNow()
	return nil
}

// flashFor is how long a flash waits for its page, in seconds.
const flashFor = 60

func (k Kit) flashName() string {
	if k.secure() {
		return "__Host-hw-flash"
	}
	return "hw-flash"
}

func (k Kit) secure() bool { return strings.HasPrefix(k.BaseURL, "https://") }

func (k Kit) setFlash(c *gin.Context, text string) {
	if len(text) > 600 {
		text = strings.ToValidUTF8(text[:600], "")
	}
	k.flashCookie(c, base64.RawURLEncoding.EncodeToString([]byte(text)), flashFor)
}

func (k Kit) flashCookie(c *gin.Context, value string, age int) {
	http.SetCookie(c.Writer, &http.Cookie{Name: k.flashName(), Value: value, Path: "/", MaxAge: age, HttpOnly: true, Secure: k.secure(), SameSite: http.SameSiteLaxMode})
}

// flash takes the waiting flash, once.
func (k Kit) flash(c *gin.Context) string {
	cookie, err := c.Request.Cookie(k.flashName())
	if err != nil || cookie.Value == "" {
		return ""
	}
	k.flashCookie(c, "", -1)
	text, err := base64.RawURLEncoding.DecodeString(cookie.Value)
	if err != nil || !utf8.Valid(text) || len(text) > 600 {
		return ""
	}
	return string(text)
}

// Quiet is a context that outlives the reader: for work that must not stop
// half way because a browser was closed.
func Quiet(c *gin.Context) context.Context { return context.WithoutCancel(c.Request.Context()) }
