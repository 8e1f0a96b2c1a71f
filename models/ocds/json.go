// Package ocds owns what published notices mean here: a release or record of
// the Open Contracting Data Standard becomes a tender draft with the questions
// that it leaves open. It never flattens and never guesses: stages, or text and
// data that disagree, are asked. It reads bytes and nothing else: an address in
// a file is text, and is never fetched.
package ocds

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"hundredweight/models/refusal"
)

// Limits of a file. They are said in the refusals. The largest release met in
// the wild has 102 KB, the largest record 21 MB with its versions.
const (
	MaxBytes    = 10 << 20
	maxDepth    = 64
	maxValues   = 500_000
	maxNumber   = 40 // characters
	maxExponent = 10_000
	maxText     = 100_000 // characters of one text
	maxProblems = 100
)

type kind byte

const (
	isNull kind = iota
	isObject
	isArray
	isText
	isNumber
	isBool
)

// node is one value of a file with its place in it. Numbers stay text: real
// files hold 1e9999, which no float takes.
type node struct {
	parent *node
	name   string // the key, or the index, under the parent
	kind   kind
	keys   []string
	fields map[string]*node
	items  []*node
	text   string
	used   bool // taken over, so not to be reported
	top    bool // a release: pointers begin here
}

// path gives the place in the file: releases/0/tender/title.
func (n *node) path() string {
	if n.parent == nil {
		return n.name
	}
	return strings.TrimPrefix(n.parent.path()+"/"+escape(n.name), "/")
}

// pointer gives the place in the release as a JSON pointer: /tender/title.
func (n *node) pointer() string {
	if n == nil || n.top || n.parent == nil {
		return ""
	}
	return n.parent.pointer() + "/" + escape(n.name)
}

func escape(name string) string {
	if len(name) > 60 {
		name = clip(name, 60)
	}
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}

// get walks down objects; nil where there is nothing, or null.
func (n *node) get(keys ...string) *node {
	for _, k := range keys {
		if n == nil || n.kind != isObject {
			return nil
		}
		n = n.fields[k]
		if n != nil && n.kind == isNull {
			n.used = true
			return nil
		}
	}
	return n
}

// list gives the elements of an array. A list that was written as an object of
// numbered fields, as Find a Tender has done, is read as the list it means.
func (n *node) list() []*node {
	if n == nil {
		return nil
	}
	if n.kind == isArray {
		return n.items
	}
	if n.kind != isObject {
		return nil
	}
	var all []*node
	for _, k := range n.keys {
		if _, err := strconv.Atoi(k); err != nil {
			return []*node{n}
		}
		all = append(all, n.fields[k])
	}
	return all
}

func whole(format string, a ...any) error { return refusal.Field("file", format, a...) }

func clip(s string, most int) string {
	r := []rune(s)
	if len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// parse reads JSON within the limits, with every key once.
func parse(file []byte) (*node, error) {
	if len(file) > MaxBytes {
		return nil, whole("The file is larger than 10 MB. Give one notice or one process, not a whole download")
	}
	file = bytes.TrimPrefix(file, []byte{0xEF, 0xBB, 0xBF})
	switch {
	case len(bytes.TrimSpace(file)) == 0:
		return nil, whole("The file is empty")
	case bytes.HasPrefix(file, []byte{0xFF, 0xFE}) || bytes.HasPrefix(file, []byte{0xFE, 0xFF}):
		return nil, whole("The file is UTF-16 text. JSON is UTF-8: save it again as UTF-8")
	case !utf8.Valid(file):
		return nil, whole("The file is not UTF-8 text, so it is not JSON. Check that you chose the right file")
	}
	d := json.NewDecoder(bytes.NewReader(file))
	d.UseNumber()
	p := &parser{d: d, file: file}
	root := &node{}
	if err := p.value(root, 0); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		line, _ := p.line(d.InputOffset())
		return nil, whole("The file goes on after its end, in line %d. One file holds one package; files with a release in each line are not taken", line)
	}
	return root, nil
}

type parser struct {
	d      *json.Decoder
	file   []byte
	values int
}

func (p *parser) line(offset int64) (line int, near string) {
	at := min(int(offset), len(p.file))
	from, to := max(0, at-20), min(len(p.file), at+20)
	near = strings.Map(func(r rune) rune {
		if r < ' ' || r == utf8.RuneError {
			return ' '
		}
		return r
	}, string(p.file[from:to]))
	return bytes.Count(p.file[:at], []byte{'\n'}) + 1, strings.TrimSpace(near)
}

func (p *parser) unreadable(err error) error {
	offset := p.d.InputOffset()
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		offset = max(offset, syntax.Offset)
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || int(offset) >= len(bytes.TrimRight(p.file, " \t\r\n")) {
		return whole("The file ends too early. Download it again")
	}
	line, near := p.line(offset)
	return whole("The file is not JSON: look at line %d, near “%s”", line, near)
}

func (p *parser) value(n *node, depth int) error {
	t, err := p.d.Token()
	if err != nil {
		return p.unreadable(err)
	}
	if p.values++; p.values > maxValues {
		return whole("The file holds more than 500,000 values. Give one notice or one process, not a whole download")
	}
	switch v := t.(type) {
	case json.Delim:
		if depth >= maxDepth {
			return whole("%s: lists and objects stand inside each other more than %d deep", clip(n.path(), 120), maxDepth)
		}
		if v == '{' {
			return p.object(n, depth)
		}
		return p.array(n, depth)
	case string:
		n.kind, n.text = isText, v
		return checkText(n)
	case json.Number:
		n.kind, n.text = isNumber, v.String()
		return checkNumber(n)
	case bool:
		n.kind, n.text = isBool, strconv.FormatBool(v)
	}
	return nil
}

func checkText(n *node) error {
	if strings.ContainsFunc(n.text, func(r rune) bool { return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0x7f }) {
		return whole("%s: contains a character we cannot store", n.path())
	}
	if len(n.text) > maxText && utf8.RuneCountInString(n.text) > maxText {
		return whole("%s: is longer than 100,000 characters", n.path())
	}
	return nil
}

// checkNumber keeps numbers small enough to work with: 1e9999 is written by
// publishers for "no limit" and is kept as text; 1e1000000 is an attack.
func checkNumber(n *node) error {
	_, exponent, has := strings.Cut(strings.ToLower(n.text), "e")
	if len(n.text) > maxNumber {
		return whole("%s: the number has more than %d figures", n.path(), maxNumber)
	}
	if has {
		if e, err := strconv.Atoi(exponent); err != nil || e > maxExponent || e < -maxExponent {
			return whole("%s: the number %s is too large or too small", n.path(), clip(n.text, 20))
		}
	}
	return nil
}

func (p *parser) object(n *node, depth int) error {
	n.kind, n.fields = isObject, map[string]*node{}
	for p.d.More() {
		t, err := p.d.Token()
		if err != nil {
			return p.unreadable(err)
		}
		key, ok := t.(string)
		if !ok {
			return p.unreadable(fmt.Errorf("key %v", t))
		}
		child := &node{parent: n, name: key}
		if _, doubled := n.fields[key]; doubled {
			return whole("%s: stands twice in its object. It cannot be known which one is meant", child.path())
		}
		if err := p.value(child, depth+1); err != nil {
			return err
		}
		n.keys, n.fields[key] = append(n.keys, key), child
	}
	if _, err := p.d.Token(); err != nil {
		return p.unreadable(err)
	}
	return nil
}

func (p *parser) array(n *node, depth int) error {
	n.kind = isArray
	for p.d.More() {
		child := &node{parent: n, name: strconv.Itoa(len(n.items))}
		if err := p.value(child, depth+1); err != nil {
			return err
		}
		n.items = append(n.items, child)
	}
	if _, err := p.d.Token(); err != nil {
		return p.unreadable(err)
	}
	return nil
}
