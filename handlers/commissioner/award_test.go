package commissioner_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"hundredweight/handlers/sitetest"
	"hundredweight/models/account"
	"hundredweight/models/calendar"
	"hundredweight/models/job"
	"hundredweight/models/tender"
)

// visitor asks pages about one tender as its people.
type visitor struct {
	t    *testing.T
	site *sitetest.Site
	home string
}

func (v visitor) ask(who account.Actor, method, path string, form url.Values) (int, string) {
	v.t.Helper()
	req, err := http.NewRequestWithContext(v.t.Context(), method, v.site.URL+v.home+path, strings.NewReader(form.Encode()))
	if err != nil {
		v.t.Fatal(err)
	}
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	resp, err := v.site.SignedIn(v.t, who.Person).Do(req)
	if err != nil {
		v.t.Fatal(err)
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil {
		v.t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

// sees fails the test unless a page answers with 200 and says each of the words.
func (v visitor) sees(who account.Actor, path string, words ...string) string {
	v.t.Helper()
	status, body := v.ask(who, http.MethodGet, path, nil)
	if status != http.StatusOK {
		v.t.Fatalf("%s: %d", path, status)
	}
	for _, w := range words {
		if !strings.Contains(body, w) {
			v.t.Errorf("%s does not say %q", path, w)
		}
	}
	return body
}

// answers fails the test unless a form is answered with a status, and the page
// says each of the words.
func (v visitor) answers(who account.Actor, path string, form url.Values, status int, words ...string) {
	v.t.Helper()
	got, body := v.ask(who, http.MethodPost, path, form)
	if got != status {
		v.t.Fatalf("POST %s: %d, want %d", path, got, status)
	}
	for _, w := range words {
		if !strings.Contains(body, w) {
			v.t.Errorf("POST %s does not say %q", path, w)
		}
	}
}

func TestADecisionIsMadeExplainedAndWaitedFor(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		c := s.County(t, "westhaven")
		ref, bids := c.Ranked(t, four())
		v := visitor{t, s, "/org/" + c.BuyerSlug + "/tenders/" + ref}
		if body := v.sees(c.Eval1, "/award", "The bids are ranked"); strings.Contains(body, "Recommend award") {
			t.Error("an evaluator is offered to recommend")
		}
		v.answers(c.Moderator, "/award", url.Values{"bid-1": {bids[0].Bid}, "reason-1": {strings.Repeat("a", 4001)}}, 422, "4,000 characters or fewer")
		v.answers(c.Moderator, "/award", url.Values{"bid-1": {bids[0].Bid}, "reason-1": {"It came first by the published method."}}, 422, "Confirm that exclusions", "It came first by the published method.")
		v.answers(c.Moderator, "/award", url.Values{"bid-1": {bids[1].Bid}, "reason-1": {"It is nearer."}, "checked": {"yes"}}, 422, "This bid came second")
		v.answers(c.Moderator, "/award", url.Values{"bid-1": {bids[0].Bid}, "reason-1": {"It came first by the published method."}, "checked": {"yes"}}, 303)
		v.sees(c.Author, "/award", "waits for the approval of Asha Awarder", "1 feedback letter is too thin to send")
		v.answers(c.Author, "/award/approval", url.Values{"checked": {"yes"}}, 403)
		v.answers(c.Awarder, "/award/return", url.Values{"reason": {"no"}}, 422, "at least 20 characters", ">no</textarea>")
		v.answers(c.Awarder, "/award/approval", nil, 422, "Confirm that the supplier")
		v.answers(c.Awarder, "/award/approval", url.Values{"checked": {"yes"}}, 303)

		if status, _ := v.ask(c.Opener1, http.MethodGet, "/summaries", nil); status != http.StatusForbidden {
			t.Errorf("an opening officer reads the letters: %d", status)
		}
		v.sees(c.Author, "/summaries", "Saltmarsh Co-operative", "3 reasons are too thin to send", "no scores")
		loser := v.sees(c.Author, "/summaries/"+bids[1].Bid, "What made the difference", "The chosen bid:")
		if strings.Contains(loser, "Saltmarsh") || strings.Contains(loser, "Late Papers") {
			t.Error("a bidder reads about a rival that was not chosen")
		}
		if out := v.sees(c.Author, "/summaries/"+bids[3].Bid, "insurance certificate"); strings.Contains(out, "Wharf Lane") || strings.Contains(out, "points") {
			t.Error("a bidder that was left out reads scores or who was chosen")
		}
		v.answers(c.Moderator, "/summaries/"+bids[2].Bid+"/reasons", url.Values{"question": {"q1"}, "reason-q1": {""}}, 422, "Enter a reason")
		v.answers(c.Moderator, "/summaries/"+bids[2].Bid+"/reasons", url.Values{"question": {"q9"}, "reason-q9": {"x"}}, 404)
		v.answers(c.Author, "/summaries/"+bids[1].Bid+"/withholding", url.Values{"question": {"q1"}, "chosen": {bids[0].Bid}, "lot": {"1"}, "why-1-q1": {"secret"}}, 422, "Section 94")
		v.answers(c.Author, "/summaries/"+bids[1].Bid+"/withholding", url.Values{"question": {"q1"}, "chosen": {bids[0].Bid}, "lot": {"1"}, "why-1-q1": {"It describes an oven that is being patented."}}, 303)
		v.sees(c.Author, "/summaries/"+bids[1].Bid, "withheld (section 94)", "Show it again")
		v.answers(c.Author, "/summaries/"+bids[1].Bid+"/withholding", url.Values{"question": {"q1"}, "chosen": {bids[0].Bid}, "lot": {"1"}, "show": {"yes"}}, 303)
		v.answers(c.Author, "/notice", url.Values{"notice": {"1-2026"}}, 409, "Assessment summaries must be sent before the award notice")
		v.answers(c.Author, "/summaries", nil, 422, "too short for a bidder")
		v.answers(c.Author, "/summaries", url.Values{"confirmed": {"The guide says the rest."}}, 303)
		v.answers(c.Author, "/summaries", nil, 409, "sent already")
		v.sees(c.Author, "/summaries", "Sent to every bidder, all together", "Record the award notice")

		v.sees(c.Author, "/notice", "Bids received in time", "Mark as published")
		v.answers(c.Author, "/notice", url.Values{"notice": {"1-2026"}, "published-day": {"31"}, "published-month": {"2"}, "published-year": {"2027"}}, 422, "1-2026")
		v.answers(c.Author, "/notice", dated(url.Values{"notice": {"099112-2026"}}, s.Clock.Now()), 303)
		v.sees(c.Author, "/award", "Today is day 1 of 8", "Pause the waiting period", "Day 1 of 8", "read 22 November 2026")
		v.waits(c)
	})
}

// waits pauses and resumes the waiting period, and looks at its calendar entry.
func (v visitor) waits(c *sitetest.County) {
	v.t.Helper()
	today := v.site.Clock.Now()
	last := calendar.Date("2027-01-07")
	if body := v.sees(c.Author, "/standstill/days.ics", "BEGIN:VEVENT", "VALUE=DATE:20270108"); strings.Contains(body, "Wharf Lane") {
		v.t.Error("the calendar entry names the supplier")
	}
	v.sees(c.Author, "/standstill", "A claim was notified", "Pause standstill")
	claim := url.Values{"notified-day": {today.Format("2")}, "notified-month": {today.Format("1")}, "notified-year": {today.Format("2006")}}
	v.answers(c.Author, "/standstill", claim, 422, "Enter what was notified")
	claim.Set("reason", "Ninefold sent a claim form about question 1.")
	v.answers(c.Author, "/standstill", claim, 303)
	v.sees(c.Author, "/award", "the waiting period (standstill) is paused", "Ninefold sent a claim form")
	v.answers(c.Author, "/standstill/resumption", url.Values{"outcome": {"over"}}, 422, "at least 20 characters")
	v.answers(c.Author, "/standstill/resumption", url.Values{"outcome": {"The claimant withdrew it in writing."}}, 303)
	v.site.Clock.Set(last.Add(1).At(9, 0))
	if body := v.sees(c.Author, "/award/ending", "The supplier declined the contract"); strings.Contains(body, "taken back") {
		v.t.Error("the author is offered to take the award back")
	}
	v.answers(c.Author, "/award/ending", url.Values{"how": {"rescind"}, "reason": {"The schedule was read wrongly."}}, 422, "Select what happened")
	v.answers(c.Author, "/award/ending", url.Values{"how": {"lapse"}, "reason": {"no"}}, 422, "at least 20 characters")
	v.answers(c.Author, "/award/ending", url.Values{"how": {"lapse"}, "reason": {"The supplier wrote on Tuesday that it cannot staff weekends."}}, 303)
	v.sees(c.Moderator, "/award", "Rank again first", "declined by the supplier")
}

func TestPartsAreDecidedOneByOne(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		c := s.County(t, "westhaven")
		ref, bids := c.Ranked(t, four()[:2], func(x *tender.Content) {
			second := x.Lots[0]
			second.ID, second.Title = "2", "Meals at weekends"
			x.Lots = append(slices.Clone(x.Lots), second)
		})
		v := visitor{t, s, "/org/" + c.BuyerSlug + "/tenders/" + ref}
		v.sees(c.Moderator, "/award", "Part 1: Community meals", "Part 2: Meals at weekends")
		both := url.Values{"checked": {"yes"}, "bid-1": {bids[0].Bid}, "reason-1": {"First by the method."}, "bid-2": {bids[0].Bid}, "reason-2": {""}}
		v.answers(c.Moderator, "/award", both, 422, "Enter why this bid is recommended", "#reason-2", "First by the method.")
		both.Set("reason-2", "First by the method.")
		v.answers(c.Moderator, "/award", both, 303)
		v.answers(c.Awarder, "/award/approval", url.Values{"checked": {"yes"}}, 303)
		v.answers(c.Author, "/summaries", nil, 303)
		body := v.sees(c.Author, "/summaries/"+bids[1].Bid, "Community meals", "Meals at weekends")
		if strings.Count(body, "What made the difference") != 2 {
			t.Error("the letter does not speak of both parts")
		}
		v.answers(c.Awarder, "/award/ending", url.Values{"how": {"rescind"}, "reason": {"The schedule of part 2 was read wrongly."}}, 422, "Select a part (lot)")
		v.answers(c.Awarder, "/award/ending", url.Values{"how": {"rescind"}, "lot": {"2"}, "reason": {"The schedule of part 2 was read wrongly."}}, 303)
		v.sees(c.Author, "/award", "No longer in force", "read wrongly", "Nobody now")
		v.answers(c.Author, "/award/ending", url.Values{"how": {"end"}, "lot": {"2"}, "reason": {"Nobody else offers weekends within the budget."}}, 303)
		v.sees(c.Author, "/award", "without a contract", "Nobody else offers weekends")
		v.answers(c.Author, "/notice", dated(url.Values{"notice": {"099112-2026"}}, s.Clock.Now()), 303)

		// The clock ends the waiting period; an auditor reads it all and changes nothing.
		s.Clock.Set(calendar.Date("2027-01-08").At(0, 1))
		clock := job.Runner{DB: s.DB, Steps: s.Steps, Log: slog.New(slog.DiscardHandler)}
		if _, err := clock.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		auditor := s.Member(t, "Aud Auditor", c.Buyer, account.Audit)
		body = v.sees(auditor, "/award", "no claim stops it. You can record the signature", "Ready to sign")
		if strings.Count(body, "<form") > 1 { // one signs out
			t.Error("an auditor is offered a form")
		}
		v.sees(auditor, "/summaries/"+bids[1].Bid, "Sent on")
		v.sees(c.Awarder, "/award", `class="govuk-button" data-module="govuk-button">Record signature`)
		for _, path := range []string{"/award", "/award/approval", "/award/ending", "/summaries", "/notice", "/standstill", "/signature"} {
			v.answers(auditor, path, nil, 403)
		}
	})
}

func TestACancelledTenderAsksForItsNotice(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		c := s.County(t, "westhaven")
		ref, bids := c.Ranked(t, four()[:2])
		c.Decided(t, ref, bids, sitetest.AwardApproved)
		if err := s.Steps.CancelTender(t.Context(), c.Approver, ref, "The budget for meals was withdrawn in June."); err != nil {
			t.Fatal(err)
		}
		v := visitor{t, s, "/org/" + c.BuyerSlug + "/tenders/" + ref}
		v.sees(c.Author, "", "Record the termination notice")
		v.sees(c.Author, "/award", "This tender was cancelled", "withdrawn by the buyer")
		v.sees(c.Approver, "/notice", "Termination notice", "UK12", "The budget for meals was withdrawn")
		v.answers(c.Approver, "/notice", nil, 422, "Enter the number of the notice")
		v.answers(c.Approver, "/notice", dated(url.Values{"notice": {"7-2027"}}, s.Clock.Now()), 303)
		v.sees(c.Author, "/notice", "Procurement termination notice (UK12)", "7-2027")
	})
}

// dated fills in the day of publication.
func dated(in url.Values, day time.Time) url.Values {
	in["published-day"], in["published-month"], in["published-year"] = []string{day.Format("2")}, []string{day.Format("1")}, []string{day.Format("2006")}
	return in
}
