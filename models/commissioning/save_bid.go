package commissioning

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/bid"
	"hundredweight/models/calendar"
	"hundredweight/models/organisation"
	"hundredweight/models/refusal"
	"hundredweight/models/seal"
	"hundredweight/models/store"
	"hundredweight/models/tender"
)

// Save is a request to save something of a bid.
type Save struct {
	Org      account.OrganisationID
	Bid      string    // reference
	Received time.Time // when the last byte of the request was read
	Key      string    // the form's submission key
	Typing   bool      // saved while the person types: kept, marked unfinished, never lodged
	Read     *BidView  // the bid as it was read for this very request, nil to read it
}

// Saved says what a save led to.
type Saved struct {
	Revision int64
	Receipt  string    // of the version lodged by this save, "" when none was
	At       time.Time // when the request was received
	Waiting  []bid.Gap // why nothing was lodged, when the bid is declared
	Copy     *PartCopy // of the part sealed by this save, for the bidder's own copy
	View     *BidView  // the bid afterwards, with its newest version; nil when it was not looked at
}

// PartCopy is what a bidder needs, beside the content, to prove what a sealed
// part says. It is shown once and kept nowhere.
type PartCopy struct {
	Part       seal.Part
	Nonce      string
	Commitment string
	Hash       string // of the ciphertext
	Waits      bool   // a changed price of a lodged bid: a signatory must confirm it
}

// editable reads a bid and refuses what cannot be changed now, or too often.
func (s *Steps) editable(ctx context.Context, by account.Actor, r Save) (BidView, *seal.DraftKey, error) {
	v, key, err := s.changeable(ctx, by, r)
	if err != nil {
		return v, nil, err
	}
	return v, key, s.mayStillSave(r)
}

// changeable is editable for a part of a save, such as one of several files: it
// is not counted.
func (s *Steps) changeable(ctx context.Context, by account.Actor, r Save) (BidView, *seal.DraftKey, error) {
	q := s.DB.Reader().Read(ctx)
	v, err := s.forSave(q, by, r)
	if err != nil {
		return BidView{}, nil, err
	}
	m, _ := by.In(r.Org)
	if !m.Has(account.Contribute) && !m.Has(account.Sign) {
		names, err := q.WhoCan(r.Org, []account.Permission{account.Contribute, account.Sign})
		if err != nil {
			return BidView{}, nil, err
		}
		return BidView{}, nil, refusal.Forbidden("You can read this bid but not change it.", list(names))
	}
	if m.Suspended {
		return BidView{}, nil, suspended(m.Name)
	}
	if v.Tender.Status == tender.Cancelled {
		return BidView{}, nil, refusal.Turn("This tender was cancelled. Your bid stays sealed.")
	}
	if err := bid.MayChange(v.Bid.Status, r.Received, v.Stage.Deadline.Time, !v.Stage.DrainedAt.IsZero()); err != nil {
		return v, nil, err
	}
	if v.KeyGone {
		return v, nil, seal.ErrKeyGone
	}
	return v, v.key, nil
}

// forSave gives the bid of a save: as it was read for the same request, or read
// now. Another organisation's does not exist.
func (s *Steps) forSave(q store.Queries, by account.Actor, r Save) (v BidView, err error) {
	if r.Read != nil && r.Read.Bid.Ref == r.Bid {
		v = *r.Read
	} else if v.Bid, err = q.BidByRef(r.Bid); err != nil {
		return v, err
	}
	if _, ok := by.In(r.Org); !ok || v.Bid.Org != r.Org {
		return v, refusal.Missing("bid")
	}
	if v.Tender.ID != 0 {
		return v, nil
	}
	return s.readBid(q, v.Bid, newestVersion)
}

// SaveAnswer keeps an answer in the working draft, sealed under its key. seen is
// the revision that the person looked at, 0 for none. When the bid is declared
// and complete, the save lodges a new version: saved is safe.
func (s *Steps) SaveAnswer(ctx context.Context, by account.Actor, r Save, seen int64, a bid.Answer) (Saved, error) {
	v, key, err := s.editable(ctx, by, r)
	if err != nil {
		return Saved{}, err
	}
	if err := known(v, a.Key); err != nil {
		return Saved{}, err
	}
	if err := bid.CheckAnswer(a); err != nil {
		return Saved{}, err
	}
	return s.keepAnswers(ctx, by, r, v, key, map[string]int64{a.Key: seen}, []bid.Answer{a})
}

// SaveConditions keeps the answers to the conditions of a stage, all together,
// and remembers them for the organisation's next bid. The fields of refusals are
// those of bid.ConditionField and bid.ExpiryField.
func (s *Steps) SaveConditions(ctx context.Context, by account.Actor, r Save, seen map[string]int64, all []bid.Answer) (Saved, error) {
	v, key, err := s.editable(ctx, by, r)
	if err != nil {
		return Saved{}, err
	}
	given := map[string]bid.Answer{}
	for _, a := range all {
		if err := known(v, a.Key); err != nil {
			return Saved{}, err
		}
		given[a.Key] = a
	}
	today := r.Received.In(calendar.London()).Format(time.DateOnly)
	var p []refusal.Problem
	for _, c := range v.Content.Conditions {
		if a, ok := given[c.Key]; ok {
			p = append(p, bid.CheckCondition(c, a, today)...)
		}
	}
	if err := refusal.Fields(p); err != nil {
		return Saved{}, err
	}
	saved, err := s.keepAnswers(ctx, by, r, v, key, seen, all)
	if err != nil {
		return saved, err
	}
	return saved, s.DB.Keep(ctx, store.KeepConditions, func(k *store.KeepTx) error {
		for _, c := range v.Content.Conditions {
			a, ok := given[c.Key]
			if !ok || a.Choice == "" {
				continue
			}
			if err := k.SaveOrganisationCondition(r.Org, store.OrganisationCondition{Kind: bid.ConditionKind(c), Choice: a.Choice, Expires: a.Expires}, by.Person, r.Received); err != nil {
				return err
			}
		}
		return nil
	})
}

// known refuses the key of nothing that the stage asks.
func known(v BidView, key string) error {
	for _, q := range v.Content.Questions {
		if q.Key == key && q.Stage == v.Stage.Seq {
			return nil
		}
	}
	for _, c := range v.Content.Conditions {
		if c.Key == key && c.Stage == v.Stage.Seq {
			return nil
		}
	}
	return refusal.Missing("question")
}

// keepAnswers seals answers under the draft's key and keeps all or none.
func (s *Steps) keepAnswers(ctx context.Context, by account.Actor, r Save, v BidView, key *seal.DraftKey, seen map[string]int64, all []bid.Answer) (Saved, error) {
	rows, texts := make([]store.BidAnswerRow, len(all)), make([][]byte, len(all))
	for i, a := range all {
		a.SavedAt = r.Received.UTC()
		a.Completed = a.Completed && !r.Typing
		var err error
		if texts[i], err = json.Marshal(a); err != nil {
			return Saved{}, fmt.Errorf("answer %s: %w", a.Key, err)
		}
		sealed, err := key.Seal(a.Key, texts[i])
		if err != nil {
			return Saved{}, err
		}
		rows[i] = store.BidAnswerRow{Bid: v.Bid.ID, Key: a.Key, Revision: seen[a.Key], Sealed: sealed, Completed: a.Completed, SavedBy: by.Person, SavedAt: store.At(r.Received)}
	}
	if saved, done, err := s.keepAndLodge(ctx, by, r, v, rows, texts); done || err != nil {
		return saved, err
	}
	changed, err := s.keepRows(ctx, r, v, rows)
	if err != nil {
		return Saved{}, err
	}
	if changed == "" {
		return s.lodgeIfReady(ctx, by, r, rows[0].Revision+1)
	}
	again, err := s.Bid(ctx, by, r.Org, r.Bid)
	if err != nil {
		return Saved{}, err
	}
	for _, a := range all {
		have := again.Answers[a.Key]
		if have.Text != a.Text || have.Choice != a.Choice || have.Expires != a.Expires || have.Completed != (a.Completed && !r.Typing) {
			return Saved{}, s.changedBy(ctx, v, changed)
		}
	}
	// The same form twice: what it says is what is kept.
	return s.lodgeIfReady(ctx, by, r, again.Revision[rows[0].Key])
}

// keepRows writes rows that were not changed meanwhile, and names the first one
// that was: then nothing is written.
func (s *Steps) keepRows(ctx context.Context, r Save, v BidView, rows []store.BidAnswerRow) (changed string, err error) {
	stale := refusal.Changed("an answer changed")
	err = s.DB.Keep(ctx, store.KeepDrafts, func(k *store.KeepTx) error {
		changed = ""
		if _, err := gate(k.Queries(), v, r.Received); err != nil {
			return err
		}
		for _, row := range rows {
			written, err := k.SaveBidAnswer(row, row.Revision)
			if err != nil {
				return err
			}
			if !written {
				changed = row.Key
				return stale
			}
		}
		return nil
	})
	if err == stale { //nolint:errorlint // the very value
		return changed, nil
	}
	return "", err
}

// changedBy says who saved the same answer meanwhile.
func (s *Steps) changedBy(ctx context.Context, v BidView, name string) error {
	q := s.DB.Reader().Read(ctx)
	row, ok, err := q.BidAnswer(v.Bid.ID, name)
	if err != nil {
		return err
	}
	if !ok {
		return refusal.Changed("Somebody changed this answer a moment ago. Look at it again before you save.")
	}
	who, err := q.PersonByID(row.SavedBy)
	if err != nil {
		return err
	}
	return refusal.Changed("%s changed this answer at %s. Here are both versions: compare them before you save.", who.Name, row.SavedAt.In(calendar.London()).Format("3:04pm"))
}

// SaveCommitments keeps the commitments of a bid, all together.
func (s *Steps) SaveCommitments(ctx context.Context, by account.Actor, r Save, seen int64, all []bid.Commitment) (Saved, error) {
	v, key, err := s.editable(ctx, by, r)
	if err != nil {
		return Saved{}, err
	}
	if err := bid.CheckCommitments(v.Content, v.Stage.Seq, all); err != nil {
		return Saved{}, err
	}
	plain, err := json.Marshal(all)
	if err != nil {
		return Saved{}, fmt.Errorf("commitments: %w", err)
	}
	sealed, err := key.Seal(commitmentsKey, plain)
	if err != nil {
		return Saved{}, err
	}
	rows := []store.BidAnswerRow{{Bid: v.Bid.ID, Key: commitmentsKey, Revision: seen, Sealed: sealed, Completed: true, SavedBy: by.Person, SavedAt: store.At(r.Received)}}
	if saved, done, err := s.keepAndLodge(ctx, by, r, v, rows, [][]byte{plain}); done || err != nil {
		return saved, err
	}
	changed, err := s.keepRows(ctx, r, v, rows)
	if err != nil {
		return Saved{}, err
	}
	if changed == "" {
		return s.lodgeIfReady(ctx, by, r, seen+1)
	}
	again, err := s.Bid(ctx, by, r.Org, r.Bid)
	if err != nil {
		return Saved{}, err
	}
	if !slices.Equal(again.Promises, all) {
		return Saved{}, s.changedBy(ctx, v, commitmentsKey)
	}
	return s.lodgeIfReady(ctx, by, r, again.Revision[commitmentsKey])
}

// CommitmentsRevision is the revision of a bid's commitments as read.
func (v BidView) CommitmentsRevision() int64 { return v.Revision[commitmentsKey] }

// ChooseLots records which lots an organisation bids for.
func (s *Steps) ChooseLots(ctx context.Context, by account.Actor, r Save, lots []string) (Saved, error) {
	v, _, err := s.editable(ctx, by, r)
	if err != nil {
		return Saved{}, err
	}
	var chosen []string
	for _, l := range v.Content.Lots {
		if slices.Contains(lots, l.ID) {
			chosen = append(chosen, l.ID)
		}
	}
	if len(chosen) == 0 {
		return Saved{}, refusal.Field("lots", "Choose at least one part (lot) to bid for")
	}
	now := s.now()
	err = s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		if err := s.stillOpen(tx, v, r.Received); err != nil {
			return audit.Event{}, err
		}
		return audit.New(by, now, "bid.lots_chosen", bidSubject(v.Bid.Ref)).On(int64(v.Tender.ID)), tx.SetBidLots(v.Bid.ID, chosen, v.Bid.DraftRevision, r.Received)
	})
	if err != nil {
		return Saved{}, err
	}
	return s.lodgeIfReady(ctx, by, r, 0)
}

// stillOpen compares the request's arrival with the deadline in force, inside
// the transaction.
func (s *Steps) stillOpen(tx *store.Tx, v BidView, received time.Time) error {
	_, err := gate(tx.Queries, v, received)
	return err
}

// gate is stillOpen, and gives what it read.
func gate(q store.Queries, v BidView, received time.Time) (store.BidGate, error) {
	g, err := q.BidGateOf(v.Bid.ID)
	if err != nil {
		return g, err
	}
	if g.Tender == tender.Cancelled {
		return g, refusal.Turn("This tender was cancelled. Your bid stays sealed.")
	}
	if organisation.Status(g.OrgStatus) == organisation.Suspended {
		return g, suspended(g.OrgName)
	}
	return g, bid.MayChange(g.Status, received, g.Deadline.Time, !g.DrainedAt.IsZero())
}

// Declare records the declaration of a signatory. It stands for every later
// complete save; when the bid is complete it lodges at once. A form that is sent
// twice finds the declaration made.
func (s *Steps) Declare(ctx context.Context, by account.Actor, r Save) (Saved, error) {
	v, _, err := s.editable(ctx, by, r)
	if err != nil {
		return Saved{}, err
	}
	if m, ok := by.In(r.Org); ok && m.Has(account.Sign) && !v.Bid.DeclaredAt.IsZero() {
		return s.lodgeIfReady(ctx, by, r, 0)
	}
	now := s.now()
	err = s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		if err := member(tx, by, r.Org, account.Sign); err != nil {
			return audit.Event{}, err
		}
		if err := s.stillOpen(tx, v, r.Received); err != nil {
			return audit.Event{}, err
		}
		return audit.New(by, now, "bid.declared", bidSubject(v.Bid.Ref)).On(int64(v.Tender.ID)), tx.Declare(v.Bid.ID, by.Person, r.Received)
	})
	if err != nil {
		return Saved{}, err
	}
	return s.lodgeIfReady(ctx, by, r, 0)
}

// Confirm says that a bid still holds after the tender changed.
func (s *Steps) Confirm(ctx context.Context, by account.Actor, r Save) (Saved, error) {
	v, _, err := s.editable(ctx, by, r)
	if err != nil {
		return Saved{}, err
	}
	now := s.now()
	err = s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		if err := s.stillOpen(tx, v, r.Received); err != nil {
			return audit.Event{}, err
		}
		return audit.New(by, now, "bid.confirmed", bidSubject(v.Bid.Ref)).On(int64(v.Tender.ID)), tx.AcknowledgeVersion(v.Bid.ID, v.Tender.Version, r.Received)
	})
	if err != nil {
		return Saved{}, err
	}
	return s.lodgeIfReady(ctx, by, r, 0)
}

// Withdraw withdraws a lodged bid. Its versions are kept sealed, and it may be
// lodged again until the deadline.
func (s *Steps) Withdraw(ctx context.Context, by account.Actor, r Save) error {
	v, _, err := s.editable(ctx, by, r)
	if err != nil {
		return err
	}
	now := s.now()
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		if err := member(tx, by, r.Org, account.Sign); err != nil {
			return audit.Event{}, err
		}
		if err := s.stillOpen(tx, v, r.Received); err != nil {
			return audit.Event{}, err
		}
		b, err := tx.BidByID(v.Bid.ID)
		if err != nil {
			return audit.Event{}, err
		}
		to, err := b.Status.Move(bid.Withdrawn)
		if err != nil {
			return audit.Event{}, err
		}
		if err := tx.ClearDeclaration(b.ID); err != nil {
			return audit.Event{}, err
		}
		return audit.New(by, now, "bid.withdrawn", bidSubject(b.Ref)).On(int64(b.Tender)), tx.MoveBid(b.ID, b.Status, to, r.Received)
	})
}

// SealPrice works out a lot's price from the unit prices typed and seals it at
// once: afterwards it can be replaced, not read, not even by its bidder. A
// contributor's new price for a lodged bid waits for a signatory; the earlier
// version still stands. It gives the price once, for the bidder's own copy.
func (s *Steps) SealPrice(ctx context.Context, by account.Actor, r Save, lotID string, typed map[string]string) (Saved, bid.LotPrice, error) {
	v, key, err := s.editable(ctx, by, r)
	if err != nil {
		return Saved{}, bid.LotPrice{}, err
	}
	i := slices.IndexFunc(v.Content.Lots, func(l tender.Lot) bool { return l.ID == lotID })
	if i < 0 || !slices.Contains(v.Bid.Lots(), lotID) {
		return Saved{}, bid.LotPrice{}, refusal.Missing("part (lot)")
	}
	price, err := bid.Price(v.Content.Lots[i], typed)
	if err != nil {
		return Saved{}, bid.LotPrice{}, err
	}
	plain, err := json.Marshal(price)
	if err != nil {
		return Saved{}, bid.LotPrice{}, fmt.Errorf("price: %w", err)
	}
	var blob memory
	about := seal.Part{Bid: v.Bid.Ref, Kind: "price", Key: lotID}
	w, err := seal.NewPart(&blob, v.Stage.PublicKey, about)
	if err != nil {
		return Saved{}, bid.LotPrice{}, err
	}
	if _, err := w.Write(plain); err != nil {
		return Saved{}, bid.LotPrice{}, fmt.Errorf("seal a price: %w", err)
	}
	sealed, err := w.Close()
	if err != nil {
		return Saved{}, bid.LotPrice{}, err
	}
	waits, err := s.addParts(ctx, by, r, v, key, []newPart{{kind: "price", about: lotID, sealed: sealed, body: blob.b, form: r.Key}})
	if err != nil {
		return Saved{}, bid.LotPrice{}, err
	}
	// A price sealed again has another ciphertext, so the form's key cannot tell
	// whether the lodging is the same one: the part carries it instead.
	r.Key = ""
	saved, err := s.lodgeIfReady(ctx, by, r, 0)
	saved.Copy = &PartCopy{Part: about, Nonce: sealed.Nonce, Commitment: sealed.Commitment, Hash: sealed.Hash, Waits: waits}
	return saved, price, err
}

type memory struct{ b []byte }

func (m *memory) Write(p []byte) (int, error) { m.b = append(m.b, p...); return len(p), nil }

// newPart is a sealed part on its way into the draft.
type newPart struct {
	kind, about string
	label       partLabel
	sealed      seal.Sealed
	body        []byte // its ciphertext, nil when it is a file already under its hash
	form        string // key of the form that sealed it
	instead     string // the part it takes the place of, "" for none
}

// partRows seals the labels of new parts under the draft's key.
func (s *Steps) partRows(by account.Actor, r Save, v BidView, key *seal.DraftKey, parts []newPart) ([]store.BidPartRow, error) {
	rows := make([]store.BidPartRow, len(parts))
	for i, p := range parts {
		ref, err := s.letters()
		if err != nil {
			return nil, err
		}
		text, err := json.Marshal(p.label)
		if err != nil {
			return nil, fmt.Errorf("label: %w", err)
		}
		label, err := key.Seal("part-"+ref, text)
		if err != nil {
			return nil, err
		}
		rows[i] = store.BidPartRow{Ref: ref, Bid: v.Bid.ID, Kind: p.kind, Key: p.about, Status: "current", Stored: "file", Hash: p.sealed.Hash, Commitment: p.sealed.Commitment, Label: label, Size: p.sealed.Size, TenderVersion: v.Tender.Version, SealedBy: by.Person, SealedAt: store.At(r.Received), FormKey: p.form}
		if p.body != nil {
			rows[i].Stored = "row"
		}
	}
	return rows, nil
}

// addParts keeps sealed parts, all or none, and tells whether a new price waits
// for a signatory.
func (s *Steps) addParts(ctx context.Context, by account.Actor, r Save, v BidView, key *seal.DraftKey, parts []newPart) (waits bool, err error) {
	rows, err := s.partRows(by, r, v, key, parts)
	if err != nil {
		return false, err
	}
	now := s.now()
	err = s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		if err := s.stillOpen(tx, v, r.Received); err != nil {
			return audit.Event{}, err
		}
		fresh, err := tx.Actor(by.Person)
		if err != nil {
			return audit.Event{}, err
		}
		m, ok := fresh.In(r.Org)
		if !ok {
			return audit.Event{}, refusal.Missing("bid")
		}
		b, err := tx.BidByID(v.Bid.ID)
		if err != nil {
			return audit.Event{}, err
		}
		waits = parts[0].kind == "price" && b.Status == bid.Lodged && !m.Has(account.Sign)
		event := audit.New(by, now, "bid.part_sealed", bidSubject(v.Bid.Ref)).On(int64(v.Tender.ID))
		for i, p := range rows {
			if err := addPart(tx, p, parts[i], waits, now); err != nil {
				return audit.Event{}, err
			}
			n := ""
			if i > 0 {
				n = fmt.Sprintf("-%d", i+1)
			}
			event = event.With("part"+n, p.Ref).With("hash"+n, p.Hash).With("commitment"+n, p.Commitment)
		}
		return event, tx.TouchBid(v.Bid.ID, r.Received)
	})
	return waits, err
}

func addPart(tx *store.Tx, p store.BidPartRow, n newPart, waits bool, now time.Time) error {
	if n.form != "" {
		had, sent, err := tx.BidPartByForm(p.Bid, n.form)
		if err != nil {
			return err
		}
		if sent {
			return refusal.Already("This form was sent before: its prices were sealed on %s and cannot be shown again. To change them, open the page again.", ukTime(had.SealedAt.Time))
		}
	}
	if waits {
		p.Status = "pending"
	}
	if n.body != nil {
		if err := tx.PutBlob(p.Hash, n.body, now); err != nil {
			return err
		}
	}
	if n.instead != "" {
		if err := tx.RemoveBidPart(p.Bid, n.instead); err != nil {
			return err
		}
	}
	_, err := tx.AddBidPart(p, p.Kind == "price")
	return err
}

// RemoveFile takes a file out of the draft.
func (s *Steps) RemoveFile(ctx context.Context, by account.Actor, r Save, part string) (Saved, error) {
	v, _, err := s.editable(ctx, by, r)
	if err != nil {
		return Saved{}, err
	}
	if !slices.ContainsFunc(v.Parts, func(p PartView) bool { return p.Kind == "file" && p.Ref == part }) {
		return Saved{}, refusal.Missing("file")
	}
	now := s.now()
	err = s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		if err := s.stillOpen(tx, v, r.Received); err != nil {
			return audit.Event{}, err
		}
		if err := tx.RemoveBidPart(v.Bid.ID, part); err != nil {
			return audit.Event{}, err
		}
		return audit.New(by, now, "bid.part_removed", bidSubject(v.Bid.Ref)).On(int64(v.Tender.ID)).With("part", part), tx.TouchBid(v.Bid.ID, r.Received)
	})
	if err != nil {
		return Saved{}, err
	}
	return s.lodgeIfReady(ctx, by, r, 0)
}

// ConfirmPrices is a signatory's word for prices that waited.
func (s *Steps) ConfirmPrices(ctx context.Context, by account.Actor, r Save) (Saved, error) {
	v, _, err := s.editable(ctx, by, r)
	if err != nil {
		return Saved{}, err
	}
	now := s.now()
	err = s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		if err := member(tx, by, r.Org, account.Sign); err != nil {
			return audit.Event{}, err
		}
		if err := s.stillOpen(tx, v, r.Received); err != nil {
			return audit.Event{}, err
		}
		n, err := tx.PromotePending(v.Bid.ID)
		if err != nil {
			return audit.Event{}, err
		}
		if n == 0 {
			return audit.Event{}, refusal.Turn("No new prices wait for a signatory.")
		}
		return audit.New(by, now, "bid.prices_confirmed", bidSubject(v.Bid.Ref)).On(int64(v.Tender.ID)), tx.TouchBid(v.Bid.ID, r.Received)
	})
	if err != nil {
		return Saved{}, err
	}
	return s.lodgeIfReady(ctx, by, r, 0)
}

// lines joins short words for a stored list.
func lines(all []string) string { return strings.Join(all, ",") }
