package store_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/store"
	"hundredweight/models/store/storetest"
	"hundredweight/models/tender"
)

// listed adds published tenders: when each closes, from now, and its status.
func listed(t *testing.T, db *store.DB, clock *storetest.Clock) {
	t.Helper()
	err := db.Write(t.Context(), clockActor, func(tx *store.Tx) (e audit.Event, err error) {
		person, err := tx.AddPerson(store.Person{Email: "mo@example.org", Name: "Mo", CreatedAt: store.At(clock.Now())})
		if err != nil {
			return e, err
		}
		org, err := tx.AddOrganisation(store.Organisation{Slug: "harrowick", Name: "Harrowick", Kind: "buyer", Status: "verified", CreatedBy: person, CreatedAt: store.At(clock.Now())})
		if err != nil {
			return e, err
		}
		for i, one := range []struct {
			title, area, cpv string
			status           tender.Status
			closes           int // days from now
			pence            int64
			public           bool
		}{
			{"Meals", "E1", "85311100", tender.Open, 20, 20_000_00, true},
			{"Community meals", "E1", "55520000", tender.Open, 5, 200_000_00, true},
			{"Roads", "E2", "45233120", tender.Open, 5, 9_000_000_00, false},
			{"Past meals", "E2", "85311100", tender.Open, -1, 20_000_00, true}, // its job has not run
			{"Old roads", "E1", "45233120", tender.Concluded, -90, 20_000_00, true},
			{"Cancelled meals", "E1", "85311100", tender.Cancelled, 9, 20_000_00, true},
			{"Draft meals", "E1", "85311100", tender.Draft, 9, 20_000_00, true},
		} {
			if err := addListed(tx, org, person, i, one.status, tender.Content{
				Title: one.title, Areas: []tender.Area{{Code: one.area, Name: "Place " + one.area}}, CPV: []tender.CPV{{Code: one.cpv}}, Budget: tender.Budget{NetPence: one.pence, Published: one.public},
			}, clock.Now(), one.closes); err != nil {
				return e, err
			}
		}
		return event(1), nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func addListed(tx *store.Tx, org account.OrganisationID, person account.PersonID, i int, status tender.Status, c tender.Content, now time.Time, days int) error {
	id, err := tx.AddTender(store.TenderRow{Ref: fmt.Sprintf("cwt-2026-%04d", i), Org: org, Author: person, CreatedAt: store.At(now)}, c)
	if err != nil || status == tender.Draft {
		return err
	}
	if err := tx.PublishTender(id, 1, "n", now.Add(time.Duration(i)*time.Minute), now.AddDate(0, 0, days)); err != nil {
		return err
	}
	if err := tx.MoveTender(id, tender.Draft, status); err != nil {
		return err
	}
	var terms []string
	for _, tag := range c.Tags() {
		terms = append(terms, tag.Term())
	}
	if _, err := tx.IndexTagged(store.SearchTenders, int64(id), c.Title, "", terms); err != nil {
		return err
	}
	return tx.ShowTender(id, c)
}

func titles(lines []store.TenderLine) string {
	var all []string
	for _, l := range lines {
		all = append(all, l.Title)
	}
	return strings.Join(all, ", ")
}

func TestThePublicListOfTendersIsSortedNarrowedAndCounted(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		listed(t, db, clock)
		q := db.Reader().Read(t.Context())
		for _, c := range []struct {
			name  string
			f     store.TenderFilter
			want  string
			count int
		}{
			{"open ones first, closing soonest, then the last closed", store.TenderFilter{}, "Community meals, Roads, Meals, Cancelled meals, Past meals, Old roads", 6},
			{"newest", store.TenderFilter{Order: store.NewestTender}, "Cancelled meals, Old roads, Past meals, Roads, Community meals, Meals", 6},
			{"words", store.TenderFilter{Words: "meal"}, "Community meals, Meals, Cancelled meals, Past meals", 4},
			{"best", store.TenderFilter{Words: "community meals", Order: store.BestTender}, "Community meals", 1},
			{"one that is past its deadline is not open", store.TenderFilter{Tags: map[tender.Facet][]string{tender.ByStatus: {"open"}}}, "Community meals, Roads, Meals", 3},
			{"and is being decided", store.TenderFilter{Tags: map[tender.Facet][]string{tender.ByStatus: {"deciding"}}}, "Past meals", 1},
			{"decided or cancelled", store.TenderFilter{Tags: map[tender.Facet][]string{tender.ByStatus: {"decided", "cancelled"}}}, "Cancelled meals, Old roads", 2},
			{"closing within a week", store.TenderFilter{Tags: map[tender.Facet][]string{tender.ByClosing: {"7"}}}, "Community meals, Roads", 2},
			{"a place and a theme", store.TenderFilter{Tags: map[tender.Facet][]string{tender.ByArea: {"E1"}, tender.ByTheme: {"85", "45"}}}, "Meals, Cancelled meals, Old roads", 3},
			{"a value that is kept is not found", store.TenderFilter{Tags: map[tender.Facet][]string{tender.ByValue: {"5"}}}, "", 0},
			{"a value that is published is", store.TenderFilter{Tags: map[tender.Facet][]string{tender.ByValue: {"3"}}}, "Community meals", 1},
			{"nothing", store.TenderFilter{Words: "spaceships"}, "", 0},
		} {
			c.f.Now = clock.Now()
			list, err := q.ListTenders(c.f, 25)
			if err != nil {
				t.Fatalf("%s: %v", c.name, err)
			}
			if got := titles(list.Lines); got != c.want || list.N != c.count || list.More || list.Over {
				t.Errorf("%s: got %q of %d, want %q of %d", c.name, got, list.N, c.want, c.count)
			}
			var paged []store.TenderLine
			for range 10 {
				page, err := q.ListTenders(c.f, 1)
				if err != nil {
					t.Fatalf("%s: %v", c.name, err)
				}
				paged = append(paged, page.Lines...)
				if !page.More {
					break
				}
				c.f.After = page.Lines[0].Ref
			}
			if got := titles(paged); got != c.want {
				t.Errorf("%s, page by page: got %q, want %q", c.name, got, c.want)
			}
		}
	})
}

func TestCountsOfAFacetLeaveItsOwnChoiceOut(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		listed(t, db, clock)
		q := db.Reader().Read(t.Context())
		list, err := q.ListTenders(store.TenderFilter{Now: clock.Now(), Tags: map[tender.Facet][]string{tender.ByArea: {"E1"}, tender.ByStatus: {"open"}}}, 25)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := fmt.Sprint(list.By), "map[closing:map[14:1 30:2 7:1] status:map[cancelled:1 decided:1 open:2] theme:map[55:1 85:1] value:map[1:1 3:1] where:map[e1:2 e2:1]]"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		for _, l := range list.Lines {
			if l.Places != "Place E1" || l.ShownPence == 0 {
				t.Errorf("got %+v", l)
			}
		}
		all, err := q.ListTenders(store.TenderFilter{Now: clock.Now(), Words: "roads"}, 25)
		if err != nil || len(all.Lines) != 2 || all.Lines[0].ShownPence != 0 {
			t.Errorf("a value that the buyer keeps is shown: %+v %v", all.Lines, err)
		}
		places, err := q.TenderPlaces()
		if err != nil || places["E2"] != "Place E2" {
			t.Errorf("got %v, %v", places, err)
		}
	})
}

func TestAPlaceInTheListHoldsWhenItsTenderLeaves(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		listed(t, db, clock)
		q := db.Reader().Read(t.Context())
		f := store.TenderFilter{Now: clock.Now(), After: "cwt-2026-0001", Tags: map[tender.Facet][]string{tender.ByStatus: {"open"}}}
		f.Now = clock.Now().AddDate(0, 0, 6) // the first page's tender has closed meanwhile
		list, err := q.ListTenders(f, 25)
		if err != nil || titles(list.Lines) != "" {
			t.Errorf("got %q, %v: it stands behind every open one now", titles(list.Lines), err)
		}
		f.Order = store.NewestTender
		if list, err = q.ListTenders(f, 25); err != nil || titles(list.Lines) != "Meals" {
			t.Errorf("got %q, %v", titles(list.Lines), err)
		}
		f.After = "cwt-2026-0006"
		if _, err := q.ListTenders(f, 25); err == nil {
			t.Error("a draft is a place in the public list")
		}
	})
}

func TestThePublicListsReadNoWholeTable(t *testing.T) {
	clock := storetest.NewClock()
	db := storetest.SQLite(t, clock)
	plans, err := db.Reader().Read(t.Context()).PlansForTest(clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	if len(plans) < 8 {
		t.Fatalf("got %d plans", len(plans))
	}
	for query, lines := range plans {
		for _, l := range lines {
			sorted := strings.Contains(l, "USE TEMP B-TREE FOR ORDER BY")
			if sorted || strings.HasPrefix(l, "SCAN") && !strings.Contains(l, "USING INDEX") && !strings.Contains(l, "SCAN s") && !strings.Contains(l, "VIRTUAL TABLE") && !strings.Contains(l, "SCAN c") {
				t.Errorf("%s\n%s", query, strings.Join(lines, "\n"))
				break
			}
		}
	}
}
