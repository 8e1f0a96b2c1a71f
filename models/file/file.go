// Package file keeps files under the hash of their stored bytes, in a folder
// beside the database. What is stored is never changed: a hash names one
// content for ever, and a file that a row refers to is on the disk before the
// row is written.
package file

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"hundredweight/models/refusal"
)

// Store is a folder of files. Files lie in sub-folders by the first two
// letters of their hash, half-written ones in "incoming".
type Store struct{ dir string }

const incoming = "incoming"

var hashPattern = regexp.MustCompile(`^[0-9a-f]{64}$`)

// Open opens the folder, making it when it is not there, and clears what an
// earlier run left half-written.
func Open(dir string) (*Store, error) {
	if err := os.RemoveAll(filepath.Join(dir, incoming)); err != nil {
		return nil, fmt.Errorf("files: %w", err)
	}
	if err := os.MkdirAll(filepath.Join(dir, incoming), 0o700); err != nil {
		return nil, fmt.Errorf("files: %w", err)
	}
	return &Store{dir}, nil
}

func (s *Store) path(hash string) string { return filepath.Join(s.dir, hash[:2], hash) }

// Writer is a file on its way in. Exactly one of Commit and Discard ends it;
// Discard after Commit does nothing, so that it can be deferred.
type Writer struct {
	store *Store
	f     *os.File
	sum   hash.Hash
	n     int64
	done  bool
}

// Create begins a file.
func (s *Store) Create() (*Writer, error) {
	name := make([]byte, 16)
	if _, err := rand.Read(name); err != nil {
		return nil, fmt.Errorf("new file: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(s.dir, incoming, hex.EncodeToString(name)), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("new file: %w", err)
	}
	return &Writer{store: s, f: f, sum: sha256.New()}, nil
}

// Write adds bytes.
func (w *Writer) Write(p []byte) (int, error) {
	n, err := w.f.Write(p)
	w.sum.Write(p[:n])
	w.n += int64(n)
	return n, err
}

// Commit makes the file durable, bytes and folder, and gives the hex SHA-256
// and the number of the bytes written. The same bytes twice are one file.
func (w *Writer) Commit() (hash string, size int64, err error) {
	if w.done {
		return "", 0, errors.New("keep file: ended already")
	}
	w.done = true
	hash = hex.EncodeToString(w.sum.Sum(nil))
	from, to := w.f.Name(), w.store.path(hash)
	if err := errors.Join(w.f.Sync(), w.f.Close()); err != nil {
		return "", 0, errors.Join(fmt.Errorf("keep file: %w", err), os.Remove(from))
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return "", 0, errors.Join(fmt.Errorf("keep file: %w", err), os.Remove(from))
	}
	if err := os.Rename(from, to); err != nil {
		return "", 0, errors.Join(fmt.Errorf("keep file: %w", err), os.Remove(from))
	}
	if err := errors.Join(syncFolder(filepath.Dir(to)), syncFolder(w.store.dir)); err != nil {
		return "", 0, fmt.Errorf("keep file: %w", err)
	}
	return hash, w.n, nil
}

// Discard forgets a file that was not kept.
func (w *Writer) Discard() error {
	if w.done {
		return nil
	}
	w.done = true
	return errors.Join(w.f.Close(), os.Remove(w.f.Name()))
}

// Open reads a file by its hash. A hash that names no file is NotFound.
func (s *Store) Open(hash string) (*os.File, error) {
	if !hashPattern.MatchString(hash) {
		return nil, refusal.Missing("file")
	}
	f, err := os.Open(s.path(hash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, refusal.Missing("file")
	}
	if err != nil {
		return nil, fmt.Errorf("open file: %w", err)
	}
	return f, nil
}

// Sweep removes files that no row refers to and that were stored before a
// moment: what an upload left behind that was cut off before its row was
// written. It gives how many went.
func (s *Store) Sweep(before time.Time, used func(hash string) (bool, error)) (gone int, err error) {
	err = filepath.WalkDir(s.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !hashPattern.MatchString(d.Name()) {
			return err
		}
		info, err := d.Info()
		if err != nil || !info.ModTime().Before(before) {
			return err
		}
		keep, err := used(d.Name())
		if err != nil || keep {
			return err
		}
		gone++
		return os.Remove(path)
	})
	if err != nil {
		return gone, fmt.Errorf("sweep files: %w", err)
	}
	return gone, nil
}

func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
