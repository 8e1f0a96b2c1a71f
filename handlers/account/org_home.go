package account

import (
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/bid"
	"hundredweight/models/offer"
	"hundredweight/models/organisation"
	"hundredweight/models/store"
	"hundredweight/models/tender"
	templates "hundredweight/templates/account"
	"hundredweight/templates/components"
	"hundredweight/templates/text"
)

// homeMost is how many tenders or bids an organisation's home looks at.
const homeMost = 50

// OrgHome shows what needs doing now for an organisation, by date.
func (p Pages) OrgHome(c *gin.Context) error {
	m, q := page.Org(c), p.Query(c)
	o, err := q.OrganisationByID(m.Organisation)
	if err != nil {
		return err
	}
	members, err := q.Members(m.Organisation)
	if err != nil {
		return err
	}
	v := templates.OrgHomeView{View: p.View(c, m.Name), Name: m.Name, Slug: m.Slug, IsBuyer: m.IsBuyer, Status: statusNote(o)}
	if m.IsBuyer {
		err = p.buyerNow(c, q, m, &v)
	} else {
		err = p.providerNow(q, m, &v)
	}
	if err != nil {
		return err
	}
	started, err := p.started(q, m)
	if err != nil {
		return err
	}
	v.Tasks = setUpTasks(o, m, members, started)
	return p.Render(c, http.StatusOK, templates.OrgHome(v))
}

// buyerNow fills in what waits for a person of a buyer.
func (p Pages) buyerNow(c *gin.Context, q store.Queries, m account.Membership, v *templates.OrgHomeView) (err error) {
	if v.Now, v.Later, err = p.tendersNow(c, q, m); err != nil {
		return err
	}
	owed, err := contractsNow(q, m)
	v.Now = append(v.Now, owed...)
	return err
}

// providerNow fills in what waits for the people of a provider.
func (p Pages) providerNow(q store.Queries, m account.Membership, v *templates.OrgHomeView) (err error) {
	if v.Now, v.Later, err = p.bidsNow(q, m); err != nil {
		return err
	}
	return servicesNow(q, m, v)
}

// statusNote says what an organisation that is not checked can do meanwhile.
func statusNote(o store.Organisation) string {
	switch organisation.Status(o.Status) {
	case organisation.Unverified, organisation.SecondCheck:
		if o.IsBuyer() {
			return "This organisation waits to be checked. You can write tenders meanwhile, and publish them afterwards."
		}
		return "This organisation waits to be checked. You can write services, and write and send bids meanwhile: buyers see at opening that it was not checked. You can publish services afterwards."
	case organisation.Refused:
		return "The details of this organisation could not be confirmed. Correct them in its settings, and it is checked again."
	case organisation.Suspended:
		return "This organisation is suspended: nothing new can be published. Write to the people who run this site."
	}
	return ""
}

// started tells whether a provider has a service, or a buyer a tender.
func (p Pages) started(q store.Queries, m account.Membership) (bool, error) {
	if m.IsBuyer {
		all, err := q.TendersOfOrganisation(m.Organisation, 0, 1)
		return len(all) > 0, err
	}
	all, err := q.OffersOf(m.Organisation, 0, 1)
	return len(all) > 0, err
}

// setUpTasks are what an organisation needs to get going. What is done is
// worked out from what is there; nothing is ticked by hand. None are left when
// all is done.
func setUpTasks(o store.Organisation, m account.Membership, members []store.Member, started bool) []components.Task {
	status := func(done bool) string {
		if done {
			return "Completed"
		}
		return "Not started"
	}
	first, firstAt := "Write your first service", "/org/"+o.Slug+"/services"
	if m.IsBuyer {
		first, firstAt = "Write your first tender", "/org/"+o.Slug+"/tenders"
	}
	tasks := []components.Task{
		{Text: "Say what the organisation does", Hint: "Shown on its public page", Href: "/org/" + o.Slug + "/settings", Status: status(o.About != "")},
		{Text: "Invite a second person who can manage the team", Hint: "So that nobody is locked out when one of you is away", Href: "/org/" + o.Slug + "/team", Status: status(managersOf(members) > 1)},
		{Text: first, Href: firstAt, Status: status(started)},
		{Text: "Be checked by the people who run this site", Hint: organisation.Status(o.Status).Say(), Status: status(o.IsVerified())},
	}
	done := 0
	for i, t := range tasks {
		if t.Status == "Completed" {
			done++
		} else if t.Href == "" {
			tasks[i].Status = "Cannot start yet"
		}
	}
	if done == len(tasks) {
		return nil
	}
	return tasks
}

func managersOf(members []store.Member) (n int) {
	for _, m := range members {
		if m.Has(account.ManageTeam) {
			n++
		}
	}
	return n
}

// nextOfBid says what a provider does next with a bid, and whether it is to be
// done now.
func nextOfBid(s bid.Status, open bool) (next string, now bool) {
	switch {
	case s == bid.Draft && open:
		return "Finish it and send it", true
	case s == bid.Lodged && open:
		return "Sent. You can change it until it closes", false
	case s == bid.Lodged, s == bid.Sealed:
		return "Sent. It is opened by two officers", false
	case s == bid.Opened, s == bid.Assessed:
		return "It is being scored", false
	case s == bid.Winner, s == bid.Unsuccessful, s == bid.Reserve:
		return "Read how your bid scored and why", true
	case s == bid.Disregarded, s == bid.Failed:
		return "Read why it is not considered further", true
	}
	return "", false
}

func (p Pages) bidsNow(q store.Queries, m account.Membership) (now, later []components.ListRow, err error) {
	at := p.Now()
	all, err := q.OpenBidLines(m.Organisation, at, homeMost)
	if err != nil {
		return nil, nil, err
	}
	past, err := q.PastBidLines(m.Organisation, at, 0, homeMost)
	if err != nil {
		return nil, nil, err
	}
	for _, b := range append(all, past...) {
		open := b.IsOpen(at)
		if b.TenderStatus == tender.Cancelled {
			continue
		}
		next, soon := nextOfBid(b.Status.Told(b.Decided), open)
		if next == "" {
			continue
		}
		r := components.ListRow{Title: b.Title, Href: "/org/" + m.Slug + "/bids/" + b.Ref, Text: next, Meta: b.Buyer + ", " + b.TenderRef}
		if open {
			r.Side = closes(at, b.ClosesAt.Time)
		}
		if soon {
			now = append(now, r)
		} else {
			later = append(later, r)
		}
	}
	return now, later, nil
}

// servicesNow adds the services that wait for this person's organisation: to be
// checked before they are public, or to be finished.
func servicesNow(q store.Queries, m account.Membership, v *templates.OrgHomeView) error {
	all, err := q.OffersOf(m.Organisation, 0, homeMost)
	if err != nil {
		return err
	}
	for _, o := range all {
		r := components.ListRow{Title: o.Title, Href: "/org/" + m.Slug + "/services/" + o.Ref, Meta: "Service, " + strings.ToLower(o.Status.Words())}
		switch {
		case o.Status == offer.InReview && m.Has(account.Sign):
			r.Text, r.Href = "Check it, then publish it or send it back", r.Href+"/publication"
			v.Now = append(v.Now, r)
		case o.Status == offer.InReview:
			r.Text = "Sent to be checked by somebody who can publish"
			v.Later = append(v.Later, r)
		case o.Status == offer.Draft && o.Note != "":
			r.Text = "Sent back to be changed"
			v.Now = append(v.Now, r)
		case o.Status == offer.Draft:
			r.Text = "Finish the draft"
			v.Later = append(v.Later, r)
		}
	}
	return nil
}

func closes(now, at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return "Closes " + text.When(at) + " (" + text.Until(now, at) + ")"
}
