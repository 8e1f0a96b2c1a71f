package provider

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/templates/components"
	pages "hundredweight/templates/provider"
	"hundredweight/templates/text"
)

// libraryMost is how many pieces of evidence the library shows: all it can hold.
const libraryMost = 500

// Evidence lists the organisation's library.
func (p Pages) Evidence(c *gin.Context) error {
	m := page.Org(c)
	all, err := p.Query(c).EvidenceOf(m.Organisation, libraryMost)
	if err != nil {
		return err
	}
	v := pages.EvidenceView{View: p.View(c, "Evidence library"), New: evidenceAt(m.Slug) + "/new", CanWrite: m.Has(account.Contribute)}
	v.Back = &components.Link{Text: "Services", Href: servicesAt(m.Slug)}
	for _, e := range all {
		v.Rows = append(v.Rows, components.ListRow{Title: e.Title, Href: evidenceAt(m.Slug) + "/" + e.Ref, Text: e.Kind.Name(), Meta: evidenceMeta(e), Side: fileWords(e)})
	}
	return p.Render(c, http.StatusOK, pages.Evidence(v))
}

func evidenceMeta(e store.EvidenceRow) string {
	s := "Dated " + text.Day(e.DatedOn)
	if e.Covers != "" {
		s += ", covers " + e.Covers
	}
	return s
}

// fileWords says what there is to open: "PDF, 1.2 MB".
func fileWords(e store.EvidenceRow) string {
	if e.FileHash == "" {
		return "Web page"
	}
	ending := ""
	if i := strings.LastIndex(e.FileName, "."); i >= 0 {
		ending = strings.ToUpper(e.FileName[i+1:]) + ", "
	}
	return ending + text.Bytes(e.Size)
}

// libraryOptions are the pieces of the library that a claim can rest on, and
// those that it rests on already.
func (p Pages) libraryOptions(c *gin.Context, have []string) ([]evidenceOption, error) {
	org := page.Org(c).Organisation
	all, err := p.Query(c).EvidenceOf(org, libraryMost)
	if err != nil {
		return nil, err
	}
	var out []evidenceOption
	listed := map[string]bool{}
	for _, e := range all {
		listed[e.Ref] = true
		out = append(out, evidenceOption{ref: e.Ref, title: e.Title, hint: e.Kind.Name() + ". " + evidenceMeta(e)})
	}
	cited, err := p.Query(c).EvidenceCited(org, have)
	if err != nil {
		return nil, err
	}
	for _, ref := range have {
		if e, ok := cited[ref]; ok && !listed[ref] {
			out = append(out, evidenceOption{ref: e.Ref, title: e.Title, hint: "Removed from the library. Untick it"})
		}
	}
	return out, nil
}

// evidenceOfPath gives the piece of the library that the path names.
func (p Pages) evidenceOfPath(c *gin.Context) (store.EvidenceRow, error) {
	e, err := p.Query(c).EvidenceByRef(page.Org(c).Organisation, c.Param("evidence"))
	if err == nil && e.Removed() {
		err = refusal.Missing("evidence")
	}
	return e, err
}
