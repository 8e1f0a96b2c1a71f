package provider

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/addedvalue"
	"hundredweight/models/offer"
	"hundredweight/templates/components"
	pages "hundredweight/templates/provider"
	"hundredweight/templates/text"
)

// Service shows where a service stands: the task list of a draft, or what can
// be done with what is waiting, public or hidden.
func (p Pages) Service(c *gin.Context) error {
	o, err := p.ownService(c)
	if err != nil {
		return err
	}
	v := pages.ServiceView{View: p.View(c, o.c.Title), Title: o.c.Title, Status: o.v.Status.Words(), Colour: statusColour(o.v.Status), Note: o.v.Note}
	v.Back = &components.Link{Text: "Services", Href: servicesAt(o.m.Slug)}
	v.About = fmt.Sprintf("Version %d", o.v.N)
	v.Saved = "Last saved by " + o.v.SavedName + " on " + text.When(o.v.SavedAt.Time) + "."
	v.Versions = o.at() + "/versions"
	write, sign := o.m.Has(account.Contribute), o.m.Has(account.Sign)
	switch o.v.Status {
	case offer.Draft:
		v.Tasks = serviceTasks(o, write)
		done, of := o.c.Done()
		v.Done = fmt.Sprintf("%d of %d sections completed.", done, of)
		v.IsDraft = true
	case offer.InReview:
		v.Said, err = p.saidOfReview(c, o)
		if sign {
			v.Main = &components.Button{Text: "Check and publish", Href: o.at() + "/publication"}
		}
		if sign || o.v.SubmittedBy == page.Actor(c).Person {
			v.Links = append(v.Links, components.Link{Text: "Send it back to be changed", Href: o.at() + "/return"})
		}
	default:
		v.Said = endWords(o)
		v.Links = endLinks(o, sign)
		v.Revise = write
	}
	if err != nil {
		return err
	}
	if err := p.liveBeside(c, &v, o, sign); err != nil {
		return err
	}
	return p.Render(c, http.StatusOK, pages.Service(v))
}

// serviceTasks is the task list with the last step: check and publish.
func serviceTasks(o ownService, write bool) []components.Task {
	var tasks []components.Task
	for _, t := range o.c.Tasks() {
		one := components.Task{Text: t.Title, Hint: t.Hint, Status: string(t.Progress), Href: o.at() + "/" + taskPath(t.Section)}
		if !write {
			one.Href = ""
		}
		tasks = append(tasks, one)
	}
	last := components.Task{Text: "Check your answers and publish", Status: string(offer.NotYet), Href: o.at() + "/submission"}
	if o.c.Ready() == nil {
		last.Status = string(offer.NotStarted)
	} else {
		last.Href, last.Hint = "", "When the sections above are completed"
	}
	return append(tasks, last)
}

// taskPath is the end of a task's address.
func taskPath(s offer.Section) string {
	if s == offer.AddedValue {
		return "claims"
	}
	return string(s)
}

// saidOfReview says who sent a version to be checked and who can.
func (p Pages) saidOfReview(c *gin.Context, o ownService) (string, error) {
	q := p.Query(c)
	members, err := q.Members(o.m.Organisation)
	if err != nil {
		return "", err
	}
	by, others := "Somebody", []string{}
	for _, m := range members {
		if m.Person == o.v.SubmittedBy {
			by = m.Name
		} else if m.Has(account.Sign) {
			others = append(others, m.Name)
		}
	}
	said := by + " sent it to be checked on " + text.When(o.v.SubmittedAt.Time) + "."
	if len(others) > 0 {
		said += " " + text.List(others) + " can check and publish it."
	}
	return said, nil
}

// endWords says what a version that is or was public is now.
func endWords(o ownService) string {
	switch o.v.Status {
	case offer.Published:
		return "Published on " + text.ShortDate(o.v.PublishedAt.Time) + ". It is listed until " + text.ShortDate(o.row.Expires.Time) + ": confirm it again by then with a new version."
	case offer.Suspended:
		return "Nobody outside your team can see it."
	case offer.Withdrawn, offer.Expired:
		return "It ended on " + text.ShortDate(o.v.EndedAt.Time) + ". What you wrote is kept: begin a new version to list it again."
	}
	return ""
}

// endLinks are what can be done with the version that is public or hidden.
func endLinks(o ownService, sign bool) []components.Link {
	var links []components.Link
	add := func(m offer.Move, text, path string) {
		if sign && o.v.Status.Can(m) {
			links = append(links, components.Link{Text: text, Href: o.at() + path})
		}
	}
	add(offer.Resume, "Show it again", "/resumption")
	add(offer.Suspend, "Hide it for now", "/suspension")
	add(offer.Withdraw, "Withdraw it", "/withdrawal")
	return links
}

// liveBeside tells of the version that is public or hidden while a newer one
// is being written, and leads to the public page.
func (p Pages) liveBeside(c *gin.Context, v *pages.ServiceView, o ownService, sign bool) error {
	if o.row.Live == 0 {
		return nil
	}
	live := o
	if o.row.Live != o.row.Latest {
		var err error
		if live.v, err = p.Query(c).VersionOf(o.row.ID, o.row.Live); err != nil {
			return err
		}
		v.Live = fmt.Sprintf("Version %d is there meanwhile: %s.", live.v.N, lowerFirst(live.v.Status.Words()))
		v.LiveLinks = endLinks(live, sign)
	}
	if isPublic(live.row, live.v, p.Now()) {
		v.Public = "/services/" + o.row.Ref
	}
	return nil
}

func themeName(key string) string {
	t, _ := addedvalue.ThemeByKey(key)
	return t.Name
}

// codesIn lists service codes, one a line.
func codesIn(all []offer.CPV) string {
	var lines []string
	for _, v := range all {
		lines = append(lines, v.Code+" "+first(v.Title, "(title not loaded)"))
	}
	return strings.Join(lines, "\n")
}

func placesIn(all []offer.Area) string {
	var names []string
	for _, a := range all {
		names = append(names, a.Label())
	}
	return text.List(names)
}
