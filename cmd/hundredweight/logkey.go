package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// keyPair signs the heads of the public log. The private half lies in the keys
// folder; the public half is printed at /ledger.
type keyPair struct{ private, public string }

// logKey reads the log's key pair, making it at the first start. A site that
// was used before and has lost it must not quietly begin again: whoever holds
// an old checkpoint could no longer check a new one.
func logKey(dir, baseURL string, used bool) (keyPair, error) {
	path := filepath.Join(dir, "log.key")
	b, err := os.ReadFile(path)
	if err == nil {
		private, public, ok := strings.Cut(strings.TrimSpace(string(b)), "\n")
		if !ok {
			return keyPair{}, fmt.Errorf("%s is damaged. Bring it back from where you keep copies of the keys folder", path)
		}
		return keyPair{private, strings.TrimSpace(public)}, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return keyPair{}, err
	}
	if used {
		return keyPair{}, fmt.Errorf("%s is missing, and the public log was signed with it. Bring it back from where you keep copies of the keys folder", path)
	}
	private, public, err := note.GenerateKey(rand.Reader, "hundredweight/"+logName(baseURL))
	if err != nil {
		return keyPair{}, fmt.Errorf("key of the public log: %w", err)
	}
	if err := writePrivately(path, private+"\n"+public+"\n"); err != nil {
		return keyPair{}, err
	}
	return keyPair{private, public}, nil
}

// logName is the host the log belongs to; a key's name has no spaces or pluses.
func logName(baseURL string) string {
	u, err := url.Parse(baseURL)
	if err != nil || u.Hostname() == "" {
		return "site"
	}
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '+' || r == '\n' {
			return '-'
		}
		return r
	}, u.Hostname())
}

// writePrivately writes a small file that only this user reads, durably.
func writePrivately(path, text string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}
