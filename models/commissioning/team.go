package commissioning

import (
	"context"
	"strconv"
	"strings"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
)

// mayDo answers account.Can with rights read again inside the step's own
// transaction, and names who can in the refusal.
func mayDo(tx *store.Tx, by account.Actor, v account.Verb, th account.Thing) error {
	fresh, err := tx.Actor(by.Person)
	if err != nil {
		return err
	}
	refused := account.Can(fresh, v, th)
	if r, ok := refusal.As(refused); !ok || r.Kind != refusal.NotAllowed || th.Organisation == 0 {
		return refused
	}
	needs, _ := account.Needs(v)
	if th.Holders, err = tx.WhoCan(th.Organisation, needs); err != nil {
		return err
	}
	return account.Can(fresh, v, th)
}

// organisationFor gives an organisation for which the actor may do the verb.
func organisationFor(tx *store.Tx, by account.Actor, slug string, v account.Verb) (store.Organisation, error) {
	o, err := tx.OrganisationBySlug(slug)
	if err != nil {
		return o, err
	}
	return o, mayDo(tx, by, v, account.Thing{Kind: "organisation", Organisation: o.ID})
}

// tokens makes the secrets of several links, outside any transaction.
func (s *Steps) tokens(n int) ([]string, error) {
	all := make([]string, n)
	for i := range all {
		t, _, err := s.token()
		if err != nil {
			return nil, err
		}
		all[i] = t
	}
	return all, nil
}

// sentences writes permissions one a line, for a mail.
func sentences(perms []account.Permission) string {
	if len(perms) == 0 {
		return "- Can read what the team does"
	}
	lines := make([]string, len(perms))
	for i, p := range perms {
		lines[i] = "- " + p.Say()
	}
	return strings.Join(lines, "\n")
}

// managers counts the members who can manage the team, leaving one out.
func managers(members []store.Member, without int64) (n int) {
	for _, m := range members {
		if m.Membership != without && m.Has(account.ManageTeam) {
			n++
		}
	}
	return n
}

// InviteMember invites somebody to join an organisation with permissions.
func (s *Steps) InviteMember(ctx context.Context, by account.Actor, slug, email string, perms []account.Permission) error {
	email, err := account.Email(email)
	if err != nil {
		return err
	}
	token, _, err := s.token()
	if err != nil {
		return err
	}
	now := s.now()
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		o, err := organisationFor(tx, by, slug, account.ManageMembers)
		if err != nil {
			return audit.Event{}, err
		}
		members, err := tx.Members(o.ID)
		if err != nil {
			return audit.Event{}, err
		}
		for _, m := range members {
			if m.Email == email {
				return audit.Event{}, refusal.Field("email", "%s is in the team already. Change what they can do instead", m.Name)
			}
		}
		if err := account.Grants(account.Grant{IsBuyer: o.IsBuyer(), Gets: perms, Managers: managers(members, 0)}); err != nil {
			return audit.Event{}, err
		}
		if err := s.invite(tx, by, o, email, perms, token, now); err != nil {
			return audit.Event{}, err
		}
		return organisationEvent(by, now, "organisation.member_invited", o).With("permissions", permissionFact(perms)), nil
	})
}

func permissionFact(perms []account.Permission) string {
	all := make([]string, len(perms))
	for i, p := range perms {
		all[i] = string(p)
	}
	return strings.Join(all, " ")
}

// invite adds an invitation with its link and mail. An earlier invitation of
// the same address is taken back, and so is its link.
func (s *Steps) invite(tx *store.Tx, by account.Actor, o store.Organisation, email string, perms []account.Permission, token string, now time.Time) error {
	open, err := tx.InvitationsOpen(o.ID)
	if err != nil {
		return err
	}
	for _, i := range open {
		if i.Email == email {
			if err := tx.WithdrawInvitation(i.ID, now); err != nil {
				return err
			}
		}
	}
	id, err := tx.AddInvitation(o.ID, email, perms, by.Person, now)
	if err != nil {
		return err
	}
	wall := s.wall()
	until := wall.Add(account.InviteLifetime)
	if err := tx.AddLink(store.Link{Hash: hashOf(token), Purpose: linkInvite, Email: email, Payload: strconv.FormatInt(id, 10), CreatedAt: store.At(wall), ExpiresAt: store.At(until)}); err != nil {
		return err
	}
	return s.post(tx, email, "invitation", facts{"organisation": o.Name, "person": by.Name, "permissions": sentences(perms), "token": token, "until": moment(until)})
}

// WithdrawInvitation takes an invitation back before it is accepted.
func (s *Steps) WithdrawInvitation(ctx context.Context, by account.Actor, slug string, id int64) error {
	now := s.now()
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		o, err := organisationFor(tx, by, slug, account.ManageMembers)
		if err != nil {
			return audit.Event{}, err
		}
		i, err := tx.InvitationByID(id)
		if err != nil {
			return audit.Event{}, err
		}
		if i.Org != o.ID {
			return audit.Event{}, refusal.Missing("invitation")
		}
		return organisationEvent(by, now, "organisation.invitation_withdrawn", o), tx.WithdrawInvitation(id, now)
	})
}

// Invited is an invitation as the person who got it sees it.
type Invited struct {
	Email        string
	Organisation store.Organisation
	By           string // who invites
	Permissions  []account.Permission
	HasAccount   bool // the address has one: sign in to accept
}

// Invitation shows what a link of an invitation is for. It uses nothing up.
func (s *Steps) Invitation(ctx context.Context, token string) (Invited, error) {
	out, _, err := readInvitation(s.DB.Reader().Read(ctx), token, s.wall())
	return out, err
}

func readInvitation(q store.Queries, token string, wall time.Time) (out Invited, i store.Invitation, err error) {
	l, err := checkLink(q, token, linkInvite, wall)
	if err != nil {
		return out, i, err
	}
	id, err := strconv.ParseInt(l.Payload, 10, 64)
	if err != nil {
		return out, i, err
	}
	if i, err = q.InvitationByID(id); err != nil {
		return out, i, err
	}
	if !i.AcceptedAt.IsZero() || !i.WithdrawnAt.IsZero() {
		return out, i, refusal.Turn("This invitation was taken back or answered. Ask whoever invited you for a new one.")
	}
	if out.Organisation, err = q.OrganisationByID(i.Org); err != nil {
		return out, i, err
	}
	inviter, err := q.PersonByID(i.InvitedBy)
	if err != nil {
		return out, i, err
	}
	_, known, err := q.PersonByEmail(i.Email)
	out.Email, out.By, out.Permissions, out.HasAccount = i.Email, inviter.Name, i.Permissions(), known
	return out, i, err
}

// AcceptInvitation makes the person a member. They must be signed in with the
// address that was invited.
func (s *Steps) AcceptInvitation(ctx context.Context, by account.Actor, token string) (slug string, err error) {
	err = s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		who, err := tx.PersonByID(by.Person)
		if err != nil {
			return audit.Event{}, err
		}
		o, err := s.join(tx, who.ID, who.Email, token)
		slug = o.Slug
		return organisationEvent(by, s.now(), "organisation.member_joined", o), err
	})
	return slug, err
}

// AcceptInvitationAsNew makes an account for the address that was invited, and
// makes it a member. The link proves the address.
func (s *Steps) AcceptInvitationAsNew(ctx context.Context, token, name, hash string) (id account.PersonID, slug string, err error) {
	if name, err = account.Name(name); err != nil {
		return 0, "", err
	}
	err = s.DB.Write(ctx, account.System("invitation"), func(tx *store.Tx) (audit.Event, error) {
		in, _, err := readInvitation(tx.Queries, token, s.wall())
		if err != nil {
			return audit.Event{}, err
		}
		if id, err = s.addPerson(tx, in.Email, name, hash, false); err != nil {
			return audit.Event{}, err
		}
		o, err := s.join(tx, id, in.Email, token)
		slug = o.Slug
		return organisationEvent(account.Actor{Person: id}, s.now(), "organisation.member_joined", o), err
	})
	return id, slug, err
}

func (s *Steps) join(tx *store.Tx, person account.PersonID, email, token string) (store.Organisation, error) {
	in, i, err := readInvitation(tx.Queries, token, s.wall())
	if err != nil {
		return in.Organisation, err
	}
	if email != in.Email {
		return in.Organisation, refusal.Forbidden("This invitation was sent to another address than the one you are signed in with.", "Sign out, and open the link again.")
	}
	if _, err := s.spendLink(tx, token, linkInvite); err != nil {
		return in.Organisation, err
	}
	now := s.now()
	if err := tx.AcceptInvitation(i.ID, now); err != nil {
		return in.Organisation, err
	}
	who, err := tx.Actor(person)
	if err != nil {
		return in.Organisation, err
	}
	if _, already := who.In(i.Org); already {
		return in.Organisation, refusal.Already("You are in the team already.")
	}
	return in.Organisation, tx.AddMembership(person, i.Org, i.Permissions(), now)
}

// ChangePermissions says what a member can do from now on. Nobody gives
// themselves a permission, and somebody can always manage the team.
func (s *Steps) ChangePermissions(ctx context.Context, by account.Actor, slug string, membership int64, perms []account.Permission) error {
	now := s.now()
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		o, err := organisationFor(tx, by, slug, account.ManageMembers)
		if err != nil {
			return audit.Event{}, err
		}
		m, err := tx.MemberByID(o.ID, membership)
		if err != nil {
			return audit.Event{}, err
		}
		members, err := tx.Members(o.ID)
		if err != nil {
			return audit.Event{}, err
		}
		after := managers(members, m.Membership)
		if (account.Membership{Permissions: perms}).Has(account.ManageTeam) {
			after++
		}
		if err := account.Grants(account.Grant{IsBuyer: o.IsBuyer(), Self: m.Person == by.Person, Had: m.Permissions(), Gets: perms, Managers: after}); err != nil {
			return audit.Event{}, err
		}
		if err := tx.SetPermissions(m.Membership, perms); err != nil {
			return audit.Event{}, err
		}
		if err := s.post(tx, m.Email, "permissions_changed", facts{"organisation": o.Name, "person": by.Name, "permissions": sentences(perms), "slug": o.Slug, "when": moment(now)}); err != nil {
			return audit.Event{}, err
		}
		return organisationEvent(by, now, "organisation.permissions_changed", o).With("member", personSubject(m.Person).Ref).With("from", m.PermissionsText).With("to", permissionFact(perms)), nil
	})
}

// EndMembership takes a member out of the team, or lets a member leave. Their
// appointments to the organisation's tenders end with it.
func (s *Steps) EndMembership(ctx context.Context, by account.Actor, slug string, membership int64) error {
	now := s.now()
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		o, m, err := ending(tx, by, slug, membership)
		if err != nil {
			return audit.Event{}, err
		}
		members, err := tx.Members(o.ID)
		if err != nil {
			return audit.Event{}, err
		}
		if m.Has(account.ManageTeam) && managers(members, m.Membership) == 0 {
			return audit.Event{}, refusal.Turn("Somebody must be able to manage the team. Give another person “%s” first.", account.ManageTeam.Say())
		}
		if err := tx.EndMembership(m.Membership, now); err != nil {
			return audit.Event{}, err
		}
		if _, err := tx.EndAppointments(m.Person, o.ID, now); err != nil {
			return audit.Event{}, err
		}
		said := by.Name + " ended it"
		if m.Person == by.Person {
			said = "you left"
		}
		if err := s.post(tx, m.Email, "membership_ended", facts{"organisation": o.Name, "by": said, "when": moment(now)}); err != nil {
			return audit.Event{}, err
		}
		return organisationEvent(by, now, "organisation.member_left", o).With("member", personSubject(m.Person).Ref), nil
	})
}

func ending(tx *store.Tx, by account.Actor, slug string, membership int64) (store.Organisation, store.Member, error) {
	o, err := tx.OrganisationBySlug(slug)
	if err != nil {
		return o, store.Member{}, err
	}
	th := account.Thing{Kind: "organisation", Organisation: o.ID}
	if _, in := by.In(o.ID); !in {
		return o, store.Member{}, refusal.Missing("organisation")
	}
	m, err := tx.MemberByID(o.ID, membership)
	if err != nil {
		return o, m, err
	}
	if m.Person == by.Person {
		return o, m, nil
	}
	return o, m, mayDo(tx, by, account.ManageMembers, th)
}
