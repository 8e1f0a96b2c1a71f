package handlers_test

import (
	"net/http"
	"regexp"
	"strings"
	"time"

	"hundredweight/handlers"
	"hundredweight/handlers/page"
	"hundredweight/handlers/sitetest"
	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/bid"
	"hundredweight/models/commissioning"
	"hundredweight/models/store"
	"hundredweight/models/store/storetest"
	"hundredweight/models/tender"
)

// sceneOf is how the site stands when a page of the site map is opened.
type sceneOf struct {
	route string
	make  func() *scene
}

// scenes gives the scenes of every page: those below, and for every other page
// the thing that stands for it in the matrix.
func (a *attack) scenes() (out []sceneOf) {
	for _, r := range a.site.Server.Routes() {
		if r.Method != http.MethodGet {
			continue
		}
		special := staged[r.Path]
		if special == nil {
			out = append(out, sceneOf{r.Path, func() *scene { return a.plain(r) }})
		}
		for _, make := range special {
			out = append(out, sceneOf{r.Path, func() *scene {
				a.site.Clock.Set(storetest.Noon)
				return make(a)
			}})
		}
	}
	return out
}

// plain is a page with the matrix's thing, as somebody with every permission.
func (a *attack) plain(r handlers.Route) *scene {
	a.t.Helper()
	a.site.Clock.Set(storetest.Noon)
	a.memo = map[string]thing{}
	th, ok := a.world.make(r)
	if !ok {
		a.t.Fatalf("%s: nothing stands for its parameters", r.Path)
	}
	a.site.Clock.Set(storetest.Noon)
	who := th.Right
	switch {
	case who != 0:
	case r.Policy.Kind == page.KindOperator:
		who = a.site.Person(a.t, a.name("operator"), true)
	case r.Policy.Kind == page.KindMember:
		who = a.member(th.Params["org"], every...)
	default:
		who = a.member(a.provider(), every...)
	}
	at := &scene{client: a.site.SignedIn(a.t, who), who: who, address: th.address(r.Path)}
	if th.Query != "" {
		at.address += "?" + th.Query
	}
	return at
}

// stranger is a page as somebody sees it who is not signed in.
func (a *attack) stranger(address string) *scene {
	return &scene{client: a.site.Stranger(a.t), address: address}
}

// as is a page as a person sees it.
func (a *attack) as(who account.Actor, address string) *scene {
	return &scene{client: a.site.SignedIn(a.t, who.Person), who: who.Person, address: address}
}

func (a *attack) fine(err error) {
	a.t.Helper()
	if err != nil {
		a.t.Fatal(err)
	}
}

// link asks for a mail and gives the path of the link in it.
func (a *attack) link(ask func() error) string {
	a.t.Helper()
	a.fine(ask())
	all, err := a.site.DB.Reader().Read(a.t.Context()).MailNewest(1)
	a.fine(err)
	path := regexp.MustCompile(`http://site\.test(/\S+)`).FindStringSubmatch(all[0].Body)
	if path == nil {
		a.t.Fatalf("no link in %s", all[0].Body)
	}
	return path[1]
}

func (a *attack) wish(w commissioning.Wish, known bool) *scene {
	a.t.Helper()
	email := a.name("new") + "@example.org"
	if known {
		id := a.site.Person(a.t, a.name("known"), false)
		p, err := a.site.DB.Reader().Read(a.t.Context()).PersonByID(id)
		a.fine(err)
		email = p.Email
	}
	return a.stranger(a.link(func() error { return a.site.Steps.AskForLink(a.t.Context(), email, w) }))
}

// county makes a county for one scene.
func (a *attack) county() *sitetest.County { return a.site.County(a.t, a.name("scene")) }

var two = []sitetest.Offered{{Score: 5, Price: "4.00"}, {Name: "Ninefold Trust", Score: 4, Price: "4.20"}}

// evaluated is a tender of two bids at a phase, and a page of it as somebody of
// the county; bid in the path is the second one.
func evaluated(to sitetest.Phase, path string, who func(*sitetest.County) account.Actor, more ...func(a *attack, c *sitetest.County, ref string, bids []sitetest.Offered) error) func(*attack) *scene {
	return func(a *attack) *scene {
		a.t.Helper()
		c := a.county()
		ref, bids := c.Evaluated(a.t, to, two)
		for _, do := range more {
			a.fine(do(a, c, ref, bids))
		}
		return a.as(who(c), at(c, ref, bids, path))
	}
}

func at(c *sitetest.County, ref string, bids []sitetest.Offered, path string) string {
	if strings.HasPrefix(path, "/desk") {
		return strings.NewReplacer(":ref", ref, ":bid", bids[1].Bid).Replace(path)
	}
	return "/org/" + c.BuyerSlug + "/tenders/" + ref + strings.NewReplacer(":bid", bids[1].Bid).Replace(path)
}

// decided is a tender of two bids at a stage of its decision.
func decided(to sitetest.Stage, path string, who func(*sitetest.County) account.Actor, more ...func(a *attack, c *sitetest.County, ref string, bids []sitetest.Offered) error) func(*attack) *scene {
	return func(a *attack) *scene {
		a.t.Helper()
		c := a.county()
		ref, bids := c.Ranked(a.t, two)
		if contract := c.Decided(a.t, ref, bids, to); contract != "" {
			path = strings.ReplaceAll(path, ":contract", contract)
		}
		for _, do := range more {
			a.fine(do(a, c, ref, bids))
		}
		if strings.HasPrefix(path, "/org/") {
			return a.as(who(c), strings.ReplaceAll(path, ":org", c.BuyerSlug))
		}
		return a.as(who(c), at(c, ref, bids, path))
	}
}

// published is an open tender, and a page of it; more changes how it stands.
func published(path string, who func(*sitetest.County) account.Actor, more ...func(a *attack, c *sitetest.County, ref string) error) func(*attack) *scene {
	return func(a *attack) *scene {
		a.t.Helper()
		c := a.county()
		ref := c.Published(a.t)
		for _, do := range more {
			a.fine(do(a, c, ref))
		}
		return a.as(who(c), "/org/"+c.BuyerSlug+"/tenders/"+ref+path)
	}
}

// people of a county.
var (
	author    = func(c *sitetest.County) account.Actor { return c.Author }
	approver  = func(c *sitetest.County) account.Actor { return c.Approver }
	opener1   = func(c *sitetest.County) account.Actor { return c.Opener1 }
	opener2   = func(c *sitetest.County) account.Actor { return c.Opener2 }
	evaluator = func(c *sitetest.County) account.Actor { return c.Eval1 }
	moderator = func(c *sitetest.County) account.Actor { return c.Moderator }
	awarder   = func(c *sitetest.County) account.Actor { return c.Awarder }
)

// drafted is a complete draft; more takes it on.
func drafted(path string, who func(*sitetest.County) account.Actor, more ...func(a *attack, c *sitetest.County, ref string) error) func(*attack) *scene {
	return func(a *attack) *scene {
		a.t.Helper()
		c := a.county()
		ref := c.Approved(a.t)
		a.fine(a.site.Steps.ReturnTender(a.t.Context(), c.Author, ref, "To look at it again"))
		for _, do := range more {
			a.fine(do(a, c, ref))
		}
		return a.as(who(c), "/org/"+c.BuyerSlug+"/tenders/"+ref+path)
	}
}

func submitted(a *attack, c *sitetest.County, ref string) error {
	return a.site.Steps.SubmitTender(a.t.Context(), c.Author, ref)
}

func approved(a *attack, c *sitetest.County, ref string) error {
	return a.site.Steps.ApproveTender(a.t.Context(), c.Approver, ref)
}

// changing is an open tender with a change that is written.
func changing(a *attack, c *sitetest.County, ref string) error {
	if err := a.site.Steps.StartAmendment(a.t.Context(), c.Author, ref); err != nil {
		return err
	}
	return a.site.Steps.SaveTender(a.t.Context(), c.Author, ref, 0, "need", func(t *tender.Content) error {
		t.Summary, t.Stages = "Hot meals at home.", []tender.Stage{{Seq: 1, Kind: "tender", Name: "Tender", Deadline: t.Stages[0].Deadline.AddDate(0, 0, 7)}}
		return nil
	})
}

// bidding is a bid of an open tender of two parts (lots) that nobody has lodged
// yet; more changes how it stands.
func bidding(path string, more ...func(a *attack, c *sitetest.County, save commissioning.Save) error) func(*attack) *scene {
	return func(a *attack) *scene {
		a.t.Helper()
		c := a.county()
		tenderRef := c.Published(a.t, func(t *tender.Content) {
			second := t.Lots[0]
			second.ID, second.Title = "2", "The second part"
			t.Lots = append(t.Lots, second)
			t.Questions[0].Commitments = true
		})
		ref, err := a.site.Steps.StartBid(a.t.Context(), c.Signer, c.Provider, tenderRef)
		a.fine(err)
		save := commissioning.Save{Org: c.Provider, Bid: ref, Received: a.site.Clock.Now()}
		_, err = a.site.Steps.ChooseLots(a.t.Context(), c.Signer, save, []string{"1"})
		a.fine(err)
		for _, do := range more {
			a.fine(do(a, c, save))
		}
		a.site.Clock.Add(time.Minute)
		part := ""
		if strings.Contains(path, ":part") {
			v, err := a.site.Steps.Bid(a.t.Context(), c.Signer, c.Provider, ref)
			a.fine(err)
			part = v.FilesOf("q2")[0].Ref
		}
		return a.as(c.Signer, "/org/"+c.ProviderSlug+"/bids/"+ref+strings.ReplaceAll(path, ":part", part))
	}
}

func withFile(a *attack, c *sitetest.County, save commissioning.Save) error {
	f, err := a.site.Steps.SealFile(a.t.Context(), c.Writer, save, "q2", "plan.pdf", strings.NewReader("%PDF-1.7"))
	if err != nil {
		return err
	}
	_, err = a.site.Steps.AddFiles(a.t.Context(), c.Writer, save, "q2", false, []*commissioning.SealedFile{f})
	return err
}

func promised(a *attack, c *sitetest.County, save commissioning.Save) error {
	_, err := a.site.Steps.SaveCommitments(a.t.Context(), c.Writer, save, 0, []bid.Commitment{{Ref: "p1", Question: "q3", Outcome: "Company", Who: "Older people", Quantity: "120", Unit: "people", By: "2028-03-31", Evidence: "Attendance"}})
	return err
}

// complete fills everything in.
func complete(a *attack, c *sitetest.County, save commissioning.Save) error {
	ctx, steps := a.t.Context(), a.site.Steps
	for _, one := range []bid.Answer{{Key: "q1", Text: "Meals", Completed: true}, {Key: "q2", Text: "Rounds", Completed: true}, {Key: "q3", Text: "Company", Completed: true}, {Key: "c1", Choice: "yes", Expires: "2028-12-31", Completed: true}, {Key: "c2", Choice: "yes", Completed: true}} {
		if _, err := steps.SaveAnswer(ctx, c.Writer, save, 0, one); err != nil {
			return err
		}
	}
	if err := promised(a, c, save); err != nil {
		return err
	}
	_, _, err := steps.SealPrice(ctx, c.Signer, save, "1", map[string]string{"A1": "4", "A2": "20"})
	return err
}

func lodged(a *attack, c *sitetest.County, save commissioning.Save) error {
	if err := complete(a, c, save); err != nil {
		return err
	}
	_, err := a.site.Steps.Declare(a.t.Context(), c.Signer, save)
	return err
}

// priceWaits is a price of a contributor that waits for a signatory.
func priceWaits(a *attack, c *sitetest.County, save commissioning.Save) error {
	_, _, err := a.site.Steps.SealPrice(a.t.Context(), c.Writer, save, "1", map[string]string{"A1": "5", "A2": "20"})
	return err
}

// changed is a tender that changed after a bid was lodged.
func changed(a *attack, c *sitetest.County, save commissioning.Save) error {
	v, err := a.site.Steps.Bid(a.t.Context(), c.Signer, c.Provider, save.Bid)
	if err != nil {
		return err
	}
	return a.site.Steps.AmendTender(a.t.Context(), c.Approver, v.Tender.Ref, commissioning.Amendment{Reason: "A clearer summary", Notice: "083564-2026", Edit: func(t *tender.Content) error { t.Summary = "Hot meals."; return nil }})
}

// serving is a service that is public; more takes it on. who is its writer or
// its signer.
func serving(path string, signer bool, more ...func(a *attack, s sitetest.Service, org account.OrganisationID) error) func(*attack) *scene {
	return func(a *attack) *scene {
		a.t.Helper()
		slug := a.provider()
		org, err := a.site.DB.Reader().Read(a.t.Context()).OrganisationBySlug(slug)
		a.fine(err)
		s := a.site.Service(a.t, org.ID, a.name("Steady"), nil)
		for _, do := range more {
			a.fine(do(a, s, org.ID))
		}
		who := s.Writer
		if signer {
			who = s.Signer
		}
		return a.as(account.Actor{Person: who}, "/org/"+slug+"/services/"+s.Ref+path)
	}
}

func revised(a *attack, s sitetest.Service, org account.OrganisationID) error {
	return a.site.Steps.ReviseOffer(a.t.Context(), a.site.Actor(a.t, s.Writer), org, s.Ref)
}

func inReview(a *attack, s sitetest.Service, org account.OrganisationID) error {
	if err := revised(a, s, org); err != nil {
		return err
	}
	row, err := a.site.DB.Reader().Read(a.t.Context()).OfferByRef(s.Ref)
	if err != nil {
		return err
	}
	v, err := a.site.DB.Reader().Read(a.t.Context()).VersionOf(row.ID, 2)
	if err != nil {
		return err
	}
	return a.site.Steps.SubmitOffer(a.t.Context(), a.site.Actor(a.t, s.Writer), commissioning.OfferEdit{Org: org, Ref: s.Ref, Revision: v.Revision})
}

func hidden(a *attack, s sitetest.Service, _ account.OrganisationID) error {
	return a.site.Steps.SuspendOffer(a.t.Context(), a.site.Actor(a.t, s.Signer), s.Ref, "The room is being repaired")
}

// staged are the scenes that the matrix's things do not stand for.
var staged = map[string][]func(*attack) *scene{
	"/sign-in":                   {func(a *attack) *scene { return a.stranger("/sign-in") }},
	"/account/new":               {func(a *attack) *scene { return a.stranger("/account/new") }},
	"/account/password":          {func(a *attack) *scene { return a.stranger("/account/password") }},
	"/sign-in/:token":            {func(a *attack) *scene { return a.wish(commissioning.WishSignIn, true) }},
	"/account/new/:token":        {func(a *attack) *scene { return a.wish(commissioning.WishAccount, false) }},
	"/account/password/:token":   {func(a *attack) *scene { return a.wish(commissioning.WishPassword, true) }},
	"/set-up/:token":             {func(a *attack) *scene { return a.setUp() }},
	"/invitations/:token":        {func(a *attack) *scene { return a.invited(false) }, func(a *attack) *scene { return a.invited(true) }},
	"/account":                   {func(a *attack) *scene { return a.twice() }},
	"/org/:org/team":             {func(a *attack) *scene { return a.team() }},
	"/org/:org/settings/details": {func(a *attack) *scene { return a.unchecked() }},

	"/org/:org/services/:ref/submission":  {serving("/submission", false, revised)},
	"/org/:org/services/:ref/publication": {serving("/publication", true, inReview)},
	"/org/:org/services/:ref/return":      {serving("/return", true, inReview)},
	"/org/:org/services/:ref/suspension":  {serving("/suspension", true)},
	"/org/:org/services/:ref/resumption":  {serving("/resumption", true, hidden)},
	"/org/:org/services/:ref/withdrawal":  {serving("/withdrawal", true)},
	"/org/:org/services/:ref/versions":    {serving("/versions", false)},
	"/org/:org/services/:ref/claims/:claim/:step": {
		claimed("outcome"), claimed("people"), claimed("know"), claimed("share"), claimed("extra"), claimed("evidence"), claimed("read-back"), claimed("save"),
	},

	"/org/:org/bids/:ref":                      {bidding("", lodged, priceWaits)},
	"/org/:org/bids/:ref/lots":                 {bidding("/lots")},
	"/org/:org/bids/:ref/questions/:key":       {bidding("/questions/q1"), bidding("/questions/q4"), bidding("/questions/q1", lodged)},
	"/org/:org/bids/:ref/questions/:key/files": {bidding("/questions/q2/files", withFile)},
	"/org/:org/bids/:ref/conditions":           {bidding("/conditions")},
	"/org/:org/bids/:ref/commitments":          {bidding("/commitments", promised)},
	"/org/:org/bids/:ref/commitments/:promise": {bidding("/commitments/new"), bidding("/commitments/p1", promised)},
	"/org/:org/bids/:ref/prices/:lot":          {bidding("/prices/1"), bidding("/prices/1", lodged, priceWaits)},
	"/org/:org/bids/:ref/declaration":          {bidding("/declaration", complete)},
	"/org/:org/bids/:ref/withdrawal":           {bidding("/withdrawal", lodged)},
	"/org/:org/bids/:ref/confirmation":         {bidding("/confirmation", lodged, changed)},

	"/org/:org/tenders/new/copy": {func(a *attack) *scene {
		c := a.county()
		c.Published(a.t)
		return a.as(c.Author, "/org/"+c.BuyerSlug+"/tenders/new/copy")
	}},
	"/org/:org/tenders/:ref/open":                  {asked},
	"/org/:org/tenders/:ref/panel":                 {drafted("/panel", author)},
	"/org/:org/tenders/:ref/check":                 {drafted("/check", author)},
	"/org/:org/tenders/:ref/approval":              {drafted("/approval", approver, submitted), drafted("/approval", author, submitted)},
	"/org/:org/tenders/:ref/publication":           {drafted("/publication", author, submitted, approved)},
	"/org/:org/tenders/:ref/withdrawal":            {drafted("/withdrawal", author)},
	"/org/:org/tenders/:ref/cancellation":          {published("/cancellation", approver)},
	"/org/:org/tenders/:ref/amendment":             {published("/amendment", author), published("/amendment", author, changing)},
	"/org/:org/tenders/:ref/amendment/publication": {published("/amendment/publication", approver, changing)},
	"/org/:org/tenders/:ref/amendment/withdrawal":  {published("/amendment/withdrawal", author, changing)},
	"/org/:org/tenders/:ref/questions-asked/:n": {published("/questions-asked/1", author, func(a *attack, c *sitetest.County, ref string) error {
		_, err := a.site.Steps.AskQuestion(a.t.Context(), c.Signer, ref, "How many?")
		return err
	})},
	"/org/:org/tenders/:ref/questions-asked": {published("/questions-asked", author)},
	"/tenders/:ref/bid":                      {func(a *attack) *scene { c := a.county(); return a.as(c.Signer, "/tenders/"+c.Published(a.t)+"/bid") }},
	"/tenders/:ref/questions": {func(a *attack) *scene {
		c := a.county()
		return a.as(c.Signer, "/tenders/"+c.Published(a.t)+"/questions")
	}},

	"/org/:org/tenders/:ref/opening":             {evaluated(sitetest.Drained, "/opening", opener1), evaluated(sitetest.OpeningStarted, "/opening", opener2)},
	"/org/:org/tenders/:ref/moderation":          {evaluated(sitetest.Agreed, "/moderation", moderator)},
	"/org/:org/tenders/:ref/moderation/:q/:bid":  {evaluated(sitetest.Submitted, "/moderation/q1/:bid", moderator)},
	"/org/:org/tenders/:ref/prices-opening":      {evaluated(sitetest.Locked, "/prices-opening", opener1), evaluated(sitetest.PricesStarted, "/prices-opening", opener2)},
	"/org/:org/tenders/:ref/comparison":          {evaluated(sitetest.RankedBids, "/comparison", moderator), evaluated(sitetest.RankedBids, "/comparison", moderator, stale)},
	"/org/:org/tenders/:ref/bids/:bid/disregard": {evaluated(sitetest.RankedBids, "/bids/:bid/disregard", approver), evaluated(sitetest.RankedBids, "/bids/:bid/disregard", approver, leftOut)},
	"/org/:org/tenders/:ref/lots-drawn/:lot":     {equal},
	"/desk/:ref/declaration":                     {evaluated(sitetest.Lodged, "/desk/:ref/declaration", evaluator)},
	"/desk/:ref":                                 {evaluated(sitetest.Opened, "/desk/:ref", evaluator)},
	"/desk/:ref/bids/:bid/questions/:q":          {evaluated(sitetest.Opened, "/desk/:ref/bids/:bid/questions/q1", evaluator)},
	"/desk/:ref/bids/:bid/files/:file": {func(a *attack) *scene {
		c := a.county()
		ref, bids := c.Evaluated(a.t, sitetest.Opened, []sitetest.Offered{{Score: 5, Price: "4.00", File: "Rounds"}})
		v, err := a.site.Steps.OpenedBid(a.t.Context(), c.Eval1, ref, bids[0].Bid)
		a.fine(err)
		return a.as(c.Eval1, "/desk/"+ref+"/bids/"+bids[0].Bid+"/files/"+v.Files[0].Ref)
	}},
	"/org/:org/tenders/:ref/comparison/:lot": {evaluated(sitetest.RankedBids, "/comparison/1", moderator)},
	"/desk/:ref/submission":                  {evaluated(sitetest.Opened, "/desk/:ref/submission", evaluator, allScored)},
	"/org/:org/tenders/:ref/award":           {evaluated(sitetest.RankedBids, "/award", moderator), decided(sitetest.Recommended, "/award", awarder)},
	"/org/:org/tenders/:ref/award/ending":    {decided(sitetest.Told, "/award/ending", author), decided(sitetest.Told, "/award/ending", awarder)},
	"/org/:org/tenders/:ref/summaries":       {decided(sitetest.AwardApproved, "/summaries", author)},
	"/org/:org/tenders/:ref/summaries/:bid":  {decided(sitetest.AwardApproved, "/summaries/:bid", moderator), decided(sitetest.AwardApproved, "/summaries/:bid", author)},
	"/org/:org/tenders/:ref/notice":          {decided(sitetest.Told, "/notice", author)},
	"/org/:org/tenders/:ref/standstill":      {decided(sitetest.Waiting, "/standstill", author), decided(sitetest.Waiting, "/standstill", author, paused)},
	"/org/:org/tenders/:ref/signature":       {decided(sitetest.Waiting, "/signature", awarder, waited)},
	"/org/:org/contracts/:ref":               {decided(sitetest.Signed, "/org/:org/contracts/:contract", author)},
}

func leftOut(a *attack, c *sitetest.County, ref string, bids []sitetest.Offered) error {
	return a.site.Steps.DisregardBid(a.t.Context(), c.Approver, ref, commissioning.Disregard{Bid: bids[1].Bid, Ground: "procedure", StepDone: true, Reason: "The insurance certificate had ended in March and no other was sent when asked for it."})
}

// stale is a ranking that an agreed score has overtaken.
func stale(a *attack, c *sitetest.County, ref string, bids []sitetest.Offered) error {
	q := a.site.DB.Reader().Read(a.t.Context())
	row, err := q.TenderByRef(ref)
	if err != nil {
		return err
	}
	b, err := q.BidByRef(bids[1].Bid)
	if err != nil {
		return err
	}
	a.write("evaluation.agreed", func(tx *store.Tx) error {
		return tx.AddConsensus(store.ConsensusRow{Tender: row.ID, Bid: b.ID, Question: "q1", Score: 3, Reason: sitetest.Because, Person: c.Moderator.Person, At: store.At(a.site.Clock.Now())})
	})
	return nil
}

func allScored(a *attack, c *sitetest.County, ref string, bids []sitetest.Offered) error {
	p, err := a.site.Steps.Panel(a.t.Context(), c.Eval1, ref)
	if err != nil {
		return err
	}
	for _, b := range p.Bids {
		for _, q := range p.ToScore(b) {
			if err := a.site.Steps.ScoreAnswer(a.t.Context(), c.Eval1, ref, commissioning.Scoring{Bid: b.Ref, Question: q.Key, Score: 3, Reason: sitetest.Because}); err != nil {
				return err
			}
		}
	}
	return nil
}

func paused(a *attack, c *sitetest.County, ref string, _ []sitetest.Offered) error {
	return a.site.Steps.PauseStandstill(a.t.Context(), c.Author, ref, "A claim of Ninefold Trust was notified by e-mail.", a.site.Clock.Now())
}

func waited(a *attack, _ *sitetest.County, _ string, _ []sitetest.Offered) error {
	a.site.Clock.Add(40 * 24 * time.Hour)
	return nil
}

// equal is a tender whose bids are equal by every rule but a drawn lot.
func equal(a *attack) *scene {
	a.t.Helper()
	c := a.county()
	ref, bids := c.Evaluated(a.t, sitetest.RankedBids, []sitetest.Offered{{Score: 4, Price: "4.00"}, {Name: "Ninefold Trust", Score: 4, Price: "4.00"}})
	return a.as(c.Moderator, at(c, ref, bids, "/lots-drawn/1"))
}

// asked is a draft made from a published notice, with questions to answer.
func asked(a *attack) *scene {
	a.t.Helper()
	c := a.county()
	content := sitetest.TenderContent(a.site.Clock.Now())
	content.Source = &tender.Source{OCID: "ocds-" + a.name("x"), ReleaseID: "1"}
	content.Open = []tender.OpenQuestion{
		{Key: "stages", Ask: "How many stages does your tender have?", Where: "/tender", Choices: []tender.Choice{{Value: "2:0", Label: "Two"}, {Value: "1:0", Label: "One"}}},
		{Key: "term_start", Ask: "When does the contract start?", Where: "/tender", Note: "365 days"},
		{Key: "deadline_past", Ask: "When do bids close?", Where: "/tender", Choices: []tender.Choice{{Value: "later", Label: "Later"}}},
	}
	ref, _, err := a.site.Steps.ImportTender(a.t.Context(), c.Author, c.Buyer, content)
	a.fine(err)
	return a.as(c.Author, "/org/"+c.BuyerSlug+"/tenders/"+ref+"/open")
}

// claimed is a step of a claim in a draft.
func claimed(step string) func(*attack) *scene {
	return func(a *attack) *scene {
		a.t.Helper()
		th := things["/org/:org/services/:ref"](a.world)
		th.Params["step"] = step
		return a.as(account.Actor{Person: a.member(th.Params["org"], every...)}, th.address("/org/:org/services/:ref/claims/:claim/:step"))
	}
}

func (a *attack) setUp() *scene {
	a.t.Helper()
	ops, err := a.site.DB.Reader().Read(a.t.Context()).Operators()
	a.fine(err)
	a.write("operator.dismissed", func(tx *store.Tx) error {
		for _, o := range ops {
			if err := tx.SetOperator(o.ID, false); err != nil {
				return err
			}
		}
		return nil
	})
	token, err := a.site.Steps.MakeSetupLink(a.t.Context())
	a.fine(err)
	return a.stranger("/set-up/" + token)
}

func (a *attack) write(kind audit.Kind, do func(*store.Tx) error) {
	a.t.Helper()
	by := account.System("test")
	a.fine(a.site.DB.Write(a.t.Context(), by, func(tx *store.Tx) (audit.Event, error) {
		return audit.New(by, a.site.Clock.Now(), kind, audit.Subject{Kind: "test", Ref: "x"}), do(tx)
	}))
}

// invited is an invitation as its receiver sees it, with an account or without.
func (a *attack) invited(known bool) *scene {
	a.t.Helper()
	slug, email := a.provider(), a.name("guest")+"@example.org"
	manager := a.site.Actor(a.t, a.member(slug, every...))
	var who account.PersonID
	if known {
		who = a.site.Person(a.t, a.name("guest"), false)
		p, err := a.site.DB.Reader().Read(a.t.Context()).PersonByID(who)
		a.fine(err)
		email = p.Email
	}
	path := a.link(func() error { return a.site.Steps.InviteMember(a.t.Context(), manager, slug, email, nil) })
	if known {
		return a.as(account.Actor{Person: who}, path)
	}
	return a.stranger(path)
}

// twice is the account of somebody who is signed in on two browsers.
func (a *attack) twice() *scene {
	who := account.Actor{Person: a.member(a.provider(), every...)}
	a.as(who, "")
	return a.as(who, "/account")
}

// team is a team with an invitation that waits.
func (a *attack) team() *scene {
	a.t.Helper()
	slug := a.provider()
	manager := a.site.Actor(a.t, a.member(slug, every...))
	a.fine(a.site.Steps.InviteMember(a.t.Context(), manager, slug, a.name("guest")+"@example.org", nil))
	return a.as(manager, "/org/"+slug+"/team")
}

// unchecked is the settings of an organisation that waits to be checked.
func (a *attack) unchecked() *scene {
	a.t.Helper()
	slug := a.provider()
	org, err := a.site.DB.Reader().Read(a.t.Context()).OrganisationBySlug(slug)
	a.fine(err)
	a.write("organisation.checked", func(tx *store.Tx) error {
		return tx.MoveOrganisation(org.ID, "verified", "unverified", a.site.Clock.Now())
	})
	return a.as(account.Actor{Person: a.member(slug, every...)}, "/org/"+slug+"/settings/details")
}
