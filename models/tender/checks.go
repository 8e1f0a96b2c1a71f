package tender

import (
	"fmt"
	"strconv"
	"strings"

	"hundredweight/models/refusal"
)

// Task is a part of drafting a tender, with what it still lacks. Statuses are
// worked out from facts, never ticked by hand.
type Task struct {
	Key      string // the page's address
	Title    string
	Hint     string
	Problems []refusal.Problem
	Started  bool
}

// Done tells whether nothing is missing.
func (t Task) Done() bool { return len(t.Problems) == 0 }

// People counts who is appointed, for the task of the same name.
type People struct{ Approvers, Openers, Evaluators, Moderators, AwardApprovers int }

// Needs says what the regime asks of a tender's texts.
type Needs struct {
	LotsReason   bool // s.18(2): reasons when not divided into lots
	SocialValue  bool // Public Services (Social Value) Act 2012 s.1
	Conflicts    bool // s.83
	PriceFormula bool
	KPIs         bool // s.52: at least three above £5 million
}

// Tasks gives the task list of a draft.
func Tasks(c Content, need Needs, p People) []Task {
	return []Task{
		{Key: "open", Title: "Questions from the import", Problems: openProblems(c), Started: len(c.Open) > 0},
		{Key: "need", Title: "The need and who it is for", Problems: needProblems(c), Started: c.Title != ""},
		{Key: "scope", Title: "What, where and when", Problems: scopeProblems(c), Started: len(c.CPV) > 0 || len(c.Areas) > 0},
		{Key: "lots", Title: "Budget and parts (lots)", Problems: lotProblems(c, need), Started: c.Budget.NetPence > 0},
		{Key: "criteria", Title: "How you will score", Problems: criteriaProblems(c), Started: len(c.Criteria) > 0},
		{Key: "questions", Title: "Questions and conditions", Problems: questionProblems(c), Started: len(c.Questions) > 0},
		{Key: "prices", Title: "Price schedule", Problems: priceProblems(c), Started: hasPrices(c)},
		{Key: "measures", Title: "Measures (KPIs)", Problems: measureProblems(c, need), Started: len(c.KPIs) > 0},
		{Key: "timetable", Title: "Timetable", Problems: timetableProblems(c), Started: len(c.Stages) > 0 && !c.Stages[0].Deadline.IsZero()},
		{Key: "records", Title: "Social value, conflicts and the rules that apply", Problems: recordProblems(c, need), Started: c.Regime.Decided != ""},
		{Key: "panel", Title: "Panel and opening officers", Problems: peopleProblems(p), Started: p.Approvers+p.Openers+p.Evaluators > 0},
	}
}

// Ready refuses a tender that lacks anything, with all that is missing.
func Ready(c Content, need Needs, p People) error {
	var all []refusal.Problem
	for _, t := range Tasks(c, need, p) {
		for _, problem := range t.Problems {
			all = append(all, refusal.Problem{Field: t.Key, Reason: problem.Reason})
		}
	}
	return refusal.Fields(all)
}

func problem(field, format string, a ...any) refusal.Problem {
	return refusal.Problem{Field: field, Reason: fmt.Sprintf(format, a...)}
}

func openProblems(c Content) (out []refusal.Problem) {
	for _, q := range c.Open {
		if strings.TrimSpace(q.Answer) == "" {
			out = append(out, problem(q.Key, "Answer: %s", q.Ask))
		}
	}
	return out
}

// stageProblems refuses more than one stage. The model holds several, and a
// published notice may have them; what is run is one, until shortlisting is.
func stageProblems(c Content) (out []refusal.Problem) {
	if len(c.Stages) < 2 {
		return nil
	}
	how := "Copy the tender to start again with one"
	for _, q := range c.Open {
		if q.Key == "stages" {
			how = "Answer “One stage” under Questions from the import, or keep this as a draft"
		}
	}
	return append(out, problem("stages", "This tender has %d stages. Tenders of one stage can be run here so far. %s", len(c.Stages), how))
}

func needProblems(c Content) (out []refusal.Problem) {
	if c.Title == "" {
		out = append(out, problem("title", "Enter a title"))
	}
	if c.Summary == "" {
		out = append(out, problem("summary", "Enter a summary in one or two sentences"))
	}
	if c.Need == "" {
		out = append(out, problem("need", "Describe the need and who it is for"))
	}
	return out
}

func scopeProblems(c Content) (out []refusal.Problem) {
	if len(c.CPV) == 0 {
		out = append(out, problem("cpv", "Enter at least one CPV code"))
	}
	for _, code := range c.CPV {
		if !ValidCPV(code.Code) {
			out = append(out, problem("cpv", "%s is not a CPV code. It has eight digits, like 85311000", code.Code))
		}
	}
	if len(c.Areas) == 0 {
		out = append(out, problem("areas", "Choose at least one area"))
	}
	if c.Term.Start == "" || c.Term.End == "" {
		out = append(out, problem("term", "Enter when the contract starts and ends"))
	} else if c.Term.End < c.Term.Start {
		out = append(out, problem("term", "The contract must end after it starts"))
	}
	if c.Term.MaxEnd != "" && c.Term.MaxEnd < c.Term.End {
		out = append(out, problem("term", "The end with every extension must not be before the end without"))
	}
	return out
}

// ValidCPV tells whether a code has the form of the Common Procurement Vocabulary.
func ValidCPV(code string) bool {
	if len(code) != 8 {
		return false
	}
	for _, r := range code {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}

func lotProblems(c Content, need Needs) (out []refusal.Problem) {
	if c.Budget.NetPence <= 0 {
		out = append(out, problem("budget", "Enter the estimated value without VAT"))
	}
	switch c.Budget.VAT {
	case "standard", "reduced", "zero", "exempt":
	default:
		out = append(out, problem("vat", "Select whether VAT is charged"))
	}
	if len(c.Lots) == 0 {
		out = append(out, problem("lots", "Add at least one part (lot)"))
	}
	seen := map[string]bool{}
	for _, l := range c.Lots {
		if l.Title == "" {
			out = append(out, problem("lots", "Enter a title for part (lot) %s", l.ID))
		}
		if l.Currency != "" && l.Currency != "GBP" {
			out = append(out, problem("lots", "%s is in %s. Tenders here are in pounds", l.Title, l.Currency))
		}
		if seen[l.ID] {
			out = append(out, problem("lots", "Two parts (lots) have the number %s", l.ID))
		}
		seen[l.ID] = true
	}
	if need.LotsReason && len(c.Lots) == 1 && strings.TrimSpace(c.LotsReason) == "" {
		out = append(out, problem("lots_reason", "Say why the tender is not divided into parts (lots). Section 18 asks for the reason"))
	}
	return out
}

// CriteriaOf gives the criteria of a lot: its own, or those that all lots share.
func CriteriaOf(c Content, lot string) []Criterion {
	for _, l := range c.Lots {
		if l.ID == lot && len(l.Criteria) > 0 {
			return l.Criteria
		}
	}
	return c.Criteria
}

// Formulas are the price formulas on offer, with their names for people.
func Formulas() []struct{ ID, Name string } {
	return []struct{ ID, Name string }{
		{"relative_to_lowest", "Lowest price gets all the price points, others in proportion (lowest ÷ this price)"},
		{"percentage_deduction", "Lowest price gets all the price points, others lose the percentage by which they are dearer"},
	}
}

func criteriaProblems(c Content) (out []refusal.Problem) {
	out = append(out, treeProblems(c, c.Criteria, "")...)
	for _, l := range c.Lots {
		if len(l.Criteria) > 0 {
			out = append(out, treeProblems(c, l.Criteria, l.ID)...)
		}
	}
	if len(c.Ties) == 0 {
		out = append(out, problem("ties", "Say how a tie is settled"))
	}
	return out
}

func treeProblems(c Content, criteria []Criterion, lot string) (out []refusal.Problem) {
	where := ""
	if lot != "" {
		where = " for part (lot) " + lot
	}
	if len(criteria) == 0 {
		return append(out, problem("criteria", "Add the award criteria%s", where))
	}
	total, scored, prices := 0, 0, 0
	for _, cr := range criteria {
		total += cr.WeightBP
		switch cr.Kind {
		case "price":
			prices++
			if !knownFormula(cr.Formula) {
				out = append(out, problem("formula", "Choose how price points are worked out for %s", cr.Name))
			}
		case "scored":
			scored++
			out = append(out, underProblems(c, cr, lot)...)
		default:
			out = append(out, problem("criteria", "Say whether %s is scored or price", cr.Name))
		}
	}
	if total != 10_000 {
		out = append(out, problem("criteria", "Weights must add up to 100%s. Yours add up to %s", where, percent(total)))
	}
	if scored == 0 {
		out = append(out, problem("criteria", "Add at least one criterion that is scored%s", where))
	}
	if prices > 1 {
		out = append(out, problem("criteria", "Use one price criterion%s", where))
	}
	return out
}

func knownFormula(id string) bool {
	for _, f := range Formulas() {
		if f.ID == id {
			return true
		}
	}
	return false
}

// QuestionsUnder lists the scored questions of a criterion for a lot, "" for every lot.
func QuestionsUnder(c Content, criterion, lot string) (out []Question) {
	for _, q := range c.Questions {
		if q.Kind != "scored" || q.Criterion != criterion {
			continue
		}
		if lot != "" && len(q.Lots) > 0 && !contains(q.Lots, lot) {
			continue
		}
		out = append(out, q)
	}
	return out
}

func contains(all []string, one string) bool {
	for _, a := range all {
		if a == one {
			return true
		}
	}
	return false
}

// underProblems checks the questions of a criterion for each lot they apply to.
func underProblems(c Content, cr Criterion, lot string) []refusal.Problem {
	for _, l := range lotsUnder(c, lot) {
		if len(QuestionsUnder(c, cr.ID, l)) == 0 {
			return append([]refusal.Problem{problem("questions", "Add at least one scored question under %s", cr.Name)}, ShareProblems(c, cr, lot)...)
		}
	}
	return ShareProblems(c, cr, lot)
}

// ShareProblems says where the questions under a criterion do not share a
// hundred between them, for each lot that they are asked of.
func ShareProblems(c Content, cr Criterion, lot string) (out []refusal.Problem) {
	said := map[string]bool{}
	for _, l := range lotsUnder(c, lot) {
		questions := QuestionsUnder(c, cr.ID, l)
		total := 0
		for _, q := range questions {
			total += q.WeightBP
		}
		if s := percent(total); len(questions) > 0 && total != 10_000 && !said[s] {
			out = append(out, problem("questions", "The questions under %s must share 100 between them. Yours add up to %s", cr.Name, s))
			said[s] = true
		}
	}
	return out
}

// lotsUnder lists the lots that use a tree of criteria: one lot's own, or for ""
// every lot without criteria of its own.
func lotsUnder(c Content, lot string) []string {
	if lot != "" {
		return []string{lot}
	}
	var lots []string
	for _, l := range c.Lots {
		if len(l.Criteria) == 0 {
			lots = append(lots, l.ID)
		}
	}
	if len(lots) == 0 {
		return []string{""}
	}
	return lots
}

func percent(bp int) string {
	s := strconv.FormatFloat(float64(bp)/100, 'f', 2, 64)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

func questionProblems(c Content) (out []refusal.Problem) {
	if len(c.Questions) == 0 {
		out = append(out, problem("questions", "Add at least one question"))
	}
	seen := map[string]bool{}
	for _, q := range c.Questions {
		if seen[q.Key] {
			out = append(out, problem(q.Key, "Two questions have the key %s", q.Key))
		}
		seen[q.Key] = true
		if q.Title == "" || q.Text == "" {
			out = append(out, problem(q.Key, "Enter a title and a text for question %s", q.Key))
		}
		switch q.Kind {
		case "scored":
			out = append(out, scoredProblems(c, q)...)
		case "pass_fail":
			if q.PassWhen == "" {
				out = append(out, problem(q.Key, "Say what passes for “%s”", q.Title))
			}
		case "information":
		default:
			out = append(out, problem(q.Key, "Say whether “%s” is scored, pass or fail, or for information", q.Title))
		}
	}
	for _, cond := range c.Conditions {
		if cond.Text == "" {
			out = append(out, problem(cond.Key, "Enter the text of the condition"))
		}
	}
	return out
}

func scoredProblems(c Content, q Question) (out []refusal.Problem) {
	found := false
	for _, cr := range c.Criteria {
		found = found || (cr.ID == q.Criterion && cr.Kind == "scored")
	}
	for _, l := range c.Lots {
		for _, cr := range l.Criteria {
			found = found || (cr.ID == q.Criterion && cr.Kind == "scored")
		}
	}
	if !found {
		out = append(out, problem(q.Key, "Choose the criterion that “%s” counts towards", q.Title))
	}
	if q.Max < 1 || q.Max > 100 {
		out = append(out, problem(q.Key, "The highest score of “%s” must be between 1 and 100", q.Title))
	}
	if q.Minimum < 0 || q.Minimum > q.Max {
		out = append(out, problem(q.Key, "The lowest passing score of “%s” must be on its scale, 0 to %d", q.Title, q.Max))
	}
	if len(q.Scale) == 0 {
		out = append(out, problem(q.Key, "Add a scoring guide for “%s”", q.Title))
	}
	return out
}

func hasPrices(c Content) bool {
	for _, l := range c.Lots {
		if len(l.Prices) > 0 {
			return true
		}
	}
	return false
}

func priceProblems(c Content) (out []refusal.Problem) {
	for _, l := range c.Lots {
		if !pricedLot(c, l.ID) {
			continue
		}
		if len(l.Prices) == 0 {
			out = append(out, problem("prices", "Add at least one price line for %s", nameOf(l)))
		}
		seen := map[string]bool{}
		for _, p := range l.Prices {
			if p.Ref == "" || p.Description == "" || p.Unit == "" || p.QuantityMilli <= 0 {
				out = append(out, problem("prices", "Each price line of %s needs a reference, a description, a unit and a quantity", nameOf(l)))
			}
			if seen[p.Ref] {
				out = append(out, problem("prices", "Two price lines of %s have the reference %s", nameOf(l), p.Ref))
			}
			seen[p.Ref] = true
		}
	}
	return out
}

func nameOf(l Lot) string {
	if l.Title == "" {
		return "part (lot) " + l.ID
	}
	return l.Title
}

func pricedLot(c Content, lot string) bool {
	for _, cr := range CriteriaOf(c, lot) {
		if cr.Kind == "price" {
			return true
		}
	}
	return false
}

func timetableProblems(c Content) (out []refusal.Problem) {
	if len(c.Stages) == 0 {
		return append(out, problem("deadline", "Enter when bids close"))
	}
	out = append(out, stageProblems(c)...)
	last := c.Timetable.QuestionsClose
	for i, s := range c.Stages {
		if s.Deadline.IsZero() {
			out = append(out, problem("deadline", "Enter when stage %d (%s) closes", s.Seq, s.Name))
			continue
		}
		if i > 0 && !s.Deadline.After(c.Stages[i-1].Deadline) {
			out = append(out, problem("deadline", "Stage %d must close after stage %d", s.Seq, s.Seq-1))
		}
	}
	if last.IsZero() {
		out = append(out, problem("questions_close", "Enter when questions close"))
	} else if !c.Stages[0].Deadline.IsZero() && !last.Before(c.Stages[0].Deadline) {
		out = append(out, problem("questions_close", "Questions must close before bids do"))
	}
	if c.Timetable.AnswersBy.IsZero() {
		out = append(out, problem("answers_by", "Enter by when questions are answered"))
	} else if c.Timetable.AnswersBy.Before(last) || !c.Stages[0].Deadline.IsZero() && !c.Timetable.AnswersBy.Before(c.Stages[0].Deadline) {
		out = append(out, problem("answers_by", "Answers must come after questions close and before bids do"))
	}
	return out
}

func recordProblems(c Content, need Needs) (out []refusal.Problem) {
	if c.Regime.Decided == "" {
		out = append(out, problem("regime", "Check which rules apply"))
	}
	if c.Regime.Overruled != "" && strings.TrimSpace(c.Regime.Reason) == "" {
		out = append(out, problem("reason", "Say why you decided otherwise"))
	}
	if need.SocialValue && strings.TrimSpace(c.SocialValueNote) == "" {
		out = append(out, problem("social_value_note", "Record how you considered social, economic and environmental well-being (Social Value Act 2012)"))
	}
	if need.Conflicts && strings.TrimSpace(c.ConflictsAssessed) == "" {
		out = append(out, problem("conflicts", "Record the conflicts assessment (section 83)"))
	}
	return out
}

func peopleProblems(p People) (out []refusal.Problem) {
	if p.Approvers < 1 {
		out = append(out, problem("approver", "Appoint somebody to approve the tender"))
	}
	if p.Openers < 2 {
		out = append(out, problem("opening_officer", "Appoint two opening officers"))
	}
	if p.Evaluators < 2 {
		out = append(out, problem("evaluator", "Appoint at least two evaluators"))
	}
	if p.Moderators < 1 {
		out = append(out, problem("moderator", "Appoint a moderator to chair the panel"))
	}
	if p.AwardApprovers < 1 {
		out = append(out, problem("award_approver", "Appoint somebody to approve the award"))
	}
	return out
}
