package provider

import (
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/models/addedvalue"
	"hundredweight/models/offer"
	"hundredweight/templates/components"
)

// describeForm is the task "Describe the service".
type describeForm struct {
	title, summary, about, who, other *form.Text
	theme                             *form.Choice
	codes                             *form.Choices
	later                             bool
}

func readDescribe(f *form.Form) describeForm {
	return describeForm{
		title:   f.Text("title", form.Ask{Label: "The name of the service", Max: offer.MaxTitle}),
		summary: f.Text("summary", form.Ask{Label: "The summary", Max: offer.MaxSummary, Lines: true}),
		about:   f.Text("about", form.Ask{Label: "The description", Max: offer.MaxAbout, Lines: true}),
		who:     f.Text("who", form.Ask{Label: "Whom it is for", Max: offer.MaxLine}),
		theme:   f.Choice("theme", form.Ask{}, themeKeys()...),
		codes:   f.Choices("cpv", form.Ask{}, commonCodes()...),
		other:   f.Text("other_codes", form.Ask{Label: "Other codes", Max: 200}),
		later:   later(f),
	}
}

func themeKeys() (all []string) {
	for _, t := range addedvalue.Themes {
		all = append(all, t.Key)
	}
	return all
}

func commonCodes() (all []string) {
	for _, c := range offer.CommonCodes {
		all = append(all, c.Code)
	}
	return all
}

// set puts what was typed into the content. A name that was emptied and saved
// half done stays as it was, since lists lead to the service by it.
func (d describeForm) set(c *offer.Content) {
	if d.title.Value != "" || !d.later {
		c.Title = d.title.Value
	}
	c.Summary, c.About, c.Who, c.Theme = d.summary.Value, d.about.Value, d.who.Value, d.theme.Value
	c.CPV = nil
	seen := map[string]bool{}
	for _, code := range append(append([]string(nil), d.codes.Values...), split(d.other.Value)...) {
		if seen[code] {
			continue
		}
		seen[code] = true
		known, _ := offer.CommonCode(code)
		c.CPV = append(c.CPV, offer.CPV{Code: code, Title: known.Title})
	}
}

// split separates what was typed by spaces, commas and lines.
func split(typed string) []string {
	return strings.FieldsFunc(typed, func(r rune) bool { return r == ',' || r == ';' || r == ' ' || r == '\n' || r == '\t' })
}

func keptDescribe(c offer.Content) url.Values {
	kept := url.Values{"title": {c.Title}, "summary": {c.Summary}, "about": {c.About}, "who": {c.Who}, "theme": {c.Theme}}
	var other []string
	for _, v := range c.CPV {
		if _, common := offer.CommonCode(v.Code); common {
			kept.Add("cpv", v.Code)
		} else {
			other = append(other, v.Code)
		}
	}
	kept.Set("other_codes", strings.Join(other, ", "))
	return kept
}

// ServiceDescribe asks what the service is.
func (p Pages) ServiceDescribe(c *gin.Context) error {
	o, gone, err := p.draft(c)
	if err != nil || gone {
		return err
	}
	f := form.Prefill(keptDescribe(o.c))
	return p.showDescribe(c, o, f, readDescribe(f))
}

// SaveServiceDescribe saves it.
func (p Pages) SaveServiceDescribe(c *gin.Context) error {
	o, gone, err := p.draft(c)
	if err != nil || gone {
		return err
	}
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	d := readDescribe(f)
	return p.saveSection(c, o, f, offer.Describe, d.set, func(o ownService) error { return p.showDescribe(c, o, f, d) })
}

func (p Pages) showDescribe(c *gin.Context, o ownService, f *form.Form, d describeForm) error {
	t := p.task(c, o, f, offer.Describe.Title(), "/describe")
	need := components.Select{Label: "Which need does it answer?", LabelSize: "s", Hint: "The nearest one. It decides which outcomes you are offered, and where people find it", Options: []components.Option{{Text: "Select a need"}}}
	for _, one := range addedvalue.Themes {
		need.Options = append(need.Options, components.Option{Value: one.Key, Text: one.Name})
	}
	codes := components.Checkboxes{Legend: components.Legend{Text: "What kind of service is it, as buyers code it?", Size: "s"}, Hint: "Select all that fit. Buyers search by these codes (CPV)", Small: true}
	for _, one := range offer.CommonCodes {
		codes.Options = append(codes.Options, components.Option{Value: one.Code, Text: one.Title + " (" + one.Code + ")"})
	}
	t.Fields = append(t.Fields,
		components.InputOf(d.title.Input(components.Input{Label: "Name", LabelSize: "s"})),
		components.TextareaOf(d.summary.Textarea(components.Textarea{Label: "Summary", LabelSize: "s", Hint: "One or two sentences: what happens and who runs it. Shown in lists", Rows: "3"})),
		components.TextareaOf(d.about.Textarea(components.Textarea{Label: "Description", LabelSize: "s", Hint: "What happens, how often, who runs it, what people have to bring or do", Rows: "8"})),
		components.InputOf(d.who.Input(components.Input{Label: "Whom is it for?", LabelSize: "s", Hint: "Like people aged 65 or over who fell in the last year"})),
		components.SelectOf(d.theme.Select(need)),
		components.CheckboxesOf(d.codes.Checkboxes(codes)),
		components.InputOf(d.other.Input(components.Input{Label: "Other codes (optional)", Hint: "Eight digits each, separated by commas, like 85312110", Width: "20", NoSpell: true})),
	)
	return p.showTask(c, f, t)
}
