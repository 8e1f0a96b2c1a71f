package money

import (
	"testing"

	"pgregory.net/rapid"
)

func TestAmountsAreReadAsPeopleTypeThem(t *testing.T) {
	for typed, want := range map[string]Pence{"1250": 125000, "£1,250.00": 125000, " 1,250.5 ": 125050, "0": 0, "0.01": 1, "12,345,678.90": 1234567890} {
		if got, err := Parse(typed); err != nil || got != want {
			t.Errorf("%q: got %d, %v; want %d", typed, got, err, want)
		}
	}
}

func TestAmountsThatCannotBeMeantAreRefused(t *testing.T) {
	for _, typed := range []string{"", " ", "1,000.555", "-5", "£1e9", "１２", "NaN", "12345678901234567890", "1,00", "1,0000", ",100", "1.", ".5", "+5", "0x10", "1 000", "Inf", "1,250.00 pounds"} {
		if got, err := Parse(typed); err == nil {
			t.Errorf("%q was read as %d", typed, got)
		}
	}
}

func TestAmountsAreWrittenAndReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Pence(rapid.Int64Range(0, int64(Most)).Draw(t, "pence"))
		if got, err := Parse(p.String()); err != nil || got != p {
			t.Fatalf("%s: got %d, %v", p, got, err)
		}
		if got, err := Parse(p.Plain()); err != nil || got != p {
			t.Fatalf("%s: got %d, %v", p.Plain(), got, err)
		}
	})
}

func TestLineTotalsRoundHalfAwayFromZero(t *testing.T) {
	for _, c := range []struct {
		q    Milli
		unit Pence
		want Pence
	}{{1000, 999, 999}, {500, 1, 1}, {499, 1, 0}, {1500, 333, 500}, {12_345, 1999, 24678}} {
		if got, err := LineTotal(c.q, c.unit); err != nil || got != c.want {
			t.Errorf("%s × %s: got %s, %v; want %s", c.q, c.unit, got, err, c.want)
		}
	}
	if _, err := LineTotal(1_000_000_000_000, Most); err == nil {
		t.Error("a sum beyond what can be kept is not refused")
	}
}

func TestSharesAddUpToTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Pence(rapid.Int64Range(0, 1_000_000_000).Draw(t, "pence"))
		weights := rapid.SliceOfN(rapid.IntRange(0, 10_000), 1, 20).Draw(t, "weights")
		weights[0]++
		var sum Pence
		for _, s := range Split(p, weights) {
			sum += s
		}
		if sum != p {
			t.Fatalf("shares of %d add up to %d", p, sum)
		}
	})
}

func TestQuantitiesKeepThreePlaces(t *testing.T) {
	for typed, want := range map[string]string{"12": "12", "12.5": "12.5", "0.125": "0.125", "1,000": "1000"} {
		q, err := ParseQuantity(typed)
		if err != nil || q.String() != want {
			t.Errorf("%q: got %s, %v; want %s", typed, q, err, want)
		}
	}
	if _, err := ParseQuantity("1.2345"); err == nil {
		t.Error("a fourth place is not refused")
	}
}
