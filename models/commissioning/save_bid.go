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
}

// Saved says what a save led to.
type Saved struct {
	Revision int64
	Receipt  string    // of the version lodged by this save, "" when none was
	At       time.Time // when the request was received
	Waiting  []bid.Gap // why nothing was lodged, when the bid is declared
}

// editable reads a bid and refuses what cannot be changed now.
func (s *Steps) editable(ctx context.Context, by account.Actor, r Save) (BidView, *seal.DraftKey, error) {
	q := s.DB.Reader().Read(ctx)
	b, err := q.BidByRef(r.Bid)
	if err != nil {
		return BidView{}, nil, err
	}
	m, ok := by.In(r.Org)
	if !ok || b.Org != r.Org {
		return BidView{}, nil, refusal.Missing("bid")
	}
	if !m.Has(account.Contribute) && !m.Has(account.Sign) {
		names, err := q.WhoCan(r.Org, []account.Permission{account.Contribute, account.Sign})
		if err != nil {
			return BidView{}, nil, err
		}
		return BidView{}, nil, refusal.Forbidden("You can read this bid but not change it.", list(names))
	}
	v, err := s.readBid(q, b)
	if err != nil {
		return BidView{}, nil, err
	}
	if v.Tender.Status == tender.Cancelled {
		return BidView{}, nil, refusal.Turn("This tender was cancelled. Your bid stays sealed.")
	}
	if err := bid.MayChange(b.Status, r.Received, v.Stage.Deadline.Time, !v.Stage.DrainedAt.IsZero()); err != nil {
		return v, nil, err
	}
	key, err := s.Keys.Draft(seal.StageName(v.Tender.Ref, v.Stage.Seq), b.Ref)
	return v, key, err
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
	a.SavedAt = r.Received.UTC()
	plain, err := json.Marshal(a)
	if err != nil {
		return Saved{}, fmt.Errorf("answer %s: %w", a.Key, err)
	}
	return s.keepAnswer(ctx, by, r, v, key, a.Key, seen, plain, a.Completed)
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

func (s *Steps) keepAnswer(ctx context.Context, by account.Actor, r Save, v BidView, key *seal.DraftKey, name string, seen int64, plain []byte, completed bool) (Saved, error) {
	sealed, err := key.Seal(name, plain)
	if err != nil {
		return Saved{}, err
	}
	var written bool
	err = s.DB.Keep(ctx, store.KeepDrafts, func(k *store.KeepTx) (err error) {
		stage, err := k.Queries().StageByID(v.Stage.ID)
		if err != nil {
			return err
		}
		if err := bid.MayChange(v.Bid.Status, r.Received, stage.Deadline.Time, !stage.DrainedAt.IsZero()); err != nil {
			return err
		}
		written, err = k.SaveBidAnswer(store.BidAnswerRow{Bid: v.Bid.ID, Key: name, Sealed: sealed, Completed: completed, SavedBy: by.Person, SavedAt: store.At(r.Received)}, seen)
		return err
	})
	if err != nil {
		return Saved{}, err
	}
	if !written {
		return Saved{}, s.changedBy(ctx, v, name)
	}
	return s.lodgeIfReady(ctx, by, r, seen+1)
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
	return refusal.Changed("%s changed this answer at %s UTC. Your text is still on this page: compare the two before you save.", who.Name, row.SavedAt.Format("15:04"))
}

// SaveCommitments keeps the commitments of a bid, all together.
func (s *Steps) SaveCommitments(ctx context.Context, by account.Actor, r Save, seen int64, all []bid.Commitment) (Saved, error) {
	v, key, err := s.editable(ctx, by, r)
	if err != nil {
		return Saved{}, err
	}
	var p []refusal.Problem
	for i, c := range all {
		feeds := false
		for _, q := range v.Content.Questions {
			feeds = feeds || (q.Key == c.Question && q.Commitments)
		}
		for field, missing := range map[string]bool{"outcome": c.Outcome == "", "quantity": c.Quantity == "", "unit": c.Unit == "", "evidence": c.Evidence == "", "question": !feeds} {
			if missing {
				p = append(p, refusal.Problem{Field: fmt.Sprintf("%s-%d", field, i+1), Reason: fmt.Sprintf("Promise %d: %s", i+1, map[string]string{"outcome": "say what will change", "quantity": "enter how many", "unit": "enter what is counted, such as people", "evidence": "say how you will show that it happened", "question": "choose the question it belongs to"}[field])})
			}
		}
	}
	if err := refusal.Fields(p); err != nil {
		return Saved{}, err
	}
	plain, err := json.Marshal(all)
	if err != nil {
		return Saved{}, fmt.Errorf("commitments: %w", err)
	}
	return s.keepAnswer(ctx, by, r, v, key, commitmentsKey, seen, plain, true)
}

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
	stage, err := tx.StageByID(v.Stage.ID)
	if err != nil {
		return err
	}
	t, err := tx.TenderByID(v.Tender.ID)
	if err != nil {
		return err
	}
	if t.Status == tender.Cancelled {
		return refusal.Turn("This tender was cancelled. Your bid stays sealed.")
	}
	b, err := tx.BidByID(v.Bid.ID)
	if err != nil {
		return err
	}
	return bid.MayChange(b.Status, received, stage.Deadline.Time, !stage.DrainedAt.IsZero())
}

// Declare records the declaration of a signatory. It stands for every later
// complete save; when the bid is complete it lodges at once.
func (s *Steps) Declare(ctx context.Context, by account.Actor, r Save) (Saved, error) {
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
// version stays lodged. It gives the price once, for the bidder's own copy.
func (s *Steps) SealPrice(ctx context.Context, by account.Actor, r Save, lotID string, typed map[string]string) (Saved, bid.LotPrice, error) {
	v, key, err := s.editable(ctx, by, r)
	if err != nil {
		return Saved{}, bid.LotPrice{}, err
	}
	i := slices.IndexFunc(v.Content.Lots, func(l tender.Lot) bool { return l.ID == lotID })
	if i < 0 {
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
	w, err := seal.NewPart(&blob, v.Stage.PublicKey, seal.Part{Bid: v.Bid.Ref, Kind: "price", Key: lotID})
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
	if err := s.addPart(ctx, by, r, v, key, "price", lotID, partLabel{}, sealed, blob.b); err != nil {
		return Saved{}, bid.LotPrice{}, err
	}
	saved, err := s.lodgeIfReady(ctx, by, r, 0)
	return saved, price, err
}

type memory struct{ b []byte }

func (m *memory) Write(p []byte) (int, error) { m.b = append(m.b, p...); return len(p), nil }

// addPart keeps a sealed part. body is its ciphertext, nil when it is a file
// already under its hash.
func (s *Steps) addPart(ctx context.Context, by account.Actor, r Save, v BidView, key *seal.DraftKey, kind, about string, l partLabel, sealed seal.Sealed, body []byte) error {
	ref, err := s.letters()
	if err != nil {
		return err
	}
	text, err := json.Marshal(l)
	if err != nil {
		return fmt.Errorf("label: %w", err)
	}
	label, err := key.Seal("part-"+ref, text)
	if err != nil {
		return err
	}
	now := s.now()
	return s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
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
		status := "current"
		if kind == "price" && v.Bid.Status == bid.Lodged && !m.Has(account.Sign) {
			status = "pending"
		}
		p := store.BidPartRow{Ref: ref, Bid: v.Bid.ID, Kind: kind, Key: about, Status: status, Stored: "file", Hash: sealed.Hash, Commitment: sealed.Commitment, Label: label, Size: sealed.Size, TenderVersion: v.Tender.Version, SealedBy: by.Person, SealedAt: store.At(r.Received)}
		if body != nil {
			p.Stored = "row"
			if err := tx.PutBlob(sealed.Hash, body, now); err != nil {
				return audit.Event{}, err
			}
		}
		if _, err := tx.AddBidPart(p, kind == "price"); err != nil {
			return audit.Event{}, err
		}
		if err := tx.TouchBid(v.Bid.ID, r.Received); err != nil {
			return audit.Event{}, err
		}
		return audit.New(by, now, "bid.part_sealed", bidSubject(v.Bid.Ref)).On(int64(v.Tender.ID)).With("part", ref).With("hash", sealed.Hash).With("commitment", sealed.Commitment), nil
	})
}

// RemoveFile takes a file out of the draft.
func (s *Steps) RemoveFile(ctx context.Context, by account.Actor, r Save, part string) (Saved, error) {
	v, _, err := s.editable(ctx, by, r)
	if err != nil {
		return Saved{}, err
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
