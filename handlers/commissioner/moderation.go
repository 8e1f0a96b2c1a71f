package commissioner

import (
	"net/http"
	"slices"
	"sort"
	"strconv"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/commissioning"
	"hundredweight/models/evaluation"
	"hundredweight/models/store"
	"hundredweight/models/tender"
	"hundredweight/templates/chart"
	templates "hundredweight/templates/commissioner"
	"hundredweight/templates/components"
	"hundredweight/templates/text"
)

// Moderation shows where the evaluators differ, widest apart first, and what is
// agreed. Nobody sees it before everybody has submitted.
func (p Pages) Moderation(c *gin.Context) error {
	v, err := p.evaluating(c)
	if err != nil {
		return err
	}
	view := templates.ModerationView{View: p.headed(c, v, "Agree the scores"), Kicker: kicker(v), Base: tenderHome(v.Tender)}
	if !v.View.OtherScores {
		view.Stop, view.Waiting = stopped(v)
		return p.Render(c, http.StatusOK, templates.Moderation(view))
	}
	all, err := p.differences(c, v)
	if err != nil {
		return err
	}
	p.fillModeration(v, all, &view)
	return p.Render(c, http.StatusOK, templates.Moderation(view))
}

// stopped says why the scores cannot be read yet, and who is waited for.
func stopped(v commissioning.PanelView) (string, []string) {
	switch {
	case !v.BiddersKnown():
		return "The bids are not open yet.", nil
	case v.HasRole(account.RoleModerator) || v.HasRole(account.RoleAuthor):
		return v.View.Why, v.Waiting()
	}
	return v.View.Why, nil
}

// difference is an answer with everybody's scores of it.
type difference struct {
	bid      store.Bidder
	question tender.Question
	scores   []store.ScoreRow // by evaluator, in the order of the panel
	agreed   *store.ConsensusRow
}

func (d difference) points() []int {
	var all []int
	for _, s := range d.scores {
		all = append(all, s.Score)
	}
	return all
}

func (d difference) spread() int { return evaluation.Spread(d.points()) }

// differing are all answers of a panel, widest apart first.
type differing struct {
	answers    []difference
	judges     []store.AppointmentRow
	notCounted int
}

// differences reads everybody's scores, widest apart first.
func (p Pages) differences(c *gin.Context, v commissioning.PanelView) (differing, error) {
	out := differing{judges: v.Evaluators()}
	scores, err := p.Steps.PanelScores(c.Request.Context(), v)
	if err != nil {
		return out, err
	}
	out.notCounted = len(scores.NotCounted)
	for _, b := range v.Bids {
		if !commissioning.IsAssessed(b) {
			continue
		}
		for _, q := range v.ToScore(b) {
			d := difference{bid: b, question: q}
			for _, j := range out.judges {
				i := slices.IndexFunc(scores.Own, func(r store.ScoreRow) bool {
					return r.Bid == b.ID && r.Question == q.Key && r.Person == j.Person
				})
				if i >= 0 {
					d.scores = append(d.scores, scores.Own[i])
				}
			}
			if i := slices.IndexFunc(scores.Agreed, func(r store.ConsensusRow) bool { return r.Bid == b.ID && r.Question == q.Key }); i >= 0 {
				d.agreed = &scores.Agreed[i]
			}
			out.answers = append(out.answers, d)
		}
	}
	sort.SliceStable(out.answers, func(i, j int) bool { return out.answers[i].spread() > out.answers[j].spread() })
	return out, nil
}

// answerName is short enough for a drawing: "Bid D, question 3".
func answerName(v commissioning.PanelView, d difference) string {
	return "Bid " + v.Letter(d.bid) + ", question " + strconv.Itoa(v.Number(d.question.Key))
}

// drawnMost is how many answers are drawn; the table has all.
const drawnMost = 12

func (p Pages) fillModeration(v commissioning.PanelView, all differing, view *templates.ModerationView) {
	wide, left := 0, 0
	dots := chart.Dots{ID: "apart", Finding: "Widest apart first", About: "Scores by evaluator, answer by answer", Row: "Answer"}
	for _, j := range all.judges {
		dots.Judges = append(dots.Judges, j.Name)
	}
	for _, d := range all.answers {
		if d.spread() >= 2 {
			wide++
		}
		if d.agreed == nil {
			left++
		}
		dots.Most = max(dots.Most, d.question.Max)
		if d.spread() > 0 && len(dots.Rows) < drawnMost {
			dots.Rows = append(dots.Rows, chart.DotRow{Name: answerName(v, d), Scores: p.judged(all, d)})
		}
		view.Answers = append(view.Answers, answerLine(v, d))
	}
	view.Lede = "You differ by 2 or more on " + strconv.Itoa(wide) + " of " + text.Plural(len(all.answers), "answer", "answers") + "."
	switch {
	case wide > 0:
		view.Lede += " Talk about those first."
	default:
		view.Lede = "You never differ by 2 or more. Agree each score with its reason."
	}
	dots.Says = view.Lede
	if len(dots.Rows) > 0 {
		view.Dots = &dots
	}
	view.Left, view.Locked = left, !v.LockedAt.IsZero()
	view.Bids = bidKey(v)
	view.Means = means(all)
	if all.notCounted > 0 {
		view.NotCounted = text.Plural(all.notCounted, "score", "scores") + " of people who are not on the panel any more are kept and not counted."
	}
	view.Next = p.firstToAgree(v, all, "")
	chair := v.HasRole(account.RoleModerator)
	view.CanLock = chair && left == 0 && !view.Locked && len(all.answers) > 0
	view.LeftWords = text.Plural(left, "answer still needs", "answers still need") + " an agreed score. Then they are locked, and two officers open the prices. No score is ever deleted."
	if view.Locked {
		view.LockedWords = "The agreed scores were locked on " + text.When(v.LockedAt) + "."
	}
}

// judged gives the scores in the order of the judges, below 0 for none.
func (p Pages) judged(all differing, d difference) []int {
	var out []int
	for _, j := range all.judges {
		n := -1
		for _, s := range d.scores {
			if s.Person == j.Person {
				n = s.Score
			}
		}
		out = append(out, n)
	}
	return out
}

func moderationPath(v commissioning.PanelView, d difference) string {
	return tenderHome(v.Tender) + "/moderation/" + d.question.Key + "/" + d.bid.Ref
}

func answerLine(v commissioning.PanelView, d difference) templates.AnswerLine {
	l := templates.AnswerLine{Name: answerName(v, d), Title: d.question.Title, Href: moderationPath(v, d), Apart: "All agree", Wide: d.spread() >= 2}
	if n := d.spread(); n > 0 {
		l.Apart = strconv.Itoa(n) + " apart"
	}
	if d.agreed != nil {
		l.Agreed = strconv.Itoa(d.agreed.Score) + " of " + strconv.Itoa(d.question.Max)
		l.Thin, _ = evaluation.Thin(d.agreed.Reason)
	}
	return l
}

// firstToAgree gives the first answer without an agreed score, widest apart
// first, other than the one named.
func (p Pages) firstToAgree(v commissioning.PanelView, all differing, but string) string {
	for _, d := range all.answers {
		if at := moderationPath(v, d); d.agreed == nil && at != but {
			return at
		}
	}
	return ""
}

func bidKey(v commissioning.PanelView) (all []components.Pair) {
	for _, b := range v.Bids {
		words := b.OrgName
		if !commissioning.IsAssessed(b) {
			words += " (" + b.Status.Words() + ")"
		}
		all = append(all, components.Pair{Key: "Bid " + v.Letter(b), Value: words})
	}
	return all
}

// means shows whether one evaluator gives less than the others: information,
// never a correction.
func means(all differing) components.Table {
	t := components.Table{ID: "means", Caption: "What each evaluator gave", Small: true, Columns: []components.Column{{Text: "Evaluator"}, {Text: "Mean", Numeric: true}, {Text: "Lowest", Numeric: true}, {Text: "Highest", Numeric: true}}}
	for _, j := range all.judges {
		sum, n, low, high := 0, 0, 0, 0
		for _, d := range all.answers {
			for _, s := range d.scores {
				if s.Person != j.Person {
					continue
				}
				if n == 0 || s.Score < low {
					low = s.Score
				}
				sum, n, high = sum+s.Score, n+1, max(high, s.Score)
			}
		}
		if n == 0 {
			continue
		}
		mean := strconv.FormatFloat(float64(sum)/float64(n), 'f', 2, 64)
		t.Rows = append(t.Rows, components.Row{Cells: []components.Cell{{Text: j.Name}, {Text: mean}, {Text: strconv.Itoa(low)}, {Text: strconv.Itoa(high)}}})
	}
	return t
}

// LockScores freezes the agreed scores.
func (p Pages) LockScores(c *gin.Context) error {
	if err := p.Steps.LockScores(c.Request.Context(), page.Actor(c), c.Param("ref")); err != nil {
		return err
	}
	return p.Redirect(c, "/org/"+c.Param("org")+"/tenders/"+c.Param("ref")+"/moderation", "The agreed scores are locked. Two opening officers were told that they can open the prices.")
}
