package commissioner

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/bid"
	"hundredweight/models/commissioning"
	"hundredweight/models/evaluation"
	"hundredweight/models/refusal"
	"hundredweight/models/tender"
	templates "hundredweight/templates/commissioner"
	"hundredweight/templates/components"
	"hundredweight/templates/text"
)

// ModerationQuestion shows one answer with everybody's scores and reasons, and
// lets the moderator record what the panel agrees on.
func (p Pages) ModerationQuestion(c *gin.Context) error {
	v, all, d, err := p.moderated(c)
	if err != nil {
		return err
	}
	kept := url.Values{}
	if d.agreed != nil {
		kept = url.Values{"agreed": {strconv.Itoa(d.agreed.Score)}, "reason": {d.agreed.Reason}}
	}
	return p.showAgreement(c, form.Prefill(kept), v, all, d)
}

// AgreeScore records an agreed score and leads to the next answer.
func (p Pages) AgreeScore(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	v, all, d, err := p.moderated(c)
	if err != nil {
		return err
	}
	back := tenderHome(v.Tender) + "/moderation"
	if f.Has("later") {
		return p.Redirect(c, back, "")
	}
	typed := f.Text("agreed", form.Ask{Label: "The agreed score", Max: 20, Missing: "Enter the agreed score, from 0 to " + strconv.Itoa(d.question.Max)})
	score, err := evaluation.ReadScore(d.question, typed.Value)
	if err != nil {
		f.Problem("agreed", "%s", problemOf(err))
	}
	reason := f.Text("reason", form.Ask{Label: "The agreed reason", Max: evaluation.MostReason, Lines: true, Missing: "Enter the agreed reason. The bidder will read it"})
	if !f.OK() {
		return p.showAgreement(c, f, v, all, d)
	}
	err = p.Steps.AgreeScore(c.Request.Context(), page.Actor(c), v.Tender.Ref, commissioning.Agreement{Bid: d.bid.Ref, Question: d.question.Key, Score: score, Reason: reason.Value})
	if f.Refuse(moved(err, "score", "agreed")) {
		return p.showAgreement(c, f, v, all, d)
	}
	if err != nil {
		return err
	}
	if next := p.firstToAgree(v, all, moderationPath(v, d)); next != "" && v.LockedAt.IsZero() {
		return p.Redirect(c, next, "")
	}
	return p.Redirect(c, back, "The score is agreed.")
}

// problemOf gives the sentence of a refused field.
func problemOf(err error) string {
	if r, ok := refusal.As(err); ok && len(r.Problems) > 0 {
		return r.Problems[0].Reason
	}
	return err.Error()
}

// moved gives a step's refusal the field's name on this page.
func moved(err error, from, to string) error {
	r, ok := refusal.As(err)
	if !ok || r.Kind != refusal.Invalid {
		return err
	}
	var problems []refusal.Problem
	for _, one := range r.Problems {
		if one.Field == from {
			one.Field = to
		}
		problems = append(problems, one)
	}
	return refusal.Fields(problems)
}

// moderated reads the answer of the path with everybody's scores.
func (p Pages) moderated(c *gin.Context) (v commissioning.PanelView, all differing, d difference, err error) {
	if v, err = p.evaluating(c); err != nil {
		return v, all, d, err
	}
	if !v.View.OtherScores {
		return v, all, d, refusal.Turn("%s", v.View.Why)
	}
	if all, err = p.differences(c, v); err != nil {
		return v, all, d, err
	}
	for _, one := range all.answers {
		if one.bid.Ref == c.Param("bid") && one.question.Key == c.Param("q") {
			return v, all, one, nil
		}
	}
	return v, all, d, refusal.Missing("answer")
}

func (p Pages) showAgreement(c *gin.Context, f *form.Form, v commissioning.PanelView, all differing, d difference) error {
	title := answerName(v, d) + ": " + lower(d.question.Title)
	view := templates.AgreementView{View: p.Refused(c, title, f), Kicker: kicker(v) + ". The bid of " + d.bid.OrgName, Action: moderationPath(v, d)}
	view.Back = &components.Link{Text: "Back to all answers", Href: tenderHome(v.Tender) + "/moderation"}
	view.Question = lines(d.question.Text)
	if v.View.Bids {
		opened, err := p.Steps.ReadOpened(c.Request.Context(), v, d.bid.Ref)
		if err != nil {
			return err
		}
		view.Answer = answerOf(v, opened, d.question)
	}
	for _, s := range d.scores {
		view.Reasons = append(view.Reasons, templates.Reason{Title: s.Name + ": " + strconv.Itoa(s.Score), Text: s.Reason})
	}
	view.Apart = answerLine(v, d).Apart
	view.Locked = !v.LockedAt.IsZero()
	if d.agreed != nil {
		view.Agreed, view.AgreedWhen = strconv.Itoa(d.agreed.Score)+" of "+strconv.Itoa(d.question.Max), text.When(d.agreed.At.Time)
		view.AgreedReason = d.agreed.Reason
		if thin, why := evaluation.Thin(d.agreed.Reason); thin {
			view.Thin = why
		}
	}
	view.CanAgree = v.HasRole(account.RoleModerator) && v.Declared(v.Me.ID) && mayAgreeNow(v)
	agreed := f.Text("agreed", form.Ask{Max: 20})
	reason := f.Text("reason", form.Ask{Max: evaluation.MostReason, Lines: true})
	view.Score = agreed.Input(components.Input{Label: "Agreed score, 0 to " + strconv.Itoa(d.question.Max), LabelSize: "s", Width: "2", InputMode: "numeric"})
	view.Reason = reason.Textarea(components.Textarea{Label: "Agreed reason", LabelSize: "s", Hint: "The bidder will read this. It stands for the reasons above; those are kept.", Rows: "5"})
	view.Score.Error, view.Reason.Error = f.Error("agreed"), f.Error("reason")
	return p.Render(c, f.Status(), templates.Agreement(view))
}

// mayAgreeNow tells whether scores are agreed, or reasons made fuller, now.
func mayAgreeNow(v commissioning.PanelView) bool {
	switch v.Tender.Status {
	case tender.Evaluation:
		return true
	case tender.AwardRecommended, tender.AwardApproved:
		return !v.LockedAt.IsZero()
	}
	return false
}

func lines(typed string) []string {
	var out []string
	for _, l := range strings.Split(typed, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

// answerOf is what the bidder gave for a question.
func answerOf(v commissioning.PanelView, o commissioning.OpenedView, q tender.Question) *templates.BidAnswer {
	a := templates.BidAnswer{Lines: lines(o.Content.Answers[q.Key].Text), Words: text.Plural(bid.Words(o.Content.Answers[q.Key].Text), "word", "words")}
	for _, f := range o.FilesOf(q.Key) {
		a.Files = append(a.Files, components.Link{Text: f.Name, Href: "/desk/" + v.Tender.Ref + "/bids/" + o.Bid.Ref + "/files/" + f.Ref})
	}
	for _, one := range o.Content.Commitments {
		if one.Question == q.Key {
			a.Promises = append(a.Promises, strings.TrimSpace(one.Outcome+": "+one.Quantity+" "+one.Unit+" by "+text.Day(one.By)))
		}
	}
	return &a
}
