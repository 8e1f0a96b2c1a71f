// Package tender owns what a tender is and what may happen to it: its content
// (need, lots, criteria, questions, timetable), the checks before approval and
// publication, and, in status.go, the one table of status moves.
package tender

import "time"

// ID is the key of a tender. It never leaves the server; people see the
// reference, such as cwt-2026-0143.
type ID int64

// Content is all that a commissioner writes about a tender. A draft is edited;
// at publication and at each amendment it becomes an immutable version, stored
// as canonical JSON with its hash, so the struct is also the stored format.
// Money is pence, weights are basis points, times are UTC instants.
type Content struct {
	Title      string      `json:"title"`
	Summary    string      `json:"summary"`  // one or two sentences, shown in lists
	Need       string      `json:"need"`     // the need and who it is for
	Category   string      `json:"category"` // services, goods or works
	CPV        []CPV       `json:"cpv"`
	Areas      []Area      `json:"areas"`
	Budget     Budget      `json:"budget"`
	Term       Term        `json:"term"` // of the whole tender; a lot may differ
	Lots       []Lot       `json:"lots"` // at least one; a tender without parts has one lot with ID "1"
	Stages     []Stage     `json:"stages"`
	Criteria   []Criterion `json:"criteria"` // shared by all lots unless a lot overrides it
	Questions  []Question  `json:"questions"`
	Conditions []Condition `json:"conditions"`
	Ties       []string    `json:"ties"` // as in calc score: criterion:<id>, lowest_price, lot_drawn
	KPIs       []KPI       `json:"kpis,omitempty"`
	Timetable  Timetable   `json:"timetable"`

	Regime              Regime `json:"regime"`
	LotsReason          string `json:"lots_reason,omitempty"`        // s.18: why not divided into lots
	SocialValueNote     string `json:"social_value_note,omitempty"`  // 2012 Act s.1 consideration
	ConflictsAssessed   string `json:"conflicts_assessed,omitempty"` // s.83
	VoluntaryStandstill bool   `json:"voluntary_standstill"`         // light touch and below threshold; on by default

	Source *Source        `json:"source,omitempty"` // the notice it was imported from
	Open   []OpenQuestion `json:"open,omitempty"`   // to answer before approval
}

// CPV is a code of the Common Procurement Vocabulary, eight digits.
type CPV struct {
	Code  string `json:"code"`
	Title string `json:"title,omitempty"` // empty: title not loaded
}

// Area is a place by code: GSS ("E08000033") or ITL ("UKH25").
type Area struct {
	Code string `json:"code"`
	Name string `json:"name,omitempty"`
}

// Budget is the estimated maximum value over the whole life, Sch 3 and s.123(2).
type Budget struct {
	NetPence     int64  `json:"net_pence"`     // ex VAT, without options
	OptionsPence int64  `json:"options_pence"` // ex VAT, all options and extensions
	VAT          string `json:"vat"`           // standard, reduced, zero or exempt
	Published    bool   `json:"published"`     // whether bidders see it
	Note         string `json:"note,omitempty"`
}

// Term is a period of days, as dates in London: "2027-11-01".
type Term struct {
	Start   string `json:"start,omitempty"`
	End     string `json:"end,omitempty"`
	MaxEnd  string `json:"max_end,omitempty"` // with every extension
	Options string `json:"options,omitempty"` // in words
}

// Lot is a part of the tender that is awarded by itself.
type Lot struct {
	ID          string      `json:"id"` // "1", "2" …
	Title       string      `json:"title"`
	Description string      `json:"description,omitempty"`
	NetPence    int64       `json:"net_pence,omitempty"`
	Currency    string      `json:"currency,omitempty"` // only when an import disagreed; GBP otherwise
	Term        *Term       `json:"term,omitempty"`
	Criteria    []Criterion `json:"criteria,omitempty"` // overrides the shared tree when not empty
	Prices      []PriceLine `json:"prices"`             // the price schedule
}

// PriceLine is one line that a bidder prices. Line total = quantity × unit
// price, rounded to the penny half away from zero; the evaluated price is the
// sum ex VAT plus priced options.
type PriceLine struct {
	Ref           string `json:"ref"`
	Description   string `json:"description"`
	Unit          string `json:"unit"`
	QuantityMilli int64  `json:"quantity_milli"`   // thousandths of the unit
	Option        bool   `json:"option,omitempty"` // a priced option, added to the sum
	ZeroAllowed   bool   `json:"zero_allowed,omitempty"`
}

// Stage is one round of bidding with its own deadline and key pair. The
// deadline in force is the row in the store (tender_stages); this is the plan.
type Stage struct {
	Seq         int       `json:"seq"`  // 1, 2 …
	Kind        string    `json:"kind"` // questionnaire, tender, presentation, final_tender
	Name        string    `json:"name"`
	Deadline    time.Time `json:"deadline,omitzero"`
	MostInvited int       `json:"most_invited,omitempty"`
}

// Criterion is an award criterion: scored (with questions under it) or price.
type Criterion struct {
	ID             string `json:"id"` // quality, price, social_value …
	Name           string `json:"name"`
	Kind           string `json:"kind"`                      // scored or price
	WeightBP       int    `json:"weight_bp"`                 // siblings add up to 10,000
	MinimumPercent string `json:"minimum_percent,omitempty"` // of this criterion's marks
	Formula        string `json:"formula,omitempty"`         // price only: relative_to_lowest, percentage_deduction
	Description    string `json:"description,omitempty"`
}

// Question is one thing a bidder answers.
type Question struct {
	Key         string       `json:"key"` // q1, q2 … stable over versions
	Stage       int          `json:"stage"`
	Kind        string       `json:"kind"`                // scored, pass_fail or information
	Criterion   string       `json:"criterion,omitempty"` // scored only: exactly one
	WeightBP    int          `json:"weight_bp,omitempty"` // within its criterion; siblings add up to 10,000
	Title       string       `json:"title"`
	Text        string       `json:"text"`
	Guidance    string       `json:"guidance,omitempty"`
	WordLimit   int          `json:"word_limit,omitempty"`
	Required    bool         `json:"required"`
	Files       bool         `json:"files,omitempty"`       // files may be attached
	Commitments bool         `json:"commitments,omitempty"` // commitments feed this question, never a score of their own
	Lots        []string     `json:"lots,omitempty"`        // empty: every lot
	Max         int          `json:"max,omitempty"`         // scored: 0 to Max
	Minimum     int          `json:"minimum,omitempty"`     // scored: lowest passing score, 0 for none
	Scale       []Descriptor `json:"scale,omitempty"`       // the scoring guide
	PassWhen    string       `json:"pass_when,omitempty"`   // pass_fail: in words
}

// Descriptor says what a score means.
type Descriptor struct {
	Score int    `json:"score"`
	Label string `json:"label"`
	Words string `json:"words"`
}

// Condition is a pass/fail condition of participation (s.22), answered once
// and reused by the bidder until it expires.
type Condition struct {
	Key         string `json:"key"`
	Stage       int    `json:"stage"`
	Kind        string `json:"kind"` // insurance, safeguarding, registration, exclusion, share_code, other
	Text        string `json:"text"`
	AmountPence int64  `json:"amount_pence,omitempty"` // insurance cover asked for
	Expires     bool   `json:"expires,omitempty"`      // the answer carries an expiry date
}

// Name says in a word or two what the condition is about.
func (c Condition) Name() string {
	switch c.Kind {
	case "insurance":
		return "Insurance"
	case "safeguarding":
		return "Safeguarding"
	case "registration":
		return "Registration"
	case "exclusion":
		return "Exclusion grounds"
	case "share_code":
		return "Share code"
	}
	return "Condition"
}

// KPI is a key performance indicator to be copied into the contract (s.52).
type KPI struct {
	Title   string `json:"title"`
	Measure string `json:"measure"`
	Target  string `json:"target"`
	Unit    string `json:"unit,omitempty"`
	Every   string `json:"every,omitempty"` // month, quarter, year
}

// Aim writes the target with its unit: 95%, 1,200 visits.
func (k KPI) Aim() string {
	if k.Unit == "" || k.Unit == "%" {
		return k.Target + k.Unit
	}
	return k.Target + " " + k.Unit
}

// Timetable is the plan beside the stage deadlines. Instants are UTC.
type Timetable struct {
	Publish        time.Time `json:"publish,omitzero"`
	QuestionsClose time.Time `json:"questions_close,omitzero"`
	AnswersBy      time.Time `json:"answers_by,omitzero"`
	DecisionBy     string    `json:"decision_by,omitempty"`  // a date
	PeriodEntry    string    `json:"period_entry,omitempty"` // the s.54 row ticked
}

// Regime is the decision of package regime with its inputs, kept so that it
// can be checked again when a value changes.
type Regime struct {
	Decided        string `json:"decided,omitempty"` // public_contract, light_touch, below_threshold, psr
	ThresholdPence int64  `json:"threshold_pence,omitempty"`
	GrossPence     int64  `json:"gross_pence,omitempty"`
	Authority      string `json:"authority,omitempty"` // central, sub_central, nhs, utility
	Overruled      string `json:"overruled,omitempty"` // what a named person decided instead
	Reason         string `json:"reason,omitempty"`    // why it was overruled
}

// Source is the published notice a draft was made from.
type Source struct {
	OCID      string           `json:"ocid"`
	ReleaseID string           `json:"release_id"`
	NoticeID  string           `json:"notice_id,omitempty"`
	Buyer     string           `json:"buyer,omitempty"`
	Method    string           `json:"method,omitempty"` // the procedure in the notice's words
	SHA256    string           `json:"sha256"`           // of the file as read
	Documents []SourceDocument `json:"documents,omitempty"`
	Notes     []string         `json:"notes,omitempty"`     // what was read and changed or left out, in words
	NotTaken  []string         `json:"not_taken,omitempty"` // JSON pointers to what the draft has no place for
}

// SourceDocument is a document that a notice lists. Its address is text: it
// was not fetched.
type SourceDocument struct {
	Title string `json:"title"`
	Kind  string `json:"kind,omitempty"` // biddingDocuments, technicalSpecifications …
	URL   string `json:"url,omitempty"`
}

// OpenQuestion is something the import could not settle by itself. Nothing is
// guessed: the commissioner answers each before approval.
type OpenQuestion struct {
	Key     string   `json:"key"`   // stable: deadline_disagrees, stages, lot_1_currency …
	Where   string   `json:"where"` // JSON pointer into the release
	Ask     string   `json:"ask"`   // the question in words
	Choices []Choice `json:"choices,omitempty"`
	Answer  string   `json:"answer,omitempty"` // a choice's value, or free text when there are none
	Note    string   `json:"note,omitempty"`
}

// Choice is one answer to an open question.
type Choice struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

// Public gives what everybody may read of the content: without the buyer's own
// records, and without a value that it does not publish.
func (c Content) Public() Content {
	c.Open, c.ConflictsAssessed, c.SocialValueNote = nil, "", ""
	if c.Budget.Published {
		return c
	}
	c.Budget, c.Regime.GrossPence = Budget{VAT: c.Budget.VAT}, 0
	lots := make([]Lot, len(c.Lots))
	for i, l := range c.Lots {
		l.NetPence = 0
		lots[i] = l
	}
	c.Lots = lots
	return c
}
