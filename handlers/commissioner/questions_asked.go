package commissioner

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/tender"
	templates "hundredweight/templates/commissioner"
	"hundredweight/templates/components"
	"hundredweight/templates/text"
)

// QuestionsAsked lists what bidders asked about a public tender: first what
// waits for an answer.
func (p Pages) QuestionsAsked(c *gin.Context) error {
	w, err := p.written(c)
	if err != nil {
		return err
	}
	if !w.Row.Status.IsPublic() {
		return refusal.Turn("This tender is %s, so nobody could ask about it.", w.Row.Status.Words())
	}
	all, err := p.Query(c).Clarifications(w.Row.ID, false)
	if err != nil {
		return err
	}
	v := templates.QuestionsAskedView{Head: p.head(c, w, "Questions asked", nil), Public: "/tenders/" + w.Row.Ref + "/questions"}
	v.Back = &components.Link{Text: "Back to the tender", Href: w.base()}
	if at := w.Content.Timetable.AnswersBy; !at.IsZero() {
		v.AnswersBy = text.When(at)
	}
	if at := w.Content.Timetable.QuestionsClose; !at.IsZero() {
		v.Close = text.When(at)
	}
	for _, q := range all {
		row := components.ListRow{Title: q.Question, Href: w.base() + "/questions-asked/" + strconv.Itoa(q.N), Meta: "Question " + strconv.Itoa(q.N) + ", asked " + text.Date(q.AskedAt.Time)}
		if q.AnsweredAt.IsZero() {
			row.Tag, row.Colour = "Answer needed", "yellow"
			v.Waiting = append(v.Waiting, row)
			continue
		}
		row.Title, row.Text = q.Published, q.Answer
		row.Meta += ", answered " + text.Date(q.AnsweredAt.Time)
		v.Answered = append(v.Answered, row)
	}
	return p.Render(c, http.StatusOK, templates.QuestionsAsked(v))
}

// QuestionAsked shows one question, to be answered in public.
func (p Pages) QuestionAsked(c *gin.Context) error { return p.showAsked(c, form.Prefill(nil)) }

// AnswerQuestion publishes the answer, with the question in the words that
// everybody reads.
func (p Pages) AnswerQuestion(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(c.Param("n"))
	if err != nil {
		return refusal.Missing("question")
	}
	published := f.Text("published", form.Ask{Label: "The question", Missing: "Enter the question as everybody will read it", Max: 2000, Lines: true})
	answer := f.Text("answer", form.Ask{Label: "The answer", Missing: "Enter the answer", Max: 5000, Lines: true})
	if !f.OK() {
		return p.showAsked(c, f)
	}
	err = p.Steps.AnswerQuestion(c.Request.Context(), page.Actor(c), c.Param("ref"), n, published.Value, answer.Value)
	if f.Refuse(err) {
		return p.showAsked(c, f)
	}
	if err != nil {
		return err
	}
	return p.Redirect(c, tenderAt(c)+"/questions-asked", "The answer is public. Everybody who follows the tender or started a bid is told.")
}

func (p Pages) asked(c *gin.Context, w writing) (q store.Clarification, err error) {
	n, err := strconv.Atoi(c.Param("n"))
	if err != nil {
		return q, refusal.Missing("question")
	}
	return p.Query(c).ClarificationN(w.Row.ID, n)
}

func (p Pages) showAsked(c *gin.Context, f *form.Form) error {
	w, err := p.written(c)
	if err != nil {
		return err
	}
	q, err := p.asked(c, w)
	if err != nil {
		return err
	}
	v := templates.QuestionAskedView{Head: p.head(c, w, "Question "+strconv.Itoa(q.N), f), N: strconv.Itoa(q.N), Asked: text.When(q.AskedAt.Time), Question: q.Question}
	v.Back = &components.Link{Text: "Questions asked", Href: w.base() + "/questions-asked"}
	v.CanAnswer = q.AnsweredAt.IsZero() && roleOf(c, account.RoleAuthor)
	if !q.AnsweredAt.IsZero() {
		v.Published, v.Answer, v.Answered = q.Published, q.Answer, text.When(q.AnsweredAt.Time)
	}
	if !tender.IsOpen(w.Row.Status, p.Now(), w.Row.ClosesAt.Time) {
		v.Late = "Bids are closed. The answer is still published for everybody."
	}
	v.Wording = f.Kept("published", q.Question).Textarea(components.Textarea{Label: "The question as everybody will read it", Hint: "Take out what would name who asked", Rows: "4"})
	v.Reply = f.Kept("answer", "").Textarea(components.Textarea{Label: "The answer", Hint: "Everybody reads it and may build a bid on it. If it changes the tender, change the tender too", Rows: "8"})
	return p.Render(c, f.Status(), templates.QuestionAsked(v))
}
