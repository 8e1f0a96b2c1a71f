package provider

import (
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/bid"
	"hundredweight/models/commissioning"
	"hundredweight/models/seal"
	"hundredweight/models/store"
	"hundredweight/models/tender"
	"hundredweight/templates/components"
	"hundredweight/templates/layout"
	templates "hundredweight/templates/provider"
	"hundredweight/templates/text"
)

// ownBid is the bid of the path, as a member of its organisation sees it now.
type ownBid struct {
	commissioning.BidView
	m   account.Membership
	now time.Time
}

// ownBid reads the bid of the path. Another organisation's does not exist.
func (p Pages) ownBid(c *gin.Context) (ownBid, error) {
	m := page.Org(c)
	v, err := p.Steps.Bid(c.Request.Context(), page.Actor(c), m.Organisation, c.Param("ref"))
	return ownBid{v, m, p.Now()}, err
}

// bidToSave is ownBid for a page that saves once: the step goes on from what was
// read here.
func (p Pages) bidToSave(c *gin.Context) (ownBid, error) {
	m := page.Org(c)
	v, err := p.Steps.BidToSave(c.Request.Context(), page.Actor(c), m.Organisation, c.Param("ref"))
	return ownBid{v, m, p.Now()}, err
}

// afterSave is the bid after a save, as the step left it or read again.
func (p Pages) afterSave(c *gin.Context, o ownBid, saved commissioning.Saved) (ownBid, error) {
	if saved.View == nil {
		return p.ownBid(c)
	}
	o.BidView = *saved.View
	return o, nil
}

func bidAt(slug, ref string) string { return "/org/" + slug + "/bids/" + ref }

// at gives the address of a page of the bid.
func (o ownBid) at(more string) string { return bidAt(o.m.Slug, o.Bid.Ref) + more }

func (o ownBid) tenderAt() string { return "/tenders/" + o.Tender.Ref }

// closed tells whether nothing of the bid can be changed any more.
func (o ownBid) closed() bool { return o.Locked(o.now) || o.Tender.Status == tender.Cancelled }

// mayEdit tells whether the reader can change the bid now.
func (o ownBid) mayEdit() bool {
	return !o.closed() && (o.m.Has(account.Contribute) || o.m.Has(account.Sign))
}

func (o ownBid) deadline() time.Time { return o.Stage.Deadline.Time }

func (o ownBid) side() templates.BidSide {
	return templates.BidSide{By: text.When(o.deadline()), Away: text.Until(o.now, o.deadline()), Closed: o.closed(), Tender: o.tenderAt()}
}

func (o ownBid) kicker() string { return "Bid " + o.Bid.Ref + " for tender " + o.Tender.Ref }

// bidPage is the frame of a page below the bid's task list.
func (p Pages) bidPage(c *gin.Context, title string, o ownBid, f *form.Form) layout.View {
	v := p.View(c, title)
	if f != nil {
		v = p.Refused(c, title, f)
	}
	v.Back = &components.Link{Text: "Back to your bid", Href: o.at("")}
	return v
}

// newFormKey makes the key by which a form that is sent twice is known.
func (p Pages) newFormKey() (string, error) {
	b := make([]byte, 16)
	if _, err := io.ReadFull(p.Rand, b); err != nil {
		return "", fmt.Errorf("key of a form: %w", err)
	}
	return hex.EncodeToString(b), nil
}

var formKeyPattern = regexp.MustCompile(`^[0-9a-f]{32}$`)

// formKey gives the key that a form carried, "" for one of nobody's making.
func formKey(f *form.Form) string {
	if key := f.Hidden("key"); formKeyPattern.MatchString(key) {
		return key
	}
	return ""
}

// saveOf is a request to save something of the bid, received when its last byte
// was.
func (p Pages) saveOf(c *gin.Context, o ownBid, f *form.Form) commissioning.Save {
	return commissioning.Save{Org: o.m.Organisation, Bid: o.Bid.Ref, Received: p.Received(c), Key: formKey(f)}
}

// lotName names a part of the tender for a sentence.
func (o ownBid) lotName(id string) string {
	if len(o.Content.Lots) == 1 {
		return "your bid"
	}
	return "part (lot) " + id
}

func (o ownBid) lotNames(ids []string) string {
	if len(o.Content.Lots) == 1 || len(ids) == 0 {
		return "your bid"
	}
	if len(ids) == 1 {
		return "part (lot) " + ids[0]
	}
	return "parts (lots) " + text.List(ids)
}

// forLots says what a version was sent for, where there is a choice.
func (o ownBid) forLots(ids []string) string {
	if len(o.Content.Lots) == 1 {
		return ""
	}
	return ", for " + o.lotNames(ids)
}

// saidOf says what a save led to.
func (o ownBid) saidOf(s commissioning.Saved) string {
	switch {
	case s.Receipt != "" && len(s.Waiting) > 0:
		return "Saved, and " + o.lotNames(o.complete(s.Waiting)) + " sent. Not sent yet: " + o.gapWords(s.Waiting[0]) + "."
	case s.Receipt != "":
		return "Saved and sent. Your receipt is " + strings.ToUpper(s.Receipt) + "."
	case len(s.Waiting) > 0:
		return "Saved, not sent yet: " + o.gapWords(s.Waiting[0]) + "."
	}
	return "Saved."
}

// saidAfter says what was done and what it led to.
func (o ownBid) saidAfter(done string, s commissioning.Saved) string {
	if s.Receipt == "" && len(s.Waiting) == 0 {
		return done
	}
	return done + " " + o.saidOf(s)
}

func (o ownBid) complete(gaps []bid.Gap) []string { return bid.CompleteLots(o.Bid.Lots(), gaps) }

func (o ownBid) gapWords(g bid.Gap) string {
	if g.Lot != "" && len(o.Content.Lots) > 1 && g.Key != "price" {
		return text.Capital(o.lotName(g.Lot)) + ": " + lowerFirst(g.Reason)
	}
	return lowerFirst(g.Reason)
}

// gapLinks lists what is missing, each leading to the page where it is mended.
func (o ownBid) gapLinks() []components.Link {
	var all []components.Link
	for _, g := range o.Gaps {
		all = append(all, components.Link{Text: text.Capital(o.gapWords(g)), Href: o.at(o.gapPath(g))})
	}
	return all
}

func (o ownBid) gapPath(g bid.Gap) string {
	switch {
	case g.Key == "lots":
		return "/lots"
	case g.Key == "price":
		return "/prices/" + g.Lot
	case slices.ContainsFunc(o.Content.Conditions, func(c tender.Condition) bool { return c.Key == g.Key }):
		return "/conditions"
	}
	return "/questions/" + g.Key
}

// questions are those of the stage that are asked of the lots bid for.
func (o ownBid) questions() []tender.Question {
	var all []tender.Question
	lots := o.Bid.Lots()
	for _, q := range o.Content.Questions {
		if q.Stage == o.Stage.Seq && (len(lots) == 0 || slices.ContainsFunc(lots, func(l string) bool { return bid.Applies(q, l) })) {
			all = append(all, q)
		}
	}
	return all
}

func (o ownBid) conditions() []tender.Condition {
	var all []tender.Condition
	for _, c := range o.Content.Conditions {
		if c.Stage == o.Stage.Seq {
			all = append(all, c)
		}
	}
	return all
}

// takesPromises tells whether any question of the bid is answered by promises.
func (o ownBid) takesPromises() bool {
	return slices.ContainsFunc(o.questions(), func(q tender.Question) bool { return q.Commitments })
}

// lots are those bid for that have a price schedule.
func (o ownBid) pricedLots() []tender.Lot {
	var all []tender.Lot
	for _, s := range o.Content.Stages {
		if s.Seq == o.Stage.Seq && s.Kind == "questionnaire" {
			return nil
		}
	}
	for _, l := range o.Content.Lots {
		if len(l.Prices) > 0 && slices.Contains(o.Bid.Lots(), l.ID) {
			all = append(all, l)
		}
	}
	return all
}

// worth says how many of a hundred points something counts: "19 points".
func worth(bp int) string {
	if bp == 100 {
		return "1 point"
	}
	return strings.TrimSuffix(text.Percent(bp), "%") + " points"
}

// worthOf says what a question counts.
func worthOf(c tender.Content, q tender.Question) string {
	switch q.Kind {
	case "pass_fail":
		return "pass or fail"
	case "information":
		return "not scored"
	}
	lot := ""
	if len(q.Lots) > 0 {
		lot = q.Lots[0]
	}
	for _, criterion := range tender.CriteriaOf(c, lot) {
		if criterion.ID == q.Criterion {
			return worth(criterion.WeightBP * q.WeightBP / 10_000)
		}
	}
	return "scored"
}

// bidTask is a task with its page, in the order in which they are met.
type bidTask struct {
	group    string
	optional bool
	components.Task
}

// Groups of tasks.
const (
	groupLots    = "What you bid for"
	groupAnswers = "Answers"
	groupPrice   = "Price and promises"
	groupSend    = "Before you send"
)

func (o ownBid) tasks() []bidTask {
	var all []bidTask
	add := func(group string, t components.Task) { all = append(all, bidTask{group: group, Task: t}) }
	if len(o.Content.Lots) > 1 {
		add(groupLots, o.lotsTask())
	}
	for i, q := range o.questions() {
		add(groupAnswers, o.questionTask(i+1, q))
		all[len(all)-1].optional = !q.Required
	}
	for _, l := range o.pricedLots() {
		add(groupPrice, o.priceTask(l))
	}
	if o.takesPromises() {
		add(groupPrice, o.promisesTask())
	}
	if len(o.conditions()) > 0 {
		add(groupSend, o.conditionsTask())
	}
	add(groupSend, o.organisationTask())
	add(groupSend, o.checkTask())
	add(groupSend, o.declarationTask())
	return all
}

func (o ownBid) lotsTask() components.Task {
	t := components.Task{Text: "Parts (lots) you bid for", Href: o.at("/lots"), Status: "Not started"}
	if lots := o.Bid.Lots(); len(lots) > 0 {
		t.Hint, t.Status = text.Capital(o.lotNames(lots)), "Completed"
	}
	return t
}

func (o ownBid) questionTask(n int, q tender.Question) components.Task {
	t := components.Task{Text: fmt.Sprintf("%d. %s", n, q.Title), Href: o.at("/questions/" + q.Key), Status: "Not started"}
	hints := []string{worthOf(o.Content, q)}
	a, files := o.Answers[q.Key], len(o.FilesOf(q.Key))
	words, promises := o.Words(q.Key), o.promisesOf(q.Key)
	switch {
	case q.WordLimit > 0:
		hints = append(hints, fmt.Sprintf("%s of %s words", text.Number(words), text.Number(q.WordLimit)))
	case words > 0:
		hints = append(hints, text.Plural(words, "word", "words"))
	}
	if files > 0 {
		hints = append(hints, text.Plural(files, "file", "files"))
	}
	if q.Commitments {
		hints = append(hints, text.Plural(len(promises), "promise", "promises"))
	}
	if !q.Required {
		hints = append(hints, "optional")
	}
	t.Hint = text.Capital(strings.Join(hints, ", "))
	held := slices.ContainsFunc(o.Gaps, func(g bid.Gap) bool { return g.Key == q.Key })
	switch started := words > 0 || a.Choice != "" || files > 0 || len(promises) > 0; {
	case started && !held:
		t.Status = "Completed"
	case started:
		t.Status = "In progress"
	}
	return t
}

func (o ownBid) promisesOf(question string) []bid.Commitment {
	var all []bid.Commitment
	for _, p := range o.Promises {
		if p.Question == question {
			all = append(all, p)
		}
	}
	return all
}

func (o ownBid) priceTask(l tender.Lot) components.Task {
	t := components.Task{Text: "Price", Href: o.at("/prices/" + l.ID), Status: "Not started"}
	if len(o.Content.Lots) > 1 {
		t.Text = "Price for lot " + l.ID + ", " + l.Title
	}
	for _, criterion := range tender.CriteriaOf(o.Content, l.ID) {
		if criterion.Kind == "price" {
			t.Hint = worth(criterion.WeightBP)
		}
	}
	sealed, waiting := o.PriceOf(l.ID)
	switch {
	case sealed != nil && sealed.Outdated:
		t.Hint, t.Status = "The buyer changed the price schedule", "Needs attention"
	case waiting != nil:
		t.Hint, t.Status = "New prices wait for a signatory", "Needs attention"
	case sealed != nil:
		t.Hint, t.Status = t.Hint+", sealed "+text.When(sealed.SealedAt.Time), "Completed"
	}
	return t
}

func (o ownBid) promisesTask() components.Task {
	t := components.Task{Text: "Your promises", Href: o.at("/commitments"), Status: "Not started", Hint: "Taken from your claims and made specific"}
	if n := len(o.Promises); n > 0 {
		t.Hint, t.Status = text.Plural(n, "promise", "promises"), "Completed"
	}
	return t
}

func (o ownBid) conditionsTask() components.Task {
	t := components.Task{Text: "Conditions of taking part", Href: o.at("/conditions"), Status: "Not started", Hint: "Passed or not, not scored"}
	done := 0
	for _, c := range o.conditions() {
		if !slices.ContainsFunc(o.Gaps, func(g bid.Gap) bool { return g.Key == c.Key }) {
			done++
		}
	}
	switch {
	case done == len(o.conditions()):
		t.Status = "Completed"
	case done > 0:
		t.Status = "In progress"
	}
	return t
}

func (o ownBid) organisationTask() components.Task {
	t := components.Task{Text: "Your organisation", Href: "/org/" + o.m.Slug + "/settings", Hint: "Filled in from your profile, and checked", Status: "Completed"}
	if !o.m.Verified {
		t.Hint = "Filled in from your profile. Not checked yet: you can bid, and the buyer sees it at the opening"
	}
	return t
}

func (o ownBid) checkTask() components.Task {
	t := components.Task{Text: "Check your answers", Href: o.at("/check"), Status: "Not started"}
	switch {
	case len(o.Ready) == 0:
		t.Href, t.Status = "", "Cannot start yet"
	case len(o.Versions) > 0:
		t.Status = "Completed"
	}
	return t
}

func (o ownBid) declarationTask() components.Task {
	t := components.Task{Text: "Declaration", Href: o.at("/declaration"), Hint: "A signatory must do this, once", Status: "Not started"}
	if !o.Bid.DeclaredAt.IsZero() {
		t.Hint, t.Status = "Made "+text.When(o.Bid.DeclaredAt.Time), "Completed"
	}
	return t
}

// order are the pages of the tasks that are met one after the other.
func (o ownBid) order() []string {
	var all []string
	if len(o.Content.Lots) > 1 {
		all = append(all, "/lots")
	}
	for _, q := range o.questions() {
		all = append(all, "/questions/"+q.Key)
	}
	for _, l := range o.pricedLots() {
		all = append(all, "/prices/"+l.ID)
	}
	if o.takesPromises() {
		all = append(all, "/commitments")
	}
	if len(o.conditions()) > 0 {
		all = append(all, "/conditions")
	}
	return all
}

// after gives the page that follows one of the bid's in the order of the tasks.
func (o ownBid) after(path string) string {
	all := o.order()
	if i := slices.Index(all, path); i+1 < len(all) {
		return o.at(all[i+1])
	}
	if len(o.Ready) == 0 {
		return o.at("")
	}
	return o.at("/check")
}

// Bid shows the tasks of a bid and says plainly whether it is lodged.
func (p Pages) Bid(c *gin.Context) error {
	o, err := p.ownBid(c)
	if err != nil {
		return err
	}
	v := templates.BidView{View: p.View(c, "Your bid: "+o.Tender.Title), Kicker: o.kicker(), Heading: "Your bid: " + o.Tender.Title, Tender: o.tenderAt(), Close: o.close()}
	v.Back = &components.Link{Text: "All bids", Href: "/org/" + o.m.Slug + "/bids"}
	if lots := o.Bid.Lots(); len(o.Content.Lots) > 1 && len(lots) > 0 {
		v.Kicker += ", " + o.lotNames(lots)
	}
	if v.State, err = p.bidState(o); err != nil {
		return err
	}
	if err := p.decidedState(c, o, &v.State); err != nil {
		return err
	}
	if v.Progress = seal.ErrKeyGone.Reason; !o.KeyGone {
		v.Groups, v.Progress, v.Next = o.groups()
		v.Draft = o.at("/draft")
	}
	if !o.closed() && o.Bid.Status == bid.Lodged {
		v.Withdraw = o.at("/withdrawal")
	}
	for _, one := range o.Versions {
		v.Receipts = append(v.Receipts, components.Link{Text: fmt.Sprintf("Version %d, %s", one.N, text.When(one.ReceivedAt.Time)), Href: o.at("/receipts/" + one.Receipt)})
	}
	if v.Answered, err = p.answeredSince(c, o); err != nil {
		return err
	}
	if v.Attempts, err = p.attempts(c, o); err != nil {
		return err
	}
	return p.Render(c, http.StatusOK, templates.Bid(v))
}

// close says the deadline three ways: the day and hour, how far off, and what
// it means.
func (o ownBid) close() components.Deadline {
	d := components.Deadline{Line: "Send by " + text.When(o.deadline()), Away: text.Capital(text.Until(o.now, o.deadline())) + ".", Calendar: o.tenderAt() + "/deadline.ics",
		Note: "What arrives before " + text.Clock(o.deadline()) + " is in time; what arrives at it is late. You can change a bid you have sent until then."}
	if o.closed() {
		d = components.Deadline{Line: "Closed " + text.When(o.deadline()), Away: text.Capital(text.Until(o.now, o.deadline())) + ".", Note: "Nothing can be changed any more."}
	}
	if o.Tender.Status == tender.Cancelled {
		d = components.Deadline{Line: "The buyer cancelled this tender", Note: "Bids that were sent stay sealed: nobody reads them."}
	}
	return d
}

// groups gives the tasks by group, how far they are, and the next one.
func (o ownBid) groups() (groups []templates.BidTasks, progress string, next *components.Link) {
	all := o.tasks()
	done, left := 0, 0
	for _, t := range all {
		if len(groups) == 0 || groups[len(groups)-1].Title != t.group {
			groups = append(groups, templates.BidTasks{Prefix: fmt.Sprintf("tasks-%d", len(groups)+1), Title: t.group})
		}
		g := &groups[len(groups)-1]
		g.Tasks = append(g.Tasks, t.Task)
		switch {
		case t.Status == "Completed":
			done++
		case t.optional && t.Status == "Not started":
			left++ // it may stay so
		case next == nil && t.Href != "" && o.mayEdit():
			next = &components.Link{Text: "Continue: " + lowerFirst(t.Text), Href: t.Href}
		}
	}
	progress = fmt.Sprintf("%d of %d tasks completed. Last saved %s. Nobody else can read your bid until it is opened by two officers after the closing time.", done, len(all)-left, o.savedWhen(o.Bid.UpdatedAt.Time))
	if o.closed() {
		progress = "This is your working copy, as it was when the tender closed. It was last saved " + o.savedWhen(o.Bid.UpdatedAt.Time) + "."
	}
	return groups, progress, next
}

// savedWhen writes a moment as people say it: today at 10:42am.
func (o ownBid) savedWhen(t time.Time) string {
	if text.Date(t) == text.Date(o.now) {
		return "today at " + text.Clock(t)
	}
	return text.When(t)
}

// bidState says whether the bid is lodged, and what it still needs.
func (p Pages) bidState(o ownBid) (templates.BidState, error) {
	newest, lodged := o.Newest()
	s := templates.BidState{Title: "Not sent yet", Tag: "Draft", Colour: "blue"}
	if lodged {
		s.Receipt = o.at("/receipts/" + newest.Receipt)
	}
	if o.closed() {
		return o.closedState(s, newest, lodged), nil
	}
	switch {
	case o.Bid.Status == bid.Withdrawn:
		s.Title, s.Tag, s.Colour, s.Receipt = "Withdrawn", "Not sent", "yellow", ""
		s.Lines = []string{"Nothing of this bid will be opened. Your draft is kept: a signatory can declare again to send it."}
		s.Needs = o.gapLinks()
	case o.Bid.Status == bid.Lodged:
		return p.lodgedState(o, s, newest)
	case len(o.Gaps) == 0 || len(o.Ready) > 0:
		s.Lines = []string{"It is complete for " + o.lotNames(o.Ready) + ". A signatory must check it and declare: only then is it sent."}
		s.Needs, s.Action = o.gapLinks(), &components.Link{Text: "Check your answers", Href: o.at("/check")}
	default:
		s.Lines = []string{"It still needs:"}
		s.Needs = o.gapLinks()
	}
	return s, nil
}

func (p Pages) lodgedState(o ownBid, s templates.BidState, newest store.BidVersionRow) (templates.BidState, error) {
	s.Title, s.Tag, s.Colour = "Sent", "Sent", "green"
	s.Lines = []string{fmt.Sprintf("Version %d was received on %s%s.", newest.N, text.Stamp(newest.ReceivedAt.Time), o.forLots(newest.Lots()))}
	changed, err := p.Steps.ChangedSince(o.BidView)
	if err != nil {
		return s, err
	}
	switch {
	case o.NeedsConfirming():
		s.Tag, s.Colour = "Confirm", "yellow"
		s.Lines = append(s.Lines, "The buyer has changed the tender since. Your bid still stands as it is; say whether it still holds.")
		s.Action = &components.Link{Text: "See what changed", Href: o.at("/confirmation")}
	case len(o.Gaps) > 0 && len(o.Ready) == 0:
		s.Lines = append(s.Lines, fmt.Sprintf("Version %d still stands. Your changes since are not sent; they need:", newest.N))
		s.Needs = o.gapLinks()
	case len(o.Gaps) > 0:
		s.Lines = append(s.Lines, text.Capital(o.lotNames(o.Ready))+" sent. The rest needs:")
		s.Needs = o.gapLinks()
	case changed && o.Bid.DeclaredAt.IsZero():
		s.Lines = append(s.Lines, "Your changes since are not sent: a signatory must declare again.")
	}
	for _, l := range o.pricedLots() {
		if _, waiting := o.PriceOf(l.ID); waiting == nil {
			continue
		}
		s.Lines = append(s.Lines, "New prices for "+o.lotName(l.ID)+" wait for a signatory. Until then the prices sent before stand.")
		if o.m.Has(account.Sign) {
			s.Prices = o.at("/confirmed-prices")
		}
	}
	return s, nil
}

func (o ownBid) closedState(s templates.BidState, newest store.BidVersionRow, lodged bool) templates.BidState {
	switch {
	case o.Bid.Status == bid.Withdrawn || o.Bid.Status == bid.Lapsed && lodged:
		s.Title, s.Tag, s.Colour, s.Receipt = "Withdrawn before the deadline", "Not sent", "grey", ""
		s.Lines = []string{"Nothing of this bid is opened."}
	case !lodged:
		s.Title, s.Tag, s.Colour = "Never sent", "Not sent", "grey"
		s.Lines = []string{"The tender closed before this bid was sent. Your draft was kept for 30 days and is shut now: nobody can read it any more."}
		if !o.KeyGone {
			s.Lines = []string{"The tender closed before this bid was sent. Your draft is kept and you can download it until " + text.When(o.deadline().Add(bid.DraftKept)) + "."}
		}
	default:
		s.Title, s.Tag, s.Colour = "Received in time", "Sent", "green"
		s.Lines = []string{fmt.Sprintf("Version %d was received on %s%s. %s.", newest.N, text.Stamp(newest.ReceivedAt.Time), o.forLots(newest.Lots()), closedWords(o.Bid.Status))}
	}
	return s
}

// closedWords says where a bid is. That it is not considered further is told
// with the decision, to everybody at the same time.
func closedWords(s bid.Status) string {
	switch s {
	case bid.Lodged, bid.Sealed:
		return "It is sealed until two officers open all bids together"
	case bid.Opened, bid.Assessed, bid.Disregarded:
		return "It was opened. The decision is not ready yet"
	}
	return text.Capital(s.Words())
}

// answeredMost is how many answered questions stand beside the tasks.
const answeredMost = 5

// answeredSince lists the newest questions that the buyer answered in public.
func (p Pages) answeredSince(c *gin.Context, o ownBid) ([]components.Link, error) {
	all, err := p.Query(c).Clarifications(o.Tender.ID, true)
	if err != nil {
		return nil, err
	}
	slices.Reverse(all)
	var links []components.Link
	for _, q := range all[:min(len(all), answeredMost)] {
		links = append(links, components.Link{Text: q.Published, Href: o.tenderAt() + "/questions#q" + strconv.Itoa(q.N)})
	}
	return links, nil
}

// attemptsMost is how many failed saves a page lists, newest first.
const attemptsMost = 20

func (p Pages) attempts(c *gin.Context, o ownBid) ([]templates.BidAttempt, error) {
	all, err := p.Steps.Attempts(c.Request.Context(), o.BidView)
	if err != nil {
		return nil, err
	}
	var rows []templates.BidAttempt
	for _, a := range all[:min(len(all), attemptsMost)] {
		rows = append(rows, templates.BidAttempt{When: text.Stamp(a.At.Time), What: a.What, Said: a.Said})
	}
	return rows, nil
}
