package commissioning

import (
	"context"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/evaluation"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/tender"
)

// needsPermission is what a person must be able to do for the buyer before they
// can be appointed to the role.
var needsPermission = map[account.Role]account.Permission{
	account.RoleAuthor: account.Author, account.RoleApprover: account.Approve, account.RoleOpener: account.OpenBids,
	account.RoleEvaluator: account.Evaluate, account.RoleModerator: account.Moderate, account.RoleAwardApprover: account.AwardRight,
	account.RoleContractManager: account.Contracts,
}

// PermissionFor gives what a person must be able to do for the buyer before they
// can be appointed to a role; "" for a role that nobody is appointed to.
func PermissionFor(role account.Role) account.Permission { return needsPermission[role] }

// apart lists roles that one person may not hold together on a tender: the
// author does not approve (S1), officers who open do not evaluate (S2), and who
// approves the award neither wrote, scored nor chaired (S6).
var apart = [][2]account.Role{
	{account.RoleAuthor, account.RoleApprover},
	{account.RoleOpener, account.RoleEvaluator},
	{account.RoleAwardApprover, account.RoleAuthor},
	{account.RoleAwardApprover, account.RoleEvaluator},
	{account.RoleAwardApprover, account.RoleModerator},
}

// MayHold refuses a role that does not go with the roles a person has.
func MayHold(have []account.Role, role account.Role) error {
	for _, h := range have {
		for _, pair := range apart {
			if (h == pair[0] && role == pair[1]) || (h == pair[1] && role == pair[0]) {
				return refusal.Field("person", "One person cannot be both %s and %s of a tender", RoleWords(h), RoleWords(role))
			}
		}
	}
	return nil
}

// RoleWords says a role as people read it.
func RoleWords(r account.Role) string {
	switch r {
	case account.RoleOpener:
		return "opening officer"
	case account.RoleAwardApprover:
		return "award approver"
	case account.RoleContractManager:
		return "contract manager"
	}
	return string(r)
}

// AppointPerson gives a member of the buyer a role on a tender. Nobody appoints
// themself to anything but what they were already.
func (s *Steps) AppointPerson(ctx context.Context, by account.Actor, ref string, person account.PersonID, role account.Role) error {
	now := s.now()
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		t, err := tx.TenderByRef(ref)
		if err != nil {
			return audit.Event{}, err
		}
		if err := appointed(tx, by, t, account.RoleAuthor); err != nil {
			return audit.Event{}, err
		}
		switch t.Status {
		case tender.Concluded, tender.Cancelled, tender.Withdrawn:
			return audit.Event{}, refusal.Turn("This tender is %s.", t.Status.Words())
		}
		permission, ok := needsPermission[role]
		if !ok || role == account.RoleAuthor {
			return audit.Event{}, refusal.Field("role", "Select a role")
		}
		if person == by.Person {
			return audit.Event{}, refusal.Forbidden("You cannot appoint yourself.", "Ask another author of this tender.")
		}
		who, err := tx.Actor(person)
		if err != nil {
			return audit.Event{}, refusal.Field("person", "Select a person")
		}
		m, ok := who.In(t.Org)
		if !ok || !m.Has(permission) {
			return audit.Event{}, refusal.Field("person", "%s does not have the permission for this in your organisation. Somebody who manages the team can give it", who.Name)
		}
		have, err := tx.RolesOn(t.ID, person)
		if err != nil {
			return audit.Event{}, err
		}
		if err := MayHold(have, role); err != nil {
			return audit.Event{}, err
		}
		if err := mayJoinPanel(tx, t, m, who, role); err != nil {
			return audit.Event{}, err
		}
		for _, h := range have {
			if h == role {
				return audit.Event{}, refusal.Field("person", "%s is %s of this tender already", who.Name, RoleWords(role))
			}
		}
		if err := tx.Appoint(t.ID, person, role, by.Person, now); err != nil {
			return audit.Event{}, err
		}
		if err := tx.QueueMail(store.Mail{Kind: "appointed", To: who.Email, Subject: t.Title + ": you are " + RoleWords(role),
			Body: "You were appointed " + RoleWords(role) + " of the tender “" + t.Title + "” (" + t.Ref + ") of " + t.OrgName + ".\n\nWhat waits for you: " + s.link("/desk") + "\n"}); err != nil {
			return audit.Event{}, err
		}
		return audit.New(by, now, "tender.appointed", tenderSubject(ref)).On(int64(t.ID)).With("role", string(role)), nil
	})
}

// mayJoinPanel refuses an evaluator who could read the scores of others before
// their own.
func mayJoinPanel(tx *store.Tx, t store.TenderRow, m account.Membership, who account.Actor, role account.Role) error {
	if role != account.RoleEvaluator {
		return nil
	}
	submitted, err := tx.ScoreSubmissions(t.ID)
	if err != nil {
		return err
	}
	held, err := tx.HeldRoles(t.ID)
	if err != nil {
		return err
	}
	p := evaluation.Person{ID: who.Person, Name: who.Name}
	for _, h := range held {
		if h.Person == who.Person {
			p.Roles = append(p.Roles, h.Role)
		}
	}
	return evaluation.MayBecomeEvaluator(p, m.Has(account.Audit), len(submitted) > 0)
}

// DismissPerson ends an appointment. What the person did stays. The author
// stays too: without one nobody could change the tender or end it.
func (s *Steps) DismissPerson(ctx context.Context, by account.Actor, ref string, appointment int64) error {
	now := s.now()
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		t, err := tx.TenderByRef(ref)
		if err != nil {
			return audit.Event{}, err
		}
		if err := appointed(tx, by, t, account.RoleAuthor); err != nil {
			return audit.Event{}, err
		}
		all, err := tx.Appointments(t.ID)
		if err != nil {
			return audit.Event{}, err
		}
		for _, a := range all {
			if a.ID != appointment {
				continue
			}
			if a.Role == account.RoleAuthor {
				return audit.Event{}, refusal.Turn("The author of a tender cannot be removed from it.")
			}
			return audit.New(by, now, "tender.dismissed", tenderSubject(ref)).On(int64(t.ID)).With("role", string(a.Role)), tx.Dismiss(t.ID, appointment, now)
		}
		return audit.Event{}, refusal.Missing("appointment")
	})
}

func countPeople(all []store.AppointmentRow) (p tender.People) {
	for _, a := range all {
		switch a.Role {
		case account.RoleApprover:
			p.Approvers++
		case account.RoleOpener:
			p.Openers++
		case account.RoleEvaluator:
			p.Evaluators++
		case account.RoleModerator:
			p.Moderators++
		case account.RoleAwardApprover:
			p.AwardApprovers++
		}
	}
	return p
}

// CountPeople counts the appointments of a tender by role, for its task list.
func CountPeople(all []store.AppointmentRow) tender.People { return countPeople(all) }
