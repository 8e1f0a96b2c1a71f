package ledger

import "testing"

// TestALeafIsWhatTheFormatSays pins the published format, worked out with
// another program: SHA-256 of a zero byte, "hw-leaf/1", the salt and the
// SHA-256 of the event. Who kept an old event and its salt can prove it for as
// long as this stays.
func TestALeafIsWhatTheFormatSays(t *testing.T) {
	salt := make([]byte, SaltSize)
	for i := range salt {
		salt[i] = byte(i)
	}
	event := `{"at":"2026-11-23T12:00:00Z","kind":"tender.published","subject":{"kind":"tender","ref":"cwt-2026-0001"}}`
	if got, want := Hex(mustLeaf(t, salt, event)), "a1d5d19ef20c2da239ad80aed5a2eed03b390ff6770dab5a55539622fbc360cf"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
