package commissioner

import (
	"errors"
	"io"
	"strconv"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/commissioning"
	"hundredweight/models/file"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/tender"
	templates "hundredweight/templates/commissioner"
	"hundredweight/templates/components"
	"hundredweight/templates/text"
)

// DocumentBody is the most that a form with a document may weigh, in bytes: one
// file that is too big is still read to its end, so that its title is not lost.
const DocumentBody = 2*file.Most + 1<<20

// Documents lists the files of a tender.
func (p Pages) Documents(c *gin.Context) error { return p.showDocuments(c, form.Prefill(nil)) }

// AddDocument adds a file. It is looked at and stored as it arrives, and kept
// only when everything else can be used too.
func (p Pages) AddDocument(c *gin.Context) error {
	in := &upload{files: p.Steps.Files}
	defer in.discard(p)
	f, err := form.Parts(c, DocumentBody, in.take)
	if err != nil {
		return err
	}
	if f.Has("removal") {
		return p.removeDocument(c, f)
	}
	title := f.Text("title", form.Ask{Label: "The title", Missing: "Enter a title"}).Value
	if in.name == "" {
		f.Problem("file", "Choose a file")
	}
	f.Refuse(in.refused)
	stored, err := in.keep(f.OK())
	if err != nil {
		return err
	}
	if !f.OK() {
		return p.showDocuments(c, f)
	}
	_, err = p.Steps.AddDocument(c.Request.Context(), page.Actor(c), c.Param("ref"), title, stored)
	if f.Refuse(err) {
		return p.showDocuments(c, f)
	}
	if err != nil {
		return err
	}
	return p.Redirect(c, documentsOf(c), "“"+title+"” is added.")
}

func (p Pages) removeDocument(c *gin.Context, f *form.Form) error {
	if err := p.Steps.RemoveDocument(c.Request.Context(), page.Actor(c), c.Param("ref"), f.Search("removal", 20)); err != nil {
		return err
	}
	return p.Redirect(c, documentsOf(c), "The document is removed.")
}

func documentsOf(c *gin.Context) string {
	return "/org/" + c.Param("org") + "/tenders/" + c.Param("ref") + "/documents"
}

// Document hands a file of the tender out to its team.
func (p Pages) Document(c *gin.Context) error {
	d, err := p.Query(c).TenderDocumentByRef(page.Appointed(c).Tender, c.Param("doc"))
	if err != nil {
		return err
	}
	body, err := p.Steps.Files.Open(d.FileHash)
	if err != nil {
		return err
	}
	return p.Attach(c, page.Attachment{Name: d.FileName, MediaType: d.MediaType, Size: d.Size, Body: body})
}

func (p Pages) showDocuments(c *gin.Context, f *form.Form) error {
	q := p.Query(c)
	row, err := q.TenderByRef(c.Param("ref"))
	if err != nil {
		return err
	}
	all, err := q.TenderDocuments(row.ID)
	if err != nil {
		return err
	}
	v := templates.DocumentsView{Head: p.head(c, writing{Row: row, Revision: row.Revision}, "Documents", f), Action: documentsOf(c)}
	author := roleOf(c, account.RoleAuthor)
	v.CanRemove = author && row.Status.MayEdit()
	v.CanAdd = v.CanRemove || author && tender.IsOpen(row.Status, p.Now(), row.ClosesAt.Time)
	v.Tells = row.Status == tender.Open
	for _, d := range all {
		v.Documents = append(v.Documents, documentRow(d, v.Action))
	}
	v.Name = f.Kept("title", "").Input(components.Input{Label: "Title", Hint: "What bidders see, like “Terms and conditions”"})
	v.File = f.Kept("file", "").Upload(components.FileUpload{Label: "File", Hint: file.KindsSaid + ". 25 MB at most", Accept: accepted()})
	if !f.OK() && f.Error("file") == "" {
		v.Again = true
	}
	return p.Render(c, f.Status(), templates.Documents(v))
}

func accepted() (all string) {
	for i, kind := range file.Kinds {
		if i > 0 {
			all += ","
		}
		all += kind
	}
	return all
}

func documentRow(d store.TenderDocument, at string) templates.DocumentRow {
	return templates.DocumentRow{Ref: d.Ref, Title: d.Title, Href: at + "/" + d.Ref, Meta: d.FileName + ", " + weight(d.Size) + ", added " + text.ShortDate(d.AddedAt.Time)}
}

// weight says how big a file is.
func weight(bytes int64) string {
	switch {
	case bytes < 1<<10:
		return text.Plural(int(bytes), "byte", "bytes")
	case bytes < 1<<20:
		return strconv.FormatInt((bytes+1<<9)>>10, 10) + " KB"
	}
	return strconv.FormatFloat(float64(bytes)/(1<<20), 'f', 1, 64) + " MB"
}

// upload is the file of a form on its way into the store.
type upload struct {
	files   *file.Store
	w       *file.Writer
	name    string
	kind    string
	refused error
}

// take looks at a file and stores what may be kept. One that may not is read to
// its end all the same, so that what was typed around it is not lost.
func (u *upload) take(part *form.Part) error {
	if part.Field != "file" || u.name != "" {
		_, err := io.Copy(io.Discard, part)
		return err
	}
	u.name = part.Name
	head, whole, err := file.Peek(part)
	if err != nil {
		return err
	}
	if u.kind, u.refused = file.Inspect("file", part.Name, head); u.refused != nil {
		if !errors.Is(u.refused, refusal.ErrInvalid) {
			return u.refused
		}
		_, err := io.Copy(io.Discard, whole)
		return err
	}
	if u.w, err = u.files.Create(); err != nil {
		return err
	}
	if n, err := io.Copy(u.w, io.LimitReader(whole, file.Most)); err != nil || n < file.Most {
		return err
	}
	over, err := io.Copy(io.Discard, whole)
	if over > 0 {
		u.refused = refusal.Field("file", "%s is %s too big: 25 MB is the limit", part.Name, weight(over))
	}
	return err
}

// keep makes the file durable when all is well.
func (u *upload) keep(well bool) (commissioning.StoredFile, error) {
	if u.w == nil || !well || u.refused != nil {
		return commissioning.StoredFile{}, nil
	}
	hash, size, err := u.w.Commit()
	return commissioning.StoredFile{Hash: hash, Name: u.name, MediaType: u.kind, Size: size}, err
}

// discard forgets what was not kept.
func (u *upload) discard(p Pages) {
	if u.w == nil {
		return
	}
	if err := u.w.Discard(); err != nil {
		p.Log.Error("half-stored file not removed", "err", err)
	}
}
