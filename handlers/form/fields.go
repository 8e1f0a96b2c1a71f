package form

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"hundredweight/models/money"
)

// Ask says what is wanted of a field. Label begins the sentences about it
// ("The title"), Missing is said when it is empty; without Missing the field
// may stay empty.
type Ask struct {
	Label   string
	Missing string // "Enter the title"
	Max     int    // most characters; 200 when 0
	Words   int    // most words; no limit when 0
	Lines   bool   // more than one line
	Least   int    // fewest characters, when something was typed
}

// DefaultMax is how many characters a field may have when the page says nothing.
const DefaultMax = 200

// Text is a field of words.
type Text struct {
	Field
	Value string // trimmed
}

// Text reads a field of words.
func (f *Form) Text(name string, ask Ask) *Text {
	raw, fine := clean(f.first(name), ask.Lines)
	t := &Text{Field: Field{Name: name, Raw: raw}, Value: strings.TrimSpace(raw)}
	f.add(&t.Field)
	f.checkText(t, ask, fine)
	return t
}

func (f *Form) checkText(t *Text, ask Ask, fine bool) {
	most := ask.Max
	if most == 0 {
		most = DefaultMax
	}
	count := utf8.RuneCountInString(t.Value)
	words := len(strings.Fields(t.Value))
	switch {
	case !fine:
		f.wrong(&t.Field, "%s %s", named(ask.Label, t.Name), cannot)
	case t.Value == "" && ask.Missing != "":
		f.wrong(&t.Field, "%s", ask.Missing)
	case count > most:
		f.wrong(&t.Field, "%s must be %s characters or fewer (you entered %s)", named(ask.Label, t.Name), grouped(most), grouped(count))
	case t.Value != "" && count < ask.Least:
		f.wrong(&t.Field, "%s must be %s characters or more", named(ask.Label, t.Name), grouped(ask.Least))
	case ask.Words > 0 && words > ask.Words:
		f.wrong(&t.Field, "%s must be %s words or fewer (you entered %s)", named(ask.Label, t.Name), grouped(ask.Words), grouped(words))
	}
}

func named(label, name string) string {
	if label != "" {
		return label
	}
	return "The answer"
}

// Number is a whole number.
type Number struct {
	Field
	Value int64
	Set   bool // something usable was typed
}

// Number reads a whole number from least to most.
func (f *Form) Number(name string, ask Ask, least, most int64) *Number {
	raw, fine := clean(f.first(name), false)
	n := &Number{Field: Field{Name: name, Raw: raw}}
	f.add(&n.Field)
	typed := strings.ReplaceAll(strings.TrimSpace(raw), ",", "")
	if fine && typed == "" {
		if ask.Missing != "" {
			f.wrong(&n.Field, "%s", ask.Missing)
		}
		return n
	}
	v, err := strconv.ParseInt(typed, 10, 64)
	switch {
	case !fine:
		f.wrong(&n.Field, "%s %s", named(ask.Label, name), cannot)
	case err != nil || strings.HasPrefix(typed, "+"):
		f.wrong(&n.Field, "%s must be a whole number, like %s", named(ask.Label, name), grouped(int(max(least, min(most, 12)))))
	case v < least || v > most:
		f.wrong(&n.Field, "%s must be between %s and %s", named(ask.Label, name), grouped(int(least)), grouped(int(most)))
	default:
		n.Value, n.Set = v, true
	}
	return n
}

// Day is a date in three fields: name-day, name-month, name-year.
type Day struct {
	Field
	Day, Month, Year string    // as typed
	Value            time.Time // midnight UTC of the date
	Set              bool
	base             string // the name without its part
}

// Day reads a date from three fields. The field named in problems is the
// first of the three, so that the summary's link reaches an input.
func (f *Form) Day(name string, ask Ask) *Day {
	d := &Day{Field: Field{Name: name + "-day"}, base: name}
	f.add(&d.Field)
	f.fields[name] = &d.Field
	fine := true
	for _, part := range []struct {
		suffix string
		into   *string
	}{{"-day", &d.Day}, {"-month", &d.Month}, {"-year", &d.Year}} {
		typed, ok := clean(f.first(name+part.suffix), false)
		*part.into = strings.TrimSpace(typed)
		fine = fine && ok
	}
	d.Raw = strings.Trim(d.Day+" "+d.Month+" "+d.Year, " ")
	f.checkDay(d, ask, fine)
	return d
}

func (f *Form) checkDay(d *Day, ask Ask, fine bool) {
	label := named(ask.Label, d.Name)
	switch {
	case !fine:
		f.wrong(&d.Field, "%s %s", label, cannot)
		return
	case d.Raw == "":
		if ask.Missing != "" {
			f.wrong(&d.Field, "%s", ask.Missing)
		}
		return
	}
	for _, part := range [][2]string{{d.Day, "a day"}, {d.Month, "a month"}, {d.Year, "a year"}} {
		if part[0] == "" {
			f.wrong(&d.Field, "%s must include %s", label, part[1])
			return
		}
	}
	day, dayErr := digits(d.Day, 2)
	month, monthErr := monthOf(d.Month)
	year, yearErr := digits(d.Year, 4)
	switch {
	case yearErr || len(d.Year) != 4:
		f.wrong(&d.Field, "Year must include 4 numbers")
	case dayErr || monthErr || month < 1 || month > 12 || day < 1 || day > 31:
		f.wrong(&d.Field, "%s must be a real date", label)
	default:
		t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
		if t.Day() != day {
			f.wrong(&d.Field, "%d %s %s", day, time.Month(month), notReal(day, month, year))
			return
		}
		d.Value, d.Set = t, true
	}
}

func notReal(day, month, year int) string {
	if month == 2 && day == 29 {
		return fmt.Sprintf("%d is not a real date", year)
	}
	return "is not a real date"
}

func digits(s string, most int) (n int, bad bool) {
	if len(s) > most || s == "" {
		return 0, true
	}
	for _, r := range s {
		if r < '0' || r > '9' {
			return 0, true
		}
		n = n*10 + int(r-'0')
	}
	return n, false
}

// monthOf reads a month typed as a number or by name: 7, July, jul.
func monthOf(s string) (int, bool) {
	if n, bad := digits(s, 2); !bad {
		return n, false
	}
	for m := time.January; m <= time.December; m++ {
		if len(s) >= 3 && strings.HasPrefix(strings.ToLower(m.String()), strings.ToLower(s)) {
			return int(m), false
		}
	}
	return 0, true
}

// Time is a time of day, London time, as hours and minutes.
type Time struct {
	Field
	Hour, Minute int
	Set          bool
}

// Time reads a time such as 12:00, 9.30, 2pm or midday.
func (f *Form) Time(name string, ask Ask) *Time {
	raw, fine := clean(f.first(name), false)
	t := &Time{Field: Field{Name: name, Raw: raw}}
	f.add(&t.Field)
	typed := strings.ToLower(strings.ReplaceAll(strings.TrimSpace(raw), " ", ""))
	if fine && typed == "" {
		if ask.Missing != "" {
			f.wrong(&t.Field, "%s", ask.Missing)
		}
		return t
	}
	hour, minute, ok := clock(typed)
	switch {
	case !fine:
		f.wrong(&t.Field, "%s %s", named(ask.Label, name), cannot)
	case !ok:
		f.wrong(&t.Field, "%s must be a time, like 12:00 or 2:30pm", named(ask.Label, name))
	default:
		t.Hour, t.Minute, t.Set = hour, minute, true
	}
	return t
}

func clock(s string) (hour, minute int, ok bool) {
	switch s {
	case "midday", "noon", "12midday":
		return 12, 0, true
	}
	afternoon, twelve := strings.HasSuffix(s, "pm"), strings.HasSuffix(s, "pm") || strings.HasSuffix(s, "am")
	s = strings.TrimSuffix(strings.TrimSuffix(s, "pm"), "am")
	s = strings.Replace(s, ".", ":", 1)
	h, m, colon := strings.Cut(s, ":")
	hour, bad := digits(h, 2)
	if bad || (colon && len(m) != 2) {
		return 0, 0, false
	}
	if colon {
		if minute, bad = digits(m, 2); bad {
			return 0, 0, false
		}
	}
	if twelve {
		if hour < 1 || hour > 12 {
			return 0, 0, false
		}
		hour %= 12
		if afternoon {
			hour += 12
		}
	} else if !colon {
		return 0, 0, false
	}
	return hour, minute, hour < 24 && minute < 60
}

// Choice is one of a few.
type Choice struct {
	Field
	Value string // one of the allowed, or ""
}

// Choice reads one of the allowed values. Anything else counts as nothing chosen.
func (f *Form) Choice(name string, ask Ask, allowed ...string) *Choice {
	raw, _ := clean(f.first(name), false)
	ch := &Choice{Field: Field{Name: name, Raw: raw}}
	f.add(&ch.Field)
	for _, a := range allowed {
		if raw == a {
			ch.Value = a
		}
	}
	if ch.Value == "" && (ask.Missing != "" || raw != "") {
		missing := ask.Missing
		if missing == "" {
			missing = "Select one of the answers shown"
		}
		f.wrong(&ch.Field, "%s", missing)
	}
	return ch
}

// Choices is several of a few.
type Choices struct {
	Field
	Values []string // those of the allowed that were ticked, in the page's order
}

// Has tells whether a value was ticked.
func (c *Choices) Has(value string) bool {
	for _, v := range c.Values {
		if v == value {
			return true
		}
	}
	return false
}

// Choices reads ticked boxes. Values that are not allowed are refused.
func (f *Form) Choices(name string, ask Ask, allowed ...string) *Choices {
	ch := &Choices{Field: Field{Name: name}}
	f.add(&ch.Field)
	sent := map[string]bool{}
	for _, v := range f.values[name] {
		sent[v] = true
	}
	for _, a := range allowed {
		if sent[a] {
			ch.Values = append(ch.Values, a)
			delete(sent, a)
		}
	}
	delete(sent, "")
	switch {
	case len(sent) > 0:
		f.wrong(&ch.Field, "Select from the answers shown")
	case len(ch.Values) == 0 && ask.Missing != "":
		f.wrong(&ch.Field, "%s", ask.Missing)
	}
	return ch
}

// Tick reads one box, such as a declaration; Missing is said when it is not ticked.
func (f *Form) Tick(name string, ask Ask) *Choice {
	return f.Choice(name, ask, "yes")
}

// Pounds is an amount of money.
type Pounds struct {
	Field
	Value money.Pence
	Set   bool
}

// Pounds reads an amount in pounds and pence of at least least pence.
func (f *Form) Pounds(name string, ask Ask, least money.Pence) *Pounds {
	raw, fine := clean(f.first(name), false)
	p := &Pounds{Field: Field{Name: name, Raw: raw}}
	f.add(&p.Field)
	if fine && strings.TrimSpace(raw) == "" {
		if ask.Missing != "" {
			f.wrong(&p.Field, "%s", ask.Missing)
		}
		return p
	}
	v, err := money.Parse(raw)
	switch {
	case !fine:
		f.wrong(&p.Field, "%s %s", named(ask.Label, name), cannot)
	case err != nil:
		f.wrong(&p.Field, "%s", err)
	case v < least:
		f.wrong(&p.Field, "%s must be %s or more", named(ask.Label, name), least)
	default:
		p.Value, p.Set = v, true
	}
	return p
}

// Quantity is a number with up to three decimal places.
type Quantity struct {
	Field
	Value money.Milli
	Set   bool
}

// Quantity reads a number with up to three decimal places.
func (f *Form) Quantity(name string, ask Ask) *Quantity {
	raw, fine := clean(f.first(name), false)
	q := &Quantity{Field: Field{Name: name, Raw: raw}}
	f.add(&q.Field)
	if fine && strings.TrimSpace(raw) == "" {
		if ask.Missing != "" {
			f.wrong(&q.Field, "%s", ask.Missing)
		}
		return q
	}
	v, err := money.ParseQuantity(raw)
	switch {
	case !fine:
		f.wrong(&q.Field, "%s %s", named(ask.Label, name), cannot)
	case err != nil:
		f.wrong(&q.Field, "%s", err)
	default:
		q.Value, q.Set = v, true
	}
	return q
}

// Percent is a share in percent with up to two decimal places, kept as basis
// points: 33.33 is 3,333.
type Percent struct {
	Field
	Value int // basis points
	Set   bool
}

// Percent reads a share from 0 to 100.
func (f *Form) Percent(name string, ask Ask) *Percent {
	raw, fine := clean(f.first(name), false)
	p := &Percent{Field: Field{Name: name, Raw: raw}}
	f.add(&p.Field)
	typed := strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(raw), "%"))
	if fine && typed == "" {
		if ask.Missing != "" {
			f.wrong(&p.Field, "%s", ask.Missing)
		}
		return p
	}
	bp, ok := basisPoints(typed)
	switch {
	case !fine:
		f.wrong(&p.Field, "%s %s", named(ask.Label, name), cannot)
	case !ok:
		f.wrong(&p.Field, "%s must be a number from 0 to 100 with up to 2 decimal places, like 33.33", named(ask.Label, name))
	default:
		p.Value, p.Set = bp, true
	}
	return p
}

func basisPoints(s string) (int, bool) {
	whole, part, dotted := strings.Cut(s, ".")
	if dotted && (part == "" || len(part) > 2) {
		return 0, false
	}
	n, bad := digits(whole, 3)
	if bad {
		return 0, false
	}
	hundredths := 0
	if dotted {
		if hundredths, bad = digits((part + "0")[:2], 2); bad {
			return 0, false
		}
	}
	bp := n*100 + hundredths
	return bp, bp <= 10_000
}
