package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hundredweight/models/calendar"
)

var update = flag.Bool("update", false, "write the golden files anew")

const calcSample = `{
  "criteria": [
    {"id": "quality", "kind": "scored", "weight": 6000, "minimum": "50",
     "parts": [{"id": "q1", "weight": 7000, "max": 5}, {"id": "q2", "weight": 3000, "max": 5, "minimum": 2}]},
    {"id": "added", "kind": "scored", "weight": 1000, "max": 5},
    {"id": "price", "kind": "price", "weight": 3000, "formula": "relative_to_lowest"}
  ],
  "ties": ["criterion:quality", "lowest_price"],
  "bids": [
    {"id": "A", "price": "100000.00", "scores": {"q1": 4, "q2": 3, "added": 5}},
    {"id": "B", "price": "125000.00", "scores": {"q1": 5, "q2": 4, "added": 2}, "status": "disregarded"},
    {"id": "C", "price": "80000.00", "scores": {"q1": 3, "q2": "2.5", "added": 3}},
    {"id": "D", "price": "60000.00", "scores": {"q1": 2, "q2": 2, "added": 1}}
  ],
  "sensitivity": true
}`

func calcRun(t *testing.T, in string, args ...string) (int, string) {
	t.Helper()
	var out, errOut bytes.Buffer
	status := runCalc(args, strings.NewReader(in), &out, &errOut)
	if errOut.Len() > 0 {
		t.Errorf("standard error: %s", errOut.String())
	}
	return status, out.String()
}

func TestCalculatorsPrintWhatTheyAlwaysPrinted(t *testing.T) {
	t.Setenv("HW_DATA", t.TempDir())
	for _, c := range []struct {
		name, calculator, in string
		status               int
	}{
		{"score", "score", calcSample, 0},
		{"score-lots", "score", `{"lots": [
			{"id": "L1", "criteria": [{"id": "q", "kind": "scored", "weight": 5000, "max": 5}, {"id": "p", "kind": "price", "weight": 5000, "formula": "percentage_deduction"}],
			 "bids": [{"id": "A", "price": 100, "scores": {"q": 5}}, {"id": "B", "price": 125, "scores": {"q": 5}}]},
			{"id": "L2", "criteria": [{"id": "q", "kind": "scored", "weight": 5000, "max": 5}, {"id": "p", "kind": "price", "weight": 5000, "formula": "percentage_deduction"}],
			 "bids": [{"id": "A", "price": 100, "scores": {"q": 5}}, {"id": "B", "price": 125, "scores": {"q": 4}}]}],
			"max_lots_per_supplier": 1, "lot_order": ["L2", "L1"], "ties": ["lowest_price"]}`, 0},
		{"score-missing", "score", strings.Replace(calcSample, `"q2": 3, `, ``, 1), 2},
		{"score-formula", "score", strings.Replace(calcSample, `relative_to_lowest`, `mean_based`, 1), 2},
		{"dates-act", "dates", `{"regime": "act", "event": "standstill", "published": "2026-06-08"}`, 0},
		{"dates-nhs", "dates", `{"regime": "nhs", "event": "standstill", "published": "2026-06-08"}`, 0},
		{"dates-beyond", "dates", `{"regime": "act", "event": "standstill", "published": "2027-12-30"}`, 2},
	} {
		status, got := calcRun(t, c.in, c.calculator)
		if status != c.status {
			t.Errorf("%s: status %d, want %d", c.name, status, c.status)
		}
		golden := filepath.Join("testdata", "calc", c.name+".json")
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil || got != string(want) {
			t.Errorf("%s: %v, got\n%s\nwant\n%s", c.name, err, got, want)
		}
	}
}

func TestACalculatorReadsTheFileItIsGiven(t *testing.T) {
	t.Setenv("HW_DATA", t.TempDir())
	file := filepath.Join(t.TempDir(), "in.json")
	if err := os.WriteFile(file, []byte(calcSample), 0o600); err != nil {
		t.Fatal(err)
	}
	status, fromFile := calcRun(t, "not read", "score", file)
	_, fromInput := calcRun(t, calcSample, "score")
	if status != 0 || fromFile != fromInput {
		t.Errorf("status %d, got %s", status, fromFile)
	}
}

func TestWhatACalculatorCannotUseIsRefusedAsOneDocument(t *testing.T) {
	t.Setenv("HW_DATA", t.TempDir())
	for _, c := range []struct {
		in, code string
		args     []string
	}{
		{"{}", "unknown_calculator", []string{"horoscope"}},
		{"{}", "unreadable", []string{"score", filepath.Join(t.TempDir(), "none.json")}},
		{"{}", "too_many", []string{"score", "a", "b"}},
		{"", "bad_json", []string{"score"}},
		{"{", "bad_json", []string{"dates"}},
		{`{"critera": []}`, "unknown_key", []string{"score"}},
	} {
		status, out := calcRun(t, c.in, c.args...)
		var doc struct {
			Error struct{ Code, Field, Message string }
		}
		if err := json.Unmarshal([]byte(out), &doc); err != nil || status != 2 || doc.Error.Code != c.code || doc.Error.Message == "" {
			t.Errorf("%v: status %d, %v, %s", c.args, status, err, out)
		}
	}
}

func TestTheOperatorsBankHolidaysAreUsed(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("HW_DATA", dir)
	const file = `{"england-and-wales": {"events": [{"date": "2031-06-10", "title": "A day off"}]}, "scotland": {"events": []}, "northern-ireland": {"events": []}}`
	if err := os.WriteFile(filepath.Join(dir, "bank-holidays.json"), []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	status, out := calcRun(t, `{"regime": "act", "event": "standstill", "published": "2031-06-02"}`, "dates")
	if status != 0 || !strings.Contains(out, "A day off") || !strings.Contains(out, `"last_day": "2031-06-12"`) {
		t.Errorf("status %d: %s", status, out)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error)  { return 0, errors.New("gone") }
func (broken) Write([]byte) (int, error) { return 0, errors.New("gone") }

func TestABrokenPipeIsNoSuccess(t *testing.T) {
	var out, errOut bytes.Buffer
	if status := runCalc([]string{"score"}, broken{}, &out, &errOut); status != 2 {
		t.Errorf("an unreadable input: status %d", status)
	}
	if status := runCalc([]string{"score"}, strings.NewReader(calcSample), broken{}, &errOut); status != 1 {
		t.Errorf("an unwritable output: status %d", status)
	}
}

func TestTheOperatorsBankHolidaysCountForTheSiteAndTheCalculator(t *testing.T) {
	dir := t.TempDir()
	union, _, err := calendars(dir)
	if err != nil || union.Version != calendar.Union().Version {
		t.Fatalf("without a file: %s, %v", union.Version, err)
	}
	path := filepath.Join(dir, "bank-holidays.json")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	event := `{"events":[{"date":"2026-11-24","title":"A day of its own"}]}`
	write(`{"england-and-wales":` + event + `,"scotland":` + event + `,"northern-ireland":` + event + `}`)
	if union, _, err = calendars(dir); err != nil || union.Holidays["2026-11-24"] == "" {
		t.Errorf("with a file: %+v, %v", union, err)
	}
	write(`{}`)
	if _, _, err = calendars(dir); err == nil {
		t.Error("a file that lacks a division is taken")
	}
}
