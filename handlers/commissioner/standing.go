package commissioner

import (
	"time"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/bid"
	"hundredweight/models/commissioning"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/tender"
	"hundredweight/templates/components"
)

// standing is a tender as it stands now, for the person who looks.
type standing struct {
	row       store.TenderRow
	content   tender.Content
	status    tender.Status // as shown now: open becomes closed at the deadline
	stage     store.StageRow
	people    []store.AppointmentRow
	documents int
	drafts    int // bids that are written
	lodged    int // bids that were received
	asked     []store.Clarification
	tasks     []tender.Task
	amends    bool // a change of the open tender is being written
	me        account.PersonID
	now       time.Time
	public    []components.Link      // its public page
	opens     func(page string) bool // whether the person may open a page of this tender, such as "/need"
}

// base is the address of the tender's home.
func (s standing) base() string { return tenderHome(s.row) }

func tenderHome(t store.TenderRow) string { return "/org/" + t.OrgSlug + "/tenders/" + t.Ref }

// tenderPattern is what the routes of a tender's pages begin with.
const tenderPattern = "/org/:org/tenders/:ref"

// standingOf reads all that a tender's home shows.
func (p Pages) standingOf(c *gin.Context) (standing, error) {
	q := p.Query(c)
	s := standing{now: p.Now(), me: page.Actor(c).Person, opens: func(at string) bool { return p.Opens(c, tenderPattern+at) }}
	var err error
	if s.row, err = q.TenderByRef(c.Param("ref")); err != nil {
		return s, err
	}
	if s.content, err = s.row.Content(); err != nil {
		return s, err
	}
	s.status = s.row.Status
	if s.row.Version > 0 {
		if s.stage, err = q.StageOf(s.row.ID, 1); err != nil {
			return s, err
		}
		s.status = tender.Shown(s.row.Status, s.now, s.stage.Deadline.Time)
		if err = s.countBids(q); err != nil {
			return s, err
		}
	}
	if s.row.Status.IsPublic() && p.Opens(c, "/tenders/:ref") {
		s.public = []components.Link{{Text: "Public page", Href: "/tenders/" + s.row.Ref}}
	}
	if s.people, err = q.Appointments(s.row.ID); err != nil {
		return s, err
	}
	documents, err := q.TenderDocuments(s.row.ID)
	if err != nil {
		return s, err
	}
	s.documents = len(documents)
	if s.asked, err = q.Clarifications(s.row.ID, false); err != nil {
		return s, err
	}
	if s.status == tender.Open {
		if _, s.amends, err = q.AmendmentOf(s.row.ID); err != nil {
			return s, err
		}
	}
	s.tasks = tender.Tasks(s.content, commissioning.Needs(s.content), commissioning.CountPeople(s.people))
	return s, nil
}

// countBids counts drafts and received bids, without looking at whose they are.
func (s *standing) countBids(q store.Queries) error {
	bids, err := q.BidsOfStage(s.stage.ID)
	if err != nil {
		return err
	}
	for _, b := range bids {
		switch b.Status {
		case bid.Draft:
			s.drafts++
		case bid.Lodged, bid.Sealed:
			s.lodged++
		}
	}
	return nil
}

// is tells whether the person who looks has one of the roles.
func (s standing) is(anyOf ...account.Role) bool {
	for _, a := range s.people {
		for _, r := range anyOf {
			if a.Person == s.me && a.Role == r {
				return true
			}
		}
	}
	return false
}

// names lists who has a role.
func (s standing) names(role account.Role) (all []string) {
	for _, a := range s.people {
		if a.Role == role {
			all = append(all, a.Name)
		}
	}
	return all
}

// link leads to a page of the tender; none when the person may not open it or
// the site has no such page.
func (s standing) link(text, at string) []components.Link {
	if !s.opens(at) {
		return nil
	}
	return []components.Link{{Text: text, Href: s.base() + at}}
}

// links joins links, leaving out what cannot be opened.
func links(some ...[]components.Link) (all []components.Link) {
	for _, l := range some {
		all = append(all, l...)
	}
	return all
}

// unanswered counts the questions that wait for an answer.
func (s standing) unanswered() (n int) {
	for _, q := range s.asked {
		if q.AnsweredAt.IsZero() {
			n++
		}
	}
	return n
}

// mustBuy makes pages about tenders exist for buyers only.
func mustBuy(c *gin.Context) error {
	if !page.Org(c).IsBuyer {
		return refusal.Missing("page")
	}
	return nil
}
