package commissioner_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hundredweight/handlers/browsertest"
	"hundredweight/handlers/sitetest"
	"hundredweight/models/account"
	"hundredweight/models/ocds"
	"hundredweight/models/sharedtest"
	"hundredweight/models/store/storetest"
	"hundredweight/models/tender"
)

// publishedNotice is a made-up notice of two stages, with a deadline that its
// text and its data put on different days.
const publishedNotice = `{"version": "1.1", "releases": [{"ocid": "ocds-213czf-0042", "id": "000042-2026", "date": "2026-11-01T09:00:00Z", "tag": ["tender"], "buyer": {"name": "Elmsfold District Council"},
	"tender": {"title": "Advice on debt", "status": "active", "mainProcurementCategory": "services", "description": "A two-stage procedure. Questionnaires must be received by 12 noon on Monday 4 January 2027.",
	"value": {"amount": 100000, "amountGross": 120000, "currency": "GBP"}, "tenderPeriod": {"endDate": "2027-01-05T12:00:00Z"}, "submissionTerms": {"languages": ["en"]},
	"documents": [{"id": "1", "documentType": "biddingDocuments", "title": "Pack", "url": "http://127.0.0.1:1/pack"}]}}]}`

// send uploads files with the form, and gives where it leads in place of the
// body when it was accepted.
func (d *desk) send(who account.PersonID, path string, fields url.Values, files ...string) (int, string) {
	d.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, values := range fields {
		for _, v := range values {
			if err := w.WriteField(name, v); err != nil {
				d.t.Fatal(err)
			}
		}
	}
	for _, f := range files {
		p, err := w.CreateFormFile("file", "notice.json")
		if err == nil {
			_, err = io.WriteString(p, f)
		}
		if err != nil {
			d.t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		d.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(d.t.Context(), http.MethodPost, d.site.URL+path, &b)
	if err != nil {
		d.t.Fatal(err)
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	resp, err := d.site.SignedIn(d.t, who).Do(req)
	if err != nil {
		d.t.Fatal(err)
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil {
		d.t.Fatal(err)
	}
	if resp.StatusCode == http.StatusSeeOther {
		return resp.StatusCode, resp.Header.Get("Location")
	}
	return resp.StatusCode, string(body)
}

func TestAPublishedNoticeBecomesADraftWhoseQuestionsAreAnswered(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newDesk(t, s)
		code, body := d.get(d.author, at("/new"))
		d.must("starting a tender", code, 200, body, `href="`+at("/import")+`"`)
		code, body = d.get(d.author, at("/import"))
		d.must("the page", code, 200, body, "Start from a published notice", `type="file"`, "10 MB at most", "Make a draft")
		code, to := d.send(d.author, at("/import"), nil, publishedNotice)
		if code != 303 || !strings.HasSuffix(to, "/open") {
			t.Fatalf("%d %.500s", code, to)
		}
		ref := strings.Split(to, "/")[4]
		code, body = d.get(d.author, at("/"+ref+"/open"))
		d.must("its open questions", code, 200, body, "How many stages does your tender have?", "Monday 4 January 2027 at 12 midday, as its text says", "Tuesday 5 January 2027 at 12 midday, as the notice’s data say", "ocds-213czf-0042", "Elmsfold District Council", "They were not fetched", "http://127.0.0.1:1/pack", "!href=\"http://127.0.0.1:1", "What was changed or left out", "/tender/submissionTerms")

		row, err := s.DB.Reader().Read(t.Context()).TenderByRef(ref)
		if err != nil {
			t.Fatal(err)
		}
		code, body = d.post(d.author, at("/"+ref+"/open"), url.Values{"revision": {"1"}, "answer-1": {"1:0"}})
		d.must("one of two answered", code, 422, body, "Select an answer to question 2")
		code, to = d.post(d.author, at("/"+ref+"/open"), url.Values{"revision": {"1"}, "answer-1": {"1:0"}, "answer-2": {"2027-01-04T12:00:00Z"}})
		if code != 303 {
			t.Fatalf("answers: %d %.800s", code, to)
		}
		c := d.content(ref)
		if row.Title != "Advice on debt" || len(c.Stages) != 1 || c.Stages[0].Kind != "tender" || !c.Stages[0].Deadline.Equal(time.Date(2027, 1, 4, 12, 0, 0, 0, time.UTC)) {
			t.Errorf("the answers did not change the draft: %+v", c.Stages)
		}
		if c.Open[0].Answer != "1:0" || c.Open[1].Answer != "2027-01-04T12:00:00Z" {
			t.Errorf("answers %+v", c.Open)
		}

		code, again := d.send(d.author, at("/import"), nil, publishedNotice)
		if code != 303 || !strings.Contains(again, ref) {
			t.Errorf("the same notice again: %d %.300s", code, again)
		}
		colleague := s.Person(t, "Oda Other", false)
		s.Join(t, colleague, d.org, account.Author)
		code, body = d.send(colleague, at("/import"), nil, publishedNotice)
		d.must("the same notice by a colleague", code, 409, body, "imported already", ref, "Ada Author")
	})
}

func TestAFileThatIsNoNoticeIsRefusedOnThePage(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newDesk(t, s)
		two := strings.Replace(publishedNotice, `"releases": [`, `"releases": [{"ocid": "ocds-213czf-0043", "id": "000043-2026", "tender": {"title": "Another"}}, `, 1)
		for name, c := range map[string]struct {
			fields url.Values
			files  []string
			says   []string
		}{
			"nothing chosen":             {nil, nil, []string{"Choose the file of a notice"}},
			"two files":                  {nil, []string{publishedNotice, publishedNotice}, []string{"Choose one file at a time"}},
			"an empty file":              {nil, []string{""}, []string{"The file is empty"}},
			"a page of HTML":             {url.Values{"notice": {"000042-2026"}}, []string{"<script>alert(1)</script>"}, []string{"The file is not JSON", "&lt;script&gt;", `value="000042-2026"`, "!<script>alert"}},
			"several faults":             {nil, []string{strings.NewReplacer(`"amount": 100000`, `"amount": "x"`, `2027-01-05T12:00:00Z`, `2027-01-05T12:00:00`).Replace(publishedNotice)}, []string{"releases/0/tender/value/amount: must be a number, not text", "releases/0/tender/tenderPeriod/endDate: 2027-01-05T12:00:00 has no time zone"}},
			"two notices and no number":  {nil, []string{two}, []string{"The file holds 2 notices", "000043-2026 (Another)", "Choose the file again"}},
			"a number that is not there": {url.Values{"notice": {"9"}}, []string{two}, []string{"The file has no notice 9"}},
			"eleven megabytes":           {nil, []string{strings.Repeat(" ", ocds.MaxBytes+1)}, []string{"larger than 10 MB"}},
		} {
			code, body := d.send(d.author, at("/import"), c.fields, c.files...)
			d.must(name, code, 422, body, append(c.says, "There is a problem")...)
		}
		code, body := d.post(d.author, at("/import"), url.Values{"notice": {"1"}})
		d.must("a form without a file", code, 422, body, "Choose the file of a notice")
		code, _ = d.send(d.author, at("/import"), nil, strings.Repeat(" ", 3*ocds.MaxBytes))
		if code != http.StatusRequestEntityTooLarge {
			t.Errorf("thirty megabytes: %d", code)
		}
		code, body = d.send(d.eval1, at("/import"), nil, publishedNotice)
		d.must("without the permission", code, 403, body, "Ada Author")
		code, body = d.send(d.outsider, at("/import"), nil, publishedNotice)
		d.must("by another buyer", code, 404, body, "!Advice on debt")
		all, err := s.DB.Reader().Read(t.Context()).TendersOfOrganisation(d.org, 0, 10)
		if err != nil || len(all) != 0 {
			t.Errorf("refused files left drafts: %v %v", all, err)
		}
		code, to := d.send(d.author, at("/import"), url.Values{"notice": {"000042-2026"}}, two)
		if code != 303 {
			t.Errorf("one notice of two: %d %.300s", code, to)
		}
	})
}

func TestBrowserImportsTheNoticeOfFiveLots(t *testing.T) {
	b := browsertest.Open(t)
	path := sharedtest.Path(t, "ocds-uk/find-a-tender/fts-083563-2026-UK4-five-lots.json")
	clock := storetest.NewClock()
	d := newDesk(t, sitetest.New(t, storetest.SQLite(t, clock), clock))
	d.visit(b, d.author)
	b.Go(d.site.URL + at("/new"))
	b.Press("A published notice (a file)")
	b.See("Start from a published notice")
	b.Check()
	broken := filepath.Join(t.TempDir(), "broken.json")
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(broken, bytes.Replace(file, []byte(`"2026-10-02T23:59:00+01:00"`), []byte(`"2 October"`), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	b.Files("file", broken)
	b.Press("Make a draft")
	b.See("There is a problem", "releases/0/tender/tenderPeriod/endDate: not a date: 2 October")
	b.Check()
	b.Files("file", path)
	b.Press("Make a draft")
	b.See("Questions from the import", "How are they?")
	b.Check()
	all, err := d.site.DB.Reader().Read(t.Context()).TendersOfOrganisation(d.org, 0, 10)
	if err != nil || len(all) != 1 {
		t.Fatalf("%v %v", all, err)
	}
	c := d.content(all[0].Ref)
	for i, q := range c.Open {
		b.Fill("answer-"+string(rune('1'+i)), q.Choices[0].Value)
	}
	b.Press("Save and continue")
	c = d.content(all[0].Ref)
	if left := tender.Tasks(c, tender.Needs{}, tender.People{})[0]; !left.Done() {
		t.Errorf("left open: %v", left.Problems)
	}
	if len(c.Lots) != 5 || c.Stages[0].Deadline.Before(clock.Now()) || c.Regime.Overruled != "public_contract" {
		t.Errorf("%d lots, closes %v, rules %+v", len(c.Lots), c.Stages[0].Deadline, c.Regime)
	}
}
