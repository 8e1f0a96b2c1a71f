package sitetest

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/bid"
	"hundredweight/models/calendar"
	"hundredweight/models/commissioning"
	"hundredweight/models/store"
	"hundredweight/models/tender"
)

// County is a buyer with all its people and a provider with its own, for tests
// that need a tender. Everything after them is made by the real steps.
type County struct {
	Site                                      *Site
	Buyer, Provider                           account.OrganisationID
	BuyerSlug, ProviderSlug                   string
	Author, Approver, Opener1, Opener2, Eval1 account.Actor
	Eval2, Moderator, Awarder                 account.Actor
	Signer, Writer                            account.Actor // of the provider
}

// County makes one; name keeps several apart.
func (s *Site) County(t testing.TB, name string) *County {
	t.Helper()
	c := &County{Site: s, BuyerSlug: name + "-council", ProviderSlug: name + "-kitchen"}
	c.Buyer = s.verified(t, "buyer", c.BuyerSlug, "Harrowick Borough Council")
	c.Provider = s.verified(t, "provider", c.ProviderSlug, "Wharf Lane Kitchen")
	who := func(role string, org account.OrganisationID, perms ...account.Permission) account.Actor {
		return s.Member(t, role+" of "+name, org, perms...)
	}
	c.Author, c.Approver = who("Ada Author", c.Buyer, account.Author), who("Amir Approver", c.Buyer, account.Approve)
	c.Opener1, c.Opener2 = who("Ola Opener", c.Buyer, account.OpenBids), who("Owen Opener", c.Buyer, account.OpenBids)
	c.Eval1, c.Eval2 = who("Eva Evaluator", c.Buyer, account.Evaluate), who("Evan Evaluator", c.Buyer, account.Evaluate)
	c.Moderator, c.Awarder = who("Mo Moderator", c.Buyer, account.Moderate), who("Asha Awarder", c.Buyer, account.AwardRight)
	c.Signer, c.Writer = who("Sig Natory", c.Provider, account.Contribute, account.Sign), who("Wren Writer", c.Provider, account.Contribute)
	return c
}

func (s *Site) verified(t testing.TB, kind, slug, name string) (id account.OrganisationID) {
	t.Helper()
	by := s.Person(t, "Maker Of "+slug, false)
	s.write(t, "organisation.made", slug, func(tx *store.Tx) (err error) {
		o := store.Organisation{Slug: slug, Name: name, Kind: kind, Status: "verified", CreatedBy: by, VerifiedAt: store.At(s.Clock.Now()), CreatedAt: store.At(s.Clock.Now())}
		if kind == "buyer" {
			o.AuthorityClass = "sub_central"
		}
		id, err = tx.AddOrganisation(o)
		return err
	})
	return id
}

// Member adds a person with permissions in an organisation, as an actor who
// acts for it.
func (s *Site) Member(t testing.TB, name string, org account.OrganisationID, perms ...account.Permission) account.Actor {
	t.Helper()
	id := s.Person(t, name, false)
	s.Join(t, id, org, perms...)
	a, err := s.DB.Reader().Read(t.Context()).Actor(id)
	if err != nil {
		t.Fatal(err)
	}
	a.ActingFor, a.SignedInAt = org, s.Clock.Now()
	return a
}

// TenderContent is a complete small tender of one lot that closes in 30 days.
func TenderContent(now time.Time) tender.Content {
	scale := []tender.Descriptor{{Score: 0, Label: "None", Words: "does not answer"}, {Score: 3, Label: "Good", Words: "answers most of it, with some evidence"}, {Score: 5, Label: "Full", Words: "answers all of it, with evidence"}}
	return tender.Content{
		Title: "Community meals and company at home", Summary: "Hot meals, and the person who brings them, for about 900 people a week who find it hard to shop, cook or eat alone.",
		Need: "About 900 people a week in Harrowick and Elmsfold find it hard to shop, cook or eat alone.\n\nVisits should be unhurried and, wherever possible, from someone they know.", Category: "services",
		CPV:    []tender.CPV{{Code: "85311100", Title: "Welfare services for the elderly"}},
		Areas:  []tender.Area{{Code: "E08000033", Name: "Harrowick"}, {Code: "E08000034", Name: "Elmsfold"}},
		Budget: tender.Budget{NetPence: 1_550_000_00, OptionsPence: 516_666_00, VAT: "standard", Published: true}, Term: tender.Term{Start: "2027-04-05", End: "2030-04-04", MaxEnd: "2031-04-04"},
		Lots:   []tender.Lot{{ID: "1", Title: "Community meals", Prices: []tender.PriceLine{{Ref: "A1", Description: "Meal delivered", Unit: "meal", QuantityMilli: 10_000_000}, {Ref: "A2", Description: "Visit of half an hour", Unit: "visit", QuantityMilli: 500_500}}}},
		Stages: []tender.Stage{{Seq: 1, Kind: "tender", Name: "Tender", Deadline: calendar.On(now.AddDate(0, 0, 30)).At(12, 0)}},
		Criteria: []tender.Criterion{
			{ID: "quality", Name: "Meals and care people can rely on", Kind: "scored", WeightBP: 6000},
			{ID: "added", Name: "Added value", Kind: "scored", WeightBP: 1000},
			{ID: "price", Name: "Price", Kind: "price", WeightBP: 3000, Formula: "relative_to_lowest"},
		},
		Questions: []tender.Question{
			{Key: "q1", Stage: 1, Kind: "scored", Criterion: "quality", WeightBP: 7000, Title: "Meals people look forward to", Text: "How will you make meals people look forward to?", Guidance: "Say who cooks, and how you find out what people like.", WordLimit: 500, Required: true, Max: 5, Minimum: 2, Scale: scale},
			{Key: "q2", Stage: 1, Kind: "scored", Criterion: "quality", WeightBP: 3000, Title: "Reaching people", Text: "How will you reach people in evenings, at weekends and outside the towns?", WordLimit: 600, Required: true, Files: true, Max: 5, Scale: scale},
			{Key: "q3", Stage: 1, Kind: "scored", Criterion: "added", WeightBP: 10000, Title: "Added value", Text: "What else will change, and how will you show it?", WordLimit: 300, Required: true, Commitments: true, Max: 5, Scale: scale},
			{Key: "q4", Stage: 1, Kind: "information", Title: "Contact", Text: "Whom do we call?", WordLimit: 50},
		},
		Conditions: []tender.Condition{{Key: "c1", Stage: 1, Kind: "insurance", Text: "Public liability insurance", AmountPence: 5_000_000_00, Expires: true}, {Key: "c2", Stage: 1, Kind: "exclusion", Text: "No exclusion ground applies"}},
		Ties:       []string{"criterion:quality", "lowest_price", "lot_drawn"},
		KPIs:       []tender.KPI{{Title: "On time", Measure: "Meals within 20 minutes of the time agreed", Target: "95", Unit: "%", Every: "quarter"}},
		Timetable:  tender.Timetable{QuestionsClose: calendar.On(now.AddDate(0, 0, 15)).At(17, 0), AnswersBy: now.AddDate(0, 0, 20), DecisionBy: "2027-01-29"},
		LotsReason: "One kitchen serves the whole area.", SocialValueNote: "Considered local jobs and isolation.", ConflictsAssessed: "No conflicts found; reviewed with the panel.", VoluntaryStandstill: true,
	}
}

// Approved takes a tender as far as its approval; edits change the content first.
func (c *County) Approved(t testing.TB, edits ...func(*tender.Content)) (ref string) {
	t.Helper()
	ctx, steps := t.Context(), c.Site.Steps
	content := TenderContent(c.Site.Clock.Now())
	for _, edit := range edits {
		edit(&content)
	}
	fine := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	o, err := c.Site.DB.Reader().Read(ctx).OrganisationByID(c.Buyer)
	fine(err)
	fine(commissioning.SetRegime(&content, o, c.Site.Clock.Now(), "", ""))
	ref, err = steps.StartTender(ctx, c.Author, c.Buyer, content)
	fine(err)
	for _, p := range []struct {
		role account.Role
		who  account.Actor
	}{
		{account.RoleApprover, c.Approver}, {account.RoleOpener, c.Opener1}, {account.RoleOpener, c.Opener2}, {account.RoleEvaluator, c.Eval1},
		{account.RoleEvaluator, c.Eval2}, {account.RoleModerator, c.Moderator}, {account.RoleAwardApprover, c.Awarder},
	} {
		fine(steps.AppointPerson(ctx, c.Author, ref, p.who.Person, p.role))
	}
	fine(steps.SubmitTender(ctx, c.Author, ref))
	fine(steps.ApproveTender(ctx, c.Approver, ref))
	return ref
}

// Published takes a tender as far as its publication: it is open.
func (c *County) Published(t testing.TB, edits ...func(*tender.Content)) (ref string) {
	t.Helper()
	ref = c.Approved(t, edits...)
	notice := fmt.Sprintf("%06d-2026", c.Buyer)
	if err := c.Site.Steps.MarkPublished(t.Context(), c.Author, ref, notice, calendar.On(c.Site.Clock.Now())); err != nil {
		t.Fatal(err)
	}
	return ref
}

// Contract leaves a signed contract of an open tender's first lot with the
// county's provider, as the steps of the award would: for pages that only read.
func (c *County) Contract(t testing.TB, tenderRef string) (ref string) {
	t.Helper()
	now := c.Site.Clock.Now()
	content := store.ContractContent{
		Commitments: []bid.Commitment{
			{Ref: "p1", Question: "q3", Outcome: "People who live alone meet each other every week", Who: "People over 65 in Harrowick", Quantity: "120", Unit: "people", By: "2028-03-31", Evidence: "Attendance sheets, checked each quarter"},
			{Ref: "p2", Question: "q3", Outcome: "Two paid traineeships in the kitchen", Quantity: "2", Unit: "trainees", By: "2027-12-31", Extra: true},
		},
		KPIs: TenderContent(now).KPIs,
	}
	text, err := json.Marshal(content)
	if err != nil {
		t.Fatal(err)
	}
	ref = tenderRef + "-1"
	c.Site.write(t, "contract.made", ref, func(tx *store.Tx) error {
		row, err := tx.TenderByRef(tenderRef)
		if err != nil {
			return err
		}
		stage, err := tx.StageOf(row.ID, 1)
		if err != nil {
			return err
		}
		b, err := tx.AddBid(store.BidRow{Ref: "bid" + tenderRef, Tender: row.ID, Stage: stage.ID, Org: c.Provider, Status: bid.Winner, LotsText: "1", TenderVersion: 1, CreatedBy: c.Signer.Person, CreatedAt: store.At(now)})
		if err != nil {
			return err
		}
		ranking, err := tx.AddRanking(store.Ranking{Tender: row.ID, Lot: "1", Input: "{}", Output: "{}", InputSHA256: "x", At: store.At(now)})
		if err != nil {
			return err
		}
		award, err := tx.AddAward(store.AwardRow{Tender: row.ID, Lot: "1", Bid: b, Org: c.Provider, TotalPence: 1_480_000_00, Ranking: ranking, Reason: "Came first", RecommendedBy: c.Moderator.Person, RecommendedAt: store.At(now)})
		if err != nil {
			return err
		}
		if err := tx.MoveAwards(row.ID, "recommended", "contract_created"); err != nil {
			return err
		}
		_, err = tx.AddContract(store.ContractRow{Ref: ref, Tender: row.ID, Award: award, Lot: "1", Buyer: c.Buyer, Supplier: c.Provider, Title: row.Title, TotalPence: 1_480_000_00, StartsOn: "2027-04-05", EndsOn: "2030-04-04", Status: "signed", ContentText: string(text), SignedOn: "2027-02-15", CreatedAt: store.At(now)})
		return err
	})
	return ref
}
