package demo

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/addedvalue"
	"hundredweight/models/commissioning"
	"hundredweight/models/money"
	"hundredweight/models/offer"
	"hundredweight/models/organisation"
	"hundredweight/models/store"
)

// builder tells the story of the county: what people did, at which moment, by
// calling the real steps. The first thing that fails ends it.
type builder struct {
	*World
	ctx    context.Context
	today  time.Time // noon of the day on which the demonstration is made
	hash   string    // of a password that nobody knows: people enter by a button
	token  string    // of the newest link in mail
	events []event
	county County

	operators []account.PersonID
	bodies    []body
	firms     []company
	tenders   map[string]string // stage → reference
}

type event struct {
	at   time.Time
	what string
	do   func() error
}

// body is a buyer once it is there.
type body struct {
	id     account.OrganisationID
	slug   string
	people map[string]account.PersonID
}

// company is a provider once it is there.
type company struct {
	id             account.OrganisationID
	slug           string
	writer, signer account.PersonID
	claims         []addedvalue.Claim
}

// County is what a program needs to show the county: it is demo.json.
type County struct {
	Address string    `json:"address"`
	SignIns []SignIn  `json:"sign_ins"`
	Tenders []Exhibit `json:"tenders"`
}

// SignIn is a role that a visitor can take.
type SignIn struct {
	Role  string `json:"role"`
	Name  string `json:"name"`
	Email string `json:"email"`
	Hint  string `json:"hint"`
	To    string `json:"begins_at"`
}

// Exhibit is a tender at a stage.
type Exhibit struct {
	Stage   string `json:"stage"`
	Title   string `json:"title"`
	Ref     string `json:"reference"`
	Address string `json:"address"`
	At      string `json:"page"`   // where a visitor looks first
	Public  bool   `json:"public"` // whether anybody may look; otherwise only the buyer's people
}

// Build makes the county, as of today. hash is the hash of a password that
// nobody knows.
func (w *World) Build(ctx context.Context, hash string) (County, error) {
	now := w.Clock.wall().UTC()
	b := &builder{World: w, ctx: ctx, hash: hash, tenders: map[string]string{}, today: time.Date(now.Year(), now.Month(), now.Day(), 12, 0, 0, 0, time.UTC)}
	letter := w.Steps.Letter
	w.Steps.Letter = func(kind string, facts map[string]string) (string, string, error) {
		if t := facts["token"]; t != "" {
			b.token = t
		}
		return letter(kind, facts)
	}
	defer func() { w.Steps.Letter = letter }()
	b.signIns()
	b.people()
	b.offers()
	b.story()
	sort.SliceStable(b.events, func(i, j int) bool { return b.events[i].at.Before(b.events[j].at) })
	for _, e := range b.events {
		if err := b.run(e); err != nil {
			return County{}, fmt.Errorf("build %s, %s: %w", Place, e.what, err)
		}
	}
	if err := w.due(ctx, now); err != nil {
		return County{}, fmt.Errorf("build %s: %w", Place, err)
	}
	w.Clock.live(0)
	slices.SortFunc(b.county.Tenders, func(x, y Exhibit) int { return place(x.Stage) - place(y.Stage) })
	return b.county, nil
}

// place is where a stage stands in the order of plans, from the first to the last.
func place(stage string) int {
	return slices.IndexFunc(plans, func(p plan) bool { return p.stage == stage })
}

// run does what fell due before an event, and then the event.
func (b *builder) run(e event) error {
	if err := b.due(b.ctx, e.at); err != nil {
		return err
	}
	b.Clock.tell(e.at)
	return e.do()
}

// on adds something that happened some days ago (or, negative, will not have
// happened yet) at an hour of the day, UTC.
func (b *builder) on(daysAgo int, hour, minute int, what string, do func() error) {
	day := b.today.AddDate(0, 0, -daysAgo)
	b.events = append(b.events, event{at: time.Date(day.Year(), day.Month(), day.Day(), hour, minute, 0, 0, time.UTC), what: what, do: do})
}

// as gives the actor that a person is now, for an organisation.
func (b *builder) as(person account.PersonID, org account.OrganisationID) account.Actor {
	a, err := b.DB.Reader().Read(b.ctx).Actor(person)
	if err != nil {
		return account.Actor{Person: person, ActingFor: org} // the step refuses it, and says so
	}
	a.ActingFor, a.SignedInAt = org, b.Clock.Now()
	return a
}

func address(name, host string) string {
	return strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@" + host
}

// account makes an account by the link in the mail.
func (b *builder) account(name, host string) (account.PersonID, error) {
	if err := b.Steps.AskForLink(b.ctx, address(name, host), commissioning.WishAccount); err != nil {
		return 0, err
	}
	return b.Steps.RegisterPerson(b.ctx, b.token, name, b.hash)
}

// founded is how many days ago the county's site was opened.
const founded = 150

// people adds operators, reference lists, buyers and providers.
func (b *builder) people() {
	b.on(founded, 8, 0, "operators and lists", func() error {
		token, err := b.Steps.MakeSetupLink(b.ctx)
		if err != nil {
			return err
		}
		first, err := b.Steps.SetUpOperator(b.ctx, token, "Olive Marchant", address("Olive Marchant", "northmere.example"), b.hash)
		if err != nil {
			return err
		}
		second, err := b.account("Theo Grange", "northmere.example")
		if err != nil {
			return err
		}
		if err := b.Steps.AppointOperator(b.ctx, b.as(first, 0), address("Theo Grange", "northmere.example")); err != nil {
			return err
		}
		b.operators = []account.PersonID{first, second}
		sum := sha256.Sum256([]byte(Place))
		if err := b.Steps.ImportAreas(b.ctx, pairs(areas), sum[:]); err != nil {
			return err
		}
		return b.Steps.ImportCPV(b.ctx, pairs(codes), sum[:])
	})
	b.bodies = make([]body, len(buyers))
	for i := range buyers {
		b.on(founded-1, 9, i, buyers[i].name, func() error { return b.buyer(i) })
	}
	b.firms = make([]company, len(firms))
	for i := range firms {
		b.on(founded-2-i%7, 10, i, firms[i].name, func() error { return b.firm(i) })
	}
}

func pairs(all [][2]string) []organisation.Code {
	out := make([]organisation.Code, len(all))
	for i, p := range all {
		out[i] = organisation.Code{Code: p[0], Title: p[1]}
	}
	return out
}

func (b *builder) buyer(i int) error {
	d := buyers[i]
	first, second := d.people[0], d.people[1]
	slug, err := b.Steps.CreateBuyer(b.ctx, b.as(b.operators[0], 0), commissioning.NewBuyer{
		Details: organisation.Details{Name: d.name, LegalForm: "public_body", Class: d.class},
		Reason:  "Known to us: it is on the county’s list of public bodies.", Emails: []string{address(first.name, d.mail)},
	})
	if err != nil {
		return err
	}
	o, err := b.DB.Reader().Read(b.ctx).OrganisationBySlug(slug)
	if err != nil {
		return err
	}
	made := body{id: o.ID, slug: slug, people: map[string]account.PersonID{}}
	if made.people[first.key], _, err = b.Steps.AcceptInvitationAsNew(b.ctx, b.token, first.name, b.hash); err != nil {
		return err
	}
	if err := b.Steps.CheckOrganisation(b.ctx, b.as(b.operators[1], 0), slug, organisation.Confirm, "Called the number on its website."); err != nil {
		return err
	}
	manager := made.people[first.key]
	for _, p := range append([]post{second}, d.people[2:]...) {
		if p.can == nil { // a second part of somebody who is there
			made.people[p.key] = made.people[first.key]
			continue
		}
		if err := b.Steps.InviteMember(b.ctx, b.as(manager, o.ID), slug, address(p.name, d.mail), p.can); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		if made.people[p.key], _, err = b.Steps.AcceptInvitationAsNew(b.ctx, b.token, p.name, b.hash); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	b.bodies[i] = made
	return nil
}

func (b *builder) firm(i int) error {
	f := firms[i]
	signer, err := b.account(f.signer, f.mail)
	if err != nil {
		return err
	}
	slug, err := b.Steps.CreateOrganisation(b.ctx, b.as(signer, 0), commissioning.NewOrganisation{
		Details: organisation.Details{Name: f.name, LegalForm: f.form, Scheme: f.scheme, Identifier: f.number},
		VCSE:    f.form != "share_company", SME: f.sme, Place: f.place, Website: "https://" + f.mail,
	})
	if err != nil {
		return err
	}
	o, err := b.DB.Reader().Read(b.ctx).OrganisationBySlug(slug)
	if err != nil {
		return err
	}
	made := company{id: o.ID, slug: slug, signer: signer, writer: signer}
	if err := b.Steps.DescribeOrganisation(b.ctx, b.as(signer, o.ID), slug, commissioning.Description{About: f.about, Place: f.place, Website: "https://" + f.mail, ContactEmail: "hello@" + f.mail, VCSE: f.form != "share_company", SME: f.sme}); err != nil {
		return err
	}
	if f.writer != "" {
		if err := b.Steps.InviteMember(b.ctx, b.as(signer, o.ID), slug, address(f.writer, f.mail), []account.Permission{account.Contribute, account.Sign}); err != nil {
			return err
		}
		if made.writer, _, err = b.Steps.AcceptInvitationAsNew(b.ctx, b.token, f.writer, b.hash); err != nil {
			return err
		}
	}
	if !f.unchecked {
		for n, reason := range [...]string{"The register’s published contact confirmed it.", "Looked at the register again; name and number agree."} {
			if err := b.Steps.CheckOrganisation(b.ctx, b.as(b.operators[n], 0), slug, organisation.Confirm, reason); err != nil {
				return err
			}
		}
	}
	b.firms[i] = made
	return nil
}

// offers publishes the county's services.
func (b *builder) offers() {
	for i, s := range services {
		b.on(founded-20-i, 11, i, s.title, func() error { return b.offer(s) })
	}
}

func (b *builder) offer(s offered) error {
	f := &b.firms[s.firm]
	writer := b.as(f.writer, f.id)
	ref, err := b.Steps.StartOffer(b.ctx, writer, f.id, s.title)
	if err != nil {
		return err
	}
	e := commissioning.OfferEdit{Org: f.id, Ref: ref}
	section := func(which offer.Section, set func(*offer.Content)) {
		if err == nil {
			if e.Revision, err = b.revision(ref); err == nil {
				_, err = b.Steps.SaveOfferSection(b.ctx, writer, e, which, false, set)
			}
		}
	}
	section(offer.Describe, func(c *offer.Content) {
		c.Summary, c.About, c.Who, c.Theme, c.CPV = s.summary, s.about, s.who, s.theme, []offer.CPV{{Code: s.cpv}}
	})
	section(offer.Where, func(c *offer.Content) {
		c.Areas = nil
		for _, a := range s.areas {
			c.Areas = append(c.Areas, offer.Area{Code: areas[a][0]})
		}
		room := s.room
		c.When, c.Capacity = "Monday to Friday; weekends by agreement", offer.Capacity{Room: &room, Unit: s.roomUnit}
	})
	section(offer.PriceGuide, func(c *offer.Content) {
		c.Price = offer.Price{Basis: offer.Basis(s.basis), Amount: money.Pence(s.pence)}
	})
	section(offer.Ask, func(c *offer.Content) {
		c.Contact = offer.Contact{Name: firms[s.firm].signer, Email: "hello@" + firms[s.firm].mail, Phone: "01632 960 001"}
	})
	until := b.today.AddDate(1, 2, 0).Format(offer.DateForm)
	reviewed := b.today.AddDate(0, -7, 0).Format(offer.DateForm)
	section(offer.Checks, func(c *offer.Content) {
		c.Cover = offer.Cover{Insured: true, InsuredUntil: until, Safeguarding: true, ReviewedOn: reviewed}
	})
	if err != nil {
		return err
	}
	if err := b.claim(f, writer, e, s); err != nil {
		return err
	}
	return b.publish(f, e)
}

// revision gives the revision of a service's newest version.
func (b *builder) revision(ref string) (int, error) {
	q := b.DB.Reader().Read(b.ctx)
	o, err := q.OfferByRef(ref)
	if err != nil {
		return 0, err
	}
	v, err := q.VersionOf(o.ID, o.Latest)
	return v.Revision, err
}

// claim writes the one claim of a service, with its evidence, through the
// eight steps.
func (b *builder) claim(f *company, writer account.Actor, e commissioning.OfferEdit, s offered) (err error) {
	var evidence []string
	if s.evidence != "" {
		kept, err := b.Steps.ReceiveFile("file", strings.ToLower(strings.ReplaceAll(s.evidence, " ", "-"))+".txt", bytes.NewReader([]byte(s.evidence+"\n\nMade up for the demonstration. "+s.how+"\n")))
		if err != nil {
			return err
		}
		ref, err := b.Steps.AddEvidence(b.ctx, writer, f.id, commissioning.NewEvidence{Evidence: addedvalue.Evidence{Title: s.evidence, Kind: addedvalue.Dataset, Date: b.today.AddDate(0, -6, 0).Truncate(24 * time.Hour), Covers: s.period, PersonalDataChecked: true}, File: kept})
		if err != nil {
			return err
		}
		evidence = []string{ref}
	}
	if e.Revision, err = b.revision(e.Ref); err != nil {
		return err
	}
	refs, _, err := b.Steps.AddClaims(b.ctx, writer, e, []addedvalue.Claim{{Outcome: s.outcome, Measure: s.measure, Unit: s.unit}})
	if err != nil {
		return err
	}
	for _, step := range addedvalue.Steps {
		if e.Revision, err = b.revision(e.Ref); err != nil {
			return err
		}
		if _, err := b.Steps.SaveClaimStep(b.ctx, writer, e, refs[0], step, false, func(c *addedvalue.Claim) {
			c.Outcome, c.Measure, c.Unit, c.Who, c.Quantity, c.Basis, c.Period = s.outcome, s.measure, s.unit, s.who, addedvalue.Number(s.quantity), addedvalue.Measured, s.period
			c.Know, c.HowWeKnow, c.NotClaimed = addedvalue.Level("E"+strconv.Itoa(s.know)), s.how, s.notClaimed
			c.Deadweight, c.Attribution, c.Displacement, c.DropOff = addedvalue.AskDeadweight.Keep(), addedvalue.AskAttribution.Keep(), addedvalue.AskDisplacement.Keep(), addedvalue.AskDropOff.Keep()
			c.Years, c.CoreOrAdded, c.Existing = 1, addedvalue.Added, addedvalue.Existing
			c.Evidence, c.Unevidenced = evidence, len(evidence) == 0
			if step == addedvalue.StepSave {
				c.Saved = true
			}
		}); err != nil {
			return fmt.Errorf("claim, %s: %w", step, err)
		}
	}
	f.claims = append(f.claims, addedvalue.Claim{Ref: refs[0], Outcome: s.outcome, Unit: s.unit, Who: s.who})
	return nil
}

// publish brings a service to the public list: by a second person where the
// organisation has one.
func (b *builder) publish(f *company, e commissioning.OfferEdit) (err error) {
	if e.Revision, err = b.revision(e.Ref); err != nil {
		return err
	}
	if f.writer != f.signer {
		if err := b.Steps.SubmitOffer(b.ctx, b.as(f.writer, f.id), e); err != nil {
			return err
		}
		if e.Revision, err = b.revision(e.Ref); err != nil {
			return err
		}
	}
	return b.Steps.PublishOffer(b.ctx, b.as(f.signer, f.id), e)
}

// org reads an organisation.
func (b *builder) org(id account.OrganisationID) (store.Organisation, error) {
	return b.DB.Reader().Read(b.ctx).OrganisationByID(id)
}

// signIns lists the roles that a visitor can take. Two people open bids
// together, and nobody approves what they wrote, so some parts are there twice.
func (b *builder) signIns() {
	council, home := "/org/harrowick-borough-council", "/org/homeward-northmere-cic"
	add := func(role, name, host, hint, to string) {
		b.county.SignIns = append(b.county.SignIns, SignIn{Role: role, Name: name, Email: address(name, host), Hint: hint, To: to})
	}
	add("bid writer", "Sam Weller", firms[0].mail, "Homeward Northmere CIC: a bid to finish, a result to read", home)
	add("commissioner", "Dana Okafor", buyers[0].mail, "Harrowick Borough Council: writes tenders, answers questions", council)
	add("approver", "Ravi Menon", buyers[0].mail, "Harrowick: approves what others wrote", council)
	add("opening officer", "Lin Hughes", buyers[0].mail, "Harrowick: opens bids, with the second officer", council)
	add("second opening officer", "Tom Ellery", buyers[0].mail, "Harrowick: without him nothing is opened", council)
	add("evaluator", "Priya Nair", buyers[0].mail, "Harrowick: answers to score, no price in sight", "/desk")
	add("panel chair", "Colm Darcy", buyers[0].mail, "Harrowick: brings scores together, recommends", council)
	add("award approver", "Helen Strand", buyers[0].mail, "Harrowick: approves the award, or sends it back", council)
	add("record-keeper", "Bisi Adeyemi", buyers[0].mail, "Harrowick: waiting periods, signatures, contracts", council)
	add("operator", "Olive Marchant", "northmere.example", "Runs the site: one organisation to check", "/admin")
}
