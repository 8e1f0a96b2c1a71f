package commissioner

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"hundredweight/models/account"
	"hundredweight/models/commissioning"
	"hundredweight/models/money"
	"hundredweight/models/tender"
	templates "hundredweight/templates/commissioner"
	"hundredweight/templates/components"
	"hundredweight/templates/text"
)

// Tender is a tender's home for its team: what is to be done now, and every
// stage from writing to signing.
func (p Pages) Tender(c *gin.Context) error {
	s, err := p.standingOf(c)
	if err != nil {
		return err
	}
	now := s.todo()
	v := templates.TenderView{View: p.View(c, s.row.Title), Heading: s.row.Title, Kicker: "Tender " + s.row.Ref, Todo: now.text, Actions: now.actions, Stages: s.stages(), Dates: s.dates(), People: s.team(), PeopleLinks: s.link("Panel and opening officers", "/panel")}
	if v.Heading == "" {
		v.Heading = s.row.Ref
		v.Title = s.row.Ref
	}
	v.Tag, v.Colour = statusTag(s.status)
	if p.Opens(c, "/org/:org/tenders") {
		v.Back = &components.Link{Text: "All tenders", Href: "/org/" + s.row.OrgSlug + "/tenders"}
	}
	if mine := s.mine(); mine != "" {
		v.Kicker += ". Your part: " + mine
	}
	v.Rules, v.RulesLinks = s.rules()
	v.More = s.more()
	return p.Render(c, http.StatusOK, templates.Tender(v))
}

// mine says the roles of the person who looks.
func (s standing) mine() string {
	var roles []string
	for _, a := range s.people {
		if a.Person == s.me {
			roles = append(roles, commissioning.RoleWords(a.Role))
		}
	}
	return text.List(roles)
}

func (s standing) dates() (all []components.Pair) {
	add := func(key, value string) {
		if value != "" {
			all = append(all, components.Pair{Key: key, Value: value})
		}
	}
	if at := s.content.Timetable.QuestionsClose; !at.IsZero() {
		add("Questions", text.When(at))
	}
	for i, st := range s.content.Stages {
		at := st.Deadline
		if i == 0 && !s.stage.Deadline.IsZero() {
			at = s.stage.Deadline.Time
		}
		if !at.IsZero() {
			add("Bids close", text.When(at)+", "+text.Until(s.now, at))
		}
	}
	if day := s.content.Timetable.DecisionBy; day != "" {
		add("Result", text.Day(day))
	}
	if s.content.Term.Start != "" {
		add("Contract", text.Day(s.content.Term.Start)+" to "+text.Day(s.content.Term.End))
	}
	return all
}

// team names who does what, in the order of the tender's way.
func (s standing) team() (all []components.Pair) {
	for _, role := range teamOrder {
		if names := s.names(role); len(names) > 0 {
			all = append(all, components.Pair{Key: text.Capital(commissioning.RoleWords(role)), Value: text.List(names)})
		}
	}
	return all
}

var teamOrder = []account.Role{account.RoleAuthor, account.RoleApprover, account.RoleOpener, account.RoleEvaluator, account.RoleModerator, account.RoleAwardApprover, account.RoleContractManager}

// rules says under which rules the tender runs.
func (s standing) rules() (string, []components.Link) {
	r := s.content.Regime
	why := s.link("Why, and what it asks of you", "/records")
	if r.Decided == "" {
		return "Not worked out yet.", why
	}
	side := "below the threshold of "
	if r.GrossPence >= r.ThresholdPence {
		side = "at or above the threshold of "
	}
	words := text.Capital(commissioning.RegimeOf(s.content).Words()) + ". Worth " + money.Pence(r.GrossPence).Whole() + " with VAT and options, " + side + money.Pence(r.ThresholdPence).Whole() + "."
	if r.Overruled != "" {
		words += " A named person decided this, with a reason."
	}
	return words, why
}

// more are the rarer things that can be done with a tender.
func (s standing) more() []components.Link {
	switch s.status {
	case tender.Draft, tender.InternalReview, tender.Approved:
		return s.link("Withdraw this tender", "/withdrawal")
	case tender.Open:
		return links(s.link("Change this tender", "/amendment"), s.link("History of this tender", "/history"), s.link("Cancel this tender", "/cancellation"))
	case tender.Withdrawn:
		return nil
	case tender.Concluded, tender.Cancelled:
		return s.link("History of this tender", "/history")
	}
	return links(s.link("History of this tender", "/history"), s.link("Cancel this tender", "/cancellation"))
}
