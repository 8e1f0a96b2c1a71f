package award

import (
	"errors"
	"strings"
	"testing"

	"hundredweight/models/calendar"
	"hundredweight/models/refusal"
)

func TestASignatureWaitsForTheEndOfTheStandstill(t *testing.T) {
	last := calendar.Date("2026-07-15")
	err := MaySign(last.At(23, 59), last, "")
	if !errors.Is(err, refusal.ErrOutOfTurn) || !strings.Contains(err.Error(), "before Thursday 16 July 2026") || !strings.Contains(err.Error(), "end of Wednesday 15 July 2026") {
		t.Fatalf("a minute before midnight: %v", err)
	}
	if err := MaySign(last.Add(1).At(0, 0), last, ""); err != nil {
		t.Fatalf("on the day after: %v", err)
	}
	if err := MaySign(last.Add(9).At(9, 0), last, "a claim was notified"); !errors.Is(err, refusal.ErrOutOfTurn) {
		t.Fatalf("while paused: %v", err)
	}
	if err := MaySign(last.At(9, 0), "", ""); err != nil {
		t.Fatalf("without a standstill: %v", err)
	}
}

func TestThinReasonsAreFlaggedBeforeTheyAreSent(t *testing.T) {
	good := "The answer names every round, its driver and its second, and shows how illness was covered last year."
	s := Summary{Bid: "b", Questions: []Explanation{{Key: "q1", Reason: "Good answer overall, well done."}, {Key: "q2", Reason: good}}}
	if gaps := s.Gaps(); len(gaps) != 1 || gaps[0].Question != "q1" || gaps[0].Words != 5 {
		t.Fatalf("got %+v", gaps)
	}
	if err := MaySend([]Summary{s}, ""); !errors.Is(err, refusal.ErrInvalid) {
		t.Fatalf("a thin reason is sent: %v", err)
	}
	if err := MaySend([]Summary{s}, "The published guide says all there is"); err != nil {
		t.Fatal(err)
	}
}
