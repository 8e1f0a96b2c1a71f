package components

import (
	"github.com/a-h/templ"
	"hundredweight/templates/components/govuk"
)

// The fields of forms, in the shape that pages have at hand. The markup is
// that of templates/components/govuk.

func with(base, extra string) string {
	if extra == "" {
		return base
	}
	return base + " " + extra
}

func sizeClass(base, size string) string {
	if size == "" {
		return ""
	}
	return base + "--" + size
}

func hintOf(text string) *govuk.Hint {
	if text == "" {
		return nil
	}
	return &govuk.Hint{Text: text}
}

func errorOf(text string) *govuk.ErrorMessage {
	if text == "" {
		return nil
	}
	return &govuk.ErrorMessage{Text: text}
}

func valueOf(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// Plain is the size of a label that stands under a heading of its own.
const Plain = "plain"

// Label is a field's label. Heading makes it the page's heading.
type Label struct {
	For     string
	Text    string
	Size    string // s, m, l or xl; s when empty; Plain for text that is not bold
	Heading bool
}

func (l Label) govuk() *govuk.Label {
	return &govuk.Label{For: l.For, Text: l.Text, Classes: sizeClass("govuk-label", bold(l.Size)), IsPageHeading: l.Heading}
}

// bold makes what names a field stand out from its hint, unless it is plain.
func bold(size string) string {
	switch size {
	case "":
		return "s"
	case Plain:
		return ""
	}
	return size
}

// LabelOf writes a label.
func LabelOf(l Label) templ.Component { return l.govuk() }

// HintOf writes the hint of a field.
func HintOf(id, text string) templ.Component {
	if text == "" {
		return templ.NopComponent
	}
	return govuk.Hint{ID: id + "-hint", Text: text}
}

// ErrorOf writes the error of a field.
func ErrorOf(id, text string) templ.Component {
	if text == "" {
		return templ.NopComponent
	}
	return govuk.ErrorMessage{ID: id + "-error", Text: text}
}

// Input is a one-line field.
type Input struct {
	ID           string // the name when empty
	Name         string
	Label        string
	LabelSize    string
	Heading      bool
	Hint         string
	Value        string
	Error        string
	Type         string // text when empty
	Width        string // 2, 3, 4, 5, 10, 20 characters; "" for full width
	Prefix       string
	Suffix       string
	InputMode    string
	Autocomplete string
	NoSpell      bool
}

// InputOf writes a one-line field.
func InputOf(i Input) templ.Component {
	g := govuk.Input{
		ID: i.ID, Name: i.Name, Type: i.Type, Value: valueOf(i.Value), InputMode: i.InputMode, Autocomplete: i.Autocomplete,
		Label: Label{Text: i.Label, Size: i.LabelSize, Heading: i.Heading}.govuk(), Hint: hintOf(i.Hint), ErrorMessage: errorOf(i.Error),
		Classes: sizeClass("govuk-input--width", i.Width),
	}
	if i.Width != "" {
		g.Classes = "govuk-input--width-" + i.Width
	}
	if i.Prefix != "" {
		g.Prefix = &govuk.Affix{Text: i.Prefix}
	}
	if i.Suffix != "" {
		g.Suffix = &govuk.Affix{Text: i.Suffix}
	}
	if i.NoSpell {
		g.Spellcheck = new(bool)
	}
	return g
}

// Password is a password field with a Show button where script runs.
type Password struct {
	Name         string
	Label        string
	Hint         string
	Error        string
	Autocomplete string // current-password or new-password
}

// PasswordOf writes a password field.
func PasswordOf(p Password) templ.Component {
	return govuk.PasswordInput{Name: p.Name, Label: Label{Text: p.Label}.govuk(), Hint: hintOf(p.Hint), ErrorMessage: errorOf(p.Error), Autocomplete: p.Autocomplete}
}

// Textarea is a field of several lines; MaxWords adds the word count.
type Textarea struct {
	Name      string
	Label     string
	LabelSize string
	Heading   bool
	Hint      string
	Value     string
	Error     string
	Rows      string // 5 when empty
	MaxWords  int
	Before    templ.Component // between the hint and the field, nil for none
}

// TextareaOf writes a field of several lines.
func TextareaOf(t Textarea) templ.Component {
	label := Label{Text: t.Label, Size: t.LabelSize, Heading: t.Heading}.govuk()
	rows := number(t.Rows)
	var group *govuk.FormGroup
	if t.Before != nil {
		group = &govuk.FormGroup{Before: t.Before}
	}
	if t.MaxWords > 0 {
		return govuk.CharacterCount{Name: t.Name, Label: label, Hint: hintOf(t.Hint), ErrorMessage: errorOf(t.Error), Value: t.Value, Rows: rows, MaxWords: t.MaxWords, FormGroup: group}
	}
	return govuk.Textarea{Name: t.Name, Label: label, Hint: hintOf(t.Hint), ErrorMessage: errorOf(t.Error), Value: t.Value, Rows: rows, FormGroup: group}
}

// Option is one choice of radios, checkboxes or a select.
type Option struct {
	Value   string
	Text    string
	Hint    string
	Picture templ.Component // above the hint, nil for none
	Checked bool
}

func (o Option) hint() *govuk.Hint {
	if o.Picture == nil {
		return hintOf(o.Hint)
	}
	return &govuk.Hint{HTML: pictured(o.Picture, o.Hint)}
}

func (o Option) checked() *bool {
	if !o.Checked {
		return nil
	}
	return &o.Checked
}

// Legend is the legend of a group of choices.
type Legend struct {
	Text    string
	Size    string // s, m, l or xl; s when empty
	Heading bool
}

func (l Legend) fieldset() *govuk.Fieldset {
	return &govuk.Fieldset{Legend: &govuk.Legend{Text: l.Text, Classes: sizeClass("govuk-fieldset__legend", bold(l.Size)), IsPageHeading: l.Heading}}
}

// Radios is a choice of one.
type Radios struct {
	Name    string
	Legend  Legend
	Hint    string
	Error   string
	Options []Option
	Inline  bool
	Small   bool
}

// RadiosOf writes a choice of one.
func RadiosOf(r Radios) templ.Component {
	g := govuk.Radios{Name: r.Name, Fieldset: r.Legend.fieldset(), Hint: hintOf(r.Hint), ErrorMessage: errorOf(r.Error)}
	if r.Inline {
		g.Classes = "govuk-radios--inline"
	}
	if r.Small {
		g.Classes = with("govuk-radios--small", g.Classes)
	}
	for _, o := range r.Options {
		g.Items = append(g.Items, &govuk.RadiosItem{Value: o.Value, Text: o.Text, Hint: o.hint(), Checked: o.checked()})
	}
	return g
}

// Checkboxes is a choice of any.
type Checkboxes struct {
	Name    string
	Legend  Legend
	Hint    string
	Error   string
	Options []Option
	Small   bool
}

// CheckboxesOf writes a choice of any.
func CheckboxesOf(c Checkboxes) templ.Component {
	g := govuk.Checkboxes{Name: c.Name, Fieldset: c.Legend.fieldset(), Hint: hintOf(c.Hint), ErrorMessage: errorOf(c.Error)}
	if c.Small {
		g.Classes = "govuk-checkboxes--small"
	}
	for _, o := range c.Options {
		g.Items = append(g.Items, &govuk.CheckboxesItem{Value: o.Value, Text: o.Text, Hint: o.hint(), Checked: o.checked()})
	}
	return g
}

// Select is a choice from a list.
type Select struct {
	Name      string
	Label     string
	LabelSize string
	Hint      string
	Error     string
	Options   []Option
}

// SelectOf writes a choice from a list.
func SelectOf(s Select) templ.Component {
	g := govuk.Select{Name: s.Name, Label: Label{Text: s.Label, Size: s.LabelSize}.govuk(), Hint: hintOf(s.Hint), ErrorMessage: errorOf(s.Error)}
	for _, o := range s.Options {
		g.Items = append(g.Items, &govuk.SelectItem{Value: &o.Value, Text: o.Text, Selected: o.checked()})
	}
	return g
}

// Date is a date in three fields, named name-day, name-month and name-year.
type Date struct {
	Name             string
	Legend           Legend
	Hint             string
	Day, Month, Year string
	Error            string
}

// DateOf writes a date. The error summary leads to its first field.
func DateOf(d Date) templ.Component {
	item := func(part, value string) *govuk.DateItem {
		return &govuk.DateItem{Name: part, Value: valueOf(value)}
	}
	return govuk.DateInput{
		ID: d.Name, NamePrefix: d.Name, Day: item("day", d.Day), Month: item("month", d.Month), Year: item("year", d.Year),
		Fieldset: d.Legend.fieldset(), Hint: hintOf(d.Hint), ErrorMessage: errorOf(d.Error),
	}
}

// FileUpload is a field for a file.
type FileUpload struct {
	Name      string
	Label     string
	LabelSize string
	Hint      string
	Error     string
	Accept    string
	Multiple  bool // several files at once
}

// FileUploadOf writes a field for a file.
func FileUploadOf(f FileUpload) templ.Component {
	g := govuk.FileUpload{Name: f.Name, Label: Label{Text: f.Label, Size: f.LabelSize}.govuk(), Hint: hintOf(f.Hint), ErrorMessage: errorOf(f.Error)}
	g.Attributes = templ.Attributes{}
	if f.Accept != "" {
		g.Attributes["accept"] = f.Accept
	}
	if f.Multiple {
		g.Attributes["multiple"] = true
	}
	return g
}

// Button is a button of a form, or a link that looks like one.
type Button struct {
	Text  string
	Href  string // a link when set
	Kind  string // "", secondary or warning
	Name  string
	Value string
}

// ButtonOf writes a button.
func ButtonOf(b Button) templ.Component {
	g := govuk.Button{Text: b.Text, Href: b.Href, Name: b.Name, Value: b.Value, Classes: sizeClass("govuk-button", b.Kind)}
	if b.Href == "" {
		once := true
		g.PreventDoubleClick = &once
	}
	return g
}
