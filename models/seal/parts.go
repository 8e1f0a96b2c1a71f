package seal

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"

	"filippo.io/age"
)

// Part is a price schedule or a file, as it was named when it was sealed. It
// lies inside the sealed bytes, so that swapping two bidders' blobs shows when
// they are opened.
type Part struct {
	Bid   string `json:"bid"`
	Kind  string `json:"kind"` // price or file
	Key   string `json:"key"`  // the lot, or the question
	Name  string `json:"name,omitempty"`
	Type  string `json:"type,omitempty"`  // media type, from our list
	Nonce string `json:"nonce,omitempty"` // hex, 32 bytes: a price alone could be guessed from its hash
}

// Sealed is what is known of a part after it was sealed, without its content.
type Sealed struct {
	Commitment string // hex SHA-256("part-v1" ‖ nonce ‖ part ‖ SHA-256(content))
	Hash       string // hex SHA-256 of the ciphertext
	Size       int64  // bytes of ciphertext
	PlainHash  string // hex SHA-256 of the content, for the bidder's own copy
	PlainSize  int64
	Nonce      string // hex; for the bidder's own copy, and nowhere in clear
}

// PartWriter encrypts a part as it streams by. Nothing is buffered beyond one
// chunk of age (64 KiB), and nothing touches the disk in clear.
type PartWriter struct {
	part   Part
	nonce  []byte
	cipher *counter
	plain  hash.Hash
	size   int64
	w      io.WriteCloser
}

type counter struct {
	to   io.Writer
	hash hash.Hash
	n    int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.to.Write(p)
	c.hash.Write(p[:n])
	c.n += int64(n)
	return n, err
}

// NewPart begins to seal a part to a stage's public key.
func NewPart(dst io.Writer, public string, p Part) (*PartWriter, error) {
	to, err := age.ParseHybridRecipient(public)
	if err != nil {
		return nil, fmt.Errorf("seal: the tender's public key cannot be read: %w", err)
	}
	nonce := make([]byte, 32)
	if _, err := rand.Read(nonce); err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	c := &counter{to: dst, hash: sha256.New()}
	w, err := age.Encrypt(c, to)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	head := p
	head.Nonce = hex.EncodeToString(nonce)
	line, err := json.Marshal(head)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	if _, err := w.Write(append(line, '\n')); err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return &PartWriter{part: p, nonce: nonce, cipher: c, plain: sha256.New(), w: w}, nil
}

// Write seals content.
func (w *PartWriter) Write(p []byte) (int, error) {
	n, err := w.w.Write(p)
	w.plain.Write(p[:n])
	w.size += int64(n)
	return n, err
}

// Close finishes the part and tells its commitment and hashes.
func (w *PartWriter) Close() (Sealed, error) {
	if err := w.w.Close(); err != nil {
		return Sealed{}, fmt.Errorf("seal: %w", err)
	}
	plain := w.plain.Sum(nil)
	c, err := partCommitment(w.part, w.nonce, plain)
	if err != nil {
		return Sealed{}, err
	}
	return Sealed{Commitment: c, Hash: hex.EncodeToString(w.cipher.hash.Sum(nil)), Size: w.cipher.n, PlainHash: hex.EncodeToString(plain), PlainSize: w.size, Nonce: hex.EncodeToString(w.nonce)}, nil
}

func partCommitment(p Part, nonce, content []byte) (string, error) {
	p.Nonce = ""
	about, err := json.Marshal(p)
	if err != nil {
		return "", fmt.Errorf("seal: %w", err)
	}
	h := sha256.New()
	h.Write([]byte("part-v1"))
	h.Write(nonce)
	h.Write(about)
	h.Write(content)
	return hex.EncodeToString(h.Sum(nil)), nil
}

// maxPart bounds what is read into memory at opening: 25 MB and some.
const maxPart = 32 << 20

// ErrTampered says that sealed bytes are not what was committed to.
var ErrTampered = errors.New("the sealed bytes are not the ones that were received")

// OpenPart opens a part and checks it against the commitment made when saved.
func (o *Opened) OpenPart(sealed []byte, commitment string) (Part, []byte, error) {
	r, err := age.Decrypt(bytes.NewReader(sealed), o.id)
	if err != nil {
		return Part{}, nil, fmt.Errorf("%w: %v", ErrTampered, err)
	}
	b := bufio.NewReader(io.LimitReader(r, maxPart))
	line, err := b.ReadBytes('\n')
	if err != nil {
		return Part{}, nil, fmt.Errorf("%w: %v", ErrTampered, err)
	}
	var p Part
	if err := json.Unmarshal(line, &p); err != nil {
		return Part{}, nil, fmt.Errorf("%w: %v", ErrTampered, err)
	}
	content, err := io.ReadAll(b)
	if err != nil {
		return Part{}, nil, fmt.Errorf("%w: %v", ErrTampered, err)
	}
	nonce, err := hex.DecodeString(p.Nonce)
	if err != nil {
		return Part{}, nil, ErrTampered
	}
	sum := sha256.Sum256(content)
	got, err := partCommitment(p, nonce, sum[:])
	if err != nil {
		return Part{}, nil, err
	}
	if got != commitment {
		return Part{}, nil, ErrTampered
	}
	return p, content, nil
}
