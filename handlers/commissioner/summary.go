package commissioner

import (
	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/award"
	"hundredweight/models/bid"
	"hundredweight/models/commissioning"
	"hundredweight/models/refusal"
	"hundredweight/models/tender"
	"hundredweight/templates/assessment"
	templates "hundredweight/templates/commissioner"
	"hundredweight/templates/components"
	"hundredweight/templates/text"
)

// Summary shows one letter as its bidder reads it. Before it is sent the
// moderator can make a reason fuller, and the author withhold what is said about
// the chosen bid.
func (p Pages) Summary(c *gin.Context) error { return p.showSummary(c, form.Prefill(nil)) }

// MendReason makes an agreed reason fuller.
func (p Pages) MendReason(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	d, err := p.decidedOf(c)
	if err != nil {
		return err
	}
	question := f.Hidden("question")
	b, ok := d.Bidder(c.Param("bid"))
	agreed, scored := b.Agreed[question]
	if !ok || !scored {
		return refusal.Missing("agreed score")
	}
	reason := reasonFor(f, question)
	if !f.OK() {
		return p.showSummary(c, f)
	}
	err = p.Steps.AgreeScore(c.Request.Context(), page.Actor(c), d.Tender.Ref, commissioning.Agreement{Bid: b.Row.Ref, Question: question, Score: agreed.Score, Reason: reason.Value})
	if f.Refuse(renamed(err, "reason", reason.Name)) {
		return p.showSummary(c, f)
	}
	if err != nil {
		return err
	}
	return p.Redirect(c, d.home+"/summaries/"+b.Row.Ref, "The reason is fuller now. Its score stays.")
}

func reasonFor(f *form.Form, question string) *form.Text {
	return f.Text("reason-"+question, form.Ask{Label: "The reason", Max: 6000, Lines: true})
}

func whyFor(f *form.Form, lot, question string) *form.Text {
	return f.Text("why-"+lot+"-"+question, form.Ask{Label: "The reason", Max: 4000, Lines: true})
}

// renamed ties a step's problems with one field to the field of the page.
func renamed(err error, from, to string) error {
	r, ok := refusal.As(err)
	if !ok || r.Kind != refusal.Invalid {
		return err
	}
	out := make([]refusal.Problem, len(r.Problems))
	for i, one := range r.Problems {
		if one.Field == from {
			one.Field = to
		}
		out[i] = one
	}
	return refusal.Fields(out)
}

// Withhold leaves an explanation about the chosen bid out of the letters to the
// others, or shows it again.
func (p Pages) Withhold(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	d, err := p.decidedOf(c)
	if err != nil {
		return err
	}
	question, chosen, lot := f.Hidden("question"), f.Hidden("chosen"), f.Hidden("lot")
	back := d.home + "/summaries/" + c.Param("bid")
	if f.Has("show") {
		if err := p.Steps.ShowReason(c.Request.Context(), page.Actor(c), d.Tender.Ref, chosen, question); err != nil {
			return err
		}
		return p.Redirect(c, back, "The explanation is shown again.")
	}
	if _, ok := tender.LotByID(d.Content, lot); !ok {
		return refusal.Missing("part (lot)")
	}
	why := whyFor(f, lot, question)
	if !f.OK() {
		return p.showSummary(c, f)
	}
	err = p.Steps.WithholdReason(c.Request.Context(), page.Actor(c), d.Tender.Ref, chosen, question, why.Value)
	if f.Refuse(renamed(err, "why", why.Name)) {
		return p.showSummary(c, f)
	}
	if err != nil {
		return err
	}
	return p.Redirect(c, back, "The explanation is withheld from every other bidder. The letters say so, and why.")
}

func (p Pages) showSummary(c *gin.Context, f *form.Form) error {
	d, err := p.decidedOf(c)
	if err != nil {
		return err
	}
	s, sent, err := d.summaryOf(c.Param("bid"))
	if err != nil {
		return err
	}
	v := templates.SummaryView{View: d.frame(p.Refused(c, "Letter to "+s.Organisation, f), ""), Kicker: d.kicker(), Name: s.Organisation, NotConsidered: s.NotConsidered, Lots: assessment.Of(s)}
	v.Back = &components.Link{Text: "Back to all letters", Href: d.home + "/summaries"}
	v.Tag, v.Colour, v.Note = "Not sent", "yellow", "This is how "+s.Organisation+" will read it. Nothing was sent yet."
	if sent != "" {
		v.Tag, v.Colour, v.Note = "Sent", "green", "Sent on "+sent+". This is how "+s.Organisation+" reads it."
	}
	if sent == "" {
		d.editable(&v, s, f)
	}
	return p.Render(c, f.Status(), templates.Summary(v))
}

// summaryOf gives a bidder's letter: the newest that was sent, or as it would be
// sent now. sent says when.
func (d decided) summaryOf(ref string) (s award.Summary, sent string, err error) {
	b, ok := d.Bidder(ref)
	if !ok {
		return s, "", refusal.Missing("letter")
	}
	if d.Tender.Status == tender.AwardRecommended || d.Tender.Status == tender.AwardApproved {
		all, letters, err := d.Draft()
		if err != nil {
			return s, "", err
		}
		for _, one := range append(all, letters...) {
			if one.Bid == ref {
				return one, "", nil
			}
		}
	}
	for _, row := range d.Summaries { // newest first
		if row.Bid == b.Row.ID {
			s, err := award.ReadSummary(row.Content)
			return s, text.When(row.SentAt.Time), err
		}
	}
	return s, "", refusal.Missing("letter")
}

// editable puts the forms of those who may change a letter below what they change.
func (d decided) editable(v *templates.SummaryView, s award.Summary, f *form.Form) {
	thin := map[string]string{}
	for _, g := range s.Gaps() {
		thin[g.Question] = "Too thin to send: " + text.Plural(g.Words, "word", "words")
	}
	if n := len(thin); n > 0 {
		v.Thin = text.Plural(n, "reason is", "reasons are") + " too thin to send. The bidder needs to understand what earned or lost points."
	}
	mended := map[string]bool{}
	for i := range v.Lots {
		lot := v.Lots[i].ID
		a, _ := d.AwardOf(lot)
		chosen := d.refOf(a.Bid)
		for j := range v.Lots[i].Reasons {
			r := &v.Lots[i].Reasons[j]
			if r.Score == "" {
				continue // the price explains itself
			}
			r.Flag = thin[r.Key]
			if !mended[r.Key] && d.is(account.RoleModerator) {
				r.Below = d.mendForm(s, r, r.Flag != "", f)
			}
			mended[r.Key] = true
			if r.Theirs != "" && d.is(account.RoleAuthor) {
				r.Under = d.withholdForm(s, r, lot, chosen, f)
			}
		}
	}
}

// refOf gives the reference of a bid.
func (d decided) refOf(id bid.ID) string {
	for _, b := range d.Bidders {
		if b.Row.ID == id {
			return b.Row.Ref
		}
	}
	return ""
}

// isWithheld tells whether what is said about a chosen bid is withheld.
func (d decided) isWithheld(chosen, question string) bool {
	for _, w := range d.Withheld {
		if w.Question == question && d.refOf(w.Bid) == chosen {
			return true
		}
	}
	return false
}

func (d decided) mendForm(s award.Summary, r *assessment.Reason, thin bool, f *form.Form) templ.Component {
	area := reasonFor(f, r.Key).Textarea(components.Textarea{Label: "The agreed reason, fuller", Hint: "Name what in the answer earned or lost points. The score stays", Rows: "5"})
	if area.Value == "" && area.Error == "" {
		area.Value = r.Why
	}
	return templates.MendReason(templates.MendForm{Action: d.home + "/summaries/" + s.Bid + "/reasons", Question: r.Key, Area: area, Open: thin || area.Error != "", Title: r.Title})
}

func (d decided) withholdForm(s award.Summary, r *assessment.Reason, lot, chosen string, f *form.Form) templ.Component {
	area := whyFor(f, lot, r.Key).Textarea(components.Textarea{Label: "Why it is withheld", Hint: "A trade secret, with an overriding public interest. Every other bidder reads this sentence", Rows: "3"})
	return templates.Withhold(templates.WithholdForm{Action: d.home + "/summaries/" + s.Bid + "/withholding", Lot: lot, Question: r.Key, Chosen: chosen, Area: area, Open: area.Error != "", Withheld: d.isWithheld(chosen, r.Key), Title: r.Title})
}
