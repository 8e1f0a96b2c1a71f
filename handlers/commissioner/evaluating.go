package commissioner

import (
	"math/big"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/calculation"
	"hundredweight/models/commissioning"
	"hundredweight/models/evaluation"
	"hundredweight/models/store"
	"hundredweight/models/tender"
	"hundredweight/templates/components"
	"hundredweight/templates/layout"
	"hundredweight/templates/text"
)

// evaluating reads the evaluation of the path's tender as the person may see it.
func (p Pages) evaluating(c *gin.Context) (commissioning.PanelView, error) {
	return p.Steps.Panel(c.Request.Context(), page.Actor(c), c.Param("ref"))
}

// headed fills what the pages of an evaluation have in common.
func (p Pages) headed(c *gin.Context, v commissioning.PanelView, title string) layout.View {
	view := p.View(c, title)
	view.Back = &components.Link{Text: "Back to the tender", Href: tenderHome(v.Tender)}
	return view
}

// kicker says which tender a page belongs to.
func kicker(v commissioning.PanelView) string { return v.Tender.Title + ", tender " + v.Tender.Ref }

// named lists the people who have a role.
func named(v commissioning.PanelView, role account.Role) (all []string) {
	for _, a := range v.People {
		if a.Role == role {
			all = append(all, a.Name)
		}
	}
	return all
}

// others lists the opening officers who are not the person who looks.
func others(v commissioning.PanelView) (all []string) {
	for _, a := range v.People {
		if a.Role == account.RoleOpener && a.Person != v.Me.ID {
			all = append(all, a.Name)
		}
	}
	return all
}

// session says where an opening by two officers stands, for the person who looks.
type session struct {
	words   []string
	start   bool   // the person can start it
	join    bool   // the person can join it
	declare string // where the person declares first
}

// sessionOf says what is to be done with an opening that can begin.
func sessionOf(v commissioning.PanelView, s commissioning.Sessions, what string) session {
	until := text.Clock(s.Started.Add(evaluation.JoinWithin))
	officer := v.HasRole(account.RoleOpener)
	switch {
	case officer && !v.Declared(v.Me.ID) && !v.Conflicted(v.Me.ID):
		return session{words: []string{"Declare your interests first. Then you can open " + what + " with the other officer."}, declare: "/desk/" + v.Tender.Ref + "/declaration"}
	case officer && v.Conflicted(v.Me.ID):
		return session{words: []string{"You declared an interest, or belong to a bidder, so another officer opens " + what + "."}}
	case s.Waits && s.Mine:
		return session{words: []string{"You started at " + text.Clock(s.Started.Time) + ". " + text.List(others(v)) + " has until " + until + " to join from their own account."}}
	case s.Waits && officer:
		return session{words: []string{s.First + " started at " + text.Clock(s.Started.Time) + ". Join before " + until + ", and " + what + " are opened."}, join: true}
	case s.Waits:
		return session{words: []string{s.First + " started at " + text.Clock(s.Started.Time) + " and waits for the second officer until " + until + "."}}
	case officer:
		words := []string{"Start now, and " + text.List(others(v)) + " has 30 minutes to join from their own account. Nothing is opened before two of you are here."}
		if !s.Started.IsZero() {
			words = append([]string{s.First + " started at " + text.Clock(s.Started.Time) + ", and nobody joined within 30 minutes. Start again."}, words...)
		}
		return session{words: words, start: true}
	}
	return session{words: []string{text.List(named(v, account.RoleOpener)) + " open " + what + " together. You are told when they have."}}
}

// byRef names the bids of an evaluation by reference.
func byRef(v commissioning.PanelView) map[string]store.Bidder {
	out := map[string]store.Bidder{}
	for _, b := range v.Bids {
		out[b.Ref] = b
	}
	return out
}

// rat reads marks as they are stored, to six places.
func rat(marks string) *big.Rat {
	d, err := calculation.ParseDecimal(marks)
	if err != nil {
		return new(big.Rat)
	}
	return d.Rat()
}

// marks writes marks to two places, as people read them.
func marks(stored string) string {
	if stored == "" {
		return ""
	}
	return calculation.Round(rat(stored), 2)
}

// short writes marks in as few characters as they need, for a drawing.
func short(stored string) string {
	m := marks(stored)
	if !strings.Contains(m, ".") {
		return m
	}
	return strings.TrimSuffix(strings.TrimRight(m, "0"), ".")
}

// fits shortens a name to what a drawing has room for; the table has it whole.
func fits(name string) string {
	if r := []rune(name); len(r) > 36 {
		return strings.TrimSpace(string(r[:35])) + "…"
	}
	return name
}

// lotTitle names a lot; a tender without parts has only its own name.
func lotTitle(v commissioning.PanelView, id string) string {
	i := slices.IndexFunc(v.Content.Lots, func(l tender.Lot) bool { return l.ID == id })
	switch {
	case i < 0:
		return id
	case len(v.Content.Lots) == 1:
		return v.Tender.Title
	}
	return "Part (lot) " + id + ": " + v.Content.Lots[i].Title
}
