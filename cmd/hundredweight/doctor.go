package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"hundredweight/models/ledger"
	"hundredweight/models/seal"
	"hundredweight/models/store"
)

// doctor checks what start-up checks, and says how to mend it. It changes nothing.
func doctor(args []string, _ io.Reader, out, errOut io.Writer) int {
	cfg, rest, err := readConfig("doctor [flags]", args, os.Getenv, out, nil)
	switch {
	case errors.Is(err, errHelp):
		return 0
	case err != nil:
		return fail(errOut, 2, "%v\n", err)
	case len(rest) > 0:
		return fail(errOut, 2, "doctor takes no %q. See: hundredweight doctor --help\n", rest[0])
	}
	bad := 0
	for _, c := range examine(context.Background(), cfg) {
		mark, mend := "ok  ", ""
		if !c.OK {
			bad++
			mark, mend = "MEND", "\n      "+c.Mend
		}
		if say(out, "%s  %s: %s%s\n", mark, c.Name, c.Found, mend) != 0 {
			return 1
		}
	}
	if bad > 0 {
		say(out, "\n%d to mend.\n", bad)
		return 1
	}
	return say(out, "\nAll is well.\n")
}

func examine(ctx context.Context, cfg config) []store.Check {
	checks := []store.Check{checkFolder(cfg), checkDisk(cfg), checkAddress(cfg), checkBaseURL(cfg), checkMail(ctx, cfg)}
	return append(checks, checkDatabase(ctx, cfg)...)
}

func checkFolder(cfg config) store.Check {
	c := store.Check{Name: "data folder", OK: true}
	info, err := os.Stat(cfg.Data)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		c.Found = cfg.Data + " is not there yet; serve makes it"
	case err != nil:
		c.OK, c.Found, c.Mend = false, err.Error(), "Give this user access to the folder, or name another with --data"
	case !info.IsDir():
		c.OK, c.Found, c.Mend = false, cfg.Data+" is a file", "Name a folder with --data or HW_DATA"
	case info.Mode().Perm()&0o077 != 0:
		c.OK, c.Found, c.Mend = false, "other users of this machine can look into "+cfg.Data, "chmod 700 "+cfg.Data
	default:
		c.Found = cfg.Data
	}
	return c
}

func checkDisk(cfg config) store.Check {
	folder := cfg.Data
	if _, err := os.Stat(folder); err != nil {
		folder = "."
	}
	free, err := freePercent(folder)
	if err != nil {
		return store.Check{Name: "disk", Found: err.Error(), Mend: "Look at the disk that holds the data folder"}
	}
	return store.Check{Name: "disk", OK: free >= fullDisk, Found: fmt.Sprintf("%d%% free", free), Mend: "Make room: uploads are refused under 10% free"}
}

func checkAddress(cfg config) store.Check {
	c := store.Check{Name: "address", OK: true, Found: cfg.Addr + " is free"}
	ln, err := listen("serve", cfg.Addr)
	if err != nil {
		c.Found = cfg.Addr + " is taken, by this site when it is running"
		if !strings.Contains(err.Error(), "in use") {
			c.OK, c.Found, c.Mend = false, err.Error(), "Choose another address with --addr or HW_ADDR"
		}
		return c
	}
	if err := ln.Close(); err != nil {
		c.OK, c.Found, c.Mend = false, err.Error(), "Choose another address with --addr or HW_ADDR"
	}
	return c
}

func checkBaseURL(cfg config) store.Check {
	c := store.Check{Name: "public address", OK: true, Found: cfg.BaseURL}
	if strings.HasPrefix(cfg.BaseURL, "http://") && cfg.chosen {
		c.OK, c.Mend = false, "Put the site behind https and set HW_BASE_URL to its https address: over http anybody on the way can take over a session"
	}
	if !cfg.chosen {
		c.Found += " (worked out; links in mail would only work on this machine)"
	}
	return c
}

func checkMail(ctx context.Context, cfg config) store.Check {
	c := store.Check{Name: "mail", OK: true, Found: "no mail server is set: mail waits in the outbox, which operators can read"}
	if cfg.SMTP.Host == "" {
		return c
	}
	d := net.Dialer{Timeout: 5 * time.Second}
	conn, err := d.DialContext(ctx, "tcp", cfg.SMTP.Host)
	if err != nil {
		return store.Check{Name: "mail", Found: err.Error(), Mend: "Check HW_SMTP_HOST (host:port) and that this machine may reach it"}
	}
	c.Found = cfg.SMTP.Host + " answers"
	if err := conn.Close(); err != nil {
		c.Found += " (" + err.Error() + ")"
	}
	return c
}

func checkDatabase(ctx context.Context, cfg config) []store.Check {
	schema, err := store.Inspect(ctx, cfg.databaseURL())
	if errors.Is(err, fs.ErrNotExist) {
		return []store.Check{{Name: "database", OK: true, Found: "not there yet; serve makes it"}}
	}
	if err != nil {
		return []store.Check{{Name: "database", Found: err.Error(), Mend: "Check HW_DATABASE, that the database runs and that this user may use it"}}
	}
	c := store.Check{Name: "schema", OK: true, Found: fmt.Sprintf("%d of %d", schema.Have, schema.Newest)}
	switch {
	case schema.Have > schema.Newest:
		c.OK, c.Mend = false, "This database was made by a newer Hundredweight. Use the newer program, or restore a backup made before the upgrade"
		return []store.Check{c}
	case schema.Have < schema.Newest:
		c.Found += "; serve brings it forward. Make a backup first"
		return []store.Check{c}
	}
	return append([]store.Check{c}, checkOpen(ctx, cfg)...)
}

func checkOpen(ctx context.Context, cfg config) (checks []store.Check) {
	db, err := store.Open(ctx, store.Options{URL: cfg.databaseURL(), Now: time.Now, Rand: rand.Reader, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return []store.Check{{Name: "database", Found: err.Error(), Mend: "Mend what it says, then run doctor again"}}
	}
	defer func() {
		if err := db.Close(); err != nil {
			checks = append(checks, store.Check{Name: "database", Found: err.Error(), Mend: "Look at the disk that holds the data folder"})
		}
	}()
	checks = append(db.Checks(ctx), checkWhole(ctx, cfg))
	size, err := db.Reader().Read(ctx).LogSize()
	if err != nil {
		return append(checks, store.Check{Name: "public log", Found: err.Error(), Mend: "Restore the newest backup"})
	}
	return append(checks, checkKeys(cfg, size > 0), checkLog(ctx, cfg, db, size))
}

// checkWhole reads the whole database file.
func checkWhole(ctx context.Context, cfg config) store.Check {
	if cfg.Database != "" {
		return store.Check{Name: "database", OK: true, Found: "PostgreSQL answers"}
	}
	if err := store.CheckSQLite(ctx, cfg.sqlitePath()); err != nil {
		return store.Check{Name: "database", Found: err.Error(), Mend: "Stop the site, keep this file as it is, and restore the newest backup into a new folder"}
	}
	return store.Check{Name: "database", OK: true, Found: "read whole, sound"}
}

func checkKeys(cfg config, used bool) store.Check {
	c := store.Check{Name: "keys", Mend: "Bring the keys folder back from where you keep copies of it: sealed bids cannot be opened without it"}
	if _, err := os.Stat(cfg.keysDir()); errors.Is(err, fs.ErrNotExist) && !used {
		c.OK, c.Found = true, "not there yet; serve makes them"
		return c
	}
	k, err := seal.OpenKeys(cfg.keysDir(), true)
	if err != nil {
		c.Found = err.Error()
		return c
	}
	c.OK, c.Found = true, "host key "+k.Fingerprint()
	return c
}

// checkLog works the newest signed head of the public log out again.
func checkLog(ctx context.Context, cfg config, db *store.DB, size int64) store.Check {
	c := store.Check{Name: "public log", Mend: "Entries were changed or lost after they were signed. Keep this database as it is, restore the newest backup elsewhere and compare"}
	q := db.Reader().Read(ctx)
	newest, err := q.NewestCheckpoint()
	if err != nil {
		c.OK, c.Found = size == 0, fmt.Sprintf("%d entries, no signed head yet", size)
		if !c.OK {
			c.OK, c.Found = true, c.Found+"; serve signs one every minute"
		}
		return c
	}
	key, err := logKey(cfg.keysDir(), cfg.BaseURL, true)
	if err != nil {
		c.Found, c.Mend = err.Error(), "Bring the keys folder back from where you keep copies of it"
		return c
	}
	verifier, err := note.NewVerifier(key.public)
	if err != nil {
		c.Found = err.Error()
		return c
	}
	head, err := ledger.OpenCheckpoint([]byte(newest.Note), verifier)
	if err != nil {
		c.Found = err.Error()
		return c
	}
	root, err := ledger.Root(head.Size, q.LogHashes())
	if err != nil || root != head.Root || size < head.Size {
		c.Found = fmt.Sprintf("the signed head of %d entries does not agree with the %d kept", head.Size, size)
		return c
	}
	c.OK, c.Found = true, fmt.Sprintf("%d entries; the signed head of %d agrees", size, head.Size)
	return c
}
