package layout_test

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/a-h/templ"

	c "hundredweight/templates/components"
	"hundredweight/templates/htmlcheck"
	"hundredweight/templates/layout"
)

// page renders the frame around parts.
func page(t *testing.T, v layout.View, parts ...templ.Component) string {
	t.Helper()
	heading := templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, "<h1>Heading</h1><h2>Part</h2>")
		return err
	})
	var out bytes.Buffer
	ctx := templ.WithChildren(context.Background(), templ.Join(append([]templ.Component{heading}, parts...)...))
	if err := layout.Page(v).Render(ctx, &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func full() layout.View {
	return layout.View{
		Title: "Your bid", Operator: "Northmere Commissioning, run by Northmere County Council", BaseURL: "https://northmere.example", Person: "Asha Patel",
		Banner: "Everything here is made up.", BannerTo: &c.Link{Text: "Move the clock", Href: "/clock"}, Nav: []layout.NavItem{{Text: "Tenders", Href: "/tenders", Current: true}, {Text: "Help", Href: "/help"}},
		Flash: "Saved", Errors: []c.FieldError{{Field: "title", Text: "Enter the title"}, {Text: "Something about all of it"}}, Back: &c.Link{Text: "Back", Href: "/x"}, Crumbs: []c.Link{{Text: "Home", Href: "/"}},
	}
}

// everything is each part that pages are made of, once.
func everything() []templ.Component {
	choice := []c.Option{{Value: "a", Text: "A", Hint: "First"}, {Value: "b", Text: "B", Checked: true}}
	return []templ.Component{
		c.InputOf(c.Input{Name: "title", Label: "Title", Hint: "Short", Error: "Enter the title", Prefix: "£", Suffix: "a year", Width: "10"}),
		c.PasswordOf(c.Password{Name: "password", Label: "Password", Autocomplete: "new-password"}),
		c.TextareaOf(c.Textarea{Name: "need", Label: "Need", MaxWords: 100, Value: "\nkept"}), c.TextareaOf(c.Textarea{Name: "more", Label: "More", Error: "Enter more"}),
		c.RadiosOf(c.Radios{Name: "one", Legend: c.Legend{Text: "One"}, Options: choice, Inline: true}), c.CheckboxesOf(c.Checkboxes{Name: "any", Legend: c.Legend{Text: "Any"}, Error: "Select", Options: choice}),
		c.SelectOf(c.Select{Name: "list", Label: "List", Options: choice}), c.DateOf(c.Date{Name: "closes", Legend: c.Legend{Text: "Closes"}, Day: "1", Error: "Enter a month"}),
		c.FileUploadOf(c.FileUpload{Name: "file", Label: "File", Accept: ".pdf"}), c.ButtonOf(c.Button{Text: "Save", Name: "do", Value: "save"}), c.ButtonOf(c.Button{Text: "Start", Href: "/start"}),
		c.SummaryList([]c.Summary{{Key: "K", Value: "V", Action: &c.Action{Text: "Change", Href: "/k", Hidden: "K"}}, {Key: "L", Lines: []string{"a", "b"}}}),
		c.TaskList("task", []c.Task{{Text: "Do", Href: "/do", Hint: "Soon", Status: "Not started"}, {Text: "Wait", Status: "Cannot start yet"}}),
		c.TableOf(c.Table{ID: "t", Caption: "Table", Columns: []c.Column{{Text: "A"}, {Text: "N", Numeric: true}}, Rows: []c.Row{{Cells: []c.Cell{{Text: "x", Href: "/x"}, {Text: "1"}}, Lead: true}}}),
		c.Pagination(c.Pages{Previous: "/1", Next: "/2", NextText: "Next 25"}), c.Warning("Careful"), c.Tag("Open", "green"),
		c.DeadlineOf(c.Deadline{Line: "Closes", Away: "soon", Calendar: "/x.ics"}), c.Timeline([]c.Moment{{When: "Now", Text: "x", Now: true}}), c.Rows([]c.ListRow{{Title: "T", Href: "/t", Tag: "Open"}}),
		c.Facts([]c.Fact{{Value: "1", What: "one"}}), c.Doors([]c.Door{{Title: "D", Href: "/d", Text: "x"}}), c.Chips([]c.Chip{{Text: "a", Remove: "/"}}),
		c.FacetsOf(c.Facets{Action: "/s", Label: "Words", Facets: []c.Facet{{Name: "where", Title: "Where", Values: []c.FacetValue{{Value: "a", Text: "A", Count: "3", Checked: true}}}}}),
		c.Stages([]c.Stage{{Title: "Write", State: "Done", Done: true}}), c.ClaimOf(c.Claim{Title: "Claim", ForWhom: "x", Strength: c.Strength{Dots: 3, Text: "checked"}, Evidence: []c.Link{{Text: "R", Href: "/r"}}}),
		c.Mini([]c.Pair{{Key: "a", Value: "b"}}), c.Key([]c.KeyItem{{Colour: "c1", Text: "x"}}), c.Kicker("Open", "green", "Tender"), c.Lede("x"),
	}
}

func TestAPageOfEveryPartHasNothingWrong(t *testing.T) {
	for _, wide := range []bool{false, true} {
		v := full()
		v.Wide = wide
		for _, wrong := range htmlcheck.Page(strings.NewReader(page(t, v, everything()...))) {
			t.Errorf("wide %v: %s", wide, wrong)
		}
	}
}

func TestTheFrameSaysWhatItMust(t *testing.T) {
	got := page(t, full())
	for _, must := range []string{
		"<title>Error: Your bid – Northmere Commissioning, run by Northmere County Council</title>", "run by Northmere County Council. Not a GOV.UK service",
		`href="#main-content"`, "Everything here is made up.", `href="/clock"`, `href="#title"`, "Made with Hundredweight", `content="https://northmere.example/static/`, "Asha Patel", `aria-current="true"`,
	} {
		if !strings.Contains(got, must) {
			t.Errorf("the frame lacks %q", must)
		}
	}
	if strings.Index(got, "There is a problem") > strings.Index(got, "<h1>") {
		t.Error("the error summary follows the heading")
	}
	for _, not := range []string{"<style", "style=", "onclick", "Sign in"} {
		if strings.Contains(got, not) {
			t.Errorf("the frame holds %q", not)
		}
	}
}

func TestWhatPeopleTypeIsNeverMarkup(t *testing.T) {
	const typed = `"><script>alert(1)</script>`
	got := page(t, layout.View{Title: typed, Operator: typed, Flash: typed, Person: typed, Errors: []c.FieldError{{Field: typed, Text: typed}}, Crumbs: []c.Link{{Text: typed, Href: "javascript:alert(1)"}}},
		c.InputOf(c.Input{Name: "n", Label: typed, Value: typed, Error: typed, Hint: typed}), c.TextareaOf(c.Textarea{Name: "t", Label: "T", Value: "</textarea>" + typed}), c.SummaryList([]c.Summary{{Key: typed, Value: typed}}), c.Rows([]c.ListRow{{Title: typed, Href: "javascript:alert(1)", Meta: typed}}))
	if strings.Contains(got, "<script>alert") || strings.Contains(got, `"javascript:`) {
		t.Errorf("typed text became markup:\n%s", got)
	}
}

// An address that goes through templ.SafeURL is trusted, also when somebody
// typed javascript: as the website of an organisation. A plain string is
// looked at before it is written.
func TestNoTemplateTrustsAnAddress(t *testing.T) {
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".templ" {
			return err
		}
		body, err := os.ReadFile(path)
		for _, not := range []string{"templ.SafeURL", "templ.Raw(", "templ.JSFunc", "<script>", "<style"} {
			if strings.Contains(string(body), not) {
				t.Errorf("%s uses %s", path, not)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
