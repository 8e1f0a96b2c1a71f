package provider

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/page"
	"hundredweight/templates/components"
	pages "hundredweight/templates/provider"
)

// RemoveEvidence asks whether a piece is to be taken out of the library.
func (p Pages) RemoveEvidence(c *gin.Context) error {
	e, err := p.evidenceOfPath(c)
	if err != nil {
		return err
	}
	m := page.Org(c)
	at := evidenceAt(m.Slug) + "/" + e.Ref
	title, err := p.Query(c).OfferCiting(m.Organisation, e.Ref)
	if err != nil {
		return err
	}
	v := pages.RemoveEvidenceView{View: p.View(c, "Remove this evidence?"), Title: e.Title, Action: at + "/removal", Cited: title}
	v.Back = &components.Link{Text: "Back to the evidence", Href: at}
	return p.Render(c, http.StatusOK, pages.RemoveEvidence(v))
}

// TakeEvidenceOut takes it out.
func (p Pages) TakeEvidenceOut(c *gin.Context) error {
	m := page.Org(c)
	if err := p.Steps.RemoveEvidence(c.Request.Context(), page.Actor(c), m.Organisation, c.Param("evidence")); err != nil {
		return err
	}
	return p.Redirect(c, evidenceAt(m.Slug), "It was removed from the library.")
}
