package tender_test

import (
	"slices"
	"testing"
	"time"

	"hundredweight/models/evaluation"
	"hundredweight/models/regime"
	"hundredweight/models/tender"
)

// owed are the fields that no template can know: where, how much, when, who,
// and the records that a person has to make.
var owed = []string{
	"areas", "term", "budget", "vat", "deadline", "questions_close", "answers_by",
	"regime", "lots_reason", "social_value_note", "conflicts",
	"approver", "opening_officer", "evaluator", "moderator", "award_approver",
}

func TestATemplateIsCompleteButForPlaceMoneyDatesPeopleAndRecords(t *testing.T) {
	every := tender.Needs{LotsReason: true, SocialValue: true, Conflicts: true, PriceFormula: true}
	for _, tpl := range tender.Templates() {
		for _, task := range tender.Tasks(tpl.Content, every, tender.People{}) {
			for _, p := range task.Problems {
				if !slices.Contains(owed, p.Field) {
					t.Errorf("%s, %s: %s: %s", tpl.Key, task.Key, p.Field, p.Reason)
				}
			}
		}
	}
}

func TestATemplateIsReadyOnceThoseAreFilledIn(t *testing.T) {
	for _, tpl := range tender.Templates() {
		c := tpl.Content
		c.Areas = []tender.Area{{Code: "E08000033"}}
		c.Term.Start, c.Term.End = "2027-04-05", "2030-04-04"
		c.Budget.NetPence, c.Budget.VAT = 300_000_00, "standard"
		closes := time.Date(2027, 1, 21, 12, 0, 0, 0, time.UTC)
		c.Stages[0].Deadline = closes
		c.Timetable.QuestionsClose, c.Timetable.AnswersBy = closes.AddDate(0, 0, -14), closes.AddDate(0, 0, -7)
		c.Regime.Decided, c.LotsReason, c.SocialValueNote, c.ConflictsAssessed = "light_touch", "One kitchen", "Considered", "None found"
		every := tender.Needs{LotsReason: true, SocialValue: true, Conflicts: true, PriceFormula: true}
		if err := tender.Ready(c, every, tender.People{Approvers: 1, Openers: 2, Evaluators: 2, Moderators: 1, AwardApprovers: 1}); err != nil {
			t.Errorf("%s: %v", tpl.Key, err)
		}
		if err := evaluation.CheckRankable(c); err != nil {
			t.Errorf("%s could not be ranked: %v", tpl.Key, err)
		}
	}
}

func TestTemplatesAreLightTouchServicesWithAGuideForEveryScore(t *testing.T) {
	seen := map[string]bool{}
	for _, tpl := range tender.Templates() {
		if seen[tpl.Key] || tpl.Name == "" || tpl.Purpose == "" {
			t.Errorf("template %q is doubled or has no name or purpose", tpl.Key)
		}
		seen[tpl.Key] = true
		for _, code := range tpl.Content.CPV {
			if !regime.IsLightTouch(code.Code) {
				t.Errorf("%s: %s is not in Schedule 1 of SI 2024/692", tpl.Key, code.Code)
			}
		}
		commitments := 0
		for _, q := range tpl.Content.Questions {
			if q.Commitments {
				commitments++
			}
			if q.Kind != "scored" {
				continue
			}
			if q.Guidance == "" || q.WordLimit == 0 || len(q.Scale) != q.Max+1 {
				t.Errorf("%s: %s lacks guidance, a word limit or a meaning for each score", tpl.Key, q.Key)
			}
			for i, d := range q.Scale {
				if d.Score != i || d.Label == "" || d.Words == "" {
					t.Errorf("%s: %s: score %d has no meaning", tpl.Key, q.Key, i)
				}
			}
		}
		if commitments != 1 || len(tpl.Content.KPIs) < 3 || len(tpl.Content.Conditions) == 0 {
			t.Errorf("%s: %d questions take commitments, %d KPIs, %d conditions", tpl.Key, commitments, len(tpl.Content.KPIs), len(tpl.Content.Conditions))
		}
	}
	if len(seen) != 3 {
		t.Errorf("%d templates are shipped, want 3", len(seen))
	}
}

func TestTheSmallServiceShutsNobodyOutByATestOfSuitability(t *testing.T) {
	tpl, ok := tender.TemplateOf("small-community-service")
	if !ok {
		t.Fatal("the small service is not there")
	}
	for _, c := range tpl.Content.Conditions {
		if c.Kind == "registration" || c.Kind == "exclusion" || c.Kind == "share_code" {
			t.Errorf("s.85 forbids a test of suitability below the threshold: %s", c.Text)
		}
	}
}

func TestEveryCallGivesItsOwnCopyOfATemplate(t *testing.T) {
	tender.Templates()[0].Content.Questions[0].Scale[0].Words = "spoiled"
	tender.Templates()[0].Content.Criteria[0].WeightBP = 1
	again := tender.Templates()[0].Content
	if again.Questions[0].Scale[0].Words == "spoiled" || again.Criteria[0].WeightBP == 1 {
		t.Error("a change in one draft reaches the next")
	}
	if _, ok := tender.TemplateOf("no-such-template"); ok {
		t.Error("a template that does not exist was found")
	}
}
