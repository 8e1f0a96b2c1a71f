package commissioning

import (
	"context"
	"fmt"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/evaluation"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/tender"
)

// anyRole are all appointments to a tender.
var anyRole = []account.Role{account.RoleAuthor, account.RoleApprover, account.RoleOpener, account.RoleEvaluator, account.RoleModerator, account.RoleAwardApprover, account.RoleContractManager}

// DeclareInterest records what somebody appointed to a tender declares about
// their interests: before the opening on what is known, and again once the
// bidders are known. Who declares an interest takes no further part, and the
// author is told to appoint somebody else.
func (s *Steps) DeclareInterest(ctx context.Context, by account.Actor, ref string, interest bool, words string) error {
	now := s.now()
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		p, err := s.panel(tx.Queries, ref)
		if err != nil {
			return audit.Event{}, err
		}
		if err := holds(tx, by, p.Tender, anyRole...); err != nil {
			return audit.Event{}, err
		}
		switch p.Tender.Status {
		case tender.Concluded, tender.Cancelled:
			return audit.Event{}, refusal.Turn("This tender is %s.", p.Tender.Status.Words())
		}
		d := evaluation.Declaration{Person: by.Person, Moment: p.Moment(), Interest: interest, Words: words, At: now}
		if err := evaluation.CheckDeclaration(d); err != nil {
			return audit.Event{}, err
		}
		if done, _ := evaluation.Declared(p.Declarations, by.Person, d.Moment); done {
			return audit.Event{}, refusal.Already("You have declared your interests already. If something has changed, tell the moderator of the panel.")
		}
		if err := tx.AddDeclaration(store.Declaration{Tender: p.Tender.ID, Person: by.Person, Moment: string(d.Moment), Interest: interest, Words: words, At: store.At(now)}); err != nil {
			return audit.Event{}, err
		}
		if interest {
			if err := s.tellOfInterest(tx, p, by); err != nil {
				return audit.Event{}, err
			}
		}
		return audit.New(by, now, "evaluation.declared", tenderSubject(ref)).On(int64(p.Tender.ID)).With("moment", string(d.Moment)).With("interest", fmt.Sprint(interest)), nil
	})
}

// Moment is what is declared now: on what is known before the opening, or
// against the list of bidders.
func (p Panel) Moment() evaluation.Moment {
	if p.BiddersKnown() {
		return evaluation.KnownBidders
	}
	return evaluation.BeforeOpening
}

// tellOfInterest tells the author and the moderator that somebody takes no
// further part. What the interest is stays with the declaration.
func (s *Steps) tellOfInterest(tx *store.Tx, p Panel, by account.Actor) error {
	return s.tellPeople(tx, p, "interest_declared", "somebody declared an interest",
		by.Name+" declared an interest and takes no further part in this tender. What they did so far is kept, and not counted. Appoint somebody else.",
		"/org/"+p.Tender.OrgSlug+"/tenders/"+p.Tender.Ref, account.RoleAuthor, account.RoleModerator)
}

// tellPeople queues a mail to everybody appointed in any one of the roles, each once.
func (s *Steps) tellPeople(tx *store.Tx, p Panel, kind, what, body, path string, roles ...account.Role) error {
	told := map[account.PersonID]bool{}
	for _, role := range roles {
		for _, a := range p.People {
			if a.Role != role || told[a.Person] {
				continue
			}
			told[a.Person] = true
			if err := tx.QueueMail(store.Mail{Kind: kind, To: a.Email, Subject: p.Tender.Title + ": " + what, Body: body + "\n\n" + s.link(path) + "\n"}); err != nil {
				return err
			}
		}
	}
	return nil
}
