package evaluator

import (
	"bytes"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/bid"
	"hundredweight/models/commissioning"
	"hundredweight/models/evaluation"
	"hundredweight/models/store"
	"hundredweight/models/tender"
	"hundredweight/templates/components"
	templates "hundredweight/templates/evaluator"
	"hundredweight/templates/text"
)

// Question shows one answer of one bid beside the scale, to be scored.
func (p Pages) Question(c *gin.Context) error {
	s, err := p.scoring(c)
	if err != nil {
		return err
	}
	if at := p.sentTo(s.v); at != "" {
		return p.Redirect(c, at, "")
	}
	kept := url.Values{}
	if r, ok := s.mine.of(s.bid, s.question); ok {
		kept = url.Values{"score": {strconv.Itoa(r.Score)}, "reason": {r.Reason}, "note": {r.Note}}
	}
	return p.showQuestion(c, form.Prefill(kept), s)
}

// Score keeps a score and leads to the next bid or the next question.
func (p Pages) Score(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	s, err := p.scoring(c)
	if err != nil {
		return err
	}
	typed := f.Text("score", form.Ask{Label: "The score", Max: 20})
	reason := f.Text("reason", form.Ask{Label: "Your reason", Max: evaluation.MostReason, Lines: true})
	note := f.Text("note", form.Ask{Label: "Your note", Max: commissioning.MostNote, Lines: true})
	score, err := evaluation.ReadScore(s.question, typed.Value)
	if !f.Refuse(err) && err != nil {
		return err
	}
	if reason.Value == "" {
		f.Problem("reason", "Enter a reason. The bidder will read it: say what in the answer earned or lost points")
	}
	if !f.OK() {
		return p.showQuestion(c, f, s)
	}
	err = p.Steps.ScoreAnswer(c.Request.Context(), page.Actor(c), s.v.Tender.Ref, commissioning.Scoring{Bid: s.bid.Ref, Question: s.question.Key, Score: score, Reason: reason.Value, Note: note.Value})
	if f.Refuse(err) {
		return p.showQuestion(c, f, s)
	}
	if err != nil {
		return err
	}
	at, flash := p.after(s, f.Search("next", 20) == "question")
	return p.Redirect(c, at, flash)
}

// scoring is an answer on the desk, with what belongs to it.
type scoring struct {
	v        commissioning.PanelView
	mine     own
	bid      store.Bidder
	question tender.Question
}

func (p Pages) scoring(c *gin.Context) (s scoring, err error) {
	if s.v, err = p.panel(c); err != nil {
		return s, err
	}
	if s.bid, err = s.v.Bid(c.Param("bid")); err != nil {
		return s, err
	}
	if s.question, err = s.v.Asked(s.bid, c.Param("q")); err != nil {
		return s, err
	}
	if p.sentTo(s.v) == "" {
		s.mine, err = p.own(c, s.v)
	}
	return s, err
}

// after gives where to go when a score is saved: the next bid of the same
// question, or the next question of the same bid, then whatever is left.
func (p Pages) after(s scoring, byQuestion bool) (at, flash string) {
	s.mine[answer{int64(s.bid.ID), s.question.Key}] = store.ScoreRow{Reason: "saved"}
	if s.mine.done(s.v) == len(s.v.Want()) {
		return deskPath(s.v.Tender.Ref, "/submission"), "Saved. Every answer has a score: check them, then submit."
	}
	if byQuestion {
		all := s.v.ToScore(s.bid)
		i := slices.IndexFunc(all, func(q tender.Question) bool { return q.Key == s.question.Key })
		if i >= 0 && i+1 < len(all) {
			return scorePath(s.v.Tender.Ref, s.bid.Ref, all[i+1].Key), ""
		}
	} else {
		bids := s.asked()
		i := slices.IndexFunc(bids, func(b store.Bidder) bool { return b.ID == s.bid.ID })
		if i >= 0 && i+1 < len(bids) {
			return scorePath(s.v.Tender.Ref, bids[i+1].Ref, s.question.Key), ""
		}
	}
	at, _ = p.firstLeft(s.v, s.mine)
	return at, ""
}

// asked lists the compared bids that the question is asked of.
func (s scoring) asked() []store.Bidder {
	var out []store.Bidder
	for _, b := range assessed(s.v) {
		if _, err := s.v.Asked(b, s.question.Key); err == nil {
			out = append(out, b)
		}
	}
	return out
}

func (p Pages) showQuestion(c *gin.Context, f *form.Form, s scoring) error {
	opened, err := p.Steps.ReadOpened(c.Request.Context(), s.v, s.bid.Ref)
	if err != nil {
		return err
	}
	title := bidName(s.v, s.bid) + ": " + s.question.Title
	view := templates.QuestionView{View: p.Refused(c, title, f), Ref: s.v.Tender.Ref, Action: scorePath(s.v.Tender.Ref, s.bid.Ref, s.question.Key), Tender: s.v.Tender.Title, Bidder: s.bid.OrgName, Heading: title}
	view.Back = &components.Link{Text: "Back to your scores", Href: deskPath(s.v.Tender.Ref, "")}
	view.Position = p.position(s)
	view.Ask, view.Guidance = paragraphs(s.question.Text), s.question.Guidance
	view.Answer = answerView(s.v.Tender.Ref, opened, s.question)
	view.Hidden = "Prices and other evaluators’ scores stay hidden until every evaluator has submitted. Score each answer against the scale, not against another bid."
	if r, ok := s.mine.of(s.bid, s.question); ok && s.v.HasSubmitted(s.v.Me.ID) {
		view.Final, view.Score, view.Reason, view.Note = true, strconv.Itoa(r.Score)+" of "+strconv.Itoa(s.question.Max), r.Reason, r.Note
	}
	view.Scale, view.ReasonField, view.NoteField = scoreFields(f, s.question)
	return p.Render(c, f.Status(), templates.Question(view))
}

// position says where in the scoring an answer is.
func (p Pages) position(s scoring) []string {
	bids := assessed(s.v)
	i := slices.IndexFunc(bids, func(b store.Bidder) bool { return b.ID == s.bid.ID })
	out := []string{"Question " + strconv.Itoa(s.v.Number(s.question.Key)) + " of " + strconv.Itoa(len(s.v.Scored())) + worth(s)}
	if i >= 0 {
		out = append(out, "Bid "+strconv.Itoa(i+1)+" of "+strconv.Itoa(len(bids)))
	}
	return append(out, strconv.Itoa(s.mine.done(s.v))+" of "+strconv.Itoa(len(s.v.Want()))+" scored")
}

// worth says how many of 100 points the question carries, where all lots agree.
func worth(s scoring) string {
	points := ""
	for _, lot := range s.bid.OpenedLots() {
		for _, cr := range tender.CriteriaOf(s.v.Content, lot) {
			if cr.ID != s.question.Criterion {
				continue
			}
			one := strconv.FormatFloat(float64(cr.WeightBP)*float64(s.question.WeightBP)/1_000_000, 'f', -1, 64)
			if points != "" && points != one {
				return ""
			}
			points = one
		}
	}
	if points == "" {
		return ""
	}
	return ", worth " + points + " points"
}

// answerView is what the bidder gave for a question.
func answerView(ref string, o commissioning.OpenedView, q tender.Question) templates.AnswerView {
	a := templates.AnswerView{Lines: paragraphs(o.Content.Answers[q.Key].Text)}
	words := bid.Words(o.Content.Answers[q.Key].Text)
	a.Words = text.Plural(words, "word", "words")
	if q.WordLimit > 0 {
		a.Words = text.Number(words) + " of " + text.Number(q.WordLimit) + " words"
	}
	for _, f := range o.FilesOf(q.Key) {
		a.Files = append(a.Files, components.Link{Text: f.Name + " (" + size(f.Bytes) + ")", Href: deskPath(ref, "/bids/"+o.Bid.Ref+"/files/"+f.Ref)})
	}
	for _, one := range o.Content.Commitments {
		if one.Question == q.Key {
			a.Promises = append(a.Promises, templates.Promise{Outcome: one.Outcome, Pairs: promisePairs(one)})
		}
	}
	return a
}

func promisePairs(c bid.Commitment) []components.Pair {
	var out []components.Pair
	for _, p := range []components.Pair{{Key: "For whom", Value: c.Who}, {Key: "How many", Value: strings.TrimSpace(c.Quantity + " " + c.Unit)}, {Key: "By", Value: text.Day(c.By)}, {Key: "Shown by", Value: c.Evidence}} {
		if p.Value != "" {
			out = append(out, p)
		}
	}
	return out
}

// size says how much a file weighs.
func size(n int64) string {
	if n < 1<<20 {
		return text.Number(int(max(1, n>>10))) + " kB"
	}
	return strconv.FormatFloat(float64(n)/(1<<20), 'f', 1, 64) + " MB"
}

// paragraphs splits what somebody typed at its empty lines and line ends.
func paragraphs(typed string) []string {
	var out []string
	for _, line := range strings.Split(typed, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// scoreFields are the scale with what each score means, the reason and the note.
func scoreFields(f *form.Form, q tender.Question) (components.Radios, components.Textarea, components.Textarea) {
	means := map[int]tender.Descriptor{}
	for _, d := range q.Scale {
		means[d.Score] = d
	}
	var allowed []string
	r := components.Radios{Legend: components.Legend{Text: "Your score", Size: "m"}}
	for n := q.Max; n >= 0; n-- {
		value := strconv.Itoa(n)
		words := means[n].Words
		if words == "" {
			words = means[n].Label
		}
		allowed = append(allowed, value)
		r.Options = append(r.Options, components.Option{Value: value, Text: words})
	}
	ch := f.Choice("score", form.Ask{}, allowed...)
	ch.Error = f.Error("score")
	reason := f.Text("reason", form.Ask{Max: evaluation.MostReason, Lines: true})
	note := f.Text("note", form.Ask{Max: commissioning.MostNote, Lines: true})
	why := reason.Textarea(components.Textarea{Label: "Reason for your score", LabelSize: "s", Hint: "The bidder will read this. Say what in the answer earned or lost points.", Rows: "6"})
	private := note.Textarea(components.Textarea{Label: "Private note", LabelSize: "s", Hint: "Only you and the auditor can read this. It may still be asked for under information law.", Rows: "2"})
	why.Error, private.Error = f.Error("reason"), f.Error("note")
	return ch.Radios(r), why, private
}

// File hands a file of an opened bid out, to be saved.
func (p Pages) File(c *gin.Context) error {
	label, body, err := p.Steps.OpenedFile(c.Request.Context(), page.Actor(c), c.Param("ref"), c.Param("bid"), c.Param("file"))
	if err != nil {
		return err
	}
	return p.Attach(c, page.Attachment{Name: label.Name, MediaType: label.Type, Size: int64(len(body)), Body: io.NopCloser(bytes.NewReader(body))})
}
