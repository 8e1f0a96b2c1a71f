package text_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"testing"

	"hundredweight/templates/public"
)

// said finds a sentence and the names that are filled into it.
var said = regexp.MustCompile(`text\.Say\([^"()]*(?:\([^()]*\))?[^"()]*, ("(?:[^"\\]|\\.)*")((?:, "[a-z]+", [^,)]+(?:\([^()]*\))?)*)\)`)

var gap = regexp.MustCompile(`\{([a-z]+)\}`)

// keys lists every sentence that can be translated.
func keys(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	add := func(key, from string) {
		if key != "" {
			all[key] = from
		}
	}
	for _, folder := range []string{"../../templates", "../../handlers"} {
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, "_templ.go") {
				return err
			}
			if ext := filepath.Ext(path); ext != ".go" && ext != ".templ" {
				return nil
			}
			body, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for _, m := range said.FindAllStringSubmatch(string(body), -1) {
				key, err := strconv.Unquote(m[1])
				if err != nil {
					return err
				}
				for _, g := range gap.FindAllStringSubmatch(key, -1) {
					if !strings.Contains(m[2], strconv.Quote(g[1])+",") {
						t.Errorf("%s: nothing fills {%s} of %q", path, g[1], key)
					}
				}
				add(key, path)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	var parts []public.Part
	for _, contact := range []string{"", "help@example.org"} {
		parts = append(parts, public.HelpParts("en", contact)...)
		parts = append(parts, public.AccessibilityParts("en", contact)...)
		parts = append(parts, public.PrivacyParts("en", "Operator", contact)...)
	}
	for _, p := range append(parts, public.AboutParts()...) {
		add(p.Title, "templates/public")
		for _, l := range append(p.Lines, p.List...) {
			add(l, "templates/public")
		}
	}
	for _, term := range public.Terms() {
		add(term.Word, "glossary")
		add(term.Legal, "glossary")
		add(term.Means, "glossary")
	}
	return all
}

func TestSentencesThatCanBeTranslated(t *testing.T) {
	all := keys(t)
	if len(all) < 100 {
		t.Errorf("%d sentences were found: the search for them is broken", len(all))
	}
	sorted := make([]string, 0, len(all))
	for k := range all {
		sorted = append(sorted, k)
	}
	sort.Strings(sorted)
	t.Logf("%d sentences", len(sorted))
	for _, k := range sorted {
		t.Logf("%s: %s", all[k], k)
	}
	body, err := os.ReadFile("cy.json")
	if err != nil {
		t.Fatal(err)
	}
	cy := map[string]string{}
	if err := json.Unmarshal(body, &cy); err != nil {
		t.Fatal(err)
	}
	for k, v := range cy {
		if all[k] == "" {
			t.Errorf("cy.json translates %q, which no page says", k)
		}
		for _, g := range gap.FindAllString(k, -1) {
			if !strings.Contains(v, g) {
				t.Errorf("cy.json loses %s of %q", g, k)
			}
		}
	}
}

func TestPlainWords(t *testing.T) {
	for k, from := range keys(t) {
		for _, not := range []string{"!", "please", "Please", "Sorry", "leverage", "utilise", "stakeholder"} {
			if strings.Contains(k, not) {
				t.Errorf("%s says %q in %q", from, not, k)
			}
		}
	}
}

func TestTheGlossaryHasOneAnchorForEachWord(t *testing.T) {
	seen := map[string]bool{}
	for _, term := range public.Terms() {
		a := term.Anchor()
		if a == "" || seen[a] || strings.Trim(a, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			t.Errorf("%q has the anchor %q", term.Word, a)
		}
		seen[a] = true
	}
}
