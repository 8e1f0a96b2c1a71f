package provider

import (
	"errors"
	"strconv"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/offer"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/templates/components"
	pages "hundredweight/templates/provider"
	"hundredweight/templates/text"
)

// CheckService shows everything that was written, before it is sent to be
// checked or published.
func (p Pages) CheckService(c *gin.Context) error {
	o, err := p.ownService(c)
	if err != nil {
		return err
	}
	if s := o.v.Status; s != offer.Draft && s != offer.InReview {
		return p.Redirect(c, o.at(), "")
	}
	return p.showCheck(c, o, form.Prefill(nil))
}

// SubmitService sends a draft to somebody else of the organisation.
func (p Pages) SubmitService(c *gin.Context) error {
	o, err := p.ownService(c)
	if err != nil {
		return err
	}
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	err = p.Steps.SubmitOffer(c.Request.Context(), page.Actor(c), o.edit(f))
	if f.Refuse(err) {
		return p.showCheck(c, o, f)
	}
	if err != nil {
		return err
	}
	return p.Redirect(c, o.at(), "Sent to be checked. It is not changed until somebody has looked at it.")
}

// PublishService makes a version public.
func (p Pages) PublishService(c *gin.Context) error {
	o, err := p.ownService(c)
	if err != nil {
		return err
	}
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	err = p.Steps.PublishOffer(c.Request.Context(), page.Actor(c), o.edit(f))
	if f.Refuse(err) {
		return p.showCheck(c, o, f)
	}
	if err != nil {
		return err
	}
	return p.Redirect(c, o.at(), "Your listing is public.")
}

func (p Pages) showCheck(c *gin.Context, o ownService, f *form.Form) error {
	v := pages.CheckServiceView{View: p.Refused(c, "Check your answers", f), Title: o.c.Title, Service: o.at(), Revision: strconv.Itoa(o.v.Revision)}
	v.Back = &components.Link{Text: "Back to the service", Href: o.at()}
	for i, e := range v.Errors {
		v.Errors[i] = onCheck(e)
	}
	change := o.v.Status.Editable() && o.m.Has(account.Contribute)
	for _, s := range offer.Sections {
		if s != offer.AddedValue {
			v.Sections = append(v.Sections, checkSection(o, s, change))
		}
	}
	if change {
		v.ChangeClaims = claimsAt(o)
	}
	cited, err := p.Query(c).EvidenceCited(o.m.Organisation, o.c.EvidenceRefs())
	if err != nil {
		return err
	}
	for _, one := range o.c.Claims {
		v.Claims = append(v.Claims, components.ClaimAs(one, ownEvidence(o, one.Evidence, cited)))
	}
	if err := p.nextOf(c, o, &v); err != nil {
		return err
	}
	return p.Render(c, f.Status(), pages.CheckService(v))
}

// onCheck leads a problem to the section of this page that it is about.
func onCheck(e components.FieldError) components.FieldError {
	for _, s := range offer.Sections {
		if e.Field == string(s) {
			return e
		}
	}
	e.Field = ""
	return e
}

// ownEvidence links pieces of the library for those of the own team.
func ownEvidence(o ownService, refs []string, cited map[string]store.EvidenceRow) []components.Link {
	var all []components.Link
	for _, ref := range refs {
		if e, ok := cited[ref]; ok && !e.Removed() {
			all = append(all, components.Link{Text: e.Title + " (" + fileWords(e) + ")", Href: evidenceAt(o.m.Slug) + "/" + ref})
		}
	}
	return all
}

// nextOf says who does what next, and offers the button for it.
func (p Pages) nextOf(c *gin.Context, o ownService, v *pages.CheckServiceView) error {
	by := page.Actor(c)
	members, err := p.Query(c).Members(o.m.Organisation)
	if err != nil {
		return err
	}
	var others []string
	var signers []account.PersonID
	for _, m := range members {
		if !m.Has(account.Sign) {
			continue
		}
		signers = append(signers, m.Person)
		if m.Person != by.Person {
			others = append(others, m.Name)
		}
	}
	org, err := p.Query(c).OrganisationByID(o.m.Organisation)
	if err != nil {
		return err
	}
	sign := o.m.Has(account.Sign)
	if o.v.Status == offer.InReview {
		why := offer.MayPublish(by.Person, org.IsVerified(), append(o.v.Writers(), o.v.SubmittedBy), signers)
		v.Reading, v.CanPublish, v.CanReturn = true, sign && why == nil, sign || o.v.SubmittedBy == by.Person
		v.Next = waitsFor(why, sign, others)
		return nil
	}
	if err := o.c.Ready(); err != nil {
		v.Next = "Some sections are not completed. What is missing is listed here when you send it."
		v.CanSubmit = o.m.Has(account.Contribute)
		return nil
	}
	alone := sign && len(others) == 0
	v.CanPublish, v.CanSubmit = alone && org.IsVerified(), !alone && o.m.Has(account.Contribute)
	switch {
	case alone && !org.IsVerified():
		v.Next = offer.MayPublish(by.Person, false, nil, nil).Error()
	case alone:
		v.Next = "You are the only one who can publish for " + o.m.Name + ", so nobody else has to check it."
	case len(others) == 0:
		v.Next = "Nobody in your organisation can publish yet. You can send it all the same: ask whoever manages your team to give somebody the permission."
	default:
		v.Next = "Somebody else checks it before it is public: " + text.List(others) + "."
	}
	return nil
}

// waitsFor says why a version that waits cannot be published by who is reading.
func waitsFor(why error, sign bool, others []string) string {
	switch {
	case !sign && len(others) > 0:
		return "It waits to be checked. " + text.List(others) + " can publish it."
	case errors.Is(why, refusal.ErrNotAllowed):
		return "You wrote some of it, so somebody else checks it: " + text.List(others) + "."
	case why != nil:
		return why.Error()
	}
	return "Read it as a buyer would. Once it is public, everybody can see it, and this version is kept as it is."
}

// checkSection is one section as it was answered.
func checkSection(o ownService, s offer.Section, change bool) pages.CheckedSection {
	out := pages.CheckedSection{ID: string(s), Title: s.Title()}
	add := func(key, value string) {
		row := components.Summary{Key: key, Value: first(value, "Not answered yet")}
		if change {
			row.Action = &components.Action{Text: "Change", Href: o.at() + "/" + taskPath(s), Hidden: lowerFirst(key) + " (" + lowerFirst(s.Title()) + ")"}
		}
		out.Rows = append(out.Rows, row)
	}
	c := o.c
	switch s {
	case offer.Describe:
		add("Name", c.Title)
		add("Summary", c.Summary)
		add("Description", c.About)
		add("For whom", c.Who)
		add("Need", themeName(c.Theme))
		add("Service codes", codesIn(c.CPV))
	case offer.Where:
		add("Areas", placesIn(c.Areas))
		add("Days and times", first(c.When, "Not said"))
		add("Room", c.Capacity.String())
	case offer.PriceGuide:
		add("Price guide", c.Price.String())
		add("Includes", first(c.Price.Note, "Not said"))
	case offer.Ask:
		add("Name", c.Contact.Name)
		add("Email", c.Contact.Email)
		add("Phone", first(c.Contact.Phone, "Not said"))
		add("Web page", first(c.Contact.Web, "Not said"))
	case offer.Checks:
		add("Insurance", heldUntil(c.Cover.Insured, "Until ", c.Cover.InsuredUntil))
		add("Safeguarding policy", heldUntil(c.Cover.Safeguarding, "Reviewed ", c.Cover.ReviewedOn))
	}
	return out
}

func heldUntil(held bool, words, day string) string {
	if !held {
		return "Not said"
	}
	return words + text.Day(day)
}

// ReturnService asks what is to be changed before a version is public.
func (p Pages) ReturnService(c *gin.Context) error {
	o, err := p.ownService(c)
	if err != nil {
		return err
	}
	if o.v.Status != offer.InReview {
		return p.Redirect(c, o.at(), "")
	}
	f := form.Prefill(nil)
	return p.showReturn(c, o, f, returnNote(f))
}

// GiveServiceBack gives a version back to be changed.
func (p Pages) GiveServiceBack(c *gin.Context) error {
	o, err := p.ownService(c)
	if err != nil {
		return err
	}
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	note := returnNote(f)
	if !f.OK() {
		return p.showReturn(c, o, f, note)
	}
	err = p.Steps.ReturnOffer(c.Request.Context(), page.Actor(c), o.m.Organisation, o.row.Ref, note.Value)
	if f.Refuse(err) {
		return p.showReturn(c, o, f, note)
	}
	if err != nil {
		return err
	}
	return p.Redirect(c, o.at(), "It is a draft again.")
}

func returnNote(f *form.Form) *form.Text {
	return f.Text("note", form.Ask{Label: "What should be changed", Missing: "Say what should be changed", Max: 2000, Lines: true})
}

func (p Pages) showReturn(c *gin.Context, o ownService, f *form.Form, note *form.Text) error {
	t := p.task(c, o, f, "Send it back to be changed", "/return")
	t.Save, t.Later = "Send it back", false
	t.Fields = append(t.Fields, components.TextareaOf(note.Textarea(components.Textarea{Label: "What should be changed?", LabelSize: "s", Hint: "Your team reads this beside the draft", Rows: "5"})))
	return p.Render(c, f.Status(), pages.ServiceTaskPage(t))
}
