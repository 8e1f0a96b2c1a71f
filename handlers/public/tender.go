package public

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/page"
	"hundredweight/models/award"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/tender"
	"hundredweight/templates/components"
	templates "hundredweight/templates/public"
	"hundredweight/templates/text"
)

// latestAnswers is how many answers the page of a tender shows.
const latestAnswers = 3

// published is a published tender with the version in force, or any of those
// before. A tender that is not public is missing for everybody.
type published struct {
	row     store.TenderRow
	stage   store.StageRow
	version store.TenderVersion
	content tender.Content
}

// shown is its status at a moment: open is compared, never remembered.
func (t published) shown(now time.Time) tender.Status {
	return tender.Shown(t.row.Status, now, t.stage.Deadline.Time)
}

func (p Pages) published(c *gin.Context, q store.Queries, version func(store.TenderRow) int) (t published, err error) {
	if t.row, err = q.TenderByRef(c.Param("ref")); err != nil {
		return t, err
	}
	if !t.row.Status.IsPublic() || t.row.Version == 0 {
		return t, refusal.Missing("tender")
	}
	if t.stage, err = q.StageOf(t.row.ID, 1); err != nil {
		return t, fmt.Errorf("tender %s: %w", t.row.Ref, err)
	}
	if t.version, err = q.TenderVersionN(t.row.ID, version(t.row)); err != nil {
		return t, err
	}
	t.content, err = t.version.Content()
	return t, err
}

func current(t store.TenderRow) int { return t.Version }

// Tender shows a tender: what is bought, how bids are scored, what is asked,
// and when it closes.
func (p Pages) Tender(c *gin.Context) error {
	q := p.Query(c)
	t, err := p.published(c, q, current)
	if err != nil {
		return err
	}
	f, err := p.tenderFacts(c, q, t)
	if err != nil {
		return err
	}
	v := templates.TenderView{View: p.View(c, t.content.Title), Tender: templates.TenderOf(t.content, f)}
	v.Crumbs = []components.Link{{Text: "Home", Href: "/"}, {Text: "Tenders", Href: "/tenders"}}
	return p.Render(c, http.StatusOK, templates.TenderPage(v))
}

func (p Pages) tenderFacts(c *gin.Context, q store.Queries, t published) (f templates.TenderFacts, err error) {
	now := p.Now()
	f = templates.TenderFacts{
		Ref: t.row.Ref, Buyer: t.row.OrgName, BuyerPage: "/organisations/" + t.row.OrgSlug, Status: t.shown(now), Now: now, Deadline: t.stage.Deadline.Time, Published: t.row.PublishedAt.Time, Version: t.row.Version,
		Seal: templates.TenderSeal{Scheme: t.stage.Scheme, PublicKey: t.stage.PublicKey, ClosingRoot: t.stage.ClosingRoot},
	}
	if f.Status == tender.Cancelled {
		f.Reason = t.row.Reason
	}
	if f.Notices, err = notices(q, t.row.ID); err != nil {
		return f, err
	}
	if f.Changes, err = changes(q, t.row); err != nil {
		return f, err
	}
	if f.Questions, err = answered(q, t.row); err != nil {
		return f, err
	}
	if err := opening(q, t, &f); err != nil {
		return f, err
	}
	if err := outcome(q, t, &f); err != nil {
		return f, err
	}
	if f.Status == tender.Open {
		if f.Start, err = start(c, q, t); err != nil {
			return f, err
		}
	}
	if f.Documents, err = documents(q, t.row); err != nil {
		return f, err
	}
	f.Follow, err = follow(c, q, t)
	return f, err
}

func documents(q store.Queries, t store.TenderRow) (all []templates.TenderDocument, err error) {
	rows, err := q.TenderDocuments(t.ID)
	for _, d := range rows {
		size, day := sizeOf(d.Size), text.ShortDate(d.AddedAt.Time)
		all = append(all, templates.TenderDocument{Title: d.Title, Href: "/tenders/" + t.Ref + "/documents/" + d.Ref, About: text.Say("", "{name}, {size}, added {day}", "name", d.FileName, "size", size, "day", day)})
	}
	return all, err
}

// sizeOf writes a number of bytes as people read it.
func sizeOf(n int64) string {
	switch {
	case n < 1000:
		return text.Plural(int(n), "byte", "bytes")
	case n < 1_000_000:
		return text.Number(int((n+500)/1000)) + " kB"
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1_000_000)
}

// TenderDocument hands out a file that belongs to a tender.
func (p Pages) TenderDocument(c *gin.Context) error {
	q := p.Query(c)
	t, err := p.published(c, q, current)
	if err != nil {
		return err
	}
	d, err := q.TenderDocumentByRef(t.row.ID, c.Param("document"))
	if err != nil {
		return err
	}
	body, err := p.Steps.Files.Open(d.FileHash)
	if err != nil {
		return err
	}
	return p.Attach(c, page.Attachment{Name: d.FileName, MediaType: d.MediaType, Size: d.Size, Body: body})
}

// follow offers mail about a tender while there is news to come.
func follow(c *gin.Context, q store.Queries, t published) (*templates.FollowBox, error) {
	if t.row.Status == tender.Cancelled || t.row.Status == tender.Concluded {
		return nil, nil
	}
	at := "/tenders/" + t.row.Ref
	who := page.Actor(c)
	if !who.Known() {
		return &templates.FollowBox{SignIn: "/sign-in?next=" + at}, nil
	}
	following, err := q.Follows(t.row.ID, who.Person)
	return &templates.FollowBox{Action: at + "/following", Following: following}, err
}

// start leads to the first page of a bid, or to the bid that a person's
// organisation has already. Somebody who only buys is offered neither.
func start(c *gin.Context, q store.Queries, t published) (*components.Link, error) {
	first := &components.Link{Text: "Start your bid", Href: "/tenders/" + t.row.Ref + "/bid"}
	who := page.Actor(c)
	if len(who.Memberships) == 0 {
		return first, nil
	}
	buys := true
	for _, m := range who.Memberships {
		if m.IsBuyer {
			continue
		}
		buys = false
		b, ok, err := q.BidOf(t.stage.ID, m.Organisation)
		if err != nil {
			return nil, err
		}
		if ok {
			return &components.Link{Text: "Go to your bid", Href: "/org/" + m.Slug + "/bids/" + b.Ref}, nil
		}
	}
	if buys {
		return nil, nil
	}
	return first, nil
}

func notices(q store.Queries, id tender.ID) (all []templates.TenderNotice, err error) {
	rows, err := q.Notices(id)
	for _, n := range rows {
		all = append(all, templates.TenderNotice{Code: n.Code, ID: n.OfficialID, On: text.Day(n.PublishedOn)})
	}
	return all, err
}

// changes lists the amendments, newest first; the first version changed nothing.
func changes(q store.Queries, t store.TenderRow) (all []templates.TenderChange, err error) {
	if t.Version < 2 {
		return nil, nil
	}
	versions, err := q.TenderVersions(t.ID)
	for _, v := range versions {
		if v.N > 1 {
			all = append(all, templates.TenderChange{When: text.Date(v.PublishedAt.Time), Reason: v.Reason, What: strings.Split(v.Changes, "\n"), Before: fmt.Sprintf("/tenders/%s/versions/%d", t.Ref, v.N-1)})
		}
	}
	return all, err
}

func answered(q store.Queries, t store.TenderRow) (out templates.TenderQuestions, err error) {
	all, err := q.Clarifications(t.ID, true)
	out.Answered = len(all)
	for i := len(all) - 1; i >= 0 && len(out.Latest) < latestAnswers; i-- {
		one := all[i]
		out.Latest = append(out.Latest, components.ListRow{
			Title: one.Published, Href: fmt.Sprintf("/tenders/%s/questions#q%d", t.Ref, one.N), Text: one.Answer,
			Meta: text.Say("", "Question {n}, answered {when}", "n", fmt.Sprint(one.N), "when", text.Date(one.AnsweredAt.Time)),
		})
	}
	return out, err
}

// opening counts the bids once they are opened, never before.
func opening(q store.Queries, t published, f *templates.TenderFacts) (err error) {
	if t.stage.OpenedAt.IsZero() {
		return nil
	}
	f.Seal.Opened = t.stage.OpenedAt.Time
	f.Seal.Bids, err = q.CountOpened(t.stage.ID)
	return err
}

// outcome says who was chosen, from the award notice on.
func outcome(q store.Queries, t published, f *templates.TenderFacts) error {
	if !t.row.Status.ShowsAward() {
		return nil
	}
	awards, err := q.Awards(t.row.ID)
	if err != nil {
		return err
	}
	contracts, err := q.ContractsOf(t.row.ID)
	if err != nil {
		return err
	}
	for _, a := range awards {
		if !award.Status(a.Status).IsPublic() {
			continue
		}
		one := templates.Outcome{Lot: lotTitle(t.content, a.Lot), Supplier: a.OrgName, Value: text.Say("", "{pounds} without VAT", "pounds", text.Pounds(a.TotalPence))}
		for _, k := range contracts {
			if k.Award == a.ID && isPublic(k) {
				one.Contract = &components.Link{Text: "Contract " + k.Ref, Href: "/contracts/" + k.Ref}
			}
		}
		f.Outcome = append(f.Outcome, one)
	}
	ended, err := q.EndedLots(t.row.ID)
	if err != nil {
		return err
	}
	for _, l := range ended {
		f.Outcome = append(f.Outcome, templates.Outcome{Lot: lotTitle(t.content, l.Lot), Supplier: text.Say("", "Ended without a contract"), Ended: l.Reason})
	}
	wait, ok, err := q.StandstillOf(t.row.ID)
	if err != nil || !ok {
		return err
	}
	f.Waiting = [2]string{wait.FirstDay, wait.LastDay}
	return nil
}

// lotTitle names a lot of a tender that has several; "" when it has one.
func lotTitle(c tender.Content, id string) string {
	if len(c.Lots) < 2 {
		return ""
	}
	for _, l := range c.Lots {
		if l.ID == id {
			return text.Say("", "Part (lot) {id}: {title}", "id", id, "title", l.Title)
		}
	}
	return id
}

// TenderDeadline gives the deadline as an entry for a calendar.
func (p Pages) TenderDeadline(c *gin.Context) error {
	t, err := p.published(c, p.Query(c), current)
	if err != nil {
		return err
	}
	at, status := t.stage.Deadline.UTC(), "STATUS:CONFIRMED"
	if t.row.Status == tender.Cancelled {
		status = "STATUS:CANCELLED"
	}
	const stamp = "20060102T150405Z"
	lines := []string{
		"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Hundredweight//EN", "BEGIN:VEVENT",
		"UID:" + t.row.Ref + "@" + strings.TrimPrefix(strings.TrimPrefix(p.BaseURL, "https://"), "http://"),
		fmt.Sprintf("SEQUENCE:%d", t.stage.DeadlineVersion-1), "DTSTAMP:" + p.Now().UTC().Format(stamp),
		"DTSTART:" + at.Add(-30*time.Minute).Format(stamp), "DTEND:" + at.Format(stamp),
		"SUMMARY:" + icsText("Bids close at "+text.Clock(at)+": "+t.content.Title),
		"DESCRIPTION:" + icsText("Tender "+t.row.Ref+" closes "+text.When(at)+" (UK time). All of a bid must have arrived before that moment."),
		"URL:" + p.BaseURL + "/tenders/" + t.row.Ref, status,
		"END:VEVENT", "END:VCALENDAR", "",
	}
	c.Writer.Header().Set("Content-Disposition", `attachment; filename="`+t.row.Ref+`.ics"`)
	return p.Text(c, http.StatusOK, "text/calendar; charset=utf-8", []byte(folded(lines)))
}

// icsText writes a text value of RFC 5545.
func icsText(s string) string {
	return strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r", "", "\n", `\n`).Replace(s)
}

// folded breaks lines at 75 octets, as RFC 5545 asks, never within a letter.
func folded(lines []string) string {
	var out strings.Builder
	for i, l := range lines {
		if i > 0 {
			out.WriteString("\r\n")
		}
		n := 0
		for _, r := range l {
			size := len(string(r))
			if n+size > 75 {
				out.WriteString("\r\n ")
				n = 1
			}
			out.WriteRune(r)
			n += size
		}
	}
	return out.String()
}
