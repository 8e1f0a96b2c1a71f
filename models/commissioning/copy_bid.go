package commissioning

import (
	"context"
	"slices"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/bid"
	"hundredweight/models/refusal"
	"hundredweight/models/seal"
	"hundredweight/models/store"
)

// BidCopy is a bidder's own copy of a lodged version: with it and the public
// log the bidder can prove what was lodged, and bring it back if it were lost.
type BidCopy struct {
	Receipt  bid.Receipt
	Manifest []byte     // with its nonce: SHA-256("bid-v1" ‖ nonce ‖ manifest) is the commitment
	Package  []byte     // the sealed package, as it is stored
	Parts    []PartView // the sealed parts it holds
}

// CopyOfBid makes the copy of a lodged version, in memory, for its own
// organisation. It can be made while the working copy says what the version
// says; what a version holds is otherwise readable only after the opening.
func (s *Steps) CopyOfBid(ctx context.Context, by account.Actor, org account.OrganisationID, ref, receipt string) (BidCopy, error) {
	q := s.DB.Reader().Read(ctx)
	v, err := s.Bid(ctx, by, org, ref)
	if err != nil {
		return BidCopy{}, err
	}
	i := slices.IndexFunc(v.Versions, func(one store.BidVersionRow) bool { return one.Receipt == receipt })
	if i < 0 {
		return BidCopy{}, refusal.Missing("receipt")
	}
	version := v.Versions[i]
	out := BidCopy{}
	if out.Receipt, err = s.receiptOf(q, v.Bid, version); err != nil {
		return out, err
	}
	if out.Package, err = q.Blob(version.PackageHash); err != nil {
		return out, err
	}
	if v.KeyGone {
		return out, seal.ErrKeyGone
	}
	return s.readCopy(q, v, version, out)
}

func (s *Steps) readCopy(q store.Queries, v BidView, version store.BidVersionRow, out BidCopy) (BidCopy, error) {
	changed := refusal.Turn("The working copy was changed after version %d was sent, so a readable copy of that version can no longer be made. The version itself is sealed and safe.", version.N)
	key, err := s.Keys.Draft(seal.StageName(v.Tender.Ref, v.Stage.Seq), v.Bid.Ref)
	if err != nil {
		return out, err
	}
	note, ok, err := q.BidAnswer(v.Bid.ID, nonceKey(version.Receipt))
	if err != nil {
		return out, err
	}
	if !ok {
		return out, changed
	}
	nonce, err := key.Open(note.Key, note.Sealed)
	if err != nil {
		return out, err
	}
	all, err := q.BidParts(v.Bid.ID)
	if err != nil {
		return out, err
	}
	for _, p := range all {
		if !slices.Contains(version.Parts(), p.Ref) {
			continue
		}
		one := PartView{BidPartRow: p}
		if p.Kind == "file" {
			l, err := openLabel(key, p)
			if err != nil {
				return out, err
			}
			one.Name, one.Bytes, one.ContentHash, one.Nonce = l.Name, l.Bytes, l.Hash, l.Nonce
		}
		out.Parts = append(out.Parts, one)
	}
	v.Ready, v.Tender.Version, v.Bid.Version = version.Lots(), version.TenderVersion, version.N-1
	m, err := s.manifest(v, out.Parts)
	if err != nil {
		return out, err
	}
	m.Nonce = string(nonce)
	text, commitment, err := m.Text()
	if err != nil {
		return out, err
	}
	if commitment != version.Commitment {
		return out, changed
	}
	out.Manifest = text
	return out, nil
}

// ChangedSince tells whether the working copy says something else than the
// version in force. What nobody can read any more counts as the same.
func (s *Steps) ChangedSince(v BidView) (bool, error) {
	version, ok := v.Newest()
	if !ok || v.KeyGone {
		return false, nil
	}
	m, err := s.manifest(v, v.lodgedParts())
	if err != nil {
		return false, err
	}
	return contentHash(m) != version.ContentHash, nil
}

// attemptsFor is how long a failed try is shown.
const attemptsFor = 48 * time.Hour

// NoteAttempt records that a save of a bid failed and what was said, for the
// bidder and, after the opening, for the buyer.
func (s *Steps) NoteAttempt(ctx context.Context, by account.Actor, org account.OrganisationID, ref, what, said string) error {
	b, err := s.DB.Reader().Read(ctx).BidByRef(ref)
	if err != nil {
		return err
	}
	if _, ok := by.In(org); !ok || b.Org != org {
		return refusal.Missing("bid")
	}
	if s.Pace.take(org, paceNotes, s.wall()) != nil {
		return nil // a flood is known by its first sixty
	}
	at := s.now()
	return s.DB.Keep(ctx, store.KeepAttempts, func(k *store.KeepTx) error {
		return k.AddBidAttempt(b.ID, by.Person, at, what, said)
	})
}

// Attempts lists the failed tries of the last 48 hours to save a bid.
func (s *Steps) Attempts(ctx context.Context, v BidView) ([]store.BidAttempt, error) {
	return s.DB.Reader().Read(ctx).BidAttempts(v.Bid.ID, s.now().Add(-attemptsFor))
}

// Words is how many words of an answer there are, for lists.
func (v BidView) Words(key string) int { return bid.Words(v.Answers[key].Text) }

// FilesOf lists the files of a question, oldest first.
func (v BidView) FilesOf(question string) []PartView {
	var out []PartView
	for _, p := range v.Parts {
		if p.Kind == "file" && p.Key == question {
			out = append(out, p)
		}
	}
	slices.Reverse(out)
	return out
}

// PriceOf gives the sealed price of a lot, and the one that waits for a
// signatory; nil where there is none.
func (v BidView) PriceOf(lot string) (now, waiting *PartView) {
	for i, p := range v.Parts {
		switch {
		case p.Kind != "price" || p.Key != lot:
		case p.Status == "pending":
			waiting = &v.Parts[i]
		default:
			now = &v.Parts[i]
		}
	}
	return now, waiting
}

// Newest is the version in force; ok is false when none was lodged.
func (v BidView) Newest() (version store.BidVersionRow, ok bool) {
	if len(v.Versions) == 0 {
		return store.BidVersionRow{}, false
	}
	return v.Versions[0], true
}
