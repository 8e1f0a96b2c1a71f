package commissioning

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"hundredweight/models/bid"
	"hundredweight/models/refusal"
	"hundredweight/models/seal"
	"hundredweight/models/store"
)

// inRow is the most ciphertext that is kept as a row; more is a file.
const inRow = 64 << 10

// OpenedContent is what evaluators read of a bid. It is kept under the key of
// the evaluation, which lies outside the database.
type OpenedContent struct {
	Answers     map[string]bid.Answer `json:"answers"`
	Commitments []bid.Commitment      `json:"commitments"`
}

// FileLabel is the name of an opened file, under the same key.
type FileLabel struct {
	Name  string `json:"name"`
	Type  string `json:"type"`
	Bytes int64  `json:"bytes"`
}

// openedBid is a bid on its way through an opening.
type openedBid struct {
	bid     store.BidRow
	version store.BidVersionRow
	org     store.Organisation
	parts   []store.BidPartRow
	blob    []byte            // the sealed package
	bodies  map[string][]byte // of the parts kept in rows, by hash

	problem string // why it could not be opened, "" when it was
	sealed  []byte // the content, under the evaluation key
	files   []openedFile
	prices  map[string][]byte // by lot, under the price key
}

type openedFile struct {
	store.OpenedFile
	body []byte // nil when it lies in a file already
}

// readParts reads the sealed parts that lie in rows.
func (b *openedBid) readParts(q store.Queries) error {
	b.bodies = map[string][]byte{}
	held := b.version.Parts()
	for _, p := range b.parts {
		if p.Stored != "row" || !slices.Contains(held, p.Ref) {
			continue
		}
		body, err := q.Blob(p.Hash)
		if errors.Is(err, refusal.ErrNotFound) {
			continue // said when it is opened
		}
		if err != nil {
			return err
		}
		b.bodies[p.Hash] = body
	}
	return nil
}

// openAll releases the key to two officers, opens every bid, and forgets the
// key. A bid that cannot be opened gets a problem and stops nobody else's.
func (s *Steps) openAll(p Panel, bids []*openedBid, w seal.Witness) error {
	key, err := s.Keys.Release(seal.Stage{Scheme: p.Stage.Scheme, Public: p.Stage.PublicKey, Wrapped: p.Stage.Wrapped}, w)
	if err != nil {
		return err
	}
	defer key.Wipe()
	name := seal.StageName(p.Tender.Ref, p.Stage.Seq)
	evaluate, err := s.Keys.MakeEvaluationKey(name)
	if err != nil {
		return err
	}
	price, err := s.Keys.PriceRecipient(name)
	if err != nil {
		return err
	}
	o := opener{s, p, key, evaluate, price}
	for _, b := range bids {
		if b.problem == "" {
			err := o.open(b)
			var failed *notOpened
			if errors.As(err, &failed) {
				b.problem, err = failed.why, nil
			}
			if err != nil {
				return fmt.Errorf("open bid %s: %w", b.bid.Ref, err)
			}
		}
		if b.problem != "" {
			b.sealed, b.files, b.prices = nil, nil, nil
		}
	}
	return nil
}

// notOpened says why a bid could not be opened: what lies there is not what was
// lodged. Everything else that goes wrong is a fault of ours and stops the opening.
type notOpened struct{ why string }

// Error gives the sentence.
func (n *notOpened) Error() string { return n.why }

// opener holds the keys of an opening.
type opener struct {
	s        *Steps
	p        Panel
	key      *seal.Opened
	evaluate *seal.EvaluationKey
	price    func([]byte) ([]byte, error)
}

func (o opener) open(b *openedBid) error {
	m, err := o.key.Unpack(b.blob, seal.Expected{Bid: b.bid.Ref, Organisation: strconv.FormatInt(int64(b.bid.Org), 10), Tender: o.p.Tender.Ref, Stage: strconv.Itoa(o.p.Stage.Seq),
		Version: b.version.N, Hash: b.version.PackageHash, Commitment: b.version.Commitment})
	if errors.Is(err, seal.ErrTampered) {
		return &notOpened{"The sealed package is not the one that its receipt names."}
	}
	if err != nil {
		return err
	}
	if !slices.Equal(m.Lots, b.version.Lots()) {
		return &notOpened{"The parts (lots) in the sealed package are not those of its receipt."}
	}
	c, err := contentOf(m)
	if err != nil {
		return &notOpened{"The answers in the sealed package cannot be read."}
	}
	plain, err := json.Marshal(c)
	if err != nil {
		return err
	}
	if b.sealed, err = o.evaluate.Seal(plain); err != nil {
		return err
	}
	b.prices = map[string][]byte{}
	for _, part := range m.Parts {
		if err := o.part(b, part); err != nil {
			return err
		}
	}
	return nil
}

func contentOf(m seal.Manifest) (OpenedContent, error) {
	c := OpenedContent{Answers: map[string]bid.Answer{}}
	for key, text := range m.Answers {
		var a bid.Answer
		if err := json.Unmarshal([]byte(text), &a); err != nil {
			return c, err
		}
		c.Answers[key] = a
	}
	for _, text := range m.Commitments {
		var one bid.Commitment
		if err := json.Unmarshal([]byte(text), &one); err != nil {
			return c, err
		}
		c.Commitments = append(c.Commitments, one)
	}
	return c, nil
}

// part opens a price or a file and puts it away under its new key.
func (o opener) part(b *openedBid, m seal.ManifestPart) error {
	body, ok, err := o.body(b, m)
	if err != nil {
		return err
	}
	if !ok {
		return &notOpened{"A sealed " + m.Kind + " is missing."}
	}
	part, content, err := o.key.OpenPart(body, m.Commitment)
	if errors.Is(err, seal.ErrTampered) {
		return &notOpened{"A sealed " + m.Kind + " is not the one that was received."}
	}
	if err != nil {
		return err
	}
	if part.Bid != b.bid.Ref || part.Kind != m.Kind || part.Key != m.Key {
		return &notOpened{"A sealed " + m.Kind + " belongs to something else."}
	}
	if m.Kind == "price" {
		return o.putPrice(b, m.Key, content)
	}
	return o.putFile(b, part, content)
}

// body reads the ciphertext of a part, from its row or its file.
func (o opener) body(b *openedBid, m seal.ManifestPart) (body []byte, ok bool, err error) {
	if body, ok := b.bodies[m.Hash]; ok {
		return body, true, nil
	}
	f, err := o.s.Files.Open(m.Hash)
	if errors.Is(err, refusal.ErrNotFound) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	body, err = io.ReadAll(f)
	return body, err == nil, errors.Join(err, f.Close())
}

// putPrice puts a price away, unread but for its form.
func (o opener) putPrice(b *openedBid, lot string, content []byte) error {
	var price bid.LotPrice
	if err := json.Unmarshal(content, &price); err != nil || price.Lot != lot {
		return &notOpened{"A sealed price cannot be read."}
	}
	sealed, err := o.price(content)
	if err != nil {
		return err
	}
	b.prices[lot] = sealed
	return nil
}

func (o opener) putFile(b *openedBid, part seal.Part, content []byte) error {
	label, err := json.Marshal(FileLabel{Name: part.Name, Type: part.Type, Bytes: int64(len(content))})
	if err != nil {
		return err
	}
	ref, err := o.s.letters()
	if err != nil {
		return err
	}
	f := openedFile{OpenedFile: store.OpenedFile{Bid: b.bid.ID, Ref: ref, Question: part.Key, Stored: "row"}}
	if f.Label, err = o.evaluate.Seal(label); err != nil {
		return err
	}
	body, err := o.evaluate.Seal(content)
	if err != nil {
		return err
	}
	if len(body) <= inRow {
		sum := sha256.Sum256(body)
		f.Hash, f.body = hex.EncodeToString(sum[:]), body
	} else {
		f.Stored = "file"
		if f.Hash, err = o.s.putFile(body); err != nil {
			return err
		}
	}
	b.files = append(b.files, f)
	return nil
}

// putFile keeps bytes as a file under their hash.
func (s *Steps) putFile(body []byte) (hash string, err error) {
	w, err := s.Files.Create()
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, w.Discard()) }()
	if _, err := w.Write(body); err != nil {
		return "", err
	}
	hash, _, err = w.Commit()
	return hash, err
}

// keep writes an opened bid down.
func (b *openedBid) keep(tx *store.Tx, now time.Time) error {
	to := bid.Opened
	if b.problem != "" {
		to = bid.Failed
	}
	if _, err := b.bid.Status.Move(to); err != nil {
		return err
	}
	if err := tx.MoveBid(b.bid.ID, b.bid.Status, to, now); err != nil {
		return err
	}
	sealed := b.sealed
	if sealed == nil {
		sealed = []byte{}
	}
	if err := tx.AddOpenedBid(store.OpenedBid{Bid: b.bid.ID, Version: b.version.N, LotsText: strings.Join(b.version.Lots(), ","), Sealed: sealed, Problem: b.problem, OpenedAt: store.At(now)}); err != nil {
		return err
	}
	for _, f := range b.files {
		if f.body != nil {
			if err := tx.PutBlob(f.Hash, f.body, now); err != nil {
				return err
			}
		}
		if err := tx.AddOpenedFile(f.OpenedFile); err != nil {
			return err
		}
	}
	for lot, price := range b.prices {
		if err := tx.AddSealedPrice(b.bid.ID, lot, price); err != nil {
			return err
		}
	}
	return nil
}

// entry is the bid's line in the opening record.
func (b *openedBid) entry() OpeningEntry {
	return OpeningEntry{Bid: b.bid.Ref, Organisation: b.org.Name, Slug: b.org.Slug, Checked: b.org.IsVerified(), Version: b.version.N, TenderVersion: b.version.TenderVersion, Receipt: b.version.Receipt,
		Received: b.version.ReceivedAt.Time, Lots: b.version.Lots(), Files: len(b.files), Package: b.version.PackageHash, Problem: b.problem}
}
