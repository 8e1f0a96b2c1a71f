// Package sharedtest finds the open data that tests read. The data is not part
// of the repository (a clone stands alone), so a test that needs it is left
// out, in one line, where the folder is missing; with REQUIRE_SHARED=1 its
// absence is a failure.
package sharedtest

import (
	"os"
	"path/filepath"
	"testing"
)

// Path gives the place of a file under shared/data, such as
// "ocds-uk/find-a-tender/x.json". It leaves the test out when the folder is
// not beside the repository, and fails it under REQUIRE_SHARED=1.
func Path(t testing.TB, rel string) string {
	t.Helper()
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
			break
		}
		up := filepath.Dir(root)
		if up == root {
			t.Fatal("no go.mod above the test's folder")
		}
		root = up
	}
	path := filepath.Join(root, "..", "shared", "data", filepath.FromSlash(rel))
	if _, err := os.Stat(path); err != nil {
		if os.Getenv("REQUIRE_SHARED") == "1" {
			t.Fatalf("shared data is required and %s is not there", rel)
		}
		t.Skipf("left out: shared/data/%s is not beside this clone", rel)
	}
	return path
}
