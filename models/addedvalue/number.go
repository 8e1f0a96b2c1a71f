package addedvalue

import (
	"strings"
)

// Number is an exact figure as decimal text with at most three places, such as
// "412" or "-1.5". The empty Number is not known; it is never nought.
type Number string

// mostDigits keeps a figure in thousandths within an int64.
const mostDigits = 12

// ParseNumber reads what a person typed; thousands may have commas. Nothing
// typed gives the empty Number.
func ParseNumber(typed string) (Number, bool) {
	s := strings.ReplaceAll(strings.TrimSpace(typed), ",", "")
	if s == "" {
		return "", true
	}
	n := Number(s)
	if !n.Valid() {
		return "", false
	}
	whole, part, _ := strings.Cut(strings.TrimPrefix(s, "-"), ".")
	whole, part = strings.TrimLeft(whole, "0"), strings.TrimRight(part, "0")
	if whole == "" {
		whole = "0"
	}
	out := whole
	if part != "" {
		out += "." + part
	}
	if strings.HasPrefix(s, "-") && out != "0" {
		out = "-" + out
	}
	return Number(out), true
}

// Known tells whether there is a figure at all.
func (n Number) Known() bool { return n != "" }

// Valid tells whether the text is a figure.
func (n Number) Valid() bool {
	whole, part, point := strings.Cut(strings.TrimPrefix(string(n), "-"), ".")
	if whole == "" || len(whole) > mostDigits || point && (part == "" || len(part) > 3) {
		return false
	}
	for _, r := range whole + part {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}

// Milli gives the figure in thousandths; false when it is not known.
func (n Number) Milli() (int64, bool) {
	if !n.Valid() {
		return 0, false
	}
	whole, part, _ := strings.Cut(strings.TrimPrefix(string(n), "-"), ".")
	part += strings.Repeat("0", 3-len(part))
	var v int64
	for _, r := range whole + part {
		v = v*10 + int64(r-'0')
	}
	if strings.HasPrefix(string(n), "-") {
		v = -v
	}
	return v, true
}

// String writes the figure with its thousands separated: "1,310".
func (n Number) String() string {
	whole, part, point := strings.Cut(strings.TrimPrefix(string(n), "-"), ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if strings.HasPrefix(string(n), "-") {
		whole = "-" + whole
	}
	if point {
		whole += "." + part
	}
	return whole
}
