// Package ledger owns the tamper-evident public log: how an event becomes a
// leaf, how leaves become a tree, and how a head is signed and checked. The
// tree is that of golang.org/x/mod/sumdb/tlog and the signed head is the
// public "signed note" format, so that anybody can verify with other tools.
package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// HashReader reads the tree's stored hashes by index.
type HashReader = tlog.HashReader

// Hash is a node of the tree.
type Hash = tlog.Hash

// leafTag begins the data of every leaf, so that a leaf of another log, or of
// a later version of this one, can never be taken for one of these.
const leafTag = "hw-leaf/1"

// SaltSize is the length of the random salt of a leaf in bytes. The salt keeps
// an event with few possible values (a status, a time) from being guessed.
const SaltSize = 32

// Canonical gives v as JSON with sorted keys and no HTML escaping: the bytes
// that a leaf commits to. Numbers keep the digits they were written with.
func Canonical(v any) ([]byte, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("canonical JSON: %w", err)
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var tree any
	if err := dec.Decode(&tree); err != nil {
		return nil, fmt.Errorf("canonical JSON: %w", err)
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(tree); err != nil { // maps are written with sorted keys
		return nil, fmt.Errorf("canonical JSON: %w", err)
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}

// LeafHash gives the record hash of an event: over the tag, the salt and the
// SHA-256 of the event's canonical bytes. salt must be SaltSize bytes.
func LeafHash(salt, canonical []byte) (Hash, error) {
	if len(salt) != SaltSize {
		return Hash{}, fmt.Errorf("leaf salt has %d bytes, want %d", len(salt), SaltSize)
	}
	sum := sha256.Sum256(canonical)
	data := make([]byte, 0, len(leafTag)+SaltSize+len(sum))
	data = append(data, leafTag...)
	data = append(data, salt...)
	data = append(data, sum[:]...)
	return tlog.RecordHash(data), nil
}

// Append gives the stored hashes that leaf number n (from 0) adds, to be kept
// from index tlog.StoredHashIndex(0, n) on. read gives hashes stored before.
func Append(n int64, leaf Hash, read tlog.HashReader) ([]Hash, error) {
	return tlog.StoredHashesForRecordHash(n, leaf, read)
}

// FirstIndex is the index at which leaf n's stored hashes begin.
func FirstIndex(n int64) int64 { return tlog.StoredHashIndex(0, n) }

// Root gives the head of the tree of the first size leaves.
func Root(size int64, read tlog.HashReader) (Hash, error) {
	if size == 0 {
		return tlog.TreeHash(0, read)
	}
	return tlog.TreeHash(size, read)
}

// ProveInclusion proves that leaf n is in the tree of size leaves.
func ProveInclusion(size, n int64, read tlog.HashReader) ([]Hash, error) {
	return tlog.ProveRecord(size, n, read)
}

// CheckInclusion checks such a proof.
func CheckInclusion(proof []Hash, size int64, root Hash, n int64, leaf Hash) error {
	return tlog.CheckRecord(tlog.RecordProof(proof), size, root, n, leaf)
}

// ProveConsistency proves that the tree of newer leaves only adds to that of older.
func ProveConsistency(newer, older int64, read tlog.HashReader) ([]Hash, error) {
	return tlog.ProveTree(newer, older, read)
}

// CheckConsistency checks such a proof.
func CheckConsistency(proof []Hash, newer int64, newRoot Hash, older int64, oldRoot Hash) error {
	return tlog.CheckTree(tlog.TreeProof(proof), newer, newRoot, older, oldRoot)
}

// Checkpoint is the head of the log at one moment.
type Checkpoint struct {
	Origin string // who keeps the log, such as "hundredweight/northmere"
	Size   int64  // leaves
	Root   Hash
}

// Text gives the three lines that are signed.
func (c Checkpoint) Text() string {
	return fmt.Sprintf("%s\n%d\n%s\n", c.Origin, c.Size, base64.StdEncoding.EncodeToString(c.Root[:]))
}

// Sign gives the checkpoint as a signed note.
func (c Checkpoint) Sign(signer note.Signer) ([]byte, error) {
	return note.Sign(&note.Note{Text: c.Text()}, signer)
}

// OpenCheckpoint checks a signed note and reads the checkpoint in it.
func OpenCheckpoint(signed []byte, verifier note.Verifier) (Checkpoint, error) {
	n, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		return Checkpoint{}, fmt.Errorf("open checkpoint: %w", err)
	}
	lines := strings.Split(n.Text, "\n")
	if len(lines) < 4 {
		return Checkpoint{}, errors.New("open checkpoint: it has too few lines")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 {
		return Checkpoint{}, fmt.Errorf("open checkpoint: %q is not a size", lines[1])
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return Checkpoint{}, fmt.Errorf("open checkpoint: %q is not a root", lines[2])
	}
	c := Checkpoint{Origin: lines[0], Size: size}
	copy(c.Root[:], root)
	return c, nil
}

// Hex writes a hash as people see it.
func Hex(h Hash) string { return hex.EncodeToString(h[:]) }
