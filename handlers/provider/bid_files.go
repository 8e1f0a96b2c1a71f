package provider

import (
	"errors"
	"io"
	"strings"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/commissioning"
	"hundredweight/models/refusal"
	"hundredweight/templates/components"
	templates "hundredweight/templates/provider"
)

// BidBody is the most that one upload to a bid may weigh, in bytes: all that a
// bid can hold and the form around it.
const BidBody = commissioning.BidBytesMost + 1<<20

// BidFiles shows the files of a question.
func (p Pages) BidFiles(c *gin.Context) error {
	o, err := p.ownBid(c)
	if err != nil {
		return err
	}
	return p.showFiles(c, o, form.Prefill(nil))
}

// sealing takes the files of a form as they arrive.
type sealing struct {
	p        Pages
	c        *gin.Context
	save     commissioning.Save
	question string
	files    []*commissioning.SealedFile
	problems []refusal.Problem
}

// take seals one file. One that is refused is read to its end all the same, so
// that the browser gets to read why.
func (s *sealing) take(part *form.Part) error {
	if part.Field != "files" {
		_, err := io.Copy(io.Discard, part)
		return err
	}
	f, err := s.p.Steps.SealFile(s.c.Request.Context(), page.Actor(s.c), s.save, s.question, part.Name, part)
	if r, ok := refusal.As(err); ok && r.Kind == refusal.Invalid {
		s.problems = append(s.problems, r.Problems...)
		_, err := io.Copy(io.Discard, part)
		return err
	}
	if err != nil {
		return err
	}
	s.files = append(s.files, f)
	return nil
}

func (s *sealing) discard() {
	for _, f := range s.files {
		if err := f.Discard(); err != nil {
			s.p.Log.Error("half-sealed file not removed", "err", err)
		}
	}
}

// UploadFiles seals files as they arrive and puts them into the bid.
func (p Pages) UploadFiles(c *gin.Context) error {
	o, err := p.ownBid(c)
	if err != nil {
		return err
	}
	q, _, err := o.question(c.Param("key"))
	if err != nil {
		return err
	}
	s := &sealing{p: p, c: c, save: commissioning.Save{Org: o.m.Organisation, Bid: o.Bid.Ref}, question: q.Key}
	defer s.discard()
	f, err := form.Parts(c, BidBody, s.take)
	if _, refused := refusal.As(err); refused {
		return p.bidRefused(c, o, "Add files to question “"+q.Title+"”", err, "")
	}
	if err != nil {
		return err
	}
	for _, one := range s.problems {
		f.Problem(one.Field, "%s", one.Reason)
	}
	if f.OK() && len(s.files) == 0 {
		f.Problem("files", "Select a file")
	}
	if !f.OK() {
		return p.filesRefused(c, o, q.Title, f)
	}
	save := p.saveOf(c, o, f)
	saved, err := p.Steps.AddFiles(c.Request.Context(), page.Actor(c), save, q.Key, f.Tick("replace", form.Ask{}).Value == "yes", s.files)
	if f.Refuse(err) {
		return p.filesRefused(c, o, q.Title, f)
	}
	if err != nil {
		return p.bidRefused(c, o, "Add files to question “"+q.Title+"”", err, "")
	}
	if o, err = p.ownBid(c); err != nil {
		return err
	}
	return p.Redirect(c, o.at("/questions/"+q.Key+"/files"), o.saidAfter("Sealed.", saved))
}

func (p Pages) filesRefused(c *gin.Context, o ownBid, title string, f *form.Form) error {
	if err := p.noteAttempt(c, o, "Add files to question “"+title+"”", &refusal.Error{Kind: refusal.Invalid}); err != nil {
		return err
	}
	return p.showFiles(c, o, f)
}

func (p Pages) showFiles(c *gin.Context, o ownBid, f *form.Form) error {
	q, _, err := o.question(c.Param("key"))
	if err != nil {
		return err
	}
	if !q.Files {
		return refusal.Missing("question with files")
	}
	v := templates.BidFilesView{View: p.bidPage(c, "Files for: "+q.Title, o, f), Kicker: o.kicker(), Heading: "Files for: " + q.Title, Action: o.at("/questions/" + q.Key + "/files"), Files: bidFiles(o.FilesOf(q.Key)), CanEdit: o.mayEdit(), Back: o.at("/questions/" + q.Key), Side: o.side()}
	if v.CanEdit {
		for i, one := range o.FilesOf(q.Key) {
			v.Files[i].Remove = o.at("/files/" + one.Ref + "/removal")
		}
	}
	v.Upload = components.FileUpload{Name: "files", Label: "Add files", Hint: commissioning.UploadSaid + ". Each up to 25 MB", Accept: strings.Join(commissioning.UploadKinds, ","), Multiple: true, Error: f.Error("files")}
	v.Replace = f.Tick("replace", form.Ask{}).Checkbox(components.Checkboxes{Legend: components.Legend{Text: "If a file has the name of one above"}, Small: true, Options: []components.Option{{Value: "yes", Text: "Replace the one above"}}})
	return p.Render(c, f.Status(), templates.BidFiles(v))
}

// RemoveFile takes a file out of the bid.
func (p Pages) RemoveFile(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	o, err := p.ownBid(c)
	if err != nil {
		return err
	}
	part, question := c.Param("part"), ""
	for _, one := range o.Parts {
		if one.Ref == part {
			question = one.Key
		}
	}
	saved, err := p.Steps.RemoveFile(c.Request.Context(), page.Actor(c), p.saveOf(c, o, f), part)
	if errors.Is(err, refusal.ErrNotFound) {
		return err
	}
	if err != nil {
		return p.bidRefused(c, o, "Remove a file", err, "")
	}
	if o, err = p.ownBid(c); err != nil {
		return err
	}
	return p.Redirect(c, o.at("/questions/"+question+"/files"), o.saidAfter("The file was removed.", saved))
}
