// Package email writes the mails: plain text, one file a kind. The first line
// of a file is the subject and begins with the thing the mail is about; times
// are absolute.
package email

import (
	"embed"
	"fmt"
	"io/fs"
	"sort"
	"strings"
	"text/template"
	"time"
	"unicode"

	"hundredweight/templates/text"
)

//go:embed *.txt
var files embed.FS

var letters = template.Must(template.New("letters").Funcs(template.FuncMap{"when": when}).Option("missingkey=error").ParseFS(files, "*.txt"))

// Letters writes the mails of one site.
type Letters struct {
	Base     string // the site's address, no slash at the end; links begin with it
	Operator string // who runs the site
}

// when says a moment, given as RFC 3339, on London's clock.
func when(moment string) (string, error) {
	t, err := time.Parse(time.RFC3339Nano, moment)
	if err != nil {
		return "", err
	}
	return text.When(t), nil
}

// Write writes a mail of a kind with the facts that its text names. "base" and
// "site" are there for every mail.
func (l Letters) Write(kind string, facts map[string]string) (subject, body string, err error) {
	all := map[string]string{"base": l.Base, "site": l.Operator}
	for name, value := range facts {
		all[name] = value
	}
	var b strings.Builder
	if err := letters.ExecuteTemplate(&b, kind+".txt", all); err != nil {
		return "", "", fmt.Errorf("mail %s: %w", kind, err)
	}
	subject, body, found := strings.Cut(b.String(), "\n")
	if !found || !strings.HasPrefix(subject, "Subject: ") {
		return "", "", fmt.Errorf("mail %s: its first line is not its subject", kind)
	}
	return oneLine(strings.TrimPrefix(subject, "Subject: ")), strings.TrimLeft(body, "\n"), nil
}

// oneLine takes out what could end a header: a name in a subject is data.
func oneLine(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s))
}

// Kinds lists the mails there are, for the operator's gallery and the tests.
func Kinds() []string {
	names, err := fs.Glob(files, "*.txt")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	for i, n := range names {
		names[i] = strings.TrimSuffix(n, ".txt")
	}
	sort.Strings(names)
	return names
}
