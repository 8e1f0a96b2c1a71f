package commissioner

import (
	"strconv"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/award"
	"hundredweight/models/calendar"
	"hundredweight/models/commissioning"
	"hundredweight/models/money"
	"hundredweight/models/regime"
	"hundredweight/models/scoring"
	"hundredweight/models/tender"
	templates "hundredweight/templates/commissioner"
	"hundredweight/templates/components"
	"hundredweight/templates/text"
)

// Award shows where a decision stands and what comes next: the recommendation,
// its approval, and the days until a signature can be recorded.
func (p Pages) Award(c *gin.Context) error { return p.showAward(c, form.Prefill(nil)) }

// RecommendAward recommends a bid for every open part (lot).
func (p Pages) RecommendAward(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	d, err := p.decidedOf(c)
	if err != nil {
		return err
	}
	picks := map[string]commissioning.Pick{}
	for _, lot := range d.Lots() {
		if lot.Open() {
			reason, low := reasonOf(f, lot.ID), lowOf(f, lot.ID)
			picks[lot.ID] = commissioning.Pick{Bid: f.Hidden("bid-" + lot.ID), Reason: reason.Value, LowPrice: low.Value}
		}
	}
	checked := f.Tick("checked", form.Ask{})
	if !f.OK() {
		return p.showAward(c, f)
	}
	err = p.Steps.RecommendAward(c.Request.Context(), page.Actor(c), d.Tender.Ref, picks, checked.Value == "yes")
	if f.Refuse(err) {
		for lot := range picks {
			f.Instead("bid-"+lot, "") // the page names the bid, nobody chooses it
		}
		return p.showAward(c, f)
	}
	if err != nil {
		return err
	}
	return p.Redirect(c, d.home+"/award", "The award is recommended. Somebody who took no part in it approves it.")
}

// ApproveAward approves what was recommended.
func (p Pages) ApproveAward(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	checked := f.Tick("checked", form.Ask{})
	err = p.Steps.ApproveAward(c.Request.Context(), page.Actor(c), c.Param("ref"), checked.Value == "yes")
	if f.Refuse(err) {
		return p.showAward(c, f)
	}
	if err != nil {
		return err
	}
	return p.Redirect(c, "/org/"+c.Param("org")+"/tenders/"+c.Param("ref")+"/award", "The award is approved. Nobody outside has been told yet.")
}

// ReturnAward sends a recommendation back to the evaluation.
func (p Pages) ReturnAward(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	reason := f.Text("reason", form.Ask{Label: "The reason", Max: 4000, Lines: true})
	if !f.OK() {
		return p.showAward(c, f)
	}
	err = p.Steps.ReturnAward(c.Request.Context(), page.Actor(c), c.Param("ref"), reason.Value)
	if f.Refuse(err) {
		return p.showAward(c, f)
	}
	if err != nil {
		return err
	}
	return p.Redirect(c, "/org/"+c.Param("org")+"/tenders/"+c.Param("ref")+"/award", "The recommendation went back to the evaluation.")
}

func reasonOf(f *form.Form, lot string) *form.Text {
	return f.Text("reason-"+lot, form.Ask{Label: "The reason", Max: 4000, Lines: true})
}

func lowOf(f *form.Form, lot string) *form.Text {
	return f.Text("low-price-"+lot, form.Ask{Label: "What the supplier showed", Max: 4000, Lines: true})
}

func (p Pages) showAward(c *gin.Context, f *form.Form) error {
	d, err := p.decidedOf(c)
	if err != nil {
		return err
	}
	v := templates.AwardView{View: d.frame(p.Refused(c, "Award", f), ""), Kicker: d.kicker(), Home: d.home, Strip: d.strip(), Compare: d.link("How bids compare", "/comparison")}
	v.Tag, v.Colour = statusTag(d.Tender.Status)
	approver, err := p.holders(c, d, account.RoleAwardApprover)
	if err != nil {
		return err
	}
	v.Lede = d.lede(approver)
	v.Lots, v.Steps = d.lotsView(), d.steps()
	if words := thinWords(d.thin()); words != "" {
		v.Thin, v.ThinLink = words, d.link("See which, and what to add", "/summaries")
	}
	v.Next = d.next()
	if d.Tender.Status == tender.Standstill || d.Tender.Status == tender.ReadyToSign {
		v.Pause = d.link("Pause the waiting period", "/standstill")
	}
	if claim, ok := d.Claim(); ok {
		v.Claim, v.ClaimLink = claim.Reason, d.link("Record how the claim ended", "/standstill")
	}
	v.WhyDays = d.whyDays()
	v.Dates = d.link("Add to calendar (.ics)", "/standstill/days.ics")
	if len(d.Awards) > 0 || d.several() {
		v.End = d.link("End an award or a part (lot)", "/award/ending")
	}
	if d.Tender.Status == tender.Evaluation && d.is(account.RoleModerator, account.RoleAuthor) {
		v.Recommend = d.recommendForm(f)
	}
	if d.Tender.Status == tender.AwardRecommended && d.is(account.RoleAwardApprover) {
		v.Approve = approveForm(f)
	}
	return p.Render(c, f.Status(), templates.Award(v))
}

// lede says where the decision stands in a sentence or two.
func (d decided) lede(approver string) string {
	switch d.Tender.Status {
	case tender.Evaluation:
		if len(d.Rankings) == 0 {
			return "The bids are not ranked yet. They are once every score is agreed and locked, and two officers have opened the prices."
		}
		return "The bids are ranked. Recommend the one that the published method names."
	case tender.AwardRecommended:
		return "An award is recommended. It waits for the approval of " + approver + "."
	case tender.AwardApproved:
		return "The award is approved. Tell every bidder next, all at the same time and with reasons. Nobody outside knows yet."
	case tender.SummariesIssued:
		return "Every bidder was told. Publish the contract award notice on the national platform, then record it here."
	case tender.Standstill:
		return "The waiting period (standstill) ends at the end of " + longDay(d.last()) + ". " + d.todayIs() + "You can record a signature from " + longDay(d.last().Add(1)) + "."
	case tender.Suspended:
		return "A claim was notified, so the waiting period (standstill) is paused. Nothing can be signed until it is recorded how the claim ended."
	case tender.ReadyToSign:
		if d.waits {
			return "The waiting period (standstill) ended on " + longDay(d.last()) + ", and no claim stops it. You can record the signature."
		}
		return "No waiting period (standstill) is owed or offered. You can record the signature."
	case tender.Concluded:
		return "The contract is signed. What was promised is in its record, word for word."
	case tender.Cancelled:
		return "This tender was cancelled. " + d.Tender.Reason
	}
	return "This tender is " + d.Tender.Status.Words() + ". There is nothing to decide yet."
}

func (d decided) todayIs() string {
	n := d.dayNumber()
	today := calendar.On(d.now)
	if n == 0 || today > d.last() {
		return ""
	}
	return "Today is day " + strconv.Itoa(n) + " of " + strconv.Itoa(calendar.StandstillDays) + ". "
}

// next leads the person whose turn it is to what they do next; nil for others.
func (d decided) next() *components.Link {
	over := d.Tender.Status == tender.ReadyToSign || d.Tender.Status == tender.Standstill && calendar.On(d.now) > d.last()
	switch {
	case d.Tender.Status == tender.AwardApproved && d.is(account.RoleAuthor):
		return d.link("Tell every bidder", "/summaries")
	case d.Tender.Status == tender.SummariesIssued && d.is(account.RoleAuthor) && d.NeedsAwardNotice():
		return d.link("Prepare award notice", "/notice")
	case d.Tender.Status == tender.SummariesIssued && d.is(account.RoleAuthor):
		return d.link("Start the waiting period", "/notice")
	case over && d.is(account.RoleAwardApprover):
		return d.link("Record signature", "/signature")
	}
	return nil
}

// lotsView says of each part (lot) who is chosen and on what.
func (d decided) lotsView() (all []templates.AwardLot) {
	for _, lot := range d.Lots() {
		one := templates.AwardLot{Title: d.lotName(lot.ID)}
		a, ok := d.AwardOf(lot.ID)
		switch {
		case lot.Ended:
			for _, e := range d.Ended {
				if e.Lot == lot.ID {
					one.Rows = []components.Summary{{Key: "Ended", Value: text.ShortDate(e.At.Time) + ", without a contract"}, {Key: "Why", Value: e.Reason}}
				}
			}
		case !ok:
			if len(d.Awards) > 0 || len(d.Taken) > 0 {
				one.Rows = []components.Summary{{Key: "Chosen", Value: "Nobody now"}}
			}
		default:
			one.Rows = d.awardRows(a.ID)
		}
		for _, t := range d.Taken {
			if t.Lot == lot.ID {
				one.Rows = append(one.Rows, components.Summary{Key: "No longer in force", Value: t.OrgName + ", " + award.Status(t.Status).Words() + ". " + t.EndedReason})
			}
		}
		if len(one.Rows) > 0 {
			all = append(all, one)
		}
	}
	return all
}

func (d decided) awardRows(id int64) (rows []components.Summary) {
	for _, a := range d.Awards {
		if a.ID != id {
			continue
		}
		key := "Chosen"
		if a.Status == string(award.Recommended) {
			key = "Recommended"
		}
		rows = append(rows, components.Summary{Key: key, Value: a.OrgName}, components.Summary{Key: "Price", Value: d.price(a.TotalPence)}, components.Summary{Key: "Points", Value: d.points(a.Lot, d.refOf(a.Bid))}, components.Summary{Key: "Why", Value: a.Reason})
		if a.LowPrice != "" {
			rows = append(rows, components.Summary{Key: "Its low price", Value: a.LowPrice})
		}
		if !a.ApprovedAt.IsZero() {
			rows = append(rows, components.Summary{Key: "Decided", Value: text.Date(a.ApprovedAt.Time) + ", by an approver who did not score"})
		}
		rows = append(rows, components.Summary{Key: "Bids", Value: d.bidCounts()})
		if len(d.notices) > 0 && d.notices[0].EstimatedSigning != "" {
			rows = append(rows, components.Summary{Key: "Expected signing", Value: calendar.Date(d.notices[0].EstimatedSigning).Words()})
		}
	}
	return rows
}

// recommendForm asks for the recommendation of every open part (lot).
func (d decided) recommendForm(f *form.Form) *templates.RecommendForm {
	out := &templates.RecommendForm{Action: d.home + "/award"}
	for _, lot := range d.Lots() {
		if !lot.Open() {
			continue
		}
		r, ok := d.Rankings[lot.ID]
		if !ok {
			if len(d.Rankings) > 0 {
				out.Lots = append(out.Lots, templates.RecommendLot{Title: d.lotName(lot.ID), None: "No bid in this part (lot) could be ranked. End it, or rank it again."})
			}
			continue
		}
		out.Lots = append(out.Lots, d.recommendLot(f, lot.ID, r))
	}
	if len(out.Lots) == 0 {
		return nil
	}
	for _, l := range out.Lots {
		out.Blocked = out.Blocked || l.None != ""
	}
	out.Checked = f.Tick("checked", form.Ask{}).Checkbox(components.Checkboxes{Legend: components.Legend{Text: "Before you recommend", Size: "s"}, Options: []components.Option{{Value: "yes", Text: "Exclusions, the debarment list and conflicts of interest were checked again", Hint: "Procurement Act 2023, sections 26, 28 and 83"}}})
	return out
}

func (d decided) recommendLot(f *form.Form, lot string, r commissioning.Ranked) templates.RecommendLot {
	out := templates.RecommendLot{Title: d.lotName(lot), Table: d.rankingTable(lot, r)}
	var first []string
	for _, b := range r.Result.Bids {
		if b.Status == scoring.Ranked && b.Rank == 1 {
			first = append(first, b.ID)
		}
	}
	switch {
	case r.Stale():
		out.None = "The bids have changed since this ranking was worked out. Rank again first."
		return out
	case len(first) == 0:
		out.None = "No bid can be recommended here: none was compared. End this part (lot), or cancel the tender."
		return out
	case len(first) > 1:
		out.None = "Two or more bids are equal. Settle the tie by the published rule, then rank again."
		return out
	}
	b, _ := d.Bidder(first[0])
	out.Bid, out.Field, out.Name = first[0], "bid-"+lot, b.Org.Name
	out.Reason = reasonOf(f, lot).Textarea(components.Textarea{Label: "Why this bid is recommended", Hint: "The approver reads it. It stays on record with the ranking", Rows: "4"})
	low := award.LooksLow(money.Pence(b.Prices[lot].TotalPence), d.Others(lot, first[0]))
	if low.Flagged() {
		out.Low = "This price looks low: it is " + lowWords(low) + ". That is a reason to ask, not a ground to leave the bid out."
		area := lowOf(f, lot).Textarea(components.Textarea{Label: "What the supplier showed when asked", Hint: "Or why no question was needed (section 19)", Rows: "3"})
		out.LowPrice = &area
	}
	return out
}

func lowWords(l award.LowPrice) string {
	switch {
	case l.UnderMean && l.UnderNext:
		return "40% or more under the mean of the others and 30% or more under the next"
	case l.UnderMean:
		return "40% or more under the mean of the others"
	}
	return "30% or more under the next price"
}

// rankingTable lists the bids of a part (lot), best first.
func (d decided) rankingTable(lot string, r commissioning.Ranked) components.Table {
	t := components.Table{ID: "ranking-" + lot, Caption: ofLot("How the bids rank", d.lotName(lot)), Small: true, Columns: []components.Column{{Text: "Bid"}, {Text: "Points", Numeric: true}, {Text: "Place", Numeric: true}, {Text: "Price without VAT", Numeric: true}}}
	for _, x := range r.Result.Bids {
		b, _ := d.Bidder(x.ID)
		row := components.Row{Lead: x.Rank == 1, Cells: []components.Cell{{Text: b.Org.Name}, {Text: marks(x.Total)}, {Text: strconv.Itoa(x.Rank)}, {Text: money.Pence(b.Prices[lot].TotalPence).Whole()}}}
		if x.Status != scoring.Ranked {
			row.Cells[0].Note, row.Cells[1].Text, row.Cells[2].Text, row.Cells[3].Text = rankStatus(x.Status), "–", "–", "–"
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func rankStatus(s string) string {
	switch s {
	case scoring.FailedMinimum:
		return "Below a minimum"
	case scoring.LotLimit:
		return "Has its parts (lots)"
	}
	return "Not considered further"
}

func approveForm(f *form.Form) *templates.ApproveForm {
	out := &templates.ApproveForm{}
	out.Checked = f.Tick("checked", form.Ask{}).Checkbox(components.Checkboxes{Legend: components.Legend{Text: "Before you approve", Size: "s"}, Options: []components.Option{{Value: "yes", Text: "The supplier is still neither excluded nor debarred", Hint: "Procurement Act 2023, sections 26 and 28"}}})
	out.Reason = f.Text("reason", form.Ask{Label: "The reason", Max: 4000, Lines: true}).Textarea(components.Textarea{Label: "Why it goes back", Hint: "The author and the moderator read it", Rows: "3"})
	return out
}

// steps are the steps of a decision in order, with how far each is.
func (d decided) steps() []components.Task {
	return []components.Task{d.stepRecommend(), d.stepApprove(), d.stepTell(), d.stepNotice(), d.stepWait(), d.stepSign(), d.stepDetails()}
}

// reached tells whether the tender has come at least as far as a status.
func (d decided) reached(s tender.Status) bool {
	order := map[tender.Status]int{tender.Evaluation: 1, tender.AwardRecommended: 2, tender.AwardApproved: 3, tender.SummariesIssued: 4, tender.Standstill: 5, tender.Suspended: 5, tender.ReadyToSign: 6, tender.Concluded: 7}
	return order[d.Tender.Status] >= order[s] && order[d.Tender.Status] > 0
}

func (d decided) stepRecommend() components.Task {
	t := components.Task{Text: "Recommend an award", Hint: "By the panel’s moderator or the author, on the ranking as it stands", Status: "Cannot start yet"}
	switch {
	case d.reached(tender.AwardRecommended):
		t.Status = "Completed"
		for _, a := range d.Awards {
			t.Hint = "Recommended " + text.Date(a.RecommendedAt.Time)
		}
	case d.Tender.Status == tender.Evaluation && len(d.Rankings) > 0:
		t.Status = "Not started"
	}
	return t
}

func (d decided) stepApprove() components.Task {
	t := components.Task{Text: "Approve it", Hint: "By somebody who neither wrote the tender, scored nor chaired", Status: "Cannot start yet"}
	switch {
	case d.reached(tender.AwardApproved):
		t.Status = "Completed"
		if day := d.DecidedOn(); day != "" {
			t.Hint = "Approved " + day.Words()
		}
	case d.Tender.Status == tender.AwardRecommended:
		t.Status = "Not started"
	}
	return t
}

func (d decided) stepTell() components.Task {
	t := components.Task{Text: "Tell every bidder, with reasons", Status: "Cannot start yet"}
	if d.reached(tender.AwardRecommended) {
		t.Href = d.href("/summaries")
	}
	switch {
	case d.reached(tender.SummariesIssued):
		t.Status, t.Hint = "Completed", text.Plural(len(d.sentNow()), "letter", "letters")+" sent together on "+text.When(d.Summaries[0].SentAt.Time)
	case d.Tender.Status == tender.AwardApproved:
		t.Status = "Not started"
	}
	if words := thinWords(d.thin()); words != "" {
		t.Hint, t.Status = words, "Needs attention"
	}
	return t
}

// sentNow lists the letters of the newest round.
func (d decided) sentNow() (refs []int64) {
	for _, s := range d.Summaries {
		if s.Round == d.Summaries[0].Round {
			refs = append(refs, int64(s.Bid))
		}
	}
	return refs
}

func (d decided) stepNotice() components.Task {
	t := components.Task{Text: "Contract award notice", Status: "Cannot start yet"}
	if !d.NeedsAwardNotice() {
		t.Text, t.Hint = "Start the waiting period", "Below the threshold no award notice is owed (section 87)"
	}
	if d.reached(tender.SummariesIssued) {
		t.Href = d.href("/notice")
	}
	switch {
	case d.reached(tender.Standstill) && len(d.notices) > 0:
		n := d.notices[0]
		t.Status = "Completed"
		if n.NoticeID != "" {
			t.Hint = "Published on the national platform " + calendar.Date(n.PublishedOn).Words() + ", number " + n.NoticeID + ", marked here " + text.When(n.At.Time)
		}
	case d.Tender.Status == tender.SummariesIssued:
		t.Status = "Not started"
	}
	return t
}

func (d decided) stepWait() components.Task {
	t := components.Task{Text: "Waiting period (standstill)", Hint: "8 working days", Status: "Cannot start yet"}
	switch {
	case award.Owed(d.Regime):
	case d.Content.VoluntaryStandstill:
		t.Hint = "8 working days, offered by choice: " + lower(d.owesNone())
	default:
		t.Hint = "None is owed, and none is offered"
	}
	if d.waits && d.reached(tender.Standstill) {
		t.Href = d.href("/standstill")
	}
	switch {
	case d.Tender.Status == tender.Suspended:
		t.Status = "Needs attention"
		t.Hint = "Paused: a claim was notified"
	case d.reached(tender.ReadyToSign):
		t.Status = "Completed"
	case d.Tender.Status == tender.Standstill:
		t.Status = d.progress()
	}
	return t
}

func (d decided) stepSign() components.Task {
	t := components.Task{Text: "Record signature", Hint: "Exclusions are checked once more before it", Status: "Cannot start yet"}
	if d.Tender.Status == tender.Standstill || d.Tender.Status == tender.ReadyToSign || d.Tender.Status == tender.Concluded {
		t.Href = d.href("/signature")
	}
	switch {
	case d.Tender.Status == tender.Concluded:
		t.Status = "Completed"
		for _, c := range d.Contracts {
			t.Hint = "Signed " + calendar.Date(c.SignedOn).Words() + ", contract " + c.Ref
		}
	case d.Tender.Status == tender.ReadyToSign || d.Tender.Status == tender.Standstill && calendar.On(d.now) > d.last():
		t.Status = "Not started"
	case d.Tender.Status == tender.Standstill:
		t.Hint = "From " + longDay(d.last().Add(1))
	}
	return t
}

func (d decided) stepDetails() components.Task {
	t := components.Task{Text: "Contract details notice", Hint: "Due after the signature", Status: "Cannot start yet"}
	if d.NeedsAwardNotice() {
		t.Hint = "Due within " + strconv.Itoa(regime.DetailsDays(d.Regime)) + " days of the signature, counting its day"
	}
	if d.Tender.Status == tender.Concluded {
		t.Status, t.Hint = "Not started", "Its day stands in the record of the contract"
		if len(d.Contracts) > 0 {
			t.Href = "/org/" + d.Tender.OrgSlug + "/contracts/" + d.Contracts[0].Ref
		}
	}
	return t
}

// owesNone says why no waiting period is owed.
func (d decided) owesNone() string {
	if d.Regime == regime.LightTouch {
		return "Light touch services need no waiting period"
	}
	return "Below the threshold no waiting period is owed"
}

// whyDays says why there are so many days, or none.
func (d decided) whyDays() []string {
	var out []string
	switch {
	case award.Owed(d.Regime):
		out = []string{"A public contract waits 8 working days after its award notice, so that a bidder can look at the decision and object before it is too late to change it.", "Procurement Act 2023, sections 51 and 101."}
	case d.Content.VoluntaryStandstill:
		out = []string{d.owesNone() + ". " + d.Tender.OrgName + " offers one, because a claim notified in it stops the signing, which is fairer to bidders and safer for the contract.", "Procurement Act 2023, sections 51 and 101."}
	default:
		return []string{"No waiting period is owed, and this tender offers none."}
	}
	if d.waits {
		out = append(out, "Calendar: "+d.waiting.Calendar+".")
	}
	return out
}
