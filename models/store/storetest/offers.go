package storetest

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/addedvalue"
	"hundredweight/models/audit"
	"hundredweight/models/money"
	"hundredweight/models/offer"
	"hundredweight/models/store"
)

// Many is how many services benchmarks of lists put into a database: a million,
// or what HW_BENCH_OFFERS says.
func Many(t testing.TB) int {
	t.Helper()
	said := os.Getenv("HW_BENCH_OFFERS")
	if said == "" {
		return 1_000_000
	}
	n, err := strconv.Atoi(said)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// stems are the words that made-up services are written in. The first is in
// nearly every fifth of them, as "community" or "support" is in real ones.
var stems = strings.Fields(`community support people home care meals advice garden walk carer family young older street kitchen repair bicycle
	hospital balance strength company debt benefit housing tenancy night shelter recovery listening music art sewing choir allotment harbour coast
	valley village town library school club lunch supper tea swim dance transport driver minibus ride nurse ward visit cold warm winter damp boiler
	letter telephone screen class teacher certificate apprentice bakery timber furniture paint cycle path wood river bird bee flood tide lantern
	quilt wool drum guitar theatre film camera poem story memory photograph museum chapel hall square market fair stall farm orchard apple honey
	cheese bread soup spice curry halal kosher vegan allergy sensory autism dementia stroke sight hearing sign wheelchair ramp lift scooter`)

// Offers puts n published services into a database in large transactions, with
// words and facets drawn at random from a fixed seed.
func Offers(t testing.TB, db *store.DB, clock *Clock, n int) {
	t.Helper()
	const chunk = 5_000
	r := rand.New(rand.NewPCG(7, 3))
	by := account.System("benchmark")
	var orgs []account.OrganisationID
	event := func(i int) audit.Event {
		return audit.New(by, clock.Now(), "benchmark.filled", audit.Subject{Kind: "benchmark", Ref: strconv.Itoa(i)})
	}
	write := func(i int, do func(tx *store.Tx) error) {
		if err := db.WriteBulk(t.Context(), by, func(tx *store.Tx) (audit.Event, error) { return event(i), do(tx) }); err != nil {
			t.Fatal(err)
		}
	}
	write(-1, func(tx *store.Tx) error {
		person, err := tx.AddPerson(store.Person{Name: "Maker", Email: "maker@example.org", CreatedAt: store.At(clock.Now())})
		if err != nil {
			return err
		}
		orgs = make([]account.OrganisationID, 500)
		for i := range orgs {
			if orgs[i], err = tx.AddOrganisation(store.Organisation{Slug: fmt.Sprintf("made-%d", i), Name: fmt.Sprintf("Made Up %d", i), Kind: "provider", Status: "verified", CreatedBy: person, CreatedAt: store.At(clock.Now())}); err != nil {
				return err
			}
		}
		return nil
	})
	for from := 0; from < n; from += chunk {
		write(from, func(tx *store.Tx) error {
			for i := from; i < min(from+chunk, n); i++ {
				if err := addOffer(tx, clock.Now(), r, orgs[i%len(orgs)], i); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

func addOffer(tx *store.Tx, at time.Time, r *rand.Rand, org account.OrganisationID, i int) error {
	c := madeUp(r)
	v := store.OfferVersion{Status: offer.Published, Revision: 1, SavedBy: 1, SavedName: "Maker", SavedAt: store.At(at)}
	if err := v.Fill(c); err != nil {
		return err
	}
	ref := fmt.Sprintf("b%09d", i)
	id, err := tx.AddOffer(ref, org, v)
	if err != nil {
		return err
	}
	return tx.ListOffer(store.OfferRow{ID: id, Ref: ref, Org: org}, 1, store.Listing{Content: c, OrgName: fmt.Sprintf("Made Up %d", i%500), OrgKind: "charity", KindName: "Charity", At: at})
}

func madeUp(r *rand.Rand) offer.Content {
	words := func(n int) string {
		var b strings.Builder
		for k := range n {
			if k > 0 {
				b.WriteByte(' ')
			}
			if r.IntN(100) < 2 {
				b.WriteString(stems[0])
			} else {
				b.WriteString(stems[1+r.IntN(len(stems)-1)])
			}
		}
		return b.String()
	}
	room := int64(r.IntN(200))
	theme := addedvalue.Themes[r.IntN(len(addedvalue.Themes))]
	likely := theme.Likely[r.IntN(len(theme.Likely))]
	claim := likely.From("claim00001")
	claim.Who, claim.Know, claim.Quantity = words(4), []addedvalue.Level{addedvalue.E0, addedvalue.E1, addedvalue.E2, addedvalue.E3, addedvalue.E4}[r.IntN(5)], addedvalue.Number(strconv.Itoa(1+r.IntN(500)))
	return offer.Content{
		Title: words(5), Summary: words(16), About: words(60), Who: words(6), Theme: theme.Key, CPV: []offer.CPV{{Code: "85312400", Title: "Welfare services"}},
		Areas: []offer.Area{{Code: fmt.Sprintf("E0700%04d", r.IntN(300)), Name: "Place"}}, Capacity: offer.Capacity{Room: &room, Unit: "people"},
		Price: offer.Price{Basis: offer.PerPerson, Amount: money.Pence(1 + r.IntN(100_000))}, Claims: []addedvalue.Claim{claim},
		Contact: offer.Contact{Name: "Ask", Email: "ask@example.org"},
	}
}
