package ocds

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"hundredweight/models/calendar"
)

// written is a date as a text writes it, with its time where it gives one.
type written struct {
	day          calendar.Date
	hour, minute int
	timed        bool
	wrongDay     string // the weekday that the text gives and the date is not
}

var months = map[string]int{"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12}

const (
	clockWords = `(?:(?:12(?:[:.]00)?\s*)?(?:noon|midday)|[0-9]{1,2}[:.][0-9]{2}\s*(?:am|pm|a\.m\.|p\.m\.|hrs|hours|noon|midday)?|[0-9]{1,2}\s*(?:am|pm|a\.m\.|p\.m\.))`
	dateWords  = `(?:(mon|tues|wednes|thurs|fri|satur|sun)day,?\s+(?:the\s+)?)?(?:([0-9]{1,2})(?:st|nd|rd|th)?(?:\s+of)?\s+(january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)\.?,?\s+([0-9]{4})|([0-9]{1,2})/([0-9]{1,2})/([0-9]{4}))`
)

var (
	dateInText = regexp.MustCompile(`(?i)(?:(` + clockWords + `)\s*(?:on|,)?\s*)?` + dateWords + `(?:\s*(?:,|at|by|-|–|@|\()?\s*(` + clockWords + `))?`)
	// aDeadline and notADeadline tell a sentence about the end of bidding from
	// others with a date.
	aDeadline    = regexp.MustCompile(`(?i)\b(deadline|closing (?:date|time)|clos(?:es|e|ed) (?:on|at)|no later than|(?:be )?(?:submitted|received|returned) (?:by|before)|submission date|return date|submit\b[^.]{0,60}\bby)\b`)
	notADeadline = regexp.MustCompile(`(?i)\b(clarifications?|queries|query|enquir(?:y|ies)|questions?|interviews?|award(?:ed)?|stage (?:2|two)|second stage|contract (?:end|start)|mobilisation|site visits?|expressions? of interest)\b`)
	aQuestion    = regexp.MustCompile(`(?i)\b(clarifications?|queries|query|enquir(?:y|ies)|questions?)\b`)
	sentenceEnd  = regexp.MustCompile(`\.\s+|\n|;\s+|•`)
)

// deadlines gives the dates that a text calls the end of bidding, and those
// that it calls the end of questions.
func deadlines(s string) (bids, questions []written) {
	for _, sentence := range sentenceEnd.Split(s, -1) {
		said := aDeadline.FindStringIndex(sentence)
		if said == nil {
			continue
		}
		dates := datesIn(sentence[said[0]:]) // the date after the word, where there are several
		if len(dates) == 0 {
			dates = datesIn(sentence)
		}
		switch {
		case len(dates) == 0:
		case aQuestion.MatchString(sentence):
			questions = append(questions, dates[0])
		case !notADeadline.MatchString(sentence):
			bids = append(bids, dates[0])
		}
	}
	return bids, questions
}

func datesIn(s string) (out []written) {
	for _, m := range dateInText.FindAllStringSubmatch(s, 20) {
		if w, ok := dateOf(m); ok {
			out = append(out, w)
		}
	}
	return out
}

func dateOf(m []string) (written, bool) {
	day, month, year := m[3], m[4], m[5]
	if n, named := months[strings.ToLower(month[:min(len(month), 3)])]; named {
		month = strconv.Itoa(n)
	} else {
		day, month, year = m[6], m[7], m[8]
	}
	date, err := calendar.ParseDate(year + "-" + two(month) + "-" + two(day))
	if err != nil {
		return written{}, false
	}
	w := written{day: date}
	if m[2] != "" && !strings.HasPrefix(strings.ToLower(date.Weekday().String()), strings.ToLower(m[2])) {
		w.wrongDay = strings.ToUpper(m[2][:1]) + strings.ToLower(m[2][1:]) + "day"
	}
	for _, clock := range []string{m[1], m[9]} {
		if h, min, ok := clockOf(clock); ok && !w.timed {
			w.hour, w.minute, w.timed = h, min, true
		}
	}
	return w, true
}

// two writes one or two figures as two.
func two(figures string) string {
	if len(figures) == 1 {
		return "0" + figures
	}
	return figures
}

var clockParts = regexp.MustCompile(`^([0-9]{1,2})(?:[:.]([0-9]{2}))?\s*(am|pm|noon|midday)?`)

func clockOf(s string) (hour, minute int, ok bool) {
	s = strings.ReplaceAll(strings.ToLower(strings.TrimSpace(s)), ".m.", "m")
	if s == "noon" || s == "midday" {
		return 12, 0, true
	}
	m := clockParts.FindStringSubmatch(s)
	if m == nil {
		return 0, 0, false
	}
	hour, err := strconv.Atoi(m[1])
	if err != nil {
		return 0, 0, false
	}
	if m[2] != "" {
		if minute, err = strconv.Atoi(m[2]); err != nil {
			return 0, 0, false
		}
	}
	switch {
	case m[3] == "pm" && hour < 12:
		hour += 12
	case m[3] == "am" && hour == 12:
		hour = 0
	}
	return hour, minute, hour < 24 && minute < 60
}

// at gives the instant that a text means; midday where it gives no time.
func (w written) at() time.Time {
	if !w.timed {
		return w.day.At(12, 0)
	}
	return w.day.At(w.hour, w.minute)
}

// agrees tells whether a text's date is the instant of the data: the day, and
// the time where it gives one.
func (w written) agrees(t time.Time) bool {
	if w.wrongDay != "" || w.day != calendar.On(t) {
		return false
	}
	return !w.timed || w.at().Equal(t.Truncate(time.Minute))
}

// when writes an instant as people read it: Monday 2 November 2026 at 12 midday.
func when(t time.Time) string {
	l := t.In(calendar.London())
	return l.Format("Monday 2 January 2006") + " at " + clock(l)
}

func clock(l time.Time) string {
	switch {
	case l.Hour() == 12 && l.Minute() == 0:
		return "12 midday"
	case l.Hour() == 0 && l.Minute() == 0:
		return "midnight"
	case l.Minute() == 0:
		return l.Format("3pm")
	}
	return l.Format("3:04pm")
}

var periodInText = regexp.MustCompile(`(?i)\b(?:from|starts? on|start(?:ing)? on|commenc(?:es?|ing) on)\s+(` + dateWords + `)(?:\s+(?:to|until|and ends? on|and ending on|and end on|and will end on|–|-)\s+)(` + dateWords + `)`)

// periodIn gives the first period of a contract that a text names.
func periodIn(s string) (from, to calendar.Date, ok bool) {
	m := periodInText.FindString(s)
	if m == "" {
		return "", "", false
	}
	dates := datesIn(m)
	if len(dates) != 2 || dates[1].day <= dates[0].day {
		return "", "", false
	}
	return dates[0].day, dates[1].day, true
}
