package commissioner

import (
	"io"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/ocds"
	templates "hundredweight/templates/commissioner"
	"hundredweight/templates/components"
)

// NoticeBody is the most that the form with a notice may weigh, in bytes: a
// file somewhat too big is refused beside its field, with what was typed kept.
const NoticeBody = 2*ocds.MaxBytes + 1<<20

// noticeFile is a notice as it arrives. It is public data and small, so it is
// read into memory and nowhere else.
type noticeFile struct {
	given bool
	more  bool // more than one file was sent
	body  []byte
}

func (n *noticeFile) take(part *form.Part) (err error) {
	if part.Field == "file" && !n.given {
		n.given = true
		if n.body, err = io.ReadAll(io.LimitReader(part, ocds.MaxBytes+1)); err != nil {
			return err
		}
	} else if part.Field == "file" {
		n.more = true
	}
	_, err = io.Copy(io.Discard, part)
	return err
}

// Import asks for the file of a published notice.
func (p Pages) Import(c *gin.Context) error {
	if err := mustBuy(c); err != nil {
		return err
	}
	return p.showImport(c, form.Prefill(nil))
}

// ImportNotice makes a draft of it and leads to what the notice leaves open. A
// notice whose draft stands leads to that draft.
func (p Pages) ImportNotice(c *gin.Context) error {
	if err := mustBuy(c); err != nil {
		return err
	}
	var n noticeFile
	f, err := form.Parts(c, NoticeBody, n.take)
	if err != nil {
		return err
	}
	switch {
	case !n.given:
		f.Problem("file", "Choose the file of a notice")
	case n.more:
		f.Problem("file", "Choose one file at a time")
	}
	if !f.OK() {
		return p.showImport(c, f)
	}
	content, err := ocds.TenderDraft(n.body, f.Search("notice", 100), p.Now())
	if f.Refuse(err) {
		return p.showImport(c, f)
	}
	if err != nil {
		return err
	}
	m := page.Org(c)
	ref, again, err := p.Steps.ImportTender(c.Request.Context(), page.Actor(c), m.Organisation, content)
	if f.Refuse(err) {
		return p.showImport(c, f)
	}
	if err != nil {
		return err
	}
	to, said := "/org/"+m.Slug+"/tenders/"+ref, "The notice is now a draft. Nobody outside your organisation sees it."
	if len(content.Open) > 0 {
		to += "/open"
	}
	if again {
		said = "This notice was imported before. Here is its draft; nothing was changed."
	}
	return p.Redirect(c, to, said)
}

func (p Pages) showImport(c *gin.Context, f *form.Form) error {
	m := page.Org(c)
	v := templates.ImportView{View: p.Refused(c, "Start from a published notice", f), Action: "/org/" + m.Slug + "/tenders/import"}
	v.Back = &components.Link{Text: "Start a tender", Href: "/org/" + m.Slug + "/tenders/new"}
	v.File = f.Kept("file", "").Upload(components.FileUpload{Label: "The notice’s file", Hint: "JSON in the Open Contracting Data Standard (OCDS): a release or a record. 10 MB at most", Accept: ".json,application/json"})
	v.Notice = f.Kept("notice", "").Input(components.Input{Label: "Notice number (optional)", Hint: "Only when the file holds several notices. Like 094476-2026, or an ocid", Width: "20"})
	v.Again = !f.OK() && f.Error("file") == ""
	return p.Render(c, f.Status(), templates.Import(v))
}
