package addedvalue

// Level is how well an effect is known, on the product's ladder. It says
// nothing about whether this delivery was checked: that is another axis.
type Level string

// The ladder, added-value 5.2. Grades are those of the local cost-benefit
// method (6 is the weakest).
const (
	E0 Level = "E0" // claim only, grade 6
	E1 Level = "E1" // reasoned, grade 5
	E2 Level = "E2" // own before and after records, grade 4
	E3 Level = "E3" // records checked or compared, grade 3
	E4 Level = "E4" // a study with a comparison group, or by somebody independent, grade 2
	E5 Level = "E5" // a UK trial, or a study repeated elsewhere, grade 1
)

// Rung is one step of the ladder in words.
type Rung struct {
	Level  Level
	Dots   int    // of five, as shown in lists
	Name   string // beside the dots
	Choose string // the answer to "How do you know?"
	Hint   string
	Grade  int // 1 the best to 6
	// CorrectionBP is taken off benefits for this grade, in basis points:
	// added-value 2.6, recalled and to be confirmed.
	CorrectionBP int
	say          string
}

// Ladder is the six rungs in order.
var Ladder = []Rung{
	{E0, 1, "claim only", "We think so, from what people tell us", "You have no figures and no research yet. That is allowed: it is shown as a claim only.", 6, 4000, "this is a claim only"},
	{E1, 1, "reasoned, no figures of its own", "It stands to reason, or research elsewhere says so", "You can explain why it works or point to research, but have no figures of your own.", 5, 2500, "it stands to reason, without figures of our own"},
	{E2, 2, "own records", "Our own records, before and after", "You count or ask people at the start and again later.", 4, 1500, "our own records show it"},
	{E3, 3, "own records, checked", "Our own records, checked by somebody else or set beside a usual figure", "A buyer, auditor or partner looked at the records, or you compare with a known average.", 3, 1000, "our records were checked or compared"},
	{E4, 4, "compared with others", "A study that compared people we helped with people we did not", "Somebody set your results against a waiting list, another area or a similar group, or studied them independently.", 2, 500, "a study that compared with others shows it"},
	{E5, 5, "a trial, or repeated elsewhere", "", "", 1, 0, "a trial, or a study repeated elsewhere, shows it"},
}

// Pictures are the five rungs that people choose from; E5 is derived.
var Pictures = Ladder[:5]

// Valid tells whether the level is on the ladder.
func (l Level) Valid() bool { return l.Rung().Level == l && l != "" }

// Rung gives the level's words; the lowest rung for a level that is none.
func (l Level) Rung() Rung {
	for _, r := range Ladder {
		if r.Level == l {
			return r
		}
	}
	return Ladder[0]
}

// Dots is how many of the five dots are filled.
func (l Level) Dots() int { return l.Rung().Dots }

func (l Level) sentence() string { return l.Rung().say }

// Level derives how well the claim is known: what was chosen, one higher for a
// study that was a trial or was repeated, and a claim only where nothing can
// be looked at.
func (c Claim) Level() Level {
	switch {
	case c.Unevidenced, len(c.Evidence) == 0, !c.Know.Valid():
		return E0
	case c.Know == E4 && c.Repeated:
		return E5
	}
	return c.Know
}
