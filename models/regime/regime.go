// Package regime decides which rules a tender falls under: thresholds as dated
// rows, light touch services, and the duties that follow. It is not legal
// advice: beside every decision stands the section, and a named person may
// overrule it with a reason.
package regime

import (
	"fmt"

	"hundredweight/models/money"
	"hundredweight/models/refusal"
)

// Regime is a set of rules that a tender falls under.
type Regime string

// The regimes. The NHS Provider Selection Regime is a case type of its own.
const (
	PublicContract Regime = "public_contract"
	LightTouch     Regime = "light_touch"
	BelowThreshold Regime = "below_threshold"
)

// Words says the regime as people read it.
func (r Regime) Words() string {
	switch r {
	case PublicContract:
		return "public contract (Procurement Act 2023)"
	case LightTouch:
		return "light touch contract (Procurement Act 2023, Schedule 1 services)"
	case BelowThreshold:
		return "below the threshold (Procurement Act 2023, Part 6)"
	}
	return string(r)
}

// Authority is the class of a buyer, which decides its threshold.
type Authority string

// Classes of authority.
const (
	Central    Authority = "central"
	SubCentral Authority = "sub_central"
	NHS        Authority = "nhs"
	Utility    Authority = "utility"
)

// Row is a set of thresholds in force from a day on, in pence with VAT.
type Row struct {
	From              string // first day, "2026-01-01"
	Source            string
	Central           money.Pence
	SubCentral        money.Pence
	Utility           money.Pence
	LightTouch        money.Pence
	LightTouchUtility money.Pence
	Works             money.Pence
}

// Rows are the thresholds, newest first. A procurement uses the row in force
// when it started. NHS bodies stand with central government in the notes we
// hold for trusts; for others it is unverified, so the page says which row
// was used.
var Rows = []Row{
	{From: "2026-01-01", Source: "SI 2025/1200", Central: 135_018_00, SubCentral: 207_720_00, Utility: 415_440_00, LightTouch: 663_540_00, LightTouchUtility: 884_720_00, Works: 5_193_000_00},
}

// RowOn gives the thresholds in force on a day.
func RowOn(day string) (Row, error) {
	for _, r := range Rows {
		if day >= r.From {
			return r, nil
		}
	}
	return Row{}, refusal.Field("starts", "The thresholds before %s are not known here", Rows[len(Rows)-1].From)
}

// Input is what the decision rests on.
type Input struct {
	Starts    string // the day the procurement starts, "2026-11-01"
	Authority Authority
	Category  string // services, goods or works
	CPV       []string
	Net       money.Pence // whole life, ex VAT, without options
	Options   money.Pence // all options and extensions, ex VAT
	VAT       string      // standard, reduced, zero or exempt
}

// Decision is which rules apply, and why.
type Decision struct {
	Regime    Regime
	Gross     money.Pence // with VAT and options, as the thresholds count
	Threshold money.Pence
	Row       Row
	Because   string
}

// rates of VAT in basis points.
var rates = map[string]int{"standard": 2000, "reduced": 500, "zero": 0, "exempt": 0}

// Decide gives the regime: the maximum payable with VAT, options and extensions
// (Schedule 3, s.123(2)) against the threshold of the buyer's class. Light touch
// when every service is in Schedule 1, Table 1 (s.9); a value that is not known
// counts as above (Sch 3).
func Decide(in Input) (Decision, error) {
	row, err := RowOn(in.Starts)
	if err != nil {
		return Decision{}, err
	}
	gross, err := Gross(in.Net+in.Options, in.VAT)
	if err != nil {
		return Decision{}, err
	}
	d := Decision{Gross: gross, Row: row}
	light := in.Category == "services" && len(in.CPV) > 0
	for _, c := range in.CPV {
		light = light && IsLightTouch(c)
	}
	if d.Threshold, err = threshold(row, in, light); err != nil {
		return Decision{}, err
	}
	above := in.Net <= 0 || d.Gross >= d.Threshold
	switch {
	case above && light:
		d.Regime = LightTouch
	case above:
		d.Regime = PublicContract
	default:
		d.Regime = BelowThreshold
	}
	d.Because = fmt.Sprintf("%s with VAT and options is %s the threshold of %s (%s)", d.Gross.Whole(), map[bool]string{true: "at or above", false: "below"}[above], d.Threshold.Whole(), row.Source)
	return d, nil
}

// Gross adds VAT to an amount: values are counted with it (s.123(2)).
func Gross(net money.Pence, vat string) (money.Pence, error) {
	rate, ok := rates[vat]
	if !ok {
		return 0, refusal.Field("vat", "Select whether VAT is charged")
	}
	tax, err := money.VAT(net, rate)
	if err != nil {
		return 0, refusal.Field("budget", "%s", err.Error())
	}
	return net + tax, nil
}

func threshold(row Row, in Input, light bool) (money.Pence, error) {
	if light {
		if in.Authority == Utility {
			return row.LightTouchUtility, nil
		}
		return row.LightTouch, nil
	}
	if in.Category == "works" {
		return row.Works, nil
	}
	switch in.Authority {
	case Central, NHS:
		return row.Central, nil
	case SubCentral:
		return row.SubCentral, nil
	case Utility:
		return row.Utility, nil
	}
	return 0, refusal.Field("authority", "The buyer's class is not known. Ask the operator to set it")
}

// Duty is one thing that the regime asks, with where it says so.
type Duty struct {
	Key     string
	Applies bool
	Section string
}

// kpiValue is the value above which (not at which) KPIs are set: s.52(1).
const kpiValue money.Pence = 5_000_000_00

// Duties gives the duties of the duty matrix that this program acts on.
func Duties(r Regime, gross money.Pence) []Duty {
	act := r == PublicContract || r == LightTouch
	return []Duty{
		{"lots_reason", r == PublicContract, "s.18"},
		{"social_value", act, "Public Services (Social Value) Act 2012 s.1"},
		{"conflicts", act, "s.83"},
		{"assessment_summaries", act, "s.50"},
		{"award_notice", act, "s.50"},
		{"standstill", r == PublicContract, "s.51"},
		{"kpis", r == PublicContract && gross > kpiValue, "s.52"},
		{"contract_details", true, map[bool]string{true: "s.53", false: "s.87(3)"}[act]},
	}
}

// Applies tells whether a duty applies.
func Applies(duties []Duty, key string) bool {
	for _, d := range duties {
		if d.Key == key {
			return d.Applies
		}
	}
	return false
}

// DetailsDays is the number of days, beginning with the signature, within which
// the contract details notice is published: 30, for light touch 120 (s.53(1)).
func DetailsDays(r Regime) int {
	if r == LightTouch {
		return 120
	}
	return 30
}
