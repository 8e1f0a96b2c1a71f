package award

import "hundredweight/models/refusal"

// Lot is where one part (lot) of a tender stands in the decision.
type Lot struct {
	ID    string
	Award Status // of the award in force; "" for none
	Ended bool   // ends without a contract
}

// Open tells whether the part still needs a decision.
func (l Lot) Open() bool { return !l.Ended && l.Award == "" }

// Pending tells whether its award is on the way to a contract.
func (l Lot) Pending() bool { return !l.Ended && l.Award != "" && l.Award != ContractCreated }

// Outlook is what a tender as a whole waits for.
type Outlook string

// What a tender waits for.
const (
	Deciding  Outlook = "deciding"  // parts without a decision, and none on the way
	Underway  Outlook = "underway"  // an award on the way to a contract
	Concluded Outlook = "concluded" // every part has a contract or was ended
)

// Look tells what a tender of these parts waits for. Awards on the way go first:
// a part whose award was taken back is decided again once they are signed.
func Look(lots []Lot) Outlook {
	open := false
	for _, l := range lots {
		if l.Pending() {
			return Underway
		}
		open = open || l.Open()
	}
	if open {
		return Deciding
	}
	return Concluded
}

// MayEnd refuses to end a part that has an award or ended already, or the last
// one when no part has a contract: that is a cancellation, with a notice of its
// own (UK12).
func MayEnd(lots []Lot, id, reason string) error {
	var one *Lot
	others := 0
	for i, l := range lots {
		if l.ID == id {
			one = &lots[i]
			continue
		}
		if !l.Ended {
			others++
		}
	}
	switch {
	case one == nil:
		return refusal.Missing("part (lot)")
	case one.Ended:
		return refusal.Already("Part (lot) %s ended already.", id)
	case one.Award != "":
		return refusal.Turn("Part (lot) %s has an award. Take the award back first.", id)
	case others == 0:
		return refusal.Turn("No other part (lot) is left. Cancel the tender instead, with its termination notice (UK12).")
	}
	return CheckReason("reason", reason, "why this part (lot) ends without a contract")
}

// fewestReason is the least that a reason of a decision says, in characters.
const fewestReason = 20

// CheckReason refuses a reason that says next to nothing, or too much to keep.
func CheckReason(field, reason, what string) error {
	switch n := len([]rune(reason)); {
	case n < fewestReason:
		return refusal.Field(field, "Say %s, in at least %d characters", what, fewestReason)
	case n > 4000:
		return refusal.Field(field, "Shorten this to 4,000 characters")
	}
	return nil
}
