package tender

import (
	"regexp"
	"strings"
)

var (
	codeLine = regexp.MustCompile(`^([0-9]{8})(-[0-9])?\b`)
	areaCode = regexp.MustCompile(`^([EWSNKJ][0-9]{8}|UK[A-Z0-9]{1,3}|TL[A-Z0-9]{1,3})\b`)
)

// CodesIn reads CPV codes as people type or paste them, one a line: the code,
// with or without its check digit and its title. Each counts once. Lines that
// begin with no code are given back.
func CodesIn(typed string) (codes, wrong []string) {
	for _, line := range lines(typed) {
		m := codeLine.FindStringSubmatch(line)
		switch {
		case m == nil:
			wrong = append(wrong, line)
		case !contains(codes, m[1]):
			codes = append(codes, m[1])
		}
	}
	return codes, wrong
}

// AreaLine is an area as typed: by its code, or by its name.
type AreaLine struct{ Code, Name string }

// AreasIn reads areas as people type them, one a line: a code of the Office for
// National Statistics or an ITL code, with or without its name, or a name.
func AreasIn(typed string) (all []AreaLine) {
	for _, line := range lines(typed) {
		if m := areaCode.FindString(line); m != "" {
			all = append(all, AreaLine{Code: m, Name: strings.TrimSpace(strings.TrimPrefix(line, m))})
			continue
		}
		all = append(all, AreaLine{Name: line})
	}
	return all
}

func lines(typed string) (all []string) {
	for _, l := range strings.Split(typed, "\n") {
		if l = strings.Join(strings.Fields(l), " "); l != "" {
			all = append(all, l)
		}
	}
	return all
}
