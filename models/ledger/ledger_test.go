package ledger

import (
	"crypto/rand"
	"fmt"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"
)

// memory keeps a tree's stored hashes for tests.
type memory struct {
	hashes []Hash
	leaves int64
}

func (m *memory) ReadHashes(indexes []int64) ([]Hash, error) {
	out := make([]Hash, len(indexes))
	for i, ix := range indexes {
		if ix >= int64(len(m.hashes)) {
			return nil, fmt.Errorf("no hash %d", ix)
		}
		out[i] = m.hashes[ix]
	}
	return out, nil
}

func (m *memory) add(t testing.TB, leaf Hash) {
	t.Helper()
	if FirstIndex(m.leaves) != int64(len(m.hashes)) {
		t.Fatalf("leaf %d begins at %d, have %d hashes", m.leaves, FirstIndex(m.leaves), len(m.hashes))
	}
	more, err := Append(m.leaves, leaf, m)
	if err != nil {
		t.Fatal(err)
	}
	m.hashes = append(m.hashes, more...)
	m.leaves++
}

func mustLeaf(t testing.TB, salt []byte, text string) Hash {
	t.Helper()
	h, err := LeafHash(salt, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestAnyChangeToAnEventIsFound(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 60).Draw(rt, "leaves")
		m := &memory{}
		salts := make([][]byte, n)
		for i := range n {
			salts[i] = make([]byte, SaltSize)
			if _, err := rand.Read(salts[i]); err != nil {
				rt.Fatal(err)
			}
			m.add(t, mustLeaf(t, salts[i], fmt.Sprint("event ", i)))
		}
		root, err := Root(m.leaves, m)
		if err != nil {
			rt.Fatal(err)
		}
		at := rapid.IntRange(0, n-1).Draw(rt, "leaf")
		proof, err := ProveInclusion(m.leaves, int64(at), m)
		if err != nil {
			rt.Fatal(err)
		}
		if err := CheckInclusion(proof, m.leaves, root, int64(at), mustLeaf(t, salts[at], fmt.Sprint("event ", at))); err != nil {
			rt.Fatalf("the true event is refused: %v", err)
		}
		if err := CheckInclusion(proof, m.leaves, root, int64(at), mustLeaf(t, salts[at], "another event")); err == nil {
			rt.Fatal("a changed event is accepted")
		}
		older := rapid.Int64Range(1, m.leaves).Draw(rt, "older")
		oldRoot, err := Root(older, m)
		if err != nil {
			rt.Fatal(err)
		}
		tree, err := ProveConsistency(m.leaves, older, m)
		if err != nil {
			rt.Fatal(err)
		}
		if err := CheckConsistency(tree, m.leaves, root, older, oldRoot); err != nil {
			rt.Fatalf("a log that only grew is refused: %v", err)
		}
		oldRoot[0] ^= 1
		if err := CheckConsistency(tree, m.leaves, root, older, oldRoot); err == nil {
			rt.Fatal("another history is accepted")
		}
	})
}

func TestCheckpointIsSignedAndRead(t *testing.T) {
	private, public, err := note.GenerateKey(rand.Reader, "hundredweight/test")
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(private)
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := note.NewVerifier(public)
	if err != nil {
		t.Fatal(err)
	}
	want := Checkpoint{Origin: "hundredweight/test", Size: 7, Root: tlog.RecordHash([]byte("x"))}
	signed, err := want.Sign(signer)
	if err != nil {
		t.Fatal(err)
	}
	got, err := OpenCheckpoint(signed, verifier)
	if err != nil || got != want {
		t.Fatalf("got %+v, %v; want %+v", got, err, want)
	}
	signed[len("hundredweight/test\n")] = '8'
	if _, err := OpenCheckpoint(signed, verifier); err == nil {
		t.Fatal("a changed size is accepted")
	}
}

func TestCanonicalSortsKeysAndKeepsNumbers(t *testing.T) {
	got, err := Canonical(map[string]any{"b": 1, "a": map[string]any{"z": "<&>", "y": 1.50}})
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"a":{"y":1.5,"z":"<&>"},"b":1}`; string(got) != want {
		t.Fatalf("got %s, want %s", got, want)
	}
}

func TestASaltOfAnotherLengthIsRefused(t *testing.T) {
	if _, err := LeafHash(make([]byte, 16), nil); err == nil {
		t.Fatal("a short salt is accepted")
	}
}
