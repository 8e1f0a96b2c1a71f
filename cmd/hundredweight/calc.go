package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"hundredweight/models/calculation"
	"hundredweight/models/calendar"
	"hundredweight/models/scoring"
)

const calcUsage = `Use: hundredweight calc NAME [FILE]

Reads one JSON document from FILE, or from standard input, and writes one JSON
document: the result (exit 0), or {"error": …} saying what to change (exit 2).

  score   rank bids by published criteria, weights and price formula
  dates   standstill, day by day
`

// calculators are the open calculators: pure functions from one JSON document
// to another.
var calculators = map[string]func(data []byte) (any, error){
	"score": calcScore,
	"dates": calcDates,
}

// runCalc runs one open calculator, so that anybody can work out a decision
// again without an account.
func runCalc(args []string, in io.Reader, out, errOut io.Writer) int {
	if len(args) == 0 || asksHelp(args[0]) || len(args) == 2 && args[1] != "help" && asksHelp(args[1]) {
		return say(out, "%s", calcUsage)
	}
	calculate, ok := calculators[args[0]]
	if !ok {
		return refuseCalc(out, errOut, calculation.Refuse("unknown_calculator", "", "There is no calculator %q. Those that are: score, dates", args[0]))
	}
	if len(args) > 2 {
		return refuseCalc(out, errOut, calculation.Refuse("too_many", "", "Name one file, or none to read standard input"))
	}
	if len(args) == 2 && args[1] != "-" {
		f, err := os.Open(args[1])
		if err != nil {
			return refuseCalc(out, errOut, calculation.Refuse("unreadable", "", "The file %s cannot be read. Check its name", args[1]))
		}
		defer closeQuietly(f, errOut)
		in = f
	}
	data, err := calculation.ReadAll(in)
	if err != nil {
		return refuseCalc(out, errOut, err)
	}
	result, err := calculate(data)
	if err != nil {
		return refuseCalc(out, errOut, err)
	}
	return printCalc(out, errOut, result, 0)
}

func calcScore(data []byte) (any, error) {
	in, err := scoring.Read(data)
	if err != nil {
		return nil, err
	}
	return scoring.Score(in)
}

func calcDates(data []byte) (any, error) {
	in, err := calendar.ReadDates(data)
	if err != nil {
		return nil, err
	}
	union, england, err := calendars(or(os.Getenv("HW_DATA"), "data"))
	if err != nil {
		return nil, fmt.Errorf("calc dates: %w", err)
	}
	return calendar.Dates(in, union, england)
}

// calendars gives the working days that are shipped, or those of the operator's
// bank-holidays.json in the data folder.
func calendars(folder string) (union, england calendar.Calendar, err error) {
	file, err := os.ReadFile(filepath.Join(folder, "bank-holidays.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return calendar.Union(), calendar.England(), nil
	}
	if err != nil {
		return union, england, fmt.Errorf("bank-holidays.json: %w", err)
	}
	return calendar.Parse(file)
}

// refuseCalc prints a refusal for programs and gives exit status 2; whatever is
// no refusal goes to standard error with status 1.
func refuseCalc(out, errOut io.Writer, err error) int {
	var r *calculation.Refusal
	if !errors.As(err, &r) {
		return fail(errOut, 1, "%v\n", err)
	}
	return printCalc(out, errOut, map[string]*calculation.Refusal{"error": r}, 2)
}

func printCalc(out, errOut io.Writer, v any, status int) int {
	text, err := calculation.Print(v)
	if err == nil {
		_, err = out.Write(text)
	}
	if err != nil {
		return fail(errOut, 1, "%v\n", err)
	}
	return status
}

// closeQuietly closes a file that was only read; a failure changes no result.
func closeQuietly(f *os.File, errOut io.Writer) {
	if err := f.Close(); err != nil {
		fail(errOut, 1, "%v\n", err)
	}
}
