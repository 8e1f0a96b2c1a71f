package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"

	"hundredweight/models/refusal"
)

// ErrKeyGone says that the key of a working draft was destroyed.
var ErrKeyGone = &refusal.Error{Kind: refusal.OutOfTurn, Reason: "The working copy of this bid was shut when its tender was over. What was sent is sealed and safe."}

// refPattern keeps references out of the file system's special names.
var refPattern = regexp.MustCompile(`^[0-9a-z][0-9a-z-]{0,63}$`)

// DraftKey is the key of one bid's working draft.
type DraftKey struct {
	bid  string
	aead cipher.AEAD
}

func (k *Keys) draftPath(stage, bid string) (string, error) {
	if !refPattern.MatchString(stage) || !refPattern.MatchString(bid) {
		return "", fmt.Errorf("draft key: %q/%q is not a reference", stage, bid)
	}
	return filepath.Join(k.dir, "drafts", stage, bid+".key"), nil
}

// NewDraft makes the key of a bid's working draft in its own file, or gives the
// one that is there.
func (k *Keys) NewDraft(stage, bid string) (*DraftKey, error) {
	path, err := k.draftPath(stage, bid)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("draft key: %w", err)
	}
	key := make([]byte, 32)
	if _, err := rand.Read(key); err != nil {
		return nil, fmt.Errorf("draft key: %w", err)
	}
	err = writeDurably(path, key)
	if errors.Is(err, fs.ErrExist) {
		return k.Draft(stage, bid)
	}
	if err != nil {
		return nil, fmt.Errorf("draft key: %w", err)
	}
	return newDraftKey(bid, key)
}

// Draft gives the key of a bid's working draft, or ErrKeyGone.
func (k *Keys) Draft(stage, bid string) (*DraftKey, error) {
	path, err := k.draftPath(stage, bid)
	if err != nil {
		return nil, err
	}
	key, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrKeyGone
	}
	if err != nil {
		return nil, fmt.Errorf("draft key: %w", err)
	}
	return newDraftKey(bid, key)
}

func newDraftKey(bid string, key []byte) (*DraftKey, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("draft key of %s: %w", bid, err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("draft key of %s: %w", bid, err)
	}
	return &DraftKey{bid: bid, aead: aead}, nil
}

// Seal encrypts one typed answer; it can only be opened as the same answer of
// the same bid.
func (d *DraftKey) Seal(key string, plain []byte) ([]byte, error) {
	nonce := make([]byte, d.aead.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return nil, fmt.Errorf("seal an answer: %w", err)
	}
	return d.aead.Seal(nonce, nonce, plain, d.about(key)), nil
}

// Open decrypts one typed answer.
func (d *DraftKey) Open(key string, sealed []byte) ([]byte, error) {
	n := d.aead.NonceSize()
	if len(sealed) < n {
		return nil, errors.New("open an answer: it is too short")
	}
	plain, err := d.aead.Open(nil, sealed[:n], sealed[n:], d.about(key))
	if err != nil {
		return nil, fmt.Errorf("open an answer: %w", err)
	}
	return plain, nil
}

func (d *DraftKey) about(key string) []byte { return []byte("draft-v1\x00" + d.bid + "\x00" + key) }

// DestroyDraft destroys the key of one working draft: overwritten, synced,
// removed. Afterwards nobody can read its typed answers, not even with the
// whole disk. A key that is gone already is no error.
func (k *Keys) DestroyDraft(stage, bid string) error {
	path, err := k.draftPath(stage, bid)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("destroy a draft key: %w", err)
	}
	if _, err := f.Write(make([]byte, 32)); err != nil {
		return errors.Join(err, f.Close())
	}
	if err := errors.Join(f.Sync(), f.Close(), os.Remove(path)); err != nil {
		return fmt.Errorf("destroy a draft key: %w", err)
	}
	return syncFolder(filepath.Dir(path))
}
