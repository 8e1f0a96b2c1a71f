package tender

import (
	"fmt"
	"time"

	"hundredweight/models/calendar"
	"hundredweight/models/refusal"
)

// Days that a proposed timetable leaves beside the legal minimum.
const (
	leadDays     = 7  // from today to the notice, for the approval
	slackDays    = 5  // the notice may come out later than planned
	usualDays    = 30 // to bid, where the law asks for less
	quietDays    = 7  // between the last answers and the deadline
	answerDays   = 5  // to answer the last questions
	decisionDays = 45 // from the deadline to the decision
	roundDays    = 35 // from one stage's deadline to the next
)

// Plan is a timetable that keeps every legal minimum.
type Plan struct {
	Publish                   calendar.Date
	QuestionsClose, AnswersBy time.Time
	Deadlines                 []time.Time // one a stage
	DecisionBy                calendar.Date
}

// Propose makes a timetable for a tender of so many stages that begins to be
// written today: noon on working days that are no Monday.
func Propose(cal calendar.Calendar, s calendar.Situation, today calendar.Date, stages int) (Plan, error) {
	var p Plan
	publish, err := cal.Propose(today.Add(leadDays))
	if err != nil {
		return p, err
	}
	p.Publish = calendar.On(publish)
	_, earliest, err := calendar.TenderMinimum(s, p.Publish)
	if err != nil {
		return p, err
	}
	at, err := propose(cal, max(earliest.Add(slackDays), p.Publish.Add(usualDays)))
	if err != nil {
		return p, err
	}
	p.Deadlines = []time.Time{at}
	for len(p.Deadlines) < stages {
		if at, err = propose(cal, calendar.On(at).Add(roundDays)); err != nil {
			return p, err
		}
		p.Deadlines = append(p.Deadlines, at)
	}
	answers, err := before(cal, calendar.On(p.Deadlines[0]).Add(-quietDays))
	if err != nil {
		return p, err
	}
	questions, err := before(cal, answers.Add(-answerDays))
	if err != nil {
		return p, err
	}
	p.AnswersBy, p.QuestionsClose = answers.At(17, 0), questions.At(17, 0)
	p.DecisionBy, err = cal.Next(calendar.On(at).Add(decisionDays))
	return p, err
}

// propose is calendar.Propose, past the days around Christmas on which hardly
// anybody works though most of them are working days.
func propose(cal calendar.Calendar, d calendar.Date) (time.Time, error) {
	if aroundChristmas(d) {
		year := d[:4]
		if d[5:] >= "12-01" {
			year = d.Add(31)[:4]
		}
		d = year + "-01-07"
	}
	at, err := cal.Propose(d)
	if err == nil && aroundChristmas(calendar.On(at)) {
		return propose(cal, calendar.On(at))
	}
	return at, err
}

func aroundChristmas(d calendar.Date) bool { return d[5:] >= "12-19" || d[5:] <= "01-06" }

// before gives the last working day on or before d.
func before(cal calendar.Calendar, d calendar.Date) (calendar.Date, error) {
	for {
		ok, _, err := cal.Working(d)
		if err != nil || ok {
			return d, err
		}
		d = d.Add(-1)
	}
}

// CheckClosingDay refuses a day on which nobody works. A day beyond the known
// bank holidays is taken, with a warning.
func CheckClosingDay(cal calendar.Calendar, field string, d calendar.Date) error {
	ok, why, err := cal.Working(d)
	if err != nil || ok {
		return nil
	}
	if why == "Saturday" || why == "Sunday" {
		return refusal.Field(field, "Choose a working day. %s is a weekend day", d.Words())
	}
	return refusal.Field(field, "Choose a working day. %s is a %s", d.Words(), lower(why))
}

func lower(s string) string {
	if s == "" {
		return s
	}
	return string(s[0]|0x20) + s[1:]
}

// fewest days that bidders should have for a step of the timetable.
const (
	fewestToAsk = 7
	fewestToUse = 5
)

// Warnings says what of a timetable is allowed and unkind to bidders.
func Warnings(cal calendar.Calendar, c Content) (out []string) {
	for _, s := range c.Stages {
		if s.Deadline.IsZero() {
			continue
		}
		day, at := calendar.On(s.Deadline), s.Deadline.In(calendar.London())
		ok, _, err := cal.Working(day.Add(-1))
		switch {
		case day.Weekday() == time.Monday:
			out = append(out, fmt.Sprintf("Stage %d closes on a Monday. Bidders may have to finish over the weekend", s.Seq))
		case err != nil:
			out = append(out, fmt.Sprintf("The bank holidays of %s are not known here. Check that %s is a working day", day[:4], day.Words()))
		case !ok:
			out = append(out, fmt.Sprintf("Stage %d closes on the day after a weekend or a bank holiday. Bidders may have to finish on it", s.Seq))
		}
		if aroundChristmas(day) {
			out = append(out, fmt.Sprintf("Stage %d closes around Christmas, when many organisations are shut", s.Seq))
		}
		if at.Hour() < 9 || at.Hour() >= 17 {
			out = append(out, fmt.Sprintf("Stage %d closes at %s, when nobody may be there to help a bidder in trouble", s.Seq, at.Format("3:04pm")))
		}
	}
	t := c.Timetable
	if n := DaysApart(t.Publish, t.QuestionsClose); n >= 0 && n < fewestToAsk {
		out = append(out, fmt.Sprintf("Bidders have %s to ask questions", days(n)))
	}
	if len(c.Stages) > 0 {
		if n := DaysApart(t.AnswersBy, c.Stages[0].Deadline); n >= 0 && n < fewestToUse {
			out = append(out, fmt.Sprintf("The last answers come %s before bids close. Bidders may not have time to use them", days(n)))
		}
	}
	return out
}

func days(n int) string {
	if n == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}

// DaysApart counts the days in London between two instants; −1 when one of
// them is not known.
func DaysApart(from, to time.Time) int {
	if from.IsZero() || to.IsZero() {
		return -1
	}
	a, b := from.In(calendar.London()), to.In(calendar.London())
	first := time.Date(a.Year(), a.Month(), a.Day(), 0, 0, 0, 0, time.UTC)
	last := time.Date(b.Year(), b.Month(), b.Day(), 0, 0, 0, 0, time.UTC)
	return int(last.Sub(first).Hours() / 24)
}
