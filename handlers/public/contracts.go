package public

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/models/contract"
	"hundredweight/models/store"
	"hundredweight/templates/components"
	templates "hundredweight/templates/public"
	"hundredweight/templates/text"
)

// contractsOnPage is how many contracts a page of the register lists.
const contractsOnPage = 25

// isPublic tells whether anybody may see a contract: from its signature on.
func isPublic(c store.ContractRow) bool { return contract.Status(c.Status).IsPublic() }

// Contracts is the register of signed contracts, newest first.
func (p Pages) Contracts(c *gin.Context) error {
	q := p.Query(c)
	var before int64
	if after := form.Query(c).Search("after", searchMost); after != "" {
		last, err := q.ContractByRef(after)
		if err != nil {
			return err
		}
		before = last.ID
	}
	rows, err := q.SignedContracts(before, contractsOnPage+1)
	if err != nil {
		return err
	}
	v := templates.ContractsView{View: p.View(c, "Contracts")}
	v.Crumbs = []components.Link{{Text: "Home", Href: "/"}}
	if before > 0 {
		v.Pages.Previous = "/contracts"
	}
	if len(rows) > contractsOnPage {
		rows = rows[:contractsOnPage]
		v.Pages.Next, v.Pages.NextText = "/contracts?after="+rows[len(rows)-1].Ref, text.Say("", "More contracts")
	}
	for _, one := range rows {
		v.Rows = append(v.Rows, contractRow(one))
	}
	return p.Render(c, http.StatusOK, templates.ContractsPage(v))
}

func contractRow(c store.ContractRow) components.ListRow {
	start, end := text.Day(c.StartsOn), text.Day(c.EndsOn)
	return components.ListRow{
		Title: c.Title, Href: "/contracts/" + c.Ref,
		Text:   text.Say("", "{buyer} with {supplier}", "buyer", c.BuyerName, "supplier", c.SupplierName),
		Meta:   text.Say("", "{start} to {end} · {ref}", "start", start, "end", end, "ref", c.Ref),
		Strong: text.Pounds(c.TotalPence), Side: text.Say("", "without VAT, signed {day}", "day", text.Day(c.SignedOn)),
	}
}
