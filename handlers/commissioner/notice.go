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
	"hundredweight/models/organisation"
	"hundredweight/models/tender"
	templates "hundredweight/templates/commissioner"
	"hundredweight/templates/components"
	"hundredweight/templates/text"
)

// Notice prepares the contract award notice (UK6) and records that it was
// published; for a cancelled tender the termination notice (UK12).
func (p Pages) Notice(c *gin.Context) error { return p.showNotice(c, form.Prefill(nil)) }

// MarkNotice records a notice as published.
func (p Pages) MarkNotice(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	d, err := p.decidedOf(c)
	if err != nil {
		return err
	}
	number, day, signing := numberOf(f), publishedOf(f), signingOf(f)
	if !f.OK() {
		return p.showNotice(c, f)
	}
	if d.Tender.Status == tender.Cancelled {
		err = p.Steps.RecordTermination(c.Request.Context(), page.Actor(c), d.Tender.Ref, number.Value, dateOf(day))
	} else {
		err = p.Steps.RecordAwardNotice(c.Request.Context(), page.Actor(c), d.Tender.Ref, commissioning.PublishedNotice{ID: number.Value, PublishedOn: dateOf(day), EstimatedSigning: dateOf(signing)})
	}
	if f.Refuse(err) {
		return p.showNotice(c, f)
	}
	if err != nil {
		return err
	}
	return p.Redirect(c, d.home+"/award", "The notice is recorded as published.")
}

func numberOf(f *form.Form) *form.Text {
	return f.Text("notice", form.Ask{Label: "The number of the notice", Max: 60})
}

func publishedOf(f *form.Form) *form.Day {
	return f.Day("published", form.Ask{Label: "The day of publication"})
}

func signingOf(f *form.Form) *form.Day {
	return f.Day("estimated_signing", form.Ask{Label: "The expected day of signing"})
}

// dateOf gives the day that was typed; "" for none.
func dateOf(d *form.Day) calendar.Date {
	if !d.Set {
		return ""
	}
	return calendar.On(d.Value)
}

func (p Pages) showNotice(c *gin.Context, f *form.Form) error {
	d, err := p.decidedOf(c)
	if err != nil {
		return err
	}
	v := templates.NoticeView{View: d.frame(p.Refused(c, "Contract award notice", f), "/award"), Kicker: d.kicker(), Action: d.home + "/notice", Heading: "Contract award notice"}
	v.Tag, v.Colour = statusTag(d.Tender.Status)
	canMark := d.is(account.RoleAuthor)
	switch d.Tender.Status {
	case tender.Cancelled:
		v.Heading, v.Title = "Termination notice", "Termination notice"
		canMark = d.is(account.RoleAuthor, account.RoleApprover)
		v.Lede = "This tender was cancelled. Publish the procurement termination notice (UK12) on the national platform, then record it here."
		v.Facts = []components.Summary{{Key: "Tender", Value: d.Tender.Title}, {Key: "Number of the tender notice", Value: d.Tender.NoticeID}, {Key: "Why it was cancelled", Value: d.Tender.Reason}}
		v.Number, v.Day = d.numberInput(f), publishedInput(f)
	case tender.SummariesIssued, tender.Standstill, tender.Suspended:
		d.noticeToMark(&v, f, p)
	case tender.AwardRecommended, tender.AwardApproved:
		v.Lede, canMark = "Assessment summaries must be sent before the award notice.", false
		v.Next = d.link("Tell every bidder", "/summaries")
	default:
		v.Lede, canMark = "There is no notice to record now.", false
	}
	notices, err := p.Query(c).Notices(d.Tender.ID)
	if err != nil {
		return err
	}
	for _, n := range notices {
		v.Done = append(v.Done, components.Summary{Key: noticeName(n.Code), Value: "Number " + n.OfficialID + ", published " + calendar.Date(n.PublishedOn).Words()})
	}
	v.CanMark = canMark
	return p.Render(c, f.Status(), templates.Notice(v))
}

// noticeName says the short code of a notice in words.
func noticeName(code string) string {
	names := map[string]string{"UK4": "Tender notice", "UK6": "Contract award notice", "UK7": "Contract details notice", "UK12": "Procurement termination notice"}
	if n, ok := names[code]; ok {
		return n + " (" + code + ")"
	}
	return code
}

// noticeToMark shows what the award notice has to carry and asks for its number.
func (d decided) noticeToMark(v *templates.NoticeView, f *form.Form, p Pages) {
	v.Lede = "Copy these facts into the contract award notice (UK6) on the national platform. Once it is published there, record its number here: that starts the waiting period (standstill)."
	if !d.NeedsAwardNotice() {
		v.Heading, v.Title = "Start the waiting period", "Start the waiting period"
		v.Lede = "Below the threshold no award notice is owed (section 87). Enter the day from which the waiting period (standstill) is to count; a number only if you published a notice."
	}
	if d.Tender.Status != tender.SummariesIssued {
		v.Warn = "A notice with a wrong value or name counts as not published (section 105). Record the corrected one here: the waiting period (standstill) then starts anew."
	}
	v.Facts = d.noticeFacts()
	v.Number, v.Day = d.numberInput(f), publishedInput(f)
	signing := signingOf(f).Date(components.Date{Legend: components.Legend{Text: "When do you expect to sign? (optional)", Size: "s"}, Hint: "After the waiting period"})
	v.Signing = &signing
	today := calendar.On(d.now)
	if w, err := p.Steps.Waiting(d.Decision, today); err == nil && w.Any() {
		v.Note = "Published today, the waiting period would end at the end of " + longDay(w.Last) + ", and a signature could be recorded from " + longDay(w.SignFrom) + "."
	} else if err == nil {
		v.Note = "No waiting period is owed, and this tender offers none. A signature can be recorded at once."
	}
}

func (d decided) numberInput(f *form.Form) components.Input {
	in := components.Input{Label: "Number of the notice", Hint: "As the national platform gave it, like 083563-2026", Width: "20", NoSpell: true}
	if !d.NeedsAwardNotice() && d.Tender.Status != tender.Cancelled {
		in.Label = "Number of the notice (optional)"
	}
	return numberOf(f).Input(in)
}

func publishedInput(f *form.Form) components.Date {
	return publishedOf(f).Date(components.Date{Legend: components.Legend{Text: "On which day was it published?", Size: "s"}, Hint: "That day is day 1 when it is a working day"})
}

// noticeFacts are the facts that the award notice carries: reg 27.
func (d decided) noticeFacts() []components.Summary {
	rows := []components.Summary{{Key: "Tender notice", Value: d.Tender.NoticeID}, {Key: "Day of the decision", Value: words(d.DecidedOn())}, {Key: "Summaries sent", Value: words(d.SummariesOn())}}
	for _, a := range d.Awards {
		if award.Status(a.Status) == award.ContractCreated {
			continue
		}
		prefix := ""
		if d.several() {
			prefix = "Part " + a.Lot + ": "
		}
		for _, b := range d.Bidders {
			if b.Row.ID != a.Bid {
				continue
			}
			lines := []string{b.Org.Name}
			if b.Org.Identifier != "" {
				lines = append(lines, b.Org.Scheme+" "+b.Org.Identifier)
			}
			if b.Org.Place != "" {
				lines = append(lines, b.Org.Place)
			}
			for _, f := range organisation.LegalForms() {
				if f.Value == b.Org.LegalForm {
					lines = append(lines, f.Text)
				}
			}
			rows = append(rows, components.Summary{Key: prefix + "Supplier", Lines: lines}, components.Summary{Key: prefix + "Small or medium-sized (SME)", Value: yesNo(b.Org.SME)}, components.Summary{Key: prefix + "Voluntary, community or social enterprise (VCSE)", Value: yesNo(b.Org.VCSE)})
		}
		rows = append(rows, components.Summary{Key: prefix + "Value", Value: d.price(a.TotalPence)})
	}
	counts := d.Counts()
	rows = append(rows, components.Summary{Key: "Bids received in time", Value: strconv.Itoa(counts.Received)}, components.Summary{Key: "Bids assessed", Value: strconv.Itoa(counts.Assessed)},
		components.Summary{Key: "Assessed, from SMEs", Value: strconv.Itoa(counts.AssessedSME)}, components.Summary{Key: "Assessed, from VCSEs", Value: strconv.Itoa(counts.AssessedVCSE)})
	if len(counts.Losers) > 0 {
		rows = append(rows, components.Summary{Key: "Assessed and not chosen", Value: text.List(counts.Losers)})
	}
	return rows
}

func words(day calendar.Date) string {
	if day == "" {
		return "Not yet"
	}
	return day.Words()
}

func yesNo(b bool) string {
	if b {
		return "Yes"
	}
	return "No"
}
