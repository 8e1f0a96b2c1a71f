package commissioning

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/bid"
	"hundredweight/models/refusal"
	"hundredweight/models/seal"
	"hundredweight/models/store"
)

// lodgeTries is how often a lodging packs again when a colleague saved meanwhile.
const lodgeTries = 5

// lodgeIfReady lodges a new version when the bid is declared and at least one
// lot is complete. A bid that is not declared, or not complete, stays as it is:
// an incomplete save never takes back what is lodged.
func (s *Steps) lodgeIfReady(ctx context.Context, by account.Actor, r Save, revision int64) (Saved, error) {
	out := Saved{Revision: revision, At: r.Received}
	if r.Typing {
		return out, nil
	}
	for range lodgeTries {
		q := s.DB.Reader().Read(ctx)
		b, err := q.BidByRef(r.Bid)
		if err != nil {
			return out, err
		}
		v, err := s.readBid(q, b)
		if err != nil {
			return out, err
		}
		if b.DeclaredAt.IsZero() || v.NeedsConfirming() {
			return out, nil
		}
		if len(v.Ready) == 0 {
			out.Waiting = v.Gaps
			return out, nil
		}
		receipt, err := s.lodge(ctx, by, r, v)
		if errors.Is(err, refusal.ErrStale) {
			continue // a colleague saved between packing and lodging: pack again
		}
		out.Receipt = receipt
		if len(v.Ready) < len(b.Lots()) {
			out.Waiting = v.Gaps
		}
		return out, err
	}
	return out, store.ErrBusy
}

// lodge packs the bid as it stands, seals the package to the stage's key and
// writes it down: version, log leaf, mail and receipt in one transaction.
func (s *Steps) lodge(ctx context.Context, by account.Actor, r Save, v BidView) (string, error) {
	parts := v.lodgedParts()
	m, err := s.manifest(v, parts)
	if err != nil {
		return "", err
	}
	content, err := contentHash(m)
	if err != nil {
		return "", err
	}
	if had, done, err := s.sameAgain(ctx, v, r.Key, content); done || err != nil {
		return had, err
	}
	pack, err := seal.Pack(v.Stage.PublicKey, m)
	if err != nil {
		return "", err
	}
	ref, err := s.letters()
	if err != nil {
		return "", err
	}
	if r.Key == "" {
		r.Key = ref
	}
	if err := s.keepNonce(ctx, by, v, ref, pack.Nonce); err != nil {
		return "", err
	}
	refs := make([]string, len(parts))
	for i, p := range parts {
		refs[i] = p.Ref
	}
	now := s.now()
	err = s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		stage, err := tx.StageByID(v.Stage.ID)
		if err != nil {
			return audit.Event{}, err
		}
		if err := s.stillOpen(tx, v, r.Received); err != nil {
			return audit.Event{}, err
		}
		if err := tx.PutBlob(pack.Hash, pack.Sealed, now); err != nil {
			return audit.Event{}, err
		}
		version := store.BidVersionRow{Bid: v.Bid.ID, N: v.Bid.Version + 1, Receipt: ref, ReceivedAt: store.At(r.Received), Deadline: stage.Deadline, TenderVersion: v.Tender.Version,
			LotsText: lines(v.Ready), PartsText: lines(refs), Commitment: pack.Commitment, PackageHash: pack.Hash, Size: int64(len(pack.Sealed)), SubmissionKey: r.Key, ContentHash: content, LodgedBy: by.Person}
		if err := tx.LodgeBid(v.Bid, version); err != nil {
			return audit.Event{}, err
		}
		if err := s.mailReceipt(tx, v, version); err != nil {
			return audit.Event{}, err
		}
		return audit.New(by, now, "bid.lodged", audit.Subject{Kind: "receipt", Ref: ref}).On(int64(v.Tender.ID)).
			With("commitment", pack.Commitment).With("package", pack.Hash).With("received", r.Received.UTC().Format(time.RFC3339Nano)).With("version", strconv.Itoa(version.N)), nil
	})
	return ref, err
}

// lodgedParts are the parts that this version holds: current ones, and for a
// price that waits for a signatory the one it would replace.
func (v BidView) lodgedParts() []PartView {
	var out []PartView
	for _, p := range v.Parts {
		if p.Status == "current" && (p.Kind == "file" || slices.Contains(v.Ready, p.Key)) {
			out = append(out, p)
		}
	}
	return out
}

func (s *Steps) manifest(v BidView, parts []PartView) (seal.Manifest, error) {
	m := seal.Manifest{Answers: map[string]string{}, Bid: v.Bid.Ref, Lots: v.Ready, Organisation: strconv.FormatInt(int64(v.Bid.Org), 10), Stage: strconv.Itoa(v.Stage.Seq), Tender: v.Tender.Ref, TenderVersion: strconv.Itoa(v.Tender.Version), Version: strconv.Itoa(v.Bid.Version + 1), Commitments: []string{}, Parts: []seal.ManifestPart{}}
	for key, a := range v.Answers {
		text, err := json.Marshal(a)
		if err != nil {
			return m, fmt.Errorf("manifest: %w", err)
		}
		m.Answers[key] = string(text)
	}
	for _, c := range v.Promises {
		text, err := json.Marshal(c)
		if err != nil {
			return m, fmt.Errorf("manifest: %w", err)
		}
		m.Commitments = append(m.Commitments, string(text))
	}
	for _, p := range parts {
		m.Parts = append(m.Parts, seal.ManifestPart{Commitment: p.Commitment, Hash: p.Hash, Key: p.Key, Kind: p.Kind, Ref: p.Ref})
	}
	return m, nil
}

// contentHash tells whether two lodgings say the same, whatever their version.
func contentHash(m seal.Manifest) (string, error) {
	m.Version, m.Nonce = "", ""
	text, err := json.Marshal(m)
	if err != nil {
		return "", fmt.Errorf("manifest: %w", err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

// sameAgain answers a form that was sent twice with the receipt it got, and
// refuses the same submission key with other content.
func (s *Steps) sameAgain(ctx context.Context, v BidView, key, content string) (receipt string, done bool, err error) {
	if key != "" {
		had, ok, err := s.DB.Reader().Read(ctx).BidVersionByKey(v.Bid.ID, key)
		if err != nil {
			return "", false, err
		}
		if ok && had.ContentHash != content {
			return "", true, refusal.Already("This form was sent before, on %s, with other content. Open the page again before you save.", ukTime(had.ReceivedAt.Time))
		}
		if ok {
			return had.Receipt, true, nil
		}
	}
	if len(v.Versions) > 0 && v.Versions[0].ContentHash == content && v.Bid.Status == bid.Lodged {
		return v.Versions[0].Receipt, true, nil // nothing changed: the receipt stands
	}
	return "", false, nil
}

// keepNonce keeps a version's nonce for the bidder's own copy, under the draft's
// key. It lies nowhere else outside the sealed package.
func (s *Steps) keepNonce(ctx context.Context, by account.Actor, v BidView, receipt, nonce string) error {
	key, err := s.Keys.Draft(seal.StageName(v.Tender.Ref, v.Stage.Seq), v.Bid.Ref)
	if err != nil {
		return err
	}
	name := nonceKey(receipt)
	sealed, err := key.Seal(name, []byte(nonce))
	if err != nil {
		return err
	}
	return s.DB.Keep(ctx, store.KeepDrafts, func(k *store.KeepTx) error {
		return k.PutBidNote(store.BidAnswerRow{Bid: v.Bid.ID, Key: name, Sealed: sealed, SavedBy: by.Person, SavedAt: store.At(s.now())})
	})
}

func (s *Steps) mailReceipt(tx *store.Tx, v BidView, version store.BidVersionRow) error {
	members, err := tx.Members(v.Bid.Org)
	if err != nil {
		return err
	}
	org, err := tx.OrganisationByID(v.Bid.Org)
	if err != nil {
		return err
	}
	for _, m := range members {
		if !m.Has(account.Sign) && !m.Has(account.Contribute) {
			continue
		}
		if err := tx.QueueMail(store.Mail{Kind: "bid_receipt", To: m.Email, Subject: v.Tender.Title + ": your bid is lodged",
			Body: "Version " + strconv.Itoa(version.N) + " of your bid was received on " + version.ReceivedAt.UTC().Format("2 January 2006 at 15:04:05") + " UTC.\n\n" +
				"Receipt " + version.Receipt + "\nTender " + v.Tender.Ref + "\nHash of the sealed package " + version.PackageHash + "\nCommitment " + version.Commitment + "\n\n" +
				"Nobody can read it before the deadline. You can replace or withdraw it until then.\n\n" + s.link("/org/"+org.Slug+"/bids/"+v.Bid.Ref+"/receipts/"+version.Receipt) + "\n"}); err != nil {
			return err
		}
	}
	return nil
}

// Receipt gives the receipt of a lodged version to its own organisation.
func (s *Steps) Receipt(ctx context.Context, by account.Actor, org account.OrganisationID, bidRef, receipt string) (bid.Receipt, error) {
	q := s.DB.Reader().Read(ctx)
	b, err := q.BidByRef(bidRef)
	if err != nil {
		return bid.Receipt{}, err
	}
	if _, ok := by.In(org); !ok || b.Org != org {
		return bid.Receipt{}, refusal.Missing("receipt")
	}
	versions, err := q.BidVersions(b.ID)
	if err != nil {
		return bid.Receipt{}, err
	}
	i := slices.IndexFunc(versions, func(v store.BidVersionRow) bool { return v.Receipt == receipt })
	if i < 0 {
		return bid.Receipt{}, refusal.Missing("receipt")
	}
	return s.receiptOf(q, b, versions[i])
}

func (s *Steps) receiptOf(q store.Queries, b store.BidRow, v store.BidVersionRow) (bid.Receipt, error) {
	t, err := q.TenderByID(b.Tender)
	if err != nil {
		return bid.Receipt{}, err
	}
	o, err := q.OrganisationByID(b.Org)
	if err != nil {
		return bid.Receipt{}, err
	}
	r := bid.Receipt{Ref: v.Receipt, Bid: b.Ref, Tender: t.Ref, TenderTitle: t.Title, TenderVersion: v.TenderVersion, Organisation: o.Name, Version: v.N, Lots: v.Lots(), Received: v.ReceivedAt.Time, Deadline: v.Deadline.Time, Commitment: v.Commitment, PackageHash: v.PackageHash, Size: v.Size, LeafIndex: -1}
	events, err := q.EventsAbout("receipt", v.Receipt)
	if err != nil {
		return r, err
	}
	if len(events) > 0 {
		r.LeafHash = hex.EncodeToString(events[0].LeafHash)
		if events[0].LeafIndex != nil {
			r.LeafIndex = *events[0].LeafIndex
		}
	}
	return r, nil
}
