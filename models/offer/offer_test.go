package offer

import (
	"encoding/csv"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/addedvalue"
	"hundredweight/models/refusal"
	"hundredweight/models/sharedtest"
)

func room(n int64) *int64 { return &n }

// whole is a service with nothing missing.
func whole() Content {
	claim := addedvalue.Claim{Ref: "claim00001", Outcome: "Fewer people fall", Measure: "People who fell in the year after", Unit: "people",
		Who: "People aged 65 or over", Quantity: "412", Basis: addedvalue.Measured, Period: "April 2023 to March 2026", Know: addedvalue.E3, HowWeKnow: "Calls after a year",
		Deadweight: addedvalue.AskDeadweight.Keep(), Attribution: addedvalue.AskAttribution.Keep(), Displacement: addedvalue.AskDisplacement.Keep(), DropOff: addedvalue.AskDropOff.Keep(),
		CoreOrAdded: addedvalue.Added, Existing: addedvalue.Existing, Evidence: []string{"evidence01"}, Saved: true}
	return Content{Title: "Steady at home", Summary: "Twelve weekly classes.", About: "Classes near home.", Who: "People aged 65 or over", Theme: "home",
		CPV: []CPV{{Code: "85312400", Title: "Welfare services"}}, Areas: []Area{{"E07000999", "Harrowick"}, {"E07000998", "Elmsfold"}}, When: "Weekdays",
		Capacity: Capacity{Room: room(140), Unit: "people", From: "January 2027"}, Price: Price{Basis: PerPerson, Amount: 190_00, Note: "With the home visit"},
		Claims: []addedvalue.Claim{claim}, Contact: Contact{Name: "Bookings", Email: "hello@elmvalley.example"}}
}

func TestAServiceIsReadyWhenEachTaskIs(t *testing.T) {
	if err := whole().Ready(); err != nil {
		t.Fatalf("a whole service is refused: %v", err)
	}
	for _, tc := range []struct {
		name    string
		change  func(*Content)
		section Section
		field   string
	}{
		{"without a name", func(c *Content) { c.Title = " " }, Describe, "title"},
		{"with a name of 101 characters", func(c *Content) { c.Title = strings.Repeat("é", 101) }, Describe, "title"},
		{"without a summary", func(c *Content) { c.Summary = "" }, Describe, "summary"},
		{"without a description", func(c *Content) { c.About = "" }, Describe, "about"},
		{"without whom it is for", func(c *Content) { c.Who = "" }, Describe, "who"},
		{"with a need that does not exist", func(c *Content) { c.Theme = "gold" }, Describe, "theme"},
		{"without a service code", func(c *Content) { c.CPV = nil }, Describe, "cpv"},
		{"with a code that is none", func(c *Content) { c.CPV = []CPV{{Code: "8531240x"}} }, Describe, "cpv"},
		{"without an area", func(c *Content) { c.Areas = nil }, Where, "areas"},
		{"with a code that is no area", func(c *Content) { c.Areas = []Area{{Code: "../../x"}} }, Where, "codes"},
		{"without capacity", func(c *Content) { c.Capacity.Room = nil }, Where, "room"},
		{"with less than no room", func(c *Content) { c.Capacity.Room = room(-1) }, Where, "room"},
		{"without the unit of its room", func(c *Content) { c.Capacity.Unit = "" }, Where, "room_unit"},
		{"without a price basis", func(c *Content) { c.Price = Price{} }, PriceGuide, "basis"},
		{"without the amount its basis needs", func(c *Content) { c.Price.Amount = 0 }, PriceGuide, "amount"},
		{"with a range that goes down", func(c *Content) { c.Price.AtMost = 1 }, PriceGuide, "at_most"},
		{"without a claim", func(c *Content) { c.Claims = nil }, AddedValue, "claims"},
		{"with a claim without a measure", func(c *Content) { c.Claims[0].Measure = "" }, AddedValue, "claim00001"},
		{"with a claim that is neither shown nor marked", func(c *Content) { c.Claims[0].Evidence = nil }, AddedValue, "claim00001"},
		{"with a claim that was never read back", func(c *Content) { c.Claims[0].Saved = false }, AddedValue, "claim00001"},
		{"without a contact", func(c *Content) { c.Contact = Contact{} }, Ask, "name"},
		{"with an address that cannot be written to", func(c *Content) { c.Contact.Email = "a@b" }, Ask, "email"},
		{"with a line end in the address", func(c *Content) { c.Contact.Email = "a@b.example\nBcc: x@y.example" }, Ask, "email"},
		{"with a phone number of letters", func(c *Content) { c.Contact.Phone = "call me" }, Ask, "phone"},
		{"with a link that is a script", func(c *Content) { c.Contact.Web = "javascript:alert(1)" }, Ask, "web"},
		{"with insurance and no date", func(c *Content) { c.Cover.Insured = true }, Checks, "insured_until-day"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := whole()
			tc.change(&c)
			all := c.Check(tc.section)
			if len(all) == 0 || all[0].Field != tc.field {
				t.Fatalf("got %v, want a problem with %s", all, tc.field)
			}
			if err := c.Ready(); !errors.Is(err, refusal.ErrInvalid) {
				t.Fatalf("got %v, want it refused", err)
			}
		})
	}
}

func TestAFreeServiceAndAFullOneAreReady(t *testing.T) {
	c := whole()
	c.Price, c.Capacity.Room = Price{Basis: Free}, room(0)
	c.Claims[0].Evidence, c.Claims[0].Unevidenced = nil, true
	if err := c.Ready(); err != nil {
		t.Fatal(err)
	}
	if c.Level() != addedvalue.E0 || c.Price.String() != "Free" || c.Capacity.String() != "Full at present" {
		t.Fatalf("got %s, %q, %q", c.Level(), c.Price, c.Capacity)
	}
}

func TestEveryStatusAndMove(t *testing.T) {
	want := map[Status]string{
		Draft: "submit", InReview: "publish return", Published: "expire supersede suspend withdraw",
		Suspended: "expire resume supersede withdraw", Superseded: "", Withdrawn: "", Expired: "",
	}
	for _, s := range Statuses {
		var got []string
		for _, m := range s.Possible() {
			got = append(got, string(m))
		}
		if strings.Join(got, " ") != want[s] {
			t.Errorf("from %s: got %q, want %q", s, strings.Join(got, " "), want[s])
		}
		for _, m := range Moves {
			next, err := s.To(m)
			if s.Can(m) != (err == nil) || err != nil && (next != s || !errors.Is(err, refusal.ErrOutOfTurn)) {
				t.Errorf("%s %s: got %s, %v", s, m, next, err)
			}
		}
		if s.Words() == "" {
			t.Errorf("%s has no words", s)
		}
	}
	if _, err := Status("lost").To(Publish); !errors.Is(err, refusal.ErrOutOfTurn) {
		t.Errorf("an unknown status moved: %v", err)
	}
}

func TestWhoMayPublish(t *testing.T) {
	const author, other account.PersonID = 1, 2
	for _, tc := range []struct {
		name     string
		by       account.PersonID
		verified bool
		writers  []account.PersonID
		signers  []account.PersonID
		want     error
	}{
		{"an organisation that was not checked may not", other, false, []account.PersonID{author}, []account.PersonID{author, other}, refusal.ErrOutOfTurn},
		{"the author may not where another can sign", author, true, []account.PersonID{author}, []account.PersonID{author, other}, refusal.ErrNotAllowed},
		{"somebody who wrote a part may not", author, true, []account.PersonID{other, author}, []account.PersonID{author, other}, refusal.ErrNotAllowed},
		{"another may", other, true, []account.PersonID{author}, []account.PersonID{author, other}, nil},
		{"the author may who is alone", author, true, []account.PersonID{author}, []account.PersonID{author}, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if err := MayPublish(tc.by, tc.verified, tc.writers, tc.signers); !errors.Is(err, tc.want) {
				t.Fatalf("got %v, want %v", err, tc.want)
			}
		})
	}
}

func TestTheTaskListIsWorkedOut(t *testing.T) {
	words := func(c Content) string {
		var out []string
		for _, task := range c.Tasks() {
			out = append(out, string(task.Progress))
		}
		return strings.Join(out, ", ")
	}
	c := Content{Title: "Steady at home"}
	if got := words(c); got != "Not started, Not started, Not started, Not started, Not started, Optional" {
		t.Fatalf("got %s", got)
	}
	c = whole()
	c.Summary, c.Cover.Insured = "", true
	if got := words(c); got != "In progress, Completed, Completed, Completed, Completed, In progress" {
		t.Fatalf("got %s", got)
	}
	if done, of := whole().Done(); done != 5 || of != 5 {
		t.Fatalf("got %d of %d done, want 5 of 5", done, of)
	}
}

func TestWordsForLists(t *testing.T) {
	c := whole()
	if got := c.Price.String(); got != "From £190 a person" {
		t.Errorf("price: %q", got)
	}
	c.Price = Price{Basis: PerVisit, Amount: 64_00, Exact: true}
	if got := c.Price.String(); got != "£64 a visit" {
		t.Errorf("price: %q", got)
	}
	c.Price = Price{Basis: PerYear, Amount: 10_000_00, AtMost: 20_000_50}
	if got := c.Price.String(); got != "£10,000 to £20,000.50 a year" {
		t.Errorf("price: %q", got)
	}
	if got := c.Capacity.String(); got != "Room for 140 people from January 2027" {
		t.Errorf("capacity: %q", got)
	}
	if got := c.Places(); got != "Harrowick and Elmsfold" {
		t.Errorf("places: %q", got)
	}
	c.Areas = append(c.Areas, Area{"E07000997", "Skerrow Coast"}, Area{Code: "E07000996"})
	if got := c.Places(); got != "Harrowick, Elmsfold, Skerrow Coast and 1 more" {
		t.Errorf("places: %q", got)
	}
	if got := c.Headline(); got != "Fewer people fall: 412 people, April 2023 to March 2026." {
		t.Errorf("headline: %q", got)
	}
}

func TestTheStrongestClaimIsShownFirst(t *testing.T) {
	c := whole()
	better := c.Claims[0]
	better.Ref, better.Know = "claim00002", addedvalue.E4
	c.Claims = append(c.Claims, better)
	if got, _ := c.Strongest(); got.Ref != "claim00002" || c.Level().Dots() != 4 {
		t.Fatalf("got %s", got.Ref)
	}
	if got := strings.Join(c.EvidenceRefs(), " "); got != "evidence01" || !c.Cites("evidence01") || c.Cites("evidence02") {
		t.Fatalf("got %s", got)
	}
}

func TestAListingExpiresAfterAYearOrWithItsInsurance(t *testing.T) {
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	c := whole()
	if got := c.Expiry(at); !got.Equal(time.Date(2027, 11, 23, 12, 0, 0, 0, time.UTC)) {
		t.Fatalf("got %s", got)
	}
	c.Cover = Cover{Insured: true, InsuredUntil: "2027-03-31"}
	if got := c.Expiry(at); !got.Equal(time.Date(2027, 4, 1, 0, 0, 0, 0, time.UTC)) {
		t.Fatalf("got %s", got)
	}
	if err := c.Valid(at); err != nil {
		t.Fatal(err)
	}
	c.Cover.InsuredUntil = "2026-11-22"
	if err := c.Valid(at); !errors.Is(err, refusal.ErrInvalid) {
		t.Fatalf("insurance that ended is accepted: %v", err)
	}
}

func TestTagsAreOneWordEachAndNeverAlike(t *testing.T) {
	seen := map[string]bool{}
	for _, tag := range whole().Tags("charity", "Charity") {
		if seen[tag.Term()] || strings.ContainsAny(tag.Term(), " -\"'") {
			t.Errorf("tag %+v has the term %q", tag, tag.Term())
		}
		seen[tag.Term()] = true
	}
	for _, want := range []string{"ex3", "wxe07000999", "nxhome", "kxcharity", "pxperson"} {
		if !seen[want] {
			t.Errorf("no tag %s in %v", want, seen)
		}
	}
	if got := Term(ByArea, `" OR 1=1`); got != "wxor11" {
		t.Errorf("an odd value gives %q", got)
	}
}

func TestTheSameContentHasTheSameHash(t *testing.T) {
	_, a, err := whole().Seal()
	if err != nil {
		t.Fatal(err)
	}
	_, b, _ := whole().Seal()
	c := whole()
	c.Title += "!"
	_, other, _ := c.Seal()
	if a != b || a == other || len(a) != 64 {
		t.Fatalf("got %s, %s and %s", a, b, other)
	}
}

// The titles are those of the vocabulary itself.
func TestCommonCodesAreThoseOfTheVocabulary(t *testing.T) {
	file, err := os.Open(sharedtest.Path(t, "reference/cpv/cpv-2008-en.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := file.Close(); err != nil {
			t.Error(err)
		}
	}()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	titles := map[string]string{}
	for _, row := range rows {
		titles[row[0]] = row[2]
	}
	for _, c := range CommonCodes {
		if !ValidCPV(c.Code) || titles[c.Code] != c.Title {
			t.Errorf("%s is %q, and here %q", c.Code, titles[c.Code], c.Title)
		}
	}
}

func TestEverybodyIsToldWhatBecameOfAService(t *testing.T) {
	seen := map[string]Status{}
	for _, s := range []Status{Suspended, Withdrawn, Expired} {
		if had, twice := seen[s.Gone()]; twice || s.Gone() == "" {
			t.Errorf("%s and %s are told alike", s, had)
		}
		seen[s.Gone()] = s
	}
}
