package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/store"
)

// private is a form's target that wants a session.
const private = "/account/kept"

func TestAFormSentAfterTheSessionEndedIsKeptAndGivenBackOnce(t *testing.T) {
	s := site(t, nil)
	const target = "/org/northmere/sign"
	org := s.Organisation(t, "buyer", "northmere")
	person := s.Person(t, "Pat Person", false)
	s.Join(t, person, org, account.Sign)
	c := s.SignedIn(t, person)
	if err := s.DB.Keep(t.Context(), store.KeepSessions, func(k *store.KeepTx) error { return k.EndSessions(person, nil) }); err != nil {
		t.Fatal(err)
	}
	resp, _ := sent(t, c, s.URL+target, url.Values{"answer": {"<b>long typed text</b>"}, "box": {"a", "b"}})
	if resp.StatusCode != 303 || resp.Header.Get("Location") != "/sign-in?next="+url.QueryEscape(private) {
		t.Fatalf("%d %s", resp.StatusCode, resp.Header.Get("Location"))
	}
	again := s.SignedIn(t, person)
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	c.Jar.SetCookies(u, again.Jar.Cookies(u))
	_, body := do(t, c, "GET", s.URL+private, nil)
	for _, want := range []string{"We kept your answers", `action="` + target + `"`, `value="&lt;b&gt;long typed text&lt;/b&gt;"`, `name="box" value="b"`} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q in %s", want, body)
		}
	}
	if resp, _ := do(t, c, "GET", s.URL+private, nil); resp.StatusCode != 404 {
		t.Errorf("a second time: %d", resp.StatusCode)
	}
}

func TestWhatIsNotKept(t *testing.T) {
	s := site(t, nil)
	const target = "/org/northmere/sign"
	org := s.Organisation(t, "buyer", "northmere")
	person := s.Person(t, "Pat Person", false)
	s.Join(t, person, org, account.Sign)
	ended := func() *http.Client {
		c := s.SignedIn(t, person)
		if err := s.DB.Keep(t.Context(), store.KeepSessions, func(k *store.KeepTx) error { return k.EndSessions(person, nil) }); err != nil {
			t.Fatal(err)
		}
		return c
	}
	for name, tc := range map[string]struct {
		c    *http.Client
		form url.Values
	}{
		"a stranger's form":        {s.Stranger(t), url.Values{"answer": {"x"}}},
		"a password":               {ended(), url.Values{"password": {"x"}}},
		"more than a form's worth": {ended(), url.Values{"answer": {strings.Repeat("x", 300<<10)}}},
		"an empty form":            {ended(), nil},
	} {
		resp, _ := sent(t, tc.c, s.URL+target, tc.form)
		if resp.StatusCode != 303 || strings.Contains(resp.Header.Get("Location"), url.QueryEscape(private)) {
			t.Errorf("%s: %d %s", name, resp.StatusCode, resp.Header.Get("Location"))
		}
	}
	late := ended()
	sent(t, late, s.URL+target, url.Values{"answer": {"x"}})
	s.Clock.Add(31 * time.Minute)
	again := s.SignedIn(t, person)
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	late.Jar.SetCookies(u, again.Jar.Cookies(u))
	if resp, _ := do(t, late, "GET", s.URL+private, nil); resp.StatusCode != 404 {
		t.Errorf("half an hour later: %d", resp.StatusCode)
	}
}
