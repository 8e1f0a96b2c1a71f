package commissioner

import (
	"testing"

	"hundredweight/models/tender"
)

func TestEveryStatusHasItsWordsAndWhatToDo(t *testing.T) {
	for _, s := range tender.Statuses() {
		if words, colour := statusTag(s); words == s.Words() || colour == "" {
			t.Errorf("%s has no tag", s)
		}
		if whatNow[s] == nil {
			t.Errorf("nothing is said of what to do when a tender is %s", s.Words())
		}
		if stage := (standing{status: s, opens: func(string) bool { return false }}).stageNow(); stage < 0 && s != tender.Withdrawn && s != tender.Cancelled {
			t.Errorf("%s is in no stage", s)
		}
	}
}
