package addedvalue

import (
	"net/url"
	"strings"
	"time"

	"hundredweight/models/refusal"
)

// EvidenceKind is what a piece of evidence is.
type EvidenceKind string

// Kinds of evidence.
const (
	Document    EvidenceKind = "document"
	Link        EvidenceKind = "link"
	Study       EvidenceKind = "study"
	Dataset     EvidenceKind = "dataset"
	Testimonial EvidenceKind = "testimonial"
)

// EvidenceKinds are the kinds in words, in the order of the page.
var EvidenceKinds = []struct {
	Kind EvidenceKind
	Name string
}{
	{Document, "A report or document"},
	{Dataset, "Survey answers, a register or figures"},
	{Study, "A study or evaluation"},
	{Testimonial, "What somebody said or wrote"},
	{Link, "A web page"},
}

// Name gives the kind in words.
func (k EvidenceKind) Name() string {
	for _, one := range EvidenceKinds {
		if one.Kind == k {
			return one.Name
		}
	}
	return ""
}

// Evidence is one thing in an organisation's library that shows a claim.
type Evidence struct {
	Title               string
	Kind                EvidenceKind
	Date                time.Time // of the thing, midnight UTC
	Covers              string    // the period it covers, in words
	URL                 string    // https only, for a link
	HasFile             bool
	PersonalDataChecked bool // names and addresses were taken out, or may be shown
}

// Check tells what is wrong with a piece of evidence, on a given day.
func (e Evidence) Check(today time.Time) []refusal.Problem {
	var p problems
	p.text("title", "The title", "Enter a title, like Survey of class members 2026", e.Title, maxLine)
	if e.Kind.Name() == "" {
		p.add("kind", "Select what it is")
	}
	if e.Date.IsZero() {
		p.add("date", "Enter the date of the evidence")
	} else if e.Date.After(today) {
		p.add("date", "The date of the evidence must be today or in the past")
	}
	p.most("covers", "The period it covers", e.Covers, 100)
	switch {
	case e.URL != "" && !SafeLink(e.URL):
		p.add("url", "Enter a web address starting https://")
	case e.Kind == Link && e.URL == "":
		p.add("url", "Enter a web address starting https://")
	case e.URL == "" && !e.HasFile && e.Kind != Link:
		p.add("file", "Select a file, or enter a web address")
	}
	if e.HasFile && !e.PersonalDataChecked {
		p.add("personal_data", "Confirm that you checked the file for names, addresses and faces")
	}
	return p
}

// SafeLink tells whether a link may be shown: https, with a host, without a
// user name, and no longer than 500 characters.
func SafeLink(s string) bool {
	if len(s) > 500 || strings.ContainsAny(s, " \t\n\r\\") {
		return false
	}
	u, err := url.Parse(s)
	return err == nil && u.Scheme == "https" && u.Host != "" && u.User == nil && strings.Contains(u.Hostname(), ".")
}
