package public

import (
	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/templates/components"
	templates "hundredweight/templates/public"
	"hundredweight/templates/text"
)

// questionMost is how many characters a question may have.
const questionMost = 2000

// TenderQuestions shows what was asked about a tender with the answers, and
// takes questions while they are open.
func (p Pages) TenderQuestions(c *gin.Context) error { return p.showQuestions(c, form.Prefill(nil)) }

func questionField(f *form.Form) *form.Text {
	return f.Text("question", form.Ask{Label: "Your question", Missing: "Enter your question", Max: questionMost, Lines: true})
}

// AskQuestion takes a question. Who asked is shown to nobody but the buyer's
// own records, and there only when the question itself says so.
func (p Pages) AskQuestion(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	question := questionField(f)
	if !f.OK() {
		return p.showQuestions(c, f)
	}
	ref := c.Param("ref")
	_, err = p.Steps.AskQuestion(c.Request.Context(), page.Actor(c), ref, question.Value)
	if f.Refuse(err) {
		return p.showQuestions(c, f)
	}
	if err != nil {
		return err
	}
	return p.Redirect(c, "/tenders/"+ref+"/questions", "Your question was sent to the buyer. The answer is published here for everybody, and you get an email. Who asked is not published.")
}

func (p Pages) showQuestions(c *gin.Context, f *form.Form) error {
	q := p.Query(c)
	t, err := p.published(c, q, current)
	if err != nil {
		return err
	}
	all, err := q.Clarifications(t.row.ID, true)
	if err != nil {
		return err
	}
	facts := templates.TenderFacts{Ref: t.row.Ref, Status: t.shown(p.Now()), Now: p.Now(), Deadline: t.stage.Deadline.Time}
	shown := templates.TenderOf(t.content, facts)
	v := templates.TenderQuestionsView{View: p.Refused(c, "Questions and answers: "+t.content.Title, f), Ref: t.row.Ref, Title: t.content.Title, Ask: shown.Ask, Open: shown.CanAsk}
	v.Crumbs = tenderCrumbs(t)
	for _, one := range all {
		v.Answers = append(v.Answers, templates.Answered{N: one.N, Question: one.Published, Answer: one.Answer, When: text.Date(one.AnsweredAt.Time)})
	}
	who := page.Actor(c)
	switch {
	case !v.Open:
	case !who.Known():
		v.SignIn = "/sign-in?next=/tenders/" + t.row.Ref + "/questions"
	case !isProvider(who):
		v.NoProvider = true
	default:
		v.Field = questionField(f).Textarea(components.Textarea{
			Label: text.Say("", "Your question"), LabelSize: "s", Rows: "5",
			Hint: text.Say("", "Everybody reads the question and its answer. Leave out what would name you or your organisation."),
		})
		v.Field.Error = f.Error("question")
	}
	if v.Follow, err = follow(c, q, t); err != nil {
		return err
	}
	return p.Render(c, f.Status(), templates.TenderQuestionsPage(v))
}

func isProvider(who account.Actor) bool {
	for _, m := range who.Memberships {
		if !m.IsBuyer {
			return true
		}
	}
	return false
}

func tenderCrumbs(t published) []components.Link {
	return []components.Link{{Text: "Home", Href: "/"}, {Text: "Tenders", Href: "/tenders"}, {Text: t.content.Title, Href: "/tenders/" + t.row.Ref}}
}

// FollowTender begins or ends the mail about a tender.
func (p Pages) FollowTender(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	ref, by := c.Param("ref"), page.Actor(c)
	said := "You get an email when a question is answered, when the tender changes and when it is decided."
	if f.Values().Get("follow") == "no" {
		err, said = p.Steps.UnfollowTender(c.Request.Context(), by, ref), "You get no more emails about this tender, unless your organisation bids."
	} else {
		err = p.Steps.FollowTender(c.Request.Context(), by, ref)
	}
	if err != nil {
		return err
	}
	return p.Redirect(c, "/tenders/"+ref, said)
}
