package account

import (
	"net/url"
	"strconv"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	templates "hundredweight/templates/account"
	"hundredweight/templates/components"
)

// Member shows what one member can do, to be changed.
func (p Pages) Member(c *gin.Context) error {
	one, err := p.member(c)
	if err != nil {
		return err
	}
	kept := url.Values{}
	for _, w := range one.Permissions() {
		kept.Add("permissions", string(w))
	}
	return p.showMember(c, form.Prefill(kept), one)
}

// ChangeMember says what a member can do from now on.
func (p Pages) ChangeMember(c *gin.Context) error {
	one, err := p.member(c)
	if err != nil {
		return err
	}
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	m := page.Org(c)
	ticked := permissionChoices(f, m.IsBuyer)
	if !f.OK() {
		return p.showMember(c, f, one)
	}
	err = p.Steps.ChangePermissions(c.Request.Context(), page.Actor(c), m.Slug, one.Membership, permissionsOf(ticked))
	if f.Refuse(err) {
		return p.showMember(c, f, one)
	}
	if err != nil {
		return err
	}
	return p.Redirect(c, "/org/"+m.Slug+"/team", "What "+one.Name+" can do was changed.")
}

// EndMember takes a member out of the team; members can take out themselves.
func (p Pages) EndMember(c *gin.Context) error {
	one, err := p.member(c)
	if err != nil {
		return err
	}
	m, by := page.Org(c), page.Actor(c)
	if err := p.Steps.EndMembership(c.Request.Context(), by, m.Slug, one.Membership); err != nil {
		return err
	}
	if one.Person == by.Person {
		return p.Redirect(c, "/account", "You left "+m.Name+".")
	}
	return p.Redirect(c, "/org/"+m.Slug+"/team", one.Name+" is no longer in the team.")
}

func (p Pages) member(c *gin.Context) (store.Member, error) {
	id, err := strconv.ParseInt(c.Param("n"), 10, 64)
	if err != nil {
		return store.Member{}, refusal.Missing("member of the team")
	}
	return p.Query(c).MemberByID(page.Org(c).Organisation, id)
}

func (p Pages) showMember(c *gin.Context, f *form.Form, one store.Member) error {
	m, by := page.Org(c), page.Actor(c)
	v := templates.MemberView{View: p.Refused(c, one.Name, f), Slug: m.Slug, Key: strconv.FormatInt(one.Membership, 10), Name: one.Name, Email: one.Email, You: one.Person == by.Person, CanManage: m.Has(account.ManageTeam)}
	v.Back = &components.Link{Text: "Team", Href: "/org/" + m.Slug + "/team"}
	v.Boxes = permissionBoxes(f, m.IsBuyer, "What can they do?")
	for _, w := range one.Permissions() {
		v.Can = append(v.Can, w.Say())
	}
	return p.Render(c, f.Status(), templates.Member(v))
}
