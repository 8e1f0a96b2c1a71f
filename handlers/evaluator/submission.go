package evaluator

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/page"
	"hundredweight/models/evaluation"
	templates "hundredweight/templates/evaluator"
	"hundredweight/templates/text"
)

// Submission shows all own scores with their reasons, to be looked at once more.
func (p Pages) Submission(c *gin.Context) error {
	v, err := p.panel(c)
	if err != nil {
		return err
	}
	if at := p.sentTo(v); at != "" {
		return p.Redirect(c, at, "")
	}
	view := templates.SubmissionView{View: p.View(c, "Check your scores"), Ref: v.Tender.Ref, Tender: v.Tender.Title, Buyer: v.Tender.OrgName}
	view.Back = toDesk()
	view.Back.Text, view.Back.Href = "Back to your scores", deskPath(v.Tender.Ref, "")
	mine, err := p.own(c, v)
	if err != nil {
		return err
	}
	for _, q := range v.Scored() {
		part := templates.Checked{Title: "Question " + strconv.Itoa(v.Number(q.Key)) + ": " + q.Title}
		for _, b := range assessed(v) {
			if _, err := v.Asked(b, q.Key); err != nil {
				continue
			}
			one := templates.CheckedScore{Bid: bidName(v, b), Bidder: b.OrgName, Href: scorePath(v.Tender.Ref, b.Ref, q.Key)}
			if r, ok := mine.of(b, q); ok {
				one.Score, one.Reason = strconv.Itoa(r.Score)+" of "+strconv.Itoa(q.Max), r.Reason
				if thin, why := evaluation.Thin(r.Reason); thin {
					one.Thin = why
					view.Thin++
				}
			} else {
				view.Left++
			}
			part.Scores = append(part.Scores, one)
		}
		view.Questions = append(view.Questions, part)
	}
	view.Submitted = v.Submitted(v.Me.ID)
	view.LeftWords = text.Plural(view.Left, "answer is", "answers are") + " still to be scored. A missing score is never counted as zero."
	return p.Render(c, http.StatusOK, templates.Submission(view))
}

// Submit ends the own scoring.
func (p Pages) Submit(c *gin.Context) error {
	ref := c.Param("ref")
	if err := p.Steps.SubmitScores(c.Request.Context(), page.Actor(c), ref); err != nil {
		return err
	}
	return p.Redirect(c, deskPath(ref, ""), "Your scores are submitted.")
}
