package commissioning_test

import (
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/addedvalue"
	"hundredweight/models/audit"
	"hundredweight/models/commissioning"
	"hundredweight/models/offer"
	"hundredweight/models/refusal"
	"hundredweight/models/store"
	"hundredweight/models/store/storetest"
	"hundredweight/templates/email"
)

// house is a provider with two people who can sign, one who only writes, and a
// rival organisation.
type house struct {
	t     *testing.T
	db    *store.DB
	clock *storetest.Clock
	steps *commissioning.Steps
	org   account.OrganisationID
	rival account.OrganisationID
	ann   account.Actor // writes and signs
	ben   account.Actor // writes and signs
	cat   account.Actor // writes only
	eve   account.Actor // of the rival
	op    account.Actor // operator
}

func newHouse(t *testing.T, db *store.DB, clock *storetest.Clock) *house {
	t.Helper()
	h := &house{t: t, db: db, clock: clock, steps: &commissioning.Steps{DB: db, Now: clock.Now, Wall: clock.Now, Rand: rand.Reader, Letter: email.Letters{Base: "https://example.org", Operator: "Harrowick Commissioning"}.Write}}
	h.org, h.rival = h.organisation("elm-valley", "Elm Valley Movement Trust", "verified"), h.organisation("tideline", "Tideline Walkers", "verified")
	both := []account.Permission{account.Contribute, account.Sign}
	h.ann, h.ben = h.person("Ann", h.org, both), h.person("Ben", h.org, both)
	h.cat = h.person("Cat", h.org, []account.Permission{account.Contribute})
	h.eve = h.person("Eve", h.rival, both)
	h.op = h.person("Olu", 0, nil)
	h.op.Operator = true
	return h
}

func (h *house) write(step func(tx *store.Tx) error) {
	h.t.Helper()
	err := h.db.Write(h.t.Context(), account.System("setup"), func(tx *store.Tx) (audit.Event, error) {
		return audit.New(account.System("setup"), h.clock.Now(), "test.made", audit.Subject{Kind: "test", Ref: "x"}), step(tx)
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) organisation(slug, name, status string) (id account.OrganisationID) {
	h.t.Helper()
	h.write(func(tx *store.Tx) (err error) {
		id, err = tx.AddOrganisation(store.Organisation{Slug: slug, Name: name, Kind: "provider", LegalForm: "cio", Status: status, CreatedAt: store.At(h.clock.Now())})
		return err
	})
	return id
}

func (h *house) person(name string, org account.OrganisationID, perms []account.Permission) account.Actor {
	h.t.Helper()
	var a account.Actor
	h.write(func(tx *store.Tx) error {
		id, err := tx.AddPerson(store.Person{Email: strings.ToLower(name) + "@example.org", Name: name, CreatedAt: store.At(h.clock.Now())})
		if err == nil && org != 0 {
			err = tx.AddMembership(id, org, perms, h.clock.Now())
		}
		if err == nil {
			a, err = tx.Actor(id)
		}
		return err
	})
	a.ActingFor = org
	return a
}

func (h *house) edit(ref string) commissioning.OfferEdit {
	h.t.Helper()
	v, _ := h.latest(ref)
	return commissioning.OfferEdit{Org: h.org, Ref: ref, Revision: v.Revision}
}

func (h *house) latest(ref string) (store.OfferVersion, offer.Content) {
	h.t.Helper()
	q := h.db.Reader().Read(h.t.Context())
	o, err := q.OfferByRef(ref)
	if err != nil {
		h.t.Fatal(err)
	}
	v, err := q.VersionOf(o.ID, o.Latest)
	if err != nil {
		h.t.Fatal(err)
	}
	c, err := v.Content()
	if err != nil {
		h.t.Fatal(err)
	}
	return v, c
}

func (h *house) row(ref string) store.OfferRow {
	h.t.Helper()
	o, err := h.db.Reader().Read(h.t.Context()).OfferByRef(ref)
	if err != nil {
		h.t.Fatal(err)
	}
	return o
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) refused(err, want error) {
	h.t.Helper()
	if !errors.Is(err, want) {
		h.t.Fatalf("got %v, want %v", err, want)
	}
}

func (h *house) events(kind audit.Kind) int64 {
	h.t.Helper()
	n, err := h.db.Reader().Read(h.t.Context()).CountEvents(kind)
	h.must(err)
	return n
}

func room(n int64) *int64 { return &n }

// written starts a service and writes all of it.
func (h *house) written(by account.Actor, title string) string {
	h.t.Helper()
	ctx := h.t.Context()
	ref, err := h.steps.StartOffer(ctx, by, h.org, title)
	h.must(err)
	save := func(s offer.Section, set func(*offer.Content)) {
		h.t.Helper()
		_, err := h.steps.SaveOfferSection(ctx, by, h.edit(ref), s, false, set)
		h.must(err)
	}
	save(offer.Describe, func(c *offer.Content) {
		c.Summary, c.About, c.Who, c.Theme = "Twelve weekly classes near home.", "Classes, a home visit and calls.", "People aged 65 or over", "home"
		c.CPV = []offer.CPV{{Code: "85312400"}}
	})
	save(offer.Where, func(c *offer.Content) {
		c.Areas, c.Capacity = []offer.Area{{Code: "E07000901"}}, offer.Capacity{Room: room(140), Unit: "people"}
	})
	save(offer.PriceGuide, func(c *offer.Content) { c.Price = offer.Price{Basis: offer.PerPerson, Amount: 190_00} })
	save(offer.Ask, func(c *offer.Content) {
		c.Contact = offer.Contact{Name: "Bookings", Email: "hello@elmvalley.example"}
	})
	refs, _, err := h.steps.AddClaims(ctx, by, h.edit(ref), []addedvalue.Claim{{Outcome: "Fewer people fall", Measure: "People who fell in the year after", Unit: "people"}})
	h.must(err)
	_, err = h.steps.SaveClaimStep(ctx, by, h.edit(ref), refs[0], addedvalue.StepSave, false, func(c *addedvalue.Claim) {
		c.Who, c.Know, c.HowWeKnow, c.CoreOrAdded, c.Existing, c.Unevidenced = "People aged 65 or over", addedvalue.E2, "Calls after a year", addedvalue.Added, addedvalue.Existing, true
		c.Deadweight, c.Attribution, c.Displacement, c.DropOff = addedvalue.AskDeadweight.Keep(), addedvalue.AskAttribution.Keep(), addedvalue.AskDisplacement.Keep(), addedvalue.AskDropOff.Keep()
	})
	h.must(err)
	return ref
}

// public writes, submits and publishes a service.
func (h *house) public(title string) string {
	h.t.Helper()
	ref := h.written(h.ann, title)
	h.must(h.steps.SubmitOffer(h.t.Context(), h.ann, h.edit(ref)))
	h.must(h.steps.PublishOffer(h.t.Context(), h.ben, h.edit(ref)))
	return ref
}

func (h *house) listed(f store.OfferFilter) string {
	h.t.Helper()
	f.Now = h.clock.Now()
	page, _, err := h.db.Reader().Read(h.t.Context()).ListOffers(f, 25)
	h.must(err)
	var titles []string
	for _, l := range page {
		titles = append(titles, l.Title)
	}
	return strings.Join(titles, ", ")
}

func (h *house) facet(kind offer.Facet, value string) int {
	h.t.Helper()
	counts, all, err := h.db.Reader().Read(h.t.Context()).OfferFacets()
	h.must(err)
	if kind == "all" {
		return all
	}
	for _, c := range counts {
		if c.Facet == kind && c.Value == value {
			return c.N
		}
	}
	return 0
}

func eachHouse(t *testing.T, f func(t *testing.T, h *house)) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) { f(t, newHouse(t, db, clock)) })
}

func TestAServiceGoesFromDraftToPublicByTwoPeople(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		ref := h.written(h.ann, "Steady at home")
		if got := h.listed(store.OfferFilter{}); got != "" {
			t.Fatalf("a draft is listed: %s", got)
		}
		h.refused(h.steps.PublishOffer(ctx, h.ann, h.edit(ref)), refusal.ErrNotAllowed)
		h.must(h.steps.SubmitOffer(ctx, h.ann, h.edit(ref)))
		h.refused(h.steps.SubmitOffer(ctx, h.ann, h.edit(ref)), refusal.ErrOutOfTurn)
		h.refused(h.steps.PublishOffer(ctx, h.ann, h.edit(ref)), refusal.ErrNotAllowed) // the author
		h.refused(h.steps.PublishOffer(ctx, h.cat, h.edit(ref)), refusal.ErrNotAllowed) // cannot sign
		h.refused(h.steps.PublishOffer(ctx, h.eve, h.edit(ref)), refusal.ErrNotFound)   // another organisation
		if got := h.facet("all", ""); got != 0 || h.events("offer.published") != 0 {
			t.Fatalf("a refused publication counted %d", got)
		}
		h.must(h.steps.PublishOffer(ctx, h.ben, h.edit(ref)))
		v, _ := h.latest(ref)
		if v.Status != offer.Published || v.SubmittedBy != h.ann.Person || v.ReviewedBy != h.ben.Person || len(v.SHA256) != 64 || !v.PublishedAt.Equal(h.clock.Now()) {
			t.Fatalf("got %+v", v)
		}
		if got := h.listed(store.OfferFilter{}); got != "Steady at home" {
			t.Fatalf("the list shows %q", got)
		}
		for _, f := range []struct {
			facet offer.Facet
			value string
		}{{"all", ""}, {offer.ByStrength, "1"}, {offer.ByArea, "e07000901"}, {offer.ByTheme, "home"}, {offer.ByKind, "charity"}, {offer.ByPrice, "person"}} {
			if got := h.facet(f.facet, f.value); got != 1 {
				t.Errorf("facet %s %s counts %d, want 1", f.facet, f.value, got)
			}
		}
		if h.events("offer.published") != 1 || h.events("offer.submitted") != 1 {
			t.Error("the audit events are missing")
		}
	})
}

func TestAnOrganisationThatWasNotCheckedMayWriteAndNotPublish(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		h.org = h.organisation("new", "New Trust", "unverified")
		dee := h.person("Dee", h.org, []account.Permission{account.Contribute, account.Sign})
		ref := h.written(dee, "Walks")
		h.refused(h.steps.PublishOffer(t.Context(), dee, h.edit(ref)), refusal.ErrOutOfTurn)
		if v, _ := h.latest(ref); v.Status != offer.Draft || h.facet("all", "") != 0 {
			t.Fatalf("a refused publication left %s", v.Status)
		}
		h.write(func(tx *store.Tx) error {
			return tx.MoveOrganisation(h.org, "unverified", "verified", h.clock.Now())
		})
		h.must(h.steps.PublishOffer(t.Context(), dee, h.edit(ref))) // the only signatory
		if v, _ := h.latest(ref); v.Status != offer.Published || v.SubmittedBy != dee.Person {
			t.Fatalf("got %s", v.Status)
		}
	})
}

func TestANewVersionSupersedesAndTheOldOneStays(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		ref := h.public("Steady at home")
		first, _ := h.latest(ref)
		h.refused(func() error {
			_, err := h.steps.SaveOfferSection(ctx, h.ann, h.edit(ref), offer.Describe, true, func(c *offer.Content) { c.Title = "Changed" })
			return err
		}(), refusal.ErrOutOfTurn)
		h.must(h.steps.ReviseOffer(ctx, h.ann, h.org, ref))
		h.refused(h.steps.ReviseOffer(ctx, h.ann, h.org, ref), refusal.ErrDuplicate)
		_, err := h.steps.SaveOfferSection(ctx, h.ann, h.edit(ref), offer.Where, false, func(c *offer.Content) {
			c.Areas = []offer.Area{{Code: "E07000902"}}
		})
		h.must(err)
		if h.facet(offer.ByArea, "e07000901") != 1 || h.facet(offer.ByArea, "e07000902") != 0 {
			t.Fatal("a draft changed what is counted")
		}
		h.must(h.steps.SubmitOffer(ctx, h.ann, h.edit(ref)))
		h.must(h.steps.PublishOffer(ctx, h.ben, h.edit(ref)))
		q := h.db.Reader().Read(ctx)
		old, err := q.VersionOf(h.row(ref).ID, 1)
		if err != nil || old.Status != offer.Superseded || old.SHA256 != first.SHA256 || old.ContentJSON != first.ContentJSON {
			t.Fatalf("the old version is %+v, %v", old, err)
		}
		if h.facet(offer.ByArea, "e07000901") != 0 || h.facet(offer.ByArea, "e07000902") != 1 || h.facet("all", "") != 1 {
			t.Fatal("the counts did not follow the new version")
		}
		lines, err := q.VersionsPublished(h.row(ref).ID)
		if err != nil || len(lines) != 2 || lines[0].N != 2 {
			t.Fatalf("got %+v, %v", lines, err)
		}
	})
}

func TestAVersionSentForReviewIsFrozen(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ref := h.written(h.ann, "Steady at home")
		h.must(h.steps.SubmitOffer(t.Context(), h.ann, h.edit(ref)))
		_, err := h.steps.SaveOfferSection(t.Context(), h.ben, h.edit(ref), offer.Describe, true, func(c *offer.Content) { c.Title = "Changed" })
		h.refused(err, refusal.ErrOutOfTurn)
		h.refused(h.steps.ReturnOffer(t.Context(), h.ben, h.org, ref, ""), refusal.ErrInvalid)
		h.refused(h.steps.ReturnOffer(t.Context(), h.cat, h.org, ref, "No"), refusal.ErrNotAllowed)
		h.refused(h.steps.ReturnOffer(t.Context(), h.eve, h.org, ref, "No"), refusal.ErrNotFound)
		h.must(h.steps.ReturnOffer(t.Context(), h.ben, h.org, ref, "Say what a class costs"))
		v, _ := h.latest(ref)
		if v.Status != offer.Draft || v.Note != "Say what a class costs" || h.events("offer.returned") != 1 {
			t.Fatalf("got %s with %q", v.Status, v.Note)
		}
	})
}

func TestThoseWhoAreNextAreTold(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		told := func(kind, to string) {
			t.Helper()
			all, err := h.db.Reader().Read(t.Context()).MailNewest(10)
			h.must(err)
			n := 0
			for _, m := range all {
				if m.Kind != kind {
					continue
				}
				n++
				if m.To != to || !strings.HasPrefix(m.Subject, "Steady at home: ") || strings.Contains(m.Body, "A claim") {
					t.Errorf("%s went to %s: %s", kind, m.To, m.Subject)
				}
			}
			if n != 1 {
				t.Errorf("%s went out %d times", kind, n)
			}
		}
		ref := h.written(h.ann, "Steady at home")
		h.must(h.steps.SubmitOffer(t.Context(), h.ann, h.edit(ref)))
		told("service_waiting", "ben@example.org") // can sign and did not send it; Cat only writes
		h.must(h.steps.ReturnOffer(t.Context(), h.ben, h.org, ref, "Say what a class costs"))
		told("service_returned", "ann@example.org")
		h.must(h.steps.SubmitOffer(t.Context(), h.ann, h.edit(ref)))
		h.must(h.steps.PublishOffer(t.Context(), h.ben, h.edit(ref)))
		told("service_public", "ann@example.org")
	})
}

func TestTwoPeopleWhoWriteAtOnce(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		ref := h.written(h.ann, "Steady at home")
		stale := h.edit(ref)
		rename := func(name string) func(*offer.Content) { return func(c *offer.Content) { c.Title = name } }
		_, err := h.steps.SaveOfferSection(ctx, h.ann, stale, offer.Describe, false, rename("Ann's name"))
		h.must(err)
		saves := h.events("offer.section_saved")
		_, err = h.steps.SaveOfferSection(ctx, h.ben, stale, offer.Describe, false, rename("Ben's name"))
		h.refused(err, refusal.ErrStale)
		if !strings.Contains(err.Error(), "Ann changed this service on 23 November 2026 at 12:00pm") {
			t.Fatalf("it does not say who and when: %v", err)
		}
		// The same form sent twice is answered as the first time, and recorded once.
		_, err = h.steps.SaveOfferSection(ctx, h.ann, stale, offer.Describe, false, rename("Ann's name"))
		h.must(err)
		if _, c := h.latest(ref); c.Title != "Ann's name" || h.events("offer.section_saved") != saves {
			t.Fatalf("got %q and %d events, want %d", c.Title, h.events("offer.section_saved"), saves)
		}
	})
}

func TestWhoMayWriteAService(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		_, err := h.steps.StartOffer(ctx, h.eve, h.org, "Mine")
		h.refused(err, refusal.ErrNotFound)
		_, err = h.steps.StartOffer(ctx, h.ann, h.org, "")
		h.refused(err, refusal.ErrInvalid)
		ref := h.written(h.ann, "Steady at home")
		mine := h.edit(ref)
		mine.Org = h.rival // eve names her own organisation and Elm Valley's service
		_, err = h.steps.SaveOfferSection(ctx, h.eve, mine, offer.Describe, true, func(c *offer.Content) { c.Title = "Taken" })
		h.refused(err, refusal.ErrNotFound)
		reader := h.person("Rea", h.org, []account.Permission{account.ManageTeam})
		_, err = h.steps.SaveOfferSection(ctx, reader, h.edit(ref), offer.Describe, true, func(c *offer.Content) { c.Title = "Taken" })
		h.refused(err, refusal.ErrNotAllowed)
		if _, c := h.latest(ref); c.Title != "Steady at home" {
			t.Fatalf("the name is %q", c.Title)
		}
	})
}

func TestADayHasFiftyNewServices(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		h := newHouse(t, db, clock)
		for range 50 {
			_, err := h.steps.StartOffer(t.Context(), h.ann, h.org, "A")
			h.must(err)
		}
		_, err := h.steps.StartOffer(t.Context(), h.ann, h.org, "A")
		h.refused(err, refusal.ErrTooMany)
		clock.Add(25 * time.Hour)
		_, err = h.steps.StartOffer(t.Context(), h.ann, h.org, "A")
		h.must(err)
	})
}

func TestHidingShowingAndWithdrawing(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		ref := h.public("Steady at home")
		h.refused(h.steps.SuspendOffer(ctx, h.ann, ref, ""), refusal.ErrInvalid)
		h.refused(h.steps.SuspendOffer(ctx, h.cat, ref, "Full"), refusal.ErrNotAllowed)
		h.refused(h.steps.SuspendOffer(ctx, h.eve, ref, "Full"), refusal.ErrNotFound)
		h.must(h.steps.SuspendOffer(ctx, h.op, ref, "A complaint is looked into"))
		if got := h.listed(store.OfferFilter{}); got != "" || h.facet("all", "") != 0 || h.facet(offer.ByTheme, "home") != 0 {
			t.Fatalf("a hidden service is listed: %q", got)
		}
		h.refused(h.steps.ResumeOffer(ctx, h.cat, ref), refusal.ErrNotAllowed)
		h.must(h.steps.ResumeOffer(ctx, h.ann, ref))
		if got := h.listed(store.OfferFilter{Words: "steady"}); got != "Steady at home" || h.facet("all", "") != 1 {
			t.Fatalf("the service is not back: %q", got)
		}
		h.refused(h.steps.WithdrawOffer(ctx, h.op, ref, "x"), refusal.ErrNotFound) // not the operator's to take back
		h.must(h.steps.WithdrawOffer(ctx, h.ann, ref, "We stopped the classes"))
		v, _ := h.latest(ref)
		if v.Status != offer.Withdrawn || h.row(ref).Live != 0 || h.facet("all", "") != 0 || h.events("offer.withdrawn") != 1 {
			t.Fatalf("got %s, live %d", v.Status, h.row(ref).Live)
		}
		h.refused(h.steps.ResumeOffer(ctx, h.ann, ref), refusal.ErrOutOfTurn)
		h.must(h.steps.ReviseOffer(ctx, h.ann, h.org, ref))
		h.must(h.steps.SubmitOffer(ctx, h.ann, h.edit(ref)))
		h.must(h.steps.PublishOffer(ctx, h.ben, h.edit(ref)))
		if h.facet("all", "") != 1 {
			t.Fatal("a withdrawn service cannot be listed anew")
		}
	})
}

func TestAListingRunsOut(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ref := h.public("Steady at home")
		h.refused(h.steps.ExpireOffer(t.Context(), ref), refusal.ErrOutOfTurn)
		h.clock.Set(storetest.Noon.AddDate(1, 0, 0))
		if got := h.listed(store.OfferFilter{}); got != "" {
			t.Fatalf("a listing that ran out is shown: %q", got)
		}
		due, err := h.db.Reader().Read(t.Context()).OffersExpired(h.clock.Now(), 10)
		if err != nil || len(due) != 1 {
			t.Fatalf("got %d due, %v", len(due), err)
		}
		h.must(h.steps.ExpireOffer(t.Context(), ref))
		if v, _ := h.latest(ref); v.Status != offer.Expired || h.facet("all", "") != 0 {
			t.Fatalf("got %s", v.Status)
		}
	})
}

func TestInsuranceThatEndedKeepsAServiceFromThePublic(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ref := h.written(h.ann, "Steady at home")
		_, err := h.steps.SaveOfferSection(t.Context(), h.ann, h.edit(ref), offer.Checks, false, func(c *offer.Content) {
			c.Cover = offer.Cover{Insured: true, InsuredUntil: "2026-11-22"}
		})
		h.must(err)
		h.must(h.steps.SubmitOffer(t.Context(), h.ann, h.edit(ref)))
		h.refused(h.steps.PublishOffer(t.Context(), h.ben, h.edit(ref)), refusal.ErrInvalid)
		if h.facet("all", "") != 0 {
			t.Fatal("it was listed")
		}
	})
}

func TestEvidenceIsTheOrganisationsOwn(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		file := commissioning.NewEvidence{
			Evidence: addedvalue.Evidence{Title: "Survey 2026", Kind: addedvalue.Dataset, Date: storetest.Noon.AddDate(0, -1, 0), PersonalDataChecked: true},
			File:     commissioning.StoredFile{Hash: strings.Repeat("ab", 32), Name: "survey.csv", MediaType: "text/csv", Size: 12},
		}
		ours, err := h.steps.AddEvidence(ctx, h.cat, h.org, file)
		h.must(err)
		_, err = h.steps.AddEvidence(ctx, h.cat, h.org, file)
		h.refused(err, refusal.ErrInvalid) // the same name asks for another
		_, err = h.steps.AddEvidence(ctx, h.eve, h.org, file)
		h.refused(err, refusal.ErrNotFound)
		theirs, err := h.steps.AddEvidence(ctx, h.eve, h.rival, file)
		h.must(err)

		ref := h.written(h.ann, "Steady at home")
		_, c := h.latest(ref)
		cite := func(evidence string) error {
			_, err := h.steps.SaveClaimStep(ctx, h.ann, h.edit(ref), c.Claims[0].Ref, addedvalue.StepEvidence, false, func(c *addedvalue.Claim) {
				c.Evidence, c.Unevidenced = []string{evidence}, false
			})
			return err
		}
		h.refused(cite(theirs), refusal.ErrInvalid)
		h.refused(cite("0000000000"), refusal.ErrInvalid)
		h.must(cite(ours))
		h.must(h.steps.SubmitOffer(ctx, h.ann, h.edit(ref)))
		h.must(h.steps.PublishOffer(ctx, h.ben, h.edit(ref)))
		if h.facet(offer.ByStrength, "2") != 1 {
			t.Fatal("evidence does not raise the claim to own records")
		}
		h.refused(h.steps.RemoveEvidence(ctx, h.ann, h.org, ours), refusal.ErrOutOfTurn)
		h.refused(h.steps.RemoveEvidence(ctx, h.ann, h.org, theirs), refusal.ErrNotFound)
		h.refused(h.steps.RemoveEvidence(ctx, h.ann, h.rival, theirs), refusal.ErrNotFound)
		h.must(h.steps.WithdrawOffer(ctx, h.ann, ref, "Ended"))
		h.must(h.steps.RemoveEvidence(ctx, h.ann, h.org, ours))
		h.refused(h.steps.RemoveEvidence(ctx, h.ann, h.org, ours), refusal.ErrDuplicate)
		left, err := h.db.Reader().Read(ctx).EvidenceOf(h.org, 10)
		if err != nil || len(left) != 0 || h.events("evidence.removed") != 1 {
			t.Fatalf("got %d left, %v", len(left), err)
		}
	})
}

func TestClaimsAreAddedThreeAtOnceAndTakenOut(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		ref, err := h.steps.StartOffer(ctx, h.ann, h.org, "Meals")
		h.must(err)
		four := make([]addedvalue.Claim, 4)
		_, _, err = h.steps.AddClaims(ctx, h.ann, h.edit(ref), four)
		h.refused(err, refusal.ErrInvalid)
		_, _, err = h.steps.AddClaims(ctx, h.ann, h.edit(ref), nil)
		h.refused(err, refusal.ErrInvalid)
		refs, _, err := h.steps.AddClaims(ctx, h.ann, h.edit(ref), []addedvalue.Claim{{Outcome: "A"}, {Outcome: "B"}})
		h.must(err)
		_, err = h.steps.SaveClaimStep(ctx, h.ann, h.edit(ref), refs[0], addedvalue.StepSave, false, func(*addedvalue.Claim) {})
		h.refused(err, refusal.ErrInvalid) // nothing was answered
		_, err = h.steps.RemoveClaim(ctx, h.ann, h.edit(ref), "0000000000")
		h.refused(err, refusal.ErrNotFound)
		_, err = h.steps.RemoveClaim(ctx, h.ann, h.edit(ref), refs[0])
		h.must(err)
		if _, c := h.latest(ref); len(c.Claims) != 1 || c.Claims[0].Outcome != "B" {
			t.Fatalf("got %+v", c.Claims)
		}
	})
}

func TestTheListIsSearchedNarrowedAndPaged(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		for _, title := range []string{"Steady at home", "Walks for all", "Home from hospital"} {
			h.public(title)
			h.clock.Add(time.Hour)
		}
		for _, tc := range []struct {
			name string
			f    store.OfferFilter
			want string
		}{
			{"newest first", store.OfferFilter{Order: store.Newest}, "Home from hospital, Walks for all, Steady at home"},
			{"strongest first, then newest", store.OfferFilter{Order: store.Strongest}, "Home from hospital, Walks for all, Steady at home"},
			{"a word in the title first", store.OfferFilter{Order: store.Best, Words: "home"}, "Home from hospital, Steady at home, Walks for all"},
			{"a stem", store.OfferFilter{Order: store.Best, Words: "walking"}, "Walks for all"},
			{"the beginning of a word", store.OfferFilter{Order: store.Newest, Words: "hosp"}, "Home from hospital"},
			{"a place", store.OfferFilter{Order: store.Newest, Tags: map[offer.Facet][]string{offer.ByArea: {"e07000901"}}}, "Home from hospital, Walks for all, Steady at home"},
			{"another place", store.OfferFilter{Tags: map[offer.Facet][]string{offer.ByArea: {"e07000999"}}}, ""},
			{"a strength", store.OfferFilter{Tags: map[offer.Facet][]string{offer.ByStrength: {"1", "5"}}}, "Home from hospital, Walks for all, Steady at home"},
			{"a strength nobody has", store.OfferFilter{Tags: map[offer.Facet][]string{offer.ByStrength: {"4"}}}, ""},
			{"words that are syntax", store.OfferFilter{Words: `" OR 1=1 -- NEAR( *`}, ""},
			{"no words but signs", store.OfferFilter{Order: store.Best, Words: `"*()`}, "Home from hospital, Walks for all, Steady at home"},
		} {
			if got := h.listed(tc.f); got != tc.want {
				t.Errorf("%s: got %q, want %q", tc.name, got, tc.want)
			}
		}
		q := h.db.Reader().Read(ctx)
		for _, order := range []store.Order{store.Newest, store.Strongest, store.Best} {
			for _, words := range []string{"", "classes"} {
				f := store.OfferFilter{Order: order, Words: words, Now: h.clock.Now()}
				var seen []string
				for range 4 {
					page, more, err := q.ListOffers(f, 1)
					h.must(err)
					for _, l := range page {
						seen = append(seen, l.Title)
						f.After = l.Ref
					}
					if !more {
						break
					}
				}
				if got := strings.Join(seen, ", "); got != "Home from hospital, Walks for all, Steady at home" {
					t.Errorf("%s %q page by page: %s", order, words, got)
				}
			}
		}
		if _, _, err := q.ListOffers(store.OfferFilter{After: "0000000000", Now: h.clock.Now()}, 25); !errors.Is(err, refusal.ErrNotFound) {
			t.Errorf("a place in the list that does not exist: %v", err)
		}
		n, err := q.CountOffers(store.OfferFilter{Words: "home", Tags: map[offer.Facet][]string{offer.ByArea: {"e07000901"}}, Now: h.clock.Now()})
		if err != nil || n.N != 3 || n.More || n.By[offer.ByArea]["e07000901"] != 3 || n.By[offer.ByPrice]["person"] != 3 {
			t.Errorf("got %+v, %v", n, err)
		}
	})
}

func TestClaimsOfAnOrganisationAreThereForBids(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		h.public("Steady at home")
		h.written(h.ann, "Walks for all")
		all, err := h.db.Reader().Read(t.Context()).ClaimsOf(h.org)
		if err != nil || len(all) != 2 || all[0].Public || !all[1].Public || all[1].Content.Claims[all[1].Index].Outcome != "Fewer people fall" {
			t.Fatalf("got %+v, %v", all, err)
		}
		if theirs, err := h.db.Reader().Read(t.Context()).ClaimsOf(h.rival); err != nil || len(theirs) != 0 {
			t.Fatalf("the rival sees %d claims, %v", len(theirs), err)
		}
	})
}
