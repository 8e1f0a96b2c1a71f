package commissioner

import (
	"strconv"

	"hundredweight/models/account"
	"hundredweight/models/tender"
	"hundredweight/templates/components"
	"hundredweight/templates/text"
)

// todo says what is to be done with a tender where it stands, for the person
// who looks. The first action is the button, the others are links beside it.
type todo struct {
	text    string
	actions []components.Link
}

// whatNow has one function for each status. An action is shown when the site
// has its page and the page's policy lets the person in, so only what is legal
// and theirs is offered: add an action with its page.
var whatNow = map[tender.Status]func(standing) todo{
	tender.Draft:            nowDraft,
	tender.InternalReview:   nowReview,
	tender.Approved:         nowApproved,
	tender.Open:             nowOpen,
	tender.Closed:           nowClosed,
	tender.Opening:          nowOpening,
	tender.Evaluation:       nowEvaluation,
	tender.AwardRecommended: nowRecommended,
	tender.AwardApproved:    nowAwardApproved,
	tender.SummariesIssued:  nowTold,
	tender.Standstill:       nowStandstill,
	tender.Suspended:        nowSuspended,
	tender.ReadyToSign:      nowReady,
	tender.Concluded:        nowConcluded,
	tender.Withdrawn:        nowEnded,
	tender.Cancelled:        nowEnded,
}

func (s standing) todo() todo {
	if f := whatNow[s.status]; f != nil {
		return f(s)
	}
	return todo{}
}

// waitingFor names who has a role, or says that nobody has.
func (s standing) waitingFor(role account.Role) string {
	if names := s.names(role); len(names) > 0 {
		return text.List(names)
	}
	return "nobody yet: somebody must be appointed"
}

func nowDraft(s standing) todo {
	done, next := 0, -1
	for i, t := range s.tasks {
		if t.Done() {
			done++
		} else if next < 0 && s.opens("/"+t.Key) {
			next = i
		}
	}
	preview := s.link("Preview as a bidder", "/preview")
	if !s.is(account.RoleAuthor) {
		return todo{text.List(s.names(account.RoleAuthor)) + " writes this tender. " + strconv.Itoa(done) + " of " + text.Plural(len(s.tasks), "task is", "tasks are") + " completed.", preview}
	}
	if done == len(s.tasks) {
		return todo{"Every task is completed. Look at the tender as a bidder will see it, then hand it to " + s.waitingFor(account.RoleApprover) + " to approve.", links(s.link("Check and hand over for approval", "/check"), preview)}
	}
	t := todo{text: strconv.Itoa(done) + " of " + text.Plural(len(s.tasks), "task is", "tasks are") + " completed. Last saved " + text.When(s.row.EditedAt.Time) + "."}
	if next >= 0 {
		t.actions = s.link("Continue: "+lower(s.tasks[next].Title), "/"+s.tasks[next].Key)
	}
	t.actions = links(t.actions, s.link("What is missing", "/check"), preview)
	return t
}

func nowReview(s standing) todo {
	if s.is(account.RoleApprover) {
		return todo{"This tender waits for your approval. Read it as a bidder will see it first.", links(s.link("Approve it or send it back", "/approval"), s.link("Preview as a bidder", "/preview"))}
	}
	return todo{"It waits for approval by " + s.waitingFor(account.RoleApprover) + ".", links(s.link("Preview as a bidder", "/preview"), s.link("Take it back to change something", "/approval"))}
}

func nowApproved(s standing) todo {
	return todo{"It is approved. Publish its notice on the national platform, then record the number here. Nothing is public before that.", links(s.link("Mark as published", "/publication"), s.link("Preview as a bidder", "/preview"), s.link("Take it back to change something", "/approval"))}
}

func nowOpen(s standing) todo {
	until := " Bids close " + text.When(s.stage.Deadline.Time) + ", " + text.Until(s.now, s.stage.Deadline.Time) + "."
	if n := s.unanswered(); n > 0 {
		by := ""
		if at := s.content.Timetable.AnswersBy; !at.IsZero() {
			by = " by " + text.Date(at)
		}
		return todo{text.Plural(n, "question needs", "questions need") + " an answer" + by + ". The answers will be public.", links(s.link("Answer questions", "/questions-asked"))}
	}
	if s.amends {
		return todo{"A change is being written and is not published yet." + until, links(s.link("See the change", "/amendment"), s.link("Questions and answers", "/questions-asked"))}
	}
	return todo{"Nothing waits for you." + until, links(s.link("Questions and answers", "/questions-asked"))}
}

func nowClosed(s standing) todo {
	if s.is(account.RoleOpener) {
		return todo{"Bids are closed. You open them together with the other opening officer.", s.link("Open bids", "/opening")}
	}
	return todo{"Bids are closed and still sealed. They are opened by two of " + s.waitingFor(account.RoleOpener) + ".", s.link("Opening", "/opening")}
}

func nowOpening(s standing) todo {
	return todo{"The opening has begun and is not finished. Two opening officers finish it together.", s.link("Finish the opening", "/opening")}
}

func nowEvaluation(s standing) todo {
	if !s.stage.PricesOpenedAt.IsZero() {
		return todo{"The prices are open and the bids are ranked by the published method.", s.evaluationLinks()}
	}
	return todo{"Bids are being scored. Nobody who scores sees a price or another’s score before the scores are agreed.", s.evaluationLinks()}
}

// evaluationLinks leads on from the scores to the award: the next thing is the
// button.
func (s standing) evaluationLinks() []components.Link {
	agree, prices, compare := s.link("Agree scores", "/moderation"), s.link("Open prices", "/prices-opening"), s.link("Compare the bids", "/comparison")
	switch {
	case !s.stage.PricesOpenedAt.IsZero():
		return links(compare, s.link("Recommend an award", "/award"), s.link("Scores", "/moderation"))
	case s.is(account.RoleOpener):
		return links(prices, s.link("Opening record", "/opening"))
	}
	return links(agree, prices, s.link("Opening record", "/opening"))
}

func nowRecommended(s standing) todo {
	return todo{"An award is recommended. It waits for " + s.waitingFor(account.RoleAwardApprover) + " to approve.", s.link("See the recommendation", "/award")}
}

func nowAwardApproved(s standing) todo {
	return todo{"The award is approved. Now every bidder is told on one day, with reasons.", s.link("Tell every bidder", "/summaries")}
}

func nowTold(s standing) todo {
	return todo{"Every bidder was told. Publish the award notice on the national platform, then record its number.", s.link("Record the award notice", "/notice")}
}

func nowStandstill(s standing) todo {
	return todo{"The waiting period (standstill) runs. Nothing can be signed before it ends.", s.link("See the award", "/award")}
}

func nowSuspended(s standing) todo {
	return todo{"A claim was notified, so the waiting period (standstill) is paused. Nothing can be signed.", links(s.link("Record how the claim ended", "/standstill"), s.link("See the award", "/award"))}
}

func nowReady(s standing) todo {
	return todo{"The waiting period (standstill) is over. The contract can be signed.", s.link("Record the signature", "/signature")}
}

func nowConcluded(s standing) todo {
	return todo{"The contract is signed. What was promised is in its record, word for word.", s.link("See the award", "/award")}
}

func nowEnded(s standing) todo {
	t := todo{text: "This tender was " + s.status.Words() + ": " + s.row.Reason}
	if s.status == tender.Cancelled {
		t.actions = s.link("Record the termination notice", "/notice")
	}
	return t
}

// lower begins a title with a small letter, for the middle of a sentence.
func lower(title string) string {
	r := []rune(title)
	if len(r) > 1 && r[0] >= 'A' && r[0] <= 'Z' && (r[1] < 'A' || r[1] > 'Z') {
		r[0] += 'a' - 'A'
	}
	return string(r)
}
