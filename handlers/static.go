package handlers

import (
	"net/http"
	"strconv"
	"strings"

	"hundredweight/static"
)

// serveStatic gives the style sheet, script and font. Their addresses carry
// the hash of their content, so a browser keeps them for a year.
func serveStatic(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "Method not allowed", http.StatusMethodNotAllowed)
		return
	}
	f, current, ok := static.Open(r.URL.Path)
	if !ok || f.Type == "" {
		http.NotFound(w, r)
		return
	}
	h.Set("Content-Type", f.Type)
	h.Set("Cache-Control", "public, max-age=300")
	if current {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	body := f.Bytes
	if f.Gzip != nil {
		h.Set("Vary", "Accept-Encoding")
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			h.Set("Content-Encoding", "gzip")
			body = f.Gzip
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodHead {
		return
	}
	if _, err := w.Write(body); err != nil {
		return // the reader left
	}
}
