package tender

import (
	"strconv"

	"hundredweight/models/refusal"
)

// Blank is what a tender has before anything was written: one part (lot), one
// stage, and the waiting period (standstill) that is offered by default.
func Blank(title string) Content {
	return Content{
		Title: title, Category: "services", VoluntaryStandstill: true,
		Lots:   []Lot{{ID: "1", Title: title}},
		Stages: []Stage{{Seq: 1, Kind: "tender", Name: "Tender"}},
	}
}

// Start makes the content of a new tender from a template, under its own title.
func (t Template) Start(title string) Content {
	c := t.Content
	for i := range c.Lots {
		if c.Lots[i].Title == c.Title || c.Lots[i].Title == "" {
			c.Lots[i].Title = title
		}
	}
	c.Title = title
	return c
}

// Again makes the content of a new tender from one that was written before:
// everything but its dates. What must be considered anew each time goes too:
// which rules apply (thresholds change), the conflicts assessment (other
// people) and the social value note (2012 Act s.1: before this procurement).
func Again(c Content, title string) Content {
	c.Title = title
	c.Term = Term{Options: c.Term.Options}
	c.Timetable = Timetable{PeriodEntry: c.Timetable.PeriodEntry}
	c.Stages = append([]Stage(nil), c.Stages...)
	for i := range c.Stages {
		c.Stages[i].Deadline = Stage{}.Deadline
	}
	if len(c.Stages) != 1 {
		c = inOneStage(c)
	}
	c.Lots = append([]Lot(nil), c.Lots...)
	for i := range c.Lots {
		c.Lots[i].Term = nil
	}
	c.Regime, c.ConflictsAssessed, c.SocialValueNote = Regime{}, "", ""
	c.Source, c.Open = nil, nil
	return c
}

// inOneStage plans one stage, in which everything is asked. A copy has no notice
// behind it that could be asked how many there are.
func inOneStage(c Content) Content {
	c.Stages = Blank(c.Title).Stages
	c.Questions, c.Conditions = append([]Question(nil), c.Questions...), append([]Condition(nil), c.Conditions...)
	for i := range c.Questions {
		c.Questions[i].Stage = 1
	}
	for i := range c.Conditions {
		c.Conditions[i].Stage = 1
	}
	return c
}

// LotByID finds a part (lot).
func LotByID(c Content, id string) (Lot, bool) {
	for _, l := range c.Lots {
		if l.ID == id {
			return l, true
		}
	}
	return Lot{}, false
}

// mostLots is how many parts (lots) a tender may have.
const mostLots = 100

// PutLot changes the part (lot) of l's number, or adds l under the next number
// when it has none. Numbers of removed parts are not used again in between.
func PutLot(c *Content, l Lot) (id string, err error) {
	lots := append([]Lot(nil), c.Lots...)
	for i := range lots {
		if lots[i].ID == l.ID && l.ID != "" {
			lots[i] = l
			c.Lots = lots
			return l.ID, nil
		}
	}
	if l.ID != "" {
		return "", refusal.Missing("part (lot)")
	}
	if len(lots) >= mostLots {
		return "", refusal.Field("title", "A tender can have %d parts (lots) at most", mostLots)
	}
	highest := 0
	for _, one := range lots {
		if n, err := strconv.Atoi(one.ID); err == nil && n > highest {
			highest = n
		}
	}
	l.ID = strconv.Itoa(highest + 1)
	c.Lots = append(lots, l)
	return l.ID, nil
}

// RemoveLot takes a part (lot) out with its price schedule. A question that is
// only for it must go first: without its part it would be asked of everybody.
func RemoveLot(c *Content, id string) error {
	if _, ok := LotByID(*c, id); !ok {
		return refusal.Missing("part (lot)")
	}
	if len(c.Lots) == 1 {
		return refusal.Field("", "A tender has at least one part (lot), so this one cannot be removed")
	}
	for _, q := range c.Questions {
		if len(q.Lots) == 1 && q.Lots[0] == id {
			return refusal.Field("", "The question “%s” is only for this part (lot). Remove it, or ask it of other parts, first", q.Title)
		}
	}
	var lots []Lot
	for _, l := range c.Lots {
		if l.ID != id {
			lots = append(lots, l)
		}
	}
	c.Lots = lots
	c.Questions = append([]Question(nil), c.Questions...)
	for i, q := range c.Questions {
		var left []string
		for _, l := range q.Lots {
			if l != id {
				left = append(left, l)
			}
		}
		c.Questions[i].Lots = left
	}
	return nil
}

// AnswerOpen keeps the answers to the questions that an import could not
// settle, by their keys. An answer that is not among the choices is refused.
func AnswerOpen(c *Content, answers map[string]string) error {
	open := append([]OpenQuestion(nil), c.Open...)
	var wrong []refusal.Problem
	for i, q := range open {
		a, said := answers[q.Key]
		if !said {
			continue
		}
		if len(q.Choices) > 0 && a != "" && !q.offers(a) {
			wrong = append(wrong, refusal.Problem{Field: q.Key, Reason: "Select one of the answers shown"})
			continue
		}
		open[i].Answer = a
	}
	if err := refusal.Fields(wrong); err != nil {
		return err
	}
	c.Open = open
	return nil
}

func (q OpenQuestion) offers(answer string) bool {
	for _, ch := range q.Choices {
		if ch.Value == answer {
			return true
		}
	}
	return false
}
