package commissioner

import (
	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/tender"
	templates "hundredweight/templates/commissioner"
	"hundredweight/templates/components"
)

// TenderNew asks what is bought and what to start from.
func (p Pages) TenderNew(c *gin.Context) error {
	if err := mustBuy(c); err != nil {
		return err
	}
	return p.showNew(c, form.Prefill(nil))
}

// StartTender makes the draft.
func (p Pages) StartTender(c *gin.Context) error {
	if err := mustBuy(c); err != nil {
		return err
	}
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	title, from := readNew(f)
	if !f.OK() {
		return p.showNew(c, f)
	}
	content := tender.Blank(title.Value)
	if t, ok := tender.TemplateOf(from.Value); ok {
		content = t.Start(title.Value)
	}
	return p.start(c, content, f, p.showNew)
}

// start makes a draft of content and leads to its home.
func (p Pages) start(c *gin.Context, content tender.Content, f *form.Form, again func(*gin.Context, *form.Form) error) error {
	m := page.Org(c)
	ref, err := p.Steps.StartTender(c.Request.Context(), page.Actor(c), m.Organisation, content)
	if f.Refuse(err) {
		return again(c, f)
	}
	if err != nil {
		return err
	}
	return p.Redirect(c, "/org/"+m.Slug+"/tenders/"+ref, "Your draft is started. Nobody outside your organisation sees it.")
}

// titleMost is the most characters of a tender's title.
const titleMost = 150

// blank is the value of starting with nothing.
const blank = "blank"

func readNew(f *form.Form) (*form.Text, *form.Choice) {
	allowed := []string{blank}
	for _, t := range tender.Templates() {
		allowed = append(allowed, t.Key)
	}
	title := f.Text("title", form.Ask{Label: "The title", Missing: "Enter a title", Max: titleMost})
	return title, f.Choice("from", form.Ask{Missing: "Select what to start from"}, allowed...)
}

func (p Pages) showNew(c *gin.Context, f *form.Form) error {
	m := page.Org(c)
	title, from := readNew(f)
	at := "/org/" + m.Slug + "/tenders"
	v := templates.TenderNewView{View: p.Refused(c, "Start a tender", f), Action: at + "/new"}
	v.Back = &components.Link{Text: "All tenders", Href: at}
	v.Name = title.Input(components.Input{Label: "What do you need?", LabelSize: "m", Hint: "This is the tender’s title. Use the words that bidders and residents use, like “Community meals and company at home”. You can change it later"})
	radios := components.Radios{Legend: components.Legend{Text: "What do you want to start from?", Size: "m"}}
	for _, t := range tender.Templates() {
		radios.Options = append(radios.Options, components.Option{Value: t.Key, Text: "Template: " + lower(t.Name), Hint: t.Purpose})
	}
	radios.Options = append(radios.Options, components.Option{Value: blank, Text: "Nothing", Hint: "Every page is empty"})
	v.From = from.Radios(radios)
	if p.Opens(c, "/org/:org/tenders/new/copy") {
		v.Others = append(v.Others, components.Link{Text: "An earlier tender of yours", Href: at + "/new/copy"})
	}
	if p.Opens(c, "/org/:org/tenders/import") {
		v.Others = append(v.Others, components.Link{Text: "A published notice (a file)", Href: at + "/import"})
	}
	return p.Render(c, f.Status(), templates.TenderNew(v))
}
