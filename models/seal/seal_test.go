package seal

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"hundredweight/models/account"
	"hundredweight/models/refusal"
)

var noon = time.Date(2026, 12, 4, 12, 0, 0, 0, time.UTC)

func mustKeys(t testing.TB) (*Keys, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "keys")
	k, err := OpenKeys(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	return k, dir
}

func mustStage(t testing.TB, k *Keys) Stage {
	t.Helper()
	s, err := k.NewStage()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func ready() Witness {
	return Witness{Now: noon, Deadline: noon, Drained: true, Officers: [2]account.PersonID{1, 2}}
}

func TestTheKeyIsReleasedOnlyToTwoOfficersAfterTheDeadline(t *testing.T) {
	k, _ := mustKeys(t)
	s := mustStage(t, k)
	for name, change := range map[string]func(*Witness){
		"a microsecond before the deadline": func(w *Witness) { w.Now = noon.Add(-time.Microsecond) },
		"no deadline":                       func(w *Witness) { w.Deadline = time.Time{} },
		"before the drain":                  func(w *Witness) { w.Drained = false },
		"one officer":                       func(w *Witness) { w.Officers[1] = 0 },
		"one person twice":                  func(w *Witness) { w.Officers[1] = 1 },
	} {
		w := ready()
		change(&w)
		if _, err := k.Release(s, w); !errors.Is(err, refusal.ErrOutOfTurn) {
			t.Errorf("%s: got %v, want a refusal", name, err)
		}
	}
	if _, err := k.Release(s, ready()); err != nil {
		t.Fatalf("two officers at the deadline: %v", err)
	}
	other, _ := mustKeys(t)
	if _, err := other.Release(s, ready()); err == nil {
		t.Fatal("another host's key opened the stage")
	}
}

func sealPart(t testing.TB, public string, p Part, content []byte) ([]byte, Sealed) {
	t.Helper()
	var out bytes.Buffer
	w, err := NewPart(&out, public, p)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(content); err != nil {
		t.Fatal(err)
	}
	s, err := w.Close()
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), s
}

func TestASealedPartOpensUnchangedOrNotAtAll(t *testing.T) {
	k, _ := mustKeys(t)
	s := mustStage(t, k)
	o, err := k.Release(s, ready())
	if err != nil {
		t.Fatal(err)
	}
	want := Part{Bid: "abc", Kind: "file", Key: "q1", Name: "plan.pdf", Type: "application/pdf"}
	content := bytes.Repeat([]byte("canary "), 50_000)
	blob, sealed := sealPart(t, s.Public, want, content)
	if bytes.Contains(blob, []byte("canary")) || bytes.Contains(blob, []byte("plan.pdf")) {
		t.Fatal("the sealed bytes show the content or the name")
	}
	got, body, err := o.OpenPart(blob, sealed.Commitment)
	if err != nil || !bytes.Equal(body, content) || got.Name != want.Name || got.Bid != want.Bid {
		t.Fatalf("got %+v, %d bytes, %v", got, len(body), err)
	}
	for _, at := range []int{10, len(blob) / 2, len(blob) - 1} {
		bad := bytes.Clone(blob)
		bad[at] ^= 1
		if _, _, err := o.OpenPart(bad, sealed.Commitment); !errors.Is(err, ErrTampered) {
			t.Errorf("byte %d changed: got %v", at, err)
		}
	}
	otherBlob, otherSealed := sealPart(t, s.Public, Part{Bid: "xyz", Kind: "file", Key: "q1"}, content)
	if _, _, err := o.OpenPart(otherBlob, sealed.Commitment); !errors.Is(err, ErrTampered) {
		t.Errorf("a rival's blob: got %v", err)
	}
	if otherSealed.Commitment == sealed.Commitment {
		t.Error("two parts have the same commitment")
	}
}

func TestAPackageMustAgreeWithItsReceipt(t *testing.T) {
	k, _ := mustKeys(t)
	s := mustStage(t, k)
	o, err := k.Release(s, ready())
	if err != nil {
		t.Fatal(err)
	}
	m := Manifest{Bid: "b1", Organisation: "hope", Tender: "cwt-2026-0001", Stage: "1", Version: "2", Answers: map[string]string{"q1": "text"}, Lots: []string{"1"}}
	p, err := Pack(s.Public, m)
	if err != nil {
		t.Fatal(err)
	}
	want := Expected{Bid: "b1", Organisation: "hope", Tender: "cwt-2026-0001", Stage: "1", Version: 2, Hash: p.Hash, Commitment: p.Commitment}
	got, err := o.Unpack(p.Sealed, want)
	if err != nil || got.Answers["q1"] != "text" || got.Nonce != p.Nonce {
		t.Fatalf("got %+v, %v", got, err)
	}
	for name, change := range map[string]func(*Expected){
		"another bid":          func(e *Expected) { e.Bid = "b2" },
		"another organisation": func(e *Expected) { e.Organisation = "rival" },
		"another version":      func(e *Expected) { e.Version = 1 },
		"another hash":         func(e *Expected) { e.Hash = "00" },
		"another commitment":   func(e *Expected) { e.Commitment = "00" },
	} {
		w := want
		change(&w)
		if _, err := o.Unpack(p.Sealed, w); !errors.Is(err, ErrTampered) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestADestroyedDraftKeyOpensNothing(t *testing.T) {
	k, dir := mustKeys(t)
	d, err := k.NewDraft("cwt-2026-0001-s1", "abc123")
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := d.Seal("q1", []byte("a canary answer"))
	if err != nil {
		t.Fatal(err)
	}
	again, err := k.Draft("cwt-2026-0001-s1", "abc123")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := again.Open("q1", sealed); err != nil || string(got) != "a canary answer" {
		t.Fatalf("got %q, %v", got, err)
	}
	if _, err := again.Open("q2", sealed); err == nil {
		t.Fatal("an answer opened as another question's")
	}
	if err := k.DestroyDraft("cwt-2026-0001-s1", "abc123"); err != nil {
		t.Fatal(err)
	}
	if _, err := k.Draft("cwt-2026-0001-s1", "abc123"); !errors.Is(err, refusal.ErrOutOfTurn) {
		t.Fatalf("got %v, want the key to be gone", err)
	}
	if err := k.DestroyDraft("cwt-2026-0001-s1", "abc123"); err != nil {
		t.Fatalf("destroying twice: %v", err)
	}
	if _, err := k.Draft("../..", "abc"); err == nil {
		t.Fatal("a path was taken for a reference")
	}
	if err := filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
		if err == nil && !info.IsDir() && info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %o", path, info.Mode().Perm())
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

func TestPricesNeedLockedScoresAndTwoOfficers(t *testing.T) {
	k, _ := mustKeys(t)
	put, err := k.PriceRecipient("cwt-2026-0001-s1")
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := put([]byte("123456"))
	if err != nil {
		t.Fatal(err)
	}
	two := [2]account.PersonID{1, 2}
	if _, err := k.ReleasePrices("cwt-2026-0001-s1", PriceWitness{Officers: two}); !errors.Is(err, refusal.ErrOutOfTurn) {
		t.Fatalf("before the lock: %v", err)
	}
	if _, err := k.ReleasePrices("cwt-2026-0001-s1", PriceWitness{QualityLocked: true, Officers: [2]account.PersonID{2, 2}}); !errors.Is(err, refusal.ErrOutOfTurn) {
		t.Fatalf("one officer twice: %v", err)
	}
	key, err := k.ReleasePrices("cwt-2026-0001-s1", PriceWitness{QualityLocked: true, Officers: two})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := key.Open(sealed); err != nil || string(got) != "123456" {
		t.Fatalf("got %q, %v", got, err)
	}
	eval, err := k.MakeEvaluationKey("cwt-2026-0001-s1")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := eval.Open(sealed); err == nil {
		t.Fatal("the evaluation key opened a price")
	}
}

func TestKeysOthersCanReadAreRefusedWithTheCommand(t *testing.T) {
	_, dir := mustKeys(t)
	if err := os.Chmod(filepath.Join(dir, "host.key"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenKeys(dir, true); err == nil || !bytes.Contains([]byte(err.Error()), []byte("chmod 600")) {
		t.Fatalf("got %v", err)
	}
	if _, err := OpenKeys(filepath.Join(t.TempDir(), "none"), true); err == nil {
		t.Fatal("a missing host key was made anew although bids are sealed under it")
	}
}

func TestALargeFileStreamsThrough(t *testing.T) {
	k, _ := mustKeys(t)
	s := mustStage(t, k)
	w, err := NewPart(io.Discard, s.Public, Part{Bid: "b", Kind: "file", Key: "q"})
	if err != nil {
		t.Fatal(err)
	}
	chunk := bytes.Repeat([]byte("x"), 1<<16)
	allocated := testing.AllocsPerRun(1, func() {
		for range 200 {
			if _, err := w.Write(chunk); err != nil {
				t.Fatal(err)
			}
		}
	})
	sealed, err := w.Close()
	if err != nil || sealed.PlainSize < 200<<16 {
		t.Fatalf("got %d bytes, %v", sealed.PlainSize, err)
	}
	if allocated > 2000 {
		t.Fatalf("%v allocations for 13 MB: it does not stream", allocated)
	}
}

func TestTheClosingRootDependsOnEveryBidAndNotOnOrder(t *testing.T) {
	a := []Entry{{"a", "1"}, {"b", "2"}}
	if ClosingRoot(a) != ClosingRoot([]Entry{{"b", "2"}, {"a", "1"}}) {
		t.Error("the order of the list matters")
	}
	if ClosingRoot(a) == ClosingRoot(a[:1]) || ClosingRoot(a) == ClosingRoot([]Entry{{"a", "2"}, {"b", "1"}}) {
		t.Error("a lost or swapped bid does not show")
	}
}
