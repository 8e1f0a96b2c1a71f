package commissioner

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"hundredweight/models/tender"
	templates "hundredweight/templates/commissioner"
	"hundredweight/templates/public"
	"hundredweight/templates/text"
)

// Preview shows a tender as a bidder will see it: the page of the public site,
// made of what is written now.
func (p Pages) Preview(c *gin.Context) error {
	w, err := p.written(c)
	if err != nil {
		return err
	}
	documents, err := p.Query(c).TenderDocuments(w.Row.ID)
	if err != nil {
		return err
	}
	f := public.TenderFacts{Ref: w.Row.Ref, Buyer: w.Row.OrgName, Status: tender.Open, Now: p.Now(), Preview: true, Version: w.Row.Version + 1}
	if !w.Amends && w.Row.Version > 0 {
		f.Version = w.Row.Version
	}
	for _, d := range documents {
		f.Documents = append(f.Documents, public.TenderDocument{Title: d.Title, About: "Added " + text.ShortDate(d.AddedAt.Time)})
	}
	v := templates.PreviewView{Head: p.head(c, w, "Preview: "+w.Row.Title, nil), Tender: public.TenderOf(w.Content, f)}
	return p.Render(c, http.StatusOK, templates.Preview(v))
}
