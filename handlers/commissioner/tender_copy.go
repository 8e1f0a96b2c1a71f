package commissioner

import (
	"net/url"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/store"
	"hundredweight/models/tender"
	templates "hundredweight/templates/commissioner"
	"hundredweight/templates/components"
)

// copyMost is how many earlier tenders are offered, newest first.
const copyMost = 100

// TenderCopy asks which earlier tender to start from.
func (p Pages) TenderCopy(c *gin.Context) error {
	if err := mustBuy(c); err != nil {
		return err
	}
	values := url.Values{}
	if ref := form.Query(c).Search("from", 40); ref != "" {
		values.Set("from", ref)
	}
	return p.showCopy(c, form.Prefill(values))
}

// CopyTender starts a draft from an earlier tender, without its dates.
func (p Pages) CopyTender(c *gin.Context) error {
	if err := mustBuy(c); err != nil {
		return err
	}
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	offered, err := p.copyable(c)
	if err != nil {
		return err
	}
	title, from := readCopy(f, offered)
	if !f.OK() {
		return p.showCopy(c, f)
	}
	t, err := p.Query(c).TenderByRef(from.Value)
	if err != nil {
		return err
	}
	content, err := t.Content()
	if err != nil {
		return err
	}
	return p.start(c, tender.Again(content, title.Value), f, p.showCopy)
}

func readCopy(f *form.Form, offered []store.TenderLine) (*form.Text, *form.Choice) {
	var allowed []string
	for _, t := range offered {
		allowed = append(allowed, t.Ref)
	}
	from := f.Choice("from", form.Ask{Missing: "Select a tender"}, allowed...)
	return f.Text("title", form.Ask{Label: "The title", Missing: "Enter a title", Max: titleMost}), from
}

// copyable lists the tenders of the buyer that the person may read: those that
// are public, and drafts that they are appointed to or read as an auditor.
func (p Pages) copyable(c *gin.Context) ([]store.TenderLine, error) {
	m, q := page.Org(c), p.Query(c)
	all, err := q.TendersOfOrganisation(m.Organisation, 0, copyMost)
	if err != nil {
		return nil, err
	}
	mine, err := rolesOf(q, page.Actor(c).Person)
	if err != nil {
		return nil, err
	}
	var out []store.TenderLine
	for _, t := range all {
		if t.Status.IsPublic() || len(mine[t.ID]) > 0 || m.Has(account.Audit) {
			out = append(out, t)
		}
	}
	return out, nil
}

func (p Pages) showCopy(c *gin.Context, f *form.Form) error {
	offered, err := p.copyable(c)
	if err != nil {
		return err
	}
	m := page.Org(c)
	title, from := readCopy(f, offered)
	v := templates.TenderCopyView{View: p.Refused(c, "Start from an earlier tender", f), Action: "/org/" + m.Slug + "/tenders/new/copy"}
	v.Back = &components.Link{Text: "Start a tender", Href: "/org/" + m.Slug + "/tenders/new"}
	radios := components.Radios{Legend: components.Legend{Text: "Which tender?", Size: "m"}, Hint: "The newest first"}
	for _, t := range offered {
		words, _ := statusTag(t.Status)
		radios.Options = append(radios.Options, components.Option{Value: t.Ref, Text: t.Title, Hint: t.Ref + ", " + lower(words)})
	}
	v.Any = len(offered) > 0
	v.From = from.Radios(radios)
	v.Name = title.Input(components.Input{Label: "Title of the new tender", LabelSize: "m"})
	return p.Render(c, f.Status(), templates.TenderCopy(v))
}
