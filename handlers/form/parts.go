package form

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"path"
	"strings"

	"github.com/gin-gonic/gin"
)

// Limits of a form with files.
const (
	maxParts    = 200       // parts of one body
	maxTextPart = 256 << 10 // bytes of one text field beside files
)

// Part is one file of a form, as it arrives. Read it before the function it
// was given to returns: nothing of it is kept in memory or in a temp folder.
type Part struct {
	io.Reader
	Field string // the input's name
	Name  string // the file's name as the browser gave it, without folders; data, never a path
	Kind  string // the type the browser claims; never believed
	Form  *Form  // text fields that came before the file
}

// Parts reads a form with files: text fields become the Form, each file is
// handed to take as it arrives. A file input left empty is no part. limit is
// the most the whole body may weigh, in bytes. Errors of take end the reading
// and are given back as they are.
func Parts(c *gin.Context, limit int64, take func(*Part) error) (*Form, error) {
	kind, params, err := mime.ParseMediaType(c.GetHeader("Content-Type"))
	if err == nil && kind == "application/x-www-form-urlencoded" {
		return Read(c) // the form was sent without a file input, or by a plain client
	}
	if err != nil || kind != "multipart/form-data" || params["boundary"] == "" {
		return nil, ErrKind
	}
	body := http.MaxBytesReader(c.Writer, c.Request.Body, limit)
	f := From(url.Values{})
	r := multipart.NewReader(body, params["boundary"])
	for count := 0; ; count++ {
		p, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			return f, nil
		}
		if err != nil {
			return nil, readError(err)
		}
		if count >= maxParts {
			return nil, ErrTooLarge
		}
		if err := f.part(p, take); err != nil {
			return nil, err
		}
	}
}

func (f *Form) part(p *multipart.Part, take func(*Part) error) error {
	_, params, err := mime.ParseMediaType(p.Header.Get("Content-Disposition"))
	if err != nil {
		return ErrGarbled
	}
	if _, isFile := params["filename"]; !isFile {
		b, err := io.ReadAll(io.LimitReader(p, maxTextPart+1))
		if err != nil {
			return readError(err)
		}
		if len(b) > maxTextPart {
			return ErrTooLarge
		}
		f.values.Add(p.FormName(), string(b))
		return nil
	}
	source := &watched{from: p}
	name := fileName(params["filename"])
	if name == "" {
		first := make([]byte, 1)
		if _, err := io.ReadFull(source, first); errors.Is(err, io.EOF) {
			return nil // an input left empty
		} else if err != nil {
			return readError(err)
		}
		name = "unnamed"
		source.from = io.MultiReader(strings.NewReader(string(first)), p)
	}
	if err := take(&Part{Reader: source, Field: p.FormName(), Name: name, Kind: p.Header.Get("Content-Type"), Form: f}); err != nil {
		if source.err != nil { // the body ended early: say that, not what it led to
			return readError(source.err)
		}
		return err
	}
	return nil
}

// watched remembers that reading failed.
type watched struct {
	from io.Reader
	err  error
}

func (w *watched) Read(b []byte) (int, error) {
	n, err := w.from.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		w.err = err
	}
	return n, err
}

// fileName takes folders, control characters and directions out of a name a
// browser gave, and shortens it to 200 characters keeping its ending.
func fileName(given string) string {
	given, _ = clean(given, false)
	given = strings.ReplaceAll(given, `\`, "/")
	name := path.Base(given)
	if name == "." || name == "/" || name == ".." {
		return ""
	}
	name = strings.Map(func(r rune) rune {
		switch {
		case r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069, r == 0x200E, r == 0x200F, r == '"':
			return -1
		}
		return r
	}, name)
	name = strings.TrimSpace(name)
	if runes := []rune(name); len(runes) > 200 {
		end := []rune(path.Ext(name))
		if len(end) > 10 {
			end = nil
		}
		name = string(runes[:200-len(end)]) + string(end)
	}
	return name
}
