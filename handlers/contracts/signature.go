package contracts

import (
	"time"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/award"
	"hundredweight/models/bid"
	"hundredweight/models/calendar"
	"hundredweight/models/commissioning"
	"hundredweight/models/contract"
	"hundredweight/models/money"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/tender"
	"hundredweight/templates/components"
	templates "hundredweight/templates/contracts"
	"hundredweight/templates/text"
)

// Signature explains what a signature copies into the contract, and from which
// day it can be recorded.
func (p Pages) Signature(c *gin.Context) error { return p.showSignature(c, form.Prefill(nil)) }

// SignContract records a signature.
func (p Pages) SignContract(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	d, err := p.Steps.Decision(c.Request.Context(), page.Actor(c), c.Param("ref"))
	if err != nil {
		return err
	}
	lot := lotOf(f, d)
	if len(d.Content.Lots) > 1 && lot.Value == "" {
		f.Problem("lot", "Select a part (lot)")
	}
	signed, starts, ends, why := signedOf(f), startsOf(f), endsOf(f), whyOf(f)
	checked := f.Tick("checked", form.Ask{})
	if !f.OK() {
		return p.showSignature(c, f)
	}
	ref, err := p.Steps.SignContract(c.Request.Context(), page.Actor(c), d.Tender.Ref, commissioning.Signature{Lot: lot.Value, On: day(signed), Starts: day(starts), Ends: day(ends), WhyFewer: why.Value, Checked: checked.Value == "yes"})
	if f.Refuse(err) {
		return p.showSignature(c, f)
	}
	if err != nil {
		return err
	}
	return p.Redirect(c, "/org/"+d.Tender.OrgSlug+"/contracts/"+ref, "The signature is recorded. This is the contract’s record.")
}

func lotOf(f *form.Form, d commissioning.Decision) *form.Choice {
	return f.Choice("lot", form.Ask{}, toSign(d)...)
}

// toSign lists the parts (lots) whose award is on the way to a contract.
func toSign(d commissioning.Decision) (lots []string) {
	for _, l := range d.Lots() {
		if l.Pending() {
			lots = append(lots, l.ID)
		}
	}
	return lots
}

func signedOf(f *form.Form) *form.Day {
	return f.Day("signed", form.Ask{Label: "The day of the signature"})
}
func startsOf(f *form.Form) *form.Day {
	return f.Day("starts", form.Ask{Label: "The first day of the contract"})
}
func endsOf(f *form.Form) *form.Day {
	return f.Day("ends", form.Ask{Label: "The last day of the contract"})
}
func whyOf(f *form.Form) *form.Text {
	return f.Text("why-fewer", form.Ask{Label: "The reason", Max: 4000, Lines: true})
}

// day gives the day that was typed; "" for none.
func day(d *form.Day) calendar.Date {
	if !d.Set {
		return ""
	}
	return calendar.On(d.Value)
}

func (p Pages) showSignature(c *gin.Context, f *form.Form) error {
	d, err := p.Steps.Decision(c.Request.Context(), page.Actor(c), c.Param("ref"))
	if err != nil {
		return err
	}
	home := "/org/" + d.Tender.OrgSlug + "/tenders/" + d.Tender.Ref
	v := templates.SignatureView{View: p.Refused(c, "Record signature", f), Kicker: d.Tender.Title + ", tender " + d.Tender.Ref, Action: home + "/signature"}
	v.Back = &components.Link{Text: "Back to the award", Href: home + "/award"}
	waiting, waits, err := p.Query(c).StandstillOf(d.Tender.ID)
	if err != nil {
		return err
	}
	for _, one := range d.Contracts {
		v.Signed = append(v.Signed, components.Link{Text: one.Title + ", " + one.Ref, Href: "/org/" + d.Tender.OrgSlug + "/contracts/" + one.Ref})
	}
	lots := toSign(d)
	v.Refused = whyNot(d, waiting, waits, lots, p.Now())
	for _, lot := range lots {
		one, err := p.copied(c, d, lot)
		if err != nil {
			return err
		}
		v.Lots = append(v.Lots, one)
	}
	if v.Refused == "" {
		who, err := p.Query(c).WhoIs(d.Tender.ID, []account.Role{account.RoleAwardApprover})
		if err != nil {
			return err
		}
		if v.CanSign = hasRole(page.Appointed(c).Roles, account.RoleAwardApprover); !v.CanSign {
			v.Who = account.WhoCan(who)
		} else {
			p.signatureForm(&v, d, f)
		}
	}
	return p.Render(c, f.Status(), templates.Signature(v))
}

func hasRole(have []account.Role, want account.Role) bool {
	for _, r := range have {
		if r == want {
			return true
		}
	}
	return false
}

// whyNot says why nothing can be signed now; "" when it can.
func whyNot(d commissioning.Decision, waiting store.StandstillRow, waits bool, lots []string, now time.Time) string {
	claim, _ := d.Claim()
	last := calendar.Date(waiting.LastDay)
	if waits || claim.Reason != "" {
		if err := award.MaySign(now, last, claim.Reason); err != nil {
			if r, ok := refusal.As(err); ok {
				return r.Reason + ending(r.Reason)
			}
		}
	}
	switch {
	case d.Tender.Status == tender.Concluded:
		return "Every contract of this tender is signed."
	case d.Tender.Status == tender.ReadyToSign || d.Tender.Status == tender.Standstill:
		if len(lots) > 0 {
			return ""
		}
	}
	return "This tender is " + d.Tender.Status.Words() + ". A signature can be recorded once the award is confirmed."
}

func ending(sentence string) string {
	if n := len(sentence); n > 0 && sentence[n-1] == '.' {
		return ""
	}
	return "."
}

// copied shows what a signature copies into the contract of a part (lot).
func (p Pages) copied(c *gin.Context, d commissioning.Decision, lot string) (templates.CopiedLot, error) {
	a, _ := d.AwardOf(lot)
	gross := d.Gross(a.TotalPence)
	out := templates.CopiedLot{Title: d.LotTitle(lot), Rows: []components.Summary{
		{Key: "Supplier", Value: a.OrgName},
		{Key: "Value", Value: money.Pence(a.TotalPence).Whole() + " without VAT, " + gross.Whole() + " with it"},
	}}
	if len(d.Content.Lots) == 1 {
		out.Title = ""
	}
	var measures []string
	for _, k := range d.Content.KPIs {
		measures = append(measures, k.Title+": "+k.Measure+". "+target(k))
	}
	if len(measures) == 0 {
		measures = []string{"None. The tender set none"}
	}
	promised, err := p.Steps.Promised(c.Request.Context(), d, lot)
	if err != nil {
		return out, err
	}
	var promises []string
	for _, one := range promised {
		promises = append(promises, promiseLine(one))
	}
	if len(promises) == 0 {
		promises = []string{"None. The bid made none"}
	}
	out.Rows = append(out.Rows, components.Summary{Key: "Promises from the bid", Lines: promises}, components.Summary{Key: "Measures", Lines: measures})
	for _, duty := range contract.Duties(d.Regime, gross, calendar.On(p.Now())) {
		by := ""
		if duty.By != "" {
			by = " By " + duty.By.Words() + " if it is signed today"
		}
		out.Rows = append(out.Rows, components.Summary{Key: "Then you owe", Value: duty.Words + " (" + duty.Section + ")." + by})
	}
	return out, nil
}

func target(k tender.KPI) string {
	words := "Target: " + k.Aim()
	if k.Every != "" {
		words += ", every " + k.Every
	}
	return words
}

func promiseLine(c bid.Commitment) string {
	line := c.Outcome
	if c.Quantity != "" {
		line += ": " + c.Quantity + " " + c.Unit
	}
	if c.By != "" {
		line += " by " + text.Day(c.By)
	}
	return line
}

func (p Pages) signatureForm(v *templates.SignatureView, d commissioning.Decision, f *form.Form) {
	lots := toSign(d)
	if len(d.Content.Lots) > 1 {
		r := components.Radios{Legend: components.Legend{Text: "Which part (lot) was signed?", Size: "s"}}
		for _, l := range lots {
			a, _ := d.AwardOf(l)
			r.Options = append(r.Options, components.Option{Value: l, Text: "Part " + l + ": " + d.LotTitle(l), Hint: a.OrgName})
		}
		filled := lotOf(f, d).Radios(r)
		v.Lot = &filled
	}
	v.On = signedOf(f).Date(components.Date{Legend: components.Legend{Text: "On which day was it signed?", Size: "s"}, Hint: "The later of the two signatures"})
	v.Starts = startsOf(f).Date(components.Date{Legend: components.Legend{Text: "First day of the contract", Size: "s"}})
	v.Ends = endsOf(f).Date(components.Date{Legend: components.Legend{Text: "Last day of the contract", Size: "s"}, Hint: "Without extensions"})
	if !f.Has("starts-day") {
		prefill(&v.Starts, d.Content.Term.Start)
		prefill(&v.Ends, d.Content.Term.End)
	}
	for _, l := range lots {
		a, _ := d.AwardOf(l)
		if contract.CheckKPIs(d.Regime, d.Gross(a.TotalPence), d.Content.KPIs, "") != nil {
			area := whyOf(f).Textarea(components.Textarea{Label: "Why are there fewer than 3 measures?", Hint: "A contract above £5 million has at least 3, unless they would not be appropriate (section 52). The reason goes into the contract details notice", Rows: "3"})
			v.WhyFewer = &area
		}
	}
	v.Checked = f.Tick("checked", form.Ask{}).Checkbox(components.Checkboxes{Legend: components.Legend{Text: "Before you record it", Size: "s"}, Options: []components.Option{{Value: "yes", Text: "The supplier is still neither excluded nor debarred", Hint: "Procurement Act 2023, sections 26 and 28"}}})
}

// prefill proposes the day that the tender published.
func prefill(d *components.Date, iso string) {
	if t, err := time.Parse(time.DateOnly, iso); err == nil {
		d.Day, d.Month, d.Year = t.Format("2"), t.Format("1"), t.Format("2006")
	}
}
