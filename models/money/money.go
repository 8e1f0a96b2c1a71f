// Package money keeps pounds in whole pence, so that no penny is ever lost:
// reading what people type, adding up, VAT and sharing out are exact.
package money

import (
	"errors"
	"math"
	"math/big"
	"strconv"
	"strings"
)

// Pence is an amount of pounds sterling in pence.
type Pence int64

// Milli is a quantity in thousandths of its unit.
type Milli int64

// Most is the largest amount taken from people: a hundred billion pounds.
const Most Pence = 100_000_000_000_00

// ErrAmount is the sentence for an amount that cannot be read.
//
//lint:ignore ST1005 shown to people as it is
var ErrAmount = errors.New("Enter an amount in pounds and pence, like 1,250.00")

// ErrQuantity is the sentence for a quantity that cannot be read.
//
//lint:ignore ST1005 shown to people as it is
var ErrQuantity = errors.New("Enter a number with up to 3 decimal places, like 12 or 12.5")

// Parse reads an amount as people type it: "1250", "£1,250.00", "1,250.5". It
// refuses signs, exponents, more than two places, misplaced commas and digits
// of other scripts.
func Parse(typed string) (Pence, error) {
	s := strings.TrimSpace(typed)
	s = strings.TrimSpace(strings.TrimPrefix(s, "£"))
	n, err := fixed(s, 2)
	if err != nil || n > int64(Most) {
		return 0, ErrAmount
	}
	return Pence(n), nil
}

// ParseQuantity reads a quantity with up to three decimal places.
func ParseQuantity(typed string) (Milli, error) {
	n, err := fixed(strings.TrimSpace(typed), 3)
	if err != nil || n > 1_000_000_000_000 {
		return 0, ErrQuantity
	}
	return Milli(n), nil
}

// fixed reads a plain decimal with at most places digits after the point, as an
// integer of the smallest unit.
func fixed(s string, places int) (int64, error) {
	whole, part, dotted := strings.Cut(s, ".")
	if whole == "" || (dotted && part == "") || len(part) > places {
		return 0, ErrAmount
	}
	if strings.Contains(whole, ",") {
		groups := strings.Split(whole, ",")
		for i, g := range groups {
			if (i == 0 && (len(g) == 0 || len(g) > 3)) || (i > 0 && len(g) != 3) {
				return 0, ErrAmount
			}
		}
		whole = strings.Join(groups, "")
	}
	digits := whole + part + strings.Repeat("0", places-len(part))
	for _, r := range digits {
		if r < '0' || r > '9' {
			return 0, ErrAmount
		}
	}
	return strconv.ParseInt(digits, 10, 64)
}

// String writes the amount with pence: £1,250.00.
func (p Pence) String() string {
	sign := ""
	n := int64(p)
	if n < 0 {
		sign, n = "−", -n
	}
	pence := strconv.FormatInt(n%100, 10)
	if len(pence) == 1 {
		pence = "0" + pence
	}
	return sign + "£" + group(strconv.FormatInt(n/100, 10)) + "." + pence
}

// Whole writes the amount without pence when there are none: £1,250.
func (p Pence) Whole() string { return strings.TrimSuffix(p.String(), ".00") }

// Plain writes the amount as a decimal for forms and JSON: 1250.00.
func (p Pence) Plain() string {
	return strings.NewReplacer("£", "", ",", "", "−", "-").Replace(p.String())
}

func group(digits string) string {
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// String writes a quantity without needless zeros: 12.5.
func (m Milli) String() string {
	s := strconv.FormatInt(int64(m)/1000, 10)
	if rest := int64(m) % 1000; rest != 0 {
		part := strconv.FormatInt(1000+rest, 10)[1:]
		s += "." + strings.TrimRight(part, "0")
	}
	return s
}

// ErrTooBig is the sentence for a sum beyond what can be kept.
//
//lint:ignore ST1005 shown to people as it is
var ErrTooBig = errors.New("This comes to more than the system can hold. Check the quantity and the price")

// LineTotal gives quantity × unit price, rounded to the penny half away from zero.
func LineTotal(quantity Milli, unit Pence) (Pence, error) {
	return scale(int64(quantity), int64(unit), 1000)
}

// VAT gives the tax on an amount at a rate in basis points (2,000 = 20 %),
// rounded to the penny half away from zero.
func VAT(net Pence, rateBP int) (Pence, error) {
	return scale(int64(net), int64(rateBP), 10_000)
}

func scale(a, b, by int64) (Pence, error) {
	n := new(big.Int).Mul(big.NewInt(a), big.NewInt(b))
	q, r := new(big.Int).QuoRem(n, big.NewInt(by), new(big.Int))
	if r.Abs(r).Lsh(r, 1).Cmp(big.NewInt(by)) >= 0 {
		q.Add(q, big.NewInt(int64(n.Sign())))
	}
	if !q.IsInt64() || q.Int64() == math.MinInt64 {
		return 0, ErrTooBig
	}
	return Pence(q.Int64()), nil
}

// Split shares an amount out by weights so that the parts add up to it exactly;
// the pence that do not divide go to the first shares.
func Split(p Pence, weights []int) []Pence {
	total := 0
	for _, w := range weights {
		total += w
	}
	out := make([]Pence, len(weights))
	if total == 0 {
		return out
	}
	left := p
	for i, w := range weights {
		share := new(big.Int).Mul(big.NewInt(int64(p)), big.NewInt(int64(w)))
		out[i] = Pence(share.Quo(share, big.NewInt(int64(total))).Int64())
		left -= out[i]
	}
	for i := 0; left > 0; i = (i + 1) % len(out) {
		if weights[i] > 0 {
			out[i]++
			left--
		}
	}
	return out
}
