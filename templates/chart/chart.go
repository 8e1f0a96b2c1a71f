// Package chart draws what a page has to show as SVG that themes, prints and
// can be read aloud: 340 units wide, the caption is the finding, the
// description says it again, and a table with every figure follows. Colour is
// never alone, and nothing inside a drawing can be focused.
package chart

import (
	"sort"
	"strconv"
	"strings"
	"time"
)

// Width of every drawing in units; text of 11.75 units is 10 px on a screen of
// 320 px.
const Width = 340.0

// gap between neighbouring segments, in units: two colours of a dark screen
// are too alike to touch.
const gap = 1.5

// digit is how wide one character of a label is at most, in units.
const digit = 6.9

// u writes a length in units, to a hundredth.
func u(x float64) string {
	s := strconv.FormatFloat(x, 'f', 2, 64)
	s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	if s == "-0" {
		return "0"
	}
	return s
}

func viewBox(height float64) string { return "0 0 340 " + u(height) }

// colours in the order of the Analysis Function palette: blue, turquoise,
// pink, orange, grey for the rest.
var colours = [...]struct{ fill, on string }{{"c1", "on1"}, {"c2", "on2"}, {"c3", "on3"}, {"c4", "on4"}, {"cg", "on1"}}

func fill(i int) string { return colours[min(max(i, 0), len(colours)-1)].fill }

// on is the class of a label on top of a colour.
func on(i int) string { return "b " + colours[min(max(i, 0), len(colours)-1)].on }

func fits(label string, width float64) bool {
	return label != "" && float64(len([]rune(label)))*digit+3 <= width
}

// segment is one coloured piece of a bar.
type segment struct {
	Colour int
	X, W   float64
	Label  string // "" where it does not fit; the table has it
}

func (s segment) middle() float64 { return s.X + s.W/2 }

// pieces lays sizes end to end on a bar where full is the whole width. Each
// piece ends a gap early.
func pieces(sizes []float64, labels []string, full float64) []segment {
	var all []segment
	x := 0.0
	for i, size := range sizes {
		w := 0.0
		if full > 0 && size > 0 {
			w = size / full * Width
		}
		if w > gap {
			s := segment{Colour: i, X: x, W: w - gap}
			if i < len(labels) && fits(labels[i], s.W) {
				s.Label = labels[i]
			}
			all = append(all, s)
		}
		x += w
	}
	return all
}

// Part is a part that every bar is made of, in the order of the colours.
type Part struct {
	Name string // "Price"
	Of   string // "of 30"; "" for none
}

func (p Part) key() string {
	if p.Of == "" {
		return p.Name
	}
	return p.Name + ", " + p.Of
}

// Bar is one bar: a bid.
type Bar struct {
	Name   string
	Total  string    // "76.25", as it is printed elsewhere
	Sizes  []float64 // one for each part, in the unit of Full
	Labels []string  // the same as printed: "17.25"
	Lead   bool      // the one that leads, in bold in the table
}

// Stacked compares bars made of the same parts: who leads, and why.
type Stacked struct {
	ID      string // unique on the page, begins the ids of the parts
	Finding string // the caption: "Homeward leads on quality and price together"
	About   string // what is drawn: "Points of four bids, split into price and quality"
	Says    string // the finding in figures, read aloud
	Parts   []Part
	Bars    []Bar
	Full    float64 // what the whole width stands for: 100
	Row     string  // what a bar is, heading of the table: "Bid"
	Total   string  // heading of the totals: "Points"
	CSV     string  // address of the figures, "" for none
}

func (s Stacked) height() float64 { return float64(len(s.Bars))*54 - 8 }

func (s Stacked) y(i int) float64 { return float64(i) * 54 }

// Weight is one criterion of a hundred.
type Weight struct {
	Name   string
	Points float64 // of 100
	Text   string  // "19", as printed
	Note   string  // second column of the table, "" in all for none
}

// Weights shows how a hundred points are shared.
type Weights struct {
	ID       string
	Finding  string
	About    string
	Says     string // made from the weights when empty
	Items    []Weight
	NoteHead string // heading of the notes
}

func (w Weights) says() string {
	if w.Says != "" {
		return w.Says
	}
	var all []string
	for _, i := range w.Items {
		all = append(all, i.Name+" "+i.Text)
	}
	return strings.Join(all, ", ") + "."
}

func (w Weights) pieces() []segment {
	var sizes []float64
	var labels []string
	for _, i := range w.Items {
		sizes, labels = append(sizes, i.Points), append(labels, i.Text)
	}
	return pieces(sizes, labels, 100)
}

// DotRow is one answer with the scores given to it.
type DotRow struct {
	Name   string // "Bid D, question 3"
	Scores []int  // one for each judge; below 0 for none
}

// apart is how far the lowest and the highest score are from each other.
func (r DotRow) apart() int {
	low, high := r.ends()
	return high - low
}

func (r DotRow) ends() (low, high int) {
	low = -1
	for _, s := range r.Scores {
		if s < 0 {
			continue
		}
		if low < 0 || s < low {
			low = s
		}
		high = max(high, s)
	}
	return max(low, 0), high
}

// Dots shows where judges disagree, widest apart first.
type Dots struct {
	ID      string
	Finding string
	About   string
	Says    string
	Judges  []string // "Evaluator 1"; at most five are told apart by shape
	Rows    []DotRow
	Most    int    // the highest score
	Row     string // heading of the rows: "Answer"
}

func (d Dots) sorted() []DotRow {
	rows := append([]DotRow(nil), d.Rows...)
	sort.SliceStable(rows, func(i, j int) bool { return rows[i].apart() > rows[j].apart() })
	return rows
}

func (d Dots) height() float64 { return 22 + 50*float64(len(d.Rows)) }

// x of a score on the scale from 14 to 326.
func (d Dots) x(score int) float64 {
	return 14 + 312*float64(score)/float64(max(d.Most, 1))
}

func (d Dots) scale() []int {
	var all []int
	for i := 0; i <= d.Most; i++ {
		all = append(all, i)
	}
	return all
}

// dot is one score as drawn; equal ones stand side by side.
type dot struct {
	Judge int
	X     float64
}

func (d Dots) dots(r DotRow) []dot {
	var all []dot
	for score := 0; score <= d.Most; score++ {
		var same []int
		for judge, s := range r.Scores {
			if s == score {
				same = append(same, judge)
			}
		}
		for k, judge := range same {
			x := d.x(score) + (float64(k)-float64(len(same)-1)/2)*13
			all = append(all, dot{judge, x})
		}
	}
	// A group at an edge moves inwards as a whole.
	if n := len(all); n > 0 {
		if over := all[n-1].X + 7.3 - Width; over > 0 {
			for i := range all {
				if all[i].X > d.x(d.Most)-40 {
					all[i].X -= over
				}
			}
		}
		if under := 7.3 - all[0].X; under > 0 {
			for i := range all {
				if all[i].X < d.x(0)+40 {
					all[i].X += under
				}
			}
		}
	}
	return all
}

func apartText(n int) string {
	if n == 0 {
		return "agree"
	}
	return strconv.Itoa(n) + " apart"
}

func apartClass(n int) string {
	if n >= 2 {
		return "s b err"
	}
	return "s m"
}

func spanClass(n int) string {
	if n >= 2 {
		return "red"
	}
	return "span"
}

// shape draws a judge's mark around x, y with radius 6.5, as a path.
func shape(judge int, x, y, r float64) string {
	p := func(points ...float64) string {
		var b strings.Builder
		for i := 0; i < len(points); i += 2 {
			b.WriteString([]string{"L", "M"}[boolInt(i == 0)] + u(x+points[i]*r) + " " + u(y+points[i+1]*r))
		}
		return b.String() + "Z"
	}
	switch judge {
	case 1: // square
		return p(-.89, -.89, .89, -.89, .89, .89, -.89, .89)
	case 2: // triangle
		return p(0, -1.15, 1.12, .89, -1.12, .89)
	case 3: // diamond
		return p(0, -1.2, 1.2, 0, 0, 1.2, -1.2, 0)
	case 4: // upside-down triangle
		return p(0, 1.15, 1.12, -.89, -1.12, -.89)
	}
	c := u(r) // circle
	return "M" + u(x-r) + " " + u(y) + "a" + c + " " + c + " 0 1 0 " + u(2*r) + " 0a" + c + " " + c + " 0 1 0 " + u(-2*r) + " 0Z"
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// judgeFill keeps shapes of one colour apart from each other's.
func judgeFill(judge int) string { return [...]string{"c1", "c4", "c3", "c2", "cg"}[min(judge, 4)] }

// Day is one day of a waiting period.
type Day struct {
	On     time.Time // midnight UTC of the date
	Number int       // 1 for the first counted day, 0 for a day not counted
	Why    string    // "Bank holiday in Scotland", "Notice published at 9:02am"; "" for the usual
	Today  bool
	Sign   bool // the first day a signature can be recorded
}

func (d Day) weekend() bool { return d.On.Weekday() == time.Saturday || d.On.Weekday() == time.Sunday }

func (d Day) full() string { return d.On.Format("Monday 2 January") }

func (d Day) counted() string {
	switch {
	case d.Sign:
		return "Sign"
	case d.Number > 0:
		return "Day " + strconv.Itoa(d.Number)
	}
	return "No"
}

func (d Day) why() string {
	why := d.Why
	switch {
	case why != "":
	case d.Sign:
		why = "First day a signature can be recorded"
	case d.Number > 0:
		why = "Working day"
	case d.weekend():
		why = "Weekend"
	default:
		why = "Not a working day"
	}
	if d.Today {
		why += ". This is today"
	}
	return why
}

// Strip is the days of a waiting period, one cell each, seven in a row.
type Strip struct {
	ID      string
	Finding string // "Monday 30 November is not counted: it is a bank holiday in Scotland"
	About   string // "Eight working days of standstill"
	Days    []Day
}

// says reads the strip aloud.
func (s Strip) says() string {
	var b []string
	var not []string
	last, today, sign := Day{}, Day{}, Day{}
	for _, d := range s.Days {
		switch {
		case d.Number == 1:
			b = append(b, "Day 1 is "+d.full()+".")
			last = d
		case d.Number > 0:
			last = d
		case d.Sign:
			sign = d
		case !d.weekend():
			not = append(not, d.full())
		}
		if d.Today {
			today = d
		}
	}
	if len(not) > 0 {
		b = append(b, "Weekends and "+strings.Join(not, ", ")+" are not counted.")
	} else {
		b = append(b, "Weekends are not counted.")
	}
	if last.Number > 0 {
		b = append(b, "Day "+strconv.Itoa(last.Number)+" is "+last.full()+".")
	}
	if sign.Sign {
		b = append(b, "Signing is possible from "+sign.full()+".")
	}
	if today.Number > 0 {
		b = append(b, "Today is day "+strconv.Itoa(today.Number)+".")
	}
	return strings.Join(b, " ")
}

// cell sizes of the strip, in units.
const (
	cellPitch = Width / 7
	cellW     = 45.57
	cellH     = 62.0
	rowPitch  = 70.0
)

func (s Strip) height() float64 {
	rows := (len(s.Days) + 6) / 7
	return float64(rows)*rowPitch - 4
}

func cellX(i int) float64 { return 1 + float64(i%7)*cellPitch }

func cellY(i int) float64 { return 1 + float64(i/7)*rowPitch }

func cellClass(d Day) string {
	switch {
	case d.Sign:
		return "cb"
	case d.Number > 0:
		return "cellb"
	}
	return "cello"
}

func dayClass(d Day) string {
	switch {
	case d.Sign:
		return "onb s"
	case d.Number > 0:
		return "s"
	}
	return "s m"
}

// foot is the last line of a cell.
func (d Day) foot() string {
	switch {
	case d.Sign:
		return "Sign"
	case d.Number > 0:
		return strconv.Itoa(d.Number)
	case d.weekend():
		return ""
	}
	return "holiday"
}

func footClass(d Day) string {
	switch {
	case d.Sign:
		return "onb b"
	case d.Number > 0:
		return "b big"
	}
	return "s m"
}
