package page

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/models/refusal"
)

// Kept holds forms that were sent after the session had ended, until the
// person has signed in again: no typed text is lost. Each is encrypted under a
// key that only the browser's cookie holds.
type Kept struct {
	mu      sync.Mutex
	entries map[[32]byte]keptForm
	order   [][32]byte // oldest first
	size    int
}

type keptForm struct {
	sealed []byte
	until  time.Time
}

// Bounds of what is kept.
const (
	keptFor  = 30 * time.Minute
	keptMost = 256 << 10 // bytes of one form
	keptAll  = 32 << 20  // bytes of all
)

// NewKept makes an empty store of forms.
func NewKept() *Kept { return &Kept{entries: map[[32]byte]keptForm{}} }

// put keeps a form and gives the key to it.
func (k *Kept) put(random io.Reader, path string, values url.Values, wall time.Time) ([]byte, error) {
	body := url.Values{"path": {path}, "form": {values.Encode()}}.Encode()
	key := make([]byte, 32)
	if _, err := io.ReadFull(random, key); err != nil {
		return nil, fmt.Errorf("keep a form: %w", err)
	}
	box, err := boxOf(key)
	if err != nil {
		return nil, err
	}
	// The key is used once, so the nonce may be fixed.
	sealed := box.Seal(nil, make([]byte, box.NonceSize()), []byte(body), nil)
	k.mu.Lock()
	defer k.mu.Unlock()
	for len(k.order) > 0 && (k.size+len(sealed) > keptAll || !wall.Before(k.entries[k.order[0]].until)) {
		k.drop(k.order[0])
	}
	id := sha256.Sum256(key)
	k.entries[id] = keptForm{sealed: sealed, until: wall.Add(keptFor)}
	k.order = append(k.order, id)
	k.size += len(sealed)
	return key, nil
}

func (k *Kept) drop(id [32]byte) {
	k.size -= len(k.entries[id].sealed)
	delete(k.entries, id)
	for i, have := range k.order {
		if have == id {
			k.order = append(k.order[:i:i], k.order[i+1:]...)
			return
		}
	}
}

// take gives a kept form back, once.
func (k *Kept) take(key []byte, wall time.Time) (path string, values url.Values, err error) {
	missing := refusal.Missing("form. It is kept for 30 minutes")
	if k == nil || len(key) != 32 {
		return "", nil, missing
	}
	id := sha256.Sum256(key)
	k.mu.Lock()
	one, ok := k.entries[id]
	if ok {
		k.drop(id)
	}
	k.mu.Unlock()
	if !ok || !wall.Before(one.until) {
		return "", nil, missing
	}
	box, err := boxOf(key)
	if err != nil {
		return "", nil, err
	}
	body, err := box.Open(nil, make([]byte, box.NonceSize()), one.sealed, nil)
	if err != nil {
		return "", nil, missing
	}
	outer, err := url.ParseQuery(string(body))
	if err != nil {
		return "", nil, missing
	}
	values, err = url.ParseQuery(outer.Get("form"))
	return outer.Get("path"), values, err
}

func boxOf(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

func (k Kit) keptName() string {
	if k.secure() {
		return "__Host-hw-kept"
	}
	return "hw-kept"
}

func (k Kit) keptCookie(c *gin.Context, value string, age int) {
	http.SetCookie(c.Writer, &http.Cookie{Name: k.keptName(), Value: value, Path: "/", MaxAge: age, HttpOnly: true, Secure: k.secure(), SameSite: http.SameSiteLaxMode})
}

// KeptAt is the page that gives a kept form back.
const KeptAt = "/account/kept"

// keepForm keeps what a person whose session had ended has sent, and tells
// whether it did.
func (k Kit) keepForm(c *gin.Context) bool {
	if k.Kept == nil || c.Request.Method != http.MethodPost || c.Request.ContentLength > keptMost || !k.Session.Carried(c.Request) || WantsJSON(c) {
		return false
	}
	f, err := form.Read(c)
	if err != nil || len(f.Values()) == 0 || f.Values().Has("password") {
		return false
	}
	key, err := k.Kept.put(k.Rand, c.Request.URL.RequestURI(), f.Values(), k.Wall())
	if err != nil {
		k.Log.Error("form not kept", "id", RequestID(c.Request.Context()), "err", err)
		return false
	}
	k.keptCookie(c, base64.RawURLEncoding.EncodeToString(key), int(keptFor.Seconds()))
	return true
}

// TakeKept gives back the form that was kept for this browser, once: where it
// was going and what was in it.
func (k Kit) TakeKept(c *gin.Context) (path string, values url.Values, err error) {
	cookie, err := c.Request.Cookie(k.keptName())
	if err != nil {
		return "", nil, refusal.Missing("form. It is kept for 30 minutes")
	}
	k.keptCookie(c, "", -1)
	key, err := base64.RawURLEncoding.DecodeString(cookie.Value)
	if err != nil {
		return "", nil, refusal.Missing("form. It is kept for 30 minutes")
	}
	return k.Kept.take(key, k.Wall())
}
