package commissioner

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/bid"
	"hundredweight/models/commissioning"
	"hundredweight/models/tender"
	templates "hundredweight/templates/commissioner"
	"hundredweight/templates/components"
	"hundredweight/templates/text"
)

// Opening shows the opening of the bids: sealed until when, started by whom,
// and the record of it afterwards.
func (p Pages) Opening(c *gin.Context) error {
	v, err := p.evaluating(c)
	if err != nil {
		return err
	}
	state, err := p.Steps.OpeningState(c.Request.Context(), v, false)
	if err != nil {
		return err
	}
	base := tenderHome(v.Tender)
	view := templates.OpeningView{View: p.headed(c, v, "Open bids"), Kicker: kicker(v), Base: base, Officers: named(v, account.RoleOpener), Root: v.Stage.ClosingRoot}
	now := p.Now()
	switch {
	case v.BiddersKnown():
		if err := p.openingRecord(v, state, &view); err != nil {
			return err
		}
	case v.Tender.Status == tender.Cancelled:
		view.Lede = "This tender was cancelled. Its bids stay sealed: nobody has read them, and nobody will."
	case now.Before(v.Stage.Deadline.Time):
		view.Lede = "Bids are sealed until the deadline. Nobody can read them before: not " + v.Tender.OrgName + ", not the people who run this site, not their bidders."
		view.Deadline = &components.Deadline{Line: "Closes " + text.When(v.Stage.Deadline.Time), Away: text.Capital(text.Until(now, v.Stage.Deadline.Time)) + "."}
		view.Words = []string{"After it, two opening officers open them together."}
	case v.Stage.DrainedAt.IsZero():
		view.Lede = "The tender is closed. Bids that arrived in time are still being written down."
		view.Words = []string{"They can be opened from " + text.Clock(v.Stage.Deadline.Add(commissioning.DrainTime)) + ". Look at this page again then."}
	default:
		s := sessionOf(v, state, "the bids")
		view.Lede, view.Words = "Bids are closed and still sealed. Two opening officers open them together.", s.words
		view.CanStart, view.CanJoin, view.Declare = s.start, s.join, s.declare
	}
	return p.Render(c, http.StatusOK, templates.Opening(view))
}

// openingRecord fills in what the opening led to.
func (p Pages) openingRecord(v commissioning.PanelView, state commissioning.Sessions, view *templates.OpeningView) error {
	var r commissioning.OpeningRecord
	if err := json.Unmarshal([]byte(state.Record), &r); err != nil {
		return fmt.Errorf("opening record of %s: %w", v.Tender.Ref, err)
	}
	view.Title, view.Opened = "Opening record", true
	view.Lede = "Two officers opened " + text.Plural(len(r.Bids)-r.Failed(), "bid", "bids") + " on " + text.When(r.Completed) + "."
	view.Facts = []components.Summary{
		{Key: "Opened by", Value: r.Officers[0] + ", who started at " + text.Clock(r.Started) + ", and " + r.Officers[1]},
		{Key: "Checked against", Value: "The fingerprint of all bids, published at the deadline, and the receipt of each bid"},
	}
	entries := map[string]commissioning.OpeningEntry{}
	for _, e := range r.Bids {
		entries[e.Bid] = e
	}
	unchecked := 0
	for _, b := range v.Bids {
		e := entries[b.Ref]
		line := templates.OpenedLine{Name: e.Organisation, Checked: e.Checked, Letter: v.Letter(b), Received: text.Stamp(e.Received), Version: strconv.Itoa(e.Version), Files: strconv.Itoa(e.Files), Receipt: e.Receipt, Problem: e.Problem, Lots: lotList(v, e.Lots)}
		if e.TenderVersion < v.Tender.Version {
			line.Older = "Sent for version " + strconv.Itoa(e.TenderVersion) + " of the tender"
		}
		if !e.Checked {
			unchecked++
		}
		line.Status, line.Out = text.Capital(b.Status.Words()), b.Status == bid.Disregarded
		if v.HasRole(account.RoleApprover) && v.Tender.Status == tender.Evaluation && b.Status != bid.Failed {
			line.Dispose = view.Base + "/bids/" + b.Ref + "/disregard"
		}
		view.Bids = append(view.Bids, line)
	}
	if unchecked > 0 {
		view.Unchecked = text.Plural(unchecked, "organisation was", "organisations were") + " not checked yet by the operator of this site. Ask who they are before you decide."
	}
	for _, one := range r.Connections {
		words := one.Name + " and people of " + one.Organisation + " write from the same email domain, " + one.Domain + "."
		if one.Member {
			words = one.Name + " is, or was in the last three years, a member of " + one.Organisation + ", and takes no further part."
		}
		view.Connections = append(view.Connections, words)
	}
	return nil
}

// lotList names the parts of a bid; "" where the tender has none.
func lotList(v commissioning.PanelView, lots []string) string {
	if len(v.Content.Lots) < 2 {
		return ""
	}
	return text.List(lots)
}

// StartOpening is the first officer's part.
func (p Pages) StartOpening(c *gin.Context) error {
	return p.thenOpening(c, p.Steps.StartOpening(c.Request.Context(), page.Actor(c), c.Param("ref")), "You started the opening. The other officer has 30 minutes to join.")
}

// JoinOpening is the second officer's part: the bids are opened. It is not
// stopped half way when the browser is closed.
func (p Pages) JoinOpening(c *gin.Context) error {
	return p.thenOpening(c, p.Steps.JoinOpening(page.Quiet(c), page.Actor(c), c.Param("ref")), "The bids are open.")
}

func (p Pages) thenOpening(c *gin.Context, err error, flash string) error {
	if err != nil {
		return err
	}
	return p.Redirect(c, "/org/"+c.Param("org")+"/tenders/"+c.Param("ref")+"/opening", flash)
}
