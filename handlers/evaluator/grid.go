package evaluator

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"hundredweight/models/commissioning"
	"hundredweight/models/evaluation"
	"hundredweight/templates/components"
	templates "hundredweight/templates/evaluator"
	"hundredweight/templates/text"
)

// Grid shows an evaluator's own scores: a row for each question, a column for
// each bid. It never shows a price, nor anybody else's score.
func (p Pages) Grid(c *gin.Context) error {
	v, err := p.panel(c)
	if err != nil {
		return err
	}
	if at := p.sentTo(v); at != "" {
		return p.Redirect(c, at, "")
	}
	view := templates.GridView{View: p.View(c, "Your scores"), Ref: v.Tender.Ref, Tender: v.Tender.Title, Buyer: v.Tender.OrgName}
	view.Back = toDesk()
	switch {
	case !v.BiddersKnown():
		view.Stop = "The bids are sealed until " + text.When(v.Stage.Deadline.Time) + ". Two officers open them after that, and you are told."
	case !v.View.Bids:
		view.Stop = v.View.Why
	}
	if view.Stop != "" {
		return p.Render(c, http.StatusOK, templates.Grid(view))
	}
	mine, err := p.own(c, v)
	if err != nil {
		return err
	}
	all, done := len(v.Want()), mine.done(v)
	view.Scored, view.Answers = text.Number(done), text.Number(all)
	view.Submitted = v.Submitted(v.Me.ID)
	view.CanSubmit = done == all && all > 0 && !view.Submitted
	view.Table = p.gridTable(v, mine)
	for _, b := range v.Bids {
		view.Bids = append(view.Bids, components.Pair{Key: bidName(v, b), Value: b.OrgName + leftOut(v, b.Ref)})
	}
	if at, ok := p.firstLeft(v, mine); ok {
		view.Next = at
	}
	view.Moderation = "/org/" + v.Tender.OrgSlug + "/tenders/" + v.Tender.Ref + "/moderation"
	view.Others = v.View.OtherScores
	return p.Render(c, http.StatusOK, templates.Grid(view))
}

// sentTo leads somebody who has not declared to the declaration.
func (p Pages) sentTo(v commissioning.PanelView) string {
	if done, interest := evaluation.Declared(v.Declarations, v.Me.ID, v.Moment()); !done && !interest {
		return deskPath(v.Tender.Ref, "/declaration")
	}
	return ""
}

func leftOut(v commissioning.PanelView, ref string) string {
	b, err := v.Bid(ref)
	if err != nil || commissioning.IsAssessed(b) {
		return ""
	}
	return " (" + b.Status.Words() + ")"
}

func (p Pages) gridTable(v commissioning.PanelView, mine own) components.Table {
	t := components.Table{ID: "grid", Caption: "Your scores by question and bid", Hidden: true, Small: true, Columns: []components.Column{{Text: "Question"}}}
	bids := assessed(v)
	for _, b := range bids {
		t.Columns = append(t.Columns, components.Column{Text: bidName(v, b)})
	}
	for _, q := range v.Scored() {
		row := components.Row{Cells: []components.Cell{{Text: strconv.Itoa(v.Number(q.Key)) + ". " + q.Title}}}
		for _, b := range bids {
			row.Cells = append(row.Cells, cellOf(v, mine, b.Ref, q.Key))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func cellOf(v commissioning.PanelView, mine own, ref, key string) components.Cell {
	b, err := v.Bid(ref)
	if err != nil {
		return components.Cell{}
	}
	q, err := v.Asked(b, key)
	if err != nil {
		return components.Cell{Text: "Not asked"}
	}
	link := templates.ScoreLink{Href: scorePath(v.Tender.Ref, ref, key), Text: "Not scored", About: " " + bidName(v, b) + ", question " + strconv.Itoa(v.Number(key))}
	if r, ok := mine.of(b, q); ok {
		link.Text = strconv.Itoa(r.Score) + " of " + strconv.Itoa(q.Max)
		thin, _ := evaluation.Thin(r.Reason)
		link.Thin = thin
	}
	return components.Cell{Rich: templates.ScoreLinkOf(link)}
}

// firstLeft gives the first answer without a score, question by question, so
// that one question is read across the bids.
func (p Pages) firstLeft(v commissioning.PanelView, mine own) (string, bool) {
	for _, q := range v.Scored() {
		for _, b := range assessed(v) {
			if _, err := v.Asked(b, q.Key); err != nil {
				continue
			}
			if _, ok := mine.of(b, q); !ok {
				return scorePath(v.Tender.Ref, b.Ref, q.Key), true
			}
		}
	}
	return "", false
}
