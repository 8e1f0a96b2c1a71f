package store_test

import (
	"sort"
	"strings"
	"testing"

	"hundredweight/models/store"
	"hundredweight/models/store/storetest"
)

// wholeTables are the methods that may read a whole table, and why.
var wholeTables = map[string]string{
	"CountEvents":      "for tests and the doctor, never for a page",
	"RegisterSize":     "for the operator alone, and over an index",
	"OfferFacets":      "one row for each value of a facet, remembered until the next publication",
	"SweepSignIn":      "once a night, behind the pages",
	"MailNewest":       "walks from the newest and stops at its limit",
	"SignedContracts":  "walks from the newest and stops at its limit",
	"ListTenders":      "walks from the newest and stops at its limit",
	"NewestCheckpoint": "walks from the newest and stops at the first",
	"StagesExist":      "stops at the first",
	"Operators":        "an index of the few people who run the site",
	"Areas":            "some hundred areas, which are imported",
	"AreasLike":        "some hundred areas, which are imported",
	"AreasLoaded":      "some hundred areas, which are imported",
	"FindCPV":          "nine thousand codes, which are imported, and stops at its limit",
}

func TestNoStatementReadsAWholeTable(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		scans, all, err := store.ScansForTest(t.Context(), db, clock.Now())
		if err != nil {
			t.Error(err)
		}
		if all < 280 {
			t.Errorf("only %d statements were looked at", all)
		}
		sort.Slice(scans, func(i, j int) bool { return scans[i].Method < scans[j].Method })
		for _, s := range scans {
			say := t.Errorf
			if why := wholeTables[s.Method]; why != "" {
				say = func(format string, args ...any) { t.Logf(format+"\nallowed: "+why, args...) }
			}
			say("%s\n%s\n%s", s.Method, s.Query, strings.Join(s.Steps, "\n"))
		}
		t.Logf("%d statements, %d read a whole table", all, len(scans))
	})
}
