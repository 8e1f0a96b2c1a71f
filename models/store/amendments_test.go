package store_test

import (
	"errors"
	"testing"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/store/storetest"
	"hundredweight/models/tender"
)

func TestAChangeIsWrittenOnceATimeAndByWhoSawTheLast(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		ctx, n := t.Context(), 0
		write := func(f func(*store.Tx) error) error {
			n++
			return db.Write(ctx, clockActor, func(tx *store.Tx) (audit.Event, error) { return event(n), f(tx) })
		}
		var id tender.ID
		var who account.PersonID
		err := write(func(tx *store.Tx) (err error) {
			if who, err = tx.AddPerson(store.Person{Email: "ada@example.org", Name: "Ada", CreatedAt: store.At(clock.Now())}); err != nil {
				return err
			}
			org, err := tx.AddOrganisation(store.Organisation{Slug: "harrowick", Name: "Harrowick", Kind: "buyer", Status: "verified", CreatedBy: who, CreatedAt: store.At(clock.Now())})
			if err != nil {
				return err
			}
			id, err = tx.AddTender(store.TenderRow{Ref: "cwt-2026-0001", Org: org, Author: who, CreatedAt: store.At(clock.Now())}, tender.Content{Title: "Meals"})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, ok, err := db.Reader().Read(ctx).AmendmentOf(id); ok || err != nil {
			t.Fatalf("before any: %v %v", ok, err)
		}
		if err := write(func(tx *store.Tx) error { return tx.AddAmendment(id, 7, `{"title":"Meals"}`, who, clock.Now()) }); err != nil {
			t.Fatal(err)
		}
		if err := write(func(tx *store.Tx) error { return tx.AddAmendment(id, 8, `{}`, who, clock.Now()) }); !errors.Is(err, refusal.ErrDuplicate) {
			t.Fatalf("a second change: %v", err)
		}
		save := func(seen int64) error {
			return write(func(tx *store.Tx) error {
				return tx.SaveAmendment(id, seen, tender.Content{Title: "Better meals"}, who, clock.Now())
			})
		}
		if err := save(6); !errors.Is(err, refusal.ErrStale) {
			t.Fatalf("an older state: %v", err)
		}
		if err := save(7); err != nil {
			t.Fatal(err)
		}
		a, ok, err := db.Reader().Read(ctx).AmendmentOf(id)
		if err != nil || !ok || a.Revision != 8 || a.EditedBy != who || !a.EditedAt.Equal(clock.Now()) {
			t.Fatalf("got %+v, %v", a, err)
		}
		if c, err := a.Content(); err != nil || c.Title != "Better meals" {
			t.Fatalf("got %+v, %v", c, err)
		}
		drop := func() error { return write(func(tx *store.Tx) error { return tx.DropAmendment(id) }) }
		if err := drop(); err != nil {
			t.Fatal(err)
		}
		if err := drop(); !errors.Is(err, refusal.ErrStale) {
			t.Fatalf("dropped twice: %v", err)
		}
	})
}
