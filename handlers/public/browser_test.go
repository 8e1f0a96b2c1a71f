package public_test

import (
	"testing"

	"hundredweight/handlers/browsertest"
	"hundredweight/handlers/sitetest"
	"hundredweight/models/store/storetest"
)

func TestBrowserReadsTheWords(t *testing.T) {
	b := browsertest.Open(t)
	clock := storetest.NewClock()
	s := sitetest.New(t, storetest.SQLite(t, clock), clock)
	for _, path := range []string{"/", "/help", "/help/glossary", "/accessibility", "/privacy", "/cookies", "/about", "/ledger", "/nothing-here"} {
		b.Go(s.URL + path)
		if b.Heading() == "" {
			t.Errorf("%s has no heading", path)
		}
		b.Check()
	}
	for _, script := range []bool{true, false} {
		b.Script(script)
		b.Go(s.URL + "/")
		b.Press("I buy services")
		if got := b.Path(); got != "/help" {
			t.Errorf("with script %v the door leads to %s", script, got)
		}
		b.Press("All words explained")
		b.See("Waiting period", "standstill")
	}
}
