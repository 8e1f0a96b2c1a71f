package contracts

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/contract"
	"hundredweight/models/money"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/templates/components"
	templates "hundredweight/templates/contracts"
	"hundredweight/templates/text"
)

// contractsMost is how many contracts stand on a page of the list.
const contractsMost = 25

// Contracts lists the contracts of an organisation, as buyer or supplier, newest
// first.
func (p Pages) Contracts(c *gin.Context) error {
	m, q := page.Org(c), p.Query(c)
	before, err := behind(q, m.Organisation, form.Query(c).Search("before", 40))
	if err != nil {
		return err
	}
	all, err := q.ContractsOfOrganisation(m.Organisation, before, contractsMost+1)
	if err != nil {
		return err
	}
	at := "/org/" + m.Slug + "/contracts"
	v := templates.ContractsView{View: p.View(c, "Contracts"), IsBuyer: m.IsBuyer, First: before == 0}
	if len(all) > contractsMost {
		all = all[:contractsMost]
		v.Pages = components.Pages{Next: at + "?before=" + url.QueryEscape(all[contractsMost-1].Ref), NextText: "Older contracts"}
	}
	if before != 0 {
		v.Pages.Previous = at
	}
	for _, k := range all {
		row := components.ListRow{Title: k.Title, Href: at + "/" + k.Ref, Text: k.SupplierName, Meta: k.Ref + ". " + text.Day(k.StartsOn) + " to " + text.Day(k.EndsOn), Strong: money.Pence(k.TotalPence).Whole(), Side: "without VAT"}
		if !m.IsBuyer {
			row.Text = k.BuyerName
		}
		row.Tag, row.Colour = tagOf(contract.Status(k.Status))
		v.Rows = append(v.Rows, row)
	}
	return p.Render(c, http.StatusOK, templates.Contracts(v))
}

// behind turns the reference that a page begins behind into its key. One that
// is not a contract of the organisation counts as not said.
func behind(q store.Queries, org account.OrganisationID, ref string) (int64, error) {
	if ref == "" {
		return 0, nil
	}
	k, err := q.ContractByRef(ref)
	if errors.Is(err, refusal.ErrNotFound) || err == nil && k.Buyer != org && k.Supplier != org {
		return 0, nil
	}
	return k.ID, err
}

// tagOf says a contract's status in a word, and its colour.
func tagOf(s contract.Status) (words, colour string) {
	switch s {
	case contract.Signed, contract.Active:
		return text.Capital(s.Words()), "green"
	case contract.Varying, contract.Expiring:
		return text.Capital(s.Words()), "yellow"
	case contract.Suspended:
		return text.Capital(s.Words()), "red"
	}
	return text.Capital(s.Words()), "grey"
}
