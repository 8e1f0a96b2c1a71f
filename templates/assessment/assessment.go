// Package assessment writes an assessment summary as its bidder reads it: how
// the bid scored and why, beside the chosen bid. The buyer's preview and the
// bidder's own page show the same.
package assessment

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"hundredweight/models/award"
	"hundredweight/templates/components"
)

// Bar is marks out of what was to be had.
type Bar struct {
	Text        string // "16 of 20"
	Part, Whole float64
}

// Reason is one question or the price: marks, and why.
type Reason struct {
	Key    string
	Title  string
	Own    Bar
	Chosen *Bar // nil for the chosen bid itself
	Score  string
	Flag   string // what is wrong with the reason, before it is sent
	Why    string
	Better string // what would have helped
	Theirs string // what was said about the chosen bid
	Below  templ.Component
	Under  templ.Component // below what was said about the chosen bid
}

// Lot is the result in one part (lot).
type Lot struct {
	ID         string
	Title      string
	Won        bool
	Result     string
	Difference string
	Totals     components.Table // sub-totals by criterion, and the total
	Reasons    []Reason
}

// Of turns a summary into what is shown.
func Of(s award.Summary) (all []Lot) {
	own := map[string]award.Explanation{}
	for _, q := range s.Questions {
		own[q.Key] = q
	}
	for _, l := range s.Lots {
		lot := Lot{ID: l.ID, Title: l.Title, Won: l.Won, Result: l.WhyNot, Difference: Difference(l)}
		if l.Won {
			lot.Result = "Your bid came first of " + strconv.Itoa(l.Of) + " with " + award.Points(l.Total) + " points."
			if l.Of == 1 {
				lot.Result = "Your bid was the only one that was compared. It has " + award.Points(l.Total) + " points."
			}
		}
		theirs := map[string]award.Explanation{}
		if l.Winner != nil {
			for _, q := range l.Winner.Questions {
				theirs[q.Key] = q
			}
		}
		for _, c := range l.Criteria {
			if len(c.Parts) == 0 {
				r := reason(c)
				r.Why = strings.TrimSpace(c.Why + " " + equation(c.How))
				lot.Reasons = append(lot.Reasons, r)
				continue
			}
			for _, part := range c.Parts {
				r := reason(part)
				q := own[part.ID]
				r.Why, r.Theirs = q.Reason, theirs[part.ID].Reason
				r.Score = "Score " + strconv.Itoa(q.Score) + " of " + strconv.Itoa(q.Max)
				if q.Means != "" {
					r.Score += ", which means: " + q.Means
				}
				if q.Better != "" {
					r.Better = "The published guide, for a score of " + strconv.Itoa(q.Next) + ": " + q.Better
				}
				lot.Reasons = append(lot.Reasons, r)
			}
		}
		lot.Totals = totals(l)
		all = append(all, lot)
	}
	return all
}

// totals sets the points of every criterion beside the chosen bid's.
func totals(l award.LotSummary) components.Table {
	t := components.Table{ID: "points-" + l.ID, Caption: caption("Points by criterion", l.Title), Small: true, Columns: []components.Column{{Text: "Criterion"}, {Text: "You", Numeric: true}}}
	compared := l.Winner != nil
	if compared {
		t.Columns = append(t.Columns, components.Column{Text: "Chosen", Numeric: true})
	}
	t.Columns = append(t.Columns, components.Column{Text: "Out of", Numeric: true})
	add := func(name, own, chosen, of string, total bool) {
		row := components.Row{Total: total, Cells: []components.Cell{{Text: name}, {Text: shown(own)}}}
		if compared {
			row.Cells = append(row.Cells, components.Cell{Text: shown(chosen)})
		}
		row.Cells = append(row.Cells, components.Cell{Text: of})
		t.Rows = append(t.Rows, row)
	}
	for _, c := range l.Criteria {
		add(c.Name, c.Marks, c.Winner, c.Available, false)
	}
	chosen := ""
	if compared {
		chosen = l.Winner.Total
	}
	add("Total", l.Total, chosen, "100", true)
	return t
}

func shown(marks string) string {
	if marks == "" {
		return "–"
	}
	return award.Points(marks)
}

// equation says the published formula of the price marks.
func equation(how string) string {
	if how == "" {
		return ""
	}
	return "Points = " + how + "."
}

func reason(m award.Marks) Reason {
	r := Reason{Key: m.ID, Title: m.Name, Own: bar(m.Marks, m.Available)}
	if m.Winner != "" {
		chosen := bar(m.Winner, m.Available)
		r.Chosen = &chosen
	}
	return r
}

func bar(marks, of string) Bar {
	if marks == "" {
		return Bar{Text: "Not compared", Whole: 1}
	}
	part, err := strconv.ParseFloat(marks, 64)
	if err != nil {
		part = 0 // only the drawing: the text beside it is exact
	}
	whole, err := strconv.ParseFloat(of, 64)
	if err != nil || whole <= 0 {
		whole = 1
	}
	return Bar{Text: award.Points(marks) + " of " + of, Part: part, Whole: whole}
}

// Difference says in a sentence or two where the points were won and lost.
func Difference(l award.LotSummary) string {
	var behind, ahead, equal []string
	for _, d := range l.Differences() {
		switch {
		case d.By == "0":
			equal = append(equal, "“"+d.Name+"”")
		case d.Ahead:
			ahead = append(ahead, award.Points(d.By)+" more for “"+d.Name+"”")
		default:
			behind = append(behind, award.Points(d.By)+" more for “"+d.Name+"”")
		}
	}
	var out []string
	if len(behind) > 0 {
		out = append(out, "The chosen bid has "+list(behind)+".")
	}
	if len(ahead) > 0 {
		out = append(out, "You have "+list(ahead)+".")
	}
	if len(equal) > 0 {
		out = append(out, "The points are the same for "+list(equal)+".")
	}
	return strings.Join(out, " ")
}

func list(words []string) string {
	if len(words) == 1 {
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// caption names a table of one part (lot); lot is "" where there is only one.
func caption(what, lot string) string {
	if lot == "" {
		return what
	}
	return what + ": " + lot
}
