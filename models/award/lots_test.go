package award

import (
	"errors"
	"testing"

	"hundredweight/models/refusal"
)

func TestATenderWaitsForItsParts(t *testing.T) {
	for _, c := range []struct {
		name string
		lots []Lot
		want Outlook
	}{
		{"nothing decided", []Lot{{ID: "1"}, {ID: "2"}}, Deciding},
		{"one on the way", []Lot{{ID: "1", Award: Standstill}, {ID: "2"}}, Underway},
		{"one signed, one on the way", []Lot{{ID: "1", Award: ContractCreated}, {ID: "2", Award: Confirmed}}, Underway},
		{"one signed, one without an award", []Lot{{ID: "1", Award: ContractCreated}, {ID: "2"}}, Deciding},
		{"one signed, one ended", []Lot{{ID: "1", Award: ContractCreated}, {ID: "2", Ended: true}}, Concluded},
		{"all signed", []Lot{{ID: "1", Award: ContractCreated}}, Concluded},
	} {
		if got := Look(c.lots); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

func TestAPartEndsWithAReasonWhileAnotherIsLeft(t *testing.T) {
	why := "No bid met the minimum that was published for this part."
	two := func() []Lot { return []Lot{{ID: "1", Award: Confirmed}, {ID: "2"}} }
	if err := MayEnd(two(), "2", why); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, id, why string
		lots          []Lot
		want          error
	}{
		{"one that is not there", "9", why, two(), refusal.ErrNotFound},
		{"one with an award", "1", why, two(), refusal.ErrOutOfTurn},
		{"one that ended", "2", why, []Lot{{ID: "1"}, {ID: "2", Ended: true}}, refusal.ErrDuplicate},
		{"the only one", "1", why, []Lot{{ID: "1"}}, refusal.ErrOutOfTurn},
		{"the last one left", "1", why, []Lot{{ID: "1"}, {ID: "2", Ended: true}}, refusal.ErrOutOfTurn},
		{"without a reason", "2", "no bids", two(), refusal.ErrInvalid},
	} {
		if err := MayEnd(c.lots, c.id, c.why); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v", c.name, err)
		}
	}
}
