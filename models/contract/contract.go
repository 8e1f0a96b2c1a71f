package contract

import (
	"fmt"
	"strings"
	"time"

	"hundredweight/models/award"
	"hundredweight/models/bid"
	"hundredweight/models/calendar"
	"hundredweight/models/money"
	"hundredweight/models/refusal"
	"hundredweight/models/regime"
	"hundredweight/models/tender"
)

// Content is what was promised, copied out of the tender and the chosen bid
// when the contract is drafted. It is stored as JSON and never follows a later
// change of either.
type Content struct {
	Commitments []bid.Commitment `json:"commitments"`
	KPIs        []tender.KPI     `json:"kpis"`
	Lines       []bid.LinePrice  `json:"lines"`
}

// Copy takes what the chosen bid promised for a lot: every commitment that
// feeds a question asked of the lot, the tender's measures and the priced lines.
func Copy(c tender.Content, lot string, promised []bid.Commitment, price bid.LotPrice) Content {
	out := Content{Commitments: []bid.Commitment{}, KPIs: append([]tender.KPI{}, c.KPIs...), Lines: append([]bid.LinePrice{}, price.Lines...)}
	for _, p := range promised {
		if feeds(c, p.Question, lot) {
			out.Commitments = append(out.Commitments, p)
		}
	}
	return out
}

func feeds(c tender.Content, question, lot string) bool {
	for _, q := range c.Questions {
		if q.Key == question {
			return bid.Applies(q, lot)
		}
	}
	return true // a commitment without a question is not lost
}

// FewestKPIs is how many key performance indicators a contract above £5 million
// has: Procurement Act 2023 s.52(2).
const FewestKPIs = 3

// NeedsKPIs tells whether a contract needs key performance indicators: above,
// not at, £5 million with VAT, and not light touch (s.52).
func NeedsKPIs(r regime.Regime, gross money.Pence) bool {
	return r == regime.PublicContract && gross > award.BigContract
}

// CheckKPIs refuses too few, unless the authority says why they would not be
// appropriate (s.52(3)); and one that cannot be measured.
func CheckKPIs(r regime.Regime, gross money.Pence, kpis []tender.KPI, whyFewer string) error {
	var problems []refusal.Problem
	for _, k := range kpis {
		if strings.TrimSpace(k.Title) == "" || strings.TrimSpace(k.Measure) == "" || strings.TrimSpace(k.Target) == "" {
			problems = append(problems, refusal.Problem{Field: "kpis", Reason: "Give every measure a title, how it is measured and a target"})
			break
		}
	}
	if NeedsKPIs(r, gross) && len(kpis) < FewestKPIs && strings.TrimSpace(whyFewer) == "" {
		problems = append(problems, refusal.Problem{Field: "kpis", Reason: fmt.Sprintf("Add at least %d measures (key performance indicators), or say why they would not be appropriate. The contract is worth more than £5 million (section 52)", FewestKPIs)})
	}
	return refusal.Fields(problems)
}

// Signing is what a signature rests on.
type Signing struct {
	Status     Status
	Award      award.Status
	Last       calendar.Date // the last day of the waiting period; "" for none
	Paused     string        // why the waiting period is paused; "" when it is not
	On         calendar.Date // the day of the signature
	Regime     regime.Regime
	Gross      money.Pence // with VAT and options
	KPIs       []tender.KPI
	WhyFewer   string // why there are fewer measures than asked for
	Starts     calendar.Date
	Ends       calendar.Date
	Partners   int // buyers who must sign, with the lead
	Consenting int // buyers who have agreed
}

// Sign refuses a signature before the award is confirmed, within the waiting
// period, dated within it or in the future, or without its measures.
func Sign(s Signing, now time.Time) (Status, error) {
	to, err := s.Status.Move(Signed)
	if err != nil {
		return s.Status, err
	}
	if err := award.MaySign(now, s.Last, s.Paused); err != nil {
		return s.Status, err
	}
	if s.Award != award.Confirmed {
		return s.Status, refusal.Turn("The award is %s. It is confirmed when the waiting period (standstill) is over, and then you can record the signature.", s.Award.Words())
	}
	if s.Consenting < s.Partners {
		return s.Status, refusal.Turn("Every partner of the tender agrees before the signature. %d of %d have.", s.Consenting, s.Partners)
	}
	var problems []refusal.Problem
	add := func(field, reason string) {
		problems = append(problems, refusal.Problem{Field: field, Reason: reason})
	}
	if _, err := calendar.ParseDate(string(s.On)); err != nil {
		add("signed", "Enter the day of the signature")
	} else if s.On > calendar.On(now) {
		add("signed", "The day of the signature must be today or earlier")
	} else if s.Last != "" && s.On <= s.Last {
		add("signed", "The day of the signature must be after the waiting period (standstill), which ended on "+s.Last.Words())
	}
	if s.Starts != "" && s.Ends != "" && s.Ends < s.Starts {
		add("ends", "The contract must end after it starts")
	}
	if err := CheckKPIs(s.Regime, s.Gross, s.KPIs, s.WhyFewer); err != nil {
		if r, ok := refusal.As(err); ok {
			problems = append(problems, r.Problems...)
		}
	}
	if err := refusal.Fields(problems); err != nil {
		return s.Status, err
	}
	return to, nil
}

// Keys of duties.
const (
	DetailsNotice = "details_notice" // UK7
	ContractCopy  = "contract_copy"
)

// Duty is something owed after a signature, with its last day.
type Duty struct {
	Key     string
	Words   string
	Section string
	By      calendar.Date // "" when only "as soon as you reasonably can"
}

// Duties lists what a signature starts. Days begin with the day of the
// signature: signed on 1 September, 30 days end on 30 September.
func Duties(r regime.Regime, gross money.Pence, signed calendar.Date) []Duty {
	notice := Duty{Key: DetailsNotice, Words: "Publish the contract details notice (UK7)", Section: "s.53"}
	duplicate := Duty{Key: ContractCopy, Words: "Publish a copy of the contract", Section: "s.53(3)"}
	switch r {
	case regime.PublicContract:
		notice.By, duplicate.By = calendar.Beginning(signed, 30), calendar.Beginning(signed, 90)
	case regime.LightTouch:
		notice.By, duplicate.By = calendar.Beginning(signed, 120), calendar.Beginning(signed, 180)
	default:
		notice.Section = "s.87(3)"
		notice.Words += ", as soon as you reasonably can"
		return []Duty{notice}
	}
	if gross > award.BigContract {
		return []Duty{notice, duplicate}
	}
	return []Duty{notice}
}
