package commissioner

import (
	"encoding/json"
	"fmt"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/calendar"
	"hundredweight/models/commissioning"
	"hundredweight/models/evaluation"
	"hundredweight/models/refusal"
	"hundredweight/models/scoring"
	"hundredweight/models/store"
	"hundredweight/models/tender"
	templates "hundredweight/templates/commissioner"
	"hundredweight/templates/components"
	"hundredweight/templates/text"
)

// CheckTender shows what a draft still lacks and, when nothing is missing, what
// its criteria reward; then it is handed to an approver.
func (p Pages) CheckTender(c *gin.Context) error {
	return p.write(c, func(w writing) error { return p.showCheck(c, w, form.Prefill(nil)) })
}

// SubmitTender hands a draft to its approvers.
func (p Pages) SubmitTender(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	return p.write(c, func(w writing) error {
		err := p.Steps.SubmitTender(c.Request.Context(), page.Actor(c), w.Row.Ref)
		if r, ok := refusal.As(err); ok && r.Kind == refusal.Invalid {
			for _, one := range r.Problems {
				f.Problem("", "%s", one.Reason) // the links to the pages stand below
			}
			return p.showCheck(c, w, f)
		}
		if err != nil {
			return err
		}
		return p.Redirect(c, w.base(), "The tender is handed over for approval. The approver has an email.")
	})
}

func (p Pages) showCheck(c *gin.Context, w writing, f *form.Form) error {
	people, err := p.Query(c).Appointments(w.Row.ID)
	if err != nil {
		return err
	}
	v := templates.CheckView{Head: p.head(c, w, "Check the tender", f), CanSubmit: !w.Amends, Warnings: tender.Warnings(calendar.Union(), w.Content)}
	tasks := tender.Tasks(w.Content, commissioning.Needs(w.Content), commissioning.CountPeople(people))
	for _, t := range tasks {
		if t.Key == "open" && len(w.Content.Open) == 0 {
			continue
		}
		g := templates.TaskProblems{Title: t.Title}
		if p.Opens(c, tenderPattern+"/"+t.Key) {
			g.Href = w.base() + "/" + t.Key
		}
		for _, one := range t.Problems {
			g.Lines = append(g.Lines, one.Reason)
		}
		v.Tasks = append(v.Tasks, g)
		v.Missing += len(g.Lines)
	}
	if v.Missing == 0 {
		for _, err := range []error{evaluation.CheckRankable(w.Content), commissioning.CheckDates(w.Content, p.Now())} {
			if r, ok := refusal.As(err); ok {
				for _, one := range r.Problems {
					v.Others = append(v.Others, one.Reason)
				}
			}
		}
		v.Tries = tries(w.Content)
	}
	for _, a := range people {
		if a.Role == account.RoleApprover {
			v.Approvers = append(v.Approvers, a.Name)
		}
	}
	if v.Returned, err = p.returned(c, w.Row); err != nil {
		return err
	}
	return p.Render(c, w.status(f), templates.Check(v))
}

// returned says why the tender was last sent back, "" when it was not or was
// submitted again since.
func (p Pages) returned(c *gin.Context, t store.TenderRow) (string, error) {
	events, err := p.Query(c).TenderHistory(int64(t.ID), false)
	if err != nil {
		return "", err
	}
	for i := len(events) - 1; i >= 0; i-- {
		switch events[i].Kind {
		case "tender.submitted", "tender.approved", "tender.published":
			return "", nil
		case "tender.returned":
			var e audit.Event
			if err := json.Unmarshal([]byte(events[i].Body), &e); err != nil {
				return "", fmt.Errorf("event %d: %w", events[i].ID, err)
			}
			who, err := p.Query(c).PersonByID(account.PersonID(events[i].Person))
			if err != nil {
				return "", err
			}
			return who.Name + " sent it back on " + text.When(events[i].At.Time) + ": " + e.Facts["reason"], nil
		}
	}
	return "", nil
}

// tries ranks made-up bids by each lot's criteria, so that the author sees what
// they reward before anybody bids.
func tries(c tender.Content) (all []components.Table) {
	stage := 1
	for _, s := range c.Stages {
		stage = max(stage, s.Seq)
	}
	for _, l := range c.Lots {
		out, err := evaluation.Example(c, stage, l.ID)
		if err != nil || out.Ranking == nil {
			continue
		}
		t := components.Table{ID: "try-" + l.ID, Caption: "Three made-up bids", Small: true, Columns: []components.Column{{Text: "Made-up bid"}, {Text: "Points", Numeric: true}, {Text: "Place", Numeric: true}}}
		if len(c.Lots) > 1 {
			t.Caption += " for " + lotShown(c, l)
		}
		for _, b := range out.Bids {
			row := components.Row{Lead: b.Rank == 1, Cells: []components.Cell{{Text: b.ID}, {Text: shortMarks(b.Total)}, {Text: place(b)}}}
			t.Rows = append(t.Rows, row)
		}
		all = append(all, t)
	}
	return all
}

func place(b scoring.RankedBid) string {
	if b.Status != scoring.Ranked {
		return "Below a minimum"
	}
	return fmt.Sprint(b.Rank)
}

// shortMarks cuts printed marks to two places for an example.
func shortMarks(s string) string {
	for i, r := range s {
		if r == '.' && len(s) > i+3 {
			return s[:i+3]
		}
	}
	return s
}
