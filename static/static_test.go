package static

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"testing"
)

func TestTheServedFilesWereMadeFromTheseSources(t *testing.T) {
	sources := []string{"package.json", "package-lock.json", "build.mjs"}
	entries, err := os.ReadDir("src")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		sources = append(sources, "src/"+e.Name())
	}
	sort.Strings(sources)
	sum := sha256.New()
	for _, s := range sources {
		body, err := os.ReadFile(s)
		if err != nil {
			t.Fatal(err)
		}
		sum.Write([]byte(s + "\n"))
		sum.Write(body)
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != loaded.sources {
		t.Fatal("a source was changed after the files were made. Run: make assets")
	}
}

func TestRebuildingGivesTheCommittedFiles(t *testing.T) {
	if os.Getenv("HW_ASSETS") != "1" {
		t.Skip("left out: set HW_ASSETS=1 (make test does) to rebuild with Node")
	}
	if _, err := os.Stat("node_modules/govuk-frontend"); err != nil {
		t.Fatal("install the packages first: npm ci (make test does)")
	}
	out := t.TempDir()
	if msg, err := exec.Command("node", "build.mjs", out).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, msg)
	}
	entries, err := os.ReadDir(out)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		want, err := os.ReadFile(filepath.Join(out, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		kept := filepath.Join("dist", e.Name())
		if e.Name() == "fixtures.json" {
			kept = "../templates/components/govuk/testdata/fixtures.json"
		}
		got, err := os.ReadFile(kept)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what the sources make (%v). Run: make assets", e.Name(), err)
		}
	}
	t.Logf("%d files rebuilt and compared", len(entries))
}

func TestNothingOfGOVUKsOwnLookIsLeft(t *testing.T) {
	css := string(loaded.files["app.css"].Bytes)
	for _, not := range []string{"GDS Transport", "#1d70b8", "govuk-crest", "url(http", "url(//"} {
		if strings.Contains(css, not) {
			t.Errorf("the style sheet holds %q", not)
		}
	}
	for _, must := range []string{"Public Sans", "#0f4c45", "prefers-color-scheme: dark", "@media print"} {
		if !strings.Contains(css, must) {
			t.Errorf("the style sheet lacks %q", must)
		}
	}
}

func TestAFirstVisitIsSmall(t *testing.T) {
	css, js := len(loaded.files["app.css"].Gzip), len(loaded.files["app.js"].Gzip)
	font := len(loaded.files["public-sans-latin-wght-normal.woff2"].Bytes)
	t.Logf("style sheet %d, script %d, font %d bytes as sent", css, js, font)
	if css > 22<<10 || js > 15<<10 || css+js+font > 85<<10 {
		t.Fatalf("over the budget: style sheet %d, script %d, font %d", css, js, font)
	}
}

func TestCommonPasswordsAreKnown(t *testing.T) {
	if n := len(loaded.hashes); n < 40_000 {
		t.Fatalf("the list has %d entries of twelve characters or more", n)
	}
	for _, p := range []string{"123456789012", "passwordpassword", "PasswordPassword", "qwertyuiop12"} {
		if !CommonPassword(p) {
			t.Errorf("%q is not refused", p)
		}
	}
	if CommonPassword("three weights on a beam") {
		t.Error("a sentence of one's own is refused")
	}
}

func TestAddressesCarryTheContent(t *testing.T) {
	if _, current, ok := Open(Path("app.css")); !ok || !current {
		t.Error("the current address is not found")
	}
	if _, current, ok := Open("/static/000000000000/app.css"); !ok || current {
		t.Error("an older address must be found, and not kept for ever")
	}
	if _, _, ok := Open("/static/x/../static.go"); ok {
		t.Error("a path outside the bundle is served")
	}
}
