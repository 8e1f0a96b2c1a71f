package commissioner

import (
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/commissioning"
	"hundredweight/models/evaluation"
	"hundredweight/models/refusal"
	"hundredweight/models/tender"
	templates "hundredweight/templates/commissioner"
	"hundredweight/templates/components"
)

// LotsDrawn asks for the order in which lots were drawn between equal bids,
// with a witness and minutes.
func (p Pages) LotsDrawn(c *gin.Context) error {
	v, tied, err := p.tied(c)
	if err != nil {
		return err
	}
	return p.showDrawing(c, form.Prefill(nil), v, tied)
}

// DrawLots records lots drawn.
func (p Pages) DrawLots(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	v, tied, err := p.tied(c)
	if err != nil {
		return err
	}
	places, witness, minutes := drawingFields(f, v, tied, false)
	order := make([]string, len(tied))
	for i, place := range places {
		n, err := strconv.Atoi(place.Value)
		if err != nil || n < 1 || n > len(tied) || order[n-1] != "" {
			f.Problem(place.Name, "Give every equal bid its own place in the order drawn")
			break
		}
		order[n-1] = tied[i]
	}
	if !f.OK() {
		return p.showDrawing(c, f, v, tied)
	}
	who, err := strconv.ParseInt(witness.Value, 10, 64)
	if err != nil {
		return refusal.Missing("person")
	}
	err = p.Steps.DrawLots(c.Request.Context(), page.Actor(c), v.Tender.Ref, commissioning.Drawing{Lot: c.Param("lot"), Drawn: order, Witness: account.PersonID(who), Minutes: minutes.Value})
	if f.Refuse(err) {
		return p.showDrawing(c, f, v, tied)
	}
	if err != nil {
		return err
	}
	return p.Redirect(c, tenderHome(v.Tender)+"/comparison", "The lots drawn are recorded and the bids are ranked.")
}

// tied gives the equal bids of the path's part.
func (p Pages) tied(c *gin.Context) (commissioning.PanelView, []string, error) {
	v, err := p.evaluating(c)
	if err != nil {
		return v, nil, err
	}
	if !v.View.Prices || v.Tender.Status != tender.Evaluation {
		return v, nil, refusal.Turn("No bids are equal here, so there is nothing to draw.")
	}
	all, err := v.Rank(p.Query(c))
	if err != nil {
		return v, nil, err
	}
	i := slices.IndexFunc(all, func(l commissioning.RankedLot) bool { return l.Lot.ID == c.Param("lot") })
	if i < 0 || all[i].Problem != "" {
		return v, nil, refusal.Missing("part (lot)")
	}
	tied := evaluation.Tied(*all[i].Output.Ranking)
	if len(tied) == 0 {
		return v, nil, refusal.Turn("No bids are equal here, so there is nothing to draw.")
	}
	return v, tied, nil
}

// witnesses are the people who can watch, by key.
func witnesses(v commissioning.PanelView) (keys []string, options []components.Option) {
	seen := map[account.PersonID]bool{v.Me.ID: true}
	for _, a := range v.People {
		if seen[a.Person] {
			continue
		}
		seen[a.Person] = true
		key := strconv.FormatInt(int64(a.Person), 10)
		keys = append(keys, key)
		options = append(options, components.Option{Value: key, Text: a.Name + ", " + commissioning.RoleWords(a.Role)})
	}
	return keys, options
}

func drawingFields(f *form.Form, v commissioning.PanelView, tied []string, again bool) ([]*form.Text, *form.Choice, *form.Text) {
	missing := func(s string) string {
		if again {
			return ""
		}
		return s
	}
	var places []*form.Text
	bids := byRef(v)
	for _, ref := range tied {
		places = append(places, f.Text("place-"+ref, form.Ask{Label: "The place", Max: 4, Missing: missing("Enter the place of " + bids[ref].OrgName + " in the order drawn")}))
	}
	keys, _ := witnesses(v)
	witness := f.Choice("witness", form.Ask{Missing: missing("Select a witness: another person appointed to this tender")}, keys...)
	minutes := f.Text("minutes", form.Ask{Label: "The minutes", Max: 4000, Lines: true, Missing: missing("Enter the minutes: how, where and before whom lots were drawn")})
	return places, witness, minutes
}

func (p Pages) showDrawing(c *gin.Context, f *form.Form, v commissioning.PanelView, tied []string) error {
	lot := c.Param("lot")
	view := templates.LotsDrawnView{View: p.Refused(c, "Record lots drawn", f), Kicker: kicker(v), Action: tenderHome(v.Tender) + "/lots-drawn/" + lot}
	view.Back = &components.Link{Text: "Back to the comparison", Href: tenderHome(v.Tender) + "/comparison"}
	if len(v.Content.Lots) > 1 {
		view.Kicker += ". " + lotTitle(v, lot)
	}
	places, witness, minutes := drawingFields(f, v, tied, true)
	bids := byRef(v)
	for i, ref := range tied {
		in := places[i].Input(components.Input{Label: bids[ref].OrgName, Width: "2", InputMode: "numeric"})
		in.Error = f.Error(in.Name)
		view.Places = append(view.Places, in)
	}
	_, options := witnesses(v)
	view.Witness = witness.Select(components.Select{Label: "Witness", Hint: "Another person appointed to this tender, who was there", Options: append([]components.Option{{Text: "Select a person"}}, options...)})
	view.Minutes = minutes.Textarea(components.Textarea{Label: "Minutes", LabelSize: "s", Hint: "How, where and before whom lots were drawn. This becomes part of the record", Rows: "5"})
	view.Witness.Error, view.Minutes.Error = f.Error("witness"), f.Error("minutes")
	return p.Render(c, f.Status(), templates.LotsDrawn(view))
}
