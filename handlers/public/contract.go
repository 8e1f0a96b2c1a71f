package public

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"hundredweight/models/account"
	"hundredweight/models/bid"
	"hundredweight/models/contract"
	"hundredweight/models/organisation"
	"hundredweight/models/refusal"
	"hundredweight/models/regime"
	"hundredweight/models/store"
	"hundredweight/models/tender"
	"hundredweight/templates/components"
	templates "hundredweight/templates/public"
	"hundredweight/templates/text"
)

// Contract is the public record of a signed contract: who, what, how much, what
// was promised, and how it came about.
func (p Pages) Contract(c *gin.Context) error {
	q := p.Query(c)
	k, err := q.ContractByRef(c.Param("ref"))
	if err != nil {
		return err
	}
	if !isPublic(k) {
		return refusal.Missing("contract")
	}
	content, err := k.Content()
	if err != nil {
		return err
	}
	t, err := q.TenderByID(k.Tender)
	if err != nil {
		return err
	}
	buyer, err := organisationLink(q, k.Buyer)
	if err != nil {
		return err
	}
	supplier, err := organisationLink(q, k.Supplier)
	if err != nil {
		return err
	}
	v := templates.ContractView{View: p.View(c, k.Title), Title: k.Title}
	v.Crumbs = []components.Link{{Text: "Home", Href: "/"}, {Text: "Contracts", Href: "/contracts"}}
	v.Tag, v.Colour = templates.ContractTag("", contract.Status(k.Status))
	v.Kicker = text.Say("", "Contract {ref}, {buyer} with {supplier}", "ref", k.Ref, "buyer", k.BuyerName, "supplier", k.SupplierName)
	start, end := text.Day(k.StartsOn), text.Day(k.EndsOn)
	v.Facts = []components.Fact{
		{Value: text.Pounds(k.TotalPence), What: text.Say("", "in all, without VAT"), Lead: true},
		{Value: text.Number(len(content.Commitments)), What: one(len(content.Commitments), text.Say("", "promise, word for word from the bid"), text.Say("", "promises, word for word from the bid"))},
		{Value: text.Number(len(content.KPIs)), What: one(len(content.KPIs), text.Say("", "measure with a target"), text.Say("", "measures with a target"))},
	}
	v.About = []components.Summary{
		{Key: text.Say("", "Buyer"), Rich: templates.Linked(buyer)}, {Key: text.Say("", "Supplier"), Rich: templates.Linked(supplier)},
		{Key: text.Say("", "Runs"), Value: text.Say("", "{start} to {end}", "start", start, "end", end)},
		{Key: text.Say("", "Value"), Lines: valueOf(k)},
		{Key: text.Say("", "Signed"), Value: text.Day(k.SignedOn)},
	}
	if rules := regime.Regime(k.Regime).Words(); rules != "" {
		v.About = append(v.About, components.Summary{Key: text.Say("", "Rules"), Value: text.Capital(rules)})
	}
	for _, c := range content.Commitments {
		v.Promises = append(v.Promises, promise(c))
	}
	v.Measures, v.WhyFewer = measures(content.KPIs), k.WhyFewer
	if v.Notices, err = contractNotices(q, k); err != nil {
		return err
	}
	if v.Chain, err = chain(q, k, t); err != nil {
		return err
	}
	return p.Render(c, http.StatusOK, templates.ContractPage(v))
}

// organisationLink leads to the page of an organisation that has one.
func organisationLink(q store.Queries, id account.OrganisationID) (components.Link, error) {
	o, err := q.OrganisationByID(id)
	link := components.Link{Text: o.Name}
	if s := organisation.Status(o.Status); s == organisation.Verified || s == organisation.Suspended {
		link.Href = "/organisations/" + o.Slug
	}
	return link, err
}

func valueOf(k store.ContractRow) []string {
	lines := []string{text.Say("", "{pounds} without VAT", "pounds", text.Pounds(k.TotalPence))}
	if k.GrossPence > k.TotalPence {
		lines = append(lines, text.Say("", "{pounds} with VAT", "pounds", text.Pounds(k.GrossPence)))
	}
	return lines
}

// contractNotices lists the official notices that tell of the contract.
func contractNotices(q store.Queries, k store.ContractRow) (all []components.Summary, err error) {
	rows, err := q.Notices(k.Tender)
	if err != nil {
		return nil, err
	}
	for _, n := range rows {
		if n.Code == "UK6" {
			all = append(all, noticeRow(templates.NoticeName("", n.Code), n.OfficialID, n.PublishedOn))
		}
	}
	done, err := q.ContractNotices(k.ID)
	for _, n := range done {
		name := templates.NoticeName("", "UK7")
		if n.Duty == contract.ContractCopy {
			name = text.Say("", "Published copy of the contract")
		}
		all = append(all, noticeRow(name, n.OfficialID, n.PublishedOn))
	}
	return all, err
}

func noticeRow(name, id, day string) components.Summary {
	on := text.Day(day)
	return components.Summary{Key: name, Value: text.Say("", "{id}, {day}", "id", id, "day", on)}
}

// one gives the words for one thing or for several.
func one(n int, single, several string) string {
	if n == 1 {
		return single
	}
	return several
}

func promise(c bid.Commitment) templates.Promise {
	p := templates.Promise{Outcome: c.Outcome, Extra: c.Extra}
	if c.Quantity != "" {
		p.Much = strings.TrimSpace(c.Quantity + " " + c.Unit)
		if c.By != "" {
			p.Much = text.Say("", "{much} by {day}", "much", p.Much, "day", text.Day(c.By))
		}
	}
	if c.Who != "" {
		p.Pairs = append(p.Pairs, components.Pair{Key: text.Say("", "For whom"), Value: c.Who})
	}
	if c.Evidence != "" {
		p.Pairs = append(p.Pairs, components.Pair{Key: text.Say("", "How it will be shown"), Value: c.Evidence})
	}
	return p
}

func measures(kpis []tender.KPI) components.Table {
	t := components.Table{ID: "measures-c", Caption: text.Say("", "Measures of the contract"), Hidden: true, Columns: []components.Column{
		{Text: text.Say("", "Measure")}, {Text: text.Say("", "Target")}, {Text: text.Say("", "How often")},
	}}
	for _, k := range kpis {
		every := ""
		if k.Every != "" {
			every = text.Say("", "every {period}", "period", k.Every)
		}
		t.Rows = append(t.Rows, components.Row{Cells: []components.Cell{{Text: k.Title, Note: k.Measure}, {Text: k.Aim()}, {Text: text.Capital(every)}}})
	}
	return t
}

// chain says how the contract came about, from the tender to the signature.
func chain(q store.Queries, k store.ContractRow, t store.TenderRow) ([]templates.ChainLink, error) {
	c, err := t.Content()
	if err != nil {
		return nil, err
	}
	stage, err := q.StageOf(t.ID, 1)
	if err != nil {
		return nil, err
	}
	at := "/tenders/" + t.Ref
	links := []templates.ChainLink{
		{Kind: text.Say("", "Tender"), Text: t.Title, Why: text.Say("", "Published {when} by {buyer}.", "when", text.Date(t.PublishedAt.Time), "buyer", t.OrgName), Href: at, HrefText: text.Say("", "Read the tender")},
		{Kind: text.Say("", "Criteria and weights"), Text: weightsOf(c, k.Lot), Why: text.Say("", "Printed in the tender before any bid came in."), Href: at + "#scoring", HrefText: text.Say("", "How bids were scored")},
	}
	if !stage.OpenedAt.IsZero() {
		n, err := q.CountOpened(stage.ID)
		if err != nil {
			return nil, err
		}
		links = append(links, templates.ChainLink{Kind: text.Say("", "Bids"), Text: text.Plural(n, "bid", "bids") + text.Say("", ", opened by two officers together"), Why: text.When(stage.OpenedAt.Time) + ".", Href: at + "#sealing", HrefText: text.Say("", "How they were sealed")})
	}
	notice, err := awardNotice(q, t.ID)
	if err != nil {
		return nil, err
	}
	links = append(links, templates.ChainLink{Kind: text.Say("", "Award"), Text: text.Say("", "{supplier} was chosen", "supplier", k.SupplierName), Why: notice, Href: at + "/history", HrefText: text.Say("", "Every step of the tender")})
	wait, ok, err := q.StandstillOf(t.ID)
	if err != nil {
		return nil, err
	}
	if ok {
		first, last := text.Day(wait.FirstDay), text.Day(wait.LastDay)
		links = append(links, templates.ChainLink{Kind: text.Say("", "Waiting period (standstill)"), Text: text.Say("", "{first} to {last}", "first", first, "last", last), Why: text.Say("", "Time in which the decision could be questioned. Nothing was signed before its end.")})
	}
	return append(links, templates.ChainLink{Kind: text.Say("", "Signature"), Text: text.Say("", "Signed on {day}", "day", text.Day(k.SignedOn)), Why: text.Say("", "With the promises of the bid and the measures of the tender copied in, word for word.")}), nil
}

// awardNotice names the newest official notice of the award.
func awardNotice(q store.Queries, id tender.ID) (string, error) {
	rows, err := q.Notices(id)
	words := ""
	for _, n := range rows {
		if n.Code == "UK6" {
			words = text.Say("", "Award notice {id}, {day}.", "id", n.OfficialID, "day", text.Day(n.PublishedOn))
		}
	}
	return words, err
}

// weightsOf writes the criteria of a lot in a line: "Quality 60, price 40".
func weightsOf(c tender.Content, lot string) string {
	var all []string
	for _, cr := range tender.CriteriaOf(c, lot) {
		all = append(all, fmt.Sprintf("%s %s", cr.Name, strings.TrimSuffix(text.Percent(cr.WeightBP), "%")))
	}
	return text.Say("", "{criteria} of 100 points", "criteria", text.List(all))
}
