package commissioner

import (
	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/models/commissioning"
	"hundredweight/models/tender"
	templates "hundredweight/templates/commissioner"
	"hundredweight/templates/components"
)

// later is the button that keeps what there is so far and leads home. Going on
// asks for everything that a page is about.
const later = "later"

// unlessLater is what is said of an empty field, except when its page is saved
// to be finished later.
func unlessLater(f *form.Form, missing string) string {
	if f.Has(later) {
		return ""
	}
	return missing
}

// buttons are the two ways of saving a page of a draft; the change of an open
// tender is saved in one.
func (w writing) buttons() templates.SaveButtons {
	if w.Amends {
		return templates.SaveButtons{Save: components.Button{Text: "Save"}}
	}
	return templates.SaveButtons{Save: components.Button{Text: "Save and continue"}, Later: &components.Button{Text: "Save and come back later", Kind: "secondary", Name: later, Value: "yes"}}
}

// onward leads from a saved page to the next task that lacks something, or home.
func (p Pages) onward(c *gin.Context, w writing, f *form.Form, key string) error {
	if w.Amends || f.Has(later) {
		return p.Redirect(c, w.after(), "Saved.")
	}
	q := p.Query(c)
	row, err := q.TenderByRef(w.Row.Ref)
	if err != nil {
		return err
	}
	content, err := row.Content()
	if err != nil {
		return err
	}
	people, err := q.Appointments(row.ID)
	if err != nil {
		return err
	}
	behind := false
	for _, t := range tender.Tasks(content, commissioning.Needs(content), commissioning.CountPeople(people)) {
		if behind && !t.Done() && p.Opens(c, tenderPattern+"/"+t.Key) {
			return p.Redirect(c, w.base()+"/"+t.Key, "")
		}
		behind = behind || t.Key == key
	}
	return p.Redirect(c, w.base(), "Saved.")
}

// keep saves a page's part of the content and leads on; again shows the page
// with what is wrong.
func (p Pages) keep(c *gin.Context, f *form.Form, w writing, key string, edit func(*tender.Content) error, again func(writing) error) error {
	done, err := p.save(c, f, &w, key, edit)
	if err != nil {
		return err
	}
	if !done {
		return again(w)
	}
	return p.onward(c, w, f, key)
}
