package seal

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"sort"
	"strconv"
	"sync"

	"filippo.io/age"
)

// Manifest is what a lodged version of a bid says: strings only, written with
// sorted keys. Prices and files are named by hash and commitment, so that a
// later lodging never reads a price.
type Manifest struct {
	Answers       map[string]string `json:"answers"` // key → canonical JSON of the answer
	Bid           string            `json:"bid"`
	Commitments   []string          `json:"commitments"` // canonical JSON each
	Lots          []string          `json:"lots"`
	Nonce         string            `json:"nonce"` // hex, 32 bytes
	Organisation  string            `json:"organisation"`
	Parts         []ManifestPart    `json:"parts"`
	Stage         string            `json:"stage"`
	Tender        string            `json:"tender"`
	TenderVersion string            `json:"tender_version"`
	Version       string            `json:"version"`
}

// ManifestPart names one sealed part.
type ManifestPart struct {
	Commitment string `json:"commitment"`
	Hash       string `json:"hash"`
	Key        string `json:"key"`
	Kind       string `json:"kind"`
	Ref        string `json:"ref"`
}

// Package is a sealed manifest with what the receipt says of it.
type Package struct {
	Sealed     []byte
	Commitment string // hex SHA-256("bid-v1" ‖ nonce ‖ manifest)
	Hash       string // hex SHA-256 of Sealed
	Nonce      string // for the bidder's own copy; nowhere else
}

// Pack seals a manifest to a stage's public key. It sets the nonce.
func Pack(public string, m Manifest) (Package, error) {
	to, err := recipient(public)
	if err != nil {
		return Package{}, fmt.Errorf("pack: the tender's public key cannot be read: %w", err)
	}
	nonce := make([]byte, 32)
	if _, err := rand.Read(nonce); err != nil {
		return Package{}, fmt.Errorf("pack: %w", err)
	}
	m.Nonce = hex.EncodeToString(nonce)
	text, err := m.canonical()
	if err != nil {
		return Package{}, err
	}
	sealed, err := encrypt(to, text)
	if err != nil {
		return Package{}, fmt.Errorf("pack: %w", err)
	}
	sum := sha256.Sum256(sealed)
	return Package{Sealed: sealed, Commitment: commit(nonce, text), Hash: hex.EncodeToString(sum[:]), Nonce: m.Nonce}, nil
}

// recipients remembers public keys by their text: reading one takes a third of
// sealing to it, and before a deadline all bids are sealed to the same.
var recipients struct {
	mu   sync.Mutex
	read map[string]*age.HybridRecipient
}

// recipientsMost is how many are remembered: stages that are open at a time.
const recipientsMost = 64

func recipient(public string) (*age.HybridRecipient, error) {
	recipients.mu.Lock()
	defer recipients.mu.Unlock()
	if to := recipients.read[public]; to != nil {
		return to, nil
	}
	to, err := age.ParseHybridRecipient(public)
	if err != nil {
		return nil, err
	}
	if recipients.read == nil || len(recipients.read) >= recipientsMost {
		recipients.read = map[string]*age.HybridRecipient{}
	}
	recipients.read[public] = to
	return to, nil
}

// canonical writes the manifest with sorted keys: the struct's fields are in
// that order, and maps are always written so.
func (m Manifest) canonical() ([]byte, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(m); err != nil {
		return nil, fmt.Errorf("manifest: %w", err)
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}

// Text gives the manifest as it was sealed and its commitment, from a manifest
// that carries its nonce: the bidder's own copy.
func (m Manifest) Text() (text []byte, commitment string, err error) {
	nonce, err := hex.DecodeString(m.Nonce)
	if err != nil {
		return nil, "", fmt.Errorf("manifest: its nonce cannot be read: %w", err)
	}
	if text, err = m.canonical(); err != nil {
		return nil, "", err
	}
	return text, commit(nonce, text), nil
}

func commit(nonce, manifest []byte) string {
	h := sha256.New()
	h.Write([]byte("bid-v1"))
	h.Write(nonce)
	h.Write(manifest)
	return hex.EncodeToString(h.Sum(nil))
}

// Expected is what the receipt says of a package; an opened one must agree.
type Expected struct {
	Bid, Organisation, Tender, Stage string
	Version                          int
	Hash, Commitment                 string
}

// Unpack opens a package and checks it against the receipt.
func (o *Opened) Unpack(sealed []byte, want Expected) (Manifest, error) {
	sum := sha256.Sum256(sealed)
	if hex.EncodeToString(sum[:]) != want.Hash {
		return Manifest{}, ErrTampered
	}
	text, err := decrypt(o.id, sealed)
	if err != nil {
		return Manifest{}, fmt.Errorf("%w: %v", ErrTampered, err)
	}
	var m Manifest
	if err := json.Unmarshal(text, &m); err != nil {
		return Manifest{}, fmt.Errorf("%w: %v", ErrTampered, err)
	}
	nonce, err := hex.DecodeString(m.Nonce)
	if err != nil || commit(nonce, text) != want.Commitment {
		return Manifest{}, ErrTampered
	}
	if m.Bid != want.Bid || m.Organisation != want.Organisation || m.Tender != want.Tender || m.Stage != want.Stage || m.Version != strconv.Itoa(want.Version) {
		return Manifest{}, ErrTampered
	}
	return m, nil
}

// Entry is one bid of the closing root.
type Entry struct{ Bid, Hash string }

// ClosingRoot hashes the sorted list of (bid, package hash) to one value, which
// is published at the deadline: after it no bid can be added, changed or lost
// unseen.
func ClosingRoot(entries []Entry) string {
	sorted := append([]Entry(nil), entries...)
	sort.Slice(sorted, func(i, j int) bool { return sorted[i].Bid < sorted[j].Bid })
	h := sha256.New()
	h.Write([]byte("closing-v1\n"))
	for _, e := range sorted {
		fmt.Fprintf(h, "%s %s\n", e.Bid, e.Hash)
	}
	return hex.EncodeToString(h.Sum(nil))
}
