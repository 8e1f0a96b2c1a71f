package evaluation

import (
	"slices"

	"hundredweight/models/account"
	"hundredweight/models/refusal"
)

// Person is somebody who acts on a tender, as the rules of separation see them.
type Person struct {
	ID   account.PersonID
	Name string
	// Roles are all appointments to this tender that the person ever had:
	// ending one does not undo what was done in it.
	Roles []account.Role
	// Operator tells that the person runs the platform.
	Operator bool
	// Bids tells that the person, or an interest they declared, bids here.
	Bids bool
}

func (p Person) was(anyOf ...account.Role) bool {
	for _, r := range anyOf {
		if slices.Contains(p.Roles, r) {
			return true
		}
	}
	return false
}

// MayAct refuses people who, or whose declared interest, bid (S10), and the
// people who run the platform (S9).
func MayAct(p Person) error {
	switch {
	case p.Operator:
		return refusal.Forbidden("People who run this site take no part in tenders.", "Ask the buyer to appoint somebody else.")
	case p.Bids:
		return refusal.Forbidden("You, or an interest you declared, have a bid in this tender, so you cannot act on it.", "Ask the author to appoint somebody else.")
	}
	return nil
}

// MayTakePart refuses whoever bids, or declared an interest at any moment,
// anything more on the buyer's side of a tender (S10).
func MayTakePart(p Person, all []Declaration) error {
	if p.Bids {
		return MayAct(p)
	}
	if _, interest := Declared(all, p.ID, KnownBidders); interest {
		return refusal.Forbidden("You declared an interest, so you take no further part in this tender.", "Ask the author or the approver to appoint somebody else.")
	}
	return nil
}

// MayBecomeEvaluator refuses somebody who could read what others scored: who
// leads or led the panel, or reads everything of the buyer, once somebody has
// submitted (S4 the other way round).
func MayBecomeEvaluator(p Person, auditor, submitted bool) error {
	if submitted && (auditor || p.was(account.RoleModerator)) {
		return refusal.Field("person", "%s could read the scores of others, and some are submitted already. Appoint somebody who could not", p.Name)
	}
	return nil
}

// MayApprovePublication refuses the author (S1).
func MayApprovePublication(p Person) error {
	if err := MayAct(p); err != nil {
		return err
	}
	if p.was(account.RoleAuthor) {
		return refusal.Forbidden("The author of a tender cannot approve its publication.", "Ask an approver who did not write it.")
	}
	return nil
}

// MayOpen refuses two opening officers who are one person, or either of whom
// evaluates, bids or runs the platform (S2).
func MayOpen(first, second Person) error {
	if first.ID == second.ID {
		return refusal.Forbidden("Bids are opened by two different people.", "Ask the other opening officer to confirm.")
	}
	for _, p := range []Person{first, second} {
		if err := MayOpenAlone(p); err != nil {
			return err
		}
	}
	return nil
}

// MayOpenAlone refuses one opening officer who evaluates, bids or runs the
// platform: half of MayOpen, for the first of the two.
func MayOpenAlone(p Person) error {
	if err := MayAct(p); err != nil {
		return err
	}
	if p.was(account.RoleEvaluator) {
		return refusal.Forbidden("An evaluator cannot open bids.", "Ask an opening officer who does not score.")
	}
	if !p.was(account.RoleOpener) {
		return refusal.Forbidden("You are not an opening officer of this tender.", "Ask the author to appoint you.")
	}
	return nil
}

// MayScore refuses people who are no evaluators of the tender, who opened its
// bids (S2) or who will approve the award (S6).
func MayScore(p Person) error {
	if err := MayAct(p); err != nil {
		return err
	}
	switch {
	case !p.was(account.RoleEvaluator):
		return refusal.Forbidden("You are not an evaluator of this tender.", "Ask the author to appoint you.")
	case p.was(account.RoleOpener):
		return refusal.Forbidden("An opening officer cannot score the bids.", "Ask the author to appoint somebody else.")
	case p.was(account.RoleAwardApprover):
		return refusal.Forbidden("Who approves the award cannot score the bids.", "Ask the author to appoint somebody else.")
	}
	return nil
}

// MayAgree refuses people who do not chair the panel. A moderator adds an
// agreed score with reasons and changes nobody's own (S5).
func MayAgree(p Person) error {
	if err := MayAct(p); err != nil {
		return err
	}
	if !p.was(account.RoleModerator) {
		return refusal.Forbidden("You do not chair this panel.", "Its moderator records the agreed scores.")
	}
	return nil
}

// MayApproveAward refuses who wrote, scored or chaired (S6).
func MayApproveAward(p Person) error {
	if err := MayAct(p); err != nil {
		return err
	}
	if p.was(account.RoleAuthor, account.RoleEvaluator, account.RoleModerator) {
		return refusal.Forbidden("The author, the evaluators and the moderator of a tender cannot approve its award.", "Ask an award approver who took no part in it.")
	}
	if !p.was(account.RoleAwardApprover) {
		return refusal.Forbidden("You are not an award approver of this tender.", "Ask the author to appoint you.")
	}
	return nil
}

// Viewer is somebody who wants to read something of an evaluation.
type Viewer struct {
	Person
	Auditor    bool // reads everything of the own organisation, changes nothing
	Declared   bool // declared what has to be declared so far
	Conflicted bool // declared an interest
	Submitted  bool // own scores are submitted
}

// View is what a viewer may read, with the sentence on why the rest is hidden.
type View struct {
	Bids        bool // answers and files
	OwnScores   bool
	OtherScores bool
	Prices      bool
	Why         string
}

// MaySee tells what somebody may read (S3, S4, S9, S10). Others' scores are
// hidden until every evaluator has submitted, not only the reader; prices until
// the agreed scores are locked and two officers opened them. allSubmitted is a
// fact of the panel.
func MaySee(v Viewer, s Status, allSubmitted bool) View {
	if MayAct(v.Person) != nil {
		return View{Why: "You have no part in this tender's evaluation."}
	}
	panel := v.was(account.RoleEvaluator, account.RoleModerator)
	part := panel || v.Auditor || v.was(account.RoleAuthor, account.RoleOpener, account.RoleAwardApprover, account.RoleApprover, account.RoleContractManager)
	switch {
	case !part:
		return View{Why: "You have no part in this tender's evaluation."}
	case panel && v.Conflicted:
		return View{Why: "You declared an interest, so you take no further part in this evaluation."}
	case panel && !v.Declared:
		return View{Why: "Declare your interests first. Then you can read the bids."}
	}
	out := View{OwnScores: panel, Prices: s.pricesOpened()}
	// The author answers questions about the tender, not about the bids, until
	// the scores are locked; opening officers never need to read them.
	out.Bids = panel || v.Auditor || s.locked() && !v.was(account.RoleOpener)
	switch {
	case s.locked():
		out.OtherScores = true
	case allSubmitted:
		out.OtherScores = panel || v.Auditor
	}
	if v.was(account.RoleEvaluator) && !v.Submitted {
		out.OtherScores = false
	}
	switch {
	case !out.OtherScores:
		out.Why = "Prices and other evaluators' scores stay hidden until every evaluator has submitted."
	case !out.Prices:
		out.Why = "Prices stay sealed until the agreed scores are locked and two officers open them."
	}
	return out
}
