package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/store"
)

// logHead is the highest number of entries of the public log that was signed
// here, kept outside the database: a database that has fewer was set back.
func (c config) logHead() string { return filepath.Join(c.keysDir(), "log.head") }

func readHead(path string) (int64, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	n, err := strconv.ParseInt(strings.TrimSpace(string(b)), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%s is damaged: %w", path, err)
	}
	return n, nil
}

// writeHead replaces the file in one move, durably.
func writeHead(path string, size int64) error {
	part := path + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := writePrivately(part, strconv.FormatInt(size, 10)+"\n"); err != nil {
		return err
	}
	return os.Rename(part, path)
}

// checkHead refuses a database that was set back, unless whoever starts the
// site says that it was restored; that is then an entry of the log.
func (s *site) checkHead(ctx context.Context, have int64) error {
	had, err := readHead(s.cfg.logHead())
	if err != nil || had <= have {
		return err
	}
	if !s.cfg.Restored {
		return fmt.Errorf("this database has %d entries in its public log, but %d were signed here: it was set back, and receipts given since would not hold. If you restored a backup on purpose, start once with: hundredweight serve --restored", have, had)
	}
	by := account.System("restore")
	if err := s.db.Write(ctx, by, func(*store.Tx) (audit.Event, error) {
		return audit.New(by, s.steps.Now(), "site.restored", audit.Subject{Kind: "site", Ref: "log"}).
			With("entries_signed", strconv.FormatInt(had, 10)).With("entries_restored", strconv.FormatInt(have, 10)), nil
	}); err != nil {
		return err
	}
	return writeHead(s.cfg.logHead(), have)
}
