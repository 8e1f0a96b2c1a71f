package commissioner

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/commissioning"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/tender"
	templates "hundredweight/templates/commissioner"
	"hundredweight/templates/components"
	"hundredweight/templates/text"
)

const (
	tendersMost     = 25  // tenders on a page of the list
	appointmentMost = 500 // appointments of a person that the list knows of
)

// Tenders lists the tenders of a buyer, newest first, with what the person who
// looks is to each.
func (p Pages) Tenders(c *gin.Context) error {
	if err := mustBuy(c); err != nil {
		return err
	}
	m, q := page.Org(c), p.Query(c)
	before, err := after(q, m.Organisation, form.Query(c).Search("before", 40))
	if err != nil {
		return err
	}
	all, err := q.TendersOfOrganisation(m.Organisation, before, tendersMost+1)
	if err != nil {
		return err
	}
	mine, err := rolesOf(q, page.Actor(c).Person)
	if err != nil {
		return err
	}
	v := templates.TendersView{View: p.View(c, "Tenders"), Slug: m.Slug, CanStart: p.Opens(c, "/org/:org/tenders/new"), First: before == 0}
	at := "/org/" + m.Slug + "/tenders"
	if len(all) > tendersMost {
		all = all[:tendersMost]
		v.Pages = components.Pages{Next: at + "?before=" + url.QueryEscape(all[tendersMost-1].Ref), NextText: "Older tenders"}
	}
	if before != 0 {
		v.Pages.Previous = at
	}
	for _, t := range all {
		v.Rows = append(v.Rows, p.tenderRow(t, at, mine[t.ID]))
	}
	return p.Render(c, http.StatusOK, templates.Tenders(v))
}

// after turns the reference that a page begins behind into its key. One that
// is not a tender of the buyer counts as not said.
func after(q store.Queries, org account.OrganisationID, ref string) (tender.ID, error) {
	if ref == "" {
		return 0, nil
	}
	t, err := q.TenderByRef(ref)
	if errors.Is(err, refusal.ErrNotFound) || err == nil && t.Org != org {
		return 0, nil
	}
	return t.ID, err
}

// rolesOf says what a person is to each tender they are appointed to.
func rolesOf(q store.Queries, person account.PersonID) (map[tender.ID][]string, error) {
	all, err := q.AppointedTenders(person, appointmentMost)
	if err != nil {
		return nil, err
	}
	roles := map[tender.ID][]string{}
	for _, a := range all {
		roles[a.ID] = append(roles[a.ID], commissioning.RoleWords(a.Role))
	}
	return roles, nil
}

func (p Pages) tenderRow(t store.TenderLine, at string, mine []string) components.ListRow {
	r := components.ListRow{Title: t.Title, Href: at + "/" + t.Ref, Text: t.Summary, Meta: t.Ref}
	if r.Title == "" {
		r.Title = t.Ref
	}
	if len(mine) > 0 {
		r.Meta += ", your part: " + text.List(mine)
	}
	shown := t.Status
	if !t.ClosesAt.IsZero() {
		shown = tender.Shown(t.Status, p.Now(), t.ClosesAt.Time)
	}
	r.Tag, r.Colour = statusTag(shown)
	if shown == tender.Open {
		r.Side = "Closes " + text.When(t.ClosesAt.Time) + ", " + text.Until(p.Now(), t.ClosesAt.Time)
	}
	return r
}
