package form

import (
	"strconv"
	"strings"
	"time"
)

// Kept is a field to show: what was typed with what is wrong with it, or else
// what is stored. It checks nothing, so a page may read a form first and show
// it with Kept afterwards.
func (f *Form) Kept(name, stored string) Field {
	field := Field{Name: name, Raw: stored, Error: f.Error(name)}
	if f.values.Has(name) {
		field.Raw, _ = clean(f.first(name), true)
	}
	return field
}

// KeptChoices is a field of boxes to show: those ticked, or else those stored.
// A form that was sent has every box that is ticked, so none is none.
func (f *Form) KeptChoices(name string, stored ...string) Choices {
	ch := Choices{Field: Field{Name: name, Error: f.Error(name)}, Values: stored}
	if f.received {
		ch.Values = nil
		for _, v := range f.values[name] {
			v, _ = clean(v, false)
			ch.Values = append(ch.Values, v)
		}
	}
	return ch
}

// KeptDay is a date to show: as typed, or else the stored date, "2026-07-16".
func (f *Form) KeptDay(name, stored string) Day {
	d := Day{Field: Field{Name: name + "-day", Error: f.Error(name + "-day")}, base: name}
	if f.values.Has(name+"-day") || f.values.Has(name+"-month") || f.values.Has(name+"-year") {
		for suffix, into := range map[string]*string{"-day": &d.Day, "-month": &d.Month, "-year": &d.Year} {
			typed, _ := clean(f.first(name+suffix), false)
			*into = strings.TrimSpace(typed)
		}
		return d
	}
	if t, err := time.Parse(time.DateOnly, stored); err == nil {
		d.Day, d.Month, d.Year = strconv.Itoa(t.Day()), strconv.Itoa(int(t.Month())), strconv.Itoa(t.Year())
	}
	return d
}
