// Package seal keeps bids unreadable until they are opened: key pairs made for
// a stage of a tender, a streaming writer that never leaves plaintext behind,
// the sealed package of a lodged bid, and the keys of working drafts. Its one
// library is age, a public format with independent tools.
//
// Scheme host/1: the private half of a stage's key pair is wrapped under a host
// key that lies in a file outside the database and its backups. Code releases it
// only after the effective deadline, after the drain, and with two different
// officers present. It protects against whoever holds the database, the files
// and the backups; it does not protect against somebody who changes the running
// program. Schemes are named in what is stored, so that officers/1 can follow.
package seal

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"filippo.io/age"

	"hundredweight/models/account"
	"hundredweight/models/refusal"
)

// HostScheme is the scheme of key pairs whose private half is wrapped under the
// host key.
const HostScheme = "host/1"

// Keys is the folder of keys outside the database. Its folders are 0700 and
// its files 0600; anything wider is refused at start.
type Keys struct {
	dir  string
	host *age.HybridIdentity
}

// OpenKeys opens the folder of keys, making it and the host key at the first
// start. mustExist says that the database already holds stages sealed under a
// host key, so that a missing one is refused instead of made anew.
func OpenKeys(dir string, mustExist bool) (*Keys, error) {
	for _, sub := range []string{"", "drafts", "evaluation", "prices"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o700); err != nil {
			return nil, fmt.Errorf("open keys: %w", err)
		}
	}
	if err := private(dir, 0o700); err != nil {
		return nil, err
	}
	path := filepath.Join(dir, "host.key")
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if mustExist {
			return nil, fmt.Errorf("open keys: %s is missing, and the database holds bids sealed under it. Put the host key back from its own backup", path)
		}
		id, err := age.GenerateHybridIdentity()
		if err != nil {
			return nil, fmt.Errorf("make the host key: %w", err)
		}
		if err := writeDurably(path, []byte(id.String()+"\n")); err != nil {
			return nil, fmt.Errorf("make the host key: %w", err)
		}
		return &Keys{dir: dir, host: id}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("open keys: %w", err)
	}
	if err := private(path, 0o600); err != nil {
		return nil, err
	}
	id, err := age.ParseHybridIdentity(strings.TrimSpace(string(text)))
	if err != nil {
		return nil, fmt.Errorf("open keys: %s is not a host key. Put the host key back from its own backup", path)
	}
	return &Keys{dir: dir, host: id}, nil
}

func private(path string, most fs.FileMode) error {
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("open keys: %w", err)
	}
	if info.Mode().Perm()&^most != 0 {
		return fmt.Errorf("open keys: others can read %s. Mend it with: chmod %o %s", path, most, path)
	}
	return nil
}

// Fingerprint names the host key without telling it.
func (k *Keys) Fingerprint() string {
	sum := sha256.Sum256([]byte(k.host.Recipient().String()))
	return hex.EncodeToString(sum[:8])
}

// Stage is the key pair of one stage of a tender, as the database keeps it: the
// private half is wrapped.
type Stage struct {
	Scheme  string
	Public  string // printed in the notice
	Wrapped []byte
}

// NewStage makes a key pair (hybrid ML-KEM-768 and X25519) and wraps its
// private half under the host key.
func (k *Keys) NewStage() (Stage, error) {
	id, err := age.GenerateHybridIdentity()
	if err != nil {
		return Stage{}, fmt.Errorf("make a key pair: %w", err)
	}
	wrapped, err := encrypt(k.host.Recipient(), []byte(id.String()))
	if err != nil {
		return Stage{}, fmt.Errorf("wrap a key: %w", err)
	}
	return Stage{Scheme: HostScheme, Public: id.Recipient().String(), Wrapped: wrapped}, nil
}

// Witness is what must be true before a stage's private half is released.
type Witness struct {
	Now      time.Time
	Deadline time.Time // the effective one
	Drained  bool      // the closing root is written
	Officers [2]account.PersonID
}

func (w Witness) check() error {
	switch {
	case w.Deadline.IsZero() || w.Now.Before(w.Deadline):
		return refusal.Turn("These bids cannot be opened before the deadline has passed.")
	case !w.Drained:
		return refusal.Turn("The bids that arrived in time are still being written down. Try again in two minutes.")
	case w.Officers[0] == 0 || w.Officers[1] == 0 || w.Officers[0] == w.Officers[1]:
		return refusal.Turn("Two different opening officers must be present.")
	}
	return nil
}

// Opened is a released private half. Wipe it when the opening is done.
type Opened struct{ id age.Identity }

// Wipe forgets the private half.
func (o *Opened) Wipe() { o.id = nil }

// Release unwraps a stage's private half for an opening.
func (k *Keys) Release(s Stage, w Witness) (*Opened, error) {
	if err := w.check(); err != nil {
		return nil, err
	}
	if s.Scheme != HostScheme {
		return nil, fmt.Errorf("this program cannot open scheme %q", s.Scheme)
	}
	text, err := decrypt(k.host, s.Wrapped)
	if err != nil {
		return nil, fmt.Errorf("the key of this stage was wrapped under another host key: %w", err)
	}
	id, err := age.ParseHybridIdentity(string(text))
	if err != nil {
		return nil, fmt.Errorf("the key of this stage cannot be read: %w", err)
	}
	return &Opened{id}, nil
}

func encrypt(to age.Recipient, plain []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := age.Encrypt(&out, to)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(plain); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func decrypt(id age.Identity, sealed []byte) ([]byte, error) {
	r, err := age.Decrypt(bytes.NewReader(sealed), id)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// writeDurably writes a key file and makes sure of it and its folder.
func writeDurably(path string, body []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if _, err := f.Write(body); err != nil {
		return errors.Join(err, f.Close())
	}
	if err := f.Sync(); err != nil {
		return errors.Join(err, f.Close())
	}
	if err := f.Close(); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
