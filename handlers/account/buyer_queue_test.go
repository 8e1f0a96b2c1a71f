package account_test

import (
	"strings"
	"testing"

	"hundredweight/handlers/sitetest"
	"hundredweight/models/account"
)

// Whoever opens the home of a buyer sees first what is theirs to do; what is
// with a colleague stands below with that colleague's name.
func TestTheHomeOfABuyerTellsEachPersonWhatIsTheirs(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		c := sitetest.NewBench(t, s)
		ref := c.Published(nil)
		c.Lodged(ref, 0, "1000.00")
		home := func(what string, who account.PersonID, now, later string) {
			t.Helper()
			code, body := c.Get(who, "/org/harrowick")
			c.Must(what, code, 200, body, "What needs doing now")
			body, _, _ = strings.Cut(body, "The organisation")
			first, rest, _ := strings.Cut(body, "Under way")
			if !strings.Contains(first, now) {
				t.Errorf("%s: now it does not say %q", what, now)
			}
			if !strings.Contains(rest, later) {
				t.Errorf("%s: under way it does not say %q", what, later)
			}
		}
		home("open, nothing asked", c.Author, "Nothing waits for you", "no question waits")
		c.Drained(ref)
		home("closed, the officer", c.Opener1, "Open the bids with the other opening officer", "")
		home("closed, the author", c.Author, "Nothing waits for you", " to open the bids")

		ref = c.Published(nil)
		a, b := c.Lodged(ref, 0, "1000.00"), c.Lodged(ref, 1, "1100.00")
		c.Opened(ref)
		home("opened, an evaluator", c.Eval1, "Score the bids", "")
		home("opened, the author", c.Author, "Nothing waits for you", "Bids are being scored")
		home("opened, the chair", c.Chair, "Nothing waits for you", "Waits for scores from ")
		marks := map[string]int{a: 5, b: 3}
		c.Scored(ref, marks)
		home("scored, the chair", c.Chair, "Agree the scores with the panel", "")
		home("scored, an evaluator", c.Eval1, "Nothing waits for you", "The panel agrees the scores")
		c.Ranked(ref, marks)
		home("ranked, the chair", c.Chair, "recommend an award", "")
		home("ranked, an officer", c.Opener1, "What needs doing now", "to recommend an award")
	})
}
