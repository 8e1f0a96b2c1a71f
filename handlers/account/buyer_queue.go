package account

import (
	"slices"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/calendar"
	"hundredweight/models/contract"
	"hundredweight/models/money"
	"hundredweight/models/regime"
	"hundredweight/models/store"
	"hundredweight/models/tender"
	"hundredweight/templates/components"
	"hundredweight/templates/text"
)

// move is the next thing that happens with a tender: whose it is, how it reads
// for them, and how it reads for everybody else, with {who} for their names.
type move struct {
	roles  []account.Role
	mine   string
	others string
	desk   bool // it is done at the desk
}

// moves are the statuses in which one role acts and nothing else is to be known.
var moves = map[tender.Status]move{
	tender.Draft:            {[]account.Role{account.RoleAuthor}, "Finish the draft", "{who} writes it", false},
	tender.InternalReview:   {[]account.Role{account.RoleApprover}, "Approve it, or send it back", "Waits for {who} to approve it", false},
	tender.Approved:         {[]account.Role{account.RoleAuthor}, "Send its official notice, then mark it as published", "Waits for {who} to mark it as published", false},
	tender.Closed:           {[]account.Role{account.RoleOpener}, "Open the bids with the other opening officer", "Waits for {who} to open the bids", false},
	tender.Opening:          {[]account.Role{account.RoleOpener}, "Finish the opening with the other opening officer", "Waits for {who} to finish the opening", false},
	tender.AwardRecommended: {[]account.Role{account.RoleAwardApprover}, "Approve the award, or send it back", "Waits for {who} to approve the award", false},
	tender.AwardApproved:    {[]account.Role{account.RoleAuthor}, "Tell every bidder", "Waits for {who} to tell every bidder", false},
	tender.SummariesIssued:  {[]account.Role{account.RoleAuthor}, "Record the award notice", "Waits for {who} to record the award notice", false},
	tender.Standstill:       {nil, "", "The waiting period (standstill) runs", false},
	tender.Suspended:        {[]account.Role{account.RoleAuthor}, "Record how the claim ended", "Paused, because a claim was notified", false},
	tender.ReadyToSign:      {[]account.Role{account.RoleAwardApprover}, "Record the signature", "Waits for {who} to record the signature", false},
}

// tendersNow sorts a buyer's tenders into those where the next move is of the
// person who looks, and those that are with others or run by themselves.
func (p Pages) tendersNow(c *gin.Context, q store.Queries, m account.Membership) (now, later []components.ListRow, err error) {
	all, err := q.TendersOfOrganisation(m.Organisation, 0, homeMost)
	if err != nil {
		return nil, nil, err
	}
	me := page.Actor(c).Person
	for _, t := range all {
		t.Status = tender.Shown(t.Status, p.Now(), t.ClosesAt.Time)
		people, err := q.Appointments(t.ID)
		if err != nil {
			return nil, nil, err
		}
		next, err := p.nextOfTender(c, q, t, people)
		if err != nil {
			return nil, nil, err
		}
		if next.others == "" {
			continue
		}
		r := components.ListRow{Title: t.Title, Href: "/org/" + m.Slug + "/tenders/" + t.Ref, Text: next.mine, Meta: t.Ref + ", " + t.Status.Words()}
		if t.Status == tender.Open {
			r.Side = closes(p.Now(), t.ClosesAt.Time)
		}
		if next.mine != "" && hasPart(people, me, next.roles) {
			if next.desk {
				r.Href = "/desk/" + t.Ref
			}
			now = append(now, r)
			continue
		}
		r.Text = text.Say("en", next.others, "who", whoHave(people, next.roles))
		later = append(later, r)
	}
	return now, later, nil
}

// nextOfTender gives the next move of a tender; an empty one when it is over.
func (p Pages) nextOfTender(c *gin.Context, q store.Queries, t store.TenderLine, people []store.AppointmentRow) (move, error) {
	switch t.Status {
	case tender.Open:
		return nextOfOpen(q, t)
	case tender.Evaluation:
		return p.nextOfEvaluation(c, q, t, people)
	}
	return moves[t.Status], nil
}

// nextOfOpen is to answer what was asked; without a question there is nothing
// to do before bids close.
func nextOfOpen(q store.Queries, t store.TenderLine) (move, error) {
	asked, err := q.Clarifications(t.ID, false)
	if err != nil {
		return move{}, err
	}
	n := 0
	for _, a := range asked {
		if a.AnsweredAt.IsZero() {
			n++
		}
	}
	if n == 0 {
		return move{others: "Open for bids, and no question waits"}, nil
	}
	return move{roles: []account.Role{account.RoleAuthor}, mine: text.Plural(n, "question needs", "questions need") + " an answer", others: "Waits for {who} to answer " + text.Plural(n, "question", "questions")}, nil
}

// nextOfEvaluation tells apart scoring, agreeing, opening prices and
// recommending.
func (p Pages) nextOfEvaluation(c *gin.Context, q store.Queries, t store.TenderLine, people []store.AppointmentRow) (move, error) {
	stage, err := q.StageOf(t.ID, 1)
	if err != nil {
		return move{}, err
	}
	locked, err := q.ScoresLocked(t.ID)
	switch {
	case err != nil:
		return move{}, err
	case !stage.PricesOpenedAt.IsZero():
		return move{roles: []account.Role{account.RoleModerator, account.RoleAuthor}, mine: "Compare the bids and recommend an award", others: "Waits for {who} to recommend an award"}, nil
	case !locked.IsZero():
		return move{roles: []account.Role{account.RoleOpener}, mine: "Open the prices with the other opening officer", others: "Scores are locked. Waits for {who} to open the prices"}, nil
	case !hasPart(people, page.Actor(c).Person, []account.Role{account.RoleEvaluator, account.RoleModerator}):
		return move{others: "Bids are being scored"}, nil
	}
	v, err := p.Steps.Panel(c.Request.Context(), page.Actor(c), t.Ref)
	if err != nil {
		return move{}, err
	}
	switch waits := v.Waiting(); {
	case v.HasRole(account.RoleEvaluator) && !v.Submitted(v.Me.ID) && !v.Conflicted(v.Me.ID):
		return move{roles: []account.Role{account.RoleEvaluator}, mine: "Score the bids", others: "Bids are being scored", desk: true}, nil
	case len(waits) > 0:
		return move{others: "Waits for scores from " + text.List(waits)}, nil
	}
	return move{roles: []account.Role{account.RoleModerator}, mine: "Everybody has scored. Agree the scores with the panel", others: "Everybody has scored. The panel agrees the scores"}, nil
}

// hasPart tells whether somebody has one of the roles on a tender.
func hasPart(people []store.AppointmentRow, who account.PersonID, roles []account.Role) bool {
	return slices.ContainsFunc(people, func(a store.AppointmentRow) bool { return a.Person == who && slices.Contains(roles, a.Role) })
}

// whoHave names those who have the first of the roles.
func whoHave(people []store.AppointmentRow, roles []account.Role) string {
	var names []string
	for _, a := range people {
		if len(roles) > 0 && a.Role == roles[0] {
			names = append(names, a.Name)
		}
	}
	if len(names) == 0 {
		return "somebody who is still to be appointed"
	}
	return text.List(names)
}

// contractsNow adds, for those who look after contracts, the contracts whose
// notices are owed.
func contractsNow(q store.Queries, m account.Membership) (now []components.ListRow, err error) {
	if !m.Has(account.Contracts) {
		return nil, nil
	}
	all, err := q.ContractsOfOrganisation(m.Organisation, 0, homeMost)
	if err != nil {
		return nil, err
	}
	for _, k := range all {
		done, err := q.ContractNotices(k.ID)
		if err != nil {
			return nil, err
		}
		for _, d := range contract.Duties(regime.Regime(k.Regime), money.Pence(k.GrossPence), calendar.Date(k.SignedOn)) {
			if slices.ContainsFunc(done, func(n store.ContractNotice) bool { return n.Duty == d.Key }) {
				continue
			}
			r := components.ListRow{Title: k.Title, Href: "/org/" + m.Slug + "/contracts/" + k.Ref, Text: d.Words, Meta: k.Ref + ", signed " + text.Day(k.SignedOn)}
			if d.By != "" {
				r.Side = "Due " + d.By.Words()
			}
			now = append(now, r)
		}
	}
	return now, nil
}
