package account

import (
	"strconv"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/refusal"
	templates "hundredweight/templates/account"
	"hundredweight/templates/components"
	"hundredweight/templates/text"
)

// Team shows who is in the team, what each can do, and who was invited.
func (p Pages) Team(c *gin.Context) error { return p.showTeam(c, form.Prefill(nil)) }

// Invite invites somebody to the team.
func (p Pages) Invite(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	m := page.Org(c)
	_, address := email(f)
	ticked := permissionChoices(f, m.IsBuyer)
	if !f.OK() {
		return p.showTeam(c, f)
	}
	err = p.Steps.InviteMember(c.Request.Context(), page.Actor(c), m.Slug, address, permissionsOf(ticked))
	if f.Refuse(err) {
		return p.showTeam(c, f)
	}
	if err != nil {
		return err
	}
	return p.Redirect(c, "/org/"+m.Slug+"/team", "We sent an invitation to "+address+".")
}

// WithdrawInvitation takes an invitation back.
func (p Pages) WithdrawInvitation(c *gin.Context) error {
	id, err := strconv.ParseInt(c.Param("n"), 10, 64)
	if err != nil {
		return refusal.Missing("invitation")
	}
	m := page.Org(c)
	if err := p.Steps.WithdrawInvitation(c.Request.Context(), page.Actor(c), m.Slug, id); err != nil {
		return err
	}
	return p.Redirect(c, "/org/"+m.Slug+"/team", "The invitation was taken back.")
}

func permissionChoices(f *form.Form, isBuyer bool) *form.Choices {
	var allowed []string
	for _, w := range account.PermissionsOf(isBuyer) {
		allowed = append(allowed, string(w.Permission))
	}
	ch := f.Choices("permissions", form.Ask{}, allowed...)
	return ch
}

func permissionsOf(ch *form.Choices) []account.Permission {
	var all []account.Permission
	for _, v := range ch.Values {
		all = append(all, account.Permission(v))
	}
	return all
}

func permissionBoxes(f *form.Form, isBuyer bool, legend string) components.Checkboxes {
	ch := permissionChoices(f, isBuyer)
	ch.Error = f.Error("permissions")
	boxes := components.Checkboxes{Legend: components.Legend{Text: legend, Size: "s"}, Hint: "Everybody in the team can read what it does"}
	for _, w := range account.PermissionsOf(isBuyer) {
		boxes.Options = append(boxes.Options, components.Option{Value: string(w.Permission), Text: w.Text, Hint: w.Hint})
	}
	return ch.Checkboxes(boxes)
}

func (p Pages) showTeam(c *gin.Context, f *form.Form) error {
	m, by, q := page.Org(c), page.Actor(c), p.Query(c)
	members, err := q.Members(m.Organisation)
	if err != nil {
		return err
	}
	v := templates.TeamView{View: p.Refused(c, "Team", f), Slug: m.Slug, CanManage: m.Has(account.ManageTeam), Alone: managersOf(members) < 2}
	for _, one := range members {
		row := templates.MemberRow{Name: one.Name, Email: one.Email, Since: text.ShortDate(one.Since.Time), You: one.Person == by.Person, Key: strconv.FormatInt(one.Membership, 10)}
		for _, w := range account.PermissionsOf(m.IsBuyer) {
			row.Can = append(row.Can, templates.Ability{Text: w.Text, Yes: one.Has(w.Permission)})
		}
		v.Members = append(v.Members, row)
	}
	if v.CanManage {
		open, err := q.InvitationsOpen(m.Organisation)
		if err != nil {
			return err
		}
		for _, i := range open {
			v.Invitations = append(v.Invitations, templates.InvitationRow{Email: i.Email, Key: strconv.FormatInt(i.ID, 10), Sent: text.When(i.CreatedAt.Time)})
		}
		v.Email, v.Boxes = emailInput(f), permissionBoxes(f, m.IsBuyer, "What will they be able to do?")
	}
	return p.Render(c, f.Status(), templates.Team(v))
}
