package organisation

import (
	"regexp"
	"strings"

	"hundredweight/models/refusal"
	"hundredweight/models/sheet"
)

// Code is a code with its title: of the Common Procurement Vocabulary, or an area.
type Code struct {
	Code  string
	Title string
	Kind  string // of an area: district, county, region …
}

var (
	cpvCode = regexp.MustCompile(`^[0-9]{8}$`)
	gssCode = regexp.MustCompile(`^[EWSNK][0-9]{8}$`)
)

// ReadCPV reads a file of procurement codes with the columns code and description.
func ReadCPV(file []byte) ([]Code, error) {
	return readCodes(file, "code", "description", cpvCode, "an eight-figure code, like 85000000", nil)
}

// areaColumns are the pairs of columns that the files of areas have.
var areaColumns = [][2]string{{"LADCD", "LADNM"}, {"UTLACD", "UTLANM"}, {"RGNCD", "RGNNM"}, {"CAUTHCD", "CAUTHNM"}}

// ReadAreas reads a file of areas: any one of the pairs LADCD and LADNM, UTLACD
// and UTLANM, CAUTHCD and CAUTHNM, RGNCD and RGNNM, the first that it has in
// its first column.
func ReadAreas(file []byte) ([]Code, error) {
	for _, pair := range areaColumns {
		if first, err := sheet.FirstColumn(file); err != nil {
			return nil, err
		} else if first == pair[0] {
			return readCodes(file, pair[0], pair[1], gssCode, "an area code, like E08000033", AreaKind)
		}
	}
	return nil, refusal.Field("", "The file's first column must be LADCD, UTLACD, CAUTHCD or RGNCD: codes of local authorities, upper-tier authorities, combined authorities or regions")
}

func readCodes(file []byte, codeColumn, titleColumn string, pattern *regexp.Regexp, like string, kind func(string) string) ([]Code, error) {
	t, err := sheet.Read(file, []string{codeColumn, titleColumn})
	if err != nil {
		return nil, err
	}
	var all []Code
	var wrong sheet.Problems
	seen := map[string]int{}
	for _, row := range t.Rows {
		c := Code{Code: strings.TrimSpace(row.Get(codeColumn)), Title: strings.Join(strings.Fields(row.Get(titleColumn)), " ")}
		switch first, doubled := seen[c.Code]; {
		case !pattern.MatchString(c.Code):
			wrong.Add(row, sheet.Say("%s is not %s", clip(c.Code), like))
		case c.Title == "":
			wrong.Add(row, titleColumn+" is empty")
		case len([]rune(c.Title)) > 500:
			wrong.Add(row, titleColumn+" is longer than 500 characters")
		case doubled:
			wrong.Add(row, sheet.Say("%s stands in row %d already", c.Code, first))
		default:
			seen[c.Code] = row.Number
			if kind != nil {
				c.Kind = kind(c.Code)
			}
			all = append(all, c)
		}
	}
	if err := wrong.Refusal(); err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, refusal.Field("", "The file has no code in it")
	}
	return all, nil
}

// AreaKind says what an area is, from the first three characters of its code
// (ONS Register of Geographic Codes).
func AreaKind(code string) string {
	if len(code) < 3 {
		return "area"
	}
	switch code[:3] {
	case "E06", "E07", "E08", "E09", "W06", "S12", "N09":
		return "district"
	case "E10":
		return "county"
	case "E47":
		return "combined authority"
	case "E12":
		return "region"
	case "E92", "W92", "S92", "N92":
		return "country"
	}
	return "area"
}
