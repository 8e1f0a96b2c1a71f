package commissioning

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/bid"
	"hundredweight/models/organisation"
	"hundredweight/models/refusal"
	"hundredweight/models/seal"
	"hundredweight/models/store"
	"hundredweight/models/tender"
)

func bidSubject(ref string) audit.Subject { return audit.Subject{Kind: "bid", Ref: ref} }

// StartBid starts an organisation's bid in the first stage of an open tender,
// or gives the one it has.
func (s *Steps) StartBid(ctx context.Context, by account.Actor, org account.OrganisationID, tenderRef string) (ref string, err error) {
	now := s.now()
	fresh, err := s.letters()
	if err != nil {
		return "", err
	}
	var name string
	err = s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		if err := member(tx, by, org, account.Contribute, account.Sign); err != nil {
			return audit.Event{}, err
		}
		t, err := tx.TenderByRef(tenderRef)
		if err != nil {
			return audit.Event{}, err
		}
		if !t.Status.IsPublic() {
			return audit.Event{}, refusal.Missing("tender")
		}
		if t.Org == org {
			return audit.Event{}, refusal.Forbidden("A buyer cannot bid in its own tender.", "")
		}
		if err := notSuspended(tx.Queries, org); err != nil {
			return audit.Event{}, err
		}
		stage, err := tx.StageOf(t.ID, 1)
		if err != nil {
			return audit.Event{}, err
		}
		if !tender.IsOpen(t.Status, now, stage.Deadline.Time) {
			return audit.Event{}, refusal.Turn("This tender is closed. No more bids can be started.")
		}
		name = seal.StageName(t.Ref, stage.Seq)
		had, ok, err := tx.BidOf(stage.ID, org)
		if err != nil {
			return audit.Event{}, err
		}
		if ok {
			ref = had.Ref
			return audit.New(by, now, "bid.resumed", bidSubject(ref)).On(int64(t.ID)), nil
		}
		c, err := t.Content()
		if err != nil {
			return audit.Event{}, err
		}
		ref = fresh
		lots := ""
		if len(c.Lots) == 1 {
			lots = c.Lots[0].ID
		}
		_, err = tx.AddBid(store.BidRow{Ref: ref, Tender: t.ID, Stage: stage.ID, Org: org, Status: bid.Draft, LotsText: lots, TenderVersion: t.Version, CreatedBy: by.Person, CreatedAt: store.At(now)})
		return audit.New(by, now, "bid.started", bidSubject(ref)).On(int64(t.ID)), err
	})
	if err != nil {
		return "", err
	}
	if _, err := s.Keys.NewDraft(name, ref); err != nil {
		return "", err
	}
	return ref, nil
}

// notSuspended refuses an organisation that was suspended. One that was not
// checked yet may bid: the buyer sees it at the opening.
func notSuspended(q store.Queries, org account.OrganisationID) error {
	o, err := q.OrganisationByID(org)
	if err != nil {
		return err
	}
	if organisation.Status(o.Status) == organisation.Suspended {
		return suspended(o.Name)
	}
	return nil
}

func suspended(name string) error {
	return refusal.Turn("%s is suspended, so it cannot bid. What it sent before still stands. Write to the people who run this site.", name)
}

// BidView is a bid with what belongs to it, as its own organisation sees it.
type BidView struct {
	Bid      store.BidRow
	Tender   store.TenderRow
	Stage    store.StageRow
	Content  tender.Content // of the version in force
	Answers  map[string]bid.Answer
	Revision map[string]int64 // of each answer as stored
	Promises []bid.Commitment
	Parts    []PartView
	Versions []store.BidVersionRow
	KeyGone  bool // the working copy was shut: nothing typed can be shown
	Gaps     []bid.Gap
	Ready    []string // lots that nothing holds back

	texts map[string]string // answers as they are kept, by key
	key   *seal.DraftKey    // of the working copy, nil when it is gone
}

// PartView is a sealed part with its name, for those who sealed it.
type PartView struct {
	store.BidPartRow
	Name        string
	Bytes       int64
	ContentHash string
	Nonce       string
	Outdated    bool // a price for a schedule that the buyer has changed
}

// commitmentsKey is the key of the answer that holds the commitments.
const commitmentsKey = "commitments"

// nonceKey is the key of the note that holds a lodged version's nonce. It is
// named by the receipt, so that two lodgings at once never share one.
func nonceKey(receipt string) string { return "nonce-" + receipt }

// partLabel is what is remembered of a sealed file, under the draft's key. Of a
// price nothing is: a price can be guessed from its hash.
type partLabel struct {
	Name  string `json:"name,omitempty"`
	Hash  string `json:"hash,omitempty"` // hex SHA-256 of the content
	Bytes int64  `json:"bytes,omitempty"`
	Nonce string `json:"nonce,omitempty"`
}

// Bid reads a bid for a member of its organisation. Everybody else is told
// that it does not exist.
func (s *Steps) Bid(ctx context.Context, by account.Actor, org account.OrganisationID, ref string) (BidView, error) {
	return s.bidOf(ctx, by, org, ref, everyVersion)
}

// BidToSave is Bid without its versions, for a page that saves.
func (s *Steps) BidToSave(ctx context.Context, by account.Actor, org account.OrganisationID, ref string) (BidView, error) {
	return s.bidOf(ctx, by, org, ref, noVersion)
}

// How many of a bid's versions are read with it.
const (
	noVersion     = 0
	newestVersion = 1
	everyVersion  = 1000
)

func (s *Steps) bidOf(ctx context.Context, by account.Actor, org account.OrganisationID, ref string, versions int) (BidView, error) {
	q := s.DB.Reader().Read(ctx)
	b, err := q.BidByRef(ref)
	if err != nil {
		return BidView{}, err
	}
	if _, ok := by.In(org); !ok || b.Org != org {
		return BidView{}, refusal.Missing("bid")
	}
	return s.readBid(q, b, versions)
}

// contents remembers what tenders say. A bid is read many times more often than
// its tender changes, and reading the text of a large tender anew each time took
// longer than everything else; what is kept is of the very text that it was read
// from. Nobody changes it.
type contents struct {
	mu   sync.Mutex
	read map[tender.ID]contentRead
}

type contentRead struct {
	text string
	c    tender.Content
}

// contentsMost is how many are remembered: tenders that are open at a time.
const contentsMost = 64

func (m *contents) of(t store.TenderRow) (tender.Content, error) {
	m.mu.Lock()
	had, ok := m.read[t.ID]
	m.mu.Unlock()
	if ok && had.text == t.ContentText {
		return had.c, nil
	}
	c, err := t.Content()
	if err != nil {
		return c, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.read) >= contentsMost || m.read == nil {
		m.read = map[tender.ID]contentRead{}
	}
	m.read[t.ID] = contentRead{t.ContentText, c}
	return c, nil
}

func (s *Steps) readBid(q store.Queries, b store.BidRow, versions int) (v BidView, err error) {
	v = BidView{Bid: b, Answers: map[string]bid.Answer{}, Revision: map[string]int64{}, texts: map[string]string{}}
	if v.Tender, v.Stage, err = q.BidFrame(b); err != nil {
		return v, err
	}
	if v.Content, err = s.contents.of(v.Tender); err != nil {
		return v, err
	}
	if versions > 0 {
		if v.Versions, err = q.NewestBidVersions(b.ID, versions); err != nil {
			return v, err
		}
	}
	rows, err := q.BidAnswers(b.ID)
	if err != nil {
		return v, err
	}
	parts, err := q.BidPartsStanding(b.ID)
	if err != nil {
		return v, err
	}
	v.key, err = s.Keys.Draft(seal.StageName(v.Tender.Ref, v.Stage.Seq), b.Ref)
	if errors.Is(err, seal.ErrKeyGone) {
		v.key, v.KeyGone = nil, true
	} else if err != nil {
		return v, err
	}
	if !v.KeyGone {
		if err := v.open(v.key, rows); err != nil {
			return v, err
		}
	}
	if err := v.readParts(q, v.key, parts); err != nil {
		return v, err
	}
	v.judge()
	return v, nil
}

// judge works out what is missing and which lots are complete.
func (v *BidView) judge() {
	v.Gaps = bid.Gaps(v.Content, v.Stage.Seq, v.State())
	v.Ready = bid.CompleteLots(v.Bid.Lots(), v.Gaps)
}

// readParts names the files, where there is a key to do so, and marks prices
// for a schedule that was changed since.
func (v *BidView) readParts(q store.Queries, key *seal.DraftKey, parts []store.BidPartRow) error {
	for _, p := range parts {
		one := PartView{BidPartRow: p}
		if key != nil && p.Kind == "file" {
			l, err := openLabel(key, p)
			if err != nil {
				return err
			}
			one.Name, one.Bytes, one.ContentHash, one.Nonce = l.Name, l.Bytes, l.Hash, l.Nonce
		}
		if p.Kind == "price" && p.TenderVersion < v.Tender.Version {
			was, err := q.TenderVersionN(v.Tender.ID, p.TenderVersion)
			if err != nil {
				return err
			}
			old, err := was.Content()
			if err != nil {
				return err
			}
			one.Outdated = !bid.SameSchedule(old, v.Content, p.Key)
		}
		v.Parts = append(v.Parts, one)
	}
	return nil
}

func openLabel(key *seal.DraftKey, p store.BidPartRow) (l partLabel, err error) {
	plain, err := key.Open("part-"+p.Ref, p.Label)
	if err != nil {
		return l, err
	}
	if err := json.Unmarshal(plain, &l); err != nil {
		return l, fmt.Errorf("label of part %s: %w", p.Ref, err)
	}
	return l, nil
}

func (v *BidView) open(key *seal.DraftKey, rows []store.BidAnswerRow) error {
	for _, r := range rows {
		plain, err := key.Open(r.Key, r.Sealed)
		if err != nil {
			return fmt.Errorf("bid %s: %w", v.Bid.Ref, err)
		}
		if err := v.hear(r.Key, r.Revision, plain); err != nil {
			return err
		}
	}
	return nil
}

// hear takes what an answer says, as it is kept, into the view.
func (v *BidView) hear(key string, revision int64, plain []byte) error {
	v.Revision[key] = revision
	if key == commitmentsKey {
		v.Promises = nil
		if err := json.Unmarshal(plain, &v.Promises); err != nil {
			return fmt.Errorf("commitments of bid %s: %w", v.Bid.Ref, err)
		}
		return nil
	}
	var a bid.Answer
	if err := json.Unmarshal(plain, &a); err != nil {
		return fmt.Errorf("answer of bid %s: %w", v.Bid.Ref, err)
	}
	v.Answers[key], v.texts[key] = a, string(plain)
	return nil
}

// State gives what the rules look at.
func (v BidView) State() bid.State {
	st := bid.State{Lots: v.Bid.Lots(), Answers: v.Answers, Priced: map[string]bool{}, Waiting: map[string]bool{}, Outdated: map[string]bool{}, Files: map[string]int{}, Commitments: v.Promises}
	for _, p := range v.Parts {
		switch {
		case p.Kind == "file":
			st.Files[p.Key]++
		case p.Outdated:
			st.Outdated[p.Key] = true
		case p.Status == "pending":
			st.Waiting[p.Key] = true
		default:
			st.Priced[p.Key] = true
		}
	}
	return st
}

// Locked tells whether the bid can no longer be changed at a moment.
func (v BidView) Locked(now time.Time) bool {
	return bid.MayChange(v.Bid.Status, now, v.Stage.Deadline.Time, !v.Stage.DrainedAt.IsZero()) != nil
}

// NeedsConfirming tells whether the tender changed since the bid was lodged.
func (v BidView) NeedsConfirming() bool { return v.Bid.TenderVersion < v.Tender.Version }
