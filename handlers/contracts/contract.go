package contracts

import (
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/account"
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

// Contract is a contract's record for both sides: what was promised, how it is
// measured, what is owed next.
func (p Pages) Contract(c *gin.Context) error { return p.showContract(c, form.Prefill(nil)) }

// MarkNotice records that something owed for the contract is done.
func (p Pages) MarkNotice(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	id, on := noticeOf(f), publishedOf(f)
	if !f.OK() {
		return p.showContract(c, f)
	}
	err = p.Steps.RecordContractNotice(c.Request.Context(), page.Actor(c), c.Param("ref"), f.Hidden("duty"), id.Value, day(on))
	if f.Refuse(err) {
		return p.showContract(c, f)
	}
	if err != nil {
		return err
	}
	return p.Redirect(c, "/org/"+c.Param("org")+"/contracts/"+c.Param("ref"), "It is recorded as published.")
}

func noticeOf(f *form.Form) *form.Text {
	return f.Text("notice", form.Ask{Label: "The number of the notice", Max: 500})
}

func publishedOf(f *form.Form) *form.Day {
	return f.Day("published", form.Ask{Label: "The day of publication"})
}

func (p Pages) showContract(c *gin.Context, f *form.Form) error {
	m, q := page.Org(c), p.Query(c)
	k, err := q.ContractByRef(c.Param("ref"))
	if err != nil {
		return err
	}
	if k.Buyer != m.Organisation && k.Supplier != m.Organisation {
		return refusal.Missing("contract")
	}
	t, err := q.TenderByID(k.Tender)
	if err != nil {
		return err
	}
	content, err := k.Content()
	if err != nil {
		return err
	}
	done, err := q.ContractNotices(k.ID)
	if err != nil {
		return err
	}
	duties := commissioning.DutiesOf(k, done)
	v := templates.ContractView{View: p.Refused(c, k.Title, f), Heading: k.Title, Kicker: "Contract " + k.Ref + ", " + k.BuyerName + " with " + k.SupplierName}
	v.Back = &components.Link{Text: "All contracts", Href: "/org/" + m.Slug + "/contracts"}
	v.Tag, v.Colour = tagOf(contract.Status(k.Status))
	v.Lede = "Signed on " + text.Day(k.SignedOn) + ". It runs from " + text.Day(k.StartsOn) + " to " + text.Day(k.EndsOn) + "."
	v.Facts = []components.Fact{
		{Value: money.Pence(k.TotalPence).Whole(), What: "in all, without VAT", Lead: true},
		{Value: text.Number(len(content.Commitments)), What: counted(len(content.Commitments), "promise from the bid", "promises from the bid")},
		{Value: text.Number(len(content.KPIs)), What: counted(len(content.KPIs), "measure with a target", "measures with a target")},
	}
	v.Parties = p.parties(c, k, t)
	for _, one := range content.Commitments {
		v.Promises = append(v.Promises, promiseOf(one))
	}
	v.Measures, v.WhyFewer = measuresOf(content.KPIs), k.WhyFewer
	if v.Prices, err = pricesOf(t, k, content); err != nil {
		return err
	}
	v.Next = next(k, duties, calendar.On(p.Now()))
	if k.Buyer == m.Organisation {
		roles, err := q.RolesOn(t.ID, page.Actor(c).Person)
		if err != nil {
			return err
		}
		p.dutiesView(&v, k, duties, f, m.Has(account.Contracts) || hasRole(roles, account.RoleAuthor) || hasRole(roles, account.RoleContractManager), m.Slug)
	}
	return p.Render(c, f.Status(), templates.Contract(v))
}

func counted(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

func (p Pages) parties(c *gin.Context, k store.ContractRow, t store.TenderRow) []components.Summary {
	rows := []components.Summary{{Key: "Buyer", Value: k.BuyerName}, {Key: "Supplier", Value: k.SupplierName},
		{Key: "Value", Value: money.Pence(k.TotalPence).Whole() + " without VAT, " + money.Pence(k.GrossPence).Whole() + " with it"},
		{Key: "Signed", Value: calendar.Date(k.SignedOn).Words()}, {Key: "Runs", Value: text.Day(k.StartsOn) + " to " + text.Day(k.EndsOn)}}
	from := components.Summary{Key: "From the tender", Value: t.Title + ", " + t.Ref}
	if p.Opens(c, "/tenders/:ref") {
		from.Action = &components.Action{Text: "Read it", Href: "/tenders/" + t.Ref, Hidden: "the tender"}
	}
	rows = append(rows, from)
	if p.Opens(c, "/contracts/:ref") {
		rows = append(rows, components.Summary{Key: "Public record", Value: "Everybody can read who, what, how much and what was promised", Action: &components.Action{Text: "See it", Href: "/contracts/" + k.Ref, Hidden: "the public record"}})
	}
	return rows
}

func promiseOf(c bid.Commitment) templates.Promise {
	p := templates.Promise{Outcome: c.Outcome, Extra: c.Extra}
	if c.Quantity != "" {
		p.Much = strings.TrimSpace(c.Quantity + " " + c.Unit)
		if c.By != "" {
			p.Much += " by " + text.Day(c.By)
		}
	}
	for _, pair := range []components.Pair{{Key: "For whom", Value: c.Who}, {Key: "How it will be shown", Value: c.Evidence}} {
		if pair.Value != "" {
			p.Pairs = append(p.Pairs, pair)
		}
	}
	return p
}

func measuresOf(kpis []tender.KPI) components.Table {
	t := components.Table{ID: "measures", Caption: "Measures of the contract", Hidden: true, Columns: []components.Column{{Text: "Measure"}, {Text: "Target"}, {Text: "How often"}}}
	for _, k := range kpis {
		every := ""
		if k.Every != "" {
			every = "Every " + k.Every
		}
		t.Rows = append(t.Rows, components.Row{Cells: []components.Cell{{Text: k.Title, Note: k.Measure}, {Text: k.Aim()}, {Text: every}}})
	}
	return t
}

// pricesOf lists the prices as they were agreed, with what each line is.
func pricesOf(t store.TenderRow, k store.ContractRow, content store.ContractContent) (components.Table, error) {
	out := components.Table{ID: "prices", Caption: "Prices as agreed, without VAT", Small: true, Columns: []components.Column{{Text: "What"}, {Text: "In all", Numeric: true}, {Text: "Quantity", Numeric: true}, {Text: "Unit price", Numeric: true}}}
	c, err := t.Content()
	if err != nil {
		return out, err
	}
	for _, line := range content.Lines {
		row := components.Row{Cells: []components.Cell{{Text: line.Ref}, {}, {}, {Text: money.Pence(line.UnitPence).String()}}}
		for _, l := range c.Lots {
			for _, p := range l.Prices {
				if l.ID != k.Lot || p.Ref != line.Ref {
					continue
				}
				total, err := money.LineTotal(money.Milli(p.QuantityMilli), money.Pence(line.UnitPence))
				if err != nil {
					return out, err
				}
				row.Cells[0].Text, row.Cells[0].Note, row.Cells[1].Text, row.Cells[2].Text = p.Description, line.Ref+", for 1 "+p.Unit, total.String(), grouped(p.QuantityMilli)
			}
		}
		out.Rows = append(out.Rows, row)
	}
	out.Rows = append(out.Rows, components.Row{Total: true, Cells: []components.Cell{{Text: "Total"}, {Text: money.Pence(k.TotalPence).String()}, {}, {}}})
	return out, nil
}

// grouped writes a quantity with its thousands apart: 10,000.5.
func grouped(milli int64) string {
	whole, part, dotted := strings.Cut(money.Milli(milli).String(), ".")
	n, err := strconv.Atoi(whole)
	if err != nil {
		return money.Milli(milli).String()
	}
	if dotted {
		return text.Number(n) + "." + part
	}
	return text.Number(n)
}

// next says what happens when, from today on.
func next(k store.ContractRow, duties []commissioning.ContractDuty, today calendar.Date) (all []components.Moment) {
	type event struct {
		day  calendar.Date
		text string
		done bool
	}
	events := []event{{calendar.Date(k.SignedOn), "Contract signed", true}, {calendar.Date(k.StartsOn), "Contract starts", calendar.Date(k.StartsOn) <= today}}
	for _, d := range duties {
		switch {
		case d.IsDone():
			events = append(events, event{calendar.Date(d.Done.PublishedOn), doneWords(d), true})
		case d.By != "":
			events = append(events, event{d.By, d.Words + " (" + d.Section + ")", false})
		}
	}
	events = append(events, event{calendar.Date(k.EndsOn), "Contract ends", calendar.Date(k.EndsOn) < today})
	for len(events) > 0 {
		first := 0
		for i, e := range events {
			if e.day < events[first].day {
				first = i
			}
		}
		e := events[first]
		events = append(events[:first], events[first+1:]...)
		all = append(all, components.Moment{When: e.day.Words(), Text: e.text, Done: e.done})
	}
	for i := range all {
		if !all[i].Done {
			all[i].Now = true
			break
		}
	}
	return all
}

func doneWords(d commissioning.ContractDuty) string {
	if d.Key == contract.ContractCopy {
		return "Copy of the contract published"
	}
	return "Contract details notice (UK7) published, number " + d.Done.OfficialID
}

// dutiesView lists what is owed for the contract, and asks for the first that
// is not done.
func (p Pages) dutiesView(v *templates.ContractView, k store.ContractRow, duties []commissioning.ContractDuty, f *form.Form, may bool, slug string) {
	for _, d := range duties {
		row := components.Task{Text: d.Words, Hint: "Procurement Act 2023, " + d.Section, Status: "Not started"}
		switch {
		case d.IsDone():
			row.Status, row.Hint = "Completed", doneWords(d)+", "+calendar.Date(d.Done.PublishedOn).Words()
		case d.By != "":
			row.Hint = "Due " + d.By.Words() + ", " + text.Until(p.Now(), d.By.At(12, 0)) + ". " + row.Hint
			if d.By < calendar.On(p.Now()) {
				row.Status = "Needs attention"
			}
		}
		v.Duties = append(v.Duties, row)
	}
	for _, d := range duties {
		if d.IsDone() || !may {
			continue
		}
		v.Mark = &templates.MarkForm{Action: "/org/" + slug + "/contracts/" + k.Ref + "/notices", Duty: d.Key, Title: d.Words}
		in := components.Input{Label: "Number of the notice", Hint: "As the national platform gave it, like 083563-2026", Width: "20", NoSpell: true}
		if d.Key == contract.ContractCopy {
			in = components.Input{Label: "Address of the published copy", Hint: "It begins with https://", NoSpell: true}
		}
		v.Mark.Number = noticeOf(f).Input(in)
		v.Mark.Day = publishedOf(f).Date(components.Date{Legend: components.Legend{Text: "On which day was it published?", Size: "s"}})
		return
	}
}
