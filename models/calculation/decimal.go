package calculation

import (
	"encoding/json"
	"errors"
	"math/big"
	"strings"
)

// Decimal is an exact decimal number: money in pounds, a mark, a quantity. Its
// zero value is 0. In JSON it is read from a string or a number and written as
// a string.
type Decimal struct{ r *big.Rat }

// Limits of a decimal that is read: enough for any price in pounds, and small
// enough that no input makes the arithmetic slow.
const (
	mostWhole  = 15 // digits before the point
	mostPlaces = 12 // digits after it
)

//lint:ignore ST1005 shown to people as it is
var errDecimal = errors.New("Write a plain number, such as 1250.00, without commas, currency signs or exponents")

// ParseDecimal reads a plain decimal such as "1250.00" or "-3".
func ParseDecimal(s string) (Decimal, error) {
	whole, part, dotted := strings.Cut(strings.TrimPrefix(s, "-"), ".")
	if whole == "" || len(whole) > mostWhole || len(part) > mostPlaces || (dotted && part == "") {
		return Decimal{}, errDecimal
	}
	for _, r := range whole + part {
		if r < '0' || r > '9' {
			return Decimal{}, errDecimal
		}
	}
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		return Decimal{}, errDecimal
	}
	return Decimal{r}, nil
}

// Int makes a decimal of a whole number.
func Int(n int64) Decimal { return Decimal{new(big.Rat).SetInt64(n)} }

// Pounds makes a decimal of an amount in pence.
func Pounds(pence int64) Decimal { return Decimal{big.NewRat(pence, 100)} }

// Rat gives the exact value. The caller may change it.
func (d Decimal) Rat() *big.Rat {
	if d.r == nil {
		return new(big.Rat)
	}
	return new(big.Rat).Set(d.r)
}

// Sign is -1, 0 or 1.
func (d Decimal) Sign() int { return d.Rat().Sign() }

// String writes the decimal in its shortest form: 4.5.
func (d Decimal) String() string {
	s := d.Rat().FloatString(mostPlaces)
	s = strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
	if s == "-0" {
		return "0"
	}
	return s
}

// MarshalJSON writes a string in the shortest form.
func (d Decimal) MarshalJSON() ([]byte, error) { return json.Marshal(d.String()) }

// UnmarshalJSON reads a string or a number.
func (d *Decimal) UnmarshalJSON(b []byte) error {
	s := string(b)
	if strings.HasPrefix(s, `"`) {
		if err := json.Unmarshal(b, &s); err != nil {
			return errDecimal
		}
	}
	got, err := ParseDecimal(s)
	if err != nil {
		return err
	}
	*d = got
	return nil
}

// Round writes a value with a fixed number of places, rounded half away from
// zero: marks have 6, money has 2.
func Round(r *big.Rat, places int) string { return r.FloatString(places) }
