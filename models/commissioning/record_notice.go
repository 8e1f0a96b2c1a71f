package commissioning

import (
	"context"
	"net/url"
	"strings"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/calendar"
	"hundredweight/models/contract"
	"hundredweight/models/money"
	"hundredweight/models/refusal"
	"hundredweight/models/regime"
	"hundredweight/models/store"
	"hundredweight/models/tender"
)

// RecordTermination records that the termination notice (UK12) of a cancelled
// tender is on the national platform.
func (s *Steps) RecordTermination(ctx context.Context, by account.Actor, ref, id string, day calendar.Date) error {
	now := s.now()
	id = strings.TrimSpace(id)
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		t, err := tx.TenderByRef(ref)
		if err != nil {
			return audit.Event{}, err
		}
		if err := appointed(tx, by, t, account.RoleAuthor, account.RoleApprover); err != nil {
			return audit.Event{}, err
		}
		if t.Status != tender.Cancelled {
			return audit.Event{}, refusal.Turn("This tender is %s. The termination notice (UK12) is for a tender that was cancelled.", t.Status.Words())
		}
		if err := checkPublished(id, day, calendar.On(now)); err != nil {
			return audit.Event{}, err
		}
		if err := tx.AddNotice(store.Notice{Tender: t.ID, Code: "UK12", OfficialID: id, PublishedOn: string(day), By: by.Person, At: store.At(now)}); err != nil {
			return audit.Event{}, err
		}
		return audit.New(by, now, "tender.termination_notice", tenderSubject(ref)).On(int64(t.ID)).Shown().With("notice", id).With("published", string(day)), nil
	})
}

func checkPublished(id string, day, today calendar.Date) error {
	var p []refusal.Problem
	switch {
	case id == "":
		p = append(p, refusal.Problem{Field: "notice", Reason: "Enter the number of the notice, like 083563-2026"})
	case len(id) > 60:
		p = append(p, refusal.Problem{Field: "notice", Reason: "The number of the notice must be 60 characters or fewer"})
	}
	if _, err := calendar.ParseDate(string(day)); err != nil {
		p = append(p, refusal.Problem{Field: "published", Reason: "Enter the day on which the notice was published"})
	} else if day > today {
		p = append(p, refusal.Problem{Field: "published", Reason: "The day of publication must be today or earlier"})
	}
	return refusal.Fields(p)
}

// DutiesOf lists what a contract's signature started, with what was recorded.
func DutiesOf(c store.ContractRow, done []store.ContractNotice) []ContractDuty {
	var out []ContractDuty
	for _, d := range contract.Duties(regime.Regime(c.Regime), money.Pence(c.GrossPence), calendar.Date(c.SignedOn)) {
		one := ContractDuty{Duty: d}
		for _, n := range done {
			if n.Duty == d.Key {
				one.Done = n
			}
		}
		out = append(out, one)
	}
	return out
}

// ContractDuty is something owed for a contract.
type ContractDuty struct {
	contract.Duty
	Done store.ContractNotice // zero while it is not
}

// IsDone tells whether it was recorded.
func (d ContractDuty) IsDone() bool { return d.Done.Contract != 0 }

// RecordContractNotice records that something owed for a contract is done: the
// contract details notice (UK7), or the published copy with its address.
func (s *Steps) RecordContractNotice(ctx context.Context, by account.Actor, ref, duty, id string, day calendar.Date) error {
	now := s.now()
	id = strings.TrimSpace(id)
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		c, t, err := manages(tx, by, ref)
		if err != nil {
			return audit.Event{}, err
		}
		done, err := tx.ContractNotices(c.ID)
		if err != nil {
			return audit.Event{}, err
		}
		var owed *ContractDuty
		for _, d := range DutiesOf(c, done) {
			if d.Key == duty {
				owed = &d
			}
		}
		switch {
		case owed == nil:
			return audit.Event{}, refusal.Missing("duty")
		case owed.IsDone():
			return audit.Event{}, refusal.Already("This is recorded already: %s.", owed.Done.OfficialID)
		}
		if err := checkDone(duty, id, day, calendar.On(now)); err != nil {
			return audit.Event{}, err
		}
		if string(day) < c.SignedOn {
			return audit.Event{}, refusal.Field("published", "The day must not be before the signature, on %s", calendar.Date(c.SignedOn).Words())
		}
		if err := tx.AddContractNotice(store.ContractNotice{Contract: c.ID, Duty: duty, OfficialID: id, PublishedOn: string(day), By: by.Person, At: store.At(now)}); err != nil {
			return audit.Event{}, err
		}
		if duty == contract.DetailsNotice {
			if err := tx.AddNotice(store.Notice{Tender: t.ID, Code: "UK7", OfficialID: id, PublishedOn: string(day), By: by.Person, At: store.At(now)}); err != nil {
				return audit.Event{}, err
			}
		}
		return audit.New(by, now, "contract.notice_published", audit.Subject{Kind: "contract", Ref: ref}).On(int64(t.ID)).Shown().With("duty", duty).With("notice", id).With("published", string(day)), nil
	})
}

func checkDone(duty, id string, day, today calendar.Date) error {
	if duty != contract.ContractCopy {
		return checkPublished(id, day, today)
	}
	if u, err := url.Parse(id); err != nil || u.Scheme != "https" || u.Host == "" || len(id) > 500 {
		return refusal.Field("notice", "Enter the address at which the copy can be read, like https://www.example.gov.uk/contracts/31")
	}
	return checkPublished("a copy", day, today)
}

// manages reads a contract for the people who manage it: its contract manager,
// the tender's author, or whoever manages contracts for the buyer.
func manages(tx *store.Tx, by account.Actor, ref string) (store.ContractRow, store.TenderRow, error) {
	c, err := tx.ContractByRef(ref)
	if err != nil {
		return c, store.TenderRow{}, err
	}
	t, err := tx.TenderByID(c.Tender)
	if err != nil {
		return c, t, err
	}
	roles, err := tx.RolesOn(t.ID, by.Person)
	if err != nil {
		return c, t, err
	}
	for _, r := range roles {
		if r == account.RoleContractManager || r == account.RoleAuthor {
			return c, t, takesPart(tx, by, t)
		}
	}
	if _, ours := by.In(c.Buyer); !ours {
		return c, t, refusal.Missing("contract")
	}
	if err := member(tx, by, c.Buyer, account.Contracts); err != nil {
		return c, t, err
	}
	return c, t, takesPart(tx, by, t)
}
