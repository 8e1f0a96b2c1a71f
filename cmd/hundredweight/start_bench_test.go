package main

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// BenchmarkStartUp starts serve as a process of its own on a folder of the
// current schema with tenders, services and bids in it: at most 0.5 s until
// /readyz says yes, and at most 60 MB of anonymous memory while idle.
func BenchmarkStartUp(b *testing.B) {
	cfg := config{Data: filepath.Join(b.TempDir(), "data"), BaseURL: "http://127.0.0.1:8080", Operator: "Northmere"}
	county(b, cfg, 1)
	const rounds = 5
	var slowest, all time.Duration
	var most int64
	b.ResetTimer()
	for range rounds {
		took, idle := startUp(b, cfg.Data)
		all, slowest, most = all+took, max(slowest, took), max(most, idle)
	}
	b.ReportMetric(float64(all.Milliseconds())/rounds, "start-ms")
	b.ReportMetric(float64(slowest.Milliseconds()), "slowest-ms")
	b.ReportMetric(float64(most)/1e6, "idle-MB")
}

// startUp gives how long one start took, and the anonymous memory of the
// process two seconds later.
func startUp(b *testing.B, data string) (took time.Duration, idle int64) {
	b.Helper()
	program, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	addr := freeAddress(b)
	var said bytes.Buffer
	cmd := exec.Command(program, "serve", "--data", data, "--addr", addr)
	cmd.Env = append(os.Environ(), runAsProgram+"=1")
	cmd.Stdout, cmd.Stderr = &said, &said
	client := &http.Client{Timeout: 10 * time.Second}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	ready := false
	for !ready && time.Since(began) < 10*time.Second {
		r, err := client.Get("http://" + addr + "/readyz")
		if err == nil {
			ready = r.StatusCode == http.StatusOK
			err = r.Body.Close()
		}
		if err != nil || !ready {
			time.Sleep(2 * time.Millisecond)
		}
	}
	took = time.Since(began)
	if !ready {
		b.Errorf("not ready within ten seconds:\n%s", said.String())
	}
	time.Sleep(2 * time.Second)
	if idle, err = anonymous(cmd.Process.Pid); err != nil {
		b.Error(err)
	}
	if err := errors.Join(cmd.Process.Signal(syscall.SIGTERM), cmd.Wait()); err != nil {
		b.Fatalf("%v\n%s", err, said.String())
	}
	return took, idle
}

// freeAddress is an address of this machine that nobody listens at.
func freeAddress(b *testing.B) string {
	b.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	if err := ln.Close(); err != nil {
		b.Fatal(err)
	}
	return ln.Addr().String()
}

// anonymous is the anonymous memory of a process in bytes: what its own data
// take, without files that the system maps.
func anonymous(pid int) (int64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "RssAnon:"); ok {
			kb, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
			return kb * 1024, err
		}
	}
	return 0, fmt.Errorf("process %d: no RssAnon in its status", pid)
}
