package commissioner

import (
	"strconv"
	"strings"

	"hundredweight/models/account"
	"hundredweight/models/commissioning"
	"hundredweight/models/regime"
	"hundredweight/models/tender"
	templates "hundredweight/templates/commissioner"
	"hundredweight/templates/components"
	"hundredweight/templates/text"
)

// The stages of a tender as its team sees them, in order.
const (
	stageWrite = iota
	stageScoring
	stagePublish
	stageQuestions
	stageOpening
	stageScores
	stageAward
	stageSign
	stageAfter // all are done
)

// stageKeys are the tasks of drafting that belong to each of the first stages.
var stageKeys = map[int][]string{
	stageWrite:   {"open", "need", "scope", "lots", "documents"},
	stageScoring: {"criteria", "questions", "prices", "measures"},
	stagePublish: {"timetable", "records", "panel"},
}

// stageNow tells which stage a tender is in; -1 for one that was ended.
func (s standing) stageNow() int {
	switch s.status {
	case tender.Draft:
		for _, stage := range []int{stageWrite, stageScoring} {
			for _, t := range s.tasksOf(stage) {
				if !t.Done() {
					return stage
				}
			}
		}
		return stagePublish
	case tender.InternalReview, tender.Approved:
		return stagePublish
	case tender.Open:
		return stageQuestions
	case tender.Closed, tender.Opening:
		return stageOpening
	case tender.Evaluation:
		return stageScores
	case tender.AwardRecommended, tender.AwardApproved, tender.SummariesIssued, tender.Standstill, tender.Suspended:
		return stageAward
	case tender.ReadyToSign:
		return stageSign
	case tender.Concluded:
		return stageAfter
	}
	return -1
}

func (s standing) tasksOf(stage int) (all []tender.Task) {
	for _, key := range stageKeys[stage] {
		if key == "documents" && (s.opens("/documents") || s.documents > 0) {
			all = append(all, tender.Task{Key: key, Title: "Documents", Hint: "Files for bidders, when there are any", Started: s.documents > 0})
		}
		for _, t := range s.tasks {
			if t.Key == key && (key != "open" || len(s.content.Open) > 0) {
				all = append(all, t)
			}
		}
	}
	return all
}

// stages gives every stage with what it says.
func (s standing) stages() []components.Stage {
	all := []components.Stage{s.writing(), s.scoring(), s.publishing(), s.questions(), s.opening(), s.scores(), s.award(), s.signing()}
	now := s.stageNow()
	for i := range all {
		all[i].Done = i < now
		all[i].Now = i == now
		if all[i].State == "" && i < now {
			all[i].State = "Done"
		}
	}
	return all
}

func said(b templates.StageBody) components.Stage {
	return components.Stage{Body: templates.StageBodyOf(b)}
}

// drafting is one of the first three stages: its tasks in a draft, afterwards
// what was decided.
func (s standing) drafting(stage int, title, after string, more []components.Link) components.Stage {
	b := templates.StageBody{Prefix: "stage-" + strconv.Itoa(stage+1)}
	done, all := 0, s.tasksOf(stage)
	for _, t := range all {
		if t.Done() {
			done++
		}
	}
	state := ""
	if s.status == tender.Draft {
		state = strconv.Itoa(done) + " of " + strconv.Itoa(len(all)) + " completed"
		for _, t := range all {
			b.Tasks = append(b.Tasks, s.task(t))
		}
	} else {
		b.Text, b.Links = after, more
	}
	c := said(b)
	c.Title, c.State = title, state
	return c
}

// task is a row of the task list. What is missing stands below it.
func (s standing) task(t tender.Task) components.Task {
	row := components.Task{Text: t.Title, Hint: taskHint(t), Status: taskStatus(t)}
	if s.opens("/" + t.Key) {
		row.Href = s.base() + "/" + t.Key
	}
	return row
}

func taskStatus(t tender.Task) string {
	switch {
	case (t.Key == "documents" || t.Key == "measures") && t.Done() && !t.Started:
		return "Optional"
	case t.Done():
		return "Completed"
	case t.Started:
		return "In progress"
	}
	return "Not started"
}

// taskHint says what a task still lacks; for one that was not begun, what it is.
func taskHint(t tender.Task) string {
	if t.Done() || !t.Started {
		return taskAbout[t.Key]
	}
	first := t.Problems[0].Reason
	if more := len(t.Problems) - 1; more > 0 {
		return first + ", and " + text.Plural(more, "other thing", "other things")
	}
	return first
}

var taskAbout = map[string]string{
	"open":      "What the notice did not say clearly",
	"need":      "What it is called, what it is for and whom it helps",
	"scope":     "Codes, areas and the contract period",
	"lots":      "The value, VAT, and whether it is divided",
	"documents": "Files for bidders, when there are any",
	"criteria":  "Criteria with their weights, and how price is scored",
	"questions": "What bidders answer, and how answers are scored",
	"prices":    "The lines that bidders price",
	"measures":  "What you look at once the contract runs",
	"timetable": "Dates, proposed from the legal minimums",
	"records":   "Which rules apply and what they ask you to record",
	"panel":     "Who approves, opens, scores and awards",
}

func (s standing) writing() components.Stage {
	return s.drafting(stageWrite, "Write", s.content.Summary, s.link("The tender as bidders see it", "/preview"))
}

func (s standing) scoring() components.Stage {
	var weights []string
	for _, c := range s.content.Criteria {
		weights = append(weights, c.Name+" "+strings.TrimSuffix(text.Percent(c.WeightBP), "%"))
	}
	words := ""
	if len(weights) > 0 {
		words = strings.Join(weights, ", ") + "."
	}
	return s.drafting(stageScoring, "Set how you will score", words, nil)
}

func (s standing) publishing() components.Stage {
	words := ""
	var more []components.Link
	if s.row.Version > 0 {
		words = "Notice " + s.row.NoticeID + "."
		more = s.public
	}
	stage := s.drafting(stagePublish, "Publish", words, more)
	switch {
	case !s.row.PublishedAt.IsZero():
		stage.State = "Published " + text.ShortDate(s.row.PublishedAt.Time) + ", on the national platform first"
	case s.status == tender.InternalReview:
		stage.State = "Waiting for approval"
	case s.status == tender.Approved:
		stage.State = "Approved, waiting for its official notice"
	}
	return stage
}

func (s standing) questions() components.Stage {
	b := templates.StageBody{Prefix: "asked"}
	if n := s.unanswered(); n > 0 || len(s.asked) > 0 {
		b.Text = text.Plural(len(s.asked)-n, "question", "questions") + " answered, " + strconv.Itoa(n) + " to answer."
		b.Links = s.link("Questions and answers", "/questions-asked")
		b.Tasks = s.toAnswer()
	} else {
		b.Text = "Questions and answers are public. Who asked is not shown."
	}
	stage := said(b)
	stage.Title = "Answer questions"
	if at := s.content.Timetable.QuestionsClose; !at.IsZero() {
		stage.State = "Until " + text.Date(at)
	}
	return stage
}

// toAnswer lists the first questions that wait for an answer.
func (s standing) toAnswer() (all []components.Task) {
	if !s.opens("/questions-asked/:n") {
		return nil
	}
	for _, q := range s.asked {
		if q.AnsweredAt.IsZero() && len(all) < 5 {
			all = append(all, components.Task{Text: clip(q.Question), Hint: "Asked " + text.Date(q.AskedAt.Time), Href: s.base() + "/questions-asked/" + strconv.Itoa(q.N), Status: "Answer needed"})
		}
	}
	return all
}

// bidWords counts what is there while bids are sealed: never whose they are.
func (s standing) bidWords() string {
	if s.status != tender.Open && s.status != tender.Closed {
		return ""
	}
	return text.Plural(s.drafts, "draft", "drafts") + " started, " + text.Plural(s.lodged, "bid", "bids") + " received. "
}

func (s standing) opening() components.Stage {
	b := templates.StageBody{Text: s.bidWords() + "Sealed: not even administrators can read them. Two officers open them together."}
	if s.stageNow() > stageOpening {
		b = templates.StageBody{Text: "Opened by two officers.", Links: s.link("Opening record", "/opening")}
	} else if len(s.names(account.RoleOpener)) < 2 {
		b.Links = s.link("Name the opening officers", "/panel")
	}
	stage := said(b)
	stage.Title = "Open bids"
	switch {
	case !s.stage.OpenedAt.IsZero():
		stage.State = "Opened " + text.ShortDate(s.stage.OpenedAt.Time)
	case !s.stage.Deadline.IsZero():
		stage.State = "From " + text.When(s.stage.Deadline.Time)
	case len(s.content.Stages) > 0 && !s.content.Stages[0].Deadline.IsZero():
		stage.State = "From " + text.When(s.content.Stages[0].Deadline)
	}
	return stage
}

func (s standing) scores() components.Stage {
	n := len(s.names(account.RoleEvaluator))
	b := templates.StageBody{Text: "Each scores alone, with reasons and without seeing a price. Then the panel agrees."}
	if n > 0 {
		b.Text = "A panel of " + strconv.Itoa(n) + ". " + b.Text
	}
	b.Links = s.link("Panel and opening officers", "/panel")
	stage := said(b)
	stage.Title = "Score and agree"
	return stage
}

func (s standing) award() components.Stage {
	b := templates.StageBody{Text: "Every bidder is told on one day, with reasons. " + s.standstillWords()}
	if s.stageNow() >= stageAward {
		b.Links = s.link("Award and waiting period", "/award")
	}
	stage := said(b)
	stage.Title = "Decide, explain, award"
	if day := s.content.Timetable.DecisionBy; day != "" {
		stage.State = "By " + text.Day(day)
	}
	return stage
}

func (s standing) standstillWords() string {
	r := commissioning.RegimeOf(s.content)
	switch {
	case r == regime.PublicContract:
		return "Then a waiting period (standstill) of 8 working days."
	case s.content.VoluntaryStandstill:
		return "Then a waiting period (standstill) of 8 working days, by choice."
	}
	return ""
}

func (s standing) signing() components.Stage {
	stage := said(templates.StageBody{Text: "Promises become measures in the contract, word for word."})
	stage.Title = "Sign and hand over"
	if day := s.content.Term.Start; day != "" {
		stage.State = "Contract from " + text.Day(day)
	}
	return stage
}
