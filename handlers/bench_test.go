package handlers_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"hundredweight/handlers"
	"hundredweight/handlers/page"
	"hundredweight/handlers/sitetest"
	"hundredweight/models/store/storetest"
)

// cpu is the processor time this process has used.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// spend asks an address n times over eight connections, and gives the
// processor time of one request. The client is as bare as can be, so that what
// is measured is the server: it writes the same bytes and skips the answer.
func spend(b *testing.B, address string, n int, head ...string) time.Duration {
	b.Helper()
	return spendOver(b, []string{address}, n, head...)
}

// spendOver is spend for addresses of one host that are asked in turn.
func spendOver(b *testing.B, addresses []string, n int, head ...string) time.Duration {
	b.Helper()
	const callers = 8
	host, asks := "", make([][]byte, len(addresses))
	for i, address := range addresses {
		u, err := url.Parse(address)
		if err != nil {
			b.Fatal(err)
		}
		ask := "GET " + u.RequestURI() + " HTTP/1.1\r\nHost: " + u.Host + "\r\n"
		for i := 0; i+1 < len(head); i += 2 {
			ask += head[i] + ": " + head[i+1] + "\r\n"
		}
		host, asks[i] = u.Host, []byte(ask+"\r\n")
	}
	before := cpu(b)
	done := make(chan error, callers)
	for i := range callers {
		go func() { done <- askOver(host, asks, i*len(asks)/callers, n/callers) }()
	}
	for range callers {
		if err := <-done; err != nil {
			b.Fatal(err)
		}
	}
	return (cpu(b) - before) / time.Duration(n/callers*callers)
}

func askOver(host string, asks [][]byte, from, times int) (err error) {
	conn, err := net.Dial("tcp", host)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	r := bufio.NewReaderSize(conn, 64<<10)
	for i := range times {
		if _, err := conn.Write(asks[(from+i)%len(asks)]); err != nil {
			return err
		}
		line, err := r.ReadSlice('\n')
		if err != nil {
			return err
		}
		if !bytes.Contains(line, []byte(" 200 ")) && !bytes.Contains(line, []byte(" 304 ")) {
			return fmt.Errorf("answered %s", bytes.TrimSpace(line))
		}
		length := 0
		for {
			if line, err = r.ReadSlice('\n'); err != nil {
				return err
			}
			if len(line) == 2 {
				break
			}
			if v, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
				if length, err = strconv.Atoi(string(bytes.TrimSpace(v))); err != nil {
					return err
				}
			}
		}
		if _, err := r.Discard(length); err != nil {
			return err
		}
	}
	return nil
}

// hello is the yardstick H: what net/http costs by itself.
func hello(b *testing.B) string {
	b.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if _, err := io.WriteString(w, "hello"); err != nil {
			return
		}
	}))
	b.Cleanup(s.Close)
	return s.URL
}

// BenchmarkPages compares pages with a net/http hello, turn about in one run.
func BenchmarkPages(b *testing.B) {
	clock := storetest.NewClock()
	s := sitetest.Parts(b, storetest.SQLite(b, clock), clock)
	k := s.Kit
	s.Config.Kit.Log = discard()
	k.Log = s.Config.Kit.Log
	server, err := handlers.NewWith(s.Config, []handlers.Route{
		handlers.Get("/list", page.Anyone, func(c *gin.Context) error {
			return k.Render(c, 200, words("%s", strings.Repeat("a line of a list with some words in it ", 550)))
		}).Cached(),
		handlers.Get("/mine", page.SignedIn, func(c *gin.Context) error { return k.Render(c, 200, words("mine")) }),
	})
	if err != nil {
		b.Fatal(err)
	}
	s.Run(b, server)
	yard := hello(b)
	person := s.Person(b, "Pat Person", false)
	signed := s.SignedIn(b, person)
	cookie := cookieOf(b, s, signed)
	resp, err := http.Get(s.URL + "/list")
	if err != nil {
		b.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil {
		b.Fatal(err)
	}
	tag := resp.Header.Get("Etag")
	for name, ask := range map[string][]string{
		"cached page":            {s.URL + "/list", "Accept-Encoding", "gzip"},
		"cached page, unchanged": {s.URL + "/list", "If-None-Match", tag},
		"signed in, small page":  {s.URL + "/mine", "Cookie", cookie},
	} {
		b.Run(name, func(b *testing.B) {
			var h, p time.Duration
			const rounds = 4
			n := max(b.N/rounds, 80)
			b.ResetTimer()
			for range rounds {
				h += spend(b, yard, n)
				p += spend(b, ask[0], n, ask[1:]...)
			}
			b.ReportMetric(float64(p)/float64(h), "H")
			b.ReportMetric(float64(p.Nanoseconds())/rounds, "cpu-ns/op")
		})
	}
}

// cookieOf is the session of a browser as it is sent.
func cookieOf(b *testing.B, s *sitetest.Site, signed *http.Client) string {
	b.Helper()
	u, err := url.Parse(s.URL)
	if err != nil {
		b.Fatal(err)
	}
	cookie := signed.Jar.Cookies(u)[0]
	return cookie.Name + "=" + cookie.Value
}

// BenchmarkListOfAMillion holds the list of services as somebody signed in sees
// it, whole page through the real router, against a net/http hello, turn about
// in one run: at most 18 H, wherever in the list. As most browsers ask, it is
// compressed too; that is printed beside it.
func BenchmarkListOfAMillion(b *testing.B) {
	clock := storetest.NewClock()
	s := sitetest.Moving(b, storetest.SQLite(b, clock), clock)
	s.Kit.Log = discard()
	s.Config.Kit = s.Kit
	server, err := handlers.New(s.Config)
	if err != nil {
		b.Fatal(err)
	}
	s.Run(b, server)
	s.Server = server
	began, many := time.Now(), storetest.Many(b)
	storetest.Offers(b, s.DB, clock, many)
	b.Logf("%d services written in %.0f s", many, time.Since(began).Seconds())
	cookie := cookieOf(b, s, s.SignedIn(b, s.Person(b, "Pat Person", false)))
	yard := hello(b)
	deep := func(query string) []string { // pages all over the list
		all := make([]string, 64)
		for i := range all {
			all[i] = fmt.Sprintf("%s/services?%safter=b%09d", s.URL, query, (2*i+1)*many/(2*len(all)))
		}
		return all
	}
	for _, c := range []struct {
		name string
		ask  []string
		head []string
	}{
		{"strongest, first page", []string{s.URL + "/services"}, nil},
		{"strongest, first page, compressed", []string{s.URL + "/services"}, []string{"Accept-Encoding", "gzip"}},
		{"strongest, deep", deep(""), nil},
		{"newest, deep", deep("sort=newest&"), nil},
	} {
		b.Run(c.name, func(b *testing.B) {
			const rounds = 4
			n := max(b.N/rounds, 160)
			head := append([]string{"Cookie", cookie}, c.head...)
			spendOver(b, c.ask, n, head...) // warm
			var h, p time.Duration
			b.ResetTimer()
			for range rounds {
				h += spend(b, yard, n*4)
				p += spendOver(b, c.ask, n, head...)
			}
			b.ReportMetric(float64(p)/float64(h), "H")
			b.ReportMetric(float64(p.Nanoseconds())/rounds, "cpu-ns/op")
		})
	}
}

// discard is the log of a site in service, written nowhere.
func discard() *slog.Logger { return slog.New(slog.NewJSONHandler(io.Discard, nil)) }
