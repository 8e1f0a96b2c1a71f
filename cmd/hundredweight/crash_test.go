package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	mathrand "math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/bid"
	"hundredweight/models/calendar"
	"hundredweight/models/commissioning"
	"hundredweight/models/demo"
	"hundredweight/models/store"
	"hundredweight/models/store/storetest"
)

// runAsProgram makes the test program behave as the command itself, so that a
// test can kill a real process.
const runAsProgram = "HW_TEST_RUN_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(runAsProgram) == "1" {
		os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// lodger is a bidder who lodges again and again.
type lodger struct {
	cookie   *http.Cookie
	page     string // the question that is saved again
	question string
	bid      bid.ID
	revision int64
	acked    []string // keys of saves that were answered with success
	tried    []string // keys of every save that was sent
}

// county makes a site in service, with an open tender and lodged bids of many
// bidders, each of them signed in.
func county(t testing.TB, cfg config, many int) []*lodger {
	t.Helper()
	clock := demo.NewClock(time.Now)
	s, err := openSite(context.Background(), cfg, clocks{now: clock.Now, wall: time.Now}, slog.New(slog.DiscardHandler), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.close(); err != nil {
			t.Fatal(err)
		}
	}()
	world := &demo.World{DB: s.db, Steps: s.steps, Clock: clock, Log: s.log}
	made, err := world.Build(t.Context(), "nobody’s")
	if err != nil {
		t.Fatal(err)
	}
	ref := ""
	for _, e := range made.Tenders {
		if e.Stage == "open_elsewhere" {
			ref = e.Ref
		}
	}
	var all []*lodger
	for i := range many {
		all = append(all, addLodger(t, s, ref, i))
	}
	return all
}

func addLodger(t testing.TB, s *site, ref string, i int) *lodger {
	t.Helper()
	ctx, by := context.Background(), account.System("test")
	var person account.PersonID
	var org account.OrganisationID
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	slug := fmt.Sprintf("lodger-%d", i)
	must(s.db.Write(ctx, by, func(tx *store.Tx) (e audit.Event, err error) {
		if person, err = tx.AddPerson(store.Person{Name: "Lodger " + strconv.Itoa(i), Email: slug + "@example.org", CreatedAt: store.At(time.Now())}); err != nil {
			return e, err
		}
		if org, err = tx.AddOrganisation(store.Organisation{Slug: slug, Name: "Lodger " + strconv.Itoa(i), Kind: "provider", Status: "verified", CreatedBy: person, CreatedAt: store.At(time.Now())}); err != nil {
			return e, err
		}
		return audit.New(by, time.Now(), "test.made", audit.Subject{Kind: "test", Ref: slug}), tx.AddMembership(person, org, []account.Permission{account.Contribute, account.Sign}, time.Now())
	}))
	actor, err := s.db.Reader().Read(ctx).Actor(person)
	must(err)
	actor.ActingFor, actor.SignedInAt = org, time.Now()
	b, err := s.steps.StartBid(ctx, actor, org, ref)
	must(err)
	save := commissioning.Save{Org: org, Bid: b, Received: time.Now()}
	view, err := s.steps.Bid(ctx, actor, org, b)
	must(err)
	question := ""
	for _, q := range view.Content.Questions {
		if question == "" && q.Kind == "scored" {
			question = q.Key
		}
		_, err = s.steps.SaveAnswer(ctx, actor, save, 0, bid.Answer{Key: q.Key, Text: strings.Repeat("word ", min(q.WordLimit, 400)), Choice: "yes", Completed: true})
		must(err)
		if q.Commitments {
			_, err = s.steps.SaveCommitments(ctx, actor, save, 0, []bid.Commitment{{Ref: "p1", Question: q.Key, Outcome: "People meet", Who: "Neighbours", Quantity: "12", Unit: "people", By: string(calendar.On(time.Now()).Add(300)), Evidence: "A list"}})
			must(err)
		}
	}
	for _, c := range view.Content.Conditions {
		_, err = s.steps.SaveAnswer(ctx, actor, save, 0, bid.Answer{Key: c.Key, Choice: "yes", Expires: string(calendar.On(time.Now()).Add(300)), Completed: true})
		must(err)
	}
	for _, l := range view.Content.Lots {
		typed := map[string]string{}
		for _, line := range l.Prices {
			typed[line.Ref] = "12.50"
		}
		_, _, err = s.steps.SealPrice(ctx, actor, save, l.ID, typed)
		must(err)
	}
	saved, err := s.steps.Declare(ctx, actor, save)
	must(err)
	if saved.Receipt == "" {
		t.Fatalf("not sent: %+v", saved.Waiting)
	}
	row, err := s.db.Reader().Read(ctx).BidByRef(b)
	must(err)
	return &lodger{cookie: signedCookie(t, s, person), page: "/org/" + slug + "/bids/" + b + "/questions/" + question, question: question, bid: row.ID, revision: 1}
}

// signedCookie signs a person in, as a browser holds it.
func signedCookie(t testing.TB, s *site, person account.PersonID) *http.Cookie {
	t.Helper()
	rec := httptest.NewRecorder()
	s.kit.Session.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := s.kit.Session.SignIn(r.Context(), person); err != nil {
			t.Error(err)
		}
		w.WriteHeader(http.StatusNoContent)
	})).ServeHTTP(rec, httptest.NewRequest(http.MethodPost, "/", nil))
	return rec.Result().Cookies()[0]
}

// lodge saves the answer once more, which lodges a new version. It tells
// whether the server answered that it did.
func (l *lodger) lodge(client *http.Client, base string) (bool, error) {
	key := make([]byte, 16)
	if _, err := rand.Read(key); err != nil {
		return false, err
	}
	one := hex.EncodeToString(key)
	l.tried = append(l.tried, one)
	form := url.Values{"answer": {"Sent with " + one + " " + strings.Repeat("word ", 300)}, "done": {"yes"}, "revision": {strconv.FormatInt(l.revision, 10)}, "key": {one}}
	r, err := http.NewRequest(http.MethodPost, base+l.page, strings.NewReader(form.Encode()))
	if err != nil {
		return false, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.AddCookie(l.cookie)
	answer, err := client.Do(r)
	if err != nil {
		return false, err
	}
	body, err := io.ReadAll(answer.Body)
	if err := errors.Join(err, answer.Body.Close()); err != nil {
		return false, err
	}
	switch answer.StatusCode {
	case http.StatusSeeOther:
		l.acked, l.revision = append(l.acked, one), l.revision+1
		return true, nil
	case http.StatusConflict: // a save before the kill was written and not answered
		l.revision++
		return false, nil
	case http.StatusServiceUnavailable: // too busy, and nothing was written: said truthfully
		return false, nil
	}
	return false, fmt.Errorf("status %d: %.300s", answer.StatusCode, body)
}

// kills starts the site, lets every lodger lodge, and kills the process at a
// random moment, round after round. Every save that was answered must be there
// after the next start, once.
func kills(t *testing.T, cfg config, env []string, rounds int) {
	t.Helper()
	lodgers := county(t, cfg, 16)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := ln.Addr().String()
	if err := ln.Close(); err != nil {
		t.Fatal(err)
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Timeout: 10 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	acked, slowest := 0, time.Duration(0)
	for round := range rounds {
		var said bytes.Buffer
		cmd := exec.Command(program, "serve", "--data", cfg.Data, "--addr", addr)
		cmd.Env = append(append(os.Environ(), runAsProgram+"=1", "HW_BID_SAVES=0"), env...)
		cmd.Stdout, cmd.Stderr = &said, &said
		began := time.Now()
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if err := untilReady(client, "http://"+addr); err != nil {
			t.Fatalf("round %d: %v\n%s", round, err, said.String())
		}
		slowest = max(slowest, time.Since(began))
		stop, first := make(chan struct{}), make(chan struct{})
		var once sync.Once
		var wg sync.WaitGroup
		for _, l := range lodgers {
			wg.Go(func() {
				for {
					select {
					case <-stop:
						return
					default:
					}
					lodged, err := l.lodge(client, "http://"+addr)
					if lodged {
						once.Do(func() { close(first) })
					}
					if err != nil {
						if strings.HasPrefix(err.Error(), "status") {
							t.Errorf("round %d: %v", round, err)
						}
						return // the process is gone
					}
				}
			})
		}
		select { // a busy machine is given time to begin
		case <-first:
		case <-time.After(30 * time.Second):
			t.Errorf("round %d: nothing was sent in half a minute", round)
		}
		time.Sleep(time.Duration(mathrand.Int64N(int64(700 * time.Millisecond))))
		if err := cmd.Process.Signal(syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		close(stop)
		if err := cmd.Wait(); err == nil {
			t.Fatal("the process ended by itself")
		}
		wg.Wait()
	}
	for _, l := range lodgers {
		acked += len(l.acked)
	}
	t.Logf("%d rounds, %d acknowledged lodgings, ready again after %.1f s at most", rounds, acked, slowest.Seconds())
	if acked < rounds {
		t.Errorf("only %d lodgings were acknowledged: too few to show anything", acked)
	}
	counted(t, cfg, lodgers)
}

// counted looks for every acknowledged lodging in the database itself.
func counted(t *testing.T, cfg config, lodgers []*lodger) {
	t.Helper()
	s, err := openSite(t.Context(), cfg, wallClock(), slog.New(slog.DiscardHandler), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.close(); err != nil {
			t.Error(err)
		}
	}()
	q := s.db.Reader().Read(t.Context())
	for _, l := range lodgers {
		for _, key := range l.acked {
			if _, there, err := q.BidVersionByKey(l.bid, key); err != nil || !there {
				t.Errorf("a sending that was acknowledged is lost: %s (%v)", key, err)
			}
		}
		row, err := q.BidByID(l.bid) // the newest version's number: versions are counted without gaps
		if err != nil {
			t.Fatal(err)
		}
		if n, most := row.Version, 1+len(l.tried); n > most || n < 1+len(l.acked) {
			t.Errorf("%d versions of a bid that was sent %d times and acknowledged %d", n, most, 1+len(l.acked))
		}
		versions, err := q.BidVersions(l.bid)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, v := range versions {
			if seen[v.Receipt] {
				t.Errorf("two versions have the receipt %s", v.Receipt)
			}
			seen[v.Receipt] = true
		}
	}
}

func untilReady(client *http.Client, base string) error {
	var last error
	for range 200 {
		r, err := client.Get(base + "/readyz")
		if err == nil {
			err = r.Body.Close()
			if err == nil && r.StatusCode == http.StatusOK {
				return nil
			}
			err = errors.Join(err, fmt.Errorf("status %d", r.StatusCode))
		}
		last = err
		time.Sleep(25 * time.Millisecond)
	}
	return fmt.Errorf("not ready within five seconds: %w", last)
}

// rounds is how often a process is killed; HW_KILLS says otherwise.
func killRounds(t *testing.T, usual int) int {
	t.Helper()
	said := os.Getenv("HW_KILLS")
	if said == "" {
		return usual
	}
	n, err := strconv.Atoi(said)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestNoAcknowledgedBidIsLostWhenTheProcessIsKilled(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		cfg := config{Data: filepath.Join(t.TempDir(), "data"), BaseURL: "http://127.0.0.1:8080", Operator: "Northmere"}
		kills(t, cfg, nil, killRounds(t, 100))
	})
	t.Run("postgres", func(t *testing.T) {
		address := storetest.PostgresURL(t)
		cfg := config{Data: filepath.Join(t.TempDir(), "data"), BaseURL: "http://127.0.0.1:8080", Operator: "Northmere", Database: address}
		kills(t, cfg, []string{"HW_DATABASE=" + address}, killRounds(t, 25))
	})
}
