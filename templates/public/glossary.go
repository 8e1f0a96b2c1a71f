package public

import (
	"sort"
	"strings"
)

// Term is a word of ours, the term the law or the trade uses, and what it means.
type Term struct {
	Word  string
	Legal string // in brackets; "" when it is the same
	Means string
}

// Anchor is the term's address on the page: /help/glossary#waiting-period.
func (t Term) Anchor() string {
	return strings.Trim(strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '-'
	}, strings.NewReplacer("“", "", "”", "").Replace(t.Word)), "-")
}

// Terms are the words used on pages, from a to z.
func Terms() []Term {
	all := []Term{
		{"Added value", "social value", "What else changes for people and the place when a service is delivered: jobs, skills, company, cleaner air. It is said for whom, how many and how it is known. Pounds are optional and never added to a price."},
		{"Agree scores", "moderation", "Evaluators who scored alone meet, look at the answers they differ on, and agree one score with a reason. The single scores stay on record."},
		{"Amendment", "", "A change to a published tender. It becomes a new version, everyone who follows is told, and bidders are asked to confirm their bids again."},
		{"Approver", "", "Somebody who may say yes for an organisation, and never to their own work."},
		{"Bid", "tender submission", "What a provider sends in answer to a tender: answers, prices, promises and files."},
		{"Buyer", "contracting authority", "The public body that pays for the service."},
		{"Claim", "", "What a provider says changes because of a service."},
		{"Contract", "", "What is agreed after the waiting period. The promises of the bid stand in it word for word."},
		{"CPV code", "Common Procurement Vocabulary", "An eight-figure code for what is bought. It decides which rules apply."},
		{"Criterion", "award criterion", "One thing that bids are scored on, with its share of the hundred points."},
		{"Declaration", "declaration of interests", "What each officer and evaluator says about ties to bidders before seeing any bid."},
		{"Entry in the public log", "ledger index", "The number of a step in the log. Whoever has a receipt can check that the entry is still there, unchanged."},
		{"Evidence", "", "A report, register or survey that shows a claim. It has a date, a method and a file."},
		{"Evaluator", "", "Somebody who scores answers. Evaluators see neither prices nor each other’s scores until theirs are in."},
		{"How your bid scored and why", "assessment summary", "Each bidder’s scores with reasons, beside the winner’s. All bidders get theirs at the same time."},
		{"Hundredweight", "", "The software that runs this site. Weights must add up to a hundred; a hundred was the old English district; a hundredweight is what it can carry."},
		{"Light touch", "", "Lighter rules for services to people, such as health and social care."},
		{"Mark as published", "", "Official publication happens on the national platform. Here the buyer records that it was done, with the notice’s number."},
		{"Measure", "key performance indicator, KPI", "A figure in the contract that shows whether the service does what was promised."},
		{"Not considered further", "disregarded", "A bid that is not scored, with the reason that the law asks for."},
		{"Notice", "", "The official announcement of a step, such as a tender or an award, on the national platform."},
		{"Opening", "", "Two officers together make the bids readable after the deadline. Who, when and how many is written in the public log."},
		{"Part", "lot", "A share of a tender that can be bid for by itself."},
		{"Pass or fail question", "condition of participation", "A question that decides whether a bid is scored at all, such as insurance. It earns no points."},
		{"Price formula", "", "How a price becomes points. It is printed in the tender and nothing else is used."},
		{"Promise", "commitment", "What a bidder undertakes in figures: how much, by when, shown how. It moves into the contract if the bid is chosen."},
		{"Provider", "supplier", "A charity, co-operative, social enterprise or company that delivers services."},
		{"Receipt", "", "The page and file that prove when a bid was received and what it was, without showing it."},
		{"Scoring guide", "", "What each score means for a question, from 0 upwards, printed with the question."},
		{"Sealed", "", "Encrypted so that nobody can read it before the opening. [What that protects](/about#sealing)."},
		{"Service", "offer", "What a provider lists here: what it does, for whom, where, and what changes."},
		{"Small organisation", "SME", "One with fewer than 250 staff."},
		{"Social enterprise", "VCSE", "Voluntary, community and social enterprises: charities, community interest companies, co-operatives and others that put people before profit."},
		{"Strength of evidence", "", "One to five dots. One is a claim only; three means records that somebody checked; five is a trial, or a study repeated elsewhere. It says how a claim is shown, not how good the organisation is."},
		{"Tender", "", "A buyer’s call for bids, with its questions, weights and dates."},
		{"Threshold", "", "The value from which the full rules apply. It depends on who buys and what."},
		{"Waiting period", "standstill", "Working days between the award notice and the signature, in which bidders can ask and object. Nothing can be signed in it."},
		{"Weight", "", "How many of the hundred points a criterion carries."},
	}
	sort.SliceStable(all, func(i, j int) bool { return strings.ToLower(all[i].Word) < strings.ToLower(all[j].Word) })
	return all
}
