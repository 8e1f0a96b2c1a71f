package commissioner

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/tender"
	"hundredweight/templates/commissioner"
	"hundredweight/templates/components"
	"hundredweight/templates/layout"
)

// writing is a tender whose content is being written: a draft, or the change
// of an open tender before it is published.
type writing struct {
	Row      store.TenderRow
	Content  tender.Content
	Revision int64
	Amends   bool // the change of an open tender
	Writable bool
	stale    bool // somebody else saved since the page was read
}

// base is the address of the tender's home.
func (w writing) base() string { return "/org/" + w.Row.OrgSlug + "/tenders/" + w.Row.Ref }

// status is that of the form, or 409 when somebody else saved meanwhile.
func (w writing) status(f *form.Form) int {
	if w.stale {
		return http.StatusConflict
	}
	return f.Status()
}

// written loads the tender of the address with the content that is written now.
func (p Pages) written(c *gin.Context) (writing, error) {
	q := p.Query(c)
	row, err := q.TenderByRef(c.Param("ref"))
	if err != nil {
		return writing{}, err
	}
	w := writing{Row: row, Revision: row.Revision, Writable: row.Status.MayEdit()}
	if row.Status == tender.Open {
		a, ok, err := q.AmendmentOf(row.ID)
		if err != nil {
			return writing{}, err
		}
		if ok {
			w.Amends, w.Writable, w.Revision = true, true, a.Revision
			w.Content, err = a.Content()
			return w, err
		}
	}
	w.Content, err = row.Content()
	return w, err
}

// write runs a page on which the content is changed. Where it may not be
// changed now, the page says so and how to go on.
func (p Pages) write(c *gin.Context, show func(writing) error) error {
	w, err := p.written(c)
	if err != nil {
		return err
	}
	if !w.Writable {
		return p.settled(c, w)
	}
	return show(w)
}

// settled says that a tender's content stands, and how it is changed all the same.
func (p Pages) settled(c *gin.Context, w writing) error {
	v := layout.Problem{View: p.View(c, "This tender cannot be changed now"), Heading: "This tender cannot be changed now"}
	v.Lines = []string{"It is " + w.Row.Status.Words() + "."}
	switch w.Row.Status {
	case tender.InternalReview, tender.Approved:
		v.Lines = append(v.Lines, "Take it back to draft to change it. It is then approved again.")
		v.Links = append(v.Links, components.Link{Text: "Take it back to draft", Href: w.base() + "/approval"})
	case tender.Open:
		v.Lines = append(v.Lines, "Bidders are reading it. A change is published as a new version, and everybody is told.")
		v.Links = append(v.Links, components.Link{Text: "Change this tender", Href: w.base() + "/amendment"})
	}
	v.Links = append(v.Links, components.Link{Text: "Back to the tender", Href: w.base()})
	return p.Render(c, http.StatusConflict, layout.ProblemPage(v))
}

// save changes the content. It gives done when it was saved; otherwise the page
// is to be shown again, with what is wrong in the form. What was typed is never
// lost: when somebody else saved meanwhile, it is shown beside their name.
func (p Pages) save(c *gin.Context, f *form.Form, w *writing, section string, edit func(*tender.Content) error) (done bool, err error) {
	if !f.OK() {
		return false, nil
	}
	seen, err := strconv.ParseInt(f.Values().Get("revision"), 10, 64)
	if err != nil || seen <= 0 {
		seen = -1 // no page of ours sent this: nothing was looked at
	}
	err = p.Steps.SaveTender(c.Request.Context(), page.Actor(c), w.Row.Ref, seen, section, edit)
	if r, ok := refusal.As(err); ok && r.Kind == refusal.Stale {
		f.Problem("", "%s", strings.TrimSuffix(r.Reason, "Look at it again before you save.")+"Nothing of yours is saved yet and nothing was overwritten. Compare, then save again.")
		w.stale = true
		return false, nil
	}
	if f.Refuse(err) {
		return false, nil
	}
	return err == nil, err
}

// head fills what every page about one tender has; f is nil where there is no form.
func (p Pages) head(c *gin.Context, w writing, title string, f *form.Form) commissioner.Head {
	h := commissioner.Head{View: p.View(c, title), Heading: title, Base: w.base(), Ref: w.Row.Ref, TenderTitle: w.Row.Title, Revision: strconv.FormatInt(w.Revision, 10), Amends: w.Amends}
	h.Back = &components.Link{Text: "Back to the tender", Href: w.base()}
	if f != nil {
		h.Errors = page.Errors(f.Problems())
	}
	if w.Amends {
		h.Back = &components.Link{Text: "Back to the change", Href: w.base() + "/amendment"}
	}
	return h
}

// after is where a saved page leads: on, or back to the change that is written.
func (w writing) after() string {
	if w.Amends {
		return w.base() + "/amendment"
	}
	return w.base()
}

// roleOf tells whether the person asking is appointed in a role.
func roleOf(c *gin.Context, role account.Role) bool {
	for _, have := range page.Appointed(c).Roles {
		if have == role {
			return true
		}
	}
	return false
}

// lotName says a part (lot) of a tender as people read it.
func lotName(l tender.Lot) string {
	if l.Title == "" {
		return "Part (lot) " + l.ID
	}
	return "Part (lot) " + l.ID + ": " + l.Title
}

// lotShown is lotName, but in a tender that is not divided its one part goes by
// its title alone.
func lotShown(c tender.Content, l tender.Lot) string {
	if len(c.Lots) == 1 && l.Title != "" {
		return l.Title
	}
	return lotName(l)
}
