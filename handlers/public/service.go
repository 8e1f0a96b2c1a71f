package public

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/page"
	"hundredweight/models/addedvalue"
	"hundredweight/models/offer"
	"hundredweight/models/organisation"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/templates/components"
	"hundredweight/templates/layout"
	pages "hundredweight/templates/public"
	"hundredweight/templates/text"
)

// publicService is a service that everybody can read, with the version that is
// asked for.
type publicService struct {
	row  store.OfferRow
	org  store.Organisation
	live store.OfferVersion
	v    store.OfferVersion // the version shown
	c    offer.Content
}

func (s publicService) at() string { return "/services/" + s.row.Ref }

// old tells whether it is not the version that is offered now.
func (s publicService) old() bool { return s.v.N != s.live.N }

// ended says of a service that is not listed what became of it.
type ended struct {
	org   store.Organisation
	words string
}

func (e ended) Error() string { return e.words }

// publicService loads a service that is public now. One that was public before
// and is not any more is told by ended; a draft does not exist.
func (p Pages) publicService(c *gin.Context, ref string) (s publicService, err error) {
	q := p.Query(c)
	if s.row, err = q.OfferByRef(ref); err != nil {
		return s, err
	}
	published, err := q.VersionsPublished(s.row.ID)
	if err != nil {
		return s, err
	}
	if len(published) == 0 {
		return s, refusal.Missing("service")
	}
	if s.org, err = q.OrganisationByID(s.row.Org); err != nil {
		return s, err
	}
	if s.row.Live == 0 {
		return s, ended{s.org, published[0].Status.Gone()}
	}
	if s.live, err = q.VersionOf(s.row.ID, s.row.Live); err != nil {
		return s, err
	}
	switch {
	case s.live.Status != offer.Published:
		return s, ended{s.org, s.live.Status.Gone()}
	case !p.Now().Before(s.row.Expires.Time):
		return s, ended{s.org, offer.Expired.Gone()}
	}
	s.v = s.live
	s.c, err = s.v.Content()
	return s, err
}

// serviceVersionAsked gives the version that the path names; only those that were
// public can be read.
func (p Pages) serviceVersionAsked(c *gin.Context, s *publicService) error {
	n, err := strconv.Atoi(c.Param("n"))
	if err != nil || n < 1 || n > 1_000_000 {
		return refusal.Missing("version")
	}
	if s.v, err = p.Query(c).VersionOf(s.row.ID, n); err != nil {
		return err
	}
	if s.v.Status != offer.Published && s.v.Status != offer.Superseded {
		return refusal.Missing("version")
	}
	s.c, err = s.v.Content()
	return err
}

// Service is the public page of a service.
func (p Pages) Service(c *gin.Context) error {
	s, err := p.publicService(c, c.Param("ref"))
	if gone, ok := err.(ended); ok {
		return p.serviceGone(c, gone)
	}
	if err != nil {
		return err
	}
	return p.showService(c, s)
}

// ServiceVersion is a version of a public service, as it was then.
func (p Pages) ServiceVersion(c *gin.Context) error {
	s, err := p.publicService(c, c.Param("ref"))
	if gone, ok := err.(ended); ok {
		return p.serviceGone(c, gone)
	}
	if err == nil {
		err = p.serviceVersionAsked(c, &s)
	}
	if err != nil {
		return err
	}
	return p.showService(c, s)
}

func (p Pages) serviceGone(c *gin.Context, e ended) error {
	v := layout.Problem{View: p.View(c, "This service is not listed now"), Heading: "This service is not listed now", Lines: []string{e.words}}
	v.NoIndex = true
	v.Links = []components.Link{{Text: "Other services", Href: "/services"}, {Text: e.org.Name, Href: "/organisations/" + e.org.Slug}}
	return p.Render(c, http.StatusNotFound, layout.ProblemPage(v))
}

func (p Pages) showService(c *gin.Context, s publicService) error {
	v := pages.ServiceView{View: p.View(c, s.c.Title), Title: s.c.Title, Org: s.org.Name, OrgPage: "/organisations/" + s.org.Slug, Summary: s.c.Summary, About: s.c.About, Who: s.c.Who}
	v.Crumbs = []components.Link{{Text: "Home", Href: "/"}, {Text: "Services", Href: "/services"}}
	if s.old() {
		v.Crumbs = append(v.Crumbs, components.Link{Text: s.live.Title, Href: s.at()})
		v.Old = fmt.Sprintf("This is version %d, published on %s. It was replaced on %s.", s.v.N, text.ShortDate(s.v.PublishedAt.Time), text.ShortDate(s.v.EndedAt.Time))
		v.Current = s.at()
		v.NoIndex = true
	}
	cited, err := p.Query(c).EvidenceCited(s.row.Org, s.c.EvidenceRefs())
	if err != nil {
		return err
	}
	for _, one := range s.c.Claims {
		v.Claims = append(v.Claims, components.ClaimAs(one, s.evidence(one, cited)))
		if sum, ok := one.InPounds(); ok {
			v.Pounds = append(v.Pounds, pages.InPounds{Claim: one.Outcome, Year: sum.Year.Whole(), Lines: sum.Lines})
		}
	}
	_, kind := organisation.Sort(s.org.LegalForm)
	v.OrgKind = kind
	v.Price, v.Where, v.Checked = priceWords(s.c), whereWords(s.c), checkedWords(s)
	v.Codes = codeWords(s.c)
	v.Contact = contactOf(s.c)
	v.Versions, err = p.versions(c, s)
	if err != nil {
		return err
	}
	return p.Render(c, http.StatusOK, pages.Service(v))
}

// evidence are the pieces that a claim rests on: files to download, web pages
// to open, and the names of those that were removed since.
func (s publicService) evidence(one addedvalue.Claim, cited map[string]store.EvidenceRow) []components.Link {
	var all []components.Link
	for _, ref := range one.Evidence {
		e, ok := cited[ref]
		switch {
		case !ok:
		case e.Removed():
			all = append(all, components.Link{Text: e.Title + " (removed since)"})
		default:
			if e.FileHash != "" {
				all = append(all, components.Link{Text: e.Title + " (" + fileWords(e) + ")", Href: fmt.Sprintf("%s/versions/%d/evidence/%s", s.at(), s.v.N, ref)})
			}
			if e.URL != "" {
				all = append(all, components.Link{Text: e.Title + " (web page)", Href: e.URL})
			}
		}
	}
	return all
}

// fileWords says what a file is and how heavy: "PDF, 1.2 MB".
func fileWords(e store.EvidenceRow) string {
	var kind string
	if i := strings.LastIndex(e.FileName, "."); i >= 0 {
		kind = strings.ToUpper(e.FileName[i+1:]) + ", "
	}
	return kind + text.Bytes(e.Size)
}

func priceWords(c offer.Content) string {
	s := c.Price.String()
	if c.Price.Note != "" {
		s += " " + c.Price.Note
	}
	if c.Price.Basis.HasAmount() {
		return strings.TrimRight(s, ".") + ". Not a quote."
	}
	return strings.TrimRight(s, ".") + "."
}

func whereWords(c offer.Content) []string {
	lines := []string{c.Places() + "."}
	if c.When != "" {
		lines = append(lines, strings.TrimRight(c.When, ".")+".")
	}
	if room := c.Capacity.String(); room != "" {
		lines = append(lines, room+".")
	}
	return lines
}

func checkedWords(s publicService) []string {
	var lines []string
	if s.c.Cover.Insured {
		lines = append(lines, "Insurance to "+text.Day(s.c.Cover.InsuredUntil)+".")
	}
	if s.c.Cover.Safeguarding {
		lines = append(lines, "Safeguarding policy reviewed "+text.Day(s.c.Cover.ReviewedOn)+".")
	}
	return append(lines, "Listing confirmed as right on "+text.ShortDate(s.v.PublishedAt.Time)+".")
}

func codeWords(c offer.Content) []string {
	var all []string
	if t, ok := addedvalue.ThemeByKey(c.Theme); ok {
		all = append(all, t.Name)
	}
	for _, v := range c.CPV {
		if v.Title == "" {
			all = append(all, v.Code+" (title not loaded)")
			continue
		}
		all = append(all, v.Title+" ("+v.Code+")")
	}
	return all
}

func contactOf(c offer.Content) []components.Summary {
	k := c.Contact
	rows := []components.Summary{{Key: "Name", Value: k.Name}, {Key: "Email", Rich: pages.MailTo(k.Email)}}
	if k.Phone != "" {
		rows = append(rows, components.Summary{Key: "Phone", Value: k.Phone})
	}
	if k.Web != "" {
		rows = append(rows, components.Summary{Key: "Web page", Rich: pages.Outside(k.Web)})
	}
	return rows
}

// versions lists what was published, newest first, with the fingerprint of each.
func (p Pages) versions(c *gin.Context, s publicService) (components.Table, error) {
	t := components.Table{ID: "versions-table", Caption: "Versions, newest first", Hidden: true, Small: true, Columns: []components.Column{{Text: "Version"}, {Text: "Published"}, {Text: "Replaced"}, {Text: "Fingerprint (SHA-256)"}}}
	all, err := p.Query(c).VersionsPublished(s.row.ID)
	if err != nil {
		return t, err
	}
	day := func(at time.Time) string {
		if at.IsZero() {
			return "–"
		}
		return text.ShortDate(at)
	}
	for _, one := range all {
		if one.Status != offer.Published && one.Status != offer.Superseded {
			continue
		}
		t.Rows = append(t.Rows, components.Row{Lead: one.N == s.v.N, Cells: []components.Cell{
			{Rich: pages.ServiceVersionLink(fmt.Sprintf("Version %d", one.N), fmt.Sprintf("%s/versions/%d", s.at(), one.N))}, {Text: day(one.PublishedAt.Time)}, {Text: day(one.EndedAt.Time)}, {Rich: pages.Hash(one.SHA256)},
		}})
	}
	return t, nil
}

// ServiceEvidence hands out a file that a version of a public service rests on.
func (p Pages) ServiceEvidence(c *gin.Context) error {
	s, err := p.publicService(c, c.Param("ref"))
	if _, gone := err.(ended); gone {
		return refusal.Missing("file")
	}
	if err == nil {
		err = p.serviceVersionAsked(c, &s)
	}
	if err != nil {
		return err
	}
	ref := c.Param("evidence")
	if !s.c.Cites(ref) {
		return refusal.Missing("file")
	}
	e, err := p.Query(c).EvidenceByRef(s.row.Org, ref)
	if err != nil {
		return err
	}
	if e.Removed() || e.FileHash == "" {
		return refusal.Missing("file")
	}
	body, err := p.Steps.Files.Open(e.FileHash)
	if err != nil {
		return err
	}
	return p.Attach(c, page.Attachment{Name: e.FileName, MediaType: e.MediaType, Size: e.Size, Body: body})
}
