package provider

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/commissioning"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/tender"
	"hundredweight/templates/components"
	templates "hundredweight/templates/provider"
	"hundredweight/templates/text"
)

// starting is a published tender with what a bidder needs to start.
type starting struct {
	t     store.TenderRow
	c     tender.Content
	stage store.StageRow
	may   []account.Membership // for whom the person may start one
	had   []components.Link
	open  bool
}

func (p Pages) starting(c *gin.Context) (starting, error) {
	q, s := p.Query(c), starting{}
	var err error
	if s.t, err = q.TenderByRef(c.Param("ref")); err != nil {
		return s, err
	}
	if !s.t.Status.IsPublic() {
		return s, refusal.Missing("tender")
	}
	if s.c, err = s.t.Content(); err != nil {
		return s, err
	}
	if s.stage, err = q.StageOf(s.t.ID, 1); err != nil {
		return s, err
	}
	s.open = tender.IsOpen(s.t.Status, p.Now(), s.stage.Deadline.Time)
	for _, m := range page.Actor(c).Memberships {
		if m.IsBuyer || !m.Has(account.Contribute) && !m.Has(account.Sign) {
			continue
		}
		had, ok, err := q.BidOf(s.stage.ID, m.Organisation)
		if err != nil {
			return s, err
		}
		if ok {
			s.had = append(s.had, components.Link{Text: fmt.Sprintf("%s has a bid in this tender. It is %s.", m.Name, had.Status.Words()), Href: bidAt(m.Slug, had.Ref)})
			continue
		}
		s.may = append(s.may, m)
	}
	return s, nil
}

// BidStart says what is asked, how it is scored and until when, before a bid is
// started.
func (p Pages) BidStart(c *gin.Context) error {
	s, err := p.starting(c)
	if err != nil {
		return err
	}
	return p.showStart(c, s, form.Prefill(nil))
}

// StartBid starts a bid for one of the person's organisations.
func (p Pages) StartBid(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	s, err := p.starting(c)
	if err != nil {
		return err
	}
	m, lots := s.readStart(f)
	if !f.OK() {
		return p.showStart(c, s, f)
	}
	ctx, by := c.Request.Context(), page.Actor(c)
	by.ActingFor = m.Organisation
	ref, err := p.Steps.StartBid(ctx, by, m.Organisation, s.t.Ref)
	if err != nil {
		return err
	}
	if len(s.c.Lots) > 1 {
		if _, err := p.Steps.ChooseLots(ctx, by, commissioning.Save{Org: m.Organisation, Bid: ref, Received: p.Received(c)}, lots); err != nil {
			return err
		}
	}
	return p.Redirect(c, bidAt(m.Slug, ref), "Your bid is started. You can stop at any time and come back.")
}

func (s starting) readStart(f *form.Form) (m account.Membership, lots []string) {
	var slugs []string
	for _, one := range s.may {
		slugs = append(slugs, one.Slug)
	}
	slug := ""
	if len(s.may) == 1 {
		slug = slugs[0]
	} else {
		slug = f.Choice("organisation", form.Ask{Missing: "Select which organisation bids"}, slugs...).Value
	}
	if i := slices.Index(slugs, slug); i >= 0 {
		m = s.may[i]
	}
	if len(s.c.Lots) > 1 {
		lots = s.lotBoxes(f).Values
	}
	return m, lots
}

func (s starting) lotBoxes(f *form.Form) *form.Choices {
	var ids []string
	for _, l := range s.c.Lots {
		ids = append(ids, l.ID)
	}
	return f.Choices("lots", form.Ask{Missing: "Select at least one part (lot) to bid for"}, ids...)
}

func lotOptions(c tender.Content) []components.Option {
	var all []components.Option
	for _, l := range c.Lots {
		all = append(all, components.Option{Value: l.ID, Text: "Part (lot) " + l.ID + ": " + l.Title, Hint: l.Description})
	}
	return all
}

func (p Pages) showStart(c *gin.Context, s starting, f *form.Form) error {
	v := templates.BidStartView{
		View: p.Refused(c, "Before you start: "+s.t.Title, f), Kicker: "Tender " + s.t.Ref + ", " + s.t.OrgName, Heading: "Before you start: " + s.t.Title,
		Action: "/tenders/" + s.t.Ref + "/bid", Tender: "/tenders/" + s.t.Ref, Had: s.had, Closed: !s.open, CanStart: s.open && len(s.may) > 0,
		Asked: s.asked(), Scored: s.scored(), Dates: s.dates(),
	}
	v.Back = &components.Link{Text: "Back to the tender", Href: v.Tender}
	v.Close = components.Deadline{Line: "Send by " + text.When(s.stage.Deadline.Time), Away: text.Capital(text.Until(p.Now(), s.stage.Deadline.Time)) + ".", Calendar: v.Tender + "/deadline.ics"}
	if !s.open {
		v.Close = components.Deadline{Line: "Closed " + text.When(s.stage.Deadline.Time), Note: "No more bids can be started."}
	}
	if v.CanStart && len(s.may) == 1 {
		v.For = s.may[0].Name
	}
	if len(s.may) > 1 {
		radios := components.Radios{Legend: components.Legend{Text: "Which organisation bids?", Size: "m"}}
		for _, m := range s.may {
			radios.Options = append(radios.Options, components.Option{Value: m.Slug, Text: m.Name})
		}
		which := f.Choice("organisation", form.Ask{}, slugsOf(s.may)...)
		which.Error = f.Error("organisation")
		radios = which.Radios(radios)
		v.Which = &radios
	}
	if len(s.c.Lots) > 1 {
		chosen := s.lotBoxes(f)
		chosen.Error = f.Error("lots")
		boxes := chosen.Checkboxes(components.Checkboxes{Legend: components.Legend{Text: "Which parts (lots) will you bid for?", Size: "m"}, Hint: "You can change this until the tender closes", Options: lotOptions(s.c)})
		v.Lots = &boxes
	}
	return p.Render(c, f.Status(), templates.BidStart(v))
}

func slugsOf(all []account.Membership) []string {
	var out []string
	for _, m := range all {
		out = append(out, m.Slug)
	}
	return out
}

func (s starting) asked() []components.Summary {
	var questions, passes, words, files int
	for _, q := range s.c.Questions {
		if q.Stage != s.stage.Seq {
			continue
		}
		if q.Kind == "pass_fail" {
			passes++
			continue
		}
		questions++
		words += q.WordLimit
		if q.Files {
			files++
		}
	}
	rows := []components.Summary{{Key: "Questions", Value: fmt.Sprintf("%s, up to %s words together", text.Plural(questions, "question", "questions"), text.Number(words))}}
	if passes > 0 {
		rows = append(rows, components.Summary{Key: "Pass or fail", Value: text.Plural(passes, "question", "questions")})
	}
	var conditions []string
	for _, cond := range s.c.Conditions {
		if cond.Stage == s.stage.Seq {
			conditions = append(conditions, conditionText(cond))
		}
	}
	if len(conditions) > 0 {
		rows = append(rows, components.Summary{Key: "Conditions", Lines: conditions})
	}
	if n := s.priceLines(); n > 0 {
		rows = append(rows, components.Summary{Key: "Price", Value: text.Plural(n, "line", "lines") + " of unit prices, without VAT"})
	}
	if files > 0 {
		rows = append(rows, components.Summary{Key: "Files", Value: fmt.Sprintf("May be attached to %s; %d files of up to 25 MB in all", text.Plural(files, "question", "questions"), commissioning.BidFilesMost)})
	}
	return rows
}

func (s starting) priceLines() (n int) {
	for _, l := range s.c.Lots {
		n += len(l.Prices)
	}
	return n
}

func (s starting) scored() []components.Summary {
	var rows []components.Summary
	for _, criterion := range s.c.Criteria {
		lines := []string{worth(criterion.WeightBP)}
		if criterion.Kind == "price" {
			for _, known := range tender.Formulas() {
				if known.ID == criterion.Formula {
					lines = append(lines, known.Name)
				}
			}
		}
		for _, q := range tender.QuestionsUnder(s.c, criterion.ID, "") {
			if q.Stage == s.stage.Seq {
				lines = append(lines, q.Title+": "+worthOf(s.c, q))
			}
		}
		rows = append(rows, components.Summary{Key: criterion.Name, Lines: lines})
	}
	return rows
}

func (s starting) dates() []components.Summary {
	rows := []components.Summary{}
	if t := s.c.Timetable.QuestionsClose; !t.IsZero() {
		rows = append(rows, components.Summary{Key: "Ask questions until", Value: text.When(t)})
	}
	rows = append(rows, components.Summary{Key: "Send your bid by", Value: text.When(s.stage.Deadline.Time)})
	if day := s.c.Timetable.DecisionBy; day != "" {
		rows = append(rows, components.Summary{Key: "Decision expected", Value: text.Day(day)})
	}
	if day := s.c.Term.Start; day != "" {
		rows = append(rows, components.Summary{Key: "Contract", Value: strings.TrimSuffix(text.Day(day)+" to "+text.Day(s.c.Term.End), " to ")})
	}
	return rows
}

// conditionText says a condition with the cover it asks for.
func conditionText(cond tender.Condition) string {
	switch {
	case cond.AmountPence <= 0:
		return cond.Text
	case strings.HasSuffix(cond.Text, "."):
		return cond.Text + " Cover of at least " + text.Pounds(cond.AmountPence) + "."
	}
	return cond.Text + " of at least " + text.Pounds(cond.AmountPence)
}
