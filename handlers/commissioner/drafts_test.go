package commissioner_test

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"hundredweight/handlers/sitetest"
	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/store"
	"hundredweight/models/tender"
)

// desk is a buyer with its people, on a running site.
type desk struct {
	t                           *testing.T
	site                        *sitetest.Site
	org                         account.OrganisationID
	author, approver, auditor   account.PersonID
	opener1, opener2            account.PersonID
	eval1, eval2, chair, awards account.PersonID
	outsider                    account.PersonID // may write tenders for another buyer
}

func newDesk(t *testing.T, s *sitetest.Site) *desk {
	t.Helper()
	d := &desk{t: t, site: s}
	d.write("buyer", func(tx *store.Tx) (err error) {
		d.org, err = tx.AddOrganisation(store.Organisation{Slug: "harrowick", Name: "Harrowick Borough Council", Kind: "buyer", AuthorityClass: "sub_central", Status: "verified", VerifiedAt: store.At(s.Clock.Now()), CreatedAt: store.At(s.Clock.Now())})
		return err
	})
	member := func(name string, perms ...account.Permission) account.PersonID {
		id := s.Person(t, name, false)
		s.Join(t, id, d.org, perms...)
		return id
	}
	d.author, d.approver, d.auditor = member("Ada Author", account.Author), member("Amir Approver", account.Approve), member("Aud Auditor", account.Audit)
	d.opener1, d.opener2 = member("Ola Opener", account.OpenBids), member("Owen Opener", account.OpenBids)
	d.eval1, d.eval2 = member("Eva One", account.Evaluate), member("Evan Two", account.Evaluate)
	d.chair, d.awards = member("Mo Moderator", account.Moderate), member("Asha Award", account.AwardRight)
	d.outsider = s.Person(t, "Otto Outsider", false)
	s.Join(t, d.outsider, s.Organisation(t, "buyer", "elmsfold"), account.Author, account.Audit)
	return d
}

func (d *desk) write(what string, f func(*store.Tx) error) {
	d.t.Helper()
	by := account.System("test")
	err := d.site.DB.Write(d.t.Context(), by, func(tx *store.Tx) (audit.Event, error) {
		return audit.New(by, d.site.Clock.Now(), "test.made", audit.Subject{Kind: "test", Ref: what}), f(tx)
	})
	if err != nil {
		d.t.Fatal(err)
	}
}

// at gives the address of a page about the buyer's tenders.
func at(path string) string { return "/org/harrowick/tenders" + path }

// get opens a page as a person.
func (d *desk) get(who account.PersonID, path string) (int, string) {
	d.t.Helper()
	return d.ask(who, http.MethodGet, path, nil)
}

// post sends a form as a person, and gives where it leads in place of the body
// when it was accepted.
func (d *desk) post(who account.PersonID, path string, form url.Values) (int, string) {
	d.t.Helper()
	return d.ask(who, http.MethodPost, path, form)
}

func (d *desk) ask(who account.PersonID, method, path string, form url.Values) (int, string) {
	d.t.Helper()
	req, err := http.NewRequestWithContext(d.t.Context(), method, d.site.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		d.t.Fatal(err)
	}
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Sec-Fetch-Site", "same-origin")
	}
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

// started makes a draft and gives its reference.
func (d *desk) started(title, from string) string {
	d.t.Helper()
	code, to := d.post(d.author, at("/new"), url.Values{"title": {title}, "from": {from}})
	if code != http.StatusSeeOther {
		d.t.Fatalf("starting %s: %d\n%.500s", title, code, to)
	}
	return to[strings.LastIndex(to, "/")+1:]
}

// must checks the status and what a page says, and what it must not say.
func (d *desk) must(what string, code, want int, body string, says ...string) {
	d.t.Helper()
	if code != want {
		d.t.Errorf("%s: %d, want %d\n%.1500s", what, code, want, body)
	}
	for _, s := range says {
		if not, negated := strings.CutPrefix(s, "!"); negated && strings.Contains(body, not) {
			d.t.Errorf("%s says %q", what, not)
		} else if !negated && !strings.Contains(body, s) {
			d.t.Errorf("%s does not say %q", what, s)
		}
	}
}

func TestATenderIsStartedFromNothingATemplateOrAnEarlierOne(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newDesk(t, s)
		code, body := d.get(d.author, at(""))
		d.must("the empty list", code, 200, body, "No tenders yet", "Start a tender")
		code, body = d.get(d.eval1, at(""))
		d.must("the empty list of who cannot start", code, 200, body, "No tenders yet", "!Start a tender")
		code, body = d.get(d.eval1, at("/new"))
		d.must("starting without the permission", code, 403, body, "Ada Author")
		code, body = d.post(d.author, at("/new"), url.Values{"title": {"Kept as typed"}})
		d.must("nothing chosen", code, 422, body, "Select what to start from", "Kept as typed")
		code, body = d.post(d.author, at("/new"), url.Values{"title": {" "}, "from": {"blank"}})
		d.must("no title", code, 422, body, "Enter a title")
		code, body = d.post(d.author, at("/new"), url.Values{"title": {"x"}, "from": {"other"}})
		d.must("a template that is none", code, 422, body, "Select what to start from")

		ref := d.started("Community meals", "community-meals")
		c := d.content(ref)
		if c.Title != "Community meals" || len(c.Questions) != 6 || c.Lots[0].Title != "Community meals" {
			t.Errorf("the draft has %+v", c)
		}
		code, body = d.get(d.author, at(""))
		d.must("the list", code, 200, body, "Community meals", ref, "your part: author", "Draft")
		code, body = d.get(d.approver, at(""))
		d.must("the list of a colleague", code, 200, body, "Community meals", "!your part")

		code, body = d.get(d.approver, at("/new/copy"))
		d.must("copying without the permission", code, 403, body)
		code, body = d.get(d.author, at("/new/copy"))
		d.must("what can be copied", code, 200, body, ref)
		code, body = d.post(d.author, at("/new/copy"), url.Values{"from": {ref}})
		d.must("a copy without a title", code, 422, body, "Enter a title")
		code, to := d.post(d.author, at("/new/copy"), url.Values{"from": {ref}, "title": {"Meals again"}})
		if code != http.StatusSeeOther {
			t.Fatalf("copying: %d %s", code, to)
		}
		if c := d.content(to[strings.LastIndex(to, "/")+1:]); c.Title != "Meals again" || len(c.Questions) != 6 || !c.Stages[0].Deadline.IsZero() {
			t.Errorf("the copy has %+v", c)
		}
		code, body = d.post(d.outsider, "/org/elmsfold/tenders/new/copy", url.Values{"from": {ref}, "title": {"Theirs"}})
		d.must("copying another buyer's draft", code, 422, body, "Select a tender", "!Community meals")
	})
}

func TestTheListLeadsOnAndKnowsNoOtherBuyer(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newDesk(t, s)
		var refs []string
		for i := range 27 {
			refs = append(refs, d.started(fmt.Sprintf("Tender number %d", i), "blank"))
		}
		code, body := d.get(d.author, at(""))
		d.must("the first page", code, 200, body, "Tender number 26", "Tender number 2<", "!Tender number 1<", "Older tenders", "before="+refs[2])
		code, body = d.get(d.author, at("?before="+refs[2]))
		d.must("the second page", code, 200, body, "Tender number 1<", "Tender number 0<", "!Tender number 2<", "!Older tenders")
		code, body = d.get(d.author, at("?before="+refs[0]))
		d.must("behind the last", code, 200, body, "There are no older tenders")
		code, body = d.get(d.author, at("?before=cwt-none"))
		d.must("behind nothing", code, 200, body, "Tender number 26")
		code, body = d.get(d.outsider, "/org/elmsfold/tenders?before="+refs[2])
		d.must("behind another buyer's", code, 200, body, "No tenders yet")
		code, body = d.get(d.outsider, at(""))
		d.must("another buyer's list", code, 404, body, "!Tender number")
		provider := s.Person(t, "Pia Provider", false)
		s.Join(t, provider, s.Organisation(t, "provider", "meals"), account.Contribute)
		code, body = d.get(provider, "/org/meals/tenders")
		d.must("a provider's list of tenders", code, 404, body)
	})
}

func TestATendersHomeShowsWhatIsTheirs(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		d := newDesk(t, s)
		ref := d.started("Community meals", "community-meals")
		code, body := d.get(d.author, at("/"+ref))
		d.must("the author's home", code, 200, body, "Community meals", "What to do now", "Your part: author", "Set how you will score", "Not worked out yet", "!internal")
		code, body = d.get(d.auditor, at("/"+ref))
		d.must("the auditor's home", code, 200, body, "Ada Author writes this tender", "!Your part")
		code, body = d.get(d.eval1, at("/"+ref))
		d.must("a colleague who is not appointed", code, 403, body, "Ada Author can do this", "!Community meals")
		code, body = d.get(d.outsider, at("/"+ref))
		d.must("another buyer", code, 404, body, "!Community meals")
		code, body = d.get(d.outsider, "/org/elmsfold/tenders/"+ref)
		d.must("another buyer's address", code, 404, body, "!Community meals")
	})
}

// content reads a tender's content as stored.
func (d *desk) content(ref string) tender.Content {
	d.t.Helper()
	t, err := d.site.DB.Reader().Read(d.t.Context()).TenderByRef(ref)
	if err != nil {
		d.t.Fatal(err)
	}
	c, err := t.Content()
	if err != nil {
		d.t.Fatal(err)
	}
	return c
}
