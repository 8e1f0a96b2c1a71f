package main

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/demo"
	"hundredweight/models/tender"
)

func demoAt(t *testing.T, folder string, reset bool) *exhibition {
	t.Helper()
	cfg := config{Addr: "127.0.0.1:0", Data: folder, BaseURL: "http://127.0.0.1:8080", Operator: demo.Operator}
	x, err := openDemo(t.Context(), cfg, reset, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func (x *exhibition) statusOf(t *testing.T, stage string) (tender.Status, demo.Exhibit) {
	t.Helper()
	for _, e := range x.county.Tenders {
		if e.Stage == stage {
			row, err := x.db.Reader().Read(t.Context()).TenderByRef(e.Ref)
			if err != nil {
				t.Fatal(err)
			}
			return row.Status, e
		}
	}
	t.Fatalf("no tender at the stage %q", stage)
	return "", demo.Exhibit{}
}

func TestTheDemonstrationHasATenderAtEveryStage(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "demo")
	x := demoAt(t, folder, false)
	for stage, want := range demoStages {
		if got, _ := x.statusOf(t, stage); got != want {
			t.Errorf("the tender at the stage %s is %s, want %s", stage, got, want)
		}
	}
	roles, err := x.signIns(t.Context())
	if err != nil || len(roles) < 8 {
		t.Errorf("%d roles to sign in as, %v", len(roles), err)
	}
	for _, r := range roles {
		if r.Person == 0 || r.To == "" || r.Hint == "" {
			t.Errorf("the role %q leads nowhere: %+v", r.Role, r)
		}
	}
	var told demo.County
	body, err := os.ReadFile(filepath.Join(folder, "demo.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(body, &told); err != nil || told.Address != "http://127.0.0.1:8080" || len(told.SignIns) != len(roles) || len(told.Tenders) != len(x.county.Tenders) {
		t.Errorf("demo.json says %+v, %v", told, err)
	}
	for _, e := range told.Tenders { // whoever may look finds the tender at its address
		r := httptest.NewRecorder()
		x.server.ServeHTTP(r, httptest.NewRequest(http.MethodGet, strings.TrimPrefix(e.Address, told.Address), nil))
		want := http.StatusOK
		if !e.Public {
			want = http.StatusSeeOther // to sign in
		}
		if r.Code != want {
			t.Errorf("the tender at the stage %s answers %d at %s", e.Stage, r.Code, e.Address)
		}
	}
	if err := x.close(); err != nil {
		t.Fatal(err)
	}
	if status, _, errOut := shell(t, "serve", "--data", folder); status != 1 || !strings.Contains(errOut, "holds a demonstration") {
		t.Errorf("serve on a demonstration: %d %s", status, errOut)
	}
}

func TestTheClockOfTheDemonstrationMovesForwardOnly(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "demo")
	x := demoAt(t, folder, false)
	ctx := t.Context()
	_, open := x.statusOf(t, "open")
	q := x.db.Reader().Read(ctx)
	row, err := q.TenderByRef(open.Ref)
	if err != nil {
		t.Fatal(err)
	}
	stage, err := q.StageOf(row.ID, 1)
	if err != nil {
		t.Fatal(err)
	}
	visitor := account.Actor{}
	if err := x.world.Move(ctx, visitor, x.kit.Now().Add(-time.Hour)); err == nil {
		t.Error("the clock went back")
	}
	if err := x.world.Move(ctx, visitor, x.kit.Now().AddDate(2, 0, 0)); err == nil {
		t.Error("the clock went beyond the calendar of bank holidays")
	}
	to := stage.Deadline.Add(3 * time.Minute)
	if err := x.world.Move(ctx, visitor, to); err != nil {
		t.Fatal(err)
	}
	if got, _ := x.statusOf(t, "open"); got != tender.Closed {
		t.Errorf("past its deadline the open tender is %s", got)
	}
	if stage, err = q.StageOf(row.ID, 1); err != nil || stage.ClosingRoot == "" || stage.DrainedAt.Sub(stage.Deadline.Add(2*time.Minute)).Abs() > time.Second {
		t.Errorf("the closing root was written at %v (%q), %v", stage.DrainedAt, stage.ClosingRoot, err)
	}
	events, err := q.EventsAbout("demo", "clock")
	if err != nil || len(events) != 1 {
		t.Errorf("%d entries for one move of the clock, %v", len(events), err)
	}
	if err := x.close(); err != nil {
		t.Fatal(err)
	}
	again := demoAt(t, folder, false)
	if again.kit.Now().Before(to) {
		t.Errorf("after a restart it is %s, before %s", again.kit.Now(), to)
	}
	if err := again.close(); err != nil {
		t.Fatal(err)
	}
	fresh := demoAt(t, folder, true)
	if ahead := time.Until(fresh.kit.Now()); ahead > time.Minute {
		t.Errorf("reset, the clock is still %s ahead", ahead)
	}
	if err := fresh.close(); err != nil {
		t.Fatal(err)
	}
}

func TestADemonstrationNeverTouchesASiteInService(t *testing.T) {
	cfg := used(t)
	for _, reset := range []bool{false, true} {
		if _, err := openDemo(context.Background(), cfg, reset, slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), "is no demonstration") {
			t.Errorf("reset %v: %v", reset, err)
		}
	}
	if _, err := os.Stat(cfg.sqlitePath()); err != nil {
		t.Errorf("the site's database is gone: %v", err)
	}
}

func TestAVisitorMovesTheClockOnThePage(t *testing.T) {
	x := demoAt(t, filepath.Join(t.TempDir(), "demo"), false)
	defer func() {
		if err := x.close(); err != nil {
			t.Error(err)
		}
	}()
	server := httptest.NewServer(x.server)
	defer server.Close()
	before := x.kit.Now()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	send := func(to string) int {
		t.Helper()
		r, err := client.Post(server.URL+"/demo/clock", "application/x-www-form-urlencoded", strings.NewReader("to="+to))
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Body.Close(); err != nil {
			t.Fatal(err)
		}
		return r.StatusCode
	}
	for _, bad := range []string{"", "yesterday", "2020-01-01T00%3A00%3A00Z", "9999-01-01T00%3A00%3A00Z"} {
		if got := send(bad); got != http.StatusUnprocessableEntity {
			t.Errorf("moving to %q: %d", bad, got)
		}
	}
	if got := send("week"); got != http.StatusSeeOther || x.kit.Now().Sub(before) < 7*24*time.Hour {
		t.Errorf("moving a week on: %d, now %s", got, x.kit.Now())
	}
}

// demoStages are the stages of demo.json with the status that each has.
var demoStages = map[string]tender.Status{
	"draft": tender.Draft, "waiting_for_approval": tender.InternalReview, "approved": tender.Approved, "open": tender.Open, "open_elsewhere": tender.Open,
	"sealed": tender.Closed, "scoring": tender.Evaluation, "moderation": tender.Evaluation, "close_call": tender.Evaluation, "explaining": tender.AwardApproved,
	"standstill": tender.Standstill, "contract": tender.Concluded, "cancelled": tender.Cancelled,
}
