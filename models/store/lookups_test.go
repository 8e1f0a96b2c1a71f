package store_test

import (
	"strings"
	"testing"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/store"
	"hundredweight/models/store/storetest"
)

func TestCodesAndAreasAreFoundByWords(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		by := account.System("test")
		err := db.Write(t.Context(), by, func(tx *store.Tx) (audit.Event, error) {
			for code, title := range map[string]string{"55521100": "Meals-on-wheels services", "55520000": "Catering services", "55524000": "School catering services", "15894200": "Prepared meals 100% fresh"} {
				if err := tx.PutCPV(code, title); err != nil {
					return audit.Event{}, err
				}
			}
			for code, name := range map[string]string{"E08000033": "Calderdale", "E12000001": "North East", "E47000010": "North East", "E06000023": "Bristol, City of"} {
				if err := tx.PutArea(store.Titled{Code: code, Title: name, Kind: "district"}); err != nil {
					return audit.Event{}, err
				}
			}
			return audit.New(by, clock.Now(), "test.made", audit.Subject{Kind: "test", Ref: "x"}), nil
		})
		if err != nil {
			t.Fatal(err)
		}
		q := db.Reader().Read(t.Context())
		codes := func(all []store.Titled, err error) string {
			if err != nil {
				t.Fatal(err)
			}
			var out []string
			for _, one := range all {
				out = append(out, one.Code)
			}
			return strings.Join(out, " ")
		}
		for typed, want := range map[string]string{
			"CATERING": "55520000 55524000", "school catering": "55524000", "meals": "15894200 55521100", "5552": "55520000 55521100 55524000",
			"": "", "%": "", "100% fresh": "15894200", "nothing": "", "school meals catering services too": "",
		} {
			if got := codes(q.FindCPV(typed, 10)); got != want {
				t.Errorf("%q finds %q, want %q", typed, got, want)
			}
		}
		if got := codes(q.FindCPV("services", 2)); got != "55520000 55521100" {
			t.Errorf("two at most: %q", got)
		}
		if got := codes(q.AreasNamed("north east", 5)); got != "E12000001 E47000010" {
			t.Errorf("of that name: %q", got)
		}
		if got := codes(q.AreasNamed("North", 5)); got != "" {
			t.Errorf("part of a name is none: %q", got)
		}
		for typed, want := range map[string]string{"bri": "E06000023", "%": "", "_alderdale": "", "Calder": "E08000033"} {
			if got := codes(q.AreasLike(typed, 5)); got != want {
				t.Errorf("like %q: %q, want %q", typed, got, want)
			}
		}
	})
}
