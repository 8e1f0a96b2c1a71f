package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/store"
)

// command runs a subcommand as from the shell.
func shell(t *testing.T, args ...string) (status int, out, errOut string) {
	t.Helper()
	var o, e bytes.Buffer
	status = run(args, strings.NewReader(""), &o, &e)
	return status, o.String(), e.String()
}

// used makes a data folder that was in use: a few entries in the log, a file,
// a signed head.
func used(t *testing.T) config {
	t.Helper()
	cfg := config{Addr: "127.0.0.1:0", Data: filepath.Join(t.TempDir(), "data"), BaseURL: "http://127.0.0.1:0", Operator: "Northmere"}
	s, err := openSite(t.Context(), cfg, wallClock(), slog.New(slog.DiscardHandler), nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		by := account.System("test")
		if err := s.db.Write(t.Context(), by, func(tx *store.Tx) (audit.Event, error) {
			return audit.New(by, time.Now(), "test.done", audit.Subject{Kind: "test", Ref: fmt.Sprint(i)}), tx.SetSetting("canary", fmt.Sprint(i))
		}); err != nil {
			t.Fatal(err)
		}
	}
	s.checkpoint(t.Context(), -1)
	if err := os.MkdirAll(filepath.Join(cfg.filesDir(), "ab"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(cfg.filesDir(), "ab", "abcdef"), []byte("a sealed file"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.close(); err != nil {
		t.Fatal(err)
	}
	return cfg
}

func TestABackupMadeWhileTheSiteRunsComesBackWhole(t *testing.T) {
	cfg := used(t)
	s, err := openSite(t.Context(), cfg, wallClock(), slog.New(slog.DiscardHandler), nil)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "hw.tar")
	status, out, errOut := shell(t, "backup", "--data", cfg.Data, file)
	if status != 0 || !strings.Contains(out, "NOT in it") {
		t.Fatalf("backup: %d %s %s", status, out, errOut)
	}
	if err := s.close(); err != nil {
		t.Fatal(err)
	}
	if status, out, _ := shell(t, "restore", "--check", file); status != 0 || !strings.Contains(out, "is whole") {
		t.Errorf("check: %d %s", status, out)
	}
	to := filepath.Join(t.TempDir(), "new")
	if status, out, errOut := shell(t, "restore", "--data", to, file); status != 0 {
		t.Fatalf("restore: %d %s %s", status, out, errOut)
	}
	if _, err := os.Stat(filepath.Join(to, "keys")); err == nil {
		t.Error("the keys came with the backup")
	}
	if b, err := os.ReadFile(filepath.Join(to, "files", "ab", "abcdef")); err != nil || string(b) != "a sealed file" {
		t.Errorf("file: %q %v", b, err)
	}
	back := cfg
	back.Data = to
	if _, err := openSite(t.Context(), back, wallClock(), slog.New(slog.DiscardHandler), nil); err == nil {
		t.Fatal("a used site starts without its keys")
	}
	if err := os.CopyFS(filepath.Join(to, "keys"), os.DirFS(cfg.keysDir())); err != nil {
		t.Fatal(err)
	}
	chmodKeys(t, filepath.Join(to, "keys"))
	again, err := openSite(t.Context(), back, wallClock(), slog.New(slog.DiscardHandler), nil)
	if err != nil {
		t.Fatal(err)
	}
	q := again.db.Reader().Read(t.Context())
	if v, err := q.Setting("canary"); err != nil || v != "2" {
		t.Errorf("setting %q %v", v, err)
	}
	if n, err := q.LogSize(); err != nil || n != 3 {
		t.Errorf("log %d %v", n, err)
	}
	if err := again.close(); err != nil {
		t.Fatal(err)
	}
	if status, out, _ := shell(t, "doctor", "--data", to, "--addr", "127.0.0.1:0"); status != 0 || !strings.Contains(out, "3 entries; the signed head of 3 agrees") {
		t.Errorf("doctor: %d\n%s", status, out)
	}
}

func chmodKeys(t *testing.T, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			return os.Chmod(path, 0o700)
		}
		return os.Chmod(path, 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestRestoreRefusesWhatIsNoWholeBackupAndChangesNothing(t *testing.T) {
	cfg := used(t)
	file := filepath.Join(t.TempDir(), "hw.tar")
	if status, _, errOut := shell(t, "backup", "--data", cfg.Data, file); status != 0 {
		t.Fatal(errOut)
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.Clone(whole)
	at := bytes.Index(changed, []byte("a sealed file"))
	changed[at] = 'A'
	for name, body := range map[string][]byte{"cut short": whole[:len(whole)/2], "one byte changed": changed, "empty": nil, "something else": []byte(strings.Repeat("not a tar ", 1000))} {
		t.Run(name, func(t *testing.T) {
			bad, to := filepath.Join(t.TempDir(), "bad.tar"), filepath.Join(t.TempDir(), "new")
			if err := os.WriteFile(bad, body, 0o600); err != nil {
				t.Fatal(err)
			}
			status, _, errOut := shell(t, "restore", "--data", to, bad)
			if status != 1 || !strings.Contains(errOut, "nothing was restored") {
				t.Errorf("%d %s", status, errOut)
			}
			for _, left := range []string{to, to + ".restoring"} {
				if _, err := os.Stat(left); err == nil {
					t.Errorf("%s was left behind", left)
				}
			}
		})
	}
	status, _, errOut := shell(t, "restore", "--data", cfg.Data, file)
	if status != 1 || !strings.Contains(errOut, "is not empty") || !strings.Contains(errOut, "hundredweight restore --data") {
		t.Errorf("into a used folder: %d %s", status, errOut)
	}
	if status, _, errOut := shell(t, "backup", "--data", cfg.Data, file); status != 1 || !strings.Contains(errOut, "never overwritten") {
		t.Errorf("over a backup: %d %s", status, errOut)
	}
	if status, _, errOut := shell(t, "backup", "--data", t.TempDir(), filepath.Join(t.TempDir(), "x")); status != 1 || !strings.Contains(errOut, "--data") {
		t.Errorf("of nothing: %d %s", status, errOut)
	}
}

func TestADatabaseThatWasSetBackDoesNotStartSilently(t *testing.T) {
	cfg := used(t)
	file, to := filepath.Join(t.TempDir(), "hw.tar"), filepath.Join(t.TempDir(), "new")
	if status, _, errOut := shell(t, "backup", "--data", cfg.Data, file); status != 0 {
		t.Fatal(errOut)
	}
	s, err := openSite(t.Context(), cfg, wallClock(), slog.New(slog.DiscardHandler), nil)
	must(t, err)
	by := account.System("test")
	must(t, s.db.Write(t.Context(), by, func(*store.Tx) (audit.Event, error) {
		return audit.New(by, time.Now(), "test.receipt", audit.Subject{Kind: "test", Ref: "lost"}), nil
	}))
	s.checkpoint(t.Context(), -1)
	must(t, s.close())
	if status, _, errOut := shell(t, "restore", "--data", to, file); status != 0 {
		t.Fatal(errOut)
	}
	must(t, os.CopyFS(filepath.Join(to, "keys"), os.DirFS(cfg.keysDir())))
	chmodKeys(t, filepath.Join(to, "keys"))
	back := cfg
	back.Data = to
	if _, err := openSite(t.Context(), back, wallClock(), slog.New(slog.DiscardHandler), nil); err == nil || !strings.Contains(err.Error(), "serve --restored") {
		t.Fatalf("set back: %v", err)
	}
	back.Restored = true
	s, err = openSite(t.Context(), back, wallClock(), slog.New(slog.DiscardHandler), nil)
	must(t, err)
	if n, err := s.db.Reader().Read(t.Context()).CountEvents("site.restored"); n != 1 || err != nil {
		t.Errorf("%d entries say so, %v", n, err)
	}
	must(t, s.close())
	back.Restored = false
	s, err = openSite(t.Context(), back, wallClock(), slog.New(slog.DiscardHandler), nil)
	must(t, err)
	must(t, s.close())
}

func TestABackupOfANewerProgramIsRefused(t *testing.T) {
	cfg := used(t)
	db, err := sql.Open("sqlite3", cfg.sqlitePath())
	must(t, err)
	_, err = db.ExecContext(t.Context(), `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, 1)`)
	must(t, err)
	must(t, db.Close())
	if _, err := openSite(t.Context(), cfg, wallClock(), slog.New(slog.DiscardHandler), nil); err == nil || !strings.Contains(err.Error(), "newer Hundredweight") {
		t.Errorf("start: %v", err)
	}
	if status, out, _ := shell(t, "doctor", "--data", cfg.Data, "--addr", "127.0.0.1:0"); status != 1 || !strings.Contains(out, "newer Hundredweight") {
		t.Errorf("doctor: %d %s", status, out)
	}
	file := filepath.Join(t.TempDir(), "hw.tar")
	if status, _, errOut := shell(t, "backup", "--data", cfg.Data, file); status != 0 {
		t.Fatal(errOut)
	}
	to := filepath.Join(t.TempDir(), "new")
	if status, _, errOut := shell(t, "restore", "--data", to, file); status != 1 || !strings.Contains(errOut, "newer Hundredweight") {
		t.Errorf("restore: %d %s", status, errOut)
	}
	if _, err := os.Stat(to); err == nil {
		t.Error("something was restored")
	}
}

func TestTheDoctorSaysWhatToMend(t *testing.T) {
	for name, tc := range map[string]struct {
		harm func(t *testing.T, cfg config)
		says string
	}{
		"nothing wrong":       {func(*testing.T, config) {}, "All is well."},
		"an open folder":      {func(t *testing.T, cfg config) { must(t, os.Chmod(cfg.Data, 0o755)) }, "chmod 700"},
		"a lost host key":     {func(t *testing.T, cfg config) { must(t, os.Remove(filepath.Join(cfg.keysDir(), "host.key"))) }, "Bring the keys folder back"},
		"a damaged database":  {func(t *testing.T, cfg config) { must(t, os.WriteFile(cfg.sqlitePath(), []byte("nonsense"), 0o600)) }, "MEND"},
		"a log cut short":     {cutLog, "does not agree"},
		"another site's keys": {otherKeys, "no verifiable signatures"},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := used(t)
			tc.harm(t, cfg)
			status, out, _ := shell(t, "doctor", "--data", cfg.Data, "--addr", "127.0.0.1:0")
			if !strings.Contains(out, tc.says) || (status == 0) != (name == "nothing wrong") {
				t.Errorf("%d\n%s", status, out)
			}
		})
	}
	empty := filepath.Join(t.TempDir(), "none")
	if status, out, _ := shell(t, "doctor", "--data", empty, "--addr", "127.0.0.1:0"); status != 0 || !strings.Contains(out, "serve makes it") {
		t.Errorf("before the first start: %d\n%s", status, out)
	}
	if _, err := os.Stat(empty); err == nil {
		t.Error("the doctor made the data folder")
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// cutLog takes the last entry out of the log, as somebody with full rights
// over the database could.
func cutLog(t *testing.T, cfg config) {
	t.Helper()
	db, err := sql.Open("sqlite3", cfg.sqlitePath())
	must(t, err)
	for _, stmt := range []string{`DROP TRIGGER ledger_leaves_no_delete`, `DELETE FROM ledger_leaves WHERE seq = 2`} {
		_, err := db.ExecContext(t.Context(), stmt)
		must(t, err)
	}
	must(t, db.Close())
}

// otherKeys puts the keys of another site in the place of its own.
func otherKeys(t *testing.T, cfg config) {
	t.Helper()
	other := used(t)
	must(t, os.RemoveAll(cfg.keysDir()))
	must(t, os.CopyFS(cfg.keysDir(), os.DirFS(other.keysDir())))
	chmodKeys(t, cfg.keysDir())
}

func TestTwoProgramsDoNotShareADataFolder(t *testing.T) {
	cfg := used(t)
	s, err := openSite(t.Context(), cfg, wallClock(), slog.New(slog.DiscardHandler), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := openSite(t.Context(), cfg, wallClock(), slog.New(slog.DiscardHandler), nil); err == nil || !strings.Contains(err.Error(), "another Hundredweight is running") {
		t.Errorf("second: %v", err)
	}
	must(t, s.close())
}

func TestServeStartsAnswersAndStops(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := ln.Addr().String()
	must(t, ln.Close())
	cfg := config{Addr: addr, Data: filepath.Join(t.TempDir(), "data"), BaseURL: "http://" + addr, Operator: "Northmere"}
	ctx, stop := context.WithCancel(t.Context())
	stopped := make(chan error, 1)
	var out bytes.Buffer
	go func() { stopped <- serveUntil(ctx, cfg, &out, io.Discard) }()
	began := time.Now()
	for {
		resp, err := http.Get("http://" + addr + "/readyz")
		if err == nil {
			must(t, resp.Body.Close())
			if resp.StatusCode == http.StatusOK {
				break
			}
		}
		if time.Since(began) > 10*time.Second {
			t.Fatal("not ready within ten seconds")
		}
		time.Sleep(5 * time.Millisecond)
	}
	if err := serveUntil(t.Context(), config{Addr: addr, Data: t.TempDir()}, io.Discard, io.Discard); err == nil || !strings.Contains(err.Error(), "is in use. Try: hundredweight serve --addr 127.0.0.1:") {
		t.Errorf("a taken port: %v", err)
	}
	resp, err := http.Get("http://" + addr + "/ledger/checkpoint")
	must(t, err)
	body, err := io.ReadAll(resp.Body)
	must(t, err)
	must(t, resp.Body.Close())
	if !strings.HasPrefix(string(body), "hundredweight/127.0.0.1\n") || !strings.Contains(string(body), "— hundredweight/127.0.0.1 ") {
		t.Errorf("checkpoint: %s", body)
	}
	stop()
	must(t, <-stopped)
	if !strings.Contains(out.String(), "http://"+addr) {
		t.Errorf("greeting: %s", out.String())
	}
}

func TestServeRefusesADemonstrationsFolder(t *testing.T) {
	data := t.TempDir()
	must(t, os.WriteFile(filepath.Join(data, demoMark), []byte("{}"), 0o600))
	if status, _, errOut := shell(t, "serve", "--data", data, "--addr", "127.0.0.1:0"); status != 1 || !strings.Contains(errOut, "demonstration") {
		t.Errorf("%d %s", status, errOut)
	}
}

func TestSettingsAreReadAndSecretsAreNotPrinted(t *testing.T) {
	env := map[string]string{"HW_ADDR": "0.0.0.0:80", "HW_BASE_URL": "https://northmere.example/", "HW_SMTP_PASSWORD": "canary", "HW_TRUSTED_PROXIES": "10.0.0.1, 192.168.0.0/16"}
	cfg, _, err := readConfig("serve", []string{"--data", "x"}, func(k string) string { return env[k] }, io.Discard, nil)
	must(t, err)
	if cfg.Addr != "0.0.0.0:80" || cfg.Data != "x" || cfg.BaseURL != "https://northmere.example" || len(cfg.Proxies) != 2 || cfg.hosts()[0] != "northmere.example" {
		t.Errorf("%+v", cfg)
	}
	if text := fmt.Sprintf("%v %+v %#v", cfg, cfg, cfg); strings.Contains(text, "canary") {
		t.Errorf("the password is printed: %s", text)
	}
	for name, bad := range map[string]map[string]string{"base URL": {"HW_BASE_URL": "northmere.example"}, "a path in it": {"HW_BASE_URL": "https://x.example/app"}, "proxies": {"HW_TRUSTED_PROXIES": "everyone"}, "saves": {"HW_BID_SAVES": "-1"}, "saves in words": {"HW_BID_SAVES": "many"}} {
		if _, _, err := readConfig("serve", nil, func(k string) string { return bad[k] }, io.Discard, nil); err == nil || !strings.Contains(err.Error(), "HW_") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestEveryCommandSaysHowItIsUsed(t *testing.T) {
	asks := [][]string{{"calc", "score"}, {"calc", "dates"}, {"import", "register"}, {"import", "cpv"}, {"import", "areas"}, {"import", "ocds"}}
	for name := range commands {
		asks = append(asks, []string{name})
	}
	for _, words := range asks {
		for _, help := range []string{"--help", "-h"} {
			status, out, errOut := shell(t, append(slices.Clone(words), help)...)
			if status != 0 || errOut != "" || words[0] != "version" && !strings.HasPrefix(out, "Use:") {
				t.Errorf("%v %s: %d %q %q", words, help, status, out, errOut)
			}
		}
		status, out, errOut := shell(t, append(slices.Clone(words), "--nonsense")...)
		if words[0] == "calc" { // its answers are documents, refusals too
			if status != 2 || !strings.Contains(out, `"error"`) {
				t.Errorf("%v --nonsense: %d %q", words, status, out)
			}
			continue
		}
		if status != 2 || out != "" || len(words) == 2 && strings.Count(errOut, "\n") != 1 {
			t.Errorf("%v --nonsense: %d %q %q", words, status, out, errOut)
		}
	}
	for _, used := range []struct {
		words []string
		says  string
	}{
		{[]string{"dance"}, "There is no command \"dance\". See: hundredweight help\n"},
		{[]string{"doctor", "quickly"}, "doctor takes no \"quickly\". See: hundredweight doctor --help\n"},
		{[]string{"serve", "--data"}, "flag needs an argument: -data. See: hundredweight serve --help\n"},
		{[]string{"backup"}, "Use: hundredweight backup [--data FOLDER] FILE\n"},
		{[]string{"restore", "a", "b"}, "Use: hundredweight restore [--data FOLDER] [--check] FILE\n"},
		{[]string{"routes", "now"}, "Use: hundredweight routes [--json]\n"},
	} {
		if status, out, errOut := shell(t, used.words...); status != 2 || out != "" || errOut != used.says {
			t.Errorf("%v: %d %q %q", used.words, status, out, errOut)
		}
	}
}

func TestTheProgramSaysWhatItCanDo(t *testing.T) {
	if status, out, _ := shell(t); status != 0 || !strings.Contains(out, "hundredweight demo") {
		t.Errorf("%d %s", status, out)
	}
	if status, out, _ := shell(t, "serve", "--help"); status != 0 || !strings.Contains(out, "HW_BASE_URL") {
		t.Errorf("%d %s", status, out)
	}
	status, out, _ := shell(t, "routes", "--json")
	var lines []routeLine
	if err := json.Unmarshal([]byte(out), &lines); status != 0 || err != nil || len(lines) == 0 {
		t.Fatalf("%d %v", status, err)
	}
	for _, l := range lines {
		if l.Policy == "" || l.Expects.Right != "pass" {
			t.Errorf("%+v", l)
		}
	}
	for name := range commands {
		if !strings.Contains(usage, "hundredweight "+name) {
			t.Errorf("help does not tell of %s", name)
		}
	}
}
