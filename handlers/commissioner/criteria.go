package commissioner

import (
	"net/url"
	"strconv"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers/form"
	"hundredweight/models/calculation"
	"hundredweight/models/money"
	"hundredweight/models/refusal"
	"hundredweight/models/scoring"
	"hundredweight/models/tender"
	"hundredweight/templates/chart"
	templates "hundredweight/templates/commissioner"
	"hundredweight/templates/components"
	"hundredweight/templates/text"
)

// Criteria shows how the hundred points are shared: criteria and the questions
// under them, the price formula, and how a tie is settled.
func (p Pages) Criteria(c *gin.Context) error {
	return p.write(c, func(w writing) error { return p.showCriteria(c, w, form.Query(c)) })
}

// SaveCriteria keeps the weights of a whole tree and the rules for ties. The
// weights go together: they are kept when they add up.
func (p Pages) SaveCriteria(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	return p.write(c, func(w writing) error {
		tree := treeOf(w.Content, f.Hidden("lot"))
		read := readWeights(f, w.Content, tree)
		done, err := p.save(c, f, &w, "criteria", func(ct *tender.Content) error { return read.into(ct, tree.lot) })
		if err != nil {
			return err
		}
		if done {
			return p.Redirect(c, w.base()+"/criteria"+tree.query(), "Weights and rules for ties are saved.")
		}
		return p.showCriteria(c, w, f)
	})
}

// tree is the criteria of a lot, or those that all lots share.
type tree struct {
	lot      string // "" for those that all share
	name     string
	criteria []tender.Criterion
}

// treeOf gives the criteria that a page is about. A lot without criteria of its
// own shows those that all share.
func treeOf(c tender.Content, lot string) tree {
	for _, l := range c.Lots {
		if l.ID == lot && lot != "" && len(l.Criteria) > 0 {
			return tree{lot: lot, name: lotShown(c, l), criteria: l.Criteria}
		}
	}
	return tree{criteria: c.Criteria}
}

// query is what an address says of the tree and, for a new criterion, its kind.
func (t tree) query(kind ...string) string {
	q := url.Values{}
	if t.lot != "" {
		q.Set("lot", t.lot)
	}
	for _, k := range kind {
		q.Set("kind", k)
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// in gives the criteria of the tree in a content, to be changed there.
func (t tree) in(c *tender.Content) *[]tender.Criterion { return criteriaIn(c, t.lot) }

func criteriaIn(c *tender.Content, lot string) *[]tender.Criterion {
	for i := range c.Lots {
		if c.Lots[i].ID == lot && lot != "" {
			return &c.Lots[i].Criteria
		}
	}
	return &c.Criteria
}

// weights is what was typed on the page of criteria.
type weights struct {
	criteria map[string]int // basis points by criterion
	parts    map[string]int // basis points within their criterion, by question
	ties     []string
}

func (r weights) into(c *tender.Content, lot string) error {
	all := criteriaIn(c, lot)
	for i, cr := range *all {
		if bp, ok := r.criteria[cr.ID]; ok {
			(*all)[i].WeightBP = bp
		}
	}
	for i, q := range c.Questions {
		if bp, ok := r.parts[q.Key]; ok {
			c.Questions[i].WeightBP = bp
		}
	}
	c.Ties = r.ties
	return nil
}

func weightName(i int) string    { return "weight-" + strconv.Itoa(i+1) }
func partName(key string) string { return "part-" + key }
func tieName(i int) string       { return "tie-" + strconv.Itoa(i+1) }

// readWeights reads the weights of a tree and refuses siblings that do not add
// up to a hundred.
func readWeights(f *form.Form, c tender.Content, t tree) weights {
	r := weights{criteria: map[string]int{}, parts: map[string]int{}}
	total := 0
	for i, cr := range t.criteria {
		w := f.Percent(weightName(i), form.Ask{Label: "The weight of " + cr.Name, Missing: "Enter the weight of " + cr.Name})
		r.criteria[cr.ID] = w.Value
		total += w.Value
		for _, q := range tender.QuestionsUnder(c, cr.ID, t.lot) {
			part := f.Percent(partName(q.Key), form.Ask{Label: "The share of “" + q.Title + "”", Missing: "Enter the share of “" + q.Title + "”"})
			r.parts[q.Key] = part.Value
		}
	}
	if f.OK() {
		if total != whole && len(t.criteria) > 0 {
			f.Problem(weightName(0), "Weights must add up to 100. Yours add up to %s", points(total))
		}
		r.checkShares(f, c, t)
	}
	r.ties = readTies(f, c)
	return r
}

// checkShares refuses questions that do not share a hundred under a criterion.
func (r weights) checkShares(f *form.Form, c tender.Content, t tree) {
	c.Questions = append([]tender.Question(nil), c.Questions...)
	for i, q := range c.Questions {
		if bp, ok := r.parts[q.Key]; ok {
			c.Questions[i].WeightBP = bp
		}
	}
	for _, cr := range t.criteria {
		for _, wrong := range tender.ShareProblems(c, cr, t.lot) {
			f.Problem(partName(tender.QuestionsUnder(c, cr.ID, t.lot)[0].Key), "%s", wrong.Reason)
		}
	}
}

// whole is a hundred percent in basis points.
const whole = 10_000

// points writes basis points as points of a hundred: 6,000 is 60.
func points(bp int) string {
	p := text.Percent(bp)
	return p[:len(p)-1]
}

// tieChoices are the rules that can settle a tie.
func tieChoices(c tender.Content) []components.Option {
	var all []components.Option
	for _, cr := range tender.ScoredCriteria(c) {
		all = append(all, components.Option{Value: "criterion:" + cr.ID, Text: "The higher score for " + cr.Name})
	}
	return append(all, components.Option{Value: "lowest_price", Text: "The lower price"}, components.Option{Value: "lot_drawn", Text: "A lot drawn, witnessed and recorded"})
}

// mostTies is how many rules for ties the page offers.
const mostTies = 4

func readTies(f *form.Form, c tender.Content) (ties []string) {
	var allowed []string
	for _, o := range tieChoices(c) {
		allowed = append(allowed, o.Value)
	}
	seen := map[string]bool{}
	for i := range mostTies {
		t := f.Choice(tieName(i), form.Ask{}, allowed...)
		if t.Value == "" {
			continue
		}
		if seen[t.Value] {
			f.Problem(tieName(i), "Select each rule for ties once")
		}
		seen[t.Value] = true
		ties = append(ties, t.Value)
	}
	if len(ties) == 0 {
		f.Problem(tieName(0), "Say how a tie is settled")
	}
	return ties
}

func (p Pages) showCriteria(c *gin.Context, w writing, f *form.Form) error {
	t := treeOf(w.Content, f.Hidden("lot"))
	title := "How you will score"
	if t.lot != "" {
		title += ": " + t.name
	}
	v := templates.CriteriaView{Head: p.head(c, w, title, f), Lot: t.lot, Query: t.query()}
	total := 0
	for _, cr := range t.criteria {
		total += cr.WeightBP
	}
	v.Chart, v.AddsUp, v.Total = weightsChart(w.Content, t, total), total == whole, points(total)
	for i, cr := range t.criteria {
		v.Criteria = append(v.Criteria, criterionRow(f, w.Content, t, i, cr))
		if cr.Kind == scoring.Price {
			v.Formula = formulaOf(w.Content, cr)
		}
	}
	v.AddScored = w.base() + "/criteria/new" + t.query("scored")
	if !hasPrice(t.criteria) {
		v.AddPrice = w.base() + "/criteria/new" + t.query("price")
	}
	for i := range mostTies {
		v.Ties = append(v.Ties, tieSelect(f, w.Content, i))
	}
	if len(w.Content.Lots) > 1 {
		for _, l := range w.Content.Lots {
			v.Lots = append(v.Lots, templates.LotCriteria{ID: l.ID, Name: lotShown(w.Content, l), Own: len(l.Criteria) > 0, Here: l.ID == t.lot})
		}
	}
	return p.Render(c, w.status(f), templates.Criteria(v))
}

func hasPrice(all []tender.Criterion) bool {
	for _, cr := range all {
		if cr.Kind == scoring.Price {
			return true
		}
	}
	return false
}

func criterionRow(f *form.Form, c tender.Content, t tree, i int, cr tender.Criterion) templates.CriterionRow {
	row := templates.CriterionRow{ID: cr.ID, Name: cr.Name, Text: cr.Description, Kind: "Scored by evaluators"}
	if cr.Kind == scoring.Price {
		row.Kind = "Scored by the price formula"
	}
	if cr.MinimumPercent != "" {
		row.Minimum = "A bid that gets less than " + cr.MinimumPercent + "% of these points is not considered further."
	}
	row.Weight = percentInput(f, weightName(i), cr.WeightBP, components.Input{Label: "Weight of " + cr.Name})
	for _, q := range tender.QuestionsUnder(c, cr.ID, t.lot) {
		row.Parts = append(row.Parts, percentInput(f, partName(q.Key), q.WeightBP, components.Input{Label: q.Title}))
	}
	return row
}

// percentInput is a field for a percentage: what was typed, else what is kept.
func percentInput(f *form.Form, name string, bp int, in components.Input) components.Input {
	in.Width, in.Suffix, in.InputMode, in.NoSpell = "5", "%", "decimal", true
	return f.Kept(name, points(bp)).Input(in)
}

func tieSelect(f *form.Form, c tender.Content, i int) components.Select {
	first := "No further rule"
	if i == 0 {
		first = "Select a rule"
	}
	s := components.Select{Label: []string{"First", "If they are still level", "Then", "Last"}[i], Options: append([]components.Option{{Text: first}}, tieChoices(c)...)}
	stored := ""
	if i < len(c.Ties) {
		stored = c.Ties[i]
	}
	return f.Kept(tieName(i), stored).Select(s)
}

// weightsChart draws how the hundred points are shared.
func weightsChart(c tender.Content, t tree, total int) *chart.Weights {
	if len(t.criteria) == 0 || total > whole {
		return nil
	}
	d := chart.Weights{ID: "weights", About: "How the 100 points are shared", Finding: "How the 100 points are shared", NoteHead: "Scored by"}
	if total != whole {
		d.Finding = "The weights add up to " + points(total) + ", not to 100 yet"
	}
	for _, cr := range t.criteria {
		note := "The price formula"
		if cr.Kind != scoring.Price {
			note = "No question yet"
			if n := len(tender.QuestionsUnder(c, cr.ID, t.lot)); n > 0 {
				note = text.Plural(n, "question", "questions")
			}
		}
		d.Items = append(d.Items, chart.Weight{Name: cr.Name, Points: float64(cr.WeightBP) / 100, Text: points(cr.WeightBP), Note: note})
	}
	return &d
}

// formulaOf prints a price criterion's equation with an example worked out, or
// nothing where no formula is chosen.
func formulaOf(c tender.Content, cr tender.Criterion) *templates.Formula {
	equation, err := scoring.Equation(cr.Formula, cr.WeightBP)
	if err != nil {
		return nil
	}
	out := templates.Formula{Equation: equation, Example: example(c, cr.WeightBP, cr.Formula)}
	for _, f := range scoring.Formulas() {
		if f.ID == cr.Formula {
			out.Words, out.Weakness, out.Name = f.Words, f.Weakness, f.Name
		}
	}
	return &out
}

// example works the formulas out on three made-up prices: 80, 90 and 100
// percent of the estimated value, or round sums where there is none yet.
func example(c tender.Content, weightBP int, formulas ...string) components.Table {
	net := money.Pence(c.Budget.NetPence)
	if net < 1000_00 {
		net = 100_000_00
	}
	t := components.Table{ID: "formula-example", Caption: "Worked example with three made-up prices", Small: true, Columns: []components.Column{{Text: "Made-up price"}}}
	prices := make([]calculation.Decimal, 0, 3)
	pence := make([]money.Pence, 0, 3)
	for _, share := range []money.Pence{80, 90, 100} {
		one := net / 100 * share
		pence, prices = append(pence, one), append(prices, calculation.Pounds(int64(one)))
	}
	columns := make([][]string, 0, len(formulas))
	for _, id := range formulas {
		marks, err := scoring.PriceMarks(id, prices)
		if err != nil {
			continue
		}
		name := "Price points"
		for _, f := range scoring.Formulas() {
			if f.ID == id && len(formulas) > 1 {
				name = f.Name
			}
		}
		t.Columns = append(t.Columns, components.Column{Text: name, Numeric: true})
		var column []string
		for _, m := range marks {
			m.Mul(m, calculation.Int(int64(weightBP)).Rat())
			m.Quo(m, calculation.Int(100).Rat())
			column = append(column, calculation.Round(m, 2))
		}
		columns = append(columns, column)
	}
	for i, one := range pence {
		row := components.Row{Cells: []components.Cell{{Text: one.Whole()}}}
		for _, column := range columns {
			row.Cells = append(row.Cells, components.Cell{Text: column[i]})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// SplitCriteria gives a lot criteria of its own, which begin as a copy of those
// that all share, or takes them away again.
func (p Pages) SplitCriteria(c *gin.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	return p.write(c, func(w writing) error {
		lot := f.Hidden("lot")
		whose := f.Hidden("criteria")
		own := whose == "own"
		if !own && whose != "shared" {
			f.Problem("", "Select whose criteria are used")
		}
		done, err := p.save(c, f, &w, "criteria", func(ct *tender.Content) error { return splitCriteria(ct, lot, own) })
		switch {
		case err != nil:
			return err
		case !done:
			return p.showCriteria(c, w, f)
		case own:
			return p.Redirect(c, w.base()+"/criteria?lot="+url.QueryEscape(lot), "Part (lot) "+lot+" has criteria of its own now. They began as a copy.")
		}
		return p.Redirect(c, w.base()+"/criteria", "Part (lot) "+lot+" uses the criteria that all parts (lots) share.")
	})
}

func splitCriteria(ct *tender.Content, lot string, own bool) error {
	for i, l := range ct.Lots {
		if l.ID != lot {
			continue
		}
		ct.Lots[i].Criteria = nil
		if own {
			ct.Lots[i].Criteria = append([]tender.Criterion(nil), ct.Criteria...)
		}
		return nil
	}
	return refusal.Field("", "There is no part (lot) %s any more", lot)
}
