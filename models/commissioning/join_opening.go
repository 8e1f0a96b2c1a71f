package commissioning

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/bid"
	"hundredweight/models/evaluation"
	"hundredweight/models/refusal"
	"hundredweight/models/seal"
	"hundredweight/models/store"
	"hundredweight/models/tender"
)

// OpeningRecord is what an opening of bids led to, as it is kept.
type OpeningRecord struct {
	Root        string                  `json:"closing_root"`
	Officers    [2]string               `json:"officers"`
	Started     time.Time               `json:"started"`
	Completed   time.Time               `json:"completed"`
	Bids        []OpeningEntry          `json:"bids"`
	Connections []evaluation.Connection `json:"connections,omitempty"` // to ask about
}

// OpeningEntry is one bid of the record. It holds no answer and no price.
type OpeningEntry struct {
	Bid           string    `json:"bid"`
	Organisation  string    `json:"organisation"`
	Slug          string    `json:"slug"`
	Checked       bool      `json:"checked"` // the operator checked the organisation
	Version       int       `json:"version"`
	TenderVersion int       `json:"tender_version"` // lodged against
	Receipt       string    `json:"receipt"`
	Received      time.Time `json:"received"`
	Lots          []string  `json:"lots"`
	Files         int       `json:"files"`
	Package       string    `json:"package"`           // hash
	Problem       string    `json:"problem,omitempty"` // why it could not be opened
}

// Failed counts the bids that could not be opened.
func (r OpeningRecord) Failed() (n int) {
	for _, b := range r.Bids {
		if b.Problem != "" {
			n++
		}
	}
	return n
}

// JoinOpening is the second officer's part: every package is checked against
// the closing root and its receipt, opened, and put away again under the key of
// the evaluation, prices under a second key that nobody gets before the agreed
// scores are locked. A package that fails is kept and reported; the others open.
func (s *Steps) JoinOpening(ctx context.Context, by account.Actor, ref string) error {
	now := s.now()
	q := s.DB.Reader().Read(ctx)
	p, err := s.panel(q, ref)
	if err != nil {
		return err
	}
	officers, err := s.bothOfficers(q, p, by, openBids, now)
	if err != nil {
		return err
	}
	bids, err := s.sealedBids(q, p)
	if err != nil {
		return err
	}
	if root := closingRoot(bids); root != p.Stage.ClosingRoot {
		return s.rootDiffers(ctx, by, p, root, now)
	}
	if err := s.openAll(p, bids, seal.Witness{Now: now, Deadline: p.Stage.Deadline.Time, Drained: !p.Stage.DrainedAt.IsZero(), Officers: officers}); err != nil {
		return err
	}
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		fresh, err := s.panel(tx.Queries, ref)
		if err != nil {
			return audit.Event{}, err
		}
		session, err := s.joinSession(tx, fresh, by, openBids, now)
		if err != nil {
			return audit.Event{}, err
		}
		to, err := fresh.Tender.Status.Move(tender.Evaluation)
		if err != nil {
			return audit.Event{}, err
		}
		record := OpeningRecord{Root: p.Stage.ClosingRoot, Officers: [2]string{session.FirstName, by.Name}, Started: session.StartedAt.Time, Completed: now}
		for _, b := range bids {
			if err := b.keep(tx, now); err != nil {
				return audit.Event{}, err
			}
			record.Bids = append(record.Bids, b.entry())
		}
		if record.Connections, err = connections(tx.Queries, fresh, now); err != nil {
			return audit.Event{}, err
		}
		text, err := json.Marshal(record)
		if err != nil {
			return audit.Event{}, fmt.Errorf("opening record of %s: %w", ref, err)
		}
		if err := tx.CompleteOpening(session.ID, by.Person, now, string(text)); err != nil {
			return audit.Event{}, err
		}
		if err := tx.SetOpened(p.Stage.ID, now); err != nil {
			return audit.Event{}, err
		}
		if err := s.tellOfOpening(tx, fresh, bids); err != nil {
			return audit.Event{}, err
		}
		e := audit.New(by, now, "opening.bids_opened", tenderSubject(ref)).On(int64(p.Tender.ID)).Shown().
			With("root", p.Stage.ClosingRoot).With("bids", strconv.Itoa(len(bids))).With("failed", strconv.Itoa(record.Failed()))
		return e, tx.MoveTender(p.Tender.ID, fresh.Tender.Status, to)
	})
}

// bothOfficers checks, before anything is opened, all that joinSession checks
// again inside the transaction.
func (s *Steps) bothOfficers(q store.Queries, p Panel, by account.Actor, purpose string, now time.Time) (both [2]account.PersonID, err error) {
	if err := mayJoin(q, p, by, purpose, now); err != nil {
		return both, err
	}
	_, row, err := p.lastSession(q, purpose)
	return [2]account.PersonID{row.First, by.Person}, err
}

func (s *Steps) joinSession(tx *store.Tx, p Panel, by account.Actor, purpose string, now time.Time) (store.OpeningSession, error) {
	if err := mayJoin(tx.Queries, p, by, purpose, now); err != nil {
		return store.OpeningSession{}, err
	}
	_, row, err := p.lastSession(tx.Queries, purpose)
	return row, err
}

// mayJoin refuses a second officer who may not open, is the first one, or comes
// before the time or after it; and a first one who may not open any more.
func mayJoin(q store.Queries, p Panel, by account.Actor, purpose string, now time.Time) error {
	if !p.holds(by.Person, account.RoleOpener) {
		return notAppointed(p, by, account.RoleOpener)
	}
	if err := mayBeOpened(p, purpose, now); err != nil {
		return err
	}
	last, row, err := p.lastSession(q, purpose)
	if err != nil {
		return err
	}
	if err := evaluation.MayJoin(last, now); err != nil {
		return err
	}
	second, err := p.actor(q, by)
	if err != nil {
		return err
	}
	first, err := p.actor(q, account.Actor{Person: row.First})
	if err != nil {
		return err
	}
	if err := evaluation.MayOpen(first, second); err != nil {
		return err
	}
	if !p.holds(row.First, account.RoleOpener) || evaluation.MayRead(p.Declarations, row.First, p.BiddersKnown()) != nil {
		return refusal.Turn("%s, who started, is no opening officer of this tender any more. Start the opening again.", first.Name)
	}
	return evaluation.MayRead(p.Declarations, by.Person, p.BiddersKnown())
}

func (p Panel) holds(id account.PersonID, role account.Role) bool {
	for _, r := range p.rolesNow(id) {
		if r == role {
			return true
		}
	}
	return false
}

// notAppointed says the same as appointed, from a panel that is read already.
func notAppointed(p Panel, by account.Actor, role account.Role) error {
	_, own := by.In(p.Tender.Org)
	if !own && len(p.rolesNow(by.Person)) == 0 {
		return refusal.Missing("tender")
	}
	var who []string
	for _, a := range p.People {
		if a.Role == role {
			who = append(who, a.Name)
		}
	}
	return refusal.Forbidden("You are not appointed to this part of the tender.", list(who))
}

// sealedBids reads the bids that the drain sealed, by reference.
func (s *Steps) sealedBids(q store.Queries, p Panel) ([]*openedBid, error) {
	rows, err := q.BidsOfStage(p.Stage.ID)
	if err != nil {
		return nil, err
	}
	var out []*openedBid
	for _, b := range rows {
		if b.Status != bid.Sealed {
			continue
		}
		one := &openedBid{bid: b}
		if one.version, err = q.BidVersion(b.ID, b.Version); err != nil {
			return nil, err
		}
		if one.org, err = q.OrganisationByID(b.Org); err != nil {
			return nil, err
		}
		if one.parts, err = q.BidParts(b.ID); err != nil {
			return nil, err
		}
		one.blob, err = q.Blob(one.version.PackageHash)
		if r, ok := refusal.As(err); ok && r.Kind == refusal.NotFound {
			one.problem, err = "The sealed package is missing.", nil
		}
		if err != nil {
			return nil, err
		}
		if err := one.readParts(q); err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}

func closingRoot(bids []*openedBid) string {
	entries := make([]seal.Entry, len(bids))
	for i, b := range bids {
		entries[i] = seal.Entry{Bid: b.bid.Ref, Hash: b.version.PackageHash}
	}
	return seal.ClosingRoot(entries)
}

// rootDiffers opens nothing, and says so in the log: a bid was added, changed
// or lost after the deadline.
func (s *Steps) rootDiffers(ctx context.Context, by account.Actor, p Panel, root string, now time.Time) error {
	err := s.DB.Write(ctx, by, func(*store.Tx) (audit.Event, error) {
		return audit.New(by, now, "opening.root_differs", tenderSubject(p.Tender.Ref)).On(int64(p.Tender.ID)).With("published", p.Stage.ClosingRoot).With("found", root), nil
	})
	if err != nil {
		return err
	}
	return refusal.Turn("The bids are not those of the fingerprint that was published at the deadline, so nothing was opened. Tell whoever runs this site: the public log holds both.")
}

// tellOfOpening tells the panel that there is something to declare and score,
// and every bidder what became of their bid.
func (s *Steps) tellOfOpening(tx *store.Tx, p Panel, bids []*openedBid) error {
	desk := "The bids were opened. The bidders are known now: declare your interests against their names, then read and score."
	if err := s.tellPeople(tx, p, "bids_opened", "the bids are open", desk, "/desk/"+p.Tender.Ref+"/declaration", account.RoleEvaluator, account.RoleModerator, account.RoleOpener); err != nil {
		return err
	}
	for _, b := range bids {
		members, err := tx.Members(b.bid.Org)
		if err != nil {
			return err
		}
		subject, body := "your bid was opened", "Two officers opened your bid (version "+strconv.Itoa(b.version.N)+", receipt "+b.version.Receipt+"). It was exactly what you sent. You will be told the result together with everybody else."
		if b.problem != "" {
			subject = "your bid could not be opened"
			body = "Your bid (version " + strconv.Itoa(b.version.N) + ", receipt " + b.version.Receipt + ") could not be opened: " + b.problem + " It is kept as it is. Keep the copy that you downloaded, and write to " + p.Tender.OrgName + " now."
		}
		for _, m := range members {
			if !m.Has(account.Sign) && !m.Has(account.Contribute) {
				continue
			}
			if err := tx.QueueMail(store.Mail{Kind: "bid_opened", To: m.Email, Subject: p.Tender.Title + ": " + subject, Body: body + "\n\n" + s.link("/org/"+b.org.Slug+"/bids/"+b.bid.Ref) + "\n"}); err != nil {
				return err
			}
		}
	}
	return nil
}

// connections compares the people of the tender with those of the bidders.
func connections(q store.Queries, p Panel, now time.Time) ([]evaluation.Connection, error) {
	rows, err := q.BidderMembers(p.Stage.ID, now.AddDate(-evaluation.ConnectedYears, 0, 0))
	if err != nil {
		return nil, err
	}
	var bidders []evaluation.BidderPerson
	for _, r := range rows {
		bidders = append(bidders, evaluation.BidderPerson{ID: r.Person, Organisation: r.Name, Email: r.Email})
	}
	var people []evaluation.Appointee
	for _, a := range p.People {
		people = append(people, evaluation.Appointee{ID: a.Person, Name: a.Name, Email: a.Email})
	}
	return evaluation.Connections(people, bidders), nil
}
