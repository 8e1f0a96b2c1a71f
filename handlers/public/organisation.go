package public

import (
	"errors"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/page"
	"hundredweight/models/organisation"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/templates/components"
	pages "hundredweight/templates/public"
	"hundredweight/templates/text"
)

// organisationServices is how many services an organisation's page lists.
const organisationServices = 100

// Organisation is the public page of an organisation. One that was not checked
// yet is seen by its own team and by the operator alone: anybody can type a
// number.
func (p Pages) Organisation(c *gin.Context) error {
	q := p.Query(c)
	o, err := q.OrganisationBySlug(c.Param("slug"))
	if errors.Is(err, refusal.ErrNotFound) {
		return p.organisationByNumber(c, q, err)
	}
	if err != nil {
		return err
	}
	by := page.Actor(c)
	_, own := by.In(o.ID)
	status := organisation.Status(o.Status)
	public := status == organisation.Verified || status == organisation.Suspended
	if !public && !own && !by.Operator {
		return refusal.Missing("organisation")
	}
	v := pages.OrganisationView{View: p.View(c, o.Name), Name: o.Name, About: o.About, Facts: organisationFacts(o), IsBuyer: o.IsBuyer()}
	v.Crumbs = []components.Link{{Text: "Home", Href: "/"}}
	v.Kind = "Buyer"
	if !o.IsBuyer() {
		v.Crumbs = append(v.Crumbs, components.Link{Text: "Services", Href: "/services"})
		if _, v.Kind = organisation.Sort(o.LegalForm); v.Kind == "" {
			v.Kind = "Provider"
		}
	}
	switch {
	case !public:
		v.Notice = "Only your team and the people who run this site can see this page. It is public once the organisation has been checked."
	case status == organisation.Suspended:
		v.Notice = "This organisation is suspended by the people who run this site: it can publish nothing new."
	}
	listed, err := q.OffersListedOf(o.ID, p.Now(), organisationServices)
	if err != nil {
		return err
	}
	for _, l := range listed {
		v.Services = append(v.Services, pages.ServiceRow{Title: l.Title, Href: "/services/" + l.Ref, Text: l.Headline, Strength: strengthOf(l.Strength), Price: l.Price, Room: l.Room, Places: l.Places})
	}
	return p.Render(c, http.StatusOK, pages.Organisation(v))
}

// organisationByNumber leads from a register number, such as gb-chc-1123456, to
// the page of the one checked organisation that has it.
func (p Pages) organisationByNumber(c *gin.Context, q store.Queries, missing error) error {
	scheme, id, ok := organisation.SplitOrgID(strings.ToUpper(c.Param("slug")))
	if !ok {
		return missing
	}
	o, ok, err := q.VerifiedOrganisation(scheme, id)
	if err != nil {
		return err
	}
	if !ok {
		return missing
	}
	c.Redirect(http.StatusFound, "/organisations/"+o.Slug)
	c.Writer.WriteHeaderNow()
	return nil
}

func organisationFacts(o store.Organisation) []components.Summary {
	var rows []components.Summary
	add := func(key, value string) {
		if value != "" {
			rows = append(rows, components.Summary{Key: key, Value: value})
		}
	}
	if o.IsBuyer() {
		add("Class of authority", organisation.Say(organisation.Classes(), o.AuthorityClass))
	} else {
		add("Legal form", organisation.Say(organisation.LegalForms(), o.LegalForm))
	}
	add("Register number", organisation.NumberWords(o.Scheme, o.Identifier))
	add("Identifier in open data", organisation.OrgID(o.Scheme, o.Identifier))
	var flags []string
	if o.VCSE {
		flags = append(flags, "A voluntary, community or social enterprise")
	}
	if o.SME {
		flags = append(flags, "A small or medium-sized enterprise")
	}
	if len(flags) > 0 {
		rows = append(rows, components.Summary{Key: "It says it is", Lines: flags})
	}
	add("Where it is", o.Place)
	if o.Website != "" {
		rows = append(rows, components.Summary{Key: "Website", Rich: pages.Outside(o.Website)})
	}
	if o.ContactEmail != "" {
		rows = append(rows, components.Summary{Key: "Email", Rich: pages.MailTo(o.ContactEmail)})
	}
	if !o.VerifiedAt.IsZero() {
		add("Checked", "By the people who run this site, on "+text.ShortDate(o.VerifiedAt.Time))
	}
	return rows
}
