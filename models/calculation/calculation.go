// Package calculation owns how the open calculators take their input and say
// no: strict JSON with unknown keys refused by name, exact decimals, and one
// hash by which anybody can tell that two people worked from the same input.
package calculation

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"hundredweight/models/refusal"
)

// Refusal is why a calculator does not take its input. It is printed as it is
// by the command line and by the API.
type Refusal struct {
	Code    string `json:"code"`    // stable, such as missing_score
	Field   string `json:"field"`   // JSON pointer (RFC 6901) to what is wrong; "" for the whole input
	Message string `json:"message"` // a sentence that says what to do
}

// Error gives the sentence with its place.
func (r *Refusal) Error() string {
	if r.Field == "" {
		return r.Message
	}
	return r.Field + ": " + r.Message
}

// Unwrap lets pages treat it as any other refusal of what was typed.
func (r *Refusal) Unwrap() error { return refusal.Field(r.Field, "%s", r.Message) }

// Refuse makes a refusal.
func Refuse(code, field, format string, a ...any) error {
	return &Refusal{Code: code, Field: field, Message: fmt.Sprintf(format, a...)}
}

// Print writes a value as the calculators print it: indented, one document,
// ended by a line break, and no character escaped for HTML.
func Print(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("print a result: %w", err)
	}
	return b.Bytes(), nil
}

// Canonical re-encodes an input in the one form that is hashed: keys sorted,
// no white space, what was left out left out, decimals as strings in their
// shortest form ("4.50" and 4.5 are both "4.5"). It is itself a valid input.
func Canonical(input any) ([]byte, error) {
	plain, err := json.Marshal(input)
	if err != nil {
		return nil, fmt.Errorf("re-encode an input: %w", err)
	}
	d := json.NewDecoder(bytes.NewReader(plain))
	d.UseNumber()
	var tree any
	if err := d.Decode(&tree); err != nil {
		return nil, fmt.Errorf("re-encode an input: %w", err)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(tree); err != nil { // encoding/json writes the keys of a map sorted
		return nil, fmt.Errorf("re-encode an input: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// Hash gives the SHA-256 of the canonical input in hexadecimal.
func Hash(input any) (string, error) {
	c, err := Canonical(input)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(c)
	return hex.EncodeToString(sum[:]), nil
}
