package govuk

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"sort"
	"strings"
	"testing"
	"unicode"

	"github.com/a-h/templ"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// kinds are the components by the package's names.
var kinds = map[string]templ.Component{
	"back-link": BackLink{}, "breadcrumbs": Breadcrumbs{}, "button": Button{}, "character-count": CharacterCount{}, "checkboxes": Checkboxes{}, "radios": Radios{},
	"date-input": DateInput{}, "details": Details{}, "error-message": ErrorMessage{}, "error-summary": ErrorSummary{}, "fieldset": Fieldset{}, "file-upload": FileUpload{},
	"footer": Footer{}, "generic-header": GenericHeader{}, "hint": Hint{}, "inset-text": InsetText{}, "input": Input{}, "label": Label{}, "notification-banner": NotificationBanner{},
	"pagination": Pagination{}, "panel": Panel{}, "password-input": PasswordInput{}, "phase-banner": PhaseBanner{}, "select": Select{}, "service-navigation": ServiceNavigation{},
	"skip-link": SkipLink{}, "summary-list": SummaryList{}, "table": Table{}, "tag": Tag{}, "task-list": TaskList{}, "textarea": Textarea{}, "warning-text": WarningText{},
}

// cut is what is taken out of an example before comparing, and why.
var cut = map[string]struct {
	why     string
	options []string
	classes []string
}{
	"footer": {
		"the crown, the licence mark and Crown copyright belong to the government",
		[]string{"contentLicence", "copyright"},
		[]string{"govuk-footer__crown", "govuk-footer__licence-logo", "govuk-footer__licence-description", "govuk-footer__copyright-logo"},
	},
}

type example struct {
	Component string
	Name      string
	Options   map[string]any
	HTML      string
}

// TestComponentsAreThoseOfTheDesignSystem renders every example of every
// component we have and compares it with the HTML that comes with it.
func TestComponentsAreThoseOfTheDesignSystem(t *testing.T) {
	raw, err := os.ReadFile("testdata/fixtures.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []example
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	pairs, same := map[string]int{}, 0
	for _, e := range all {
		kind := kinds[e.Component]
		if kind == nil {
			t.Errorf("there is no %s", e.Component)
			continue
		}
		pairs[e.Component]++
		t.Run(e.Component+"/"+e.Name, func(t *testing.T) {
			v := reflect.New(reflect.TypeOf(kind)).Elem()
			if err := fill(v, prepare(e)); err != nil {
				t.Fatal(err)
			}
			c, ok := v.Interface().(templ.Component)
			if !ok {
				t.Fatal("no component")
			}
			var out bytes.Buffer
			if err := c.Render(context.Background(), &out); err != nil {
				t.Fatal(err)
			}
			got, want := normal(t, out.String(), e.Component), normal(t, e.HTML, e.Component)
			if got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
				return
			}
			same++
		})
	}
	for name := range kinds {
		if pairs[name] == 0 {
			t.Errorf("%s has no example", name)
		}
	}
	t.Logf("govuk fixtures: %d pairs of %d components, %d alike", len(all), len(pairs), same)
	for name, c := range cut {
		t.Logf("left out of the %d of %s: %s", pairs[name], name, c.why)
	}
}

// prepare puts the few options that are not one field into the shape of ours.
func prepare(e example) map[string]any {
	o := e.Options
	for _, name := range cut[e.Component].options {
		delete(o, name)
	}
	switch e.Component {
	case "date-input":
		for _, part := range []string{"day", "month", "year"} {
			if o[part] == false {
				delete(o, part)
				o["no"+part] = true
			}
		}
	case "service-navigation":
		if slots, ok := o["slots"].(map[string]any); ok {
			if end, ok := slots["end"].(map[string]any); ok {
				slots["end"], slots["endInline"] = end["html"], end["align"] == "inline"
			}
		}
	case "checkboxes", "radios":
		// Something revealed that is false or empty is nothing.
		if items, ok := o["items"].([]any); ok {
			for _, i := range items {
				if m, ok := i.(map[string]any); ok {
					if c, ok := m["conditional"].(map[string]any); ok && (c["html"] == false || c["html"] == "") {
						delete(m, "conditional")
					}
				}
			}
		}
	}
	return o
}

var (
	componentType  = reflect.TypeFor[templ.Component]()
	attributesType = reflect.TypeFor[templ.Attributes]()
)

// fill puts options into a struct by name. An option that has no field is an
// error, so nothing of an example is passed over.
func fill(v reflect.Value, from any) error {
	switch {
	case v.Type() == componentType:
		if s := words(from); s != "" {
			v.Set(reflect.ValueOf(templ.Raw(s)))
		}
		return nil
	case v.Type() == attributesType:
		m, ok := from.(map[string]any)
		if !ok {
			return fmt.Errorf("attributes are %T", from)
		}
		a := templ.Attributes{}
		for k, x := range m {
			a[k] = words(x)
		}
		v.Set(reflect.ValueOf(a))
		return nil
	}
	switch v.Kind() {
	case reflect.Pointer:
		if falsy(from) && v.Type().Elem().Kind() == reflect.Struct {
			return nil
		}
		v.Set(reflect.New(v.Type().Elem()))
		return fill(v.Elem(), from)
	case reflect.Struct:
		m, ok := from.(map[string]any)
		if !ok {
			return fmt.Errorf("%s from %T", v.Type(), from)
		}
		for name, x := range m {
			f := v.FieldByNameFunc(func(field string) bool { return strings.EqualFold(field, name) })
			if !f.IsValid() {
				return fmt.Errorf("%s has no field for %q", v.Type(), name)
			}
			if err := fill(f, x); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
		return nil
	case reflect.Slice:
		list, ok := from.([]any)
		if !ok {
			if falsy(from) {
				return nil // a row that is left out
			}
			return fmt.Errorf("%s from %T", v.Type(), from)
		}
		v.Set(reflect.MakeSlice(v.Type(), len(list), len(list)))
		for i, x := range list {
			if err := fill(v.Index(i), x); err != nil {
				return err
			}
		}
		return nil
	case reflect.Map:
		m, ok := from.(map[string]any)
		if !ok {
			return fmt.Errorf("%s from %T", v.Type(), from)
		}
		v.Set(reflect.MakeMap(v.Type()))
		for k, x := range m {
			v.SetMapIndex(reflect.ValueOf(k), reflect.ValueOf(words(x)))
		}
		return nil
	case reflect.String:
		v.SetString(words(from))
		return nil
	case reflect.Bool:
		v.SetBool(!falsy(from))
		return nil
	case reflect.Int:
		n, ok := from.(float64)
		if !ok {
			return fmt.Errorf("a number from %T", from)
		}
		v.SetInt(int64(n))
		return nil
	}
	return fmt.Errorf("no way to fill %s", v.Type())
}

func falsy(x any) bool { return x == nil || x == false || x == "" || x == float64(0) }

func words(x any) string {
	if x == nil {
		return ""
	}
	return fmt.Sprint(x)
}

// inline are the elements inside a line of words; around all others white
// space makes no difference.
var inline = map[atom.Atom]bool{atom.A: true, atom.Span: true, atom.Strong: true, atom.Em: true, atom.B: true, atom.I: true, atom.Code: true, atom.Abbr: true}

// normal writes HTML in one way: attributes sorted, white space where it shows.
func normal(t *testing.T, fragment, component string) string {
	t.Helper()
	nodes, err := html.ParseFragment(strings.NewReader(fragment), &html.Node{Type: html.ElementNode, DataAtom: atom.Body, Data: "body"})
	if err != nil {
		t.Fatal(err)
	}
	w := &writer{cut: cut[component].classes, start: true}
	for _, n := range nodes {
		w.node(n)
	}
	return w.String()
}

type writer struct {
	strings.Builder
	cut   []string
	start bool // of a line: white space shows nothing
	space bool
}

func (w *writer) node(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		if n.Parent != nil && n.Parent.DataAtom == atom.Textarea {
			w.WriteString("\n  |" + n.Data + "|")
			return
		}
		w.text(n.Data)
	case html.ElementNode:
		if w.left(n) {
			return
		}
		if !inline[n.DataAtom] {
			w.start, w.space = true, false
		}
		var attrs []string
		for _, a := range n.Attr {
			value := a.Val
			if a.Key == "class" {
				value = strings.Join(strings.Fields(value), " ")
			}
			name := a.Key
			if a.Namespace != "" {
				name = a.Namespace + ":" + name
			}
			attrs = append(attrs, fmt.Sprintf(" %s=%q", name, value))
		}
		sort.Strings(attrs)
		w.WriteString("\n<" + n.Data + strings.Join(attrs, "") + ">")
		for k := n.FirstChild; k != nil; k = k.NextSibling {
			w.node(k)
		}
		if !inline[n.DataAtom] {
			w.start, w.space = true, false
		}
		w.WriteString("\n</" + n.Data + ">")
	}
}

// left tells whether an element is left out, or holds nothing but what is.
func (w *writer) left(n *html.Node) bool {
	for _, a := range n.Attr {
		if a.Key == "class" {
			for _, c := range w.cut {
				if strings.Contains(" "+a.Val+" ", " "+c+" ") {
					return true
				}
			}
		}
	}
	if len(w.cut) == 0 || n.DataAtom != atom.Div || n.FirstChild == nil {
		return false
	}
	some := false
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		switch {
		case k.Type == html.ElementNode && w.left(k):
			some = true
		case k.Type == html.TextNode && strings.TrimSpace(k.Data) == "":
		default:
			return false
		}
	}
	return some && !strings.Contains(classOf(n), "--grow")
}

func classOf(n *html.Node) string {
	for _, a := range n.Attr {
		if a.Key == "class" {
			return a.Val
		}
	}
	return ""
}

func (w *writer) text(s string) {
	for _, r := range s {
		if unicode.IsSpace(r) && r != '\u00a0' {
			w.space = true
			continue
		}
		if w.space && !w.start {
			w.WriteByte(' ')
		}
		w.space, w.start = false, false
		w.WriteRune(r)
	}
}

// TestTheComparisonSeesWhatDiffers: a comparison that is too lenient would
// find everything alike.
func TestTheComparisonSeesWhatDiffers(t *testing.T) {
	const one = `<p class="a b" id="x">Two <b>words</b> here</p>`
	for name, other := range map[string]string{
		"another class": `<p class="a c" id="x">Two <b>words</b> here</p>`, "a class less": `<p class="a" id="x">Two <b>words</b> here</p>`,
		"a missing space": `<p class="a b" id="x">Two<b>words</b> here</p>`, "another element": `<p class="a b" id="x">Two <i>words</i> here</p>`,
		"another word": `<p class="a b" id="x">Two <b>word</b> here</p>`, "another attribute": `<p class="a b" id="x" hidden>Two <b>words</b> here</p>`,
	} {
		if normal(t, one, "tag") == normal(t, other, "tag") {
			t.Errorf("%s is not seen", name)
		}
	}
	if normal(t, one, "tag") != normal(t, "<p id=x class=' a  b '>\n Two\n<b>words</b>\n  here </p>", "tag") {
		t.Error("white space and the order of attributes are taken for a difference")
	}
}
