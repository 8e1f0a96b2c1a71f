package commissioner

import (
	"strconv"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/models/ocds"
	"hundredweight/models/refusal"
	"hundredweight/models/tender"
	templates "hundredweight/templates/commissioner"
	"hundredweight/templates/components"
)

// OpenQuestions asks what an import could not settle by itself.
func (p Pages) OpenQuestions(c *gin.Context) error {
	return p.write(c, func(w writing) error { return p.showOpen(c, w, form.Prefill(nil)) })
}

// SettleQuestions keeps the answers and changes the draft by them: the stages,
// the deadline, the currency and so on.
func (p Pages) SettleQuestions(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	return p.write(c, func(w writing) error {
		answers := map[string]string{}
		for i, q := range w.Content.Open {
			answers[q.Key] = readAnswer(f, i, q)
		}
		return p.keep(c, f, w, "open", func(ct *tender.Content) error { return settle(ct, answers) },
			func(w writing) error { return p.showOpen(c, w, f) })
	})
}

// settle keeps the answers and changes the draft by each that is new.
func settle(c *tender.Content, answers map[string]string) error {
	next := *c
	if err := tender.AnswerOpen(&next, answers); err != nil {
		return err
	}
	next.Open = c.Open
	for i, q := range c.Open {
		a := answers[q.Key]
		if a == "" || a == q.Answer {
			continue
		}
		var err error
		if next, err = ocds.Settle(next, q.Key, a); err != nil {
			if r, ok := refusal.As(err); ok && len(r.Problems) > 0 {
				return refusal.Field(openName(i), "%s", r.Problems[0].Reason)
			}
			return err
		}
	}
	*c = next
	return tender.AnswerOpen(c, answers) // an answer may also be taken back
}

func openName(i int) string { return "answer-" + strconv.Itoa(i+1) }

func readAnswer(f *form.Form, i int, q tender.OpenQuestion) string {
	if len(q.Choices) == 0 {
		return f.Text(openName(i), form.Ask{Label: "The answer", Missing: unlessLater(f, "Answer question "+strconv.Itoa(i+1)), Max: 2000, Lines: true}).Value
	}
	var allowed []string
	for _, ch := range q.Choices {
		allowed = append(allowed, ch.Value)
	}
	return f.Choice(openName(i), form.Ask{Missing: unlessLater(f, "Select an answer to question "+strconv.Itoa(i+1))}, allowed...).Value
}

func (p Pages) showOpen(c *gin.Context, w writing, f *form.Form) error {
	v := templates.OpenQuestionsView{Head: p.head(c, w, "Questions from the import", f), Buttons: w.buttons()}
	if s := w.Content.Source; s != nil {
		v.Source, v.Listed, v.Notes, v.NotTaken = sourceRows(*s), s.Documents, s.Notes, s.NotTaken
	}
	for i, q := range w.Content.Open {
		v.Questions = append(v.Questions, openField(f, i, q))
	}
	return p.Render(c, w.status(f), templates.OpenQuestions(v))
}

func openField(f *form.Form, i int, q tender.OpenQuestion) templates.OpenQuestion {
	kept := f.Kept(openName(i), q.Answer)
	ask := strconv.Itoa(i+1) + ". " + q.Ask
	o := templates.OpenQuestion{Where: q.Where}
	if len(q.Choices) == 0 {
		in := kept.Textarea(components.Textarea{Label: ask, LabelSize: "s", Hint: q.Note, Rows: "2"})
		o.Text = &in
		return o
	}
	radios := components.Radios{Legend: components.Legend{Text: ask, Size: "s"}, Hint: q.Note}
	for _, ch := range q.Choices {
		radios.Options = append(radios.Options, components.Option{Value: ch.Value, Text: ch.Label})
	}
	in := form.Choice{Field: kept}.Radios(radios)
	o.Radios = &in
	return o
}

// sourceRows say which notice a draft was made from.
func sourceRows(s tender.Source) (rows []components.Summary) {
	for _, r := range [][2]string{{"Notice", s.NoticeID}, {"Buyer", s.Buyer}, {"Process (OCID)", s.OCID}, {"Release", s.ReleaseID}, {"File (SHA-256)", s.SHA256}} {
		if r[1] != "" {
			row := components.Summary{Key: r[0], Value: r[1]}
			if r[1] == s.SHA256 {
				row = components.Summary{Key: r[0], Rich: templates.Breaking(r[1])}
			}
			rows = append(rows, row)
		}
	}
	return rows
}
