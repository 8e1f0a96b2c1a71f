// Package calendar counts days as procurement law counts them: working days of
// two calendars, periods that begin with a day, and clock times in London.
package calendar

import (
	"encoding/json"
	"fmt"
	"sort"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // London's clock, wherever the program runs

	"hundredweight/models/refusal"
)

// Date is a calendar day, "2026-07-16".
type Date string

// On gives the day of an instant in London.
func On(t time.Time) Date { return Date(t.In(London()).Format(time.DateOnly)) }

// ParseDate reads a day, refusing those that do not exist.
func ParseDate(s string) (Date, error) {
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return "", refusal.Field("", "%q is not a real date. Write it like 2026-07-16", s)
	}
	return Date(s), nil
}

func (d Date) time() time.Time {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return time.Time{}
	}
	return t
}

// Add gives the day n days later.
func (d Date) Add(n int) Date { return Date(d.time().AddDate(0, 0, n).Format(time.DateOnly)) }

// Weekday gives the day of the week.
func (d Date) Weekday() time.Weekday { return d.time().Weekday() }

// Words writes the day: Thursday 16 July 2026.
func (d Date) Words() string { return d.time().Format("Monday 2 January 2006") }

// At gives the instant of a clock time in London on this day.
func (d Date) At(hour, minute int) time.Time {
	t := d.time()
	return time.Date(t.Year(), t.Month(), t.Day(), hour, minute, 0, 0, London()).UTC()
}

var london = sync.OnceValue(func() *time.Location {
	l, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err) // tzdata is embedded
	}
	return l
})

// London is the zone of every deadline.
func London() *time.Location { return london() }

// Calendar is the set of days that do not count as working days.
type Calendar struct {
	Name     string
	Version  string // stored with what was counted by it
	First    Date   // the first day it speaks of
	Last     Date
	Holidays map[Date]string
}

// A division of the United Kingdom as gov.uk's file names it.
const (
	englandAndWales = "england-and-wales"
	scotland        = "scotland"
	northernIreland = "northern-ireland"
)

// holidays of 2024 to 2027 by division: gov.uk bank holidays, and for Scotland
// 15 June 2026 the proclamation of 5 February 2026. Read 22 November 2026.
var shipped = map[string]string{
	englandAndWales: `2024-01-01 2024-03-29 2024-04-01 2024-05-06 2024-05-27 2024-08-26 2024-12-25 2024-12-26
		2025-01-01 2025-04-18 2025-04-21 2025-05-05 2025-05-26 2025-08-25 2025-12-25 2025-12-26
		2026-01-01 2026-04-03 2026-04-06 2026-05-04 2026-05-25 2026-08-31 2026-12-25 2026-12-28
		2027-01-01 2027-03-26 2027-03-29 2027-05-03 2027-05-31 2027-08-30 2027-12-27 2027-12-28`,
	scotland: `2024-01-01 2024-01-02 2024-03-29 2024-05-06 2024-05-27 2024-08-05 2024-12-02 2024-12-25 2024-12-26
		2025-01-01 2025-01-02 2025-04-18 2025-05-05 2025-05-26 2025-08-04 2025-12-01 2025-12-25 2025-12-26
		2026-01-01 2026-01-02 2026-04-03 2026-05-04 2026-05-25 2026-06-15 2026-08-03 2026-11-30 2026-12-25 2026-12-28
		2027-01-01 2027-01-04 2027-03-26 2027-05-03 2027-05-31 2027-08-02 2027-11-30 2027-12-27 2027-12-28`,
	northernIreland: `2024-01-01 2024-03-18 2024-03-29 2024-04-01 2024-05-06 2024-05-27 2024-07-12 2024-08-26 2024-12-25 2024-12-26
		2025-01-01 2025-03-17 2025-04-18 2025-04-21 2025-05-05 2025-05-26 2025-07-14 2025-08-25 2025-12-25 2025-12-26
		2026-01-01 2026-03-17 2026-04-03 2026-04-06 2026-05-04 2026-05-25 2026-07-13 2026-08-31 2026-12-25 2026-12-28
		2027-01-01 2027-03-17 2027-03-26 2027-03-29 2027-05-03 2027-05-31 2027-07-12 2027-08-30 2027-12-27 2027-12-28`,
}

const (
	shippedVersion = "gov.uk bank holidays, read 22 November 2026"
	shippedFirst   = Date("2024-01-01")
	shippedLast    = Date("2027-12-31")
)

// Union is the calendar of the Procurement Act 2023 (s.123): a bank holiday in
// any part of the United Kingdom is no working day.
func Union() Calendar {
	return build("United Kingdom, every division", englandAndWales, scotland, northernIreland)
}

// England is the calendar of the NHS Provider Selection Regime (SI 2023/1348
// reg 12): England's bank holidays.
func England() Calendar { return build("England", englandAndWales) }

func build(name string, divisions ...string) Calendar {
	c := Calendar{Name: name, Version: shippedVersion, First: shippedFirst, Last: shippedLast, Holidays: map[Date]string{}}
	for _, d := range divisions {
		for _, day := range strings.Fields(shipped[d]) {
			c.Holidays[Date(day)] = "Bank holiday"
		}
	}
	for day := range c.Holidays {
		c.Holidays[day] = c.where(day)
	}
	return c
}

func (c Calendar) where(day Date) string {
	var in []string
	for _, d := range []struct{ key, name string }{{englandAndWales, "England and Wales"}, {scotland, "Scotland"}, {northernIreland, "Northern Ireland"}} {
		if strings.Contains(shipped[d.key], string(day)) {
			in = append(in, d.name)
		}
	}
	if len(in) == 3 {
		return "Bank holiday"
	}
	return "Bank holiday in " + strings.Join(in, " and ")
}

// Parse reads an operator's bank-holidays.json, in the form that gov.uk
// publishes, and gives the union and England's calendar from it.
func Parse(file []byte) (union, england Calendar, err error) {
	var divisions map[string]struct {
		Events []struct {
			Date  string `json:"date"`
			Title string `json:"title"`
		} `json:"events"`
	}
	if err := json.Unmarshal(file, &divisions); err != nil {
		return union, england, fmt.Errorf("bank-holidays.json cannot be read: %w", err)
	}
	union = Calendar{Name: "United Kingdom, every division", Version: "the operator's bank-holidays.json", Holidays: map[Date]string{}}
	england = Calendar{Name: "England", Version: union.Version, Holidays: map[Date]string{}}
	var days []string
	for _, name := range []string{englandAndWales, scotland, northernIreland} {
		d, ok := divisions[name]
		if !ok {
			return union, england, fmt.Errorf("bank-holidays.json lacks %s", name)
		}
		for _, e := range d.Events {
			day, err := ParseDate(e.Date)
			if err != nil {
				return union, england, fmt.Errorf("bank-holidays.json: %w", err)
			}
			union.Holidays[day] = e.Title
			if name == englandAndWales {
				england.Holidays[day] = e.Title
			}
			days = append(days, e.Date)
		}
	}
	if len(days) == 0 {
		return union, england, fmt.Errorf("bank-holidays.json holds no day")
	}
	sort.Strings(days)
	union.First, union.Last = Date(days[0][:4]+"-01-01"), Date(days[len(days)-1][:4]+"-12-31")
	england.First, england.Last = union.First, union.Last
	return union, england, nil
}

// Day is one day as it was counted.
type Day struct {
	Date    Date   `json:"date"`
	Counted bool   `json:"counted"`
	Why     string `json:"why"`
}

// Working tells whether a day is a working day, and why not. A day beyond the
// calendar is refused: guessing would sign a contract a day early.
func (c Calendar) Working(d Date) (bool, string, error) {
	if d < c.First || d > c.Last {
		return false, "", refusal.Field("", "The bank holidays of %s are not known here. Add them to bank-holidays.json in the data folder", d.time().Format("2006"))
	}
	switch d.Weekday() {
	case time.Saturday, time.Sunday:
		return false, d.Weekday().String(), nil
	}
	if why, ok := c.Holidays[d]; ok {
		return false, why, nil
	}
	return true, "", nil
}

// Next gives the first working day on or after d.
func (c Calendar) Next(d Date) (Date, error) {
	for {
		ok, _, err := c.Working(d)
		if err != nil || ok {
			return d, err
		}
		d = d.Add(1)
	}
}

// Count lists the days from d on until n working days are counted.
func (c Calendar) Count(d Date, n int) ([]Day, error) {
	var days []Day
	for counted := 0; counted < n; d = d.Add(1) {
		ok, why, err := c.Working(d)
		if err != nil {
			return nil, err
		}
		if ok {
			counted++
			why = fmt.Sprintf("Working day %d", counted)
		}
		days = append(days, Day{Date: d, Counted: ok, Why: why})
	}
	return days, nil
}

// Period is a standstill or another counted period.
type Period struct {
	First    Date   `json:"first_day"`
	Last     Date   `json:"last_day"`
	SignFrom Date   `json:"sign_from"`
	Days     []Day  `json:"days"`
	Calendar string `json:"calendar"`
}

// StandstillDays is the length of the mandatory standstill: 8 working days,
// Procurement Act 2023 s.51(2).
const StandstillDays = 8

// Standstill gives the standstill of the Act: the day on which the award notice
// is published is day 1 (s.51(2)); published on a day that is no working day,
// the next working day is. A contract may be signed on the day after the last.
func Standstill(c Calendar, published Date, workingDays int) (Period, error) {
	if workingDays < StandstillDays {
		return Period{}, refusal.Field("days", "A standstill has at least 8 working days, also when it is offered by choice (s.51)")
	}
	days, err := c.Count(published, workingDays)
	if err != nil {
		return Period{}, err
	}
	first := days[0].Date
	for _, d := range days {
		if d.Counted {
			first = d.Date
			break
		}
	}
	last := days[len(days)-1].Date
	return Period{First: first, Last: last, SignFrom: last.Add(1), Days: days, Calendar: c.Name + ", " + c.Version}, nil
}

// NHSStandstill gives the standstill of the Provider Selection Regime: it
// begins the day after the notice, and representations may be made until
// midnight at the end of the 8th working day after that day (SI 2023/1348 reg 12).
func NHSStandstill(c Calendar, published Date) (Period, error) {
	first := published.Add(1)
	days, err := c.Count(first.Add(1), StandstillDays)
	if err != nil {
		return Period{}, err
	}
	last := days[len(days)-1].Date
	return Period{First: first, Last: last, SignFrom: last.Add(1), Days: append([]Day{{Date: first, Why: "The standstill begins"}}, days...), Calendar: c.Name + ", " + c.Version}, nil
}

// Beginning gives the last day of "n days beginning with" d: day d is day 1.
func Beginning(d Date, n int) Date { return d.Add(n - 1) }

// Situation is a row of the tendering periods of s.54.
type Situation string

// The rows of s.54, as they are ticked.
const (
	LightTouch     Situation = "light_touch"       // no minimum
	BelowThreshold Situation = "below_threshold"   // reasonable, the same for all (s.87(6))
	PreSelected    Situation = "pre_selected"      // only pre-selected suppliers, non-central
	Qualifying     Situation = "qualifying_notice" // a qualifying planned procurement notice
	Urgent         Situation = "urgent"
	Electronic     Situation = "electronic_all_documents" // e-submission, all documents with the notice
	LaterDocuments Situation = "electronic_documents_later"
	Neither        Situation = "neither"
)

// minimums in calendar days: Procurement Act 2023 s.54.
var minimums = map[Situation]int{LightTouch: 0, BelowThreshold: 0, PreSelected: 10, Qualifying: 10, Urgent: 10, Electronic: 25, LaterDocuments: 30, Neither: 35}

// TenderMinimum gives the minimum tendering period in calendar days and the
// earliest closing day when suppliers are invited on a day: counted from the
// day after, the closing day included.
func TenderMinimum(s Situation, invited Date) (days int, earliest Date, err error) {
	days, ok := minimums[s]
	if !ok {
		return 0, "", refusal.Field("situation", "Choose one of the situations of section 54")
	}
	return days, invited.Add(days), nil
}

// Deadline makes the instant of a deadline from a day and a clock time in
// London. It refuses midnight, which people read as either day, and times that
// the change of the clocks skips or repeats.
func Deadline(d Date, hour, minute int) (time.Time, error) {
	if _, err := ParseDate(string(d)); err != nil {
		return time.Time{}, err
	}
	if hour == 0 && minute == 0 || hour == 24 {
		return time.Time{}, refusal.Field("time", "Choose a time that is not midnight, such as 12 midday")
	}
	at := d.At(hour, minute)
	if l := at.In(London()); l.Hour() != hour || l.Minute() != minute || On(at) != d {
		return time.Time{}, refusal.Field("time", "The clocks change at that hour. Choose another time, such as 12 midday")
	}
	if other := at.Add(time.Hour).In(London()); other.Hour() == hour && other.Minute() == minute {
		return time.Time{}, refusal.Field("time", "That time comes twice when the clocks change. Choose another time, such as 12 midday")
	}
	if other := at.Add(-time.Hour).In(London()); other.Hour() == hour && other.Minute() == minute {
		return time.Time{}, refusal.Field("time", "That time comes twice when the clocks change. Choose another time, such as 12 midday")
	}
	return at, nil
}

// Propose gives noon on the first working day that is no Monday, on or after d:
// bidders should not have to finish on a weekend.
func (c Calendar) Propose(d Date) (time.Time, error) {
	for {
		day, err := c.Next(d)
		if err != nil {
			return time.Time{}, err
		}
		if day.Weekday() != time.Monday {
			return day.At(12, 0), nil
		}
		d = day.Add(1)
	}
}
