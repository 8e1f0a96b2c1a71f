package commissioner

import (
	"math/big"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/page"
	"hundredweight/models/account"
	"hundredweight/models/bid"
	"hundredweight/models/calculation"
	"hundredweight/models/commissioning"
	"hundredweight/models/evaluation"
	"hundredweight/models/money"
	"hundredweight/models/refusal"
	"hundredweight/models/scoring"
	"hundredweight/models/store"
	"hundredweight/models/tender"
	"hundredweight/templates/chart"
	templates "hundredweight/templates/commissioner"
	"hundredweight/templates/components"
	"hundredweight/templates/text"
)

// Comparison shows how the bids compare, part by part: points, prices, the
// equation, and what was left out and why. There is nothing on it before the
// prices are open.
func (p Pages) Comparison(c *gin.Context) error {
	v, err := p.evaluating(c)
	if err != nil {
		return err
	}
	view := templates.ComparisonView{View: p.headed(c, v, "Compare the bids"), Kicker: kicker(v), Base: tenderHome(v.Tender)}
	if !v.View.Prices {
		view.Stop = v.View.Why
		if v.View.Why == "" || !v.LockedAt.IsZero() {
			view.Stop = "Prices stay sealed until the agreed scores are locked and two officers open them."
		}
		return p.Render(c, http.StatusOK, templates.Comparison(view))
	}
	view.Kicker += ". Scores locked " + text.When(v.LockedAt)
	if err := p.compare(c, v, &view); err != nil {
		return err
	}
	return p.Render(c, http.StatusOK, templates.Comparison(view))
}

// compared is what a comparison is read from.
type compared struct {
	v       commissioning.PanelView
	bids    map[string]store.Bidder
	prices  map[int64]map[string]int64 // by bid and lot
	current []commissioning.RankedLot
	draws   []store.LotDraw
}

func (p Pages) compare(c *gin.Context, v commissioning.PanelView, view *templates.ComparisonView) error {
	q := p.Query(c)
	stored, err := q.Rankings(v.Tender.ID)
	if err != nil {
		return err
	}
	rows, err := q.Prices(v.Stage.ID)
	if err != nil {
		return err
	}
	x := compared{v: v, bids: byRef(v), prices: map[int64]map[string]int64{}}
	for _, r := range rows {
		if x.prices[int64(r.Bid)] == nil {
			x.prices[int64(r.Bid)] = map[string]int64{}
		}
		x.prices[int64(r.Bid)][r.Lot] = r.TotalPence
	}
	if x.current, err = v.Rank(q); err != nil {
		return err
	}
	if x.draws, err = q.LotDraws(v.Tender.ID); err != nil {
		return err
	}
	chair := v.HasRole(account.RoleModerator) && v.Tender.Status == tender.Evaluation
	for _, now := range x.current {
		i := slices.IndexFunc(stored, func(r store.Ranking) bool { return r.Lot == now.Lot.ID })
		if i < 0 {
			view.Lots = append(view.Lots, templates.ComparedLot{Title: lotTitle(v, now.Lot.ID), Lede: "This part (lot) could not be ranked. " + now.Problem})
			view.Stale = view.Stale || chair
			continue
		}
		lot, err := x.lot(stored[i], now)
		if err != nil {
			return err
		}
		view.Stale = view.Stale || lot.Stale && chair
		if lot.Tied && chair && slices.Contains(v.Content.Ties, "lot_drawn") {
			lot.Draw = view.Base + "/lots-drawn/" + now.Lot.ID
		}
		lot.Download = view.Base + "/comparison/" + now.Lot.ID
		view.Lots = append(view.Lots, lot)
	}
	if view.Out, err = p.leftOut(c, v, view.Base); err != nil {
		return err
	}
	if v.HasRole(account.RoleApprover) && v.Tender.Status == tender.Evaluation {
		view.Dispose = view.Base + "/opening"
	}
	if p.Opens(c, tenderPattern+"/award") {
		view.Award = view.Base + "/award"
	}
	return nil
}

// lot sets one ranking out.
func (x compared) lot(r store.Ranking, now commissioning.RankedLot) (templates.ComparedLot, error) {
	in, out, err := commissioning.ReadRanking(r)
	if err != nil {
		return templates.ComparedLot{}, err
	}
	l := templates.ComparedLot{ID: "lot-" + r.Lot, Title: lotTitle(x.v, r.Lot), Ranked: "Ranked " + text.When(r.At.Time) + ": " + lower(r.Why) + ".", Hash: r.InputSHA256, Stale: now.Output.InputSHA256 != r.InputSHA256 || now.Problem != ""}
	if out.Ranking == nil {
		return l, nil
	}
	criteria := tender.CriteriaOf(x.v.Content, r.Lot)
	l.Lede = x.lede(*out.Ranking)
	l.Equation = equation(criteria, *out.Ranking)
	l.Table = x.table(criteria, r.Lot, *out.Ranking)
	l.Chart = x.chart(criteria, r.Lot, *out.Ranking)
	l.Failed = x.failed(criteria, *out.Ranking)
	l.Notes = x.notes(*out.Ranking, r.Lot)
	l.Tied = len(evaluation.Tied(*out.Ranking)) > 0
	if in.Sensitivity && out.Sensitivity != nil {
		l.Sensitivity, l.Says = x.sensitivity(*out.Sensitivity, r.Lot)
	}
	return l, nil
}

// name gives the name of who made a bid.
func (x compared) name(ref string) string {
	if b, ok := x.bids[ref]; ok {
		return b.OrgName
	}
	return ref
}

// winners writes who wins, several when they are equal ("a = b").
func (x compared) winners(label string) string {
	var all []string
	for _, ref := range strings.Split(label, " = ") {
		all = append(all, x.name(ref))
	}
	return text.List(all)
}

func (x compared) lede(r scoring.Ranking) string {
	var ranked []scoring.RankedBid
	for _, b := range r.Bids {
		if b.Status == scoring.Ranked {
			ranked = append(ranked, b)
		}
	}
	switch {
	case len(ranked) == 0:
		return "No bid is left to rank."
	case len(ranked) == 1:
		return x.name(ranked[0].ID) + " is the only bid that is ranked, with " + marks(ranked[0].Total) + " points."
	case ranked[1].Rank == 1:
		return "Two or more bids are equal at " + marks(ranked[0].Total) + " points."
	case rat(ranked[0].Total).Cmp(rat(ranked[1].Total)) == 0:
		return x.name(ranked[0].ID) + " and " + x.name(ranked[1].ID) + " are equal at " + marks(ranked[0].Total) + " points, and are parted by the published rule."
	}
	more := new(big.Rat).Sub(rat(ranked[0].Total), rat(ranked[1].Total))
	return x.name(ranked[0].ID) + " has the most points: " + marks(ranked[0].Total) + ", which is " + calculation.Round(more, 2) + " more than the next bid."
}

// equation says in words and signs how price is turned into points.
func equation(criteria []tender.Criterion, r scoring.Ranking) []string {
	var out []string
	for _, cr := range criteria {
		if eq, ok := r.Equation[cr.ID]; ok {
			out = append(out, cr.Name+" points = "+eq)
		}
	}
	return out
}

// table lists every bid with its points and prices; the deciding figure comes
// first, so that a phone shows it.
func (x compared) table(criteria []tender.Criterion, lot string, r scoring.Ranking) components.Table {
	t := components.Table{ID: "points-" + lot, Caption: ofLot("Points and prices", lotTitle(x.v, lot)), Hidden: true, Small: true, Columns: []components.Column{{Text: "Bid"}, {Text: "Total", Numeric: true}, {Text: "Place", Numeric: true}}}
	for _, cr := range criteria {
		name := cr.Name
		if cr.Kind == scoring.Price {
			name += " points"
		}
		t.Columns = append(t.Columns, components.Column{Text: name, Numeric: true})
	}
	t.Columns = append(t.Columns, components.Column{Text: "Price, ex VAT", Numeric: true})
	for _, b := range r.Bids {
		if b.Status != scoring.Ranked {
			continue
		}
		row := components.Row{Lead: b.Rank == 1, Cells: []components.Cell{{Text: x.name(b.ID)}, {Text: marks(b.Total)}, {Text: strconv.Itoa(b.Rank)}}}
		for _, cr := range criteria {
			row.Cells = append(row.Cells, components.Cell{Text: marks(b.Marks[cr.ID])})
		}
		t.Rows = append(t.Rows, withPrice(row, x.price(b.ID, lot)))
	}
	most := components.Row{Total: true, Cells: []components.Cell{{Text: "Most possible"}, {Text: "100.00"}, {Text: ""}}}
	for _, cr := range criteria {
		most.Cells = append(most.Cells, components.Cell{Text: calculation.Round(big.NewRat(int64(cr.WeightBP), 100), 2)})
	}
	t.Rows = append(t.Rows, withPrice(most, ""))
	return t
}

func withPrice(r components.Row, price string) components.Row {
	r.Cells = append(r.Cells, components.Cell{Text: price})
	return r
}

func (x compared) price(ref, lot string) string {
	b, ok := x.bids[ref]
	if !ok {
		return ""
	}
	pence, ok := x.prices[int64(b.ID)][lot]
	if !ok {
		return ""
	}
	return money.Pence(pence).String()
}

func (x compared) chart(criteria []tender.Criterion, lot string, r scoring.Ranking) *chart.Stacked {
	s := chart.Stacked{ID: "bids-" + lot, Finding: "What each total is made of", About: "Points of each bid by criterion", Full: 100, Row: "Bid", Total: "Points"}
	for _, cr := range criteria {
		s.Parts = append(s.Parts, chart.Part{Name: cr.Name, Of: "of " + short(calculation.Round(big.NewRat(int64(cr.WeightBP), 100), 2))})
	}
	var says []string
	for _, b := range r.Bids {
		if b.Status != scoring.Ranked {
			continue
		}
		bar := chart.Bar{Name: fits(x.name(b.ID)), Total: marks(b.Total), Lead: b.Rank == 1}
		for _, cr := range criteria {
			size, _ := rat(b.Marks[cr.ID]).Float64()
			bar.Sizes, bar.Labels = append(bar.Sizes, size), append(bar.Labels, short(b.Marks[cr.ID]))
		}
		s.Bars = append(s.Bars, bar)
		says = append(says, x.name(b.ID)+" "+bar.Total)
	}
	if len(s.Bars) == 0 {
		return nil
	}
	s.Says = strings.Join(says, ", ") + "."
	return &s
}

// failed says which bids are below a published minimum.
func (x compared) failed(criteria []tender.Criterion, r scoring.Ranking) []string {
	names := map[string]string{}
	for _, cr := range criteria {
		names[cr.ID] = cr.Name
	}
	for _, q := range x.v.Content.Questions {
		names[q.Key] = q.Title
	}
	var out []string
	for _, b := range r.Bids {
		if b.Status != scoring.FailedMinimum {
			continue
		}
		var below []string
		for _, id := range b.Failed {
			below = append(below, "“"+names[id]+"”")
		}
		out = append(out, x.name(b.ID)+" is below the published minimum for "+text.List(below)+", so its price was not compared.")
	}
	return out
}

// notes says what a reader of the ranking should know.
func (x compared) notes(r scoring.Ranking, lot string) []string {
	var out []string
	for _, t := range r.TiesBroken {
		out = append(out, x.name(t.Bids[0])+" was put above "+x.name(t.Bids[1])+" at "+marks(t.Total)+" points each, by the published rule: "+x.rule(t.By)+".")
	}
	for _, w := range r.Warnings {
		switch {
		case w.Code == "tie_unresolved":
			var names []string
			for _, ref := range w.Bids {
				names = append(names, x.name(ref))
			}
			out = append(out, text.List(names)+" are equal: the published rules do not part them yet.")
		case w.Code == "rank_depends_on_other_bids" && w.Example != nil:
			out = append(out, "Without the bid of "+x.name(w.Example.Remove)+", which does not win, "+x.winners(w.Example.WinnerBecome)+" would: under this formula the points for price depend on who else bids.")
		}
	}
	for _, d := range x.draws {
		if d.Lot == lot {
			out = append(out, "Lots were drawn on "+text.When(d.At.Time)+" by "+d.ByName+", with "+d.Watched+" as witness. Minutes: "+d.Minutes)
		}
	}
	return out
}

func (x compared) rule(by string) string {
	if id, ok := strings.CutPrefix(by, "criterion:"); ok {
		for _, cr := range x.v.Content.Criteria {
			if cr.ID == id {
				return "more points for " + cr.Name
			}
		}
		return "more points for " + id
	}
	if by == "lowest_price" {
		return "the lower price"
	}
	return "lots were drawn"
}

// sensitivity says who would lead at other weights of price: information only.
func (x compared) sensitivity(s scoring.Sensitivity, lot string) (*components.Table, string) {
	t := components.Table{ID: "weights-" + lot, Caption: "Most points at each weight on price", Small: true, Columns: []components.Column{{Text: "Weight on price"}, {Text: "Most points"}}}
	for _, w := range s.Table {
		t.Rows = append(t.Rows, components.Row{Cells: []components.Cell{{Text: text.Percent(w.PriceWeight)}, {Text: x.winners(w.Winner)}}})
	}
	says := "The same bid has the most points at every weight on price."
	if len(s.WinnerChangesAt) > 0 {
		var at []string
		for _, w := range s.WinnerChangesAt {
			at = append(at, "from "+text.Percent(w.PriceWeight)+" "+x.winners(w.To))
		}
		says = "The published weight on price is " + text.Percent(s.PublishedPriceWeight) + ". At other weights another bid would lead: " + strings.Join(at, ", ") + "."
	}
	return &t, says
}

// leftOut lists what is not compared, with the ground and the reason.
func (p Pages) leftOut(c *gin.Context, v commissioning.PanelView, base string) ([]templates.OutLine, error) {
	decisions, err := p.Query(c).Dispositions(v.Stage.ID)
	if err != nil {
		return nil, err
	}
	approver := v.HasRole(account.RoleApprover) && v.Tender.Status == tender.Evaluation
	var out []templates.OutLine
	for _, b := range v.Bids {
		switch b.Status {
		case bid.Failed:
			out = append(out, templates.OutLine{Name: b.OrgName, Why: "Could not be opened", Reason: b.Problem})
		case bid.Disregarded:
			line := templates.OutLine{Name: b.OrgName}
			for _, d := range decisions {
				if d.Bid == b.ID && d.Kind == "disregarded" {
					line.Why, line.Reason, line.When = groundWords(d.Ground), d.Reason, text.When(d.At.Time)
				}
			}
			if approver {
				line.Restore = base + "/bids/" + b.Ref + "/disregard"
			}
			out = append(out, line)
		}
	}
	return out, nil
}

// groundWords says a ground with its section of the Act.
func groundWords(key string) string {
	for _, g := range evaluation.Grounds() {
		if g.Key == key {
			return g.Words + " (" + g.Section + ")"
		}
	}
	if key == "declined" {
		return "Declined the contract"
	}
	return key
}

// RankAgain works out every part again.
func (p Pages) RankAgain(c *gin.Context) error {
	if err := p.Steps.RankBids(c.Request.Context(), page.Actor(c), c.Param("ref")); err != nil {
		return err
	}
	return p.Redirect(c, "/org/"+c.Param("org")+"/tenders/"+c.Param("ref")+"/comparison", "The bids were ranked again.")
}

// RankingInput hands out the input of a part's ranking, exactly as "calc score"
// takes it, so that anybody can work it out again.
func (p Pages) RankingInput(c *gin.Context) error {
	v, err := p.evaluating(c)
	if err != nil {
		return err
	}
	if !v.View.Prices {
		return refusal.Turn("Prices stay sealed until the agreed scores are locked and two officers open them.")
	}
	all, err := p.Query(c).Rankings(v.Tender.ID)
	if err != nil {
		return err
	}
	for _, r := range all {
		if r.Lot == c.Param("lot") {
			c.Writer.Header().Set("Content-Disposition", `attachment; filename="ranking-`+v.Tender.Ref+`.json"`)
			return p.Text(c, http.StatusOK, "application/json; charset=utf-8", []byte(r.Input))
		}
	}
	return refusal.Missing("ranking")
}
