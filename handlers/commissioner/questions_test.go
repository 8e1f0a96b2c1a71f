package commissioner_test

import (
	"strings"
	"testing"

	"hundredweight/handlers/sitetest"
)

func TestQuestionsAreWrittenChangedAndTakenOut(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newDesk(t, s)
		ref := d.started("Meals", "blank")
		page := at("/" + ref + "/questions")
		code, body := d.get(d.author, page)
		d.must("before there are criteria", code, 200, body, "Say how you will score first", "!/questions/new?kind=scored", "Add a pass or fail question")
		d.saves(d.author, at("/"+ref+"/criteria/new"), d.form(ref, "kind", "scored", "name", "Quality", "weight", "60"))
		code, body = d.get(d.author, page+"/new?kind=scored")
		d.must("a new question", code, 200, body, "5 Excellent: answers every part", "Quality (60 points)", `value="100"`, "Make it pass or fail", "!What passes?")

		code, body = d.post(d.author, page+"/new", d.form(ref, "kind", "scored", "title", "Meals", "text", "How will you make meals people look forward to?", "criterion", "quality", "share", "100", "max", "5", "guide", " ", "required", "yes"))
		d.must("no scoring guide", code, 422, body, "Add a scoring guide for question 1", "How will you make meals people look forward to?")
		code, body = d.post(d.author, page+"/new", d.form(ref, "kind", "scored", "title", "Meals", "text", "x", "criterion", "price", "share", "100", "max", "3", "minimum", "4", "guide", "5 Best: all\n0 None"))
		d.must("many things wrong", code, 422, body, "Select the criterion it counts towards", "The lowest passing score must be on the scale, 0 to 3", "is for a score of 5, but the highest score is 3", "Select whether bidders must answer")
		d.saves(d.author, page+"/new", d.form(ref, "kind", "scored", "title", "Meals", "text", "How will you make meals people look forward to?", "guidance", "Say who cooks", "criterion", "quality", "share", "100", "max", "5", "minimum", "2", "guide", "5 Best: all of it\n0 None", "word_limit", "500", "answers", "files", "answers", "commitments", "required", "yes"))
		d.saves(d.author, page+"/new", d.form(ref, "kind", "pass_fail", "title", "Living Wage", "text", "Do you pay it?", "pass_when", "Everybody is paid at least the real Living Wage"))
		code, body = d.post(d.author, page+"/new", d.form(ref, "kind", "pass_fail", "title", "living wage", "text", "Again?", "pass_when", "x"))
		d.must("a title that is taken", code, 422, body, "Question 2 has this title already")
		d.saves(d.author, page+"/new", d.form(ref, "kind", "information", "title", "Contact", "text", "Whom do we call?", "required", "no"))
		c := d.content(ref)
		q := c.Questions[0]
		if len(c.Questions) != 3 || q.Key != "q1" || q.Criterion != "quality" || q.WeightBP != 10_000 || q.Max != 5 || q.Minimum != 2 || len(q.Scale) != 2 || q.WordLimit != 500 || !q.Files || !q.Commitments || !q.Required || q.Guidance != "Say who cooks" {
			t.Errorf("got %+v", q)
		}
		if q := c.Questions[1]; q.PassWhen == "" || !q.Required || q.Kind != "pass_fail" {
			t.Errorf("got %+v", q)
		}
		code, body = d.get(d.author, page)
		d.must("the list", code, 200, body, "1. Meals", "2. Living Wage", "3. Contact", "Up to 500 words, with files and promises, scored 0 to 5, at least 2", "Optional", "60 of the 100 points")
		code, body = d.get(d.author, page+"/q1?kind=information")
		d.must("made a question for information", code, 200, body, "For information", "!Scoring guide")

		code, body = d.post(d.author, page+"/q3", d.form(ref, "kind", "information", "title", "Contact", "text", "Whom do we call?", "required", "no", "place", "4"))
		d.must("a place behind the last", code, 422, body, "The number in the list must be between 1 and 3")
		d.saves(d.author, page+"/q3", d.form(ref, "kind", "information", "title", "Contact", "text", "Whom do we call?", "required", "no", "place", "1"))
		if c := d.content(ref); c.Questions[0].Key != "q3" || c.Questions[1].Key != "q1" || c.Questions[2].Key != "q2" {
			t.Errorf("got %+v", c.Questions)
		}
		d.saves(d.author, page+"/q3/removal", d.form(ref))
		d.saves(d.author, page+"/new", d.form(ref, "kind", "information", "title", "Partners", "text", "Who else?", "required", "no"))
		if c := d.content(ref); len(c.Questions) != 3 || c.Questions[2].Title != "Partners" {
			t.Errorf("got %+v", c.Questions)
		}
		code, body = d.get(d.author, page+"/q99")
		d.must("a question that is none", code, 404, body)
		code, body = d.get(d.author, page+"/new/removal")
		d.must("taking out what is not there", code, 404, body)

		conditions := at("/" + ref + "/conditions")
		code, body = d.get(d.author, conditions)
		d.must("no conditions", code, 200, body, "There are no conditions yet")
		code, body = d.post(d.author, conditions+"/new", d.form(ref, "kind", "safeguarding", "amount", "5"))
		d.must("a condition with much wrong", code, 422, body, "Enter the condition as bidders will read it", "Only insurance has an amount")
		d.saves(d.author, conditions+"/new", d.form(ref, "kind", "insurance", "text", "We will hold public liability insurance", "amount", "£5,000,000", "expires", "yes"))
		if c := d.content(ref); len(c.Conditions) != 1 || c.Conditions[0].Key != "c1" || c.Conditions[0].AmountPence != 5_000_000_00 || !c.Conditions[0].Expires {
			t.Errorf("got %+v", c.Conditions)
		}
		code, body = d.get(d.author, conditions)
		d.must("the condition", code, 200, body, "Insurance", "At least £5,000,000 and with the date on which it expires")
		d.saves(d.author, conditions+"/c1", d.form(ref, "kind", "insurance", "text", "We will hold insurance"))
		if c := d.content(ref); c.Conditions[0].Expires || c.Conditions[0].AmountPence != 0 {
			t.Errorf("what was cleared is still there: %+v", c.Conditions)
		}
		d.saves(d.author, conditions+"/c1/removal", d.form(ref))
		if c := d.content(ref); len(c.Conditions) != 0 {
			t.Errorf("got %+v", c.Conditions)
		}
	})
}

func TestAQuestionShowsTypedTextAsText(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newDesk(t, s)
		ref := d.started("Meals", "blank")
		page := at("/" + ref + "/questions/new")
		code, body := d.post(d.author, page, d.form(ref, "kind", "information", "title", "<script>alert(1)</script>", "text", "a\x00b", "required", "no"))
		d.must("a control character", code, 422, body, "The question contains a character we cannot store", "!<script>alert(1)</script>")
		code, body = d.post(d.author, page, d.form(ref, "kind", "information", "title", strings.Repeat("é", 201), "text", "x", "required", "no"))
		d.must("a long title", code, 422, body, "The title must be 200 characters or fewer (you entered 201)")
	})
}
