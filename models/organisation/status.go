package organisation

import (
	"strings"
	"unicode/utf8"

	"hundredweight/models/account"
	"hundredweight/models/refusal"
)

// Status says how far an organisation has been checked.
type Status string

// Statuses.
const (
	Unverified  Status = "unverified"   // waits for a check
	SecondCheck Status = "second_check" // one operator checked it; another must
	Verified    Status = "verified"
	Refused     Status = "refused"   // could not be confirmed; it may correct its details
	Suspended   Status = "suspended" // was verified; something is wrong
)

// Say gives a status in words.
func (s Status) Say() string {
	switch s {
	case Unverified:
		return "Not checked yet"
	case SecondCheck:
		return "Checked once, waits for a second check"
	case Verified:
		return "Checked"
	case Refused:
		return "Could not be confirmed"
	case Suspended:
		return "Suspended"
	}
	return string(s)
}

// Decision is what an operator decides about an organisation.
type Decision string

// Decisions.
const (
	Confirm Decision = "verified"
	Refuse  Decision = "refused"
	Suspend Decision = "suspended"
)

// Check is one operator's decision about an organisation as it stands.
type Check struct {
	Status    Status
	Decision  Decision
	Reason    string
	By        account.PersonID
	Member    bool             // By belongs to the organisation
	Operators int              // people who run the site
	First     account.PersonID // who made the first of two checks, 0 for nobody
	Taken     bool             // another checked organisation has the number
}

// Most and fewest characters of a reason.
const (
	MinReason = 10
	MaxReason = 2000
)

// Decide gives the status that follows from a check. Where two people run the
// site, two of them confirm an organisation; where one does, one does.
func Decide(c Check) (Status, error) {
	if c.Member {
		return "", refusal.Forbidden("You cannot check an organisation that you belong to.", "Another operator can.")
	}
	reason := strings.TrimSpace(c.Reason)
	switch n := utf8.RuneCountInString(reason); {
	case n < MinReason:
		return "", refusal.Field("reason", "Enter the reason: what you compared and what you found")
	case n > MaxReason:
		return "", refusal.Field("reason", "The reason must be 2,000 characters or fewer")
	}
	switch c.Decision {
	case Confirm:
		return confirm(c)
	case Refuse:
		if c.Status != Unverified && c.Status != SecondCheck {
			return "", refusal.Turn("This organisation does not wait for a check. It stands as: %s.", c.Status.Say())
		}
		return Refused, nil
	case Suspend:
		if c.Status != Verified {
			return "", refusal.Turn("Only a checked organisation can be suspended. It stands as: %s.", c.Status.Say())
		}
		return Suspended, nil
	}
	return "", refusal.Field("decision", "Select what you decide")
}

func confirm(c Check) (Status, error) {
	if c.Taken {
		return "", refusal.Field("decision", "Another checked organisation has this number. Refuse this one, or suspend the other first")
	}
	switch c.Status {
	case Unverified, Suspended:
		if c.Operators > 1 {
			return SecondCheck, nil
		}
		return Verified, nil
	case SecondCheck:
		if c.First == c.By && c.Operators > 1 {
			return "", refusal.Forbidden("You made the first check.", "Another operator makes the second one.")
		}
		return Verified, nil
	}
	return "", refusal.Turn("This organisation does not wait for a check. It stands as: %s.", c.Status.Say())
}

// Corrects gives the status after an organisation corrected its name or
// number: it waits for a check again. A checked organisation asks the operator.
func Corrects(s Status) (Status, error) {
	switch s {
	case Unverified, Refused, SecondCheck:
		return Unverified, nil
	}
	return "", refusal.Turn("The name and number of a checked organisation are changed by the operator of this site. Write to them.")
}
