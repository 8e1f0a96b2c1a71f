package chart

import (
	"bytes"
	"context"
	"encoding/xml"
	"flag"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"golang.org/x/net/html"
	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write the golden files")

func render(t interface{ Fatal(...any) }, c templ.Component) string {
	var b bytes.Buffer
	if err := c.Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func compareBids() Stacked {
	return Stacked{
		ID: "bids", Finding: "Homeward leads on quality and price together, not on either alone", About: "Points of four bids, split into price, quality and added value",
		Says: "Homeward Northmere leads with 76.25 points, 3.15 more than Ninefold.", Row: "Bid", Total: "Points", Full: 100, CSV: "/figures.csv",
		Parts: []Part{{"Price", "of 30"}, {"Quality", "of 50"}, {"Added value", "of 20"}},
		Bars: []Bar{
			{Name: "Homeward Northmere CIC", Total: "76.25", Sizes: []float64{17.25, 43, 16}, Labels: []string{"17.25", "43", "16"}, Lead: true},
			{Name: "Ninefold Community Trust", Total: "73.10", Sizes: []float64{11.7, 43, 18.4}, Labels: []string{"11.7", "43", "18.4"}},
			{Name: "Orrinvale Care Ltd", Total: "30.50", Sizes: []float64{0, 30, .5}, Labels: []string{"0", "30", "0.5"}},
		},
	}
}

func standstill() Strip {
	s := Strip{ID: "days", Finding: "Monday 30 November is not counted: it is a bank holiday in Scotland", About: "Eight working days of standstill"}
	n := 0
	for d := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC); d.Before(time.Date(2026, 12, 5, 0, 0, 0, 0, time.UTC)); d = d.AddDate(0, 0, 1) {
		day := Day{On: d, Today: d.Day() == 26}
		switch {
		case d.Day() == 4:
			day.Sign = true
		case d.Weekday() == time.Saturday || d.Weekday() == time.Sunday:
		case d.Day() == 30:
			day.Why = "Bank holiday in Scotland. One anywhere in the UK counts"
		default:
			n++
			day.Number = n
		}
		s.Days = append(s.Days, day)
	}
	return s
}

func agree() Dots {
	return Dots{
		ID: "dots", Finding: "Widest apart first", About: "Scores of three evaluators for three answers", Says: "One answer is three apart.", Most: 5, Row: "Answer",
		Judges: []string{"Evaluator 1", "Evaluator 2", "Evaluator 3"},
		Rows:   []DotRow{{"Bid A, question 2", []int{5, 4, 5}}, {"Bid D, question 3", []int{2, 4, 5}}, {"Bid B, question 1", []int{0, 0, -1}}},
	}
}

func weights() Weights {
	return Weights{ID: "w", Finding: "Residents moved 6 points", About: "How the 100 points are shared", Items: []Weight{{Name: "Price", Points: 40, Text: "40"}, {Name: "Meals and care", Points: 19, Text: "19"}, {Name: "Getting to people", Points: 21, Text: "21"}, {Name: "Added value", Points: 10, Text: "10"}, {Name: "Team", Points: 10, Text: "10"}}}
}

func TestDrawingsAreWhatTheyWere(t *testing.T) {
	for name, c := range map[string]templ.Component{"stacked": StackedOf(compareBids()), "strip": StripOf(standstill()), "dots": DotsOf(agree()), "weights": WeightsOf(weights())} {
		t.Run(name, func(t *testing.T) {
			got := strings.ReplaceAll(render(t, c), "><", ">\n<") + "\n"
			file := "testdata/" + name + ".html"
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s has changed; look at it, then run with -update\n%s", file, got)
			}
		})
	}
}

func TestEveryDrawingCanBeReadAloudAndTakesNoFocus(t *testing.T) {
	for name, c := range map[string]templ.Component{"stacked": StackedOf(compareBids()), "strip": StripOf(standstill()), "dots": DotsOf(agree()), "weights": WeightsOf(weights())} {
		page := render(t, c)
		svg := page[strings.Index(page, `<svg class="hw-svg"`):]
		svg = svg[:strings.Index(svg, "</svg>")+len("</svg>")]
		if err := xml.Unmarshal([]byte(svg), new(struct{})); err != nil {
			t.Errorf("%s is no XML: %v", name, err)
		}
		for _, must := range []string{`role="img"`, "<title id=", "<desc id=", "aria-labelledby="} {
			if !strings.Contains(svg, must) {
				t.Errorf("%s lacks %s", name, must)
			}
		}
		for _, not := range []string{"<a ", "tabindex", "style=", "fill=", "stroke="} {
			if strings.Contains(svg, not) {
				t.Errorf("%s holds %s", name, not)
			}
		}
		if !strings.Contains(page, "<table") {
			t.Errorf("%s has no table", name)
		}
	}
}

func TestTheStripSaysWhatItShows(t *testing.T) {
	want := "Day 1 is Monday 23 November. Weekends and Monday 30 November are not counted. Day 8 is Thursday 3 December. Signing is possible from Friday 4 December. Today is day 4."
	if got := standstill().says(); got != want {
		t.Errorf("got %q", got)
	}
}

// widths gives the width of each coloured piece of the first drawing.
func widths(t interface{ Fatal(...any) }, page string) (all []float64) {
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if n.Data == "rect" {
			at := map[string]string{}
			for _, a := range n.Attr {
				at[a.Key] = a.Val
			}
			if at["y"] == "19" && at["class"] != "ct" {
				w, err := strconv.ParseFloat(at["width"], 64)
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, w)
			}
		}
		for k := n.FirstChild; k != nil; k = k.NextSibling {
			walk(k)
		}
	}
	walk(doc)
	return all
}

func TestBarsSumToTheTotalOfTheTable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cents := rapid.SliceOfN(rapid.IntRange(0, 2500), 1, 4).Draw(t, "hundredths of points")
		total, bar, parts := 0, Bar{Name: "A"}, []Part(nil)
		for _, c := range cents {
			total += c
			bar.Sizes = append(bar.Sizes, float64(c)/100)
			bar.Labels = append(bar.Labels, strconv.Itoa(c))
			parts = append(parts, Part{Name: "P"})
		}
		drawn, small := 0.0, 0
		got := widths(t, render(t, StackedOf(Stacked{ID: "x", Parts: parts, Bars: []Bar{bar}, Full: 100})))
		for _, w := range got {
			if w <= 0 {
				t.Fatalf("a piece is %v wide", w)
			}
			drawn += w + gap
		}
		small = len(cents) - len(got) // pieces thinner than the gap are in the table alone
		if want := float64(total) / 10000 * Width; math.Abs(drawn-want) > float64(small)*gap+.1 || drawn > Width+.1 {
			t.Fatalf("drawn %v units, want %v", drawn, want)
		}
	})
}

func TestDotsStayInsideTheDrawing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := Dots{Most: rapid.IntRange(1, 10).Draw(t, "most")}
		r := DotRow{Scores: rapid.SliceOfN(rapid.IntRange(-1, d.Most), 1, 5).Draw(t, "scores")}
		for _, p := range d.dots(r) {
			if p.X < 7 || p.X > Width-7 {
				t.Fatalf("a dot at %v", p.X)
			}
		}
	})
}
