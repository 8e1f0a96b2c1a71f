package tender

import (
	"strings"
	"testing"
)

func TestAScoringGuideIsReadAsItIsWritten(t *testing.T) {
	got, err := ParseGuide(StandardGuide, 5)
	if err != nil || len(got) != 6 || got[0].Score != 5 || got[0].Label != "Excellent" || !strings.HasPrefix(got[0].Words, "answers every part") {
		t.Fatalf("got %+v, %v", got, err)
	}
	if again := GuideText(got); again != StandardGuide {
		t.Errorf("written again it reads\n%s", again)
	}
	got, err = ParseGuide("0) None\n\n10 – Full: everything", 10)
	if err != nil || len(got) != 2 || got[0].Score != 10 || got[1].Label != "None" {
		t.Errorf("got %+v, %v", got, err)
	}
	if got, err = ParseGuide(" \n", 5); err != nil || got != nil {
		t.Errorf("an empty guide: %+v, %v", got, err)
	}
	for typed, want := range map[string]string{
		"Good: all of it\n0 None":     "Line 1 of the scoring guide must begin with a score",
		"5\n0 None":                   "Line 1 of the scoring guide must say what the score means",
		"6 Best: x\n0 None":           "Line 1 of the scoring guide is for a score of 6, but the highest score is 5",
		"5 Best\n5 Also best\n0 None": "Line 2 of the scoring guide is for a score of 5, which has a line already",
		"5 Best":                      "Say what at least two scores mean",
		"5 " + strings.Repeat("x", 61) + "\n0 None":      "Line 1 of the scoring guide needs a short name",
		"-1 Bad: x\n0 None":                              "Line 1 of the scoring guide must begin with a score",
		"5 Best:" + strings.Repeat("x", 1001) + "\n0 No": "Line 1 of the scoring guide must be 1000 characters or fewer",
	} {
		if _, err := ParseGuide(typed, 5); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %s", typed, err, want)
		}
	}
}
