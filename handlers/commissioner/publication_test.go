package commissioner_test

import (
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"hundredweight/handlers/sitetest"
	"hundredweight/models/account"
	"hundredweight/models/calendar"
	"hundredweight/models/commissioning"
	"hundredweight/models/store"
	"hundredweight/models/tender"
)

// whole makes a draft that lacks nothing but what without names: "timetable" or
// "panel".
func (d *desk) whole(without ...string) string {
	d.t.Helper()
	lacks := strings.Join(without, " ")
	ref := d.started("Community meals and company at home", "community-meals")
	buyer, err := d.site.DB.Reader().Read(d.t.Context()).OrganisationByID(d.org)
	if err != nil {
		d.t.Fatal(err)
	}
	now := d.site.Clock.Now()
	err = d.site.Steps.SaveTender(d.t.Context(), d.site.Actor(d.t, d.author), ref, 0, "all", func(c *tender.Content) error {
		c.Summary, c.Need = "Hot meals, and the person who brings them.", "About 900 people a week find it hard to shop, cook or eat alone."
		c.Category, c.CPV, c.Areas = "services", []tender.CPV{{Code: "79411000", Title: "General management consultancy services"}}, []tender.Area{{Code: "E08000033", Name: "Calderdale"}}
		c.Term = tender.Term{Start: "2027-04-05", End: "2030-04-04"}
		c.Budget = tender.Budget{NetPence: 300_000_00, VAT: "standard", Published: true}
		c.LotsReason, c.SocialValueNote, c.ConflictsAssessed = "One kitchen serves the whole area.", "Considered local jobs and isolation.", "No conflicts found."
		for i := range c.Lots {
			c.Lots[i].Prices = []tender.PriceLine{{Ref: "A1", Description: "Meal delivered", Unit: "meal", QuantityMilli: 52_000_000}}
		}
		if err := commissioning.SetRegime(c, buyer, now, "", ""); err != nil {
			return err
		}
		plan, err := tender.Propose(calendar.Union(), commissioning.SituationOf(*c), calendar.On(now), 1)
		if err != nil || strings.Contains(lacks, "timetable") {
			return err
		}
		c.Timetable = tender.Timetable{Publish: plan.Publish.At(12, 0), QuestionsClose: plan.QuestionsClose, AnswersBy: plan.AnswersBy, DecisionBy: string(plan.DecisionBy)}
		c.Stages[0].Deadline = plan.Deadlines[0]
		return nil
	})
	if err != nil {
		d.t.Fatal(err)
	}
	if strings.Contains(lacks, "panel") {
		return ref
	}
	for who, role := range map[account.PersonID]account.Role{
		d.approver: account.RoleApprover, d.opener1: account.RoleOpener, d.opener2: account.RoleOpener, d.eval1: account.RoleEvaluator, d.eval2: account.RoleEvaluator,
		d.chair: account.RoleModerator, d.awards: account.RoleAwardApprover,
	} {
		if err := d.site.Steps.AppointPerson(d.t.Context(), d.site.Actor(d.t, d.author), ref, who, role); err != nil {
			d.t.Fatal(err)
		}
	}
	return ref
}

// open makes a tender that is public and takes bids, through its pages.
func (d *desk) open() string {
	d.t.Helper()
	ref := d.whole()
	d.saves(d.author, at("/"+ref+"/check"), url.Values{})
	d.saves(d.approver, at("/"+ref+"/approval"), url.Values{"decision": {"approve"}, "read": {"yes"}})
	d.saves(d.author, at("/"+ref+"/publication"), d.notice("083563-2026"))
	return ref
}

// notice is the form that records the official notice of today.
func (d *desk) notice(id string) url.Values {
	return when(url.Values{"notice": {id}, "sure": {"yes"}}, "published", string(calendar.On(d.site.Clock.Now())), "")
}

func (d *desk) row(ref string) store.TenderRow {
	d.t.Helper()
	row, err := d.site.DB.Reader().Read(d.t.Context()).TenderByRef(ref)
	if err != nil {
		d.t.Fatal(err)
	}
	return row
}

// mails counts the messages of a kind in the outbox.
func (d *desk) mails(kind string) (n int) {
	d.t.Helper()
	all, err := d.site.DB.Reader().Read(d.t.Context()).MailNewest(200)
	if err != nil {
		d.t.Fatal(err)
	}
	for _, m := range all {
		if m.Kind == kind {
			n++
		}
	}
	return n
}

func TestACompleteDraftIsApprovedAndPublished(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newDesk(t, s)
		ref := d.whole("timetable", "panel")
		check := at("/" + ref + "/check")
		code, body := d.get(d.author, check)
		d.must("what is missing", code, 200, body, "missing before it can be approved", "Enter when questions close", "Appoint two opening officers", "/timetable", "!Nothing is missing")
		code, body = d.post(d.author, check, url.Values{})
		d.must("handing over too early", code, 422, body, "There is a problem", "Appoint at least two evaluators")

		ref = d.whole()
		check = at("/" + ref + "/check")
		approval, publication := at("/"+ref+"/approval"), at("/"+ref+"/publication")
		code, body = d.get(d.author, check)
		d.must("nothing missing", code, 200, body, "Nothing is missing", "What your criteria reward", "Balanced", "Amir Approver will get an email")
		code, body = d.get(d.author, at("/"+ref+"/preview"))
		d.must("the preview", code, 200, body, "This is what bidders will see", "Community meals and company at home", "How bids are scored", "lowest eligible price", "!Start your bid")
		code, body = d.get(d.author, publication)
		d.must("publishing a draft", code, 409, body, "This tender is a draft")
		d.saves(d.author, check, url.Values{})
		if d.mails("please_approve") != 1 {
			t.Errorf("%d mails to approvers", d.mails("please_approve"))
		}
		code, body = d.get(d.author, at("/"+ref+"/criteria"))
		d.must("changing what waits for approval", code, 409, body, "Take it back to draft")
		code, body = d.get(d.author, approval)
		d.must("the author at the approval", code, 200, body, "Take the tender back to draft", "!Do you approve it")
		code, body = d.post(d.author, approval, url.Values{"decision": {"approve"}, "read": {"yes"}})
		d.must("the author approves", code, 403, body)
		code, body = d.get(d.eval1, approval)
		d.must("an evaluator at the approval", code, 403, body)

		code, body = d.get(d.approver, approval)
		d.must("the approver", code, 200, body, "Do you approve it for publication?", "£300,000 without VAT", "Public contract", "No conflicts found")
		code, body = d.post(d.approver, approval, url.Values{})
		d.must("no decision", code, 422, body, "Select whether you approve it")
		code, body = d.post(d.approver, approval, url.Values{"decision": {"approve"}})
		d.must("not read", code, 422, body, "Confirm that you have read it")
		code, body = d.post(d.approver, approval, url.Values{"decision": {"return"}})
		d.must("sent back without a reason", code, 422, body, "Say what should be changed")
		d.saves(d.approver, approval, url.Values{"decision": {"return"}, "reason": {"Question 2 is asked twice"}})
		code, body = d.get(d.author, check)
		d.must("sent back", code, 200, body, "Amir Approver sent it back on", "Question 2 is asked twice")
		d.saves(d.author, check, url.Values{})
		d.saves(d.approver, approval, url.Values{"decision": {"approve"}, "read": {"yes"}})

		code, body = d.get(d.author, publication)
		d.must("before it is public", code, 200, body, "What becomes public", "Who is told", "Asha Award", "What cannot be undone", "at least 25 days")
		code, body = d.post(d.author, publication, url.Values{})
		d.must("no notice", code, 422, body, "Enter the number of the official notice", "Enter the day on which the notice was published", "Confirm that the notice can be read")
		future := when(d.notice("x"), "published", string(calendar.On(s.Clock.Now()).Add(1)), "")
		code, body = d.post(d.author, publication, future)
		d.must("a notice of tomorrow", code, 422, body, "That day is in the future")
		early := d.notice("x")
		when(early, "published", "2026-13-01", "")
		code, body = d.post(d.author, publication, early)
		d.must("a day that is none", code, 422, body, "must be a real date")
		code, body = d.get(d.approver, "/tenders/"+ref)
		d.must("not public yet", code, 404, body)
		d.saves(d.author, publication, d.notice("083563-2026"))
		if row := d.row(ref); row.Status != tender.Open || row.NoticeID != "083563-2026" || row.Version != 1 {
			t.Errorf("got %+v", row)
		}
		if got := d.mails("tender_published"); got != 8 {
			t.Errorf("%d of the team were told, want all 8 once", got)
		}
		code, body = d.get(d.outsider, "/tenders/"+ref)
		d.must("the public page", code, 200, body, "Community meals and company at home", "!Amir Approver", "!Ada Author")
		code, body = d.post(d.author, publication, d.notice("083563-2026"))
		d.must("publishing twice", code, 409, body)
	})
}

func TestADeadlineThatHasPassedStopsTheHandOver(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newDesk(t, s)
		ref := d.whole()
		closes := func(at time.Time) {
			err := s.Steps.SaveTender(t.Context(), s.Actor(t, d.author), ref, 0, "timetable", func(c *tender.Content) error {
				c.Timetable.QuestionsClose, c.Timetable.AnswersBy, c.Stages[0].Deadline = at.Add(-2*time.Hour), at.Add(-time.Hour), at
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		closes(s.Clock.Now().AddDate(0, 0, 10))
		code, body := d.get(d.author, at("/"+ref+"/check"))
		d.must("too close", code, 200, body, "Bids must be able to come in for at least 25 days")
		code, body = d.post(d.author, at("/"+ref+"/check"), url.Values{})
		d.must("handing over", code, 422, body, "The earliest closing day is")
		closes(s.Clock.Now())
		code, body = d.post(d.author, at("/"+ref+"/check"), url.Values{})
		d.must("after the deadline", code, 422, body, "The closing day has passed")
	})
}

func TestATenderIsWithdrawnBeforeAndCancelledAfterItIsPublic(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newDesk(t, s)
		ref := d.whole("panel")
		withdrawal := at("/" + ref + "/withdrawal")
		code, body := d.get(d.author, withdrawal)
		d.must("asking", code, 200, body, "It was never public")
		code, body = d.post(d.author, withdrawal, url.Values{})
		d.must("no reason", code, 422, body, "Say why the tender is withdrawn")
		d.saves(d.author, withdrawal, url.Values{"reason": {"The money went elsewhere"}})
		if row := d.row(ref); row.Status != tender.Withdrawn || row.Reason != "The money went elsewhere" {
			t.Errorf("got %+v", row)
		}
		code, body = d.get(d.author, withdrawal)
		d.must("withdrawing twice", code, 409, body)

		ref = d.open()
		cancellation := at("/" + ref + "/cancellation")
		code, body = d.get(d.author, cancellation)
		d.must("the author alone", code, 403, body, "Amir Approver can do this")
		code, body = d.get(d.author, at("/"+ref+"/withdrawal"))
		d.must("withdrawing what is public", code, 409, body, "What is public is cancelled, not withdrawn")
		code, body = d.get(d.approver, cancellation)
		d.must("asking", code, 200, body, "stay sealed for ever", "UK12")
		code, body = d.post(d.approver, cancellation, url.Values{"reason": {"No money"}})
		d.must("a thin reason", code, 422, body, "in at least 20 characters", "No money")
		d.saves(d.approver, cancellation, url.Values{"reason": {"The council stopped the service for lack of money."}})
		code, body = d.get(d.outsider, "/tenders/"+ref)
		d.must("the public page", code, 200, body, "The council stopped the service for lack of money.")
	})
}

func TestAnOpenTenderIsChangedByTwoPeople(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newDesk(t, s)
		ref := d.open()
		page := at("/" + ref + "/amendment")
		code, body := d.get(d.author, page)
		d.must("before", code, 200, body, "Write a change", "Amir Approver publishes it")
		code, body = d.get(d.approver, page)
		d.must("the approver before", code, 200, body, "No change is being written now", "!Write a change")
		code, body = d.post(d.approver, page, url.Values{})
		d.must("the approver begins", code, 403, body)
		code, body = d.get(d.author, at("/"+ref+"/criteria"))
		d.must("changing what bidders read", code, 409, body, "Change this tender")
		d.saves(d.author, page, url.Values{})
		code, body = d.post(d.author, page, url.Values{})
		d.must("beginning twice", code, 409, body)
		code, body = d.post(d.author, page+"/offer", url.Values{})
		d.must("offering nothing", code, 422, body, "Nothing is changed")

		q := d.content(ref).Questions[0]
		form := d.form(ref, "kind", q.Kind, "title", q.Title, "text", "Asked better.", "criterion", q.Criterion, "share", strconv.Itoa(q.WeightBP/100), "max", "5", "guide", tender.StandardGuide, "word_limit", "700", "required", "yes")
		d.saves(d.author, at("/"+ref+"/questions/"+q.Key), form)
		if d.content(ref).Questions[0].Text == "Asked better." {
			t.Fatal("bidders read a change that is not published")
		}
		code, body = d.get(d.outsider, "/tenders/"+ref)
		d.must("the public page", code, 200, body, "!Asked better.")
		code, body = d.get(d.author, page)
		d.must("so far", code, 200, body, "Question “"+q.Title+"” changed", "Ask for publication")
		code, body = d.get(d.author, at("/"+ref+"/preview"))
		d.must("the preview of the change", code, 200, body, "Asked better.")
		code, body = d.get(d.author, page+"/publication")
		d.must("the author publishes", code, 403, body)
		d.saves(d.author, page+"/offer", url.Values{})
		if d.mails("please_amend") != 1 {
			t.Errorf("%d mails to approvers", d.mails("please_amend"))
		}

		for _, part := range []string{"need", "scope", "lots", "criteria", "questions", "prices", "measures", "timetable", "records"} {
			code, body = d.get(d.author, page)
			d.must("what it can be about", code, 200, body, at("/"+ref+"/"+part))
			code, body = d.get(d.author, at("/"+ref+"/"+part))
			d.must("writing the change of "+part, code, 200, body)
		}
		d.saves(d.author, at("/"+ref+"/lots/new"), d.form(ref, "title", "A breakfast club"))
		lots := d.content(ref).Lots
		d.saves(d.author, at("/"+ref+"/lots/"+strconv.Itoa(len(lots)+1)+"/removal"), d.form(ref))
		code, body = d.post(d.author, at("/"+ref+"/lots/"+lots[0].ID+"/removal"), d.form(ref))
		d.must("a part that bidders read", code, 422, body)

		before := d.row(ref).ClosesAt.Time
		v := d.form(ref, "period", "electronic_all_documents")
		c := d.content(ref)
		when(v, "questions", string(calendar.On(c.Timetable.QuestionsClose)), "5pm")
		when(v, "answers", string(calendar.On(c.Timetable.AnswersBy)), "5pm")
		when(v, "deadline-1", string(calendar.On(before).Add(-1)), "12:00")
		code, body = d.post(d.author, at("/"+ref+"/timetable"), v)
		d.must("an earlier deadline", code, 422, body, "A deadline can only be moved later")
		when(v, "deadline-1", string(calendar.On(before).Add(7)), "12:00")
		d.saves(d.author, at("/"+ref+"/timetable"), v)

		code, body = d.get(d.approver, page+"/publication")
		d.must("the approver reads", code, 200, body, "What changes in version 2", "It moves from", "Question “"+q.Title+"” changed")
		old := d.form(ref, "reason", "The question was unclear", "notice", "083999-2026")
		code, body = d.post(d.approver, page+"/publication", d.form(ref))
		d.must("no reason", code, 422, body, "Say why the tender changes", "Enter the number of the republished notice")
		d.saves(d.author, at("/"+ref+"/timetable"), func() url.Values { v.Set("revision", d.form(ref).Get("revision")); return v }())
		code, body = d.post(d.approver, page+"/publication", old)
		d.must("what was edited meanwhile", code, 409, body)
		d.saves(d.approver, page+"/publication", d.form(ref, "reason", "The question was unclear", "notice", "083999-2026"))
		row := d.row(ref)
		if row.Version != 2 || !row.ClosesAt.After(before) || d.content(ref).Questions[0].Text != "Asked better." {
			t.Errorf("got version %d, closing %s", row.Version, row.ClosesAt)
		}
		if _, ok, err := s.DB.Reader().Read(t.Context()).AmendmentOf(row.ID); err != nil || ok {
			t.Errorf("the written change is still there: %v", err)
		}
		code, body = d.get(d.outsider, "/tenders/"+ref)
		d.must("the public page", code, 200, body, "The question was unclear")

		d.saves(d.author, page, url.Values{})
		code, body = d.get(d.author, page+"/withdrawal")
		d.must("giving up", code, 200, body, "Give up this change?")
		d.saves(d.author, page+"/withdrawal", url.Values{})
		code, body = d.post(d.author, page+"/withdrawal", url.Values{})
		d.must("giving up twice", code, 409, body)
	})
}

func TestQuestionsAskedAreAnsweredInPublic(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newDesk(t, s)
		ref := d.open()
		page := at("/" + ref + "/questions-asked")
		code, body := d.get(d.author, page)
		d.must("none yet", code, 200, body, "No question waits for an answer")
		asker := s.Person(t, "Pia Provider", false)
		s.Join(t, asker, s.Organisation(t, "provider", "hearth"), account.Contribute)
		if _, err := s.Steps.AskQuestion(t.Context(), s.Actor(t, asker), ref, "May we, Hearth CIC, use our own kitchen?"); err != nil {
			t.Fatal(err)
		}
		code, body = d.get(d.author, page)
		d.must("one waits", code, 200, body, "May we, Hearth CIC, use our own kitchen?", "Answer needed", "!Pia Provider")
		code, body = d.get(d.approver, page+"/1")
		d.must("the approver reads", code, 200, body, "May we, Hearth CIC", "!Publish answer")
		code, body = d.get(d.eval1, page)
		d.must("an evaluator", code, 403, body)
		code, body = d.post(d.author, page+"/1", url.Values{"published": {"Own kitchen?"}})
		d.must("no answer", code, 422, body, "Enter the answer", "Own kitchen?")
		d.saves(d.author, page+"/1", url.Values{"published": {"May a bidder use its own kitchen?"}, "answer": {"Yes, if it is registered."}})
		code, body = d.get(d.author, page)
		d.must("answered", code, 200, body, "May a bidder use its own kitchen?", "Yes, if it is registered.", "!Answer needed")
		code, body = d.get(d.outsider, "/tenders/"+ref+"/questions")
		d.must("the public page", code, 200, body, "May a bidder use its own kitchen?", "!Hearth", "!Pia")
		code, body = d.post(d.author, page+"/1", url.Values{"published": {"x"}, "answer": {"No"}})
		d.must("answering twice", code, 409, body)
		for _, n := range []string{"/2", "/x", "/0"} {
			code, body = d.get(d.author, page+n)
			d.must(n, code, 404, body)
		}
	})
}
