package tender

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"hundredweight/models/money"
	"hundredweight/models/refusal"
)

// Limits of a price schedule.
const (
	MostPriceLines = 500 // of one lot
	mostPriceText  = 300 // characters of a description
	mostPriceRef   = 30
	mostPriceUnit  = 40
)

// PastedLines reads price lines as a spreadsheet copies them: one line a row,
// columns parted by tabs: reference, description, unit, quantity, and if wanted
// "yes" for an option and "yes" where a price of zero is allowed. A first row of
// headings is left out. All or nothing: every problem is named by its row.
func PastedLines(typed string) ([]PriceLine, error) {
	var lines []PriceLine
	var wrong []refusal.Problem
	say := func(row int, format string, a ...any) {
		if len(wrong) < 20 {
			wrong = append(wrong, problem("lines", "Row %d %s", row, fmt.Sprintf(format, a...)))
		}
	}
	rows := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(typed), "\n")
	seen := map[string]int{}
	for i, row := range rows {
		if strings.TrimSpace(row) == "" {
			continue
		}
		cells := cellsOf(row)
		if len(lines) == 0 && len(wrong) == 0 && isHeading(cells) {
			continue
		}
		if len(cells) < 4 || len(cells) > 6 {
			say(i+1, "has %s. Copy 4 to 6: reference, description, unit, quantity, option, zero allowed", columns(len(cells)))
			continue
		}
		line, bad := pastedLine(cells)
		switch {
		case bad != "":
			say(i+1, "%s", bad)
		case seen[line.Ref] > 0:
			say(i+1, "has the reference %s, which row %d has already", line.Ref, seen[line.Ref])
		default:
			seen[line.Ref] = i + 1
		}
		lines = append(lines, line)
	}
	if len(wrong) > 0 {
		return nil, refusal.Fields(wrong)
	}
	if len(lines) == 0 {
		return nil, refusal.Field("lines", "Paste at least one row")
	}
	return lines, nil
}

func columns(n int) string {
	if n == 1 {
		return "1 column"
	}
	return fmt.Sprintf("%d columns", n)
}

// cellsOf parts a row and leaves out empty columns at its end.
func cellsOf(row string) []string {
	cells := strings.Split(row, "\t")
	for i, c := range cells {
		cells[i] = strings.TrimSpace(unquoted(c))
	}
	for len(cells) > 1 && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	return cells
}

// unquoted takes off the quotes that a spreadsheet puts around a cell that
// holds one.
func unquoted(cell string) string {
	if len(cell) >= 2 && strings.HasPrefix(cell, `"`) && strings.HasSuffix(cell, `"`) {
		return strings.ReplaceAll(cell[1:len(cell)-1], `""`, `"`)
	}
	return cell
}

func isHeading(cells []string) bool {
	switch strings.ToLower(cells[0]) {
	case "ref", "reference", "line", "no", "no.", "number", "item", "id":
		return true
	}
	return false
}

func pastedLine(cells []string) (p PriceLine, wrong string) {
	p = PriceLine{Ref: cells[0], Description: cells[1], Unit: cells[2]}
	q, err := money.ParseQuantity(cells[3])
	p.QuantityMilli = int64(q)
	switch {
	case p.Ref == "" || p.Description == "" || p.Unit == "":
		return p, "needs a reference, a description, a unit and a quantity"
	case err != nil || q <= 0:
		return p, fmt.Sprintf("has the quantity “%s”. Use a number above 0 with up to 3 decimal places, like 12 or 12.5", short(cells[3]))
	}
	if wrong := longPrice(p); wrong != "" {
		return p, wrong
	}
	for i, into := range []*bool{&p.Option, &p.ZeroAllowed} {
		if len(cells) <= 4+i {
			break
		}
		switch strings.ToLower(cells[4+i]) {
		case "yes", "y", "true", "1", "x":
			*into = true
		case "", "no", "n", "false", "0":
		default:
			return p, fmt.Sprintf("has “%s” where it says yes or no", short(cells[4+i]))
		}
	}
	return p, ""
}

func longPrice(p PriceLine) string {
	for _, part := range []struct {
		name, text string
		most       int
	}{{"reference", p.Ref, mostPriceRef}, {"description", p.Description, mostPriceText}, {"unit", p.Unit, mostPriceUnit}} {
		if n := utf8.RuneCountInString(part.text); n > part.most {
			return fmt.Sprintf("has a %s of %d characters. It must be %d or fewer", part.name, n, part.most)
		}
		for _, r := range part.text {
			if r < ' ' || r == 0x7f {
				return fmt.Sprintf("has a %s with a character we cannot store", part.name)
			}
		}
	}
	return ""
}

func short(s string) string {
	if r := []rune(s); len(r) > 30 {
		return string(r[:30]) + "…"
	}
	return s
}
