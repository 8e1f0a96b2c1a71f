package provider

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/page"
	"hundredweight/models/award"
	"hundredweight/models/calendar"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/tender"
	"hundredweight/templates/assessment"
	"hundredweight/templates/components"
	templates "hundredweight/templates/provider"
	"hundredweight/templates/text"
)

// Feedback shows a bidder how its bid scored and why (assessment summary), and
// until when the decision can be questioned.
func (p Pages) Feedback(c *gin.Context) error {
	m, q := page.Org(c), p.Query(c)
	b, err := q.BidByRef(c.Param("ref"))
	if err != nil {
		return err
	}
	if b.Org != m.Organisation {
		return refusal.Missing("bid")
	}
	row, err := q.SummaryOf(b.ID)
	if errors.Is(err, refusal.ErrNotFound) {
		return refusal.Turn("The decision on this bid is not ready yet. Everybody who bid is told at the same time, by email.")
	}
	if err != nil {
		return err
	}
	s, err := award.ReadSummary(row.Content)
	if err != nil {
		return err
	}
	t, err := q.TenderByID(b.Tender)
	if err != nil {
		return err
	}
	v := templates.FeedbackView{View: p.View(c, heading(s)), Heading: heading(s), Lots: assessment.Of(s), NotConsidered: s.NotConsidered}
	v.Back = &components.Link{Text: "Back to your bid", Href: bidAt(m.Slug, b.Ref)}
	v.Kicker = s.Title + ", tender " + s.Tender + ". Sent to every bidder on " + text.When(row.SentAt.Time)
	v.Lede = lede(s, t.Status == tender.Concluded)
	if err := p.waitingNotes(q, t, s, &v); err != nil {
		return err
	}
	buyer, err := q.OrganisationByID(t.Org)
	if err != nil {
		return err
	}
	v.Ask = "Write to " + buyer.Name + " and give the reference " + s.Tender + "."
	if buyer.ContactEmail != "" {
		v.AskAt = &components.Link{Text: buyer.ContactEmail, Href: "mailto:" + buyer.ContactEmail}
	}
	if p.Opens(c, "/tenders/:ref") {
		v.Tender = &components.Link{Text: "The tender with its criteria and scoring guides", Href: "/tenders/" + t.Ref}
	}
	return p.Render(c, http.StatusOK, templates.Feedback(v))
}

// decidedState leads from the bid to the decision, once it was sent.
func (p Pages) decidedState(c *gin.Context, o ownBid, s *templates.BidState) error {
	row, err := p.Query(c).SummaryOf(o.Bid.ID)
	if errors.Is(err, refusal.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	s.Lines = []string{"The decision was sent to every bidder on " + text.When(row.SentAt.Time) + "."}
	s.Action = &components.Link{Text: "Read how your bid scored and why", Href: o.at("/feedback")}
	return nil
}

// won counts the parts (lots) in which the bid was chosen.
func won(s award.Summary) (n int) {
	for _, l := range s.Lots {
		if l.Won {
			n++
		}
	}
	return n
}

func heading(s award.Summary) string {
	n := won(s)
	switch {
	case s.NotConsidered != "":
		return "Your bid was not considered further"
	case n == 0:
		return "You were not chosen this time"
	case n < len(s.Lots):
		return "You were chosen in " + strconv.Itoa(n) + " of " + strconv.Itoa(len(s.Lots)) + " parts (lots)"
	}
	return "You were chosen"
}

func lede(s award.Summary, signed bool) string {
	switch {
	case s.NotConsidered != "":
		return "It was left out of the comparison before the decision, so it has no scores here. This is the reason."
	case len(s.Lots) == 1 && s.Lots[0].WhyNot != "":
		return "Here is how your bid scored and why (assessment summary). " + s.Lots[0].WhyNot
	case won(s) > 0 && signed:
		return "Here is how your bid scored and why (assessment summary). The contract is signed."
	case won(s) > 0:
		return "Here is how your bid scored and why (assessment summary). The contract is not signed yet."
	}
	return "Here is how your bid scored and why (assessment summary), part (lot) by part."
}

// waitingNotes say when the contract can be signed and until when the decision
// can be questioned.
func (p Pages) waitingNotes(q store.Queries, t store.TenderRow, s award.Summary, v *templates.FeedbackView) error {
	w, waits, err := q.StandstillOf(t.ID)
	if err != nil {
		return err
	}
	last := calendar.Date(w.LastDay)
	today := calendar.On(p.Now())
	chosen := won(s) > 0
	switch {
	case t.Status == tender.Concluded && chosen:
		v.Signed = true
	case t.Status == tender.Concluded:
		v.When = "The contract is signed."
	case t.Status == tender.Suspended:
		v.When = "A claim was notified, so the contract cannot be signed for now."
	case waits && today <= last:
		v.When = "The contract cannot be signed before " + last.Add(1).Words() + "."
		v.By = "Ask by " + last.Words() + ". A claim notified by then stops the signing (section 101)."
		if chosen {
			v.By = ""
		}
	case waits:
		v.When = "The waiting period (standstill) ended on " + last.Words() + "."
	case t.Status == tender.SummariesIssued:
		v.When = "The waiting period (standstill), where there is one, starts when the award notice is published. Its days will stand here."
	}
	v.Chosen = chosen
	return nil
}
