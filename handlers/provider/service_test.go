package provider_test

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"hundredweight/handlers/sitetest"
	"hundredweight/models/account"
	"hundredweight/models/file"
	"hundredweight/templates/htmlcheck"
)

// desk is a provider's writer at work, over HTTP.
type desk struct {
	t *testing.T
	s *sitetest.Site
	c *http.Client
	o account.OrganisationID
}

func newDesk(t *testing.T, s *sitetest.Site, slug string, perms ...account.Permission) desk {
	t.Helper()
	org := s.Organisation(t, "provider", slug)
	who := s.Person(t, "Ann Of "+slug, false)
	s.Join(t, who, org, perms...)
	return desk{t, s, s.SignedIn(t, who), org}
}

// read gives a page, held against what every page must hold.
func (d desk) read(path string, status int) string {
	d.t.Helper()
	resp, err := d.c.Get(d.s.URL + path)
	if err != nil {
		d.t.Fatal(err)
	}
	return d.body(resp, status)
}

func (d desk) body(resp *http.Response, status int) string {
	d.t.Helper()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil {
		d.t.Fatal(err)
	}
	if resp.StatusCode != status {
		d.t.Fatalf("%s: %d, want %d\n%.600s", resp.Request.URL.Path, resp.StatusCode, status, b)
	}
	if strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html") && resp.StatusCode != http.StatusSeeOther {
		for _, wrong := range htmlcheck.Page(bytes.NewReader(b)) {
			d.t.Errorf("%s: %s", resp.Request.URL.Path, wrong)
		}
	}
	return string(b)
}

// send posts a form and gives where it leads.
func (d desk) send(path string, form url.Values, status int) (to, body string) {
	d.t.Helper()
	resp, err := d.c.PostForm(d.s.URL+path, form)
	if err != nil {
		d.t.Fatal(err)
	}
	return resp.Header.Get("Location"), d.body(resp, status)
}

// start begins a service and gives its address.
func (d desk) start(slug, title string) string {
	d.t.Helper()
	to, _ := d.send("/org/"+slug+"/services/new", url.Values{"title": {title}}, http.StatusSeeOther)
	return to
}

func says(t *testing.T, page string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(page, w) {
			t.Errorf("the page does not say %q", w)
		}
	}
}

func TestAFormThatIsRefusedKeepsAllThatWasTyped(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newDesk(t, s, "elm", account.Contribute)
		at := d.start("elm", "Steady <at> home")
		for _, c := range []struct {
			name, path string
			form       url.Values
			says       []string
		}{
			{"nothing at all", "/describe", nil, []string{"Enter the name of the service", "Select the need it answers"}},
			{"a name of 101 letters", "/describe", url.Values{"title": {strings.Repeat("é", 101)}, "about": {"<script>alert(1)</script>"}}, []string{"must be 100 characters or fewer (you entered 101)", "&lt;script&gt;alert(1)&lt;/script&gt;"}},
			{"a control character", "/describe", url.Values{"summary": {"a\x00b"}}, []string{"contains a character we cannot store"}},
			{"a code that is none", "/describe", url.Values{"other_codes": {"1234"}, "who": {"Everybody"}}, []string{"1234 is not a service code", "Everybody"}},
			{"a code from nowhere", "/describe", url.Values{"cpv": {"../../x"}}, []string{"Select from the answers shown"}},
			{"a place nobody knows", "/where", url.Values{"codes": {"Atlantis"}, "room": {"-1"}}, []string{"We do not know the place “Atlantis”", "Room must be between 0 and 1,000,000", ">Atlantis</textarea>"}},
			{"a million and one", "/where", url.Values{"room": {"1000001"}}, []string{"must be between"}},
			{"pounds with three places", "/price", url.Values{"basis": {"person"}, "amount": {"1,000.555"}}, []string{"Enter an amount in pounds and pence, like 1,250.00", `value="1,000.555"`}},
			{"pounds below nought", "/price", url.Values{"basis": {"person"}, "amount": {"-5"}}, []string{"Enter an amount in pounds and pence, like 1,250.00"}},
			{"pounds that are none", "/price", url.Values{"basis": {"person"}, "amount": {"NaN"}}, []string{"Enter an amount in pounds and pence, like 1,250.00"}},
			{"a link that runs", "/contact", url.Values{"name": {"Ann"}, "email": {"a@b.example"}, "web": {"javascript:alert(1)"}}, []string{"Enter a web address starting https://"}},
			{"a day that is not", "/cover", url.Values{"has": {"insured"}, "insured_until-day": {"31"}, "insured_until-month": {"2"}, "insured_until-year": {"2027"}}, []string{"31 February is not a real date"}},
		} {
			t.Run(c.name, func(t *testing.T) {
				d := d
				d.t = t
				form := url.Values{"revision": {"1"}}
				for k, v := range c.form {
					form[k] = v
				}
				_, page := d.send(at+c.path, form, http.StatusUnprocessableEntity)
				says(t, page, append(c.says, "There is a problem", "<title>Error: ")...)
			})
		}
		if page := d.read(at, http.StatusOK); !strings.Contains(page, "0 of 5 sections completed") || strings.Contains(page, "<at>") {
			t.Error("something was saved all the same, or the title is not shown as text")
		}
	})
}

func TestNobodyOverwritesWhatSomebodyElseWrote(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newDesk(t, s, "elm", account.Contribute)
		at := d.start("elm", "Steady at home")
		ben := d
		who := s.Person(t, "Ben Writer", false)
		s.Join(t, who, d.o, account.Contribute)
		ben.c = s.SignedIn(t, who)
		ben.send(at+"/contact", url.Values{"revision": {"1"}, "name": {"Ben"}, "email": {"ben@elm.example"}}, http.StatusSeeOther)
		_, page := d.send(at+"/contact", url.Values{"revision": {"1"}, "name": {"Ann"}, "email": {"ann@elm.example"}}, http.StatusConflict)
		says(t, page, "Ben Writer changed this service on", "Nothing was overwritten", `value="Ann"`, `name="revision" value="2"`)
		if page := d.read(at+"/contact", http.StatusOK); !strings.Contains(page, `value="Ben"`) {
			t.Error("what Ben wrote is gone")
		}
		// Knowing that, Ann may replace it.
		d.send(at+"/contact", url.Values{"revision": {"2"}, "name": {"Ann"}, "email": {"ann@elm.example"}}, http.StatusSeeOther)
		// A form sent twice is answered as the first time.
		d.send(at+"/contact", url.Values{"revision": {"2"}, "name": {"Ann"}, "email": {"ann@elm.example"}}, http.StatusSeeOther)
	})
}

func TestWhatIsPublicIsNotWrittenOn(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newDesk(t, s, "elm", account.Contribute, account.Sign)
		made := s.Service(t, d.o, "Steady at home", nil)
		at := "/org/elm/services/" + made.Ref
		for _, path := range []string{"/describe", "/where", "/price", "/contact", "/cover", "/claims/new", "/claims/" + made.Claim + "/know", "/claims/" + made.Claim + "/removal"} {
			resp, err := d.c.Get(d.s.URL + at + path)
			if err != nil {
				t.Fatal(err)
			}
			d.body(resp, http.StatusSeeOther)
			d.send(at+path, url.Values{"revision": {"9"}}, http.StatusSeeOther)
		}
		says(t, d.read(at, http.StatusOK), "This service is public. What is written cannot be changed now.", "Begin a new version", "Hide it for now", "Its public page")

		d.send(at+"/suspension", nil, http.StatusUnprocessableEntity)
		d.send(at+"/suspension", url.Values{"reason": {"The hall is closed"}}, http.StatusSeeOther)
		says(t, d.read(at, http.StatusOK), "Hidden for now", "The hall is closed", "Show it again")
		d.send(at+"/suspension", url.Values{"reason": {"again"}}, http.StatusConflict)
		d.send(at+"/resumption", nil, http.StatusSeeOther)
		d.send(at+"/versions", nil, http.StatusSeeOther)
		says(t, d.read(at, http.StatusOK), "Draft", "Version 2", "Version 1 is there meanwhile: public.", "Its public page")
		d.send(at+"/versions", nil, http.StatusConflict)
		d.send(at+"/withdrawal", url.Values{"reason": {"We stop"}}, http.StatusSeeOther)
		page := d.read(at+"/versions", http.StatusOK)
		says(t, page, "Withdrawn", "Draft")
		if strings.Contains(page, "/services/"+made.Ref+"/versions/1\"") {
			t.Error("a withdrawn version is linked to a page that is not there")
		}
	})
}

func TestTheWriterIsNotTheOneWhoPublishes(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newDesk(t, s, "elm", account.Contribute, account.Sign)
		made := s.Service(t, d.o, "Steady at home", nil)
		at := "/org/elm/services/" + made.Ref
		d.send(at+"/versions", nil, http.StatusSeeOther)
		page := d.read(at+"/submission", http.StatusOK)
		says(t, page, "Somebody else checks it before it is public: Signer Of Steady at home.", "Send to be checked")
		if strings.Contains(page, "Publish your listing") {
			t.Error("the writer is offered to publish alone")
		}
		d.send(at+"/publication", url.Values{"revision": {"1"}}, http.StatusForbidden)
		d.send(at+"/submission", url.Values{"revision": {"1"}}, http.StatusSeeOther)
		says(t, d.read(at+"/publication", http.StatusOK), "Check before it is public", "You wrote some of it, so somebody else checks it")
		d.send(at+"/publication", url.Values{"revision": {"1"}}, http.StatusForbidden)
		signer := d
		signer.c = s.SignedIn(t, made.Signer)
		says(t, signer.read("/org/elm", http.StatusOK), "Check it, then publish it or send it back", at+"/publication")
		says(t, signer.read(at+"/publication", http.StatusOK), "Publish your listing", "Fewer people fall")
		signer.send(at+"/publication", url.Values{"revision": {"1"}}, http.StatusSeeOther)
		says(t, signer.read("/services/"+made.Ref, http.StatusOK), "Version 2", "Version 1")
	})
}

func TestSomebodyAlonePublishesAtOnceWhenTheirOrganisationWasChecked(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newDesk(t, s, "elm", account.Contribute, account.Sign)
		at := d.start("elm", "Steady at home")
		says(t, d.read(at+"/submission", http.StatusOK), "Some sections are not completed", "Not answered yet")
		_, page := d.send(at+"/submission", url.Values{"revision": {"1"}}, http.StatusUnprocessableEntity)
		says(t, page, "Describe the service: Enter a summary of one or two sentences", `href="#describe"`, `id="describe"`, "Added value: Add at least one claim")
		_, page = d.send(at+"/publication", url.Values{"revision": {"1"}}, http.StatusUnprocessableEntity)
		says(t, page, "Contact: Enter an email address")
	})
}

// upload sends the form of a piece of evidence with a file.
func (d desk) upload(path, name string, content io.Reader, fields map[string]string) (*http.Response, error) {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for k, v := range fields {
		if err := w.WriteField(k, v); err != nil {
			return nil, err
		}
	}
	part, err := w.CreateFormFile("file", name)
	if err != nil {
		return nil, err
	}
	if _, err := io.Copy(part, content); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return d.c.Post(d.s.URL+path, w.FormDataContentType(), &body)
}

func TestWhatMayBeUploadedAsEvidence(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newDesk(t, s, "elm", account.Contribute)
		says(t, d.read("/org/elm/library/evidence/new", http.StatusOK), file.KindsSaid, "25 MB at most", `accept=".pdf`)
		fields := map[string]string{"title": "Survey", "kind": "dataset", "date-day": "31", "date-month": "5", "date-year": "2026", "personal_data": "yes"}
		for _, c := range []struct {
			name, file string
			content    io.Reader
			says       string
		}{
			{"an empty file", "a.pdf", strings.NewReader(""), "empty"},
			{"a program in a PDF's name", "a.pdf", strings.NewReader("MZ\x90\x00"), "This file is called .pdf but is a program"},
			{"two endings", "report.pdf.exe", strings.NewReader("MZ\x90\x00"), "Files ending in .exe cannot be taken"},
			{"a page as a picture", "logo.png", strings.NewReader("<svg xmlns='http://www.w3.org/2000/svg'/>"), "is not a picture of that kind"},
			{"one byte too many", "rows.csv", io.LimitReader(letters{}, file.Most+1), "rows.csv is 1 byte too big: 25 MB is the limit"},
			{"two megabytes too many", "rows.csv", io.LimitReader(letters{}, file.Most+2<<20), "rows.csv is 2.0 MB too big: 25 MB is the limit"},
		} {
			t.Run(c.name, func(t *testing.T) {
				d := d
				d.t = t
				resp, err := d.upload("/org/elm/library/evidence/new", c.file, c.content, fields)
				if err != nil {
					t.Fatal(err)
				}
				page := d.body(resp, http.StatusUnprocessableEntity)
				says(t, page, c.says, `value="Survey"`, `value="2026"`, `href="#file"`)
			})
		}
		d.t = t
		if page := d.read("/org/elm/library/evidence", http.StatusOK); !strings.Contains(page, "Nothing is in the library yet") {
			t.Error("a refused file is in the library")
		}
		resp, err := d.upload("/org/elm/library/evidence/new", `../../„survey“ 2026.csv`, strings.NewReader("a,b\n1,2\n"), fields)
		if err != nil {
			t.Fatal(err)
		}
		d.body(resp, http.StatusSeeOther)
		page := d.read("/org/elm/library/evidence", http.StatusOK)
		says(t, page, "Survey", "CSV, 8 bytes")
		_, rest, _ := strings.Cut(page, `href="/org/elm/library/evidence/`)
		ref, _, _ := strings.Cut(rest, `"`)
		if ref == "new" {
			_, rest, _ = strings.Cut(rest, `href="/org/elm/library/evidence/`)
			ref, _, _ = strings.Cut(rest, `"`)
		}
		at := "/org/elm/library/evidence/" + ref
		says(t, d.read(at, http.StatusOK), "„survey“ 2026.csv", "31 May 2026", "Remove it from the library")

		got, err := d.c.Get(d.s.URL + at + "/file")
		if err != nil {
			t.Fatal(err)
		}
		if text := d.body(got, http.StatusOK); text != "a,b\n1,2\n" {
			t.Errorf("the file holds %q", text)
		}
		for head, want := range map[string]string{"Content-Disposition": "attachment; ", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox", "Content-Type": "text/csv", "Cache-Control": "no-store"} {
			if !strings.Contains(got.Header.Get(head), want) {
				t.Errorf("%s is %q", head, got.Header.Get(head))
			}
		}
		again, err := d.upload("/org/elm/library/evidence/new", "other.csv", strings.NewReader("a,b\n1,2\n"), fields)
		if err != nil {
			t.Fatal(err)
		}
		d.body(again, http.StatusSeeOther) // the same bytes under another name are another piece
		same, err := d.upload("/org/elm/library/evidence/new", "other.csv", strings.NewReader("c\n"), fields)
		if err != nil {
			t.Fatal(err)
		}
		says(t, d.body(same, http.StatusUnprocessableEntity), "A file called other.csv is in your library already")
		d.send(at+"/removal", nil, http.StatusSeeOther)
		d.read(at, http.StatusNotFound)
		d.read(at+"/file", http.StatusNotFound)
	})
}

// letters is text without an end.
type letters struct{}

func (letters) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = 'a'
	}
	return len(b), nil
}

func TestAnUploadThatIsCutOffChangesNothing(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newDesk(t, s, "elm", account.Contribute)
		const open = "--x\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nSurvey\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\na,b\n1,"
		for name, body := range map[string]string{"cut in the file": open, "no boundary at the end": open + "2\r\n"} {
			resp, err := d.c.Post(s.URL+"/org/elm/library/evidence/new", "multipart/form-data; boundary=x", strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			if page := d.body(resp, http.StatusBadRequest); !strings.Contains(page, "did not arrive whole") {
				t.Errorf("%s: %.200s", name, page)
			}
		}
		resp, err := d.c.Post(s.URL+"/org/elm/library/evidence/new", "multipart/form-data", strings.NewReader(open))
		if err != nil {
			t.Fatal(err)
		}
		d.body(resp, http.StatusUnsupportedMediaType)
		var many bytes.Buffer
		w := multipart.NewWriter(&many)
		for i := range 1000 {
			if err := w.WriteField(fmt.Sprintf("f%d", i), "x"); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if resp, err = d.c.Post(s.URL+"/org/elm/library/evidence/new", w.FormDataContentType(), &many); err != nil {
			t.Fatal(err)
		}
		d.body(resp, http.StatusRequestEntityTooLarge)
		if n, err := s.DB.Reader().Read(t.Context()).EvidenceCount(d.o); err != nil || n != 0 {
			t.Errorf("%d pieces, %v", n, err)
		}
	})
}

func TestEightStepsMakeAClaimInAnyOrder(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newDesk(t, s, "elm", account.Contribute)
		at := d.start("elm", "Steady at home")
		says(t, d.read(at+"/claims/new", http.StatusOK), "Say which need the service answers")
		to, _ := d.send(at+"/claims/new", url.Values{"revision": {"1"}, "own": {"People feel safe"}}, http.StatusSeeOther)
		claim, _ := strings.CutSuffix(to, "/outcome")
		says(t, d.read(claim+"/save", http.StatusOK), "Before you can save it", "Enter who it is for", "Select how you know")
		if page := d.read(claim+"/save", http.StatusOK); strings.Contains(page, "Save this claim</button>") {
			t.Error("an unfinished claim can be saved")
		}
		d.read(claim+"/nonsense", http.StatusNotFound)
		steps := []struct {
			step string
			form url.Values
		}{
			{"evidence", url.Values{"unevidenced": {"yes"}}},
			{"extra", url.Values{"core_or_added": {"core"}, "existing": {"new"}}},
			{"know", url.Values{"know": {"E0"}}},
			{"outcome", url.Values{"outcome": {"People feel safe"}, "measure": {"People who say so"}, "unit": {"other"}, "unit_other": {"answers"}}},
			{"people", url.Values{"who": {"Everybody"}}},
			{"share", url.Values{"displacement": {"0"}, "drop_off": {"12.5"}, "drop_off_study": {"yes"}}},
			{"read-back", nil},
			{"save", nil},
		}
		for i, one := range steps {
			form := url.Values{"revision": {fmt.Sprint(i + 2)}}
			for k, v := range one.form {
				form[k] = v
			}
			if one.step == "read-back" || one.step == "save" {
				form.Set("revision", fmt.Sprint(8)) // nothing is written in between
			}
			d.send(claim+"/"+one.step, form, http.StatusSeeOther)
		}
		page := d.read(at+"/claims", http.StatusOK)
		says(t, page, "Completed", "For everybody: people feel safe (not counted yet); this is a claim only; we claim about 38% of the change as ours; it is what a contract would pay for.")
		page = d.read(claim+"/read-back", http.StatusOK)
		says(t, page, "1 of 5: claim only", "None yet")
		if strings.Contains(page, "£0") || strings.Contains(page, "<details class=\"govuk-details\" open>") {
			t.Error("pounds are shown though nobody switched them on")
		}
		_, page = d.send(claim+"/read-back", url.Values{"revision": {"9"}, "pounds": {"yes"}}, http.StatusUnprocessableEntity)
		says(t, page, "Enter where the figure is from", "Enter the year of the prices, like 2025")
	})
}

func TestAnotherOrganisationsClaimAndEvidenceDoNotExist(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d, rival := newDesk(t, s, "elm", account.Contribute), newDesk(t, s, "tide", account.Contribute)
		made := s.Service(t, rival.o, "Walks", nil)
		at := d.start("elm", "Steady at home")
		to, _ := d.send(at+"/claims/new", url.Values{"revision": {"1"}, "own": {"People feel safe"}}, http.StatusSeeOther)
		claim, _ := strings.CutSuffix(to, "/outcome")
		d.read("/org/elm/services/"+made.Ref, http.StatusNotFound)
		d.read("/org/elm/library/evidence/"+made.Evidence, http.StatusNotFound)
		d.read("/org/elm/library/evidence/"+made.Evidence+"/file", http.StatusNotFound)
		d.read(at+"/claims/"+made.Claim+"/people", http.StatusNotFound)
		_, page := d.send(claim+"/evidence", url.Values{"revision": {"2"}, "evidence": {made.Evidence}}, http.StatusUnprocessableEntity)
		says(t, page, "Select from the answers shown")
		if strings.Contains(page, "Register of Walks") {
			t.Error("a rival's evidence is named")
		}
		d.send("/org/elm/services/"+made.Ref+"/suspension", url.Values{"reason": {"x"}}, http.StatusForbidden)
	})
}
