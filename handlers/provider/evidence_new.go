package provider

import (
	"io"
	"strings"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/addedvalue"
	"hundredweight/models/commissioning"
	"hundredweight/models/file"
	"hundredweight/models/refusal"
	"hundredweight/templates/components"
	pages "hundredweight/templates/provider"
	"hundredweight/templates/text"
)

// EvidenceBody is the most that the form with a file may weigh, in bytes. It
// is twice what a file may, so that a file somewhat too big is refused beside
// its field, with all that was typed kept.
const EvidenceBody = 2*file.Most + 1<<20

// evidenceForm is a piece of evidence as it was typed.
type evidenceForm struct {
	title, covers, url *form.Text
	kind, checked      *form.Choice
	date               *form.Day
	service, claim     string // where the person came from
	again              bool   // a file was chosen and has to be chosen again
}

func readEvidenceForm(f *form.Form) *evidenceForm {
	var kinds []string
	for _, k := range addedvalue.EvidenceKinds {
		kinds = append(kinds, string(k.Kind))
	}
	return &evidenceForm{
		title:   f.Text("title", form.Ask{Label: "The title", Max: 200}),
		kind:    f.Choice("kind", form.Ask{}, kinds...),
		date:    f.Day("date", form.Ask{Label: "The date of the evidence"}),
		covers:  f.Text("covers", form.Ask{Label: "The period it covers", Max: 100}),
		url:     f.Text("url", form.Ask{Label: "The web address", Max: 500}),
		checked: f.Tick("personal_data", form.Ask{}),
		service: f.Search("service", 20), claim: f.Search("claim", 20),
	}
}

func (d *evidenceForm) evidence() addedvalue.Evidence {
	return addedvalue.Evidence{Title: d.title.Value, Kind: addedvalue.EvidenceKind(d.kind.Value), Date: d.date.Value, Covers: d.covers.Value, URL: d.url.Value, PersonalDataChecked: d.checked.Value == "yes"}
}

// NewEvidence asks for a piece of evidence.
func (p Pages) NewEvidence(c *gin.Context) error {
	f := form.Query(c)
	return p.showNewEvidence(c, f, readEvidenceForm(f))
}

// AddEvidence adds it. The file is looked at and stored as it arrives; it is
// kept only when everything else can be used too.
func (p Pages) AddEvidence(c *gin.Context) error {
	in := &incoming{files: p.Steps.Files}
	defer in.discard(p)
	f, err := form.Parts(c, EvidenceBody, in.take)
	if err != nil {
		return err
	}
	d := readEvidenceForm(f)
	f.Refuse(in.refused)
	stored, err := in.keep(f.OK())
	if err != nil {
		return err
	}
	if !f.OK() {
		d.again = in.name != "" && in.refused == nil
		return p.showNewEvidence(c, f, d)
	}
	m := page.Org(c)
	ref, err := p.Steps.AddEvidence(c.Request.Context(), page.Actor(c), m.Organisation, commissioning.NewEvidence{Evidence: d.evidence(), File: stored})
	if f.Refuse(err) {
		d.again = in.name != "" && f.Error("file") == ""
		return p.showNewEvidence(c, f, d)
	}
	if err != nil {
		return err
	}
	to := evidenceAt(m.Slug)
	if isRef(d.service) && isRef(d.claim) {
		to = serviceAt(m.Slug, d.service) + "/claims/" + d.claim + "/" + string(addedvalue.StepEvidence) + "?add=" + ref
	}
	return p.Redirect(c, to, "It is in your library.")
}

// isRef tells whether a text can be a reference: ten letters and digits.
func isRef(s string) bool {
	return len(s) == 10 && strings.Trim(s, "0123456789abcdefghjkmnpqrstvwxyz") == ""
}

// incoming is the file of a form on its way into the store.
type incoming struct {
	files   *file.Store
	w       *file.Writer
	name    string
	kind    string
	refused error
}

// take looks at a file and stores what may be kept. One that may not is read to
// its end all the same, so that what was typed around it is not lost.
func (in *incoming) take(part *form.Part) error {
	if part.Field != "file" || in.name != "" {
		_, err := io.Copy(io.Discard, part)
		if err == nil && part.Field == "file" {
			in.refused = refusal.Field("file", "Add one file at a time")
		}
		return err
	}
	in.name = part.Name
	head, whole, err := file.Peek(part)
	if err != nil {
		return err
	}
	if in.kind, in.refused = file.Inspect("file", part.Name, head); in.refused != nil {
		if r, ok := refusal.As(in.refused); !ok || r.Kind != refusal.Invalid {
			return in.refused
		}
		_, err := io.Copy(io.Discard, whole)
		return err
	}
	if in.w, err = in.files.Create(); err != nil {
		return err
	}
	n, err := io.Copy(in.w, io.LimitReader(whole, file.Most))
	if err != nil || n < file.Most {
		return err
	}
	over, err := io.Copy(io.Discard, whole)
	if over > 0 {
		in.refused = refusal.Field("file", "%s is %s too big: 25 MB is the limit", part.Name, text.Bytes(over))
	}
	return err
}

// keep makes the file durable when all is well.
func (in *incoming) keep(well bool) (commissioning.StoredFile, error) {
	if in.w == nil || !well || in.refused != nil {
		return commissioning.StoredFile{}, nil
	}
	hash, size, err := in.w.Commit()
	return commissioning.StoredFile{Hash: hash, Name: in.name, MediaType: in.kind, Size: size}, err
}

// discard forgets what was not kept.
func (in *incoming) discard(p Pages) {
	if in.w == nil {
		return
	}
	if err := in.w.Discard(); err != nil {
		p.Log.Error("half-stored file not removed", "err", err)
	}
}

func (p Pages) showNewEvidence(c *gin.Context, f *form.Form, d *evidenceForm) error {
	m := page.Org(c)
	v := pages.NewEvidenceView{View: p.Refused(c, "Add evidence", f), Action: evidenceAt(m.Slug) + "/new", Again: d.again}
	v.Back = &components.Link{Text: "Evidence library", Href: evidenceAt(m.Slug)}
	if isRef(d.service) && isRef(d.claim) {
		v.Service, v.Claim = d.service, d.claim
		v.Back = &components.Link{Text: "Back to the claim", Href: serviceAt(m.Slug, d.service) + "/claims/" + d.claim + "/" + string(addedvalue.StepEvidence)}
	}
	kinds := components.Radios{Legend: components.Legend{Text: "What is it?", Size: "s"}}
	for _, k := range addedvalue.EvidenceKinds {
		kinds.Options = append(kinds.Options, components.Option{Value: string(k.Kind), Text: k.Name})
	}
	v.Title = d.title.Input(components.Input{Label: "Title", LabelSize: "s", Hint: "As others will see it, like Survey of class members 2026"})
	v.Kind = d.kind.Radios(kinds)
	v.Date = d.date.Date(components.Date{Legend: components.Legend{Text: "Which date does it bear?", Size: "s"}, Hint: "For example, 31 5 2026"})
	v.Covers = d.covers.Input(components.Input{Label: "Which time does it cover? (optional)", LabelSize: "s", Hint: "Like April 2023 to March 2026", Width: "20"})
	v.URL = d.url.Input(components.Input{Label: "Web address", LabelSize: "s", Hint: "If it is on the web. Like https://www.example.org/report", Type: "url", NoSpell: true})
	v.File = components.FileUpload{Name: "file", Label: "Or a file", LabelSize: "s", Hint: file.KindsSaid + ". 25 MB at most", Accept: strings.Join(file.Kinds, ","), Error: f.Error("file")}
	v.Checked = d.checked.Checkbox(components.Checkboxes{Legend: components.Legend{Text: "Names, addresses and faces", Size: "s"}, Hint: "Everybody can open a file that a public service rests on", Options: []components.Option{{Value: "yes", Text: "I looked for names, addresses and faces, and took out those that may not be shown"}}})
	return p.Render(c, f.Status(), pages.NewEvidence(v))
}
