package commissioner

import (
	"context"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/award"
	templates "hundredweight/templates/commissioner"
	"hundredweight/templates/components"
)

// AwardEnding explains how an award ends, and asks which and why.
func (p Pages) AwardEnding(c *gin.Context) error { return p.showEnding(c, form.Prefill(nil)) }

// EndAward takes an award back, records that the supplier declined, or ends a
// part (lot) without a contract.
func (p Pages) EndAward(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	d, err := p.decidedOf(c)
	if err != nil {
		return err
	}
	how, lot, reason := d.howOf(f, "Select what happened"), d.lotOf(f, ""), f.Text("reason", form.Ask{Label: "The reason", Max: 4000, Lines: true})
	if d.several() && lot.Value == "" {
		f.Problem("lot", "Select a part (lot)")
	}
	if !f.OK() {
		return p.showEnding(c, f)
	}
	step := map[string]func(context.Context, account.Actor, string, string, string) error{"rescind": p.Steps.RescindAward, "lapse": p.Steps.LapseAward, "end": p.Steps.EndLot}[how.Value]
	err = step(c.Request.Context(), page.Actor(c), d.Tender.Ref, lot.Value, reason.Value)
	if f.Refuse(err) {
		return p.showEnding(c, f)
	}
	if err != nil {
		return err
	}
	return p.Redirect(c, d.home+"/award", "It is recorded.")
}

// ways are the ways in which an award ends that the person may record.
func (d decided) ways() (all []components.Option) {
	pending, open := false, false
	for _, l := range d.Lots() {
		pending = pending || l.Pending()
		open = open || l.Open()
	}
	if pending && d.is(account.RoleAwardApprover) {
		all = append(all, components.Option{Value: "rescind", Text: "The award is taken back", Hint: "By you as award approver. The next award needs an approval, letters and a notice of its own"})
	}
	if pending && d.is(account.RoleAuthor) {
		all = append(all, components.Option{Value: "lapse", Text: "The supplier declined the contract", Hint: "Its bid leaves the comparison, and the part (lot) is decided anew"})
	}
	if open && d.several() && d.is(account.RoleAuthor) {
		all = append(all, components.Option{Value: "end", Text: "A part (lot) ends without a contract", Hint: "It has no award now. The reason is public"})
	}
	return all
}

func (d decided) howOf(f *form.Form, missing string) *form.Choice {
	var allowed []string
	for _, w := range d.ways() {
		allowed = append(allowed, w.Value)
	}
	return f.Choice("how", form.Ask{Missing: missing}, allowed...)
}

func (d decided) lotOf(f *form.Form, missing string) *form.Choice {
	var allowed []string
	for _, l := range d.Content.Lots {
		allowed = append(allowed, l.ID)
	}
	return f.Choice("lot", form.Ask{Missing: missing}, allowed...)
}

func (p Pages) showEnding(c *gin.Context, f *form.Form) error {
	d, err := p.decidedOf(c)
	if err != nil {
		return err
	}
	v := templates.AwardEndingView{View: d.frame(p.Refused(c, "End an award", f), "/award"), Kicker: d.kicker(), Action: d.home + "/award/ending"}
	v.Tag, v.Colour = statusTag(d.Tender.Status)
	ways := d.ways()
	if len(ways) == 0 {
		v.None = "There is no award now that you could end."
		return p.Render(c, f.Status(), templates.AwardEnding(v))
	}
	v.How = d.howOf(f, "").Radios(components.Radios{Legend: components.Legend{Text: "What happened?", Size: "s"}, Options: ways})
	if d.several() {
		lots := components.Radios{Legend: components.Legend{Text: "In which part (lot)?", Size: "s"}}
		for _, l := range d.Lots() {
			if !l.Ended && l.Award != award.ContractCreated {
				lots.Options = append(lots.Options, components.Option{Value: l.ID, Text: d.lotName(l.ID)})
			}
		}
		filled := d.lotOf(f, "").Radios(lots)
		v.Lots = &filled
	}
	v.Reason = f.Text("reason", form.Ask{Label: "The reason", Max: 4000, Lines: true}).Textarea(components.Textarea{Label: "Why", Hint: "In a sentence or two. It stays on record", Rows: "4"})
	return p.Render(c, f.Status(), templates.AwardEnding(v))
}
