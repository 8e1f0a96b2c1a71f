package commissioner

import (
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/models/refusal"
	"hundredweight/models/tender"
	templates "hundredweight/templates/commissioner"
	"hundredweight/templates/components"
	"hundredweight/templates/text"
)

// Limits of a question, in characters and words.
const (
	mostQuestions = 100 // of a tender
	mostTitle     = 200
	mostText      = 5000
	mostWordLimit = 10_000
	mostScore     = 100
)

// Question shows one question, or the form to add one.
func (p Pages) Question(c *gin.Context) error {
	return p.write(c, func(w writing) error { return p.showQuestion(c, w, form.Query(c)) })
}

// SaveQuestion adds a question or changes it.
func (p Pages) SaveQuestion(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	return p.write(c, func(w writing) error {
		was, n, err := questionOf(c, w, f)
		if err != nil {
			return err
		}
		now := readQuestion(f, w.Content, was, n)
		taken, err := p.earlier(c, w)
		if err != nil {
			return err
		}
		place := readPlace(f, w.Content, n)
		done, err := p.save(c, f, &w, "questions", func(ct *tender.Content) error {
			if err := putQuestion(ct, &now, taken); err != nil {
				return err
			}
			ct.Questions = placed(ct.Questions, now.Key, place)
			return nil
		})
		if err != nil {
			return err
		}
		if !done {
			return p.showQuestion(c, w, f)
		}
		return p.Redirect(c, w.base()+"/questions", "Question “"+now.Title+"” is saved.")
	})
}

// earlier gives the published versions, whose keys are never given again.
func (p Pages) earlier(c *gin.Context, w writing) (all []tender.Content, err error) {
	if w.Row.Version == 0 {
		return nil, nil
	}
	versions, err := p.Query(c).TenderVersions(w.Row.ID)
	if err != nil {
		return nil, err
	}
	for _, v := range versions {
		ct, err := v.Content()
		if err != nil {
			return nil, err
		}
		all = append(all, ct)
	}
	return all, nil
}

// kinds of a question, with their words.
var questionKinds = []struct{ value, name, change string }{
	{"scored", "Scored", "Make it a scored question"},
	{"pass_fail", "Pass or fail", "Make it pass or fail"},
	{"information", "For information", "Make it for information only"},
}

// questionOf gives the question of the address and its number in the list; for a
// new one, what it begins with.
func questionOf(c *gin.Context, w writing, f *form.Form) (q tender.Question, n int, err error) {
	key := c.Param("key")
	kind := f.Hidden("kind")
	for i, one := range w.Content.Questions {
		if one.Key == key {
			q, n = one, i+1
			break
		}
	}
	switch {
	case n == 0 && key != newOne:
		return q, 0, refusal.Missing("question")
	case n == 0:
		q, n = newQuestion(w.Content, f), len(w.Content.Questions)+1
	}
	for _, k := range questionKinds {
		if k.value == kind {
			q.Kind = kind
		}
	}
	return q, n, nil
}

func newQuestion(c tender.Content, f *form.Form) tender.Question {
	q := tender.Question{Kind: "scored", Required: true, WordLimit: 500, Max: 5, Stage: 1}
	for _, s := range c.Stages {
		q.Stage = max(q.Stage, s.Seq) // award criteria belong to the last stage
	}
	criteria := tender.ScoredCriteria(c)
	asked := f.Search("criterion", 100)
	for _, cr := range criteria {
		if cr.ID == asked || len(criteria) == 1 {
			q.Criterion = cr.ID
			left := whole
			for _, under := range tender.QuestionsUnder(c, cr.ID, "") {
				left -= under.WeightBP
			}
			q.WeightBP = max(left, 0)
		}
	}
	return q
}

func readQuestion(f *form.Form, c tender.Content, was tender.Question, n int) tender.Question {
	now := tender.Question{Key: was.Key, Kind: was.Kind, Stage: was.Stage}
	now.Title = f.Text("title", form.Ask{Label: "The title", Missing: "Enter a short title", Max: mostTitle}).Value
	now.Text = f.Text("text", form.Ask{Label: "The question", Missing: "Enter the question as bidders will read it", Max: mostText, Lines: true}).Value
	now.Guidance = f.Text("guidance", form.Ask{Label: "The guidance", Max: mostText, Lines: true}).Value
	if was.Kind == "scored" {
		readScoring(f, c, &now, n)
	}
	if was.Kind == "pass_fail" {
		now.PassWhen = f.Text("pass_when", form.Ask{Label: "What passes", Missing: "Say what passes", Max: 500, Lines: true}).Value
	}
	now.WordLimit = int(f.Number("word_limit", form.Ask{Label: "The word limit"}, 1, mostWordLimit).Value)
	answers := f.Choices("answers", form.Ask{}, answerKinds(was.Kind)...)
	now.Files, now.Commitments = answers.Has("files"), answers.Has("commitments")
	now.Required = was.Kind == "pass_fail" || f.Choice("required", form.Ask{Missing: "Select whether bidders must answer"}, "yes", "no").Value == "yes"
	if len(c.Lots) > 1 {
		now.Lots = f.Choices("lots", form.Ask{Missing: "Select the parts (lots) it is asked for"}, lotIDs(c)...).Values
		if len(now.Lots) == len(c.Lots) {
			now.Lots = nil
		}
	}
	now.Stage = readStage(f, c, now.Stage)
	return now
}

// readStage reads in which stage something is asked; with one stage there is no
// choice.
func readStage(f *form.Form, c tender.Content, was int) int {
	if len(c.Stages) < 2 {
		return was
	}
	chosen := f.Choice("stage", form.Ask{Missing: "Select the stage it is asked in"}, stageIDs(c)...).Value
	for _, s := range c.Stages {
		if strconv.Itoa(s.Seq) == chosen {
			return s.Seq
		}
	}
	return was
}

// stageRadios asks in which stage something is asked; nil with one stage.
func stageRadios(f *form.Form, c tender.Content, stage int) *components.Radios {
	if len(c.Stages) < 2 {
		return nil
	}
	stages := components.Radios{Legend: components.Legend{Text: "In which stage is it asked?", Size: "s"}}
	for _, s := range c.Stages {
		stages.Options = append(stages.Options, components.Option{Value: strconv.Itoa(s.Seq), Text: "Stage " + strconv.Itoa(s.Seq) + ": " + s.Name})
	}
	r := form.Choice{Field: f.Kept("stage", strconv.Itoa(stage))}.Radios(stages)
	return &r
}

// readScoring reads what only a scored question has.
func readScoring(f *form.Form, c tender.Content, now *tender.Question, n int) {
	var allowed []string
	for _, cr := range tender.ScoredCriteria(c) {
		allowed = append(allowed, cr.ID)
	}
	now.Criterion = f.Choice("criterion", form.Ask{Missing: "Select the criterion it counts towards"}, allowed...).Value
	now.WeightBP = f.Percent("share", form.Ask{Label: "Its share", Missing: "Enter its share of the criterion"}).Value
	most := f.Number("max", form.Ask{Label: "The highest score", Missing: "Enter the highest score"}, 1, mostScore)
	now.Max = int(most.Value)
	now.Minimum = int(f.Number("minimum", form.Ask{Label: "The lowest passing score"}, 0, mostScore).Value)
	if most.Set && now.Minimum > now.Max {
		f.Problem("minimum", "The lowest passing score must be on the scale, 0 to %d", now.Max)
	}
	guide := f.Text("guide", form.Ask{Label: "The scoring guide", Max: 20_000, Lines: true, Missing: "Add a scoring guide for question " + strconv.Itoa(n)})
	if guide.Error == "" && most.Set {
		scale, err := tender.ParseGuide(guide.Value, now.Max)
		f.Refuse(err)
		now.Scale = scale
	}
}

// answerKinds are what may come with an answer of a kind of question.
func answerKinds(kind string) []string {
	if kind == "scored" {
		return []string{"files", "commitments"}
	}
	return []string{"files"}
}

func lotIDs(c tender.Content) (all []string) {
	for _, l := range c.Lots {
		all = append(all, l.ID)
	}
	return all
}

func stageIDs(c tender.Content) (all []string) {
	for _, s := range c.Stages {
		all = append(all, strconv.Itoa(s.Seq))
	}
	return all
}

// putQuestion puts a question in the place of the one with its key, or at the end.
func putQuestion(ct *tender.Content, now *tender.Question, earlier []tender.Content) error {
	for i, q := range ct.Questions {
		if q.Key != now.Key && strings.EqualFold(q.Title, now.Title) {
			return refusal.Field("title", "Question %d has this title already", i+1)
		}
	}
	if now.Key == "" {
		if len(ct.Questions) >= mostQuestions {
			return refusal.Field("title", "A tender has up to %d questions", mostQuestions)
		}
		now.Key = tender.NewKey("q", append(earlier, *ct)...)
		ct.Questions = append(ct.Questions, *now)
		return nil
	}
	for i, q := range ct.Questions {
		if q.Key == now.Key {
			ct.Questions[i] = *now
			return nil
		}
	}
	return refusal.Missing("question")
}

// readPlace reads which number a question has in the list; n is the one it has.
func readPlace(f *form.Form, c tender.Content, n int) int {
	if !f.Has("place") {
		return n
	}
	return int(f.Number("place", form.Ask{Label: "The number in the list", Missing: "Enter its number in the list"}, 1, int64(max(n, len(c.Questions)))).Value)
}

// placed puts the question with a key at a place, counted from 1.
func placed(all []tender.Question, key string, place int) []tender.Question {
	var one tender.Question
	rest := make([]tender.Question, 0, len(all))
	for _, q := range all {
		if q.Key == key {
			one = q
			continue
		}
		rest = append(rest, q)
	}
	at := min(max(place-1, 0), len(rest))
	out := append(append([]tender.Question(nil), rest[:at]...), one)
	return append(out, rest[at:]...)
}

func (p Pages) showQuestion(c *gin.Context, w writing, f *form.Form) error {
	q, n, err := questionOf(c, w, f)
	if err != nil {
		return err
	}
	title := "Question " + strconv.Itoa(n)
	if q.Key == "" {
		title = map[string]string{"scored": "Add a scored question", "pass_fail": "Add a pass or fail question", "information": "Add a question for information"}[q.Kind]
	}
	v := templates.QuestionView{Head: p.head(c, w, title, f), Key: q.Key, Kind: q.Kind, Scored: q.Kind == "scored", PassFail: q.Kind == "pass_fail"}
	v.Back = &components.Link{Text: "Questions and conditions", Href: w.base() + "/questions"}
	if v.Key == "" {
		v.Key = newOne
	} else {
		v.Remove = w.base() + "/questions/" + v.Key + "/removal"
	}
	for _, k := range questionKinds {
		if k.value == q.Kind {
			v.KindWords = k.name
		} else {
			v.Others = append(v.Others, components.Link{Text: k.change, Href: w.base() + "/questions/" + v.Key + "?kind=" + k.value})
		}
	}
	fillQuestion(&v, f, w.Content, q)
	if max(n, len(w.Content.Questions)) > 1 {
		place := f.Kept("place", strconv.Itoa(n)).Input(components.Input{Label: "Its number in the list", Hint: "From 1 to " + strconv.Itoa(max(n, len(w.Content.Questions))) + ". The others move up or down", Width: "3", InputMode: "numeric"})
		v.Place = &place
	}
	return p.Render(c, w.status(f), templates.Question(v))
}

func fillQuestion(v *templates.QuestionView, f *form.Form, c tender.Content, q tender.Question) {
	v.TitleField = f.Kept("title", q.Title).Input(components.Input{Label: "Short title", Hint: "For lists, like “Meals people look forward to”"})
	v.Text = f.Kept("text", q.Text).Textarea(components.Textarea{Label: "The question", Hint: "Ask one thing, in the words of the people who will answer", Rows: "4"})
	v.Guidance = f.Kept("guidance", q.Guidance).Textarea(components.Textarea{Label: "What a good answer covers (optional)", Hint: "Shown below the question", Rows: "4"})
	limit := ""
	if q.WordLimit > 0 {
		limit = strconv.Itoa(q.WordLimit)
	}
	v.WordLimit = f.Kept("word_limit", limit).Input(components.Input{Label: "Word limit (optional)", Hint: "500 words are about one page", Width: "5", InputMode: "numeric", Suffix: "words"})
	v.PassWhen = f.Kept("pass_when", q.PassWhen).Textarea(components.Textarea{Label: "What passes?", Hint: "Like “Every person who visits is paid at least the real Living Wage”", Rows: "2"})
	answers := components.Checkboxes{Legend: components.Legend{Text: "What may come with the answer?", Size: "s"}, Options: []components.Option{{Value: "files", Text: "Files"}}}
	if q.Kind == "scored" {
		answers.Options = append(answers.Options, components.Option{Value: "commitments", Text: "Promises", Hint: "Each with a number and a date. They inform the score of this question and have no score of their own. They are copied into the contract"})
	}
	var has []string
	if q.Files {
		has = append(has, "files")
	}
	if q.Commitments {
		has = append(has, "commitments")
	}
	v.Answers = f.KeptChoices("answers", has...).Checkboxes(answers)
	must := map[bool]string{true: "yes", false: "no"}[q.Required]
	v.Required = form.Choice{Field: f.Kept("required", must)}.Radios(components.Radios{Legend: components.Legend{Text: "Must bidders answer it?", Size: "s"}, Inline: true, Options: []components.Option{{Value: "yes", Text: "Yes"}, {Value: "no", Text: "No, it is optional"}}})
	if len(c.Lots) > 1 {
		lots := components.Checkboxes{Legend: components.Legend{Text: "Which parts (lots) is it asked for?", Size: "s"}}
		for _, l := range c.Lots {
			lots.Options = append(lots.Options, components.Option{Value: l.ID, Text: lotShown(c, l)})
		}
		asked := q.Lots
		if len(asked) == 0 {
			asked = lotIDs(c)
		}
		boxes := f.KeptChoices("lots", asked...).Checkboxes(lots)
		v.Lots = &boxes
	}
	v.Stage = stageRadios(f, c, q.Stage)
	if q.Kind == "scored" {
		fillScoring(v, f, c, q)
	}
}

func fillScoring(v *templates.QuestionView, f *form.Form, c tender.Content, q tender.Question) {
	criteria := components.Select{Label: "Criterion it counts towards", Options: []components.Option{{Text: "Select a criterion"}}}
	for _, cr := range tender.ScoredCriteria(c) {
		criteria.Options = append(criteria.Options, components.Option{Value: cr.ID, Text: cr.Name + " (" + points(cr.WeightBP) + " points)"})
	}
	v.Criterion = f.Kept("criterion", q.Criterion).Select(criteria)
	v.Share = percentInput(f, "share", q.WeightBP, components.Input{Label: "Its share of the criterion", Hint: "The questions under a criterion share 100% between them"})
	most, least := q.Max, ""
	if most == 0 {
		most = 5
	}
	if q.Minimum > 0 {
		least = strconv.Itoa(q.Minimum)
	}
	v.Max = f.Kept("max", strconv.Itoa(most)).Input(components.Input{Label: "Highest score", Hint: "Evaluators give whole scores from 0 up to this", Width: "3", InputMode: "numeric"})
	guide := tender.GuideText(q.Scale)
	if q.Key == "" && guide == "" {
		guide = tender.StandardGuide
	}
	v.Guide = f.Kept("guide", guide).Textarea(components.Textarea{Label: "Scoring guide", Hint: "One line a score: the score, a name, a colon and what it means. Bidders and evaluators both read it", Rows: "8"})
	v.Minimum = f.Kept("minimum", least).Input(components.Input{Label: "Lowest passing score (optional)", Hint: "A bid whose agreed score is lower is not considered further. Leave empty for none", Width: "3", InputMode: "numeric"})
}

// QuestionRemoval asks before a question is taken out.
func (p Pages) QuestionRemoval(c *gin.Context) error {
	return p.write(c, func(w writing) error { return p.showQuestionRemoval(c, w, form.Prefill(nil)) })
}

// RemoveQuestion takes a question out.
func (p Pages) RemoveQuestion(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	return p.write(c, func(w writing) error {
		q, _, err := questionOf(c, w, f)
		if err != nil || q.Key == "" {
			return orMissing(err, "question")
		}
		done, err := p.save(c, f, &w, "questions", func(ct *tender.Content) error {
			var rest []tender.Question
			for _, one := range ct.Questions {
				if one.Key != q.Key {
					rest = append(rest, one)
				}
			}
			ct.Questions = rest
			return nil
		})
		if err != nil {
			return err
		}
		if !done {
			return p.showQuestionRemoval(c, w, f)
		}
		return p.Redirect(c, w.base()+"/questions", "Question “"+q.Title+"” was taken out.")
	})
}

// orMissing gives an error, or that the thing is not there.
func orMissing(err error, thing string) error {
	if err != nil {
		return err
	}
	return refusal.Missing(thing)
}

func (p Pages) showQuestionRemoval(c *gin.Context, w writing, f *form.Form) error {
	q, n, err := questionOf(c, w, f)
	if err != nil || q.Key == "" {
		return orMissing(err, "question")
	}
	v := templates.RemovalView{Head: p.head(c, w, "Take out question "+strconv.Itoa(n)+"?", f), Action: w.base() + "/questions/" + q.Key + "/removal", Lines: []string{"“" + q.Title + "”"}, Button: "Take it out"}
	v.Back = &components.Link{Text: "Questions and conditions", Href: w.base() + "/questions"}
	if cr, ok := tender.FindCriterion(w.Content, q.Criterion); ok && q.Kind == "scored" {
		v.Lines = append(v.Lines, "It counts "+text.Percent(q.WeightBP)+" of "+cr.Name+". The other questions under it must then share 100% without it.")
	}
	return p.Render(c, w.status(f), templates.Removal(v))
}
