package award

import (
	"fmt"
	"slices"
	"strings"

	"hundredweight/models/bid"
	"hundredweight/models/money"
	"hundredweight/models/refusal"
	"hundredweight/models/scoring"
	"hundredweight/models/tender"
)

// Decision is what the summaries of a tender are built from.
type Decision struct {
	Tender  string // its reference
	Title   string
	Buyer   string
	AskBy   string // until when questions are answered; "" when not said
	Content tender.Content
	Stage   int
	// Rankings are those that count, by lot; Winners the chosen bid of a lot, by
	// reference.
	Rankings map[string]scoring.Ranking
	Winners  map[string]string
}

// Agreed is an agreed score with its reason.
type Agreed struct {
	Score  int
	Reason string
}

// Bidder is an opened bid with what was agreed about it.
type Bidder struct {
	Bid          string // its reference
	Organisation string
	Address      string
	Identifier   string
	Lots         []string
	Disregarded  bool // gets a letter of its own, with the ground, and no summary
	Agreed       map[string]Agreed
	Prices       map[string]money.Pence // by lot, ex VAT
}

// Summaries builds the summary of every assessed bid from the reasons that the
// panel agreed: what is sent is what was decided on, not a text written later
// (reg 31). Bids that are not considered further have none.
func Summaries(d Decision, bidders []Bidder) ([]Summary, error) {
	byRef := map[string]Bidder{}
	for _, b := range bidders {
		byRef[b.Bid] = b
	}
	for lot, winner := range d.Winners {
		if b, ok := byRef[winner]; !ok || b.Disregarded {
			return nil, refusal.Turn("The chosen bid of part (lot) %s is not among those assessed.", lot)
		}
	}
	var out []Summary
	for _, b := range bidders {
		if b.Disregarded {
			continue
		}
		s := Summary{Tender: d.Tender, Title: d.Title, Buyer: d.Buyer, Organisation: b.Organisation, Address: b.Address, Identifier: b.Identifier, Bid: b.Bid, AskBy: d.AskBy}
		var err error
		if s.Questions, err = d.explain(b); err != nil {
			return nil, err
		}
		for _, lot := range b.Lots {
			l, err := d.lot(b, lot, byRef)
			if err != nil {
				return nil, err
			}
			s.Lots = append(s.Lots, l)
		}
		out = append(out, s)
	}
	return out, nil
}

// explain gives the agreed score and reason of every question asked of a bid.
func (d Decision) explain(b Bidder) ([]Explanation, error) {
	var out []Explanation
	for _, q := range d.Content.Questions {
		if q.Kind != "scored" || q.Stage != d.Stage || !asked(q, b.Lots) {
			continue
		}
		a, ok := b.Agreed[q.Key]
		if !ok || strings.TrimSpace(a.Reason) == "" {
			return nil, refusal.Turn("The bid of %s has no agreed score and reason for “%s”.", b.Organisation, q.Title)
		}
		e := Explanation{Key: q.Key, Title: q.Title, Score: a.Score, Max: q.Max, Reason: a.Reason}
		for _, s := range q.Scale {
			if s.Score == a.Score {
				e.Means = s.Words
			}
			if s.Score > a.Score && (e.Next == 0 || s.Score < e.Next) {
				e.Next, e.Better = s.Score, s.Words
			}
		}
		out = append(out, e)
	}
	return out, nil
}

func asked(q tender.Question, lots []string) bool {
	return slices.ContainsFunc(lots, func(lot string) bool { return bid.Applies(q, lot) })
}

func (d Decision) lot(b Bidder, lot string, byRef map[string]Bidder) (LotSummary, error) {
	ranking, ok := d.Rankings[lot]
	if !ok {
		return LotSummary{}, refusal.Turn("Part (lot) %s has not been ranked yet.", lot)
	}
	own, ok := result(ranking, b.Bid)
	if !ok {
		return LotSummary{}, refusal.Changed("The bid of %s is not in the ranking of part (lot) %s. Rank again.", b.Organisation, lot)
	}
	winnerRef := d.Winners[lot]
	out := LotSummary{ID: lot, Title: d.lotTitle(lot), Won: winnerRef == b.Bid, Rank: own.Rank, Total: own.Total, Of: ranked(ranking)}
	best, _ := result(ranking, winnerRef)
	out.Criteria = d.marks(b, lot, own, best, ranking)
	if out.Won {
		return out, nil
	}
	if winner, ok := byRef[winnerRef]; ok {
		questions, err := d.explain(Bidder{Organisation: winner.Organisation, Lots: []string{lot}, Agreed: winner.Agreed})
		if err != nil {
			return LotSummary{}, err
		}
		out.Winner = &Winner{Organisation: winner.Organisation, Total: best.Total, Questions: questions}
	}
	out.WhyNot = d.whyNot(b, lot, own, best, out)
	return out, nil
}

func (d Decision) lotTitle(id string) string {
	for _, l := range d.Content.Lots {
		if l.ID == id {
			return l.Title
		}
	}
	return id
}

func result(r scoring.Ranking, ref string) (scoring.RankedBid, bool) {
	for _, b := range r.Bids {
		if b.ID == ref {
			return b, true
		}
	}
	return scoring.RankedBid{}, false
}

func ranked(r scoring.Ranking) (n int) {
	for _, b := range r.Bids {
		if b.Status == scoring.Ranked {
			n++
		}
	}
	return n
}

// marks sets the criteria out in full: name, how scored, marks available and
// got, for each question under them, beside the chosen bid's.
func (d Decision) marks(b Bidder, lot string, own, best scoring.RankedBid, r scoring.Ranking) []Marks {
	var out []Marks
	for _, c := range tender.CriteriaOf(d.Content, lot) {
		m := Marks{ID: c.ID, Name: c.Name, Available: available(c.WeightBP, 10_000), Marks: points(own.Marks[c.ID])}
		if own.ID != best.ID {
			m.Winner = points(best.Marks[c.ID])
		}
		if c.Kind == scoring.Price {
			m.How = r.Equation[c.ID]
			m.Why = priceWhy(b.Prices[lot], own, m)
			out = append(out, m)
			continue
		}
		m.How = "Each question is scored on its published guide and counts by its weight"
		if c.MinimumPercent != "" {
			m.How += ". At least " + c.MinimumPercent + "% of these points was needed"
		}
		for _, q := range d.Content.Questions {
			if q.Kind != "scored" || q.Criterion != c.ID || q.Stage != d.Stage || !bid.Applies(q, lot) {
				continue
			}
			part := Marks{ID: q.Key, Name: q.Title, How: fmt.Sprintf("Scored 0 to %d", q.Max), Available: available(c.WeightBP, q.WeightBP), Marks: points(own.Marks[q.Key])}
			if q.Minimum > 0 {
				part.How += fmt.Sprintf(". At least %d was needed", q.Minimum)
			}
			if own.ID != best.ID {
				part.Winner = points(best.Marks[q.Key])
			}
			m.Parts = append(m.Parts, part)
		}
		out = append(out, m)
	}
	return out
}

// available gives the marks out of 100 of a part of a criterion, both in basis
// points, as a plain decimal.
func available(criterion, part int) string {
	n := int64(criterion) * int64(part) // of 100,000,000
	return points(fmt.Sprintf("%d.%06d", n/1_000_000, n%1_000_000))
}

// points takes needless zeros off marks of six places.
func points(marks string) string {
	if !strings.Contains(marks, ".") {
		return marks
	}
	return strings.TrimSuffix(strings.TrimRight(marks, "0"), ".")
}

func priceWhy(price money.Pence, own scoring.RankedBid, m Marks) string {
	if own.Status != scoring.Ranked {
		return "Price was not compared, because the bid left the comparison before it."
	}
	return fmt.Sprintf("Your price was %s. The published formula gives it %s of %s points.", price.Whole(), Points(m.Marks), m.Available)
}

// whyNot says in a sentence why a bid was not chosen.
func (d Decision) whyNot(b Bidder, lot string, own, best scoring.RankedBid, l LotSummary) string {
	switch own.Status {
	case scoring.FailedMinimum:
		return "Your bid is below the minimum that the tender set for " + strings.Join(d.names(lot, own.Failed), " and ") + ", so its price was not compared."
	case scoring.LotLimit:
		return "Your organisation was chosen for as many parts (lots) as one supplier may have."
	case scoring.Disregarded, scoring.Withdrawn:
		return "Your bid was not compared in this part (lot)."
	}
	text := fmt.Sprintf("Your bid came %s of %s with %s points.", ordinal(own.Rank), count(l.Of), Points(own.Total))
	if l.Winner == nil {
		return text + " No bid was chosen in this part (lot)."
	}
	text += fmt.Sprintf(" The chosen bid, from %s, has %s.", l.Winner.Organisation, Points(best.Total))
	if own.Total == best.Total {
		for _, t := range d.Rankings[lot].TiesBroken {
			if slices.Contains(t.Bids, own.ID) {
				return text + " Equal totals were parted by the published rule: " + d.tieWords(lot, t.By) + "."
			}
		}
	}
	return text
}

// names gives the names of criteria and questions by their ids.
func (d Decision) names(lot string, ids []string) []string {
	var out []string
	for _, id := range ids {
		name := id
		for _, c := range tender.CriteriaOf(d.Content, lot) {
			if c.ID == id {
				name = c.Name
			}
		}
		for _, q := range d.Content.Questions {
			if q.Key == id {
				name = q.Title
			}
		}
		out = append(out, "“"+name+"”")
	}
	return out
}

func (d Decision) tieWords(lot, rule string) string {
	if id, ok := strings.CutPrefix(rule, "criterion:"); ok {
		return "more points for " + d.names(lot, []string{id})[0]
	}
	if rule == "lowest_price" {
		return "the lower price"
	}
	return "lots were drawn"
}

var small = []string{"none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"}

func count(n int) string {
	if n >= 0 && n < len(small) {
		return small[n]
	}
	return fmt.Sprint(n)
}

func ordinal(n int) string {
	words := []string{"", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"}
	if n > 0 && n < len(words) {
		return words[n]
	}
	suffix := "th"
	if n%100 < 11 || n%100 > 13 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return fmt.Sprintf("%d%s", n, suffix)
}

// MayRelease refuses a batch that is not whole: one summary for every assessed
// bid, none twice and none for others, with the chosen bid's scores for those
// who did not win, sent once and all together (reg 31). Then it asks MaySend
// about thin reasons.
func MayRelease(all []Summary, assessed []string, sent int, confirmed string) error {
	if sent > 0 {
		return refusal.Already("The summaries were sent already, all at the same time.")
	}
	if len(assessed) == 0 {
		return refusal.Turn("No bid was assessed, so there is nobody to tell.")
	}
	have := map[string]bool{}
	for _, s := range all {
		if have[s.Bid] || !slices.Contains(assessed, s.Bid) {
			return refusal.Turn("The summaries do not match the assessed bids. Make them again.")
		}
		have[s.Bid] = true
		for _, l := range s.Lots {
			if !l.Won && l.WhyNot == "" {
				return refusal.Turn("The summary of %s does not say why it was not chosen.", s.Organisation)
			}
		}
	}
	if len(have) != len(assessed) {
		return refusal.Turn("%d of %d summaries are ready. They are sent all together, or not at all.", len(have), len(assessed))
	}
	return MaySend(all, confirmed)
}

// Withhold replaces an explanation about the chosen bid by the statement that
// it is withheld and why (s.94): a trade secret with an overriding public
// interest. The score stays.
func Withhold(s Summary, lot, question, why string) (Summary, error) {
	if strings.TrimSpace(why) == "" {
		return s, refusal.Field("why", "Enter why this is withheld. Section 94 asks for an overriding public interest")
	}
	lots := slices.Clone(s.Lots)
	for i, l := range lots {
		if l.ID != lot || l.Winner == nil {
			continue
		}
		winner := *l.Winner
		winner.Questions = slices.Clone(l.Winner.Questions)
		for j, q := range winner.Questions {
			if q.Key == question {
				winner.Questions[j].Reason = "Part of this is withheld (section 94): " + why
				lots[i].Winner = &winner
				s.Lots = lots
				return s, nil
			}
		}
	}
	return s, refusal.Missing("explanation")
}
