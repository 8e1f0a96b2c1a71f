package tender

import (
	"fmt"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"hundredweight/models/refusal"
)

// StandardGuide is the scoring guide that a new question begins with.
const StandardGuide = `5 Excellent: answers every part, in detail, with evidence that it works
4 Good: answers every part, with minor gaps in detail or evidence
3 Acceptable: answers most parts; some detail or evidence is missing
2 Weak: answers some parts; important detail or evidence is missing
1 Poor: hardly answers the question
0 No answer: nothing that can be scored`

// limits of a line of a scoring guide, in characters.
const (
	mostLabel = 60
	mostWords = 1000
)

// ParseGuide reads a scoring guide of one line a score, such as
// "5 Excellent: answers every part, with evidence", for a scale from 0 to most.
func ParseGuide(typed string, most int) ([]Descriptor, error) {
	var out []Descriptor
	seen := map[int]bool{}
	for i, line := range strings.Split(typed, "\n") {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		d, err := guideLine(line)
		switch {
		case err != "":
			return nil, refusal.Field("guide", "Line %d of the scoring guide %s", i+1, err)
		case d.Score > most:
			return nil, refusal.Field("guide", "Line %d of the scoring guide is for a score of %d, but the highest score is %d", i+1, d.Score, most)
		case seen[d.Score]:
			return nil, refusal.Field("guide", "Line %d of the scoring guide is for a score of %d, which has a line already", i+1, d.Score)
		}
		seen[d.Score] = true
		out = append(out, d)
	}
	if len(out) == 1 {
		return nil, refusal.Field("guide", "Say what at least two scores mean, such as the lowest and the highest")
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Score > out[j].Score })
	return out, nil
}

func guideLine(line string) (d Descriptor, wrong string) {
	digits := line
	for i, r := range line {
		if r < '0' || r > '9' {
			digits = line[:i]
			break
		}
	}
	n, err := strconv.Atoi(digits)
	if err != nil || len(digits) > 3 {
		return d, "must begin with a score, like “5 Excellent: answers every part, with evidence”"
	}
	rest := strings.TrimLeft(line[len(digits):], " \t.:)–-")
	label, words, _ := strings.Cut(rest, ":")
	d = Descriptor{Score: n, Label: strings.TrimSpace(label), Words: strings.TrimSpace(words)}
	switch {
	case d.Label == "":
		return d, "must say what the score means, like “5 Excellent: answers every part, with evidence”"
	case utf8.RuneCountInString(d.Label) > mostLabel:
		return d, fmt.Sprintf("needs a short name of up to %d characters and a colon, like “5 Excellent: answers every part, with evidence”", mostLabel)
	case utf8.RuneCountInString(d.Words) > mostWords:
		return d, fmt.Sprintf("must be %d characters or fewer", mostWords)
	}
	return d, ""
}

// GuideText writes a scoring guide as ParseGuide reads it.
func GuideText(scale []Descriptor) string {
	all := append([]Descriptor(nil), scale...)
	sort.SliceStable(all, func(i, j int) bool { return all[i].Score > all[j].Score })
	lines := make([]string, 0, len(all))
	for _, d := range all {
		line := fmt.Sprintf("%d %s", d.Score, d.Label)
		if d.Words != "" {
			line += ": " + d.Words
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}
