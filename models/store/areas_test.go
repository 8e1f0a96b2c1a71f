package store_test

import (
	"fmt"
	"testing"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/store"
	"hundredweight/models/store/storetest"
)

func TestAPlaceIsFoundByItsNameInAnyCase(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, _ *storetest.Clock) {
		err := db.Write(t.Context(), clockActor, func(tx *store.Tx) (audit.Event, error) {
			for _, a := range []store.Titled{{Code: "E12000003", Title: "York", Kind: "region"}, {Code: "E06000014", Title: "York", Kind: "district"}, {Code: "E10000023", Title: "North Yorkshire", Kind: "county"}, {Code: "E92000001", Title: "England", Kind: "country"}} {
				if err := tx.PutArea(a); err != nil {
					return audit.Event{}, err
				}
			}
			return event(1), nil
		})
		if err != nil {
			t.Fatal(err)
		}
		q := db.Reader().Read(t.Context())
		for typed, want := range map[string]string{"york": "E06000014", "YORK": "E06000014", "north YORKSHIRE": "E10000023", "England": "E92000001", "Yor": "", "": "", "' OR 1=1": ""} {
			a, ok, err := q.AreaNamed(typed)
			if err != nil || ok != (want != "") || a.Code != want {
				t.Errorf("%q: %s, %v, %v", typed, a.Code, ok, err)
			}
		}
		loaded, err := q.AreasLoaded(10)
		if err != nil || len(loaded) != 2 || loaded[0].Title != "North Yorkshire" || loaded[1].Code != "E06000014" {
			t.Errorf("to tick: %v, %v", loaded, err)
		}
	})
}

func TestMembershipsComeInTheOrderOfJoining(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		var person, alone account.PersonID
		var orgs []account.OrganisationID
		err := db.Write(t.Context(), clockActor, func(tx *store.Tx) (e audit.Event, err error) {
			orgs = make([]account.OrganisationID, 3)
			if alone, err = tx.AddPerson(store.Person{Email: "al@example.org", Name: "Al", Operator: true, CreatedAt: store.At(clock.Now())}); err != nil {
				return e, err
			}
			if person, err = tx.AddPerson(store.Person{Email: "mo@example.org", Name: "Mo", CreatedAt: store.At(clock.Now())}); err != nil {
				return e, err
			}
			for i := range orgs {
				if orgs[i], err = tx.AddOrganisation(store.Organisation{Slug: fmt.Sprintf("o-%d", i), Name: "O", Kind: "provider", Status: "verified", CreatedBy: person, CreatedAt: store.At(clock.Now())}); err != nil {
					return e, err
				}
			}
			for _, i := range []int{2, 0, 1} {
				if err := tx.AddMembership(person, orgs[i], []account.Permission{account.Contribute}, clock.Now()); err != nil {
					return e, err
				}
			}
			return event(1), nil
		})
		if err != nil {
			t.Fatal(err)
		}
		a, err := db.Reader().Read(t.Context()).Actor(person)
		if err != nil || len(a.Memberships) != 3 || a.Memberships[0].Organisation != orgs[2] || a.Memberships[1].Organisation != orgs[0] || a.Memberships[2].Organisation != orgs[1] {
			t.Errorf("got %+v, %v", a.Memberships, err)
		}
		if a, err = db.Reader().Read(t.Context()).Actor(alone); err != nil || len(a.Memberships) != 0 || !a.Operator || a.Name != "Al" {
			t.Errorf("somebody in no organisation: %+v, %v", a, err)
		}
	})
}
