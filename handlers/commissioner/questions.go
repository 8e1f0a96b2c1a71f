package commissioner

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"hundredweight/models/tender"
	templates "hundredweight/templates/commissioner"
	"hundredweight/templates/components"
	"hundredweight/templates/text"
)

// Questions lists what bidders will be asked: the questions by their kind, and
// the conditions.
func (p Pages) Questions(c *gin.Context) error {
	return p.write(c, func(w writing) error {
		v := templates.QuestionsView{Head: p.head(c, w, "Questions and conditions", nil), CanScore: len(tender.ScoredCriteria(w.Content)) > 0}
		for _, cr := range tender.ScoredCriteria(w.Content) {
			g := templates.QuestionGroup{ID: "criterion-" + cr.ID, Title: cr.Name, Text: points(cr.WeightBP) + " of the 100 points"}
			for i, q := range w.Content.Questions {
				if q.Kind == "scored" && q.Criterion == cr.ID {
					g.Rows = append(g.Rows, questionRow(w, i, q))
				}
			}
			if len(g.Rows) == 0 {
				g.Text += ". No question is scored under it yet"
			}
			v.Groups = append(v.Groups, g)
		}
		v.Groups = append(v.Groups, otherQuestions(w)...)
		for _, cond := range w.Content.Conditions {
			v.Conditions = append(v.Conditions, conditionRow(w, cond))
		}
		return p.Render(c, http.StatusOK, templates.Questions(v))
	})
}

// otherQuestions are those that no criterion counts.
func otherQuestions(w writing) (all []templates.QuestionGroup) {
	for _, g := range []struct{ id, title, text string }{
		{"lost", "Scored, under no criterion", "Put each under a criterion"},
		{"pass", "Pass or fail", "A bid that fails one is not considered further"},
		{"information", "For information", "Not scored"},
	} {
		group := templates.QuestionGroup{ID: g.id, Title: g.title, Text: g.text}
		for i, q := range w.Content.Questions {
			if groupOf(w.Content, q) == g.id {
				group.Rows = append(group.Rows, questionRow(w, i, q))
			}
		}
		if len(group.Rows) > 0 {
			all = append(all, group)
		}
	}
	return all
}

func groupOf(c tender.Content, q tender.Question) string {
	switch q.Kind {
	case "pass_fail":
		return "pass"
	case "information":
		return "information"
	}
	if cr, ok := tender.FindCriterion(c, q.Criterion); ok && cr.Kind == "scored" {
		return ""
	}
	return "lost"
}

func questionRow(w writing, i int, q tender.Question) components.ListRow {
	row := components.ListRow{Title: strconv.Itoa(i+1) + ". " + q.Title, Href: w.base() + "/questions/" + q.Key, Text: q.Text, Meta: questionMeta(w.Content, q)}
	if q.Title == "" {
		row.Title = strconv.Itoa(i+1) + ". No title yet"
	}
	if q.Kind == "scored" {
		row.Strong = points(q.WeightBP) + "%"
		row.Side = "of its criterion"
		if len(q.Scale) == 0 {
			row.Tag, row.Colour = "No scoring guide", "yellow"
		}
	}
	return row
}

// questionMeta says in a line what is asked for.
func questionMeta(c tender.Content, q tender.Question) string {
	var all []string
	if q.WordLimit > 0 {
		all = append(all, "up to "+text.Plural(q.WordLimit, "word", "words"))
	}
	switch {
	case q.Files && q.Commitments:
		all = append(all, "with files and promises")
	case q.Files:
		all = append(all, "with files")
	case q.Commitments:
		all = append(all, "with promises")
	}
	if q.Kind == "scored" {
		scale := "scored 0 to " + strconv.Itoa(q.Max)
		if q.Minimum > 0 {
			scale += ", at least " + strconv.Itoa(q.Minimum)
		}
		all = append(all, scale)
	}
	if !q.Required {
		all = append(all, "optional")
	}
	if len(q.Lots) > 0 && len(c.Lots) > 1 {
		all = append(all, "part (lot) "+text.List(q.Lots)+" only")
	}
	if len(c.Stages) > 1 {
		all = append(all, "stage "+strconv.Itoa(q.Stage))
	}
	return text.Capital(strings.Join(all, ", "))
}
