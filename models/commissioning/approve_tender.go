package commissioning

import (
	"context"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/evaluation"
	"hundredweight/models/refusal"
	"hundredweight/models/seal"
	"hundredweight/models/store"
	"hundredweight/models/tender"
)

// SubmitTender hands a complete draft to its approvers.
func (s *Steps) SubmitTender(ctx context.Context, by account.Actor, ref string) error {
	now := s.now()
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		t, err := tx.TenderByRef(ref)
		if err != nil {
			return audit.Event{}, err
		}
		if err := appointed(tx, by, t, account.RoleAuthor); err != nil {
			return audit.Event{}, err
		}
		c, err := t.Content()
		if err != nil {
			return audit.Event{}, err
		}
		people, err := tx.Appointments(t.ID)
		if err != nil {
			return audit.Event{}, err
		}
		if err := tender.Ready(c, Needs(c), countPeople(people)); err != nil {
			return audit.Event{}, err
		}
		if err := evaluation.CheckRankable(c); err != nil {
			return audit.Event{}, err
		}
		if err := CheckDates(c, now); err != nil {
			return audit.Event{}, err
		}
		to, err := t.Status.Move(tender.InternalReview)
		if err != nil {
			return audit.Event{}, err
		}
		for _, p := range people {
			if p.Role == account.RoleApprover {
				if err := tx.QueueMail(store.Mail{Kind: "please_approve", To: p.Email, Subject: t.Title + ": please approve",
					Body: "The tender “" + t.Title + "” (" + t.Ref + ") waits for your approval.\n\n" + s.link("/org/"+t.OrgSlug+"/tenders/"+t.Ref) + "\n"}); err != nil {
					return audit.Event{}, err
				}
			}
		}
		return audit.New(by, now, "tender.submitted", tenderSubject(ref)).On(int64(t.ID)), tx.MoveTender(t.ID, t.Status, to)
	})
}

// ReturnTender takes a tender back to draft: the approver with a reason, or
// the author to change something.
func (s *Steps) ReturnTender(ctx context.Context, by account.Actor, ref, reason string) error {
	now := s.now()
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		t, err := tx.TenderByRef(ref)
		if err != nil {
			return audit.Event{}, err
		}
		if err := appointed(tx, by, t, account.RoleAuthor, account.RoleApprover); err != nil {
			return audit.Event{}, err
		}
		if reason == "" {
			return audit.Event{}, refusal.Field("reason", "Say what should be changed")
		}
		to, err := t.Status.Move(tender.Draft)
		if err != nil {
			return audit.Event{}, err
		}
		return audit.New(by, now, "tender.returned", tenderSubject(ref)).On(int64(t.ID)).With("reason", reason), tx.MoveTender(t.ID, t.Status, to)
	})
}

// ApproveTender approves a tender for publication: by somebody who is not its
// author, on content that is complete at this moment.
func (s *Steps) ApproveTender(ctx context.Context, by account.Actor, ref string) error {
	now := s.now()
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		t, err := tx.TenderByRef(ref)
		if err != nil {
			return audit.Event{}, err
		}
		if err := appointed(tx, by, t, account.RoleApprover); err != nil {
			return audit.Event{}, err
		}
		if t.Author == by.Person || t.EditedBy == by.Person {
			return audit.Event{}, refusal.Forbidden("Whoever wrote a tender cannot approve it.", "Another approver can.")
		}
		c, err := t.Content()
		if err != nil {
			return audit.Event{}, err
		}
		people, err := tx.Appointments(t.ID)
		if err != nil {
			return audit.Event{}, err
		}
		if err := tender.Ready(c, Needs(c), countPeople(people)); err != nil {
			return audit.Event{}, err
		}
		if err := evaluation.CheckRankable(c); err != nil {
			return audit.Event{}, err
		}
		if err := CheckDates(c, now); err != nil {
			return audit.Event{}, err
		}
		to, err := t.Status.Move(tender.Approved)
		if err != nil {
			return audit.Event{}, err
		}
		if err := tx.SetApproval(t.ID, by.Person); err != nil {
			return audit.Event{}, err
		}
		return audit.New(by, now, "tender.approved", tenderSubject(ref)).On(int64(t.ID)), tx.MoveTender(t.ID, t.Status, to)
	})
}

// stageKeys makes a key pair for each stage of a tender, before the
// transaction: no sealing happens inside a step.
func (s *Steps) stageKeys(c tender.Content) ([]seal.Stage, error) {
	keys := make([]seal.Stage, len(c.Stages))
	for i := range c.Stages {
		k, err := s.Keys.NewStage()
		if err != nil {
			return nil, err
		}
		keys[i] = k
	}
	return keys, nil
}
