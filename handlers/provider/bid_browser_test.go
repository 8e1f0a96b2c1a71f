package provider_test

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hundredweight/handlers"
	"hundredweight/handlers/browsertest"
	"hundredweight/handlers/sitetest"
	"hundredweight/models/account"
	"hundredweight/models/store"
	"hundredweight/models/store/storetest"
	"hundredweight/models/tender"
)

// bidIn drives a browser through a bid: the same journey with script and
// without.
type bidIn struct {
	*bidder
	b *browsertest.Browser
}

func (d *bidIn) as(who account.Actor) {
	d.t.Helper()
	u, err := url.Parse(d.site.URL)
	if err != nil {
		d.t.Fatal(err)
	}
	d.b.Cookies(d.site.URL, d.site.SignedIn(d.t, who.Person).Jar.Cookies(u))
}

func (d *bidIn) fill(pairs ...string) {
	d.t.Helper()
	for i := 0; i+1 < len(pairs); i += 2 {
		d.b.Fill(pairs[i], pairs[i+1])
	}
}

// bidJourney goes from the tender's page to a receipt, a replaced version and a
// withdrawal.
func bidJourney(t *testing.T, db *store.DB, clock *storetest.Clock, script bool) {
	b := browsertest.Open(t)
	b.Script(script)
	s := sitetest.New(t, db, clock)
	d := &bidIn{newBidder(t, s, twoLots), b}
	s.Service(t, d.county.Provider, "Steady at home", nil)
	d.as(d.county.Writer)
	b.Go(s.URL + "/org/" + d.county.ProviderSlug + "/bids")
	b.See("You have not started a bid yet")
	b.Check()
	b.Go(s.URL + "/tenders/" + d.tender)
	b.Press("Start your bid")
	b.See("Before you start")
	b.Check()
	b.Press("Start your bid")
	b.See("There is a problem", "Select at least one part (lot) to bid for")
	d.fill("lots", "1", "lots", "2")
	b.Press("Start your bid")
	d.ref = strings.TrimPrefix(b.Path(), "/org/"+d.county.ProviderSlug+"/bids/")
	b.See("Not sent yet", "Continue: 1. Meals people look forward to")
	b.Check()
	b.Press("Continue: 1. Meals")
	b.Check()
	b.Fill("answer", canaryAnswer)
	if script {
		b.Wait("Saved at 12 midday.")
		b.Wait("You have 492 words remaining")
	}
	b.Press("Save and continue")
	b.See("There is a problem", "Select whether you have completed this section")
	b.Check()
	b.Fill("done", "yes")
	b.Press("Save and continue")
	d.questionWithFile()
	d.promises()
	d.conditions()
	d.prices()
	d.lodge()
	d.afterwards()
	d.noPrice()
}

func twoLots(c *tender.Content) {
	second := c.Lots[0]
	second.ID, second.Title = "2", "Elmsfold"
	c.Lots = append(c.Lots, second)
	c.Questions = append(c.Questions, tender.Question{Key: "q5", Stage: 1, Kind: "pass_fail", Title: "A kitchen in Elmsfold", Text: "Do you have a registered kitchen in Elmsfold, or will you have one when the contract begins?", Guidance: "A kitchen that you share counts.", Required: true, Lots: []string{"2"}, PassWhen: "yes"})
}

func (d *bidIn) questionWithFile() {
	d.t.Helper()
	b := d.b
	b.See("How will you reach people")
	d.fill("answer", "Fourteen rounds, each with a named driver and a named second.", "done", "yes")
	b.Press("Save and add or remove files")
	b.See("There are no files yet")
	b.Press("Upload and seal")
	b.See("Select a file")
	b.Check()
	plan := filepath.Join(d.t.TempDir(), "rounds.pdf")
	if err := os.WriteFile(plan, []byte("%PDF-1.7 canaryfile"), 0o600); err != nil {
		d.t.Fatal(err)
	}
	b.Files("files", plan)
	b.Press("Upload and seal")
	b.See("Sealed.", "rounds.pdf", "19 bytes", "Replace the one above")
	b.Check()
	b.Press("Continue with the question")
	b.See("rounds.pdf")
	b.Check()
	d.fill("done", "yes")
	b.Press("Save and continue")
}

func (d *bidIn) promises() {
	d.t.Helper()
	b := d.b
	b.See("What else will change")
	b.Press("Save and go to promises")
	b.See("No promises yet", "Fewer people fall")
	b.Check()
	b.Press("Fewer people fall")
	b.See("Taken from your claim")
	b.Check()
	d.fill("quantity", "many")
	b.Press("Save and continue")
	b.See("There is a problem", "Enter a number with up to 3 decimal places", "Enter the date by which it will have happened")
	b.Check()
	d.fill("quantity", "120", "by-day", "31", "by-month", "3", "by-year", "2028")
	b.Press("Save and continue")
	b.See("Fewer people fall", "120 people")
	b.Check()
	b.Press("Back to your bid")
}

func (d *bidIn) conditions() {
	d.t.Helper()
	b := d.b
	b.Press("Conditions of taking part")
	b.Check()
	b.Press("Save and continue")
	b.See("There is a problem", "Select yes or no")
	b.Check()
	d.fill("condition-c1", "yes", "condition-c2", "yes", "expires-c1-day", "31", "expires-c1-month", "12", "expires-c1-year", "2027")
	b.Press("Save and continue")
}

func (d *bidIn) prices() {
	d.t.Helper()
	b := d.b
	b.Go(d.site.URL + d.at("/prices/1"))
	b.Check()
	d.fill("price-1-A1", "cheap")
	b.Press("Save and seal these prices")
	b.See("There is a problem", "Enter an amount in pounds and pence", "Enter a unit price for Visit of half an hour")
	b.Check()
	d.fill("price-1-A1", "4.25", "price-1-A2", "19.99")
	b.Press("Save and seal these prices")
	b.See("£42,500.00", "£52,505.00", "This is the only time these prices are shown", "Download your copy")
	b.Check()
	b.Press("Continue")
	b.Go(d.site.URL + d.at("/prices/1"))
	b.See("Price schedule sealed", "Replace")
	b.Check()
	b.Go(d.site.URL + d.at(""))
	b.See("It is complete for part (lot) 1", "Part (lot) 2: answer the question: A kitchen in Elmsfold", "Enter your prices for Elmsfold")
	b.Check()
}

func (d *bidIn) lodge() {
	d.t.Helper()
	b := d.b
	b.Go(d.site.URL + d.at("/check"))
	b.See("Complete: part (lot) 1", canaryAnswer, "rounds.pdf", "Sealed 23 November 2026")
	b.Check()
	b.Press("Continue to the declaration")
	b.See("A signatory of your organisation must do this")
	b.Check()
	d.as(d.county.Signer)
	b.Go(d.site.URL + d.at("/declaration"))
	b.Press("Submit bid")
	b.See("There is a problem", "Tick the box to declare")
	b.Check()
	d.b.Fill("agree", "yes")
	b.Press("Submit bid")
	b.See("Bid received", "Received Monday 23 November 2026 at 12:00:00pm", "Part (lot) 1", "Download this receipt (JSON)", "Download your copy of the bid")
	b.Check()
	b.Press("Change or withdraw your bid")
	b.See("Version 1 was received", "Part (lot) 1 sent. The rest needs:", "Withdraw this bid")
	b.Check()
}

func (d *bidIn) afterwards() {
	d.t.Helper()
	b := d.b
	b.Press("Part (lot) 2: answer the question")
	b.See("A kitchen in Elmsfold")
	b.Check()
	d.fill("choice", "yes", "done", "yes")
	b.Press("Save and continue")
	b.Go(d.site.URL + d.at("/prices/2"))
	d.fill("price-2-A1", "4", "price-2-A2", "20")
	b.Press("Save and seal these prices")
	b.See("Saved and sent", "See the receipt")
	b.Go(d.site.URL + d.at("/lots"))
	b.Check()
	d.as(d.county.Writer)
	b.Go(d.site.URL + d.at("/prices/1?replace=1"))
	b.See("New prices count once a signatory")
	b.Check()
	d.fill("price-1-A1", "4.10", "price-1-A2", "20")
	b.Press("Save and seal these prices")
	b.See("These prices wait for a signatory")
	d.as(d.county.Signer)
	d.amend(func(c *tender.Content) error { c.Need += " A kitchen is available."; return nil })
	b.Go(d.site.URL + d.at(""))
	b.See("The buyer has changed the tender since", "wait for a signatory")
	b.Check()
	b.Press("See what changed")
	b.See("The description of the need changed")
	b.Check()
	b.Press("Confirm that the bid still holds")
	b.See("Bid received")
	b.Go(d.site.URL + d.at(""))
	b.Press("Confirm the new prices")
	b.See("The new prices are sent")
	b.Go(d.site.URL + d.at("/withdrawal"))
	b.Check()
	b.Press("Withdraw bid")
	b.See("The bid is withdrawn", "Withdrawn")
	b.Check()
	b.Press("All bids")
	b.See("Community meals and company at home", "Withdrawn")
	b.Check()
}

func TestBrowserBidsWithScript(t *testing.T) {
	clock := storetest.NewClock()
	bidJourney(t, storetest.SQLite(t, clock), clock, true)
}

func TestBrowserBidsWithoutScript(t *testing.T) {
	clock := storetest.NewClock()
	bidJourney(t, storetest.Postgres(t, clock), clock, false)
}

// TestBrowserBidsTooLate looks at what a bidder sees who presses the button
// after the deadline, and at both versions of an answer that two wrote at once.
func TestBrowserBidsTooLate(t *testing.T) {
	b := browsertest.Open(t)
	clock := storetest.NewClock()
	s := sitetest.Moving(t, storetest.SQLite(t, clock), clock)
	server, err := handlers.New(s.Config)
	if err != nil {
		t.Fatal(err)
	}
	s.Run(t, server)
	d := &bidIn{newBidder(t, s), b}
	d.start()
	d.as(d.county.Writer)
	question := s.URL + d.at("/questions/q1")
	b.Script(false) // autosave would be faster than the colleague
	b.Go(question)
	code, to := d.post(d.signer, d.at("/questions/q1"), with(d.form(d.signer, d.at("/questions/q1")), "answer", "The colleague was first.", "done", "yes"))
	d.must("the colleague", code, 303, to)
	d.fill("answer", "Mine came after.", "done", "no")
	b.Press("Save and continue")
	b.See("Sig Natory of harrowick changed this answer at 12:00pm", "The colleague was first.")
	b.Script(true)
	b.Check()
	b.Go(question)
	clock.Set(d.deadline())
	b.Fill("answer", "Too late.")
	b.Wait("This tender closed before your change reached us")
	d.fill("done", "yes")
	b.Press("Save and continue")
	b.See("This tender closed on Wednesday 23 December 2026 at 12 midday", "23 December 2026, 12:00:00.000000 UTC", "Too late.", "Download your draft")
	b.Check()
	b.Press("Go back to your bid")
	b.See("Never sent", "Saves that failed in the last 48 hours")
	b.Check()
	for _, path := range []string{"/questions/q1", "/prices/1", "/conditions", "/commitments", "/check", "/declaration", "/withdrawal", "/questions/q2/files"} {
		b.Go(s.URL + d.at(path))
		if b.Heading() == "" {
			t.Errorf("%s has no heading", path)
		}
	}
	b.Go(s.URL + d.at("/questions/q1"))
	b.See("The colleague was first.")
	b.Check()
	b.Go(s.URL + "/org/" + d.county.ProviderSlug + "/bids")
	b.See("Closed", "Never sent")
	b.Check()
}
