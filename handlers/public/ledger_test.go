package public_test

import (
	"encoding/base64"
	"io"
	"net/http"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"hundredweight/handlers/sitetest"
	"hundredweight/models/ledger"
)

func fetch(t *testing.T, s *sitetest.Site, path string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := s.Stranger(t).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

func TestAnEntryIsProvedAgainstTheSignedHead(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		for _, name := range []string{"Ann", "Ben", "Cat", "Dan", "Eve"} {
			s.Person(t, name, false)
		}
		s.Numbered(t, 5)
		key := s.Sign(t)
		_, head := fetch(t, s, "/ledger/checkpoint")
		verifier, err := note.NewVerifier(key)
		if err != nil {
			t.Fatal(err)
		}
		cp, err := ledger.OpenCheckpoint([]byte(head), verifier)
		if err != nil || cp.Size != 5 {
			t.Fatalf("head of %d: %v", cp.Size, err)
		}
		for _, n := range []string{"0", "3", "4"} {
			status, body := fetch(t, s, "/ledger/entries/"+n)
			if status != 200 {
				t.Fatalf("entry %s: %d", n, status)
			}
			lines, rest, _ := strings.Cut(body, "\n\n")
			if rest != head {
				t.Errorf("entry %s carries another head: %s", n, rest)
			}
			var hashes []ledger.Hash
			for _, l := range strings.Split(lines, "\n")[1:] {
				if strings.HasPrefix(l, "index ") {
					continue
				}
				b, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(l, "extra "))
				if err != nil {
					t.Fatal(err)
				}
				hashes = append(hashes, ledger.Hash(b))
			}
			at := int64(n[0] - '0')
			if err := ledger.CheckInclusion(hashes[1:], cp.Size, cp.Root, at, hashes[0]); err != nil {
				t.Errorf("entry %s: %v", n, err)
			}
			hashes[0][0] ^= 1
			if err := ledger.CheckInclusion(hashes[1:], cp.Size, cp.Root, at, hashes[0]); err == nil {
				t.Errorf("entry %s: a changed leaf is taken", n)
			}
		}
		for _, n := range []string{"5", "-1", "x", "99999999999999999999", "1e3"} {
			if status, _ := fetch(t, s, "/ledger/entries/"+n); status != 404 {
				t.Errorf("entry %s: %d", n, status)
			}
		}
		if status, body := fetch(t, s, "/ledger"); status != 200 || !strings.Contains(body, "over 5 entries") || strings.Contains(body, "Ann") {
			t.Errorf("page: %d %s", status, body)
		}
	})
}

func TestTheSecurityFileSaysWhereToReportAndForHowLong(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		status, body := fetch(t, s, "/.well-known/security.txt")
		if status != 200 || !strings.Contains(body, "Contact: ") || !strings.Contains(body, "Expires: 2027-05-23T00:00:00Z") {
			t.Errorf("%d %s", status, body)
		}
	})
}
