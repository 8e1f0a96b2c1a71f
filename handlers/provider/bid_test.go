package provider_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"hundredweight/handlers"
	"hundredweight/handlers/sitetest"
	"hundredweight/models/account"
	"hundredweight/models/bid"
	"hundredweight/models/commissioning"
	"hundredweight/models/store"
	"hundredweight/models/store/storetest"
	"hundredweight/models/tender"
	"hundredweight/templates/htmlcheck"
)

// bidder is a provider with an open tender, on a running site.
type bidder struct {
	t      *testing.T
	site   *sitetest.Site
	county *sitetest.County
	tender string
	signer *http.Client
	writer *http.Client
	ref    string
	pages  map[string]bool // every page body that was seen, for canaries
}

func newBidder(t *testing.T, s *sitetest.Site, edits ...func(*tender.Content)) *bidder {
	t.Helper()
	c := s.County(t, "harrowick")
	d := &bidder{t: t, site: s, county: c, tender: c.Published(t, edits...), pages: map[string]bool{}}
	d.signer, d.writer = s.SignedIn(t, c.Signer.Person), s.SignedIn(t, c.Writer.Person)
	return d
}

// start starts the bid through its page.
func (d *bidder) start(lots ...string) {
	d.t.Helper()
	code, to := d.post(d.writer, "/tenders/"+d.tender+"/bid", url.Values{"lots": lots})
	if code != http.StatusSeeOther {
		d.t.Fatalf("start: %d\n%.800s", code, to)
	}
	d.ref = to[strings.LastIndex(to, "/")+1:]
}

func (d *bidder) at(more string) string {
	return "/org/" + d.county.ProviderSlug + "/bids/" + d.ref + more
}

func (d *bidder) do(c *http.Client, req *http.Request) (int, string, http.Header) {
	d.t.Helper()
	resp, err := c.Do(req)
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
	if strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html") && resp.StatusCode != http.StatusSeeOther {
		for _, wrong := range htmlcheck.Page(bytes.NewReader(body)) {
			d.t.Errorf("%s %s: %s", req.Method, req.URL.Path, wrong)
		}
	}
	d.pages[string(body)] = true
	if resp.StatusCode == http.StatusSeeOther {
		return resp.StatusCode, resp.Header.Get("Location"), resp.Header
	}
	return resp.StatusCode, string(body), resp.Header
}

func (d *bidder) request(method, path string, body io.Reader) *http.Request {
	d.t.Helper()
	req, err := http.NewRequestWithContext(d.t.Context(), method, d.site.URL+path, body)
	if err != nil {
		d.t.Fatal(err)
	}
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	return req
}

func (d *bidder) get(c *http.Client, path string) (int, string) {
	d.t.Helper()
	code, body, _ := d.do(c, d.request(http.MethodGet, path, nil))
	return code, body
}

func (d *bidder) post(c *http.Client, path string, form url.Values) (int, string) {
	d.t.Helper()
	req := d.request(http.MethodPost, path, strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	code, body, _ := d.do(c, req)
	return code, body
}

// upload sends files as a browser does.
func (d *bidder) upload(c *http.Client, path string, files map[string][]byte, fields url.Values) (int, string) {
	d.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name := range fields {
		if err := w.WriteField(name, fields.Get(name)); err != nil {
			d.t.Fatal(err)
		}
	}
	for name, body := range files {
		part, err := w.CreateFormFile("files", name)
		if err == nil {
			_, err = part.Write(body)
		}
		if err != nil {
			d.t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		d.t.Fatal(err)
	}
	req := d.request(http.MethodPost, path, &b)
	req.Header.Set("Content-Type", w.FormDataContentType())
	code, body, _ := d.do(c, req)
	return code, body
}

// form reads the hidden fields of a page's form.
func (d *bidder) form(c *http.Client, path string) url.Values {
	d.t.Helper()
	code, body := d.get(c, path)
	if code != http.StatusOK {
		d.t.Fatalf("%s: %d\n%.500s", path, code, body)
	}
	return hidden(d.t, body)
}

func hidden(t *testing.T, body string) url.Values {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	v := url.Values{}
	doc.Find("main form input[type=hidden]").Each(func(_ int, i *goquery.Selection) { v.Add(i.AttrOr("name", ""), i.AttrOr("value", "")) })
	return v
}

// with adds fields to a form, given in pairs.
func with(v url.Values, pairs ...string) url.Values {
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

func (d *bidder) must(what string, code, want int, body string, says ...string) {
	d.t.Helper()
	if code != want {
		d.t.Errorf("%s: %d, want %d\n%s", what, code, want, words(body))
	}
	for _, s := range says {
		if not, negated := strings.CutPrefix(s, "!"); negated && strings.Contains(body, not) {
			d.t.Errorf("%s says %q", what, not)
		} else if !negated && !strings.Contains(body, s) {
			d.t.Errorf("%s does not say %q\n%s", what, s, words(body))
		}
	}
}

// words gives what a page says, for a failing test.
func words(body string) string {
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(body))
	if err != nil {
		return body
	}
	said := strings.Join(strings.Fields(doc.Find("main").Text()), " ")
	if said == "" {
		said = body
	}
	return said[:min(len(said), 1500)]
}

const (
	canaryAnswer = "canaryanswer: we cook with the people who eat"
	canaryPrice  = "4321.77"
)

// fill answers everything that the tender of the county asks, as the writer.
func (d *bidder) fill() {
	d.t.Helper()
	for _, q := range []string{"q1", "q2"} {
		code, to := d.post(d.writer, d.at("/questions/"+q), with(d.form(d.writer, d.at("/questions/"+q)), "answer", canaryAnswer, "done", "yes"))
		d.must("answer "+q, code, http.StatusSeeOther, to)
	}
	code, to := d.post(d.writer, d.at("/commitments/new"), with(d.form(d.writer, d.at("/commitments/new")), promise()...))
	d.must("a promise", code, http.StatusSeeOther, to)
	code, to = d.post(d.writer, d.at("/conditions"), with(d.form(d.writer, d.at("/conditions")), conditions()...))
	d.must("the conditions", code, http.StatusSeeOther, to)
	d.price(d.writer, canaryPrice)
}

func promise() []string {
	return []string{"outcome", "canarypromise: people eat with others", "who", "Older people", "quantity", "120", "unit", "people", "by-day", "31", "by-month", "3", "by-year", "2028", "evidence", "Attendance sheets", "extra", "yes"}
}

func conditions() []string {
	return []string{"condition-c1", "yes", "expires-c1-day", "31", "expires-c1-month", "12", "expires-c1-year", "2027", "condition-c2", "yes"}
}

// price seals prices and gives the page that shows them.
func (d *bidder) price(c *http.Client, meal string) string {
	d.t.Helper()
	code, body := d.post(c, d.at("/prices/1"), with(d.form(c, d.at("/prices/1?replace=1")), "price-1-A1", meal, "price-1-A2", "19.99"))
	if code != http.StatusOK {
		d.t.Fatalf("price: %d\n%.2000s", code, body)
	}
	delete(d.pages, body) // the one page that shows it
	return body
}

// declare declares as the signatory and gives the receipt's address.
func (d *bidder) declare() string {
	d.t.Helper()
	code, to := d.post(d.signer, d.at("/declaration"), with(d.form(d.signer, d.at("/declaration")), "agree", "yes"))
	d.must("the declaration", code, http.StatusSeeOther, to, "/receipts/")
	return to
}

func (d *bidder) deadline() time.Time {
	d.t.Helper()
	t, err := d.site.DB.Reader().Read(d.t.Context()).TenderByRef(d.tender)
	if err != nil {
		d.t.Fatal(err)
	}
	return t.ClosesAt.Time
}

func TestABidFromTheFirstPageToItsReceipt(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newBidder(t, s)
		code, body := d.get(d.writer, "/tenders/"+d.tender+"/bid")
		d.must("before you start", code, 200, body, "Before you start", "Public liability insurance of at least £5,000,000", "up to 1,450 words together", "42 points", "Wharf Lane Kitchen", "Start your bid", "2 lines of unit prices")
		d.start()
		code, body = d.get(d.writer, d.at(""))
		d.must("the task list", code, 200, body, "Your bid: Community meals", "Not sent yet", "It still needs", "Answer the question: Meals people look forward to", "Send by Wednesday 23 December 2026 at 12 midday", "In 30 days", "42 points, 0 of 500 words", "Cannot start yet", "Continue: 1. Meals people look forward to")
		code, body = d.get(d.writer, d.at("/questions/q1"))
		d.must("a question", code, 200, body, "Question 1 of 4, worth 42 points", "How will you make meals people look forward to?", "How this answer is scored", `data-maxwords="500"`, "Save and come back later", `data-autosave="`+d.at("/questions/q1/autosave"))
		code, body = d.post(d.writer, d.at("/questions/q1"), with(hidden(t, body), "answer", "Typed and kept"))
		d.must("a section not said to be completed", code, 422, body, "Select whether you have completed this section", "Typed and kept")
		code, body = d.post(d.writer, d.at("/questions/q1"), with(hidden(t, body), "answer", strings.Repeat("word ", 501), "done", "yes"))
		d.must("an answer that is too long", code, 422, body, "Your answer must be 500 words or fewer. It is 501 words", "word word")
		code, body = d.get(d.writer, d.at("/questions/q1"))
		d.must("which is kept", code, 200, body, "word word")
		code, to := d.post(d.writer, d.at("/questions/q1"), with(hidden(t, body), "answer", "Half an ans", "later", "1"))
		d.must("saved to come back later", code, 303, to)
		if to != d.at("") {
			t.Errorf("leads to %s", to)
		}
		code, body = d.get(d.writer, d.at(""))
		d.must("the task list with one in progress", code, 200, body, "In progress", "Say that you have completed the question: Meals people look forward to")
		d.fill()
		code, body = d.get(d.writer, d.at("/check"))
		d.must("check", code, 200, body, "This bid is complete", canaryAnswer, "Sealed 23 November 2026", "Continue to the declaration", "Expires 31 December 2027", "canarypromise")
		code, body = d.get(d.writer, d.at("/declaration"))
		d.must("the declaration of who cannot sign", code, 200, body, "Sig Natory of harrowick can do this", "!Submit bid")
		code, body = d.post(d.signer, d.at("/declaration"), with(d.form(d.signer, d.at("/declaration"))))
		d.must("a declaration without the box", code, 422, body, "Tick the box to declare")
		receipt := d.declare()
		code, body = d.get(d.writer, receipt)
		ref := strings.ToUpper(receipt[strings.LastIndex(receipt, "/")+1:])
		d.must("the receipt", code, 200, body, "Bid received", ref, "Monday 23 November 2026 at 12:00:00pm", "12:00:00.000000 UTC", "Meals people look forward to, 8 words", "1 promise", "Entry in the public log", "Download your copy of the bid", "Nobody can read it until two officers open all bids together")
		code, body = d.get(d.writer, receipt+"/download")
		var r bid.Receipt
		if err := json.Unmarshal([]byte(body), &r); err != nil || code != 200 || r.Version != 1 || r.PackageHash == "" || r.Bid != d.ref {
			t.Errorf("the receipt as JSON: %d %s %v", code, body, err)
		}
		code, body = d.get(d.writer, receipt+"/copy")
		d.must("the bidder's copy", code, 200, body, "manifest.json")
		code, body = d.get(d.writer, d.at(""))
		d.must("the task list of a sent bid", code, 200, body, "Version 1 was received on 23 November 2026, 12:00:00pm (UK time)", "See the receipt", "Withdraw this bid")
		code, body = d.get(d.writer, "/org/"+d.county.ProviderSlug+"/bids")
		d.must("the list of bids", code, 200, body, "Sent", "Community meals and company at home", "You can still change these")
		d.noPrice()
	})
}

// noPrice holds that a price was in no page but the one that sealed it.
func (d *bidder) noPrice() {
	d.t.Helper()
	for body := range d.pages {
		for _, canary := range []string{canaryPrice, "4,321.77", "432177", "43,227,"} {
			if strings.Contains(body, canary) {
				d.t.Errorf("a page shows %q:\n%.400s", canary, body)
			}
		}
	}
	if strings.Contains(d.site.Log.String(), canaryPrice) || strings.Contains(d.site.Log.String(), "canaryanswer") {
		d.t.Error("the log holds a price or an answer")
	}
}

func TestAPriceIsShownOnce(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newBidder(t, s)
		d.start()
		code, body := d.post(d.writer, d.at("/prices/1"), with(d.form(d.writer, d.at("/prices/1")), "price-1-A1", "1e9", "price-1-A2", ""))
		d.must("prices that are none", code, 422, body, "Enter an amount in pounds and pence", "Enter a unit price for Visit of half an hour", `value="1e9"`)
		for typed, says := range map[string]string{"0": "must be more than £0.00", "-5": "Enter an amount in pounds and pence, like 1,250.00", "1,000.555": "Enter an amount", "１２": "Enter an amount", "NaN": "Enter an amount"} {
			code, body = d.post(d.writer, d.at("/prices/1"), with(d.form(d.writer, d.at("/prices/1")), "price-1-A1", typed, "price-1-A2", "1"))
			d.must("the price "+typed, code, 422, body, says)
		}
		form := with(d.form(d.writer, d.at("/prices/1")), "price-1-A1", canaryPrice, "price-1-A2", "19.99")
		code, body = d.post(d.writer, d.at("/prices/1"), form)
		delete(d.pages, body)
		d.must("sealing", code, 200, body, "sealed", "£43,217,700.00", "£10,005.00", "£43,227,705.00", "This is the only time these prices are shown", "Download your copy")
		code, again := d.post(d.writer, d.at("/prices/1"), form)
		d.must("the same form again", code, 409, again, "This form was sent before", "!43,227,705")
		code, file := d.post(d.writer, d.at("/prices/1/copy"), hidden(t, body))
		delete(d.pages, file)
		d.must("the copy", code, 200, file, "commitment", `432177`, "how_to_check")
		code, file = d.post(d.writer, d.at("/prices/1/copy"), nil)
		d.must("a copy of nothing", code, 409, file, "prices are shown once")
		code, body = d.get(d.writer, d.at("/prices/1"))
		d.must("the page afterwards", code, 200, body, "Price schedule sealed 23 November 2026, 12:00:00pm (UK time)", "Replace", "!price-1-A1")
		code, body = d.get(d.writer, d.at("/prices/1?replace=1"))
		d.must("replacing", code, 200, body, "price-1-A1", "!"+canaryPrice)
		code, body = d.get(d.writer, d.at("/prices/9"))
		d.must("a lot that there is not", code, 404, body)
		d.noPrice()
	})
}

func TestFilesAreSealedAndNeverShown(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newBidder(t, s)
		d.start()
		files := d.at("/questions/q2/files")
		pdf := append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte("canaryfile "), 20_000)...)
		code, body := d.upload(d.writer, files, nil, nil)
		d.must("no file", code, 422, body, "Select a file")
		code, body = d.upload(d.writer, files, map[string][]byte{"plan.pdf.exe": []byte("MZ"), "empty.pdf": nil}, nil)
		d.must("files that cannot be taken", code, 422, body, "Files ending in .exe cannot be taken", "The selected file is empty")
		code, to := d.upload(d.writer, files, map[string][]byte{"plan.pdf": pdf}, nil)
		d.must("a file", code, 303, to)
		code, body = d.get(d.writer, files)
		d.must("the files", code, 200, body, "plan.pdf", "214 kB", "sealed 23 November 2026", "Remove", "!canaryfile")
		code, body = d.upload(d.writer, files, map[string][]byte{"plan.pdf": pdf[:1000]}, nil)
		d.must("another of the same name", code, 422, body, "There is a file called plan.pdf already")
		code, to = d.upload(d.writer, files, map[string][]byte{"plan.pdf": pdf[:1000]}, url.Values{"replace": {"yes"}})
		d.must("in its place", code, 303, to)
		code, body = d.get(d.writer, d.at("/questions/q2"))
		d.must("the question with its file", code, 200, body, "plan.pdf", "Save and add or remove files")
		code, body = d.get(d.writer, d.at("/questions/q1/files"))
		d.must("a question without files", code, 404, body)
		v, err := s.Steps.Bid(t.Context(), d.county.Signer, d.county.Provider, d.ref)
		if err != nil {
			t.Fatal(err)
		}
		part := v.FilesOf("q2")[0].Ref
		rival := s.County(t, "elmsfold")
		other := s.SignedIn(t, rival.Signer.Person)
		for _, path := range []string{d.at(""), d.at("/draft"), d.at("/questions/q2"), files, d.at("/check")} {
			code, body = d.get(other, path)
			d.must("a rival at "+path, code, 404, body, "!plan.pdf")
		}
		code, body = d.post(other, d.at("/files/"+part+"/removal"), nil)
		d.must("a rival removing it", code, 404, body)
		own := &bidder{t: t, site: s, county: rival, tender: d.tender, writer: other, signer: other, pages: map[string]bool{}}
		own.start()
		code, body = own.post(other, own.at("/files/"+part+"/removal"), nil)
		own.must("a rival's file in one's own bid", code, 404, body)
		code, body = d.get(other, "/org/"+rival.ProviderSlug+"/bids/"+d.ref)
		d.must("the rival's bid under one's own address", code, 404, body)
		code, to = d.post(d.writer, d.at("/files/"+part+"/removal"), nil)
		d.must("removing it", code, 303, to)
		code, body = d.get(d.writer, files)
		d.must("no files again", code, 200, body, "There are no files yet")
		code, body = d.get(d.writer, d.at(""))
		d.must("the record of failed tries", code, 200, body, "Saves that failed in the last 48 hours", "the page said what to change", "!empty.pdf")
	})
}

func TestADroppedUploadChangesNothing(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newBidder(t, s)
		d.start()
		var b bytes.Buffer
		w := multipart.NewWriter(&b)
		part, err := w.CreateFormFile("files", "plan.pdf")
		if err == nil {
			_, err = part.Write(append([]byte("%PDF-1.7\n"), make([]byte, 300_000)...))
		}
		if err != nil {
			t.Fatal(err)
		}
		req := httptest.NewRequest(http.MethodPost, d.at("/questions/q2/files"), io.MultiReader(bytes.NewReader(b.Bytes()[:200_000]), &broken{}))
		req.Header.Set("Content-Type", w.FormDataContentType())
		req.Header.Set("Sec-Fetch-Site", "same-origin")
		u, err := url.Parse(s.URL)
		if err != nil {
			t.Fatal(err)
		}
		for _, cookie := range d.writer.Jar.Cookies(u) {
			req.AddCookie(cookie)
		}
		rec := httptest.NewRecorder()
		s.Handler.ServeHTTP(rec, req)
		d.must("a connection that ended", rec.Code, 400, rec.Body.String(), "did not arrive whole", "Nothing was changed")
		code, body := d.get(d.writer, d.at("/questions/q2/files"))
		d.must("the files", code, 200, body, "There are no files yet")
	})
}

type broken struct{}

func (*broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestOneSecondLateIsRefusedAndTheDraftIsKept(t *testing.T) {
	sitetest.EachMoving(t, func(t *testing.T, s *sitetest.Site) {
		d := newBidder(t, s)
		d.start()
		d.fill()
		question := d.form(d.writer, d.at("/questions/q1"))
		declaration := d.form(d.signer, d.at("/declaration"))
		s.Clock.Set(d.deadline().Add(time.Second))
		code, body := d.post(d.signer, d.at("/declaration"), with(declaration, "agree", "yes"))
		d.must("a second late", code, 409, body, "This tender closed on Wednesday 23 December 2026 at 12 midday", "12:00:01.000000 UTC", "Download your draft")
		code, body = d.post(d.writer, d.at("/questions/q1"), with(question, "answer", "Words that came too late", "done", "yes"))
		d.must("an answer that is late", code, 409, body, "This was not saved", "Words that came too late", "Download your draft")
		code, body = d.get(d.writer, d.at("/draft"))
		d.must("the draft", code, 200, body, canaryAnswer, "canarypromise", "Sealed 23 November 2026", "!too late")
		code, body = d.get(d.writer, d.at(""))
		d.must("the task list", code, 200, body, "Never sent", "Your draft is kept", "Saves that failed in the last 48 hours", "Submit the bid", "Download your bid so far", "!Continue:")
		code, body = d.get(d.writer, d.at("/questions/q1"))
		d.must("a question", code, 200, body, canaryAnswer, "!Save and continue")
		for _, path := range []string{"/lots", "/prices/1", "/conditions", "/commitments", "/check", "/declaration", "/withdrawal", "/questions/q2/files"} {
			if path == "/lots" {
				continue // a tender of one lot has no such page
			}
			code, body = d.get(d.writer, d.at(path))
			d.must(path+" after the deadline", code, 200, body, "!Save and", "!Upload and seal", "!Submit bid")
		}
		code, body = d.upload(d.writer, d.at("/questions/q2/files"), map[string][]byte{"plan.pdf": []byte("%PDF-1.7")}, nil)
		d.must("a file that is late", code, 409, body, "This tender closed on")
		code, body = d.get(d.writer, "/tenders/"+d.tender+"/bid")
		d.must("before you start, too late", code, 200, body, "No more bids can be started", "!Start your bid")
		code, body = d.post(s.SignedIn(t, s.County(t, "elmsfold").Signer.Person), "/tenders/"+d.tender+"/bid", nil)
		d.must("a start that is late", code, 409, body, "No more bids can be started")
		d.noPrice()
	})
}

func TestABidThatArrivedInTimeIsNotMadeLateByUs(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		s := sitetest.Moving(t, db, clock)
		var slow atomic.Bool
		var deadline time.Time
		// The first time that is asked for is that of the last byte; everything
		// after it happens when the deadline has passed.
		s.Config.Kit.Now = func() time.Time {
			if slow.CompareAndSwap(true, false) {
				defer clock.Set(deadline.Add(30 * time.Second))
			}
			return clock.Now()
		}
		server, err := handlers.New(s.Config)
		if err != nil {
			t.Fatal(err)
		}
		s.Run(t, server)
		d := newBidder(t, s)
		d.start()
		d.fill()
		deadline = d.deadline()
		form := with(d.form(d.signer, d.at("/declaration")), "agree", "yes")
		clock.Set(deadline.Add(-time.Microsecond))
		slow.Store(true)
		code, to := d.post(d.signer, d.at("/declaration"), form)
		d.must("a microsecond before, on a slow server", code, 303, to, "/receipts/")
		if !clock.Now().After(deadline) {
			t.Fatal("the clock did not move")
		}
		code, body := d.get(d.signer, to)
		d.must("its receipt", code, 200, body, "11:59:59.999999 UTC")
	})
}

func TestTwoWritersSeeBothVersions(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newBidder(t, s)
		d.start()
		mine, theirs := d.form(d.writer, d.at("/questions/q1")), d.form(d.signer, d.at("/questions/q1"))
		code, to := d.post(d.signer, d.at("/questions/q1"), with(theirs, "answer", "Theirs was first", "done", "yes"))
		d.must("the first", code, 303, to)
		code, to = d.post(d.signer, d.at("/questions/q1"), theirs)
		d.must("the same form again", code, 303, to)
		code, body := d.post(d.writer, d.at("/questions/q1"), with(mine, "answer", "Mine came after", "done", "yes"))
		d.must("the second", code, 409, body, "Sig Natory of harrowick changed this answer at 12:00pm", "Theirs was first", "Mine came after")
		code, to = d.post(d.writer, d.at("/questions/q1"), with(hidden(t, body), "answer", "Both together", "done", "yes"))
		d.must("having seen both", code, 303, to)
		code, body = d.get(d.signer, d.at("/questions/q1"))
		d.must("the answer", code, 200, body, "Both together", "!Theirs was first")
	})
}

func TestAutosaveKeepsAndDoesNotLodge(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newBidder(t, s)
		d.start()
		d.fill()
		receipt := d.declare()
		save := func(form url.Values) (int, string) {
			req := d.request(http.MethodPost, d.at("/questions/q1/autosave"), strings.NewReader(form.Encode()))
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			req.Header.Set("Accept", "application/json")
			code, body, _ := d.do(d.writer, req)
			return code, body
		}
		form := with(d.form(d.writer, d.at("/questions/q1")), "answer", "Half a sen", "done", "yes")
		code, body := save(form)
		var said struct {
			Revision int64
			Said     string
		}
		if err := json.Unmarshal([]byte(body), &said); err != nil || code != 200 || !strings.HasPrefix(said.Said, "Saved at 12 midday.") {
			t.Fatalf("%d %s %v", code, body, err)
		}
		code, body = d.get(d.writer, d.at(""))
		d.must("the task list", code, 200, body, "Version 1 still stands. Your changes since are not sent", "Say that you have completed the question")
		code, body = d.get(d.writer, receipt)
		d.must("the receipt", code, 200, body, "a readable copy of that version can no longer be made", "!Download your copy of the bid")
		code, body = save(form)
		if code != 409 || !strings.Contains(body, "changed this answer") {
			// The same words again are what is kept.
			if code != 200 {
				t.Errorf("a second save of the same: %d %s", code, body)
			}
		}
		code, body = save(with(form, "answer", "Other words under an old revision"))
		if code != 409 || !strings.Contains(body, "changed this answer at") {
			t.Errorf("a stale autosave: %d %s", code, body)
		}
		code, to := d.post(d.writer, d.at("/questions/q1"), with(form, "answer", "A whole sentence.", "done", "yes", "revision", fmt.Sprint(said.Revision)))
		d.must("saved", code, 303, to)
		code, body = d.get(d.writer, d.at(""))
		d.must("the task list after the save", code, 200, body, "Version 2 was received")
		code, body = d.get(d.writer, receipt)
		d.must("the first receipt", code, 200, body, "Version 2 was sent after this one, and counts instead")
	})
}

func TestTheSameFormGivesTheSameReceipt(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newBidder(t, s)
		d.start()
		d.fill()
		form := with(d.form(d.signer, d.at("/declaration")), "agree", "yes")
		code, first := d.post(d.signer, d.at("/declaration"), form)
		d.must("the declaration", code, 303, first, "/receipts/")
		code, again := d.post(d.signer, d.at("/declaration"), form)
		d.must("the same again", code, 303, again)
		if first != again {
			t.Errorf("got %s, then %s", first, again)
		}
		code, to := d.post(d.writer, d.at("/questions/q2"), with(d.form(d.writer, d.at("/questions/q2")), "answer", "Other words", "done", "yes"))
		d.must("another answer", code, 303, to)
		code, body := d.post(d.signer, d.at("/declaration"), form)
		d.must("the old form with other content behind it", code, 409, body, "This form was sent before")
	})
}

func TestAContributorsNewPriceWaitsForASignatory(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newBidder(t, s)
		d.start()
		d.fill()
		d.declare()
		code, body := d.get(d.writer, d.at("/prices/1?replace=1"))
		d.must("the contributor's price page", code, 200, body, "New prices count once a signatory of your organisation has confirmed them")
		if shown := d.price(d.writer, "5.00"); !strings.Contains(shown, "These prices wait for a signatory") {
			t.Errorf("the page does not say that they wait:\n%.2000s", shown)
		}
		code, body = d.get(d.writer, d.at(""))
		d.must("the contributor's task list", code, 200, body, "wait for a signatory", "Version 1 was received", "!Confirm the new prices")
		code, body = d.post(d.writer, d.at("/confirmed-prices"), nil)
		d.must("a contributor confirming", code, 403, body, "Sig Natory of harrowick can do this")
		code, body = d.get(d.signer, d.at(""))
		d.must("the signatory's task list", code, 200, body, "Confirm the new prices")
		code, to := d.post(d.signer, d.at("/confirmed-prices"), nil)
		d.must("confirming", code, 303, to, "/receipts/")
		code, body = d.post(d.signer, d.at("/confirmed-prices"), nil)
		d.must("confirming nothing", code, 409, body, "No new prices wait for a signatory")
	})
}

func TestWithdrawingAndLodgingAgain(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newBidder(t, s)
		d.start()
		d.fill()
		receipt := d.declare()
		code, body := d.get(d.writer, d.at("/withdrawal"))
		d.must("withdrawing as who cannot", code, 200, body, "Sig Natory of harrowick can do this", "!Withdraw bid")
		code, body = d.post(d.writer, d.at("/withdrawal"), nil)
		d.must("withdrawing all the same", code, 403, body)
		code, body = d.get(d.signer, d.at("/withdrawal"))
		d.must("withdrawing", code, 200, body, "Withdraw bid", "Keep this bid")
		code, to := d.post(d.signer, d.at("/withdrawal"), nil)
		d.must("withdrawn", code, 303, to)
		code, body = d.get(d.signer, d.at(""))
		d.must("the task list", code, 200, body, "Withdrawn", "Nothing of this bid will be opened")
		code, body = d.get(d.signer, receipt)
		d.must("the receipt", code, 200, body, "This bid was withdrawn")
		code, body = d.post(d.signer, d.at("/withdrawal"), nil)
		d.must("twice", code, 409, body)
		d.declare()
	})
}

func TestAnAmendmentAsksForConfirmation(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newBidder(t, s)
		d.start()
		d.fill()
		d.declare()
		code, to := d.get(d.signer, d.at("/confirmation"))
		d.must("nothing to confirm", code, 303, to)
		d.amend(func(c *tender.Content) error { c.Need += " A kitchen is available."; return nil })
		code, body := d.get(d.signer, d.at(""))
		d.must("the task list", code, 200, body, "The buyer has changed the tender since", "See what changed")
		code, body = d.get(d.signer, d.at("/confirmation"))
		d.must("what changed", code, 200, body, "The description of the need changed", "A kitchen was added", "Version 1 of your bid still stands as it is")
		code, to = d.post(d.signer, d.at("/confirmation"), hidden(t, body))
		d.must("confirmed", code, 303, to, "/receipts/")
		code, body = d.post(d.signer, d.at("/confirmation"), nil)
		d.must("confirmed twice", code, 409, body)
	})
}

func TestLotsAreJudgedByThemselves(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newBidder(t, s, func(c *tender.Content) {
			second, third := c.Lots[0], c.Lots[0]
			second.ID, second.Title, third.ID, third.Title = "2", "Elmsfold", "3", "The coast"
			c.Lots = append(c.Lots, second, third)
			c.LotsReason = ""
			c.Questions[3] = tender.Question{Key: "q4", Stage: 1, Kind: "pass_fail", Title: "A kitchen in Elmsfold", Text: "Do you have one?", Required: true, Lots: []string{"2"}, PassWhen: "yes"}
		})
		code, body := d.post(d.writer, "/tenders/"+d.tender+"/bid", nil)
		d.must("no lot chosen", code, 422, body, "Select at least one part (lot) to bid for")
		d.start("1", "2", "3")
		d.fill()
		for _, lot := range []string{"2", "3"} {
			code, body = d.post(d.writer, d.at("/prices/"+lot), with(d.form(d.writer, d.at("/prices/"+lot)), "price-"+lot+"-A1", "4", "price-"+lot+"-A2", "20"))
			d.must("price of lot "+lot, code, 200, body)
		}
		receipt := d.declare()
		code, body = d.get(d.signer, receipt)
		d.must("the receipt", code, 200, body, "Parts (lots) 1 and 3")
		code, body = d.get(d.signer, d.at(""))
		d.must("the task list", code, 200, body, "Parts (lots) 1 and 3 sent. The rest needs:", "Part (lot) 2: answer the question: A kitchen in Elmsfold")
		code, to := d.post(d.writer, d.at("/questions/q4"), with(d.form(d.writer, d.at("/questions/q4")), "choice", "yes", "done", "yes"))
		d.must("the last answer", code, 303, to)
		code, body = d.get(d.signer, d.at(""))
		d.must("the task list of all lots", code, 200, body, "for parts (lots) 1, 2 and 3", "!The rest needs")
		code, to = d.post(d.writer, d.at("/lots"), url.Values{"lots": {"1"}})
		d.must("fewer lots", code, 303, to)
		code, body = d.post(d.writer, d.at("/lots"), nil)
		d.must("no lots", code, 422, body, "Select at least one part (lot) to bid for")
	})
}

func (d *bidder) amend(edit func(*tender.Content) error) {
	d.t.Helper()
	if err := d.site.Steps.AmendTender(d.t.Context(), d.county.Approver, d.tender, commissioning.Amendment{Reason: "A kitchen was added", Notice: "083999-2026", Edit: edit}); err != nil {
		d.t.Fatal(err)
	}
}

func TestPromisesComeFromClaimsAndAreMadeSpecific(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newBidder(t, s)
		d.start()
		s.Service(t, d.county.Provider, "Steady at home", nil)
		code, body := d.get(d.writer, d.at("/commitments"))
		d.must("the promises", code, 200, body, "No promises yet", "Fewer people fall", "From your service “Steady at home”")
		doc, err := goquery.NewDocumentFromReader(strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		use := doc.Find(".hw-row__title a").AttrOr("href", "")
		code, body = d.get(d.writer, use)
		d.must("a promise from a claim", code, 200, body, "Taken from your claim", `value="People who fell in the last year"`, "How many?")
		code, again := d.post(d.writer, d.at("/commitments/new"), with(hidden(t, body), "outcome", "x", "quantity", "many", "by-day", "31", "by-month", "2", "by-year", "2028"))
		d.must("a promise that nobody could hold them to", code, 422, again, "Enter a number", "31 February is not a real date", "Say who it is for", "Say how you will show that it happened", "Select whether the contract pays for it")
		code, to := d.post(d.writer, d.at("/commitments/new"), with(hidden(t, body), promise()...))
		d.must("a promise", code, 303, to)
		code, body = d.get(d.writer, d.at("/commitments"))
		d.must("the promises", code, 200, body, "canarypromise", "120 people", "31 March 2028", "!From your service")
		v, err := s.Steps.Bid(t.Context(), d.county.Signer, d.county.Provider, d.ref)
		if err != nil || len(v.Promises) != 1 || v.Promises[0].Claim == "" {
			t.Fatalf("%+v %v", v.Promises, err)
		}
		one := d.at("/commitments/" + v.Promises[0].Ref)
		code, to = d.post(d.writer, one, with(with(d.form(d.writer, one), promise()...), "quantity", "150"))
		d.must("changed", code, 303, to)
		stale := url.Values{"revision": {"1"}}
		code, body = d.post(d.writer, one+"/removal", stale)
		d.must("a stale removal", code, 409, body)
		code, body = d.post(d.writer, one, with(with(stale, promise()...), "question", "q3"))
		d.must("a stale change", code, 409, body, "changed this answer at")
		code, to = d.post(d.writer, one+"/removal", d.form(d.writer, d.at("/commitments")))
		d.must("removed", code, 303, to)
		code, body = d.get(d.writer, one)
		d.must("which is gone", code, 404, body)
	})
}

func TestConditionsAreReusedUntilTheyExpire(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newBidder(t, s)
		d.start()
		code, body := d.post(d.writer, d.at("/conditions"), with(d.form(d.writer, d.at("/conditions")), "condition-c1", "yes"))
		d.must("half the conditions", code, 422, body, "Enter the date on which it expires", "Select yes or no: No exclusion ground applies")
		code, to := d.post(d.writer, d.at("/conditions"), with(d.form(d.writer, d.at("/conditions")), conditions()...))
		d.must("the conditions", code, 303, to)
		code, body = d.post(d.writer, d.at("/conditions"), with(url.Values{"revision-c1": {"0"}, "revision-c2": {"0"}}, "condition-c1", "no", "condition-c2", "no"))
		d.must("a stale form", code, 409, body, "changed this answer at")
		second := d.county.Published(t, func(c *tender.Content) { c.Title = "Meals again" })
		next := &bidder{t: t, site: s, county: d.county, tender: second, writer: d.writer, signer: d.signer, pages: d.pages}
		next.start()
		code, body = next.get(d.writer, next.at("/conditions"))
		d.must("the next bid", code, 200, body, "Filled in from what your organisation answered on 23 November 2026", `value="2027"`)
	})
}

func TestABidOfAPersonWithSeveralOrganisations(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newBidder(t, s)
		other := s.Organisation(t, "provider", "second-kitchen")
		s.Join(t, d.county.Signer.Person, other, account.Contribute)
		code, body := d.get(d.signer, "/tenders/"+d.tender+"/bid")
		d.must("before you start", code, 200, body, "Which organisation bids?", "Second-kitchen")
		code, body = d.post(d.signer, "/tenders/"+d.tender+"/bid", nil)
		d.must("none chosen", code, 422, body, "Select which organisation bids")
		code, to := d.post(d.signer, "/tenders/"+d.tender+"/bid", url.Values{"organisation": {"second-kitchen"}})
		d.must("the second", code, 303, to, "/org/second-kitchen/bids/")
		code, body = d.get(d.signer, "/tenders/"+d.tender+"/bid")
		d.must("one of two has a bid", code, 200, body, "Second-kitchen has a bid in this tender", "Continue your bid", "Start your bid")
		alone := s.SignedIn(t, s.Person(t, "Una Alone", false))
		code, body = d.get(alone, "/tenders/"+d.tender+"/bid")
		d.must("without an organisation", code, 200, body, "Add your organisation", "!Start your bid")
		code, body = d.get(alone, "/tenders/"+d.county.Approved(t)+"/bid")
		d.must("before publication", code, 404, body)
	})
}

func TestAnAnswerSentAfterTheSessionEndedIsKept(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newBidder(t, s)
		d.start()
		form := with(d.form(d.writer, d.at("/questions/q1")), "answer", "Typed for an hour", "done", "yes")
		if err := s.DB.Keep(t.Context(), store.KeepSessions, func(k *store.KeepTx) error { return k.EndSessions(d.county.Writer.Person, nil) }); err != nil {
			t.Fatal(err)
		}
		code, to := d.post(d.writer, d.at("/questions/q1"), form)
		d.must("after the session ended", code, 303, to, "/sign-in?next=%2Faccount%2Fkept")
		u, err := url.Parse(s.URL)
		if err != nil {
			t.Fatal(err)
		}
		d.writer.Jar.SetCookies(u, s.SignedIn(t, d.county.Writer.Person).Jar.Cookies(u))
		code, body := d.get(d.writer, "/account/kept")
		d.must("signed in again", code, 200, body, "Typed for an hour", d.at("/questions/q1"))
	})
}

func TestALodgedBidAfterTheClosingRoot(t *testing.T) {
	sitetest.EachMoving(t, func(t *testing.T, s *sitetest.Site) {
		d := newBidder(t, s)
		d.start()
		d.fill()
		receipt := d.declare()
		s.Clock.Set(d.deadline())
		code, body := d.get(d.writer, d.at(""))
		d.must("at the deadline", code, 200, body, "Received in time", "sealed until two officers open all bids together", "!Withdraw this bid", "!Continue:")
		for _, step := range []func() error{func() error { return s.Steps.CloseTender(t.Context(), d.tender) }, func() error {
			s.Clock.Add(commissioning.DrainTime)
			return s.Steps.DrainTender(t.Context(), d.tender)
		}} {
			if err := step(); err != nil {
				t.Fatal(err)
			}
		}
		code, body = d.get(d.writer, d.at(""))
		d.must("after the closing root", code, 200, body, "Received in time", "The working copy of this bid was shut", "!Not started", "!Download your bid so far")
		code, body = d.get(d.writer, receipt)
		d.must("the receipt", code, 200, body, "Bid received", "The working copy of this bid was shut", "!canaryanswer")
		for _, path := range []string{"/questions/q1", "/check", "/conditions"} {
			code, body = d.get(d.writer, d.at(path))
			d.must(path, code, 200, body, "The working copy of this bid was shut", "!canaryanswer", "!Nothing was written")
		}
		for _, path := range []string{"/questions/q2/files", "/prices/1", "/commitments", "/declaration", "/withdrawal"} {
			code, body = d.get(d.writer, d.at(path))
			d.must(path, code, 200, body, "!canary")
		}
		code, body = d.get(d.writer, d.at("/draft"))
		d.must("the draft", code, 409, body, "was shut when its tender was over")
		code, body = d.get(d.writer, receipt+"/copy")
		d.must("the copy", code, 409, body, "was shut when its tender was over")
	})
}

func TestSavingTooOftenKeepsWhatWasTyped(t *testing.T) {
	sitetest.EachMoving(t, func(t *testing.T, s *sitetest.Site) {
		d := newBidder(t, s)
		d.start()
		question := d.form(d.writer, d.at("/questions/q1"))
		s.Steps.Pace = commissioning.NewPace(1)
		code, body := d.post(d.writer, d.at("/questions/q1"), with(question, "answer", "The first", "done", "no"))
		d.must("the first", code, 303, body)
		question = d.form(d.writer, d.at("/questions/q1"))
		code, body = d.post(d.writer, d.at("/questions/q1"), with(question, "answer", "Typed a moment later", "done", "no"))
		d.must("one too many", code, 429, body, "This was not saved", "Wait 60 seconds, then save again", "Typed a moment later", "Go back to your bid")
		code, body = d.get(d.writer, d.at("/questions/q1"))
		d.must("the question", code, 200, body, "The first", "!Typed a moment later")
	})
}
