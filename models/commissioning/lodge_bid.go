package commissioning

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
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
		v, err := s.readBid(q, b, newestVersion)
		if err != nil {
			return out, err
		}
		out.View = &v
		if b.DeclaredAt.IsZero() || v.NeedsConfirming() {
			return out, nil
		}
		if len(v.Ready) == 0 {
			out.Waiting = v.Gaps
			return out, nil
		}
		err = s.lodgeAgain(ctx, by, r, &v, &out)
		if errors.Is(err, refusal.ErrStale) {
			continue // a colleague saved between packing and lodging: pack again
		}
		return out, err
	}
	return out, store.ErrBusy
}

// lodgeAgain lodges the bid as it stands, unless the same was lodged before.
func (s *Steps) lodgeAgain(ctx context.Context, by account.Actor, r Save, v *BidView, out *Saved) error {
	p, err := s.packing(*v)
	if err != nil {
		return err
	}
	had, done, err := s.sameAgain(ctx, *v, r.Key, p.content)
	if err != nil || done {
		out.lodged(*v, had)
		return err
	}
	return s.lodge(ctx, by, r, v, p, nil, out)
}

// lodged says under which receipt a bid is lodged, and what is not.
func (out *Saved) lodged(v BidView, receipt string) {
	out.Receipt = receipt
	if len(v.Ready) < len(v.Bid.Lots()) {
		out.Waiting = v.Gaps
	}
}

// keepAndLodge keeps answers of a declared bid and lodges it with them in one
// transaction, from what was read for this request: before a deadline each bid
// then waits for the disk once. done is false when it does not stand so: the bid
// is not declared or not complete, the same was lodged before, or somebody saved
// meanwhile. Then nothing was written, and keeping and lodging go one by one.
func (s *Steps) keepAndLodge(ctx context.Context, by account.Actor, r Save, v BidView, rows []store.BidAnswerRow, plain [][]byte) (out Saved, done bool, err error) {
	if r.Typing || v.Bid.DeclaredAt.IsZero() || v.NeedsConfirming() {
		return out, false, nil
	}
	v.Answers, v.Revision, v.texts = maps.Clone(v.Answers), maps.Clone(v.Revision), maps.Clone(v.texts)
	for i, row := range rows {
		if v.Revision[row.Key] != row.Revision {
			return out, false, nil
		}
		if err := v.hear(row.Key, row.Revision+1, plain[i]); err != nil {
			return out, false, err
		}
	}
	if v.judge(); len(v.Ready) == 0 {
		return out, false, nil
	}
	p, err := s.packing(v)
	if err != nil || len(v.Versions) > 0 && v.Versions[0].ContentHash == p.content {
		return out, false, err
	}
	out = Saved{Revision: rows[0].Revision + 1, At: r.Received}
	err = s.lodge(ctx, by, r, &v, p, rows, &out)
	if errors.Is(err, refusal.ErrStale) || errors.Is(err, store.ErrDuplicate) {
		return Saved{}, false, nil
	}
	return out, true, err
}

// packing is what a version will hold.
type packing struct {
	parts    []PartView
	manifest seal.Manifest
	content  string // tells two lodgings that say the same
}

func (s *Steps) packing(v BidView) (p packing, err error) {
	p.parts = v.lodgedParts()
	if p.manifest, err = s.manifest(v, p.parts); err != nil {
		return p, err
	}
	p.content = contentHash(p.manifest)
	return p, nil
}

// lodge seals what is packed to the stage's key and writes it down: answers that
// are not kept yet, version, nonce, log leaf, mail and receipt in one
// transaction. Afterwards the view is that of the lodged bid.
func (s *Steps) lodge(ctx context.Context, by account.Actor, r Save, v *BidView, p packing, answers []store.BidAnswerRow, out *Saved) error {
	pack, err := seal.Pack(v.Stage.PublicKey, p.manifest)
	if err != nil {
		return err
	}
	ref, err := s.letters()
	if err != nil {
		return err
	}
	if r.Key == "" {
		r.Key = ref
	}
	note, err := s.nonceNote(by, *v, ref, pack.Nonce)
	if err != nil {
		return err
	}
	refs := make([]string, len(p.parts))
	for i, one := range p.parts {
		refs[i] = one.Ref
	}
	now := s.now()
	version := store.BidVersionRow{Bid: v.Bid.ID, N: v.Bid.Version + 1, Receipt: ref, ReceivedAt: store.At(r.Received), TenderVersion: v.Tender.Version,
		LotsText: lines(v.Ready), PartsText: lines(refs), Commitment: pack.Commitment, PackageHash: pack.Hash, Size: int64(len(pack.Sealed)), SubmissionKey: r.Key, ContentHash: p.content, LodgedBy: by.Person}
	err = s.DB.Write(ctx, by, func(tx *store.Tx) (audit.Event, error) {
		open, err := gate(tx.Queries, *v, r.Received)
		if err != nil {
			return audit.Event{}, err
		}
		if open.TenderVersion != v.Tender.Version {
			return audit.Event{}, refusal.Changed("The buyer changed this tender a moment ago.")
		}
		version.Deadline = open.Deadline
		if err := tx.LodgeBid(v.Bid, version, answers...); err != nil {
			return audit.Event{}, err
		}
		if err := tx.PutBlob(pack.Hash, pack.Sealed, now); err != nil {
			return audit.Event{}, err
		}
		if err := tx.PutBidNote(note); err != nil {
			return audit.Event{}, err
		}
		if err := s.mailReceipt(tx, by, *v, version); err != nil {
			return audit.Event{}, err
		}
		return audit.New(by, now, "bid.lodged", audit.Subject{Kind: "receipt", Ref: ref}).On(int64(v.Tender.ID)).
			With("commitment", pack.Commitment).With("package", pack.Hash).With("received", r.Received.UTC().Format(time.RFC3339Nano)).With("version", strconv.Itoa(version.N)), nil
	})
	if err != nil {
		return err
	}
	out.lodged(*v, ref)
	v.Bid.Status, v.Bid.Version, v.Bid.UpdatedAt = bid.Lodged, version.N, version.ReceivedAt
	v.Bid.DraftRevision += int64(len(answers))
	v.Versions = append([]store.BidVersionRow{version}, v.Versions...)
	out.View = v
	return nil
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
	m := seal.Manifest{Answers: maps.Clone(v.texts), Bid: v.Bid.Ref, Lots: v.Ready, Organisation: strconv.FormatInt(int64(v.Bid.Org), 10), Stage: strconv.Itoa(v.Stage.Seq), Tender: v.Tender.Ref, TenderVersion: strconv.Itoa(v.Tender.Version), Version: strconv.Itoa(v.Bid.Version + 1), Commitments: []string{}, Parts: []seal.ManifestPart{}}
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
// Each text is preceded by its length, so that no two manifests read alike.
func contentHash(m seal.Manifest) string {
	h := sha256.New()
	say := func(texts ...string) {
		for _, t := range texts {
			fmt.Fprintf(h, "%d:", len(t))
			h.Write([]byte(t))
		}
	}
	count := func(n int) { fmt.Fprintf(h, "#%d:", n) }
	say("content/2", m.Bid, m.Organisation, m.Tender, m.TenderVersion, m.Stage)
	count(len(m.Lots))
	say(m.Lots...)
	count(len(m.Answers))
	for _, key := range slices.Sorted(maps.Keys(m.Answers)) {
		say(key, m.Answers[key])
	}
	count(len(m.Commitments))
	say(m.Commitments...)
	for _, p := range m.Parts {
		say(p.Commitment, p.Hash, p.Key, p.Kind, p.Ref)
	}
	return hex.EncodeToString(h.Sum(nil))
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

// nonceNote is a version's nonce for the bidder's own copy, under the draft's
// key. It lies nowhere else outside the sealed package.
func (s *Steps) nonceNote(by account.Actor, v BidView, receipt, nonce string) (store.BidAnswerRow, error) {
	if v.KeyGone {
		return store.BidAnswerRow{}, seal.ErrKeyGone
	}
	name := nonceKey(receipt)
	sealed, err := v.key.Seal(name, []byte(nonce))
	return store.BidAnswerRow{Bid: v.Bid.ID, Key: name, Sealed: sealed, SavedBy: by.Person, SavedAt: store.At(s.now())}, err
}

func (s *Steps) mailReceipt(tx *store.Tx, by account.Actor, v BidView, version store.BidVersionRow) error {
	members, err := tx.Members(v.Bid.Org)
	if err != nil {
		return err
	}
	org, ok := by.In(v.Bid.Org)
	if !ok {
		return refusal.Missing("bid")
	}
	for _, m := range members {
		if !m.Has(account.Sign) && !m.Has(account.Contribute) {
			continue
		}
		if err := tx.QueueMail(store.Mail{Kind: "bid_receipt", To: m.Email, Subject: v.Tender.Title + ": your bid was received",
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
