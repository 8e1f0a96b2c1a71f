package ocds

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"hundredweight/models/calendar"
	"hundredweight/models/money"
	"hundredweight/models/refusal"
	"hundredweight/models/tender"
)

// Settle answers one open question of a draft and changes the draft
// accordingly: its stages, deadline, currency, weights, contract dates and so
// on. answer is the Value of one of the question's choices, or free text where
// it has none. The question stays in Content.Open with its answer, and may be
// answered again: a choice's value carries what it sets.
//
// It gives the content as it was beside a refusal when there is no such
// question or the answer is not one of its choices; the refusal's field is the
// question's key.
func Settle(c tender.Content, key, answer string) (tender.Content, error) {
	at := -1
	for i, q := range c.Open {
		if q.Key == key {
			at = i
		}
	}
	if at < 0 {
		return c, refusal.Missing("question")
	}
	answer = strings.TrimSpace(answer)
	if err := allowed(c.Open[at], answer); err != nil {
		return c, err
	}
	was := c
	c = copyOf(c)
	if err := settle(&c, c.Open[at], answer); err != nil {
		return was, err
	}
	c.Open[at].Answer = answer
	return c, nil
}

func allowed(q tender.OpenQuestion, answer string) error {
	if answer == "" {
		if len(q.Choices) > 0 {
			return refusal.Field(q.Key, "Choose one of the answers")
		}
		return refusal.Field(q.Key, "Enter an answer")
	}
	if len(q.Choices) == 0 {
		return nil
	}
	for _, ch := range q.Choices {
		if ch.Value == answer {
			return nil
		}
	}
	return refusal.Field(q.Key, "Choose one of the answers")
}

// copyOf copies what Settle may change, so that a refused answer changes nothing.
func copyOf(c tender.Content) tender.Content {
	c.Open = append([]tender.OpenQuestion(nil), c.Open...)
	c.Stages = append([]tender.Stage(nil), c.Stages...)
	c.Criteria = append([]tender.Criterion(nil), c.Criteria...)
	c.Lots = append([]tender.Lot(nil), c.Lots...)
	for i, l := range c.Lots {
		c.Lots[i].Criteria = append([]tender.Criterion(nil), l.Criteria...)
		if l.Term != nil {
			own := *l.Term
			c.Lots[i].Term = &own
		}
	}
	return c
}

var lotKey = regexp.MustCompile(`^lot_([1-9][0-9]{0,2})_(currency|weights|status)$`)

func settle(c *tender.Content, q tender.OpenQuestion, answer string) error {
	if m := lotKey.FindStringSubmatch(q.Key); m != nil {
		return settleLot(c, m[1], m[2], answer)
	}
	switch {
	case q.Key == "stages":
		return settleStages(c, answer)
	case strings.HasPrefix(q.Key, "deadline_"):
		return settleDeadline(c, answer)
	case q.Key == "questions_close_disagrees":
		return settleQuestionsClose(c, answer)
	case q.Key == "currency", q.Key == "lots_sum":
		c.Budget.NetPence = pounds(answer)
	case q.Key == "vat":
		return settleVAT(c, answer)
	case q.Key == "weights", q.Key == "weights_disagree":
		return settleWeights(c.Criteria, answer)
	case q.Key == "price_formula":
		settleFormula(c, answer)
	case q.Key == "category":
		c.Category = answer
	case q.Key == "regime":
		settleRegime(c, answer)
	case q.Key == "psr" && answer == "yes":
		return refusal.Field("psr", "Tenders under the Provider Selection Regime are not run here. Withdraw this draft")
	case strings.HasPrefix(q.Key, "term_"):
		return settleTerm(c, q, answer)
	}
	return nil // what is only confirmed, like notice_kind, changes nothing
}

// pounds reads "GBP:277200000" or "277200000"; 0 for a value to be entered.
func pounds(answer string) int64 {
	n, err := strconv.ParseInt(strings.TrimPrefix(answer, "GBP:"), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

func settleLot(c *tender.Content, id, what, answer string) error {
	for i := range c.Lots {
		l := &c.Lots[i]
		if l.ID != id {
			continue
		}
		switch what {
		case "currency":
			l.NetPence, l.Currency = pounds(answer), ""
			if answer == "enter" && len(c.Lots) == 1 {
				c.Budget.NetPence = 0 // the same figure stands for the whole
			}
			return nil
		case "weights":
			return settleWeights(l.Criteria, answer)
		case "status":
			if answer == "drop" {
				if len(c.Lots) == 1 {
					return refusal.Field("lot_"+id+"_status", "A tender needs at least one part (lot). Keep it, or withdraw the draft")
				}
				c.Lots = append(c.Lots[:i], c.Lots[i+1:]...)
			}
			return nil
		}
	}
	if what == "status" && answer == "keep" {
		return refusal.Field("lot_"+id+"_status", "Part (lot) %s was taken out. Add it again under “Budget and parts (lots)”", id)
	}
	return nil // a lot that was taken out needs no more answers
}

func settleStages(c *tender.Content, answer string) error {
	count, most, ok := strings.Cut(answer, ":")
	n, err := strconv.Atoi(count)
	m, err2 := strconv.Atoi(most)
	if !ok || err != nil || err2 != nil || n < 1 || n > 4 {
		return nil // an answer that carries no number of stages is only kept
	}
	stages := stagesOf(n, m)
	for i := range stages {
		if i < len(c.Stages) {
			stages[i].Deadline = c.Stages[i].Deadline
		}
	}
	c.Stages = stages
	for i := range c.Questions {
		c.Questions[i].Stage = min(c.Questions[i].Stage, n)
	}
	for i := range c.Conditions {
		c.Conditions[i].Stage = min(c.Conditions[i].Stage, n)
	}
	return nil
}

// settleDeadline sets the end of the first stage. Where the notice's dates for
// questions have passed, new ones are proposed with it.
func settleDeadline(c *tender.Content, answer string) error {
	if len(c.Stages) == 0 {
		c.Stages = stagesOf(1, 0)
	}
	if answer == "later" {
		c.Stages[0].Deadline = time.Time{}
		return nil
	}
	at, err := time.Parse(time.RFC3339, answer)
	if err != nil {
		return nil // an answer that carries no instant is only kept
	}
	c.Stages[0].Deadline = at.UTC()
	t := &c.Timetable
	if t.QuestionsClose.IsZero() || !t.QuestionsClose.Before(at) {
		t.QuestionsClose, t.AnswersBy = before(at, 10), before(at, 6)
	}
	if t.DecisionBy != "" && t.DecisionBy <= string(calendar.On(at)) {
		t.DecisionBy = ""
	}
	return nil
}

// before gives midday on the working day at least n days before a deadline.
func before(at time.Time, n int) time.Time {
	union := calendar.Union()
	day := calendar.On(at).Add(-n)
	for range 10 {
		if working, _, err := union.Working(day); err != nil || working {
			break
		}
		day = day.Add(-1)
	}
	return day.At(12, 0)
}

func settleQuestionsClose(c *tender.Content, answer string) error {
	if answer == "later" {
		c.Timetable.QuestionsClose = time.Time{}
		return nil
	}
	at, err := time.Parse(time.RFC3339, answer)
	if err != nil {
		return nil
	}
	c.Timetable.QuestionsClose = at.UTC()
	return nil
}

// settleVAT sets how the service is taxed. Where the notice gives only the
// value with VAT, the value without is worked out, to the penny.
func settleVAT(c *tender.Content, answer string) error {
	rate, known := map[string]int64{"standard": 2000, "reduced": 500, "zero": 0, "exempt": 0}[answer]
	if !known {
		return refusal.Field("vat", "Select whether VAT is charged")
	}
	c.Budget.VAT = answer
	if gross := c.Regime.GrossPence; gross > 0 && gross <= int64(money.Most) && (c.Budget.NetPence == 0 || c.Budget.Note == fromGross) {
		whole := 10_000 + rate
		c.Budget.NetPence = (gross*10_000 + whole/2) / whole
		c.Budget.Note = fromGross
	}
	return nil
}

// fromGross marks a value that was worked out, so that another answer works it
// out again.
const fromGross = "Worked out from the value with VAT in the published notice."

func settleWeights(criteria []tender.Criterion, answer string) error {
	if answer == "enter" {
		for i := range criteria {
			criteria[i].WeightBP = 0
		}
		return nil
	}
	parts := strings.Split(answer, ",")
	if len(parts) != len(criteria) {
		return refusal.Field("weights", "The criteria have changed since. Enter the weights under “How you will score”")
	}
	for i, p := range parts {
		bp, err := strconv.Atoi(p)
		if err != nil || bp < 0 || bp > 10_000 {
			return refusal.Field("weights", "Choose one of the answers")
		}
		criteria[i].WeightBP = bp
	}
	return nil
}

func settleFormula(c *tender.Content, answer string) {
	if answer == "enter" {
		answer = ""
	}
	set := func(criteria []tender.Criterion) {
		for i := range criteria {
			if criteria[i].Kind == "price" {
				criteria[i].Formula = answer
			}
		}
	}
	set(c.Criteria)
	for i := range c.Lots {
		set(c.Lots[i].Criteria)
	}
}

// settleRegime keeps the notice's rules as a named person's decision with its
// reason, or leaves the decision to what codes and value lead to.
func settleRegime(c *tender.Content, answer string) {
	from, which, _ := strings.Cut(answer, ":")
	c.Regime.Overruled, c.Regime.Reason = "", ""
	if from == "notice" {
		c.Regime.Overruled = which
		c.Regime.Reason = "The published notice says so."
		if c.Source != nil && c.Source.NoticeID != "" {
			c.Regime.Reason = "The published notice " + c.Source.NoticeID + " says so."
		}
	}
}

func settleTerm(c *tender.Content, q tender.OpenQuestion, answer string) error {
	switch {
	case answer == "enter":
		c.Term.Start, c.Term.End, c.Term.MaxEnd = "", "", ""
		for i := range c.Lots {
			c.Lots[i].Term = nil
		}
	case q.Key == "term_disagrees":
		from, to, _ := strings.Cut(answer, "/")
		c.Term.Start, c.Term.End = from, to
		if c.Term.MaxEnd != "" && c.Term.MaxEnd < to {
			c.Term.MaxEnd = ""
		}
	case q.Key == "term_start":
		day, err := calendar.ParseDate(answer)
		if err != nil {
			return refusal.Field(q.Key, "%s is not a real date. Write it like 2027-04-01", clip(answer, 20))
		}
		days, err := strconv.Atoi(strings.TrimSuffix(q.Note, " days"))
		if err != nil || days < 1 {
			days = 1
		}
		c.Term.Start, c.Term.End = string(day), string(day.Add(days-1))
	case q.Key == "term_past":
		return moveTerms(c, calendar.Date(answer))
	}
	return nil
}

// moveTerms moves every period so that the whole starts on a day, and keeps the
// length of each in years, months and days.
func moveTerms(c *tender.Content, start calendar.Date) error {
	was, err := time.Parse(time.DateOnly, c.Term.Start)
	if err != nil {
		return refusal.Field("term_past", "The contract’s start was changed since. Enter the dates under “What, where and when”")
	}
	to, err := time.Parse(time.DateOnly, string(start))
	if err != nil {
		return refusal.Field("term_past", "Choose one of the answers")
	}
	days := int(to.Sub(was).Hours() / 24)
	for i := range c.Lots {
		if t := c.Lots[i].Term; t != nil {
			move(t, days)
		}
	}
	move(&c.Term, days)
	return nil
}

func move(t *tender.Term, days int) {
	from := calendar.Date(t.Start)
	to := from.Add(days)
	t.Start, t.End, t.MaxEnd = string(to), moved(from, to, t.End), moved(from, to, t.MaxEnd)
}

// moved gives the last day of a period that begins on another day.
func moved(from, to calendar.Date, last string) string {
	a, err := time.Parse(time.DateOnly, string(from))
	b, err2 := time.Parse(time.DateOnly, last)
	c, err3 := time.Parse(time.DateOnly, string(to))
	if err != nil || err2 != nil || err3 != nil {
		return last
	}
	after := b.AddDate(0, 0, 1)
	months := 0
	for !a.AddDate(0, months+1, 0).After(after) {
		months++
	}
	rest := int(after.Sub(a.AddDate(0, months, 0)).Hours() / 24)
	return c.AddDate(0, months, rest-1).Format(time.DateOnly)
}
