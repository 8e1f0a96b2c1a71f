package store_test

import (
	"errors"
	"testing"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/store/storetest"
)

func TestAPersonActsWithWhatTheirMembershipsSay(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		var person account.PersonID
		var org account.OrganisationID
		err := db.Write(t.Context(), clockActor, func(tx *store.Tx) (e audit.Event, err error) {
			if person, err = tx.AddPerson(store.Person{Email: "mo@example.org", Name: "Mo", CreatedAt: store.At(clock.Now())}); err != nil {
				return e, err
			}
			if org, err = tx.AddOrganisation(store.Organisation{Slug: "hope", Name: "Hope", Kind: "provider", Status: "unverified", CreatedBy: person, CreatedAt: store.At(clock.Now())}); err != nil {
				return e, err
			}
			return event(1), tx.AddMembership(person, org, []account.Permission{account.Contribute, account.Sign}, clock.Now())
		})
		if err != nil {
			t.Fatal(err)
		}
		a, err := db.Reader().Read(t.Context()).Actor(person)
		if err != nil {
			t.Fatal(err)
		}
		m, ok := a.In(org)
		if !ok || !m.Has(account.Sign) || m.Has(account.ManageTeam) || m.Verified || m.IsBuyer {
			t.Fatalf("got %+v", m)
		}
		if _, err := db.Reader().Read(t.Context()).Actor(person + 1); !errors.Is(err, refusal.ErrNotFound) {
			t.Fatalf("a person who is not there: %v", err)
		}
		err = db.Write(t.Context(), clockActor, func(tx *store.Tx) (audit.Event, error) {
			return event(2), tx.AddMembership(person, org, nil, clock.Now())
		})
		if !errors.Is(err, refusal.ErrDuplicate) {
			t.Fatalf("a second membership: %v", err)
		}
	})
}

func TestALinkIsUsedOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		hash := []byte("0123456789abcdef0123456789abcdef")
		if err := db.Keep(t.Context(), store.KeepLinks, func(k *store.KeepTx) error {
			return k.AddLink(store.Link{Hash: hash, Purpose: "reset", Email: "a@example.org", CreatedAt: store.At(clock.Now()), ExpiresAt: store.At(clock.Now())})
		}); err != nil {
			t.Fatal(err)
		}
		use := func() error {
			return db.Write(t.Context(), clockActor, func(tx *store.Tx) (audit.Event, error) { return event(1), tx.UseLink(hash, clock.Now()) })
		}
		if err := use(); err != nil {
			t.Fatal(err)
		}
		if err := use(); !errors.Is(err, refusal.ErrStale) {
			t.Fatalf("second use: %v", err)
		}
	})
}
