package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"hundredweight/models/job"
	"hundredweight/models/mail"
	"hundredweight/models/store"
)

// demoMark is the file that says a data folder is a demonstration's, whose
// clock may have been moved.
const demoMark = "demo.json"

// serve runs the site until it is told to stop.
func serve(args []string, _ io.Reader, out, errOut io.Writer) int {
	restored := false
	cfg, rest, err := readConfig("serve [flags]", args, os.Getenv, out, func(f *flag.FlagSet) {
		f.BoolVar(&restored, "restored", false, "the database was restored from a backup on purpose")
	})
	cfg.Restored = restored
	switch {
	case errors.Is(err, errHelp):
		return 0
	case err != nil:
		return fail(errOut, 2, "%v\n", err)
	case len(rest) > 0:
		return fail(errOut, 2, "serve takes no %q. See: hundredweight serve --help\n", rest[0])
	}
	if _, err := os.Stat(filepath.Join(cfg.Data, demoMark)); !errors.Is(err, fs.ErrNotExist) {
		return fail(errOut, 1, "%s holds a demonstration, whose clock may have been moved. Choose another folder: hundredweight serve --data FOLDER\n", cfg.Data)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := serveUntil(ctx, cfg, out, errOut); err != nil {
		return fail(errOut, 1, "%v\n", err)
	}
	return 0
}

func serveUntil(ctx context.Context, cfg config, out, errOut io.Writer) (err error) {
	ln, err := listen("serve", cfg.Addr)
	if err != nil {
		return err
	}
	s, err := openSite(ctx, cfg, wallClock(), slog.New(slog.NewJSONHandler(errOut, nil)), nil)
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	defer func() { err = errors.Join(err, s.close()) }()
	s.pace()
	if err := s.greet(ctx, out); err != nil {
		return errors.Join(err, ln.Close())
	}
	signed := s.checkpoint(ctx, -1)
	behind, stop := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() { defer close(done); s.behind(behind, signed) }()
	err = s.server.Serve(ctx, ln)
	stop()
	<-done
	return err
}

// greet prints where the site is and, while nobody runs it yet, the link that
// makes the first operator.
func (s *site) greet(ctx context.Context, out io.Writer) error {
	say(out, "Hundredweight is running at %s\nData folder: %s\n", s.cfg.BaseURL, s.cfg.Data)
	token, err := s.steps.MakeSetupLink(ctx)
	if err != nil {
		return fmt.Errorf("set-up link: %w", err)
	}
	if token != "" {
		say(out, "\nNobody runs this site yet. Open this link within 30 minutes to become its first operator:\n%s%s%s\n", s.cfg.BaseURL, setupPath, token)
	}
	return nil
}

// setupPath is where the first operator is set up.
const setupPath = "/set-up/"

// checkpointEvery is how often the head of the public log is signed.
const checkpointEvery = time.Minute

// behind does what is due behind the pages until ctx ends: jobs, mail, and the
// signed head of the public log, which was signed at size entries.
func (s *site) behind(ctx context.Context, size int64) {
	jobs := job.Runner{DB: s.db, Steps: s.steps, Log: s.log, Send: s.cfg.SMTP.send()}
	done := make(chan struct{})
	go func() { defer close(done); jobs.Run(ctx) }()
	every := time.NewTicker(checkpointEvery)
	defer every.Stop()
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-every.C:
			size = s.checkpoint(ctx, size)
		}
	}
	<-done
	s.checkpoint(context.WithoutCancel(ctx), size)
}

// send hands mail to the server of the settings; nil, without one, keeps it in
// the outbox.
func (c smtpConfig) send() job.Send {
	if c.Host == "" {
		return nil
	}
	server := mail.Server{Host: c.Host, User: c.User, Password: string(c.Password), From: c.From}
	return func(ctx context.Context, m store.MailRow) error {
		return server.Send(ctx, mail.Message{To: m.To, Subject: m.Subject, Body: m.Body, Unsubscribe: m.Unsubscribe, At: m.CreatedAt.Time})
	}
}

// checkpoint signs the head of the log when it grew, and gives its size.
func (s *site) checkpoint(ctx context.Context, last int64) int64 {
	size, err := s.db.Reader().Read(ctx).LogSize()
	if err == nil && size == last {
		return last
	}
	if err == nil {
		_, err = s.db.Checkpoint(ctx, s.signer)
	}
	if err == nil {
		err = writeHead(s.cfg.logHead(), size)
	}
	if err != nil {
		s.log.Error("checkpoint", "err", err)
		return last
	}
	return size
}
