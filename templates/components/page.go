package components

import (
	"bytes"
	"context"
	"io"
	"strconv"

	"github.com/a-h/templ"

	"hundredweight/templates/components/govuk"
)

func itoa(n int) string { return strconv.Itoa(n) }

// number reads a small number of ours, 0 for none.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

// Link is a text with an address.
type Link struct {
	Text string
	Href string
}

// Breadcrumbs leads up the tree; the last one without address is the page itself.
func Breadcrumbs(links []Link) templ.Component {
	b := govuk.Breadcrumbs{CollapseOnMobile: true}
	for _, l := range links {
		b.Items = append(b.Items, govuk.Crumb{Text: l.Text, Href: l.Href})
	}
	return b
}

// Tag is a status. Colours: green good or open, yellow needs someone, red below
// target, blue in progress, grey information.
func Tag(text, colour string) templ.Component {
	return govuk.Tag{Text: text, Classes: sizeClass("govuk-tag", colour)}
}

// Summary is a row of a summary list.
type Summary struct {
	Key    string
	Value  string
	Lines  []string        // instead of Value: one paragraph each
	Rich   templ.Component // instead of Value
	Action *Action
}

// Action changes what a row shows.
type Action struct {
	Text   string
	Href   string
	Hidden string // what is changed, for those who hear the page
}

func (s Summary) value() templ.Component {
	switch {
	case s.Rich != nil:
		return s.Rich
	case len(s.Lines) > 0:
		return paragraphs(s.Lines)
	}
	return written(s.Value)
}

// SummaryList writes keys and values.
func SummaryList(rows []Summary) templ.Component {
	var g govuk.SummaryList
	for _, r := range rows {
		row := &govuk.SummaryRow{Key: govuk.SummaryCell{Text: r.Key}, Value: govuk.SummaryCell{HTML: r.value()}}
		if r.Action != nil {
			row.Actions = &govuk.SummaryActions{Items: []govuk.SummaryAction{{Text: r.Action.Text, Href: r.Action.Href, VisuallyHiddenText: r.Action.Hidden}}}
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

// Task is a row of a task list. Without Href it cannot start yet.
type Task struct {
	Text   string
	Hint   string
	Href   string
	Status string // Completed, In progress, Not started, Cannot start yet
}

// status says how far a task is: what is done and what cannot start in words,
// what is to do as a tag.
func (t Task) status() govuk.TaskStatus {
	switch t.Status {
	case "Completed":
		return govuk.TaskStatus{Text: t.Status}
	case "Cannot start yet":
		return govuk.TaskStatus{Text: t.Status, Classes: "govuk-task-list__status--cannot-start-yet"}
	case "In progress":
		return govuk.TaskStatus{Tag: &govuk.Tag{Text: t.Status, Classes: "govuk-tag--blue"}}
	case "Problem", "Needs attention", "Answer needed":
		return govuk.TaskStatus{Tag: &govuk.Tag{Text: t.Status, Classes: "govuk-tag--yellow"}}
	}
	return govuk.TaskStatus{Tag: &govuk.Tag{Text: t.Status}}
}

// TaskList writes tasks with their statuses; prefix keeps ids apart.
func TaskList(prefix string, tasks []Task) templ.Component {
	g := govuk.TaskList{IDPrefix: prefix}
	for _, t := range tasks {
		i := &govuk.TaskItem{Title: govuk.TaskText{Text: t.Text}, Href: t.Href, Status: t.status()}
		if t.Hint != "" {
			i.Hint = &govuk.TaskText{Text: t.Hint}
		}
		g.Items = append(g.Items, i)
	}
	return g
}

// Details hides what few need, its children, behind a line.
func Details(summary string) templ.Component { return govuk.Details{SummaryText: summary} }

// Inset sets its children apart.
func Inset() templ.Component { return govuk.InsetText{} }

// Warning says what has consequences.
func Warning(text string) templ.Component { return govuk.WarningText{Text: text} }

// Panel says that something is done. Its children follow.
func Panel(title string) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return govuk.Panel{TitleText: title, HTML: templ.GetChildren(ctx), Classes: "hw-panel"}.Render(templ.ClearChildren(ctx), w)
	})
}

// Notice is a notification banner; success is for what was just done.
func Notice(id, title, text string, success bool) templ.Component {
	n := govuk.NotificationBanner{TitleID: id, TitleText: title, Text: text}
	if success {
		n.Type = "success"
	}
	return n
}

// Pages leads to the page before and after of a list.
type Pages struct {
	Previous string // addresses; "" for none
	Next     string
	NextText string // "Next 25"
}

// Pagination writes the way through a list.
func Pagination(p Pages) templ.Component {
	if p.Previous == "" && p.Next == "" {
		return templ.NopComponent
	}
	var g govuk.Pagination
	if p.Previous != "" {
		g.Previous = &govuk.PageLink{Href: p.Previous, Text: "Back to the first page"}
	}
	if p.Next != "" {
		g.Next = &govuk.PageLink{Href: p.Next, Text: p.NextText}
	}
	return g
}

// FieldError is a problem with the field it belongs to; "" for the whole form.
type FieldError struct {
	Field string
	Text  string
}

// ErrorSummary lists what is wrong, each linked to its field.
func ErrorSummary(errors []FieldError) templ.Component {
	g := govuk.ErrorSummary{TitleText: "There is a problem"}
	for _, e := range errors {
		l := govuk.ErrorLink{Text: e.Text}
		if e.Field != "" {
			l.Href = "#" + e.Field
		}
		g.ErrorList = append(g.ErrorList, l)
	}
	return g
}

// Column is a column of a table.
type Column struct {
	Text    string
	Numeric bool
}

// Row is a row of a table; the first cell is its name.
type Row struct {
	Cells []Cell
	Lead  bool // the row that leads, in bold
	Total bool
}

// Cell is a cell: a text, a link, or anything.
type Cell struct {
	Text string
	Href string
	Note string // a second line in small print
	Rich templ.Component
}

// Table is a table that scrolls by itself on narrow screens.
type Table struct {
	ID      string
	Caption string
	Hidden  bool // the caption is only for those who hear the page
	Small   bool
	Columns []Column
	Rows    []Row
}

func (c Cell) html() templ.Component {
	switch {
	case c.Rich != nil:
		return c.Rich
	case c.Note != "":
		return noted(c)
	case c.Href != "":
		return anchor(c)
	}
	return nil
}

func (r Row) class() string {
	c := ""
	if r.Lead {
		c = "hw-row--lead"
	}
	if r.Total {
		c = with("hw-row--total", c)
	}
	return c
}

func (t Table) govuk() govuk.Table {
	g := govuk.Table{Caption: t.Caption, CaptionID: t.ID, CaptionClasses: "govuk-table__caption--s", FirstCellIsHeader: true}
	if t.Hidden {
		g.CaptionClasses = "govuk-visually-hidden"
	}
	if t.Small {
		g.Classes = "govuk-table--small"
	}
	format := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		if c.Numeric {
			format[i] = "numeric"
		}
		g.Head = append(g.Head, govuk.Cell{Text: c.Text, Format: format[i]})
	}
	g.RowClasses = make([]string, len(t.Rows))
	for n, r := range t.Rows {
		cells := make([]govuk.Cell, len(r.Cells))
		for i, c := range r.Cells {
			cells[i] = govuk.Cell{Text: c.Text, HTML: c.html()}
			if i < len(format) {
				cells[i].Format = format[i]
			}
		}
		g.Rows, g.RowClasses[n] = append(g.Rows, cells), r.class()
	}
	return g
}

// Written writes a component down once, to be shown as it is any number of
// times: for a part that is the same on many pages and takes long to work out.
func Written(ctx context.Context, c templ.Component) (templ.Component, error) {
	var b bytes.Buffer
	if err := c.Render(ctx, &b); err != nil {
		return nil, err
	}
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := w.Write(b.Bytes())
		return err
	}), nil
}
