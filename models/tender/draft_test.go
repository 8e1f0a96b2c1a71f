package tender

import (
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestATemplateIsStartedUnderItsOwnTitle(t *testing.T) {
	for _, tpl := range Templates() {
		c := tpl.Start("Meals in Westhaven")
		if c.Title != "Meals in Westhaven" || len(c.Lots) == 1 && c.Lots[0].Title != c.Title {
			t.Errorf("%s: the title is not taken: %q, %+v", tpl.Key, c.Title, c.Lots)
		}
		if again, _ := TemplateOf(tpl.Key); again.Content.Title == c.Title {
			t.Errorf("%s: a start changed the template", tpl.Key)
		}
	}
}

func TestACopyHasNoDatesAndNothingThatIsConsideredEachTime(t *testing.T) {
	at := time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)
	old := communityMeals()
	old.Term = Term{Start: "2027-01-01", End: "2028-01-01", MaxEnd: "2029-01-01", Options: "One year"}
	old.Stages[0].Deadline = at
	old.Lots[0].Term = &Term{Start: "2027-01-01"}
	old.Timetable = Timetable{Publish: at, QuestionsClose: at, AnswersBy: at, DecisionBy: "2027-01-01", PeriodEntry: "electronic"}
	old.Regime, old.ConflictsAssessed, old.SocialValueNote = Regime{Decided: "light_touch"}, "None", "Jobs"
	old.Source, old.Open = &Source{OCID: "x"}, []OpenQuestion{{Key: "stages"}}
	got := Again(old, "Meals again")
	want := communityMeals()
	want.Title, want.Term.Options, want.Timetable.PeriodEntry = "Meals again", "One year", "electronic"
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
	if old.Stages[0].Deadline != at || old.Lots[0].Term == nil {
		t.Error("the tender that was copied changed")
	}
	if len(Again(Content{}, "x").Stages) != 1 {
		t.Error("a copy has no stage")
	}
}

func TestPartsAreAddedChangedAndRemoved(t *testing.T) {
	c := Blank("Meals")
	first := c.Lots
	id, err := PutLot(&c, Lot{Title: "North"})
	if err != nil || id != "2" {
		t.Fatalf("added %q: %v", id, err)
	}
	if id, err = PutLot(&c, Lot{ID: "1", Title: "South"}); err != nil || id != "1" || c.Lots[0].Title != "South" || first[0].Title != "Meals" {
		t.Fatalf("changed %q: %v; %v, before %v", id, err, c.Lots, first)
	}
	if _, err := PutLot(&c, Lot{ID: "9"}); err == nil {
		t.Error("a part that is not there was changed")
	}
	c.Questions = []Question{{Key: "q1", Title: "Only north", Lots: []string{"2"}}, {Key: "q2", Lots: []string{"1", "2"}}, {Key: "q3"}}
	if err := RemoveLot(&c, "2"); err == nil || !strings.Contains(err.Error(), "Only north") {
		t.Errorf("a part with a question of its own was removed: %v", err)
	}
	c.Questions = c.Questions[1:]
	if err := RemoveLot(&c, "2"); err != nil {
		t.Fatal(err)
	}
	if len(c.Lots) != 1 || !reflect.DeepEqual(c.Questions[0].Lots, []string{"1"}) || c.Questions[1].Lots != nil {
		t.Errorf("left %v, questions %v", c.Lots, c.Questions)
	}
	if err := RemoveLot(&c, "1"); err == nil {
		t.Error("the last part was removed")
	}
	if err := RemoveLot(&c, "7"); err == nil {
		t.Error("a part that is not there was removed")
	}
	for len(c.Lots) < mostLots {
		if _, err := PutLot(&c, Lot{Title: "x"}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := PutLot(&c, Lot{Title: "x"}); err == nil {
		t.Error("a part too many was added")
	}
}

func TestAnswersOfAnImportAreKeptWhenTheyWereOffered(t *testing.T) {
	c := Content{Open: []OpenQuestion{{Key: "stages", Choices: []Choice{{Value: "one", Label: "One"}, {Value: "two", Label: "Two"}}}, {Key: "why", Ask: "Why?"}}}
	before := c.Open
	if err := AnswerOpen(&c, map[string]string{"stages": "three", "why": "because"}); err == nil {
		t.Error("an answer that was not offered is taken")
	}
	if c.Open[1].Answer != "" {
		t.Error("a refused form changed something")
	}
	if err := AnswerOpen(&c, map[string]string{"stages": "two", "unknown": "x"}); err != nil {
		t.Fatal(err)
	}
	if c.Open[0].Answer != "two" || c.Open[1].Answer != "" || before[0].Answer != "" {
		t.Errorf("kept %+v, before %+v", c.Open, before)
	}
	if err := AnswerOpen(&c, map[string]string{"stages": ""}); err != nil || c.Open[0].Answer != "" {
		t.Errorf("an answer cannot be taken back: %v", err)
	}
}

func TestATenderOfSeveralStagesCannotBeApproved(t *testing.T) {
	two := Content{Title: "Meals", Stages: []Stage{{Seq: 1, Kind: "questionnaire"}, {Seq: 2, Kind: "tender"}}, Questions: []Question{{Key: "q1", Stage: 2}}, Conditions: []Condition{{Key: "c1", Stage: 2}}}
	says := func(c Content) string {
		for _, task := range Tasks(c, Needs{}, People{}) {
			for _, p := range task.Problems {
				if strings.Contains(p.Reason, "stages") {
					return task.Key + ": " + p.Reason
				}
			}
		}
		return ""
	}
	if got, want := says(two), "timetable: This tender has 2 stages. Tenders of one stage can be run here so far. Copy the tender to start again with one"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	imported := two
	imported.Open = []OpenQuestion{{Key: "stages", Answer: "2:0"}}
	if got := says(imported); !strings.Contains(got, "Answer “One stage” under Questions from the import") {
		t.Errorf("of an import: %q", got)
	}
	again := Again(two, "Meals again")
	if says(again) != "" || len(again.Stages) != 1 || again.Questions[0].Stage != 1 || again.Conditions[0].Stage != 1 {
		t.Errorf("a copy: %+v", again)
	}
	if two.Questions[0].Stage != 2 || two.Conditions[0].Stage != 2 {
		t.Error("the copy changed what it was made from")
	}
}
