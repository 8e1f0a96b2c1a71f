package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const module = "hundredweight"

func root(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

type listed struct {
	ImportPath string
	Standard   bool
	Imports    []string
}

func packages(t *testing.T) []listed {
	t.Helper()
	cmd := exec.Command("go", "list", "-tags", "sqlite_fts5", "-json=ImportPath,Standard,Imports", "./...")
	cmd.Dir = root(t)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []listed
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		p.ImportPath = strings.TrimPrefix(p.ImportPath, module+"/")
		all = append(all, p)
	}
}

// impure are the packages under models that touch the world; every other one
// is a rule package.
var impure = []string{"models/store", "models/commissioning", "models/payment", "models/mail", "models/file", "models/seal", "models/job", "models/demo", "models/sharedtest"}

// world is what a rule package of the standard library may not import.
var world = regexp.MustCompile(`^(database/sql.*|net|net/http.*|net/smtp|net/rpc.*|os|os/.*|log|log/.*|syscall|io/ioutil|math/rand.*|crypto/rand|plugin|testing.*)$`)

// extra are the modules a rule package may import beside the standard library.
var extra = map[string]string{"models/ledger": "golang.org/x/mod/sumdb/", "models/ocds": "github.com/santhosh-tekuri/jsonschema/"}

// journeys are the packages of pages.
func isJourney(p string) bool {
	return strings.HasPrefix(p, "handlers/") && !within(p, "handlers/page", "handlers/form", "handlers/session", "handlers/sitetest")
}

func within(p string, folders ...string) bool {
	for _, f := range folders {
		if p == f || strings.HasPrefix(p, f+"/") {
			return true
		}
	}
	return false
}

func isRule(p string) bool { return within(p, "models") && !within(p, impure...) }

// never says why a package may not import another, or "".
func never(p, i string) string {
	own := strings.HasPrefix(i, module+"/")
	i = strings.TrimPrefix(i, module+"/")
	third := !own && strings.Contains(strings.Split(i, "/")[0], ".")
	switch {
	case within(p, "cmd"):
		return ""
	case isRule(p):
		if own && !isRule(i) || !own && world.MatchString(i) || third && (extra[p] == "" || !strings.HasPrefix(i, extra[p])) {
			return "a rule package has no I/O, no clock and no other module"
		}
	case within(p, "models/store"):
		if within(i, "models/commissioning", "handlers", "templates") {
			return "the store knows neither steps nor pages"
		}
	case within(p, "models/commissioning"):
		if third || within(i, "handlers", "templates", "models/mail", "models/payment", "net/http") {
			return "a step knows no page, no mail and no module"
		}
	case within(p, "models/payment", "models/mail", "models/file", "models/seal"):
		if own && !isRule(i) && !within(i, p) {
			return "an outside thing knows only rules"
		}
	case within(p, "models/job", "models/demo"):
		if within(i, "handlers", "templates") {
			return "work in the background knows no pages"
		}
	case within(p, "handlers/page", "handlers/form", "handlers/session"):
		if isJourney(i) || within(i, "models/commissioning") || within(i, "database/sql", "github.com/jmoiron/sqlx") {
			return "what pages share knows no journey and no step"
		}
		if strings.HasPrefix(i, "github.com/alexedwards/scs") && !within(p, "handlers/session") {
			return "scs is used in handlers/session alone"
		}
	case within(p, "handlers/sitetest") || p == "handlers":
		return ""
	case isJourney(p):
		if isJourney(i) && !within(i, p) || within(i, "database/sql", "github.com/jmoiron/sqlx") {
			return "a journey knows no other journey and no SQL"
		}
	case within(p, "templates"):
		if within(i, "models/store", "models/commissioning", "handlers", "github.com/gin-gonic/gin", "database/sql", "net/http") {
			return "a template only shows"
		}
	case within(p, "static"):
		if i != "embed" && own {
			return "static files know nothing"
		}
	}
	return ""
}

func TestNobodyImportsWhomTheyMayNot(t *testing.T) {
	for _, p := range packages(t) {
		for _, i := range p.Imports {
			if why := never(p.ImportPath, i); why != "" {
				t.Errorf("%s imports %s: %s", p.ImportPath, i, why)
			}
		}
	}
}

func TestImportTableRefusesWhatItShould(t *testing.T) {
	for _, pair := range [][2]string{
		{"models/tender", "os"}, {"models/tender", "database/sql"}, {"models/newthing", "net/http"}, {"models/money", "math/rand/v2"},
		{"models/award", "hundredweight/models/store"}, {"models/award", "github.com/jmoiron/sqlx"}, {"models/store", "hundredweight/models/commissioning"},
		{"models/commissioning", "github.com/gin-gonic/gin"}, {"models/seal", "hundredweight/models/store"}, {"models/mail", "hundredweight/models/file"},
		{"handlers/page", "hundredweight/handlers/provider"}, {"handlers/page", "hundredweight/models/commissioning"}, {"handlers/page", "github.com/alexedwards/scs/v2"},
		{"handlers/provider", "hundredweight/handlers/account"}, {"handlers/provider", "database/sql"}, {"templates/provider", "hundredweight/models/store"}, {"models/job", "hundredweight/handlers/page"},
	} {
		if never(pair[0], pair[1]) == "" {
			t.Errorf("%s may import %s", pair[0], pair[1])
		}
	}
	for _, pair := range [][2]string{{"models/ledger", "golang.org/x/mod/sumdb/tlog"}, {"models/tender", "hundredweight/models/money"}, {"handlers/session", "github.com/alexedwards/scs/v2"}, {"models/seal", "filippo.io/age"}} {
		if why := never(pair[0], pair[1]); why != "" {
			t.Errorf("%s may not import %s: %s", pair[0], pair[1], why)
		}
	}
}

// banned are calls that undo a protection (trust.md 3.16), and where they are
// allowed all the same.
var banned = []struct {
	what    string
	in      string // files it is banned in, by prefix
	pattern *regexp.Regexp
	except  []string
}{
	{"gin.Default has no deadlines and logs sessions", "", regexp.MustCompile(`gin\.Default\(`), nil},
	{"an engine's Run has no deadlines", "", regexp.MustCompile(`\.Run\(":|engine\.Run\(|router\.Run\(`), nil},
	{"gin.New is called in the one constructor", "", regexp.MustCompile(`gin\.New\(`), []string{"handlers/server.go"}},
	{"an http.Server is made in the one constructor", "", regexp.MustCompile(`http\.Server\{|http\.ListenAndServe`), []string{"handlers/server.go"}},
	{"files would lie in clear in a temp folder", "", regexp.MustCompile(`\bFormFile\(|ParseMultipartForm\(|MultipartForm\b|\.ReadForm\(`), nil},
	{"binding fills fields nobody asked for", "handlers/", regexp.MustCompile(`\.(ShouldBind|Bind|MustBindWith|PostForm|DefaultPostForm)[A-Za-z]*\(`), nil},
	{"raw HTML is made in one reviewed file", "", regexp.MustCompile(`template\.HTML\b|templ\.Raw\(`), []string{"templates/markdown/markdown.go"}},
	{"models take time as a parameter", "models/", regexp.MustCompile(`\btime\.(Now|Since|Until)\(`), []string{"models/store"}},
	{"pages take time from the kit", "handlers/", regexp.MustCompile(`\btime\.(Now|Since|Until)\(`), []string{"handlers/server.go", "handlers/sitetest/"}},
	{"http.DefaultClient has no deadline", "", regexp.MustCompile(`http\.(DefaultClient|Get|Post|PostForm)\b\(?`), []string{}},
	{"math/rand can be guessed", "", regexp.MustCompile(`"math/rand(/v2)?"`), []string{"models/store/"}},
	{"the temp folder outlives kill -9", "", regexp.MustCompile(`os\.(TempDir|CreateTemp|MkdirTemp)\(`), nil},
	{"SQL is never put together from text", "models/store/", regexp.MustCompile(`Sprintf\(\s*["` + "`" + `](SELECT|INSERT|UPDATE|DELETE)`), nil},
	{"a request in the log carries the session", "", regexp.MustCompile(`log[A-Za-z.]*\([^)]*c\.Request\b[^.]`), nil},
	{"an error is never dropped", "", regexp.MustCompile(`^\s*_ = [a-z][A-Za-z.]*\(`), nil},
}

// sources gives every Go file of ours that is not a test and not generated.
func sources(t *testing.T) map[string]string {
	t.Helper()
	files := map[string]string{}
	top := root(t)
	for _, folder := range []string{"cmd", "handlers", "models", "templates", "static"} {
		err := filepath.WalkDir(filepath.Join(top, folder), func(path string, d fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			if err != nil {
				return err
			}
			if d.IsDir() && d.Name() == "node_modules" {
				return fs.SkipDir
			}
			if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, "_templ.go") {
				return nil
			}
			b, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			rel, err := filepath.Rel(top, path)
			files[filepath.ToSlash(rel)] = string(b)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return files
}

func TestNoBannedCalls(t *testing.T) {
	for name, text := range sources(t) {
		for n, line := range strings.Split(text, "\n") {
			if code, _, found := strings.Cut(line, "//"); found && !strings.Contains(code, `"`) {
				line = code
			}
			for _, b := range banned {
				if strings.HasPrefix(name, b.in) && !within(name, b.except...) && !hasPrefix(name, b.except) && b.pattern.MatchString(line) {
					t.Errorf("%s:%d: %s: %s", name, n+1, b.what, strings.TrimSpace(line))
				}
			}
		}
	}
}

func hasPrefix(name string, all []string) bool {
	for _, p := range all {
		if strings.HasSuffix(p, "/") && strings.HasPrefix(name, p) {
			return true
		}
	}
	return false
}

// TestPageTemplateRoute holds the triple together: a template has a page of
// its stem, and a page's handler is on the site map.
func TestPageTemplateRoute(t *testing.T) {
	top := root(t)
	templates, err := filepath.Glob(filepath.Join(top, "templates", "*", "*.templ"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range templates {
		journey, stem := filepath.Base(filepath.Dir(path)), strings.TrimSuffix(filepath.Base(path), ".templ")
		if info, err := os.Stat(filepath.Join(top, "handlers", journey)); err != nil || !info.IsDir() {
			continue // layout, components, charts
		}
		if strings.HasPrefix(stem, "part_") {
			continue // shared by several pages of the journey
		}
		if _, err := os.Stat(filepath.Join(top, "handlers", journey, stem+".go")); err != nil {
			t.Errorf("templates/%s/%s.templ has no page handlers/%s/%s.go", journey, stem, journey, stem)
		}
	}
	routes := sources(t)["handlers/routes.go"]
	for name, text := range sources(t) {
		journey := filepath.Base(filepath.Dir(name))
		if !isJourney(filepath.ToSlash(filepath.Dir(name))) || filepath.Dir(name) == "handlers" {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, text, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || !isPage(f) {
				continue
			}
			if !regexp.MustCompile(`[a-z]\.` + f.Name.Name + `\b`).MatchString(routes) {
				t.Errorf("%s: page %s.%s is not on the site map", name, journey, f.Name.Name)
			}
		}
	}
}

// isPage tells whether a declaration is func (p Pages) Name(c *gin.Context) error.
func isPage(f *ast.FuncDecl) bool {
	if f.Recv == nil || !f.Name.IsExported() || len(f.Type.Params.List) != 1 || f.Type.Results == nil || len(f.Type.Results.List) != 1 {
		return false
	}
	star, ok := f.Type.Params.List[0].Type.(*ast.StarExpr)
	if !ok {
		return false
	}
	s, ok := star.X.(*ast.SelectorExpr)
	return ok && s.Sel.Name == "Context"
}
