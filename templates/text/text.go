// Package text owns how words, dates, times and money are written on pages.
// English is the key of every sentence; a translation file may replace it, so
// another language needs no change to code.
package text

import (
	_ "embed"
	"encoding/json"
	"strconv"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // London's clock, wherever the program runs
	"unicode"
	"unicode/utf8"

	"hundredweight/models/money"
)

//go:embed cy.json
var welsh []byte

var translations = sync.OnceValue(func() map[string]map[string]string {
	cy := map[string]string{}
	if err := json.Unmarshal(welsh, &cy); err != nil {
		panic(err) // embedded, and read by a test
	}
	return map[string]map[string]string{"cy": cy}
})

// Say gives a sentence in a language, filling {name} with the values that
// follow in pairs: Say(lang, "{n} bids", "n", "4").
func Say(lang, english string, pairs ...string) string {
	out := english
	if t, ok := translations()[lang][english]; ok && t != "" {
		out = t
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		out = strings.ReplaceAll(out, "{"+pairs[i]+"}", pairs[i+1])
	}
	return out
}

var london = sync.OnceValue(func() *time.Location {
	l, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err) // tzdata is embedded
	}
	return l
})

// London gives an instant on London's clock.
func London(t time.Time) time.Time { return t.In(london()) }

// Date writes the day of an instant: Thursday 16 July 2026.
func Date(t time.Time) string { return London(t).Format("Monday 2 January 2006") }

// ShortDate writes the day without the weekday: 16 July 2026.
func ShortDate(t time.Time) string { return London(t).Format("2 January 2006") }

// Clock writes the time of day: 12 midday, 5pm, 11:59pm.
func Clock(t time.Time) string {
	l := London(t)
	if l.Hour() == 12 && l.Minute() == 0 {
		return "12 midday"
	}
	if l.Minute() == 0 {
		return l.Format("3pm")
	}
	return l.Format("3:04pm")
}

// When writes day and time: Thursday 16 July 2026 at 12 midday.
func When(t time.Time) string {
	if t.IsZero() {
		return "not decided yet"
	}
	return Date(t) + " at " + Clock(t)
}

// Stamp writes an instant to the second, for receipts: 3 December 2026, 11:42:07am (UK time).
func Stamp(t time.Time) string { return London(t).Format("2 January 2006, 3:04:05pm") + " (UK time)" }

// Until says how far off an instant is, in days: today, tomorrow, in 17 days, 3 days ago.
func Until(now, t time.Time) string {
	days := dayNumber(t) - dayNumber(now)
	switch {
	case days == 0 && t.Before(now):
		return "earlier today"
	case days == 0:
		return "today"
	case days == 1:
		return "tomorrow"
	case days == -1:
		return "yesterday"
	case days < 0:
		return strconv.Itoa(-days) + " days ago"
	}
	return "in " + strconv.Itoa(days) + " days"
}

// Capital writes the first letter large.
func Capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

func dayNumber(t time.Time) int {
	l := London(t)
	return int(time.Date(l.Year(), l.Month(), l.Day(), 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// Day writes a stored date, "2026-07-16", as 16 July 2026; what is no date is given back.
func Day(iso string) string {
	t, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return iso
	}
	return t.Format("2 January 2006")
}

// Pounds writes pence as pounds, without pence when there are none: £1,250.
func Pounds(pence int64) string { return money.Pence(pence).Whole() }

// Number writes a whole number with commas.
func Number(n int) string {
	s := strconv.Itoa(n)
	neg := strings.HasPrefix(s, "-")
	s = strings.TrimPrefix(s, "-")
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	if neg {
		return "−" + s
	}
	return s
}

// Bytes writes a weight as people read it: 1.2 MB.
func Bytes(n int64) string {
	switch {
	case n >= 1<<20:
		return strconv.FormatFloat(float64(n)/(1<<20), 'f', 1, 64) + " MB"
	case n >= 1<<10:
		return strconv.FormatInt(n>>10, 10) + " kB"
	}
	return Plural(int(n), "byte", "bytes")
}

// Quantity writes thousandths with commas and without needless zeros: 52,000.5.
func Quantity(milli int64) string {
	whole, part, _ := strings.Cut(money.Milli(milli).String(), ".")
	n, err := strconv.Atoi(whole)
	if err != nil || n < 0 {
		return whole
	}
	if part != "" {
		return Number(n) + "." + part
	}
	return Number(n)
}

// Plural writes a number with its noun: Plural(2, "bid", "bids") is "2 bids".
func Plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Number(n) + " " + many
}

// Percent writes basis points as a percentage: 2,500 is 25%.
func Percent(bp int) string {
	s := strconv.FormatFloat(float64(bp)/100, 'f', 2, 64)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".") + "%"
}

// List joins words: "a, b and c".
func List(words []string) string {
	switch len(words) {
	case 0:
		return ""
	case 1:
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}
