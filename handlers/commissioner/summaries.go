package commissioner

import (
	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/award"
	"hundredweight/models/tender"
	templates "hundredweight/templates/commissioner"
	"hundredweight/templates/components"
	"hundredweight/templates/text"
)

// Summaries lists what every bidder is told, with the letters that are too thin
// to send, and sends them all together.
func (p Pages) Summaries(c *gin.Context) error { return p.showSummaries(c, form.Prefill(nil)) }

// SendSummaries sends them.
func (p Pages) SendSummaries(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	confirmed := confirmedOf(f)
	if !f.OK() {
		return p.showSummaries(c, f)
	}
	err = p.Steps.ReleaseSummaries(c.Request.Context(), page.Actor(c), c.Param("ref"), confirmed.Value)
	if f.Refuse(err) {
		return p.showSummaries(c, f)
	}
	if err != nil {
		return err
	}
	return p.Redirect(c, "/org/"+c.Param("org")+"/tenders/"+c.Param("ref")+"/summaries", "Every bidder was told, all at the same time.")
}

func confirmedOf(f *form.Form) *form.Text {
	return f.Text("confirmed", form.Ask{Label: "Why they are enough", Max: 2000, Lines: true})
}

func (p Pages) showSummaries(c *gin.Context, f *form.Form) error {
	d, err := p.decidedOf(c)
	if err != nil {
		return err
	}
	v := templates.SummariesView{View: d.frame(p.Refused(c, "Tell every bidder", f), "/award"), Kicker: d.kicker(), Action: d.home + "/summaries"}
	v.Tag, v.Colour = statusTag(d.Tender.Status)
	switch d.Tender.Status {
	case tender.AwardRecommended, tender.AwardApproved:
		if err := p.draftSummaries(c, d, &v, f); err != nil {
			return err
		}
	default:
		if len(d.Summaries) == 0 {
			v.Lede = "There is nothing to tell yet. Letters are made from the agreed reasons once an award is recommended."
			break
		}
		p.sentSummaries(d, &v)
	}
	return p.Render(c, f.Status(), templates.Summaries(v))
}

// draftSummaries shows what would be sent now.
func (p Pages) draftSummaries(c *gin.Context, d decided, v *templates.SummariesView, f *form.Form) error {
	all, letters, err := d.Draft()
	if err != nil {
		return err
	}
	thin := 0
	for _, s := range all {
		row := templates.SummaryRow{Name: s.Organisation, Href: d.home + "/summaries/" + s.Bid, Result: resultWords(s)}
		if gaps := s.Gaps(); len(gaps) > 0 {
			thin++
			row.Thin = text.Plural(len(gaps), "reason is", "reasons are") + " too thin to send"
		}
		v.Rows = append(v.Rows, row)
	}
	for _, s := range letters {
		v.Rows = append(v.Rows, templates.SummaryRow{Name: s.Organisation, Href: d.home + "/summaries/" + s.Bid, Result: "Not considered further: a letter with the reason, no scores"})
	}
	v.Lede = "Each bidder gets its own scores and reasons and those of the chosen bid. All letters leave together, before the award notice. The email says only that the decision is ready."
	v.Thin = thinWords(thin)
	if thin > 0 {
		v.ThinText = "The bidder needs to understand what earned or lost points. The moderator can make a reason fuller; its score stays what the panel locked."
	}
	if !d.is(account.RoleAuthor) {
		return nil
	}
	if d.Tender.Status == tender.AwardRecommended {
		v.Wait = "They can be sent once the award is approved."
		return nil
	}
	v.CanSend = true
	if thin > 0 {
		area := confirmedOf(f).Textarea(components.Textarea{Label: "Or say why these reasons are enough", Hint: "Only when the bidder can understand them as they are. This stays on record", Rows: "3"})
		v.Confirmed = &area
	}
	return nil
}

func resultWords(s award.Summary) string {
	for _, l := range s.Lots {
		if l.Won {
			return "Chosen"
		}
	}
	return "Not chosen"
}

// sentSummaries shows what was sent, the newest round.
func (p Pages) sentSummaries(d decided, v *templates.SummariesView) {
	v.Lede = "Sent to every bidder, all together, on " + text.When(d.Summaries[0].SentAt.Time) + "."
	for _, row := range d.Summaries {
		if row.Round != d.Summaries[0].Round {
			continue
		}
		s, err := award.ReadSummary(row.Content)
		if err != nil {
			continue // written by us; the page of the one says it cannot be read
		}
		result := resultWords(s)
		if s.NotConsidered != "" {
			result = "Not considered further"
		}
		v.Rows = append(v.Rows, templates.SummaryRow{Name: s.Organisation, Href: d.home + "/summaries/" + s.Bid, Result: result})
	}
	v.Next = d.link("Record the award notice", "/notice")
	if d.Tender.Status != tender.SummariesIssued {
		v.Next = nil
	}
}
