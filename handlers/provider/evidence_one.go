package provider

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/templates/components"
	pages "hundredweight/templates/provider"
	"hundredweight/templates/text"
)

// EvidenceOne shows one piece of the library.
func (p Pages) EvidenceOne(c *gin.Context) error {
	e, err := p.evidenceOfPath(c)
	if err != nil {
		return err
	}
	m := page.Org(c)
	at := evidenceAt(m.Slug) + "/" + e.Ref
	v := pages.EvidenceOneView{View: p.View(c, e.Title), Title: e.Title, Facts: evidenceFacts(e)}
	v.Back = &components.Link{Text: "Evidence library", Href: evidenceAt(m.Slug)}
	if e.FileHash != "" {
		v.File = &components.Link{Text: "Download the file (" + fileWords(e) + ")", Href: at + "/file"}
	}
	if m.Has(account.Contribute) {
		v.Remove = at + "/removal"
	}
	return p.Render(c, http.StatusOK, pages.EvidenceOne(v))
}

func evidenceFacts(e store.EvidenceRow) []components.Summary {
	rows := []components.Summary{{Key: "What it is", Value: e.Kind.Name()}, {Key: "Date", Value: text.Day(e.DatedOn)}}
	if e.Covers != "" {
		rows = append(rows, components.Summary{Key: "Covers", Value: e.Covers})
	}
	if e.URL != "" {
		rows = append(rows, components.Summary{Key: "On the web", Rich: pages.WebLink(e.URL)})
	}
	if e.FileHash != "" {
		rows = append(rows, components.Summary{Key: "File", Value: e.FileName}, components.Summary{Key: "Fingerprint (SHA-256)", Rich: pages.Fingerprint(e.FileHash)})
	}
	return append(rows, components.Summary{Key: "Added", Value: text.ShortDate(e.AddedAt.Time)})
}

// EvidenceFile hands the file of a piece of the own library out.
func (p Pages) EvidenceFile(c *gin.Context) error {
	e, err := p.evidenceOfPath(c)
	if err != nil {
		return err
	}
	if e.FileHash == "" {
		return refusal.Missing("file")
	}
	body, err := p.Steps.Files.Open(e.FileHash)
	if err != nil {
		return err
	}
	return p.Attach(c, page.Attachment{Name: e.FileName, MediaType: e.MediaType, Size: e.Size, Body: body})
}
