package addedvalue

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hundredweight/models/refusal"
)

func keep() (dw, at, di, dr Share) {
	return AskDeadweight.Keep(), AskAttribution.Keep(), AskDisplacement.Keep(), AskDropOff.Keep()
}

// whole is a claim with nothing missing.
func whole() Claim {
	c := Claim{Ref: "0123456789", Outcome: "Fewer people fall", Measure: "People who fell in the year after", Unit: "people",
		Who: "People aged 65 or over who fell in the last year", Quantity: "412", Basis: Measured, Period: "April 2023 to March 2026",
		Know: E4, HowWeKnow: "Calls at 3, 6 and 12 months, set against 390 people on the waiting list",
		CoreOrAdded: Added, Existing: Existing, Evidence: []string{"abcdefghjk"}, Saved: true}
	c.Deadweight, c.Attribution, c.Displacement, c.DropOff = keep()
	return c
}

func fields(all []refusal.Problem) string {
	var names []string
	for _, p := range all {
		names = append(names, p.Field)
	}
	return strings.Join(names, " ")
}

func TestAClaimIsReadyWhenEachStepIsAnswered(t *testing.T) {
	minus := func(i int64) *int64 { return &i }
	for _, tc := range []struct {
		name   string
		change func(*Claim)
		want   string // fields with problems
	}{
		{"a whole claim has nothing wrong", func(*Claim) {}, ""},
		{"no pounds, proxy or framework code is ever needed", func(c *Claim) { c.Value, c.Codes = nil, nil }, ""},
		{"a claim that is not counted yet needs no figure and no period", func(c *Claim) { c.Quantity, c.Basis, c.Period = "", "", "" }, ""},
		{"an outcome is needed", func(c *Claim) { c.Outcome = "  " }, "outcome"},
		{"a measure is needed", func(c *Claim) { c.Measure = "" }, "measure"},
		{"a unit from the list is needed", func(c *Claim) { c.Unit = "bananas" }, "unit"},
		{"another unit needs its name", func(c *Claim) { c.Unit = UnitOther }, "unit_other"},
		{"whom it is for is needed", func(c *Claim) { c.Who = "" }, "who"},
		{"a figure needs the time it covers", func(c *Claim) { c.Period = "" }, "period"},
		{"a figure must be one", func(c *Claim) { c.Quantity = "12x" }, "quantity"},
		{"more people than the group has are refused", func(c *Claim) { c.GroupSize = minus(400) }, "quantity"},
		{"a group cannot be negative", func(c *Claim) { c.GroupSize, c.Quantity, c.Basis, c.Period = minus(-1), "", "", "" }, "group_size"},
		{"how it is known must be chosen", func(c *Claim) { c.Know = "" }, "know"},
		{"the top rung cannot be chosen", func(c *Claim) { c.Know = E5 }, "know"},
		{"figures need words on how they were got", func(c *Claim) { c.HowWeKnow = "" }, "how_we_know"},
		{"a claim only needs no words", func(c *Claim) { c.Know, c.HowWeKnow = E0, "" }, ""},
		{"own records cannot be a repeated study", func(c *Claim) { c.Know, c.Repeated = E2, true }, "repeated"},
		{"a share that was not answered is not nought", func(c *Claim) { c.Deadweight = Share{} }, "deadweight"},
		{"a share above everything is refused", func(c *Claim) { c.Attribution = Share{BP: 10_001, Source: FromProvider} }, "attribution"},
		{"a low share needs a reason", func(c *Claim) { c.Deadweight = Share{BP: 500, Source: FromProvider} }, "deadweight_reason"},
		{"a low share with a reason stands", func(c *Claim) {
			c.Deadweight = Share{BP: 500, Source: FromProvider, Reason: "No other help exists here"}
		}, ""},
		{"no displacement needs no reason", func(c *Claim) { c.Displacement = Share{Source: FromProvider} }, ""},
		{"some displacement needs a reason", func(c *Claim) { c.Displacement = Share{BP: 100, Source: FromProvider} }, "displacement_reason"},
		{"a job that displaces nobody needs a reason", func(c *Claim) { c.Unit, c.Displacement = "jobs", Share{Source: FromProvider} }, "displacement_reason"},
		{"core or extra must be said", func(c *Claim) { c.CoreOrAdded = "" }, "core_or_added"},
		{"done already or new must be said", func(c *Claim) { c.Existing = "maybe" }, "existing"},
		{"evidence is needed, or the word that there is none", func(c *Claim) { c.Evidence = nil }, "evidence"},
		{"a claim marked as without evidence is ready", func(c *Claim) { c.Evidence, c.Unevidenced = nil, true }, ""},
		{"evidence and none at once is refused", func(c *Claim) { c.Unevidenced = true }, "evidence"},
		{"300 years is too long", func(c *Claim) { c.Years = 300 }, "years"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := whole()
			tc.change(&c)
			got := fields(c.Problems())
			if got != tc.want {
				t.Fatalf("got problems with %q, want %q", got, tc.want)
			}
			if c.Complete() != (got == "") {
				t.Fatalf("complete is %v with problems %q", c.Complete(), got)
			}
		})
	}
}

func TestTheLevelIsDerived(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change func(*Claim)
		want   Level
		dots   int
	}{
		{"a study that compared is four dots", func(*Claim) {}, E4, 4},
		{"a study that was repeated is five", func(c *Claim) { c.Repeated = true }, E5, 5},
		{"own records are two", func(c *Claim) { c.Know = E2 }, E2, 2},
		{"records that were checked are three", func(c *Claim) { c.Know = E3 }, E3, 3},
		{"without evidence it is a claim only", func(c *Claim) { c.Evidence, c.Unevidenced = nil, true }, E0, 1},
		{"a level that does not exist is a claim only", func(c *Claim) { c.Know = "E9" }, E0, 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := whole()
			tc.change(&c)
			if got := c.Level(); got != tc.want || got.Dots() != tc.dots {
				t.Fatalf("got %s with %d dots, want %s with %d", got, got.Dots(), tc.want, tc.dots)
			}
		})
	}
}

func TestDeductionsAreMultipliedNeverAdded(t *testing.T) {
	// added-value 6.1: 50%, 40% and 30% leave 21%, not less than nothing.
	c := whole()
	c.Quantity = "100"
	c.Deadweight, c.Displacement, c.Attribution = Share{BP: 5000, Source: FromStudy}, Share{BP: 4000, Source: FromStudy, Reason: "x"}, Share{BP: 3000, Source: FromStudy}
	if got, ok := c.Impact(); !ok || got != 21_000 {
		t.Fatalf("got %d thousandths (%v), want 21000", got, ok)
	}
	if got, _ := c.Ours(); got != "21%" {
		t.Fatalf("got %s ours, want 21%%", got)
	}
}

func TestAFigureThatIsNotKnownHasNoImpactAndNoPounds(t *testing.T) {
	c := whole()
	c.Quantity = ""
	c.Value = &Value{Source: "Unit cost set", PerUnit: 100_00, PriceYear: 2025}
	if _, ok := c.Impact(); ok {
		t.Fatal("an unknown quantity has an impact")
	}
	if _, ok := c.InPounds(); ok {
		t.Fatal("an unknown quantity is worth pounds")
	}
	c = whole()
	if _, ok := c.InPounds(); ok {
		t.Fatal("pounds are shown though nobody switched them on")
	}
}

func TestPoundsAreWorkedOutFromTheOwnPartAndCorrected(t *testing.T) {
	c := whole()
	c.Quantity, c.Know = "60", E4
	c.Deadweight, c.Attribution, c.Displacement = Share{BP: 4000, Source: FromProvider}, Share{BP: 3000, Source: FromProvider}, Share{Source: FromProvider}
	c.Value = &Value{Source: "Unit cost set, version 3", PerUnit: 8500_00, PriceYear: 2025}
	got, ok := c.InPounds()
	// Employment programme of the published test: 60 × 8,500 × 0.6 × 0.7 = 214,200; 95% of it at the second grade.
	if !ok || got.Year != 203_490_00 {
		t.Fatalf("got %v (%v), want £203,490", got.Year, ok)
	}
	if !strings.Contains(got.Lines[0], "£214,200.00 a year") || !strings.Contains(got.Lines[1], "2025 prices") {
		t.Fatalf("the working does not say the sum: %q", got.Lines)
	}
}

func TestReadBackIsOneSentence(t *testing.T) {
	c := whole()
	want := "For people aged 65 or over who fell in the last year: fewer people fall (412 people, April 2023 to March 2026); a study that compared with others shows it; we claim about 30% of the change as ours; it comes on top of what a contract pays for."
	if got := c.ReadBack(); got != want {
		t.Fatalf("got  %s\nwant %s", got, want)
	}
	c.Quantity, c.Evidence, c.Unevidenced, c.Who, c.CoreOrAdded = "", nil, true, "NHS staff", Core
	want = "For NHS staff: fewer people fall (not counted yet); this is a claim only; we claim about 30% of the change as ours; it is what a contract would pay for."
	if got := c.ReadBack(); got != want {
		t.Fatalf("got  %s\nwant %s", got, want)
	}
	if got := (Claim{}).ReadBack(); strings.Contains(got, "%!") {
		t.Fatalf("an empty claim reads %q", got)
	}
}

func TestNotClaimedFallsBackToTheDeductions(t *testing.T) {
	c := whole()
	if got := c.NotClaimedText(); got != "35% that would have happened anyway; 20% that only moved from somewhere else; 42% that was down to others" {
		t.Fatalf("got %q", got)
	}
	c.NotClaimed = "The whole drop"
	if got := c.NotClaimedText(); got != "The whole drop" {
		t.Fatalf("got %q", got)
	}
}

func TestNumbersAreReadAsTyped(t *testing.T) {
	for _, tc := range []struct {
		typed, want, shown string
		ok                 bool
	}{
		{"", "", "", true}, {" 412 ", "412", "412", true}, {"1,310", "1310", "1,310", true}, {"007", "7", "7", true},
		{"6.70", "6.7", "6.7", true}, {"-3", "-3", "-3", true}, {"-0", "0", "0", true}, {"0", "0", "0", true}, {"1234567.125", "1234567.125", "1,234,567.125", true},
		{"1.2345", "", "", false}, {"NaN", "", "", false}, {"1e9", "", "", false}, {"１２", "", "", false}, {".5", "", "", false}, {"5.", "", "", false},
		{"1234567890123", "", "", false}, {"--1", "", "", false},
	} {
		got, ok := ParseNumber(tc.typed)
		if ok != tc.ok || string(got) != tc.want || ok && got.String() != tc.shown {
			t.Errorf("%q: got %q shown %q (%v), want %q shown %q (%v)", tc.typed, got, got.String(), ok, tc.want, tc.shown, tc.ok)
		}
	}
	if _, ok := Number("").Milli(); ok {
		t.Error("an unknown number is nought")
	}
}

func TestNumbersKeepTheirValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		milli := rapid.Int64Range(-999_999_999_999_999, 999_999_999_999_999).Draw(t, "milli")
		whole, part := milli/1000, milli%1000
		sign := ""
		if milli < 0 {
			sign, whole, part = "-", -whole, -part
		}
		n, ok := ParseNumber(sign + itoa(whole) + "." + pad(part))
		got, known := n.Milli()
		if !ok || !known || got != milli {
			t.Fatalf("%q gives %d (%v %v), want %d", n, got, ok, known, milli)
		}
	})
}

func itoa(n int64) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + string(rune('0'+n%10))
}

func pad(n int64) string { return itoa(n/100) + itoa(n/10%10) + itoa(n%10) }

func TestEvidenceIsChecked(t *testing.T) {
	today := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	good := Evidence{Title: "Survey 2026", Kind: Dataset, Date: today, HasFile: true, PersonalDataChecked: true}
	for _, tc := range []struct {
		name   string
		change func(*Evidence)
		want   string
	}{
		{"a file that was checked is fine", func(*Evidence) {}, ""},
		{"a title is needed", func(e *Evidence) { e.Title = "" }, "title"},
		{"a kind is needed", func(e *Evidence) { e.Kind = "rumour" }, "kind"},
		{"tomorrow's evidence is refused", func(e *Evidence) { e.Date = today.AddDate(0, 0, 1) }, "date"},
		{"a date is needed", func(e *Evidence) { e.Date = time.Time{} }, "date"},
		{"a file needs the personal data check", func(e *Evidence) { e.PersonalDataChecked = false }, "personal_data"},
		{"neither file nor address is refused", func(e *Evidence) { e.HasFile = false }, "file"},
		{"a link needs an address", func(e *Evidence) { e.HasFile, e.Kind = false, Link }, "url"},
		{"a link over https is fine", func(e *Evidence) { e.HasFile, e.Kind, e.URL = false, Link, "https://example.org/report" }, ""},
		{"a script is no link", func(e *Evidence) { e.URL = "javascript:alert(1)" }, "url"},
		{"plain http is refused", func(e *Evidence) { e.URL = "http://example.org" }, "url"},
		{"a user name in the address is refused", func(e *Evidence) { e.URL = "https://bank.example@evil.example" }, "url"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			e := good
			tc.change(&e)
			if got := fields(e.Check(today)); got != tc.want {
				t.Fatalf("got problems with %q, want %q", got, tc.want)
			}
		})
	}
}

func TestEveryThemeOffersSixToTenOutcomesWithUnitsOfTheList(t *testing.T) {
	seen := map[string]bool{}
	for _, th := range Themes {
		if seen[th.Key] {
			t.Errorf("theme %s stands twice", th.Key)
		}
		seen[th.Key] = true
		if n := len(th.Likely); n < 6 || n > 10 {
			t.Errorf("%s has %d outcomes, want 6 to 10", th.Name, n)
		}
		keys := map[string]bool{}
		for _, l := range th.Likely {
			if keys[l.Key] || units[l.Unit] == "" || l.Outcome == "" || l.Measure == "" {
				t.Errorf("%s: %+v cannot be used", th.Name, l)
			}
			keys[l.Key] = true
			if got := l.From("r").Check(StepOutcome); len(got) != 0 {
				t.Errorf("%s: %s is not complete: %v", th.Name, l.Key, got)
			}
		}
	}
}

func TestTheStepsAreEight(t *testing.T) {
	if len(Steps) != 8 || StepKnow.Number() != 3 || StepSave.Number() != 8 || Step("no").Number() != 0 {
		t.Fatalf("got %d steps, know is %d", len(Steps), StepKnow.Number())
	}
	c := whole()
	c.Evidence = nil
	if got := c.NextStep(); got != StepEvidence {
		t.Fatalf("got %s, want the step that is missing", got)
	}
	if StepSave.Next() != StepSave || StepOutcome.Next() != StepPeople {
		t.Fatal("the steps do not follow each other")
	}
}

func TestPoundsThatAreSwitchedOnHaveToBeWhole(t *testing.T) {
	c := whole()
	if all := c.Problems(); len(all) != 0 {
		t.Fatalf("a claim without pounds is refused: %v", all)
	}
	c.Value = &Value{}
	if got := fields(c.Check(StepReadBack)); got != "per_unit source price_year" {
		t.Errorf("reading back refuses %q", got)
	}
	c.Value = &Value{PerUnit: 240000, Source: "Unit costs 2025", PriceYear: 2025}
	if all := c.Problems(); len(all) != 0 {
		t.Errorf("whole pounds are refused: %v", all)
	}
}
