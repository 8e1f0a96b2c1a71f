package commissioner_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"hundredweight/handlers/sitetest"
	"hundredweight/models/account"
	"hundredweight/models/store"
	"hundredweight/models/tender"
)

// revision gives the revision of a tender as stored.
func (d *desk) revision(ref string) string {
	d.t.Helper()
	t, err := d.site.DB.Reader().Read(d.t.Context()).TenderByRef(ref)
	if err != nil {
		d.t.Fatal(err)
	}
	return strconv.FormatInt(t.Revision, 10)
}

// save sends a page of a draft as its author, who looked at it just now.
func (d *desk) save(ref, page string, pairs ...string) (int, string) {
	d.t.Helper()
	form := url.Values{"revision": {d.revision(ref)}}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return d.post(d.author, at("/"+ref+page), form)
}

// change sets a tender's content aside from the pages.
func (d *desk) change(ref string, edit func(*tender.Content)) {
	d.t.Helper()
	by, err := d.site.DB.Reader().Read(d.t.Context()).Actor(d.author)
	if err != nil {
		d.t.Fatal(err)
	}
	if err := d.site.Steps.SaveTender(d.t.Context(), by, ref, 0, "test", func(c *tender.Content) error { edit(c); return nil }); err != nil {
		d.t.Fatal(err)
	}
}

func TestTheNeedIsKeptWholeOrForLater(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newDesk(t, s)
		ref := d.started("Meals", "blank")
		code, body := d.get(d.author, at("/"+ref+"/need"))
		d.must("the page", code, 200, body, `value="Meals"`, "Save and continue", "Save and come back later")
		for who, want := range map[account.PersonID]int{d.approver: 403, d.auditor: 403, d.outsider: 404} {
			code, body = d.get(who, at("/"+ref+"/need"))
			d.must("who has no part in writing", code, want, body, "!Save and continue")
		}
		code, body = d.save(ref, "/need", "title", "Meals", "need", "Typed and kept")
		d.must("going on without a summary", code, 422, body, "Enter a summary in one or two sentences", "Typed and kept")
		code, body = d.save(ref, "/need", "title", "", "later", "yes")
		d.must("later without a title", code, 422, body, "Enter a title")
		code, body = d.save(ref, "/need", "title", strings.Repeat("x", 151), "later", "yes")
		d.must("a title too long", code, 422, body, "150 characters or fewer")
		if c := d.content(ref); c.Need != "" {
			t.Errorf("a refused page was kept: %+v", c)
		}
		code, to := d.save(ref, "/need", "title", "Community meals", "need", "900 people", "later", "yes")
		d.must("later", code, 303, to, at("/"+ref))
		if c := d.content(ref); c.Title != "Community meals" || c.Need != "900 people" || c.Lots[0].Title != "Community meals" {
			t.Errorf("kept %+v", c)
		}
		code, to = d.save(ref, "/need", "title", "Community meals", "summary", "Hot meals.", "need", "900 people")
		d.must("going on", code, 303, to, "/scope")
	})
}

func TestTwoWhoWriteAtOnceLoseNothing(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newDesk(t, s)
		ref := d.started("Meals", "blank")
		seen := d.revision(ref)
		d.change(ref, func(c *tender.Content) { c.Need = "Saved in another window" })
		form := url.Values{"revision": {seen}, "title": {"Meals"}, "summary": {"Hot meals."}, "need": {"Typed meanwhile"}}
		code, body := d.post(d.author, at("/"+ref+"/need"), form)
		d.must("a page that was overtaken", code, 409, body, "Ada Author changed this tender", "Typed meanwhile", "nothing was overwritten")
		if c := d.content(ref); c.Need != "Saved in another window" {
			t.Errorf("overwritten with %q", c.Need)
		}
		form.Del("revision")
		code, body = d.post(d.author, at("/"+ref+"/need"), form)
		d.must("a form without a revision", code, 409, body, "Typed meanwhile")
	})
}

func TestOnlyADraftIsWrittenOn(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newDesk(t, s)
		ref := d.started("Meals", "blank")
		by, err := s.DB.Reader().Read(t.Context()).Actor(d.author)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Steps.WithdrawTender(t.Context(), by, ref, "Not needed any more"); err != nil {
			t.Fatal(err)
		}
		for _, page := range []string{"/need", "/scope", "/lots", "/lots/new", "/lots/1/removal", "/measures/new", "/open"} {
			code, body := d.get(d.author, at("/"+ref+page))
			d.must(page, code, 409, body, "This tender cannot be changed now", "withdrawn")
			code, body = d.save(ref, page, "title", "x")
			d.must("saving "+page, code, 409, body)
		}
		code, body := d.get(d.author, at("/"+ref))
		d.must("its home", code, 200, body, "Not needed any more", "Withdrawn")
		code, body = d.save(ref, "/records", "regime", "light_touch")
		d.must("saving the records", code, 409, body)
		code, body = d.get(d.author, at("/"+ref+"/records"))
		d.must("its records", code, 200, body, "Not worked out yet", "Nothing is recorded", "!Save and continue")
	})
}

func TestCodesAndAreasAreLookedUp(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newDesk(t, s)
		d.lookups()
		ref := d.started("Meals", "blank")
		dates := []string{"category", "services", "start-day", "5", "start-month", "4", "start-year", "2027", "end-day", "4", "end-month", "4", "end-year", "2030"}
		with := func(pairs ...string) []string { return append(slices.Clone(dates), pairs...) }
		for name, tc := range map[string]struct {
			form []string
			says []string
		}{
			"a word for a code":           {with("cpv", "meals", "areas", "Calderdale"), []string{"“meals” does not begin with a CPV code"}},
			"no code":                     {with("areas", "Calderdale"), []string{"Enter at least one CPV code"}},
			"a name of two areas":         {with("cpv", "55520000", "areas", "north east"), []string{"more than one area", "E12000001 North East (region)", "E47000010"}},
			"a name written wrongly":      {with("cpv", "55520000", "areas", "Calderdal"), []string{"Did you mean E08000033 Calderdale"}},
			"a name that nobody knows":    {with("cpv", "55520000", "areas", "Atlantis"), []string{"We know no area called “Atlantis”. Enter its code"}},
			"a code that was not found":   {with("cpv", "55520000", "areas", "Calderdale", "words", "catering", "add", "99999999"), []string{"Select from the answers shown"}},
			"an end before the start":     {append(with("cpv", "55520000", "areas", "Calderdale")[:8], "end-day", "1", "end-month", "1", "end-year", "2027", "cpv", "55520000", "areas", "Calderdale"), []string{"The contract must end after it starts"}},
			"a date that is none":         {with("cpv", "55520000", "areas", "Calderdale", "max_end-day", "31", "max_end-month", "2", "max_end-year", "2031"), []string{"31 February is not a real date"}},
			"an extension before the end": {with("cpv", "55520000", "areas", "Calderdale", "max_end-day", "1", "max_end-month", "2", "max_end-year", "2029"), []string{"must not be before the end without"}},
		} {
			code, body := d.save(ref, "/scope", tc.form...)
			d.must(name, code, 422, body, tc.says...)
		}
		if c := d.content(ref); c.CPV != nil || c.Areas != nil {
			t.Errorf("a refused page was kept: %+v", c)
		}
		code, body := d.save(ref, "/scope", with("words", "catering", "find", "yes", "cpv", "half-typed")...)
		d.must("finding codes", code, 200, body, "55520000 Catering services", "55524000 School catering services", "half-typed", "!55521100")
		code, body = d.save(ref, "/scope", with("words", "zebra", "find", "yes")...)
		d.must("finding nothing", code, 200, body, "No code has these words in its title")
		code, to := d.save(ref, "/scope", with("cpv", "85311000-9 whatever\n79411000", "words", "catering", "add", "55520000", "areas", "calderdale\nE08000034\nE07000001")...)
		d.must("saving", code, 303, to, "/lots")
		c := d.content(ref)
		if len(c.CPV) != 3 || c.CPV[0] != (tender.CPV{Code: "85311000", Title: "Social work services with accommodation"}) || c.CPV[1].Title != "" || c.CPV[2].Title != "Catering services" {
			t.Errorf("codes %+v", c.CPV)
		}
		if len(c.Areas) != 3 || c.Areas[0] != (tender.Area{Code: "E08000033", Name: "Calderdale"}) || c.Areas[1].Name != "Kirklees" || c.Areas[2] != (tender.Area{Code: "E07000001"}) {
			t.Errorf("areas %+v", c.Areas)
		}
		if c.Term.Start != "2027-04-05" || c.Term.End != "2030-04-04" || c.Category != "services" {
			t.Errorf("term %+v, category %q", c.Term, c.Category)
		}
		code, body = d.get(d.author, at("/"+ref+"/scope"))
		d.must("the page again", code, 200, body, "85311000 Social work services with accommodation", "Not a light touch service: 79411000", "E08000034 Kirklees")
	})
}

func TestTheBudgetAndItsParts(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newDesk(t, s)
		ref := d.started("Meals", "blank")
		code, body := d.save(ref, "/lots")
		d.must("nothing", code, 422, body, "Enter the estimated value without VAT", "Select whether VAT is charged")
		code, body = d.save(ref, "/lots", "budget", "a lot", "options_value", "-1", "vat", "standard")
		d.must("no amounts", code, 422, body, "Enter an amount in pounds and pence", "a lot", "-1")
		code, to := d.save(ref, "/lots", "budget", "540,000", "options_value", "180000.50", "vat", "exempt", "published", "yes", "lots_reason", "One kitchen")
		d.must("the budget", code, 303, to)
		c := d.content(ref)
		if want := (tender.Budget{NetPence: 540_000_00, OptionsPence: 180_000_50, VAT: "exempt", Published: true}); c.Budget != want || c.LotsReason != "One kitchen" || c.Lots[0].NetPence != 540_000_00 {
			t.Errorf("budget %+v, reason %q, part %+v", c.Budget, c.LotsReason, c.Lots[0])
		}
		code, body = d.save(ref, "/lots/new", "value", "x")
		d.must("a part without a title", code, 422, body, "Enter a title")
		code, to = d.save(ref, "/lots/new", "title", "Weekend rounds", "value", "120,000", "start-day", "1", "start-month", "May", "start-year", "2027", "end-day", "30", "end-month", "4", "end-year", "2029")
		d.must("a part", code, 303, to, "/lots")
		if l, ok := tender.LotByID(d.content(ref), "2"); !ok || l.NetPence != 120_000_00 || l.Term == nil || l.Term.Start != "2027-05-01" {
			t.Errorf("part %+v", l)
		}
		code, body = d.save(ref, "/lots/2", "title", "Weekend rounds", "start-day", "1", "start-month", "5", "start-year", "2027")
		d.must("half a period", code, 422, body, "or neither")
		code, body = d.get(d.author, at("/"+ref+"/lots"))
		d.must("the parts", code, 200, body, "Part (lot) 2: Weekend rounds", "£660,000 together, the whole tender to £540,000", "!Why is it not divided")
		for _, page := range []string{"/lots/7", "/lots/7/removal", "/lots/x"} {
			code, body = d.get(d.author, at("/"+ref+page))
			d.must(page, code, 404, body)
			code, body = d.save(ref, page, "title", "x")
			d.must("saving "+page, code, 404, body)
		}
		d.change(ref, func(c *tender.Content) {
			c.Lots[1].Currency, c.Lots[1].NetPence = "AED", 1_200_000_00
			c.Questions = []tender.Question{{Key: "q1", Title: "Weekends", Lots: []string{"2"}}}
		})
		code, body = d.get(d.author, at("/"+ref+"/lots/2"))
		d.must("a value in another currency", code, 200, body, "The notice gives AED 1,200,000. Enter the value in pounds", "!1200000")
		code, _ = d.save(ref, "/lots/2", "title", "Weekends")
		if l, _ := tender.LotByID(d.content(ref), "2"); code != 303 || l.Currency != "AED" || l.Title != "Weekends" {
			t.Errorf("%d: a value in dirhams became one in pounds unseen: %+v", code, l)
		}
		code, _ = d.save(ref, "/lots/2", "title", "Weekends", "value", "250,000")
		if l, _ := tender.LotByID(d.content(ref), "2"); code != 303 || l.Currency != "" || l.NetPence != 250_000_00 {
			t.Errorf("%d: %+v", code, l)
		}
		code, body = d.save(ref, "/lots/2/removal")
		d.must("removing a part with its own question", code, 422, body, "The question “Weekends” is only for this part")
		d.change(ref, func(c *tender.Content) { c.Questions = nil })
		code, to = d.save(ref, "/lots/2/removal")
		d.must("removing a part", code, 303, to, "/lots")
		code, body = d.save(ref, "/lots/1/removal")
		d.must("removing the last part", code, 422, body, "at least one part")
	})
}

func TestWhatAnImportLeftOpenIsAnswered(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newDesk(t, s)
		ref := d.started("Meals", "blank")
		code, body := d.get(d.author, at("/"+ref+"/open"))
		d.must("nothing open", code, 200, body, "no open questions", "!Save and continue")
		d.change(ref, func(c *tender.Content) {
			c.Source = &tender.Source{OCID: "ocds-h6vhtk-05e2f3", NoticeID: "094476-2026", Buyer: "A council", SHA256: strings.Repeat("ab", 32)}
			c.Open = []tender.OpenQuestion{{Key: "notice_kind", Ask: "When do bids close?", Note: "Text and data disagree.", Choices: []tender.Choice{{Value: "text", Label: "4 January"}, {Value: "data", Label: "5 January"}}}, {Key: "why", Ask: "Why are there two stages?"}}
		})
		code, body = d.get(d.author, at("/"+ref))
		d.must("the home", code, 200, body, "Questions from the import")
		code, body = d.get(d.author, at("/"+ref+"/open"))
		d.must("the questions", code, 200, body, "1. When do bids close?", "Text and data disagree.", "5 January", "2. Why are there two stages?", "094476-2026")
		code, body = d.save(ref, "/open", "answer-1", "neither", "answer-2", "Typed")
		d.must("an answer that is not offered", code, 422, body, "Select an answer to question 1", "Typed")
		code, _ = d.save(ref, "/open", "answer-1", "data", "later", "yes")
		if c := d.content(ref); code != 303 || c.Open[0].Answer != "data" {
			t.Errorf("%d: %+v", code, c.Open)
		}
		code, to := d.save(ref, "/open", "answer-1", "text", "answer-2", "Selection first")
		d.must("all answers", code, 303, to, "/need")
		if c := d.content(ref); c.Open[0].Answer != "text" || c.Open[1].Answer != "Selection first" {
			t.Errorf("%+v", c.Open)
		}
	})
}

func TestTheRulesAreWorkedOutAndMayBeOverruledWithAReason(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newDesk(t, s)
		ref := d.started("Meals", "blank")
		code, body := d.get(d.author, at("/"+ref+"/records"))
		d.must("without a budget", code, 200, body, "Select whether VAT is charged")
		code, body = d.save(ref, "/records", "regime", "light_touch", "reason", "Counsel")
		d.must("deciding without facts", code, 422, body, "Select whether VAT is charged")
		d.change(ref, func(c *tender.Content) {
			c.CPV = []tender.CPV{{Code: "85311000"}}
			c.Budget = tender.Budget{NetPence: 540_000_00, OptionsPence: 180_000_00, VAT: "standard"}
		})
		code, body = d.get(d.author, at("/"+ref+"/records"))
		d.must("with facts", code, 200, body, "£864,000, with VAT and all options", "£663,540", "SI 2025/1200", "at or above it", "Worked out from your facts", "s.83", "s.51")
		code, body = d.save(ref, "/records", "regime", "light_touch")
		d.must("without the records it asks for", code, 422, body, "Record how you considered", "Record the conflicts assessment")
		code, body = d.save(ref, "/records", "regime", "public_contract", "social_value_note", "Jobs", "conflicts", "None")
		d.must("overruling without a reason", code, 422, body, "Say why you decided otherwise", "Jobs")
		code, _ = d.save(ref, "/records", "regime", "light_touch", "social_value_note", "Jobs", "later", "yes")
		if c := d.content(ref); code != 303 || c.Regime.Decided != "light_touch" || c.Regime.GrossPence != 864_000_00 || c.SocialValueNote != "Jobs" || c.VoluntaryStandstill {
			t.Errorf("%d: %+v", code, c.Regime)
		}
		code, _ = d.save(ref, "/records", "regime", "public_contract", "reason", "Asha decided: advice of counsel", "social_value_note", "Jobs", "conflicts", "None", "standstill", "yes")
		if c := d.content(ref); code != 303 || c.Regime.Overruled != "public_contract" || c.Regime.Reason == "" || !c.VoluntaryStandstill {
			t.Errorf("%d: %+v", code, c.Regime)
		}
		code, body = d.get(d.author, at("/"+ref))
		d.must("the home", code, 200, body, "Public contract (Procurement Act 2023)", "A named person decided this")
		code, body = d.get(d.auditor, at("/"+ref+"/records"))
		d.must("an auditor's look", code, 200, body, "Asha decided: advice of counsel", "Light touch contract", "Jobs", "£864,000", "!Save and continue")
		code, _ = d.save(ref, "/lots", "budget", "100", "vat", "standard", "lots_reason", "Small")
		if c := d.content(ref); code != 303 || c.Regime != (tender.Regime{}) {
			t.Errorf("%d: another value left the decision %+v", code, c.Regime)
		}
	})
}

func TestPartsAreGivenToOthersAndKeptApart(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newDesk(t, s)
		both := s.Person(t, "Bo Both", false)
		s.Join(t, both, d.org, account.OpenBids, account.Evaluate)
		ref := d.started("Meals", "blank")
		code, body := d.get(d.author, at("/"+ref+"/panel"))
		d.must("the page", code, 200, body, "Two are needed", "Owen Opener", "Eva One", "!Ada Author</option>", "Can manage contracts")
		code, body = d.post(d.author, at("/"+ref+"/panel"), url.Values{"role": {"opening_officer"}})
		d.must("nobody", code, 422, body, "Select a person")
		code, body = d.post(d.author, at("/"+ref+"/panel"), url.Values{"role": {"king"}})
		d.must("no role", code, 422, body, "Select a role")
		appoint := func(role, name string) (int, string) {
			return d.post(d.author, at("/"+ref+"/panel"), url.Values{"role": {role}, "person-" + role: {d.membership(name)}})
		}
		code, to := appoint("opening_officer", "Bo Both")
		d.must("an opening officer", code, 303, to, "/panel")
		code, body = appoint("evaluator", "Bo Both")
		d.must("who opens does not score", code, 422, body, "One person cannot be both opening officer and evaluator")
		code, body = appoint("approver", "Eva One")
		d.must("without the permission", code, 422, body, "does not have the permission")
		code, body = appoint("opening_officer", "Ada Author")
		d.must("oneself", code, 403, body, "You cannot appoint yourself")
		code, body = d.get(d.author, at("/"+ref+"/panel"))
		d.must("the page again", code, 200, body, "<strong>Bo Both</strong>")
		code, body = d.get(both, at("/"+ref+"/panel"))
		d.must("an opening officer's look", code, 403, body, "Ada Author can do this")
		ids := map[account.Role]int64{}
		row, err := s.DB.Reader().Read(t.Context()).TenderByRef(ref)
		if err != nil {
			t.Fatal(err)
		}
		all, err := s.DB.Reader().Read(t.Context()).Appointments(row.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range all {
			ids[a.Role] = a.ID
		}
		end := func(id string) (int, string) {
			return d.post(d.author, at("/"+ref+"/panel"), url.Values{"ending": {id}})
		}
		code, body = end(strconv.FormatInt(ids[account.RoleAuthor], 10))
		d.must("removing the author", code, 409, body)
		for _, id := range []string{"x", "999999"} {
			code, body = end(id)
			d.must("removing nobody", code, 404, body)
		}
		code, to = end(strconv.FormatInt(ids[account.RoleOpener], 10))
		d.must("removing", code, 303, to, "/panel")
		code, body = d.get(d.author, at("/"+ref+"/panel"))
		d.must("the page at last", code, 200, body, "!<strong>Bo Both</strong>")
	})
}

// upload sends a document as its author.
func (d *desk) upload(ref, title, name string, content []byte) (int, string) {
	d.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	if err := w.WriteField("title", title); err != nil {
		d.t.Fatal(err)
	}
	if name != "" {
		part, err := w.CreateFormFile("file", name)
		if err != nil {
			d.t.Fatal(err)
		}
		if _, err := part.Write(content); err != nil {
			d.t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		d.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(d.t.Context(), http.MethodPost, d.site.URL+at("/"+ref+"/documents"), &body)
	if err != nil {
		d.t.Fatal(err)
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	resp, err := d.site.SignedIn(d.t, d.author).Do(req)
	if err != nil {
		d.t.Fatal(err)
	}
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil {
		d.t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

func (d *desk) documents(ref string) []store.TenderDocument {
	d.t.Helper()
	q := d.site.DB.Reader().Read(d.t.Context())
	row, err := q.TenderByRef(ref)
	if err != nil {
		d.t.Fatal(err)
	}
	all, err := q.TenderDocuments(row.ID)
	if err != nil {
		d.t.Fatal(err)
	}
	return all
}

func TestDocumentsAreAddedReadAndRemoved(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newDesk(t, s)
		ref := d.started("Meals", "blank")
		code, body := d.get(d.author, at("/"+ref+"/documents"))
		d.must("no documents", code, 200, body, "No documents yet", "Add document")
		code, body = d.get(d.auditor, at("/"+ref+"/documents"))
		d.must("an auditor's look", code, 200, body, "No documents yet", "!Add document")
		code, body = d.upload(ref, "", "", nil)
		d.must("nothing", code, 422, body, "Enter a title", "Choose a file")
		code, body = d.upload(ref, "Program", "terms.exe", []byte("MZ\x90\x00"))
		d.must("a program", code, 422, body, "Program", "PDF")
		code, body = d.upload(ref, "Not a PDF", "terms.pdf", []byte("<html>"))
		d.must("a page that says it is a PDF", code, 422, body)
		code, body = d.upload(ref, "Too big", "big.txt", bytes.Repeat([]byte("a"), 25<<20+2048))
		d.must("too big", code, 422, body, "2 KB too big", "Too big")
		if n := len(d.documents(ref)); n != 0 {
			t.Fatalf("%d documents were kept", n)
		}
		code, body = d.upload(ref, "Terms & conditions", "terms.txt", []byte("Pay within 30 days."))
		d.must("a document", code, 303, body)
		code, body = d.upload(ref, "Terms & conditions", "other.txt", []byte("Other"))
		d.must("the same title", code, 422, body, "of this title is there already")
		doc := d.documents(ref)[0]
		code, body = d.get(d.author, at("/"+ref+"/documents"))
		d.must("the list", code, 200, body, "Terms &amp; conditions", "terms.txt, 19 bytes", "/documents/"+doc.Ref)
		resp, err := s.SignedIn(t, d.auditor).Get(s.URL + at("/"+ref+"/documents/"+doc.Ref))
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		if err := resp.Body.Close(); err != nil {
			t.Fatal(err)
		}
		if string(text) != "Pay within 30 days." || !strings.HasPrefix(resp.Header.Get("Content-Disposition"), "attachment") || resp.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("handed out %q with %v", text, resp.Header)
		}
		code, body = d.get(d.eval1, at("/"+ref+"/documents/"+doc.Ref))
		d.must("a colleague without a part", code, 403, body, "!Pay within")
		other := d.started("Another", "blank")
		code, body = d.get(d.author, at("/"+other+"/documents/"+doc.Ref))
		d.must("under another tender", code, 404, body, "!Pay within")
		code, body = d.post(d.author, at("/"+ref+"/documents"), url.Values{"removal": {"none"}})
		d.must("removing nothing", code, 404, body)
		code, body = d.post(d.author, at("/"+ref+"/documents"), url.Values{"removal": {doc.Ref}})
		d.must("removing", code, 303, body)
		code, body = d.get(d.author, at("/"+ref+"/documents/"+doc.Ref))
		d.must("a removed document", code, 404, body)
	})
}

func TestMeasuresAreWrittenOneAtATime(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newDesk(t, s)
		ref := d.started("Meals", "blank")
		code, body := d.get(d.author, at("/"+ref+"/measures"))
		d.must("none", code, 200, body, "No measures yet", "Add a measure")
		code, body = d.get(d.author, at("/"+ref))
		d.must("the home", code, 200, body, "Measures (KPIs)", "Optional")
		code, body = d.save(ref, "/measures/new", "unit", "%")
		d.must("nothing", code, 422, body, "Enter a title", "Say what is counted", "Enter the target", "Select how often it is reported")
		measure := []string{"title", "Meals on time", "measure", "Meals within 20 minutes of the time agreed", "target", "95", "unit", "%", "every", "quarter"}
		code, to := d.save(ref, "/measures/new", measure...)
		d.must("a measure", code, 303, to, "/measures")
		code, body = d.save(ref, "/measures/new", measure...)
		d.must("the same again", code, 422, body, "Another measure has this title")
		code, body = d.get(d.author, at("/"+ref+"/measures"))
		d.must("the list", code, 200, body, "Meals on time", "Target: 95%", "Reported every quarter")
		code, to = d.save(ref, "/measures/1", append([]string{"title", "Meals in time"}, measure[2:]...)...)
		if c := d.content(ref); code != 303 || len(c.KPIs) != 1 || c.KPIs[0].Title != "Meals in time" || c.KPIs[0].Unit != "%" {
			t.Errorf("%d %s: %+v", code, to, c.KPIs)
		}
		for _, page := range []string{"/measures/2", "/measures/0", "/measures/x", "/measures/2/removal", "/measures/new/removal"} {
			code, body = d.get(d.author, at("/"+ref+page))
			d.must(page, code, 404, body)
		}
		code, to = d.save(ref, "/measures/1/removal")
		if c := d.content(ref); code != 303 || len(c.KPIs) != 0 {
			t.Errorf("%d %s: %+v", code, to, c.KPIs)
		}
		d.change(ref, func(c *tender.Content) {
			c.Regime = tender.Regime{Decided: "public_contract", GrossPence: 6_000_000_00}
		})
		code, body = d.get(d.author, at("/"+ref+"/measures"))
		d.must("where three are owed", code, 200, body, "sets at least three")
		code, body = d.get(d.author, at("/"+ref))
		d.must("the home where three are owed", code, 200, body, "What you look at once the contract runs")
	})
}
