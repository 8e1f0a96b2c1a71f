package commissioning

import (
	"context"
	"fmt"
	"strings"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/calendar"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/tender"
)

// most questions an organisation may ask about one tender.
const mostQuestions = 50

// AskQuestion asks a clarification question. Who asked is never shown.
func (s *Steps) AskQuestion(ctx context.Context, by account.Actor, ref, question string) (n int, err error) {
	now := s.now()
	err = s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		t, err := tx.TenderByRef(ref)
		if err != nil {
			return audit.Event{}, err
		}
		if !t.Status.IsPublic() {
			return audit.Event{}, refusal.Missing("tender")
		}
		c, err := t.Content()
		if err != nil {
			return audit.Event{}, err
		}
		stage, err := tx.StageOf(t.ID, 1)
		if err != nil {
			return audit.Event{}, err
		}
		org, err := asksFor(by)
		if err != nil {
			return audit.Event{}, err
		}
		if !tender.IsOpen(t.Status, now, stage.Deadline.Time) || !now.Before(c.Timetable.QuestionsClose) {
			return audit.Event{}, refusal.Turn("Questions about this tender closed on %s. The answers are still published.", calendar.On(c.Timetable.QuestionsClose).Words())
		}
		question = strings.TrimSpace(question)
		if question == "" {
			return audit.Event{}, refusal.Field("question", "Enter your question")
		}
		if len([]rune(question)) > 2000 {
			return audit.Event{}, refusal.Field("question", "Your question must be 2,000 characters or fewer")
		}
		all, err := tx.Clarifications(t.ID, false)
		if err != nil {
			return audit.Event{}, err
		}
		mine := 0
		for _, q := range all {
			if q.AskedBy == by.Person {
				mine++
			}
		}
		if mine >= mostQuestions {
			return audit.Event{}, &refusal.Error{Kind: refusal.TooMany, Reason: "You have asked 50 questions about this tender, which is the most."}
		}
		if n, err = tx.AddClarification(store.Clarification{Tender: t.ID, AskedBy: by.Person, AskedOrg: org, Question: question, AskedAt: store.At(now)}); err != nil {
			return audit.Event{}, err
		}
		if err := tx.Follow(t.ID, by.Person, now); err != nil {
			return audit.Event{}, err
		}
		author, err := tx.PersonByID(t.Author)
		if err != nil {
			return audit.Event{}, err
		}
		if err := tx.QueueMail(store.Mail{Kind: "question_asked", To: author.Email, Subject: t.Title + ": a question waits for an answer", Body: "Somebody asked a question about the tender “" + t.Title + "”.\n\n" + s.link("/org/"+t.OrgSlug+"/tenders/"+t.Ref+"/questions-asked") + "\n"}); err != nil {
			return audit.Event{}, err
		}
		return audit.New(account.Actor{System: "asker"}, now, "tender.question_asked", tenderSubject(ref)).On(int64(t.ID)).With("n", fmt.Sprint(n)), nil
	})
	return n, err
}

// asksFor gives the provider that a person asks for: the one they act for, or
// their first. Whoever belongs to no provider does not ask; buyers talk to each
// other elsewhere, and an answer that nobody bids on only costs time.
func asksFor(by account.Actor) (account.OrganisationID, error) {
	if m, ok := by.In(by.ActingFor); ok && !m.IsBuyer {
		return m.Organisation, nil
	}
	for _, m := range by.Memberships {
		if !m.IsBuyer {
			return m.Organisation, nil
		}
	}
	return 0, refusal.Forbidden("Questions are asked by people of a provider.", "Create your organisation, or ask to be invited to its team.")
}

// AnswerQuestion publishes an answer to everybody. published is the question as
// everybody reads it: the author takes out what would name the asker.
func (s *Steps) AnswerQuestion(ctx context.Context, by account.Actor, ref string, n int, published, answer string) error {
	now := s.now()
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		t, err := tx.TenderByRef(ref)
		if err != nil {
			return audit.Event{}, err
		}
		if err := appointed(tx, by, t, account.RoleAuthor); err != nil {
			return audit.Event{}, err
		}
		if !t.Status.IsPublic() {
			return audit.Event{}, refusal.Turn("This tender is %s.", t.Status.Words())
		}
		var p []refusal.Problem
		if strings.TrimSpace(published) == "" {
			p = append(p, refusal.Problem{Field: "published", Reason: "Enter the question as everybody will read it"})
		}
		if strings.TrimSpace(answer) == "" {
			p = append(p, refusal.Problem{Field: "answer", Reason: "Enter the answer"})
		}
		if err := refusal.Fields(p); err != nil {
			return audit.Event{}, err
		}
		if err := tx.AnswerClarification(t.ID, n, strings.TrimSpace(published), strings.TrimSpace(answer), by.Person, now); err != nil {
			return audit.Event{}, err
		}
		if err := s.tell(tx, t, "question_answered", "new answer published", "A question about this tender was answered:\n\n"+published+"\n\n"+answer, now); err != nil {
			return audit.Event{}, err
		}
		return audit.New(by, now, "tender.question_answered", tenderSubject(ref)).On(int64(t.ID)).Shown().With("n", fmt.Sprint(n)), nil
	})
}

// UnfollowTender ends the mail about a tender.
func (s *Steps) UnfollowTender(ctx context.Context, by account.Actor, ref string) error {
	now := s.now()
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		t, err := tx.TenderByRef(ref)
		if err != nil {
			return audit.Event{}, err
		}
		if !t.Status.IsPublic() {
			return audit.Event{}, refusal.Missing("tender")
		}
		return audit.New(by, now, "tender.unfollowed", audit.Subject{Kind: "person", Ref: fmt.Sprint(by.Person)}), tx.Unfollow(t.ID, by.Person)
	})
}

// FollowTender makes a person get mail about a tender.
func (s *Steps) FollowTender(ctx context.Context, by account.Actor, ref string) error {
	now := s.now()
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		t, err := tx.TenderByRef(ref)
		if err != nil {
			return audit.Event{}, err
		}
		if !t.Status.IsPublic() {
			return audit.Event{}, refusal.Missing("tender")
		}
		return audit.New(by, now, "tender.followed", audit.Subject{Kind: "person", Ref: fmt.Sprint(by.Person)}), tx.Follow(t.ID, by.Person, now)
	})
}
