package commissioning_test

import (
	"errors"
	"strings"
	"testing"

	"hundredweight/models/account"
	"hundredweight/models/ocds"
	"hundredweight/models/organisation"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/store/storetest"
	"hundredweight/models/tender"
)

// notice is a published notice of a small service.
const notice = `{"ocid": "ocds-213czf-0007", "id": "000007-2026", "date": "2026-11-01T09:00:00Z", "tag": ["tender"], "tender": {"title": "Advice on debt", "mainProcurementCategory": "services",
	"value": {"amount": 100000, "amountGross": 120000, "currency": "EUR"}, "items": [{"id": "1", "additionalClassifications": [{"scheme": "CPV", "id": "85312310"}], "deliveryAddresses": [{"region": "E08000033"}]}]}}`

func imported(t *testing.T, w *world, file string) tender.Content {
	t.Helper()
	c, err := ocds.TenderDraft([]byte(file), "", w.clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestANoticeIsTakenInOnceWhileItsDraftStands(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx := t.Context()
		w.fine(w.steps.ImportCPV(ctx, []organisation.Code{{Code: "85312310", Title: "Guidance services"}}, make([]byte, 32)))
		w.fine(w.steps.ImportAreas(ctx, []organisation.Code{{Code: "E08000033", Title: "Calderdale", Kind: "district"}}, make([]byte, 32)))
		c := imported(t, w, notice)
		ref, again, err := w.steps.ImportTender(ctx, w.author, w.buyer, c)
		w.fine(err)
		row, err := db.Reader().Read(ctx).TenderByRef(ref)
		w.fine(err)
		got, err := row.Content()
		w.fine(err)
		if again || row.Status != tender.Draft || row.Author != w.author.Person || got.Title != "Advice on debt" || len(got.Open) != 1 || got.Open[0].Key != "currency" || got.Source.SHA256 == "" {
			t.Errorf("again %v, row %+v, content %+v", again, row, got)
		}
		if got.CPV[0].Title != "Guidance services" || got.Areas[0].Name != "Calderdale" {
			t.Errorf("names of codes that are loaded: %+v %+v", got.CPV, got.Areas)
		}
		if err := tender.Ready(got, tender.Needs{}, tender.People{}); err == nil || !strings.Contains(err.Error(), "Answer: The value of the tender is in EUR") {
			t.Errorf("a draft with an open question could be approved: %v", err)
		}
		if n := w.happened("tender.imported"); n != 1 {
			t.Errorf("%d events of an import", n)
		}

		same, again, err := w.steps.ImportTender(ctx, w.author, w.buyer, c)
		if err != nil || !again || same != ref {
			t.Errorf("the same notice again: %s %v %v", same, again, err)
		}
		other := w.person("Oda Other", w.buyer, account.Author)
		if _, _, err := w.steps.ImportTender(ctx, other, w.buyer, c); !errors.Is(err, refusal.ErrDuplicate) || !strings.Contains(err.Error(), ref) || !strings.Contains(err.Error(), "Ada Author") {
			t.Errorf("the same notice by a colleague: %v", err)
		}
		if n := w.happened("tender.imported"); n != 1 {
			t.Errorf("%d events after imports that changed nothing", n)
		}

		w.fine(w.steps.WithdrawTender(ctx, w.author, ref, "Started by mistake"))
		fresh, again, err := w.steps.ImportTender(ctx, other, w.buyer, c)
		if err != nil || again || fresh == ref {
			t.Errorf("after the draft was withdrawn: %s %v %v", fresh, again, err)
		}
	})
}

func TestWhoMayNotImportANotice(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		c := imported(t, w, notice)
		for name, one := range map[string]struct {
			by   account.Actor
			org  account.OrganisationID
			want error
		}{
			"somebody without the right":  {w.eval1, w.buyer, refusal.ErrNotAllowed},
			"somebody of another body":    {w.providers[0].signer, w.buyer, refusal.ErrNotFound},
			"an organisation that sells":  {w.person("Pia Provider", w.providers[0].org, account.Author), w.providers[0].org, refusal.ErrNotAllowed},
			"an organisation not on here": {w.author, 999_999, refusal.ErrNotFound},
		} {
			if _, _, err := w.steps.ImportTender(t.Context(), one.by, one.org, c); !errors.Is(err, one.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		c.Source = nil
		if _, _, err := w.steps.ImportTender(t.Context(), w.author, w.buyer, c); !errors.Is(err, refusal.ErrInvalid) {
			t.Errorf("a draft from no notice: %v", err)
		}
		all, err := db.Reader().Read(t.Context()).TendersOfOrganisation(w.buyer, 0, 10)
		w.fine(err)
		if len(all) != 0 {
			t.Errorf("a refused import left %v", all)
		}
	})
}

func TestANoticeWithoutAnIdIsKnownByItsFile(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		file := strings.Replace(notice, `"id": "000007-2026", `, "", 1)
		first, _, err := w.steps.ImportTender(t.Context(), w.author, w.buyer, imported(t, w, file))
		w.fine(err)
		second, again, err := w.steps.ImportTender(t.Context(), w.author, w.buyer, imported(t, w, file))
		w.fine(err)
		third, other, err := w.steps.ImportTender(t.Context(), w.author, w.buyer, imported(t, w, strings.Replace(file, "Advice on debt", "Advice on rent", 1)))
		w.fine(err)
		if second != first || !again || third == first || other {
			t.Errorf("%s, %s (%v), %s (%v)", first, second, again, third, other)
		}
	})
}

func TestOnlyACheckedBuyerStartsATender(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := newWorld(t, db, clock)
		ctx, c := t.Context(), content(clock.Now())
		w.write(func(tx *store.Tx) error { return tx.MoveOrganisation(w.buyer, "verified", "suspended", clock.Now()) })
		_, err := w.steps.StartTender(ctx, w.author, w.buyer, c)
		w.refused("a suspended buyer starts", err, refusal.ErrNotAllowed, "has not been checked")
		_, _, err = w.steps.ImportTender(ctx, w.author, w.buyer, imported(t, w, notice))
		w.refused("a suspended buyer imports", err, refusal.ErrNotAllowed, "has not been checked")
		if n := w.happened("tender.started") + w.happened("tender.imported"); n != 0 {
			t.Errorf("%d tenders were started", n)
		}
		_, err = w.steps.StartTender(ctx, w.joins(w.providers[0].signer, w.providers[1].org, account.Author), w.providers[1].org, c)
		w.refused("a provider starts", err, refusal.ErrNotAllowed, "Only a buyer can start tenders")
	})
}
