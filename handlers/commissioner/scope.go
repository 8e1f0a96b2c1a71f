package commissioner

import (
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/models/commissioning"
	"hundredweight/models/regime"
	"hundredweight/models/store"
	"hundredweight/models/tender"
	templates "hundredweight/templates/commissioner"
	"hundredweight/templates/components"
)

// Limits of a tender's scope.
const (
	codesMost = 50
	areasMost = 200
	foundMost = 20 // codes that a search shows
)

// find is the button that looks codes up: nothing is saved by it.
const find = "find"

// Scope asks what is bought, where and when.
func (p Pages) Scope(c *gin.Context) error {
	return p.write(c, func(w writing) error { return p.showScope(c, w, form.Prefill(nil)) })
}

// scope is what was typed on the page.
type scope struct {
	category string
	cpv      []tender.CPV
	areas    []tender.Area
	term     tender.Term
}

// SaveScope keeps it, or looks codes up.
func (p Pages) SaveScope(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	return p.write(c, func(w writing) error {
		if f.Has(find) {
			return p.showScope(c, w, form.Prefill(f.Values()))
		}
		s, err := p.readScope(c, f)
		if err != nil {
			return err
		}
		o, err := p.Query(c).OrganisationByID(w.Row.Org)
		if err != nil {
			return err
		}
		now := p.Now()
		return p.keep(c, f, w, "scope", func(ct *tender.Content) error {
			ct.Category, ct.CPV, ct.Areas, ct.Term = s.category, s.cpv, s.areas, s.term
			commissioning.Reconsider(ct, o, now)
			return nil
		}, func(w writing) error { return p.showScope(c, w, f) })
	})
}

func (p Pages) readScope(c *gin.Context, f *form.Form) (s scope, err error) {
	q := p.Query(c)
	s.category = f.Choice("category", form.Ask{Missing: "Select whether it is services, goods or works"}, "services", "goods", "works").Value
	typed := f.Text("cpv", form.Ask{Label: "The codes", Max: textMost, Lines: true}).Value
	added := f.Choices("add", form.Ask{}, found(q, f)...)
	if s.cpv, err = codes(q, f, typed+"\n"+strings.Join(added.Values, "\n")); err != nil {
		return s, err
	}
	places := f.Text("areas", form.Ask{Label: "The areas", Max: textMost, Lines: true}).Value
	if s.areas, err = areas(q, f, places); err != nil {
		return s, err
	}
	s.term = readTerm(f, unlessLater)
	return s, nil
}

// found lists the codes that a search on the page showed, which are those that
// can be ticked.
func found(q store.Queries, f *form.Form) (all []string) {
	hits, err := q.FindCPV(f.Search("words", 100), foundMost)
	if err != nil {
		return nil // the form is refused then: nothing can be ticked
	}
	for _, h := range hits {
		all = append(all, h.Code)
	}
	return all
}

func codes(q store.Queries, f *form.Form, typed string) (all []tender.CPV, err error) {
	list, wrong := tender.CodesIn(typed)
	switch {
	case len(wrong) > 0:
		f.Problem("cpv", "“%s” does not begin with a CPV code. It has eight digits, like 85311000", clip(wrong[0]))
	case len(list) == 0 && !f.Has(later):
		f.Problem("cpv", "Enter at least one CPV code")
	case len(list) > codesMost:
		f.Problem("cpv", "Enter %d codes or fewer (you entered %d)", codesMost, len(list))
		list = nil
	}
	for _, code := range list {
		title, err := q.CPVTitle(code)
		if err != nil {
			return nil, err
		}
		all = append(all, tender.CPV{Code: code, Title: title})
	}
	return all, nil
}

// areas gives the areas typed. A name must be that of one loaded area; a code
// need not be loaded, only well formed.
func areas(q store.Queries, f *form.Form, typed string) (all []tender.Area, err error) {
	lines := tender.AreasIn(typed)
	switch {
	case len(lines) == 0 && !f.Has(later):
		f.Problem("areas", "Enter at least one area")
	case len(lines) > areasMost:
		f.Problem("areas", "Enter %d areas or fewer (you entered %d)", areasMost, len(lines))
		return nil, nil
	}
	seen := map[string]bool{}
	for _, l := range lines {
		a := tender.Area{Code: l.Code}
		if l.Code == "" {
			if a, err = areaNamed(q, f, l.Name); err != nil {
				return nil, err
			}
		} else if a.Name, err = q.AreaName(l.Code); err != nil {
			return nil, err
		}
		if a.Code != "" && !seen[a.Code] {
			seen[a.Code] = true
			all = append(all, a)
		}
	}
	return all, nil
}

func areaNamed(q store.Queries, f *form.Form, name string) (tender.Area, error) {
	hits, err := q.AreasNamed(name, 5)
	if err != nil {
		return tender.Area{}, err
	}
	if len(hits) == 1 {
		return tender.Area{Code: hits[0].Code, Name: hits[0].Title}, nil
	}
	say := "“%s” is the name of more than one area. Enter the code of the one you mean: %s"
	if len(hits) == 0 {
		say = "We know no area called “%s”. Did you mean %s?"
		if hits, err = q.AreasLike(firstWord(name), 3); err != nil {
			return tender.Area{}, err
		}
	}
	if len(hits) == 0 {
		f.Problem("areas", "We know no area called “%s”. Enter its code, like E08000033", clip(name))
		return tender.Area{}, nil
	}
	var choices []string
	for _, h := range hits {
		choices = append(choices, h.Code+" "+h.Title+" ("+h.Kind+")")
	}
	f.Problem("areas", say, clip(name), strings.Join(choices, ", "))
	return tender.Area{}, nil
}

func firstWord(s string) string {
	word, _, _ := strings.Cut(s, " ")
	if r := []rune(word); len(r) > 6 {
		word = string(r[:6])
	}
	return word
}

// clip shortens what somebody typed, for a sentence about it.
func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// readTerm reads a contract period. asked says what is said of a missing date.
func readTerm(f *form.Form, asked func(*form.Form, string) string) (t tender.Term) {
	start := f.Day("start", form.Ask{Label: "The start of the contract", Missing: asked(f, "Enter when the contract starts")})
	end := f.Day("end", form.Ask{Label: "The end of the contract", Missing: asked(f, "Enter when the contract ends")})
	most := f.Day("max_end", form.Ask{Label: "The end with every extension"})
	t.Start, t.End, t.MaxEnd = iso(start), iso(end), iso(most)
	if t.Start != "" && t.End != "" && t.End < t.Start {
		f.Problem("end", "The contract must end after it starts")
	}
	if t.End != "" && t.MaxEnd != "" && t.MaxEnd < t.End {
		f.Problem("max_end", "The end with every extension must not be before the end without")
	}
	t.Options = f.Text("options", form.Ask{Label: "What is said about extensions", Max: 1000, Lines: true}).Value
	return t
}

func iso(d *form.Day) string {
	if !d.Set {
		return ""
	}
	return d.Value.Format(time.DateOnly)
}

func (p Pages) showScope(c *gin.Context, w writing, f *form.Form) error {
	q, ct := p.Query(c), w.Content
	v := templates.ScopeView{Head: p.head(c, w, "What, where and when", f), Buttons: w.buttons()}
	category := f.Kept("category", ct.Category)
	v.Category = form.Choice{Field: category}.Radios(components.Radios{Legend: components.Legend{Text: "What is bought?", Size: "m"}, Inline: true, Options: []components.Option{{Value: "services", Text: "Services"}, {Value: "goods", Text: "Goods"}, {Value: "works", Text: "Works"}}})
	v.Codes = f.Kept("cpv", codeLines(ct.CPV)).Textarea(components.Textarea{Label: "CPV codes", LabelSize: "m", Hint: "One on each line, like 85311000. Suppliers search by them, and they decide whether the light touch rules apply", Rows: "4"})
	v.Words = f.Kept("words", "").Input(components.Input{Label: "Find a code by words", Hint: "Like “meals” or “home care”", Width: "20", NoSpell: true})
	if words := f.Search("words", 100); words != "" {
		hits, err := q.FindCPV(words, foundMost)
		if err != nil {
			return err
		}
		v.Found, v.None = foundBoxes(f, hits), len(hits) == 0
	}
	v.Light = lightWords(ct)
	v.Areas = f.Kept("areas", areaLines(ct.Areas)).Textarea(components.Textarea{Label: "Areas", LabelSize: "m", Hint: "One on each line: a name, like Calderdale, or a code, like E08000033", Rows: "4"})
	v.Term = termFields(f, ct.Term)
	return p.Render(c, w.status(f), templates.Scope(v))
}

// foundBoxes are the codes that a search found, to be ticked.
func foundBoxes(f *form.Form, hits []store.Titled) *components.Checkboxes {
	if len(hits) == 0 {
		return nil
	}
	boxes := components.Checkboxes{Legend: components.Legend{Text: "Codes that fit your words", Size: "s"}, Hint: "Select those to add when you save", Small: true}
	if len(hits) == foundMost {
		boxes.Hint = "The first that fit. Select those to add when you save, or use more words"
	}
	for _, h := range hits {
		boxes.Options = append(boxes.Options, components.Option{Value: h.Code, Text: h.Code + " " + h.Title})
	}
	out := f.KeptChoices("add").Checkboxes(boxes)
	return &out
}

// lightWords says what the saved codes mean for the light touch rules.
func lightWords(ct tender.Content) string {
	var others []string
	for _, code := range ct.CPV {
		if !regime.IsLightTouch(code.Code) {
			others = append(others, strings.TrimSpace(code.Code+" "+code.Title))
		}
	}
	switch {
	case len(ct.CPV) == 0:
		return ""
	case len(others) == 0:
		return "Every saved code is a light touch service."
	}
	return "Not a light touch service: " + strings.Join(others, ", ") + ". The light touch rules apply only when every code is one."
}

func codeLines(all []tender.CPV) string {
	var lines []string
	for _, one := range all {
		lines = append(lines, strings.TrimSpace(one.Code+" "+one.Title))
	}
	return strings.Join(lines, "\n")
}

func areaLines(all []tender.Area) string {
	var lines []string
	for _, one := range all {
		lines = append(lines, strings.TrimSpace(one.Code+" "+one.Name))
	}
	return strings.Join(lines, "\n")
}

// termFields are the fields of a contract period.
func termFields(f *form.Form, t tender.Term) templates.TermFields {
	return templates.TermFields{
		Start:   f.KeptDay("start", t.Start).Date(components.Date{Legend: components.Legend{Text: "The contract starts", Size: "s"}, Hint: "For example, 5 4 2027"}),
		End:     f.KeptDay("end", t.End).Date(components.Date{Legend: components.Legend{Text: "It ends", Size: "s"}, Hint: "Its last day, without extensions"}),
		MaxEnd:  f.KeptDay("max_end", t.MaxEnd).Date(components.Date{Legend: components.Legend{Text: "It ends with every extension (optional)", Size: "s"}}),
		Options: f.Kept("options", t.Options).Textarea(components.Textarea{Label: "Extensions in words (optional)", LabelSize: "s", Hint: "Like “up to two years, one year at a time”", Rows: "3"}),
	}
}
