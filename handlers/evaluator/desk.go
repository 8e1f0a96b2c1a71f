package evaluator

import (
	"net/http"
	"sort"
	"time"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/commissioning"
	"hundredweight/models/evaluation"
	"hundredweight/models/tender"
	"hundredweight/templates/components"
	templates "hundredweight/templates/evaluator"
	"hundredweight/templates/text"
)

// deskMost is the most appointments that the desk looks through.
const deskMost = 200

// Desk shows what waits for somebody across all the tenders they are appointed
// to, by date.
func (p Pages) Desk(c *gin.Context) error {
	rows, err := p.Query(c).AppointedTenders(page.Actor(c).Person, deskMost)
	if err != nil {
		return err
	}
	var due, later []waiting
	seen := map[tender.ID]bool{}
	for _, r := range rows {
		if seen[r.ID] || !underWay(r.Status) {
			continue
		}
		seen[r.ID] = true
		v, err := p.Steps.Panel(c.Request.Context(), page.Actor(c), r.Ref)
		if err != nil {
			return err
		}
		w, err := p.waits(c, v)
		if err != nil {
			return err
		}
		if w.now {
			due = append(due, w)
		} else {
			later = append(later, w)
		}
	}
	view := templates.DeskView{View: p.View(c, "Your desk"), Due: listed(due), Later: listed(later)}
	return p.Render(c, http.StatusOK, templates.Desk(view))
}

// underWay tells whether a tender can have anything for the desk.
func underWay(s tender.Status) bool {
	switch s {
	case tender.Open, tender.Closed, tender.Opening, tender.Evaluation:
		return true
	}
	return false
}

// waiting is what a tender has for somebody.
type waiting struct {
	now bool // something is to be done
	by  time.Time
	row components.ListRow
}

func listed(all []waiting) []components.ListRow {
	sort.SliceStable(all, func(i, j int) bool { return all[i].by.Before(all[j].by) })
	var out []components.ListRow
	for _, w := range all {
		out = append(out, w.row)
	}
	return out
}

// waits says what one tender has for the person: the first thing to be done.
func (p Pages) waits(c *gin.Context, v commissioning.PanelView) (waiting, error) {
	w := waiting{by: v.Stage.Deadline.Time, row: components.ListRow{Title: v.Tender.Title, Href: deskPath(v.Tender.Ref, "/declaration"), Meta: v.Tender.OrgName + ", tender " + v.Tender.Ref}}
	w.row.Side = "Bids close " + text.ShortDate(w.by)
	if day := v.Content.Timetable.DecisionBy; v.BiddersKnown() && day != "" {
		w.row.Side = "Result by " + text.Day(day)
		if at, err := time.Parse(time.DateOnly, day); err == nil {
			w.by = at
		}
	}
	at, what, now, err := p.next(c, v)
	if err != nil {
		return w, err
	}
	w.now, w.row.Text = now, what
	switch {
	case at != "":
		w.row.Href = at
	case v.BiddersKnown() && v.HasRole(account.RoleEvaluator):
		w.row.Href = deskPath(v.Tender.Ref, "")
	}
	if now {
		w.row.Tag, w.row.Colour = "For you", "yellow"
	}
	return w, nil
}

// next gives where the person's next part is, in words, and whether it can be
// done now.
func (p Pages) next(c *gin.Context, v commissioning.PanelView) (at, what string, now bool, err error) {
	me, buyer := v.Me.ID, "/org/"+v.Tender.OrgSlug+"/tenders/"+v.Tender.Ref
	declared, _ := evaluation.Declared(v.Declarations, me, v.Moment())
	sealed := !v.BiddersKnown()
	switch {
	case v.Conflicted(me):
		return "", "You declared an interest, or belong to a bidder, so you take no further part.", false, nil
	case !declared && declares(v) && sealed:
		return deskPath(v.Tender.Ref, "/declaration"), "Declare your interests before any bid is opened.", true, nil
	case !declared && declares(v):
		return deskPath(v.Tender.Ref, "/declaration"), "The bidders are known. Declare your interests against their names.", true, nil
	case sealed && v.HasRole(account.RoleOpener) && !v.Stage.DrainedAt.IsZero():
		return buyer + "/opening", "Bids are closed. Open them with the other opening officer.", true, nil
	case sealed:
		return "", "Bids are sealed. There is nothing to do before they are opened.", false, nil
	case v.HasRole(account.RoleEvaluator) && !v.Submitted(me):
		left := v.Left(me)
		all := len(v.Want())
		return deskPath(v.Tender.Ref, ""), text.Plural(len(assessed(v)), "bid", "bids") + " to score: " + text.Number(all-left) + " of " + text.Plural(all, "answer", "answers") + " scored.", true, nil
	}
	return p.nextLater(v, buyer)
}

// nextLater is next once the own scores are in.
func (p Pages) nextLater(v commissioning.PanelView, buyer string) (at, what string, now bool, err error) {
	moderator, opener := v.HasRole(account.RoleModerator), v.HasRole(account.RoleOpener)
	prices := !v.Stage.PricesOpenedAt.IsZero()
	switch waits := v.Waiting(); {
	case v.LockedAt.IsZero() && len(waits) > 0:
		return "", "Waits for scores from " + text.List(waits) + ".", false, nil
	case v.LockedAt.IsZero() && moderator:
		return buyer + "/moderation", "Everybody has scored. Agree the scores with the panel.", true, nil
	case v.LockedAt.IsZero():
		return buyer + "/moderation", "Everybody has scored. The panel agrees the scores now.", v.HasRole(account.RoleEvaluator), nil
	case !prices && opener:
		return buyer + "/prices-opening", "The scores are locked. Open the prices with the other opening officer.", true, nil
	case !prices:
		return "", "The scores are locked. Two opening officers open the prices.", false, nil
	}
	return buyer + "/comparison", "The bids are ranked.", moderator, nil
}

// declares tells whether the person's part asks for a declaration: who opens,
// scores, chairs or approves.
func declares(v commissioning.PanelView) bool {
	for _, r := range []account.Role{account.RoleOpener, account.RoleEvaluator, account.RoleModerator, account.RoleApprover, account.RoleAwardApprover} {
		if v.HasRole(r) {
			return true
		}
	}
	return false
}
