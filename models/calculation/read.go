package calculation

import (
	"bytes"
	"encoding/json"
	"io"
	"reflect"
	"strconv"
	"strings"
)

// Read fills a struct from JSON and refuses whatever does not belong there: a
// key that is not known (by name), a key given twice, a value of the wrong
// kind, anything after the document. encoding/json alone would take "Weight"
// for "weight" and keep the second of two equal keys, so that two readers could
// see two different inputs.
func Read(data []byte, into any) error {
	if !json.Valid(data) {
		return Refuse("bad_json", "", "%s", whyInvalid(data))
	}
	return fill(data, reflect.ValueOf(into).Elem(), "")
}

func whyInvalid(data []byte) string {
	if len(bytes.TrimSpace(data)) == 0 {
		return "Give the input as one JSON document. Nothing was read"
	}
	var tree any
	err := json.Unmarshal(data, &tree)
	if s, ok := err.(*json.SyntaxError); ok {
		before := data[:min(int(s.Offset), len(data))]
		return "This is not valid JSON: look at line " + strconv.Itoa(1+bytes.Count(before, []byte("\n")))
	}
	return "This is not valid JSON"
}

func fill(raw json.RawMessage, v reflect.Value, at string) error {
	raw = bytes.TrimSpace(raw)
	if u, ok := v.Addr().Interface().(json.Unmarshaler); ok {
		if err := u.UnmarshalJSON(raw); err != nil {
			return Refuse("bad_number", at, "%s", err.Error())
		}
		return nil
	}
	switch v.Kind() {
	case reflect.Pointer:
		if string(raw) == "null" {
			return nil
		}
		v.Set(reflect.New(v.Type().Elem()))
		return fill(raw, v.Elem(), at)
	case reflect.Struct:
		return fillStruct(raw, v, at)
	case reflect.Map:
		return fillMap(raw, v, at)
	case reflect.Slice:
		return fillSlice(raw, v, at)
	}
	return fillPlain(raw, v, at)
}

func fillStruct(raw json.RawMessage, v reflect.Value, at string) error {
	known := map[string]int{}
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		known[name] = i
	}
	return members(raw, at, func(key string, value json.RawMessage) error {
		i, ok := known[key]
		if !ok {
			return Refuse("unknown_key", at+"/"+escape(key), "There is no setting called %q here. Take it out, or check its spelling", key)
		}
		return fill(value, v.Field(i), at+"/"+escape(key))
	})
}

func fillMap(raw json.RawMessage, v reflect.Value, at string) error {
	v.Set(reflect.MakeMap(v.Type()))
	return members(raw, at, func(key string, value json.RawMessage) error {
		one := reflect.New(v.Type().Elem()).Elem()
		if err := fill(value, one, at+"/"+escape(key)); err != nil {
			return err
		}
		v.SetMapIndex(reflect.ValueOf(key), one)
		return nil
	})
}

func fillSlice(raw json.RawMessage, v reflect.Value, at string) error {
	if raw[0] != '[' {
		return Refuse("wrong_type", at, "Give a list in square brackets here")
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	if _, err := d.Token(); err != nil {
		return Refuse("bad_json", at, "This is not valid JSON")
	}
	v.Set(reflect.MakeSlice(v.Type(), 0, 4))
	for i := 0; d.More(); i++ {
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return Refuse("bad_json", at, "This is not valid JSON")
		}
		one := reflect.New(v.Type().Elem()).Elem()
		if err := fill(value, one, at+"/"+strconv.Itoa(i)); err != nil {
			return err
		}
		v.Set(reflect.Append(v, one))
	}
	return nil
}

func fillPlain(raw json.RawMessage, v reflect.Value, at string) error {
	what := map[reflect.Kind]string{reflect.String: "text in quotation marks", reflect.Bool: "true or false", reflect.Int: "a whole number"}[v.Kind()]
	if string(raw) == "null" || json.Unmarshal(raw, v.Addr().Interface()) != nil {
		return Refuse("wrong_type", at, "Give %s here", what)
	}
	return nil
}

// members walks an object's keys in order and refuses one that comes twice.
func members(raw json.RawMessage, at string, each func(key string, value json.RawMessage) error) error {
	if raw[0] != '{' {
		return Refuse("wrong_type", at, "Give an object in curly brackets here")
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	if _, err := d.Token(); err != nil {
		return Refuse("bad_json", at, "This is not valid JSON")
	}
	seen := map[string]bool{}
	for d.More() {
		token, err := d.Token()
		key, ok := token.(string)
		if err != nil || !ok {
			return Refuse("bad_json", at, "This is not valid JSON")
		}
		if seen[key] {
			return Refuse("duplicate_key", at+"/"+escape(key), "%q is given twice. Give it once", key)
		}
		seen[key] = true
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return Refuse("bad_json", at, "This is not valid JSON")
		}
		if err := each(key, value); err != nil {
			return err
		}
	}
	return nil
}

// escape writes a key inside a JSON pointer (RFC 6901 section 3).
func escape(key string) string { return strings.NewReplacer("~", "~0", "/", "~1").Replace(key) }

// Pointer joins the parts of a JSON pointer.
func Pointer(parts ...any) string {
	var b strings.Builder
	for _, p := range parts {
		b.WriteByte('/')
		switch p := p.(type) {
		case int:
			b.WriteString(strconv.Itoa(p))
		case string:
			b.WriteString(escape(p))
		}
	}
	return b.String()
}

// MostInput is how much of a document the calculators read, in bytes.
const MostInput = 4 << 20

// ReadAll reads a whole document, refusing one that is too long.
func ReadAll(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, MostInput+1))
	if err != nil {
		return nil, Refuse("unreadable", "", "The input could not be read to its end. Try again")
	}
	if len(data) > MostInput {
		return nil, Refuse("too_long", "", "The input is longer than 4 MB. Give less of it")
	}
	return data, nil
}
