package provider

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/commissioning"
	"hundredweight/models/offer"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/templates/components"
	pages "hundredweight/templates/provider"
)

// ownService is a service of the organisation in the path with its newest version.
type ownService struct {
	m   account.Membership
	row store.OfferRow
	v   store.OfferVersion
	c   offer.Content
}

func (o ownService) at() string { return serviceAt(o.m.Slug, o.row.Ref) }

// edit says which state of the draft a form was shown in.
func (o ownService) edit(f *form.Form) commissioning.OfferEdit {
	n, err := strconv.Atoi(f.Hidden("revision"))
	if err != nil {
		n = 0 // no state at all: refused as changed meanwhile
	}
	return commissioning.OfferEdit{Org: o.m.Organisation, Ref: o.row.Ref, Revision: n}
}

func (p Pages) ownService(c *gin.Context) (ownService, error) {
	o := ownService{m: page.Org(c)}
	var err error
	q := p.Query(c)
	if o.row, err = q.OfferByRef(c.Param("ref")); err != nil {
		return o, err
	}
	if o.row.Org != o.m.Organisation {
		return o, refusal.Missing("service")
	}
	if o.v, err = q.VersionOf(o.row.ID, o.row.Latest); err != nil {
		return o, err
	}
	o.c, err = o.v.Content()
	return o, err
}

// draft gives the service when it can be written on. Where it cannot, the
// person is led to what it is now.
func (p Pages) draft(c *gin.Context) (o ownService, gone bool, err error) {
	if o, err = p.ownService(c); err != nil || o.v.Status.Editable() {
		return o, false, err
	}
	_, why := o.v.Status.To(offer.Submit)
	return o, true, p.Redirect(c, o.at(), why.Error()+" What is written cannot be changed now.")
}

// task is the page of one task of a service.
func (p Pages) task(c *gin.Context, o ownService, f *form.Form, heading, path string) pages.ServiceTask {
	t := pages.ServiceTask{View: p.Refused(c, heading, f), Caption: o.c.Title, Heading: heading, Action: o.at() + path, Revision: strconv.Itoa(o.v.Revision), Save: "Save and continue", Later: true}
	t.Back = &components.Link{Text: "Back to the service", Href: o.at()}
	return t
}

// showTask writes a task's page: 422 for what cannot be used, 409 when
// somebody else was faster.
func (p Pages) showTask(c *gin.Context, f *form.Form, t pages.ServiceTask) error {
	status := f.Status()
	if c.GetBool(keyStale) {
		status = http.StatusConflict
	}
	return p.Render(c, status, pages.ServiceTaskPage(t))
}

// keyStale marks a form that was answered with what somebody else has saved.
const keyStale = "hw.provider.stale"

// refused puts what a step refused beside the fields, keeping all that was
// typed, and tells whether it did. A draft that somebody else changed is shown
// with their name; sending the form again replaces what they wrote.
func (p Pages) refused(c *gin.Context, f *form.Form, o *ownService, err error) (bool, error) {
	if f.Refuse(err) {
		return true, nil
	}
	r, ok := refusal.As(err)
	if !ok || r.Kind != refusal.Stale {
		return false, err
	}
	fresh, missing := p.ownService(c)
	if missing != nil || !fresh.v.Status.Editable() {
		return false, err
	}
	*o = fresh
	c.Set(keyStale, true)
	f.Problem("", "%s", r.Reason)
	return true, nil
}

// later tells whether the form is to be kept half done.
func later(f *form.Form) bool { return f.Has("later") }

// saveSection saves one task. show writes its page again when it is refused.
func (p Pages) saveSection(c *gin.Context, o ownService, f *form.Form, s offer.Section, set func(*offer.Content), show func(ownService) error) error {
	if !f.OK() {
		return show(o)
	}
	_, err := p.Steps.SaveOfferSection(c.Request.Context(), page.Actor(c), o.edit(f), s, later(f), set)
	if err == nil {
		return p.Redirect(c, o.at(), s.Title()+": saved.")
	}
	again, err := p.refused(c, f, &o, err)
	if again {
		return show(o)
	}
	return err
}

func lowerFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// isPublic tells whether everybody can read the live version at a moment.
func isPublic(row store.OfferRow, live store.OfferVersion, now time.Time) bool {
	return live.Status == offer.Published && now.Before(row.Expires.Time)
}
