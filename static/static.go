// Package static holds what browsers load: one style sheet, one script, the
// font and the mark, all our own or with their licence beside them. The path
// carries the hash of the content, so that a browser may keep a file for ever.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/binary"
	"encoding/hex"
	"sort"
	"strings"
)

//go:embed dist
var dist embed.FS

// File is one file as it is served.
type File struct {
	Bytes []byte
	Gzip  []byte // nil where compressing gains nothing
	Type  string
}

var types = map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml", ".png": "image/png", ".woff2": "font/woff2", ".txt": "text/plain; charset=utf-8"}

// loaded is made once, at start; everything after only reads it.
var loaded = load()

type bundle struct {
	prefix  string
	files   map[string]File
	hashes  []uint64
	sources string
}

func load() bundle {
	entries, err := dist.ReadDir("dist")
	if err != nil {
		panic(err) // embedded: it is there or the program does not build
	}
	b := bundle{files: map[string]File{}}
	sum := sha256.New()
	for _, e := range entries {
		body, err := dist.ReadFile("dist/" + e.Name())
		if err != nil {
			panic(err)
		}
		switch {
		case e.Name() == "common-passwords.bin":
			for i := 0; i+8 <= len(body); i += 8 {
				b.hashes = append(b.hashes, binary.BigEndian.Uint64(body[i:]))
			}
			continue
		case e.Name() == "SOURCES.sha256":
			b.sources = strings.TrimSpace(string(body))
			continue
		}
		sum.Write([]byte(e.Name()))
		sum.Write(body)
		b.files[e.Name()] = File{Bytes: body, Gzip: compress(body), Type: types[e.Name()[strings.LastIndex(e.Name(), "."):]]}
	}
	b.prefix = "/static/" + hex.EncodeToString(sum.Sum(nil)[:6]) + "/"
	return b
}

func compress(body []byte) []byte {
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		panic(err) // the level is a constant
	}
	if _, err := z.Write(body); err != nil {
		panic(err) // memory
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	if out.Len() >= len(body)*9/10 {
		return nil
	}
	return out.Bytes()
}

// Path gives the address of a file: "app.css" → "/static/3f…/app.css".
func Path(name string) string { return loaded.prefix + name }

// Open finds a file by its address. A file under an older hash is found too,
// so that a page loaded before an upgrade keeps its style; current tells
// whether it may be kept for ever.
func Open(path string) (f File, current, ok bool) {
	hash, name, found := strings.Cut(strings.TrimPrefix(path, "/static/"), "/")
	if !found {
		return File{}, false, false
	}
	f, ok = loaded.files[name]
	return f, "/static/"+hash+"/" == loaded.prefix, ok
}

// CommonPassword tells whether a password of twelve characters or more is among
// the common ones, in any case of letters.
func CommonPassword(password string) bool {
	sum := sha256.Sum256([]byte(strings.ToLower(password)))
	want := binary.BigEndian.Uint64(sum[:8])
	i := sort.Search(len(loaded.hashes), func(i int) bool { return loaded.hashes[i] >= want })
	return i < len(loaded.hashes) && loaded.hashes[i] == want
}
