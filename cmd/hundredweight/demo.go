package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
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
	"text/tabwriter"
	"time"

	"hundredweight/handlers"
	"hundredweight/handlers/account"
	"hundredweight/handlers/page"
	"hundredweight/models/demo"
	"hundredweight/templates/components"
	"hundredweight/templates/text"
)

// demoFolder is where a demonstration lies when no folder is named.
const demoFolder = "demo-data"

// runDemo builds the made-up county in a folder of its own, or opens the one
// that is there, and runs it.
func runDemo(args []string, _ io.Reader, out, errOut io.Writer) int {
	reset := false
	getenv := func(name string) string {
		switch name {
		case "HW_DATA":
			return or(os.Getenv(name), demoFolder)
		case "HW_OPERATOR_NAME":
			return demo.Operator
		case "HW_SMTP_HOST":
			return "" // nothing is sent
		}
		return os.Getenv(name)
	}
	cfg, rest, err := readConfig("demo [flags]", args, getenv, out, func(f *flag.FlagSet) {
		f.BoolVar(&reset, "reset", false, "throw the demonstration in the folder away and build it afresh")
	})
	switch {
	case errors.Is(err, errHelp):
		return 0
	case err != nil:
		return fail(errOut, 2, "%v\n", err)
	case len(rest) > 0:
		return fail(errOut, 2, "demo takes no %q. See: hundredweight demo --help\n", rest[0])
	case cfg.Database != "":
		return fail(errOut, 2, "A demonstration keeps everything in its folder. Leave HW_DATABASE out\n")
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := demoUntil(ctx, cfg, reset, out, errOut); err != nil {
		return fail(errOut, 1, "%v\n", err)
	}
	return 0
}

// exhibition is a demonstration that runs.
type exhibition struct {
	*site
	world  *demo.World
	county demo.County
}

func demoUntil(ctx context.Context, cfg config, reset bool, out, errOut io.Writer) (err error) {
	ln, err := listen("demo", cfg.Addr)
	if err != nil {
		return err
	}
	x, err := openDemo(ctx, cfg, reset, slog.New(slog.NewJSONHandler(errOut, &slog.HandlerOptions{Level: slog.LevelWarn}))) // the sign-ins stay in sight
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	defer func() { err = errors.Join(err, x.close()) }()
	x.pace()
	x.greet(out)
	signed := x.checkpoint(ctx, -1)
	behind, stop := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() { defer close(done); x.behind(behind, signed) }()
	err = x.server.Serve(ctx, ln)
	stop()
	<-done
	return err
}

// openDemo opens the demonstration in the folder, building it when it is not
// there. A folder that holds a site in service is never touched.
func openDemo(ctx context.Context, cfg config, reset bool, log *slog.Logger) (*exhibition, error) {
	mark := filepath.Join(cfg.Data, demoMark)
	county, err := readCounty(mark)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if _, err := os.Stat(cfg.sqlitePath()); !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s holds a site that is no demonstration. Choose another folder: hundredweight demo --data FOLDER", cfg.Data)
		}
	case err != nil:
		return nil, err
	case reset || county.Address == "": // asked for, or cut off while it was built
		if err := os.RemoveAll(cfg.Data); err != nil {
			return nil, fmt.Errorf("reset the demonstration: %w", err)
		}
		county = demo.County{}
	}
	fresh := county.Address == ""
	if fresh {
		if err := writeCounty(mark, demo.County{}); err != nil {
			return nil, err
		}
	}
	clock := demo.NewClock(time.Now)
	x := &exhibition{county: county, world: &demo.World{Clock: clock, Log: log}}
	x.site, err = openSite(ctx, cfg, clocks{now: clock.Now, wall: time.Now}, log, x.show)
	if err != nil {
		return nil, err
	}
	if fresh {
		err = x.build(ctx)
	} else {
		err = x.world.Restore(ctx)
	}
	if err == nil {
		err = x.tell(mark)
	}
	if err != nil {
		return nil, errors.Join(err, x.close())
	}
	return x, nil
}

// build makes the county.
func (x *exhibition) build(ctx context.Context) error {
	hash, err := account.HashPassword(rand.Text()) // nobody knows it: people come in by a button
	if err != nil {
		return err
	}
	x.county, err = x.world.Build(ctx, hash)
	return err
}

// tell writes down what is in the demonstration and at which address it runs now.
func (x *exhibition) tell(mark string) error {
	x.county.Address = x.cfg.BaseURL
	for i, t := range x.county.Tenders {
		x.county.Tenders[i].Address = x.cfg.BaseURL + "/tenders/" + t.Ref
		if !t.Public {
			x.county.Tenders[i].Address = x.cfg.BaseURL + t.At
		}
	}
	return writeCounty(mark, x.county)
}

// show gives the site what only a demonstration has.
func (x *exhibition) show(hc *handlers.Config) {
	x.world.DB, x.world.Steps = hc.Steps.DB, hc.Steps
	hc.Kit.Banner = demo.Place + " is made up, and nothing is sent."
	hc.Kit.BannerTo = &components.Link{Text: "Look round, and move the clock", Href: "/demo"}
	hc.Kit.Demo = &page.Demo{Place: demo.Place, SignIns: x.signIns, Tour: x.tour, Move: x.world.Move}
}

// signIns lists the roles that a visitor can take.
func (x *exhibition) signIns(ctx context.Context) ([]page.DemoSignIn, error) {
	q := x.world.DB.Reader().Read(ctx)
	var all []page.DemoSignIn
	for _, s := range x.county.SignIns {
		p, ok, err := q.PersonByEmail(s.Email)
		if err != nil {
			return nil, err
		}
		if ok {
			all = append(all, page.DemoSignIn{Role: s.Role, Hint: s.Hint, Person: p.ID, To: s.To})
		}
	}
	return all, nil
}

// tour lists the tenders with where they stand.
func (x *exhibition) tour(ctx context.Context) ([]page.DemoPlace, error) {
	all, err := x.world.Stands(ctx, x.county.Tenders)
	if err != nil {
		return nil, err
	}
	var out []page.DemoPlace
	for _, s := range all {
		out = append(out, page.DemoPlace{Stage: text.Capital(s.Status), Title: s.Title, At: s.At, Next: s.Next, What: s.What})
	}
	return out, nil
}

// greet prints the address, who can sign in, and what to try.
func (x *exhibition) greet(out io.Writer) {
	say(out, "\n%s is ready at %s\nEverything is in the folder %s. To begin again: hundredweight demo --reset\n\nSign in at %s/sign-in as:\n", demo.Place, x.cfg.BaseURL, x.cfg.Data, x.cfg.BaseURL)
	table := tabwriter.NewWriter(out, 0, 0, 3, ' ', 0)
	for _, s := range x.county.SignIns {
		if _, err := fmt.Fprintf(table, "  %s\t%s\t%s\n", s.Role, s.Name, s.Hint); err != nil {
			return
		}
	}
	if err := table.Flush(); err != nil {
		return
	}
	say(out, "\nLook round and move the clock: %s/demo\nMail that was not sent: %s/outbox\n", x.cfg.BaseURL, x.cfg.BaseURL)
}

// readCounty reads what is in a demonstration; not there is fs.ErrNotExist.
func readCounty(path string) (c demo.County, err error) {
	body, err := os.ReadFile(path)
	if err != nil {
		return c, err
	}
	if err := json.Unmarshal(body, &c); err != nil {
		return c, fmt.Errorf("%s cannot be read (%w). Begin again with: hundredweight demo --reset", path, err)
	}
	return c, nil
}

func writeCounty(path string, c demo.County) error {
	body, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("data folder: %w", err)
	}
	return os.WriteFile(path, append(body, '\n'), 0o600)
}
