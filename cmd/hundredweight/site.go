package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"golang.org/x/mod/sumdb/note"

	"hundredweight/handlers"
	"hundredweight/handlers/page"
	"hundredweight/handlers/session"
	"hundredweight/models/account"
	"hundredweight/models/commissioning"
	"hundredweight/models/file"
	"hundredweight/models/seal"
	"hundredweight/models/store"
	"hundredweight/templates/email"
)

// clocks are the two clocks: business time, which only a demonstration moves,
// and the clock on the wall.
type clocks struct {
	now  func() time.Time
	wall func() time.Time
}

// wallClock is both clocks of a site in service.
func wallClock() clocks { return clocks{now: time.Now, wall: time.Now} }

// site is everything that a running site is made of.
type site struct {
	cfg    config
	log    *slog.Logger
	db     *store.DB
	keys   *seal.Keys
	steps  *commissioning.Steps
	kit    page.Kit
	signer note.Signer
	server *handlers.Server
	lock   *os.File
}

// folders of the data folder. Keys are never part of a backup.
func (c config) keysDir() string  { return filepath.Join(c.Data, "keys") }
func (c config) filesDir() string { return filepath.Join(c.Data, "files") }

// openSite opens the store, the keys and the site, in that order, and closes
// what it opened when one of them fails.
func openSite(ctx context.Context, cfg config, cl clocks, log *slog.Logger, change func(*handlers.Config)) (*site, error) {
	if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	s := &site{cfg: cfg, log: log}
	var err error
	if s.lock, err = lockFolder(cfg.Data); err != nil {
		return nil, err
	}
	if s.db, err = store.Open(ctx, store.Options{URL: cfg.databaseURL(), Now: cl.now, Rand: rand.Reader, Log: log}); err != nil {
		return nil, errors.Join(err, s.lock.Close())
	}
	if err := s.assemble(ctx, cl, change); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

func (s *site) assemble(ctx context.Context, cl clocks, change func(*handlers.Config)) error {
	used, err := s.db.Reader().Read(ctx).LogSize()
	if err != nil {
		return err
	}
	if s.keys, err = seal.OpenKeys(s.cfg.keysDir(), used > 0); err != nil {
		return err
	}
	files, err := file.Open(s.cfg.filesDir())
	if err != nil {
		return err
	}
	key, err := logKey(s.cfg.keysDir(), s.cfg.BaseURL, used > 0)
	if err != nil {
		return err
	}
	if s.signer, err = note.NewSigner(key.private); err != nil {
		return fmt.Errorf("key of the public log: %w", err)
	}
	s.steps = &commissioning.Steps{DB: s.db, Now: cl.now, Wall: cl.wall, Rand: rand.Reader, Keys: s.keys, Files: files, BaseURL: s.cfg.BaseURL, Letter: email.Letters{Base: s.cfg.BaseURL, Operator: s.cfg.Operator}.Write}
	if s.steps.Union, _, err = calendars(s.cfg.Data); err != nil {
		return err
	}
	if err := s.checkHead(ctx, used); err != nil {
		return err
	}
	s.kit = page.Kit{
		Reader: s.db.Reader(), BaseURL: s.cfg.BaseURL, Operator: s.cfg.Operator, Contact: s.cfg.Contact, Now: cl.now, Wall: cl.wall, Rand: rand.Reader, Log: s.log,
		Cache: page.NewCache(s.db.Writes, cl.now), LogKey: key.public, Version: versionText(), Ready: s.ready, Kept: page.NewKept(),
	}
	s.kit.Session = session.New(store.Sessions{DB: s.db}, strings.HasPrefix(s.cfg.BaseURL, "https://"), cl.wall, s.kit.SessionFailed)
	s.kit.Session.StayFor(s.dueSoon)
	hc := handlers.Config{Kit: s.kit, Steps: s.steps, Proxies: s.cfg.Proxies, Limits: handlers.DefaultLimits(), Hosts: s.cfg.hosts()}
	if change != nil {
		change(&hc)
		s.kit = hc.Kit
	}
	s.server, err = handlers.New(hc)
	return err
}

// signedInBefore is how long before a deadline nobody who bids is signed out.
const signedInBefore = 2 * time.Hour

func (s *site) dueSoon(ctx context.Context, id account.PersonID) (bool, error) {
	now := s.kit.Now()
	return s.db.Reader().Read(ctx).BidDueSoon(id, now, now.Add(signedInBefore))
}

// pace limits how often an organisation saves its bids, once pages are served:
// a demonstration is built faster than anybody types.
func (s *site) pace() {
	if s.cfg.BidSaves > 0 {
		s.steps.Pace = commissioning.NewPace(s.cfg.BidSaves)
	}
}

// close lets what runs finish and closes the store.
func (s *site) close() error { return errors.Join(s.db.Close(), s.lock.Close()) }

// lockFolder keeps a second program out of a data folder for as long as the
// file it gives is open: two writers would each believe that they are alone.
func lockFolder(data string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(data, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(fmt.Errorf("another Hundredweight is running on the data folder %s. Stop it first, or choose another folder with --data", data), f.Close())
	}
	return f, nil
}

// fullDisk is the share of free space, in percent, under which the site says
// that it is not ready: uploads stop before bids do.
const fullDisk = 10

// ready proves that a write reaches the disk, and looks at what start-up looks at.
func (s *site) ready(ctx context.Context) error {
	for _, c := range s.db.Checks(ctx) {
		if !c.OK {
			return fmt.Errorf("%s: %s", c.Name, c.Found)
		}
	}
	if free, err := freePercent(s.cfg.Data); err != nil || free < fullDisk {
		return fmt.Errorf("disk: %d%% free (%v)", free, err)
	}
	return s.db.Keep(ctx, store.KeepHeartbeat, func(k *store.KeepTx) error {
		return k.Heartbeat("ready", s.kit.Wall().UTC().Format(time.RFC3339))
	})
}

func freePercent(folder string) (int, error) {
	var st syscall.Statfs_t
	if err := syscall.Statfs(folder, &st); err != nil {
		return 0, err
	}
	if st.Blocks == 0 {
		return 100, nil
	}
	return int(st.Bavail * 100 / st.Blocks), nil
}

// listen takes the port, or says in one line what to do when it is taken.
func listen(command, addr string) (net.Listener, error) {
	ln, err := net.Listen("tcp", addr)
	if !errors.Is(err, syscall.EADDRINUSE) {
		return ln, err
	}
	host, port, splitErr := net.SplitHostPort(addr)
	if splitErr != nil {
		return nil, err
	}
	n, lookErr := net.LookupPort("tcp", port)
	if lookErr != nil {
		return nil, err
	}
	//lint:ignore ST1005 a sentence for the person who types
	return nil, fmt.Errorf("Port %d is in use. Try: hundredweight %s --addr %s", n, command, net.JoinHostPort(host, fmt.Sprint(n+1)))
}
