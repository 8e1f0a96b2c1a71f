package commissioning_test

import (
	"crypto/rand"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/calendar"
	"hundredweight/models/commissioning"
	"hundredweight/models/file"
	"hundredweight/models/seal"
	"hundredweight/models/store"
	"hundredweight/models/store/storetest"
	"hundredweight/models/tender"
	"hundredweight/templates/email"
)

// world is a county for tests: one buyer with its people, three providers.
type world struct {
	t     *testing.T
	db    *store.DB
	clock *storetest.Clock
	steps *commissioning.Steps
	dir   string

	buyer                                     account.OrganisationID
	author, approver, opener1, opener2, eval1 account.Actor
	eval2, moderator, awarder, operator       account.Actor
	providers                                 [3]provider
}

type provider struct {
	org    account.OrganisationID
	signer account.Actor
	writer account.Actor
}

func newWorld(t *testing.T, db *store.DB, clock *storetest.Clock) *world {
	t.Helper()
	dir := t.TempDir()
	keys, err := seal.OpenKeys(filepath.Join(dir, "keys"), false)
	if err != nil {
		t.Fatal(err)
	}
	files, err := file.Open(filepath.Join(dir, "files"))
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, db: db, clock: clock, dir: dir, steps: &commissioning.Steps{Files: files, DB: db, Now: clock.Now, Wall: clock.Now, Rand: rand.Reader, Keys: keys, BaseURL: "https://example.org", Letter: email.Letters{Base: "https://example.org", Operator: "Harrowick Commissioning"}.Write}}
	w.buyer = w.org("harrowick", "Harrowick Borough Council", "buyer")
	w.operator = w.person("Olu Operator", 0)
	w.author = w.person("Ada Author", w.buyer, account.Author)
	w.approver = w.person("Amir Approver", w.buyer, account.Approve)
	w.opener1 = w.person("Ola Opener", w.buyer, account.OpenBids)
	w.opener2 = w.person("Owen Opener", w.buyer, account.OpenBids)
	w.eval1 = w.person("Eva One", w.buyer, account.Evaluate)
	w.eval2 = w.person("Evan Two", w.buyer, account.Evaluate)
	w.moderator = w.person("Mo Moderator", w.buyer, account.Moderate)
	w.awarder = w.person("Asha Award", w.buyer, account.AwardRight)
	for i := range w.providers {
		org := w.org(fmt.Sprintf("provider-%d", i+1), fmt.Sprintf("Provider %d", i+1), "provider")
		w.providers[i] = provider{org: org, signer: w.person(fmt.Sprintf("Sig %d", i+1), org, account.Contribute, account.Sign), writer: w.person(fmt.Sprintf("Writer %d", i+1), org, account.Contribute)}
	}
	return w
}

func (w *world) write(f func(tx *store.Tx) error) {
	w.t.Helper()
	err := w.db.Write(w.t.Context(), account.System("test"), func(tx *store.Tx) (audit.Event, error) {
		return audit.New(account.System("test"), w.clock.Now(), "test.made", audit.Subject{Kind: "test", Ref: "x"}), f(tx)
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) org(slug, name, kind string) (id account.OrganisationID) {
	w.write(func(tx *store.Tx) (err error) {
		id, err = tx.AddOrganisation(store.Organisation{Slug: slug, Name: name, Kind: kind, AuthorityClass: "sub_central", Status: "verified", VerifiedAt: store.At(w.clock.Now()), VCSE: kind == "provider", SME: kind == "provider", CreatedAt: store.At(w.clock.Now())})
		return err
	})
	return id
}

var people int

func (w *world) person(name string, org account.OrganisationID, perms ...account.Permission) account.Actor {
	people++
	var id account.PersonID
	w.write(func(tx *store.Tx) (err error) {
		if id, err = tx.AddPerson(store.Person{Email: fmt.Sprintf("p%d@example.org", people), Name: name, CreatedAt: store.At(w.clock.Now())}); err != nil || org == 0 {
			return err
		}
		return tx.AddMembership(id, org, perms, w.clock.Now())
	})
	return w.actor(id, org)
}

func (w *world) actor(id account.PersonID, org account.OrganisationID) account.Actor {
	a, err := w.db.Reader().Read(w.t.Context()).Actor(id)
	if err != nil {
		w.t.Fatal(err)
	}
	a.ActingFor, a.SignedInAt = org, w.clock.Now()
	return a
}

// fine fails the test on an error.
func (w *world) fine(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// content is a complete small tender of one lot.
func content(now time.Time) tender.Content {
	scale := []tender.Descriptor{{Score: 0, Label: "None", Words: "does not answer"}, {Score: 5, Label: "Full", Words: "answers with evidence"}}
	deadline := now.AddDate(0, 0, 30)
	return tender.Content{
		Title: "Community meals", Summary: "Hot meals for people who find it hard to cook.", Need: "About 900 people a week.", Category: "services",
		CPV: []tender.CPV{{Code: "79411000", Title: "General management consultancy services"}}, Areas: []tender.Area{{Code: "E08000033", Name: "Calderdale"}},
		Budget: tender.Budget{NetPence: 300_000_00, VAT: "standard", Published: true}, Term: tender.Term{Start: "2027-04-05", End: "2030-04-04"},
		Lots:     []tender.Lot{{ID: "1", Title: "Community meals", Prices: []tender.PriceLine{{Ref: "A1", Description: "Meal delivered", Unit: "meal", QuantityMilli: 10_000_000}, {Ref: "A2", Description: "Visit", Unit: "visit", QuantityMilli: 500_500}}}},
		Stages:   []tender.Stage{{Seq: 1, Kind: "tender", Name: "Tender", Deadline: calendar.On(deadline).At(12, 0)}},
		Criteria: []tender.Criterion{{ID: "quality", Name: "Quality", Kind: "scored", WeightBP: 6000}, {ID: "added", Name: "Added value", Kind: "scored", WeightBP: 1000}, {ID: "price", Name: "Price", Kind: "price", WeightBP: 3000, Formula: "relative_to_lowest"}},
		Questions: []tender.Question{
			{Key: "q1", Stage: 1, Kind: "scored", Criterion: "quality", WeightBP: 7000, Title: "Meals", Text: "How will you make meals people look forward to?", WordLimit: 500, Required: true, Max: 5, Scale: scale},
			{Key: "q2", Stage: 1, Kind: "scored", Criterion: "quality", WeightBP: 3000, Title: "Reach", Text: "How will you reach people?", WordLimit: 500, Required: true, Files: true, Max: 5, Scale: scale},
			{Key: "q3", Stage: 1, Kind: "scored", Criterion: "added", WeightBP: 10000, Title: "Added value", Text: "What else will change?", WordLimit: 300, Required: true, Commitments: true, Max: 5, Scale: scale},
			{Key: "q4", Stage: 1, Kind: "information", Title: "Contact", Text: "Whom do we call?", WordLimit: 50},
		},
		Conditions: []tender.Condition{{Key: "c1", Stage: 1, Kind: "insurance", Text: "Public liability insurance of £5m", Expires: true}, {Key: "c2", Stage: 1, Kind: "exclusion", Text: "No exclusion ground applies"}},
		Ties:       []string{"criterion:quality", "lowest_price"},
		KPIs:       []tender.KPI{{Title: "On time", Measure: "Meals within 20 minutes", Target: "95%", Every: "quarter"}},
		Timetable:  tender.Timetable{QuestionsClose: now.AddDate(0, 0, 15), AnswersBy: now.AddDate(0, 0, 20), DecisionBy: "2027-01-29"},
		LotsReason: "One kitchen serves the whole area.", SocialValueNote: "Considered local jobs and isolation.", ConflictsAssessed: "No conflicts found; reviewed with the panel.", VoluntaryStandstill: true,
	}
}

// published makes an open tender.
func (w *world) published() string {
	w.t.Helper()
	return w.publishedWith(func(*tender.Content) {})
}

// publishedWith makes an open tender of changed content.
func (w *world) publishedWith(change func(*tender.Content)) string {
	w.t.Helper()
	ctx := w.t.Context()
	c := content(w.clock.Now())
	change(&c)
	o, err := w.db.Reader().Read(ctx).OrganisationByID(w.buyer)
	w.fine(err)
	w.fine(commissioning.SetRegime(&c, o, w.clock.Now(), "", ""))
	ref, err := w.steps.StartTender(ctx, w.author, w.buyer, c)
	w.fine(err)
	for role, people := range map[account.Role][]account.Actor{
		account.RoleApprover: {w.approver}, account.RoleOpener: {w.opener1, w.opener2}, account.RoleEvaluator: {w.eval1, w.eval2},
		account.RoleModerator: {w.moderator}, account.RoleAwardApprover: {w.awarder},
	} {
		for _, p := range people {
			w.fine(w.steps.AppointPerson(ctx, w.author, ref, p.Person, role))
		}
	}
	w.fine(w.steps.SubmitTender(ctx, w.author, ref))
	w.fine(w.steps.ApproveTender(ctx, w.approver, ref))
	w.fine(w.steps.MarkPublished(ctx, w.author, ref, "083563-2026", calendar.On(w.clock.Now())))
	return ref
}

// lodged makes a complete lodged bid of a provider and gives its reference and receipt.
func (w *world) lodged(tenderRef string, i int, meal, visit string) (ref, receipt string) {
	w.t.Helper()
	ctx, p := w.t.Context(), w.providers[i]
	ref, err := w.steps.StartBid(ctx, p.signer, p.org, tenderRef)
	w.fine(err)
	save := commissioning.Save{Org: p.org, Bid: ref, Received: w.clock.Now()}
	receipt = w.fill(p, save, meal, visit)
	if receipt == "" {
		w.t.Fatal("a complete, declared bid got no receipt")
	}
	return ref, receipt
}

func (w *world) fill(p provider, save commissioning.Save, meal, visit string) string {
	w.t.Helper()
	ctx := w.t.Context()
	for key, a := range answers(p) {
		a.Key = key
		_, err := w.steps.SaveAnswer(ctx, p.writer, save, 0, a)
		w.fine(err)
	}
	_, err := w.steps.SaveCommitments(ctx, p.writer, save, 0, promises())
	w.fine(err)
	_, _, err = w.steps.SealPrice(ctx, p.writer, save, "1", map[string]string{"A1": meal, "A2": visit})
	w.fine(err)
	saved, err := w.steps.Declare(ctx, p.signer, save)
	w.fine(err)
	if saved.Receipt == "" {
		w.t.Fatalf("not sent: %+v", saved.Waiting)
	}
	return saved.Receipt
}
