package tender

import (
	"encoding/json"
	"fmt"
	"time"

	"hundredweight/models/calendar"
	"hundredweight/models/refusal"
)

// Changes says in words what differs between two versions, one line each.
func Changes(old, now Content) []string {
	var out []string
	say := func(what string, a, b any) {
		if text(a) != text(b) {
			out = append(out, what)
		}
	}
	say("The title changed", old.Title, now.Title)
	say("The summary changed", old.Summary, now.Summary)
	say("The description of the need changed", old.Need, now.Need)
	say("The CPV codes changed", old.CPV, now.CPV)
	say("The areas changed", old.Areas, now.Areas)
	say("The budget changed", old.Budget, now.Budget)
	say("The contract period changed", old.Term, now.Term)
	say("The parts (lots) or their prices changed", old.Lots, now.Lots)
	say("The award criteria changed", old.Criteria, now.Criteria)
	say("How a tie is settled changed", old.Ties, now.Ties)
	say("The conditions changed", old.Conditions, now.Conditions)
	before := map[string]Question{}
	for _, q := range old.Questions {
		before[q.Key] = q
	}
	for _, q := range now.Questions {
		was, ok := before[q.Key]
		switch {
		case !ok:
			out = append(out, fmt.Sprintf("Question “%s” was added", q.Title))
		case text(was) != text(q):
			out = append(out, fmt.Sprintf("Question “%s” changed", q.Title))
		}
		delete(before, q.Key)
	}
	for _, q := range old.Questions {
		if _, gone := before[q.Key]; gone {
			out = append(out, fmt.Sprintf("Question “%s” was removed", q.Title))
		}
	}
	for i, s := range now.Stages {
		if i < len(old.Stages) && !s.Deadline.Equal(old.Stages[i].Deadline) {
			out = append(out, fmt.Sprintf("The deadline%s moved from %s to %s", ofStage(now, s), moment(old.Stages[i].Deadline), moment(s.Deadline)))
		}
	}
	say("The timetable changed", old.Timetable, now.Timetable)
	say("The measures for the contract changed", old.KPIs, now.KPIs)
	say("Whether a waiting period (standstill) is offered changed", old.VoluntaryStandstill, now.VoluntaryStandstill)
	return out
}

// MayReplace refuses a change that would take out a part (lot) which bidders
// read: somebody may have lodged a bid for it, and nobody may look. It is ended
// after the opening, with a reason.
func MayReplace(old, now Content) error {
	for _, l := range old.Lots {
		if _, there := LotByID(now, l.ID); !there {
			return refusal.Field("", "%s is published, so bids for it may have been sent. It stays until they are opened: end it then, with a reason, or cancel the tender", nameOf(l))
		}
	}
	return nil
}

// ofStage names a stage where there are several.
func ofStage(c Content, s Stage) string {
	if len(c.Stages) < 2 {
		return ""
	}
	return fmt.Sprintf(" of stage %d", s.Seq)
}

// moment writes an instant by London's clock.
func moment(t time.Time) string {
	return calendar.On(t).Words() + " at " + t.In(calendar.London()).Format("15:04")
}

func text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(b)
}
