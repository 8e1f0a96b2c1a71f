package tender

import (
	"reflect"
	"strings"
	"testing"
)

func TestPriceLinesAreReadFromASpreadsheet(t *testing.T) {
	got, err := PastedLines("Ref\tDescription\tUnit\tQuantity\tOption\tZero\r\nA1\tMeal delivered\tmeal\t10,000\r\nA2\t\"Visit, \"\"long\"\"\"\thour\t500.5\tyes\t\r\n\r\nA3\tTraining\tday\t2\tno\tyes\r\n")
	want := []PriceLine{
		{Ref: "A1", Description: "Meal delivered", Unit: "meal", QuantityMilli: 10_000_000},
		{Ref: "A2", Description: `Visit, "long"`, Unit: "hour", QuantityMilli: 500_500, Option: true},
		{Ref: "A3", Description: "Training", Unit: "day", QuantityMilli: 2000, ZeroAllowed: true},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Fatalf("got %+v, %v", got, err)
	}
	for typed, says := range map[string]string{
		"":                                      "Paste at least one row",
		"Ref\tDescription\tUnit\tQuantity":      "Paste at least one row",
		"A1\tMeal":                              "Row 1 has 2 columns. Copy 4 to 6",
		"A1":                                    "Row 1 has 1 column.",
		"A1\ta\tb\t1\tyes\tno\textra":           "Row 1 has 7 columns",
		"A1\tMeal\tmeal\tten":                   "Row 1 has the quantity “ten”",
		"A1\tMeal\tmeal\t0":                     "Row 1 has the quantity “0”",
		"A1\tMeal\tmeal\t1.2345":                "Row 1 has the quantity “1.2345”",
		"A1\tMeal\tmeal\t-1":                    "Row 1 has the quantity",
		"A1\t\tmeal\t1":                         "Row 1 needs a reference",
		"A1\tMeal\tmeal\t1\nA1\tVisit\thour\t2": "Row 2 has the reference A1, which row 1 has already",
		"A1\tMeal\tmeal\t1\tmaybe":              "Row 1 has “maybe” where it says yes or no",
		strings.Repeat("x", 31) + "\ta\tb\t1":   "Row 1 has a reference of 31 characters",
	} {
		lines, err := PastedLines(typed)
		if err == nil || !strings.Contains(err.Error(), says) || lines != nil {
			t.Errorf("%q: got %v, want %s", typed, err, says)
		}
	}
}
