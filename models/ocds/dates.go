package ocds

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"hundredweight/models/calendar"
	"hundredweight/models/tender"
)

var numbers = map[string]int{"one": 1, "single": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}

var (
	stagesInText = regexp.MustCompile(`(?i)\b(single|one|two|three|four|[1-4])[- ]stages?\b`)
	laterStage   = regexp.MustCompile(`(?i)\b(?:stage (?:2|two)|second stage)\b`)
	mostInText   = regexp.MustCompile(`(?i)\b(one|two|three|four|five|six|seven|eight|nine|ten|[1-9]|1[0-9]|20) (?:highest[- ](?:scoring|ranked|scored)|top|best)\b`)
	topInText    = regexp.MustCompile(`(?i)\btop (one|two|three|four|five|six|seven|eight|nine|ten|[1-9]|1[0-9]|20)\b`)
)

// inWords writes a small number as a word.
func inWords(n int) string {
	for word, m := range numbers {
		if m == n && word != "single" {
			return word
		}
	}
	return strconv.Itoa(n)
}

func number(word string) int {
	if n, ok := numbers[strings.ToLower(word)]; ok {
		return n
	}
	n, err := strconv.Atoi(word)
	if err != nil {
		return 0
	}
	return n
}

// stages finds how many rounds of bidding the notice has. Data hold one closing
// date whatever the procedure is, so several stages are always asked about.
func (r *reader) stages(t *node) {
	count, where, why := 0, t.get("procurementMethodDetails"), ""
	most := 0
	for _, s := range r.texts {
		if m := stagesInText.FindStringSubmatch(s.text); m != nil && count < number(m[1]) {
			count, where, why = number(m[1]), s.n, "text"
		} else if count == 0 && laterStage.MatchString(s.text) {
			count, where, why = 2, s.n, "text"
		}
		for _, p := range []*regexp.Regexp{mostInText, topInText} {
			if m := p.FindStringSubmatch(s.text); m != nil && most == 0 {
				most = number(m[1])
			}
		}
	}
	second := t.get("secondStage")
	for _, l := range r.elements(t.get("lots"), maxLots) {
		if n := l.get("secondStage", "maximumCandidates"); n != nil {
			n.used = true
			second = l.get("secondStage")
			if m, err := strconv.Atoi(n.text); err == nil && m > 0 && m < 1_000 {
				most = m
			}
		}
	}
	method := strings.ToLower(r.c.Source.Method + " " + r.line(t.get("procurementMethod"), 40))
	several := strings.Contains(method, "restricted") || strings.Contains(method, "selective") || strings.Contains(method, "negotiation") || strings.Contains(method, "dialogue") || strings.Contains(method, "innovation partnership")
	switch {
	case count == 0 && second != nil:
		count, where, why = 2, second, "data"
	case count == 0 && several:
		count, why = 2, "method"
	case count == 0 && strings.Contains(method, "flexible"):
		count, why = 2, "flexible"
	}
	if where == nil {
		where = t
	}
	r.c.Stages = stagesOf(max(count, 1), most)
	if count < 2 {
		return
	}
	ask := "The notice describes " + inWords(count) + " stages, and its data have one closing date."
	if why == "method" || why == "flexible" {
		ask = "The procedure of the notice (" + clip(r.c.Source.Method, 80) + ") can have several stages, and its data have one closing date."
	}
	invited := "those who pass"
	if most > 0 {
		invited = "at most " + inWords(most) + " of those who pass"
	}
	r.ask("stages", where, ask+" How many stages does your tender have?",
		choice(fmt.Sprintf("%d:%d", count, most), "%s stages: a selection questionnaire first, then tenders from %s", strings.ToUpper(inWords(count)[:1])+inWords(count)[1:], invited),
		choice("1:0", "One stage: everybody sends a full tender"))
}

// stagesOf makes the plan of so many stages.
func stagesOf(count, most int) []tender.Stage {
	if count < 2 {
		return []tender.Stage{{Seq: 1, Kind: "tender", Name: "Tender"}}
	}
	all := []tender.Stage{{Seq: 1, Kind: "questionnaire", Name: "Selection questionnaire"}, {Seq: 2, Kind: "tender", Name: "Tender", MostInvited: most}}
	for seq := 3; seq <= count; seq++ {
		all = append(all, tender.Stage{Seq: seq, Kind: "final_tender", Name: "Final tender"})
	}
	return all
}

// timetable reads when questions and bids close, and asks where the notice's
// text and data disagree or its dates have passed.
func (r *reader) timetable(t *node) {
	closes := r.instant(t.get("tenderPeriod", "endDate"))
	questions := r.instant(t.get("enquiryPeriod", "endDate"))
	decision := r.instant(t.get("awardPeriod", "endDate"))
	for _, path := range [][]string{{"tenderPeriod", "startDate"}, {"enquiryPeriod", "startDate"}, {"awardPeriod", "startDate"}} {
		if n := t.get(path...); n != nil {
			r.instant(n)
		}
	}
	var inText, questionsInText []written
	var where *node
	for _, s := range r.texts {
		bids, asked := deadlines(s.text)
		if len(bids) > 0 && where == nil {
			where = s.n
		}
		inText, questionsInText = append(inText, bids...), append(questionsInText, asked...)
	}
	if questions.at.After(r.now) {
		r.c.Timetable.QuestionsClose = questions.at.Truncate(time.Minute)
	}
	if decision.given() && decision.date() > string(calendar.On(r.now)) {
		r.c.Timetable.DecisionBy = decision.date()
	}
	if where == nil {
		where = t.get("tenderPeriod", "endDate")
	}
	if where == nil {
		where = t
	}
	r.deadline(closes, inText, where)
	r.enquiries(questions, questionsInText)
}

// deadline sets the end of bidding, or asks for it.
func (r *reader) deadline(data moment, inText []written, where *node) {
	agree, other := true, written{}
	for _, w := range inText {
		if data.day != "" && w.day == data.day && w.wrongDay == "" || w.agrees(data.at) {
			agree, other = true, written{}
			break
		}
		agree, other = false, w
	}
	later := choice("later", "I will set the dates in the timetable")
	switch {
	case data.given() && !agree:
		choices := []tender.Choice{r.dated(data.instant(), "as the notice’s data say"), r.dated(other.at(), "as its text says"+untimed(other))}
		ask := "The notice’s data say that bids close on " + data.words() + "; its text says " + other.words() + "."
		if !data.instant().After(r.now) && !other.at().After(r.now) {
			choices = append(choices, r.proposed(data.instant()))
			ask += " Both have passed."
		}
		r.ask("deadline_disagrees", where, ask+" When do bids close?", append(choices, later)...)
	case data.given() && !data.instant().After(r.now):
		r.ask("deadline_past", data.n, "The notice’s closing date, "+data.words()+", has passed. When do bids close?", r.proposed(data.instant()), later)
	case data.day != "":
		r.ask("deadline_time", data.n, "The notice says that bids close on "+data.day.Words()+" and gives no time. When do bids close?", r.dated(data.day.At(12, 0), ""), r.dated(data.day.At(17, 0), ""), later)
	case midnight(data.at):
		day := calendar.On(data.at)
		r.ask("deadline_time", data.n, "The notice says that bids close at midnight on "+day.Words()+", which people read as either day. When do bids close?", r.dated(day.Add(-1).At(23, 59), "the night before"), r.dated(day.At(12, 0), ""), later)
	case data.given():
		r.c.Stages[0].Deadline = data.at.Truncate(time.Minute)
	case len(inText) > 0 && other.day != "":
		choices := []tender.Choice{r.dated(other.at(), "as the text says"+untimed(other))}
		if !other.at().After(r.now) {
			choices = append(choices, r.proposed(other.at()))
		}
		r.ask("deadline_in_text", where, "Only the text of the notice says when bids close: "+other.words()+". When do bids close?", append(choices, later)...)
	}
}

func midnight(t time.Time) bool {
	l := t.In(calendar.London())
	return !t.IsZero() && l.Hour() == 0 && l.Minute() == 0
}

func untimed(w written) string {
	if w.timed {
		return ""
	}
	return ", which gives no time"
}

// instant gives the instant of a moment; midday of a day without a time.
func (m moment) instant() time.Time {
	if m.day != "" {
		return m.day.At(12, 0)
	}
	return m.at
}

func (m moment) words() string {
	if m.day != "" {
		return m.day.Words() + " without a time"
	}
	return when(m.at)
}

func (w written) words() string {
	s := w.day.Words()
	if w.timed {
		s = when(w.at())
	}
	if w.wrongDay != "" {
		s += " (and calls it a " + w.wrongDay + ")"
	}
	return s
}

// dated is a choice whose value is an instant.
func (r *reader) dated(t time.Time, why string) tender.Choice {
	t = t.UTC().Truncate(time.Minute)
	label := when(t)
	if why != "" {
		label += ", " + why
	}
	if !t.After(r.now) {
		label += " (has passed)"
	}
	return tender.Choice{Value: t.Format(time.RFC3339), Label: label}
}

// Days that a proposal leaves: to complete and approve the draft, and for
// bidding where the notice gives no length. Thirty is the minimum period with
// electronic bids and documents that come later (s.54), so a proposal holds
// under every regime.
const (
	daysToApprove = 7
	daysToBid     = 30
)

// proposed is a choice of a new date, as many days after approval as the notice
// gave from its publication, and never fewer than the law asks.
func (r *reader) proposed(was time.Time) tender.Choice {
	days := daysToBid
	if from := releaseDate(r.release); !from.IsZero() && was.After(from) {
		days = min(max(days, int(was.Sub(from).Hours()/24)+1), 120)
	}
	day := calendar.On(r.now).Add(daysToApprove + days)
	for atChristmas(day) {
		day = day.Add(1)
	}
	at, err := calendar.Union().Propose(day)
	if err != nil { // beyond the calendar, where nobody knows the bank holidays
		at = day.At(12, 0)
	}
	label := fmt.Sprintf("%s, proposed: at least %d days for bidding after a week for approval", when(at), days)
	return tender.Choice{Value: at.Format(time.RFC3339), Label: label}
}

// atChristmas tells whether a day lies in the two weeks in which nobody should
// have to finish a bid.
func atChristmas(d calendar.Date) bool {
	day := string(d[5:])
	return day >= "12-21" || day <= "01-03"
}

// enquiries asks when text and data disagree on the end of questions; dates
// that have passed are proposed anew with the end of bidding.
func (r *reader) enquiries(data moment, inText []written) {
	if !data.given() || len(inText) == 0 || !data.instant().After(r.now) {
		return
	}
	for _, w := range inText {
		if w.agrees(data.at) || data.day != "" && w.day == data.day {
			return
		}
	}
	w := inText[0]
	r.c.Timetable.QuestionsClose = time.Time{}
	r.ask("questions_close_disagrees", data.n, "The notice’s data say that questions close on "+data.words()+"; its text says "+w.words()+". When do questions close?",
		r.dated(data.instant(), "as the notice’s data say"), r.dated(w.at(), "as its text says"+untimed(w)), choice("later", "I will set the dates in the timetable"))
}

// lotTerm is the period of one lot.
type lotTerm struct {
	term tender.Term
	days int
	n    *node
}

// term reads the contract periods: the widest for the whole, a lot's own where
// it differs.
func (r *reader) term(t *node) {
	whole := r.period(t.get("contractPeriod"))
	r.options(&whole.term, t)
	var lots []lotTerm
	for _, l := range r.elements(t.get("lots"), maxLots) {
		lt := r.period(l.get("contractPeriod"))
		r.options(&lt.term, l)
		lots = append(lots, lt)
	}
	for _, lt := range lots {
		whole = widen(whole, lt)
	}
	r.c.Term = whole.term
	for i, lt := range lots {
		if i < len(r.c.Lots) && len(lots) > 1 && lt.term.Start != "" && lt.term != whole.term {
			own := lt.term
			r.c.Lots[i].Term = &own
		}
	}
	r.askTerm(whole)
}

func widen(a, b lotTerm) lotTerm {
	if a.n == nil {
		a.n = b.n
	}
	if a.term.Start == "" || b.term.Start != "" && b.term.Start < a.term.Start {
		a.term.Start = b.term.Start
	}
	if b.term.End > a.term.End {
		a.term.End = b.term.End
	}
	if b.term.MaxEnd > a.term.MaxEnd {
		a.term.MaxEnd = b.term.MaxEnd
	}
	if a.term.Options == "" {
		a.term.Options = b.term.Options
	}
	a.days = max(a.days, b.days)
	return a
}

func (r *reader) period(n *node) lotTerm {
	lt := lotTerm{n: n}
	lt.term.Start = r.instant(n.get("startDate")).date()
	lt.term.End = r.instant(n.get("endDate")).date()
	lt.term.MaxEnd = r.instant(n.get("maxExtentDate")).date()
	if d := n.get("durationInDays"); d != nil {
		d.used = true
		days, err := strconv.Atoi(d.text)
		if d.kind != isNumber || err != nil || days < 0 || days > 36_600 {
			r.bad(d, "", "must be a number of days")
		} else {
			lt.days = days
		}
	}
	if lt.term.End != "" && lt.term.End < lt.term.Start {
		r.bad(n, "endDate", "%s is before the start, %s", lt.term.End, lt.term.Start)
	}
	if lt.term.MaxEnd != "" && lt.term.MaxEnd < lt.term.End {
		r.bad(n, "maxExtentDate", "%s is before the end, %s", lt.term.MaxEnd, lt.term.End)
	}
	return lt
}

// options reads how the contract may be extended, in the notice's words.
func (r *reader) options(term *tender.Term, n *node) {
	var words []string
	for _, pair := range [][2]string{{"hasRenewal", "renewal"}, {"hasOptions", "options"}} {
		has, given := r.flag(n.get(pair[0]))
		described := n.get(pair[1], "description")
		r.hear(described)
		s := r.str(described, maxText)
		if s != "" {
			words = append(words, s)
		} else if given && has {
			r.note(n.get(pair[0]), "The contract may be extended or has options, and the notice does not say how")
		}
	}
	term.Options = strings.Join(words, "\n\n")
}

// askTerm asks where the contract's dates disagree, are not given or would
// begin before bids close.
func (r *reader) askTerm(whole lotTerm) {
	later := choice("enter", "I will enter the dates")
	term := whole.term
	for _, s := range r.texts {
		from, to, ok := periodIn(s.text)
		if !ok || term.Start == "" || term.End == "" || len(r.c.Lots) > 1 || string(from) == term.Start && string(to) == term.End {
			continue
		}
		r.ask("term_disagrees", s.n, fmt.Sprintf("The notice’s data say that the contract runs from %s to %s; its text says from %s to %s. When does it run?", calendar.Date(term.Start).Words(), calendar.Date(term.End).Words(), from.Words(), to.Words()),
			choice(term.Start+"/"+term.End, "%s to %s, as the data say", calendar.Date(term.Start).Words(), calendar.Date(term.End).Words()), choice(string(from)+"/"+string(to), "%s to %s, as the text says", from.Words(), to.Words()), later)
		return
	}
	if term.Start == "" && whole.days > 0 {
		r.ask("term_start", whole.n, fmt.Sprintf("The notice says that the contract runs for %d days and not when it starts. When does it start? Write the day like %s.", whole.days, firstOfMonth(calendar.On(r.now).Add(120))))
		r.c.Open[len(r.c.Open)-1].Note = strconv.Itoa(whole.days) + " days"
		return
	}
	closes := calendar.On(r.now)
	for _, q := range r.c.Open {
		for _, ch := range q.Choices {
			if at, err := time.Parse(time.RFC3339, ch.Value); err == nil && strings.HasPrefix(q.Key, "deadline_") && strings.Contains(ch.Label, "proposed") {
				closes = calendar.On(at)
			}
		}
	}
	if at := r.c.Stages[0].Deadline; !at.IsZero() {
		closes = calendar.On(at)
	}
	if term.Start == "" || term.Start > string(closes) {
		return
	}
	start := firstOfMonth(closes.Add(60))
	r.ask("term_past", whole.n, fmt.Sprintf("The contract of the notice starts on %s, before bids could be compared. When does it start?", calendar.Date(term.Start).Words()),
		choice(string(start), "%s, proposed: every period moves by as much and keeps its length", start.Words()), later)
}

// firstOfMonth gives the first day of a month on or after a day.
func firstOfMonth(d calendar.Date) calendar.Date {
	for d[8:] != "01" {
		d = d.Add(1)
	}
	return d
}
