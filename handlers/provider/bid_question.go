package provider

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/bid"
	"hundredweight/models/commissioning"
	"hundredweight/models/refusal"
	"hundredweight/models/seal"
	"hundredweight/models/tender"
	"hundredweight/templates/components"
	templates "hundredweight/templates/provider"
	"hundredweight/templates/text"
)

// question gives the question of the path, with its place among those asked.
func (o ownBid) question(key string) (q tender.Question, n int, err error) {
	all := o.questions()
	i := slices.IndexFunc(all, func(q tender.Question) bool { return q.Key == key })
	if i < 0 {
		return tender.Question{}, 0, refusal.Missing("question")
	}
	return all[i], i + 1, nil
}

// answerForm is what a bidder typed on a question's page.
type answerForm struct {
	text     *form.Text
	choice   *form.Choice
	done     *form.Choice
	revision int64
}

// readAnswer reads the form. The limit of words is looked at apart: what is too
// long is kept all the same.
func readAnswer(f *form.Form, q tender.Question, later bool) answerForm {
	var a answerForm
	a.text = f.Text("answer", form.Ask{Label: "Your answer", Max: 60_000, Lines: true})
	if q.Kind == "pass_fail" {
		ask := form.Ask{Missing: "Select yes or no"}
		if later {
			ask.Missing = ""
		}
		a.choice = f.Choice("choice", ask, "yes", "no")
	}
	ask := form.Ask{Missing: "Select whether you have completed this section"}
	if later {
		ask.Missing = ""
	}
	a.done = f.Choice("done", ask, "yes", "no")
	a.revision = f.HiddenNumber("revision")
	return a
}

func (a answerForm) answer(q tender.Question) bid.Answer {
	out := bid.Answer{Key: q.Key, Text: a.text.Value, Completed: a.done.Value == "yes"}
	if a.choice != nil {
		out.Choice = a.choice.Value
	}
	return out
}

// BidQuestion shows one question of the bid with its answer.
func (p Pages) BidQuestion(c *gin.Context) error {
	o, err := p.ownBid(c)
	if err != nil {
		return err
	}
	q, _, err := o.question(c.Param("key"))
	if err != nil {
		return err
	}
	kept := o.Answers[q.Key]
	values := url.Values{"answer": {kept.Text}, "choice": {kept.Choice}, "revision": {strconv.FormatInt(o.Revision[q.Key], 10)}}
	switch {
	case kept.Completed:
		values.Set("done", "yes")
	case o.Revision[q.Key] > 0:
		values.Set("done", "no")
	}
	return p.showQuestion(c, o, q, form.Prefill(values), nil)
}

// SaveQuestion keeps an answer. When the section is completed and the bid is
// declared, what is saved is lodged.
func (p Pages) SaveQuestion(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	o, err := p.bidToSave(c)
	if err != nil {
		return err
	}
	q, _, err := o.question(c.Param("key"))
	if err != nil {
		return err
	}
	stay := later(f) || f.Has("files") || f.Has("promises")
	typed := readAnswer(f, q, stay)
	a, save := typed.answer(q), p.saveOf(c, o, f)
	if n := bid.Words(a.Text); a.Completed && q.WordLimit > 0 && n > q.WordLimit {
		f.Problem("answer", "%s", bid.TooLong(q, n))
	}
	save.Read = &o.BidView
	save.Typing = !f.OK() // kept all the same, and never lodged as it is
	saved, err := p.Steps.SaveAnswer(c.Request.Context(), page.Actor(c), save, typed.revision, a)
	switch r, refused := refusal.As(err); {
	case f.Refuse(err):
	case refused && r.Kind == refusal.Stale:
		return p.staleAnswer(c, o, q, f, r)
	case err != nil:
		return p.bidRefused(c, o, "Save question “"+q.Title+"”", err, a.Text)
	}
	if o, err = p.afterSave(c, o, saved); err != nil {
		return err
	}
	if !f.OK() {
		return p.showQuestion(c, o, q, f, nil)
	}
	return p.Redirect(c, o.afterQuestion(f, q), o.saidOf(saved))
}

// afterQuestion says where a save leads.
func (o ownBid) afterQuestion(f *form.Form, q tender.Question) string {
	switch {
	case f.Has("files"):
		return o.at("/questions/" + q.Key + "/files")
	case f.Has("promises"):
		return o.at("/commitments")
	case later(f):
		return o.at("")
	}
	return o.after("/questions/" + q.Key)
}

// staleAnswer shows both versions when a colleague saved meanwhile: nothing is
// overwritten before the person has seen it.
func (p Pages) staleAnswer(c *gin.Context, o ownBid, q tender.Question, f *form.Form, r *refusal.Error) error {
	if err := p.noteAttempt(c, o, "Save question “"+q.Title+"”", r); err != nil {
		return err
	}
	o, err := p.ownBid(c)
	if err != nil {
		return err
	}
	theirs := o.Answers[q.Key].Text
	if q.Kind == "pass_fail" {
		theirs = strings.TrimSpace(text.Capital(o.Answers[q.Key].Choice + "\n" + theirs))
	}
	return p.showQuestion(c, o, q, f, &templates.BidConflict{Said: r.Reason, Theirs: theirs})
}

// AutosaveQuestion keeps what was typed so far. It is never lodged by itself:
// half a sentence is no answer.
func (p Pages) AutosaveQuestion(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	o, err := p.bidToSave(c)
	if err != nil {
		return err
	}
	q, _, err := o.question(c.Param("key"))
	if err != nil {
		return err
	}
	typed := readAnswer(f, q, true)
	if err := f.Refusal(); err != nil {
		return err
	}
	save := p.saveOf(c, o, f)
	save.Read, save.Typing = &o.BidView, true
	saved, err := p.Steps.SaveAnswer(c.Request.Context(), page.Actor(c), save, typed.revision, typed.answer(q))
	if err != nil {
		return p.bidRefused(c, o, "Save question “"+q.Title+"” while typing", err, "")
	}
	said := "Saved at " + text.Clock(save.Received) + "."
	if !o.Bid.DeclaredAt.IsZero() {
		said += " Not sent yet: say that it is completed and save it."
	}
	return p.JSON(c, http.StatusOK, map[string]any{"revision": saved.Revision, "said": said})
}

// longest is how many characters a question may have to be a page's heading.
const longest = 140

func (p Pages) showQuestion(c *gin.Context, o ownBid, q tender.Question, f *form.Form, conflict *templates.BidConflict) error {
	_, n, err := o.question(q.Key)
	if err != nil {
		return err
	}
	v := templates.BidQuestionView{
		View: p.bidPage(c, q.Title, o, f), Kicker: fmt.Sprintf("Question %d of %d, %s", n, len(o.questions()), said(worthOf(o.Content, q))), Action: o.at("/questions/" + q.Key), Autosave: o.at("/questions/" + q.Key + "/autosave"),
		Revision: strconv.FormatInt(o.Revision[q.Key], 10), Conflict: conflict, Side: o.side(), ReadOnly: !o.mayEdit(), Files: bidFiles(o.FilesOf(q.Key)), AddFiles: q.Files,
	}
	if v.Key, err = p.newFormKey(); err != nil {
		return err
	}
	v.Scale, v.Rules = scaleOf(q)
	typed := readAnswer(f, q, true)
	heading := q.Text != "" && utf8.RuneCountInString(q.Text) <= longest
	if !heading || v.ReadOnly || q.Kind == "pass_fail" {
		v.Heading, v.Long = q.Title, lines(q.Text)
	}
	area := typed.text.Textarea(components.Textarea{Label: "Your answer", LabelSize: "m", Hint: hintOf(q), Rows: "14", MaxWords: q.WordLimit})
	area.Error = f.Error("answer")
	if v.Heading == "" {
		area.Label, area.LabelSize, area.Heading = q.Text, "l", true
	}
	if q.Kind == "pass_fail" {
		radios := typed.choice.Radios(components.Radios{Legend: components.Legend{Text: "Your answer", Size: "m"}, Hint: q.Guidance, Options: []components.Option{{Value: "yes", Text: "Yes"}, {Value: "no", Text: "No"}}})
		radios.Error = f.Error("choice")
		v.Choice = &radios
		v.Text = text.Capital(o.Answers[q.Key].Choice)
	} else {
		v.Answer, v.Text = &area, o.Answers[q.Key].Text
	}
	v.Done = typed.done.Radios(components.Radios{Legend: components.Legend{Text: "Have you completed this section?", Size: "s"}, Options: []components.Option{{Value: "yes", Text: "Yes, I have completed it"}, {Value: "no", Text: "No, I will come back to it"}}})
	v.Done.Error = f.Error("done")
	if at := o.Answers[q.Key].SavedAt; !at.IsZero() && conflict == nil {
		v.Saved = text.Capital("saved " + o.savedWhen(at) + ".")
	}
	if q.Commitments {
		v.Promise = o.at("/commitments")
		for _, one := range o.promisesOf(q.Key) {
			v.Promises = append(v.Promises, one.Outcome+": "+one.Quantity+" "+one.Unit)
		}
	}
	if o.KeyGone {
		v.Text = seal.ErrKeyGone.Reason
	}
	status := f.Status()
	if conflict != nil {
		status = http.StatusConflict
	}
	return p.Render(c, status, templates.BidQuestion(v))
}

func said(worth string) string {
	if strings.HasSuffix(worth, "points") || strings.HasSuffix(worth, "point") {
		return "worth " + worth
	}
	return worth
}

func hintOf(q tender.Question) string {
	hint := q.Guidance
	if q.WordLimit > 0 {
		hint = strings.TrimSpace(hint + " Hyphenated words count as one.")
	}
	return hint
}

func scaleOf(q tender.Question) (scale []templates.Descriptor, rules []string) {
	for _, d := range q.Scale {
		words := d.Words
		if d.Label != "" {
			words = d.Label + ": " + words
		}
		scale = append(scale, templates.Descriptor{Score: strconv.Itoa(d.Score), Words: words})
	}
	slices.Reverse(scale)
	if q.Minimum > 0 {
		rules = append(rules, fmt.Sprintf("A score below %d is not considered further.", q.Minimum))
	}
	if q.PassWhen != "" {
		rules = append(rules, "Passed when: "+q.PassWhen)
	}
	return scale, rules
}

// lines splits what was typed at its empty lines.
func lines(typed string) []string {
	var all []string
	for _, one := range strings.Split(typed, "\n\n") {
		if one = strings.TrimSpace(one); one != "" {
			all = append(all, one)
		}
	}
	return all
}

func bidFiles(parts []commissioning.PartView) []templates.BidFile {
	var all []templates.BidFile
	for _, one := range parts {
		if one.Name == "" {
			one.Name = "A sealed file" // its name went with the key of the working copy
		}
		all = append(all, templates.BidFile{Name: one.Name, About: text.Bytes(one.Bytes) + ", sealed " + text.Stamp(one.SealedAt.Time)})
	}
	return all
}
